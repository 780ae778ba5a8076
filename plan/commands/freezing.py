"""What `plan freeze` and `plan restore` do: keep a version of a plan under a name, and bring its sources back.

In: an opened workspace and a name. Out: a zip in `bewaard/versies/`; the files of the workspace as they were. Prints
nothing. Before anything is brought back, what stands there is kept too, unless a version holds it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from plan.changes.kept import FOLDER, kept_versions
from plan.changes.versions import Origin, Version, find_version
from plan.commands.built import outdated
from plan.commands.changes import compare_versions, render_changes, tell_changes, version_now
from plan.files import read_whole
from plan.ids import slug
from plan.journal import write
from plan.keeping import free_path, keep, refuse_unread
from plan.messages import Message, Refused, _, _n, system_reason
from plan.outputs import OUTPUT
from plan.sharing.packs import is_pack
from plan.workspace import Workspace

# --- keeping ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version that was just kept: how many files are in it, and which outputs were not made of these sources."""

    name: str
    path: Path
    sources: int
    outputs: int
    stale: tuple[str, ...]


def freeze(workspace: Workspace, name: str) -> Frozen:
    """Keep the sources and the outputs as they are now. Raises `Refused`."""
    name = " ".join(name.split())
    path = free_path(workspace, name)
    outputs = dict(_outputs(workspace.root / OUTPUT))
    keep(workspace, path, name, outputs)
    stale = tuple(f"{OUTPUT}/{file}" for file in outdated(workspace, outputs))
    return Frozen(name, path, len(workspace.sources.files), len(outputs), stale)


