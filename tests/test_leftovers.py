"""What OneDrive, mail and Word leave beside the files of a plan is recognised, told with a cure, and never read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from plan.cli import plan as command
from plan.diagnostics import Diagnostic, Severity
from plan.outputs import MADE, Made, fingerprint
from plan.sources import original_of, read_sources
from plan.workspace import open_workspace
from tests.kills import at_once, only_where_processes_fork, powerless
from tests.workspaces import SMALL, write_workspace


def found(root: Path) -> tuple[Diagnostic, ...]:
    return read_sources(root).diagnostics


def words(finding: Diagnostic) -> str:
    return f"{finding.message.render('nl')}; {finding.hint.render('nl') if finding.hint else ''}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("goals (1).yaml", "goals.yaml"),
        ("goals(1).yaml", "goals.yaml"),
        ("goals 2.yaml", "goals.yaml"),
        ("goals-PC-ILSE.yaml", "goals.yaml"),
        ("goals-DESKTOP-1.yaml", "goals.yaml"),
        ("goals - kopie.yaml", "goals.yaml"),
        ("goals - Kopie (2).yaml", "goals.yaml"),
        ("goals - Copy.yaml", "goals.yaml"),
        ("Kopie van goals.yaml", "goals.yaml"),
        ("Copy of goals.yaml", "goals.yaml"),
        ("goals (conflicted copy 2020-05-12 101500).yaml", "goals.yaml"),
        ("goals (Ilse's conflicted copy 2020-05-12).yaml", "goals.yaml"),
        ("goals (Conflicterende kopie van Ilse).yaml", "goals.yaml"),
        ("goals.sync-conflict-20200512-101500-ABCDEFG.yaml", "goals.yaml"),
        ("goals.yaml.tmp", "goals.yaml"),
        ("goals.yaml.bak", "goals.yaml"),
        ("goals.yml", "goals.yaml"),
        ("actions/huizen-MacBook van An.yaml", "actions/huizen.yaml"),
        ("actions/huizen - kopie.md", "actions/huizen.md"),
        ("actions/kust/banen (1).yaml", "actions/kust/banen.yaml"),
        ("institutes/kust/projects-LAPTOP7.yaml", "institutes/kust/projects.yaml"),
    ],
)
def test_another_version_of_a_file_is_told_with_the_file_and_not_read(root: Path, name: str, original: str) -> None:
    write_workspace(root, {name: SMALL[original] + "extra\n"})
    (finding,) = found(root)
    assert (finding.rule, finding.place.file, finding.severity) == ("copy-beside", name, Severity.WARNING)
    assert f'andere versie van "{Path(original).name}", waarin 1 regel verschilt' in words(finding)
    assert f'plan changes "{name}"' in words(finding)
    assert list(read_sources(root).files) == sorted(SMALL)


MORE: dict[str, str | bytes] = {
    "institutes/kust/submission.yaml": "annexes: []\n",
    "institutes/kust/tabellen/buurten.yaml": "title: Buurten\n",
    "institutes/kust/reports/2022.yaml": "year: 2022\n",
    "names.yaml": "names: []\n",
    "requirements/eisen.yaml": "title: Eisen\n",
    "tables/steden.yaml": "title: Steden\n",
    "woordenlijst.txt": "buurtwerk\n",
}


@pytest.mark.parametrize("way", ["{} (1){}", "{}-DESKTOP-1{}", "{}-PC-ILSE{}", "{} - kopie{}"])
@pytest.mark.parametrize(
    "original",
    ["chapters/missie.md", "institutes/kust/institute.yaml", "institutes/kust/zee.md", "templates/plan.yaml", *MORE],
)
def test_no_kind_of_file_has_copies_that_go_unseen(root: Path, original: str, way: str) -> None:
    write_workspace(root, MORE)
    stem, dot, suffix = original.rpartition(".")
    name = way.format(stem, dot + suffix)
    write_workspace(root, {name: "iets anders"})
    (finding,) = found(root)
    assert (finding.rule, finding.place.file) == ("copy-beside", name)
    assert f'plan changes "{name}"' in words(finding)


@pytest.mark.parametrize("name", ["tables/steden (1).csv", "tables/steden-PC-ILSE.csv", "beelden/kaart - kopie.png"])
def test_a_copy_that_nothing_uses_is_told(root: Path, name: str) -> None:
    write_workspace(root, {"tables/steden.csv": "stad\n", "beelden/kaart.png": b"x", name: b"y"})
    (finding,) = found(root)
    assert (finding.rule, finding.place.file) == ("copy-beside", name)
    assert "wordt niet gebruikt" in words(finding)


@pytest.mark.parametrize("name", ["tables/steden-Gent.csv", "beelden/kaart (2).png"])
def test_what_looks_like_a_copy_and_is_used_is_none(root: Path, name: str) -> None:
    write_workspace(root, {"tables/steden.csv": "stad\n", "beelden/kaart.png": b"x", name: b"y"})
    write_workspace(root, {"tables/gent.yaml": f"title: Steden\ndata: {Path(name).name}\n"})
    assert found(root) == ()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("goals.yaml.", "goals.yaml"),
        ("actions/huizen.yaml ", "huizen.yaml"),
        ("actions/Huizen.yaml", "huizen.yaml"),
        ("chapters/Missie.md", "missie.md"),
        ("institutes/Kust/zee.md", "kust"),
        ("institutes/kust /zee.md", "kust"),
    ],
)
def test_a_name_that_is_another_one_to_windows_or_macos_is_told_as_a_copy(root: Path, name: str, right: str) -> None:
    if (root / name).exists():
        pytest.skip("to this system it is the same name")
    write_workspace(root, {name: "iets anders"})
    (finding,) = found(root)
    assert finding.rule == "copy-beside"
    assert f'andere versie van "{right}"' in words(finding)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such names there")
@pytest.mark.parametrize(
    "name", ["actions/con.yaml", "chapters/aux.md", "institutes/nul/zee.md", "tables/com1.csv", "beelden/lpt9.oud.png"]
)
def test_the_name_of_a_device_in_windows_is_told(root: Path, name: str) -> None:
    write_workspace(root, {name: "# Zee\n"})
    assert [finding.rule for finding in found(root)] == ["unportable-name"]
    assert "in Windows kan niets" in words(*found(root))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such names there")
def test_a_sign_that_windows_knows_in_no_name_is_told(root: Path) -> None:
    write_workspace(root, {"beelden/kaart: oost.png": b"x"})
    assert "het teken :" in words(*found(root))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere these are one file")
@pytest.mark.parametrize("names", [("Kaart.png", "kaart.png"), ("caf\u00e9.png", "cafe\u0301.png")])
def test_two_names_that_are_one_to_windows_and_macos_are_told(root: Path, names: tuple[str, str]) -> None:
    write_workspace(root, {f"beelden/{name}": name.encode() for name in names})
    assert [finding.rule for finding in found(root)] == ["unportable-name"]
    assert "er kan er maar één blijven" in words(*found(root))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_file_that_vanishes_before_it_can_be_read_is_told(root: Path) -> None:
    (root / "actions/weg.yaml").symlink_to(root / "actions/er-is-geen.yaml")
    (finding,) = found(root)
    assert (finding.rule, finding.place.file) == ("unreadable-file", "actions/weg.yaml")


@pytest.mark.parametrize(
    "name", ["actions/huizen-delen.yaml", "institutes/kust/zee-en-strand.md", "chapters/visie 2.md"]
)
def test_a_file_with_a_name_of_its_own_is_no_copy(root: Path, name: str) -> None:
    write_workspace(root, {name: "x"})
    assert "copy-beside" not in {finding.rule for finding in found(root)}
    assert original_of(name, SMALL) is None


def test_a_copy_with_the_same_text_may_go(root: Path) -> None:
    write_workspace(root, {"goals (1).yaml": "\ufeff" + SMALL["goals.yaml"].replace("\n", "\r\n")})
    assert 'met dezelfde inhoud; verwijder "goals (1).yaml"' in words(*found(root))


@pytest.mark.parametrize("name", ["institutes/kust (1)", "institutes/kust - kopie", "institutes/kust 2", "actions (1)"])
def test_a_copy_of_a_folder_may_go_once_it_says_nothing_else(root: Path, name: str) -> None:
    folder, _sign, _rest = name.partition(" ")
    shutil.copytree(root / folder, root / name)
    (finding,) = found(root)
    assert (finding.rule, finding.place.file, finding.severity) == ("copy-beside", name, Severity.WARNING)
    assert f'verwijder "{name.rpartition("/")[2]}"' in words(finding)


def test_a_copy_of_a_folder_tells_which_files_differ(root: Path) -> None:
    shutil.copytree(root / "institutes/kust", root / "institutes/kust (1)")
    write_workspace(
        root, {"institutes/kust (1)/zee.md": "# De zee\n\nAnders.\n", "institutes/kust (1)/duin.md": "# Duin\n"}
    )
    told = words(*found(root))
    assert "waarin 2 bestanden verschillen" in told
    assert "duin.md en zee.md" in told


def test_a_file_of_which_only_zeros_are_left_is_told_once_with_what_onedrive_does(root: Path) -> None:
    write_workspace(root, {"actions/huizen.yaml": b"\0" * 900})
    (finding,) = (one for one in open_workspace(root).findings if one.place.file == "actions/huizen.yaml")
    assert finding.rule == "unreadable-file"
    assert "OneDrive" in words(finding)


def test_a_folder_with_a_name_of_its_own_is_no_copy(root: Path) -> None:
    write_workspace(root, {"institutes/kust-Noord/institute.yaml": SMALL["institutes/bos/institute.yaml"]})
    assert {finding.rule for finding in found(root)} == {"file-not-read"}


def test_an_empty_copy_may_still_be_on_its_way(root: Path) -> None:
    write_workspace(root, {"goals (1).yaml": ""})
    assert "OneDrive nog bezig" in words(*found(root))


def test_an_empty_source_may_still_be_on_its_way(root: Path) -> None:
    write_workspace(root, {"actions/huizen.yaml": ""})
    (finding,) = (finding for finding in open_workspace(root).findings if finding.rule == "empty-file")
    assert "OneDrive" in words(finding)


def test_a_copy_of_a_word_file_is_told_too(root: Path) -> None:
    write_workspace(root, {"templates/stijl.docx": b"PK\0een", "templates/stijl-PC-ILSE.docx": b"PK\0twee"})
    (finding,) = found(root)
    assert (finding.rule, finding.place.file) == ("copy-beside", "templates/stijl-PC-ILSE.docx")
    assert "plan changes" not in words(finding)


@pytest.mark.parametrize("name", ["chapters/~$missie.docx", "chapters/~WRL0001.tmp", "chapters/.missie.md.77.tmp"])
def test_what_word_lays_beside_a_file_is_left_alone(root: Path, name: str) -> None:
    write_workspace(root, {name: "x"})
    assert found(root) == ()
    assert list(read_sources(root).files) == sorted(SMALL)


def test_plan_changes_tells_what_a_copy_says_otherwise(root: Path) -> None:
    name = "institutes/kust/projects-PC-ILSE.yaml"
    write_workspace(root, {name: SMALL["institutes/kust/projects.yaml"].replace("Den Dam", "De Grote Dam")})
    result = CliRunner().invoke(command, ["--workspace", str(root), "changes", name])
    assert result.exit_code == 0
    assert '"De Grote Dam" → "Den Dam"' in result.output


@only_where_processes_fork
def test_what_may_not_be_opened_is_told_and_the_rest_is_read(root: Path) -> None:
    write_workspace(root, {"goals (1).yaml": "x"})
    (root / "actions/huizen.yaml").chmod(0)
    (root / "goals (1).yaml").chmod(0)
    (root / "rankings").chmod(0o444)
    powerless(root, what_is_locked_is_told)
    (root / "rankings").chmod(0o755)


def what_is_locked_is_told(root: Path) -> None:
    assert sorted((finding.rule, finding.place.file) for finding in found(root)) == [
        ("copy-beside", "goals (1).yaml"),
        ("unreadable-file", "actions/huizen.yaml"),
        ("unreadable-file", "rankings/gemeenten.yaml"),
    ]


def test_two_people_who_build_at_once_harm_nothing(root: Path) -> None:
    write_workspace(root, {"institutes/bos/institute.yaml": "name: Samenlevingsopbouw Bos\nstatus: in-opmaak\n"})
    builds = [("kust",), ("kust", "bos")]
    told = [_builds(root, *institutes) for institutes in builds]
    for one in told:
        words = one.communicate(timeout=120)[0].decode()
        assert one.returncode in (0, 1), words
        assert "Traceback" not in words
    files = [path for path in (root / "build").rglob("*") if path.is_file() and ".opslag" not in path.parts]
    assert len([path for path in files if path.suffix == ".docx"]) == 2
    assert not [path for path in root.rglob("*") if path.name.endswith((".tmp", ".bezig")) or "-nieuw" in path.name]
    assert not (root / "teruggekomen").exists()
    made = json.loads((root / MADE).read_text("utf-8"))
    assert made == {path.relative_to(root).as_posix(): fingerprint(path.read_bytes()) for path in files}
    for path in files:
        if path.suffix == ".docx":
            assert zipfile.ZipFile(path).testzip() is None


def _builds(root: Path, *institutes: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "plan", "--workspace", str(root), "build", *institutes]
    program = Path(__file__).parent.parent
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=program)


@only_where_processes_fork
def test_what_builds_wrote_down_at_once_is_all_there(tmp_path: Path) -> None:
    at_once(tmp_path, [partial(_remember, number) for number in range(4)])
    made = json.loads((tmp_path / MADE).read_text("utf-8"))
    assert set(made) == {f"build/{number}-{file}" for number in range(4) for file in range(20)}


def _remember(number: int, root: Path) -> None:
    made = Made(root)
    for file in range(20):
        made.remember_print(f"build/{number}-{file}", fingerprint(b"x"))
        made.save()


def test_a_build_that_was_stopped_half_way_keeps_nobody_waiting_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plan.outputs._LONGEST_WAIT", 0.1)  # seconds
    (tmp_path / f"{MADE}.bezig").touch()
    os.utime(tmp_path / f"{MADE}.bezig", (4_102_444_800, 4_102_444_800))  # by a clock that runs ahead
    made = Made(tmp_path)
    made.remember_print("build/x", fingerprint(b"x"))
    made.save()
    assert Made(tmp_path).is_ours("build/x", b"x")
    assert not (tmp_path / f"{MADE}.bezig").exists()
