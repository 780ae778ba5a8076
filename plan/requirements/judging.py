"""Judge an institute's plan by all requirements.

In: a plan, one of its institutes, its document, and the findings about the plan. Out: a `Judgement` for each
requirement of the rule sets, in their order; and what is wrong with waivers that no longer apply. Reads no files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from plan.diagnostics import Diagnostic, Severity
from plan.document import Document
from plan.messages import _
from plan.model import Institute, Plan, Requirement
from plan.requirements.case import Case
from plan.requirements.judgement import Judgement, Standing
from plan.requirements.shown import Shown
from plan.requirements.ways import judge_by_its_way
from plan.workspace import concerns


def judge(
    plan: Plan, institute: Institute, document: Document, findings: Iterable[Diagnostic]
) -> tuple[Judgement, ...]:
    """How the plan of an institute stands to each requirement.

    A waiver counts only where the requirement is not met anyway.
    """
    id = str(institute.id)
    own = tuple(found for found in findings if concerns(found, id))
    case = Case(plan, institute, Shown(document), own)
    return tuple(_judged(case, requirement) for requirement in plan.requirements.values())


def _judged(case: Case, requirement: Requirement) -> Judgement:
    judged = judge_by_its_way(case, requirement)
    waives = case.submission.waives if case.submission else ()
    waiver = next((one for one in waives if one.requirement == requirement.id), None)
    if waiver is None or judged.standing is Standing.MET:
        return judged
    return replace(judged, standing=Standing.WAIVED, told=str.__str__(waiver.reason), place=waiver.reason.place)


def needless_waivers(plan: Plan, institute: Institute, judgements: Iterable[Judgement]) -> tuple[Diagnostic, ...]:
    """A finding for each waiver of an institute whose requirement is met."""
    submission = plan.submissions.get(str(institute.id))
    met = {str(one.requirement.id): one.requirement for one in judgements if one.standing is Standing.MET}
    return tuple(
        Diagnostic(
            rule="waiver-not-needed",
            place=waiver.requirement.place,
            message=_('the requirement "{title}" is met, and waived all the same', title=met[waiver.requirement].title),
            severity=Severity.WARNING,
            hint=_("take this waiver away: should it be lost later, nobody would be told"),
            institutes=(str(institute.id),),
        )
        for waiver in (submission.waives if submission else ())
        if waiver.requirement in met
    )
