"""The vocabulary of Word's XML: the elements that a document is made of, each built in one place.

In: strings, names of bookmarks, ids of styles and relationships. Out: lxml elements, in the order that the
schema (ECMA-376, transitional) demands. Knows no document tree and no package; keeps no state.

Elements are built, never parsed from strings, so nothing that an author types can become markup. Looks are
named by style ids; where Word cannot take a look from a style, the function says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

_OFFICE: Final = "http://schemas.openxmlformats.org"
NAMESPACES: Final = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "pic": f"{_OFFICE}/drawingml/2006/picture",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
W: Final = f"{{{NAMESPACES['w']}}}"
_CHART: Final = f"{_OFFICE}/drawingml/2006/chart"
_R, _WP, _A, _PIC, _MC, _W15 = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("r", "wp", "a", "pic", "mc", "w15"))

_ASVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_OF_DRAWINGS: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # the extension's own number

_TURNED_MARGIN: Final = 60  # twips

TWIPS_PER_POINT: Final = 20
TWIPS_PER_INCH: Final = 1440
EMU_PER_TWIP: Final = 635

_PPR: Final = W + "pPr"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
# A tab or a line end inside a run is white space like any other. The rest cannot stand in XML at all, or turns the
# direction of a text, which then shows otherwise than it reads: an author can still name that by its number.
NO_TEXT: Final = "\x00-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_NO_TEXT: Final = re.compile(f"[{NO_TEXT}]")
_HYPHENS: Final = re.compile("([\u00ad\u2011])")
_PATTERNS: Final = 1024  # of a kind that are kept: more than a document needs


def clean(text: str) -> str:
    """The text with a space for each character that XML cannot hold or that Word would take for layout."""
    return _NO_TEXT.sub(" ", text)


def root(name: str) -> _Element:
    """A part's root element in Word's namespace, with all prefixes that its content may need.

    What came after the standard (`w15`) is named as such: who does not know it passes it over.
    """
    element = etree.Element(W + name, nsmap=NAMESPACES)
    element.set(_MC + "Ignorable", "w15")
    return element


def add(parent: _Element, name: str, /, **attributes: str | int) -> _Element:
    """Append an element of Word's namespace, with attributes of the same namespace."""
    return _with_attributes(SubElement(parent, W + name), attributes)


def _loose(name: str, /, **attributes: str | int) -> _Element:
    """An element of Word's namespace that stands nowhere yet."""
    return _with_attributes(etree.Element(W + name, nsmap={"w": NAMESPACES["w"]}), attributes)


def _with_attributes(element: _Element, attributes: Mapping[str, str | int]) -> _Element:
    for key, value in attributes.items():
        element.set(W + key, str(value))  # half the time of handing them over as a mapping
    return element


def _another(pattern: _Element, parent: _Element) -> _Element:
    """Append a copy of an element; building it anew takes four times as long, and a document has thousands."""
    made = _copied(pattern)
    parent.append(made)
    return made


# What `copy` calls, after as much time to find that out; the types of lxml do not have it.
_copied: Final[Callable[[_Element], _Element]] = _Element.__copy__  # type: ignore[attr-defined]


def _spaced(name: str) -> _Element:
    """An element whose text keeps the blanks at its ends."""
    element = _loose(name)
    element.set(_SPACE, "preserve")
    return element


_TEXT: Final = _spaced("t")
_TAB: Final = _loose("tab")
_INSTRUCTION: Final = _spaced("instrText")
_FIELD_MARKS: Final = {kind: _loose("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")}
_REFERENCE: Final = _loose("hyperlink", anchor="", history=1)
_BOOKMARK_START: Final = _loose("bookmarkStart", id="", name="")
_BOOKMARK_END: Final = _loose("bookmarkEnd", id="")


def child(parent: _Element, name: str) -> _Element:
    """The one element of this name that the parent must have."""
    found = parent.find(W + name)
    if found is None:
        raise ValueError(f"{parent.tag!r} has no {name}")
    return found


# --- paragraphs and runs ---------------------------------------------------------------------------


def paragraph(parent: _Element, style: str) -> _Element:
    """Append a paragraph in a style."""
    return _another(_empty_paragraph(style), parent)


