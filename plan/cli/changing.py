"""`plan changes`, `plan freeze` and `plan restore`: versions of a plan."""

from __future__ import annotations

from pathlib import Path

import click

from plan.cli.desk import Desk
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command(
    "changes",
    _(
        "Show what changed between two versions, by meaning: goals, actions, projects, texts, and what it did to "
        "coverage. A version is a name given to plan freeze, a zip, a folder, or a revision in git."
    ),
)
@click.argument("before", metavar="VAN")
@click.argument("after", required=False, metavar="[TOT]")
@option("--institute", metavar="INSTITUUT", told=_("Only what concerns this institute, and what all share."))
@option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    told=_("The form of the list; html is a page to mail."),
)
@option("--output", type=click.Path(path_type=Path), metavar="BESTAND", told=_("Write the list in this file."))
@pass_desk
def changes(desk: Desk, before: str, after: str | None, institute: str | None, form: str, output: Path | None) -> None:
    """Tell what changed; changes are no faults, so they leave the exit code at 0."""
    from plan.changes.versions import find_version
    from plan.commands.changes import compare_versions, render_changes, render_markdown, tell_changes, version_now
    from plan.commands.changes_data import changes_as_json
    from plan.commands.changes_page import render_page

    about = desk.institute(institute) if institute else None
    old = find_version(desk.root, before)
    new = find_version(desk.root, after) if after else version_now(desk.workspace)
    found = compare_versions(old, new, str(about.id) if about else None)
    if form == "json":
        desk.give(changes_as_json(old, new, found, desk.language), output)
        return
    report = tell_changes(old, new, found, desk.language)
    if form == "html":
        text = render_page(report, desk.language)
    elif form == "markdown":
        text = render_markdown(report)
    else:
        text = render_changes(report, desk.language, desk.width(80), desk.colour and output is None)
    desk.give(text, output)


@command(
    "freeze",
    _("Keep the plan as it is now under a name: the sources, and what was built. Without a name: show what was kept."),
)
@click.argument("name", required=False, metavar="[NAAM]")
@pass_desk
def freeze(desk: Desk, name: str | None) -> None:
    """Keep a version."""
    from plan.commands import freezing

    if name is None:
        click.echo(freezing.render_kept(desk.workspace, desk.language, desk.width(80)), nl=False)
        return
    frozen = freezing.freeze(desk.workspace, name)
    click.echo(freezing.render_frozen(frozen, desk.root, desk.language, desk.width(80)), nl=False)


@command("restore", _("Bring back the sources of a version that was kept. What is there now is kept first."))
@click.argument("name", metavar="NAAM")
@option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@pass_desk
def restore(desk: Desk, name: str, dry_run: bool) -> None:
    """Bring a version back."""
    from plan.commands import freezing

    restoring = freezing.restore(desk.workspace, name, desk.language)
    if restoring.files and not dry_run:
        restoring.write(desk.workspace)
    text = freezing.render_restoring(restoring, desk.workspace, not dry_run, desk.language, desk.width(80), desk.colour)
    click.echo(text, nl=False)
