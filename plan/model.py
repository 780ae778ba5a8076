"""The terms of a plan as frozen models.

In: mappings whose scalars are `Text`s that know their place (the loader makes them). Out: the nouns of the
field: goals, actions, institutes, ... and `Plan`, all of them together. Knows no files, no YAML, no Word.

A value that cannot be read raises a `Fault`, which names the rule it breaks and how to mend it; a fault is
about one value, so that the loader can leave that value out and go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, TypeVar

from plan.diagnostics import Severity, did_you_mean
from plan.dutch import Number, Period, Unreadable, read_date, read_number, read_period
from plan.filings import Filing
from plan.ids import is_id, slug
from plan.keys import names_of, written
from plan.messages import Message, _
from plan.places import Place, Prose, Text
from plan.records import Reads, Record

# --- reading one value -----------------------------------------------------------------------------


class Fault(ValueError):
    """A value that cannot be read: the rule it breaks, what is wrong and what to type instead."""

    def __init__(self, rule: str, message: Message, hint: Message | None = None) -> None:
        super().__init__(message.msgid)
        self.rule = rule
        self.message = message
        self.hint = hint


_YES: Final = {"true": True, "ja": True, "yes": True, "false": False, "nee": False, "no": False}

T = TypeVar("T")
Kinds = TypeVar("Kinds", bound=StrEnum)


def _text(value: Text) -> Text:
    if "\n" in value.strip():
        raise Fault(
            "wrong-type",
            _("this must be one line of text"),
            _("put the whole text on one line, behind the key"),
        )
    if value != value.strip():
        return Text(str.strip(value), value.place, value.raw, value.style, value.key)
    return value


def _prose(value: Text) -> Prose:
    return Prose(str.__str__(value), value.place, value.raw, value.style, value.key)


def _id(value: Text) -> Text:
    if is_id(value):
        return value
    raise Fault(
        "malformed-id",
        _('"{value}" cannot be an id', value=value),
        _(
            'use small letters without accents, digits and hyphens, for example "{proper}"',
            proper=slug(value) or "de-stek",
        ),
    )


def _reference(value: Text) -> Text:
    # An author may name something by its title or its code, which rules tell; no name begins with a sign.
    return _text(value) if value[:1].isalnum() else _id(value)


def _read_with(read: Callable[[str], T], rule: str) -> Callable[[Text], T]:
    def read_value(value: Text) -> T:
        try:
            return read(value)
        except Unreadable as unreadable:
            raise Fault(rule, unreadable.message, unreadable.hint) from None

    return read_value


def _whole_number(value: Text) -> int:
    number = _read_with(read_number, "malformed-number")(value)
    if number.value != int(number.value):
        message = _('"{value}" is not a whole number', value=value)
        raise Fault("malformed-number", message, _("write digits only, such as 2020"))
    return int(number.value)


def _yes_or_no(value: Text) -> bool:
    try:
        return _YES[value.casefold()]
    except KeyError:
        raise Fault("wrong-type", _('"{value}" is neither yes nor no', value=value), _("type ja or nee")) from None


def _one_of(words: Mapping[str, Kinds]) -> Callable[[Text], Kinds]:
    def read_word(value: Text) -> Kinds:
        try:
            return words[value.casefold()]
        except KeyError:
            # A choice is named by its first word: the Dutch one.
            first: dict[Kinds, str] = {}
            for word, choice in words.items():
                first.setdefault(choice, word)
            choices = tuple(f'"{word}"' for word in first.values())
            raise Fault(
                "unknown-choice",
                _('"{value}" is not one of the possible values here', value=value),
                _("choose from {choices}", choices=choices),
            ) from None

    return read_word


class Kind(StrEnum):
    """Where a strategic goal aims: at society or at the own organisation."""

    EXTERNAL = "external"
    INTERNAL = "internal"


class Status(StrEnum):
    """How far an item or chapter is."""

    TO_WRITE = "te-schrijven"
    DRAFT = "ontwerp"
    READY = "klaar"


class Delivery(StrEnum):
    """How far an institute's plan is."""

    NOT_DELIVERED = "niet-aangeleverd"
    IN_PROGRESS = "in-opmaak"
    SUBMITTED = "ingediend"


class Strength(StrEnum):
    """How surely an action contributes to an operational goal."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class MatrixPaper(StrEnum):
    """What the matrix of an institute is printed on."""

    A4 = "a4"
    A3 = "a3"


_KINDS: Final = {"extern": Kind.EXTERNAL, "intern": Kind.INTERNAL, "external": Kind.EXTERNAL, "internal": Kind.INTERNAL}
_STATUSES: Final = {status.value: status for status in Status} | {
    "to-write": Status.TO_WRITE,
    "draft": Status.DRAFT,
    "ready": Status.READY,
}
_DELIVERIES: Final = {delivery.value: delivery for delivery in Delivery} | {
    "not-delivered": Delivery.NOT_DELIVERED,
    "in-progress": Delivery.IN_PROGRESS,
    "submitted": Delivery.SUBMITTED,
}
_STRENGTHS: Final = {
    "zeker": Strength.CERTAIN,
    "mogelijk": Strength.POSSIBLE,
    "certain": Strength.CERTAIN,
    "possible": Strength.POSSIBLE,
}


_PAPERS: Final = {paper.value: paper for paper in MatrixPaper}


class Alignment(StrEnum):
    """How the cells of a column line up."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


