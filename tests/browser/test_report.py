"""The report in a browser, as the working group has it: one file that opens from a mail, read, filtered and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from plan.commands.report import report_files
from plan.coverage import Standing, cover
from plan.workspace import open_workspace
from tests.browser.conftest import drawn, visit
from tests.the_example import example
from tests.workspaces import SMALL, write_workspace
from tools.browser import wait_until


def tabs(page: Page) -> Iterator[str]:
    """Open all tabs, one after the other."""
    for name in page.locator("#tabs a").all_inner_texts():
        if not page.title().startswith(name):
            go(page, name)
        yield name


def go(page: Page, name: str) -> None:
    """Open a tab."""
    page.get_by_role("navigation").get_by_role("link", name=name).click()
    drawn(page)
    expect(page.get_by_role("heading", level=2, name=name)).to_be_focused()


def cell(page: Page, goal: str, institute: str) -> Locator:
    """A cell of the map: its link, which says in words what the sign says."""
    return page.get_by_role("link", name=re.compile(f"{goal}, {institute}: "))


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list, by its value."""
    page.get_by_role("combobox", name=label, exact=True).select_option(option)
    drawn(page)


# --- one file --------------------------------------------------------------------------------------


def test_the_report_is_one_file_small_enough_to_mail(report_file: Path) -> None:
    assert report_file.stat().st_size < 1_000_000


def test_the_first_view_opens_from_the_file_without_a_word_on_the_console(report: Page) -> None:
    expect(report).to_have_title("Overzicht – Meerjarenplan 2021-2025")
    expect(report.get_by_role("heading", level=1)).to_have_text("Meerjarenplan 2021-2025")
    expect(report.get_by_role("row", name="SD3.1 Solidariteit")).to_be_visible()


