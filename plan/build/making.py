"""One institute's plan as files.

In: a `Plan`, the findings about it and a task. Out: bytes by path: Word, Markdown, PDF when asked, and a page with what
is left to do. The same bytes for the same plan, in whatever process: nothing is written here but what LibreOffice told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from plan.build.layouts import Layouts
from plan.build.others import part_for
from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.compose.remarks import with_remarks
from plan.diagnostics import Diagnostic, count_errors
from plan.document import Document
from plan.ids import slug
from plan.looks import style_of
from plan.messages import Message, _n
from plan.model import Plan
from plan.pages import LayoutFailed, learn_pages
from plan.work import parts
from plan.work.page import render_work_page
from plan.workspace import concerns
from plan.writers.markdown import write_markdown
from plan.writers.targets import Pages
from plan.writers.word import write_word

_WORK: Final = "bevindingen.html"


class Format(StrEnum):
    """What a plan can be built as."""

    WORD = "word"
    MARKDOWN = "markdown"
    FINDINGS = "findings"
    PDF = "pdf"


# What is made unless somebody asks for something else. A PDF takes as long as all of these together, and is for handing
# in: nobody works on in it.
EVERYDAY: Final = (Format.WORD, Format.MARKDOWN, Format.FINDINGS)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of one institute's plan by their path below its folder, and what is wrong with their making.

    The document itself is there too, since it is written again once its pages are known.
    """

    institute: str
    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    document: Document
    style: bytes | None

    def word(self, pages: Pages) -> bytes:
        """The Word document with its page numbers."""
        return write_word(self.document, self.style, pages)


def render(
    plan: Plan,
    institute_id: str,
    formats: Iterable[Format],
    draft: bool,
    label: str = "",
    fingerprint: str = "",
    findings: Iterable[Diagnostic] = (),
) -> Rendered:
    """Make the files of one institute's plan: the same bytes for the same plan.

    A draft carries the findings about it as remarks beside its text.
    """
    institute = plan.institutes_by_id[institute_id]
    composed = compose_document(plan, institute, draft, label, fingerprint)
    own = [found for found in findings if concerns(found, institute_id)]
    document = with_remarks(composed.document, plan, own) if draft else composed.document
    style, faults_of_style = style_of(plan, institute)
    faults = (*faults_of_style, *faults_of_making(plan, institute, composed))
    name = f"{slug(plan.identity.title) or 'plan'}-{institute_id}"
    files: dict[str, bytes] = {}
    if Format.WORD in formats:
        files[f"{name}.docx"] = write_word(document, style)
    if Format.MARKDOWN in formats:
        files |= {f"tekst/{path}": data for path, data in write_markdown(document, f"{name}.md").items()}
    if Format.PDF in formats:
        from plan.writers.pdf import write_pdf  # Typst and its fonts are large

        files[f"{name}.pdf"] = write_pdf(composed.document, style)
    if Format.FINDINGS in formats:
        left = parts(composed.document, plan, (*own, *faults))
        files[_WORK] = render_work_page(plan, institute, left, document.language.partition("-")[0]).encode()
    return Rendered(institute_id, files, faults, document, style)


# --- as a task -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """One plan to make: whose, whether it is a draft, under which label, with the fingerprint of its sources."""

    institute: str
    draft: bool
    label: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Product:
    """The files of a plan by path, what was wrong with their making and what there is to tell about their pages."""

    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    notices: tuple[Message, ...] = ()
    without_pages: bool = False  # page numbers were asked for, and could not be found
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Workshop:
    """What plans are made from, and how: the same for all of a build.

    With `final` a plan in whose making errors show has no files. With the path of LibreOffice each Word document is
    laid out to learn its page numbers.
    """

    plan: Plan
    findings: tuple[Diagnostic, ...]
    formats: tuple[Format, ...]
    final: bool
    layouts: Layouts
    libreoffice: Path | None = None

    def make(self, task: Task) -> Product:
        """Make one plan."""
        start = time.perf_counter()
        rendered = self._rendered(task, task.draft)
        errors = count_errors(rendered.diagnostics)
        if errors and self.final:
            return Product({}, rendered.diagnostics)
        if errors and not task.draft:
            rendered = self._rendered(task, draft=True)
        files, notices, without_pages = dict(rendered.files), list[Message](), False
        for name in files:
            if name.endswith(".docx"):
                path, docx = f"{task.institute}/{name}", files[name]
                pages = self.layouts.pages(path, docx)
                if self.libreoffice is not None:
                    try:
                        pages, told = self._lay_out(path, docx, rendered.word, self.libreoffice)
                    except LayoutFailed as failed:
                        told, without_pages = failed.message, True
                    notices.append(told)
                if pages.total:
                    files[name] = rendered.word(pages)
        return Product(files, rendered.diagnostics, tuple(notices), without_pages, time.perf_counter() - start)

    def part_for(self, tasks: Iterable[Task]) -> Workshop:
        """The same with no more in it than these tasks ask for."""
        ids = {task.institute for task in tasks}
        found = tuple(found for found in self.findings if any(concerns(found, id) for id in ids))
        return replace(self, plan=part_for(self.plan, ids), findings=found)

    def _rendered(self, task: Task, draft: bool) -> Rendered:
        return render(self.plan, task.institute, self.formats, draft, task.label, task.fingerprint, self.findings)

    def _lay_out(
        self, path: str, docx: bytes, write: Callable[[Pages], bytes], libreoffice: Path
    ) -> tuple[Pages, Message]:
        """The pages of a document as LibreOffice lays it out, which are remembered. Raises `LayoutFailed`."""
        start = time.perf_counter()
        pages = learn_pages(write, self.layouts.last(path), libreoffice)
        self.layouts.remember(path, docx, pages)
        told = _n(
            "laid out by LibreOffice in {seconds} s, for its page numbers: {count} page",
            "laid out by LibreOffice in {seconds} s, for its page numbers: {count} pages",
            pages.total,
            seconds=round(time.perf_counter() - start),
        )
        return pages, told
