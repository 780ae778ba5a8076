"""Rules about what is missing: in an item a text, a period, a project, a reason; to a promise what makes it true.

A place that is empty in an unfinished item or plan is work to do; the weighing sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from plan.checks.doubts import owner
from plan.checks.items import goals, referred, subject
from plan.checks.registry import rule
from plan.coverage import answered_items, carried_actions, cover
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import Number
from plan.keys import written
from plan.markdown_reader import ReferenceNode, read_markdown
from plan.messages import Message, _, _n
from plan.model import (
    Action,
    Figure,
    FrameworkItem,
    Institute,
    Item,
    Kind,
    Located,
    OperationalGoal,
    Plan,
    Ranking,
    StrategicGoal,
    Strength,
)
from plan.places import Place, Prose, Text


@rule(severity=Severity.WARNING, absence=True)
def missing_context(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say which situation in society it answers."""
    for action in plan.actions:
        if not action.context and _is_external(plan, action):
            message = _('action "{action}" has no context', action=action.title)
            yield _missing("missing-context", action, message, "context")


@rule(severity=Severity.WARNING, absence=True)
def missing_description(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say what will be done."""
    for action in plan.actions:
        if not action.description:
            message = _('action "{action}" has no description', action=action.title)
            yield _missing("missing-description", action, message, "description")


@rule(severity=Severity.WARNING, absence=True)
def missing_partners(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say with whom it is done."""
    for action in plan.actions:
        if not action.partners and not action.partners_note:
            message = _('action "{action}" has no partners', action=action.title)
            hint = _("add `partners: [...]`, with the partners between the brackets")
            yield _missing("missing-partners", action, message, "partners", hint)


@rule(severity=Severity.WARNING, absence=True)
def missing_period(plan: Plan) -> Iterator[Diagnostic]:
    """An action does not say when it runs, so it counts in no year."""
    for action in plan.actions:
        if action.period is None:
            message = _('action "{action}" does not say when it runs', action=action.title)
            yield _missing("missing-period", action, message, "period", _("add a line such as `period: 2021-2025`"))


@rule(severity=Severity.WARNING, absence=True)
def action_without_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An action contributes to no goal at all, so it stands nowhere in the matrix."""
    for action in plan.actions:
        if not action.certain and not action.possible:
            place, hint = _where(
                action.contributes or action,
                "certain" if action.contributes else "contributes",
                action.title.place,
                _("add `contributes:` and below it `certain: [...]`, with the ids of operational goals"),
            )
            yield Diagnostic(
                rule="action-without-goal",
                place=place,
                message=_('action "{action}" contributes to no operational goal', action=action.title),
                hint=hint,
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True)
def action_without_certain_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An action contributes certainly to no goal: it may yet come to nothing."""
    for action in plan.actions:
        if action.possible and not action.certain and action.contributes:
            yield Diagnostic(
                rule="action-without-certain-goal",
                place=action.title.place,
                message=_('action "{action}" contributes certainly to no operational goal', action=action.title),
                hint=_('move a goal from "possible" to "certain", if that is so'),
                others=(Other(action.contributes.place_of("possible"), _("only possible")),),
                subject=str(action.id),
            )


@rule(severity=Severity.WARNING, absence=True, supplied_by=("institutes/*.yaml",))
def action_without_project(plan: Plan) -> Iterator[Diagnostic]:
    """An institute carries an external action without any project."""
    for institute in plan.institutes:
        for carried in carried_actions(plan, institute):
            if carried.uses or not _is_external(plan, carried.action):
                continue
            joined = carried.participation
            place, hint = _where(
                joined or carried.action,
                "projects",
                joined.action.place if joined else carried.action.title.place,
                _(
                    "add `projects: [...]`, with ids of projects from {file}",
                    file=f"institutes/{institute.id}/projects.yaml",
                ),
            )
            yield Diagnostic(
                rule="action-without-project",
                place=place,
                message=_(
                    'action "{action}" has no project of {institute}',
                    action=carried.action.title,
                    institute=institute.short,
                ),
                hint=hint,
                subject=str(carried.action.id),
                institutes=(str(institute.id),),
            )


@rule(severity=Severity.WARNING, absence=True)
def goal_without_statement(plan: Plan) -> Iterator[Diagnostic]:
    """A goal does not say in one sentence what will be different."""
    for goal in goals(plan):
        if not goal.statement:
            message = _('goal "{goal}" has no statement', goal=goal.title)
            yield _missing("goal-without-statement", goal, message, "statement")


@rule(severity=Severity.WARNING, absence=True)
def goal_without_explanation(plan: Plan) -> Iterator[Diagnostic]:
    """A goal for society is not explained; what an organisation wants of itself may speak for itself."""
    for strategic in plan.strategic_goals:
        if strategic.kind is Kind.INTERNAL:
            continue
        here: tuple[StrategicGoal | OperationalGoal, ...] = (strategic, *strategic.all_operational_goals)
        for goal in here:
            if not goal.explanation:
                message = _('goal "{goal}" has no explanation', goal=goal.title)
                yield _missing("goal-without-explanation", goal, message, "explanation")


@rule(severity=Severity.WARNING, absence=True, supplied_by=("actions/*.yaml", "goals.yaml"))
def unanswered_framework_item(plan: Plan) -> Iterator[Diagnostic]:
    """No goal and no action answers an item of a framework that the plan prints.

    An item that a framework of its own works out is answered where an item of that one is.
    """
    answered = answered_items(plan)
    for framework in plan.frameworks:
        for item in framework.items if framework.in_plan else ():
            name = f"{framework.id}/{item.id}"
            if name not in answered:
                yield Diagnostic(
                    rule="unanswered-framework-item",
                    place=item.id.place,
                    message=_('no goal and no action answers "{item}"', item=item.title),
                    hint=_("add `answers: [{name}]` to the goals or actions that do", name=name),
                    subject=name,
                )


@rule(severity=Severity.WARNING, absence=True)
def missing_field(plan: Plan) -> Iterator[Diagnostic]:
    """An item has nothing in a field that `goals.yaml` asks of all items of its kind, under `required`."""
    required = plan.required
    if required is None:
        return
    asked: tuple[tuple[tuple[Text, ...], Iterable[Item | Figure]], ...] = (
        (required.goal, goals(plan)),
        (required.action, plan.actions),
        (required.project, plan.projects),
        (required.figure, plan.figures),
    )
    for names, items in asked:
        for item in items:
            for name in names:
                if name in type(item).model_fields and not getattr(item, name) and not item.is_unread(name):
                    title = item.title or item.id
                    place, hint = _where(item, name, title.place, _("add a line `{key}: ...`", key=written(name)))
                    yield Diagnostic(
                        rule="missing-field",
                        place=place,
                        message=_('"{title}" has no "{key}"', title=title, key=written(name)),
                        hint=hint,
                        others=(Other(name.place, _("it is asked here")),),
                        subject=str(item.id),
                    )


@rule(severity=Severity.WARNING, absence=True, supplied_by=("actions/*.yaml", "institutes/*/institute.yaml"))
def project_without_action(plan: Plan) -> Iterator[Diagnostic]:
    """A project is part of no action, so no plan prints it."""
    used = {(action.owner, str(use.project)) for action in plan.actions for use in action.projects}
    used |= {
        (str(institute.id), str(use.project))
        for institute in plan.institutes
        for participation in institute.participates or ()
        for use in participation.projects
    }
    # Where a mistyped id is told, or what is joined is yet to be said, nobody knows.
    unsure = {owner for owner, id in used if id not in plan.projects_by_id}
    unsure |= {str(institute.id) for institute in plan.institutes if institute.participates is None}
    for project in plan.projects:
        if (project.owner, project.id) not in used and project.owner not in unsure:
            yield Diagnostic(
                rule="project-without-action",
                place=project.id.place,
                message=_('project "{project}" is part of no action', project=project.title),
                hint=_('add its id to the "projects" of an action, or take it away'),
                subject=str(project.id),
            )


@rule(
    severity=Severity.WARNING,
    absence=True,
    supplied_by=("goals.yaml", "actions/*.yaml", "institutes/*/institute.yaml"),
)
def promise_without_goal(plan: Plan) -> Iterator[Diagnostic]:
    """What a framework is answered rests on an operational goal that an institute does not carry certainly.

    It rests on each goal that the answer names, by reference or by title, and, when no action of the institute answers
    the item, on the goals that do: one of them has to be certain.
    """
    titles = _titles_of_goals(plan)
    named = {name: _goals_named(plan, item, titles) for name, item in _printed_items(plan)}
    for institute in cover(plan).institutes:
        if institute.participates is None:
            continue
        carried = [carried.action for carried in carried_actions(plan, institute)]
        for name, item in _printed_items(plan):
            answering = [goal for goal in plan.operational_goals if name in goal.answers]
            by_action = any(name in action.answers for action in carried)
            uncertain = [goal for goal in answering if not _is_covered(plan, goal, institute)]
            rests = [(goal, place) for goal, place in named[name] if not _is_covered(plan, goal, institute)]
            if not rests and answering and uncertain == answering and not by_action:
                rests = [(goal, item.id.place) for goal in uncertain[:1]]
            for goal, place in rests:
                yield Diagnostic(
                    rule="promise-without-goal",
                    place=place,
                    message=_(
                        'the answer to "{item}" rests on "{goal}", which {institute} does not carry certainly',
                        item=item.title,
                        goal=goal.title,
                        institute=institute.short,
                    ),
                    hint=_("the command `plan why {goal}` tells what would close the gap", goal=goal.id),
                    others=(Other(goal.id.place, _("the goal")),),
                    subject=name,
                    institutes=(str(institute.id),),
                )


@rule(severity=Severity.WARNING)
def promise_on_ending_action(plan: Plan) -> Iterator[Diagnostic]:
    """What a framework is answered names an action that ends before the plan, as if it went on."""
    last = plan.identity.period.end.year
    answers = "\n".join(item.answer or "" for _name, item in _printed_items(plan)).casefold()
    for action in plan.actions:
        period = action.period
        if period is None or period.reversed or period.end.year >= last or not _may_be_named(action, answers):
            continue
        named = _naming(action)
        for name, item in _printed_items(plan):
            if (place := _place_named(action, named, item)) is not None:
                yield Diagnostic(
                    rule="promise-on-ending-action",
                    place=place,
                    message=_(
                        'the answer to "{item}" rests on "{action}", which ends in {year}',
                        item=item.title,
                        action=action.name,
                        year=period.end.year,
                    ),
                    hint=_("say in the answer until when, or let the action run on"),
                    others=(Other(action.place_of("period"), _("the period of the action")),),
                    subject=name,
                )


@rule(severity=Severity.TIP)
def partners_without_name(plan: Plan) -> Iterator[Diagnostic]:
    """An external action has three partners or more, and not one of them is an organisation with a name."""
    for action in plan.actions:
        named = any(character.isupper() for partner in action.partners for character in partner)
        if len(action.partners) >= 3 and not named and not action.partners_note and _is_external(plan, action):
            yield Diagnostic(
                rule="partners-without-name",
                place=action.place_of("partners"),
                message=_('no partner of "{action}" is called by its name', action=action.name),
                hint=_("name at least one organisation, or say in `partners_note` why that cannot be done yet"),
                subject=str(action.id),
            )


@rule(severity=Severity.TIP, absence=True, supplied_by=("institutes/*/projects.yaml",))
def ranked_without_project(plan: Plan) -> Iterator[Diagnostic]:
    """Places stand higher in a ranking than one with a project, and have none themselves.

    A plan that shows a ranking says that it chooses by it.
    """
    for institute, rankings in _place_rankings(plan):
        located = _locations(plan, institute)
        for ranking in rankings:
            last = max((at for at, row in enumerate(ranking.rows) if row.title.casefold() in located), default=0)
            without = [row for row in ranking.rows[:last] if row.title.casefold() not in located]
            if without:
                lowest = ranking.rows[last].title
                yield Diagnostic(
                    rule="ranked-without-project",
                    place=ranking.title.place,
                    message=_n(
                        '{institute} has a project in "{lowest}", but not in {count} place above it: {places}',
                        '{institute} has a project in "{lowest}", but not in {count} places above it: {places}',
                        len(without),
                        lowest=lowest,
                        institute=institute.short,
                        places=tuple(str(row.title) for row in without),
                    ),
                    hint=_("say in a text why these were not chosen, or plan a project there"),
                    others=(Other(located[lowest.casefold()].place, _("the project")),),
                    subject=str(ranking.id),
                    institutes=(str(institute.id),),
                )


@rule(severity=Severity.TIP)
def project_outside_ranking(plan: Plan) -> Iterator[Diagnostic]:
    """A project works in a place that no ranking in the plan names, while the plan chooses by its rankings."""
    for institute, rankings in _place_rankings(plan):
        ranked = {row.title.casefold() for ranking in rankings for row in ranking.rows}
        for name, location in _locations(plan, institute).items():
            if name not in ranked:
                yield Diagnostic(
                    rule="project-outside-ranking",
                    place=location.place,
                    message=_('"{place}" stands in no ranking of this plan', place=location),
                    hint=_("say in a text why a project works there, or correct the name"),
                    subject=subject(location),
                )


@rule(severity=Severity.WARNING, absence=True)
def participation_without_reason(plan: Plan) -> Iterator[Diagnostic]:
    """An institute takes part in an action less surely or for a shorter time than the sector, and does not say why."""
    for institute in plan.institutes:
        for participation in institute.participates or ():
            name = "strength" if participation.strength is Strength.POSSIBLE else "period"
            weakened = name == "strength" or participation.period is not None
            if weakened and participation.reason is None:
                place, hint = _where(
                    participation, "reason", participation.place_of(name), _("add a line `reason: ...`")
                )
                yield Diagnostic(
                    rule="participation-without-reason",
                    place=place,
                    message=_(
                        'no reason says why this differs from "{action}" of the sector', action=participation.action
                    ),
                    hint=hint,
                    subject=str(institute.id),
                )


@rule(severity=Severity.TIP)
def ambiguous_number(plan: Plan) -> Iterator[Diagnostic]:
    """A number such as `1.500` is read as thousands, and may have been meant as decimals.

    Where another number of the plan has a decimal comma or two points, the author writes as Belgians do and there is
    no doubt; but for a percentage, which has no thousands.
    """
    amounts = list(_amounts(plan))
    belgian = any("," in amount.number.written or amount.number.written.count(".") > 1 for amount in amounts)
    for number, place, item, percentage in amounts:
        if number.ambiguous and (percentage or not belgian):
            yield Diagnostic(
                rule="ambiguous-number",
                place=place,
                message=_('"{written}" is read as {number}', written=number.written, number=int(number.value)),
                hint=_(
                    "write {number} without a point or, if decimals are meant, {decimal} with a comma",
                    number=int(number.value),
                    decimal=number.written.replace(".", ","),
                ),
                subject=item,
            )


class _Amount(NamedTuple):
    number: Number
    place: Place
    item: str
    percentage: bool = False


def _amounts(plan: Plan) -> Iterator[_Amount]:
    for figure in plan.figures:
        yield _Amount(figure.value, figure.place_of("value"), str(figure.id), figure.unit == "%")
    for institute in plan.institutes:
        staff = institute.fte
        if staff and staff.granted:
            yield _Amount(staff.granted, staff.place_of("granted"), str(institute.id))
        if staff and staff.requested_extra:
            yield _Amount(staff.requested_extra, staff.place_of("requested_extra"), str(institute.id))


# --- helpers ---------------------------------------------------------------------------------------


def _printed_items(plan: Plan) -> Iterator[tuple[str, FrameworkItem]]:
    """The items that a plan answers, by the name that goals and actions use."""
    for framework in plan.frameworks:
        for item in framework.items if framework.in_plan else ():
            yield f"{framework.id}/{item.id}", item


def _goals_named(plan: Plan, item: FrameworkItem, titles: re.Pattern[str]) -> list[tuple[OperationalGoal, Place]]:
    """The operational goals that an answer names, by reference or by title, each once, and where."""
    if item.answer is None:
        return []
    ids = {str(name): id for id, goal in plan.operational_goals_by_id.items() for name in _names(goal)}
    named = {ids[typed[0]]: item.answer.part(*typed.span()) for typed in titles.finditer(item.answer)}
    references = _references(item.answer)
    named |= {reference.target: reference.place for reference in reversed(references) if reference.kind == "goal"}
    goals_by_id = plan.operational_goals_by_id
    return [(goals_by_id[id], place) for id, place in named.items() if id in goals_by_id]


def _references(answer: Prose) -> tuple[ReferenceNode, ...]:
    return read_markdown(answer).references if "{" in answer else ()


def _titles_of_goals(plan: Plan) -> re.Pattern[str]:
    """What an answer that names an operational goal by its title holds: its capital, where no sentence begins."""
    answers = "\n".join(item.answer or "" for _name, item in _printed_items(plan))
    names = {str(name) for goal in plan.operational_goals for name in _names(goal) if name in answers}
    titles = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)"
    return re.compile(rf"(?:(?<=[\w,;]\s)|(?<=[\"“‘«*]))(?:{titles})(?!\w)")


