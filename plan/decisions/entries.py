"""From what is to hold in a file of an action or an institute to the edits that make it hold.

In: the `Page` of such a file, and ids. Out: `Edit`s for `plan.patch`. Knows the keys of the files, and writes new ones
in the language in which their author wrote the others; knows no plan, and not whether a change makes sense.
"""

from __future__ import annotations

from collections.abc import Sequence

from plan.keys import are_dutch, key_of, names_of
from plan.messages import _
from plan.model import WORDS, Strength
from plan.patch import Add, Edit, PatchRefused, Remove, Replace
from plan.places import Place
from plan.yaml_layout import Page
from plan.yaml_nodes import Entry, Node, Scalar
from plan.yaml_nodes import Mapping as Keys
from plan.yaml_nodes import Sequence as Items
from plan.yaml_writing import written

Step = tuple[str, ...]
"""A key on the way to a value: the names it may have, the first of them the one to write."""


def contribute(page: Page, goal: str, strength: Strength) -> list[Edit]:
    """Let an action contribute to a goal so surely; what is said behind the goal in the other list goes along."""
    steps = (_step(page, "contributes"), _step(page, strength.value))
    other = next(one for one in Strength if one is not strength)
    target, items = _value(page, steps), _value(page, (steps[0], _step(page, other.value)))
    if _indexes(target, goal):
        return []
    source = f"- {written(goal)}"
    for index in _indexes(items, goal)[:1]:
        assert isinstance(items, Items)
        source = _with_remark(page, items, index, target)
    if target is None and isinstance(items, Items) and items.flow:
        return [_add(page, steps[:1], f"{steps[1][0]}: [{source.removeprefix('- ')}]")]
    return [_add(page, steps, source)]


def retract(page: Page, goal: str, strength: Strength | None) -> list[Edit]:
    """Let an action contribute to a goal in no other way than so surely; remarks above it may be about the next too."""
    edits: list[Edit] = []
    for other in Strength:
        items = _value(page, (_step(page, "contributes"), _step(page, other.value)))
        if other is not strength and isinstance(items, Items):
            edits += [Remove(items.items[index].place, keep_above=True) for index in _indexes(items, goal)]
    return edits


def join(page: Page, action: str, strength: Strength, period: str, reason: str) -> list[Edit]:
    """Let an institute take part in an action: as the sector promises, or else with the reason why not."""
    values = {"period": period, "strength": _word(page, strength) if strength is Strength.POSSIBLE else ""}
    values["reason"] = reason if any(values.values()) else ""
    lines = [f"\n  {_step(page, field)[0]}: {written(value)}" for field, value in values.items() if value]
    source = f"{written(action, 'key')}:{''.join(lines) or ' {}'}"
    return [_add(page, (_step(page, "participates"),), source)]


def leave(page: Page, action: str) -> list[Edit]:
    """Let an institute take no part in an action any more."""
    return _remove(page, (_step(page, "participates"), (action,)))


def weaken(page: Page, action: str, strength: Strength) -> list[Edit]:
    """Let an institute contribute with an action as the sector promises, or (POSSIBLE) never more than possibly."""
    steps = (_step(page, "participates"), (action,), _step(page, "strength"))
    if strength is Strength.CERTAIN:
        return _remove(page, steps)
    return [_set(page, steps, _word(page, strength))]


def waive(page: Page, goal: str, reason: str) -> list[Edit]:
    """Let an institute leave a goal to others."""
    lines = f"- {_step(page, 'goal')[0]}: {written(goal)}\n  {_step(page, 'reason')[0]}: {written(reason)}"
    return [_add(page, (_step(page, "waives"),), lines)]


def reword(_page: Page, place: Place, text: str) -> list[Edit]:
    """Let a value that stands somewhere say something else."""
    return [Replace(place, text)]


def period_of(page: Page, action: str | None) -> str:
    """The period of an action in its own file or, with its id, in that of an institute, as it is written."""
    value = _value(page, _to_period(page, action))
    return value.text if isinstance(value, Scalar) else ""


