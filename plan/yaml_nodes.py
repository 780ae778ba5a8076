"""Read YAML as nodes that know their place.

In: the decoded text of a file. Out: its tree of `Scalar`, `Sequence` and `Mapping`, and a diagnostic for whatever
may not stand there. A scalar is kept as it was written: nothing here decides that `no` is false or `0431` a number.
Knows YAML's grammar through PyYAML's events; knows no keys, no plans.

Refused, though YAML has them: tags, anchors, aliases and merge keys (a change to one place would show in two),
duplicate keys, keys that are no text, a second document and deep nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import yaml

from plan import yaml_mistakes as mistakes
from plan.controls import CONTROL, control_character, without_controls
from plan.diagnostics import Diagnostic
from plan.places import Place, Style
from plan.yaml_mistakes import Page, Trail

MAX_DEPTH = 40

# The pure parser gives the same events, twenty times slower.
_Parser: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its text as YAML reads it, and `raw`, the source from `place`'s start to its end.

    `raw` has quotes or the block sign and the line ends as in the source; of a block it goes as far as the last
    character of text, so that blank lines after it belong to nobody. A missing value has an empty `raw`, and stands
    where it should be written.
    """

    text: str
    place: Place
    style: Style
    raw: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` when written between square brackets."""

    items: tuple[Node, ...]
    place: Place
    flow: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the author's order; `flow` when written between braces. No key comes twice."""

    entries: tuple[Entry, ...]
    place: Place
    flow: bool


Node = Scalar | Sequence | Mapping


class Front(NamedTuple):
    """The YAML between two lines `---` at the top of a Markdown file, where it begins, and where the text does."""

    source: str
    start: int
    end: int


_FRONT: Final = re.compile(r"---[ \t]*\r?\n(?P<source>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def front_matter(text: str) -> Front | None:
    """The front matter of a Markdown file; None when it has none."""
    found = _FRONT.match(text)
    return Front(found["source"], found.start("source"), found.end()) if found else None


def read_nodes(file: str, text: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """Read one YAML text; the mapping is None when the text cannot be read as a whole, and a diagnostic then says why.

    `text` is decoded and free of a byte order mark and of control characters (`sources.decode` sees to it).
    `first_line` is the line of the file on which it begins: for the front matter of a Markdown file, where an empty
    text is no fault.
    """
    page = Page(file, tuple(text.split("\n")), first_line)
    composer = _Composer(page, text)
    try:
        top = composer.document()
    except _RefusedError as refusal:
        return None, (refusal.diagnostic,)
    except yaml.YAMLError as error:
        return None, (mistakes.syntax(page, composer.trail, error),)
    if top is None:
        if first_line > 1:
            return Mapping((), page.place(0, 0), flow=False), ()
        return None, (mistakes.empty_file(page),)
    if not isinstance(top, Mapping):
        return None, (mistakes.not_keys_at_top(top.place, isinstance(top, Sequence)),)
    return top, tuple(composer.found)


class _RefusedError(Exception):
    """The text cannot be read any further."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Composer:
    """Builds the tree from the parser's events, and keeps a trail by which a syntax error is told."""

    def __init__(self, page: Page, text: str) -> None:
        self.page = page
        self.text = text
        self.trail = Trail()
        self.found: list[Diagnostic] = []
        self._parser = _Parser(text)
        self._told_block: mistakes.Written | None = None

    def document(self) -> Node | None:
        """The one document in the text, None when there is none."""
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        top = self._node(self._next(), depth=1)
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _RefusedError(mistakes.two_documents(self._place(event)))
        return top

    # Any: the stubs know neither that the parser's events have marks, nor what each kind of event holds.
    def _next(self) -> Any:
        event: Any = self._parser.get_event()
        self.trail.line, self.trail.column = event.end_mark.line, event.end_mark.column
        return event

    def _node(self, event: Any, depth: int, is_item: bool = False) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self.found.append(mistakes.alias(self._place(event)))
            return self._literally(event)
        if event.anchor:
            self.found.append(mistakes.anchor(self._place(event)))
        elif event.tag:
            self.found.append(mistakes.tag(self._place(event)))
        if isinstance(event, yaml.ScalarEvent):
            return self._literally(event) if event.anchor or event.tag else self._value(event)
        if depth > MAX_DEPTH:
            raise _RefusedError(mistakes.too_deep(self._place(event), MAX_DEPTH))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth, is_item)

    def _scalar(self, event: Any) -> Scalar:
        style = _STYLES.get(event.style, "plain")
        start = event.start_mark
        raw = self._source(event, event)
        if style in ("literal", "folded"):
            raw = _without_blank_lines(raw)
        place = self.page.span(start.line, start.column, raw)
        text = event.value
        # Between double quotes "\u0000" stands for a character that nobody can type.
        if style == "double" and (control := CONTROL.search(text)):
            self.found.append(control_character(place, control[0]))
            text = without_controls(text)
        scalar = self.trail.value = Scalar(text, place, style, raw)
        return scalar

    def _literally(self, event: Any) -> Scalar:
        """What was written with a sign that is refused, sign and all: most likely the author meant just that."""
        raw = self._source(event, event)
        return Scalar(raw, self._place(event), "plain", raw)

    def _value(self, event: Any) -> Scalar:
        value = self._scalar(event)
        self._refuse(mistakes.swallowed(self.page, value))
        self.found.extend(mistakes.remarks(self.page, value))
        self.trail.block = value if value.style in ("literal", "folded") else None
        return value

    def _key(self, event: Any, depth: int) -> Node:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
            return self._node(event, depth)
        key = self._scalar(event)
        self._refuse(mistakes.in_key(self.page, key))
        return key

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        event = self._next()
        while not isinstance(event, yaml.SequenceEndEvent):
            block = self.trail.block
            item = self._node(event, depth + 1, is_item=not start.flow_style)
            if block is not None and isinstance(item, Scalar) and items and isinstance(items[-1], Mapping):
                self._tell_pasted(block, item)
            elif block is None or block is not self._told_block or not isinstance(item, Mapping) or item.entries:
                items.append(item)
            event = self._next()
        return Sequence(tuple(items), self._around(start, event, items[-1] if items else None), bool(start.flow_style))

    def _mapping(self, start: Any, depth: int, is_item: bool) -> Node:
        entries: dict[str, Entry] = {}
        repeated: list[Scalar] = []
        keys: list[Scalar] = []
        found_before = len(self.found)
        last: Node | None = None
        event = self._next()
        while not isinstance(event, yaml.MappingEndEvent):
            block, found = self.trail.block, len(self.found)
            key = self._key(event, depth + 1)
            last = value = self._node(self._next(), depth + 1)
            if not isinstance(key, Scalar):
                self.found.append(mistakes.key_not_text(key.place))
            elif block is not None and mistakes.is_pasted(key, value if isinstance(value, Scalar) else None):
                self._tell_pasted(block, key)
            elif key.text in entries:
                repeated.append(key)
            elif key.text == "<<" and key.style == "plain":
                # Its value is an alias, told along with it.
                self.found[found:] = [mistakes.merge_key(key.place)]
            else:
                entries[key.text] = Entry(key, value)
                keys.append(key)
            event = self._next()
        self._tell_repeated(entries, repeated, is_item and not start.flow_style)
        place = self._around(start, event, last)
        if self._begins_with(start, "{") and len(self.found) == found_before:
            told = mistakes.in_braces(self.page, place, keys)
            if told is not None:
                self.found.append(told)
                return Scalar(self._source(start, event), place, "plain", self._source(start, event))
        return Mapping(tuple(entries.values()), place, bool(start.flow_style))

    def _tell_repeated(self, entries: dict[str, Entry], repeated: list[Scalar], is_item: bool) -> None:
        """Tell which keys come twice; two or more in an item of a list are those of a next item that lacks its dash."""
        if not is_item or len(repeated) < 2:
            for key in repeated:
                self.found.append(mistakes.duplicate_key(key.text, key.place, entries[key.text].key.place))
            return
        first = next(iter(entries.values())).key
        seen: set[str] = set()
        for key in repeated:
            if not seen or key.text in seen:
                self.found.append(mistakes.item_without_dash(self.page, key.place, first))
                seen = set()
            seen.add(key.text)
        for text in [text for text, entry in entries.items() if entry.key.place > repeated[0].place]:
            del entries[text]

    def _refuse(self, diagnostic: Diagnostic | None) -> None:
        if diagnostic is not None:
            raise _RefusedError(diagnostic)

    def _tell_pasted(self, block: mistakes.Written, item: Scalar) -> None:
        """Once for all that was pasted below one block of text."""
        if block is not self._told_block:
            self.found.append(mistakes.text_outside_block(self.page, block, self.page.index(item.place)))
        self._told_block = self.trail.block = block

    def _source(self, first: Any, last: Any) -> str:
        # The index of a mark counts a byte order mark that columns do not; the text has none.
        return self.text[first.start_mark.index : last.end_mark.index]

    def _begins_with(self, start: Any, signs: str) -> bool:
        # A mapping inside brackets, `[a: b]`, is in flow style and has no sign of its own.
        return bool(start.flow_style) and self.text[start.start_mark.index] in signs

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        return self.page.place(start.line, start.column, end.line, end.column)

    def _around(self, start: Any, end: Any, last: Node | None) -> Place:
        """From the start of a collection to its end, which for a block is that of its last value."""
        begin = start.start_mark
        if last is None or self._begins_with(start, "[{"):
            return self.page.place(begin.line, begin.column, end.end_mark.line, end.end_mark.column)
        place = self.page.place(begin.line, begin.column)
        return Place(place.file, place.line, place.column, last.place.end_line, last.place.end_column)


def _without_blank_lines(raw: str) -> str:
    """A block of text without the blank lines after it, which the parser counts as part of it."""
    end = raw.find("\n", len(raw.rstrip(" \t\r\n")))
    return raw if end < 0 else raw[:end].removesuffix("\r")
