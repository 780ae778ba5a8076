"""Change in files what was asked, and nothing else.

In: the bytes of files, and edits that say by place what is to change. Out: the new bytes, for `plan.journal` to write.
Knows YAML and the front matter of Markdown; knows no keys, no plans.

Every byte that no edit is about stays: remarks, quotes, order, line ends, byte order mark, a last line without end.
A patched file is read again and must say what it said but for the change; else `PatchRefused` is raised and nothing is
written.

Whose remark goes with what: one behind an item, or below it and indented deeper, is the item's own; so is one on the
lines directly above it. An item that is taken away takes them along, unless asked otherwise. What opens a file is the
file's own and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from plan.messages import Refused, _
from plan.places import Place, Text
from plan.yaml_layout import Page, Spot, is_empty, parts_of, read_page
from plan.yaml_nodes import Mapping as Keys
from plan.yaml_nodes import Node, Scalar, Sequence, read_nodes
from plan.yaml_writing import entries_in_brackets, in_brackets, in_words, reads_as, rewritten


class PatchRefused(Refused):
    """A file cannot be changed as was asked."""


# --- what can be asked -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Replace:
    """Give the value, or the key, at a place another text; it is quoted as it was where the new text allows that."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Reword:
    """Put other words in the place of those at a place: part of a value, or of the text of a Markdown file."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take away the item of a list at a place, or the entry whose key stands there; the last leaves `[]` or `{}`.

    The remarks above it may be about what comes after it too: with `keep_above` they stay.
    """

    place: Place
    keep_above: bool = False


@dataclass(frozen=True, slots=True)
class Add:
    """Add items or entries at the end of the list or mapping at a place, which may be that of an empty value.

    `source` is written as lines of a block: `- wonen`, or `goal: wonen`. `Place.of_file` is where a file's own keys
    stand: its front matter in Markdown.
    """

    place: Place
    source: str


Edit = Replace | Reword | Remove | Add


def patch(files: Mapping[str, bytes], edits: Iterable[Edit]) -> dict[str, bytes]:
    """The new bytes of each file that the edits are about; edits of the same characters are a `ValueError`.

    Raises `PatchRefused` when a file cannot be read, or would say something else than asked.
    """
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.place.file, []).append(edit)
    return {file: _patched(file, files[file], asked) for file, asked in by_file.items()}


def _patched(file: str, data: bytes, edits: list[Edit]) -> bytes:
    page = read_page(file, data)
    if page is None:
        raise PatchRefused(_("{file} cannot be read; plan check tells what is wrong with it", file=file))
    work = _Work(page)
    work.do(edits)
    # All that comes before the text is a byte order mark.
    changed = data[: len(data) - len(page.text.encode())] + work.text().encode()
    again = read_page(file, changed)
    if again is None or (_said(again.keys), again.body) != work.expected() or again.rules - page.rules:
        raise _cannot(edits[0].place)
    return changed


def _cannot(place: Place) -> PatchRefused:
    return PatchRefused(
        _(
            "this cannot be changed at {place} without changing something else; change it there by hand",
            place=str(place),
        )
    )


# --- what a file says ------------------------------------------------------------------------------

Said = str | tuple["Said", ...] | None


@dataclass(slots=True)
class _Changes:
    """What is to be said otherwise, by the identity of nodes: other values, items away, items more."""

    values: dict[int, Said] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    added: dict[int, tuple[Said, ...]] = field(default_factory=dict)


def _said(node: Node, changes: _Changes | None = None) -> Said:
    """What a node says, wherever it stands and however it is quoted, with changes."""
    changes = changes or _Changes()
    if id(node) in changes.values:
        return changes.values[id(node)]
    more = changes.added.get(id(node), ())
    match node:
        case Scalar():
            return node.text or (None if not node.raw else "")
        case Sequence():
            return ("list", *(_said(item, changes) for item in node.items if id(item) not in changes.removed), *more)
        case Keys():
            kept = (entry for entry in node.entries if id(entry.key) not in changes.removed)
            return ("keys", *((_said(entry.key, changes), _said(entry.value, changes)) for entry in kept), *more)
        case _:
            assert_never(node)


