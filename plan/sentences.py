"""The sentences and words in which two versions of a text differ.

In: texts. Out: what of them a reader needs to see. Knows no Word and no plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

PARAGRAPH: Final = " ¶ "
"""What stands in a text where a paragraph ends."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[^a-z])|¶ ")
_AROUND: Final = 120
_MOST_CUTS: Final = 0.6


def shown(text: str) -> str:
    """A text of one paragraph a line, on one line."""
    return PARAGRAPH.join(" ".join(line.split()) for line in text.split("\n")).strip()


def side_by_side(old: str, new: str) -> tuple[str, str]:
    """The sentences in which two texts differ."""
    head = shared_start(old, new)
    tail = shared_start(old[len(head) :][::-1], new[len(head) :][::-1])[::-1]
    before, after = end_of(head), begin_of(tail)
    return (
        f"{before}{old[len(head) : len(old) - len(tail)]}{after}".strip(),
        f"{before}{new[len(head) : len(new) - len(tail)]}{after}".strip(),
    )


def shared_start(one: str, other: str) -> str:
    """What two texts begin with."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(sign for sign, _other in same)


def end_of(text: str) -> str:
    """The last sentence of a text, as far as it is written."""
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    text = text[ends[-1] if ends else 0 :]
    return text if len(text) <= _AROUND else "… " + text[-_AROUND:].partition(" ")[2]


def begin_of(text: str) -> str:
    """The first sentence of a text."""
    found = _SENTENCE.search(text)
    text = text[: found.start()] if found else text
    return text if len(text) <= _AROUND else text[:_AROUND].rpartition(" ")[0] + " …"


# --- words that differ -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a text, and whether the other version lacks them."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """Words that two versions share, or those of the older one and the newer ones in their place."""

    old: str
    new: str


def differences(old: str, new: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Two versions of a text, each cut where it differs from the other, word by word."""
    edits = word_by_word(old, new)
    return (
        tuple(Words(edit.old, edit.old != edit.new) for edit in edits if edit.old),
        tuple(Words(edit.new, edit.old != edit.new) for edit in edits if edit.new),
    )


def word_by_word(old: str, new: str) -> tuple[Edited, ...]:
    """Two versions of a text as one, cut where they differ."""
    ours, theirs = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    matcher = SequenceMatcher(lambda word: word.isspace(), ours, theirs, autojunk=False)
    return tuple(
        Edited("".join(ours[start:end]), "".join(theirs[other_start:other_end]))
        for _how, start, end, other_start, other_end in matcher.get_opcodes()
    )


def legible(edits: tuple[Edited, ...]) -> tuple[Edited, ...]:
    """Two versions word by word; where hardly a word stayed, the old one as a whole and then the new one."""
    length = sum(len(edit.old) + len(edit.new) for edit in edits)
    changed = sum(len(edit.old) + len(edit.new) for edit in edits if edit.old != edit.new)
    if changed <= _MOST_CUTS * length:
        return edits
    return (Edited("".join(edit.old for edit in edits), "".join(edit.new for edit in edits)),)


def capitalised(text: str) -> str:
    """A text as it begins a line; all but its first letter stays as it is."""
    return text[:1].upper() + text[1:]


def readable(text: str) -> str:
    """Text without what would command a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
