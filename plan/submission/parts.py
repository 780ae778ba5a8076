"""Two versions of a file, and what differs between them in words.

In: the bytes of both and the file's name. Out: messages. A Word file, a workbook and a zip are compared part by part,
since a zip says the same in many ways; a part with text tells the words that differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from lxml import etree

from plan.changes.archives import BadArchive, read_archive
from plan.messages import Message, _, _n
from plan.sentences import side_by_side

_PACKAGES: Final = (".docx", ".xlsx", ".zip")
_MOST_TOLD: Final = 3
_LONGEST: Final = 160


def differing(file: str, made: bytes, there: bytes) -> tuple[Message, ...]:
    """What differs between a file as it was made anew and as it lies there; nothing where they say the same."""
    if made == there:
        return ()
    if not file.endswith(_PACKAGES):
        return tuple(_told("", made, there))
    try:
        ours, theirs = (read_archive(data, lambda _part: True) for data in (made, there))
    except BadArchive as bad:
        return (bad.message,)
    told = [
        *(_("{part} is missing in it", part=part) for part in sorted(ours.keys() - theirs.keys())),
        *(_("{part} in it was not made by this program", part=part) for part in sorted(theirs.keys() - ours.keys())),
    ]
    for part in sorted(ours.keys() & theirs.keys()):
        if ours[part] != theirs[part]:
            told += _told(f"{part}: ", ours[part], theirs[part])
    return tuple(told)


def _told(where: str, made: bytes, there: bytes) -> Iterator[Message]:
    ours, theirs = _lines(made), _lines(there)
    if ours is None or theirs is None or ours == theirs:
        at = next((at for at, pair in enumerate(zip(made, there, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(made), len(there)) if at is None else at
        yield _("{where}it differs from byte {at} on", where=where, at=at + 1)
        return
    edited = list(_edited(ours, theirs))
    for old, new in edited[:_MOST_TOLD]:
        yield _('{where}made "{old}", here "{new}"', where=where, old=_short(old) or "–", new=_short(new) or "–")
    if more := len(edited[_MOST_TOLD:]):
        yield _n("{where}{count} more place differs", "{where}{count} more places differ", more, where=where)


def _lines(data: bytes) -> list[str] | None:
    """The paragraphs of a part in XML, or the lines of a text; None for what is neither."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        try:
            return data.decode().splitlines()
        except UnicodeDecodeError:
            return None
    return [" ".join(paragraph.itertext()) for paragraph in list(root.iter("{*}p", "{*}si")) or [root]]


def _edited(made: list[str], there: list[str]) -> Iterator[tuple[str, str]]:
    """The sentences that differ, pair by pair."""
    for how, start, end, other, other_end in SequenceMatcher(None, made, there, autojunk=False).get_opcodes():
        if how != "equal":
            yield side_by_side(" ".join(made[start:end]), " ".join(there[other:other_end]))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"
