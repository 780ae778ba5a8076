"""The files that go along with a plan: its annexes and the minutes of who approved it, numbered on.

In: a plan and one of its institutes. Out: each file with its letter, its title and its name in the dossier. Its bytes
are those of the workspace. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from plan.dutch import print_date
from plan.ids import slug
from plan.messages import _
from plan.model import Institute, Plan, annex_letter
from plan.sentences import capitalised

_LONGEST: Final = 48  # Windows has room for few folders above it


@dataclass(frozen=True, slots=True)
class GoingAlong:
    """A file that goes along with the plan."""

    letter: str
    title: str
    file: str
    data: bytes


def annexes_of(plan: Plan, institute: Institute, language: str) -> tuple[GoingAlong, ...]:
    """The annexes that the plan itself names by letter, then the institute's own and the minutes, lettered on.

    One whose file is not there is left out: the requirements tell of it.
    """
    named = [
        (plan.annex_letter(annex), str(plan.annex_title(annex, institute)), str(annex.file or ""))
        for annex in plan.annexes
    ]
    own = [
        (annex_letter(position), title, file)
        for position, (title, file) in enumerate(_own(plan, institute, language), len(plan.annexes))
    ]
    return tuple(
        GoingAlong(letter, title, _name(letter, title, file), plan.annex_files[path])
        for letter, title, file in (*named, *own)
        if (path := plan.annex_path(file, str(institute.id)))
    )


def _own(plan: Plan, institute: Institute, language: str) -> Iterator[tuple[str, str]]:
    submission = plan.submissions.get(str(institute.id))
    for annex in submission.annexes if submission else ():
        if annex.file:
            yield str(annex.title), str(annex.file)
    for approval in submission.approvals if submission else ():
        if approval.minutes:
            day = print_date(approval.date, language) if approval.date else "…"
            title = _("minutes of the {body}, {date}", body=approval.body, date=day).render(language)
            yield capitalised(title), str(approval.minutes)


def _name(letter: str, title: str, file: str) -> str:
    short = slug(title)[:_LONGEST].strip("-")
    return f"bijlage-{letter}-{short}{PurePosixPath(file).suffix.lower()}"
