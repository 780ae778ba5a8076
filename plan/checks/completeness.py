"""Rules about what is missing in an item: a text, a period, partners, a project, a reason, an answer.

A place that is empty in an unfinished item or plan is work to do; the weighing sees to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plan.checks.items import goals
from plan.checks.registry import rule
from plan.coverage import carried_actions
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import Number
from plan.messages import Message, _
from plan.model import Action, Item, Kind, OperationalGoal, Plan, StrategicGoal, Strength
from plan.places import Place


@rule(severity=Severity.WARNING, absence=True)
def missing_context(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say which situation in society it answers."""
    for action in plan.actions:
        if not action.context and _is_external(plan, action):
            yield _missing(
                "missing-context", action, _('action "{action}" has no context', action=action.title), "context"
            )


@rule(severity=Severity.WARNING, absence=True)
def missing_description(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say what will be done."""
    for action in plan.actions:
        if not action.description:
            message = _('action "{action}" has no description', action=action.title)
            yield _missing("missing-description", action, message, "description")


@rule(severity=Severity.WARNING, absence=True)
def missing_partners(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say with whom it is done."""
    for action in plan.actions:
        if not action.partners and not action.partners_note:
            yield Diagnostic(
                rule="missing-partners",
                place=_first_line(action),
                message=_('action "{action}" has no partners', action=action.title),
                hint=_("add `partners: [...]`, with the partners between the brackets"),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True)
def missing_period(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say when it runs, so it counts in no year."""
    for action in plan.actions:
        if action.period is None:
            yield Diagnostic(
                rule="missing-period",
                place=_first_line(action),
                message=_('action "{action}" does not say when it runs', action=action.title),
                hint=_("add a line such as `period: 2021-2025`"),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True)
def action_without_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An action contributes to no goal at all, so it stands nowhere in the matrix."""
    for action in plan.actions:
        if not action.certain and not action.possible:
            yield Diagnostic(
                rule="action-without-goal",
                place=_first_line(action),
                message=_('action "{action}" contributes to no operational goal', action=action.title),
                hint=_("add `contributes:` and below it `certain: [...]`, with the ids of operational goals"),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True)
def action_without_certain_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An action contributes certainly to no goal: it may yet come to nothing."""
    for action in plan.actions:
        if action.possible and not action.certain and action.contributes:
            yield Diagnostic(
                rule="action-without-certain-goal",
                place=_first_line(action),
                message=_('action "{action}" contributes certainly to no operational goal', action=action.title),
                hint=_('move a goal from "possible" to "certain", if that is so'),
                others=(Other(action.contributes.place_of("possible"), _("only possible")),),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True, supplied_by=("institutes/*.yaml",))
def action_without_project(plan: Plan) -> Iterator[Diagnostic]:
    """An institute carries an external action without any project."""
    for institute in plan.institutes:
        for carried in carried_actions(plan, institute):
            if carried.uses or not _is_external(plan, carried.action):
                continue
            place = carried.participation.action.place if carried.participation else _first_line(carried.action)
            yield Diagnostic(
                rule="action-without-project",
                place=place,
                message=_(
                    'action "{action}" has no project of {institute}',
                    action=carried.action.title,
                    institute=institute.short,
                ),
                hint=_(
                    "add `projects: [...]`, with ids of projects from {file}",
                    file=f"institutes/{institute.id}/projects.yaml",
                ),
                subject=str(carried.action.id),
                institutes=(str(institute.id),),
            )


@rule(severity=Severity.WARNING, absence=True)
def goal_without_statement(plan: Plan) -> Iterator[Diagnostic]:
    """A goal does not say in one sentence what will be different."""
    for goal in goals(plan):
        if not goal.statement:
            yield _missing(
                "goal-without-statement", goal, _('goal "{goal}" has no statement', goal=goal.title), "statement"
            )


@rule(severity=Severity.WARNING, absence=True)
def goal_without_explanation(plan: Plan) -> Iterator[Diagnostic]:
    """A goal for society is not explained; what an organisation wants of itself may speak for itself."""
    for strategic in plan.strategic_goals:
        if strategic.kind is Kind.INTERNAL:
            continue
        here: tuple[StrategicGoal | OperationalGoal, ...] = (strategic, *strategic.all_operational_goals)
        for goal in here:
            if not goal.explanation:
                message = _('goal "{goal}" has no explanation', goal=goal.title)
                yield _missing("goal-without-explanation", goal, message, "explanation")


@rule(severity=Severity.WARNING, absence=True, supplied_by=("actions/*.yaml", "goals.yaml"))
def unanswered_framework_item(plan: Plan) -> Iterator[Diagnostic]:
    """No goal and no action answers an item of a framework that the plan prints."""
    answered = {str(item) for goal in goals(plan) for item in goal.answers}
    answered |= {str(item) for action in plan.actions for item in action.answers}
    for framework in plan.frameworks:
        for item in framework.items if framework.in_plan else ():
            name = f"{framework.id}/{item.id}"
            if name not in answered:
                yield Diagnostic(
                    rule="unanswered-framework-item",
                    place=item.id.place,
                    message=_('no goal and no action answers "{item}"', item=item.title),
                    hint=_("add `answers: [{name}]` to the goals or actions that do", name=name),
                    subject=name,
                )


@rule(severity=Severity.WARNING, absence=True)
def participation_without_reason(plan: Plan) -> Iterator[Diagnostic]:
    """An institute takes part in an action less surely or for a shorter time than the sector, and does not say why."""
    for institute in plan.institutes:
        for participation in institute.participates or ():
            name = "strength" if participation.strength is Strength.POSSIBLE else "period"
            weakened = name == "strength" or participation.period is not None
            if weakened and participation.reason is None:
                yield Diagnostic(
                    rule="participation-without-reason",
                    place=participation.place_of(name),
                    message=_(
                        'no reason says why this differs from "{action}" of the sector', action=participation.action
                    ),
                    hint=_("add a line `reason: ...`"),
                    subject=str(institute.id),
                )


@rule(severity=Severity.TIP)
def ambiguous_number(plan: Plan) -> Iterator[Diagnostic]:
    """A number such as `1.500` is read as thousands, and may have been meant as decimals.

    Where another number of the plan has a decimal comma or two points, the author writes as Belgians do and there is
    no doubt; but for a percentage, which has no thousands.
    """
    amounts = list(_amounts(plan))
    belgian = any("," in amount.number.written or amount.number.written.count(".") > 1 for amount in amounts)
    for number, place, item, percentage in amounts:
        if number.ambiguous and (percentage or not belgian):
            yield Diagnostic(
                rule="ambiguous-number",
                place=place,
                message=_('"{written}" is read as {number}', written=number.written, number=int(number.value)),
                hint=_(
                    "write {number} without a point or, if decimals are meant, {decimal} with a comma",
                    number=int(number.value),
                    decimal=number.written.replace(".", ","),
                ),
                subject=item,
            )


class _Amount(NamedTuple):
    number: Number
    place: Place
    item: str
    percentage: bool = False


def _amounts(plan: Plan) -> Iterator[_Amount]:
    for figure in plan.figures:
        yield _Amount(figure.value, figure.place_of("value"), str(figure.id), figure.unit == "%")
    for institute in plan.institutes:
        staff = institute.fte
        if staff and staff.granted:
            yield _Amount(staff.granted, staff.place_of("granted"), str(institute.id))
        if staff and staff.requested_extra:
            yield _Amount(staff.requested_extra, staff.place_of("requested_extra"), str(institute.id))


# --- helpers ---------------------------------------------------------------------------------------


def _is_external(plan: Plan, action: Action) -> bool:
    """Whether an action serves society; of one that names only unknown goals nobody knows."""
    served = (*action.certain, *action.possible)
    kinds = {plan.strategic_goal_of[goal].kind for goal in served if goal in plan.strategic_goal_of}
    return Kind.EXTERNAL in kinds or not served


def _missing(rule: str, item: Item, message: Message, key: str) -> Diagnostic:
    hint = _("add `{key}: |` with the text on the lines below it, each two blanks further in", key=key)
    return Diagnostic(rule, _first_line(item), message, hint=hint, subject=str(item.id))


def _first_line(item: Item) -> Place:
    """The title: where an author looks for what is missing in an item."""
    return item.title.place
