"""No file costs more time or memory than `docs/robustness.md` promises of its door, however it was made to.

Each door gets its files in a process of its own, which the system ends when they take too long.
"""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

SECONDS: Final = 20  # of processor time, for each file
MEGABYTES: Final = 1_000

# What a door gets, from a process of its own that may use the processor so long and no longer: a copy of one that only
# loaded the program.
SHOW: Final = """
import os, resource, sys
from pathlib import Path
import plan.cli  # as anybody has the program: it seldom looks for what may go
from fuzz.doors import DOORS

def show(folder, seconds):
    for file in sorted(folder.iterdir()):
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, -1))
        print(file.name, flush=True)
        DOORS[folder.name].enter(file.read_bytes())
    # Of a process that begins as a copy of another, Linux counts what that one had as well: not in its own status.
    status = Path("/proc/self/status")
    most = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")] if status.exists() else []
    kilobytes = int(most[0].split()[1]) if most else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    print("all of it, in MB", kilobytes // 1000, flush=True)

for folder in list(Path(sys.argv[1]).iterdir()):
    if child := os.fork():
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        folder.with_name(folder.name + ".ended").write_text(str(ended))
        continue
    for stream in (1, 2):
        os.dup2(os.open(folder.with_name(folder.name + ".said"), os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    show(folder, int(sys.argv[2]))
    sys.exit()
"""


def _zipped(files: Mapping[str, bytes]) -> bytes:
    with io.BytesIO() as made:
        with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return made.getvalue()


@cache
def _nested() -> bytes:
    """A zip in a zip in a zip, of zeros."""
    made = _zipped({"a": bytes(10_000_000)})
    for _depth in range(5):
        made = _zipped({f"{at}.zip": made for at in range(10)})
    return made


def _saved(kind: str, size: tuple[int, int]) -> bytes:
    with io.BytesIO() as made, Image.new("RGB", size) as image:
        image.save(made, kind)
        return made.getvalue()


def _png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), *chunks, (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    body = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def _resized(picture: bytes, mark: bytes, offset: int, form: str) -> bytes:
    """A picture that says it is as large as it can say."""
    at = picture.index(mark) + offset
    return picture[:at] + struct.pack(form, 65_535, 65_535) + picture[at + 4 :]


def _svg(inside: bytes, before: bytes = b"", size: bytes = b'viewBox="0 0 9 9"') -> bytes:
    return before + b'<svg xmlns="http://www.w3.org/2000/svg" ' + size + b">" + inside + b"</svg>"


def _entities(count: int) -> bytes:
    own = b"".join(b'<!ENTITY e%d "%s">' % (at + 1, b"&e%d;" % at * 10) for at in range(count))
    return b'<!DOCTYPE x [<!ENTITY e0 "ha">' + own + b"]>"


def _word(parts: Mapping[str, bytes]) -> bytes:
    """A Word file with other parts than it should have."""
    source = Path(__file__).parents[1] / "plan/templates/stijl.docx"
    with ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return _zipped({**files, **parts})


def _workbook(parts: Mapping[str, bytes]) -> bytes:
    from openpyxl import Workbook

    with io.BytesIO() as made:
        Workbook().save(made)
        with ZipFile(made) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    return _zipped({**files, **parts})


def _goals(text: bytes) -> bytes:
    return b"\0" + text  # the first of the kinds of YAML


def _title(text: bytes) -> bytes:
    return b"# Titel\n\n" + text


_WORD: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FILE: Final = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def _styles(inside: bytes, before: bytes = b"") -> bytes:
    return _word({"word/styles.xml": before + b'<w:styles xmlns:w="%s">%s</w:styles>' % (_WORD, inside)})


def _words(inside: bytes, before: bytes = b"") -> bytes:
    body = b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (_WORD, inside)
    return _word({"word/document.xml": before + body})


def _cells(inside: bytes) -> bytes:
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_SHEET, inside)
    return _workbook({"xl/worksheets/sheet1.xml": sheet})


