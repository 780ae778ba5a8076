"""`plan` alone, and `plan institute`: where you are, and whose plan you work on."""

from __future__ import annotations

import sys

import click

from plan.cli.desk import EVERYONE, Desk, WrongUse
from plan.cli.speech import command, pass_desk
from plan.messages import _, system_reason


def show_home(context: click.Context, desk: Desk) -> None:
    """Tell where somebody is, and what is next; where there is no plan, what the program can do."""
    from plan.commands.home import render_home

    if not desk.has_workspace:
        click.echo(context.get_help())
        context.exit(2)
    about = next(iter(desk.institute_ids(())), None)
    click.echo(render_home(desk.workspace, about, desk.language, desk.width(80)))


@command("institute", _("Say whose plan you work on. From then on every command speaks of that institute."))
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@pass_desk
def institute(desk: Desk, institute: str | None) -> None:
    """Choose an institute."""
    from plan.personal import choose_institute

    if institute is None:
        institute = _asked(desk)
    chosen = next(iter(desk.institute_ids([institute])), "")
    try:
        choose_institute(desk.root, chosen)
    except OSError as error:
        reason = system_reason(error)
        raise WrongUse(_("this cannot be kept on your computer: {reason}", reason=reason)) from None
    if chosen:
        named = desk.workspace.plan.institutes_by_id.get(chosen)
        name = named.name if named else chosen
        desk.say(_("every command now speaks of {institute}; of all of them: plan build alle", institute=name))
    else:
        desk.say(_("every command now speaks of all institutes"))


def _asked(desk: Desk) -> str:
    """The institute that somebody at a screen chooses. Raises `WrongUse` where nobody can."""
    known = (*desk.workspace.plan.institutes_by_id, *desk.workspace.unreadable_institutes)
    if not sys.stdin.isatty():
        raise WrongUse(_("say which institute: plan institute NAME; known are {names}", names=known))
    desk.say(_("Whose plan do you work on?"))
    for number, id in enumerate(known, start=1):
        named = desk.workspace.plan.institutes_by_id.get(id)
        click.echo(f"  {number}  {named.name if named else id}")
    everyone = _("all of them, for the working group").render(desk.language)
    click.echo(f"  0  {everyone}")
    question = _("Number").render(desk.language)
    number = click.prompt(question, type=click.IntRange(0, len(known)), show_choices=False)
    return known[number - 1] if number else EVERYONE[0]
