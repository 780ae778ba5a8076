"""What the plan of one institute has to do with what is others'.

In: a `Plan`. Out: what of others' a plan can show, and the part from which the plans of some institutes can be made. An
institute prints what is the sector's and its own. Of others it can name an action, and use a project by mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from plan.coverage import printed_actions
from plan.model import Action, Institute, Plan, Project
from plan.places import Text


def used_projects(plan: Plan, institute: Institute) -> Iterator[Project]:
    """The projects that the plan of an institute tells of, whoever they belong to."""
    for carried in printed_actions(plan, institute):
        for use in carried.uses:
            if (project := plan.projects_by_id.get(use.project)) is not None:
                yield project


def nameable(plan: Plan) -> tuple[tuple[str, Text], ...]:
    """What any plan can refer to by an id, whoever it belongs to: the id and the title that is shown."""
    return tuple((str(action.id), action.title) for action in plan.actions)


def part_for(plan: Plan, ids: Collection[str]) -> Plan:
    """What the plans of these institutes are made from: of the others there is no more than a text can refer to."""
    owners = {"", *ids}
    used = {project.id for id in ids for project in used_projects(plan, plan.institutes_by_id[id])}
    return replace(
        plan,
        actions=tuple(action if action.owner in owners else _named(action) for action in plan.actions),
        institutes=tuple(institute for institute in plan.institutes if institute.id in owners),
        projects=tuple(project for project in plan.projects if project.owner in owners or project.id in used),
        chapters=tuple(chapter for chapter in plan.chapters if chapter.owner in owners),
        reports=tuple(report for report in plan.reports if report.institute in owners),
        annex_files={},
        filings=(),
    )


def _named(action: Action) -> Action:
    """An action as others know it: by its name."""
    texts = {"context": None, "description": None, "collaboration": None, "partners_note": None}
    return action.model_copy(update={**texts, "partners": (), "projects": (), "accepts": ()})
