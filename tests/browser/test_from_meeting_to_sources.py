"""From the screen of a meeting to the sources: three decisions change three entries, and nothing else."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from plan.cli import plan
from plan.coverage import cover
from plan.workspace import open_workspace
from tests.browser.conftest import drawn, visit
from tests.the_example import example
from tests.workspaces import write_workspace

pytestmark = pytest.mark.usefixtures("remembering")


def open_seat(page: Page, goal: str, institute: str) -> None:
    """Show a goal on the screen, and what an institute could do about it."""
    page.get_by_role("main").get_by_role("link", name=re.compile(f"^{goal} ")).first.click()
    drawn(page)
    page.locator("ul.seats").get_by_role("link", name=re.compile(f"^{institute}")).click()
    drawn(page)
    expect(page.get_by_role("heading", name=f"{institute}: wat als?")).to_be_visible()


def choose(page: Page, decision: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{decision}")).check()


def agree(page: Page) -> None:
    page.get_by_role("button", name="Zet bij de afspraken").click()
    expect(page.get_by_role("status")).to_contain_text("Afgesproken")


def apply(root: Path, file: Path, *options: str) -> str:
    """What `plan apply` says."""
    command = ["--workspace", str(root), "apply", str(file), *options]
    result = CliRunner().invoke(plan, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def changed(before: bytes, after: bytes) -> list[str]:
    """The lines that came and went."""
    lines = unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_three_decisions_of_a_meeting_change_three_entries_and_nothing_else(report: Page, tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", example().sources.files)
    before = open_workspace(root).sources.files

    visit(report, "#/vergadering")
    open_seat(report, "SD3.1", "Oost-Vlaanderen")
    choose(report, "Aandachtsbuurten versterken verhogen")
    report.get_by_label("Wie").fill("An Peeters")
    report.get_by_label("Tegen wanneer").fill("2020-09-01")
    agree(report)
    open_seat(report, "SD3.1", "Brussel")
    choose(report, "Meedoen aan Solidariteit in beeld")
    report.get_by_label("vanaf").select_option("2022")
    agree(report)
    open_seat(report, "SD3.4", "Oost-Vlaanderen")
    choose(report, "Bewust aan anderen laten")
    report.get_by_label("Reden").fill("Dit doen de gemeenten: zij hebben de middelen")
    agree(report)
    shown = report.evaluate("Object.fromEntries([...coverOf(agreedData())].map(([key, { years }]) => [key, years]))")
    report.get_by_role("navigation").get_by_role("link", name="Afspraken").click()
    with report.expect_download() as download:
        report.get_by_role("button", name="Bewaar als bestand").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    tried = apply(root, file, "--dry-run")
    assert "SO O-VL: OD Solidariteit: zeker in 2023-2025 erbij" in tried
    assert open_workspace(root).sources.files == before

    apply(root, file)
    workspace = open_workspace(root)
    after = workspace.sources.files
    assert before.keys() == after.keys()
    assert {name: changed(before[name], after[name]) for name in before if before[name] != after[name]} == {
        "actions/oost-vlaanderen/aandachtsbuurten-versterken.yaml": ["+    - solidariteit", "-    - solidariteit"],
        "institutes/brussel/institute.yaml": ["+participates:", "+  solidariteit-in-beeld:", "+    period: 2022"],
        "institutes/oost-vlaanderen/institute.yaml": [
            "+",
            "+waives:",
            "+  - goal: klimaat-en-milieubeleid",
            '+    reason: "Dit doen de gemeenten: zij hebben de middelen"',
        ],
    }
    assert shown == {
        f"{goal}/{institute}": {str(year): standing for year, standing in cell.standings}
        for (goal, institute), cell in cover(workspace.plan).cells.items()
    }

    apply(root, file)
    assert open_workspace(root).sources.files == after
