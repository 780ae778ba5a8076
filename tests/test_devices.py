"""What is no file and stands where one belongs (a pipe, a device) keeps nobody waiting, and is told."""

from __future__ import annotations

import os
import signal
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from plan.files import read_whole
from plan.messages import Declined
from plan.outputs import MADE, PAGES
from plan.sources import MAX_FILE_BYTES, read_sources
from tests.command_line import Done, typed
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things in a folder")

SECONDS: Final = 20
NO_FILE: Final = "geen bestand, maar iets van het systeem"

SOURCES: Final = (
    "figures.yaml", "chapters/missie.md", "actions/nieuw.yaml", "templates/kop.md", "woordenlijst.txt",
    "tables/leden.csv", "chapters/beelden/kaart.png", "bijlagen/gebied.pdf", "templates/stijl.docx",
)  # fmt: skip
BESIDE: Final = (
    "goals (1).yaml", "chapters - kopie/missie.md", "bewaard/ingediend.json", "bewaard/.verstuurd.json", MADE,
    "bewaard/versies/nu.zip", ".vscode/settings.json",
)  # fmt: skip
SUBMIT: Final = ("submit", "kust", "--accept-open", "Zo beslist.")
COMMANDS: Final = (
    ("check",), ("list", "chapters"), ("todo",), ("coverage",), ("build",), ("freeze",), ("freeze", "later"),
    ("pack", "kust"), ("changes", "nu"), SUBMIT, ("schema",), (),
)  # fmt: skip
NAMED: Final = (
    ("review", "{}"), ("apply", "{}"), ("import", "{}", "--to", "missie"), ("unpack", "{}"), ("changes", "{}"),
    ("import", "--from-html", "{}", "--to", "missie"), ("import", "{}", "--as-workspace", "nieuw"), ("verify", "{}"),
    ("style", "check", "{}"), (*SUBMIT, "--document", "{}"), (*SUBMIT, "--pdf", "{}"),
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


@contextmanager
def in_time() -> Iterator[None]:
    """Fail where something takes long, even where it waits for what never comes."""

    def stop(*_about: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def give(root: Path, *arguments: str) -> Done:
    with in_time():
        done = typed(root, *arguments, PLAN_LANGUAGE="nl", COLUMNS="300")
    assert done.returncode in (0, 1, 2), done.stderr
    return done


def pipe(path: Path) -> Path:
    """A pipe in which nobody writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


def test_a_pipe_among_the_sources_is_told_and_the_rest_is_read(root: Path) -> None:
    for file in SOURCES:
        pipe(root / file)
    with in_time():
        sources = read_sources(root)
    told = {found.place.file: found for found in sources.diagnostics}
    assert set(told) == set(sources.unread) == set(SOURCES)
    assert {found.rule for found in told.values()} == {"unreadable-file"}
    assert NO_FILE in told["figures.yaml"].message.render("nl")
    assert "goals.yaml" in sources.files


@pytest.mark.parametrize("files", [SOURCES, BESIDE], ids=["sources", "beside them"])
def test_no_command_waits_for_a_pipe_in_the_folder_of_the_plan(files: tuple[str, ...], root: Path) -> None:
    for file in files:
        pipe(root / file)
    for arguments in COMMANDS:
        give(root, *arguments)


def test_no_command_waits_for_a_pipe_in_the_place_of_what_it_knows(root: Path) -> None:
    for arguments in (("check",), ("build",)):
        give(root, *arguments)
    for path in (root / PAGES, *(path for path in root.glob("build/.opslag/*/*"))):
        pipe(path)
    for arguments in (("check",), ("build",)):
        give(root, *arguments)


def test_a_pipe_in_the_place_of_the_journal_is_told_and_nothing_changes(root: Path) -> None:
    pipe(root / ".wijziging/stappen.json")
    assert NO_FILE in give(root, "list", "chapters").stderr
    assert give(root, "freeze", "nu").returncode == 2
    assert not (root / "bewaard").exists()


def test_no_command_waits_for_a_pipe_in_the_place_of_what_it_made(root: Path) -> None:
    give(root, "build", "kust")
    for path in root.glob("build/kust/*.*"):
        pipe(path)
    give(root)
    done = give(root, "build", "kust")
    assert done.returncode == 1
    assert NO_FILE in " ".join(done.stdout.split())


def test_a_pipe_in_a_dossier_is_told_as_what_is_not_as_it_was(root: Path) -> None:
    give(root, *SUBMIT)
    pipe(root / "build/kust/indiening/brief.pdf")
    done = give(root, "verify", "build/kust/indiening")
    assert done.returncode == 1
    assert "brief.pdf" in done.stdout
    assert NO_FILE in " ".join(done.stdout.split())


@pytest.mark.parametrize("arguments", NAMED, ids=" ".join)
def test_no_command_waits_for_a_pipe_or_a_device_that_somebody_names(arguments: tuple[str, ...], root: Path) -> None:
    (root / "nul.docx").symlink_to("/dev/zero")
    pipe(root / "pijp.docx")
    for name in ("nul.docx", "pijp.docx"):
        done = give(root, *(argument.format(name) for argument in arguments))
        assert done.returncode == 2 or "verify" in arguments
        assert NO_FILE in done.stderr or "changes" in arguments


def test_a_file_that_is_larger_than_it_may_be_is_not_read(root: Path) -> None:
    file = root / "bijlagen/groot.pdf"
    file.parent.mkdir()
    with file.open("wb") as stream:
        stream.truncate(100 * MAX_FILE_BYTES)
    tracemalloc.start()
    try:
        (found,) = read_sources(root).diagnostics
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.rule == "file-too-large"
    assert '"bijlagen/groot.pdf" kan niet gelezen worden: het is groter dan 50 MB' in found.message.render("nl")
    assert most < MAX_FILE_BYTES


def test_what_could_not_be_read_is_not_left_out_of_a_version_in_silence(root: Path) -> None:
    pipe(root / "bijlagen/gebied.pdf")
    with (root / "chapters/groot.md").open("wb") as stream:
        stream.truncate(2 * MAX_FILE_BYTES)
    assert "gebied.pdf" in give(root, "freeze", "nu").stderr
    (root / "bijlagen/gebied.pdf").unlink()
    assert "chapters/groot.md" in give(root, "freeze", "nu").stderr
    assert not (root / "bewaard").exists()


def test_a_file_that_never_ends_is_read_no_further_than_it_may_be() -> None:
    with pytest.raises(Declined):
        read_whole(Path("/dev/zero"), 10)
