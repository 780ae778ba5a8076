"""Read what was changed in a sheet that was made to edit the matrix.

In: the bytes of an .xlsx that `sheet` made, as it came back from Excel, LibreOffice or anybody. Out: `Given`, with a
decision for each cell that says something else than when the sheet was made; or `Unusable`. Knows no files of the plan:
whether a decision can be carried out is not told here.

A cell is known by the ids at the heads of its row and column, which are hidden; the titles beside these are held
against the stamp, so that a row that was sorted without its id is found out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from plan.decisions.decision import SAID, Decision, Given, Link, Refusal, TakePart, Unusable
from plan.decisions.sheet import CORNER, GROUP, OWN, PART, PERIOD, TITLE, columns_of, rows_of
from plan.decisions.stamp import MARK, SECTOR, NoStamp, Stamp, read_stamp
from plan.messages import LANGUAGES, Message, _
from plan.model import WORDS, Strength
from plan.spreadsheets import UnreadableSheet, cell_name, open_book

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROOM: Final = 200  # rows and columns more than were made
_LONGEST_STAMP: Final = 50_000  # rows

_CHOOSE: Final = _("choose certain or possible, or make the cell empty")
_NEW_SHEET: Final = _("make a new sheet: plan coverage --edit")
_UNDO: Final = _("undo the sorting or moving (Ctrl+Z), or make a new sheet: plan coverage --edit")

_MEANT: Final[Mapping[str, Strength | None]] = {
    "": None,
    **{word: meant for word, meant in WORDS[Strength].items() if isinstance(meant, Strength)},
    **{SAID[None].render(language): None for language in LANGUAGES},
}
_OWN: Final = {"", *(OWN.render(language) for language in LANGUAGES)}


def read_edited(data: bytes) -> Given:
    """Read the decisions in a sheet that came back; what cannot be one is refused by its cell. Raises `Unusable`."""
    try:
        book = open_book(data, values=False)
    except UnreadableSheet as unreadable:
        raise Unusable(unreadable.message, unreadable.hint) from None
    stamp, hidden = _stamp(book)
    reading = _Reading(stamp)
    for sheet in book.worksheets:
        if sheet is not hidden:
            _Tab(reading, sheet).read()
    reading.tell_missing()
    return Given(stamp.plan, tuple(reading.decisions), tuple(reading.refused), tuple(reading.notes))


def _stamp(book: Workbook) -> tuple[Stamp, Worksheet]:
    """What the sheets were made from, and the hidden sheet that tells it."""
    for sheet in book.worksheets:
        if sheet.cell(1, 1).value == MARK:
            rows = sheet.iter_rows(max_row=min(sheet.max_row, _LONGEST_STAMP), max_col=4, values_only=True)
            cells = ([str(value) for value in row if value is not None] for row in rows)
            try:
                return read_stamp(cells), sheet
            except NoStamp:
                raise Unusable(_("what it was made from can no longer be read in it"), _NEW_SHEET) from None
    raise Unusable(_("it was not made to edit the matrix, or not all of its sheets came along"), _NEW_SHEET)


def _plain(value: object) -> str:
    """What a cell says, without blanks around it and without what cannot be seen."""
    text = "" if value is None else str(value)
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `said` is what was last said of each thing that can be decided, and where."""

    stamp: Stamp
    decisions: list[Decision] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    said: dict[tuple[str, ...], tuple[str, Strength | None]] = field(default_factory=dict)
    tabs: set[str] = field(default_factory=set)

    def refuse(self, where: str, message: Message, cure: Message) -> None:
        """Note what cannot be read, or cannot stand there."""
        self.refused.append(Refusal(where, message, cure))

    def decide(self, key: tuple[str, ...], decision: Link | TakePart) -> None:
        """Note what a cell says; one that says what it said when the sheet was made decides nothing."""
        where = str(decision.where)
        if key not in self.said:
            self.said[key] = where, decision.strength
            if decision.strength is not decision.was:
                self.decisions.append(decision)
        elif self.said[key][1] is not decision.strength:
            other, strength = self.said[key]
            self.refuse(
                where,
                _(
                    "this says {one}, and {other}, which is about the same, says {another}",
                    one=SAID[decision.strength],
                    other=other,
                    another=SAID[strength],
                ),
                _("take the copy away, or let both say the same"),
            )

    def tell_missing(self) -> None:
        """Note which sheets are no longer there: what they were about stays as it is."""
        lacking = tuple(tab for key, tab in self.stamp.tabs.items() if key not in self.tabs)
        if lacking:
            self.notes.append(_("not in this file: {sheets}; nothing changes there", sheets=lacking))


