"""What the page of the report is told: the facts of the plan, each with the place where it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from plan.coverage import cover
from plan.report.data import overview, report_data, short_names
from plan.sources import Sources
from plan.workspace import open_workspace
from tests import the_example
from tests.the_example import ROOT
from tests.workspaces import SMALL, plan_of, write_workspace


def told(files: Mapping[str, str], tmp_path: Path) -> Any:
    """The data of these files, as the page reads them."""
    workspace = open_workspace(write_workspace(tmp_path, files))
    return json.loads(json.dumps(report_data(workspace.plan, workspace.sources, workspace.findings, "nl")))


def one(items: list[Any], id: str) -> Any:
    return next(item for item in items if item["id"] == id)


@pytest.fixture(scope="module")
def example() -> Any:
    workspace = the_example.example()
    return json.loads(json.dumps(report_data(workspace.plan, workspace.sources, workspace.findings, "nl")))


def test_every_place_names_a_file_and_a_line_that_are_there(example: Any) -> None:
    sources = the_example.example().sources

    def places(node: Any, key: str = "") -> list[str]:
        if isinstance(node, dict):
            return [place for name, value in node.items() for place in places(value, name)]
        if isinstance(node, list):
            return [place for value in node for place in places(value, key)]
        return [node] if key == "place" or key.endswith("_place") else []

    found = places(example)
    assert len(found) > 300
    for place in found:
        file, _colon, line = place.rpartition(":")
        assert 1 <= int(line) <= len(sources.files[file].split(b"\n")), place


def test_a_link_stands_where_the_action_names_the_goal(example: Any) -> None:
    sources = the_example.example().sources
    for action in example["actions"]:
        for link in action["certain"] + action["possible"]:
            file, _colon, line = link["place"].rpartition(":")
            assert link["goal"] in sources.line(file, int(line))


def test_a_period_is_told_as_written_and_as_printed(tmp_path: Path) -> None:
    written = {"actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("2021-2025", '"2021-03 / 31.12.2023"')}
    period = one(told({**SMALL, **written}, tmp_path)["actions"], "huizen")["period"]
    assert period == {
        "text": "2021-03 / 31.12.2023",
        "printed": "maart 2021 – 31 december 2023",
        "first": "2021-03-01",
        "last": "2023-12-31",
    }


def test_an_institute_says_of_which_day_its_data_are(tmp_path: Path) -> None:
    file = "institutes/kust/institute.yaml"
    for key in ("as_of", "stand_van"):
        data = told({**SMALL, file: SMALL[file] + f"{key}: 15/05/2020\n"}, tmp_path / key)
        assert one(data["institutes"], "kust")["as_of"] == "2020-05-15"
    assert one(data["institutes"], "bos")["as_of"] is None


def test_an_institute_that_delivered_nothing_or_has_not_decided_is_told_apart(tmp_path: Path) -> None:
    data = told({**SMALL, "institutes/dal/institute.yaml": "name: Samenlevingsopbouw Dal\n"}, tmp_path)
    states = {one["id"]: (one["delivered"], one["decided"], one["participates"] is None) for one in data["institutes"]}
    assert states == {"kust": (True, True, False), "bos": (False, False, True), "dal": (True, False, True)}


def test_an_institute_is_listed_without_the_words_that_all_names_share() -> None:
    names = ["Samenlevingsopbouw Antwerpen stad vzw", "Samenlevingsopbouw Gent vzw", "Samenlevingsopbouw Gent Zuid vzw"]
    files = {f"institutes/i{number}/institute.yaml": f"name: {name}\n" for number, name in enumerate(names)}
    assert tuple(short_names(plan_of({**files, "goals.yaml": SMALL["goals.yaml"]})).values()) == (
        "Antwerpen stad",
        "Gent",
        "Gent Zuid",
    )


def test_the_only_institute_keeps_its_name() -> None:
    files = {"institutes/kust/institute.yaml": "name: Samenlevingsopbouw Kust\n", "goals.yaml": SMALL["goals.yaml"]}
    assert short_names(plan_of(files)) == {"kust": "Samenlevingsopbouw Kust"}


def test_a_project_is_conditional_where_it_or_its_use_is(tmp_path: Path) -> None:
    data = told(SMALL, tmp_path)
    (sector,) = one(data["institutes"], "kust")["participates"][0]["projects"]
    (own,) = one(data["actions"], "banen")["projects"]
    assert (sector["conditional"], sector["condition"]) == (True, "als er geld is")
    assert (own["conditional"], own["condition"]) == (False, None)


def test_a_framework_item_is_answered_by_goals_and_actions(tmp_path: Path) -> None:
    file = "frameworks/minister.yaml"
    files = {**SMALL, file: SMALL[file] + "  - {id: energie, title: Energie, answer: Later.}\n"}
    care, energy = told(files, tmp_path)["frameworks"][0]["items"]
    assert (care["answered"], care["goals"], care["actions"]) == (True, ["werk"], ["banen"])
    assert (energy["answered"], energy["goals"], energy["actions"]) == (False, [], [])


def test_an_item_that_a_framework_works_out_is_answered_only_where_that_one_is(tmp_path: Path) -> None:
    file = "frameworks/minister.yaml"
    files = {
        **SMALL,
        file: SMALL[file] + "  - {id: energie, title: Energie, framework: nota}\n",
        "frameworks/nota.yaml": "title: Nota\nitems:\n  - {id: een, title: Een}\n",
    }

    def energy(files: dict[str, str], folder: Path) -> bool:
        items = [item for framework in told(files, folder)["frameworks"] for item in framework["items"]]
        return bool(next(item["answered"] for item in items if item["id"] == "energie"))

    assert not energy(files, tmp_path / "open")
    answering = SMALL["actions/kust/banen.yaml"].replace("answers: [", "answers: [nota/een, ")
    assert answering != SMALL["actions/kust/banen.yaml"]
    assert energy({**files, "actions/kust/banen.yaml": answering}, tmp_path / "beantwoord")


def test_a_repair_names_its_action_and_the_years_it_gains(example: Any) -> None:
    found = example["repairs"]["solidariteit/oost-vlaanderen"]
    assert [(repair["do"], repair["action"], repair["years"]) for repair in found] == [
        ("raise", "aandachtsbuurten-versterken", [2023, 2024, 2025]),
        ("raise", "ieders-stem-telt", [2023, 2024]),
        ("prolong", "solidariteit-in-beeld", [2023, 2024, 2025]),
    ]
    assert all(repair["place"] for repair in found)


def test_every_repair_of_an_action_is_about_an_action_of_the_plan(example: Any) -> None:
    actions = {action["id"] for action in example["actions"]}
    for repair in (repair for found in example["repairs"].values() for repair in found):
        assert (repair["action"] in actions) is (repair["do"] != "waive")


def test_findings_are_counted_where_they_belong(example: Any) -> None:
    for institute in example["institutes"]:
        own = [found for found in example["findings"] if institute["id"] in found["institutes"]]
        assert sum(institute["findings"].values()) == len(own)
        assert institute["findings"]["accepted"] == sum(found["accepted"] is not None for found in own)


def test_the_words_of_the_page_are_those_of_the_plan() -> None:
    plan, sources = plan_of(SMALL), Sources(ROOT, {})
    dutch, english = (report_data(plan, sources, (), language)["words"] for language in ("nl", "en"))
    assert isinstance(dutch, dict)
    assert isinstance(english, dict)
    assert (dutch["standing.certain"], english["standing.certain"]) == ("zeker", "certain")
    assert dutch.keys() == english.keys()


def test_the_overview_without_scripts_has_each_goal_at_each_institute() -> None:
    plan = plan_of(SMALL)
    table = overview(plan, "nl")
    assert table.heads == ("doelstelling", *short_names(plan).values())
    assert {len(row) for row in table.rows} == {len(plan.institutes) + 1}
    cells = dict(zip((str(goal.id) for goal in plan.operational_goals), table.rows, strict=True))
    assert cells["woonkwaliteit"][0] == "SD1.1 Goed wonen"
    assert set(cells["woonkwaliteit"][1:]) == {
        "geen gegevens",
        "zeker, elk jaar; alleen met projecten die nog niet vaststaan",
    }
    assert len(cover(plan).cells) == len(plan.operational_goals)
