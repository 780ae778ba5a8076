"""Plans as files, written so that nobody's work is lost.

In: an opened workspace. Out: below `build/`, the plan of each institute in Word and in Markdown, and a report of what
was written and what was kept. `render` is pure and can run anywhere; only `build` writes.

What a build must never do: leave half a file, or take the place of a file that somebody edited. Such a file is first
moved to `teruggekomen/`. What was made is remembered in `.gebouwd.json` beside the sources: not in `build/`, which
people throw away, since with it would go the knowledge of what was edited. Beside it `.bladzijden.json` remembers on
which pages everything stood when the documents were last laid out.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
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
from plan.pages import LayoutFailed, learn_pages
from plan.workspace import Workspace, concerns
from plan.writers.markdown import write_markdown
from plan.writers.targets import Pages
from plan.writers.word import write_word

OUTPUT: Final = "build"
RETURNED: Final = "teruggekomen"
MADE: Final = ".gebouwd.json"
PAGES: Final = ".bladzijden.json"


class Format(StrEnum):
    """What a plan can be built as."""

    WORD = "word"
    MARKDOWN = "markdown"


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
    document = composed.document
    if draft:
        document = with_remarks(document, plan, [found for found in findings if concerns(found, institute_id)])
    style, faults_of_style = style_of(plan, institute)
    name = f"{slug(plan.identity.title) or 'plan'}-{institute_id}"
    files: dict[str, bytes] = {}
    if Format.WORD in formats:
        files[f"{name}.docx"] = write_word(document, style)
    if Format.MARKDOWN in formats:
        files |= {f"tekst/{path}": data for path, data in write_markdown(document, f"{name}.md").items()}
    faults = (*faults_of_style, *faults_of_making(plan, institute, composed))
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


@dataclass(slots=True)
class Report:
    """What a build did for one institute."""

    institute: Institute
    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    obstacles: tuple[Message, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    failure: Message | None = None
    without_pages: bool = False  # page numbers were asked for, and could not be found


def build(
    workspace: Workspace,
    institutes: Iterable[Institute],
    formats: Iterable[Format] = tuple(Format),
    final: bool = False,
    label: str = "",
    libreoffice: Path | None = None,
) -> Iterator[Report]:
    """Build the plans of some institutes, one after the other; each is reported as soon as it is there.

    With `final`, a plan that has obstacles is not built; whatever stands in the way of one never stops another. With
    the path of LibreOffice each Word document is laid out to learn its page numbers.
    """
    formats = tuple(formats)
    made = Made(workspace.root / MADE)
    layouts = Layouts(workspace.root / PAGES)
    for institute in institutes:
        start = time.perf_counter()
        report = Report(institute, obstacles=obstacles(institute, workspace.findings))
        if workspace.plan.lost(Goals, ""):
            # Without its goals a plan would be an empty shell in the place of the previous one.
            report.failure = _("goals.yaml cannot be read; plan check tells what is wrong")
            yield report
            continue
        try:
            files = _files(workspace, formats, final, label, report, layouts, libreoffice)
        except Exception as error:  # a fault of ours in one plan must not cost the others theirs
            fault = f"{type(error).__name__}: {error}"
            report.failure = _("this is a fault of the program, please report it: {fault}", fault=fault)
        else:
            _write(files, workspace.root, made, report)
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


def _write(files: Mapping[str, bytes], root: Path, made: Made, report: Report) -> None:
    """Write the files of one plan, and whatever happens remember which were written."""
    folder = root / OUTPUT / str(report.institute.id)
    try:
        try:
            for path, data in sorted(files.items()):
                _put(folder / path, data, made, root, report)
        finally:
            if report.written or report.unchanged:
                made.save()
    except OSError as error:
        report.failure = _(
            "nothing can be written in {folder}: {reason}",
            folder=folder.relative_to(root).as_posix(),
            reason=error.strerror or str(error),
        )


class Made:
    """What was made, by path: the fingerprint of each file when it was written."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fingerprints: dict[str, str] = {}
        # Without it nothing is known to be ours: what stands there is kept as if it had been edited.
        with suppress(OSError, ValueError):
            known = json.loads(file.read_text("utf-8"))
            if isinstance(known, dict):
                self._fingerprints = {str(path): str(print_) for path, print_ in known.items()}

    def is_ours(self, path: str, data: bytes) -> bool:
        """Whether a file is still as it was made."""
        return self._fingerprints.get(path) == _fingerprint(data)

    def remember(self, path: str, data: bytes) -> None:
        """Remember a file as it was just made."""
        self._fingerprints[path] = _fingerprint(data)

    def save(self) -> None:
        """Write down what was made."""
        text = json.dumps(self._fingerprints, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        write_whole(self._file, text.encode())


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
        return self.last(path) if self._known.get(path, {}).get("document") == _fingerprint(docx) else Pages()

    def last(self, path: str) -> Pages:
        """The pages that a document had when it was last laid out, whatever it held then."""
        layout = self._known.get(path, {})
        pages, total = layout.get("pages"), layout.get("total")
        if not isinstance(pages, dict) or not isinstance(total, int):
            return Pages()
        return Pages({str(name): page for name, page in pages.items() if isinstance(page, int)}, total)

    def remember(self, path: str, docx: bytes, pages: Pages) -> None:
        """Write down the pages of a document that was just laid out."""
        layout = {"document": _fingerprint(docx), "total": pages.total, "pages": dict(pages.by_bookmark)}
        self._known[path] = layout
        text = json.dumps(self._known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        write_whole(self._file, text.encode())


def _fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put(path: Path, data: bytes, made: Made, root: Path, report: Report) -> None:
    """Write one file, unless it is there already; what somebody edited is moved out of the way first."""
    name = path.relative_to(root).as_posix()
    if path.exists():
        there = path.read_bytes()
        if there == data:
            made.remember(name, data)
            report.unchanged.append(path)
            _clear_beside(path, made, root)
            return
        if _held_open(path):
            _put_beside(path, data, made, root, report)
            return
        if not made.is_ours(name, there):
            moved = _move_to_returned(path, root)
            if moved is None:
                _put_beside(path, data, made, root, report)
                return
            where = moved.relative_to(root).as_posix()
            report.notices.append(
                _(
                    "{file} had been edited since it was made: it was moved to {moved} and is not lost; "
                    "to see what changed: plan review {moved}",
                    file=name,
                    moved=where,
                )
                if path.suffix == ".docx"
                else _(
                    "{file} had been edited since it was made: it was moved to {moved} and is not lost",
                    file=name,
                    moved=where,
                )
            )
    try:
        write_whole(path, data)
    except PermissionError:
        _put_beside(path, data, made, root, report)
        return
    made.remember(name, data)
    report.written.append(path)
    _clear_beside(path, made, root)


def _clear_beside(path: Path, made: Made, root: Path) -> None:
    """Take away what was written beside a file while Word held that open, unless somebody edited it since."""
    for beside in path.parent.glob(f"{glob.escape(path.stem)}-nieuw*{path.suffix}"):
        if made.is_ours(beside.relative_to(root).as_posix(), beside.read_bytes()) and not _held_open(beside):
            with suppress(OSError):
                beside.unlink()


def _put_beside(path: Path, data: bytes, made: Made, root: Path, report: Report) -> None:
    """Word holds a file open: the new one gets a name of its own."""
    beside = next(
        candidate
        for number in range(1, 1000)
        if not (candidate := path.with_stem(f"{path.stem}-nieuw{'' if number == 1 else f'-{number}'}")).exists()
        or made.is_ours(candidate.relative_to(root).as_posix(), candidate.read_bytes())
    )
    write_whole(beside, data)
    made.remember(beside.relative_to(root).as_posix(), data)
    report.written.append(beside)
    report.notices.append(
        _(
            "{file} is open in Word: the new one was written beside it as {beside}",
            file=path.relative_to(root).as_posix(),
            beside=beside.name,
        )
    )


def _held_open(path: Path) -> bool:
    """Whether an office program has the file open: it lays a lock file beside it (Word cuts two characters off)."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any(path.with_name(name).exists() for name in names)


def _move_to_returned(path: Path, root: Path) -> Path | None:
    """Move an edited file to `teruggekomen/`, under the moment it was last edited; None when it cannot be moved."""
    edited = datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d-%H%M%S")
    folder = root / RETURNED
    folder.mkdir(exist_ok=True)
    target = next(
        candidate
        for number in range(1, 10_000)
        if not (
            candidate := folder / f"{path.stem}-{edited}{'' if number == 1 else f'-{number}'}{path.suffix}"
        ).exists()
    )
    try:
        path.replace(target)
    except OSError:
        return None
    return target


def write_whole(path: Path, data: bytes) -> None:
    """Write beside, then replace: whoever looks finds the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
