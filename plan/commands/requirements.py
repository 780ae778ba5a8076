"""What `plan requirements` shows: how an institute's plan stands to what it must have before it is filed.

In: an opened workspace and its institutes. Out: text for a terminal or JSON. Prints nothing, and claims nothing about
the law: it says what was looked at, and what a person must read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from textwrap import fill
from typing import Final

from plan.compose import compose_document
from plan.diagnostics import SEVERITY_WORDS, Diagnostic, Severity, render_json, render_text
from plan.messages import Message, _, _n, in_words
from plan.model import Institute, Plan, Requirement, RuleSet, Submission
from plan.places import Place
from plan.requirements import Judgement, Spot, Standing, judge, needless_waivers
from plan.requirements.words import BASES, counted
from plan.workspace import Workspace

VERSION: Final = 1
"""Goes up when a program that reads the data would have to change."""

_HEADS: Final[Mapping[Standing, Message]] = {
    Standing.NOT_MET: _("Not met"),
    Standing.TO_JUDGE: _("For a person to judge"),
    Standing.WAIVED: _("Waived"),
    Standing.MET: _("Met"),
}
_HEAVIEST_FIRST: Final = tuple(Severity)


@dataclass(frozen=True)
class Judged:
    """An institute's plan, held against all requirements; `needless` are its waivers that no longer apply."""

    institute: Institute
    judgements: tuple[Judgement, ...]
    needless: tuple[Diagnostic, ...]

    @property
    def is_open(self) -> bool:
        """Whether something stands in the way of filing it."""
        return any(one.is_open for one in self.judgements)

    def standing(self, standing: Standing) -> tuple[Judgement, ...]:
        """The requirements to which it stands so; what is not met by its weight."""
        found = (one for one in self.judgements if one.standing is standing)
        if standing is not Standing.NOT_MET:
            return tuple(found)
        return tuple(sorted(found, key=lambda one: _HEAVIEST_FIRST.index(one.requirement.severity)))


def judged(workspace: Workspace, institute: Institute) -> Judged:
    """Hold an institute's plan, as it would be printed now, against all requirements."""
    plan = workspace.plan
    document = compose_document(plan, institute).document
    judgements = judge(plan, institute, document, workspace.findings)
    return Judged(institute, judgements, needless_waivers(plan, institute, judgements))


def unread(plan: Plan, institute: Institute | None = None) -> tuple[Message, ...]:
    """What could not be read of the rule sets, or of what an institute says about filing: it only seems absent."""
    lost = {
        one.place.file
        for one in plan.damaged
        if one.model in (RuleSet, Requirement) or (one.model is Submission and institute and one.id == institute.id)
    }
    return tuple(
        _("{file} could not be read whole: plan check tells what is wrong", file=file) for file in sorted(lost)
    )


# --- as text ---------------------------------------------------------------------------------------


def render_requirements(workspace: Workspace, found: Judged, language: str, width: int, colour: bool) -> str:
    """All requirements of an institute: what is not met and what to do; what to judge; what is waived; what is met."""
    plan = workspace.plan
    parts = [str(found.institute.name)]
    parts += [_filled(one.render(language), width) for one in unread(plan, found.institute)]
    for standing in Standing:
        if judgements := found.standing(standing):
            head = f"{_HEADS[standing].render(language)} ({len(judgements)})"
            parts.append(_bold(head, colour))
            if standing is Standing.MET:
                parts.append("\n".join(_entry([one], language, width) for one in judgements))
            else:
                parts += [_entry(alike, language, width) for alike in _alike(judgements)]
    if found.needless:
        parts.append(render_text(found.needless, workspace.sources.line, language, width, colour).rstrip())
    for rules in plan.rule_sets.values():
        parts.append(_to_read(rules, language, width))
    parts.append(_filled(_in_short(found).render(language), width))
    return "\n\n".join(parts)


def render_in_short(plan: Plan, found: Iterable[Judged], language: str, width: int) -> str:
    """A few words on each institute."""
    told = (*unread(plan), *(_in_short(one) for one in found))
    return "\n".join(_filled(one.render(language), width, "", "  ") for one in told)


def _in_short(found: Judged) -> Message:
    counts = tuple(
        counted(standing, len(found.standing(standing))) for standing in Standing if found.standing(standing)
    )
    errors = sum(one.is_open for one in found.judgements)
    stands = _n("{count} error is open", "{count} errors are open", errors) if errors else _("no error is open")
    return _("{institute}: {stands}; {counts}", institute=found.institute.name, stands=stands, counts=counts)


def _alike(judgements: Iterable[Judgement]) -> Iterator[list[Judgement]]:
    """The requirements that follow each other and of which the same is told: that is told once."""
    for _said, alike in groupby(judgements, key=lambda one: tuple(_told(one))):
        yield list(alike)


