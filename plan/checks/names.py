"""Rules about ids: what is named must exist, and be what it is named as.

Each speaks of ids in fields and of references in texts alike. What could not be read is not called unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from plan.checks.items import Named, goals, named, referred, slots, subject
from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.messages import Message, _
from plan.model import (
    Action,
    Figure,
    Framework,
    FrameworkItem,
    Institute,
    Located,
    OperationalGoal,
    Plan,
    Project,
    ProjectUse,
    Ranking,
    StrategicGoal,
)
from plan.places import Place


@rule(severity=Severity.ERROR, supplied_by=("goals.yaml",), hides=True)
def unknown_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An action, an institute or a text names a goal that `goals.yaml` does not have.

    Left alone, an action would be missing from the matrix without a word.
    """
    served = named(goal for action in plan.actions if action.contributes for goal in action.contributes.all)
    waived = named(waiver.goal for institute in plan.institutes for waiver in institute.waives)
    for goal in _strangers(plan, (*served, *waived), plan.operational_goals_by_id, OperationalGoal):
        strategic = plan.strategic_goals_by_id.get(goal.id)
        if strategic is None:
            message = _('operational goal "{goal}" does not exist', goal=goal.id)
            hint = _nearest(goal.id, plan.operational_goals_by_id)
        else:
            below = tuple(operational.id for operational in strategic.all_operational_goals)
            message = _('"{goal}" is a strategic goal; here stands an operational one', goal=goal.id)
            hint = _("choose from {goals}", goals=below)
        yield Diagnostic("unknown-goal", goal.place, message, hint=hint, subject=goal.subject)
    known = {**plan.strategic_goals_by_id, **plan.operational_goals_by_id}
    for goal in _strangers(plan, referred(plan, "goal"), known, OperationalGoal, StrategicGoal):
        yield Diagnostic(
            rule="unknown-goal",
            place=goal.place,
            message=_('goal "{goal}" does not exist', goal=goal.id),
            hint=_nearest(goal.id, known),
            subject=goal.subject,
        )


@rule(severity=Severity.ERROR, hides=True)
def unknown_action(plan: Plan) -> Iterator[Diagnostic]:
    """An institute or a text names an action for which there is no file.

    Left alone, the institute would seem to take part in nothing.
    """
    joined = named(
        participation.action for institute in plan.institutes for participation in institute.participates or ()
    )
    ordered = named(action for institute in plan.institutes for action in institute.action_order)
    for action in _strangers(plan, (*joined, *ordered, *referred(plan, "action")), plan.actions_by_id, Action):
        yield Diagnostic(
            rule="unknown-action",
            place=action.place,
            message=_('action "{action}" does not exist', action=action.id),
            hint=_nearest(action.id, plan.actions_by_id),
            subject=action.subject,
        )


@rule(severity=Severity.ERROR)
def not_a_sector_action(plan: Plan) -> Iterator[Diagnostic]:
    """An institute takes part in an action that an institute owns.

    Taking part is for the sector's actions; an institute's own action is its own by the folder it stands in.
    """
    for institute in plan.institutes:
        for participation in institute.participates or ():
            action = plan.actions_by_id.get(participation.action)
            if action is None or not action.owner:
                continue
            own = action.owner == institute.id
            yield Diagnostic(
                rule="not-a-sector-action",
                place=participation.action.place,
                message=_('"{action}" is no action of the sector', action=action.id)
                if own
                else _('"{action}" is an action of {institute}', action=action.id, institute=_name(plan, action.owner)),
                hint=_("take it away here: the action is yours already, and its projects stand in its own file")
                if own
                else _("take it away here, or move its file to actions/ and make it an action of the sector"),
                others=(Other(action.place, _("the action")),),
                subject=institute.id,
            )


