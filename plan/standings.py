"""The signs and words for how a goal is carried: the same on a terminal, on paper, in a sheet and on a page.

In: a `Cell` or `Standing`. Out: a sign that says it without colour; a `Message` for in a sentence. Knows no looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from plan.coverage import Cell, Coverage, Standing, unread
from plan.dutch import year_spans
from plan.messages import Message, Value, _
from plan.model import Institute, Kind, OperationalGoal, Plan, StrategicGoal, Theme

SIGNS: Final = {Standing.CERTAIN: "●", Standing.POSSIBLE: "○", Standing.NONE: "–"}
WORDS: Final = {Standing.CERTAIN: _("certain"), Standing.POSSIBLE: _("possible"), Standing.NONE: _("nothing")}
WAIVED: Final = "w"
UNDECIDED: Final = "?"
NO_DATA: Final = "·"
UNSURE: Final = "*"
"""Stands behind another sign: nothing but projects that are not sure yet."""
DOUBTED: Final = "!"
"""Stands behind another sign: what is lacking may stand in a file that could not be read."""

MEANINGS: Final[Mapping[str, Message]] = {
    **{SIGNS[standing]: WORDS[standing] for standing in Standing},
    WAIVED: _("left to others"),
    UNDECIDED: _("still to decide"),
    NO_DATA: _("no data"),
    UNSURE: _("only with projects that are not sure yet"),
    DOUBTED: _("uncertain: a file cannot be read"),
}
"""What each sign means, in the order in which a legend tells it."""

PHRASES: Final[Mapping[str, Message]] = {
    "waived": _("left to others: {reason}"),
    "internal": _("has an action"),
    "short": _("{standing}, not in {years}"),
    "every_year": _("{standing}, every year"),
    "yet_waived": _("{standing}, and yet left to others"),
    "unsure": _("{standing}; only with projects that are not sure yet"),
    "without_project": _("{standing}; without a project"),
    "doubted": _("{standing}; uncertain: a file cannot be read"),
}
"""What `standing_in_words` says, for who fills it in elsewhere: in the page of the report."""


def cell_sign(cell: Cell | None) -> str:
    """The sign of a goal at an institute over the period, with what it rests on and whether it is waived: `●*w`."""
    if cell is None:
        return NO_DATA
    if cell.excused:
        return WAIVED if cell.waiver else UNDECIDED
    behind = ((UNSURE, cell.conditional_only), (WAIVED, cell.waiver), (DOUBTED, cell.doubted))
    return SIGNS[cell.standing] + "".join(sign for sign, holds in behind if holds)


def strategic_sign(coverage: Coverage, goal: StrategicGoal, institute_id: str) -> str:
    """The sign of a strategic goal at an institute: of its weakest operational goal, those covered left aside."""
    standing = coverage.strategic(goal, institute_id)
    if standing is None:
        return NO_DATA
    if standing.lacking:
        return max((cell_sign(cell)[0] for cell in standing.lacking), key=list(MEANINGS).index)
    signs = {cell_sign(coverage.cell(below.id, institute_id)) for below in goal.all_operational_goals}
    return WAIVED if signs == {WAIVED} else SIGNS[Standing.CERTAIN]


def year_signs(cell: Cell) -> tuple[str, ...]:
    """The signs of a goal at an institute year by year."""
    return tuple(
        UNDECIDED if cell.undecided and standing is Standing.NONE else SIGNS[standing]
        for _year, standing in cell.standings
    )


def standing_in_words(cell: Cell | None) -> Message:
    """How an institute carries a goal: "certain, not in 2023-2025; only with projects that are not sure yet"."""
    if cell is None:
        return MEANINGS[NO_DATA]
    standing = _without_doubt(cell)
    return _phrase("doubted", standing=standing) if cell.doubted and not cell.excused else standing


def _without_doubt(cell: Cell) -> Message:
    if cell.standing is Standing.NONE:
        if cell.waiver:
            return _phrase("waived", reason=cell.waiver.reason)
        return MEANINGS[UNDECIDED] if cell.undecided else WORDS[cell.standing]
    standing = WORDS[cell.standing]
    if cell.kind is Kind.INTERNAL:
        standing = _phrase("internal")
    elif cell.short_years:
        standing = _phrase("short", standing=standing, years=year_spans(cell.short_years))
    else:
        standing = _phrase("every_year", standing=standing)
    if cell.waiver:
        standing = _phrase("yet_waived", standing=standing)
    if cell.conditional_only:
        return _phrase("unsure", standing=standing)
    if cell.without_project and cell.kind is Kind.EXTERNAL:
        return _phrase("without_project", standing=standing)
    return standing


def _phrase(name: str, **values: Value) -> Message:
    return replace(PHRASES[name], values=tuple(values.items()))


def told_of_unread(plan: Plan) -> tuple[Message, ...]:
    """What could not be read, for at the head of whatever tells of the coverage: what it holds is counted nowhere."""
    told: dict[str, Message] = {}
    for lost in unread(plan):
        file = lost.place.file
        if lost.model is Institute:
            told[file] = _("{file} cannot be read: this institute is counted nowhere", file=file)
        elif lost.model in (StrategicGoal, Theme, OperationalGoal):
            told.setdefault(file, _("{place} cannot be read: goals are missing here", place=str(lost.place)))
        else:
            told.setdefault(file, _("{file} cannot be read: what it adds is not counted", file=file))
    return tuple(told.values())
