"""Show each door of the program many inputs, and tell how many it took and what broke it.

In: which doors, how long, how many inputs for each. Out: a line for each door, and exit code 1 when one broke its
promise; the inputs that did so are below `build/fuzz/`, with the tracebacks.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

DOORS: Final = ("yaml", "markdown", "csv", "json", "html", "picture", "style", "word", "sheet", "zip")
FOUND: Final = Path("build/fuzz")
_STATISTIC: Final = re.compile(r"^stat::(\w+): +(\d+)$", re.MULTILINE)


def main() -> int:
    """Run the campaigns that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("doors", nargs="*", metavar="DOOR", help=f"{', '.join(DOORS)}; all of them when none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each door (600)")
    parser.add_argument("--runs", type=int, default=-1, help="inputs for each door, as many as there is time for else")
    parser.add_argument("--seed", type=int, default=0, help="the same inputs in the same order as last time (others)")
    asked = parser.parse_args()
    if unknown := {*asked.doors} - {*DOORS}:
        parser.error(f"no such door: {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("atheris") is None:
        version = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        print(f"Nothing was tried: atheris, which makes the inputs, is not there for {version}.")
        return 0
    broken = [door for door in asked.doors or DOORS if not _holds(door, asked)]
    return 1 if broken else 0


def _holds(door: str, asked: argparse.Namespace) -> bool:
    folder = FOUND / door
    folder.mkdir(parents=True, exist_ok=True)
    before = {*folder.iterdir()}
    limits = (f"-max_total_time={asked.seconds}", f"-runs={asked.runs}", f"-seed={asked.seed}")
    command = [sys.executable, "-m", "fuzz.campaign", str(folder), door, *limits]
    # openpyxl reads otherwise where defusedxml is installed, as it is here, and not where the program is used.
    ran = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", env={**os.environ, "OPENPYXL_DEFUSEDXML": ""}
    )
    said = dict(_STATISTIC.findall(ran.stderr))
    found = sorted(file.name for file in {*folder.iterdir()} - before if file.is_file() and file.suffix != ".txt")
    print(
        f"{door:9}{int(said.get('number_of_executed_units', 0)):>9} inputs"
        f"{said.get('peak_rss_mb', '?'):>6} MB  {', '.join(found) or 'nothing found'}",
        flush=True,
    )
    if ran.returncode and not found:
        print(ran.stderr[-2000:], file=sys.stderr)
    return not found and not ran.returncode


if __name__ == "__main__":
    sys.exit(main())
