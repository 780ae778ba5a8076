"""What of a text that arrived cannot be shown, with the words it is about and where they stand.

In: the words, kind by kind, as they are met. Out: messages, one for each kind. The words themselves always come along.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Final, Literal

from plan.document import Block, Heading, Inline, Link, Note, Reference, plain_text, with_inlines
from plan.messages import Message, _

Kind = Literal["underlined", "marked", "raised", "lowered", "hidden", "address", "reference"]

_LONGEST: Final = 60
_TOLD: Final[dict[Kind, Callable[[tuple[Message, ...]], Message]]] = {
    "underlined": lambda places: _("a plan has no underlining; it was taken off {places}", places=places),
    "marked": lambda places: _("the colour of a marker did not come along, of {places}", places=places),
    "raised": lambda places: _("raised signs came as plain ones: {places}", places=places),
    "lowered": lambda places: _("lowered signs came as plain ones: {places}", places=places),
    "hidden": lambda places: _("hidden text in the file is visible now; is it to stay? {places}", places=places),
    "address": lambda places: _("the address of these links did not come along: {places}", places=places),
    "reference": lambda places: _(
        "these cross references are plain words now (type {{hoofdstuk id}} where one is to stay): {places}",
        places=places,
    ),
}


@dataclass(slots=True)
class Losses:
    """What was lost so far; `under` are the words of the last heading."""

    under: str = ""
    _places: dict[Kind, list[Message]] = field(default_factory=dict)

    def add(self, kind: Kind, words: str) -> None:
        """Keep which words lost something, where there are any."""
        words = shorten(words, _LONGEST, placeholder=" …")
        if words:
            where = _('"{words}" (under "{heading}")', words=words, heading=self.under)
            self._places.setdefault(kind, []).append(where if self.under else _('"{words}"', words=words))

    def told(self) -> tuple[Message, ...]:
        """What was lost, in words; what was lost twice in one place is told once."""
        places = {kind: tuple(dict.fromkeys(found)) for kind, found in self._places.items()}
        return tuple(told(places[kind]) for kind, told in _TOLD.items() if kind in places)


def without_references(blocks: Iterable[Block], known: Container[str] = ()) -> tuple[tuple[Block, ...], Losses]:
    """Blocks in which references to what is not known are the words that they showed, and which these are."""
    losses = Losses()

    def plain(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        made: list[Inline] = []
        for inline in inlines:
            match inline:
                case Reference() if inline.anchor not in known:
                    losses.add("reference", plain_text(inline.inlines))
                    made += inline.inlines
                case Note():
                    made.append(Note(within(inline.blocks), inline.name))
                case Link():
                    made.append(Link(inline.address, plain(inline.inlines)))
                case _:
                    made.append(inline)
        return tuple(made)

    def within(blocks: Iterable[Block]) -> tuple[Block, ...]:
        found = []
        for block in blocks:
            if isinstance(block, Heading):
                losses.under = plain_text(block.inlines).strip()
            found.append(with_inlines(block, plain))
        return tuple(found)

    return within(blocks), losses
