"""Plans as files.

In: an opened workspace. Out: below `build/`, the plan of each institute in Word, in Markdown and, when asked, as PDF, a
page with what is left to do on it, and a report of what was written and what was kept. `render` is pure and can run
anywhere; only `build` writes. Beside the sources `.bladzijden.json` remembers on which pages everything stood when the
documents were last laid out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.compose.remarks import with_remarks
from plan.diagnostics import Diagnostic, Severity
from plan.document import Document
from plan.ids import slug
from plan.looks import style_of
from plan.messages import Message, _, _n
from plan.model import Delivery, Goals, Institute, Plan
from plan.outputs import Made, Written, fingerprint, write_outputs, write_whole
from plan.pages import LayoutFailed, learn_pages
from plan.work import parts
from plan.work.page import render_work_page
from plan.workspace import Workspace, concerns
from plan.writers.markdown import write_markdown
from plan.writers.targets import Pages
from plan.writers.word import write_word

PAGES: Final = ".bladzijden.json"
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


# --- one plan --------------------------------------------------------------------------------------


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


def obstacles(institute: Institute, findings: Iterable[Diagnostic]) -> tuple[Message, ...]:
    """Why the plan of an institute is still a draft; nothing when it is final."""
    own = [found for found in findings if concerns(found, str(institute.id)) and found.accepted is None]
    errors = sum(found.severity is Severity.ERROR for found in own)
    to_do = sum(found.severity is Severity.TODO for found in own)
    reasons = []
    if institute.status is not Delivery.SUBMITTED:
        reasons.append(
            _('the status of {institute} is "{status}"', institute=institute.short, status=str(institute.status))
        )
    if errors:
        look = f"plan check {institute.id}"
        reasons.append(_n("{count} error is open ({look})", "{count} errors are open ({look})", errors, look=look))
    if to_do:
        look = f"plan todo {institute.id}"
        left = _n("{count} thing is to be done ({look})", "{count} things are to be done ({look})", to_do, look=look)
        reasons.append(left)
    return tuple(reasons)


# --- all plans -------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Report(Written):
    """What a build did for one institute."""

    institute: Institute
    obstacles: tuple[Message, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    without_pages: bool = False  # page numbers were asked for, and could not be found


def build(
    workspace: Workspace,
    institutes: Iterable[Institute],
    formats: Iterable[Format] = EVERYDAY,
    final: bool = False,
    label: str = "",
    libreoffice: Path | None = None,
    draft_label: str = "",
) -> Iterator[Report]:
    """Build the plans of some institutes, one after the other; each is reported as soon as it is there.

    With `final`, a plan that has obstacles is not built; whatever stands in the way of one never stops another. With
    the path of LibreOffice each Word document is laid out to learn its page numbers. A draft without a label gets the
    `draft_label`.
    """
    formats = tuple(formats)
    made = Made(workspace.root)
    layouts = Layouts(workspace.root / PAGES)
    for institute in institutes:
        start = time.perf_counter()
        report = Report(institute=institute, obstacles=obstacles(institute, workspace.findings))
        if workspace.plan.lost(Goals, ""):
            # Without its goals a plan would be an empty shell in the place of the previous one.
            report.failure = _("goals.yaml cannot be read; plan check tells what is wrong")
            yield report
            continue
        try:
            named = label or (draft_label if report.obstacles else "")
            files = _files(workspace, formats, final, named, report, layouts, libreoffice)
        except Exception as error:  # a fault of ours in one plan must not cost the others theirs
            fault = f"{type(error).__name__}: {error}"
            report.failure = _("this is a fault of the program, please report it: {fault}", fault=fault)
        else:
            write_outputs(files, str(institute.id), workspace.root, made, report)
        report.seconds = time.perf_counter() - start
        yield report


def _files(
    workspace: Workspace,
    formats: tuple[Format, ...],
    final: bool,
    label: str,
    report: Report,
    layouts: Layouts,
    libreoffice: Path | None,
) -> Mapping[str, bytes]:
    """The files to write for an institute: none when it should be final and is not."""
    if final and report.obstacles:
        return {}
    plan, id, draft = workspace.plan, str(report.institute.id), bool(report.obstacles)
    fingerprint = workspace.fingerprint(id)
    rendered = render(plan, id, formats, draft, label, fingerprint, workspace.findings)
    report.diagnostics = rendered.diagnostics
    errors = sum(found.severity is Severity.ERROR for found in rendered.diagnostics)
    if errors:
        in_making = _n("{count} error showed in its making", "{count} errors showed in its making", errors)
        report.obstacles = (*report.obstacles, in_making)
        if final:
            return {}
        if not draft:
            rendered = render(plan, id, formats, True, label, fingerprint, workspace.findings)
    return {
        name: _with_page_numbers(f"{id}/{name}", data, rendered.word, report, layouts, libreoffice)
        if name.endswith(".docx")
        else data
        for name, data in rendered.files.items()
    }


def _with_page_numbers(
    name: str,
    docx: bytes,
    write: Callable[[Pages], bytes],
    report: Report,
    layouts: Layouts,
    libreoffice: Path | None,
) -> bytes:
    """A Word document with its page numbers, when they can be found now or were found when it was laid out last."""
    pages = layouts.pages(name, docx)
    if libreoffice is not None:
        start = time.perf_counter()
        try:
            pages = learn_pages(write, layouts.last(name), libreoffice)
        except LayoutFailed as failed:
            report.notices.append(failed.message)
            report.without_pages = True
        else:
            layouts.remember(name, docx, pages)
            seconds = round(time.perf_counter() - start)
            report.notices.append(
                _n(
                    "laid out by LibreOffice in {seconds} s, for its page numbers: {count} page",
                    "laid out by LibreOffice in {seconds} s, for its page numbers: {count} pages",
                    pages.total,
                    seconds=seconds,
                )
            )
    return write(pages) if pages.total else docx


class Layouts:
    """The pages of documents when they were last laid out, by path; good for the very document that was laid out."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, dict[str, Any]] = {}
        with suppress(OSError, ValueError):
            known = json.loads(file.read_text("utf-8"))
            if isinstance(known, dict):
                self._known = {str(path): layout for path, layout in known.items() if isinstance(layout, dict)}

    def pages(self, path: str, docx: bytes) -> Pages:
        """The pages of a document as it is written without page numbers; none when it was another that was laid out."""
        return self.last(path) if self._known.get(path, {}).get("document") == fingerprint(docx) else Pages()

    def last(self, path: str) -> Pages:
        """The pages that a document had when it was last laid out, whatever it held then."""
        layout = self._known.get(path, {})
        pages, total = layout.get("pages"), layout.get("total")
        if not isinstance(pages, dict) or not isinstance(total, int):
            return Pages()
        return Pages({str(name): page for name, page in pages.items() if isinstance(page, int)}, total)

    def remember(self, path: str, docx: bytes, pages: Pages) -> None:
        """Write down the pages of a document that was just laid out."""
        layout = {"document": fingerprint(docx), "total": pages.total, "pages": dict(pages.by_bookmark)}
        self._known[path] = layout
        text = json.dumps(self._known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        write_whole(self._file, text.encode())
