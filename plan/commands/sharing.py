"""What `plan pack` and `plan unpack` do: send the files of one owner by mail, and take in what somebody sent.

In: an opened workspace, and whose files or the bytes of a zip. Out: a zip below `build/`; the files of the workspace
as the sender has them. Prints nothing. Before anything is taken in, what is here is kept as `plan restore` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Final

from plan import __version__
from plan.changes.archives import BadArchive
from plan.changes.kept import FOLDER
from plan.changes.versions import Origin, Version
from plan.commands.changes import compare_versions, render_changes, tell_changes, version_now
from plan.commands.freezing import keep_as, name_to_keep
from plan.diagnostics import Diagnostic, Severity
from plan.dutch import print_number, print_period
from plan.files import read_whole, refuse_outside
from plan.ids import slug
from plan.journal import write
from plan.keeping import refuse_unread
from plan.messages import Message, Refused, _, _n, system_reason
from plan.model import Goals
from plan.outputs import OUTPUT, write_whole
from plan.personal import my_institute
from plan.sharing.arriving import Arrival, Differs, arrival
from plan.sharing.history import FILE, Standing, Versions, merged, read_known, state_of, with_state, write_known
from plan.sharing.owning import SECTOR, owned, owner_of
from plan.sharing.packs import Pack, read_pack, write_pack
from plan.workspace import Workspace

SECTOR_NAME: Final = "sector"
_MAIL_TAKES: Final = 10_000_000  # many mail servers refuse what is larger once it is encoded
_MOST_LINES: Final = 20


# --- packing ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was just made; `beside` are files among its own that are not read, and so not in it."""

    owner: str
    path: Path
    files: int
    size: int
    beside: tuple[str, ...]


def pack(workspace: Workspace, owner: str, output: Path | None = None) -> Packed:
    """Make the zip of one owner's files as they are now. Raises `Refused`."""
    refuse_unread(workspace)
    sources = workspace.sources.files
    files = owned(sources, owner)
    if not files:
        raise Refused(_("there are no files of {owner} here", owner=_who(owner)))
    history = _history(workspace.root)
    known = read_known(history.get(FILE, b""))
    versions = with_state(known.get(owner, ()), state_of(files))
    shared = state_of(owned(sources, SECTOR)) if owner != SECTOR else None
    data = write_pack(Pack(owner, files, _period(workspace), shared=shared, versions=versions))
    path = _target(workspace, owner, output)
    # First, since a version that is known and was not sent does no harm; the other way round it would.
    if (now := write_known({**known, owner: versions})) != history.get(FILE):
        write(workspace.root, history, {FILE: now})
    try:
        if output is None:
            refuse_outside(path, workspace.root)
        write_whole(path, data)
    except OSError as error:
        reason = system_reason(error)
        raise Refused(_("{file} cannot be written: {reason}", file=str(path), reason=reason)) from None
    unread = (found.place.file for found in workspace.sources.diagnostics)
    beside = tuple(file for file in unread if owner_of(file) == owner)
    return Packed(owner, path, len(files), len(data), beside)


def _target(workspace: Workspace, owner: str, output: Path | None) -> Path:
    id = owner or SECTOR_NAME
    name = f"{slug(workspace.plan.identity.title) or 'plan'}-{id}.zip"
    if output is None:
        return workspace.root / OUTPUT / id / name
    path = output / name if output.is_dir() else output
    if path.suffix.lower() != ".zip":
        raise Refused(_("a pack is a zip file: give it a name that ends in .zip"))
    if path.exists() and not _is_pack(path):
        raise Refused(_("{file} is there already, and is no pack; choose another name", file=str(path)))
    return path


def _is_pack(path: Path) -> bool:
    try:
        return bool(read_pack(read_whole(path)).versions)
    except (OSError, BadArchive):
        return False


def _history(root: Path) -> dict[str, bytes]:
    """The file of the versions that went round, where it is there and can be read."""
    with suppress(OSError):
        return {FILE: read_whole(root / FILE)}
    return {}


def _known(root: Path) -> dict[str, Versions]:
    """The versions that went round."""
    return read_known(_history(root).get(FILE, b""))


def _period(workspace: Workspace) -> str:
    """The period of the plan; empty when it cannot be read."""
    plan = workspace.plan
    return "" if plan.lost(Goals, "") else print_period(plan.identity.period)


def _who(owner: str) -> Message | str:
    return _("the working group") if owner == SECTOR else owner


