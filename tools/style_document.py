"""Make the program's style document from its description: `python tools/style_document.py`.

In: plan/templates/stijl.yaml, which tells fonts, colours, pages and styles. Out: plan/templates/stijl.docx, the same
bytes for the same description: a document that shows each style at work, and from which all documents take theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml
from lxml import etree
from lxml.etree import _Element

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # runs from a checkout, installed or not

from plan.document import (  # noqa: E402
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Heading,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Quote,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.writers import ooxml  # noqa: E402
from plan.writers.ooxml import W, add, paragraph_property  # noqa: E402
from plan.writers.styles import StyleDocument  # noqa: E402
from plan.writers.word import ROLE_STYLES, SHADE_STYLES, write_in_style  # noqa: E402

TEMPLATES: Final = ROOT / "plan" / "templates"
Properties = dict[str, Any]

_BUILT_IN: Final = {"normal", "title", "subtitle", "quote", "caption", "header", "footer", "strong", "emphasis"}
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def style_document(description: Properties) -> bytes:
    """The style document that a description tells."""
    colours = _Colours(description["colours"], description["theme"])
    parts = {
        "": _pages(description["page"], colours),
        "styles": _styles(description, colours),
        "numbering": _numbering(description["lists"], colours),
        "theme": _theme(description, colours),
        "fontTable": _fonts(description["fonts"]),
    }
    return write_in_style(_specimen(description), StyleDocument(parts))


class _Colours:
    """Colours by the names of the description; Word's theme keeps its own name for most of them."""

    def __init__(self, values: dict[str, str], theme: dict[str, str]) -> None:
        self.values = {name: str(value) for name, value in values.items()}
        self.theme = theme
        words = {"dk1": "text1", "lt1": "background1", "dk2": "text2", "lt2": "background2", "hlink": "hyperlink"}
        self.theme_names = {name: words.get(slot, slot) for slot, name in reversed(theme.items())}

    def put(self, element: _Element, name: str, value: str, theme: str) -> None:
        """Set a colour on an element: its value, and the theme's name for it, so that a new theme changes it."""
        element.set(W + value, self.values.get(name, name))
        if name in self.theme_names:
            element.set(W + theme, self.theme_names[name])


# --- styles ----------------------------------------------------------------------------------------


def _styles(description: Properties, colours: _Colours) -> _Element:
    root = ooxml.root("styles")
    defaults = add(root, "docDefaults")
    run = add(add(defaults, "rPrDefault"), "rPr")
    add(
        run,
        "rFonts",
        asciiTheme="minorHAnsi",
        hAnsiTheme="minorHAnsi",
        eastAsiaTheme="minorEastAsia",
        cstheme="minorBidi",
    )
    add(run, "sz", val=21)
    add(run, "szCs", val=21)
    add(run, "lang", val=description["language"], eastAsia="en-US", bidi="ar-SA")
    add(add(add(defaults, "pPrDefault"), "pPr"), "widowControl")
    shown = {"defLockedState": 0, "defUIPriority": 99, "defSemiHidden": 1, "defUnhideWhenUsed": 1, "defQFormat": 0}
    add(root, "latentStyles", **shown, count=376)
    for name, properties in description["paragraphs"].items():
        _paragraph_style(root, name, properties, description, colours)
    default = add(root, "style", type="character", default=1, styleId="DefaultParagraphFont")
    _named(default, "Default Paragraph Font", hidden=True)
    for name, properties in description["characters"].items():
        style = _style(root, "character", name, "Default Paragraph Font", shown_first=name in ("Strong", "Emphasis"))
        _run_properties(style, properties, description, colours)
    _plain_table(root)
    for name, properties in description["tables"].items():
        _table_style(root, name, properties, description, colours)
    _named(add(root, "style", type="numbering", default=1, styleId="NoList"), "No List", hidden=True)
    return root


