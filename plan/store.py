"""What is known from earlier runs of a workspace, so that what did not change is not worked out again.

In: the key of a question, made of all that its answer depends on, and the answer. Out: the answer to a question that
was asked before. Kept below `build/.opslag/`, as JSON. Knows no plans.

The store helps to remember and is never a source. Nothing in it is trusted that does not carry its own hash, nothing
that is printed in a plan comes out of it, and it can be thrown away at any time: what is missing, damaged or could not
be written is worked out again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from plan.files import read_whole, refuse_outside
from plan.outputs import OUTPUT, fingerprint

_FOLDER: Final = ".opslag"
_MOST: Final = 4_000  # answers; of more, half go


def key_of(*parts: object) -> str:
    """The key of a question: the same for the same parts, asked from the same program.

    Of a part its bytes count, or else what `repr` shows of it.
    """
    digest = sha256(_program())
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


class Store:
    """The answers that are kept in a workspace."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / OUTPUT / _FOLDER

    def recall(self, key: str) -> Any:
        """The answer to a question, None when it is not known."""
        with suppress(OSError, ValueError, RecursionError):
            written, _line, answer = read_whole(self._path(key)).partition(b"\n")
            if written == fingerprint(answer).encode():
                return json.loads(answer)
        return None

    def remember(self, key: str, answer: object) -> None:
        """Keep an answer, if that can be done."""
        data = json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode()
        path = self._path(key)
        beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with suppress(OSError):
            refuse_outside(path.parent, self._root)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                # Nobody waits until it is on the disk: what is cut off there lacks its hash.
                beside.write_bytes(fingerprint(data).encode() + b"\n" + data)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Let go of what was kept longest ago when there is a lot of it."""
        with suppress(OSError):
            refuse_outside(self._folder, self._root)
            kept = [path for path in self._folder.glob("*/*") if path.is_file()]
            if len(kept) > _MOST:
                for path in sorted(kept, key=lambda path: path.stat().st_mtime)[: len(kept) // 2]:
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


@cache
def _program() -> bytes:
    """What the program is made of: its own files, as `make` looks at them, its libraries by version, and Python."""
    own = Path(__file__).parent
    return repr((sys.version, sorted(_files(str(own))), sorted(_libraries()))).encode()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and moment of change of each file of the program."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                seen = entry.stat()
                yield entry.path, seen.st_size, seen.st_mtime_ns


def _libraries() -> Iterator[str]:
    """What is installed beside the program: the folders that pip calls by name and version."""
    for folder in sys.path:
        with suppress(OSError):
            yield from (path.name for path in Path(folder).glob("*.dist-info"))
