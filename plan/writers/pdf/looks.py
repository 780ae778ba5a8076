"""What the styles of a style document look like, as plain values.

In: an open style document. Out: mappings of lengths in points, colours and switches, which a template in any language
can follow. Knows Word's styles; knows no document tree and no Typst.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element

from plan.writers.ooxml import EMU_PER_TWIP, TWIPS_PER_POINT, W
from plan.writers.pdf.fonts import FAMILIES, Family
from plan.writers.styles import StyleDocument

Look = dict[str, Any]

_EIGHTHS: Final = 8  # of a point: how Word measures borders
_WIDEST_TRACKING: Final = 0.8  # points: letters that stand further apart are read out one by one
_OFF: Final = ("0", "false", "off")
_THEME_NAMES: Final = {
    "text1": "dk1",
    "dark1": "dk1",
    "background1": "lt1",
    "light1": "lt1",
    "text2": "dk2",
    "dark2": "dk2",
    "background2": "lt2",
    "light2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
_SIDES: Final = ("top", "left", "bottom", "right")
_KINDS: Final[dict[str, Family]] = {"roman": "serif", "modern": "fixed"}
# A style document need not tell the family of its fonts, and not all that do tell the truth.
_SERIFS: Final = (
    "book antiqua",
    "cambria",
    "constantia",
    "garamond",
    "georgia",
    "palatino linotype",
    "times new roman",
)


def points(twips: int | float | str) -> float:
    """A length in points."""
    return round(float(twips) / TWIPS_PER_POINT, 2)


def emu_points(emu: int) -> float:
    """A length in points, from the units of drawings."""
    return points(emu / EMU_PER_TWIP)


@lru_cache(maxsize=4)
def looks_of(look: StyleDocument) -> Looks:
    """The looks of a style document, read once for all that is written in it."""
    return Looks(look)


class Looks:
    """The looks of one style document's styles."""

    def __init__(self, look: StyleDocument) -> None:
        self.look = look
        self._paragraphs: dict[str, Look] = {}
        table = etree.fromstring(look.fonts_part)
        self._families = {
            font.get(W + "name", "").lower(): _KINDS.get(family.get(W + "val", ""), "sans")
            for font in table.iterchildren(W + "font")
            for family in font.iterchildren(W + "family")
        }

    def family(self, style: str) -> Family:
        """Whether the letters of a style have serifs, or are all of one width."""
        name = self.look.font(style).lower()
        return "serif" if name in _SERIFS else self._families.get(name, "sans")

    def paragraph(self, style: str) -> Look:
        """A paragraph style: its letters, the room around it, its ground and its lines."""
        if style not in self._paragraphs:
            self._paragraphs[style] = self._paragraph(style)
        return {**self._paragraphs[style]}

    def _paragraph(self, style: str) -> Look:
        line = self._attribute(style, "pPr/spacing", "line")
        exact = self._attribute(style, "pPr/spacing", "lineRule") in ("exact", "atLeast")
        return self.characters(style) | {
            "size": self.look.letters(style).points,
            "font": FAMILIES[self.family(style)],
            "before": points(self._attribute(style, "pPr/spacing", "before") or 0),
            "after": points(self._attribute(style, "pPr/spacing", "after") or 0),
            "line": 1.0 if line is None or exact else int(line) / 240,
            "left": points(self._attribute(style, "pPr/ind", "left") or 0),
            "right": points(self._attribute(style, "pPr/ind", "right") or 0),
            "align": {"center": "center", "right": "right", "end": "right", "both": "justify"}.get(
                self._attribute(style, "pPr/jc", "val") or "", "left"
            ),
            "keep_next": self._switch(style, "pPr/keepNext"),
            "keep_lines": self._switch(style, "pPr/keepLines"),
            "new_page": self._switch(style, "pPr/pageBreakBefore"),
            "hyphenate": not self._switch(style, "pPr/suppressAutoHyphens"),
            "ground": self._ground(self._element(style, "pPr/shd")),
            "lines": self._lines(style, "pPr/pBdr", _SIDES),
        }

    def characters(self, style: str) -> Look:
        """What a style says of letters, beyond their font and size."""
        spacing = self._attribute(style, "rPr/spacing", "val")
        return {
            "colour": self._colour(self._element(style, "rPr/color"), "val"),
            "bold": self._switch(style, "rPr/b"),
            "italic": self._switch(style, "rPr/i"),
            "capitals": self._switch(style, "rPr/caps"),
            "tracking": min(points(spacing or 0), _WIDEST_TRACKING),
            "underlined": (self._attribute(style, "rPr/u", "val") or "none") != "none",
            "ground": self._ground(self._element(style, "rPr/shd")),
        }

    def table(self, style: str) -> Look:
        """A table style: the lines between its cells, and how its header rows and its first column differ."""
        header_cells = self._part(style, "firstRow")
        below = None if header_cells is None else header_cells.find(f"{W}tcPr/{W}tcBorders/{W}bottom")
        first_column = self._part(style, "firstCol")
        bold = None if first_column is None else first_column.find(f"{W}rPr/{W}b")
        return {
            "lines": self._lines(style, "tblPr/tblBorders", (*_SIDES, "insideH", "insideV")),
            "header_ground": self._ground(self.look.table_header(style)),
            "header_line": self._line(below),
            "bold_first_column": _is_on(bold),
        }

    # --- the XML of styles ---------------------------------------------------------------------

    def _elements(self, style: str, path: str) -> Iterator[_Element]:
        inside = "/".join(W + name for name in path.split("/"))
        for found in self.look.line(style):
            yield from found.iterfind(inside)

    def _element(self, style: str, path: str) -> _Element | None:
        return next(self._elements(style, path), None)

    def _attribute(self, style: str, path: str, name: str) -> str | None:
        """An attribute of the nearest style that has it: Word passes them on one by one."""
        values = (element.get(W + name) for element in self._elements(style, path))
        return next((value for value in values if value is not None), None)

    def _switch(self, style: str, path: str) -> bool:
        return _is_on(self._element(style, path))

    def _part(self, style: str, part: str) -> _Element | None:
        """What a table style says of its first row or column."""
        parts = (found for each in self.look.line(style) for found in each.iterchildren(W + "tblStylePr"))
        return next((found for found in parts if found.get(W + "type") == part), None)

    def _colour(self, element: _Element | None, attribute: str, theme: str = "themeColor") -> str | None:
        """A colour as #rrggbb: the theme's, where it is one of those, so that a theme can be changed in one place."""
        if element is None:
            return None
        place = element.get(W + theme, "")
        shaded = element.get(f"{W}{theme.removesuffix('Color').removesuffix('Fill')}Tint") is not None
        named = None if shaded else self.look.theme_colours.get(_THEME_NAMES.get(place, place))
        value = named or element.get(W + attribute, "auto")
        return None if value == "auto" else f"#{value}"

    def _ground(self, shading: _Element | None) -> str | None:
        return self._colour(shading, "fill", "themeFill")

    def _lines(self, style: str, path: str, sides: tuple[str, ...]) -> Look:
        return {side: line for side in sides if (line := self._line(self._element(style, f"{path}/{side}")))}

    def _line(self, border: _Element | None) -> Look | None:
        if border is None or border.get(W + "val") in ("nil", "none"):
            return None
        return {
            "thickness": int(border.get(W + "sz", "4")) / _EIGHTHS,
            "room": float(border.get(W + "space", "0")),
            "colour": self._colour(border, "color") or "#000000",
        }


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and switch.get(W + "val", "1") not in _OFF
