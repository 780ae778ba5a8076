"""What a document says otherwise than an earlier one, marked where it stands.

In: two documents of one plan. Out: the later one, in which every heading, paragraph, picture and cell is `changed` that
the earlier one has not under the same heading. What only moved below its heading did not change. Knows no plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from plan.anchors import block_text
from plan.document import (
    Block,
    CodeBlock,
    Derived,
    Document,
    Heading,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Table,
    plain_text,
)


def with_marks(before: Document, after: Document) -> Document:
    """The later document with a mark on what changed."""
    known = _Known()
    _each(before, known.learn)
    return _each(after, known.mark)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a document says under each heading: texts, and the rows of tables by what names them."""

    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[tuple[str, str], list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, heading: str, block: Block) -> Block:
        """Remember what a block says."""
        if isinstance(block, Table):
            for row in (*block.header, *block.rows):
                said = _cells(row)
                self.rows[heading, _name(said)].append(said)
        self.texts[heading].add(_said(block))
        return block

    def mark(self, heading: str, block: Block) -> Block:
        """The block, marked if it says something that is not known under its heading."""
        match block:
            case Heading() | Paragraph() | CodeBlock() | Picture():
                changed = _said(block) not in self.texts[heading]
                return replace(block, changed=True) if changed else block
            case Table():
                header, rows = (
                    tuple(self._marked_row(heading, row) for row in group) for group in (block.header, block.rows)
                )
                return replace(block, header=header, rows=rows)
        return block

    def _marked_row(self, heading: str, row: Row) -> Row:
        said = _cells(row)
        old = self.rows.get((heading, _name(said)), [])
        changed = [not any(one[at : at + 1] == (text,) for one in old) for at, text in enumerate(said)]
        if all(changed):  # a row that is new is marked at its end
            changed = [at == len(said) for at, _text in enumerate(said, 1)]
        return Row(
            tuple(replace(cell, changed=True) if did else cell for cell, did in zip(row.cells, changed, strict=True))
        )


def _each(document: Document, visit: Callable[[str, Block], Block]) -> Document:
    """The document with every block that holds no others as `visit` makes it, given the heading it stands under."""
    heading = ""

    def made(block: Block) -> Block:
        nonlocal heading
        match block:
            case List():
                return replace(block, items=tuple(ListItem(tuple(map(made, item.blocks))) for item in block.items))
            case Quote() | Derived():
                return replace(block, blocks=tuple(map(made, block.blocks)))
            case Heading() if block.anchor:
                heading = block.anchor
        return visit(heading, block)

    sections = (replace(section, blocks=tuple(map(made, section.blocks))) for section in document.sections)
    return replace(document, sections=tuple(sections))


def _name(cells: tuple[str, ...]) -> str:
    """What names a row: its first cell."""
    return cells[0] if cells else ""


def _cells(row: Row) -> tuple[str, ...]:
    return tuple(_words(cell.inlines) for cell in row.cells)


def _said(block: Block) -> str:
    """All that a block says, its notes too; for a picture also what it shows."""
    match block:
        case Heading() | Paragraph():
            return _words(block.inlines)
        case Picture():
            return f"{_words((*block.caption, *block.credit))} {block.data.hex()}"
    return block_text(block)


def _words(inlines: tuple[Inline, ...]) -> str:
    return plain_text(inlines) + "".join(_notes(inlines))


def _notes(inlines: tuple[Inline, ...]) -> list[str]:
    notes = []
    for inline in inlines:
        match inline:
            case Note():
                notes += [block_text(block) for block in inline.blocks]
            case Link() | Reference():
                notes += _notes(inline.inlines)
    return notes
