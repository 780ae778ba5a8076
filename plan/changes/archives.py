"""Files in a zip that may come from anybody.

In: the bytes of a zip. Out: its files by path, as bytes; and the other way round, the same bytes for the same files.
Knows no plans. Nothing is ever unpacked on disk.
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from plan.messages import Message, _
from plan.zips import DAMAGED

# No workspace comes near these; a zip that was made to fill a computer goes beyond them.
_MOST_FILES: Final = 20_000
_LARGEST_FILE: Final = 64_000_000
_LARGEST: Final = 256_000_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip's dates begin here
_ENCRYPTED: Final = 0x1


class BadArchive(Exception):
    """A zip of which nothing can be used; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


def write_archive(files: Mapping[str, bytes], packed: bool = True) -> bytes:
    """Files as a zip, sorted and without a date; not `packed` it is the same with every version of Python."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
            entry.create_system = 0  # else Python writes the platform's
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def names_in(data: bytes) -> tuple[str, ...]:
    """The paths of the files in a zip. Raises `BadArchive`."""
    with _opened(data) as archive:
        return tuple(_entries(archive))


def read_archive(data: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The files in a zip whose path is wanted, by path (with `/`, in Unicode's NFC).

    Raises `BadArchive` when the zip is damaged or locked, holds more than a plan can, or a path that leads out of it.
    """
    files: dict[str, bytes] = {}
    left = _LARGEST
    with _opened(data) as archive:
        for name, entry in _entries(archive).items():
            if wanted(name):
                files[name] = _read(archive, name, entry, min(_LARGEST_FILE, left))
                left -= len(files[name])
    return files


def read_each(data: bytes) -> Iterator[tuple[str, bytes | BadArchive]]:
    """Every file in a zip by its path, or what keeps it from being read. Raises `BadArchive` as `read_archive` does."""
    left = _LARGEST
    with _opened(data) as archive:
        for name, entry in _entries(archive).items():
            try:
                content = _read(archive, name, entry, left)
            except BadArchive as bad:
                yield name, bad
            else:
                left -= len(content)
                yield name, content


def _opened(data: bytes) -> ZipFile:
    try:
        return ZipFile(BytesIO(data))
    except DAMAGED:
        raise BadArchive(_("it is no zip file, or a damaged one")) from None


def _entries(archive: ZipFile) -> dict[str, ZipInfo]:
    """The files by path; no two are the same to Windows or macOS."""
    entries: dict[str, ZipInfo] = {}
    seen: set[str] = set()
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    if len(infos) > _MOST_FILES:
        raise BadArchive(_("it holds more files than a plan can have"))
    for info in infos:
        # Some programs for Windows write its own sign between folders.
        name = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise BadArchive(_('it holds a file that would land outside its folder: "{file}"', file=name))
        if name.casefold() in seen:
            raise BadArchive(_('it holds "{file}" twice', file=name))
        seen.add(name.casefold())
        entries[name] = info
    return entries


def _read(archive: ZipFile, name: str, entry: ZipInfo, most: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise BadArchive(_("it is locked with a password; make it again without one"))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadArchive(_('"{file}" in it is a link, not a file', file=name))
    try:
        # What an entry says of its own size proves nothing.
        with archive.open(entry) as stream:
            data = stream.read(most + 1)
    except DAMAGED:
        raise BadArchive(_('"{file}" in it is damaged', file=name)) from None
    if len(data) > most:
        raise BadArchive(_('"{file}" in it is too large', file=name))
    return data
