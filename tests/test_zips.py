"""A zip that somebody damaged is refused by whoever reads it, and breaks nothing, however its files were packed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plan.changes.archives import BadArchive, read_archive
from plan.writers.package import OpenedPackage, Unreadable

MAIN: Final = "word/document.xml"
RELATED: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    f'Target="{MAIN}"/></Relationships>'
)


def read_as_word(data: bytes) -> bytes:
    with suppress(Unreadable):
        return OpenedPackage(data).data(MAIN)
    return b""


def read_as_pack(data: bytes) -> bytes:
    with suppress(BadArchive):
        return read_archive(data, lambda name: name == MAIN).get(MAIN, b"")
    return b""


def packed(way: int) -> bytes:
    with BytesIO() as made:
        with ZipFile(made, "w", way) as archive:
            archive.writestr("_rels/.rels", RELATED)
            archive.writestr(MAIN, b"<document>" + b"Tekst. " * 200 + b"</document>")
        return made.getvalue()


@pytest.mark.parametrize("read", [read_as_word, read_as_pack])
@pytest.mark.parametrize("way", [ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
@given(damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=40)), min_size=1, max_size=4))
@example(damage=[])
@example(damage=[(0.4, bytes(40))])
@example(damage=[(0.5, b"\xff" * 30), (0.6, b"\xff" * 30)])
def test_a_damaged_zip_gives_what_was_in_it_or_nothing(
    read: Callable[[bytes], bytes], way: int, damage: list[tuple[float, bytes]]
) -> None:
    whole = packed(way)
    data = bytearray(whole)
    for at, wrong in damage:
        start = int(at * len(data))
        data[start : start + len(wrong)] = wrong
    found = read(bytes(data))
    assert found in (b"", read(whole))


@pytest.mark.parametrize("read", [read_as_word, read_as_pack])
def test_a_zip_of_a_version_that_is_to_come_gives_nothing(read: Callable[[bytes], bytes]) -> None:
    data = bytearray(packed(ZIP_DEFLATED))
    data[data.index(b"PK\x01\x02") + 6] = 235
    assert read(bytes(data)) == b""
