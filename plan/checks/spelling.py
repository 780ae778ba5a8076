"""Rules about names: of goals, actions, projects, partners and places. Each has one spelling, everywhere.

A name is known from the data that give it (a title, a partner list, a location), from `names.yaml`, or from texts in
which it stands with capitals. What stands in a text is called a name only when it looks like one: many titles are
ordinary words as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from plan.checks.items import goals, subject
from plan.checks.known_names import (
    LEGAL_FORMS,
    LONG,
    SMALL,
    Name,
    Nearby,
    Register,
    content_of,
    has_inner_capital,
    leaving_one_out,
    partners_of,
    register_of,
    stem,
    towns_in,
)
from plan.checks.registry import rule
from plan.checks.words import Word, Words, Written, words_of, written
from plan.diagnostics import Diagnostic, Other, Severity
from plan.messages import _
from plan.model import Action, OperationalGoal, Plan, Theme
from plan.places import Text


@rule(severity=Severity.WARNING)
def name_written_otherwise(plan: Plan) -> Iterator[Diagnostic]:
    """A name is written differently in a text, a list or a short title than where it is given.

    Left alone, a reader takes one action, partner or place for two.
    """
    yield from _written_otherwise(plan)


@rule(severity=Severity.WARNING)
def names_alike(plan: Plan) -> Iterator[Diagnostic]:
    """Two titles, two partners or two places differ in a letter, a hyphen, a small word or their order only.

    Left alone, one thing has two names, or two things cannot be told apart.
    """
    told = {found.place for found in _written_otherwise(plan)}
    for before, names in _groups(plan):
        for later, earlier in _near_equals(before, names):
            if later.place in told:
                continue
            yield Diagnostic(
                rule="names-alike",
                place=later.place,
                message=_('"{name}" looks very much like "{other}"', name=later, other=earlier),
                hint=_("if they are the same, write them the same; if they are not, give one a name of its own"),
                others=(Other(earlier.place, _("the other one")),),
                subject=subject(later),
            )


# --- names in a text -------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _written_otherwise(plan: Plan) -> tuple[Diagnostic, ...]:
    register = register_of(plan)
    variants = [(text, variant) for text in written(plan) for variant in _variants(text, register)]
    ordinary = _ordinary_names(plan, variants)
    found = [_told(text, variant) for text, variant in variants if variant.name not in ordinary or not variant.small]
    found += [diagnostic for text in written(plan) for diagnostic in _doubled_forms(text)]
    return (*found, *_short_titles(plan))


@dataclass(frozen=True, slots=True)
class _Variant:
    """Some words in a text that should be a name, and are written otherwise."""

    words: Sequence[Word]
    name: Name

    @property
    def small(self) -> bool:
        """Whether they are the words of the name, without its capitals."""
        return not any(word.capital for word in self.words)


def _ordinary_names(plan: Plan, variants: Iterable[tuple[Written, _Variant]]) -> set[Name]:
    """The names that texts write small again and again, and more often than as a name: ordinary words as well."""
    small = Counter(variant.name for _text, variant in variants if variant.small and not variant.name.location)
    often = {name: count for name, count in small.items() if count > 1}
    everything = "\0".join(text.text for text in written(plan)) if often else ""
    return {name for name, count in often.items() if count > everything.count(name.text)}


def _told(text: Written, found: _Variant) -> Diagnostic:
    return Diagnostic(
        rule="name-written-otherwise",
        place=text.place(found.words),
        message=_('"{written}" is called "{name}" elsewhere', written=text.slice(found.words), name=found.name.text),
        hint=_(
            'write "{name}"; if both are right, put them in names.yaml, the other one under "also"',
            name=found.name.text,
        ),
        others=(Other(found.name.place, _("where it is given")),),
        subject=subject(text.text),
    )


def _variants(text: Written, register: Register) -> Iterator[_Variant]:
    yield from _abbreviated(text, register)
    if str(text.text) in register.spellings:
        return
    for row in _rows(text.words, register.vocabulary):
        yield from _in_row(text, row, register)
    akin = [*_akin_to_registered(text, register)]
    yield from akin
    yield from _a_letter_away(text, register, {word for variant in akin for word in variant.words})
    if text.field == "partners" and not akin:
        yield from _one_word_replaced(text, register)


def _rows(words: Words, vocabulary: Mapping[str, int]) -> Iterator[tuple[Word, ...]]:
    """Words in one phrase that all occur in names, as many as some name of theirs has, with the small words between."""
    begin, sizes = 0, list[int]()
    for at, size in enumerate(map(vocabulary.get, words.folded)):
        if sizes and not (words.joined[at] and (size or words.folded[at] in SMALL)):
            if min(sizes) <= len(sizes):
                yield words[begin:at]
            sizes = []
        if size:
            begin = begin if sizes else at
            sizes.append(size)
    if sizes and min(sizes) <= len(sizes):
        yield words[begin:]


def _in_row(text: Written, row: Sequence[Word], register: Register) -> Iterator[_Variant]:
    """The names in a row of words, the longest first; what is written well is not looked into any further."""
    content = [at for at, word in enumerate(row) if word.folded in register.vocabulary]
    folded = [row[at].folded for at in content]
    taken: set[int] = set()
    for size in range(min(register.longest, len(content)), 0, -1):
        for begin in range(len(content) - size + 1):
            if not taken.isdisjoint(content[begin : begin + size]):
                continue
            names = register.by_words.get(tuple(sorted(folded[begin : begin + size])))
            if names is None:
                continue
            words = row[content[begin] : content[begin + size - 1] + 1]
            same = [name for name in names if _is_written_well(text, words, name)]
            if not same:
                before = _before(text, words)
                same = [name for name in names if _is_otherwise(text, words, name, before)]
                if not same:
                    continue
                yield _Variant(words, same[0])
            taken.update(content[begin : begin + size])


def _before(text: Written, words: Sequence[Word]) -> Word | None:
    at = text.words.position(words[0])
    return text.words[at - 1] if at else None


def _is_written_well(text: Written, words: Sequence[Word], name: Name) -> bool:
    core = name.core
    if len(core) != len(words) or any(word.folded != known.folded for word, known in zip(words, core, strict=True)):
        return False
    spelling = name.text[core[0].start : core[-1].end]
    shown = text.slice(words)
    free = words[0].opens or not (name.registered or name.derived or name.location)
    return shown == spelling or (free and shown[:1].casefold() + shown[1:] == spelling[:1].casefold() + spelling[1:])


# Behind such a word stands the name of one.
_ANNOUNCING: Final = frozenset(
    "actie campagne doel doelstelling fonds gemeente od partner project sd stad thema".split()
)


def _is_otherwise(text: Written, words: Sequence[Word], name: Name, before: Word | None) -> bool:
    """Whether words that are those of a name, and not written as it is, are meant as that name."""
    core = name.core
    folded, known = [word.folded for word in words], [word.folded for word in core]
    capitals = [word for word in content_of(words) if word.capital and not word.opens]
    if text.slice(words).count(",") > name.text.count(","):
        return False
    if folded == known:
        if len(content_of(words)) == 1:
            return _is_otherwise_in_one_word(words[-1], core[-1], name)
        if name.derived:
            return words[0].capital
        if name.is_name or name.registered:
            alone = text.field == "partners" and _stands_alone(text, words)
            return bool(capitals) or alone or _is_small_name(words, name, before)
        return any(
            word.capital and not mine.capital
            for word, mine in zip(words[1:], core[1:], strict=True)
            if word.folded not in SMALL
        ) or (bool(capitals) and _separated_otherwise(text, words, name))
    if words[0].folded in LEGAL_FORMS and words[0].folded != known[0]:
        return False
    if name.derived or len(content_of(words)) < 2 or not (_same_order(words, name) or sorted(folded) == sorted(known)):
        return False
    set_off = _stands_alone(text, words) or (before is not None and before.folded in _ANNOUNCING)
    mostly_capitals = 2 * len(capitals) > len(content_of(words))
    return set_off or (words[0].capital and not words[0].opens) or (name.registered and mostly_capitals)


# Behind such a word stands what there are more of, and no name.
_INDEFINITE: Final = frozenset("een geen elk elke ieder iedere ons onze".split())


def _is_small_name(words: Sequence[Word], name: Name, before: Word | None) -> bool:
    """Whether words without capitals are meant as a name: `sint-niklaas`, `het vlaams energieagentschap`."""
    if not name.is_name or not name.registered:
        return False
    if name.location and "-" in name.text:
        return True
    return not words[0].opens and (before is None or before.folded not in _INDEFINITE)


def _same_order(words: Sequence[Word], name: Name) -> bool:
    return [word.folded for word in content_of(words)] == [word.folded for word in name.content]


def _is_otherwise_in_one_word(word: Word, known: Word, name: Name) -> bool:
    if word.text.isupper():
        return False
    if not word.capital:
        return name.location
    return not word.opens and name.is_name and has_inner_capital(known.text)


def _separated_otherwise(text: Written, words: Sequence[Word], name: Name) -> bool:
    return text.slice(words).casefold() != name.text[name.core[0].start : name.core[-1].end].casefold()


def _from_to(text: Written, words: Sequence[Word]) -> Sequence[Word]:
    """Some words with the small ones between them."""
    return list(text.words[text.words.position(words[0]) : text.words.position(words[-1]) + 1])


def _stands_alone(text: Written, words: Sequence[Word]) -> bool:
    """Whether some words are a phrase of their own: a heading, an item, what stands between quotes."""
    all_words = text.words
    first, last = text.words.position(words[0]), text.words.position(words[-1])
    while first and all_words[first].joined and all_words[first - 1].folded in SMALL:
        first -= 1
    return not all_words[first].joined and (last + 1 == len(all_words) or not all_words[last + 1].joined)


def _akin_to_registered(text: Written, register: Register) -> Iterator[_Variant]:
    """Words with capitals that are a name of the register but for an ending, or one word that is akin to its own."""
    for row in _rows_of_capitals(text.words):
        for size in range(min(len(row), register.longest), 1, -1):
            for begin in range(len(row) - size + 1):
                words = row[begin : begin + size]
                if _is_known((word.folded for word in words), register):
                    continue
                if (name := _akin_name(words, register)) is not None:
                    yield _Variant(_from_to(text, words), name)


def _is_known(words: Iterable[str], register: Register) -> bool:
    """Whether some words are those of a name that is not only found in a text."""
    return any(not name.derived for name in register.by_words.get(tuple(sorted(words)), ()))


def _rows_of_capitals(words: Words) -> Iterator[list[Word]]:
    """Two words with a capital or more in one phrase, without the small words between them."""
    row: list[int] = []
    for at, capital in enumerate(words.capital):
        if row and not (words.joined[at] and (capital or words.folded[at] in SMALL)):
            if len(row) > 1:
                yield [words[spot] for spot in row]
            row = []
        if capital and words.folded[at] not in SMALL:
            row.append(at)
    if len(row) > 1:
        yield [words[spot] for spot in row]


def _akin_name(words: Sequence[Word], register: Register) -> Name | None:
    stems = tuple(stem(word.folded) for word in words)
    if stems in register.by_stems:
        return register.by_stems[stems][0]
    for at, others in enumerate(leaving_one_out(stems)):
        for name in register.by_stems.get(others, ()):
            if _akin(words[at].folded, name.content[at].folded):
                return name
    return None


def _a_letter_away(text: Written, register: Register, told: set[Word]) -> Iterator[_Variant]:
    """Words with a capital that differ in one letter from a word in a name, and names of two words written as one."""
    words = text.words
    in_one = not register.in_one.keys().isdisjoint(words.folded)
    for at, folded in enumerate(words.folded):
        if in_one and (name := register.in_one.get(folded)) and not _is_known([folded], register):
            yield _Variant(words[at : at + 1], name)
        if not words.capital[at] or len(words.texts[at]) < LONG:
            continue
        if folded in register.vocabulary or folded in register.ordinary or words[at] in told:
            continue
        if (near := register.nearby.find(folded)) is not None:
            yield _Variant(words[at : at + 1], register.names_of[near])


_ABBREVIATED: Final = re.compile(r"[A-Z](?<![\w.].)(?:\.(?:[A-Z]\.)+|(?<=S)t\.?[- ]{0,2}(?P<saint>[A-Z]\w+))")


def _abbreviated(text: Written, register: Register) -> Iterator[_Variant]:
    """Abbreviations with points that have none in the register, and `St.` in a name that has `Sint`."""
    for found in _ABBREVIATED.finditer(text.plain):
        saint = found["saint"]
        key = tuple(sorted(("sint", saint.casefold()))) if saint else (found[0].replace(".", "").casefold(),)
        for name in register.by_words.get(key, ())[:1]:
            words = [word for word in text.words if found.start() <= word.start < found.end()]
            words[-1] = words[-1]._replace(end=found.end())
            spelled = register.by_words.get(tuple(sorted(word.folded for word in words)), ())
            if name.registered and not any(known.registered for known in spelled):
                yield _Variant(words, name)


def _one_word_replaced(text: Written, register: Register) -> Iterator[_Variant]:
    """A whole item that is a name with one other word in it."""
    content = content_of(text.words)
    folded = tuple(word.folded for word in content)
    if len(folded) < 3 or not content[0].capital or tuple(sorted(folded)) in register.by_words:
        return
    for at, others in enumerate(leaving_one_out(folded)):
        for name in register.by_others.get(others, ()):
            if not (content[at].text[0].isdigit() or name.content[at].text[0].isdigit()):
                yield _Variant(list(text.words), name)
                return


def _doubled_forms(text: Written) -> Iterator[Diagnostic]:
    """`vzw Samenlevingsopbouw vzw`."""
    if LEGAL_FORMS.isdisjoint(text.words.folded):
        return
    row: list[Word] = []
    for word in text.words:
        if row and word.joined and word.folded == row[0].folded and len(row) > 1:
            yield Diagnostic(
                rule="name-written-otherwise",
                place=text.place([*row, word]),
                message=_(
                    '"{written}" says twice that it is a {form}', written=text.slice([*row, word]), form=word.text
                ),
                hint=_('take one "{form}" away', form=word.text),
                subject=subject(text.text),
            )
            row = []
        elif word.folded in LEGAL_FORMS:
            row = [word]
        elif row:
            row = [*row, word] if word.joined and word.capital else []


def _short_titles(plan: Plan) -> Iterator[Diagnostic]:
    """Short titles in which the title cannot be recognised."""
    for item in _with_short_titles(plan):
        short = item.short_title
        if short is None or short == item.title:
            continue
        words, title = content_of(words_of(short)), content_of(words_of(item.title))
        same = short not in item.title and {word.folded for word in words} == {word.folded for word in title}
        if same or not any(_akin(word.folded, other.folded) for word in words for other in title):
            yield Diagnostic(
                rule="name-written-otherwise",
                place=short.place,
                message=_(
                    'the short title "{short}" is the title "{title}", written otherwise', short=short, title=item.title
                )
                if same
                else _('the short title "{short}" has no word of the title "{title}"', short=short, title=item.title),
                hint=_("leave words out of the title, and keep the others as they are"),
                others=(Other(item.title.place, _("the title")),),
                subject=str(item.id),
            )


def _with_short_titles(plan: Plan) -> Iterator[OperationalGoal | Theme | Action]:
    for strategic in plan.strategic_goals:
        yield from strategic.themes
        yield from strategic.all_operational_goals
    yield from plan.actions


_STEM: Final = 4


def _akin(word: str, other: str) -> bool:
    """Whether a part of a word can be recognised in another: `woonkwaliteit` in `kwaliteitsverbetering`."""
    if len(word) < _STEM:
        return word == other
    return any(word[at : at + _STEM] in other for at in range(len(word) - _STEM + 1))


# --- names that are nearly equal -------------------------------------------------------------------


def _groups(plan: Plan) -> Iterator[tuple[list[Text], list[Text]]]:
    """Names that a reader meets side by side: those to compare with, and those to compare."""
    register = plan.names
    yield [], [*(known.name for known in (register.partners if register else ())), *partners_of(plan)]
    towns = [town for project in plan.projects if project.location for town in towns_in(project.location)]
    rows = [row.title for ranking in plan.rankings for row in ranking.rows]
    yield [], [*(known.name for known in (register.locations if register else ())), *rows, *towns]
    items = [item.title for framework in plan.frameworks for item in framework.items]
    themes = [theme.title for strategic in plan.strategic_goals for theme in strategic.themes]
    shared = [action.title for action in plan.actions if not action.owner]
    yield [], [*items, *(goal.title for goal in goals(plan)), *themes, *shared]
    for institute in plan.institutes:
        yield [*items, *shared], [action.title for action in plan.actions if action.owner == institute.id]
        yield [], [project.title for project in plan.projects if project.owner == institute.id]


def _near_equals(before: Iterable[Text], names: Iterable[Text]) -> Iterator[tuple[Text, Text]]:
    """Names that are nearly one that stands before them, with that one; what is wholly equal is the same."""
    known: dict[str, Text] = {}
    joined = Nearby()
    compared = {id(name) for name in names}
    for name in (*before, *names):
        own = _looks(name)
        if id(name) in compared and str(name) not in known and name[:1].isalnum():
            earlier = next((known[key] for key in own if key in known), None)
            near = joined.find(own[0])
            if earlier is None and near is not None and _differ_in_a_letter(name, known[near]):
                earlier = known[near]
            if earlier is not None and not _are_told_apart(name, earlier):
                yield name, earlier
        joined.add(own[0])
        for key in (str(name), *own):
            known.setdefault(key, name)


def _differ_in_a_letter(name: str, other: str) -> bool:
    """Whether one word of a name differs, it is long, and it begins with the same letter: no tuinen for duinen."""
    words, others = ([word.folded for word in words_of(one)] for one in (name, other))
    if len(words) != len(others):
        return True
    differing = [(word, known) for word, known in zip(words, others, strict=True) if word != known]
    return all(min(len(word), len(known)) >= LONG and word[0] == known[0] for word, known in differing)


def _are_told_apart(name: Text, other: Text) -> bool:
    """Whether names differ in number on purpose, or are equal titles, which `duplicate-title` tells."""
    equal = name.key.endswith(".title") and name.casefold().split() == other.casefold().split()
    return equal or re.findall("[0-9]+", name) != re.findall("[0-9]+", other)


# What something is, which may be said with its name or not.
_KINDS: Final = re.compile(r"(?:project|projecten|campagne|vzw|nv|bv|cv|cvba)$")


@lru_cache(maxsize=32_768)
def _looks(name: str) -> tuple[str, str, str]:
    """What of a name a reader remembers; names that share one of these are nearly equal."""
    return _joined(name), _in_any_order(name), _in_one_number(name)


def _joined(name: str) -> str:
    """A name without capitals, accents, blanks and hyphens."""
    return _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKD", name.casefold()))


_BETWEEN_LETTERS: Final = re.compile(r"[\W_]+")


def _in_one_number(name: str) -> str:
    """A name of two words with a capital or more, without the plural of each: `Huizen van het Kind`."""
    words = content_of(words_of(name))
    if len(words) < 2 or not all(word.capital for word in words):
        return _joined(name)
    return " ".join(
        _PLURAL.sub(lambda found: _SINGLE.get(found["sound"], found["sound"]), word.folded) for word in words
    )


_PLURAL: Final = re.compile(r"(?P<sound>[b-df-hj-np-tv-z])(?P=sound)?en$|(?<=\w{4})s$")
_SINGLE: Final = {"z": "s", "v": "f", None: ""}


def _in_any_order(name: str) -> str:
    """The words that make a name, in alphabetical order and without what it is: `onderwijsopbouwwerk` + `project`."""
    words = [_KINDS.sub("", word.folded) for word in content_of(words_of(name))]
    return " ".join(sorted(word for word in words if word)) or _joined(name)
