"""What of the plan was filed before: the ids that others know by now, in reports, decisions and amendments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Severity
from plan.filings import Filed, Filing
from plan.messages import Message, _
from plan.model import Plan
from plan.places import Text

_LONG_WORD: Final = re.compile(r"\w{4,}")


class Known(NamedTuple):
    """An id that somebody outside may know: the kind and title of what it stands for, and whose that is."""

    id: Text
    filed: Filed
    owner: str = ""


def known_ids(plan: Plan) -> Iterator[Known]:
    """The ids of goals, themes, actions and projects."""
    for strategic in plan.strategic_goals:
        yield Known(strategic.id, Filed("strategic-goal", str(strategic.title)))
        yield from (Known(theme.id, Filed("theme", str(theme.title))) for theme in strategic.themes)
        for goal in strategic.all_operational_goals:
            yield Known(goal.id, Filed("operational-goal", str(goal.title)))
    yield from (Known(action.id, Filed("action", str(action.title)), action.owner) for action in plan.actions)
    yield from (Known(project.id, Filed("project", str(project.title)), project.owner) for project in plan.projects)


def ids_to_file(plan: Plan, institute: str) -> Mapping[str, Filed]:
    """What each id stands for in the plan of an institute: in its own files and in those that all share."""
    return {str(known.id): known.filed for known in known_ids(plan) if known.owner in ("", institute)}


@rule(severity=Severity.WARNING)
def retired_id(plan: Plan) -> Iterator[Diagnostic]:
    """An id stands for something else than in a plan that was filed, or was given up in a later one.

    Left alone, whoever holds a report or an amendment against the plan that was filed compares two different things.
    """
    everything = list(known_ids(plan)) if plan.filings else []
    counted = Counter(str(known.id) for known in everything)
    for known in everything:
        at = max((number for number, filing in enumerate(plan.filings) if known.id in filing.ids), default=None)
        if at is None or counted[known.id] > 1:  # what an id means that stands twice is another mistake
            continue
        filing = plan.filings[at]
        was = filing.ids[str(known.id)]
        gone = next((later for later in plan.filings[at + 1 :] if later.institute == filing.institute), None)
        if was != known.filed and (
            gone or was.kind != known.filed.kind or not _are_alike(was.title, known.filed.title)
        ):
            yield Diagnostic(
                rule="retired-id",
                place=known.id.place,
                message=_stood_for(known.id, was, filing, gone),
                hint=_("give this an id that was never filed; plan rename changes it wherever it is named"),
                subject=str(known.id),
            )


def _stood_for(id: Text, was: Filed, filing: Filing, gone: Filing | None) -> Message:
    if gone is None:
        return _(
            'the id "{id}" stood for "{title}" in what was filed: "{filing}"',
            id=id,
            title=was.title,
            filing=filing.name,
        )
    return _(
        'the id "{id}" was given up: in "{filing}" it stood for "{title}", "{later}" has it no more',
        id=id,
        filing=filing.name,
        title=was.title,
        later=gone.name,
    )


def _are_alike(title: str, other: str) -> bool:
    """Whether two titles share a word that says something."""
    words = [set(_LONG_WORD.findall(one.casefold())) or {one.casefold()} for one in (title, other)]
    return not words[0].isdisjoint(words[1])
