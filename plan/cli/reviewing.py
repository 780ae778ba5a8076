"""`plan review`."""

from __future__ import annotations

from pathlib import Path

import click

from plan.cli.desk import Desk
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command(
    "review",
    _("Read a Word file that came back. Lists comments and changes with the line they belong to, and changes nothing."),
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@option("--institute", metavar="INSTITUUT", told=_("Whose plan it is, where the file itself does not tell."))
@option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    default="text",
    told=_("The form of the list; html is a page to mail."),
)
@option("--output", type=click.Path(path_type=Path), metavar="BESTAND", told=_("Write the list in this file."))
@pass_desk
def review(desk: Desk, file: Path, institute: str | None, form: str, output: Path | None) -> None:
    """List what was said and changed in a returned file; remarks are no faults, so they leave the exit code at 0."""
    from plan.commands.review import render_review, review_as_json, review_file
    from plan.commands.review_page import render_page

    about = desk.institute(institute) if institute else None
    found = review_file(desk.workspace, file.name, desk.read(file), str(about.id) if about else "")
    sources, language = desk.workspace.sources, desk.language
    if form == "json":
        text = review_as_json(found, file.name)
    elif form == "html":
        text = render_page(found, file.name, sources, language)
    else:
        colour = desk.colour and output is None
        text = render_review(found, file.name, sources, language, desk.width(80), colour) + "\n"
    desk.give(text, output)
