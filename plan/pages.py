"""On which page everything in a Word document stands, as LibreOffice lays it out.

In: the bytes of a .docx. Out: `Pages`: a page for each bookmark that contents and references lead to, and how many
there are. Knows where LibreOffice is found; knows no plan.

Word lays out a document by itself, and nothing else does so in the same way to the letter. LibreOffice comes close
enough for contents that are right on paper; whoever has Word update its fields gets Word's own numbers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

from plan.messages import Message, _, system_reason
from plan.writers.targets import Pages

SECONDS: Final = 180
_ROUNDS: Final = 4
_BOOKMARK: Final = re.compile(rb'<w:bookmarkStart [^>]*w:name="(_(?:Toc|r_)[^"]+)"')
_WITH_DESTINATIONS: Final = {"ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"}}


class LayoutFailed(Exception):
    """A document that could not be laid out; `message` tells why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def find_libreoffice() -> Path | None:
    """The program itself: on the search path, or where Windows and macOS keep it; None where it is not installed."""
    named = (shutil.which(name) for name in ("soffice", "libreoffice"))
    found = next((Path(path) for path in named if path), None)
    return found or next((path for path in _usual_places() if path.is_file()), None)


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"):
            if folder := os.environ.get(variable):
                # Not soffice.exe, which gives no sign of when it is done.
                yield Path(folder, "LibreOffice", "program", "soffice.com")
                yield Path(folder, "Programs", "LibreOffice", "program", "soffice.com")
    for applications in (Path("/Applications"), Path.home() / "Applications"):
        yield applications / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"


def learn_pages(write: Callable[[Pages], bytes], known: Pages, program: Path, seconds: int = SECONDS) -> Pages:
    """The pages of a document that `write` makes, given the pages it is to name.

    A page number takes room itself where a sentence names it. So the document is laid out with the pages that are
    `known`, and again with those found, until they stay the same. Raises LayoutFailed.
    """
    for _round in range(_ROUNDS):
        found = lay_out(write(known), program, seconds)
        if found == known:
            break
        known = found
    return known


def lay_out(docx: bytes, program: Path, seconds: int = SECONDS) -> Pages:
    """The pages of a document as LibreOffice lays it out, with a profile of its own. Raises LayoutFailed."""
    with TemporaryDirectory(prefix="plan-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, "plan.docx"), Path(folder, "plan.pdf")
        source.write_bytes(docx)
        _run(
            [
                str(program),
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                f"pdf:writer_pdf_Export:{json.dumps(_WITH_DESTINATIONS)}",
                "--outdir",
                folder,
                str(source),
            ],
            seconds,
        )
        if not made.is_file():
            raise LayoutFailed(
                _("LibreOffice could not open the document; the place of the page numbers stays empty this time")
            )
        return _pages_of(made.read_bytes(), _bookmarks(docx))


def _run(command: list[str], seconds: int) -> None:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        raise LayoutFailed(_("LibreOffice could not be started: {reason}", reason=system_reason(error))) from error
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise LayoutFailed(
            _("LibreOffice was not ready after {seconds} seconds and was stopped; try again", seconds=seconds)
        ) from None
    finally:
        if process.poll() is None:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop LibreOffice with the processes that it started itself."""
    with suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _bookmarks(docx: bytes) -> dict[str, str]:
    """The bookmarks that page numbers are asked for, by the name of their destination in a PDF of LibreOffice's."""
    with ZipFile(BytesIO(docx)) as archive:
        names = [name.decode() for name in _BOOKMARK.findall(archive.read("word/document.xml"))]
    return {"".join(sign if sign.isalnum() else f"{ord(sign):02X}" for sign in name): name for name in names}


def _pages_of(pdf: bytes, bookmarks: dict[str, str]) -> Pages:
    from pypdf import PdfReader  # only who asks for page numbers needs it
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(pdf))
        found = {}
        for destination, place in reader.named_destinations.items():
            name = bookmarks.get(destination.removeprefix("/"))
            number = reader.get_destination_page_number(place)
            if name is not None and number is not None:
                found[name] = number + 1
        return Pages(dict(sorted(found.items())), len(reader.pages))
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise LayoutFailed(_("the pages that LibreOffice made cannot be read: {reason}", reason=str(error))) from error
