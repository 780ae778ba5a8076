"""The program is killed while it writes, or may not write: each file is the old one or the new one, none is lost.

In the everyday run a few moments stand for all; `make faults` takes hundreds, before each write in turn and at any time
(PLAN_KILLS).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Final

import pytest

from plan.journal import FOLDER
from plan.outputs import MADE
from tests.command_line import typed
from tests.kills import (
    at_once,
    killed_after,
    killed_at,
    killed_before,
    locked,
    moments,
    only_where_processes_fork,
    powerless,
)
from tests.workspaces import SMALL, write_workspace

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
    "build": ("build", "kust"),
    "apply": ("apply", "afspraken.json"),
    "rename": ("rename", "action", "huizen", "woningen"),
    "restore": ("restore", "vroeger"),
    "submit": ("submit", "kust", "--accept-open", "Zo beslist."),
}
SMALL_COMMANDS: Final = (
    ("new", "action", "Tuinen"),
    ("new", "project", "Tuin", "--institute", "kust"),
    ("freeze", "nu"),
)
PAGE: Final = 4096
# What nobody reads: made beside before it takes its place, or kept to be faster the next time.
_PREPARED: Final = (".tmp", ".bezig")
_KEPT: Final = (f"{FOLDER}/", "build/.opslag/")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan that was built and kept, in which somebody then changed a chapter, and added an action."""
    changed = SMALL["chapters/missie.md"].replace("mensen", "mensen die het moeilijk hebben")
    folder = tmp_path_factory.mktemp("faults") / "plan"
    root = write_workspace(folder, {**SMALL, "afspraken.json": json.dumps(AGREED)})
    give(("build",), root)
    give(("freeze", "vroeger"), root)
    return write_workspace(root, {"chapters/missie.md": changed, "actions/bos/nieuw.yaml": "title: Nieuw\n"})


@pytest.fixture
def root(start: Path, tmp_path: Path) -> Path:
    return Path(copytree(start, tmp_path / "plan"))


def give(arguments: tuple[str, ...], root: Path) -> tuple[int, str]:
    """Give a command; its exit code and all that it says."""
    done = typed(root, *arguments, PLAN_LANGUAGE="nl", COLUMNS="200")
    assert done.returncode in (0, 1, 2), done.stderr
    return done.returncode, done.stderr + done.stdout


def files_in(root: Path) -> dict[str, bytes]:
    """All files but those that nobody reads."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    found = {
        file: path.read_bytes()
        for file, path in files.items()
        if path.suffix not in _PREPARED and not file.startswith(_KEPT)
    }
    return {**found, MADE: _last_made(found[MADE])} if MADE in found else found


def _last_made(made: bytes) -> bytes:
    """What was made, without what stood there before it."""
    return json.dumps({file: prints.split()[-1] for file, prints in json.loads(made).items()}).encode()


def everything_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# --- killed ----------------------------------------------------------------------------------------


@only_where_processes_fork
@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_is_killed_leaves_whole_files_and_loses_none(name: str, root: Path, tmp_path: Path) -> None:
    deed, before = partial(give, COMMANDS[name]), files_in(root)
    writes = killed_before(0, whole := Path(copytree(root, tmp_path / "whole")), deed)
    ends = Ends(deed, before, files_in(whole))
    assert writes > 3
    for write in moments(writes, 1 if name == "submit" else 2):  # that one takes longest
        killed_before(write, there := Path(copytree(root, tmp_path / f"{write}")), deed)
        ends.judge(there)
    sys.stdout.write(f"{name}: {writes} writes; {ends.told()}\n")


@only_where_processes_fork
@pytest.mark.skipif("PLAN_KILLS" not in os.environ, reason="a campaign: make faults")
@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_is_killed_at_any_time_does_so_too(name: str, root: Path, tmp_path: Path) -> None:
    deed, before = partial(give, COMMANDS[name]), files_in(root)
    seconds = killed_after(None, whole := Path(copytree(root, tmp_path / "whole")), deed)
    ends = Ends(deed, before, files_in(whole))
    for moment in range(int(os.environ["PLAN_KILLS"])):
        killed_after(Random(moment).uniform(0, seconds), there := Path(copytree(root, tmp_path / f"{moment}")), deed)
        ends.judge(there)
    sys.stdout.write(f"{name}: {seconds:.2f} s from the first write on; {ends.told()}\n")


@dataclass
class Ends:
    """How those who were killed left a plan: what they did, and what it was before and is once all of it is done."""

    deed: Callable[[Path], object]
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    states: list[dict[str, bytes]] = field(default_factory=list)
    kills: int = 0

    def judge(self, root: Path) -> None:
        """Whether all is whole, and the same once more does all of it; of plans that were left alike only the first."""
        self.kills += 1
        must_be_whole(root, self.before, self.after)
        state = {file: data for file, data in everything_in(root).items() if not file.endswith(_PREPARED)}
        if state not in self.states:
            self.states.append(state)
            killed_before(0, root, self.deed)
            assert files_in(root) == self.after
        shutil.rmtree(root)

    def told(self) -> str:
        return f"killed {self.kills} times, which left {len(self.states)} different states"


def must_be_whole(root: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Each file is as it was or as it is to be; one that gives way to none stands elsewhere, or in a version."""
    found = files_in(root)
    made = found.pop(MADE)  # it grows with every plan that is written
    assert isinstance(json.loads(made), dict)
    assert {file for file, data in found.items() if data not in (before.get(file), after.get(file))} == set()
    kept = [zipfile.ZipFile(path) for path in root.glob("bewaard/versies/*.zip")]
    held = {*found.values(), *(version.read(name) for version in kept for name in version.namelist())}
    assert {
        file for file in before.keys() - found.keys() - {MADE} if file in after or before[file] not in held
    } == set()


