"""What an id looks like.

In: a text. Out: whether it can be an id, and the id that is nearest to it. Knows no items, nor which ids are taken.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ID: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_DEVICE: Final = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
_NO_TEXT: Final = re.compile(r"true|false|yes|no|on|off|y|n|null|\d+|\d+e-?\d+|0x[0-9a-f]+|0o[0-7]+|\d{4}-\d\d?-\d\d?")


def is_id(text: str) -> bool:
    """Whether it has small letters without accents, digits and single hyphens only."""
    return _ID.fullmatch(text) is not None


def slug(text: str) -> str:
    """A title or a name as an id; empty when nothing in it can stand in one."""
    letters = unicodedata.normalize("NFKD", text.replace("'", "")).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters.lower()))


def is_no_text(id: str) -> bool:
    """Whether other programs that read YAML take it for a number, a date, a yes or a no."""
    return _NO_TEXT.fullmatch(id) is not None


def is_device(id: str) -> bool:
    """Whether Windows keeps this name for a device, so that no file can have it."""
    return _DEVICE.fullmatch(id) is not None
