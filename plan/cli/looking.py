"""`plan coverage`, `plan why`, `plan list` and `plan find`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command("coverage", _("Show which actions carry which goals: of one institute, of the sector, by year."))
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@option("--sector", is_flag=True, told=_("Goals by institutes."))
@option("--by-year", is_flag=True, told=_("Goals by years."))
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown"]),
    default="text",
    told=_("The form of the table."),
)
@option("--edit", is_flag=True, told=_("Make an Excel file in which all of it can be changed, for plan apply."))
@option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    told=_("Where to make that file (default: below build/sector/)."),
)
@pass_desk
def coverage(
    desk: Desk, institute: str | None, sector: bool, by_year: bool, form: str, edit: bool, output: Path | None
) -> None:
    """Show the coverage, or make the sheet in which it can be edited."""
    from plan.commands.coverage import render_coverage
    from plan.model import Goals
    from plan.standings import told_of_unread

    if edit:
        if by_year or sector or institute or form != "text":
            raise WrongUse(_("--edit makes one file for all, in Excel; type: plan coverage --edit"))
        from plan.cli.deciding import give_sheet

        give_sheet(desk, output)
        return
    if output is not None:
        raise WrongUse(_("--output goes with --edit; to keep a table, type: plan coverage --format csv > table.csv"))
    plan = desk.workspace.plan
    if plan.lost(Goals, ""):
        raise WrongUse(_("goals.yaml cannot be read; plan check tells what is wrong"))
    about = None if sector else desk.institute(institute)
    if form == "csv":
        for told in told_of_unread(plan):
            desk.say(told, error=True)
    click.echo(render_coverage(plan, about, by_year, form, desk.language, desk.width(100), desk.colour))


@command("why", _("Explain how a goal is carried, and what would repair a gap."))
@click.argument("goal", metavar="DOELSTELLING")
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@pass_desk
def why(desk: Desk, goal: str, institute: str | None) -> None:
    """Explain a cell."""
    from plan.commands.coverage import render_why
    from plan.coverage import goal_codes
    from plan.diagnostics import did_you_mean

    known = desk.workspace.plan.operational_goals_by_id
    goal = {code: id for id, code in goal_codes(desk.workspace.plan).items()}.get(goal.upper(), goal)
    if goal not in known:
        above = desk.workspace.plan.strategic_goals_by_id.get(goal)
        below = above.all_operational_goals if above else ()
        hint = did_you_mean(goal, known) or _("plan list shows all of them")
        if below:
            hint = _("choose one of its operational goals: {goals}", goals=tuple(str(inner.id) for inner in below))
        raise WrongUse(_('there is no operational goal "{goal}": {hint}', goal=goal, hint=hint))
    about = desk.institute(institute)
    click.echo(render_why(desk.workspace.plan, goal, str(about.id) if about else None, desk.language, desk.width(80)))


@command("list", _("List goals, actions, projects and institutes with the ids that texts and files refer to."))
@click.argument(
    "kind", required=False, type=click.Choice(["goals", "actions", "projects", "institutes", "figures", "chapters"])
)
@pass_desk
def list_(desk: Desk, kind: str | None) -> None:
    """List what there is."""
    from plan.commands.finding import render_list

    click.echo(render_list(desk.workspace.plan, kind, desk.language, desk.width(100)))


@command("find", _("Find where a sentence of the plan stands: file and line of any text in the document."))
@click.argument("text", metavar="TEKST")
@pass_desk
def find(desk: Desk, text: str) -> None:
    """Find a sentence."""
    from plan.commands.finding import find_text, render_found

    found = find_text(desk.workspace, text)
    if not found:
        desk.say(_('"{text}" stands nowhere in the plan', text=text), error=True)
        sys.exit(1)
    click.echo(render_found(found, desk.workspace, desk.language, desk.width(80)))
