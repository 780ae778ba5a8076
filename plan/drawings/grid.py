"""Names down the side, names across the top, and a square where they meet.

In: heads, lines with their squares, and what the signs mean. Out: a sheet to draw. Knows no goals and no actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final

from plan.drawings.canvas import (
    ACCENT,
    DEEP,
    INK,
    LINE,
    LINE_HEIGHT,
    NORMAL,
    QUIET,
    SMALL,
    TINT,
    Canvas,
    width_of,
    wrapped,
)
from plan.drawings.drawn import portions, with_group_heads

_SQUARE: Final = (28.0, 22.0)
_NAMES: Final = (120.0, 300.0)  # the least and the most room for the names of lines
_TALLEST: Final = 165.0  # names across the top
_GAP: Final = 8.0
_PADDING: Final = 3.0
_HEAD_LINES: Final = 3  # of the name of a group
_GROUP_HEIGHT: Final = 22.0
_LEGEND_HEIGHT: Final = 22.0
_SAMPLE: Final = (22.0, 16.0)


@dataclass(frozen=True, slots=True)
class Square:
    """The signs where a line and a head meet, and what they say there in words."""

    signs: str
    told: str


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a column; `group` is what it stands under: in full, and by its code where room is short."""

    name: str
    group: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of squares, empty where nothing is to be said; `beside` stands behind them. A total is set apart."""

    name: str
    squares: tuple[Square | None, ...]
    group: str = ""
    beside: str = ""
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """The sheet; `legend` holds the signs with what they mean, `beside` is the head above what stands behind."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...]
    beside: str = ""

    def size(self) -> tuple[float, float]:
        """Its width and height."""
        width = max(self._right + self._beside, 260.0)
        below = sum(self._height(line) for line in self.lines) + _GROUP_HEIGHT * len(list(self._groups()))
        return width, self._head_height + below + len(self._legend_lines(width)) * _LEGEND_HEIGHT + 2 * _GAP

    def cut(self, room: tuple[float, float]) -> tuple[Grid, ...]:
        """The grid in parts that fit: first between heads, where possible between their groups, then between lines."""
        width, height = room
        most = max(_SQUARE[0], width - self._names - self._beside)
        runs = [tuple(run) for _group, run in groupby(range(len(self.heads)), key=lambda at: self.heads[at].group)]
        pieces = tuple(piece for run in runs for piece in portions(run, (self._column,) * len(run), most))
        if not pieces:
            return (self,)
        columns = portions(pieces, tuple(len(piece) * self._column for piece in pieces), most)
        across = [self._of_heads(tuple(at for piece in pieces for at in piece)) for pieces in columns]
        return tuple(part for grid in across for part in grid._of_lines(height))

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw it from the left edge, this far from the top."""
        y = self._draw_heads(canvas, top)
        group = ""
        for line in self.lines:
            if line.group and line.group != group:
                canvas.rectangle(0, y, self._right + self._beside, _GROUP_HEIGHT, TINT)
                canvas.words(_PADDING * 2, y + _GROUP_HEIGHT / 2, line.group, colour=DEEP, bold=True)
                y += _GROUP_HEIGHT
            group = line.group
            self._draw_line(canvas, line, y)
            y += self._height(line)
        for at in self._borders():
            x = self._names + at * self._column
            canvas.line(x, top, x, y, LINE)
        self._draw_legend(canvas, y + _GAP)

    # --- parts ---

    def _of_heads(self, columns: tuple[int, ...]) -> Grid:
        lines = (replace(line, squares=tuple(line.squares[at] for at in columns)) for line in self.lines)
        return replace(self, heads=tuple(self.heads[at] for at in columns), lines=tuple(lines))

    def _of_lines(self, height: float) -> tuple[Grid, ...]:
        whole = self.size()[1]
        if whole <= height:
            return (self,)
        totals = tuple(line for line in self.lines if line.total)
        rows = tuple(line for line in self.lines if not line.total)
        heights = with_group_heads(rows, self._height, _GROUP_HEIGHT)
        # A part that begins halfway a group says its name again.
        around = whole - sum(heights) + _GROUP_HEIGHT
        cut = portions(rows, heights, max(height - around, 4 * _SQUARE[1]))
        return tuple(
            replace(self, lines=(*lines, *(totals if number == len(cut) else ())))
            for number, lines in enumerate(cut, 1)
        )

    # --- measures ---

    @cached_property
    def _names(self) -> float:
        longest = max((width_of(line.name, bold=line.total) for line in self.lines), default=0)
        return min(max(longest, _NAMES[0]), _NAMES[1]) + 2 * _PADDING + _GAP

    @cached_property
    def _head_names(self) -> tuple[tuple[str, ...], ...]:
        return tuple(wrapped(head.name, _TALLEST, SMALL) for head in self.heads)

    @cached_property
    def _column(self) -> float:
        """How wide a column is: as its square, or as the lines of the longest name above it."""
        lines = max(map(len, self._head_names), default=1)
        return max(_SQUARE[0], lines * SMALL * LINE_HEIGHT + 2 * _PADDING)

    @cached_property
    def _right(self) -> float:
        return self._names + self._column * len(self.heads)

    @cached_property
    def _beside(self) -> float:
        told = [width_of(line.beside, SMALL) for line in self.lines] + [width_of(self.beside, SMALL, bold=True)]
        return max(told) + _GAP + _PADDING if any(told) else 0.0

    @cached_property
    def _above(self) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """The groups of heads: where each begins, how many heads it has, and its name on lines."""
        made, at = [], 0
        for (name, code), run in groupby(self.heads, key=lambda head: head.group):
            size = len(list(run))
            room = size * self._column - 2 * _PADDING
            lines = wrapped(name, room, SMALL, bold=True)
            whole = all(width_of(word, SMALL, bold=True) <= room for word in name.split())
            made.append((at, size, lines if whole and len(lines) <= _HEAD_LINES else (code,)))
            at += size
        return tuple(made)

    @cached_property
    def _above_height(self) -> float:
        lines = max((len(lines) for _at, _size, lines in self._above if any(lines)), default=0)
        return lines * SMALL * LINE_HEIGHT + 2 * _PADDING if lines else 0.0

    @cached_property
    def _head_height(self) -> float:
        tallest = max((width_of(line, SMALL) for lines in self._head_names for line in lines), default=0)
        return self._above_height + max(tallest, NORMAL) + 2 * _PADDING + 2

    def _height(self, line: Line) -> float:
        lines = wrapped(line.name, self._names - 2 * _PADDING - _GAP + 1, bold=line.total)
        return max(_SQUARE[1], len(lines) * NORMAL * LINE_HEIGHT + _PADDING) + (_GAP if line.total else 0)

    def _groups(self) -> Iterator[str]:
        return (group for group, _lines in groupby(line.group for line in self.lines) if group)

    def _borders(self) -> tuple[int, ...]:
        """Where a line goes down from top to bottom: at both sides of each group."""
        return (*(at for at, _size, _lines in self._above), len(self.heads)) if self._above_height else ()

    # --- drawing ---

    def _draw_heads(self, canvas: Canvas, top: float) -> float:
        for at, size, lines in self._above if self._above_height else ():
            x = self._names + at * self._column
            canvas.rectangle(x, top, size * self._column, self._above_height, TINT)
            y = top + self._above_height / 2 - (len(lines) - 1) * SMALL * LINE_HEIGHT / 2
            for number, line in enumerate(lines):
                middle = x + size * self._column / 2
                words = y + number * SMALL * LINE_HEIGHT
                canvas.words(middle, words, line, size=SMALL, colour=DEEP, bold=True, anchor="middle")
        bottom = top + self._head_height
        for at, lines in enumerate(self._head_names):
            x = self._names + (at + 0.5) * self._column - (len(lines) - 1) * SMALL * LINE_HEIGHT / 2
            for number, line in enumerate(lines):
                canvas.words(x + number * SMALL * LINE_HEIGHT, bottom - _PADDING - 2, line, size=SMALL, turned=True)
        if self.beside:
            canvas.words(self._right + _GAP, bottom - SMALL, self.beside, size=SMALL, colour=DEEP, bold=True)
        canvas.line(0, bottom - 1, self._right + self._beside, bottom - 1, ACCENT)
        return bottom

    def _draw_line(self, canvas: Canvas, line: Line, y: float) -> None:
        height = self._height(line)
        if line.total:
            canvas.line(0, y + _GAP / 2, self._right + self._beside, y + _GAP / 2, ACCENT)
            y, height = y + _GAP, height - _GAP
        middle = y + height / 2
        names = wrapped(line.name, self._names - 2 * _PADDING - _GAP + 1, bold=line.total)
        for number, name in enumerate(names):
            words = middle + (number - (len(names) - 1) / 2) * NORMAL * LINE_HEIGHT
            canvas.words(_PADDING * 2, words, name, colour=DEEP if line.total else INK, bold=line.total)
        for at, square in enumerate(line.squares):
            if square:
                x = self._names + at * self._column
                told = f"{line.name}, {self.heads[at].name}: {square.told}"
                canvas.square(x + 1, y + 1, self._column - 2, height - 2, square.signs, told)
        if line.beside:
            canvas.words(self._right + _GAP, middle, line.beside, size=SMALL, colour=QUIET)
        canvas.line(0, y + height, self._right + self._beside, y + height, LINE, 0.5)

    def _legend_lines(self, width: float) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The legend, on as many lines as it takes."""
        sizes = tuple(_SAMPLE[0] + _GAP / 2 + width_of(meaning, SMALL) + 2 * _GAP for _sign, meaning in self.legend)
        return portions(self.legend, sizes, width) if self.legend else ()

    def _draw_legend(self, canvas: Canvas, y: float) -> None:
        for line in self._legend_lines(self.size()[0]):
            x = _PADDING * 2
            for sign, meaning in line:
                canvas.square(x, y + (_LEGEND_HEIGHT - _SAMPLE[1]) / 2, *_SAMPLE, sign)
                x += _SAMPLE[0] + _GAP / 2
                canvas.words(x, y + _LEGEND_HEIGHT / 2, meaning, size=SMALL, colour=QUIET)
                x += width_of(meaning, SMALL) + 2 * _GAP
            y += _LEGEND_HEIGHT
