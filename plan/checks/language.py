"""Rules about language: abbreviations, sentences that stand twice, signs, words that are out of use.

They look at every text that is printed. Spelling needs a dictionary and is checked on request only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from plan.checks.dictionary import Dictionary
from plan.checks.doubts import owner
from plan.checks.items import subject
from plan.checks.known_names import SMALL, register_of
from plan.checks.registry import Rule, declare, rule
from plan.checks.words import Word, Words, Written, words_of, written
from plan.diagnostics import Diagnostic, Other, Severity
from plan.messages import Message, _, _n
from plan.model import Plan
from plan.places import Place, Prose

# --- abbreviations ---------------------------------------------------------------------------------


@rule(severity=Severity.TIP, supplied_by=("names.yaml",))
def unexplained_abbreviation(plan: Plan) -> Iterator[Diagnostic]:
    """An abbreviation is used, and nothing says what it stands for.

    Left alone, it shuts out who is not of the trade. One finding for each, where it stands first.
    """
    known = _known_abbreviations(plan) | _EVERYBODY_KNOWS
    used: dict[str, list[tuple[Written, Word]]] = {}
    explained: set[tuple[str, str]] = set()
    for text in written(plan):
        abbreviations = {word: _abbreviation(word) for word in set(text.words.texts)}
        unknown = {word: short for word, short in abbreviations.items() if short and short not in known}
        for at, spelling in enumerate(text.words.texts) if unknown else ():
            if (abbreviation := unknown.get(spelling)) and not _is_shouted(text, at):
                used.setdefault(abbreviation, []).append((text, text.words[at]))
                if _is_explained(text, at, abbreviation):
                    explained.add((abbreviation, _folder(text)))
    for short, uses in used.items():
        # What is explained in the shared texts is so for all; an institute explains for itself.
        open_uses = [(text, word) for text, word in uses if not {(short, ""), (short, _folder(text))} & explained]
        if open_uses:
            text, word = open_uses[0]
            yield Diagnostic(
                rule="unexplained-abbreviation",
                place=text.place([word]),
                message=_n(
                    'nothing says what "{abbreviation}" stands for',
                    'nothing says what "{abbreviation}" stands for; it is used {count} times',
                    len(open_uses),
                    abbreviation=short,
                ),
                hint=_(
                    'write it in full the first time, with "({abbreviation})" behind it, '
                    'or put it in names.yaml under "abbreviations"',
                    abbreviation=short,
                ),
                subject=subject(text.text),
            )


_EVERYBODY_KNOWS: Final = frozenset("EU VN VS VK USA IT ICT TV PC GSM BTW NV BV CV VZW COVID DNA ID OK WC".split())
_ROMAN: Final = re.compile("[IVXLC]+")
_POSSESSIVE: Final = re.compile(r"(?:['’]?s|['’]en)$")


def _abbreviation(word: str) -> str:
    """The abbreviation that a word is, without the sign of a plural; empty when it is none."""
    if word.islower() or not word[1:2] or word[1:].islower():
        return ""
    short = _POSSESSIVE.sub("", word)
    capitals = sum(letter.isupper() for letter in short)
    if capitals < 2 or 2 * capitals < len(short) or len(short) > _LONGEST or _ROMAN.fullmatch(short):
        return ""
    return short


_LONGEST: Final = 8
_LONGEST_ACRONYM: Final = 4
_FARTHEST: Final = 20  # words, on either side, that are seen with one in capitals


def _is_shouted(text: Written, at: int) -> bool:
    """Whether an ordinary word is in capitals beside others that are: `## SAMEN STERK`, `KIND EN GEZIN`."""
    words = text.words
    first = last = at
    while first and at - first < _FARTHEST and words[first].joined and words[first - 1].text.isupper():
        first -= 1
    while last < min(len(words) - 1, at + _FARTHEST) and words[last + 1].joined and words[last + 1].text.isupper():
        last += 1
    row = words[first : last + 1]
    start = words[first].start
    heading = text.plain.startswith("#", text.plain.rfind("\n", 0, start) + 1, start)
    longer = heading and any(len(word.text) > _LONGEST_ACRONYM for word in row)
    return len(row) > 1 and (longer or any(word.folded in SMALL for word in row))


def _known_abbreviations(plan: Plan) -> frozenset[str]:
    """Those of the register, those in the names of institutes, the plan's own labels, and words in capitals."""
    texts: list[str] = [*plan.labels.values()]
    texts += [name for institute in plan.institutes for name in (institute.name, institute.short_name) if name]
    if plan.names:
        texts += [spelling for known in (*plan.names.partners, *plan.names.others) for spelling in known.spellings]
        texts += [known.name for known in plan.names.abbreviations]
    known = frozenset(_POSSESSIVE.sub("", word.text) for text in texts for word in words_of(text))
    return known | frozenset(word.upper() for word in register_of(plan).ordinary)


