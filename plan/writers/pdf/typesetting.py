"""A document as a PDF: its data set in the template by Typst, and the headers of its rows tagged.

In: a `Document` and the bytes of a style document. Out: the bytes of a .pdf. Knows how Typst is called; what the pages
look like stands in `template.typ`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from plan.document import Document, Inline, Link, with_inlines
from plan.writers.pdf.fonts import fonts
from plan.writers.pdf.row_headers import with_row_headers
from plan.writers.pdf.tree import document_tree
from plan.writers.styles import StyleDocument, open_style

_TEMPLATE: Final = Path(__file__).parent / "template.typ"


def write_pdf(document: Document, style: bytes | None = None) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1, in the looks of a style document (its bytes) or the program's own.

    Raises UnusableStyle where the style document cannot be read.
    """
    looks = open_style(style)
    try:
        return _set(document, looks)
    except typst.TypstError as failed:
        # Typst 0.15 cannot tag a link that runs over the edge of a cover. The address is lost then, no word of it.
        if "link ancestor" not in str(failed):
            raise
        return _set(_without_addresses(document), looks)


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

    def words(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(word for node in inlines for word in (node.inlines if isinstance(node, Link) else (node,)))

    sections = (
        replace(section, blocks=tuple(with_inlines(block, words) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))
