"""Whole processes, measured.

In: what to run and where. Out: a `Cost`: by the clock, by the processors, and the most memory that any of its processes
had at a time. Whatever fails is an error: a bench of what does not work measures nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parent.parent
PLAN: Final = (sys.executable, "-m", "plan")


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: seconds by the clock, seconds of all processors, bytes at most in one process."""

    clock: float
    processors: float
    memory: int

    def __add__(self, other: Self) -> Self:
        """One after the other."""
        return type(self)(self.clock + other.clock, self.processors + other.processors, max(self.memory, other.memory))


def cost(command: Sequence[str | Path], folder: Path, codes: Sequence[int] = (0,)) -> Cost:
    """Run a command in a folder to its end. Raises `RuntimeError` for an exit code that is none of `codes`."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    # Those that it started and waited for count too; `wait4` knows no other way to tell processes apart.
    _id, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    assert process.stderr
    with process.stderr:
        told = process.stderr.read().decode(errors="replace")
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"{' '.join(map(str, command))}: {process.returncode}\n{told}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(clock, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def plan(folder: Path, *arguments: str) -> Cost:
    """Run `plan`; a plan with errors in it is one as well."""
    return cost([*PLAN, *arguments], folder, (0, 1))


def _environment() -> dict[str, str]:
    """The variables of somebody who works: what Python compiled is kept, and nothing says how many processes to use."""
    ours = {name: value for name, value in os.environ.items() if name not in ("PLAN_JOBS", "PYTHONDONTWRITEBYTECODE")}
    return ours | {"PYTHONPATH": str(ROOT)}


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each."""
    return Cost(
        median(one.clock for one in costs),
        median(one.processors for one in costs),
        round(median(one.memory for one in costs)),
    )
