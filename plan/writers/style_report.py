"""What there is to say about a style document before it is used: whether it can be, and what it lacks.

In: the bytes of a .docx. Out: a `StyleReport`, messages for who made it. Changes nothing and knows no document tree.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element

from plan.messages import Message, _, _n
from plan.writers.letterhead import is_logo, is_without_words, letterhead_parts
from plan.writers.ooxml import NAMESPACES, TWIPS_PER_INCH, W
from plan.writers.package import OpenedPackage, Unreadable
from plan.writers.style_parts import UnusableStyle, read_style, style_id
from plan.writers.styles import StyleDocument, open_style
from plan.writers.word import TABLE_LOOKS

SHOWN_NAMES: Final = {
    "normal": "Standaard",
    "heading 1": "Kop 1",
    "heading 2": "Kop 2",
    "heading 3": "Kop 3",
    "heading 4": "Kop 4",
    "title": "Titel",
    "subtitle": "Ondertitel",
    "quote": "Citaat",
    "caption": "Bijschrift",
    "header": "Koptekst",
    "footer": "Voettekst",
    "footnote text": "Voetnoottekst",
    "footnote reference": "Voetnootmarkering",
    "annotation text": "Tekst opmerking",
    "annotation reference": "Verwijzing opmerking",
    "toc heading": "Kop van inhoudsopgave",
    "toc 1": "Inhopg 1",
    "toc 2": "Inhopg 2",
    "toc 3": "Inhopg 3",
    "toc 4": "Inhopg 4",
    "table of figures": "Lijst met afbeeldingen",
    "list bullet": "Lijst opsom.teken",
    "list number": "Lijstnummering",
    "list continue": "Lijstvoortzetting",
    "strong": "Zwaar",
    "emphasis": "Nadruk",
    "intense emphasis": "Intensieve benadrukking",
}
"""What Word calls its own styles in Dutch."""

_ENOUGH: Final = 4.5  # WCAG 2.1, level AA
_PAPER: Final = "FFFFFF"
_A4: Final = (21.0, 29.7)
_COMMON_FONTS: Final = frozenset(
    """
    aptos|aptos display|arial|arial narrow|arial black|book antiqua|bookman old style|calibri|calibri light|cambria|
    candara|century gothic|century schoolbook|consolas|constantia|corbel|courier new|franklin gothic book|
    franklin gothic medium|garamond|georgia|gill sans mt|lucida sans unicode|palatino linotype|rockwell|segoe ui|
    segoe ui light|segoe ui semibold|sitka text|symbol|tahoma|times new roman|trebuchet ms|verdana|wingdings
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_SLOTS: Final = {
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


@dataclass(frozen=True, slots=True)
class StyleReport:
    """Why a style document cannot be used (None where it can), and what its owner should know else."""

    unusable: Message | None
    remarks: tuple[Message, ...] = ()


def report_on_style(data: bytes) -> StyleReport:
    """Look a style document over."""
    try:
        parts, _letterheads = read_style(data)
        given = (
            {name.get(W + "val", "").lower() for name in parts["styles"].iter(W + "name")}
            if "styles" in parts
            else set()
        )
        sections = list(parts[""].iter(W + "sectPr"))
        look = open_style(data)
    except UnusableStyle as error:
        return StyleReport(error.message)
    package = OpenedPackage(data)
    return StyleReport(
        None,
        (
            *_styles_missing(given),
            *_pages_missing(sections),
            *_contrast(look),
            *_fonts(look),
            *_letterhead(package),
            *_left_behind(package),
        ),
    )


# --- what is missing -------------------------------------------------------------------------------


def _styles_missing(given: set[str]) -> Iterator[Message]:
    missing = tuple(shown_name(name) for name in open_style(None).ids if name not in given and not _is_plain(name))
    if missing:
        yield _("it lacks these styles, for which those of the program are taken: {styles}", styles=missing)


def _is_plain(name: str) -> bool:
    return name in ("default paragraph font", "normal table", "no list")


def shown_name(name: str) -> str:
    """What Word calls a style in Dutch; ours have one name."""
    family, _space, number = name.lower().partition("list continue ")
    if not family and number:
        return f"{SHOWN_NAMES['list continue']} {number}"
    own = next((own for own in open_style(None).names if own.lower() == name.lower()), name)
    return SHOWN_NAMES.get(name.lower(), own)


def _pages_missing(sections: Iterable[_Element]) -> Iterator[Message]:
    sections = list(sections)
    if not any(section.find(W + "titlePg") is not None for section in sections):
        yield _("no section has a different first page, so only the pictures above its first pages come on the cover")
    sizes = [size for section in sections for size in section.iterchildren(W + "pgSz")]
    if not any(int(size.get(W + "w", "0")) > int(size.get(W + "h", "0")) for size in sizes):
        yield _("it has no wide page: for wide pages the upright one is turned")
    papers = (sorted(int(size.get(W + side, "0")) / TWIPS_PER_INCH * 2.54 for side in ("w", "h")) for size in sizes)
    strange = (paper for paper in papers if any(abs(ours - a4) > 0.1 for ours, a4 in zip(paper, _A4, strict=True)))
    for short, long in strange:
        width, height = (f"{length:.1f}".replace(".", ",") for length in (short, long))
        yield _(
            "the paper is {width} by {height} cm, which is not A4; printers here have A4", width=width, height=height
        )
        return


# --- colours and fonts -----------------------------------------------------------------------------


def _contrast(look: StyleDocument) -> Iterator[Message]:
    """Text that is hard to read on its ground: the shade of its style, else that of a table's header, else paper.

    Styles that have text and ground of one that they are based on are told with it.
    """
    names = {id: name for name, id in look.ids.items()}
    alike: dict[tuple[str, str], list[str]] = {}
    shaded = [(kind.header.lower(), look.table_header(kind.style)) for kind in TABLE_LOOKS.values()]
    for name in look.ids:
        line = list(look.line(name))
        shade = next((found for style in line for found in style.iterfind(f"./*/{W}shd")), None)
        colour = next((found for style in line for found in style.iterfind(f"{W}rPr/{W}color")), None)
        text = _hex(look, colour, "val", "themeColor", "000000")
        grounds = [shade] if shade is not None else [found for header, found in shaded if header == name] or [None]
        ratio = min(_ratio(text, _hex(look, ground, "fill", "themeFill", _PAPER)) for ground in grounds)
        if ratio < _ENOUGH:
            source = next((style for style in line if _sets_colours(style)), line[0])
            alike.setdefault((names[style_id(source)], f"{ratio:.1f}".replace(".", ",")), []).append(name)
    for (source_name, told), found in alike.items():
        yield _hard_to_read(source_name if source_name in found else found[0], len(found) - 1, told)


def _sets_colours(style: _Element) -> bool:
    return style.find(f"{W}rPr/{W}color") is not None or style.find(f"./*/{W}shd") is not None


def _hard_to_read(name: str, others: int, ratio: str) -> Message:
    style = shown_name(name)
    if not others:
        return _(
            'the text of the style "{style}" is hard to read: its contrast is {ratio}, and should be 4,5 at least',
            style=style,
            ratio=ratio,
        )
    return _n(
        'the text of the style "{style}", and of {count} style based on it, is hard to read: '
        "its contrast is {ratio}, and should be 4,5 at least",
        'the text of the style "{style}", and of {count} styles based on it, is hard to read: '
        "its contrast is {ratio}, and should be 4,5 at least",
        others,
        style=style,
        ratio=ratio,
    )


def _hex(look: StyleDocument, element: _Element | None, value: str, theme: str, default: str) -> str:
    """The colour that an element tells, as six digits; tints of the theme's colours are there as values."""
    if element is None:
        return default
    slot = element.get(W + theme, "")
    mixed = any(element.get(W + theme + how) for how in ("Tint", "Shade"))
    told = look.theme_colours.get(_SLOTS.get(slot, slot), "") if slot and not mixed else ""
    told = told or element.get(W + value, "")
    return told if len(told) == 6 and told.lower() != "auto" else default


def _ratio(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.1 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fonts(look: StyleDocument) -> Iterator[Message]:
    rare = tuple(sorted({font for font in look.fonts if font.lower() not in _COMMON_FONTS}))
    if rare:
        yield _(
            "not every computer has {fonts}: where a font is missing, Word takes another one, and pages run otherwise",
            fonts=rare,
        )


# --- what is not taken over ------------------------------------------------------------------------


def _letterhead(package: OpenedPackage) -> Iterator[Message]:
    for part in letterhead_parts(package):
        try:
            root = package.element(part)
        except Unreadable:
            continue  # of a page that no plan has
        for drawing in root.iter(W + "drawing", W + "pict", W + "object"):
            if not is_logo(package, part, drawing):
                yield _(
                    "a drawing or text box in a header or footer is not taken over; "
                    "save it as a picture (PNG), and insert that in line with the text"
                )
                return
        for about in root.iter(f"{{{NAMESPACES['wp']}}}docPr"):
            if is_without_words(about):
                yield _(
                    "a picture in a header or footer has no alternative text; the name of the institute is taken "
                    "(right-click the picture, View Alt Text)"
                )
                return


def _left_behind(package: OpenedPackage) -> Iterator[Message]:
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        yield _("it has macros; they are not taken over")
    linked = False
    for name in package.names:
        if name.endswith(".rels"):
            source = posixpath.join(name.rpartition("_rels/")[0], posixpath.basename(name).removesuffix(".rels"))
            with suppress(Unreadable):
                parts = package.related(source).values()
                linked |= any(related.external and related.kind != "hyperlink" for related in parts)
    if linked:
        yield _("it refers to files elsewhere, such as a template or a linked picture; they are not taken over")
    if any(name.startswith("word/fonts/") for name in package.names):
        yield _("it has fonts within it; they are not taken over")
