"""Look again whenever somebody saves.

In: a workspace's folder. Out: a signal each time a file of the workspace differs from before. Prints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from plan.sources import read_sources


def each_change(root: Path, pause: float = 0.5) -> Iterator[None]:
    """Give a signal at once, then after every change; looks every `pause` seconds, until it is interrupted.

    Looking is reading all files, which takes some hundredths of a second: times of change cannot be trusted on a
    shared drive.
    """
    seen = None
    while True:
        now = dict(read_sources(root).files)
        if now != seen:
            seen = now
            yield
        time.sleep(pause)
