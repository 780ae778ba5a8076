"""A text that arrived from elsewhere: its blocks, what there is to tell about them, and the words it had.

In: nothing. Out: `Arrived`, and a way to count words, so that what is written can be held against what came in. Knows
neither Word nor HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plan.document import (
    Block,
    CodeBlock,
    Derived,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Table,
)
from plan.messages import Message

_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Blocks, remarks about how they were read, and how often each word stood in what was read."""

    blocks: tuple[Block, ...]
    told: tuple[Message, ...]
    words: Counter[str]


def words_of(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in texts; signs that nobody sees part no words."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_WORD.findall(unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()))
    return found


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """All that blocks say, piece by piece; the number of an item is said too."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield from _said(block.inlines)
            case List():
                for number, item in enumerate(block.items, block.start):
                    yield str(number) if block.ordered else ""
                    yield from texts_of(item.blocks)
            case Quote() | Derived():
                yield from texts_of(block.blocks)
            case CodeBlock():
                yield block.text
            case Table():
                yield from _said(block.caption)
                for row in (*block.header, *block.rows):
                    for cell in row.cells:
                        yield from _said(cell.inlines)
            case Picture():
                yield block.alt
                yield from _said(block.caption)
            case _:
                pass


def to_write_in(blocks: Iterable[Block]) -> Iterator[str]:
    """What in blocks is still to be written, in order."""
    for inline in _inlines_in(blocks):
        if isinstance(inline, Run) and inline.to_write:
            yield inline.text


def _inlines_in(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield from _flat(block.inlines)
            case List():
                for item in block.items:
                    yield from _inlines_in(item.blocks)
            case Quote() | Derived():
                yield from _inlines_in(block.blocks)
            case Table():
                for row in (*block.header, *block.rows):
                    for cell in row.cells:
                        yield from _flat(cell.inlines)
            case _:
                pass


def _flat(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield inline
        if isinstance(inline, Link | Reference):
            yield from _flat(inline.inlines)
        elif isinstance(inline, Note):
            yield from _inlines_in(inline.blocks)


def _said(inlines: Iterable[Inline]) -> Iterator[str]:
    """The words of inlines in one piece, and those of their notes."""
    notes: list[str] = []
    yield "".join(_flat_words(inlines, notes))
    yield from notes


def _flat_words(inlines: Iterable[Inline], notes: list[str]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Run():
                # What is to be written is a remark among the words, not one of them.
                yield f" {inline.text} " if inline.to_write else inline.text
            case LineBreak():
                yield " "
            case Link() | Reference():
                yield from _flat_words(inline.inlines, notes)
            case Note():
                notes += texts_of(inline.blocks)
