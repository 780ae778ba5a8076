"""What a dossier says of itself: of what, by what and how it was made, and the hash of every file.

In: a `Manifest`. Out: `manifest.json`, the same bytes for the same manifest; and the other way round. Its shape is told
in `plan/manifest.schema.json`. It ends with a seal, its own hash, so that one changed byte in it shows as well.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from plan.messages import Message, _
from plan.outputs import fingerprint

FILE: Final = "archief/manifest.json"
SOURCES: Final = "archief/bronnen.zip"
EARLIER: Final = "archief/bronnen-vorige.zip"
_FORMAT: Final = 1
_OPEN: Final = "0" * 64
_SEALED: Final = re.compile(rb'(?P<before>.*\n "seal": ")(?P<seal>[0-9a-f]{64})(?P<after>"\n\}\n)', re.DOTALL)


class BadManifest(Exception):
    """A manifest that tells nothing; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Approval(_Part):
    """Which body approved the plan, when, and the file with its minutes."""

    body: str
    date: str
    minutes: str


class PageNumbers(_Part):
    """On which pages LibreOffice put what the Word file gives the page of, by bookmark."""

    total: int
    pages: dict[str, int]


class Difference(_Part):
    """What somebody changed by hand in the Word file that was sent: where it comes from, as it was made, as it is."""

    where: str
    made: str
    sent: str


class Accepted(_Part):
    """What was open when the plan was filed all the same, and why."""

    reason: str
    points: tuple[str, ...]


class RuleSet(_Part):
    """The requirements that the plan was held against."""

    id: str
    version: str


class Manifest(_Part):
    """What a dossier says of itself. The hashes are SHA-256 in hexadecimal, by path."""

    kind: Literal["indiening"] = "indiening"
    institute: str
    name: str
    plan: str
    date: str
    draft: bool
    program: str
    """The version of the program."""
    rule_sets: tuple[RuleSet, ...] = ()
    revision: str = ""
    """Of git, where the sources are as they are in it."""
    fingerprint: str
    page_numbers: PageNumbers | None = None
    approvals: tuple[Approval, ...] = ()
    accepted: Accepted | None = None
    finished_by_hand: tuple[Difference, ...] | None = None
    """None where the Word file is as it was made."""
    given_pdf: bool = False
    amends: str = ""
    files: dict[str, str]
    sources: dict[str, str]


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as a file, sealed."""
    whole = {"format": _FORMAT, **manifest.model_dump(mode="json"), "seal": _OPEN}
    unsealed = (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
    before, _open, after = unsealed.rpartition(_OPEN.encode())
    return before + fingerprint(unsealed).encode() + after


def is_sealed(data: bytes) -> bool:
    """Whether each byte of a manifest is as it was written."""
    found = _SEALED.fullmatch(data)
    return found is not None and found["seal"].decode() == fingerprint(
        found["before"] + _OPEN.encode() + found["after"]
    )


def read_manifest(data: bytes) -> Manifest:
    """What a manifest says, whether or not its seal holds. Raises `BadManifest`."""
    try:
        whole: Any = json.loads(data)
        number = whole.pop("format")
        whole.pop("seal", None)
        is_newer = isinstance(number, int) and number > _FORMAT
        if not is_newer:
            return Manifest.model_validate_json(json.dumps(whole))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ValidationError):
        raise BadManifest(_('"{file}" in it is damaged', file=FILE)) from None
    raise BadManifest(_("it was made by a newer version of this program; install that"))
