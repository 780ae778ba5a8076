"""One drawing (SVG), put together from rectangles, lines, signs and words.

In: shapes, in units of which 96 make an inch. Out: bytes, the same for the same shapes. Knows SVG and how broad the
letters of the font are that comes along; knows nothing of plans.

Looks are attributes and never a style sheet, since Word reads those in its own way. Words are text, so that they can be
read, found and copied; signs are drawn, since not every font has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.etree import _Element

from plan.coverage import Standing
from plan.standings import NO_DATA, SIGNS, UNDECIDED, WAIVED

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SVG: Final = "http://www.w3.org/2000/svg"
_FONT: Final = "Lato, Calibri, 'Segoe UI', Arial, sans-serif"
_NO_TEXT: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The colours of the Word plans (plan/templates/stijl.yaml).
INK: Final = "#1F2D33"
PAPER: Final = "#FFFFFF"
DEEP: Final = "#083F4B"
ACCENT: Final = "#0B5F6F"
TINT: Final = "#EAF3F4"
MID: Final = "#CBE2E6"
LINE: Final = "#B4CBD0"
QUIET: Final = "#4C6068"
ALARM: Final = "#9A3412"
ALARM_TINT: Final = "#FCEDE6"

SMALL: Final = 10.5
"""The size of letters where room is short."""
NORMAL: Final = 12.0
LARGE: Final = 17.0
LINE_HEIGHT: Final = 1.25
"""In sizes of the letters."""
_SLACK: Final = 1.04  # where the font is not at hand, another one may run a bit broader


@dataclass(frozen=True, slots=True)
class Look:
    """The ground and the edge of a square, and the colour of the sign on it."""

    ground: str
    edge: str
    sign: str
    dashed: bool = False


LOOKS: Final = {
    SIGNS[Standing.CERTAIN]: Look(ACCENT, ACCENT, PAPER),
    SIGNS[Standing.POSSIBLE]: Look(MID, MID, DEEP),
    SIGNS[Standing.NONE]: Look(ALARM_TINT, ALARM, ALARM),
    WAIVED: Look(TINT, LINE, QUIET),
    UNDECIDED: Look(PAPER, LINE, QUIET, dashed=True),
    NO_DATA: Look("#ECEEEF", "#ECEEEF", "#5B6669"),
}
"""How a square looks, by the first of its signs: no two by colour alone."""
_PLAIN: Final = Look(PAPER, PAPER, QUIET)


class Canvas:
    """A drawing on its way to bytes."""

    def __init__(self, margin: float = 0) -> None:
        """Begin with nothing; all shapes stand this far from the left edge."""
        self._root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
        self._root.set("role", "img")
        self._root.set("font-family", _FONT)
        self._top = self._root
        if margin:
            self._top = self._add("g")
            self._top.set("transform", f"translate({_number(margin)} 0)")

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, edge: str = "", dashed: bool = False
    ) -> None:
        """A rectangle; its edge lies inside it."""
        inset = 0.5 if edge else 0
        shape = self._add("rect", x=x + inset, y=y + inset, width=width - 2 * inset, height=height - 2 * inset)
        shape.set("fill", fill)
        if edge:
            shape.set("stroke", edge)
        if dashed:
            shape.set("stroke-dasharray", "3 2")

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> None:
        """A straight line."""
        shape = self._add("line", x1=x1, y1=y1, x2=x2, y2=y2)
        shape.set("stroke", colour)
        shape.set("stroke-width", f"{width:g}")

    def triangle(self, x: float, y: float, reach: float, half: float, colour: str) -> None:
        """A triangle that points from x to x + reach."""
        shape = self._add("polygon")
        points = ((x, y - half), (x + reach, y), (x, y + half))
        shape.set("points", " ".join(f"{_number(left)},{_number(top)}" for left, top in points))
        shape.set("fill", colour)

    def words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = NORMAL,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "start",
        turned: bool = False,
    ) -> None:
        """Words whose middle line goes through y, or turned ones that rise from y with it through x."""
        drop = size * 0.35
        element = self._add("text", x=x + drop if turned else x, y=y if turned else y + drop)
        if turned:
            element.set("transform", f"rotate(-90 {_number(x + drop)} {_number(y)})")
        element.set("font-size", _number(size))
        element.set("fill", colour)
        if bold:
            element.set("font-weight", "bold")
        if anchor != "start":
            element.set("text-anchor", anchor)
        element.text = _clean(words)

    def square(self, x: float, y: float, width: float, height: float, signs: str, told: str = "") -> None:
        """The square of a cell, with its signs; `told` is what a reader who points at it sees."""
        around, self._top = self._top, self._add("g")
        if told:
            etree.SubElement(self._top, f"{{{_SVG}}}title").text = _clean(told)
        sign, beside = signs[0], signs[1:]
        look = LOOKS.get(sign, _PLAIN)
        self.rectangle(x, y, width, height, look.ground, look.edge, look.dashed)
        middle, centre = x + width / 2 - 4 * len(beside), y + height / 2
        self._sign(middle, centre, sign, look.sign)
        if beside:
            self.words(middle + 6.5, centre, beside, size=SMALL, colour=look.sign, bold=True)
        self._top = around

    def _sign(self, x: float, y: float, sign: str, colour: str) -> None:
        if sign == SIGNS[Standing.CERTAIN]:
            self._add("circle", cx=x, cy=y, r=4.2).set("fill", colour)
        elif sign == SIGNS[Standing.POSSIBLE]:
            ring = self._add("circle", cx=x, cy=y, r=3.6)
            ring.set("fill", "none")
            ring.set("stroke", colour)
            ring.set("stroke-width", "1.5")
        elif sign == SIGNS[Standing.NONE]:
            self.line(x - 4, y, x + 4, y, colour, 2)
        elif sign == NO_DATA:
            self._add("circle", cx=x, cy=y, r=1.5).set("fill", colour)
        else:
            self.words(x, y, sign, colour=colour, bold=True, anchor="middle")

    def to_bytes(self, width: float, height: float, title: str, description: str) -> bytes:
        """The whole as a file, on paper of this size."""
        root = self._root
        for name, value in (("width", width), ("height", height)):
            root.set(name, _number(value))
        root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")
        ground = etree.Element(f"{{{_SVG}}}rect", width="100%", height="100%", fill=PAPER)
        told = []
        for name, text in (("title", title), ("desc", description)):
            element = etree.Element(f"{{{_SVG}}}{name}", id=name)
            element.text = _clean(text)
            told.append(element)
        root[:0] = [*told, ground]
        root.set("aria-labelledby", "title desc")
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"

    def _add(self, name: str, **numbers: float) -> _Element:
        element = etree.SubElement(self._top, f"{{{_SVG}}}{name}")
        for key, value in numbers.items():
            element.set(key, _number(value))
        return element


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _clean(text: str) -> str:
    """The text with a space for each character that XML cannot hold."""
    return _NO_TEXT.sub(" ", text)


# --- how broad words run ---------------------------------------------------------------------------


@cache
def _font(bold: bool) -> FreeTypeFont:
    import font_lato
    from PIL import ImageFont

    name = "Lato-Bold.ttf" if bold else "Lato-Regular.ttf"
    file = Path(font_lato.__file__).parent / "files" / name
    return ImageFont.truetype(str(file), 100, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def width_of(words: str, size: float = NORMAL, bold: bool = False) -> float:
    """How broad words run on one line."""
    return _font(bold).getlength(words) / 100 * size * _SLACK


def wrapped(words: str, room: float, size: float = NORMAL, bold: bool = False) -> tuple[str, ...]:
    """Words on as many lines as they take; a word that is broader than the room goes on in the next line."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and width_of(lines[-1] + letter, size, bold) > room:
                lines.append("")
            lines[-1] += letter
    return tuple(lines)