def time(page: Page, action: str | None, period: str) -> list[Edit]:
    """Give an action another period, in its own file or, with its id, in that of an institute."""
    return [_set(page, _to_period(page, action), period)]


def _to_period(page: Page, action: str | None) -> tuple[Step, ...]:
    above: tuple[Step, ...] = (_step(page, "participates"), (action,)) if action else ()
    return (*above, _step(page, "period"))


# --- keys and words --------------------------------------------------------------------------------


def _step(page: Page, field: str) -> Step:
    """The key of a field, as the authors of a file write theirs."""
    return (key_of(field, _is_dutch(page)), *names_of(field))


def _is_dutch(page: Page) -> bool:
    return are_dutch(spot.node.text for spot in page.spots if spot.is_key and isinstance(spot.node, Scalar))


def _word(page: Page, strength: Strength) -> str:
    if not _is_dutch(page):
        return strength.value
    return next(word for word, meant in WORDS[Strength].items() if meant is strength)


# --- the way to a value ----------------------------------------------------------------------------


def _entry(node: Node | None, step: Step) -> Entry | None:
    entries = node.entries if isinstance(node, Keys) else ()
    return next((entry for entry in entries if entry.key.text in step), None)


def _value(page: Page, steps: Sequence[Step]) -> Node | None:
    """What stands at the end of a way, None when there is no such key."""
    node: Node | None = page.keys
    for step in steps:
        entry = _entry(node, step)
        node = entry.value if entry else None
    return node


def _indexes(items: Node | None, text: str) -> list[int]:
    """Where a text stands in a list."""
    found = items.items if isinstance(items, Items) else ()
    return [index for index, item in enumerate(found) if isinstance(item, Scalar) and item.text.strip() == text]


# --- edits -----------------------------------------------------------------------------------------


def _add(page: Page, steps: Sequence[Step], source: str) -> Edit:
    """Add items or entries at the end of a way, of which what is missing is made."""
    place, node = Place.of_file(page.file), page.keys
    for at, step in enumerate(steps):
        entry = _entry(node, step)
        if entry is None:
            return Add(place, _nested(steps[at:], source))
        place = entry.value.place
        if not isinstance(entry.value, Keys):
            return Add(place, _nested(steps[at + 1 :], source))
        node = entry.value
    return Add(place, source)


def _nested(steps: Sequence[Step], source: str) -> str:
    """A source below the keys of a way."""
    for names in reversed(steps):
        below = "".join(f"\n  {line}" for line in source.split("\n"))
        source = f"{names[0]}:{below}"
    return source


def _set(page: Page, steps: Sequence[Step], text: str) -> Edit:
    """Give the value at the end of a way another text, or add it with its key."""
    value = _value(page, steps)
    if value is not None:
        return Replace(value.place, text)
    return _add(page, steps[:-1], f"{steps[-1][0]}: {written(text)}")


def _remove(page: Page, steps: Sequence[Step]) -> list[Edit]:
    """Take the entry at the end of a way away, if it is there; remarks above it may be about the next ones too."""
    entry = _entry(_value(page, steps[:-1]), steps[-1])
    return [Remove(entry.key.place, keep_above=True)] if entry else []


def _with_remark(page: Page, items: Items, index: int, target: Node | None) -> str:
    """An item of a list with what is said behind it, to be added to another. Raises `PatchRefused` where it cannot."""
    place, column = items.items[index].place, items.place.column - 1
    start, end = page.span(items.place)
    if not items.flow:
        start, end = page.head(items, index), page.below(page.tail(items, index), column)
    lines = page.text[start:end].splitlines()
    if not any("#" in line for line in lines):
        return f"- {page.text[slice(*page.span(place))]}"
    if items.flow or (isinstance(target, Items) and target.flow):
        raise PatchRefused(_("the remark beside it cannot go along; move this line by hand: {place}", place=str(place)))
    return "\n".join(line[min(column, len(line) - len(line.lstrip())) :] for line in lines)
