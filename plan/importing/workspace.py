"""Make a first workspace of a whole old plan.

In: the text of a plan. Out: a `Draft`: the files of a workspace, and what there is to tell. Writes nothing itself.
Knows how plans are built up: goals by headings ("SD1: ...", "OD ..."), action sheets by their parts, chapters by what
is left.

What is sure is written as it stands. What is not becomes a draft that says what is to be looked at. What the program
makes itself of the data (the matrix) is kept apart as text, so that no word is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from posixpath import join
from textwrap import indent
from typing import Final

from plan.document import Block, Heading, Inline, List, Paragraph, Role, Run, Table, plain_text
from plan.dutch import Unreadable, read_date, read_period
from plan.ids import is_device, is_no_text, slug
from plan.importing.arrived import Arrived, texts_of, words_of
from plan.importing.losses import without_references
from plan.importing.markdown import Target, write_source
from plan.importing.matrix import Matrix, MatrixRow, read_matrix
from plan.importing.sheets import PROSE, Partners, Sheet, partners_in, period_in, read_sheet
from plan.load import TEMPLATES
from plan.messages import Message, _, _n
from plan.yaml_writing import written

APART: Final = "bewaard/ingevoerd"

_STRATEGIC: Final = re.compile(
    r"(?:SD|strategische doelstelling)\s*(?P<number>\d*)\s*[:.–-]?\s+(?P<title>.+)", re.IGNORECASE
)
_OPERATIONAL: Final = re.compile(
    r"(?:OD|operationele doelstelling)\s*(?P<number>[\d.]*)\s*[:.–-]?\s+(?P<title>.+)", re.IGNORECASE
)
_LEGAL: Final = re.compile(r"rechtsgrond(?:en)?:\s*(?P<sources>.+)", re.IGNORECASE)
_INTERNAL: Final = re.compile(r"\bintern", re.IGNORECASE)
_MATRIX: Final = re.compile(r"overzichtsschema|matrix", re.IGNORECASE)
_EXPLANATION: Final = re.compile(r"toelichting|verduidelijking|uitleg", re.IGNORECASE)
_GAP: Final = re.compile(r".*\bnog (?:te schrijven|in te vullen)\.", re.IGNORECASE)
_ANNEX: Final = re.compile(r"bijlage [A-Z0-9]{1,2}\s*[:.–-]\s*(?P<title>.+)", re.IGNORECASE)
_APART_DOCUMENT: Final = re.compile(r"Deze bijlage is een afzonderlijk document\.")
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d\b")
_PROJECT: Final = re.compile(
    r"(?P<title>.+?)(?: \((?P<location>[^()]*)\))?(?P<provisional>, voorlopig)?"
    r"(?:, (?P<period>[^:,]*(?:19|20)\d\d[^:,]*))?(?:: (?P<condition>.+?))?"
    r"(?:\. Samenwerkingspartners: (?P<partners>.+))?"
)
_MONTHS: Final = "januari februari maart april mei juni juli augustus september oktober november december".split()
_SHEET_PARTS: Final = 3  # of the seven that a sheet can have
_RESERVED: Final = (
    "omslag inhoudsopgave doelstellingen strategische-acties overzichtsschema actiefiches interne-doelstellingen plan"
).split()


@dataclass(slots=True)
class Draft:
    """The files of a workspace by path, what there is to tell, and the words that did not get into any of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: list[Message] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)


def make_workspace(arrived: Arrived, labels: dict[str, str], today: date) -> Draft:
    """The workspace of one plan; `labels` name the parts of a sheet, `today` dates a plan without a date."""
    first = _Maker(arrived, labels, today, {})
    first.made()
    # A text may refer to what comes after it: all has its id once it was made.
    blocks, losses = without_references(arrived.blocks, first.names)
    arrived = replace(arrived, blocks=blocks, told=(*arrived.told, *losses.told()))
    return _Maker(arrived, labels, today, first.names).made()