def _id(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


def _style(
    root: _Element, kind: str, name: str, based_on: str | None, *, following: str = "", shown_first: bool
) -> _Element:
    style = add(root, "style", type=kind, styleId=_id(name))
    if kind != "table" and not _is_built_in(name):
        style.set(W + "customStyle", "1")
    add(style, "name", val=name)
    if based_on:
        add(style, "basedOn", val=_id(based_on))
    if following:
        add(style, "next", val=_id(following))
    add(style, "uiPriority", val=9 if shown_first else 39)
    if shown_first:
        add(style, "qFormat")
    return style


def _is_built_in(name: str) -> bool:
    # Word's own are English; ours are Dutch.
    families = ("heading ", "toc ", "list ", "footnote ", "intense ", "hyperlink", "followed")
    return name.lower() in _BUILT_IN or name.lower().startswith(families)


def _named(style: _Element, name: str, *, hidden: bool) -> None:
    add(style, "name", val=name)
    add(style, "uiPriority", val=99)
    if hidden:
        add(style, "semiHidden")
        add(style, "unhideWhenUsed")


def _paragraph_style(root: _Element, name: str, given: Properties, description: Properties, colours: _Colours) -> None:
    based_on = None if name == "Normal" else given.get("based_on", "Normal")
    quiet = name.startswith(("toc ", "TOC ", "header", "footer", "footnote", "Sectie", "List Continue"))
    style = _style(root, "paragraph", name, based_on, following=given.get("next", ""), shown_first=not quiet)
    if name == "Normal":
        style.set(W + "default", "1")
    properties = add(style, "pPr")
    for key, element in (("keep_next", "keepNext"), ("keep_lines", "keepLines"), ("page_break", "pageBreakBefore")):
        if key in given:
            paragraph_property(properties, element, val=int(given[key]))
    if "list" in given:
        numbering = paragraph_property(properties, "numPr")
        add(numbering, "numId", val={"bullets": 1, "numbers": 2}[given["list"]])
    _borders(properties, given, colours)
    if "shade" in given:
        _shade(paragraph_property(properties, "shd"), given["shade"], colours)
    if given.get("page_number"):
        page = description["page"]
        width = page["size"][0] - page["margins"]["left"] - page["margins"]["right"]
        add(paragraph_property(properties, "tabs"), "tab", val="right", pos=_twips(width))
    if given.get("hyphenate") is False:
        paragraph_property(properties, "suppressAutoHyphens")
    spacing: dict[str, int | str] = {key: round(given[key] * 20) for key in ("before", "after") if key in given}
    if "line" in given:
        spacing |= {"line": round(given["line"] * 240), "lineRule": "auto"}
    if spacing:
        paragraph_property(properties, "spacing", **spacing)
    indents = {key: _twips(given[key]) for key in ("left", "right") if key in given}
    if indents:
        paragraph_property(properties, "ind", **indents)
    if "align" in given:
        paragraph_property(properties, "jc", val=given["align"])
    if "level" in given:
        paragraph_property(properties, "outlineLvl", val=given["level"] - 1)
    heading = name.lower().startswith(("heading", "title", "toc heading"))
    _run_properties(style, given, description, colours, font="headings" if heading else None)


def _borders(properties: _Element, given: Properties, colours: _Colours) -> None:
    sides = [
        (side, given[key]) for key, side in (("over", "top"), ("bar", "left"), ("under", "bottom")) if key in given
    ]
    if sides:
        borders = paragraph_property(properties, "pBdr")
        for side, line in sides:
            _line(borders, side, line["colour"], line["width"], colours, gap=line["gap"])


def _line(parent: _Element, side: str, colour: str, points: float, colours: _Colours, gap: int = 0) -> None:
    element = add(parent, side, val="single", sz=round(points * 8), space=gap)
    colours.put(element, colour, "color", "themeColor")


def _shade(element: _Element, colour: str, colours: _Colours) -> None:
    element.set(W + "val", "clear")
    element.set(W + "color", "auto")
    colours.put(element, colour, "fill", "themeFill")


def _run_properties(
    style: _Element, given: Properties, description: Properties, colours: _Colours, font: str | None = None
) -> None:
    properties = add(style, "rPr")
    font = given.get("font", font)
    if font == "headings":
        add(properties, "rFonts", asciiTheme="majorHAnsi", hAnsiTheme="majorHAnsi", cstheme="majorBidi")
    elif font:
        family = description["fonts"][font]
        add(properties, "rFonts", ascii=family, hAnsi=family, cs=family)
    for key, elements in (("bold", ("b", "bCs")), ("italic", ("i", "iCs")), ("caps", ("caps",))):
        if key in given:
            for element in elements:
                add(properties, element, val=int(given[key]))
    if "colour" in given:
        colours.put(add(properties, "color"), given["colour"], "val", "themeColor")
    if "letter_spacing" in given:
        add(properties, "spacing", val=round(given["letter_spacing"] * 20))
    if "size" in given:
        add(properties, "sz", val=round(given["size"] * 2))
        add(properties, "szCs", val=round(given["size"] * 2))
    if given.get("underline"):
        add(properties, "u", val="single")
    if "shade" in given and style.get(W + "type") == "character":
        _shade(add(properties, "shd"), given["shade"], colours)
    if given.get("raised"):
        add(properties, "vertAlign", val="superscript")
    if len(properties) == 0:
        style.remove(properties)


def _plain_table(root: _Element) -> None:
    style = add(root, "style", type="table", default=1, styleId="TableNormal")
    _named(style, "Normal Table", hidden=True)
    properties = add(style, "tblPr")
    add(properties, "tblInd", w=0, type="dxa")
    _cell_margins(properties, 0.19)


def _cell_margins(properties: _Element, sides: float) -> None:
    margins = add(properties, "tblCellMar")
    for side, width in (("top", 0), ("left", _twips(sides)), ("bottom", 0), ("right", _twips(sides))):
        add(margins, side, w=width, type="dxa")


def _table_style(root: _Element, name: str, given: Properties, description: Properties, colours: _Colours) -> None:
    style = _style(root, "table", name, "Table Normal", shown_first=True)
    style.set(W + "customStyle", "1")
    properties = add(style, "tblPr")
    borders = add(properties, "tblBorders")
    words = {
        "top": "top",
        "left": "left",
        "bottom": "bottom",
        "right": "right",
        "rows": "insideH",
        "columns": "insideV",
    }
    for key, side in words.items():
        if key in given["lines"]:
            colour, width = given["lines"][key].split()
            _line(borders, side, colour, float(width), colours)
    _cell_margins(properties, given["sides"])
    for key, kind in (("header", "firstRow"), ("first_column", "firstCol")):
        part = add(style, "tblStylePr", type=kind)
        look = given[key]
        _run_properties(part, look, description, colours)
        cell = etree.Element(W + "tcPr")
        if "under" in look:
            colour, width = look["under"].split()
            _line(add(cell, "tcBorders"), "bottom", colour, float(width), colours)
        if "shade" in look:
            _shade(add(cell, "shd"), look["shade"], colours)
        if "stand" in look:
            add(cell, "vAlign", val=look["stand"])
        if len(cell):
            part.append(cell)


# --- lists, theme, fonts, pages --------------------------------------------------------------------


def _numbering(lists: Properties, colours: _Colours) -> _Element:
    root = ooxml.root("numbering")
    definitions = (("bullets", "List Bullet"), ("numbers", "List Number"))
    for number, (kind, style) in enumerate(definitions, 1):
        definition = add(root, "abstractNum", abstractNumId=number)
        add(definition, "multiLevelType", val="hybridMultilevel" if kind == "bullets" else "multilevel")
        for level, sign in enumerate(lists[kind]):
            element = add(definition, "lvl", ilvl=level)
            add(element, "start", val=1)
            add(element, "numFmt", val="bullet" if kind == "bullets" else sign)
            if level == 0:
                add(element, "pStyle", val=_id(style))
            add(element, "lvlText", val=sign if kind == "bullets" else f"%{level + 1}.")
            add(element, "lvlJc", val="left")
            indent = add(element, "pPr")
            add(indent, "ind", left=_twips(lists["step"] * (level + 1)), hanging=_twips(lists["step"]))
            colours.put(add(add(element, "rPr"), "color"), lists["colour"], "val", "themeColor")
    for number in (1, 2):
        add(add(root, "num", numId=number), "abstractNumId", val=number)
    return root


def _theme(description: Properties, colours: _Colours) -> _Element:
    root = etree.Element(f"{{{_A}}}theme", {"name": "Plan"}, nsmap={"a": _A})
    elements = _put(root, "themeElements")
    scheme = _put(elements, "clrScheme", name="Plan")
    for slot, name in colours.theme.items():
        _put(_put(scheme, slot), "srgbClr", val=colours.values[name])
    fonts = _put(elements, "fontScheme", name="Plan")
    for kind, use in (("majorFont", "headings"), ("minorFont", "text")):
        font = _put(fonts, kind)
        _put(font, "latin", typeface=description["fonts"][use])
        _put(font, "ea", typeface="")
        _put(font, "cs", typeface="")
    # Word wants three fills, lines and effects, although no style of ours uses them.
    formats = _put(elements, "fmtScheme", name="Plan")
    for kind in ("fillStyleLst", "lnStyleLst", "effectStyleLst", "bgFillStyleLst"):
        styles = _put(formats, kind)
        for _ in range(3):
            if kind == "effectStyleLst":
                _put(_put(styles, "effectStyle"), "effectLst")
            else:
                line = _put(styles, "ln", w="9525") if kind == "lnStyleLst" else styles
                _put(_put(line, "solidFill"), "schemeClr", val="phClr")
    return root


def _put(parent: _Element, tag: str, /, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{_A}}}{tag}", attributes)