_ALIGNMENTS: Final = {
    "links": Alignment.LEFT,
    "midden": Alignment.CENTER,
    "rechts": Alignment.RIGHT,
    "left": Alignment.LEFT,
    "center": Alignment.CENTER,
    "right": Alignment.RIGHT,
}


class RuleLevel(StrEnum):
    """How heavily a workspace wants a rule to weigh; OFF silences it."""

    ERROR = "error"
    WARNING = "warning"
    TIP = "tip"
    OFF = "off"


_LEVELS: Final = {
    "fout": RuleLevel.ERROR,
    "waarschuwing": RuleLevel.WARNING,
    "tip": RuleLevel.TIP,
    "uit": RuleLevel.OFF,
    "error": RuleLevel.ERROR,
    "warning": RuleLevel.WARNING,
    "off": RuleLevel.OFF,
}


class Basis(StrEnum):
    """What makes something a requirement, and how sure that is: each weaker than the one before."""

    LAW = "law-read"
    ANALOGY = "law-by-analogy"
    PRACTICE = "practice"
    INFERRED = "inferred"


_BASES: Final = {
    "wet-gelezen": Basis.LAW,
    "wet-naar-analogie": Basis.ANALOGY,
    "praktijk": Basis.PRACTICE,
    "afgeleid": Basis.INFERRED,
} | {basis.value: basis for basis in Basis}

# How heavily a requirement weighs; one that weighs nothing is none.
_WEIGHTS: Final = {
    "fout": Severity.ERROR,
    "waarschuwing": Severity.WARNING,
    "tip": Severity.TIP,
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
}


class Every(StrEnum):
    """Of which items a requirement asks something: goals and actions, of one kind or of both."""

    STRATEGIC = "sd"
    EXTERNAL_STRATEGIC = "external-sd"
    INTERNAL_STRATEGIC = "internal-sd"
    OPERATIONAL = "od"
    EXTERNAL_OPERATIONAL = "external-od"
    INTERNAL_OPERATIONAL = "internal-od"
    ACTION = "action"
    EXTERNAL_ACTION = "external-action"
    INTERNAL_ACTION = "internal-action"


_EVERY: Final = {
    "sd": Every.STRATEGIC,
    "externe-sd": Every.EXTERNAL_STRATEGIC,
    "interne-sd": Every.INTERNAL_STRATEGIC,
    "od": Every.OPERATIONAL,
    "externe-od": Every.EXTERNAL_OPERATIONAL,
    "interne-od": Every.INTERNAL_OPERATIONAL,
    "actie": Every.ACTION,
    "externe-actie": Every.EXTERNAL_ACTION,
    "interne-actie": Every.INTERNAL_ACTION,
} | {every.value: every for every in Every}


class Progress(StrEnum):
    """How an action or a project stands in a year."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


_PROGRESSES: Final = {
    "niet-gestart": Progress.NOT_STARTED,
    "loopt": Progress.RUNNING,
    "afgerond": Progress.DONE,
    "stopgezet": Progress.STOPPED,
} | {progress.value: progress for progress in Progress}

WORDS: Final[Mapping[type, Mapping[str, object]]] = {
    Alignment: _ALIGNMENTS,
    Basis: _BASES,
    bool: _YES,
    Delivery: _DELIVERIES,
    Every: _EVERY,
    Kind: _KINDS,
    MatrixPaper: _PAPERS,
    Progress: _PROGRESSES,
    RuleLevel: _LEVELS,
    Severity: _WEIGHTS,
    Status: _STATUSES,
    Strength: _STRENGTHS,
}
"""What authors may write where one of a few words is asked, by what it makes; in any case."""

OneLine = Annotated[Text, Reads(_text)]
Markdown = Annotated[Prose, Reads(_prose)]
Id = Annotated[Text, Reads(_id)]
Reference = Annotated[Text, Reads(_reference)]
"""The id of something else, as an author names it: whether there is such a thing, or what was meant, rules tell."""

Timing = Annotated[Period, Reads(_read_with(read_period, "malformed-period"))]
Amount = Annotated[Number, Reads(_read_with(read_number, "malformed-number"))]
Count = Annotated[int, Reads(_whole_number)]
YesNo = Annotated[bool, Reads(_yes_or_no)]
Day = Annotated[date, Reads(_read_with(read_date, "malformed-date"))]

ANNEXES: Final = "bijlagen"
"""The folder, of an institute or shared, where the files stand that go along with a plan."""

DATA_FILES: Final = (".xlsx", ".csv")
"""How the names of files with cells end."""

# --- the models ------------------------------------------------------------------------------------


class Located(Record):
    """A mapping an author wrote: where it stands (`place`) and where the value of each of its fields stands.

    `given` names the fields that follow from the file's name and folder, which nobody types; `shorthand`
    is the field that a single value stands for; `keyed_by` the field that holds a mapping's key where
    these models stand in a mapping (`participates`); `stand_ins` are what required fields are read as where they
    are missing or wrong, so that the rest need not be given up.
    """

    given: ClassVar[frozenset[str]] = frozenset()
    shorthand: ClassVar[str] = ""
    keyed_by: ClassVar[str] = ""
    stand_ins: ClassVar[Mapping[str, str]] = {}

    place: Place
    places: Mapping[str, Place] = MappingProxyType({})

    @classmethod
    def typed_fields(cls) -> tuple[str, ...]:
        """The names of the fields that an author may type."""
        return tuple(name for name in cls.model_fields if name not in Located.model_fields and name not in cls.given)

    def place_of(self, name: str) -> Place:
        """Where the value of a field stands, or the whole mapping when the field is not there."""
        return self.places.get(name, self.place)

    def is_unread(self, name: str) -> bool:
        """Whether something stands at a field that could not be read, which has been told."""
        place = self.places.get(name)
        return getattr(self, name) is None and place is not None and place.has_width


class Acceptance(Located):
    """A finding that its author has decided to live with, and why."""

    rule: OneLine
    about: Reference | None = None
    reason: OneLine


class Item(Located):
    """What has an id and a title, is written by somebody and may be unfinished."""

    id: Id
    title: OneLine
    status: Annotated[Status, Reads(_one_of(_STATUSES))] = Status.READY
    who: OneLine | None = None
    accepts: tuple[Acceptance, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether its author calls it finished: what is missing is then a finding, before that it is work to do."""
        return self.status is Status.READY