def _outputs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What was made, by path; not a pack to mail, what programs leave behind, nor what a link leads to."""
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(folder)
        left_behind = any(part.startswith((".", "~$")) for part in file.parts)
        if path.is_file() and not left_behind and path.resolve().is_relative_to(folder.resolve()):
            try:
                data = read_whole(path)
            except OSError as error:
                reason = system_reason(error)
                raise Refused(
                    _(
                        "{file} cannot be read: {reason}; close other programs that have it open",
                        file=f"{OUTPUT}/{file.as_posix()}",
                        reason=reason,
                    )
                ) from None
            if not (path.suffix.lower() == ".zip" and is_pack(data)):
                yield file.as_posix(), data


# --- bringing back ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Restoring:
    """A version on its way back: what each file becomes (None: it goes away), and where what is there now is kept."""

    version: Version
    files: Mapping[str, bytes | None]
    kept: str
    is_kept: bool

    def write(self, workspace: Workspace) -> None:
        """Keep what is there, then bring all of it back or nothing. Raises `Refused`."""
        if not self.is_kept:
            keep_as(workspace, self.kept)
        write(workspace.root, workspace.sources.files, self.files)


def name_to_keep(workspace: Workspace, name: str) -> tuple[str, bool]:
    """The version that holds the sources as they are now, and True; else a free name like this one, and False."""
    files = workspace.sources.files
    already = next((kept.name for kept in kept_versions(workspace.root) if kept.holds(files)), None)
    return (already, True) if already else (_free_name(workspace.root, name), False)


def keep_as(workspace: Workspace, name: str) -> None:
    """Keep the sources under a free name, before anything takes their place. Raises `Refused`."""
    keep(workspace, workspace.root / FOLDER / f"{slug(name)}.zip", name, {}, automatic=True)


def restore(workspace: Workspace, name: str, language: str) -> Restoring:
    """Find what brings a version back, by its name; writes nothing. Raises `Refused`."""
    refuse_unread(workspace)
    version = find_version(workspace.root, name)
    if version.origin is not Origin.KEPT:
        names = tuple(f'"{kept.name}"' for kept in kept_versions(workspace.root))
        raise Refused(
            _('"{name}" was not kept by plan freeze; kept are {names}', name=name, names=names)
            if names
            else _('no version was kept yet; keep one with: plan freeze "RvB 12 mei"')
        )
    there, wanted = workspace.sources.files, version.sources.files
    files: dict[str, bytes | None] = dict.fromkeys(there.keys() - wanted.keys())
    files |= {file: data for file, data in wanted.items() if there.get(file) != data}
    kept, is_kept = name_to_keep(workspace, _("before {name}", name=version.name or name).render(language))
    return Restoring(version, dict(sorted(files.items())), kept, is_kept)


def _free_name(root: Path, name: str) -> str:
    """A name that no version has yet."""
    names = (name if number == 1 else f"{name} {number}" for number in range(1, 10_000))
    return next(free for free in names if not (root / FOLDER / f"{slug(free)}.zip").exists())


# --- in words --------------------------------------------------------------------------------------


def render_frozen(frozen: Frozen, root: Path, language: str, width: int) -> str:
    """What was kept, and what of it was not made of these sources."""
    told = [
        _('kept "{name}" in {file}', name=frozen.name, file=frozen.path.relative_to(root).as_posix()),
        _n("{count} file of the plan", "{count} files of the plan", frozen.sources),
        _n("{count} file of build/", "{count} files of build/", frozen.outputs)
        if frozen.outputs
        else _("nothing of build/: no plan was built yet"),
    ]
    if frozen.stale:
        told.append(
            _(
                "these were made before the plan became what it is: {files}; for a version with new ones: plan build, "
                "and freeze again under another name",
                files=frozen.stale,
            )
        )
    told.append(_('to see later what changed since: plan changes "{name}"', name=frozen.name))
    head, *rest = (message.render(language) for message in told)
    return "\n".join([fill(head, width), *(_line(line, width) for line in rest)]) + "\n"


def render_kept(workspace: Workspace, language: str, width: int) -> str:
    """The versions there are, with which of them is as the plan is now."""
    found = kept_versions(workspace.root)
    if not found:
        return _('no version was kept yet; keep one with: plan freeze "RvB 12 mei"').render(language) + "\n"
    lines = [_n("{count} version is kept:", "{count} versions are kept:", len(found)).render(language)]
    for kept in found:
        notes: list[Message] = []
        if kept.automatic:
            notes.append(_("kept by the program, before it changed something"))
        if kept.holds(workspace.sources.files):
            notes.append(_("this is how the plan is now"))
        about = f" ({'; '.join(note.render(language) for note in notes)})" if notes else ""
        lines.append(_line(f"{kept.name}{about}", width))
    return "\n".join(lines) + "\n"


def render_restoring(
    restoring: Restoring, workspace: Workspace, done: bool, language: str, width: int, colour: bool
) -> str:
    """What was brought back or, while nothing is `done` yet, what would be: which files, and what that changes."""
    name = restoring.version.name or ""
    if not restoring.files:
        return _('the plan is as it was in "{name}": there is nothing to bring back', name=name).render(language) + "\n"
    if not done:
        head = _('plan restore "{name}" would bring this back; nothing was changed yet', name=name)
    else:
        head = _('the plan is again as it was in "{name}"', name=name)
    lines = [fill(head.render(language), width)]
    lines += [_line(message.render(language), width) for message in _of_files(restoring, workspace)]
    kept = _('what was there is kept as "{kept}"; to go back to it: plan restore "{kept}"', kept=restoring.kept)
    would_keep = _('what is there now is kept first, as "{kept}"', kept=restoring.kept)
    lines.append(_line((kept if done else would_keep).render(language), width))
    if done:
        lines.append(_line(_("build/ is as it was; give: plan build").render(language), width))
        return "\n".join(lines) + "\n"
    now = version_now(workspace)
    found = compare_versions(now, restoring.version)
    report = tell_changes(now, restoring.version, found, language)
    return "\n".join([*lines, "", render_changes(report, language, width, colour)])


def _of_files(restoring: Restoring, workspace: Workspace) -> Iterator[Message]:
    there = workspace.sources.files
    for file, data in restoring.files.items():
        if data is None:
            yield _("{file} goes away", file=file)
        elif file in there:
            yield _("{file} is as it was", file=file)
        else:
            yield _("{file} is there again", file=file)


def _line(text: str, width: int) -> str:
    return fill(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