def _fonts(fonts: dict[str, str]) -> _Element:
    root = ooxml.root("fonts")
    for family in sorted(set(fonts.values())):
        fixed = family == fonts["fixed"]
        font = add(root, "font", name=family)
        add(font, "altName", val="Liberation Mono" if fixed else "Carlito")
        add(font, "family", val="modern" if fixed else "swiss")
        add(font, "pitch", val="fixed" if fixed else "variable")
    return root


def _pages(page: Properties, colours: _Colours) -> _Element:
    root = ooxml.root("document")
    body = add(root, "body")
    for kind in ("cover", "wide", "upright"):
        section = add(body, "sectPr")
        width, height = (_twips(length) for length in page["size"])
        if kind == "wide":
            add(section, "pgSz", w=height, h=width, orient="landscape")
        else:
            add(section, "pgSz", w=width, h=height)
        margins = page["wide_margins" if kind == "wide" else "margins"]
        add(section, "pgMar", **{side: _twips(length) for side, length in margins.items()}, gutter=0)
        if kind == "cover":
            borders = add(section, "pgBorders", offsetFrom="page")
            _line(borders, "left", page["cover_bar"]["colour"], page["cover_bar"]["width"], colours, gap=24)
        add(section, "cols", space=708)
        if kind == "cover":
            add(section, "titlePg")
    return root


