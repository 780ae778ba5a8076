"""The register of rules.

In: functions `Plan -> Iterator[Diagnostic]`, each named after the fault it finds and marked with `@rule`. Out:
`rules()`, what there is to know about each, and `find_faults`, what all of them find. Knows no rule by name.

To add a rule: write the function in the module of its subject, a case in `tests/cases/`, its page for `plan explain`
and its Dutch name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from plan.diagnostics import Diagnostic, Severity
from plan.model import Plan

Find = Callable[[Plan], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What there is to know about a rule.

    `absence`: it finds that something is missing, which is no fault but work to do while the item or the institute is
    unfinished. `supplied_by` are patterns of the files that could have held what is missing; while something in them
    cannot be read, nobody knows. `hides`: what seems missing elsewhere may be this very mistake, a mistyped id.
    `on_request`: it is held against a plan only when somebody asks for it.
    """

    name: str
    severity: Severity
    description: str
    absence: bool = False
    supplied_by: tuple[str, ...] = ()
    hides: bool = False
    on_request: bool = False


_RULES: Final[dict[str, Rule]] = {}
_FINDERS: Final[dict[str, Find]] = {}


def rule(
    severity: Severity = Severity.WARNING,
    *,
    absence: bool = False,
    supplied_by: tuple[str, ...] = (),
    hides: bool = False,
) -> Callable[[Find], Find]:
    """Register a function as the rule of its name: `unknown_goal` finds `unknown-goal`."""

    def register(find: Find) -> Find:
        name = find.__name__.replace("_", "-")
        declare(Rule(name, severity, inspect.getdoc(find) or "", absence, supplied_by, hides))
        _FINDERS[name] = find
        return find

    return register


def declare(rule: Rule) -> Rule:
    """Register a rule that is no function of a plan alone."""
    if rule.name in _RULES:
        raise ValueError(f"two rules are called {rule.name}")
    _RULES[rule.name] = rule
    return rule


def rules() -> Mapping[str, Rule]:
    """All rules about plans, by name."""
    return dict(sorted(_RULES.items()))


def find_faults(plan: Plan) -> Iterator[Diagnostic]:
    """All that the rules find in a plan, each finding as heavy as its rule."""
    for name, find in _FINDERS.items():
        for finding in find(plan):
            if finding.rule != name:
                raise ValueError(f"the rule {name} calls its finding {finding.rule}")
            yield replace(finding, severity=_RULES[name].severity)
