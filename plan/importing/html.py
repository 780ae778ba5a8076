"""Read HTML as blocks of the document tree: what mammoth makes of Word, or what a clipboard holds.

In: HTML, and the pictures that it names. Out: blocks, and which looks and addresses they cannot have. What a picture
cannot show becomes a run that is still to be written; a link to a heading of the text is a reference to that. Knows
how Word, LibreOffice and browsers put text on a clipboard; knows nothing of goals, actions or YAML.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote_to_bytes

from lxml import html as lxml_html
from lxml.etree import ParserError, _Element

from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Column,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Row,
    Run,
    Table,
    plain_text,
)
from plan.ids import slug
from plan.importing.losses import Kind, Losses
from plan.messages import Message
from plan.pictures import is_showable

_HEADING: Final = re.compile(r"h([1-9])")
_WIDEST: Final = 63  # columns; Word has no more in a table, and what is wider spans nothing
_LEFT_OUT: Final = ("script", "style", "head", "title", "meta", "link", "template", "noscript")
_BLOCKS: Final = frozenset(
    "p div h1 h2 h3 h4 h5 h6 h7 h8 h9 ul ol li table blockquote pre hr section article header footer main aside "
    "figure figcaption dl dt dd address body html center form".split()
)
_SUFFIXES: Final = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}
_SIGNS: Final = "0123456789+-"
_HEIGHTS: Final[dict[str, tuple[Kind, dict[int, int]]]] = {
    "sup": ("raised", str.maketrans(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")),
    "sub": ("lowered", str.maketrans(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋")),
}
_LOOKS: Final[tuple[tuple[Kind, str, re.Pattern[str]], ...]] = (
    ("underlined", "u", re.compile(r"text-decoration(?:-line)?:[^;]*underline|text-underline:(?!none)")),
    ("marked", "mark", re.compile(r"mso-highlight:(?!none)|background(?:-color)?:yellow")),
    ("raised", "", re.compile(r"mso-text-raise:\d|vertical-align:super")),
    ("lowered", "", re.compile(r"mso-text-raise:-|vertical-align:sub")),
    ("hidden", "", re.compile(r"display:none|mso-hide:all|visibility:hidden")),
)
PAGE_OF: Final = "page-of-"
"""What stands before the name of a place in a link that shows its page."""
_NOTE_NAME: Final = re.compile(r"(?:footnote|endnote)-\d+|ftn\d+|edn\d+|sdfootnote\d+|sdendnote\d+")
_NOTE_MARK: Final = re.compile(rf"#_?(?P<name>{_NOTE_NAME.pattern})(?:sym)?")
_BACK: Final = re.compile(r"#_?(?:footnote|endnote|ftn|edn|sdfootnote|sdendnote)-?(?:ref)?-?\d*(?:ref|anc)?\d*")
_GOES_ON: Final = re.compile(r"continue(\d)")
_WORD_LIST: Final = re.compile(r"mso-list:\s*l\d+\s+level(\d)")

_BEFORE_PAGE: Final = re.compile(r"\A(?:Version|StartHTML|SourceURL):.*?(?=<)", re.DOTALL)

_Style = Run
_PLAIN: Final = Run("")


def read_html(text: str, pictures: Mapping[str, bytes] | None = None) -> tuple[tuple[Block, ...], tuple[Message, ...]]:
    """The blocks of a page or a piece of one, and what they lost; `pictures` are those that its images name."""
    try:
        # What is not XML's to hold would stop the reader.
        root = lxml_html.document_fromstring(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text), ensure_head_body=True)
    except ParserError:
        return (), ()
    reader = _Reader(root, pictures or {})
    return reader.read(), reader.losses.told()


def from_clipboard(data: bytes) -> str:
    """The HTML in what a clipboard holds: Windows puts a few lines before it that say where it begins."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _BEFORE_PAGE.sub("", text)
    return data.decode("utf-8", "replace")


@dataclass(slots=True)
class _Content:
    """Inlines on their way to a block, and the blocks that stood among them."""

    inlines: list[Inline] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


