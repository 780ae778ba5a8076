"""The letterhead of a style document: the logo, and what else stands in the headers and footers of its pages.

In: an opened package and the ends of its sections. Out: `Letterheads`, lines of words and pictures, and the same lines
as elements in another document. Knows no document tree.

A letterhead is read into plain values and built anew from them. So nothing else comes along from a file that anybody
may have made: no field, no text box, no link, no object.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from lxml import etree
from lxml.etree import _Element

from plan.writers import ooxml
from plan.writers.ooxml import NAMESPACES, W
from plan.writers.package import OpenedPackage, Related, Unreadable

_A, _WP, _R = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("a", "wp", "r"))
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ADEC: Final = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_DECORATIVE: Final = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"  # the extension's own number

_PICTURES: Final = ("PNG", "JPEG", "GIF")
_LARGEST: Final = 5_000_000  # bytes of one picture
_WIDEST: Final = 23_811 * ooxml.EMU_PER_TWIP  # an A3 page
# Properties that are taken along, in the order that the schema demands, and what their values may be.
_STYLE, _SWITCH, _LENGTH = r".{1,80}", r"0|1|true|false|on|off", r"-?\d{1,5}|auto|exact|atLeast"
_LINE_PROPERTIES: Final = {"pStyle": _STYLE, "spacing": _LENGTH, "ind": _LENGTH, "jc": r"[a-zA-Z]{3,10}"}
_WORD_PROPERTIES: Final = {
    "rStyle": _STYLE,
    **dict.fromkeys(("b", "bCs", "i", "iCs", "caps", "smallCaps"), _SWITCH),
    "color": r"[0-9A-Fa-f]{6}|auto|[a-zA-Z]+\d?",
    **dict.fromkeys(("spacing", "sz", "szCs"), _LENGTH),
}
_NOT_TAKEN: Final = (W + "txbxContent", W + "fldSimple", W + "del", W + "object", W + "pict", _MC + "AlternateContent")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where on the page a picture lies, behind the text; lengths in EMU from the page's upper left corner."""

    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of a letterhead; size in EMU. One that only adorns says nothing to who cannot see it."""

    kind: str
    data: bytes
    width: int
    height: int
    alt: str = ""
    decorative: bool = False
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text, or a tab or line end alone, with the properties of its letters."""

    text: str
    properties: tuple[_Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: the properties it has besides those of its style, and its pieces."""

    properties: tuple[_Element, ...]
    pieces: tuple[Phrase | Logo, ...]

    @property
    def logos(self) -> tuple[Logo, ...]:
        """Its pictures."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Logo))


Letterhead = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Letterheads:
    """All of what stands above and below the cover; of the other pages the lines with pictures."""

    cover_header: Letterhead = ()
    cover_footer: Letterhead = ()
    header: Letterhead = ()
    footer: Letterhead = ()


# --- reading ---------------------------------------------------------------------------------------


def read_letterheads(
    package: OpenedPackage, cover: _Element, running: _Element, styles: Collection[str]
) -> Letterheads:
    """The letterheads of a cover and of the pages that run on, each given by the end of its section.

    `styles` are the ids of the styles that there are.
    A cover whose first page does not differ (some programs forget that) has the logos of its section.
    """
    related = package.related(package.main)
    first = cover.find(W + "titlePg") is not None

    def letterhead(section: _Element, kind: str, pages: str) -> Letterhead:
        reference = _reference(section, f"{kind}Reference", pages)
        part = related.get(reference)
        return () if part is None or part.external or part.kind != kind else tuple(_lines(package, part.target, styles))

    def of_cover(kind: str) -> Letterhead:
        if first:
            return letterhead(cover, kind, "first")
        return () if cover is running else _with_logos(letterhead(cover, kind, "default"))

    return Letterheads(
        of_cover("header"),
        of_cover("footer"),
        _with_logos(letterhead(running, "header", "default")),
        _with_logos(letterhead(running, "footer", "default")),
    )


def _reference(section: _Element, name: str, pages: str) -> str:
    """The id of a section's header or footer; a section without has that of the section before it."""
    main = section.getroottree().getroot()
    sections = list(main.iter(W + "sectPr"))
    for candidate in reversed(sections[: sections.index(section) + 1]):
        for reference in candidate.iterchildren(W + name):
            if reference.get(W + "type") == pages:
                return reference.get(_R + "id", "")
    return ""


def _with_logos(lines: Letterhead) -> Letterhead:
    return tuple(replace(line, pieces=line.logos) for line in lines if line.logos)


def _lines(package: OpenedPackage, part: str, styles: Collection[str]) -> Iterator[Line]:
    """The paragraphs that hold anything, also those that a table lays out."""
    related = package.related(part)
    for paragraph in package.element(part).iter(W + "p"):
        if _is_taken(paragraph):
            pieces = tuple(_pieces(package, related, paragraph, styles))
            if any(isinstance(piece, Logo) or piece.text.strip() for piece in pieces):
                yield Line(_properties(paragraph.find(W + "pPr"), _LINE_PROPERTIES, styles), pieces)


def _is_taken(element: _Element) -> bool:
    return next(element.iterancestors(*_NOT_TAKEN), None) is None


def _properties(element: _Element | None, known: Mapping[str, str], styles: Collection[str]) -> tuple[_Element, ...]:
    taken = []
    for name, values in known.items():
        found = None if element is None else element.find(W + name)
        attributes = {} if found is None else {key: value for key, value in found.items() if key.startswith(W)}
        unknown = name in ("pStyle", "rStyle") and attributes.get(W + "val") not in styles
        if found is not None and not unknown and all(re.fullmatch(values, value) for value in attributes.values()):
            taken.append(etree.Element(W + name, attributes))
    return tuple(taken)


def _pieces(
    package: OpenedPackage, related: dict[str, Related], paragraph: _Element, styles: Collection[str]
) -> Iterator[Phrase | Logo]:
    inside_field = 0
    for run in paragraph.iter(W + "r"):
        if not _is_taken(run) or next(run.iterancestors(W + "p")) is not paragraph:
            continue
        properties = _properties(run.find(W + "rPr"), _WORD_PROPERTIES, styles)
        for element in run:
            if element.tag == W + "fldChar":
                inside_field += {"begin": 1, "end": -1}.get(element.get(W + "fldCharType", ""), 0)
            elif inside_field:
                continue
            elif element.tag == W + "t":
                yield Phrase(element.text or "", properties)
            elif element.tag in (W + "tab", W + "br"):
                yield Phrase("\t" if element.tag == W + "tab" else "\n")
            elif element.tag == W + "drawing":
                logo = _logo(package, related, element)
                if logo is not None:
                    yield logo


def _logo(package: OpenedPackage, related: dict[str, Related], drawing: _Element) -> Logo | None:
    """A drawing as a picture of which the bytes are at hand; None for any other drawing."""
    holder = next(drawing.iterchildren(_WP + "inline", _WP + "anchor"), None)
    blip = next(drawing.iter(_A + "blip"), None)
    part = None if blip is None else related.get(blip.get(_R + "embed", ""))
    if holder is None or part is None or part.external or part.kind != "image":
        return None
    try:
        data = package.data(part.target)
    except Unreadable:
        return None
    kind = kind_of_picture(data)
    extent, about = holder.find(_WP + "extent"), holder.find(_WP + "docPr")
    if kind is None or extent is None or about is None:
        return None
    width, height = (min(max(1, _number(extent.get(side, ""))), _WIDEST) for side in ("cx", "cy"))
    spot = _spot(holder) if holder.tag == _WP + "anchor" else None
    alt = about.get("descr", "").strip()
    decorative = _is_marked_decorative(about) or (spot is not None and not alt)
    return Logo(kind, data, width, height, "" if decorative else alt, decorative, spot)


def _is_marked_decorative(about: _Element) -> bool:
    return any(mark.get("val") in ("1", "true") for mark in about.iter(f"{{{_ADEC}}}decorative"))


def is_without_words(about: _Element) -> bool:
    """Whether a picture in line with the text (its properties) has no alternative text and should have one."""
    parent = about.getparent()
    in_line = parent is not None and parent.tag == _WP + "inline"
    return in_line and not about.get("descr", "").strip() and not _is_marked_decorative(about)


def letterhead_parts(package: OpenedPackage) -> Iterator[str]:
    """The names of all headers and footers in a package."""
    for related in package.related(package.main).values():
        if related.kind in ("header", "footer") and related.target in package.names:
            yield related.target


def is_logo(package: OpenedPackage, part: str, drawing: _Element) -> bool:
    """Whether a drawing in a header or footer is a picture that is taken over."""
    return _is_taken(drawing) and _logo(package, package.related(part), drawing) is not None


def kind_of_picture(data: bytes) -> str | None:
    """The kind of a picture that can stand in a letterhead; None for what is none."""
    from PIL import Image  # only style documents with pictures need it

    if len(data) > _LARGEST:
        return None
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_PICTURES) as image:
            image.verify()
            return str(image.format).lower()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _spot(anchor: _Element) -> Spot:
    """Where a floating picture lies; what is told otherwise than from the page's corner begins there."""
    return Spot(*(_offset(anchor, name) for name in ("positionH", "positionV")))


