"""Write a document tree as plain GitHub-flavoured Markdown.

In: a `Document`. Out: a Markdown file (UTF-8, LF) and the pictures that it shows, the same bytes for the same tree.
Knows Markdown and how GitHub names headings; knows nothing of goals, actions or Word.

The file is meant to be read raw too, and reads back as the same tree as far as Markdown can say it: roles, shades,
merged cells and page ends have no words there. It begins with the title, its only heading of the first level.
It keeps the rules of markdownlint but the one on the length of lines (MD013); where a plan has two headings with the
same words, it says itself that this is meant (MD024).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from plan.document import (
    Align,
    Block,
    Cell,
    Chart,
    CodeBlock,
    Contents,
    Derived,
    Document,
    Heading,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Role,
    Row,
    Run,
    Table,
    caption_kind,
    captioned,
    plain_text,
)
from plan.dutch import print_number
from plan.pictures import Size, is_showable, measure, publish
from plan.writers.markdown_inlines import InlineWriter, clean, marked, protect_line

_WIDEST_PADDED_TABLE: Final = 120  # a wider one is written without padding: no screen would show its columns
_DEEPEST_HEADING: Final = 6

_SAME_HEADINGS: Final = "<!-- markdownlint-disable MD024 -->"
_BETWEEN_QUOTES: Final = "<!-- -->"
_ENDS: Final = (".", ",", ";", ":", "!", "?")

Lines = list[str]


def write_markdown(document: Document, name: str = "plan.md", picture_folder: str = "beelden") -> dict[str, bytes]:
    """The files of a document by name: the text, and its pictures in their folder beside it."""
    writer = _Writer(document, picture_folder)
    text = writer.text()
    return {name: text.encode()} | writer.pictures


class _Writer:
    def __init__(self, document: Document, picture_folder: str) -> None:
        self.document = document
        self.picture_folder = picture_folder
        self.pictures: dict[str, bytes] = {}
        self.picture_paths: dict[str, str] = {}
        self.inlines = InlineWriter(self.address, self.note)
        pictures = (block for block in _named(tuple(document.blocks())) if isinstance(block, Picture))
        self.full_pages = {block.data for block in pictures if block.full_page}
        self.numbered_tables = 0
        self.numbered_pictures = 0
        self.notes: list[Note] = []
        self.numbers_by_note: dict[str, int] = {}
        self.names = _HeadingNames()
        self.outline: list[tuple[Heading, str]] = []
        self.names_by_anchor: dict[str, str] = {}
        self.names_above: dict[int, str] = {}  # of the headings above tables and pictures, by the identity of these

    def text(self) -> str:
        blocks = tuple(self.document.blocks())
        titles = (block for block in blocks if isinstance(block, Paragraph) and block.role is Role.TITLE)
        title = next(titles, Paragraph((Run(self.document.title),), Role.TITLE))
        blocks = (title, *(block for block in blocks if block is not title))
        self.name_headings(blocks)
        body = self.blocks(blocks)
        if self.names.repeated:
            body[1:1] = ["", _SAME_HEADINGS]
        for number, note in enumerate(self.notes, 1):  # a note may mention further notes, which then follow
            lines = self.blocks(note.blocks) or [""]
            # Readers do not agree where an item ends that begins on the line of the mark.
            if not all(isinstance(block, Paragraph) for block in note.blocks):
                lines.insert(0, "")
            body += ["", f"[^{number}]: {lines[0]}".rstrip(), *_indented(lines[1:], "    ")]
        return "\n".join(body) + "\n"

    # --- anchors and notes

    def name_headings(self, blocks: Sequence[Block]) -> None:
        """Give each heading the name that GitHub will give it; a table or picture is found under its heading.

        An anchor of its own would take a tag, which is no Markdown.
        """
        name = ""
        for block in _named(blocks):
            if isinstance(block, Heading):
                name = self.names.take(plain_text(block.inlines))
                self.outline.append((block, name))
            else:
                self.names_above[id(block)] = name
            if block.anchor and name:
                self.names_by_anchor.setdefault(block.anchor, name)

    def address(self, anchor: str) -> str | None:
        name = self.names_by_anchor.get(anchor)
        return None if name is None else f"#{name}"

    def note(self, note: Note) -> str:
        number = self.numbers_by_note.get(note.name)
        if number is None:
            self.notes.append(note)
            number = len(self.notes)
            if note.name:
                self.numbers_by_note[note.name] = number
        return f"[^{number}]"

    # --- blocks

    def blocks(self, blocks: Sequence[Block], tight: bool = False) -> Lines:
        """Blocks with a blank line between them, unless they are `tight`."""
        lines: Lines = []
        other_marker = False
        before: Block | None = None
        for block in blocks:
            # A list right after a list of its kind would go on with it, but for another marker.
            follows = isinstance(block, List) and isinstance(before, List) and block.ordered == before.ordered
            other_marker = follows and not other_marker
            if written := self.block(block, other_marker):
                if lines and lines[-1].startswith(">") and written[0].startswith(">"):
                    lines += ["", _BETWEEN_QUOTES]
                lines += ["", *written] if lines and not tight else written
                before = block
        return lines

    def block(self, block: Block, other_marker: bool) -> Lines:
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.list(block, other_marker)
            case Quote():
                return _quoted(self.blocks(block.blocks))
            case CodeBlock():
                fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`*", block.text)))
                return [f"{fence}text", *map(clean, block.text.split("\n")), fence]
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Contents():
                return self.contents(block)
            case Chart():
                return self.chart(block)
            case Derived():
                return self.blocks(block.blocks)
            case PageBreak():
                return []

    def heading(self, block: Heading) -> Lines:
        text = self.inlines.write(block.inlines, line_break=" ").strip()
        text = re.sub(r"(?:^|(?<=\s))(?=#+$)", r"\\", text)  # hashes at the end would close the heading
        return ["#" * min(block.level + 1, _DEEPEST_HEADING) + f" {text}"] if text else []

    def paragraph(self, block: Paragraph) -> Lines:
        match block.role:
            case Role.TITLE:
                return self.heading(Heading(0, block.inlines))
            case Role.STATEMENT:
                return _quoted(self.lines(block.inlines))
            case Role.LABEL:
                return self.lines(_ended(marked(block.inlines, strong=True), ":"))
            case Role.DRAFT | Role.GAP:
                return self.lines(_ended(marked(block.inlines, strong=True), "."))
            case Role.SIGNATURE if all(isinstance(inline, Run) and inline.strong for inline in block.inlines):
                return self.lines(_ended(block.inlines, "."))
            case _:
                return self.lines(block.inlines)

    def lines(self, inlines: Sequence[Inline]) -> Lines:
        """The lines of a paragraph: one, and one more after each line break."""
        lines = [line.strip() for line in self.inlines.write(inlines).split("\\\n")]
        while lines and not lines[-1]:
            lines.pop()
        lines = [protect_line(line) for line in lines]
        return [f"{line}\\" for line in lines[:-1]] + lines[-1:]

    def list(self, block: List, other_marker: bool) -> Lines:
        tight = all(_is_tight(item) for item in block.items)
        items = [self.blocks(item.blocks, tight) for item in block.items]
        lines: Lines = []
        for number, item in enumerate(items, block.start):
            sign = ")" if other_marker else "."
            marker = f"{number}{sign}" if block.ordered else "*" if other_marker else "-"
            if lines and not tight:
                lines.append("")
            first, *rest = item or [""]
            lines += [f"{marker} {first}".rstrip(), *_indented(rest, " " * (len(marker) + 1))]
        return lines

    def contents(self, block: Contents) -> Lines:
        lines = self.heading(Heading(1, (Run(block.title),)))
        lines += [""] if lines else []
        if block.of != "headings":
            return lines + list(self.list_of_captions(block.of))
        above: list[int] = []
        for heading, name in self.outline:
            if not 0 < heading.level <= block.depth:
                continue
            while above and above[-1] >= heading.level:
                above.pop()
            link = Link(f"#{name}", (Run(plain_text(heading.inlines)),))
            lines.append("  " * len(above) + f"- {self.inlines.write((link,))}")
            above.append(heading.level)
        return lines

    def list_of_captions(self, kind: str) -> Iterator[str]:
        """A line for each caption of a kind, which leads to the heading that it stands under."""
        word = self.document.words.table if kind == "tables" else self.document.words.picture
        for block, number in captioned(self.document.blocks()):
            if caption_kind(block) == kind:
                words = Run(f"{word} {number}: {plain_text(block.caption)}")
                name = self.names_above[id(block)]
                yield f"- {self.inlines.write((Link(f'#{name}', (words,)) if name else words,))}"

    # --- pictures and tables

    def picture(self, block: Picture) -> Lines:
        if not is_showable(block.data):
            words = Run(f"{self.document.words.picture}: {block.alt or block.name}")
            return self.paragraph(Paragraph((words,), Role.GAP))
        alt = block.alt.strip() or plain_text(block.caption)
        lines = [f"!{self.inlines.write((Link(self.picture_path(block), (Run(alt),)),))}"]
        if block.caption:
            self.numbered_pictures += 1
            lines += ["", *self.caption(self.document.words.picture, self.numbered_pictures, block.caption)]
        if block.credit:
            lines += ["", *self.lines(block.credit)]
        return lines

    def chart(self, block: Chart) -> Lines:
        """The numbers of a chart as a table: Markdown draws none."""
        rows = [(*block.heads, *(series.name for series in block.series))]
        for at, names in enumerate(block.rows):
            rows.append((*names, *(print_number(series.values[at]) for series in block.series)))
        aligns: list[Align] = [*["left"] * len(block.heads), *["right"] * len(block.series)]  # type: ignore[list-item]
        lines = _drawn([[self.cell(Cell((Run(text),))) for text in row] for row in rows], aligns)
        if block.caption:
            self.numbered_pictures += 1
            lines += ["", *self.caption(self.document.words.picture, self.numbered_pictures, block.caption)]
        return lines

    def picture_path(self, block: Picture) -> str:
        """Where the picture goes: under its own file name, with a number where another picture has that."""
        data, suffixes = _published(block.data, block.data in self.full_pages)
        path = PurePosixPath(block.name)
        suffix = path.suffix if path.suffix.lower() in suffixes else suffixes[0]
        number = 1
        while True:
            name = f"{path.stem}{suffix}" if number == 1 else f"{path.stem}-{number}{suffix}"
            written = f"{self.picture_folder}/{name}"
            # Windows and macOS do not tell capitals apart.
            written = self.picture_paths.setdefault(written.casefold(), written)
            if self.pictures.setdefault(written, data) == data:
                return written
            number += 1

    def caption(self, word: str, number: int, inlines: tuple[Inline, ...]) -> Lines:
        return self.lines((Run(f"{word} {number}.", strong=True), Run(" "), *inlines))

    def table(self, block: Table) -> Lines:
        lines: Lines = []
        if block.caption:
            self.numbered_tables += 1
            lines += [*self.caption(self.document.words.table, self.numbered_tables, block.caption), ""]
        if block.kind == "facts" and not block.header:
            return lines + [line for row in block.rows for line in self.fact(row)]
        width = len(block.columns)
        header = _grid(block.header or (Row(()),), width)
        if groups := self.groups([_path(column) for column in zip(*header, strict=True)]):
            lines += [*groups, ""]
        rows = [[self.cell(area.cell) for area in header[-1]]]
        for areas in _grid(block.rows, width):
            rows.append([self.cell(area.cell) if area.left == left else "" for left, area in enumerate(areas)])
        return lines + _drawn(rows, [column.align for column in block.columns])

    def cell(self, cell: Cell) -> str:
        return self.inlines.write(cell.inlines, line_break=" / ").strip().replace("|", "\\|")

    def fact(self, row: Row) -> Lines:
        """A label and its value, as an item: a table without a header has no place in Markdown."""
        label, *values = (cell.inlines for cell in row.cells)
        inlines = list(marked(label, strong=True))
        for value in values:
            inlines += [Run(" " if plain_text(label).endswith(":") else ": "), *value]
        first, *rest = self.lines(inlines) or [""]
        return [f"- {first}".rstrip(), *_indented(rest, "  ")]

    def groups(self, paths: Sequence[Sequence[_Area]], indent: str = "") -> Lines:
        """What stands above the last header row, as a list: each group with the columns that it holds."""
        lines: Lines = []
        for group, stretch in groupby(paths, key=lambda path: path[0]):
            below = [path[1:] for path in stretch if len(path) > 1]
            if not below or not plain_text(group.cell.inlines):
                continue
            inlines = list(marked(group.cell.inlines, strong=True))
            columns = [path[0] for path in below if len(path) == 1]
            for number, column in enumerate(columns):
                inlines += [Run("; " if number else ": "), *column.cell.inlines]
            lines.append(f"{indent}- {self.inlines.write(inlines, line_break=' ')}".rstrip())
            lines += self.groups([path for path in below if len(path) > 1], f"{indent}  ")
        return lines


# On a screen nothing says how large a picture is shown: it is kept as fine as a page of the Word file asks (twips).
_ROOM: Final = {False: Size(9100, 13200), True: Size(14600, 9700)}
_SUFFIXES: Final = {"png": (".png",), "jpeg": (".jpg", ".jpeg"), "svg": (".svg",)}


def _published(picture: bytes, full_page: bool) -> tuple[bytes, tuple[str, ...]]:
    """What is kept of a picture, and the ends that the name of such a file can have."""
    natural, room = measure(picture), _ROOM[full_page]
    scale = min(1.0, room.width / natural.width, room.height / natural.height)
    made = publish(picture, max(1, round(natural.width * scale)), max(1, round(natural.height * scale)))
    return made.data, _SUFFIXES[made.kind]


# --- headings --------------------------------------------------------------------------------------


class _HeadingNames:
    """Names of headings as GitHub makes them: small letters, hyphens for blanks, a number from the second on."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}
        self.repeated = False

    def take(self, text: str) -> str:
        """The name for the next heading with this text."""
        kept = (char for char in text.strip().lower() if char in " -" or _in_a_word(char))
        plain = name = "".join(kept).replace(" ", "-")
        while name in self._given:
            self._given[plain] += 1
            self.repeated = True
            name = f"{plain}-{self._given[plain]}"
        self._given[name] = 0
        return name


