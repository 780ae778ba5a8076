"""A table of signs as text for a terminal, as Markdown or as CSV.

In: a `Grid`: heads, lines of marks, and keys that tell what codes and signs mean. Out: a string.
Knows nothing of plans: what a sign means is said by whoever makes the grid.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal

from plan.messages import Message, in_words

if TYPE_CHECKING:
    from rich.console import RenderableType

Words = Message | str


class Tone(StrEnum):
    """How a mark strikes the eye, beside its sign; the value is its style in a terminal."""

    PLAIN = "none"
    STRONG = "bold"
    GOOD = "green"
    WEAK = "yellow"
    BAD = "bold red"
    FAINT = "dim"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell shows: a sign, and the word for it where a table is read by machines."""

    sign: Words
    tone: Tone = Tone.PLAIN
    word: Words = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its code and name; in a group also the group's code and what its own adds to that."""

    code: Words
    name: Words = ""
    group: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row. A group is a heading between rows, a total is set apart at the end."""

    marks: tuple[Mark, ...]
    kind: Literal["row", "group", "total"] = "row"


@dataclass(frozen=True, slots=True)
class Key:
    """What a code or a sign stands for, and what there is to say about it."""

    code: str
    name: Words
    remark: Words = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under a title; the first `lead` columns name the rows, the others hold signs.

    Where room is short, the column `name` gives way.
    """

    title: Words
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    lead: int
    name: int
    notes: tuple[Words, ...] = ()
    names: tuple[Key, ...] = ()
    signs: tuple[Key, ...] = ()


def words(text: Words, language: str) -> str:
    """Put a message into words; a string already is. A character that would command a terminal is not let through."""
    sentence = in_words(text, language)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in sentence)


# --- terminal --------------------------------------------------------------------------------------

_NARROWEST_NAME: Final = 24


def as_text(grids: Iterable[Grid], language: str, width: int, colour: bool) -> str:
    """Grids for a terminal of `width` columns; a grid that is wider is cut into several below each other."""
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=width,
        height=25,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as captured:
        for grid in grids:
            for part in _parts(grid, language, width):
                console.print(part)
            console.print()
    return "\n".join(line.rstrip() for line in captured.get().rstrip().split("\n"))


def _parts(grid: Grid, language: str, width: int) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    def below(part: RenderableType) -> RenderableType:
        return Padding(part, (1, 0, 0, 0))

    yield Text(words(grid.title, language), style="bold")
    yield from (Text(words(note, language)) for note in grid.notes)
    widths = [_width(grid, column, language) for column in range(len(grid.heads))]
    if sum(widths) + 2 * len(widths) <= width:
        widths = [cells + 1 for cells in widths]
    for columns in _portions(grid, widths, width):
        yield below(_table(grid, columns, widths, width, language))
    signs = (Text.assemble((key.code, "bold"), " ", words(key.name, language)) for key in grid.signs)
    if grid.signs:
        yield below(Text("   ").join(signs))
    names = Table.grid(padding=(0, 2, 0, 0))
    for key in grid.names:
        names.add_row(*(Text(words(part, language)) for part in (key.code, key.name, key.remark)))
    if grid.names:
        yield below(names)


def _width(grid: Grid, column: int, language: str) -> int:
    head = grid.heads[column]
    shown = (head.group, head.below or head.code, *(line.marks[column].sign for line in grid.lines))
    return max(len(words(text, language)) for text in shown) + (1 if column < grid.lead else 0)


def _portions(grid: Grid, widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """The numbers of the columns of each table, with as many columns of signs as leave room for a name."""
    lead = range(grid.lead)
    room = width - sum(widths[column] + 1 for column in lead if column != grid.name) - _NARROWEST_NAME
    signs = range(grid.lead, len(grid.heads))
    portion = max(1, room // (max((widths[column] for column in signs), default=1) + 1))
    for start in range(0, max(len(signs), 1), portion):
        yield [*lead, *signs[start : start + portion]]


def _table(grid: Grid, columns: Sequence[int], widths: Sequence[int], width: int, language: str) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    left = width - sum(widths[column] + 1 for column in columns if column != grid.name)
    grouped = any(head.group for head in grid.heads)
    group = ""
    for column in columns:
        head = grid.heads[column]
        above, group = head.group if head.group != group else "", head.group
        code = head.below or words(head.code, language)
        table.add_column(
            Text(f"{above}\n{code}" if grouped else code),
            justify="left" if column < grid.lead else "center",
            overflow="ellipsis",
            no_wrap=True,
            width=min(widths[column], max(left, 1)) if column == grid.name else widths[column],
        )
    for line in grid.lines:
        if line.kind == "total":
            table.add_section()
        marks = (line.marks[column] for column in columns)
        style = "bold" if line.kind == "group" else None
        table.add_row(*(Text(words(mark.sign, language), style=mark.tone.value) for mark in marks), style=style)
    return table


# --- Markdown and CSV ------------------------------------------------------------------------------


def as_markdown(grids: Iterable[Grid], language: str) -> str:
    """Grids as GitHub-flavoured Markdown: a heading, a table, and lists of what codes and signs mean."""
    return "\n".join(line for grid in grids for line in _markdown_lines(grid, language)).rstrip()


def _markdown_lines(grid: Grid, language: str) -> Iterator[str]:
    yield from (f"## {_literal(grid.title, language)}", "")
    for note in grid.notes:
        yield from (_literal(note, language), "")
    yield _markdown_row(_literal(head.code, language) for head in grid.heads)
    yield _markdown_row("---" if column < grid.lead else ":-:" for column in range(len(grid.heads)))
    for line in grid.lines:
        emphasis = "" if line.kind == "row" else "**"
        shown = (_literal(mark.sign, language) for mark in line.marks)
        yield _markdown_row(f"{emphasis}{sign}{emphasis}" if sign else "" for sign in shown)
    yield ""
    yield ", ".join(f"{_literal(key.code, language)} {_literal(key.name, language)}" for key in grid.signs)
    yield ""
    for key in grid.names:
        remark = f": {_literal(key.remark, language)}" if key.remark else ""
        yield f"- **{_literal(key.code, language)}** {_literal(key.name, language)}{remark}"
    if grid.names:
        yield ""


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _literal(text: Words, language: str) -> str:
    """Characters that mean something in Markdown, escaped."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", words(text, language))


def as_csv(grid: Grid, language: str) -> str:
    """A grid as CSV the way Belgian spreadsheets read it: semicolons, a byte order mark; no cell is a formula."""
    made = StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\n")
    made.write("\ufeff")
    writer.writerow(
        _no_formula(f"{words(head.code, language)} {words(head.name, language)}".strip()) for head in grid.heads
    )
    for line in grid.lines:
        if line.kind != "group":
            writer.writerow(_no_formula(words(mark.word or mark.sign, language)) for mark in line.marks)
    return made.getvalue().rstrip("\n")


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet shows and never calculates."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else cell
