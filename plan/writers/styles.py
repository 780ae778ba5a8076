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
from pathlib import Path
from typing import Final, Literal

from lxml.etree import _Element

from plan.messages import Message, _
from plan.writers import ooxml
from plan.writers.ooxml import NAMESPACES, W
from plan.writers.package import Unreadable, read_main_and_related, serialised

_DEFAULT: Final = Path(__file__).parent.parent / "templates" / "stijl.docx"
_RELATED: Final = ("styles", "numbering", "theme", "fontTable")
_BULLETS: Final = "List Bullet"
_NUMBERS: Final = "List Number"
_SHAPE: Final = ("pgSz", "pgMar", "pgBorders", "cols", "vAlign", "titlePg", "docGrid")

Parts = dict[str, _Element]
Shape = Literal["cover", "portrait", "landscape"]


class UnusableStyle(ValueError):
    """A style document that cannot be used; `message` tells its owner why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message.render("en")


class StyleDocument:
    """Styles by name, lists, page shapes, and the parts that hold them; nothing changes once it is opened."""

    def __init__(self, parts: Parts) -> None:
        """Take over the parts: the main document (under ""), `styles`, `numbering`, `theme` and `fontTable`."""
        self._styles_root = parts["styles"]
        self._numbering_root = parts["numbering"]
        self._styles = _styles_by_name(parts["styles"])
        self._styles_by_id = {_id(style): style for style in self._styles.values()}
        self._styles_parts: dict[str, bytes] = {}
        self.ids = {name: _id(style) for name, style in self._styles.items()}
        self.shapes = _shapes(parts[""])
        self.theme_part = serialised(parts["theme"])
        self.fonts_part = serialised(parts["fontTable"])
        self.bullets = _list_number(self._styles[_BULLETS.lower()])
        self.numbers = _list_number(self._styles[_NUMBERS.lower()])
        self.next_list = 1 + max(int(num.get(W + "numId", "0")) for num in parts["numbering"].iterchildren(W + "num"))

    def id(self, name: str) -> str:
        """The id of the style that Word shows by this name."""
        return self.ids[name.lower()]

    def fill(self, name: str) -> _Element | None:
        """The shading of a paragraph style, or of one that it is based on."""
        return next((found for style in self._line(name) if (found := style.find(f"{W}pPr/{W}shd")) is not None), None)

    def points(self, name: str) -> float:
        """The size of a style's letters."""
        sizes = (style.find(f"{W}rPr/{W}sz") for style in self._line(name))
        return next((int(size.get(W + "val", "20")) / 2 for size in sizes if size is not None), 10.0)

    def indent(self, name: str) -> int:
        """How far a paragraph style stands from the left, in twips."""
        indents = (style.find(f"{W}pPr/{W}ind") for style in self._line(name))
        return next((int(found.get(W + "left", "0")) for found in indents if found is not None), 0)

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
        definition = _definition(root, self.numbers)
        for number, (level, start) in enumerate(counts, self.next_list):
            made = ooxml.add(root, "num", numId=number)
            ooxml.add(made, "abstractNumId", val=definition)
            ooxml.add(ooxml.add(made, "lvlOverride", ilvl=level), "startOverride", val=start)
        return serialised(root)

    def _line(self, name: str) -> Iterator[_Element]:
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
    return StyleDocument(_default_parts())


@cache
def _default_parts() -> Parts:
    return read_main_and_related(_DEFAULT.read_bytes(), _RELATED)


@lru_cache(maxsize=4)
def _opened(data: bytes) -> StyleDocument:
    try:
        parts = read_main_and_related(data, _RELATED)
    except Unreadable as error:
        raise UnusableStyle(_("this file cannot be read as a Word document; save it with Word as .docx")) from error
    return StyleDocument(_completed(parts))


# --- what a style document from elsewhere lacks, or has too much of --------------------------------


def _completed(parts: Parts) -> Parts:
    default = _default_parts()
    for kind in _RELATED:
        if kind not in parts or _leans_on_others(parts[kind]):
            parts[kind] = deepcopy(default[kind])
    for cleanup in parts["numbering"].findall(W + "numIdMacAtCleanup"):
        _remove(cleanup)  # the schema wants it last, where our own lists come
    _add_missing_styles(parts["styles"], default["styles"])
    _add_missing_lists(parts, default)
    return parts


def _leans_on_others(part: _Element) -> bool:
    """Whether it needs further parts (pictures, fonts), which are not taken over."""
    relationship = f"{{{NAMESPACES['r']}}}"
    return any(name.startswith(relationship) for element in part.iter() for name in map(str, element.attrib))


def _add_missing_styles(styles: _Element, default: _Element) -> None:
    ours = _styles_by_name(default)
    theirs = _styles_by_name(styles)
    taken = {_id(style) for style in theirs.values()}
    ids = {name: _id(style) for name, style in theirs.items()}
    for name, style in ours.items():
        ids.setdefault(name, f"Plan{_id(style)}" if _id(style) in taken else _id(style))
    names = {_id(style): name for name, style in ours.items()}
    for name in ours.keys() - theirs.keys():
        style = deepcopy(ours[name])
        style.set(W + "styleId", ids[name])
        style.attrib.pop(W + "default", None)
        for other in style.iterchildren(W + "basedOn", W + "next", W + "link"):
            other.set(W + "val", ids[names[other.get(W + "val", "")]])
        for numbering in style.findall(f"{W}pPr/{W}numPr"):
            _remove(numbering)
        styles.append(style)


def _add_missing_lists(parts: Parts, default: Parts) -> None:
    """Where a list style has no list, take all lists from the program's own style document."""
    styles = _styles_by_name(parts["styles"])
    if all(_definition(parts["numbering"], _list_number(styles[name.lower()])) for name in (_BULLETS, _NUMBERS)):
        return
    parts["numbering"] = deepcopy(default["numbering"])
    for numbering in parts["styles"].findall(f"{W}style/{W}pPr/{W}numPr"):
        _remove(numbering)
    for linked in parts["numbering"].findall(f"{W}abstractNum/{W}lvl/{W}pStyle"):
        _remove(linked)
    for name in (_BULLETS, _NUMBERS):
        numbering = ooxml.paragraph_property(ooxml.style_properties(styles[name.lower()]), "numPr")
        ooxml.add(numbering, "numId", val=_list_number(_styles_by_name(default["styles"])[name.lower()]))


# --- reading ---------------------------------------------------------------------------------------


def _styles_by_name(styles: _Element) -> dict[str, _Element]:
    return {
        name.get(W + "val", "").lower(): style
        for style in styles.iterchildren(W + "style")
        if (name := style.find(W + "name")) is not None
    }


def _id(style: _Element) -> str:
    return style.get(W + "styleId", "")


def _list_number(style: _Element) -> int:
    number = style.find(f"{W}pPr/{W}numPr/{W}numId")
    return 0 if number is None else int(number.get(W + "val", "0"))


def _definition(numbering: _Element, number: int) -> str:
    """The id of the definition of a list, "" where there is none."""
    for num in numbering.iterchildren(W + "num"):
        definition = num.find(W + "abstractNumId")
        if num.get(W + "numId") == str(number) and definition is not None:
            return definition.get(W + "val", "")
    return ""


def _shapes(main: _Element) -> dict[Shape, _Element]:
    """The pages of the style document: of its cover (a section whose first page differs), upright and wide.

    A shape that it does not have is made of one that it has.
    """
    sections = [section for section in main.iter(W + "sectPr") if section.find(W + "pgSz") is not None]
    wide = [section for section in sections if _is_wide(section)]
    upright = [section for section in sections if not _is_wide(section)]
    covers = [section for section in upright if section.find(W + "titlePg") is not None]
    if not upright:
        raise UnusableStyle(_("this style document has no upright page; give it one, so that its margins can be used"))
    portrait = _shape(upright[-1], first_page_differs=False)
    return {
        "cover": _shape((covers or upright)[0], first_page_differs=True),
        "portrait": portrait,
        "landscape": _shape(wide[-1], first_page_differs=False) if wide else _turned(portrait),
    }


def _shape(section: _Element, *, first_page_differs: bool) -> _Element:
    shape = ooxml.root("sectPr")
    for name in _SHAPE:
        found = section.find(W + name)
        if name == "titlePg":
            if first_page_differs:
                ooxml.add(shape, name)
        elif found is not None:
            shape.append(deepcopy(found))
    return shape


def _turned(portrait: _Element) -> _Element:
    shape = deepcopy(portrait)
    size = ooxml.child(shape, "pgSz")
    width, height = size.get(W + "w", ""), size.get(W + "h", "")
    size.attrib.update({W + "w": height, W + "h": width, W + "orient": "landscape"})
    return shape


def _is_wide(section: _Element) -> bool:
    size = ooxml.child(section, "pgSz")
    return int(size.get(W + "w", "0")) > int(size.get(W + "h", "0"))


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
