"""Keep what a workspace holds now as a version, under a name.

In: an opened workspace, a name and what was made. Out: a zip in `bewaard/versies/`, from which all of it can come back.
Prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plan.changes.archives import BadArchive
from plan.changes.kept import BadName, open_kept, pack, path_of
from plan.journal import write
from plan.messages import Refused, _
from plan.workspace import Workspace

_UNREADABLE = ("unreadable-file", "link-to-outside", "file-too-large")


def free_path(workspace: Workspace, name: str) -> Path:
    """Where a version of this name can be kept. Raises `Refused`, also for a name that some version has."""
    try:
        path = path_of(workspace.root, name)
    except BadName as bad:
        raise Refused(bad.message) from None
    if path.exists():
        raise Refused(
            _(
                "{file} is there already; a version is never written over: choose another name",
                file=_at(workspace, path),
            )
        )
    refuse_unread(workspace)
    return path


def keep(workspace: Workspace, path: Path, name: str, outputs: Mapping[str, bytes], automatic: bool = False) -> None:
    """Keep the sources and these files below `build/`; `automatic` when nobody asked for it. Raises `Refused`."""
    write(workspace.root, {}, {_at(workspace, path): packed(workspace, name, outputs, automatic)})


def packed(workspace: Workspace, name: str, outputs: Mapping[str, bytes], automatic: bool = False) -> bytes:
    """The zip of a version, which was seen to hold what it should. Raises `Refused`."""
    sources = workspace.sources.files
    data = pack(name, workspace.plan.identity.title, sources, outputs, automatic)
    try:
        opened = open_kept(data)
    except BadArchive as bad:
        raise Refused(_("this version could not be brought back: {reason}", reason=bad.message)) from None
    assert opened == (name, dict(sources))
    return data


def refuse_unread(workspace: Workspace) -> None:
    """Raise `Refused` for a source that cannot be read: it could not be kept."""
    for found in workspace.sources.diagnostics:
        if found.rule in _UNREADABLE:
            raise Refused(found.message)


def _at(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
