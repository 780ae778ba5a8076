"""The small parts around the text of a Word document: settings, properties, header and footer.

In: a `Document` and the style document's ids. Out: elements, each the root of a part. Knows no blocks.
"""

from __future__ import annotations

from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.document import Document
from plan.writers import ooxml
from plan.writers.ooxml import add, clean
from plan.writers.styles import StyleDocument

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_TERMS: Final = "http://purl.org/dc/terms/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_COLOURS: Final = (
    "bg1:light1 t1:dark1 bg2:light2 t2:dark2 hyperlink:hyperlink followedHyperlink:followedHyperlink"
).split()
_ALMOST: Final = 20  # twips that nobody sees
_OF_CUSTOM_PROPERTIES: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one format identifier they may have


def settings(document: Document, *, notes: bool) -> _Element:
    """How Word treats the document: hyphenated, in today's mode, the pages as they are."""
    root = ooxml.root("settings")
    add(root, "zoom", percent=100)
    add(root, "defaultTabStop", val=567)
    add(root, "autoHyphenation")
    add(root, "consecutiveHyphenLimit", val=2)
    add(root, "hyphenationZone", val=284)
    add(root, "doNotHyphenateCaps")
    add(root, "characterSpacingControl", val="doNotCompress")
    if notes:
        separators = add(root, "footnotePr")
        for number, _kind in ooxml.SEPARATORS:
            add(separators, "footnote", id=number)
    compatibility = add(root, "compat")
    for name, value in (
        ("compatibilityMode", 15),  # of Word 2013 and later; without it Word falls back to that of 2007
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
    ):
        add(compatibility, "compatSetting", name=name, uri="http://schemas.microsoft.com/office/word", val=value)
    add(root, "themeFontLang", val=document.language)
    mapping = (pair.split(":") for pair in _COLOURS)
    add(root, "clrSchemeMapping", **_accents(), **dict(mapping))
    add(root, "decimalSymbol", val=",")
    add(root, "listSeparator", val=";")
    return root


def _accents() -> dict[str, str]:
    return {f"accent{number}": f"accent{number}" for number in range(1, 7)}


def header(document: Document, look: StyleDocument, width: int, *, wide: bool, chaptered: bool) -> _Element:
    """The line above each page: institute, the word that says a plan is unfinished, and the chapter if there is one."""
    root = ooxml.root("hdr")
    line = _line(root, look, "Koptekst breed" if wide else "header", width)
    ooxml.run(line, document.author, look.id("Strong"))
    if document.draft:
        ooxml.run(line, "  ·  ")
        ooxml.run(line, document.draft, look.id("Ontwerpmerk"))
    if chaptered:
        ooxml.tab(line)
        # By its number a heading's style is known in every language. Programs that do not know the field show the plan.
        ooxml.field(line, "STYLEREF 1", document.subject or document.title)
    return root


def footer(document: Document, look: StyleDocument, width: int, *, wide: bool, pages: int) -> _Element:
    """The line below each page: the plan, and the page of how many."""
    root = ooxml.root("ftr")
    line = _line(root, look, "Voettekst breed" if wide else "footer", width)
    ooxml.run(line, document.subject or document.title)
    ooxml.tab(line)
    ooxml.run(line, f"{document.words.page} ")
    ooxml.field(line, "PAGE", "1")
    ooxml.run(line, f" {document.words.of} ")
    ooxml.field(line, "NUMPAGES", str(pages or 1))
    return root


def _line(root: _Element, look: StyleDocument, style: str, width: int) -> _Element:
    """A line whose one tab goes to the right edge of pages of this width, whatever tabs its style has."""
    line = ooxml.paragraph(root, look.id(style))
    stops = look.tab_stops(style)
    others = [stop for stop in sorted(stops) if abs(stop - width) > _ALMOST or stops[stop] != "right"]
    for stop in others:
        ooxml.tab_stop(line, "clear", stop)
    if len(others) == len(stops):
        ooxml.tab_stop(line, "right", width)
    return line


def core_properties(document: Document) -> _Element:
    """Title, author and date, where Word, Explorer and search look for them."""
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI})
    year, month, day = document.date
    for namespace, name, text in (
        (_DC, "title", document.title),
        (_DC, "subject", document.subject),
        (_DC, "creator", document.author),
        (_CORE, "keywords", "; ".join(document.keywords)),
        (_CORE, "lastModifiedBy", document.author),
        (_CORE, "revision", "1"),
        (_TERMS, "created", f"{year:04}-{month:02}-{day:02}T00:00:00Z"),
        (_TERMS, "modified", f"{year:04}-{month:02}-{day:02}T00:00:00Z"),
        (_DC, "language", document.language),
        (_CORE, "contentStatus", document.draft),
    ):
        if text:
            element = SubElement(root, f"{{{namespace}}}{name}")
            element.text = clean(text)
            if namespace == _TERMS:
                element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
    return root


def app_properties(document: Document) -> _Element:
    """What made the document, for whom."""
    namespace = f"{_OFFICE}/extended-properties"
    root = etree.Element(f"{{{namespace}}}Properties", nsmap={None: namespace})
    for name, text in (
        ("Application", "Microsoft Office Word"),
        ("Company", document.author),
        ("AppVersion", "16.0000"),
    ):
        SubElement(root, f"{{{namespace}}}{name}").text = clean(text)
    return root


def custom_properties(document: Document) -> _Element:
    """The document's own properties; Word tells their names apart without regard to case."""
    namespace, values = f"{_OFFICE}/custom-properties", f"{_OFFICE}/docPropsVTypes"
    root = etree.Element(f"{{{namespace}}}Properties", nsmap={None: namespace, "vt": values})
    properties = {clean(name).strip().lower(): (clean(name).strip(), value) for name, value in document.properties}
    properties.pop("", None)
    for number, (name, value) in enumerate(properties.values(), 2):  # 0 and 1 are Word's
        attributes = {"fmtid": _OF_CUSTOM_PROPERTIES, "pid": str(number), "name": name}
        property_ = SubElement(root, f"{{{namespace}}}property", attributes)
        SubElement(property_, f"{{{values}}}lpwstr").text = clean(value)
    return root
