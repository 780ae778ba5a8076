"""`plan coverage --format json`: what it holds, and that it has the shape that `plan schema coverage` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from plan.cli import plan as command_line
from plan.commands.coverage import render_coverage
from plan.commands.schema import PRINTED
from plan.model import Plan
from tests.test_coverage_views import WORKSPACE
from tests.test_properties import LESS_OFTEN, workspaces
from tests.the_example import example
from tests.workspaces import plan_of

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads(PRINTED["coverage"].read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def printed(plan: Plan, institute: str | None, language: str = "en") -> str:
    about = plan.institutes_by_id[institute] if institute else None
    return render_coverage(plan, about, form="json", language=language)


def data_of(plan: Plan, institute: str | None) -> Any:
    return json.loads(printed(plan, institute))


def faults(plan: Plan) -> list[str]:
    """What keeps the data of the sector, or of any institute, from having its shape."""
    tables = [data_of(plan, institute) for institute in (None, *plan.institutes_by_id)]
    return [f"{fault.json_path}: {fault.message}" for table in tables for fault in VALIDATOR.iter_errors(table)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(WORKSPACE)


def by_id(items: list[Mapping[str, Any]], id: str) -> Mapping[str, Any]:
    return next(item for item in items if item["id"] == id)


# --- what it holds ---------------------------------------------------------------------------------


def test_a_goal_has_its_standing_by_year_and_where_that_comes_from(plan: Plan) -> None:
    wonen = data_of(plan, "oost")["goals"][0]
    assert (wonen["id"], wonen["code"], wonen["kind"]) == ("wonen", "SD1.1", "external")
    cell = wonen["coverage"]["oost"]
    assert cell["by_year"] == {
        "2021": "certain",
        "2022": "certain",
        "2023": "possible",
        "2024": "possible",
        "2025": "possible",
    }
    assert cell["short_years"] == [2023, 2024, 2025]
    assert cell["actions"][0] == {
        "id": "fonds",
        "strength": "certain",
        "years": [2021, 2022],
        "place": "actions/fonds.yaml:4:25",
    }


def test_an_action_is_told_as_it_is_and_as_each_institute_carries_it(plan: Plan) -> None:
    actions = data_of(plan, None)["actions"]
    fonds = by_id(actions, "fonds")
    assert (fonds["owner"], fonds["from"], fonds["to"]) == (None, "2021-01-01", "2023-12-31")
    assert fonds["institutes"]["oost"] == {
        "from": "2021-01-01",
        "to": "2022-12-31",
        "certain": ["wonen"],
        "possible": ["klimaat"],
        "projects": [],
    }
    assert list(fonds["institutes"]) == ["oost"]
    lessen = by_id(actions, "lessen")
    assert lessen["owner"] == "oost"
    assert lessen["institutes"]["oost"]["projects"] == [{"id": "ronse", "conditional": True}]


def test_each_institute_counts_once_for_each_goal(plan: Plan) -> None:
    goals = data_of(plan, None)["goals"]
    nothing = {"certain": 0, "possible": 0, "none": 0, "waived": 0, "undecided": 0, "no_data": 0}
    assert by_id(goals, "ruimte")["institutes"] == nothing | {"none": 1, "undecided": 1, "no_data": 1}
    assert by_id(goals, "klimaat")["institutes"] == nothing | {"possible": 1, "undecided": 1, "no_data": 1}
    assert by_id(goals, "water")["institutes"] == nothing | {"waived": 1, "undecided": 1, "no_data": 1}


def test_an_institute_that_delivered_nothing_has_no_data_instead_of_gaps(plan: Plan) -> None:
    data = data_of(plan, None)
    assert [institute["data"] for institute in data["institutes"]] == [False, True, True]
    assert {goal["id"]: goal["coverage"]["gent-stad"] for goal in data["goals"]} == dict.fromkeys(
        plan.operational_goals_by_id
    )


def test_the_same_data_come_in_every_language_and_in_the_same_order(plan: Plan) -> None:
    backwards = plan_of(dict(reversed(WORKSPACE.items())))
    assert printed(plan, None, "nl") == printed(backwards, None, "en")


# --- its shape -------------------------------------------------------------------------------------


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_has_the_shape_that_the_schema_tells() -> None:
    assert faults(example().plan) == []


def test_an_empty_plan_has_that_shape_too() -> None:
    assert faults(plan_of({"goals.yaml": "plan: {title: Leeg, period: 2021-2025, date: 2020-05-15}\n"})) == []


@given(workspaces())
@LESS_OFTEN
def test_any_plan_has_that_shape(files: dict[str, str]) -> None:
    assert faults(plan_of(files)) == []


@pytest.mark.parametrize("missing", ["version", "goals", "institutes"])
def test_data_that_lack_something_do_not_have_it(plan: Plan, missing: str) -> None:
    data = data_of(plan, None)
    del data[missing]
    assert not VALIDATOR.is_valid(data)


def test_plan_schema_coverage_prints_the_schema() -> None:
    assert json.loads(CliRunner().invoke(command_line, ["schema", "coverage"]).output) == SCHEMA
