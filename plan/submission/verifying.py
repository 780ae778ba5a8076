"""Whether a dossier is still what was made: a folder, or the zip of all of it.

In: a folder or the bytes of a zip, from anybody. Out: a `Verdict`: what the dossier says it is, and each file that is
not as it was made. Reads only, and never more than a plan can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from plan.changes.archives import BadArchive, names_in, read_archive, read_each, write_archive
from plan.files import TooLarge, read_whole
from plan.messages import Declined, Message, Refused, _, system_reason
from plan.outputs import fingerprint
from plan.submission.manifest import FILE, SOURCES, BadManifest, Manifest, is_sealed, read_manifest

_LARGEST: Final = 256_000_000
_MOST_FILES: Final = 2_000
_LITTER: Final = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE)
"""What systems and programs leave behind."""

Contents = Mapping[str, bytes | BadArchive]
"""The files of a dossier by path, or what keeps one from being read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of a dossier that is not as it was made, and how."""

    file: str
    told: Message


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a dossier says it is, what is not as it was made, and the files that can be read."""

    manifest: Manifest | None
    differences: tuple[Difference, ...]
    files: Mapping[str, bytes]
    hash: str = ""
    """Of the zip, as the register of what was filed knows it; empty for a folder without one."""


def archive_name(institute: str) -> str:
    """What the zip of a dossier is called."""
    return f"indiening-{institute}.zip"


def verify(path: Path) -> Verdict:
    """Hold every file of a dossier, a folder or a zip, against what was made. Raises `Refused` for what is none."""
    try:
        if path.is_dir():
            return _folder(path)
        return verify_zip(read_whole(path, _LARGEST), path.name)
    except OSError as error:
        raise Refused(_("{file} cannot be opened: {reason}", file=str(path), reason=system_reason(error))) from None


# --- a folder --------------------------------------------------------------------------------------


def _folder(path: Path) -> Verdict:
    root = next((folder for folder in (path, path / "indiening", path.parent) if (folder / FILE).is_file()), None)
    if root is None:
        raise Refused(_no_dossier(str(path)))
    found = dict(_files_of(root))
    archives = {name: found.pop(name) for name in [*found] if "/" not in name and name.endswith(".zip")}
    verdict = _judged(found)
    differences, print_ = list(verdict.differences), ""
    for name, data in archives.items():
        if verdict.manifest and name != archive_name(verdict.manifest.institute):
            differences.append(Difference(name, _("is not part of the dossier")))
        elif isinstance(data, BadArchive):
            differences.append(Difference(name, data.message))
        else:
            print_ = fingerprint(data)
            differences += _in_zip(data, name, found)
    return Verdict(verdict.manifest, tuple(differences), verdict.files, print_)


def _files_of(root: Path) -> Iterator[tuple[str, bytes | BadArchive]]:
    count, left = 0, _LARGEST
    for path in sorted(root.rglob("*")):
        file = path.relative_to(root)
        if any(_LITTER.fullmatch(part) for part in file.parts) or path.is_dir():
            continue
        count += 1
        if count > _MOST_FILES:
            raise Refused(_("there is too much in {folder} for a dossier", folder=str(root)))
        if path.is_symlink():
            yield file.as_posix(), BadArchive(_("is a link, not a file"))
            continue
        try:
            data = read_whole(path, left)
        except TooLarge:
            yield file.as_posix(), BadArchive(_("is too large"))
        except Declined as declined:
            yield file.as_posix(), BadArchive(_("cannot be read: {reason}", reason=declined.reason))
        else:
            left -= len(data)
            yield file.as_posix(), data


def _in_zip(data: bytes, name: str, beside: Contents) -> Iterator[Difference]:
    """What differs in the zip that lies beside the folders."""
    try:
        verdict = verify_zip(data, name)
    except Refused as refused:
        yield Difference(name, refused.message)
        return
    for difference in verdict.differences:
        file = name if difference.file == name else f"{name}: {difference.file}"
        yield Difference(file, difference.told)
    if not verdict.differences and verdict.files.get(FILE) != beside.get(FILE):
        yield Difference(name, _("is the zip of another dossier than the one in this folder"))


# --- a zip -----------------------------------------------------------------------------------------


