"""Charts of the plan's own data: what is carried year by year, the staff against the need, and drawings of coverage.

In: a `Plan`, an institute and a caption. Out: a `Chart`, or the `Picture`s of a drawing; nothing where there are no
data for it. Words come from the labels; looks are the writers'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plan.compose.homes import shown
from plan.coverage import Standing, cover, goal_codes
from plan.document import Chart, Derived, Inline, Picture, Run, Series, plain_text
from plan.dutch import print_number
from plan.model import Institute, Kind, Plan
from plan.places import Text

if TYPE_CHECKING:
    from plan.drawings import Drawn

Caption = tuple[Inline, ...]


def coverage_chart(plan: Plan, institute: Institute, caption: Caption) -> Chart | None:
    """How many operational goals of each strategic goal are carried in each year, and how surely."""
    coverage = cover(plan)
    if not coverage.years:  # the period of the plan ends before it begins
        return None
    strategic = [goal for goal in plan.strategic_goals if goal.kind is Kind.EXTERNAL and goal.all_operational_goals]
    if institute.id not in {one.id for one in coverage.institutes} or institute.participates is None or not strategic:
        return None
    codes, labels = goal_codes(plan), plan.labels
    counts: dict[Standing, list[Decimal]] = {standing: [] for standing in Standing}
    for goal in strategic:
        cells = [coverage.cells[str(operational.id), str(institute.id)] for operational in goal.all_operational_goals]
        for year in coverage.years:
            standings = [dict(cell.standings)[year] for cell in cells]
            for standing, values in counts.items():
                values.append(Decimal(standings.count(standing)))
    return Chart(
        heads=(str(labels["strategic_goal"]), str(labels["year"])),
        categories=tuple(str(year) for _goal in strategic for year in coverage.years),
        groups=tuple((codes[str(goal.id)], len(coverage.years)) for goal in strategic),
        series=tuple(
            Series(str(labels[f"carried_{standing.value}"]), tuple(counts[standing])) for standing in Standing
        ),
        unit=str(labels["number_of_goals"]),
        caption=caption,
    )


def staff_chart(plan: Plan, institute: Institute, caption: Caption) -> Chart | None:
    """The staff that is granted beside what is needed: that, and what is asked for on top."""
    staff, labels = institute.fte, plan.labels
    if staff is None or staff.granted is None or staff.requested_extra is None:
        return None
    granted, extra = staff.granted.value, staff.requested_extra.value
    return Chart(
        heads=("",),
        categories=(str(labels["staff_today"]), str(labels["staff_needed"])),
        series=(
            Series(str(labels["staff_granted"]), (granted, granted)),
            Series(str(labels["staff_requested"]), (Decimal(0), extra)),
        ),
        unit=str(labels["fte"]),
        caption=caption,
    )


_Maker = Callable[[Plan, Institute, Caption], Chart | None]
# By what authors call a chart: what makes it, the label that is its caption unless they word one, its sources.
_MADE: Final[Mapping[str, tuple[_Maker, str, tuple[str, ...]]]] = {
    "dekking": (coverage_chart, "coverage_chart", ("actions/", "goals.yaml")),
    "personeel": (staff_chart, "staff_chart", ("institute.yaml",)),
}
_DRAWN_FROM: Final = ("actions/", "goals.yaml", "institutes/")


def chart_of(name: str, plan: Plan, institute: Institute, caption: str | None = None) -> Derived | None:
    """The chart or drawing that authors call so, with the caption they give; nothing where there are no data for it."""
    if name not in _MADE:
        drawn = _drawn(name, plan, institute)
        return Derived(pictures_of(drawn, plan.labels, caption), _DRAWN_FROM) if drawn else None
    make, label, sources = _MADE[name]
    words = (Run(caption),) if caption else (shown(plan.labels[label]),)
    chart = make(plan, institute, words)
    if chart is None:
        return None
    return Derived((replace(chart, description=_described(chart), anchor=f"picture/{name}"),), sources)


def _drawn(name: str, plan: Plan, institute: Institute) -> Drawn | None:
    from plan.drawings import heat_map, matrix_drawing, timeline  # few documents show one

    language = str(plan.identity.language or "nl").partition("-")[0]
    match name:
        case "kaart":
            return heat_map(plan, language)
        case "matrix":
            return matrix_drawing(plan, institute, language)
        case _:
            return timeline(plan, institute, language)


def pictures_of(drawn: Drawn, labels: Mapping[str, Text], caption: str | None = None) -> tuple[Picture, ...]:
    """The pictures of a drawing, numbered where they are more than one."""
    parts, name = drawn.parts(), f"picture/{drawn.name}"
    whole = caption or drawn.title
    return tuple(
        Picture(
            name=f"{drawn.name}.svg" if len(parts) == 1 else f"{drawn.name}-{number}.svg",
            data=part.data,
            alt=f"{words}. {drawn.description}",
            caption=(Run(words),),
            full_page=part.full_page,
            anchor=name if number == 1 else f"{name}-{number}",
        )
        for number, part in enumerate(parts, 1)
        for words in [whole if len(parts) == 1 else f"{whole} ({labels['part']} {number} {labels['of']} {len(parts)})"]
    )


def _described(chart: Chart) -> str:
    """A chart in words, for who cannot see it."""
    parts = (
        f"{' '.join(filter(None, names))}: "
        + ", ".join(f"{print_number(series.values[at])} {series.name}" for series in chart.series if series.values[at])
        for at, names in enumerate(chart.rows)
    )
    return f"{plain_text(chart.caption)}. {'; '.join(parts)}."
