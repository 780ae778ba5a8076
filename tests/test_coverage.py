"""Who carries which goal, in which years, what would repair a gap, and the matrix."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.coverage import (
    Cell,
    RepairKind,
    Standing,
    cover,
    goal_codes,
    institute_codes,
    matrix,
    printed_actions,
    repairs,
)
from plan.coverage import carried_actions as carried_by
from plan.model import Kind, Plan, Strength
from tests.workspaces import plan_of

GOALS = """\
format: 1
plan: {title: Plan, period: 2021-2025, date: 2020-05-15}
strategic_goals:
  - id: rechten
    code: SD1
    title: Rechten
    themes:
      - id: recht-op-wonen
        title: Wonen
        operational_goals:
          - {id: woonkwaliteit, title: Woonkwaliteit}
          - {id: huurmarkt, title: Huurmarkt}
    operational_goals:
      - {id: onderwijs, title: Onderwijs}
  - id: buurten
    title: Buurten
    operational_goals:
      - {id: ruimte, code: B7, title: Ruimte}
  - id: intern
    kind: internal
    title: Eigen werking
    operational_goals:
      - {id: kwaliteit, title: Kwaliteit}
"""


def small_plan(files: Mapping[str, str], oost: str = "participates: {}") -> Plan:
    """The goals above, the institute `oost` and whatever else the test is about."""
    return plan_of({"goals.yaml": GOALS, "institutes/oost/institute.yaml": f"name: Oost\n{oost}\n", **files})


def action(certain: str = "", possible: str = "", period: str = "2021-2025", more: str = "") -> str:
    timing = f"period: {period}\n" if period else ""
    return f"title: Actie\n{timing}contributes: {{certain: [{certain}], possible: [{possible}]}}\n{more}\n"


def cell_of(plan: Plan, goal: str = "huurmarkt", institute: str = "oost") -> Cell:
    cell = cover(plan).cell(goal, institute)
    assert cell is not None
    return cell


def standings(cell: Cell) -> str:
    """One letter a year: c, p or n."""
    return "".join(standing[0] for _year, standing in cell.standings)


# --- standings -------------------------------------------------------------------------------------


def test_an_own_action_makes_its_goal_certain() -> None:
    cell = cell_of(small_plan({"actions/oost/renovatie.yaml": action(certain="huurmarkt")}))
    assert (cell.standing, standings(cell), cell.short_years) == (Standing.CERTAIN, "ccccc", ())


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2021-2022", "ccnnn"),
        ("2020-2021", "cnnnn"),
        ("december 2022 - 01/01/2024", "ncccn"),
        ("2031-2032", "nnnnn"),
        ("2025-2021", "nnnnn"),
        ("", "nnnnn"),
    ],
)
def test_an_action_counts_in_each_year_it_shares_a_day_with(period: str, expected: str) -> None:
    cell = cell_of(small_plan({"actions/oost/renovatie.yaml": action(certain="huurmarkt", period=period)}))
    assert standings(cell) == expected


def test_the_standing_over_the_period_is_the_best_and_the_other_years_fall_short() -> None:
    cell = cell_of(
        small_plan(
            {
                "actions/oost/een.yaml": action(certain="huurmarkt", period="2022"),
                "actions/oost/twee.yaml": action(possible="huurmarkt", period="2021-2023"),
            }
        )
    )
    assert standings(cell) == "pcpnn"
    assert cell.standing is Standing.CERTAIN
    assert cell.short_years == (2021, 2023, 2024, 2025)


def test_of_a_goal_that_an_action_names_twice_the_certain_one_counts() -> None:
    plan = small_plan({"actions/oost/renovatie.yaml": action(certain="huurmarkt", possible="huurmarkt")})
    assert cell_of(plan).standing is Standing.CERTAIN


def test_an_action_of_the_sector_counts_only_where_an_institute_takes_part() -> None:
    files = {"actions/fonds.yaml": action(certain="huurmarkt")}
    assert cell_of(small_plan(files)).standing is Standing.NONE
    assert cell_of(small_plan(files, "participates: {fonds: {}}")).standing is Standing.CERTAIN


def test_an_action_of_another_institute_does_not_count() -> None:
    plan = small_plan(
        {
            "institutes/west/institute.yaml": "name: West\nparticipates: {}\n",
            "actions/west/fonds.yaml": action(certain="huurmarkt"),
        },
        "participates: {fonds: {}}",
    )
    assert cell_of(plan).standing is Standing.NONE
    assert cover(plan).carried_by("huurmarkt", Standing.CERTAIN) == (plan.institutes_by_id["west"],)


def test_participation_may_weaken_what_the_sector_promises() -> None:
    plan = small_plan(
        {"actions/fonds.yaml": action(certain="huurmarkt")},
        "participates: {fonds: {strength: possible, reason: zonder project}}",
    )
    assert cell_of(plan).standing is Standing.POSSIBLE


@pytest.mark.parametrize(
    ("sector", "institute", "expected"),
    [
        ("2021-2025", "2022-2023", "nccnn"),
        ("2021-2022", "2022-2025", "ncnnn"),
        ("2021-2022", "2024-2025", "nnnnn"),
        ("", "2022", "ncnnn"),
    ],
)
def test_participation_may_shorten_what_the_sector_promises(sector: str, institute: str, expected: str) -> None:
    plan = small_plan(
        {"actions/fonds.yaml": action(certain="huurmarkt", period=sector)},
        f"participates: {{fonds: {{period: {institute}, reason: later begonnen}}}}",
    )
    assert standings(cell_of(plan)) == expected


def test_an_internal_goal_needs_an_action_whenever_that_runs() -> None:
    plan = small_plan({"actions/handboek.yaml": action(certain="kwaliteit", period="")}, "participates: {handboek: {}}")
    cell = cell_of(plan, "kwaliteit")
    assert cell.covered
    assert cell.short_years == ()
    assert not cell_of(small_plan({}), "kwaliteit").covered


def test_a_waiver_covers_a_goal_and_leaves_its_standing_alone() -> None:
    plan = small_plan({}, "participates: {}\nwaives: [{goal: huurmarkt, reason: geen huurders}]")
    cell = cell_of(plan)
    assert cell.waiver is not None
    assert cell.waiver.reason == "geen huurders"
    assert (cell.covered, cell.standing) == (True, Standing.NONE)


def test_an_institute_that_delivered_nothing_has_no_data() -> None:
    plan = small_plan({"institutes/west/institute.yaml": "name: West\nstatus: niet-aangeleverd\n"})
    coverage = cover(plan)
    assert coverage.cell("huurmarkt", "west") is None
    assert [str(institute.id) for institute in coverage.absent] == ["west"]
    assert [str(institute.id) for institute in coverage.carried_by("huurmarkt", Standing.NONE)] == ["oost"]


def test_an_institute_that_does_not_say_what_it_joins_is_undecided() -> None:
    plan = small_plan({"actions/fonds.yaml": action(certain="huurmarkt")}, "area: oost")
    assert cell_of(plan).undecided
    assert cell_of(plan).standing is Standing.NONE
    assert not cell_of(small_plan({})).undecided


def test_a_goal_the_plan_does_not_have_is_left_out() -> None:
    plan = small_plan({"actions/oost/renovatie.yaml": action(certain="huurmarkt, woonmarkt")})
    assert {goal for goal, _institute in cover(plan).cells} == set(plan.operational_goals_by_id)


# --- what a standing rests on ----------------------------------------------------------------------

PROJECTS = """\
projects:
  - {id: ronse, title: Ronse}
  - {id: aalst, title: Aalst, provisional: ja}
  - {id: ninove, title: Ninove, condition: als de stad meedoet}
