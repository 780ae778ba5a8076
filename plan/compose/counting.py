"""What a document should print, counted against what it does print.

In: a plan and one of its institutes, or the document that was made of them. Out: a finding for every authored text that
belongs in the document and is not printed there, beside what its making told. So nothing that somebody wrote goes
missing in silence, whatever the templates do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from plan.compose.composing import Trial, try_composing
from plan.coverage import printed_actions
from plan.diagnostics import Diagnostic, Severity, sort_diagnostics
from plan.messages import _
from plan.model import Institute, Kind, Located, Plan
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Prose, Sourced


def faults_of_trying(plan: Plan, institute: Institute) -> tuple[Diagnostic, ...]:
    """What would go wrong if a document were made: what `faults_of_making` says of it, at the cost of a few chapters.

    A chapter of which nobody but the program decides how it is made prints what belongs in it. So only the others are
    worded, unless something is wrong in them: then all are.
    """
    chapters = _chapters(plan, institute)
    makers = [_sure_maker(plan, chapter) for chapter in chapters]
    expected = tuple(_expected(plan, institute))
    sure = [text for maker, text in expected if maker and maker in makers]
    trial = try_composing(
        plan,
        institute,
        (chapter for chapter, maker in zip(chapters, makers, strict=True) if not maker),
        # A chart in them may have no data.
        (text for text in sure if isinstance(text, Prose) and "{" in text),
    )
    printed = trial.printed | {text.key for text in sure}
    # What a dropped chapter would have printed may stand in one of the program's; what none of those prints cannot.
    if not trial.diagnostics and not any(maker for maker, text in expected if text and text.key not in printed):
        return sort_diagnostics(not_printed(plan, institute, printed))
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
        for _maker, text in _expected(plan, institute)
        if text and text.key not in printed
    )


def _chapters(plan: Plan, institute: Institute) -> tuple[PlannedChapter, ...]:
    planned, _told = planned_chapters(plan, institute)
    return tuple(below for top in planned for below in top.walk())


def _sure_maker(plan: Plan, chapter: PlannedChapter) -> str:
    """What makes a chapter: its own text, or a template of the program; nothing when it is one of the workspace."""
    slot = chapter.slot
    if chapter.text is not None:
        return _own_text(chapter)
    if slot.template is None or not _is_ours(plan, slot.template):
        return ""
    return f"{slot.template} {slot.framework}" if slot.framework else slot.template


def _own_text(chapter: PlannedChapter) -> str:
    return f"text of {chapter.id}"


def _is_ours(plan: Plan, template: str) -> bool:
    """Whether a template is the program's own, with all that it includes."""
    text = plan.templates.get(template)
    return (
        text is not None
        and not text.file.startswith("templates/")
        and all(_is_ours(plan, found["name"]) for found in _INCLUDED.finditer(text.source))
    )


_INCLUDED: Final = re.compile(r'{% include "(?P<name>[^"]+)\.md" %}')
_UNSURE: Final = ""


def _expected(plan: Plan, institute: Institute) -> Iterator[tuple[str, Sourced]]:
    """What belongs in the document, but for the chapters that the institute itself dropped or wrote anew.

    Each with what surely prints it: a template of the program, or the chapter that it is the text of.
    """
    chapters = _chapters(plan, institute)
    made = {str(chapter.slot.role) for chapter in chapters if chapter.text is None}
    dropped = {str(slot.role) for slot in plan.slots if slot.role} - made
    for strategic in plan.strategic_goals:
        external = strategic.kind is Kind.EXTERNAL
        if ("goals" if external else "internal-goals") in dropped:
            continue
        maker = "doelstellingen" if external else "interne-doelstellingen"
        yield from _fields(maker, strategic, ("title", "statement", "explanation"))
        yield from ((maker, theme.title) for theme in strategic.themes)
        for goal in strategic.all_operational_goals:
            yield from _fields(maker, goal, ("title", "statement", "explanation"))
    for carried in printed_actions(plan, institute):
        internal = plan.is_internal(carried.action)
        if ("internal-goals" if internal else "action-sheets") in dropped:
            continue
        maker = "interne-doelstellingen" if internal else "actiefiches"
        yield from _fields(maker, carried.action, ("title", "context", "description", "collaboration", "partners_note"))
        yield from ((maker, partner) for partner in carried.action.partners)
        # The template for internal goals prints no projects, nor does any other but that of action sheets.
        maker = _UNSURE if internal else maker
        for use in carried.uses:
            if project := plan.projects_by_id.get(use.project):
                yield from _fields(maker, project, ("title", "description", "location"))
                yield from ((maker, partner) for partner in project.partners)
                if use.condition:
                    yield maker, use.condition
    if institute.print_waivers:
        reasons = (waiver.reason for waiver in institute.waives if waiver.goal in plan.operational_goals_by_id)
        yield from (("overzichtsschema", reason) for reason in reasons)
    for chapter in chapters:
        if chapter.text:
            yield from _fields(_own_text(chapter), chapter.text, ("title", "text"))
    if "annexes" in made:
        for annex in plan.annexes:
            if annexed := plan.annex_text(annex, institute):
                yield from _fields("bijlagen", annexed, ("title", "text"))
    if "frameworks" in dropped:
        return
    above = {str(item.framework): of for of in plan.frameworks for item in of.items if item.framework}
    together = any(chapter.slot.template == "kaders" for chapter in chapters)
    for framework in plan.frameworks:
        if framework.in_plan:
            top = above.get(str(framework.id), framework)
            maker = "kaders" if together and top.in_plan else f"kader {top.id}"
            # The templates for frameworks print what works out an item of theirs, and no further.
            maker = _UNSURE if str(top.id) in above else maker
            # It is printed under the title of that item.
            yield from _fields(maker, framework, ("title", "introduction") if top is framework else ("introduction",))
            for item in framework.items:
                yield from _fields(maker, item, ("title", "statement", "answer"))


def _fields(maker: str, item: Located, names: Iterable[str]) -> Iterator[tuple[str, Sourced]]:
    values = (getattr(item, name) for name in names)
    return ((maker, value) for value in values if value is not None)
