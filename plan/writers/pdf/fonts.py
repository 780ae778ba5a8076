"""The fonts of a PDF: open ones that come as packages, so that it looks the same whoever makes it.

In: the name of a font that a style asks for. Out: the family that stands in for it, and which characters can be shown
at all. No font of the computer itself is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal
from unicodedata import category, normalize

import font_lato
import fontpkg_source_sans_3
import fontpkg_source_serif_4
import typst
from fontTools.ttLib import TTFont

from plan.writers.tables import Letters

Family = Literal["sans", "serif", "fixed"]

# What a style calls by one of the names of its kind, and what Typst has for it: its own fixed one, packages for others.
FAMILIES: Final[dict[Family, str]] = {"sans": "Source Sans 3", "serif": "Source Serif 4", "fixed": "DejaVu Sans Mono"}
# How broad their letters run beside those of Calibri, measured on a Dutch sentence.
_BREADTHS: Final[dict[Family, float]] = {"sans": 1.01, "serif": 1.08, "fixed": 1.42}
_UNSHOWN: Final = "□"
_SOFT_HYPHEN: Final = "\u00ad"


@cache
def fonts() -> typst.Fonts:
    """The fonts that Typst may use; Lato is what drawings are lettered in."""
    folders = [str(file.parent) for file in _files()] + [str(Path(font_lato.__file__).parent / "files")]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=sorted(set(folders)))


def letters(points: float, family: Family) -> Letters:
    """The letters of a family, to measure with."""
    return Letters(points, _BREADTHS[family])


def showable(text: str) -> str:
    """The text with a box for each character that no font has: an archived file must not lean on one that is absent."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_showable, normalize("NFC", text)))


def can_letter(drawing: str) -> bool:
    """Whether there are letters for all words of a drawing."""
    return all(character.isspace() or showable(character) == character for character in set(drawing))


@cache
def _showable(character: str) -> str:
    if ord(character) in _known() or character == _SOFT_HYPHEN:
        return character
    if character.isspace():
        return " "
    return "" if category(character) in ("Cf", "Mn", "Me") else _UNSHOWN


@cache
def _known() -> frozenset[int]:
    """The characters of the text's own font, upright and slanted, to which all others fall back."""
    return frozenset.intersection(*(_characters(file) for file in _files() if "Sans" in file.name))


def _characters(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _files() -> Iterator[Path]:
    for package in (fontpkg_source_sans_3, fontpkg_source_serif_4):
        yield from sorted(Path(package.__file__).parent.glob("files/*.ttf"))
