"""`plan` alone, `plan institute`, and the files to double-click: the first minutes of a director."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from plan import __version__, starter
from plan.personal import choose_institute, my_institute
from tests.command_line import ROOT, environment, typed
from tests.workspaces import SMALL, write_workspace

DOUBLE_CLICKS = {
    "Zet klaar": "ready",
    "Bouw mijn plan": "build",
    "Controleer": "check",
    "Open verslag": "report",
    "Open venster": "window",
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "Mijn plän (1)", SMALL)


# --- plan alone ------------------------------------------------------------------------------------


def test_plan_alone_tells_where_you_are_and_what_is_next(own: Path) -> None:
    done = typed(own)
    assert done.returncode == 0
    head, folder = done.stdout.splitlines()[:2]
    assert head.endswith(": alle instituten")
    assert folder == str(own.resolve())
    for said in (
        "Bevindingen",
        "Te doen",
        "Laatst gebouwd  nog niet gebouwd: geef plan build",
        "plan check",
        "plan todo",
    ):
        assert said in done.stdout
    assert max(map(len, done.stdout.splitlines()[2:])) <= 80


def test_after_a_build_it_tells_what_was_changed_since(own: Path) -> None:
    assert typed(own, "build", "kust").returncode == 0
    assert "sindsdien is niets gewijzigd" in typed(own).stdout
    later = (own / "build" / "kust").stat().st_mtime + 60
    os.utime(own / "goals.yaml", (later, later))
    write_workspace(own, {"institutes/bos/bomen.md": "# Bomen\n"})
    assert "sindsdien is niets gewijzigd" in typed(own).stdout
    write_workspace(own, {"institutes/kust/zee.md": "# De zee\n\nAnders.\n"})
    assert "sindsdien is het plan gewijzigd: geef plan build" in " ".join(typed(own).stdout.split())


# --- my institute ----------------------------------------------------------------------------------


def test_every_command_speaks_of_the_institute_that_was_chosen(own: Path) -> None:
    assert "plan build alle" in typed(own, "institute", "kust").stdout
    alone, checked, everyone = typed(own), typed(own, "check"), typed(own, "check", "alle")
    assert "Kust" in alone.stdout.splitlines()[0]
    assert "Bos" not in checked.stdout
    assert "Kust" in checked.stdout
    assert "Bos" in everyone.stdout
    assert "Bos" not in typed(own, "build", "--format", "markdown").stdout
    assert "Bos" in typed(own, "build", "alle", "--format", "markdown").stdout


def test_the_choice_is_not_kept_in_the_shared_folder(own: Path) -> None:
    before = sorted(own.rglob("*"))
    typed(own, "institute", "kust")
    assert sorted(own.rglob("*")) == before
    assert my_institute(own) == "kust"
    assert my_institute(own.parent) is None


def test_the_working_group_chooses_all_and_is_not_asked_again(own: Path) -> None:
    typed(own, "institute", "kust")
    assert "alle instituten" in typed(own, "institute", "alle").stdout
    assert my_institute(own) == ""
    assert "Bos" in typed(own, "check").stdout


def test_a_folder_that_you_are_in_goes_before_your_own_institute(own: Path) -> None:
    choose_institute(own, "kust")
    assert "Bos" in typed(own / "institutes" / "bos", "check").stdout


def test_an_institute_that_is_gone_counts_for_nothing(own: Path) -> None:
    choose_institute(own, "weg")
    assert typed(own, "check").returncode == 0


def test_an_unknown_institute_is_wrong_use(own: Path) -> None:
    done = typed(own, "institute", "kuts")
    assert done.returncode == 2
    assert 'bedoelde u "kust"' in done.stderr
    assert my_institute(own) is None


def test_where_nobody_can_be_asked_the_names_are_told(own: Path) -> None:
    done = typed(own, "institute")
    assert done.returncode == 2
    assert "kust" in done.stderr


# --- double clicks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOUBLE_CLICKS)
def test_each_double_click_is_there_for_windows_and_macos(name: str) -> None:
    windows, macos = ROOT / f"{name}.cmd", ROOT / f"{name}.command"
    assert f" {DOUBLE_CLICKS[name]}\n" in macos.read_text("ascii")
    assert f" {DOUBLE_CLICKS[name]}\r\n" in windows.read_bytes().decode("ascii")
    assert DOUBLE_CLICKS[name] in starter.TASKS
    assert os.name == "nt" or os.access(macos, os.X_OK)


@pytest.mark.parametrize("file", [*ROOT.glob("*.cmd"), ROOT / "tools" / "starten.cmd"], ids=lambda path: path.name)
def test_what_windows_runs_is_ascii_with_its_own_line_ends(file: Path) -> None:
    data = file.read_bytes()
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") > 0


def test_the_starter_needs_nothing_but_python() -> None:
    code = "import plan.starter, sys; print([name for name in sys.modules if name.partition('.')[0] in sys.argv[1:]])"
    others = ["click", "lxml", "pydantic", "yaml", "jinja2", "rich", "markdown_it"]
    done = subprocess.run(
        [sys.executable, "-c", code, *others], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# A double click as `.ci/run` does it for real. An environment with packages of its own, and even with only pip, takes
# many seconds: here it borrows those of the one that the tests run in.
DOUBLE_CLICK: Final = """
import sys, sysconfig, venv
from pathlib import Path

