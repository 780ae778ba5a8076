"""Weigh findings as the workspace wants it.

In: a `Plan` and all that was found in its files, while reading and by the rules. Out: the same findings as heavy as
goals.yaml sets them, work to do apart from faults, accepted where their author said so, sorted by place; and what is
wrong with those settings and acceptances themselves. Knows what a rule is, not which there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from plan.checks.doubts import Doubts, owner
from plan.checks.items import items
from plan.checks.reading import READING_RULES
from plan.checks.registry import Rule, declare, rule, rules
from plan.diagnostics import Diagnostic, Severity, did_you_mean, sort_diagnostics
from plan.messages import LANGUAGES, _, rule_name, rule_named
from plan.model import Acceptance, Chapter, Delivery, Institute, Item, Plan, RuleLevel, RuleSetting

_LIGHT: Final = frozenset(
    {"copy-beside", "file-not-read", "smart-quotes"}
)  # of the rules of reading, those that find no error
_LEVELS: Final = {RuleLevel.ERROR: Severity.ERROR, RuleLevel.WARNING: Severity.WARNING, RuleLevel.TIP: Severity.TIP}


@rule(severity=Severity.WARNING)
def unknown_rule(plan: Plan) -> Iterator[Diagnostic]:
    """A setting, an acceptance or a requirement names a rule that does not exist.

    Left alone, the finding it was written for would go on being reported, or weigh as before.
    """
    known = rules().keys() | READING_RULES
    named = [setting.rule for setting in plan.rule_settings]
    named += [setting.rule for institute in plan.institutes for setting in institute.rules]
    named += [accepted.acceptance.rule for accepted in _acceptances(plan)]
    named += [name for requirement in plan.requirements.values() for name in requirement.rules]
    for name in named:
        if rule_named(name) not in known:
            names = known | {rule_name(rule, language) for rule in known for language in LANGUAGES}
            yield Diagnostic(
                rule="unknown-rule",
                place=name.place,
                message=_('there is no rule that is called "{rule}"', rule=name),
                hint=did_you_mean(name, names) or _("copy the name that stands in brackets behind the finding"),
            )


@rule(severity=Severity.WARNING)
def silenced_error(plan: Plan) -> Iterator[Diagnostic]:
    """A setting makes an error lighter, or an acceptance takes it as it is, that leaves something out of the plan.

    Neither has any effect: what could not be read, or refers to nothing, would otherwise be missing without a word.
    """
    settings = [*plan.rule_settings, *(setting for institute in plan.institutes for setting in institute.rules)]
    named = [setting.rule for setting in settings if setting.level is not RuleLevel.ERROR]
    named += [accepted.acceptance.rule for accepted in _acceptances(plan)]
    lasting = _lasting()
    for name in named:
        if rule_named(name) in lasting:
            yield Diagnostic(
                rule="silenced-error",
                place=name.place,
                message=_('"{rule}" stays an error: what it finds is missing from the plan', rule=name),
                hint=_("take this line away, and mend what the rule finds"),
            )


def _lasting() -> frozenset[str]:
    """The rules whose errors nobody can live with: what they find is not in the plan as its author wrote it."""
    hiding = {name for name, rule in rules().items() if rule.hides and rule.severity is Severity.ERROR}
    return frozenset(hiding | READING_RULES - _LIGHT)


ACCEPTANCE_NOT_NEEDED: Final = declare(
    Rule(
        "acceptance-not-needed",
        Severity.TIP,
        """A finding was accepted that is not there, or not any more.

What is accepted of something unfinished waits until that is finished, or until what else is wrong with it is mended.
Left alone, a later finding of the same kind would be accepted without anybody having looked at it.""",
    )
)


def judge(plan: Plan, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Weigh findings about a plan; give it all there are, or acceptances will seem not to be needed."""
    found = [replace(finding, institutes=finding.institutes or owner(finding.place.file)) for finding in findings]
    acceptances = tuple(_acceptances(plan))
    # An error, or what could not be read, may silence other findings: then nobody knows which acceptances are needed.
    if not plan.damaged and not any(one.severity is Severity.ERROR or one.rule in READING_RULES for one in found):
        settled = [accepted for accepted in acceptances if _is_settled(plan, accepted)]
        tips = _not_needed(settled, found)
        # What else is wrong with an item may hide what was accepted of it: a year out of the plan, one before it.
        wrong = [one for one in found if one.subject and one.severity is Severity.WARNING] if tips else []
        wrong_with = {one.subject for one in wrong if not any(accepted.covers(one) for accepted in acceptances)}
        found += [tip for tip in tips if tip.subject not in wrong_with]
    weigh = _Scales(plan, acceptances, Doubts(plan, found))
    return sort_diagnostics(weighed for finding in found if (weighed := weigh(finding)))


# --- acceptances -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Accepted:
    """An acceptance and where it holds: for an item or institute (`subject`), in a chapter's `file`, or everywhere."""

    acceptance: Acceptance
    subject: str = ""
    file: str = ""

    def covers(self, finding: Diagnostic) -> bool:
        """Whether a finding is accepted by this."""
        about = (finding.subject, *finding.institutes)
        return (
            rule_named(self.acceptance.rule) == finding.rule
            and (not self.subject or self.subject in about)
            and (not self.file or self.file == finding.place.file)
            and (self.acceptance.about is None or self.acceptance.about in about)
        )


