"""`plan style check` and `plan style new`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plan.cli.desk import Desk
from plan.cli.speech import Command, Group, pass_desk
from plan.messages import _


@click.group(
    "style",
    cls=Group,
    told=_("Make or check a style document: the Word file that says how plans look."),
    options_metavar="[OPTIE]...",
    subcommand_metavar="COMMANDO ...",
)
def style() -> None:
    """Style documents."""


@style.command(
    "check",
    cls=Command,
    told=_("Look a style document over. Says whether it can be used, and what it lacks."),
    options_metavar="[OPTIE]...",
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@pass_desk
def check_style(desk: Desk, file: Path) -> None:
    """Look a style document over."""
    from plan.commands.styling import render_style_report
    from plan.writers.style_report import report_on_style

    report = report_on_style(desk.read(file))
    click.echo(render_style_report(str(file), report, desk.language, desk.width(80)))
    if report.unusable:
        sys.exit(1)


@style.command(
    "new",
    cls=Command,
    told=_("Make a style document to edit in Word, for an institute or else for all."),
    options_metavar="[OPTIE]...",
)
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@pass_desk
def new_style(desk: Desk, institute: str | None) -> None:
    """Make a style document."""
    from plan.commands import styling

    about = next(iter(desk.institute_ids([institute] if institute else [])), None)
    path = styling.new_style(desk.workspace, about)
    desk.say(styling.next_step(path, desk.root))
