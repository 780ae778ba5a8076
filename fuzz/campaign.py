"""Show one door as many inputs as there is time for, with libFuzzer through atheris.

In: a door, a folder for what is found, and libFuzzer's own options. Out, in that folder: each input for which the door
broke its promise, once for each place in the program where it did, with the traceback beside it.
"""

from __future__ import annotations

import gc
import io
import random
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import atheris
from atheris.instrument_bytecode import patch_code

from fuzz.doors import DOORS, Door

MEGABYTES: Final = 1_000
"""The memory that a door may come to use, the program and the fuzzer included."""

# What a door reads with: there libFuzzer follows which way an input takes. All else runs as fast as for an author.
_FOLLOWED: Final = {
    "yaml": ("plan.dutch", "plan.load", "plan.shape", "plan.yaml_mistakes", "plan.yaml_nodes"),
    "markdown": (
        *(f"markdown_it.rules_block.{name}" for name in ("blockquote", "fence", "list", "reference", "table")),
        *("markdown_it.rules_inline.image", "markdown_it.rules_inline.link", "mdit_py_plugins.footnote.index"),
        *("plan.load", "plan.markdown_reader"),
    ),
    "csv": ("plan.spreadsheets",),
    "json": ("plan.decisions.agreements", "plan.decisions.applying"),
    "html": ("plan.importing",),
    "picture": ("plan.pictures",),
    "style": ("plan.writers.letterhead", "plan.writers.package", "plan.writers.style_parts", "plan.writers.styles"),
    "word": ("plan.importing", "plan.review.reading", "plan.writers.package"),
    "sheet": ("plan.decisions", "plan.spreadsheets"),
    "zip": ("plan.changes.archives", "plan.sharing", "plan.submission"),
}
_WORDS: Final = Path(__file__).with_name("words.txt")


class _TooSlow(Exception):
    """An input costs more time than its door promises."""


def run(door: Door, folder: Path, options: list[str]) -> None:
    """Run a campaign; does not come back."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for data in (seed for seed in door.seeds() if len(seed) <= door.longest):
        (corpus / sha256(data).hexdigest()[:16]).write_bytes(data)
    arguments = [
        "fuzz",
        f"-artifact_prefix={folder}/",
        f"-dict={_WORDS}",
        f"-max_len={door.longest}",
        f"-rss_limit_mb={MEGABYTES}",
        "-timeout=120",
        "-print_final_stats=1",
        *options,
        str(corpus),
    ]
    mutator = {"custom_mutator": _in_zip} if door.is_zip else {}
    atheris.Setup(arguments, _watched(door, folder), **mutator)
    atheris.Fuzz()


def _watched(door: Door, folder: Path) -> Callable[[bytes], None]:
    def enter(data: bytes) -> None:
        start = time.process_time()
        try:
            door.enter(data)
            if (spent := time.process_time() - start) > door.seconds:
                raise _TooSlow(f"{spent:.1f} seconds")
        except Exception as error:
            _keep(folder, data, error)

    return enter


def _keep(folder: Path, data: bytes, error: Exception) -> None:
    """Write an input down, unless one is there already that breaks the door at the same place."""
    frames = traceback.extract_tb(error.__traceback__)
    where = next((f"{Path(f.filename).stem}-{f.name}" for f in reversed(frames) if "/plan/" in f.filename), "door")
    name = f"found-{type(error).__name__}-{where}"
    if not (folder / name).exists():
        (folder / name).write_bytes(data)
        (folder / f"{name}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def _in_zip(data: bytes, longest: int, seed: int) -> bytes:
    """Change one file in a zip; now and then, or where it is no zip, the bytes themselves."""
    chance = random.Random(seed)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        files = {}
    if not files or chance.random() < 0.05:
        return bytes(atheris.Mutate(data, longest))
    name = chance.choice(sorted(files))
    match chance.randrange(20):
        case 0:
            del files[name]
        case 1:
            files[chance.choice(("../uit.xml", "/etc/uit", "a" * 300, name.upper()))] = files[name]
        case _:
            files[name] = bytes(atheris.Mutate(files[name], len(files[name]) + 2_000))
    with io.BytesIO() as written:
        with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for file, content in files.items():
                archive.writestr(file, content)
        return written.getvalue()[:longest]


def _follow(names: tuple[str, ...]) -> None:
    """Let libFuzzer follow the code of these modules and packages.

    `atheris.instrument_imports` follows the whole of a package of which a module is named: three times as slow.
    """
    inside = tuple(f"{name}." for name in names)
    files = {module.__file__ for name, module in sys.modules.items() if name in names or name.startswith(inside)}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename in files:
            function.__code__ = patch_code(function.__code__, trace_dataflow=False)


if __name__ == "__main__":
    name, *options = sys.argv[2:]
    _follow(_FOLLOWED[name])
    gc.freeze()
    run(DOORS[name], Path(sys.argv[1]), options)
