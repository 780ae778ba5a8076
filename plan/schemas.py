"""JSON Schemas by which an editor helps whoever types: it completes keys and ids, and tells what they mean.

In: a plan, the language to speak, whether its keys are Dutch, and the names of the rules. Out: for each kind of YAML
file its schema as text, the same text for the same plan, and the settings by which VS Code finds it. Knows the models
and their keys; reads and writes no files.

A schema refuses less than `plan check` does: it takes whatever YAML makes of a value that our reader would read. Words
and ids to choose from are alternatives of one constant each, since the language server behind VS Code's YAML extension
tells, on completion and on hover, what such a constant is about. What may also be typed but need not be offered is
described without naming a constant or a type (`not`, `pattern`): the server offers only what it finds named.

The draft is 07, which all versions of that server know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple, get_args

from plan.dutch import print_number, print_period
from plan.key_meanings import MEANINGS, meaning
from plan.keys import key_of, names_of
from plan.messages import Message, _, rule_name
from plan.model import (
    WORDS,
    Action,
    Amount,
    Count,
    DataTable,
    Figure,
    Figures,
    Framework,
    FrameworkItem,
    Goals,
    Id,
    Institute,
    KnownLocation,
    KnownName,
    Labels,
    Located,
    Names,
    OperationalGoal,
    Outline,
    Plan,
    Project,
    Projects,
    Ranking,
    Reference,
    Report,
    Requirement,
    RuleSet,
    StrategicGoal,
    Submission,
    Timing,
)
from plan.records import Field

Schema = dict[str, Any]

FOLDER: Final = ".vscode/schemas"
"""Where the schemas stand: in the editor's own folder, that goes along when the workspace is mailed."""

SETTINGS: Final = ".vscode/settings.json"
"""By which VS Code finds them."""


class FileKind(NamedTuple):
    """A kind of YAML file: the name of its schema, what it holds and which files are of this kind."""

    name: str
    model: type[Located]
    files: tuple[str, ...]
    told: Message


KINDS: Final = (
    FileKind("goals", Goals, ("goals.yaml",), _("The plan and its goals, shared by all.")),
    FileKind("action", Action, ("actions/*.yaml", "actions/*/*.yaml"), _("An action; the name of its file is its id.")),
    FileKind("institute", Institute, ("institutes/*/institute.yaml",), _("An institute: who it is and what it joins.")),
    FileKind("projects", Projects, ("institutes/*/projects.yaml",), _("The projects of an institute.")),
    FileKind(
        "submission",
        Submission,
        ("institutes/*/submission.yaml",),
        _("What it takes to file the plan of an institute."),
    ),
    FileKind("figures", Figures, ("figures.yaml",), _("The numbers of the plan.")),
    FileKind("names", Names, ("names.yaml",), _("Names in their one spelling, abbreviations and words out of use.")),
    FileKind("ranking", Ranking, ("rankings/*.yaml",), _("A table of data with its source.")),
    FileKind(
        "table",
        DataTable,
        ("tables/*.yaml", "institutes/*/tabellen/*.yaml"),
        _("A table whose cells stand in an Excel or CSV file."),
    ),
    FileKind("framework", Framework, ("frameworks/*.yaml",), _("A framework whose items goals and actions answer.")),
    FileKind(
        "report",
        Report,
        ("institutes/*/reports/*.yaml",),
        _("What became of a plan in a year; the name of its file is the year."),
    ),
    FileKind("requirements", RuleSet, ("requirements/*.yaml",), _("What a plan must have before it is filed.")),
    FileKind("plan", Outline, ("templates/plan.yaml",), _("The order of the chapters.")),
    FileKind("labels", Labels, ("templates/labels.yaml",), _("What things are called on paper.")),
)


def render_schemas(plan: Plan, language: str, dutch_keys: bool, rules: Iterable[str]) -> dict[str, str]:
    """The schema of each kind of file, by its path in the workspace."""
    choices = _choices(plan, language, sorted(rules))
    return {
        f"{FOLDER}/{kind.name}.json": _as_text(_Writer(choices, language, dutch_keys, _periods(plan)).file(kind))
        for kind in KINDS
    }


