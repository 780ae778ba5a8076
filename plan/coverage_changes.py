"""What a change of the plan does to its coverage: what was gained and lost, by institute and goal.

In: two `Plan`s in which the same id is the same thing. Out: `CoverageChange`s, as data and in words. Knows nothing of
what was changed to bring that about.

Where an institute has no data, then or now, nothing was lost. A goal that only one of the plans has is no change of
coverage: it came or went itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from plan.coverage import Cell, Contribution, Coverage, Standing, cover
from plan.dutch import year_spans
from plan.messages import Message, Value, _, _n
from plan.model import Action, Institute, Kind, OperationalGoal, Plan, Strength

_BEST_FIRST = tuple(Standing)


@dataclass(frozen=True, slots=True)
class Shift:
    """Years in which a goal is carried otherwise than before, and the actions that account for it.

    After a gain those are what carries it now, after a loss what carried it then.
    """

    before: Standing
    after: Standing
    years: tuple[int, ...]
    actions: tuple[Action, ...]

    @property
    def is_loss(self) -> bool:
        """Whether the goal is carried less surely than before."""
        return _BEST_FIRST.index(self.after) > _BEST_FIRST.index(self.before)


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """What became of one goal at one institute (None: in the whole sector).

    `last_certain` are the last actions that carried the goal certainly, when there are none any more. `told` says all
    of it, a sentence each, without naming the institute; `in_full` names it.
    """

    goal: OperationalGoal
    institute: Institute | None
    shifts: tuple[Shift, ...]
    last_certain: tuple[Action, ...]
    told: tuple[Message, ...]
    is_loss: bool

    @property
    def is_gain(self) -> bool:
        """Whether the goal is carried more surely in some year, and less surely in none."""
        return not self.is_loss and (self.institute is None or bool(self.shifts))

    @property
    def in_full(self) -> tuple[Message, ...]:
        """The same sentences, each with the institute before it."""
        if self.institute is None:
            return tuple(_("whole sector: {told}", told=told) for told in self.told)
        return tuple(_("{institute}: {told}", institute=self.institute.short, told=told) for told in self.told)


def coverage_changes(before: Plan, after: Plan) -> tuple[CoverageChange, ...]:
    """Find what was gained and lost: first for the sector, then by institute, goals in printed order."""
    then, now = cover(before), cover(after)
    known = before.operational_goals_by_id
    goals = [goal for goal in after.operational_goals if goal.id in known]
    label = after.labels.get("operational_goal_short", "OD")
    found = [_at_sector(before, after, goal, label) for goal in goals]
    for institute in now.institutes:
        found += [_at_institute(then, now, goal, institute, label) for goal in goals]
    return tuple(change for change in found if change is not None)


# --- an institute ----------------------------------------------------------------------------------


def _at_institute(
    then: Coverage, now: Coverage, goal: OperationalGoal, institute: Institute, label: str
) -> CoverageChange | None:
    old, new = then.cell(goal.id, institute.id), now.cell(goal.id, institute.id)
    assert new is not None
    shifts = tuple(_shifts(old, new))
    last = _last_certain(old, new)
    told = tuple(_sentences(old, new, shifts, last, _named(goal, label)))
    if not told:
        return None
    is_loss = bool(last) or any(shift.is_loss for shift in shifts) or bool(old and old.covered and not new.covered)
    return CoverageChange(goal, institute, shifts, last, told, is_loss)


def _shifts(old: Cell | None, new: Cell) -> Iterator[Shift]:
    """Years that are carried otherwise, those of one kind together; an internal goal asks for no years."""
    if new.kind is Kind.INTERNAL:
        before = old.standing if old else Standing.NONE
        if before is not new.standing:
            yield _shift(old, new, before, new.standing, ())
        return
    standings = dict(old.standings) if old else {}
    moved = [(standings.get(year, Standing.NONE), standing, year) for year, standing in new.standings]
    moved.sort(key=lambda one: (_BEST_FIRST.index(one[0]), _BEST_FIRST.index(one[1]), one[2]))
    for (before, after), run in groupby(moved, key=lambda one: one[:2]):
        if before is not after:
            yield _shift(old, new, before, after, tuple(year for _before, _after, year in run))


def _shift(old: Cell | None, new: Cell, before: Standing, after: Standing, years: tuple[int, ...]) -> Shift:
    shift = Shift(before, after, years, ())
    side, standing = (old, before) if shift.is_loss else (new, after)
    carrying = (
        one
        for one in (side.contributions if side else ())
        if one.strength.value == standing.value and (not years or set(one.years) & set(years))
    )
    return replace(shift, actions=_actions(carrying))


def _last_certain(old: Cell | None, new: Cell) -> tuple[Action, ...]:
    """The actions that carried a goal certainly, when none does any more."""
    if old is None or old.standing is not Standing.CERTAIN or new.standing is Standing.CERTAIN:
        return ()
    counting = (one for one in old.contributions if one.years or old.kind is Kind.INTERNAL)
    return _actions(one for one in counting if one.strength is Strength.CERTAIN)


def _actions(contributions: Iterable[Contribution]) -> tuple[Action, ...]:
    return tuple(one.carried.action for one in contributions)


# --- in words --------------------------------------------------------------------------------------


def _named(goal: OperationalGoal, label: str) -> Message:
    return _("{label} {goal}", label=label, goal=goal.name)


def _sentences(
    old: Cell | None, new: Cell, shifts: Sequence[Shift], last: Sequence[Action], goal: Message
) -> Iterator[Message]:
    if new.kind is Kind.INTERNAL:
        yield from _of_internal_goal(shifts, goal)
    else:
        yield from _of_years(new, shifts, last, goal)
    if bool(old and old.waiver) != bool(new.waiver):
        yield (
            _("{goal}: left to others from now on: {reason}", goal=goal, reason=new.waiver.reason)
            if new.waiver
            else _("{goal}: not left to others any more", goal=goal)
        )
    if old and old.standing is new.standing is Standing.CERTAIN and old.conditional_only != new.conditional_only:
        yield (
            _("{goal}: certain, but now only with projects that are not sure yet", goal=goal)
            if new.conditional_only
            else _("{goal}: no longer rests on projects that are not sure yet", goal=goal)
        )


def _of_internal_goal(shifts: Sequence[Shift], goal: Message) -> Iterator[Message]:
    for shift in shifts:
        if shift.after is Standing.NONE:
            yield _lost_last(goal, shift.actions, internal=True)
        elif shift.before is Standing.NONE:
            yield _("{goal}: has an action now, {actions}", goal=goal, actions=_names(shift.actions))


def _of_years(new: Cell, shifts: Sequence[Shift], last: Sequence[Action], goal: Message) -> Iterator[Message]:
    if last:
        yield _lost_last(goal, last, internal=False)
        if new.standing is Standing.POSSIBLE:
            years = [year for year, standing in new.standings if standing is Standing.POSSIBLE]
            yield _("{goal}: only possible now, in {years}", goal=goal, years=year_spans(years))
    for shift in shifts:
        values: dict[str, Value] = {"goal": goal, "years": year_spans(shift.years)}
        match shift.before, shift.after:
            case _, Standing.CERTAIN:
                yield _("{goal}: certain in {years} too", **values)
            case Standing.NONE, Standing.POSSIBLE:
                yield _("{goal}: possible in {years} too", **values)
            case Standing.CERTAIN, Standing.POSSIBLE if not last:
                yield _("{goal}: no longer certain in {years}, only possible", **values)
            case Standing.CERTAIN, Standing.NONE if not last:
                yield _("{goal}: no longer certain in {years}; nothing takes its place", **values)
            case Standing.POSSIBLE, Standing.NONE:
                yield _("{goal}: no longer possible in {years}; nothing takes its place", **values)


def _lost_last(goal: Message, actions: Sequence[Action], internal: bool) -> Message:
    names = _names(actions)
    if internal:
        return _n(
            "{goal} loses its last action, {actions}",
            "{goal} loses its last actions, {actions}",
            len(actions),
            goal=goal,
            actions=names,
        )
    return _n(
        "{goal} loses its last certain action, {actions}",
        "{goal} loses its last certain actions, {actions}",
        len(actions),
        goal=goal,
        actions=names,
    )


def _names(actions: Iterable[Action]) -> tuple[str, ...]:
    return tuple(f'"{action.name}"' for action in actions)


# --- the sector ------------------------------------------------------------------------------------


def _at_sector(before: Plan, after: Plan, goal: OperationalGoal, label: str) -> CoverageChange | None:
    """Whether a goal falls below what the sector asks, or reaches that again; who has no data now had none to lose."""
    if after.strategic_goal_of[goal.id].kind is Kind.INTERNAL:
        return None
    now = cover(after).carried_by(goal.id, Standing.CERTAIN)
    with_data = {institute.id for institute in cover(after).institutes}
    then = [one for one in cover(before).carried_by(goal.id, Standing.CERTAIN) if one.id in with_data]
    minimum = max(1, after.minimum_institutes)
    name = _named(goal, label)
    if len(then) >= minimum > len(now):
        told = _n(
            "{goal}: only {count} institute is left that carries it certainly; the sector asks for {minimum}",
            "{goal}: only {count} institutes are left that carry it certainly; the sector asks for {minimum}",
            len(now),
            goal=name,
            minimum=minimum,
        )
        if not now:
            told = _("{goal}: no institute carries it certainly any more", goal=name)
        return CoverageChange(goal, None, (), (), (told,), is_loss=True)
    if len(now) >= minimum > len(then):
        told = _("{goal}: carried certainly by as many institutes as the sector asks", goal=name)
        return CoverageChange(goal, None, (), (), (told,), is_loss=False)
    return None
