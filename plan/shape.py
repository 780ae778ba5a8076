"""One mapping of nodes -> one model, with a diagnostic for all that does not fit.

In: nodes with places and the model they should make. Out: the model as far as it stands, what was lost on
the way (`Damaged`) and diagnostics. Knows the models and their keys; knows no files.

A bad value is reported and left out, and the rest is read all the same; an item that cannot stand without it is
left out as damaged. So one mistake gives one message, and never takes along more than it must.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, Generic, TypeVar

from plan import model as models
from plan.diagnostics import Diagnostic, Other, nearest, you_meant
from plan.keys import names_of, written
from plan.messages import Message, _
from plan.model import Damaged, Fault, Located
from plan.places import Place, Text
from plan.records import Field
from plan.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence

M = TypeVar("M", bound=Located)

TERMS: Final[dict[type[Located], Message]] = {
    models.Action: _("action"),
    models.DataTable: _("table"),
    models.Chapter: _("chapter"),
    models.Figure: _("figure"),
    models.Framework: _("framework"),
    models.FrameworkItem: _("framework item"),
    models.Institute: _("institute"),
    models.OperationalGoal: _("operational goal"),
    models.Project: _("project"),
    models.Ranking: _("ranking"),
    models.RankingRow: _("row"),
    models.Requirement: _("requirement"),
    models.RuleSet: _("rule set"),
    models.StrategicGoal: _("strategic goal"),
    models.Theme: _("theme"),
    models.Slot: _("chapter"),
}


@dataclass(frozen=True, slots=True)
class Shaped(Generic[M]):
    """What came of a mapping: the model or nothing, the items lost from it, and what there is to say."""

    value: M | None
    damaged: tuple[Damaged, ...]
    diagnostics: tuple[Diagnostic, ...]


def shape(node: Mapping, model: type[M], key: str = "", given: Dict[str, object] | None = None) -> Shaped[M]:
    """Make `model` of a mapping; `key` is the id its values are named under, `given` what its file's name tells."""
    arranged = _Arranged()
    data = arranged.mapping(node, model, key)
    data.update(given or {})
    value = arranged.made(model, data)
    return Shaped(value, tuple(arranged.damaged), tuple(arranged.diagnostics))


@cache
def _fields(model: type[Located]) -> dict[str, Field]:
    """The fields an author may write in a model, by each of their names."""
    return {key: model.model_fields[name] for name in model.typed_fields() for key in names_of(name)}


