"""The data of an institute's plan for other programs: as JSON with a published schema, and as StratML (ISO 17469-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from lxml import etree

from plan.cli import plan as command_line
from plan.commands.schema import PRINTED
from plan.compose import compose_document
from plan.exchange.plan_data import plan_as_json
from plan.exchange.stratml import NAMESPACE, plan_as_stratml
from plan.model import Plan
from tests.test_hostile_fields import HOSTILE, fed_files
from tests.test_properties import LESS_OFTEN, workspaces
from tests.the_example import example
from tests.workspaces import SMALL, plan_of

ROOT: Final = Path(__file__).parent.parent
STANDARD: Final = ROOT.parent / "shared/standards/stratml-part1-iso17469-1.xsd"
SCHEMA: Final = json.loads(PRINTED["plan"].read_text("utf-8"))
VALIDATOR: Final = Draft202012Validator(SCHEMA)
NOTHING: Final = {"goals.yaml": "plan: {title: Leeg, period: 2021-2025, date: 2020-05-15}\n"}

WITH_ROLES: Final = {
    **SMALL,
    "templates/plan.yaml": SMALL["templates/plan.yaml"].replace(
        "  - {id: missie}\n",
        "  - {id: missie, role: mission}\n  - {id: visie, role: vision}\n  - {id: doelgroep, role: target-group}\n",
    ),
    "chapters/visie.md": """\
# Visie

Een samenleving *voor* {cijfer wachtlijst: velen}.

- **Gelijke kansen**: iedereen doet mee.
- **Solidariteit**
- en nog veel meer
""",
    "chapters/doelgroep.md": "# Onze doelgroep\n\nMensen aan de rand.\n",
}


def data_of(files: Mapping[str, str], institute: str = "kust") -> Any:
    plan = plan_of(files)
    return json.loads(plan_as_json(plan, plan.institutes_by_id[institute]))


def stratml_of(plan: Plan, institute: str = "kust") -> bytes:
    about = plan.institutes_by_id[institute]
    return plan_as_stratml(plan, about, compose_document(plan, about).document)


def read(files: Mapping[str, str], institute: str = "kust") -> etree._Element:
    return etree.fromstring(stratml_of(plan_of(files), institute))


def texts(element: etree._Element, path: str) -> list[str]:
    found = element.iterfind(path.replace("//", ".//"), {"": NAMESPACE})
    return [one.text or "" for one in found]


def by_id(items: list[dict[str, Any]], id: str) -> dict[str, Any]:
    return next(item for item in items if item["id"] == id)


# --- what the data hold ----------------------------------------------------------------------------


def test_goals_stand_in_printed_order_each_with_its_code_and_its_theme() -> None:
    goals = data_of(SMALL)["strategic_goals"]
    assert [(goal["id"], goal["code"], goal["kind"]) for goal in goals] == [
        ("grondrechten", "SD1", "external"),
        ("interne-werking", "SD2", "internal"),
    ]
    below = [(goal["id"], goal["code"], goal["theme"]) for goal in goals[0]["operational_goals"]]
    assert below == [("woonkwaliteit", "SD1.1", "wonen"), ("werk", "SD1.2", None)]
    assert goals[0]["explanation"] == "Op papier is niet genoeg.\n\n- wonen\n- werken\n"


def test_an_action_is_told_as_the_sector_has_it_and_as_the_institute_carries_it() -> None:
    taken = SMALL["institutes/kust/institute.yaml"].replace(
        "  huizen:\n", "  huizen:\n    strength: mogelijk\n    period: 2022-04 / 2023\n    reason: we zijn klein\n"
    )
    actions = data_of({**SMALL, "institutes/kust/institute.yaml": taken})["actions"]
    huizen = by_id(actions, "huizen")
    assert (huizen["owner"], huizen["certain"], huizen["possible"]) == (None, ["woonkwaliteit"], ["werk"])
    assert huizen["period"] == {"from": "2021", "to": "2025"}
    assert huizen["carried"] == {
        "period": {"from": "2022-04", "to": "2023"},
        "certain": [],
        "possible": ["woonkwaliteit", "werk"],
        "reason": "we zijn klein",
        "projects": [{"id": "den-dam", "condition": "als er geld is", "period": None}],
    }
    assert by_id(actions, "banen")["owner"] == "kust"


def test_what_an_institute_does_not_do_is_not_among_its_data() -> None:
    others = {
        "institutes/bos/projects.yaml": "projects:\n  - {id: het-pad, title: Het pad}\n",
        "actions/bos/paden.yaml": "title: Paden\n",
        "institutes/bos/missie.md": "# Missie\n\nBomen.\n",
    }
    data = data_of({**SMALL, **others})
    assert "het-pad" not in json.dumps(data)
    assert "Paden" not in json.dumps(data)
    assert "Bomen" not in json.dumps(data)


def test_chapters_stand_in_printed_order_with_role_depth_and_their_own_text() -> None:
    chapters = data_of(WITH_ROLES)["chapters"]
    assert [(chapter["id"], chapter["depth"]) for chapter in chapters][3:7] == [
        ("missie", 1),
        ("zee", 1),
        ("visie", 1),
        ("doelgroep", 1),
    ]
    missie, zee = by_id(chapters, "missie"), by_id(chapters, "zee")
    assert (missie["role"], missie["title"], missie["text"]["owner"]) == ("mission", "Missie", None)
    assert missie["text"]["markdown"].startswith("We staan **naast** mensen.")
    assert (zee["text"]["owner"], zee["template"]) == ("kust", None)
    assert by_id(chapters, "overzichtsschema") == {
        "id": "overzichtsschema",
        "depth": 2,
        "role": "matrix",
        "title": None,
        "template": "overzichtsschema",
        "text": None,
    }


def test_numbers_are_numbers_whatever_their_notation() -> None:
    data = data_of(SMALL)
    assert data["institute"]["fte"]["granted"] == 14.05
    assert by_id(data["figures"], "wachtlijst")["value"] == 155000


def test_approvals_and_annexes_are_told_with_their_files() -> None:
    submission = """\