def test_the_page_runs_no_script_but_its_own(report: Page, faults: list[str]) -> None:
    report.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'document.title = "Gekaapt"';
          const button = document.createElement('button');
          button.setAttribute('onclick', 'document.title = "Gekaapt"');
          document.body.append(script, button);
          button.click();
        }"""
    )
    assert "Gekaapt" not in report.title()
    assert len(faults) == 2
    assert all("Content Security Policy" in fault for fault in faults)
    faults.clear()


def test_markup_in_a_title_is_shown_and_not_obeyed(page: Page, tmp_path: Path) -> None:
    hostile = '</script><script>document.title="Gekaapt"</script><img src=x onerror="document.title=1">{goal}'
    files = {file: text.replace("Huizen delen", f"'{hostile}'") for file, text in SMALL.items()}
    files["goals.yaml"] = files["goals.yaml"].replace("Waardig werk", f"'{hostile}'")
    made = report_files(open_workspace(write_workspace(tmp_path / "plan", files)), ["html"])
    (tmp_path / "dekking.html").write_bytes(made["dekking.html"])
    page.goto((tmp_path / "dekking.html").as_uri())
    for _tab in tabs(page):
        assert page.locator("img, main script").count() == 0
    go(page, "Overzicht")
    expect(page.get_by_role("link", name=hostile)).to_be_visible()


def test_without_scripts_a_table_tells_how_the_goals_are_carried(browser: Browser, report_file: Path) -> None:
    with browser.new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto(report_file.as_uri())
        row = page.get_by_role("row", name="Solidariteit")
        expect(row).to_be_visible()
        expect(row).to_contain_text("1")


# --- read ------------------------------------------------------------------------------------------


def test_the_map_says_of_each_cell_what_the_program_says(read: Page) -> None:
    plan = example().plan
    coverage = cover(plan)
    go(read, "Kaart")
    shown = {sign: read.locator(f"td.st-{sign}").count() for sign in ("certain", "possible", "none", "nodata")}
    cells = [found for found in coverage.cells.values() if not found.excused]
    goals = len(plan.operational_goals)
    assert shown == {
        "certain": sum(found.standing is Standing.CERTAIN for found in cells),
        "possible": sum(found.standing is Standing.POSSIBLE for found in cells),
        "none": sum(found.standing is Standing.NONE for found in cells),
        "nodata": goals * len(plan.institutes) - len(coverage.cells),
    }


def test_one_click_tells_why_solidarity_is_not_certain_after_2022_and_what_would_mend_it(read: Page) -> None:
    go(read, "Kaart")
    cell(read, "Solidariteit", "Oost-Vlaanderen").click()
    panel = read.get_by_role("dialog")
    expect(panel.get_by_text("Zeker, niet in 2023-2025")).to_be_visible()
    expect(panel.locator("table.years td")).to_have_text([*["●zeker"] * 2, *["○mogelijk"] * 3])
    action = panel.locator(".contributions > li", has_text="Solidariteit in beeld")
    expect(action).to_contain_text("zeker · sector · 2021-2022")
    expect(action).to_contain_text("Week van Verbondenheid")
    action.get_by_text("bron").first.click()
    expect(action.get_by_text("actions/solidariteit-in-beeld.yaml:7")).to_be_visible()
    conditional = panel.locator("ul.projects li", has_text="Onderwijsopbouwwerk Ronse")
    expect(conditional.first).to_contain_text("staat nog niet vast")
    mends = panel.locator("ol.repairs > li")
    expect(mends).to_contain_text(
        [re.compile("Aandachtsbuurten versterken"), re.compile("Ieders stem telt"), re.compile("Solidariteit in beeld")]
    )
    expect(mends.first).to_contain_text("2023-2025")


def test_a_link_opens_what_its_sender_saw(report: Page) -> None:
    go(report, "Kaart")
    choose(report, "Wanneer", "2023")
    cell(report, "Solidariteit", "Oost-Vlaanderen").click()
    sent = report.url
    report.goto("about:blank")
    report.goto(sent)
    expect(report.get_by_role("dialog")).to_contain_text("SD3.1 Solidariteit")
    report.keyboard.press("Escape")
    expect(report.get_by_role("dialog")).to_be_hidden()
    expect(report.get_by_role("combobox", name="Wanneer")).to_have_value("2023")
    expect(cell(report, "Solidariteit", "Oost-Vlaanderen")).to_contain_text("○")


def test_no_data_is_grey_and_never_a_gap(read: Page) -> None:
    expect(read.get_by_role("banner").get_by_role("listitem").filter(has_text="Gent")).to_contain_text(
        "nog geen gegevens"
    )
    go(read, "Kaart")
    choose(read, "Doelstellingen", "gaten")
    missing = cell(read, "Solidariteit", "Gent")
    expect(missing).to_have_text("·")
    missing.click()
    expect(read.get_by_role("dialog")).to_contain_text("nog geen gegevens")


# --- filter ----------------------------------------------------------------------------------------


def test_the_worst_carried_goals_come_first_when_asked(read: Page) -> None:
    choose(read, "Volgorde", "ergste")
    rows = read.locator("table.overview tbody tr th")
    expect(rows.nth(0)).to_contain_text("SD3.3 Discriminatie en racisme")
    expect(rows.nth(1)).to_contain_text("SD3.4 Sociaal rechtvaardig klimaat- en milieubeleid")


def test_a_goal_that_falls_away_is_seen_falling_away_in_its_year(read: Page) -> None:
    go(read, "Matrix en jaren")
    choose(read, "Voor", "oost-vlaanderen")
    solidarity = read.locator("p.falls", has_text="Solidariteit")
    expect(solidarity).to_have_count(1)
    for year, falls in (("2022", False), ("2023", True), ("2024", False)):
        read.get_by_role("main").get_by_role("link", name=year, exact=True).click()
        expect(read).to_have_url(re.compile(f"jaar={year}"))
        drawn(read)
        expect(solidarity).to_have_count(int(falls))


@pytest.mark.parametrize(
    ("label", "option", "stays", "goes"),
    [
        ("Acties van", "oost-vlaanderen", "Waardig wonen", "Noodkoopfonds"),
        ("Acties van", "sector", "Noodkoopfonds", "Waardig wonen"),
        ("Voor", "oost-vlaanderen", "Waardig wonen", None),
        ("Doelstellingen", "grondrechten", "Noodkoopfonds", "Solidariteit in beeld"),
        ("Doelstellingen", "krachtige-buurten", "Aandachtsbuurten versterken", "Waardig werk"),
    ],
)
def test_the_matrix_shows_only_what_is_asked_for(
    read: Page, label: str, option: str, stays: str, goes: str | None
) -> None:
    visit(read, "#/matrix")
    rows = read.locator("tr.action .name")
    before = rows.all_inner_texts()
    assert {stays, goes} - {None} <= set(before)
    choose(read, label, option)
    after = rows.all_inner_texts()
    assert stays in after
    assert goes not in after
    assert set(after) <= set(before)


def test_only_what_is_certain_can_be_shown(read: Page) -> None:
    visit(read, "#/matrix?wie=oost-vlaanderen")
    row = read.locator("tr.action", has_text="Ieders stem telt")
    expect(row.locator("td.st-possible")).not_to_have_count(0)
    choose(read, "Sterkte", "certain")
    expect(row.locator("td.st-certain")).to_have_count(1)
    expect(row.locator("td.st-possible")).to_have_count(0)


# --- hand on ---------------------------------------------------------------------------------------


def test_every_view_can_be_a_plain_table_and_a_link(report: Page) -> None:
    for tab in tabs(report):
        report.get_by_role("button", name="Toon als gewone tabel").click()
        expect(report.locator("main table.plain")).to_be_visible()
        expect(report).to_have_url(re.compile("tabel=1"))
        report.get_by_role("button", name="Kopieer link").click()
        assert copied(report, tab.lower()[:5]) == report.url


def test_a_table_is_copied_as_cells(report: Page) -> None:
    report.get_by_role("button", name="Kopieer als tabel").click()
    lines = [line.split("\t") for line in copied(report, "doelstelling").splitlines()]
    assert lines[0][:3] == ["doelstelling", "zeker", "mogelijk"]
    (solidarity,) = (line for line in lines if line[0] == "SD3.1 Solidariteit")
    assert solidarity[1:] == ["1", "0", "0", "2", "0", "5"]


def copied(page: Page, words: str) -> str:
    """What is on the clipboard once it holds these words."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wait_until(page, "navigator.clipboard.readText().then((text) => text.includes(words))", words)
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def printed(page: Page) -> list[str]:
    """The words on each page of paper."""
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return [re.sub(r"\s+", " ", sheet.get_textpage().get_text_range()) for sheet in sheets]


