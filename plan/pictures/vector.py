"""Drawings (SVG) without anything in them but what is drawn, and the same as dots.

In: the bytes of an SVG from anybody. Out: a `Drawing`: a new SVG, made of the elements and attributes that draw and of
no others, and a PNG of it. Knows SVG and lxml; the dots are resvg's, the letters in them those of the one font that
comes along, so that they are the same wherever they are made.

An SVG can hold programs, addresses to fetch, whole documents, and the folders and names of whoever drew it. None of
that comes through: what is not known to draw is left out.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import comb
from pathlib import Path
from typing import Final

from lxml import etree
from lxml.etree import _Element

from plan.messages import _
from plan.pictures import photo
from plan.pictures.faults import SAVE_AS_PNG, Unshowable, broken, too_large

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_HREFS: Final = ("href", f"{{{_XLINK}}}href")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

_DRAWS: Final = frozenset(
    f"{{{_SVG}}}{name}"
    for name in (
        "svg g a defs symbol use switch style path rect circle ellipse line polyline polygon text tspan textPath image "
        "linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix "
        "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
        "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
        "fePointLight feSpecularLighting feSpotLight feTile feTurbulence"
    ).split()
)
_PICTURE: Final = re.compile(r"data:image/(?:png|jpe?g|gif);base64,(.*)", re.IGNORECASE | re.DOTALL)
_ADDRESS: Final = re.compile(
    r"url\((?![\s\"']*#)[^)]*\)?|@import[^;]*;?|(?<![\w-])[\w-]+\([^()]*//[^()]*\)?|image-set\([^)]*\)?",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"url\(\s*[\"']?#([^\"')]+)")

_PER_INCH: Final = {"": 96, "px": 96, "pt": 72, "pc": 6, "mm": 25.4, "cm": 2.54, "in": 1, "em": 6, "ex": 12, "q": 101.6}
_LENGTH: Final = re.compile(r"\s*\+?((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_WIDE: Final = 40.0  # inches: a drawing that says no width takes what the page has
_MOST_DRAWN: Final = 500_000  # elements, those shown more than once each time
_DEEPEST: Final = 30  # uses of uses
_MOST_STYLED: Final = 100_000_000  # selectors held against elements, which takes seconds
_SETTING: Final = 8  # times as long as that takes what a rule sets of an element
_IMAGE_DOTS: Final = (2000, 2000)  # of a photo in a drawing, which does not say how large it will be shown


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that only draws, and its size in inches."""

    data: bytes
    size: tuple[float, float]

    def png(self, dots: tuple[int, int]) -> bytes:
        """The drawing as dots, this many across and down; raises Unshowable."""
        import resvg_py  # only plans with drawings need it

        try:
            return resvg_py.svg_to_bytes(
                svg_string=self.data.decode(),
                width=dots[0],
                height=dots[1],
                skip_system_fonts=True,
                font_dirs=[_fonts()],
                font_family="Lato",
                serif_family="Lato",
                sans_serif_family="Lato",
                cursive_family="Lato",
                fantasy_family="Lato",
                monospace_family="Lato",
            )
        except ValueError as error:
            raise broken() from error


def is_one(data: bytes) -> bool:
    """Whether bytes begin as a drawing: as XML, whatever its encoding."""
    beginning = data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE"))


@lru_cache(maxsize=16)
def read(data: bytes) -> Drawing:
    """The drawing in these bytes; raises Unshowable."""
    root = _parsed(data)
    _leave_what_draws(root)
    _bound(root)
    _bound_styles(root)
    size = _sized(root)
    etree.cleanup_namespaces(root)
    drawing = Drawing(etree.tostring(root, encoding="UTF-8"), size)
    drawing.png((8, 8))  # what cannot be drawn small cannot be drawn
    return drawing


def _fonts() -> str:
    import font_lato

    return str(Path(font_lato.__file__).parent / "files")


def _parsed(data: bytes) -> _Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise broken() from error
    if root.tag != f"{{{_SVG}}}svg":
        raise Unshowable(_("this file holds no picture that we can show"), SAVE_AS_PNG)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise Unshowable(
            _("this drawing leans on text declared elsewhere in the file (entities)"),
            _("save it as plain SVG, or as PNG, and show that file here"),
        )
    return root


# --- leaving out -----------------------------------------------------------------------------------


def _leave_what_draws(root: _Element) -> None:
    for element in list(root.iter()):
        parent = element.getparent()
        if element.tag in _DRAWS:
            _clean(element)
        elif parent is not None:
            _take_out(element, parent)


