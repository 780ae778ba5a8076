"""What is told about a Word file that came back.

Remarks, where each belongs in the sources, and all of them together. Knows places; knows no Word file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from plan.places import Place
from plan.review.reading import Said


class Kind(StrEnum):
    """What somebody did."""

    COMMENT = "comment"
    INSERTED = "inserted"  # with tracking on: these four
    DELETED = "deleted"
    REPLACED = "replaced"
    MOVED = "moved"
    EDITED = "edited"  # with tracking off, or accepted since: all below
    ADDED = "added"
    REMOVED = "removed"
    SHIFTED = "shifted"
    SPLIT = "split"
    JOINED = "joined"
    DOUBLED = "doubled"
    UNMARKED = "unmarked"  # the text is there, its anchor is gone

    @property
    def tracked(self) -> bool:
        """Whether the file itself tells who changed this and when."""
        return self in (Kind.INSERTED, Kind.DELETED, Kind.REPLACED, Kind.MOVED)


Source = Literal["same", "moved-on", "gone", "none"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something of the file belongs in the sources.

    `exact` tells whether `place` is where its text comes from, and not what stands before it. `source` tells whether
    that text is still what it was when the file was made: "gone" where it is no longer in this plan, "none" where it
    was never an author's. `now` is the text as it is now, where it moved on. `composed` tells that the program makes
    the text of other data; `derived` says of which, where the file does.
    """

    place: Place | None = None
    key: str = ""
    exact: bool = False
    source: Source = "none"
    now: str = ""
    derived: str = ""
    composed: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing somebody said or did. `old` and `new` are the sentences around it, before and after.

    `old` is None where it is not known what was sent. `words` are what a comment is about, `to` is where moved text
    went.
    """

    kind: Kind
    spot: Spot
    author: str = ""
    date: str = ""
    old: str | None = ""
    new: str = ""
    words: str = ""
    thread: tuple[Said, ...] = ()
    done: bool = False
    to: Spot | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """All remarks on one file, in its order.

    `moved_on` tells whether the sources changed since the file was made: then `missing` are the texts of the plan that
    are not in the file, either taken out there or written since. `unknown` counts what differs and cannot be told.
    """

    institute: str
    version: str
    saved_by: str
    saved: str
    moved_on: bool
    remarks: tuple[Remark, ...]
    formatting: tuple[tuple[str, int], ...] = ()
    missing: tuple[Spot, ...] = ()
    unknown: int = 0
    anchors: int = 0
