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
    from plan.commands.report import FOLDER, no_longer_made, obstacle, render_written, report_files
    from plan.outputs import OUTPUT, Made, Written, withdraw, write_outputs
    from plan.standings import told_of_unread

    plan = desk.workspace.plan
    written = Written(failure=obstacle(plan))
    if written.failure is None and not plan.operational_goals:
        desk.say(_("This plan has no operational goals yet."))
        sys.exit(1 if told_of_unread(plan) else 0)
    if written.failure is None:
        files, made = report_files(desk.workspace, forms), Made(desk.root)
        write_outputs(files, FOLDER, desk.root, made, written)
        withdraw(no_longer_made(files, desk.root / OUTPUT / FOLDER, forms), FOLDER, desk.root, made, written)
    click.echo(render_written(written, plan, desk.root, desk.language))
    if written.failure or told_of_unread(plan):
        sys.exit(1)
