"""What is not made again: a build and a check that start from what is known give what they would give from nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plan.store import Store, key_of
from tests.command_line import ROOT, environment, typed
from tests.workspaces import SMALL, built_files, write_workspace

STORE = "build/.opslag"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


def kept(root: Path) -> list[Path]:
    return sorted(path for path in (root / STORE).rglob("*") if path.is_file())


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


# --- nothing else than from nothing ----------------------------------------------------------------


def sources(root: Path) -> list[Path]:
    built = {"build", "teruggekomen", "bewaard"}
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix in (".yaml", ".md"))
    return [path for path in files if path.relative_to(root).parts[0] not in built]


def reword(root: Path, random: Random) -> None:
    path = random.choice(sources(root))
    words = path.read_text("utf-8").split(" ")
    words[random.randrange(len(words))] = random.choice(["anders", "{nog dit}", "x:", "", "2021-2023", "[@huizen]"])
    path.write_text(" ".join(words), "utf-8")


def delete(root: Path, random: Random) -> None:
    files = [path for path in sources(root) if path.name != "goals.yaml"]
    if files:
        random.choice(files).unlink()


def rename(root: Path, random: Random) -> None:
    files = [path for path in sources(root) if path.parent.name == "actions"]
    if files:
        path = random.choice(files)
        path.replace(path.with_stem(f"{path.stem}-nieuw"))


def other_template(root: Path, random: Random) -> None:
    template = root / "templates" / "colofon.md"
    template.parent.mkdir(exist_ok=True)
    template.write_text(f"# Colofon {random.randrange(9)}\n\n{{{{ plan.title }}}}\n", "utf-8")


def other_style(root: Path, random: Random) -> None:
    style = root / random.choice(["templates", "institutes/kust"]) / "stijl.docx"
    if style.exists():
        style.unlink()
    else:
        typed(root, "style", "new", *([] if style.parent.name == "templates" else ["kust"]))


def edit_output(root: Path, random: Random) -> None:
    if files := sorted(built_files(root)):
        (root / random.choice(files)).write_bytes(b"met de hand")


def delete_output(root: Path, random: Random) -> None:
    if files := sorted(built_files(root)):
        (root / random.choice(files)).unlink()


def damage_store(root: Path, random: Random) -> None:
    for path in [path for path in kept(root) if path.stat().st_size]:
        data = path.read_bytes()
        at = random.randrange(len(data))
        path.write_bytes(random.choice([b"", data[:at], data[:at] + b"\0" + data[at + 1 :], b"\0" * len(data)]))


def delete_store(root: Path, random: Random) -> None:
    shutil.rmtree(root / STORE, ignore_errors=True)


HAPPENINGS: list[Callable[[Path, Random], None]] = [
    reword, delete, rename, other_template, other_style, edit_output, delete_output, damage_store, delete_store
]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.randoms(use_true_random=False)), min_size=1, max_size=4))
@settings(max_examples=max(3, settings().max_examples // 10), suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_what_is_built_and_found_is_what_it_would_be_from_nothing(
    happenings: list[tuple[Callable[[Path, Random], None], Random]],
) -> None:
    with TemporaryDirectory() as folder:
        root = write_workspace(Path(folder) / "plan", SMALL)
        typed(root, "build")
        for happen, random in happenings:
            happen(root, random)
        built, checked = typed(root, "build"), typed(root, "check")
        fresh = Path(folder) / "nieuw"
        shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("build", "teruggekomen", ".*"))
        again = typed(fresh, "build")
        assert built.returncode == again.returncode, built.stdout + again.stdout
        assert built_files(fresh).items() <= built_files(root).items()
        assert checked == typed(fresh, "check")
        assert typed(root, "check") == checked  # asked again


def test_another_program_makes_everything_anew(root: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(ROOT / "plan", program / "plan")

    def build() -> str:
        variables = environment(PYTHONPATH=str(program))
        command = [sys.executable, "-m", "plan", "build", "kust"]
        return subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=True).stdout

    assert "gebouwd in" in build()
    assert "niets veranderd" in build()
    template = program / "plan/templates/colofon.md"
    template.write_text(template.read_text("utf-8") + "\nZo maakt een ander programma het.\n", "utf-8")
    assert "gebouwd in" in build()
    assert any(b"een ander programma" in data for data in built_files(root).values())


# --- what is told ----------------------------------------------------------------------------------


def test_a_build_of_what_did_not_change_says_so(root: Path) -> None:
    first = typed(root, "build")
    again = typed(root, "build")
    assert "niets veranderd" in again.stdout
    assert again.stdout.count("ontwerp, want") == first.stdout.count("ontwerp, want")
    assert again.returncode == first.returncode


def test_only_the_plan_that_an_edit_is_about_is_made_again(root: Path) -> None:
    typed(root, "build")
    edit(root, "actions/kust/banen.yaml", "te weinig banen", "veel te weinig banen")
    told = typed(root, "build").stdout
    assert "Bos: niets veranderd" in told
    assert "Kust: gebouwd in" in told


def test_findings_are_told_each_time(root: Path) -> None:
    edit(root, "goals.yaml", "Wonen wordt beter.", "Wonen wordt {cijfer onbekend}.")
    first = typed(root, "check")
    assert first.returncode == 1
    assert typed(root, "check") == first


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("--language", "en", "check"), {}),
        (("check", "--strict"), {}),
        (("check", "--format", "json"), {}),
        (("check", "kust"), {}),
        (("check",), {"PLAN_LANGUAGE": "en"}),
        (("check",), {"COLUMNS": "50"}),
    ],
)
def test_another_question_gets_its_own_answer(
    root: Path, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    edit(root, "goals.yaml", "Wonen wordt beter.", "Wonen wordt {cijfer onbekend}.")
    other = root.with_name("ander")
    shutil.copytree(root, other)
    typed(root, "check")
    assert typed(root, *arguments, **variables) == typed(other, *arguments, **variables)


def test_the_folder_somebody_stands_in_belongs_to_the_question(root: Path) -> None:
    whole = typed(root, "check")
    assert typed(root / "institutes/kust", "check") != whole
    assert typed(root, "check") == whole


# --- a store that is of no use ---------------------------------------------------------------------


@pytest.fixture
def unusable(root: Path) -> Path:
    """A workspace in which the store cannot be kept: a file stands where its folder should be."""
    (root / "build").mkdir()
    (root / STORE).write_text("niets")
    return root


def test_a_store_that_cannot_be_kept_costs_nothing_but_time(unusable: Path) -> None:
    assert typed(unusable, "build", "kust").returncode == 0
    assert "gebouwd in" in typed(unusable, "build", "kust").stdout
    assert typed(unusable, "check").returncode == 0


def test_a_full_disk_loses_an_answer_and_nothing_else(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    store = Store(tmp_path)
    key = key_of("vraag")
    store.remember(key, {"antwoord": 1})
    [path] = kept(tmp_path)
    path.unlink()
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.symlink_to("/dev/full")
    store.remember(key, {"antwoord": 2})
    assert store.recall(key) is None


def test_what_was_kept_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plan.store._MOST", 6)
    store = Store(tmp_path)
    for number in range(7):
        store.remember(key_of(number), number)
        for path in kept(tmp_path):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    store.tidy()
    assert [store.recall(key_of(number)) for number in range(7)] == [None, None, None, 3, 4, 5, 6]


def test_keys_differ_in_every_part() -> None:
    keys = {key_of(*parts) for parts in ((), ("a",), ("a", "b"), ("ab",), (b"a",), ("a", ""), (1,), (True,), (None,))}
    assert len(keys) == 9


def test_nothing_is_pickled(root: Path) -> None:
    typed(root, "build")
    assert kept(root)
    for path in kept(root):
        assert path.read_bytes().partition(b"\n")[2].startswith((b"{", b"["))
