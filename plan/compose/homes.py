"""Give every authored value its one home in a document.

In: sections whose blocks and runs say which values they show (`Origin`). Out: the same, with exactly one home for each
value: the first block that shows it and nothing else or, where there is none, the first words inside a sentence, a
list or a table that do. Knows no values, only their keys and places.

A key may stand for several values, since the items of a plain list (partners, signatories) share one: these are told
apart by their part, in the order of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from plan.document import (
    Block,
    Inline,
    Link,
    Note,
    Origin,
    Reference,
    Run,
    Section,
    values_shown,
    with_inlines,
    with_origin,
)
from plan.places import Place, Sourced, Text


def origin_of(value: Sourced) -> Origin | None:
    """The origin of what shows a value; None for what no author wrote."""
    return Origin(value.key, value.place) if value.key else None


def shown(value: Text) -> Run:
    """The words of a value, which know whose they are."""
    return Run(value, origin=origin_of(value))


def with_run_origins(inlines: Iterable[Inline], origin: Origin | None) -> Iterator[Inline]:
    """The same inlines, all words of which show one value."""
    for inline in inlines:
        match inline:
            case Run():
                yield replace(inline, origin=origin)
            case Link() | Reference():
                yield replace(inline, inlines=tuple(with_run_origins(inline.inlines, origin)))
            case _:
                yield inline


def with_homes(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with one home for each value that they show."""
    settling = _Settling(sections)
    for step in (settling.in_blocks, settling.in_words):
        sections = [replace(section, blocks=tuple(map(step, section.blocks))) for section in sections]
    return tuple(sections)


def origins(block: Block) -> list[Origin]:
    """What a block and all that it holds show, in order of depth."""
    found: list[Origin] = []

    def note(origin: Origin | None) -> Origin | None:
        found.extend((origin,) if origin else ())
        return origin

    def words(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        for origin, shown in values_shown(inlines):
            note(origin)
            for inline in shown:
                match inline:
                    case Note():
                        found.extend(origin for inner in inline.blocks for origin in origins(inner))
                    case Link() | Reference() if origin is None:
                        words(inline.inlines)
        return inlines

    with_inlines(with_origin(block, note), words)
    return found


class _Settling:
    """Whole blocks are asked first, in the order of the document, then words inside them."""

    def __init__(self, sections: Sequence[Section]) -> None:
        shown = {
            (origin.key, origin.place)
            for section in sections
            for block in section.blocks
            for origin in origins(block)
            if not origin.part
        }
        places: dict[str, list[Place]] = {}
        for key, place in sorted(shown):
            places.setdefault(key, []).append(place)
        self._places = places
        self._settled: set[tuple[str, int]] = set()

    def in_blocks(self, block: Block) -> Block:
        """Settle the values that whole blocks show."""

        def notes(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
            return _with_notes(inlines, self.in_blocks)

        return with_inlines(with_origin(block, self._settle), notes)

    def in_words(self, block: Block) -> Block:
        """Settle the values that only words inside blocks show."""

        def words(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
            settled: list[Inline] = []
            for origin, shown in values_shown(inlines):
                if origin:
                    settled += with_run_origins(shown, self._settle(origin))
                else:
                    settled += _with_links(shown, words)
            return _with_notes(tuple(settled), self.in_words)

        return with_inlines(block, words)

    def _settle(self, origin: Origin | None) -> Origin | None:
        if origin is None:
            return None
        part = origin.part or self._places[origin.key].index(origin.place)
        home = (origin.key, part) not in self._settled
        self._settled.add((origin.key, part))
        return origin if (origin.part, origin.home) == (part, home) else replace(origin, part=part, home=home)


def _with_notes(inlines: tuple[Inline, ...], change: Callable[[Block], Block]) -> tuple[Inline, ...]:
    if not any(isinstance(inline, Note) for inline in inlines):
        return inlines
    return tuple(
        replace(inline, blocks=tuple(map(change, inline.blocks))) if isinstance(inline, Note) else inline
        for inline in inlines
    )


def _with_links(
    inlines: tuple[Inline, ...], change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
) -> Iterator[Inline]:
    for inline in inlines:
        yield replace(inline, inlines=change(inline.inlines)) if isinstance(inline, Link | Reference) else inline
