"""A document tree as plain data, for a template that sets it.

In: a `Document` and an open style document. Out: `Tree`: nested mappings and lists of strings and numbers (lengths in
points), the pictures it names, and which cells of its tables are headers of their rows. Knows the names of Word's
styles, as the Word writer does; knows no Typst.

Remarks and where derived blocks come from are for who works on a draft in Word: they are left out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, assert_never

from plan.anchors import block_text
from plan.document import (
    Block,
    Captioned,
    Chart,
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
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Run,
    Section,
    Table,
    caption_kind,
    plain_text,
)
from plan.dutch import keep_together
from plan.pictures import Published, is_showable, publish
from plan.writers import ooxml
from plan.writers.addresses import kept_address
from plan.writers.letterhead import Letterhead, Line, Logo, Phrase
from plan.writers.numbering import HeadingNumbers
from plan.writers.ooxml import W, clean
from plan.writers.pdf.fonts import can_letter, letters, showable
from plan.writers.pdf.looks import Look, emu_points, looks_of, points
from plan.writers.pdf.row_headers import TableHeaders
from plan.writers.picture_sizes import printed_size
from plan.writers.shown import all_shown, is_blank, is_empty
from plan.writers.styles import StyleDocument
from plan.writers.tables import Grid, Slot, column_widths, fill_grid, turned_height
from plan.writers.word import AFTER_TABLE, CHART_HEIGHT, LIST_LEVELS, ROLE_STYLES, SHADE_STYLES, TABLE_LOOKS

Node = dict[str, Any]

_CAPTIONS: Final = ("caption", "Bijschrift afbeelding", "Bijschrift boven bron", "Beeldbron")
_TOC: Final = ("TOC Heading", "toc 1", "toc 2", "toc 3", "toc 4", "Lijstkop", "table of figures")
_PARAGRAPHS: Final = (
    *ROLE_STYLES.values(),
    *SHADE_STYLES.values(),
    *(style for look in TABLE_LOOKS.values() for style in (look.header, look.text)),
    *_CAPTIONS,
    *_TOC,
    *(f"heading {level}" for level in range(1, 5)),
    *("List Bullet", "List Number", "List Continue", "Quote", "Vaste tekst", "Afbeelding", AFTER_TABLE),
    *("footnote text", "header", "Koptekst breed", "footer", "Voettekst breed", "Briefhoofd"),
)
_IN_LISTS: Final = ("List Bullet", "List Number", "List Continue")
_CHARACTERS: Final = ("Hyperlink", "Verwijzing", "Nog te schrijven", "Ontwerpmerk", "Strong")
_EDGES: Final = ("top", "bottom", "left", "right", "header", "footer")
_RUNNING_LINE: Final = 480  # twips: the line above or below each page, and some white
_LONG: Final = 1500  # letters: a paragraph or note with more may run on over a page's end
_SHARE_OF_ROW: Final = 0.4  # of a page's height: so may a row that is about as high


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as data, with its pictures by name, and the headers of its tables in the order of reading."""

    data: Node
    pictures: dict[str, bytes]
    tables: tuple[TableHeaders, ...]


@dataclass(frozen=True, slots=True)
class _Where:
    """What blocks stand in: the room in twips, and what is around them."""

    width: int
    height: int
    lists: int = 0
    ordered: bool = False
    quoted: bool = False
    note: bool = False


def document_tree(document: Document, look: StyleDocument) -> Tree:
    """The document as data, in the looks of a style document."""
    return _Tree(document, look).made()


