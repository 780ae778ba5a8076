"""`plan schema`: what an editor is told about the keys and ids of a workspace, proved with the tools that read it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

import pytest
from check_jsonschema import main as check_jsonschema  # type: ignore[import-untyped]  # it ships no types
from click.testing import CliRunner

from plan.cli import plan
from plan.commands.schema import PRINTED, write_schemas
from plan.key_meanings import MEANINGS, meaning
from plan.load import TEMPLATES
from plan.schemas import KINDS, SETTINGS, FileKind, render_schemas
from plan.workspace import open_workspace
from tests.editor.language_server import HERE, Editor, install
from tests.the_example import ROOT, example
from tests.workspaces import SMALL, write_workspace

DUTCH = {
    "goals.yaml": """\
formaat: 1
plan: {titel: Meerjarenplan, looptijd: 2021-2025, datum: 15/05/2020}
strategische_doelstellingen:
  - id: grondrechten
    titel: Grondrechten
    operationele_doelstellingen:
      - {id: wonen, titel: Goed wonen, effectzin: Iedereen woont goed.}
""",
    "actions/huizen.yaml": "titel: Huizen delen\ndraagt_bij:\n  zeker: [wonen]\nmet_wie:\n",
}

Validate = Callable[[str, str], str]


@pytest.fixture(scope="module")
def small_schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with its schemas; nobody writes in it."""
    folder = write_workspace(tmp_path_factory.mktemp("plan"), SMALL)
    write_schemas(open_workspace(folder), "nl")
    return folder


@pytest.fixture
def validate(small_schemas: Path, tmp_path: Path) -> Validate:
    """What check-jsonschema says of a file with this text in a small workspace; nothing when it is right."""

    def validated(file: str, text: str) -> str:
        return _complaints(small_schemas, write_workspace(tmp_path, {file: text}) / file)

    return validated


def _complaints(schemas: Path, *files: Path) -> str:
    """What check-jsonschema says of files of one kind."""
    schema = schemas / f".vscode/schemas/{_kind(files[0]).name}.json"
    result = CliRunner().invoke(check_jsonschema, ["--schemafile", str(schema), *map(str, files)])
    return "" if result.exit_code == 0 else result.output


def _kind(file: PurePath) -> FileKind:
    return next(kind for kind in KINDS if any(file.match(pattern) for pattern in kind.files))


def _schemas(files: Mapping[str, str], folder: Path, language: str = "nl") -> dict[str, Any]:
    """The schemas of a workspace with these files, by kind."""
    write_schemas(open_workspace(write_workspace(folder, files)), language)
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob(".vscode/schemas/*.json")}


# --- what the schemas take and refuse --------------------------------------------------------------


@pytest.mark.parametrize("folder", [ROOT, TEMPLATES / "werkruimte"], ids=["example", "init"])
def test_every_yaml_file_of_a_workspace_is_right(folder: Path, tmp_path: Path) -> None:
    workspace = example() if folder == ROOT else open_workspace(folder)
    for file, text in render_schemas(workspace.plan, "nl", False, []).items():
        write_workspace(tmp_path, {file: text})
    files = sorted(
        (folder / file for file in workspace.sources.files if file.endswith(".yaml")), key=lambda file: _kind(file).name
    )
    assert len(files) > 5
    for _same, group in groupby(files, key=lambda file: _kind(file).name):
        assert _complaints(tmp_path, *group) == ""


@pytest.mark.parametrize("file", ["plan.yaml", "labels.yaml"])
def test_the_programs_own_templates_are_right(file: str, validate: Validate) -> None:
    assert validate(f"templates/{file}", (TEMPLATES / file).read_text("utf-8")) == ""


def test_the_schemas_are_right_themselves(small_schemas: Path) -> None:
    schemas = [str(path) for path in (*small_schemas.glob(".vscode/schemas/*.json"), *PRINTED.values())]
    assert len(schemas) == len(KINDS) + len(PRINTED)
    assert CliRunner().invoke(check_jsonschema, ["--check-metaschema", *schemas]).exit_code == 0


