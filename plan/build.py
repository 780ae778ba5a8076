"""Plans as files, written so that nobody's work is lost.

In: an opened workspace. Out: below `build/`, the plan of each institute in Word and in Markdown, and a report of what
was written and what was kept. `render` is pure and can run anywhere; only `build` writes.

What a build must never do: leave half a file, or take the place of a file that somebody edited. Such a file is first
moved to `teruggekomen/`. What was made is remembered in `.gebouwd.json` beside the sources: not in `build/`, which
people throw away, since with it would go the knowledge of what was edited.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.diagnostics import Diagnostic, Severity
from plan.messages import Message, _, _n
from plan.model import Delivery, Goals, Institute, Plan
from plan.workspace import Workspace, concerns
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word

OUTPUT: Final = "build"
RETURNED: Final = "teruggekomen"
MADE: Final = ".gebouwd.json"


class Format(StrEnum):
    """What a plan can be built as."""

    WORD = "word"
    MARKDOWN = "markdown"


# --- one plan --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of one institute's plan by their path below its folder, and what is wrong with their making."""

    institute: str
    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]


def render(plan: Plan, institute_id: str, formats: Iterable[Format], draft: bool, label: str = "") -> Rendered:
    """Make the files of one institute's plan: the same bytes for the same plan."""
    institute = plan.institutes_by_id[institute_id]
    composed = compose_document(plan, institute, draft, label)
    name = f"{slug(plan.identity.title)}-{institute_id}"
    files: dict[str, bytes] = {}
    if Format.WORD in formats:
        files[f"{name}.docx"] = write_word(composed.document)
    if Format.MARKDOWN in formats:
        files |= {f"tekst/{path}": data for path, data in write_markdown(composed.document, f"{name}.md").items()}
    return Rendered(institute_id, files, faults_of_making(plan, institute, composed))


def slug(title: str) -> str:
    """A title as part of a file's name."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "plan"


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


def build(
    workspace: Workspace,
    institutes: Iterable[Institute],
    formats: Iterable[Format] = tuple(Format),
    final: bool = False,
    label: str = "",
) -> Iterator[Report]:
    """Build the plans of some institutes, one after the other; each is reported as soon as it is there.

    With `final`, a plan that has obstacles is not built; whatever stands in the way of one never stops another.
    """
    formats = tuple(formats)
    made = Made(workspace.root / MADE)
    for institute in institutes:
        start = time.perf_counter()
        report = Report(institute, obstacles=obstacles(institute, workspace.findings))
        if workspace.plan.lost(Goals, ""):
            # Without its goals a plan would be an empty shell in the place of the previous one.
            report.failure = _("goals.yaml cannot be read; plan check tells what is wrong")
            yield report
            continue
        try:
            files = _files(workspace.plan, formats, final, label, report)
        except Exception as error:  # a fault of ours in one plan must not cost the others theirs
            fault = f"{type(error).__name__}: {error}"
            report.failure = _("this is a fault of the program, please report it: {fault}", fault=fault)
        else:
            _write(files, workspace.root, made, report)
        report.seconds = time.perf_counter() - start
        yield report


def _files(plan: Plan, formats: tuple[Format, ...], final: bool, label: str, report: Report) -> Mapping[str, bytes]:
    """The files to write for an institute: none when it should be final and is not."""
    if final and report.obstacles:
        return {}
    id, draft = str(report.institute.id), bool(report.obstacles)
    rendered = render(plan, id, formats, draft, label)
    report.diagnostics = rendered.diagnostics
    errors = sum(found.severity is Severity.ERROR for found in rendered.diagnostics)
    if errors:
        in_making = _n("{count} error showed in its making", "{count} errors showed in its making", errors)
        report.obstacles = (*report.obstacles, in_making)
        if final:
            return {}
        if not draft:
            rendered = render(plan, id, formats, True, label)
    return rendered.files


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
            report.notices.append(
                _(
                    "{file} had been edited since it was made: it was moved to {moved} and is not lost",
                    file=name,
                    moved=moved.relative_to(root).as_posix(),
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
