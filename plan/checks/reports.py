"""Rules about what an institute reports of a year: held against the plan that was filed, as far as one was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan.checks.filed import ids_to_file
from plan.checks.registry import rule
from plan.coverage import carried_actions
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.dutch import print_period
from plan.filings import Filed, Filing
from plan.messages import _
from plan.model import Identity, Plan, Report, ReportedAction


@rule(severity=Severity.ERROR)
def unknown_filing(plan: Plan) -> Iterator[Diagnostic]:
    """A report names a plan that this institute did not file.

    Left alone, it would be held against another plan than the one it is about.
    """
    for report in plan.reports:
        names = [filing.name for filing in plan.filings if filing.institute == report.institute]
        if report.filed is not None and report.filed not in names:
            yield Diagnostic(
                rule="unknown-filing",
                place=report.filed.place,
                message=_('no plan was filed under the name "{name}"', name=report.filed),
                hint=did_you_mean(report.filed, names)
                or (
                    _("filed were {names}", names=tuple(f'"{name}"' for name in names))
                    if names
                    else _("take this line away: no plan was filed yet")
                ),
                subject=report.institute,
            )


@rule(severity=Severity.ERROR)
def not_in_filed_plan(plan: Plan) -> Iterator[Diagnostic]:
    """A report tells of an action or a project that the plan which was filed does not have.

    Left alone, who lays the report beside that plan looks for it in vain.
    """
    for report in plan.reports:
        filed = known_to(plan, report)
        for kind, names in (
            ("action", [one.action for one in report.actions]),
            ("project", [one.project for one in report.projects]),
        ):
            known = {id: item.title for id, item in filed.items() if item.kind == kind}
            for name in (name for name in names if name not in known):
                yield Diagnostic(
                    rule="not-in-filed-plan",
                    place=name.place,
                    message=_('the plan that was filed has no action "{id}"', id=name)
                    if kind == "action"
                    else _('the plan that was filed has no project "{id}"', id=name),
                    hint=did_you_mean(name, known)
                    or _("a report tells of what was filed; what came later belongs in an amendment first"),
                    subject=report.institute,
                )


@rule(severity=Severity.TODO)
def action_without_report(plan: Plan) -> Iterator[Diagnostic]:
    """A report does not tell yet how an action stands that ran in its year, or what was reached."""
    for report in plan.reports:
        institute = plan.institutes_by_id.get(report.institute)
        if institute is None or report.year is None:
            continue
        filed, told = known_to(plan, report), {str(one.action): one for one in report.actions}
        for carried in carried_actions(plan, institute):
            action, one = carried.action, told.get(str(carried.action.id))
            if carried.period is None or not carried.period.runs_in(report.year) or action.id not in filed:
                continue
            if one is None or not _is_told(one):
                yield Diagnostic(
                    rule="action-without-report",
                    place=one.place_of("action") if one else report.place_of("actions"),
                    message=_('still to report: how "{action}" stands, and what was reached', action=action.title),
                    hint=_("fill in `status` and `reached` below {id}", id=action.id),
                    others=(Other(action.title.place, _("the action")),),
                    subject=report.institute,
                )


def _is_told(reported: ReportedAction) -> bool:
    return reported.status is not None and reported.reached is not None


@rule(severity=Severity.WARNING)
def report_outside_plan(plan: Plan) -> Iterator[Diagnostic]:
    """A report is about a year outside the plan, or its file is not called after a year."""
    for report in plan.reports:
        if report.year is None:
            message = _("the name of this file is no year")
        elif report.year in plan.identity.period.years or plan.lost(Identity, ""):
            continue
        else:
            message = _("{year} lies outside the period of the plan", year=report.year)
        yield Diagnostic(
            rule="report-outside-plan",
            place=report.id.place,
            message=message,
            hint=_(
                "call the file after the year that it tells of, such as {year}.yaml; the plan is about {period}",
                year=plan.identity.period.start.year,
                period=print_period(plan.identity.period),
            ),
            others=(Other(plan.identity.place_of("period"), _("the period of the plan")),),
            subject=report.institute,
        )


def filing_of(plan: Plan, institute: str, name: str | None) -> Filing | None:
    """The plan that an institute filed under a name, else the last one it filed; None where it filed none."""
    own = [filing for filing in plan.filings if filing.institute == institute]
    named = [filing for filing in own if filing.name == name]
    return next(reversed(named or own), None)


def known_to(plan: Plan, report: Report) -> Mapping[str, Filed]:
    """What each id stood for in the plan that was filed; in the plan as it is where none was."""
    filing = filing_of(plan, report.institute, report.filed)
    return filing.ids if filing else ids_to_file(plan, report.institute)
