"""The real command line: what a director types, reads and finds."""

from __future__ import annotations

import contextlib
import json
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from tests.command_line import environment, processes, typed
from tests.workspaces import SMALL, write_workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with two institutes, one with an error and a warning; nobody writes in it."""
    files = {**SMALL, "actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace("[werk]", "[wek]")}
    files["institutes/gent/institute.yaml"] = "name: Samenlevingsopbouw Gent\nstatus: niet-aangeleverd\n"
    return write_workspace(tmp_path_factory.mktemp("plan"), files)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The small workspace without errors, to write in."""
    return write_workspace(tmp_path / "plan", SMALL)


# --- check -----------------------------------------------------------------------------------------


def test_check_tells_file_line_cause_and_cure_in_dutch_and_fails(root: Path) -> None:
    (done,) = processes(root, ["check"])
    assert done.returncode == 1
    assert "actions/kust/banen.yaml:3:25: fout: " in done.stdout
    assert "   3 | contributes: {certain: [wek]}" in done.stdout
    assert 'bedoelde u "werk" (goals.yaml:' in done.stdout
    assert "[onbekende-doelstelling]" in done.stdout
    assert not done.stderr


def test_check_of_a_plan_without_errors_succeeds_and_touches_nothing(own: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in own.rglob("*")}
    done = typed(own, "check")
    assert done.returncode == 0
    assert "fout:" not in done.stdout
    assert len(done.stdout.rpartition("\n\n")[2].splitlines()) == 3, (
        "one line for what is shared, one for each institute"
    )
    after = {path: path.stat().st_mtime_ns for path in own.rglob("*")}
    assert {path.relative_to(own).parts[0] for path in after.keys() - before.keys()} == {"build"}, "what it remembers"
    assert {path: moment for path, moment in after.items() if path in before} == before


def test_check_foretells_what_goes_wrong_in_the_making_of_any_plan(own: Path) -> None:
    kust = SMALL["institutes/kust/institute.yaml"]
    internal = kust.replace("  leerkring:\n", "").replace("  huizen:\n", "  leerkring:\n")
    (own / "institutes/kust/institute.yaml").write_text(internal, "utf-8")
    assert "[niet-afgedrukt]" in typed(own, "check").stdout, "a plan prints no projects with an internal action"


def test_a_mistake_in_a_template_of_all_is_told_once(own: Path) -> None:
    (own / "templates/colofon.md").write_text("# Kop\n\n{{ weg }}\n", "utf-8")
    assert typed(own, "check").stdout.count("templates/colofon.md:3:") == 1


def test_strict_lets_warnings_fail_too(own: Path) -> None:
    (own / "chapters/missie.md").write_text("# Missie\n\n![](beelden/weg.png)\n\n<b>x</b>\n", "utf-8")
    (own / "goals.yaml").write_text(SMALL["goals.yaml"] + "rules: {missing-image: waarschuwing}\n", "utf-8")
    assert [typed(own, "check", *strict).returncode for strict in ([], ["--strict"])] == [0, 1]


def test_lines_fit_in_eighty_columns(root: Path) -> None:
    (line, *_rest) = [line for line in typed(root, "check", COLUMNS="200").stdout.splitlines() if len(line) > 80] or [
        ""
    ]
    assert line == ""


def test_output_that_is_no_terminal_has_no_colours(root: Path) -> None:
    assert "\x1b" not in typed(root, "check").stdout


def test_json_is_json_and_github_gives_its_commands(root: Path) -> None:
    forms = [typed(root, "check", *asked, "--format", form) for *asked, form in (["json"], ["github"], ["bos", "json"])]
    assert [done.returncode for done in forms] == [1, 1, 0]
    (error,) = [found for found in json.loads(forms[0].stdout) if found["severity"] == "error"]
    assert (error["file"], error["line"], error["column"]) == ("actions/kust/banen.yaml", 3, 25)
    assert (error["rule"], error["rule_name"]) == ("unknown-goal", "onbekende-doelstelling")
    assert forms[1].stdout.splitlines()[0].startswith("::error file=actions/kust/banen.yaml,line=3,col=25,")
    assert isinstance(json.loads(forms[2].stdout), list)


def test_check_in_an_institutes_folder_speaks_of_that_institute(root: Path) -> None:
    named = typed(root, "check", "kust").stdout
    for folder in ("institutes/kust", "actions/kust"):
        assert typed(root / folder, "check").stdout == named
    assert "Samenlevingsopbouw Gent" not in named
    elsewhere = typed(root / "institutes/bos", "check")
    assert elsewhere.returncode == 0
    assert "banen.yaml" not in elsewhere.stdout


def test_check_elsewhere_has_a_line_for_each_institute(root: Path) -> None:
    lines = typed(root / "chapters", "check").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines[-3:]] == [
        f"Samenlevingsopbouw {name}" for name in ("Bos", "Gent", "Kust")
    ]
    assert sum("Gent" in line for line in lines) == 1, "nothing delivered is one line, not sixty"


