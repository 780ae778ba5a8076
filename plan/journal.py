"""Change several files as one: all of them or none, whenever the power fails.

In: a folder, what its files hold and are to hold, and what is to be called otherwise. Out: the files; and, for whoever
comes next, the end of a change that was stopped half way. Knows no plans and no YAML.

First all new contents are written, whole, into a folder of their own, `.wijziging`, and beside them the journal, which
says what goes where. Then they go there, each in one move, and last the folder goes. Whether a step was taken shows in
the files themselves, so that anybody can take those that are left: who began, the next command, or two at once, without
a lock. What fails is undone by another change, the way back. Without a journal nothing has happened yet.

A file that is neither as it was nor as it is to be was edited by somebody since: it stays as it is, and is told.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from plan.files import read_whole, refuse_outside
from plan.messages import Declined, Message, Refused, _, _n, system_reason
from plan.outputs import fingerprint, write_through

FOLDER: Final = ".wijziging"
_JOURNAL: Final = "stappen.json"
_NAME: Final = re.compile(r"(nieuw|terug)-\d+")
_ABSENT: Final = ""
"""The fingerprint of a file that is not there."""


# --- steps -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """A file or a folder gets another path."""

    old_path: str
    path: str

    def take(self, root: Path) -> bool:
        """See that it is done; False when something else has that path."""
        source, target = root / self.old_path, root / self.path
        if not source.exists():
            return target.exists()
        if _is_another(target, source):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        return True


@dataclass(frozen=True, slots=True)
class _Put:
    """A file gets other contents, from a file beside the journal, or goes away; `old` and `new` are fingerprints."""

    path: str
    contents: str
    old: str
    new: str

    def take(self, root: Path) -> bool:
        """See that it is done; False when the file is neither as it was nor as it is to be."""
        target = root / self.path
        there = _fingerprint_of(target)
        if there not in (self.old, self.new):
            return False
        if self.new == _ABSENT:
            target.unlink(missing_ok=True)
            _remove_empty(root, target.parent)
        elif there != self.new:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                (root / FOLDER / self.contents).replace(target)
            except FileNotFoundError:
                if _fingerprint_of(target) != self.new:  # else another process has just taken this step
                    raise
        return True


_Step = _Move | _Put


@dataclass(frozen=True, slots=True)
class _Journal:
    """What is to be done, in this order; or, when it `undoes`, what takes back a change that failed."""

    steps: tuple[_Step, ...]
    undoes: bool


# --- a change --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file is called and holds, before and after a change; None where there is no such file."""

    old_path: str
    path: str
    old: bytes | None
    new: bytes | None


@dataclass(frozen=True, slots=True)
class _Change:
    """First what is called otherwise, then what files hold, under the paths that they have by then."""

    moves: tuple[_Move, ...]
    contents: tuple[_Contents, ...]

    @property
    def paths(self) -> Iterator[str]:
        """All that it touches, as it is called before and after."""
        for move in self.moves:
            yield from (move.old_path, move.path)
        for one in self.contents:
            yield from (one.old_path, one.path)

    def first(self, count: int) -> _Change:
        """The first steps of it."""
        return _Change(self.moves[:count], self.contents[: max(0, count - len(self.moves))])

    def back(self) -> _Change:
        """The way back."""
        moves = tuple(_Move(move.path, move.old_path) for move in reversed(self.moves))
        return _Change(moves, tuple(_Contents(one.path, one.old_path, one.new, one.old) for one in self.contents))


def write(
    root: Path,
    old: Mapping[str, bytes],
    new: Mapping[str, bytes | None],
    moved: Mapping[str, str] | None = None,
) -> None:
    """Put new bytes in the place of files below `root` and give files and folders their new paths: all, or none.

    `old` is what the new bytes were made of: a file that is no longer so, was changed by somebody else meanwhile; one
    that is not in it is new. A file that is to hold None goes away, and with the last of them its folder. Raises
    `Refused`: then nothing changed, or the message says that the next command sees to it.
    """
    change = _change(old, new, moved or {})
    if not change.moves and not change.contents:
        return
    _refuse(root, change)
    _claim(root)
    try:
        journal = _prepare(root, change)
    except BaseException:
        with suppress(OSError):
            _clear(root)
        raise
    taken = 0
    try:
        for step in journal.steps:
            with _told(step.path):
                if not step.take(root):
                    raise _changed_meanwhile(step.path)
            taken += 1
    except Refused as failure:
        _undo(root, change.first(taken), failure)
        raise
    with suppress(OSError):  # then the next command finds that all was done
        _clear(root)


