"""One institute's plan as StratML Part 1 (ISO 17469-1), the standard for strategic plans as data.

In: a `Plan`, one of its institutes and the document that was composed of both. Out: the bytes of an XML file, the same
for the same plan. Texts are plain and as the document prints them, a paragraph or an item on each line.

Strategic goals are the standard's goals, operational goals its objectives. Vision, mission and target group are the
chapters of those roles. Values are the list items that open with a bold name, in the chapter with the role `values` or
else in the vision. What the plan does not say is left out; where the standard asks for it all the same, a gap is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from plan.anchors import block_text
from plan.coverage import goal_codes, printed_actions
from plan.document import Block, Document, Heading, List, Paragraph, Run, plain_text
from plan.markdown_reader import read_markdown
from plan.model import Chapter, Institute, Kind, OperationalGoal, Plan, StrategicGoal
from plan.outline import planned_chapters
from plan.places import Prose

NAMESPACE: Final = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_GAP: Final = "…"


def plan_as_stratml(plan: Plan, institute: Institute, document: Document) -> bytes:
    """The institute's plan in the elements of the standard, valid against its schema whatever the plan lacks."""
    tree = _Writer(plan, institute, document).plan_element()
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _Writer:
    """Writes one plan."""

    def __init__(self, plan: Plan, institute: Institute, document: Document) -> None:
        self.plan, self.institute, self.document = plan, institute, document
        self.codes = goal_codes(plan)
        self.actions = printed_actions(plan, institute)
        self.names = {block.anchor: block.name for block in document.blocks() if isinstance(block, Heading)}
        self.identifiers: set[str] = set()
        self.homes: dict[str, list[Block]] = {}
        for block in document.blocks():
            if (origin := getattr(block, "origin", None)) and origin.home:
                self.homes.setdefault(origin.key, []).append(block)

    def plan_element(self) -> etree._Element:
        plan = etree.Element(f"{{{NAMESPACE}}}StrategicPlan", nsmap={None: NAMESPACE})
        _add(plan, "Name", self.document.title)
        core = _add(plan, "StrategicPlanCore")
        self._organisation(core)
        for name, role in (("Vision", "vision"), ("Mission", "mission")):
            if chapter := self._chapter(role):
                element = _add(core, name)
                _add(element, "Description", self._text(chapter.text))
                self._identify(element, role)
        for value, meaning in self._values():
            element = _add(core, "Value")
            _add(element, "Name", value)
            _add(element, "Description", meaning)
        for goal in self.plan.strategic_goals:
            self._goal(core, goal)
        if not self.plan.strategic_goals:  # the standard knows no plan without a goal
            gap = _add(core, "Goal")
            _add(gap, "Name", _GAP)
            _add(gap, "Description", _GAP)
        self._administration(plan)
        return plan

    # --- who ---

    def _organisation(self, above: etree._Element) -> None:
        organisation = _add(above, "Organization")
        _add(organisation, "Name", self.institute.name)
        _add_known(organisation, "Acronym", self.institute.short_name)
        self._identify(organisation, f"institute.{self.institute.id}")
        _add_known(organisation, "Description", self.institute.area)
        if target := self._chapter("target-group"):
            _add(_target_group(organisation, target), "Description", self._text(target.text))

    def _administration(self, above: etree._Element) -> None:
        identity, institute = self.plan.identity, self.institute
        about = _add(above, "AdministrativeInformation")
        _add(about, "StartDate", identity.period.first_day.isoformat())
        _add(about, "EndDate", identity.period.last_day.isoformat())
        _add(about, "PublicationDate", identity.date.isoformat())
        submitter = _add(about, "Submitter")
        _add_known(submitter, "PhoneNumber", institute.phone)
        _add_known(submitter, "EmailAddress", institute.email)

    # --- what for ---

    def _goal(self, above: etree._Element, strategic: StrategicGoal) -> None:
        goal = _add(above, "Goal")
        self._about(goal, strategic, "goal")
        _add_known(goal, "OtherInformation", self._text(strategic.explanation))
        for operational in strategic.all_operational_goals:
            objective = _add(goal, "Objective")
            self._about(objective, operational, "objective")
            self._stakeholders(objective, operational, strategic.kind)
            _add_known(objective, "OtherInformation", self._text(operational.explanation))

    def _about(self, element: etree._Element, goal: StrategicGoal | OperationalGoal, kind: str) -> None:
        _add(element, "Name", self.names.get(str(goal.id)) or goal.title)
        _add(element, "Description", self._text(goal.statement) or _GAP)
        self._identify(element, f"{kind}.{goal.id}")
        _add(element, "SequenceIndicator", self.codes[str(goal.id)])

    def _stakeholders(self, objective: etree._Element, goal: OperationalGoal, kind: Kind) -> None:
        """For whom a goal is, and with whom the institute works on it."""
        if kind is Kind.EXTERNAL and (target := self._chapter("target-group")):
            _target_group(objective, target)
        for partner in dict.fromkeys(self._partners(goal)):
            _add(_add(objective, "Stakeholder"), "Name", partner)

    def _partners(self, goal: OperationalGoal) -> Iterator[str]:
        """The partners of the actions that contribute to a goal, and of the projects these are done with."""
        for carried in self.actions:
            if carried.strength(goal.id):
                yield from map(str, carried.action.partners)
                projects = (self.plan.projects_by_id.get(use.project) for use in carried.uses)
                yield from (str(partner) for project in projects if project for partner in project.partners)

    # --- texts ---

    def _chapter(self, role: str) -> Chapter | None:
        """The first chapter of this role that says something."""
        chapters, _told = planned_chapters(self.plan, self.institute)
        texts = (chapter.text for top in chapters for chapter in top.walk() if chapter.slot.role == role)
        return next((text for text in texts if text and text.text.strip()), None)

    def _values(self) -> Iterator[tuple[str, str]]:
        """The values the institute stands for, each by its name and in words."""
        chapter = self._chapter("values") or self._chapter("vision")
        lists = [block for block in self._blocks(chapter.text) if isinstance(block, List)] if chapter else []
        for item in (item for one in lists for item in one.items):
            match item.blocks:
                case (Paragraph(inlines=(Run(strong=True, text=name), *_others)) as first, *_below):
                    meaning = plain_text(first.inlines).removeprefix(name).strip(" :–")
                    yield name.strip(" :"), meaning or name

    def _blocks(self, prose: Prose) -> Iterable[Block]:
        """A text as the document prints it; one that it leaves out, as its author wrote it."""
        return self.homes.get(prose.key) or read_markdown(prose).blocks

    def _text(self, prose: Prose | None) -> str:
        return "\n".join(filter(None, map(block_text, self._blocks(prose)))) if prose else ""

    def _identify(self, element: etree._Element, name: str) -> None:
        """Name an element, unless another is called so already: of two goals with one id the second has no name."""
        if name not in self.identifiers:
            self.identifiers.add(name)
            _add(element, "Identifier", name)


def _target_group(above: etree._Element, chapter: Chapter) -> etree._Element:
    stakeholder = _add(above, "Stakeholder")
    stakeholder.set("StakeholderTypeType", "Generic_Group")
    _add(stakeholder, "Name", chapter.title)
    return stakeholder


def _add(above: etree._Element, name: str, text: str = "") -> etree._Element:
    """Append an element of the standard; what XML cannot hold becomes a space."""
    element = etree.SubElement(above, f"{{{NAMESPACE}}}{name}")
    element.text = _NO_XML.sub(" ", text) or None
    return element


def _add_known(above: etree._Element, name: str, text: str | None) -> None:
    """Append an element, if there is something to say in it."""
    if text:
        _add(above, name, text)
