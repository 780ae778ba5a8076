"""The PDF of a plan says what the Word file says, to whoever reads, hears or keeps it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import _Element

from plan.build import EVERYDAY, Format, render
from plan.document import (
    Block,
    Cell,
    Chart,
    CodeBlock,
    Document,
    Heading,
    Link,
    Note,
    Paragraph,
    Picture,
    Reference,
    Role,
    Row,
    Run,
    Section,
    Series,
    Table,
    flat,
)
from plan.looks import style_of
from plan.writers.ooxml import W
from plan.writers.pdf import write_pdf
from plan.writers.word import write_word
from tests.pdf_reading import Element, heard
from tests.the_example import ROOT, composed, example
from tests.word_files import part, unzipped
from tests.word_sample import cells, hostile, matrix, note, picture_bytes, said, sample
from tests.workspaces import SMALL, plan_of

# In the looks of the program, and in a style document of its own.
TWO = ("oost-vlaanderen", "brussel")


def shown(institute: str) -> tuple[Document, bytes | None]:
    """The plan of an institute, and the style that it is shown in."""
    plan = example().plan
    style, _faults = style_of(plan, plan.institutes_by_id[institute])
    return composed(institute).document, style


@cache
def pdf_of(institute: str) -> bytes:
    return write_pdf(*shown(institute))


@cache
def heard_of(institute: str) -> Element:
    return heard(pdf_of(institute))


def of_blocks(*blocks: Block) -> Document:
    return Document("Plan", "Een vzw", "nl-BE", (2020, 5, 15), (Section(blocks),))


def paragraph(*inlines: Any) -> Paragraph:
    return Paragraph(inlines)


# --- the same words as the Word file ---------------------------------------------------------------


def words_of_word(docx: bytes) -> list[str]:
    """The words of a Word file in order, notes where their marks stand, without the contents."""
    notes = {note.get(W + "id"): note for note in part(docx, "word/footnotes.xml")} if _has_notes(docx) else {}

    def text(element: _Element) -> str:
        said = []
        for found in element.iter(W + "t", W + "tab", W + "br", W + "noBreakHyphen", W + "p", W + "footnoteReference"):
            run = found.getparent()
            style = None if run is None else run.find(f"{W}rPr/{W}rStyle")
            if found.tag == W + "footnoteReference":
                said.append(f" {text(notes[found.get(W + 'id')])} ")
            elif style is not None and style.get(W + "val") == "FootnoteReference":
                continue
            else:
                said.append({W + "t": found.text or "", W + "noBreakHyphen": "-"}.get(str(found.tag), " "))
        return "".join(said)

    main = part(docx)
    for contents in [found for found in main.iter(W + "sdt") if found.find(f".//{W}docPartGallery") is not None]:
        for line in list(contents.iter(W + "p"))[1:]:
            line.getparent().remove(line)  # type: ignore[union-attr]
    return _words(text(main))


def _has_notes(docx: bytes) -> bool:
    return "word/footnotes.xml" in unzipped(docx)


def words_of_pdf(told: Element) -> list[str]:
    """The words that are read out, without labels of lists and notes, lines of the contents and drawings.

    Headers, footers and the heads of tables on their further pages are not read out at all.
    """
    return _words(told.text("TOC", "Lbl", "Figure"))


def _words(text: str) -> list[str]:
    """Words, however a line breaks off: capitals are a matter of looks, and a hyphen may be one of the line's end."""
    return re.sub("[\x02\u00ad\u2011-]\\s*", "", text).casefold().split()


def test_the_pdf_reads_out_the_words_of_the_word_file_in_the_same_order() -> None:
    assert words_of_pdf(heard_of("oost-vlaanderen")) == words_of_word(write_word(*shown("oost-vlaanderen")))


def test_a_style_that_numbers_headings_adds_only_the_numbers_that_word_counts_itself() -> None:
    def without_numbers(words: list[str]) -> list[str]:
        return [word for word in words if not re.fullmatch(r"\d+(\.\d+)*", word)]

    told, docx = heard_of("brussel"), write_word(*shown("brussel"))
    assert without_numbers(words_of_pdf(told)) == without_numbers(words_of_word(docx))
    titles = [heading.text().split()[0] for heading in told.all("H1", "H2")]
    assert titles[1:5] == ["1", "1.1", "1.2", "2"]


