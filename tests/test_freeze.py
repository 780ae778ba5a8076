"""`plan freeze` and `plan restore`: a version is kept under a name, and its sources come back byte for byte."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from plan.build import Format, build
from plan.changes.kept import MANIFEST, kept_versions, label_for, open_kept, pack, path_of
from plan.changes.versions import NoVersion, find_version
from plan.cli import plan as command
from plan.commands.freezing import freeze, restore
from plan.messages import Refused
from plan.sources import read_sources
from plan.workspace import open_workspace
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.usefixtures("remembering")

KEPT = "bewaard/versies"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


def files_in(root: Path) -> dict[str, bytes]:
    """All files of a workspace but the kept versions."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.relative_to(root).as_posix().startswith(KEPT)
    }


def plan(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--workspace", str(root), *arguments])


def refused(root: Path, name: str) -> str:
    with pytest.raises(Refused) as refusal:
        freeze(open_workspace(root), name)
    return refusal.value.message.render("nl")


def bring_back(root: Path, name: str) -> None:
    workspace = open_workspace(root)
    restore(workspace, name, "nl").write(workspace)


# --- keeping ---------------------------------------------------------------------------------------


def test_a_version_holds_the_sources_and_what_was_built_with_their_hashes(root: Path) -> None:
    write_workspace(root, {"build/kust/plan.docx": b"PK", "build/kust/tekst/plan.md": "# Plan\n"})
    write_workspace(root, {"build/kust/~$plan.docx": b"x", "build/.tmp": b"x", "notities.txt": "van mij"})
    result = plan(root, "freeze", "RvB 12 mei")
    assert result.exit_code == 0
    assert '"RvB 12 mei" is bewaard in bewaard/versies/rvb-12-mei.zip' in result.output
    with zipfile.ZipFile(root / KEPT / "rvb-12-mei.zip") as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read(MANIFEST))
    outputs = {"build/kust/plan.docx", "build/kust/tekst/plan.md"}
    assert names == {f"bronnen/{file}" for file in SMALL} | outputs | {MANIFEST}
    assert manifest["name"] == "RvB 12 mei"
    assert manifest["files"].keys() == names - {MANIFEST}


def test_a_pack_to_mail_is_no_part_of_a_version(root: Path) -> None:
    write_workspace(root, {"build/kust/iets.zip": b"PK"})
    assert plan(root, "pack", "kust").exit_code == 0
    assert len(list((root / "build/kust").glob("*.zip"))) == 2
    with zipfile.ZipFile(freeze(open_workspace(root), "RvB").path) as archive:
        assert [name for name in archive.namelist() if name.startswith("build/")] == ["build/kust/iets.zip"]


def test_the_same_files_under_the_same_name_are_the_same_bytes(tmp_path: Path) -> None:
    zips: list[bytes] = []
    for folder in ("een", "twee"):
        root = write_workspace(tmp_path / folder, SMALL)
        os.utime(root / "goals.yaml", (1, len(zips)))
        zips.append(freeze(open_workspace(root), "RvB").path.read_bytes())
    assert zips[0] == zips[1]


def test_a_name_is_never_used_twice_however_it_is_written(root: Path) -> None:
    freeze(open_workspace(root), "RvB 12 mei")
    before = (root / KEPT / "rvb-12-mei.zip").read_bytes()
    (root / "goals.yaml").write_text(SMALL["goals.yaml"] + "\n", "utf-8")
    assert "bestaat al" in refused(root, "rvb: 12 MEI?")
    assert (root / KEPT / "rvb-12-mei.zip").read_bytes() == before


@pytest.mark.parametrize("name", ["", "…", "???", "con", "LPT1", "a\x1b[31mb", "x" * 61])
def test_a_name_that_no_file_can_have_is_refused(root: Path, name: str) -> None:
    assert refused(root, name)
    assert not (root / KEPT).exists()


@pytest.mark.parametrize("name", ["../../buiten", "C:\\buiten", "/etc/passwd", "a:b", "é à ü"])
def test_no_name_leads_out_of_the_folder_of_versions(root: Path, name: str) -> None:
    path = freeze(open_workspace(root), name).path
    assert path.parent == root / KEPT
    assert path.name.isascii()


def test_word_files_that_were_made_of_other_sources_are_named(root: Path) -> None:
    workspace = open_workspace(root)
    list(build(workspace, [workspace.plan.institutes_by_id["kust"]], [Format.WORD]))
    assert freeze(workspace, "vers").stale == ()
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNieuw.\n"})
    assert freeze(open_workspace(root), "oud").stale == ("build/kust/meerjarenplan-2021-2025-kust.docx",)
    assert "gemaakt voor het plan werd wat het nu is" in plan(root, "freeze", "ouder").output


def test_a_plan_with_mistakes_is_kept_as_it_is(root: Path) -> None:
    write_workspace(root, {"goals.yaml": b"\xff\xfe geen: [yaml", "actions/stuk.yaml": "a: [\n"})
    before = files_in(root)
    freeze(open_workspace(root), "stuk")
    write_workspace(root, SMALL)
    bring_back(root, "stuk")
    assert files_in(root) == before


