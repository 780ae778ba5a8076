"""Read the cells of an Excel file or of a Belgian CSV file.

In: the bytes of a file. Out: its rows of cells, as whoever keeps the file sees them, numbers in Dutch notation; or
`UnreadableSheet` with what is wrong with the file. Knows no plan.

Excel files are read with openpyxl: unlike faster readers it tells how a number is shown (12,5 % or 0,125), which cells
are merged and which formulas have no value yet, and these decide whether a table can be printed as its author sees it.
A CSV file is what Excel makes here: semicolons, commas or tabs between the cells, in Windows' encoding or in UTF-8.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final, cast
from zipfile import BadZipFile, ZipFile

from plan.dutch import month_year, print_date, print_number
from plan.messages import Message, _

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST: Final = (2000, 100)
"""How many rows and columns are read."""

_LARGEST_PARTS: Final = 25_000_000  # bytes of an Excel file once unpacked
_LARGEST_CSV: Final = 10_000_000  # bytes: of so many rows and columns, with fifty letters in each cell
_MOST_IN_RANGES: Final = 500_000  # cells that are merged or one link, of each of which openpyxl makes one
_RANGE: Final = re.compile(
    rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^<>]*?\bref\s*=\s*["\']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["\']'
)
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password


class UnreadableSheet(ValueError):
    """A file whose cells cannot be read: what is wrong and what to do about it."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows, whether that is a number, and where it cannot be printed: why, and what to do about it."""

    text: str = ""
    is_number: bool = False
    fault: tuple[Message, Message] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells, all of one length, those of a hidden row empty; and which columns are hidden, counted from 0."""

    rows: tuple[tuple[SheetCell, ...], ...]
    hidden: frozenset[int] = frozenset()


def cell_name(row: int, column: int) -> str:
    """What a cell is called in Excel; row and column count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def read_sheet(name: str, data: bytes, sheet: str | None = None) -> Sheet:
    """The cells of a file whose name ends in .xlsx or .csv; `sheet` names one of an Excel file, else the first is read.

    Raises UnreadableSheet.
    """
    hidden: frozenset[int] = frozenset()
    if name.lower().endswith(".csv"):
        rows = _csv_rows(data)
    else:
        rows, hidden = _excel_rows(data, sheet)
    while rows and not any(cell.text or cell.fault for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise UnreadableSheet(_("it is empty"), _("save the table in it, or name another file"))
    width = max(map(_used, rows))
    if len(rows) > LARGEST[0] or width > LARGEST[1]:
        raise UnreadableSheet(
            _("it is too large: {rows} rows and {columns} columns", rows=len(rows), columns=width),
            _("make a file with just what the plan prints: at most {rows} rows", rows=LARGEST[0]),
        )
    return Sheet(tuple((*row[:width], *[SheetCell()] * (width - len(row))) for row in rows), hidden)


def first_full_row(rows: Sequence[Sequence[SheetCell]]) -> int:
    """Where the heads stand when no column is known by name: the first row with two filled cells, since one is a title.

    In a table of one column that is its first row.
    """
    filled = [sum(bool(cell.text) for cell in row) for row in rows]
    most = min(max(filled, default=0), 2)
    return next((at for at, count in enumerate(filled) if count >= most and count), 0)


def _used(row: list[SheetCell]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell.text or cell.fault), default=0)


# --- CSV -------------------------------------------------------------------------------------------

