"""The things a plan is made of, each under a key of its own.

In: a `Plan`. Out: `Thing`s: goals, actions, participations, chapters ..., with whose they are and what is above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from plan.model import Abbreviation, KnownLocation, KnownName, Located, Participation, Plan, StrategicGoal, Theme
from plan.places import Place


class Kind(StrEnum):
    """What a thing is, in the order in which changes are told."""

    PLAN = "plan"
    STRATEGIC_GOAL = "strategic-goal"
    THEME = "theme"
    OPERATIONAL_GOAL = "operational-goal"
    INSTITUTE = "institute"
    PARTICIPATION = "participation"
    WAIVER = "waiver"
    ACTION = "action"
    PROJECT = "project"
    CHAPTER = "chapter"
    FRAMEWORK = "framework"
    FRAMEWORK_ITEM = "framework-item"
    FIGURE = "figure"
    RANKING = "ranking"
    TABLE = "table"
    ANNEX = "annex"
    NAME = "name"
    TEMPLATE = "template"
    FILE = "file"


_PER_INSTITUTE = (Kind.PARTICIPATION, Kind.WAIVER, Kind.CHAPTER)


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One thing: what it is, its id, the institute whose it is (empty: the sector's), and what it says.

    `above` is the id of what a goal stands under; `rows` what a table holds, which no model tells.
    """

    kind: Kind
    id: str
    institute: str
    value: Located
    above: str = ""
    rows: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What no other thing of a plan has; the same in another version of it."""
        return self.kind, self.institute if self.kind in _PER_INSTITUTE else "", self.id

    @property
    def place(self) -> Place:
        """Where it stands; where an institute takes part in an action, that is named first."""
        return self.value.action.place if isinstance(self.value, Participation) else self.value.place

    @property
    def name(self) -> str:
        """What it is called; its id where it is called nothing."""
        named = (getattr(self.value, field, None) for field in ("title", "name"))
        return str(next(filter(None, named), self.id))


def things(plan: Plan) -> Iterator[Thing]:
    """All things of a plan, in printed order or by id."""
    yield Thing(Kind.PLAN, "plan", "", plan.identity)
    for strategic in plan.strategic_goals:
        yield Thing(Kind.STRATEGIC_GOAL, strategic.id, "", strategic)
        for theme in strategic.themes:
            yield Thing(Kind.THEME, theme.id, "", theme, strategic.id)
            yield from _goals(theme)
        yield from _goals(strategic)
    for institute in plan.institutes:
        id = institute.id
        yield Thing(Kind.INSTITUTE, id, id, institute)
        yield from (Thing(Kind.PARTICIPATION, one.action, id, one) for one in institute.participates or ())
        yield from (Thing(Kind.WAIVER, waiver.goal, id, waiver) for waiver in institute.waives)
    yield from (Thing(Kind.ACTION, action.id, action.owner, action) for action in plan.actions)
    yield from (Thing(Kind.PROJECT, project.id, project.owner, project) for project in plan.projects)
    yield from (Thing(Kind.CHAPTER, chapter.id, chapter.owner, chapter) for chapter in plan.chapters)
    for framework in plan.frameworks:
        yield Thing(Kind.FRAMEWORK, framework.id, "", framework)
        yield from (Thing(Kind.FRAMEWORK_ITEM, f"{framework.id}/{item.id}", "", item) for item in framework.items)
    yield from (Thing(Kind.FIGURE, figure.id, "", figure) for figure in plan.figures)
    yield from (Thing(Kind.RANKING, ranking.id, "", ranking) for ranking in plan.rankings)
    for table in plan.tables:
        rows = tuple(" | ".join(row) for row in (table.heads, *table.rows))
        yield Thing(Kind.TABLE, table.id, table.table.owner, table.table, rows=rows)
    yield from (Thing(Kind.ANNEX, annex.id, "", annex) for annex in plan.annexes)
    if plan.names:
        names = plan.names
        known: tuple[KnownName | KnownLocation | Abbreviation, ...]
        known = (*names.partners, *names.locations, *names.others, *names.abbreviations)
        yield from (Thing(Kind.NAME, one.name, "", one) for one in known)
        yield from (Thing(Kind.NAME, word.avoid, "", word) for word in names.words)


def _goals(above: StrategicGoal | Theme) -> Iterator[Thing]:
    return (Thing(Kind.OPERATIONAL_GOAL, goal.id, "", goal, above.id) for goal in above.operational_goals)
