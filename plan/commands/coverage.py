"""What `plan coverage` and `plan why` show: an institute's matrix, the sector's goals, by year; why a goal stands so.

In: a `Plan`. Out: text for a terminal, Markdown, CSV or JSON, in the reader's language.
What is certain, possible or lacking is worked out in `plan.coverage`; this says it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from textwrap import wrap

from plan.commands.coverage_data import coverage_data
from plan.commands.grid import Grid, Head, Key, Line, Mark, Tone, Words, as_csv, as_markdown, as_text, words
from plan.commands.standings import cell_mark, signs_in, standing_mark, year_marks
from plan.coverage import (
    Column,
    Contribution,
    Matrix,
    Row,
    Standing,
    conditional,
    cover,
    goal_codes,
    institute_codes,
    is_unread,
    matrix,
    repairs,
    with_unread_institutes,
)
from plan.dutch import Period, print_period, year_spans
from plan.messages import Message, _
from plan.model import Delivery, Institute, Kind, OperationalGoal, Plan, ProjectUse
from plan.standings import SIGNS, WORDS, standing_in_words, told_of_unread


def render_coverage(
    plan: Plan,
    institute: Institute | None,
    by_year: bool = False,
    form: str = "text",
    language: str = "nl",
    width: int = 100,
    colour: bool = False,
) -> str:
    """The matrix of an institute, or (None) the goals of the sector by institute; with `by_year` goals by year.

    `form` is text, json, csv or markdown. JSON holds the period and the years at once.
    """
    plan = with_unread_institutes(plan)
    if form == "json":
        return json.dumps(coverage_data(plan, institute), ensure_ascii=False, indent=2)
    if not plan.operational_goals:
        return words(_("This plan has no operational goals yet."), language)
    if institute is None:
        grids = [_sector_by_year(plan, language) if by_year else _sector_grid(plan, language)]
    elif by_year:
        grids = [_goals_by_year(plan, institute, language)]
    elif form == "csv":
        grids = [_matrix_grid(plan, institute, None, language)]
    else:
        of_kinds = (_matrix_grid(plan, institute, kind, language) for kind in Kind)
        grids = [grid for grid in of_kinds if len(grid.heads) > grid.lead]
    if form == "csv":
        return as_csv(grids[0], language)
    grids[0] = replace(grids[0], notes=(*told_of_unread(plan), *grids[0].notes))
    return as_markdown(grids, language) if form == "markdown" else as_text(grids, language, width, colour)


# --- an institute ----------------------------------------------------------------------------------


def _matrix_grid(plan: Plan, institute: Institute, kind: Kind | None, language: str) -> Grid:
    table = matrix(plan, institute, kind=kind)
    cells = [cover(plan).cell(column.goal.id, institute.id) for column in table.columns]
    lines = [_action_line(row) for row in table.rows]
    lines.append(Line((Mark(_("standing"), Tone.STRONG), Mark(""), Mark(""), *map(cell_mark, cells)), "total"))
    named = zip(table.columns, cells, strict=True)
    internal = kind is Kind.INTERNAL
    codes = goal_codes(plan)
    return Grid(
        title=_("{institute}: internal goals", institute=institute.name)
        if internal
        else _title(plan, institute, language),
        heads=(
            Head(_("action")),
            Head(_("owner")),
            Head(_("years")),
            *(_goal_head(column, codes[column.strategic.id]) for column in table.columns),
        ),
        lines=tuple(lines),
        lead=3,
        name=0,
        notes=() if internal else (*_state(institute), *_undated(table)),
        names=tuple(
            Key(column.code, column.goal.name, standing_in_words(cell) if cell and not cell.undecided else "")
            for column, cell in named
        ),
        signs=signs_in(lines),
    )


def _title(plan: Plan, institute: Institute, language: str) -> Message:
    period = print_period(plan.identity.period, language)
    return _("{institute}: coverage of the goals in {period}", institute=institute.name, period=period)


def _action_line(row: Row) -> Line:
    owner = _("own") if row.action.owner else _("sector")
    marks = (standing_mark(Standing(strength.value)) if strength else Mark("") for strength in row.strengths)
    return Line((Mark(row.action.name), Mark(owner), Mark(_years(row.period)), *marks))


def _years(period: Period | None) -> str:
    return ", ".join(year_spans(period.years)) if period else ""


def _goal_head(column: Column, group: str) -> Head:
    return Head(column.code, column.goal.name, group, column.code.removeprefix(f"{group}."))


def _state(institute: Institute) -> Iterator[Message]:
    if institute.status is Delivery.NOT_DELIVERED:
        yield _("This institute has delivered nothing yet: it counts nowhere.")
    elif institute.participates is None:
        yield _("This institute has yet to say in which actions of the sector it takes part.")


def _undated(table: Matrix) -> Iterator[Message]:
    undated = tuple(str(row.action.name) for row in table.rows if row.period is None)
    if undated:
        yield _("Without a period, so that they count in no year: {actions}.", actions=undated)


def _goals_by_year(plan: Plan, institute: Institute, language: str) -> Grid:
    coverage = cover(plan)
    cells = {goal: coverage.cell(goal, institute.id) for goal in plan.operational_goals_by_id}

    def marks(goal: OperationalGoal) -> Iterator[Mark]:
        cell = cells[goal.id]
        yield from year_marks(cell) if cell else (cell_mark(None) for _year in coverage.years)
        yield cell_mark(cell)

    heads = (*(Head(str(year)) for year in coverage.years), Head(_("standing")))
    lines = _lines_by_goal(plan, marks, len(heads), {Kind.EXTERNAL})
    codes = goal_codes(plan)
    falling_short = (cell for cell in cells.values() if cell and (cell.short_years or not cell.covered))
    return Grid(
        title=_title(plan, institute, language),
        heads=(Head(_("code")), Head(_("goal")), *heads),
        lines=lines,
        lead=2,
        name=1,
        notes=tuple(_state(institute)),
        names=tuple(Key(codes[cell.goal.id], cell.goal.name, standing_in_words(cell)) for cell in falling_short),
        signs=signs_in(lines),
    )


def _lines_by_goal(
    plan: Plan, marks: Callable[[OperationalGoal], Iterable[Mark]], columns: int, kinds: set[Kind]
) -> tuple[Line, ...]:
    """A line for each operational goal, under its strategic goal."""
    codes = goal_codes(plan)
    lines = []
    for strategic in plan.strategic_goals:
        if strategic.kind in kinds and strategic.all_operational_goals:
            heading = (Mark(codes[strategic.id]), Mark(strategic.title), *[Mark("")] * columns)
            lines.append(Line(heading, "group"))
            for goal in strategic.all_operational_goals:
                lines.append(Line((Mark(codes[goal.id]), Mark(goal.name), *marks(goal))))
    return tuple(lines)


# --- the sector ------------------------------------------------------------------------------------


def _sector_grid(plan: Plan, language: str) -> Grid:
    coverage = cover(plan)
    codes = institute_codes(plan)

    def marks(goal: OperationalGoal) -> Iterator[Mark]:
        cells = [coverage.cell(goal.id, institute.id) for institute in plan.institutes]
        yield from map(cell_mark, cells)
        counted = Counter(cell.standing for cell in cells if cell and not cell.excused)
        for standing in Standing:
            few = standing is Standing.CERTAIN and counted[standing] < plan.minimum_institutes
            yield Mark(str(counted[standing]), Tone.BAD if few else Tone.STRONG)

    heads = (
        *(Head(codes[institute.id], institute.name) for institute in plan.institutes),
        *(Head(SIGNS[standing], WORDS[standing]) for standing in Standing),
    )
    lines = _lines_by_goal(plan, marks, len(heads), set(Kind))
    return Grid(
        title=_("Coverage of the goals in {period}, by institute", period=print_period(plan.identity.period, language)),
        heads=(Head(_("code")), Head(_("goal")), *heads),
        lines=lines,
        lead=2,
        name=1,
        names=tuple(
            Key(codes[institute.id], institute.name, _state_in_short(plan, institute)) for institute in plan.institutes
        ),
        signs=signs_in(lines),
    )


def _state_in_short(plan: Plan, institute: Institute) -> Words:
    if is_unread(plan, institute):
        return _("cannot be read")
    if institute.status is Delivery.NOT_DELIVERED:
        return _("no data")
    return _("still to decide") if institute.participates is None else ""


def _sector_by_year(plan: Plan, language: str) -> Grid:
    coverage = cover(plan)

    def marks(goal: OperationalGoal) -> Iterator[Mark]:
        cells = coverage.at(goal.id)
        for year in range(len(coverage.years)):
            counted = Counter(cell.standings[year][1] for cell in cells)
            best = next((standing for standing in Standing if counted[standing]), Standing.NONE)
            mark = standing_mark(best)
            word = _("{standing} ({count})", standing=WORDS[best], count=counted[best])
            yield mark if best is Standing.NONE else Mark(f"{mark.sign}{counted[best]}", mark.tone, word)

    lines = _lines_by_goal(plan, marks, len(coverage.years), {Kind.EXTERNAL})
    period = print_period(plan.identity.period, language)
    return Grid(
        title=_("Coverage of the goals in {period}, by year", period=period),
        heads=(Head(_("code")), Head(_("goal")), *(Head(str(year)) for year in coverage.years)),
        lines=lines,
        lead=2,
        name=1,
        notes=(_("A sign is the best standing in that year, the number how many institutes have it."),),
        signs=signs_in(lines),
    )


# --- why -------------------------------------------------------------------------------------------


def render_why(plan: Plan, goal_id: str, institute_id: str | None, language: str = "nl", width: int = 80) -> str:
    """Why a goal stands as it does at an institute, or (None) at each of them, and what would repair a gap.

    The cheapest repair comes first. Raises `KeyError` when the plan has no such goal or institute.
    """
    goal = plan.operational_goals_by_id[goal_id]
    coverage = cover(plan)
    institutes = coverage.institutes if institute_id is None else (plan.institutes_by_id[institute_id],)
    lines = [f"{goal_codes(plan)[goal_id]} {words(goal.title, language)}"]
    for institute in institutes:
        lines += ["", *_explained(plan, goal, institute, language, width)]
    if institute_id is None and coverage.absent:
        absent = tuple(str(institute.short) for institute in coverage.absent)
        lines += ["", *_told(_("No data: {institutes}", institutes=absent), language, width)]
    return "\n".join(lines)


def _told(text: Words, language: str, width: int, indent: int = 0, sign: str = "") -> list[str]:
    """A sentence as lines, after a sign."""
    first = " " * indent + sign
    return wrap(
        words(text, language),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _explained(plan: Plan, goal: OperationalGoal, institute: Institute, language: str, width: int) -> Iterator[str]:
    def told(text: Words, indent: int = 0, sign: str = "") -> list[str]:
        return _told(text, language, width, indent, sign)

    cell = cover(plan).cell(goal.id, institute.id)
    standing = standing_in_words(cell)
    yield from told(_("{institute}: {standing}", institute=institute.name, standing=standing))
    if cell is None:
        return
    if cell.kind is Kind.EXTERNAL:
        years = zip(cover(plan).years, year_marks(cell), strict=True)
        yield from told("   ".join(f"{year} {mark.sign}" for year, mark in years), 2)
    for one in cell.contributions:
        yield from told(_contribution(one, language), 2, f"{SIGNS[Standing(one.strength.value)]} ")
        yield f"    {words(str(one.place), language)}"
        for use in one.carried.uses:
            yield from told(_use(plan, use), 4, "- ")
    found = repairs(plan, goal.id, institute.id)
    if found:
        yield from told(_("What would repair this, the cheapest first:"), 2)
    for number, repair in enumerate(found, start=1):
        yield from told(repair.message, 4, f"{number}. ")
        yield f"       {words(str(repair.place), language)}"


def _contribution(one: Contribution, language: str) -> Message:
    action, participation = one.carried.action, one.carried.participation
    told = _(
        "{action} ({owner}): {strength}, {period}",
        action=action.name,
        owner=_("own") if action.owner else _("sector"),
        strength=WORDS[Standing(one.strength.value)],
        period=print_period(one.carried.period, language) if one.carried.period else _("without a period"),
    )
    if participation and participation.reason:
        return _("{contribution} ({reason})", contribution=told, reason=participation.reason)
    return told


def _use(plan: Plan, use: ProjectUse) -> Words:
    project = plan.projects_by_id.get(use.project)
    title = project.title if project else use.project
    condition = use.condition or (project and project.condition)
    if condition:
        return _("{project}, not sure yet: {condition}", project=title, condition=condition)
    return _("{project}, provisional", project=title) if conditional(plan, use) else title
