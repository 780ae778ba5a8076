"""Chapters one after the other -> runs of pages of one shape.

In: the blocks of each chapter with its role. Out: the sections of a document. A matrix lies on its side, and so does a
wide picture that its author wants on a full page; a heading goes along with what it stands above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from plan.document import Block, Derived, Heading, PageBreak, Paper, Picture, Section, Table
from plan.pictures import measure

SectionKind = Literal["cover", "front", "body", "annex"]
_KINDS: Final[Mapping[str, SectionKind]] = {
    "cover": "cover",
    "contents": "front",
    "annexes": "annex",
    "colophon": "annex",
}


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages a block stands on: their shape and, where a picture has a page to itself, which one that is."""

    kind: SectionKind
    landscape: bool = False
    paper: Paper = "a4"
    own: int = 0

    @property
    def shape(self) -> tuple[SectionKind, bool, Paper]:
        """What all pages of one section have in common."""
        return self.kind, self.landscape, self.paper


def in_sections(parts: Iterable[tuple[str, tuple[Block, ...]]], paper: Paper) -> tuple[Section, ...]:
    """The chapters (role and blocks) in sections; `paper` is what the matrix is printed on."""
    placed = [stood for role, blocks in parts for stood in _placed(role, blocks, paper)]
    for at in range(len(placed) - 2, -1, -1):
        pages, block = placed[at]
        below = placed[at + 1][0]
        if isinstance(block, Heading) and below.kind == pages.kind:
            placed[at] = below, block
    sections: list[Section] = []
    for pages, stood in groupby(placed, key=lambda one: one[0]):
        blocks = tuple(block for _pages, block in stood)
        last = sections[-1] if sections else None
        if last and (last.kind, last.landscape, last.paper) == pages.shape:
            sections[-1] = replace(last, blocks=(*last.blocks, PageBreak(), *blocks))
            continue
        if isinstance(blocks[0], PageBreak):  # a section begins on a new page as it is
            blocks = blocks[1:]
        if blocks:
            sections.append(Section(blocks, *pages.shape))
    return tuple(sections)


def _placed(role: str, chapter: Sequence[Block], paper: Paper) -> Iterator[tuple[_Pages, Block]]:
    upright = _Pages(_KINDS.get(role, "body"))
    blocks = [piece for block in chapter for piece in _apart(block)]
    lying = _end_of_matrix(blocks) if role == "matrix" else 0
    for at, block in enumerate(blocks):
        if at < lying:
            yield replace(upright, landscape=True, paper=paper), block
        elif picture := _full_page(block):
            size = measure(picture.data)
            yield replace(upright, landscape=size.width > size.height, own=id(block)), block
        else:
            yield upright, block


def _apart(block: Block) -> Iterable[Block]:
    """A derived block in pieces, where each of its pictures has a page to itself."""
    if isinstance(block, Derived) and all(map(_full_page, block.blocks)):
        return tuple(replace(block, blocks=(inner,)) for inner in block.blocks)
    return (block,)


def _full_page(block: Block) -> Picture | None:
    """The picture that a block is or holds alone, if it has a page to itself."""
    match block:
        case Picture(full_page=True):
            return block
        case Derived(blocks=(inner,)):
            return _full_page(inner)
        case _:
            return None


def _end_of_matrix(blocks: Sequence[Block]) -> int:
    """How many blocks of its chapter stand beside the matrix: up to the first heading below it."""
    below = max((at for at, block in enumerate(blocks) if _holds_matrix(block)), default=0) + 1
    return next((at for at in range(below, len(blocks)) if isinstance(blocks[at], Heading)), len(blocks))


def _holds_matrix(block: Block) -> bool:
    match block:
        case Table():
            return block.kind == "matrix"
        case Derived():
            return any(map(_holds_matrix, block.blocks))
        case _:
            return False
