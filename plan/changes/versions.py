"""A version of a plan, by what somebody calls it: a kept name, a zip, a folder, or a revision in git.

In: the folder of the workspace, and what was typed. Out: a `Version`: its sources, and the plan they make as far as it
stands. Nothing is written, and git is only asked about what it has.
"""

from __future__ import annotations

import os
import stat
import subprocess
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from plan.changes.archives import BadArchive, names_in, read_archive
from plan.changes.kept import FOLDER, kept_versions, open_kept
from plan.diagnostics import Diagnostic, Severity, did_you_mean
from plan.files import read_whole
from plan.ids import slug
from plan.load import load_plan
from plan.messages import Message, Refused, _, system_reason
from plan.model import Plan
from plan.sources import GOALS, Sources, is_source, original_of, read_sources

_PARTS: Final = ("pakket.json", "institute.yaml")
"""What a zip holds that was made to take the files of one institute along."""
_GIT_SECONDS: Final = 60


class NoVersion(Refused):
    """What was typed leads to no version; the message says why, and what there is."""


class Origin(StrEnum):
    """What a version came from."""

    KEPT = "kept"
    ZIP = "zip"
    FOLDER = "folder"
    COPY = "copy"
    GIT = "git"
    WORKSPACE = "workspace"


@dataclass(frozen=True, eq=False)
class Version:
    """A plan as it was at some time; `name` is None for the workspace as it is now."""

    origin: Origin
    name: str | None
    sources: Sources
    plan: Plan
    read: tuple[Diagnostic, ...]

    @property
    def unread(self) -> tuple[Diagnostic, ...]:
        """What of it could not be read."""
        return tuple(found for found in self.read if found.severity is Severity.ERROR)


def version_of(origin: Origin, name: str | None, sources: Sources) -> Version:
    """The version that these sources make."""
    return Version(origin, name, sources, *load_plan(sources))


def find_version(root: Path, typed: str) -> Version:
    """The version that somebody means. A name comes before a file or folder, and that before a revision.

    Raises `NoVersion`.
    """
    kept = root / FOLDER / f"{slug(typed)}.zip"
    path = Path(typed)
    with suppress(OSError):  # a name may be longer than that of any file
        if typed == path.name and kept.is_file():
            return _zipped(root, kept, Origin.KEPT)
        if path.is_dir():
            return version_of(Origin.FOLDER, typed, _folder(path, typed))
        for copy in (path, root / typed):  # what tells of a copy names it from the workspace on
            if copy.is_file() and (sources := _copied(root, copy)):
                return version_of(Origin.COPY, copy.name, sources)
        if path.is_file():
            return _zipped(root, path, Origin.ZIP)
    if (files := _at_revision(root, typed)) is not None:
        return version_of(Origin.GIT, typed, _sources(root, files, typed))
    raise NoVersion(
        _('there is no version, file or folder "{name}": {hint}', name=typed, hint=_what_there_is(root, typed))
    )


def _what_there_is(root: Path, typed: str) -> Message:
    names = tuple(kept.name for kept in kept_versions(root))
    if not names:
        return _('no version was kept yet; keep one with: plan freeze "RvB 12 mei"')
    return did_you_mean(typed, names) or _("kept are {names}", names=tuple(f'"{name}"' for name in names))


def _sources(root: Path, files: Mapping[str, bytes], typed: str) -> Sources:
    if GOALS not in files:
        raise NoVersion(_('there is no plan in "{name}": no goals.yaml', name=typed))
    return Sources(root, dict(sorted(files.items())))


def _copied(root: Path, path: Path) -> Sources | None:
    """The workspace with a copy that was left beside one of its sources in the place of that; None for another file."""
    if not path.resolve().is_relative_to(root.resolve()):
        return None
    file = unicodedata.normalize("NFC", path.resolve().relative_to(root.resolve()).as_posix())
    now = read_sources(root)
    original = original_of(file, now.files)
    return Sources(root, {**now.files, original: read_whole(path)}) if original else None


def _folder(path: Path, typed: str) -> Sources:
    if not (path / GOALS).is_file():
        raise NoVersion(_('there is no plan in "{name}": no goals.yaml', name=typed))
    return read_sources(path)


# --- zips ------------------------------------------------------------------------------------------


def _zipped(root: Path, path: Path, origin: Origin) -> Version:
    """What is in a zip: a kept version, or the workspace in it that is least deep."""
    try:
        data = read_whole(path)
        name, files = open_kept(data) or (path.name, _workspace_in(data))
    except OSError as error:
        reason = system_reason(error)
        raise NoVersion(_("{file} cannot be opened: {reason}", file=str(path), reason=reason)) from None
    except _PartOnly:
        raise NoVersion(
            _(
                '"{name}" holds the files of one institute, and not a whole plan; see what it changes with: '
                'plan unpack "{file}" --dry-run',
                name=path.name,
                file=str(path),
            )
        ) from None
    except BadArchive as bad:
        raise NoVersion(_('"{name}" cannot be used: {reason}', name=path.name, reason=bad.message)) from None
    return version_of(origin, name, _sources(root, files, path.name))


class _PartOnly(Exception):
    """A zip that holds the files of one institute only."""


def _workspace_in(data: bytes) -> dict[str, bytes]:
    tops = [name.removesuffix(GOALS) for name in names_in(data) if name.split("/")[-1] == GOALS]
    if not tops and any(name.split("/")[-1] in _PARTS for name in names_in(data)):
        raise _PartOnly
    if not tops:
        return {}
    top = min(tops, key=lambda folder: (folder.count("/"), folder))
    files = read_archive(data, lambda file: file.startswith(top) and is_source(file.removeprefix(top)))
    return {file.removeprefix(top): data for file, data in files.items()}


# --- git -------------------------------------------------------------------------------------------


def _at_revision(root: Path, typed: str) -> dict[str, bytes] | None:
    """The sources as they are in a revision; None when git is not there, or does not know it."""
    if typed.startswith("-") or not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{typed}^{{commit}}")
    if commit is None:
        return None
    # In a folder below that of git, git speaks of what lies in it, by its path there.
    listed = _git(root, "ls-tree", "-r", "-z", commit.decode().strip())
    if listed is None:
        return None
    ids: dict[str, str] = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _tab, name = entry.partition(b"\t")
        mode, _kind, id = about.decode().split()
        file = unicodedata.normalize("NFC", os.fsdecode(name))
        if stat.S_ISREG(int(mode, 8)) and is_source(file):
            ids[file] = id
    contents = _git(root, "cat-file", "--batch", asked="".join(f"{id}\n" for id in ids.values()).encode())
    return None if contents is None else dict(zip(ids, _batch(contents), strict=True))


def revision_of(root: Path, files: Mapping[str, bytes]) -> str:
    """The revision in git of these sources; empty where git has none, or has them otherwise."""
    there = _at_revision(root, "HEAD")
    if there is None or any(there.get(file) != data for file, data in files.items()):
        return ""
    return (_git(root, "rev-parse", "HEAD") or b"").decode().strip()


def _batch(contents: bytes) -> list[bytes]:
    """What `git cat-file --batch` answers: for each object a line that ends with its size, then its bytes."""
    found, at = [], 0
    while at < len(contents):
        end = contents.index(b"\n", at)
        size = int(contents[at:end].split()[-1])
        found.append(contents[end + 1 : end + 1 + size])
        at = end + size + 2
    return found


def _git(root: Path, *arguments: str, asked: bytes = b"") -> bytes | None:
    """What git answers; None when it refuses, or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], input=asked, capture_output=True, timeout=_GIT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