@lru_cache(maxsize=_PATTERNS)
def _empty_paragraph(style: str) -> _Element:
    element = _loose("p")
    add(add(element, "pPr"), "pStyle", val=style)
    return element


# Word calls a file in which they stand in another order corrupt.
_PARAGRAPH_PROPERTIES: Final = tuple(
    W + name
    for name in (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
        *("overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid"),
        *("spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection"),
        *("textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
    )
)


def paragraph_property(properties: _Element, name: str, /, **attributes: str | int) -> _Element:
    """Put a property in its place among those of a paragraph or a style.

    In a paragraph it is for what no style can say: a break the author asked for, a place in a list.
    """
    rank = _PARAGRAPH_PROPERTIES.index(W + name)
    at = sum(_PARAGRAPH_PROPERTIES.index(child.tag) < rank for child in properties)
    made = etree.Element(W + name, {W + key: str(value) for key, value in attributes.items()})
    properties.insert(at, made)
    return made


def style_properties(style: _Element) -> _Element:
    """The paragraph properties of a style, which stand before all that says how it looks otherwise."""
    properties = style.find(_PPR)
    if properties is None:
        properties = etree.Element(_PPR)
        after = (W + name for name in ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))
        following = next(style.iterchildren(*after), None)
        style.insert(len(style) if following is None else style.index(following), properties)
    return properties


def bordered(element: _Element, borders: _Element) -> None:
    """Draw the borders of a style around a paragraph in another style: Word gives each paragraph one style only."""
    if element[0].find(W + "pBdr") is None:
        paragraph_property(element[0], "pBdr").extend(map(deepcopy, borders))


def list_place(element: _Element, number: int, level: int) -> None:
    """Make a paragraph an item of a list; Word keeps which list, and how deep, at the paragraph only."""
    numbering = paragraph_property(element[0], "numPr")
    add(numbering, "ilvl", val=level)
    add(numbering, "numId", val=number)


def run(parent: _Element, text: str, style: str = "", toggles: Iterable[str] = (), language: str = "") -> _Element:
    """Append a run of text; `toggles` (b, i, strike) say what its one character style does not."""
    text = clean(text)
    look = style, tuple(toggles), language
    if "\u00ad" in text or "\u2011" in text:
        element = _another(_empty_run(*look), parent)
        _hyphenated_text(element, text)
    else:
        element = _another(_run_of(_TEXT, *look), parent)
        element[-1].text = text
    return element


def _hyphenated_text(element: _Element, text: str) -> None:
    # Word draws the characters themselves as a plain hyphen, or in another font.
    for piece in _HYPHENS.split(text):
        if piece == "\u00ad":
            add(element, "softHyphen")
        elif piece == "\u2011":
            add(element, "noBreakHyphen")
        elif piece:
            _another(_TEXT, element).text = piece


@lru_cache(maxsize=_PATTERNS)
def _run_of(content: _Element, style: str = "", toggles: tuple[str, ...] = (), language: str = "") -> _Element:
    element = _copied(_empty_run(style, toggles, language))
    _another(content, element)
    return element


@lru_cache(maxsize=_PATTERNS)
def _empty_run(style: str = "", toggles: tuple[str, ...] = (), language: str = "") -> _Element:
    element = _loose("r")
    if style or toggles or language:
        properties = add(element, "rPr")
        if style:
            add(properties, "rStyle", val=style)
        for toggle in toggles:
            add(properties, toggle)
        if language:
            add(properties, "lang", val=language)
    return element


def line_break(parent: _Element, page: bool = False) -> None:
    """Append a run that breaks the line, or the page."""
    element = add(_another(_empty_run(), parent), "br")
    if page:
        element.set(W + "type", "page")


def tab(parent: _Element) -> None:
    """Append a run that goes to the next tab stop."""
    _another(_run_of(_TAB), parent)


def tab_stop(element: _Element, kind: str, position: int, leader: str = "none") -> None:
    """Give a paragraph a tab stop of its own, in twips, where it hangs on what stands in it or on the page's width."""
    tabs = element[0].find(W + "tabs")
    tabs = paragraph_property(element[0], "tabs") if tabs is None else tabs
    add(tabs, "tab", val=kind, leader=leader, pos=position)


