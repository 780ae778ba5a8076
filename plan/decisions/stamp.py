"""What a sheet for editing was made from: hidden in it, so that what was changed in the sheet can be told.

In: a `Plan`, or the rows of cells of a hidden sheet. Out: a `Stamp`, and its rows. Knows no Excel.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plan.coverage import printed_order
from plan.model import Action, Institute, Plan, Strength

MARK: Final = "plan coverage --edit"
"""What the first cell of a stamp says."""

FORMAT: Final = 1
SECTOR: Final = ""
"""The key of the sector's sheet; that of an institute's is the institute's id."""

_LONGEST_TAB: Final = 31  # characters, in Excel
_NOTHING: Final = "@"  # stands for an empty text, since some programs take empty cells away


class NoStamp(ValueError):
    """Rows that are no stamp, or no longer what was written."""


@dataclass(frozen=True)
class Stamp:
    """The plan's title; titles of goals and actions by id, owners of actions; the tab of each sheet; what was so."""

    plan: str
    goals: Mapping[str, str]
    actions: Mapping[str, str]
    owners: Mapping[str, str]
    tabs: Mapping[str, str]
    links: Mapping[tuple[str, str], Strength]
    parts: Mapping[tuple[str, str], Strength]

    def actions_on(self, sheet: str) -> tuple[str, ...]:
        """The ids of the actions that a sheet shows: on an institute's its own come first."""
        own = (id for id, owner in self.owners.items() if sheet and owner == sheet)
        return (*own, *(id for id, owner in self.owners.items() if not owner))

    def is_linked_on(self, sheet: str, action: str) -> bool:
        """Whether what an action contributes is edited on a sheet: its owner's."""
        return self.owners[action] == sheet

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The stamp as rows of cells, the last with their fingerprint."""
        rows = [
            (MARK, str(FORMAT)),
            ("plan", self.plan),
            *(("goal", id, title) for id, title in self.goals.items()),
            *(("action", id, title, self.owners[id]) for id, title in self.actions.items()),
            *(("sheet", key, tab) for key, tab in self.tabs.items()),
            *(("link", action, goal, strength.value) for (action, goal), strength in self.links.items()),
            *(("part", institute, action, strength.value) for (institute, action), strength in self.parts.items()),
        ]
        filled = [tuple(text or _NOTHING for text in row) for row in rows]
        return (*filled, ("fingerprint", _fingerprint(filled)))


def stamp_of(plan: Plan) -> Stamp:
    """What the sheets of a plan are made from: one for the sector, and one for each institute that could be read."""
    institutes = [institute for institute in plan.institutes if not institute.is_unread("participates")]
    owners = {SECTOR, *(str(institute.id) for institute in institutes)}
    actions = [action for action in printed_order(plan) if action.owner in owners]
    return Stamp(
        plan=str(plan.identity.title),
        goals={id: str(goal.name) for id, goal in plan.operational_goals_by_id.items()},
        actions={str(action.id): str(action.title) for action in actions},
        owners={str(action.id): action.owner for action in actions},
        tabs={SECTOR: "Sector", **dict(zip((str(one.id) for one in institutes), _tabs(institutes), strict=True))},
        links={(str(action.id), goal): strength for action in actions for goal, strength in _links(plan, action)},
        parts={
            (str(institute.id), str(part.action)): part.strength
            for institute in institutes
            for part in institute.participates or ()
        },
    )


def read_stamp(rows: Iterable[Sequence[str]]) -> Stamp:
    """The stamp that rows of cells are. Raises `NoStamp`, also where it is that of another version of the program."""
    found = [tuple(row) for row in rows]
    if len(found) < 2 or found[0] != (MARK, str(FORMAT)) or found[-1] != ("fingerprint", _fingerprint(found[:-1])):
        raise NoStamp
    by_kind: dict[str, list[tuple[str, ...]]] = {}
    for kind, *values in found:
        by_kind.setdefault(kind, []).append(tuple("" if value == _NOTHING else value for value in values))

    def of(kind: str) -> list[tuple[str, ...]]:
        return by_kind.get(kind, [])

    try:
        return Stamp(
            plan=of("plan")[0][0],
            goals={row[0]: row[1] for row in of("goal")},
            actions={id: title for id, title, _owner in of("action")},
            owners={id: owner for id, _title, owner in of("action")},
            tabs={row[0]: row[1] for row in of("sheet")},
            links={(action, goal): Strength(strength) for action, goal, strength in of("link")},
            parts={(institute, action): Strength(strength) for institute, action, strength in of("part")},
        )
    except (ValueError, IndexError):
        raise NoStamp from None


def _links(plan: Plan, action: Action) -> list[tuple[str, Strength]]:
    strengths = action.contributes.strengths if action.contributes else {}
    return [(goal, strength) for goal, strength in strengths.items() if goal in plan.operational_goals_by_id]


def _tabs(institutes: Sequence[Institute]) -> list[str]:
    """A tab for each institute, called after its id: what that holds may always be in the name of a tab."""
    names = [str(institute.id).title()[:_LONGEST_TAB] for institute in institutes]
    return [
        name if names.count(name) == 1 and name != "Sector" else f"{name[: _LONGEST_TAB - 4]} {number}"
        for number, name in enumerate(names, 1)
    ]


def _fingerprint(rows: Iterable[Sequence[str]]) -> str:
    return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()[:12]
