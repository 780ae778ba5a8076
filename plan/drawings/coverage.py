"""The coverage of a plan as drawings: the heat map, the matrix and the timeline.

In: a `Plan`, an institute or (None) the sector, and the language to speak. Out: a `Drawn`, or nothing where there are
no data for it. Decides what is drawn and says it in words; knows no shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from plan.coverage import Cell, Column, Row, Standing, cover, goal_codes, matrix
from plan.drawings.bars import Bar, Timeline
from plan.drawings.drawn import Drawn
from plan.drawings.grid import Grid, Head, Line, Square
from plan.dutch import print_period
from plan.messages import Message, _, _n
from plan.model import Action, Institute, Kind, OperationalGoal, Plan
from plan.standings import MEANINGS, SIGNS, WORDS, cell_sign, standing_in_words, told_of_unread

_MOST_NAMED: Final = 6


def coverage_figures(plan: Plan, language: str) -> dict[str, bytes]:
    """The drawings of the sector as files by name; those without data are left out."""
    made = (heat_map(plan, language), matrix_drawing(plan, None, language), timeline(plan, None, language))
    return {f"{drawn.name}.svg": drawn.whole() for drawn in made if drawn}


# --- goals x institutes ----------------------------------------------------------------------------


def heat_map(plan: Plan, language: str) -> Drawn | None:
    """How every institute carries every operational goal over the period."""
    coverage, codes = cover(plan), goal_codes(plan)
    if not coverage.institutes or not plan.operational_goals:
        return None
    lines = []
    for column in matrix(plan, None, kind=None).columns:
        cells = [coverage.cell(column.goal.id, institute.id) for institute in plan.institutes]
        carrying = sum(_carried_surely(cell) for cell in cells)
        lines.append(
            Line(
                name=f"{column.code} {column.goal.name}",
                squares=tuple(Square(cell_sign(cell), standing_in_words(cell).render(language)) for cell in cells),
                group=f"{codes[column.strategic.id]} {column.strategic.title}",
                beside=_("{count} of {all}", count=carrying, all=len(coverage.institutes)).render(language),
            )
        )
    sheet = Grid(
        heads=tuple(Head(str(institute.short)) for institute in plan.institutes),
        lines=tuple(lines),
        legend=_legend(lines, language),
        beside=WORDS[Standing.CERTAIN].render(language),
    )
    title = _("Coverage of the goals in {period}, by institute", period=_period(plan, language))
    return Drawn("kaart", title.render(language), _sentences(_told_of_map(plan), language), sheet)


def _told_of_map(plan: Plan) -> Iterable[Message]:
    coverage = cover(plan)
    for told in told_of_unread(plan):
        yield _("{told}.", told=told)
    carried = [goal for goal in plan.operational_goals if any(map(_carried_surely, coverage.at(goal.id)))]
    yield _n(
        "{count} of the {goals} operational goals is carried certainly by at least one institute.",
        "{count} of the {goals} operational goals are carried certainly by at least one institute.",
        len(carried),
        goals=len(plan.operational_goals),
    )
    lacking = [goal.name for goal in plan.operational_goals if goal not in carried]
    if lacking:
        yield _("No institute carries these certainly: {goals}.", goals=_few(lacking))
    undecided = [institute.short for institute in coverage.institutes if institute.participates is None]
    if undecided:
        yield _("Still to decide: {institutes}.", institutes=_few(undecided))
    if coverage.absent:
        yield _("No data: {institutes}.", institutes=_few([institute.short for institute in coverage.absent]))


def _carried_surely(cell: Cell | None) -> bool:
    """Whether an institute carries a goal certainly; an internal goal asks for an action only."""
    if cell is None or cell.kind is Kind.EXTERNAL:
        return cell is not None and cell.standing is Standing.CERTAIN
    return cell.standing is not Standing.NONE


# --- actions x goals -------------------------------------------------------------------------------


def matrix_drawing(plan: Plan, institute: Institute | None, language: str) -> Drawn | None:
    """Which action serves which external goal; nothing for an institute that has yet to decide what it carries."""
    table = matrix(plan, institute)
    if not _has_decided(plan, institute) or not table.rows or not table.columns:
        return None
    codes = goal_codes(plan)
    lines = [
        Line(
            name=str(row.action.name),
            squares=tuple(
                Square(SIGNS[Standing(strength.value)], WORDS[Standing(strength.value)].render(language))
                if strength
                else None
                for strength in row.strengths
            ),
            group=_owner(plan, row.action, institute, language),
            beside=print_period(row.period, language) if row.period else _("without a period").render(language),
        )
        for row in _by_owner(plan, table.rows)
    ]
    standings = tuple(_standing(plan, column, institute, language) for column in table.columns)
    lines.append(Line(_("standing").render(language), standings, total=True))
    sheet = Grid(
        heads=tuple(
            Head(
                f"{column.code} {column.goal.name}",
                (f"{codes[column.strategic.id]} {column.strategic.title}", codes[column.strategic.id]),
            )
            for column in table.columns
        ),
        lines=tuple(lines),
        legend=_legend(lines, language),
    )
    period = _period(plan, language)
    title = (
        _("The actions of {institute} and the goals they serve in {period}", institute=institute.short, period=period)
        if institute
        else _("The actions of the sector and its institutes, and the goals they serve in {period}", period=period)
    )
    told = _told_of_matrix([column.goal.name for column in table.columns], standings, len(table.rows))
    return Drawn("matrix", title.render(language), _sentences(told, language), sheet)


def _standing(plan: Plan, column: Column, institute: Institute | None, language: str) -> Square:
    """How a goal stands at an institute, or at the institute of the sector where it stands best."""
    coverage = cover(plan)
    if institute:
        cell = coverage.cell(column.goal.id, institute.id)
        return Square(cell_sign(cell), standing_in_words(cell).render(language))
    best = next((one for one in Standing if coverage.carried_by(column.goal.id, one)), Standing.NONE)
    count = len(coverage.carried_by(column.goal.id, best))
    told = _n("{standing} at {count} institute", "{standing} at {count} institutes", count, standing=WORDS[best])
    return Square(SIGNS[best], told.render(language))


def _told_of_matrix(goals: Sequence[str], standings: Sequence[Square], actions: int) -> Iterable[Message]:
    surely = [square.signs.startswith(SIGNS[Standing.CERTAIN]) for square in standings]
    yield _n(
        "{count} action beside {goals} operational goals.",
        "{count} actions beside {goals} operational goals.",
        actions,
        goals=len(goals),
    )
    yield _n(
        "{count} of the {goals} goals is carried certainly.",
        "{count} of the {goals} goals are carried certainly.",
        sum(surely),
        goals=len(goals),
    )
    if not all(surely):
        lacking = [goal for goal, sure in zip(goals, surely, strict=True) if not sure]
        yield _("Without a certain action: {goals}.", goals=_few(lacking))


# --- actions in time -------------------------------------------------------------------------------


def timeline(plan: Plan, institute: Institute | None, language: str) -> Drawn | None:
    """When the actions for external goals run, and how many of those goals are carried certainly in each year."""
    coverage, codes = cover(plan), goal_codes(plan)
    rows = matrix(plan, institute).rows
    if not _has_decided(plan, institute) or not rows or not coverage.years:
        return None
    bars = [
        Bar(
            name=str(row.action.name),
            period=row.period,
            told=print_period(row.period, language) if row.period else _("without a period").render(language),
            group=_owner(plan, row.action, institute, language),
            light=row.action.owner != "",
            beside=tuple(code for goal, code in codes.items() if goal in (row.carried or row.action).certain),
        )
        for row in _by_owner(plan, rows)
    ]
    goals = [goal for goal in plan.operational_goals if plan.strategic_goal_of[goal.id].kind is Kind.EXTERNAL]
    sheet = Timeline(
        years=coverage.years,
        bars=tuple(bars),
        beside=_("carries certainly").render(language),
        counts=tuple(
            _("{count} of {all}", count=_carried_in(plan, goals, institute, at), all=len(goals)).render(language)
            for at in range(len(coverage.years))
        ),
        counted=_("goals carried certainly").render(language),
    )
    period = _period(plan, language)
    title = (
        _("When the actions of {institute} run in {period}", institute=institute.short, period=period)
        if institute
        else _("When the actions of the sector and its institutes run in {period}", period=period)
    )
    told = _told_of_timeline(rows, coverage.years[-1])
    return Drawn("tijdlijn", title.render(language), _sentences(told, language), sheet)


def _carried_in(plan: Plan, goals: Iterable[OperationalGoal], institute: Institute | None, at: int) -> int:
    """How many goals are carried certainly in a year of the plan, by the institute or by any."""
    coverage = cover(plan)

    def cells(goal: OperationalGoal) -> tuple[Cell, ...]:
        return tuple(cell for cell in coverage.at(goal.id) if institute is None or cell.institute is institute)

    return sum(any(cell.standings[at][1] is Standing.CERTAIN for cell in cells(goal)) for goal in goals)


def _told_of_timeline(rows: Sequence[Row], last: int) -> Iterable[Message]:
    undated = [row.action.name for row in rows if row.period is None]
    early = sorted(
        (row.period.last_day, str(row.action.name)) for row in rows if row.period and row.period.last_day.year < last
    )
    lasting = len(rows) - len(undated) - len(early)
    yield _n(
        "{count} of the {actions} actions runs into {year}.",
        "{count} of the {actions} actions run into {year}.",
        lasting,
        actions=len(rows),
        year=last,
    )
    if early:
        yield _("Ending earlier: {actions}.", actions=_few([f"{name} ({end.year})" for end, name in early]))
    if undated:
        yield _("Without a period: {actions}.", actions=_few(undated))


# --- words -----------------------------------------------------------------------------------------


def _has_decided(plan: Plan, institute: Institute | None) -> bool:
    """Whether there is something to show: an institute has said what it carries, or any has delivered data."""
    known = cover(plan).institutes
    return bool(known) if institute is None else institute in known and institute.participates is not None


def _by_owner(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """The rows of the sector first, then those of each institute, in printed order."""
    owners = ["", *plan.institutes_by_id]
    return sorted(rows, key=lambda row: owners.index(row.action.owner))


def _owner(plan: Plan, action: Action, institute: Institute | None, language: str) -> str:
    if not action.owner:
        return _("Actions of the sector").render(language)
    return _("Own actions").render(language) if institute else str(plan.institutes_by_id[action.owner].short)


def _legend(lines: Iterable[Line], language: str) -> tuple[tuple[str, str], ...]:
    """The signs that occur, with what they mean."""
    shown = {sign for line in lines for square in line.squares if square for sign in square.signs}
    return tuple((sign, meaning.render(language)) for sign, meaning in MEANINGS.items() if sign in shown)


def _few(names: Sequence[str]) -> tuple[str | Message, ...]:
    """Names for in a sentence; of many the first ones, and how many more there are."""
    if len(names) <= _MOST_NAMED:
        return tuple(map(str, names))
    left = len(names) - _MOST_NAMED + 1
    return (*map(str, names[: _MOST_NAMED - 1]), _n("{count} other", "{count} others", left))


def _period(plan: Plan, language: str) -> str:
    return print_period(plan.identity.period, language)


def _sentences(told: Iterable[Message], language: str) -> str:
    return " ".join(sentence.render(language) for sentence in told)
