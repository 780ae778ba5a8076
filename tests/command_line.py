"""The command line, as somebody types it: in this process, or in one of its own.

In: a folder, and what is typed there. Out: the exit code and what they read. The program's own `main` runs either way,
with the streams, the variables and the folder of a terminal. A process of its own takes a second more, so it is for
what only such a one can show: signals, pipes, what is loaded, how it starts.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

from plan.cli import main

ROOT: Final = Path(__file__).parents[1]
SPEECH: Final = (
    "PLAN_LANGUAGE", "LANG", "LANGUAGE", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8", "COLUMNS", "NO_COLOR"
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


def environment(**more: str) -> dict[str, str]:
    """The variables of a terminal that says nothing of languages, signs and colours but what is given here."""
    plain = {name: value for name, value in os.environ.items() if name not in SPEECH}
    return {**plain, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def typed(folder: Path, *arguments: str, encoding: str = "utf-8", **more: str) -> Done:
    """Run `plan` in a folder, in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _stream in range(2))
    code: object = None
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, environment(**more), clear=True),
        patch.object(sys, "argv", ["plan", *arguments]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), encoding)),
        patch.object(gc, "freeze"),  # this process goes on
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return Done(code, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    text = stream.buffer.getvalue().decode(stream.encoding, "replace")
    return text.replace("\r\n", "\n")


def processes(folder: Path, *commands: Sequence[str], encoding: str = "utf-8", **more: str) -> list[Done]:
    """Run `plan` some times in a folder, each in a process of its own, all at once."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "plan", *command],
            cwd=folder,
            env=environment(**{"PYTHONIOENCODING": encoding, **more}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding=encoding,
            errors="replace",
        )
        for command in commands
    ]
    said = [process.communicate(timeout=120) for process in running]
    return [Done(process.returncode, *texts) for process, texts in zip(running, said, strict=True)]
