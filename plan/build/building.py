"""The plans of a workspace as files below `build/`.

In: an opened workspace. Out: the files of each plan, and a report of what was written, left as it was and kept. What
stands there as it would be made now is not made again. Only this writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plan.build.layouts import Layouts
from plan.build.making import EVERYDAY, Format, Product, Task, Workshop
from plan.build.standing import Standing
from plan.build.workers import make_here, make_there, processes, processes_for
from plan.diagnostics import Diagnostic, Severity, count_errors
from plan.messages import Message, _, _n
from plan.model import Delivery, Goals, Institute
from plan.outputs import OUTPUT, Made, Written, fingerprints, stand_there, write_outputs
from plan.workspace import Workspace, concerns

if TYPE_CHECKING:
    from concurrent.futures import Executor


def obstacles(institute: Institute, findings: Iterable[Diagnostic]) -> tuple[Message, ...]:
    """Why the plan of an institute is still a draft; nothing when it is final."""
    own = [found for found in findings if concerns(found, str(institute.id)) and found.accepted is None]
    errors = count_errors(own)
    to_do = sum(found.severity is Severity.TODO for found in own)
    reasons = []
    if institute.status is not Delivery.SUBMITTED:
        reasons.append(
            _('the status of {institute} is "{status}"', institute=institute.short, status=str(institute.status))
        )
    if errors:
        look = f"plan check {institute.id}"
        reasons.append(_n("{count} error is open ({look})", "{count} errors are open ({look})", errors, look=look))
    if to_do:
        look = f"plan todo {institute.id}"
        left = _n("{count} thing is to be done ({look})", "{count} things are to be done ({look})", to_do, look=look)
        reasons.append(left)
    return tuple(reasons)


@dataclass(slots=True, kw_only=True)
class Report(Written):
    """What a build did for one institute."""

    institute: Institute
    obstacles: tuple[Message, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    prints: Mapping[str, str] = field(default_factory=dict)  # the fingerprints of its files, by path in the workspace
    stood: bool = False  # it stood there as it would be made now
    without_pages: bool = False  # page numbers were asked for, and could not be found

    def next_time(self) -> Report:
        """What there will be to tell when nothing changed since."""
        return replace(self, written=[], unchanged=[*self.unchanged, *self.written], notices=[], stood=True)


def build(
    workspace: Workspace,
    institutes: Iterable[Institute],
    formats: Iterable[Format] = EVERYDAY,
    final: bool = False,
    label: str = "",
    libreoffice: Path | None = None,
    draft_label: str = "",
    jobs: int = 1,
    executor: Executor | None = None,
) -> Iterator[Report]:
    """Build the plans of some institutes; each is reported, in their order, as soon as it is there.

    With `final`, a plan that has obstacles is not built; whatever stands in the way of one never stops another. With
    the path of LibreOffice each Word document is laid out to learn its page numbers. A draft without a label gets the
    `draft_label`. Plans are made by `jobs` processes at most, or by an executor that somebody else has.
    """
    workshop = Workshop(workspace.plan, workspace.findings, tuple(formats), final, Layouts(workspace.root), libreoffice)
    building = _Building(workspace, workshop)
    orders = [building.begin(institute, label, draft_label) for institute in institutes]
    return building.reports(orders, jobs, executor)


@dataclass(slots=True)
class _Order:
    """A plan on its way: what is told of it so far and, when it is to be made, its task and its key."""

    report: Report
    task: Task | None = None
    key: str = ""


class _Building:
    """One build."""

    def __init__(self, workspace: Workspace, workshop: Workshop) -> None:
        self._workspace = workspace
        self._workshop = workshop
        self._made = Made(workspace.root)
        self._standing = Standing(workspace, workshop)

    def begin(self, institute: Institute, label: str, draft_label: str) -> _Order:
        """Find out whether a plan is to be made."""
        workspace, id = self._workspace, str(institute.id)
        report = Report(institute=institute, obstacles=obstacles(institute, workspace.about(id)))
        if workspace.plan.lost(Goals, ""):
            # Without its goals a plan would be an empty shell in the place of the previous one.
            report.failure = _("goals.yaml cannot be read; plan check tells what is wrong")
        elif not (self._workshop.final and report.obstacles):
            draft = bool(report.obstacles)
            task = Task(id, draft, label or (draft_label if draft else ""), workspace.fingerprint(id))
            key = self._standing.key(task)
            known = None if self._workshop.libreoffice else self._standing.files(key)
            if known is None or not stand_there(known, id, workspace.root, self._made, report):
                return _Order(report, task, key)
            report.stood, report.prints = True, _below_build(id, known)
            with suppress(OSError):  # known already, most often
                self._made.save()
        return _Order(report)

    def reports(self, orders: Sequence[_Order], jobs: int, executor: Executor | None) -> Iterator[Report]:
        """Have made what is to be made, from now on, and report all of it as it comes."""
        tasks = [order.task for order in orders if order.task]
        count = 1 if self._workshop.libreoffice else processes_for(len(tasks), jobs)
        own = None
        if executor:
            products = make_there(executor, self._workshop, tasks)
        elif count > 1:
            own = processes(count)
            products = make_there(own, self._workshop, tasks, count)
        else:
            products = make_here(self._workshop, tasks)
        return self._each(orders, products, own)

    def _each(
        self, orders: Sequence[_Order], products: Iterator[Callable[[], Product]], own: Executor | None
    ) -> Iterator[Report]:
        try:
            for order in orders:
                if order.task:
                    self._finish(order, next(products))
                yield order.report
            self._standing.done()
        finally:
            if own:
                own.shutdown(cancel_futures=True)

    def _finish(self, order: _Order, product: Callable[[], Product]) -> None:
        """Write the files of a plan that was made."""
        report, start = order.report, time.perf_counter()
        try:
            made = product()
        except Exception as error:  # a fault of ours in one plan must not cost the others theirs
            fault = f"{type(error).__name__}: {error}"
            report.failure = _("this is a fault of the program, please report it: {fault}", fault=fault)
            return
        report.diagnostics, report.without_pages = made.diagnostics, made.without_pages
        report.notices += made.notices
        if errors := count_errors(made.diagnostics):
            told = _n("{count} error showed in its making", "{count} errors showed in its making", errors)
            report.obstacles = (*report.obstacles, told)
        id = str(report.institute.id)
        write_outputs(made.files, id, self._workspace.root, self._made, report)
        report.seconds = max(made.seconds, time.perf_counter() - start)
        prints = fingerprints(made.files)
        report.prints = _below_build(id, prints)
        if prints and not report.failure and not made.diagnostics and not made.notices:
            # What there is to tell about a plan is told each time it is built.
            self._standing.remember(order.key, prints)


def _below_build(folder: str, prints: Mapping[str, str]) -> Mapping[str, str]:
    """Fingerprints of files in a folder of `build/`, by their path in the workspace."""
    return {f"{OUTPUT}/{folder}/{path}": print_ for path, print_ in prints.items()}
