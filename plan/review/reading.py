"""Read a Word file that came back.

In: the bytes of a .docx, which anybody may have edited with anything. Out: `Returned`: its characters with their
history (who inserted, deleted or moved them), its paragraphs as they were before those changes, the anchors in it
and its comments. Knows Word's XML; knows no plan and no sources.

Word, LibreOffice and others write the same text differently: runs are cut and joined at will, marks end up at other
runs, controls disappear. So all text is one row of pieces, and everything else is a stretch of that row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Final

from lxml.etree import _Element

from plan.writers.ooxml import W
from plan.writers.package import OpenedPackage, Unreadable

PROGRAM: Final = "plan"
"""The author of the comments that the program writes itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed something with tracking on, and when; `move` names the move of which this is one end."""

    author: str
    date: str
    move: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph stands in: a table (from 1), and the title of a control that says where its text comes from."""

    table: int = 0
    derived: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters with one history; `ends` is where they are the mark that ends a paragraph."""

    text: str
    inserted: Change | None = None
    deleted: Change | None = None
    ends: Setting | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of pieces that a name stands for: from the piece `start` to before the piece `end`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in a comment."""

    author: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with the answers to it; `start` and `end` are the pieces it is about, None where they are gone."""

    said: Said
    replies: tuple[Said, ...]
    done: bool
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it was before any tracked change: its pieces, its mark not among them, and its text."""

    start: int
    end: int
    text: str
    setting: Setting
    computed: bool  # part of its text is filled in by fields, and was left out


@dataclass(frozen=True)
class Returned:
    """A Word file, read. `anchors` are the bookmarks that may be the program's; `formatting` counts by author."""

    pieces: tuple[Piece, ...]
    anchors: tuple[Span, ...]
    comments: tuple[Comment, ...]
    formatting: tuple[tuple[str, int], ...]
    properties: Mapping[str, str]
    saved_by: str
    saved: str
    is_draft: bool
    computed: frozenset[int]

    def before(self, start: int, end: int) -> str:
        """The text of some pieces as it was before tracked changes."""
        return "".join(piece.text for piece in islice(self.pieces, start, end) if piece.inserted is None)

    def after(self, start: int, end: int) -> str:
        """The text of some pieces as it is when all tracked changes are accepted."""
        return "".join(piece.text for piece in islice(self.pieces, start, end) if piece.deleted is None)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The paragraphs as they were before tracked changes; those without a letter are left out."""
        lines: list[Line] = []
        start = 0
        for at, piece in enumerate(self.pieces):
            if piece.ends is not None and piece.inserted is None:
                text = self.before(start, at)
                computed = not self.computed.isdisjoint(range(start, at + 1))
                if text.strip():
                    lines.append(Line(start, at, text, piece.ends, computed))
                start = at + 1
        return tuple(lines)


def read_word(data: bytes) -> Returned:
    """Read a .docx. Raises Unreadable where it is none, or none that can be read safely."""
    package = OpenedPackage(data)
    parts = {part.kind: part.target for part in package.related(package.main).values() if not part.external}
    main = package.element(package.main)
    if main.tag != W + "document":
        raise Unreadable("not a Word document")
    reader = _Reader()
    reader.part(main)
    for kind in ("footnotes", "endnotes"):
        if kind in parts:
            reader.part(package.element(parts[kind]))
    comments = package.element(parts["comments"]) if "comments" in parts else None
    extended = package.element(parts["commentsExtended"]) if "commentsExtended" in parts else None
    core, custom = _properties(package)
    return Returned(
        tuple(reader.pieces),
        tuple(sorted(reader.spans, key=lambda span: (span.start, -span.end))),
        tuple(_threads(comments, extended, reader.about)) if comments is not None else (),
        tuple(sorted(reader.formatting.items())),
        custom,
        core.get("lastModifiedBy", ""),
        core.get("modified", ""),
        bool(core.get("contentStatus")),
        frozenset(reader.computed),
    )


# --- text ------------------------------------------------------------------------------------------

_ANCHOR: Final = re.compile(r"(_k[0-9a-f]{16}_[0-9]{1,9}_[0-9a-f]{10})(?:_Copy_\d+)?", re.IGNORECASE)
"""LibreOffice renames the bookmarks in footnotes."""
_COUNTING: Final = frozenset({"SEQ", "NOTEREF", "PAGE", "NUMPAGES", "TOC"})
"""Fields whose result is no text: numbers that Word counts itself, and the contents."""
_FILLED_IN: Final = frozenset({"PAGEREF", "DOCPROPERTY", "STYLEREF"})
"""Fields whose result is text to the program and something else, or more, to Word."""
_FORMATTING: Final = tuple(
    W + name
    for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange")
)
_PARAGRAPH_CHANGES: Final = ("ins", "del", "moveFrom", "moveTo")
_CHARACTERS: Final = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for all that an element contains."""

    inserted: Change | None = None
    deleted: Change | None = None
    setting: Setting = Setting()


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def kind(self) -> str:
        words = self.instruction.split(maxsplit=1)
        return words[0].upper() if words else ""

    @property
    def is_text(self) -> bool:
        return self.in_result and self.kind not in _COUNTING | _FILLED_IN