# --- from edits to text ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Work:
    """The edits of one file on their way to its new text: which characters give way to which."""

    page: Page
    splices: list[tuple[int, int, str]] = field(default_factory=list)
    in_body: list[tuple[int, int, str]] = field(default_factory=list)
    changes: _Changes = field(default_factory=_Changes)

    def text(self) -> str:
        """The new text."""
        return _spliced(self.page.text, [*self.splices, *self.in_body])

    def expected(self) -> tuple[Said, str]:
        """What the new text must say."""
        start = self.page.body_start
        body = [(begin - start, end - start, text) for begin, end, text in self.in_body]
        return _said(self.page.keys, self.changes), _spliced(self.page.body, body)

    def do(self, edits: Iterable[Edit]) -> None:
        """Find what each edit is about; those of one value, and of one list, are done together."""
        words: dict[int, tuple[Spot, list[Reword]]] = {}
        away: dict[int, tuple[Spot, dict[int, bool]]] = {}
        for edit in edits:
            if isinstance(edit, Replace | Reword) and self._is_in_body(edit.place):
                self.in_body.append((*self.page.span(edit.place), edit.text))
                continue
            spot = self._spot(edit)
            match edit:
                case Replace():
                    self._rewrite(spot, edit.text)
                case Reword():
                    words.setdefault(id(spot.node), (spot, []))[1].append(edit)
                case Remove():
                    assert spot.parent is not None
                    self.changes.removed.add(id(parts_of(spot.parent)[spot.index]))
                    away.setdefault(id(spot.parent), (spot, {}))[1][spot.index] = edit.keep_above
                case Add():
                    self._add(spot, edit.source)
                case _:
                    assert_never(edit)
        for spot, asked in words.values():
            self._reword(spot, asked)
        for spot, kept_above in away.values():
            self._remove(spot, kept_above)

    def _is_in_body(self, place: Place) -> bool:
        """Whether a place is in the text of a Markdown file."""
        return self.page.file.endswith(".md") and self.page.span(place)[0] >= self.page.body_start

    def _spot(self, edit: Edit) -> Spot:
        """What in the YAML an edit is about."""
        if isinstance(edit, Add) and edit.place == Place.of_file(edit.place.file):
            return self.page.spots[0]
        found = next((spot for spot in self.page.spots if _is_about(edit, spot)), None)
        if found is None:
            raise _cannot(edit.place)
        return found

    # --- values

    def _rewrite(self, spot: Spot, text: str) -> None:
        """Put another text in the place of a whole value."""
        assert isinstance(spot.node, Scalar)
        start, end = self.page.span(spot.node.place)
        source = rewritten(spot.node, text, spot.kind, self.page.end_of_line(start))
        self._splice(start, end, self._apart(start, source))
        self.changes.values[id(spot.node)] = text

    def _reword(self, spot: Spot, edits: list[Reword]) -> None:
        """Put other words in their places in one value."""
        old = spot.node
        assert isinstance(old, Scalar)
        start, end = self.page.span(old.place)
        in_value, in_source = [], []
        for edit in edits:
            first, last = self.page.span(edit.place)
            in_value.append((*_offsets(old, edit.place), edit.text))
            in_source.append((first - start, last - start, in_words(edit.text, old, self.page.end_of_line(start))))
        text, source = _spliced(old.text, in_value), _spliced(old.raw, in_source)
        # Out of its place a block of text reads otherwise; what came of it is seen when the file is read again.
        if old.style not in ("literal", "folded") and not reads_as(source, text, spot.kind):
            self._rewrite(spot, text)
            return
        self._splice(start, end, source)
        self.changes.values[id(old)] = text

    # --- taking away

    def _remove(self, spot: Spot, kept_above: Mapping[int, bool]) -> None:
        """Take items out of the list or mapping of a spot, neighbours at one go; for each, if remarks above stay."""
        node = spot.parent
        assert node is not None
        indexes = sorted(kept_above)
        if node.flow:
            for run in _runs(indexes):
                self._cut_in_brackets(node, *run)
            return
        below_remark = {
            index for index in indexes if kept_above[index] and self._top(node, index) < self._line(node, index)
        }
        for first, last in _runs(indexes, below_remark):
            self._cut_lines(node, first, last, keep_above=kept_above[first])
        if len(indexes) == len(parts_of(node)):
            self._leave_empty(node)

    def _line(self, node: Sequence | Keys, index: int) -> int:
        """Where the line begins that an item of a block stands on."""
        return self.page.line_start(self.page.head(node, index))

    def _top(self, node: Sequence | Keys, index: int) -> int:
        """Where the remarks above an item of a block begin."""
        return self.page.above(self._line(node, index), node.place.column - 1)

    def _cut_lines(self, node: Sequence | Keys, first: int, last: int, keep_above: bool) -> None:
        """Take the items from the first to the last out of a block, with their remarks."""
        page, parts = self.page, parts_of(node)
        start, end = page.head(node, first), page.tail(node, last)
        line, column = page.line_start(start), node.place.column - 1
        after = page.below(end, column)
        if not page.text[line:start].strip():
            top = line if keep_above else page.above(line, column)
            if first and is_empty(page.text[after : page.next_line(after)]):
                while is_empty(page.text[page.line_start(top - 1) : top]):
                    top = page.line_start(top - 1)
            if after == len(page.text) and not page.text.endswith("\n") and top:
                top = page.line_end(top - 1)
            self._splice(top, after, "")
        elif last == len(parts) - 1:
            self._splice(start, end, "")
        else:
            # It shares its line with the dash around it, which then opens the next item; unless a remark is between.
            following = page.head(node, last + 1)
            between = page.text[page.line_end(end) : following]
            alone = page.text[:start].rstrip(" ")
            self._splice(*((len(alone), page.line_end(end)) if between.strip() else (start, following)), "")

    def _leave_empty(self, node: Sequence | Keys) -> None:
        """Say that nothing is left in a block: behind the key or the dash of what was in it."""
        spot = next(spot for spot in self.page.spots if spot.node is node)
        if spot.parent is None:
            return
        sign = "[]" if isinstance(node, Sequence) else "{}"
        start = self.page.span(node.place)[0]
        if self.page.text[self.page.line_start(start) : start].strip():
            at, source = start, sign
        elif isinstance(spot.parent, Sequence):
            at, source = self.page.head(spot.parent, spot.index) + 1, f" {sign}"
        else:
            key = self.page.span(spot.parent.entries[spot.index].key.place)[1]
            at, source = self.page.text.index(":", key) + 1, f" {sign}"
        self._splice(at, at, source)

    def _cut_in_brackets(self, node: Sequence | Keys, first: int, last: int) -> None:
        """Take the items from the first to the last out of a list or mapping between brackets."""
        page, text, count = self.page, self.page.text, len(parts_of(node))
        opening, closing = page.span(node.place)
        start, end = page.head(node, first), page.tail(node, last)
        before = page.tail(node, first - 1) if first else opening + 1
        after = page.head(node, last + 1) if last < count - 1 else closing - 1
        line = page.line_start(start)
        own_lines = re.compile(r"[ \t]*,?[ \t]*(#[^\n]*)?\r?\n").match(text, end)
        whole, remarked = first == 0 and last == count - 1, "#" in text[before:start] + text[end:after]
        if whole and text[opening] not in "[{":
            self._splice(opening, closing, "{}")
        elif own_lines and line > opening and not text[line:start].strip():
            self._splice(page.above(line), own_lines.end(), "")
        elif whole and not remarked:
            self._splice(before, after, "")
        elif last < count - 1 and "\n" not in text[end:after]:
            self._splice(start, after, "")
        elif first and "#" not in text[before:start]:
            self._splice(before, end, "")
        else:
            comma = re.compile(r"[ \t]*,").match(text, end)
            self._splice(start, comma.end() if comma else end, "")

    # --- adding

    def _add(self, spot: Spot, source: str) -> None:
        """Add items or entries at the end of what stands at a spot."""
        page, node, new = self.page, spot.node, _read_source(source)
        if isinstance(node, Scalar):
            self.changes.values[id(node)] = _said(new)
        elif isinstance(node, Sequence) == isinstance(new, Sequence):
            said = _said(new)
            assert isinstance(said, tuple)
            self.changes.added[id(node)] = (*self.changes.added.get(id(node), ()), *said[1:])
        else:
            raise _cannot(node.place)
        start, end = page.span(node.place)
        short = [in_brackets(item) for item in new.items] if isinstance(new, Sequence) else entries_in_brackets(new)
        if isinstance(node, Scalar):
            if spot.kind == "flow":
                self._splice(start, end, self._apart(start, in_brackets(new)))
            else:
                self._add_below(spot, source)
        elif parts_of(node):
            if node.flow:
                last = page.tail(node, len(parts_of(node)) - 1)
                self._splice(last, last, "".join(f", {one}" for one in short))
            else:
                self._add_lines(node, source)
        elif spot.parent is None:
            self._add_keys(source)
        elif spot.kind == "block" and "\n" in source.strip():
            self._splice(len(page.text[:start].rstrip(" \t")), end, "")
            self._add_below(spot, source)
        else:
            self._splice(start + 1, start + 1, ", ".join(short))

    def _add_lines(self, node: Sequence | Keys, source: str) -> None:
        """Below the last item of a block, with an empty line between where the last two have one."""
        page, column = self.page, node.place.column - 1
        first = page.above(page.line_start(page.head(node, len(parts_of(node)) - 1)), column)
        spaced = first > 0 and is_empty(page.text[page.line_start(first - 1) : first])
        last = page.line_end(page.below(page.tail(node, len(parts_of(node)) - 1), column) - 1)
        end = page.end_of_line(last)
        self._splice(last, last, (end if spaced else "") + end + _lines(source, column, end))

    def _add_below(self, spot: Spot, source: str) -> None:
        """On the lines below a key or a dash that has no value yet."""
        page = self.page
        at = page.line_end(page.span(spot.node.place)[1])
        end = page.end_of_line(at)
        column = spot.parent.place.column + 1 if spot.parent else 0
        self._splice(at, at, end + _lines(source, column, end))

    def _add_keys(self, source: str) -> None:
        """To a file without any: at the end, or in the front matter of a Markdown file, which may have to be made."""
        page = self.page
        end = page.end_of_line(0)
        lines = _lines(source, 0, end) + end
        if not page.file.endswith(".md"):
            at = len(page.text)
            lines = lines if not page.text or page.text.endswith("\n") else end + lines
        else:
            at = page.head_start
            lines = lines if page.body_start else f"---{end}{lines}---{end}"
        self._splice(at, at, lines)

    def _apart(self, start: int, source: str) -> str:
        """A source with a blank before it, where it comes right behind a dash or a colon, as an empty value does."""
        return f" {source}" if self.page.text[start - 1 : start] in ("-", ":") else source

    def _splice(self, start: int, end: int, text: str) -> None:
        self.splices.append((start, end, text))


