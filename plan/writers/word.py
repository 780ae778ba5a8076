"""Write a document tree as a Word file.

In: a `Document`. Out: the bytes of a .docx, the same bytes for the same tree.
Knows Word's styles and XML; knows nothing of goals, actions or YAML.

Every look comes from a named style of the style document; here is only which style each node has. Blocks that
show nothing (no letters at all) are left out: an empty paragraph is what screen readers stumble over.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Final, assert_never
from urllib.parse import quote

from lxml.etree import _Element

from plan.anchors import anchor_name, block_text, fingerprint, reference_name
from plan.document import (
    Block,
    CodeBlock,
    Contents,
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
    Role,
    Run,
    Section,
    Table,
    plain_text,
)
from plan.writers import ooxml, parts
from plan.writers.ooxml import W, clean
from plan.writers.package import CORE_PROPERTIES, Package
from plan.writers.shown import all_shown, is_blank, is_empty
from plan.writers.styles import Shape, StyleDocument, open_style
from plan.writers.tables import column_widths, fill_grid, turned_height

ROLE_STYLES: Final = {
    Role.BODY: "Normal",
    Role.TITLE: "Title",
    Role.SUBTITLE: "Subtitle",
    Role.COVER: "Omslag",
    Role.DRAFT: "Ontwerp",
    Role.STATEMENT: "Stelling",
    Role.LABEL: "Rubriek",
    Role.FACT: "Feit",
    Role.CAPTION: "Onderschrift",
    Role.SOURCE: "Bron",
    Role.LEGEND: "Legende",
    Role.GAP: "Ontbreekt",
    Role.COLOPHON: "Colofon",
}
SHADE_STYLES: Final = {
    "certain": "Zeker",
    "possible": "Mogelijk",
    "group": "Groep",
    "class-1": "Klasse 1",
    "class-2": "Klasse 2",
    "class-3": "Klasse 3",
    "class-4": "Klasse 4",
}


@dataclass(frozen=True, slots=True)
class _TableLook:
    """The styles of one kind of table, and what its cells keep free at both sides together, in twips."""

    style: str
    header: str
    text: str
    padding: int


TABLE_LOOKS: Final = {
    "plain": _TableLook("Plantabel", "Tabelkop", "Tabeltekst", 230),
    "matrix": _TableLook("Schema", "Schemakop", "Schematekst", 120),
    "facts": _TableLook("Feitentabel", "Tabelkop", "Tabeltekst", 230),
}
AFTER_TABLE: Final = "Tekst na tabel"
LIST_LEVELS: Final = 6
MAIN: Final = "word/document.xml"
NOTES: Final = "word/footnotes.xml"
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_CORE_TYPE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_OFFICE_TYPE: Final = "application/vnd.openxmlformats-officedocument.{}+xml"
_LONGEST_ADDRESS: Final = 2000  # Word calls a file with longer ones corrupt
_ADDRESS: Final = re.compile(r"https?://[\w.-]+(:\d{1,4})?([/?#]\S*)?|mailto:\S+@\S+|tel:\S+", re.IGNORECASE)
_PICTURES: Final = ("PNG", "JPEG", "GIF")
_SHARE_OF_HEIGHT: Final = 0.7  # how much of a page's height a picture may take


def write_word(document: Document, style: bytes | None = None) -> bytes:
    """The document as a .docx, in the looks of a style document (its bytes) or the program's own.

    Raises UnusableStyle where the style document cannot be read.
    """
    return write_in_style(document, open_style(style))


def write_in_style(document: Document, look: StyleDocument) -> bytes:
    """The document as a .docx, in the looks of an open style document."""
    return _Writer(document, look).write()


@dataclass(frozen=True, slots=True)
class _Where:
    """What blocks stand in: the part and its relationships, the room in twips, and what is around them."""

    part: str
    width: int
    height: int
    indent: int = 0
    lists: int = 0
    ordered: bool = False
    quoted: bool = False


@dataclass(slots=True)
class _Flow:
    """What the blocks so far leave to the next paragraph."""

    mark: tuple[int, int] | None = None  # list and level of an item that has no paragraph yet
    breaks_page: bool = False
    after_table: bool = False


class _Writer:
    """One document on its way to bytes: counts what Word wants counted."""

    def __init__(self, document: Document, look: StyleDocument) -> None:
        self.document = document
        self.look = look
        self.package = Package()
        shown = tuple(all_shown(document.blocks()))
        self.anchors = {block.anchor for block in shown if isinstance(block, Heading | Table | Picture)} - {""}
        self.headings = [block for block in shown if isinstance(block, Heading)]
        self.shades = {shade: (look.id(style), look.fill(style)) for shade, style in SHADE_STYLES.items()}
        self.headings_written = 0
        self.bookmarks = 0
        self.bookmark_names: set[str] = set()
        self.homes: set[tuple[str, int]] = set()
        self.drawings = 0
        self.controls = 0
        self.captions: dict[str, int] = {}
        self.media: dict[bytes, str] = {}
        self.counted_lists: list[tuple[int, int]] = []
        self.notes = ooxml.root("footnotes")
        self.notes_written = 0
        self.named_notes: dict[str, int] = {}
        self.flow = _Flow()

    # --- the whole -----------------------------------------------------------------------------

    def write(self) -> bytes:
        main = ooxml.root("document")
        body = ooxml.add(main, "body")
        related = self.package.relationships(MAIN)
        header, footer = related.add("header", "header1.xml"), related.add("footer", "footer1.xml")
        sections = [section for section in self.document.sections if not all(map(is_empty, section.blocks))]
        sections = sections or [Section(())]
        for number, section in enumerate(sections, 1):
            shape = self.look.shapes[_shape(section)]
            self.blocks(body, section.blocks, _where(shape))
            self.flow = _Flow()
            end = ooxml.section_end(shape, header, footer)
            is_last = number == len(sections)
            if len(body) and body[-1].tag in ((W + "tbl",) if is_last else (W + "tbl", W + "sdt")):
                # Word keeps a section's page in its last paragraph, and wants one after a table in any case.
                ooxml.paragraph(body, self.look.id("Sectie-einde"))
            (body if is_last else body[-1][0]).append(end)
        self.add_parts(main)
        return self.package.to_bytes()

    def add_parts(self, main: _Element) -> None:
        document, look, package = self.document, self.look, self.package
        package.add(MAIN, main, _WORD_TYPE.format("document.main"))
        related = package.relationships(MAIN)
        word_parts: list[tuple[str, str, _Element | bytes]] = [
            ("styles", "styles.xml", look.styles_part(document.language)),
            ("numbering", "numbering.xml", look.numbering_part(self.counted_lists)),
            ("settings", "settings.xml", parts.settings(document, notes=self.notes_written > 0)),
            ("fontTable", "fontTable.xml", look.fonts_part),
            ("header", "header1.xml", parts.header(document, look)),
            ("footer", "footer1.xml", parts.footer(document, look)),
        ]
        if self.notes_written:
            word_parts.append(("footnotes", "footnotes.xml", self.notes))
        for kind, name, content in word_parts:
            related.add(kind, name)
            package.add(f"word/{name}", content, _WORD_TYPE.format(kind))
        related.add("theme", "theme/theme1.xml")
        package.add("word/theme/theme1.xml", look.theme_part, _OFFICE_TYPE.format("theme"))
        self.add_properties()

    def add_properties(self) -> None:
        package, related = self.package, self.package.relationships("")
        related.add("officeDocument", MAIN)
        related.add(CORE_PROPERTIES, "docProps/core.xml")
        package.add("docProps/core.xml", parts.core_properties(self.document), _CORE_TYPE)
        for kind, name, content in (
            ("extended-properties", "docProps/app.xml", parts.app_properties(self.document)),
            ("custom-properties", "docProps/custom.xml", parts.custom_properties(self.document)),
        ):
            if len(content):
                related.add(kind, name)
                package.add(name, content, _OFFICE_TYPE.format(kind))

    # --- blocks --------------------------------------------------------------------------------

    def blocks(self, parent: _Element, blocks: Iterable[Block], where: _Where) -> None:
        for block in blocks:
            if isinstance(block, PageBreak):
                self.flow.breaks_page = True
            elif not is_empty(block):
                self.block(parent, block, where)

    def block(self, parent: _Element, block: Block, where: _Where) -> None:
        before = _last(parent)
        home = None if isinstance(block, Contents | PageBreak) else self.home(block.origin)
        match block:
            case Heading():
                self.heading(parent, block, where)
            case Paragraph():
                self.text(parent, block.inlines, ROLE_STYLES[block.role], where)
            case List():
                self.items(parent, block, where)
            case Quote():
                self.blocks(parent, block.blocks, replace(where, quoted=True))
            case CodeBlock():
                self.code(parent, block, where)
            case Table():
                self.table(parent, block, where)
            case Picture():
                self.picture(parent, block, where)
            case Contents():
                self.contents(parent, block)
            case PageBreak():
                pass
            case _:
                assert_never(block)
        names = [anchor_name(*home, fingerprint(block_text(block)))] if home else []
        if isinstance(block, Heading | Table | Picture) and block.anchor:
            names.append(reference_name(block.anchor))
        if names:
            first, last = _ends(parent, before)
            if isinstance(block, Table):  # a bookmark that ends in another cell would be one of columns
                first = last = first if not is_blank(block.caption) else next(parent[-1].iter(W + "p"))
            for name in names:
                self.bookmark(first, last, name)

    def home(self, origin: Origin | None) -> tuple[str, int] | None:
        """Key and part of the value that lives here; the first block that says so has it."""
        if origin is None or not origin.home or (origin.key, origin.part) in self.homes:
            return None
        self.homes.add((origin.key, origin.part))
        return origin.key, origin.part

    def bookmark(self, first: _Element, last: _Element, name: str) -> None:
        if name.lower() not in self.bookmark_names:
            self.bookmark_names.add(name.lower())
            self.bookmarks += 1
            ooxml.bookmark(first, last, name, self.bookmarks)

    def paragraph(self, parent: _Element, style: str, where: _Where) -> _Element:
        """A paragraph that begins where the blocks before it left off: in a list, after a table, on a new page."""
        if self.flow.mark is not None:
            style = style if style != "Normal" else _item_style(where)
        elif style == "Normal":
            style = self.body_style(where)
        element = ooxml.paragraph(parent, self.look.id(style))
        if self.flow.mark is not None:
            ooxml.list_place(element, *self.flow.mark)
            self.flow.mark = None
        if self.flow.breaks_page:
            ooxml.paragraph_property(element[0], "pageBreakBefore")
        self.flow.breaks_page = self.flow.after_table = False
        return element

    def body_style(self, where: _Where) -> str:
        if where.quoted:
            return "Quote"
        if where.part == NOTES:
            return "footnote text"
        if where.lists:
            return _continued(where.lists)
        return AFTER_TABLE if self.flow.after_table else "Normal"

    def text(self, parent: _Element, inlines: tuple[Inline, ...], style: str, where: _Where) -> _Element:
        element = self.paragraph(parent, style, where)
        self.inlines(element, inlines, where)
        return element

    def heading(self, parent: _Element, heading: Heading, where: _Where) -> None:
        if where.part == NOTES:
            self.text(parent, heading.inlines, "Normal", where)
            return
        mark, self.flow.mark = self.flow.mark, None  # the number of a list item would become part of the heading
        element = self.text(parent, heading.inlines, f"heading {_level(heading)}", where)
        self.flow.mark = mark
        self.headings_written += 1
        self.bookmark(element, element, _contents_name(self.headings_written))

    def items(self, parent: _Element, block: List, where: _Where) -> None:
        level = min(where.lists, LIST_LEVELS - 1)
        number = self.look.bullets
        if block.ordered:
            number = self.look.next_list + len(self.counted_lists)
            self.counted_lists.append((level, max(block.start, 0)))
        inside = replace(
            where,
            lists=where.lists + 1,
            ordered=block.ordered,
            quoted=False,
            indent=self.look.indent(_continued(where.lists + 1)),
        )
        for item in block.items:
            self.flow.mark = (number, level)
            self.blocks(parent, item.blocks, inside)
        self.flow.mark = None

    def code(self, parent: _Element, block: CodeBlock, where: _Where) -> None:
        element = self.paragraph(parent, "Vaste tekst", where)
        for index, line in enumerate(block.text.expandtabs(4).splitlines()):
            if index:
                ooxml.line_break(element)
            ooxml.run(element, line)

    def picture(self, parent: _Element, picture: Picture, where: _Where) -> None:
        measured = _measured(picture.data)
        if measured is None:
            missing = Run(f"{self.document.words.picture}: {picture.alt or picture.name}")
            self.text(parent, (missing,), "Ontbreekt", where)
            return
        kind, width, height = measured
        scale = min(1.0, (where.width - where.indent) / width, _SHARE_OF_HEIGHT * where.height / height)
        digest = sha256(picture.data).digest()
        if digest not in self.media:
            self.media[digest] = f"media/image{len(self.media) + 1}.{kind}"
            self.package.add(f"word/{self.media[digest]}", picture.data)
        relationship = self.package.relationships(where.part).add("image", self.media[digest])
        self.drawings += 1
        element = self.paragraph(parent, "Afbeelding", where)
        name = f"{self.document.words.picture} {self.drawings}"
        size = max(1, round(width * scale)), max(1, round(height * scale))
        ooxml.picture(element, relationship, size, name, picture.alt, self.drawings)
        if not is_blank(picture.caption):
            self.caption(parent, self.document.words.picture, picture.caption, "Bijschrift afbeelding", where)

    def caption(self, parent: _Element, word: str, inlines: tuple[Inline, ...], style: str, where: _Where) -> None:
        self.captions[word] = self.captions.get(word, 0) + 1
        element = self.paragraph(parent, style, where)
        ooxml.run(element, f"{word} ")
        ooxml.field(element, f"SEQ {re.sub(r'[^0-9A-Za-z]', '_', word)} \\* ARABIC", str(self.captions[word]))
        ooxml.run(element, ". ")
        self.inlines(element, inlines, where)

    def contents(self, parent: _Element, contents: Contents) -> None:
        self.controls += 1
        depth = max(1, min(contents.depth, 4))
        inside = ooxml.contents_control(parent, self.controls)
        where = _Where(MAIN, 0, 0)
        if contents.title.strip():
            self.text(inside, (Run(contents.title),), "TOC Heading", where)
        entries = [(number, heading) for number, heading in enumerate(self.headings, 1) if _level(heading) <= depth]
        styles = [f"toc {_level(heading)}" for _, heading in entries] or ["toc 1"]
        lines = [self.paragraph(inside, style, where) for style in styles]
        ooxml.field_mark(lines[0], "begin", f'TOC \\o "1-{depth}" \\h \\z \\u')
        for line, (number, heading) in zip(lines, entries, strict=False):
            entry = ooxml.reference(line, _contents_name(number))
            ooxml.run(entry, " ".join(plain_text(heading.inlines).split()))
            ooxml.tab(entry)
            # On which page it is, only Word can tell: until it does, the place stays empty rather than wrong.
            ooxml.field_mark(entry, "begin", f"PAGEREF {_contents_name(number)} \\h")
            ooxml.field_mark(entry, "end")
        ooxml.field_mark(lines[-1], "end")

    # --- tables --------------------------------------------------------------------------------

    def table(self, parent: _Element, table: Table, where: _Where) -> None:
        look = TABLE_LOOKS[table.kind]
        points = self.look.points(look.text)
        grid = fill_grid(table)
        widths = column_widths(table, grid, where.width - where.indent, points, look.padding)
        if not is_blank(table.caption):
            self.caption(parent, self.document.words.table, table.caption, "caption", where)
        elif self.flow.breaks_page or (len(parent) and parent[-1].tag == W + "tbl"):
            # A table cannot break the page itself, and Word joins two tables with nothing in between.
            self.paragraph(parent, "Sectie-einde", where)
        element = ooxml.table(
            parent,
            self.look.id(look.style),
            widths,
            indent=where.indent,
            first_row=bool(grid.header),
            first_column=any(row[0].cell.header for row in grid.rows),
            title=plain_text(table.caption),
            description=table.description,
        )
        header_style, text_style = self.look.id(look.header), self.look.id(look.text)
        aligns = [column.align for column in table.columns] + ["left"] * (grid.columns - len(table.columns))
        for index, slots in enumerate(grid):
            in_header = index < len(grid.header)
            # Screen readers and Word's own check want a header row in every table; without one it is the first.
            made = ooxml.row(
                element,
                header=in_header or index == 0,
                height=turned_height(slots, widths, points, look.padding),
            )
            for slot in slots:
                style, fill = self.shades.get(slot.cell.shade, (header_style if in_header else text_style, None))
                text = ooxml.cell(
                    made,
                    style,
                    sum(widths[slot.column : slot.column + slot.span]),
                    span=slot.span,
                    merge="continue" if slot.continues else "restart" if slot.starts else "",
                    fill=fill,
                    turned=slot.cell.turned,
                    align=slot.cell.align or aligns[slot.column],
                )
                if not slot.continues:
                    self.inlines(text, slot.cell.inlines, where)
        self.flow.after_table = True

    # --- inlines -------------------------------------------------------------------------------

    def inlines(self, parent: _Element, inlines: Iterable[Inline], where: _Where, style: str = "") -> None:
        for inline in inlines:
            match inline:
                case Run():
                    self.run(parent, inline, style)
                case LineBreak():
                    ooxml.line_break(parent)
                case Link():
                    self.link(parent, inline, where, style)
                case Reference():
                    if inline.anchor in self.anchors and not is_blank(inline.inlines):
                        parent_of_runs = ooxml.reference(parent, reference_name(inline.anchor))
                        self.inlines(parent_of_runs, inline.inlines, where, "Verwijzing")
                    else:
                        self.inlines(parent, inline.inlines, where, style)
                case Note():
                    self.note(parent, inline, where)
                case _:
                    assert_never(inline)

    def run(self, parent: _Element, run: Run, base: str) -> None:
        if not run.text:
            return
        home = self.home(run.origin)
        bookmark = self.open_bookmark(parent, anchor_name(*home, fingerprint(run.text))) if home else 0
        style, toggles = _run_style(run, base)
        ooxml.run(parent, run.text, self.look.id(style) if style else "", toggles)
        if bookmark:
            ooxml.bookmark_end(parent, bookmark)

    def open_bookmark(self, parent: _Element, name: str) -> int:
        self.bookmark_names.add(name.lower())
        self.bookmarks += 1
        ooxml.bookmark_start(parent, name, self.bookmarks)
        return self.bookmarks

    def link(self, parent: _Element, link: Link, where: _Where, style: str) -> None:
        address = _address(link.address)
        if address is None or is_blank(link.inlines):
            self.inlines(parent, link.inlines, where, style)
        else:
            relationship = self.package.relationships(where.part).add("hyperlink", address, external=True)
            self.inlines(ooxml.link(parent, relationship), link.inlines, where, "Hyperlink")

    # --- notes ---------------------------------------------------------------------------------

    def note(self, parent: _Element, note: Note, where: _Where) -> None:
        mark = self.look.id("footnote reference")
        if where.part == NOTES:  # Word has no notes in notes
            words = " ".join(" ".join(map(block_text, note.blocks)).split())
            ooxml.run(parent, f" ({words})")
        elif note.name in self.named_notes:
            number = self.named_notes[note.name]
            ooxml.field(parent, f"NOTEREF {_note_name(number)} \\f \\h", str(number), mark)
        elif not all(is_empty(block) for block in note.blocks):
            self.notes_written += 1
            number = self.notes_written
            if note.name:
                self.named_notes[note.name] = number
            # A second mention refers to the bookmark around the first.
            bookmark = self.open_bookmark(parent, _note_name(number)) if note.name else 0
            ooxml.note_reference(parent, number, mark)
            if bookmark:
                ooxml.bookmark_end(parent, bookmark)
            self.note_text(note, number, where)

    def note_text(self, note: Note, number: int, where: _Where) -> None:
        if number == 1:
            ooxml.note_separators(self.notes, self.look.id("footnote text"))
        element = ooxml.add(self.notes, "footnote", id=number)
        around, self.flow = self.flow, _Flow()
        self.blocks(element, note.blocks, _Where(NOTES, where.width, where.height))
        self.flow = around
        if element[0].tag != W + "p":
            element.insert(0, ooxml.paragraph(element, self.look.id("footnote text")))
        if element[-1].tag != W + "p":
            ooxml.paragraph(element, self.look.id("Sectie-einde"))
        ooxml.note_mark(element[0], self.look.id("footnote reference"))


# --- from the tree's terms to Word's ----------------------------------------------------------------


def _level(heading: Heading) -> int:
    return max(1, min(heading.level, 4))


def _item_style(where: _Where) -> str:
    """The style of what begins a list item; in a note its letters stay as small as the note's."""
    if where.part == NOTES:
        return "footnote text"
    return "List Number" if where.ordered else "List Bullet"


