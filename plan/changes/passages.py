"""The passages in which two versions of a text say something else.

In: two texts as their authors wrote them. Out: `Passage`s of whole sentences. Where a line ends or how a paragraph is
cut does not count: only words do.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# A heading, a list item, a table row or a line of roles stands by itself, as a paragraph does.
_PARTED: Final = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-+*]|\d{1,3}[.)])[ \t])|\n(?=[ \t]*[|#>:])")
_SENTENCE: Final = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)]))\s+(?=[^a-z\s])")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some sentences as they were and as they are; one of the two is empty where they were put in or taken out.

    What was `moved` stands elsewhere in the text, word for word.
    """

    before: str
    after: str
    moved: bool = False


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """Where two texts differ, in the order of the newer one."""
    old, new = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found = [
        Passage(" ".join(old[start:end]), " ".join(new[other_start:other_end]))
        for how, start, end, other_start, other_end in matcher.get_opcodes()
        if how != "equal"
    ]
    out = Counter(passage.before for passage in found if not passage.after)
    moved = out & Counter(passage.after for passage in found if not passage.before)
    return tuple(
        Passage("", passage.after, moved=True) if passage.after in moved and not passage.before else passage
        for passage in found
        if passage.after or passage.before not in moved
    )


def _sentences(text: str) -> list[str]:
    paragraphs = (" ".join(paragraph.split()) for paragraph in _PARTED.split(text))
    return [sentence for paragraph in paragraphs if paragraph for sentence in _SENTENCE.split(paragraph)]
