"""A document as a PDF: its data set in the template by Typst, and the headers of its rows tagged.

In: a `Document` and the bytes of a style document. Out: the bytes of a .pdf. Knows how Typst is called; what the pages
look like stands in `template.typ`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from plan.anchors import block_text
from plan.document import Block, Document, Inline, Link, List, ListItem, Note, Quote, Run, with_inlines
from plan.writers.pdf.fonts import fonts
from plan.writers.pdf.row_headers import with_row_headers
from plan.writers.pdf.tree import document_tree
from plan.writers.styles import StyleDocument, open_style

_TEMPLATE: Final = Path(__file__).parent / "template.typ"


def write_pdf(document: Document, style: bytes | None = None) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1, in the looks of a style document (its bytes) or the program's own.

    Raises UnusableStyle where the style document cannot be read.
    """
    return _set_somehow(document, open_style(style), _EASIER)


def _set_somehow(document: Document, looks: StyleDocument, ways: Sequence[_Way]) -> bytes:
    """The document as it is or, where Typst cannot set that, made easier in some of these ways."""
    try:
        return _set(document, looks)
    except typst.TypstError as failed:
        way = next((way for way in ways if way[0] in str(failed)), None)
        if way is None:
            raise
        return _set_somehow(way[1](document), looks, [other for other in ways if other is not way])


def _set(document: Document, looks: StyleDocument) -> bytes:
    tree = document_tree(document, looks)
    files = {"document.json": json.dumps(tree.data).encode(), _TEMPLATE.name: _TEMPLATE.read_bytes(), **tree.pictures}
    with TemporaryDirectory() as folder:  # Typst reads pictures from files only
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        pdf = typst.compile(
            str(Path(folder, _TEMPLATE.name)),
            root=folder,
            format="pdf",
            font_paths=fonts(),
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,  # never shown: the document has its own date
        )
    return with_row_headers(pdf, tree.tables)


def _without_addresses(document: Document) -> Document:
    """The document with the words of its links only."""
    return _with_inlines(document, lambda node: node.inlines if isinstance(node, Link) else (node,))


def _with_notes_inside(document: Document) -> Document:
    """The document with its notes in brackets where they are mentioned."""
    return _with_inlines(document, lambda node: (_inside(node),) if isinstance(node, Note) else (node,))


def _inside(note: Note) -> Run:
    return Run(f" [{' '.join(filter(None, map(block_text, note.blocks)))}]")


def _less_deep(document: Document) -> Document:
    """The document with what stands deeper in lists and quotations than so many levels at the last of these."""
    sections = (replace(section, blocks=tuple(_within(section.blocks, _DEEPEST))) for section in document.sections)
    return replace(document, sections=tuple(sections))


def _within(blocks: Iterable[Block], levels: int) -> Iterator[Block]:
    for block in blocks:
        match block:
            case List() if levels:
                items = (ListItem(tuple(_within(item.blocks, levels - 1))) for item in block.items)
                yield replace(block, items=tuple(items))
            case List():
                yield from _within((inner for item in block.items for inner in item.blocks), 0)
            case Quote() if levels:
                yield replace(block, blocks=tuple(_within(block.blocks, levels - 1)))
            case Quote():
                yield from _within(block.blocks, 0)
            case _:
                yield block


def _with_inlines(document: Document, change: Callable[[Inline], Iterable[Inline]]) -> Document:
    def changed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(made for node in inlines for made in change(node))

    sections = (
        replace(section, blocks=tuple(with_inlines(block, changed) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))


_DEEPEST: Final = 12  # levels of lists and quotations, of which nobody reads so many

_Way = tuple[str, Callable[[Document], Document]]
# What Typst 0.15 says when it cannot tag something that runs over the edge of a cover, a link or a note in a cell, and
# what it can tag. An address is lost then, and a note stands elsewhere: no word of either is lost.
_EASIER: Final[tuple[_Way, ...]] = (
    ("link ancestor", _without_addresses),
    ("logical parent", _with_notes_inside),
    ("tags weren't properly closed", _with_notes_inside),
    ("maximum function call depth", _less_deep),
)
