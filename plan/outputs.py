"""Files put below `build/` so that nobody's work is lost.

In: bytes by path. Out: files, and what was written, left as it was or kept. Knows no plans.

What a build must never do: leave half a file, or take the place of a file that somebody edited. Such a file is first
moved to `teruggekomen/`. What was made is remembered in `.gebouwd.json` beside the sources: not in `build/`, which
people throw away, since with it would go the knowledge of what was edited.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep, time
from typing import Final

from plan.files import read_kept, read_whole, refuse_outside
from plan.messages import Message, _, system_reason

OUTPUT: Final = "build"
RETURNED: Final = "teruggekomen"
MADE: Final = ".gebouwd.json"
PAGES: Final = ".bladzijden.json"
"""Beside the sources: on which pages everything stood when the documents were last laid out."""
_LONGEST_WAIT: Final = 3.0  # seconds
_A_DAY: Final = 86_400.0
_HALF_WRITTEN: Final = re.compile(r"\..+\.[0-9]+\.tmp")


@dataclass(slots=True, kw_only=True)
class Written:
    """What became of files that were to be written; with a `failure` the others were not."""

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    failure: Message | None = None


def write_outputs(files: Mapping[str, bytes], folder: str, root: Path, made: Made, report: Written) -> None:
    """Write files, by their path below a folder of `build/`, once it is remembered what they will be."""
    below = root / OUTPUT / folder
    try:
        wanted = [(below / path, data) for path, data in sorted(files.items())]
        for place in {path.parent for path, _data in wanted}:
            refuse_outside(place, root)
            _clear_half_written(place, "*")
        for name in (MADE, PAGES):
            _clear_half_written(root, name)
        for path, data in wanted:
            made.expect(_name(path, root), path, data)
        made.save()
        for path, data in wanted:
            _put(path, data, made, root, report)
    except OSError as error:
        report.failure = _(
            "nothing can be written in {folder}: {reason}",
            folder=below.relative_to(root).as_posix(),
            reason=system_reason(error),
        )


def stand_there(prints: Mapping[str, str], folder: str, root: Path, made: Made, report: Written) -> bool:
    """Whether files stand below a folder of `build/` as they would be written, by their fingerprints.

    It is reported and remembered then, as if they had been written; else nothing is done.
    """
    found = {f"{OUTPUT}/{folder}/{file}": print_ for file, print_ in sorted(prints.items())}
    if not all_stand(found, root):
        return False
    for file, print_ in found.items():
        made.remember_print(file, print_)
        report.unchanged.append(root / file)
    return True


def all_stand(prints: Mapping[str, str], root: Path) -> bool:
    """Whether all files stand in a workspace with these fingerprints, with nothing left beside them to see to."""
    return all(_stands_alone(root / file, print_) for file, print_ in prints.items())


def _stands_alone(path: Path, print_: str) -> bool:
    """Whether a file stands there with this fingerprint, and none that was written beside it."""
    with suppress(OSError):
        return fingerprint(read_whole(path)) == print_ and not any(_beside(path))
    return False


def withdraw(files: Iterable[str], folder: str, root: Path, made: Made, report: Written) -> None:
    """Take away what is no longer made from a folder of `build/`; what somebody edited stays, and is told of."""
    for file in files:
        path = root / OUTPUT / folder / file
        name = _name(path, root)
        if not path.exists():
            continue
        try:
            refuse_outside(path.parent, root)
            if made.is_ours(name, read_whole(path)) and not _held_open(path):
                path.unlink()
                report.notices.append(_("{file} was taken away: there is nothing to show in it any more", file=name))
                continue
        except OSError:
            pass
        report.notices.append(_("{file} is no longer made: what stands there is old", file=name))


class Made:
    """What was made in a workspace, by path: the fingerprint of each file.

    One that is going to be written over has two, that of what stands there as well: so whoever is stopped half way
    leaves nothing but what is known to be ours.
    """

    def __init__(self, root: Path) -> None:
        self._file = root / MADE
        self._known = _read_made(self._file)
        self._remembered: dict[str, str] = {}

    def is_ours(self, path: str, data: bytes) -> bool:
        """Whether a file is still as it was made."""
        return fingerprint(data) in self._remembered.get(path, self._known.get(path, "")).split()

    def expect(self, name: str, path: Path, data: bytes) -> None:
        """Remember a file as it is going to be, and as it is as long as that is ours."""
        there = read_whole(path) if path.exists() else data
        known = [fingerprint(there)] if there != data and self.is_ours(name, there) else []
        self._remembered[name] = " ".join([*known, fingerprint(data)])

    def remember_print(self, path: str, print_: str) -> None:
        """Remember a file that was made, by its fingerprint."""
        self._remembered[path] = print_

    def knows(self, prints: Mapping[str, str]) -> bool:
        """Whether all of these are written down as they were last made, with these fingerprints."""
        return all(self._known.get(path, "").endswith(print_) for path, print_ in prints.items())

    def save(self) -> None:
        """Write down what was made, beside what another build wrote down meanwhile."""
        if self.knows(self._remembered):
            return
        with _alone(self._file):
            known = _read_made(self._file) | self._remembered
            text = json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
            write_whole(self._file, text.encode(errors="replace"))
        self._known = known


def _read_made(file: Path) -> dict[str, str]:
    """What was made; without it nothing is known to be ours, and what stands there is kept as if it had been edited."""
    return {path: str(print_) for path, print_ in read_kept(file).items()}


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep other builds from a file for a moment; whoever was stopped meanwhile keeps nobody waiting for long."""
    sign = file.with_name(f"{file.name}.bezig")
    since, seen = monotonic(), None
    while monotonic() - since < _LONGEST_WAIT:
        try:
            os.close(os.open(sign, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            sleep(0.01)
        except PermissionError:
            if os.name != "nt":  # there it may be a file that is just going away; elsewhere nobody may write here
                break
            sleep(0.01)
        if (now := _put_there(sign)) != seen:  # the turn of another: they are at work, however many there are
            since, seen = monotonic(), now
    try:
        yield
    finally:
        with suppress(OSError):
            sign.unlink()


def _put_there(file: Path) -> int | None:
    """When a file was put there; None when it is not."""
    with suppress(OSError):
        return file.stat().st_mtime_ns
    return None


def fingerprint(data: bytes) -> str:
    """The fingerprint of a file: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """The fingerprint of each file, sorted by path."""
    return {path: fingerprint(data) for path, data in sorted(files.items())}


def _put(path: Path, data: bytes, made: Made, root: Path, report: Written) -> None:
    """Write one file, unless it is there already; what somebody edited is moved out of the way first."""
    name = _name(path, root)
    if path.exists():
        there = read_whole(path)
        if there == data:
            report.unchanged.append(path)
            _clear_beside(path, made, root)
            return
        if _held_open(path):
            _put_beside(path, data, made, root, report)
            return
        if not made.is_ours(name, there):
            moved = _move_to_returned(path, root)
            if moved is None:
                _put_beside(path, data, made, root, report)
                return
            where = _name(moved, root)
            report.notices.append(
                _(
                    "{file} had been edited since it was made: it was moved to {moved} and is not lost; "
                    "to see what changed: plan review {moved}",
                    file=name,
                    moved=where,
                )
                if path.suffix == ".docx"
                else _(
                    "{file} had been edited since it was made: it was moved to {moved} and is not lost",
                    file=name,
                    moved=where,
                )
            )
    try:
        write_whole(path, data)
    except PermissionError:
        _put_beside(path, data, made, root, report)
        return
    report.written.append(path)
    _clear_beside(path, made, root)


def _name(path: Path, root: Path) -> str:
    """A file as it is called in its workspace."""
    return path.relative_to(root).as_posix()


def _beside(path: Path) -> Iterator[Path]:
    """What was written beside a file while Word held that open."""
    return path.parent.glob(f"{glob.escape(path.stem)}-nieuw*{path.suffix}")


def _clear_half_written(folder: Path, name: str) -> None:
    """Take away what was stopped while it was written: nobody is at it for a day, whatever the clocks say."""
    for path in folder.glob(f".{name}.*.tmp"):
        with suppress(OSError):
            if _HALF_WRITTEN.fullmatch(path.name) and abs(time() - path.lstat().st_mtime) > _A_DAY:
                path.unlink()


def _clear_beside(path: Path, made: Made, root: Path) -> None:
    """Take away what was written beside a file while Word held that open, unless somebody edited it since."""
    for beside in _beside(path):
        if made.is_ours(_name(beside, root), read_whole(beside)) and not _held_open(beside):
            with suppress(OSError):
                beside.unlink()


def _put_beside(path: Path, data: bytes, made: Made, root: Path, report: Written) -> None:
    """Word holds a file open: the new one gets a name of its own."""
    beside = next(
        candidate
        for number in range(1, 1000)
        if not (candidate := path.with_stem(f"{path.stem}-nieuw{'' if number == 1 else f'-{number}'}")).exists()
        or made.is_ours(_name(candidate, root), read_whole(candidate))
    )
    made.expect(_name(beside, root), beside, data)
    made.save()
    write_whole(beside, data)
    report.written.append(beside)
    report.notices.append(
        _(
            "{file} is open in Word: the new one was written beside it as {beside}",
            file=_name(path, root),
            beside=beside.name,
        )
    )
    if lock := _lock_beside(path):
        report.notices.append(
            _("if Word is closed, it left {lock} behind: delete that, and build again", lock=lock.name)
        )


def _held_open(path: Path) -> bool:
    """Whether an office program has the file open."""
    return _lock_beside(path) is not None


def _lock_beside(path: Path) -> Path | None:
    """What an office program lays beside a file that it has open (Word cuts two characters off its name)."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return next((lock for name in names if (lock := path.with_name(name)).exists()), None)


def _move_to_returned(path: Path, root: Path) -> Path | None:
    """Move an edited file to `teruggekomen/`, under the moment it was last edited; None when it cannot be moved."""
    edited = datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d-%H%M%S")
    folder = root / RETURNED
    refuse_outside(folder, root)
    folder.mkdir(exist_ok=True)
    target = next(
        candidate
        for number in range(1, 10_000)
        if not (
            candidate := folder / f"{path.stem}-{edited}{'' if number == 1 else f'-{number}'}{path.suffix}"
        ).exists()
    )
    try:
        path.replace(target)
    except OSError:
        return None
    return target


def write_whole(path: Path, data: bytes) -> None:
    """Write beside, then replace: whoever looks finds the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_through(beside, data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_through(path: Path, data: bytes) -> None:
    """Write a file, down to the disk itself."""
    with open(path, "wb", opener=_not_through_a_link) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _not_through_a_link(path: str, flags: int) -> int:
    """Open a file, and not what a link of that name leads to."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
