"""The words of a plan's texts, read once for all rules that look at language.

In: a `Plan`. Out: `written(plan)`, every text that is printed, with its words, where each stands in it and whether it
goes on in the phrase before it. Braces, addresses and code are no words. Knows no names and no rules.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import attrgetter
from sys import intern
from typing import Final, NamedTuple

from plan.checks.items import texts_by_path
from plan.model import Plan, TemplateText
from plan.places import Place, Prose, Sourced

# What is printed, by the field it stands in; the others hold ids, settings, addresses and remarks to colleagues.
_PRINTED: Final = frozenset(
    """
    answer area collaboration column condition context description explanation full_name introduction legal_basis
    location name note organisation partners partners_note reason role short_name short_title source statement text
    title unit
    """.split()
)
_NOT_PRINTED: Final = frozenset({"accepts", "names", "outline", "rule_settings", "templates"})


class Word(NamedTuple):
    """A word in a text, and where it stands there.

    `capital`: it begins with one. It `opens` a sentence, an item or a heading: its capital says nothing. `joined` to
    the word before it: no sign stands between them that ends a phrase.
    """

    text: str
    folded: str
    start: int
    end: int
    capital: bool
    opens: bool
    joined: bool


@dataclass(frozen=True, eq=False)
class Written:
    """A printed text, the field it stands in, and its words."""

    text: Sourced
    field: str

    @cached_property
    def plain(self) -> str:
        """The text with a sign as wide in the place of whatever is no words."""
        text = str.__str__(self.text)
        return _NO_WORDS.sub(lambda found: _GAP * len(found[0]), text) if _MAY_HOLD.search(text) else text

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order."""
        return tuple(_words(self.plain))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that occur, in small letters."""
        return frozenset(map(attrgetter("folded"), self.words))

    @cached_property
    def capitalised(self) -> tuple[Word, ...]:
        """The words with a capital."""
        return tuple(filter(attrgetter("capital"), self.words))

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """The words that stand in small letters."""
        return frozenset(filter(str.islower, map(attrgetter("text"), self.words)))

    def position(self, word: Word) -> int:
        """How many words stand before one of them."""
        return bisect_left(self.words, word.start, key=attrgetter("start"))

    def slice(self, words: tuple[Word, ...] | list[Word]) -> str:
        """What stands from the first to the last of some words, on one line and without signs of emphasis."""
        return " ".join(self.plain[words[0].start : words[-1].end].replace("*", "").replace("_", "").split())

    def place(self, words: tuple[Word, ...] | list[Word]) -> Place:
        """Where some words in a row stand."""
        return self.text.part(words[0].start, words[-1].end)


@lru_cache(maxsize=2)
def written(plan: Plan) -> tuple[Written, ...]:
    """Every text that is printed, with its words; those of the workspace's own templates come last."""
    values = [
        Written(text, path[-1])
        for path, text in texts_by_path(plan)
        if path[-1] in _PRINTED and text and _NOT_PRINTED.isdisjoint(path)
    ]
    values += [Written(label, "label") for label in plan.labels.values() if label.place.file == "goals.yaml"]
    return (*values, *(_worded(text) for text in plan.templates.values() if text.file.startswith("templates/")))


def _worded(template: TemplateText) -> Written:
    last = template.source.rpartition("\n")[2]
    place = Place(template.file, 1, 1, template.source.count("\n") + 1, len(last) + 1)
    return Written(Prose(template.source, place), "template")


@lru_cache(maxsize=32_768)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a name."""
    return tuple(_words(text))


_GAP: Final = "\ue000"
_MAY_HOLD: Final = re.compile(r"[{`<\]/@]")
# An address is looked for where one may begin only: behind a blank, or behind something else that is no word.
_NO_WORDS: Final = re.compile(
    r"\{[^{}]*\}|`[^`\n]*`|<[^<>\n]*>|(?<=\])\([^()\n]*\)|\[\^[^\]\n]*\]:?|\b(?:https?://|www\.)\S+"
    r"|(?<![^\s}`>)\]:])\S+@\S+"
)
_WORD: Final = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*)")
_STOP: Final = re.compile(r"""[.!?:;|"“”„«»()\[\]…\ue000]|\n[ \t]*(?:[-*+>#|]|\d+[.)])|\n[ \t]*\r?\n""")
# Behind a colon Dutch goes on with a small letter.
_OPENING: Final = re.compile(r"""[.!?|"“„«#]|\n[ \t]*(?:[-*+>|]|\d+[.)])|\n[ \t]*\r?\n""")


def _words(text: str) -> Iterator[Word]:
    # Cut in one go, and made a column at a time: a plan has many thousands of words.
    pieces = _WORD.split(text)
    between, words = pieces[::2], pieces[1::2]
    ends = tuple(accumulate(map(len, pieces)))
    capitals = (word[0].isupper() for word in words)
    opens, joined = zip((True, False), *map(_follows, between[1:]), strict=True)
    # A word that occurs a hundred times is kept once.
    folded = map(intern, map(str.casefold, words))
    columns = (map(intern, words), folded, ends[::2], ends[1::2], capitals, opens, joined)
    return map(Word._make, zip(*columns, strict=False))  # behind the last word stands something, too


@lru_cache(maxsize=1024)
def _follows(between: str) -> tuple[bool, bool]:
    """What signs between two words make of the second: whether it opens something, and whether it is joined."""
    return _OPENING.search(between) is not None, _STOP.search(between) is None
