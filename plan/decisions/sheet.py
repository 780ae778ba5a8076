"""Write the matrix as an Excel file to edit: a sheet for the sector, and one for each institute.

In: a `Plan`. Out: the bytes of an .xlsx, the same bytes for the same plan. Knows XlsxWriter and how a sheet looks;
what comes back from it is read by `edited_sheet`.

Each row and column has its id in a hidden cell at its head, so that moved columns and sorted rows still tell what they
are about; a hidden sheet holds the `Stamp`. Nothing from the plan is ever written as a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from itertools import accumulate
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from plan.coverage import Column, Matrix, carried_actions, goal_codes, matrix
from plan.decisions.decision import SAID
from plan.decisions.stamp import Stamp, stamp_of
from plan.dutch import Period, print_period
from plan.messages import Message, _, in_words
from plan.model import Delivery, Institute, Plan, Strength

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# What the hidden cells at the heads of rows and columns say; no id has such a sign.
CORNER: Final = "@plan:"
TITLE: Final = "@title"
PERIOD: Final = "@period"
PART: Final = "@part"
GROUP: Final = "@group"

OWN: Final = _("own")
"""What stands where an institute's own action would say how it takes part."""

_HEADING, _TOLD, _STRATEGIC, _CODE, _NAME, _IDS = range(6)
"""The rows above those of the actions; the last is hidden."""

_INK, _PAPER, _DEEP, _ACCENT, _TINT = "#1F2D33", "#FFFFFF", "#083F4B", "#0B5F6F", "#EAF3F4"
_MID, _LINE, _QUIET, _LOCKED, _SPARK = "#CBE2E6", "#B4CBD0", "#4C6068", "#F1F4F5", "#E3A93C"
_TITLE_ROOM, _GOAL_WIDTH = 52, 10.5  # characters
_NAME_HEIGHT, _ROW_HEIGHT = 136, 19  # points: names of goals stand upright, on two lines where they are long
_A4, _A3, _NARROW = 9, 8, 14
"""The numbers of papers, and how many columns still fit on the smaller."""


