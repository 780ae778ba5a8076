"""Tables built from data: the matrix and the rankings.

In: a `Matrix` or a `Ranking`, and the labels. Out: nodes of the document tree. Words come from the labels and
the data; looks are named shades.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from plan.coverage import Matrix
from plan.document import Cell, Column, Inline, Paragraph, Role, Row, Run, Table
from plan.model import Ranking, Strength
from plan.places import Text

SIGNS: Final = {Strength.CERTAIN: "●", Strength.POSSIBLE: "○"}
"""What stands in a cell of the matrix, so that nothing hangs on colour."""


def matrix_table(matrix: Matrix, labels: Mapping[str, Text], caption: str) -> Table:
    """The matrix: strategic goals over themes over operational goals, and a row for each action."""
    return Table(
        columns=(Column("left"), *(Column("center") for _column in matrix.columns)),
        header=(*_headers(matrix, labels),),
        rows=tuple(
            Row(
                (
                    Cell((Run(f"{row.action.name} ({_owner(matrix, row.action.owner, labels)})"),), header=True),
                    *(
                        Cell((Run(SIGNS[strength]),), shade=strength.value, align="center") if strength else Cell(())
                        for strength in row.strengths
                    ),
                )
            )
            for row in matrix.rows
        ),
        kind="matrix",
        caption=(Run(caption),),
        description=f"{caption}. "
        + ", ".join(f"{sign} {labels[strength.value]}" for strength, sign in SIGNS.items())
        + ".",
        anchor="matrix",
    )


def _owner(matrix: Matrix, owner: str, labels: Mapping[str, Text]) -> str:
    return str(matrix.institute.short) if owner and matrix.institute else str(labels["sector"])


def _headers(matrix: Matrix, labels: Mapping[str, Text]) -> tuple[Row, ...]:
    """One row for the strategic goals, one for the themes where there are any, one for the operational goals."""
    themed = any(column.theme for column in matrix.columns)
    strategic: list[Cell] = [_name(labels["strategic_goal"])]
    themes: list[Cell] = [_name(labels["theme"])]
    for goal, columns in groupby(matrix.columns, key=lambda column: column.strategic):
        under = list(columns)
        code = f"{goal.code}: " if goal.code else ""
        whole = themed and not any(column.theme for column in under)
        strategic.append(
            Cell((Run(f"{code}{goal.title}"),), len(under), 2 if whole else 1, shade="group", align="center")
        )
        if not whole:
            for theme, grouped in groupby(under, key=lambda column: column.theme):
                name: tuple[Inline, ...] = (Run(theme.name),) if theme else ()
                themes.append(Cell(name, len(list(grouped)), shade="group", align="center"))
    goals = Row(
        (
            _name(labels["operational_goal"]),
            *(Cell((Run(column.goal.name),), turned=True, shade="group") for column in matrix.columns),
        )
    )
    return (Row(tuple(strategic)), *([Row(tuple(themes))] if themed else []), goals)


def _name(label: Text) -> Cell:
    return Cell((Run(label[:1].upper() + label[1:]),), header=True, shade="group")


def ranking_table(ranking: Ranking, labels: Mapping[str, Text]) -> Table:
    """A ranking as a table, each row with its class in words as well as in shade."""
    titles = {str(known.id): known.title for known in ranking.classes}
    shades = {id: f"class-{at}" for at, id in enumerate(titles, start=1)}
    rows = []
    for rank, row in enumerate(ranking.rows, start=1):
        of = str(row.class_)
        shade = shades.get(of, "")
        cells = [
            Cell((Run(str(rank)),), align="right", shade=shade),
            Cell((Run(row.title),), shade=shade, header=True),
        ]
        if titles:
            cells.append(Cell((Run(titles.get(of, "")),), shade=shade))
        rows.append(Row(tuple(cells)))
    columns = [Column("right", 1.0), Column("left", 5.0)]
    heads = [labels["rank"], ranking.column or ranking.title]
    if titles:
        columns.append(Column("left", 4.0))
        heads.append(labels["class"])
    return Table(
        columns=tuple(columns),
        header=(Row(tuple(Cell((Run(head),)) for head in heads)),),
        rows=tuple(rows),
        caption=(Run(ranking.title),),
        description=str(ranking.title),
        anchor=str(ranking.id),
    )


def ranking_source(ranking: Ranking, labels: Mapping[str, Text]) -> Paragraph | None:
    """The line below a ranking that tells where it comes from, as far as its author says so."""
    source = ", ".join(str(part) for part in (ranking.source, ranking.year) if part is not None)
    return Paragraph((Run(f"{labels['source']}: {source}"),), Role.SOURCE) if source else None
