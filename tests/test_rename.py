"""`plan rename`: an id changes everywhere it is meant, and not one other byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan.commands.renaming import KINDS, Renaming, rename, render_diff, render_renaming
from plan.id_fields import NAMES
from plan.load import load_plan
from plan.model import Id, Located, Reference
from plan.patch import PatchRefused
from plan.sources import Sources
from plan.workspace import Workspace, open_workspace
from tests.command_line import Done, typed
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.usefixtures("remembering")

NOWHERE = Path("/er-is-niets")
EVERYTHING: Mapping[str, str] = {
    **SMALL,
    "goals.yaml": SMALL["goals.yaml"].replace(
        "format: 1\n",
        "format: 1\nannexes: [{id: statuten, title: Statuten}]\naccepts: [{rule: x, about: huizen, reason: y}]\n",
    ),
    "figures.yaml": """\
figures:
  - {id: wachtlijst, value: "155.000", unit: gezinnen, title: wachtenden, total_of: ["huurders-op-lijst"]}
  - {id: huurders-op-lijst, value: 1, unit: gezinnen, title: wachtenden} # {cijfer wachtlijst}
""",
    "actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace(
        "  We maken banen[^1].\n",
        "  We maken banen[^1] voor {doel werk}, {doel grondrechten: ons recht} en `{doel werk}`.\n"
        "\n  | a | b |\n  |---|---|\n  | {actie huizen: x \\| y} | {cijfer wachtlijst} |\n\n  Zie {actie\n  huizen}.\n",
    ),
    "frameworks/zorgplan.yaml": "title: Zorgplan\nitems: [{id: zorg, title: Zorg, framework: minister}]\n",
    "institutes/kust/institute.yaml": SMALL["institutes/kust/institute.yaml"]
    + "  - {after: \"missie/voorwoord\", add: strand}\n  - drop: 'missie'\n"
    + "waives: [{goal: woonkwaliteit, reason: x}]\naction_order: [leerkring, huizen]\n",
    "institutes/kust/strand.md": "---\naccepts:\n- {rule: x, about: minister/zorg, reason: y}\n---\n"
    "# {actie banen}\n{bijlage statuten}\n",
    "tables/leden.yaml": "title: Leden\nfile: leden.csv\n",
    "tables/leden.csv": "Gemeente;Leden\nGent;12\n",
    "institutes/bos/bomen.md": "# Bomen\n\nZie {tabel leden}.\n\n{tabel leden}\n",
    "templates/colofon.md": '# Colofon\n\n{% if x == "kust" %}{doel werk}{% endif %} {{ y }} {doel  werk: a}\n',
}


def workspace_of(files: Mapping[str, str | bytes]) -> Workspace:
    """A workspace that is nowhere on disk."""
    data = {file: text.encode() if isinstance(text, str) else text for file, text in files.items()}
    sources = Sources(NOWHERE, dict(sorted(data.items())))
    return Workspace(NOWHERE, sources, *load_plan(sources))


def after(workspace: Workspace, renaming: Renaming) -> dict[str, bytes]:
    """The files as they are afterwards."""
    return {renaming.path(file): renaming.after.get(file, data) for file, data in workspace.sources.files.items()}


def refusal(workspace: Workspace, kind: str, old: str, new: str) -> str:
    with pytest.raises(PatchRefused) as refused:
        rename(workspace, kind, old, new)
    return refused.value.message.render("en")


def said(workspace: Workspace) -> str:
    """All that a plan says and all that is found in it, without columns: a longer id moves what stands behind it."""
    told = repr((workspace.plan, [(found.rule, found.place.file, found.subject) for found in workspace.findings]))
    return re.sub(r"(end_)?column=\d+|version='\w+'", "", told)


# --- where an id stands ----------------------------------------------------------------------------

IDS: tuple[tuple[str, str, int], ...] = (
    ("goal", "grondrechten", 2),
    ("goal", "woonkwaliteit", 3),
    ("goal", "werk", 6),
    ("theme", "wonen", 1),
    ("action", "huizen", 5),
    ("action", "banen", 2),
    ("project", "den-dam", 3),
    ("institute", "kust", 0),
    ("figure", "wachtlijst", 3),
    ("figure", "huurders-op-lijst", 2),
    ("framework", "minister", 5),
    ("ranking", "gemeenten", 1),
    ("chapter", "missie", 5),
    ("chapter", "zee", 1),
    ("chapter", "strand", 1),
    ("annex", "statuten", 2),
    ("table", "leden", 2),
)


@pytest.mark.parametrize(("kind", "old", "count"), IDS)
def test_an_id_changes_wherever_it_is_meant(kind: str, old: str, count: int) -> None:
    workspace = workspace_of(EVERYTHING)
    renaming = rename(workspace, kind, old, f"{old}-0")
    assert len(renaming.edits) == count
    renamed = workspace_of(after(workspace, renaming))
    assert f"{old}-0" in said(renamed)
    assert said(renamed).replace(f"{old}-0", old) == said(workspace)


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _old, _count in IDS} == set(KINDS)


def test_it_is_known_of_every_field_with_an_id_what_it_names() -> None:
    def below(model: type[Located]) -> set[type[Located]]:
        return {model}.union(*(below(one) for one in model.__subclasses__()))

    with_ids = {
        (model, name)
        for model in below(Located)
        if not model.__subclasses__()
        for name, field in model.model_fields.items()
        if field.kind in (Id, Reference)
    }
    assert with_ids == NAMES.keys()


def test_files_and_folders_are_called_after_the_new_id() -> None:
    workspace = workspace_of({**EVERYTHING, "institutes/bos/missie.md": "# Missie\n\nx\n"})

    def moved(kind: str, old: str) -> Mapping[str, str]:
        return rename(workspace, kind, old, "nieuw").moved

    assert moved("action", "leerkring") == {"actions/leerkring.yaml": "actions/nieuw.yaml"}
    assert moved("institute", "kust") == {"actions/kust": "actions/nieuw", "institutes/kust": "institutes/nieuw"}
    assert moved("chapter", "missie") == {
        "chapters/missie.md": "chapters/nieuw.md",
        "institutes/bos/missie.md": "institutes/bos/nieuw.md",
    }
    assert moved("framework", "minister") == {"frameworks/minister.yaml": "frameworks/nieuw.yaml"}
    assert moved("ranking", "gemeenten") == {"rankings/gemeenten.yaml": "rankings/nieuw.yaml"}
    assert moved("goal", "leren") == {}


def test_an_id_that_something_else_has_too_is_left_to_it() -> None:
    workspace = workspace_of({**SMALL, "rankings/x.yaml": "title: X\nrows: [{id: werk, title: werk}]\n"})
    renaming = rename(workspace, "goal", "werk", "arbeid")
    assert {edit.place.file for edit in renaming.edits} == {
        "goals.yaml",
        "actions/huizen.yaml",
        "actions/kust/banen.yaml",
    }


def test_remarks_and_the_code_of_templates_are_left_and_told() -> None:
    workspace = workspace_of(EVERYTHING)
    assert [str(place) for place in rename(workspace, "figure", "wachtlijst", "x").left] == ["figures.yaml:3:84"]
    remarked = SMALL["figures.yaml"] + "# wachtlijst: zie ook wachtlijst-2017\n"
    left = rename(workspace_of({**SMALL, "figures.yaml": remarked}), "figure", "wachtlijst", "x").left
    assert [str(place) for place in left] == ["figures.yaml:3:3"]
    renaming = rename(workspace, "institute", "kust", "x")
    assert [str(place) for place in renaming.left] == ["templates/colofon.md:3:13"]
    assert "templates/colofon.md:3:13" in render_renaming(renaming, "en")


def test_a_version_of_a_shared_chapter_that_was_up_to_date_stays_so() -> None:
    shared = "# Missie\n\nZie {actie huizen}.\n"
    version = workspace_of({**SMALL, "chapters/missie.md": shared}).plan.shared_chapters["missie"].version
    own = "---\nanswers_version: {} # nagelezen\n---\n# Missie\n\nAnders.\n"
    workspace = workspace_of(
        {
            **SMALL,
            "chapters/missie.md": shared,
            "institutes/kust/missie.md": own.format(version),
            "institutes/bos/missie.md": own.format("0123456789ab"),
        }
    )
    files = after(workspace, rename(workspace, "action", "huizen", "woningen"))
    stamp = workspace_of(files).plan.shared_chapters["missie"].version
    assert stamp != version
    assert files["institutes/kust/missie.md"] == own.format(stamp).encode()
    assert files["institutes/bos/missie.md"] == own.format("0123456789ab").encode()


# --- nothing else changes --------------------------------------------------------------------------

STYLES = ("{}", "'{}'", '"{}"')
PROSE = (
    "Zie {}.",
    "'Zie {}: ja.'",
    '"Zie \\"{}\\"."',
    "|\n    Zie\n\n    *{}*",
    ">-\n    Zie\n    {}\n    en {{nog x}}",
)
LAYOUTS = ("[{}, ander]", "[\n    {}, # bij {{doel oud}}\n    ander,\n  ]", "# lijst\n  - {} # oud\n  # oud\n  - ander")


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A workspace in which a goal is named in all manners, as it is and as it should become."""

    def any_of(choices: tuple[str, ...], inner: str = "@") -> str:
        return draw(st.sampled_from(choices)).format(inner)

    reference = draw(st.sampled_from(["{doel @}", "{Doel  @:de oud}", "{ goal @ }"]))
    files = {
        "goals.yaml": "plan: {title: P, period: 2021-2025, date: 2020-05-15}\nstrategic_goals:\n- id: sd\n  title: T\n"
        f"  explanation: {any_of(PROSE, reference)}\n  operational_goals:\n"
        f"  - {{id: {any_of(STYLES)}, title: oud}}\n  - id: ander\n    title: T # {{doel oud}}\n",
        "actions/oud-en-nieuw.yaml": f"title: {any_of(STYLES, 'Zie {doel @}')}\ncontributes:\n"
        f"  {draw(st.sampled_from(['certain', 'mogelijk']))}: {any_of(LAYOUTS, any_of(STYLES))}\n",
        "institutes/i/institute.yaml": "name: Oud\nlaat_over:\n"
        + any_of(("- goal: {}\n  reason: oud", "- {{reason: oud, doel: {}}}"), any_of(STYLES)),
        "chapters/missie.md": f"# Oud\n\noud {reference}\n\n> - x {reference}\n\n```\n{{doel oud}}\n```\n",
    }
    made = []
    for file, text in files.items():
        end, start = draw(st.sampled_from(["\n", "\r\n", None])), draw(st.sampled_from(["", "\ufeff"]))
        if end is None:  # mixed
            first, _, rest = text.partition("\n")
            text = f"{first}\r\n{rest}"
        else:
            text = text.replace("\n", end)
        made.append((file, start + (text.rstrip("\r\n") if draw(st.booleans()) else text)))
    old, new = ({file: text.replace("@", id).encode() for file, text in made} for id in ("oud", "nieuw-er"))
    return old, new


