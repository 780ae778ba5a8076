"""What is somebody's own on this computer and not shared with the plan: whose plan she works on.

In: the folder of a workspace. Out: the id of an institute. It is kept in the user's own folder, since the folder of a
workspace is mailed, or shared over OneDrive. Knows no plans, and needs nothing but Python itself: the double-click
files keep what they install beside it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

from plan.files import read_kept
from plan.outputs import write_whole

_FILE: Final = "mijn-instituut.json"


def own_folder() -> Path:
    """The folder where programs keep what is the user's own and is not synced: `PLAN_HOME` names another."""
    named = os.environ.get("PLAN_HOME")
    if named:
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "Meerjarenplan"


def my_institute(root: Path) -> str | None:
    """The id of the institute whose plan the user works on here; empty when it is all of them, None when never said."""
    return _chosen().get(_key(root))


def choose_institute(root: Path, institute: str) -> None:
    """Remember the id of the institute, empty for all of them. Raises `OSError` when that cannot be written."""
    chosen = _chosen() | {_key(root): institute}
    text = json.dumps(chosen, indent=1, sort_keys=True) + "\n"
    write_whole(own_folder() / _FILE, text.encode())


def _key(root: Path) -> str:
    return root.resolve().as_posix()


def _chosen() -> dict[str, str]:
    """What was chosen, by folder; a file that cannot be read is as good as none, since asking again costs little."""
    return {root: id for root, id in read_kept(own_folder() / _FILE).items() if isinstance(id, str)}