# --- build -----------------------------------------------------------------------------------------


def test_build_says_what_it_wrote_and_succeeds(own: Path) -> None:
    done = typed(own, "build", "kust")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Samenlevingsopbouw Kust: ")
    for file in ("meerjarenplan-2021-2025-kust.docx", "tekst/meerjarenplan-2021-2025-kust.md"):
        assert f"build/kust/{file}" in done.stdout
        assert (own / "build/kust" / file).is_file()
    assert not (own / "build/bos").exists()


def test_a_draft_says_why_and_is_no_failure(own: Path) -> None:
    done = typed(own, "build", "bos", "--format", "markdown", "--label", "voor het bestuur")
    assert done.returncode == 0
    assert "niet-aangeleverd" in done.stdout
    assert "Ontwerp: voor het bestuur" in (own / "build/bos/tekst/meerjarenplan-2021-2025-bos.md").read_text("utf-8")


def test_a_final_plan_that_is_not_ready_fails_and_the_others_are_built(own: Path) -> None:
    (done,) = processes(own, ["build", "--final", "--format", "markdown"])
    assert done.returncode == 1
    assert (own / "build/kust").exists()
    assert not (own / "build/bos").exists()


def test_a_template_error_is_told_at_its_line_and_fails(own: Path) -> None:
    (own / "templates/colofon.md").write_text("# Colofon\n\n{{ weg }}\n", "utf-8")
    done = typed(own, "build", "--format", "markdown")
    assert done.returncode == 1
    assert done.stdout.count("templates/colofon.md:3:1: fout: ") == 1, "once, though it concerns two plans"


def test_build_in_an_institutes_folder_builds_that_one(own: Path) -> None:
    assert typed(own / "institutes/bos", "build", "--format", "markdown").returncode == 0
    assert [path.name for path in (own / "build").iterdir() if path.name != ".opslag"] == ["bos"]


def test_a_workspace_elsewhere_can_be_named(own: Path, tmp_path: Path) -> None:
    assert typed(tmp_path, "--workspace", "plan", "build", "bos", "--format", "markdown").returncode == 0
    assert (own / "build/bos").is_dir()
    assert typed(tmp_path, "--workspace", str(own), "check").returncode == 0


# --- wrong use -------------------------------------------------------------------------------------


WRONG_USE = {
    "check kst": 'er is geen instituut "kst": bedoelde u "kust" (institutes/kust/institute.yaml:1)?',
    "chek": 'er is geen opdracht "chek": bedoelde u "check"?',
    "check --strct": 'er is geen optie "--strct": bedoelde u "--strict"?',
    "--workspce x check": 'er is geen optie "--workspce": bedoelde u "--workspace"?',
    "check --format": "--format",
    "check --format xml": '"github"',
    "why": "DOELSTELLING",
    "why wek": 'bedoelde u "werk"',
    "explain onbekende-doelsteling": 'bedoelde u "onbekende-doelstelling"?',
    "--workspace weg check": "weg",
    "--workspace goals.yaml check": "--workspace",
    "--language fr check": '"nl"',
}


def test_wrong_use_is_told_in_dutch_with_what_to_type_instead(root: Path) -> None:
    for arguments, words in WRONG_USE.items():
        done = typed(root, *arguments.split())
        assert done.returncode == 2, arguments
        assert done.stdout == ""
        assert done.stderr.startswith("fout: ")
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_outside_a_workspace_is_told_how_to_make_one(tmp_path: Path) -> None:
    (done,) = processes(tmp_path, ["check"])
    assert done.returncode == 2
    assert "goals.yaml" in done.stderr
    assert "plan init" in done.stderr


