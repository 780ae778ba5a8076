"""Write a document tree as a Word file.

In: a `Document`. Out: the bytes of a .docx, the same bytes for the same tree.
Knows Word's styles and XML; knows nothing of goals, actions or YAML.

Every look comes from a named style of the style document; here is only which style each node has. Blocks that
show nothing (no letters at all) are left out: an empty paragraph is what screen readers stumble over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, assert_never

from lxml.etree import _Element

from plan.anchors import anchor_name, block_text, fingerprint, reference_name
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
    Words,
    caption_kind,
    captioned,
    plain_text,
    values_shown,
)
from plan.dutch import keep_together
from plan.pictures import Size, is_showable, publish
from plan.writers import ooxml, parts
from plan.writers.addresses import kept_address
from plan.writers.charts import chart_part, workbook
from plan.writers.letterhead import Letterhead, Logo, letterhead_lines
from plan.writers.numbering import HeadingNumbers
from plan.writers.ooxml import W
from plan.writers.package import CORE_PROPERTIES, Package
from plan.writers.picture_sizes import printed_size
from plan.writers.shown import all_shown, is_blank, is_empty
from plan.writers.style_parts import Shape
from plan.writers.styles import StyleDocument, open_style
from plan.writers.tables import column_widths, fill_grid, turned_height
from plan.writers.targets import Pages, Targets, name_in_heading, with_pages

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
    Role.SIGNATURE: "Ondertekening",
}
SHADE_STYLES: Final = {
    "certain": "Zeker",
    "possible": "Mogelijk",
    "lacking": "Tekort",
    "no-data": "Geen gegevens",
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
CHANGED: Final = "Gewijzigd"
LIST_LEVELS: Final = 6
MAIN: Final = "word/document.xml"
NOTES: Final = "word/footnotes.xml"
CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_HEIGHT: Final = 0.5  # of the room across
COMMENTER: Final = "plan"  # the program's own name: nobody's
_WORD_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_CORE_TYPE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_OFFICE_TYPE: Final = "application/vnd.openxmlformats-officedocument.{}+xml"
NO_PAGES: Final = Pages()
_CONTENTS_KINDS: Final = ("headings", "tables", "pictures")
# Where an author names only the language, the words are spelled as in this region.
_REGIONS: Final = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE", "en": "en-GB", "es": "es-ES", "it": "it-IT"}


def write_word(document: Document, style: bytes | None = None, pages: Pages = NO_PAGES) -> bytes:
    """The document as a .docx, in the looks of a style document (its bytes) or the program's own.

    `pages` tells on which page everything stands, as far as somebody laid this very document out.
    Raises UnusableStyle where the style document cannot be read.
    """
    return write_in_style(document, open_style(style), pages)


def write_in_style(document: Document, look: StyleDocument, pages: Pages = NO_PAGES) -> bytes:
    """The document as a .docx, in the looks of an open style document."""
    return _Writer(with_pages(document, pages), look, pages).write()


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
    headings: int = 0  # right above
    after_table: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents: how deep it stands, its number where it has one, its words, the bookmark it leads to."""

    level: int
    number: str
    text: str
    bookmark: str


