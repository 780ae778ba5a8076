"""Which institute carries which operational goal, when and how surely; the matrix; what would repair a gap.

In: a `Plan`. Out: `Coverage` (goals x institutes x years), `Matrix` (actions x goals) and `Repair`s, as data.
Knows no rules (whether a gap is worth a warning) and nothing of how it is shown. What an action names and the plan
does not have (a goal, a project) is left out here; rules tell. What could not be read counts nowhere, and a goal that
it may carry is `doubted`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from plan.dutch import Period, year_spans
from plan.messages import Message, _
from plan.model import (
    Action,
    Damaged,
    Delivery,
    Institute,
    Kind,
    OperationalGoal,
    Participation,
    Plan,
    Project,
    ProjectUse,
    StrategicGoal,
    Strength,
    Theme,
    Waiver,
)
from plan.places import Place, Text

# --- the actions of an institute -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carried:
    """An action as one institute carries it: its participation may weaken or shorten what the sector promises."""

    action: Action
    institute: Institute
    period: Period | None
    certain: tuple[Text, ...]
    possible: tuple[Text, ...]
    uses: tuple[ProjectUse, ...]
    participation: Participation | None

    def strength(self, goal_id: str) -> Strength | None:
        """How surely it contributes to a goal; None when it does not."""
        if goal_id in self.certain:
            return Strength.CERTAIN
        return Strength.POSSIBLE if goal_id in self.possible else None


def carried_actions(plan: Plan, institute: Institute) -> tuple[Carried, ...]:
    """What an institute carries, in printed order: its own actions and the sector's actions it takes part in."""
    joined = {str(joined.action): joined for joined in institute.participates or ()}
    return tuple(
        _carried(action, institute, None if action.owner else joined[action.id])
        for action in printed_order(plan, institute)
        if action.owner == institute.id or (not action.owner and action.id in joined)
    )


def printed_actions(plan: Plan, institute: Institute) -> tuple[Carried, ...]:
    """What an institute's document prints: what it carries or, as long as it has not decided, all it may carry."""
    if institute.participates is not None:
        return carried_actions(plan, institute)
    return tuple(
        _carried(action, institute, None)
        for action in printed_order(plan, institute)
        if action.owner in ("", institute.id)
    )


def _carried(action: Action, institute: Institute, participation: Participation | None) -> Carried:
    period, certain, possible = action.period, action.certain, action.possible
    if participation and participation.period:
        period = period.intersection(participation.period) if period else participation.period
    if participation and participation.strength is Strength.POSSIBLE:
        certain, possible = (), certain + possible
    uses = participation.projects if participation else action.projects
    return Carried(action, institute, period, certain, possible, uses, participation)


def printed_order(plan: Plan, institute: Institute | None = None) -> list[Action]:
    """All actions in printed order: as the institute orders them, the others by the first goal they serve."""
    order = institute.action_order if institute else ()
    first = {str(id): position for position, id in reversed([*enumerate(order)])}
    return sorted(_by_goal(plan), key=lambda action: first.get(action.id, len(order)))


@lru_cache(maxsize=2)
def _by_goal(plan: Plan) -> tuple[Action, ...]:
    """All actions by the first goal they serve."""
    goals = {goal: position for position, goal in enumerate(plan.operational_goals_by_id)}

    def position(action: Action) -> tuple[int, bool, bool, str, str, str]:
        certain = [goals[goal] for goal in action.certain if goal in goals]
        possible = [goals[goal] for goal in action.possible if goal in goals]
        return (
            min(certain or possible, default=len(goals)),
            not certain,
            action.owner != "",
            action.title.casefold(),
            action.owner,
            action.id,
        )

    return tuple(sorted(plan.actions, key=position))


@lru_cache(maxsize=2)
def _sector_actions(plan: Plan) -> Mapping[str, Sequence[Action]]:
    """The sector's own actions by each goal that they name, in printed order."""
    by_goal: dict[str, list[Action]] = {}
    for action in _by_goal(plan):
        for goal in dict.fromkeys(action.certain + action.possible) if not action.owner else ():
            by_goal.setdefault(str(goal), []).append(action)
    return by_goal


def conditional(plan: Plan, use: ProjectUse) -> bool:
    """Whether a project may yet not come about: it, or this use of it, has a condition, or it is provisional."""
    project = plan.projects_by_id.get(use.project)
    return use.condition is not None or (project is not None and (project.provisional or project.condition is not None))


# --- what could not be read ------------------------------------------------------------------------