@only_where_processes_fork
def test_what_a_build_that_was_killed_left_does_not_count_as_edited_by_hand(root: Path, tmp_path: Path) -> None:
    deed = partial(give, COMMANDS["build"])
    writes = killed_before(0, Path(copytree(root, tmp_path / "whole")), deed)
    for write in moments(writes, 2):
        killed_before(write, there := Path(copytree(root, tmp_path / f"{write}")), deed)
        with (there / "chapters/missie.md").open("a", encoding="utf-8") as chapter:
            chapter.write("\nEn dat blijft zo.\n")
        killed_before(0, there, goes_well)
        assert not (there / "teruggekomen").exists()


def goes_well(root: Path) -> None:
    assert give(COMMANDS["build"], root)[0] == 0


@pytest.fixture(scope="module")
def many(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of so many institutes that processes share the work."""
    root = Path(copytree(start, tmp_path_factory.mktemp("many") / "plan"))
    name = SMALL["institutes/bos/institute.yaml"]
    files = {f"institutes/{id}/institute.yaml": name.replace("Bos", id.title()) for id in ("dal", "heide", "polder")}
    write_workspace(root, files)
    give(("build",), root)
    return write_workspace(root, {"chapters/missie.md": SMALL["chapters/missie.md"].replace("mensen", "gezinnen")})


@only_where_processes_fork
def test_a_build_by_several_processes_that_is_killed_leaves_whole_files_and_nobody_at_work(
    many: Path, tmp_path: Path
) -> None:
    deed, before = partial(give, ("build", "--jobs", "2")), files_in(many)
    seconds = killed_after(None, whole := Path(copytree(many, tmp_path / "whole")), deed)
    ends = Ends(deed, before, files_in(whole))
    for moment in range(int(os.environ.get("PLAN_KILLS", 1))):
        killed_after(Random(moment).uniform(0, seconds), there := Path(copytree(many, tmp_path / f"{moment}")), deed)
        ends.judge(there)
    sys.stdout.write(f"build --jobs 2: {seconds:.2f} s from the first write on; {ends.told()}\n")


@only_where_processes_fork
@pytest.mark.parametrize("arguments", [("init",), ("import", "oud.docx", "--as-workspace")], ids=lambda given: given[0])
def test_a_new_workspace_of_which_the_making_was_killed_can_be_made_again(
    arguments: tuple[str, ...], root: Path, tmp_path: Path
) -> None:
    shutil.copy(next(root.glob("build/kust/*.docx")), root / "oud.docx")
    deed = partial(give, (*arguments, "nieuw"))
    writes = killed_before(0, whole := Path(copytree(root, tmp_path / "whole")), deed)
    for write in moments(writes, 8):
        killed_before(write, there := Path(copytree(root, tmp_path / f"{write}")), deed)
        assert deed(there)[0] == 0
        assert everything_in(there / "nieuw") == everything_in(whole / "nieuw")


def test_a_new_workspace_is_not_made_among_somebodys_own_files(root: Path) -> None:
    assert give(("init", "nieuw"), root)[0] == 0
    (root / "nieuw/goals.yaml").write_bytes(b"format: 1\n")
    before = everything_in(root)
    code, said = give(("init", "nieuw"), root)
    assert code == 2
    assert "in nieuw staan al bestanden" in said
    assert everything_in(root) == before


@only_where_processes_fork
def test_the_next_command_finishes_what_was_stopped_half_way_and_says_so(root: Path, tmp_path: Path) -> None:
    rename = partial(give, COMMANDS["rename"])
    killed_before(0, whole := Path(copytree(root, tmp_path / "whole")), rename)
    killed_at("actions/woningen.yaml", root, rename)
    assert files_in(root) == files_in(root.parent / "plan") != files_in(whole)
    _code, said = give(("list", "actions"), root)
    assert said.startswith("een wijziging die halverwege onderbroken werd, is afgewerkt: ")
    assert "woningen" in said
    assert files_in(root) == files_in(whole)
    assert "onderbroken" not in give(("list", "actions"), root)[1]


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


def fill(disk: Path, pages: int = 0) -> None:
    """Leave so many pages of 4 kB free on a disk."""
    with suppress(OSError), (disk / "vol").open("wb", buffering=0) as filler:
        while filler.write(bytes(PAGE)):
            pass
    os.truncate(disk / "vol", (disk / "vol").stat().st_size - pages * PAGE)


@pytest.mark.parametrize("arguments", [*COMMANDS.values(), *SMALL_COMMANDS], ids=" ".join)
def test_a_full_disk_is_told_and_leaves_what_was_there(
    arguments: tuple[str, ...], start: Path, small_disk: Path
) -> None:
    root = Path(copytree(start, small_disk / "plan"))
    before = everything_in(root)
    fill(small_disk)
    code, said = give(arguments, root)
    assert code in (1, 2)
    assert "de schijf is vol" in said
    assert everything_in(root) == before


def test_a_disk_that_gets_full_half_way_leaves_all_or_nothing(start: Path, small_disk: Path) -> None:
    root = Path(copytree(start, small_disk / "plan"))
    before = everything_in(root)
    for pages in range(1, 30, 2):
        (small_disk / "vol").unlink(missing_ok=True)
        fill(small_disk, pages)
        code, said = give(COMMANDS["rename"], root)
        if code == 0:
            assert pages > 1
            assert not (root / FOLDER).exists()
            return
        assert "de schijf is vol" in said
        assert everything_in(root) == before
    raise AssertionError("there was room enough")


# --- no right to it --------------------------------------------------------------------------------


@only_where_processes_fork
@pytest.mark.parametrize("arguments", [*COMMANDS.values(), *SMALL_COMMANDS], ids=" ".join)
def test_where_nothing_may_be_written_that_is_told_and_nothing_changes(arguments: tuple[str, ...], root: Path) -> None:
    before = everything_in(root)
    powerless(locked(root), partial(is_refused, arguments))
    assert everything_in(root) == before


@only_where_processes_fork
@pytest.mark.parametrize(
    ("name", "place"),
    [("apply", "institutes/bos"), ("rename", "institutes/kust/institute.yaml"), ("restore", "chapters")],
)
def test_a_source_that_may_not_be_written_stops_all_of_it(name: str, place: str, root: Path) -> None:
    before = everything_in(root)
    locked(root / place)
    powerless(root, partial(is_refused, COMMANDS[name]))
    after = everything_in(root)
    assert {file: after.get(file) for file in before} == before


def is_refused(arguments: tuple[str, ...], root: Path) -> None:
    code, said = give(arguments, root)
    assert code in (1, 2)
    assert "u hebt er geen recht toe" in said


@only_where_processes_fork
def test_a_plan_that_may_only_be_read_can_be_checked(root: Path) -> None:
    powerless(locked(root), partial(give, ("check",)))


# --- two at once -----------------------------------------------------------------------------------


@only_where_processes_fork
def test_of_two_who_rename_at_once_one_does_all_of_it_and_the_other_nothing(root: Path, tmp_path: Path) -> None:
    renames = [partial(give, ("rename", "action", "huizen", id)) for id in ("woningen", "thuis")]
    ends: list[dict[str, bytes]] = []
    for rename in renames:
        rename(whole := Path(copytree(root, tmp_path / str(len(ends)))))
        ends.append(files_in(whole))
    at_once(root, renames)
    give(("list", "actions"), root)
    assert files_in(root) in ends


# --- left behind -----------------------------------------------------------------------------------


def test_what_was_half_written_a_day_ago_is_taken_away_and_nothing_else(root: Path) -> None:
    ours = ("build/kust/.missie.docx.123.tmp", f".{MADE}.123.tmp")
    others = (".missie.docx.123.tmp", "build/kust/.missie.docx.tmp", "build/kust/missie.123.tmp", "build/kust/.eigen")
    now = "build/kust/.nu.docx.45.tmp"
    for file in (*ours, *others, now):
        (root / file).touch()
        if file != now:
            os.utime(root / file, (1_600_000_000, 1_600_000_000))
    give(COMMANDS["build"], root)
    assert [file for file in (*ours, *others, now) if (root / file).exists()] == [*others, now]


def test_what_word_left_behind_is_named_until_somebody_deletes_it(root: Path) -> None:
    document = next(root.glob("build/kust/*.docx"))
    lock = document.with_name(f"~${document.name[2:]}")
    lock.touch()
    beside = document.with_stem(f"{document.stem}-nieuw")
    assert lock.name in give(COMMANDS["build"], root)[1]
    assert beside.exists()
    lock.unlink()
    assert lock.name not in give(COMMANDS["build"], root)[1]
    assert not beside.exists()


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
    return in_build(root)


def in_build(root: Path) -> dict[str, bytes]:
    return {file: data for file, data in files_in(root).items() if file.startswith("build/")}


NO_TEXT: Final = os.fsdecode(b"\xff") if sys.platform == "linux" else ""  # other systems have no such names
LONG: Final = (
    f"été met spaties 🏘️{NO_TEXT}/" + "/".join(["een map met een heel lange naam, voor OneDrive"] * 5) + "/plan (1)"
)


def all_given(root: Path) -> dict[str, bytes]:
    """What every command, one after the other, makes of a plan."""
    for arguments in (*COMMANDS.values(), *SMALL_COMMANDS):
        code, said = give(arguments, root)
        assert code == 0, said
    return files_in(root)


@pytest.fixture(scope="module")
def given(start: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What they make of it in a folder with a plain name, and with times of now."""
    return all_given(Path(copytree(start, tmp_path_factory.mktemp("given") / "plan")))


def test_times_of_change_in_the_future_or_before_any_computer_change_nothing(
    root: Path, given: dict[str, bytes]
) -> None:
    for seconds, path in zip(cycle((0, 4_102_444_800)), sorted(root.rglob("*")), strict=False):
        os.utime(path, (seconds, seconds))
    assert all_given(root) == given


def test_an_edited_document_from_the_future_is_kept_all_the_same(root: Path) -> None:
    document = next(root.glob("build/kust/*.docx"))
    document.write_bytes(b"getypt")
    os.utime(document, (4_102_444_800, 4_102_444_800))
    assert give(COMMANDS["build"], root)[0] == 0
    (kept,) = root.glob("teruggekomen/*.docx")
    assert kept.read_bytes() == b"getypt"


def test_in_a_path_with_all_that_a_name_can_have_every_command_does_the_same(
    start: Path, tmp_path: Path, given: dict[str, bytes]
) -> None:
    root = Path(copytree(start, tmp_path / LONG))
    assert all_given(root) == given
    assert (root / "actions/woningen.yaml").exists() is False  # a version from before was brought back


@pytest.mark.skipif(not NO_TEXT, reason="this system has no names that are no text")
def test_beside_files_whose_names_are_no_text_every_command_goes_on_and_leaves_them(root: Path) -> None:
    names = ("actions/{}.yaml", "chapters/beelden/{}.png", "institutes/{}/institute.yaml", "templates/{}.md", "{}.zip")
    beside = [root / name.format(f"a{NO_TEXT}") for name in names]
    for file in beside:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("van iemand", "utf-8")
    all_given(root)
    for arguments in (("check", "--format", "json"), ("pack", "kust"), ("coverage", "--edit"), ("todo",)):
        assert give(arguments, root)[0] == 0
    code, said = give(("report",), root)
    assert (code, "actions/a.yaml kan niet gelezen worden" in said) == (1, True)
    assert {file.read_text("utf-8") for file in beside} == {"van iemand"}


def test_neither_the_folder_nor_the_clocks_zone_nor_the_locale_changes_a_byte(tmp_path: Path) -> None:
    here = write_workspace(tmp_path / "plan", SMALL)
    give(("build", "kust"), here)
    root = write_workspace(tmp_path / LONG, SMALL)
    assert len(str(root)) > 250
    assert built(root, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="tr_TR") == in_build(here)