def _is_explained(text: Written, at: int, short: str) -> bool:
    """Whether what an abbreviation stands for is beside it: `geïntegreerd breed onthaal (GBO)`, `VEA (Vlaams ...)`."""
    words, word = text.words, text.words[at]
    if text.plain[: word.start].endswith("(") and text.plain[word.end :].lstrip("'’s").startswith(")"):
        return _stand_for(short, [other.text for other in _sentence_before(words, at)][-2 * len(short) :])
    if re.match(r"['’s]*(?: \(|, )", text.plain[word.end :]):
        return _stand_for(short, [other.text for other in words[at + 1 : at + 1 + 2 * len(short)]], from_first=True)
    return False


def _sentence_before(words: Sequence[Word], at: int) -> Sequence[Word]:
    begin = at
    while begin and not words[begin].opens:
        begin -= 1
    return words[begin:at]


def _stand_for(short: str, words: Sequence[str], from_first: bool = False) -> bool:
    """Whether the letters of an abbreviation are in some words, in their order, the first at the start of a word."""
    letters = short.casefold()
    pattern = re.compile(r"\b" + r"[^\n]*?".join(map(re.escape, letters)), re.IGNORECASE)
    phrase = " ".join(words)
    return len(words) > 1 and bool(pattern.match(phrase) if from_first else pattern.search(phrase))


def _folder(text: Written) -> str:
    return "".join(owner(text.text.place.file))


# --- sentences -------------------------------------------------------------------------------------


@rule(severity=Severity.WARNING)
def repeated_sentence(plan: Plan) -> Iterator[Diagnostic]:
    """A sentence stands twice, nearly word for word, in one chapter, one action or one goal.

    Left alone, a reader sees that something was copied and not made new.
    """
    by_item: dict[str, list[Written]] = {}
    for text in written(plan):
        if isinstance(text.text, Prose):
            by_item.setdefault(f"{_folder(text)}/{subject(text.text)}", []).append(text)
    for texts in by_item.values():
        seen = _Sentences()
        for text in texts:
            for sentence in _sentences(text.words):
                earlier = seen.nearest_before(text, sentence)
                if earlier is not None:
                    yield Diagnostic(
                        rule="repeated-sentence",
                        place=text.place(text.words[sentence]),
                        message=_("this sentence stands here a second time, nearly word for word"),
                        hint=_("say what is new here, or take it away"),
                        others=(Other(earlier, _("the first time")),),
                        subject=subject(text.text),
                    )


_FEWEST_WORDS: Final = 6
_SAME: Final = 0.8


def _sentences(words: Words) -> Iterator[slice]:
    """Where the sentences are that have enough words to be told from others."""
    openings = (at for at, opens in enumerate(words.opens) if opens)
    return (slice(*ends) for ends in pairwise((*openings, len(words))) if ends[1] - ends[0] >= _FEWEST_WORDS)


class _Sentences:
    """Sentences, to be found by the rows of two words in them."""

    def __init__(self) -> None:
        self._known: list[tuple[Written, slice, int]] = []
        self._by_row: dict[tuple[str, str], list[int]] = {}

    def nearest_before(self, text: Written, sentence: slice) -> Place | None:
        """Where a sentence stands that shares most of its rows with this one, which is known from now on."""
        rows = set(pairwise(text.words.folded[sentence]))
        shared: list[int] = []
        for row in rows:
            holding = self._by_row.setdefault(row, [])
            shared += holding
            holding.append(len(self._known))
        self._known.append((text, sentence, len(rows)))
        for number, count in Counter(shared).most_common(1) if len(shared) >= _SAME * len(rows) else ():
            other, known, size = self._known[number]
            if count >= _SAME * max(size, len(rows)):
                return other.place(other.words[known])
        return None