# --- taking in -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Receiving:
    """A pack on its way in: the plan as it would be, its faults that are not here now, what is against taking it in.

    What is here now is kept as `kept`; it `is_kept` when that version is there already.
    """

    arrival: Arrival
    path: Path
    after: Workspace
    faults: tuple[Diagnostic, ...]
    objections: tuple[Message, ...]
    kept: str
    is_kept: bool

    def write(self, workspace: Workspace) -> None:
        """Keep what is here, then take in all of it or nothing. Raises `Refused`."""
        files, pack = self.arrival.files, self.arrival.pack
        if files and not self.is_kept:
            keep_as(workspace, self.kept)
        new = dict(files)
        there = _history(workspace.root)
        known = _known(workspace.root)
        with_theirs = {**known, pack.owner: merged(known.get(pack.owner, ()), pack.versions)}
        if pack.versions and with_theirs != known:
            new[FILE] = write_known(with_theirs)
        write(workspace.root, {**workspace.sources.files, **there}, new)


def receive(workspace: Workspace, path: Path, data: bytes, language: str) -> Receiving:
    """Find what a zip that came by mail would do here; writes nothing. Raises `Refused`."""
    name = path.name
    try:
        pack = read_pack(data)
    except BadArchive as bad:
        raise Refused(_('"{name}" cannot be used: {reason}', name=name, reason=bad.message)) from None
    refuse_unread(workspace)
    coming = arrival(pack, workspace.sources.files, _known(workspace.root))
    after = workspace.with_files(coming.files)
    wanted = _("before the pack of {owner}", owner=_who(pack.owner)).render(language)
    kept, is_kept = name_to_keep(workspace, wanted)
    return Receiving(
        arrival=coming,
        path=path,
        after=after,
        faults=tuple(found for found in after.new_findings(workspace) if found.severity is Severity.ERROR),
        objections=tuple(_objections(coming, workspace, after)) if coming.files else (),
        kept=kept,
        is_kept=is_kept,
    )


def _objections(coming: Arrival, before: Workspace, after: Workspace) -> Iterator[Message]:
    """Why somebody should think before this is taken in."""
    pack = coming.pack
    who = _who(pack.owner)
    if not pack.versions:
        yield _(
            "this zip was made by hand, so that nobody can see whether it is older than what is here; "
            "better ask {owner} for a pack: plan pack",
            owner=who,
        )
    elif coming.standing is Standing.OLDER:
        yield _("what is here is newer than this pack: it is an older version of {owner}", owner=who)
    elif coming.changed_here and _may_not_go(coming, before):
        yield _(
            "this pack does not follow what is here: changed on both sides are {files}; put into one what must stay",
            files=coming.changed_here,
        )
    if pack.period and _period(before) and pack.period != _period(before):
        yield _(
            "it is of the plan for {theirs}, and this is the one for {ours}", theirs=pack.period, ours=_period(before)
        )
    if after.plan.lost(Goals, "") and not before.plan.lost(Goals, ""):
        yield _("the goals.yaml in it cannot be read: nothing could be built; ask {owner} to mend it", owner=who)


def _may_not_go(coming: Arrival, workspace: Workspace) -> bool:
    """Whether what changed here may be the work of the owner, too.

    Shared files are the working group's, whoever changed them elsewhere; of an institute the first pack tells nothing
    yet of what it had before.
    """
    mine = my_institute(workspace.root) == coming.pack.owner
    return mine or (coming.pack.owner != SECTOR and not coming.is_first)


# --- in words --------------------------------------------------------------------------------------


def render_packed(packed: Packed, root: Path, language: str, width: int) -> str:
    """What was packed, and what to do with it."""
    file = packed.path.relative_to(root).as_posix() if packed.path.is_relative_to(root) else str(packed.path)
    told = [
        _n(
            "packed {count} file of {owner} in {file} ({size})",
            "packed {count} files of {owner} in {file} ({size})",
            packed.files,
            owner=_who(packed.owner),
            file=file,
            size=_size(packed.size),
        ),
        _("mail this file; who gets it takes it in with: plan unpack {name}", name=packed.path.name),
    ]
    if packed.size > _MAIL_TAKES:
        told.append(_("it is large for a mail: share it as a link, or make the pictures in it smaller"))
    if packed.beside:
        told.append(_("not in it, since a plan does not read them: {files}; see plan check", files=packed.beside))
    head, *rest = (message.render(language) for message in told)
    return "\n".join([_filled(head, width), *(_line(line, width) for line in rest)]) + "\n"


def _size(size: int) -> str:
    return f"{print_number(max(1, round(size / 1000)))} kB" if size < 1_000_000 else f"{round(size / 1_000_000)} MB"