@dataclass(slots=True)
class _Arranged:
    """Nodes on their way to a model: plain mappings and lists by field name, and what has been said so far."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    damaged: list[Damaged] = field(default_factory=list)
    # Fields whose fault has been told, so that their absence is not told once more.
    told: set[tuple[int, str]] = field(default_factory=set)

    # --- nodes to data ---

    def mapping(self, node: Mapping, model: type[Located], key: str) -> dict[str, Any]:
        """A mapping's values by field name; what does not belong there is told."""
        fields = _fields(model)
        places: dict[str, Place] = {}
        data: dict[str, Any] = {"place": node.place, "places": places}
        first: dict[str, Scalar] = {}
        missing: list[str] | None = None
        own_id = next((e.value.text for e in node.entries if e.key.text == "id" and isinstance(e.value, Scalar)), "")
        if own_id and "id" in fields:
            key = f"{key}/{own_id}" if model in (models.FrameworkItem, models.RankingRow) else own_id
        for entry in node.entries:
            known = fields.get(entry.key.text)
            if known is None:
                missing = _missing(node, fields) if missing is None else missing
                meant = _meant(entry, node, fields, missing)
                self._unknown_key(entry.key, model, meant)
                if meant is not None:
                    name = fields[meant].name
                    self.told.add((id(data), name))
                    places.setdefault(name, _from_to(entry.key.place, entry.value.place))
            elif known.name in first:
                self._say(
                    "duplicate-key",
                    entry.key.place,
                    _('"{key}" stands here twice', key=entry.key.text),
                    _("keep one of the two"),
                    others=(Other(first[known.name].place, _("the first time")),),
                )
            else:
                first[known.name] = entry.key
                places[known.name] = entry.value.place
                value = self._value(
                    entry.value, known, f"{key}.{written(known.name)}" if key else written(known.name), key
                )
                if value is None:
                    if not _is_empty(entry.value):
                        self.told.add((id(data), known.name))
                else:
                    data[known.name] = value
        return data

    def _value(self, node: Node, expected: Field, key: str, item: str) -> Any:
        """The value of one field as data, or None when it is empty or of another kind than the field wants."""
        inner = expected.record
        if _is_empty(node):
            return None
        if inner is not None and inner.keyed_by and isinstance(node, Mapping):
            return [self._keyed(entry.key, entry.value, inner, key) for entry in node.entries]
        if expected.many:
            if not isinstance(node, Sequence) or (inner is not None and inner.keyed_by and _are_names(node)):
                self._not_a_list(node, expected)
                return None
            values = [self._one(part, inner, key, item) for part in node.items]
            return [value for value in values if value is not None]
        return self._one(node, inner, key, item)

    def _keyed(self, name: Scalar, node: Node, model: type[Located], key: str) -> dict[str, Any]:
        named = f"{key}.{name.text}"
        if isinstance(node, Mapping):
            data = self.mapping(node, model, named)
        else:
            data = {"place": name.place, "places": {}}
            if model.shorthand and isinstance(node, Scalar) and not _is_empty(node):
                data[model.shorthand] = _text(node, named)
                data["places"][model.shorthand] = node.place
            elif not _is_empty(node) and not _is_refused(node):
                self._say(
                    "wrong-type",
                    node.place,
                    _("here the keys and values of {name} should stand", name=name.text),
                    _("write each key below it, on a line of its own that begins two spaces further on"),
                )
        data[model.keyed_by] = _text(name, named)
        data["places"][model.keyed_by] = name.place
        return data

    def _one(self, node: Node, model: type[Located] | None, key: str, item: str) -> Any:
        if model is None:
            if isinstance(node, Scalar):
                if _is_empty(node):
                    self._say(
                        "empty-item",
                        node.place,
                        _("this item of the list is empty"),
                        _("fill it in or take the line away"),
                    )
                    return None
                return _text(node, key)
            self._not_one_value(node)
            return None
        if isinstance(node, Mapping):
            return self.mapping(node, model, item if model in (models.FrameworkItem, models.RankingRow) else key)
        if isinstance(node, Scalar) and model.shorthand:
            return {
                "place": node.place,
                "places": {model.shorthand: node.place},
                model.shorthand: _text(node, f"{key}.{model.shorthand}"),
            }
        if "id" in model.model_fields:
            # It has an id that nobody can read: whatever names an item of this kind may have meant this one.
            self.damaged.append(Damaged(model, "", node.place))
        if not _is_refused(node):
            known = _keys(model)
            self._say(
                "wrong-type",
                node.place,
                _("here should stand keys with their values, such as {keys}", keys=known[:3]),
                _("write one key to a line, with a colon and a blank behind it: `{key}: ...`", key=known[0]),
            )
        return None

    def _unknown_key(self, key: Scalar, model: type[Located], meant: str | None) -> None:
        if key.text in model.given:
            self._say(
                "unknown-key",
                key.place,
                _('"{key}" does not belong here: it follows from the name of the file or its folder', key=key.text),
                _("take this line away"),
            )
        else:
            self._say(
                "unknown-key",
                key.place,
                _('the key "{key}" is not known here', key=key.text),
                you_meant(meant, None) if meant else _("known here are {keys}", keys=_keys(model)),
            )

    def _not_a_list(self, node: Node, expected: Field) -> None:
        if _is_refused(node):
            return
        if expected.record is not None and expected.record.keyed_by:
            self._not_by_name(node, expected)
            return
        hint = _("begin each item on a line of its own with a hyphen and a blank: `- ...`")
        if isinstance(node, Scalar) and expected.record is None:
            hint = _("put it in square brackets: [{value}]", value=_shortened(node.text))
        self._say("wrong-type", node.place, _('"{key}" should be a list', key=written(expected.name)), hint)

    def _not_by_name(self, node: Node, expected: Field) -> None:
        first = node.items[0] if isinstance(node, Sequence) and node.items else node
        name = first.text if isinstance(first, Scalar) else "..."
        self._say(
            "wrong-type",
            node.place,
            _('names should stand below "{key}", each with what belongs to it', key=written(expected.name)),
            _("write each name on a line of its own, with a colon behind it: `{name}:`", name=_shortened(name)),
        )

    def _not_one_value(self, node: Node) -> None:
        if isinstance(node, Mapping) and len(node.entries) == 1 and isinstance(node.entries[0].value, Scalar):
            entry = node.entries[0]
            assert isinstance(entry.value, Scalar)
            whole = f"{entry.key.text}: {entry.value.text}"
            self._say(
                "unquoted-colon",
                node.place,
                _('the colon after "{text}" makes two of one value', text=entry.key.text),
                _('put the whole value in quotes: "{whole}"', whole=_shortened(whole)),
            )
        elif isinstance(node, Mapping) and node.flow:
            self._say(
                "unquoted-value",
                node.place,
                _("a value cannot begin with a brace"),
                _("put the whole value in quotes"),
            )
        else:
            self._say(
                "wrong-type",
                node.place,
                _("here should stand one value"),
                _("write the value on one line; put it in quotes when it begins with [ or holds a colon"),
            )

    # --- data to models ---

    def made(self, model: type[M], data: dict[str, Any]) -> M | None:
        """The model of what stands in a mapping; None when it cannot stand without what is wrong or missing there."""
        values = dict[str, Any]()
        stands = True
        for expected in model.model_fields.values():
            name = expected.name
            value = self._read(expected, data[name]) if name in data else None
            if value is None and expected.required:
                if name not in data and (id(data), name) not in self.told:
                    self._missing(model, data, name)
                if (stand_in := model.stand_ins.get(name)) is not None and expected.read:
                    value = expected.read(Text(stand_in, data["place"]))
                    self.damaged.append(Damaged(model, "", data["place"]))
                else:
                    stands = False
            if value is not None:
                values[name] = value
        if stands:
            return model(**values)
        self._damage(model, values)
        return None

    def _read(self, expected: Field, value: Any) -> Any:
        """What a field holds as its model wants it, without what is wrong, which is told."""
        if expected.many:
            read = (self._read_one(expected, part) for part in value)
            return tuple(part for part in read if part is not None)
        return self._read_one(expected, value)

    def _read_one(self, expected: Field, value: Any) -> Any:
        if expected.record is not None:
            return self.made(expected.record, value)
        if expected.read is None:
            return value
        try:
            return expected.read(value)
        except Fault as fault:
            if not _is_refused(value):
                self._say(fault.rule, value.place, fault.message, fault.hint)
            return None

    def _missing(self, model: type[Located], data: dict[str, Any], name: str) -> None:
        term = TERMS.get(model)
        empty = data["places"].get(name)
        if term is None:
            message = _('"{key}" is missing here', key=written(name))
        else:
            message = _('this {term} has no "{key}"', term=term, key=written(name))
        hint = (
            _("add a line `{key}: ...`", key=written(name))
            if empty is None
            else _('fill in what stands behind "{key}:"', key=written(name))
        )
        place: Place = data["place"]
        line = Place(place.file, place.line, place.column, place.line, place.column + 1)
        self._say("missing-key", empty or line, message, hint)

    def _damage(self, model: type[Located], values: Dict[str, Any]) -> None:
        """Remember an item that cannot stand, and all that stood in it."""
        if "id" in model.model_fields:
            self.damaged.append(Damaged(model, str(values.get("id", "")), values["place"]))
        for value in values.values():
            for inner in value if isinstance(value, tuple) else (value,):
                if isinstance(inner, Located):
                    self._damage(type(inner), vars(inner))

    def _say(
        self, rule: str, place: Place, message: Message, hint: Message | None = None, others: tuple[Other, ...] = ()
    ) -> None:
        self.diagnostics.append(Diagnostic(rule, place, message, hint=hint, others=others))


