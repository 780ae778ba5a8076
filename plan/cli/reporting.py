"""`plan report`."""

from __future__ import annotations

import sys

import click

from plan.cli.desk import Desk
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command("report", _("Make the report on the coverage of the goals, for the sector: below build/sector/."))
@option(
    "--format",
    "forms",
    type=click.Choice(["html", "word", "markdown", "excel", "svg"]),
    multiple=True,
    told=_("Make only this; may be given more than once (default: all)."),
)
@pass_desk
def report(desk: Desk, forms: tuple[str, ...]) -> None:
    """Make the report."""
    from plan.commands.report import FOLDER, render_written, report_files
    from plan.outputs import Made, Written, write_outputs

    written = Written()
    write_outputs(report_files(desk.workspace, forms), FOLDER, desk.root, Made(desk.root), written)
    click.echo(render_written(written, desk.root, desk.language))
    if written.failure:
        sys.exit(1)
