"""`plan changes`: what differs between two versions of a plan, by meaning."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from lxml import html

from plan.changes.comparing import Comparison, Did
from plan.changes.passages import passages
from plan.changes.versions import NoVersion, Origin, Version, find_version, version_of
from plan.cli import plan as command
from plan.commands.changes import compare_versions, render_changes, render_markdown, tell_changes
from plan.commands.changes_data import changes_as_json
from plan.commands.changes_page import render_page
from plan.commands.renaming import rename
from plan.commands.schema import PRINTED
from plan.load import load_plan
from plan.sources import Sources, read_sources
from plan.workspace import Workspace
from tests.workspaces import SMALL, write_workspace

NOWHERE = Path("/er-is-niets")
EXAMPLE = Path(__file__).parent.parent


def version(files: Mapping[str, str | bytes], name: str | None = "toen") -> Version:
    data = {file: text.encode() if isinstance(text, str) else text for file, text in files.items()}
    origin = Origin.KEPT if name else Origin.WORKSPACE
    return version_of(origin, name, Sources(NOWHERE, dict(sorted(data.items()))))


def edited(file: str, old: str, new: str, files: Mapping[str, str] = SMALL) -> dict[str, str]:
    assert old in files[file]
    return {**files, file: files[file].replace(old, new)}


def compared(after: Mapping[str, str | bytes], before: Mapping[str, str | bytes] = SMALL) -> Comparison:
    return compare_versions(version(before), version(after, None))


def shown(after: Mapping[str, str | bytes], before: Mapping[str, str | bytes] = SMALL, institute: str = "") -> str:
    """What a terminal shows of the changes, without the title."""
    old, new = version(before), version(after, None)
    report = tell_changes(old, new, compare_versions(old, new, institute or None), "nl")
    return render_changes(report, "nl", 80, colour=False).partition("\n")[2]


# --- what changed ----------------------------------------------------------------------------------


def test_two_equal_versions_tell_that_nothing_changed() -> None:
    assert shown(SMALL) == "er veranderde niets\n"


def test_other_line_ends_quotes_and_keys_are_no_change() -> None:
    after = {file: text.replace("\n", "\r\n") for file, text in SMALL.items()}
    after["actions/leerkring.yaml"] = (
        "titel: 'Leerkring'\nlooptijd: 2021 - 2025\ndraagt_bij: {zeker: [leren]}\n"
        "omschrijving: >\n  We komen\n  samen.\npartners:\n- de instituten\n"
    )
    assert shown(after) == "er veranderde niets: de bestanden verschillen, maar zeggen hetzelfde\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "actions/huizen.yaml",
            "2021-2025",
            "2021 - juni 2023",
            '~ actie "Huizen delen" (actions/huizen.yaml:1)\n    looptijd: 2021-2025 → 2021 – juni 2023\n',
        ),
        (
            "actions/huizen.yaml",
            "  certain: [woonkwaliteit]\n  possible: [werk]",
            "  possible: [woonkwaliteit]",
            (
                '    – bijdrage aan "Goed wonen": zeker → mogelijk\n'
                '    – draagt niet meer bij aan "Waardig werk"; dat was mogelijk\n'
            ),
        ),
        (
            "actions/huizen.yaml",
            "[huurders, verhuurders]",
            "[verhuurders, huurders, banken]",
            "    partners, erbij: banken; in een andere volgorde\n",
        ),
        (
            "goals.yaml",
            "statement: Wonen wordt beter.",
            "statement: Wonen wordt voor iedereen beter.",
            "    stelling:\n      Wonen wordt{+ voor iedereen+} beter.\n",
        ),
        (
            "institutes/kust/institute.yaml",
            '"14,05"',
            '"15"',
            (
                '~ instituut "Samenlevingsopbouw Kust" (institutes/kust/institute.yaml:1)\n'
                "    vte, toegekend: 14,05 → 15\n"
            ),
        ),
        (
            "institutes/kust/institute.yaml",
            "als er geld is",
            "als de stad meedoet",
            (
                '~ neemt anders deel aan "Huizen delen" (institutes/kust/institute.yaml:7)\n'
                '    projecten, voorwaarde (Den Dam): "als er geld is" → "als de stad meedoet"\n'
            ),
        ),
        (
            "institutes/kust/institute.yaml",
            "  leerkring:\n",
            "",
            '– neemt niet meer deel aan "Leerkring" (institutes/kust/institute.yaml:10)\n',
        ),
        (
            "institutes/kust/institute.yaml",
            "chapters:",
            "waives: [{goal: werk, reason: geen tijd}]\nchapters:",
            '+ laat "Waardig werk" over aan anderen (institutes/kust/institute.yaml:11)\n',
        ),
        (
            "institutes/kust/institute.yaml",
            "chapters:\n  - after: missie\n    add: zee\n",
            "",
            "    hoofdstukken, weg: De zee\n",
        ),
        (
            "institutes/kust/projects.yaml",
            "    period: 2021-2025\n",
            "    period: 2021-2025\n    provisional: ja\n  - {id: boot, title: De Boot}\n",
            (
                '~ project "Den Dam" (institutes/kust/projects.yaml:2)\n    voorlopig: nee → ja\n\n'
                '+ nieuw: project "De Boot" (institutes/kust/projects.yaml:7)\n'
            ),
        ),
        (
            "figures.yaml",
            '"155.000"',
            '"160.000"',
            '~ cijfer "wachtenden" (figures.yaml:2)\n    waarde: 155.000 → 160.000\n',
        ),
        (
            "frameworks/minister.yaml",
            "answer: Wij zorgen mee.",
            "answer: Wij zorgen mee, elke dag.",
            (
                '~ onderdeel van een kader "Zorg" (frameworks/minister.yaml:3)\n'
                "    antwoord:\n      Wij zorgen mee{+, elke dag+}.\n"
            ),
        ),
        (
            "rankings/gemeenten.yaml",
            "  - {id: oostende, title: Oostende, class: hoog}\n  - {id: brugge, title: Brugge, class: hoog}\n",
            "  - {id: brugge, title: Brugge, class: hoog}\n  - {id: oostende, title: Oostende, class: hoog}\n",
            "    rijen, in een andere volgorde\n",
        ),
        (
            "chapters/missie.md",
            "We staan **naast** mensen.",
            "We staan **achter** mensen. En ervoor.",
            (
                '~ hoofdstuk "Missie" (chapters/missie.md:1)\n    tekst:\n'
                "      We staan **[-naast-]{+achter+}** mensen.{+ En ervoor.+}\n"
            ),
        ),
        (
            "templates/plan.yaml",
            "  - {id: voorwoord, optional: true}\n  - {id: missie}\n",
            "  - {id: missie}\n",
            "~ het plan als geheel (goals.yaml:2)\n    hoofdstukken, weg: voorwoord\n",
        ),
    ],
)
def test_a_change_is_told_by_meaning(file: str, old: str, new: str, told: str) -> None:
    assert told in shown(edited(file, old, new))


def test_a_goal_that_moves_to_another_strategic_goal_is_told() -> None:
    goal = "      - {id: leren, title: Leren van elkaar, statement: We leren.}\n"
    before = {**SMALL, "goals.yaml": SMALL["goals.yaml"].partition("      - id: leren")[0] + goal}
    head, sign, tail = before["goals.yaml"].partition("  - id: interne-werking\n")
    after = {
        **before,
        "goals.yaml": head + goal + sign + tail.replace(goal, "").replace("    operational_goals:\n", ""),
    }
    assert '    onder: "Interne werking" → "Grondrechten: voor iedereen"\n' in shown(after, before)


def test_a_removed_action_is_told_with_what_it_did_to_coverage() -> None:
    after = {file: text for file, text in SMALL.items() if file != "actions/kust/banen.yaml"}
    text = shown(after)
    assert '– weg: actie "Banen maken" (actions/kust/banen.yaml:1)\n' in text
    assert '    – OD Waardig werk verliest haar laatste zekere actie, "Banen maken"\n' in text
    assert text.index("DEKKING") < text.index("SAMENLEVINGSOPBOUW KUST")


def test_an_institute_that_hands_in_no_data_any_more_loses_no_coverage() -> None:
    after = edited("institutes/kust/institute.yaml", "status: ingediend", "status: niet-aangeleverd")
    assert "DEKKING" not in shown(after)
    assert "status: ingediend → niet-aangeleverd" in shown(after)


def test_what_an_institute_takes_part_in_is_not_told_one_by_one_when_the_institute_is_new() -> None:
    before = {file: text for file, text in SMALL.items() if not file.startswith("institutes/kust/institute")}
    text = shown(SMALL, before)
    assert '+ nieuw: instituut "Samenlevingsopbouw Kust"' in text
    assert "neemt deel" not in text


def test_a_goal_with_other_words_lists_the_actions_to_confirm() -> None:
    after = edited("goals.yaml", "statement: Werk is er voor iedereen.", "statement: Werk is er voor wie het zoekt.")
    (one,) = compared(after).to_confirm
    assert {str(action.id) for action in one.actions} == {"huizen", "banen"}
    text = shown(after)
    assert "Waardig werk (goals.yaml:23)\n    zeker: Banen maken (SO Kust)\n    mogelijk: Huizen delen\n" in text
    assert "TE BEVESTIGEN" not in shown(edited("goals.yaml", "code: SD1", "code: SD9"))


def test_with_an_institute_only_its_own_changes_and_what_all_share_are_told() -> None:
    after = edited("institutes/bos/institute.yaml", "name: Samenlevingsopbouw Bos", "name: Opbouw Bos")
    after = edited("institutes/kust/projects.yaml", "location: Oostende", "location: Brugge", after)
    after = edited("chapters/missie.md", "mensen", "iedereen", after)
    text = shown(after, institute="kust")
    assert "Den Dam" in text
    assert "Missie" in text
    assert "Bos" not in text


def test_pictures_and_templates_are_told_as_files() -> None:
    before: dict[str, str | bytes] = {
        **SMALL,
        "beelden/a.png": b"1",
        "templates/colofon.md": "# Colofon\n\nDit is oud.\n",
    }
    after: dict[str, str | bytes] = {
        **SMALL,
        "beelden/a.png": b"2",
        "templates/colofon.md": "# Colofon\n\nDit is nieuw.\n",
    }
    text = shown(after, before)
    assert '~ bestand "beelden/a.png" (beelden/a.png)\n' in text
    assert "Dit is [-oud-]{+nieuw+}." in text


# --- other ids -------------------------------------------------------------------------------------


def renamed(kind: str, old: str, new: str, files: Mapping[str, str] = SMALL) -> dict[str, str]:
    """The files after `plan rename`."""
    sources = Sources(NOWHERE, {file: text.encode() for file, text in sorted(files.items())})
    renaming = rename(Workspace(NOWHERE, sources, *load_plan(sources)), kind, old, new)
    return {renaming.path(file): renaming.after.get(file, data).decode() for file, data in sources.files.items()}


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("goal", "grondrechten", "rechten"),
        ("goal", "woonkwaliteit", "goed-wonen"),
        ("theme", "wonen", "huisvesting"),
        ("action", "huizen", "huizen-delen"),
        ("action", "banen", "werk-maken"),
        ("project", "den-dam", "dam"),
        ("institute", "kust", "zeekant"),
        ("figure", "wachtlijst", "lijst"),
        ("framework", "minister", "beleidsnota"),
        ("ranking", "gemeenten", "steden"),
        ("chapter", "zee", "noordzee"),
    ],
)
def test_a_renamed_id_is_told_as_renamed_and_as_nothing_else(kind: str, old: str, new: str) -> None:
    found = compared(renamed(kind, old, new))
    (change,) = [one for one in found.changes if one.kind != "framework-item"]
    assert (change.did, change.was, change.id) == (Did.RENAMED, old, new)
    assert change.differences == ()
    assert found.coverage == ()


def test_texts_that_still_name_an_old_id_did_not_change_but_lead_nowhere() -> None:
    after = {**SMALL, "actions/kust/werk-maken.yaml": SMALL["actions/kust/banen.yaml"]}
    del after["actions/kust/banen.yaml"]
    found = compared(after)
    (change,) = found.changes
    assert (change.did, change.was, change.id, change.differences) == (Did.RENAMED, "banen", "werk-maken", ())
    assert [(str(left.place), left.old, left.new) for left in found.left] == [
        ("actions/huizen.md:7:34", "banen", "werk-maken")
    ]
    text = shown(after)
    assert '– id: "banen" → "werk-maken"\n    actions/huizen.md:7\n' in text
    assert "[-" not in text


def test_who_takes_part_in_what_has_another_id_does_so_no_more_and_is_told_where() -> None:
    after = {file.replace("huizen", "huis"): text for file, text in SMALL.items()}
    found = compared(after)
    assert [change.did for change in found.changes] == [Did.RENAMED]
    assert {left.place.file for left in found.left} == {"institutes/kust/institute.yaml"}
    assert any(change.is_loss for change in found.coverage)
    assert compared(renamed("action", "huizen", "huis")).left == ()


def test_what_was_renamed_and_edited_is_told_as_both() -> None:
    after = edited("actions/huis.yaml", "2021-2025", "2022-2025", renamed("action", "huizen", "huis"))
    (change,) = compared(after).changes
    assert (change.did, change.was) == (Did.RENAMED, "huizen")
    assert [difference.field for difference in change.differences] == ["period"]
    text = shown(after)
    assert '~ andere id: actie "Huizen delen" (actions/huis.yaml:1)\n    id: "huizen" → "huis"\n' in text


def test_another_thing_with_some_of_the_same_words_is_no_renamed_one() -> None:
    after = edited(
        "institutes/kust/projects.yaml",
        "  - id: den-dam\n    title: Den Dam\n",
        "  - id: de-kaai\n    title: De Kaai\n",
    )
    assert {(change.did, change.id) for change in compared(after).changes if change.kind == "project"} == {
        (Did.REMOVED, "den-dam"),
        (Did.ADDED, "de-kaai"),
    }


# --- what cannot be read ---------------------------------------------------------------------------


def test_what_could_not_be_read_is_named_and_is_neither_gone_nor_a_loss() -> None:
    after = {**SMALL, "actions/kust/banen.yaml": "title: [Banen\n"}
    text = shown(after)
    assert "niet alles van het plan zoals het nu is kon gelezen worden" in text
    assert "actions/kust/banen.yaml:1" in text
    assert "weg:" not in text
    assert "DEKKING" not in text


def test_a_bad_value_is_not_told_as_one_that_went_away() -> None:
    after = edited("actions/huizen.yaml", "period: 2021-2025", "period: ooit")
    assert "looptijd: 2021-2025" not in shown(after)


def test_without_readable_goals_only_what_stands_is_compared() -> None:
    after = edited("institutes/kust/projects.yaml", "Oostende", "Brugge", {**SMALL, "goals.yaml": "a: [\n"})
    changes = compared(after).changes
    assert [(change.did, change.id) for change in changes] == [(Did.CHANGED, "den-dam")]


# --- where versions come from ----------------------------------------------------------------------


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            archive.writestr(file, data)
    return buffer.getvalue()


def refusal(root: Path, typed: str) -> str:
    with pytest.raises(NoVersion) as refused:
        find_version(root, typed)
    return refused.value.message.render("nl")


def test_a_folder_is_a_version(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "oud plan", SMALL)
    assert find_version(tmp_path, str(folder)).sources.files.keys() == SMALL.keys()
    assert "er is geen goals.yaml" in refusal(tmp_path, str(tmp_path))


def test_a_zip_is_a_version_however_deep_the_plan_lies_in_it(tmp_path: Path) -> None:
    deep = {f"plan-main/{file}": text for file, text in SMALL.items()}
    noise = {"plan-main/plan/x/goals.yaml": "x", "plan-main/build/goals.yaml": "x", "plan-main/README.md": "x"}
    (tmp_path / "oud.zip").write_bytes(zipped({**noise, **deep}))
    found = find_version(tmp_path, str(tmp_path / "oud.zip"))
    assert found.sources.files == {file: text.encode() for file, text in SMALL.items()}


def test_what_lies_in_build_and_in_kept_versions_is_no_source(tmp_path: Path) -> None:
    extra = {f"{folder}/goals.yaml": "x" for folder in ("build", "bewaard", "teruggekomen")}
    (tmp_path / "oud.zip").write_bytes(zipped({**SMALL, **extra}))
    assert find_version(tmp_path, str(tmp_path / "oud.zip")).sources.files.keys() == SMALL.keys()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"../goals.yaml": "x"}, "buiten zijn map"),
        ({"/goals.yaml": "x"}, "buiten zijn map"),
        ({"C:/goals.yaml": "x"}, "buiten zijn map"),
        ({"a\\..\\..\\goals.yaml": "x"}, "buiten zijn map"),
        ({"goals.yaml": "x", "GOALS.YAML": "y"}, "twee keer"),
        ({"goals.yaml": b"0" * 70_000_000}, "te groot"),
        ({"lees.txt": "x"}, "er is geen goals.yaml"),
    ],
)
def test_a_zip_that_cannot_be_trusted_is_refused(tmp_path: Path, files: Mapping[str, str | bytes], told: str) -> None:
    (tmp_path / "oud.zip").write_bytes(zipped(files))
    assert told in refusal(tmp_path, str(tmp_path / "oud.zip"))


@pytest.mark.parametrize("files", [{"pakket.json": "{}"}, {"kust/institute.yaml": "name: Kust\n"}])
def test_a_zip_with_the_files_of_one_institute_is_told_with_what_shows_them(
    tmp_path: Path, files: Mapping[str, str]
) -> None:
    (tmp_path / "kust.zip").write_bytes(zipped(files))
    told = refusal(tmp_path, str(tmp_path / "kust.zip"))
    assert '"kust.zip" bevat de bestanden van één instituut' in told
    assert f'plan unpack "{tmp_path / "kust.zip"}" --dry-run' in told


def test_a_zip_that_lies_about_the_size_of_a_file_is_refused(tmp_path: Path) -> None:
    data = zipped({"goals.yaml": b"0" * 1_000_000})
    size = (1_000_000).to_bytes(4, "little")
    (tmp_path / "oud.zip").write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    assert "beschadigd" in refusal(tmp_path, str(tmp_path / "oud.zip"))


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"geen zip")
    (tmp_path / "b.zip").write_bytes(zipped(SMALL)[:-100])
    assert "geen zip-bestand" in refusal(tmp_path, str(tmp_path / "a.zip"))
    assert "geen zip-bestand" in refusal(tmp_path, str(tmp_path / "b.zip"))


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ilse", "-c", "user.email=ilse@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def test_a_revision_in_git_is_a_version_also_below_the_root_of_the_repository(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "sector" / "plan", {**SMALL, "beelden/é.png": b"\x00\xff"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Eerste")
    git(tmp_path, "tag", "eerste")
    write_workspace(folder, edited("actions/huizen.yaml", "2021-2025", "2022"))
    git(tmp_path, "commit", "-qam", "Tweede")
    found = find_version(folder, "eerste")
    assert found.origin is Origin.GIT
    assert found.sources.files["actions/huizen.yaml"] == SMALL["actions/huizen.yaml"].encode()
    assert found.sources.files["beelden/é.png"] == b"\x00\xff"
    assert found.sources.files.keys() == {*SMALL, "beelden/é.png"}
    assert find_version(folder, "HEAD~1").sources.files == found.sources.files
    assert "er is geen versie" in refusal(folder, "--all")


def test_an_unknown_name_is_told_with_what_there_is(tmp_path: Path) -> None:
    assert "nog geen versie bewaard" in refusal(tmp_path, "RvB")
    assert "er is geen versie" in refusal(tmp_path, "x" * 5000)


# --- forms -----------------------------------------------------------------------------------------

NASTY = '<script>alert(1)</script> *x* `y` [z](http://a.be) | "q" \x1b[31m'


def everything() -> tuple[Version, Version]:
    """Two versions with changes of each sort between them."""
    after = renamed("action", "leerkring", "kring")
    after = edited("goals.yaml", "statement: Werk is er", "statement: Goed werk is er", after)
    after = edited("chapters/missie.md", "# Missie", "# Missie <b>", after)
    after = edited("actions/huizen.yaml", "possible: [werk]", "possible: []", after)
    after["institutes/kust/projects.yaml"] += "  - {id: nieuw, title: '<b>Nieuw</b>', period: 2021-05 / 2022-06}\n"
    after = edited("figures.yaml", "155.000", "155,5", after)
    after = edited("goals.yaml", "date: 2020-05-15", "date: 2020-06-01", after)
    after["rankings/gemeenten.yaml"] = "title: [\n"
    return version(SMALL), version(after, None)


def test_json_follows_its_schema() -> None:
    schema = json.loads(PRINTED["changes"].read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    old, new = everything()
    told = json.loads(changes_as_json(old, new, compare_versions(old, new), "nl"))
    Draft202012Validator(schema).validate(told)
    assert {change["did"] for change in told["changes"]} == {"added", "renamed", "changed"}
    kinds = {one["kind"] for change in told["changes"] for one in change["differences"]}
    assert kinds >= {"value", "text"}
    assert told["to"]["unread"][0]["file"] == "rankings/gemeenten.yaml"
    assert told["to_confirm"][0]["actions"]


def test_json_tells_what_leads_nowhere() -> None:
    after = {**SMALL, "actions/kust/werk-maken.yaml": SMALL["actions/kust/banen.yaml"]}
    del after["actions/kust/banen.yaml"]
    old, new = version(SMALL), version(after, None)
    told = json.loads(changes_as_json(old, new, compare_versions(old, new), "nl"))
    Draft202012Validator(json.loads(PRINTED["changes"].read_text("utf-8"))).validate(told)
    place = {"file": "actions/huizen.md", "line": 7, "column": 34}
    assert told["left"] == [{"place": place, "was": "banen", "id": "werk-maken"}]


def test_no_text_of_an_author_becomes_markup() -> None:
    files = edited("chapters/missie.md", "We staan **naast** mensen.", NASTY)
    files = edited("institutes/kust/projects.yaml", "Den Dam", "'<i>Dam</i>'", files)
    old, new = version(SMALL), version(files, None)
    report = tell_changes(old, new, compare_versions(old, new), "nl")
    page = html.fromstring(render_page(report, "nl"))
    assert page.xpath("//script | //i | //main//a") == []
    assert "<script>alert(1)</script>" in page.text_content()
    assert "\x1b" not in render_changes(report, "nl", 80, colour=False)
    assert "\\<script\\>" in render_markdown(report)


def test_a_line_of_a_terminal_is_never_too_long() -> None:
    old, new = everything()
    report = tell_changes(old, new, compare_versions(old, new), "nl")
    assert max(map(len, render_changes(report, "nl", 80, colour=False).splitlines())) <= 80
    assert "\x1b[32m" in render_changes(report, "nl", 80, colour=True)


# --- what always holds -----------------------------------------------------------------------------

SENTENCES = st.lists(st.sampled_from(["Een zin.", "Nog een zin.", "Is dit er een?", "Ja!", "Een lange zin met veel."]))


@given(SENTENCES, SENTENCES)
def test_passages_hold_all_that_was_put_in_and_taken_out(old: list[str], new: list[str]) -> None:
    found = passages(" ".join(old), "\n\n".join(new))
    for sentence in set(new) - set(old):
        assert any(sentence in passage.after for passage in found)
    for sentence in set(old) - set(new):
        assert any(sentence in passage.before for passage in found)
    assert bool(found) == (old != new)


@settings(max_examples=settings().max_examples // 2)  # each reads four plans
@given(st.sampled_from(sorted(SMALL)), st.data())
def test_a_change_and_its_opposite_are_about_the_same_things(file: str, data: st.DataObject) -> None:
    lines = SMALL[file].splitlines(keepends=True)
    gone = data.draw(st.integers(0, len(lines) - 1))
    after = {**SMALL, file: "".join(lines[:gone] + lines[gone + 1 :])}
    there, back = compared(after), compared(SMALL, after)
    opposite = {Did.ADDED: Did.REMOVED, Did.REMOVED: Did.ADDED, Did.CHANGED: Did.CHANGED, Did.RENAMED: Did.RENAMED}
    assert {(opposite[one.did], one.kind, one.was or one.id) for one in there.changes} == {
        (one.did, one.kind, one.id) for one in back.changes
    }


# --- on the command line ---------------------------------------------------------------------------


def test_the_command_compares_a_kept_name_with_the_plan_as_it_is(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)

    def plan(*arguments: str) -> str:
        result = CliRunner().invoke(command, ["--workspace", str(root), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    plan("freeze", "RvB 12 mei")
    write_workspace(root, edited("actions/huizen.yaml", "2021-2025", "2021-2023"))
    text = plan("changes", "RvB 12 mei")
    assert text.startswith('Wat er veranderde van "RvB 12 mei" naar het plan zoals het nu is\n')
    assert "– OD Goed wonen: niet meer zeker in 2024-2025; er komt niets in de plaats" in text
    assert "er veranderde niets" in plan("changes", "RvB 12 mei", "rvb-12-mei", "--institute", "kust")
    assert json.loads(plan("changes", "RvB 12 mei", "--format", "json"))["from"]["name"] == "RvB 12 mei"
    assert plan("changes", "RvB 12 mei", "--format", "markdown").startswith("# Wat er veranderde")
    plan("changes", "RvB 12 mei", "--format", "html", "--output", str(tmp_path / "lijst.html"))
    assert "Goed wonen" in (tmp_path / "lijst.html").read_text("utf-8")


def test_a_version_that_is_not_there_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    CliRunner().invoke(command, ["--workspace", str(root), "freeze", "RvB 12 mei"])
    with pytest.raises(NoVersion) as unknown:
        find_version(root, "raad")
    assert 'bewaard zijn "RvB 12 mei"' in unknown.value.message.render("nl")


# --- the example -----------------------------------------------------------------------------------


def test_renaming_in_the_example_is_told_as_that_and_nothing_else() -> None:
    sources = read_sources(EXAMPLE)
    files = {file: data.decode() for file, data in sources.files.items() if sources.text(file) is not None}
    after = renamed("action", "de-stek", "stek", renamed("goal", "woonkwaliteit", "goed-wonen", files))
    found = compared(after, files)
    assert {(change.did, change.was, change.id, change.differences) for change in found.changes} == {
        (Did.RENAMED, "woonkwaliteit", "goed-wonen", ()),
        (Did.RENAMED, "de-stek", "stek", ()),
    }
    assert (found.coverage, found.to_confirm) == ((), ())