def moved_path(file: str, moved: Mapping[str, str]) -> str:
    """What a file is called once files and folders have their new paths."""
    for old, new in moved.items():
        if file == old or file.startswith(f"{old}/"):
            return new + file[len(old) :]
    return file


def _change(old: Mapping[str, bytes], new: Mapping[str, bytes | None], moved: Mapping[str, str]) -> _Change:
    # To Windows and macOS a file whose name only differs in case is the same one: it is called otherwise.
    going = {file.casefold(): file for file, data in new.items() if data is None}
    called = {file: going[file.casefold()] for file in new if file not in old and file.casefold() in going}
    moved = {**moved, **{name: file for file, name in called.items()}}
    contents = []
    for file, data in new.items():
        if file not in called.values():
            name = called.get(file, file)
            contents.append(_Contents(name, moved_path(name, moved), old.get(name), data))
    return _Change(tuple(_Move(name, path) for name, path in moved.items()), tuple(contents))


def _refuse(root: Path, change: _Change) -> None:
    """Raise `Refused` where a change would take the place of what nobody knew of, or is plainly impossible."""
    for file in (f"{FOLDER}/{_JOURNAL}", *change.paths):
        with _told(file):
            refuse_outside((root / file).parent, root)
    for one in change.contents:
        if one.old is not None:
            path = root / one.old_path
            with _told(one.old_path):
                if read_whole(path) != one.old:
                    raise _changed_meanwhile(one.old_path)
                path.open("r+b").close()  # one that may not be written in could yet be replaced
    for move in change.moves:
        with _told(move.old_path):
            (root / move.old_path).stat()
    taken = [one.path for one in change.contents if one.old is None and (root / one.path).exists()]
    taken += [move.path for move in change.moves if _is_another(root / move.path, root / move.old_path)]
    if taken:
        raise Refused(_("{file} is there already; move it away first", file=taken[0]))


def _claim(root: Path) -> None:
    """Make the folder for the journal. Raises `Refused` where it cannot be made, or another has it."""
    try:
        (root / FOLDER).mkdir()
    except FileExistsError:
        raise Refused(_("another change is under way in this plan; wait a moment, and try again")) from None
    except OSError as error:
        reason = system_reason(error)
        raise Refused(_("nothing can be changed in {folder}: {reason}", folder=str(root), reason=reason)) from None


def _prepare(root: Path, change: _Change, undoes: bool = False) -> _Journal:
    """Write all new contents, and then the journal: from there on the change will happen."""
    steps: list[_Step] = [*change.moves]
    for number, one in enumerate(change.contents):
        name = f"{'terug' if undoes else 'nieuw'}-{number}"
        if one.new is not None:
            with _told(one.old_path):
                write_through(root / FOLDER / name, one.new)
        steps.append(_Put(one.path, name, _fingerprint(one.old), _fingerprint(one.new)))
    said = {"undoes": undoes, "steps": [asdict(step) for step in steps]}
    beside = root / FOLDER / f"{_JOURNAL}.tmp"
    with _told(f"{FOLDER}/{_JOURNAL}"):
        write_through(beside, json.dumps(said, indent=1, ensure_ascii=False).encode())
        beside.replace(root / FOLDER / _JOURNAL)
    return _Journal(tuple(steps), undoes)


def _undo(root: Path, change: _Change, failure: Refused) -> None:
    """Take back what was done of a change that failed. Raises `Refused` where that fails too: then a journal stays."""
    try:
        (root / FOLDER).mkdir(exist_ok=True)  # another may have cleared it away before there was a journal
        for step in _prepare(root, change.back(), undoes=True).steps:
            with _told(step.path):
                step.take(root)  # what somebody edited meanwhile stays
        _clear(root)
    except (Refused, OSError):
        half = _("{failure}; it is half done: any next command sees to the rest", failure=failure.message)
        raise Refused(half) from None


