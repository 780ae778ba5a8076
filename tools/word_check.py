"""Judge the built Word files as files and as pages: what no reader should ever have to tell us.

In: .docx files (those below build/ where none is named). Out: a line for each fault; exit code 1 when there are any.

The files go through the checks that stand outside the project, where those are there: with the schemas of ECMA-376 and
Microsoft's Open XML SDK. Then LibreOffice makes pages of them, and each page is measured:

- no text outside the margins of its section;
- no heading, caption or label alone at the foot of a page;
- turned names whole: all their letters are there, and no two lines of them touch.

Needs LibreOffice, and for the validator what `make word-check` installs in tests/word.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import pypdfium2
from lxml import etree
from lxml.etree import _Element

from plan.pages import find_libreoffice

ROOT: Final = Path(__file__).parent.parent
CHECKS: Final = ROOT.parent / "shared/checks"
SCHEMAS: Final = ROOT / ".ooxml-schemas"
VALIDATOR: Final = ROOT / "tests/word/node_modules/.bin/ooxml-validator"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS_PER_POINT: Final = 20
TOLERANCE: Final = 2.0  # points: italics and bullets lean over an edge
NEAR: Final = 60.0  # points between a heading and what it is about


def main(names: Sequence[str]) -> int:
    """Judge the files, tell what is wrong; 1 when something is."""
    documents = [Path(name) for name in names] or sorted(ROOT.glob("build/*/*.docx"))
    if not documents:
        print("There is no Word file to judge; `make build` makes them.", file=sys.stderr)
        return 2
    faults = judge_files(documents)
    with tempfile.TemporaryDirectory() as folder:
        for document, pdf in zip(documents, to_pdf(documents, Path(folder)), strict=True):
            pages = read_pages(pdf)
            found = list(faults_of_pages(read_document(document), pages))
            faults += len(found)
            print(f"{document.name}: {len(pages)} pages, {len(found)} faults")
            for fault in found:
                print(f"  {fault}")
    print(f"{len(documents)} Word files: {faults} faults")
    return 1 if faults else 0


# --- the files -------------------------------------------------------------------------------------


def judge_files(documents: Sequence[Path]) -> int:
    """Put the files through the checks outside the project; how many groups of faults they tell (0 or 1)."""
    check = CHECKS / "docx_check.py"
    if not check.exists():
        print("The checks of ../shared are not here: the files are judged by their pages only.")
        return 0
    subprocess.run(["bash", CHECKS / "fetch_ooxml_xsds.sh", SCHEMAS], check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, str(check), "--sdk", "--schemas", str(SCHEMAS), *map(str, documents)]
    return subprocess.run(command, env={**os.environ, "OOXML_VALIDATOR": str(VALIDATOR)}).returncode


def to_pdf(documents: Sequence[Path], folder: Path) -> list[Path]:
    """Let LibreOffice make pages of the files, in a profile of its own."""
    program = find_libreoffice()
    if program is None:
        sys.exit("LibreOffice is not found: without it nobody knows what the pages look like.")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(program), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, documents)], check=True, capture_output=True)
    return [folder / f"{document.stem}.pdf" for document in documents]


# --- what the file says ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """The paper and margins of a section, in points."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    header: float
    footer: float


@dataclass(frozen=True, slots=True)
class Written:
    """What a Word file says of its pages: their shapes, what may not end a page, and the names that are turned."""

    shapes: tuple[Shape, ...]
    kept: frozenset[tuple[str, float]]  # letters and size of each paragraph that stays with the next
    turned: tuple[str, ...]


