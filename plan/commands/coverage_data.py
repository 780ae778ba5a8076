"""Coverage for machines: what JSON holds.

In: a `Plan`. Out: mappings and lists whose keys stay the same, in English; nothing depends on who reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from plan.coverage import Cell, Column, Row, Standing, cover, matrix
from plan.model import Institute, Plan

Data = Mapping[str, object]


def institute_data(plan: Plan, institute: Institute) -> Data:
    """The goals at one institute, over the period and by year, and the actions its document prints."""
    coverage = cover(plan)
    return {
        "plan": plan.identity.title,
        "years": coverage.years,
        "institute": _institute_head(plan, institute),
        "goals": [
            {**_goal_data(column), "coverage": _cell_data(coverage.cell(column.goal.id, institute.id))}
            for column in matrix(plan, institute, kind=None).columns
        ],
        "actions": [_row_data(row) for row in matrix(plan, institute, kind=None).rows],
    }


def sector_data(plan: Plan) -> Data:
    """The goals at every institute, with how many institutes have each standing, and all actions."""
    coverage = cover(plan)
    table = matrix(plan, None, kind=None)
    return {
        "plan": plan.identity.title,
        "years": coverage.years,
        "institutes": [_institute_head(plan, institute) for institute in plan.institutes],
        "goals": [
            {
                **_goal_data(column),
                "institutes": {
                    standing.value: len(coverage.carried_by(column.goal.id, standing)) for standing in Standing
                },
                "coverage": {
                    institute.id: _cell_data(coverage.cell(column.goal.id, institute.id))
                    for institute in plan.institutes
                },
            }
            for column in table.columns
        ],
        "actions": [_row_data(row) for row in table.rows],
    }


def _institute_head(plan: Plan, institute: Institute) -> Data:
    return {
        "id": institute.id,
        "name": institute.name,
        "status": institute.status,
        "decided": institute.participates is not None,
        "data": institute in cover(plan).institutes,
    }


def _goal_data(column: Column) -> dict[str, object]:
    return {
        "id": column.goal.id,
        "code": column.code,
        "title": column.goal.title,
        "kind": column.strategic.kind,
        "strategic_goal": column.strategic.id,
        "theme": column.theme.id if column.theme else None,
    }


def _cell_data(cell: Cell | None) -> Data | None:
    if cell is None:
        return None
    return {
        "standing": cell.standing,
        "by_year": {str(year): standing for year, standing in cell.standings},
        "short_years": cell.short_years,
        "waived": cell.waiver.reason if cell.waiver else None,
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


def _row_data(row: Row) -> Data:
    action = row.carried or row.action
    return {
        "id": row.action.id,
        "title": row.action.title,
        "owner": row.action.owner or None,
        "from": row.period.first_day.isoformat() if row.period else None,
        "to": row.period.last_day.isoformat() if row.period else None,
        "certain": action.certain,
        "possible": action.possible,
        "projects": [use.project for use in row.carried.uses] if row.carried else [],
    }