def verify_zip(data: bytes, name: str) -> Verdict:
    """Hold every file of a zip, and the zip itself, against what was made; `name` is what it is called.

    Raises `Refused` for what is no dossier.
    """
    try:
        names = [one for one in names_in(data) if not any(_LITTER.fullmatch(part) for part in one.split("/"))]
        top = min((one for one in names if f"/{one}".endswith(f"/{FILE}")), key=len, default=None)
        top = _top_of(names) if top is None else top.removesuffix(FILE)
        if top is None:
            raise Refused(_no_dossier(name))
        found = {file.removeprefix(top): content for file, content in read_each(data) if file in names}
    except BadArchive as bad:
        raise Refused(_("{file}: {reason}", file=name, reason=bad.message)) from None
    verdict = _judged(found)
    differences = verdict.differences
    if not differences and top == "":
        differences = tuple(_in_structure(data, verdict.files, name))
    return Verdict(verdict.manifest, differences, verdict.files, fingerprint(data))


def _top_of(names: list[str]) -> str | None:
    """Where a dossier begins whose manifest is not there."""
    tops = {one.partition("archief/")[0] for one in names if "archief/" in one}
    return tops.pop() if len(tops) == 1 else None


def _in_structure(data: bytes, files: Mapping[str, bytes], name: str) -> Iterator[Difference]:
    """What differs in the zip itself while all files in it are as they were: such a zip holds each byte once."""
    made = write_archive(files, packed=False)
    if made == data:
        return
    if len(made) != len(data):
        yield Difference(name, _("was made anew or added to by another program; the files in it are as they were"))
        return
    at = next(at for at, pair in enumerate(zip(made, data, strict=True)) if pair[0] != pair[1])
    with ZipFile(BytesIO(made)) as archive:
        behind = archive.start_dir
        before = [info.filename for info in archive.infolist() if info.header_offset <= at]
    if at < behind:
        yield Difference(before[-1], _("the words of the zip about this file were changed, the file itself was not"))
    else:
        yield Difference(name, _("the list at the end of the zip was changed, the files in it were not"))


# --- what was made, and what is there --------------------------------------------------------------


def _judged(found: Contents) -> Verdict:
    """Hold files against the manifest that lies with them."""
    files = {file: content for file, content in found.items() if isinstance(content, bytes)}
    unread = {file: content for file, content in found.items() if isinstance(content, BadArchive)}
    differences = [Difference(file, bad.message) for file, bad in unread.items()]
    manifest = None
    written = files.get(FILE)
    if written is None:
        if FILE not in unread:
            differences.append(Difference(FILE, _("is missing; without it nobody knows what was made")))
    else:
        try:
            manifest = read_manifest(written)
        except BadManifest as bad:
            differences.append(Difference(FILE, bad.message))
        else:
            if not is_sealed(written):
                differences.append(Difference(FILE, _("is not as it was made: it was changed")))
            differences += _held_against(manifest, files, set(unread))
    return Verdict(manifest, tuple(sorted(differences, key=lambda difference: difference.file)), files)


def _held_against(manifest: Manifest, files: Mapping[str, bytes], unread: set[str]) -> Iterator[Difference]:
    for file, was in manifest.files.items():
        if file in unread:
            continue
        if file not in files:
            yield Difference(file, _("is missing"))
        elif fingerprint(files[file]) != was:
            yield Difference(file, _("is not as it was made: it was changed"))
            if file == SOURCES:
                yield from _in_sources(manifest, files[file])
    for file in files.keys() - manifest.files.keys() - {FILE}:
        yield Difference(file, _("is not part of the dossier"))


def _in_sources(manifest: Manifest, data: bytes) -> Iterator[Difference]:
    """Which of the sources are not as they were."""
    try:
        sources = read_archive(data, lambda _file: True)
    except BadArchive as bad:
        yield Difference(SOURCES, bad.message)
        return
    for file in sorted({*sources, *manifest.sources}):
        if file not in sources:
            yield Difference(SOURCES, _("{file} is missing in it", file=file))
        elif fingerprint(sources[file]) != manifest.sources.get(file):
            yield Difference(SOURCES, _("{file} in it is not as it was", file=file))


def _no_dossier(name: str) -> Message:
    return _(
        "{name} is no dossier of a submission: there is no {file} in it; give the folder indiening that plan submit "
        "made, or its zip",
        name=name,
        file=FILE,
    )