def _continued(lists: int) -> str:
    """The style of a list item's further paragraphs."""
    return "List Continue" if lists == 1 else f"List Continue {min(lists, LIST_LEVELS)}"


def _contents_name(number: int) -> str:
    return f"_Toc{number:09}"  # as Word names them itself


def _note_name(number: int) -> str:
    return f"_note_{number}"


def _shape(section: Section) -> Shape:
    if section.landscape:
        return "landscape"
    return "cover" if section.kind == "cover" else "portrait"


def _where(shape: _Element) -> _Where:
    size, margins = ooxml.child(shape, "pgSz"), ooxml.child(shape, "pgMar")

    def room(side: str, *edges: str) -> int:
        return int(size.get(W + side, "0")) - sum(abs(int(margins.get(W + edge, "0"))) for edge in edges)

    return _Where(MAIN, room("w", "left", "right"), room("h", "top", "bottom"))


def _run_style(run: Run, base: str) -> tuple[str, list[str]]:
    """The one character style a run can have, and the toggles for what that style does not say."""
    if run.to_write:
        style = "Nog te schrijven"
    elif base:
        style = base
    elif run.code:
        style = "Vaste letter"
    elif run.strong:
        style = "Intense Emphasis" if run.emphasis else "Strong"
    else:
        style = "Emphasis" if run.emphasis else ""
    toggles = {
        "b": run.strong and style not in ("Strong", "Intense Emphasis"),
        "i": run.emphasis and style not in ("Emphasis", "Intense Emphasis"),
        "strike": run.strike,
    }
    return style, [name for name, wanted in toggles.items() if wanted]


