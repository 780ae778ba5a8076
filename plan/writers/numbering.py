"""The numbers of headings, as Word will count them: for the contents, which hold them as text.

In: the list levels that the heading styles of a style document are linked to. Out: the number of each heading in turn.
Word writes the numbers of the headings themselves; in a heading they are never typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml.etree import _Element

from plan.writers.ooxml import W
from plan.writers.styles import StyleDocument

_LEVELS: Final = range(1, 5)


class HeadingNumbers:
    """Counts headings, each list on its own, as many levels deep as Word does."""

    def __init__(self, look: StyleDocument) -> None:
        self._places = {level: look.list_place(f"heading {level}") for level in _LEVELS}
        lists = {place[0] for place in self._places.values() if place}
        self._levels = {number: look.list_levels(number) for number in lists}
        self._counts: dict[int, dict[int, int]] = {number: {} for number in lists}

    def next(self, level: int) -> str:
        """The number of the next heading, of this level; "" where the style does not number it."""
        place = self._places[level]
        if place is None or place[1] not in self._levels[place[0]]:
            return ""
        number, deep = place
        levels, counts = self._levels[number], self._counts[number]
        counts[deep] = counts.get(deep, _start(levels[deep]) - 1) + 1
        for deeper in [known for known in counts if known > deep]:
            del counts[deeper]
        pattern = _value(levels[deep], "lvlText")
        legal = levels[deep].find(W + "isLgl") is not None

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at not in levels:
                return ""
            count = counts.get(at, _start(levels[at]))
            form = "decimal" if legal and at < deep else _value(levels[at], "numFmt")
            return _FORMS.get(form, str)(count)

        return re.sub(r"%([1-9])", shown, pattern).strip()


def _value(level: _Element, name: str) -> str:
    found = level.find(W + name)
    return "" if found is None else found.get(W + "val", "")


def _start(level: _Element) -> int:
    return int(_value(level, "start") or 0)


def _letter(count: int) -> str:
    """A to Z, then AA, BB: Word doubles the letter."""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""


def _roman(count: int) -> str:
    text = ""
    for sign, worth in zip(
        "M CM D CD C XC L XL X IX V IV I".split(), (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), strict=True
    ):
        text += sign * (count // worth)
        count %= worth
    return text


_FORMS: Final[dict[str, Callable[[int], str]]] = {
    "decimalZero": lambda count: f"{count:02}",
    "upperLetter": _letter,
    "lowerLetter": lambda count: _letter(count).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "none": lambda _count: "",
}