@dataclass(frozen=True, slots=True)
class _Heads:
    """The ids at the heads of rows and columns."""

    rows: Mapping[int, str]
    columns: Mapping[int, str]


class _Tab:
    """One sheet that came back."""

    def __init__(self, reading: _Reading, sheet: Worksheet) -> None:
        self._reading = reading
        self._stamp = reading.stamp
        self._title = sheet.title
        rows = min(sheet.max_row, len(self._stamp.actions) + _ROOM)
        columns = min(sheet.max_column, len(self._stamp.goals) + _ROOM)
        self._cells = {
            (row, column): cell
            for row, cells in enumerate(sheet.iter_rows(max_row=rows, max_col=columns))
            for column, cell in enumerate(cells)
            if cell.value is not None
        }
        self._merged = [
            (one.coord, one.min_row, one.max_row, one.min_col, one.max_col) for one in sheet.merged_cells.ranges
        ]

    def _text(self, row: int, column: int) -> str:
        cell = self._cells.get((row, column))
        return _plain(cell.value) if cell else ""

    def _name(self, row: int, column: int) -> str:
        return f"{self._title}!{cell_name(row, column)}"

    def read(self) -> None:
        """Read all that it says."""
        corner = next((at for at in self._cells if self._text(*at).startswith(CORNER)), None)
        if corner is None:
            if self._cells:
                self._reading.notes.append(_('the sheet "{sheet}" is not read: it is none of ours', sheet=self._title))
            return
        key = self._text(*corner).removeprefix(CORNER)
        if key not in self._stamp.tabs:
            self._reading.refuse(self._name(*corner), _("it is not known whose sheet this is"), _NEW_SHEET)
            return
        self._reading.tabs.add(key)
        top, left = corner
        heads = _Heads(
            rows={row: self._text(row, column) for row, column in self._cells if column == left and row > top},
            columns={column: self._text(row, column) for row, column in self._cells if row == top and column != left},
        )
        rows, columns = dict(self._rows(heads, left)), dict(self._columns(heads, top))
        self._merges(rows, columns)
        for row, action in rows.items():
            for column, goal in columns.items():
                self._cell(key, row, column, action, goal)
        self._rest(heads, corner)
        self._missing(heads, key)

    # --- heads

    def _rows(self, heads: _Heads, left: int) -> Iterator[tuple[int, str]]:
        """The action of each row; the title beside its id must be its own."""
        said: dict[int, set[str]] = {}
        for row, column in self._cells:
            said.setdefault(row, set()).add(self._text(row, column))
        for row, id in heads.rows.items():
            if id == GROUP:
                continue
            if id not in self._stamp.actions:
                self._reading.refuse(self._name(row, left), _('no action "{id}" belongs here', id=id), _NEW_SHEET)
            elif _plain(self._stamp.actions[id]) not in said[row]:
                self._misplaced(row, left + 1, self._stamp.actions[id])
            else:
                yield row, id

    def _columns(self, heads: _Heads, top: int) -> Iterator[tuple[int, str]]:
        """The goal of each column, PART for taking part; the title above its id must be its own."""
        for column, id in heads.columns.items():
            if id in (TITLE, PERIOD):
                continue
            if id != PART and id not in self._stamp.goals:
                self._reading.refuse(self._name(top, column), _('no goal "{id}" belongs here', id=id), _NEW_SHEET)
            elif id != PART and _plain(self._stamp.goals[id]) not in (self._text(row, column) for row in range(top)):
                self._misplaced(max(top - 1, 0), column, self._stamp.goals[id])
            else:
                yield column, id

    def _misplaced(self, row: int, column: int, title: str) -> None:
        self._reading.refuse(
            self._name(row, column),
            _(
                '"{title}" stood here when the sheet was made, and now "{now}" does',
                title=title,
                now=self._text(row, column),
            ),
            _UNDO,
        )

    # --- cells

    def _cell(self, key: str, row: int, column: int, action: str, goal: str) -> None:
        """Read what one cell says."""
        own = bool(self._stamp.owners[action])
        where, text = self._name(row, column), self._text(row, column)
        if goal == PART and (own or key == SECTOR):
            if text.casefold() not in _OWN:
                self._reading.refuse(
                    where,
                    _('"{action}" is an own action: it is not taken part in', action=self._stamp.actions[action]),
                    _("make this cell empty"),
                )
            return
        cell = self._cells.get((row, column))
        if cell is not None and cell.data_type == "f":
            self._reading.refuse(where, _("a formula stands here"), _CHOOSE)
            return
        if text.casefold() not in _MEANT:
            self._reading.refuse(where, _('"{value}" cannot stand here', value=text), _CHOOSE)
            return
        strength = _MEANT[text.casefold()]
        if goal == PART:
            was = self._stamp.parts.get((key, action))
            self._reading.decide((key, action, PART), TakePart(where, key, action, strength, was))
            return
        was = self._stamp.links.get((action, goal))
        if own or key == SECTOR:
            self._reading.decide((action, goal), Link(where, action, goal, strength, was))
        elif strength is not was:
            self._reading.refuse(
                where,
                _('"{action}" is an action of the sector', action=self._stamp.actions[action]),
                _(
                    "change it on the sheet {sheet}, and put {was} back here",
                    sheet=self._stamp.tabs[SECTOR],
                    was=SAID[was],
                ),
            )

    def _merges(self, rows: dict[int, str], columns: dict[int, str]) -> None:
        """Refuse cells that were merged: what each of them says is lost. They are not read."""
        for name, first, last, left, right in self._merged:
            hit = [row for row in rows if first <= row + 1 <= last]
            if hit and any(left <= column + 1 <= right for column in columns):
                self._reading.refuse(
                    f"{self._title}!{name}",
                    _("these cells were merged"),
                    _("take the merge away in Excel (Home, Merge & Center) and fill in each cell"),
                )
                for row in hit:
                    del rows[row]

    # --- what is more or less than was made

    def _rest(self, heads: _Heads, corner: tuple[int, int]) -> None:
        """Tell what stands where no action or goal is: what may be meant as a decision is refused."""
        top, left = corner
        titles = {column for column, id in heads.columns.items() if id == TITLE}
        unread = []
        for row, column in sorted(self._cells):
            text, id = self._text(row, column), heads.rows.get(row)
            belongs = column in titles if id == GROUP else id is not None and column in heads.columns
            if row <= top or column == left or belongs or not text:
                continue
            where = self._name(row, column)
            if _MEANT.get(text.casefold()):
                self._reading.refuse(
                    where,
                    _("no action and goal of the plan stand at the heads of this cell"),
                    _("make new actions and goals in the plan first, and then a new sheet; here, make the cell empty"),
                )
            else:
                unread.append(where)
        if unread:
            told = _("{cells}: not read, since no action or goal stands there", cells=tuple(unread))
            self._reading.notes.append(told)

    def _missing(self, heads: _Heads, key: str) -> None:
        """Note which rows and columns are no longer there: what they were about stays as it is."""
        shown = {*heads.rows.values(), *heads.columns.values()}
        gone = [
            _(
                "row {row} of the sheet {sheet}, {what}",
                row=row + 1,
                sheet=self._title,
                what=f'"{self._stamp.actions[id]}"',
            )
            for id, row in rows_of(self._stamp, key).items()
            if id not in shown
        ]
        names: dict[str, str | Message] = {PART: _("Takes part")}
        names |= {id: f'"{title}"' for id, title in self._stamp.goals.items()}
        gone += [
            _(
                "column {column} of the sheet {sheet}, {what}",
                column=cell_name(0, column).removesuffix("1"),
                sheet=self._title,
                what=names[id],
            )
            for id, column in columns_of(self._stamp, key).items()
            if id in names and id not in shown
        ]
        self._reading.notes += [_("{what}, is gone: nothing changes there", what=what) for what in gone]