_COUNTING = (StrategicGoal, Theme, OperationalGoal, Action, Institute, Participation, Waiver, Project, ProjectUse)


def unread(plan: Plan) -> tuple[Damaged, ...]:
    """What could not be read, and would have had a part in the coverage."""
    return tuple(lost for lost in plan.damaged if lost.model in _COUNTING)


def is_unread(plan: Plan, institute: Institute) -> bool:
    """Whether an institute only stands in for one whose own file could not be read."""
    return any(lost.model is Institute and lost.id == institute.id for lost in plan.damaged)


@lru_cache(maxsize=2)
def with_unread_institutes(plan: Plan) -> Plan:
    """The plan with a stand-in for each institute that could not be read: it is there, and has no data."""
    lost = {one.id: one.place for one in plan.damaged if one.model is Institute and one.id}
    stand_ins = (
        Institute(place=place, places={}, id=Text(id, place), name=Text(id, place), status=Delivery.NOT_DELIVERED)
        for id, place in lost.items()
        if id not in plan.institutes_by_id
    )
    institutes = sorted((*plan.institutes, *stand_ins), key=lambda institute: str(institute.id))
    return replace(plan, institutes=tuple(institutes)) if lost else plan


def is_doubted(plan: Plan, institute: Institute) -> bool:
    """Whether what an institute carries may stand in a file that could not be read."""
    joined = {str(joined.action) for joined in institute.participates or ()}
    own = (f"actions/{institute.id}/", f"institutes/{institute.id}/")
    return any(
        lost.place.file.startswith(own) or (lost.model is Action and lost.id in joined)
        for lost in plan.damaged
        if lost.model in (Action, Participation, Waiver)
    )


# --- coverage --------------------------------------------------------------------------------------