def _in_a_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc")


def _named(blocks: Sequence[Block]) -> Iterator[Heading | Table | Picture | Chart]:
    """All that becomes a heading and all that stands under one, in order; what the contents do not list has level 0."""
    for block in blocks:
        match block:
            case Heading() if plain_text(block.inlines):
                yield block
            case Paragraph(role=Role.TITLE):
                yield Heading(0, block.inlines)
            case Contents() if block.title:
                yield Heading(0, (Run(block.title),))
            case Table() | Picture() | Chart():
                yield block
            case Quote() | Derived():
                yield from _named(block.blocks)
            case List():
                for item in block.items:
                    yield from _named(item.blocks)


# --- lines -----------------------------------------------------------------------------------------


def _ended(inlines: Sequence[Inline], sign: str) -> tuple[Inline, ...]:
    """A line that is all bold, with a sign at its end: without one it would pass for a heading (MD036)."""
    last = inlines[-1] if inlines else None
    if not isinstance(last, Run) or last.text.rstrip().endswith(_ENDS):
        return tuple(inlines)
    return (*inlines[:-1], replace(last, text=last.text.rstrip() + sign))


def _indented(lines: Sequence[str], indent: str) -> Lines:
    return [f"{indent}{line}" if line else "" for line in lines]


def _quoted(lines: Sequence[str]) -> Lines:
    return [f"> {line}" if line else ">" for line in lines]


