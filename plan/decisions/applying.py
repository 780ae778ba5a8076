"""Carry decisions out in the sources: every entry that they change, and nothing else.

In: a `Plan`, the bytes of its files, and `Decision`s. Out: `Applied`: the bytes before and after, what was done, and a
`Refusal` for each decision that cannot be carried out. Writes nothing. Knows no meeting, no sheet.

Decisions are taken one after the other, each upon what those before it left. Whether the sources have changed since
they were taken is seen from what the sources said before any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

from plan.decisions import entries
from plan.decisions.decision import SAID, Decision, Join, Link, Prolong, Raise, Refusal, TakePart, Waive, Where
from plan.diagnostics import did_you_mean
from plan.dutch import Boundary, Period, Unreadable, print_period, read_period
from plan.load import read_part
from plan.messages import Message, _
from plan.model import Action, Delivery, Institute, Located, OperationalGoal, Participation, Plan, Strength, Waiver
from plan.patch import Edit, PatchRefused, patch
from plan.yaml_layout import Page, read_page

T = TypeVar("T")

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Applied:
    """What became of decisions: the files that change, and in words what was done, what to know of it, what was so.

    With a refusal nothing should be written; `fine` is what could be but for that, each with where it was given.
    """

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    done: tuple[Message, ...]
    notes: tuple[Message, ...]
    already: tuple[Message, ...]
    refused: tuple[Refusal, ...]
    fine: tuple[tuple[Where, Message], ...]


def apply_decisions(plan: Plan, files: Mapping[str, bytes], decisions: Iterable[Decision]) -> Applied:
    """Carry out what can be carried out, and say of all the rest why not."""
    draft = _Draft(plan, dict(files), dict(plan.actions_by_id), dict(plan.institutes_by_id))
    done, notes, already, refused = list[Message](), list[Message](), list[Message](), list[Refusal]()
    fine = dict[int, tuple[Where, Message]]()
    carried = dict[tuple[str, ...], Decision]()
    for at, decision in sorted(enumerate(decisions), key=lambda one: not _prolongs_all(plan, one[1])):
        try:
            _refuse_contradiction(carried, decision)
            change = _change(draft, decision)
            draft.edit(change.steps)
        except _RefusedError as reason:
            refused.append(Refusal(decision.where, reason.message, reason.cure, _named(plan, decision)))
        except PatchRefused as reason:
            refused.append(Refusal(decision.where, reason.message, _MEND_BY_HAND, _named(plan, decision)))
        else:
            carried[_subject(decision)] = decision
            fine[at] = decision.where, change.told
            (done if change.steps else already).append(change.told)
            notes += change.notes if change.steps else ()
    changed = sorted(file for file, data in draft.files.items() if data != files[file])
    return Applied(
        {file: files[file] for file in changed},
        {file: draft.files[file] for file in changed},
        tuple(done),
        tuple(dict.fromkeys(notes)),
        tuple(already),
        tuple(refused),
        tuple(told for _at, told in sorted(fine.items(), key=lambda one: one[0])),
    )


def _prolongs_all(plan: Plan, decision: Decision) -> bool:
    """Whether an action is prolonged that is carried already; that comes first, since who joins joins all of it."""
    if not isinstance(decision, Prolong):
        return False
    action, institute = plan.actions_by_id.get(decision.action), plan.institutes_by_id.get(decision.institute)
    return action is not None and institute is not None and bool(action.owner or _part(institute, action))


def _refuse_contradiction(carried: Mapping[tuple[str, ...], Decision], decision: Decision) -> None:
    """Refuse what an earlier decision, on the same, decided in another way; to prolong twice is to prolong to both."""
    other = carried.get(_subject(decision), decision)
    if not isinstance(decision, Prolong) and _decided(other) != _decided(decision):
        raise _RefusedError(
            _("{other} decides something else about the same", other=other.where),
            _("keep one of the two"),
        )


def _subject(decision: Decision) -> tuple[str, ...]:
    """What a decision is about; of two about the same, only one can be carried out."""
    match decision:
        case Link() | Raise():
            return "contributes", decision.action, decision.goal
        case TakePart() | Join():
            return "participates", decision.institute, decision.action
        case Prolong():
            return "period", decision.institute, decision.action
        case Waive():
            return "waives", decision.institute, decision.goal


def _decided(decision: Decision) -> tuple[object, ...]:
    """What comes of it, to be held against another decision about the same."""
    match decision:
        case Raise():
            return (Strength.CERTAIN,)
        case Join():
            return decision.strength, decision.first, decision.last, _reason_to_write(decision)
        case Prolong():
            return decision.first, decision.last
        case Waive():
            return (_in_one_line(decision.reason),)
    return (decision.strength,)


def _named(plan: Plan, decision: Decision) -> Message:
    """Whom and what a decision is about, in words; by id where there is no such thing."""
    ids = (getattr(decision, name, "") for name in ("institute", "action", "goal"))
    known: tuple[Mapping[str, Located], ...] = (
        plan.institutes_by_id,
        plan.actions_by_id,
        plan.operational_goals_by_id,
    )
    names = tuple(_called(items.get(id), id) for items, id in zip(known, ids, strict=True) if id)
    match decision:
        case Join() | TakePart():
            return _("{institute} takes part in {action}", institute=names[0], action=names[1])
        case Prolong():
            return _("{institute}, {action}: another period", institute=names[0], action=names[1])
        case Raise():
            return _("{institute}, {action}, {goal}: certain", institute=names[0], action=names[1], goal=names[2])
        case Waive():
            return _("{institute} leaves {goal} to others", institute=names[0], goal=names[1])
        case Link():
            return _("{action}, {goal}", action=names[0], goal=names[1])


def _called(item: Located | None, id: str) -> str:
    match item:
        case Institute():
            return str(item.short)
        case Action() | OperationalGoal():
            return str(item.name)
    return id


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


_NEW_SHEET: Final = _("look at it again: make a new sheet with plan coverage --edit, or open the report anew")
_MEND_BY_HAND: Final = _("do this one in the file itself, and leave it out here")
_MEND_FIRST: Final = _("plan check tells what is wrong with it; mend that first")


class _RefusedError(Exception):
    """A decision cannot be carried out: why, and what to do."""

    def __init__(self, message: Message, cure: Message) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.cure = cure


_Step = tuple[Located, Callable[[Page], list[Edit]]]
"""One edit after the other: an item, and what is to change in its file, as the steps before leave that."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision comes to: no steps when it is so already; what it says, and what there is to know of it."""

    steps: tuple[_Step, ...]
    told: Message
    notes: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The sources on their way: the plan as it was, and files, actions and institutes as they are now."""

    plan: Plan
    files: dict[str, bytes]
    actions: dict[str, Action]
    institutes: dict[str, Institute]

    def edit(self, steps: Iterable[_Step]) -> None:
        """Change files and read them again. Raises `PatchRefused`, and then none has changed."""
        changed = dict[str, bytes]()
        for item, edits in steps:
            file = item.place.file
            data = changed.get(file, self.files[file])
            changed |= patch({file: data}, edits(_page(file, data)))
        for file, data in changed.items():
            self.files[file] = data
            match read_part(file, data).value:
                case Action() as action:
                    self.actions[str(action.id)] = action
                case Institute() as institute:
                    self.institutes[str(institute.id)] = institute

    def page(self, item: Located) -> Page:
        """The file that an item stands in."""
        return _page(item.place.file, self.files[item.place.file])

    # --- what ids name

    def action(self, id: str) -> Action:
        """The action with an id, whose contributions could be read."""
        action = self._known(id, self.actions, Action, _("there is no action"))
        if action.is_unread("contributes"):
            raise _unreadable(action, "contributes")
        return action

    def sector_action(self, id: str) -> Action:
        """The action of the sector with an id."""
        action = self.action(id)
        if action.owner:
            raise _RefusedError(
                _('"{action}" is an action of {owner} alone', action=action.name, owner=action.owner),
                _("institutes take part in actions of the sector only"),
            )
        return action

    def institute(self, id: str) -> Institute:
        """The institute with an id, whose part in actions could be read."""
        institute = self._known(id, self.institutes, Institute, _("there is no institute"))
        if institute.is_unread("participates"):
            raise _unreadable(institute, "participates")
        return institute

    def goal(self, id: str) -> OperationalGoal:
        """The operational goal with an id."""
        goals = self.plan.operational_goals_by_id
        return self._known(id, goals, OperationalGoal, _("there is no operational goal"))

    def _known(self, id: str, known: Mapping[str, T], model: type[Located], lacks: Message) -> T:
        if id in known:
            return known[id]
        if self.plan.lost(model, id):
            raise _RefusedError(_('"{id}" cannot be read', id=id), _MEND_FIRST)
        raise _RefusedError(
            _('{lacks} "{id}"', lacks=lacks, id=id),
            did_you_mean(id, known) or _("the command `plan list` shows all ids"),
        )

    # --- what they were

    def first_part(self, institute: Institute, action: Action) -> Participation | None:
        """How an institute took part in an action before anything was decided."""
        return _part(self.plan.institutes_by_id[str(institute.id)], action)


def _page(file: str, data: bytes) -> Page:
    page = read_page(file, data)
    assert page is not None  # an item came of it
    return page


def _unreadable(item: Located, name: str) -> _RefusedError:
    return _RefusedError(_("{place} cannot be read", place=str(item.place_of(name))), _MEND_FIRST)


def _changed(was: Message, now: Message) -> _RefusedError:
    """The sources have changed since the decision was taken."""
    return _RefusedError(_("it has changed since: it was {was}, and now it is {now}", was=was, now=now), _NEW_SHEET)


def _part(institute: Institute, action: Action) -> Participation | None:
    """How an institute takes part in an action."""
    return next((part for part in institute.participates or () if part.action == action.id), None)


def _strength(action: Action, goal: OperationalGoal) -> Strength | None:
    """How surely an action contributes to a goal."""
    return action.contributes.strengths.get(str(goal.id)) if action.contributes else None


def _change(draft: _Draft, decision: Decision) -> _Change:
    match decision:
        case Link():
            return _link(draft, decision)
        case TakePart():
            return _take_part(draft, decision)
        case Join():
            return _join(draft, decision)
        case Raise():
            return _raise(draft, decision)
        case Prolong():
            return _prolong(draft, decision)
        case Waive():
            return _waive(draft, decision)


# --- how surely ------------------------------------------------------------------------------------


def _link(draft: _Draft, decision: Link) -> _Change:
    action, goal = draft.action(decision.action), draft.goal(decision.goal)
    now = _strength(action, goal)
    first = _strength(draft.plan.actions_by_id[str(action.id)], goal)
    if now is not decision.strength and first is not decision.was:
        raise _changed(SAID[decision.was], SAID[first])
    return _linked(action, goal, decision.strength)


def _linked(action: Action, goal: OperationalGoal, strength: Strength | None) -> _Change:
    now = _strength(action, goal)
    told = _("{action}, {goal}: {now}", action=action.name, goal=goal.name, now=SAID[strength])
    if now is strength:
        return _Change((), told)
    told = _(
        "{action}, {goal}: {was} becomes {now}",
        action=action.name,
        goal=goal.name,
        was=SAID[now],
        now=SAID[strength],
    )
    return _Change(tuple(_links(action, goal, strength)), told)


def _links(action: Action, goal: OperationalGoal, strength: Strength | None) -> Iterator[_Step]:
    # To add comes first: a list that would be empty in between loses its layout.
    if strength:
        yield action, partial(entries.contribute, goal=str(goal.id), strength=strength)
    yield action, partial(entries.retract, goal=str(goal.id), strength=strength)


def _raise(draft: _Draft, decision: Raise) -> _Change:
    action, goal = draft.action(decision.action), draft.goal(decision.goal)
    institute, part = _carries(draft, decision.institute, action)
    if _strength(action, goal) is None:
        raise _changed(SAID[Strength.POSSIBLE], SAID[None])
    change = _linked(action, goal, Strength.CERTAIN)
    notes = (_for_all(draft, action),) if change.steps and not action.owner else ()
    if part is None or part.strength is Strength.CERTAIN:
        return replace(change, notes=notes)
    step = (institute, partial(entries.weaken, action=str(action.id), strength=Strength.CERTAIN))
    told = _(
        "{institute} carries {action} as surely as the sector, for all its goals",
        institute=institute.short,
        action=action.name,
    )
    if not change.steps:
        return _Change((step,), told, _of_strength(part))
    return _Change((*change.steps, step), change.told, (*notes, told, *_of_strength(part)))


def _carries(draft: _Draft, institute_id: str, action: Action) -> tuple[Institute, Participation | None]:
    """The institute, and its part in an action; of its own it is no part. Raises when it does not carry it."""
    institute = draft.institute(institute_id)
    part = _part(institute, action)
    if action.owner == institute.id or (not action.owner and part):
        return institute, part
    raise _RefusedError(
        _('{institute} takes no part in "{action}"', institute=institute.short, action=action.name),
        _("decide first that it does"),
    )


def _for_all(draft: _Draft, action: Action) -> Message:
    """What is changed in an action of the sector holds for everybody who takes part."""
    joined = tuple(str(one.short) for one in draft.institutes.values() if _part(one, action))
    return _(
        '"{action}" is an action of the sector: this holds for all that take part ({institutes})',
        action=action.name,
        institutes=joined,
    )


# --- taking part -----------------------------------------------------------------------------------


def _take_part(draft: _Draft, decision: TakePart) -> _Change:
    action, institute = draft.sector_action(decision.action), draft.institute(decision.institute)
    part, first = _part(institute, action), draft.first_part(institute, action)
    now, wanted = part.strength if part else None, decision.strength
    if now is not wanted and (first.strength if first else None) is not decision.was:
        raise _changed(SAID[decision.was], SAID[first.strength if first else None])
    told = _(
        "{institute} takes part in {action}: {now}",
        institute=institute.short,
        action=action.name,
        now=SAID[wanted],
    )
    if now is wanted:
        return _Change((), told)
    told = _(
        "{institute} takes part in {action}: {was} becomes {now}",
        institute=institute.short,
        action=action.name,
        was=SAID[now],
        now=SAID[wanted],
    )
    if wanted is None:
        assert part is not None
        if part.projects or part.reason or part.period:
            raise _RefusedError(
                _("more stands there, which would be lost: {place}", place=str(part.place)),
                _("keep it elsewhere and take these lines away in the file itself, or put the cell back"),
            )
        return _Change(((institute, partial(entries.leave, action=str(action.id))),), told)
    if part:
        notes = _of_strength(part) if wanted is Strength.CERTAIN else ()
        return _Change(((institute, partial(entries.weaken, action=str(action.id), strength=wanted)),), told, notes)
    return _Change((_joining(institute, action, wanted, None, ""),), told, _of_joining(institute))


def _join(draft: _Draft, decision: Join) -> _Change:
    action, institute = draft.sector_action(decision.action), draft.institute(decision.institute)
    period = _part_of(draft.plan, action, decision.first, decision.last)
    told = _("{institute} takes part in {action}", institute=institute.short, action=action.name)
    if period:
        told = _("{told} in {period}", told=told, period=print_period(period))
    if decision.strength is Strength.POSSIBLE:
        told = _("{told}, never more than possibly", told=told)
    part = _part(institute, action)
    if part and _is_as_agreed(part, decision, period, action.period or draft.plan.identity.period):
        return _Change((), told)
    if part:
        raise _RefusedError(
            _(
                '{institute} takes part in "{action}" already, in another way: {place}',
                institute=institute.short,
                action=action.name,
                place=str(part.place),
            ),
            _NEW_SHEET,
        )
    step = _joining(institute, action, decision.strength, period, decision.reason)
    return _Change((step,), told, _of_joining(institute))


def _joining(institute: Institute, action: Action, strength: Strength, period: Period | None, reason: str) -> _Step:
    printed = print_period(period) if period else ""
    return institute, partial(entries.join, action=str(action.id), strength=strength, period=printed, reason=reason)


def _is_as_agreed(part: Participation, decision: Join, period: Period | None, whole: Period) -> bool:
    """Whether an institute takes part so surely, in the years and for the reason that were agreed on."""
    now, agreed = part.period or whole, period or whole
    return (
        part.strength is decision.strength
        and (now.start.year, now.end.year) == (agreed.start.year, agreed.end.year)
        and _reason_to_write(decision) in ("", _in_one_line(part.reason or ""))
    )


def _reason_to_write(decision: Join) -> str:
    """The reason to take part in less; of taking part in all of an action, as the sector promises, none is written."""
    is_less = decision.first or decision.last or decision.strength is Strength.POSSIBLE
    return decision.reason if is_less else ""


def _part_of(plan: Plan, action: Action, first: int | None, last: int | None) -> Period | None:
    """The years of an action from `first` to `last`; None when that is all of it."""
    whole = action.period or plan.identity.period
    if (first and first > whole.end.year) or (last and last < whole.start.year):
        raise _RefusedError(
            _('"{action}" runs in {period}', action=action.name, period=print_period(whole)),
            _("choose years in which it runs"),
        )
    later, earlier = bool(first and first > whole.start.year), bool(last and last < whole.end.year)
    if not later and not earlier:
        return None
    start = Boundary(first, whole.end.month and 1) if first and later else whole.start
    end = Boundary(last, whole.start.month and 12) if last and earlier else whole.end
    return Period(start, end)


def _of_strength(part: Participation) -> tuple[Message, ...]:
    """What to know when an institute no longer weakens what the sector promises."""
    if part.reason is None:
        return ()
    return (_("the reason why it did less stays where it is: {place}", place=str(part.reason.place)),)


def _of_joining(institute: Institute) -> tuple[Message, ...]:
    """What to know when an institute takes part in something more."""
    if institute.status is Delivery.NOT_DELIVERED:
        return (
            _(
                "{institute} counts nowhere as long as its status is niet-aangeleverd: {place}",
                institute=institute.short,
                place=str(institute.place_of("status")),
            ),
        )
    if institute.participates is None:
        return (
            _(
                "{institute} had yet to decide: it now takes no part in the other actions of the sector",
                institute=institute.short,
            ),
        )
    return ()


# --- when ------------------------------------------------------------------------------------------


def _prolong(draft: _Draft, decision: Prolong) -> _Change:
    action = draft.action(decision.action)
    institute, part = _carries(draft, decision.institute, action)
    in_part = part if part and (part.period or part.is_unread("period")) else None
    holder: Action | Participation = in_part or action
    if holder.is_unread("period"):
        raise _unreadable(holder, "period")
    whole, now = draft.plan.identity.period, holder.period
    first, last = decision.first, decision.last
    if in_part and action.period:
        beyond = [year for year in (first, last) if year and not action.period.runs_in(year)]
        if beyond:
            raise _RefusedError(
                _('"{action}" itself runs in {period}', action=action.name, period=print_period(action.period)),
                _("let the sector prolong the action first"),
            )
    named = _("{institute}, {action}", institute=institute.short, action=action.name) if in_part else action.name
    page = draft.page(institute if in_part else action)
    own = str(action.id) if in_part else None
    written = entries.period_of(page, own)
    if now and (first is None or now.start.year <= first) and (last is None or now.end.year >= last):
        return _Change((), _("{named}: runs in {period}", named=named, period=written))
    then = draft.first_part(institute, action) if in_part else draft.plan.actions_by_id[str(action.id)]
    if then and _read(decision.was) != then.period:
        raise _changed(_in_words(decision.was), _in_words(print_period(then.period) if then.period else None))
    if now is None:
        start, end = first or whole.start.year, last or whole.end.year
        new = print_period(Period(Boundary(start), Boundary(end)))
    else:
        new = prolonged(written, first, last)
    told = _('{named}: {was} becomes "{now}"', named=named, was=_in_words(written or None), now=new)
    notes = () if in_part or action.owner else (_for_all(draft, action),)
    step = (institute if in_part else action, partial(entries.time, action=own, period=new))
    return _Change((step,), told, notes)


def _in_words(period: str | None) -> Message:
    return _('"{text}"', text=period) if period else _("without a period")


def _read(written: str | None) -> Period | None:
    try:
        return read_period(written) if written else None
    except Unreadable:
        return None


def prolonged(written: str, first: int | None, last: int | None) -> str:
    """A period in its author's own words, that begins in the year `first` or before, or ends in `last` or after.

    Months and days stay as they are.
    """
    old = read_period(written)
    start = _in_year(old.start, min(first or old.start.year, old.start.year))
    end = _in_year(old.end, max(last or old.end.year, old.end.year))
    years = [found.span() for found in _YEAR.finditer(written)]
    other_start = _with_year(written, years[0], start.year)
    candidates = (
        _with_year(written, years[-1], end.year),
        other_start,
        _with_year(other_start, years[-1], end.year),
        print_period(Period(start, end)),
    )
    return next(text for text in candidates if _read(text) == Period(start, end))


def _in_year(boundary: Boundary, year: int) -> Boundary:
    """The same day and month of another year; 29 February is the 28th."""
    day = 28 if (boundary.month, boundary.day) == (2, 29) and year != boundary.year else boundary.day
    return replace(boundary, year=year, day=day)


def _with_year(text: str, span: tuple[int, int], year: int) -> str:
    return f"{text[: span[0]]}{year}{text[span[1] :]}"


# --- leaving to others -----------------------------------------------------------------------------


def _waive(draft: _Draft, decision: Waive) -> _Change:
    institute, goal = draft.institute(decision.institute), draft.goal(decision.goal)
    if institute.is_unread("waives"):
        raise _unreadable(institute, "waives")
    reason = _in_one_line(decision.reason)
    told = _("{institute} leaves {goal} to others: {reason}", institute=institute.short, goal=goal.name, reason=reason)
    waiver = next((waiver for waiver in institute.waives if waiver.goal == goal.id), None)
    if waiver and _in_one_line(waiver.reason) == reason:
        return _Change((), told)
    if not reason:
        raise _RefusedError(
            _("there is no reason why {institute} leaves {goal} to others", institute=institute.short, goal=goal.name),
            _("say why: it stands in the plan"),
        )
    now = _in_one_line(waiver.reason) if waiver else None
    if now != (None if decision.was is None else _in_one_line(decision.was)):
        raise _changed_reason(decision.was, now, waiver)
    if waiver:
        return _Change(((institute, partial(entries.reword, place=waiver.reason.place, text=reason)),), told)
    return _Change(((institute, partial(entries.waive, goal=str(goal.id), reason=reason)),), told)


def _changed_reason(was: str | None, now: str | None, waiver: Waiver | None) -> _RefusedError:
    """A goal is left to others for another reason than when the decision was taken, or is no longer."""
    said = [_('"{text}"', text=text) if text else _("not left to others") for text in (was, now)]
    if waiver is None:
        return _changed(said[0], said[1])
    place = str(waiver.reason.place)
    return _changed(said[0], _("{value} ({place})", value=said[1], place=place))
