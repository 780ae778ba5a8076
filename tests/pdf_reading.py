"""A PDF as it is heard: its structure elements with their words, in the order of reading."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

BROKEN_OFF = "\x02"  # what PDFium has for the hyphen of a word that goes on in the next line
_LINE = 6  # points: a raised number stands less far from its line


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element: its tag, its attributes and what it holds: words and other elements."""

    tag: str
    told: dict[str, Any]
    inside: tuple[Element | str, ...]

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements with these tags, this one and those within it."""
        if not tags or self.tag in tags:
            yield self
        for child in self.inside:
            if isinstance(child, Element):
                yield from child.all(*tags)

    def text(self, *without: str) -> str:
        """The words, but those in elements with these tags; an element that is no part of a line begins anew."""
        if self.tag in without:
            return ""
        inner = "".join(child if isinstance(child, str) else child.text(*without) for child in self.inside)
        return inner if self.tag in ("Span", "Link", "Code", "Reference", "Strong", "Em") else f" {inner} "


def heard(data: bytes) -> Element:
    """The whole document."""
    words = list(_words_by_mark(data))
    pdf = pikepdf.open(BytesIO(data))
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def element(found: Any, page: int) -> Element:
        if "/Pg" in found:
            page = pages[found.Pg.objgen]
        inside: list[Element | str] = []
        for child in _several(found.get("/K")):
            if isinstance(child, int):
                inside.append(words[page].get(child, ""))
            elif child.get("/Type") == "/MCR":
                inside.append(words[pages[child.Pg.objgen] if "/Pg" in child else page].get(int(child.MCID), ""))
            elif child.get("/Type") != "/OBJR":
                inside.append(element(child, page))
        return Element(str(found.get("/S", "/Root"))[1:], _told(found), tuple(inside))

    return element(pdf.Root.StructTreeRoot, 0)


def _told(found: Any) -> dict[str, Any]:
    told = {key: value for attributes in _several(found.get("/A")) for key, value in attributes.items()}
    return told | {key: str(found[key]) for key in ("/Alt", "/Lang", "/T") if key in found}


def _several(found: Any) -> list[Any]:
    """What stands alone or in a list, as a list."""
    return list(found) if isinstance(found, pikepdf.Array) else [] if found is None else [found]


def _words_by_mark(data: bytes) -> Iterator[dict[int, str]]:
    """For each page the words by the number of their mark in its content."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text_page = pdfium.FPDFText_LoadPage(page.raw)
        words: dict[int, str] = {}
        baseline, last = 0.0, ""
        for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
            piece = pdfium.FPDFPage_GetObject(page.raw, at)
            mark = pdfium.FPDFPageObj_GetMarkedContentID(piece)
            length = pdfium.FPDFTextObj_GetText(piece, text_page, None, 0)
            if mark < 0 or not length:
                continue
            buffer = (ctypes.c_ushort * (length // 2 + 1))()
            pdfium.FPDFTextObj_GetText(piece, text_page, buffer, length)
            text = bytes(buffer)[:length].decode("utf-16-le").rstrip("\0")
            place = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(piece, place)
            new_line = abs(place.f - baseline) > _LINE and not last.endswith(BROKEN_OFF)
            words[mark] = words.get(mark, "") + (f" {text}" if new_line else text)
            baseline, last = place.f, text
        yield words
