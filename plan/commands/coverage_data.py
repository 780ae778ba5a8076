"""Coverage for machines: what `plan coverage --format json` holds, as `plan/coverage.schema.json` tells.

In: a `Plan`. Out: mappings and lists whose keys and order stay the same, in English; nothing depends on who reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from plan.coverage import (
    Carried,
    Cell,
    Column,
    Row,
    Standing,
    carried_actions,
    conditional,
    cover,
    goal_codes,
    is_unread,
    matrix,
    unread,
)
from plan.dutch import Period
from plan.model import Institute, Plan
from plan.standings import NO_DATA, SIGNS, UNDECIDED, WAIVED, cell_sign

Data = Mapping[str, object]

VERSION: Final = 1
"""Goes up when a program that reads the data would have to change."""

_COUNTED: Final = {
    **{standing.value: SIGNS[standing] for standing in Standing},
    "waived": WAIVED,
    "undecided": UNDECIDED,
    "no_data": NO_DATA,
}


def coverage_data(plan: Plan, institute: Institute | None) -> Data:
    """The goals and actions at one institute or (None) at all of them, over the period and by year."""
    institutes = plan.institutes if institute is None else (institute,)
    table = matrix(plan, institute, kind=None)
    carried = [one for institute in institutes for one in carried_actions(plan, institute)]
    codes = goal_codes(plan)
    return {
        "version": VERSION,
        "plan": plan.identity.title,
        "years": cover(plan).years,
        "minimum_institutes": plan.minimum_institutes,
        "institute": institute and institute.id,
        "unread": sorted({lost.place.file for lost in unread(plan)}),
        "institutes": [_institute_data(plan, institute) for institute in institutes],
        "strategic_goals": [
            {"id": goal.id, "code": codes[goal.id], "title": goal.title, "kind": goal.kind}
            for goal in plan.strategic_goals
        ],
        "goals": [_goal_data(plan, column, institutes) for column in table.columns],
        "actions": [_action_data(plan, row, carried) for row in table.rows],
    }


def _institute_data(plan: Plan, institute: Institute) -> Data:
    return {
        "id": institute.id,
        "name": institute.name,
        "status": institute.status.name.lower().replace("_", "-"),
        "decided": institute.participates is not None,
        "data": institute in cover(plan).institutes,
        "unread": is_unread(plan, institute),
    }


def _goal_data(plan: Plan, column: Column, institutes: Iterable[Institute]) -> Data:
    cells = {institute.id: cover(plan).cell(column.goal.id, institute.id) for institute in institutes}
    counted = Counter(cell_sign(cell)[0] for cell in cells.values())
    return {
        "id": column.goal.id,
        "code": column.code,
        "title": column.goal.title,
        "kind": column.strategic.kind,
        "strategic_goal": column.strategic.id,
        "theme": column.theme.id if column.theme else None,
        "institutes": {name: counted[sign] for name, sign in _COUNTED.items()},
        "coverage": {institute: cell and _cell_data(cell) for institute, cell in cells.items()},
    }


def _cell_data(cell: Cell) -> Data:
    return {
        "standing": cell.standing,
        "by_year": {str(year): standing for year, standing in cell.standings},
        "short_years": cell.short_years,
        "waived": cell.waiver and cell.waiver.reason,
        "undecided": cell.undecided,
        "doubted": cell.doubted,
        "conditional_only": cell.conditional_only,
        "without_project": cell.without_project,
        "actions": [
            {
                "id": one.carried.action.id,
                "strength": one.strength,
                "years": one.years,
                "place": str(one.place),
            }
            for one in cell.contributions
        ],
    }


def _action_data(plan: Plan, row: Row, carried: Iterable[Carried]) -> Data:
    action = row.action
    return {
        "id": action.id,
        "title": action.title,
        "owner": action.owner or None,
        **_promise_data(action.period, action.certain, action.possible),
        "place": str(action.place),
        "institutes": {
            one.institute.id: {
                **_promise_data(one.period, one.certain, one.possible),
                "projects": [{"id": use.project, "conditional": conditional(plan, use)} for use in one.uses],
            }
            for one in carried
            if one.action is action
        },
    }


def _promise_data(period: Period | None, certain: Iterable[str], possible: Iterable[str]) -> Data:
    return {
        "from": period and period.first_day.isoformat(),
        "to": period and period.last_day.isoformat(),
        "certain": list(certain),
        "possible": list(possible),
    }
