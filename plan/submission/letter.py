"""The covering letter of a dossier, and the note that tells whoever sends it what to send.

In: a plan, one of its institutes, and the files that go along. Out: the letter as a `Document`, worded by the template
`begeleidende-brief.md`, and the note as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plan.compose import Composed, compose_letter
from plan.dutch import COUNTS, print_date
from plan.messages import Message, _, _n, in_words
from plan.model import Institute, Plan
from plan.places import Place, Text
from plan.submission.annexes import GoingAlong

TEMPLATE: Final = "begeleidende-brief"
_NOWHERE: Final = Place.of_file("")


@dataclass(frozen=True, slots=True)
class _Annex:
    letter: Text
    title: Text


@dataclass(frozen=True, slots=True)
class _Approval:
    body: Text
    date: Text | None


def covering_letter(
    plan: Plan, institute: Institute, annexes: Sequence[GoingAlong], language: str, draft: bool, amends: bool
) -> Composed:
    """The letter that goes on top."""
    submission = plan.submissions.get(str(institute.id))
    approvals = tuple(
        _Approval(approval.body, _text(print_date(approval.date, language)) if approval.date else None)
        for approval in (submission.approvals if submission else ())
    )
    names: Mapping[str, object] = {
        "addressee": submission.addressee if submission else None,
        "approvals": approvals,
        "going_along": tuple(_Annex(_text(annex.letter), _text(annex.title)) for annex in annexes),
        "amends": amends,
    }
    title = _("Covering letter, {plan}", plan=plan.identity.title).render(language)
    return compose_letter(plan, institute, TEMPLATE, names, title, draft)


def _text(words: str) -> Text:
    return Text(words, _NOWHERE)


# --- what to send ----------------------------------------------------------------------------------


_STEPS: Final = (
    _("Sign the covering letter first; it says what goes along."),
    _("Do not change the files any more: the folder archief holds proof of what was sent."),
    _("Keep the folder archief, or the zip beside it, for as long as somebody may ask what was sent."),
)


def what_to_send(files: Mapping[str, Message | str], institute: str, language: str, draft: bool) -> str:
    """The note beside the files that are sent: how many, which, and what else to do. Notepad's line ends."""
    count = _in_words(len(files), language)
    if draft:
        head = _("This is a draft: do not send these files yet.")
    else:
        head = _n("Send this file.", "Send these {words} files.", len(files), words=count)
    width = max(map(len, files))
    told = [in_words(words, language) for words in files.values()]
    steps = (
        *(() if draft else _STEPS),
        _("To see later that nothing changed: plan verify build/{institute}/indiening", institute=institute),
    )
    lines = [
        head.render(language),
        "",
        *(f"  {file:<{width}}  {words}" for file, words in zip(files, told, strict=True)),
        "",
        *(f"- {step.render(language)}" for step in steps),
    ]
    return "\r\n".join(lines) + "\r\n"


def _in_words(count: int, language: str) -> str:
    return COUNTS[count - 2] if language == "nl" and 2 <= count < len(COUNTS) + 2 else str(count)
