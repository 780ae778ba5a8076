"""A real browser for tests of the pages we make, and the judge of their accessibility.

In: the Chromium or Chrome of this machine, which is never downloaded, and axe-core as `package-lock.json` names it.
Out: fixtures. A page that writes to the console, meets an error or asks for anything but its own file fails its test.

The tests of this folder run in one process of pytest-xdist, so that there is one browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

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
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=BROWSER) as launched:
        yield launched


@pytest.fixture
def faults() -> list[str]:
    """What the page of a test complains of, or asks for: empty, or the test fails."""
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """A page as large as a laptop's, from which nothing can be reached."""

    def requested(request: Request) -> None:
        opening = request.is_navigation_request() and request.url.startswith("file:")
        if not opening and not request.url.startswith(("data:", "blob:")):
            faults.append(f"asked for {request.url}")

    def said(message: ConsoleMessage) -> None:
        faults.append(f"{message.type} on the console, line {message.location['lineNumber'] + 1}: {message.text}")

    with browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="nl-BE", offline=True, reduced_motion="reduce"
    ) as context:
        context.set_default_timeout(PATIENCE)
        opened = context.new_page()
        opened.on("request", requested)
        opened.on("console", said)
        opened.on("pageerror", lambda error: faults.append(f"error: {error}"))
        yield opened
    if faults:
        pytest.fail("\n".join(dict.fromkeys(faults)), pytrace=False)


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
