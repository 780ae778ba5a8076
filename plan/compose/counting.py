"""What a document should print, to be counted against what it did print.

In: a plan and one of its institutes. Out: the key and place of every authored text that belongs in its document.
So nothing that somebody wrote goes missing in silence, whatever the templates do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from plan.compose.composing import Trial
from plan.coverage import printed_actions
from plan.diagnostics import Diagnostic, Severity, sort_diagnostics
from plan.messages import _
from plan.model import Institute, Kind, Located, Plan, Slot
from plan.outline import planned_chapters
from plan.places import Sourced


def faults_of_making(plan: Plan, institute: Institute, composed: Trial) -> tuple[Diagnostic, ...]:
    """What went wrong while a document was made, what it should print and does not among it; sorted by place.

    Where a template failed, what it should have printed is missing too: that is one mistake, told already.
    """
    if any(found.severity is Severity.ERROR for found in composed.diagnostics):
        return sort_diagnostics(composed.diagnostics)
    return sort_diagnostics((*composed.diagnostics, *not_printed(plan, institute, composed.printed)))


def not_printed(plan: Plan, institute: Institute, printed: Collection[str]) -> tuple[Diagnostic, ...]:
    """A finding for each authored text that belongs in the institute's document and was not printed there."""
    return tuple(
        Diagnostic(
            "not-printed",
            text.place,
            _("this text belongs in the plan of {institute}, and no template prints it", institute=institute.short),
            hint=_("print it in a template, or take it away"),
            institutes=(str(institute.id),),
        )
        for text in _expected(plan, institute)
        if text and text.key not in printed
    )


def _expected(plan: Plan, institute: Institute) -> Iterator[Sourced]:
    """What belongs in the document, but for the chapters that the institute itself dropped or wrote anew."""
    planned, _told = planned_chapters(plan, institute)
    chapters = [below for top in planned for below in top.walk()]
    made = {str(chapter.slot.role) for chapter in chapters if chapter.text is None}
    dropped = _roles(plan.outline) - made
    goal_roles = {Kind.EXTERNAL: "goals", Kind.INTERNAL: "internal-goals"}
    for strategic in plan.strategic_goals:
        if goal_roles[strategic.kind] in dropped:
            continue
        yield from _fields(strategic, ("title", "statement", "explanation"))
        for theme in strategic.themes:
            yield theme.title
        for goal in strategic.all_operational_goals:
            yield from _fields(goal, ("title", "statement", "explanation"))
    for carried in printed_actions(plan, institute):
        if ("internal-goals" if plan.is_internal(carried.action) else "action-sheets") in dropped:
            continue
        yield from _fields(carried.action, ("title", "context", "description", "collaboration", "partners_note"))
        yield from carried.action.partners
        for use in carried.uses:
            if project := plan.projects_by_id.get(use.project):
                yield from _fields(project, ("title", "description", "location"))
                yield from project.partners
                if use.condition:
                    yield use.condition
    if institute.print_waivers:
        yield from (waiver.reason for waiver in institute.waives if waiver.goal in plan.operational_goals_by_id)
    for chapter in chapters:
        if chapter.text:
            yield from (chapter.text.title, chapter.text.text)
    if "annexes" in made:
        for annex in plan.annexes:
            if text := plan.annex_text(annex, institute):
                yield from (text.title, text.text)
    worked_out = {str(item.framework) for framework in plan.frameworks for item in framework.items if item.framework}
    for framework in plan.frameworks:
        if framework.in_plan and "frameworks" not in dropped:
            # A framework that works out an item of another is printed under that item's title.
            own_title = str(framework.id) not in worked_out
            yield from _fields(framework, ("title", "introduction") if own_title else ("introduction",))
            for item in framework.items:
                yield from _fields(item, ("title", "statement", "answer"))


def _roles(slots: Iterable[Slot]) -> set[str]:
    return {role for slot in slots for role in (str(slot.role or ""), *_roles(slot.chapters)) if role}


def _fields(item: Located, names: Iterable[str]) -> Iterator[Sourced]:
    for name in names:
        value = getattr(item, name)
        if value is not None:
            yield value
