"""Give every authored value its one home in a document.

In: sections whose blocks and runs say which values they show (`Origin`). Out: the same, with exactly one home for each
value: the first block that shows it and nothing else or, where there is none, the first words inside a sentence, a
list or a table that do. Knows no values, only their keys and places.

A key may stand for several values, since the items of a plain list (partners, signatories) share one: these are told
apart by their part, in the order of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    altered,
    kept,
    nested,
    stretches,
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


def with_run_origins(inlines: tuple[Inline, ...], origin: Origin | None) -> tuple[Inline, ...]:
    """The same inlines, all words of which show one value; the very same where they do already."""

    def shown(inline: Inline) -> Inline:
        match inline:
            case Run():
                return altered(inline, origin=origin)
            case Link() | Reference():
                return altered(inline, inlines=with_run_origins(inline.inlines, origin))
            case _:
                return inline

    return kept(map(shown, inlines), inlines)


def with_homes(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with one home for each value that they show."""
    settling = _Settling(sections)
    for step in (settling.in_blocks, settling.in_words):
        sections = [replace(section, blocks=tuple(map(step, section.blocks))) for section in sections]
    return tuple(sections)


def origins(block: Block) -> list[Origin]:
    """What a block and all that it holds show: first whole blocks, in order of depth, then words inside them."""
    whole: list[Origin] = []
    words: list[Origin] = []
    for inner in nested(block):
        if origin := getattr(inner, "origin", None):
            whole.append(origin)
        for inlines in stretches(inner):
            _add_origins(words, inlines)
    return whole + words


def _add_origins(found: list[Origin], inlines: tuple[Inline, ...]) -> None:
    for origin, shown in values_shown(inlines):
        if origin:
            found.append(origin)
        for inline in shown:
            match inline:
                case Note():
                    for inner in inline.blocks:
                        found += origins(inner)
                case Link() | Reference() if origin is None:
                    _add_origins(found, inline.inlines)


class _Settling:
    """Whole blocks are asked first, in the order of the document, then words inside them."""

    def __init__(self, sections: Sequence[Section]) -> None:
        places: dict[str, set[Place]] = {}
        for origin in (origin for section in sections for block in section.blocks for origin in origins(block)):
            if not origin.part:
                places.setdefault(origin.key, set()).add(origin.place)
        self._parts = {key: {place: part for part, place in enumerate(sorted(of))} for key, of in places.items()}
        self._settled: set[tuple[str, int]] = set()

    def in_blocks(self, block: Block) -> Block:
        """Settle the values that whole blocks show."""

        def notes(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
            return _with_notes(inlines, self.in_blocks)

        return with_inlines(with_origin(block, self._settle), notes)

    def in_words(self, block: Block) -> Block:
        """Settle the values that only words inside blocks show."""

        def words(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
            if all(isinstance(inline, Run) and inline.origin is None for inline in inlines):
                return inlines
            settled: list[Inline] = []
            for origin, shown in values_shown(inlines):
                settled += with_run_origins(shown, self._settle(origin)) if origin else _with_links(shown, words)
            return _with_notes(kept(settled, inlines), self.in_words)

        return with_inlines(block, words)

    def _settle(self, origin: Origin | None) -> Origin | None:
        if origin is None:
            return None
        part = origin.part or self._parts[origin.key][origin.place]
        home = (origin.key, part) not in self._settled
        self._settled.add((origin.key, part))
        same = (origin.part, origin.home) == (part, home)
        return origin if same else Origin(origin.key, origin.place, part, home)


def _with_notes(inlines: tuple[Inline, ...], change: Callable[[Block], Block]) -> tuple[Inline, ...]:
    def changed(inline: Inline) -> Inline:
        if not isinstance(inline, Note):
            return inline
        return altered(inline, blocks=kept(map(change, inline.blocks), inline.blocks))

    return kept(map(changed, inlines), inlines) if any(isinstance(inline, Note) for inline in inlines) else inlines


def _with_links(
    inlines: tuple[Inline, ...], change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
) -> Iterator[Inline]:
    for inline in inlines:
        yield altered(inline, inlines=change(inline.inlines)) if isinstance(inline, Link | Reference) else inline
