"""The names that a plan knows, each with the spelling that holds everywhere.

In: a `Plan`. Out: `register_of(plan)`: names from the data (titles, partners, locations, institutes), from `names.yaml`
and from texts that write them with capitals, to be looked up by their words; and `Nearby`, words by all that is a
letter away from them. Knows no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from plan.checks.items import goals
from plan.checks.words import Word, Words, Written, words_of, written
from plan.model import Plan
from plan.places import Place, Text

# Small words that come and go between the words that make a name.
SMALL: Final = frozenset("de het een 't den der des van voor in op te ten ter en of aan bij met tot om uit".split())
# Those that stand inside a name; `en` more often stands between two names.
_BETWEEN: Final = frozenset("de het der van voor".split())
LEGAL_FORMS: Final = frozenset("vzw nv bv cv cvba".split())
LONG: Final = 6
"""Letters from which on a word that differs in one of them is no other word."""


@dataclass(frozen=True, eq=False)
class Name:
    """A name as it should be written. `registered`: it is a name and nothing else; else it may be ordinary words too.

    `derived`: it was only found in a text, with capitals.
    """

    text: str
    found: Place | tuple[Written, Sequence[Word]]
    registered: bool = False
    derived: bool = False
    location: bool = False
    words: tuple[Word, ...] = field(default=())

    @property
    def place(self) -> Place:
        """Where the name is given."""
        return self.found if isinstance(self.found, Place) else self.found[0].place(self.found[1])

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """The words that make the name."""
        return content_of(self.words) or self.words

    @cached_property
    def core(self) -> tuple[Word, ...]:
        """The words from the first that makes the name to the last: without an article in front."""
        content = self.content
        return tuple(word for word in self.words if content[0].start <= word.start <= content[-1].start)

    @cached_property
    def is_name(self) -> bool:
        """Whether its capitals say that it is a name: all its words have one, or one word has more."""
        content = self.content
        if len(content) == 1:
            return self.location or has_inner_capital(content[0].text)
        return all(word.capital or word.text[0].isdigit() for word in content)


@dataclass(frozen=True, eq=False)
class Register:
    """All known names: their spellings, and the names by their words in alphabetical order.

    `by_others` has those of three words or more by all but one of them. Of the names that are registered, `by_stems`
    has those of two words or more by their stems, with all of them or all but one, and `in_one` by them written as one.
    `vocabulary` are the words of all names, each with how many words the shortest name has that it is in. `ordinary`
    are the words that texts write without a capital, `proper_words` those that a name or a partner has with one.
    """

    spellings: frozenset[str]
    by_words: dict[tuple[str, ...], list[Name]]
    by_others: dict[tuple[str, ...], list[Name]]
    by_stems: dict[tuple[str, ...], list[Name]]
    in_one: dict[str, Name]
    vocabulary: dict[str, int]
    longest: int
    nearby: Nearby
    names_of: dict[str, Name]
    proper_words: frozenset[str]
    ordinary: frozenset[str]


_MOST_WORDS: Final = 40
"""Of a name: what is longer is a text, and what it takes to compare names grows with the square of their words."""


@lru_cache(maxsize=2)
def register_of(plan: Plan) -> Register:
    """All names that a plan knows."""
    names = [name for name in _known(plan) if 0 < len(name.words) <= _MOST_WORDS]
    known = {tuple(word.folded for word in name.core) for name in names}
    known |= {tuple(sorted(word.folded for word in name.content)) for name in names if name.registered}
    derived = (name for name in _derived(plan) if len(name.words) <= _MOST_WORDS)
    names += [name for name in derived if known.isdisjoint(_keys(name))]
    partners = [words_of(partner) for partner in partners_of(plan)]
    by_words: dict[tuple[str, ...], list[Name]] = {}
    by_others: dict[tuple[str, ...], list[Name]] = {}
    by_stems: dict[tuple[str, ...], list[Name]] = {}
    in_one: dict[str, Name] = {}
    names_of: dict[str, Name] = {}
    for name in names:
        folded = tuple(word.folded for word in name.content)
        by_words.setdefault(tuple(sorted(folded)), []).append(name)
        if name.derived or not (name.is_name or name.registered):
            continue
        if len(folded) >= 3:
            for other in leaving_one_out(folded):
                by_others.setdefault(other, []).append(name)
        if name.registered and name.is_name and len(folded) >= 2:
            stems = tuple(map(stem, folded))
            for key in (stems, *(leaving_one_out(stems) if len(stems) >= 3 else ())):
                by_stems.setdefault(key, []).append(name)
            in_one.setdefault("".join(word.folded for word in name.core), name)
        for word in name.content:
            if word.capital and len(word.text) >= LONG:
                names_of.setdefault(word.folded, name)
    return Register(
        frozenset(name.text for name in names),
        by_words,
        by_others,
        by_stems,
        in_one,
        _fewest(by_words),
        max(map(len, by_words), default=0),
        Nearby(names_of),
        names_of,
        frozenset(
            word.folded for words in (*(name.words for name in names), *partners) for word in words if word.capital
        ),
        frozenset(word for text in written(plan) for word in filter(str.islower, text.words.texts)),
    )


def _fewest(names: Iterable[tuple[str, ...]]) -> dict[str, int]:
    fewest: dict[str, int] = {}
    for words in sorted(names, key=len):
        for word in words:
            fewest.setdefault(word, len(words))
    return fewest


def _keys(name: Name) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a name in their order, and those that make it in alphabetical order."""
    return tuple(word.folded for word in name.core), tuple(sorted(word.folded for word in name.content))


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word without the ending of an adjective: the same for `sociaal` and `sociale`."""
    bare = word.removesuffix("e")
    return "".join(letter for letter, after in zip(bare, f"{bare[1:]} ", strict=True) if letter != after)


def leaving_one_out(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Some words with each of them left out in turn, a gap in its place; nothing for more words than a name has."""
    count = len(words) if len(words) <= _MOST_WORDS else 0
    return ((*words[:at], "", *words[at + 1 :]) for at in range(count))


