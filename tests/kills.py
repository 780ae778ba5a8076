"""Processes that are killed while they write, that write at once, or that may not write.

In: something to do in a folder. Out: the folder as `kill -9` leaves it, or another, or no right to it.

Each time it is a process of its own, forked from one that loaded the program and built a plan (`tests/warm.py`). What
writes PDF files starts threads, and a process with threads cannot be forked: that of the tests is no parent for it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import pytest

only_where_processes_fork: Final = pytest.mark.skipif(
    sys.platform == "win32", reason="a process can only be forked, killed and stripped of its rights so elsewhere"
)

Deed = Callable[[Path], object]
"""What is done in a folder; a function of a module, or a `partial` of one."""

_PRELOADED: Final = (
    "tests.test_faults",
    "tests.test_journal",
    "plan.commands.creating",
    "plan.commands.deciding",
    "plan.commands.freezing",
    "plan.commands.renaming",
    "plan.commands.submitting",
    "tests.warm",
)
# For how many seconds a build waits for one that was killed, or where it may write nothing. Here nobody is at work.
_PATIENCE: Final = 0.1
_WRITES: Final = frozenset(("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"))


def moments(writes: int, most: int) -> range:
    """Before which of so many writes to kill: some of them, evenly; with PLAN_KILLS in the environment that many."""
    step = max(1, writes // int(os.environ.get("PLAN_KILLS") or most))
    return range(1 + step // 2, writes + 1, step)


def killed_before(write: int, root: Path, deed: Deed) -> int:
    """Do something, and kill it right before a write below `root`, counted from 1; how many writes it came to.

    With 0 nothing is killed. A write is that of a file, a name or a folder.
    """
    count = _context().Value("i", 0)
    child = _ended(_started(_do_until, root, deed, count, write, None))
    assert child.exitcode == (-signal.SIGKILL if 0 < write == count.value else 0)
    return int(count.value)


def killed_at(file: str, root: Path, deed: Deed) -> None:
    """Do something, and kill it right before it gives something this path."""
    count = _context().Value("i", 0)
    child = _ended(_started(_do_until, root, deed, count, 0, str(root / file)))
    assert child.exitcode == -signal.SIGKILL


def killed_after(seconds: float | None, root: Path, deed: Deed) -> float:
    """Do something, and kill it so long after its first write (None: let it be); how long it was at work from there."""
    is_writing = _context().Value("i", 0)
    child = _started(_do_and_tell, root, deed, is_writing)
    while not is_writing.value and child.is_alive():
        sleep(0.0001)
    start = monotonic()
    child.join(120 if seconds is None else seconds)
    if seconds is not None:
        child.kill()
    _ended(child)
    assert child.exitcode in ((0,) if seconds is None else (0, -signal.SIGKILL))
    return monotonic() - start


def powerless(root: Path, deed: Deed) -> None:
    """Do something without the powers of root, to whom nothing is locked. What fails there, fails here."""
    if os.geteuid() == 0 and sys.platform != "linux":
        pytest.skip("only in Linux root can do without its powers")
    assert _ended(_started(_do_powerless, root, deed)).exitcode == 0


def locked(root: Path, *but: Path) -> Path:
    """A folder in which nothing may be written any more, but in some of the folders in it; the folder itself."""
    for path in (root, *root.rglob("*")):
        if not any(path.is_relative_to(free) for free in but):
            path.chmod(0o555 if path.is_dir() else 0o444)
    return root


def at_once(root: Path, deeds: Iterable[Deed]) -> None:
    """Do several things at the same time, in a process each. What fails there, fails here."""
    children = [_started(_do, root, deed) for deed in deeds]
    assert [_ended(child).exitcode for child in children] == [0] * len(children)


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


def _started(function: Callable[..., None], *arguments: object) -> ForkServerProcess:
    child: ForkServerProcess = _context().Process(target=_do_apart, args=(function, *arguments))
    child.start()
    return child


def _ended(child: ForkServerProcess) -> ForkServerProcess:
    """Wait for the end of a process, and of those that it started."""
    child.join(120)
    since = monotonic()
    with suppress(ProcessLookupError):
        while monotonic() - since < 10:
            os.killpg(child.pid or 0, 0)
            sleep(0.001)
        raise AssertionError("a process that it started goes on")
    return child


def _do_apart(function: Callable[..., None], *arguments: object) -> None:
    """Do something in a group of processes of its own."""
    os.setpgid(0, 0)
    function(*arguments)


def _do_until(root: Path, deed: Deed, count: Synchronized[int], last: int, file: str | None) -> None:
    def stop(event: str, details: tuple[Any, ...]) -> None:
        count.value += 1
        if count.value == last or (event == "os.rename" and str(details[1]) == file):
            os.kill(os.getpid(), signal.SIGKILL)

    _watch(root, stop)
    _do_alone(root, deed)


def _do_and_tell(root: Path, deed: Deed, is_writing: Synchronized[int]) -> None:
    def tell(_event: str, _details: tuple[Any, ...]) -> None:
        is_writing.value = 1

    _watch(root, tell)
    deed(root)


def _watch(root: Path, seen: Callable[[str, tuple[Any, ...]], None]) -> None:
    """Call a function right before each write below a folder, from now on."""

    def watch(event: str, details: tuple[Any, ...]) -> None:
        is_write = event in _WRITES or (
            event == "open" and isinstance(details[2], int) and details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if is_write and str(details[0]).startswith(str(root)):
            seen(event, details)

    sys.addaudithook(watch)


def _do_powerless(root: Path, deed: Deed) -> None:
    if os.geteuid() == 0:
        # capset(2): a header with the version of what follows, and three empty sets of capabilities in two halves.
        assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()) == 0
    _do_alone(root, deed)


def _do_alone(root: Path, deed: Deed) -> None:
    """Do something where nobody else is at work, so that there is nobody to wait for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plan.outputs._LONGEST_WAIT", _PATIENCE)
        deed(root)


def _do(root: Path, deed: Deed) -> None:
    deed(root)