def _acceptances(plan: Plan) -> Iterator[_Accepted]:
    yield from (_Accepted(acceptance) for acceptance in plan.accepts)
    for name, item in items(plan):
        # Two chapters may share an id: an institute's own version and the shared one.
        file = item.place.file if isinstance(item, Chapter) else ""
        yield from (_Accepted(acceptance, name, file) for acceptance in item.accepts)
    for institute in plan.institutes:
        yield from (_Accepted(acceptance, institute.id) for acceptance in institute.accepts)
    for figure in plan.figures:
        yield from (_Accepted(acceptance, figure.id) for acceptance in figure.accepts)


def _is_settled(plan: Plan, accepted: _Accepted) -> bool:
    """Whether what an acceptance is about is finished: of the rest nobody knows yet what will be found in it."""
    about = accepted.acceptance.about
    wide = about is None and (accepted.subject == "" or accepted.subject in plan.institutes_by_id)
    unfinished = _unfinished(plan)
    return not unfinished if wide else unfinished.isdisjoint({accepted.subject, str(about)})


@lru_cache(maxsize=2)
def _unfinished(plan: Plan) -> frozenset[str]:
    """The names of items that are not finished, and of the goals and projects of actions that are not."""
    names = {str(name) for name, item in items(plan) if not item.ready}
    for action in (action for action in plan.actions if not action.ready):
        names.update(str(goal) for goal in (*action.certain, *action.possible))
        names.update(str(use.project) for use in action.projects)
        joined = (one for institute in plan.institutes for one in institute.participates or ())
        names.update(str(use.project) for one in joined if one.action == action.id for use in one.projects)
    return frozenset(names)


def _not_needed(acceptances: Iterable[_Accepted], found: list[Diagnostic]) -> list[Diagnostic]:
    known = {name for name, rule in rules().items() if not rule.on_request} | READING_RULES
    return [
        Diagnostic(
            ACCEPTANCE_NOT_NEEDED.name,
            accepted.acceptance.rule.place,
            _('"{rule}" is accepted here, but nothing of the kind is found', rule=accepted.acceptance.rule),
            ACCEPTANCE_NOT_NEEDED.severity,
            _("take this acceptance away"),
            subject=accepted.subject,
        )
        for accepted in acceptances
        if rule_named(accepted.acceptance.rule) in known and not any(map(accepted.covers, found))
    ]


# --- weight ----------------------------------------------------------------------------------------


class _Scales:
    """Weighs one finding: drops it, makes it work to do, or gives it the severity and acceptance that hold for it."""

    def __init__(self, plan: Plan, acceptances: tuple[_Accepted, ...], doubts: Doubts) -> None:
        self._acceptances = acceptances
        self._doubts = doubts
        self._levels = _levels(plan.rule_settings)
        self._levels_at = {str(institute.id): _levels(institute.rules) for institute in plan.institutes}
        self._deliveries = {str(institute.id): institute.status for institute in plan.institutes}
        self._lasting = _lasting()
        self._items: dict[str, list[Item | Institute]] = {}
        for name, item in items(plan):
            self._items.setdefault(str(name), []).append(item)
        for name, institute in plan.institutes_by_id.items():
            self._items.setdefault(name, []).append(institute)

    def __call__(self, finding: Diagnostic) -> Diagnostic | None:
        rule = rules().get(finding.rule)
        level = None if finding.rule in self._lasting else self._level(finding)
        item = self._item(finding)
        if level is RuleLevel.OFF or (rule and self._doubts.about(finding, rule, item)):
            return None
        severity = _LEVELS[level] if level else finding.severity
        if rule and rule.absence:
            deliveries = {self._deliveries.get(institute, Delivery.SUBMITTED) for institute in finding.institutes}
            if deliveries == {Delivery.NOT_DELIVERED}:
                return None
            if deliveries - {Delivery.SUBMITTED} or (isinstance(item, Item) and not item.ready):
                severity = Severity.TODO
        acceptances = () if finding.rule in self._lasting else self._acceptances
        accepted = next((one for one in acceptances if one.covers(finding)), None)
        reason = str.__str__(accepted.acceptance.reason) if accepted else None
        return replace(finding, severity=severity, accepted=reason)

    def _level(self, finding: Diagnostic) -> RuleLevel | None:
        """How heavily the workspace wants it; of what touches one institute only, that institute has the last word."""
        own = self._levels_at.get(finding.institutes[0], {}) if len(finding.institutes) == 1 else {}
        return own.get(finding.rule, self._levels.get(finding.rule))

    def _item(self, finding: Diagnostic) -> Item | Institute | None:
        """What a finding is about; an institute's own version of a chapter has the id of the shared one."""
        items = self._items.get(finding.subject, [])
        return next((item for item in items if item.place.file == finding.place.file), items[0] if items else None)


def _levels(settings: Iterable[RuleSetting]) -> dict[str, RuleLevel]:
    return {rule_named(setting.rule): setting.level for setting in settings}