def _take_out(element: _Element, parent: _Element) -> None:
    """Remove an element with all it holds, but not the text behind it."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _clean(element: _Element) -> None:
    """Leave an element the attributes that draw, and in those no address."""
    if element.tag == f"{{{_SVG}}}a":
        element.tag = f"{{{_SVG}}}g"  # a link draws nothing; inside a text it reads as a part of it
        if (parent := element.getparent()) is not None and parent.tag in (f"{{{_SVG}}}text", f"{{{_SVG}}}tspan"):
            element.tag = f"{{{_SVG}}}tspan"
    if element.tag == f"{{{_SVG}}}style":
        element.text = _without_addresses(element.text or "")
    for name, value in list(element.attrib.items()):
        if name in _HREFS:
            kept = _local(element, value)
        elif name != _SPACE and (name.startswith("{") or name.lower().startswith(("on", "data-", "aria-"))):
            kept = None
        else:
            kept = _without_addresses(value)
        if kept is None:
            del element.attrib[name]
        elif kept != value:
            element.set(name, kept)


def _without_addresses(text: str) -> str:
    # A backslash in CSS can spell any word in another way; no drawing needs one.
    return _ADDRESS.sub("none", text.replace("\\", "")) if re.search(r"[\\(@]", text) else text


def _local(element: _Element, address: str) -> str | None:
    """What an element may refer to: another one of the drawing, or a picture inside it, drawn anew."""
    address = address.strip()
    if address.startswith("#"):
        return address
    inside = _PICTURE.fullmatch(address) if element.tag == f"{{{_SVG}}}image" else None
    if inside is None:
        return None
    try:
        kind, data = photo.published(base64.b64decode("".join(inside[1].split())), _IMAGE_DOTS)
    except (binascii.Error, ValueError):
        return None
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


# --- how much is drawn -----------------------------------------------------------------------------


def _bound(root: _Element) -> None:
    """Refuse a drawing that shows parts of itself in parts of itself until nothing could draw it."""
    named = {element.get("id", ""): element for element in root.iter()}
    styled = _mentions_by_selector(root)
    known: dict[str, int] = {}

    def drawn(element: _Element, depth: int) -> int:
        if depth > _DEEPEST:
            raise too_large()
        count = 0
        for inner in element.iter():
            count += 1
            for name in _mentions(inner, styled):
                if name in named and name not in known:
                    known[name] = drawn(named[name], depth + 1)
                count += known.get(name, 1)  # one that is not there is looked for too
            if count > _MOST_DRAWN:
                raise too_large()
        return count

    drawn(root, 0)


def _mentions(element: _Element, styled: dict[str, list[list[str]]]) -> Iterator[str]:
    """The names of what an element shows besides what it holds, in its attributes and through style sheets."""
    for name, value in element.attrib.items():
        if name in _HREFS and str(value).startswith("#"):
            yield str(value)[1:]
        elif "url(" in value:
            yield from _MENTION.findall(str(value))
    if styled:
        for selector in _selectors(element):
            yield from chain.from_iterable(styled.get(selector, ()))


def _mentions_by_selector(root: _Element) -> dict[str, list[list[str]]]:
    """What style sheets make elements show, by each word of the selector: rather too much than too little."""
    mentions: dict[str, list[list[str]]] = {}
    for rule, words in _rules(root):
        if names := _MENTION.findall(rule):
            for word in words:
                mentions.setdefault(word, []).append(names)
    return mentions


def _bound_styles(root: _Element) -> None:
    """Refuse a drawing whose style sheets would keep the one who draws it busy for minutes."""
    steps, settings = Counter[int](), Counter[str]()
    for rule, words in _rules(root):
        steps.update(min(len(one.split()[1:]), _DEEPEST) for one in rule.rpartition("{")[0].split(","))
        settings.update(dict.fromkeys(words, 1 + rule.count(";")))
    work = 0
    for element in root.iter() if settings else ():
        depth = sum(1 for _around in element.iterancestors())
        # "a b c" is tried with any two of those around an element.
        work += sum(times * (1 + comb(depth, up)) for up, times in steps.items())
        work += _SETTING * sum(settings[selector] for selector in _selectors(element))
        if work > _MOST_STYLED:
            raise too_large()


def _rules(root: _Element) -> Iterator[tuple[str, set[str]]]:
    """The rules of style sheets, each with the words of its selector."""
    for sheet in root.iter(f"{{{_SVG}}}style"):
        for rule in (sheet.text or "").split("}"):
            yield rule, set(re.findall(r"[^\s.#,>+~:()\[\]{]+", rule.rpartition("{")[0]))


def _selectors(element: _Element) -> tuple[str, ...]:
    """The words by which a selector can mean an element."""
    return (*element.get("class", "").split(), element.get("id", ""), etree.QName(element).localname, "*")


# --- how large -------------------------------------------------------------------------------------


def _sized(root: _Element) -> tuple[float, float]:
    """The size in inches, and the drawing told of it, so that it scales as a whole wherever it is shown."""
    width, height = _inches(root.get("width")), _inches(root.get("height"))
    box = _box(root)
    if box is None and width and height:
        root.set("viewBox", f"0 0 {width * 96:g} {height * 96:g}")
    elif box is None:
        raise Unshowable(
            _("this drawing does not say how large it is"),
            _("save it again in the program that drew it, or save it as PNG"),
        )
    else:
        shape = box[1] / box[0]
        width = width or (height / shape if height else _WIDE)
        height = height or width * shape
    root.set("width", f"{width * 96:g}")
    root.set("height", f"{height * 96:g}")
    return width, height


def _inches(length: str | None) -> float | None:
    found = _LENGTH.fullmatch(length or "")
    if found is None or found[2].lower() not in _PER_INCH:
        return None
    inches = float(found[1]) / _PER_INCH[found[2].lower()]
    return inches if 0.01 <= inches <= 1000 else None


def _box(root: _Element) -> tuple[float, float] | None:
    """Width and height of the part of the plane that is shown."""
    parts = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        _left, _top, width, height = map(float, parts)
    except ValueError:
        return None
    return (width, height) if 0 < width < 1e7 and 0 < height < 1e7 and 1e-3 < height / width < 1e3 else None
