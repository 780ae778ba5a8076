"""Rules about gaps in coverage: goals that no action carries, or not in all years, at an institute or in the sector.

A gap points at the goal. One gap gives one message: where a strategic goal has no action at all, its operational
goals are not told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator

from plan.checks.registry import rule
from plan.checks.time import place_of_period
from plan.coverage import Cell, Contribution, Coverage, Standing, cover, repairs
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import year_spans
from plan.messages import Message, _, _n
from plan.model import Institute, Kind, OperationalGoal, Plan, StrategicGoal, Strength

# With an asterisk behind it, a file that is not read because of its name counts too.
_SUPPLIED_BY = ("actions/*.y*", "institutes/*/institute.y*", "goals.yaml")


@rule(severity=Severity.WARNING, absence=True)
def participation_undecided(plan: Plan) -> Iterator[Diagnostic]:
    """An institute has yet to say in which actions of the sector it takes part."""
    for institute in cover(plan).institutes:
        if institute.participates is None and any(not action.owner for action in plan.actions):
            yield Diagnostic(
                rule="participation-undecided",
                place=institute.name.place,
                message=_(
                    "still to decide: in which actions of the sector {institute} takes part", institute=institute.short
                ),
                hint=_('add "participates:" with below it a line for each action, such as `de-stek: {}`'),
                subject=str(institute.id),
            )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def institute_without_action_in_goal(plan: Plan) -> Iterator[Diagnostic]:
    """An institute has no action at all under a strategic goal."""
    for institute in _decided(plan):
        for strategic in plan.strategic_goals:
            if _untouched(plan, strategic, institute):
                yield Diagnostic(
                    rule="institute-without-action-in-goal",
                    place=strategic.id.place,
                    message=_(
                        '{institute} has no action under strategic goal "{goal}"',
                        institute=institute.short,
                        goal=strategic.title,
                    ),
                    hint=_(
                        'take part in an action of the sector, add one, or put its operational goals under "waives"'
                    ),
                    subject=str(strategic.id),
                    institutes=(str(institute.id),),
                )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def goal_without_certain_action(plan: Plan) -> Iterator[Diagnostic]:
    """No action of an institute contributes certainly to an operational goal."""
    for cell in _cells(plan, Kind.EXTERNAL):
        if cell.covered or _undated(cell):
            continue
        name = {"institute": cell.institute.short, "goal": cell.goal.title}
        yield Diagnostic(
            rule="goal-without-certain-action",
            place=cell.goal.id.place,
            message=_('{institute} has only possible contributions to "{goal}"', **name)
            if cell.standing is Standing.POSSIBLE
            else _('{institute} has no action for "{goal}"', **name),
            hint=_repair(plan, cell),
            subject=str(cell.goal.id),
            institutes=(str(cell.institute.id),),
        )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def goal_gap_in_years(plan: Plan) -> Iterator[Diagnostic]:
    """An institute carries an operational goal certainly, but not in every year of the plan."""
    for cell in _cells(plan, Kind.EXTERNAL):
        if cell.waiver or cell.standing is not Standing.CERTAIN or not cell.short_years or _undated(cell):
            continue
        yield Diagnostic(
            rule="goal-gap-in-years",
            place=cell.goal.id.place,
            message=_(
                '{institute} carries "{goal}" certainly, but not in {years}',
                institute=cell.institute.short,
                goal=cell.goal.title,
                years=year_spans(cell.short_years),
            ),
            hint=_repair(plan, cell),
            others=tuple(_last_to_end(cell)),
            subject=str(cell.goal.id),
            institutes=(str(cell.institute.id),),
        )


@rule(severity=Severity.TIP, supplied_by=_SUPPLIED_BY)
def goal_on_one_action(plan: Plan) -> Iterator[Diagnostic]:
    """Two or more operational goals of an institute rest on one and the same action, and on no other.

    Should that action stop, all of them are lost at once.
    """
    resting: dict[tuple[str, str], list[tuple[OperationalGoal, Contribution]]] = {}
    for cell in _cells(plan, Kind.EXTERNAL):
        certain = [one for one in cell.contributions if one.strength is Strength.CERTAIN]
        if not cell.waiver and not cell.short_years and len(certain) == 1:
            action = str(certain[0].carried.action.id)
            resting.setdefault((str(cell.institute.id), action), []).append((cell.goal, certain[0]))
    for (institute, action), rests in resting.items():
        if len(rests) < 2:
            continue
        yield Diagnostic(
            rule="goal-on-one-action",
            place=rests[0][1].place,
            message=_(
                "{institute} carries {goals} certainly with this action only",
                institute=plan.institutes_by_id[institute].short,
                goals=tuple(f'"{goal.title}"' for goal, _contribution in rests),
            ),
            hint=_("let a second action contribute certainly to one of them"),
            others=tuple(Other(contribution.place, _("this goal too")) for _goal, contribution in rests[1:]),
            subject=action,
            institutes=(institute,),
        )


@rule(severity=Severity.WARNING)
def goal_on_conditional_projects(plan: Plan) -> Iterator[Diagnostic]:
    """An institute carries an operational goal certainly, but with projects that may yet not come about.

    Each of them is provisional or has a condition: the goal is less certain than the matrix says.
    """
    for cell in _cells(plan, Kind.EXTERNAL):
        if cell.waiver or cell.standing is not Standing.CERTAIN or not cell.conditional_only:
            continue
        carried = [one.carried for one in cell.contributions if one.strength is Strength.CERTAIN]
        yield Diagnostic(
            rule="goal-on-conditional-projects",
            place=cell.goal.id.place,
            message=_(
                '{institute} carries "{goal}" only with projects that are not sure yet',
                institute=cell.institute.short,
                goal=cell.goal.title,
            ),
            hint=_('add a project without a condition, or put the goal under "possible"'),
            others=tuple(
                Other(use.project.place, _('"{project}" is not sure yet', project=use.project))
                for one in carried
                for use in one.uses
            ),
            subject=str(cell.goal.id),
            institutes=(str(cell.institute.id),),
        )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def internal_goal_without_action(plan: Plan) -> Iterator[Diagnostic]:
    """An institute has no action for an internal operational goal."""
    for cell in _cells(plan, Kind.INTERNAL):
        if not cell.covered:
            yield Diagnostic(
                rule="internal-goal-without-action",
                place=cell.goal.id.place,
                message=_(
                    '{institute} has no action for "{goal}"', institute=cell.institute.short, goal=cell.goal.title
                ),
                hint=_repair(plan, cell),
                subject=str(cell.goal.id),
                institutes=(str(cell.institute.id),),
            )


@rule(severity=Severity.WARNING)
def waived_but_covered(plan: Plan) -> Iterator[Diagnostic]:
    """An institute leaves a goal to others, and has an action that contributes to it certainly."""
    for cell in cover(plan).cells.values():
        if cell.waiver and cell.standing is Standing.CERTAIN:
            yield Diagnostic(
                rule="waived-but-covered",
                place=cell.waiver.goal.place,
                message=_(
                    '{institute} leaves "{goal}" to others, and carries it itself',
                    institute=cell.institute.short,
                    goal=cell.goal.title,
                ),
                hint=_("take the waiver away, or the contribution"),
                others=tuple(
                    Other(one.carried.action.title.place, _('"{action}" contributes', action=one.carried.action.name))
                    for one in cell.contributions
                ),
                subject=str(cell.institute.id),
            )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def goal_without_institute(plan: Plan) -> Iterator[Diagnostic]:
    """No institute in the sector carries an operational goal certainly."""
    for goal, certain, counted in _sector(plan):
        if not certain and counted and not any(map(_undated, cover(plan).at(goal.id))):
            yield Diagnostic(
                rule="goal-without-institute",
                place=goal.id.place,
                message=_('in the whole sector nobody carries "{goal}" certainly', goal=goal.title),
                hint=_("the command `plan why {goal}` tells what would close the gap", goal=goal.id),
                subject=str(goal.id),
            )


@rule(severity=Severity.WARNING, absence=True, supplied_by=_SUPPLIED_BY)
def goal_below_minimum(plan: Plan) -> Iterator[Diagnostic]:
    """Fewer institutes carry an operational goal certainly than the sector asks (`coverage: minimum_institutes`)."""
    for goal, certain, _counted in _sector(plan):
        if 0 < len(certain) < plan.minimum_institutes:
            yield Diagnostic(
                rule="goal-below-minimum",
                place=goal.id.place,
                message=_n(
                    '{count} institute carries "{goal}" certainly; the sector asks for {minimum}',
                    '{count} institutes carry "{goal}" certainly; the sector asks for {minimum}',
                    len(certain),
                    goal=goal.title,
                    minimum=plan.minimum_institutes,
                ),
                hint=_("it is carried by {institutes}", institutes=tuple(institute.short for institute in certain)),
                subject=str(goal.id),
            )


# --- helpers ---------------------------------------------------------------------------------------


def _decided(plan: Plan) -> Iterator[Institute]:
    """The institutes that have said what they take part in: before that, a gap says nothing."""
    return (institute for institute in cover(plan).institutes if institute.participates is not None)


def _cells(plan: Plan, kind: Kind) -> Iterator[Cell]:
    """Goals at institutes that have decided, but for those under a strategic goal that the institute does not touch."""
    coverage = cover(plan)
    for institute in _decided(plan):
        for strategic in plan.strategic_goals:
            if strategic.kind is kind and not _untouched(plan, strategic, institute):
                yield from _below(coverage, strategic, institute)


def _untouched(plan: Plan, strategic: StrategicGoal, institute: Institute) -> bool:
    cells = list(_below(cover(plan), strategic, institute))
    return bool(cells) and all(not cell.contributions and not cell.waiver for cell in cells)


def _below(coverage: Coverage, strategic: StrategicGoal, institute: Institute) -> Iterator[Cell]:
    cells = (coverage.cell(goal.id, institute.id) for goal in strategic.all_operational_goals)
    return (cell for cell in cells if cell)


def _sector(plan: Plan) -> Iterator[tuple[OperationalGoal, tuple[Institute, ...], int]]:
    """Each external goal with the institutes that carry it certainly, and how many institutes count."""
    coverage = cover(plan)
    counted = len(list(_decided(plan)))
    for strategic in plan.strategic_goals:
        for goal in strategic.all_operational_goals if strategic.kind is Kind.EXTERNAL else ():
            yield goal, coverage.carried_by(goal.id, Standing.CERTAIN), counted


def _undated(cell: Cell) -> bool:
    """Whether an action would carry the goal certainly if it said when it runs: that is told already."""
    return any(one.strength is Strength.CERTAIN and one.carried.action.period is None for one in cell.contributions)


def _repair(plan: Plan, cell: Cell) -> Message:
    """The cheapest repair."""
    found = repairs(plan, str(cell.goal.id), str(cell.institute.id))
    if not found:
        return _("add an action that contributes to it")
    return _("{repair} ({place})", repair=found[0].message, place=str(found[0].place))


def _last_to_end(cell: Cell) -> Iterator[Other]:
    """The certain action after whose end the goal is left, if it is left at the end of the plan."""
    running = [
        (one.carried.period.last_day, one.carried)
        for one in cell.contributions
        if one.strength is Strength.CERTAIN and one.carried.period and one.years
    ]
    last, carried = max(running, key=lambda end: end[0])
    if last.year < max(cell.short_years):
        yield Other(place_of_period(carried), _('"{action}" is the last to end', action=carried.action.name))
