"""A drawing with its words: whole for a file, or in parts of which each fits a page.

In: a sheet, which knows how large it is, draws itself and can be cut; a title, and what it says to who cannot see it.
Out: bytes. Knows paper, not what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from plan.drawings.canvas import DEEP, LARGE, LINE_HEIGHT, Canvas, wrapped

_MARGIN: Final = 16.0
_NARROWEST: Final = 400.0
# What fits: beside text, and on a page of its own below a heading and above a caption. A page makes it smaller by a
# fifth at most, so that the letters stay those of a table.
_BESIDE_TEXT: Final = (700.0, 440.0)
_UPRIGHT: Final = (720.0, 930.0)
_LYING: Final = (1180.0, 620.0)


class Sheet(Protocol):
    """What can be drawn."""

    def size(self) -> tuple[float, float]:
        """Its width and height."""

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw it from the left edge, this far from the top."""

    def cut(self, room: tuple[float, float]) -> tuple[Sheet, ...]:
        """The same in parts that fit, as far as they can; itself where it fits."""


@dataclass(frozen=True, slots=True)
class Part:
    """A picture for a document; one for a `full_page` would be too small to read beside text."""

    data: bytes
    full_page: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing by its name (`kaart`), with its title and its description: what it says, in sentences."""

    name: str
    title: str
    description: str
    sheet: Sheet

    def whole(self) -> bytes:
        """All of it as one file, below its title."""
        width, height = self.sheet.size()
        width = max(width, _NARROWEST)
        canvas = Canvas(_MARGIN)
        top = _MARGIN
        for line in wrapped(self.title, width, LARGE, bold=True):
            canvas.words(0, top + LARGE / 2, line, size=LARGE, colour=DEEP, bold=True)
            top += LARGE * LINE_HEIGHT
        top += _MARGIN / 2
        self.sheet.draw(canvas, top)
        return canvas.to_bytes(width + 2 * _MARGIN, top + height + _MARGIN, self.title, self.description)

    def parts(self) -> tuple[Part, ...]:
        """The pictures that show it in a document, each small enough to be read there; the caption is the title."""
        width, height = self.sheet.size()
        if width <= _BESIDE_TEXT[0] and height <= _BESIDE_TEXT[1]:
            return (Part(self._part(self.sheet), full_page=False),)
        sheets = self.sheet.cut(_UPRIGHT if width <= _UPRIGHT[0] else _LYING)
        return tuple(Part(self._part(sheet), full_page=True) for sheet in sheets)

    def _part(self, sheet: Sheet) -> bytes:
        canvas = Canvas()
        sheet.draw(canvas, 0)
        return canvas.to_bytes(*sheet.size(), self.title, self.description)


T = TypeVar("T")


class Grouped(Protocol):
    """Something that may stand under the name of a group."""

    @property
    def group(self) -> str:
        """The name of its group; empty where it has none."""


G = TypeVar("G", bound=Grouped)


def with_group_heads(items: Sequence[G], height: Callable[[G], float], head: float) -> tuple[float, ...]:
    """The height of each item, with that of the name of its group where it is the first of it."""
    before = ("", *(item.group for item in items))
    return tuple(
        height(item) + (head if item.group and item.group != above else 0)
        for item, above in zip(items, before, strict=False)
    )


def portions(items: tuple[T, ...], sizes: tuple[float, ...], most: float) -> tuple[tuple[T, ...], ...]:
    """Items in as few portions as `most` allows, and those about as large as each other."""
    fewest = len(_filled(items, sizes, most))
    limit = sum(sizes) / max(fewest, 1)
    while len(made := _filled(items, sizes, min(limit, most))) > fewest:
        limit *= 1.03
    return made


def _filled(items: tuple[T, ...], sizes: tuple[float, ...], most: float) -> tuple[tuple[T, ...], ...]:
    made: list[tuple[T, ...]] = [()]
    taken = 0.0
    for item, size in zip(items, sizes, strict=True):
        if made[-1] and taken + size > most:
            made.append(())
            taken = 0.0
        made[-1] += (item,)
        taken += size
    return tuple(made)
