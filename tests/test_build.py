"""Building plans as files: what is written, what is kept, and what is told about it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from plan.build import Format, Report, build, render
from plan.outputs import write_whole
from plan.sources import find_workspace
from plan.workspace import Workspace, open_workspace
from tests.workspaces import SMALL, write_workspace

NAME = "meerjarenplan-2021-2025-kust"
WORD = f"build/kust/{NAME}.docx"
MARKDOWN = f"build/kust/tekst/{NAME}.md"
FINDINGS = "build/kust/bevindingen.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


def built(root: Path, *names: str, **options: object) -> dict[str, Report]:
    """Build a workspace as it stands on disk now."""
    workspace = open_workspace(root)
    wanted = names or tuple(workspace.plan.institutes_by_id)
    institutes = [workspace.plan.institutes_by_id[name] for name in wanted]
    return {str(report.institute.id): report for report in build(workspace, institutes, **options)}  # type: ignore[arg-type]


@cache
def _made_at_first() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        root = write_workspace(Path(folder), SMALL)
        built(root)
        return {file: (root / file).read_bytes() for file in files_in(root) - set(SMALL)}


def first_build(root: Path) -> None:
    """All that a build makes of the small workspace, made once."""
    write_workspace(root, _made_at_first())


def files_in(folder: Path) -> set[str]:
    """All files, but for what a build remembers to be quick the next time."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {file.as_posix() for file in files if ".opslag" not in file.parts}


def fingerprints(root: Path) -> dict[str, str]:
    """What the authors' own files hold."""
    return {file: hashlib.sha256((root / file).read_bytes()).hexdigest() for file in SMALL}


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def told(report: Report) -> str:
    """All that is said about a build, in English."""
    said = [*report.notices, *report.obstacles, *([report.failure] if report.failure else [])]
    return " / ".join(message.render("en") for message in said)


# --- what is written -------------------------------------------------------------------------------


def test_a_build_writes_word_markdown_and_what_is_left_for_each_institute_and_nothing_else(root: Path) -> None:
    reports = built(root)
    assert files_in(root) - set(SMALL) == {
        WORD,
        MARKDOWN,
        WORD.replace("kust", "bos"),
        MARKDOWN.replace("kust", "bos"),
        FINDINGS,
        FINDINGS.replace("kust", "bos"),
        ".gebouwd.json",
    }
    assert [path.relative_to(root).as_posix() for path in reports["kust"].written] == [FINDINGS, WORD, MARKDOWN]
    assert (root / WORD).read_bytes().startswith(b"PK")
    assert (root / MARKDOWN).read_text("utf-8").startswith("# Meerjarenplan 2021-2025\n")


def test_only_the_institutes_and_forms_that_were_asked_for_are_written(root: Path) -> None:
    built(root, "kust", formats=[Format.MARKDOWN])
    assert files_in(root / "build") == {MARKDOWN.removeprefix("build/")}


def test_building_twice_gives_equal_bytes(root: Path) -> None:
    plan = open_workspace(root).plan
    again = open_workspace(root).plan
    for institute in plan.institutes_by_id:
        assert render(plan, institute, Format, False).files == render(again, institute, Format, False).files


def test_files_that_would_stay_the_same_are_not_touched(root: Path) -> None:
    first_build(root)
    before = {file: (root / file).stat().st_mtime_ns for file in (WORD, MARKDOWN)}
    report = built(root, "kust")["kust"]
    assert {file: (root / file).stat().st_mtime_ns for file in before} == before
    assert (len(report.written), len(report.unchanged)) == (0, 3)


def test_a_changed_source_takes_the_place_of_our_own_file_without_a_word(root: Path) -> None:
    first_build(root)
    edit(root, "chapters/missie.md", "naast", "achter")
    report = built(root, "kust")["kust"]
    assert "achter" in (root / MARKDOWN).read_text("utf-8")
    assert not report.notices
    assert not (root / "teruggekomen").exists()


def test_checking_and_building_leave_the_sources_as_they_are(root: Path) -> None:
    before = fingerprints(root)
    assert isinstance(open_workspace(root).findings, tuple)
    built(root, "kust")
    assert fingerprints(root) == before


# --- what somebody edited is kept -------------------------------------------------------------------


def returned(root: Path) -> dict[str, bytes]:
    folder = root / "teruggekomen"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.exists() else {}


def test_an_edited_document_is_kept_and_that_is_told_once(root: Path) -> None:
    first_build(root)
    (root / WORD).write_bytes(b"met de hand")
    report = built(root, "kust")["kust"]
    ((name, data),) = returned(root).items()
    assert data == b"met de hand"
    assert name.startswith(f"{NAME}-20")
    assert name.endswith(".docx")
    assert f"plan review teruggekomen/{name}" in told(report)
    assert (root / WORD).read_bytes().startswith(b"PK")
    assert not built(root, "kust")["kust"].notices
    assert len(returned(root)) == 1