def write_sheet(plan: Plan, language: str) -> bytes:
    """The matrix of a plan as an Excel file to edit, its words in a language."""
    import xlsxwriter  # only this command and documents with charts need it

    buffer = BytesIO()
    # Text stays text, whatever it begins with.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    day = plan.identity.date
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties({"title": str(plan.identity.title), "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a day, not a moment
        stamp = stamp_of(plan)
        looks = _Looks(book)
        for key, tab in stamp.tabs.items():
            _Page(plan, stamp, key, language, book.add_worksheet(tab), looks).write()
        is_taken = "plan" in {tab.casefold() for tab in stamp.tabs.values()}
        hidden = book.add_worksheet("_plan" if is_taken else "plan")
        for number, row in enumerate(stamp.rows):
            for column, text in enumerate(row):
                hidden.write_string(number, column, text)
        hidden.very_hidden()
    return buffer.getvalue()


def rows_of(stamp: Stamp, sheet: str) -> Mapping[str, int]:
    """The row in which each action is written on a sheet; on an institute's a heading stands above those of a kind."""
    rows: dict[str, int] = {}
    row, kind = _IDS, None
    for id in stamp.actions_on(sheet):
        is_own = bool(stamp.owners[id])
        row += 2 if sheet and is_own is not kind else 1
        rows[id], kind = row, is_own
    return rows


def leads_of(sheet: str) -> tuple[str, ...]:
    """The ids at the heads of the columns before those of the goals, on a sheet."""
    return (TITLE, PERIOD, PART) if sheet else (TITLE, PERIOD)


def columns_of(stamp: Stamp, sheet: str) -> Mapping[str, int]:
    """The column in which each id is written on a sheet."""
    return {id: at for at, id in enumerate((*leads_of(sheet), *stamp.goals), 1)}


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            all_of_it = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "vcenter", **properties}
            self._made[key] = self._book.add_format(all_of_it)
        return self._made[key]

    def in_case(self, **properties: object) -> Format:
        """A format that changes another where a condition holds."""
        return self._book.add_format(properties)

    def cell(self, locked: bool, first: bool) -> Format:
        """That of a cell of the matrix; the first below a strategic goal is set apart from the one before."""
        edges: dict[str, object] = {"border": 1, "border_color": _LINE}
        if first:
            edges |= {"left": 2, "left_color": _QUIET}
        if locked:
            return self(align="center", bg_color=_LOCKED, font_color=_QUIET, italic=True, **edges)
        return self(align="center", bg_color=_PAPER, locked=False, **edges)


@dataclass(frozen=True)
class _Page:
    """One sheet on its way: that of the sector, or of an institute."""

    plan: Plan
    stamp: Stamp
    key: str
    language: str
    sheet: Worksheet
    look: _Looks

    @cached_property
    def institute(self) -> Institute | None:
        """The institute whose sheet it is."""
        return self.plan.institutes_by_id.get(self.key)

    @cached_property
    def table(self) -> Matrix:
        """The matrix of the whole sector, for its columns."""
        return matrix(self.plan, None, kind=None)

    @cached_property
    def starts(self) -> Mapping[int, int]:
        """How many columns the goals under each strategic goal take, by the first of them."""
        counts = [count for _goal, count in self.table.strategic_spans]
        return dict(zip(accumulate(counts, initial=0), counts, strict=False))

    @cached_property
    def periods(self) -> Mapping[str, Period | None]:
        """When each action runs; those that an institute carries, as it carries them."""
        own = carried_actions(self.plan, self.institute) if self.institute else ()
        return {str(action.id): action.period for action in self.plan.actions} | {
            str(carried.action.id): carried.period for carried in own
        }

    @property
    def leads(self) -> tuple[str, ...]:
        """The ids at the heads of the columns before those of the goals."""
        return leads_of(self.key)

    @property
    def first_goal(self) -> int:
        """The column of the first goal."""
        return 1 + len(self.leads)

    def write(self) -> None:
        """Write all of it."""
        self._heads()
        rows = rows_of(self.stamp, self.key)
        for title, is_own in ((_("Own actions"), True), (_("Actions of the sector"), False)):
            shown = [id for id in rows if bool(self.stamp.owners[id]) is is_own]
            if not shown:
                continue
            first, last = rows[shown[0]], rows[shown[-1]]
            if self.institute:
                self._group(first - 1, title)
            for id in shown:
                self._action(rows[id], id)
            self._choices(first, last, is_linked=self.stamp.is_linked_on(self.key, shown[0]))
        self._paper(max(rows.values(), default=_IDS) + 1)

    # --- above

    def _heads(self) -> None:
        heading = _(
            "{who}: which action carries which goal", who=self.institute.name if self.institute else _("Sector")
        )
        self._text(_HEADING, 1, heading, self.look(bold=True, font_size=15, font_color=_DEEP))
        self._text(_TOLD, 1, self._told(), self.look(font_color=_QUIET))
        self._text(_IDS, 0, f"{CORNER}{self.key}")
        band: dict[str, object] = {"bg_color": _DEEP, "font_color": _PAPER, "bold": True}
        leads = {TITLE: (_("Action"), 44), PERIOD: (_("Period"), 25), PART: (_("Takes part"), 11)}
        self.sheet.set_column(0, 0, None, None, {"hidden": True})
        for at, id in enumerate(self.leads, 1):
            title, width = leads[id]
            for row in (_STRATEGIC, _CODE):
                self._text(row, at, "", self.look(**band))
            self._text(_NAME, at, title, self.look(bold=True, bg_color=_TINT, valign="bottom", indent=1))
            self._text(_IDS, at, id)
            self.sheet.set_column(at, at, width)
        self.sheet.set_column(self.first_goal, self.first_goal + len(self.table.columns) - 1, _GOAL_WIDTH)
        for number, column in enumerate(self.table.columns):
            self._goal(number, column, band)
        for row, height in ((_HEADING, 28), (_TOLD, 20), (_STRATEGIC, 20), (_CODE, 18), (_NAME, _NAME_HEIGHT)):
            self.sheet.set_row(row, height)
        self.sheet.set_row(_IDS, None, None, {"hidden": True})
        self.sheet.freeze_panes(_IDS + 1, 2)

    def _goal(self, number: int, column: Column, band: Mapping[str, object]) -> None:
        """The head of a goal's column; above the first under a strategic goal stands that, as far as there is room."""
        at, strategic = self.first_goal + number, ""
        edge: dict[str, object] = {"left": 1, "left_color": _LINE}
        if number in self.starts:
            code = goal_codes(self.plan)[column.strategic.id]
            room = int(self.starts[number] * _GOAL_WIDTH)
            strategic = shorten(f"{code} {column.strategic.title}", max(room, len(code) + 2), placeholder=" …")
            band = {**band, "left": 2, "left_color": _PAPER}
            edge = {"left": 2, "left_color": _QUIET}
        self._text(_STRATEGIC, at, strategic, self.look(**band))
        self._text(_CODE, at, column.code, self.look(**band, align="center"))
        upright = self.look(rotation=90, text_wrap=True, bg_color=_TINT, valign="bottom", align="center", **edge)
        self._text(_NAME, at, column.goal.name, upright)
        self._text(_IDS, at, str(column.goal.id))

    def _told(self) -> Message:
        """What to do on this sheet."""
        if self.institute is None:
            return _(
                "Choose certain, possible or empty for each action of the sector. "
                "Save the file, and give: plan apply FILE"
            )
        if self.institute.status is Delivery.NOT_DELIVERED:
            return _(
                "This institute has not delivered its data: what you choose here is kept, and counts only once it has. "
                "What actions of the sector carry (grey) is changed on the sheet Sector."
            )
        if self.institute.participates is None:
            return _(
                "This institute has yet to decide: choose in which actions of the sector it takes part. "
                "What these carry (grey) is changed on the sheet Sector."
            )
        return _(
            "Choose certain, possible or empty for each own action, and in which actions of the sector the institute "
            "takes part. What these carry (grey) is changed on the sheet Sector."
        )

    # --- the actions

    def _group(self, row: int, title: Message) -> None:
        """A heading between the actions."""
        look = self.look(bold=True, font_color=_DEEP, bg_color=_MID, indent=1)
        self._text(row, 0, GROUP)
        for column in range(1, self.first_goal + len(self.table.columns)):
            self._text(row, column, title if column == 1 else "", look)
        self.sheet.set_row(row, _ROW_HEIGHT)

    def _action(self, row: int, id: str) -> None:
        edges: dict[str, object] = {"border": 1, "border_color": _LINE, "text_wrap": True, "indent": 1}
        period, own = self.periods[id], bool(self.stamp.owners[id])
        self._text(row, 0, id)
        self._text(row, 1, self.stamp.actions[id], self.look(**edges))
        self._text(row, 2, print_period(period) if period else "", self.look(font_color=_QUIET, **edges))
        if self.institute:
            part = OWN if own else self._word(self.stamp.parts.get((self.key, id)))
            self._text(row, 3, part, self.look.cell(locked=own, first=False))
        locked = not self.stamp.is_linked_on(self.key, id)
        for number, column in enumerate(self.table.columns):
            word = self._word(self.stamp.links.get((id, str(column.goal.id))))
            self._text(row, self.first_goal + number, word, self.look.cell(locked, number in self.starts))
        lines = -(-len(self.stamp.actions[id]) // _TITLE_ROOM)
        self.sheet.set_row(row, _ROW_HEIGHT * lines)

    def _choices(self, first: int, last: int, is_linked: bool) -> None:
        """What can be chosen in the rows of actions of one kind, and how it shows: goals, or whether it takes part."""
        left, right = (self.first_goal, self.first_goal + len(self.table.columns) - 1) if is_linked else (3, 3)
        chosen = {
            "validate": "list",
            "source": [word.render(self.language) for word in SAID.values()],
            "error_title": _("This cannot stand here").render(self.language)[:32],
            "error_message": _("Choose certain, possible or empty.").render(self.language),
        }
        self.sheet.data_validation(first, left, last, right, chosen)
        shades: Mapping[Strength | None, dict[str, object]] = {
            Strength.CERTAIN: {"bg_color": _ACCENT, "font_color": _PAPER, "bold": True},
            Strength.POSSIBLE: {"bg_color": _MID, "font_color": _INK},
            None: {"font_color": _QUIET, "italic": True},
        }
        for strength, properties in shades.items():
            word = f'"{SAID[strength].render(self.language)}"'
            shown = {"type": "cell", "criteria": "==", "value": word, "format": self.look.in_case(**properties)}
            self.sheet.conditional_format(first, left, last, right, shown)

    def _paper(self, rows: int) -> None:
        """How it is printed, and that only cells to choose in can be changed."""
        goals = len(self.table.columns)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4 if goals <= _NARROW else _A3)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_STRATEGIC, _NAME)
        self.sheet.print_area(0, 1, rows - 1, self.first_goal + goals - 1)
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        undecided = self.institute is not None and self.institute.participates is None
        self.sheet.set_tab_color(_SPARK if undecided else _ACCENT if self.institute else _DEEP)
        self.sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})

    # --- words

    def _word(self, strength: Strength | None) -> Message | str:
        return SAID[strength] if strength else ""

    def _text(self, row: int, column: int, text: Message | str, look: Format | None = None) -> None:
        said = in_words(text, self.language)
        if said:
            self.sheet.write_string(row, column, said, look)
        elif look is not None:
            self.sheet.write_blank(row, column, None, look)
