"""Texts as their readers see them, for rules about wording and numbers.

In: a `Text` or `Prose`. Out: its characters with marks and braces out of the way, as many as the author wrote, so that
each still stands where it stood; and where its sentences begin and end. Knows no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from plan.dutch import print_number
from plan.model import Figure, Plan
from plan.places import Prose, Sourced

_BRACES: Final = re.compile(r"\{\s*(?P<word>\w+)\s+(?P<id>[^\s:{}]+)\s*(?::(?P<wording>[^{}]*))?\}")
_UNSEEN: Final = re.compile(r"\]\([^()\s]*(?: \"[^\"]*\")?\)|\[\^[^\]\s]+\]:?|\*+|`+|<[^<>\s]+>|\{[^{}]*\}|[\[\]]")
_FIGURE_WORDS: Final = frozenset({"cijfer", "figure"})
# A sentence ends at its sign, a blank line, a heading, the next item of a list and the next row of a table.
_END: Final = re.compile(
    r"[.!?…][\"'”’)]*(?=\s)(?=\s+[\"'“‘(]?[^\W\d_a-z])"
    r"|\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-+]|\d{1,3}[.)])\s)|\n(?=[ \t]*[|#])|(?<=\|)\n"
)
_PARAGRAPH: Final = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")


def _masked(text: str, figures: tuple[tuple[str, str], ...]) -> str:
    printed = dict(figures)

    def fill(found: re.Match[str]) -> str:
        width = len(found[0])
        if found["wording"] is not None:
            start = found.start("wording") - found.start()
            return " " * start + found["wording"] + " " * (width - start - len(found["wording"]))
        id_start = found.start("id") - found.start()
        return printed.get(found["id"], " " * id_start + found["id"]).ljust(width)[:width]

    return _UNSEEN.sub(lambda found: " " * len(found[0]), _BRACES.sub(fill, text))


@lru_cache(maxsize=1024)
def shown(plan: Plan, text: Sourced) -> str:
    """The text without marks, with the numbers of its figures and the ids of what else it names; as long as it was."""
    if not isinstance(text, Prose) and "{" not in text:
        return str.__str__(text)
    named = {found["id"] for found in _BRACES.finditer(text) if found["word"].lower() in _FIGURE_WORDS}
    figures = (plan.figures_by_id[id] for id in sorted(named) if id in plan.figures_by_id)
    return _masked(
        str.__str__(text),
        tuple((str(figure.id), f"{print_number(figure.value.value)} {figure.unit or ''}") for figure in figures),
    )


@lru_cache(maxsize=1024)
def sentences(shown: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a text that is shown begins and ends."""
    ends = (*(found.end() for found in _END.finditer(shown)), len(shown))
    spans = []
    for start, end in pairwise((0, *ends)):
        if body := shown[start:end].strip():
            begin = shown.index(body, start)
            spans.append((begin, begin + len(body)))
    return tuple(spans)


def sentences_with(words: frozenset[str], shown: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text that hold one of some words (in small letters) or digits: few, mostly, and soon found."""
    return (span for span, said in _said(shown) if not words.isdisjoint(said))


def words_in(text: str) -> frozenset[str]:
    """The words of a text in small letters, and its digits."""
    return frozenset(_WORD_OR_DIGIT.findall(text.casefold()))


DIGITS: Final = frozenset("0123456789")
_WORD_OR_DIGIT: Final = re.compile(r"[^\W0-9]+|[0-9]")


@lru_cache(maxsize=1024)
def _said(shown: str) -> tuple[tuple[tuple[int, int], frozenset[str]], ...]:
    """The sentences of a text, each with its words."""
    return tuple(((start, end), words_in(shown[start:end])) for start, end in sentences(shown))


@lru_cache(maxsize=1024)
def paragraphs(shown: str) -> tuple[tuple[int, int], ...]:
    """Where each stretch between blank lines begins and ends; a list without blank lines is one."""
    return tuple(found.span() for found in _PARAGRAPH.finditer(shown))


def figures_in(plan: Plan, text: Sourced, start: int, end: int) -> Iterator[Figure]:
    """The figures that a stretch of a text prints."""
    for found in _BRACES.finditer(text, start, end):
        figure = plan.figures_by_id.get(found["id"])
        if figure is not None and found["word"].lower() in _FIGURE_WORDS:
            yield figure
