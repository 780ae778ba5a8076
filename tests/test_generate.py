"""The workspaces that the benches make up: right, the same every time, and with everything that coverage can say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.generate import Size, generate, write
from plan.coverage import Standing, cover
from plan.diagnostics import Severity
from plan.standings import DOUBTED, MEANINGS, cell_sign
from plan.workspace import Workspace, open_workspace

SMALL = Size(goals=16, actions=12, institutes=10, years=4, words=20)


def made(folder: Path, size: Size = SMALL, seed: int = 1) -> Workspace:
    return open_workspace(write(folder, generate(size, seed)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_workspace_that_was_made_up_has_no_error(tmp_path: Path, seed: int) -> None:
    workspace = made(tmp_path, seed=seed)
    found = [*workspace.findings, *workspace.faults_of_making(list(workspace.plan.institutes_by_id))]
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def test_it_is_as_large_as_was_asked(tmp_path: Path) -> None:
    plan = made(tmp_path).plan
    assert len(plan.operational_goals) == SMALL.goals
    assert len([action for action in plan.actions if not action.owner]) == SMALL.actions
    assert len(plan.institutes) == SMALL.institutes
    assert len(cover(plan).years) == SMALL.years


def test_the_same_seed_makes_the_same_files_and_another_others() -> None:
    assert generate(SMALL, 7) == generate(SMALL, 7)
    assert generate(SMALL, 7) != generate(SMALL, 8)


def test_everything_that_coverage_can_say_occurs_in_it(tmp_path: Path) -> None:
    plan = made(tmp_path).plan
    cells = [
        cover(plan).cell(goal, institute)
        for goal in plan.operational_goals_by_id
        for institute in plan.institutes_by_id
    ]
    assert {sign for cell in cells for sign in cell_sign(cell)} == set(MEANINGS) - {DOUBTED}
    assert any(cell.short_years and cell.standing is Standing.CERTAIN for cell in cells if cell)
    joined = [one for institute in plan.institutes for one in institute.participates or ()]
    assert any(one.period for one in joined)
    assert any(one.reason and not one.period for one in joined)