def read_document(path: Path) -> Written:
    """What a Word file says of its pages."""
    with zipfile.ZipFile(path) as package:
        main = etree.fromstring(package.read("word/document.xml"))
        styles = etree.fromstring(package.read("word/styles.xml"))
    by_id = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    kept = set()
    for paragraph in main.iterfind(f"{W}body//{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is None or next(paragraph.iterancestors(f"{W}tc"), None) is not None:
            continue
        line = _line_of_styles(style.get(f"{W}val", ""), by_id)
        if _first(line, "pPr", "keepNext") is not None and (letters := _letters(_shown(paragraph))):
            size = _first(line, "rPr", "sz")
            kept.add((letters, 10.0 if size is None else int(size.get(f"{W}val", "20")) / 2))
    turned = (
        _letters(_shown(cell))
        for cell in main.iter(f"{W}tc")
        if (direction := cell.find(f"{W}tcPr/{W}textDirection")) is not None and direction.get(f"{W}val") == "btLr"
    )
    return Written(tuple(map(_shape, main.iter(f"{W}sectPr"))), frozenset(kept), tuple(filter(None, turned)))


def _line_of_styles(id: str, by_id: dict[str, _Element]) -> list[_Element]:
    line: list[_Element] = []
    while id in by_id and by_id[id] not in line:
        line.append(by_id[id])
        base = by_id[id].find(f"{W}basedOn")
        id = "" if base is None else base.get(f"{W}val", "")
    return line


def _first(line: Sequence[_Element], group: str, name: str) -> _Element | None:
    """A property as the nearest style has it; None too where that style turns it off."""
    found = next((made for style in line if (made := style.find(f"{W}{group}/{W}{name}")) is not None), None)
    return None if found is not None and found.get(f"{W}val") in ("0", "false") else found


def _shape(section: _Element) -> Shape:
    def points(element: str, name: str) -> float:
        found = section.find(f"{W}{element}")
        return 0.0 if found is None else int(found.get(f"{W}{name}", "0")) / TWIPS_PER_POINT

    edges = (points("pgMar", name) for name in ("left", "right", "top", "bottom", "header", "footer"))
    return Shape(points("pgSz", "w"), points("pgSz", "h"), *edges)


def _shown(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


# --- what the pages show ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on a page: its box in points from the lower left corner, its size, and whether it is turned."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its letters and where its pictures begin, from the foot."""

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    pictures: tuple[float, ...] = ()


def read_pages(pdf: Path) -> list[Page]:
    """The pages of a .pdf."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        width, height = page.get_size()
        pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        tops = tuple(picture.get_bounds()[3] for picture in pictures)
        pages.append(Page(number, width, height, tuple(_read_letters(text)), tops))
    document.close()
    return pages


def _read_letters(text: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    raw = pypdfium2.raw
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, at))
        if letter.isspace() or not letter.isprintable():
            continue
        angle = raw.FPDFText_GetCharAngle(text, at)
        left, bottom, right, top = text.get_charbox(at)
        size = raw.FPDFText_GetFontSize(text, at)
        yield Letter(letter, left, bottom, right, top, size, turned=1.3 < angle < 5.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Letters on one line, and how far it reaches."""

    letters: str
    bottom: float
    top: float
    left: float
    right: float
    size: float


def lines_of(letters: Sequence[Letter]) -> list[Line]:
    """The upright letters of a page as lines, from top to bottom."""
    rows: list[list[Letter]] = []
    for letter in sorted((one for one in letters if not one.turned), key=lambda one: -(one.bottom + one.top)):
        if rows and _same_line(rows[-1], letter):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [
        Line(
            _letters("".join(one.text for one in sorted(row, key=lambda one: one.left))),
            min(one.bottom for one in row),
            max(one.top for one in row),
            min(one.left for one in row),
            max(one.right for one in row),
            max(one.size for one in row),
        )
        for row in rows
    ]


def _same_line(row: Sequence[Letter], letter: Letter) -> bool:
    middle = (letter.bottom + letter.top) / 2
    return any(one.bottom - 1 <= middle <= one.top + 1 for one in row[-6:])


# --- the faults ------------------------------------------------------------------------------------


def faults_of_pages(written: Written, pages: Sequence[Page]) -> Iterator[str]:
    """What is wrong with the pages of one document, in words."""
    for page in pages:
        shapes = [shape for shape in written.shapes if _fits(shape, page)]
        if not shapes:
            yield f"page {page.number}: is {page.width:.0f} x {page.height:.0f} points, which no section has"
            continue
        yield from _outside(page, shapes)
        yield from _alone(page, shapes, written.kept)
        yield from _touching(page)
    yield from _cut(written.turned, pages)


def _fits(shape: Shape, page: Page) -> bool:
    return abs(shape.width - page.width) < 2 and abs(shape.height - page.height) < 2


def _outside(page: Page, shapes: Sequence[Shape]) -> Iterator[str]:
    left = min(shape.left for shape in shapes) - TOLERANCE
    right = page.width - min(shape.right for shape in shapes) + TOLERANCE
    bottom = min(min(shape.footer, shape.bottom) for shape in shapes) - TOLERANCE
    top = page.height - min(min(shape.header, shape.top) for shape in shapes) + TOLERANCE
    over = [one for one in page.letters if one.left < left or one.right > right or one.bottom < bottom or one.top > top]
    if over:
        yield f'page {page.number}: {len(over)} letters outside the margins, "{"".join(one.text for one in over)[:40]}"'


def _alone(page: Page, shapes: Sequence[Shape], kept: frozenset[tuple[str, float]]) -> Iterator[str]:
    foot = min(shape.bottom for shape in shapes) - TOLERANCE
    lines = [line for line in lines_of(page.letters) if line.bottom > foot]
    turned = [one for one in page.letters if one.turned]
    for line, below in pairwise([*lines, None]):
        if line is None or not line.letters:
            continue
        if not any(abs(size - line.size) < 0.3 and letters.endswith(line.letters) for letters, size in kept):
            continue
        near = below is not None and line.bottom - below.top < NEAR
        near = near or any(-TOLERANCE < line.bottom - top < NEAR for top in page.pictures)
        if not near and not any(one.top < line.bottom for one in turned):
            yield f'page {page.number}: "{line.letters[:40]}" stands alone at the foot'


def _touching(page: Page) -> Iterator[str]:
    for column, after in pairwise(_columns(page)):
        right, left = max(one.right for one in column), min(one.left for one in after)
        if right > left + 0.5:
            yield f"page {page.number}: turned lines touch each other, {left:.0f} points from the left"


def _cut(names: Sequence[str], pages: Sequence[Page]) -> Iterator[str]:
    turned = [_letters("".join(one.text for column in _columns(page) for one in column)) for page in pages]
    for name in dict.fromkeys(names):
        if not any(name in shown for shown in turned):
            yield f'the turned name "{name}" is nowhere whole'


def _columns(page: Page) -> list[list[Letter]]:
    """The turned letters of a page as they are read: line after line from the left, each from the bottom up."""
    columns: list[list[Letter]] = []
    for one in sorted((one for one in page.letters if one.turned), key=lambda one: one.left + one.right):
        middle = (one.left + one.right) / 2
        if columns and min(of.left for of in columns[-1]) <= middle <= max(of.right for of in columns[-1]):
            columns[-1].append(one)
        else:
            columns.append([one])
    return [sorted(column, key=lambda one: one.bottom) for column in columns]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