# --- fields, links, bookmarks ----------------------------------------------------------------------


def field(parent: _Element, instruction: str, result: str, style: str = "") -> None:
    """Append a field with the result it has when nothing updates it."""
    element = add(parent, "fldSimple", instr=f" {clean(instruction)} ")
    run(element, result, style)


def field_mark(parent: _Element, kind: str, instruction: str = "", style: str = "") -> None:
    """Append the `begin` (with the instruction) or `end` of a field whose result is more than a run."""
    _another(_run_of(_FIELD_MARKS[kind], style), parent)
    if kind == "begin":
        _another(_run_of(_INSTRUCTION, style), parent)[-1].text = f" {clean(instruction)} "
        _another(_run_of(_FIELD_MARKS["separate"], style), parent)


def link(parent: _Element, relationship: str) -> _Element:
    """Append a link to an address outside, which Word keeps as a relationship."""
    return SubElement(parent, W + "hyperlink", {_R + "id": relationship, W + "history": "1"})


def reference(parent: _Element, bookmark: str) -> _Element:
    """Append a link to a bookmark of this document."""
    return _with_attributes(_another(_REFERENCE, parent), {"anchor": bookmark})


def bookmark(first: _Element, last: _Element, name: str, number: int) -> None:
    """Put a bookmark around the content of the paragraphs from `first` to `last`."""
    first.insert(1, bookmark_start(first, name, number))  # after the properties, which must come first
    bookmark_end(last, number)


def bookmark_start(parent: _Element, name: str, number: int) -> _Element:
    """Open a bookmark at this spot; `bookmark_end` with the same number closes it."""
    return _with_attributes(_another(_BOOKMARK_START, parent), {"id": number, "name": name})


def bookmark_end(parent: _Element, number: int) -> None:
    """Close a bookmark at this spot."""
    _with_attributes(_another(_BOOKMARK_END, parent), {"id": number})


# --- footnotes -------------------------------------------------------------------------------------


def note_reference(parent: _Element, number: int, style: str) -> None:
    """Append the mark of a footnote in the text."""
    add(_another(_empty_run(style), parent), "footnoteReference", id=number)


def note_mark(first: _Element, style: str) -> None:
    """Put the mark of a footnote, and a space, before the text of its first paragraph."""
    mark = _another(_empty_run(style), first)
    add(mark, "footnoteRef")
    space = run(first, " ")
    for position, element in enumerate((mark, space), 1):
        first.insert(position, element)


def note_separators(parent: _Element, style: str) -> None:
    """Append the two notes that stand for the line above the notes: Word demands both."""
    for number, kind in SEPARATORS:
        element = add(parent, "footnote", type=kind, id=number)
        add(add(paragraph(element, style), "r"), kind)


SEPARATORS: Final = ((-1, "separator"), (0, "continuationSeparator"))


# --- comments --------------------------------------------------------------------------------------


def comment(
    parent: _Element, number: int, author: str, date: str, paragraphs: Iterable[str], styles: tuple[str, str]
) -> None:
    """Append a comment; `styles` are those of its text and of the mark that Word wants before it."""
    element = add(parent, "comment", id=number, author=author, date=date, initials=author[:1])
    text, mark = styles
    for at, words in enumerate(paragraphs):
        line = paragraph(element, text)
        if at == 0:
            add(_another(_empty_run(mark), line), "annotationRef")
        run(line, words)


def commented(paragraph: _Element, number: int, style: str) -> None:
    """Say that a comment is about a paragraph, behind which its mark comes."""
    paragraph.insert(1, etree.Element(W + "commentRangeStart", {W + "id": str(number)}))
    add(paragraph, "commentRangeEnd", id=number)
    add(_another(_empty_run(style), paragraph), "commentReference", id=number)


# --- the table of contents -------------------------------------------------------------------------


def contents_control(parent: _Element, number: int) -> _Element:
    """Append the content control that gives Word's `Update table` button; what it holds goes into the result."""
    control = add(parent, "sdt")
    properties = add(control, "sdtPr")
    add(properties, "id", val=number)
    part = add(properties, "docPartObj")
    add(part, "docPartGallery", val="Table of Contents")
    add(part, "docPartUnique")
    return add(control, "sdtContent")


