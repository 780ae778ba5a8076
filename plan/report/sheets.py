"""Sheets as data, and as the bytes of an Excel file.

In: `Sheet`s, whose cells are texts, counts and signs. Out: the bytes of an .xlsx, the same for the same sheets. Knows
how Excel freezes, filters, shades and prints; knows no goals.

Nothing that an author wrote is calculated, followed as a link or read as a command. Shades are conditional formats, so
that a sign which somebody types takes its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from io import BytesIO
from itertools import groupby
from math import ceil
from typing import Any, Final

import xlsxwriter

# The colours of plan/templates/stijl.yaml; grey is for what is not known.
_INK, _PAPER, _DEEP, _ACCENT, _TINT, _MID, _LINE = "1F2D33", "FFFFFF", "083F4B", "0B5F6F", "EAF3F4", "CBE2E6", "B4CBD0"
_QUIET, _ALARM, _ALARM_TINT, _GREY = "4C6068", "9A3412", "FCEDE6", "E6E8E9"


class Shade(Enum):
    """How a cell strikes the eye, beside what it says: ground, letters, and whether those are bold."""

    FULL = (_ACCENT, _PAPER, True)
    LIGHT = (_MID, _INK, False)
    GAP = (_ALARM_TINT, _ALARM, True)
    FAINT = (_TINT, _QUIET, False)
    UNKNOWN = (_GREY, _QUIET, False)


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to another sheet of the same workbook."""

    text: str
    sheet: str


Value = str | int | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above a column, how wide it is (in characters), and the shades of what its cells begin with.

    `name` stands upright above the head, so that a narrow column can have a long one; `above` spans the columns that
    share it. With `signs` the cells are centred.
    """

    head: str
    width: float
    name: str | Link = ""
    above: str = ""
    signs: bool = False
    shades: Mapping[str, Shade] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells; a heading sets itself apart from what is below it."""

    values: Sequence[Value]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under a title; the first `lead` columns stay in sight.

    `pinned` is a row that stays in sight above the heads, whatever is filtered.
    """

    name: str
    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    notes: Sequence[str] = ()
    pinned: Line | None = None
    lead: int = 1
    filtered: bool = True


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook tells of itself."""

    title: str
    subject: str
    author: str
    made: date


def sheet_names(wanted: Iterable[str]) -> tuple[str, ...]:
    """Names that Excel takes, near to those wanted: all different, 31 characters at most, no sign that it refuses."""
    taken: set[str] = {"history", "geschiedenis"}  # Excel keeps these for itself
    names = []
    for want in wanted:
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in _shown(want))
        base = " ".join(plain.split()).strip("' ") or "…"
        name, number = _cut(base, ""), 1
        while name.casefold() in taken:
            number += 1
            name = _cut(base, f" ({number})")
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _cut(name: str, end: str) -> str:
    """A name with its end, shortened so that Excel takes it; it counts half characters."""
    room = 31 - len(end)
    if _length(name) > room:
        while _length(name) > room - 1:
            name = name[:-1]
        name = f"{name.rstrip()}…"
    return name + end


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def write_sheets(sheets: Sequence[Sheet], about: About) -> bytes:
    """The sheets as a workbook. Their names are such as `sheet_names` gives."""
    buffer = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties(
            {
                "title": _shown(about.title),
                "subject": _shown(about.subject),
                "author": _shown(about.author),
                "created": datetime.combine(about.made, time()),
            }
        )
        formats = _Formats(book)
        for sheet in sheets:
            _Writing(book.add_worksheet(sheet.name), sheet, formats).write(about.title)
    return buffer.getvalue()


# --- one sheet -------------------------------------------------------------------------------------