class _Tree:
    def __init__(self, document: Document, look: StyleDocument) -> None:
        self.document = document
        self.look = look
        self.looks = looks_of(look)
        self.numbers = HeadingNumbers(look)
        self.pictures: dict[str, bytes] = {}
        self.tables: list[TableHeaders] = []
        self.entries: dict[str, Node] = {}  # what contents say of headings and captions, by their label
        self.labels = self.labels_by_anchor()
        self.labelled: set[str] = set()
        self.captions = {"tables": 0, "pictures": 0}
        self.headings = 0
        self.level = 0  # of the heading before
        self.named_notes: dict[str, str] = {}
        self.notes = 0
        self.long_notes: list[str] = []
        self.in_annex = False
        self.breaks_page = False
        self.after_table = False
        self.headings_above = 0

    def labels_by_anchor(self) -> dict[str, str]:
        """Where references can lead: labels of our own, since an anchor is a text that somebody chose."""
        shown = all_shown(self.document.blocks())
        anchors = (block.anchor for block in shown if isinstance(block, Heading | Captioned))
        return {anchor: f"to-{number}" for number, anchor in enumerate(dict.fromkeys(anchors)) if anchor}

    def made(self) -> Tree:
        document = self.document
        shown = [section for section in document.sections if not all(map(is_empty, section.blocks))]
        chaptered = any(isinstance(block, Heading) and block.level <= 1 for block in all_shown(document.blocks()))
        sections = [self.section(section, chaptered) for section in shown]
        self.make_room_for_numbers()
        language, _, region = document.language.partition("-")
        data = {
            "title": self.text(document.title).strip() or "-",
            "author": self.text(document.author),
            "subject": self.text(document.subject or document.title),
            "keywords": [self.text(keyword) for keyword in document.keywords],
            "description": self.text(document.subject),
            "date": list(document.date),
            "language": language,
            "region": region,
            "draft": self.text(document.draft),
            "words": {"page": self.text(document.words.page), "of": self.text(document.words.of)},
            "looks": self.all_looks(),
            "marks": {style: self.looks.characters(style) for style in _CHARACTERS},
            "tables": {kind: self.looks.table(look.style) for kind, look in TABLE_LOOKS.items()},
            "bullets": self.list_levels(self.look.bullets),
            "numbers": self.list_levels(self.look.numbers),
            "colours": {name: f"#{value}" for name, value in self.look.theme_colours.items()},
            "entries": self.entries,
            "long_notes": self.long_notes,
            "sections": sections,
        }
        return Tree(data, self.pictures, tuple(self.tables))

    def all_looks(self) -> dict[str, Look]:
        looks = {style: self.looks.paragraph(style) for style in dict.fromkeys(_PARAGRAPHS)}
        for style in _IN_LISTS:
            looks[style]["left"] = 0  # a list has its own
        return looks

    def list_levels(self, number: int) -> list[Node]:
        """The signs of a list, level by level: for bullets the sign itself, for numbers what stands around them."""
        levels = []
        for _deep, level in sorted(self.look.list_levels(number).items())[:LIST_LEVELS]:
            told = {found.tag: found.get(W + "val", "") for found in level}
            form, text = told.get(W + "numFmt", ""), told.get(W + "lvlText", "")
            before, _, after = text.partition("%")
            indent = level.find(f"{W}pPr/{W}ind")
            levels.append(
                {
                    "sign": _bullet(text) if form == "bullet" else "",
                    "form": _NUMBER_FORMS.get(form, "1"),
                    "before": showable(clean(before)),
                    "after": showable(clean(after[1:])),
                    "hanging": points("340" if indent is None else indent.get(W + "hanging", "340")),
                }
            )
        return levels or [{"sign": "•", "form": "1", "before": "", "after": ".", "hanging": points(340)}]

    def make_room_for_numbers(self) -> None:
        """Tell each line of the contents where its words begin behind its number: the widest of its level has room."""
        rooms: dict[int, float] = {}
        for entry in self.entries.values():
            level, number = entry["level"], entry["number"]
            if number:
                look = letters(self.look.letters(f"toc {level}").points, self.looks.family(f"toc {level}"))
                rooms[level] = max(rooms.get(level, 0.0), points(look.width(f"{number}   ")))
        for entry in self.entries.values():
            entry["room"] = rooms.get(entry["level"], 0)

    # --- pages ---------------------------------------------------------------------------------

    def section(self, section: Section, chaptered: bool) -> Node:
        shape = self.look.shapes[
            "landscape" if section.landscape else "cover" if section.kind == "cover" else "portrait"
        ]
        if section.landscape and section.paper == "a3":
            shape = ooxml.on_a3(shape)
        size, margins = ooxml.child(shape, "pgSz"), ooxml.child(shape, "pgMar")
        width, height = (int(size.get(W + side, "0")) for side in ("w", "h"))
        edges = {name: abs(int(margins.get(W + name, "0"))) for name in _EDGES}
        heads = self.look.letterheads
        is_cover = section.kind == "cover"
        header = self.letterhead(heads.cover_header if is_cover else heads.header)
        footer = self.letterhead(heads.cover_footer if is_cover else heads.footer)
        for side, name, lines in (("top", "header", header), ("bottom", "footer", footer)):
            if tall := _tall(lines):  # a letterhead that is too high pushes the text away
                edges[side] = max(edges[side], edges[name] + tall + _RUNNING_LINE)
        self.in_annex = section.kind == "annex"
        where = _Where(width - edges["left"] - edges["right"], height - edges["top"] - edges["bottom"])
        blocks = self.blocks(section.blocks, where)
        self.breaks_page = self.after_table = False
        return {
            "width": points(width),
            "height": points(height),
            "edges": {name: points(length) for name, length in edges.items()},
            "cover": is_cover,
            "wide": section.landscape,
            "chaptered": chaptered and section.kind not in ("cover", "front"),
            "header": header,
            "footer": footer,
            "blocks": blocks,
        }

    def letterhead(self, lines: Letterhead) -> list[Node]:
        return [self.letterhead_line(line) for line in lines]

    def letterhead_line(self, line: Line) -> Node:
        told = {found.tag: found.get(W + "val", "") for found in line.properties}
        named = next((name for name, id in self.look.ids.items() if id == told.get(W + "pStyle")), "Briefhoofd")
        pieces = [self.logo(piece) if isinstance(piece, Logo) else self.phrase(piece) for piece in line.pieces]
        shown = [piece for piece in pieces if piece]
        return {"look": self.looks.paragraph(named), "align": told.get(W + "jc", "left"), "pieces": shown}

    def phrase(self, phrase: Phrase) -> Node:
        return {"text": self.text(phrase.text), "tab": phrase.text == "\t", "end": phrase.text == "\n", "at": None}

    def logo(self, logo: Logo) -> Node:
        """A picture of the letterhead, drawn anew: anything may be in a file that somebody made."""
        width, height = (max(1, length // ooxml.EMU_PER_TWIP) for length in (logo.width, logo.height))
        if not is_showable(logo.data):
            return {}
        spot = logo.spot
        return {
            "file": self.picture_file(publish(logo.data, width, height)),
            "width": points(width),
            "height": points(height),
            "at": [emu_points(spot.across), emu_points(spot.down)] if spot else None,
        }

    def picture_file(self, picture: Published) -> str:
        kind, data = picture.kind, picture.data
        if kind == "svg" and not can_letter(data.decode()):
            kind, data = picture.dots
        name = f"{sha256(data).hexdigest()[:20]}.{kind}"
        self.pictures[name] = data
        return name

    # --- blocks --------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block], where: _Where) -> list[Node]:
        return list(self._blocks(blocks, where))

    def _blocks(self, blocks: Iterable[Block], where: _Where) -> Iterator[Node]:
        for block in blocks:
            if isinstance(block, PageBreak):
                self.breaks_page = True
            elif isinstance(block, Derived):
                yield from self._blocks(block.blocks, where)
            elif not is_empty(block):
                new_page, self.breaks_page = self.breaks_page, False
                node = self.block(block, where)
                self.after_table = isinstance(block, Table)
                self.headings_above = self.headings_above + 1 if isinstance(block, Heading) else 0
                yield node | {"new_page": True} if new_page else node

    def block(self, block: Block, where: _Where) -> Node:
        match block:
            case Heading():
                return self.heading(block, where)
            case Paragraph(role=Role.BODY):
                return self.paragraph(block.inlines, self.body_style(where), where)
            case Paragraph():
                kind = "signature" if block.role is Role.SIGNATURE else "text"
                return self.paragraph(block.inlines, ROLE_STYLES[block.role], where, kind)
            case List():
                width = max(where.width - self.look.indent("List Continue"), ooxml.TWIPS_PER_INCH)
                inside = replace(where, width=width, lists=where.lists + 1, ordered=block.ordered, quoted=False)
                items = [self.blocks(item.blocks, inside) for item in block.items]
                return {
                    "kind": "list",
                    "ordered": block.ordered,
                    "start": max(block.start, 0),
                    "level": min(where.lists, LIST_LEVELS - 1),
                    "style": self.body_style(inside),
                    "items": [item for item in items if item],
                }
            case Quote():
                return {"kind": "quote", "blocks": self.blocks(block.blocks, replace(where, quoted=True))}
            case CodeBlock():
                lines = (showable(clean(line)) for line in block.text.expandtabs(4).splitlines())
                return {"kind": "code", "style": "Vaste tekst", "text": "\n".join(lines)}
            case Table():
                return self.table(block, where)
            case Picture():
                return self.picture(block, where)
            case Chart():
                return self.chart(block, where)
            case Contents():
                return self.contents(block)
            case Derived() | PageBreak():
                raise AssertionError
            case _:
                assert_never(block)

    def paragraph(self, inlines: tuple[Inline, ...], style: str, where: _Where, kind: str = "text") -> Node:
        long = len(plain_text(inlines)) > _LONG
        return {"kind": kind, "style": style, "long": long, "inlines": self.inlines(inlines, where)}

    def body_style(self, where: _Where) -> str:
        if where.quoted:
            return "Quote"
        if where.note:
            return "footnote text"
        if where.lists:
            return "List Number" if where.ordered else "List Bullet"
        return AFTER_TABLE if self.after_table else "Normal"

    def heading(self, heading: Heading, where: _Where) -> Node:
        if where.note:
            return self.paragraph(heading.inlines, "footnote text", where)
        level = max(1, min(heading.level, 4))
        number = "" if self.in_annex else showable(self.numbers.next(level))
        self.headings += 1
        title = " ".join(self.text(plain_text(heading.inlines)).split())
        label = self.label(heading.anchor, f"heading-{self.headings}")
        self.entries[label] = {"level": level, "number": number, "text": title}
        return self.titled(title, f"heading {level}", level, label) | {
            "number": number,
            "inlines": self.inlines(heading.inlines, where),
        }

    def titled(self, title: str, style: str, level: int, label: str) -> Node:
        """A heading; who hears the document jumps from level to level, so none is left out."""
        self.level = min(level, self.level + 1)
        long = len(title) > _LONG
        return {"kind": "heading", "style": style, "long": long, "level": self.level, "label": label, "title": title}

    def label(self, anchor: str, otherwise: str) -> str:
        """The label of what has this anchor; the first that has it is where references lead."""
        label = self.labels.get(anchor, otherwise)
        if label in self.labelled:
            return otherwise
        self.labelled.add(label)
        return label

    def contents(self, contents: Contents) -> Node:
        of_headings = contents.of == "headings"
        title = self.text(contents.title).strip()
        self.headings += 1
        made: Node = {"kind": "contents", "of": contents.of, "depth": max(1, min(contents.depth, 4)), "title": None}
        if title:
            style, level = ("TOC Heading", 1) if of_headings else ("Lijstkop", 2)
            made["title"] = self.titled(title, style, level, f"heading-{self.headings}") | {
                "number": "",
                "inlines": [{"text": title}],
            }
        return made

    # --- captions, pictures and charts ---------------------------------------------------------

    def captioned(self, block: Captioned, where: _Where, style: str) -> Node:
        """The label of a table or picture, and its caption where it has one."""
        kind = caption_kind(block)
        number = self.captions[kind]
        if is_blank(block.caption):
            return {"label": self.label(block.anchor, "") or None, "caption": None}
        self.captions[kind] = number = number + 1
        words = self.document.words
        mark = f"{words.table if kind == 'tables' else words.picture} {number}. "
        label = self.label(block.anchor, f"{kind}-{number}")
        text = " ".join(self.text(mark + plain_text(block.caption)).split())
        self.entries[label] = {"level": 0, "number": "", "text": text}
        caption = self.paragraph((Run(mark), *block.caption), style, where)
        return {"label": label, "caption": caption, "of": kind}

    def picture(self, picture: Picture, where: _Where) -> Node:
        alt = self.text(picture.alt).strip() or self.text(plain_text(picture.caption)).strip()
        credited = not is_blank(picture.credit)
        style = "Bijschrift boven bron" if credited else "Bijschrift afbeelding"
        made: Node = {"kind": "picture", "alt": alt or "-", "credit": None}
        made |= self.captioned(picture, where, style)
        if not is_showable(picture.data):
            words = f"{self.document.words.picture}: {picture.alt or picture.name}"
            return made | {"file": None, "lacking": self.paragraph((Run(words),), "Ontbreekt", where)}
        size = printed_size(picture, where.width, where.height, self.headings_above)
        made |= {
            "file": self.picture_file(publish(picture.data, size.width, size.height)),
            "width": points(size.width),
            "height": points(size.height),
        }
        if credited:
            made["credit"] = self.paragraph(picture.credit, "Beeldbron", where)
        return made

    def chart(self, chart: Chart, where: _Where) -> Node:
        return self.captioned(chart, where, "Bijschrift afbeelding") | {
            "kind": "chart",
            "alt": self.text(chart.description).strip() or self.text(plain_text(chart.caption)).strip() or "-",
            "height": points(round(CHART_HEIGHT * min(where.width, where.height))),
            "categories": [self.text(name) for name in chart.categories],
            "groups": [[self.text(name), size] for name, size in chart.groups],
            "unit": self.text(chart.unit),
            "series": [
                {
                    "name": self.text(series.name),
                    "fill": number % 4,
                    "values": [float(value) for value in series.values],
                    "labels": _labels(series.values),
                }
                for number, series in enumerate(chart.series)
                if any(series.values)
            ],
        }

    # --- tables --------------------------------------------------------------------------------

    def table(self, table: Table, where: _Where) -> Node:
        look = TABLE_LOOKS[table.kind]
        grid = fill_grid(table)
        measured = letters(self.look.letters(look.text).points, self.looks.family(look.text))
        widths = column_widths(table, grid, where.width, measured, look.padding)
        self.tables.append(_headers(grid, self.text(table.description)))
        made = self.captioned(table, where, "caption")
        aligns = [column.align for column in table.columns] + ["left"] * (grid.columns - len(table.columns))
        heights = [turned_height(row, widths, measured, look.padding) for row in grid]
        cells: list[Node] = []
        for y, row in enumerate(grid):
            in_header = y < len(grid.header)
            for slot in row:
                if slot.continues:
                    continue
                style = SHADE_STYLES.get(slot.cell.shade) or (look.header if in_header else look.text)
                room = max(1, sum(widths[slot.column : slot.column + slot.span]) - look.padding)
                high = measured.line * measured.width(plain_text(slot.cell.inlines)) / room
                cells.append(
                    {
                        "x": slot.column,
                        "y": y,
                        "span": slot.span,
                        "rows": _height(grid, y, slot),
                        "style": style,
                        "align": slot.cell.align or aligns[slot.column],
                        "names_row": slot.cell.header and slot.column == 0,
                        "turned": points(heights[y]) if slot.cell.turned else None,
                        "whole": high < _SHARE_OF_ROW * where.height,
                        "inlines": self.inlines(slot.cell.inlines, where),
                    }
                )
        return made | {
            "kind": "table",
            "look": table.kind,
            "padding": points(look.padding) / 2,
            "widths": [points(width) for width in widths],
            "heights": [points(height) if height else None for height in heights],
            "header": len(grid.header),
            "cells": cells,
        }

    # --- inlines -------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        return showable(clean(text))

    def inlines(self, inlines: Iterable[Inline], where: _Where) -> list[Node]:
        return [node for inline in inlines for node in self.inline(inline, where)]

    def inline(self, inline: Inline, where: _Where) -> Iterator[Node]:
        match inline:
            case Run():
                if inline.text:
                    yield self.run(inline)
            case LineBreak():
                yield {"end": True}
            case Link():
                inside = self.inlines(inline.inlines, where)
                address = kept_address(inline.address)
                if address is None or is_blank(inline.inlines):
                    yield from inside
                else:
                    yield {"address": address, "inlines": inside}
            case Reference():
                yield from self.reference(inline, where)
            case Note():
                yield from self.note(inline, where)
            case _:
                assert_never(inline)

    def run(self, run: Run) -> Node:
        node: Node = {"text": self.text(run.text if run.code else keep_together(run.text))}
        for mark in ("emphasis", "strong", "code", "strike", "to_write"):
            if getattr(run, mark):
                node[mark] = True
        language, _, region = run.language.partition("-")
        if language.isascii() and language.isalpha() and len(language) in (2, 3):
            node["language"] = language.lower()
            if region.isascii() and region.isalpha() and len(region) == 2:
                node["region"] = region.upper()
        return node

    def reference(self, reference: Reference, where: _Where) -> Iterator[Node]:
        label = self.labels.get(reference.anchor)
        inside = self.inlines(reference.inlines, where)
        if label is None or is_blank(reference.inlines):
            yield from inside
        elif reference.shows == "page":
            yield {"page_of": label}
        else:
            yield {"to": label, "inlines": inside}

    def note(self, note: Note, where: _Where) -> Iterator[Node]:
        if where.note:
            words = " ".join(" ".join(map(block_text, note.blocks)).split())
            yield {"text": self.text(f" ({words})")}
        elif note.name in self.named_notes:
            yield {"same_note": self.named_notes[note.name]}
        elif not all(is_empty(block) for block in note.blocks):
            self.notes += 1
            label = f"note-{self.notes}"
            if note.name:
                self.named_notes[note.name] = label
            if sum(len(block_text(block)) for block in note.blocks) > _LONG:
                self.long_notes.append(label)
            around = self.breaks_page, self.after_table
            self.breaks_page = self.after_table = False
            blocks = self.blocks(note.blocks, _Where(where.width, where.height, note=True))
            self.breaks_page, self.after_table = around
            yield {"note": blocks, "label": label}


_DUTCH_MARKS: Final = str.maketrans(",.", ".,")
_NUMBER_FORMS: Final = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


def _bullet(sign: str) -> str:
    """A list's sign; signs of fonts that hold only signs are no characters that another font has."""
    shown = showable(clean(sign))
    return shown if shown.strip() and shown != showable("\ue000") else "•"


def _tall(lines: list[Node]) -> int:
    """How high the lines of a letterhead are, in twips; without what lies behind the text."""
    return sum(
        round(ooxml.TWIPS_PER_POINT * (max(logos) + line["look"]["after"]))
        for line in lines
        if (logos := [piece["height"] for piece in line["pieces"] if "file" in piece and piece["at"] is None])
    )


def _headers(grid: Grid, description: str) -> TableHeaders:
    """Which cells name their row: by row, their places among the cells that begin in it."""
    rows = tuple(
        tuple(
            at
            for at, slot in enumerate(slot for slot in row if not slot.continues)
            if slot.cell.header and y >= len(grid.header)
        )
        for y, row in enumerate(grid)
    )
    return TableHeaders(rows, description)


def _height(grid: Grid, y: int, slot: Slot) -> int:
    """How many rows a cell runs over."""
    rows = [*grid]
    height = 1
    while slot.starts and y + height < len(rows):
        below = next((found for found in rows[y + height] if found.column == slot.column), None)
        if below is None or not below.continues or below.cell is not slot.cell:
            break
        height += 1
    return height


def _labels(values: tuple[Decimal, ...]) -> list[str]:
    """The numbers in the columns of a series, written alike and as in Dutch; none for 0."""
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in values))
    return [f"{value:,.{decimals}f}".translate(_DUTCH_MARKS) if value else "" for value in values]