def render_receiving(
    receiving: Receiving, workspace: Workspace, done: bool, language: str, width: int, colour: bool
) -> str:
    """What was taken in or, while it was not `done`, what would be: each file, what it means, and what to know."""
    coming = receiving.arrival
    who, name = _who(coming.pack.owner), receiving.path.name
    if not coming.files:
        head = _("all that {owner} sent in {name} is here already: nothing changes", owner=who, name=name)
    elif done:
        head = _("taken in what {owner} sent in {name}", owner=who, name=name)
    else:
        head = _("{name} would bring this from {owner}; nothing was changed yet", owner=who, name=name)
    told = [*_of_files(coming, workspace), *_of_what_is_here(receiving, done)] if coming.files else []
    told += [*_to_know(coming), *_of_shared(coming, workspace)]
    lines = [_filled(head.render(language), width), *(_line(message.render(language), width) for message in told)]
    lines += _of_faults(receiving, language, width)
    if coming.files:
        now = version_now(workspace)
        then = Version(Origin.ZIP, name, receiving.after.sources, receiving.after.plan, receiving.after.read)
        report = tell_changes(now, then, compare_versions(now, then), language)
        lines += ["", render_changes(report, language, width, colour).rstrip("\n")]
    if coming.files and done:
        lines += ["", _filled(_("to see it in the documents: plan build").render(language), width)]
    return "\n".join(lines) + "\n"


def objection(receiving: Receiving) -> Message:
    """Why nothing was taken in, and what to type to do it all the same."""
    return _(
        "nothing was taken in: {reasons}. To take it in all the same (what is here is kept): "
        'plan unpack "{name}" --anyway',
        reasons=receiving.objections,
        name=str(receiving.path),
    )


def _of_files(coming: Arrival, workspace: Workspace) -> Iterator[Message]:
    there = workspace.sources.files
    for file, data in list(coming.files.items())[:_MOST_LINES]:
        if data is None:
            yield _("{file} goes away", file=file)
        elif file in there:
            yield _("{file} is replaced", file=file)
        else:
            yield _("{file} is new", file=file)
    if (more := len(coming.files) - _MOST_LINES) > 0:
        yield _n("and {count} file more", "and {count} files more", more)


def _of_what_is_here(receiving: Receiving, done: bool) -> Iterator[Message]:
    """What becomes of what somebody here typed."""
    coming, kept = receiving.arrival, receiving.kept
    replaced = tuple(file for file in coming.changed_here if file in coming.files)
    if replaced and (coming.pack.owner == SECTOR or not coming.is_first):
        yield _("replaced, and otherwise here than with the sender; did you type in them? {files}", files=replaced)
    if done:
        yield _('what was here is kept as "{kept}"; to go back to it: plan restore "{kept}"', kept=kept)
        yield _("one file of it alone is in {zip}, below bronnen/", zip=f"{FOLDER}/{slug(kept)}.zip")
    else:
        yield _('what is there now is kept first, as "{kept}"', kept=kept)


def _to_know(coming: Arrival) -> Iterator[Message]:
    owner = coming.pack.owner
    if coming.only_here:
        yield (
            _(
                "only here, and they stay: {files}; what is yours belongs in your folder of institutes/ or actions/",
                files=coming.only_here,
            )
            if owner == SECTOR
            else _(
                "only here, and they stay: {files}; delete them if {owner} no longer has them",
                files=coming.only_here,
                owner=owner,
            )
        )
    program = coming.pack.program
    if program not in ("", __version__):
        yield _("made with version {theirs} of the program; yours is {ours}", theirs=program, ours=__version__)
    if coming.pack.left_out:
        yield _("in the zip, and no part of a plan: {files}", files=coming.pack.left_out)


def _of_shared(coming: Arrival, workspace: Workspace) -> Iterator[Message]:
    """Which shared files the sender has otherwise, and what to do about it."""
    if not coming.shared:
        return
    yield _("{owner} has other shared files than there are here:", owner=_who(coming.pack.owner))
    for file, differs in coming.shared[:_MOST_LINES]:
        match differs:
            case Differs.OLDER:
                yield _("{file}: an older version", file=file)
            case Differs.OTHER:
                yield _("{file}: another text than here", file=file)
            case Differs.ABSENT:
                yield _("{file}: is missing there", file=file)
            case Differs.EXTRA:
                yield _("{file}: is only there", file=file)
    if (more := len(coming.shared) - _MOST_LINES) > 0:
        yield _n("and {count} file more", "and {count} files more", more)
    if my_institute(workspace.root):
        yield _("ask the working group for the shared files as they are now, both of you: plan pack sector")
    else:
        yield _("mail {owner} the shared files as they are now: plan pack sector", owner=_who(coming.pack.owner))


def _of_faults(receiving: Receiving, language: str, width: int) -> Iterable[str]:
    faults = receiving.faults
    if not faults:
        return
    told = _n(
        "with this the plan has {count} error more; whoever owns the file mends it:",
        "with this the plan has {count} errors more; whoever owns the files mends them:",
        len(faults),
    )
    yield _line(told.render(language), width)
    for fault in faults[:_MOST_LINES]:
        yield _line(f"{fault.place}: {fault.message.render(language)}", width)
    if (more := len(faults) - _MOST_LINES) > 0:
        yield _line(_n("and {count} more: plan check", "and {count} more: plan check", more).render(language), width)


def _filled(text: str, width: int) -> str:
    return fill(text, width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)


def _line(text: str, width: int) -> str:
    return fill(
        text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )
