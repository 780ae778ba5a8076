"""The parts of a style document, made safe and whole.

In: the bytes of a .docx that anybody may have made. Out: its styles, lists, theme, fonts and pages as elements that
Word can open in any document, with what it lacks from the program's own, and its letterheads; or `UnusableStyle`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Final, Literal

from lxml.etree import _Element

from plan.messages import Message, _
from plan.writers import ooxml
from plan.writers.letterhead import Letterheads, read_letterheads
from plan.writers.ooxml import NAMESPACES, W
from plan.writers.package import OpenedPackage, Unreadable

DEFAULT_STYLE: Final = Path(__file__).parent.parent / "templates" / "stijl.docx"
_RELATED: Final = ("styles", "numbering", "theme", "fontTable")
BULLETS: Final = "List Bullet"
NUMBERS: Final = "List Number"
_SHAPE: Final = ("pgSz", "pgMar", "pgBorders", "cols", "vAlign", "titlePg", "docGrid")
_WHOLE, _COLOUR, _NAME = r"-?\d{1,11}", r"[0-9A-Fa-f]{6}|auto", r"[a-zA-Z]\w*"
# What the values of elements and of attributes must be; with others Word would call every document corrupt.
_VALUES: Final = {
    **dict.fromkeys(("sz", "szCs", "numId", "ilvl", "outlineLvl", "abstractNumId", "start"), _WHOLE),
    **dict.fromkeys(("numFmt", "u", "vertAlign", "vAlign", "highlight", "suff"), _NAME),
    **dict.fromkeys(("name", "basedOn", "next", "link", "pStyle"), r".{1,250}"),
    "color": _COLOUR,
    "jc": "left|center|right|both|start|end|distribute",
    "lvlJc": "left|center|right|start|end",
    "family": "decorative|modern|roman|script|swiss|auto",
    "pitch": "fixed|variable|default",
}
_ATTRIBUTES: Final = {
    **dict.fromkeys(("abstractNumId", "numId", "ilvl", "pos", "left", "right", "hanging", "firstLine"), _WHOLE),
    **dict.fromkeys(("before", "after", "line", "header", "footer", "gutter", "top", "bottom"), _WHOLE),
    **dict.fromkeys(("space", "sz"), r"\d{1,5}"),
    **dict.fromkeys(("color", "fill"), _COLOUR),
}
_SIDES: Final = {"start": "left", "end": "right"}
_LEVEL: Final = " start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr "
_STYLE_KINDS: Final = ("paragraph", "character", "table", "numbering")
DAMAGED: Final = _("this file is damaged; save it anew with Word, as a Word document (.docx)")
_LARGEST: Final = 20_000_000
_OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"  # how a .doc begins, and a .docx with a password
_A: Final = f"{{{NAMESPACES['a']}}}"
_UPRIGHT_LINES: Final = ("header", "footer", "toc 1", "toc 2", "toc 3", "toc 4", "table of figures")
_WIDE_LINES: Final = ("Koptekst breed", "Voettekst breed")

Parts = dict[str, _Element]
Shape = Literal["cover", "portrait", "landscape"]
_PAGES: Final[dict[Shape, Message]] = {
    "cover": _("the cover"),
    "portrait": _("the upright page"),
    "landscape": _("the wide page"),
}
_LEAST: Final[dict[Shape, tuple[int, int]]] = {"cover": (8, 5), "portrait": (11, 12), "landscape": (18, 8)}
"""How wide and high the text of a page is at least, in cm; with less no table or title fits."""


class UnusableStyle(ValueError):
    """A style document that cannot be used; `message` tells its owner why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message.render("en")


def read_style(data: bytes) -> tuple[Parts, Letterheads]:
    """The parts of a style document as they stand in its file, and its letterheads; raises UnusableStyle."""
    if len(data) > _LARGEST:
        raise UnusableStyle(_("this file is larger than {limit} MB; use smaller pictures", limit=_LARGEST // 1_000_000))
    if data.startswith(_OLD_OR_LOCKED):
        raise UnusableStyle(
            _("this file has a password, or was saved by an old Word (.doc); save it as .docx, without password")
        )
    try:
        return _read(OpenedPackage(data))
    except Unreadable as error:
        raise UnusableStyle(_("this file cannot be read as a Word document; save it with Word as .docx")) from error


def _read(package: OpenedPackage) -> tuple[Parts, Letterheads]:
    main = package.element(package.main)
    if main.tag != W + "document":
        raise UnusableStyle(
            _("this file is no ordinary Word document; in Word choose Save as, Word document (.docx), not Strict")
        )
    related = {part.kind: part.target for part in package.related(package.main).values() if not part.external}
    parts = {"": main} | {kind: package.element(related[kind]) for kind in _RELATED if kind in related}
    cover, upright, _wide = _sections(main)
    known = {style_id(style) for style in parts["styles"].iterchildren(W + "style")} if "styles" in parts else set()
    return parts, read_letterheads(package, cover, upright, known)


@cache
def own_parts() -> tuple[Parts, Letterheads]:
    """The parts and letterheads of the program's own style document."""
    return _read(OpenedPackage(DEFAULT_STYLE.read_bytes()))


# --- what a style document from elsewhere lacks, or has too much of --------------------------------


def completed(parts: Parts) -> Parts:
    """The same, safe and whole: without what leans on other parts, with what it lacks from the program's own."""
    default, _letterheads = own_parts()
    for kind in _RELATED:
        if kind not in parts:
            parts[kind] = deepcopy(default[kind])
    parts["theme"] = _theme(parts["theme"], default["theme"])
    for kind in ("styles", "numbering", "fontTable"):
        _drop_strange(parts[kind])
    _part_names(parts["styles"], {_name(style) for style in default["styles"].iterchildren(W + "style")})
    for cleanup in parts["numbering"].findall(W + "numIdMacAtCleanup"):
        _remove(cleanup)  # the schema wants it last, where our own lists come
    _add_missing_styles(parts["styles"], default["styles"])
    _add_missing_lists(parts, default)
    _fit_tabs(parts)
    known = {style_id(style) for style in parts["styles"].iterchildren(W + "style")}
    for linked in list(parts["numbering"].iter(W + "pStyle")):
        if linked.get(W + "val") not in known:
            _remove(linked)
    return parts


def _part_names(styles: _Element, known: Collection[str]) -> None:
    """Part styles whose names differ in case only, as other programs make them: the known one keeps its name."""
    names = [ooxml.child(style, "name") for style in styles.iterchildren(W + "style")]
    seen: set[str] = set()
    for name in sorted(names, key=lambda name: name.get(W + "val") not in known):
        value = name.get(W + "val", "")
        if value.lower() in seen:
            name.set(W + "val", f"{value} ({len(seen)})")
        seen.add(value.lower())


def _drop_strange(part: _Element) -> None:
    """Drop what Word's own namespace does not have, what refers to other parts, and what tells who edited when.

    A length or a number that is none would make Word call every document corrupt.
    """
    dropped = {W + name for name in ("numPicBullet", "lvlPicBulletId", "rsid")}
    for element in list(part.iter()):
        of_parts = any(str(name).startswith(f"{{{NAMESPACES['r']}}}") for name in element.attrib)
        if not str(element.tag).startswith(W) or element.tag in dropped or of_parts:
            _remove(element)
            continue
        for name in [str(name) for name in element.attrib if not str(name).startswith(W)]:
            del element.attrib[name]
        _put_in_words_way(element)
        if not _is_sound(element):
            raise UnusableStyle(DAMAGED)


def _put_in_words_way(element: _Element) -> None:
    """Other programs (LibreOffice, Google Docs) write some things in a way that Word does not."""
    for name, value in list(element.items()):
        if str(name) in (W + "start", W + "end") and element.tag == W + "ind":
            del element.attrib[name]
            element.set(W + _SIDES[str(name).removeprefix(W)], value)
    if element.tag in (W + "jc", W + "lvlJc"):
        value = element.get(W + "val", "")
        element.set(W + "val", _SIDES.get(value, value))
    elif element.tag == W + "charset":
        element.attrib.pop(W + "characterSet", None)
    elif element.tag == W + "lvl":
        element[:] = sorted(element, key=lambda child: _LEVEL.find(f" {str(child.tag).removeprefix(W)} "))


def _is_sound(element: _Element) -> bool:
    tag, parent = str(element.tag).removeprefix(W), element.getparent()
    if tag == "style" and element.get(W + "type") not in _STYLE_KINDS:
        return False
    is_edge = tag == "start" and parent is not None and parent.tag != W + "lvl"  # of a table, not of a count
    if (
        tag in _VALUES
        and parent is not None
        and not is_edge
        and not re.fullmatch(_VALUES[tag], element.get(W + "val", ""))
    ):
        return False
    attributes = ((str(name).removeprefix(W), value) for name, value in element.items())
    return all(re.fullmatch(_ATTRIBUTES.get(name, r"(?s:.*)"), value) for name, value in attributes)


def _theme(theme: _Element, default: _Element) -> _Element:
    """The program's own theme with the colours and fonts of another, as far as it has them."""
    made = deepcopy(default)
    for slot, colour in theme_colours(theme).items():
        place = made.find(f"{_A}themeElements/{_A}clrScheme/{_A}{slot}/{_A}srgbClr")
        if place is not None and re.fullmatch(_COLOUR, colour):
            place.set("val", colour)
    for kind in ("majorFont", "minorFont"):
        path = f"{_A}themeElements/{_A}fontScheme/{_A}{kind}/{_A}latin"
        ours, theirs = made.find(path), theme.find(path)
        if ours is not None and theirs is not None and theirs.get("typeface"):
            ours.set("typeface", theirs.get("typeface", ""))
    return made


def _fit_tabs(parts: Parts) -> None:
    """Let one tab lead to the right margin in contents, headers and footers, however wide the pages are."""
    styles, shapes = styles_by_name(parts["styles"]), page_shapes(parts[""])
    for shape, names in ((shapes["portrait"], _UPRIGHT_LINES), (shapes["landscape"], _WIDE_LINES)):
        position = _text_width(shape)
        for name in names:
            properties = ooxml.style_properties(styles[name.lower()])
            leaders = [
                tab.get(W + "leader", "none") for tab in properties.iter(W + "tab") if tab.get(W + "val") == "right"
            ]
            for tabs in properties.findall(W + "tabs"):
                _remove(tabs)
            tab = ooxml.add(ooxml.paragraph_property(properties, "tabs"), "tab", val="right", pos=position)
            if leaders and leaders[-1] != "none":
                tab.set(W + "leader", leaders[-1])


def _add_missing_styles(styles: _Element, default: _Element) -> None:
    ours = styles_by_name(default)
    theirs = styles_by_name(styles)
    taken = {style_id(style) for style in theirs.values()}
    ids = {name: style_id(style) for name, style in theirs.items()}
    for name, style in ours.items():
        ids.setdefault(name, f"Plan{style_id(style)}" if style_id(style) in taken else style_id(style))
    names = {style_id(style): name for name, style in ours.items()}
    for name in (name for name in ours if name not in theirs):
        style = deepcopy(ours[name])
        style.set(W + "styleId", ids[name])
        style.attrib.pop(W + "default", None)
        for other in style.iterchildren(W + "basedOn", W + "next", W + "link"):
            other.set(W + "val", ids[names[other.get(W + "val", "")]])
        for numbering in style.findall(f"{W}pPr/{W}numPr"):
            _remove(numbering)
        styles.append(style)


def _add_missing_lists(parts: Parts, default: Parts) -> None:
    """Give a list style that has no list the program's own."""
    numbering, styles, own_styles = (
        parts["numbering"],
        styles_by_name(parts["styles"]),
        styles_by_name(default["styles"]),
    )
    for name in (BULLETS.lower(), NUMBERS.lower()):
        if definition_of(numbering, list_number(styles[name])):
            continue
        wanted = definition_of(default["numbering"], list_number(own_styles[name]))
        definition = deepcopy(next(one for one in default["numbering"] if one.get(W + "abstractNumId") == wanted))
        for linked in definition.iter(W + "pStyle"):
            linked.set(W + "val", style_id(styles[name]))
        number, at = _free(numbering, "num", "numId"), _free(numbering, "abstractNum", "abstractNumId")
        definition.set(W + "abstractNumId", str(at))
        numbering.insert(len(numbering.findall(W + "abstractNum")), definition)
        ooxml.add(ooxml.add(numbering, "num", numId=number), "abstractNumId", val=at)
        properties = ooxml.style_properties(styles[name])
        for stale in properties.findall(W + "numPr"):
            _remove(stale)
        ooxml.add(ooxml.paragraph_property(properties, "numPr"), "numId", val=number)


def _free(numbering: _Element, name: str, attribute: str) -> int:
    return 1 + max((int(element.get(W + attribute, "0")) for element in numbering.iterchildren(W + name)), default=0)


# --- pages ---------------------------------------------------------------------------------------


def _sections(main: _Element) -> tuple[_Element, _Element, _Element | None]:
    """The ends of the sections that show the cover (one whose first page differs), upright pages and wide ones."""
    sections = [section for section in main.iter(W + "sectPr") if section.find(W + "pgSz") is not None]
    wide = [section for section in sections if _is_wide(section)]
    upright = [section for section in sections if not _is_wide(section)]
    covers = [section for section in upright if section.find(W + "titlePg") is not None]
    if not upright:
        raise UnusableStyle(_("this style document has no upright page; give it one, so that its margins can be used"))
    return (covers or upright)[0], upright[-1], wide[-1] if wide else None


def page_shapes(main: _Element) -> dict[Shape, _Element]:
    """The pages of the style document; a shape that it does not have is made of one that it has."""
    cover, upright, wide = _sections(main)
    portrait = _shape(upright, first_page_differs=False)
    shapes: dict[Shape, _Element] = {
        "cover": _shape(cover, first_page_differs=True),
        "portrait": portrait,
        "landscape": _turned(portrait) if wide is None else _shape(wide, first_page_differs=False),
    }
    for kind, shape in shapes.items():
        _refuse_cramped(kind, shape)
    return shapes


def _refuse_cramped(kind: Shape, shape: _Element) -> None:
    found = tuple(length / ooxml.TWIPS_PER_INCH * 2.54 for length in (_text_width(shape), _text_height(shape)))
    if any(length < least for length, least in zip(found, _LEAST[kind], strict=True)):
        width, height = (f"{max(length, 0):.1f}".replace(".", ",") for length in found)
        least_width, least_height = _LEAST[kind]
        raise UnusableStyle(
            _(
                "the margins of {page} leave too little room for text: {width} by {height} cm, where "
                "{least_width} by {least_height} cm is the least; make the margins smaller or the paper larger",
                page=_PAGES[kind],
                width=width,
                height=height,
                least_width=least_width,
                least_height=least_height,
            )
        )


def _shape(section: _Element, *, first_page_differs: bool) -> _Element:
    shape = ooxml.root("sectPr")
    for name in _SHAPE:
        found = section.find(W + name)
        if name == "titlePg":
            if first_page_differs:
                ooxml.add(shape, name)
        elif found is not None:
            shape.append(deepcopy(found))
    _drop_strange(shape)
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


def _text_width(shape: _Element) -> int:
    """How wide the text of a page is, in twips."""
    size, margins = ooxml.child(shape, "pgSz"), ooxml.child(shape, "pgMar")
    return _number(size, "w") - sum(_number(margins, side) for side in ("left", "right", "gutter"))


def _text_height(shape: _Element) -> int:
    """How high the text of a page is, in twips; a margin below 0 says that the header may not push the text down."""
    size, margins = ooxml.child(shape, "pgSz"), ooxml.child(shape, "pgMar")
    return _number(size, "h") - sum(abs(_number(margins, side)) for side in ("top", "bottom"))


def _number(element: _Element, name: str) -> int:
    return int(element.get(W + name, "0"))


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# --- reading ---------------------------------------------------------------------------------------


def styles_by_name(styles: _Element) -> dict[str, _Element]:
    """The styles by their names in small letters, as Word tells them apart."""
    return {
        name.get(W + "val", "").lower(): style
        for style in styles.iterchildren(W + "style")
        if (name := style.find(W + "name")) is not None
    }


def _name(style: _Element) -> str:
    return ooxml.child(style, "name").get(W + "val", "")


def style_id(style: _Element) -> str:
    """The id by which paragraphs name a style."""
    return style.get(W + "styleId", "")


def theme_colours(theme: _Element) -> dict[str, str]:
    """The colours of a theme by the names of their places (`accent1`)."""
    scheme = theme.find(f"{_A}themeElements/{_A}clrScheme")
    return {
        str(slot.tag).removeprefix(_A): colour.get("lastClr", colour.get("val", ""))
        for slot in (() if scheme is None else scheme)
        for colour in slot
    }


def list_number(style: _Element) -> int:
    """The list of a style, 0 where it has none."""
    number = style.find(f"{W}pPr/{W}numPr/{W}numId")
    return 0 if number is None else int(number.get(W + "val", "0"))


def definition_of(numbering: _Element, number: int) -> str:
    """The id of the definition of a list, "" where there is none."""
    for num in numbering.iterchildren(W + "num"):
        definition = num.find(W + "abstractNumId")
        if num.get(W + "numId") == str(number) and definition is not None:
            return definition.get(W + "val", "")
    return ""