@dataclass(slots=True)
class _Reader:
    """The pieces of one part after the other."""

    pieces: list[Piece] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    about: dict[str, tuple[int, int]] = field(default_factory=dict)
    formatting: Counter[str] = field(default_factory=Counter)
    computed: set[int] = field(default_factory=set)
    tables: int = 0
    _open: dict[str, tuple[str, int]] = field(default_factory=dict)
    _moves: dict[str, str] = field(default_factory=dict)
    _fields: list[_Field] = field(default_factory=list)
    _boxes: list[tuple[_Element, _State]] = field(default_factory=list)
    _paragraph: int = 0
    _after_number: bool = False

    def part(self, root: _Element) -> None:
        """Read a part: the document, or its notes."""
        self._open, self._moves, self._fields = {}, {}, []
        self._walk(root, _State())
        # What is never closed stands for the spot where it was opened.
        self.spans += [Span(name, start, start) for name, start in self._open.values()]

    def _walk(self, parent: _Element, state: _State) -> None:
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            name = tag.rpartition("}")[2]
            match name:
                case "p":
                    self._walk(element, state)
                    self._end(element, state)
                    boxes, self._boxes = self._boxes, []
                    for box, around in boxes:
                        self._walk(box, around)
                case "t" | "delText":
                    self._text(element.text or "", state)
                case "tab" | "br" | "cr" | "noBreakHyphen" | "softHyphen":
                    self._text(_CHARACTERS[name], state)
                case "pPr" | "rPr" | "tblPr" | "trPr" | "tcPr" | "tblGrid" | "sectPr":
                    self.formatting.update(change.get(W + "author", "") for change in element.iter(*_FORMATTING))
                case "ins" | "del" | "moveFrom" | "moveTo":
                    self._walk(element, self._changed(element, name, state))
                case "tr":
                    self._walk(element, self._marked(element, ("trPr",), ("ins", "del"), state))
                case "tbl":
                    if state.setting.table:
                        self._walk(element, state)
                    else:
                        self.tables += 1
                        self._walk(element, replace(state, setting=replace(state.setting, table=self.tables)))
                case "sdt":
                    self._walk(element, _in_control(element, state))
                case "sdtPr" | "sdtEndPr":
                    pass
                case "footnote" | "endnote":
                    if element.get(W + "type", "normal") == "normal":
                        self._walk(element, state)
                case "AlternateContent":
                    for chosen in islice(element, 1):
                        self._walk(chosen, state)
                case "txbxContent":
                    self._boxes.append((element, state))
                case "fldSimple":
                    self._fields.append(_Field(element.get(W + "instr", ""), in_result=True))
                    self._field_begins_to_show()
                    self._walk(element, state)
                    self._fields.pop()
                case "fldChar":
                    self._field_mark(element.get(W + "fldCharType", ""))
                case "instrText":
                    if self._fields:
                        self._fields[-1].instruction += element.text or ""
                case _:
                    if not self._mark(element, name):
                        self._walk(element, state)

    # --- characters

    def _text(self, text: str, state: _State) -> None:
        if not text or not all(field.is_text for field in self._fields):
            return
        if self._after_number:
            self._after_number = False
            text = text.removeprefix(". ")
        if text:
            self.pieces.append(Piece(text, state.inserted, state.deleted))

    def _end(self, paragraph: _Element, state: _State) -> None:
        """The mark that ends a paragraph, which can be inserted or deleted by itself."""
        state = self._marked(paragraph, ("pPr", "rPr"), _PARAGRAPH_CHANGES, state)
        self.pieces.append(Piece("\n", state.inserted, state.deleted, state.setting))
        self._paragraph = len(self.pieces)
        self._after_number = False

    def _marked(self, element: _Element, path: Iterable[str], kinds: Iterable[str], state: _State) -> _State:
        """What holds for something whose own properties say that it was changed."""
        properties = element.find("/".join(W + name for name in path))
        for kind in kinds:
            change = None if properties is None else properties.find(W + kind)
            if change is not None:
                state = self._changed(change, kind, state)
        return state

    def _changed(self, element: _Element, kind: str, state: _State) -> _State:
        move = self._moves.get(kind, "")
        change = Change(element.get(W + "author", ""), element.get(W + "date", ""), move)
        return replace(state, inserted=change) if kind in ("ins", "moveTo") else replace(state, deleted=change)

    # --- fields

    def _field_mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].in_result = True
            self._field_begins_to_show()
        elif self._fields and kind == "end":
            self._fields.pop()

    def _field_begins_to_show(self) -> None:
        kind = self._fields[-1].kind
        if kind in _FILLED_IN:
            self.computed.add(len(self.pieces))
        if kind == "SEQ":
            # "Tabel 3. " is the program's: what its author wrote comes after the number.
            for at in range(self._paragraph, len(self.pieces)):
                if self.pieces[at].inserted is self.pieces[at].deleted is None:
                    self.pieces[at] = replace(self.pieces[at], text="")
            self._after_number = True

    # --- bookmarks, comments, moves

    def _mark(self, element: _Element, name: str) -> bool:
        """Keep where something begins or ends; false where the element is no such mark."""
        id, at = element.get(W + "id", ""), len(self.pieces)
        match name:
            case "bookmarkStart":
                if found := _ANCHOR.fullmatch(element.get(W + "name", "")):
                    self._open[id] = found[1].lower(), at
            case "bookmarkEnd":
                if id in self._open:
                    anchor, start = self._open.pop(id)
                    self.spans.append(Span(anchor, start, at))
            case "commentRangeStart":
                self.about[id] = at, at
            case "commentRangeEnd":
                self.about[id] = self.about.get(id, (at, at))[0], at
            case "commentReference":
                self.about.setdefault(id, (at, at))
            case "moveFromRangeStart" | "moveToRangeStart":
                self._moves[name.removesuffix("RangeStart")] = element.get(W + "name", "")
            case "moveFromRangeEnd" | "moveToRangeEnd":
                pass  # the mark of the last paragraph is still of this move
            case _:
                return False
        return True


