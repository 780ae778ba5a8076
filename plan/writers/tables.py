"""Where the cells of a table come to stand, and how wide its columns are.

In: a table of the document tree and the room there is for it. Out: rows of slots that fill the grid, widths of
columns and heights of rows in twips. Knows neither Word's XML nor fonts: letters are measured by a rough table,
which is enough to share out a page's width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from plan.document import Cell, Row, Table, plain_text

_TWIPS_PER_POINT: Final = 20
_LINE: Final = 1.25  # height of a line, in sizes of its letters
_TALLEST: Final = (4500, 5600, 6700)  # a row with turned text, in twips: half a landscape page, or more if it must be
_GENEROUS: Final = 1.2  # turned text that does not fit is cut off: rather a bit more room than a bit too little
_WIDTHS: Final = (
    dict.fromkeys("ijlIftr.,;:'’‘|!()[]{}/\\ -", 0.3)
    | dict.fromkeys("mwMW@%&—–…", 0.85)
    | dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", 0.62)
)  # in sizes of the letters; what is not here is 0.52 wide
_LONGEST_WORD: Final = 25  # in letters: what is longer is broken off rather than squeezing the other columns
_EMPTY: Final = Cell(())
_Needs = tuple[list[float], list[float]]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text: their size in points, and how broad they run beside those of Calibri."""

    points: float
    breadth: float = 1.0

    @property
    def line(self) -> float:
        """The height of a line, in twips."""
        return self.points * _LINE * _TWIPS_PER_POINT

    def width(self, text: str) -> float:
        """About how wide a text is on one line, in twips."""
        return sum([_WIDTHS.get(letter, 0.52) for letter in text]) * self.points * self.breadth * _TWIPS_PER_POINT


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in its place; one that continues shows nothing: the cell began in a row above."""

    cell: Cell
    column: int
    span: int
    starts: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's header rows and rows as slots that all fill the same number of columns."""

    header: list[list[Slot]]
    rows: list[list[Slot]]
    columns: int

    def __iter__(self) -> Iterator[list[Slot]]:
        """All rows, the header's first."""
        yield from self.header
        yield from self.rows


def fill_grid(table: Table) -> Grid:
    """Put each cell in its place; short rows get empty cells, a row that is too long makes the table wider."""
    grid = Grid(_slots(table.header), _slots(table.rows), 0)
    columns = max([len(table.columns), *map(_end, grid)])
    for row in grid:
        row.extend(Slot(_EMPTY, column, 1) for column in range(_end(row), columns))
    return replace(grid, columns=columns)


def _slots(rows: Sequence[Row]) -> list[list[Slot]]:
    filled: list[list[Slot]] = []
    running: dict[int, tuple[Slot, int]] = {}  # by column: a cell from above, and how many rows it still runs over
    for index, row in enumerate(rows):
        slots: list[Slot] = []
        cells = iter(row.cells)
        below: dict[int, tuple[Slot, int]] = {}
        column = 0
        while True:
            if column in running:
                above, left = running.pop(column)
                slot, left = Slot(above.cell, column, above.span, continues=True), left - 1
            elif (cell := next(cells, None)) is not None:
                room = min((other - column for other in running), default=max(cell.span, 1))
                left = min(cell.rows, len(rows) - index) - 1
                slot = Slot(cell, column, min(max(cell.span, 1), room), starts=left > 0)
            elif running:
                slot, left = Slot(_EMPTY, column, 1), 0
            else:
                break
            if left > 0:
                below[column] = (slot, left)
            slots.append(slot)
            column += slot.span
        running = below
        filled.append(slots)
    return filled


def _end(row: list[Slot]) -> int:
    return row[-1].column + row[-1].span if row else 0


