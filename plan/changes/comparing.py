"""What differs between two versions of a plan, by meaning.

In: two `Plan`s. Out: a `Comparison`: what came, went and changed, what that did to coverage, and which contributions
somebody should confirm. Knows no lines of files and no words for a reader.

Things are matched by id. What could not be read on one of the sides is neither gone nor new: it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from plan import model as models
from plan.changes.passages import Passage, passages
from plan.changes.renames import ID_KINDS, Left, Renames, find_renames, left_behind, with_ids
from plan.changes.things import Kind, Thing, things
from plan.coverage_changes import CoverageChange, coverage_changes
from plan.dutch import Number, Period
from plan.id_fields import LOCAL, NAMES
from plan.model import Action, Contributions, Institute, Located, OperationalGoal, Plan
from plan.outline import planned_chapters
from plan.places import Place, Prose, Text

Value = str | int | date | Period | Number
"""What stands in a field: a text, an id or a choice is a `str`, yes or no an `int`."""


class Did(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A field with another value; None where it has none.

    `about` is what it belongs to inside the thing, such as the goal of a contribution; `names` and `about_names` what
    kind of thing the values, or that, are the id of.
    """

    field: str
    place: Place
    before: Value | None
    after: Value | None
    about: str = ""
    names: str = ""
    about_names: str = ""


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list with other items in it, or in another order."""

    field: str
    place: Place
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reordered: bool = False
    names: str = ""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that says something else, in some passages."""

    field: str
    place: Place
    passages: tuple[Passage, ...]


