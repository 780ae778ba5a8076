"""The program is killed while it writes, or the disk is full: each file is the old one or the new one, none is lost.

A process is killed right before each of its writes in turn, of files, names and folders: as `kill -9` would, nothing
is tidied up. In the everyday run a few moments stand for all; `make faults` takes hundreds (PLAN_KILLS).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import pytest
from click.testing import CliRunner

from plan.cli import plan as command
from plan.outputs import MADE
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a process can only be forked, and killed so, elsewhere"
)

KILLS: Final = int(os.environ.get("PLAN_KILLS") or 6)
AGREED: Final = {
    "kind": "afspraken",
    "format": 1,
    "plan": "Meerjarenplan 2021-2025",
    "agreements": [
        {"do": "prolong", "institute": "kust", "action": "banen", "to": 2024},
        {"do": "waive", "institute": "bos", "goal": "werk", "reason": "Anderen doen het."},
    ],
}
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "build": ("build",),
    "apply": ("apply", "afspraken.json"),
    "rename": ("rename", "action", "huizen", "woningen"),
    "submit": ("submit", "kust", "--draft"),
}
MENDED: Final = ("build", "apply", "submit")
"""Given again after that, they do all of it; a rename of several files is told by `plan check` as far as it got."""
WRITES: Final = frozenset(("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    changed = SMALL["chapters/missie.md"].replace("mensen", "mensen die het moeilijk hebben")
    root = write_workspace(tmp_path / "plan", {**SMALL, "afspraken.json": json.dumps(AGREED)})
    give(root, ("build",))
    return write_workspace(root, {"chapters/missie.md": changed})


def give(root: Path, arguments: tuple[str, ...]) -> int:
    given = [str(root / word) if word.endswith(".json") else word for word in arguments]
    result = CliRunner().invoke(command, ["--workspace", str(root), "--language", "nl", *given])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code


def files_in(root: Path) -> dict[str, bytes]:
    """All files but those that a write prepares beside, which nobody reads."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.suffix not in (".tmp", ".bezig")
    }


def killed_before(write: int, root: Path, arguments: tuple[str, ...]) -> int:
    """Give a command and kill it right before a write, counted from 1 (0: let it be); how many writes it came to.

    A process of its own every time, forked from one that only loaded the program: what writes PDF files starts
    threads, and a process with threads cannot be forked, so that the process of the tests is no parent for it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "plan.commands.submitting", "plan.commands.deciding"])
    count = context.Value("i", 0)
    child = context.Process(target=_give_until, args=(write, root, arguments, count))
    child.start()
    child.join(120)
    assert child.exitcode == (-signal.SIGKILL if 0 < write == count.value else 0)
    return int(count.value)


def _give_until(last: int, root: Path, arguments: tuple[str, ...], count: Synchronized[int]) -> None:
    def watch(event: str, details: tuple[Any, ...]) -> None:
        is_write = event in WRITES or (
            event == "open" and isinstance(details[2], int) and details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if is_write and str(details[0]).startswith(str(root)):
            count.value += 1
            if count.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    give(root, arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_is_killed_leaves_whole_files_and_loses_none(name: str, root: Path, tmp_path: Path) -> None:
    arguments = COMMANDS[name]
    before = files_in(root)
    writes = killed_before(0, Path(copytree(root, tmp_path / "whole")), arguments)
    after = files_in(tmp_path / "whole")
    assert writes > 3
    for write in range(1, writes + 1, max(1, writes // KILLS)):
        there = Path(copytree(root, tmp_path / f"{write}"))
        killed_before(write, there, arguments)
        found = files_in(there)
        json.loads(found.pop(MADE))  # it grows with every plan that is written
        assert [file for file, data in found.items() if data not in (before.get(file), after.get(file))] == []
        sources = [file for file in before if not file.startswith(("build/", MADE))]
        assert [file for file in sources if file not in found and before[file] not in found.values()] == []
        if name in MENDED:
            killed_before(0, there, arguments)
            assert files_in(there) == after


# --- the disk --------------------------------------------------------------------------------------


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk that a plan fits on, and the plans made of it do not."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]
        if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("only root can make a small disk, on Linux")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_leaves_what_was_there(small_disk: Path) -> None:
    root = write_workspace(small_disk / "plan", SMALL)
    with suppress(OSError), (small_disk / "vol").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    before = files_in(root)
    for arguments in (("build",), ("rename", "action", "huizen", "woningen")):
        result = CliRunner().invoke(command, ["--workspace", str(root), "--language", "nl", *arguments])
        assert result.exit_code, result.output
        assert files_in(root) == before


# --- where and when --------------------------------------------------------------------------------


def built(root: Path, **environment: str) -> dict[str, bytes]:
    run = subprocess.run(
        [sys.executable, "-m", "plan", "--workspace", str(root), "build", "kust"],
        capture_output=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, **environment},
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr
    assert b"Traceback" not in run.stderr
    return {file: data for file, data in files_in(root).items() if file.startswith("build/")}


LONG: Final = "été met spaties 🏘️/" + "/".join(["een map met een heel lange naam, voor OneDrive"] * 5) + "/plan (1)"


def test_neither_the_folder_nor_the_clocks_zone_nor_the_locale_changes_a_byte(tmp_path: Path) -> None:
    expected = built(write_workspace(tmp_path / "plan", SMALL), TZ="Europe/Brussels", LC_ALL="C.UTF-8")
    root = write_workspace(tmp_path / LONG, SMALL)
    assert len(str(root)) > 250
    assert built(root, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="tr_TR") == expected