def _names(goal: OperationalGoal) -> Iterator[Text]:
    """The title and the short title of a goal, when they begin with a capital."""
    return (name for name in (goal.title, goal.short_title) if name and name[0].isupper())


def _may_be_named(action: Action, folded: str) -> bool:
    """Whether a text in small letters holds what an action is called, which is soon known."""
    return any(name.casefold() in folded for name in (action.id, action.title, action.short_title) if name)


def _naming(action: Action) -> re.Pattern[str]:
    """What a text that names an action by its title holds."""
    names = "|".join(re.escape(name) for name in (action.title, action.short_title) if name)
    return re.compile(rf"\b(?:{names})(?:[a-z]{{0,3}})\b", re.IGNORECASE)


def _place_named(action: Action, named: re.Pattern[str], item: FrameworkItem) -> Place | None:
    """Where an answer first names an action, by reference or else by name."""
    if item.answer is None:
        return None
    for reference in _references(item.answer):
        if reference.target == action.id:
            return reference.place
    typed = named.search(item.answer)
    return item.answer.part(*typed.span()) if typed else None


def _is_covered(plan: Plan, goal: OperationalGoal, institute: Institute) -> bool:
    cell = cover(plan).cell(str(goal.id), str(institute.id))
    return cell is None or cell.covered