_A3, _A4 = 8, 9
_WIDE: Final = 150  # characters: what is wider goes on A3
_LONGEST: Final = 16_000  # characters: Excel takes twice as many half ones
_UPRIGHT: Final = (60, 140)  # points: the least and most room for upright names
_LINE_HEIGHT: Final = 13  # points
_FULLER: Final = 1.1  # letters of a text that a column has for each of its characters, which are digits
_HIGHEST: Final = 409  # points: Excel has no higher rows


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "vcenter", "quote_prefix": True}
        text = base | {"text_wrap": True, "align": "left", "indent": 1, "bottom": 1, "bottom_color": _LINE}
        sign = text | {"indent": 0, "align": "center", "text_wrap": False, "left": 1, "left_color": _LINE}
        head = base | {"bold": True, "font_color": _DEEP, "valign": "bottom"}
        strong = {"bold": True, "bg_color": _TINT, "font_color": _DEEP}
        self.title = book.add_format(base | {"bold": True, "font_size": 16, "font_color": _DEEP})
        self.note = book.add_format(base | {"font_color": _QUIET})
        self.text = book.add_format(text)
        self.text_heading = book.add_format(text | strong)
        self.sign = book.add_format(sign)
        self.sign_heading = book.add_format(sign | strong)
        self.link = book.add_format(text | {"font_color": _ACCENT, "underline": 1})
        self.sign_head = book.add_format(head | {"bottom": 2, "bottom_color": _ACCENT})
        self.head = book.add_format(
            head | {"text_wrap": True, "align": "left", "indent": 1, "bottom": 2, "bottom_color": _ACCENT}
        )
        self.above = book.add_format(
            head | {"align": "center", "valign": "vcenter", "bg_color": _TINT, "border": 1, "border_color": _LINE}
            | {"text_wrap": True}
        )  # fmt: skip
        upright = base | {"rotation": 90, "text_wrap": True, "align": "center", "valign": "bottom"}
        self.upright = book.add_format(upright | {"left": 1, "left_color": _LINE})
        self.upright_link = book.add_format(
            upright | {"font_color": _ACCENT, "underline": 1, "left": 1, "left_color": _LINE}
        )
        self.shades = {
            shade: book.add_format({"bg_color": ground, "font_color": letters, "bold": bold})
            for shade in Shade
            for ground, letters, bold in [shade.value]
        }


