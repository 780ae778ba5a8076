"""The ways in which a requirement is met, each a function of the case and the requirement.

In: a `Case`: a plan, one of its institutes, what its document shows and what was found about it. Out: a `Judgement`,
met or not, or the question for a person. Knows nothing of waivers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from plan.checks import READING_RULES, rules
from plan.coverage import items_answered_by
from plan.diagnostics import did_you_mean
from plan.dutch import print_day, print_period
from plan.keys import names_of, written
from plan.messages import Message, _, _n, rule_named
from plan.model import (
    Action,
    Annex,
    Every,
    Institute,
    Item,
    Kind,
    Located,
    OperationalGoal,
    Requirement,
    StrategicGoal,
)
from plan.outline import PlannedChapter
from plan.places import Place, Sourced
from plan.requirements.case import Case, met, not_met, some
from plan.requirements.judgement import Judgement, Spot, Standing
from plan.requirements.shown import Line, saying

_ORDER: Final = "templates/plan.yaml"


def judge_by_its_way(case: Case, requirement: Requirement) -> Judgement:
    """Judge by the way the requirement names; one that names none, which a rule tells, is for a person."""
    way = next(iter(requirement.ways), "")
    return _WAYS[way](case, requirement) if way else _asked(case, requirement)


# --- a chapter -------------------------------------------------------------------------------------


def _by_chapter(case: Case, requirement: Requirement) -> Judgement:
    role = str(requirement.chapter)
    chapter = case.chapter(role)
    if chapter is None:
        return _without_chapter(case, requirement, role)
    lines = case.lines(chapter)
    if (chapter.text is None and chapter.slot.template is None) or not any(line.is_written for line in lines):
        file = chapter.text.place.file if chapter.text else f"chapters/{chapter.id}.md"
        told = _(
            'the chapter "{chapter}" is not written yet: its text belongs in {file}', chapter=_name(chapter), file=file
        )
        return not_met(requirement, told, Place.of_file(file))
    spot, place = _spot_of(case, chapter), _place_of(case, chapter)
    if requirement.says:
        return _by_words(case, requirement, lines, spot)
    if requirement.own:
        own = [one for one in chapter.walk() if one.text and one.text.owner]
        return _by_own_text(case, requirement, own, spot)
    if requirement.own is False and chapter.text is not None and chapter.text.owner:
        told = _(
            '"{chapter}" is a version of the institute itself; take {file} away to print what all share',
            chapter=spot.heading,
            file=place.file,
        )
        return not_met(requirement, told, place, (spot,))
    return met(requirement, (spot,))


def _by_words(case: Case, requirement: Requirement, lines: tuple[Line, ...], chapter: Spot) -> Judgement:
    terms = [_filled(case, term) for term in requirement.says]
    if found := saying(terms, lines):
        return met(requirement, [replace(found, key=chapter.key, place=chapter.place)])
    told = _(
        'no sentence of "{chapter}" says {words}: write one in {file}',
        chapter=chapter.heading,
        words=tuple(map(_quoted, terms)),
        file=chapter.place.file if chapter.place else "",
    )
    return not_met(requirement, told, chapter.place, (chapter,))


def _by_own_text(case: Case, requirement: Requirement, own: list[PlannedChapter], chapter: Spot) -> Judgement:
    if own:
        return met(requirement, (_spot_of(case, one) for one in own))
    told = _(
        'nothing in "{chapter}" is by the institute itself: write a chapter in {folder}, and put it below this one '
        "with `chapters` in institute.yaml",
        chapter=chapter.heading,
        folder=f"institutes/{case.id}/",
    )
    return not_met(requirement, told, case.institute.place_of("chapters"), (chapter,))


def _without_chapter(case: Case, requirement: Requirement, role: str) -> Judgement:
    slot = next((slot for slot in case.plan.slots if slot.role == role), None)
    if slot is None:
        roles = [slot.role for slot in case.plan.slots if slot.role]
        hint = did_you_mean(role, roles) or _("add `role: {role}` to that chapter in {file}", role=role, file=_ORDER)
        told = _('no chapter has the role "{role}": {hint}', role=role, hint=hint)
        return not_met(requirement, told, Place.of_file(_ORDER))
    told = _(
        'the plan leaves out the chapter "{chapter}": see `chapters` in institute.yaml', chapter=slot.title or slot.id
    )
    return not_met(requirement, told, case.institute.place_of("chapters"))


def _spot_of(case: Case, chapter: PlannedChapter) -> Spot:
    head = next((line.spot for line in case.lines(chapter)), Spot())
    key = chapter.text.title.key if chapter.text else ""
    return Spot(head.chapter, head.heading, head.anchor, key, _place_of(case, chapter))


def _place_of(case: Case, chapter: PlannedChapter) -> Place:
    """Where the words of a chapter are written: its text or its template."""
    if chapter.text is not None:
        return chapter.text.title.place
    template = case.plan.templates.get(str(chapter.slot.template or ""))
    return Place.of_file(template.file) if template else chapter.slot.place


def _name(chapter: PlannedChapter) -> str:
    return str(chapter.text.title if chapter.text else chapter.slot.title or chapter.id)


def _filled(case: Case, term: str) -> str:
    """A term with the name of the institute and the years of the plan, where it asks for them."""
    values = {"institute": str(case.institute.name), "period": print_period(case.plan.identity.period)}
    for name, value in values.items():
        for word in names_of(name):
            term = term.replace(f"{{{word}}}", value)
    return term


def _quoted(term: str) -> str:
    return " / ".join(f'"{choice.strip()}"' for choice in term.replace("*", "…").split("/"))


# --- items -----------------------------------------------------------------------------------------

_KINDS: Final[Mapping[Every, Message]] = {
    Every.STRATEGIC: _("strategic goals"),
    Every.EXTERNAL_STRATEGIC: _("strategic goals for society"),
    Every.INTERNAL_STRATEGIC: _("strategic goals of the own organisation"),
    Every.OPERATIONAL: _("operational goals"),
    Every.EXTERNAL_OPERATIONAL: _("operational goals for society"),
    Every.INTERNAL_OPERATIONAL: _("operational goals of the own organisation"),
    Every.ACTION: _("actions"),
    Every.EXTERNAL_ACTION: _("actions for society"),
    Every.INTERNAL_ACTION: _("actions of the own organisation"),
}
# What stands for a field where that is empty.
_INSTEAD: Final = {"partners": "partners_note"}


def _by_each(case: Case, requirement: Requirement) -> Judgement:
    assert requirement.each
    items = tuple(_items(case, requirement.each))
    if not items:
        told = _("there are no {kind} yet", kind=_KINDS[requirement.each])
        return not_met(requirement, told, case.plan.identity.place)
    if requirement.has is None:
        return met(requirement, (case.shown.value(one.title.key, one.title.place) for one in items))
    field = str(requirement.has)
    spots, lacking, derived = list[Spot](), list[Item](), False
    for item in items:
        found = _spot_with(case, item, field)
        if found is None and requirement.from_actions and isinstance(item, OperationalGoal):
            found = _spot_from_actions(case, item, field)
            derived = derived or found is not None
        if found:
            spots.append(found)
        elif not _is_unread(item, field):
            lacking.append(item)
    if lacking:
        return not_met(requirement, _lacking(lacking, field, requirement.from_actions), lacking[0].title.place, spots)
    told = _("derived from the actions, for operational goals that have no {key} themselves", key=f'"{written(field)}"')
    return met(requirement, spots, told if derived else "")


def _items(case: Case, every: Every) -> Iterator[StrategicGoal | OperationalGoal | Action]:
    plan = case.plan
    kind = {"external": Kind.EXTERNAL, "internal": Kind.INTERNAL}.get(every.value.partition("-")[0])
    match every:
        case Every.ACTION | Every.EXTERNAL_ACTION | Every.INTERNAL_ACTION:
            actions = (carried.action for carried in case.actions)
            yield from (one for one in actions if kind is None or plan.is_internal(one) is (kind is Kind.INTERNAL))
        case Every.STRATEGIC | Every.EXTERNAL_STRATEGIC | Every.INTERNAL_STRATEGIC:
            yield from (goal for goal in plan.strategic_goals if kind in (None, goal.kind))
        case _:
            above = (goal for goal in plan.strategic_goals if kind in (None, goal.kind))
            yield from (goal for strategic in above for goal in strategic.all_operational_goals)


def _spot_with(case: Case, item: Located, field: str) -> Spot | None:
    """Where a field of an item is read; None when it has nothing in it."""
    for name in (field, _INSTEAD.get(field, field)):
        value = getattr(item, name, None)
        first = value[0] if isinstance(value, tuple) and value else value
        if first:
            place = item.place_of(name)
            spot = case.shown.value(first.key if isinstance(first, Sourced) else "", place)
            # A number or a period has no home of its own in the document: it stands below the title of its item.
            title = None if spot.anchor else getattr(item, "title", None)
            return case.shown.value(title.key, place) if title else spot
    return None


def _spot_from_actions(case: Case, goal: OperationalGoal, field: str) -> Spot | None:
    """Where an action tells what a goal that it serves does not tell itself."""
    wanted = Requirement.FROM_ACTIONS.get(field)
    serving = (carried.action for carried in case.actions if carried.strength(goal.id)) if wanted else ()
    return next((spot for action in serving if (spot := _spot_with(case, action, str(wanted)))), None)


def _is_unread(item: Located, field: str) -> bool:
    """Whether something stands there that could not be read: that has been told."""
    return field in type(item).model_fields and item.is_unread(field)


def _lacking(items: list[Item], field: str, from_actions: bool) -> Message:
    names, key = some(f'"{item.title}"' for item in items), written(field)
    if from_actions:
        return _n(
            '{items} has no "{key}", and no action for it tells: fill in "{of_action}" at such an action',
            '{items} have no "{key}", and no actions for them tell: fill in "{of_action}" at such actions',
            len(items),
            items=names,
            key=key,
            of_action=written(Requirement.FROM_ACTIONS.get(field, field)),
        )
    return _n(
        '{items} has no "{key}": add it there',
        '{items} have no "{key}": add it there',
        len(items),
        items=names,
        key=key,
    )


# --- rules of the checker --------------------------------------------------------------------------


def _by_rules(case: Case, requirement: Requirement) -> Judgement:
    known = rules().keys() | READING_RULES
    names = [rule_named(name) for name in requirement.rules]
    for name, asked in zip(names, requirement.rules, strict=True):
        if name not in known:
            told = _('the rule set asks for "{rule}", and this program has no such rule', rule=asked)
            return not_met(requirement, told, asked.place)
    found = [one for one in case.findings if one.rule in names and one.accepted is None]
    if requirement.about:
        ids = {str(item.id) for item in _items(case, requirement.about)}
        found = [one for one in found if one.subject in ids]
    if found:
        first, others = found[0], len(found) - 1
        told = first.message
        if others:
            told = _n("{first}; and {count} more", "{first}; and {count} more", others, first=first.message)
        return not_met(requirement, told, first.place, case.seen(requirement))
    return met(requirement, case.seen(requirement), _("plan check finds nothing of this kind"))


# --- a framework -----------------------------------------------------------------------------------


def _by_framework(case: Case, requirement: Requirement) -> Judgement:
    assert requirement.framework
    id = str(requirement.framework)
    framework = case.plan.frameworks_by_id.get(id)
    if framework is None:
        hint = did_you_mean(id, case.plan.frameworks_by_id) or _("make {file}", file=f"frameworks/{id}.yaml")
        told = _('there is no framework "{framework}": {hint}', framework=id, hint=hint)
        return not_met(requirement, told, Place.of_file(f"frameworks/{id}.yaml"))
    answered = items_answered_by(case.plan, (carried.action for carried in case.actions))
    lacking = [item for item in framework.items if f"{id}/{item.id}" not in answered]
    if lacking or not framework.items:
        told = (
            _n(
                "no goal or action of this plan answers {items}: add it to `answers` there",
                "no goal or action of this plan answers {items}: add them to `answers` there",
                len(lacking),
                items=some(f'"{item.title}"' for item in lacking),
            )
            if lacking
            else _('the framework "{framework}" has no items yet', framework=framework.title)
        )
        place = lacking[0].title.place if lacking else framework.title.place
        return not_met(requirement, told, place, case.seen(requirement))
    return met(requirement, (case.shown.value(item.title.key, item.title.place) for item in framework.items))


# --- the institute and its submission --------------------------------------------------------------


def _by_institute(case: Case, requirement: Requirement) -> Judgement:
    spots, lacking = list[Spot](), list[str]()
    for path in requirement.institute:
        holder, field = _holder(case.institute, path)
        found = _spot_with(case, holder, field) if holder else None
        if found:
            spots += [found] if found.anchor else []
        elif holder is None or not _is_unread(holder, field):
            lacking.append(f'"{path}"')
    if lacking:
        told = _n(
            "{keys} is not filled in: add it in {file}",
            "{keys} are not filled in: add them in {file}",
            len(lacking),
            keys=tuple(lacking),
            file=case.institute.place.file,
        )
        top = requirement.institute[0].partition(".")[0]
        return not_met(requirement, told, case.institute.place_of(_field_named(type(case.institute), top)), spots)
    told = _("filled in in {file}", file=case.institute.place.file)
    return met(requirement, spots or case.seen(requirement), told)


def _holder(institute: Institute, path: str) -> tuple[Located | None, str]:
    """The mapping that a path of keys leads to, None where it is not there, and the field in it."""
    first, dot, second = path.partition(".")
    field = _field_named(Institute, first)
    if not dot:
        return institute, field
    holder = getattr(institute, field, None)
    return (holder, _field_named(type(holder), second)) if isinstance(holder, Located) else (None, second)


def _field_named(model: type[Located], key: str) -> str:
    return next((name for name in model.typed_fields() if key in names_of(name)), key)


def _by_approval(case: Case, requirement: Requirement) -> Judgement:
    body = str(requirement.approved_by)
    approvals = case.submission.approvals if case.submission else ()
    approval = next((one for one in approvals if one.body.casefold() == body.casefold()), None)
    where = Place.of_file(case.submission_file)
    if approval is None:
        told = _(
            "no approval by {body} is noted: add it under `approvals` in {file}, with its date and minutes",
            body=body,
            file=case.submission_file,
        )
        return not_met(requirement, told, case.submission.place_of("approvals") if case.submission else where)
    missing = tuple(f'"{name}"' for name in ("date", "minutes") if not getattr(approval, name))
    if missing:
        told = _("the approval by {body} has no {missing}: add it there", body=body, missing=missing)
        return not_met(requirement, told, approval.place)
    assert approval.minutes
    assert approval.date
    if case.plan.annex_path(approval.minutes, case.id) is None:
        return not_met(requirement, _without_file(case, approval.minutes), approval.minutes.place)
    told = _(
        "approved by {body} on {date}; minutes: {file}",
        body=body,
        date=print_day(approval.date),
        file=str(approval.minutes),
    )
    return met(requirement, (), told)


def _without_file(case: Case, name: str) -> Message:
    folder = f"institutes/{case.id}/bijlagen/"
    return _('the file "{name}" is not there: put it in {folder}', name=name, folder=folder)


def _by_annexes(case: Case, requirement: Requirement) -> Judgement:
    plan = case.plan
    own = case.submission.annexes if case.submission else ()
    spots, lacking = list[Spot](), list[Annex]()
    for annex in (*plan.annexes, *own):
        is_there = plan.annex_text(annex, case.institute) or (annex.file and plan.annex_path(annex.file, case.id))
        if is_there:
            spots.append(case.shown.value(annex.title.key, annex.title.place))
        else:
            lacking.append(annex)
    if lacking:
        told = _n(
            "{annexes} does not go along: put its file in a folder `bijlagen`, and name it with `file`",
            "{annexes} do not go along: put their files in a folder `bijlagen`, and name them with `file`",
            len(lacking),
            annexes=some(f'"{annex.title}"' for annex in lacking),
        )
        return not_met(requirement, told, lacking[0].place, spots)
    return met(requirement, spots or case.seen(requirement), "" if spots else _("the plan has no annexes"))


# --- words, and questions --------------------------------------------------------------------------


def _by_citing(case: Case, requirement: Requirement) -> Judgement:
    terms = [_filled(case, term) for term in requirement.cites]
    found = {term: saying([term], case.shown.lines) for term in terms}
    lacking = tuple(_quoted(term) for term, spot in found.items() if spot is None)
    spots = tuple(dict.fromkeys(spot for spot in found.values() if spot))
    if lacking:
        return not_met(requirement, _("nowhere in the plan stands {words}", words=lacking), None, spots)
    return met(requirement, spots)


def _asked(case: Case, requirement: Requirement) -> Judgement:
    judged = case.submission.judged if case.submission else ()
    answer = next((one for one in judged if one.requirement == requirement.id), None)
    spots = case.seen(requirement)
    if answer is None:
        question = str.__str__(requirement.ask or requirement.how or requirement.title)
        return Judgement(requirement, Standing.TO_JUDGE, spots, question, Place.of_file(case.submission_file))
    told = _("judged by {who} on {date}: {note}", who=answer.by, date=print_day(answer.date), note=answer.note)
    return Judgement(requirement, Standing.MET, spots, told, answer.place)


_WAYS: Final[Mapping[str, Callable[[Case, Requirement], Judgement]]] = {
    "chapter": _by_chapter,
    "each": _by_each,
    "rules": _by_rules,
    "framework": _by_framework,
    "institute": _by_institute,
    "approved_by": _by_approval,
    "annexes": _by_annexes,
    "cites": _by_citing,
    "ask": _asked,
}
