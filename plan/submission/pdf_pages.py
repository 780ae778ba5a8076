"""On which page of a PDF each heading of a document stands.

In: a PDF of anybody's making, ours or Word's or LibreOffice's, and headings in printed order. Out: page numbers,
counted from 1 as a reader of PDFs counts. Knows no plan. The bookmarks of a PDF tell; without any its text does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from typing import Final

from pypdf import PdfReader
from pypdf.generic import Destination

_ENOUGH: Final = 0.5
"""Of the headings, how many the bookmarks must know; of lines or pages, how many are most."""
_MOST_LINES: Final = 3  # over which one heading is printed
_CONTENTS: Final = 4  # headings on a page that holds little else
_NUMBERED: Final = re.compile(r"^(?:[0-9]+(?:\.[0-9]+)*|[A-Z])[.)]?\s+(?=\S)")
_ENTRY: Final = re.compile(r"[\s.…]+[0-9]{1,4}$")


class NoPdf(Exception):
    """Bytes that are no PDF, or a damaged or locked one."""


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages a PDF has, and the page of each heading; None where it was not found."""

    total: int
    of_headings: tuple[int | None, ...]

    @property
    def found(self) -> int:
        """How many of the headings were found."""
        return sum(page is not None for page in self.of_headings)


def pages_of(pdf: bytes, headings: Sequence[str]) -> Pages:
    """The page of each heading, in printed order. Raises `NoPdf`."""
    try:
        reader = PdfReader(BytesIO(pdf))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoPdf
        total = len(reader.pages)
        bookmarks = list(_bookmarks(reader, reader.outline))
        found = _aligned(headings, bookmarks)
        if sum(page is not None for page in found) < _ENOUGH * len(headings):
            found = _in_text(headings, [page.extract_text() for page in reader.pages])
    except Exception:  # a file from anybody: pypdf raises whatever it stumbles over
        raise NoPdf from None
    return Pages(total, tuple(found))


Line = tuple[str, int]
"""Words, and the page they stand on."""


def _bookmarks(reader: PdfReader, outline: Iterable[object]) -> Iterator[Line]:
    for entry in outline:
        if isinstance(entry, Destination):
            page = reader.get_destination_page_number(entry)
            if entry.title and page is not None and page >= 0:
                yield str(entry.title), page + 1
        elif isinstance(entry, list):
            yield from _bookmarks(reader, entry)


def _aligned(headings: Sequence[str], lines: Sequence[Line]) -> list[int | None]:
    """The page of each heading, where headings and lines agree on their order."""
    ours, theirs = [_plain(heading) for heading in headings], [_plain(title) for title, _page in lines]
    found: list[int | None] = [None] * len(headings)
    for ours_at, theirs_at, size in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for step in range(size):
            found[ours_at + step] = lines[theirs_at + step][1]
    return found


def _in_text(headings: Sequence[str], texts: Sequence[str]) -> list[int | None]:
    """The page of each heading by the lines that hold nothing else; a table of contents is passed over.

    What stands on most pages, as their header does, tells of no heading.
    """
    pages = [[row for row in text.split("\n") if row.strip()] for text in texts]
    on_pages = Counter(words for rows in pages for words in set(map(_plain, rows)))
    wanted = {words for words in map(_plain, headings) if on_pages[words] <= _ENOUGH * len(pages)}
    lines: list[Line] = []
    for page, rows in enumerate(pages, 1):
        found = list(_headings_in(rows, wanted))
        entries = sum(_plain(_ENTRY.sub("", row)) in wanted for row in rows if _ENTRY.search(row))
        is_contents = max(entries, len(found)) >= _CONTENTS and entries + len(found) > _ENOUGH * len(rows)
        if not is_contents:
            lines += [(words, page) for words in found]
    return _aligned(headings, lines)


def _headings_in(rows: Sequence[str], wanted: Collection[str]) -> Iterator[str]:
    """The headings among the lines of a page, each over as many lines as it can: the last of them may be one alone."""
    at = 0
    while at < len(rows):
        sizes = range(_MOST_LINES, 0, -1)
        size = next((size for size in sizes if _plain(" ".join(rows[at : at + size])) in wanted), 0)
        if size:
            yield " ".join(rows[at : at + size])
        at += size or 1


def _plain(text: str) -> str:
    """Words without their number, their hyphenation and their capitals: what two programs agree on."""
    text = text.replace("\u00ad", "").replace("\u00a0", " ").strip()
    while shorter := _NUMBERED.match(text):
        text = text[shorter.end() :]
    return "".join(sign for sign in text.casefold() if sign.isalnum())
