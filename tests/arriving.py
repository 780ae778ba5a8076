"""Word files as anybody makes them, for tests of what comes in: written as paragraphs of WordprocessingML."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZipFile

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MORE: Final = (
    f'xmlns:r="{_OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_ELSEWHERE: Final = {"hyperlink": ' TargetMode="External"'}
STYLES: Final = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Kop2"><w:name w:val="heading 2"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Kop3"><w:name w:val="heading 3"/>'
    '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Huisstijlkop"><w:name w:val="Huisstijl kop"/>'
    '<w:basedOn w:val="Kop2"/></w:style>'
    '<w:style w:type="character" w:styleId="Zwaar"><w:name w:val="Zwaar eigen"/><w:rPr><w:b/></w:rPr></w:style>'
)


def run(text: str, properties: str = "") -> str:
    """A run; `properties` are what stands in its `rPr`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(part if part.startswith('<') else run(part) for part in runs)}</w:p>"


def word_file(*body: str, parts: Mapping[str, tuple[str, str | bytes]] | None = None) -> bytes:
    """A .docx with a body; `parts` are others by name, each with its kind of relationship and content."""
    related = {"styles.xml": ("styles", f"<w:styles {_W}>{STYLES}</w:styles>"), **(parts or {})}
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{name}"{_ELSEWHERE.get(kind, "")}/>'
        for number, (name, (kind, _content)) in enumerate(related.items())
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        )
        archive.writestr("word/document.xml", f"<w:document {_W} {_MORE}><w:body>{''.join(body)}</w:body></w:document>")
        for name, (kind, content) in related.items():
            if kind == "hyperlink":
                continue
            archive.writestr(f"word/{name}", content)
    return buffer.getvalue()
