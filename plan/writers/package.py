"""The package around a Word document: parts, their content types and relationships, in one zip.

In: parts by name, as elements or bytes. Out: the bytes of a .docx, the same bytes for the same parts; and the other
way round, the parts of a .docx from anybody. Knows the Open Packaging Conventions (ECMA-376 part 2), no Word.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.zips import DAMAGED

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
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# A zip's dates begin here. Level 4 makes files a few percent larger than 6, in half the time.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 4
_LARGEST_PACKAGE: Final = 64_000_000  # all that is read of it


class Unreadable(ValueError):
    """Bytes that are no package with a main document."""


@dataclass(frozen=True, slots=True)
class Related:
    """What a part relates to: the tail of the relationship's type, the part's name, and whether it is elsewhere."""

    kind: str
    target: str
    external: bool


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


class OpenedPackage:
    """A .docx from anybody, opened for reading: what is asked for is read, up to a bound, and nothing from outside it.

    Raises Unreadable where it is no package with a main document, here or when a part is asked for.
    """

    def __init__(self, data: bytes) -> None:
        self._left = _LARGEST_PACKAGE
        try:
            self._archive = ZipFile(BytesIO(data))
        except DAMAGED as error:
            raise Unreadable(str(error)) from error
        self.names = frozenset(self._archive.namelist())
        main = next((part.target for part in self.related("").values() if part.kind == "officeDocument"), None)
        if main is None:
            raise Unreadable("no main document")
        self.main = main

    def related(self, source: str) -> dict[str, Related]:
        """What a part (or the package, "") relates to, by the ids of the relationships."""
        folder, name = posixpath.split(source)
        relationships = posixpath.join(folder, "_rels", f"{name}.rels")
        if relationships not in self.names:
            return {}
        return {
            element.get("Id", ""): Related(
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:],
                element.get("TargetMode") == "External",
            )
            for element in self.element(relationships)
        }

    def element(self, name: str) -> _Element:
        """A part as XML; entities are left alone, and a part that declares any is refused."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            element = etree.fromstring(self.data(name), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable(str(error)) from error
        if element.getroottree().docinfo.doctype:
            raise Unreadable(f"{name} has a DOCTYPE")
        return element

    def data(self, name: str) -> bytes:
        """The bytes of a part; what a bomb unfolds to is read no further than the bound."""
        try:
            with self._archive.open(name) as entry:
                content = entry.read(self._left + 1)
        except DAMAGED as error:
            raise Unreadable(str(error)) from error
        self._left -= len(content)
        if self._left < 0:
            raise Unreadable(f"{name} is too large")
        return content
