"""What a pack would do where it arrives.

In: a `Pack`, the files that are here, and the versions that are known here. Out: an `Arrival`: what each file becomes,
what somebody here had changed, and which shared files the sender has otherwise. Writes nothing, and knows no words for
a reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plan.sharing.history import Standing, Versions, had, standing, state_of
from plan.sharing.owning import SECTOR, owned
from plan.sharing.packs import Pack


class Differs(StrEnum):
    """How a shared file that the sender has differs from the one here."""

    OLDER = "older"
    OTHER = "other"
    ABSENT = "absent"
    EXTRA = "extra"


@dataclass(frozen=True, eq=False)
class Arrival:
    """A pack on its way in: what each file becomes (None: it goes away).

    `changed_here` are files that are here in a form that the sender never had; `only_here` are of these the ones that
    are not in the pack and stay; `shared` tells of shared files that the sender has otherwise, with how.
    """

    pack: Pack
    files: Mapping[str, bytes | None]
    standing: Standing
    is_first: bool
    changed_here: tuple[str, ...]
    only_here: tuple[str, ...]
    shared: tuple[tuple[str, Differs], ...]


def arrival(pack: Pack, sources: Mapping[str, bytes], known: Mapping[str, Versions]) -> Arrival:
    """What a pack would do to these sources, where these versions of each owner's files are known."""
    ours = owned(sources, pack.owner)
    here = state_of(ours)
    versions = known.get(pack.owner, ())
    taken = {file for file in ours if file not in pack.files and _goes(pack, file)}
    files: dict[str, bytes | None] = dict.fromkeys(taken)
    files |= {file: data for file, data in pack.files.items() if ours.get(file) != data}
    changed = {
        file
        for file, hashed in here.items()
        if pack.files.get(file) != ours[file] and not had(pack.versions, file, hashed)
    }
    return Arrival(
        pack=pack,
        files=dict(sorted(files.items())),
        standing=standing(here, versions, pack.versions) if pack.versions else Standing.APART,
        is_first=not versions,
        changed_here=tuple(sorted(changed)),
        only_here=tuple(sorted(ours.keys() - pack.files.keys() - taken)),
        shared=tuple(_shared(pack, sources, known.get(SECTOR, ()))),
    )


def _goes(pack: Pack, file: str) -> bool:
    """Whether a file that is here and not in the pack goes away.

    The folder of an institute becomes as it is there. Among the shared files there may be one that somebody put there
    by mistake, such as an own action: it only goes when the sector once had it. A zip made by hand may be a part.
    """
    if not pack.versions:
        return False
    return pack.owner != SECTOR or any(file in state for state in pack.versions)


def _shared(pack: Pack, sources: Mapping[str, bytes], versions: Versions) -> Iterator[tuple[str, Differs]]:
    if pack.shared is None:
        return
    here = state_of(owned(sources, SECTOR))
    for file in sorted({*here, *pack.shared}):
        theirs = pack.shared.get(file)
        if theirs is None:
            yield file, Differs.ABSENT
        elif here.get(file) != theirs:
            if had(versions, file, theirs):
                yield file, Differs.OLDER
            else:
                yield file, Differs.OTHER if file in here else Differs.EXTRA
