"""`plan build`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _

if TYPE_CHECKING:
    from plan.cli.answers import Answer

T = TypeVar("T")


@command("build", _("Build the plans. Writes Word and Markdown below build/, with a list of what is left to do."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@option(
    "--format",
    "forms",
    type=click.Choice(["word", "markdown", "findings", "pdf"]),
    multiple=True,
    told=_(
        "Build only this (default: all but pdf); findings is a page to mail with what is left to do, pdf is to hand in "
        "and to keep."
    ),
)
@option("--final", is_flag=True, told=_("Refuse a plan that has errors or is not finished."))
@option("--label", default="", metavar="TEKST", told=_("The name of this version, printed on the cover."))
@option(
    "--page-numbers",
    "numbered",
    is_flag=True,
    told=_("Let LibreOffice lay out each Word document, and put the page numbers in its contents."),
)
@option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="AANTAL",
    told=_("Make so many plans at once (default: as many as this computer has processors)."),
)
@pass_desk
def build(desk: Desk, /, numbered: bool, jobs: int | None, **options: Any) -> None:
    """Build the plans."""
    if numbered:
        _build(desk, numbered=True, jobs=1, **options).leave()
        return
    from plan.cli.answers import Question

    question = Question(desk, "build", _also_counts(desk.root), **options)
    if answer := question.answer():
        answer.give()
        return
    answer = _build(desk, numbered=False, jobs=jobs or _cores(), **options)
    if answer.files:
        question.remember(answer)
    answer.leave()


def _cores() -> int:
    """How many processors this program may use, or as many as `PLAN_JOBS` says."""
    said = os.environ.get("PLAN_JOBS", "")
    if said.isdecimal() and int(said):
        return int(said)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _also_counts(root: Path) -> list[object]:
    """What a build depends on besides the sources: on which pages everything stood, and the versions that were kept."""
    from plan.files import read_whole
    from plan.filings import VERSIONS
    from plan.outputs import PAGES

    seen: list[object] = []
    with suppress(OSError):
        seen.append(read_whole(root / PAGES))
    with suppress(OSError):
        kept = sorted((root / VERSIONS).iterdir())
        seen += [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in kept]
    return seen


def _build(
    desk: Desk,
    institutes: tuple[str, ...],
    forms: tuple[str, ...],
    final: bool,
    label: str,
    numbered: bool,
    jobs: int,
) -> Answer:
    """Build the plans and tell of each; what there is to say when the same is asked again."""
    from plan.build import EVERYDAY, Format
    from plan.build import build as build_plans
    from plan.changes.kept import label_for
    from plan.cli.answers import Answer
    from plan.commands.building import render_report
    from plan.diagnostics import count_errors, render_text
    from plan.pages import find_libreoffice

    named = desk.institutes(institutes)
    about = named or desk.workspace.plan.institutes
    if not about:
        raise WrongUse(_("there is no institute yet: make institutes/NAME/institute.yaml"))
    formats = [Format(form) for form in forms] or list(EVERYDAY)
    libreoffice = find_libreoffice() if numbered else None
    failed = numbered and libreoffice is None
    if failed:
        told = _(
            "LibreOffice is not found, so the place of the page numbers stays empty; it is free: {address}",
            address="https://nl.libreoffice.org",
        )
        desk.say(told, error=True)
    again: list[str] = []  # what to say the next time
    files: dict[str, str] = {}

    def tell(text: str, next_time: str | None = None) -> None:
        click.echo(text)
        again.append(text if next_time is None else next_time)

    kept = "" if label else label_for(desk.root, desk.workspace.sources.files)
    if kept:
        told = _('the plan is as it was kept as "{name}"; the cover of a draft says so', name=kept)
        tell(told.render(desk.language))
    seen = set()
    settled = True
    plans = build_plans(desk.workspace, about, formats, final, label, libreoffice, kept, jobs)
    for report in _with_progress(desk, plans, len(about)):
        now, later = (render_report(one, desk.root, final, desk.language) for one in (report, report.next_time()))
        tell(now, later)
        new = [found for found in report.diagnostics if found not in seen]
        seen.update(new)
        if new:
            findings = render_text(new, desk.workspace.sources.line, desk.language, desk.width(80), desk.colour)
            tell(findings.removesuffix("\n"))
        files |= report.prints
        settled &= not report.failure
        failed |= bool(report.failure) or (final and bool(report.obstacles)) or report.without_pages
        open_findings = (one for one in desk.workspace.about(str(report.institute.id)) if one.accepted is None)
        failed |= count_errors((*report.diagnostics, *open_findings)) > 0
    for id in () if named else desk.workspace.unreadable_institutes:
        told = _("{institute}: not built, since it cannot be read; plan check {institute} tells why", institute=id)
        tell(told.render(desk.language))
        failed = True
    text = "".join(f"{line}\n" for line in again)
    return Answer(text, int(failed), files if settled else {})


def _with_progress(desk: Desk, steps: Iterable[T], count: int) -> Iterator[T]:
    """Go through steps with a bar below what is printed meanwhile; no bar where nobody sits at a screen."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("building").render(desk.language), total=count)
        for step in steps:
            progress.advance(task)
            progress.stop()  # else what is printed now would stand behind the bar
            yield step
            progress.start()
