"""A document tree written as Markdown reads well raw, and reads back as the tree that it was."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Column,
    Contents,
    Document,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.markdown_reader import read_markdown
from plan.places import Place, Prose
from plan.writers.markdown import write_markdown
from tests.word_sample import picture_bytes


def written(*blocks: Block, title: str = "Meerjarenplan") -> str:
    """The text of a document, without the line of its title and the blank line after."""
    document = Document(title, "", "nl-BE", (2020, 5, 15), (Section(tuple(blocks)),))
    text = write_markdown(document)["plan.md"].decode()
    return text.removeprefix(f"# {title}\n").removeprefix("\n")


def paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


# --- what it reads back as -------------------------------------------------------------------------

Plain = tuple[object, ...]


def plain_inlines(inlines: Sequence[Inline], line_break: str = "\n") -> Plain:
    """Characters with their marks: what is left of inlines when runs may be cut otherwise and blanks have no marks."""
    lines: list[list[object]] = [[]]
    for inline in inlines:
        match inline:
            case Run():
                marks = (inline.strong or inline.to_write, inline.emphasis, inline.strike, inline.code)
                text = f"[{inline.text}]" if inline.to_write else inline.text
                lines[-1] += [char if char.isspace() and not inline.code else (char, marks) for char in text]
            case LineBreak():
                if line_break == "\n":
                    lines.append([])
                else:
                    lines[-1].append(line_break)
            case Link():
                lines[-1].append(("link", inline.address, plain_inlines(inline.inlines)))
            case Note():
                lines[-1].append(("note", plain_blocks(inline.blocks)))
    for line in lines:
        while line and isinstance(line[0], str):
            line.pop(0)
        while line and isinstance(line[-1], str):
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    return tuple(tuple(line) for line in lines)


def _is_empty(part: object) -> bool:
    return isinstance(part, tuple) and part[0] in ("paragraph", "heading", "quote") and part[-1] == ()


def plain_blocks(blocks: Sequence[Block]) -> Plain:
    """What Markdown can say of blocks."""
    plain: list[object] = []
    for block in blocks:
        match block:
            case Heading():
                plain.append(("heading", block.level, plain_inlines(block.inlines, " ")))
            case Paragraph():
                plain.append(("paragraph", plain_inlines(block.inlines)))
            case List():
                items = tuple(plain_blocks(item.blocks) for item in block.items)
                plain.append(("list", block.ordered, block.start, items))
            case Quote():
                plain.append(("quote", plain_blocks(block.blocks)))
            case CodeBlock():
                plain.append(("code", block.text))
            case Table():
                rows = tuple(
                    tuple(plain_inlines(cell.inlines, "<br>") for cell in row.cells)
                    for row in (*block.header, *block.rows)
                )
                plain.append(("table", tuple(column.align for column in block.columns), rows))
            case _:
                plain.append(block)
    return tuple(part for part in plain if not _is_empty(part))


def read_back(text: str) -> Plain:
    part = read_markdown(Prose(text, Place("plan.md", 1, 1, 1, 1)))
    assert not part.html
    assert not part.unknown
    assert not part.references
    assert not part.undefined_footnotes
    blocks = [Heading(block.level - 1, block.inlines) if isinstance(block, Heading) else block for block in part.blocks]
    return plain_blocks(blocks)


# --- hostile trees ---------------------------------------------------------------------------------

SNIPPETS = [
    *"\\`*_{}[]()<>#+-.!|~&;:=\"' \t1aé€“^$@/?\u00a0\u200b",
    "woord", "1. ", "- ", "# ", "> ", "---", "===", "***", "| a |", "|---|", "[^1]", "[^1]: ", "[a]", "[a](b)", "[x] ",
    "[a]: b", "![a](b)", "<b>", "</b>", "<br>", "<!-- a -->", "<http://a.be>", "http://a.be", "&amp;", "&#65;", "```",
    "~~~", "~~", "__", "**", "{cijfer a}", "{nog b}", "{cijfer ", "{{ c }}", "a_b_c", "2 * 3", "\\\\", "   ",
]  # fmt: skip
ANY_CHARACTER = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
texts = st.lists(st.sampled_from(SNIPPETS) | ANY_CHARACTER, min_size=1, max_size=6).map("".join)
plain_texts = st.text("ab (.é“", min_size=1, max_size=4)
flags = st.booleans()
code_runs = st.builds(Run, texts, emphasis=flags, strong=flags, strike=flags, code=st.just(True))
runs = st.builds(Run, texts | plain_texts, emphasis=flags, strong=flags, strike=flags) | code_runs
marks_to_write = st.builds(Run, texts, to_write=st.just(True))
addresses = st.sampled_from(["http://a.be/b_c?d=e&f=g", "bestand(1).docx", "#kop", "mailto:a@b.be", "http://a.be/*"])
# At the start of a paragraph, `]:` in code in a link has no way to be written: it makes a definition of the link.
linkable_runs = runs.filter(lambda run: not run.code or "]:" not in run.text)
links = st.builds(Link, addresses, st.lists(linkable_runs, min_size=1, max_size=3).map(tuple)) | addresses.map(
    lambda address: Link(address, (Run(address.removeprefix("mailto:")),))
)
simple_inlines = st.lists(runs | links | marks_to_write | st.just(LineBreak()), min_size=1, max_size=6).map(tuple)
simple_blocks = st.builds(Paragraph, simple_inlines)


def containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    items = st.builds(ListItem, st.lists(inner, min_size=1, max_size=3).map(tuple))
    return (
        st.builds(Quote, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(List, st.lists(items, min_size=1, max_size=3).map(tuple), st.just(True), st.integers(0, 12))
        | st.builds(List, st.lists(items, min_size=1, max_size=3).map(tuple))
    )


notes = st.builds(Note, st.lists(simple_blocks | containers(simple_blocks), min_size=1, max_size=2).map(tuple))
inlines = st.lists(runs | links | notes | marks_to_write | st.just(LineBreak()), min_size=1, max_size=6).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.builds(Column, st.sampled_from(["left", "center", "right"])), min_size=1, max_size=3))
    row = st.lists(st.builds(Cell, inlines), min_size=len(columns), max_size=len(columns)).map(tuple)
    rows = st.lists(st.builds(Row, row), min_size=1, max_size=3).map(tuple)
    return Table(tuple(columns), draw(rows)[:1], draw(rows))


code_blocks = st.builds(CodeBlock, st.lists(texts, max_size=3).map("\n".join))
headings = st.builds(Heading, st.integers(1, 4), inlines)
blocks = st.recursive(st.builds(Paragraph, inlines) | code_blocks | tables(), containers, max_leaves=5)


@given(st.lists(simple_blocks | containers(simple_blocks), min_size=1, max_size=2))
def test_no_line_ends_in_a_blank_and_the_file_in_one_line_end(tree: list[Block]) -> None:
    text = written(*tree)
    assert text == "" or re.search(r"[^\n]\n\Z", text)
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


# --- how it reads raw ------------------------------------------------------------------------------


def test_the_title_comes_first_and_is_the_only_heading_of_the_first_level() -> None:
    cover = (Paragraph((Run("Ontwerp"),), Role.DRAFT), Paragraph((Run("Meerjarenplan"),), Role.TITLE))
    document = Document("iets", "", "nl-BE", (2020, 5, 15), (Section((*cover, Heading(1, (Run("Missie"),)))),))
    text = write_markdown(document)["plan.md"].decode()
    assert text == "# Meerjarenplan\n\n**Ontwerp.**\n\n## Missie\n"


def test_a_document_without_a_title_page_begins_with_its_title() -> None:
    document = Document("Plan *2021*", "", "nl-BE", (2020, 5, 15), (Section((paragraph("Tekst."),)),))
    assert write_markdown(document)["plan.md"].decode() == "# Plan \\*2021\\*\n\nTekst.\n"


@pytest.mark.parametrize(
    "text",
    [
        "Meer dan 155.000 gezinnen (12,5 %) wachten: 1/3 in Gent & Aalst.",
        "Ze zeiden: “wij [sic] doen mee!” – en #metoo, a_b_c, 5 < 6 > 4, {1, 2}.",
        "Punt 1. en dan - streepje - en = teken, € 5,00 | € 6,00.",
        "C&A, H&M en e-mail@x.be",
    ],
)
def test_ordinary_text_needs_no_backslash(text: str) -> None:
    assert written(paragraph(text)) == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("1. Missie", "1\\. Missie"),
        ("- punt", "\\- punt"),
        ("# kop", "\\# kop"),
        ("> citaat", "\\> citaat"),
        ("---", "\\---"),
        ("[a]: b", "\\[a]: b"),
        ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
        ("<b>", "\\<b>"),
        ("{cijfer x}", "\\{cijfer x}"),
        ("[a](b)", "\\[a](b)"),
    ],
)
def test_what_markdown_would_misread_gets_one_backslash(text: str, raw: str) -> None:
    assert written(paragraph(text)) == f"{raw}\n"


def test_roles_have_a_look_of_their_own() -> None:
    roles = (Role.STATEMENT, Role.LABEL, Role.SOURCE, Role.FACT)
    text = written(*(Paragraph((Run("Tekst"),), role) for role in roles))
    assert text == "> Tekst\n\n**Tekst:**\n\nTekst\n\nTekst\n"


def test_bold_italics_are_written_with_asterisks() -> None:
    both = Run("beide", strong=True, emphasis=True)
    assert written(Paragraph((both,))) == "***beide***\n"
    assert written(Paragraph((Run("een "), both, Run(" twee")))) == "een ***beide*** twee\n"


def test_who_signs_without_a_role_does_not_pass_for_a_heading() -> None:
    name = Run("An Jansen", strong=True)
    assert written(Paragraph((name,), Role.SIGNATURE)) == "**An Jansen.**\n"
    assert written(Paragraph((name, LineBreak(), Run("directeur")), Role.SIGNATURE)) == "**An Jansen**\\\ndirecteur\n"


def test_what_is_still_to_be_written_is_bold_and_in_brackets() -> None:
    inlines = (Run("De partners: "), Run("nog te schrijven: wie?", to_write=True), Run("."))
    assert written(Paragraph(inlines)) == "De partners: **[nog te schrijven: wie?]**.\n"


def test_tight_and_nested_lists_are_indented_by_their_marker() -> None:
    inner = List((ListItem((paragraph("twee"),)),))
    outer = List((ListItem((paragraph("een"), inner)), ListItem((paragraph("drie"),))), ordered=True, start=9)
    assert written(outer) == "9. een\n   - twee\n10. drie\n"


def test_a_list_after_a_list_stays_a_list_of_its_own() -> None:
    one = List((ListItem((paragraph("a"),)),), ordered=True)
    assert written(one, one, one) == "1. a\n\n1) a\n\n1. a\n"


def test_contents_link_to_the_names_that_github_gives_to_headings() -> None:
    text = written(
        Contents("Inhoud", depth=2),
        Heading(1, (Run("Thema's & doelen: “één”"),)),
        Heading(2, (Run("Acties"),)),
        Heading(3, (Run("Te diep"),)),
        Heading(1, (Run("Acties"),)),
        Heading(1, (Run("Inhoud"),)),
    )
    assert text.startswith(
        "<!-- markdownlint-disable MD024 -->\n\n## Inhoud\n\n"
        "- [Thema's & doelen: “één”](#themas--doelen-één)\n"
        "  - [Acties](#acties)\n"
        "- [Acties](#acties-1)\n"
        "- [Inhoud](#inhoud-1)\n\n"
    )


def test_a_reference_links_to_its_target_and_one_without_target_is_text() -> None:
    text = written(
        Paragraph((Reference("b", (Run("tabel"),)), Run(", "), Reference("a", (Run("kop"),)), Run(", "),
                   Reference("weg", (Run("niets"),)))),
        Heading(1, (Run("B"),), anchor="a"),
        Table((Column(),), (Row((Cell((Run("k"),)),)),), (), anchor="b"),
        Table((Column(),), (Row((Cell((Run("k"),)),)),), (), anchor="nooit-genoemd"),
    )  # fmt: skip
    table = "| k   |\n| --- |\n"
    assert text == f"[tabel](#b), [kop](#b), niets\n\n## B\n\n{table}\n{table}"


def test_a_footnote_that_is_mentioned_twice_is_one_footnote() -> None:
    shared, own = Note((paragraph("Bron."),), name="x"), Note((paragraph("Eigen."),))
    text = written(Paragraph((Run("a"), own, Run(" b"), shared, Run(" c"), shared, Run(" d"), own)))
    notes = "[^1]: Eigen.\n\n[^2]: Bron.\n\n[^3]: Eigen.\n"
    assert text == f"a[^1] b[^2] c[^2] d[^3]\n\n{notes}"


def test_a_footnote_inside_a_footnote_follows() -> None:
    inner = Note((paragraph("Binnen."),))
    text = written(Paragraph((Run("a"), Note((Paragraph((Run("Buiten"), inner)),)))))
    assert text == "a[^1]\n\n[^1]: Buiten[^2]\n\n[^2]: Binnen.\n"


def test_a_picture_is_written_beside_the_text_under_its_own_name() -> None:
    one = Picture(
        "institutes/a/beelden/de foto.png", picture_bytes(size=(800, 600)), "Een [oud] huis", (Run("Een huis"),)
    )
    other = Picture("institutes/b/beelden/De Foto.png", picture_bytes(size=(800, 700)), "")
    document = Document("P", "", "nl-BE", (2020, 5, 15), (Section((one, other, one)),))
    files = write_markdown(document, "tekst.md")
    assert files.keys() == {"tekst.md", "beelden/de foto.png", "beelden/De Foto-2.png"}
    assert files["beelden/de foto.png"] != files["beelden/De Foto-2.png"]
    house = "![Een \\[oud\\] huis](<beelden/de foto.png>)\n\n**Figuur {}.** Een huis\n"
    other_house = "![](<beelden/De Foto-2.png>)\n"
    assert files["tekst.md"].decode() == "\n".join(["# P\n", house.format(1), other_house, house.format(2)])


def cell(text: str, span: int = 1, rows: int = 1) -> Cell:
    return Cell((Run(text),) if text else (), span, rows)


def test_a_matrix_has_its_groups_in_a_list_above_and_one_header_row() -> None:
    header = (
        Row((cell("Actie", rows=3), cell("SD1: Grondrechten", span=3), cell("SD2: Samenleven"))),
        Row((cell("Wonen", span=2), cell("Werk"), cell("OD 4", rows=2))),
        Row((cell("OD 1"), cell("OD 2"), cell("OD 3"))),
    )
    rows = (Row((cell("De STEK"), cell("●"), cell("○"), cell(""), cell("●"))),)
    matrix = Table(tuple(Column(align) for align in ("left", *["center"] * 4)), header, rows, "matrix")  # type: ignore[arg-type]
    assert written(matrix) == (
        "- **SD1: Grondrechten**\n"
        "  - **Wonen**: OD 1; OD 2\n"
        "  - **Werk**: OD 3\n"
        "- **SD2: Samenleven**: OD 4\n\n"
        "| Actie   | OD 1 | OD 2 | OD 3 | OD 4 |\n"
        "| ------- | :--: | :--: | :--: | :--: |\n"
        "| De STEK |  ●   |  ○   |      |  ●   |\n"
    )


def test_a_table_wider_than_a_screen_is_not_padded() -> None:
    wide = "lang " * 40 + "woord"
    table = Table((Column(), Column("right")), (Row((cell("a"), cell("b"))),), (Row((cell(wide), cell(""))),))
    assert written(table) == f"| a | b |\n| --- | --: |\n| {wide} | |\n"


def test_a_cell_over_columns_stands_in_the_first_and_one_over_rows_in_each() -> None:
    rows = (Row((cell("x", rows=2), cell("y", span=2))), Row((cell("p"), cell("q"))))
    table = Table((Column(),) * 3, (), rows)
    assert written(table) == "|     |     |     |\n| --- | --- | --- |\n| x   | y   |     |\n| x   | p   | q   |\n"


def test_facts_are_a_list_of_labels_and_values() -> None:
    rows = (Row((cell("Timing"), cell("2021-2025"))), Row((cell("Partners:"), cell("OCMW"))))
    facts = Table((Column(), Column()), (), rows, "facts", caption=(Run("Fiche"),))
    assert written(facts) == "**Tabel 1.** Fiche\n\n- **Timing**: 2021-2025\n- **Partners:** OCMW\n"


def test_a_page_end_leaves_no_trace() -> None:
    assert written(paragraph("a"), PageBreak(), paragraph("b")) == "a\n\nb\n"
