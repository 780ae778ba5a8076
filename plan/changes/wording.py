"""What a field, its value and a thing are called when a change is told.

In: the plans that are compared and the language to speak. Out: words. Knows no layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from plan.changes.comparing import Value
from plan.changes.things import Kind
from plan.dutch import Number, Period, print_date, print_number, print_period
from plan.keys import key_of
from plan.messages import Message, _
from plan.model import Plan

KINDS: Final[Mapping[Kind, Message]] = {
    Kind.PLAN: _("the plan as a whole"),
    Kind.STRATEGIC_GOAL: _("strategic goal"),
    Kind.THEME: _("theme"),
    Kind.OPERATIONAL_GOAL: _("operational goal"),
    Kind.INSTITUTE: _("institute"),
    Kind.ACTION: _("action"),
    Kind.PROJECT: _("project"),
    Kind.CHAPTER: _("chapter"),
    Kind.FRAMEWORK: _("framework"),
    Kind.FRAMEWORK_ITEM: _("part of a framework"),
    Kind.FIGURE: _("figure"),
    Kind.RANKING: _("ranking"),
    Kind.TABLE: _("table"),
    Kind.ANNEX: _("annex"),
    Kind.NAME: _("name"),
    Kind.TEMPLATE: _("template"),
    Kind.FILE: _("file"),
}
STRENGTHS: Final = {"certain": _("certain"), "possible": _("possible")}
_FIELDS: Final = {"owner": _("whose it is"), "text": _("text")}


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for what differs between plans, the newest of which comes first."""

    plans: tuple[Plan, ...]
    language: str

    def field(self, field: str, about: str = "") -> str:
        """What a field is called, with the names of the fields it stands in, and what of it it is about."""
        words = [
            self.say(_FIELDS[name]) if name in _FIELDS else key_of(name, dutch=self.language == "nl").replace("_", " ")
            for name in field.split(".")
        ]
        return f"{', '.join(words)} ({about})" if about else ", ".join(words)

    def value(self, value: Value | None, names: str) -> str:
        """A value in words; `names` is the kind of thing whose id it may be."""
        match value:
            case None | "":
                return self.say(_("nothing"))
            case bool():
                return self.say(_("yes") if value else _("no"))
            case Period():
                return print_period(value, self.language)
            case Number():
                return print_number(value.value)
            case date():
                return print_date(value, self.language)
            case int():
                return str(value)
            case StrEnum():
                return self.say(STRENGTHS[value.value]) if value.value in STRENGTHS else value.value
        return f'"{self.name(value, names)}"'

    def name(self, id: str, names: str) -> str:
        """What a thing is called that something names by its id."""
        for plan in self.plans:
            if (thing := _named(plan, names).get(id)) is not None:
                return str(thing)
        return id

    def say(self, message: Message) -> str:
        """A sentence in the language."""
        return message.render(self.language)


def _named(plan: Plan, names: str) -> dict[str, str]:
    """The titles of all things of a kind, by id."""
    match names:
        case "goal" | "theme":
            goals = {str(goal.id): str(goal.title) for goal in plan.strategic_goals}
            themes = {str(theme.id): str(theme.title) for goal in plan.strategic_goals for theme in goal.themes}
            return goals | themes | {str(goal.id): str(goal.title) for goal in plan.operational_goals}
        case "action":
            return {str(action.id): str(action.name) for action in plan.actions}
        case "project":
            return {str(project.id): str(project.title) for project in plan.projects}
        case "institute":
            return {str(institute.id): str(institute.short) for institute in plan.institutes}
        case "framework":
            return {id: str(item.title) for id, item in plan.framework_items_by_id.items()}
        case "chapter":
            return {str(chapter.id): str(chapter.title) for chapter in plan.chapters}
    return {}
