"""What `plan submit` and `plan verify` do and tell.

In: an opened workspace, one of its institutes and what somebody chose; or the path of a dossier. Out: files below
`build/`, a version that is kept, and text. Prints nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Final

from plan import __version__
from plan.changes.versions import find_version
from plan.diagnostics import render_text
from plan.dutch import print_date
from plan.filings import Filing, read_filings
from plan.keeping import free_path
from plan.load import load_plan
from plan.messages import Message, Refused, _, _n, in_words
from plan.model import Delivery, Institute
from plan.outputs import OUTPUT, Made, Written, fingerprint, withdraw, write_outputs
from plan.pages import LayoutFailed, learn_pages
from plan.requirements import Standing
from plan.requirements.words import counted
from plan.sentences import readable
from plan.submission.dossier import (
    KEPT,
    NOTE,
    SENT,
    Choices,
    Dossier,
    Earlier,
    plan_alone,
    render_plan,
    with_open_points,
)
from plan.submission.filing import filing_of, keep_filing
from plan.submission.manifest import FILE, SOURCES
from plan.submission.openness import Open, open_points
from plan.submission.rebuilding import rebuild
from plan.submission.verifying import Difference, Verdict, archive_name
from plan.workspace import Workspace
from plan.writers.targets import Pages

FOLDER: Final = "indiening"
"""Below the institute's own folder in `build/`."""
_BESIDE: Final = re.compile(r"-nieuw(?:-[0-9]+)?(?=\.[a-z]+$)")


# --- plan submit -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a dossier: nothing but a list where something is open, else files, and a filing if it is one."""

    dossier: Dossier
    open: Open
    written: Written | None = None
    hash: str = ""
    filing: Filing | None = None
    notices: tuple[Message, ...] = ()


def submit(
    workspace: Workspace,
    institute: Institute,
    choices: Choices,
    name: str,
    amends: str,
    today: date,
    libreoffice: Path | None = None,
) -> Submitted:
    """Make the dossier of an institute and, unless it is a draft, keep it as what was filed. Raises `Refused`.

    Where something is open, nothing is made without a reason in `choices`. With the path of LibreOffice the Word file
    gets its page numbers.
    """
    id = str(institute.id)
    own = plan_alone(workspace, id)
    rendered = render_plan(own, id, choices.draft)
    if libreoffice is not None:
        try:
            choices = replace(choices, numbering=learn_pages(rendered.word, Pages(), libreoffice))
        except LayoutFailed as failed:
            raise Refused(failed.message) from None
    if amends:
        choices = replace(choices, amends=_earlier(workspace, id, amends))
    dossier = Dossier(own, rendered, choices)
    points = open_points(dossier, workspace.findings)
    if points and not choices.draft:
        if not choices.reason:
            return Submitted(dossier, points)
        dossier = with_open_points(dossier, choices.reason, tuple(points.points(dossier.language)))
    files = dossier.files()
    archive = files[archive_name(id)]
    already = filing_of(workspace.plan.filings, id, fingerprint(archive))
    name = already.name if already else name or _free_name(workspace, dossier)
    if not choices.draft and not already:
        _refuse_taken(workspace, name)
    written = _write(workspace, files, f"{id}/{FOLDER}")
    filing = None
    if not choices.draft and written.failure is None:
        outputs = {f"{id}/{FOLDER}/{file}": data for file, data in files.items()}
        filing = keep_filing(workspace, id, name, today, archive, outputs, amends)
    return Submitted(dossier, points, written, fingerprint(archive), filing, tuple(written.notices))


def _earlier(workspace: Workspace, institute: str, name: str) -> Earlier:
    """What an amendment changes: the sources of the same plan in a version that was kept. Raises `Refused`."""
    version = find_version(workspace.root, name)
    then = Workspace(workspace.root, version.sources, *load_plan(version.sources))
    return Earlier(version.name or name, plan_alone(then, institute).sources.files)


def _refuse_taken(workspace: Workspace, name: str) -> None:
    """Raise `Refused` for a name under which something else is kept."""
    if name in {filing.name for filing in workspace.plan.filings}:
        raise Refused(
            _(
                'something else was filed as "{name}"; file an amendment of it: --amends "{name}", or give this one '
                "another name: --name NAME",
                name=name,
            )
        )
    free_path(workspace, name)


def _free_name(workspace: Workspace, dossier: Dossier) -> str:
    """What a filing is called, when nobody calls it otherwise."""
    amends = dossier.choices.amends
    name = f"ingediend {dossier.institute.id} {dossier.plan.identity.date.isoformat()}"
    if amends is None:
        return name
    taken = {filing.name for filing in workspace.plan.filings}
    return next(free for number in range(1, 1000) if (free := f"{name} wijziging {number}") not in taken)


