"""Nothing is written, moved or taken away outside the folder of the plan, whichever of its folders is a link."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, move
from typing import Final

import pytest

from plan.files import is_inside, refuse_outside
from plan.messages import Declined
from plan.outputs import write_through
from tests.command_line import Done, typed
from tests.test_faults import everything_in
from tests.workspaces import SMALL, write_workspace

SUBMIT: Final = ("submit", "kust", "--accept-open", "Zo beslist.")
# What is given where the folder of that name is a link.
LINKED: Final = (
    ("build", ("build", "kust")), ("build/kust", ("build", "kust")), ("build/kust/tekst", ("build", "kust")),
    ("teruggekomen", ("build", "kust")), ("build/sector", ("report",)), ("build/kust", SUBMIT),
    ("build/kust/indiening", SUBMIT), ("build/kust", ("pack", "kust")), ("bewaard", ("pack", "kust")),
    ("bewaard", ("freeze", "later")), ("bewaard/versies", ("freeze", "later")), (".wijziging", ("freeze", "later")),
    (".wijziging", ("list", "chapters")), ("actions/kust", ("new", "action", "Tuinen", "--institute", "kust")),
    ("chapters", ("new", "chapter", "Tuinen")),
    ("templates", ("style", "new")), (".vscode", ("schema",)), ("actions", ("restore", "nu")),
)  # fmt: skip


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan that was built and kept, of which a document and a chapter were edited since."""
    root = write_workspace(tmp_path_factory.mktemp("start") / "plan", SMALL)
    for arguments in (("build", "kust"), ("report",), ("freeze", "nu")):
        assert give(root, *arguments).returncode in (0, 1)
    (root / "chapters/missie.md").write_text("# Missie\n\nWe beginnen opnieuw.\n", encoding="utf-8")
    next(root.glob("build/kust/*.docx")).write_bytes(b"getypt")
    return root


@pytest.fixture
def root(start: Path, tmp_path: Path) -> Path:
    return Path(copytree(start, tmp_path / "plan"))


def give(root: Path, *arguments: str) -> Done:
    done = typed(root, *arguments, PLAN_LANGUAGE="nl", COLUMNS="300")
    assert done.returncode in (0, 1, 2), done.stderr
    return done


def linked(root: Path, name: str) -> Path:
    """What a folder of the plan holds, elsewhere; in its place a link, in Windows a junction as anybody can make it."""
    elsewhere, folder = root.parent / "elders", root / name
    if folder.exists():
        move(folder, elsewhere)
    else:
        elsewhere.mkdir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        subprocess.run(["cmd", "/c", "mklink", "/J", str(folder), str(elsewhere)], check=True, capture_output=True)
    else:
        folder.symlink_to(elsewhere)
    return elsewhere


@pytest.mark.parametrize(("name", "arguments"), LINKED, ids=str)
def test_a_folder_that_is_a_link_is_not_followed_and_named(name: str, arguments: tuple[str, ...], root: Path) -> None:
    elsewhere = linked(root, name)
    before = everything_in(elsewhere)
    done = give(root, *arguments)
    assert everything_in(elsewhere) == before
    assert f'"{name}" is een snelkoppeling naar iets buiten de map van het plan' in " ".join(
        (done.stdout + done.stderr).split()
    )


@pytest.mark.parametrize("name", ["build", "build/.opslag"])
def test_nothing_is_remembered_in_a_folder_that_is_a_link(name: str, root: Path) -> None:
    elsewhere = linked(root, name)
    before = everything_in(elsewhere)
    give(root, "check")
    assert everything_in(elsewhere) == before


def test_a_plan_that_is_itself_in_a_linked_folder_is_built_as_any_other(root: Path) -> None:
    (root.parent / "koppeling").symlink_to(root, target_is_directory=True)
    assert give(root.parent / "koppeling", "build", "kust").returncode == 0
    assert b"getypt" in everything_in(root / "teruggekomen").values()


def test_a_link_that_leads_back_to_itself_leads_outside(tmp_path: Path) -> None:
    (tmp_path / "rond").symlink_to(tmp_path / "rond")
    assert not is_inside(tmp_path / "rond/x", tmp_path)
    with pytest.raises(Declined):
        refuse_outside(tmp_path / "rond/x", tmp_path)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="Windows follows links to files")
def test_a_link_in_the_place_of_what_is_written_beside_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_bytes(b"blijft")
    (tmp_path / ".plan.docx.1.tmp").symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        write_through(tmp_path / ".plan.docx.1.tmp", b"nieuw")
    assert secret.read_bytes() == b"blijft"
