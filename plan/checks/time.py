"""Rules about time: periods that do not fit in the one they are part of, empty years, late targets, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from plan.checks.items import items, prose, subject
from plan.checks.registry import rule
from plan.checks.sentences import shown
from plan.coverage import Carried, carried_actions
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import Boundary, Period, Unreadable, print_period, read_period, year_spans
from plan.messages import _
from plan.model import Action, Identity, Participation, Plan, Project, ProjectUse, Reported
from plan.places import Place, Sourced, Text


@rule(severity=Severity.ERROR, hides=True)
def period_reversed(plan: Plan) -> Iterator[Diagnostic]:
    """A period ends before it begins."""
    for timed, item in (*_timed(plan), (plan.identity, "")):
        if timed.period is not None and timed.period.reversed:
            yield Diagnostic(
                rule="period-reversed",
                place=timed.place_of("period"),
                message=_("this period ends before it begins"),
                hint=_("check the digits of both years; the beginning stands first"),
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
                hint=_("check the years; what goes on after the plan belongs in the next one"),
                others=(Other(plan.identity.place_of("period"), _("the period of the plan")),),
                subject=item,
            )


@rule(severity=Severity.TIP)
def action_before_plan(plan: Plan) -> Iterator[Diagnostic]:
    """An action begins before the plan does: a reader wonders which part of it this plan asks for."""
    for action in plan.actions:
        period = action.period
        if period is None or period.reversed or plan.lost(Identity, "") or _past_plan(plan, period):
            continue
        if period.first_day < plan.identity.period.first_day:
            yield Diagnostic(
                rule="action-before-plan",
                place=action.place_of("period"),
                message=_('"{action}" begins before the plan', action=action.name),
                hint=_("begin it with the plan, or accept this and say what goes on from before"),
                others=(Other(plan.identity.place_of("period"), _("the period of the plan")),),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING)
def project_outside_action(plan: Plan) -> Iterator[Diagnostic]:
    """A project, or its part in an action, runs outside the period of that action or past its end.

    What is agreed about a project until a day counts as its end: `afgesproken tot 31 december 2021`.
    """
    for run in _runs(plan):
        if _past_plan(plan, run.period) or (past := run.past) is None:
            continue
        values = {
            "project": run.project.id,
            "action": run.carried.action.name,
            "period": print_period(run.whole),
        }
        yield Diagnostic(
            rule="project-outside-action",
            place=run.period_place if run.period else run.end_place,
            message=_('project "{project}" does not run when "{action}" does, {period}', **values)
            if past is _Past.OUTSIDE
            else _('project "{project}" runs on after "{action}", {period}', **values),
            hint=_("correct one of the two periods, or take the project out of this action"),
            others=(Other(place_of_period(run.carried), _("the period of the action")),),
            subject=subject(run.project.id),
        )


@rule(severity=Severity.WARNING)
def project_ends_early(plan: Plan) -> Iterator[Diagnostic]:
    """A project, or what is agreed about it, ends a year or more before an action that it is part of."""
    early = [run for run in _fitting_runs(plan) if run.end and run.end.year < min(run.whole.end.year, _last_year(plan))]
    for runs in _by_project(early, key=lambda run: run.end):
        first = runs[0]
        assert first.end is not None
        yield Diagnostic(
            rule="project-ends-early",
            place=first.end_place,
            message=_(
                'project "{project}" runs until {end}, shorter than {actions}',
                project=first.project.id,
                end=print_period(Period(first.end, first.end)),
                actions=tuple(f'"{run.carried.action.name}"' for run in runs),
            ),
            hint=_(
                "prolong the project, or name the one that takes over; when it is meant so, accept this and say why"
            ),
            others=tuple(Other(place_of_period(run.carried), _("the period of the action")) for run in runs),
            subject=str(first.project.id),
        )


@rule(severity=Severity.TIP)
def project_starts_late(plan: Plan) -> Iterator[Diagnostic]:
    """A project begins a year or more after an action that it is part of."""
    first_year = plan.identity.period.start.year
    late = [run for run in _fitting_runs(plan) if run.start and run.start.year > max(run.whole.start.year, first_year)]
    for runs in _by_project(late, key=lambda run: run.start):
        first = runs[0]
        assert first.start is not None
        yield Diagnostic(
            rule="project-starts-late",
            place=first.period_place,
            message=_(
                'project "{project}" begins in {start}, later than {actions}',
                project=first.project.id,
                start=print_period(Period(first.start, first.start)),
                actions=tuple(f'"{run.carried.action.name}"' for run in runs),
            ),
            hint=_("say in the action what is done before; when it is meant so, accept this and say why"),
            others=tuple(Other(place_of_period(run.carried), _("the period of the action")) for run in runs),
            subject=str(first.project.id),
        )


@rule(severity=Severity.WARNING, absence=True, supplied_by=("institutes/*.yaml", "actions/*.yaml"))
def year_without_project(plan: Plan) -> Iterator[Diagnostic]:
    """An action has projects, but in some of its years none of them runs.

    A project without a period is taken to run as long as its action.
    """
    for carried, runs in _runs_by_action(plan):
        if years := _empty_years(plan, carried, runs):
            participation = carried.participation
            yield Diagnostic(
                rule="year-without-project",
                place=participation.action.place if participation else place_of_period(carried),
                message=_(
                    'in "{action}" no project of {institute} runs in {years}',
                    action=carried.action.name,
                    institute=carried.institute.short,
                    years=year_spans(years),
                ),
                hint=_("add a project, prolong one, or let the action run in fewer years"),
                others=tuple(
                    Other(run.end_place, _('project "{project}"', project=run.project.id)) for run in runs if run.end
                ),
                subject=str(carried.action.id),
                institutes=(str(carried.institute.id),),
            )


@rule(severity=Severity.WARNING)
def target_after_action(plan: Plan) -> Iterator[Diagnostic]:
    """A text promises something by a year in which its action or project has ended.

    A year after the plan is a distant aim, which an action may well name.
    """
    for item, texts in _aims(plan):
        if item.period is None or item.period.reversed:
            continue
        for text in texts:
            seen = shown(plan, text)
            for found in _BY_YEAR.finditer(seen) if "20" in seen else ():
                if item.period.end.year < int(found["year"]) <= _last_year(plan):
                    yield Diagnostic(
                        rule="target-after-action",
                        place=text.part(*found.span()),
                        message=_(
                            '"{target}" lies after the end of "{title}", {period}',
                            target=" ".join(found[0].split()),
                            title=item.title,
                            period=print_period(item.period),
                        ),
                        hint=_("let it run until then, or change the year"),
                        others=(Other(item.place_of("period"), _("the period")),),
                        subject=str(item.id),
                    )


@rule(severity=Severity.WARNING)
def framework_ends_early(plan: Plan) -> Iterator[Diagnostic]:
    """A framework that the plan answers ends before the plan does."""
    whole = plan.identity.period
    for framework in plan.frameworks:
        period = framework.period
        if period is None or period.reversed or not framework.in_plan or plan.lost(Identity, ""):
            continue
        if period.end.year < whole.end.year:
            yield Diagnostic(
                rule="framework-ends-early",
                place=framework.place_of("period"),
                message=_(
                    '"{framework}" ends before the plan, {period}',
                    framework=framework.title,
                    period=print_period(whole),
                ),
                hint=_("name what follows it; when nothing is known yet, accept this and say so"),
                others=(Other(plan.identity.place_of("period"), _("the period of the plan")),),
                subject=str(framework.id),
            )


@rule(severity=Severity.TIP)
def date_without_year(plan: Plan) -> Iterator[Diagnostic]:
    """A text names a day or a month, and neither it nor the title above says of which year.

    A year that was named before in the same paragraph will do, and a day that comes back each year has none.
    """
    titles = {str(item.id): str(item.title) for _name, item in items(plan)}
    for text in prose(plan):
        seen = shown(plan, text)
        if _YEAR.search(titles.get(subject(text), "")):
            continue
        for start, end in seen.sentences_with(_MONTHS):
            for found in _DATE.finditer(seen, start, end):
                paragraph = max(first for first, _last in seen.paragraphs if first <= found.start())
                heading = next(reversed(_HEADING.findall(seen, 0, found.start())), "")
                told = f"{heading}\n{seen[min(paragraph, start) : end]}"
                if not _YEAR.search(told) and not _EACH_YEAR.search(seen, start, end):
                    yield Diagnostic(
                        rule="date-without-year",
                        place=text.part(*found.span()),
                        message=_('"{date}" is of no year', date=" ".join(found[0].split())),
                        hint=_("write the year behind it"),
                        subject=subject(text),
                    )


# --- projects in actions ---------------------------------------------------------------------------


class _Past(Enum):
    """How a period lies wrong in the one it is part of."""

    OUTSIDE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class _Run:
    """A project in an action as one institute carries it: from when until when as far as written, and where.

    `period` is that of the use, else of the project; `end` may come earlier, from what is agreed about it.
    """

    carried: Carried
    whole: Period
    project: Project
    period: Period | None
    period_place: Place
    end: Boundary | None
    end_place: Place

    @property
    def start(self) -> Boundary | None:
        """When it begins."""
        return self.period.start if self.period else None

    @property
    def past(self) -> _Past | None:
        """How it lies wrong in its action."""
        if self.period and (past := _past(self.period, self.whole)):
            return past
        return _Past.OUTSIDE if self.end and self.end.last_day < self.whole.first_day else None

    def runs_in(self, year: int) -> bool:
        """Whether it may run in that year."""
        return (not self.start or self.start.year <= year) and (not self.end or year <= self.end.year)


@lru_cache(maxsize=2)
def _runs_by_action(plan: Plan) -> tuple[tuple[Carried, tuple[_Run, ...]], ...]:
    """The projects of each action whose period is known, for each institute that carries it."""
    return tuple(_all_runs(plan))


def _all_runs(plan: Plan) -> Iterator[tuple[Carried, tuple[_Run, ...]]]:
    for institute in plan.institutes:
        for carried in carried_actions(plan, institute):
            if carried.period is not None and not carried.period.reversed:
                known = ((use, plan.projects_by_id.get(use.project)) for use in carried.uses)
                yield carried, tuple(_run(carried, carried.period, use, project) for use, project in known if project)


def _runs(plan: Plan) -> Iterator[_Run]:
    return (run for _carried, runs in _runs_by_action(plan) for run in runs)


def _fitting_runs(plan: Plan) -> Iterator[_Run]:
    """The projects whose period fits in their action, of actions in which some project runs each year."""
    for carried, runs in _runs_by_action(plan):
        if not _empty_years(plan, carried, runs):
            yield from (run for run in runs if not _is_told(plan, run))


def _is_told(plan: Plan, run: _Run) -> bool:
    """Whether another rule has told that its period cannot be right."""
    backwards = run.period is not None and run.period.reversed
    return backwards or run.past is not None or _past_plan(plan, run.period) is not None


def _run(carried: Carried, whole: Period, use: ProjectUse, project: Project) -> _Run:
    timed = use if use.period is not None else project
    place = timed.place_of("period")
    end, end_place = (timed.period.end, place) if timed.period else (None, place)
    for condition in (use.condition, project.condition):
        for agreed, agreed_place in _agreed_until(condition):
            if end is None or agreed.last_day < end.last_day:
                end, end_place = agreed, agreed_place
    return _Run(carried, whole, project, timed.period, place, end, end_place)


def _agreed_until(condition: Text | None) -> Iterator[tuple[Boundary, Place]]:
    """The day, month or year until which a condition says that something is agreed."""
    for found in _UNTIL.finditer(condition or ""):
        assert condition is not None
        try:
            yield read_period(found["end"]).end, condition.part(*found.span())
        except Unreadable:
            continue


_UNTIL: Final = re.compile(
    r"\b(?:tot|t/m)(?: en met)?(?: eind(?:e van)?)? "
    r"(?P<end>(?:[0-9]{1,2} )?(?:[a-z]+ )?20[0-9]{2}|(?:[0-9]{1,2}[-/])?[0-9]{1,2}[-/]20[0-9]{2})\b"
)


def _empty_years(plan: Plan, carried: Carried, runs: tuple[_Run, ...]) -> tuple[int, ...]:
    """The years of an action in which none of its projects runs.

    None when it has no projects, unknown ones, or one whose period does not fit: those are told already.
    """
    if not runs or len(runs) < len(carried.uses) or any(_is_told(plan, run) for run in runs):
        return ()
    years = (year for year in plan.identity.period.years if carried.period and carried.period.runs_in(year))
    return tuple(year for year in years if not any(run.runs_in(year) for run in runs))


def _by_project(runs: Iterable[_Run], key: Callable[[_Run], Boundary | None]) -> Iterator[list[_Run]]:
    """Runs of one project that begin or end at the same time: they are one fact, told once."""
    groups: dict[tuple[str, Boundary | None], list[_Run]] = {}
    for run in runs:
        groups.setdefault((str(run.project.id), key(run)), []).append(run)
    yield from groups.values()


# --- helpers ---------------------------------------------------------------------------------------

_MONTHS: Final = frozenset(
    "januari februari maart april mei juni juli augustus september oktober november december".split()
)
_MONTH: Final = "|".join(sorted(_MONTHS))
_BY_YEAR: Final = re.compile(
    r"\b(?:tegen|uiterlijk|ten\s+laatste|vóór|voor(?=\s+(?:het\s|de\s|eind|begin|[0-9]{1,2}\s|[a-z]+\s+20))|mik(?:ken|t)\s+op"
    r"|(?<!sinds\s)(?<!vanaf\s)(?:eind|einde|begin|medio|midden|halverwege))\s+"
    rf"(?:(?:in|op|het|de|eind|einde|begin|loop|van|voorjaar|najaar|zomer|[0-9]{{1,2}}|{_MONTH})\s+)*(?P<year>20[0-9]{{2}})\b",
    re.IGNORECASE,
)

_DATE: Final = re.compile(
    rf"\b(?:(?:begin|midden|medio|half|einde?)|(?:op|sinds|vanaf|tot|tegen)\s+[0-9]{{1,2}})\s+(?:{_MONTH})\b(?!-)",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<![\w.,])(?:19|20)[0-9]{2}(?!\w)|['’][0-9]{2}\b")
_HEADING: Final = re.compile(r"^#.*$", re.MULTILINE)
_EACH_YEAR: Final = re.compile(
    r"\b(?:elk|ieder|dat|datzelfde|hetzelfde|volgend|vorig|dit)\s+jaar\b|jaarlijks|telkens|(?:dag|feest)\b",
    re.IGNORECASE,
)


def _aims(plan: Plan) -> Iterator[tuple[Action | Project, tuple[Sourced, ...]]]:
    """Actions and projects with the texts in which they say what they want to reach."""
    for action in plan.actions:
        texts = (action.context, action.description, action.collaboration, action.partners_note)
        yield action, tuple(text for text in texts if text)
    for project in plan.projects:
        yield project, tuple(text for text in (project.description,) if text)


def _last_year(plan: Plan) -> int:
    return plan.identity.period.end.year


def _past(period: Period, whole: Period) -> _Past | None:
    if period.reversed or whole.reversed:
        return None
    if not period.overlaps(whole):
        return _Past.OUTSIDE
    return _Past.AFTER if period.last_day > whole.last_day else None


def _past_plan(plan: Plan, period: Period | None) -> _Past | None:
    return None if period is None or plan.lost(Identity, "") else _past(period, plan.identity.period)


def _timed(plan: Plan) -> Iterator[tuple[Action | Project | Participation | ProjectUse | Reported, str]]:
    """Whatever has a period of its own, with the item it is part of."""
    for action in plan.actions:
        yield action, str(action.id)
        yield from ((use, str(action.id)) for use in action.projects)
    yield from ((project, str(project.id)) for project in plan.projects)
    for institute in plan.institutes:
        for participation in institute.participates or ():
            yield participation, str(institute.id)
            yield from ((use, str(institute.id)) for use in participation.projects)
    for report in plan.reports:
        yield from ((reported, report.institute) for reported in (*report.actions, *report.projects))


def place_of_period(carried: Carried) -> Place:
    """Where an author would change when an institute runs an action."""
    if carried.participation is not None and carried.participation.period is not None:
        return carried.participation.place_of("period")
    return carried.action.place_of("period")