# --- what another left half way --------------------------------------------------------------------


def finish(root: Path) -> tuple[Message, ...]:
    """Take the steps that are left of a change that was stopped half way; what there is to tell about it.

    Where no journal is, or half of one, nothing has happened yet: what was prepared is cleared away.
    """
    if not (root / FOLDER).is_dir():
        return ()
    try:
        refuse_outside(root / FOLDER, root)
        journal = _read(root)
        edited = [step.path for step in journal.steps if not step.take(root)] if journal else []
        _clear(root)
    except OSError as error:
        stopped = _(
            "a change of the plan was stopped half way and cannot be finished now: {reason}; when that is mended any "
            "command finishes it; to leave everything as it stands, delete the folder {folder}",
            reason=system_reason(error),
            folder=FOLDER,
        )
        return (stopped,)
    if journal is None:
        return ()
    count = len({step.path for step in journal.steps})
    done = (
        _n(
            "a change that failed has been undone: {count} file or folder",
            "a change that failed has been undone: {count} files or folders",
            count,
        )
        if journal.undoes
        else _n(
            "a change that was stopped half way has been finished: {count} file or folder",
            "a change that was stopped half way has been finished: {count} files or folders",
            count,
        )
    )
    stays = (
        _("{file} was edited since then and stays as it is; plan check tells what does not fit", file=file)
        for file in edited
    )
    return (done, *stays)


def _read(root: Path) -> _Journal | None:
    """The journal; None where there is none, or none that is whole and keeps to the folder of the plan."""
    try:
        said = json.loads(read_whole(root / FOLDER / _JOURNAL))
        return _Journal(tuple(_step(root.resolve(), step) for step in said["steps"]), said["undoes"] is True)
    except (FileNotFoundError, ValueError, TypeError, KeyError, RecursionError, RuntimeError):
        return None


def _step(root: Path, said: object) -> _Step:
    """A step as the journal tells it. Raises `ValueError` for anything else, such as a path that leads elsewhere."""
    match said:
        case {"old_path": str(old_path), "path": str(path)}:
            step: _Step = _Move(old_path, path)
        case {"path": str(path), "contents": str(name), "old": str(old), "new": str(new)} if _NAME.fullmatch(name):
            old_path, step = path, _Put(path, name, old, new)
        case _:
            raise ValueError("not a step")
    for below in (path, old_path):
        if root not in (root / below).resolve().parents:
            raise ValueError("outside the folder of the plan")
    return step


# --- on disk ---------------------------------------------------------------------------------------


def _clear(root: Path) -> None:
    """Take away the journal, then all that was prepared."""
    (root / FOLDER / _JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(root / FOLDER, ignore_errors=True)


def _is_another(path: Path, source: Path) -> bool:
    """Whether there is something at a path, and not the source itself under a name in other capitals."""
    return path.exists() and not (source.exists() and path.samefile(source))


def _fingerprint(data: bytes | None) -> str:
    return _ABSENT if data is None else fingerprint(data)


def _fingerprint_of(path: Path) -> str:
    try:
        return _fingerprint(read_whole(path))
    except (FileNotFoundError, NotADirectoryError):
        return _ABSENT


def _remove_empty(root: Path, folder: Path) -> None:
    """Take away a folder that holds nothing any more, and what is empty above it."""
    with suppress(OSError):  # one that holds something cannot be taken away
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _changed_meanwhile(file: str) -> Refused:
    return Refused(_("{file} was changed by another program meanwhile; try again", file=file))


@contextmanager
def _told(file: str) -> Iterator[None]:
    """What the system refuses is told with the file it is about."""
    try:
        yield
    except Declined as declined:
        raise Refused(_("{file} cannot be changed: {reason}", file=file, reason=declined.reason)) from None
    except OSError as error:
        raise Refused(
            _(
                "{file} cannot be changed: {reason}; close other programs that have it open",
                file=file,
                reason=system_reason(error),
            )
        ) from None
