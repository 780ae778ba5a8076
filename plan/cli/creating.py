"""`plan init`, `plan new`, `plan adapt`, `plan schema` and `plan rename`: what makes or changes sources."""

from __future__ import annotations

from pathlib import Path

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command("init", _("Make a small working plan of two institutes in a new folder."))
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@pass_desk
def init(desk: Desk, folder: Path) -> None:
    """Make a workspace."""
    from plan.commands.creating import init_workspace
    from plan.commands.schema import write_schemas
    from plan.workspace import open_workspace

    made = init_workspace(folder)
    write_schemas(open_workspace(folder), desk.language)
    for path in made:
        click.echo(f"  {path}")
    desk.say(_("made {folder}; next: open goals.yaml there, and give: plan check", folder=str(folder)))


@command(
    "new",
    _(
        "Make a new action, project, figure or chapter: a skeleton with explanations, to be filled in. "
        "Or the report on a year: plan new report 2021."
    ),
)
@click.argument("kind", type=click.Choice(["action", "project", "figure", "chapter", "report"]))
@click.argument("title", metavar="TITEL")
@option(
    "--institute",
    metavar="INSTITUUT",
    told=_("Whose it is (default: the institute whose folder this is, else the sector's)."),
)
@pass_desk
def new(desk: Desk, kind: str, title: str, institute: str | None) -> None:
    """Make a new item."""
    from plan.commands.creating import new_item
    from plan.commands.reports import new_report

    if kind == "report":
        made = new_report(desk.workspace, title, desk.institute(institute))
        desk.say(_("made {place}: {told}", place=made.place.file, told=made.told))
        return
    place = new_item(desk.workspace, kind, title, desk.institute(institute))
    desk.say(_("made {place}", place=str(place)))


@command(
    "adapt",
    _("Make an institute's own version of a shared chapter, or stamp the one it has with the version it answers."),
)
@click.argument("chapter", metavar="HOOFDSTUK")
@option(
    "--institute", metavar="INSTITUUT", told=_("Whose version it is (default: the institute whose folder this is).")
)
@pass_desk
def adapt(desk: Desk, chapter: str, institute: str | None) -> None:
    """Adapt a chapter."""
    from plan.commands.creating import adapt_chapter

    about = desk.institute(institute)
    if about is None:
        raise WrongUse(_("say for which institute: --institute NAME, or go to its folder"))
    place = adapt_chapter(desk.workspace, chapter, about)
    desk.say(_("{file} now answers the shared chapter as it is", file=place.file))


@command(
    "schema",
    _(
        "Let VS Code help while you type: it completes keys and ids and tells what they mean. "
        "Give it again when goals, actions or projects have been added."
    ),
)
@click.argument(
    "kind",
    required=False,
    metavar="[changes|coverage|findings|manifest|plan|review]",
    type=click.Choice(["changes", "coverage", "findings", "manifest", "plan", "review"]),
)
@pass_desk
def schema(desk: Desk, kind: str | None) -> None:
    """Write schemas; with a kind, print that of what a command prints as json."""
    from plan.commands.schema import PRINTED, write_schemas
    from plan.schemas import FOLDER, SETTINGS

    if kind:
        click.echo(PRINTED[kind].read_text("utf-8"), nl=False)
        return
    to_add = write_schemas(desk.workspace, desk.language)
    desk.say(_("made the schemas in {folder}; open this folder in VS Code with its YAML extension", folder=FOLDER))
    if to_add:
        desk.say(_("{file} is your own and was left as it is; add to it:", file=SETTINGS))
        click.echo(to_add)


@command("rename", _("Give a goal, an action, a project ... another id everywhere: in the data, texts and file names."))
@click.argument(
    "kind",
    metavar="SOORT",
    type=click.Choice("goal theme action project institute figure framework ranking chapter annex table".split()),
)
@click.argument("old", metavar="OUD")
@click.argument("new", metavar="NIEUW")
@option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@pass_desk
def rename(desk: Desk, kind: str, old: str, new: str, dry_run: bool) -> None:
    """Rename something."""
    from plan.commands.renaming import rename as find_renaming
    from plan.commands.renaming import render_diff, render_renaming

    renaming = find_renaming(desk.workspace, kind, old, new)
    if not dry_run:
        renaming.write(desk.root)
    click.echo((render_diff if dry_run else render_renaming)(renaming, desk.language))