def _in_control(control: _Element, state: _State) -> _State:
    """A control around paragraphs whose title tells where they come from; those inside a paragraph are none of ours."""
    title = control.find(f"{W}sdtPr/{W}alias")
    if title is None or state.setting.derived or control.find(f"{W}sdtContent/{W}r") is not None:
        return state
    return replace(state, setting=replace(state.setting, derived=title.get(W + "val", "")))


# --- comments --------------------------------------------------------------------------------------

_PARAGRAPH_ID: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_W15: Final = "{http://schemas.microsoft.com/office/word/2012/wordml}"


def _threads(comments: _Element, extended: _Element | None, about: Mapping[str, tuple[int, int]]) -> Iterator[Comment]:
    """The comments that open a thread, each with its answers; the program's own only where somebody answered."""
    # What belongs together is known by the last paragraph of each comment.
    facts = {} if extended is None else {entry.get(f"{_W15}paraId", ""): entry for entry in extended}
    found: list[tuple[str, str, Said]] = []
    for comment in comments.iter(W + "comment"):
        last = ([paragraph.get(_PARAGRAPH_ID, "") for paragraph in comment.iter(W + "p")] or [""])[-1]
        said = Said(comment.get(W + "author", ""), comment.get(W + "date", ""), _words(comment))
        found.append((comment.get(W + "id", ""), last, said))
    known = {last for _id, last, _said in found if last}

    def root_of(last: str) -> str:
        for _step in found:  # as many steps as there are comments: a ring of answers ends too
            parent = facts[last].get(f"{_W15}paraIdParent", "") if last in facts else ""
            if parent not in known:
                break
            last = parent
        return last

    roots = {last: root_of(last) for _id, last, _said in found}
    for id, last, said in found:
        if last and roots[last] != last and roots[roots[last]] == roots[last]:
            continue
        replies = tuple(other for _id, below, other in found if last and below != last and roots[below] == last)
        if said.author == PROGRAM and all(reply.author == PROGRAM for reply in replies):
            continue
        done = last in facts and facts[last].get(f"{_W15}done") in ("1", "true")
        start, end = about.get(id, (None, None))
        yield Comment(said, replies, done, start, end)


def _words(element: _Element) -> str:
    """The text of a comment, its paragraphs on lines of their own."""
    return "\n".join(_paragraphs(element)).strip()


def _paragraphs(element: _Element) -> Iterable[str]:
    for paragraph in element.iter(W + "p"):
        reader = _Reader()
        reader._walk(paragraph, _State())
        yield "".join(piece.text for piece in reader.pieces if piece.deleted is None).strip()


# --- properties ------------------------------------------------------------------------------------


def own_properties(data: bytes) -> dict[str, str]:
    """The properties of a Word file that only documents of ours have, by name: what it was made from, and for whom.

    Raises Unreadable where it is no Word file.
    """
    return _properties(OpenedPackage(data))[1]


def _properties(package: OpenedPackage) -> tuple[dict[str, str], dict[str, str]]:
    """The properties that all documents have, and those of this one, by name; none where they cannot be read."""
    core: dict[str, str] = {}
    custom: dict[str, str] = {}
    for part in package.related("").values():
        if part.kind in ("core-properties", "custom-properties") and not part.external and part.target in package.names:
            for element in package.element(part.target):
                text = "".join(element.itertext()).strip()
                if part.kind == "core-properties":
                    core[str(element.tag).rpartition("}")[2]] = text
                else:
                    custom[element.get("name", "")] = text
    return core, custom
