"""How does the report bear a large plan?

In: nothing, or another size and seed. Out, printed: for the example and for a made-up plan of 40 operational goals, 60
actions of the sector, 30 institutes and 6 years, each in the same run, and their ratio: the processor time of
`plan check` and `plan report`, of all of it and of each form, as whole processes; how large the files of it are;
how long a browser takes from opening the page until its first view stands, and for each choice: until the page has
worked out and laid out what is in sight ("made"), until that is on the screen ("shown"), and until whoever drives the
browser knows ("driven"). Each is the least of several runs, since whatever else the machine does can only add to it.

The times of the browser (Chromium or Chrome, or what `PLAN_BROWSER` names; without one they are left out) are by the
clock. "shown" ends with a second frame on the screen, so that nothing takes less than some 0.03 s.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from bench.generate import FIRST_YEAR, add_options, generate, size_in, write
from bench.processes import ROOT, plan
from plan.commands.report import FORMS
from plan.outputs import OUTPUT
from plan.workspace import open_workspace
from tools.browser import find_browser, wait_until

RUNS: Final = 5
REPORT: Final = Path(OUTPUT, "sector")
CHOICES: Final = {
    "the matrix of the sector": "#/matrix",
    "the matrix in one year": f"#/matrix?jaar={FIRST_YEAR + 2}",
    "the matrix of one owner": "#/matrix?van=sector",
    "the matrix, holes first": "#/matrix?gaten=1",
    "the matrix with projects": "#/matrix?projecten=1",
    "the heat map": "#/kaart",
    "the meeting": "#/vergadering",
}
"""What a meeting asks of the page, by the address it goes to."""

# The page draws what was chosen before this listens; it shows it in the first frame, which the second one follows.
_CHOOSE: Final = """address => new Promise(resolve => {
  const start = performance.now();
  const since = () => performance.now() - start;
  addEventListener("hashchange", () => {
    document.body.getBoundingClientRect();  // lays out what is not yet
    const made = since();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve([made, since()])));
  }, {once: true});
  location.hash = address;
})"""
_OPENED: Final = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"

Figures = dict[str, list[float]]


def measure(workspace: Path, runs: int, browser: Any) -> Mapping[str, float]:
    """What there is to tell about one workspace: seconds, and sizes in kB."""
    figures: Figures = {}
    for _run in range(runs):
        for command in (["check"], ["report"], *(["report", "--format", form] for form in FORMS)):
            shutil.rmtree(workspace / OUTPUT, ignore_errors=True)  # else nothing would be left to do
            figures.setdefault(f"plan {' '.join(command)}", []).append(plan(workspace, *command).processors)
    plan(workspace, "report")
    for file in sorted(file for file in (workspace / REPORT).rglob("*") if file.is_file()):
        figures[file.name] = [file.stat().st_size / 1000]
    if browser:
        for _run in range(runs):
            for name, taken in in_browser(browser, workspace / REPORT / "dekking.html"):
                figures.setdefault(name, []).append(taken)
    return {name: min(values) for name, values in figures.items()}


def in_browser(browser: Any, file: Path) -> Iterator[tuple[str, float]]:
    """How long the page takes to open, and to show what is chosen in it."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        wait_until(page, "performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        assert page.locator("#main").inner_text(), "the first view is empty"
        yield "opening the page", page.evaluate(_OPENED) / 1000
        for name, address in CHOICES.items():
            start = perf_counter()
            made, shown = page.evaluate(_CHOOSE, address)
            driven = perf_counter() - start
            yield from ((f"{name}: made", made / 1000), (f"{name}: shown", shown / 1000), (f"{name}: driven", driven))
            wait_until(page, "unfilled.length === 0")


@contextmanager
def launched() -> Iterator[Any]:
    """A browser, or None where there is none."""
    found = find_browser()
    if found is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS)
    add_options(parser)
    options = parser.parse_args()
    size = size_in(options)
    with TemporaryDirectory() as folder, launched() as browser:
        example, large = Path(folder, "example"), Path(folder, "large")
        for file, data in open_workspace(ROOT).sources.files.items():
            (example / file).parent.mkdir(parents=True, exist_ok=True)
            (example / file).write_bytes(data)
        write(large, generate(size, options.seed))
        of_example, of_large = (measure(workspace, options.runs, browser) for workspace in (example, large))
    print(f"{size.goals} goals x {size.actions} actions x {size.institutes} institutes x {size.years} years\n")
    print(f"{'':<36}{'example':>12}{'large':>12}{'ratio':>8}")
    for name in (name for name in of_large if name in of_example):
        unit, digits = ("kB", 0) if "." in name else ("s", 3)
        before, after = of_example[name], of_large[name]
        print(f"{name:<36}{before:>9.{digits}f} {unit:<2}{after:>9.{digits}f} {unit:<2}{after / before:>8.1f}")


if __name__ == "__main__":
    main()
