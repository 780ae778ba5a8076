"""What `plan changes` tells, for machines.

In: two `Version`s and what differs. Out: JSON whose shape is told in `plan/changes.schema.json`. Nothing in it depends
on who reads, but for sentences, which are in the language asked for.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from plan.changes.comparing import Change, Comparison, Difference, ListChange, TextChange, Value, ValueChange
from plan.changes.versions import Version
from plan.coverage_changes import CoverageChange
from plan.diagnostics import render_json
from plan.dutch import Number, Period
from plan.places import Place

Data = dict[str, object]


def changes_as_json(before: Version, after: Version, found: Comparison, language: str) -> str:
    """All that differs as one JSON object that always has the same keys."""
    whole = {
        "format": 1,
        "from": _version(before, language),
        "to": _version(after, language),
        "changes": [_change(change) for change in found.changes],
        "coverage": [_coverage(change, language) for change in found.coverage],
        "to_confirm": [
            {"goal": one.goal.id, "place": _place(one.goal.place), "actions": [action.id for action in one.actions]}
            for one in found.to_confirm
        ],
        "left": [{"place": _place(one.place), "was": one.old, "id": one.new} for one in found.left],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _version(version: Version, language: str) -> Data:
    return {
        "name": version.name,
        "origin": version.origin,
        "unread": json.loads(render_json(version.unread, language)),
    }


def _change(change: Change) -> Data:
    return {
        "did": change.did,
        "kind": change.kind,
        "id": change.id,
        "was": change.was or None,
        "name": change.name,
        "institute": change.institute or None,
        "place": _place(change.place),
        "differences": [_difference(difference) for difference in change.differences],
    }


def _difference(difference: Difference) -> Data:
    where = {"field": difference.field, "place": _place(difference.place)}
    match difference:
        case ValueChange():
            return {
                **where,
                "kind": "value",
                "about": difference.about or None,
                "before": _value(difference.before),
                "after": _value(difference.after),
            }
        case ListChange():
            return {
                **where,
                "kind": "list",
                "added": difference.added,
                "removed": difference.removed,
                "reordered": difference.reordered,
            }
        case TextChange():
            passages = [{"before": one.before, "after": one.after, "moved": one.moved} for one in difference.passages]
            return {**where, "kind": "text", "passages": passages}


def _value(value: Value | None) -> object:
    match value:
        case Period():
            return f"{value.start.iso}/{value.end.iso}"
        case Number():
            return _number(value.value)
        case date():
            return value.isoformat()
    return value


def _number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def _coverage(change: CoverageChange, language: str) -> Data:
    return {
        "goal": change.goal.id,
        "institute": change.institute.id if change.institute else None,
        "loss": change.is_loss,
        "shifts": [
            {
                "before": shift.before,
                "after": shift.after,
                "years": shift.years,
                "actions": [action.id for action in shift.actions],
            }
            for shift in change.shifts
        ],
        "last_certain": [action.id for action in change.last_certain],
        "told": [told.render(language) for told in change.told],
    }


def _place(place: Place) -> Data:
    return {"file": place.file, "line": place.line, "column": place.column}
