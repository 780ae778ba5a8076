"""The headers of rows in a finished PDF, and what a table is about.

In: a tagged PDF and, table by table, which cells name their row. Out: the same PDF with those cells tagged as headers
(ISO 32000-1, 14.8.5.7), so that whoever hears a table knows of which row a cell is. Typst tags those of columns only.
Knows no document tree.

What changes is appended, as the format foresees (7.5.6): not a byte of what Typst made is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final, cast

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject

_CELLS: Final = ("/TH", "/TD")


@dataclass(frozen=True, slots=True)
class TableHeaders:
    """The cells of a table that name their row: for each row their places in it; and what the table shows."""

    rows: tuple[tuple[int, ...], ...]
    description: str


def with_row_headers(pdf: bytes, tables: tuple[TableHeaders, ...]) -> bytes:
    """The PDF with these headers tagged in its tables, which it holds in the same order."""
    reader = PdfReader(BytesIO(pdf))
    root = cast(DictionaryObject, reader.root_object["/StructTreeRoot"].get_object())
    changed: dict[int, DictionaryObject] = {}
    for table, headers in zip(_tables(root), tables, strict=True):
        for element in _retagged(table, headers):
            if element.indirect_reference is not None:
                changed[element.indirect_reference.idnum] = element
    return _updated(pdf, reader.trailer, changed) if changed else pdf


# --- structure elements ----------------------------------------------------------------------------


def _retagged(table: DictionaryObject, headers: TableHeaders) -> Iterator[DictionaryObject]:
    """The elements of a table that must be told otherwise, so changed."""
    if headers.description:
        _tell(table, Summary=TextStringObject(headers.description))
        yield table
    if not any(headers.rows):
        return
    for row, places in zip(_elements(table, "/TR"), headers.rows, strict=True):
        for at, cell in enumerate(_elements(row, *_CELLS)):
            if at in places:
                cell[NameObject("/S")] = NameObject("/TH")
                _tell(cell, Scope=NameObject("/Row"))
            else:
                _tell(cell)
            yield cell


def _tell(element: DictionaryObject, **attributes: PdfObject) -> None:
    """Give a table or cell attributes, and leave each cell's headers to be found by their scope.

    A cell that lists the headers of its column would have no others.
    """
    known = _resolved(element.get("/A"))
    owned = list(map(_resolved, known)) if isinstance(known, ArrayObject) else [known]
    kept = [_without_headers(found) for found in owned if isinstance(found, DictionaryObject)]
    if attributes:
        named = {NameObject(f"/{name}"): value for name, value in attributes.items()}
        kept.append(DictionaryObject({NameObject("/O"): NameObject("/Table"), **named}))
    element[NameObject("/A")] = ArrayObject(kept)


def _without_headers(attributes: DictionaryObject) -> DictionaryObject:
    return DictionaryObject({name: value for name, value in attributes.items() if name != "/Headers"})


def _tables(element: DictionaryObject) -> Iterator[DictionaryObject]:
    """All tables below an element, one with a note in a cell of it before those of the note."""
    for table in _elements(element, "/Table"):
        yield table
        yield from _tables(table)


def _elements(element: DictionaryObject, *tags: str) -> Iterator[DictionaryObject]:
    """The nearest elements below this one with one of these tags, in the order of reading; none within another."""
    for child in _children(element):
        if child.get("/S") in tags:
            yield child
        else:
            yield from _elements(child, *tags)


def _children(element: DictionaryObject) -> Iterator[DictionaryObject]:
    children = _resolved(element.get("/K"))
    for child in children if isinstance(children, ArrayObject) else (children,):
        found = _resolved(child)
        if isinstance(found, DictionaryObject):
            yield found


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return None if value is None else value.get_object()


# --- the file --------------------------------------------------------------------------------------


def _updated(pdf: bytes, trailer: DictionaryObject, changed: dict[int, DictionaryObject]) -> bytes:
    """The file with new versions of some of its objects at its end."""
    before = pdf.rstrip().removesuffix(b"%%EOF").rstrip().rpartition(b"\n")[2]
    out = BytesIO()
    out.write(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    table = ["xref"]
    for number, element in sorted(changed.items()):
        out.seek(0, 2)
        table.append(f"{number} 1\n{out.tell():010} 00000 n ")
        out.write(b"%d 0 obj\n" % number)
        element.write_to_stream(out)
        out.write(b"\nendobj\n")
    start = out.tell()
    last = DictionaryObject({NameObject(name): trailer.raw_get(name) for name in ("/Size", "/Root", "/Info", "/ID")})
    out.write("\n".join(table).encode() + b"\ntrailer\n")
    last.write_to_stream(out)
    out.seek(-2, 2)
    out.write(b"/Prev " + before + b">>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()
