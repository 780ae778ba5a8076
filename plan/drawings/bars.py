"""Names down the side, years across the top, and a bar from when to when.

In: rows with their periods, and the years. Out: a sheet to draw. Knows no actions.
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
    LINE,
    LINE_HEIGHT,
    MID,
    NORMAL,
    PAPER,
    QUIET,
    SMALL,
    TINT,
    Canvas,
    width_of,
    wrapped,
)
from plan.drawings.drawn import portions, with_group_heads
from plan.dutch import Period

_ROW: Final = 24.0
_GROUP_HEIGHT: Final = 22.0
_YEAR: Final = 78.0
_NARROW_YEAR: Final = 44.0
_MANY_YEARS: Final = 7
_NAMES: Final = (120.0, 270.0)
_BESIDE: Final = 150.0
_GAP: Final = 8.0
_PADDING: Final = 3.0
_BAR: Final = 16.0
_ARROW: Final = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: a period with its words. Without a period there is no bar, and `told` says so."""

    name: str
    period: Period | None
    told: str
    group: str = ""
    light: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The sheet; `beside` is the head above what stands behind the bars, `counts` tell something of each year."""

    years: tuple[int, ...]
    bars: tuple[Bar, ...]
    beside: str = ""
    counts: tuple[str, ...] = ()
    counted: str = ""

    def size(self) -> tuple[float, float]:
        """Its width and height."""
        groups = len(list(self._groups()))
        height = _ROW + sum(map(self._height, self.bars)) + groups * _GROUP_HEIGHT
        return self._right + self._beside, height + (_ROW + _GAP if self.counts else 0) + _GAP

    def cut(self, room: tuple[float, float]) -> tuple[Timeline, ...]:
        """The timeline in parts that fit, cut between bars; what tells of the years stands below the last."""
        height = self.size()[1]
        if height <= room[1]:
            return (self,)
        heights = with_group_heads(self.bars, self._height, _GROUP_HEIGHT)
        # A part that begins halfway a group says its name again.
        around = height - sum(heights) + _GROUP_HEIGHT
        cut = portions(self.bars, heights, max(room[1] - around, 4 * _ROW))
        return tuple(
            replace(self, bars=bars, counts=self.counts if number == len(cut) else ())
            for number, bars in enumerate(cut, 1)
        )

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw it from the left edge, this far from the top."""
        width = self._right + self._beside
        for at, year in enumerate(self.years):
            middle = self._names + (at + 0.5) * self._year
            canvas.words(middle, top + _ROW / 2, str(year), size=SMALL, colour=DEEP, bold=True, anchor="middle")
        if self._beside:
            canvas.words(self._right + _GAP, top + _ROW / 2, self.beside, size=SMALL, colour=DEEP, bold=True)
        canvas.line(0, top + _ROW, width, top + _ROW, ACCENT)
        y = top + _ROW
        bottom = y + sum(map(self._height, self.bars)) + len(list(self._groups())) * _GROUP_HEIGHT
        for at in range(len(self.years) + 1):
            x = self._names + at * self._year
            canvas.line(x, top + _ROW, x, bottom, LINE, 0.5)
        for group, bars in groupby(self.bars, key=lambda bar: bar.group):
            if group:
                canvas.rectangle(0, y, width, _GROUP_HEIGHT, TINT)
                canvas.words(_PADDING * 2, y + _GROUP_HEIGHT / 2, group, colour=DEEP, bold=True)
                y += _GROUP_HEIGHT
            for bar in bars:
                self._draw_bar(canvas, bar, y)
                y += self._height(bar)
                canvas.line(0, y, width, y, LINE, 0.5)
        if self.counts:
            middle = y + _GAP + _ROW / 2
            canvas.words(_PADDING * 2, middle, self.counted, colour=DEEP, bold=True)
            for at, count in enumerate(self.counts):
                x = self._names + (at + 0.5) * self._year
                canvas.words(x, middle, count, colour=DEEP, bold=True, anchor="middle")

    # --- measures ---

    @cached_property
    def _year(self) -> float:
        return _YEAR if len(self.years) <= _MANY_YEARS else _NARROW_YEAR

    @cached_property
    def _names(self) -> float:
        longest = max([width_of(bar.name) for bar in self.bars] + [width_of(self.counted, bold=True)], default=0)
        return min(max(longest, _NAMES[0]), _NAMES[1]) + 3 * _PADDING + _GAP

    @cached_property
    def _right(self) -> float:
        return self._names + self._year * len(self.years)

    @cached_property
    def _beside(self) -> float:
        if not any(bar.beside for bar in self.bars):
            return 0.0
        longest = max(width_of(", ".join(bar.beside), SMALL) for bar in self.bars)
        return min(_BESIDE, max(longest, width_of(self.beside, SMALL, bold=True))) + _GAP + _PADDING

    def _name_lines(self, bar: Bar) -> tuple[str, ...]:
        return wrapped(bar.name, self._names - 3 * _PADDING - _GAP + 1)

    def _beside_lines(self, bar: Bar) -> tuple[str, ...]:
        return wrapped(", ".join(bar.beside), self._beside - _GAP - _PADDING + 1, SMALL) if bar.beside else ()

    def _height(self, bar: Bar) -> float:
        names = len(self._name_lines(bar)) * NORMAL * LINE_HEIGHT
        return max(_ROW, max(names, len(self._beside_lines(bar)) * SMALL * LINE_HEIGHT) + 2 * _PADDING)

    def _groups(self) -> Iterator[str]:
        return (group for group, _bars in groupby(bar.group for bar in self.bars) if group)

    # --- drawing ---

    def _draw_bar(self, canvas: Canvas, bar: Bar, y: float) -> None:
        middle = y + self._height(bar) / 2
        for lines, x, size, colour in (
            (self._name_lines(bar), _PADDING * 2, NORMAL, DEEP),
            (self._beside_lines(bar), self._right + _GAP, SMALL, QUIET),
        ):
            for number, line in enumerate(lines):
                words = middle + (number - (len(lines) - 1) / 2) * size * LINE_HEIGHT
                canvas.words(x, words, line, size=size, colour=colour)
        room = self._span(bar.period)
        if room is None:
            canvas.words(self._names + _GAP, middle, bar.told, size=SMALL, colour=QUIET)
            return
        left, right, before, after = room
        ground, edge, ink = (MID, ACCENT, DEEP) if bar.light else (ACCENT, ACCENT, PAPER)
        x, end = left + (_ARROW if before else 0), right - (_ARROW if after else 0)
        canvas.rectangle(x, middle - _BAR / 2, end - x, _BAR, ground, edge)
        if before:
            canvas.triangle(x, middle, -_ARROW, _BAR / 2, edge)
        if after:
            canvas.triangle(end, middle, _ARROW, _BAR / 2, edge)
        told = width_of(bar.told, SMALL)
        if told + 2 * _PADDING <= end - x:
            canvas.words((x + end) / 2, middle, bar.told, size=SMALL, colour=ink, anchor="middle")
        elif right + told + 2 * _PADDING <= self._right:
            canvas.words(right + 2 * _PADDING, middle, bar.told, size=SMALL, colour=QUIET)
        else:
            canvas.words(left - 2 * _PADDING, middle, bar.told, size=SMALL, colour=QUIET, anchor="end")

    def _span(self, period: Period | None) -> tuple[float, float, bool, bool] | None:
        """From where to where a bar goes, and whether it goes on before and after; None without a day in the years."""
        if period is None or not any(map(period.runs_in, self.years)):
            return None
        first, last = self.years[0], self.years[-1]
        start, end = period.first_day, period.last_day
        begins = max(start.year - first + (start.timetuple().tm_yday - 1) / 366, 0.0)
        ends = min(end.year - first + end.timetuple().tm_yday / 365, float(len(self.years)))
        left, right = (self._names + at * self._year for at in (begins, ends))
        return left, max(right, left + 2 * _ARROW + 2), start.year < first, end.year > last
