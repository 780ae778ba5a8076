"""What the page of the report is about, as data for its scripts.

In: a `Plan`, its sources and its findings. Out: mappings and lists that JSON can hold, in printed order. Knows no HTML.

The page works out coverage by itself, so that it can do so again for a "what if"; here are only the facts it rests on.
What would repair a gap comes with it, since that takes more of the program than the page has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from plan.coverage import (
    Repair,
    answered_items,
    conditional,
    cover,
    goal_codes,
    institute_codes,
    is_doubted,
    is_unread,
    printed_order,
    repairs,
)
from plan.diagnostics import Diagnostic, Severity
from plan.document import Heading, Paragraph
from plan.dutch import Period, print_period
from plan.markdown_reader import read_markdown
from plan.markdown_reader import words as words_of
from plan.messages import _, rule_name
from plan.model import (
    Action,
    Address,
    Chapter,
    Delivery,
    Framework,
    FrameworkItem,
    Institute,
    Item,
    OperationalGoal,
    Participation,
    Plan,
    Project,
    ProjectUse,
    Status,
    StrategicGoal,
)
from plan.places import Place, Prose, Text
from plan.report.page import Table
from plan.report.words import signs, words
from plan.sources import Sources
from plan.standings import standing_in_words, told_of_unread

Data = Mapping[str, object]


def report_data(plan: Plan, sources: Sources, findings: Sequence[Diagnostic], language: str) -> Data:
    """Everything the page shows, in words of `language`; `sources` tell how a period was written."""
    facts = _Facts(plan, sources, findings, language)
    identity = plan.identity
    return {
        "language": language,
        "plan": {
            "title": identity.title,
            "organisation": identity.organisation,
            "years": list(identity.period.years),
            "period": facts.period(identity.period, identity.place_of("period")),
            "date": identity.date.isoformat(),
            "minimum_institutes": plan.minimum_institutes,
        },
        "unread": [told.render(language) for told in told_of_unread(plan)],
        "words": words(language),
        "signs": signs(),
        "goals": [facts.strategic_goal(goal) for goal in plan.strategic_goals],
        "actions": [facts.action(action) for action in printed_order(plan)],
        "institutes": [facts.institute(institute) for institute in plan.institutes],
        "projects": [facts.project(project) for project in plan.projects],
        "frameworks": [facts.framework(framework) for framework in plan.frameworks],
        "repairs": dict(facts.repairs()),
        "findings": [facts.finding(found) for found in findings],
    }


def overview(plan: Plan, language: str) -> Table:
    """How each institute carries each goal, in words: for who sees the page without its scripts."""
    coverage, codes = cover(plan), goal_codes(plan)
    note = _("The rest of this page needs JavaScript, which is off here: open the file in a browser.")
    return Table(
        note.render(language),
        heads=(_("goal").render(language), *short_names(plan).values()),
        rows=tuple(
            (
                f"{codes[goal.id]} {goal.title}",
                *(
                    standing_in_words(coverage.cell(goal.id, institute.id)).render(language)
                    for institute in plan.institutes
                ),
            )
            for goal in plan.operational_goals
        ),
    )


@dataclass(frozen=True)
class _Facts:
    """The parts of the data, told from one plan in one language."""

    plan: Plan
    sources: Sources
    findings: Sequence[Diagnostic]
    language: str

    def strategic_goal(self, goal: StrategicGoal) -> Data:
        """A strategic goal with the operational goals under it."""
        codes = goal_codes(self.plan)

        def operational(below: OperationalGoal) -> Data:
            return {
                **_item(below),
                "code": codes[below.id],
                "short": below.name,
                "statement": _plain(below.statement),
            }

        return {
            **_item(goal),
            "code": codes[goal.id],
            "kind": goal.kind,
            "statement": _plain(goal.statement),
            "operational": [operational(below) for below in goal.all_operational_goals],
        }

    def action(self, action: Action) -> Data:
        """An action as it is, whoever takes part."""
        return {
            **_item(action),
            "short": action.name,
            "owner": action.owner,
            "internal": self.plan.is_internal(action),
            "period": self.period(action.period, action.place_of("period")),
            "certain": _links(action.certain),
            "possible": _links(action.possible),
            "projects": self.uses(action.projects),
        }

    def project(self, project: Project) -> Data:
        """A project, once."""
        return {
            **_item(project),
            "owner": project.owner,
            "location": project.location,
            "period": self.period(project.period, project.place_of("period")),
            "provisional": project.provisional,
            "condition": project.condition,
        }

    def uses(self, uses: Iterable[ProjectUse]) -> list[Data]:
        """Projects in an action, with whether each may yet not come about."""
        return [
            {
                "project": use.project,
                "condition": use.condition,
                "conditional": conditional(self.plan, use),
                "place": _place(use.place),
            }
            for use in uses
        ]

    def institute(self, institute: Institute) -> Data:
        """Who an institute is, what it joins and waives, how far it is."""
        joins = institute.participates
        return {
            "id": institute.id,
            "name": institute.name,
            "short": institute.short,
            "called": short_names(self.plan)[institute.id],
            "code": institute_codes(self.plan)[institute.id],
            "status": "onleesbaar" if is_unread(self.plan, institute) else institute.status,
            "in_doubt": is_doubted(self.plan, institute),
            "delivered": institute.status is not Delivery.NOT_DELIVERED,
            "decided": joins is not None,
            "as_of": institute.as_of and institute.as_of.isoformat(),
            "contact": {
                "address": _address(institute.address),
                "phone": institute.phone,
                "email": institute.email,
                "website": institute.website,
            },
            "place": _place(institute.place),
            "participates": None if joins is None else [self.participation(joined) for joined in joins],
            "participates_place": _place(institute.place_of("participates")),
            "waives": [
                {"goal": waiver.goal, "reason": waiver.reason, "place": _place(waiver.place)}
                for waiver in institute.waives
            ],
            "action_order": list(institute.action_order),
            "progress": self.progress(institute),
            "findings": self.findings_of(institute),
        }

    def participation(self, joined: Participation) -> Data:
        """How an institute takes part in a sector action."""
        return {
            "action": joined.action,
            "strength": joined.strength,
            "period": self.period(joined.period, joined.place_of("period")),
            "reason": joined.reason,
            "projects": self.uses(joined.projects),
            "place": _place(joined.place),
        }

    def progress(self, institute: Institute) -> Data:
        """How many of its own actions, projects and chapters are finished, drafted and still to be written."""
        everything: tuple[Action | Project | Chapter, ...] = (
            *self.plan.actions,
            *self.plan.projects,
            *self.plan.chapters,
        )
        counted = Counter(item.status for item in everything if item.owner == institute.id)
        return {"ready": counted[Status.READY], "draft": counted[Status.DRAFT], "todo": counted[Status.TO_WRITE]}

    def findings_of(self, institute: Institute) -> Data:
        """How many findings are about this institute, by how much they weigh; what is about all counts nowhere."""
        own = [found for found in self.findings if institute.id in found.institutes]
        counted = Counter(found.severity for found in own if found.accepted is None)
        accepted = sum(found.accepted is not None for found in own)
        return {**{severity.value: counted[severity] for severity in Severity}, "accepted": accepted}

    def framework(self, framework: Framework) -> Data:
        """A framework with what answers each of its items."""
        return {
            "id": framework.id,
            "title": framework.title,
            "place": _place(framework.place),
            "items": [self.framework_item(framework, item) for item in framework.items],
        }

    def framework_item(self, framework: Framework, item: FrameworkItem) -> Data:
        """An item with the goals and actions that answer it; what another framework works out is answered there."""
        name = f"{framework.id}/{item.id}"
        every_goal: list[StrategicGoal | OperationalGoal] = []
        for above in self.plan.strategic_goals:
            every_goal += (above, *above.all_operational_goals)
        goals = [goal.id for goal in every_goal if name in goal.answers]
        actions = [action.id for action in printed_order(self.plan) if name in action.answers]
        return {
            **_item(item),
            "worked_out_in": item.framework,
            "answered": name in answered_items(self.plan),
            "goals": goals,
            "actions": actions,
        }

    def repairs(self) -> Iterator[tuple[str, list[Data]]]:
        """What would repair each gap, by `goal/institute`, the cheapest first."""
        for goal, institute in cover(self.plan).cells:
            if found := repairs(self.plan, goal, institute):
                yield f"{goal}/{institute}", [self.repair(repair, goal, institute) for repair in found]

    def repair(self, repair: Repair, goal: str, institute: str) -> Data:
        """One way to close a gap."""
        return {
            "do": repair.kind,
            "action": repair.action,
            "goal": goal,
            "institute": institute,
            "years": list(repair.years),
            "place": _place(repair.place),
        }

    def finding(self, found: Diagnostic) -> Data:
        """A finding in words."""
        return {
            "name": rule_name(found.rule, self.language),
            "severity": found.severity,
            "subject": found.subject,
            "institutes": list(found.institutes),
            "told": found.message.render(self.language),
            "hint": found.hint and found.hint.render(self.language),
            "place": _place(found.place),
            "accepted": found.accepted,
        }

    def period(self, period: Period | None, place: Place) -> Data | None:
        """A period as it was written, as it is printed, and its first and last day."""
        if period is None:
            return None
        printed = print_period(period, self.language)
        written = self.sources.line(place.file, place.line)[place.column - 1 : place.end_column - 1].strip("\"' ")
        return {
            "text": written if place.line == place.end_line else printed,
            "printed": printed,
            "first": period.first_day.isoformat(),
            "last": period.last_day.isoformat(),
        }


def _item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "status": item.status,
        "who": item.who,
        "place": _place(item.place),
    }


def _place(place: Place) -> str:
    return f"{place.file}:{place.line}"


def short_names(plan: Plan) -> Mapping[str, str]:
    """What each institute is called where all are listed, by id: its name without the words that all names share."""
    names = {str(one.id): one.name.split() for one in plan.institutes if not is_unread(plan, one)}
    first = _shared(names.values())
    last = _shared([words[:first:-1] for words in names.values()])
    known = {id: " ".join(words[first : len(words) - last] or words) for id, words in names.items()}
    return {str(one.id): known.get(one.id, str(one.name)) for one in plan.institutes}


def _shared(names: Iterable[Sequence[str]]) -> int:
    """With how many words all of these names begin."""
    return sum(1 for _word in takewhile(lambda words: len(set(words)) == 1, zip(*names, strict=False)))


def _plain(text: Prose | None) -> str | None:
    """The words of a text, without marks; references stay as they were typed."""
    if text is None:
        return None
    return " ".join(words_of(block) for block in read_markdown(text).blocks if isinstance(block, Heading | Paragraph))


def _links(goals: Iterable[Text]) -> list[Data]:
    return [{"goal": goal, "place": _place(goal.place)} for goal in goals]


def _address(address: Address | None) -> str | None:
    if address is None:
        return None
    town = " ".join(filter(None, (address.postcode, address.city)))
    return ", ".join(filter(None, (address.street, town))) or None
