"""Read what a meeting agreed on, as the page of the report saves it.

In: the bytes of `afspraken.json`. Out: `Given`, or `Unusable`. Knows the form of that file; not whether what it names
exists, nor what it comes to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from plan.controls import without_controls
from plan.decisions.decision import Decision, Given, Join, Prolong, Raise, Refusal, Unusable, Waive, Where
from plan.messages import Message, _
from plan.model import WORDS, Strength

FORMAT: Final = 1
KIND: Final = "afspraken"
_LARGEST: Final = 2_000_000  # bytes
_YEARS: Final = range(1900, 2100)

_SAVE_AGAIN: Final = _(
    "save the agreements in the page of the report again (dekking.html), and leave the file as it is"
)


def read_agreements(data: bytes) -> Given:
    """Read the agreements of a meeting; each that cannot be read is refused by its number. Raises `Unusable`."""
    try:
        if len(data) > _LARGEST:
            raise ValueError
        said = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_controls)
    except (ValueError, RecursionError):
        raise Unusable(_("it cannot be read"), _SAVE_AGAIN) from None
    if not isinstance(said, dict) or said.get("kind") != KIND or not isinstance(said.get("agreements"), list):
        raise Unusable(_("it holds no agreements of a meeting"), _SAVE_AGAIN)
    if said.get("format") != FORMAT:
        raise Unusable(_("it was made by another version of the program"), _SAVE_AGAIN)
    decisions, refused = list[Decision](), list[Refusal]()
    for number, one in enumerate(said["agreements"], 1):
        where = _("agreement {number}", number=number)
        agreement = one if isinstance(one, dict) else {}
        try:
            decisions.append(_decision(where, agreement))
        except _NotSaidError as missing:
            told = _('"{key}" is missing, or is nothing that can stand there', key=missing.key)
            refused.append(Refusal(where, told, _SAVE_AGAIN, _about(agreement)))
    return Given(str(said.get("plan", "")), tuple(decisions), tuple(refused))


def _without_controls(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """What is said, without the characters that nobody sees: no source can hold them."""
    return {key: without_controls(value) if isinstance(value, str) else value for key, value in pairs}


def _about(said: Mapping[str, Any]) -> Message | None:
    """What an agreement that cannot be read still names."""
    ids = tuple(id for key in ("institute", "action", "goal") if isinstance(id := said.get(key), str) and id.strip())
    return _("{ids}", ids=ids) if ids else None


class _NotSaidError(Exception):
    """A value that an agreement needs is missing or wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _decision(where: Where, said: Mapping[str, Any]) -> Decision:
    read = _READERS.get(str(said.get("do")))
    if read is None:
        raise _NotSaidError("do")
    return read(where, said)


def _join(where: Where, said: Mapping[str, Any]) -> Join:
    first, last = _years(said)
    reason = said.get("reason") or said.get("note") or ""
    strength = Strength.CERTAIN if said.get("strength") is None else _strength(said["strength"])
    return Join(
        where, _id(said, "institute"), _id(said, "action"), strength, first, last, " ".join(str(reason).split())
    )


def _raise(where: Where, said: Mapping[str, Any]) -> Raise:
    return Raise(where, _id(said, "institute"), _id(said, "action"), _id(said, "goal"))


def _prolong(where: Where, said: Mapping[str, Any]) -> Prolong:
    first, last = _years(said)
    if first is None and last is None:
        raise _NotSaidError("to")
    was = said.get("was")
    return Prolong(where, _id(said, "institute"), _id(said, "action"), first, last, None if was is None else str(was))


def _waive(where: Where, said: Mapping[str, Any]) -> Waive:
    reason, was = said.get("reason"), said.get("was")
    return Waive(
        where,
        _id(said, "institute"),
        _id(said, "goal"),
        reason if isinstance(reason, str) else "",
        None if was is None else str(was),
    )


_READERS: Final[Mapping[str, Callable[[Where, Mapping[str, Any]], Decision]]] = {
    "join": _join,
    "raise": _raise,
    "prolong": _prolong,
    "waive": _waive,
}


def _id(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _NotSaidError(key)
    return value.strip()


def _years(said: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """From which year, up to and including which."""
    first, last = (_year(said, key) for key in ("from", "to"))
    if first and last and last < first:
        raise _NotSaidError("to")
    return first, last


def _year(said: Mapping[str, Any], key: str) -> int | None:
    value = said.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value not in _YEARS:
        raise _NotSaidError(key)
    return value


def _strength(value: object) -> Strength:
    meant = WORDS[Strength].get(str(value).casefold())
    if not isinstance(meant, Strength):
        raise _NotSaidError("strength")
    return meant