def _place_rankings(plan: Plan) -> Iterator[tuple[Institute, list[Ranking]]]:
    """The rankings of places that each plan shows, and by which its institute seems to choose.

    That is one with a row for some place of its projects. When there is none, it is one that the institute shows
    itself, or one of the sector that has a place of nobody.
    """
    shown = {(reference.id, owner(reference.place.file)) for reference in referred(plan, "ranking")}
    located_by = {str(institute.id): _locations(plan, institute) for institute in plan.institutes}
    everywhere = set().union(*located_by.values())
    rows = {ranking.id: {row.title.casefold() for row in ranking.rows} for ranking in plan.rankings}
    for institute in plan.institutes:
        located = located_by[str(institute.id)]
        rankings = []
        for ranking in plan.rankings:
            own, shared = ((ranking.id, folder) in shown for folder in ((str(institute.id),), ()))
            if rows[ranking.id].isdisjoint(located):
                of_places = _PLACES.search(f"{ranking.column or ''} {ranking.title}") is not None
                chosen_by = of_places and (own or (shared and everywhere.isdisjoint(rows[ranking.id])))
            else:
                chosen_by = own or shared
            if located and chosen_by:
                rankings.append(ranking)
        if rankings:
            yield institute, rankings


_PLACES: Final = re.compile(r"gemeente|st(?:ad|eden)\b|kern|plaats|wijk|buurt|dorp|regio", re.IGNORECASE)


