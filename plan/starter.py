"""What happens on a double click: set the program up where that was not done yet, run it, open what it made.

In: the name of a task, from `Bouw mijn plan.cmd` and its like. Out: what the program prints, in a window that stays
open, and an opened file. It runs before anything is installed, on Python alone.

What is installed lies outside the folder of the plan: that may be a synced one, which would carry thousands of files
around.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from plan.messages import Message, _, choose_language, system_reason
from plan.personal import my_institute, own_folder

# The newest Python for which each package of the lock has a wheel; `make wheels` looks it up.
NEWEST: Final = (3, 14)
_LOCK: Final = "requirements.lock"
_READY: Final = ".klaar"
_LOG: Final = "klaarzetten.log"


@dataclass(frozen=True, slots=True)
class Task:
    """A double click: what `plan` is asked, what is opened when that went well, and whether one goes on by typing."""

    commands: tuple[tuple[str, ...], ...]
    result: Callable[[Path], Path] | None = None
    goes_on: bool = False


def _plans(root: Path) -> Path:
    """The Word document of the user's own institute, else the folder with all of them."""
    institute = my_institute(root)
    folder = root / "build" / institute if institute else root / "build"
    documents = sorted(folder.glob("*.docx"))
    return documents[0] if len(documents) == 1 else folder


TASKS: Final[Mapping[str, Task]] = {
    "ready": Task(((),)),
    "build": Task((("build",),), _plans),
    "check": Task((("check",), ("todo",))),
    "window": Task(((),), goes_on=True),
    "report": Task((("report",),), lambda root: root / "build" / "sector" / "dekking.html"),
}


class NotReady(Exception):
    """The program cannot be set up; the message says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def main(arguments: Sequence[str] = tuple(sys.argv[1:])) -> int:
    """Do a task in the folder of the plan, which is the current one, and wait until the window may close."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    language = choose_language(None, None)
    root = Path.cwd()
    try:
        code = _do(TASKS[arguments[0]], root, language)
    except NotReady as failed:
        print(failed.message.render(language), file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    if code or arguments[0] != "window":
        _wait(language)
    return code


def _do(task: Task, root: Path, language: str) -> int:
    python = set_up(root, lambda told: print(told.render(language), flush=True))
    if my_institute(root) is None and _somebody_is_there():
        run_plan(python, root, ["institute"])
    codes = [run_plan(python, root, command) for command in task.commands]
    if task.result and codes[-1] in (0, 1):
        _open(task.result(root))
    if task.goes_on:
        return _go_on(python, root)
    return max(codes)


# --- setting up ------------------------------------------------------------------------------------


def set_up(root: Path, tell: Callable[[Message], None]) -> Path:
    """The Python that has all the program needs; what is missing is installed. Raises `NotReady`.

    Each lock has an environment of its own, so that a newer program never meets what an older one installed.
    """
    lock = (root / _LOCK).read_bytes()
    made_for = sha256(lock + sys.version.encode() + os.fsencode(sys.base_prefix)).hexdigest()[:12]
    folder = own_folder() / f"python-{made_for}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if (folder / _READY).is_file() and python.exists():
        return python
    tell(_("The program is being set up in {folder}. That is done once and takes a few minutes.", folder=str(folder)))
    try:
        venv.create(folder, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise NotReady(_("Nothing can be installed in {folder}: {reason}", folder=str(folder), reason=reason)) from None
    _install(python, root / _LOCK)
    (folder / _READY).write_text("", "utf-8")
    for older in own_folder().glob("python-*"):
        if older != folder:
            shutil.rmtree(older, ignore_errors=True)
    tell(_("The program is ready."))
    return python


def _install(python: Path, lock: Path) -> None:
    """Install what the lock names, as it names it; what pip said is kept beside it."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--only-binary=:all:", "--requirement", str(lock)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0:
        return
    log = own_folder() / _LOG
    said = done.stdout + done.stderr
    log.write_text(said, "utf-8")
    if "No space left" in said or "Errno 28" in said:
        raise NotReady(_("The disk is full: make room, then double-click again."))
    if sys.version_info[:2] > NEWEST:
        raise NotReady(
            _(
                "This Python ({version}) is too new for the program: install Python {wanted} from {address}, then "
                "double-click again.",
                version=".".join(map(str, sys.version_info[:2])),
                wanted=".".join(map(str, NEWEST)),
                address="https://www.python.org/downloads/",
            )
        )
    raise NotReady(
        _(
            "The program could not be fetched. Is there a connection with the internet? Then double-click again. "
            "If it fails once more, send this file to whoever helps you: {log}",
            log=str(log),
        )
    )


# --- running and showing ---------------------------------------------------------------------------


def run_plan(python: Path, root: Path, command: Sequence[str]) -> int:
    """Run the program of this folder on the plan in this folder."""
    return subprocess.run(
        [str(python), "-m", "plan", *command], cwd=root, env=_environment(root), check=False
    ).returncode


def _environment(root: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _go_on(python: Path, root: Path) -> int:
    """Open the system's own command line where `plan` is known, until it is left."""
    folder = own_folder() / "opdracht"
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        (folder / "plan.cmd").write_text(f'@"{python}" -m plan %*\n', "utf-8")
        shell = [os.environ.get("COMSPEC", "cmd.exe"), "/k"]
    else:
        command = folder / "plan"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} -m plan "$@"\n', "utf-8")
        command.chmod(0o755)
        shell = [os.environ.get("SHELL", "/bin/sh")]
    found_first = os.pathsep.join((str(folder), os.environ.get("PATH", os.defpath)))
    return subprocess.run(shell, cwd=root, env=_environment(root) | {"PATH": found_first}, check=False).returncode


def _open(path: Path) -> None:
    """Show a file or folder with the program the system has for it; where there is none, its name was printed."""
    if not path.exists() or "PLAN_OPENS_NOTHING" in os.environ:
        return
    with suppress(OSError):
        if sys.platform == "win32":
            os.startfile(path)
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.run([opener, str(path)], check=False, stderr=subprocess.DEVNULL)


def _wait(language: str) -> None:
    """Keep the window open until it was read; where nobody sits at it there is nothing to wait for."""
    if _somebody_is_there():
        with suppress(EOFError, KeyboardInterrupt):
            input("\n" + _("Press Enter to close this window.").render(language))


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


if __name__ == "__main__":
    sys.exit(main())
