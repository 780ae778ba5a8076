"""How far a plan is, part by part in the order of its document, with the findings about each part.

In: an institute's document, its plan and the findings about it. Out: `Part`s, and the sentence that a finding is about.
Knows nothing of how it is shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plan.checks.items import items, texts
from plan.checks.sentences import Shown
from plan.compose import compose_document
from plan.compose.homes import origins
from plan.compose.remarks import Homes, homes_in
from plan.diagnostics import Diagnostic, Severity
from plan.document import Document, Heading, Origin, plain_text
from plan.model import Institute, Item, OperationalGoal, Plan, Status, StrategicGoal
from plan.places import Place, Prose, Sourced
from plan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, a goal, an action sheet ... under its heading; `item` is what its author calls finished or not.

    `level` is that of its heading; 0 is the document itself, for what no heading is about.
    """

    title: str
    level: int
    item: Item | None
    findings: tuple[Diagnostic, ...]

    @property
    def status(self) -> Status | None:
        """How far its author says it is; a part that is called ready while a gap is open is a draft."""
        if self.item is None:
            return None
        unfinished = any(found.severity is Severity.TODO for found in self.findings)
        return Status.DRAFT if self.item.ready and unfinished else self.item.status


def parts(document: Document, plan: Plan, findings: Iterable[Diagnostic]) -> tuple[Part, ...]:
    """The parts of a document in order; findings no value of which is shown go to the part that holds their item."""
    # Versions of a shared chapter bear its id: the file tells whose a heading is.
    known = {(name, item.place.file): item for name, item in items(plan)}
    heads: list[tuple[str, int, Item | None]] = [(document.title, 0, None)]
    homes: list[Origin] = []
    part_of: dict[tuple[str, int], tuple[int, int]] = {}
    for block in document.blocks():
        if isinstance(block, Heading) and (titled := _titled(block)) is not None:
            heads.append((plain_text(block.inlines), block.level, known.get(titled)))
        for home in homes_in((block,)):
            part_of[home.key, home.part] = len(heads) - 1, len(part_of)
            homes.append(home)
    sought = Homes(homes, plan)
    by_part: dict[int, list[tuple[int, Place, Diagnostic]]] = {}
    for found in findings:
        about = sought.of(found)
        part, position = part_of[about.key, about.part] if about else (0, 0)
        by_part.setdefault(part, []).append((position, found.place, found))
    return tuple(
        Part(
            title,
            level,
            item,
            tuple(found for _position, _place, found in sorted(by_part.get(at, ()), key=lambda one: one[:2])),
        )
        for at, (title, level, item) in enumerate(heads)
    )


def parts_of(workspace: Workspace, institute: Institute) -> tuple[Part, ...]:
    """The parts of an institute's document, with the findings about it."""
    document = compose_document(workspace.plan, institute, draft=True).document
    return parts(document, workspace.plan, workspace.about(str(institute.id)))


def spelled_once(names: Iterable[str]) -> Mapping[str, str]:
    """The one spelling of each person's name, by its small letters: "ilse" is Ilse."""
    spelled: dict[str, str] = {}
    for name in names:
        folded = name.casefold()
        spelled[folded] = min(name, spelled.get(folded, name))
    return spelled


def _titled(heading: Heading) -> tuple[str, str] | None:
    """The id of what a heading is the title of, and its file; None for one that an author, or a template, put there."""
    titles = (origin for origin in origins(heading) if origin.key.endswith(".title"))
    return next(((title.key.removesuffix(".title"), title.place.file) for title in titles), None)


# --- sentences -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an author's text: the words that a finding is about, and what stands around them."""

    before: str
    words: str
    after: str


def sentence_about(plan: Plan, place: Place) -> Sentence | None:
    """The sentence in which a place lies; None when no text holds it, as with a date, an id or a whole title."""
    text = _text_at(plan, place)
    if text is None or (text.place == place and not isinstance(text, Prose)):
        return None
    written = str.__str__(text)
    spans = _sentences(written) if isinstance(text, Prose) else ((0, len(written)),)
    # Sentences are sorted: the first that ends where the place does, or later, is the only one that may hold it.
    at = bisect_left(spans, _end(place), key=lambda span: _end(text.part(*span)))
    for start, end in spans[at : at + 1]:
        if text.part(start, end).holds(place):
            first = _offset(text, start, end, _start(place))
            last = _offset(text, first, end, _end(place))
            return Sentence(
                "…" * (first - start > _FARTHEST) + _on_one_line(written[max(start, first - _FARTHEST) : first]),
                _on_one_line(written[first:last]),
                _on_one_line(written[last : min(end, last + _FARTHEST)]) + "…" * (end - last > _FARTHEST),
            )
    return None


_FARTHEST: Final = 500  # characters, on either side: a sentence without end is not told whole with each finding in it


def sentence_of(item: Item | None) -> Sentence | None:
    """What a goal says of itself, for a finding about the goal as a whole; None for what has no such sentence."""
    statement = item.statement if isinstance(item, StrategicGoal | OperationalGoal) else None
    written = str.__str__(statement or "")
    span = next(iter(_sentences(written)), None)
    return Sentence(_on_one_line(written[slice(*span)]), "", "") if span else None


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a text begin and end: asked for each finding in it, on the pages of all institutes."""
    return Shown(text).sentences


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


def _offset(text: Sourced, start: int, end: int, wanted: tuple[int, int]) -> int:
    """Where in a text the character stands that is at a line and column."""
    ends = range(start, end + 1)
    return start + bisect_left(ends, wanted, key=lambda at: _start(text.part(at, at)))


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _end(place: Place) -> tuple[int, int]:
    return place.end_line, place.end_column


def _text_at(plan: Plan, place: Place) -> Sourced | None:
    """The innermost text that holds a place."""
    holding = [text for text in _texts_by_file(plan).get(place.file, ()) if text.place.holds(place)]
    return max(holding, key=lambda text: _start(text.place), default=None)


@lru_cache(maxsize=2)
def _texts_by_file(plan: Plan) -> Mapping[str, tuple[Sourced, ...]]:
    by_file: dict[str, list[Sourced]] = {}
    for text in texts(plan):
        by_file.setdefault(text.place.file, []).append(text)
    return {file: tuple(found) for file, found in by_file.items()}
