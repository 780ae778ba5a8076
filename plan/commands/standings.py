"""How a goal is carried, as marks in a table.

In: a `Cell` or `Standing`. Out: `Mark`s, and what their signs mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plan.commands.grid import Key, Line, Mark, Tone
from plan.coverage import Cell, Standing
from plan.standings import MEANINGS, SIGNS, cell_sign, year_signs

_TONES: Final = {
    SIGNS[Standing.CERTAIN]: Tone.GOOD,
    SIGNS[Standing.POSSIBLE]: Tone.WEAK,
    SIGNS[Standing.NONE]: Tone.BAD,
}


def cell_mark(cell: Cell | None) -> Mark:
    """The sign of a cell over the period, with what it rests on and whether it is waived."""
    return _mark(cell_sign(cell))


def standing_mark(standing: Standing) -> Mark:
    """The sign of a standing."""
    return _mark(SIGNS[standing])


def year_marks(cell: Cell) -> tuple[Mark, ...]:
    """The signs of a cell year by year."""
    return tuple(map(_mark, year_signs(cell)))


def _mark(sign: str) -> Mark:
    """A sign, or several of which the first tells the standing."""
    return Mark(sign, _TONES.get(sign[0], Tone.FAINT), MEANINGS[sign[0]])


def signs_in(lines: Iterable[Line]) -> tuple[Key, ...]:
    """What the signs mean that occur; a mark with a word for it is made of signs."""
    shown = {sign for line in lines for mark in line.marks if mark.word for sign in str(mark.sign)}
    return tuple(Key(sign, meaning) for sign, meaning in MEANINGS.items() if sign in shown)