def test_every_node_of_the_tree_reads_out_as_in_the_word_file() -> None:
    document = replace(sample(), draft="")
    said = words_of_word(write_word(document))
    assert words_of_pdf(heard(write_pdf(document))) == said


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    texts = [
        '#import "x"',
        "*vet*",
        "_schuin_",
        "$x^2$",
        "<label>",
        "@ref",
        "`code` ```raw```",
        "]",
        "#[",
        "\\",
        "//",
        "= Kop",
    ]
    blocks = [
        *(said(text) for text in texts),
        *(said(text, role) for role in (Role.TITLE, Role.LABEL, Role.SIGNATURE) for text in texts),
        *(block for text in texts for block in (Heading(1, (Run(text),), anchor=text), CodeBlock(text))),
        paragraph(*(Run(text, strong=True, code=True) for text in texts), note(" ".join(texts))),
        paragraph(*(Reference(text, (Run(text),)) for text in texts), Link("https://example.org/#]", (Run("#]"),))),
        Table((), (cells(*texts),), (cells(*texts, header=True),), caption=(Run("#]"),), description="#]", anchor="#]"),
        Picture("#]", picture_bytes(), "#]", caption=(Run("#]"),), credit=(Run("#]"),)),
    ]
    title = " ".join(texts)
    document = replace(of_blocks(*blocks), title=title, author=title, subject=title, draft=title, keywords=tuple(texts))
    told = heard(write_pdf(document))
    assert words_of_pdf(told) == words_of_word(write_word(document))
    assert [figure.told["/Alt"] for figure in told.all("Figure")] == ["#]"]


def test_a_drawing_lettered_in_signs_that_no_font_has_is_shown_in_dots() -> None:
    def drawn(text: str) -> bytes:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">{text}</text></svg>'.encode()
        )

    for text, dots in (("Łódź, Шевченко", 0), ("\u65e5\u672c", 1)):
        pdf = pikepdf.open(BytesIO(write_pdf(of_blocks(Picture("x.svg", drawn(text), "Een tekening")))))
        assert sum(len(page.get_images()) for page in pdf.pages) == dots


def test_a_character_that_no_font_has_is_a_box_and_stops_nothing() -> None:
    told = heard(write_pdf(of_blocks(said("Zdravko Čolić, Łódź, Шевченко, ελιά"), said("a\u05d0b\U0001f469c\x00d"))))
    assert [line.text().strip() for line in told.all("P")] == ["Zdravko Čolić, Łódź, Шевченко, ελιά", "a□b□c d"]


def test_a_chart_says_its_numbers_and_one_without_numbers_stops_nothing() -> None:
    def chart(*values: str) -> Chart:
        named = tuple(f"jaar {at}" for at, _value in enumerate(values))
        return Chart(("jaar",), named, (Series("uren", tuple(map(Decimal, values))),), description="Uren per jaar")

    pdf = write_pdf(of_blocks(chart("1234.5", "0", "20"), chart("0", "0"), chart()))
    assert [figure.told["/Alt"] for figure in heard(pdf).all("Figure")] == ["Uren per jaar"] * 3
    drawn = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "1.234,5" in drawn
    assert "20,0" in drawn


# --- what the standards ask ------------------------------------------------------------------------


@pytest.mark.parametrize("institute", TWO)
def test_every_plan_says_that_it_is_of_both_standards_and_passes_the_checks_of_pdfua(
    institute: str, tmp_path: Path
) -> None:
    pdf = pikepdf.open(BytesIO(pdf_of(institute)))
    with pdf.open_metadata() as about:
        assert [about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]] == ["2", "A", "1"]
        assert about["dc:title"].startswith("Meerjarenplan 2021-2025")
    assert str(pdf.Root.Lang) == "nl-BE"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    file = tmp_path / "plan.pdf"
    file.write_bytes(pdf_of(institute))
    assert not pdfua.validate(str(file)).findings


