"""Read the matrix of an old plan: which action carries which goal, and what both are called where room is short.

In: tables, and the titles of goals and actions in their order. Out: a `Matrix`. Knows how such a table is laid out
(goals above, actions on the left, a sign where they meet); knows no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from plan.document import Row, Table, plain_text

_OWNER: Final = re.compile(r"(?P<name>.*?)\s*\((?P<owner>[^()]*)\)")
_POSSIBLE: Final = re.compile(r"[○◯o(]|mogelijk", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What the matrix tells of an action: its short name, whose it is, and the goals it carries, by their position."""

    name: str
    owner: str
    certain: tuple[int, ...]
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by position of the action, and short names of goals and themes by theirs; empty where there is no matrix."""

    rows: tuple[MatrixRow, ...] = ()
    goals: tuple[str, ...] = ()
    themes: dict[str, str] = field(default_factory=dict)


def read_matrix(tables: Iterable[Table], goals: Sequence[str], themes: Sequence[str], actions: Sequence[str]) -> Matrix:
    """The matrix among tables: the one whose columns are as many as the goals, and whose rows as the actions."""
    for table in tables:
        rows = _grid((*table.header, *table.rows))
        if len(goals) < 2 or not rows or len(rows[0]) != len(goals) + 1 or len(rows) <= len(actions):
            continue
        head, body = rows[: len(rows) - len(actions)], rows[len(rows) - len(actions) :]
        names = head[-1][1:]
        if not (_agree(names, goals) and _agree([row[0] for row in body], actions)):
            continue
        groups = list(dict.fromkeys(head[-2][1:])) if len(head) > 1 else []
        short = {theme: word for theme in themes for word in reversed(groups) if _is_short_for(word, theme)}
        return Matrix(tuple(map(_row, body)), tuple(names), short)
    return Matrix()


def _row(cells: Sequence[str]) -> MatrixRow:
    found = _OWNER.fullmatch(cells[0])
    signs = list(enumerate(cells[1:]))
    possible = tuple(at for at, sign in signs if sign and _POSSIBLE.match(sign))
    certain = tuple(at for at, sign in signs if sign and at not in possible)
    return MatrixRow(found["name"] if found else cells[0], found["owner"] if found else "", certain, possible)


def _agree(names: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether most names share a word with the title in their place."""
    alike = sum(_is_short_for(name, title) for name, title in zip(names, titles, strict=True))
    return 2 * alike > len(titles)


def _is_short_for(name: str, title: str) -> bool:
    """Whether a word of a name is one of a title, or part of it."""
    longer, shorter = (re.findall(r"\w{4,}", text.casefold()) for text in (title, name))
    return any(word in one or one in word for word in shorter for one in longer)


def _grid(rows: Sequence[Row]) -> list[list[str]]:
    """The words of each place in a table, those of a large cell in each place it covers."""
    places: dict[tuple[int, int], str] = {}
    for top, row in enumerate(rows):
        left = 0
        for cell in row.cells:
            while (top, left) in places:
                left += 1
            text = " ".join(plain_text(cell.inlines).split())
            places |= {(top + down, left + right): text for down in range(cell.rows) for right in range(cell.span)}
    width = max((left for _top, left in places), default=-1) + 1
    return [[places.get((top, left), "") for left in range(width)] for top in range(len(rows))]
