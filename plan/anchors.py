"""Bookmark names that lead from a paragraph in Word back to the value it shows.

In: the key, part and text of a block. Out: a bookmark name of Word's (40 characters at most, `_` first, so
that it is hidden), and from such a name the key, part and fingerprint again. Knows no Word file and no plan.

A key is longer than a name may be, so the name holds a digest of it: whoever reads a name back brings the
keys of the plan. Word ignores case in bookmark names; so do these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import assert_never

from plan.document import (
    Block,
    Chart,
    CodeBlock,
    Contents,
    Derived,
    Heading,
    List,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Table,
    plain_text,
)

_NAME = re.compile(r"_k([0-9a-f]{16})_([0-9]{1,9})_([0-9a-f]{10})", re.IGNORECASE)
# Beside white space: what is never written in Word, and the hyphens that it shows only at the end of a line.
_UNCOUNTED = re.compile("[\x00-\x1f\u00ad\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")


def anchor_name(key: str, part: int, fingerprint: str) -> str:
    """The bookmark name of a block: `part` counts the blocks of one value, `fingerprint` is that of its text."""
    return f"_k{_digest(key, 16)}_{part}_{fingerprint}"


def read_anchor(name: str, keys: Iterable[str]) -> tuple[str, int, str] | None:
    """The key, part and fingerprint that `anchor_name` was given; None where no key of `keys` made this name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    digest, part, fingerprint = found.groups()
    return next(((key, int(part), fingerprint.lower()) for key in keys if _digest(key, 16) == digest.lower()), None)


def reference_name(anchor: str) -> str:
    """The bookmark name for what references point at: the same for the same anchor, whatever its characters."""
    readable = re.sub("[^A-Za-z0-9]+", "_", anchor).strip("_")[:25]
    return f"_r_{readable}_{_digest(anchor, 10)}"


@lru_cache(maxsize=4096)
def fingerprint(text: str) -> str:
    """Ten hex digits that are the same for texts that differ in white space only, whatever Word does to it."""
    unbroken = "".join(unicodedata.normalize("NFC", text).split())  # which leaves little else to take away
    letters = _UNCOUNTED.sub("", unbroken).replace("\u2011", "-")
    return _hashed(letters, 10)


def block_text(block: Block) -> str:
    """The characters of a block, as whoever reads it in Word finds them: without notes, marks and numbers."""
    match block:
        case Heading() | Paragraph():
            return plain_text(block.inlines)
        case List():
            return "\n".join(block_text(inner) for item in block.items for inner in item.blocks)
        case Quote() | Derived():
            return "\n".join(block_text(inner) for inner in block.blocks)
        case CodeBlock():
            return block.text
        case Table():
            return "\n".join(plain_text(cell.inlines) for row in (*block.header, *block.rows) for cell in row.cells)
        case Picture() | Chart():
            return plain_text(block.caption)
        case Contents() | PageBreak():
            return ""
        case _:
            assert_never(block)


@lru_cache(maxsize=8192)
def _digest(text: str, length: int) -> str:
    return _hashed(text, length)


def _hashed(text: str, length: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
