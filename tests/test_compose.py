"""A plan and its templates as one institute's document: what is printed where, and what is told instead of printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.checks import check_plan
from plan.compose import Composed, compose_document
from plan.compose.counting import faults_of_making, faults_of_trying, not_printed
from plan.diagnostics import Diagnostic
from plan.document import Document, Heading, List, Note, Paragraph, Picture, Role, Run, Table, plain_text
from plan.load import assemble, read_part
from tests.structure import all_blocks, blocks_as_lines, homes, structure
from tests.word_sample import picture_bytes
from tests.workspaces import SMALL, assembled, plan_of

PROEF = "templates/proef.md"
KUST = "institutes/kust/institute.yaml"
PLAIN_KUST = SMALL[KUST].partition("chapters:")[0]
ONE_TEMPLATE = {**SMALL, KUST: PLAIN_KUST, "templates/plan.yaml": "chapters:\n  - {id: proef, template: proef}\n"}
ONE_CHAPTER = {**SMALL, KUST: PLAIN_KUST, "templates/plan.yaml": "chapters:\n  - {id: missie}\n"}


def composed(files: Mapping[str, str], institute: str = "kust", draft: bool = False, label: str = "") -> Composed:
    plan = plan_of(files)
    return compose_document(plan, plan.institutes_by_id[institute], draft, label)


def printed(files: Mapping[str, str], institute: str = "kust") -> list[str]:
    """The document as lines, without what tells homes."""
    blocks = tuple(composed(files, institute).document.blocks())
    return [line.partition("  <-")[0] for line in blocks_as_lines(blocks)]


def worded(template: str, **more: str) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """What a template prints, and what is told about it; `more` are other templates."""
    files = {**ONE_TEMPLATE, PROEF: template, **{f"templates/{name}.md": text for name, text in more.items()}}
    return printed(files), composed(files).diagnostics


def missie(text: str) -> list[str]:
    """What a shared chapter with this text prints."""
    return printed({**ONE_CHAPTER, "chapters/missie.md": f"# Missie\n\n{text}\n"})


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, plain_text(block.inlines)) for block in document.blocks() if isinstance(block, Heading)]


def told(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(found.rule, f"{found.place.file}:{found.place.line}") for found in diagnostics]


# --- chapters --------------------------------------------------------------------------------------


def test_chapters_stand_in_the_sectors_order_with_the_institutes_own_among_them() -> None:
    top = [title for level, title in headings(composed(SMALL).document) if level == 1]
    assert top == [
        "Missie",
        "De zee",
        "Externe werking: thema's en doelstellingen",
        "Externe werking: strategische acties",
        "Interne doelstellingen",
        "Prioriteiten van de minister",
        "Samenlevingsopbouw Kust",
    ]


def test_another_institute_does_not_get_those_chapters() -> None:
    assert "De zee" not in [title for _level, title in headings(composed(SMALL, "bos").document)]


def test_an_own_version_prints_instead_of_the_shared_chapter() -> None:
    files = {**SMALL, "institutes/kust/missie.md": "# Onze missie\n\nAan zee.\n"}
    lines = printed(files)
    assert "# Onze missie (missie)" in lines
    assert "body: We staan **naast** mensen." not in lines
    assert "# Missie (missie)" in printed(files, "bos")


def test_an_optional_chapter_without_text_is_left_out_and_another_leaves_a_gap() -> None:
    outline = "chapters:\n  - {id: voorwoord, optional: true}\n  - {id: nawoord-van-ons}\n"
    assert printed({**SMALL, "templates/plan.yaml": outline}) == ["# … (nawoord-van-ons)", "gap: !…!"]


def test_the_headings_of_a_chapter_are_shifted_to_its_depth() -> None:
    outline = "chapters:\n  - id: missie\n    chapters:\n      - {id: visie}\n"
    text = "# Visie\n\n## Eerst\n\n### Dan\n"
    files = {**SMALL, "templates/plan.yaml": outline, "chapters/visie.md": text}
    files[KUST] = "name: Kust\n"
    assert headings(composed(files).document) == [(1, "Missie"), (2, "Visie"), (3, "Eerst"), (4, "Dan")]


def test_a_heading_that_skips_levels_stands_one_below_its_parent() -> None:
    text = "# Missie\n\n#### Sprong\n\n##### Dieper\n\n#### Gelijk\n\n## Terug\n\n### Gewoon\n"
    files = {**ONE_CHAPTER, "chapters/missie.md": text}
    assert headings(composed(files).document) == [
        (1, "Missie"), (2, "Sprong"), (3, "Dieper"), (2, "Gelijk"), (2, "Terug"), (3, "Gewoon"),
    ]  # fmt: skip


def test_the_headings_in_an_authored_field_stand_below_the_heading_above_it() -> None:
    files = {**SMALL, "actions/huizen.md": "# Maatschappelijke context\n\n## Een kop\n\n### Dieper\n"}
    found = headings(composed(files).document)
    at = found.index((2, "Huizen delen"))
    assert found[at + 1 : at + 3] == [(3, "Een kop"), (4, "Dieper")]


def test_a_heading_never_stays_alone_before_the_landscape_matrix() -> None:
    sections = composed(SMALL).document.sections
    (at,) = [number for number, section in enumerate(sections) if section.landscape]
    assert [(type(block).__name__) for block in sections[at].blocks[:3]] == ["Heading", "Heading", "Derived"]
    assert not isinstance(sections[at - 1].blocks[-1], Heading)
    assert [section.kind for section in sections][:2] == ["cover", "front"]


def test_a_draft_and_its_label_show_on_the_cover_and_in_the_document() -> None:
    document = composed(SMALL, draft=True, label="voor het bestuur").document
    assert document.draft == "Ontwerp"
    assert "draft: Ontwerp: voor het bestuur" in structure(document)
    assert composed(SMALL).document.draft == ""


# --- what a template does wrong ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "rule", "line"),
    [
        ("# Kop\n\n{% if %}\n", "template-error", 3),
        ("# Kop\n\n{% for x in goals %}\n{{ x.title }}\n", "template-error", 4),
        ("# Kop\n\n\n{{ bestaat_niet }}\n", "unknown-name", 4),
        ("# Kop\n\n{{ plan.titel }}\n", "unknown-name", 3),
        ("# Kop\n\n{% if bestaat_niet %}x{% endif %}\n", "unknown-name", 3),
        ("# Kop\n\n{{ institute.fax }}\n", "unprintable-value", 3),
        ("# Kop\n{% if true %}\n\n{{ goals }}\n{% endif %}\n", "unprintable-value", 4),
        ("# Kop\n\n{{ institute.address }}\n", "unprintable-value", 3),
        ("# Kop\n\n{{ 'SD' ~ plan.title }}\n", "template-error", 3),
        ("# Kop\n\n{{ plan.title + '!' }}\n", "unprintable-value", 3),
        ("# Kop\n\n{{ plan.title.upper() }}\n", "template-error", 3),
        ("# Kop\n\n{{ true }}\n", "unprintable-value", 3),
        ("# Kop\n\n{{ plan.title | safe }}\n", "template-error", 3),
        ("# Kop\n\n{{ plan.title | opsoming }}\n", "template-error", 3),
        ("# Kop\n\n{% for x in institute.waives %}\n{{ x.reason }}\n{% endfor %}\n", "empty-loop", 3),
        ("# Kop\n\n{{ plan.__class__ }}\n", "template-error", 3),
        ("# Kop\n\n{{ contents() }}\n", "template-error", 3),
        ("# Kop\n\n{{ matrix('x', 'y', 1) }}\n", "template-error", 3),
        ("# Kop\n\n{{ plan.title | partners }}\n", "template-error", 3),
        ("# Kop\n\n{{ 1 / 0 }}\n", "template-error", 3),
        ("# Kop\n\n{% include 'weg.md' %}\n", "template-error", 3),
    ],
)
def test_what_a_template_does_wrong_is_told_at_its_line(template: str, rule: str, line: int) -> None:
    lines, diagnostics = worded(template)
    assert told(diagnostics) in ([(rule, f"{PROEF}:{line}")], [("unknown-name", f"{PROEF}:{line}")])
    assert told(diagnostics)[0][0] == rule or "__class__" in template
    assert not any("\ue000" in text for text in lines)

    _lines, inside = worded("# Kop\n\n\n\n{% include 'binnen.md' %}\n", binnen=template)
    assert told(inside) == [(told(diagnostics)[0][0], f"templates/binnen.md:{line}")]


def test_a_template_that_includes_itself_is_told() -> None:
    _lines, diagnostics = worded("# Kop\n\n{% include 'proef.md' %}\n")
    assert [found.rule for found in diagnostics] == ["template-error"]


def test_what_cannot_be_printed_leaves_the_rest_of_its_chapter_standing() -> None:
    lines, diagnostics = worded("# Kop\n\nEerst.\n\n{{ institute.fax }}\n\n{{ goals }}\n\nDan.\n")
    assert lines == ["# Kop (proef)", "body: Eerst.", "body: Dan."]
    assert [line for _rule, line in told(diagnostics)] == [f"{PROEF}:5", f"{PROEF}:7"]


def test_a_broken_template_harms_its_own_chapter_only() -> None:
    files = {**SMALL, "templates/doelstellingen.md": "{% if %}"}
    assert len(composed(files).diagnostics) == 1
    assert "# Interne doelstellingen (interne-doelstellingen)" in printed(files)


def test_an_empty_loop_that_says_what_to_print_then_is_nothing_to_tell() -> None:
    lines, diagnostics = worded("{% for x in institute.waives %}\n{{ x.reason }}\n{% else %}\nNiets.\n{% endfor %}\n")
    assert lines == ["body: Niets."]
    assert not diagnostics


def test_an_empty_loop_is_told_once_however_often_it_is_gone_through() -> None:
    inner = "{% for x in goal.accepts %}\n{{ x.reason }}\n{% endfor %}\n"
    _lines, diagnostics = worded("{% for goal in goals %}\n{{ goal.title }}\n\n" + inner + "{% endfor %}\n")
    assert told(diagnostics) == [("empty-loop", f"{PROEF}:4")]


def test_the_programs_own_templates_have_nothing_wrong_with_them() -> None:
    bare = {
        "goals.yaml": SMALL["goals.yaml"].partition("strategic_goals")[0],
        KUST: "name: x",
    }
    for files in (SMALL, bare, {key: text for key, text in SMALL.items() if not key.startswith("templates/")}):
        assert not composed({**files}).diagnostics


# --- values are data --------------------------------------------------------------------------------

HOSTILE = "**x** <b> # {{ y }} [a](b) | `c` {% if %} \\* &amp; 1. ~~d~~"


def test_a_title_is_never_read_as_markdown_or_as_a_template() -> None:
    files = {**SMALL, "actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("Huizen delen", f"'{HOSTILE}'")}
    made = composed(files)
    assert not made.diagnostics
    lines = structure(made.document).splitlines()
    assert f"## {HOSTILE} (huizen)  <- huizen.title#0" in lines
    assert any(f"{HOSTILE} (sector)" in line for line in lines), "in the matrix"


@given(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="{}\ufeff\ufffe\uffff"),
        min_size=1,
    )
)
def test_whatever_a_title_holds_is_printed_as_it_stands(title: str) -> None:
    title = title.strip() or "x"
    quoted = "'" + title.replace("'", "''") + "'"
    files = {**ONE_TEMPLATE, PROEF: "# Kop\n\nVoor {{ plan.title }} na.\n"}
    files["goals.yaml"] = SMALL["goals.yaml"].replace("Meerjarenplan 2021-2025,", f"{quoted},", 1)
    blocks = tuple(composed(files).document.blocks())
    assert isinstance(blocks[1], Paragraph)
    assert plain_text(blocks[1].inlines) == f"Voor {title} na."


def test_a_template_language_in_authored_markdown_is_printed_as_typed() -> None:
    assert missie("Er is {{ 1 + 1 }} en {% if x %}.\n\n:::titel Nee") == [
        "# Missie (missie)",
        "body: Er is {{ 1 + 1 }} en {% if x %}.",
        "body: :::titel Nee",
    ]


def test_authored_prose_is_read_as_markdown_where_it_stands_alone() -> None:
    lines, diagnostics = worded("{% for goal in external_goals %}\n{{ goal.explanation }}\n{% endfor %}\n")
    assert lines == ["body: Op papier is niet genoeg.", "- body: wonen", "- body: werken"]
    assert not diagnostics


def test_an_open_fence_harms_only_itself() -> None:
    files = {**SMALL, "actions/huizen.md": "# Maatschappelijke context\n\nVoor.\n\n```\nopen\n"}
    lines = printed(files)
    at = lines.index("code: 'open'")
    assert lines[at - 1] == "body: Voor."
    assert lines[at + 1] == "label: Korte omschrijving"
    assert "## Banen maken (banen)" in lines


def test_an_open_tag_or_list_in_one_text_does_not_reach_the_next() -> None:
    files = {**SMALL, "actions/huizen.md": "# Maatschappelijke context\n\n<div>\n\n- een\n  1. twee"}
    lines = printed(files)
    assert "body: <div>" in lines
    assert "label: Korte omschrijving" in lines


# --- references ------------------------------------------------------------------------------------


def test_references_print_the_title_of_what_they_name_and_lead_to_it() -> None:
    files = {
        **SMALL,
        "chapters/missie.md": "# Missie\n\n{doel werk}, {doel grondrechten}, {actie huizen}, {hoofdstuk zee}.\n",
    }
    line = "body: <Waardig werk|werk>, <Grondrechten: voor iedereen|grondrechten>, <Huizen delen|huizen>, <De zee|zee>."
    assert line in printed(files)


def test_a_reference_with_words_of_its_own_prints_those() -> None:
    files = {**SMALL, "chapters/missie.md": "# Missie\n\n{doel werk: werken}, {hoofdstuk zee: bij ons}.\n"}
    assert "body: <werken|werk>, <bij ons|zee>." in printed(files)


def test_what_is_named_but_not_in_this_document_is_plain_text() -> None:
    files = {**SMALL, "chapters/missie.md": "# Missie\n\n{actie banen}, {hoofdstuk zee}.\n"}
    assert "body: Banen maken, {hoofdstuk zee}." in [line.replace("!", "") for line in printed(files, "bos")]


def test_a_dangling_reference_stays_visible() -> None:
    for words in ("{doel wek}", "{actie x: y}", "{cijfer x}", "{hoofdstuk x}", "{rangschikking x}"):
        assert missie(f"Zie {words} hier.")[1] == f"body: Zie !{words}! hier."


def test_what_is_still_to_be_written_stays_visible() -> None:
    assert missie("Dit is {nog de prijs}.")[1] == "body: Dit is !de prijs!."


def test_a_figure_prints_in_belgian_notation_with_its_source_below_the_page() -> None:
    note = "{body: Wachtenden, 2020. Bron: de huurmaatschappijen.}"
    assert missie("Er zijn {cijfer wachtlijst}.")[1] == f"body: Er zijn 155.000\u00a0gezinnen{note}."
    assert missie("Er zijn er {cijfer wachtlijst: heel veel}.")[1] == f"body: Er zijn er heel veel{note}."


def test_a_figure_that_is_mentioned_twice_has_one_note() -> None:
    files = {**ONE_CHAPTER, "chapters/missie.md": "# Missie\n\n{cijfer wachtlijst} en {cijfer wachtlijst}.\n"}
    paragraph = list(composed(files).document.blocks())[1]
    assert isinstance(paragraph, Paragraph)
    assert [inline.name for inline in paragraph.inlines if isinstance(inline, Note)] == ["figure:wachtlijst"] * 2


def test_a_ranking_stands_as_a_table_with_its_source_where_it_is_named() -> None:
    assert missie("Voor.\n\n{rangschikking gemeenten}\n\nNa.")[1:] == [
        "body: Voor.",
        "table plain: Gemeenten",
        "   Rang | Gemeente | Klasse",
        "   1 | Oostende | Hoog",
        "   2 | Brugge | Hoog",
        "source: Bron: de provincie, 2019",
        "body: Na.",
    ]


def test_references_in_a_title_are_read_too() -> None:
    files = {**ONE_CHAPTER, "chapters/missie.md": "# Missie met {doel werk}\n"}
    assert printed(files) == ["# Missie met Waardig werk (missie)"]


def test_a_picture_comes_from_beside_its_text_and_one_that_is_missing_leaves_a_gap() -> None:
    parts = [read_part(file, text.encode()) for file, text in ONE_CHAPTER.items() if file != "chapters/missie.md"]
    parts.append(
        read_part("chapters/missie.md", b"# Missie\n\n![Een huis](beelden/huis.png)\n\n![x](beelden/weg.png)\n")
    )
    parts.append(read_part("chapters/beelden/huis.png", picture_bytes()))
    plan, _told = assemble(parts)
    blocks = list(compose_document(plan, plan.institutes_by_id["kust"]).document.blocks())
    assert isinstance(blocks[1], Picture)
    assert (blocks[1].name, blocks[1].alt, blocks[1].data) == ("chapters/beelden/huis.png", "Een huis", picture_bytes())
    assert isinstance(blocks[2], Paragraph)
    assert blocks[2].role is Role.GAP


# --- homes and counting -----------------------------------------------------------------------------


def test_every_value_has_one_home_however_often_it_is_shown() -> None:
    counted = Counter(homes(tuple(composed(SMALL).document.blocks())))
    assert set(counted.values()) == {1}
    for key in (
        "huizen.title",
        "huizen.context",
        "werk.title",
        "werk.statement",
        "zee.text",
        "missie.text",
        "leren.title",
    ):
        assert (key, 0) in counted or (key, 1) in counted, key


def test_what_is_shown_twice_has_one_home_and_one_anchor() -> None:
    twice = "chapters:\n  - {id: missie}\n  - {id: missie}\n  - {id: proef, template: proef}\n"
    template = "{rangschikking gemeenten}\n"
    blocks = tuple(composed({**ONE_CHAPTER, "templates/plan.yaml": twice, PROEF: template}).document.blocks())
    assert len([block for block in blocks if isinstance(block, Table)]) == 3
    assert set(Counter(homes(blocks)).values()) == {1}
    assert [block.anchor for block in blocks if isinstance(block, Heading)] == ["missie", ""]


def test_a_value_that_a_template_prints_twice_has_its_home_where_it_stands_first() -> None:
    files = {**ONE_TEMPLATE, PROEF: "# Kop\n\n{{ goals[0].statement }}\n\n{{ goals[0].statement }}\n"}
    _kop, first, second = composed(files).document.blocks()
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert first.origin is not None
    assert second.origin is not None
    assert (first.origin.home, second.origin.home) == (True, False)
    assert first.origin.place.file == "goals.yaml"


def test_every_block_with_a_home_stands_where_the_author_wrote_it() -> None:
    for block in all_blocks(tuple(composed(SMALL).document.blocks())):
        origin = getattr(block, "origin", None)
        if origin is not None and origin.place.file in SMALL and isinstance(block, Paragraph | Heading):
            line = SMALL[origin.place.file].splitlines()[origin.place.line - 1]
            assert any(word in line.casefold() for word in plain_text(block.inlines).casefold().split())


def counted(files: Mapping[str, str], institute: str = "kust") -> list[tuple[str, str]]:
    plan = plan_of(files)
    made = compose_document(plan, plan.institutes_by_id[institute])
    return told(not_printed(plan, plan.institutes_by_id[institute], made.printed))


def test_all_that_was_written_is_printed() -> None:
    for institute in ("kust", "bos"):
        assert not counted(SMALL, institute)


def test_a_text_that_a_template_forgets_is_told_where_it_was_written() -> None:
    files = {**SMALL, "templates/actiefiche.md": "{{ action.description }}\n"}
    lines = counted(files)
    assert ("not-printed", "actions/huizen.md:3") in lines
    assert ("not-printed", "actions/kust/banen.yaml:5") in lines


def test_a_dropped_chapter_does_not_count_as_forgotten_but_what_it_should_print_does() -> None:
    drop = "chapters:\n  - drop: missie\n  - {drop: bijdrage-minister}\n"
    files = {
        **SMALL,
        KUST: PLAIN_KUST + drop,
    }
    assert {line.rpartition(":")[0] for _rule, line in counted(files)} == {"frameworks/minister.yaml"}


MINISTER = SMALL["frameworks/minister.yaml"]
INSIDE = "  - {id: dieper, title: Dieper, framework: NAME}\n"
NESTED = {
    "frameworks/minister.yaml": MINISTER + INSIDE.replace("NAME", "nota"),
    "frameworks/nota.yaml": "title: Nota\nitems:\n  - {id: een, title: Een, answer: Ja.}\n",
}
DEEPER = {
    **NESTED,
    "frameworks/nota.yaml": NESTED["frameworks/nota.yaml"] + INSIDE.replace("NAME", "bijlage"),
    "frameworks/bijlage.yaml": "title: Bijlage\nitems:\n  - {id: twee, title: Twee, answer: Neen.}\n",
}
ABOVE_NOT_IN_PLAN = {"frameworks/minister.yaml": NESTED["frameworks/minister.yaml"] + "in_plan: no\n"}
BY_KADERS = {"templates/plan.yaml": SMALL["templates/plan.yaml"].replace("kader, framework: minister", "kaders")}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, set()),
        ({"templates/plan.yaml": ""}, set()),
        ({"templates/actiefiche.md": "{{ action.title }}\n"}, {"not-printed"}),
        ({"templates/colofon.md": "# Kop\n\n{{ weg }}\n"}, {"unknown-name"}),
        ({"chapters/missie.md": "# Missie\n\n{grafiek personeel}\n"}, {"chart-without-data"}),
        ({"actions/huizen.md": "# Korte omschrijving\n\n{grafiek personeel}\n"}, {"chart-without-data"}),
        ({KUST: SMALL[KUST].replace("  leerkring:", "  leerkring: {projects: [den-dam]}")}, set()),
        ({KUST: PLAIN_KUST.replace("  huizen:\n    projects:\n", "  leerkring:\n    projects:\n")}, {"not-printed"}),
        ({KUST: SMALL[KUST] + "  - {drop: actiefiches}\n"}, {"not-printed"}),
        ({KUST: SMALL[KUST] + "waives: [{goal: werk, reason: Niet hier.}]\nprint_waivers: ja\n"}, set()),
        (
            {KUST: SMALL[KUST] + "  - {drop: overzichtsschema}\nwaives: [{goal: werk, reason: Niet hier.}]\n"
            "print_waivers: ja\n"},
            {"not-printed"},
        ),
        (NESTED, set()),
        (DEEPER, {"not-printed"}),
        (BY_KADERS, set()),
        (BY_KADERS | NESTED, set()),
        (BY_KADERS | DEEPER, {"not-printed"}),
        (BY_KADERS | NESTED | ABOVE_NOT_IN_PLAN, {"not-printed"}),
        ({"frameworks/nota.yaml": "title: Nota\nitems:\n  - {id: een, title: Een}\n"}, {"not-printed"}),
    ],
)  # fmt: skip
def test_a_check_foretells_what_making_a_document_tells(change: Mapping[str, str], rules: set[str]) -> None:
    plan = plan_of({file: text for file, text in {**SMALL, **change}.items() if text})
    institute = plan.institutes_by_id["kust"]
    made = faults_of_making(plan, institute, compose_document(plan, institute))
    assert faults_of_trying(plan, institute) == made
    assert {found.rule for found in made} == rules


def test_an_internal_action_that_names_an_unknown_goal_first_is_printed_all_the_same() -> None:
    files = {**SMALL, "actions/leerkring.yaml": SMALL["actions/leerkring.yaml"].replace("[leren]", "[lern, leren]")}
    assert not counted(files)
    plan, read = assembled(files)
    assert [found.rule for found in check_plan(plan, read) if found.severity == "error"] == ["unknown-goal"]


# --- what is not there ------------------------------------------------------------------------------


def test_a_damaged_action_leaves_a_visible_gap() -> None:
    lines = printed({**SMALL, "actions/huizen.yaml": "title: ["})
    assert any(line.startswith("gap:") and "huizen" in line for line in lines)


def test_the_damaged_action_of_another_institute_leaves_no_gap_here() -> None:
    files = {**SMALL, "actions/kust/banen.yaml": "title: ["}
    for institute, expected in (("bos", False), ("kust", True)):
        gaps = [line for line in printed(files, institute) if line.startswith("gap:")]
        assert any("banen" in line for line in gaps) is expected


def test_goals_that_cannot_be_read_leave_gaps_and_the_plan_is_made() -> None:
    lines = printed({**SMALL, "goals.yaml": "plan: ["})
    assert any(line.startswith("gap:") for line in lines)
    assert "# Missie (missie)" in lines


def test_texts_that_are_missing_leave_visible_gaps() -> None:
    lines = printed({**SMALL, "actions/huizen.md": "", "actions/huizen.yaml": "title: Huizen delen\n"})
    sheet = lines[lines.index("## Huizen delen (huizen)") :]
    assert len([line for line in sheet[:12] if line.startswith("gap:")]) == 4


def test_an_institute_that_has_not_decided_gets_all_actions_of_the_sector_and_none_of_others() -> None:
    found = [title for _level, title in headings(composed(SMALL, "bos").document)]
    assert "Huizen delen" in found
    assert "Banen maken" not in found
    assert any(line.startswith("source:") and "nog niet" in line for line in printed(SMALL, "bos"))


def test_an_institute_that_joins_nothing_says_so() -> None:
    files = {**SMALL, KUST: "name: Kust\nparticipates: {}\n"}
    assert "Huizen delen" not in [title for _level, title in headings(composed(files).document)]
    assert "Banen maken" in [title for _level, title in headings(composed(files).document)]


def test_a_participation_that_weakens_and_shortens_is_what_is_printed() -> None:
    weak = "  huizen: {strength: mogelijk, period: 2022, reason: x}\n"
    files = {**SMALL, KUST: f"name: Kust\nparticipates:\n{weak}"}
    lines = printed(files)
    sheet = lines[lines.index("## Huizen delen (huizen)") :]
    assert "body: 2022" in sheet[:12]
    assert any(line.startswith("- body: Draagt mogelijk bij: <Goed wonen|woonkwaliteit>") for line in sheet)


def test_the_matrix_says_by_sign_and_shade_what_carries_what() -> None:
    (table,) = [
        block for block in composed(SMALL).document.blocks() if isinstance(block, Table) and block.kind == "matrix"
    ]
    cells = {
        (plain_text(row.cells[0].inlines), at): (plain_text(cell.inlines), cell.shade)
        for row in table.rows
        for at, cell in enumerate(row.cells)
        if at
    }
    assert cells["Huizen delen (sector)", 1] == ("●", "certain")
    assert cells["Huizen delen (sector)", 2] == ("○", "possible")
    assert cells["Banen maken (SO Kust)", 1] == ("", "")
    for row in (*table.header, *table.rows):
        assert sum(cell.span for cell in row.cells) <= 3


def test_waivers_are_printed_only_where_the_institute_asks() -> None:
    own = SMALL[KUST]
    waiver = f"{own}waives:\n  - {{goal: werk, reason: Dat doet de stad.}}\n"
    for ask, expected in (("", False), ("print_waivers: ja\n", True)):
        lines = printed({**SMALL, KUST: waiver + ask})
        assert any("Dat doet de stad." in line for line in lines) is expected


def test_runs_of_a_value_inside_a_sentence_know_their_source() -> None:
    files = {**ONE_TEMPLATE, PROEF: "# Kop\n\nPlan van **{{ institute.name }}**.\n"}
    _kop, paragraph = composed(files).document.blocks()
    assert isinstance(paragraph, Paragraph)
    run = paragraph.inlines[1]
    assert isinstance(run, Run)
    assert (run.text, run.strong) == ("Samenlevingsopbouw Kust", True)
    assert run.origin is not None
    assert (run.origin.key, run.origin.home) == ("kust.name", True)


def test_lists_in_a_template_hold_an_item_for_each_value() -> None:
    _lines, diagnostics = worded("{% for goal in goals %}\n- {{ goal.title }}\n{% endfor %}\n")
    assert not diagnostics
    files = {**ONE_TEMPLATE, PROEF: "{% for goal in goals %}\n- {{ goal.title }}\n{% endfor %}\n"}
    (only,) = composed(files).document.blocks()
    assert isinstance(only, List)
    assert len(only.items) == 2


# --- annexes and captions --------------------------------------------------------------------------


def test_an_annex_is_printed_with_its_letter_and_title_or_in_the_authors_words() -> None:
    annexes = "annexes:\n  - {id: cijfers, title: Alle cijfers}\n  - {id: analyse, title: De analyse}\n"
    files = {
        **ONE_CHAPTER,
        "goals.yaml": ONE_CHAPTER["goals.yaml"] + annexes,
        "chapters/missie.md": "# Missie\n\nZie {bijlage analyse} en {bijlage cijfers: de tabellen}; {bijlage geen}.\n",
    }
    assert any("Zie bijlage B, De analyse en de tabellen; " in line for line in printed(files))


def test_a_paragraph_above_a_table_gives_it_its_caption() -> None:
    table = "| jaar | leden |\n|---|---|\n| 2020 | 12 |"
    document = composed({**ONE_CHAPTER, "chapters/missie.md": f"# Missie\n\nTabel: Wie *lid* is\n\n{table}\n"}).document
    assert [plain_text(block.caption) for block in document.blocks() if isinstance(block, Table)] == ["Wie lid is"]
    assert "Tabel:" not in " ".join(blocks_as_lines(tuple(document.blocks())))


def test_a_paragraph_that_only_mentions_a_table_stays_a_paragraph() -> None:
    lines = missie("De tabel: wie lid is\n\n| jaar |\n|---|\n| 2020 |")
    assert any("De tabel: wie lid is" in line for line in lines)
