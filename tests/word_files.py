"""A Word file taken apart, for tests that look into it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from lxml.etree import _Element


def unzipped(docx: bytes) -> dict[str, bytes]:
    """The entries of the package by name."""
    with ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(docx: bytes, name: str = "word/document.xml") -> _Element:
    """The root element of one part."""
    return etree.fromstring(unzipped(docx)[name])


def xml_parts(docx: bytes) -> dict[str, _Element]:
    """The root element of each part that is XML, relationships too, by name."""
    return {name: etree.fromstring(data) for name, data in unzipped(docx).items() if name.endswith((".xml", ".rels"))}
