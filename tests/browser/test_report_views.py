"""The views of the report say what the program says, of any plan, and stand when there is little or much to show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from hypothesis import given
from playwright.sync_api import Page, expect

from plan.commands.report import report_files
from plan.coverage import cover
from plan.standings import cell_sign, standing_in_words
from plan.workspace import open_workspace
from tests.browser.conftest import visit
from tests.browser.test_report_coverage import LESS_OFTEN, Files, told_to_the_page, workspaces
from tests.the_example import example
from tests.workspaces import SMALL, plan_of, write_workspace

TABS: Final = ("overzicht", "kaart", "matrix", "kaders", "instituten", "vergadering", "afspraken")
IN_WORDS: Final = """
(data) => data.institutes.flatMap((institute) => [...goalsById(data).keys()].map((goal) => {
  const cell = coverOf(data).get(cellKey(goal, institute.id));
  return [goal, institute.id, signOf(cell), standingInWords(cell)];
}))
"""


def opened(page: Page, folder: Path, files: Files) -> Page:
    """The report of these files."""
    made = report_files(open_workspace(write_workspace(folder, files)), ["html"])
    (folder / "dekking.html").write_bytes(made["dekking.html"])
    page.goto((folder / "dekking.html").as_uri())
    return page


def show(page: Page, address: str) -> None:
    visit(page, address)
    expect(page.locator("main h2")).to_be_visible()


# --- what they say ---------------------------------------------------------------------------------


@given(files=workspaces())
@LESS_OFTEN
def test_a_cell_says_in_sign_and_words_what_the_program_says(read: Page, files: Files) -> None:
    plan = plan_of(files)
    cells = [
        (goal, institute, cover(plan).cell(goal, institute))
        for institute in plan.institutes_by_id
        for goal in plan.operational_goals_by_id
    ]
    said = read.evaluate(IN_WORDS, told_to_the_page(files))
    assert said == [
        [goal, institute, cell_sign(cell), standing_in_words(cell).render("nl")] for goal, institute, cell in cells
    ]


def test_the_overview_counts_each_goal_at_each_institute(read: Page) -> None:
    plan = example().plan
    for row in read.locator("table.overview tbody tr").all():
        counts = [int(re.sub(r"\D", "", text)) for text in row.locator("li").all_inner_texts()]
        assert sum(counts) == len(plan.institutes)


def test_each_gap_is_listed_below_the_map_with_its_cheapest_repair(read: Page) -> None:
    show(read, "#/kaart")
    read.locator("summary", has_text="4 gaten").click()
    row = read.locator(".gaps tbody tr", has_text="Solidariteit")
    expect(row).to_contain_text("Oost-Vlaanderen")
    expect(row).to_contain_text("zeker, niet in 2023-2025")
    expect(row).to_contain_text("Aandachtsbuurten versterken")


def test_a_year_of_the_map_shows_how_things_stand_in_that_year(read: Page) -> None:
    solidarity = read.get_by_role("link", name=re.compile("Solidariteit, Oost-Vlaanderen: "))
    for year, sign in (("2022", "●"), ("2023", "○")):
        show(read, f"#/kaart?jaar={year}")
        expect(solidarity).to_have_text(sign)


def test_what_has_no_answer_comes_first(page: Page, tmp_path: Path) -> None:
    file = "frameworks/minister.yaml"
    files = {**SMALL, file: SMALL[file] + "  - {id: energie, title: Energie, answer: Later.}\n"}
    opened(page, tmp_path, files)
    expect(page.locator("#tab-kaders")).to_have_text("Kaders 1")
    show(page, "#/kaders")
    rows = page.locator("table.items tbody tr")
    expect(rows.nth(0)).to_contain_text("Energie")
    expect(rows.nth(0)).to_contain_text("nog geen antwoord")
    expect(rows.nth(1)).to_contain_text("Banen maken")
    page.get_by_role("combobox", name="Onderdelen").select_option("open")
    expect(rows).to_have_count(1)


def test_a_card_tells_what_was_found_where_and_whom_to_call(read: Page) -> None:
    show(read, "#/instituten/oost-vlaanderen")
    card = read.get_by_role("article").filter(has=read.get_by_role("heading", name="Oost-Vlaanderen vzw"))
    expect(card).to_contain_text("ingediend, stand van 15 mei 2020")
    expect(card.get_by_role("link", name="09 265 84 70")).to_have_attribute("href", "tel:092658470")
    found = card.locator(".findings li", has_text="Belangenbehartiging")
    expect(found).to_contain_text(re.compile(r"goals\.yaml:\d+"))
    found.get_by_role("link", name="Zie op de kaart waarom").click()
    expect(read.get_by_role("dialog")).to_contain_text("SD3.2 Belangenbehartiging")


# --- addresses and the clipboard -------------------------------------------------------------------


def test_back_closes_what_was_opened(report: Page) -> None:
    show(report, "#/kaart")
    report.get_by_role("link", name=re.compile("Solidariteit, Oost-Vlaanderen: ")).click()
    expect(report.get_by_role("dialog")).to_be_visible()
    report.go_back()
    expect(report.get_by_role("dialog")).to_be_hidden()
    expect(report).to_have_url(re.compile("#/kaart$"))


def test_an_address_of_what_is_not_there_says_so(read: Page) -> None:
    show(read, "#/kaart/bestaat-niet/gent")
    expect(read.get_by_role("dialog")).to_contain_text("staat niet in het plan")
    show(read, "#/bestaat-niet/%E0%A4%A")
    expect(read.get_by_role("heading", level=2)).to_have_text("Overzicht")


def test_where_the_clipboard_is_closed_the_old_way_copies(report: Page) -> None:
    report.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    report.evaluate("addEventListener('copy', (event) => { window.types = [...event.clipboardData.types] })")
    report.get_by_role("button", name="Kopieer als tabel").click()
    expect(report.get_by_role("status")).to_have_text(re.compile("^Gekopieerd"))
    assert report.evaluate("window.types") == ["text/plain", "text/html"]


# --- little and much -------------------------------------------------------------------------------


def test_a_plan_with_nothing_in_it_has_all_its_views(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, {"goals.yaml": SMALL["goals.yaml"].partition("strategic_goals:")[0]})
    for tab in TABS:
        show(page, f"#/{tab}")
        show(page, f"#/{tab}?tabel=1")


def test_goals_without_institutes_and_institutes_without_goals_have_all_their_views(page: Page, tmp_path: Path) -> None:
    goals, rest = SMALL["goals.yaml"].partition("strategic_goals:")[::2]
    alone = {
        "goals": {"goals.yaml": goals + "strategic_goals:" + rest},
        "institutes": {file: text for file, text in SMALL.items() if file.startswith("institutes/")}
        | {"goals.yaml": goals},
    }
    for name, files in alone.items():
        opened(page, tmp_path / name, files)
        for tab in TABS:
            show(page, f"#/{tab}")


AT_ONCE: Final = """(address) => {
  const rows = () => document.querySelectorAll("tr.action").length;
  location.hash = address;
  show();
  const inSight = rows();
  dispatchEvent(new Event("beforeprint"));
  return [inSight, rows()];
}"""


def test_a_matrix_longer_than_the_screen_comes_in_two_turns_unless_it_is_printed(page: Page, tmp_path: Path) -> None:
    huge = {f"actions/a{n}.yaml": "title: Actie\ncontributes: {certain: [werk]}\n" for n in range(100)}
    opened(page, tmp_path, {**SMALL, **huge})
    in_sight, on_paper = page.evaluate(AT_ONCE, "#/matrix?van=sector")
    assert 20 < in_sight < 60
    assert on_paper > 100
    show(page, "#/matrix")
    expect(page.locator("tr.action .name", has_text="Actie")).to_have_count(100)


def test_each_row_of_the_matrix_has_all_its_columns(read: Page) -> None:
    for address in ("#/matrix", "#/matrix?doelen=alle", "#/matrix?wie=oost-vlaanderen&projecten=1"):
        show(read, address)
        columns = read.locator(".matrix col").count()
        widths = read.locator(".matrix tbody tr").evaluate_all(
            "rows => rows.map((row) => [...row.cells].reduce((width, cell) => width + cell.colSpan, 0))"
        )
        assert set(widths) == {columns}


def test_names_of_thirty_institutes_fit_above_the_map(page: Page, tmp_path: Path) -> None:
    many = {f"institutes/i{n}/institute.yaml": f"name: Samenlevingsopbouw Streek nummer {n}\n" for n in range(30)}
    opened(page, tmp_path, {**SMALL, **many})
    show(page, "#/kaart")
    heads = page.locator("table.map thead th")
    widths = heads.evaluate_all("heads => heads.slice(1, -1).map((head) => head.getBoundingClientRect().width)")
    assert len(widths) == 32
    assert max(widths) < 60
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
