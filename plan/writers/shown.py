"""What of a document tree shows: the rest is not written.

In: blocks and inlines. Out: whether they show anything at all. Knows no Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from plan.document import (
    Block,
    Chart,
    CodeBlock,
    Contents,
    Derived,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Table,
)
from plan.writers.ooxml import NO_TEXT

# What leaves a trace on paper: no white space, nothing that is not written, no hyphen that shows only at a line's end.
_VISIBLE: Final = re.compile(f"[^\\s\u00ad{NO_TEXT}]")


def is_blank(inlines: tuple[Inline, ...]) -> bool:
    """Whether inlines show nothing."""
    return not any(map(_shows, inlines))


def _shows(inline: Inline) -> bool:
    match inline:
        case Run():
            return _VISIBLE.search(inline.text) is not None
        case Link() | Reference():
            return not is_blank(inline.inlines)
        case Note():
            return not all(map(is_empty, inline.blocks))
        case LineBreak():
            return False


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
            return _VISIBLE.search(block.text) is None
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