class OperationalGoal(Item):
    """The result that makes a strategic goal concrete (operationele doelstelling, OD)."""

    code: OneLine | None = None
    short_title: OneLine | None = None
    statement: Markdown | None = None
    explanation: Markdown | None = None
    answers: tuple[Reference, ...] = ()

    @property
    def name(self) -> Text:
        """Its name where room is short."""
        return self.short_title or self.title


class Theme(Located):
    """A grouping of operational goals under one strategic goal."""

    id: Id
    title: OneLine
    short_title: OneLine | None = None
    operational_goals: tuple[OperationalGoal, ...] = ()

    @property
    def name(self) -> Text:
        """Its name where room is short."""
        return self.short_title or self.title


class StrategicGoal(Item):
    """The effect aimed at (strategische doelstelling, SD)."""

    code: OneLine | None = None
    kind: Annotated[Kind, Reads(_one_of(_KINDS))] = Kind.EXTERNAL
    statement: Markdown | None = None
    explanation: Markdown | None = None
    legal_basis: tuple[OneLine, ...] = ()
    answers: tuple[Reference, ...] = ()
    themes: tuple[Theme, ...] = ()
    operational_goals: tuple[OperationalGoal, ...] = ()

    @property
    def all_operational_goals(self) -> tuple[OperationalGoal, ...]:
        """Its operational goals in printed order: those under its themes, then those directly under it."""
        return tuple(goal for theme in self.themes for goal in theme.operational_goals) + self.operational_goals


class Contributions(Located):
    """The operational goals an action serves, by strength."""

    certain: tuple[Reference, ...] = ()
    possible: tuple[Reference, ...] = ()

    @property
    def all(self) -> tuple[Text, ...]:
        """All of them, the certain ones first."""
        return self.certain + self.possible

    @property
    def strengths(self) -> dict[str, Strength]:
        """How surely it contributes to each; a goal that stands under both is certain."""
        possible = dict.fromkeys(map(str, self.possible), Strength.POSSIBLE)
        return possible | dict.fromkeys(map(str, self.certain), Strength.CERTAIN)


class ProjectUse(Located):
    """A project in an action, with what holds for that use only."""

    shorthand: ClassVar[str] = "project"

    project: Reference
    condition: OneLine | None = None
    period: Timing | None = None


class Action(Item):
    """What is done (strategische actie); owned by the sector (`owner` empty) or by one institute."""

    given: ClassVar[frozenset[str]] = frozenset({"id", "owner"})

    owner: str = ""
    short_title: OneLine | None = None
    period: Timing | None = None
    contributes: Contributions | None = None
    answers: tuple[Reference, ...] = ()
    context: Markdown | None = None
    description: Markdown | None = None
    partners: tuple[OneLine, ...] = ()
    partners_open: YesNo = False
    partners_note: OneLine | None = None
    collaboration: Markdown | None = None
    projects: tuple[ProjectUse, ...] = ()

    @property
    def name(self) -> Text:
        """Its name where room is short."""
        return self.short_title or self.title

    @property
    def certain(self) -> tuple[Text, ...]:
        """The ids of the operational goals it certainly contributes to."""
        return self.contributes.certain if self.contributes else ()

    @property
    def possible(self) -> tuple[Text, ...]:
        """The ids of the operational goals it possibly contributes to."""
        return self.contributes.possible if self.contributes else ()


