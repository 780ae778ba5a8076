"""The command line: `plan check`, `plan build`, ...

In: what somebody types. Out: what they read, and an exit code: 0 nothing wrong, 1 findings that weigh as errors (with
`--strict` also warnings), 2 wrong use. It prints and exits; the work is done by the modules it loads on use, so that
`plan --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from plan import __version__
from plan.messages import LANGUAGES, Message, _, choose_language

if TYPE_CHECKING:
    from plan.checks.dictionary import Dictionary
    from plan.model import Institute
    from plan.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


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
        from plan.workspace import GOALS, find_workspace

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
        return found

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, read. Raises `WrongUse` when there is none."""
        from plan.workspace import open_workspace

        return open_workspace(self.root)

    @cached_property
    def language(self) -> str:
        """The language to speak; without a workspace its wish is unknown, and Dutch is spoken."""
        try:
            identity = self.workspace.plan.identity
        except WrongUse:
            return choose_language(self.wanted_language, None)
        return choose_language(self.wanted_language, identity.language)

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

    def institute_ids(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of the institutes of these names, unreadable ones too; without names the one whose folder this is.

        Raises `WrongUse` for a name that is unknown.
        """
        from plan.diagnostics import did_you_mean

        known = self.workspace.plan.institutes_by_id
        for name in names:
            if name not in known and name not in self.workspace.unreadable_institutes:
                hint = did_you_mean(name, known) or _("known are {names}", names=tuple(known))
                raise WrongUse(_('there is no institute "{name}": {hint}', name=name, hint=hint))
        if names:
            return tuple(dict.fromkeys(names))
        here = self.workspace.institute_at(Path.cwd())
        return (here,) if here else ()

    def institutes(self, names: Sequence[str]) -> tuple[Institute, ...]:
        """The institutes of these names; without names the one whose folder this is.

        Raises `WrongUse` for a name that is unknown, or whose institute cannot be read.
        """
        known = self.workspace.plan.institutes_by_id
        ids = self.institute_ids(names)
        for id in ids:
            if id not in known:
                raise WrongUse(_("{name} cannot be read: plan check {name} tells what is wrong", name=id))
        return tuple(known[id] for id in ids)

    def institute(self, name: str | None) -> Institute | None:
        """One institute by its name, or the one whose folder this is."""
        return next(iter(self.institutes([name] if name else [])), None)


class _Formatter(click.HelpFormatter):
    """Click's own words in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002 - our own
        super().write_usage(prog, args, f"{_('Usage').render(_help_language())}: ")

    def write_heading(self, heading: str) -> None:
        words = {"Options": _("Options"), "Commands": _("Commands"), "Arguments": _("Arguments")}
        super().write_heading(words[heading].render(_help_language()) if heading in words else heading)


class _Context(click.Context):
    formatter_class = _Formatter


def _help_language() -> str:
    arguments = sys.argv[1:]
    wanted = next(
        (arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == "--language"),
        next((word.partition("=")[2] for word in arguments if word.startswith("--language=")), None),
    )
    return choose_language(wanted, None)


class _Command(click.Command):
    """A command that is explained in the reader's language."""

    context_class = _Context

    def __init__(self, *args: Any, told: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - ours are short
        return re.split(r"(?<!\.)\. ", self.told.render(_help_language()))[0].rstrip(".")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.told.render(_help_language()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this help.").render(_help_language())
        return option


class _Group(_Command, click.Group):
    """The program itself: commands in the order of a director's day."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what was typed wrongly is told in the language of the workspace it was about."""
        try:
            return super().invoke(ctx)
        except WrongUse as wrong:
            wrong.language = ctx.obj.language
            raise


class _Option(click.Option):
    """An option that is explained in the reader's language."""

    def __init__(self, *args: Any, told: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self.told.render(_help_language())
        return super().get_help_record(ctx)


def _option(*names: str, told: Message, **kwargs: Any) -> Callable[[F], F]:
    return click.option(*names, cls=_Option, told=told, **kwargs)


@click.group(
    cls=_Group,
    told=_(
        "Makes a sector's multi-year plan: checks the sources, shows how the goals are covered, builds the documents."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    options_metavar="[OPTIE]...",
    subcommand_metavar="COMMANDO ...",
)
@_option(
    "--workspace",
    "folder",
    metavar="MAP",
    type=click.Path(path_type=Path, file_okay=False),
    told=_("The folder of the plan (default: this one, or the nearest above it)."),
)
@_option("--language", type=click.Choice(LANGUAGES), told=_("The language of the messages."))
@click.version_option(
    __version__, prog_name="plan", message="%(prog)s %(version)s", cls=_Option, told=_("Show the version.")
)
@click.pass_context
def plan(context: click.Context, folder: Path | None, language: str | None) -> None:
    """The program."""
    context.obj = Desk(folder.resolve() if folder else None, language)


pass_desk = click.make_pass_decorator(Desk)


def _command(name: str, told: Message) -> Callable[[Callable[..., None]], click.Command]:
    return plan.command(name, cls=_Command, told=told, options_metavar="[OPTIE]...")


@_command("check", _("Check the sources. Says file, line, cause and cure of whatever is wrong."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@_option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    told=_("The form of the findings."),
)
@_option("--strict", is_flag=True, told=_("Let warnings count as errors for the exit code."))
@_option("--todo", is_flag=True, told=_("Show what is still to be written or decided, too."))
@_option("--accepted", is_flag=True, told=_("Show the findings that were accepted, too."))
@_option(
    "--only", "only", multiple=True, metavar="REGEL", told=_("Speak of this rule only; may be given more than once.")
)
@_option("--spelling", is_flag=True, told=_("Look up every word in a Dutch dictionary, too."))
@_option("--watch", is_flag=True, told=_("Check again at every change, until you stop it with Ctrl-C."))
@pass_desk
def check(desk: Desk, /, watch: bool, **options: Any) -> None:
    """Check the sources."""
    if watch:
        from plan.commands.watching import each_change

        for change, _signal in enumerate(each_change(desk.root)):
            if sys.stdout.isatty():
                click.clear()
            elif change:
                click.echo("-" * 80)
            _check(Desk(desk.folder, desk.wanted_language), **options)
    elif _check(desk, **options):
        sys.exit(1)


def _dictionary() -> Dictionary:
    from plan.checks.dictionary import dutch_dictionary

    dictionary = dutch_dictionary()
    if dictionary is None:
        raise WrongUse(_('there is no dictionary here; install it once with: pip install "meerjarenplan[spelling]"'))
    return dictionary


def _check(
    desk: Desk,
    institutes: tuple[str, ...],
    form: str,
    strict: bool,
    todo: bool,
    accepted: bool,
    only: tuple[str, ...],
    spelling: bool,
) -> bool:
    """Show the findings; true when there are any that weigh as errors."""
    from plan.commands import check as checking
    from plan.diagnostics import Severity, render_github, render_json

    ids = desk.institute_ids(institutes)
    rules = {_known_rule(desk, name) for name in only}
    # Whoever asks for misspelled words alone has asked for the words to be looked up.
    spelling = spelling or checking.needs_dictionary(rules)
    workspace = replace(desk.workspace, dictionary=_dictionary()) if spelling else desk.workspace
    findings = checking.findings_for(workspace, ids)
    if rules:
        findings = checking.of_rules(findings, rules)
    shown = checking.shown(findings, todo, accepted)
    if form == "json":
        click.echo(render_json(findings, desk.language), nl=False)
    elif form == "github":
        if shown:
            click.echo(render_github(shown, desk.language), nl=False)
    else:
        if shown:
            click.echo(
                checking.render_findings(desk.workspace, shown, desk.language, desk.width(80), desk.colour), nl=False
            )
            click.echo()
        click.echo(checking.render_summary(desk.workspace, ids, findings, desk.language))
    wrong = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(found.severity in wrong and found.accepted is None for found in findings)


def _known_rule(desk: Desk, name: str) -> str:
    """The English name of a rule, given in any language. Raises `WrongUse` for an unknown one."""
    from plan.commands.explain import all_rules
    from plan.diagnostics import did_you_mean
    from plan.messages import rule_name, rule_named

    rule = rule_named(name.casefold())
    if rule in all_rules():
        return rule
    names = [name for known in all_rules() for name in {known, rule_name(known, desk.language)}]
    hint = did_you_mean(name, names) or _("plan explain, without a name, lists all rules")
    raise WrongUse(_('there is no rule "{rule}": {hint}', rule=name, hint=hint))


@_command("todo", _("Show what is still to be written or decided, by the person whose work it is."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@pass_desk
def todo(desk: Desk, institutes: tuple[str, ...]) -> None:
    """Show the work still to be done."""
    from plan.commands.check import findings_for
    from plan.commands.todo import render_todo

    findings = findings_for(desk.workspace, desk.institute_ids(institutes))
    click.echo(render_todo(desk.workspace.plan, findings, desk.language, desk.width(80)))


@_command("build", _("Build the plans. Writes Word and Markdown below build/, and says per plan what is wrong."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@_option(
    "--format",
    "forms",
    type=click.Choice(["word", "markdown"]),
    multiple=True,
    told=_("Build only this (default: both)."),
)
@_option("--final", is_flag=True, told=_("Refuse a plan that has errors or is not finished."))
@_option("--label", default="", metavar="TEKST", told=_("The name of this version, printed on the cover."))
@_option(
    "--page-numbers",
    "numbered",
    is_flag=True,
    told=_("Let LibreOffice lay out each Word document, and put the page numbers in its contents."),
)
@pass_desk
def build(
    desk: Desk, institutes: tuple[str, ...], forms: tuple[str, ...], final: bool, label: str, numbered: bool
) -> None:
    """Build the plans."""
    from plan.build import Format
    from plan.build import build as build_plans
    from plan.commands.building import render_report
    from plan.diagnostics import Severity, render_text
    from plan.pages import find_libreoffice
    from plan.workspace import concerns

    about = desk.institutes(institutes) or desk.workspace.plan.institutes
    if not about:
        raise WrongUse(_("there is no institute yet: make institutes/NAME/institute.yaml"))
    formats = [Format(form) for form in forms] or list(Format)
    libreoffice = find_libreoffice() if numbered else None
    failed = numbered and libreoffice is None
    if failed:
        told = _(
            "LibreOffice is not found, so the place of the page numbers stays empty; it is free: {address}",
            address="https://nl.libreoffice.org",
        )
        desk.say(told, error=True)
    seen = set()
    plans = build_plans(desk.workspace, about, formats, final, label, libreoffice)
    for report in _with_progress(desk, plans, len(about)):
        click.echo(render_report(report, desk.root, final, desk.language))
        new = [found for found in report.diagnostics if found not in seen]
        seen.update(new)
        if new:
            click.echo(
                render_text(new, desk.workspace.sources.line, desk.language, desk.width(80), desk.colour), nl=False
            )
        failed |= bool(report.failure) or (final and bool(report.obstacles)) or report.without_pages
        failed |= any(found.severity is Severity.ERROR for found in report.diagnostics)
        failed |= any(
            found.severity is Severity.ERROR and found.accepted is None and concerns(found, str(report.institute.id))
            for found in desk.workspace.findings
        )
    for id in () if institutes else desk.workspace.unreadable_institutes:
        desk.say(_("{institute}: not built, since it cannot be read; plan check {institute} tells why", institute=id))
        failed = True
    if failed:
        sys.exit(1)


def _with_progress(desk: Desk, steps: Iterable[T], count: int) -> Iterator[T]:
    """Go through steps with a bar below what is printed meanwhile; no bar where nobody sits at a screen."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("building").render(desk.language), total=count)
        for step in steps:
            progress.advance(task)
            progress.stop()  # else what is printed now would stand behind the bar
            yield step
            progress.start()


@_command(
    "review",
    _("Read a Word file that came back. Lists comments and changes with the line they belong to, and changes nothing."),
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@_option("--institute", metavar="INSTITUUT", told=_("Whose plan it is, where the file itself does not tell."))
@_option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    default="text",
    told=_("The form of the list; html is a page to mail."),
)
@_option("--output", type=click.Path(path_type=Path), metavar="BESTAND", told=_("Write the list in this file."))
@pass_desk
def review(desk: Desk, file: Path, institute: str | None, form: str, output: Path | None) -> None:
    """List what was said and changed in a returned file; remarks are no faults, so they leave the exit code at 0."""
    from plan.build import write_whole
    from plan.commands.review import Refused, render_review, review_as_json, review_file
    from plan.commands.review_page import render_page

    about = desk.institute(institute) if institute else None
    if output and output.exists() and output.suffix.lower() not in (".html", ".htm", ".json", ".txt"):
        raise WrongUse(_("{file} is there already; choose another name, one that ends in .html", file=str(output)))
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(_("{file} cannot be opened: {reason}", file=str(file), reason=reason)) from None
    try:
        found = review_file(desk.workspace, file.name, data, str(about.id) if about else "")
    except Refused as refused:
        raise WrongUse(refused.message) from None
    sources, language = desk.workspace.sources, desk.language
    if form == "json":
        text = review_as_json(found, file.name)
    elif form == "html":
        text = render_page(found, file.name, sources, language)
    else:
        colour = desk.colour and output is None
        text = render_review(found, file.name, sources, language, desk.width(80), colour) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(output, text.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(_("{file} cannot be written: {reason}", file=str(output), reason=reason)) from None
    desk.say(_("made {file}", file=str(output)))


@_command("coverage", _("Show which actions carry which goals: of one institute, of the sector, by year."))
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@_option("--sector", is_flag=True, told=_("Goals by institutes."))
@_option("--by-year", is_flag=True, told=_("Goals by years."))
@_option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown"]),
    default="text",
    told=_("The form of the table."),
)
@pass_desk
def coverage(desk: Desk, institute: str | None, sector: bool, by_year: bool, form: str) -> None:
    """Show the coverage."""
    from plan.commands.coverage import render_coverage

    about = None if sector else desk.institute(institute)
    click.echo(render_coverage(desk.workspace.plan, about, by_year, form, desk.language, desk.width(100), desk.colour))


@_command("why", _("Explain how a goal is carried, and what would repair a gap."))
@click.argument("goal", metavar="DOELSTELLING")
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@pass_desk
def why(desk: Desk, goal: str, institute: str | None) -> None:
    """Explain a cell."""
    from plan.commands.coverage import render_why
    from plan.coverage import goal_codes
    from plan.diagnostics import did_you_mean

    known = desk.workspace.plan.operational_goals_by_id
    goal = {code: id for id, code in goal_codes(desk.workspace.plan).items()}.get(goal.upper(), goal)
    if goal not in known:
        above = desk.workspace.plan.strategic_goals_by_id.get(goal)
        below = above.all_operational_goals if above else ()
        hint = did_you_mean(goal, known) or _("plan list shows all of them")
        if below:
            hint = _("choose one of its operational goals: {goals}", goals=tuple(str(inner.id) for inner in below))
        raise WrongUse(_('there is no operational goal "{goal}": {hint}', goal=goal, hint=hint))
    about = desk.institute(institute)
    click.echo(render_why(desk.workspace.plan, goal, str(about.id) if about else None, desk.language, desk.width(80)))


@_command("list", _("List goals, actions, projects and institutes with the ids that texts and files refer to."))
@click.argument(
    "kind", required=False, type=click.Choice(["goals", "actions", "projects", "institutes", "figures", "chapters"])
)
@pass_desk
def list_(desk: Desk, kind: str | None) -> None:
    """List what there is."""
    from plan.commands.finding import render_list

    click.echo(render_list(desk.workspace.plan, kind, desk.language, desk.width(100)))


@_command("find", _("Find where a sentence of the plan stands: file and line of any text in the document."))
@click.argument("text", metavar="TEKST")
@pass_desk
def find(desk: Desk, text: str) -> None:
    """Find a sentence."""
    from plan.commands.finding import find_text, render_found

    found = find_text(desk.workspace, text)
    if not found:
        desk.say(_('"{text}" stands nowhere in the plan', text=text), error=True)
        sys.exit(1)
    click.echo(render_found(found, desk.workspace, desk.language, desk.width(80)))


@_command("explain", _("Explain a rule: what it finds, why that matters, a wrong and a right example."))
@click.argument("rule", required=False, metavar="[REGEL]")
@pass_desk
def explain(desk: Desk, rule: str | None) -> None:
    """Explain a rule."""
    from plan.commands.explain import render_page, render_rules

    if rule is None:
        click.echo(render_rules(desk.language, desk.width(80)))
        return
    page = render_page(_known_rule(desk, rule), desk.language, desk.width(80), desk.colour)
    click.echo(page)


@_command("init", _("Make a small working plan of two institutes in a new folder."))
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@pass_desk
def init(desk: Desk, folder: Path) -> None:
    """Make a workspace."""
    from plan.commands.creating import Refused, init_workspace
    from plan.commands.schema import write_schemas
    from plan.workspace import open_workspace

    try:
        made = init_workspace(folder)
    except Refused as refused:
        raise WrongUse(refused.message) from None
    write_schemas(open_workspace(folder), desk.language)
    for path in made:
        click.echo(f"  {path}")
    desk.say(_("made {folder}; next: open goals.yaml there, and give: plan check", folder=str(folder)))


@plan.group(
    "style",
    cls=_Group,
    told=_("Make or check a style document: the Word file that says how plans look."),
    subcommand_metavar="COMMANDO ...",
)
def style() -> None:
    """Style documents."""


@style.command(
    "check",
    cls=_Command,
    told=_("Look a style document over. Says whether it can be used, and what it lacks."),
    options_metavar="[OPTIE]...",
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@pass_desk
def check_style(desk: Desk, file: Path) -> None:
    """Look a style document over."""
    from plan.commands.styling import render_style_report
    from plan.writers.style_report import report_on_style

    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(_('"{file}" cannot be read: {reason}', file=str(file), reason=reason)) from None
    report = report_on_style(data)
    click.echo(render_style_report(str(file), report, desk.language, desk.width(80)))
    if report.unusable:
        sys.exit(1)


@style.command(
    "new",
    cls=_Command,
    told=_("Make a style document to edit in Word, for an institute or else for all."),
    options_metavar="[OPTIE]...",
)
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@pass_desk
def new_style(desk: Desk, institute: str | None) -> None:
    """Make a style document."""
    from plan.commands import styling
    from plan.commands.creating import Refused

    about = next(iter(desk.institute_ids([institute] if institute else [])), None)
    try:
        path = styling.new_style(desk.workspace, about)
    except Refused as refused:
        raise WrongUse(refused.message) from None
    desk.say(styling.next_step(path, desk.root))


@_command("new", _("Make a new action, project, figure or chapter: a skeleton with explanations, to be filled in."))
@click.argument("kind", type=click.Choice(["action", "project", "figure", "chapter"]))
@click.argument("title", metavar="TITEL")
@_option(
    "--institute",
    metavar="INSTITUUT",
    told=_("Whose it is (default: the institute whose folder this is, else the sector's)."),
)
@pass_desk
def new(desk: Desk, kind: str, title: str, institute: str | None) -> None:
    """Make a new item."""
    from plan.commands.creating import Refused, new_item

    try:
        place = new_item(desk.workspace, kind, title, desk.institute(institute))
    except Refused as refused:
        raise WrongUse(refused.message) from None
    desk.say(_("made {place}", place=str(place)))


@_command(
    "adapt",
    _("Make an institute's own version of a shared chapter, or stamp the one it has with the version it answers."),
)
@click.argument("chapter", metavar="HOOFDSTUK")
@_option(
    "--institute", metavar="INSTITUUT", told=_("Whose version it is (default: the institute whose folder this is).")
)
@pass_desk
def adapt(desk: Desk, chapter: str, institute: str | None) -> None:
    """Adapt a chapter."""
    from plan.commands.creating import Refused, adapt_chapter

    about = desk.institute(institute)
    if about is None:
        raise WrongUse(_("say for which institute: --institute NAME, or go to its folder"))
    try:
        place = adapt_chapter(desk.workspace, chapter, about)
    except Refused as refused:
        raise WrongUse(refused.message) from None
    desk.say(_("{file} now answers the shared chapter as it is", file=place.file))


@_command(
    "schema",
    _(
        "Let VS Code help while you type: it completes keys and ids and tells what they mean. "
        "Give it again when goals, actions or projects have been added."
    ),
)
@click.argument("kind", required=False, metavar="[findings|review]", type=click.Choice(["findings", "review"]))
@pass_desk
def schema(desk: Desk, kind: str | None) -> None:
    """Write schemas; `findings` and `review` print those of what these commands print as json."""
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


@_command(
    "rename", _("Give a goal, an action, a project ... another id everywhere: in the data, texts and file names.")
)
@click.argument(
    "kind",
    metavar="SOORT",
    type=click.Choice("goal theme action project institute figure framework ranking chapter annex table".split()),
)
@click.argument("old", metavar="OUD")
@click.argument("new", metavar="NIEUW")
@_option("--dry-run", is_flag=True, told=_("Show what would change, and change nothing."))
@pass_desk
def rename(desk: Desk, kind: str, old: str, new: str, dry_run: bool) -> None:
    """Rename something."""
    from plan.commands.renaming import rename as find_renaming
    from plan.commands.renaming import render_diff, render_renaming
    from plan.patch import PatchRefused

    try:
        renaming = find_renaming(desk.workspace, kind, old, new)
        if not dry_run:
            renaming.write(desk.root)
    except PatchRefused as refused:
        raise WrongUse(refused.message) from None
    click.echo((render_diff if dry_run else render_renaming)(renaming, desk.language))


def main() -> None:
    """Run the program and exit."""
    # What a run makes it keeps to its end: looking for what may go takes a tenth of its time, so look seldom.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows another, and goes on
    language = _help_language()
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
        fault = f"{type(error).__name__}: {error}"
        _complain(
            _("this is a fault of the program, please report it: {fault}", fault=fault).render(language), language
        )
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


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
            hint = did_you_mean(wrong.command_name, plan.commands) or _("plan --help shows what there is")
            return _('there is no command "{name}": {hint}', name=wrong.command_name, hint=hint)
        case click.MissingParameter(param=click.Parameter() as param):
            return _(
                "something is missing: {name}; add --help to see how it is typed", name=param.make_metavar(context)
            )
        case click.BadParameter(param=click.Parameter() as param) if isinstance(param.type, click.Choice):
            return _("choose from {choices}", choices=tuple(f'"{choice}"' for choice in param.type.choices))
        case click.BadParameter(param=click.Parameter() as param):
            return _("{name} cannot be a file: give a folder", name=param.opts[0])
        case _:
            return _("there is too much on the line; put a name of several words in quotes, or add --help")