def _offset(anchor: _Element, name: str) -> int:
    position = anchor.find(_WP + name)
    offset = None if position is None else position.findtext(_WP + "posOffset")
    return 0 if offset is None else max(-_WIDEST, min(_number(offset), _WIDEST))


def _number(text: str) -> int:
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 12 else 0


# --- writing ---------------------------------------------------------------------------------------


def letterhead_lines(lines: Letterhead, relate: Callable[[Logo], tuple[str, int]], name: str) -> list[_Element]:
    """The lines of a letterhead as paragraphs.

    `relate` gives the relationship to a picture and a number that no other drawing of the document has; `name` is the
    alternative text of a picture that has none.
    """
    paragraphs = ooxml.root("hdr")
    for line in lines:
        paragraph = ooxml.add(paragraphs, "p")
        ooxml.add(paragraph, "pPr").extend(_copied(line.properties))
        for piece in line.pieces:
            if isinstance(piece, Logo):
                _add_logo(paragraph, piece, *relate(piece), name)
            elif piece.text == "\t":
                ooxml.tab(paragraph)
            elif piece.text == "\n":
                ooxml.line_break(paragraph)
            else:
                run = ooxml.run(paragraph, piece.text)
                if piece.properties:
                    properties = etree.Element(W + "rPr")
                    properties.extend(_copied(piece.properties))
                    run.insert(0, properties)
    return list(paragraphs)


