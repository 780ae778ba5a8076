"""That the judges of a page do judge: what they must find is found."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Axe, left

HEAD = '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Proef</title>'


def show(page: Page, folder: Path, content: str, policy: str = "") -> None:
    (folder / "proef.html").write_text(f"{HEAD}{policy}<main><h1>Proef</h1>{content}", "utf-8")
    page.goto((folder / "proef.html").as_uri())


def test_a_page_that_asks_for_something_is_told_of(page: Page, faults: list[str], tmp_path: Path) -> None:
    (tmp_path / "beside.css").touch()
    show(page, tmp_path, '<link rel="stylesheet" href="beside.css"><img alt="" src="https://example.org/a.png">')
    assert [fault for fault in faults if fault.startswith("asked for")] == [
        f"asked for {(tmp_path / 'beside.css').as_uri()}",
        "asked for https://example.org/a.png",
    ]
    faults.clear()


def test_an_error_and_a_word_on_the_console_are_told_of(page: Page, faults: list[str], tmp_path: Path) -> None:
    show(page, tmp_path, "<script>console.warn('oei')</script><script>throw new Error('au')</script>")
    assert faults == ["warning on the console, line 1: oei", "error: au"]
    faults.clear()


def test_what_a_policy_forbids_is_told_of(page: Page, faults: list[str], tmp_path: Path) -> None:
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    show(page, tmp_path, "<script>document.title = 'Anders'</script>", policy)
    assert page.title() == "Proef"
    assert "Content Security Policy" in faults.pop()


def test_axe_finds_a_picture_without_words_and_letters_too_light(page: Page, axe: Axe, tmp_path: Path) -> None:
    show(page, tmp_path, '<p>Goed</p><img src="data:,"><p style="color: #999">Te licht</p>')
    found = axe(page)
    assert [line.partition(" ")[0] for line in found] == ["color-contrast", "image-alt"]


KEPT = "[localStorage.length, innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"


def test_what_one_test_does_to_the_page_is_gone_for_the_next(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, "<p>Goed</p>")
    before = page.evaluate(KEPT)
    page.evaluate("localStorage.setItem('vorige', 'test'); addEventListener('beforeunload', (e) => e.preventDefault())")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(KEPT) == [1, 390, True]
    left(page)
    show(page, tmp_path, "<p>Goed</p>")
    assert page.evaluate(KEPT) == before == [0, 1440, False]