def test_two_edits_of_one_moment_are_both_kept(root: Path) -> None:
    for text in (b"een", b"twee"):
        built(root, "kust")
        (root / WORD).write_bytes(text)
        os.utime(root / WORD, (1_600_000_000, 1_600_000_000))
    built(root, "kust")
    assert sorted(returned(root).values()) == [b"een", b"twee"]


def test_a_document_that_nobody_knows_is_kept_too(root: Path) -> None:
    first_build(root)
    (root / ".gebouwd.json").unlink()
    edit(root, "chapters/missie.md", "naast", "achter")
    old = (root / WORD).read_bytes()
    assert len(built(root, "kust")["kust"].notices) == 2
    assert old in returned(root).values()


def test_without_its_memory_a_build_that_makes_the_same_moves_nothing(root: Path) -> None:
    first_build(root)
    (root / ".gebouwd.json").unlink()
    assert len(built(root, "kust")["kust"].unchanged) == 3
    edit(root, "chapters/missie.md", "naast", "achter")
    assert not built(root, "kust")["kust"].notices


@pytest.mark.parametrize(
    "memory",
    ["", "[1, 2]", '"x"', "{", '{"a": 1}', '{"\\ud800": "x"}', "[" * 200_000, "\xff"],
    ids=lambda memory: memory[:8],
)
def test_a_damaged_memory_costs_nobody_anything(root: Path, memory: str) -> None:
    first_build(root)
    (root / ".gebouwd.json").write_bytes(memory.encode("latin-1"))
    (root / WORD).write_bytes(b"met de hand")
    built(root, "kust")
    assert b"met de hand" in returned(root).values()
    assert isinstance(json.loads((root / ".gebouwd.json").read_text("utf-8")), dict)


def test_an_edited_text_in_markdown_is_kept_too(root: Path) -> None:
    first_build(root)
    (root / MARKDOWN).write_text("met de hand", "utf-8")
    built(root, "kust")
    assert list(returned(root).values()) == [b"met de hand"]


@pytest.mark.parametrize("lock", [f"~${NAME}.docx", f"~${NAME[2:]}.docx", f".~lock.{NAME}.docx#"])
def test_a_document_that_is_open_in_word_is_left_alone_and_the_new_one_stands_beside_it(root: Path, lock: str) -> None:
    first_build(root)
    old = (root / WORD).read_bytes()
    (root / WORD).with_name(lock).write_bytes(b"")
    edit(root, "chapters/missie.md", "naast", "achter")
    report = built(root, "kust")["kust"]
    beside = root / WORD.replace(".docx", "-nieuw.docx")
    assert (root / WORD).read_bytes() == old
    assert beside.read_bytes().startswith(b"PK")
    assert beside in report.written
    assert beside.name in told(report)

    edit(root, "chapters/missie.md", "achter", "voor")
    built(root, "kust")
    assert len(list((root / "build/kust").glob("*-nieuw*.docx"))) == 1, "our own -nieuw is replaced"
    assert not returned(root)


def test_somebodys_own_file_beside_an_open_document_is_not_overwritten(root: Path) -> None:
    first_build(root)
    (root / WORD).with_name(f"~${NAME}.docx").write_bytes(b"")
    beside = root / WORD.replace(".docx", "-nieuw.docx")
    beside.write_bytes(b"van mij")
    edit(root, "chapters/missie.md", "naast", "achter")
    built(root, "kust")
    assert beside.read_bytes() == b"van mij"
    assert (root / WORD.replace(".docx", "-nieuw-2.docx")).exists()


# --- drafts and final plans -------------------------------------------------------------------------


def test_a_plan_without_anything_open_is_no_draft_and_can_be_final(root: Path) -> None:
    report = built(root, "kust", final=True)["kust"]
    assert not report.obstacles
    assert len(report.written) == 3
    assert "Ontwerp" not in (root / MARKDOWN).read_text("utf-8")


def test_what_has_not_been_delivered_is_a_draft_and_cannot_be_final(root: Path) -> None:
    report = built(root, "bos")["bos"]
    assert "niet-aangeleverd" in told(report)
    assert "Ontwerp" in (root / MARKDOWN.replace("kust", "bos")).read_text("utf-8")
    assert not built(root, "bos", final=True)["bos"].unchanged


def test_an_error_in_the_own_files_makes_a_draft_and_refuses_a_final_plan(root: Path) -> None:
    first_build(root)
    old = (root / WORD).read_bytes()
    edit(root, "actions/kust/banen.yaml", "certain: [werk]", "certain: [wek]")
    report = built(root, "kust", final=True)["kust"]
    assert "1 error is open" in told(report)
    assert not report.written
    assert (root / WORD).read_bytes() == old
    assert not built(root, "kust")["kust"].notices
    assert "Ontwerp" in (root / MARKDOWN).read_text("utf-8")


def test_an_error_in_what_all_share_refuses_every_final_plan(root: Path) -> None:
    edit(root, "actions/huizen.yaml", "certain: [woonkwaliteit]", "certain: [wonn]")
    assert "1 error is open" in told(built(root, "kust", final=True)["kust"])


