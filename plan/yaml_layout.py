"""Where everything in a file's YAML begins and ends, lines, remarks and line ends included.

In: the text of a YAML file, or of a Markdown file with front matter. Out: a `Page`: its nodes, each with the list or
mapping it stands in, and offsets in the text. Knows nothing of what changes there.

A remark behind an item, or below it and indented deeper, is the item's own; so is one on the lines directly above it.
What opens a file is the file's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf
from typing import Final

from plan.places import Place
from plan.sources import decode
from plan.yaml_nodes import Front, Mapping, Node, Sequence, front_matter, read_nodes
from plan.yaml_writing import Context

_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, eq=False)
class Page:
    """A file: its text as it stands, what stands in YAML in it, and what reading has to say about that, by rule.

    `head_start` is where the YAML begins or, in Markdown without front matter, would; `body_start` where the text of a
    Markdown file begins, the end of a YAML file.
    """

    file: str
    text: str
    keys: Mapping
    rules: Counter[str]
    head_start: int
    body_start: int

    @property
    def body(self) -> str:
        """The text of a Markdown file."""
        return self.text[self.body_start :]

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Everything in its YAML."""
        return tuple(_spots(Spot(self.keys)))

    # --- characters

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    def span(self, place: Place) -> tuple[int, int]:
        """The offsets of a place."""
        starts = self._starts
        return starts[place.line - 1] + place.column - 1, starts[place.end_line - 1] + place.end_column - 1

    def line_start(self, at: int) -> int:
        """The offset where a line begins."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """The offset of a line's end, before its sign."""
        return self.next_line(at) - len(self._sign(at))

    def next_line(self, at: int) -> int:
        """The offset where the next line begins, or the file ends."""
        return self.text.find("\n", at) + 1 or len(self.text)

    def _sign(self, at: int) -> str:
        line = self.text[self.line_start(at) : self.next_line(at)]
        return line[len(line.rstrip("\r\n")) :] if line.endswith("\n") else ""

    def end_of_line(self, at: int) -> str:
        """The line end to use at an offset: as that line has it, or the one above where the last line has none."""
        return self._sign(at) or self._sign(max(self.line_start(at) - 1, 0)) or "\n"

    # --- where things begin and end, as offsets

    def head(self, node: Sequence | Mapping, index: int) -> int:
        """Where an item begins: at its dash, at its key."""
        place = parts_of(node)[index].place
        start = self.span(place)[0]
        if node.flow or isinstance(node, Mapping):
            return start
        column = node.place.column - 1
        line = self.line_start(start)
        while self.text[line + column : line + column + 1] != "-":
            line = self.line_start(line - 1)
        return line + column

    def tail(self, node: Sequence | Mapping, index: int) -> int:
        """Where an item ends."""
        last = node.items[index] if isinstance(node, Sequence) else node.entries[index].value
        return self.span(last.place)[1]

    def above(self, line: int, column: float = inf) -> int:
        """Where the remarks begin that stand directly above a line; of a block, those that are indented no deeper."""
        top = line
        while top:
            above = self.line_start(top - 1)
            remark = _remark_column(self.text[above:top])
            if remark is None or remark > column:
                return top
            top = above
        return line

    def below(self, end: int, column: int) -> int:
        """Where the line after an item begins, and after the remarks below it that are indented deeper than it is."""
        at = self.next_line(end)
        while (remark := _remark_column(self.text[at : self.next_line(at)])) is not None and remark > column:
            at = self.next_line(at)
        return at


def read_page(file: str, data: bytes) -> Page | None:
    """Lay out a file; None when it cannot be read."""
    readable, odd = decode(file, data)
    if readable is None:
        return None
    text = data.removeprefix(_BOM).decode()
    if file.endswith(".md"):
        front = front_matter(readable) or Front("", 0, 0)
        head_start, body_start = front.start, front.end
        keys, found = read_nodes(file, front.source, first_line=2)
    elif _is_blank(readable):
        head_start = body_start = len(text)
        keys, found = Mapping((), Place.of_file(file), flow=False), ()
    else:
        head_start, body_start = 0, len(text)
        # A last line without end counts as one with: else what is added below would change a block of text above.
        keys, found = read_nodes(file, readable if readable.endswith("\n") else readable + "\n")
    if keys is None:
        return None
    return Page(file, text, keys, Counter(one.rule for one in (*odd, *found)), head_start, body_start)


def _is_blank(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with the list or mapping it stands in."""

    node: Node
    parent: Sequence | Mapping | None = None
    index: int = 0
    is_key: bool = False

    @property
    def kind(self) -> Context:
        """How it is written."""
        return "key" if self.is_key else "flow" if self.parent and self.parent.flow else "block"


def _spots(spot: Spot) -> Iterator[Spot]:
    yield spot
    match spot.node:
        case Sequence() as parent:
            for index, item in enumerate(parent.items):
                yield from _spots(Spot(item, parent, index))
        case Mapping() as parent:
            for index, entry in enumerate(parent.entries):
                yield Spot(entry.key, parent, index, is_key=True)
                yield from _spots(Spot(entry.value, parent, index))


def parts_of(node: Sequence | Mapping) -> tuple[Node, ...]:
    """The items of a list; of a mapping the keys, which stand for their entries."""
    return node.items if isinstance(node, Sequence) else tuple(entry.key for entry in node.entries)


def _remark_column(line: str) -> int | None:
    """Where the remark begins on a line that holds nothing else; None when it is no such line."""
    return len(line) - len(line.lstrip()) if line.lstrip().startswith("#") else None


def is_empty(line: str) -> bool:
    """Whether a line holds nothing but blanks."""
    return not line.strip()
