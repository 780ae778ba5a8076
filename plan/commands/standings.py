"""The signs and words for how a goal is carried.

In: a `Cell` or `Standing`. Out: `Mark`s for a table, and what they mean; a `Message` for in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from plan.commands.grid import Key, Line, Mark, Tone
from plan.coverage import Cell, Standing
from plan.dutch import year_spans
from plan.messages import Message, _
from plan.model import Kind

SIGNS: Final = {Standing.CERTAIN: "●", Standing.POSSIBLE: "○", Standing.NONE: "–"}
WORDS: Final = {Standing.CERTAIN: _("certain"), Standing.POSSIBLE: _("possible"), Standing.NONE: _("nothing")}
NO_DATA: Final = Mark("·", Tone.FAINT, _("no data"))
_TONES: Final = {Standing.CERTAIN: Tone.GOOD, Standing.POSSIBLE: Tone.WEAK, Standing.NONE: Tone.BAD}
_WAIVED: Final = Mark("w", Tone.FAINT, _("left to others"))
_UNDECIDED: Final = Mark("?", Tone.FAINT, _("still to decide"))
_UNSURE: Final = "*"


def standing_in_words(cell: Cell | None) -> Message:
    """How an institute carries a goal: "certain, not in 2023-2025; only with projects that are not sure yet"."""
    if cell is None:
        return _("no data")
    if cell.standing is Standing.NONE:
        if cell.waiver:
            return _("left to others: {reason}", reason=cell.waiver.reason)
        return _("still to decide") if cell.undecided else _("nothing")
    standing = WORDS[cell.standing]
    if cell.kind is Kind.INTERNAL:
        standing = _("has an action")
    elif cell.short_years:
        standing = _("{standing}, not in {years}", standing=standing, years=year_spans(cell.short_years))
    else:
        standing = _("{standing}, every year", standing=standing)
    if cell.waiver:
        standing = _("{standing}, and yet left to others", standing=standing)
    if cell.conditional_only:
        return _("{standing}; only with projects that are not sure yet", standing=standing)
    if cell.without_project and cell.kind is Kind.EXTERNAL:
        return _("{standing}; without a project", standing=standing)
    return standing


def cell_mark(cell: Cell | None) -> Mark:
    """The sign of a cell over the period, with what it rests on and whether it is waived."""
    if cell is None:
        return NO_DATA
    if cell.excused:
        return _WAIVED if cell.waiver else _UNDECIDED
    unsure = _UNSURE if cell.conditional_only else ""
    waived = _WAIVED.sign if cell.waiver else ""
    return Mark(f"{SIGNS[cell.standing]}{unsure}{waived}", _TONES[cell.standing], WORDS[cell.standing])


def standing_mark(standing: Standing) -> Mark:
    """The sign of a standing."""
    return Mark(SIGNS[standing], _TONES[standing], WORDS[standing])


def year_marks(cell: Cell) -> tuple[Mark, ...]:
    """The signs of a cell year by year."""
    return tuple(
        _UNDECIDED if cell.undecided and standing is Standing.NONE else standing_mark(standing)
        for _year, standing in cell.standings
    )


def signs_in(lines: Iterable[Line]) -> tuple[Key, ...]:
    """What the signs mean that occur; a mark with a word for it is made of signs."""
    shown = {sign for line in lines for mark in line.marks if mark.word for sign in str(mark.sign)}
    marks = (*map(standing_mark, Standing), _WAIVED, _UNDECIDED, NO_DATA)
    meanings = {str(mark.sign): mark.word for mark in marks} | {_UNSURE: _("only with projects that are not sure yet")}
    return tuple(Key(sign, meaning) for sign, meaning in meanings.items() if sign in shown)