class Project(Item):
    """Local work of an institute; may serve several actions, be provisional or conditional."""

    given: ClassVar[frozenset[str]] = frozenset({"owner"})

    owner: str = ""
    location: OneLine | None = None
    period: Timing | None = None
    condition: OneLine | None = None
    provisional: YesNo = False
    description: Markdown | None = None
    partners: tuple[OneLine, ...] = ()
    partners_open: YesNo = False


class Participation(Located):
    """How an institute takes part in a sector action: with which projects, where weaker or shorter than the sector."""

    keyed_by: ClassVar[str] = "action"

    action: Reference
    projects: tuple[ProjectUse, ...] = ()
    strength: Annotated[Strength, Reads(_one_of(_STRENGTHS))] = Strength.CERTAIN
    period: Timing | None = None
    reason: OneLine | None = None


class Waiver(Located):
    """An operational goal that an institute knowingly leaves to others."""

    goal: Reference
    reason: OneLine


class Address(Located):
    """Where an institute has its seat."""

    street: OneLine | None = None
    postcode: OneLine | None = None
    city: OneLine | None = None


class Staff(Located):
    """Staff in full-time equivalents (VTE), with the year they hold for and where they come from."""

    granted: Amount | None = None
    requested_extra: Amount | None = None
    year: Count | None = None
    source: OneLine | None = None


class ChapterChange(Located):
    """One change of an institute to the order of chapters: add, replace, drop or move one."""

    after: Reference | None = None
    before: Reference | None = None
    under: Reference | None = None
    add: Reference | None = None
    replace: Reference | None = None
    with_: Reference | None = None
    drop: Reference | None = None
    move: Reference | None = None


class Signatory(Located):
    """Who signs, in which role."""

    name: OneLine
    role: OneLine | None = None


class RuleSetting(Located):
    """How heavily a rule weighs in this workspace."""

    keyed_by: ClassVar[str] = "rule"
    shorthand: ClassVar[str] = "level"

    rule: OneLine
    level: Annotated[RuleLevel, Reads(_one_of(_LEVELS))]


class Institute(Located):
    """One of the regional organisations: who it is, what it joins, waives and asks, and its changes to the chapters."""

    given: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Id
    name: OneLine
    short_name: OneLine | None = None
    status: Annotated[Delivery, Reads(_one_of(_DELIVERIES))] = Delivery.IN_PROGRESS
    as_of: Day | None = None
    area: OneLine | None = None
    address: Address | None = None
    phone: OneLine | None = None
    fax: OneLine | None = None
    email: OneLine | None = None
    website: OneLine | None = None
    enterprise_number: OneLine | None = None
    register_: OneLine | None = None
    fte: Staff | None = None
    participates: tuple[Participation, ...] | None = None
    waives: tuple[Waiver, ...] = ()
    print_waivers: YesNo = False
    chapters: tuple[ChapterChange, ...] = ()
    action_order: tuple[Reference, ...] = ()
    matrix: Annotated[MatrixPaper, Reads(_one_of(_PAPERS))] = MatrixPaper.A4
    signatories: tuple[Signatory, ...] = ()
    rules: tuple[RuleSetting, ...] = ()
    accepts: tuple[Acceptance, ...] = ()

    @property
    def short(self) -> Text:
        """Its name where room is short."""
        return self.short_name or self.name


class Figure(Located):
    """A number with what it counts, its unit, year, area and source; texts use it by its id.

    Figures that say the same of what they measure (`measures`) must agree; a total names its parts (`total_of`).
    """

    id: Id
    value: Amount
    unit: OneLine | None = None
    title: OneLine | None = None
    year: Count | None = None
    area: OneLine | None = None
    source: OneLine | None = None
    note: OneLine | None = None
    approximate: YesNo = False
    measures: OneLine | None = None
    total_of: tuple[Reference, ...] = ()
    accepts: tuple[Acceptance, ...] = ()


class KnownName(Located):
    """A name as it is spelled everywhere, of a partner, a fund, a decree; `also` are other spellings that may be."""

    name: OneLine
    abbreviation: OneLine | None = None
    full_name: OneLine | None = None
    also: tuple[OneLine, ...] = ()

    @property
    def spellings(self) -> tuple[Text, ...]:
        """All that it may be called, its name first."""
        other = (spelling for spelling in (self.abbreviation, self.full_name) if spelling is not None)
        return (self.name, *other, *self.also)


class KnownLocation(Located):
    """The name of a town or a part of one as it is spelled everywhere."""

    name: OneLine
    also: tuple[OneLine, ...] = ()

    @property
    def spellings(self) -> tuple[Text, ...]:
        """All that it may be called, its name first."""
        return (self.name, *self.also)


class Abbreviation(Located):
    """An abbreviation (`name`) and what it stands for."""

    name: OneLine
    full_name: OneLine