# --- the outline -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Section:
    """A heading with what stands under it."""

    heading: Heading
    blocks: list[Block] = field(default_factory=list)
    below: list[_Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The words of the heading."""
        return " ".join(plain_text(self.heading.inlines).split())

    def whole(self) -> Iterator[Block]:
        """All that stands under the heading, headings among it."""
        yield from self.blocks
        for section in self.below:
            yield section.heading
            yield from section.whole()

    def all(self) -> Iterator[_Section]:
        """It and all below it."""
        yield self
        for section in self.below:
            yield from section.all()


def _outline(blocks: Iterable[Block]) -> tuple[list[Block], list[_Section]]:
    """What stands before the first heading, and the sections of the highest level."""
    before: list[Block] = []
    top: list[_Section] = []
    path: list[_Section] = []
    for block in blocks:
        if isinstance(block, Heading):
            section = _Section(block)
            while path and path[-1].heading.level >= block.level:
                path.pop()
            (path[-1].below if path else top).append(section)
            path.append(section)
        else:
            (path[-1].blocks if path else before).append(block)
    return before, top


# --- making ----------------------------------------------------------------------------------------


class _Ids:
    """Ids made of titles, each given once."""

    def __init__(self) -> None:
        self._taken = {id.replace("-", "") for id in _RESERVED}

    def take(self, title: str, otherwise: str = "onderdeel", under: str = "") -> str:
        """An id for a title; where it is taken, one with what it stands under, or a number."""
        short = "-".join(slug(title).split("-")[:6]) or otherwise
        if is_no_text(short) or is_device(short):
            short = f"{otherwise}-{short}"
        tries = (
            short,
            *((f"{short}-{slug(under)}",) if slug(under) else ()),
            *(f"{short}-{n}" for n in range(2, 1000)),
        )
        id: str = next(name for name in tries if name.replace("-", "") not in self._taken)
        self._taken.add(id.replace("-", ""))
        return id


class _Maker:
    def __init__(self, arrived: Arrived, labels: dict[str, str], today: date, known: Mapping[str, Target]) -> None:
        self.arrived = arrived
        self.labels = labels
        self.known = known  # what references name, by the anchors of headings
        self.names: dict[str, Target] = {}
        self.today = today
        self.ids = _Ids()
        self.draft = Draft(told=list(arrived.told))
        self.said: list[str] = []  # words that are in the files as data
        self.goals: list[tuple[str, str]] = []  # title and id of the operational goals
        self.projects: dict[tuple[str, str, bool, str], str] = {}
        self.project_data: dict[str, list[str]] = {}
        self.participations: list[str] = []
        self.actions: list[str] = []
        self.slots: list[str] = []
        self.pictures: set[str] = set()
        self.institute = self.name = ""
        self.matrix = Matrix()
        self.rows = iter(self.matrix.rows)
        self.annexes: list[str] = []

    def made(self) -> Draft:
        self.said += [text for block in self.arrived.blocks if _is_of_program(block) for text in texts_of([block])]
        before, sections = _outline(block for block in self.arrived.blocks if not _is_of_program(block))
        head = self.cover(before)
        external = [
            goal for section in sections for goal in section.all() if _is_goal(goal) and not _is_inside(section)
        ]
        internal = [goal for section in sections for goal in section.all() if _is_goal(goal) and _is_inside(section)]
        self.matrix = read_matrix(
            (block for section in sections for block in section.whole() if isinstance(block, Table)),
            [_title_of_goal(one) for goal in external for one in goal.all() if _is_operational(one)],
            [one.title for goal in external for one in goal.below],
            [one.title for section in sections for one in self.sheets_in(section)],
        )
        self.rows = iter(self.matrix.rows)
        # Goals are known first: sheets name them, wherever they stand.
        goals = [*self.strategic(external, "external"), *self.strategic(internal, "internal")]
        for section in sections:
            self.top(section)
        self.write_goals(head, goals)
        self.write_institute()
        order = "chapters:\n" + indent("\n".join(self.slots), "  ") + "\n"
        self.draft.files["templates/plan.yaml"] = order.encode()
        self.count()
        return self.draft

    def put(self, file: str, title: str, blocks: Sequence[Block], status: bool = False) -> None:
        """Write a text; one in which something is to be done is a draft."""
        source = self.source(file, title, blocks)
        head = "---\nstatus: ontwerp\n---\n" if status and "{nog " in source else ""
        self.draft.files[file] = (head + source).encode()

    def source(self, file: str, title: str, blocks: Sequence[Block]) -> str:
        folder = file.rpartition("/")[0]
        made = write_source(title, blocks, taken=self.pictures, names=self.known)
        self.pictures |= {path.casefold() for path in made.pictures}
        self.draft.files |= {join(folder, path): data for path, data in made.pictures.items()}
        self.said += texts_of(blocks)
        self.said.append(title)
        return made.text

    def remember(self, target: Target, *found: Block) -> None:
        """What references to the headings among these blocks are to name from now on."""
        self.names |= {block.anchor: target for block in found if isinstance(block, Heading) and block.anchor}

    # --- the cover

    def cover(self, before: Sequence[Block]) -> list[str]:
        """What goals.yaml says of the plan, read from the lines before the first heading."""
        title, period, day = "", "", ""
        left: list[Block] = []
        for block in before:
            text = plain_text(block.inlines).strip() if isinstance(block, Paragraph) else ""
            match block:
                case Paragraph(role=Role.TITLE) if not title:
                    title = text
                case Paragraph(role=Role.SUBTITLE):
                    self.name = text
                case Paragraph() if not day and (found := _day(text)):
                    day = found
                    self.said.append(text)
                case _:
                    left.append(block)
        if found_years := _YEARS.search(" ".join([title, *texts_of(left)])):
            period = found_years[0]
        self.name = self.name or "Eigen instituut"
        self.institute = self.ids.take(re.sub(r"(?i)\b(?:samenlevingsopbouw|vzw)\b", "", self.name), "eigen-instituut")
        self.said += [title, self.name]
        if left:
            self.put(f"{APART}/voor-het-eerste-hoofdstuk.md", "Voor het eerste hoofdstuk", left)
        notes = [label for label, known in (("titel", title), ("looptijd", period), ("datum", day)) if not known]
        if notes:
            self.draft.told.append(_("look at the plan's data at the top of goals.yaml: {notes}", notes=tuple(notes)))
        return [
            f"  title: {written(title or 'Meerjarenplan')}",
            f"  period: {period or f'{self.today.year}-{self.today.year + 4}'}",
            f"  date: {day or self.today.isoformat()}",
            "  language: nl-BE",
        ]

    # --- goals

    def strategic(self, sections: Sequence[_Section], kind: str) -> list[str]:
        lines: list[str] = []
        for section in sections:
            found = _STRATEGIC.fullmatch(section.title)
            assert found is not None
            goal = self.ids.take(found["title"], "doel")
            self.remember(Target("doel", goal, found["title"]), section.heading, *section.whole())
            lines += [f"- id: {goal}", f"  kind: {kind}", f"  title: {written(found['title'])}"]
            if section.title.startswith("SD"):
                lines.append(f"  code: SD{found['number']}")
            self.said.append(section.title)
            themes = [
                below
                for below in section.below
                if not _is_operational(below) and any(map(_is_operational, below.all()))
            ]
            ods = [below for below in section.below if _is_operational(below)]
            rest = [
                block
                for below in section.below
                if below not in themes and below not in ods
                for block in (below.heading, *below.whole())
            ]
            lines += self.texts([*section.blocks, *rest], "  ", has_legal=True)
            for theme in themes:
                if theme is themes[0]:
                    lines.append("  themes:")
                id = self.ids.take(theme.title, "thema")
                self.said.append(theme.title)
                lines += [f"    - id: {id}", f"      title: {written(theme.title)}"]
                lines += _short(self.matrix.themes.get(theme.title, ""), theme.title, "      ")
                lines += self.operational([below for below in theme.below if _is_operational(below)], "      ", kind)
                if theme.blocks:
                    self.apart(theme.title, theme.blocks)
            lines += self.operational(ods, "  ", kind)
        return lines

    def operational(self, sections: Sequence[_Section], margin: str, kind: str) -> list[str]:
        lines = [f"{margin}operational_goals:"] if sections else []
        for section in sections:
            found = _OPERATIONAL.fullmatch(section.title)
            assert found is not None
            id = self.ids.take(found["title"], "doel")
            self.remember(Target("doel", id, found["title"]), section.heading, *section.whole())
            if kind == "external" and len(self.goals) < len(self.matrix.goals):
                short = self.matrix.goals[len(self.goals)]
            else:
                short = ""
            self.goals.append((found["title"], id))
            self.said.append(section.title)
            lines += [f"{margin}  - id: {id}", f"{margin}    title: {written(found['title'])}"]
            lines += _short(short, found["title"], f"{margin}    ")
            if found["number"]:
                lines.append(f"{margin}    code: {written('OD' + found['number'])}")
            blocks = list(section.blocks)
            for below in section.below:
                if _EXPLANATION.fullmatch(below.title):
                    blocks += below.whole()
                    self.said.append(below.title)
                elif kind == "internal":
                    self.internal_action(below, id)
                else:
                    blocks += (below.heading, *below.whole())
            lines += self.texts(blocks, f"{margin}    ")
        return lines

    def texts(self, blocks: Sequence[Block], margin: str, has_legal: bool = False) -> list[str]:
        """The statement of a goal, which is its first paragraph, its explanation and its legal basis."""
        kept = [block for block in blocks if not _is_gap(block)]
        legal: list[str] = []
        if has_legal:
            for block in kept:
                found = _LEGAL.fullmatch(_line(block))
                if found:
                    legal = [found["sources"]]
                    self.said.append(_line(block))
                    kept.remove(block)
                    break
        statement = kept[:1] if kept and isinstance(kept[0], Paragraph) else []
        explanation = kept[len(statement) :]
        lines = self.prose("statement", statement, margin)
        if not statement:
            lines.append(f"{margin}status: ontwerp")
        lines += self.prose("explanation", explanation, margin)
        if legal:
            lines.append(f"{margin}legal_basis: [{', '.join(written(name, 'flow') for name in legal)}]")
        return lines

    def prose(self, key: str, blocks: Sequence[Block], margin: str, file: str = "goals.yaml") -> list[str]:
        if not blocks:
            return []
        text = self.source(file, "", blocks).strip("\n")
        return [f"{margin}{key}: |", *(f"{margin}  {line}" if line else "" for line in text.split("\n"))]

    # --- actions

    def internal_action(self, section: _Section, goal: str) -> None:
        """An action under an internal goal: its text, and lines that tell partners and period."""
        parts, blocks = self.facts(section.whole())
        parts["description"] = tuple(blocks)
        self.action(section, Sheet((), parts, ()), [goal], [], None)

    def facts(self, found: Iterable[Block]) -> tuple[dict[str, tuple[Block, ...]], list[Block]]:
        """The lines that tell partners and period ("Timing: 2021-2025"), by part, and the other blocks."""
        blocks: list[Block] = []
        parts: dict[str, tuple[Block, ...]] = {}
        for block in found:
            name, _sign, _rest = _line(block).partition(": ")
            part = next((key for key in ("partners", "period") if name.casefold() == self.labels[key].casefold()), "")
            value = Paragraph(_without(block, len(name) + 2)) if part and isinstance(block, Paragraph) else None
            if value is not None and (period_in([value]) if part == "period" else partners_in([value])):
                parts[part] = (value,)
                self.said += (name, *texts_of([value]))
            else:
                blocks.append(block)
        return parts, blocks

    def sheet(self, section: _Section) -> None:
        """An action from its sheet."""
        sheet = read_sheet(list(section.whole()), self.labels)
        self.said += sheet.headings
        certain, possible, left = self.contributions(sheet.parts.get("goals", ()))
        row = next(self.rows, None)
        if row is not None and not certain and not possible:
            certain, possible = ([self.goals[at][1] for at in places] for places in (row.certain, row.possible))
        parts = dict(sheet.parts)
        if sheet.before:
            parts["description"] = (*sheet.before, *parts.get("description", ()))
        if left:
            parts["description"] = (*parts.get("description", ()), *left)
        self.action(section, Sheet((), parts, sheet.headings), certain, possible, row)

    def action(
        self, section: _Section, sheet: Sheet, certain: Sequence[str], possible: Sequence[str], row: MatrixRow | None
    ) -> None:
        title = section.title
        id = self.ids.take(title, "actie")
        self.remember(Target("actie", id, title), section.heading, *section.whole())
        is_shared = row is not None and self.is_shared(row)
        file = f"actions/{id}.yaml" if is_shared else f"actions/{self.institute}/{id}.yaml"
        self.actions.append(id)
        self.said.append(title)
        uncertain: list[str] = []
        lines = [f"title: {written(title)}", *_short(row.name if row else "", title, "")]
        parts = {name: tuple(block for block in blocks if not _is_gap(block)) for name, blocks in sheet.parts.items()}
        period = period_in(parts.get("period", ()))
        if period:
            lines.append(f"period: {written(period)}")
            self.said += texts_of(parts["period"])
        else:
            uncertain.append("looptijd")
        if certain or possible:
            lines.append("contributes:")
            lines += [
                f"  {key}: [{', '.join(ids)}]" for key, ids in (("certain", certain), ("possible", possible)) if ids
            ]
        else:
            uncertain.append("doelstellingen")
        partners = partners_in(parts.get("partners", ()))
        if partners is not None:
            lines += _partner_lines(partners)
            self.said += texts_of(parts["partners"])
        else:
            uncertain.append("partners")
        uses, described = self.uses(parts.get("projects", ()))
        if is_shared:
            self.participations += [f"  {id}:", *(["    projects:", *(f"    {line}" for line in uses)] if uses else [])]
            self.participations[-1] += "" if uses else " {}"
        elif uses:
            lines += ["projects:", *uses]
        texts = {name: parts[name] for name in PROSE if parts.get(name)}
        if "description" in texts:
            texts["description"] = self.projects_told(texts["description"])
        left = [
            block
            for name in ("period", "partners")
            for block in parts.get(name, ())
            if not self.is_read(name, period, partners)
        ]
        if left:
            left.insert(0, Paragraph((Run(f"nakijken: {' en '.join(uncertain)}", to_write=True),)))
        if left or described:
            texts["description"] = (*texts.get("description", ()), *left, *described)
        if uncertain:
            lines[1:1] = ["status: ontwerp", f"# Nog na te kijken: {', '.join(uncertain)}."]
        self.draft.files[file] = ("\n".join(lines) + "\n").encode()
        beside = f"{file.removesuffix('.yaml')}.md"
        if texts:
            whole = "\n".join(self.source(beside, self.labels[name], blocks) for name, blocks in texts.items())
            self.draft.files[beside] = whole.encode()

    def is_shared(self, row: MatrixRow) -> bool:
        """Whether the matrix calls an action one of the whole sector."""
        return row.owner.casefold() == self.labels["sector"].casefold()

    def is_read(self, part: str, period: str, partners: Partners | None) -> bool:
        return bool(period) if part == "period" else partners is not None

    def contributions(self, blocks: Sequence[Block]) -> tuple[list[str], list[str], list[Block]]:
        """The goals that a sheet carries certainly and possibly, and the blocks that name none."""
        certain: list[str] = []
        possible: list[str] = []
        left: list[Block] = []
        for block in blocks:
            lines = list(filter(None, texts_of([block])))
            named = False
            for line in lines:
                ids = self.goals_in(line)
                named = named or bool(ids)
                (possible if "mogelijk" in line.casefold() else certain).extend(ids)
            if named:
                self.said += lines
            elif not _is_gap(block):
                left.append(block)
        return list(dict.fromkeys(certain)), [id for id in dict.fromkeys(possible) if id not in certain], left

    def goals_in(self, line: str) -> list[str]:
        """The operational goals whose titles stand in a line, in their order."""
        found: list[tuple[int, str]] = []
        rest = line.casefold()
        for title, id in sorted(self.goals, key=lambda goal: -len(goal[0])):
            at = rest.find(title.casefold())
            if at >= 0:
                found.append((at, id))
                rest = rest[:at] + "\0" * len(title) + rest[at + len(title) :]
        return [id for _at, id in sorted(found)]

    # --- projects

    def projects_told(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The text of a sheet without what it tells of its projects, under their names: that goes to these."""
        left: list[Block] = []
        known = {title: id for (title, _location, _provisional, _partners), id in self.projects.items()}
        at: int | None = None
        told: dict[str, list[Block]] = {}
        for block in blocks:
            title = plain_text(block.inlines).strip() if isinstance(block, Heading) else ""
            if isinstance(block, Heading):
                at = block.level if title in known else at if at is not None and block.level > at else None
                if title in known:
                    told[known[title]] = []
                    self.said.append(title)
                    continue
            (left if at is None else told[list(told)[-1]]).append(block)
        for id, found in told.items():
            lines = self.project_data[id]
            names, kept = self.facts(found)
            if "partners" in names and not any(line.strip().startswith("partners") for line in lines):
                lines += [f"    {line}" for line in _partner_lines(partners_in(names["partners"]) or Partners())]
            lines += self.prose("description", kept, "    ", f"institutes/{self.institute}/projects.yaml")
        return tuple(left)

    def uses(self, blocks: Sequence[Block]) -> tuple[list[str], list[Block]]:
        """The projects that an action names, as lines of its data, and the blocks that name none."""
        lines: list[str] = []
        left: list[Block] = []
        for block in blocks:
            if not isinstance(block, List):
                left.append(block)
                continue
            for item in block.items:
                text = " ".join(" ".join(filter(None, texts_of(item.blocks))).split())
                found = _PROJECT.fullmatch(text)
                if found:
                    self.said.append(text)
                    lines += self.use(found)
        return lines, left

    def use(self, found: re.Match[str]) -> list[str]:
        period, condition = found["period"] or "", found["condition"] or ""
        try:
            read_period(period or "2020")
        except Unreadable:
            condition, period = ": ".join(filter(None, (period, condition))), ""
        id = self.project(found["title"], found["location"] or "", bool(found["provisional"]), found["partners"] or "")
        if not period and not condition:
            return [f"  - {id}"]
        lines = [f"  - project: {id}"]
        lines += [f"    period: {written(period)}"] if period else []
        return lines + ([f"    condition: {written(condition)}"] if condition else [])

    def project(self, title: str, location: str, provisional: bool, partners: str) -> str:
        """The id of a project, which is made where it is met first."""
        known = (title, location, provisional, partners)
        if known not in self.projects:
            id = self.projects[known] = self.ids.take(title, "project", under=location)
            lines = [f"  - id: {id}", f"    title: {written(title)}"]
            lines += [f"    location: {written(location)}"] if location else []
            lines += ["    provisional: ja"] if provisional else []
            names = _partners_of(partners) if partners else Partners()
            lines += [f"    {line}" for line in _partner_lines(names)]
            self.project_data[id] = lines
        return self.projects[known]

    # --- chapters

    def top(self, section: _Section) -> None:
        """A section of the highest level: goals, action sheets, or a chapter."""
        goals = [one for one in section.below if _is_goal(one)]
        sheets = self.sheets_in(section)
        if self.matrix.rows and _MATRIX.search(section.title) and not sheets:
            self.apart(section.title, list(section.whole()))
        elif goals:
            internal = _is_inside(section)
            id = "interne-doelstellingen" if internal else "doelstellingen"
            self.remember(Target("hoofdstuk", id, section.title), section.heading)
            role = "internal-goals" if internal else "goals"
            self.template(id, section.title)
            self.slots.append(f"- {{id: {id}, role: {role}, template: {id}}}")
            self.left_over(section, goals)
        elif sheets == [section]:
            self.sheet(section)
        elif sheets:
            self.remember(Target("hoofdstuk", "strategische-acties", section.title), section.heading)
            self.template("strategische-acties", section.title)
            self.slots += [
                "- id: strategische-acties",
                "  template: strategische-acties",
                "  chapters:",
                "    - {id: overzichtsschema, role: matrix, template: overzichtsschema}",
                "    - {id: actiefiches, role: action-sheets, template: actiefiches}",
            ]
            for one in sheets:
                self.sheet(one)
            self.left_over(section, sheets)
        elif section.below and all(_ANNEX.fullmatch(one.title) for one in section.below):
            self.add_annexes(section)
        else:
            self.chapter(section)

    def add_annexes(self, section: _Section) -> None:
        """The annexes that a plan names, those that are in it with their text."""
        self.remember(Target("hoofdstuk", "bijlagen", section.title), section.heading)
        self.template("bijlagen", section.title)
        self.slots.append("- {id: bijlagen, role: annexes, template: bijlagen}")
        for one in section.below:
            found = _ANNEX.fullmatch(one.title)
            assert found is not None
            id = self.ids.take(found["title"], "bijlage")
            self.remember(Target("bijlage", id, ""), one.heading, *one.whole())
            self.annexes += [f"  - id: {id}", f"    title: {written(found['title'])}"]
            self.said.append(one.title)
            blocks = list(one.whole())
            self.said += (_line(block) for block in blocks if _APART_DOCUMENT.fullmatch(_line(block)))
            if any(not _APART_DOCUMENT.fullmatch(_line(block)) for block in blocks):
                self.put(f"chapters/{id}.md", found["title"], blocks, status=True)
        self.left_over(section, section.below)

    def left_over(self, section: _Section, known: Sequence[_Section]) -> None:
        """What stands among goals or sheets and is neither: kept apart, since the program makes this chapter itself."""
        left = [*section.blocks]
        for below in section.below:
            if below not in known:
                left += (below.heading, *below.whole())
        if left:
            self.apart(section.title, left)
        self.said.append(section.title)

    def apart(self, title: str, blocks: Sequence[Block]) -> None:
        file = f"{APART}/{slug(title) or 'tekst'}.md"
        self.put(file, title, blocks)
        self.draft.told.append(
            _('the program makes "{title}" of the data; what stood there too is kept in {file}', title=title, file=file)
        )

    def sheets_in(self, section: _Section) -> list[_Section]:
        """The action sheets right below a section, or it itself where it is one."""
        return [one for one in section.below if self.is_sheet(one)] or [one for one in [section] if self.is_sheet(one)]

    def is_sheet(self, section: _Section) -> bool:
        return len(read_sheet(list(section.whole()), self.labels).parts) >= _SHEET_PARTS

    def chapter(self, section: _Section) -> None:
        """A chapter, and a file of its own for each part of it."""
        id = self.ids.take(section.title, "hoofdstuk")
        self.remember(Target("hoofdstuk", id, section.title), section.heading, *section.whole())
        parts = section.below if len(section.below) > 1 else []
        self.put(f"chapters/{id}.md", section.title, section.blocks if parts else list(section.whole()), status=True)
        self.slots.append(f"- id: {id}")
        if parts:
            self.slots.append("  chapters:")
        for part in parts:
            below = self.ids.take(part.title, "hoofdstuk", under=section.title)
            self.remember(Target("hoofdstuk", below, part.title), part.heading, *part.whole())
            self.put(f"chapters/{below}.md", part.title, list(part.whole()), status=True)
            self.slots.append(f"    - {{id: {below}}}")

    def template(self, name: str, title: str) -> None:
        """The program's own wording of a chapter under the heading that the old plan has."""
        text = (TEMPLATES / f"{name}.md").read_text("utf-8")
        changed = re.sub(r"\A# [^\n]*", lambda _own: f"# {title}", text)
        if changed != text:
            self.draft.files[f"templates/{name}.md"] = changed.encode()

    # --- files

    def write_goals(self, head: Sequence[str], goals: Sequence[str]) -> None:
        lines = ["format: 1", "plan:", *head]
        lines += ["annexes:", *self.annexes] if self.annexes else []
        lines += ["strategic_goals:", *(f"  {line}" if line else "" for line in goals)] if goals else []
        self.draft.files["goals.yaml"] = ("\n".join(lines) + "\n").encode()

    def write_institute(self) -> None:
        self.slots[:0] = [
            "- {id: omslag, role: cover, template: omslag}",
            "- {id: inhoudsopgave, role: contents, template: inhoudsopgave}",
        ]
        lines = [f"name: {written(self.name)}"]
        owners = Counter(row.owner for row in self.matrix.rows if row.owner and not self.is_shared(row))
        lines += [f"short_name: {written(name)}" for name, _count in owners.most_common(1)]
        lines.append("status: in-opmaak")
        lines += ["participates:", *self.participations] if self.participations else ["participates: {}"]
        if self.actions:
            lines += ["action_order:", *(f"  - {id}" for id in self.actions)]
        folder = f"institutes/{self.institute}"
        self.draft.files[f"{folder}/institute.yaml"] = ("\n".join(lines) + "\n").encode()
        if self.project_data:
            data = "\n".join(line for lines in self.project_data.values() for line in lines)
            self.draft.files[f"{folder}/projects.yaml"] = f"projects:\n{data}\n".encode()

    def count(self) -> None:
        """Tell what was found, and which words got lost."""
        chapters = sum(file.startswith("chapters/") and file.endswith(".md") for file in self.draft.files)
        self.draft.told[:0] = [
            _n("{count} operational goal", "{count} operational goals", len(self.goals)),
            _n("{count} action", "{count} actions", len(self.actions)),
            _n("{count} project", "{count} projects", len(self.projects)),
            _n("{count} chapter", "{count} chapters", chapters),
        ]
        self.draft.lost = self.arrived.words - words_of(self.said)


# --- small things ----------------------------------------------------------------------------------


def _is_goal(section: _Section) -> bool:
    return _STRATEGIC.fullmatch(section.title) is not None and any(map(_is_operational, section.all()))


def _is_operational(section: _Section) -> bool:
    return _OPERATIONAL.fullmatch(section.title) is not None


def _is_inside(section: _Section) -> bool:
    return _INTERNAL.search(section.title) is not None


def _title_of_goal(section: _Section) -> str:
    found = _OPERATIONAL.fullmatch(section.title)
    return found["title"] if found else ""


def _short(name: str, title: str, margin: str) -> list[str]:
    """The line that gives something a short title, where it has one."""
    return [f"{margin}short_title: {written(name)}"] if name and name != title else []


def _is_of_program(block: Block) -> bool:
    """Whether a block tells which sources a plan was built of: no longer true of this one."""
    return _line(block).startswith("Vingerafdruk van de bronnen:")


def _is_gap(block: Block) -> bool:
    """Whether a block is what the program prints where something is still to be written."""
    return _GAP.fullmatch(_line(block)) is not None


def _line(block: Block) -> str:
    return plain_text(block.inlines).strip() if isinstance(block, Paragraph) else ""


def _without(paragraph: Paragraph, count: int) -> tuple[Inline, ...]:
    """The inlines of a paragraph without its first characters."""
    kept: list[Inline] = []
    for inline in paragraph.inlines:
        if count and isinstance(inline, Run):
            cut = min(count, len(inline.text))
            count -= cut
            inline = replace(inline, text=inline.text[cut:])
        kept.append(inline)
    return tuple(kept)


def _partners_of(text: str) -> Partners:
    return partners_in([Paragraph((Run(text),))]) or Partners((text,))


def _partner_lines(partners: Partners) -> list[str]:
    lines = ["partners:", *(f"  - {written(name)}" for name in partners.names)] if partners.names else []
    lines += ["partners_open: ja"] if partners.open_ended else []
    return lines + ([f"partners_note: {written(partners.note)}"] if partners.note else [])


def _day(text: str) -> str:
    """The day that a line of a cover tells, the first of a month that it names; "" for none."""
    try:
        return read_date(text).isoformat()
    except Unreadable:
        month, _sign, year = text.casefold().partition(" ")
        known = month in _MONTHS and re.fullmatch(r"(?:19|20)\d\d", year)
        return f"{year}-{_MONTHS.index(month) + 1:02}-01" if known else ""
