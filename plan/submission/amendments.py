"""The list of what an amendment changes in a plan that was filed.

In: the plan as it was filed and as it is, and the document of the newer one. Out: a `Document` with old and new side by
side for each goal, each action and whatever else one institute prints, and the newer document with marks beside what
changed. How the work on the plan stands is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from plan.anchors import block_text
from plan.changes.comparing import (
    Change,
    Comparison,
    Did,
    Difference,
    ListChange,
    TextChange,
    ValueChange,
    all_of,
    compare_plans,
)
from plan.changes.passages import Passage, passages
from plan.changes.things import Kind, things
from plan.changes.wording import KINDS, Wording
from plan.checks.items import readings
from plan.compose import compose_document
from plan.coverage import goal_codes, printed_actions
from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Column,
    Document,
    Heading,
    Inline,
    LineBreak,
    Paragraph,
    Picture,
    Role,
    Row,
    Run,
    Section,
    Table,
)
from plan.messages import Message, Refused, _, _n
from plan.model import Located, Plan, Strength
from plan.outline import planned_chapters
from plan.sentences import capitalised, legible, word_by_word
from plan.submission.letter import TEMPLATE as LETTER
from plan.submission.marks import with_marks
from plan.writers.shown import all_shown

_GOALS: Final = (Kind.STRATEGIC_GOAL, Kind.THEME, Kind.OPERATIONAL_GOAL, Kind.WAIVER)
_ACTIONS: Final = (Kind.ACTION, Kind.PARTICIPATION)
_GROUPS: Final[tuple[tuple[Message, tuple[Kind, ...]], ...]] = (
    (_("Goals"), _GOALS),
    (_("Actions"), _ACTIONS),
    (_("Projects"), (Kind.PROJECT,)),
    (_("Texts"), (Kind.CHAPTER, Kind.TEMPLATE, Kind.FILE)),
    (
        _("Who we are, and what the plan rests on"),
        (
            *(Kind.PLAN, Kind.INSTITUTE, Kind.ANNEX, Kind.FRAMEWORK, Kind.FRAMEWORK_ITEM),
            *(Kind.FIGURE, Kind.RANKING, Kind.TABLE),
        ),
    ),
)
_OF_THE_WORK: Final = frozenset(
    "status who as_of rules words minimum_institutes action_order matrix print_waivers in_plan".split()
)
"""Fields that a reader of the plan has nothing to do with."""
_LABELS: Final = frozenset("collaboration context description explanation legal_basis partners period".split())
"""Fields that have a label on paper."""
_THERE: Final[Mapping[Kind, tuple[Message, Message]]] = {
    Kind.THEME: (_("Theme"), _("is there")),
    Kind.PARTICIPATION: (_("Taking part"), _("we take part")),
    Kind.WAIVER: (_("Left to others"), _("yes")),
    Kind.FILE: (_("Picture"), _("is there")),
    Kind.TEMPLATE: (_("Fixed words"), _("is there")),
    Kind.ANNEX: (_("Annex"), _("is there")),
}
"""What may come or go without saying more than its name."""
_OTHERWISE: Final[Mapping[Kind, tuple[Message, Message]]] = {
    Kind.FILE: (_("Picture"), _("another one")),
    Kind.TEMPLATE: (_("Fixed words"), _("worded otherwise")),
}
"""What no reader wants to see word by word."""
_NOTHING: Final = (Run("–"),)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an amendment changes: the list of it, and the plan itself with a mark beside what changed."""

    changes: Document
    marked: Document


def amend(before: Plan, after: Plan, institute: str, document: Document, filed: str, language: str) -> Amendment:
    """Hold a plan against the one that was filed under a name; `document` is what is made of it now.

    Raises `Refused` where that one held no plan of this institute.
    """
    if institute not in before.institutes_by_id:
        raise Refused(_('"{name}" holds no plan of {institute}', name=filed, institute=institute))
    found = compare_plans(before, after)
    # Told with the ids of now, so that what has another id is still the same.
    earlier = compose_document(found.before, found.before.institutes_by_id[institute]).document
    writer = _Writer(found.of(institute), institute, earlier, document, filed, language)
    return Amendment(writer.document(), with_marks(earlier, document))