def _copied(properties: tuple[_Element, ...]) -> list[_Element]:
    return [etree.Element(element.tag, dict(element.attrib)) for element in properties]


def _add_logo(paragraph: _Element, logo: Logo, relationship: str, number: int, name: str) -> None:
    size = (max(1, logo.width // ooxml.EMU_PER_TWIP), max(1, logo.height // ooxml.EMU_PER_TWIP))
    alt = "" if logo.decorative else logo.alt or name
    ooxml.picture(paragraph, relationship, size, f"{name} {number}", alt, number)
    drawing = paragraph[-1][-1]
    inline = drawing[0]
    for about in inline.iter(_WP + "docPr"):
        if logo.decorative:
            extension = etree.SubElement(etree.SubElement(about, _A + "extLst"), _A + "ext", uri=_DECORATIVE)
            etree.SubElement(extension, f"{{{_ADEC}}}decorative", nsmap={"adec": _ADEC}, val="1")
    if logo.spot is not None:
        drawing.replace(inline, _behind_text(inline, logo.spot))


def _behind_text(inline: _Element, spot: Spot) -> _Element:
    """The same picture, floating on the page behind the text."""
    zero = dict.fromkeys(("distT", "distB", "distL", "distR", "simplePos"), "0")
    one = dict.fromkeys(("behindDoc", "locked", "layoutInCell", "allowOverlap", "relativeHeight"), "1")
    anchor = etree.Element(_WP + "anchor", zero | one)
    etree.SubElement(anchor, _WP + "simplePos", x="0", y="0")
    for name, offset in (("positionH", spot.across), ("positionV", spot.down)):
        position = etree.SubElement(anchor, _WP + name, relativeFrom="page")
        etree.SubElement(position, _WP + "posOffset").text = str(offset)
    extent, *rest = inline
    anchor.append(extent)
    etree.SubElement(anchor, _WP + "wrapNone")
    anchor.extend(rest)
    return anchor
