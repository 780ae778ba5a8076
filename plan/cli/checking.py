"""`plan check`, `plan todo` and `plan explain`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _

if TYPE_CHECKING:
    from plan.checks.dictionary import Dictionary
    from plan.cli.answers import Answer


@command("check", _("Check the sources. Says file, line, cause and cure of whatever is wrong."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    told=_("The form of the findings."),
)
@option("--strict", is_flag=True, told=_("Let warnings count as errors for the exit code."))
@option("--todo", is_flag=True, told=_("Show what is still to be written or decided, too."))
@option("--accepted", is_flag=True, told=_("Show the findings that were accepted, too."))
@option(
    "--only", "only", multiple=True, metavar="REGEL", told=_("Speak of this rule only; may be given more than once.")
)
@option("--spelling", is_flag=True, told=_("Look up every word in a Dutch dictionary, too."))
@option("--watch", is_flag=True, told=_("Check again at every change, until you stop it with Ctrl-C."))
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
            _check(Desk(desk.folder, desk.wanted_language), **options).give(ends=False)
    else:
        from plan.cli.answers import Question

        question = Question(desk, "check", **options)
        answer = question.answer()
        if answer is None:
            answer = _check(desk, **options)
            question.remember(answer)
        answer.give()


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
) -> Answer:
    """The findings; the exit code tells whether there are any that weigh as errors."""
    from plan.cli.answers import Answer
    from plan.commands import check as checking
    from plan.diagnostics import Severity, render_github, render_json

    ids = desk.institute_ids(institutes)
    rules = {known_rule(desk, name) for name in only}
    # Whoever asks for misspelled words alone has asked for the words to be looked up.
    spelling = spelling or checking.needs_dictionary(rules)
    workspace = replace(desk.workspace, dictionary=_dictionary()) if spelling else desk.workspace
    findings = checking.findings_for(workspace, ids)
    if rules:
        findings = checking.of_rules(findings, rules)
    shown = checking.shown(findings, todo, accepted)
    if form == "json":
        text = render_json(findings, desk.language)
    elif form == "github":
        text = render_github(shown, desk.language) if shown else ""
    else:
        width, colour = desk.width(80), desk.colour
        text = checking.render_summary(desk.workspace, ids, findings, desk.language) + "\n"
        if shown:
            text = f"{checking.render_findings(desk.workspace, shown, desk.language, width, colour)}\n{text}"
    wrong = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Answer(text, int(any(found.severity in wrong and found.accepted is None for found in findings)))


def known_rule(desk: Desk, name: str) -> str:
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


@command("todo", _("Show what is still to be written or decided, by the person whose work it is."))
@click.argument("institutes", nargs=-1, metavar="[INSTITUUT]...")
@option("--progress", is_flag=True, told=_("Show how far each chapter, goal and action is, in the order of the plan."))
@pass_desk
def todo(desk: Desk, institutes: tuple[str, ...], progress: bool) -> None:
    """Show the work still to be done."""
    from plan.commands.check import findings_for
    from plan.commands.todo import render_progress, render_todo

    if progress:
        from plan.work import parts_of

        about = desk.institutes(institutes) or desk.workspace.plan.institutes
        shown = (render_progress(one, parts_of(desk.workspace, one), desk.language, desk.width(80)) for one in about)
        click.echo("\n\n".join(shown))
        return
    findings = findings_for(desk.workspace, desk.institute_ids(institutes))
    click.echo(render_todo(desk.workspace.plan, findings, desk.language, desk.width(80)))


@command("explain", _("Explain a rule: what it finds, why that matters, a wrong and a right example."))
@click.argument("rule", required=False, metavar="[REGEL]")
@pass_desk
def explain(desk: Desk, rule: str | None) -> None:
    """Explain a rule."""
    from plan.commands.explain import render_page, render_rules

    language = desk.language
    if rule is None:
        click.echo(render_rules(language, desk.width(80)))
    else:
        click.echo(render_page(known_rule(desk, rule), language, desk.width(80), desk.colour))
