"""A Word file that somebody finished by hand: whether it can be sent, and how it differs from the one that was made.

In: the bytes of the file, its name, and the document as composed. Out: differences for the record, and what of it still
stands open. The anchors in the file tell which paragraph is which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plan.document import Document
from plan.messages import Message, Refused, _, _n
from plan.review.comparing import SOURCES, compare
from plan.review.reading import Returned, read_word
from plan.review.remarks import Kind, Review, Spot
from plan.submission.manifest import Difference
from plan.writers.package import Unreadable


@dataclass(frozen=True, slots=True)
class Finished:
    """What was changed by hand, and what is not ready to be sent."""

    differences: tuple[Difference, ...]
    open: tuple[Message, ...]


def read_finished(name: str, data: bytes, document: Document, draft: bool) -> Finished:
    """Compare a file that was finished by hand with the document as composed. Raises `Refused`."""
    try:
        returned = read_word(data)
    except Unreadable:
        raise Refused(
            _("{file} cannot be read as a Word file; open it in Word and save it as .docx", file=name)
        ) from None
    ours = dict(document.properties)
    whose = returned.properties.get("institute", "")
    if whose != ours["institute"]:
        raise Refused(
            _('{file} is the plan of "{whose}", not of "{wanted}"', file=name, whose=whose, wanted=ours["institute"])
            if whose
            else _("{file} was not made by plan build: finish the file that stands in build/", file=name)
        )
    review = compare(returned, document)
    language = document.language.partition("-")[0]
    return Finished(tuple(_differences(review, language)), tuple(_open(name, returned, review, ours, draft)))


def _differences(review: Review, language: str) -> Iterator[Difference]:
    for remark in review.remarks:
        if remark.kind not in (Kind.COMMENT, Kind.UNMARKED):
            yield Difference(where=_where(remark.spot, language), made=remark.old or "", sent=remark.new)


def _where(spot: Spot, language: str) -> str:
    if spot.place is None:
        return "–"
    place = f"{spot.place.file}:{spot.place.line}"
    return place if spot.exact else _("after {place}", place=place).render(language)


def _open(name: str, returned: Returned, review: Review, ours: dict[str, str], draft: bool) -> Iterator[Message]:
    """What would show that the file is not ready."""
    if returned.is_draft and not draft:
        yield _("{file} is marked as a draft on its cover and pages; finish one made with plan submit", file=name)
    if tracked := sum(remark.kind.tracked for remark in review.remarks):
        yield _n(
            "{count} tracked change is still in {file}; accept it in Word",
            "{count} tracked changes are still in {file}; accept them in Word",
            tracked,
            file=name,
        )
    if comments := sum(remark.kind is Kind.COMMENT for remark in review.remarks):
        yield _n(
            "{count} comment is still in {file}; delete it in Word",
            "{count} comments are still in {file}; delete them in Word",
            comments,
            file=name,
        )
    if returned.properties.get(SOURCES) != ours[SOURCES]:
        yield _("the sources changed since {file} was made; its words may be old", file=name)