def _address(address: str) -> str | None:
    """An address as Word can keep it; None for what leads nowhere, or would make Word call the file corrupt."""
    encoded = re.sub(r'[\s"<>\[\\\]^`{|}]', lambda found: quote(found[0]), clean(address).strip())
    return encoded if len(encoded) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(encoded) else None


def _measured(data: bytes) -> tuple[str, int, int] | None:
    """The kind of a picture and its natural size in twips; None for what is no png, jpeg or gif."""
    from PIL import Image  # only plans with pictures need it

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_PICTURES) as image:
            across, down = image.info.get("dpi", (0, 0))
            width, height, kind = image.width, image.height, str(image.format).lower()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return kind, _twips(width, across), _twips(height, down)


def _twips(pixels: int, density: float) -> int:
    """A length in twips; a density nobody prints or draws in is no density, and a screen's is taken."""
    return max(1, round(pixels * ooxml.TWIPS_PER_INCH / (density if 36 <= density <= 1200 else 96)))


def _last(parent: _Element) -> _Element | None:
    return next(parent.iterchildren(reversed=True), None)


def _ends(parent: _Element, before: _Element | None) -> tuple[_Element, _Element]:
    """The first and the last paragraph of what was appended since, leaving tables aside where there are others."""
    made = list(parent if before is None else before.itersiblings())
    paragraphs = [element for element in made if element.tag == W + "p"]
    if not paragraphs:
        paragraphs = [next(element.iter(W + "p")) for element in made]
    return paragraphs[0], paragraphs[-1]
