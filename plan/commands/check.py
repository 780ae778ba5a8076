"""What `plan check` shows: findings in one of three forms, and a line per institute to read out.

In: an opened workspace and whom it is about. Out: text. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from plan.diagnostics import Diagnostic, Severity, render_text
from plan.messages import Message, _, _n
from plan.model import Delivery, Institute
from plan.workspace import Workspace, concerns

_COUNTED: Final = (Severity.ERROR, Severity.WARNING, Severity.TIP)


def findings_for(workspace: Workspace, institutes: Iterable[Institute]) -> tuple[Diagnostic, ...]:
    """The findings about some institutes and about what all share; about everything when no institute is named."""
    ids = [str(institute.id) for institute in institutes]
    return tuple(found for found in workspace.findings if not ids or any(concerns(found, id) for id in ids))


def of_rules(findings: Iterable[Diagnostic], rules: Collection[str]) -> tuple[Diagnostic, ...]:
    """The findings of some rules, by their English names."""
    return tuple(found for found in findings if found.rule in rules)


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


def render_summary(institutes: Iterable[Institute], findings: Iterable[Diagnostic], language: str) -> str:
    """One line for each institute, one for what they share: so many errors, warnings and tips, so much to do."""
    findings = list(findings)
    shared = [found for found in findings if not found.institutes]
    lines = [_("Shared by all: {counts}", counts=_counts(shared)).render(language)]
    for institute in institutes:
        own = [found for found in findings if str(institute.id) in found.institutes]
        if institute.status is Delivery.NOT_DELIVERED and not any(found.severity in _COUNTED for found in own):
            told = _("{institute}: nothing delivered yet", institute=institute.name)
        else:
            told = _("{institute}: {counts}", institute=institute.name, counts=_counts(own))
        lines.append(told.render(language))
    return "\n".join(lines)


def _counts(findings: list[Diagnostic]) -> Message | tuple[Message, ...]:
    open_ = [found for found in findings if found.accepted is None]
    by_severity = {severity: sum(found.severity is severity for found in open_) for severity in Severity}
    accepted = len(findings) - len(open_)
    counts = [
        (by_severity[Severity.ERROR], _n("{count} error", "{count} errors", by_severity[Severity.ERROR])),
        (by_severity[Severity.WARNING], _n("{count} warning", "{count} warnings", by_severity[Severity.WARNING])),
        (by_severity[Severity.TIP], _n("{count} tip", "{count} tips", by_severity[Severity.TIP])),
        (accepted, _n("{count} accepted", "{count} accepted", accepted)),
        (by_severity[Severity.TODO], _n("{count} to do", "{count} to do", by_severity[Severity.TODO])),
    ]
    return tuple(told for count, told in counts if count) or _("nothing to report")