# --- signs -----------------------------------------------------------------------------------------

_DASHES: Final = {
    "–": re.compile(r"(?<=[^\W\d] )–(?= \w)"),
    "—": re.compile(r"(?<=[^\W\d])[ ]?—(?=[ ]?\w)"),
    "-": re.compile(r"(?<=[^\W\d] )--?(?= [^\W\d])"),
}
_QUOTES: Final = {
    '"..."': re.compile(r'(?<!\w)"(?=\w)'),
    "“...”": re.compile(r"[“„](?=\w)"),
    "«...»": re.compile(r"«\s?(?=\w)"),
    "‘...’": re.compile(r"(?<!\w)‘(?=\w[^‘\n]*’)"),
}
_APOSTROPHES: Final = {"'": re.compile(r"(?<=\w)'(?=\w)"), "’": re.compile(r"(?<=\w)’(?=\w)")}


@rule(severity=Severity.TIP)
def mixed_dashes(plan: Plan) -> Iterator[Diagnostic]:
    """The plan has dashes of more than one kind between words: short, long, or a hyphen in their place."""
    return _mixed("mixed-dashes", plan, _DASHES)


@rule(severity=Severity.TIP)
def mixed_quotes(plan: Plan) -> Iterator[Diagnostic]:
    """The plan has quotation marks, or apostrophes, of more than one kind: straight ones and curly ones."""
    yield from _mixed("mixed-quotes", plan, _QUOTES)
    yield from _mixed("mixed-quotes", plan, _APOSTROPHES)


def _mixed(name: str, plan: Plan, signs: Mapping[str, re.Pattern[str]]) -> Iterator[Diagnostic]:
    """One finding for each kind of sign but the most used, where it stands first."""
    first: dict[str, tuple[Written, int, int]] = {}
    counts: Counter[str] = Counter()
    for text in written(plan):
        for sign, pattern in signs.items():
            if sign[0] in text.plain:
                for found in pattern.finditer(text.plain):
                    counts[sign] += 1
                    first.setdefault(sign, (text, *found.span()))
    for sign, count in counts.most_common()[1:]:
        most, times = counts.most_common(1)[0]
        text, start, end = first[sign]
        other, other_start, other_end = first[most]
        yield Diagnostic(
            rule=name,
            place=text.text.part(start, end),
            message=_n(
                "here stands {sign}, and elsewhere mostly {most}",
                "here and in {count} places in all stands {sign}, and elsewhere mostly {most}",
                count,
                sign=sign,
                most=most,
            ),
            hint=_("choose one of the two and use it everywhere"),
            others=(Other(other.text.part(other_start, other_end), _n("one of them", "one of {count}", times)),),
            subject=subject(text.text),
        )


# --- words -----------------------------------------------------------------------------------------


@rule(severity=Severity.WARNING)
def word_out_of_use(plan: Plan) -> Iterator[Diagnostic]:
    """A text uses a word that `names.yaml` declares out of use, in whatever form, in one word or two."""
    forms = {form: known for known in (plan.names.words if plan.names else ()) for form in _forms(known.avoid)}
    beginnings = _beginnings(plan, forms)
    most = max((len(words_of(known.avoid)) for known in forms.values()), default=0) + 1
    for text in written(plan):
        if beginnings.isdisjoint(text.words.folded):
            continue
        end = 0
        for at, first in enumerate(text.words):
            if first.start < end or first.folded not in beginnings:
                continue
            for words in _beginning_at(text, at, most):
                if (known := forms.get("".join(word.folded for word in words))) is not None:
                    end = words[-1].end
                    yield Diagnostic(
                        rule="word-out-of-use",
                        place=text.place(words),
                        message=_('"{word}" is out of use', word=text.slice(words)),
                        hint=_('write "{word}", in the form that fits here', word=known.use),
                        others=(Other(known.avoid.place, _("where that is agreed")),),
                        subject=subject(text.text),
                    )
                    break


