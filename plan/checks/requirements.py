"""Rules about what a plan is filed with: the rule sets, and what an institute says in `submission.yaml`.

In: a `Plan`. Out: diagnostics in those files. Whether a requirement is met is told elsewhere, from the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Severity, did_you_mean
from plan.dutch import print_day
from plan.keys import names_of, written
from plan.messages import Message, _
from plan.model import (
    ANNEXES,
    Action,
    Annex,
    Approval,
    Every,
    Institute,
    Located,
    OperationalGoal,
    PersonalJudgement,
    Plan,
    Requirement,
    StrategicGoal,
)
from plan.places import Place, Text

_BEFORE: Final = timedelta(days=366)
"""How long before its date a plan may have been approved or judged."""

_PART_OF: Final = {"says": "chapter", "own": "chapter", "has": "each", "from_actions": "each", "about": "rules"}
_FILLED_IN: Final = (*names_of("institute"), *names_of("period"))
_BRACES: Final = re.compile(r"\{(?P<name>[^{}]*)\}")


@rule(severity=Severity.ERROR)
def unclear_requirement(plan: Plan) -> Iterator[Diagnostic]:
    """A requirement does not say in exactly one way how it is met, or asks what nothing can have.

    Left alone, nobody would know whether the plan may be filed.
    """
    for requirement in plan.requirements.values():
        for place, message, hint in _unclear(requirement):
            yield Diagnostic(
                rule="unclear-requirement", place=place, message=message, hint=hint, subject=str(requirement.id)
            )


def _unclear(requirement: Requirement) -> Iterator[tuple[Place, Message, Message]]:
    ways = tuple(f'"{name}"' for name in Requirement.WAYS)
    unread = any(requirement.is_unread(name) for name in Requirement.WAYS)
    if not requirement.ways and not unread:
        message = _('the requirement "{title}" does not say how it is met', title=requirement.title)
        yield requirement.id.place, message, _("add one of these: {ways}", ways=ways)
    for name in requirement.ways[1:]:
        message = _('a requirement is met in one way, and "{key}" is a second one', key=name)
        yield requirement.place_of(name), message, _("make two requirements of it")
    for name, whole in _PART_OF.items():
        if name in requirement.places and whole not in requirement.places:
            message = _('"{key}" means nothing without "{whole}"', key=name, whole=whole)
            yield requirement.place_of(name), message, _("add a line `{key}: ...`", key=whole)
    for term in (*requirement.says, *requirement.cites):
        yield from _unclear_term(term)
    yield from _unclear_field(requirement)
    for path in requirement.institute:
        if not _leads_somewhere(path):
            message = _('an institute has no "{key}"', key=path)
            keys = tuple(written(name) for name in Institute.typed_fields())
            yield path.place, message, did_you_mean(path, keys) or _("known here are {keys}", keys=keys)


def _unclear_term(term: Text) -> Iterator[tuple[Place, Message, Message]]:
    for braces in _BRACES.finditer(term):
        if braces["name"] not in _FILLED_IN:
            known = tuple(f"{{{name}}}" for name in _FILLED_IN)
            message = _('"{name}" stands for nothing here', name=braces[0])
            yield term.part(*braces.span()), message, _("choose from {choices}", choices=known)
    if not all(choice.strip(" *") for choice in term.split("/")):
        message = _('"{words}" would find anything', words=term)
        yield (
            term.place,
            message,
            _("write words, with * for the end of one and / between those of which one is enough"),
        )


def _unclear_field(requirement: Requirement) -> Iterator[tuple[Place, Message, Message]]:
    every, field = requirement.each, requirement.has
    if every is None or field is None:
        return
    model: type[Located] = Action
    if every in (Every.STRATEGIC, Every.EXTERNAL_STRATEGIC, Every.INTERNAL_STRATEGIC):
        model = StrategicGoal
    elif every in (Every.OPERATIONAL, Every.EXTERNAL_OPERATIONAL, Every.INTERNAL_OPERATIONAL):
        model = OperationalGoal
    derived = requirement.from_actions and model is OperationalGoal and field in Requirement.FROM_ACTIONS
    if field not in model.model_fields and not derived:
        keys = tuple(written(name) for name in model.typed_fields())
        message = _('what is meant here has no "{key}" to fill in', key=written(field))
        yield field.place, message, _("known there are {keys}", keys=keys)


def _leads_somewhere(path: str) -> bool:
    """Whether a path of keys leads to a field of an institute."""
    model: type[Located] | None = Institute
    for key in path.split("."):
        field = next((name for name in model.typed_fields() if key in names_of(name)), None) if model else None
        if model is None or field is None:
            return False
        model = model.model_fields[field].record
    return True


@rule(severity=Severity.ERROR)
def unknown_requirement(plan: Plan) -> Iterator[Diagnostic]:
    """An institute waives or judges a requirement that no rule set has, or that asks nothing of a person."""
    if plan.lost(Requirement, ""):
        return
    asked = {id: one for id, one in plan.requirements.items() if one.ask}
    for submission in plan.submissions.values():
        for waiver in submission.waives:
            if waiver.requirement not in plan.requirements:
                yield _unknown(waiver.requirement, did_you_mean(waiver.requirement, plan.requirements))
        for judged in submission.judged:
            if judged.requirement in asked:
                continue
            hint = did_you_mean(judged.requirement, asked)
            if judged.requirement in plan.requirements:
                hint = _("the program itself judges this one; if it does not hold here, put it under `waives`")
            yield _unknown(judged.requirement, hint)


def _unknown(name: Text, hint: Message | None) -> Diagnostic:
    return Diagnostic(
        rule="unknown-requirement",
        place=name.place,
        message=_('there is no requirement "{name}" to decide on here', name=name),
        hint=hint or _("plan requirements shows them all"),
    )


@rule(severity=Severity.ERROR)
def missing_annex_file(plan: Plan) -> Iterator[Diagnostic]:
    """A file that should go along with the plan is not in a folder `bijlagen`."""
    unread = {lost.place.file.rpartition("/")[2] for lost in plan.damaged if lost.model is Annex}
    for institute, file in _files(plan):
        is_there = plan.annex_path(file, institute) if institute else _is_anywhere(plan, file)
        if not is_there and file not in unread:
            folder = f"institutes/{institute}/{ANNEXES}/" if institute else f"{ANNEXES}/"
            names = [path.rpartition("/")[2] for path in plan.annex_files]
            yield Diagnostic(
                rule="missing-annex-file",
                place=file.place,
                message=_('the file "{file}" is not there', file=file),
                hint=did_you_mean(file, names) or _("put it in the folder {folder}", folder=folder),
            )


@rule(severity=Severity.WARNING)
def annex_file_not_named(plan: Plan) -> Iterator[Diagnostic]:
    """A file stands in a folder `bijlagen`, and no annex and no approval names it: it would not go along."""
    if any(lost.place.file.endswith(("/submission.yaml", "goals.yaml")) for lost in plan.damaged):
        return
    named = {plan.annex_path(file, institute) for institute, file in _files(plan) if institute}
    everywhere = {str(file) for institute, file in _files(plan) if not institute}
    for path in plan.annex_files:
        name = path.rpartition("/")[2]
        if path not in named and name not in everywhere:
            yield Diagnostic(
                rule="annex-file-not-named",
                place=Place.of_file(path),
                message=_('nothing names the file "{file}", so it does not go along with the plan', file=name),
                hint=_("add it under `annexes` in submission.yaml, with its title and `file: {file}`", file=name),
            )


def _files(plan: Plan) -> Iterator[tuple[str, Text]]:
    """The files that go along: each with the institute that names it, or none for those of all."""
    yield from (("", annex.file) for annex in plan.annexes if annex.file)
    for institute, submission in plan.submissions.items():
        yield from ((institute, annex.file) for annex in submission.annexes if annex.file)
        yield from ((institute, approval.minutes) for approval in submission.approvals if approval.minutes)


def _is_anywhere(plan: Plan, name: str) -> bool:
    return any(path.rpartition("/")[2] == name for path in plan.annex_files)


@rule(severity=Severity.WARNING)
def approval_out_of_time(plan: Plan) -> Iterator[Diagnostic]:
    """A plan was approved, or judged, on a day that cannot be: long before its date, or after its last year."""
    first, last = plan.identity.date - _BEFORE, plan.identity.period.last_day
    for submission in plan.submissions.values():
        dated: tuple[Approval | PersonalJudgement, ...] = (*submission.approvals, *submission.judged)
        dates = [(one.date, one.place_of("date")) for one in dated]
        for day, place in dates:
            if day and not first <= day <= last:
                yield Diagnostic(
                    rule="approval-out-of-time",
                    place=place,
                    message=_("{day} cannot be a day on which this plan was judged", day=print_day(day)),
                    hint=_(
                        "the plan is of {date} and runs to {last}: correct the day, or the date in goals.yaml",
                        date=print_day(plan.identity.date),
                        last=print_day(last),
                    ),
                )
