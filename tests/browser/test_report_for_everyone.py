"""The report for those who see little, use no mouse or have a phone: axe-core, the keyboard and a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Axe, visit

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
# What opens in the views, besides each view as it opens itself.
OPENED: Final = (
    "#/kaart?jaar=2023",
    "#/kaart/solidariteit",
    "#/kaart/solidariteit/oost-vlaanderen",
    "#/matrix?tabel=1",
    "#/matrix?wie=oost-vlaanderen&jaar=2023&projecten=1&gaten=1",
)
# What axe finds in the same page only where there is less room or light.
OF_ROOM_AND_LIGHT: Final = ("color-contrast", "scrollable-region-focusable", "target-size")
TOO_WIDE: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
MEETING: Final = "#/vergadering/solidariteit/oost-vlaanderen"


def views(page: Page) -> Iterator[str]:
    """Show each view in its shapes, and say which; the last ones with something agreed."""
    tabs = [str(link.get_attribute("href")) for link in page.locator("#tabs a").all()]
    for address in (*tabs, *OPENED):
        visit(page, address)
        yield address
    for institute, decision in (("brussel", "join"), ("oost-vlaanderen", "prolong"), ("oost-vlaanderen", "raise")):
        visit(page, f"#/vergadering/solidariteit/{institute}")
        page.locator(f"input[id^=option-{decision}]").first.check()
        yield f"a meeting, {decision}"
    page.locator("#what-if-agree").click()
    yield "a meeting, agreed"
    visit(page, "#/afspraken")
    yield "what was agreed"


def faults_of_views(page: Page, axe: Axe, *rules: str) -> list[str]:
    """What keeps somebody from reading a view: of all views, in one walk."""
    found = []
    for view in views(page):
        found += [f"{view}: wider than the screen"] if page.evaluate(TOO_WIDE) else []
        found += [f"{view}: {violation}" for violation in axe(page, *rules)]
    return found


# --- axe-core --------------------------------------------------------------------------------------


def test_each_view_can_be_read_by_everyone(report: Page, axe: Axe) -> None:
    assert faults_of_views(report, axe) == []


def test_each_view_can_be_read_on_a_phone_in_the_dark(report: Page, axe: Axe) -> None:
    report.set_viewport_size(PHONE)
    report.emulate_media(color_scheme="dark")
    assert faults_of_views(report, axe, *OF_ROOM_AND_LIGHT) == []


# --- the keyboard ----------------------------------------------------------------------------------


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


def test_the_first_key_leads_past_the_tabs(report: Page) -> None:
    press(report, "Tab")
    expect(report.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    press(report, "Enter")
    expect(report.get_by_role("heading", level=2)).to_be_focused()


def test_from_the_map_to_a_reason_and_back_without_a_mouse(report: Page) -> None:
    tab_to(report, "#tab-kaart")
    press(report, "Enter")
    expect(report.get_by_role("heading", level=2, name="Kaart")).to_be_focused()
    tab_to(report, "table.map td a")
    press(report, *["ArrowDown"] * 8, *["ArrowRight"] * 5)
    cell = report.get_by_role("link", name=re.compile("Solidariteit, Oost-Vlaanderen"))
    expect(cell).to_be_focused()
    press(report, "Enter")
    panel = report.get_by_role("dialog")
    expect(panel).to_contain_text("Zeker, niet in 2023-2025")
    for _press in range(60):
        press(report, "Tab")
        assert report.evaluate("document.activeElement.closest('header, nav, main') === null")
    press(report, "Escape")
    expect(panel).to_be_hidden()
    expect(cell).to_be_focused()
    press(report, "Home")
    expect(report.get_by_role("link", name=re.compile("Solidariteit, Antwerpen provincie"))).to_be_focused()


def test_a_meeting_without_a_mouse(report: Page) -> None:
    tab_to(report, "#tab-vergadering")
    press(report, "Enter")
    title = report.locator("#goal-title")
    first = title.inner_text()
    press(report, "ArrowRight")
    expect(title).not_to_have_text(first)
    press(report, "ArrowLeft")
    expect(title).to_have_text(first)
    assert "Solidariteit" in first
    tab_to(report, "#card-oost-vlaanderen")
    press(report, "Enter")
    expect(report.get_by_role("heading", name="Oost-Vlaanderen: wat als?")).to_be_visible()
    tab_to(report, "input[type=radio]")
    press(report, "Space")
    tab_to(report, "#what-if-agree")
    press(report, "Enter")
    expect(report.get_by_role("status")).not_to_be_empty()
    expect(report.get_by_role("navigation").get_by_role("link", name="Afspraken")).to_have_text("Afspraken 1")
    press(report, "Escape")
    expect(report.get_by_role("heading", name="Oost-Vlaanderen: wat als?")).to_be_hidden()


FOCUS: Final = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
  const { bottom, top, width } = it.getBoundingClientRect();
  return {
    what: it.outerHTML.slice(0, 100),
    ringed: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
    inSight: bottom > 0 && top < innerHeight && width > 0,
  };
}"""


@pytest.mark.parametrize("address", ["#/overzicht", "#/kaart", "#/matrix", MEETING, "#/instituten"])
def test_whatever_has_the_focus_shows_it(report: Page, address: str) -> None:
    visit(report, address)
    walked: list[dict[str, Any]] = []
    while len(walked) < 100:
        press(report, "Tab")
        if (focus := report.evaluate(FOCUS)) is None:
            break
        walked.append(focus)
    assert len(walked) > 10
    assert [focus["what"] for focus in walked if not (focus["ringed"] and focus["inSight"])] == []
