"""Read authored Markdown as blocks of the document tree.

In: one `Prose` (CommonMark with tables, strikethrough and footnotes) or one `Text` (printed literally).
Out: a `MarkdownPart` or an `InlinePart`: what to print, and everything a check wants to know about it with
its place: references, pictures, links, what is still to be written, what looks like HTML.
Knows no plan: `{cijfer wachtlijst}` is handed out as a `ReferenceNode`, a picture as its path, and
`resolve` puts in their place what somebody else made of them.

Each value is parsed alone: its places stay true, and an open fence harms only itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import accumulate, groupby
from operator import add, is_not
from typing import Final, Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from plan.document import (
    Align,
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
    Origin,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Run,
    Table,
    altered,
    kept,
    plain_text,
)
from plan.places import Place, Prose, Text

Kind = Literal["figure", "action", "goal", "chapter", "ranking", "annex", "chart", "table", "picture", "page"]

Credit = Literal["photo", "source"]

REFERENCE_WORDS: Final[dict[str, Kind]] = {
    "cijfer": "figure",
    "actie": "action",
    "doel": "goal",
    "hoofdstuk": "chapter",
    "rangschikking": "ranking",
    "bijlage": "annex",
    "grafiek": "chart",
    "tabel": "table",
    "figuur": "picture",
    "pagina": "page",
    "figure": "figure",
    "action": "action",
    "goal": "goal",
    "chapter": "chapter",
    "ranking": "ranking",
    "annex": "annex",
    "chart": "chart",
    "table": "table",
    "picture": "picture",
    "page": "page",
}
CHARTS: Final = ("dekking", "personeel", "kaart", "matrix", "tijdlijn")
"""The charts and drawings of the plan's own data that a text can show, by what it calls them."""

