"""The coverage report on paper: what the minutes say, what stands behind them, and that Word files of it are sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from plan.commands.report import report_files
from plan.compose.coverage_report import coverage_document
from plan.document import Cell, Document, Heading, Paragraph, Picture, Role, Table, plain_text
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word
from tests.conftest import Golden
from tests.test_coverage_views import WORKSPACE
from tests.test_drawings import large
from tests.the_example import example
from tests.word_files import part
from tests.word_judge import found_wrong, needs_judge
from tests.workspaces import SMALL, plan_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OOST = "institutes/oost/institute.yaml"
A4_WIDE = 14_570  # the room between the margins, in twips


def report(files: Mapping[str, str], language: str = "nl") -> Document:
    plan = plan_of(files)
    return coverage_document(plan, language)


def tables(document: Document, of: str = "") -> list[Table]:
    """The tables whose caption holds these words."""
    found = [block for block in document.blocks() if isinstance(block, Table)]
    return [table for table in found if of in plain_text(table.caption)]


def rows(table: Table) -> dict[str, list[str]]:
    """The cells of each row by the name of the row."""
    lines = [[plain_text(cell.inlines) for cell in row.cells] for row in table.rows]
    return {line[0]: line[1:] for line in lines}


def heads(table: Table) -> list[str]:
    return [plain_text(cell.inlines) for cell in table.header[-1].cells]


def words(document: Document, role: Role) -> list[str]:
    blocks = document.blocks()
    return [plain_text(block.inlines) for block in blocks if isinstance(block, Paragraph) and block.role is role]


def headings(document: Document) -> list[str]:
    return [plain_text(block.inlines) for block in document.blocks() if isinstance(block, Heading)]


# --- the minutes -----------------------------------------------------------------------------------


def test_the_report_of_the_example_is_as_expected(golden: Golden) -> None:
    document = coverage_document(example().plan, "nl")
    golden("dekking.md", write_markdown(document, "dekking.md")["dekking.md"])


def test_the_head_says_what_the_sector_carries() -> None:
    (statement,) = words(report(WORKSPACE), Role.STATEMENT)
    assert statement == (
        "2 van de 5 externe doelstellingen worden door minstens één instituut zeker gedragen. "
        "Bij 0 daarvan is dat elk jaar zo. Geen enkel instituut draagt zeker: Ruimte, Klimaat en Water."
    )


def test_the_head_says_how_fresh_the_data_of_each_institute_are() -> None:
    files = {**WORKSPACE, OOST: f"{WORKSPACE[OOST]}as_of: 2021-03-01\nstatus: ingediend\n"}
    (fresh,) = tables(report(files), "Van wanneer")
    assert rows(fresh) == {
        "Ingediend (1)": ["Opbouw Oost (OOS), 1 maart 2021"],
        "In opmaak (1)": ["Opbouw West (WES), nog te beslissen"],
        "Geen gegevens (1)": ["Opbouw Gent (GS)"],
    }


def test_each_goal_tells_who_carries_it_and_how_surely() -> None:
    (carriers,) = tables(report(WORKSPACE), "Hoeveel instituten")
    signs = ["Zeker", "Mogelijk", "Aan anderen overgelaten", "Nog te beslissen", "Niets"]
    assert heads(carriers) == ["Doelstelling", "Sector", *signs]
    told = rows(carriers)
    assert told["SD1.1 Wonen"] == ["●", "1: OOS", "", "", "1: WES", ""]
    assert told["SD2.1 Ruimte"] == ["–", "", "", "", "1: WES", "1: OOS"]
    assert told["SD2.3 Water"] == ["?", "", "", "1: OOS", "1: WES", ""]


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    assert heads(tables(report(SMALL), "Hoeveel instituten")[0]) == ["Doelstelling", "Sector", "Zeker"]


def test_a_strategic_goal_stands_as_its_weakest_operational_goal_but_for_those_left_to_others() -> None:
    files = {**WORKSPACE, OOST: WORKSPACE[OOST].replace("waives: [", "waives: [{goal: ruimte, reason: te ver}, ")}
    before, after = (rows(tables(report(of), "Hoeveel instituten")[0]) for of in (WORKSPACE, files))
    assert before["SD2 Buurten"] == ["–", "", "", "", "1: WES", "1: OOS"]
    assert after["SD2 Buurten"] == ["?", "", "", "1: OOS", "1: WES"]


def test_an_institute_without_data_is_no_gap() -> None:
    document = report(WORKSPACE)
    assert not any("GS" in cell for row in rows(tables(document, "Hoeveel instituten")[0]).values() for cell in row)
    assert not any("Gent" in row[0] for row in rows(tables(document, "het ergste eerst")[0]).values())


def test_each_gap_names_its_cheapest_repair_and_the_line_to_type_it_on() -> None:
    (gaps,) = tables(report(WORKSPACE), "het ergste eerst")
    now, repair = rows(gaps)["SD1.1 Wonen"]
    assert now == "Opbouw Oost: zeker, niet in 2023-2025; zonder project"
    assert "Zet" in repair
    assert repair.endswith("actions/oost/lessen.yaml:3")


def test_the_worst_gap_comes_first() -> None:
    (gaps,) = tables(report(WORKSPACE), "het ergste eerst")
    assert list(rows(gaps)) == ["SD2.1 Ruimte", "SD1.1 Wonen", "SD1.2 Onderwijs"]


def test_institutes_that_lack_the_same_share_a_line() -> None:
    files = {**WORKSPACE, "institutes/west/institute.yaml": "name: Opbouw West\nparticipates: {}\n"}
    (gaps,) = tables(report(files), "het ergste eerst")
    assert rows(gaps)["SD2.1 Ruimte"][0] == "Opbouw Oost en Opbouw West: niets"


def test_what_a_framework_asks_and_nothing_answers_is_named() -> None:
    without = {
        **SMALL,
        "frameworks/minister.yaml": SMALL["frameworks/minister.yaml"] + "  - {id: vrede, title: Vrede}\n",
    }
    text = write_markdown(report(without), "dekking.md")["dekking.md"].decode()
    assert "- **Prioriteiten van de minister:** 1 van 2: Vrede" in text
    assert "Elk onderdeel van de kaders heeft een antwoord." in write_markdown(report(SMALL))["plan.md"].decode()


def test_there_is_room_for_what_is_agreed_about_each_gap_and_about_more() -> None:
    (agreed,) = tables(report(WORKSPACE), "Afspraken")
    names = [plain_text(row.cells[0].inlines) for row in agreed.rows]
    assert names == ["SD2.1 Ruimte", "SD1.1 Wonen", "SD1.2 Onderwijs", "…", "…", "…"]


# --- behind them -----------------------------------------------------------------------------------


def test_every_institute_that_has_decided_has_its_matrix_with_how_each_goal_stands() -> None:
    document = report(WORKSPACE)
    assert [name for name in headings(document) if name.startswith("Opbouw")] == ["Opbouw Oost"]
    (matrix,) = tables(document, "Welke actie van Opbouw Oost")
    assert rows(matrix)["Dekking"] == ["●", "●*", "–", "○w", "w"]
    assert "Zonder schema, want nog te beslissen: Opbouw West." in words(document, Role.BODY)


def test_a_standing_is_told_by_sign_and_by_shade() -> None:
    def shades(cells: list[Cell]) -> set[tuple[str, str]]:
        return {(plain_text(cell.inlines)[:1], cell.shade) for cell in cells}

    (overview,) = tables(report(WORKSPACE), "Hoe elk instituut")
    found = shades([cell for row in overview.rows for cell in row.cells[1:] if cell.shade != "group"])
    assert found == {("●", "certain"), ("○", "possible"), ("–", "lacking"), ("w", ""), ("?", ""), ("·", "no-data")}


def test_every_table_and_picture_has_a_caption_and_a_description() -> None:
    document = report(WORKSPACE)
    assert all(table.description and plain_text(table.caption) for table in tables(document))
    assert all(block.alt for block in document.blocks() if isinstance(block, Picture))


def test_the_report_speaks_english_too() -> None:
    assert "Coverage of the goals" in headings(report(WORKSPACE, "en"))


def test_a_plan_without_goals_or_institutes_still_has_a_report() -> None:
    empty = {"goals.yaml": "plan: {title: Leeg, period: 2021-2025, date: 2020-05-15}\nstrategic_goals: []\n"}
    assert "Wie draagt wat" in headings(report(empty))
    assert write_word(report(empty))


# --- on paper --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wide() -> Document:
    return coverage_document(large(institutes=30, actions=20), "nl")


def test_wide_overviews_are_cut_and_stay_within_the_page(wide: Document) -> None:
    assert len(tables(wide, "Hoe elk instituut")) == 2
    assert len(tables(wide, "Welke actie van de sector")) > 1
    upright, lying = wide.sections
    assert not upright.landscape
    assert lying.landscape
    few = replace(wide, sections=(upright, replace(lying, blocks=lying.blocks[:12])))
    widths = [
        sum(int(column.get(f"{W}w", "0")) for column in grid) for grid in part(write_word(few)).iter(f"{W}tblGrid")
    ]
    assert max(widths) <= A4_WIDE


def test_the_minutes_name_the_worst_gaps_and_count_the_others(wide: Document) -> None:
    (gaps,) = tables(wide, "het ergste eerst")
    assert len(gaps.rows) == 12
    assert any("andere tekorten staan verderop" in line for line in words(wide, Role.LEGEND))


@needs_judge
@pytest.mark.parametrize("files", [WORKSPACE, SMALL], ids=["coverage", "small"])
def test_the_checks_outside_the_project_find_nothing(files: Mapping[str, str]) -> None:
    assert found_wrong(write_word(report(files))) == ""


def test_the_same_sources_give_the_same_bytes() -> None:
    assert write_word(report(WORKSPACE)) == write_word(report(WORKSPACE))


def test_the_command_makes_the_paper_and_the_drawings() -> None:
    made = report_files(example(), ["word", "markdown", "svg"])
    assert sorted(made) == [
        "beelden/tijdlijn.svg", "dekking.docx", "dekking.md", "kaart.svg", "matrix.svg", "tijdlijn.svg",
    ]  # fmt: skip
