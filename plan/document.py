"""The document tree: what both writers read.

In: nothing. Out: small frozen nodes: sections hold blocks, blocks hold inlines. The tree says what a
thing is (a heading, a goal's statement, a matrix cell), never how it looks. Knows no goals, no Word.

Blocks carry their `Origin`: the key and place of the authored value they show. One block over the whole
document is the value's *home* and is anchored; everywhere else the value is derived. What is `changed` since the plan
was filed gets a mark in the margin where a writer has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum
from operator import is_
from typing import TYPE_CHECKING, Literal, TypeVar

from plan.places import Place

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Origin:
    """Which authored value a block shows: its key (`de-stek.description`), which block of it (from 0), where it stands.

    `home` tells whether this block is where the value lives in the document: it gets the hidden anchor.
    """

    key: str
    place: Place
    part: int = 0
    home: bool = True


# --- inlines ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one kind. `to_write` marks what its author still has to write (`{nog ...}`).

    `language` is a BCP 47 tag where the words are not in the document's own; `property` names the document's
    property whose value they are.
    """

    text: str
    emphasis: bool = False
    strong: bool = False
    code: bool = False
    strike: bool = False
    to_write: bool = False
    origin: Origin | None = None
    language: str = ""
    property: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break the author asked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an address outside the document."""

    address: str
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to something in this document, by the target's anchor (`Heading.anchor`, `Table.anchor`, ...).

    What `shows` names of the target stands at the end of the inlines: its words, or the number of its caption. One that
    shows its page holds what is read as long as the page is not known.
    """

    anchor: str
    inlines: tuple[Inline, ...]
    shows: Literal["words", "number", "page"] = "words"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote at this spot. Notes that are equal in `name` are one note mentioned twice; "" is never shared."""

    blocks: tuple[Block, ...]
    name: str = ""


Inline = Run | LineBreak | Link | Reference | Note


# --- blocks ----------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a paragraph is; each role is a named style in the style document."""

    BODY = "body"
    TITLE = "title"  # of the document, on the cover
    SUBTITLE = "subtitle"
    COVER = "cover"  # other lines on the cover
    DRAFT = "draft"  # the word that marks an unfinished plan
    STATEMENT = "statement"  # effect sentence of a goal, set off
    LABEL = "label"  # small heading inside a sheet or goal ("Toelichting", "Timing"): not in the contents
    FACT = "fact"  # a line of facts in a sheet: period, owner
    CAPTION = "caption"  # the writers make their own captions for tables and pictures; this is for loose ones
    SOURCE = "source"  # where a table or a quote comes from
    LEGEND = "legend"
    GAP = "gap"  # something that should stand here and does not
    COLOPHON = "colophon"
    SIGNATURE = "signature"  # who signs, below the room for it


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1-4 (deeper ones are refused earlier); `anchor` is its name for references.

    `name` are the words by which references call it, where a code or a letter stands before them.
    """

    level: int
    inlines: tuple[Inline, ...]
    anchor: str = ""
    origin: Origin | None = None
    name: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one role."""

    inlines: tuple[Inline, ...]
    role: Role = Role.BODY
    origin: Origin | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item: its own blocks, nested lists among them."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A list; an ordered one starts at `start`, each list counts anew."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Text to be shown as it is, line by line."""

    text: str
    origin: Origin | None = None
    changed: bool = False


Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, `span` columns wide and `rows` rows high; the rows below leave out what it covers.

    `turned` text reads from bottom to top. `shade` is a named shade of the style document: "" none,
    "certain", "possible", "lacking" and "no-data" (how a goal stands), "group" (SD and theme headers), "class-1" ...
    "class-4" (classes of a ranking).
    """

    inlines: tuple[Inline, ...]
    span: int = 1
    rows: int = 1
    turned: bool = False
    shade: str = ""
    align: Align | None = None
    header: bool = False  # names its row: a first column that reads as a header
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its cells line up and its share of the width (shares are relative; 0 means: by content)."""

    align: Align = "left"
    share: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `header` rows repeat on each page, rows are kept whole.

    `kind` picks the table style: "plain", "matrix", "facts" (label and value, two columns).
    `caption` is printed above with a number of its own; `description` is the text for who cannot see it.
    """

    columns: tuple[Column, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    kind: Literal["plain", "matrix", "facts"] = "plain"
    caption: tuple[Inline, ...] = ()
    description: str = ""
    anchor: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its path in the workspace (`name`), its bytes as they are there, and what it shows (`alt`).

    `credit` tells who made it or where it comes from. One for a `full_page` is shown as large as its page allows.
    """

    name: str
    data: bytes
    alt: str
    caption: tuple[Inline, ...] = ()
    credit: tuple[Inline, ...] = ()
    full_page: bool = False
    anchor: str = ""
    origin: Origin | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """What one kind of column of a chart is called, and its number for each category."""

    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: for each category a column, its series one upon the other.

    `groups` are names above so many categories each; `heads` are what groups and categories are, where they stand as
    columns of a table. `description` is the text for who cannot see it.
    """

    heads: tuple[str, ...]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    groups: tuple[tuple[str, int], ...] = ()
    unit: str = ""
    caption: tuple[Inline, ...] = ()
    description: str = ""
    anchor: str = ""
    origin: Origin | None = None

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The names of each category: its own, behind that of the group that begins with it."""
        if not self.groups:
            return tuple((category,) for category in self.categories)
        groups = [name if at == 0 else "" for name, size in self.groups for at in range(size)]
        return tuple(zip(groups, self.categories, strict=True))


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents, of the headings up to `depth`, or of all captions; the writers fill them from the tree itself."""

    title: str
    depth: int = 3
    of: Literal["headings", "tables", "pictures"] = "headings"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Blocks made from data; to have them otherwise, change their `sources`: files or folders of the workspace."""

    blocks: tuple[Block, ...]
    sources: tuple[str, ...]


Block = Heading | Paragraph | List | Quote | CodeBlock | Table | Picture | Chart | Contents | PageBreak | Derived


Paper = Literal["a4", "a3"]


@dataclass(frozen=True, slots=True)
class Section:
    """A run of pages of one shape. The cover has no header and footer; an annex, and what follows it, no numbers.

    `paper` is what a landscape page is printed on.
    """

    blocks: tuple[Block, ...]
    kind: Literal["cover", "front", "body", "annex"] = "body"
    landscape: bool = False
    paper: Paper = "a4"


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say about a value, by its key and part: one paragraph after the other, beside its home."""

    key: str
    part: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, with what its header, footer and properties need.

    `subject` is what the header says beside the author, since a title tends to name the author too.
    `date` (year, month, day) stands for every time a file wants to hold. `draft` is the mark on cover and
    header ("Ontwerp"), empty for a final document. `properties` become custom document properties, `remarks` comments.
    """

    title: str
    author: str
    language: str
    date: tuple[int, int, int]
    sections: tuple[Section, ...]
    subject: str = ""
    draft: str = ""
    words: Words = field(default_factory=lambda: Words())
    properties: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """All top-level blocks in order, those that are derived among them."""
        for section in self.sections:
            yield from flat(section.blocks)


@dataclass(frozen=True, slots=True)
class Words:
    """The few fixed words a writer needs, in the document's language (they come from the templates)."""

    table: str = "Tabel"
    picture: str = "Figuur"
    page: str = "pagina"
    of: str = "van"
    derived: str = "Komt uit"
    change_there: str = "Pas daar aan"

    @classmethod
    def from_labels(cls, labels: Mapping[str, str]) -> Words:
        """The words as the labels of a plan have them."""
        return cls(**{field.name: str(labels[field.name]) for field in fields(cls)})


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks in order, and in the place of derived ones what they hold."""
    for block in blocks:
        if isinstance(block, Derived):
            yield from flat(block.blocks)
        else:
            yield block


def nested(block: Block) -> Iterator[Block]:
    """A block and all blocks inside it, each behind those that it holds."""
    match block:
        case List():
            for item in block.items:
                for inner in item.blocks:
                    yield from nested(inner)
        case Quote() | Derived():
            for inner in block.blocks:
                yield from nested(inner)
    yield block


def stretches(block: Block) -> Iterator[tuple[Inline, ...]]:
    """The inlines of a block itself, not of those inside it: of its words, of each of its cells, of its caption."""
    match block:
        case Heading() | Paragraph():
            yield block.inlines
        case Table():
            yield from (cell.inlines for row in (*block.header, *block.rows) for cell in row.cells)
            yield block.caption
        case Picture():
            yield block.caption
            yield block.credit
        case Chart():
            yield block.caption


def with_origin(block: Block, change: Callable[[Origin | None], Origin | None]) -> Block:
    """The same block with its origin changed, and that of the blocks it holds; the very same where nothing changes."""

    def inner(block: Block) -> Block:
        return with_origin(block, change)

    match block:
        case Contents() | PageBreak():
            return block
        case List():
            return altered(block, items=_each_item(block.items, inner), origin=change(block.origin))
        case Quote():
            return altered(block, blocks=_each(block.blocks, inner), origin=change(block.origin))
        case Derived():
            return altered(block, blocks=_each(block.blocks, inner))
        case _:
            return altered(block, origin=change(block.origin))


def with_inlines(block: Block, change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]) -> Block:
    """The same block with its inlines changed, at every depth; the very same where nothing changes."""

    def inner(block: Block) -> Block:
        return with_inlines(block, change)

    def row(row: Row) -> Row:
        return altered(row, cells=_each(row.cells, lambda cell: altered(cell, inlines=change(cell.inlines))))

    match block:
        case Heading() | Paragraph():
            return altered(block, inlines=change(block.inlines))
        case List():
            return altered(block, items=_each_item(block.items, inner))
        case Quote() | Derived():
            return altered(block, blocks=_each(block.blocks, inner))
        case Table():
            header, rows = _each(block.header, row), _each(block.rows, row)
            return altered(block, header=header, rows=rows, caption=change(block.caption))
        case Picture():
            return altered(block, caption=change(block.caption), credit=change(block.credit))
        case Chart():
            return altered(block, caption=change(block.caption))
        case _:
            return block


_Node = TypeVar("_Node", bound="DataclassInstance")
_Item = TypeVar("_Item")


def altered(node: _Node, **fields: object) -> _Node:
    """A node with other fields; itself when they are what it has, since most nodes stay as they are."""
    for name, value in fields.items():
        if getattr(node, name) is not value:
            return replace(node, **fields)
    return node


def _each(items: tuple[_Item, ...], change: Callable[[_Item], _Item]) -> tuple[_Item, ...]:
    """Items changed one by one; the same tuple when none is another."""
    return kept(map(change, items), items)


def kept(made: Iterable[_Item], before: tuple[_Item, ...]) -> tuple[_Item, ...]:
    """What was made of items, as the very same tuple when none of them is another."""
    made = tuple(made)
    return before if len(made) == len(before) and all(map(is_, made, before)) else made


def _each_item(items: tuple[ListItem, ...], change: Callable[[Block], Block]) -> tuple[ListItem, ...]:
    return _each(items, lambda item: altered(item, blocks=_each(item.blocks, change)))


def values_shown(inlines: tuple[Inline, ...]) -> Iterable[tuple[Origin | None, tuple[Inline, ...]]]:
    """Cut inlines where one authored value ends and another, or none, begins; each piece with the value it shows.

    What has no words of its own (a note, a reference without words yet) goes with the words around it; a link that
    shows more than one value counts as none, and is cut itself by whoever looks inside.
    """
    if len(inlines) == 1 and isinstance(inlines[0], Run):  # as in most paragraphs
        return ((inlines[0].origin, inlines),)
    return tuple(_cut(inlines))


def _cut(inlines: Iterable[Inline]) -> Iterator[tuple[Origin | None, tuple[Inline, ...]]]:
    origin: Origin | None = None
    piece: list[Inline] = []
    between: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Note | LineBreak) or (isinstance(inline, Link | Reference) and not inline.inlines):
            between.append(inline)
            continue
        if isinstance(inline, Run):
            own = inline.origin
        else:
            inside = {value for value, _shown in values_shown(inline.inlines)}
            own = inside.pop() if len(inside) == 1 else None
        if own == origin:
            piece += between
        else:
            if piece:
                yield origin, tuple(piece)
            if between:
                yield None, tuple(between)
            origin, piece = own, []
        piece.append(inline)
        between = []
    if piece:
        yield origin, tuple(piece)
    if between:
        yield None, tuple(between)


Captioned = Table | Picture | Chart


def captioned(blocks: Iterable[Block]) -> list[tuple[Captioned, int]]:
    """The tables and pictures that have a caption, with its number: tables and pictures each count on their own."""
    counts = {"tables": 0, "pictures": 0}
    found: list[tuple[Captioned, int]] = []
    for block in _captioned(blocks):
        kind = caption_kind(block)
        counts[kind] += 1
        found.append((block, counts[kind]))
    return found


def caption_kind(block: Captioned) -> Literal["tables", "pictures"]:
    """With what the caption of a block is counted."""
    return "tables" if isinstance(block, Table) else "pictures"


def _captioned(blocks: Iterable[Block]) -> Iterator[Captioned]:
    for block in blocks:
        match block:
            case Table():
                cells = (cell.inlines for row in (*block.header, *block.rows) for cell in row.cells)
                if plain_text(block.caption).strip() and any(plain_text(inlines).strip() for inlines in cells):
                    yield block
            case Picture() | Chart() if plain_text(block.caption).strip():
                yield block
            case List():
                yield from _captioned(inner for item in block.items for inner in item.blocks)
            case Quote() | Derived():
                yield from _captioned(block.blocks)


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """The characters of inlines, without marks, notes and addresses; a line break reads as a space."""
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Run():
                parts.append(inline.text)
            case LineBreak():
                parts.append(" ")
            case Link() | Reference():
                parts.append(plain_text(inline.inlines))
            case Note():
                pass
    return "".join(parts)
