"""The style document: a Word file whose styles, lists, theme and page shapes all documents take over.

In: the bytes of a .docx. Out: a `StyleDocument`, which knows styles by the names that Word shows, and hands out
the parts in which they live. Knows no document tree.

Who changes the looks opens the style document in Word, edits styles and margins, and saves. Word then gives
styles other ids (`Kop1`), drops what is not in use and adds much that is no look: so styles are found by name,
what is missing is taken from the program's own style document, and of the rest nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache, lru_cache
from typing import Final

from lxml.etree import _Element

from plan.writers import ooxml
from plan.writers.letterhead import Letterheads
from plan.writers.ooxml import NAMESPACES, W
from plan.writers.package import serialised
from plan.writers.style_parts import (
    BULLETS,
    DAMAGED,
    NUMBERS,
    Parts,
    UnusableStyle,
    completed,
    definition_of,
    list_number,
    own_parts,
    page_shapes,
    read_style,
    style_id,
    styles_by_name,
    theme_colours,
)
from plan.writers.tables import Letters

# How broad the letters of fonts that most computers have run beside those of Calibri, measured on a Dutch sentence.
_BREADTHS: Final = {
    "calibri": 1.0,
    "carlito": 1.0,
    "aptos": 1.08,
    "arial": 1.09,
    "book antiqua": 1.08,
    "cambria": 1.05,
    "century gothic": 1.24,
    "franklin gothic book": 1.03,
    "garamond": 0.92,
    "georgia": 1.1,
    "gill sans mt": 1.0,
    "helvetica": 1.09,
    "lato": 1.07,
    "segoe ui": 1.09,
    "tahoma": 1.08,
    "times new roman": 0.98,
    "trebuchet ms": 1.08,
    "verdana": 1.25,
}
_UNKNOWN_BREADTH: Final = 1.15


class StyleDocument:
    """Styles by name, lists, page shapes, letterheads and the parts that hold them; nothing changes once it is open."""

    def __init__(self, parts: Parts, letterheads: Letterheads | None = None) -> None:
        """Take over the parts: the main document (under ""), `styles`, `numbering`, `theme` and `fontTable`."""
        self._styles_root = parts["styles"]
        self._numbering_root = parts["numbering"]
        self._styles = styles_by_name(parts["styles"])
        self._styles_by_id = {style_id(style): style for style in self._styles.values()}
        self._styles_parts: dict[str, bytes] = {}
        self.ids = {name: style_id(style) for name, style in self._styles.items()}
        self.names = tuple(ooxml.child(style, "name").get(W + "val", "") for style in self._styles.values())
        self.shapes = page_shapes(parts[""])
        self.letterheads = letterheads or Letterheads()
        self.theme_colours = theme_colours(parts["theme"])
        self.fonts = _fonts(parts)
        self._theme_fonts = {
            kind: font.get("typeface", "")
            for kind in ("majorFont", "minorFont")
            for font in parts["theme"].iterfind(f".//a:{kind}/a:latin", NAMESPACES)
        }
        self.theme_part = serialised(parts["theme"])
        self.fonts_part = serialised(parts["fontTable"])
        self.bullets = list_number(self._styles[BULLETS.lower()])
        self.numbers = list_number(self._styles[NUMBERS.lower()])
        self.next_list = 1 + max(int(num.get(W + "numId", "0")) for num in parts["numbering"].iterchildren(W + "num"))

    def id(self, name: str) -> str:
        """The id of the style that Word shows by this name."""
        return self.ids[name.lower()]

    def fill(self, name: str) -> _Element | None:
        """The shading of a paragraph style, or of one that it is based on."""
        return next((found for style in self.line(name) if (found := style.find(f"{W}pPr/{W}shd")) is not None), None)

    def borders(self, name: str) -> _Element | None:
        """The borders of a paragraph style, or of one that it is based on."""
        return next((found for style in self.line(name) if (found := style.find(f"{W}pPr/{W}pBdr")) is not None), None)

    def table_header(self, name: str) -> _Element | None:
        """The shading of the header row of a table style."""
        looks = (look for style in self.line(name) for look in style.iterchildren(W + "tblStylePr"))
        headers = (look for look in looks if look.get(W + "type") == "firstRow")
        return next((found for look in headers if (found := look.find(f"{W}tcPr/{W}shd")) is not None), None)

    def letters(self, name: str) -> Letters:
        """The size of a style's letters, and how broad they are."""
        sizes = (style.find(f"{W}rPr/{W}sz") for style in self.line(name))
        points = next((int(size.get(W + "val", "20")) / 2 for size in sizes if size is not None), 10.0)
        return Letters(points, _BREADTHS.get(self.font(name).lower(), _UNKNOWN_BREADTH))

    def font(self, name: str) -> str:
        """The font of a style, as far as it tells; else that of the text in the theme."""
        for style in self.line(name):
            for fonts in style.iterfind(f"{W}rPr/{W}rFonts"):
                if font := fonts.get(W + "ascii"):
                    return font
                if "major" in fonts.get(W + "asciiTheme", ""):
                    return self._theme_fonts.get("majorFont", "")
        return self._theme_fonts.get("minorFont", "")

    def indent(self, name: str) -> int:
        """How far a paragraph style stands from the left, in twips."""
        indents = (style.find(f"{W}pPr/{W}ind") for style in self.line(name))
        return next((int(found.get(W + "left", "0")) for found in indents if found is not None), 0)

    def tab_stops(self, name: str) -> dict[int, str]:
        """The tab stops of a style, in twips, with their kind."""
        stops: dict[int, str] = {}
        for style in reversed(list(self.line(name))):
            for tab in style.iterfind(f"{W}pPr/{W}tabs/{W}tab"):
                stops[int(tab.get(W + "pos", "0"))] = tab.get(W + "val", "left")
        return {position: kind for position, kind in stops.items() if kind != "clear"}

    def list_place(self, name: str) -> tuple[int, int] | None:
        """The list that numbers all paragraphs of a style, and how deep in it; None for a style without numbers."""
        for style in self.line(name):
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                place = int(number.get(W + "val", "0"))
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                linked = (
                    deep for deep, found in self.list_levels(place).items() if _linked_style(found) == style_id(style)
                )
                deep = next(linked, 0) if level is None else int(level.get(W + "val", "0"))
                return (place, deep) if place else None
        return None

    def list_levels(self, number: int, *, linked: bool = False) -> dict[int, _Element]:
        """The levels of a list, by their depth from 0."""
        wanted = definition_of(self._numbering_root, number)
        for definition in self._numbering_root.iterchildren(W + "abstractNum"):
            if definition.get(W + "abstractNumId") == wanted:
                style = definition.find(W + "numStyleLink")  # the levels stand in a definition that a list style has
                of = None if style is None else self._styles_by_id.get(style.get(W + "val", ""))
                other = 0 if of is None else list_number(of)
                if other and not linked:
                    return self.list_levels(other, linked=True)
                return {int(level.get(W + "ilvl", "0")): level for level in definition.iterchildren(W + "lvl")}
        return {}

    def styles_part(self, language: str) -> bytes:
        """The styles, for text in this language."""
        if language not in self._styles_parts:
            root = deepcopy(self._styles_root)
            for default in root.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"):
                default.set(W + "val", language)
            self._styles_parts[language] = serialised(root)
        return self._styles_parts[language]

    def numbering_part(self, counts: list[tuple[int, int]]) -> bytes:
        """The lists, with one for each (level, first number) that counts anew, numbered from `next_list`."""
        root = deepcopy(self._numbering_root)
        definition = definition_of(root, self.numbers)
        for number, (level, start) in enumerate(counts, self.next_list):
            made = ooxml.add(root, "num", numId=number)
            ooxml.add(made, "abstractNumId", val=definition)
            ooxml.add(ooxml.add(made, "lvlOverride", ilvl=level), "startOverride", val=start)
        return serialised(root)

    def line(self, name: str) -> Iterator[_Element]:
        """The style and those it is based on, nearest first."""
        style = self._styles.get(name.lower())
        seen = set()
        while style is not None and style not in seen:
            seen.add(style)
            yield style
            base = style.find(W + "basedOn")
            style = None if base is None else self._styles_by_id.get(base.get(W + "val", ""))


def open_style(data: bytes | None) -> StyleDocument:
    """The style document in these bytes, or the program's own; raises UnusableStyle."""
    return _default() if data is None else _opened(data)


@cache
def _default() -> StyleDocument:
    return StyleDocument(*own_parts())


@lru_cache(maxsize=4)
def _opened(data: bytes) -> StyleDocument:
    try:
        parts, letterheads = read_style(data)
        return StyleDocument(completed(parts), letterheads)
    except (ValueError, IndexError) as error:
        if isinstance(error, UnusableStyle):
            raise
        raise UnusableStyle(DAMAGED) from error


def _linked_style(level: _Element) -> str:
    style = level.find(W + "pStyle")
    return "" if style is None else style.get(W + "val", "")


def _fonts(parts: Parts) -> frozenset[str]:
    """The names of the fonts that styles and theme ask for."""
    named = {fonts.get(W + "ascii", "") for fonts in parts["styles"].iter(W + "rFonts")}
    themed = {font.get("typeface", "") for font in parts["theme"].iterfind(".//a:fontScheme/*/a:latin", NAMESPACES)}
    return frozenset((named | themed) - {""})