def _twips(centimetres: float) -> int:
    return round(centimetres / 2.54 * ooxml.TWIPS_PER_INCH)


# --- the specimen ----------------------------------------------------------------------------------


def _specimen(description: Properties) -> Document:
    """A document that shows each style at work, for who changes them in Word."""
    fixed_roles = {Role.TITLE, Role.SUBTITLE, Role.COVER, Role.DRAFT, Role.CAPTION}
    roles = [
        Paragraph(
            (Run(f"{style}: zo ziet een alinea in de stijl “{style}” eruit, over meer dan één regel als het moet."),),
            role,
        )
        for role, style in ROLE_STYLES.items()
        if role not in fixed_roles
    ]
    note = Note((Paragraph((Run("Een voetnoot staat in de stijl “Voetnoottekst”."),)),))
    marks = Paragraph(
        (
            *(Run("Tekst kan "), Run("vet", strong=True), Run(" zijn, "), Run("cursief", emphasis=True), Run(" of ")),
            *(Run("letterlijk", code=True), Run(", een "), Link("https://example.org", (Run("koppeling"),))),
            *(
                Run(" bevatten, een voetnoot"),
                note,
                Run(", of iets dat "),
                Run("nog te schrijven", to_write=True),
                Run(" is."),
            ),
        )
    )
    nested = List((ListItem((_said("een niveau dieper"),)),))
    lists = [
        List((ListItem((_said("een opsomming"), nested)), ListItem((_said("nog een punt"),)))),
        List((ListItem((_said("een genummerde lijst"),)), ListItem((_said("die telt"),))), ordered=True),
    ]
    return Document(
        title="Stijldocument",
        author="Meerjarenplan",
        language=description["language"],
        date=(2020, 1, 1),
        draft="Ontwerp",
        sections=(
            Section(
                (
                    Paragraph((Run("Ontwerp"),), Role.DRAFT),
                    Paragraph((Run("Stijldocument"),), Role.TITLE),
                    Paragraph((Run("Wijzig de stijlen in dit document, en elk plan ziet er zo uit"),), Role.SUBTITLE),
                    Paragraph((Run("De teksten hier tonen enkel wat elke stijl doet."),), Role.COVER),
                ),
                kind="cover",
            ),
            Section((Contents("Inhoud", depth=4),), kind="front"),
            Section(_overview(), landscape=True),
            Section(
                (
                    *(Heading(level, (Run(f"Kop van niveau {level}"),)) for level in (1, 2, 3, 4)),
                    *roles,
                    marks,
                    *lists,
                    Quote((_said("Een citaat."),)),
                    _classes(),
                )
            ),
        ),
    )


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _cells(texts: Iterable[str], **looks: Any) -> Row:
    return Row(tuple(Cell((Run(text),), **looks) for text in texts))


