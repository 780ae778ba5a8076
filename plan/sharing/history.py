"""Which versions of somebody's files went round: what tells an older pack from a newer one, whatever the clocks say.

In: the bytes of `bewaard/.verstuurd.json`, the hashes of files. Out: for each owner the versions that were sent from
here or arrived here, oldest first, and how a pack stands to what is here; the bytes again. Reads and writes no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from plan.outputs import fingerprints

FILE: Final = "bewaard/.verstuurd.json"
_MOST_VERSIONS: Final = 5_000
_MOST_HASHES: Final = 5_000_000  # of all versions together; more than this would fill the memory

State = Mapping[str, str]
"""All files of one owner at one time: the SHA-256 of each, by path."""

Versions = tuple[State, ...]


class Standing(StrEnum):
    """How what was sent stands to what is here."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    APART = "apart"
    """Neither follows the other, as far as is known."""


def state_of(files: Mapping[str, bytes]) -> State:
    """The state that these files are in."""
    return fingerprints(files)


def with_state(versions: Versions, state: State) -> Versions:
    """The versions with the state that is there now as the last; the same ones when it is that already."""
    return versions if versions and versions[-1] == state else (*versions, state)


def merged(known: Versions, sent: Versions) -> Versions:
    """The versions that are known once those that were sent have arrived; the newest of these is the last."""
    arrived = {frozenset(state.items()) for state in sent}
    return (*(state for state in known if frozenset(state.items()) not in arrived), *sent)


def standing(here: State, known: Versions, sent: Versions) -> Standing:
    """How the last of the versions that were sent stands to what is here, where others are known."""
    if here == sent[-1]:
        return Standing.SAME
    # First, since somebody may have gone back to what once was: then what is here is in an old pack too.
    if len(known) > len(sent) and known[: len(sent)] == sent:
        return Standing.OLDER
    if here in sent:
        return Standing.NEWER
    return Standing.OLDER if sent[-1] in known else Standing.APART


def had(versions: Versions, file: str, hashed: str) -> bool:
    """Whether a file was so in one of the versions."""
    return any(state.get(file) == hashed for state in versions)


# --- written down ----------------------------------------------------------------------------------


def as_changes(versions: Versions) -> list[dict[str, str | None]]:
    """Each version as what changed in it since the one before: the hash of a file, None for one that went away."""
    changes = []
    for before, after in pairwise(({}, *versions)):
        changed: dict[str, str | None] = dict.fromkeys(before.keys() - after.keys())
        changed |= {file: hashed for file, hashed in after.items() if before.get(file) != hashed}
        changes.append(dict(sorted(changed.items())))
    return changes


def from_changes(changes: Sequence[Any]) -> Versions:
    """The versions again. Raises `ValueError` for what `as_changes` does not make, or for more than anybody sent."""
    if len(changes) > _MOST_VERSIONS:
        raise ValueError(len(changes))
    versions: list[State] = []
    hashes = 0
    for changed in changes:
        if not isinstance(changed, dict):
            raise ValueError(changed)
        state = {**(versions[-1] if versions else {}), **changed}
        if not all(isinstance(hashed, str | None) for hashed in changed.values()):
            raise ValueError(changed)
        versions.append({file: hashed for file, hashed in sorted(state.items()) if hashed is not None})
        hashes += len(versions[-1])
        if hashes > _MOST_HASHES:
            raise ValueError(hashes)
    return tuple(versions)


def held_in(data: bytes) -> Any:
    """What JSON holds. Raises `ValueError` where it is none, or where half a sign in it is no text to write again."""
    held = json.loads(data)
    json.dumps(held, ensure_ascii=False).encode()
    return held


def read_known(data: bytes) -> dict[str, Versions]:
    """The versions that are known, by owner; without a file that can be read nothing is."""
    try:
        known = held_in(data)
        return {owner: from_changes(changes) for owner, changes in known["versions"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def write_known(known: Mapping[str, Versions]) -> bytes:
    """The versions that are known, as a file."""
    written = {"format": 1, "versions": {owner: as_changes(versions) for owner, versions in sorted(known.items())}}
    return (json.dumps(written, indent=1, ensure_ascii=False) + "\n").encode()