class _Writing:
    """One sheet while it is written, row by row."""

    def __init__(self, target: Any, sheet: Sheet, formats: _Formats) -> None:
        self.target = target
        self.sheet = sheet
        self.formats = formats
        self.row = 0

    def write(self, title: str) -> None:
        """Write all of it; `title` is printed below each page."""
        sheet, target = self.sheet, self.target
        last = max(len(sheet.columns) - 1, 0)
        for number, column in enumerate(sheet.columns):
            target.set_column(number, number, column.width)
        self._text(0, sheet.title, self.formats.title)
        target.set_row(self.row, 24)
        self.row += 1
        for note in sheet.notes:
            self._text(0, note, self.formats.note)
            self.row += 1
        first_head = self.row
        self._heads()
        head = self.row - 1
        for line in sheet.lines:
            self._line(line)
        if sheet.pinned:
            self._shade(head - 1, head - 1)
        if sheet.lines:
            self._shade(head + 1, self.row - 1)
        if sheet.filtered:
            target.autofilter(head, 0, max(self.row - 1, head), last)
        target.freeze_panes(head + 1, sheet.lead)
        target.ignore_errors({"number_stored_as_text": f"A1:XFD{self.row + 1}"})
        self._page(title, first_head, head, last)

    def _heads(self) -> None:
        columns = self.sheet.columns
        if any(column.above for column in columns):
            for above, first, last in _spans(columns):
                if above and last > first:
                    self.target.merge_range(self.row, first, self.row, last, _shown(above), self.formats.above)
                elif above:
                    self._text(first, above, self.formats.above)
            self.target.set_row(self.row, 30)
            self.row += 1
        if any(column.name for column in columns):
            for number, column in enumerate(columns):
                if column.name:
                    linked = isinstance(column.name, Link)
                    self._cell(number, column.name, self.formats.upright_link if linked else self.formats.upright)
            longest = max(len(_words(column.name)) for column in columns)
            self.target.set_row(self.row, min(max(_UPRIGHT[0], 5.2 * longest + 8), _UPRIGHT[1]))
            self.row += 1
        if self.sheet.pinned:
            self._line(self.sheet.pinned)
        for number, column in enumerate(columns):
            self._text(number, column.head, self.formats.sign_head if column.name else self.formats.head)
        self.row += 1

    def _line(self, line: Line) -> None:
        formats = self.formats
        plain = (formats.text_heading, formats.sign_heading) if line.heading else (formats.text, formats.sign)
        for number, (column, value) in enumerate(zip(self.sheet.columns, line.values, strict=True)):
            centred = column.signs or isinstance(value, int)
            self._cell(number, value, formats.link if isinstance(value, Link) else plain[centred])
        self.target.set_row(self.row, _height(self.sheet.columns, line))
        self.row += 1

    def _cell(self, column: int, value: Value, look: object) -> None:
        if isinstance(value, Link):
            sheet = value.sheet.replace("'", "''")
            self.target.write_url(self.row, column, f"internal:'{sheet}'!A1", look, _cell_text(value.text))
        elif isinstance(value, int):
            self.target.write_number(self.row, column, value, look)
        else:
            self._text(column, value or "", look)

    def _text(self, column: int, text: str, look: object) -> None:
        self.target.write_string(self.row, column, _cell_text(text), look)

    def _shade(self, first: int, last: int) -> None:
        """Shade the cells by what they begin with; neighbours that shade alike share the rules."""
        for shades, columns in groupby(enumerate(self.sheet.columns), lambda numbered: numbered[1].shades):
            numbers = [number for number, _column in columns]
            for start, shade in (shades or {}).items():
                rule = {"type": "text", "criteria": "begins with", "value": start, "format": self.formats.shades[shade]}
                self.target.conditional_format(first, numbers[0], last, numbers[-1], rule)

    def _page(self, title: str, first_head: int, head: int, last: int) -> None:
        target = self.target
        wide = sum(column.width for column in self.sheet.columns) > _WIDE
        target.set_landscape()
        target.set_paper(_A3 if wide else _A4)
        target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        target.fit_to_pages(1, 0)
        target.repeat_rows(first_head, head)
        target.print_area(0, 0, max(self.row - 1, head), last)
        target.hide_gridlines(2)
        # In a footer an ampersand begins a command; digits behind a size would be part of it.
        named = _shown(title)[:80].replace("&", "&&")
        target.set_footer(f"&L&8 {named}&C&8 &A&R&8 &P / &N")


def _spans(columns: Sequence[Column]) -> Iterator[tuple[str, int, int]]:
    """What stands above the columns, with the first and last that it spans."""
    for above, run in groupby(enumerate(columns), lambda numbered: numbered[1].above):
        numbers = [number for number, _column in run]
        yield above, numbers[0], numbers[-1]


def _height(columns: Sequence[Column], line: Line) -> float:
    """How high a row is, in points: not every program that opens the file works that out by itself."""
    texts = (
        (column.width, value) for column, value in zip(columns, line.values, strict=True) if isinstance(value, str)
    )
    needed = max(
        (sum(ceil(len(part) / width / _FULLER) or 1 for part in text.split("\n")) for width, text in texts), default=1
    )
    return min(_LINE_HEIGHT * needed + 3, _HIGHEST)


def _words(name: str | Link) -> str:
    return name.text if isinstance(name, Link) else name


def _cell_text(text: str) -> str:
    shown = _shown(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _shown(text: str) -> str:
    """The text with a sign for each character that no sheet can hold or that would command whoever shows it."""
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(character: str) -> str:
    if character.isprintable() or character in "\n\u00a0\u00ad\u200d":
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
