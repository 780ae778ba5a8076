"""`plan requirements`."""

from __future__ import annotations

import sys

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command(
    "requirements", _("Show what a plan must have before it is filed: what it has and where, and what is lacking.")
)
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    told=_("The form of the list."),
)
@pass_desk
def requirements(desk: Desk, institute: str | None, form: str) -> None:
    """Show the requirements: of one institute, or of all a line each."""
    from plan.commands.requirements import judged, render_in_short, render_requirements, requirements_data, unread
    from plan.model import Goals

    workspace = desk.workspace
    plan = workspace.plan
    if plan.lost(Goals, ""):
        raise WrongUse(_("goals.yaml cannot be read; plan check tells what is wrong"))
    about = desk.institute(institute)
    if not plan.requirements:
        raise WrongUse(
            next(iter(unread(plan)), None)
            or _(
                "there are no requirements here: put a rule set in the folder requirements/; "
                "one for maatschappelijk opbouwwerk comes along with plan init"
            )
        )
    found = [judged(workspace, one) for one in ((about,) if about else plan.institutes)]
    if form == "json":
        click.echo(requirements_data(plan, found, desk.language), nl=False)
    elif about:
        click.echo(render_requirements(workspace, found[0], desk.language, desk.width(80), desk.colour))
    else:
        click.echo(render_in_short(plan, found, desk.language, desk.width(80)))
    if any(one.is_open for one in found):
        sys.exit(1)