@pytest.mark.parametrize("institute", TWO)
def test_headings_leave_no_level_out_and_are_the_bookmarks(institute: str) -> None:
    headings = list(heard_of(institute).all(*(f"H{level}" for level in range(1, 7))))
    levels = [int(heading.tag[1:]) for heading in headings]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    with pikepdf.open(BytesIO(pdf_of(institute))).open_outline() as outline:
        bookmarks = list(_titles(outline.root))
    assert [_plain(title) for title in bookmarks] == [_plain(heading.text("Lbl", "Note")) for heading in headings]


def _elements(element: Any) -> Any:
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") not in ("/MCR", "/OBJR"):
            yield child
            yield from _elements(child)


def _first_page(element: Any, pages: dict[Any, int]) -> int:
    """The page on which an element begins."""
    found = (each for each in [element, *_elements(element)] if "/Pg" in each)
    return pages[next(found).Pg.objgen]


def _titles(items: Any) -> Any:
    for found in items:
        yield found.title
        yield from _titles(found.children)


def _plain(text: str) -> str:
    return "".join(_words(text))


@pytest.mark.parametrize("institute", TWO)
def test_drawings_have_a_text_and_tables_have_headers(institute: str) -> None:
    told = heard_of(institute)
    assert all(figure.told["/Alt"].strip("- ") for figure in told.all("Figure"))
    for table in told.all("Table"):
        headers = list(table.all("TH"))
        assert headers
        assert all("/Scope" in header.told for header in headers)


def test_the_name_of_an_action_is_the_header_of_its_row_in_the_matrix() -> None:
    (table,) = heard(write_pdf(of_blocks(matrix(3)))).all("Table")
    assert str(table.told["/Summary"]).startswith("Per strategische actie")
    rows = list(table.all("TR"))
    assert [[str(cell.told["/Scope"]) for cell in row.all("TH")] for row in rows[3:]] == [["/Row"]] * 3
    assert {str(cell.told["/Scope"]) for row in rows[:3] for cell in row.all("TH")} == {"/Column"}
    assert all("/Headers" not in cell.told for cell in table.all("TH", "TD"))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf checks files; apt-get install qpdf")
