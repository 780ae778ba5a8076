"""What is kept of a plan once it is filed: the version with its dossier, and a line in the register.

In: an opened workspace, one of its institutes and the dossier that was sent. Out: a zip in `bewaard/versies/` and a
longer `bewaard/ingediend.json`. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from plan.checks.filed import ids_to_file
from plan.files import read_whole
from plan.filings import REGISTER, Filing, read_filings, with_filing
from plan.journal import write
from plan.keeping import free_path, packed
from plan.messages import Refused, _, system_reason
from plan.outputs import fingerprint
from plan.workspace import Workspace


def keep_filing(
    workspace: Workspace,
    institute: str,
    name: str,
    day: date,
    dossier: bytes,
    outputs: Mapping[str, bytes],
    amends: str = "",
) -> Filing:
    """Keep a plan as it was filed on this day, with its `outputs` below `build/`, under a name.

    `dossier` is the zip of all that was made. The same dossier once more is the filing that it was: nothing is written.
    Raises `Refused`; then it is as if nothing was filed.
    """
    register = _register(workspace.root)
    filing = Filing(institute, name, day, fingerprint(dossier), ids_to_file(workspace.plan, institute), amends)
    already = filing_of(read_filings(register), institute, filing.sha256)
    if already:
        return already
    version = free_path(workspace, name).relative_to(workspace.root).as_posix()
    new = {version: packed(workspace, name, outputs), REGISTER: with_filing(register, filing)}
    there = {REGISTER: register} if (workspace.root / REGISTER).exists() else {}
    write(workspace.root, there, new)
    return filing


def filing_of(filings: tuple[Filing, ...], institute: str, sha256: str) -> Filing | None:
    """The filing of which this is the hash of the dossier."""
    return next((one for one in filings if (one.institute, one.sha256) == (institute, sha256)), None)


def _register(root: Path) -> bytes:
    """The register as it is now. Raises `Refused` where it is there and cannot be read."""
    try:
        return read_whole(root / REGISTER)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Refused(_("{file} cannot be opened: {reason}", file=REGISTER, reason=system_reason(error))) from None
