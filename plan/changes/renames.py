"""What has another id in a later version of a plan.

In: two `Plan`s. Out: `Renames`, and a plan told with the ids of the newer one, so that the same id is the same thing in
both; and where the newer one still names a thing by the id that it had.

Ids are stable, and nothing in a file tells that one was changed: a thing that is gone and one that is new are the same
when they say the same, or nearly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, TypeVar

from plan.changes.things import Kind, Thing, things
from plan.id_fields import ANY, LOCAL, NAMES, references_in, spans_in_path
from plan.model import Located, Plan, TemplateText
from plan.places import Place, Prose, Text

Renames = Mapping[str, Mapping[str, str]]
"""New ids by old one, by what is named: goal, action, ..., as in `NAMES`."""

ID_KINDS: Final[Mapping[Kind, str]] = {
    Kind.STRATEGIC_GOAL: "goal",
    Kind.OPERATIONAL_GOAL: "goal",
    **{
        kind: kind.value
        for kind in Kind
        if kind.value in "theme institute action project chapter framework figure ranking table annex".split()
    },
}
_PARTS: Final = tuple(
    "strategic_goals actions institutes projects figures rankings frameworks chapters outline annexes".split()
)
"""The fields of a plan that hold items; its identity and its tables stand apart."""
_ALIKE: Final = 0.8
"""How much of their words two things without the same title must share to be the same."""
_TITLED: Final = 0.4
"""The same of two things with one title."""
_ENOUGH: Final = 25
"""How many words say enough, when they are not all the same."""
_ID_IN_KEY: Final = re.compile("[^./]+")


def find_renames(before: Plan, after: Plan) -> Renames:
    """The new ids of things that only have another id, the surest first; each new thing is one old thing at most."""
    old, new = ({thing.key: thing for thing in things(plan)} for plan in (before, after))
    gone = [thing for key, thing in old.items() if key not in new and thing.kind in ID_KINDS]
    come = [thing for key, thing in new.items() if key not in old and thing.kind in ID_KINDS]
    contents = {thing: _content(thing) for thing in (*gone, *come)}
    likely = [
        (likeness, one, other)
        for one in gone
        for other in come
        if one.kind is other.kind and one.id != other.id and (likeness := _likeness(one, other, contents))
    ]
    renames: dict[str, dict[str, str]] = {}
    taken: set[Thing] = set()
    for _likely, one, other in sorted(likely, key=lambda pair: -pair[0]):
        if taken.isdisjoint((one, other)):
            taken |= {one, other}
            renames.setdefault(ID_KINDS[one.kind], {})[one.id] = other.id
    return renames


def _likeness(one: Thing, other: Thing, contents: Mapping[Thing, Counter[tuple[str, str]]]) -> float:
    """How much two things say the same, from 0 to 1; 0 when that is too little for them to be the same."""
    ours, theirs = contents[one], contents[other]
    count = min(ours.total(), theirs.total())
    likeness = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    if one.name.casefold() == other.name.casefold():
        return likeness + 1 if likeness >= _TITLED else 0
    return likeness if likeness >= _ALIKE and (count >= _ENOUGH or likeness == 1) else 0


def _content(thing: Thing) -> Counter[tuple[str, str]]:
    """The words of a thing, with the field each stands in; without ids."""
    return Counter(_words(thing.value))


def _words(item: Located) -> Iterator[tuple[str, str]]:
    for field in type(item).model_fields:
        if field in Located.model_fields or (type(item), field) in NAMES or field in ("version", "answers_version"):
            continue
        value = getattr(item, field)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Located):
                yield from _words(one)
            elif one is not None:
                yield from ((field, word) for word in str(one).split())


# --- a plan with the newer ids -------------------------------------------------------------


def with_ids(plan: Plan, renames: Renames) -> Plan:
    """The same plan with new ids, wherever a thing is named: in fields, in texts, and as owner."""
    if not renames:
        return plan
    work = _Renaming(renames)
    moved = {f"institutes/{old}/": f"institutes/{new}/" for old, new in renames.get("institute", {}).items()}

    def path(file: str) -> str:
        return next((new + file.removeprefix(old) for old, new in moved.items() if file.startswith(old)), file)

    def template(one: TemplateText) -> TemplateText:
        return replace(one, source=work.text(one.source))

    parts: dict[str, Any] = {name: tuple(map(work.located, getattr(plan, name))) for name in _PARTS}
    return replace(
        plan,
        **parts,
        identity=work.located(plan.identity),
        tables=tuple(replace(table, table=work.located(table.table)) for table in plan.tables),
        templates={name: template(one) for name, one in plan.templates.items()},
        pictures={path(file): data for file, data in plan.pictures.items()},
        style_documents={path(file): data for file, data in plan.style_documents.items()},
        annex_files={path(file): data for file, data in plan.annex_files.items()},
    )


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """Where something is still named by the id that it had."""

    place: Place
    old: str
    new: str


def left_behind(plan: Plan, renames: Renames) -> tuple[Left, ...]:
    """The references in the newer plan to ids that were changed, and that nothing has now; by where they stand."""
    known = {(ID_KINDS[thing.kind], str(thing.id)) for thing in things(plan) if thing.kind in ID_KINDS}
    gone = [(kind, old, new) for kind, ids in renames.items() for old, new in ids.items() if (kind, old) not in known]
    parts = chain.from_iterable(getattr(plan, name) for name in _PARTS)
    items: tuple[Located, ...] = (plan.identity, *(table.table for table in plan.tables), *parts)
    found = {Left(place, old, new) for kind, old, new in gone for item in items for place in _named_in(item, kind, old)}
    return tuple(sorted(found))


def _named_in(item: Located, kind: str, id: str) -> Iterator[Place]:
    for field in type(item).model_fields:
        value = getattr(item, field)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Located):
                yield from _named_in(one, kind, id)
            elif isinstance(one, Text | Prose) and id in one:
                named = NAMES.get((type(item), field))
                if named is None:
                    yield from (one.part(*match.span("id")) for match in references_in(one, kind, id))
                elif named == kind:
                    yield from (one.part(*span) for span in spans_in_path(one, kind, id))


L = TypeVar("L", bound=Located)


class _Renaming:
    """New ids for old ones, in whatever holds them."""

    def __init__(self, renames: Renames) -> None:
        self._renames = renames
        self._ids = {old: new for ids in renames.values() for old, new in ids.items()}

    def located(self, item: L) -> L:
        """A thing with the new ids in it."""
        changed = {}
        for field in type(item).model_fields:
            old = getattr(item, field)
            new = self._value(type(item), field, old)
            if new is not old:
                changed[field] = new
        return item.model_copy(update=changed) if changed else item

    def text(self, text: str) -> str:
        """A text with the new ids in what it refers to."""
        for kind, ids in self._renames.items():
            for old, new in ids.items() if "{" in text else ():
                for found in reversed([*references_in(text, kind, old)]):
                    text = text[: found.start("id")] + new + text[found.end("id") :]
        return text

    def _value(self, model: type[Located], field: str, value: object) -> object:
        if isinstance(value, tuple):
            made = tuple(self._value(model, field, one) for one in value)
            return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
        if isinstance(value, Located):
            return self.located(value)
        if field == "owner":
            return self._renames.get("institute", {}).get(str(value), value)
        if not isinstance(value, Text | Prose):
            return value
        kind = NAMES.get((model, field))
        new = value if kind in (ANY, LOCAL) else self._id(value, kind) if kind else self.text(value)
        key = self._key(value.key)
        return value if (new, key) == (value, value.key) else type(value)(new, value.place, value.raw, value.style, key)

    def _key(self, key: str) -> str:
        """The key of a value, that begins with the id of the thing it belongs to."""
        id = _ID_IN_KEY.match(key)
        new = self._ids.get(id[0]) if id else None
        return key if id is None or new is None else new + key[id.end() :]

    def _id(self, path: str, kind: str) -> str:
        """An id, or a path of ids: of chapters all are chapters, else the first is what the field names."""
        ids = self._renames.get(kind, {})
        first, slash, rest = path.partition("/")
        if kind == "chapter":
            return "/".join(ids.get(name, name) for name in path.split("/"))
        return ids.get(first, first) + slash + rest