@given(workspaces())
@settings(max_examples=settings().max_examples // 2)
def test_only_the_id_changes_and_renaming_back_gives_the_old_bytes(
    made: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    old, new = made
    workspace = workspace_of(old)
    renamed = after(workspace, rename(workspace, "goal", "oud", "nieuw-er"))
    assert renamed == new
    there = workspace_of(renamed)
    assert after(there, rename(there, "goal", "nieuw-er", "oud")) == old


@pytest.mark.parametrize(("kind", "old"), [(kind, old) for kind, old, _count in IDS])
def test_renaming_there_and_back_leaves_nothing_behind(tmp_path: Path, kind: str, old: str) -> None:
    root = write_workspace(tmp_path, {**EVERYTHING, "institutes/kust/notities.docx": b"x"})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    rename(open_workspace(root), kind, old, "nieuw").write(root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} != before
    rename(open_workspace(root), kind, "nieuw", old).write(root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


# --- what is refused -------------------------------------------------------------------------------

SMALL_WORKSPACE = workspace_of(SMALL)


@pytest.mark.parametrize("new", ["Huizen", "huis en tuin", "", "huis--tuin", "hüis", "../x", "con", "a/b"])
def test_what_is_no_id_is_refused(new: str) -> None:
    assert refusal(SMALL_WORKSPACE, "action", "huizen", new).startswith(('"', "no file can be called"))


@pytest.mark.parametrize("new", ["no", "on", "true", "null", "123", "1e3", "0x1f", "2021-05-01"])
def test_what_other_programs_read_as_no_text_is_refused(new: str) -> None:
    assert f'other programs read "{new}"' in refusal(SMALL_WORKSPACE, "action", "huizen", new)


@pytest.mark.parametrize(
    "new", ["huizen", "leren", "wonen", "grondrechten", "den-dam", "kust", "gemeenten", "minister"]
)
def test_what_something_else_is_called_already_is_refused(new: str) -> None:
    assert f'the id "{new}" is taken' in refusal(SMALL_WORKSPACE, "action", "huizen", new)
    assert f'the id "{new}" is taken' in refusal(SMALL_WORKSPACE, "figure", "wachtlijst", new)


@pytest.mark.parametrize("new", ["zee", "missie", "actiefiches", "voorwoord"])
def test_the_name_of_a_chapter_is_taken_too(new: str) -> None:
    assert f'the id "{new}" is taken' in refusal(SMALL_WORKSPACE, "action", "huizen", new)


def test_an_unknown_id_is_refused_with_the_nearest(tmp_path: Path) -> None:
    assert 'did you mean "huizen"' in refusal(SMALL_WORKSPACE, "action", "huisen", "x")
    assert "plan rename action huizen x" in refusal(SMALL_WORKSPACE, "project", "huizen", "x")


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {**SMALL, "institutes/x/leesmij.txt": "van iemand"})
    assert "institutes/x is there already" in refusal(open_workspace(root), "institute", "bos", "x")


def test_a_text_that_would_come_to_stand_beside_the_renamed_action_is_refused() -> None:
    workspace = workspace_of({**SMALL, "actions/stek.md": "# Context\n\nVan iemand anders.\n"})
    assert "actions/stek.md is there already" in refusal(workspace, "action", "leerkring", "stek")


def test_a_file_that_cannot_be_read_must_be_mended_first_when_it_names_the_id() -> None:
    broken = "title: [\ncontributes: {certain: [werk]}\n"
    workspace = workspace_of({**SMALL, "actions/stuk.yaml": broken})
    assert "actions/stuk.yaml:1:8" in refusal(workspace, "goal", "werk", "arbeid")
    assert rename(workspace, "goal", "leren", "leer").edits
    mistyped = SMALL["actions/huizen.yaml"].replace("possible:", "posible:")
    assert "actions/huizen.yaml:5:3" in refusal(
        workspace_of({**SMALL, "actions/huizen.yaml": mistyped}), "goal", "werk", "x"
    )
    assert "actions/stuk.yaml" in refusal(workspace, "action", "stuk", "heel")


def test_an_id_that_cannot_be_read_must_be_mended_first() -> None:
    anchored = SMALL["figures.yaml"].replace("id: wachtlijst", "id: &x wachtlijst")
    assert anchored != SMALL["figures.yaml"]
    workspace = workspace_of({**SMALL, "figures.yaml": anchored})
    assert "figures.yaml:2:10 cannot be read" in refusal(workspace, "figure", "wachtlijst", "x")


def test_two_things_with_one_id_are_told_apart_first() -> None:
    twice = SMALL["goals.yaml"].replace("id: leren", "id: werk")
    assert "goals.yaml" in refusal(workspace_of({**SMALL, "goals.yaml": twice}), "goal", "werk", "arbeid")


def test_a_reference_that_cannot_be_changed_exactly_stops_everything() -> None:
    text = "title: X\ndescription: |\n  > x {actie\n  > huizen} y\n"
    assert "actions/x.yaml:3" in refusal(
        workspace_of({**SMALL, "actions/x.yaml": text}), "action", "huizen", "woningen"
    )


def test_the_caption_of_a_picture_changes_too() -> None:
    text = '# Strand\n\n![Zee](beelden/zee.png "Zie {doel werk} en {actie huizen}")\n'
    workspace = workspace_of({**SMALL, "chapters/strand.md": text})
    files = after(workspace, rename(workspace, "goal", "werk", "arbeid"))
    assert files["chapters/strand.md"].decode() == text.replace("doel werk", "doel arbeid")


def test_a_chapter_of_the_programs_own_order_keeps_its_id() -> None:
    files = {file: text for file, text in SMALL.items() if file != "templates/plan.yaml"}
    workspace = workspace_of(files)
    own = str(workspace.plan.outline[0].id)
    assert "templates/plan.yaml" in refusal(workspace, "chapter", own, "nieuw")


# --- what is shown ---------------------------------------------------------------------------------


def plan(*arguments: str, cwd: Path) -> Done:
    return typed(cwd, *arguments, PLAN_LANGUAGE="en", COLUMNS="80")


def test_a_dry_run_shows_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, SMALL)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    shown = plan("rename", "action", "huizen", "woningen", "--dry-run", cwd=root)
    assert shown.returncode == 0, shown.stderr
    assert "actions/huizen.md is now called actions/woningen.md" in shown.stdout or "woningen.md" in shown.stdout
    assert "-  huizen:\n+  woningen:\n" in shown.stdout
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_the_command_says_what_it_changed(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, SMALL)
    done = plan("rename", "action", "huizen", "woningen", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "1 place in institutes/kust/institute.yaml" in done.stdout
    assert (root / "actions/woningen.md").is_file()
    assert plan("check", cwd=root).returncode == 0


def test_the_command_says_why_it_refuses(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, SMALL)
    refused = plan("rename", "action", "huizen", "den-dam", cwd=root)
    assert refused.returncode == 2
    assert "taken" in refused.stderr


def test_a_diff_shows_each_file_by_its_old_and_its_new_name() -> None:
    text = render_diff(rename(SMALL_WORKSPACE, "institute", "kust", "zee-en-strand"), "en")
    assert "institutes/kust" in text
    diff = render_diff(rename(SMALL_WORKSPACE, "framework", "minister", "zorgplan"), "en").split("\n")
    assert "--- templates/plan.yaml" in diff
    assert "+answers: [zorgplan/zorg]" in diff