@rule(severity=Severity.ERROR, supplied_by=("institutes/*/projects.yaml",))
def unknown_project(plan: Plan) -> Iterator[Diagnostic]:
    """An action lists a project that the institute's `projects.yaml` does not have.

    Left alone, the project would be missing from the action sheet without a word.
    """
    for owner, use in _project_uses(plan):
        for project in _strangers(plan, named([use.project]), plan.projects_by_id, Project):
            own = {id: other for id, other in plan.projects_by_id.items() if other.owner == owner}
            yield Diagnostic(
                rule="unknown-project",
                place=project.place,
                message=_('project "{project}" does not exist', project=project.id),
                hint=did_you_mean(project.id, own) or _("add it to {file}", file=f"institutes/{owner}/projects.yaml"),
                subject=project.subject,
            )


@rule(severity=Severity.ERROR)
def project_of_another_institute(plan: Plan) -> Iterator[Diagnostic]:
    """An action of one institute lists a project of another.

    Each plan prints its own institute's projects; this one would stand in the wrong plan.
    """
    for owner, use in _project_uses(plan):
        project = plan.projects_by_id.get(use.project)
        if project is not None and project.owner != owner:
            yield Diagnostic(
                rule="project-of-another-institute",
                place=use.project.place,
                message=_(
                    '"{project}" is a project of {institute}', project=project.id, institute=_name(plan, project.owner)
                ),
                hint=_("choose a project of {file}", file=f"institutes/{owner}/projects.yaml"),
                others=(Other(project.id.place, _("the project")),),
                subject=subject(use.project),
            )


@rule(severity=Severity.ERROR)
def projects_at_sector_action(plan: Plan) -> Iterator[Diagnostic]:
    """An action of the sector lists projects itself.

    Projects belong to institutes: left alone, no plan would print these.
    """
    for action in plan.actions:
        if action.projects and not action.owner:
            yield Diagnostic(
                rule="projects-at-sector-action",
                place=action.projects[0].project.place,
                message=_("an action of the sector lists no projects itself"),
                hint=_(
                    'put them in the institute\'s institute.yaml, under "participates" and there under "{action}"',
                    action=action.id,
                ),
                subject=action.id,
            )


_FOLDER: Final = re.compile(r"(?:actions|institutes)/(?P<institute>[^/]+)/")


@rule(severity=Severity.ERROR, hides=True)
def unknown_institute(plan: Plan) -> Iterator[Diagnostic]:
    """There is a folder with the work of an institute that has no `institute.yaml`.

    Left alone, its actions, projects and chapters would stand in no plan at all.
    """
    files = sorted(item.place.file for item in (*plan.actions, *plan.projects, *plan.chapters))
    first = {found["institute"]: file for file in reversed(files) if (found := _FOLDER.match(file))}
    for institute, file in first.items():
        if institute in plan.institutes_by_id or plan.lost(Institute, institute):
            continue
        yield Diagnostic(
            rule="unknown-institute",
            place=Place.of_file(file),
            message=_('there is no institute "{institute}"', institute=institute),
            hint=did_you_mean(institute, plan.institutes_by_id)
            or _("make {file}", file=f"institutes/{institute}/institute.yaml"),
            subject=institute,
        )


@rule(severity=Severity.ERROR, supplied_by=("figures.yaml",))
def unknown_figure(plan: Plan) -> Iterator[Diagnostic]:
    """A text, or a total, uses a figure that `figures.yaml` does not have.

    Left alone, a gap would stand where the number should be.
    """
    parts = named(part for figure in plan.figures for part in figure.total_of)
    for figure in _strangers(plan, (*referred(plan, "figure"), *parts), plan.figures_by_id, Figure):
        yield Diagnostic(
            rule="unknown-figure",
            place=figure.place,
            message=_('figure "{figure}" does not exist', figure=figure.id),
            hint=did_you_mean(figure.id, plan.figures_by_id) or _("add it to figures.yaml"),
            subject=figure.subject,
        )


