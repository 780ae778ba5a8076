"""Click's commands, options and help in the reader's language."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from plan.cli.desk import Desk, WrongUse
from plan.messages import Message, Refused, _, choose_language

F = TypeVar("F", bound=Callable[..., Any])


class _Formatter(click.HelpFormatter):
    """Click's own words in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002 - our own
        super().write_usage(prog, args, f"{_('Usage').render(help_language())}: ")

    def write_heading(self, heading: str) -> None:
        words = {"Options": _("Options"), "Commands": _("Commands"), "Arguments": _("Arguments")}
        super().write_heading(words[heading].render(help_language()) if heading in words else heading)


class _Context(click.Context):
    formatter_class = _Formatter


def help_language() -> str:
    """The language to explain the program in, before anything of the workspace is known."""
    arguments = sys.argv[1:]
    wanted = next(
        (arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == "--language"),
        next((word.partition("=")[2] for word in arguments if word.startswith("--language=")), None),
    )
    return choose_language(wanted, None)


class Command(click.Command):
    """A command that is explained in the reader's language."""

    context_class = _Context

    def __init__(self, *args: Any, told: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - ours are short
        """What a list of commands says of it: the first sentence."""
        return re.split(r"(?<!\.)\. ", self.told.render(help_language()))[0].rstrip(".")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what its own help says of it."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.told.render(help_language()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _("Show this help.").render(help_language())
        return found


class Group(Command, click.Group):
    """Commands under one name, told in the order in which they were given."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of its commands."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what cannot be done is told in the language of the workspace it was about."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            wrong = WrongUse(refused.message)
            wrong.language = ctx.obj.language
            raise wrong from None
        except WrongUse as wrong:
            wrong.language = ctx.obj.language
            raise


class Option(click.Option):
    """An option that is explained in the reader's language."""

    def __init__(self, *args: Any, told: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """What the help says of it."""
        self.help = self.told.render(help_language())
        return super().get_help_record(ctx)


def option(*names: str, told: Message, **kwargs: Any) -> Callable[[F], F]:
    """An option of a command, with what its help says."""
    return click.option(*names, cls=Option, told=told, **kwargs)


pass_desk = click.make_pass_decorator(Desk)


def command(name: str, told: Message) -> Callable[[Callable[..., None]], Command]:
    """A command of the program, with what its help says; `program.COMMANDS` gives it its place."""
    return click.command(name, cls=Command, told=told, options_metavar="[OPTIE]...")
