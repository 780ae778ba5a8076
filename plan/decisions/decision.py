"""What can be decided about who carries which goal: in a sheet, or by the working group at its meeting.

In: nothing. Out: the kinds of `Decision`, in which everything goes by its id; `Given`, what a file holds of them; and
`Refusal`, what is said of one that cannot be carried out. Knows no files.

`was` is what a decision was taken upon: where the sources say something else meanwhile, it has to be taken again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plan.messages import Message, _
from plan.model import Strength

SAID: Final[Mapping[Strength | None, Message]] = {
    Strength.CERTAIN: _("certain"),
    Strength.POSSIBLE: _("possible"),
    None: _("empty"),
}
"""How surely an action contributes or an institute takes part, in words; and that it does not."""

Where = str | Message
"""Where a decision is given: the address of a cell, or which agreement it is."""


@dataclass(frozen=True, slots=True)
class Link:
    """An action contributes to a goal so surely, or (None) no longer."""

    where: Where
    action: str
    goal: str
    strength: Strength | None
    was: Strength | None


@dataclass(frozen=True, slots=True)
class TakePart:
    """An institute takes part in an action of the sector: as that promises, never more than possibly, or (None) not."""

    where: Where
    institute: str
    action: str
    strength: Strength | None
    was: Strength | None


@dataclass(frozen=True, slots=True)
class Join:
    """An institute begins to take part in an action of the sector; from `first` to `last`, where it has years."""

    where: Where
    institute: str
    action: str
    strength: Strength = Strength.CERTAIN
    first: int | None = None
    last: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Raise:
    """What an institute possibly contributes to a goal with an action, it does certainly."""

    where: Where
    institute: str
    action: str
    goal: str


@dataclass(frozen=True, slots=True)
class Prolong:
    """An action of an institute, or its part in one, runs from the year `first` or up to and including `last`.

    `was` is the period as it was written; None where there was none.
    """

    where: Where
    institute: str
    action: str
    first: int | None
    last: int | None
    was: str | None


@dataclass(frozen=True, slots=True)
class Waive:
    """An institute knowingly leaves a goal to others; `was` is the reason that it gave already, None without one."""

    where: Where
    institute: str
    goal: str
    reason: str
    was: str | None = None


Decision = Link | TakePart | Join | Raise | Prolong | Waive


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be carried out or understood: where it is given, why, what to do, and whom and what it is `about`."""

    where: Where
    message: Message
    cure: Message
    about: Message | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says was decided, about the plan of that title; with what in it cannot be, and what to know of it."""

    plan: str
    decisions: tuple[Decision, ...]
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Message, ...] = ()


class Unusable(ValueError):
    """A file that holds no decisions we can read: what is wrong with it, and what to do about that."""

    def __init__(self, message: Message, cure: Message) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.cure = cure
