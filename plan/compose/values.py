"""What a template prints: values of a plan, and what is made of them to stand in its text.

In: values. Out: `Value`, whichever of them it is, and the placeholder that stands for one in Markdown. Knows no
templates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from plan.document import Block
from plan.dutch import Number, Period
from plan.places import Prose, Text

# Private-use characters: no author's text comes near a template's output, and a template may not hold them.
OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")


def placeholder_of(number: int) -> str:
    """What stands in the place of the value with this number."""
    return f"{OPEN}{number}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Nodes:
    """Blocks made from data, to stand where a template prints them."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """The title of something, as a reference to where it stands in the document."""

    anchor: str
    title: Text


@dataclass(frozen=True, slots=True)
class WebLink:
    """What a link is (`words`) and leads to: an address as its author wrote it (`text`) and as a browser wants it."""

    words: str
    text: Text
    address: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the document, shown in its text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files where something was written."""

    files: tuple[str, ...]


class Held(str):
    """Placeholders with the words Dutch puts between them: an enumeration, a date."""

    __slots__ = ()


Value = Text | Prose | Nodes | Mention | Property | WebLink | SourceFiles | Number | Period | int
