"""What `plan new report` makes: the report of an institute on one year, ready to be filled in.

In: an opened workspace, a year and an institute. Out: a file with every action and project of the plan that was filed
that ran in that year; of the plan as it is where none was filed. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from plan.changes.versions import NoVersion, Origin, find_version
from plan.checks.reports import filing_of
from plan.commands.creating import skeleton
from plan.coverage import carried_actions
from plan.dutch import Period, print_period
from plan.filings import Filing
from plan.journal import write
from plan.keys import key_of
from plan.messages import Message, Refused, _
from plan.model import Institute, Plan
from plan.places import Place, Text
from plan.schemas import modeline
from plan.sentences import readable
from plan.workspace import Workspace
from plan.yaml_writing import written


@dataclass(frozen=True, slots=True)
class NewReport:
    """Where a report stands that was just made, and what it was filled in from."""

    place: Place
    told: Message


def new_report(workspace: Workspace, year: str, institute: Institute | None) -> NewReport:
    """Make the report of an institute on a year. Raises `Refused`."""
    if institute is None:
        raise Refused(_("a report is of an institute: say which with --institute NAME, or go to its folder"))
    years = workspace.plan.identity.period.years
    if not (year.isdecimal() and int(year) in years):
        raise Refused(_("give a year of the plan, from {first} to {last}", first=years[0], last=years[-1]))
    file = f"institutes/{institute.id}/reports/{year}.yaml"
    if (workspace.root / file).exists():
        raise Refused(_("{file} is there already; open it", file=file))
    filing = filing_of(workspace.plan, str(institute.id), None)
    filed = _as_filed(workspace, filing)
    plan = filed or workspace.plan
    about = plan.institutes_by_id.get(str(institute.id), institute)
    dutch = workspace.has_dutch_keys
    text = skeleton(
        workspace,
        "verslag.yaml",
        institute=str(institute.name),
        year=year,
        filed=f"{key_of('filed', dutch)}: {written(filing.name)}\n" if filing else "",
        actions="".join(_entries(_actions(plan, about, int(year)), dutch)),
        projects="".join(_entries(_projects(plan, about, int(year)), dutch)),
    )
    write(workspace.root, {}, {file: (modeline(file) + text).encode()})
    return NewReport(Place.of_file(file), _filled_in(filing, filed))


def _as_filed(workspace: Workspace, filing: Filing | None) -> Plan | None:
    """The plan as it was filed; None where it was not, or where that version is not kept any more."""
    with suppress(NoVersion):
        version = find_version(workspace.root, filing.name) if filing else None
        return version.plan if version and version.origin is Origin.KEPT else None
    return None


def _filled_in(filing: Filing | None, filed: Plan | None) -> Message:
    if filing is None:
        return _("filled in from the plan as it is, since this institute filed none yet")
    if filed is None:
        return _('filled in from the plan as it is, since "{name}" is not kept any more', name=filing.name)
    return _('filled in from what was filed as "{name}"', name=filing.name)


_Ran = tuple[Text, Text, Period | None]
"""The id and title of what ran in a year, and from when to when."""


def _actions(plan: Plan, institute: Institute, year: int) -> Iterator[_Ran]:
    for carried in carried_actions(plan, institute):
        if carried.period is None or carried.period.runs_in(year):
            yield carried.action.id, carried.action.title, carried.period


def _projects(plan: Plan, institute: Institute, year: int) -> Iterator[_Ran]:
    for project in plan.projects:
        if project.owner == institute.id and (project.period is None or project.period.runs_in(year)):
            yield project.id, project.title, project.period


def _entries(ran: Iterable[_Ran], dutch: bool) -> Iterator[str]:
    """A place to fill in for each of them, with what was filed beside it."""
    for id, title, period in ran:
        filed = f"{title}, {print_period(period)}" if period else str(title)
        yield f"  {id}:  # {readable(filed)}\n"
        yield from (f"    {key_of(name, dutch)}:\n" for name in ("status", "reached", "period", "reason"))
        yield f"    {key_of('indicators', dutch)}: []\n"
