"""What a requirement is judged on, and how a judgement is told.

In: a plan, one of its institutes, what its document shows and what was found about it. Out: `Case`, where all of that
is at hand, and the few words that all ways of judging share. Judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plan.coverage import Carried, printed_actions
from plan.diagnostics import Diagnostic
from plan.messages import Message, _n
from plan.model import Institute, Plan, Requirement, Submission
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Place
from plan.requirements.judgement import Judgement, Spot, Standing
from plan.requirements.shown import Line, Shown

_NAMED: Final = 4
"""How many things a sentence names before it counts the others."""


@dataclass(frozen=True)
class Case:
    """A plan as one institute files it."""

    plan: Plan
    institute: Institute
    shown: Shown
    findings: tuple[Diagnostic, ...]

    @property
    def id(self) -> str:
        """The institute's id."""
        return str(self.institute.id)

    @property
    def submission(self) -> Submission | None:
        """What the institute says about filing its plan."""
        return self.plan.submissions.get(self.id)

    @property
    def submission_file(self) -> str:
        """Where it says so."""
        return f"institutes/{self.id}/submission.yaml"

    @cached_property
    def actions(self) -> tuple[Carried, ...]:
        """The actions that the document prints."""
        return printed_actions(self.plan, self.institute)

    @cached_property
    def chapters(self) -> tuple[PlannedChapter, ...]:
        """The chapters of the document in order, each before those below it."""
        return tuple(one for top in planned_chapters(self.plan, self.institute)[0] for one in top.walk())

    def chapter(self, role: str) -> PlannedChapter | None:
        """The first chapter of a role."""
        return next((chapter for chapter in self.chapters if chapter.slot.role == role), None)

    def lines(self, chapter: PlannedChapter) -> tuple[Line, ...]:
        """What the document shows of a chapter and of those below it, its heading first."""
        return self.shown.chapter((chapter.id, str(chapter.slot.framework or "") or chapter.id))

    def seen(self, requirement: Requirement) -> tuple[Spot, ...]:
        """The chapter where a reader sees it, or the one that this is part of, where no words tell of it."""
        chapter = self.chapter(requirement.see) if requirement.see else None
        while chapter:
            if lines := self.lines(chapter):
                return (lines[0].spot,)
            chapter = next((one for one in self.chapters if chapter in one.chapters), None)
        return ()


def met(requirement: Requirement, spots: Iterable[Spot], told: Message | str = "") -> Judgement:
    """It is met, at these spots."""
    return Judgement(requirement, Standing.MET, tuple(spots), told)


def not_met(
    requirement: Requirement, told: Message | str, place: Place | None, spots: Iterable[Spot] = ()
) -> Judgement:
    """It is not met: what to do about it, and where."""
    return Judgement(requirement, Standing.NOT_MET, tuple(spots), told, place)


def some(names: Iterable[str]) -> tuple[Message | str, ...]:
    """The first few names, and how many others there are."""
    known = tuple(names)
    if len(known) <= _NAMED + 1:
        return known
    others = len(known) - _NAMED
    return (*known[:_NAMED], _n("{count} other", "{count} others", others))
