"""`plan build`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _

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
@pass_desk
def build(
    desk: Desk, institutes: tuple[str, ...], forms: tuple[str, ...], final: bool, label: str, numbered: bool
) -> None:
    """Build the plans."""
    from plan.build import EVERYDAY, Format
    from plan.build import build as build_plans
    from plan.changes.kept import label_for
    from plan.commands.building import render_report
    from plan.diagnostics import Severity, render_text
    from plan.pages import find_libreoffice
    from plan.workspace import concerns

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
    kept = "" if label else label_for(desk.root, desk.workspace.sources.files)
    if kept:
        desk.say(_('the plan is as it was kept as "{name}"; the cover of a draft says so', name=kept))
    seen = set()
    plans = build_plans(desk.workspace, about, formats, final, label, libreoffice, kept)
    for report in _with_progress(desk, plans, len(about)):
        click.echo(render_report(report, desk.root, final, desk.language))
        new = [found for found in report.diagnostics if found not in seen]
        seen.update(new)
        if new:
            click.echo(
                render_text(new, desk.workspace.sources.line, desk.language, desk.width(80), desk.colour), nl=False
            )
        failed |= bool(report.failure) or (final and bool(report.obstacles)) or report.without_pages
        failed |= any(found.severity is Severity.ERROR for found in report.diagnostics)
        failed |= any(
            found.severity is Severity.ERROR and found.accepted is None and concerns(found, str(report.institute.id))
            for found in desk.workspace.findings
        )
    for id in () if named else desk.workspace.unreadable_institutes:
        desk.say(_("{institute}: not built, since it cannot be read; plan check {institute} tells why", institute=id))
        failed = True
    if failed:
        sys.exit(1)


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
