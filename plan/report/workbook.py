"""The sector's coverage as an Excel workbook.

In: a `Plan` and its findings. Out: the bytes of an .xlsx: the goals by institute, a matrix for each institute, the
years, the frameworks, the findings, and how to read it all. Knows what stands where; `sheets` knows how Excel shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from plan.coverage import (
    Cell,
    Coverage,
    Row,
    Standing,
    answered_items,
    conditional,
    cover,
    goal_codes,
    institute_codes,
    is_unread,
    matrix,
    repairs,
)
from plan.coverage import Column as GoalColumn
from plan.diagnostics import SEVERITY_WORDS, Diagnostic, Severity
from plan.dutch import print_date, print_period, year_spans
from plan.messages import Message, _, _n, in_words, rule_name
from plan.model import Delivery, FrameworkItem, Institute, Kind, OperationalGoal, Plan, ProjectUse, StrategicGoal
from plan.places import Place
from plan.report.data import short_names
from plan.report.sheets import About, Column, Line, Link, Shade, Sheet, sheet_names, write_sheets
from plan.sentences import capitalised
from plan.standings import (
    DOUBTED,
    MEANINGS,
    NO_DATA,
    SIGNS,
    UNDECIDED,
    UNSURE,
    WAIVED,
    cell_sign,
    standing_in_words,
    strategic_sign,
    told_of_unread,
    year_signs,
)

_SHADES: Final = {
    SIGNS[Standing.CERTAIN]: Shade.FULL,
    SIGNS[Standing.POSSIBLE]: Shade.LIGHT,
    SIGNS[Standing.NONE]: Shade.GAP,
    WAIVED: Shade.FAINT,
    UNDECIDED: Shade.FAINT,
    NO_DATA: Shade.UNKNOWN,
}
_COUNTED: Final = tuple(sign for sign in MEANINGS if sign not in (UNSURE, DOUBTED))
_MOST_NAMED: Final = 6  # institutes in a cell; of more their number tells enough
_DELIVERIES: Final = {
    Delivery.NOT_DELIVERED: _("nothing delivered"),
    Delivery.IN_PROGRESS: _("being written"),
    Delivery.SUBMITTED: _("submitted"),
}
_SEVERITIES: Final = {Severity.ERROR: Shade.GAP, Severity.WARNING: Shade.LIGHT, Severity.TODO: Shade.FAINT}


def coverage_workbook(plan: Plan, findings: Sequence[Diagnostic], language: str) -> bytes:
    """The workbook of a plan, in words of `language`; the same bytes for the same plan."""
    book = _Book(plan, findings, language)
    identity = plan.identity
    about = About(
        title=book.told(_("{plan}: coverage of the goals", plan=identity.title)),
        subject=book.told(_("Coverage of the goals in {period}", period=print_period(identity.period, language))),
        author=str(identity.organisation or ""),
        made=identity.date,
    )
    return write_sheets(tuple(book.sheets()), about)


@dataclass(frozen=True)
class _Book:
    """The sheets of one plan in one language."""

    plan: Plan
    findings: Sequence[Diagnostic]
    language: str

    def told(self, text: Message | str) -> str:
        """A sentence in the language of the workbook; what an author wrote as it is."""
        return in_words(text, self.language)

    def column(self, head: Message | str, width: float, shades: Mapping[str, Shade] | None = None) -> Column:
        """A column of texts."""
        return Column(capitalised(self.told(head)), width, shades=shades)

    def listed(self, texts: Iterable[Message | str]) -> str:
        """Texts below each other in one cell."""
        return "\n".join(map(self.told, texts))

    @cached_property
    def coverage(self) -> Coverage:
        """Who carries what."""
        return cover(self.plan)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes of the goals by id."""
        return goal_codes(self.plan)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years of the plan."""
        return tuple(map(str, self.coverage.years))

    @cached_property
    def institutes(self) -> Mapping[str, str]:
        """What each institute is called here, by id."""
        return short_names(self.plan)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets: those of the workbook's own first, then one for each institute."""
        own = (_("Overview"), _("Years"), _("Years as data"), _("Frameworks"), _("Findings"), _("How to read this"))
        return sheet_names((*map(self.told, own), *self.institutes.values()))

    @cached_property
    def matrices(self) -> Mapping[str, str]:
        """The names of the sheets with a matrix, by institute."""
        return dict(zip(self.institutes, self.names[6:], strict=True))

    def sheets(self) -> Iterator[Sheet]:
        """All sheets, in their order."""
        overview, years, data, frameworks, findings, reading = self.names[:6]
        yield self.overview(overview)
        for institute in self.plan.institutes:
            yield self.matrix(self.matrices[institute.id], institute)
        yield self.by_year(years)
        yield self.year_data(data)
        if self.plan.frameworks:
            yield self.frameworks(frameworks)
        yield self.found(findings)
        yield self.reading(reading)

    # --- the goals by institute --------------------------------------------------------------------

    def overview(self, name: str) -> Sheet:
        """How many institutes carry each goal, and how each of them does."""
        labels = self.plan.labels
        period = print_period(self.plan.identity.period, self.language)
        codes = institute_codes(self.plan)
        counts = (Column(sign, 5.5, capitalised(self.told(MEANINGS[sign]))) for sign in _COUNTED)
        institutes = (
            Column(codes[id], 7, Link(called, self.matrices[id]), signs=True, shades=_SHADES)
            for id, called in self.institutes.items()
        )
        return Sheet(
            name,
            self.told(_("Coverage of the goals in {period}, by institute", period=period)),
            (
                self.column(_("level"), 8),
                self.column(_("code"), 8),
                self.column(_("goal"), 38),
                self.column(labels.get("theme") or _("theme"), 22),
                *counts,
                *institutes,
                self.column(_("to discuss"), 52),
            ),
            tuple(self._goal_lines()),
            (*map(self.told, told_of_unread(self.plan)), self._legend()),
            lead=3,
        )

    def _legend(self) -> str:
        """What the signs mean, in a line."""
        known = (sign for sign in MEANINGS if sign != DOUBTED or told_of_unread(self.plan))
        return "   ".join(f"{sign} {self.told(MEANINGS[sign])}" for sign in known)

    def _goal_lines(self) -> Iterator[Line]:
        labels = self.plan.labels
        strategic_level = labels.get("strategic_goal_short", "SD")
        operational_level = labels.get("operational_goal_short", "OD")
        for above, columns in groupby(matrix(self.plan, None, kind=None).columns, lambda column: column.strategic):
            signs = [self._strategic(above, institute) for institute in self.institutes]
            yield Line(
                (strategic_level, self.codes[above.id], above.title, "", *_counts(signs), *signs, ""), heading=True
            )
            for column in columns:
                goal, theme = column.goal, column.theme
                signs = [cell_sign(self.coverage.cell(goal.id, institute)) for institute in self.institutes]
                told = self.listed(self._to_discuss(above, goal))
                named = theme.title if theme else ""
                yield Line((operational_level, column.code, goal.title, named, *_counts(signs), *signs, told))

    def _strategic(self, goal: StrategicGoal, institute: str) -> str:
        """The sign of a strategic goal at an institute; where it lacks something, how much of it is there: `○ 5/6`."""
        sign = strategic_sign(self.coverage, goal, institute)
        standing = self.coverage.strategic(goal, institute)
        lacking = len(standing.lacking) if standing else 0
        of = len(goal.all_operational_goals)
        return f"{sign} {of - lacking}/{of}" if 0 < lacking < of else sign

    def _to_discuss(self, above: StrategicGoal, goal: OperationalGoal) -> Iterator[Message]:
        """What is wrong with a goal in the sector, the worst first."""
        cells = self.coverage.at(goal.id)
        least = self.plan.minimum_institutes
        certain = sum(cell.standing is Standing.CERTAIN for cell in cells)
        if above.kind is Kind.EXTERNAL and certain < least:
            yield _("too few certain: {certain} of {least}", certain=certain, least=least)
        open_ = [cell for cell in cells if not cell.covered and not cell.excused and not cell.doubted]
        if nothing := [cell for cell in open_ if cell.standing is Standing.NONE]:
            yield _("nothing: {institutes}", institutes=self._called(nothing))
        if possible := [cell for cell in open_ if cell.standing is Standing.POSSIBLE]:
            yield _("only possible: {institutes}", institutes=self._called(possible))
        certainly = [cell for cell in cells if cell.standing is Standing.CERTAIN and not cell.waiver]
        short = [cell for cell in certainly if cell.short_years and not cell.doubted]
        if len(short) > _MOST_NAMED:
            yield _("not every year: {institutes}", institutes=self._called(short))
        else:
            for cell in short:
                called = self.institutes[cell.institute.id]
                yield _("{institute}: not in {years}", institute=called, years=year_spans(cell.short_years))

    def _called(self, cells: Sequence[Cell]) -> tuple[str, ...] | Message:
        """The institutes of some cells: their names or, where they are many, how many."""
        if len(cells) > _MOST_NAMED:
            return _n("{count} institute", "{count} institutes", len(cells))
        return tuple(self.institutes[cell.institute.id] for cell in cells)

    # --- an institute ------------------------------------------------------------------------------

    def matrix(self, name: str, institute: Institute) -> Sheet:
        """Which of its actions contributes to which goal, and how each goal stands."""
        table = matrix(self.plan, institute, kind=None)
        lead = (_("action"), 40), (_("owner"), 9), (_("period"), 20), (_("projects"), 44)
        return Sheet(
            name,
            str(institute.name),
            (
                *(self.column(head, width) for head, width in lead),
                *(self._goal_column(column) for column in table.columns),
            ),
            tuple(self._action_line(row) for row in table.rows),
            (self.told(self._state(institute)), self._legend()),
            pinned=Line(
                (
                    self.told(_("coverage at this institute")),
                    *("", "", ""),
                    *(cell_sign(self.coverage.cell(column.goal.id, institute.id)) for column in table.columns),
                ),
                heading=True,
            ),
        )

    def _goal_column(self, column: GoalColumn) -> Column:
        above = f"{self.codes[column.strategic.id]} {column.strategic.title}"
        return Column(column.code, 7.5, str(column.goal.name), above, signs=True, shades=_SHADES)

    def _action_line(self, row: Row) -> Line:
        action = row.action
        return Line(
            (
                action.title,
                self.told(_("own") if action.owner else _("sector")),
                print_period(row.period, self.language) if row.period else self.told(_("no period")),
                self.listed(self._use(use) for use in (row.carried.uses if row.carried else ())),
                *(SIGNS[Standing(strength.value)] if strength else "" for strength in row.strengths),
            )
        )

    def _use(self, use: ProjectUse) -> str:
        project = self.plan.projects_by_id.get(use.project)
        title = project.title if project else use.project
        return f"{title} {UNSURE}" if conditional(self.plan, use) else str(title)

    def _state(self, institute: Institute) -> Message:
        """How far an institute is, and of when that is."""
        if is_unread(self.plan, institute):
            return _("{file} cannot be read: this institute is counted nowhere", file=institute.place.file)
        state = _DELIVERIES[institute.status]
        if institute.as_of:
            state = _("{state}, as of {date}", state=state, date=print_date(institute.as_of, self.language))
        if institute.status is Delivery.NOT_DELIVERED:
            return _("{state}: it counts nowhere, and is no gap", state=state)
        if institute.participates is None:
            return _("{state}; it has yet to say in which actions of the sector it takes part", state=state)
        return state

    # --- years -------------------------------------------------------------------------------------

    def by_year(self, name: str) -> Sheet:
        """Each goal at each institute year by year, in words, with what would repair it."""
        period = print_period(self.plan.identity.period, self.language)
        return Sheet(
            name,
            self.told(_("Coverage of the goals in {period}, by year", period=period)),
            (
                self.column(_("code"), 8),
                self.column(_("goal"), 34),
                self.column(_("institute"), 22),
                *(Column(year, 8, signs=True, shades=_SHADES) for year in self.years),
                Column(capitalised(self.told(_("all in all"))), 9, signs=True, shades=_SHADES),
                self.column(_("in words"), 36),
                self.column(_("actions"), 40),
                self.column(_("what would repair it, the cheapest"), 46),
                self.column(_("where"), 40),
            ),
            tuple(self._year_line(*at) for at in self._everywhere()),
            (self.told(_("Goals of the own organisation ask for an action, whenever that runs: they have no years.")),),
            lead=3,
        )

    def _everywhere(self) -> Iterator[tuple[OperationalGoal, str, Cell | None]]:
        """Each goal at each institute, whether there are data or not."""
        for goal in self.plan.operational_goals:
            for institute in self.institutes:
                yield goal, institute, self.coverage.cell(goal.id, institute)

    def _year_line(self, goal: OperationalGoal, institute: str, cell: Cell | None) -> Line:
        if self.plan.strategic_goal_of[goal.id].kind is Kind.INTERNAL:
            signs: Sequence[str] = [""] * len(self.years)
        else:
            signs = year_signs(cell) if cell else [NO_DATA] * len(self.years)
        cheapest = next(iter(repairs(self.plan, goal.id, institute)), None)
        return Line(
            (
                self.codes[goal.id],
                goal.title,
                self.institutes[institute],
                *signs,
                cell_sign(cell),
                capitalised(self.told(standing_in_words(cell))),
                self.listed(self._contributions(cell)),
                capitalised(self.told(cheapest.message)) if cheapest else "",
                _where(cheapest.place) if cheapest else "",
            )
        )

    def _contributions(self, cell: Cell | None, year: int | None = None) -> Iterator[str]:
        """The actions that carry a goal, each behind its sign; with a year those that run in it."""
        for one in cell.contributions if cell else ():
            if year is None or year in one.years:
                yield f"{SIGNS[Standing(one.strength.value)]} {one.carried.action.name}"

    def year_data(self, name: str) -> Sheet:
        """A row for each goal, institute and year: what a pivot table asks for."""
        heads = (
            (_("year"), 8), (_("institute"), 24), (_("strategic goal"), 30), (_("code"), 8), (_("goal"), 36),
            (_("coverage"), 24), (_("number of actions"), 10), (_("actions"), 50),
        )  # fmt: skip
        return Sheet(
            name,
            self.told(_("Coverage of the goals by institute and year, as data")),
            tuple(self.column(head, width) for head, width in heads),
            tuple(self._data_lines()),
            (self.told(_("A row for each goal, institute and year, as a pivot table asks for.")),),
        )

    def _data_lines(self) -> Iterator[Line]:
        for goal, institute, cell in self._everywhere():
            above = self.plan.strategic_goal_of[goal.id]
            if above.kind is Kind.INTERNAL:
                continue
            signs = year_signs(cell) if cell else [NO_DATA] * len(self.years)
            for year, sign in zip(self.coverage.years, signs, strict=True):
                waived = cell is not None and cell.waiver is not None and sign == SIGNS[Standing.NONE]
                actions = tuple(self._contributions(cell, year))
                yield Line(
                    (
                        year,
                        self.institutes[institute],
                        f"{self.codes[above.id]} {above.title}",
                        self.codes[goal.id],
                        goal.title,
                        self.told(MEANINGS[WAIVED if waived else sign]),
                        len(actions),
                        self.listed(actions),
                    )
                )

    # --- frameworks and findings -------------------------------------------------------------------

    def frameworks(self, name: str) -> Sheet:
        """What the frameworks ask and who answers it, what nobody answers first."""
        answered = answered_items(self.plan)
        yes, no = self.told(_("yes")), self.told(_("no"))
        lines = []
        for framework in self.plan.frameworks:
            for item in framework.items:
                id = f"{framework.id}/{item.id}"
                told = yes if id in answered else no
                lines.append(Line((framework.title, item.title, told, *self._answers(id, item), _where(item.place))))
        return Sheet(
            name,
            self.told(_("Frameworks, and what answers them")),
            (
                self.column(_("framework"), 30),
                self.column(_("item"), 44),
                self.column(_("answered"), 13, shades={no: Shade.GAP}),
                self.column(_("goals"), 40),
                self.column(_("actions"), 40),
                self.column(_("where"), 36),
            ),
            tuple(sorted(lines, key=lambda line: line.values[2] == yes)),
            (self.told(_("What nobody answers stands first.")),),
            lead=2,
        )

    def _answers(self, id: str, item: FrameworkItem) -> tuple[str, str]:
        """The goals and the actions that answer an item of a framework."""
        goals = [f"{self.codes[goal.id]} {goal.title}" for goal in _all_goals(self.plan) if id in goal.answers]
        actions = [str(action.title) for action in self.plan.actions if id in action.answers]
        if worked_out := self.plan.frameworks_by_id.get(item.framework or ""):
            goals.append(self.told(_('worked out in "{framework}"', framework=worked_out.title)))
        return self.listed(goals), self.listed(actions)

    def found(self, name: str) -> Sheet:
        """What is to be said about the plan: what weighs most first, what is accepted last."""
        weights = list(Severity)
        ordered = sorted(self.findings, key=lambda found: (found.accepted is not None, weights.index(found.severity)))
        severities = {self.told(SEVERITY_WORDS[severity]): shade for severity, shade in _SEVERITIES.items()}
        return Sheet(
            name,
            self.told(_("What plan check finds")),
            (
                self.column(_("weight"), 14, shades=severities),
                self.column(_("institutes"), 24),
                self.column(_("finding"), 60),
                self.column(_("what to do"), 60),
                self.column(_("where"), 44),
                self.column(_("accepted, because"), 40),
                self.column(_("rule"), 32),
            ),
            tuple(map(self._finding_line, ordered)),
        )

    def _finding_line(self, found: Diagnostic) -> Line:
        institutes = [self.institutes.get(institute, institute) for institute in found.institutes]
        return Line(
            (
                self.told(SEVERITY_WORDS[found.severity]),
                self.listed(institutes) or self.told(_("all")),
                capitalised(self.told(found.message)),
                capitalised(self.told(found.hint)) if found.hint else "",
                _where(found.place),
                found.accepted or "",
                rule_name(found.rule, self.language),
            )
        )

    # --- how to read it ----------------------------------------------------------------------------

    def reading(self, name: str) -> Sheet:
        """What the signs mean, how fresh the data of each institute are, and what stands on which sheet."""
        identity = self.plan.identity
        made = _("{plan}, as of {date}", plan=identity.title, date=print_date(identity.date, self.language))
        return Sheet(
            name,
            self.told(_("How to read this workbook")),
            (
                Column("", 9, signs=True, shades=_SHADES),
                Column("", 34),
                Column("", 96),
            ),
            (
                self._heading(_("The signs")),
                *self._signs(),
                self._heading(_("How fresh the data are")),
                *map(self._freshness, self.plan.institutes),
                self._heading(_("The sheets")),
                *self._contents(),
            ),
            (self.told(made),),
            lead=0,
            filtered=False,
        )

    def _heading(self, text: Message) -> Line:
        return Line(("", self.told(text), ""), heading=True)

    def _signs(self) -> Iterator[Line]:
        told: Mapping[str, Message] = {
            SIGNS[Standing.CERTAIN]: _("An action that runs contributes certainly, in at least one year."),
            SIGNS[Standing.POSSIBLE]: _("An action that runs contributes possibly, and none certainly."),
            SIGNS[Standing.NONE]: _("No action that runs contributes: a gap."),
            WAIVED: _("The institute leaves the goal to others, and says why. Behind another sign: and does it yet."),
            UNDECIDED: _("The institute has yet to say in which actions of the sector it takes part: no gap yet."),
            NO_DATA: _("The institute has delivered nothing: nobody knows, so it is no gap."),
            UNSURE: _("Behind another sign: nothing but projects with a condition, or provisional ones."),
            DOUBTED: _("Behind another sign: what is lacking may stand in a file that cannot be read."),
        }
        for sign, meaning in MEANINGS.items():
            yield Line((sign, capitalised(self.told(meaning)), self.told(told[sign])))
        part = _(
            "A strategic goal stands at an institute as its weakest operational goal does; of its six, five are "
            "certain or left to others."
        )
        yield Line(("○ 5/6", self.told(_("A strategic goal")), self.told(part)))

    def _freshness(self, institute: Institute) -> Line:
        sign = ""
        if institute.status is Delivery.NOT_DELIVERED:
            sign = NO_DATA
        elif institute.participates is None:
            sign = UNDECIDED
        link = Link(self.institutes[institute.id], self.matrices[institute.id])
        return Line((sign, link, capitalised(self.told(self._state(institute)))))

    def _contents(self) -> Iterator[Line]:
        overview, years, data, frameworks, findings, _reading = self.names[:6]
        told: Mapping[str, Message] = {
            overview: _("Each goal: how many institutes carry it, and how; what to discuss."),
            years: _("Each goal at each institute, year by year, with what would repair a gap."),
            data: _("The same, a row for each year, for a pivot table."),
            **(
                {frameworks: _("The minister's priorities and the like: what answers them.")}
                if self.plan.frameworks
                else {}
            ),
            findings: _("Everything that plan check finds, with what to do and the file and line."),
        }
        for sheet, text in told.items():
            yield Line(("", Link(sheet, sheet), self.told(text)))


# --- names and numbers -----------------------------------------------------------------------------


def _counts(signs: Iterable[str]) -> Iterator[int]:
    """How many institutes have each standing, in the order of the legend."""
    counted = Counter(sign[0] for sign in signs)
    return (counted[sign] for sign in _COUNTED)


def _all_goals(plan: Plan) -> tuple[StrategicGoal | OperationalGoal, ...]:
    return (*plan.strategic_goals, *plan.operational_goals)


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}"