def _is_tight(item: ListItem) -> bool:
    """Whether an item needs no blank line: one paragraph, and at most one list that may follow it directly."""
    match item.blocks:
        case () | (Paragraph(),) | (List(),):
            return True
        case (Paragraph(), List() as below):
            return (not below.ordered or below.start == 1) and bool(below.items and below.items[0].blocks)
        case _:
            return False


# --- tables ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Area:
    """A cell with the row and column of its first corner."""

    cell: Cell
    top: int
    left: int


def _grid(rows: Sequence[Row], width: int) -> list[list[_Area]]:
    """For each row, for each column, the cell that covers it."""
    areas: dict[tuple[int, int], _Area] = {}
    for top, row in enumerate(rows):
        left = 0
        for cell in row.cells:
            while (top, left) in areas:
                left += 1
            area = _Area(cell, top, left)
            areas |= {(top + down, left + right): area for down in range(cell.rows) for right in range(cell.span)}
    return [[areas.get((top, left), _Area(Cell(()), top, left)) for left in range(width)] for top in range(len(rows))]


def _path(column: Sequence[_Area]) -> list[_Area]:
    """The cells of a column from top to bottom, each once."""
    return [area for area, _ in groupby(column)]


_PADDING: Final[dict[Align, str]] = {"left": "<", "center": "^", "right": ">"}


def _drawn(rows: Sequence[Sequence[str]], aligns: Sequence[Align]) -> Lines:
    """A header row, the rule below it and the other rows; padded where that fits a screen."""
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 3 * len(widths) + 1 > _WIDEST_PADDED_TABLE:
        widths = [0] * len(widths)
    shapes = list(zip(aligns, widths, strict=True))
    header, *body = (
        [f"{text:{_PADDING[align]}{width}}" for text, (align, width) in zip(row, shapes, strict=True)] for row in rows
    )
    ruler = [_ruler(align, width) for align, width in shapes]
    return ["|" + "|".join(f" {text} " if text else " " for text in row) + "|" for row in (header, ruler, *body)]


def _ruler(align: Align, width: int) -> str:
    dashes = "-" * max(3, width)
    match align:
        case "left":
            return dashes
        case "center":
            return f":{dashes[2:]}:"
        case "right":
            return f"{dashes[1:]}:"