def _missing(node: Mapping, fields: Dict[str, Field]) -> list[str]:
    """The required keys that are not there."""
    written = {fields[entry.key.text].name for entry in node.entries if entry.key.text in fields}
    return [key for key, known in fields.items() if known.required and known.name not in written]


def _meant(entry: Entry, node: Mapping, fields: Dict[str, Field], missing: list[str]) -> str | None:
    """The key that was meant by one that is not known; a required key that is missing is the likeliest."""
    if "id" in missing and entry is node.entries[0]:
        return "id"
    near = get_close_matches(entry.key.text.casefold(), missing, n=1, cutoff=0.5)
    return near[0] if near else nearest(entry.key.text, fields)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _is_refused(value: object) -> bool:
    """Whether a value holds a sign that no value can begin with: reading has told it, and kept what was written."""
    return isinstance(value, Scalar | Text) and value.style == "plain" and value.raw.startswith(("&", "*", "!", "{"))


def _keys(model: type[Located]) -> tuple[str, ...]:
    """The keys of a model as authors write them, in English."""
    return tuple(dict.fromkeys(written(known.name) for known in _fields(model).values()))


def _are_names(node: Sequence) -> bool:
    return any(isinstance(item, Scalar) for item in node.items)


def _text(node: Scalar, key: str) -> Text:
    return Text(node.text, node.place, node.raw, node.style, key)


def _from_to(first: Place, last: Place) -> Place:
    return Place(first.file, first.line, first.column, last.end_line, last.end_column)


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
