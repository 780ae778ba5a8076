"""What `plan check` shows: findings in one of three forms, and a line per institute to read out.

In: an opened workspace and whom it is about. Out: text. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from plan.checks import rules
from plan.diagnostics import Diagnostic, Severity, in_numbers, render_text, sort_diagnostics
from plan.messages import Message, _
from plan.model import Delivery
from plan.workspace import Workspace, concerns

_COUNTED: Final = (Severity.ERROR, Severity.WARNING, Severity.TIP)


def findings_for(workspace: Workspace, ids: Collection[str]) -> tuple[Diagnostic, ...]:
    """The findings about some institutes (ids) and about what all share; about everything when none is named.

    Mistakes in templates show when documents are made. One that all institutes share is told once, with the first.
    """
    faults = workspace.faults_of_making(ids or tuple(workspace.plan.institutes_by_id))
    if not ids:
        faults = tuple({(found.place, found.rule): found for found in reversed(faults)}.values())
    found = [*workspace.findings, *faults]
    return sort_diagnostics(
        found for found in found if not ids or any(concerns(found, id) or id in found.institutes for id in ids)
    )


def of_rules(findings: Iterable[Diagnostic], asked: Collection[str]) -> tuple[Diagnostic, ...]:
    """The findings of some rules, by their English names."""
    return tuple(found for found in findings if found.rule in asked)


def needs_dictionary(asked: Collection[str]) -> bool:
    """Whether one of these rules is held against a plan only with a dictionary."""
    known = rules()
    return any(known[name].on_request for name in asked if name in known)


def shown(findings: Iterable[Diagnostic], todo: bool, accepted: bool) -> tuple[Diagnostic, ...]:
    """The findings to show: those accepted and the work still to do only where they are asked for."""
    return tuple(
        found
        for found in findings
        if (found.severity is not Severity.TODO or todo) and (found.accepted is None or accepted)
    )


def render_findings(
    workspace: Workspace, findings: Iterable[Diagnostic], language: str, width: int, colour: bool
) -> str:
    """Findings with the lines they are about, errors last: they are what stays in sight on a terminal."""
    weightiest_last = sorted(findings, key=lambda found: found.severity is Severity.ERROR)
    return render_text(weightiest_last, workspace.sources.line, language, width, colour)


def render_summary(workspace: Workspace, ids: Collection[str], findings: Iterable[Diagnostic], language: str) -> str:
    """One line for each institute (all, when no ids are given) and one for what they share, with how much was found."""
    findings = list(findings)
    shared = [found for found in findings if not found.institutes]
    lines = [_("Shared by all: {counts}", counts=_counts(shared))]
    known = workspace.plan.institutes_by_id
    for id in ids or sorted({*known, *workspace.unreadable_institutes}):
        own = [found for found in findings if id in found.institutes]
        institute = known.get(id)
        if institute is None:
            lines.append(_("{institute}: cannot be read, {counts}", institute=id, counts=_counts(own)))
        elif institute.status is Delivery.NOT_DELIVERED and not any(found.severity in _COUNTED for found in own):
            lines.append(_("{institute}: nothing delivered yet", institute=institute.name))
        else:
            lines.append(_("{institute}: {counts}", institute=institute.name, counts=_counts(own)))
    return "\n".join(line.render(language) for line in lines)


def _counts(findings: Iterable[Diagnostic]) -> Message | tuple[Message, ...]:
    return in_numbers(findings) or _("nothing to report")
