"""The page works out the same coverage as the program, of plans as they are and as decisions would make them."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from plan.coverage import Cell, cover
from plan.decisions.agreements import read_agreements
from plan.decisions.applying import apply_decisions
from plan.load import assemble, read_part
from plan.messages import Message
from plan.model import Plan
from plan.report.data import report_data
from plan.sources import Sources
from tests.the_example import ROOT, example
from tests.workspaces import plan_of

Files = dict[str, str]
LESS_OFTEN: Final = settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
IN_THE_PAGE: Final = """
({ data, decisions }) => Object.fromEntries([...computeCoverage(withDecisions(data, decisions))].map(([key, cell]) => [
  key,
  {
    ...cell,
    waiver: cell.waiver && cell.waiver.reason,
    contributions: cell.contributions.map((one) => [
      one.action.id, one.strength, one.years, one.period && [one.period.first, one.period.last], one.place,
    ]),
  },
]))
"""


TAKEN: Final = """
({ data, decisions }) => decisions.map((decision) => ({ ...decision, was: currentValue(data, decision) }))
"""

Decisions = list[dict[str, object]]


def told_to_the_page(files: Files) -> Any:
    """These files as the data of a page."""
    sources = Sources(ROOT, {file: text.encode() for file, text in files.items()})
    return json.loads(json.dumps(report_data(plan_of(files), sources, (), "nl")))


def in_the_page(page: Page, files: Files, decisions: Decisions | None = None) -> dict[str, Any]:
    """The coverage of these files, with these decisions taken, as the page works it out."""
    result: dict[str, Any] = page.evaluate(IN_THE_PAGE, {"data": told_to_the_page(files), "decisions": decisions or []})
    return result


def in_the_program(plan: Plan) -> dict[str, Any]:
    """The coverage of a plan as the program works it out, told as the page tells it."""
    return {f"{goal}/{institute}": as_told(cell) for (goal, institute), cell in cover(plan).cells.items()}


def as_told(cell: Cell) -> dict[str, Any]:
    return {
        "goal": cell.goal.id,
        "institute": cell.institute.id,
        "kind": cell.kind,
        "standing": cell.standing,
        "years": {str(year): standing for year, standing in cell.standings},
        "waiver": cell.waiver and cell.waiver.reason,
        "undecided": cell.undecided,
        "conditionalOnly": cell.conditional_only,
        "withoutProject": cell.without_project,
        "covered": cell.covered,
        "excused": cell.excused,
        "inDoubt": cell.in_doubt and cell.waiver is None,
        "shortYears": list(cell.short_years),
        "uncertainYears": list(cell.uncertain_years),
        "contributions": [
            [
                one.carried.action.id,
                one.strength,
                list(one.years),
                one.carried.period and [str(one.carried.period.first_day), str(one.carried.period.last_day)],
                f"{one.place.file}:{one.place.line}",
            ]
            for one in cell.contributions
        ],
    }


# --- plans, small and odd --------------------------------------------------------------------------

GOALS: Final = """\
format: 1
plan: {title: Plan, period: 2021-2024, date: 2020-05-15}
strategic_goals:
  - id: rechten
    title: Rechten
    themes: [{id: wonen, title: Wonen, operational_goals: [{id: huurmarkt, title: Huurmarkt}]}]
    operational_goals: [{id: onderwijs, title: Onderwijs}]
  - {id: intern, kind: internal, title: Intern, operational_goals: [{id: kwaliteit, title: Kwaliteit}]}