def _beginnings(plan: Plan, forms: Collection[str]) -> frozenset[str]:
    """The words of a plan that forms begin with; a word stands right before the first form that begins with it."""
    said = {word for text in written(plan) for word in text.words.folded} if forms else ()
    in_order = (*sorted(forms), "")
    return frozenset(word for word in said if in_order[bisect_left(in_order, word, hi=len(forms))].startswith(word))


def _beginning_at(text: Written, at: int, most: int) -> Iterator[Sequence[Word]]:
    """The rows of words that begin at one, with blanks or hyphens between them, the longest first."""
    words = [text.words[at]]
    for word in text.words[at + 1 : at + most]:
        if text.plain[words[-1].end : word.start] not in _BLANKS:
            break
        words.append(word)
    return (words[:size] for size in range(len(words), 0, -1) if size == 1 or words[size - 1].folded not in _FORMS)


_BLANKS: Final = frozenset((" ", "-", "\n", "\r\n"))
_SHORT_VOWEL: Final = re.compile(r"(?P<vowel>[aeou])(?P=vowel)(?=[^\W\daeiou]$)")
_FORMS: Final = ("", "e", "en", "n", "s", "er", "ers", "'s", "’s")
_VOICED: Final = {"f": "v", "s": "z"}


def _forms(word: str) -> Iterator[str]:
    """The forms of a word, without blanks and hyphens: `allochtoon`, `allochtone`, `allochtonen`."""
    whole = "".join(part.folded for part in words_of(word))
    yield from (whole + ending for ending in _FORMS)
    opened = _SHORT_VOWEL.sub(r"\g<vowel>", whole)
    doubled = "" if opened != whole else whole + whole[-1:]
    voiced = opened[:-1] + _VOICED.get(opened[-1:], opened[-1:])
    yield from (form + ending for form in (opened, doubled, voiced) if form for ending in _FORMS if ending[:1] == "e")


@rule(severity=Severity.TIP)
def word_written_two_ways(plan: Plan) -> Iterator[Diagnostic]:
    """A word stands with a hyphen in one place and without in another, or with an accent and without."""
    spellings = _Spellings(plan)
    for key, found in spellings.hyphened.items():
        if (one_word := spellings.in_one_word(key)) is not None:
            yield _two_ways(found, one_word)
        if (two_words := spellings.in_two_words.get(key)) is not None:
            yield _two_ways(two_words, found)
    for first, *others in (list(forms.values()) for forms in spellings.whole.values()):
        yield from (_two_ways(other, first) for other in others)


def _two_ways(found: _Found, other: _Found) -> Diagnostic:
    (text, words), (other_text, other_words) = ((text, text.words[part]) for text, part in (found, other))
    return Diagnostic(
        rule="word-written-two-ways",
        place=text.place(words),
        message=_(
            'here stands "{word}", elsewhere "{other}"', word=text.slice(words), other=other_text.slice(other_words)
        ),
        hint=_("write it the same everywhere"),
        others=(Other(other_text.place(other_words), _("the other one")),),
        subject=subject(text.text),
    )


_Found = tuple[Written, slice]


class _Spellings:
    """Where words stand first, by their letters without accents: with a hyphen, with a blank in its place, whole."""

    def __init__(self, plan: Plan) -> None:
        self.hyphened: dict[str, _Found] = {}
        self.in_two_words: dict[str, _Found] = {}
        self.whole: dict[str, dict[str, _Found]] = {}
        first: dict[str, _Found] = {}
        for text in written(plan):
            for at, folded in enumerate(text.words.folded):
                if folded not in first:
                    first[folded] = text, slice(at, at + 1)
        plain = {folded: _plain(folded) for folded in first}
        for folded, found in first.items():
            if len(folded) >= _LONG_WORD:
                self.whole.setdefault(plain[folded], {})[folded] = found
        for before, word, found in _pairs(plan, "-", first):
            self.hyphened.setdefault(plain[before] + plain[word], found)
        beginnings = {key[:size] for key in self.hyphened for size in range(len(key))}
        for before, word, found in _pairs(plan, " ", {folded for folded in first if plain[folded] in beginnings}):
            self.in_two_words.setdefault(plain[before] + plain[word], found)

    def in_one_word(self, key: str) -> _Found | None:
        """Where a word that stands with a hyphen stands without."""
        forms = (self.whole.get(key + ending) for ending in ("", "en", "s"))
        return next((found for form in forms if form for found in form.values()), None)