_Side = tuple[Inline, ...]
_Sides = tuple[str, _Side, _Side]
"""Of what, as it was, as it is."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What became of one thing: its name, and what differs: of what, as it was, as it is."""

    name: str
    rows: tuple[_Sides, ...]


@dataclass(frozen=True)
class _Writer:
    """Writes one list."""

    found: Comparison
    institute: str
    earlier: Document
    later: Document
    filed: str
    language: str

    def document(self) -> Document:
        """The list, on pages that lie on their side."""
        later = self.later
        title = self.words.say(_("List of changes, {plan}", plan=later.title))
        return Document(
            title=title,
            author=later.author,
            language=later.language,
            date=later.date,
            sections=(Section(tuple(self._blocks()), "annex", landscape=True),),
            subject=self.words.say(_("List of changes, {plan}", plan=later.subject)),
            draft=later.draft,
            words=later.words,
        )

    @cached_property
    def words(self) -> Wording:
        return Wording((self.found.after, self.found.before), self.language)

    # --- the page ---

    def _blocks(self) -> Iterator[Block]:
        groups = [(title, tuple(self._entries(kinds))) for title, kinds in _GROUPS]
        count = sum(len(entries) for _title, entries in groups)
        yield Heading(1, (Run(self.words.say(_("List of changes"))),))
        yield self._said(_('What changed since "{name}" was filed.', name=self.filed), Role.FACT)
        if not count:
            yield self._said(_("Nothing changed in what this plan says."), Role.STATEMENT)
            return
        changed = _n("{count} part of the plan changed.", "{count} parts of the plan changed.", count)
        yield self._said(changed, Role.STATEMENT)
        yield self._said(
            _(
                "At the left stands what was filed, at the right what holds now. What is struck out is gone, what is "
                "bold was put in its place. In the plan itself a line stands in the margin beside whatever changed."
            )
        )
        for title, entries in groups:
            if entries:
                yield Heading(2, (Run(self.words.say(title)),))
            yield from map(self._table, entries)

    def _said(self, message: Message, role: Role = Role.BODY) -> Paragraph:
        return Paragraph((Run(self.words.say(message)),), role)

    def _table(self, entry: _Entry) -> Table:
        heads = [self.words.say(head) for head in (_("What"), _("As it was filed"), _("As it is now"))]
        return Table(
            columns=(Column(share=2), Column(share=5), Column(share=5)),
            header=(Row(tuple(Cell((Run(head),)) for head in heads)),),
            rows=tuple(Row((Cell((Run(what),), header=True), Cell(old), Cell(new))) for what, old, new in entry.rows),
            caption=(Run(entry.name),),
            description=self.words.say(_("{thing}: as it was filed and as it is now", thing=entry.name)),
        )

    # --- what changed ---

    def _entries(self, kinds: tuple[Kind, ...]) -> Iterator[_Entry]:
        """What became of all things of these kinds, in printed order; taking part in an action goes with the action."""
        changes: dict[str, list[Change]] = {}
        for change in self.found.changes:
            if change.kind in kinds and self._concerns(change):
                together = change.kind in (*_GOALS, *_ACTIONS)
                changes.setdefault(change.id if together else f"{change.kind} {change.id}", []).append(change)
        order = {id: at for at, id in enumerate(self._order)}
        for key in sorted(changes, key=lambda key: order.get(changes[key][0].id, len(order))):
            if rows := tuple(row for change in changes[key] for row in self._rows(change)):
                yield _Entry(self._name(changes[key][0]), rows)

    @cached_property
    def _order(self) -> tuple[str, ...]:
        """The ids of what is printed, in printed order, those of before behind."""
        ids: dict[str, None] = {}
        for plan in self.words.plans:
            institute = plan.institutes_by_id[self.institute]
            ids |= dict.fromkeys(thing.id for thing in things(plan) if thing.kind in _GOALS)
            ids |= dict.fromkeys(str(carried.action.id) for carried in printed_actions(plan, institute))
            ids |= dict.fromkeys(chapter.id for top in planned_chapters(plan, institute)[0] for chapter in top.walk())
        return tuple(ids)

    def _name(self, change: Change) -> str:
        """What a thing is called in the plan, with its code; and whether it came or went."""
        match change.kind:
            case Kind.PARTICIPATION:
                name = self.words.name(change.id, "action")
            case Kind.WAIVER:
                name = self.words.name(change.id, "goal")
            case Kind.PLAN:
                name = self.words.say(KINDS[change.kind])
            case Kind.FILE | Kind.TEMPLATE:
                name = PurePosixPath(change.id).stem.replace("-", " ")
            case _:
                name = change.name
        if change.kind in _GOALS:
            name = f"{next((codes[change.id] for codes in self._codes if change.id in codes), '')} {name}".strip()
        name = capitalised(name)
        if change.kind is not Kind.WAIVER and change.did is Did.ADDED:
            return self.words.say(_("{name} (new)", name=name))
        if change.kind is not Kind.WAIVER and change.did is Did.REMOVED:
            return self.words.say(_("{name} (gone)", name=name))
        return name

    @cached_property
    def _codes(self) -> tuple[Mapping[str, str], ...]:
        return tuple(map(goal_codes, self.words.plans))

    # --- what concerns the institute ---

    def _concerns(self, change: Change) -> bool:
        """Whether the institute's plan prints, or printed, what changed."""
        match change.kind:
            case Kind.ACTION:
                return change.id in self._order
            case Kind.CHAPTER:
                return (change.institute, change.id) in self._chapters
            case Kind.FIGURE | Kind.RANKING | Kind.TABLE:
                return (change.kind.value, change.id) in self._references
            case Kind.FILE:
                return change.id in self._pictures
            case Kind.TEMPLATE:
                return change.id != f"templates/{LETTER}.md"
        return True

    @cached_property
    def _chapters(self) -> frozenset[tuple[str, str]]:
        """The owner and id of each text that is printed as a chapter, before or now."""
        return frozenset(
            (chapter.text.owner, chapter.id)
            for plan in self.words.plans
            for top in planned_chapters(plan, plan.institutes_by_id[self.institute])[0]
            for chapter in top.walk()
            if chapter.text
        )

    @cached_property
    def _references(self) -> frozenset[tuple[str, str]]:
        """The kind and id of what printed texts refer to, before or now."""
        printed = {*self._texts[0], *self._texts[1]}
        return frozenset(
            (str(reference.kind), reference.target)
            for plan in self.words.plans
            for text, read in readings(plan)
            for reference in read.references
            if text.key in printed
        )

    @cached_property
    def _pictures(self) -> frozenset[str]:
        shown = (block for document in (self.earlier, self.later) for block in all_shown(document.blocks()))
        return frozenset(block.name for block in shown if isinstance(block, Picture))

    # --- old and new ---

    def _rows(self, change: Change) -> Iterator[_Sides]:
        if change.did in (Did.CHANGED, Did.RENAMED):
            found = change.differences
        else:
            came = change.did is Did.ADDED
            yield from self._there(change, came)
            value = self._values[came].get((change.kind, change.institute, change.id))
            found = tuple(filter(_says_something, all_of(value, came))) if value else ()
        if change.kind in _OTHERWISE and change.did is Did.CHANGED:
            what, otherwise = (self.words.say(message) for message in _OTHERWISE[change.kind])
            yield what, _NOTHING, (Run(otherwise),)
            return
        for difference in found:
            if not _OF_THE_WORK & set(difference.field.split(".")):
                yield from self._sides(change, difference)

    def _there(self, change: Change, came: bool) -> Iterator[_Sides]:
        """That something is there at all, where it may say nothing more."""
        there = _THERE.get(change.kind)
        if there:
            what, is_there = (self.words.say(message) for message in there)
            yield what, *((_NOTHING, (Run(is_there),)) if came else ((Run(is_there),), _NOTHING))

    @cached_property
    def _values(self) -> tuple[Mapping[tuple[Kind, str, str], Located], ...]:
        """Everything there was and everything there is, by kind, owner and id."""
        return tuple(
            {(thing.kind, thing.institute, thing.id): thing.value for thing in things(plan)}
            for plan in (self.found.before, self.found.after)
        )

    def _sides(self, change: Change, difference: Difference) -> Iterator[_Sides]:
        match difference:
            case TextChange():
                for passage in self._passages(change, difference):
                    yield self._field(difference.field), *self._worded(passage)
            case ListChange():
                removed, added = (
                    ", ".join(self.words.name(id, difference.names) for id in ids)
                    for ids in (difference.removed, difference.added)
                )
                if difference.reordered and not (removed or added):
                    yield self._field(difference.field), _NOTHING, (Run(self.words.say(_("in another order"))),)
                else:
                    yield self._field(difference.field), *_sides(((removed, added),))
            case ValueChange(field="contributes"):
                what = self.words.say(_('Contributes to "{goal}"', goal=self.words.name(difference.about, "goal")))
                yield what, *self._values_of(difference)
            case ValueChange():
                about = self.words.name(difference.about, difference.about_names)
                yield self._field(difference.field, about), *self._values_of(difference)

    def _passages(self, change: Change, difference: TextChange) -> tuple[Passage, ...]:
        """Where a text differs, as it is printed; one that is not printed, as its author wrote it."""
        key = f"{change.id}.{difference.field}"
        before, after = (texts.get(key) for texts in self._texts)
        if before is None and after is None:
            return difference.passages
        if before is None or after is None:
            return (Passage((before or "").replace("\n\n", "\n"), (after or "").replace("\n\n", "\n")),)
        return passages(before, after)

    @cached_property
    def _texts(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What both documents print of each value, by its key."""
        return _texts_by_key(self.earlier), _texts_by_key(self.later)

    def _worded(self, passage: Passage) -> tuple[_Side, _Side]:
        if passage.moved:
            told = self.words.say(_("stands elsewhere in the text now: {text}", text=passage.after))
            return _NOTHING, (Run(told),)
        return _sides((edit.old, edit.new) for edit in legible(word_by_word(passage.before, passage.after)))

    def _values_of(self, change: ValueChange) -> tuple[_Side, _Side]:
        before, after = (
            ""
            if value is None
            else self.words.name(value, change.names)
            if isinstance(value, str) and not isinstance(value, StrEnum)
            else self.words.value(value, change.names)
            for value in (change.before, change.after)
        )
        if change.names:
            return _sides(((before, after),))
        return _sides((edit.old, edit.new) for edit in legible(word_by_word(before, after)))

    def _field(self, field: str, about: str = "") -> str:
        """What a field is called on paper, else what its authors call it."""
        label = self.found.after.labels.get(field) if field in _LABELS else None
        name = f"{label} ({about})" if label and about else label or self.words.field(field, about)
        return capitalised(name)


def _says_something(difference: Difference) -> bool:
    """Whether a field of what came or went says more than its heading, and than what goes without saying."""
    plain = isinstance(difference, ValueChange) and {difference.before, difference.after} <= {
        None,
        False,
        Strength.CERTAIN,
    }
    return difference.field not in ("title", "action", "goal") and (not plain or difference.field == "contributes")


def _texts_by_key(document: Document) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for block in all_shown(document.blocks()):
        if isinstance(block, Heading | Paragraph | CodeBlock | Table) and block.origin and block.origin.home:
            texts.setdefault(block.origin.key, []).append(block_text(block))
    return {key: "\n\n".join(parts) for key, parts in texts.items()}


def _sides(pairs: Iterable[tuple[str, str]]) -> tuple[_Side, _Side]:
    """Old and new side by side: what differs is struck out in the one and bold in the other.

    Where there is nothing on one of the sides, all differs and the dash says so.
    """
    cut = list(pairs)
    both = any(before for before, _after in cut) and any(after for _before, after in cut)
    old = [part for before, after in cut for part in _lines(Run(before, strike=both and before != after))]
    new = [part for before, after in cut for part in _lines(Run(after, strong=both and before != after))]
    return tuple(old) or _NOTHING, tuple(new) or _NOTHING


def _lines(run: Run) -> Iterator[Inline]:
    """The run, each of its lines on a line of its own."""
    for number, line in enumerate(run.text.split("\n")):
        if number:
            yield LineBreak()
        if line:
            yield replace(run, text=line)
