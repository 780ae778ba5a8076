"""Make the style documents from their descriptions: `python tools/style_document.py`.

In: plan/templates/stijl.yaml, which tells fonts, colours, pages and styles; and descriptions that tell only how another
brand differs from it. Out: a style document for each, the same parts for the same description: a document that shows
each style at work, and from which all documents take theirs.
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
    Picture,
    Quote,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.writers import ooxml  # noqa: E402
from plan.writers.letterhead import Letterheads, Line, Logo, Spot  # noqa: E402
from plan.writers.ooxml import W, add, paragraph_property  # noqa: E402
from plan.writers.style_report import shown_name  # noqa: E402
from plan.writers.styles import StyleDocument  # noqa: E402
from plan.writers.word import CHANGED, ROLE_STYLES, SHADE_STYLES, write_in_style  # noqa: E402
from tools.mosaic import mosaic  # noqa: E402

MADE: Final = {
    ROOT / "plan/templates/stijl.yaml": ROOT / "plan/templates/stijl.docx",
    ROOT / "tools/huisstijl-brussel.yaml": ROOT / "institutes/brussel/stijl.docx",
}
Properties = dict[str, Any]

_BUILT_IN: Final = {"normal", "title", "subtitle", "quote", "caption", "header", "footer", "strong", "emphasis"}
_LISTS: Final = {"bullets": 1, "numbers": 2, "headings": 3}
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def style_document(description: Properties) -> bytes:
    """The style document that a description tells."""
    colours = _Colours(description["colours"], description["theme"])
    parts = {
        "": _pages(description["page"]),
        "styles": _styles(description, colours),
        "numbering": _numbering(description["lists"], description.get("headings", {}), colours),
        "theme": _theme(description, colours),
        "fontTable": _fonts(description["fonts"]),
    }
    look = StyleDocument(parts, _letterheads(description, colours))
    return write_in_style(_specimen(description), look)


def described(file: Path) -> Properties:
    """A description; one that is `based_on` another says only what differs (an empty value takes away)."""
    own: Properties = yaml.safe_load(file.read_text(encoding="utf-8"))
    base = own.pop("based_on", None)
    return _merged(described(file.parent / base), own) if base else own


def _merged(base: Properties, own: Properties) -> Properties:
    merged = dict(base)
    for key, value in own.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return merged


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
    families = (
        "heading ",
        "toc ",
        "list ",
        "footnote ",
        "annotation ",
        "table of",
        "intense ",
        "hyperlink",
        "followed",
    )
    return name.lower() in _BUILT_IN or name.lower().startswith(families)


def _named(style: _Element, name: str, *, hidden: bool) -> None:
    add(style, "name", val=name)
    add(style, "uiPriority", val=99)
    if hidden:
        add(style, "semiHidden")
        add(style, "unhideWhenUsed")


def _paragraph_style(root: _Element, name: str, given: Properties, description: Properties, colours: _Colours) -> None:
    based_on = None if name == "Normal" else given.get("based_on", "Normal")
    quiet = name.startswith(
        ("toc ", "TOC ", "header", "footer", "footnote", "Sectie", "List Continue", "annotation", "table")
    )
    style = _style(root, "paragraph", name, based_on, following=given.get("next", ""), shown_first=not quiet)
    if name == "Normal":
        style.set(W + "default", "1")
    properties = add(style, "pPr")
    for key, element in (("keep_next", "keepNext"), ("keep_lines", "keepLines"), ("page_break", "pageBreakBefore")):
        if key in given:
            paragraph_property(properties, element, val=int(given[key]))
    _number(properties, name, given, description)
    _borders(properties, given, colours)
    if "shade" in given:
        _shade(paragraph_property(properties, "shd"), given["shade"], colours)
    if "right_tab" in given:
        position = _text_width(description["page"], wide=given["right_tab"] == "wide")
        add(paragraph_property(properties, "tabs"), "tab", val="right", pos=position)
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


def _number(properties: _Element, name: str, given: Properties, description: Properties) -> None:
    """The list that a style counts in: a heading's own where the description numbers headings."""
    numbered = description.get("headings", {})
    level = int(name[-1]) - 1 if name.startswith("heading ") else len(numbered)
    if "list" in given:
        add(paragraph_property(properties, "numPr"), "numId", val=_LISTS[given["list"]])
    elif level < len(numbered):
        numbering = paragraph_property(properties, "numPr")
        add(numbering, "ilvl", val=level)
        add(numbering, "numId", val=_LISTS["headings"])