def derived_control(parent: _Element, number: int, title: str) -> _Element:
    """Append a content control without a frame; what it holds goes into the result.

    Word shows the title to whoever puts the cursor inside, and calls a file with a longer one than this corrupt.
    """
    control = add(parent, "sdt")
    properties = add(control, "sdtPr")
    add(properties, "alias", val=clean(title)[:LONGEST_TITLE])
    add(properties, "id", val=number)
    SubElement(properties, _W15 + "appearance", {_W15 + "val": "hidden"})
    return add(control, "sdtContent")


LONGEST_TITLE: Final = 64


# --- tables ----------------------------------------------------------------------------------------


def table(
    parent: _Element,
    style: str,
    widths: list[int],
    *,
    indent: int,
    first_row: bool,
    first_column: bool,
    title: str,
    description: str,
) -> _Element:
    """Append a table with its grid (widths and indent in twips).

    The layout is fixed: Word would otherwise work out its own widths on opening, after those of the grid.
    """
    element = add(parent, "tbl")
    properties = add(element, "tblPr")
    add(properties, "tblStyle", val=style)
    add(properties, "tblW", w=sum(widths), type="dxa")
    if indent:
        add(properties, "tblInd", w=indent, type="dxa")
    add(properties, "tblLayout", type="fixed")
    add(
        properties,
        "tblLook",
        val=f"{0x0600 | 0x20 * first_row | 0x80 * first_column:04X}",
        firstRow=int(first_row),
        lastRow=0,
        firstColumn=int(first_column),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    for name, text in (("tblCaption", title), ("tblDescription", description)):
        if text:
            add(properties, name, val=clean(text))
    grid = add(element, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=width)
    return element


def row(parent: _Element, *, header: bool, height: int = 0) -> _Element:
    """Append a row that stays whole; a header row repeats on each page. Word keeps these at the row only."""
    element = add(parent, "tr")
    properties = add(element, "trPr")
    add(properties, "cantSplit")
    if height:
        add(properties, "trHeight", val=height, hRule="exact")
    if header:
        add(properties, "tblHeader")
    return element


def cell(
    parent: _Element,
    style: str,
    width: int,
    *,
    span: int = 1,
    merge: str = "",
    fill: _Element | None = None,
    borders: _Element | None = None,
    turned: bool = False,
    align: str = "left",
) -> _Element:
    """Append a cell and return its paragraph; `merge` is `restart` or `continue` for cells that run over rows.

    `fill` is the shading of a paragraph style: a paragraph's own shading leaves the edges of its cell white,
    and a table style can tell the first row from the others but not one cell from the next. `borders` are those of a
    paragraph style, which beside a paragraph would lie over the next cell.
    """
    return _another(_empty_cell(style, width, span, merge, fill, borders, turned, align), parent)[-1]


@lru_cache(maxsize=_PATTERNS)
def _empty_cell(
    style: str,
    width: int,
    span: int,
    merge: str,
    fill: _Element | None,
    borders: _Element | None,
    turned: bool,
    align: str,
) -> _Element:
    element = _loose("tc")
    properties = add(element, "tcPr")
    add(properties, "tcW", w=width, type="dxa")
    if span > 1:
        add(properties, "gridSpan", val=span)
    if merge:
        add(properties, "vMerge", val=merge)
    if borders is not None:
        sides = add(properties, "tcBorders")
        for border in borders:
            SubElement(sides, border.tag, {**border.attrib, W + "space": "0"})
    if fill is not None:
        SubElement(properties, fill.tag, dict(fill.attrib))
    if turned:
        margins = add(properties, "tcMar")
        for side in ("top", "bottom"):  # a table style keeps free what stands beside a text that runs across
            add(margins, side, w=_TURNED_MARGIN, type="dxa")
        add(properties, "textDirection", val="btLr")
        add(properties, "vAlign", val="center")
    made = paragraph(element, style)
    if align != "left":
        add(made[0], "jc", val=align)
    return element


# --- pictures --------------------------------------------------------------------------------------


def picture(
    parent: _Element, relationship: str, size: tuple[int, int], name: str, alt: str, number: int, drawing: str = ""
) -> None:
    """Append a picture in line with the text; `size` in twips, `number` unique among the drawings of the document.

    `drawing` is the relationship to the same as SVG: Word since 2016 shows that, everything else the picture.
    """
    extent, named = _measures(size), {"id": str(number), "name": clean(name), "descr": clean(alt)}
    data = _in_line(parent, extent, named, NAMESPACES["pic"])
    drawn = SubElement(data, _PIC + "pic")
    about = SubElement(drawn, _PIC + "nvPicPr")
    SubElement(about, _PIC + "cNvPr", named)
    SubElement(about, _PIC + "cNvPicPr")
    fill = SubElement(drawn, _PIC + "blipFill")
    blip = SubElement(fill, _A + "blip", {_R + "embed": relationship})
    if drawing:
        extension = SubElement(SubElement(blip, _A + "extLst"), _A + "ext", {"uri": _OF_DRAWINGS})
        SubElement(extension, f"{{{_ASVG}}}svgBlip", {_R + "embed": drawing}, nsmap={"asvg": _ASVG})
    SubElement(SubElement(fill, _A + "stretch"), _A + "fillRect")
    shape = SubElement(drawn, _PIC + "spPr")
    frame = SubElement(shape, _A + "xfrm")
    SubElement(frame, _A + "off", {"x": "0", "y": "0"})
    SubElement(frame, _A + "ext", extent)
    SubElement(SubElement(shape, _A + "prstGeom", {"prst": "rect"}), _A + "avLst")


def chart(parent: _Element, relationship: str, size: tuple[int, int], name: str, alt: str, number: int) -> None:
    """Append a chart in line with the text; it lives in a part of its own."""
    named = {"id": str(number), "name": clean(name), "descr": clean(alt)}
    data = _in_line(parent, _measures(size), named, _CHART)
    SubElement(data, f"{{{_CHART}}}chart", {_R + "id": relationship}, nsmap={"c": _CHART})


def _measures(size: tuple[int, int]) -> dict[str, str]:
    return {"cx": str(size[0] * EMU_PER_TWIP), "cy": str(size[1] * EMU_PER_TWIP)}


def _in_line(parent: _Element, extent: dict[str, str], named: dict[str, str], kind: str) -> _Element:
    """Append the frame of something drawn; what it is goes into the result."""
    inline = SubElement(
        add(_another(_empty_run(), parent), "drawing"),
        _WP + "inline",
        dict.fromkeys(("distT", "distB", "distL", "distR"), "0"),
    )
    SubElement(inline, _WP + "extent", extent)
    SubElement(inline, _WP + "docPr", named)
    locks = SubElement(inline, _WP + "cNvGraphicFramePr")
    SubElement(locks, _A + "graphicFrameLocks", {"noChangeAspect": "1"})
    return SubElement(SubElement(inline, _A + "graphic"), _A + "graphicData", {"uri": kind})


# --- sections --------------------------------------------------------------------------------------


def on_a3(shape: _Element) -> _Element:
    """The same page, lying, on A3 instead of A4: its margins stay."""
    wide = deepcopy(shape)
    size = child(wide, "pgSz")
    size.attrib.clear()
    for name, value in (("w", "23811"), ("h", "16838"), ("orient", "landscape"), ("code", "8")):
        size.set(W + name, value)
    return wide


def section_end(shape: _Element, header: str, footer: str) -> _Element:
    """A section's properties: the style document's page shape, with our header and footer (relationship ids)."""
    element = etree.Element(W + "sectPr")
    for name, relationship in (("headerReference", header), ("footerReference", footer)):
        SubElement(element, W + name, {W + "type": "default", _R + "id": relationship})
    element.extend(deepcopy(child) for child in shape)
    return element


def first_page(section: _Element, kind: str, relationship: str) -> None:
    """Give the first page of a section a header or footer of its own."""
    section.insert(0, etree.Element(f"{W}{kind}Reference", {W + "type": "first", _R + "id": relationship}))