RIGHT = [
    "title: 2021",
    "title: nee",
    "title: true",
    "period: 2021-2025",
    "period: 2022",
    "period: 04.2022",
    "period: april 2020 – december 2022",
    "period:",
    "status: klaar",
    "status: Klaar",
    "status: ready",
    "partners_open: ja",
    "partners_open: false",
    "partners_open: Yes",
    "partners_open:",
    "contributes: {certain: [woonkwaliteit], possible: []}",
    "contributes:",
    "contributes: {certain: }",
    "projects: [den-dam, {project: den-dam, condition: als er geld is}]",
    "answers: [minister/zorg]",
    "partners: [huurders, 2020, ja]",
    "who:",
    "context: |\n  Lange tekst.",
    "samenwerking: Iedereen helpt.",
]
MISTYPED = [
    ("contributes: {certain: [woonkwalitiet]}", "woonkwalitiet"),
    ("projects: [den-dom]", "den-dom"),
    ("projects: [{projct: den-dam}]", "projct"),
    ("answers: [minister/zerg]", "minister/zerg"),
    ("status: bijna", "bijna"),
    ("period: binnenkort", "binnenkort"),
    ("partners_open: misschien", "misschien"),
    ("tittle: Een actie", "tittle"),
    ("partners: huurders", "huurders"),
    ("id: nieuw", "'id'"),
    ("accepts: [{rule: geen-regel, reason: omdat}]", "geen-regel"),
]


def of_an_action(lines: str) -> str:
    return lines if lines.startswith("title") else f"title: Een actie\n{lines}"


