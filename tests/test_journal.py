"""Several files change as one: all of them or none, whoever is stopped, refused or in a hurry."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan.journal import FOLDER, finish, write
from plan.messages import Refused
from tests.kills import at_once, killed_at, killed_before, locked, moments, only_where_processes_fork, powerless
from tests.workspaces import write_workspace

BEFORE: Final = {"doelen": b"1", "acties/kust/a": b"1", "acties/kust/b": b"1", "acties/bos/c": b"1", "weg/d": b"1"}
NEW: Final[Mapping[str, bytes | None]] = {
    "doelen": b"2",
    "acties/kust/a": b"2",
    "acties/bos/c": b"2",
    "weg/d": None,
    "erbij/e": b"2",
}
MOVED: Final = {"acties/kust": "acties/zee", "acties/bos/c": "acties/bos/boom"}
AFTER: Final = {"doelen": b"2", "acties/zee/a": b"2", "acties/zee/b": b"1", "acties/bos/boom": b"2", "erbij/e": b"2"}


def change(root: Path) -> None:
    write(root, BEFORE, NEW, MOVED)


def change_in_vain(root: Path) -> None:
    """As above, but for the last file there can be no folder: what would have to be one is a file."""
    with pytest.raises(Refused) as refused:
        write(root, BEFORE, {**NEW, "doelen/f": b"2"}, MOVED)
    assert refused.value.message.render("nl").startswith("doelen/f kan niet veranderd worden")


def files_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def folders_in(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}


def finished(root: Path) -> str:
    """Which word the next command says of it."""
    told = "".join(message.render("nl") for message in finish(root))
    words = {"kan nu niet afgewerkt worden": "onderbroken", "is afgewerkt": "afgewerkt", "is ongedaan": "ongedaan"}
    return next((word for said, word in words.items() if said in told), told)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", BEFORE)


@pytest.fixture
def stopped(root: Path) -> Path:
    """A folder in which somebody was stopped when the change was half done."""
    killed_at("acties/zee/a", root, change)
    assert files_in(root)["doelen"] == b"2"
    assert files_in(root)["acties/zee/a"] == b"1"
    return root


def test_files_are_written_and_moved_and_nothing_else_is_left(root: Path) -> None:
    change(root)
    assert files_in(root) == AFTER
    assert folders_in(root) == {"acties", "acties/zee", "acties/bos", "erbij"}


def test_a_file_that_changed_meanwhile_stops_everything(root: Path) -> None:
    write_workspace(root, {"acties/bos/c": b"van een ander"})
    with pytest.raises(Refused):
        change(root)
    assert files_in(root) == {**BEFORE, "acties/bos/c": b"van een ander"}


@pytest.mark.parametrize("missing", ["doelen", "acties/kust/a"])
def test_a_file_that_vanished_meanwhile_stops_everything(root: Path, missing: str) -> None:
    (root / missing).unlink()
    with pytest.raises(Refused) as refused:
        change(root)
    assert refused.value.message.render("nl").startswith(f"{missing} kan niet veranderd worden: het is er niet")
    assert files_in(root) == {file: data for file, data in BEFORE.items() if file != missing}


@pytest.mark.parametrize("there", ["acties/zee/x", "erbij/e", "acties/bos/boom"])
def test_what_is_there_already_stops_everything(root: Path, there: str) -> None:
    write_workspace(root, {there: b"van een ander"})
    with pytest.raises(Refused):
        change(root)
    assert files_in(root) == {**BEFORE, there: b"van een ander"}


def test_what_fails_half_way_is_undone(root: Path) -> None:
    change_in_vain(root)
    assert files_in(root) == BEFORE
    assert folders_in(root) == {"acties", "acties/kust", "acties/bos", "weg"}


def test_a_name_may_change_in_capitals_only(tmp_path: Path) -> None:
    write_workspace(tmp_path, {"Stek.yaml": b"1"})
    write(tmp_path, {"Stek.yaml": b"1"}, {"Stek.yaml": None, "stek.yaml": b"2"})
    assert files_in(tmp_path) == {"stek.yaml": b"2"}


def test_who_comes_while_another_is_at_work_is_told_to_wait(root: Path) -> None:
    (root / FOLDER).mkdir()
    with pytest.raises(Refused) as refused:
        change(root)
    assert "wacht even" in refused.value.message.render("nl")
    assert files_in(root) == BEFORE


def test_a_file_that_is_to_hold_what_it_holds_is_not_written_anew(root: Path) -> None:
    was = (root / "doelen").stat()
    write(root, BEFORE, {"doelen": b"1", "weg/d": b"2"})
    assert files_in(root) == {**BEFORE, "weg/d": b"2"}
    assert (root / "doelen").stat().st_ino == was.st_ino


def test_where_nothing_is_to_change_nothing_is_written_and_nobody_waits(root: Path) -> None:
    (root / FOLDER).mkdir()
    write(root, BEFORE, {})
    assert files_in(root) == BEFORE


def test_a_file_that_nobody_knew_of_in_a_folder_that_moves_is_not_overwritten(root: Path) -> None:
    write_workspace(root, {"acties/kust/nieuw": b"van een ander"})
    with pytest.raises(Refused) as refused:
        write(root, BEFORE, {**NEW, "acties/kust/nieuw": b"2"}, MOVED)
    told = refused.value.message.render("nl")
    assert told == "acties/zee/nieuw is intussen door een ander programma veranderd; probeer opnieuw"
    assert files_in(root) == {**BEFORE, "acties/kust/nieuw": b"van een ander"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        write(tmp_path / "plan", {}, {"doelen": b"1"})
    assert refused.value.message.render("nl").endswith("plan kan niets veranderd worden: het is er niet")
    assert not list(tmp_path.iterdir())


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As on a disk that is nearly full: in a file go so many bytes."""
    resource = pytest.importorskip("resource", reason="only Linux and macOS limit the size of a file")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [10, 100])
