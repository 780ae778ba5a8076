"""Page numbers: where LibreOffice is found, what it says, and for which document that is remembered."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from pypdf import PdfWriter

from plan.anchors import reference_name
from plan.build import Format, Report, build
from plan.document import Contents, Document, Heading, PageBreak, Paragraph, Reference, Run, Section
from plan.outputs import PAGES
from plan.pages import LayoutFailed, find_libreoffice, lay_out
from plan.workspace import open_workspace
from plan.writers.targets import Pages
from plan.writers.word import write_word
from tests.word_sample import said
from tests.workspaces import SMALL, write_workspace
from tools.word_check import to_pdf

LIBREOFFICE = find_libreoffice()

THREE_PAGES = Document(
    "Titel",
    "Instituut",
    "nl-BE",
    (2020, 5, 15),
    (
        Section(
            (
                Contents("Inhoud"),
                Paragraph((Run("Zie "), Reference("slot", (Run("Slot"),), shows="page"))),
                Heading(1, (Run("Begin"),), anchor="begin"),
                said("tekst"),
                PageBreak(),
                Heading(2, (Run("Slot"),), anchor="slot"),
                said("tekst"),
            )
        ),
    ),
)


def written(pages: Pages) -> bytes:
    return write_word(THREE_PAGES, pages=pages)


def stand_in(folder: Path, script: str) -> Path:
    """A program that is called as LibreOffice is."""
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable} -IS\n{script}", "utf-8")
    program.chmod(0o755)
    return program


def on_two_pages(folder: Path) -> Path:
    """A program that lays out any document on two pages, with the first chapter on the second."""
    pdf = PdfWriter()
    pdf.add_blank_page(595, 842)
    pdf.add_blank_page(595, 842)
    pdf.add_named_destination("5FToc000000001", 1)
    pdf.write(folder / "two.pdf")
    copy = 'shutil.copy("{}", sys.argv[sys.argv.index("--outdir") + 1] + "/plan.pdf")'
    return stand_in(folder, f"import shutil, sys\n{copy.format(folder / 'two.pdf')}\n")


# --- LibreOffice -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learned() -> Pages:
    """The pages of that document, as LibreOffice has them."""
    if LIBREOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return lay_out(written(Pages()), LIBREOFFICE)


def test_pages_are_those_on_which_the_words_stand(learned: Pages) -> None:
    assert learned.total == 3
    assert [learned.by_bookmark[name] for name in ("_Toc000000001", "_Toc000000002")] == [2, 3]
    assert learned.by_bookmark[reference_name("slot")] == 3


def test_the_printed_pages_say_the_same(learned: Pages, tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(written(learned))
    (pdf,) = to_pdf([tmp_path / "plan.docx"], tmp_path)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    entries = re.findall(r"^ *(Begin|Slot)\s+(\d+)\s*$", pages[0], re.MULTILINE)
    assert [title for title, _page in entries] == ["Begin", "Slot"]
    for title, page in entries:
        assert title in pages[int(page) - 1]
    assert "Zie pagina 3" in pages[0]


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_a_program_that_does_not_answer_is_stopped_and_that_is_told(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "import time\ntime.sleep(60)\n")
    with pytest.raises(LayoutFailed) as failed:
        lay_out(written(Pages()), program, seconds=1)
    assert "1 seconds" in failed.value.message.render("en")


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_a_program_that_makes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutFailed):
        lay_out(written(Pages()), stand_in(tmp_path, "pass"))


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutFailed):
        lay_out(written(Pages()), tmp_path / "nowhere")


# --- building --------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", SMALL)


def built(root: Path, libreoffice: Path | None = None, label: str = "") -> tuple[Report, str]:
    """Build the plan of one institute: the report, and the text of its contents."""
    workspace = open_workspace(root)
    kust = workspace.plan.institutes_by_id["kust"]
    (report,) = build(workspace, [kust], (Format.WORD,), label=label, libreoffice=libreoffice)
    (file,) = (root / "build" / "kust").glob("*.docx")
    with ZipFile(file) as archive:
        main = archive.read("word/document.xml").decode()
    pages = re.findall(r"PAGEREF _Toc\d+ .{1,120}?separate\"/></w:r><w:r><w:t[^>]*>(\d+)<", main)
    return report, " ".join(pages)


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_page_numbers_stay_as_long_as_the_document_is_the_one_that_was_laid_out(root: Path, tmp_path: Path) -> None:
    assert built(root)[1] == ""
    report, pages = built(root, on_two_pages(tmp_path))
    assert pages == "2"
    assert "laid out by LibreOffice" in report.notices[0].render("en")
    assert list(json.loads((root / PAGES).read_text("utf-8"))) == ["kust/meerjarenplan-2021-2025-kust.docx"]
    again, same = built(root)
    assert (same, again.written, len(again.unchanged)) == (pages, [], 1)
    assert built(root, label="anders")[1] == ""
    assert built(root)[1] == pages


@pytest.mark.parametrize(
    "memory", ["", "{", "[]", "[" * 200_000, '{"kust/x.docx": 1}', '{"kust/x.docx": {"pages": 3}}']
)
def test_a_damaged_memory_of_pages_costs_nobody_anything(root: Path, memory: str) -> None:
    (root / PAGES).write_text(memory, "utf-8")
    report, pages = built(root)
    assert (report.failure, pages) == (None, "")


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_a_plan_that_cannot_be_laid_out_is_built_without_page_numbers(root: Path, tmp_path: Path) -> None:
    report, pages = built(root, stand_in(tmp_path, "pass"))
    assert report.without_pages
    assert (report.failure, pages, len(report.written)) == (None, "", 1)
    assert not (root / PAGES).exists()


# --- the fingerprint of the sources ----------------------------------------------------------------


def test_the_fingerprint_follows_what_a_plan_is_made_from_and_nothing_else(root: Path) -> None:
    first = open_workspace(root).fingerprint("kust")
    assert re.fullmatch("[0-9a-f]{12}", first)
    (root / "institutes/bos/institute.yaml").write_text("name: Een ander bos\n", "utf-8")
    assert open_workspace(root).fingerprint("kust") == first
    mission = root / "chapters/missie.md"
    mission.write_bytes(b"\xef\xbb\xbf" + mission.read_bytes().replace(b"\n", b"\r\n"))
    assert open_workspace(root).fingerprint("kust") == first
    mission.write_text("# Missie\n\nAnders.\n", "utf-8")
    assert open_workspace(root).fingerprint("kust") != first


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the program is also looked for in its usual folders")
def test_without_libreoffice_a_build_says_where_to_get_it_and_makes_the_plans(root: Path) -> None:
    command = [sys.executable, "-m", "plan", "build", "kust", "--page-numbers"]
    done = subprocess.run(
        command, cwd=root, env={"PATH": "", "HOME": str(root)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "LibreOffice is niet gevonden" in done.stderr
    assert "https://nl.libreoffice.org" in done.stderr
    assert list((root / "build" / "kust").glob("*.docx"))