def _entry(alike: list[Judgement], language: str, width: int) -> str:
    lines = [_filled(_title(one, language), width, "  ", "    ") for one in alike]
    lines += [_filled(in_words(told, language), width, "      ", "      ") for told in _told(alike[0])]
    return "\n".join(lines)


def _title(one: Judgement, language: str) -> str:
    """What is asked, and where something is to be done about it the name by which submission.yaml calls it."""
    asked = one.requirement
    match one.standing:
        case Standing.NOT_MET:
            return f"{SEVERITY_WORDS[asked.severity].render(language)}: {asked.title} [{asked.id}]"
        case Standing.TO_JUDGE:
            return f"{asked.title} [{asked.id}]"
        case _:
            return str(asked.title)


def _told(one: Judgement) -> Iterator[Message | str]:
    """What there is to say: what to do, the question or the reason, then where."""
    told = one.told
    match one.standing:
        case Standing.NOT_MET:
            yield told
            yield _because(one.requirement)
            if one.place:
                yield _("see {file}", file=_in_file(one.place))
        case Standing.TO_JUDGE:
            yield told
            if one.requirement.how:
                yield str(one.requirement.how)
            yield from _where(one.spots)
            yield _("note the answer under `judged` in {file}", file=one.place.file if one.place else "")
        case Standing.WAIVED:
            yield told
            if one.place:
                yield _("see {file}", file=_in_file(one.place))
        case Standing.MET:
            yield from _where(one.spots)
            if told:
                yield told


def _because(requirement: Requirement) -> Message:
    basis = BASES[requirement.basis]
    if requirement.source is None:
        return _("basis: {basis}", basis=basis)
    return _("basis: {basis} ({source})", basis=basis, source=requirement.source)


def _where(spots: tuple[Spot, ...]) -> Iterator[Message]:
    """Where a reader sees it: the first spot, and how many others there are."""
    if not spots:
        return
    first, others = spots[0], len(spots) - 1
    where = first.chapter if first.heading == first.chapter else f"{first.chapter} > {first.heading}"
    if first.key:
        where += f" ({first.key})"
    if others:
        yield _n("in {where}, and {count} place more", "in {where}, and {count} places more", others, where=where)
    else:
        yield _("in {where}", where=where)


def _in_file(place: Place) -> str:
    return place.file if place == Place.of_file(place.file) else f"{place.file}:{place.line}"


def _to_read(rules: RuleSet, language: str, width: int) -> str:
    version = _("{title}, version {version}", title=rules.title, version=rules.version or "-").render(language)
    lines = [_filled(version, width)]
    if rules.to_read:
        told = _("This says what was looked at. It does not say that the plan complies with the law: read yourself")
        lines.append(_filled(f"{told.render(language)}:", width))
        lines += [_filled(str(text), width, "- ", "  ") for text in rules.to_read]
    return "\n".join(lines)


def _filled(text: str, width: int, first: str = "", others: str = "") -> str:
    return fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bold(text: str, colour: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if colour else text


# --- as data ---------------------------------------------------------------------------------------


def requirements_data(plan: Plan, found: Iterable[Judged], language: str) -> str:
    """The rule sets, and each institute with its requirements in their order, as JSON; all keys are always there."""
    data = {
        "version": VERSION,
        "plan": str(plan.identity.title),
        "unread": sorted({one.place.file for one in plan.damaged if one.model in (RuleSet, Requirement, Submission)}),
        "rule_sets": [
            {
                "id": str(rules.id),
                "title": str(rules.title),
                "version": rules.version and str(rules.version),
                "to_read": [str(text) for text in rules.to_read],
            }
            for rules in plan.rule_sets.values()
        ],
        "institutes": [
            {
                "id": str(one.institute.id),
                "name": str(one.institute.name),
                "open": one.is_open,
                "requirements": [_data(plan, judgement, language) for judgement in one.judgements],
                "findings": json.loads(render_json(one.needless, language)),
            }
            for one in found
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _data(plan: Plan, one: Judgement, language: str) -> dict[str, object]:
    asked = one.requirement
    return {
        "id": str(asked.id),
        "rule_set": next(id for id, rules in plan.rule_sets.items() if asked in rules.requirements),
        "title": str(asked.title),
        "basis": asked.basis.value,
        "source": asked.source and str(asked.source),
        "severity": asked.severity.value,
        "how": asked.how and str(asked.how),
        "standing": one.standing.value,
        "open": one.is_open,
        "told": in_words(one.told, language),
        "place": one.place and str(one.place),
        "spots": [
            {
                "chapter": spot.chapter,
                "heading": spot.heading,
                "anchor": spot.anchor,
                "key": spot.key,
                "place": spot.place and str(spot.place),
            }
            for spot in one.spots
        ],
    }
