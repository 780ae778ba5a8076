"""Characters that nobody sees and nobody types, which come along with pasted text or are put in to deceive.

In: a text, or a character of it and its place. Out: the text without them, or what is told of one. Knows no files.
"""

from __future__ import annotations

import re
from typing import Final

from plan.diagnostics import Diagnostic
from plan.messages import _
from plan.places import Place

# C0, DEL, C1 (NEL among them), a return that ends no line, line and paragraph separators, a mark inside the text,
# and what is no character at all: YAML takes some for line ends where editors do not, and XML allows none. And what
# turns the direction of a text, which then shows otherwise than it reads; Hebrew and Arabic need none of it.
CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)"
)


def without_controls(text: str) -> str:
    """The text with a blank for each of them."""
    return CONTROL.sub(" ", text)


def control_character(place: Place, sign: str) -> Diagnostic:
    """One of them stands there."""
    return Diagnostic(
        "control-character",
        place,
        _(
            "an invisible character stands here ({sign}); it may have come along with pasted text",
            sign=f"U+{ord(sign):04X}",
        ),
        hint=_("delete it and type a space or a new line in its place"),
    )
