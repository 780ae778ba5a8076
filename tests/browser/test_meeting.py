"""A meeting with the report on the screen: what if, agreements, and the file of them that the program applies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from plan.coverage import cover
from plan.decisions.agreements import read_agreements
from plan.decisions.applying import apply_decisions
from plan.load import assemble, read_part
from plan.workspace import open_workspace
from tests.browser.conftest import answering, visit

SOLIDARITY = "#/vergadering/solidariteit"


def seat(page: Page, institute: str) -> Locator:
    """What the screen shows of an institute."""
    return page.get_by_role("listitem").filter(has=page.locator(f"#card-{institute}"))


def expect_signs(strip: Locator, signs: str) -> None:
    """The years of a strip have these signs."""
    expect(strip.locator(".year > span[aria-hidden]")).to_have_text(list(signs))


def open_cell(page: Page, goal: str, institute: str) -> None:
    visit(page, f"#/vergadering/{goal}/{institute}")
    expect(page.locator("#what-if-title")).to_contain_text("wat als?")


def agree(page: Page, goal: str, institute: str, option: str, **fields: str) -> None:
    """Choose an option in a cell, fill in its fields, and agree on it."""
    open_cell(page, goal, institute)
    page.locator(f"#option-{option}").check()
    for name, value in fields.items():
        field = page.locator(f"#what-if-{name.rstrip('_')}")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("#what-if-agree").click()
    expect(page.locator("ul.taken")).to_contain_text("Afgesproken")


@pytest.fixture(scope="module")
def decided(browser: Browser, report_file: Path) -> Any:
    """What a page has agreed on once a meeting took three decisions on its screen."""
    with browser.new_context(locale="nl-BE", offline=True, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(report_file.as_uri())
        agree(page, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld", by="2026-12-01")
        agree(page, "solidariteit", "brussel", "join-solidariteit-in-beeld", from_="2023", note="na de verkiezingen")
        agree(page, "klimaat-en-milieubeleid", "brussel", "waive-goal", reason="Het Energiehuis neemt dit op.")
        return page.evaluate("agreed.list")


@pytest.fixture
def three(report: Page, decided: Any) -> Iterator[Page]:
    """The report after a meeting with three decisions, on its list of agreements."""
    report.evaluate("list => setAgreements(list)", decided)
    visit(report, "#/afspraken")
    yield report
    report.evaluate("agreed.saved = true")


def saved(page: Page, folder: Path) -> Any:
    """The file that the page saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Bewaar als bestand").click()
    assert download.value.suggested_filename == "afspraken.json"
    file = folder / "afspraken.json"
    download.value.save_as(file)
    return json.loads(file.read_bytes())


# --- the screen ------------------------------------------------------------------------------------


def test_what_stands_open_at_most_institutes_comes_first(read: Page) -> None:
    visit(read, "#/vergadering")
    chips = read.locator(".steps .chip")
    for at, code in enumerate(("SD3.1", "SD3.2", "SD3.3", "SD3.4")):
        expect(chips.nth(at)).to_have_text(code)
    read.get_by_label("Volgorde").select_option("plan")
    expect(chips.first).to_have_text("SD1.1")


def test_a_cell_shows_each_year(read: Page) -> None:
    visit(read, SOLIDARITY)
    expect_signs(seat(read, "oost-vlaanderen"), "●●○○○")
    expect_signs(seat(read, "brussel"), "?????")


def test_an_institute_without_data_is_named_and_offers_nothing(read: Page) -> None:
    visit(read, f"{SOLIDARITY}/gent")
    expect(read.get_by_text("Geen gegevens: Antwerpen stad, Gent")).to_be_visible()
    expect(read.locator("#what-if-title")).to_have_count(0)


# --- what if ---------------------------------------------------------------------------------------


def test_an_option_shows_what_it_would_change_before_it_is_agreed_upon(report: Page) -> None:
    open_cell(report, "solidariteit", "oost-vlaanderen")
    report.locator("#option-prolong-solidariteit-in-beeld").check()
    strips = report.locator(".preview .strip")
    expect_signs(strips.nth(0), "●●○○○")
    expect_signs(strips.nth(1), "●●●●●")
    report.locator("#what-if-to").select_option("2023")
    expect_signs(strips.nth(0), "●●○○○")
    expect_signs(strips.nth(1), "●●●○○")
    expect_signs(seat(report, "oost-vlaanderen"), "●●○○○")


