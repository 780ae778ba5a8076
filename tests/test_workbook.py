"""`dekking.xlsx`: what stands on its sheets, read back, and that nothing an author wrote is more than text in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from plan.checks import check_plan
from plan.commands.report import report_files
from plan.report.sheets import sheet_names
from plan.report.workbook import coverage_workbook
from plan.standings import DOUBTED, MEANINGS, UNSURE
from plan.workspace import open_workspace
from tests.test_coverage_views import WORKSPACE
from tests.test_properties import LESS_OFTEN, workspaces
from tests.workspaces import plan_of, write_workspace

FRAMEWORK = {
    "frameworks/minister.yaml": """\
title: Prioriteiten
items:
  - {id: wonen, title: Wonen}
  - {id: zorg, title: Zorg}
  - {id: werk, title: Werk, framework: uitwerking}
""",
    "frameworks/uitwerking.yaml": "title: Uitwerking\nitems: [{id: klas, title: Klas}]\n",
    "actions/oost/kring.yaml": "title: Kring\nperiod: 2021\nanswers: [minister/wonen, uitwerking/klas]\n",
}


def made(files: Mapping[str, str], language: str = "nl") -> bytes:
    plan = plan_of(files)
    return coverage_workbook(plan, check_plan(plan), language)


def opened(files: Mapping[str, str], language: str = "nl") -> Workbook:
    return load_workbook(BytesIO(made(files, language)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened({**WORKSPACE, **FRAMEWORK})


def rows(sheet: Worksheet) -> list[list[Any]]:
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    """The filtered rows of a sheet, by the heads of their columns."""
    head = int(re.search(r"\d+", sheet.auto_filter.ref or "")[0])  # type: ignore[index]  # every table has a filter
    heads, *lines = rows(sheet)[head - 1 :]
    return [dict(zip(heads, line, strict=True)) for line in lines]


def line_of(lines: Sequence[Mapping[str, Any]], **wanted: str) -> Mapping[str, Any]:
    return next(line for line in lines if all(line[head] == value for head, value in wanted.items()))


def signs_of(line: Mapping[str, Any], heads: str) -> str:
    return " ".join(str(line[head]) for head in heads.split())


# --- what stands where -----------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_institute_among_the_others(book: Workbook) -> None:
    assert book.sheetnames == [
        *("Overzicht", "Gent", "Oost", "West"),
        *("Jaren", "Jaren als gegevens", "Kaders", "Bevindingen", "Leeswijzer"),
    ]


def test_the_overview_counts_each_institute_once_for_each_goal(book: Workbook) -> None:
    lines = table(book["Overzicht"])
    assert signs_of(line_of(lines, Doelstelling="Recht op wonen"), "● ○ – w ? ·") == "1 0 0 0 1 1"
    assert signs_of(line_of(lines, Doelstelling="Klimaat"), "● ○ – w ? ·") == "0 1 0 0 1 1"
    assert signs_of(line_of(lines, Doelstelling="Water"), "● ○ – w ? ·") == "0 0 0 1 1 1"
    assert signs_of(line_of(lines, Doelstelling="Ruimte"), "GS OOS WES") == "· – ?"


def test_a_strategic_goal_stands_as_its_weakest_goal_and_tells_how_much_is_there(book: Workbook) -> None:
    lines = table(book["Overzicht"])
    assert signs_of(line_of(lines, Niveau="SD", Doelstelling="Rechten"), "GS OOS WES") == "· ● ?"
    buurten = line_of(lines, Niveau="SD", Doelstelling="Buurten")
    assert signs_of(buurten, "GS OOS WES") == "· – 2/3 ?"
    assert signs_of(buurten, "● ○ – w ? ·") == "0 0 1 0 1 1"


def test_the_overview_says_what_to_discuss(book: Workbook) -> None:
    lines = table(book["Overzicht"])
    assert line_of(lines, Doelstelling="Recht op wonen")["Te bespreken"] == "Oost: niet in 2023-2025"
    assert line_of(lines, Doelstelling="Ruimte")["Te bespreken"] == "te weinig zeker: 0 van 1\nniets: Oost"
    assert line_of(lines, Doelstelling="Kwaliteit")["Te bespreken"] == ""


def test_of_many_institutes_the_overview_tells_only_how_many() -> None:
    institutes = {f"institutes/i{n}/institute.yaml": f"name: Instituut {n}\nparticipates: {{}}\n" for n in range(7)}
    lines = table(opened({"goals.yaml": WORKSPACE["goals.yaml"], **institutes})["Overzicht"])
    assert line_of(lines, Doelstelling="Ruimte")["Te bespreken"] == "te weinig zeker: 0 van 1\nniets: 7 instituten"


def test_a_matrix_has_each_action_with_its_period_owner_projects_and_signs(book: Workbook) -> None:
    lines = table(book["Oost"])
    fonds = line_of(lines, Actie="Het fonds voor noodkopers")
    assert (fonds["Van"], fonds["Looptijd"], fonds["Projecten"]) == ("sector", "2021-2022", "")
    assert signs_of(fonds, "SD1.1 SD1.2 SD2.1 SD2.2 SD2.3") == "●   ○ "
    lessen = line_of(lines, Actie='=SOM(A1) [vet] | "les"')
    assert (lessen["Van"], lessen["Projecten"]) == ("eigen", "Klas in Ronse *")


def test_above_a_matrix_stands_how_each_goal_is_carried(book: Workbook) -> None:
    pinned = next(row for row in rows(book["Oost"]) if row[0] == "dekking bij dit instituut")
    assert pinned[4:] == ["●", "●*", "–", "○w", "w", "●"]


def test_a_goal_that_falls_away_is_seen_falling_away_with_what_would_repair_it(book: Workbook) -> None:
    wonen = line_of(table(book["Jaren"]), Code="SD1.1", Instituut="Oost")
    assert signs_of(wonen, "2021 2022 2023 2024 2025 Samen") == "● ● ○ ○ ○ ●"
    assert wonen["In woorden"] == "Zeker, niet in 2023-2025; zonder project"
    assert wonen["Acties"] == '● Noodkoopfonds\n○ =SOM(A1) [vet] | "les"'
    assert wonen["Waar"] == "actions/oost/lessen.yaml:3"


def test_the_years_are_there_as_data_too_a_row_for_each(book: Workbook) -> None:
    lines = table(book["Jaren als gegevens"])
    assert len(lines) == 5 * 3 * 5  # external goals, institutes, years
    wonen = [line for line in lines if line["Code"] == "SD1.1" and line["Instituut"] == "Oost"]
    assert [(line["Jaar"], line["Dekking"], line["Aantal acties"]) for line in wonen] == [
        (2021, "zeker", 1), (2022, "zeker", 2), (2023, "mogelijk", 1), (2024, "mogelijk", 1), (2025, "mogelijk", 1),
    ]  # fmt: skip


def test_in_each_year_no_data_and_work_to_do_are_no_gap(book: Workbook) -> None:
    lines = table(book["Jaren als gegevens"])
    told = {line["Instituut"]: line["Dekking"] for line in lines if line["Code"] == "SD2.1"}
    assert told == {"Gent": "geen gegevens", "Oost": "niets", "West": "nog te beslissen"}


def test_what_nobody_answers_in_a_framework_stands_first(book: Workbook) -> None:
    lines = table(book["Kaders"])
    assert [(line["Onderdeel"], line["Beantwoord"]) for line in lines] == [
        ("Zorg", "nee"), ("Wonen", "ja"), ("Werk", "ja"), ("Klas", "ja"),
    ]  # fmt: skip
    assert line_of(lines, Onderdeel="Wonen")["Acties"] == "Kring"
    assert line_of(lines, Onderdeel="Werk")["Doelstellingen"] == 'uitgewerkt in "Uitwerking"'


def test_a_finding_has_its_rule_cure_and_place_and_an_accepted_one_its_reason() -> None:
    accepted = "accepts: [{rule: ontbrekende-looptijd, reason: zo is het}]\n"
    lines = table(opened({**WORKSPACE, "actions/oost/ooit.yaml": f"title: Ooit\n{accepted}"})["Bevindingen"])
    assert lines[-1]["Regel"] == "ontbrekende-looptijd"
    assert lines[-1]["Aanvaard, omdat"] == "zo is het"
    gap = line_of(lines, Regel="doelstelling-gat-in-jaren", Waar="goals.yaml:8")
    assert (gap["Ernst"], gap["Instituten"]) == ("te doen", "Oost")
    assert gap["Bevinding"] == 'Opbouw Oost draagt zeker bij aan "Recht op wonen", maar niet in 2023-2025'
    assert "lessen.yaml" in gap["Wat te doen"]


def test_the_guide_explains_every_sign_and_tells_how_fresh_each_institute_is() -> None:
    files = {**WORKSPACE, "institutes/west/institute.yaml": "name: Opbouw West\nas_of: 2020-04-01\n"}
    lines = rows(opened(files)["Leeswijzer"])
    assert [line[0] for line in lines if line[0] in MEANINGS][: len(MEANINGS)] == list(MEANINGS)
    told = {line[1]: (line[0], line[2]) for line in lines}
    assert told["Gent"] == ("·", "Niets aangeleverd: het telt nergens mee, ook niet als gat")
    assert told["West"][0] == "?"
    assert told["West"][1].startswith("In opmaak, stand van 1 april 2020; nog te beslissen")


def test_the_workbook_speaks_the_language_it_is_asked_for() -> None:
    assert opened(WORKSPACE, "en").sheetnames[0] == "Overview"


def test_plan_report_makes_it(tmp_path: Path) -> None:
    workspace = open_workspace(write_workspace(tmp_path, WORKSPACE))
    made_there = coverage_workbook(workspace.plan, workspace.findings, "nl")
    assert report_files(workspace, ["excel"]) == {"dekking.xlsx": made_there}


# --- how it is shown -------------------------------------------------------------------------------


def test_each_table_stays_in_sight_is_filtered_and_prints_on_wide_pages_with_its_heads(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        if sheet.title != "Leeswijzer":
            assert sheet.auto_filter.ref


def test_every_sign_has_a_shade_of_its_own_beside_it(book: Workbook) -> None:
    """Two faint ones may be alike: neither is a gap."""
    rules = [rule for area in book["Overzicht"].conditional_formatting for rule in area.rules]
    shades = {rule.text: rule.dxf.fill.bgColor.rgb for rule in rules if rule.dxf and rule.dxf.fill}
    assert shades.keys() == MEANINGS.keys() - {UNSURE, DOUBTED}
    assert len({shades[sign] for sign in "●○–·"} | {shades["w"], shades["?"]}) == 5


def test_names_of_institutes_lead_to_their_sheets(book: Workbook) -> None:
    linked = [cell.hyperlink for row in book["Overzicht"].iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in linked] == ["'Gent'!A1", "'Oost'!A1", "'West'!A1"]


# --- authors' input --------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "http://x.be", "{=1}", "0123"])
def test_a_title_stays_text_whatever_it_begins_with(title: str) -> None:
    files = {**WORKSPACE, "actions/fonds.yaml": f'title: "{title}"\nperiod: 2021\ncontributes: {{certain: [wonen]}}\n'}
    data = made(files)
    book = load_workbook(BytesIO(data))
    cell = next(cell for row in book["Oost"].iter_rows() for cell in row if cell.value == title)
    assert cell.data_type == "s"
    assert cell.quotePrefix  # text it stays, too, when somebody edits it
    with ZipFile(BytesIO(data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet for sheet in sheets)
        assert not any("externalLink" in name for name in parts.namelist())


@given(workspaces())
@LESS_OFTEN
def test_any_plan_gives_a_workbook_that_opens_and_is_the_same_every_time(files: dict[str, str]) -> None:
    data = made(files)
    for sheet in load_workbook(BytesIO(data)).worksheets:
        for value in (value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\u2028\u2029\u202a-\u202e]", value)
    plan = plan_of(dict(reversed(files.items())))
    assert data == coverage_workbook(plan, check_plan(plan), "nl")


def test_it_is_dated_as_the_plan_is(book: Workbook) -> None:
    assert book.properties.created is not None
    assert book.properties.created.date().isoformat() == "2020-05-15"
    assert book.properties.title == "Plan: dekking van de doelstellingen"


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    files = {**WORKSPACE, "actions/oost/ooit.yaml": f"title: {'lang ' * 10_000}\ncontributes: {{possible: [ruimte]}}\n"}
    book = load_workbook(BytesIO(coverage_workbook(plan_of(files), (), "nl")))
    title = table(book["Oost"])[-2]["Actie"]
    assert title.startswith("lang lang")
    assert title.endswith("…")


# --- the names of sheets ---------------------------------------------------------------------------


def test_institutes_with_impossible_names_have_sheets_all_the_same() -> None:
    names = ["'Gent'", "History", "A/B [c]: d*?\\", "overzicht", "Samen" * 10, "Samen" * 11]
    files = {
        f"institutes/i{n}/institute.yaml": f'name: "{name}"\n'.replace("\\", "\\\\") for n, name in enumerate(names)
    }
    book = opened({"goals.yaml": WORKSPACE["goals.yaml"], **files})
    long, longer = "SamenSamenSamenSamenSamenSamen…", "SamenSamenSamenSamenSamenS… (2)"
    assert book.sheetnames[1:7] == ["Gent", "History (2)", "A B c d", "overzicht (2)", long, longer]
    links = [cell.hyperlink.location for row in book["Overzicht"].iter_rows() for cell in row if cell.hyperlink]
    assert [str(link)[1:-4] for link in links] == book.sheetnames[1:7]


@given(st.lists(st.text(st.sampled_from("aA'[]:*?/\\ 😀\x00é…()2")), max_size=8))
def test_names_of_sheets_are_such_as_excel_takes(wanted: list[str]) -> None:
    names = sheet_names(wanted)
    assert len(names) == len(wanted) == len({name.casefold() for name in names})
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)
        assert name.strip() == name