_LONG_WORD: Final = 8


def _pairs(plan: Plan, sign: str, first: Collection[str]) -> Iterator[tuple[str, str, _Found]]:
    """Two words in small letters with a sign between them that may be parts of one; the first is one of those given."""
    for text in written(plan):
        words = text.words
        for at, before in enumerate(words.folded[:-1]) if sign in text.plain else ():
            if before in first and words.joined[at + 1] and text.plain[words.ends[at]] == sign:
                pair = slice(at, at + 2)
                if words.ends[at + 1] == words.ends[at] + 1 + len(words.texts[at + 1]) and _may_be_one(*words[pair]):
                    yield before, words.folded[at + 1], (text, pair)


def _may_be_one(before: Word, word: Word) -> bool:
    """Whether two words may be parts of one: small words stand beside everything, and names have rules of their own."""
    long_enough = len(before.text) > 2 and (len(word.text) > 2 or word.text.isdigit())
    return long_enough and not (before.capital and word.capital)


def _plain(folded: str) -> str:
    """A word in small letters without accents."""
    if folded.isascii():
        return folded
    letters = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- spelling --------------------------------------------------------------------------------------

MISSPELLED: Final = declare(
    Rule(
        "misspelled",
        Severity.TIP,
        """A word is not in the Dutch dictionary, nor in the workspace's own list of words.

Checked on request: `plan check --spelling`. Names that the plan knows are never misspelled.""",
        on_request=True,
    )
)


# Looking for what may have been meant takes half a second a word; who has many is helped by the first of them.
_MOST_SUGGESTED: Final = 20
# In italics stand words of another language.
_ITALIC: Final = re.compile(r"(?<![*_\w])[*_](?![*_\s])[^*_]+[*_](?![*_\w])")
_ENDINGS: Final = ("", "e", "en", "n", "s", "er", "ers", "'s", "’s")


def misspelled(plan: Plan, dictionary: Dictionary) -> Iterator[Diagnostic]:
    """Words that a dictionary does not know; one finding for each, where it stands first."""
    own = frozenset(word.casefold() for word in plan.word_list)
    done = set(register_of(plan).proper_words)
    found = 0
    for text in written(plan):
        foreign = [italic.span() for italic in _ITALIC.finditer(text.plain)]
        for word in text.words:
            if word.folded in done or not _is_ordinary(word) or any(a < word.start < b for a, b in foreign):
                continue
            done.add(word.folded)
            if _is_own(word, own) or _is_known(text, word, dictionary):
                continue
            found += 1
            yield Diagnostic(
                rule=MISSPELLED.name,
                place=text.place([word]),
                message=_('"{word}" is in no dictionary', word=word.text),
                severity=MISSPELLED.severity,
                hint=_suggested(dictionary.suggest(word.text) if found <= _MOST_SUGGESTED else ()),
                subject=subject(text.text),
            )


def _is_own(word: Word, own: frozenset[str]) -> bool:
    """Whether a word is in the workspace's own list, or one of its forms is."""
    return any(word.folded.endswith(ending) and word.folded.removesuffix(ending) in own for ending in _ENDINGS)


def _is_ordinary(word: Word) -> bool:
    """Whether a dictionary may know a word: it is no number, no name inside a sentence and no abbreviation."""
    return word.text[1:].islower() and (word.opens or not word.capital) and not word.text[0].isdigit()


def _is_known(text: Written, word: Word, dictionary: Dictionary) -> bool:
    """Whether a word is Dutch, or part of one that is: `socio-cultureel`, `gezondheids- en welzijnswerk`."""
    if dictionary.knows(word.text) or dictionary.is_compound(word.text):
        return True
    if text.plain[word.end : word.end + 2] == "- ":
        return dictionary.knows(word.text.removesuffix("s"))
    whole = _HYPHENED.match(text.plain, word.start)
    return whole is not None and dictionary.knows(whole[0].replace("-", ""))


_HYPHENED: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")


def _suggested(words: tuple[str, ...]) -> Message:
    if not words:
        return _("if it is right, put it on a line of its own in woordenlijst.txt")
    return _(
        "perhaps {words}; if it is right, put it on a line of its own in woordenlijst.txt",
        words=tuple(f'"{word}"' for word in words),
    )