@rule(severity=Severity.ERROR)
def unknown_ranking(plan: Plan) -> Iterator[Diagnostic]:
    """A text shows a ranking for which there is no file in `rankings/`."""
    for ranking in _strangers(plan, referred(plan, "ranking"), plan.rankings_by_id, Ranking):
        yield Diagnostic(
            rule="unknown-ranking",
            place=ranking.place,
            message=_('ranking "{ranking}" does not exist', ranking=ranking.id),
            hint=_nearest(ranking.id, plan.rankings_by_id),
            subject=ranking.subject,
        )


@rule(severity=Severity.ERROR)
def unknown_class(plan: Plan) -> Iterator[Diagnostic]:
    """A row of a ranking names a class that the ranking does not have."""
    for ranking in plan.rankings:
        classes = {str(one.id): one for one in ranking.classes}
        for name in named(row.class_ for row in ranking.rows):
            if name.id not in classes:
                yield Diagnostic(
                    rule="unknown-class",
                    place=name.place,
                    message=_('this ranking has no class "{name}"', name=name.id),
                    hint=did_you_mean(name.id, classes) or _('add it under "classes"'),
                    subject=ranking.id,
                )


@rule(severity=Severity.ERROR)
def unknown_framework(plan: Plan) -> Iterator[Diagnostic]:
    """A chapter or an item of a framework names a framework for which there is no file in `frameworks/`."""
    linked = named(item.framework for framework in plan.frameworks for item in framework.items)
    printed = named(slot.framework for slot in slots(plan))
    for framework in _strangers(plan, (*linked, *printed), plan.frameworks_by_id, Framework):
        yield Diagnostic(
            rule="unknown-framework",
            place=framework.place,
            message=_('framework "{framework}" does not exist', framework=framework.id),
            hint=_nearest(framework.id, plan.frameworks_by_id),
            subject=framework.subject,
        )


@rule(severity=Severity.ERROR, supplied_by=("frameworks/*.yaml",), hides=True)
def unknown_framework_item(plan: Plan) -> Iterator[Diagnostic]:
    """A goal or an action answers an item that its framework does not have.

    Left alone, the item would seem to go unanswered.
    """
    answers = [item for goal in goals(plan) for item in goal.answers]
    answers += [item for action in plan.actions for item in action.answers]
    for item in named(answers):
        framework = item.id.partition("/")[0]
        if (
            item.id in plan.framework_items_by_id
            or plan.lost(Framework, framework)
            or plan.lost(FrameworkItem, item.id)
        ):
            continue
        if item.id in plan.frameworks_by_id:
            message = _('"{framework}" is a framework; say which of its items', framework=item.id)
            hint = _("write for example {item}", item=f"{item.id}/...")
        else:
            message = _('item "{item}" does not exist', item=item.id)
            hint = _nearest(item.id, plan.framework_items_by_id)
        yield Diagnostic("unknown-framework-item", item.place, message, hint=hint, subject=item.subject)


# --- helpers ---------------------------------------------------------------------------------------


def _nearest(name: str, known: Mapping[str, object]) -> Message:
    return did_you_mean(name, known) or _("the command `plan list` shows all ids")


def _strangers(
    plan: Plan, names: Iterable[Named], known: Mapping[str, object], *models: type[Located]
) -> Iterator[Named]:
    """The names of nothing that is known, and of nothing that could not be read either."""
    for name in names:
        if name.id not in known and not any(plan.lost(model, name.id) for model in models):
            yield name


def _project_uses(plan: Plan) -> Iterator[tuple[str, ProjectUse]]:
    """Where projects are listed, with the institute whose plan prints them."""
    for action in plan.actions:
        if action.owner:
            yield from ((action.owner, use) for use in action.projects)
    for institute in plan.institutes:
        for participation in institute.participates or ():
            yield from ((str(institute.id), use) for use in participation.projects)


def _name(plan: Plan, institute: str) -> str:
    found = plan.institutes_by_id.get(institute)
    return found.short if found else institute
