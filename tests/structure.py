"""A document tree as lines of text: what a reader finds in the document, and which block is whose home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Contents,
    Derived,
    Document,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    Note,
    Origin,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Run,
    Table,
)


def structure(document: Document) -> str:
    """The whole document; blocks that are the home of a value say so behind `<-`."""
    lines = [f"{document.title} | {document.author} | {document.language} | {document.draft or 'final'}"]
    for section in document.sections:
        lines.append(f"=== {section.kind}{' landscape' if section.landscape else ''}")
        lines += blocks_as_lines(section.blocks)
    return "\n".join(lines) + "\n"


def blocks_as_lines(blocks: Sequence[Block], indent: str = "") -> Iterator[str]:
    for block in blocks:
        yield from (f"{indent}{line}" for line in _lines(block))


def all_blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, those inside others too."""
    for block in blocks:
        yield block
        match block:
            case List():
                for item in block.items:
                    yield from all_blocks(item.blocks)
            case Quote() | Derived():
                yield from all_blocks(block.blocks)
            case _:
                pass


def homes(node: object) -> Iterator[tuple[str, int]]:
    """Key and part of each value that has its home below a node; runs that show one value together are one home."""
    in_words: set[tuple[str, int]] = set()
    for part in _parts(node):
        origin = getattr(part, "origin", None)
        if isinstance(origin, Origin) and origin.home:
            if not isinstance(part, Run):
                yield origin.key, origin.part
            in_words |= {(origin.key, origin.part)} if isinstance(part, Run) else set()
    yield from in_words


def _parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for part in node:
            yield from _parts(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            yield from _parts(getattr(node, field.name))


def _lines(block: Block) -> Iterator[str]:
    origin = getattr(block, "origin", None)
    home = f"  <- {origin.key}#{origin.part}" if origin is not None and origin.home else ""
    match block:
        case Heading():
            anchor = f" ({block.anchor})" if block.anchor else ""
            yield f"{'#' * block.level} {inlines_as_text(block.inlines)}{anchor}{home}"
        case Paragraph():
            yield f"{block.role}: {inlines_as_text(block.inlines)}{home}"
        case List():
            for number, item in enumerate(block.items, block.start):
                first, *rest = blocks_as_lines(item.blocks) if item.blocks else [""]
                yield f"{f'{number}.' if block.ordered else '-'} {first}"
                yield from (f"   {line}" for line in rest)
        case Quote():
            yield "quote:"
            yield from blocks_as_lines(block.blocks, "   ")
        case Derived():
            yield f"derived from {', '.join(block.sources)}:"
            yield from blocks_as_lines(block.blocks)
        case CodeBlock():
            yield f"code: {block.text!r}{home}"
        case Table():
            yield f"table {block.kind}: {inlines_as_text(block.caption)}{home}"
            yield from (f"   {_row(row)}" for row in (*block.header, *block.rows))
        case Picture():
            yield f"picture {block.name}: {block.alt}{home}"
        case Contents():
            yield f"contents to level {block.depth}: {block.title}"
        case PageBreak():
            yield "page break"


def _row(row: Row) -> str:
    return " | ".join(map(_cell, row.cells))


def _cell(cell: Cell) -> str:
    wide = f" ×{cell.span}" if cell.span > 1 else ""
    high = f" ↓{cell.rows}" if cell.rows > 1 else ""
    return f"{inlines_as_text(cell.inlines)}{wide}{high}"


def inlines_as_text(inlines: Sequence[Inline]) -> str:
    """Inlines with signs for what they are: `**strong**`, `[link](address)`, `<reference|anchor>`, `{note}`."""
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Run():
            sign = "!" * inline.to_write + "**" * inline.strong + "*" * inline.emphasis + "`" * inline.code
            return f"{sign}{inline.text}{sign[::-1]}"
        case LineBreak():
            return " / "
        case Link():
            return f"[{inlines_as_text(inline.inlines)}]({inline.address})"
        case Reference():
            return f"<{inlines_as_text(inline.inlines)}|{inline.anchor}>"
        case Note():
            return f"{{{' '.join(blocks_as_lines(inline.blocks))}}}"
