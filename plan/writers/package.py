"""The package around a Word document: parts, their content types and relationships, in one zip.

In: parts by name, as elements or bytes. Out: the bytes of a .docx, the same bytes for the same parts; and the other
way round, the parts that a .docx relates to. Knows the Open Packaging Conventions (ECMA-376 part 2), no Word.
"""

from __future__ import annotations

import posixpath
import zlib
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree
from lxml.etree import SubElement, _Element

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE_PROPERTIES: Final = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_EXTENSIONS: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
}

# A zip's dates begin here. Level 4 makes files a few percent larger than 6, in half the time.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 4
_LARGEST_PART: Final = 32_000_000


class Unreadable(ValueError):
    """Bytes that are no package with a main document."""


class Relationships:
    """What one part relates to; the same target is related to once."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, bool], str] = {}

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of the relationship to the target; `kind` is its type, in full or the tail of Office's own."""
        if "/" not in kind:
            kind = f"{OFFICE}/{kind}"
        return self._ids.setdefault((kind, target, external), f"rId{len(self._ids) + 1}")

    def __bool__(self) -> bool:
        return bool(self._ids)

    def element(self) -> _Element:
        """The part that holds them."""
        root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})
        for (kind, target, external), number in self._ids.items():
            attributes = {"Id": number, "Type": kind, "Target": target}
            if external:
                attributes["TargetMode"] = "External"
            SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", attributes)
        return root


class Package:
    """Parts on their way into a .docx; `relationships("")` are those of the package itself."""

    def __init__(self) -> None:
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._relationships: dict[str, Relationships] = {}

    def relationships(self, part: str) -> Relationships:
        """The relationships of a part, or of the package."""
        return self._relationships.setdefault(part, Relationships())

    def add(self, name: str, content: _Element | bytes, content_type: str = "") -> None:
        """Put a part in; one without content type goes by its extension."""
        self._parts[name] = content if isinstance(content, bytes) else serialised(content)
        if content_type:
            self._types[name] = content_type

    def to_bytes(self) -> bytes:
        """The zip: entries in order of their names, all with the same date."""
        parts = dict(self._parts)
        for source, relationships in self._relationships.items():
            if relationships:
                folder, name = posixpath.split(source)
                parts[posixpath.join(folder, "_rels", f"{name}.rels")] = serialised(relationships.element())
        parts["[Content_Types].xml"] = serialised(self._content_types(parts))
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            for name in sorted(parts):
                entry = ZipInfo(name, _EPOCH)
                entry.compress_type = ZIP_DEFLATED
                entry.create_system = 0  # else Python writes the platform's
                archive.writestr(entry, parts[name], compresslevel=_LEVEL)
        return buffer.getvalue()

    def _content_types(self, parts: dict[str, bytes]) -> _Element:
        root = etree.Element(f"{{{_CONTENT_TYPES}}}Types", nsmap={None: _CONTENT_TYPES})
        for extension in sorted({name.rpartition(".")[2] for name in parts}):
            attributes = {"Extension": extension, "ContentType": _EXTENSIONS[extension]}
            SubElement(root, f"{{{_CONTENT_TYPES}}}Default", attributes)
        for name, content_type in sorted(self._types.items()):
            attributes = {"PartName": f"/{name}", "ContentType": content_type}
            SubElement(root, f"{{{_CONTENT_TYPES}}}Override", attributes)
        return root


def serialised(element: _Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_main_and_related(data: bytes, kinds: tuple[str, ...]) -> dict[str, _Element]:
    """The main document of a .docx (under "") and the parts of these kinds that it relates to, parsed.

    Raises Unreadable. The file may come from anybody: a part is read up to a bound, entities are left alone.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            main = _targets(archive, "").get("officeDocument")
            if main is None:
                raise Unreadable("no main document")
            targets = _targets(archive, main)
            names = {"": main} | {kind: targets[kind] for kind in kinds if kind in targets}
            return {kind: _parsed(archive, name) for kind, name in names.items()}
    except (BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(str(error)) from error
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error


def _targets(archive: ZipFile, source: str) -> dict[str, str]:
    folder, name = posixpath.split(source)
    relationships = _parsed(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return {
        element.get("Type", "").rpartition("/")[2]: posixpath.normpath(
            posixpath.join("/", folder, element.get("Target", ""))
        )[1:]
        for element in relationships
        if element.get("TargetMode") != "External"
    }


def _parsed(archive: ZipFile, name: str) -> _Element:
    with archive.open(name) as entry:
        content = entry.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise Unreadable(f"{name} is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    element = etree.fromstring(content, parser)
    if element.getroottree().docinfo.doctype:
        raise Unreadable(f"{name} has a DOCTYPE")
    return element
