"""Rules about what stands twice: an id, a title, a goal in one action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan.checks.items import goals
from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Other, Severity
from plan.messages import _
from plan.model import Action, Chapter, Item, Plan
from plan.places import Text


@rule(severity=Severity.ERROR)
def duplicate_id(plan: Plan) -> Iterator[Diagnostic]:
    """Two things in the workspace have the same id, whatever its capitals.

    Left alone, whatever names it would mean one of the two, and nobody knows which.
    """
    for ids in _spaces(plan):
        first: dict[str, Text] = {}
        for id in ids:
            if (known := first.setdefault(id.casefold(), id)) is not id:
                yield Diagnostic(
                    rule="duplicate-id",
                    place=id.place,
                    message=_('the id "{id}" is used twice', id=id),
                    hint=_("give one of the two another id, and change it where it is named"),
                    others=(Other(known.place, _("the first time")),),
                    subject=str(id),
                )


def _spaces(plan: Plan) -> Iterator[Iterable[Text]]:
    """Groups of ids within which each stands once."""
    yield _ids(plan)
    yield (slot.id for slot in plan.slots)
    yield from ([item.id for item in framework.items] for framework in plan.frameworks)
    yield [one.id for rules in plan.rule_sets.values() for one in rules.requirements]
    for ranking in plan.rankings:
        yield [row.id for row in ranking.rows]
        yield [one.id for one in ranking.classes]


def _ids(plan: Plan) -> Iterator[Text]:
    for strategic in plan.strategic_goals:
        yield strategic.id
        yield from (theme.id for theme in strategic.themes)
        yield from (goal.id for goal in strategic.all_operational_goals)
    groups = (plan.actions, plan.projects, plan.institutes, plan.figures, plan.frameworks, plan.annexes)
    yield from (item.id for group in groups for item in group)
    yield from (annex.id for submission in plan.submissions.values() for annex in submission.annexes)
    yield from (ranking.id for ranking in plan.rankings)
    yield from (table.id for table in plan.tables)
    # An institute's own version of a shared chapter has its id on purpose, as may the chapters of two institutes.
    chapters: dict[str, Chapter] = {}
    for chapter in plan.chapters:
        chapters.setdefault(str(chapter.id), chapter)
    yield from (chapter.id for chapter in chapters.values())


@rule(severity=Severity.WARNING)
def duplicate_title(plan: Plan) -> Iterator[Diagnostic]:
    """Two goals, two actions in one plan or two projects of one institute have the same title.

    Left alone, a reader of the plan cannot tell which of the two is meant.
    """
    yield from _same_titles(goals(plan))
    own: dict[str, list[Action]] = {"": []}
    for action in plan.actions:
        own.setdefault(action.owner, []).append(action)
    shared = own.pop("")
    yield from _same_titles(shared)
    for actions in own.values():
        yield from _same_titles(actions, before=shared)
    for institute in plan.institutes:
        yield from _same_titles(project for project in plan.projects if project.owner == institute.id)


def _same_titles(items: Iterable[Item], before: Iterable[Item] = ()) -> Iterator[Diagnostic]:
    first = {_folded(item.title): item for item in before}
    for item in items:
        if (known := first.setdefault(_folded(item.title), item)) is not item:
            yield Diagnostic(
                rule="duplicate-title",
                place=item.title.place,
                message=_('the title "{title}" is used twice', title=item.title),
                hint=_("give one of the two a title of its own"),
                others=(Other(known.title.place, _("the first time")),),
                subject=str(item.id),
            )


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


@rule(severity=Severity.ERROR)
def contributes_twice(plan: Plan) -> Iterator[Diagnostic]:
    """An action names a goal twice, or as certain and as possible both."""
    for action in plan.actions:
        first: dict[str, Text] = {}
        for goal in action.contributes.all if action.contributes else ():
            if (known := first.setdefault(str(goal), goal)) is not goal:
                yield Diagnostic(
                    rule="contributes-twice",
                    place=goal.place,
                    message=_('this action contributes to "{goal}" twice', goal=goal),
                    hint=_("keep one of the two: certain, or possible"),
                    others=(Other(known.place, _("the first time")),),
                    subject=str(action.id),
                )
