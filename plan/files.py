"""Files and folders as the system gives them, whoever put them there.

In: a path. Out: the bytes of a real file, never more than so many; and whether a path keeps to a folder. What is only
called a file, such as a device that never ends or a pipe in which nobody writes, costs no time. Knows no plans.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Final

from plan.messages import Declined, _

MOST: Final = 256_000_000
"""The bytes of the largest file that any command reads."""
_PIECE: Final = 1 << 16


class TooLarge(Declined):
    """A file holds more than is read of it."""

    def __init__(self, most: int) -> None:
        super().__init__(_("it is larger than {limit} MB", limit=most // 1_000_000))


def read_whole(path: Path, most: int = MOST) -> bytes:
    """The bytes of a file. Raises `OSError`: `Declined` for what is no file, `TooLarge` for more than `most` bytes."""
    with open(path, "rb", buffering=0, opener=_without_waiting) as stream:
        seen = os.fstat(stream.fileno())
        if not stat.S_ISREG(seen.st_mode):
            raise Declined(_("it is no file, but something of the system (a device or a pipe)"))
        if seen.st_size > most:
            raise TooLarge(most)
        return read_stream(stream, most)


def read_kept(file: Path) -> dict[str, Any]:
    """What a file of JSON that the program keeps for itself says, by name; nothing where it is absent or damaged."""
    with suppress(OSError, ValueError, RecursionError):
        known = json.loads(read_whole(file))
        if isinstance(known, dict):
            return known
    return {}


def read_stream(stream: RawIOBase | BinaryIO, most: int = MOST) -> bytes:
    """What comes in by a stream, up to its end. Raises `TooLarge` for more than `most` bytes."""
    pieces: list[bytes] = []
    left = most
    while piece := stream.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise TooLarge(most)
        pieces.append(piece)
    return b"".join(pieces)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe at once, whether or not anybody writes in it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path leads to something in a folder, links and all; `root` is resolved already."""
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads back to itself
        return False


def refuse_outside(path: Path, root: Path) -> None:
    """Raise `Declined` where a path below `root` leads out of it, with the link that does so."""
    top = root.resolve()
    if is_inside(path, top):
        return
    below = path.relative_to(root)
    link = next(place for place in reversed((below, *below.parents)) if not is_inside(root / place, top))
    raise Declined(
        _(
            '"{link}" is a link to something outside the folder of the plan; delete the link, or put the folder itself '
            "there",
            link=link.as_posix(),
        )
    )