def render_settings() -> dict[str, str]:
    """What VS Code reads when somebody opens the workspace, by path: which schema is whose, which extension to have."""
    settings: Schema = {
        "yaml.schemas": {f"{FOLDER}/{kind.name}.json": list(kind.files) for kind in KINDS},
        "yaml.schemaStore.enable": False,
        "yaml.hoverSchemaSource": False,
    }
    return {
        SETTINGS: _as_text(settings),
        ".vscode/extensions.json": _as_text({"recommendations": ["redhat.vscode-yaml"]}),
    }


def modeline(file: str) -> str:
    """The first line of a YAML file, by which editors without settings of the workspace find its schema."""
    kind = next(kind for kind in KINDS if any(PurePosixPath(file).match(pattern) for pattern in kind.files))
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{kind.name}.json\n"


def _as_text(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


# --- what there is to choose from ------------------------------------------------------------------


class Choice(NamedTuple):
    """An id or word to choose: its title, and what it is about in Markdown; `offered` only where it is the first."""

    id: str
    title: str
    about: str = ""
    offered: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """What to choose from; `open` where something else may stand too, such as a chapter still to be written."""

    all: tuple[Choice, ...]
    open: bool = False


_ASKED: Final = {
    "Acceptance.about": "items",
    "Acceptance.rule": "rules",
    "Action.answers": "framework-items",
    "Action.partners": "partners",
    "ChapterChange.add": "chapters",
    "ChapterChange.after": "chapters",
    "ChapterChange.before": "chapters",
    "ChapterChange.drop": "chapters",
    "ChapterChange.move": "chapters",
    "ChapterChange.replace": "chapters",
    "ChapterChange.under": "chapters",
    "ChapterChange.with_": "chapters",
    "Contributions.certain": "goals",
    "Contributions.possible": "goals",
    "Figure.total_of": "figures",
    "FrameworkItem.framework": "frameworks",
    "Institute.action_order": "actions",
    "Label.name": "labels",
    "OperationalGoal.answers": "framework-items",
    "Participation.action": "sector-actions",
    "PersonalJudgement.requirement": "questions",
    "Project.location": "locations",
    "Project.partners": "partners",
    "ProjectUse.project": "projects",
    "RankingRow.class_": "classes",
    "ReportedAction.action": "filed-actions",
    "ReportedProject.project": "filed-projects",
    "Requirement.chapter": "roles",
    "Requirement.framework": "frameworks",
    "Requirement.rules": "rules",
    "Requirement.see": "roles",
    "RequirementWaiver.requirement": "requirements",
    "RuleSetting.rule": "rules",
    "Slot.framework": "frameworks",
    "Slot.id": "chapters",
    "Slot.template": "templates",
    "StrategicGoal.answers": "framework-items",
    "Waiver.goal": "goals",
}


def _choices(plan: Plan, language: str, rules: Sequence[str]) -> dict[str, Choices]:
    """What to choose from, by what is asked. Where something could not be read, its id may be right all the same."""

    def of(items: Iterable[Choice], *models: type[Located]) -> Choices:
        return Choices(tuple(items), any(lost.model in models for lost in plan.damaged))

    def owner(id: str) -> str:
        institute = plan.institutes_by_id.get(id)
        return str(institute.short) if institute else id or str(plan.labels.get("sector", ""))

    strategic = [Choice(str(goal.id), str(goal.title)) for goal in plan.strategic_goals]
    goals = [
        Choice(str(goal.id), str(goal.title), _lines(f"{above.code or ''} {above.title}", goal.statement))
        for above in plan.strategic_goals
        for goal in above.all_operational_goals
    ]
    actions = {
        str(action.id): Choice(
            str(action.id), str(action.title), _lines(owner(action.owner), _printed(action, language))
        )
        for action in plan.actions
    }
    projects = [
        Choice(str(project.id), str(project.title), _lines(project.location, owner(project.owner), project.condition))
        for project in plan.projects
    ]
    figures = [
        Choice(str(figure.id), f"{print_number(figure.value.value)} {figure.unit or ''}".strip(), _about(figure))
        for figure in plan.figures
    ]
    items = [
        Choice(id, str(item.title), _lines(plan.frameworks_by_id[id.partition("/")[0]].title, item.statement))
        for id, item in plan.framework_items_by_id.items()
    ]
    institutes = [Choice(str(institute.id), str(institute.name)) for institute in plan.institutes]
    frameworks = [Choice(str(framework.id), str(framework.title)) for framework in plan.frameworks]
    classes = {str(one.id): str(one.title) for ranking in plan.rankings for one in ranking.classes}
    titles = {str(chapter.id): str(chapter.title) for chapter in plan.chapters}
    everything = (strategic, goals, actions.values(), projects, institutes, figures, items)
    chapters = dict.fromkeys([*(str(slot.id) for slot in plan.slots), *sorted(titles)])
    return {
        "actions": of(actions.values(), Action),
        "chapters": Choices(tuple(Choice(id, titles.get(id, "")) for id in chapters), open=True),
        "classes": Choices(tuple(Choice(id, title) for id, title in classes.items()), open=True),
        "figures": of(figures, Figure),
        "filed-actions": Choices(tuple(actions.values()), open=True),
        "filed-projects": Choices(tuple(projects), open=True),
        "framework-items": of(items, Framework, FrameworkItem),
        "frameworks": of(frameworks, Framework),
        "goals": of(goals, Goals, StrategicGoal, OperationalGoal),
        "items": Choices(tuple(Choice(one.id, one.title) for group in everything for one in group), open=True),
        "labels": Choices(tuple(Choice(name, str(text)) for name, text in plan.labels.items())),
        "locations": _spelled(plan.names.locations if plan.names else ()),
        "partners": _spelled(plan.names.partners if plan.names else ()),
        "projects": of(projects, Project),
        "questions": of(
            (Choice(id, str(one.title), str(one.ask)) for id, one in plan.requirements.items() if one.ask), Requirement
        ),
        "requirements": of(
            (Choice(id, str(one.title), str(one.how or "")) for id, one in plan.requirements.items()), Requirement
        ),
        "roles": Choices(
            tuple(Choice(role, "") for role in sorted({str(slot.role) for slot in plan.slots if slot.role})), open=True
        ),
        "rules": Choices(tuple(_rule_choices(rules, language))),
        "sector-actions": of((actions[str(action.id)] for action in plan.actions if not action.owner), Action),
        "templates": Choices(tuple(Choice(name, "") for name in sorted(plan.templates)), open=True),
    }


def _spelled(names: Iterable[KnownName | KnownLocation]) -> Choices:
    return Choices(tuple(Choice(str(known.name), ", ".join(known.spellings[1:])) for known in names), open=True)


def _rule_choices(rules: Sequence[str], language: str) -> Iterable[Choice]:
    for rule in rules:
        names = dict.fromkeys((rule_name(rule, language), rule_name(rule, "nl"), rule))
        yield from (Choice(name, "", offered=number == 0) for number, name in enumerate(names))


def _printed(action: Action, language: str) -> str:
    return print_period(action.period, language) if action.period else ""


def _about(figure: Figure) -> str:
    return _lines(figure.title, figure.area, str(figure.year or ""), figure.source)


def _lines(*parts: str | None) -> str:
    return "\n\n".join(text for part in parts if part and (text := str.strip(part)))


def _periods(plan: Plan) -> tuple[str, ...]:
    """The period of the plan, and those of actions that have another, as they are printed."""
    periods = (plan.identity.period, *(action.period for action in plan.actions if action.period))
    return tuple(dict.fromkeys(print_period(period) for period in periods))[:_EXAMPLES]


_EXAMPLES: Final = 5


# --- what may be typed -----------------------------------------------------------------------------

_MANY: Final = 30
"""How many items of a list are described one by one. Described all at once, alternatives would be offered between two
brackets as items that begin with a hyphen, which cannot stand there. Beyond these nothing is offered."""

_TYPES: Final = ("array", "boolean", "null", "number", "object", "string")
_ID: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_PATH: Final = "^[a-z0-9]+([-/][a-z0-9]+)*$"
_DIGITS: Final = "^[-–−]?[0-9][0-9.,\\s]*$"
_YEAR: Final = "(19|20)[0-9]{2}"


def _only(*types: str) -> Schema:
    """A value of these types, without naming them: the server would offer `null`, `true` and `false`."""
    return {"not": {"type": [name for name in _TYPES if name not in types]}}


def _typed_fields(model: type[Located]) -> dict[str, Field]:
    """The fields that an author may write, by name."""
    return {name: model.model_fields[name] for name in model.typed_fields()}


@dataclass
class _Writer:
    """Writes the schema of one kind of file; what it holds more than once becomes a definition."""

    choices: Mapping[str, Choices]
    language: str
    dutch_keys: bool
    periods: tuple[str, ...]
    definitions: dict[str, Schema] = field(default_factory=dict)

    def file(self, kind: FileKind) -> Schema:
        """The whole schema."""
        schema = self._mapping(kind.model, "#")
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "description": kind.told.render(self.language),
            **schema,
            "definitions": dict(sorted(self.definitions.items())),
        }

    # --- mappings ---

    def _mapping(self, model: type[Located], here: str) -> Schema:
        """A model's keys in both languages, those of the workspace's language offered; one of each that is required.

        `here` is where in the schema it will stand.
        """
        properties: Schema = {}
        required: list[str] = []
        either: list[Schema] = []
        for name, known in _typed_fields(model).items():
            if name == model.keyed_by:
                continue
            names = names_of(name)
            offered = key_of(name, self.dutch_keys)
            described = {"description": meaning(model.__name__, name).render(self.language)}
            at = f"{here}/properties/{offered}"
            properties[offered] = described | self._field(model, name, known, at)
            same = {"doNotSuggest": True, "allOf": [{"$ref": at}]}
            properties |= {other: same for other in names if other != offered}
            if known.required and len(names) == 1:
                required += names
            elif known.required:
                either.append({"anyOf": [{"required": [one]} for one in sorted(names, key=lambda one: one != offered)]})
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | ({"required": required} if required else {}) | ({"allOf": either} if either else {})

    def _defined(self, model: type[Located]) -> Schema:
        at = f"#/definitions/{model.__name__}"
        if model.__name__ not in self.definitions:
            self.definitions[model.__name__] = {}  # it may hold itself
            self.definitions[model.__name__] = self._mapping(model, at)
        return {"$ref": at}

    def _field(self, model: type[Located], name: str, known: Field, at: str) -> Schema:
        inner = known.record
        if inner and inner.keyed_by:
            return self._by_name(inner)
        if inner and not known.many:
            schema = self._mapping(inner, at)
            return schema if known.required else {**_without_type(schema), **_or_empty("object")}
        if known.many:
            return _list_of(self._item(model, name, known), alternatives=inner is None or bool(inner.shorthand))
        return {"anyOf": [*self._alternatives(model, name, known), *([] if known.required else [_only("null")])]} | (
            {"examples": list(self.periods)} if known.kind == Timing and self.periods else {}
        )

    def _by_name(self, model: type[Located]) -> Schema:
        """Mappings under the names of what they are about: sector actions, rules, labels."""
        keyed = self.choices[_ASKED[f"{model.__name__}.{model.keyed_by}"]]
        short = _typed_fields(model)[model.shorthand] if model.shorthand else None
        one = self._shared(model, model.shorthand, short) if short else self._defined(model)
        value: Schema = {"anyOf": [one, _only("null")]}
        properties = {
            choice.id: ({} if choice.offered else {"doNotSuggest": True}) | _told(choice) | value
            for choice in keyed.all
        }
        return {
            "properties": properties,
            "additionalProperties": value if keyed.open else False,
            **_or_empty("object"),
        }

    # --- values ---

    def _item(self, model: type[Located], name: str, known: Field) -> Schema:
        """One item of a list."""
        inner = known.record
        if inner is None:
            return self._shared(model, name, known)
        if inner.shorthand:
            short = self._shared(inner, inner.shorthand, _typed_fields(inner)[inner.shorthand])
            return {"anyOf": [short, self._defined(inner)]}
        return self._defined(inner)

    def _shared(self, model: type[Located], name: str, known: Field) -> Schema:
        """The alternatives for a value, as a definition."""
        asked = _ASKED.get(f"{model.__name__}.{name}", f"{model.__name__}.{name}")
        self.definitions[asked] = {"anyOf": self._alternatives(model, name, known)}
        return {"$ref": f"#/definitions/{asked}"}

    def _alternatives(self, model: type[Located], name: str, known: Field) -> list[Schema]:
        """What one value may be."""
        asked = _ASKED.get(f"{model.__name__}.{name}")
        made = get_args(known.kind)[0]
        if asked:
            return self._chosen(self.choices[asked], known)
        return self._words(made) if made in WORDS else _typed(known)

    def _chosen(self, choices: Choices, known: Field) -> list[Schema]:
        """Ids to choose from."""
        found: list[Schema] = [{"const": _as_yaml(one.id)} | _told(one) for one in choices.all if one.offered]
        if choices.open or not found:
            return [*found, *_typed(known)]
        silent = [one.id for one in choices.all if not one.offered]
        return [*found, *([{"type": "string", "pattern": _any_of(silent)}] if silent else [])]

    def _words(self, made: type) -> list[Schema]:
        """Words to choose from, in the language of the keys; the others may be typed too."""
        words = WORDS[made]
        if made is bool:
            offered: list[Schema] = [{"const": one} for one in (("ja", "nee") if self.dutch_keys else (True, False))]
            return [*offered, {"type": "string", "pattern": _any_of(words)}, _only("boolean")]
        assert issubclass(made, StrEnum)
        firsts = {value: word for word, value in reversed(tuple(words.items()))}
        offered = [
            {
                "const": firsts[value] if self.dutch_keys else value.value,
                "description": MEANINGS[f"{made.__name__}.{value.value}"].render(self.language),
            }
            for value in made
            if value in firsts
        ]
        return [*offered, {"type": "string", "pattern": _any_of(words)}]