"""


@pytest.mark.parametrize(
    ("uses", "conditional_only", "without_project"),
    [
        ("", False, True),
        ("ronse", False, False),
        ("aalst", True, False),
        ("ninove, aalst", True, False),
        ("ninove, ronse", False, False),
        ("{project: ronse, condition: als het convenant verlengd wordt}", True, False),
    ],
)
def test_a_standing_says_on_which_projects_it_rests(uses: str, conditional_only: bool, without_project: bool) -> None:
    plan = small_plan(
        {
            "institutes/oost/projects.yaml": PROJECTS,
            "actions/oost/renovatie.yaml": action(certain="huurmarkt", more=f"projects: [{uses}]"),
            "actions/oost/zwakker.yaml": action(possible="huurmarkt", more="projects: [ronse]"),
        }
    )
    cell = cell_of(plan)
    assert (cell.conditional_only, cell.without_project) == (conditional_only, without_project)


def test_in_an_action_of_the_sector_the_projects_of_the_institute_count() -> None:
    plan = small_plan(
        {"institutes/oost/projects.yaml": PROJECTS, "actions/fonds.yaml": action(certain="huurmarkt")},
        "participates: {fonds: {projects: [ninove]}}",
    )
    assert cell_of(plan).conditional_only


def test_a_goal_that_nothing_carries_rests_on_nothing() -> None:
    cell = cell_of(small_plan({}))
    assert (cell.conditional_only, cell.without_project) == (False, False)


# --- strategic goals -------------------------------------------------------------------------------


def test_a_strategic_goal_is_covered_when_each_of_its_goals_is_certain_once_or_waived() -> None:
    oost = "participates: {}\nwaives: [{goal: onderwijs, reason: niet hier}]"
    plan = small_plan({"actions/oost/renovatie.yaml": action("huurmarkt, woonkwaliteit", period="2021-2022")}, oost)
    standing = cover(plan).strategic(plan.strategic_goals_by_id["rechten"], "oost")
    assert standing is not None
    assert standing.covered
    assert [(str(cell.goal.id), cell.short_years) for cell in standing.short] == [
        ("woonkwaliteit", (2023, 2024, 2025)),
        ("huurmarkt", (2023, 2024, 2025)),
    ]


def test_a_strategic_goal_names_the_goals_it_lacks() -> None:
    plan = small_plan({"actions/oost/renovatie.yaml": action("huurmarkt", possible="onderwijs")})
    standing = cover(plan).strategic(plan.strategic_goals_by_id["rechten"], "oost")
    assert standing is not None
    assert [str(cell.goal.id) for cell in standing.lacking] == ["woonkwaliteit", "onderwijs"]


def test_a_strategic_goal_has_no_standing_where_there_are_no_data() -> None:
    plan = small_plan({}, "status: niet-aangeleverd")
    assert cover(plan).strategic(plan.strategic_goals[0], "oost") is None


# --- the order of actions --------------------------------------------------------------------------


def ids(carried: object) -> list[str]:
    return [str(one.action.id) for one in carried]  # type: ignore[attr-defined]


def test_actions_stand_in_the_order_of_the_goals_they_serve() -> None:
    plan = small_plan(
        {
            "actions/handboek.yaml": action(certain="kwaliteit"),
            "actions/buurt.yaml": action(certain="ruimte"),
            "actions/zomaar.yaml": "title: Zonder doel\n",
            "actions/misschien.yaml": action(possible="huurmarkt"),
            "actions/oost/eigen.yaml": action(certain="huurmarkt"),
            "actions/fonds.yaml": action(certain="onderwijs, huurmarkt", possible="woonkwaliteit"),
        },
        "participates: {handboek: {}, buurt: {}, zomaar: {}, misschien: {}, fonds: {}}",
    )
    oost = plan.institutes_by_id["oost"]
    assert ids(carried_by(plan, oost)) == ["fonds", "eigen", "misschien", "buurt", "handboek", "zomaar"]


def test_an_institute_may_order_its_actions_itself() -> None:
    plan = small_plan(
        {f"actions/oost/{name}.yaml": action(certain="huurmarkt") for name in ("een", "twee", "drie")},
        "participates: {}\naction_order: [twee, drie]",
    )
    assert ids(carried_by(plan, plan.institutes_by_id["oost"])) == ["twee", "drie", "een"]


def test_an_undecided_institute_prints_all_it_may_join() -> None:
    files = {"actions/fonds.yaml": action(certain="huurmarkt"), "actions/oost/eigen.yaml": action(certain="ruimte")}
    undecided, decided = small_plan(files, "area: oost"), small_plan(files)
    assert ids(printed_actions(undecided, undecided.institutes_by_id["oost"])) == ["fonds", "eigen"]
    assert ids(printed_actions(decided, decided.institutes_by_id["oost"])) == ["eigen"]


# --- repairs ---------------------------------------------------------------------------------------


def test_repairs_come_cheapest_first_and_each_names_the_line_to_edit() -> None:
    plan = small_plan(
        {
            "actions/fonds.yaml": action(certain="huurmarkt", period="2021-2022"),
            "actions/oost/vroeg.yaml": action(certain="ruimte", possible="huurmarkt", period="2021"),
            "actions/oost/voortdurend.yaml": action(certain="ruimte", possible="huurmarkt"),
        }
    )
    found = repairs(plan, "huurmarkt", "oost")
    assert [(repair.kind, str(repair.place), repair.years) for repair in found] == [
        (RepairKind.RAISE, "actions/oost/voortdurend.yaml:3:45", (2021, 2022, 2023, 2024, 2025)),
        (RepairKind.RAISE, "actions/oost/vroeg.yaml:3:45", (2021,)),
        (RepairKind.JOIN, "institutes/oost/institute.yaml:2:15", (2021, 2022)),
        (RepairKind.WAIVE, "institutes/oost/institute.yaml:1:1", ()),
    ]


def test_an_action_that_ends_early_can_be_prolonged_for_the_years_that_lack_it() -> None:
    plan = small_plan({"actions/oost/kort.yaml": action(certain="huurmarkt", period="2021-2022")})
    assert [(repair.kind, str(repair.place), repair.years) for repair in repairs(plan, "huurmarkt", "oost")] == [
        (RepairKind.PROLONG, "actions/oost/kort.yaml:2:9", (2023, 2024, 2025))
    ]


def test_an_action_without_a_period_is_repaired_by_saying_when_it_runs() -> None:
    plan = small_plan({"actions/oost/ooit.yaml": action(certain="huurmarkt", period="")})
    repair, waive = repairs(plan, "huurmarkt", "oost")
    assert repair.message.render("en") == 'say when "Actie" runs'
    assert waive.kind is RepairKind.WAIVE


def test_what_a_participation_takes_away_is_repaired_there() -> None:
    plan = small_plan(
        {"actions/fonds.yaml": action(certain="huurmarkt", period="2021-2024")},
        "participates: {fonds: {period: 2021-2022, reason: later gestopt}}",
    )
    (repair,) = repairs(plan, "huurmarkt", "oost")
    assert (repair.kind, str(repair.place), repair.years) == (
        RepairKind.PROLONG,
        "institutes/oost/institute.yaml:2:32",
        (2023, 2024),
    )


def test_a_weakened_participation_is_raised_there() -> None:
    plan = small_plan(
        {"actions/fonds.yaml": action(certain="huurmarkt")},
        "participates: {fonds: {strength: possible, reason: zonder project}}",
    )
    repair = repairs(plan, "huurmarkt", "oost")[0]
    assert (repair.kind, str(repair.place)) == (RepairKind.RAISE, "institutes/oost/institute.yaml:2:34")


def test_an_internal_goal_without_action_is_repaired_by_joining_one() -> None:
    plan = small_plan({"actions/handboek.yaml": action(possible="kwaliteit", period="")})
    assert [repair.kind for repair in repairs(plan, "kwaliteit", "oost")] == [RepairKind.JOIN]


@pytest.mark.parametrize("oost", ["waives: [{goal: huurmarkt, reason: niet hier}]", "status: niet-aangeleverd"])
def test_nothing_is_repaired_where_nothing_is_lacking(oost: str) -> None:
    plan = small_plan({"actions/oost/misschien.yaml": action(possible="huurmarkt")}, oost)
    assert repairs(plan, "huurmarkt", "oost") == ()


# --- the matrix ------------------------------------------------------------------------------------


def test_columns_stand_under_their_theme_and_strategic_goal() -> None:
    plan = small_plan({})
    table = matrix(plan, None)
    assert [column.code for column in table.columns] == ["SD1.1", "SD1.2", "SD1.3", "B7"]
    assert [(str(goal.id), span) for goal, span in table.strategic_spans] == [("rechten", 3), ("buurten", 1)]
    assert [(theme and str(theme.id), span) for theme, span in table.theme_spans] == [
        ("recht-op-wonen", 2),
        (None, 1),
        (None, 1),
    ]
    assert goal_codes(plan)["intern"] == "SD3"


def test_the_code_of_an_institute_is_made_of_its_id_or_its_number_where_two_are_alike() -> None:
    def codes(*institutes: str) -> list[str]:
        files = {f"institutes/{id}/institute.yaml": f"name: {id}\n" for id in institutes}
        return list(institute_codes(plan_of(files)).values())

    assert codes("brussel", "oost-vlaanderen") == ["BRU", "OV"]
    assert codes("brugge", "brussel") == ["1", "2"]


def test_internal_actions_have_a_matrix_of_their_own() -> None:
    plan = small_plan(
        {"actions/handboek.yaml": action(certain="kwaliteit"), "actions/fonds.yaml": action(certain="ruimte")},
        "participates: {handboek: {}, fonds: {}}",
    )
    oost = plan.institutes_by_id["oost"]
    assert ids(matrix(plan, oost).rows) == ["fonds"]
    assert ids(matrix(plan, oost, kind=Kind.INTERNAL).rows) == ["handboek"]


def test_an_action_that_serves_no_goal_yet_still_has_its_row() -> None:
    plan = small_plan({"actions/oost/nieuw.yaml": "title: Nieuw\n"})
    assert ids(matrix(plan, plan.institutes_by_id["oost"]).rows) == ["nieuw"]


def test_in_the_matrix_of_a_year_only_what_runs_contributes() -> None:
    plan = small_plan({"actions/oost/kort.yaml": action("huurmarkt", "ruimte", "2021-2022")})
    oost = plan.institutes_by_id["oost"]
    contributing = (None, Strength.CERTAIN, None, Strength.POSSIBLE)
    assert [row.strengths for row in matrix(plan, oost).rows] == [contributing]
    assert [row.strengths for row in matrix(plan, oost, 2022).rows] == [contributing]
    assert [row.strengths for row in matrix(plan, oost, 2023).rows] == [(None,) * 4]


def test_the_matrix_of_the_sector_shows_the_actions_of_all_who_delivered() -> None:
    plan = small_plan(
        {
            "actions/fonds.yaml": action(certain="huurmarkt"),
            "actions/oost/eigen.yaml": action(certain="ruimte"),
            "actions/west/eigen-west.yaml": action(certain="ruimte"),
            "institutes/west/institute.yaml": "name: West\nstatus: niet-aangeleverd\n",
        },
        "participates: {fonds: {strength: possible, reason: zonder project}}",
    )
    table = matrix(plan, None)
    assert ids(table.rows) == ["fonds", "eigen"]
    assert table.rows[0].strengths[1] is Strength.CERTAIN


# --- what holds for every plan ---------------------------------------------------------------------

Files = dict[str, str]
GOAL_IDS = ("woonkwaliteit", "huurmarkt", "onderwijs", "ruimte", "kwaliteit")
INSTITUTES = ("oost", "west", "gent")
ORDER = {Standing.CERTAIN: 2, Standing.POSSIBLE: 1, Standing.NONE: 0}

goal_lists = st.lists(st.sampled_from([*GOAL_IDS, "bestaat-niet"]), unique=True, max_size=3)
spans = st.tuples(st.integers(2019, 2026), st.integers(0, 5)).map(lambda span: f"{span[0]}-{span[0] + span[1]}")


@st.composite
def generated_actions(draw: st.DrawFn) -> dict[str, object]:
    certain, possible = draw(goal_lists), draw(goal_lists)
    action: dict[str, object] = {"title": "Actie", "contributes": {"certain": certain, "possible": possible}}
    return action | ({"period": period} if (period := draw(st.none() | spans)) else {})


@st.composite
def participations(draw: st.DrawFn) -> dict[str, str]:
    period = draw(st.none() | spans)
    strength = {"strength": "possible"} if draw(st.booleans()) else {}
    return strength | ({"period": period} if period else {}) | {"reason": "zo afgesproken"}


@st.composite
def workspaces(draw: st.DrawFn) -> Files:
    """Three institutes, some sector actions and own ones. JSON is YAML, so that any value can be written."""
    files: dict[str, object] = {}
    shared = draw(st.lists(generated_actions(), max_size=3))
    for number, contents in enumerate(shared):
        files[f"actions/sector-{number}.yaml"] = contents
    for institute in INSTITUTES:
        for number, contents in enumerate(draw(st.lists(generated_actions(), max_size=2))):
            files[f"actions/{institute}/{institute}-{number}.yaml"] = contents
        joins = st.sets(st.sampled_from(range(len(shared)))) if shared else st.just(set[int]())
        files[f"institutes/{institute}/institute.yaml"] = {
            "name": institute,
            "status": draw(st.sampled_from(["in-opmaak", "ingediend", "niet-aangeleverd"])),
            "participates": {f"sector-{number}": draw(participations()) for number in sorted(draw(joins))},
            "waives": [{"goal": goal, "reason": "niet hier"} for goal in draw(st.sets(st.sampled_from(GOAL_IDS)))],
        }
    return {"goals.yaml": GOALS} | {file: json.dumps(contents) for file, contents in files.items()}


def rewritten(files: Files, file: str, **changes: object) -> Files:
    return files | {file: json.dumps({**json.loads(files[file]), **changes})}


def all_standings(plan: Plan) -> dict[tuple[str, str, int], int]:
    """The standing of each cell over the period (under year 0) and in each year, as a number: higher is better."""
    return {
        (goal, institute, year): ORDER[standing]
        for (goal, institute), cell in cover(plan).cells.items()
        for year, standing in ((0, cell.standing), *cell.standings)
    }


@given(workspaces(), generated_actions(), st.sampled_from(INSTITUTES))
def test_another_action_never_makes_a_standing_worse(files: Files, more: dict[str, object], owner: str) -> None:
    before = all_standings(plan_of(files))
    after = all_standings(plan_of(files | {f"actions/{owner}/erbij.yaml": json.dumps(more)}))
    assert all(after[cell] >= standing for cell, standing in before.items())


@given(workspaces(), st.data())
def test_running_for_a_shorter_time_never_makes_a_standing_better(files: Files, data: st.DataObject) -> None:
    actions = sorted(file for file in files if file.startswith("actions/") and "period" in json.loads(files[file]))
    if not actions:
        return
    file = data.draw(st.sampled_from(actions))
    start, end = map(int, json.loads(files[file])["period"].split("-"))
    first, last = sorted(data.draw(st.tuples(st.integers(start, end), st.integers(start, end))))
    before = all_standings(plan_of(files))
    after = all_standings(plan_of(rewritten(files, file, period=f"{first}-{last}")))
    assert all(after[cell] <= standing for cell, standing in before.items())


@given(workspaces(), st.sampled_from(INSTITUTES), st.sets(st.sampled_from(GOAL_IDS)))
def test_a_waiver_never_changes_a_standing(files: Files, institute: str, goals: set[str]) -> None:
    waives = [{"goal": goal, "reason": "toch niet"} for goal in goals]
    other = rewritten(files, f"institutes/{institute}/institute.yaml", waives=waives)
    assert all_standings(plan_of(other)) == all_standings(plan_of(files))


@given(workspaces())
def test_each_institute_with_data_counts_once_for_every_goal(files: Files) -> None:
    coverage = cover(plan_of(files))
    for goal in GOAL_IDS:
        counted = [institute for standing in Standing for institute in coverage.carried_by(goal, standing)]
        assert sorted(str(institute.id) for institute in counted) == [str(one.id) for one in coverage.institutes]


@given(workspaces(), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(files: Files, random: object) -> None:
    shuffled = list(files.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = plan_of(files), plan_of(dict(shuffled))
    assert all_standings(one) == all_standings(other)
    assert ids(matrix(one, None).rows) == ids(matrix(other, None).rows)


@given(workspaces())
def test_every_repair_says_truly_what_it_gains(files: Files) -> None:
    plan = plan_of(files)
    for (goal, institute), cell in cover(plan).cells.items():
        for repair in repairs(plan, goal, institute):
            assert set(repair.years) <= set(cell.uncertain_years)
            assert repair.place.file in files
            assert repair.years or repair.kind in (RepairKind.JOIN, RepairKind.WAIVE)


@given(workspaces())
def test_a_standing_over_the_period_is_reached_in_a_year_and_missed_in_those_that_fall_short(files: Files) -> None:
    for cell in cover(plan_of(files)).cells.values():
        if cell.kind is Kind.EXTERNAL:
            reached = {year for year, standing in cell.standings if standing is cell.standing}
            assert reached
            assert reached.isdisjoint(cell.short_years)
            assert reached | set(cell.short_years) == {year for year, _standing in cell.standings}