def _borders(properties: _Element, given: Properties, colours: _Colours) -> None:
    words = {"over": "top", "bar": "left", "under": "bottom", "mark": "right"}
    sides = [(side, given[key]) for key, side in words.items() if key in given]
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


def _numbering(lists: Properties, headings: Properties, colours: _Colours) -> _Element:
    root = ooxml.root("numbering")
    for kind, style in (("bullets", "List Bullet"), ("numbers", "List Number")):
        definition = add(root, "abstractNum", abstractNumId=_LISTS[kind])
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
    if headings:
        definition = add(root, "abstractNum", abstractNumId=_LISTS["headings"])
        add(definition, "multiLevelType", val="multilevel")
        for level, (sign, step) in enumerate(headings.items()):
            element = add(definition, "lvl", ilvl=level)
            add(element, "start", val=1)
            add(element, "numFmt", val="decimal")
            add(element, "pStyle", val=_id(f"heading {level + 1}"))
            add(element, "lvlText", val=sign)
            add(element, "lvlJc", val="left")
            add(add(element, "pPr"), "ind", left=_twips(step), hanging=_twips(step))
    for number in [_LISTS["bullets"], _LISTS["numbers"], *([_LISTS["headings"]] if headings else [])]:
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


def _pages(page: Properties) -> _Element:
    root = ooxml.root("document")
    body = add(root, "body")
    for kind in ("cover", "wide", "upright"):
        section = add(body, "sectPr")
        width, height = (_twips(length) for length in page["size"])
        if kind == "wide":
            add(section, "pgSz", w=height, h=width, orient="landscape")
        else:
            add(section, "pgSz", w=width, h=height)
        margins = page[{"cover": "cover_margins", "wide": "wide_margins", "upright": "margins"}[kind]]
        add(section, "pgMar", **{side: _twips(length) for side, length in margins.items()}, gutter=0)
        add(section, "cols", space=708)
        if kind == "cover":
            add(section, "titlePg")
    return root


def _letterheads(description: Properties, colours: _Colours) -> Letterheads:
    drawings = description.get("drawings", {})
    made = {
        name: tuple(_letterhead_line(line, drawings, colours) for line in lines)
        for name, lines in description.get("letterhead", {}).items()
    }
    return Letterheads(**made)


def _letterhead_line(given: Properties, drawings: Properties, colours: _Colours) -> Line:
    drawing = drawings[given["drawing"]]
    rows, letters = _mosaic(drawing, colours)
    width = _emu(given["width"])
    logo = Logo(
        kind="png",
        data=mosaic(rows, letters),
        width=width,
        height=width * len(rows) // len(rows[0].split()),
        alt=given.get("alt", ""),
        decorative="alt" not in given,
        spot=Spot(*(_emu(length) for length in given["at"])) if "at" in given else None,
    )
    properties = ooxml.root("pPr")
    add(properties, "pStyle", val=_id(given.get("style", "Briefhoofd")))
    return Line(tuple(properties), (logo,))


def _mosaic(drawing: Properties, colours: _Colours) -> tuple[list[str], dict[str, str]]:
    """The tiles of a drawing, and the colours that their letters stand for."""
    return drawing["rows"], {letter: colours.values[name] for letter, name in drawing["letters"].items()}


