"""What templates may name: the plan as one institute prints it.

In: a `Plan` and an institute. Out: the names for a template, each with simple fields that a template can print or
go through. Knows no wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plan.coverage import Carried, matrix, printed_actions
from plan.dutch import Period
from plan.model import (
    Action,
    Annex,
    Framework,
    Institute,
    Item,
    Kind,
    Located,
    OperationalGoal,
    Participation,
    Plan,
    Project,
    StrategicGoal,
    Strength,
)
from plan.places import Place, Prose, Text


@dataclass(frozen=True, slots=True)
class UsedProject:
    """A project in an action: what holds for this use comes before what holds for the project."""

    project: Project
    location: Text | None
    period: Period | None
    condition: Text | None


@dataclass(frozen=True, slots=True)
class CarriedAction:
    """An action as the institute carries it."""

    action: Action
    period: Period | None
    certain_goals: tuple[OperationalGoal, ...]
    possible_goals: tuple[OperationalGoal, ...]
    projects: tuple[UsedProject, ...]
    participation: Participation | None

    @property
    def reason(self) -> Text | None:
        """Why the institute takes part otherwise than the sector says."""
        return self.participation.reason if self.participation else None

    @property
    def projects_from(self) -> tuple[Located, ...]:
        """Where the projects are named, in the action or where the institute takes part in it, and they themselves."""
        return self.participation or self.action, *(use.project for use in self.projects)

    @property
    def described_projects(self) -> tuple[UsedProject, ...]:
        """The projects that have a description of their own."""
        return tuple(use for use in self.projects if use.project.description)


@dataclass(frozen=True, slots=True)
class CarriedGoal:
    """An operational goal with the actions that contribute to it."""

    goal: OperationalGoal
    certain: tuple[Action, ...]
    possible: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class CarriedStrategicGoal:
    """A strategic goal with its operational goals."""

    goal: StrategicGoal
    operational_goals: tuple[CarriedGoal, ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of a framework, with what answers it and the framework that works it out."""

    title: Text
    statement: Prose | None
    source: Text | None
    answer: Prose | None
    answered_by: tuple[Item, ...]
    details: ShownFramework | None


@dataclass(frozen=True, slots=True)
class ShownFramework:
    """A framework with its items."""

    id: str
    title: Text
    introduction: Prose | None
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownAnnex:
    """An annex with its letter; one without a text is a document of its own."""

    letter: Text
    title: Text
    text: Prose | None


class Views:
    """The plan as one institute prints it."""

    def __init__(self, plan: Plan, institute: Institute) -> None:
        self._plan = plan
        self._institute = institute
        self._carried = printed_actions(plan, institute)

    def names(self, framework: str) -> dict[str, Any]:
        """All names a template may use; `framework` is the id of the framework its chapter is about, if any."""
        shown = self._plan.frameworks_by_id.get(framework)
        return {**self._of_all_chapters, "framework": self._framework(shown) if shown else None}

    @cached_property
    def _of_all_chapters(self) -> Mapping[str, Any]:
        plan = self._plan
        nested = {str(item.framework) for known in plan.frameworks for item in known.items if item.framework}
        return {
            "plan": plan.identity,
            "institute": self._institute,
            "labels": plan.labels,
            "abbreviations": plan.names.explained if plan.names else (),
            "undecided": self._institute.participates is None,
            "goals": plan.strategic_goals,
            "external_goals": tuple(goal for goal in plan.strategic_goals if goal.kind is Kind.EXTERNAL),
            "internal_goals": tuple(goal for goal in plan.strategic_goals if goal.kind is Kind.INTERNAL),
            "external_actions": tuple(
                self._view(carried) for carried in self._carried if not plan.is_internal(carried.action)
            ),
            "internal_actions": self._internal_actions,
            "carried_goals": self._carried_goals(),
            "waivers": tuple(
                (plan.operational_goals_by_id[waiver.goal], waiver.reason)
                for waiver in self._institute.waives
                if self._institute.print_waivers and waiver.goal in plan.operational_goals_by_id
            ),
            "lost_actions": tuple(
                Text(lost.id, lost.place)
                for lost in plan.damaged
                if lost.model is Action and _concerns(lost.place, str(self._institute.id))
            ),
            "annexes": tuple(self._annex(annex) for annex in plan.annexes),
            "frameworks": tuple(
                self._framework(known) for known in plan.frameworks if known.in_plan and str(known.id) not in nested
            ),
        }

    def _annex(self, annex: Annex) -> ShownAnnex:
        plan, text = self._plan, self._plan.annex_text(annex, self._institute)
        letter = Text(plan.annex_letter(annex), annex.place)
        return ShownAnnex(letter, plan.annex_title(annex, self._institute), text.text if text else None)

    def _carried_goals(self) -> tuple[CarriedStrategicGoal, ...]:
        """What the matrix says, goal by goal: for who cannot see a table, or looks for one goal."""
        shown = matrix(self._plan, self._institute)
        carried: dict[str, list[CarriedGoal]] = {}
        for at, column in enumerate(shown.columns):
            by_strength = {
                strength: tuple(row.action for row in shown.rows if row.strengths[at] is strength)
                for strength in Strength
            }
            goal = CarriedGoal(column.goal, by_strength[Strength.CERTAIN], by_strength[Strength.POSSIBLE])
            carried.setdefault(str(column.strategic.id), []).append(goal)
        return tuple(
            CarriedStrategicGoal(goal, tuple(carried[goal.id]))
            for goal in self._plan.strategic_goals
            if goal.id in carried
        )

    def _internal_actions(self, goal: OperationalGoal) -> tuple[CarriedAction, ...]:
        """The internal actions that serve an operational goal; each is printed under the first goal it serves."""
        known = self._plan.operational_goals_by_id
        return tuple(
            self._view(carried)
            for carried in self._carried
            if self._plan.is_internal(carried.action)
            and goal.id == next(id for id in carried.certain + carried.possible if id in known)
        )

    def _view(self, carried: Carried) -> CarriedAction:
        goals = self._plan.operational_goals
        return CarriedAction(
            carried.action,
            carried.period,
            tuple(goal for goal in goals if goal.id in carried.certain),
            tuple(goal for goal in goals if goal.id in carried.possible),
            tuple(
                UsedProject(project, project.location, use.period or project.period, use.condition or project.condition)
                for use in carried.uses
                if (project := self._plan.projects_by_id.get(use.project)) is not None
            ),
            carried.participation,
        )

    def _framework(self, framework: Framework, above: tuple[str, ...] = ()) -> ShownFramework:
        above = (*above, str(framework.id))
        printed = [carried.action for carried in self._carried]
        answering: list[Item] = [
            item for strategic in self._plan.strategic_goals for item in (strategic, *strategic.all_operational_goals)
        ]
        items = []
        for item in framework.items:
            name = f"{framework.id}/{item.id}"
            details = self._plan.frameworks_by_id.get(item.framework or "")
            items.append(
                ShownItem(
                    item.title,
                    item.statement,
                    item.source,
                    item.answer,
                    tuple(known for known in (*answering, *printed) if name in getattr(known, "answers", ())),
                    self._framework(details, above) if details and str(details.id) not in above else None,
                )
            )
        return ShownFramework(str(framework.id), framework.title, framework.introduction, tuple(items))


def _concerns(place: Place, institute: str) -> bool:
    """Whether an action's file is the sector's or the institute's own."""
    return place.file.count("/") == 1 or place.file.startswith(f"actions/{institute}/")