def _is_about(edit: Edit, spot: Spot) -> bool:
    """Whether what stands at a spot is what an edit speaks of."""
    node, same = spot.node, spot.node.place == edit.place
    match edit:
        case Replace():
            return same and isinstance(node, Scalar)
        case Reword():
            return isinstance(node, Scalar) and node.place.holds(edit.place)
        case Remove():
            return same and (spot.is_key or isinstance(spot.parent, Sequence))
        case Add():
            return same and not spot.is_key and (not isinstance(node, Scalar) or not node.raw)
        case _:
            assert_never(edit)


def _offsets(old: Scalar, place: Place) -> tuple[int, int]:
    """From where to where in a value the characters at a place go."""
    text = Text(old.text, old.place, old.raw, old.style)

    def offset(line: int, column: int) -> int:
        def position(at: int) -> tuple[int, int]:
            part = text.part(at, at + 1)
            return part.line, part.column

        return bisect_left(range(len(text)), (line, column), key=position)

    start, end = offset(place.line, place.column), offset(place.end_line, place.end_column)
    if text.part(start, end) != place:
        raise _cannot(place)
    return start, end


def _spliced(text: str, splices: Iterable[tuple[int, int, str]]) -> str:
    """A text with other characters in the place of some."""
    ordered = sorted(splices, key=lambda splice: splice[:2])
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise ValueError("two edits are about the same characters")
    pieces: list[str] = []
    at = 0
    for start, end, new in ordered:
        pieces += (text[at:start], new)
        at = end
    return "".join((*pieces, text[at:]))


def _runs(indexes: list[int], apart: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as the first and the last of each row of them; those `apart` begin one."""
    first = last = indexes[0]
    for index in indexes[1:]:
        if index > last + 1 or index in apart:
            yield first, last
            first = index
        last = index
    yield first, last


def _lines(source: str, column: int, end: str) -> str:
    """The lines of a source, indented, without the end of the last."""
    return end.join(line and " " * column + line for line in source.rstrip("\n").split("\n"))


def _read_source(source: str) -> Sequence | Keys:
    node, found = read_nodes("", f"x:\n{_lines(source, 2, chr(10))}\n")
    value = node.entries[0].value if node and not found else None
    if not isinstance(value, Sequence | Keys):
        raise ValueError(f"neither items nor entries: {source}")
    return value
