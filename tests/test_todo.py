"""`plan todo`, `plan check --only` and `plan check --watch`: living with what is not finished yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from plan.outputs import write_whole
from tests.command_line import typed
from tests.workspaces import SMALL, write_workspace


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    write_workspace(tmp_path, SMALL)
    for file, who in (("chapters/een.md", "Ilse"), ("chapters/twee.md", "")):
        name = f"who: {who}\n" if who else ""
        text = f"---\nstatus: ontwerp\n{name}---\n# Een titel van {file}\n\nTekst {{nog afwerken}}.\n"
        (tmp_path / file).write_text(text, "utf-8")
    return tmp_path


def test_work_stands_under_the_name_of_whoever_does_it(unfinished: Path) -> None:
    shown = typed(unfinished, "todo").stdout
    of_ilse, _blank, of_nobody = shown.partition("nog niemand")
    assert "Ilse: 2 dingen te doen" in of_ilse
    assert "chapters/een.md:2:9" in of_ilse
    assert "chapters/een.md" not in of_nobody
    assert "chapters/twee.md:2:9" in of_nobody


def test_a_name_is_the_same_name_in_small_letters(unfinished: Path) -> None:
    text = "---\nstatus: ontwerp\nwho: ilse\n---\n# Drie\n\nTekst {nog afwerken}.\n"
    (unfinished / "chapters/drie.md").write_text(text, "utf-8")
    shown = typed(unfinished, "todo").stdout
    assert "ilse" not in shown
    assert "Ilse: 4 dingen te doen" in shown


def test_what_is_still_to_be_written_is_said_once(unfinished: Path) -> None:
    (unfinished / "chapters/een.md").write_text("# Een\n\n{nog te schrijven: de inleiding}\n", "utf-8")
    shown = typed(unfinished, "todo").stdout
    assert "chapters/een.md:3:1: nog te schrijven: de inleiding" in shown


def test_progress_shows_what_is_not_finished_and_no_line_is_too_long(unfinished: Path) -> None:
    title = "Een titel die zo lang is dat hij niet naast wat er over gezegd wordt op een regel kan staan"
    text = f"---\nstatus: ontwerp\nwho: Wie een heel lange naam heeft\n---\n# {title}\n\nTekst {{nog afwerken}}.\n"
    (unfinished / "chapters/missie.md").write_text(text, "utf-8")
    shown = typed(unfinished, "todo", "kust", "--progress").stdout
    assert f"◐ {title}: ontwerp (Wie een heel lange naam heeft); 2 te doen" in " ".join(shown.split())
    assert "● De zee" not in shown
    assert "delen die klaar zijn, staan hier niet" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_who_asks_for_misspelled_words_alone_has_them_looked_up(unfinished: Path) -> None:
    (unfinished / "chapters/een.md").write_text("# Een\n\nDe hiur stijgt.\n", "utf-8")
    assert '"hiur"' in typed(unfinished, "check", "--only", "mogelijke-spelfout").stdout


def test_only_one_rule_is_spoken_of_when_asked(unfinished: Path) -> None:
    shown = typed(unfinished, "check", "--todo", "--only", "nog-te-schrijven").stdout
    assert "[nog-te-schrijven]" in shown
    assert "[onafgewerkt]" not in shown


def test_a_rule_that_is_unknown_is_wrong_use(unfinished: Path) -> None:
    answer = typed(unfinished, "check", "--only", "nog-te-schrijve")
    assert answer.returncode == 2
    assert 'bedoelde u "nog-te-schrijven"?' in answer.stderr


def test_watching_checks_again_after_a_change(unfinished: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "plan", "check", "--watch"], cwd=unfinished, stdout=subprocess.PIPE, encoding="utf-8"
    ) as watch:
        assert watch.stdout is not None
        try:
            first = next(line for line in watch.stdout if line.startswith("Gedeeld"))
            assert "fout" not in first
            goals = unfinished / "goals.yaml"
            write_whole(goals, goals.read_bytes() + b"onbekend: ja\n")  # the watch may look at any moment
            second = next(line for line in watch.stdout if line.startswith("Gedeeld"))
            assert "1 fout" in second
        finally:
            watch.terminate()
