"""What is told of the coverage when something could not be read: never an invented gap, never an empty report."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from plan.cli import plan as command
from plan.cli.desk import WrongUse
from plan.commands.coverage import render_coverage
from plan.commands.report import no_longer_made, report_files
from plan.coverage import cover
from plan.workspace import open_workspace
from tests.workspaces import SMALL, write_workspace

ACTION, INSTITUTE = "actions/kust/banen.yaml", "institutes/kust/institute.yaml"


def plan(root: Path, *arguments: str) -> tuple[int, str]:
    """What a command gives back, and what it says."""
    given = ["--workspace", str(root), "--language", "nl", *arguments]
    result = CliRunner().invoke(command, given, standalone_mode=False)
    if isinstance(result.exception, WrongUse):
        return 2, result.exception.told.render("nl")
    return result.exit_code, result.output


def made(root: Path) -> dict[str, bytes]:
    folder = root / "build/sector"
    return {path.name: path.read_bytes() for path in folder.glob("*.*")} if folder.is_dir() else {}


def test_goals_that_cannot_be_read_leave_the_previous_report_as_it_is(tmp_path: Path) -> None:
    write_workspace(tmp_path, SMALL)
    assert plan(tmp_path, "report", "--format", "markdown")[0] == 0
    before = made(tmp_path)
    damaged = SMALL["goals.yaml"].replace("operational_goals:", "operational_goals: xx", 1)
    write_workspace(tmp_path, {"goals.yaml": damaged})
    code, output = plan(tmp_path, "report", "--format", "markdown")
    assert code == 1
    assert "goals.yaml kan niet gelezen worden" in output
    assert "plan check" in output
    assert made(tmp_path) == before


@pytest.mark.parametrize("arguments", [("coverage",), ("coverage", "--edit"), ("apply", "afspraken.json")])
def test_no_command_about_coverage_misleads_about_goals_that_cannot_be_read(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    agreements = '{"format": 1, "kind": "afspraken", "plan": "Meerjarenplan 2021-2025", "agreements": []}'
    write_workspace(tmp_path, {"goals.yaml": "plan: [x\n", "afspraken.json": agreements})
    named = [str(tmp_path / part) if part.endswith(".json") else part for part in arguments]
    code, output = plan(tmp_path, *named)
    assert code != 0
    assert "goals.yaml kan niet gelezen worden" in output


def test_a_plan_without_goals_has_no_report(tmp_path: Path) -> None:
    goals = "format: 1\nplan: {title: Plan, period: 2021-2025, date: 2020-05-15}\n"
    _code, output = plan(write_workspace(tmp_path, {"goals.yaml": goals}), "report")
    assert "nog geen operationele doelstellingen" in output
    assert made(tmp_path) == {}


def test_a_drawing_with_nothing_to_show_is_taken_away_unless_somebody_edited_it(tmp_path: Path) -> None:
    write_workspace(tmp_path, SMALL)
    plan(tmp_path, "report", "--format", "svg")
    assert made(tmp_path).keys() >= {"matrix.svg", "tijdlijn.svg"}
    (tmp_path / "build/sector/matrix.svg").write_bytes(b"<svg/>")
    for action in (tmp_path / "actions").rglob("*.*"):
        action.unlink()
    _code, output = plan(tmp_path, "report", "--format", "svg")
    left = made(tmp_path)
    assert "tijdlijn.svg" not in left
    assert left.get("matrix.svg") in (None, b"<svg/>")
    assert "tijdlijn.svg is weggehaald" in " ".join(output.split())


def test_every_part_of_a_drawing_that_is_no_longer_cut_is_old(tmp_path: Path) -> None:
    for name in ("tijdlijn.svg", "tijdlijn-1.svg", "tijdlijn-2.svg", "van-mij.svg"):
        (tmp_path / "beelden").mkdir(exist_ok=True)
        (tmp_path / "beelden" / name).write_bytes(b"<svg/>")
    made = {"dekking.md": b"", "beelden/tijdlijn.svg": b"<svg/>"}
    assert no_longer_made(made, tmp_path, ["markdown"]) == ("beelden/tijdlijn-1.svg", "beelden/tijdlijn-2.svg")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_an_institute_that_cannot_be_read_keeps_its_column_and_counts_nowhere(form: str, tmp_path: Path) -> None:
    workspace = open_workspace(write_workspace(tmp_path, {**SMALL, INSTITUTE: "name: [x\n"}))
    told = render_coverage(workspace.plan, None, form=form)
    assert INSTITUTE in told.replace("\n", " ")
    if form == "json":
        institutes = {one["id"]: one for one in json.loads(told)["institutes"]}
        assert institutes["kust"]["unread"]
        assert not institutes["kust"]["data"]
    else:
        assert "kan niet gelezen worden" in told


def test_every_form_of_the_report_names_the_institute_that_cannot_be_read(tmp_path: Path) -> None:
    workspace = open_workspace(write_workspace(tmp_path, {**SMALL, INSTITUTE: "name: [x\n"}))
    files = report_files(workspace, ["html", "markdown", "excel"])
    warning = f"{INSTITUTE} kan niet gelezen worden"
    assert warning in files["dekking.html"].decode()
    assert warning in files["dekking.md"].decode()
    book = load_workbook(BytesIO(files["dekking.xlsx"]))
    assert warning in " ".join(str(cell) for row in book.worksheets[0].values for cell in row)
    assert "kust" in book.sheetnames


def test_what_a_file_that_cannot_be_read_may_carry_is_no_gap(tmp_path: Path) -> None:
    files = {**SMALL, ACTION: "title: [x\n"}
    workspace = open_workspace(write_workspace(tmp_path, files))
    cell = cover(workspace.plan).cell("werk", "kust")
    assert cell is not None
    assert cell.doubted
    told = render_coverage(workspace.plan, workspace.plan.institutes_by_id["kust"])
    assert "onzeker: een bestand kan niet gelezen worden" in " ".join(told.split())
    code, output = plan(tmp_path, "report", "--format", "markdown")
    assert code == 1
    assert f"{ACTION} kan niet gelezen worden: wat het toevoegt, is niet meegeteld" in output
    lacking = made(tmp_path)["dekking.md"].decode().partition("### Wat ontbreekt")[2].partition("\n### ")[0]
    assert lacking
    assert "Waardig werk" not in lacking


def test_what_is_certain_anyway_is_not_doubted(tmp_path: Path) -> None:
    workspace = open_workspace(write_workspace(tmp_path, {**SMALL, ACTION: "title: [x\n"}))
    cell = cover(workspace.plan).cell("woonkwaliteit", "kust")
    assert cell is not None
    assert not cell.doubted


@pytest.mark.parametrize("extra", [("kust",), ("--by-year",), ("--sector",), ("--format", "csv")])
def test_a_sheet_to_edit_refuses_what_it_cannot_heed(extra: tuple[str, ...], tmp_path: Path) -> None:
    code, output = plan(write_workspace(tmp_path, SMALL), "coverage", "--edit", *extra)
    assert code == 2
    assert "plan coverage --edit" in output
    assert made(tmp_path) == {}


def test_a_sheet_to_edit_makes_no_folders(tmp_path: Path) -> None:
    target = tmp_path / "nergens" / "e.xlsx"
    code, output = plan(write_workspace(tmp_path, SMALL), "coverage", "--edit", "--output", str(target))
    assert code == 2
    assert "er is geen map" in output
    assert not target.parent.exists()


def test_the_reason_of_the_system_is_told_in_dutch(tmp_path: Path) -> None:
    _code, output = plan(write_workspace(tmp_path, SMALL), "apply", str(tmp_path / "weg.json"))
    assert "kan niet geopend worden: het is er niet" in output
