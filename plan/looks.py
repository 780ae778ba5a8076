"""Whose style document a plan is dressed in, and what keeps one from being used.

In: a plan and one of its institutes. Out: the bytes of a style document, and a diagnostic where it is unusable. Knows
where style documents stand; what they hold is the writers' business.
"""

from __future__ import annotations

from plan.diagnostics import Diagnostic
from plan.messages import _
from plan.model import Institute, Plan
from plan.places import Place
from plan.writers.style_parts import UnusableStyle
from plan.writers.styles import open_style

SECTOR_STYLE = "templates/stijl.docx"


def institute_style(institute: str) -> str:
    """Where the style document of an institute stands."""
    return f"institutes/{institute}/stijl.docx"


def sector_style(plan: Plan) -> bytes | None:
    """The style document for what is the sector's own: the workspace's, or None for the program's.

    That one cannot be used is told with the plans.
    """
    data = plan.style_documents.get(SECTOR_STYLE)
    try:
        open_style(data)
    except UnusableStyle:
        return None
    return data


def style_of(plan: Plan, institute: Institute) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The style document for an institute's plan: its own, else the workspace's, else None for the program's.

    One that cannot be used is told, and the program's own takes its place: a plan is not held up by its looks.
    """
    own = institute_style(str(institute.id))
    file = own if own in plan.style_documents else SECTOR_STYLE
    data = plan.style_documents.get(file)
    if data is None:
        return None, ()
    try:
        open_style(data)
    except UnusableStyle as unusable:
        return None, (
            Diagnostic(
                "unusable-style",
                Place.of_file(file),
                unusable.message,
                hint=_("until then plans have the looks of the program itself; plan style check tells more"),
                institutes=(str(institute.id),) if file == own else (),
            ),
        )
    return data, ()