def _typed(known: Field) -> list[Schema]:
    """A value that is typed, not chosen."""
    if known.kind == Timing:
        return [{"type": ["string", "number"], "pattern": _YEAR}]
    if known.kind in (Amount, Count):
        return [{"type": ["string", "number"], "pattern": _DIGITS}]
    if known.kind in (Id, Reference):
        return [{"type": ["string", "number"], "pattern": _ID if known.kind == Id else _PATH}]
    return [{"type": ["string", "number"]}, _only("boolean")]


def _list_of(item: Schema, alternatives: bool) -> Schema:
    items: Schema = {"items": [item] * _MANY, "additionalItems": item} if alternatives else {"items": item}
    return items | _or_empty("array")


def _or_empty(kind: str) -> Schema:
    """A value of a kind, or nothing behind the key yet."""
    return {"anyOf": [{"type": kind}, _only("null")]}


def _without_type(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != "type"}


def _told(choice: Choice) -> Schema:
    """What an editor shows with a choice: in Markdown, and for those that know none as it is."""
    if not choice.title:
        return {}
    about = " ".join(choice.about.split())
    return {
        "description": f"{choice.title}: {about}" if about else choice.title,
        "markdownDescription": _lines(f"**{_literally(choice.title)}**", choice.about),
    }


def _literally(text: str) -> str:
    """A text whose signs mean nothing in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", text)


def _as_yaml(id: str) -> str | int:
    """An id as YAML reads it: one of digits only is a number."""
    return int(id) if re.fullmatch("0|[1-9][0-9]*", id) else id


def _any_of(words: Iterable[str]) -> str:
    """A pattern for these words in any case."""
    letters = ("".join(f"[{sign.upper()}{sign}]" if sign.isalpha() else sign for sign in word) for word in words)
    return f"^({'|'.join(letters)})$"
