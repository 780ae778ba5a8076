"""The register of what was filed: which plan, when, the hash of its dossier, and what each id stood for in it.

In: the bytes of `bewaard/ingediend.json`. Out: `Filing`s, oldest first; and the register with one more. It is no source
of a plan: nothing that is printed depends on it. What in it is no filing is passed over. Knows no plan.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from plan.messages import Refused, _

REGISTER: Final = "bewaard/ingediend.json"
"""Where the register stands in a workspace, beside the versions that are kept."""
VERSIONS: Final = "bewaard/versies"
"""Where those versions stand."""
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Filed:
    """What an id stood for in a plan that was filed: the kind of thing, and its title."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A plan that was filed: by which institute, under which name it is kept, when, and the SHA-256 of its dossier.

    `ids` are those of the institute's plan; `amends` is the name of the filing that this one changes.
    """

    institute: str
    name: str
    date: date
    sha256: str
    ids: Mapping[str, Filed] = field(default_factory=dict)
    amends: str = ""


def read_filings(register: bytes) -> tuple[Filing, ...]:
    """What was filed, oldest first; nothing where the register cannot be read."""
    with suppress(Refused):
        return tuple(_filings(_entries(register)))
    return ()


def with_filing(register: bytes, filing: Filing) -> bytes:
    """The register with one more filing. Raises `Refused` for a register that would be lost by writing it anew."""
    entry = {
        "institute": filing.institute,
        "name": filing.name,
        "date": filing.date.isoformat(),
        "sha256": filing.sha256,
        "amends": filing.amends or None,
        "ids": {id: {"kind": filed.kind, "title": filed.title} for id, filed in filing.ids.items()},
    }
    whole = {"format": _FORMAT, "filings": [*_entries(register), entry]}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _entries(register: bytes) -> list[Any]:
    if not register:
        return []
    try:
        whole = json.loads(register.decode("utf-8-sig"))
        # Half a sign is no text: nothing could write it again, or show it.
        whole = json.loads(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace"))
        number, entries = whole["format"], whole["filings"]
    except (ValueError, TypeError, KeyError, RecursionError):
        number, entries = None, None
    if isinstance(number, int) and number > _FORMAT:
        raise Refused(_("{file} was made by a newer version of this program; install that", file=REGISTER))
    if number != _FORMAT or not isinstance(entries, list):
        raise Refused(_("{file} is damaged; put back a copy of it, or give it another name", file=REGISTER))
    return entries


def _filings(entries: list[Any]) -> Iterator[Filing]:
    for entry in entries:
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            yield Filing(
                institute=str(entry["institute"]),
                name=str(entry["name"]),
                date=date.fromisoformat(entry["date"]),
                sha256=str(entry["sha256"]),
                ids={str(id): Filed(str(one["kind"]), str(one["title"])) for id, one in entry["ids"].items()},
                amends=str(entry.get("amends") or ""),
            )
