"""The program itself: its commands, and what happens when it runs."""

from __future__ import annotations

import codecs
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from plan import __version__
from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import Group, Option, help_language, option
from plan.messages import LANGUAGES, Message, _, system_reason

# The commands in the order of a director's day, each with its function: its module is loaded when it is asked for.
COMMANDS: Final = {
    "check": "checking.check",
    "todo": "checking.todo",
    "build": "building.build",
    "review": "reviewing.review",
    "import": "importing.import_",
    "report": "reporting.report",
    "freeze": "changing.freeze",
    "requirements": "requiring.requirements",
    "submit": "submitting.submit",
    "verify": "submitting.verify",
    "changes": "changing.changes",
    "restore": "changing.restore",
    "pack": "sharing.pack",
    "unpack": "sharing.unpack",
    "coverage": "looking.coverage",
    "apply": "deciding.apply",
    "why": "looking.why",
    "list": "looking.list_",
    "find": "looking.find",
    "explain": "checking.explain",
    "init": "creating.init",
    "style": "styling.style",
    "new": "creating.new",
    "adapt": "creating.adapt",
    "schema": "creating.schema",
    "rename": "creating.rename",
    "institute": "home.institute",
}


class _Program(Group):
    """The program, with its commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the same in every context
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _dot, function = COMMANDS[cmd_name].partition(".")
        found = getattr(import_module(f"plan.cli.{module}"), function)
        assert isinstance(found, click.Command)
        return found


@click.group(
    cls=_Program,
    told=_(
        "Makes a sector's multi-year plan: checks the sources, shows how the goals are covered, builds the documents."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    options_metavar="[OPTIE]...",
    subcommand_metavar="COMMANDO ...",
    invoke_without_command=True,
)
@option(
    "--workspace",
    "folder",
    metavar="MAP",
    type=click.Path(path_type=Path, file_okay=False),
    told=_("The folder of the plan (default: this one, or the nearest above it)."),
)
@option("--language", type=click.Choice(LANGUAGES), told=_("The language of the messages."))
@click.version_option(
    __version__, prog_name="plan", message="%(prog)s %(version)s", cls=Option, told=_("Show the version.")
)
@click.pass_context
def plan(context: click.Context, folder: Path | None, language: str | None) -> None:
    """The program; without a command it tells where you are."""
    context.obj = Desk(folder.resolve() if folder else None, language)
    if context.invoked_subcommand is None:
        from plan.cli.home import show_home

        show_home(context, context.obj)


def main() -> None:
    """Run the program and exit."""
    codecs.register_error("plainly", _plainly)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started the program
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plainly")  # a console that lacks a sign shows another, and goes on
    language = help_language()
    try:
        code = plan.main(prog_name="plan", standalone_mode=False)
    except WrongUse as wrong:
        language = wrong.language or language
        _complain(wrong.told.render(language), language)
        code = wrong.exit_code
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.Abort:
        _complain(_("stopped; no file was left half written").render(language), language)
        code = 130
    except click.exceptions.NoArgsIsHelpError as nothing:
        click.echo(nothing.format_message())
        code = 2
    except click.UsageError as wrong:
        _complain(_usage(wrong).render(language), language)
        code = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if "PLAN_DEBUG" in os.environ:
            raise
        told, code = _fault(error)
        _complain(told.render(language), language)
    # All goes with the process: looking through it once more for what may go takes another tenth.
    gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _fault(error: Exception) -> tuple[Message, int]:
    """What to say of an error that no command knows, and the exit code."""
    if not isinstance(error, OSError):
        fault = f"{type(error).__name__}: {error}"
        return _("this is a fault of the program, please report it: {fault}", fault=fault), 3
    try:
        Path.cwd()
    except FileNotFoundError:
        return _("the folder that you are in is no longer there; go to another one"), 2
    reason = system_reason(error)
    if error.filename is None:
        return _("the computer does not allow it: {reason}", reason=reason), 2
    return _("the computer does not allow it: {file}: {reason}", file=str(error.filename), reason=reason), 2


# What stands for a sign on a console that lacks it, as those of Windows may (code page 850): signs stay apart.
_PLAIN: Final = str.maketrans("●○◐–—·’‘“”→", "#o/--.''\"\">")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What to print in the place of signs that a console lacks: for `codecs.register_error`."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(sign if sign.isascii() else "?" for sign in lacking), error.end


def _complain(text: str, language: str) -> None:
    click.echo(f"{_('error').render(language)}: {text}", err=True)


def _usage(wrong: click.UsageError) -> Message:
    """What was typed wrongly, in the reader's words."""
    from plan.diagnostics import did_you_mean

    context = wrong.ctx or click.Context(plan)
    match wrong:
        case click.NoSuchOption():
            options = [name for param in context.command.get_params(context) for name in param.opts if name[:2] == "--"]
            hint = did_you_mean(wrong.option_name, options) or _("--help shows what there is")
            return _('there is no option "{name}": {hint}', name=wrong.option_name, hint=hint)
        case click.BadOptionUsage():
            return _("the option {name} is not typed right; --help shows how", name=wrong.option_name)
        case click.exceptions.NoSuchCommand():
            hint = did_you_mean(wrong.command_name, COMMANDS) or _("plan --help shows what there is")
            return _('there is no command "{name}": {hint}', name=wrong.command_name, hint=hint)
        case click.MissingParameter(param=click.Parameter() as param):
            return _(
                "something is missing: {name}; add --help to see how it is typed", name=param.make_metavar(context)
            )
        case click.BadParameter(param=click.Parameter() as param) if isinstance(param.type, click.Choice):
            return _("choose from {choices}", choices=tuple(f'"{choice}"' for choice in param.type.choices))
        case click.BadParameter(param=click.Parameter() as param) if isinstance(param.type, click.IntRange):
            return _("give a whole number after {name}, from {least}", name=param.opts[0], least=param.type.min or 0)
        case click.BadParameter(param=click.Parameter() as param):
            return _("{name} cannot be a file: give a folder", name=param.opts[0])
        case _:
            return _("there is too much on the line; put a name of several words in quotes, or add --help")
