"""The words of a plan's texts, read once for all rules that look at language.

In: a `Plan`. Out: `written(plan)`, every text that is printed, with its words, where each stands in it and whether it
goes on in the phrase before it. Braces, addresses and code are no words. Knows no names and no rules.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from operator import itemgetter, sub
from sys import intern
from typing import Final, NamedTuple, overload

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


class Words(Sequence[Word]):
    """The words of a text in their order, each made when it is asked for.

    Kept one by one they would take ten times as much as the text they are cut from. What all of them are in some
    respect is there in one go: as they stand, `folded` to small letters, where they end, and one or zero (`capital`,
    `opens`, `joined`) for each.
    """

    __slots__ = ("capital", "ends", "folded", "joined", "opens", "texts")

    def __init__(self, text: str) -> None:
        pieces = _WORD.split(text)
        between, words = pieces[::2], pieces[1::2]
        # A word that occurs a hundred times is kept once.
        self.texts = list(map(intern, words))
        self.folded = list(map(intern, map(str.casefold, words)))
        self.ends = array("L", islice(accumulate(map(len, pieces)), 1, None, 2))
        self.capital = bytes(map(str.isupper, map(itemgetter(0), words)))
        # Behind the last word stands something, too.
        follows = [(True, False), *map(_follows, between[1:-1])] if words else []
        self.opens = bytes(map(itemgetter(0), follows))
        self.joined = bytes(map(itemgetter(1), follows))

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Word]:
        return iter(self[:])

    @overload
    def __getitem__(self, at: int) -> Word: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, at: int | slice) -> Word | tuple[Word, ...]:
        if not isinstance(at, slice):
            return self[at : at + 1 or None][0]
        # A column at a time: a plan has many thousands of words.
        texts, ends = self.texts[at], self.ends[at]
        starts = map(sub, ends, map(len, texts))
        flags = (map(bool, column[at]) for column in (self.capital, self.opens, self.joined))
        return tuple(map(Word._make, zip(texts, self.folded[at], starts, ends, *flags, strict=True)))

    def position(self, word: Word) -> int:
        """How many words stand before one of them."""
        return bisect_right(self.ends, word.start)


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
    def words(self) -> Words:
        """The words in order."""
        return Words(self.plain)

    def slice(self, words: Sequence[Word]) -> str:
        """What stands from the first to the last of some words, on one line and without signs of emphasis."""
        return " ".join(self.plain[words[0].start : words[-1].end].replace("*", "").replace("_", "").split())

    def place(self, words: Sequence[Word]) -> Place:
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
    return tuple(Words(text))


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


@lru_cache(maxsize=1024)
def _follows(between: str) -> tuple[bool, bool]:
    """What signs between two words make of the second: whether it opens something, and whether it is joined."""
    return _OPENING.search(between) is not None, _STOP.search(between) is None