_NUMBER: Final = re.compile(r"[-−+]?(\d{1,3}([. \u00a0]\d{3})+|\d+)(,\d+)?( ?%)?|[-−+]?\d+\.\d+( ?%)?")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def _csv_rows(data: bytes) -> list[list[SheetCell]]:
    if len(data) > _LARGEST_CSV:
        raise UnreadableSheet(
            _("it is too large: more than {limit} MB", limit=_LARGEST_CSV // 1_000_000),
            _("make a file with just what the plan prints: at most {rows} rows", rows=LARGEST[0]),
        )
    text = _csv_text(data)
    if named := _SEPARATOR_LINE.match(text):
        text, separator = text[named.end() :], named[1]
    else:
        # Semicolons are what Excel puts in here; of two that cut as many rows, they are meant.
        separator = max(";\t,", key=lambda sign: sum(len(row) > 1 for row in _cut(text, sign)))
    rows = [[_csv_cell(cell, separator) for cell in row] for row in _cut(text, separator)]
    head = first_full_row(rows)
    width = len(rows[head]) if rows else 0
    for number, row in enumerate(rows, 1):
        if (found := _used(row)) > width:
            raise UnreadableSheet(
                _(
                    "row {row} has {found} cells, row {head} has {width}",
                    row=number,
                    found=found,
                    head=head + 1,
                    width=width,
                ),
                _('put a text that holds "{sign}" between quotation marks', sign=separator),
            )
    return rows


def _cut(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise UnreadableSheet(
            _("a cell in it does not end"),
            _("look for a quotation mark that is not closed, or save it again from Excel"),
        ) from None


def _csv_text(data: bytes) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UnreadableSheet(_("it is no plain text"), _("save it from Excel as CSV UTF-8, or as .xlsx"))


def _csv_cell(text: str, separator: str) -> SheetCell:
    text = " ".join(text.split())
    is_number = _NUMBER.fullmatch(text) is not None
    if is_number and separator == "," and "," not in text:
        text = text.replace(".", ",")  # commas between cells: the file is not Belgian, and its points are decimal
    return SheetCell(text.replace("-", "−") if is_number else text, is_number)


# --- Excel -----------------------------------------------------------------------------------------

_MERGED: Final = (
    _("it is merged with another"),
    _("take the merge away in Excel (Home, Merge & Center) and fill in each cell"),
)
_UNCALCULATED: Final = (
    _("it holds a formula that has not been worked out"),
    _("open the file in Excel and save it, or type the values themselves"),
)


def _excel_rows(data: bytes, name: str | None) -> tuple[list[list[SheetCell]], frozenset[int]]:
    """The rows, and which columns are hidden."""
    shown = _worksheet(data, name, values=True)
    rows, columns = shown.max_row, shown.max_column
    if rows > LARGEST[0] * 10 or columns > LARGEST[1] * 10:  # a mark in a cell far away
        raise UnreadableSheet(
            _("it is too large: {rows} rows and {columns} columns", rows=rows, columns=columns),
            _("make a file with just what the plan prints: at most {rows} rows", rows=LARGEST[0]),
        )
    read = [[_excel_cell(cell.value, cell.number_format) for cell in row] for row in shown.iter_rows()]
    for at, row in enumerate(_worksheet(data, name, values=False).iter_rows()):
        for column, cell in enumerate(row):
            if cell.data_type == "f" and not read[at][column].text:
                read[at][column] = SheetCell(fault=_UNCALCULATED)
    for merged in shown.merged_cells.ranges:
        for at, column in merged.cells:
            here = read[at - 1][column - 1]
            read[at - 1][column - 1] = replace(here, fault=_MERGED)
    read = [[] if shown.row_dimensions[at].hidden else row for at, row in enumerate(read, 1)]
    spans = [(one.min, one.max) for one in shown.column_dimensions.values() if one.hidden]
    return read, frozenset(
        at - 1 for first, last in spans if first and last for at in range(first, min(last, columns) + 1)
    )


def _worksheet(data: bytes, name: str | None, values: bool) -> Worksheet:
    book = open_book(data, values)
    sheets: dict[str, Any] = {sheet.title.casefold(): sheet for sheet in book.worksheets}
    if not sheets:
        raise UnreadableSheet(_("it has no sheet with cells"), _("save the table on a sheet of its own"))
    found = next(iter(sheets.values())) if name is None else sheets.get(name.casefold())
    if found is None:
        titles = tuple(sheet.title for sheet in book.worksheets)
        raise UnreadableSheet(
            _('it has no sheet "{sheet}"', sheet=name or ""), _("its sheets are {sheets}", sheets=titles)
        )
    worksheet: Worksheet = found
    return worksheet


def open_book(data: bytes, values: bool) -> Workbook:
    """An Excel file from anybody, opened: with the `values` that formulas came to, or with the formulas themselves.

    Raises UnreadableSheet.
    """
    from openpyxl import load_workbook  # only plans with tables of data need it

    if data.startswith(_OLD_EXCEL):
        raise UnreadableSheet(
            _("it is an old Excel file, or has a password"), _("save it from Excel as .xlsx, without a password")
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_PARTS:
                raise BadZipFile
            sheets = (archive.read(part) for part in archive.namelist() if part.startswith("xl/worksheets/"))
            if any(sum(_ranges(sheet)) > _MOST_IN_RANGES for sheet in sheets):
                raise UnreadableSheet(
                    _("a whole column or a whole sheet in it is merged, or is one link"),
                    _("take that away in Excel, and save it again"),
                )
        with warnings.catch_warnings(action="ignore"):
            return load_workbook(BytesIO(data), data_only=values, keep_links=False)
    except UnreadableSheet:
        raise
    except Exception as error:  # a file from anybody: openpyxl raises whatever it stumbles over
        raise UnreadableSheet(
            _("it cannot be read as an Excel file"), _("open it in Excel and save it again as .xlsx")
        ) from error


def _ranges(sheet: bytes) -> Iterator[int]:
    """How many cells there are in each range that is merged or one link, by the XML of a sheet."""
    from openpyxl.utils import range_boundaries

    for found in _RANGE.findall(sheet):
        first, top, last, bottom = cast("tuple[int, int, int, int]", range_boundaries(found.decode()))
        yield (last - first + 1) * (bottom - top + 1)


def _excel_cell(value: object, shown_as: str) -> SheetCell:
    """What Excel shows, as near as its format for numbers lets us; a fault where we would print something else."""
    match value:
        case None:
            return SheetCell()
        case bool():
            return SheetCell("ja" if value else "nee")
        case int() | float():
            return _number_cell(value, shown_as)
        case date():
            return _date_cell(value, shown_as)
        case time() | timedelta():
            return _unprintable(shown_as)
        case str() if value.startswith("#") and value.endswith(("!", "?", "A")):
            return SheetCell(
                value, fault=(_("it shows the error {error}", error=value), _("mend the formula in Excel"))
            )
        case _:
            return SheetCell(" ".join(str(value).split()))


# --- Excel's formats for numbers and dates ---------------------------------------------------------

_AS_IT_IS: Final = ("General", "@")
_BETWEEN_SECTIONS: Final = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')  # semicolons outside quotation marks
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|\\(?P<escaped>.)"
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]"
    r"|(?P<colour>\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\])"
    r"|(?P<blank>[_*].)"
    r"|(?P<number>General|(?P<whole>[#0?](?:[#0?,]*[#0?])?)(?:\.(?P<decimals>[#0?]*))?)"
    r"|(?P<sign>[-+()%€$£: \u00a0])",
    re.IGNORECASE,
)
_TOO_LARGE: Final = 1e15  # from here on Excel has no more digits
_MOST_DECIMALS: Final = 10


def _unprintable(shown_as: str) -> SheetCell:
    return SheetCell(
        fault=(
            _("the plan cannot print the number format {format}", format=shown_as),
            _("turn this column into text in Excel"),
        )
    )


def _number_cell(value: float, shown_as: str) -> SheetCell:
    if not abs(value) < _TOO_LARGE:
        return _unprintable(shown_as)
    number = Decimal(repr(value))
    if shown_as in _AS_IT_IS:
        return SheetCell(_plain(number), is_number=True)
    sections = _BETWEEN_SECTIONS.split(shown_as)  # for what is above zero, below it, and zero
    own = 1 if number < 0 else 2 if not number else 0
    section = sections[own if own < len(sections) else 0]
    tokens = list(_TOKEN.finditer(section))
    numbers = [token for token in tokens if token["number"]]
    if "".join(token[0] for token in tokens) != section or len(numbers) > 1:
        return _unprintable(shown_as)
    if any(len(token["decimals"] or "") > _MOST_DECIMALS for token in numbers):
        return _unprintable(shown_as)
    if any(token["sign"] == "%" for token in tokens):
        number *= 100
    digits = _digits(abs(number), numbers[0]) if numbers else ""
    shown = "".join(digits if token["number"] else " " if token["blank"] else _literal(token) for token in tokens)
    text = " ".join(shown.split())
    if number < 0 and len(sections) > 1:
        text = text.replace("-", "−", 1)
    elif number < 0 and re.search("[1-9]", digits):
        text = f"−{text}"
    return SheetCell(text, is_number=True)


def _literal(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["currency"] or token["sign"] or ""


def _plain(number: Decimal) -> str:
    """At most six decimals, or as many as three digits that count ask for."""
    places = max(6, 2 - number.adjusted()) if number else 0
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return print_number(rounded.normalize() if rounded % 1 else rounded.to_integral_value())


def _digits(number: Decimal, placeholder: re.Match[str]) -> str:
    if placeholder["whole"] is None:
        return _plain(number)
    decimals = placeholder["decimals"] or ""
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    if not rounded and "0" not in placeholder[0]:
        return ""
    whole, comma, after = print_number(rounded).partition(",")
    wanted = decimals.rfind("0") + 1
    after = after[:wanted] + after[wanted:].rstrip("0")
    zeros = placeholder["whole"].count("0")
    if zeros > 1 and "," not in placeholder["whole"]:
        whole = whole.replace(".", "").zfill(zeros)  # a code, such as a postcode
    return whole + (comma if after else "") + after


def _date_cell(value: date, shown_as: str) -> SheetCell:
    """The parts that the format shows, as the plan writes dates: `yyyy` is 2020, `mmm/yy` is mei 2020."""
    letters = set(re.sub(r'\[[^\]]*\]|"\W*"|\\.', "", shown_as.partition(";")[0]).lower()) - set("/-., ")
    printed = {"y": f"{value.year}", "my": month_year(value), "dmy": print_date(value)}
    text = printed.get("".join(sorted(letters)))
    return _unprintable(shown_as) if text is None else SheetCell(text)
