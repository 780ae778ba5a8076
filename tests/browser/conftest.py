"""A real browser for tests of the pages we make, and the judge of their accessibility.

In: the Chromium or Chrome of this machine, which is never downloaded, and axe-core as `package-lock.json` names it.
Out: fixtures. A page that writes to the console, meets an error or asks for anything but its own file fails its test.

The tests of this folder run in one process of pytest-xdist, so that there is one browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import pytest
from click.testing import CliRunner
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from plan.cli import plan
from plan.workspace import open_workspace
from tests.workspaces import write_workspace
from tools.browser import find_browser, wait_until

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
AXE: Final = HERE / "node_modules/axe-core/axe.min.js"
BROWSER: Final = find_browser()
PATIENCE: Final = 20_000  # milliseconds, for a machine with other work; what is there already is not waited for
REPORT: Final = "build/sector/dekking.html"
LAPTOP: Final[ViewportSize] = {"width": 1440, "height": 900}

expect.set_options(timeout=PATIENCE)


def drawn(page: Page) -> None:
    """Wait until a report shows what its address asks for: the address changes first, then the page draws itself."""
    wait_until(page, "unfilled.length === 0 && JSON.stringify(shown.route) === JSON.stringify(routeOf(location.hash))")


def visit(page: Page, address: str) -> None:
    """Follow a link to a part of the report."""
    page.evaluate("address => { location.hash = address }", address)
    drawn(page)


class Axe(Protocol):
    """What axe-core finds wrong with a page as it stands: a line for each element; by all its rules, or by these."""

    def __call__(self, page: Page, *rules: str) -> list[str]: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER is None and HERE in item.path.parents:
            item.add_marker(pytest.mark.skip("there is no Chromium or Chrome; PLAN_BROWSER can name one"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine, or the one that `PLAN_BROWSER` names."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=BROWSER,
            args=[
                "--disable-gpu"
            ],  # what is drawn by the processor anyway takes it longer in the guise of a graphics card
        ) as launched,
    ):
        yield launched


def _opened(browser: Browser, faults: list[str]) -> Page:
    """A new page as large as a laptop's, from which nothing can be reached, and which tells its faults to this list."""

    def requested(request: Request) -> None:
        opening = request.is_navigation_request() and request.url.startswith("file:")
        if not opening and not request.url.startswith(("data:", "blob:")):
            faults.append(f"asked for {request.url}")

    def said(message: ConsoleMessage) -> None:
        faults.append(f"{message.type} on the console, line {message.location['lineNumber'] + 1}: {message.text}")

    context = browser.new_context(viewport=LAPTOP, locale="nl-BE", offline=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    return page


def left(page: Page) -> None:
    """Undo what was done in a page and to it, also what a page keeps for when it is opened again."""
    page.goto("about:blank")
    page.context.clear_permissions()
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="null", reduced_motion="reduce")
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": "file://", "storageTypes": "all"})
    session.detach()


def _judge(faults: list[str]) -> None:
    if faults:
        pytest.fail("\n".join(dict.fromkeys(faults)), pytrace=False)


@pytest.fixture(scope="session")
def shared_page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """The page that tests have in turn, for a new one takes longer than what most do with it; and its faults."""
    faults: list[str] = []
    page = _opened(browser, faults)
    yield page, faults
    page.context.close()


@pytest.fixture
def faults(shared_page: tuple[Page, list[str]]) -> list[str]:
    """What the page of a test complains of, or asks for: empty, or the test fails."""
    faults = shared_page[1]
    faults.clear()
    return faults


@pytest.fixture
def page(shared_page: tuple[Page, list[str]], faults: list[str]) -> Iterator[Page]:
    """A page as large as a laptop's, from which nothing can be reached, as if nobody had used it before."""
    page = shared_page[0]
    yield page
    left(page)
    _judge(faults)


@pytest.fixture
def own_page(browser: Browser) -> Iterator[Page]:
    """A page that no other test has, for what cannot be undone."""
    faults: list[str] = []
    page = _opened(browser, faults)
    yield page
    page.context.close()
    _judge(faults)


@contextmanager
def answering(page: Page, answer: Callable[[Dialog], None]) -> Iterator[None]:
    """Answer what a page asks in a window of its own."""
    page.on("dialog", answer)
    try:
        yield
    finally:
        page.remove_listener("dialog", answer)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, with its report made."""
    folder = write_workspace(tmp_path_factory.mktemp("example"), open_workspace(ROOT).sources.files)
    result = CliRunner().invoke(
        plan, ["--workspace", str(folder), "report", "--format", "html"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def report_file(example: Path) -> Path:
    """The sector's report of the example."""
    return example / REPORT


@pytest.fixture
def report(page: Page, report_file: Path) -> Page:
    """The report of the example, opened from its file."""
    page.goto(report_file.as_uri())
    return page


@pytest.fixture(scope="session")
def kept_open(browser: Browser, report_file: Path) -> Iterator[tuple[Page, list[str]]]:
    """The report of the example on a page of its own, opened once; and its faults."""
    faults: list[str] = []
    page = _opened(browser, faults)
    page.goto(report_file.as_uri())
    yield page, faults
    page.context.close()


@pytest.fixture
def read(kept_open: tuple[Page, list[str]]) -> Iterator[Page]:
    """The report of the example at its first view, for tests that change nothing but what is shown."""
    page, faults = kept_open
    visit(page, "")
    yield page
    unchanged = page.evaluate("agreed.list.length === 0 && localStorage.length === 0")
    _judge(faults if unchanged else [*faults, "the page was changed: ask for `report`"])


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The judge of accessibility."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `npm ci` in tests/browser does it")
    source = AXE.read_text("utf-8")

    def violations(page: Page, *rules: str) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": rules} if rules else {})}
        # Only what is wrong leaves the page: all that is well would take longer to hand over than to find.
        found = page.evaluate("options => axe.run(options).then(({ violations }) => violations)", options)
        return [
            f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
