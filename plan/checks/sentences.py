"""Texts as their readers see them, for rules about wording and numbers.

In: a `Text` or `Prose`. Out: its characters with marks and braces out of the way, as many as the author wrote, so that
each still stands where it stood; and where its sentences begin and end. Knows no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from sys import intern
from typing import Final

from plan.dutch import print_number
from plan.model import Figure, Plan
from plan.places import Prose, Sourced

_BRACES: Final = re.compile(r"\{\s*(?P<word>\w+)\s+(?P<id>[^\s:{}]+)\s*(?::(?P<wording>[^{}]*))?\}")
# Each way begins with a sign of its own, so that a search passes over what lies between.
_UNSEEN: Final = re.compile(r"\](?:\([^()\s]*(?: \"[^\"]*\")?\))?|\[(?:\^[^\]\s]+\]:?)?|\*|`|<[^<>\s]+>|\{[^{}]*\}")
_FIGURE_WORDS: Final = frozenset({"cijfer", "figure"})
# A sentence ends at its sign, a blank line, a heading, the next item of a list and the next row of a table.
_END: Final = re.compile(
    r"[.!?…\n](?:(?<!\n)[\"'”’)]*(?=\s)(?=\s+[\"'“‘(]?[^\W\d_a-z])"
    r"|(?<=\n)(?:[ \t]*(?=\n)|(?=[ \t]*(?:[-+]|\d{1,3}[.)])\s)|(?=[ \t]*[|#])|(?<=\|\n)))"
)
_PARAGRAPH: Final = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")


class Shown(str):
    """A text as its readers see it; what is in it is found once, for all rules that ask."""

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends."""
        ends = (*(found.end() for found in _END.finditer(self)), len(self))
        spans = []
        for start, end in pairwise((0, *ends)):
            if body := self[start:end].strip():
                begin = self.index(body, start)
                spans.append((begin, begin + len(body)))
        return tuple(spans)

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """Where each of its paragraphs begins and ends."""
        return paragraphs(self)

    def holds(self, words: frozenset[str]) -> bool:
        """Whether it holds one of some words (in small letters) or digits."""
        return not words.isdisjoint(self._words)

    def sentences_with(self, words: frozenset[str]) -> Iterable[tuple[int, int]]:
        """The sentences that hold one of some words (in small letters) or digits: few, mostly, and soon found."""
        if not self.holds(words):
            return ()
        return (span for span, said in self._said if not words.isdisjoint(said))

    @cached_property
    def _words(self) -> frozenset[str]:
        return words_in(self)

    @cached_property
    def _said(self) -> tuple[tuple[tuple[int, int], frozenset[str]], ...]:
        """The sentences, each with its words."""
        return tuple(((start, end), words_in(self[start:end])) for start, end in self.sentences)


def shown(plan: Plan, text: Sourced) -> Shown:
    """The text without marks, with the numbers of its figures and the ids of what else it names; as long as it was."""
    if not isinstance(text, Prose) and "{" not in text:
        return Shown(text)
    known = _shown_of(plan)
    return known.get(text) or known.setdefault(text, Shown(_masked(plan, text)))


@lru_cache(maxsize=2)
def _shown_of(_plan: Plan) -> dict[Sourced, Shown]:
    """The texts that rules have looked at."""
    return {}


def _masked(plan: Plan, text: str) -> str:
    def fill(found: re.Match[str]) -> str:
        width = len(found[0])
        if found["wording"] is not None:
            start = found.start("wording") - found.start()
            return " " * start + found["wording"] + " " * (width - start - len(found["wording"]))
        figure = plan.figures_by_id.get(found["id"]) if found["word"].lower() in _FIGURE_WORDS else None
        printed = f"{print_number(figure.value.value)} {figure.unit or ''}" if figure else ""
        id_start = found.start("id") - found.start()
        return (printed or " " * id_start + found["id"]).ljust(width)[:width]

    return _UNSEEN.sub(lambda found: " " * len(found[0]), _BRACES.sub(fill, text))


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Where each stretch between blank lines begins and ends; a list without blank lines is one."""
    return tuple(found.span() for found in _PARAGRAPH.finditer(text))


def words_in(text: str) -> frozenset[str]:
    """The words of a text in small letters, and its digits."""
    return frozenset(map(intern, _WORD_OR_DIGIT.findall(text.casefold())))


DIGITS: Final = frozenset("0123456789")
_WORD_OR_DIGIT: Final = re.compile(r"[^\W0-9]+|[0-9]")


def figures_in(plan: Plan, text: Sourced, start: int, end: int) -> Iterator[Figure]:
    """The figures that a stretch of a text prints."""
    for found in _BRACES.finditer(text, start, end):
        figure = plan.figures_by_id.get(found["id"])
        if figure is not None and found["word"].lower() in _FIGURE_WORDS:
            yield figure