Difference = ValueChange | ListChange | TextChange


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one thing: whose it is (empty: the sector's) and, where it changed, what differs in it.

    `was` is the id it had. `place` is where it stands, or stood when it is gone.
    """

    did: Did
    kind: Kind
    id: str
    name: str
    institute: str
    place: Place
    was: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A goal whose wording changed, and the actions that were said to contribute to it as it was."""

    goal: OperationalGoal
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs; the older plan is told with the ids of the newer one.

    `left` is what in the newer one still names a thing by the id that it had: no other text, but it leads nowhere.
    """

    before: Plan
    after: Plan
    changes: tuple[Change, ...]
    coverage: tuple[CoverageChange, ...]
    to_confirm: tuple[ToConfirm, ...]
    left: tuple[Left, ...] = ()

    def of(self, institute: str) -> Comparison:
        """What of it concerns one institute: what is its own, and what all share."""
        owners = ("", institute)
        confirm = (
            ToConfirm(one.goal, tuple(action for action in one.actions if action.owner in owners))
            for one in self.to_confirm
        )
        return Comparison(
            self.before,
            self.after,
            tuple(change for change in self.changes if change.institute in owners),
            tuple(change for change in self.coverage if not change.institute or change.institute.id == institute),
            tuple(one for one in confirm if one.actions),
            tuple(one for one in self.left if _owner(one.place.file, self.after) in owners),
        )


def compare_plans(before: Plan, after: Plan) -> Comparison:
    """Find what differs between two plans, in the order in which a reader wants to hear it."""
    renames = find_renames(before, after)
    before = with_ids(before, renames)
    left = left_behind(after, renames)
    # What still names an old id says the same as it did: nobody changed that text.
    changes = tuple(_changes(before, with_ids(after, renames) if left else after, renames))
    coverage = tuple(_of_coverage(before, after))
    return Comparison(before, after, changes, coverage, tuple(_to_confirm(after, changes)), left)


def all_of(value: Located, came: bool) -> tuple[Difference, ...]:
    """All that a thing says, as what differs from nothing: it came, or it went."""
    old, new = (None, value) if came else (value, None)
    return tuple(_differences(old, new, value.place))


# --- things ----------------------------------------------------------------------------------------


def _changes(before: Plan, after: Plan, renames: Renames) -> Iterator[Change]:
    old, new = ({thing.key: thing for thing in things(plan)} for plan in (before, after))
    was = {(names, new_id): old_id for names, ids in renames.items() for old_id, new_id in ids.items()}
    order = list(Kind)
    institutes = {*before.institutes_by_id} ^ {*after.institutes_by_id}
    keys = sorted({**new, **old}, key=lambda key: order.index(key[0]))
    for key in keys:
        one, other = old.get(key), new.get(key)
        thing = other or one
        assert thing is not None
        # What an institute takes part in comes and goes with it.
        with_it = thing.kind in (Kind.PARTICIPATION, Kind.WAIVER) and thing.institute in institutes
        if thing.kind is Kind.PLAN and any(plan.lost(models.Identity, "") for plan in (before, after)):
            continue
        if one and other:
            differences = tuple(_of_thing(one, other, before, after))
            former = was.get((ID_KINDS.get(thing.kind, ""), thing.id), "")
            if former or differences:
                yield _change(Did.RENAMED if former else Did.CHANGED, thing, former, differences)
        elif not with_it and not _is_unread(before if other else after, thing):
            yield _change(Did.ADDED if other else Did.REMOVED, thing)
    yield from _of_files(before, after)


def _change(did: Did, thing: Thing, was: str = "", differences: tuple[Difference, ...] = ()) -> Change:
    return Change(did, thing.kind, thing.id, thing.name, thing.institute, thing.place, was, differences)


def _is_unread(plan: Plan, thing: Thing) -> bool:
    """Whether a thing that a plan lacks may be in what could not be read of it."""
    lost = plan.lost(type(thing.value), thing.id.rpartition("/")[2])
    return lost or (bool(thing.institute) and plan.lost(Institute, thing.institute))


def _of_thing(old: Thing, new: Thing, before: Plan, after: Plan) -> Iterator[Difference]:
    place = new.place
    yield from _differences(old.value, new.value, place)
    if old.above != new.above:
        yield ValueChange("under", place, old.above, new.above, names="goal")
    if old.institute != new.institute:
        yield ValueChange("owner", place, old.institute, new.institute, names="institute")
    yield from _list("rows", place, old.rows, new.rows)
    match old.value, new.value:
        case models.StrategicGoal(), models.StrategicGoal():
            yield from _in_another_order("operational_goals", place, _ids(old.value), _ids(new.value))
        case models.Identity(), models.Identity():
            yield from _of_plan(before, after, place)
        case Institute(), Institute() if _asked(old.value) != _asked(new.value):
            yield from _list("chapters", place, _printed(before, old.value), _printed(after, new.value), "chapter")


def _of_plan(before: Plan, after: Plan, place: Place) -> Iterator[Difference]:
    """What is set for the whole plan."""
    if before.minimum_institutes != after.minimum_institutes:
        yield ValueChange("minimum_institutes", place, before.minimum_institutes, after.minimum_institutes)
    for name in sorted({*before.labels, *after.labels}):
        one, other = before.labels.get(name), after.labels.get(name)
        if one != other:
            yield ValueChange("labels", other.place if other else place, one, other, about=name)
    levels = [{str(one.rule): one.level for one in plan.rule_settings} for plan in (before, after)]
    for rule in sorted({*levels[0], *levels[1]}):
        if levels[0].get(rule) != levels[1].get(rule):
            yield ValueChange("rules", place, levels[0].get(rule), levels[1].get(rule), about=rule)
    goals, chapters = (
        [[str(goal.id) for goal in plan.strategic_goals] for plan in (before, after)],
        [[str(slot.id) for slot in plan.slots] for plan in (before, after)],
    )
    yield from _in_another_order("strategic_goals", place, *goals)
    yield from _list("chapters", place, chapters[0], chapters[1], "chapter")
    yield from _list("words", place, before.word_list, after.word_list)


def _asked(institute: Institute) -> list[tuple[str | None, ...]]:
    """The changes that an institute makes to the order of chapters."""
    return [tuple(getattr(change, field) for field in change.typed_fields()) for change in institute.chapters]


def _printed(plan: Plan, institute: Institute) -> tuple[str, ...]:
    return tuple(inner.id for chapter in planned_chapters(plan, institute)[0] for inner in chapter.walk())


def _ids(strategic: models.StrategicGoal) -> list[str]:
    return [str(goal.id) for goal in strategic.all_operational_goals]


def _of_files(before: Plan, after: Plan) -> Iterator[Change]:
    """Files that say nothing by themselves, and templates of the workspace."""
    own = [
        {one.file: one.source for one in plan.templates.values() if one.file.startswith("templates/")}
        for plan in (before, after)
    ]
    for file in sorted({*own[0], *own[1]}):
        one, other = own[0].get(file), own[1].get(file)
        place = Place.of_file(file)
        if one is None or other is None:
            yield Change(Did.REMOVED if other is None else Did.ADDED, Kind.TEMPLATE, file, file, "", place)
        elif found := passages(one, other):
            text = TextChange("text", place, found)
            yield Change(Did.CHANGED, Kind.TEMPLATE, file, file, "", place, differences=(text,))
    old, new = ({**plan.pictures, **plan.style_documents, **plan.annex_files} for plan in (before, after))
    for file in sorted({*old, *new}):
        if old.get(file) != new.get(file):
            did = Did.ADDED if file not in old else Did.REMOVED if file not in new else Did.CHANGED
            yield Change(did, Kind.FILE, file, file, _owner(file, after), Place.of_file(file))


def _owner(file: str, plan: Plan) -> str:
    folder, _sign, rest = file.partition("/")
    id = rest.partition("/")[0]
    return id if folder in ("institutes", "actions") and id in plan.institutes_by_id else ""


# --- fields ----------------------------------------------------------------------------------------

# What a thing of its own tells, and what is no part of the plan but of the work on it.
_ELSEWHERE: Final[Mapping[type[Located], tuple[str, ...]]] = {
    models.StrategicGoal: ("themes", "operational_goals"),
    models.Theme: ("operational_goals",),
    models.Institute: ("participates", "waives", "chapters"),
    models.Framework: ("items",),
    models.Chapter: ("answers_version",),
}
_OF_THE_WORK: Final = ("accepts",)


def _differences(
    old: Located | None, new: Located | None, place: Place, prefix: str = "", about: str = "", about_names: str = ""
) -> Iterator[Difference]:
    """How the fields of two models of one kind differ; a model that is not there has none filled in."""
    model = type(new or old)
    assert issubclass(model, Located)
    fields = [*model.typed_fields(), *(("title", "text") if model is models.Chapter else ())]
    for name in fields:
        if name in (*_ELSEWHERE.get(model, ()), *_OF_THE_WORK) or any(
            one and one.is_unread(name) for one in (old, new)
        ):
            continue
        one, other = getattr(old, name, None), getattr(new, name, None)
        here = new.place_of(name) if new else place
        field = f"{prefix}{name.rstrip('_')}"
        if isinstance(one, Contributions) or isinstance(other, Contributions):
            yield from _contributions(one, other, here)
        elif isinstance(one, Located) or isinstance(other, Located):
            yield from _differences(one, other, here, f"{field}.", about, about_names)
        elif isinstance(one, tuple) or isinstance(other, tuple):
            yield from _of_list(model, name, field, here, one or (), other or ())
        elif isinstance(one, Prose) or isinstance(other, Prose):
            if found := passages(one or "", other or ""):
                yield TextChange(field, here, found)
        elif _plain(one) != _plain(other):
            yield ValueChange(field, here, _plain(one), _plain(other), about, _names(model, name), about_names)


def _contributions(old: Contributions | None, new: Contributions | None, place: Place) -> Iterator[Difference]:
    one, other = (given.strengths if given else {} for given in (old, new))
    for goal in dict.fromkeys((*other, *one)):
        if one.get(goal) != other.get(goal):
            named = next((named for named in (new.all if new else ()) if named == goal), None)
            here = named.place if named else place
            yield ValueChange("contributes", here, one.get(goal), other.get(goal), goal, about_names="goal")


def _of_list(
    model: type[Located], name: str, field: str, place: Place, old: Sequence[object], new: Sequence[object]
) -> Iterator[Difference]:
    """How two lists differ: of texts, or of models that are known by their first field."""
    one, other = _by_key(old), _by_key(new)
    items = [item for item in (*other.values(), *one.values()) if isinstance(item, Located)]
    names = _names(type(items[0]), items[0].typed_fields()[0]) if items else _names(model, name)
    if model is Institute and name == "action_order":
        yield from _in_another_order(field, place, list(one), list(other))
        return
    yield from _list(field, place, tuple(one), tuple(other), names)
    for key in other if items else ():
        if key not in one:
            continue
        before, after = one[key], other[key]
        if isinstance(before, Located) and isinstance(after, Located):
            yield from _differences(before, after, after.place, f"{field}.", key, names)


def _by_key(items: Sequence[object]) -> dict[str, object]:
    return {str(getattr(item, item.typed_fields()[0]) if isinstance(item, Located) else item): item for item in items}


def _list(field: str, place: Place, old: Sequence[str], new: Sequence[str], names: str = "") -> Iterator[ListChange]:
    """How two lists differ; that of ids says nothing by its order, but for chapters."""
    added = tuple(item for item in new if item not in old)
    removed = tuple(item for item in old if item not in new)
    ordered = not names or names == "chapter"
    reordered = ordered and _is_reordered(old, new)
    if added or removed or reordered:
        yield ListChange(field, place, added, removed, reordered, names)


def _in_another_order(field: str, place: Place, old: Sequence[str], new: Sequence[str]) -> Iterator[ListChange]:
    if _is_reordered(old, new):
        yield ListChange(field, place, (), (), reordered=True)


def _is_reordered(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether what two lists share stands in another order."""
    return [item for item in old if item in new] != [item for item in new if item in old]


def _names(model: type[Located], name: str) -> str:
    """What a field names by id, when that is a thing with a name."""
    named = NAMES.get((model, name), "")
    return "" if named == LOCAL else named


def _plain(value: object) -> Value | None:
    """A value without what does not count: where it stands, and how a number was typed."""
    match value:
        case None | Period() | date() | StrEnum():
            return value
        case Number():
            return Number(value.value, "")
        case Text():
            return str.__str__(value)
        case int() | str():
            return value
    raise TypeError(f"no value of a field: {value!r}")


# --- what it comes to ------------------------------------------------------------------------------


def _of_coverage(before: Plan, after: Plan) -> Iterator[CoverageChange]:
    """What was gained and lost, but for what only seems so, since an action could not be read."""
    unread = {lost.id for plan in (before, after) for lost in plan.damaged if lost.model is Action}
    for change in coverage_changes(before, after):
        carrying = {str(action.id) for shift in change.shifts for action in shift.actions}
        if unread.isdisjoint((*carrying, "")) and (change.institute or not unread):
            yield change


_WORDING: Final = ("title", "statement", "explanation")


def _to_confirm(after: Plan, changes: Iterable[Change]) -> Iterator[ToConfirm]:
    """The goals whose wording changed, with the actions that contribute to them."""
    for change in changes:
        worded = any(difference.field in _WORDING for difference in change.differences)
        if change.kind is Kind.OPERATIONAL_GOAL and worded:
            goal = after.operational_goals_by_id[change.id]
            actions = tuple(action for action in after.actions if goal.id in action.certain + action.possible)
            if actions:
                yield ToConfirm(goal, actions)