def _known(plan: Plan) -> Iterator[Name]:
    """Names that the data give, those of the register first."""
    if plan.names:
        for known in (*plan.names.partners, *plan.names.others):
            yield from (_name(spelling, registered=True) for spelling in known.spellings)
        for location in plan.names.locations:
            yield from (_name(spelling, registered=True, location=True) for spelling in location.spellings)
        for abbreviation in plan.names.abbreviations:
            yield _name(abbreviation.name, registered=True)
    for institute in plan.institutes:
        yield from (_name(name, registered=True) for name in (institute.name, institute.short_name) if name)
    for title in _titles(plan):
        yield _name(title)
    for project in plan.projects:
        yield _name(project.title)
        if project.location:
            yield from (_name(town, location=True) for town in towns_in(project.location))
    for ranking in plan.rankings:
        yield from (_name(row.title, location=True) for row in ranking.rows)
    for partner in partners_of(plan):
        words = words_of(partner)
        if sum(word.capital for word in words) > 1 or (len(words) == 1 and has_inner_capital(partner)):
            yield _name(partner)
    for framework in plan.frameworks:
        yield _name(framework.title)
        if framework.source:
            yield _name(framework.source, registered=True)
        yield from (_name(item.title) for item in framework.items)


def _titles(plan: Plan) -> Iterator[Text]:
    """Titles and short titles of goals, themes and actions."""
    themes = (theme for strategic in plan.strategic_goals for theme in strategic.themes)
    for item in (*goals(plan), *themes, *plan.actions):
        yield item.title
        if (short := getattr(item, "short_title", None)) is not None:
            yield short


def partners_of(plan: Plan) -> Iterator[Text]:
    """All items of partner lists."""
    for lists in ([action.partners for action in plan.actions], [project.partners for project in plan.projects]):
        yield from (partner for partners in lists for partner in partners)


def towns_in(location: Text) -> Iterator[Text]:
    """The towns in `Ninove en Denderleeuw`."""
    end = 0
    for town in location.replace(" en ", ", ").split(", "):
        start = location.index(town, end)
        end = start + len(town)
        yield Text(town, location.part(start, end), key=location.key)


def _name(text: Text, *, registered: bool = False, location: bool = False) -> Name:
    return Name(str(text), text.place, registered, location=location, words=words_of(text))


def _derived(plan: Plan) -> Iterator[Name]:
    """Names that texts give: two words with capitals or more, inside a sentence."""
    seen: set[str] = set()
    for text in written(plan):
        for row in _capitalised(text.words):
            spelling = text.slice(row)
            if "," not in spelling and spelling not in seen:
                seen.add(spelling)
                yield Name(spelling, (text, row), derived=True, words=words_of(spelling))


def _capitalised(words: Words) -> Iterator[Sequence[Word]]:
    begin = -1
    for at, capital in enumerate(words.capital):
        if begin >= 0:
            if words.joined[at] and (capital or words.folded[at] in _BETWEEN):
                continue
            yield from _trimmed(words[begin:at])
            begin = -1
        if capital and not words.opens[at] and words.folded[at] not in SMALL:
            begin = at
    if begin >= 0:
        yield from _trimmed(words[begin:])


def _trimmed(words: Iterable[Word]) -> Iterator[Sequence[Word]]:
    row = list(words)
    while row and not row[-1].capital:
        row.pop()
    if len(content_of(row)) >= 2:
        yield row


def content_of(words: Iterable[Word]) -> tuple[Word, ...]:
    """Words without the small ones."""
    return tuple(word for word in words if word.folded not in SMALL)


def has_inner_capital(text: str) -> bool:
    """Whether capitals stand behind the first letter: `STEK`, `DieGem`."""
    return any(letter.isupper() for letter in text[1:])


# --- a letter away ---------------------------------------------------------------------------------


class Nearby:
    """Words that can be found by what is a letter away from them: one more, one less, another, or two the other way.

    Such a difference leaves one half of a word as it was: words are found by their halves.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._by_half: dict[tuple[int, str, str], dict[str, None]] = {}
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        """Know a word."""
        for half in _halves(word, len(word)):
            self._by_half.setdefault(half, {})[word] = None

    def find(self, word: str) -> str | None:
        """A known word that differs from this one in a letter, and not in its last: another ending is another form."""
        for size in (len(word) - 1, len(word), len(word) + 1):
            for half in _halves(word, size):
                for known in self._by_half.get(half, ()):
                    if known != word and _is_a_letter_away(word, known):
                        return known
        return None


def _halves(word: str, size: int) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """The beginning and the end that a word of some size has as well, where the difference is not in it."""
    half = max(0, size - 1) // 2
    return (size, word[:half], ""), (size, "", word[len(word) - half :])


def _is_a_letter_away(word: str, other: str) -> bool:
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    if same >= min(len(word), len(other)) - 1 and word[-1:] != other[-1:]:
        return False
    left, right = word[same:], other[same:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or (left[1::-1] + left[2:]) == right
