"""Where authored values stand, and strings that know it.

In: positions counted by whoever reads a file. Out: `Place`, and `Text` and `Prose`, strings that carry
their place and their key through the whole program. Knows nothing of YAML's grammar beyond how its
scalars are written, which is needed to find a word inside one.

Lines and columns count from 1, in code points; an end is exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

Style = Literal["plain", "single", "double", "literal", "folded", "file"]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where an authored value stands; lines and columns count from 1, in code points, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def has_width(self) -> bool:
        """Whether anything stands here; where a value is missing, its place has no width."""
        return (self.line, self.column) != (self.end_line, self.end_column)

    def holds(self, other: Place) -> bool:
        """Whether another place of the same file lies within this one."""
        start, end = (self.line, self.column), (self.end_line, self.end_column)
        return start <= (other.line, other.column) and (other.end_line, other.end_column) <= end

    @classmethod
    def of_file(cls, file: str) -> Place:
        """The very beginning of a file: for findings about the file as a whole."""
        return cls(file, 1, 1, 1, 1)


class Sourced(str):
    """A string as its author wrote it, with where (`place`), what of (`key`) and how (`raw`, `style`).

    `raw` is the slice of the source from `place`'s start to its end, sign or quotes included; the style
    `file` is text that stands in a file as it is. `key` names the value over the workspace:
    `de-stek.description`; it is empty until the loader knows the item.
    """

    __slots__ = ("key", "place", "raw", "style")

    place: Place
    key: str
    raw: str
    style: Style

    def __new__(cls, value: str, place: Place, raw: str | None = None, style: Style = "file", key: str = "") -> Self:
        """A string with its place; without `raw` it is its own source."""
        self = super().__new__(cls, value)
        self.place = place
        self.raw = value if raw is None else raw
        self.style = style
        self.key = key
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[str, Place, str, Style, str]]:
        return type(self), (str.__str__(self), self.place, self.raw, self.style, self.key)

    def keyed(self, key: str) -> Self:
        """The same string under a key."""
        return type(self)(str.__str__(self), self.place, self.raw, self.style, key)

    def part(self, start: int, end: int) -> Place:
        """The place of the characters `start` to `end` (offsets in this string), found by alignment with the source.

        A line end that folding took away has no width: it stands at the end of its line. A string that was not read
        from its `raw` (someone changed it on the way) has no parts: the place is that of the whole.
        """
        if not 0 <= start <= end <= len(self):
            return self.place
        if self == self.raw:
            # Most often: text that stands in its file as it is.
            first, last = start, end
        elif len(spans := _spans(self, self.raw, self.style)) != len(self):
            return self.place
        elif start < end:
            first, last = spans[start][0], spans[end - 1][1]
        else:
            first = last = spans[start][0] if start < len(spans) else spans[-1][1] if spans else 0
        line, column = self._position(first)
        return Place(self.place.file, line, column, *self._position(last))

    def _position(self, offset: int) -> tuple[int, int]:
        breaks = _line_breaks(self.raw)
        before = bisect_left(breaks, offset)
        if not before:
            return self.place.line, self.place.column + offset
        return self.place.line + before, offset - breaks[before - 1]


Span = tuple[int, int]

_FOLD = r"[ \t]*(?:\r?\n[ \t]*)+"
# What stands for less than it is long, by the style of its scalar; every other character stands for itself.
_SHORTENED: dict[Style, re.Pattern[str]] = {
    "plain": re.compile(_FOLD),
    "single": re.compile(rf"{_FOLD}|''"),
    "double": re.compile(rf"{_FOLD}|\\(?:{_FOLD}|x..|u.{{4}}|U.{{8}}|.)"),
}


@lru_cache(maxsize=64)
def _line_breaks(raw: str) -> tuple[int, ...]:
    """Where each line of a source ends: a long text is asked for many of its parts, one after the other."""
    return tuple(found.start() for found in re.finditer("\n", raw))


@lru_cache(maxsize=64)
def _spans(value: str, raw: str, style: Style) -> tuple[Span, ...]:
    """For each character of a value where it begins and ends in its source; empty when the two do not agree."""
    match style:
        case "file":
            spans = _verbatim_spans(value, raw)
        case "literal":
            spans = _literal_spans(value, raw)
        case "folded":
            spans = _folded_spans(value, raw)
        case _:
            spans = _flow_spans(raw, style)
    return tuple(spans)


def _verbatim_spans(value: str, raw: str) -> list[Span]:
    """Text that stands in a file as it is, but that its line ends may have become LF."""
    spans = [match.span() for match in re.finditer(r"\r\n|[\s\S]", raw)]
    return spans if len(spans) == len(value) else list(_each(0, len(raw)))


def _each(start: int, end: int) -> Iterator[Span]:
    """The span of each character from one offset to another."""
    return zip(range(start, end), range(start + 1, end + 1), strict=True)


def _flow_spans(raw: str, style: Style) -> list[Span]:
    """A plain or quoted scalar: lines are folded, `''` and escapes stand for one character."""
    spans: list[Span] = []
    at, end = (0, len(raw)) if style == "plain" else (1, len(raw) - 1)
    for found in _SHORTENED[style].finditer(raw, at, end):
        spans.extend(_each(at, found.start()))
        at = found.end()
        breaks = found[0].count("\n")
        if not breaks:
            spans.append(found.span())
        elif found[0][0] == "\\":
            # A line that ends with a backslash goes on without a blank.
            spans.extend([(found.start(), found.start())] * (breaks - 1))
        else:
            # One line end reads as a blank; of more, all but one are kept.
            spans.extend([(found.start(), found.start())] * max(1, breaks - 1))
    spans.extend(_each(at, end))
    return spans


def _literal_spans(value: str, raw: str) -> list[Span]:
    """A `|` block: each line of the value is the end of a line of the source."""
    spans: list[Span] = []
    for text, (_start, end, after) in zip(value.split("\n"), _block_lines(raw), strict=False):
        spans.extend(_each(end - len(text), end))
        spans.append((end, after))
    # Blank lines at the end belong to the value when its sign is `|+`, but not to its place.
    spans.extend([(len(raw), len(raw))] * (len(value) - len(spans)))
    return spans[: len(value)]


def _folded_spans(value: str, raw: str) -> list[Span]:
    """A `>` block: the lines of the source stand in the value one after the other, with blanks or line ends between."""
    spans: list[Span] = []
    indent: int | None = None
    at = 0
    for start, end, _after in _block_lines(raw):
        line = raw[start:end]
        if indent is None:
            if not line.strip(" "):
                continue
            # Blanks at the start of the value are text, those before them the block's indent.
            body = value.lstrip("\n")
            indent = len(line) - len(line.lstrip(" ")) - (len(body) - len(body.lstrip(" ")))
        text = line[indent:]
        if text:
            begin = value.find(text, at)
            previous = spans[-1][1] if spans else start
            spans.extend([(previous, previous)] * (begin - at))
            spans.extend(_each(end - len(text), end))
            at = begin + len(text)
    spans.extend([(len(raw), len(raw))] * (len(value) - at))
    return spans


def _block_lines(raw: str) -> Iterator[tuple[int, int, int]]:
    """The lines after the sign of a block: where each begins, ends, and ends with its line end."""
    at = raw.find("\n") + 1 or len(raw)
    while at < len(raw):
        after = raw.find("\n", at) + 1 or len(raw)
        yield at, at + len(raw[at:after].rstrip("\r\n")), after
        at = after


class Text(Sourced):
    """One line, printed literally."""


class Prose(Sourced):
    """Markdown."""