class Standing(StrEnum):
    """How surely a goal is carried; the best comes first."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


_BEST_FIRST = tuple(Standing)


def _best(strengths: Iterable[Strength]) -> Standing:
    return min((Standing(strength.value) for strength in strengths), key=_BEST_FIRST.index, default=Standing.NONE)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one action adds to a goal: how surely, in which of the plan's years, and where that is written."""

    carried: Carried
    strength: Strength
    years: tuple[int, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """How one institute carries one operational goal, year by year and over the period.

    `standing` is the best over the years. `undecided` tells that the institute has yet to say what it joins: nothing
    carried is then work to do, no gap. `in_doubt` tells that something it may carry could not be read.
    `conditional_only` and `without_project` are about what the standing rests on.
    """

    goal: OperationalGoal
    institute: Institute
    kind: Kind
    contributions: tuple[Contribution, ...]
    standings: tuple[tuple[int, Standing], ...]
    standing: Standing
    waiver: Waiver | None
    undecided: bool
    conditional_only: bool
    without_project: bool
    in_doubt: bool

    @property
    def doubted(self) -> bool:
        """Whether what is lacking may stand in a file that could not be read."""
        return self.in_doubt and not self.waiver and (not self.covered or bool(self.short_years))

    @property
    def covered(self) -> bool:
        """Whether the goal is taken care of: certain in a year (an internal goal: any action), or waived."""
        enough = (Standing.CERTAIN,) if self.kind is Kind.EXTERNAL else (Standing.CERTAIN, Standing.POSSIBLE)
        return self.waiver is not None or self.standing in enough

    @property
    def excused(self) -> bool:
        """Whether nothing carries the goal and that is no gap: it is waived, or the institute has yet to decide."""
        return self.standing is Standing.NONE and (self.waiver is not None or self.undecided)

    @property
    def short_years(self) -> tuple[int, ...]:
        """The years that fall short of the standing over the period; an internal goal asks for no years."""
        if self.kind is Kind.INTERNAL:
            return ()
        return tuple(year for year, standing in self.standings if standing is not self.standing)

    @property
    def uncertain_years(self) -> tuple[int, ...]:
        """The years in which nothing carries the goal certainly."""
        return tuple(year for year, standing in self.standings if standing is not Standing.CERTAIN)


@dataclass(frozen=True, slots=True)
class StrategicStanding:
    """How one institute carries a strategic goal: which operational goals it lacks, which fall short in some years."""

    goal: StrategicGoal
    lacking: tuple[Cell, ...]
    short: tuple[Cell, ...]

    @property
    def covered(self) -> bool:
        """Whether each of its operational goals is certain in at least one year, or waived."""
        return not self.lacking


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every operational goal at every institute with data; an institute that has delivered nothing is `absent`."""

    years: tuple[int, ...]
    institutes: tuple[Institute, ...]
    absent: tuple[Institute, ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, goal_id: str, institute_id: str) -> Cell | None:
        """How an institute carries a goal; None where there are no data."""
        return self.cells.get((goal_id, institute_id))

    def at(self, goal_id: str) -> tuple[Cell, ...]:
        """A goal at each institute with data."""
        cells = (self.cell(goal_id, institute.id) for institute in self.institutes)
        return tuple(cell for cell in cells if cell)

    def carried_by(self, goal_id: str, standing: Standing) -> tuple[Institute, ...]:
        """The institutes where a goal has this standing over the period."""
        return tuple(cell.institute for cell in self.at(goal_id) if cell.standing is standing)

    def strategic(self, goal: StrategicGoal, institute_id: str) -> StrategicStanding | None:
        """How an institute carries a strategic goal; None where there are no data."""
        if all(institute.id != institute_id for institute in self.institutes):
            return None
        cells = [self.cells[operational.id, institute_id] for operational in goal.all_operational_goals]
        return StrategicStanding(
            goal,
            lacking=tuple(cell for cell in cells if not cell.covered),
            short=tuple(cell for cell in cells if cell.covered and not cell.waiver and cell.short_years),
        )


@lru_cache(maxsize=2)
def cover(plan: Plan) -> Coverage:
    """Work out the coverage of a plan; the same plan is worked out once."""
    institutes = tuple(institute for institute in plan.institutes if institute.status is not Delivery.NOT_DELIVERED)
    return Coverage(
        years=tuple(plan.identity.period.years),
        institutes=institutes,
        absent=tuple(institute for institute in plan.institutes if institute.status is Delivery.NOT_DELIVERED),
        cells={
            (id, str(institute.id)): _cell(plan, goal, institute, contributions.get(id, ()), in_doubt)
            for institute in institutes
            for contributions, in_doubt in [(_contributions(plan, institute), is_doubted(plan, institute))]
            for id, goal in plan.operational_goals_by_id.items()
        },
    )


def _cell(
    plan: Plan, goal: OperationalGoal, institute: Institute, contributions: Sequence[Contribution], in_doubt: bool
) -> Cell:
    kind = plan.strategic_goal_of[goal.id].kind
    years = plan.identity.period.years
    # An internal goal needs an action, whenever that runs.
    counting = [one for one in contributions if one.years or kind is Kind.INTERNAL]
    standing = _best(one.strength for one in counting)
    uses = [use for one in counting if one.strength.value == standing.value for use in one.carried.uses]
    return Cell(
        goal,
        institute,
        kind,
        tuple(contributions),
        standings=tuple((year, _best(one.strength for one in contributions if year in one.years)) for year in years),
        standing=standing,
        waiver=next((waiver for waiver in institute.waives if waiver.goal == goal.id), None),
        undecided=institute.participates is None,
        conditional_only=bool(uses) and all(conditional(plan, use) for use in uses),
        without_project=standing is not Standing.NONE and not uses,
        in_doubt=in_doubt,
    )


def _contributions(plan: Plan, institute: Institute) -> Mapping[str, Sequence[Contribution]]:
    """What the actions of an institute add to each goal that they name."""
    contributions: dict[str, list[Contribution]] = {}
    for one in carried_actions(plan, institute):
        runs = one.period.years if one.period else ()
        years = tuple(year for year in plan.identity.period.years if year in runs)
        for named in {str(goal): goal for goal in reversed(one.certain + one.possible)}.values():
            strength = Strength.CERTAIN if named in one.certain else Strength.POSSIBLE
            contributions.setdefault(str(named), []).append(Contribution(one, strength, years, named.place))
    return contributions


# --- what would repair a gap -----------------------------------------------------------------------


class RepairKind(StrEnum):
    """The ways to close a gap, the cheapest first."""

    RAISE = "raise"
    PROLONG = "prolong"
    JOIN = "join"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that would close a gap or make it smaller: what to do, on which line, and which years it gains.

    `action` is the id of the action it is about; a waiver is about none.
    """

    kind: RepairKind
    message: Message
    place: Place
    years: tuple[int, ...] = ()
    action: str | None = None


def repairs(plan: Plan, goal_id: str, institute_id: str) -> tuple[Repair, ...]:
    """What would make a goal certain in the years that lack it, the cheapest first; empty where nothing is lacking.

    Each repair is one change; of two alike, the one in the institute's own files is cheaper. An internal goal only asks
    for an action.
    """
    cell = cover(plan).cell(goal_id, institute_id)
    if cell is None or cell.waiver or cell.doubted:
        return ()
    if cell.kind is Kind.INTERNAL:
        return () if cell.covered else tuple(_joins(plan, cell, (Strength.CERTAIN, Strength.POSSIBLE)))
    if not cell.uncertain_years:
        return ()
    found = [*_raises(cell), *_prolongations(cell), *_joins(plan, cell, (Strength.CERTAIN,)), *_waivers(cell)]

    def cost(repair: Repair) -> tuple[int, bool, int]:
        return list(RepairKind).index(repair.kind), f"/{institute_id}/" not in repair.place.file, -len(repair.years)

    return tuple(sorted(found, key=cost))


def _raises(cell: Cell) -> Iterator[Repair]:
    for one in cell.contributions:
        years = tuple(year for year in cell.uncertain_years if year in one.years)
        action, participation = one.carried.action, one.carried.participation
        weakened = participation is not None and participation.strength is Strength.POSSIBLE
        if one.strength is Strength.CERTAIN or not years:
            continue
        if participation and weakened and cell.goal.id in action.certain:
            message = _(
                'take out "strength" where the institute takes part in "{action}": that covers {years}',
                action=action.name,
                years=year_spans(years),
            )
            yield Repair(RepairKind.RAISE, message, participation.place_of("strength"), years, action.id)
        elif not weakened:
            message = _(
                'move "{goal}" from "possible" to "certain" in "{action}": that covers {years}',
                goal=cell.goal.id,
                action=action.name,
                years=year_spans(years),
            )
            yield Repair(RepairKind.RAISE, message, one.place, years, action.id)


def _prolongations(cell: Cell) -> Iterator[Repair]:
    for one in cell.contributions:
        action, participation = one.carried.action, one.carried.participation
        if one.strength is not Strength.CERTAIN:
            continue
        years = cell.uncertain_years
        if participation and participation.period:
            place = participation.place_of("period")
            years = tuple(year for year in years if action.period is None or action.period.runs_in(year))
        else:
            place = action.place_of("period")
        if years and one.carried.period is None and action.period is None:
            message = _('say when "{action}" runs', action=action.name)
            yield Repair(RepairKind.PROLONG, message, place, years, action.id)
        elif years:
            message = _('let "{action}" run in {years} too', action=action.name, years=year_spans(years))
            yield Repair(RepairKind.PROLONG, message, place, years, action.id)


def _joins(plan: Plan, cell: Cell, strengths: tuple[Strength, ...]) -> Iterator[Repair]:
    joined = {str(joined.action) for joined in cell.institute.participates or ()}
    place = cell.institute.place_of("participates")
    for action in _sector_actions(plan).get(cell.goal.id, ()):
        offered = Strength.CERTAIN if cell.goal.id in action.certain else Strength.POSSIBLE
        if action.id in joined or offered not in strengths:
            continue
        years = tuple(year for year in cell.uncertain_years if action.period and action.period.runs_in(year))
        if cell.kind is Kind.INTERNAL:
            message = _('take part in "{action}" of the sector', action=action.name)
            yield Repair(RepairKind.JOIN, message, place, action=action.id)
        elif years:
            message = _(
                'take part in "{action}" of the sector: that covers {years}',
                action=action.name,
                years=year_spans(years),
            )
            yield Repair(RepairKind.JOIN, message, place, years, action.id)


def _waivers(cell: Cell) -> Iterator[Repair]:
    if not cell.covered:
        message = _('leave this goal to others: put it under "waives", with the reason')
        yield Repair(RepairKind.WAIVE, message, cell.institute.place_of("waives"))


# --- frameworks ------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def answered_items(plan: Plan) -> frozenset[str]:
    """The items of frameworks, as `framework/item`, that a goal or an action answers."""
    return items_answered_by(plan, plan.actions)


def items_answered_by(plan: Plan, actions: Iterable[Action]) -> frozenset[str]:
    """The items that a goal or one of these actions answers.

    An item that a framework of its own works out is answered where an item of that one is.
    """
    answering: tuple[StrategicGoal | OperationalGoal | Action, ...] = (
        *plan.strategic_goals,
        *plan.operational_goals,
        *actions,
    )
    named = {str(name) for one in answering for name in one.answers}
    worked_out = {name.partition("/")[0] for name in named}
    items = plan.framework_items_by_id.items()
    return frozenset(id for id, item in items if id in named or item.framework in worked_out)


# --- the matrix ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """An operational goal in the matrix, with its code and what it stands under."""

    code: str
    goal: OperationalGoal
    theme: Theme | None
    strategic: StrategicGoal


@dataclass(frozen=True, slots=True)
class Row:
    """An action in the matrix: when it runs and how surely it contributes to the goal of each column.

    `carried` is the action as the matrix's institute carries it; the sector's matrix shows actions as they are.
    """

    action: Action
    period: Period | None
    strengths: tuple[Strength | None, ...]
    carried: Carried | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Actions x operational goals, of one institute or (None) the sector, over the period or in one year."""

    institute: Institute | None
    year: int | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def strategic_spans(self) -> tuple[tuple[StrategicGoal, int], ...]:
        """The strategic goals above the columns, with how many columns each spans."""
        runs = _runs(self.columns, lambda column: column.strategic)
        return tuple((columns[0].strategic, len(columns)) for columns in runs)

    @property
    def theme_spans(self) -> tuple[tuple[Theme | None, int], ...]:
        """The themes above the columns, with how many columns each spans; None over goals right under their SD."""
        runs = _runs(self.columns, lambda column: column.theme or column.strategic)
        return tuple((columns[0].theme, len(columns)) for columns in runs)


def matrix(
    plan: Plan, institute: Institute | None, year: int | None = None, kind: Kind | None = Kind.EXTERNAL
) -> Matrix:
    """The matrix of what an institute's document prints; None: of all actions of the sector and institutes with data.

    Without `year` a row shows all contributions of its action, with it those of that year; `kind` None takes all goals.
    """
    columns = tuple(_columns(plan, kind))
    if institute is None:
        owners = {"", *(str(institute.id) for institute in cover(plan).institutes)}
        rows = [_row(columns, action, None, year) for action in printed_order(plan) if action.owner in owners]
    else:
        rows = [_row(columns, carried.action, carried, year) for carried in printed_actions(plan, institute)]
    return Matrix(institute, year, columns, tuple(row for row in rows if _belongs(plan, row.action, columns, kind)))


def goal_codes(plan: Plan) -> Mapping[str, str]:
    """The code of each goal by id: its own, else its place in the plan: `SD1` and, under that, `SD1.2`."""
    codes: dict[str, str] = {}
    short = plan.labels.get("strategic_goal_short", "SD")
    for order, strategic in enumerate(plan.strategic_goals, start=1):
        above = codes[str(strategic.id)] = str(strategic.code or f"{short}{order}")
        for position, goal in enumerate(strategic.all_operational_goals, start=1):
            codes[str(goal.id)] = str(goal.code or f"{above}.{position}")
    return codes


def institute_codes(plan: Plan) -> Mapping[str, str]:
    """A short code for each institute by id, made of it (`oost-vlaanderen` is OV); numbers where two would be alike."""
    parts = {str(institute.id): str(institute.id).upper().split("-") for institute in plan.institutes}
    codes = {id: "".join(part[0] for part in words) if len(words) > 1 else words[0][:3] for id, words in parts.items()}
    if len(set(codes.values())) == len(codes):
        return codes
    return {id: str(number) for number, id in enumerate(codes, start=1)}


def _columns(plan: Plan, kind: Kind | None) -> Iterator[Column]:
    codes = goal_codes(plan)
    for strategic in plan.strategic_goals:
        if kind in (None, strategic.kind):
            for theme in (*strategic.themes, None):
                for goal in theme.operational_goals if theme else strategic.operational_goals:
                    yield Column(codes[goal.id], goal, theme, strategic)


def _row(columns: tuple[Column, ...], action: Action, carried: Carried | None, year: int | None) -> Row:
    period = carried.period if carried else action.period
    certain, possible = (carried.certain, carried.possible) if carried else (action.certain, action.possible)
    runs = year is None or (period is not None and period.runs_in(year))
    strengths = (
        Strength.CERTAIN if column.goal.id in certain else Strength.POSSIBLE if column.goal.id in possible else None
        for column in columns
    )
    return Row(action, period, tuple(strengths) if runs else (None,) * len(columns), carried)


def _belongs(plan: Plan, action: Action, columns: tuple[Column, ...], kind: Kind | None) -> bool:
    """Whether an action has a row: it serves a goal of the matrix; one that serves nothing yet counts as external."""
    if kind is None:
        return True
    if kind is Kind.EXTERNAL:
        return not plan.is_internal(action)
    return any(column.goal.id in action.certain + action.possible for column in columns)


def _runs(columns: tuple[Column, ...], above: Callable[[Column], object]) -> list[list[Column]]:
    """Columns that follow each other under the same goal or theme."""
    return [list(run) for _above, run in groupby(columns, key=lambda column: id(above(column)))]
