"""What standings and bases are called, wherever somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from plan.messages import Message, _, _n
from plan.model import Basis
from plan.requirements.judgement import Standing

BASES: Final[Mapping[Basis, Message]] = {
    Basis.LAW: _("law, read"),
    Basis.ANALOGY: _("law, by analogy"),
    Basis.PRACTICE: _("practice"),
    Basis.INFERRED: _("inferred"),
}


def counted(standing: Standing, count: int) -> Message:
    """How many requirements stand so."""
    match standing:
        case Standing.NOT_MET:
            return _n("{count} not met", "{count} not met", count)
        case Standing.TO_JUDGE:
            return _n("{count} to judge", "{count} to judge", count)
        case Standing.WAIVED:
            return _n("{count} waived", "{count} waived", count)
        case Standing.MET:
            return _n("{count} met", "{count} met", count)
