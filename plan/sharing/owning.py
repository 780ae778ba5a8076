"""Whose a file of a workspace is.

In: the path of a file. Out: the id of an institute, or `SECTOR`. Knows no plans: the folder says it, also of an
institute that is not known here yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from plan.ids import is_id

SECTOR: Final = ""
_SHARED_PICTURES: Final = "beelden"
_Value = TypeVar("_Value")


def owner_of(file: str) -> str:
    """The institute in whose folder below `institutes/` or `actions/` the file lies; all else is the sector's."""
    top, *below = file.split("/")[:-1] or [""]
    is_institutes = top in ("institutes", "actions") and below and is_id(below[0]) and below[0] != _SHARED_PICTURES
    return below[0] if is_institutes else SECTOR


def owned(files: Mapping[str, _Value], owner: str) -> dict[str, _Value]:
    """The files that are one owner's."""
    return {file: value for file, value in files.items() if owner_of(file) == owner}
