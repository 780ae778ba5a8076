"""Hold a plan against the rules.

In: a `Plan` and what was found while reading it. Out: all findings, weighed, accepted where their author said so and
sorted by place. The rules are in the modules below, by subject; none prints, none writes, none knows Word.
"""

from __future__ import annotations

from collections.abc import Iterable

from plan.checks import (  # noqa: F401 - they register their rules
    chapters,
    completeness,
    coverage,
    duplicates,
    figures,
    filed,
    language,
    names,
    reports,
    requirements,
    spelling,
    structure,
    targets,
    texts,
    time,
    titles,
)
from plan.checks.dictionary import Dictionary
from plan.checks.language import misspelled
from plan.checks.reading import READING_RULES
from plan.checks.registry import Rule, find_faults, rules
from plan.checks.weighing import judge
from plan.diagnostics import Diagnostic
from plan.model import Plan

__all__ = ["READING_RULES", "Rule", "check_plan", "judge", "rules"]


def check_plan(
    plan: Plan, read: Iterable[Diagnostic] = (), dictionary: Dictionary | None = None
) -> tuple[Diagnostic, ...]:
    """All that is to be said about a plan: what was found while reading it (`read`) and what the rules find.

    With a `dictionary` its words are looked up as well, which takes a while.
    """
    return judge(plan, [*read, *find_faults(plan), *(misspelled(plan, dictionary) if dictionary else ())])