def _locations(plan: Plan, institute: Institute) -> dict[str, Text]:
    """Where the projects of an institute work, by name in small letters; a location may name more than one place.

    What begins with a small letter is a part of the place beside it, or many: `wijk Centrum, Ronse`.
    """
    return {
        found["name"].casefold(): Text(
            found["name"], project.location.part(*found.span("name")), key=project.location.key
        )
        for project in plan.projects
        if project.owner == institute.id and project.location
        for found in _PLACE.finditer(project.location)
        if not found["name"][0].islower()
    }


_PLACE: Final = re.compile(r"(?:^|\s+(?:en|&)\s+|\s*[,/]\s*)(?P<name>.+?)(?=\s+(?:en|&)\s|\s*[,/(]|$)")


def _is_external(plan: Plan, action: Action) -> bool:
    """Whether an action serves society; of one that names only unknown goals nobody knows."""
    served = (*action.certain, *action.possible)
    kinds = {plan.strategic_goal_of[goal].kind for goal in served if goal in plan.strategic_goal_of}
    return Kind.EXTERNAL in kinds or not served


def _missing(rule: str, item: Item, message: Message, key: str, add: Message | None = None) -> Diagnostic:
    """The finding that an item has nothing in a field: a text, unless `add` says how to write it."""
    add = add or _("add `{key}: |` with the text on the lines below it, each two blanks further in", key=key)
    place, hint = _where(item, key, item.title.place, add)
    return Diagnostic(rule, place, message, hint=hint, subject=str(item.id))


def _where(holder: Located, key: str, place: Place, add: Message) -> tuple[Place, Message]:
    """Where an author fills in a field and how: behind its key where that stands, else at a place, by adding it."""
    empty = holder.places.get(key)
    if empty is None or holder.is_unread(key):
        return place, add
    return empty, _('fill in what stands behind "{key}:"', key=written(key))
