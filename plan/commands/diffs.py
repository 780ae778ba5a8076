"""What would change in files, line by line.

In: the bytes of files before and after. Out: the lines of a diff as programmers know it. Knows nothing of why.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping

from plan.sources import decode


def diff_lines(
    before: Mapping[str, bytes], after: Mapping[str, bytes], renamed: Callable[[str], str] = str
) -> Iterator[str]:
    """The lines that change in each file, with a few around them; `renamed` gives a file its path afterwards."""
    for file, new in sorted(after.items()):
        yield from difflib.unified_diff(_lines(file, before[file]), _lines(file, new), file, renamed(file), lineterm="")


def _lines(file: str, data: bytes) -> list[str]:
    return (decode(file, data)[0] or "").splitlines()
