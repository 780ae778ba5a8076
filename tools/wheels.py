"""Can everything the program needs be installed on Windows and macOS, without a compiler?

In: `requirements.lock`. Out, printed: per system and version of Python whether each locked package has a wheel for it.
Nothing is installed. Exits with 1 when something lacks one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Final

from plan.starter import NEWEST

ROOT: Final = Path(__file__).resolve().parents[1]
SYSTEMS: Final = {
    "Windows": "x86_64-pc-windows-msvc",
    "macOS (Apple)": "aarch64-apple-darwin",
    "macOS (Intel)": "x86_64-apple-darwin",
}
PYTHONS: Final = tuple(f"3.{minor}" for minor in range(11, NEWEST[1] + 1))


def lacking(system: str, python: str) -> str:
    """What uv says it lacks on a system; empty when there is a wheel for each package."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(Path(sys.executable).with_name("uv"), "--quiet", "pip", "install", "--dry-run", "--target", folder),
                *("--python-platform", system, "--python-version", python),
                *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
                *("--requirement", ROOT / "requirements.lock"),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
    return done.stderr.strip() if done.returncode else ""


def main() -> int:
    """Look, and print."""
    wrong = 0
    for (name, system), python in product(SYSTEMS.items(), PYTHONS):
        told = lacking(system, python)
        print(f"{name:14} Python {python}: {told or 'a wheel for each package'}")
        wrong += bool(told)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