def _strings(inside: bytes, before: bytes = b"") -> bytes:
    return _workbook({"xl/sharedStrings.xml": before + b'<sst xmlns="%s">%s</sst>' % (_SHEET, inside)})


def _aliases(depth: int) -> bytes:
    lines = (b"a%d: &a%d [%s]\n" % (at + 1, at + 1, b"*a%d, " % at * 9) for at in range(depth))
    return b"a0: &a0 x\n" + b"".join(lines)


def _uses(depth: int) -> bytes:
    return b"".join(b'<g id="a%d">%s</g>' % (at, b'<use href="#a%d"/>' % (at + 1) * 10) for at in range(depth))


HOSTILE: Final[Mapping[str, Mapping[str, Callable[[], bytes]]]] = {
    "yaml": {
        "aliases": lambda: _goals(_aliases(30)),
        "brackets": lambda: _goals(b"a: " + b"[" * 10_000 + b"]" * 10_000),
        "braces": lambda: _goals(b"a: " + b"{a: " * 10_000 + b"}" * 10_000),
        "dashes": lambda: _goals(b"a:\n " + b"- " * 10_000 + b"x\n"),
        "indents": lambda: _goals(b"".join(b" " * at + b"a:\n" for at in range(1_000))),
        "a key of 1 MB": lambda: _goals(b"k" * 1_000_000 + b": x\n"),
        "a value of 1.9 MB": lambda: _goals(b"title: " + b"Vak " * 475_000),
        "blank lines in a text": lambda: _goals(b"title: |\n  a\n" + b"\n" * 1_900_000 + b"  b\n"),
        "escapes": lambda: _goals(b'title: "' + b"\\x00" * 450_000 + b'"\n'),
        "open references": lambda: _goals(b"title: x" + b"{nog " * 380_000),
        "tabs": lambda: _goals(b"a:\n" + b"\t\n" * 900_000),
        "20 MB": lambda: _goals(b"a: b\n" * 4_000_000),
    },
    "markdown": {
        "quotes": lambda: _title(b"> " * 900_000),
        "lists in a line": lambda: _title(b"- " * 50_000),
        "lists in lines": lambda: _title(b"".join(b"  " * at + b"- a\n" for at in range(300))),
        "brackets": lambda: _title(b"[" * 3_000),
        "links": lambda: _title(b"[a](" * 3_000),
        "footnotes": lambda: _title(b"[^a]" * 2_000 + b"\n\n[^a]: x\n"),
        "stars": lambda: _title(b"*a **b " * 2_000),
        "backticks": lambda: _title(b"".join(b"`" * at + b" " for at in range(500))),
        "tags": lambda: _title(b"<a " * 5_000),
        "remarks": lambda: _title(b"<!--" * 5_000),
        "braces": lambda: _title(b"{" * 900_000),
        "references": lambda: _title(b"{cijfer " * 3_000),
        "a wide table": lambda: _title(b"|a" * 300 + b"\n" + b"|-" * 300 + b"\n" + b"|\n" * 50),
        "blanks": lambda: _title(b" " * 900_000 + b"a"),
        "lines": lambda: b"---\n" * 10_000,
    },
    "csv": {
        "100 MB": lambda: b"1;2;3;4;5;6;7;8;9\r\n" * 5_300_000,
        "a cell of 9 MB": lambda: b'a;b\r\n"' + b"x" * 9_000_000 + b'";1\r\n',
        "a quotation mark": lambda: b'a;b\r\n"' + b"x;y\r\n" * 100_000,
        "wide": lambda: b"a;" * 100_000,
        "long": lambda: b"a\r\n" * 50_000,
    },
    "json": {
        "brackets": lambda: b"[" * 1_000_000,
        "a number": lambda: b'{"format": ' + b"1" * 1_900_000 + b"}",
        "3 MB": lambda: b" " * 3_000_000,
    },
    "html": {
        "lists": lambda: b"<ul><li>" * 100_000,
        "tables": lambda: b"<table><tr><td>" * 50_000,
        "spans": lambda: b"<table>" + (b"<tr>" + b"<td colspan=1000 rowspan=1000>a" * 30) * 30 + b"</table>",
        "bold": lambda: b"<b>" * 500_000,
        "attributes": lambda: b"<p " + b"a=b " * 500_000 + b">x",
    },
    "picture": {
        "png of 100,000": lambda: _png(100_000, 100_000),
        "png with 20 MB of words": lambda: _png(8, 8, (b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000)))),
        "gif of 65,535": lambda: _resized(_saved("GIF", (8, 8)), b"GIF8", 6, "<HH"),
        "jpeg of 65,535": lambda: _resized(_saved("JPEG", (8, 8)), b"\xff\xc0", 5, ">HH"),
        "svg of 1e9": lambda: _svg(b'<rect width="9" height="9"/>', size=b'width="1e9" height="1e9"'),
        "svg of entities": lambda: _svg(b"<text>&e9;</text>", _entities(9)),
        "svg of a file": lambda: _svg(b"<text>&f;</text>", _FILE),
        "svg of uses": lambda: _svg(_uses(12)),
        "svg in itself": lambda: _svg(b'<g id="a"><use href="#a"/></g>'),
        "svg of dashes": lambda: _svg(b'<path d="M0 0L1e9 0" stroke="red" stroke-dasharray="1e-6"/>'),
        "png and zip": lambda: _png(8, 8) + _zipped({"a": b"b"}),
        "jpeg and page": lambda: _saved("JPEG", (8, 8)) + b"<script>alert(1)</script>",
        "pdf and png": lambda: b"%PDF-1.7\n" + _png(8, 8),
    },
    "style": {
        "10 MB of styles": lambda: _styles(b"<w:style/>" * 1_000_000),
        "entities": lambda: _styles(b"&e9;", _entities(9)),
        "a file": lambda: _styles(b"&f;", _FILE),
        "deep": lambda: _styles(b"<w:a>" * 200_000 + b"</w:a>" * 200_000),
        "macros": lambda: _word({"word/vbaProject.bin": bytes(1_000_000)}),
        "a huge picture": lambda: _word({"word/media/image1.png": _png(100_000, 100_000)}),
        "elsewhere": lambda: _word({"../../uit.xml": b"<a/>", "/etc/uit": b"x", "word/..\\..\\uit.xml": b"<a/>"}),
        "nested": _nested,
    },
    "word": {
        "70 MB of words": lambda: _words(b"<w:p/>" * 12_000_000),
        "entities": lambda: _words(b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", _entities(9)),
        "deep": lambda: _words(b"<w:sdt><w:sdtContent>" * 20_000 + b"</w:sdtContent></w:sdt>" * 20_000),
        "nested": _nested,
    },
    "sheet": {
        "a million rows": lambda: _cells(b"<row><c><v>1</v></c></row>" * 1_000_000),
        "a row far away": lambda: _cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "30 MB of strings": lambda: _strings(b"<si><t>a</t></si>" * 1_800_000),
        "entities": lambda: _strings(b"<si><t>&e9;</t></si>", _entities(9)),
        "nested": _nested,
    },
    "zip": {
        "nested": _nested,
        "70 MB of zeros": lambda: _zipped({"goals.yaml": bytes(70_000_000)}),
        "21,000 files": lambda: _zipped({f"actions/a{at}.yaml": b"" for at in range(21_000)}),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what became of each door: how its process ended and what that said."""
    root = tmp_path_factory.mktemp("deuren")
    for door, files in HOSTILE.items():
        (root / door).mkdir()
        for name, make in files.items():
            (root / door / name).write_bytes(make())
    subprocess.run([sys.executable, "-c", SHOW, str(root), str(SECONDS)], cwd=Path(__file__).parents[1], check=True)
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot say when a process has had enough")
@pytest.mark.parametrize("door", HOSTILE)
def test_whatever_is_in_a_file_it_costs_seconds(door: str, shown: Path) -> None:
    said = (shown / f"{door}.said").read_text("utf-8")
    assert (shown / f"{door}.ended").read_text("utf-8") == "0", said[-2000:]
    assert int(said.rpartition(" ")[2]) < MEGABYTES
