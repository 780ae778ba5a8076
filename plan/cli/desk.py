"""What all commands share: the desk at which somebody sits, and what is said when that cannot be done."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plan.messages import Message, _, choose_language, system_reason

if TYPE_CHECKING:
    from plan.model import Institute
    from plan.sources import Sources
    from plan.workspace import Workspace


# What is typed in the place of an institute's name, to speak of all of them.
EVERYONE: Final = ("alle", "all")

# What a command may write over: its own lists and pages, never somebody's document.
_LISTS: Final = (".html", ".htm", ".json", ".md", ".txt")


class WrongUse(click.ClickException):
    """What was typed cannot be done; the message says why and what to type instead."""

    exit_code = 2

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.told = message
        self.language = ""


@dataclass(frozen=True)
class Desk:
    """What all commands share: where the workspace is, which language to speak, how wide the screen is."""

    folder: Path | None
    wanted_language: str | None

    @cached_property
    def root(self) -> Path:
        """The workspace's folder. Raises `WrongUse` when there is none."""
        from plan.sources import GOALS, find_workspace

        if self.folder is not None and not (self.folder / GOALS).is_file():
            raise WrongUse(_("{folder} is no workspace: there is no goals.yaml in it", folder=str(self.folder)))
        found = self.folder or find_workspace(Path.cwd())
        if found is None:
            raise WrongUse(
                _(
                    "there is no workspace here: no goals.yaml in this folder or above it; "
                    "go to its folder, or make one: plan init my-plan"
                )
            )
        self._finish(found)
        return found

    def _finish(self, root: Path) -> None:
        """See to a change that was stopped half way, before anything is read; say so beside what is asked."""
        from plan.journal import finish

        for message in finish(root):
            click.echo(message.render(self._language_of(root)), err=True)

    @property
    def has_workspace(self) -> bool:
        """Whether somebody is in a workspace, or named one."""
        from plan.sources import find_workspace

        return self.folder is not None or find_workspace(Path.cwd()) is not None

    @cached_property
    def sources(self) -> Sources:
        """The files of the workspace. Raises `WrongUse` when there is none."""
        from plan.sources import read_sources

        return read_sources(self.root)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, read. Raises `WrongUse` when there is none."""
        from plan.workspace import open_workspace

        return open_workspace(self.root, self.sources)

    @cached_property
    def language(self) -> str:
        """The language to speak; without a workspace its wish is unknown, and Dutch is spoken."""
        try:
            return self._language_of(self.root)
        except WrongUse:
            return choose_language(self.wanted_language, None)

    def _language_of(self, root: Path) -> str:
        from plan.files import read_whole
        from plan.sources import GOALS, MAX_BYTES
        from plan.spoken import spoken_language

        wish = None
        with suppress(OSError):
            wish = spoken_language(read_whole(root / GOALS, MAX_BYTES))
        return choose_language(self.wanted_language, wish)

    @property
    def colour(self) -> bool:
        """Whether the screen shows colours."""
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def width(self, most: int) -> int:
        """How many characters fit on a line, `most` at most."""
        return min(shutil.get_terminal_size((most, 24)).columns, most)

    def say(self, message: Message, error: bool = False) -> None:
        """Print a sentence."""
        click.echo(message.render(self.language), err=error)

    def read(self, file: Path, or_piped: bool = False) -> bytes:
        """A file that somebody gave, or what is piped in when it is called `-`. Raises `WrongUse` for what is none."""
        from plan.files import read_stream, read_whole

        try:
            return read_stream(sys.stdin.buffer) if or_piped and str(file) == "-" else read_whole(file)
        except OSError as error:
            reason = system_reason(error)
            raise WrongUse(_("{file} cannot be opened: {reason}", file=str(file), reason=reason)) from None

    def give(self, text: str, output: Path | None) -> None:
        """Print a text, or put it in a file and say so.

        Raises `WrongUse` when that cannot be written, or may hold something else: one that is there already is only
        written over when its name is that of a page or a list.
        """
        from plan.outputs import write_whole

        if output is None:
            click.echo(text, nl=False)
            return
        if output.exists() and output.suffix.lower() not in _LISTS:
            raise WrongUse(_("{file} is there already; choose another name, one that ends in .html", file=str(output)))
        try:
            write_whole(output, text.encode())
        except OSError as error:
            reason = system_reason(error)
            raise WrongUse(_("{file} cannot be written: {reason}", file=str(output), reason=reason)) from None
        self.say(_("made {file}", file=str(output)))

    def institute_ids(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of the institutes of these names, unreadable ones too; none stands for all of them.

        Without names it is the one whose folder this is, else the user's own. Raises `WrongUse` for an unknown name.
        """
        from plan.diagnostics import did_you_mean

        known = self.workspace.plan.institutes_by_id
        if len(names) == 1 and names[0].casefold() in EVERYONE and names[0] not in known:
            return ()
        for name in names:
            if name not in known and name not in self.workspace.unreadable_institutes:
                hint = did_you_mean(name, known) or _("known are {names}", names=tuple(known))
                raise WrongUse(_('there is no institute "{name}": {hint}', name=name, hint=hint))
        if names:
            return tuple(dict.fromkeys(names))
        about = self.workspace.institute_at(Path.cwd()) or self.own_institute
        return (about,) if about else ()

    @property
    def own_institute(self) -> str | None:
        """The id of the institute whose plan the user works on, if she said so and it is still there."""
        from plan.personal import my_institute

        mine = my_institute(self.root)
        workspace = self.workspace
        return mine if mine in workspace.plan.institutes_by_id or mine in workspace.unreadable_institutes else None

    def institutes(self, names: Sequence[str]) -> tuple[Institute, ...]:
        """The institutes of these names; without names the one whose folder this is, else the user's own.

        Raises `WrongUse` for a name that is unknown, or whose institute cannot be read.
        """
        known = self.workspace.plan.institutes_by_id
        ids = self.institute_ids(names)
        for id in ids:
            if id not in known:
                raise WrongUse(_("{name} cannot be read: plan check {name} tells what is wrong", name=id))
        return tuple(known[id] for id in ids)

    def institute(self, name: str | None) -> Institute | None:
        """One institute by its name, or the one whose folder this is, else the user's own; None stands for all."""
        return next(iter(self.institutes([name] if name else [])), None)