def test_the_overview_is_printed_with_its_numbers_and_without_buttons(read: Page) -> None:
    text = " ".join(printed(read))
    for goal in example().plan.operational_goals:
        assert goal.title in text
    assert re.search(r"SD3.1 Solidariteit .{,40}● 1 \? 2 · 5 SD3.2", text)
    assert "Kopieer" not in text
    assert "Vergadering" not in text


def test_what_a_cell_tells_is_printed_alone(read: Page) -> None:
    visit(read, "#/kaart/solidariteit/oost-vlaanderen")
    text = " ".join(printed(read))
    assert "SD3.1 Solidariteit ● Zeker, niet in 2023-2025" in text
    assert "Ruimte publiek maken" not in text


def test_everything_is_printed_at_once(report: Page) -> None:
    # The dialog, which a browser without a window has not: what is printed is there before it and until after it.
    report.evaluate("() => { window.print = () => {} }")
    report.get_by_role("button", name="Druk alles af").click()
    pages = printed(report)
    begun = [title for page in pages for title in ("Overzicht", "Kaart", "Matrix en jaren", "Kaders", "Instituten")
             if re.search(rf"(^|\s){title} ", page)]  # fmt: skip
    assert list(dict.fromkeys(begun)) == ["Overzicht", "Kaart", "Matrix en jaren", "Kaders", "Instituten"]
    expect(report.locator("#paper")).to_have_count(0)