approvals: [{body: raad, date: 12/05/2020, minutes: verslag.pdf}]
annexes: [{id: gebied, title: Gebied, file: gebied.pdf}]
"""
    data = data_of({**SMALL, "institutes/kust/submission.yaml": submission})
    assert data["approvals"] == [{"body": "raad", "date": "2020-05-12", "minutes": "verslag.pdf"}]
    assert data["own_annexes"] == [{"id": "gebied", "title": "Gebied", "file": "gebied.pdf"}]
    assert VALIDATOR.is_valid(data)


def test_what_could_not_be_read_is_named_but_not_that_of_another_institute() -> None:
    broken = {"actions/leerkring.yaml": "title: [\n", "actions/bos/paden.yaml": "title: [\n"}
    assert data_of({**SMALL, **broken})["unread"] == ["actions/leerkring.yaml"]


def test_the_same_plan_gives_the_same_bytes_in_whatever_order_its_files_are_read() -> None:
    plan, backwards = plan_of(WITH_ROLES), plan_of(dict(reversed(WITH_ROLES.items())))
    kust = plan.institutes_by_id["kust"]
    assert plan_as_json(plan, kust) == plan_as_json(backwards, backwards.institutes_by_id["kust"])
    assert stratml_of(plan) == stratml_of(backwards)


# --- their shape -----------------------------------------------------------------------------------


def faults(plan: Plan) -> list[str]:
    """What keeps the data of any institute from having their shape."""
    every = [json.loads(plan_as_json(plan, institute)) for institute in plan.institutes]
    return [f"{fault.json_path}: {fault.message}" for data in every for fault in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_has_the_shape_that_the_schema_tells() -> None:
    assert faults(example().plan) == []


@given(workspaces())
@LESS_OFTEN
def test_any_plan_has_that_shape(files: dict[str, str]) -> None:
    assert faults(plan_of(files)) == []


@pytest.mark.parametrize("missing", ["version", "actions", "institute"])
def test_data_that_lack_something_do_not_have_it(missing: str) -> None:
    data = data_of(SMALL)
    del data[missing]
    assert not VALIDATOR.is_valid(data)


def test_plan_schema_plan_prints_the_schema() -> None:
    assert json.loads(CliRunner().invoke(command_line, ["schema", "plan"]).output) == SCHEMA


# --- as the standard has it ------------------------------------------------------------------------


def test_strategic_goals_are_goals_and_operational_goals_objectives() -> None:
    core = read(SMALL)
    assert texts(core, "//Goal/Name") == ["Grondrechten: voor iedereen", "Interne werking"]
    assert texts(core, "//Goal/SequenceIndicator") == ["SD1", "SD2"]
    assert texts(core, "//Objective/Name") == ["Goed wonen", "Waardig werk", "Leren van elkaar"]
    assert texts(core, "//Objective/Identifier") == [
        "objective.woonkwaliteit",
        "objective.werk",
        "objective.leren",
    ]
    assert texts(core, "//Objective/Description")[0] == "Wonen wordt beter."


def test_texts_are_as_the_document_prints_them_without_marks() -> None:
    core = read(WITH_ROLES)
    assert texts(core, "//Objective/OtherInformation")[0] == "De huur is hoog: 155.000\u00a0gezinnen."
    assert texts(core, "//Goal/OtherInformation")[0] == "Op papier is niet genoeg.\nwonen\nwerken"
    assert texts(core, "//Mission/Description")[0].startswith("We staan naast mensen.")


def test_a_text_that_the_document_leaves_out_is_there_all_the_same() -> None:
    without = SMALL["institutes/kust/institute.yaml"] + "  - drop: doelstellingen\n"
    core = read({**SMALL, "institutes/kust/institute.yaml": without})
    assert texts(core, "//Goal/OtherInformation")[0] == "Op papier is niet genoeg.\nwonen\nwerken"


def test_vision_mission_and_values_come_from_the_chapters_of_those_roles() -> None:
    core = read(WITH_ROLES)
    assert texts(core, "//Vision/Description")[0].startswith("Een samenleving voor velen.\nGelijke kansen: iedereen")
    values = dict(zip(texts(core, "//Value/Name"), texts(core, "//Value/Description"), strict=True))
    assert values == {"Gelijke kansen": "iedereen doet mee.", "Solidariteit": "Solidariteit"}


def test_values_in_a_chapter_of_their_own_come_before_those_of_the_vision() -> None:
    files = {
        **WITH_ROLES,
        "templates/plan.yaml": WITH_ROLES["templates/plan.yaml"] + "  - {id: waarden, role: values}\n",
        "chapters/waarden.md": "# Waarden\n\n1. **Durf** – we wagen het.\n",
    }
    core = read(files)
    assert texts(core, "//Value/Name") == ["Durf"]
    assert texts(core, "//Value/Description") == ["we wagen het."]


def test_what_the_plan_does_not_say_is_left_out() -> None:
    core = read(SMALL)
    for path in ("//Vision", "//Mission", "//Value", "//PhoneNumber"):
        assert texts(core, path) == []


def test_the_stakeholders_of_an_objective_are_the_target_group_and_the_partners_of_what_carries_it() -> None:
    files = {
        **WITH_ROLES,
        "institutes/kust/projects.yaml": WITH_ROLES["institutes/kust/projects.yaml"] + "    partners: [de stad]\n",
    }
    wonen, werk, leren = read(files).iterfind(".//Objective", {"": NAMESPACE})
    assert texts(wonen, "Stakeholder/Name") == ["Onze doelgroep", "huurders", "verhuurders", "de stad"]
    assert texts(werk, "Stakeholder/Name") == ["Onze doelgroep", "huurders", "verhuurders", "de stad", "werkgevers"]
    assert texts(leren, "Stakeholder/Name") == ["de instituten"]
    assert texts(read(files), "//Organization/Stakeholder/Description") == ["Mensen aan de rand."]


def test_two_goals_with_one_id_do_not_share_an_identifier() -> None:
    twice = SMALL["goals.yaml"].replace("- id: werk", "- id: woonkwaliteit")
    identifiers = texts(read({**SMALL, "goals.yaml": twice}), "//Identifier")
    assert len(identifiers) == len(set(identifiers))


# --- its schema ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standard() -> etree.XMLSchema:
    if not STANDARD.exists():
        pytest.skip("the schema of the standard is not here")
    return etree.XMLSchema(etree.parse(STANDARD))


def breaches(standard: etree.XMLSchema, plan: Plan) -> list[str]:
    """Where the plan of any institute is not as the standard asks."""
    found = []
    for id in plan.institutes_by_id:
        standard.validate(etree.fromstring(stratml_of(plan, id)))
        found += [f"{id}: {error.message}" for error in standard.error_log]
    return found


def test_the_plan_of_every_institute_of_the_example_is_valid(standard: etree.XMLSchema) -> None:
    assert breaches(standard, example().plan) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_valid_whatever_stands_in_a_field(standard: etree.XMLSchema, name: str) -> None:
    assert breaches(standard, plan_of(fed_files(HOSTILE[name]))) == []


def test_it_is_valid_with_what_xml_cannot_hold(standard: etree.XMLSchema) -> None:
    bell = SMALL["goals.yaml"].replace('"Grondrechten: voor iedereen"', '"Grond\\u0007rechten"')
    assert breaches(standard, plan_of({**SMALL, "goals.yaml": bell})) == []


def test_a_plan_without_goals_or_texts_shows_gaps_and_is_valid(standard: etree.XMLSchema) -> None:
    plan = plan_of({**NOTHING, "institutes/kust/institute.yaml": "name: Kust\n"})
    assert breaches(standard, plan) == []
    assert texts(etree.fromstring(stratml_of(plan)), "//Goal/Name") == ["…"]


@given(workspaces())
@LESS_OFTEN
def test_any_plan_is_valid(standard: etree.XMLSchema, files: dict[str, str]) -> None:
    assert breaches(standard, plan_of(files)) == []
