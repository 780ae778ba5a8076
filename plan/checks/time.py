"""Rules about periods: they end after they begin, and lie within the period they are part of."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto

from plan.checks.items import subject
from plan.checks.registry import rule
from plan.coverage import Carried, carried_actions
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import Period, print_period
from plan.messages import _
from plan.model import Action, Identity, Participation, Plan, Project, ProjectUse
from plan.places import Place


@rule(severity=Severity.ERROR, hides=True)
def period_reversed(plan: Plan) -> Iterator[Diagnostic]:
    """A period ends before it begins."""
    for timed, item in (*_timed(plan), (plan.identity, "")):
        if timed.period is not None and timed.period.reversed:
            yield Diagnostic(
                rule="period-reversed",
                place=timed.place_of("period"),
                message=_("this period ends before it begins"),
                hint=_("write the beginning first"),
                subject=item,
            )


@rule(severity=Severity.WARNING)
def period_outside_plan(plan: Plan) -> Iterator[Diagnostic]:
    """An action or a project runs outside the period of the plan, or past its end.

    What began before the plan and runs on in it is normal.
    """
    whole = plan.identity.period
    for timed, item in _timed(plan):
        if past := _past_plan(plan, timed.period):
            yield Diagnostic(
                rule="period-outside-plan",
                place=timed.place_of("period"),
                message=_("this period lies outside the plan's, {period}", period=print_period(whole))
                if past is _Past.OUTSIDE
                else _("this period runs on after the plan's, {period}", period=print_period(whole)),
                others=(Other(plan.identity.place_of("period"), _("the period of the plan")),),
                subject=item,
            )


@rule(severity=Severity.WARNING)
def project_outside_action(plan: Plan) -> Iterator[Diagnostic]:
    """A project, or its part in an action, runs outside the period of that action or past its end."""
    for institute in plan.institutes:
        for carried in carried_actions(plan, institute):
            whole = carried.period
            if whole is None:
                continue
            for use in carried.uses:
                timed = use if use.period is not None else plan.projects_by_id.get(use.project)
                if timed is None or timed.period is None or _past_plan(plan, timed.period):
                    continue
                if past := _past(timed.period, whole):
                    values = {"project": use.project, "action": carried.action.name, "period": print_period(whole)}
                    yield Diagnostic(
                        rule="project-outside-action",
                        place=timed.place_of("period"),
                        message=_('project "{project}" does not run when "{action}" does, {period}', **values)
                        if past is _Past.OUTSIDE
                        else _('project "{project}" runs on after "{action}", {period}', **values),
                        others=(Other(place_of_period(carried), _("the period of the action")),),
                        subject=subject(use.project),
                    )


# --- helpers ---------------------------------------------------------------------------------------


class _Past(Enum):
    """How a period lies wrong in the one it is part of."""

    OUTSIDE = auto()
    AFTER = auto()


def _past(period: Period, whole: Period) -> _Past | None:
    if period.reversed or whole.reversed:
        return None
    if not period.overlaps(whole):
        return _Past.OUTSIDE
    return _Past.AFTER if period.last_day > whole.last_day else None


def _past_plan(plan: Plan, period: Period | None) -> _Past | None:
    return None if period is None or plan.lost(Identity, "") else _past(period, plan.identity.period)


def _timed(plan: Plan) -> Iterator[tuple[Action | Project | Participation | ProjectUse, str]]:
    """Whatever has a period of its own, with the item it is part of."""
    for action in plan.actions:
        yield action, str(action.id)
        yield from ((use, str(action.id)) for use in action.projects)
    yield from ((project, str(project.id)) for project in plan.projects)
    for institute in plan.institutes:
        for participation in institute.participates or ():
            yield participation, str(institute.id)
            yield from ((use, str(institute.id)) for use in participation.projects)


def place_of_period(carried: Carried) -> Place:
    """Where an author would change when an institute runs an action."""
    if carried.participation is not None and carried.participation.period is not None:
        return carried.participation.place_of("period")
    return carried.action.place_of("period")
