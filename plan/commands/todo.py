"""What `plan todo` shows: the work still to be done, by the person whose work it is, and how far each part is.

In: findings, and the plan, which says who writes what. Out: text. Prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill

from plan.checks.items import items
from plan.diagnostics import Diagnostic, Severity, sort_diagnostics
from plan.messages import _, _n
from plan.model import Institute, Plan, Status
from plan.work.page import in_short, progress
from plan.work.parts import Part, spelled_once


def work_to_do(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that are work rather than fault, sorted by place."""
    return sort_diagnostics(found for found in findings if found.severity is Severity.TODO and found.accepted is None)


def render_todo(plan: Plan, findings: Iterable[Diagnostic], language: str, width: int) -> str:
    """Work by person, in the order of their names; what nobody is named for comes last."""
    writers = {name: str(item.who) for name, item in items(plan) if item.who}
    spelled = spelled_once(writers.values())
    by_writer: dict[str, list[Diagnostic]] = {}
    for found in work_to_do(findings):
        by_writer.setdefault(spelled.get(writers.get(found.subject, "").casefold(), ""), []).append(found)
    if not by_writer:
        return _("nothing is left to do").render(language)
    parts = []
    for writer in sorted(by_writer, key=lambda name: (not name, name.casefold())):
        work = by_writer[writer]
        head = _n("{who}: {count} thing to do", "{who}: {count} things to do", len(work), who=writer or _("nobody yet"))
        lines = [head.render(language)]
        for found in work:
            told = f"{found.place}: {found.message.render(language)}"
            lines.append(fill(told, width, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def render_progress(institute: Institute, parts: Iterable[Part], language: str, width: int) -> str:
    """A line for each part of an institute's document that is not finished, in order: how far, and what was found."""
    parts = tuple(parts)
    lines = [fill(f"{institute.name}: {in_short(parts, language)}", width)]
    done = 0
    for part in parts:
        if part.status in (None, Status.READY) and all(found.accepted is not None for found in part.findings):
            done += part.status is Status.READY
            continue
        sign, far, found = progress(part, language)
        state = "; ".join(told for told in (far, found) if told)
        margin = "  " * part.level
        line = f"{sign} {part.title}: {state}"
        lines.append(fill(line, width, initial_indent=margin, subsequent_indent=f"{margin}    "))
    if done:
        told = _n(
            "{count} part that is finished is not shown; bevindingen.html shows all",
            "{count} parts that are finished are not shown; bevindingen.html shows all",
            done,
        )
        lines.append(fill(told.render(language), width))
    return "\n".join(lines)