"""
GOAL_IDS: Final = ("huurmarkt", "onderwijs", "kwaliteit")
INSTITUTES: Final = ("oost", "west")
PROJECTS: Final = {
    "oost": [{"id": "zeker-project", "title": "Zeker"}, {"id": "voorlopig", "title": "Ooit", "provisional": True}],
    "west": [{"id": "onder-voorwaarde", "title": "Misschien", "condition": "als het lukt"}],
}

years = st.integers(2019, 2026)
ends = st.one_of(
    years.map(str),
    st.tuples(years, st.integers(1, 12)).map(lambda end: f"{end[0]}-{end[1]:02}"),
    st.tuples(years, st.integers(1, 12), st.integers(1, 28)).map(lambda end: f"{end[2]}/{end[1]}/{end[0]}"),
)
# Some of them end before they begin.
periods = st.tuples(ends, ends).map(" / ".join)
goal_lists = st.lists(st.sampled_from([*GOAL_IDS, "bestaat-niet"]), max_size=3)
uses = st.lists(
    st.one_of(
        st.sampled_from(["zeker-project", "voorlopig", "onder-voorwaarde", "bestaat-niet"]),
        st.just({"project": "zeker-project", "condition": "als er geld is"}),
    ),
    max_size=2,
)


def filled(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


actions = st.builds(
    lambda certain, possible, period, projects: filled(
        title="Actie",
        contributes={"certain": certain, "possible": possible},
        period=period,
        projects=projects,
    ),
    goal_lists,
    goal_lists,
    st.none() | periods,
    uses,
)
participations = st.builds(
    lambda strength, period, projects: filled(strength=strength, period=period, projects=projects, reason="zo is het"),
    st.sampled_from([None, "possible"]),
    st.none() | periods,
    uses,
)


@st.composite
def workspaces(draw: st.DrawFn) -> Files:
    """Sector actions, own ones, and institutes that take part, waive, order, or have yet to decide. JSON is YAML."""
    files: dict[str, object] = {}
    shared = {f"sector-{number}": contents for number, contents in enumerate(draw(st.lists(actions, max_size=3)))}
    files |= {f"actions/{id}.yaml": {**contents, "projects": []} for id, contents in shared.items()}
    for institute in INSTITUTES:
        own = {f"{institute}-{number}": one for number, one in enumerate(draw(st.lists(actions, max_size=2)))}
        files |= {f"actions/{institute}/{id}.yaml": contents for id, contents in own.items()}
        joined = st.dictionaries(st.sampled_from([*shared, "bestaat-niet"]), participations, max_size=3)
        files[f"institutes/{institute}/institute.yaml"] = filled(
            name=institute,
            status=draw(st.sampled_from(["in-opmaak", "in-opmaak", "ingediend", "niet-aangeleverd"])),
            participates=draw(st.none() | joined),
            waives=[{"goal": goal, "reason": f"{goal} niet"} for goal in draw(st.sets(st.sampled_from(GOAL_IDS)))],
            action_order=draw(st.permutations([*shared, *own])) if draw(st.booleans()) else None,
        )
        files[f"institutes/{institute}/projects.yaml"] = {"projects": PROJECTS[institute]}
    return {"goals.yaml": GOALS} | {file: json.dumps(contents) for file, contents in files.items()}


# --- the same in both ------------------------------------------------------------------------------


def test_the_page_works_out_the_coverage_of_the_example_as_the_program_does(read: Page) -> None:
    workspace = example()
    files = {file: text.decode() for file, text in workspace.sources.files.items() if file.endswith(".yaml")}
    plan = assemble(read_part(file, text.encode()) for file, text in files.items())[0]
    expected = in_the_program(plan)
    assert len(expected) > 30
    assert in_the_page(read, files) == expected


@given(files=workspaces())
@LESS_OFTEN
def test_the_page_works_out_the_coverage_of_any_plan_as_the_program_does(read: Page, files: Files) -> None:
    assert in_the_page(read, files) == in_the_program(plan_of(files))


# --- what if, and what becomes of it ---------------------------------------------------------------

ACTIONS: Final = tuple(f"{owner}-{number}" for owner in ("sector", *INSTITUTES) for number in (0, 1))
plan_years = st.none() | st.integers(2021, 2024)
decisions = st.fixed_dictionaries(
    {
        "do": st.sampled_from(["join", "raise", "prolong", "waive"]),
        "institute": st.sampled_from(INSTITUTES),
        "action": st.sampled_from(ACTIONS),
        "goal": st.sampled_from(GOAL_IDS),
        "from": plan_years,
        "to": plan_years,
        "strength": st.sampled_from(["certain", "possible"]),
        "reason": st.just("zo is het afgesproken"),
        "note": st.just("de reden"),
    }
)


def applied(files: Files, taken: Decisions) -> tuple[Files, set[int]]:
    """The files as `plan apply` leaves them, and which decisions (by number) it refuses."""
    said = {"format": 1, "kind": "afspraken", "plan": "Plan", "agreements": taken}
    given = read_agreements(json.dumps(said).encode())
    held = {file: text.encode() for file, text in files.items()}
    done = apply_decisions(plan_of(files), held, given.decisions)
    changed = {file: text.decode() for file, text in done.after.items()}
    numbers = [refusal.where for refusal in (*given.refused, *done.refused)]
    return files | changed, {int(str(dict(where.values)["number"])) for where in numbers if isinstance(where, Message)}


@given(files=workspaces(), wished=st.lists(decisions, min_size=1, max_size=4))
@LESS_OFTEN
def test_what_if_in_the_page_is_what_the_program_makes_of_the_decisions(
    read: Page, files: Files, wished: Decisions
) -> None:
    taken: Decisions = read.evaluate(TAKEN, {"data": told_to_the_page(files), "decisions": wished})
    _files, refused = applied(files, taken)
    kept = [decision for number, decision in enumerate(taken, 1) if number not in refused]
    changed, refused = applied(files, kept)
    assert not refused
    before, after = in_the_program(plan_of(files)), in_the_program(plan_of(changed))
    if before != after:
        event("decisions change the coverage")
    assert without_places(in_the_page(read, files, kept)) == without_places(after)


def without_places(cells: dict[str, Any]) -> dict[str, Any]:
    """Cells without the lines and days of what contributes: those of a decision are not written yet."""
    return {
        key: cell | {"contributions": sorted(one[:3] for one in cell["contributions"])} for key, cell in cells.items()
    }
