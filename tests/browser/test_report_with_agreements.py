"""What the meeting agrees can be applied, and shows in the other views; what cannot be applied is not agreed on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import visit
from tests.browser.test_meeting import SOLIDARITY, agree, open_cell

PROLONGED = {"institute": "oost-vlaanderen", "action": "solidariteit-in-beeld", "goal": "solidariteit"}
JOINED = {"do": "join", "institute": "brussel", "action": "ieders-stem-telt", "goal": "solidariteit"}


def test_years_that_are_turned_cannot_be_chosen(report: Page) -> None:
    open_cell(report, "solidariteit", "brussel")
    report.locator("#option-join-ieders-stem-telt").check()
    report.locator("#what-if-from").select_option("2024")
    choices = report.locator("#what-if-to option:not([disabled])").evaluate_all("all => all.map((one) => one.value)")
    assert choices == ["", "2024"]


def test_to_leave_a_goal_to_others_takes_a_reason(report: Page) -> None:
    open_cell(report, "solidariteit", "brussel")
    report.locator("#option-waive-goal").check()
    report.locator("#what-if-reason").fill("   ")
    report.locator("#what-if-agree").click()
    assert report.evaluate("agreed.list.length") == 0


@pytest.mark.parametrize(
    ("agreement", "why"),
    [
        ({"do": "prolong", **PROLONGED, "from": "x", "to": []}, "een jaar is geen jaartal"),
        ({"do": "prolong", **PROLONGED, "from": None, "to": None}, "Kies vanaf of tot en met welk jaar"),
        ({**JOINED, "from": 2024, "to": 2022}, "het laatste jaar komt vóór het eerste"),
        ({**JOINED, "from": 2025, "to": None}, "de actie loopt niet in die jaren"),
        ({**JOINED, "institute": "nergens"}, "dit instituut staat niet in het plan"),
        ({"do": "waive", "institute": "brussel", "goal": "solidariteit", "reason": " "}, "Zeg waarom"),
    ],
)
def test_what_cannot_be_applied_is_not_taken_over(
    report: Page, tmp_path: Path, agreement: dict[str, Any], why: str
) -> None:
    good = {"do": "prolong", **PROLONGED, "from": None, "to": 2025, "was": "2021-2022"}
    said = {"format": 1, "kind": "afspraken", "plan": "", "agreements": [good, agreement]}
    (tmp_path / "afspraken.json").write_text(json.dumps(said))
    visit(report, "#/afspraken")
    report.get_by_label("Open een bewaard bestand").set_input_files(tmp_path / "afspraken.json")
    left = report.locator(".left-out li")
    expect(left).to_contain_text("Afspraak 2")
    expect(left).to_contain_text(why)
    assert report.evaluate("agreed.list.length") == 1
    report.evaluate("agreed.saved = true")


def test_a_cell_that_begins_like_a_formula_is_copied_as_text(read: Page) -> None:
    assert read.evaluate("['=1+1', '@a', '-2', '\\t=a', 'a=b', '–', 3].map(cellOfText)") == [
        "'=1+1",
        "'@a",
        "'-2",
        "'=a",
        "a=b",
        "–",
        "3",
    ]
    table = "{ caption: '', heads: ['a', 'b'], rows: [['a', '=1+1'], ['b', '3']] }"
    markup = read.evaluate(f"markupOfText({table})")
    assert """<td style="mso-number-format:'\\@'">=1+1""" in markup
    assert "<td>3" in markup


def test_the_page_itself_scrolls_the_matrix_below_its_tabs(read: Page) -> None:
    visit(read, "#/matrix")
    box = read.locator(".matrix-scroll")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    read.evaluate("scrollTo(0, 300)")
    assert read.evaluate("document.elementFromPoint(700, 20).closest('#tabs') !== null")


def test_matrix_and_map_show_the_agreements_when_asked(report: Page) -> None:
    visit(report, "#/matrix")
    expect(report.locator("#toggle-afspraken")).to_have_count(0)
    agree(report, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld")
    visit(report, "#/matrix")
    expect(report.locator(".turned")).to_have_count(0)
    report.locator("label").filter(has_text="Met de afspraken").click()
    expect(report.locator("tr.action .turned")).to_have_text("+ nu 2021-2022")
    visit(report, "#/kaart?afspraken=ja")
    expect(report.locator(".map td .turned")).to_have_text("+")
    visit(report, "#/kaart/solidariteit/oost-vlaanderen?afspraken=ja")
    expect(report.locator("#panel")).to_contain_text("berekend voor het plan zoals het nu is")
    report.evaluate("agreed.saved = true")


def test_who_joins_before_it_decided_is_told_what_that_decides(report: Page) -> None:
    open_cell(report, "solidariteit", "brussel")
    report.locator("#option-join-ieders-stem-telt").check()
    expect(report.locator(".preview")).to_contain_text("Brussel had nog niet beslist")


def test_how_an_institute_joins_can_be_agreed_anew(report: Page) -> None:
    agree(report, "solidariteit", "brussel", "join-ieders-stem-telt")
    visit(report, SOLIDARITY)
    agree(report, "solidariteit", "brussel", "join-ieders-stem-telt", from_="2023")
    assert report.evaluate("agreed.list.map((one) => [one.do, one.from])") == [["join", 2023]]
    report.evaluate("agreed.saved = true")


def test_a_repair_is_told_without_the_words_of_the_files(read: Page) -> None:
    told = read.evaluate("Object.values(DATA.repairs).flat().map((repair) => repairTold(DATA, repair))")
    assert told
    assert not [one for one in told if "possible" in one or "certain" in one or "{" in one]