TO_WRITE_WORDS: Final = ("nog", "todo")
LANGUAGE_WORDS: Final = ("taal", "language")
PICTURE_WORDS: Final[dict[str, Credit]] = {"foto": "photo", "bron": "source", "photo": "photo", "source": "source"}
DEEPEST_HEADING: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceNode(Reference):
    """A reference whose target is not looked up yet: `{cijfer wachtlijst: meer dan 155.000}`.

    Its inlines are the author's own characters, so that it prints as typed where nobody resolves it; `alone` when
    it is all that its paragraph holds.
    """

    kind: Kind
    target: str
    wording: str | None
    place: Place
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNode(Picture):
    """A picture whose bytes are not looked up yet: `name` is the path as the author wrote it.

    `credits` tell who made the photo and where the picture comes from, as far as its author says so.
    """

    place: Place
    credits: tuple[tuple[Credit, tuple[Inline, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Some characters and where they stand."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class InlinePart:
    """One `Text`, read. `unknown` are the braces that nothing was made of; they are printed as typed."""

    inlines: tuple[Inline, ...]
    references: tuple[ReferenceNode, ...]
    to_write: tuple[Spot, ...]
    unknown: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class MarkdownPart:
    """One `Prose`, read: its blocks, and by subject what they hold.

    Blocks carry their origin, numbered in the order of the source. Headings have the level the author gave; `lists`
    hold the first paragraph of each item.
    `unknown_of_pictures` are the braces behind a picture that say nothing about it, printed as typed too.
    `html` and `unknown` (braces that nothing was made of) are printed as typed, as are `undefined_footnotes`
    and `nested_footnotes` (a mention inside another footnote). Not printed: `unused_footnotes`, the footnotes
    that nobody mentions or that were defined before, and `lost_cells`, the cells beyond a table's last column.
    """

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...] = ()
    lists: tuple[tuple[Spot, ...], ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[ReferenceNode, ...] = ()
    pictures: tuple[PictureNode, ...] = ()
    links: tuple[Spot, ...] = ()
    to_write: tuple[Spot, ...] = ()
    unknown: tuple[Spot, ...] = ()
    unknown_of_pictures: tuple[Spot, ...] = ()
    html: tuple[Spot, ...] = ()
    undefined_footnotes: tuple[Spot, ...] = ()
    nested_footnotes: tuple[Spot, ...] = ()
    unused_footnotes: tuple[Spot, ...] = ()
    lost_cells: tuple[Spot, ...] = ()


def read_markdown(text: Prose) -> MarkdownPart:
    """Read Markdown; the same value at the same place is parsed once."""
    return _read(text, text.place, text.key, text.raw)


def has_marks(text: Prose) -> bool:
    """Whether a text may hold more than paragraphs, with references perhaps."""
    return _MARK.search(text) is not None


def read_inline(text: Text) -> InlinePart:
    """Read a one-line text: all of it is literal but the references in braces."""
    if "{" not in text:
        return InlinePart((Run(text),) if text else (), (), (), ())
    reader = _BracesReader()
    inlines = reader.literal(text, text.part)
    return InlinePart(inlines, tuple(reader.references), tuple(reader.to_write), tuple(reader.unknown))


Resolved = tuple[Inline, ...] | Block


def resolve(
    blocks: Sequence[Block],
    *,
    reference: Callable[[ReferenceNode], Resolved],
    picture: Callable[[PictureNode], Block],
) -> tuple[Block, ...]:
    """Put inlines and blocks of the document in the place of references and pictures.

    A reference answered with a block (a ranking) gives way to it where it stands alone in a paragraph;
    inside a sentence the block follows the paragraph, or the table, that names it.
    """
    return _Resolver(reference, picture).blocks(blocks)


def resolve_inlines(
    inlines: Sequence[Inline], reference: Callable[[ReferenceNode], tuple[Inline, ...]]
) -> tuple[Inline, ...]:
    """Put inlines in the place of the references of a `Text`."""
    resolved: list[Inline] = []
    for inline in inlines:
        resolved += reference(inline) if isinstance(inline, ReferenceNode) else (inline,)
    return _joined(resolved)


def words(block: Heading | Paragraph) -> str:
    """The characters of a heading or a paragraph, without marks."""
    return plain_text(block.inlines)


def shift_headings(blocks: Sequence[Block], by: int) -> tuple[Block, ...]:
    """Lower all headings by a number of levels, the deepest level at most."""
    return _with_levels(blocks, lambda level: min(level + by, DEEPEST_HEADING))


def without_leaps(blocks: Sequence[Block], under: int) -> tuple[Block, ...]:
    """Raise each heading that skips a level to one below its parent; `under` is the level all blocks stand under."""
    parents = [(under, under)]  # as written and as it becomes, outermost first

    def raised(level: int) -> int:
        while len(parents) > 1 and parents[-1][0] >= level:
            parents.pop()
        parents.append((level, min(level, parents[-1][1] + 1)))
        return parents[-1][1]

    return _with_levels(blocks, raised)


def _with_levels(blocks: Sequence[Block], level: Callable[[int], int]) -> tuple[Block, ...]:
    """The blocks with another level for each heading, told in printed order."""
    return kept((_with_level(block, level) for block in blocks), tuple(blocks))


def _with_level(block: Block, level: Callable[[int], int]) -> Block:
    match block:
        case Heading():
            return altered(block, level=level(block.level))
        case Quote():
            return altered(block, blocks=_with_levels(block.blocks, level))
        case List():
            items = (altered(item, blocks=_with_levels(item.blocks, level)) for item in block.items)
            return altered(block, items=kept(items, block.items))
        case _:
            return block


class _Resolver:
    def __init__(self, reference: Callable[[ReferenceNode], Resolved], picture: Callable[[PictureNode], Block]) -> None:
        self._reference = reference
        self._picture = picture
        self._afterwards: list[Block] = []

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        resolved: list[Block] = []
        for block in blocks:
            resolved += self._block(block)
            resolved += self._afterwards
            self._afterwards = []
        return kept(resolved, tuple(blocks))

    def _block(self, block: Block) -> tuple[Block, ...]:
        match block:
            case PictureNode():
                credited = tuple((word, self._inlines(inlines)) for word, inlines in block.credits)
                return (self._picture(replace(block, caption=self._inlines(block.caption), credits=credited)),)
            case Paragraph():
                match block.inlines:
                    case (ReferenceNode() as only,):
                        inlines = self._inlines((replace(only, alone=True),))
                    case _:
                        inlines = self._inlines(block.inlines)
                return (altered(block, inlines=inlines),) if inlines else ()
            case Heading():
                return (altered(block, inlines=self._inlines(block.inlines)),)
            case Quote():
                return (altered(block, blocks=self.blocks(block.blocks)),)
            case List():
                items = (altered(item, blocks=self.blocks(item.blocks)) for item in block.items)
                return (altered(block, items=kept(items, block.items)),)
            case Table():
                return (altered(block, header=self._rows(block.header), rows=self._rows(block.rows)),)
            case _:
                return (block,)

    def _rows(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return kept((altered(row, cells=kept(map(self._cell, row.cells), row.cells)) for row in rows), rows)

    def _cell(self, cell: Cell) -> Cell:
        return altered(cell, inlines=self._inlines(cell.inlines))

    def _inlines(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if len(inlines) == 1 and isinstance(inlines[0], Run) and inlines[0].text:
            return inlines
        resolved: list[Inline] = []
        for inline in inlines:
            match inline:
                case ReferenceNode():
                    answer = self._reference(inline)
                    if isinstance(answer, tuple):
                        resolved += answer
                    else:
                        self._afterwards.append(answer)
                case Link():
                    resolved.append(altered(inline, inlines=self._inlines(inline.inlines)))
                case Note():
                    blocks = resolve(inline.blocks, reference=self._reference, picture=self._picture)
                    resolved.append(altered(inline, blocks=blocks))
                case _:
                    resolved.append(inline)
        return kept(_joined(resolved), inlines)


# --- braces ----------------------------------------------------------------------------------------

_WORDS = "|".join((*REFERENCE_WORDS, *TO_WRITE_WORDS, *LANGUAGE_WORDS))
# Whatever opens with a brace and a letter; one of our words whose brace is never closed is told too.
_BRACES = re.compile(rf"\{{\s*[^\W\d_][^{{}}]*\}}|\{{\s*(?:{_WORDS})\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\{\s*(\w+)\s+([^:]+?)\s*(?::\s*(.*?)\s*)?\}")
_TO_WRITE = re.compile(rf"\{{\s*(?:{'|'.join(TO_WRITE_WORDS)})\b\s*:?\s*(.*?)\s*\}}", re.IGNORECASE)
_LANGUAGE = re.compile(
    rf"\{{\s*(?:{'|'.join(LANGUAGE_WORDS)})\s+([a-z]{{2,3}}(?:-[a-z]{{2}})?)\s*:\s*(.+?)\s*\}}", re.IGNORECASE
)


class _BracesReader:
    """Makes references of braces, and keeps them."""

    def __init__(self) -> None:
        self.references: list[ReferenceNode] = []
        self.to_write: list[Spot] = []
        self.unknown: list[Spot] = []

    def literal(self, text: str, place_of: Callable[[int, int], Place]) -> tuple[Inline, ...]:
        """The inlines of text without Markdown."""
        if "{" not in text:
            return (Run(text),) if text else ()
        inlines: list[Inline] = []
        end = 0
        for match in _BRACES.finditer(text):
            inlines.append(Run(text[end : match.start()]))
            inlines.append(self.braces(match.group(), place_of(match.start(), match.end()), Run("")))
            end = match.end()
        inlines.append(Run(text[end:]))
        return _joined(inlines)

    def lines(self, lines: str, text: Prose, offset: Callable[[int], int]) -> tuple[Inline, ...]:
        """The inlines of a paragraph without marks; `offset` tells where its characters stand in a text."""
        return self.literal(lines.replace("\n", " "), lambda *span: text.part(*map(offset, span)))

    def braces(self, source: str, place: Place, style: Run) -> Inline:
        """The inline for one pair of braces."""
        source = _one_line(source)
        if match := _TO_WRITE.fullmatch(source):
            self.to_write.append(Spot(match[1], place))
            return replace(style, text=match[1], to_write=True)
        if match := _LANGUAGE.fullmatch(source):
            language, _sign, region = match[1].lower().partition("-")
            return replace(style, text=match[2], language=f"{language}-{region.upper()}" if region else language)
        literal = replace(style, text=source)
        match = _REFERENCE.fullmatch(source)
        if match is None or match[1].lower() not in REFERENCE_WORDS:
            self.unknown.append(Spot(source, place))
            return literal
        kind = REFERENCE_WORDS[match[1].lower()]
        node = ReferenceNode("", (literal,), kind=kind, target=match[2], wording=match[3] or None, place=place)
        self.references.append(node)
        return node


def _one_line(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", " ", text)


# --- the parser ------------------------------------------------------------------------------------

InlineRule = Callable[[StateInline, bool], bool]


@cache
def _parser() -> MarkdownIt:
    # With html_block off and html_inline on, a tag becomes a token of its own, which we print as typed and tell.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).disable("html_block")
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.block.ruler.before("table", "unmarked", _unmarked)
    ruler = parser.inline.ruler
    ruler.before("link", "braces", _braces)
    located = {"braces", "link", "image", "autolink", "html_inline", "footnote_ref"}
    for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True):
        if name in located:
            ruler.at(name, _located(_mention(rule) if name == "footnote_ref" else rule))
    # Brackets in brackets cost as many times as much as they are deep, and no link needs more than a few: lists do.
    shallow = copy(parser)
    shallow.options = deepcopy(parser.options)
    shallow.options["maxNesting"] = _DEEPEST_BRACKET
    parser.core.ruler.at("inline", partial(_inline, shallow))
    return parser


_DEEPEST_BRACKET: Final = 10


def _inline(parser: MarkdownIt, state: StateCore) -> None:
    """What paragraphs, headings and cells hold, read by a parser of its own."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = parser.inline.parse(token.content, parser, state.env, [])


# Most paragraphs hold no mark but braces, and need no parser, which takes its time. A mark is a sign that may mean
# something, a control, a blank at the end of a line; and each line begins as a sentence does.
_MARKS: Final = r"\\`*_\[\]<>!&|~\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029"
_BEGINNING: Final = r"""(?:["'({A-Za-z]|[^\x00-\x7f\s])"""
_PLAIN_LINE: Final = rf"{_BEGINNING}[^{_MARKS}\n]*(?<!\s)"
_PLAIN_PARAGRAPH: Final = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*(?=\n[ \t]*(?:\n|\Z)|\Z)")


def _unmarked(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    """A paragraph without marks between blank lines, as a token of its own."""
    found = None if silent or state.level else _PLAIN_PARAGRAPH.match(state.src, state.bMarks[first])
    if found is None:
        return False
    state.line = first + found[0].count("\n") + 1
    token = state.push("unmarked", "", 0)
    token.map = [first, state.line]
    token.content = found[0]
    return True


def _braces(state: StateInline, silent: bool) -> bool:
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("braces", "", 0).content = match.group()
    state.pos = match.end()
    return True


_MENTION: Final = re.compile(r"\[\^[^\s\]]{1,200}\]")


def _mention(rule: InlineRule) -> InlineRule:
    """The rule of a footnote's mention, only where one stands: it looks for its end as far as the text goes."""
    return lambda state, silent: _MENTION.match(state.src, state.pos) is not None and rule(state, silent)


def _located(rule: InlineRule) -> InlineRule:
    """The same rule, whose token also says from where to where it goes: markdown-it only keeps lines."""

    def located(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            made = next(token for token in state.tokens[known:] if token.type != "text")
            made.meta = {**made.meta, "span": (start, state.pos)}
        return True

    return located


class _Source:
    """The lines of an authored value, to find the offset in it of a character in the content of an inline token."""

    def __init__(self, text: str) -> None:
        pieces = re.split(r"(\r\n?|\n)", text.replace("\0", "\ufffd"))
        self.starts = list(accumulate(map(len, pieces), initial=0))[:-1:2]
        self.lines = pieces[::2]
        self._rows: dict[tuple[tuple[int, int], str, int], tuple[int, int]] = {}

    def offset(self, inline: SyntaxTreeNode, position: int) -> int:
        """Of a character of a heading or paragraph: each line of its content ends the line that it came from."""
        begins = _begins(inline.content)
        row = bisect_right(begins, position) - 1
        key = (_lines_of(inline), inline.content, row)
        if key not in self._rows:
            self._rows[key] = self._row(inline, row)
        start, indent = self._rows[key]
        return start + max(position - begins[row] - indent, 0)

    def _row(self, inline: SyntaxTreeNode, row: int) -> tuple[int, int]:
        """Where the words of a line of content stand, and how many blanks come before them in the content."""
        content = inline.content
        line = content[_begins(content)[row] :].partition("\n")[0]
        first, after = _lines_of(inline)
        # A first line of other blanks than spaces belongs to the paragraph, but not to its content.
        words = content.partition("\n")[0].strip()
        if words not in self.lines[first]:
            first = next((number for number in range(first, after) if words in self.lines[number]), first)
        number = first + row
        return self.starts[number] + self.lines[number].rfind(line.strip()), len(line) - len(line.lstrip())

    def find(self, node: SyntaxTreeNode, characters: str) -> tuple[int, int]:
        """Of characters in the first line of a block."""
        number = _lines_of(node)[0]
        start = self.starts[number] + self.lines[number].index(characters)
        return start, start + len(characters)

    def span(self, node: SyntaxTreeNode) -> tuple[int, int]:
        """The lines of a block, without the blanks around."""
        first, after = _lines_of(node)
        while after - 1 > first and not self.lines[after - 1].strip():
            after -= 1
        indent = len(self.lines[first]) - len(self.lines[first].lstrip())
        return self.starts[first] + indent, self.starts[after - 1] + len(self.lines[after - 1].rstrip())


@lru_cache(maxsize=8)
def _begins(content: str) -> tuple[int, ...]:
    """Where each line begins."""
    return (0, *(found.end() for found in re.finditer("\n", content)))


def _walk(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """A node and all below it, in the order of the source."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _lines_of(node: SyntaxTreeNode) -> tuple[int, int]:
    if node.map is None:
        raise ValueError(f"{node.type} has no lines")
    return node.map


# --- from the parser's tree to blocks --------------------------------------------------------------

_BLOCKS: Final = {
    "heading", "paragraph", "unmarked", "bullet_list", "ordered_list", "blockquote", "fence", "code_block", "table",
    "image",
}  # fmt: skip
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _read(text: Prose, _place: Place, _key: str, _raw: str) -> MarkdownPart:
    # Strings are equal whatever their place: the other arguments tell them apart.
    return _MarkdownReader(text).read() if has_marks(text) else _plain_paragraphs(text)


_MARK: Final = re.compile(rf"[{_MARKS}]|[^\S\n]$|^(?!{_BEGINNING}|$)", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def _plain_paragraphs(text: Prose) -> MarkdownPart:
    """What the parser would make of a text that holds no marks at all."""
    reader = _BracesReader()
    blocks: list[Block] = []
    for found in _PARAGRAPH.finditer(text):
        inlines = reader.lines(found[0], text, partial(add, found.start()))
        blocks.append(Paragraph(inlines, origin=Origin(text.key, text.part(*found.span()), len(blocks))))
    return MarkdownPart(
        tuple(blocks),
        references=tuple(reader.references),
        to_write=tuple(reader.to_write),
        unknown=tuple(reader.unknown),
    )


Offset = Callable[[int], int]


class _MarkdownReader(_BracesReader):
    def __init__(self, text: Prose) -> None:
        super().__init__()
        self.text = text
        self.source = _Source(text)
        self.tree = SyntaxTreeNode(_parser().parse(text))
        # What is asked of a node again and again, it works out each time.
        nodes = [(node, node.type) for node in _walk(self.tree)]
        shown = (node for node, kind in nodes if kind in _BLOCKS)
        self.numbers = {node: number for number, node in enumerate(shown)}
        self.definitions = [node for node, kind in nodes if kind == "footnote_reference"]
        self.headings: list[Heading] = []
        self.lists: list[tuple[Spot, ...]] = []
        self.tables: list[Table] = []
        self.pictures: list[PictureNode] = []
        self.links: list[Spot] = []
        self.unknown_of_pictures: list[Spot] = []
        self.html: list[Spot] = []
        self.undefined_footnotes: list[Spot] = []
        self.nested_footnotes: list[Spot] = []
        self.unused_footnotes: list[Spot] = []
        self.lost_cells: list[Spot] = []
        self.footnotes: dict[str, tuple[Block, ...]] = {}
        self.mentioned: set[str] = set()
        self.in_footnote = False
        # A picture inside a sentence waits here until the block that holds it is done.
        self.waiting: list[PictureNode] = []

    def read(self) -> MarkdownPart:
        self.in_footnote = True
        for node in self.definitions:
            self.footnotes.setdefault(node.meta["label"], self.blocks(node.children))
        self.in_footnote = False
        blocks = self.blocks(self.tree.children)
        defined: set[str] = set()
        for node in self.definitions:
            label = node.meta["label"]
            if label not in self.mentioned or label in defined:
                self.unused_footnotes.append(self.spot(label, *self.source.find(node, f"[^{label}]")))
            defined.add(label)
        return MarkdownPart(
            blocks=blocks,
            headings=tuple(self.headings),
            lists=tuple(self.lists),
            tables=tuple(self.tables),
            references=tuple(self.references),
            pictures=tuple(self.pictures),
            links=tuple(self.links),
            to_write=tuple(self.to_write),
            unknown=tuple(self.unknown),
            unknown_of_pictures=tuple(self.unknown_of_pictures),
            html=tuple(self.html),
            undefined_footnotes=tuple(self.undefined_footnotes),
            nested_footnotes=tuple(self.nested_footnotes),
            unused_footnotes=tuple(self.unused_footnotes),
            lost_cells=tuple(self.lost_cells),
        )

    def spot(self, text: str, start: int, end: int) -> Spot:
        return Spot(text, self.text.part(start, end))

    def origin(self, node: SyntaxTreeNode, span: tuple[int, int] | None = None) -> Origin:
        return Origin(self.text.key, self.text.part(*(span or self.source.span(node))), self.numbers[node])

    # --- blocks

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for node in nodes:
            made = tuple(self.block(node))
            if blocks and (captioned := _captioned(made, blocks[-1])):
                blocks.pop()
                made = captioned
            self.tables += (block for block in made if isinstance(block, Table))
            blocks += made
            blocks += self.waiting
            self.waiting = []
        return tuple(blocks)

    def block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        match node.type:
            case "paragraph":
                if inlines := self.content(node.children[0]):
                    yield Paragraph(inlines, origin=self.origin(node, self.content_span(node)))
            case "unmarked":
                inlines = self.lines(node.content, self.text, lambda position: self.source.offset(node, position))
                yield Paragraph(inlines, origin=self.origin(node))
            case "heading":
                inlines = self.content(node.children[0])
                heading = Heading(int(node.tag[1]), inlines, origin=self.origin(node, self.content_span(node)))
                self.headings.append(heading)
                yield heading
            case "bullet_list":
                yield List(self.items(node), origin=self.origin(node))
            case "ordered_list":
                start = int(node.attrs.get("start", 1))
                yield List(self.items(node), ordered=True, start=start, origin=self.origin(node))
            case "blockquote":
                yield Quote(self.blocks(node.children), origin=self.origin(node))
            case "fence" | "code_block":
                yield CodeBlock(node.content.removesuffix("\n"), origin=self.origin(node))
            case "table":
                yield self.table(node)
            case _:  # a rule between paragraphs says nothing on paper; footnotes stand where they are mentioned
                return

    def items(self, node: SyntaxTreeNode) -> tuple[ListItem, ...]:
        items = tuple(ListItem(self.blocks(item.children)) for item in node.children)
        first = (item.blocks[0] for item in items if item.blocks)
        lines = (block for block in first if isinstance(block, Paragraph))
        self.lists.append(tuple(Spot(words(line), line.origin.place) for line in lines if line.origin))
        return items

    def content_span(self, node: SyntaxTreeNode) -> tuple[int, int]:
        inline = node.children[0]
        return self.source.offset(inline, 0), self.source.offset(inline, len(inline.content))

    def table(self, node: SyntaxTreeNode) -> Table:
        header = node.children[0].children[0]
        body = node.children[1].children if len(node.children) > 1 else []
        columns = tuple(Column(_align(cell)) for cell in header.children)
        origin = self.origin(node)
        return Table(columns, (self.row(header),), tuple(self.row(row) for row in body), origin=origin)

    def row(self, node: SyntaxTreeNode) -> Row:
        number = _lines_of(node)[0]
        line, start = self.source.lines[number], self.source.starts[number]
        cells: list[Cell] = []
        end = 0
        for inline in (cell.children[0] for cell in node.children):
            raw = inline.content.replace("|", "\\|")
            begin = line.find(raw, end)
            end = begin + len(raw)

            def offset(position: int, begin: int = begin, content: str = inline.content) -> int:
                return start + begin + position + content.count("|", 0, position)

            cells.append(Cell(self.joined(inline, offset)))
        if lost := line[end:].strip(" \t|"):
            begin = line.index(lost, end)
            self.lost_cells.append(self.spot(lost, start + begin, start + begin + len(lost)))
        return Row(tuple(cells))

    # --- inlines

    def content(self, inline: SyntaxTreeNode) -> tuple[Inline, ...]:
        return self.joined(inline, lambda position: self.source.offset(inline, position))

    def joined(self, inline: SyntaxTreeNode, offset: Offset) -> tuple[Inline, ...]:
        return _trimmed(_joined(self.inlines(inline.children, _PLAIN, offset)))

    def inlines(self, nodes: Iterable[SyntaxTreeNode], style: Run, offset: Offset) -> Iterator[Inline]:
        behind_picture = False
        for node in nodes:
            kind = node.type
            blank = kind == "softbreak" or (kind == "text" and not node.content.strip())
            if behind_picture and kind == "braces" and not _OTHER_BRACES.match(node.content):
                start, end = (offset(position) for position in node.meta["span"])
                yield from self.word_of_picture(_one_line(node.content), self.text.part(start, end), style)
                continue
            behind_picture = kind == "image" or (behind_picture and blank)
            match kind:
                case "em":
                    yield from self.inlines(node.children, replace(style, emphasis=True), offset)
                case "strong":
                    yield from self.inlines(node.children, replace(style, strong=True), offset)
                case "s":
                    yield from self.inlines(node.children, replace(style, strike=True), offset)
                case "softbreak":
                    yield _styled(" ", style)
                case "hardbreak":
                    yield LineBreak()
                case "code_inline":
                    yield replace(style, text=node.content, code=True)
                case "braces" | "link" | "image" | "footnote_ref" | "html_inline":
                    start, end = (offset(position) for position in node.meta["span"])
                    yield from self.located(node, style, offset, start, end)
                case _:
                    yield _styled(node.content, style)

    def located(self, node: SyntaxTreeNode, style: Run, offset: Offset, start: int, end: int) -> Iterator[Inline]:
        match node.type:
            case "braces":
                yield self.braces(node.content, self.text.part(start, end), style)
            case "link":
                address = str(node.attrs["href"])
                self.links.append(self.spot(address, start, end))
                inlines = _joined(self.inlines(node.children, style, offset))
                yield Link(address, inlines or (replace(style, text=address),))
            case "image":
                self.waiting.append(self.picture(node, start, end))
            case "footnote_ref":
                yield self.mention(node.meta["label"], style, start, end)
            case _:
                if _LINE_BREAK_TAG.fullmatch(node.content):  # the only way to break a line in a table's cell
                    yield LineBreak()
                else:
                    self.html.append(self.spot(node.content, start, end))
                    yield replace(style, text=_one_line(node.content))

    def mention(self, label: str, style: Run, start: int, end: int) -> Inline:
        if label in self.footnotes and not self.in_footnote:
            self.mentioned.add(label)
            return Note(self.footnotes[label], name=f"{self.text.place}#{label}")
        told = self.nested_footnotes if self.in_footnote else self.undefined_footnotes
        told.append(self.spot(label, start, end))
        return replace(style, text=f"[^{label}]")

    def picture(self, node: SyntaxTreeNode, start: int, end: int) -> PictureNode:
        place = self.text.part(start, end)
        title = str(node.attrs.get("title", ""))
        at = end - len(title) - len('")')
        as_typed = self.text.startswith(title, at)
        caption = self.literal(title, lambda *span: self.text.part(at + span[0], at + span[1]) if as_typed else place)
        picture = PictureNode(
            unquote(str(node.attrs["src"])),
            b"",
            "".join(map(_plain, node.children)),
            caption,
            origin=self.origin(node, (start, end)),
            place=place,
        )
        self.pictures.append(picture)
        return picture

    def word_of_picture(self, source: str, place: Place, style: Run) -> Iterator[Inline]:
        """Take what braces behind a picture say about it; what says nothing is printed as typed."""
        picture = self.waiting.pop()
        self.pictures.pop()
        if found := _CREDIT.fullmatch(source):
            credit = PICTURE_WORDS[found[1].lower()], self.literal(found[2], lambda _start, _end: place)
            picture = replace(picture, credits=(*picture.credits, credit))
        elif _FULL_PAGE.fullmatch(source):
            picture = replace(picture, full_page=True)
        else:
            self.unknown_of_pictures.append(Spot(source, place))
            yield replace(style, text=source)
        self.waiting.append(picture)
        self.pictures.append(picture)


_OTHER_BRACES: Final = re.compile(rf"\{{\s*(?:{_WORDS})\b", re.IGNORECASE)
_CREDIT: Final = re.compile(rf"\{{\s*({'|'.join(PICTURE_WORDS)})\s*:\s*(.*?)\s*\}}", re.IGNORECASE)
_FULL_PAGE: Final = re.compile(r"\{\s*(?:volle bladzijde|full page)\s*\}", re.IGNORECASE)


def is_word_of_picture(braces: str) -> bool:
    """Whether braces say something about a picture, and so belong behind one."""
    return bool(_CREDIT.fullmatch(braces) or _FULL_PAGE.fullmatch(braces))


_CAPTION: Final = re.compile(r"(?:tabel|table)(?:\s+\{#(?P<id>[a-z0-9-]+)\})?:\s*", re.IGNORECASE)


def _captioned(made: tuple[Block, ...], above: Block) -> tuple[Block, ...]:
    """A table with the caption from the paragraph above it: `Tabel: Leden per gemeente`; Markdown has none itself.

    `Tabel {#leden}: Leden per gemeente` names it too, for references.
    """
    match made, above:
        case [Table() as table], Paragraph(inlines=(Run() as first, *rest)) if sign := _CAPTION.match(first.text):
            caption = _joined((replace(first, text=first.text[sign.end() :]), *rest))
            return (replace(table, caption=caption, anchor=f"table/{sign['id'].lower()}" if sign["id"] else ""),)
        case _:
            return ()


def _align(cell: SyntaxTreeNode) -> Align:
    match str(cell.attrs.get("style", "")).removeprefix("text-align:"):
        case "center":
            return "center"
        case "right":
            return "right"
        case _:
            return "left"


def _plain(node: SyntaxTreeNode) -> str:
    if node.children:
        return "".join(map(_plain, node.children))
    return " " if node.type in ("softbreak", "hardbreak") else node.content


def _joined(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The same inlines, with neighbouring runs of one kind made one; a mark `{nog ...}` stays on its own."""
    said = [inline for inline in inlines if not isinstance(inline, Run) or inline.text or inline.to_write]
    if len(said) < 2:
        return tuple(said)
    joined: list[Inline] = []
    for look, neighbours in groupby(said, _look):
        first, *others = neighbours
        if look is None or not isinstance(first, Run):
            joined += (first, *others)
        else:
            text = "".join(other.text for other in others if isinstance(other, Run))
            joined.append(replace(first, text=first.text + text) if text else first)
    return tuple(joined)


def _look(inline: Inline) -> tuple[object, ...] | None:
    """All that sets a run apart from its neighbour but its characters; None when it stays on its own."""
    if not isinstance(inline, Run) or inline.to_write:
        return None
    return inline.emphasis, inline.strong, inline.code, inline.strike, inline.origin, inline.language, inline.property


def _styled(text: str, style: Run) -> Run:
    """Characters that look as a run does; most are plain."""
    if text == style.text:
        return style
    return Run(text) if style is _PLAIN else replace(style, text=text)


_PLAIN: Final = Run("")


def _trimmed(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Without the blanks that stay at the ends when a picture leaves its sentence."""
    trimmed = list(inlines)
    if inlines and isinstance(first := inlines[0], Run) and not first.code:
        trimmed[0] = _styled(first.text.lstrip(" "), first)
    if inlines and isinstance(last := trimmed[-1], Run) and not last.code:
        trimmed[-1] = _styled(last.text.rstrip(" "), last)
    return _joined(trimmed) if any(map(is_not, trimmed, inlines)) else inlines
