"""Find in a document what a requirement asks for: a value, a chapter, some words.

In: a document. Out: `Spot`s. Knows no requirements and no plan, only blocks, what they show and the headings above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from plan.checks import sentences
from plan.compose.homes import origins
from plan.document import (
    Block,
    Chart,
    Derived,
    Document,
    Heading,
    Inline,
    Link,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Table,
    plain_text,
    with_inlines,
)
from plan.places import Place
from plan.requirements.judgement import Spot

_UNWRITTEN = (Role.GAP, Role.DRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the document below the heading at `spot`."""

    block: Block
    spot: Spot

    @property
    def is_written(self) -> bool:
        """Whether something stands here, other than a heading or a gap."""
        return isinstance(self.block, Table | Picture | Chart) or any(self.said())

    def said(self) -> Iterator[str]:
        """What it says: each sentence, each item of a list, each cell of a table and each footnote."""
        return (said for text in _texts(self.block) if (said := text.strip()))


class Shown:
    """What a document shows, block by block."""

    def __init__(self, document: Document) -> None:
        self.lines = tuple(_lines(document))
        self._values: dict[str, Spot] = {}
        for line in self.lines:
            for origin in origins(line.block):
                spot = replace(line.spot, key=origin.key, place=origin.place)
                if origin.home and not origin.part:
                    self._values[origin.key] = spot
                self._values.setdefault(origin.key, spot)

    def value(self, key: str, place: Place) -> Spot:
        """Where an authored value is read; below no heading when it is not printed as such."""
        return replace(self._values.get(key, Spot()), key=key, place=place)

    def chapter(self, anchors: Iterable[str]) -> tuple[Line, ...]:
        """A chapter by the names its heading may have: that heading first, then all above the next of its level."""
        names = set(anchors)
        lines = iter(self.lines)
        for line in lines:
            if isinstance(line.block, Heading) and line.block.anchor in names:
                level = line.block.level
                break
        else:
            return ()
        found = [line]
        for line in lines:
            if isinstance(line.block, Heading) and line.block.level <= level:
                break
            found.append(line)
        return tuple(found)


def saying(terms: Iterable[str], lines: Iterable[Line]) -> Spot | None:
    """Where the first sentence stands that holds all of some terms."""
    patterns = [pattern_of(term) for term in terms]
    holding = (line for line in lines for said in line.said() if all(pattern.search(said) for pattern in patterns))
    return next((line.spot for line in holding), None)


def pattern_of(term: str) -> re.Pattern[str]:
    """What a term finds, whatever its capitals: `*` ends a stem, `/` stands between words of which one is enough."""
    choices = (r"\s+".join(map(_word, choice.split())) for choice in term.split("/"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)


def _word(word: str) -> str:
    return re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")


def _lines(document: Document) -> Iterator[Line]:
    chapter = ""
    spot = Spot()
    for block in document.blocks():
        if isinstance(block, Heading):
            words = plain_text(block.inlines)
            if block.level == 1:
                chapter, spot = words, Spot(words, words, block.anchor)
            elif block.anchor:
                spot = Spot(chapter, words, block.anchor)
        yield Line(block, spot)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() if block.role not in _UNWRITTEN:
            text = plain_text(block.inlines)
            yield from (text[start:end] for start, end in sentences.Shown(text).sentences)
        case List():
            for item in block.items:
                yield " ".join(text for inner in item.blocks for text in _texts(inner))
        case Quote() | Derived():
            yield from (text for inner in block.blocks for text in _texts(inner))
        case Table():
            yield from (plain_text(cell.inlines) for row in (*block.header, *block.rows) for cell in row.cells)
    yield from (text for note in _notes(block) for inner in note.blocks for text in _texts(inner))


def _notes(block: Block) -> list[Note]:
    found: list[Note] = []

    def look(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        for inline in inlines:
            match inline:
                case Note():
                    found.append(inline)
                case Link() | Reference():
                    look(inline.inlines)
        return inlines

    with_inlines(block, look)
    return found
