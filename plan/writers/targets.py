"""What references find at their targets: its words, the number of its caption, the page it stands on.

In: the blocks of a document and, once somebody laid it out, its pages. Out: for a reference, the words before the part
that a field in Word can keep up to date, and that part. Knows bookmarks by their names, no XML.

A field shows what its bookmark holds. So a bookmark stands around exactly the words that references show (the title in
a heading, the number in a caption), and a reference that its author worded otherwise is a link without a field: whoever
has Word update all fields finds no other word than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plan.anchors import reference_name
from plan.document import (
    Block,
    Captioned,
    Document,
    Heading,
    Inline,
    Link,
    Note,
    Reference,
    Run,
    plain_text,
    with_inlines,
)


@dataclass(frozen=True, slots=True)
class Pages:
    """On which page each bookmark stands, and how many pages there are; nothing as long as nobody laid them out."""

    by_bookmark: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


Cut = tuple[tuple[Inline, ...], tuple[Inline, ...]]


class Targets:
    """Where the references of one document can lead."""

    def __init__(self, shown: Iterable[Block], captions: Sequence[tuple[Captioned, int]], pages: Pages) -> None:
        """Of the blocks that are `shown`, those inside others among them, and the number of each caption."""
        self._pages = pages
        self._words: dict[str, str] = {}
        for block in shown:
            if isinstance(block, Heading) and block.anchor and (cut := name_in_heading(block)):
                self._words.setdefault(block.anchor, plain_text(cut[1]))
        self._numbers = {
            block.anchor: number for block, number in reversed(captions) if block.anchor not in self._words
        }

    def cut(self, reference: Reference) -> Cut | None:
        """The words before what a field shows, and those; None where the reference shows something else."""
        match reference.shows:
            case "words":
                shown = self._words.get(reference.anchor, "")
            case "number":
                shown = str(self._numbers.get(reference.anchor, ""))
            case "page":
                shown = str(self._pages.by_bookmark.get(reference_name(reference.anchor), ""))
        return cut_before(reference.inlines, shown) if shown else None


def name_in_heading(heading: Heading) -> Cut | None:
    """What stands in a heading before the words that references show, and those; None where they are no plain text."""
    return cut_before(heading.inlines, heading.name or plain_text(heading.inlines))


def cut_before(inlines: tuple[Inline, ...], words: str) -> Cut | None:
    """Cut inlines before the words that they end in; None where they end in something else."""
    before, after = list(inlines), list[Inline]()
    while words:
        last = before.pop() if before else None
        if not isinstance(last, Run):
            return None
        if words.endswith(last.text):
            after.insert(0, last)
            words = words[: len(words) - len(last.text)]
        elif last.text.endswith(words):
            at = len(last.text) - len(words)
            before.append(replace(last, text=last.text[:at]))
            after.insert(0, replace(last, text=last.text[at:]))
            words = ""
        else:
            return None
    return tuple(before), tuple(after)


def with_pages(document: Document, pages: Pages) -> Document:
    """The document whose references to pages name them, as far as they are known."""

    def known(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(map(named, inlines))

    def named(inline: Inline) -> Inline:
        match inline:
            case Reference(shows="page") if page := pages.by_bookmark.get(reference_name(inline.anchor)):
                return replace(inline, inlines=(Run(f"{document.words.page} {page}"),))
            case Link() | Reference():
                return replace(inline, inlines=known(inline.inlines))
            case Note():
                return replace(inline, blocks=tuple(with_inlines(block, known) for block in inline.blocks))
            case _:
                return inline

    sections = (
        replace(section, blocks=tuple(with_inlines(block, known) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections)) if pages.by_bookmark else document