def _overview() -> tuple[Block, ...]:
    table = Table(
        columns=(Column(share=3), Column("center", 1), Column("center", 1)),
        header=(
            Row((Cell((Run("Actie"),), rows=2, shade="group"), Cell((Run("Groep"),), span=2, shade="group"))),
            _cells(("Een doelstelling", "Een andere doelstelling"), turned=True),
        ),
        rows=(
            Row((Cell((Run("Een actie"),), header=True), _sign("●", "certain"), _sign("○", "possible"))),
            Row((Cell((Run("Een andere"),), header=True), _sign("○", "possible"), _sign("●", "certain"))),
        ),
        kind="matrix",
        caption=(Run("Een overzichtsschema"),),
    )
    return Heading(1, (Run("Een liggende bladzijde"),)), table


def _sign(text: str, shade: str) -> Cell:
    return Cell((Run(text),), shade=shade)


def _classes() -> Table:
    classes = [shade for shade in SHADE_STYLES if shade.startswith("class-")]
    return Table(
        columns=(Column(), Column()),
        header=(_cells(("Rij", "Klasse")),),
        rows=tuple(
            Row((Cell((Run(str(number)),), header=True), Cell((Run(SHADE_STYLES[shade]),), shade=shade)))
            for number, shade in enumerate(classes, 1)
        ),
        caption=(Run("Een tabel met klassen"),),
    )


if __name__ == "__main__":
    described = yaml.safe_load((TEMPLATES / "stijl.yaml").read_text(encoding="utf-8"))
    (TEMPLATES / "stijl.docx").write_bytes(style_document(described))
    print(f"made {TEMPLATES / 'stijl.docx'}")