@pytest.fixture(scope="module")
def told_of_actions(small_schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What check-jsonschema says of each of those actions, asked at once: it judges the schema itself each time."""
    asked = [*RIGHT, *(lines for lines, _told in MISTYPED)]
    files = {f"actions/kust/actie-{number}.yaml": of_an_action(lines) for number, lines in enumerate(asked)}
    folder = write_workspace(tmp_path_factory.mktemp("actions"), files)
    command = ["--schemafile", str(small_schemas / ".vscode/schemas/action.json"), "--output-format", "json"]
    result = CliRunner().invoke(check_jsonschema, [*command, *(str(folder / file) for file in files)])
    answer = json.loads(result.output)
    assert answer["parse_errors"] == []
    told = dict.fromkeys(asked, "")
    for error in answer["errors"]:
        told[asked[int(Path(error["filename"]).stem.removeprefix("actie-"))]] += json.dumps(error)
    return told


@pytest.mark.parametrize("lines", RIGHT)
def test_what_our_reader_takes_is_right(lines: str, told_of_actions: Mapping[str, str]) -> None:
    assert told_of_actions[lines] == ""


@pytest.mark.parametrize(("lines", "told"), MISTYPED)
def test_what_is_mistyped_is_told(lines: str, told: str, told_of_actions: Mapping[str, str]) -> None:
    assert told in told_of_actions[lines]


def test_a_number_may_be_written_as_our_reader_takes_it(validate: Validate) -> None:
    values = ["14,05", "33.7", "135.500", "1.798.000", "8", "-3", "'0,5'"]
    figures = "".join(f"  - id: getal-{number}\n    value: {value}\n" for number, value in enumerate(values))
    assert validate("figures.yaml", f"figures:\n{figures}") == ""


def test_a_number_with_words_is_told(validate: Validate) -> None:
    assert "14 gezinnen" in validate("figures.yaml", "figures:\n  - {id: getal, value: 14 gezinnen}\n")


def test_a_file_without_title_lacks_it_in_either_language(validate: Validate) -> None:
    assert validate("actions/huizen.yaml", "titel: Huizen\n") == ""
    assert "title" in validate("actions/huizen.yaml", "period: 2021\n")


def test_an_institute_takes_part_in_actions_that_exist(validate: Validate) -> None:
    file = "institutes/kust/institute.yaml"
    assert validate(file, "name: Kust\nparticipates:\n  huizen: {projects: [den-dam]}\n  leerkring:\n") == ""
    told = validate(file, "name: Kust\nparticipates:\n  huisen:\n  banen:\n")
    assert "huisen" in told
    assert "banen" in told, "that of an institute is no sector's"


def test_names_of_the_registry_are_offered_and_others_may_stand_there(tmp_path: Path) -> None:
    names = "partners:\n  - {name: OCMW Oostende, abbreviation: OCMW}\nlocations:\n  - name: Oostende\n"
    schemas = _schemas({**SMALL, "names.yaml": names}, tmp_path)
    partners, location = (
        schemas["action"]["definitions"]["partners"]["anyOf"],
        schemas["projects"]["definitions"]["Project"]["properties"]["location"]["anyOf"],
    )
    assert (partners[0]["const"], location[0]["const"]) == ("OCMW Oostende", "Oostende")
    assert _complaints(tmp_path, tmp_path / "names.yaml") == ""
    assert _complaints(tmp_path, tmp_path / "actions/huizen.yaml") == ""


def test_ids_of_what_cannot_be_read_may_be_right(tmp_path: Path) -> None:
    goals = SMALL["goals.yaml"].replace("        title: Waardig werk\n", "").replace("id: werk\n", "id: Werk!\n")
    schemas = _schemas({**SMALL, "goals.yaml": goals}, tmp_path)
    assert schemas["action"]["definitions"]["goals"]["anyOf"][-1].get("pattern")


# --- what they tell --------------------------------------------------------------------------------


def test_every_key_is_explained_and_nothing_else(tmp_path: Path) -> None:
    schemas = _schemas(SMALL, tmp_path)
    explained = set(_descriptions(schemas))
    assert {message.render("nl") for message in MEANINGS.values()} <= explained, "a meaning that no key has"


def _descriptions(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(described := schema.get("description"), str):
            yield described
        for inner in schema.values():
            yield from _descriptions(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _descriptions(inner)


def test_keys_are_offered_in_the_language_of_the_goals(tmp_path: Path) -> None:
    dutch, english = _schemas(DUTCH, tmp_path / "nl"), _schemas(SMALL, tmp_path / "en")
    for schemas, offered, silent in ((dutch, "looptijd", "period"), (english, "period", "looptijd")):
        keys = schemas["action"]["properties"]
        assert "doNotSuggest" not in keys[offered]
        assert keys[silent]["doNotSuggest"]


@pytest.mark.parametrize(
    ("files", "dutch"),
    [
        (DUTCH, True),
        (SMALL, False),
        ({**DUTCH, "goals.yaml": DUTCH["goals.yaml"].replace("strategische_doelstellingen", "strategic_goals")}, True),
        ({**SMALL, "goals.yaml": DUTCH["goals.yaml"]}, False),
    ],
    ids=["dutch", "english", "one key in English", "one file in Dutch"],
)
def test_the_language_of_the_keys_is_that_of_most(files: Mapping[str, str], dutch: bool, tmp_path: Path) -> None:
    assert open_workspace(write_workspace(tmp_path, files)).has_dutch_keys is dutch


def test_a_new_file_has_the_keys_of_the_workspace_and_names_its_schema(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, {**DUTCH, "institutes/kust/institute.yaml": "naam: Kust\n"})
    for kind in ("action", "project", "figure"):
        _run(folder, "new", kind, f"Een {kind}", "--institute", "kust")
    write_schemas(open_workspace(folder), "nl")
    english = re.compile(
        r"^[ #-]*(title|period|projects|figures|participates|source):|onder participates", re.MULTILINE
    )
    for file in ("actions/kust/een-action.yaml", "institutes/kust/projects.yaml", "figures.yaml"):
        text = (folder / file).read_text("utf-8")
        schema = text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
        assert (
            (folder / file).parent / schema
        ).resolve() == folder / f".vscode/schemas/{_kind(PurePath(file)).name}.json"
        assert not english.search(text)
        assert _complaints(folder, folder / file) == ""


def test_descriptions_speak_the_readers_language(tmp_path: Path) -> None:
    english = _schemas(SMALL, tmp_path / "en", "en")["action"]["properties"]["title"]["description"]
    assert english == "The title, as it is printed."


def test_the_same_plan_gives_the_same_schemas(tmp_path: Path) -> None:
    _schemas(SMALL, tmp_path / "one")
    _schemas(dict(reversed(tuple(SMALL.items()))), tmp_path / "two")
    for path in (tmp_path / "one/.vscode").rglob("*.json"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


# --- the files -------------------------------------------------------------------------------------


def _run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(plan, ["--workspace", str(folder), "--language", "en", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_nothing_but_the_editors_folder_is_written(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, SMALL)
    _run(folder, "schema")
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - SMALL.keys()
    assert all(file.startswith(".vscode/") for file in made)
    for file, text in SMALL.items():
        assert (folder / file).read_text("utf-8") == text
    assert _run(folder, "check") == _run(write_workspace(tmp_path / "other", SMALL), "check")


def test_a_new_workspace_is_ready_for_the_editor(tmp_path: Path) -> None:
    folder = tmp_path / "nieuw"
    CliRunner().invoke(plan, ["init", str(folder)])
    assert (folder / SETTINGS).is_file()
    for path in folder.rglob("*.yaml"):
        sign, _equals, schema = path.read_text("utf-8").partition("\n")[0].partition("=")
        assert sign == "# yaml-language-server: $schema"
        assert (path.parent / schema).resolve() == folder / f".vscode/schemas/{_kind(path).name}.json"
        assert (path.parent / schema).is_file()


@pytest.mark.parametrize(
    "own",
    ['{"editor.fontSize": 20}', '// mine\n{"editor.fontSize": 20, // large\n}', "[]", '{"yaml.schemas": {}, "a": 1}'],
)
def test_somebodys_own_settings_stay_and_are_told_what_to_add(own: str, tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, {**SMALL, SETTINGS: own})
    assert '".vscode/schemas/action.json"' in _run(folder, "schema")
    assert (folder / SETTINGS).read_text("utf-8") == own


def test_settings_that_were_added_by_hand_are_not_told_again(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, {**SMALL, SETTINGS: "// mine\n{}"})
    to_add = _run(folder, "schema").partition("\n")[2].partition("\n")[2]
    write_workspace(folder, {SETTINGS: f'// mine\n{{"editor.fontSize": 20,\n{to_add}}}'})
    assert "fontSize" not in _run(folder, "schema")
    assert len(_run(folder, "schema").splitlines()) == 1


def test_settings_of_ours_are_renewed(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, {**SMALL, SETTINGS: '{"yaml.schemas": {"old.json": "goals.yaml"}}'})
    _run(folder, "schema")
    assert "old.json" not in (folder / SETTINGS).read_text("utf-8")


def test_a_schema_is_made_anew_when_a_goal_was_added(tmp_path: Path) -> None:
    assert "nieuw-doel" not in json.dumps(_schemas(SMALL, tmp_path))
    goals = SMALL["goals.yaml"].replace(
        "      - id: leren\n", "      - {id: nieuw-doel, title: Nieuw}\n      - id: leren\n"
    )
    assert "nieuw-doel" in json.dumps(_schemas({"goals.yaml": goals}, tmp_path)["action"])


# --- the findings ----------------------------------------------------------------------------------


def test_findings_are_as_their_published_schema_says(tmp_path: Path) -> None:
    folder = write_workspace(
        tmp_path,
        {
            **SMALL,
            "actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("[werk]", "[wark]").replace("huurders", ""),
            "actions/banen.yaml": SMALL["actions/kust/banen.yaml"]
            + "status: ontwerp\ntitle: Nog eens\nperiode: 2021\n",
        },
    )
    schema = write_workspace(folder, {"schema.json": _run(folder, "schema", "findings")}) / "schema.json"
    found = CliRunner().invoke(plan, ["--workspace", str(folder), "check", "--format", "json"])
    assert len(json.loads(found.output)) > 3
    output = write_workspace(folder, {"output.json": found.output}) / "output.json"
    result = CliRunner().invoke(check_jsonschema, ["--schemafile", str(schema), str(output)])
    assert result.exit_code == 0, result.output
    write_workspace(folder, {"output.json": found.output.replace('"severity"', '"weight"')})
    assert CliRunner().invoke(check_jsonschema, ["--schemafile", str(schema), str(output)]).exit_code == 1


# --- in VS Code ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """The example's folder as VS Code has it open."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    install(npm)
    folder = tmp_path_factory.mktemp("editor")
    write_workspace(folder, example().sources.files)
    write_schemas(open_workspace(folder), "nl")
    with Editor.open(folder) as opened:
        yield opened


def test_a_bracket_completes_the_goals_with_what_they_are_about(editor: Editor) -> None:
    goals = {str(goal.id): goal for goal in example().plan.operational_goals}
    for before in ("[", "[woonkwaliteit, ", "\n    - ", "\n    - woonkwaliteit\n    - "):
        offered = editor.completions("actions/de-stek.yaml", f"title: De STEK\ncontributes:\n  certain: {before}|")
        assert offered.keys() == goals.keys()
        assert offered["sociale-bescherming"].inserted == "sociale-bescherming"
        told = offered["sociale-bescherming"].told
        assert "**Sociale bescherming**" in told
        assert str(goals["sociale-bescherming"].statement).strip() in told


def test_a_goal_is_told_where_the_mouse_rests(editor: Editor) -> None:
    told = editor.hover(
        "actions/de-stek.yaml", "title: De STEK\ncontributes:\n  certain: [solidariteit, sociale-|bescherming]\n"
    )
    assert "**Sociale bescherming**" in told
    assert "Solidariteit" not in told


def test_keys_are_completed_and_explained(editor: Editor) -> None:
    offered = editor.completions("actions/nieuw.yaml", "title: Nieuw\n|")
    assert {"period", "contributes", "partners_open"} <= offered.keys()
    assert not {"looptijd", "draagt_bij", "title", "id", "owner", "place"} & offered.keys()
    assert offered["period"].told == meaning("Action", "period").render("nl")
    assert offered["period"].inserted.startswith("period: ")
    assert meaning("Action", "who").render("nl") in editor.hover("actions/nieuw.yaml", "title: Nieuw\nw|ho: Ilse\n")


def test_words_to_choose_from_are_offered_and_nothing_that_reads_otherwise(editor: Editor) -> None:
    offered = editor.completions("actions/nieuw.yaml", "title: Nieuw\nstatus: |\n")
    assert offered.keys() == {"te-schrijven", "ontwerp", "klaar"}
    for key in ("who", "title", "context", "partners_note"):
        assert editor.completions("actions/nieuw.yaml", f"status: klaar\n{key}: |\n").keys() == set()
    assert editor.completions("actions/nieuw.yaml", "title: N\npartners_open: |\n").keys() == {"true", "false"}
    assert "2021-2025" in editor.completions("actions/nieuw.yaml", "title: N\nperiod: |\n")


def test_an_institute_is_offered_the_actions_and_its_projects(editor: Editor) -> None:
    file = "institutes/gent/institute.yaml"
    actions = editor.completions(file, "name: Gent\nparticipates:\n  |\n")
    assert "**De STEK**" in actions["de-stek"].told
    assert "waardig-wonen" not in actions, "that is an institute's own"
    projects = editor.completions(file, "name: Gent\nparticipates:\n  de-stek:\n    projects:\n      - |\n")
    assert "**Den Botaniek**" in projects["den-botaniek"].told
    assert "project" in projects
    goal = "name: Gent\nwaives:\n  - goal: sociale-|bescherming\n    reason: omdat\n"
    assert "**Sociale bescherming**" in editor.hover(file, goal)


def test_a_mistyped_goal_is_underlined(editor: Editor) -> None:
    told = editor.complaints("actions/kapot.yaml", "title: Kapot\ncontributes:\n  certain: [sociale-beschreming]\n")
    assert len(told) == 1
    assert '"sociale-bescherming"' in told[0]


def test_in_no_kind_of_file_anything_right_is_underlined(editor: Editor) -> None:
    files = {PurePath(file): data for file, data in example().sources.files.items() if file.endswith(".yaml")}
    longest = {_kind(file).name: file for file in sorted(files, key=lambda file: len(files[file]))}
    assert len(longest) >= 8
    for file in longest.values():
        assert editor.complaints(str(file), files[file].decode()) == [], file


def test_the_lock_of_the_language_server_names_no_registry() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    assert "node_modules/yaml-language-server" in packages
    assert all("resolved" not in package for package in packages.values())
