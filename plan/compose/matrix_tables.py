"""The matrix as tables: which action contributes to which operational goal.

In: a `Matrix`, the labels and how many goals the paper takes. Out: one table, or one for each part of the goals where
they are too many for a page. Words come from the labels and the data; looks are named shades.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from math import ceil
from typing import Final, Literal

from plan.compose.homes import shown
from plan.coverage import Column as Goal
from plan.coverage import Matrix
from plan.document import Cell, Column, Inline, Paper, Row, Run, Table
from plan.dutch import print_list
from plan.model import Strength
from plan.places import Text
from plan.sentences import capitalised

SIGNS: Final = {Strength.CERTAIN: "●", Strength.POSSIBLE: "○"}
"""What stands in a cell of the matrix, so that nothing hangs on colour."""

MOST_GOALS: Final[Mapping[Paper, int]] = {"a4": 22, "a3": 36}
"""How many columns a landscape page takes, each wide enough for a name on two lines beside the names of the actions."""

_LONG_NAME: Final = 100  # characters


def matrix_tables(
    matrix: Matrix,
    labels: Mapping[str, Text],
    caption: str,
    description: str = "",
    paper: Paper = "a4",
    last: tuple[Cell, ...] = (),
) -> tuple[Table, ...]:
    """The matrix, cut between strategic goals where it has more goals than the paper takes.

    `description` is read out to who cannot see the table, behind its caption and the meaning of its signs. `last` is a
    row below all others: its name, and a cell for each goal.
    """
    parts = _parts(matrix.columns, MOST_GOALS[paper])
    return tuple(
        _table(matrix, first, goals, labels, _caption(caption, number, parts, labels), description, number, last)
        for number, (first, goals) in enumerate(parts, 1)
    )


Part = tuple[int, tuple[Goal, ...]]  # where its columns begin in those of the whole matrix, and those


def _parts(goals: tuple[Goal, ...], most: int) -> list[Part]:
    """Cut the goals into parts that fit: between strategic goals, else between themes, else where they are full."""
    parts: list[tuple[Goal, ...]] = [()]
    for piece in _pieces(goals, most):
        if parts[-1] and _room(parts[-1] + piece) > most:
            parts.append(())
        parts[-1] += piece
    firsts = [sum(map(len, parts[:number])) for number in range(len(parts))]
    return list(zip(firsts, parts, strict=True))


def _pieces(goals: tuple[Goal, ...], most: int) -> Iterable[tuple[Goal, ...]]:
    """What stays together."""
    for strategic in _runs(goals, "strategic"):
        for piece in [strategic] if _room(strategic) <= most else _runs(strategic, "theme"):
            yield from [piece] if _room(piece) <= most else ((goal,) for goal in piece)


def _room(goals: tuple[Goal, ...]) -> int:
    """How many columns' room goals take: a name that is longer than two lines of a column takes that of more."""
    return sum(ceil(len(goal.goal.name) / _LONG_NAME) for goal in goals)


def _runs(goals: Iterable[Goal], above: Literal["strategic", "theme"]) -> list[tuple[Goal, ...]]:
    """Goals that follow each other under the same strategic goal or theme."""
    return [tuple(run) for _above, run in groupby(goals, key=lambda goal: id(getattr(goal, above)))]


def _caption(caption: str, number: int, parts: list[Part], labels: Mapping[str, Text]) -> str:
    if len(parts) == 1:
        return caption
    _first, goals = parts[number - 1]
    names = [str(run[0].strategic.code or run[0].strategic.title) for run in _runs(goals, "strategic")]
    return f"{caption} ({labels['part']} {number} {labels['of']} {len(parts)}: {print_list(names)})"


def _table(
    matrix: Matrix,
    first: int,
    goals: tuple[Goal, ...],
    labels: Mapping[str, Text],
    caption: str,
    description: str,
    number: int,
    last: tuple[Cell, ...],
) -> Table:
    below = (Row((last[0], *last[1 + first : 1 + first + len(goals)])),) if last else ()
    signs = ", ".join(f"{sign} {labels[strength.value]}" for strength, sign in SIGNS.items())
    return Table(
        columns=(Column("left"), *(Column("center") for _goal in goals)),
        header=_headers(goals, labels),
        rows=tuple(
            Row(
                (
                    Cell((shown(row.action.name), Run(f" ({_owner(matrix, row.action.owner, labels)})")), header=True),
                    *map(_cell, row.strengths[first : first + len(goals)]),
                )
            )
            for row in matrix.rows
        )
        + below,
        kind="matrix",
        caption=(Run(caption),),
        description=" ".join(filter(None, (f"{caption}. {signs}.", description))),
        anchor="matrix" if number == 1 else f"matrix-{number}",
    )


def _cell(strength: Strength | None) -> Cell:
    return Cell((Run(SIGNS[strength]),), shade=strength.value, align="center") if strength else Cell(())


def _owner(matrix: Matrix, owner: str, labels: Mapping[str, Text]) -> str:
    return str(matrix.institute.short) if owner and matrix.institute else str(labels["sector"])


def _headers(goals: tuple[Goal, ...], labels: Mapping[str, Text]) -> tuple[Row, ...]:
    """One row for the strategic goals, one for the themes where there are any, one for the operational goals."""
    themed = any(goal.theme for goal in goals)
    strategic: list[Cell] = [_name(labels["strategic_goal"])]
    themes: list[Cell] = [_name(labels["theme"])]
    for under in _runs(goals, "strategic"):
        goal = under[0].strategic
        code = (Run(f"{goal.code}: "),) if goal.code else ()
        whole = themed and not any(column.theme for column in under)
        strategic.append(Cell((*code, shown(goal.title)), len(under), 2 if whole else 1, shade="group", align="center"))
        if not whole:
            for grouped in _runs(under, "theme"):
                theme = grouped[0].theme
                name: tuple[Inline, ...] = (shown(theme.name),) if theme else ()
                themes.append(Cell(name, len(grouped), shade="group", align="center"))
    names = (Cell((shown(goal.goal.name),), turned=True, shade="group", align="left") for goal in goals)
    lowest = Row((_name(labels["operational_goal"]), *names))
    return (Row(tuple(strategic)), *([Row(tuple(themes))] if themed else []), lowest)


def _name(label: Text) -> Cell:
    return Cell((Run(capitalised(label)),), header=True, shade="group")
