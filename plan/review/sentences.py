"""The sentences in which two versions of a text differ.

In: texts. Out: what of them a reader needs to see. Knows no Word and no plan.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

PARAGRAPH: Final = " ¶ "
"""What stands in a text where a paragraph ends."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[^a-z])|¶ ")
_AROUND: Final = 120


def shown(text: str) -> str:
    """A text of one paragraph a line, on one line."""
    return PARAGRAPH.join(" ".join(line.split()) for line in text.split("\n")).strip()


def side_by_side(old: str, new: str) -> tuple[str, str]:
    """The sentences in which two texts differ."""
    head = _shared(old, new)
    tail = _shared(old[len(head) :][::-1], new[len(head) :][::-1])[::-1]
    before, after = end_of(head), begin_of(tail)
    return (
        f"{before}{old[len(head) : len(old) - len(tail)]}{after}".strip(),
        f"{before}{new[len(head) : len(new) - len(tail)]}{after}".strip(),
    )


def _shared(one: str, other: str) -> str:
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