def _write(workspace: Workspace, files: Mapping[str, bytes], folder: str) -> Written:
    """Write a dossier, and take away what an earlier one had and this one has not."""
    made, written = Made(workspace.root), Written()
    write_outputs(files, folder, workspace.root, made, written)
    there = workspace.root / OUTPUT / folder
    old = (path.relative_to(there).as_posix() for path in sorted(there.rglob("*")) if path.is_file())
    if written.failure is None:
        gone = [file for file in old if file not in files and not _is_beside(file, files)]
        withdraw(gone, folder, workspace.root, made, written)
    return written


def _is_beside(file: str, files: Collection[str]) -> bool:
    """Whether a file was written beside one that Word holds open, or is what Word leaves while it does."""
    return _BESIDE.sub("", file) in files or Path(file).name.startswith(("~$", "."))


# --- in words --------------------------------------------------------------------------------------


def render_submitted(done: Submitted, workspace: Workspace, language: str, width: int, colour: bool) -> str:
    """What was made and what to do next; or what is open, and what to do about it."""
    if done.written is None:
        return _refused(done, workspace, language, width, colour)
    name = done.dossier.institute.name
    if done.written.failure:
        head = _("{institute}: the dossier could not be written", institute=name)
        return "\n".join([fill(head.render(language), width), _line(done.written.failure, language, width)]) + "\n"
    lines = [fill(_head(done).render(language), width), *_files_told(done, workspace.root, language, width)]
    lines += [_line(told, language, width) for told in (*_facts(done), *done.notices, *_next(done))]
    return "\n".join(lines) + "\n"


def _head(done: Submitted) -> Message:
    name = done.dossier.institute.name
    if done.dossier.choices.draft:
        return _("{institute}: a draft of the dossier was made", institute=name)
    if done.dossier.choices.points:
        return _("{institute}: the dossier was made, with something open", institute=name)
    return _("{institute}: the dossier was made", institute=name)


def _files_told(done: Submitted, root: Path, language: str, width: int) -> Iterator[str]:
    """The folders with what is in them."""
    id = str(done.dossier.institute.id)
    folder = f"{OUTPUT}/{id}/{FOLDER}/"
    assert done.written is not None
    there = root / folder
    files = sorted(path.relative_to(there).as_posix() for path in (*done.written.written, *done.written.unchanged))
    for part in (SENT, KEPT):
        names = tuple(file.removeprefix(part) for file in files if file.startswith(part))
        yield _line(_("{folder}: {files}", folder=f"{folder}{part}", files=names), language, width)
    yield _line(_("{file}: all of it in one file", file=f"{folder}{archive_name(id)}"), language, width)


def _facts(done: Submitted) -> Iterator[Message]:
    counts = Counter(one.standing for one in done.dossier.judgements)
    if counts:
        total = sum(counts.values())
        standings = tuple(counted(standing, counts[standing]) for standing in Standing if counts[standing])
        yield _n("{count} requirement: {standings}", "{count} requirements: {standings}", total, standings=standings)
    else:
        yield _("there are no requirements in this workspace, so nothing was held against them")
    if done.dossier.finished:
        yield _n(
            "the Word file was finished by hand: {count} change is on the proof sheet",
            "the Word file was finished by hand: {count} changes are on the proof sheet",
            len(done.dossier.finished.differences),
        )
    elif not done.dossier.choices.numbering.total:
        yield _("the contents of the Word file has no page numbers yet: add --page-numbers, which asks LibreOffice")
    if lost := sum(page is None for page in done.dossier.pages.of_headings):
        yield _n(
            "{count} heading was not found in the pdf; its page is not on the proof sheet",
            "{count} headings were not found in the pdf; their pages are not on the proof sheet",
            lost,
        )
    if done.open and done.dossier.choices.points:
        yield _n(
            "{count} point is open; it stands on the proof sheet with your reason",
            "{count} points are open; they stand on the proof sheet with your reason",
            len(done.open),
        )
    elif done.open:
        yield _n(
            "{count} point is open: plan submit {institute} without --draft lists it",
            "{count} points are open: plan submit {institute} without --draft lists them",
            len(done.open),
            institute=str(done.dossier.institute.id),
        )
    elif done.dossier.choices.reason:
        yield _("nothing was open: the reason that you gave is told nowhere")
    if done.filing:
        if done.dossier.institute.status is not Delivery.SUBMITTED:
            yield _("set `status: ingediend` in institute.yaml, so that the sector's overviews say so too")
        yield _('kept as "{name}"; to see later what changed since: plan changes "{name}"', name=done.filing.name)
        yield _("SHA-256 of the zip: {hash}", hash=done.hash)


def _next(done: Submitted) -> Iterator[Message]:
    id = str(done.dossier.institute.id)
    if done.dossier.choices.draft:
        yield _("when it is right: plan submit {institute}", institute=id)
        return
    yield _(
        "next: sign the covering letter, read {note}, and send what is in the folder",
        note=f"{OUTPUT}/{id}/{FOLDER}/{NOTE}",
    )
    yield _("to see later that nothing changed: plan verify {folder}", folder=f"{OUTPUT}/{id}/{FOLDER}")