def test_plan_alone_gives_its_help_and_is_wrong_use(tmp_path: Path) -> None:
    done = typed(tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("Gebruik: plan ")


# --- speech ----------------------------------------------------------------------------------------

ENGLISH = {"the", "this", "show", "options", "usage", "commands", "arguments", "message", "and", "with"}


def test_help_is_in_dutch_and_needs_no_workspace(tmp_path: Path) -> None:
    commands = "check build coverage why list find explain init new adapt".split()
    for command in ([], *([command] for command in commands)):
        done = typed(tmp_path, *command, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith("Gebruik: plan ")
        assert not ENGLISH & {word.strip(".,:;()[]").casefold() for word in done.stdout.split()}
        assert max(map(len, done.stdout.splitlines())) <= 88


def test_help_is_in_english_for_who_asks(tmp_path: Path) -> None:
    asked = (["--language", "en", "--help"], ["--language=en", "build", "--help"])
    for done in (*processes(tmp_path, *asked), *processes(tmp_path, ["--help"], PLAN_LANGUAGE="en")):
        assert done.stdout.startswith("Usage: plan ")


def test_the_option_goes_before_the_environment_and_that_before_the_workspace(own: Path) -> None:
    assert typed(own, "--language", "en", "check", "x", PLAN_LANGUAGE="nl").stderr.startswith("error: ")
    assert typed(own, "check", "x", PLAN_LANGUAGE="en_GB").stderr.startswith("error: ")
    assert typed(own, "check", "x", PLAN_LANGUAGE="de", LANG="en_GB.UTF-8").stderr.startswith("fout: ")
    (own / "goals.yaml").write_text(SMALL["goals.yaml"].replace("language: nl-BE", "language: en-GB"), "utf-8")
    assert "Shared by all" in typed(own, "check").stdout
    assert typed(own, "check", "x").stderr.startswith("error: ")
    assert typed(own, "check", "x", PLAN_LANGUAGE="nl").stderr.startswith("fout: ")


@pytest.mark.parametrize("encoding", ["cp850", "ascii"])
def test_a_console_that_lacks_a_sign_shows_another_and_goes_on(own: Path, encoding: str) -> None:
    kust = SMALL["institutes/kust/institute.yaml"].replace("Samenlevingsopbouw Kust", "Samenlevingsopbouw Kŭst “één”")
    (own / "institutes/kust/institute.yaml").write_text(kust, "utf-8")
    (own / "chapters/missie.md").write_text("# Missie\n\n{doel ☃é}\n", "utf-8")
    for command in (["check"], ["build", "--format", "markdown"], ["coverage"]):
        done = typed(own, *command, encoding=encoding)
        assert "Traceback" not in done.stderr
        assert done.stdout


def test_signs_that_a_console_of_windows_lacks_stay_apart(own: Path) -> None:
    told, shown = processes(own, ["coverage", "kust"], ["--help"], encoding="cp850")
    assert "# zeker" in told.stdout
    assert "é" in shown.stdout


def test_a_reader_that_stops_reading_is_no_trouble(root: Path) -> None:
    reader = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE, env=environment(), cwd=root)
    writer = subprocess.run(
        [sys.executable, "-m", "plan", "check", "--format", "json"],
        stdout=reader.stdin,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=root,
        text=True,
        check=False,
    )
    reader.communicate()
    assert "Traceback" not in writer.stderr
    assert "Exception" not in writer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Windows closes no stream")
def test_streams_that_are_closed_are_no_trouble(root: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m plan check <&- >&- 2>&-"
    done = subprocess.run(["/bin/sh", "-c", command], env=environment(), cwd=root, check=False)
    assert done.returncode == typed(root, "check").returncode


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_for_what_is_told_is_told(root: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "plan", "check", "--format", "json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(PLAN_LANGUAGE="nl"),
            cwd=root,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "fout: de computer laat dit niet toe: de schijf is vol\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that somebody is in")
def test_whoever_is_in_a_folder_that_is_gone_hears_it(tmp_path: Path) -> None:
    gone = tmp_path / "weg"
    gone.mkdir()
    told = "fout: de map waarin u bent, is er niet meer; ga naar een andere\n"
    with contextlib.chdir(gone):
        gone.rmdir()
        done = subprocess.run(
            [sys.executable, "-m", "plan", "check"],
            capture_output=True,
            text=True,
            env=environment(PLAN_LANGUAGE="nl"),
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, told)


# Where tests run in the background Ctrl+C is ignored, which a process passes on to those it starts.
HEARS_CTRL_C = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from plan.cli import main
main()
"""


def _stopped(running: subprocess.Popen[str], made: Callable[[], Collection[Path]]) -> str:
    """What a build says when somebody presses Ctrl+C, and again when it goes on: C code may swallow the first."""
    while running.poll() is None:
        running.send_signal(signal.SIGINT)
        enough = len(made()) + 20
        while running.poll() is None and len(made()) < enough:
            time.sleep(0.02)
    return running.communicate()[1]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_stopping_a_build_leaves_no_half_file_and_says_so(tmp_path: Path) -> None:
    files = dict(SMALL)
    for number in range(200):
        files[f"institutes/i{number}/institute.yaml"] = f"name: Instituut {number}\n"
    root = write_workspace(tmp_path, files)
    running = subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, "build"],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )

    def made() -> list[Path]:
        return list(root.glob("build/*/*.docx"))

    while not made() and running.poll() is None:
        time.sleep(0.02)
    told = _stopped(running, made)
    assert running.returncode == 130
    assert "Traceback" not in told
    assert "half" in told
    assert 0 < len(made()) < 202
    assert all(path.read_bytes().endswith(b"\0\0") or path.read_bytes().startswith(b"PK") for path in made())
    assert not list(root.rglob("*.tmp"))
    again = typed(root, "build", "i0", "kust")
    assert again.returncode == 0
    assert not (root / "teruggekomen").exists(), "what was made before the stop is still known as ours"
