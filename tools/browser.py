"""The browser of this machine: a Chromium, Chrome or Edge that is there already.

Out: where it is; nothing where there is none. None is ever downloaded.
"""

from __future__ import annotations

import os
import shutil
from typing import Final

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def find_browser() -> str | None:
    """The program that `PLAN_BROWSER` names, or the first one found."""
    return os.environ.get("PLAN_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
