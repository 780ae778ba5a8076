"""How long does `plan check` work, beyond starting up?

In: the example at the root, or the workspace named on the command line. Out, printed: the processor time of starting up
(loading all that a check loads, and nothing more), of a whole check, the difference between the two, and their ratio;
each the median of several processes, run in turn so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = 9

# Some modules are loaded halfway a check: which there are, a check itself tells.
CHECK: Final = "from plan.cli import main; main()"
LOADED: Final = """
import sys
from plan.cli import main
try:
    main()
finally:
    print(",".join(sys.modules), file=sys.stderr)
"""
# What goes with the process is looked through as seldom as the program does.
START: Final = """
import gc
import sys
from importlib import import_module
gc.set_threshold(100_000)
for name in sys.argv[1].split(","):
    if name != "__main__":
        import_module(name)
gc.freeze()
"""


def modules_of_check(workspace: Path) -> str:
    """The modules that a check loads."""
    return _python(LOADED, "check", folder=workspace).stderr.strip().rpartition("\n")[2]


def seconds(code: str, *arguments: str, folder: Path) -> float:
    """The processor time of one process that runs some code, from its start to its end."""
    before = os.times()
    _python(code, *arguments, folder=folder)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _python(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    modules = modules_of_check(options.workspace)
    starts, checks = [], []
    for _run in range(options.runs):
        starts.append(seconds(START, modules, folder=options.workspace))
        checks.append(seconds(CHECK, "check", folder=options.workspace))
    start, check = median(starts), median(checks)
    print(f"start-up        {start:6.2f} s")
    print(f"plan check      {check:6.2f} s")
    print(f"work            {check - start:6.2f} s")
    print(f"check/start-up  {check / start:6.2f}")


if __name__ == "__main__":
    main()
