"""Rules about ids: what is named must exist, and be what it is named as.

Each speaks of ids in fields and of references in texts alike. What could not be read is not called unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from plan.checks.doubts import owner
from plan.checks.items import Named, goals, meant, named, referred, subject
from plan.checks.registry import rule
from plan.coverage import goal_codes
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.ids import slug
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
from plan.places import Place, Text


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
            hint = _nearest(goal.id, plan.operational_goals_by_id, goal_codes(plan))
        else:
            below = tuple(operational.id for operational in strategic.all_operational_goals)
            message = _('"{goal}" is a strategic goal; here stands an operational one', goal=goal.id)
            hint = _("choose from {goals}", goals=below)
        yield Diagnostic("unknown-goal", goal.place, message, hint=hint, others=goal.others, subject=goal.subject)
    known = {**plan.strategic_goals_by_id, **plan.operational_goals_by_id}
    for goal in _strangers(plan, referred(plan, "goal"), known, OperationalGoal, StrategicGoal):
        yield Diagnostic(
            rule="unknown-goal",
            place=goal.place,
            message=_('goal "{goal}" does not exist', goal=goal.id),
            hint=_nearest(goal.id, known, goal_codes(plan)),
            others=goal.others,
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
        file = f"actions/{slug(action.id)}.yaml"
        yield Diagnostic(
            rule="unknown-action",
            place=action.place,
            message=_('action "{action}" does not exist', action=action.id),
            hint=meant(action.id, plan.actions_by_id)
            or _("the command `plan list actions` shows all ids; if its file is gone, put {file} back", file=file),
            others=action.others,
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
    uses: dict[str, list[Text]] = {}
    for institute, use in _project_uses(plan):
        uses.setdefault(institute, []).append(use.project)
    for institute, projects in uses.items():
        own = {id: project for id, project in plan.projects_by_id.items() if project.owner == institute}
        file = f"institutes/{institute}/projects.yaml"
        strangers = list(_strangers(plan, named(projects), plan.projects_by_id, Project))
        for project in strangers if own else strangers[:1]:
            yield Diagnostic(
                rule="unknown-project",
                place=project.place,
                message=_('project "{project}" does not exist', project=project.id),
                hint=meant(project.id, own) or (_("add it to {file}", file=file) if own else _without_any(file)),
                others=project.others,
                subject=project.subject,
            )


@rule(severity=Severity.ERROR)
def project_of_another_institute(plan: Plan) -> Iterator[Diagnostic]:
    """An action of one institute lists a project of another.

    Each plan prints its own institute's projects; this one would stand in the wrong plan.
    """
    for institute, use in _project_uses(plan):
        project = plan.projects_by_id.get(use.project)
        if project is not None and project.owner != institute and project.owner in plan.institutes_by_id:
            yield Diagnostic(
                rule="project-of-another-institute",
                place=use.project.place,
                message=_(
                    '"{project}" is a project of {institute}', project=project.id, institute=_name(plan, project.owner)
                ),
                hint=_("choose a project of {file}", file=f"institutes/{institute}/projects.yaml"),
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
            hint=_folder_meant(plan, institute)
            or did_you_mean(institute, plan.institutes_by_id)
            or _("make {file}", file=f"institutes/{institute}/institute.yaml"),
            subject=institute,
        )


def _folder_meant(plan: Plan, folder: str) -> Message | None:
    """The hint that names the institute whose projects the actions in a folder without institute hold."""
    used = {str(use.project) for action in plan.actions if action.owner == folder for use in action.projects}
    owners = {plan.projects_by_id[project].owner for project in used if project in plan.projects_by_id}
    if len(owners) != 1 or owners == {folder}:
        return None
    return _("give {folder} and {other} the same name", folder=f"actions/{folder}", other=f"institutes/{owners.pop()}")


@rule(severity=Severity.ERROR, supplied_by=("figures.yaml",))
def unknown_figure(plan: Plan) -> Iterator[Diagnostic]:
    """A text, or a total, uses a figure that `figures.yaml` does not have.

    Left alone, a gap would stand where the number should be.
    """
    parts = named(part for figure in plan.figures for part in figure.total_of)
    strangers = list(_strangers(plan, (*referred(plan, "figure"), *parts), plan.figures_by_id, Figure))
    for figure in strangers if plan.figures else strangers[:1]:
        yield Diagnostic(
            rule="unknown-figure",
            place=figure.place,
            message=_('figure "{figure}" does not exist', figure=figure.id),
            hint=_figure_meant(plan, figure.id),
            others=figure.others,
            subject=figure.subject,
        )


def _figure_meant(plan: Plan, name: str) -> Message:
    id, _blank, words = name.partition(" ")
    if words and id in plan.figures_by_id:
        return _("put a colon between the id and your own words: {braces}", braces=f"{{cijfer {id}: {words}}}")
    if not plan.figures:
        return _without_any("figures.yaml")
    return meant(name, plan.figures_by_id) or _("add it to figures.yaml")


@rule(severity=Severity.ERROR)
def unknown_ranking(plan: Plan) -> Iterator[Diagnostic]:
    """A text shows a ranking for which there is no file in `rankings/`."""
    for ranking in _strangers(plan, referred(plan, "ranking"), plan.rankings_by_id, Ranking):
        yield Diagnostic(
            rule="unknown-ranking",
            place=ranking.place,
            message=_('ranking "{ranking}" does not exist', ranking=ranking.id),
            hint=_nearest(ranking.id, plan.rankings_by_id),
            others=ranking.others,
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
    printed = named(slot.framework for slot in plan.slots)
    for framework in _strangers(plan, (*linked, *printed), plan.frameworks_by_id, Framework):
        yield Diagnostic(
            rule="unknown-framework",
            place=framework.place,
            message=_('framework "{framework}" does not exist', framework=framework.id),
            hint=_nearest(framework.id, plan.frameworks_by_id),
            others=framework.others,
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


def _nearest(name: str, known: Mapping[str, object], codes: Mapping[str, str] | None = None) -> Message:
    return meant(name, known, codes) or _("the command `plan list` shows all ids")


def _without_any(file: str) -> Message:
    return _("nothing at all stands in {file}: put that file back, or fill it in", file=file)


def _strangers(
    plan: Plan, names: Iterable[Named], known: Mapping[str, object], *models: type[Located]
) -> Iterator[Named]:
    """The names of nothing that is known, and of nothing that could not be read either.

    What files of one institute, or those of the sector, call by the same wrong name is one mistake.
    """
    first: dict[tuple[str, tuple[str, ...]], Named] = {}
    for name in names:
        if name.id not in known and not any(plan.lost(model, name.id) for model in models):
            key = name.id, owner(name.place.file)
            if key in first:
                first[key] = replace(first[key], others=(*first[key].others, Other(name.place, _("and here"))))
            else:
                first[key] = name
    yield from first.values()


def _project_uses(plan: Plan) -> Iterator[tuple[str, ProjectUse]]:
    """Where projects are listed, with the institute whose plan prints them."""
    for action in plan.actions:
        if action.owner in plan.institutes_by_id:
            yield from ((action.owner, use) for use in action.projects)
    for institute in plan.institutes:
        for participation in institute.participates or ():
            yield from ((str(institute.id), use) for use in participation.projects)


def _name(plan: Plan, institute: str) -> str:
    found = plan.institutes_by_id.get(institute)
    return found.short if found else institute
