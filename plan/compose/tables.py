"""Tables built from data: the rankings, and the tables whose cells stand in a spreadsheet.

In: a `Ranking` or a `FilledTable`, and the labels. Out: nodes of the document tree. Words come from the labels and
the data; looks are named shades.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from plan.compose.homes import shown
from plan.document import Cell, Column, Paragraph, Role, Row, Run, Table
from plan.model import Alignment, DataTable, FilledTable, Ranking
from plan.places import Text

SHADED_CLASSES: Final = 4
"""How many classes of rows have a shade."""


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
            Cell((shown(row.title),), shade=shade, header=True),
        ]
        if titles:
            cells.append(Cell((shown(titles[of]),) if of in titles else (), shade=shade))
        rows.append(Row(tuple(cells)))
    columns = [Column("right", 1.0), Column("left", 5.0)]
    heads = [labels["rank"], ranking.column or ranking.title]
    if titles:
        columns.append(Column("left", 4.0))
        heads.append(labels["class"])
    return Table(
        columns=tuple(columns),
        header=(Row(tuple(Cell((shown(head),)) for head in heads)),),
        rows=tuple(rows),
        caption=(shown(ranking.title),),
        description=str(ranking.title),
        anchor=str(ranking.id),
    )


def data_table(filled: FilledTable) -> Table:
    """A table of data, its rows in the shade of their class."""
    return Table(
        columns=tuple(Column(align.value) for align in filled.aligns),
        header=(Row(tuple(Cell((shown(head),)) for head in filled.heads)),),
        rows=tuple(
            Row(
                tuple(
                    Cell((Run(text),), shade=_class_shade(of), header=at == 0 and filled.aligns[0] is Alignment.LEFT)
                    for at, text in enumerate(cells)
                )
            )
            for cells, of in zip(filled.rows, filled.classes, strict=True)
        ),
        caption=(shown(filled.title),),
        description=str(filled.title),
        anchor=f"table/{filled.id}",
    )


def _class_shade(of: int | None) -> str:
    return f"class-{of + 1}" if of is not None and of < SHADED_CLASSES else ""


def source_line(table: Ranking | DataTable, labels: Mapping[str, Text]) -> Paragraph | None:
    """The line below a table that tells where it comes from, as far as its author says so."""
    year = str(table.year) if table.year is not None else ""
    if not table.source and not year:
        return None
    label = Run(f"{labels['source']}: ")
    if not table.source:
        return Paragraph((label, Run(year)), Role.SOURCE)
    return Paragraph((label, shown(table.source), Run(f", {year}" if year else "")), Role.SOURCE)