def _refused(done: Submitted, workspace: Workspace, language: str, width: int, colour: bool) -> str:
    """All that is open, and what to type next."""
    dossier, open_ = done.dossier, done.open
    id = str(dossier.institute.id)
    head = _n(
        "{institute}: not filed, since {count} point is open",
        "{institute}: not filed, since {count} points are open",
        len(open_),
        institute=dossier.institute.name,
    )
    parts = [fill(head.render(language), width)]
    if open_.findings:
        parts.append(render_text(open_.findings, workspace.sources.line, language, width, colour).removesuffix("\n"))
    for one in open_.requirements:
        where = f"{one.place}: " if one.place else ""
        told = _("{where}requirement not met: {title}", where=where, title=one.requirement.title).render(language)
        cure = in_words(one.told, language)
        parts.append(
            "\n".join(
                [
                    fill(f"{told} [{one.requirement.id}]", width, subsequent_indent="    ", break_on_hyphens=False),
                    fill(
                        f"= {cure}", width, initial_indent="     ", subsequent_indent="       ", break_on_hyphens=False
                    ),
                ]
            )
        )
    parts += [fill(told.render(language), width) for told in open_.file]
    steps = (
        _("then again: plan submit {institute}", institute=id),
        _("to see how it will look: plan submit {institute} --draft", institute=id),
        _('to file it all the same: plan submit {institute} --accept-open "why"', institute=id),
    )
    parts.append("\n".join(_line(step, language, width) for step in steps))
    return "\n\n".join(parts) + "\n"


# --- plan verify -----------------------------------------------------------------------------------


def made_again(verdict: Verdict) -> tuple[Difference, ...]:
    """What comes out otherwise when a dossier is made again from its sources, or why that cannot be."""
    if verdict.manifest is None:
        return (Difference(FILE, _("without it nobody knows how this dossier was made")),)
    try:
        return tuple(rebuild(verdict.manifest, verdict.files))
    except Refused as refused:
        return (Difference(SOURCES, refused.message),)


def render_verdict(
    verdict: Verdict,
    name: str,
    rebuilt: tuple[Difference, ...] | None,
    register: bytes | None,
    language: str,
    width: int,
) -> str:
    """What a dossier is, and whether it still is what was made. `register` is that of the workspace one is in."""
    manifest = verdict.manifest
    lines: list[str] = []
    if verdict.differences:
        head = _n(
            "{name}: {count} thing is not as it was made",
            "{name}: {count} things are not as they were made",
            len(verdict.differences),
            name=name,
        )
        lines.append(fill(head.render(language), width))
        lines += _told(verdict.differences, language, width)
    else:
        assert manifest is not None
        whole = _n(
            "{name}: all is as it was made, {count} file",
            "{name}: all is as it was made, {count} files",
            len(manifest.files) + 1,
            name=name,
        )
        lines.append(fill(whole.render(language), width))
    if manifest:
        about = _(
            "{plan} of {institute}, made with version {version} of the program",
            plan=manifest.plan,
            institute=manifest.name,
            version=manifest.program,
        )
        lines.append(_line(about, language, width))
        if manifest.draft:
            lines.append(_line(_("this is a draft: it was never filed"), language, width))
        lines += [_line(told, language, width) for told in _in_register(verdict, register, language)]
    if rebuilt is not None:
        lines += _rebuilt(rebuilt, manifest.program if manifest else __version__, language, width)
    return "\n".join(lines) + "\n"


def _in_register(verdict: Verdict, register: bytes | None, language: str) -> Iterator[Message]:
    """Whether this zip was filed, as far as the workspace one is in remembers."""
    manifest = verdict.manifest
    if register is None or manifest is None or manifest.draft or not verdict.hash:
        return
    filings = [filing for filing in read_filings(register) if filing.institute == manifest.institute]
    found = next((filing for filing in filings if filing.sha256 == verdict.hash), None)
    if found:
        day = print_date(found.date, language)
        yield _('this is what was filed on {day} as "{name}"', day=day, name=found.name)
    elif filings:
        yield _("this is not one of the dossiers that were filed from this workspace")


def _rebuilt(rebuilt: Iterable[Difference], program: str, language: str, width: int) -> Iterator[str]:
    rebuilt = tuple(rebuilt)
    if program != __version__:
        told = _(
            "it was made with version {then} of the program, and now with {now}: a difference may come from that",
            then=program,
            now=__version__,
        )
        yield _line(told, language, width)
    if not rebuilt:
        yield _line(_("made again from its sources, all comes out the same"), language, width)
        return
    head = _n(
        "made again from its sources, {count} thing comes out otherwise:",
        "made again from its sources, {count} things come out otherwise:",
        len(rebuilt),
    )
    yield _line(head, language, width)
    yield from _told(rebuilt, language, width)


def _told(differences: Iterable[Difference], language: str, width: int) -> Iterator[str]:
    for difference in differences:
        yield _line(_("{file}: {told}", file=difference.file, told=difference.told), language, width)


def _line(message: Message, language: str, width: int) -> str:
    return fill(
        readable(message.render(language)),
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
        break_long_words=False,
    )
