"""The coverage of the sector's goals on paper: two pages for the minutes of a meeting, and the overviews behind them.

In: a `Plan` and the language to speak. Out: a `Document`. Who carries what and what would mend it is
worked out in `plan.coverage`; here it is put in order, in words and in tables. Knows no Word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final, Literal

from plan.compose.charts import pictures_of
from plan.compose.matrix_tables import matrix_tables
from plan.coverage import Cell as Carrying
from plan.coverage import (
    Coverage,
    Repair,
    Standing,
    answered_items,
    cover,
    goal_codes,
    institute_codes,
    is_unread,
    matrix,
    repairs,
)
from plan.document import (
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Heading,
    LineBreak,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Role,
    Row,
    Run,
    Section,
    Table,
    Words,
)
from plan.drawings import timeline
from plan.dutch import print_date
from plan.messages import Message, _, _n
from plan.model import Delivery, Institute, Kind, OperationalGoal, Plan, StrategicGoal
from plan.sentences import capitalised
from plan.standings import MEANINGS, NO_DATA, SIGNS, UNDECIDED, WAIVED, cell_sign, standing_in_words, told_of_unread

_CERTAIN, _POSSIBLE, _NONE = (SIGNS[standing] for standing in Standing)
_BEST_FIRST: Final = (_CERTAIN, _POSSIBLE, WAIVED, UNDECIDED, _NONE)
_SHADES: Final = {_CERTAIN: "certain", _POSSIBLE: "possible", _NONE: "lacking", NO_DATA: "no-data"}
_MOST_NAMED: Final = 6  # institutes in a cell; of more their number tells enough
_MOST_GAPS: Final = 12  # in the minutes; all of them stand with the institutes
_MOST_COLUMNS: Final = 26  # institutes on a landscape page
_WIDE_NAME: Final = 4.0  # how much more room a goal takes than an institute, at least
_LEAST_ROWS: Final = 6  # to write down what was agreed
_STATUSES: Final = {
    Delivery.SUBMITTED: _("submitted"),
    Delivery.IN_PROGRESS: _("being written"),
    Delivery.NOT_DELIVERED: _("no data"),
}


def coverage_document(plan: Plan, language: str) -> Document:
    """The minutes upright, then the overviews of goals, years and actions lying on their side."""
    return _Report(plan, language).document()


@dataclass(frozen=True)
class _Gap:
    """A goal that an institute does not carry, or not certainly in all years, and the cheapest repair if any."""

    cell: Carrying
    repair: Repair | None


@dataclass(frozen=True)
class _Report:
    plan: Plan
    language: str

    def document(self) -> Document:
        plan, identity, labels = self.plan, self.plan.identity, self.plan.labels
        title = self.told(_("{plan}: coverage of the goals", plan=identity.title))
        return Document(
            title=title,
            author=str(identity.organisation or identity.title),
            language=str(identity.language or "nl-BE"),
            date=(identity.date.year, identity.date.month, identity.date.day),
            sections=(
                Section(tuple(self.minutes()), "body"),
                Section(tuple(self.overviews()), "body", landscape=True),
            ),
            subject=title,
            words=Words.from_labels(labels),
            keywords=tuple(str(goal.title) for goal in plan.strategic_goals),
        )

    # --- the minutes ---

    def minutes(self) -> Iterator[Block]:
        identity = self.plan.identity
        yield self.heading(1, _("Coverage of the goals"))
        about = (
            *((str(identity.organisation),) if identity.organisation else ()),
            str(identity.title),
            self.told(_("as the sources stood on {date}", date=print_date(identity.date, self.language))),
        )
        yield Paragraph((Run(" · ".join(about)),), Role.FACT)
        for told in told_of_unread(self.plan):
            yield Paragraph((Run(f"{self.told(told)}.", strong=True),))
        yield Paragraph((Run(" ".join(self.told(sentence) for sentence in self.headline())),), Role.STATEMENT)
        yield self.freshness()
        yield self.heading(2, _("Who carries what"))
        yield self.carriers()
        yield self.legend(self.coverage.cells.values())
        yield from self.shown_gaps()
        yield from self.frameworks()
        yield self.heading(2, _("What we agree"))
        yield self.agreements()
        yield Paragraph((Run(self.told(_("What this report holds"))),), Role.LABEL)
        yield Contents("", depth=2)

    def headline(self) -> Iterator[Message]:
        """What the sector should know before anything else."""
        goals = [goal for goal in self.plan.operational_goals if self.kind(goal) is Kind.EXTERNAL]
        surely = [goal for goal in goals if self.coverage.carried_by(goal.id, Standing.CERTAIN)]
        always = [goal for goal in surely if not self.years_without(goal)]
        yield _n(
            "{count} of the {goals} external goals is carried certainly by at least one institute.",
            "{count} of the {goals} external goals are carried certainly by at least one institute.",
            len(surely),
            goals=len(goals),
        )
        yield _n("{count} of them is so in every year.", "{count} of them are so in every year.", len(always))
        if lacking := [str(goal.name) for goal in goals if goal not in surely]:
            yield _("No institute carries these certainly: {goals}.", goals=_few(lacking))

    def years_without(self, goal: OperationalGoal) -> list[int]:
        """The years in which no institute carries a goal certainly."""
        lacking = [set(cell.uncertain_years) for cell in self.coverage.at(goal.id)]
        return sorted(set.intersection(*lacking)) if lacking else []

    def freshness(self) -> Table:
        """Of when the data of each institute are."""
        rows = []
        unread = [institute for institute in self.plan.institutes if is_unread(self.plan, institute)]
        known = [institute for institute in self.plan.institutes if institute not in unread]
        groups = [(word, [one for one in known if one.status is status]) for status, word in _STATUSES.items()]
        for word, of in (*groups, (_("cannot be read"), unread)):
            if of:
                words = self.told(word)
                names = "; ".join(map(self.fresh, of))
                rows.append((f"{capitalised(words)} ({len(of)})", names))
        caption = _("How fresh the data are; an institute without data counts nowhere as a gap")
        return self.table((_("Status"), _("Institutes")), rows, (1.2, 5.0), caption, kind="facts")

    def fresh(self, institute: Institute) -> str:
        name = f"{institute.short} ({self.institute_codes[institute.id]})"
        if institute.as_of:
            name = f"{name}, {print_date(institute.as_of, self.language)}"
        if institute.status is not Delivery.NOT_DELIVERED and institute.participates is None:
            return self.told(_("{institute}, still to decide", institute=name))
        return name

    def carriers(self) -> Table:
        """Each goal with the institutes that carry it certainly, possibly, leave it to others, or do not carry it."""
        rows: list[tuple[str, dict[str, list[str]], bool]] = []
        for strategic in self.plan.strategic_goals:
            goals = strategic.all_operational_goals
            if goals:
                of = {str(one.id): self.weakest(strategic, one) for one in self.coverage.institutes}
                rows.append((f"{self.codes[strategic.id]} {strategic.title}", self.by_sign(of), True))
            for goal in goals:
                of = {str(cell.institute.id): _sign(cell) for cell in self.coverage.at(goal.id)}
                rows.append((f"{self.codes[goal.id]} {goal.name}", self.by_sign(of), False))
        signs = [sign for sign in _BEST_FIRST if any(sign in standing for _name, standing, _group in rows)]
        heads = [_("goal"), _("sector"), *(MEANINGS[sign] for sign in signs)]
        return Table(
            columns=(Column("left", 3.4), Column("center", 0.8), *(Column("left", 1.6) for _sign in signs)),
            header=(Row(tuple(Cell((Run(self.capital(head)),), shade="group", header=True) for head in heads)),),
            rows=tuple(self.carrier_row(*row, signs) for row in rows),
            kind="matrix",
            caption=(Run(self.told(_("How many institutes carry each goal, and which"))),),
            description=self.told(_("A strategic goal stands at an institute as its weakest operational goal does.")),
        )

    def carrier_row(self, name: str, standing: dict[str, list[str]], group: bool, signs: Sequence[str]) -> Row:
        best = next((sign for sign in (_CERTAIN, _POSSIBLE, _NONE, UNDECIDED, WAIVED) if sign in standing), NO_DATA)
        shade = "group" if group else ""
        told = (_counted(standing.get(sign, ())) for sign in signs)
        return Row(
            (
                Cell((Run(name, strong=group),), shade=shade, header=True),
                Cell((Run(best),), shade=_SHADES.get(best, shade), align="center"),
                *(Cell((Run(text),), shade=shade, align="left") for text in told),
            )
        )

    def by_sign(self, signs: dict[str, str]) -> dict[str, list[str]]:
        """The codes of institutes by how they carry a goal."""
        found: dict[str, list[str]] = {}
        for institute, sign in signs.items():
            found.setdefault(sign, []).append(self.institute_codes[institute])
        return found

    def weakest(self, strategic: StrategicGoal, institute: Institute) -> str:
        """How an institute carries a strategic goal: as its weakest operational goal, those it waives left aside."""
        cells = (self.coverage.cell(goal.id, str(institute.id)) for goal in strategic.all_operational_goals)
        signs = (_sign(cell) for cell in cells if cell and not cell.waiver)
        return max(signs, key=_BEST_FIRST.index, default=WAIVED)

    # --- gaps ---

    @cached_property
    def gaps(self) -> tuple[_Gap, ...]:
        """What is lacking at institutes that have decided, worst first."""
        found = []
        for cell in self.coverage.cells.values():
            short = cell.covered and not cell.waiver and cell.short_years
            if not cell.undecided and not cell.doubted and (short or not cell.covered):
                repair = next(iter(repairs(self.plan, str(cell.goal.id), str(cell.institute.id))), None)
                found.append(_Gap(cell, repair))
        order = {goal: at for at, goal in enumerate(self.codes)}

        def weight(gap: _Gap) -> tuple[bool, int, int]:
            carrying = len(self.coverage.carried_by(gap.cell.goal.id, Standing.CERTAIN))
            standing = -list(Standing).index(gap.cell.standing)
            return carrying >= max(self.plan.minimum_institutes, 1), standing, order[gap.cell.goal.id]

        return tuple(sorted(found, key=weight))

    def shown_gaps(self) -> Iterator[Block]:
        yield self.heading(2, _("What is lacking, and what would mend it"))
        if not self.gaps:
            yield self.paragraph(_("Nothing is lacking at the institutes that have decided."))
            return
        alike = [tuple(gaps) for _alike, gaps in groupby(self.gaps, key=self.what_is_said)]
        heads = (_("goal"), _("now"), _("cheapest repair, and where to type it"))
        caption = _("The gaps, worst first, each with its cheapest repair")
        yield Table(
            columns=(Column("left", 2.2), Column("left", 2.2), Column("left", 5.6)),
            header=(self.header(heads),),
            rows=tuple(map(self.gap_row, alike[:_MOST_GAPS])),
            caption=(Run(self.told(caption)),),
            description=self.told(caption),
        )
        if left := sum(map(len, alike[_MOST_GAPS:])):
            told = _n(
                "{count} more gap stands below, with its institute.",
                "{count} more gaps stand below, with their institutes.",
                left,
            )
            yield self.paragraph(told, Role.LEGEND)

    def what_is_said(self, gap: _Gap) -> tuple[str, Message, Message | None]:
        """What a gap says apart from where it is: gaps that say the same share a line."""
        return str(gap.cell.goal.id), standing_in_words(gap.cell), gap.repair.message if gap.repair else None

    def gap_row(self, gaps: Sequence[_Gap]) -> Row:
        cell = gaps[0].cell
        institutes = _few([str(gap.cell.institute.short) for gap in gaps])
        now = _("{institutes}: {standing}", institutes=institutes, standing=standing_in_words(cell))
        name = Cell((Run(f"{self.codes[cell.goal.id]} {cell.goal.name}"),), header=True)
        return Row((name, Cell((Run(self.told(now)),)), Cell(self.mended(gaps[0]))))

    def mended(self, gap: _Gap) -> tuple[Run | LineBreak, ...]:
        if gap.repair is None:
            return (Run(self.capital(_("add an action that contributes to it"))),)
        place = gap.repair.place
        return Run(self.capital(gap.repair.message)), LineBreak(), Run(f"{place.file}:{place.line}", code=True)

    # --- frameworks and agreements ---

    def frameworks(self) -> Iterator[Block]:
        """The items of each framework that nothing answers yet."""
        if not self.plan.frameworks:
            return
        answered = answered_items(self.plan)
        lines = []
        for framework in (framework for framework in self.plan.frameworks if framework.in_plan):
            open_items = [str(item.title) for item in framework.items if f"{framework.id}/{item.id}" not in answered]
            if open_items:
                told = _("{count} of {all}", count=len(open_items), all=len(framework.items))
                names = _("{count}: {items}", count=told, items=_few(open_items))
                lines.append((Run(f"{framework.title}: ", strong=True), Run(self.told(names))))
        if lines:
            yield self.heading(2, _("Frameworks: what has no answer yet"))
            yield List(tuple(ListItem((Paragraph(line),)) for line in lines))
        else:
            yield self.paragraph(_("Every item of the frameworks has an answer."))

    def agreements(self) -> Table:
        """Room to write down what is agreed: a line for each goal with a gap, and some more."""
        goals = list(dict.fromkeys(f"{self.codes[gap.cell.goal.id]} {gap.cell.goal.name}" for gap in self.gaps))
        names = [*goals[:_MOST_GAPS], *["…"] * max(_LEAST_ROWS - len(goals), 2)]
        heads = (_("goal"), _("agreement"), _("who"), _("by when"))
        return self.table(heads, [(name, "…", "…", "…") for name in names], (4, 4.4, 1.4, 1.6), _("Agreements"))

    # --- the overviews ---

    def overviews(self) -> Iterator[Block]:
        """An overview a page, or as many pages as it takes."""
        yield self.heading(2, _("All goals and institutes"))
        yield from self.map()
        yield from self.years()
        undecided = [one for one in self.coverage.institutes if one.participates is None]
        yield from (PageBreak(), self.heading(2, _("Actions of the sector")))
        yield from self.matrix(None)
        if undecided:
            names = tuple(str(institute.name) for institute in undecided)
            yield self.paragraph(_("Without a matrix, since they have yet to decide: {institutes}.", institutes=names))
        for institute in self.coverage.institutes:
            if institute not in undecided:
                yield from (PageBreak(), self.heading(2, str(institute.name)))
                yield from self.matrix(institute)
                yield from self.lacking(institute)

    def map(self) -> Iterator[Block]:
        """Goals and institutes: a table for each stretch of institutes that fits a page."""
        institutes = self.plan.institutes
        parts = [institutes[at : at + _MOST_COLUMNS] for at in range(0, len(institutes), _MOST_COLUMNS)]
        for number, part in enumerate(parts, 1):
            caption = self.told(_("How each institute carries each goal"))
            if len(parts) > 1:
                caption += f" ({self.plan.labels['part']} {number} {self.plan.labels['of']} {len(parts)})"
            names = (Cell((Run(self.institute_codes[one.id]),), shade="group", align="center") for one in part)
            first = Cell((Run(self.capital(_("goal"))),), shade="group", header=True)
            yield Table(
                columns=(Column("left", max(_WIDE_NAME, len(part) * 0.4)), *(Column("center", 1) for _one in part)),
                header=(Row((first, *names)),),
                rows=tuple(self.map_rows(part)),
                kind="matrix",
                caption=(Run(caption),),
                description=caption,
            )
            yield self.legend(self.coverage.cells.values(), *([NO_DATA] if self.coverage.absent else []))

    def map_rows(self, institutes: Sequence[Institute]) -> Iterator[Row]:
        for strategic in self.plan.strategic_goals:
            goals = strategic.all_operational_goals
            if goals:
                name = Cell(
                    (Run(f"{self.codes[strategic.id]} {strategic.title}", strong=True),), shade="group", header=True
                )
                absent = self.coverage.absent
                signs = (NO_DATA if one in absent else self.weakest(strategic, one) for one in institutes)
                yield Row((name, *(Cell((Run(sign),), shade="group", align="center") for sign in signs)))
            for goal in goals:
                cells = (self.coverage.cell(goal.id, str(one.id)) for one in institutes)
                name = Cell((Run(f"{self.codes[goal.id]} {goal.name}"),), header=True)
                yield Row((name, *map(_standing, cells)))

    def years(self) -> Iterator[Block]:
        """When the actions run."""
        drawn = timeline(self.plan, None, self.language)
        if drawn:
            yield from (PageBreak(), self.heading(2, _("When the actions run")))
            for picture in pictures_of(drawn, self.plan.labels):
                yield replace(picture, full_page=True)

    def matrix(self, institute: Institute | None) -> Iterator[Block]:
        """The matrix of an institute with how each goal stands there, or (None) of the actions of the sector itself."""
        table = matrix(self.plan, institute)
        if institute is None:
            table = replace(table, rows=tuple(row for row in table.rows if not row.action.owner))
            caption = self.told(_("Which action of the sector serves which goal"))
            cells, last = [], tuple[Cell, ...]()
        else:
            caption = self.told(_("Which action of {institute} serves which goal", institute=institute.short))
            cells = [self.coverage.cell(column.goal.id, str(institute.id)) for column in table.columns]
            last = (Cell((Run(self.capital(_("standing"))),), shade="group", header=True), *map(_standing, cells))
        if not table.rows:
            yield self.paragraph(_("There are no actions yet."))
            return
        name = str(institute.id) if institute else "sector"
        for number, made in enumerate(matrix_tables(table, self.plan.labels, caption, last=last), 1):
            yield replace(made, anchor=f"matrix-{name}-{number}")
        yield self.legend(cells, _CERTAIN, _POSSIBLE)

    def lacking(self, institute: Institute) -> Iterator[Block]:
        """What an institute lacks, goal by goal, each with its cheapest repair."""
        gaps = [gap for gap in self.gaps if gap.cell.institute is institute]
        if gaps:
            yield Paragraph((Run(self.told(_("What is lacking, and what would mend it"))),), Role.LABEL)
            yield List(tuple(ListItem((Paragraph(tuple(self.gap_line(gap))),)) for gap in gaps))

    def gap_line(self, gap: _Gap) -> Iterator[Run]:
        cell = gap.cell
        yield Run(f"{self.codes[cell.goal.id]} {cell.goal.name}", strong=True)
        yield Run(f": {self.told(standing_in_words(cell))}. ")
        yield from (part if isinstance(part, Run) else Run(" – ") for part in self.mended(gap))

    # --- words ---

    @cached_property
    def codes(self) -> Mapping[str, str]:
        return goal_codes(self.plan)

    @cached_property
    def institute_codes(self) -> Mapping[str, str]:
        return institute_codes(self.plan)

    @property
    def coverage(self) -> Coverage:
        return cover(self.plan)

    def kind(self, goal: OperationalGoal) -> Kind:
        return self.plan.strategic_goal_of[goal.id].kind

    def told(self, message: Message) -> str:
        return message.render(self.language)

    def capital(self, message: Message) -> str:
        return capitalised(self.told(message))

    def heading(self, level: int, words: Message | str) -> Heading:
        return Heading(level, (Run(words if isinstance(words, str) else self.told(words)),))

    def paragraph(self, words: Message, role: Role = Role.BODY) -> Paragraph:
        return Paragraph((Run(self.told(words)),), role)

    def header(self, heads: Iterable[Message]) -> Row:
        return Row(tuple(Cell((Run(self.capital(head)),)) for head in heads))

    def table(
        self,
        heads: Sequence[Message],
        rows: Iterable[Sequence[str]],
        shares: Sequence[float],
        caption: Message,
        kind: Literal["plain", "facts"] = "plain",
    ) -> Table:
        """A table of words, each row named by its first."""
        return Table(
            columns=tuple(Column("left", share) for share in shares),
            header=(self.header(heads),),
            rows=tuple(Row(tuple(Cell((Run(text),), header=at == 0) for at, text in enumerate(row))) for row in rows),
            kind=kind,
            caption=(Run(self.told(caption)),),
            description=self.told(caption),
        )

    def legend(self, cells: Iterable[Carrying | None], *others: str) -> Paragraph:
        """What the signs of these cells mean, and other signs beside them."""
        shown = {*others, *(sign for cell in cells for sign in cell_sign(cell))}
        told = (f"{sign} {self.told(meaning)}" for sign, meaning in MEANINGS.items() if sign in shown)
        return Paragraph((Run(", ".join(told)),), Role.LEGEND)


def _sign(cell: Carrying | None) -> str:
    """How an institute carries a goal, by one sign; an internal goal is carried by any action."""
    sign = cell_sign(cell)[0]
    return _CERTAIN if sign == _POSSIBLE and cell and cell.kind is Kind.INTERNAL else sign


def _standing(cell: Carrying | None) -> Cell:
    signs = cell_sign(cell)
    return Cell((Run(signs),), shade=_SHADES.get(signs[0], ""), align="center")


def _counted(names: Sequence[str]) -> str:
    """How many there are, and which as long as they are few; nothing for none."""
    if not names:
        return ""
    return f"{len(names)}: {', '.join(names)}" if len(names) <= _MOST_NAMED else str(len(names))


def _few(names: Sequence[str]) -> tuple[str | Message, ...]:
    """Names for in a sentence; of many the first ones, and how many more there are."""
    if len(names) <= _MOST_NAMED:
        return tuple(names)
    left = len(names) - _MOST_NAMED + 1
    return (*names[: _MOST_NAMED - 1], _n("{count} other", "{count} others", left))
