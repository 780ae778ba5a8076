"""What each door is shown first: files that it takes in full, from the example, the small plan and the cases.

Out: bytes by door, as the doors take them. Knows no fuzzer; makes what does not lie ready: Word files, sheets, zips.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from plan.build import EVERYDAY, Format, render
from plan.changes.archives import write_archive
from plan.commands.deciding import edit_sheet
from plan.decisions.agreements import FORMAT, KIND
from plan.load import load_plan
from plan.sharing.history import state_of
from plan.sharing.packs import Pack, write_pack
from plan.sources import Sources
from plan.submission.manifest import FILE
from plan.workspace import Workspace
from tests.workspaces import SMALL

REPOSITORY: Final = Path(__file__).parents[1]

YAML: Final = (
    *(file for file in SMALL if file.endswith(".yaml")),
    "names.yaml",
    "requirements/subsidie.yaml",
    "tables/personeel.yaml",
    "institutes/kust/submission.yaml",
    "institutes/kust/reports/2022.yaml",
)
"""The files of the small plan that hold YAML, one of each kind; an input begins with the number of one."""


@cache
def small() -> Workspace:
    """The small plan of the tests, opened."""
    sources = Sources(Path(), {file: text.encode() for file, text in SMALL.items()})
    return Workspace(Path(), sources, *load_plan(sources))


@cache
def made() -> dict[str, bytes]:
    """The documents of the small plan, by how their names end."""
    files = render(small().plan, "kust", (*EVERYDAY, Format.FINDINGS), draft=True).files
    return {name.rpartition(".")[2]: data for name, data in files.items()}


def yaml_files() -> Iterator[bytes]:
    """The YAML of the example, the small plan and the cases, each behind the number of its kind."""
    for name, text in _authored():
        if name.endswith(".yaml"):
            yield bytes([_kind_of(name)]) + text


def markdown_files() -> Iterator[bytes]:
    """The Markdown of the example, the small plan and the cases."""
    return (text for name, text in _authored() if name.endswith(".md"))


def word_files() -> Iterator[bytes]:
    """A plan, the style documents of the program and of the example."""
    yield made()["docx"]
    for file in (*REPOSITORY.glob("plan/templates/*.docx"), *REPOSITORY.glob("institutes/*/stijl.docx")):
        yield file.read_bytes()


def sheets() -> Iterator[bytes]:
    """The matrix as a sheet to edit."""
    yield edit_sheet(small(), "nl")


def tables() -> Iterator[bytes]:
    """Tables as Excel saves them here, and as others do."""
    yield 'Gemeente;Score;Aandeel\r\nHasselt;1.234,5;12,5 %\r\n"Genk; stad";-3;\r\n'.encode("cp1252")
    yield b'\xef\xbb\xbfsep=,\r\na,b\r\n1.5,"twee\nregels"\r\n'


def agreements() -> Iterator[bytes]:
    """What a meeting agrees in the report: one of each kind, and one that says nothing."""
    said: list[dict[str, object]] = [
        {"do": "join", "institute": "bos", "action": "huizen", "strength": "certain", "from": 2021, "to": 2022},
        {"do": "raise", "institute": "kust", "action": "banen", "goal": "werk"},
        {"do": "prolong", "institute": "kust", "action": "banen", "to": 2025},
        {"do": "waive", "institute": "bos", "goal": "werk", "reason": "Anderen doen het."},
        {},
    ]
    title = small().plan.identity.title
    yield json.dumps({"format": FORMAT, "kind": KIND, "plan": title, "agreements": said}).encode()


def pages() -> Iterator[bytes]:
    """Pages of the program, and what a clipboard holds."""
    yield made()["html"]
    yield b"<h1>Titel</h1><p>Een <b>vette</b> zin.<ul><li>punt<ol><li>dieper</ol></ul><table><tr><td>a<td>b</table>"
    yield b'Version:0.9\r\nStartHTML:00000097\r\nSourceURL:x\r\n<p class="MsoListParagraph">\xc2\xb7 punt</p>'


def pictures() -> Iterator[bytes]:
    """A small picture of each kind, and the drawings of the repository."""
    for kind in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"):
        with BytesIO() as written, Image.new("RGB", (8, 6), "teal") as image:
            image.save(written, kind)
            yield written.getvalue()
    yield from (file.read_bytes() for file in REPOSITORY.glob("docs/**/*.svg"))
    yield (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:url(#g)}</style><defs>'
        b'<linearGradient id="g"><stop offset="0"/></linearGradient></defs><use href="#b"/><g id="b"><path class="a"'
        b' d="M0 0h9v9z"/><text x="1">tekst</text><image href="data:image/png;base64,AA=="/></g></svg>'
    )


def zips() -> Iterator[bytes]:
    """A pack that somebody mailed, and a dossier of two files."""
    own = {f: t.encode() for f, t in SMALL.items() if f.startswith(("institutes/kust/", "actions/kust/"))}
    yield write_pack(Pack("kust", own, "2021-2025", versions=(state_of(own),), shared={}))
    yield write_archive({FILE: b"{}", "verzenden/plan.docx": made()["docx"], "bronnen.zip": write_archive(own)})


def _authored() -> Iterator[tuple[str, bytes]]:
    for name, text in SMALL.items():
        yield name, text.encode()
    for file in sorted(REPOSITORY.glob("tests/cases/*.txt")):
        for part in file.read_text(encoding="utf-8").split("\n--- ")[1:]:
            name, _line, text = part.partition("\n")
            yield name, text.encode()
    for pattern in ("*.yaml", "[acfirt]*/**/*.yaml", "[aci]*/**/*.md"):
        for file in sorted(REPOSITORY.glob(pattern)):
            yield file.relative_to(REPOSITORY).as_posix(), file.read_bytes()


def _kind_of(name: str) -> int:
    """The number of the file in the small plan that holds what a file of this name holds."""
    folder, _line, tail = name.rpartition("/")
    same = (at for at, other in enumerate(YAML) if other.rpartition("/")[2] == tail)
    near = (at for at, other in enumerate(YAML) if other.partition("/")[0] == folder.partition("/")[0])
    return next(iter((*same, *near, 0)))
