"""Addresses outside a document, as a file can keep them.

In: what an author typed as an address. Out: the address, percent-encoded where it must be; None for what leads nowhere.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from plan.writers.ooxml import clean

_LONGEST: Final = 2000  # Word calls a file with longer ones corrupt
_ADDRESS: Final = re.compile(r"https?://[\w.-]+(:\d{1,4})?([/?#]\S*)?|mailto:\S+@\S+|tel:\S+", re.IGNORECASE)

_ASTRAY: Final = re.compile(r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:|[/\\]|%5c", re.IGNORECASE)


def leads_astray(address: str) -> bool:
    """Whether it may run something, or lead to another place on the reader's computer or network."""
    return _ASTRAY.match(clean(address).strip()) is not None


def kept_address(address: str) -> str | None:
    """An address as a file can keep it; None for what leads nowhere, or would make Word call the file corrupt."""
    encoded = re.sub(r'[\s"<>\[\\\]^`{|}]', lambda found: quote(found[0]), clean(address).strip())
    return encoded if len(encoded) <= _LONGEST and _ADDRESS.fullmatch(encoded) else None
