"""A pack: the files of one owner in a zip that can be mailed.

In: files and who they belong to. Out: the bytes of a zip, the same for the same files; and the other way round, what
is in a zip that came by mail, once nothing in it is a surprise. Reads and writes no files.

In the zip each file stands by its path in a workspace, so that it can also be unpacked by hand, with `pakket.json`
that tells whose they are and which versions of them went before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from plan import __version__
from plan.changes.archives import BadArchive, names_in, read_archive, write_archive
from plan.ids import is_device, is_id
from plan.messages import _
from plan.sharing.history import State, Versions, as_changes, from_changes, held_in, state_of
from plan.sharing.owning import SECTOR, owner_of
from plan.sources import GOALS, is_left_alone, is_source

MANIFEST: Final = "pakket.json"
_INSTITUTE: Final = "institute.yaml"
_OWN_FOLDERS: Final = ("institutes", "actions")
# What Windows has in no name of a file.
_NO_NAME: Final = re.compile(r'.*[<>:"|?*\\\x00-\x1f\x7f].*|.*[. ]')


@dataclass(frozen=True, eq=False)
class Pack:
    """What somebody sent: whose files they are, the plan they are of, and the shared files that stood beside them.

    `versions` are those that went before, this one the last; without them somebody made the zip by hand, and
    `left_out` names what in it is no part of a plan.
    """

    owner: str
    files: Mapping[str, bytes]
    period: str = ""
    program: str = ""
    shared: State | None = None
    versions: Versions = ()
    left_out: tuple[str, ...] = ()


def write_pack(pack: Pack) -> bytes:
    """The zip to mail."""
    manifest = {
        "format": 1,
        "kind": "pakket",
        "from": pack.owner,
        "period": pack.period,
        "program": __version__,
        "files": state_of(pack.files),
        "shared": pack.shared,
        "versions": as_changes(pack.versions),
    }
    written = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return write_archive({**pack.files, MANIFEST: written})


def is_pack(data: bytes) -> bool:
    """Whether it is a zip that this program made to be mailed."""
    try:
        return MANIFEST in names_in(data)
    except BadArchive:
        return False


def read_pack(data: bytes) -> Pack:
    """What is in a zip. Raises `BadArchive` when it is damaged, or holds what its sender does not own."""
    names = [name for name in names_in(data) if not any(map(_is_junk, name.split("/")))]
    manifests = [name for name in names if name.split("/")[-1] == MANIFEST]
    if not manifests:
        return _by_hand(data, names)
    # Safari unpacks what it downloads: who then mails the folder on, adds one around it.
    top = min(manifests, key=lambda name: (name.count("/"), name)).removesuffix(MANIFEST)
    if stray := next((name for name in names if not name.startswith(top)), None):
        raise BadArchive(_('"{file}" was put in it by hand; ask for a new one, made with plan pack', file=stray))
    found = read_archive(data, names.__contains__)
    files = {name.removeprefix(top): content for name, content in found.items()}
    manifest = _manifest(files.pop(MANIFEST))
    pack = Pack(
        owner=manifest["from"],
        files=files,
        period=manifest["period"],
        program=manifest["program"],
        shared=manifest["shared"],
        versions=manifest["versions"],
    )
    _refuse_surprises(pack, manifest["files"])
    return pack


def _is_junk(name: str) -> bool:
    return name == "__MACOSX" or is_left_alone(name)


def _refuse_surprises(pack: Pack, told: State) -> None:
    for file in pack.files:
        _refuse_name(file)
        if not is_source(file):
            raise BadArchive(_('"{file}" in it is no part of a plan', file=file))
        if owner_of(file) != pack.owner:
            raise BadArchive(
                _('"{file}" in it belongs to {owner}, not to who sent it', file=file, owner=owner_of(file))
                if owner_of(file)
                else _('"{file}" in it belongs to the working group, not to who sent it', file=file)
            )
    state = state_of(pack.files)
    for file in sorted({*state, *told}):
        if state.get(file) != told.get(file):
            raise BadArchive(_('"{file}" in it is not what was sent; ask for a new one', file=file))
    if not pack.files or pack.versions[-1] != state:
        raise BadArchive(_('"{file}" in it is damaged', file=MANIFEST))


def _refuse_name(file: str) -> None:
    for name in file.split("/"):
        if _NO_NAME.fullmatch(name) or is_device(name.partition(".")[0].lower()):
            raise BadArchive(_('it holds a file that Windows can give no place: "{file}"', file=file))


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = held_in(data)
        is_newer = isinstance(manifest["format"], int) and manifest["format"] > 1
        texts = [manifest["kind"], manifest["from"], manifest["period"], manifest["program"]]
        shared = manifest["shared"]
        are_texts = all(isinstance(text, str) and text.isprintable() for text in texts)
        are_states = _is_state(manifest["files"]) and (shared is None or _is_state(shared))
        versions = from_changes(manifest["versions"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_newer = are_texts = are_states = False
        versions = ()
    if is_newer:
        raise BadArchive(_("it was made by a newer version of this program; install that"))
    owner_is_known = (
        are_texts and manifest["kind"] == "pakket" and (manifest["from"] == SECTOR or is_id(manifest["from"]))
    )
    if not (owner_is_known and are_states and versions):
        raise BadArchive(_('"{file}" in it is damaged', file=MANIFEST))
    return {**manifest, "versions": versions}


def _is_state(state: Any) -> bool:
    return isinstance(state, dict) and all(isinstance(hashed, str) for hashed in state.values())


# --- made by hand ----------------------------------------------------------------------------------


def _by_hand(data: bytes, names: list[str]) -> Pack:
    """What Explorer or Finder made of the folder of one institute."""
    if any(name.split("/")[-1] == GOALS for name in names):
        raise BadArchive(
            _(
                "it holds a whole plan, and not the files of one institute; to see what differs: plan changes, and its "
                "name; ask who sent it for a pack: plan pack"
            )
        )
    homes = [name.removesuffix(_INSTITUTE) for name in names if name.split("/")[-1] == _INSTITUTE]
    paths = {name: path for name in names if (path := _in_workspace(name, homes)) is not None}
    owners = sorted({owner_of(path) for path in paths.values()})
    if SECTOR in owners or not owners:
        raise BadArchive(
            _("it cannot be seen whose files it holds; ask who sent it for a pack: plan pack makes one, to mail")
        )
    if len(owners) > 1:
        raise BadArchive(_("it holds files of {owners}; take those of one at a time", owners=tuple(owners)))
    found = read_archive(data, paths.__contains__)
    for path in paths.values():
        _refuse_name(path)
    left_out = tuple(name for name in names if name not in paths)
    return Pack(owners[0], {paths[name]: content for name, content in found.items()}, left_out=left_out)


def _in_workspace(name: str, homes: list[str]) -> str | None:
    """The path that a file would have in a workspace; None when it has none."""
    parts = name.split("/")
    at = next((at for at, part in enumerate(parts) if part in _OWN_FOLDERS), None)
    if at is not None:
        path = "/".join(parts[at:])
        return path if is_source(path) else None
    for home in homes:
        if home.count("/") and name.startswith(home):
            path = "/".join((_OWN_FOLDERS[0], home.split("/")[-2], name.removeprefix(home)))
            return path if is_source(path) else None
    return None