def test_an_agreement_changes_the_screen_at_once_and_shows_before_and_after(report: Page) -> None:
    agree(report, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld")
    shown = seat(report, "oost-vlaanderen")
    expect_signs(shown.locator(".strip").first, "●●○○○")
    expect_signs(shown.locator(".strip").last, "●●●●●")
    expect(shown).to_contain_text("zeker in 2023-2025 erbij")


def test_raising_an_action_of_the_sector_says_for_whom_it_counts(report: Page) -> None:
    agree(report, "solidariteit", "brussel", "join-ieders-stem-telt")
    open_cell(report, "solidariteit", "oost-vlaanderen")
    report.locator("#option-raise-ieders-stem-telt").check()
    expect(report.locator(".preview")).to_contain_text("Geldt voor allen die aan deze actie meedoen, ook Brussel.")
    report.locator("#what-if-agree").click()
    expect(seat(report, "brussel")).to_contain_text("zeker in 2022-2024 erbij")


def test_joining_what_possibly_contributes_here_leaves_its_other_goals_certain(report: Page) -> None:
    agree(report, "community-building", "brussel", "join-solidariteit-in-beeld")
    visit(report, SOLIDARITY)
    expect_signs(seat(report, "brussel").locator(".strip").last, "●●???")


def test_an_agreement_about_the_same_thing_takes_the_place_of_the_earlier_one(report: Page) -> None:
    for year in ("2023", "2024"):
        agree(report, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld", to=year)
    visit(report, "#/afspraken")
    expect(report.locator("li.agreement .what")).to_have_text(
        ["Solidariteit in beeld loopt tot en met 2024 (nu 2021-2022)"]
    )


def test_each_agreement_can_be_undone(report: Page) -> None:
    agree(report, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld")
    agree(report, "solidariteit", "brussel", "join-solidariteit-in-beeld")
    open_cell(report, "solidariteit", "oost-vlaanderen")
    report.locator("ul.taken .undo").click()
    expect_signs(seat(report, "oost-vlaanderen"), "●●○○○")
    expect_signs(seat(report, "brussel").locator(".strip").last, "●●???")


# --- the list --------------------------------------------------------------------------------------


def test_the_list_tells_what_each_agreement_changes(three: Page) -> None:
    effects = [item.locator(".effects li").all_inner_texts() for item in three.locator("li.agreement").all()]
    assert effects[0] == ["Oost-Vlaanderen, Solidariteit: zeker in 2023-2025 erbij"]
    assert "Brussel, Solidariteit: zeker in 2023-2025 erbij" in effects[1]
    assert effects[2] == ["Brussel, Klimaat- en milieubeleid: bewust aan anderen gelaten"]


def test_three_decisions_saved_and_applied_give_the_coverage_that_the_screen_showed(
    three: Page, example: Path, tmp_path: Path
) -> None:
    said = saved(three, tmp_path)
    assert [one["do"] for one in said["agreements"]] == ["prolong", "join", "waive"]
    workspace = open_workspace(example)
    files = {file: data for file, data in workspace.sources.files.items() if file.endswith((".yaml", ".md"))}
    done = apply_decisions(workspace.plan, files, read_agreements((tmp_path / "afspraken.json").read_bytes()).decisions)
    assert not done.refused
    assert len(done.done) == 3
    plan = assemble(read_part(file, data) for file, data in {**files, **done.after}.items())[0]
    shown = three.evaluate("[...coverOf(agreedData())].map(([key, cell]) => [key, cell.years, cell.standing])")
    assert {key: (years, standing) for key, years, standing in shown} == {
        f"{goal}/{institute}": ({str(year): standing for year, standing in cell.standings}, cell.standing)
        for (goal, institute), cell in cover(plan).cells.items()
    }


def test_the_file_says_who_by_when_and_upon_what(three: Page, tmp_path: Path) -> None:
    three.locator("#agreement-0-who").fill("Ann")
    prolonged, joined, waived = saved(three, tmp_path)["agreements"]
    assert prolonged == {
        "do": "prolong",
        "institute": "oost-vlaanderen",
        "action": "solidariteit-in-beeld",
        "goal": "solidariteit",
        "from": None,
        "to": 2025,
        "was": "2021-2022",
        "who": "Ann",
        "by": "2026-12-01",
        "note": "",
    }
    assert (joined["from"], joined["to"], joined["note"]) == (2023, None, "na de verkiezingen")
    assert (waived["reason"], waived["who"]) == ("Het Energiehuis neemt dit op.", "Brussel")


def test_a_saved_file_is_taken_up_again(three: Page, tmp_path: Path) -> None:
    saved(three, tmp_path)
    with answering(three, lambda dialog: dialog.accept()):
        three.get_by_role("button", name="Wis alles").click()
    expect(three.locator("li.agreement")).to_have_count(0)
    three.get_by_label("Open een bewaard bestand").set_input_files(tmp_path / "afspraken.json")
    expect(three.locator("li.agreement")).to_have_count(3)
    expect(three.locator("#agreement-0-by")).to_have_value("2026-12-01")


def test_a_file_with_something_else_is_answered(report: Page, tmp_path: Path) -> None:
    visit(report, "#/afspraken")
    (tmp_path / "anders.json").write_text('{"kind": "boodschappen"}')
    report.get_by_label("Open een bewaard bestand").set_input_files(tmp_path / "anders.json")
    expect(report.get_by_role("status")).to_have_text("anders.json is geen bestand met afspraken.")


def test_an_agreement_upon_what_has_changed_since_is_marked(three: Page, tmp_path: Path) -> None:
    said = saved(three, tmp_path)
    said["agreements"][0]["was"] = "2021-2023"
    (tmp_path / "oud.json").write_text(json.dumps(said))
    three.get_by_label("Open een bewaard bestand").set_input_files(tmp_path / "oud.json")
    expect(three.locator("li.agreement").first).to_contain_text("intussen veranderd")
    expect(three.get_by_text("intussen veranderd")).to_have_count(1)


def test_agreements_are_copied_into_the_minutes_as_text_and_as_a_table(three: Page) -> None:
    three.context.grant_permissions(["clipboard-read", "clipboard-write"])
    three.get_by_role("button", name="Kopieer voor het verslag").click()
    expect(three.get_by_role("status")).to_contain_text("Gekopieerd")
    text, html = (
        three.evaluate(
            "async (type) => (await (await navigator.clipboard.read())[0].getType(type)).text()", f"text/{kind}"
        )
        for kind in ("plain", "html")
    )
    assert "1. Solidariteit in beeld loopt tot en met 2025 (nu 2021-2022) (de werkgroep, tegen 1 december 2026)" in text
    assert html.count("<tr") == 4


def test_agreements_outlive_the_page_and_only_then_leave_with_a_warning(three: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    with answering(three, answer):
        three.reload()
    assert asked == ["beforeunload"]
    expect(three.locator("li.agreement")).to_have_count(3)


def test_saved_agreements_are_left_without_a_warning(three: Page, tmp_path: Path) -> None:
    saved(three, tmp_path)
    with answering(three, lambda dialog: pytest.fail(f"asked: {dialog.type}")):
        three.reload()
    expect(three.locator("li.agreement")).to_have_count(3)


def test_a_browser_that_keeps_nothing_can_still_meet(own_page: Page, report_file: Path) -> None:
    own_page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    own_page.goto(report_file.as_uri())
    agree(own_page, "solidariteit", "oost-vlaanderen", "prolong-solidariteit-in-beeld")
    expect(own_page.locator("#tab-afspraken")).to_have_text(re.compile("1"))
    own_page.evaluate("agreed.saved = true")


def test_an_internal_goal_asks_for_no_years_in_the_matrix(read: Page) -> None:
    visit(read, "#/matrix?wie=oost-vlaanderen&doelen=interne-werking&jaar=2023")
    expect(read.locator("tr.action")).not_to_have_count(0)
    expect(read.locator("tr.action.off")).to_have_count(0)
    expect(read.locator("tr.summary td.st-none")).to_have_count(0)
