"""`plan import`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, help_language, option, pass_desk
from plan.messages import _

if TYPE_CHECKING:
    from plan.importing.placing import Way


@command(
    "import",
    _(
        "Bring in a text from Word. It comes as clean text into a chapter or an action that you name; what cannot come "
        "along is marked in its place and listed."
    ),
)
@click.argument("file", required=False, metavar="[BESTAND.docx]", type=click.Path(path_type=Path))
@option("--to", "target", metavar="HOOFDSTUK|ACTIE", told=_("The id of the chapter or action; a new title makes one."))
@option("--from-html", "page", metavar="BESTAND", told=_("Read a saved web page instead; - is what is piped in."))
@option("--clipboard", is_flag=True, told=_("Read what you copied in Word or a browser (Ctrl+C)."))
@option(
    "--as-workspace",
    "folder",
    metavar="MAP",
    type=click.Path(path_type=Path),
    told=_("Make a whole workspace of an old plan, in a new folder."),
)
@option(
    "--institute", metavar="INSTITUUT", told=_("Whose chapter it is (default: the institute whose folder this is).")
)
@option("--after", metavar="HOOFDSTUK", told=_("The chapter behind which a new one of yours comes in your plan."))
@option("--append", is_flag=True, told=_("Go on below the text that is there."))
@option("--replace", is_flag=True, told=_("Take the place of the text that is there; the old one is kept."))
@option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@pass_desk
def import_(
    desk: Desk,
    file: Path | None,
    target: str | None,
    page: str | None,
    clipboard: bool,
    folder: Path | None,
    institute: str | None,
    after: str | None,
    append: bool,
    replace: bool,
    dry_run: bool,
) -> None:
    """Bring in a text."""
    from plan.commands.importing import (
        import_text,
        import_workspace,
        read_page,
        read_text,
        render_diff,
        render_import,
        render_workspace,
        write_import,
    )

    if [file is not None, page is not None, clipboard].count(True) != 1:
        raise WrongUse(_("name one file, or what you copied: plan import FILE.docx --to CHAPTER, or --clipboard"))
    if (target is None) == (folder is None):
        raise WrongUse(_("say where the text goes: --to and the id of a chapter or an action; plan list shows them"))
    if folder is not None and (dry_run or after):
        raise WrongUse(_("--dry-run and --after go with --to; a new workspace you can just throw away"))
    if append and replace:
        raise WrongUse(_("--append and --replace do not go together; choose one"))
    if clipboard:
        from plan.commands.clipboard import read_clipboard

        arrived = read_page(_("the clipboard").render(desk.language), read_clipboard())
    elif page is not None:
        arrived = read_page(page, desk.read(Path(page), or_piped=True))
    else:
        assert file is not None
        arrived = read_text(file.name, desk.read(file))
    if target is not None:
        way: Way = "append" if append else "replace" if replace else "fill"
        about = desk.institute(institute)
        found = import_text(desk.workspace, arrived, _below(desk, target), about, way, after or "")
        if dry_run:
            click.echo(render_diff(found, desk.language, desk.width(100)))
            return
        kept = write_import(desk.root, found, datetime.now().astimezone())
        click.echo(render_import(found, kept, desk.language, desk.width(100)))
    elif folder is not None:
        made = import_workspace(arrived, folder, datetime.now().astimezone().date())
        click.echo(render_workspace(made, folder, help_language(), desk.width(100)))


def _below(desk: Desk, target: str) -> str:
    """A file that is named from where the user is, as the workspace names it; any other name as it was typed."""
    path = Path(target).resolve()
    if path.is_file() and path.is_relative_to(desk.root.resolve()):
        return path.relative_to(desk.root.resolve()).as_posix()
    return target
