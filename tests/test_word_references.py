"""References, contents and numbers in the Word file: what a field shows is what its bookmark holds."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import yaml
from lxml import etree
from lxml.etree import _Element

from plan.anchors import reference_name
from plan.compose import compose_document
from plan.document import (
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Heading,
    Paragraph,
    Picture,
    Reference,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.writers.ooxml import W
from plan.writers.targets import Pages
from plan.writers.word import write_word
from tests.test_word import STYLE, document, paragraphs, style_of, words, written
from tests.word_files import part, unzipped
from tests.word_sample import picture_bytes, said
from tests.workspaces import SMALL, plan_of


def table(caption: str, anchor: str = "") -> Table:
    cells = Row((Cell((Run("Gent"),)), Cell((Run("12"),))))
    return Table((Column(), Column()), (), (cells,), caption=(Run(caption),), anchor=anchor)


def to(anchor: str, *runs: Run, shows: str = "words") -> Paragraph:
    return Paragraph((Reference(anchor, runs, shows=shows),))  # type: ignore[arg-type]


def fields(element: _Element) -> list[tuple[str, str]]:
    """The complex fields below an element: what each asks for, and the words it has now."""
    found: list[tuple[str, str]] = []
    code, result, open_ = "", "", ""
    for node in element.iter(W + "fldChar", W + "instrText", W + "t"):
        if node.tag == W + "fldChar":
            open_ = node.get(W + "fldCharType", "")
            if open_ == "end":
                found.append((code.strip(), result))
            if open_ != "separate":
                code = result = ""
        elif node.tag == W + "instrText":
            code += node.text or ""
        elif open_ == "separate":
            result += node.text or ""
    return found


def bookmarked(element: _Element, name: str) -> str:
    """The words that a bookmark stands around, the results of fields among them."""
    (start,) = (node for node in element.iter(W + "bookmarkStart") if node.get(W + "name") == name)
    held = ""
    for node in start.itersiblings():
        if node.tag == W + "bookmarkEnd" and node.get(W + "id") == start.get(W + "id"):
            return held
        held += "".join(text.text or "" for text in node.iter(W + "t"))
    raise AssertionError(f"{name} has no end in its paragraph")


# --- references ------------------------------------------------------------------------------------

GOAL = Heading(2, (Run("SD1"), Run(": "), Run("Goed wonen")), anchor="wonen", name="Goed wonen")


def test_a_reference_that_shows_a_title_is_a_field_on_just_those_words() -> None:
    made = written(to("wonen", Run("Goed wonen")), GOAL)
    assert fields(made) == [(f"REF {reference_name('wonen')} \\h \\* MERGEFORMAT", "Goed wonen")]
    assert bookmarked(made, reference_name("wonen")) == "Goed wonen"


def test_words_before_the_title_stay_outside_the_field() -> None:
    made = written(to("wonen", Run("bijlage A, Goed "), Run("wonen")), GOAL)
    assert words(paragraphs(made)[0]) == "bijlage\u00a0A, Goed wonen"
    assert fields(made)[0][1] == "Goed wonen"


def test_what_the_author_worded_otherwise_is_a_link_without_a_field() -> None:
    made = written(to("wonen", Run("dit doel")), GOAL)
    assert fields(made) == []
    assert made.find(f".//{W}hyperlink") is not None


def test_a_reference_to_a_table_or_picture_follows_the_number_of_its_caption() -> None:
    made = written(
        to("leden", Run("tabel "), Run("2"), shows="number"),
        to("kaart", Run("Figuur 1"), shows="number"),
        table("Eerst"),
        table("Leden", anchor="leden"),
        Picture("kaart.png", picture_bytes(), "een kaart", caption=(Run("Kaart"),), anchor="kaart"),
    )
    assert [shown for _code, shown in fields(made)] == ["2", "1"]
    assert [bookmarked(made, reference_name(anchor)) for anchor in ("leden", "kaart")] == ["2", "1"]
    assert [words(line) for line in paragraphs(made)[:2]] == ["tabel 2", "Figuur 1"]


def test_every_reference_field_of_a_plan_shows_what_its_bookmark_holds() -> None:
    plan = plan_of(SMALL)
    made = part(write_word(compose_document(plan, plan.institutes_by_id["kust"]).document))
    shown = [(code.split()[1], result) for code, result in fields(made) if code.startswith("REF ")]
    assert len(shown) > 3
    assert all(bookmarked(made, name) == result for name, result in shown)


def test_a_page_is_named_once_it_is_known_and_before_that_the_title() -> None:
    tree = document(to("wonen", Run("Goed wonen"), shows="page"), GOAL)
    assert words(paragraphs(part(write_word(tree)))[0]) == "Goed wonen"
    name = reference_name("wonen")
    made = part(write_word(tree, pages=Pages({name: 12}, 20)))
    assert words(paragraphs(made)[0]) == "pagina 12"
    assert fields(made) == [(f"PAGEREF {name} \\h \\* MERGEFORMAT", "12")]


# --- contents --------------------------------------------------------------------------------------


def test_contents_lists_and_footers_hold_the_pages_that_are_known() -> None:
    tree = document(Contents("Inhoud"), Contents("Tabellen", of="tables"), Heading(1, (Run("Missie"),)), table("Leden"))
    pages = Pages({"_Toc000000001": 3, "_Toc100000001": 4}, 7)
    docx = write_word(tree, pages=pages)
    assert [words(line) for line in paragraphs(part(docx))[:4]] == [
        "Inhoud",
        "Missie→3",
        "Tabellen",
        "Tabel 1. Leden→4",
    ]
    assert words(part(docx, "word/footer1.xml")).endswith("pagina 1 van 7")


def test_a_list_of_tables_leads_to_the_captions_and_counts_what_their_sequence_counts() -> None:
    made = written(Contents("Tabellen", of="tables"), Heading(1, (Run("Missie"),)), table("Een"), table("Twee"))
    lines = [line for line in paragraphs(made) if style_of(line) == "TableOfFigures"]
    assert [words(line) for line in lines] == ["Tabel 1. Een→", "Tabel 2. Twee→"]
    assert [(code.text or "").strip() for code in made.iter(W + "instrText")] == [
        'TOC \\h \\z \\c "Tabel"',
        *(f"PAGEREF _Toc10000000{number} \\h" for number in (1, 2)),
    ]
    assert [code.get(W + "instr") for code in made.iter(W + "fldSimple")] == [" SEQ Tabel \\* ARABIC "] * 2
    assert [bookmarked(made, f"_Toc10000000{number}") for number in (1, 2)] == ["Tabel 1. Een", "Tabel 2. Twee"]


def test_pictures_and_tables_are_listed_apart() -> None:
    picture = Picture("kaart.png", picture_bytes(), "een kaart", caption=(Run("Kaart"),))
    made = written(Contents("Figuren", of="pictures"), Heading(1, (Run("Missie"),)), table("Leden"), picture)
    listed = [words(line) for line in paragraphs(made) if style_of(line) == "TableOfFigures"]
    assert listed == ["Figuur 1. Kaart→"]


# --- numbered headings -----------------------------------------------------------------------------

NUMBERED: list[Block] = [
    Contents("Inhoud", depth=3),
    *(Heading(level, (Run(text),)) for level, text in ((1, "Een"), (2, "Twee"), (2, "Drie"), (1, "Vier"), (2, "Vijf"))),
]


def numbering_style(text: str = "%1.%2", form: str = "decimal") -> bytes:
    """The style document with numbers before its headings of the first and second level."""
    parts = unzipped(STYLE.read_bytes())
    numbering = etree.fromstring(parts["word/numbering.xml"])
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (kind, shown) in enumerate([(form, "%1"), ("decimal", text)])
    )
    definition = etree.fromstring(
        f'<w:abstractNum xmlns:w="{W[1:-1]}" w:abstractNumId="77">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering.insert(0, definition)
    numbering.append(etree.fromstring(f'<w:num xmlns:w="{W[1:-1]}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    parts["word/numbering.xml"] = etree.tostring(numbering)
    styles = etree.fromstring(parts["word/styles.xml"])
    for level in (1, 2):
        (style,) = (found for found in styles.iter(W + "style") if found.get(W + "styleId") == f"Heading{level}")
        properties = style.find(W + "pPr")
        assert properties is not None
        place = etree.fromstring(
            f'<w:numPr xmlns:w="{W[1:-1]}"><w:ilvl w:val="{level - 1}"/><w:numId w:val="77"/></w:numPr>'
        )
        after = [child for child in properties if child.tag in (W + "keepNext", W + "keepLines", W + "pageBreakBefore")]
        properties.insert(len(after), place)
    parts["word/styles.xml"] = etree.tostring(styles)
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def listed(tree: Document, style: bytes) -> list[str]:
    made = part(write_word(tree, style=style))
    return [words(line).rstrip("→") for line in paragraphs(made) if style_of(line).startswith("Toc")]


@pytest.mark.parametrize(
    ("text", "form", "numbers"),
    [
        ("%1.%2", "decimal", ["1", "1.1", "1.2", "2", "2.1"]),
        ("%2)", "upperRoman", ["I", "1)", "2)", "II", "1)"]),
        ("%1.%2", "upperLetter", ["A", "A.1", "A.2", "B", "B.1"]),
    ],
)
def test_contents_show_the_numbers_that_the_styles_give(text: str, form: str, numbers: list[str]) -> None:
    titles = ("Een", "Twee", "Drie", "Vier", "Vijf")
    wanted = [f"{number}→{title}" for number, title in zip(numbers, titles, strict=True)]
    assert listed(document(*NUMBERED), numbering_style(text, form)) == wanted


def test_a_number_is_never_typed_in_a_heading() -> None:
    made = part(write_word(document(*NUMBERED), style=numbering_style()))
    headings = [words(line) for line in paragraphs(made) if style_of(line).startswith("Heading")]
    assert headings == ["Een", "Twee", "Drie", "Vier", "Vijf"]


def test_annexes_have_their_letter_and_no_number() -> None:
    tree = document(*NUMBERED)
    annex = Section((Heading(1, (Run("Bijlagen"),)), Heading(2, (Run("Bijlage A: Cijfers"),))), kind="annex")
    tree = replace(tree, sections=(*tree.sections, annex))
    style = numbering_style()
    assert listed(tree, style)[-2:] == ["Bijlagen", "Bijlage\u00a0A: Cijfers"]
    last = [line for line in paragraphs(part(write_word(tree, style=style))) if style_of(line).startswith("Heading")]
    numbers = [line.find(f"{W}pPr/{W}numPr/{W}numId") for line in last[-2:]]
    assert [number.get(W + "val") for number in numbers if number is not None] == ["0", "0"]


# --- headers, footers, text ------------------------------------------------------------------------


def test_the_header_names_the_chapter_where_there_is_one_and_follows_the_width_of_its_pages() -> None:
    chapter = Section((Heading(1, (Run("Missie"),)), said("tekst")))
    wide = Section((said("breed"),), landscape=True)
    front = Section((Contents("Inhoud"),), kind="front")
    tree = Document("Titel", "Instituut", "nl-BE", (2020, 5, 15), (front, chapter, wide), subject="Plan")
    docx = write_word(tree)
    headers = {name: part(docx, name) for name in unzipped(docx) if re.fullmatch(r"word/header\d\.xml", name)}
    codes = {
        name: [field.get(W + "instr") for field in header.iter(W + "fldSimple")] for name, header in headers.items()
    }
    assert codes == {"word/header1.xml": [], "word/header2.xml": [" STYLEREF 1 "], "word/header3.xml": [" STYLEREF 1 "]}
    assert words(headers["word/header2.xml"]) == "Instituut→Plan"
    assert style_of(headers["word/header3.xml"][0]) == "KoptekstBreed"


def test_a_document_without_chapters_asks_for_none() -> None:
    """Word would print an error in the header."""
    assert b"STYLEREF" not in unzipped(write_word(document(said("tekst"))))["word/header1.xml"]


def test_words_in_another_language_are_tagged_and_stay_together_with_theirs() -> None:
    made = written(
        Paragraph((Run("we doen "), Run("housing first", language="en"), Run(" als "), Run("x", language="fr-BE")))
    )
    tagged = {words(run): lang.get(W + "val") for run in made.iter(W + "r") for lang in run.iter(W + "lang")}
    assert tagged == {"housing first": "en-GB", "x": "fr-BE"}


def test_a_number_and_what_it_counts_stay_on_one_line_but_not_in_code() -> None:
    made = written(Paragraph((Run("In SD 1 werken 14,05 VTE, 33 % van 1 000. "), Run("SD 1", code=True))))
    assert words(made) == "In SD\u00a01 werken 14,05\u00a0VTE, 33\u00a0% van 1\u00a0000. SD 1"


def test_the_colophon_shows_properties_through_fields() -> None:
    line = Paragraph((Run("Versie: "), Run("eerste", property="version"), Run("x", property="weg")), Role.COLOPHON)
    tree = replace(document(line), properties=(("version", "eerste"),))
    made = part(write_word(tree))
    assert [field.get(W + "instr") for field in made.iter(W + "fldSimple")] == [' DOCPROPERTY "version" ']
    assert words(made) == "Versie: eerstex"


def test_who_signs_stands_below_a_line() -> None:
    made = written(Paragraph((Run("An Jansen", strong=True),), Role.SIGNATURE))
    (line,) = paragraphs(made)
    assert words(line) == "→/An Jansen"
    tab = line.find(f"{W}pPr/{W}tabs/{W}tab")
    assert tab is not None
    assert tab.get(W + "leader") == "underscore"


def test_keywords_are_among_the_properties() -> None:
    core = unzipped(write_word(replace(document(said("x")), keywords=("armoede", "wonen"))))["docProps/core.xml"]
    assert "<cp:keywords>armoede; wonen</cp:keywords>" in core.decode()


def test_the_style_document_has_lines_for_lists_and_signatures() -> None:
    described = yaml.safe_load((STYLE.parent / "stijl.yaml").read_text(encoding="utf-8"))
    assert {"table of figures", "Lijstkop", "Ondertekening"} <= described["paragraphs"].keys()
