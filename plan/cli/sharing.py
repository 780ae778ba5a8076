"""`plan pack` and `plan unpack`: a plan by mail."""

from __future__ import annotations

from pathlib import Path

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command(
    "pack",
    _(
        "Put the files of one institute in a small zip to mail; those of the working group with: plan pack sector. "
        "Who gets it takes it in with plan unpack."
    ),
)
@click.argument("owner", required=False, metavar="[INSTITUUT|sector]")
@option("--output", type=click.Path(path_type=Path), metavar="BESTAND", told=_("Make the zip here."))
@pass_desk
def pack(desk: Desk, owner: str | None, output: Path | None) -> None:
    """Make a pack."""
    from plan.commands import sharing

    packed = sharing.pack(desk.workspace, _owner(desk, owner), output)
    click.echo(sharing.render_packed(packed, desk.root, desk.language, desk.width(80)), nl=False)


@command(
    "unpack",
    _(
        "Take in what somebody mailed you: shows what it changes, and takes only what the sender owns. "
        "What is here now is kept first."
    ),
)
@click.argument("file", metavar="ZIP", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@option("--anyway", is_flag=True, told=_("Take it in although the program advises against it."))
@pass_desk
def unpack(desk: Desk, file: Path, dry_run: bool, anyway: bool) -> None:
    """Take in a pack."""
    from plan.commands import sharing

    if file.is_dir():
        raise WrongUse(
            _(
                "{file} is a folder: give the zip itself; if your browser unpacked it, make a zip of the folder again",
                file=str(file),
            )
        )
    data = desk.read(file)
    receiving = sharing.receive(desk.workspace, file, data, desk.language)
    done = not dry_run and (anyway or not receiving.objections)
    if done:
        receiving.write(desk.workspace)
    text = sharing.render_receiving(receiving, desk.workspace, done, desk.language, desk.width(80), desk.colour)
    click.echo(text, nl=False)
    if receiving.objections and not done:
        click.echo()
        raise WrongUse(sharing.objection(receiving))


def _owner(desk: Desk, typed: str | None) -> str:
    """Whose files to pack: those of the institute of this name, else the user's own. Raises `WrongUse`."""
    from plan.commands.sharing import SECTOR_NAME
    from plan.personal import my_institute
    from plan.sharing.owning import SECTOR

    known = (*desk.workspace.plan.institutes_by_id, *desk.workspace.unreadable_institutes)
    if typed == SECTOR_NAME and SECTOR_NAME not in known:
        return SECTOR
    own = next(iter(desk.institute_ids([typed] if typed else [])), None)
    if own is not None:
        return own
    if typed is None and my_institute(desk.root) == "":
        return SECTOR
    raise WrongUse(
        _("say whose files: plan pack NAME, with {names}, or sector for those of the working group", names=known)
    )
