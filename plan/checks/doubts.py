"""Know which findings may be another mistake seen from behind.

In: a `Plan` and all that was found in it. Out: `Doubts`, which say of one finding whether what it misses may have been
meant at a spot that could not be read, or that names what does not exist. One mistake is one message: the finding
waits until that spot is mended. Knows rules by what they declare, not by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from plan.checks.reading import READING_RULES
from plan.checks.registry import Rule, rules
from plan.diagnostics import Diagnostic
from plan.model import Action, Identity, Institute, Located, Plan
from plan.places import Place

# While reading, these take a whole key, list or file away; the others take one value.
_LARGE: Final = frozenset(
    {"copy-beside", "duplicate-key", "file-not-read", "missing-dash", "unknown-key", "wrong-type"}
)
# What stands here is no part of a plan, but of what it is filed with.
_APART: Final = re.compile(r"requirements/.*|institutes/[^/]+/(submission\.yaml|reports/.*)")
_OWNED: Final = re.compile(r"(?:institutes|actions)/(?P<institute>[^/]+)/")


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A spot where something else may have been meant; `unread`, or read and not understood; `large` or one value.

    It may be meant for `institutes`, or for any (empty).
    """

    place: Place
    subject: str
    unread: bool
    large: bool
    institutes: tuple[str, ...]


class Doubts:
    """The spots of a plan that cast doubt on other findings."""

    def __init__(self, plan: Plan, found: Iterable[Diagnostic]) -> None:
        doubts = tuple(_doubts(plan, found))
        self._unread = [doubt for doubt in doubts if doubt.unread]
        # Thousands of mistyped ids in one file may all supply the same.
        self._alike: dict[tuple[str, bool, tuple[str, ...]], set[Place]] = {}
        for doubt in doubts:
            self._alike.setdefault((doubt.place.file, doubt.large, doubt.institutes), set()).add(doubt.place)

    def about(self, finding: Diagnostic, rule: Rule, item: Located | None) -> bool:
        """Whether a finding of a rule, about an item, may be a mistake that is told elsewhere."""
        own = {finding.place}
        return any(
            (rule.absence or large) and places != own and _may_supply(file, institutes, rule, finding.institutes)
            for (file, large, institutes), places in self._alike.items()
        ) or any(
            rule.absence and doubt.place != finding.place and _is_part(doubt, finding.subject, item)
            for doubt in self._unread
        )


def owner(file: str) -> tuple[str, ...]:
    """The institute whose file this is, if it is one's."""
    found = _OWNED.match(file)
    return (found["institute"],) if found else ()


def _doubts(plan: Plan, found: Iterable[Diagnostic]) -> Iterator[_Doubt]:
    def doubt(place: Place, subject: str, unread: bool, large: bool) -> _Doubt:
        # What stands in the folder of an institute that is not known may be that of any.
        known = tuple(id for id in owner(place.file) if id in plan.institutes_by_id or plan.lost(Institute, id))
        return _Doubt(place, subject, unread, large, known)

    for damaged in plan.damaged:
        if _APART.fullmatch(damaged.place.file):
            continue
        # Without title, period and date of the plan nothing else is lost.
        yield doubt(damaged.place, damaged.id, unread=True, large=damaged.model is not Identity)
    for finding in found:
        rule = rules().get(finding.rule)
        is_setting = any(_holds(setting, finding.place) for setting in plan.settings)
        if is_setting or _APART.fullmatch(finding.place.file):
            continue
        if finding.rule in READING_RULES:
            yield doubt(finding.place, finding.subject, unread=True, large=finding.rule in _LARGE)
        elif rule and rule.hides:
            yield doubt(finding.place, finding.subject, unread=False, large=True)


def _is_part(doubt: _Doubt, subject: str, item: Located | None) -> bool:
    """Whether the spot is part of an item, or of the text beside an action."""
    if item is None:
        return False
    inside = _holds(item.place, doubt.place)
    beside = isinstance(item, Action) and doubt.place.file == item.place.file.removesuffix(".yaml") + ".md"
    return inside or beside or (doubt.subject != "" and doubt.subject == subject)


def _holds(whole: Place, part: Place) -> bool:
    """Whether a place is on the lines of another."""
    return whole.file == part.file and whole.line <= part.line and part.end_line <= whole.end_line


def _may_supply(file: str, meant_for: tuple[str, ...], rule: Rule, institutes: tuple[str, ...]) -> bool:
    """Whether what a rule looks for, in the plans of these institutes, may have been meant at a spot in a file."""
    return any(fnmatchcase(file, pattern) for pattern in rule.supplied_by) and (
        not meant_for or not institutes or meant_for[0] in institutes
    )
