"""`plan apply`, and `plan coverage --edit`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _, system_reason


def give_sheet(desk: Desk, output: Path | None) -> None:
    """Make the sheet in which the coverage can be edited: below build/sector/, or where somebody wants it."""
    from plan.commands.deciding import SHEET, edit_sheet, without_sheet
    from plan.commands.report import FOLDER
    from plan.outputs import Made, Written, write_outputs, write_whole

    data = edit_sheet(desk.workspace, desk.language)
    for lacking in without_sheet(desk.workspace):
        desk.say(lacking)
    if output is None:
        written = Written()
        write_outputs({SHEET: data}, FOLDER, desk.root, Made(desk.root), written)
        for notice in (*written.notices, *filter(None, [written.failure])):
            desk.say(notice)
        if written.failure:
            sys.exit(1)
        output = (written.written or written.unchanged)[0]
    elif not output.parent.is_dir():
        raise WrongUse(_("there is no folder {folder}; make it first, or choose another", folder=str(output.parent)))
    elif output.suffix.lower() != ".xlsx":
        raise WrongUse(_("{file} should end in .xlsx, since it becomes an Excel file", file=str(output)))
    elif output.exists():
        raise WrongUse(_("{file} is there already; choose another name", file=str(output)))
    else:
        try:
            write_whole(output, data)
        except OSError as error:
            reason = system_reason(error)
            raise WrongUse(_("{file} cannot be written: {reason}", file=str(output), reason=reason)) from None
    desk.say(_("made {file}: choose in its cells, save it, and give: plan apply {file}", file=_typed(output)))


def _typed(path: Path) -> str:
    """A path as it can be typed: from the folder somebody is in, where it lies below that."""
    short = str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return f'"{short}"' if " " in short else short


@command(
    "apply",
    _(
        "Write what was decided into the sources: a sheet of plan coverage --edit, or the agreements of a meeting. "
        "Changes all of it, or nothing when something cannot be done."
    ),
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@pass_desk
def apply(desk: Desk, file: Path, dry_run: bool) -> None:
    """Carry decisions out."""
    from plan.commands.deciding import decide, render_outcome

    outcome = decide(desk.workspace, file.name, desk.read(file))
    if not dry_run:
        outcome.write(desk.root)
    click.echo(render_outcome(outcome, desk.language, desk.width(100), dry_run))
    if outcome.refused:
        sys.exit(1)