class _Writer:
    """One document on its way to bytes: counts what Word wants counted."""

    def __init__(self, document: Document, look: StyleDocument, pages: Pages) -> None:
        self.document = document
        self.look = look
        self.pages = pages
        self.properties = dict(document.properties)
        self.package = Package()
        # Found once: it takes a look at all words.
        self.shown = tuple((section, tuple(all_shown(section.blocks))) for section in document.sections)
        shown = tuple(block for _section, blocks in self.shown for block in blocks)
        self.captioned = tuple(captioned(document.blocks()))
        self.targets = Targets(shown, self.captioned, pages)
        self.anchors = {block.anchor for block in shown if isinstance(block, Heading | Captioned)} - {""}
        self.entries = tuple(self.heading_entries())
        self.listed = {block.of for block in shown if isinstance(block, Contents)}
        self.chaptered = any(entry.level == 1 for entry in self.entries)
        self.headers: dict[tuple[bool, int], tuple[str, str]] = {}
        self.in_annex = False
        self.shades = {shade: (look.id(style), look.fill(style)) for shade, style in SHADE_STYLES.items()}
        self.mark = look.borders(CHANGED)
        self.headings_written = 0
        self.bookmarks = 0
        self.bookmark_names: set[str] = set()
        self.homes: set[tuple[str, int]] = set()
        self.largest_pictures = self.measured_pictures()
        self.homes_at: dict[tuple[str, int], _Element] = {}
        self.mentioned_in: _Element | None = None  # the paragraph with the mark of the note that is being written
        self.drawings = 0
        self.charts = 0
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
        sections = [section for section, blocks in self.shown if blocks]
        sections = sections or [Section(())]
        for number, section in enumerate(sections, 1):
            shape = self.page(section)
            where = _where(shape)
            self.in_annex = section.kind == "annex"
            self.blocks(body, section.blocks, where)
            self.flow = _Flow()
            end = ooxml.section_end(shape, *self.header_and_footer(section, where.width))
            if section.kind == "cover":
                self.add_cover_letterhead(end)
            is_last = number == len(sections)
            ends_in_loss = not is_last and isinstance(_innermost(section.blocks[-1]), Contents | Picture | Chart)
            if _ends_in_table(body) or ends_in_loss or (not is_last and len(body) and body[-1].tag == W + "sdt"):
                # Word keeps a section's page in its last paragraph, and wants one after a table in any case.
                # LibreOffice loses header and footer where that paragraph is the end of a list of contents, and the
                # number of a caption for whoever refers to it.
                ooxml.paragraph(body, self.look.id("Sectie-einde"))
            (body if is_last else body[-1][0]).append(end)
        self.add_comments(body)
        self.add_parts(main)
        return self.package.to_bytes()

    def header_and_footer(self, section: Section, width: int) -> tuple[str, str]:
        """The header and footer (relationship ids) for pages of this width; before the first chapter none is named."""
        chaptered = self.chaptered and section.kind not in ("cover", "front")
        if (chaptered, width) not in self.headers:
            wide, number = section.landscape, len(self.headers) + 1
            related = self.package.relationships(MAIN)
            made = []
            for kind, content in (
                ("header", parts.header(self.document, self.look, width, wide=wide, chaptered=chaptered)),
                ("footer", parts.footer(self.document, self.look, width, wide=wide, pages=self.pages.total)),
            ):
                heads = self.look.letterheads
                logos = self.letterhead(heads.header if kind == "header" else heads.footer, f"word/{kind}{number}.xml")
                content[:0] = logos
                self.package.add(f"word/{kind}{number}.xml", content, _WORD_TYPE.format(kind))
                made.append(related.add(kind, f"{kind}{number}.xml"))
            self.headers[chaptered, width] = made[0], made[1]
        return self.headers[chaptered, width]

    def add_cover_letterhead(self, end: _Element) -> None:
        """Give the cover, by the end of its section, the header and footer of the style document's own."""
        heads = self.look.letterheads
        for kind, root, lines in (("header", "hdr", heads.cover_header), ("footer", "ftr", heads.cover_footer)):
            if lines:
                content = ooxml.root(root)
                content.extend(self.letterhead(lines, f"word/{kind}_cover.xml"))
                self.package.add(f"word/{kind}_cover.xml", content, _WORD_TYPE.format(kind))
                ooxml.first_page(end, kind, self.package.relationships(MAIN).add(kind, f"{kind}_cover.xml"))

    def letterhead(self, lines: Letterhead, part: str) -> list[_Element]:
        """The lines of a letterhead, for this part; a logo without a text of its own has the author's name."""

        def relate(logo: Logo) -> tuple[str, int]:
            self.drawings += 1
            target = self.media_part(logo.data, logo.kind)
            return self.package.relationships(part).add("image", target), self.drawings

        return letterhead_lines(lines, relate, self.document.author)

    def media_part(self, data: bytes, kind: str) -> str:
        """Where the bytes of a picture are kept, the same ones once; relative to the parts that show it."""
        digest = sha256(data).digest()
        if digest not in self.media:
            self.media[digest] = f"media/image{len(self.media) + 1}.{kind}"
            self.package.add(f"word/{self.media[digest]}", data)
        return self.media[digest]

    def add_comments(self, body: _Element) -> None:
        """Put each remark beside its paragraph; a note has none, so there it is the paragraph with the note's mark."""
        if not self.document.remarks:
            return
        comments = ooxml.root("comments")
        styles = self.look.id("annotation text"), self.look.id("annotation reference")
        year, month, day = self.document.date
        date = f"{year:04}-{month:02}-{day:02}T00:00:00Z"
        first = next(body.iter(W + "p"))
        for number, remark in enumerate(self.document.remarks):
            ooxml.comment(comments, number, COMMENTER, date, remark.words, styles)
            ooxml.commented(self.homes_at.get((remark.key, remark.part), first), number, styles[1])
        self.package.relationships(MAIN).add("comments", "comments.xml")
        self.package.add("word/comments.xml", comments, _WORD_TYPE.format("comments"))

    def add_parts(self, main: _Element) -> None:
        document, look, package = self.document, self.look, self.package
        package.add(MAIN, main, _WORD_TYPE.format("document.main"))
        related = package.relationships(MAIN)
        word_parts: list[tuple[str, str, _Element | bytes]] = [
            ("styles", "styles.xml", look.styles_part(document.language)),
            ("numbering", "numbering.xml", look.numbering_part(self.counted_lists)),
            ("settings", "settings.xml", parts.settings(document, notes=self.notes_written > 0)),
            ("fontTable", "fontTable.xml", look.fonts_part),
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

    def page(self, section: Section) -> _Element:
        """The shape of a section's pages."""
        shape = self.look.shapes[_shape(section)]
        return ooxml.on_a3(shape) if section.landscape and section.paper == "a3" else shape

    # --- blocks --------------------------------------------------------------------------------

    def blocks(self, parent: _Element, blocks: Iterable[Block], where: _Where) -> None:
        for block in blocks:
            if isinstance(block, PageBreak):
                self.flow.breaks_page = True
            elif not is_empty(block):
                self.block(parent, block, where)

    def block(self, parent: _Element, block: Block, where: _Where) -> None:
        before = _last(parent)
        home = None if isinstance(block, Contents | Derived | PageBreak) else self.home(block.origin)
        match block:
            case Heading():
                self.heading(parent, block, where)
            case Paragraph(role=Role.SIGNATURE):
                self.signature(parent, block, where)
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
            case Chart():
                self.chart(parent, block, where)
            case Contents():
                self.contents(parent, block)
            case Derived():
                self.derived(parent, block, where)
            case PageBreak():
                pass
            case _:
                assert_never(block)
        if isinstance(block, Heading | Paragraph | CodeBlock | Picture) and block.changed:
            for element in _made(parent, before):
                self.mark_changed(element)
        names = [anchor_name(*home, fingerprint(block_text(block)))] if home else []
        if isinstance(block, Heading | Captioned) and block.anchor:
            names.append(reference_name(block.anchor))
        if names:
            first, last = _ends(parent, before)
            self.remember_home(home, first)
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

    def remember_home(self, home: tuple[str, int] | None, element: _Element) -> None:
        """Remember the paragraph of a home, for what is to be said about it."""
        if home:
            self.homes_at[home] = self.mentioned_in if self.mentioned_in is not None else _paragraph_of(element)

    def mark_changed(self, element: _Element) -> None:
        """Mark paragraphs in the margin, beside whatever style they have."""
        if self.mark is not None:
            for paragraph in element.iter(W + "p"):
                ooxml.bordered(paragraph, self.mark)

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
        self.flow.headings = self.flow.headings + 1 if style.startswith("heading ") else 0
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

    def signature(self, parent: _Element, block: Paragraph, where: _Where) -> None:
        """Who signs, below a line: Word draws the border of several paragraphs in a row only once."""
        element = self.paragraph(parent, ROLE_STYLES[block.role], where)
        ooxml.tab_stop(element, "left", where.width // 2, "underscore")
        ooxml.tab(element)
        ooxml.line_break(element)
        self.inlines(element, block.inlines, where)

    def heading(self, parent: _Element, heading: Heading, where: _Where) -> None:
        if where.part == NOTES:
            self.text(parent, heading.inlines, "Normal", where)
            return
        mark, self.flow.mark = self.flow.mark, None  # the number of a list item would become part of the heading
        style = f"heading {_level(heading)}"
        element = self.paragraph(parent, style, where)
        self.flow.mark = mark
        if self.in_annex and self.look.list_place(style):
            ooxml.list_place(element, 0, 0)
        self.headings_written += 1
        with self.bookmarked(element, _contents_name("headings", self.headings_written)):
            before, name = name_in_heading(heading) or (heading.inlines, ())
            self.inlines(element, before, where)
            with self.bookmarked(element, reference_name(heading.anchor) if heading.anchor and name else ""):
                self.inlines(element, name, where)

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
            before = _last(parent)
            self.blocks(parent, item.blocks, inside)
            match item.blocks:
                case (Paragraph() as leading, List(), *_) if not is_empty(leading):
                    # What leads a list does not stay behind at the foot of a page.
                    ooxml.paragraph_property(_ends(parent, before)[0][0], "keepNext")
        self.flow.mark = None

    def code(self, parent: _Element, block: CodeBlock, where: _Where) -> None:
        element = self.paragraph(parent, "Vaste tekst", where)
        for index, line in enumerate(block.text.expandtabs(4).splitlines()):
            if index:
                ooxml.line_break(element)
            ooxml.run(element, line)

    def picture(self, parent: _Element, picture: Picture, where: _Where) -> None:
        words = self.document.words
        if not is_showable(picture.data):
            self.text(parent, (Run(f"{words.picture}: {picture.alt or picture.name}"),), "Ontbreekt", where)
            if not is_blank(picture.caption):  # else references to the pictures after it would name another number
                self.caption(parent, picture, "Bijschrift afbeelding", where)
            return
        size = printed_size(picture, where.width - where.indent, where.height, self.flow.headings)
        largest = self.largest_pictures.get(picture.data, size)
        published = publish(picture.data, largest.width, largest.height)
        related = self.package.relationships(where.part)
        kind, data = published.dots
        shown = related.add("image", self.media_part(data, kind))
        drawn = related.add("image", self.media_part(published.data, "svg")) if published.kind == "svg" else ""
        self.drawings += 1
        element = self.paragraph(parent, "Afbeelding", where)
        name = f"{words.picture} {self.drawings}"
        alt = picture.alt.strip() or plain_text(picture.caption)
        ooxml.picture(element, shown, (size.width, size.height), name, alt, self.drawings, drawn)
        credited = not is_blank(picture.credit)
        if not is_blank(picture.caption):
            style = "Bijschrift boven bron" if credited else "Bijschrift afbeelding"
            self.caption(parent, picture, style, where)
        if credited:
            self.text(parent, picture.credit, "Beeldbron", where)

    def chart(self, parent: _Element, chart: Chart, where: _Where) -> None:
        self.charts += 1
        name, book = f"charts/chart{self.charts}.xml", f"embeddings/grafiek{self.charts}.xlsx"
        self.package.add(f"word/{book}", workbook(chart, self.document.date))
        related = self.package.relationships(f"word/{name}").add("package", f"../{book}")
        self.package.add(f"word/{name}", chart_part(chart, self.document.language, related), CHART_TYPE)
        shown = self.package.relationships(where.part).add("chart", name)
        self.drawings += 1
        element = self.paragraph(parent, "Afbeelding", where)
        size = where.width - where.indent, round(CHART_HEIGHT * min(where.width, where.height))
        name = f"{self.document.words.picture} {self.drawings}"
        ooxml.chart(element, shown, size, name, chart.description, self.drawings)
        if not is_blank(chart.caption):
            self.caption(parent, chart, "Bijschrift afbeelding", where)

    def measured_pictures(self) -> dict[bytes, Size]:
        """The largest size at which each picture is printed: it is stored once, as fine as that asks."""
        largest: dict[bytes, Size] = {}
        for section, blocks in self.shown:
            where = _where(self.page(section))
            for block in blocks:
                if isinstance(block, Picture) and is_showable(block.data):
                    size, known = printed_size(block, where.width - where.indent, where.height), largest.get(block.data)
                    largest[block.data] = size if known is None or known.width < size.width else known
        return largest

    def caption(self, parent: _Element, block: Captioned, style: str, where: _Where) -> None:
        kind = caption_kind(block)
        word = self.caption_word(kind)
        self.captions[kind] = self.captions.get(kind, 0) + 1
        number = self.captions[kind]
        element = self.paragraph(parent, style, where)
        with self.bookmarked(element, _contents_name(kind, number) if kind in self.listed else ""):
            ooxml.run(element, f"{word} ")
            with self.bookmarked(element, reference_name(block.anchor) if block.anchor else ""):
                ooxml.field(element, f"SEQ {_sequence(word)} \\* ARABIC", str(number))
            ooxml.run(element, ". ")
            self.inlines(element, block.caption, where)

    def caption_word(self, kind: str) -> str:
        words = self.document.words
        return words.table if kind == "tables" else words.picture

    # --- contents ------------------------------------------------------------------------------

    def heading_entries(self) -> Iterator[_Entry]:
        """A line for each heading, with the number that Word will give it."""
        numbers = HeadingNumbers(self.look)
        written = 0
        for section, blocks in self.shown:
            for heading in blocks:
                if isinstance(heading, Heading):
                    written += 1
                    level = _level(heading)
                    number = "" if section.kind == "annex" else numbers.next(level)
                    text = keep_together(plain_text(heading.inlines))
                    yield _Entry(level, number, text, _contents_name("headings", written))

    def caption_entries(self, kind: str) -> Iterator[_Entry]:
        """A line for each caption of a kind."""
        for block, number in self.captioned:
            if caption_kind(block) == kind:
                text = f"{self.caption_word(kind)} {number}. {keep_together(plain_text(block.caption))}"
                yield _Entry(0, "", text, _contents_name(kind, number))

    def contents(self, parent: _Element, contents: Contents) -> None:
        where = _Where(MAIN, 0, 0)
        if contents.of == "headings":
            self.controls += 1
            inside = ooxml.contents_control(parent, self.controls)
            depth = max(1, min(contents.depth, 4))
            instruction = f'TOC \\o "1-{depth}" \\h \\z \\u'
            entries = [entry for entry in self.entries if entry.level <= depth]
        else:
            inside = parent
            instruction = f'TOC \\h \\z \\c "{_sequence(self.caption_word(contents.of))}"'
            entries = list(self.caption_entries(contents.of))
        if contents.title.strip():
            self.text(inside, (Run(contents.title),), "TOC Heading" if contents.of == "headings" else "Lijstkop", where)
        styles = [f"toc {entry.level}" if entry.level else "table of figures" for entry in entries] or ["toc 1"]
        lines = [self.paragraph(inside, style, where) for style in styles]
        ooxml.field_mark(lines[0], "begin", instruction)
        for line, style, entry in zip(lines, styles, entries, strict=False):
            link = ooxml.reference(line, entry.bookmark)
            if entry.number:
                ooxml.tab_stop(line, "left", self.number_stop(style, entry.level))
                ooxml.run(link, entry.number)
                ooxml.tab(link)
            ooxml.run(link, re.sub(r"[ \t\n]+", " ", entry.text).strip())
            ooxml.tab(link)
            # As long as nobody laid the document out, the place of the page stays empty rather than wrong.
            ooxml.field_mark(link, "begin", f"PAGEREF {entry.bookmark} \\h")
            if page := self.pages.by_bookmark.get(entry.bookmark):
                ooxml.run(link, str(page))
            ooxml.field_mark(link, "end")
        ooxml.field_mark(lines[-1], "end")

    def number_stop(self, style: str, level: int) -> int:
        """Where the words begin behind the numbers of a level: the widest has room before them."""
        letters = self.look.letters(style)
        numbers = (entry.number for entry in self.entries if entry.level == level)
        return self.look.indent(style) + round(max(letters.width(f"{number}  ") for number in numbers))

    def derived(self, parent: _Element, block: Derived, where: _Where) -> None:
        """In a draft a control tells where it comes from; a final document has no use for that."""
        if self.document.draft and where.part == MAIN and not where.lists:
            self.controls += 1
            title = _derived_title(block.sources, self.document.words)
            parent = ooxml.derived_control(parent, self.controls, title)
        self.blocks(parent, block.blocks, where)

    # --- tables --------------------------------------------------------------------------------

    def table(self, parent: _Element, table: Table, where: _Where) -> None:
        look = TABLE_LOOKS[table.kind]
        letters = self.look.letters(look.text)
        grid = fill_grid(table)
        widths = column_widths(table, grid, where.width - where.indent, letters, look.padding)
        if not is_blank(table.caption):
            self.caption(parent, table, "caption", where)
        elif self.flow.breaks_page or _ends_in_table(parent):
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
                height=turned_height(slots, widths, letters, look.padding),
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
                    borders=self.mark if slot.cell.changed else None,
                    turned=slot.cell.turned,
                    align=slot.cell.align or aligns[slot.column],
                )
                if not slot.continues:
                    self.inlines(text, slot.cell.inlines, where)
        self.flow.after_table = True

    # --- inlines -------------------------------------------------------------------------------

    def inlines(self, parent: _Element, inlines: tuple[Inline, ...], where: _Where, style: str = "") -> None:
        for origin, shown in values_shown(inlines):
            home = self.home(origin)
            self.remember_home(home, parent)
            bookmark = self.open_bookmark(parent, anchor_name(*home, fingerprint(plain_text(shown)))) if home else 0
            self.words(parent, shown, where, style)
            if bookmark:
                ooxml.bookmark_end(parent, bookmark)

    def words(self, parent: _Element, inlines: Iterable[Inline], where: _Where, style: str) -> None:
        for inline in inlines:
            match inline:
                case Run():
                    self.run(parent, inline, style)
                case LineBreak():
                    ooxml.line_break(parent)
                case Link():
                    self.link(parent, inline, where, style)
                case Reference():
                    self.reference(parent, inline, where, style)
                case Note():
                    self.note(parent, inline, where)
                case _:
                    assert_never(inline)

    def run(self, parent: _Element, run: Run, base: str) -> None:
        if not run.text:
            return
        style, toggles = _run_style(run, base)
        id = self.look.id(style) if style else ""
        if run.property in self.properties:
            ooxml.field(parent, f'DOCPROPERTY "{run.property}"', run.text, id)
        else:
            text = run.text if run.code else keep_together(run.text)
            ooxml.run(parent, text, id, toggles, _REGIONS.get(run.language, run.language))

    def reference(self, parent: _Element, reference: Reference, where: _Where, style: str) -> None:
        """A link to a bookmark; what the bookmark itself holds is a field, which follows it when it changes."""
        if reference.anchor not in self.anchors or is_blank(reference.inlines):
            self.inlines(parent, reference.inlines, where, style)
            return
        name, mark = reference_name(reference.anchor), self.look.id("Verwijzing")
        link = ooxml.reference(parent, name)
        before, shown = self.targets.cut(reference) or (reference.inlines, ())
        self.inlines(link, before, where, "Verwijzing")
        if shown:
            instruction = "PAGEREF" if reference.shows == "page" else "REF"
            ooxml.field_mark(link, "begin", f"{instruction} {name} \\h \\* MERGEFORMAT", mark)
            self.inlines(link, shown, where, "Verwijzing")
            ooxml.field_mark(link, "end", style=mark)

    @contextmanager
    def bookmarked(self, parent: _Element, name: str) -> Iterator[None]:
        """Put a bookmark around what is written meanwhile; one name stands once."""
        if not name or name.lower() in self.bookmark_names:
            yield
            return
        number = self.open_bookmark(parent, name)
        yield
        ooxml.bookmark_end(parent, number)

    def open_bookmark(self, parent: _Element, name: str) -> int:
        self.bookmark_names.add(name.lower())
        self.bookmarks += 1
        ooxml.bookmark_start(parent, name, self.bookmarks)
        return self.bookmarks

    def link(self, parent: _Element, link: Link, where: _Where, style: str) -> None:
        address = kept_address(link.address)
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
            self.mentioned_in = _paragraph_of(parent)
            self.note_text(note, number, where)
            self.mentioned_in = None

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


def _innermost(block: Block) -> Block:
    """The last block of what is derived, else the block itself."""
    return _innermost(block.blocks[-1]) if isinstance(block, Derived) and block.blocks else block


def _paragraph_of(element: _Element) -> _Element:
    """The paragraph that an element is or stands in."""
    return element if element.tag == W + "p" else next(element.iterancestors(W + "p"), element)


def _ends_in_table(parent: _Element) -> bool:
    last = _last(parent)
    if last is not None and last.tag == W + "sdt":
        last = _last(ooxml.child(last, "sdtContent"))
    return last is not None and last.tag == W + "tbl"


def _derived_title(sources: tuple[str, ...], words: Words) -> str:
    """Where blocks come from; where room is short, with the ends of the longest paths, which tell most."""
    whole = f"{words.derived} {', '.join(sources)}. {words.change_there}."
    if len(whole) <= ooxml.LONGEST_TITLE:
        return whole
    titles = (
        f"{words.derived} {', '.join(_end_of_path(source, length) for source in sources)}"
        for length in range(ooxml.LONGEST_TITLE, 0, -1)
    )
    return next((title for title in titles if len(title) <= ooxml.LONGEST_TITLE), words.derived)


def _end_of_path(path: str, length: int) -> str:
    return path if len(path) <= length else f"…{path[len(path) - length + 1 :]}"


def _contents_name(kind: str, number: int) -> str:
    return f"_Toc{_CONTENTS_KINDS.index(kind)}{number:08}"  # as Word names them itself


def _sequence(word: str) -> str:
    """The name under which Word counts captions that begin with a word."""
    return re.sub(r"[^0-9A-Za-z]", "_", word)


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
    toggles = (
        ("b", run.strong and style not in ("Strong", "Intense Emphasis")),
        ("i", run.emphasis and style not in ("Emphasis", "Intense Emphasis")),
        ("strike", run.strike),
    )
    return style, [name for name, wanted in toggles if wanted]


def _last(parent: _Element) -> _Element | None:
    return next(parent.iterchildren(reversed=True), None)


def _made(parent: _Element, before: _Element | None) -> list[_Element]:
    """What was appended since."""
    return list(parent if before is None else before.itersiblings())


def _ends(parent: _Element, before: _Element | None) -> tuple[_Element, _Element]:
    """The first and the last paragraph of what was appended since, leaving tables aside where there are others."""
    made = _made(parent, before)
    paragraphs = [element for element in made if element.tag == W + "p"]
    if not paragraphs:
        paragraphs = [next(element.iter(W + "p")) for element in made]
    return paragraphs[0], paragraphs[-1]
