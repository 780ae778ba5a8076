"""Rules about titles of the plan where texts use them: under the word for their kind, and as headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan.checks.items import markdown, prose, subject
from plan.checks.registry import rule
from plan.checks.sentences import shown, words_in
from plan.diagnostics import Diagnostic, Other, Severity
from plan.markdown_reader import MarkdownPart, Spot, words
from plan.messages import _
from plan.model import Kind, Plan
from plan.places import Text


@rule(severity=Severity.WARNING)
def called_another_kind(plan: Plan) -> Iterator[Diagnostic]:
    """A text puts the word for one kind before the title of another: `strategische actie` before that of a project."""
    kinds = _kinds_by_title(plan)
    labels = {
        _folded(plan.labels[name]): name
        for name in ("strategic_goal", "operational_goal", "theme", "action", "project")
    }
    titles = sorted(kinds, key=len, reverse=True)
    longest = max(map(len, titles), default=0) + 1
    said = re.compile(rf"\b(?P<kind>{'|'.join(map(re.escape, labels))})\s+[\"“‘']?", re.IGNORECASE)
    kind_words = words_in(" ".join(labels))
    for text in prose(plan):
        seen = shown(plan, text)
        for found in said.finditer(seen) if seen.holds(kind_words) else ():
            behind = seen[found.end() : found.end() + longest].casefold()
            named = next((name for name in titles if behind.startswith(name) and not _goes_on(behind[len(name) :])), "")
            if named and labels[_folded(found["kind"])] not in kinds[named]:
                kind, title = next(iter(kinds[named].items()))
                yield Diagnostic(
                    rule="called-another-kind",
                    place=text.part(found.start(), found.end() + len(named)),
                    message=_(
                        '"{title}" is called "{said}" here, and is: {kind}',
                        title=title,
                        said=" ".join(found["kind"].split()),
                        kind=plan.labels[kind],
                    ),
                    hint=_("correct the word before the title, or the title"),
                    others=(Other(title.place, _("where it stands")),),
                    subject=subject(text),
                )


@rule(severity=Severity.TIP)
def heading_not_title(plan: Plan) -> Iterator[Diagnostic]:
    """Headings, or items of a list, are the titles of the goals or themes, all but one, which is worded otherwise.

    There have to be as many of them as titles, and at least two that agree.
    """
    families = [[goal.title for goal in plan.strategic_goals if goal.kind is Kind.EXTERNAL]]
    families += [[theme.title for theme in goal.themes] for goal in plan.strategic_goals]
    families += [[one.title for one in goal.all_operational_goals] for goal in plan.strategic_goals]
    for text, part in markdown(plan):
        for lines in _rows_of_names(part):
            for titles in (titles for titles in families if len(titles) == len(lines) >= 3):
                known, named = set(map(_folded, titles)), {_folded(line.text) for line in lines}
                strangers = [line for line in lines if _folded(line.text) not in known]
                missing = [title for title in titles if _folded(title) not in named]
                if len(strangers) == len(missing) == 1:
                    yield Diagnostic(
                        rule="heading-not-title",
                        place=strangers[0].place,
                        message=_('the others here are titles; this one is not "{title}"', title=missing[0]),
                        hint=_("make it the title, so that a reader knows which is meant"),
                        others=(Other(missing[0].place, _("the title")),),
                        subject=subject(text),
                    )


def _rows_of_names(part: MarkdownPart) -> Iterator[tuple[Spot, ...]]:
    """The highest headings of a text, and each of its lists."""
    highest = min((heading.level for heading in part.headings), default=0)
    yield tuple(
        Spot(words(heading), heading.origin.place)
        for heading in part.headings
        if heading.level == highest and heading.origin
    )
    yield from part.lists


def _goes_on(behind: str) -> bool:
    """Whether a word goes on here."""
    return behind[:1].isalnum() or behind[:1] == "_"


def _kinds_by_title(plan: Plan) -> dict[str, dict[str, Text]]:
    """For each title, the kinds of what is called so, each with the title itself."""
    titled = [("action", action.title) for action in plan.actions]
    titled += [("project", project.title) for project in plan.projects]
    for goal in plan.strategic_goals:
        titled.append(("strategic_goal", goal.title))
        titled += [("theme", theme.title) for theme in goal.themes]
        titled += [("operational_goal", one.title) for one in goal.all_operational_goals]
    kinds: dict[str, dict[str, Text]] = {}
    for kind, title in titled:
        kinds.setdefault(_folded(title), {}).setdefault(kind, title)
    return kinds


def _folded(text: str) -> str:
    return " ".join(text.casefold().strip(" .;").split())