def test_where_the_new_contents_do_not_fit_nothing_has_changed(root: Path, size: int) -> None:
    """Of a hundred bytes they fit, and the journal doesn't."""
    with no_file_larger_than(size), pytest.raises(Refused):
        write(root, BEFORE, {"doelen": b"2" * 50})
    assert files_in(root) == BEFORE
    assert not (root / FOLDER).exists()


@pytest.fixture
def half_done(tmp_path: Path) -> Path:
    """A folder in which a change failed after its first steps, and there was no room to take them back."""
    before = {"doelen": b"1" * 10_000, "kust/a": b"1", "acties": b"in de weg"}
    root = write_workspace(tmp_path, before)
    with no_file_larger_than(5_000), pytest.raises(Refused) as refused:
        write(root, before, {"doelen": b"2", "acties/banen": b"2"}, {"kust": "zee"})
    assert "half gedaan" in refused.value.message.render("nl")
    return root


def test_what_could_not_be_taken_back_is_done_by_the_next_command(half_done: Path) -> None:
    assert finished(half_done) == "onderbroken"
    (half_done / "acties").unlink()
    assert finished(half_done) == "afgewerkt"
    assert files_in(half_done) == {"doelen": b"2", "zee/a": b"1", "acties/banen": b"2"}
    assert finish(half_done) == ()


def test_what_has_the_old_and_the_new_path_of_a_folder_since_stays_and_is_told(half_done: Path) -> None:
    (half_done / "acties").unlink()
    write_workspace(half_done, {"kust/a": b"getypt"})
    told = [message.render("nl") for message in finish(half_done)]
    assert told[1:] == ["zee is sindsdien bewerkt en blijft zoals het is; plan check zegt wat niet klopt"]
    assert files_in(half_done) == {"doelen": b"2", "zee/a": b"1", "kust/a": b"getypt", "acties/banen": b"2"}


# --- stopped half way ------------------------------------------------------------------------------


@only_where_processes_fork
def test_whoever_is_killed_has_changed_all_or_nothing_once_the_next_one_came(root: Path, tmp_path: Path) -> None:
    writes = killed_before(0, Path(shutil.copytree(root, tmp_path / "whole")), change)
    happened = []
    for moment in moments(writes, 15):
        there = Path(shutil.copytree(root, tmp_path / f"{moment}"))
        killed_before(moment, there, change)
        assert {data for file, data in files_in(there).items() if not file.startswith(FOLDER)} <= {b"1", b"2"}
        is_begun = (there / FOLDER / "stappen.json").exists()
        assert finished(there) == ("afgewerkt" if is_begun else "")
        assert files_in(there) in (BEFORE, AFTER)
        happened.append(files_in(there) == AFTER)
        assert finish(there) == ()
    # Before the journal is there nothing happened; from then on all of it does.
    assert happened == sorted(happened)
    assert set(happened) == {False, True}


@only_where_processes_fork
def test_whoever_is_killed_while_a_change_is_taken_back_leaves_nothing_of_it(root: Path, tmp_path: Path) -> None:
    writes = killed_before(0, Path(shutil.copytree(root, tmp_path / "whole")), change_in_vain)
    told = set()
    for moment in moments(writes, 20):
        there = Path(shutil.copytree(root, tmp_path / f"{moment}"))
        killed_before(moment, there, change_in_vain)
        told.add(finished(there))
        if (there / FOLDER).exists():  # what could not be done still cannot be done
            (there / "doelen").unlink()
            assert finished(there) == "afgewerkt"
        else:
            assert files_in(there) == BEFORE
    assert told == {"", "ongedaan", "onderbroken"}


@only_where_processes_fork
def test_whoever_is_killed_while_finishing_is_finished_by_the_next(stopped: Path, tmp_path: Path) -> None:
    writes = killed_before(0, Path(shutil.copytree(stopped, tmp_path / "whole")), finish)
    for moment in moments(writes, 5):
        there = Path(shutil.copytree(stopped, tmp_path / f"{moment}"))
        killed_before(moment, there, finish)
        finish(there)
        assert files_in(there) == AFTER
        assert not (there / FOLDER).exists()


