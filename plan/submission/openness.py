"""What keeps a plan from being filed: errors and gaps in what it prints, requirements that are not met.

In: a dossier, and the findings of the whole workspace. Out: one list of open points, each with its cure. What other
institutes wrote, and how the sector's goals are covered, is never among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from plan.diagnostics import Diagnostic
from plan.messages import Message, _
from plan.requirements import Judgement
from plan.submission.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Open:
    """What is open: findings, requirements, and what is wrong with a file that somebody finished by hand."""

    findings: tuple[Diagnostic, ...]
    requirements: tuple[Judgement, ...]
    file: tuple[Message, ...]

    def __len__(self) -> int:
        return len(self.findings) + len(self.requirements) + len(self.file)

    def points(self, language: str) -> Iterator[str]:
        """Each in one sentence, as the proof sheet tells it."""
        for found in self.findings:
            yield _point(str(found.place), found.message, language)
        for one in self.requirements:
            yield _point(str(one.requirement.title).removesuffix("."), one.told, language)
        for told in self.file:
            yield told.render(language)


def open_points(dossier: Dossier, of_all: Collection[Diagnostic]) -> Open:
    """What is open; a finding that is not among those of the whole workspace only shows in this plan alone."""
    known = {(found.rule, found.place) for found in (*of_all, *dossier.faults_of_making)}
    return Open(
        findings=tuple(found for found in dossier.errors if (found.rule, found.place) in known),
        requirements=tuple(one for one in dossier.judgements if one.is_open),
        file=dossier.finished.open if dossier.finished else (),
    )


def _point(where: str, told: Message | str, language: str) -> str:
    return _("{where}: {told}", where=where, told=told).render(language)