class AvoidedWord(Located):
    """A word that is out of use, with the one to use instead."""

    avoid: OneLine
    use: OneLine


class Names(Located):
    """The file `names.yaml`: one spelling for each name, what abbreviations stand for, words that are out of use."""

    partners: tuple[KnownName, ...] = ()
    locations: tuple[KnownLocation, ...] = ()
    others: tuple[KnownName, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    words: tuple[AvoidedWord, ...] = ()

    @property
    def explained(self) -> tuple[Abbreviation, ...]:
        """Every abbreviation of which it is told what it stands for, those of partners among them, sorted."""
        named = [
            Abbreviation(
                place=known.place, name=known.abbreviation or known.name, full_name=known.full_name or known.name
            )
            for known in (*self.partners, *self.others)
            if known.abbreviation or known.full_name
        ]
        return tuple(sorted((*self.abbreviations, *named), key=lambda known: known.name.casefold()))


class RankingClass(Located):
    """A class of a ranking's rows, shown by shade and by name."""

    id: Id
    title: OneLine


class RankingRow(Located):
    """A row of a ranking; its rank is its position."""

    id: Id
    title: OneLine
    class_: Reference | None = None


class Ranking(Located):
    """A table of data with its source (rangschikking)."""

    given: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Id
    title: OneLine
    source: OneLine | None = None
    year: Count | None = None
    note: Markdown | None = None
    column: OneLine | None = None
    classes: tuple[RankingClass, ...] = ()
    rows: tuple[RankingRow, ...] = ()


class DataColumn(Located):
    """A column of a table of data: what it is called in the file (`column`) and on paper, and how it lines up."""

    shorthand: ClassVar[str] = "column"

    column: OneLine
    title: OneLine | None = None
    align: Annotated[Alignment, Reads(_one_of(_ALIGNMENTS))] | None = None


class DataTable(Located):
    """A table whose cells stand in an Excel or CSV file; `class_` names the column with the class of each row."""

    given: ClassVar[frozenset[str]] = frozenset({"id", "owner"})

    id: Id
    owner: str = ""
    title: OneLine
    file: OneLine
    sheet: OneLine | None = None
    source: OneLine | None = None
    year: Count | None = None
    note: Markdown | None = None
    columns: tuple[DataColumn, ...] = ()
    class_: OneLine | None = None
    classes: tuple[RankingClass, ...] = ()


class FrameworkItem(Item):
    """What a framework asks or states, and what the sector answers; `framework` works it out further."""

    statement: Markdown | None = None
    source: OneLine | None = None
    answer: Markdown | None = None
    framework: Reference | None = None


class Framework(Located):
    """A second axis: items that goals and actions answer (kader)."""

    given: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Id
    title: OneLine
    source: OneLine | None = None
    period: Timing | None = None
    in_plan: YesNo = True
    introduction: Markdown | None = None
    items: tuple[FrameworkItem, ...] = ()


class Chapter(Item):
    """An authored text with a title; `owner` is the institute whose own chapter it is, empty for a shared one.

    `version` is the fingerprint of its title and text, `answers_version` that of the shared chapter which an
    institute's own version was written against.
    """

    given: ClassVar[frozenset[str]] = frozenset({"id", "title", "owner", "text", "version"})

    owner: str = ""
    text: Markdown
    version: str = ""
    answers_version: OneLine | None = None


class Slot(Located):
    """A place in the order of chapters: what stands there, from which template or text, and what stands below it."""

    id: Id
    role: OneLine | None = None
    template: Reference | None = None
    title: OneLine | None = None
    framework: Reference | None = None
    optional: YesNo = False
    chapters: tuple[Slot, ...] = ()

    def walk(self) -> Iterator[Slot]:
        """The place itself, and all below it."""
        yield self
        for below in self.chapters:
            yield from below.walk()


class Outline(Located):
    """The order of chapters (`templates/plan.yaml`)."""

    chapters: tuple[Slot, ...] = ()


class Identity(Located):
    """What the plan is called, for which years, made when, in which language, by which sector."""

    stand_ins: ClassVar[Mapping[str, str]] = {"title": "…", "period": "2000", "date": "2000-01-01"}

    title: OneLine
    period: Timing
    date: Day
    language: OneLine | None = None
    organisation: OneLine | None = None


class CoverageSettings(Located):
    """What the sector asks of coverage."""

    minimum_institutes: Count = 1


def _field_of(*models: type[Located]) -> Callable[[Text], Text]:
    """Reads the name of a field that an author may fill in, in any language, as the field's own name."""
    fields = {name: field for model in models for field in model.typed_fields() for name in names_of(field)}
    keys = tuple(f'"{written(field)}"' for field in dict.fromkeys(fields.values()))

    def read_field(value: Text) -> Text:
        if field := fields.get(str.__str__(value)):
            return Text(field, value.place, value.raw, value.style, value.key)
        raise Fault(
            "unknown-choice",
            _('"{value}" is not one of the possible values here', value=value),
            did_you_mean(value, fields) or _("choose from {choices}", choices=keys),
        )

    return read_field


class Required(Located):
    """Which fields must be filled in, by kind of item, beyond those that have a rule of their own."""

    goal: tuple[Annotated[Text, Reads(_field_of(StrategicGoal, OperationalGoal))], ...] = ()
    action: tuple[Annotated[Text, Reads(_field_of(Action))], ...] = ()
    project: tuple[Annotated[Text, Reads(_field_of(Project))], ...] = ()
    figure: tuple[Annotated[Text, Reads(_field_of(Figure))], ...] = ()


def annex_letter(position: int) -> str:
    """The letter of an annex by its place in the list, from 0: A, B ... Z, AA, BB."""
    return chr(ord("A") + position % 26) * (position // 26 + 1)


class Annex(Located):
    """What goes with the plan as a document of its own (bijlage); its letter follows from its position.

    `file` is the name of that document in a folder `bijlagen`.
    """

    id: Id
    title: OneLine
    file: OneLine | None = None


class Label(Located):
    """What something is called on paper."""

    keyed_by: ClassVar[str] = "name"
    shorthand: ClassVar[str] = "text"

    name: OneLine
    text: OneLine


class Labels(Located):
    """The program's own labels (`labels.yaml` among the templates)."""

    labels: tuple[Label, ...] = ()


class Goals(Located):
    """The file `goals.yaml`: the plan's identity, its settings and the tree of goals."""

    format: Count = 1
    plan: Identity | None = None
    labels: tuple[Label, ...] = ()
    coverage: CoverageSettings | None = None
    rules: tuple[RuleSetting, ...] = ()
    required: Required | None = None
    annexes: tuple[Annex, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    strategic_goals: tuple[StrategicGoal, ...] = ()


class Figures(Located):
    """The file `figures.yaml`."""

    figures: tuple[Figure, ...] = ()


class Projects(Located):
    """An institute's file `projects.yaml`."""

    projects: tuple[Project, ...] = ()


# --- what a plan is filed with ---------------------------------------------------------------------


class Requirement(Located):
    """Something a plan must have before it is filed, on which ground, and the one way in which it is met.

    The ways: a `chapter` of a role is written, by the institute itself or not (`own`), and `says` some words in one
    sentence; `each` item of a kind `has` a field, an operational goal where it has none from its actions
    (`from_actions`); named check `rules` find nothing, or nothing `about` a kind of item; all items of a `framework`
    are answered; fields of the `institute` are filled in; the plan was `approved_by` a body; all `annexes` go along;
    the plan `cites` some words; a person answers what we `ask`. `see` is the role of the chapter where a reader finds
    what no words tell of.
    """

    id: Id
    title: OneLine
    basis: Annotated[Basis, Reads(_one_of(_BASES))]
    source: OneLine | None = None
    severity: Annotated[Severity, Reads(_one_of(_WEIGHTS))] = Severity.ERROR
    how: OneLine | None = None
    see: OneLine | None = None
    chapter: OneLine | None = None
    says: tuple[OneLine, ...] = ()
    own: YesNo | None = None
    each: Annotated[Every, Reads(_one_of(_EVERY))] | None = None
    has: Annotated[Text, Reads(_field_of(StrategicGoal, OperationalGoal, Action))] | None = None
    from_actions: YesNo = False
    rules: tuple[OneLine, ...] = ()
    about: Annotated[Every, Reads(_one_of(_EVERY))] | None = None
    framework: Reference | None = None
    institute: tuple[OneLine, ...] = ()
    approved_by: OneLine | None = None
    annexes: YesNo = False
    cites: tuple[OneLine, ...] = ()
    ask: OneLine | None = None

    WAYS: ClassVar[tuple[str, ...]] = (
        "chapter",
        "each",
        "rules",
        "framework",
        "institute",
        "approved_by",
        "annexes",
        "cites",
        "ask",
    )
    FROM_ACTIONS: ClassVar[Mapping[str, str]] = {"statement": "description", "period": "period"}
    """What of its actions stands for a field of an operational goal that is empty."""

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which it says to be met: one, where its author made no mistake."""
        return tuple(name for name in self.WAYS if getattr(self, name))


class RuleSet(Located):
    """Requirements that hold for one kind of organisation, apart from the program and with a version of their own.

    `to_read` is what a person must read: the program judges no law.
    """

    given: ClassVar[frozenset[str]] = frozenset({"id"})

    id: Id
    title: OneLine
    version: OneLine | None = None
    to_read: tuple[OneLine, ...] = ()
    requirements: tuple[Requirement, ...] = ()


class Addressee(Located):
    """To whom a plan is sent."""

    name: OneLine
    street: OneLine | None = None
    postcode: OneLine | None = None
    city: OneLine | None = None


class Approval(Located):
    """By which body, and when, a plan was approved; `minutes` is the name of their file in a folder `bijlagen`."""

    body: OneLine
    date: Day | None = None
    minutes: OneLine | None = None


class RequirementWaiver(Located):
    """A requirement that an institute knowingly leaves unmet."""

    requirement: Reference
    reason: OneLine


class PersonalJudgement(Located):
    """What somebody answered to what a requirement asks."""

    requirement: Reference
    by: OneLine
    date: Day
    note: OneLine


class Submission(Located):
    """An institute's file `submission.yaml`: what it takes to file its plan, apart from the plan itself."""

    given: ClassVar[frozenset[str]] = frozenset({"institute"})

    institute: str = ""
    addressee: Addressee | None = None
    approvals: tuple[Approval, ...] = ()
    annexes: tuple[Annex, ...] = ()
    waives: tuple[RequirementWaiver, ...] = ()
    judged: tuple[PersonalJudgement, ...] = ()


# --- what became of it -----------------------------------------------------------------------------


class Indicator(Located):
    """Something counted that tells what was reached; `target` is what was aimed at."""

    title: OneLine
    value: Amount | None = None
    unit: OneLine | None = None
    target: Amount | None = None
    note: OneLine | None = None


class Reported(Located):
    """What became of something in a year: how it stands, what was reached, until when it runs now."""

    status: Annotated[Progress, Reads(_one_of(_PROGRESSES))] | None = None
    reached: Markdown | None = None
    period: Timing | None = None
    reason: OneLine | None = None
    indicators: tuple[Indicator, ...] = ()


class ReportedAction(Reported):
    """What became of an action of the plan that was filed."""

    keyed_by: ClassVar[str] = "action"

    action: Reference


class ReportedProject(Reported):
    """What became of a project of the plan that was filed."""

    keyed_by: ClassVar[str] = "project"

    project: Reference


class BudgetLine(Located):
    """A part of the budget: what was planned for it and what was spent."""

    title: OneLine
    planned: Amount | None = None
    spent: Amount | None = None
    note: OneLine | None = None


class Employed(Located):
    """The staff there was in a year, in full-time equivalents (VTE)."""

    fte: Amount | None = None
    source: OneLine | None = None
    note: OneLine | None = None


class Report(Located):
    """An institute's report on one year (`reports/2021.yaml`), held against the plan that was `filed` under a name."""

    given: ClassVar[frozenset[str]] = frozenset({"id", "institute"})

    id: Id
    institute: str = ""
    filed: OneLine | None = None
    actions: tuple[ReportedAction, ...] = ()
    projects: tuple[ReportedProject, ...] = ()
    staff: Employed | None = None
    budget: tuple[BudgetLine, ...] = ()
    approvals: tuple[Approval, ...] = ()

    @property
    def year(self) -> int | None:
        """The year it is about, after which its file is named; None when that names no year."""
        name = self.place.file.rpartition("/")[2].removesuffix(".yaml")
        return int(name) if len(name) == 4 and name.isdecimal() else None


# --- the whole -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Damaged:
    """An item that could not be read: what it should have been, its id as far as known, where it stands.

    Rules about absence stay silent on what it could have supplied; the document shows a gap.
    """

    model: type[Located]
    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template's own text: its name, file and source, and whether it is the program's or the workspace's."""

    name: str
    file: str
    source: str


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table of data with what its file holds: the heads of its columns, and each row with its class (from 0).

    `class_names` are the ids of the classes; where the table names none, what the first cell of each says.
    """

    table: DataTable
    heads: tuple[Text, ...]
    aligns: tuple[Alignment, ...]
    rows: tuple[tuple[str, ...], ...]
    classes: tuple[int | None, ...]
    class_names: tuple[str, ...] = ()

    @property
    def id(self) -> Text:
        """The id of the table."""
        return self.table.id

    @property
    def title(self) -> Text:
        """What is printed above it."""
        return self.table.title


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything the workspace says, as far as it stands. Collections are in printed order or sorted by id.

    `settings` are the places where it is set what the rules ask: nothing of the plan itself can be lost there.
    `rule_sets` stand by id, `submissions` by institute, `annex_files` by path: they are no part of what is printed.
    Nor are `filings`, oldest first: what was filed before; nor `reports`: what became of it.
    """

    identity: Identity
    labels: Mapping[str, Text]
    minimum_institutes: int
    strategic_goals: tuple[StrategicGoal, ...] = ()
    actions: tuple[Action, ...] = ()
    institutes: tuple[Institute, ...] = ()
    projects: tuple[Project, ...] = ()
    figures: tuple[Figure, ...] = ()
    names: Names | None = None
    word_list: tuple[str, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    tables: tuple[FilledTable, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    outline: tuple[Slot, ...] = ()
    templates: Mapping[str, TemplateText] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    style_documents: Mapping[str, bytes] = field(default_factory=dict)
    rule_settings: tuple[RuleSetting, ...] = ()
    required: Required | None = None
    settings: tuple[Place, ...] = ()
    annexes: tuple[Annex, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    rule_sets: Mapping[str, RuleSet] = field(default_factory=dict)
    submissions: Mapping[str, Submission] = field(default_factory=dict)
    annex_files: Mapping[str, bytes] = field(default_factory=dict)
    filings: tuple[Filing, ...] = ()
    reports: tuple[Report, ...] = ()
    damaged: tuple[Damaged, ...] = ()

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The places in the sector's order of chapters, each before those below it."""
        return tuple(inner for slot in self.outline for inner in slot.walk())

    @cached_property
    def operational_goals(self) -> tuple[OperationalGoal, ...]:
        """All operational goals in printed order."""
        return tuple(goal for strategic in self.strategic_goals for goal in strategic.all_operational_goals)

    @cached_property
    def operational_goals_by_id(self) -> Mapping[str, OperationalGoal]:
        """Operational goals by id."""
        return {str(goal.id): goal for goal in self.operational_goals}

    @cached_property
    def strategic_goals_by_id(self) -> Mapping[str, StrategicGoal]:
        """Strategic goals by id."""
        return {str(goal.id): goal for goal in self.strategic_goals}

    @cached_property
    def strategic_goal_of(self) -> Mapping[str, StrategicGoal]:
        """The strategic goal above each operational goal's id."""
        return {
            str(goal.id): strategic for strategic in self.strategic_goals for goal in strategic.all_operational_goals
        }

    @cached_property
    def actions_by_id(self) -> Mapping[str, Action]:
        """Actions by id."""
        return {str(action.id): action for action in self.actions}

    @cached_property
    def projects_by_id(self) -> Mapping[str, Project]:
        """Projects by id."""
        return {str(project.id): project for project in self.projects}

    @cached_property
    def institutes_by_id(self) -> Mapping[str, Institute]:
        """Institutes by id."""
        return {str(institute.id): institute for institute in self.institutes}

    @cached_property
    def figures_by_id(self) -> Mapping[str, Figure]:
        """Figures by id."""
        return {str(figure.id): figure for figure in self.figures}

    @cached_property
    def annexes_by_id(self) -> Mapping[str, Annex]:
        """Annexes by id."""
        return {str(annex.id): annex for annex in self.annexes}

    @cached_property
    def rankings_by_id(self) -> Mapping[str, Ranking]:
        """Rankings by id."""
        return {str(ranking.id): ranking for ranking in self.rankings}

    @cached_property
    def tables_by_id(self) -> Mapping[str, FilledTable]:
        """Tables of data by id."""
        return {str(table.id): table for table in self.tables}

    @cached_property
    def frameworks_by_id(self) -> Mapping[str, Framework]:
        """Frameworks by id."""
        return {str(framework.id): framework for framework in self.frameworks}

    @cached_property
    def framework_items_by_id(self) -> Mapping[str, FrameworkItem]:
        """Framework items by the name others use: `minister/wonen`."""
        return {f"{framework.id}/{item.id}": item for framework in self.frameworks for item in framework.items}

    @cached_property
    def shared_chapters(self) -> Mapping[str, Chapter]:
        """The shared chapters by id."""
        return {str(chapter.id): chapter for chapter in self.chapters if not chapter.owner}

    @cached_property
    def own_chapters(self) -> Mapping[tuple[str, str], Chapter]:
        """The institutes' own chapters by institute and chapter id."""
        return {(chapter.owner, str(chapter.id)): chapter for chapter in self.chapters if chapter.owner}

    def annex_letter(self, annex: Annex) -> str:
        """By which letter an annex is known, in the order of the list."""
        return annex_letter(self.annexes.index(annex))

    def annex_text(self, annex: Annex, institute: Institute) -> Chapter | None:
        """The text that an annex has in the plan of an institute; None when it is a document of its own."""
        id = str(annex.id)
        return self.own_chapters.get((str(institute.id), id)) or self.shared_chapters.get(id)

    def annex_title(self, annex: Annex, institute: Institute) -> Text:
        """What an annex is called in the plan of an institute: as its text is, where it has one."""
        text = self.annex_text(annex, institute)
        return text.title if text else annex.title

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """All requirements by id, in the order of the rule sets."""
        return {str(one.id): one for rules in self.rule_sets.values() for one in rules.requirements}

    def annex_path(self, name: str, institute: str) -> str | None:
        """The path of the file that goes along under this name: the institute's own, else one that all share."""
        paths = (f"institutes/{institute}/{ANNEXES}/{name}", f"{ANNEXES}/{name}")
        return next((path for path in paths if path in self.annex_files), None)

    def is_internal(self, action: Action) -> bool:
        """Whether an action serves the own organisation: it names goals, and all of them internal."""
        goals = [self.strategic_goal_of.get(goal) for goal in action.certain + action.possible]
        known = [goal for goal in goals if goal is not None]
        return bool(known) and all(goal.kind is Kind.INTERNAL for goal in known)

    def lost(self, model: type[Located], id: str) -> bool:
        """Whether an item may only seem absent: it, or items of its kind with unknown ids, could not be read."""
        return any(damaged.model is model and damaged.id in ("", id) for damaged in self.damaged)