@pytest.mark.parametrize(
    "broken", ["name: [", "status: nergens", "participates: {niets: }", "waives: [{goal: x, reason: y}]"]
)
def test_the_errors_of_another_institute_never_stand_in_the_way(root: Path, broken: str) -> None:
    (root / "institutes/bos/institute.yaml").write_text(f"name: Bos\n{broken}\n", "utf-8")
    (root / "institutes/bos/missie.md").write_text("# Missie {cijfer weg}\n\n{doel weg}\n", "utf-8")
    (root / "actions/bos").mkdir()
    (root / "actions/bos/dieren.yaml").write_text("titel: [\n", "utf-8")
    report = built(root, "kust", final=True)["kust"]
    assert not report.obstacles
    assert len(report.written) == 3


def test_an_unfinished_item_of_its_own_makes_a_draft(root: Path) -> None:
    edit(root, "actions/kust/banen.yaml", "context: Er zijn te weinig banen.", "status: te-schrijven")
    report = built(root, "kust", final=True)["kust"]
    assert "to be done" in told(report)
    assert not report.written


def test_a_template_error_shows_when_the_plan_is_made_and_makes_a_draft(root: Path) -> None:
    (root / "templates/colofon.md").write_text("# Colofon\n\n{{ weg }}\n", "utf-8")
    report = built(root, "kust")["kust"]
    assert [found.rule for found in report.diagnostics][:1] == ["unknown-name"]
    assert "1 error showed in its making" in told(report)
    assert "Ontwerp" in (root / MARKDOWN).read_text("utf-8")
    assert not built(root, "kust", final=True)["kust"].unchanged


# --- when something goes wrong ----------------------------------------------------------------------


def broken_for(institute: str) -> Callable[..., object]:
    def fail(plan: object, about: str, *rest: object, **more: object) -> object:
        if about == institute:
            raise ZeroDivisionError("a fault of ours")
        return render(plan, about, *rest, **more)  # type: ignore[arg-type]

    return fail


def test_a_plan_that_cannot_be_made_keeps_its_old_files_and_the_others_are_built(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Patched, since no workspace is known that makes our own code fail: such a one would be a bug, soon gone.
    first_build(root)
    old = (root / WORD.replace("kust", "bos")).read_bytes()
    edit(root, "chapters/missie.md", "naast", "achter")
    monkeypatch.setattr("plan.build.making.render", broken_for("bos"))
    reports = built(root)
    assert "a fault of ours" in told(reports["bos"])
    assert (root / WORD.replace("kust", "bos")).read_bytes() == old
    assert reports["kust"].failure is None
    assert "achter" in (root / MARKDOWN).read_text("utf-8")


def test_a_folder_that_cannot_be_written_in_is_told_and_the_others_are_built(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build/bos").write_text("een bestand waar een map hoort", "utf-8")
    reports = built(root)
    assert "build/bos" in told(reports["bos"])
    assert (root / WORD).exists()
    assert (root / "build/bos").read_text("utf-8") == "een bestand waar een map hoort"


def test_a_folder_that_cannot_take_what_came_back_loses_nothing(root: Path) -> None:
    first_build(root)
    (root / WORD).write_bytes(b"met de hand")
    (root / "teruggekomen").write_text("een bestand waar een map hoort", "utf-8")
    reports = built(root, "kust")
    assert (root / WORD).read_bytes() == b"met de hand"
    assert reports["kust"].failure is not None or reports["kust"].notices


def test_a_picture_that_is_none_is_no_reason_to_make_no_plan(root: Path) -> None:
    edit(root, "chapters/missie.md", "We staan", "![Een huis](beelden/huis.png)\n\nWe staan")
    (root / "chapters/beelden").mkdir()
    (root / "chapters/beelden/huis.png").write_bytes(b"geen beeld")
    reports = built(root, "kust")
    assert reports["kust"].failure is None, told(reports["kust"])
    assert (root / WORD).exists()


def test_half_a_file_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Patched: the power fails between writing and replacing.
    def fail(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    path = tmp_path / "a.docx"
    write_whole(path, b"oud")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"nieuw")
    assert path.read_bytes() == b"oud"
    assert files_in(tmp_path) == {"a.docx"}


def test_no_temporary_files_stay_after_a_build(root: Path) -> None:
    for _time in range(2):
        built(root, "kust")
        assert not [file for file in files_in(root) if file.endswith(".tmp")]


# --- the workspace ---------------------------------------------------------------------------------


def test_a_workspace_is_found_from_anywhere_inside_it(root: Path) -> None:
    assert find_workspace(root / "institutes/kust") == root.resolve()
    assert find_workspace(root.parent) is None


def test_a_folder_of_an_institute_tells_whose_it_is(root: Path) -> None:
    workspace: Workspace = open_workspace(root)
    for folder, expected in (
        ("institutes/kust", "kust"),
        ("institutes/kust/beelden", "kust"),
        ("actions/kust", "kust"),
        ("institutes", None),
        ("chapters", None),
        (".", None),
        ("..", None),
    ):
        found = workspace.institute_at(root / folder)
        assert found == expected