def test_the_versions_there_are_are_listed(root: Path) -> None:
    assert "nog geen versie bewaard" in plan(root, "freeze").output
    freeze(open_workspace(root), "Eerste")
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNieuw.\n"})
    freeze(open_workspace(root), "Tweede")
    bring_back(root, "Eerste")
    (root / KEPT / "iets.zip").write_bytes(b"geen zip")
    assert plan(root, "freeze").output == "2 versies zijn bewaard:\n  Eerste (zo is het plan nu)\n  Tweede\n"


# --- bringing back ---------------------------------------------------------------------------------


def test_sources_come_back_byte_for_byte_and_other_files_stay(root: Path) -> None:
    write_workspace(root, {"beelden/Foto é.png": b"\x00\xff", "notities.txt": "van mij", "build/x.md": "gemaakt"})
    write_workspace(root, {"actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace("\n", "\r\n")})
    before = files_in(root)
    freeze(open_workspace(root), "RvB")
    (root / "actions/huizen.yaml").unlink()
    (root / "beelden/Foto é.png").write_bytes(b"anders")
    write_workspace(root, {"institutes/duin/institute.yaml": "name: Duin\n", "notities.txt": "nog van mij"})
    result = plan(root, "restore", "rvb")
    assert result.exit_code == 0
    assert "actions/huizen.yaml komt terug" in result.output
    assert "institutes/duin/institute.yaml verdwijnt" in result.output
    assert files_in(root) == {**before, "notities.txt": b"nog van mij"}
    assert not (root / "institutes/duin").exists()


def test_what_was_there_is_kept_first_and_can_be_brought_back(root: Path) -> None:
    freeze(open_workspace(root), "RvB")
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nDrie uur werk.\n"})
    mine = files_in(root)
    assert 'bewaard als "voor RvB"' in plan(root, "restore", "RvB").output
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNog een uur.\n"})
    assert 'bewaard als "voor RvB 2"' in plan(root, "restore", "RvB").output
    bring_back(root, "voor RvB")
    assert files_in(root) == mine
    assert [kept.name for kept in kept_versions(root) if kept.automatic] == ["voor RvB", "voor RvB 2"]


def test_what_a_version_holds_already_is_not_kept_once_more(root: Path) -> None:
    freeze(open_workspace(root), "Eerste")
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNieuw.\n"})
    freeze(open_workspace(root), "Tweede")
    assert 'bewaard als "Tweede"' in plan(root, "restore", "Eerste").output
    assert {kept.name for kept in kept_versions(root)} == {"Eerste", "Tweede"}


def test_a_dry_run_tells_what_would_change_and_changes_nothing(root: Path) -> None:
    freeze(open_workspace(root), "RvB")
    write_workspace(root, {"actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("2021-2025", "2021-2023")})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = plan(root, "restore", "RvB", "--dry-run")
    assert "actions/huizen.yaml wordt weer zoals het was" in result.output
    assert "looptijd: 2021-2023 → 2021-2025" in result.output
    assert "OD Goed wonen: zeker in 2024-2025 erbij" in result.output
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_what_fails_halfway_leaves_everything_as_it_was(root: Path) -> None:
    freeze(open_workspace(root), "RvB")
    write_workspace(root, {"actions/huizen.yaml": "title: Anders\n", "actions/zee.yaml": "title: Zee\n"})
    (root / "chapters/missie.md").unlink()
    (root / "chapters").rmdir()
    (root / "chapters").write_text("geen map", "utf-8")  # so that no file can come back in it
    workspace = open_workspace(root)
    restoring = restore(workspace, "RvB", "nl")
    before = files_in(root)
    with pytest.raises(Refused):
        restoring.write(workspace)
    assert files_in(root) == before


def test_a_file_that_was_changed_meanwhile_stops_it(root: Path) -> None:
    freeze(open_workspace(root), "RvB")
    write_workspace(root, {"actions/huizen.yaml": "title: Anders\n"})
    workspace = open_workspace(root)
    restoring = restore(workspace, "RvB", "nl")
    write_workspace(root, {"actions/huizen.yaml": "title: Nog iets anders\n"})
    with pytest.raises(Refused):
        restoring.write(workspace)
    assert (root / "actions/huizen.yaml").read_text("utf-8") == "title: Nog iets anders\n"


def test_an_unknown_version_is_told_with_the_names_there_are(root: Path) -> None:
    assert plan(root, "restore", "RvB").exit_code == 2
    freeze(open_workspace(root), "RvB 12 mei")
    assert 'bedoelde u "RvB 12 mei"?' in _told(root, "RvB 12 me")
    assert 'bewaard zijn "RvB 12 mei"' in _told(root, "iets heel anders")


def test_only_a_kept_version_can_be_brought_back(root: Path, tmp_path: Path) -> None:
    other = write_workspace(tmp_path / "ander", SMALL)
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNieuw.\n"})
    before = files_in(root)
    assert "niet bewaard met plan freeze" in _told(root, str(other)) or "nog geen versie" in _told(root, str(other))
    assert files_in(root) == before


def _told(root: Path, name: str) -> str:
    with pytest.raises(Refused) as refusal:
        restore(open_workspace(root), name, "nl")
    return refusal.value.message.render("nl")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_a_link_to_elsewhere(root: Path, tmp_path: Path) -> None:
    freeze(open_workspace(root), "RvB")
    elsewhere = tmp_path / "elders"
    (root / "chapters").rename(elsewhere)
    (elsewhere / "missie.md").write_text("van iemand anders", "utf-8")
    (root / "chapters").symlink_to(elsewhere)
    assert "koppeling" in _told(root, "RvB") or "buiten" in _told(root, "RvB")
    assert (elsewhere / "missie.md").read_text("utf-8") == "van iemand anders"


# --- versions from others --------------------------------------------------------------------------


def test_a_version_that_was_changed_after_it_was_kept_is_refused(root: Path) -> None:
    path = freeze(open_workspace(root), "RvB").path
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.replace(b"Goed wonen", b"Duur wonen"))
    with pytest.raises(NoVersion) as refusal:
        find_version(root, "RvB")
    assert '"goals.yaml" erin is niet wat er bewaard werd' in refusal.value.message.render("nl")


@pytest.mark.parametrize("manifest", [b"", b"[]", b'{"kind": "versie"}', b'{"kind": "versie", "name": 1, "files": []}'])
def test_a_version_with_a_damaged_manifest_is_refused(root: Path, manifest: bytes) -> None:
    path = path_of(root, "RvB")
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, manifest)
    assert kept_versions(root) == ()
    assert "beschadigd" in _told(root, "RvB")


def test_a_kept_version_can_be_mailed_and_compared_with(root: Path, tmp_path: Path) -> None:
    path = freeze(open_workspace(root), "RvB 12 mei").path
    mailed = tmp_path / "bijlage (1).zip"
    path.rename(mailed)
    found = find_version(root, str(mailed))
    assert (found.name, found.sources.files.keys()) == ("RvB 12 mei", SMALL.keys())


FILES = st.dictionaries(
    st.sampled_from(["goals.yaml", "actions/a.yaml", "actions/b/c.md", "beelden/Foto é.png", "woordenlijst.txt"]),
    st.binary(max_size=50),
)


@given(FILES, FILES)
def test_whatever_is_packed_comes_out_the_same(sources: Mapping[str, bytes], outputs: Mapping[str, bytes]) -> None:
    data = pack("RvB", "Plan", sources, outputs)
    assert open_kept(data) == ("RvB", dict(sources))
    assert data == pack("RvB", "Plan", dict(reversed(list(sources.items()))), outputs)


# --- on the cover ----------------------------------------------------------------------------------


def test_the_cover_of_a_draft_names_the_version_that_the_sources_are(root: Path) -> None:
    unfinished = SMALL["institutes/kust/institute.yaml"].replace("status: ingediend", "status: in-opmaak")
    write_workspace(root, {"institutes/kust/institute.yaml": unfinished})
    freeze(open_workspace(root), "RvB 12 mei")
    result = plan(root, "build", "kust", "--format", "markdown")
    assert 'bewaard is als "RvB 12 mei"' in result.output
    (made,) = root.glob("build/kust/tekst/*.md")
    assert "Ontwerp: RvB 12 mei" in made.read_text("utf-8")
    plan(root, "build", "kust", "--format", "markdown", "--label", "voor Ilse")
    assert "Ontwerp: voor Ilse" in made.read_text("utf-8")


def test_a_plan_that_moved_on_or_has_two_names_gets_none_by_itself(root: Path) -> None:
    def label() -> str:
        return label_for(root, read_sources(root).files)

    assert label() == ""
    freeze(open_workspace(root), "Eerste")
    assert label() == "Eerste"
    freeze(open_workspace(root), "Tweede")
    assert label() == ""
    write_workspace(root, {"chapters/missie.md": "# Missie\n\nNieuw.\n"})
    assert label() == ""
    freeze(open_workspace(root), "Derde")
    assert label() == "Derde"


def test_a_plan_that_is_no_draft_gets_no_name_by_itself(root: Path) -> None:
    for status, on_cover in (("ingediend", False), ("in-opmaak", True)):
        said = SMALL["institutes/kust/institute.yaml"].replace("ingediend", status)
        write_workspace(root, {"institutes/kust/institute.yaml": said})
        workspace = open_workspace(root)
        kust = workspace.plan.institutes_by_id["kust"]
        (report,) = build(workspace, [kust], [Format.MARKDOWN], draft_label="RvB 12 mei")
        assert bool(report.obstacles) is on_cover
        (made,) = root.glob("build/kust/tekst/*.md")
        assert ("RvB 12 mei" in made.read_text("utf-8")) is on_cover