@pytest.mark.parametrize("institute", TWO)
def test_qpdf_finds_nothing_wrong(institute: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(pdf_of(institute))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts lists fonts; apt-get install poppler-utils")
@pytest.mark.parametrize(("institute", "expected"), [("oost-vlaanderen", {"Sans"}), ("brussel", {"Sans", "Serif"})])
def test_all_fonts_are_inside_and_ours(institute: str, expected: set[str], tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(pdf_of(institute))
    listed = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert {line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed} == {True}
    assert {re.sub(r".*\+Source(Sans|Serif).*", r"\1", line) for line in listed} == expected


# --- what is seen ----------------------------------------------------------------------------------


def test_the_contents_name_the_page_on_which_each_heading_stands() -> None:
    pdf = pikepdf.open(BytesIO(pdf_of("oost-vlaanderen")))
    pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        bookmarks: dict[str, Any] = {_plain(found.title): found.destination for found in outline.root}
    lines = [line.text().rsplit(maxsplit=1) for line in heard_of("oost-vlaanderen").all("TOCI")]
    shown = {_plain(title): int(page) for title, page in lines}
    for chapter in ("voorwoord", "omgevingsanalyse", "bijlagen"):
        assert shown[chapter] == pages[bookmarks[chapter][0].objgen]


def test_each_page_tells_its_plan_its_chapter_and_its_number() -> None:
    document = pypdfium2.PdfDocument(pdf_of("oost-vlaanderen"))
    pages = [page.get_textpage().get_text_range() for page in document]
    assert "pagina" not in pages[0]
    for number, page in enumerate(pages[1:], 2):
        assert f"pagina {number} van {len(pages)}" in page
        assert "Samenlevingsopbouw Oost-Vlaanderen vzw" in page
    assert all("Omgevingsanalyse" in page for page in pages[10:14])


def test_the_matrix_lies_on_a_wide_page_and_the_cover_has_the_letterhead() -> None:
    document = pypdfium2.PdfDocument(pdf_of("brussel"))
    wide = [page.get_width() > page.get_height() for page in document]
    assert any(wide)
    assert not all(wide)
    assert "Overzichtsschema" in document[wide.index(True)].get_textpage().get_text_range()
    edge = document[0].render(scale=0.3).to_pil().crop((5, 0, 6, 250))
    assert len(edge.getcolors()) > 3  # Brussel's band of colours


def test_no_note_stands_on_a_page_before_its_mark() -> None:
    pdf = pikepdf.open(BytesIO(pdf_of("oost-vlaanderen")))
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    notes = 0
    for element in _elements(pdf.Root.StructTreeRoot):
        if element.get("/S") == "/Note":
            notes += 1
            mark = _first_page(element.P, pages)
            assert _first_page(element, pages) >= mark
    assert notes > 50


def test_a_draft_says_so_above_each_page() -> None:
    document = pypdfium2.PdfDocument(write_pdf(sample(actions=2, sheets=1)))
    assert all("ontwerp" in page.get_textpage().get_text_range().casefold() for page in document)


def test_writing_twice_gives_equal_bytes() -> None:
    assert write_pdf(sample(actions=3, sheets=1)) == write_pdf(sample(actions=3, sheets=1))
    assert b"/tmp" not in pdf_of("oost-vlaanderen")


def test_a_pdf_is_made_only_when_somebody_asks_for_it() -> None:
    plan = plan_of(SMALL)
    institute = str(plan.institutes[0].id)
    assert not [path for path in render(plan, institute, EVERYDAY, draft=True).files if path.endswith(".pdf")]
    ((path, data),) = render(plan, institute, (Format.PDF,), draft=True).files.items()
    assert path.endswith(f"-{institute}.pdf")
    assert data.startswith(b"%PDF-1.7")


# --- any document ----------------------------------------------------------------------------------

BLOCKS = [block for made in (sample(actions=2, sheets=1), hostile()) for block in flat(made.blocks())]
SECTIONS = st.builds(
    Section,
    st.lists(st.sampled_from(BLOCKS), max_size=8).map(tuple),
    kind=st.sampled_from(["cover", "front", "body", "annex"]),
    landscape=st.booleans(),
    paper=st.sampled_from(["a4", "a3"]),
)
TEXT = st.text(max_size=30)


def test_a_link_that_runs_over_the_edge_of_a_cover_keeps_its_words() -> None:
    word = "Hottentottententententoonstellingsterreinexploitatievergunning" * 6
    links = [Link(f"https://example.org/{word}", (Run(word),)), Link(word, (Run(word),)), Link("x:", (Run(word),))]
    cover = Section((Paragraph((Run(word), *links)),), kind="cover")
    style = (ROOT / "institutes/brussel/stijl.docx").read_bytes()
    pdf = write_pdf(Document("", "", "nl-BE", (2020, 5, 15), (cover,)), style)
    assert pikepdf.open(BytesIO(pdf)).pages


def test_notes_of_a_table_that_runs_over_the_edge_of_a_cover_keep_their_words() -> None:
    word, mention = Run("Vergunning" * 37), Note((Paragraph((Run("Eerst."),)), Paragraph((Run("Verder."),))))
    heads = (Row((Cell((word,)), Cell((word,), rows=99, turned=True))),)
    rows = (Row((Cell((word, mention), span=3),)), Row((Cell((), rows=3), Cell((word,)))))
    cover = Section((Table((), heads, rows, caption=(word, mention)),), kind="cover")
    pdf = pypdfium2.PdfDocument(write_pdf(Document("", "", "nl-BE", (2020, 5, 15), (cover,))))
    read = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert read.count("[Eerst. Verder.]") == 2


@given(st.lists(SECTIONS, max_size=4), TEXT, TEXT, st.sampled_from([None, "brussel"]))
@settings(max_examples=12)
def test_any_document_becomes_a_pdf(sections: list[Section], title: str, draft: str, style: str | None) -> None:
    data = (ROOT / f"institutes/{style}/stijl.docx").read_bytes() if style else None
    document = Document(title, title, "nl-BE", (2020, 5, 15), tuple(sections), draft=draft, keywords=(title,))
    pdf = write_pdf(document, data)
    assert pikepdf.open(BytesIO(pdf)).pages