def column_widths(table: Table, grid: Grid, total: int, letters: Letters, padding: int) -> list[int]:
    """Share out `total` twips: by the shares of the columns, where they have one, else by what they hold.

    `letters` are those of its cells, `padding` what a cell keeps free in twips; the widths add up exactly.
    """
    shares = [column.share for column in table.columns] + [0.0] * (grid.columns - len(table.columns))
    narrow = {slot.column for row in grid.header for slot in row if slot.cell.turned}
    for tallest in _TALLEST:
        least, most = _needs(grid, narrow, letters, padding, tallest)
        if sum(least) <= total:
            break
    if any(shares):
        # Columns without a share get what their text needs, within bounds; the others divide the rest.
        needs = [0.0 if share else need for share, need in zip(shares, most, strict=True)]
        scale = min(1.0, 0.6 * total / max(sum(needs), 1.0))
        rest = (total - sum(needs) * scale) / sum(shares)
        wanted = [share * rest + need * scale for share, need in zip(shares, needs, strict=True)]
    elif sum(most) <= total:
        others = sum(need for column, need in enumerate(most) if column not in narrow)
        even = _even([most[column] for column in narrow], total - others)
        wanted = [max(need, even) if column in narrow else need for column, need in enumerate(most)]
    elif sum(least) >= total:
        wanted = least
    else:
        scale = (total - sum(least)) / (sum(most) - sum(least))
        wanted = [low + (high - low) * scale for low, high in zip(least, most, strict=True)]
    return _adding_up(wanted, total)


def _adding_up(wanted: list[float], total: int) -> list[int]:
    whole = sum(wanted) or 1.0
    edges = [0, *(round(edge * total / whole) for edge in accumulate(wanted))]
    return [right - left for left, right in pairwise(edges)]


def _even(needs: list[float], room: float) -> float:
    """What each column gets of the room when all get the same, and none less than it needs."""
    for taken, need in enumerate(sorted(needs, reverse=True)):
        share = room / (len(needs) - taken)
        if need <= share:
            return share
        room -= need
    return 0


def _needs(grid: Grid, narrow: set[int], letters: Letters, padding: int, tallest: int) -> _Needs:
    """What each column needs at least (its longest word) and at most (its longest text).

    A column with a turned name is narrow: there the longest word is enough, and as many lines as the name takes in a
    row that is `tallest`. A cell over more columns asks each for its part of its longest word.
    """
    line = letters.line
    least, most = [line + padding] * grid.columns, [line + padding] * grid.columns
    for slot in sorted((slot for row in grid for slot in row if not slot.continues), key=lambda slot: slot.span):
        columns = range(slot.column, slot.column + slot.span)
        text = plain_text(slot.cell.inlines)
        if slot.cell.turned:
            lines = _lines(text, letters, tallest - 2 * padding)
            lacking = lines * line + padding - sum(least[column] for column in columns)
        elif slot.span > 1:
            word = letters.width(_longest_word(text)[:_LONGEST_WORD]) + padding
            lacking = word - sum(least[column] for column in columns)
        else:
            whole = letters.width(text) + padding
            if whole > least[slot.column]:
                word = letters.width(_longest_word(text)[:_LONGEST_WORD]) + padding
                least[slot.column] = max(least[slot.column], word)
            most[slot.column] = max(most[slot.column], least[slot.column] if slot.column in narrow else whole)
            continue
        for column in columns if lacking > 0 else ():
            least[column] += lacking / slot.span
            most[column] = max(most[column], least[column])
    return least, most


def _longest_word(text: str) -> str:
    return max(text.split(), key=len, default="")


def turned_height(row: list[Slot], widths: list[int], letters: Letters, padding: int) -> int:
    """How high a row must be for its turned texts, each on as many lines as its column has room for; 0 without any."""
    tallest = 0.0
    for slot in row:
        if slot.cell.turned and not slot.continues:
            text = plain_text(slot.cell.inlines)
            width = sum(widths[slot.column : slot.column + slot.span]) - padding
            room = max(1, int(width / (letters.line)))
            height = max(letters.width(text) / room, letters.width(_longest_word(text))) * _GENEROUS
            while _lines(text, letters, height) > room and height < _TALLEST[-1]:
                height *= 1.03
            tallest = max(tallest, height)
    return min(round(tallest) + 2 * padding, _TALLEST[-1]) if tallest else 0


def _lines(text: str, letters: Letters, length: float) -> int:
    """How many lines a text takes; a word that is longer than a line goes on in the next."""
    lines, used, space = 1, 0.0, letters.width(" ") * _GENEROUS
    for word in text.split():
        width = letters.width(word) * _GENEROUS
        if used and used + space + width > length:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0.0)
        while used > length:
            lines, used = lines + 1, used - length
    return lines