def _emu(centimetres: float) -> int:
    return round(centimetres * 360_000)


def _text_width(page: Properties, *, wide: bool) -> int:
    """How wide the text of a page is, in twips."""
    margins: dict[str, float] = page["wide_margins" if wide else "margins"]
    return _twips(page["size"][1 if wide else 0]) - _twips(margins["left"]) - _twips(margins["right"])


def _twips(centimetres: float) -> int:
    return round(centimetres / 2.54 * ooxml.TWIPS_PER_INCH)


# --- the specimen ----------------------------------------------------------------------------------


_PURPOSES: Final = {
    Role.BODY: "de gewone tekst. Alle andere stijlen gaan van deze uit: wie hier de letter wijzigt, wijzigt ze overal",
    Role.STATEMENT: "de effectzin van een doelstelling, die eruit springt",
    Role.LABEL: "een kopje dat niet in de inhoudsopgave komt",
    Role.FACT: "een regel met gegevens, zoals de looptijd",
    Role.SOURCE: "waar een tabel of een citaat vandaan komt",
    Role.LEGEND: "wat de tekens in een schema betekenen",
    Role.GAP: "iets dat hier hoort en er nog niet is; dat staat alleen in een ontwerp",
    Role.COLOPHON: "de gegevens van het instituut, achteraan",
    Role.SIGNATURE: "wie tekent; boven de lijn is er plaats voor de handtekening",
}


def _specimen(description: Properties) -> Document:
    """A document that shows each style at work, for who changes them in Word."""
    colours = _Colours(description["colours"], description["theme"])
    return Document(
        title="Stijldocument",
        author="Naam van het instituut",
        subject="Meerjarenplan",
        language=description["language"],
        date=(2020, 1, 1),
        draft="Ontwerp",
        sections=(
            Section(
                (
                    Paragraph((Run("Ontwerp"),), Role.DRAFT),
                    Paragraph((Run("Stijldocument"),), Role.TITLE),
                    Paragraph((Run("Zo ziet elk plan eruit"),), Role.SUBTITLE),
                    Paragraph((Run("De stijlen heten hier Ontwerp, Titel, Ondertitel en Omslag"),), Role.COVER),
                ),
                kind="cover",
            ),
            Section((Contents("Inhoudsopgave", depth=4),), kind="front"),
            Section((*_instructions(), *_headings(), *_paragraphs(), *_marks_and_lists())),
            Section((*_tables(), _picture(description, colours))),
            Section(_overview(), landscape=True),
            Section(
                (
                    Heading(1, (Run("Een bijlage"),)),
                    _said("De titel van een bijlage staat in de stijl Kop 1, zonder nummer."),
                ),
                kind="annex",
            ),
        ),
    )


def _instructions() -> tuple[Block, ...]:
    return (
        Heading(1, (Run("Hoe u dit document gebruikt"),)),
        _said(
            "Alle plannen nemen hun uitzicht van dit document over: letters, kleuren, marges, en wat op het omslag en "
            "boven de bladzijden staat. De teksten zelf doen er niet toe. Elke stijl staat hier met haar naam."
        ),
        List(
            tuple(
                ListItem((_said(step),))
                for step in (
                    "Kies in Word op het tabblad Ontwerpen andere kleuren of lettertypen: alles verandert mee.",
                    "Klik in het venster Stijlen met de rechtermuisknop op een stijl en kies Wijzigen.",
                    "Dubbelklik bovenaan het omslag om daar het logo te zetten, in de regel en met alternatieve tekst.",
                    "Bewaar het document, bouw een plan en kijk. Controleer het met: plan style check",
                )
            ),
            ordered=True,
        ),
        _said("Verwijder geen stijlen en geef ze geen andere naam: aan hun naam worden ze herkend."),
    )


def _headings() -> tuple[Block, ...]:
    return tuple(Heading(level, (Run(f"Een titel in de stijl Kop {level}"),)) for level in (1, 2, 3, 4))


