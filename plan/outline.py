"""The order of chapters of one institute's plan: the sector's order with the institute's changes.

In: a `Plan` and one of its institutes. Out: a tree of chapters, each with the text or template it prints,
and diagnostics about changes that cannot be made. Knows no Markdown and no Word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from plan.diagnostics import Diagnostic, did_you_mean
from plan.messages import _
from plan.model import Chapter, ChapterChange, Institute, Plan, Slot
from plan.places import Text


@dataclass(frozen=True, slots=True)
class PlannedChapter:
    """A chapter in its order: its slot, its depth (1 is a main chapter), its own text if any, what stands below it."""

    slot: Slot
    depth: int
    text: Chapter | None
    chapters: tuple[PlannedChapter, ...]

    @property
    def id(self) -> str:
        """The chapter's id."""
        return str(self.slot.id)

    def walk(self) -> Iterator[PlannedChapter]:
        """The chapter itself and all below it, in printed order."""
        yield self
        for chapter in self.chapters:
            yield from chapter.walk()


def planned_chapters(plan: Plan, institute: Institute) -> tuple[tuple[PlannedChapter, ...], tuple[Diagnostic, ...]]:
    """The chapters of an institute's plan in printed order, and what could not be done of the changes it asks."""
    return _planned_chapters(plan, str(institute.id))


@lru_cache(maxsize=64)
def _planned_chapters(plan: Plan, id: str) -> tuple[tuple[PlannedChapter, ...], tuple[Diagnostic, ...]]:
    institute = plan.institutes_by_id[id]
    tree = _Tree(plan.outline)
    diagnostics = tuple(told for change in institute.chapters for told in tree.change(change))
    return tuple(_planned(plan, institute, slot, 1) for slot in tree.slots), diagnostics


def _planned(plan: Plan, institute: Institute, slot: Slot, depth: int) -> PlannedChapter:
    id = str(slot.id)
    text = plan.own_chapters.get((str(institute.id), id))
    if text is None and slot.template is None:
        text = plan.shared_chapters.get(id)
    if text is None and slot.template is None and id in plan.templates:
        # Whoever adds `afkortingen` means the chapter that the program can make.
        slot = slot.model_copy(update={"template": slot.id})
    below = tuple(_planned(plan, institute, inner, depth + 1) for inner in slot.chapters)
    return PlannedChapter(slot, depth, text, below)


class _Tree:
    """An order of chapters while it is being changed."""

    def __init__(self, slots: tuple[Slot, ...]) -> None:
        self.slots = slots

    def change(self, change: ChapterChange) -> Iterator[Diagnostic]:
        """Make one change; what stands in its way is told and the order stays as it was."""
        if change.add is not None:
            yield from self._insert(change, Slot(place=change.place, places=change.places, id=change.add))
        elif change.replace is not None and change.with_ is not None:
            found = self._find(change.replace)
            if found is None:
                yield self._unknown(change.replace)
            else:
                new = found.model_copy(update={"id": change.with_, "template": None, "title": None})
                self.slots = _put(self.slots, found, (new,))
        elif change.drop is not None:
            found = self._find(change.drop)
            if found is None:
                yield self._unknown(change.drop)
            else:
                self.slots = _put(self.slots, found, ())
        elif change.move is not None:
            found = self._find(change.move)
            if found is None:
                yield self._unknown(change.move)
            else:
                before = self.slots
                self.slots = _put(self.slots, found, ())
                told = tuple(self._insert(change, found))
                if told:
                    self.slots = before
                yield from told
        else:
            yield from _incomplete(change)

    def _insert(self, change: ChapterChange, slot: Slot) -> Iterator[Diagnostic]:
        target = change.after or change.before or change.under
        if target is None:
            yield from _incomplete(change)
            return
        found = self._find(target)
        if found is None:
            yield self._unknown(target)
        elif change.after is not None:
            self.slots = _put(self.slots, found, (found, slot))
        elif change.before is not None:
            self.slots = _put(self.slots, found, (slot, found))
        else:
            self.slots = _put(self.slots, found, (found.model_copy(update={"chapters": (*found.chapters, slot)}),))

    def _find(self, name: Text) -> Slot | None:
        """A slot by its id or by its path (`omgevingsanalyse/vertegenwoordiging`)."""
        return next((slot for path, slot in _paths(self.slots) if name in (path, str(slot.id))), None)

    def _unknown(self, name: Text) -> Diagnostic:
        known = [known for path, slot in _paths(self.slots) for known in (path, str(slot.id))]
        return Diagnostic(
            "unknown-chapter",
            name.place,
            _('chapter "{chapter}" does not stand in the order of chapters', chapter=name),
            hint=did_you_mean(name, known) or _("the order of chapters stands in templates/plan.yaml"),
        )


def _incomplete(change: ChapterChange) -> Iterator[Diagnostic]:
    if any(change.is_unread(name) for name in change.places):
        return
    yield Diagnostic(
        "incomplete-change",
        replace(change.place, end_line=change.place.line, end_column=change.place.column + 1),
        _("this change does not say what should happen where"),
        hint=_("write for example `after: missie` with below it `add: my-chapter`, or `drop: voorwoord`"),
    )


def _paths(slots: tuple[Slot, ...], above: str = "") -> Iterator[tuple[str, Slot]]:
    for slot in slots:
        path = f"{above}{slot.id}"
        yield path, slot
        yield from _paths(slot.chapters, f"{path}/")


def _put(slots: tuple[Slot, ...], old: Slot, new: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The same order with `new` in the place of `old`."""
    out: list[Slot] = []
    for slot in slots:
        if slot is old:
            out += new
        else:
            below = _put(slot.chapters, old, new)
            out.append(slot if below == slot.chapters else slot.model_copy(update={"chapters": below}))
    return tuple(out)
