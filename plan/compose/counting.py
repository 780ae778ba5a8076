"""What a document should print, counted against what it does print.

In: a plan and one of its institutes, or the document that was made of them. Out: a finding for every authored text that
belongs in the document and is not printed there, beside what its making told. So nothing that somebody wrote goes
missing in silence, whatever the templates do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import compress
from typing import Final

from plan.compose.composing import Trial, try_composing
from plan.coverage import printed_actions
from plan.diagnostics import Diagnostic, Severity, sort_diagnostics
from plan.messages import _
from plan.load import own_outline
from plan.model import Institute, Kind, Located, Plan, Slot
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Prose, Sourced


def faults_of_trying(plan: Plan, institute: Institute) -> tuple[Diagnostic, ...]:
    """What would go wrong if a document were made: what `faults_of_making` says of it, at the cost of a few chapters.

    A chapter that the program words in its own way prints all that belongs in it. So only the others are worded, unless
    something is wrong in them: then one fault may hide another, and all are.
    """
    chapters = _chapters(plan, institute)
    ours = [_is_worded_as_ours(plan, chapter) for chapter in chapters]
    surely = {chapter.slot.role for chapter in compress(chapters, ours)}
    expected = [(role in surely, text) for role, text in _expected(plan, institute) if text]
    trial = try_composing(
        plan,
        institute,
        (chapter for chapter, is_ours in zip(chapters, ours, strict=True) if not is_ours),
        # A chart in them may have no data.
        (text for sure, text in expected if sure and isinstance(text, Prose) and "{" in text),
    )
    if not trial.diagnostics and all(sure or text.key in trial.printed for sure, text in expected):
        return ()
    return faults_of_making(plan, institute, try_composing(plan, institute, chapters))


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
        for _role, text in _expected(plan, institute)
        if text and text.key not in printed
    )


def _chapters(plan: Plan, institute: Institute) -> tuple[PlannedChapter, ...]:
    planned, _told = planned_chapters(plan, institute)
    return tuple(below for top in planned for below in top.walk())


_INCLUDED: Final = re.compile(r'{% include "(?P<name>[^"]+)\.md" %}')


def _is_worded_as_ours(plan: Plan, chapter: PlannedChapter) -> bool:
    """Whether a chapter stands in the program's own order with the same template, and that is the program's own."""
    slot = chapter.slot
    if chapter.text is not None or slot.role is None or slot.template is None:
        return False
    ours = any(slot.role == own.role and slot.template == own.template for own in _slots(own_outline().chapters))
    return ours and _is_ours(plan, slot.template)


def _is_ours(plan: Plan, template: str) -> bool:
    """Whether a template is the program's own, with all that it includes."""
    text = plan.templates[template]
    return not text.file.startswith("templates/") and all(
        _is_ours(plan, found["name"]) for found in _INCLUDED.finditer(text.source)
    )


_WITHOUT_ROLE: Final = ""


def _expected(plan: Plan, institute: Institute) -> Iterator[tuple[str, Sourced]]:
    """What belongs in the document, but for the chapters that the institute itself dropped or wrote anew.

    Each with the role of the chapter that prints it, where the program's own template for that role surely does.
    """
    chapters = _chapters(plan, institute)
    made = {str(chapter.slot.role) for chapter in chapters if chapter.text is None}
    dropped = {str(slot.role) for slot in _slots(plan.outline) if slot.role} - made
    for strategic in plan.strategic_goals:
        role = "goals" if strategic.kind is Kind.EXTERNAL else "internal-goals"
        if role in dropped:
            continue
        yield from _fields(role, strategic, ("title", "statement", "explanation"))
        for theme in strategic.themes:
            yield role, theme.title
        for goal in strategic.all_operational_goals:
            yield from _fields(role, goal, ("title", "statement", "explanation"))
    for carried in printed_actions(plan, institute):
        internal = plan.is_internal(carried.action)
        role = "internal-goals" if internal else "action-sheets"
        if role in dropped:
            continue
        yield from _fields(role, carried.action, ("title", "context", "description", "collaboration", "partners_note"))
        yield from ((role, partner) for partner in carried.action.partners)
        # Our template for internal goals prints no projects.
        role = _WITHOUT_ROLE if internal else role
        for use in carried.uses:
            if project := plan.projects_by_id.get(use.project):
                yield from _fields(role, project, ("title", "description", "location"))
                yield from ((role, partner) for partner in project.partners)
                if use.condition:
                    yield role, use.condition
    if institute.print_waivers:
        yield from (
            ("matrix", waiver.reason) for waiver in institute.waives if waiver.goal in plan.operational_goals_by_id
        )
    for chapter in chapters:
        if chapter.text:
            yield from _fields(_WITHOUT_ROLE, chapter.text, ("title", "text"))
    if "annexes" in made:
        for annex in plan.annexes:
            if annexed := plan.annex_text(annex, institute):
                yield from _fields("annexes", annexed, ("title", "text"))
    worked_out = {str(item.framework) for framework in plan.frameworks for item in framework.items if item.framework}
    # Our template for frameworks prints what is worked out under what is in the plan itself, and no further.
    role = _WITHOUT_ROLE if worked_out else "frameworks"
    for framework in plan.frameworks:
        if framework.in_plan and "frameworks" not in dropped:
            # A framework that works out an item of another is printed under that item's title.
            own_title = str(framework.id) not in worked_out
            yield from _fields(role, framework, ("title", "introduction") if own_title else ("introduction",))
            for item in framework.items:
                yield from _fields(role, item, ("title", "statement", "answer"))


def _slots(slots: Iterable[Slot]) -> Iterator[Slot]:
    for slot in slots:
        yield slot
        yield from _slots(slot.chapters)


def _fields(role: str, item: Located, names: Iterable[str]) -> Iterator[tuple[str, Sourced]]:
    for name in names:
        value = getattr(item, name)
        if value is not None:
            yield role, value