from plan import starter

def create(folder, *, clear, with_pip):
    assert clear and with_pip
    venv.EnvBuilder(clear=True).create(folder)
    own = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(own, "borrowed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")

venv.create = create
sys.exit(starter.main(sys.argv[1:]))
"""


def double_click(folder: Path, task: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DOUBLE_CLICK, task],
        cwd=folder,
        env=environment(PLAN_OPENS_NOTHING="1", **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_connection_it_says_what_to_do_and_can_be_tried_again(own: Path, tmp_path: Path) -> None:
    (own / "requirements.lock").write_bytes(b"nergens==1 --hash=sha256:" + b"0" * 64)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    kept = tmp_path / "eigen map"
    done = double_click(own, "check", PLAN_HOME=str(kept), PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="", **nowhere)
    assert done.returncode == 1
    assert "Is er verbinding met het internet?" in done.stderr
    assert "Traceback" not in done.stderr
    assert "nergens" in (kept / "klaarzetten.log").read_text("utf-8")
    assert not list(kept.glob("python-*/.klaar"))


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A folder with a plan, where the program was set up for it, and what was said then."""
    folder = write_workspace(tmp_path_factory.mktemp("double click") / "plan", SMALL)
    kept = folder.parent / "eigen map"
    (folder / "requirements.lock").write_bytes(b"")
    (folder / "plan").symlink_to(ROOT / "plan")
    return folder, kept, double_click(folder, "check", PLAN_HOME=str(kept)).stdout


def test_a_set_up_program_runs_on_the_plan_of_its_folder(set_up: tuple[Path, Path, str]) -> None:
    _folder, kept, told = set_up
    assert "wordt klaargezet" in told
    assert list(kept.glob("python-*/.klaar"))


@pytest.mark.skipif(os.name == "nt", reason="the shell of this test is no cmd.exe")
def test_in_the_window_that_opens_plan_is_known(set_up: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, kept, _told = set_up
    shell = tmp_path / "shell"
    shell.write_text("#!/bin/sh\nplan --version && pwd\n", "utf-8")
    shell.chmod(0o755)
    done = double_click(folder, "window", PLAN_HOME=str(kept), SHELL=str(shell))
    assert "wordt klaargezet" not in done.stdout, "that is done once"
    assert (kept / "opdracht" / "plan").is_file()
    assert [line for line in done.stdout.splitlines() if __version__ in line]
    assert done.stdout.splitlines()[-1] == str(folder)
