"""What a plan holds, laid out for rules that look at everything: its items, and all its texts.

In: a `Plan`. Out: items by the name under which findings speak of them, and every `Text` and `Prose` whichever model
it stands in, with the references in them. Knows no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from plan.diagnostics import Other, did_you_mean, you_meant
from plan.markdown_reader import Kind, MarkdownPart, ReferenceNode, Spot, has_marks, read_inline, read_markdown
from plan.messages import Message, _
from plan.model import Item, Located, OperationalGoal, Plan, StrategicGoal
from plan.places import Place, Prose, Sourced, Text


def items(plan: Plan) -> Iterator[tuple[str, Item]]:
    """What has a status and an author, with the name that findings give it: `de-stek`, `minister/wonen`."""
    for item in (*goals(plan), *plan.actions, *plan.projects, *plan.chapters):
        yield item.id, item
    yield from plan.framework_items_by_id.items()


def goals(plan: Plan) -> tuple[StrategicGoal | OperationalGoal, ...]:
    """All goals: each strategic one, followed by the operational ones under it."""
    return tuple(goal for strategic in plan.strategic_goals for goal in _from(strategic))


def _from(strategic: StrategicGoal) -> tuple[StrategicGoal | OperationalGoal, ...]:
    return strategic, *strategic.all_operational_goals


# --- names of other items --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """An id as somebody wrote it to name an item, the item in which it was written, and where else it was."""

    id: str
    place: Place
    subject: str
    others: tuple[Other, ...] = ()


def named(ids: Iterable[Text | None]) -> Iterator[Named]:
    """Ids that were written in fields."""
    return (Named(str.__str__(id), id.place, subject(id)) for id in ids if id is not None)


def meant(name: str, known: Mapping[str, object], codes: Mapping[str, str] | None = None) -> Message | None:
    """The hint that says which id was meant; None when none is near.

    An author may have written a title, or the code that `codes` gives by id, or forgotten the comma between ids.
    """
    several = re.findall(r"[^\s;]+", name)
    if len(several) > 1 and all(one in known for one in several):
        return _("put a comma between the ids: {ids}", ids=", ".join(several))
    written = name.casefold()
    ids = [id for id, item in known.items() if written in _called(id, item, codes or {})]
    return you_meant(ids[0], known[ids[0]]) if len(ids) == 1 else did_you_mean(name, known)


def _called(id: str, item: object, codes: Mapping[str, str]) -> tuple[str, ...]:
    """What an item is called on paper, in small letters."""
    names = (getattr(item, field, None) for field in ("title", "short_title", "name", "short_name"))
    return tuple(str(name).casefold() for name in (*names, codes.get(id)) if name)


def referred(plan: Plan, kind: Kind) -> Iterator[Named]:
    """Ids that were written in texts: `{actie de-stek}`."""
    return (
        Named(reference.target, reference.place, subject(text))
        for text, read in readings(plan)
        for reference in read.references
        if reference.kind == kind
    )


# --- texts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What any text may hold: references, work still to do, and braces of which nothing can be made."""

    references: tuple[ReferenceNode, ...]
    to_write: tuple[Spot, ...]
    unknown: tuple[Spot, ...]


@lru_cache(maxsize=2)
def readings(plan: Plan) -> tuple[tuple[Sourced, Reading], ...]:
    """Every text of the plan that holds braces, one-line texts and Markdown alike, with what they mean."""
    return tuple((text, _read(text)) for text in texts(plan) if "{" in text)


@lru_cache(maxsize=2)
def prose(plan: Plan) -> tuple[Prose, ...]:
    """Every piece of Markdown in the plan."""
    return tuple(text for text in texts(plan) if isinstance(text, Prose))


@lru_cache(maxsize=2)
def markdown(plan: Plan) -> tuple[tuple[Prose, MarkdownPart], ...]:
    """Every piece of Markdown in the plan that holds marks, with what they make of it."""
    return tuple((text, read_markdown(text)) for text in prose(plan) if has_marks(text))


def subject(text: Sourced) -> str:
    """The item a text belongs to: its key goes on after a point."""
    return text.key.partition(".")[0]


def _read(text: Text | Prose) -> Reading:
    part = read_markdown(text) if isinstance(text, Prose) else read_inline(text)
    return Reading(part.references, part.to_write, part.unknown)


def texts(plan: Plan) -> Iterator[Text | Prose]:
    """Every text of the plan, of one line or in Markdown."""
    return (text for _path, text in texts_by_path(plan))


@lru_cache(maxsize=2)
def texts_by_path(plan: Plan) -> tuple[tuple[tuple[str, ...], Text | Prose], ...]:
    """Every text of the plan, each with the fields that lead to it: `("actions", "partners")`."""
    return tuple(found for part in fields(plan) for found in _within((part.name,), getattr(plan, part.name)))


def _within(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], Text | Prose]]:
    if isinstance(value, Text | Prose):
        yield path, value
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(path, part)
    elif isinstance(value, Located):
        for name in type(value).model_fields:
            if (part := getattr(value, name)) is not None:
                yield from _within((*path, name), part)
