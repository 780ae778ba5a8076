"""What of a document tree shows: the rest is not written.

In: blocks and inlines. Out: whether they show anything at all. Knows no Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plan.document import (
    Block,
    Chart,
    CodeBlock,
    Contents,
    Derived,
    Heading,
    Inline,
    Link,
    List,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Table,
    plain_text,
)
from plan.writers.ooxml import clean


def is_blank(inlines: tuple[Inline, ...]) -> bool:
    """Whether inlines show nothing."""
    return not clean(plain_text(inlines)).replace("\u00ad", "").strip() and not any(_notes(inlines))


def _notes(inlines: tuple[Inline, ...]) -> Iterator[bool]:
    for inline in inlines:
        match inline:
            case Note():
                yield not all(is_empty(block) for block in inline.blocks)
            case Link() | Reference():
                yield from _notes(inline.inlines)


def is_empty(block: Block) -> bool:
    """Whether a block shows nothing, so that it is left out."""
    match block:
        case Heading() | Paragraph():
            return is_blank(block.inlines)
        case List():
            return all(is_empty(inner) for item in block.items for inner in item.blocks)
        case Quote() | Derived():
            return all(is_empty(inner) for inner in block.blocks)
        case CodeBlock():
            return not clean(block.text).strip()
        case Table():
            return all(is_blank(cell.inlines) for row in (*block.header, *block.rows) for cell in row.cells)
        case Picture() | Chart() | Contents():
            return False
        case PageBreak():
            return True


def all_shown(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks that are shown, and those inside others."""
    for block in blocks:
        if not is_empty(block):
            yield block
            match block:
                case List():
                    yield from all_shown(inner for item in block.items for inner in item.blocks)
                case Quote() | Derived():
                    yield from all_shown(block.blocks)