@only_where_processes_fork
def test_many_may_finish_the_same_change_at_once(stopped: Path) -> None:
    at_once(stopped, [finish] * 6)
    assert files_in(stopped) == AFTER


@only_where_processes_fork
def test_of_several_changes_at_once_each_is_done_whole_or_refused(root: Path) -> None:
    at_once(root, [partial(change_to, contents) for contents in (b"3", b"4", b"5", b"6")])
    finish(root)
    assert set(files_in(root)) == set(BEFORE)
    assert len(set(files_in(root).values())) == 1


def change_to(contents: bytes, root: Path) -> None:
    with suppress(Refused):
        write(root, BEFORE, dict.fromkeys(BEFORE, contents))


@only_where_processes_fork
@pytest.mark.parametrize("edited", ["acties/zee/a", "doelen", "weg/d", "erbij/e"])
def test_what_somebody_edited_since_stays_and_is_told(stopped: Path, edited: str) -> None:
    write_workspace(stopped, {edited: b"getypt"})
    told = [message.render("nl") for message in finish(stopped)]
    assert files_in(stopped) == {**AFTER, edited: b"getypt"}
    assert told[1:] == [f"{edited} is sindsdien bewerkt en blijft zoals het is; plan check zegt wat niet klopt"]
    assert not (stopped / FOLDER).exists()


@only_where_processes_fork
def test_without_its_new_contents_nothing_is_finished_and_nothing_is_lost(stopped: Path) -> None:
    (stopped / FOLDER / "nieuw-1").unlink()
    before = files_in(stopped)
    assert finished(stopped) == "onderbroken"
    assert files_in(stopped) == before


@only_where_processes_fork
def test_half_a_journal_means_that_nothing_has_happened(root: Path) -> None:
    killed_at("acties/zee", root, change)
    assert {file: data for file, data in files_in(root).items() if not file.startswith(FOLDER)} == BEFORE
    journal = (root / FOLDER / "stappen.json").read_bytes()
    for length in range(0, len(journal), 40):
        write_workspace(root, {f"{FOLDER}/stappen.json": journal[:length], f"{FOLDER}/nieuw-0": b"2"})
        assert finish(root) == ()
        assert files_in(root) == BEFORE


@only_where_processes_fork
def test_a_change_that_cannot_be_finished_is_told_and_stays_as_it_is(stopped: Path) -> None:
    before = files_in(stopped)
    powerless(locked(stopped), cannot_finish)
    assert files_in(stopped) == before


def cannot_finish(root: Path) -> None:
    assert finished(root) == "onderbroken"


@only_where_processes_fork
@pytest.mark.parametrize("free", ["nergens", "acties", "acties/zee", FOLDER])
def test_what_may_not_be_written_is_told_and_nothing_changes(root: Path, free: str) -> None:
    powerless(locked(root, root / free), cannot_change)
    assert files_in(root) == BEFORE


@only_where_processes_fork
@pytest.mark.parametrize("taken", ["doelen", "acties/bos", "weg", "acties/kust/a"])
def test_what_may_not_be_written_somewhere_undoes_what_was_written_elsewhere(root: Path, taken: str) -> None:
    locked(root / taken)
    powerless(root, cannot_change)
    assert files_in(root) == BEFORE
    assert not (root / FOLDER).exists()


def cannot_change(root: Path) -> None:
    with pytest.raises(Refused) as refused:
        change(root)
    assert "u hebt er geen recht toe" in refused.value.message.render("nl")


# --- a journal from anybody ------------------------------------------------------------------------

paths: Final = st.sampled_from(["doelen", "weg", "../x", "/x", "", ".", "weg/../../x", "a\0b", "nieuw", "link/x"])
steps: Final = st.fixed_dictionaries({"path": paths}, optional={"old_path": paths}) | st.fixed_dictionaries(
    {
        "path": paths,
        "contents": st.sampled_from(["nieuw-0", "../goals", "", "stappen.json"]),
        "old": st.sampled_from(["", "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b", "x"]),
        "new": st.text(max_size=2),
    }
)
anything: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2)
)


@settings(max_examples=30)
@given(st.fixed_dictionaries({"undoes": st.booleans() | anything, "steps": st.lists(steps | anything, max_size=3)}))
def test_no_journal_leads_out_of_the_folder_or_to_a_fault(said: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outside = write_workspace(Path(folder), {"x": b"1", "buiten/x": b"1"})
        root = write_workspace(
            outside / "plan", {**BEFORE, f"{FOLDER}/nieuw-0": b"2", f"{FOLDER}/stappen.json": json.dumps(said)}
        )
        (root / "link").symlink_to(outside / "buiten")
        finish(root)
        assert {file for file in files_in(outside) if not file.startswith("plan/")} == {"x", "buiten/x"}
        assert (outside / "x").read_bytes() == (outside / "buiten/x").read_bytes() == b"1"