class _Reader:
    def __init__(self, root: _Element, pictures: Mapping[str, bytes]) -> None:
        self.root = root
        self.pictures = pictures
        self.losses = Losses()
        self.notes: dict[str, _Element] = {}
        self.anchors: dict[str, str] = {}  # of headings: of all names that one has, the first
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in ("li", "div", "p"):
                name = element.get("id", "")
                if _NOTE_NAME.fullmatch(name):
                    self.notes[name] = element
            elif _HEADING.fullmatch(element.tag):
                names = _names_in(element)
                self.anchors |= dict.fromkeys(names, *names[:1])
        self.noted = frozenset(self.notes.values())
        self.rows: set[_Element] = set()  # of the tables that were met
        self.in_note = False

    def read(self) -> tuple[Block, ...]:
        body = self.root.find("body")
        return tuple(_captioned(self.blocks(self.root if body is None else body, _PLAIN)))

    # --- blocks

    def blocks(self, element: _Element, style: _Style) -> list[Block]:
        """The blocks in an element; words between them are paragraphs of their own."""
        made: list[Block] = []
        loose = _Content()
        self._text(element.text, style, loose)
        for child in element:
            if isinstance(child.tag, str) and self._is_block(child):
                made += self._closed(loose)
                loose = _Content()
                goes_on = _GOES_ON.fullmatch(child.get("class", ""))
                for block in self.block(child, style):
                    last = made[-1] if made else None
                    if goes_on and isinstance(last, List):
                        made[-1] = _within(last, int(goes_on[1]), block)
                    elif isinstance(last, List) and isinstance(block, List) and last.ordered == block.ordered:
                        made[-1] = _one_list(last, block)
                    else:
                        made.append(block)
            else:
                self._inline(child, style, loose)
            self._text(child.tail, style, loose)
        return made + list(self._closed(loose))

    def _closed(self, content: _Content, role: Role = Role.BODY) -> Iterator[Block]:
        inlines = _trimmed(content.inlines)
        if _says_something(inlines):
            yield Paragraph(inlines, role)
        yield from content.pictures

    def _is_block(self, element: _Element) -> bool:
        return element.tag in _BLOCKS or any(
            isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in element.iterdescendants()
        )

    def block(self, element: _Element, style: _Style) -> Iterator[Block]:
        tag = str(element.tag)
        if tag in _LEFT_OUT or element in self.noted or element in self.rows or _is_separator(element):
            return
        if heading := _HEADING.fullmatch(tag):
            content = self._content(element, style)
            inlines = _unbroken(_trimmed(content.inlines))
            if _says_something(inlines):
                self.losses.under = plain_text(inlines).strip()
                yield Heading(int(heading[1]), inlines, "".join(_names_in(element)[:1]))
            yield from content.pictures
            return
        match tag:
            case "p" | "dt" | "dd" | "figcaption":
                yield from self._paragraph(element, _styled(style, element))
            case "ul" | "ol":
                if items := tuple(self._items(element, style)):
                    start = element.get("start", "1")
                    yield List(items, tag == "ol", int(start) if start.isdigit() else 1)
            case "table":
                yield from self._table(element)
            case "blockquote":
                if quoted := tuple(self.blocks(element, style)):
                    yield Quote(quoted)
            case "pre":
                yield CodeBlock("".join(element.itertext()).strip("\n"))
            case "hr":
                return
            case _:
                yield from self.blocks(element, _styled(style, element))

    def _paragraph(self, element: _Element, style: _Style) -> Iterator[Block]:
        if any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in element.iterdescendants()):
            yield from self.blocks(element, style)
            return
        content = self._content(element, style)
        for look in _looks(element):
            self.losses.add(look, plain_text(tuple(content.inlines)))
        kind = element.get("class", "")
        if level := _WORD_LIST.search(element.get("style", "")):
            yield _at_level(int(level[1]), _is_counted(element), Paragraph(_trimmed(content.inlines)))
            return
        match kind:
            case "caption" | "MsoCaption":
                yield from self._closed(content, role=Role.CAPTION)
            case "label":
                yield from self._closed(content, role=Role.LABEL)
            case "title" | "MsoTitle":
                yield from self._closed(content, role=Role.TITLE)
            case "subtitle" | "MsoSubtitle":
                yield from self._closed(content, role=Role.SUBTITLE)
            case _:
                yield from self._closed(content)

    def _items(self, element: _Element, style: _Style) -> Iterator[ListItem]:
        for child in element:
            if child in self.noted:
                continue
            if child.tag == "li":
                yield ListItem(tuple(self.blocks(child, style)))
            elif isinstance(child.tag, str) and child.tag in ("ul", "ol"):  # Google's way of one in another
                yield ListItem(tuple(self.block(child, style)))

    # --- tables

    def _table(self, element: _Element) -> Iterator[Block]:
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        heads = sum(row.getparent().tag == "thead" for row in rows if row.getparent() is not None)  # type: ignore[union-attr]
        within = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if [len(cells) for cells in within] == [1]:  # a frame around a text
            yield from self.blocks(within[0][0], _PLAIN)
            return
        # A row may stand in a cell of its own table: read there too, what stands ten deep would come a thousand times.
        self.rows.update(row for row, cells in zip(rows, within, strict=True) if cells)
        made, pictures = [], []
        for cells in within:
            row = []
            for cell in cells:
                inlines, inside = self._cell(cell)
                pictures += inside
                row.append(Cell(inlines, _number(cell.get("colspan")), _number(cell.get("rowspan"))))
            made.append(Row(tuple(row)))
        width = max((sum(cell.span for cell in row.cells) for row in made), default=0)
        if not width:
            return
        if width > _WIDEST:
            made = [Row(tuple(replace(cell, span=1, rows=1) for cell in row.cells)) for row in made]
            width = max(len(row.cells) for row in made)
        heads = min(heads, len(made) - 1) or 1
        yield Table(tuple(Column() for _at in range(width)), tuple(made[:heads]), tuple(made[heads:]))
        yield from pictures

    def _cell(self, element: _Element) -> tuple[tuple[Inline, ...], list[Picture]]:
        """What a cell says, each paragraph or item on a line of its own, and its pictures, which come after."""
        inlines: list[Inline] = []
        pictures: list[Picture] = []
        for line in _lines(self.blocks(element, _PLAIN), pictures):
            inlines += (*((LineBreak(),) if inlines else ()), *line)
        return tuple(inlines), pictures

    # --- inlines

    def _content(self, element: _Element, style: _Style) -> _Content:
        content = _Content()
        self._text(element.text, style, content)
        for child in element:
            self._inline(child, style, content)
            self._text(child.tail, style, content)
        return content

    def _text(self, text: str | None, style: _Style, content: _Content) -> None:
        if text:
            # Blanks of HTML count as one; a non-breaking one is a sign of its own.
            content.inlines.append(replace(style, text=re.sub(r"[ \t\r\n\f]+", " ", text)))

    def _inline(self, element: _Element, style: _Style, content: _Content) -> None:
        if not isinstance(element.tag, str):  # a remark of HTML
            return
        tag = element.tag.rpartition(":")[2]
        if tag in _LEFT_OUT or element in self.rows:
            return
        if "mso-list:ignore" in element.get("style", "").replace(" ", "").lower():
            return
        match tag:
            case "br":
                content.inlines.append(LineBreak())
            case "img":
                self._picture(element, style, content)
            case "sup" | "a" if self._note(element, content):
                pass
            case "sup" | "sub":
                inside = self._content(element, style)
                kind, signs = _HEIGHTS[tag]
                if all(isinstance(part, Run) and not part.text.strip(_SIGNS) for part in inside.inlines):
                    inside.inlines = [
                        replace(part, text=part.text.translate(signs)) if isinstance(part, Run) else part
                        for part in inside.inlines
                    ]
                else:
                    self.losses.add(kind, plain_text(tuple(inside.inlines)))
                content.inlines += inside.inlines
                content.pictures += inside.pictures
            case "a":
                inside = self._content(element, style)
                content.inlines += self._linked(element.get("href", "").strip(), tuple(inside.inlines))
                content.pictures += inside.pictures
            case _:
                inside = self._content(element, _styled(style, element))
                for look in _looks(element):
                    self.losses.add(look, plain_text(tuple(inside.inlines)))
                content.inlines += inside.inlines
                content.pictures += inside.pictures

    def _linked(self, address: str, words: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Words as a link, or as a reference to a heading; as they are where the address leads nowhere for a reader."""
        if not _says_something(words):
            self.losses.add("address", address)
            return words
        if address.startswith(("http:", "https:", "mailto:", "tel:")):
            return (Link(address, words),)
        if address.startswith("#"):
            name = address[1:].removeprefix(PAGE_OF)
            if name in self.anchors:
                return (Reference(self.anchors[name], words, "page" if name != address[1:] else "words"),)
            self.losses.add("reference", plain_text(words))
        elif address:
            self.losses.add("address", f"{plain_text(words)} ({address})")
        return words

    def _note(self, element: _Element, content: _Content) -> bool:
        """Whether an element is the mark of a footnote, or of the way back to one."""
        links = [element] if element.tag == "a" else list(element.iter("a"))
        for link in links:
            address = link.get("href", "")
            found = _NOTE_MARK.fullmatch(address)
            if found and found["name"] in self.notes and not self.in_note:
                self.in_note = True
                blocks = tuple(self.blocks(self.notes[found["name"]], _PLAIN))
                self.in_note = False
                content.inlines.append(Note(blocks, name=found["name"]))
                return True
            if self.in_note and _BACK.fullmatch(address):
                return True
        return False

    def _picture(self, element: _Element, style: _Style, content: _Content) -> None:
        source, alt = element.get("src", ""), " ".join(element.get("alt", "").split())
        data = self.pictures.get(source, b"") or _embedded(source)
        if not data or not is_showable(data):
            words = f"afbeelding overzetten: {alt or source.rpartition('/')[2] or 'zonder naam'}"
            content.inlines.append(replace(style, text=re.sub("[{}]", "", words), to_write=True))
            return
        suffix = next((suffix for start, suffix in _SUFFIXES.items() if data.startswith(start)), ".svg")
        name = "-".join((slug(alt) or "afbeelding").split("-")[:5])
        content.pictures.append(Picture(f"{name}{suffix}", data, alt))


# --- lists -----------------------------------------------------------------------------------------


def _at_level(level: int, ordered: bool, block: Block) -> List:
    """A list of one item, as deep as it is to be."""
    made = List((ListItem((block,)),), ordered)
    for _step in range(level - 1):
        made = List((ListItem((made,)),))
    return made


def _one_list(first: List, second: List) -> List:
    """Two lists that follow each other as one; what is deeper goes below the last item of the first."""
    items = list(first.items)
    for item in second.items:
        match items[-1].blocks, item.blocks:
            case (*before, List() as last), (List() as deeper,) if last.ordered == deeper.ordered:
                items[-1] = ListItem((*before, _one_list(last, deeper)))
            case before, (List(),):
                items[-1] = ListItem((*before, *item.blocks))
            case _:
                items.append(item)
    return replace(first, items=tuple(items))


def _within(whole: List, depth: int, block: Block) -> List:
    """A list whose last item, at a depth, goes on with a block."""
    *items, last = whole.items
    match last.blocks:
        case (*before, List() as deeper) if depth > 1:
            last = ListItem((*before, _within(deeper, depth - 1, block)))
        case _:
            last = ListItem((*last.blocks, block))
    return replace(whole, items=(*items, last))


def _is_counted(element: _Element) -> bool:
    """Whether the sign that Word shows before an item is a number or a letter."""
    for span in element.iter("span"):
        if "mso-list:ignore" in span.get("style", "").replace(" ", "").lower():
            return re.match(r"\s*\(?(?:\d+|[a-z])[.)]", "".join(span.itertext()), re.IGNORECASE) is not None
    return False


# --- small things ----------------------------------------------------------------------------------


def _styled(style: _Style, element: _Element) -> _Style:
    """The weight of words in an element, by what it is called and by how it is written to look."""
    tag, looks = str(element.tag), element.get("style", "").replace(" ", "").lower()
    if tag == "span" and element.get("class", "") == "note":
        return replace(style, to_write=True)
    if tag in ("b", "strong") or re.search(r"font-weight:(?:bold|[6-9]00)", looks):
        style = replace(style, strong=True)
    if tag in ("i", "em", "cite") or "font-style:italic" in looks:
        style = replace(style, emphasis=True)
    if tag in ("s", "del", "strike") or "line-through" in looks:
        style = replace(style, strike=True)
    if tag in ("code", "kbd", "tt"):
        style = replace(style, code=True)
    if re.search(r"font-weight:(?:normal|[1-5]00)", looks):
        style = replace(style, strong=False)
    if "font-style:normal" in looks:
        style = replace(style, emphasis=False)
    return style


def _looks(element: _Element) -> Iterator[Kind]:
    """How an element looks that a text cannot show, where it is no heading or link and no other around it says so."""
    own = [look for look in _LOOKS if _has_look(element, *look)]
    around = list(element.iterancestors()) if own else []  # which most elements need not be asked
    if any(up.tag == "a" or _HEADING.fullmatch(str(up.tag)) for up in around):
        return
    for look in own:
        if not any(_has_look(up, *look) for up in around):
            yield look[0]


def _has_look(element: _Element, kind: Kind, tag: str, written: re.Pattern[str]) -> bool:
    looks = element.get("style", "").replace(" ", "").lower()
    return element.tag == tag or element.get("class") == kind or written.search(looks) is not None


def _names_in(heading: _Element) -> list[str]:
    """The names by which links call a heading."""
    marks = (heading, *heading.iter("a"))
    return [name for mark in marks for key in ("id", "name") if (name := mark.get(key, "")) != ""]


def _is_separator(element: _Element) -> bool:
    """Whether an element is the rule above the footnotes that Word puts on a clipboard."""
    looks, words = element.get("style", ""), "".join(element.itertext())
    return "mso-element:footnote-list" in looks.replace(" ", "") and not words.strip()


def _says_something(inlines: Iterable[Inline]) -> bool:
    return any(isinstance(inline, Note) or plain_text((inline,)).strip() for inline in inlines)


def _trimmed(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Without blanks and line breaks at the ends."""
    kept = list(inlines)
    for at in (0, -1):
        while kept:
            match kept[at]:
                case LineBreak():
                    kept.pop(at)
                case Run(text=text) if not text.strip(" "):
                    kept.pop(at)
                case Run() as run:
                    kept[at] = replace(run, text=run.text.lstrip(" ") if at == 0 else run.text.rstrip(" "))
                    break
                case _:
                    break
    return tuple(kept)


def _unbroken(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """On one line, as a heading must be."""
    return tuple(Run(" ") if isinstance(inline, LineBreak) else inline for inline in inlines)


def _lines(blocks: Iterable[Block], pictures: list[Picture]) -> Iterator[tuple[Inline, ...]]:
    """Blocks as lines for a cell."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.inlines
            case List():
                for number, item in enumerate(block.items, block.start):
                    for at, line in enumerate(_lines(item.blocks, pictures)):
                        yield line if at else (Run(f"{number}. " if block.ordered else "• "), *line)
            case Quote():
                yield from _lines(block.blocks, pictures)
            case CodeBlock():
                yield (Run(block.text.replace("\n", " "), code=True),)
            case Table():
                for row in (*block.header, *block.rows):
                    cells: list[Inline] = []
                    for cell in row.cells:
                        cells += (*((Run("; "),) if cells else ()), *cell.inlines)
                    yield tuple(cells)
            case Picture():
                pictures.append(block)


def _number(text: str | None) -> int:
    return min(int(text), _WIDEST + 1) if text and text.isdigit() and len(text) < 9 and int(text) else 1


def _embedded(source: str) -> bytes:
    """The picture that an address holds itself."""
    head, _sign, body = source.partition(",")
    if not head.startswith("data:image/"):
        return b""
    try:
        return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return b""


def _captioned(blocks: Iterable[Block]) -> Iterator[Block]:
    """Captions with what they are about: a table below, or a picture above."""
    made: list[Block] = []
    for block in blocks:
        match block, made[-1] if made else None:
            case Table(), Paragraph(role=Role.CAPTION) as above:
                made[-1] = replace(block, caption=above.inlines)
            case Paragraph(role=Role.CAPTION), Picture(caption=()) as picture:
                made[-1] = replace(picture, caption=block.inlines)
            case _:
                made.append(block)
    yield from made
