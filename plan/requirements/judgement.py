"""How a plan stands to one requirement.

In: nothing. Out: `Judgement`, with the spots of the document where a reader sees it. Knows no way of judging.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plan.diagnostics import Severity
from plan.messages import Message
from plan.model import Requirement
from plan.places import Place


class Standing(StrEnum):
    """How a plan stands to a requirement, what asks most of its author first."""

    NOT_MET = "not-met"
    TO_JUDGE = "to-judge"
    WAIVED = "waived"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a document a reader finds something: the words of its chapter and of the nearest heading with a name.

    `anchor` is the name of that heading in the document. `key` and `place` are those of the authored value that stands
    there; what a template words has no key. A value that the document does not print stands below no heading.
    """

    chapter: str = ""
    heading: str = ""
    anchor: str = ""
    key: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a plan stands to a requirement, where that is seen, and what there is to say about it.

    `told` is what to do where it is not met, the question where a person must judge, the author's reason where it is
    waived, and by what it is met where no spot tells. `place` is where in the sources that is said or done.
    """

    requirement: Requirement
    standing: Standing
    spots: tuple[Spot, ...] = ()
    told: Message | str = ""
    place: Place | None = None

    @property
    def is_open(self) -> bool:
        """Whether the plan cannot be filed like this: an error that is not met."""
        return self.standing is Standing.NOT_MET and self.requirement.severity is Severity.ERROR
