"""Authored Markdown read as blocks, with the place of all that a check asks about."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plan.document import (
    Block,
    CodeBlock,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    Note,
    Origin,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    plain_text,
    with_origin,
)
from plan.markdown_reader import (
    REFERENCE_WORDS,
    MarkdownPart,
    PictureNode,
    ReferenceNode,
    Spot,
    read_inline,
    read_markdown,
    resolve,
    resolve_inlines,
    shift_headings,
)
from plan.places import Place, Prose, Text


def place_of(source: str, file: str = "tekst.md") -> Place:
    lines = source.split("\n")
    return Place(file, 1, 1, len(lines), len(lines[-1]) + 1)


def read(source: str, key: str = "de-stek.context") -> MarkdownPart:
    return read_markdown(Prose(source, place_of(source), key=key))


def at(source: str, place: Place) -> str:
    """The characters of a source at a place."""
    lines = source.split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between[:-1], between[-1][: place.end_column - 1]])


def text_of(blocks: tuple[Block, ...]) -> list[str]:
    return [plain_text(block.inlines) for block in blocks if isinstance(block, Paragraph | Heading)]


# --- blocks ----------------------------------------------------------------------------------------


def test_each_kind_of_block_is_read() -> None:
    part = read(
        "# Kop\n\nTekst\nmet *nadruk*, **kracht**, ~~weg~~ en `code`.\n\n> Citaat\n\n```\nx\n  y\n```\n\n"
        "3. drie\n4. vier\n   - onder\n\n| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n\n---\n"
    )
    heading, paragraph, quote, code, ordered, table = part.blocks
    assert isinstance(heading, Heading)
    assert heading.level == 1
    assert part.headings == (heading,)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines == (
        Run("Tekst met "),
        Run("nadruk", emphasis=True),
        Run(", "),
        Run("kracht", strong=True),
        Run(", "),
        Run("weg", strike=True),
        Run(" en "),
        Run("code", code=True),
        Run("."),
    )
    assert isinstance(quote, Quote)
    assert isinstance(code, CodeBlock)
    assert code.text == "x\n  y"
    assert isinstance(ordered, List)
    assert (ordered.ordered, ordered.start, len(ordered.items)) == (True, 3, 2)
    assert isinstance(ordered.items[1].blocks[1], List)
    assert isinstance(table, Table)
    assert [column.align for column in table.columns] == ["left", "center", "right"]
    assert [len(row.cells) for row in (*table.header, *table.rows)] == [3, 3]


def test_line_breaks_are_kept_and_line_ends_are_blanks() -> None:
    (block,) = read("een\ntwee\\\ndrie  \nvier").blocks
    assert isinstance(block, Paragraph)
    assert block.inlines == (Run("een twee"), LineBreak(), Run("drie"), LineBreak(), Run("vier"))


def test_a_cell_can_break_its_line() -> None:
    part = read("| a |\n|---|\n| x<br>y |")
    (table,) = part.blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].inlines == (Run("x"), LineBreak(), Run("y"))
    assert not part.html


def test_dutch_typography_is_left_as_typed() -> None:
    source = "“Thema’s” – 's avonds... 12 000 -- (c)"
    assert text_of(read(source).blocks) == [source]


def test_blocks_know_their_key_and_place_and_count() -> None:
    source = "# Kop #\n\nEen\ntwee\n\n- drie\n  vier"
    heading, paragraph, bullets = read(source).blocks
    assert isinstance(bullets, List)
    origins = [block.origin for block in (heading, paragraph, bullets, bullets.items[0].blocks[0])]  # type: ignore[union-attr]
    assert [origin and origin.part for origin in origins] == [0, 1, 2, 3]
    assert {origin and origin.key for origin in origins} == {"de-stek.context"}
    assert [at(source, origin.place) for origin in origins if origin] == [
        "Kop",
        "Een\ntwee",
        "- drie\n  vier",
        "drie\n  vier",
    ]


def test_equal_texts_at_two_places_keep_their_own_places() -> None:
    one, two = (read_markdown(Prose("{doel x}", place_of("{doel x}", file))) for file in ("a.md", "b.md"))
    assert [part.references[0].place.file for part in (one, two)] == ["a.md", "b.md"]


# --- references ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "kind"), REFERENCE_WORDS.items())
def test_a_reference_is_handed_out_with_kind_target_wording_and_place(word: str, kind: str) -> None:
    source = f"Wie **{{{word} de-stek: de\n  STEK}}** en {{{word.upper()} x}} zegt."
    first, second = read(source).references
    assert (first.kind, first.target, first.wording) == (kind, "de-stek", "de STEK")
    assert at(source, first.place) == f"{{{word} de-stek: de\n  STEK}}"
    assert (second.kind, second.target, second.wording) == (kind, "x", None)


@pytest.mark.parametrize(
    "source",
    [
        "## {cijfer a} en {cijfer a} ##",
        "Kop {cijfer a}\n{cijfer a}\n===",
        "> - {cijfer a}\n>   en {cijfer a}\nlui {cijfer a}",
        "1. x\n\n   \ty\n   z {cijfer a}",
        "| {cijfer a} \\| {cijfer a} | b |\n|---|---|\n| | {cijfer a} |",
        "a[^1]\n\n[^1]: noot {cijfer a}\n\n    > {cijfer a}",
        "[link {cijfer a}](http://x.be \"{cijfer b}\") *x {cijfer a}*",
        "`{cijfer b}` \\{cijfer b} {cijfer a} &amp; {cijfer a}",
        "\ufeffé\U0001f600 {cijfer a}",
    ],
)  # fmt: skip
def test_every_reference_points_at_its_characters(source: str) -> None:
    references = read(source).references
    assert len(references) == source.count("{cijfer a}")
    assert {reference.target for reference in references} == {"a"}
    assert {at(source, reference.place) for reference in references} == {"{cijfer a}"}
    assert len({reference.place for reference in references}) == len(references)


def test_places_are_true_in_a_file_with_windows_line_ends() -> None:
    source = "Een\r\ntwee {doel a}\r\n\r\n- {doel b}"
    text = Prose(source, Place("tekst.md", 1, 1, 4, 11))
    places = [reference.place for reference in read_markdown(text).references]
    assert [(place.line, place.column, place.end_column) for place in places] == [(2, 6, 14), (4, 3, 11)]


def test_what_is_still_to_be_written_is_a_run_and_told() -> None:
    source = "Partners: {nog wie doet\nmee?} {todo: x}"
    part = read(source)
    (block,) = part.blocks
    assert isinstance(block, Paragraph)
    assert block.inlines[1] == Run("wie doet mee?", to_write=True)
    assert [spot.text for spot in part.to_write] == ["wie doet mee?", "x"]
    assert at(source, part.to_write[0].place) == "{nog wie doet\nmee?}"


@pytest.mark.parametrize("braces", ["{foo bar}", "{cijfer}", "{cijfer: x}", "{{ plan }}", "{cijfer x"])
def test_braces_that_say_nothing_are_printed_and_told(braces: str) -> None:
    source = f"a {braces}"
    part = read(source)
    assert text_of(part.blocks) == [source]
    (spot,) = part.unknown
    assert at(source, spot.place) == spot.text
    assert spot.text in braces
    assert not part.references


def test_braces_in_code_or_without_a_word_are_left_alone() -> None:
    part = read("`{cijfer x}` {1, 2} {} \\{doel x}\n\n    {cijfer x}\n")
    assert not part.references
    assert not part.unknown


def test_a_short_text_is_literal_but_for_its_references() -> None:
    source = "*De* {actie de-stek} {nog x} <b> {weg}"
    part = read_inline(Text(source, place_of(source)))
    assert [type(inline) for inline in part.inlines] == [Run, ReferenceNode, Run, Run, Run]
    assert part.inlines[0] == Run("*De* ")
    assert [at(source, reference.place) for reference in part.references] == ["{actie de-stek}"]
    assert [spot.text for spot in part.to_write] == ["x"]
    assert [spot.text for spot in part.unknown] == ["{weg}"]


# --- footnotes -------------------------------------------------------------------------------------


def test_a_footnote_stands_where_it_is_mentioned() -> None:
    part = read("a[^1] b[^x] c[^1]\n\n[^1]: Een **noot**.\n\n    - met een lijst\n\n[^x]: Nog een.")
    (block,) = part.blocks
    assert isinstance(block, Paragraph)
    first, second, again = (inline for inline in block.inlines if isinstance(inline, Note))
    assert text_of(first.blocks) == ["Een noot."]
    assert isinstance(first.blocks[1], List)
    assert first == again
    assert first.name != second.name


def test_footnotes_of_two_texts_are_never_the_same() -> None:
    names = set()
    for file in ("a.md", "b.md"):
        source = "a[^1]\n\n[^1]: Noot."
        (block,) = read_markdown(Prose(source, place_of(source, file))).blocks
        assert isinstance(block, Paragraph)
        names |= {inline.name for inline in block.inlines if isinstance(inline, Note)}
    assert len(names) == 2


def test_footnotes_without_text_without_mention_or_inside_another_are_told() -> None:
    source = "a[^weg] b[^1]\n\n[^1]: Zie [^2].\n[^2]: Nooit.\n[^1]: Tweede keer."
    part = read(source)
    assert text_of(part.blocks) == ["a[^weg] b"]
    told = (part.undefined_footnotes, part.nested_footnotes, part.unused_footnotes)
    assert [[(spot.text, at(source, spot.place)) for spot in spots] for spots in told] == [
        [("weg", "[^weg]")],
        [("2", "[^2]")],
        [("2", "[^2]"), ("1", "[^1]")],
    ]
    assert [spot.place.line for spot in part.unused_footnotes] == [4, 5]


def test_a_footnote_that_mentions_itself_ends() -> None:
    assert [spot.text for spot in read("a[^1]\n\n[^1]: b[^1]").nested_footnotes] == ["1"]


# --- pictures, links, html -------------------------------------------------------------------------


def test_a_picture_alone_is_a_block_with_alt_text_and_caption() -> None:
    source = '![Een *oud* huis](beelden/mijn%20huis.png "In {doel wonen}")'
    part = read(source)
    (picture,) = part.blocks
    assert picture == part.pictures[0]
    assert isinstance(picture, PictureNode)
    assert (picture.name, picture.alt) == ("beelden/mijn huis.png", "Een oud huis")
    assert plain_text(picture.caption) == "In {doel wonen}"
    assert part.references[0].target == "wonen"
    assert at(source, picture.place) == source


def test_a_picture_inside_a_sentence_follows_it() -> None:
    source = "Zie ![x](a.png)\n\n| a |\n|---|\n| ![y](b.png) |\n\n- ![z](c.png) slot"
    paragraph, first, table, second, bullets = read(source).blocks
    assert text_of((paragraph,)) == ["Zie"]
    assert isinstance(table, Table)
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert isinstance(bullets, List)
    assert [type(block) for block in bullets.items[0].blocks] == [Paragraph, PictureNode]


def test_links_and_tags_are_told_with_their_place() -> None:
    source = 'Zie [de\nsite](http://x.be "t") of <http://y.be>, <b>vet</b> <!-- weg\n--> \\<i>'
    part = read(source)
    assert [(spot.text, at(source, spot.place)) for spot in part.links] == [
        ("http://x.be", '[de\nsite](http://x.be "t")'),
        ("http://y.be", "<http://y.be>"),
    ]
    assert [at(source, spot.place) for spot in part.html] == ["<b>", "</b>", "<!-- weg\n-->"]
    assert text_of(part.blocks) == ["Zie de site of http://y.be, <b>vet</b> <!-- weg --> <i>"]


def test_a_block_of_html_is_printed_and_told() -> None:
    part = read("<div>\nx\n</div>\n\ny")
    assert text_of(part.blocks) == ["<div> x </div>", "y"]
    assert [spot.text for spot in part.html] == ["<div>", "</div>"]


def test_a_cell_beyond_the_last_column_is_told() -> None:
    source = "| a |\n|---|\n| x | y | z |"
    assert [at(source, spot.place) for spot in read(source).lost_cells] == ["y | z"]


# --- resolving -------------------------------------------------------------------------------------


def answer(reference: ReferenceNode) -> tuple[Inline, ...] | Block:
    if reference.kind == "ranking":
        return CodeBlock(reference.target)
    return (Run(f"<{reference.target}>"),)


def show(picture: PictureNode) -> Block:
    return Picture(picture.name, b"bytes", picture.alt, picture.caption)


def resolved(source: str) -> tuple[Block, ...]:
    return resolve(read(source).blocks, reference=answer, picture=show)


def test_references_give_way_to_inlines_wherever_they_stand() -> None:
    blocks = resolved("# {doel a}\n\n- > {doel a} b\n\n| {doel a} |\n|---|\n\n[x {doel a}](y) [^1]\n\n[^1]: {doel a}")
    assert "ReferenceNode" not in repr(blocks)
    assert repr(blocks).count("<a>") == 5
    paragraph = blocks[-1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines[0] == Link("y", (Run("x <a>"),))


def test_a_block_takes_the_place_of_a_reference_alone_and_follows_a_sentence() -> None:
    assert resolved("{rangschikking top}") == (CodeBlock("top"),)
    sentence, block = resolved("Zie {rangschikking top}.")
    assert text_of((sentence,)) == ["Zie ."]
    assert block == CodeBlock("top")


def test_pictures_give_way_to_blocks_with_their_captions_resolved() -> None:
    assert resolved('![x](a.png "{doel a}")') == (Picture("a.png", b"bytes", "x", (Run("<a>"),)),)


def test_the_references_of_a_short_text_give_way_too() -> None:
    part = read_inline(Text("De {doel a}.", place_of("De {doel a}.")))
    assert resolve_inlines(part.inlines, lambda reference: (Run(reference.target),)) == (Run("De a."),)


def test_headings_are_lowered_to_the_fourth_level_at_most() -> None:
    blocks = shift_headings(read("# a\n\n> ## b\n\n- ### c").blocks, 2)
    heading, quote, bullets = blocks
    assert isinstance(heading, Heading)
    assert isinstance(quote, Quote)
    assert isinstance(bullets, List)
    deeper = (quote.blocks[0], bullets.items[0].blocks[0])
    assert [block.level for block in (heading, *deeper) if isinstance(block, Heading)] == [3, 4, 4]


# --- whatever an author types ----------------------------------------------------------------------

SNIPPETS = [
    "{cijfer a}", "{nog b}", "{", "}", "woord", " ", "\n", "\n\n", "\r\n", "> ", "- ", "1. ", "# ", "| ", "|---|", "`",
    "*", "**", "~~", "[^1]", "[^1]: ", "[x](y)", "![x](y)", "<b>", "\\", "\t", "    ", "&amp;", "é", "\u00a0", "```",
]  # fmt: skip


@given(st.lists(st.sampled_from(SNIPPETS), max_size=25).map("".join))
def test_any_text_can_be_read_and_every_place_points_at_its_characters(source: str) -> None:
    part = read(source)
    unix = source.replace("\r\n", "\n")
    spots = [(reference.place, "{cijfer a}") for reference in part.references]
    spots += [(spot.place, "{nog b}") for spot in part.to_write]
    spots += [(spot.place, spot.text) for spot in (*part.html, *part.unknown)]
    spots += [(spot.place, f"[^{spot.text}]") for spot in (*part.undefined_footnotes, *part.unused_footnotes)]
    for place, characters in spots:
        if place.line == place.end_line:  # what goes on over a line end is told on one line
            assert at(unix, place) == characters


def test_spots_are_plain_values() -> None:
    assert read("<b>").html == (Spot("<b>", Place("tekst.md", 1, 1, 1, 4)),)


PLAIN = [
    "Buurt", "{cijfer a}", "{nog b}", "{", "é", "“", "(", '"', "1.", "- ", "+", "#", "=", ":", " ", "  ", "\t",
    "\u00a0", "\n", "\n\n", "===",
]  # fmt: skip


@given(st.lists(st.sampled_from(PLAIN), max_size=12).map("".join))
def test_paragraphs_without_marks_are_read_as_among_marks(source: str) -> None:
    # An indented block takes the blank lines that follow along.
    assume(not any(isinstance(block, CodeBlock) for block in read(source).blocks))
    # A definition that nothing uses prints nothing, and is a mark.
    assert read(source).blocks == read(f"{source}\n\n[x]: y").blocks


@given(st.lists(st.sampled_from([*PLAIN, "\n\nBuurt", "*", "\n\n- ", "\n\n    "]), max_size=12).map("".join))
def test_paragraphs_without_marks_are_read_among_others_as_in_a_quotation(source: str) -> None:
    assume("\t" not in source)  # behind the sign of a quotation it is narrower
    (quotation,) = resolved("\n".join(f"> {line}" for line in ["[x](y)", "", *source.split("\n")]))
    assert isinstance(quotation, Quote)
    alone = resolved(f"[x](y)\n\n{source}")
    assert [with_origin(block, nowhere) for block in quotation.blocks] == [
        with_origin(block, nowhere) for block in alone
    ]


def nowhere(_origin: Origin | None) -> None:
    return None