def _paragraphs() -> tuple[Block, ...]:
    in_roles = (
        Paragraph((Run(shown_name(ROLE_STYLES[role]), strong=True), Run(f": {purpose}.")), role)
        for role, purpose in _PURPOSES.items()
    )
    changed = (Run(CHANGED, strong=True), Run(": de lijn naast wat anders is dan wat ingediend werd."))
    return (*in_roles, Paragraph(changed, changed=True))


def _marks_and_lists() -> tuple[Block, ...]:
    note = Note((Paragraph((Run("Een voetnoot staat in de stijl Voetnoottekst."),)),))
    marks = (
        *(Run("Tekst kan "), Run("vet", strong=True), Run(" zijn, "), Run("cursief", emphasis=True), Run(" of ")),
        *(Run("letterlijk", code=True), Run(", een "), Link("https://example.org", (Run("koppeling"),))),
        *(Run(" bevatten, een voetnoot"), note, Run(", of iets dat "), Run("nog te schrijven", to_write=True)),
        Run(" is."),
    )
    deeper = List((ListItem((_said("een niveau dieper"),)),))
    return (
        Heading(2, (Run("Tekens, lijsten en citaten"),)),
        Paragraph(marks),
        List(
            (ListItem((_said("een opsomming, in de stijl Lijst opsom.teken"), deeper)), ListItem((_said("nog een"),)))
        ),
        List((ListItem((_said("een lijst die telt, in de stijl Lijstnummering"),)),), ordered=True),
        Quote((_said("Een citaat, in de stijl Citaat."),)),
    )


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _picture(description: Properties, colours: _Colours) -> Picture:
    rows, letters = _mosaic(next(iter(description["drawings"].values())), colours)
    caption = (Run("Het bijschrift staat in de stijl Bijschrift afbeelding"),)
    return Picture("mozaiek.png", mosaic(rows[:2], letters), "Een mozaïek van gekleurde tegels", caption)


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
            Row((Cell((Run("Een derde"),), header=True), _sign("–", "lacking"), _sign("·", "no-data"))),
        ),
        kind="matrix",
        caption=(
            Run(
                "Een overzichtsschema, in de stijlen Schema, Schemakop, Groep, Zeker, Mogelijk, Tekort en Geen gegevens"
            ),
        ),
    )
    return Heading(1, (Run("Een liggende bladzijde"),)), table


def _sign(text: str, shade: str) -> Cell:
    return Cell((Run(text),), shade=shade)


def _tables() -> tuple[Block, ...]:
    classes = [shade for shade in SHADE_STYLES if shade.startswith("class-")]
    plain = Table(
        columns=(Column(), Column("right")),
        header=(_cells(("In de stijl Plantabel", "Getal")),),
        rows=tuple(
            Row(
                (
                    Cell((Run(SHADE_STYLES[shade]),), header=True, shade=shade),
                    Cell((Run(f"{number}.000"),), shade=shade),
                )
            )
            for number, shade in enumerate(classes, 1)
        ),
        caption=(Run("Het bijschrift staat in de stijl Bijschrift"),),
    )
    facts = Table(
        columns=(Column(share=1), Column(share=2)),
        header=(_cells(("In de stijl Feitentabel", "Gegeven")),),
        rows=(
            Row((Cell((Run("Timing"),), header=True), Cell((Run("2021-2025"),)))),
            Row((Cell((Run("Partners"),), header=True), Cell((Run("lokale besturen, huurders en buren"),)))),
        ),
        kind="facts",
        caption=(Run("Gegevens bij elkaar"),),
    )
    return Heading(1, (Run("Tabellen en afbeeldingen"),)), plain, facts


if __name__ == "__main__":
    for description, made in MADE.items():
        made.write_bytes(style_document(described(description)))
        print(f"made {made.relative_to(ROOT)}")
