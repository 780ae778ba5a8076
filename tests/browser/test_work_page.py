"""The page that is mailed with what is left to do: read on a telephone, by everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from plan.work import parts_of
from plan.work.page import render_work_page
from tests.browser.conftest import Axe
from tests.the_example import example


@pytest.fixture
def work(page: Page, tmp_path: Path) -> Page:
    """The page of an institute of the example, on a narrow screen."""
    plan = example()
    about = plan.plan.institutes_by_id["oost-vlaanderen"]
    file = tmp_path / "bevindingen.html"
    file.write_text(render_work_page(plan.plan, about, parts_of(plan, about), "nl"), "utf-8")
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(file.as_uri())
    return page


def test_a_narrow_screen_shows_all_of_a_line(work: Page) -> None:
    assert work.evaluate("document.documentElement.scrollWidth") <= 400


def test_the_page_can_be_read_by_everyone(work: Page, axe: Axe) -> None:
    assert axe(work) == []
