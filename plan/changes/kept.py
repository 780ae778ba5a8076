"""Versions of a plan that somebody kept under a name.

In: the sources and outputs of a workspace, and a name. Out: `bewaard/versies/<name>.zip`, the same bytes for the same
files; and the other way round, what such a zip holds, once its files are what they were. Writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plan.changes.archives import BadArchive, read_archive, write_archive
from plan.files import read_whole
from plan.filings import VERSIONS
from plan.ids import is_device, slug
from plan.messages import Message, _
from plan.outputs import fingerprint, fingerprints
from plan.sources import is_source

FOLDER: Final = VERSIONS
MANIFEST: Final = "versie.json"
_SOURCES: Final = "bronnen/"
_OUTPUTS: Final = "build/"
_LONGEST: Final = 60


class BadName(Exception):
    """A name that no version can have; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


@dataclass(frozen=True, slots=True)
class Kept:
    """A version as its zip tells it; `automatic` when the program kept it before it changed anything."""

    name: str
    path: Path
    automatic: bool
    sources: Mapping[str, str]
    """The SHA-256 of each source, by path in the workspace."""

    def holds(self, sources: Mapping[str, bytes]) -> bool:
        """Whether these are its sources, byte for byte."""
        return self.sources.keys() == sources.keys() and all(
            self.sources[file] == fingerprint(data) for file, data in sources.items()
        )


def path_of(root: Path, name: str) -> Path:
    """Where the version of this name is kept. Raises `BadName`."""
    id = slug(name)
    if not id or not name.isprintable():
        raise BadName(_('give the version a name with letters or digits in it, such as "RvB 12 mei"'))
    if is_device(id):
        raise BadName(_('no file can be called "{id}" in Windows; choose another name', id=id))
    if len(id) > _LONGEST:
        raise BadName(_("a name of a version has at most {most} letters; make it shorter", most=_LONGEST))
    return root / FOLDER / f"{id}.zip"


def pack(
    name: str, title: str, sources: Mapping[str, bytes], outputs: Mapping[str, bytes], automatic: bool = False
) -> bytes:
    """The zip of a version; `outputs` are files below `build/`, by their path there."""
    files = {f"{_SOURCES}{file}": data for file, data in sources.items()}
    files |= {f"{_OUTPUTS}{file}": data for file, data in outputs.items()}
    manifest = {
        "format": 1,
        "kind": "versie",
        "name": name,
        "plan": title,
        "automatic": automatic,
        "files": fingerprints(files),
    }
    files[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return write_archive(files)


def kept_versions(root: Path) -> tuple[Kept, ...]:
    """The versions that are kept in a workspace, by name; a zip there that is no version is left out."""
    found = []
    for path in sorted((root / FOLDER).glob("*.zip"), key=lambda path: path.stem):
        try:
            manifest = _manifest(read_whole(path))
        except (OSError, BadArchive):
            continue
        if manifest is not None:
            found.append(Kept(manifest["name"], path, manifest["automatic"], _sources_of(manifest)))
    return tuple(found)


def label_for(root: Path, sources: Mapping[str, bytes]) -> str:
    """The name of the version whose sources these are, for on a cover; empty when there is none, or more than one."""
    names = [kept.name for kept in kept_versions(root) if not kept.automatic and kept.holds(sources)]
    return names[0] if len(names) == 1 else ""


def open_kept(data: bytes) -> tuple[str, dict[str, bytes]] | None:
    """The name and the sources in the zip of a version, each as it was; None when it is another kind of zip.

    Raises `BadArchive`, also when a file is not what was kept.
    """
    manifest = _manifest(data)
    if manifest is None:
        return None
    files = read_archive(data, lambda file: file.startswith(_SOURCES) and is_source(file.removeprefix(_SOURCES)))
    sources = {file.removeprefix(_SOURCES): content for file, content in files.items()}
    known = _sources_of(manifest)
    for file in sorted({*sources, *known}):
        if file not in sources or known.get(file) != fingerprint(sources[file]):
            raise BadArchive(_('"{file}" in it is not what was kept', file=file))
    return manifest["name"], sources


def _sources_of(manifest: dict[str, Any]) -> dict[str, str]:
    files = manifest["files"].items()
    return {file.removeprefix(_SOURCES): hashed for file, hashed in files if file.startswith(_SOURCES)}


def _manifest(data: bytes) -> dict[str, Any] | None:
    """What a version tells of itself; None when it is none."""
    written = read_archive(data, lambda file: file == MANIFEST).get(MANIFEST)
    if written is None:
        return None
    try:
        manifest = json.loads(written)
        is_ours = manifest["kind"] == "versie" and isinstance(manifest["name"], str)
        hashes = manifest["files"].items()
        are_texts = all(isinstance(file, str) and isinstance(hashed, str) for file, hashed in hashes)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_ours = are_texts = False
    if not (is_ours and are_texts):
        raise BadArchive(_('"{file}" in it is damaged', file=MANIFEST))
    if manifest.get("format") != 1:
        raise BadArchive(_("it was made by a newer version of this program; install that"))
    return {**manifest, "automatic": manifest.get("automatic") is True}
