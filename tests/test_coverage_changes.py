"""What a change of the plan does to its coverage, by institute and goal."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from plan.coverage import Standing, cover
from plan.coverage_changes import CoverageChange, coverage_changes
from plan.model import Plan
from tests.workspaces import plan_of

GOALS = """\
format: 1
plan: {title: Plan, period: 2021-2025, date: 2020-05-15}
strategic_goals:
  - id: rechten
    title: Rechten
    operational_goals:
      - {id: huurmarkt, title: Huurmarkt}
      - {id: solidariteit, title: Solidariteit tussen mensen, short_title: Solidariteit}
  - id: intern
    kind: internal
    title: Eigen werking
    operational_goals:
      - {id: kwaliteit, title: Kwaliteit}
"""


def plan_with(actions: Mapping[str, str], gent: str = "participates: {fonds: }", goals: str = GOALS) -> Plan:
    """The goals above, the institute `gent`, and its own and the sector's actions by their path below `actions/`."""
    files = {f"actions/{path}.yaml": text for path, text in actions.items()}
    return plan_of({"goals.yaml": goals, "institutes/gent/institute.yaml": f"name: Gent\n{gent}\n", **files})


def action(certain: str = "", possible: str = "", period: str = "2021-2025", title: str = "Fonds") -> str:
    return f"title: {title}\nperiod: {period}\ncontributes: {{certain: [{certain}], possible: [{possible}]}}\n"


def told(before: Plan, after: Plan, at: str = "gent") -> list[str]:
    return [
        sentence.render("nl")
        for change in coverage_changes(before, after)
        if (change.institute.id if change.institute else "") == at
        for sentence in change.told
    ]


def test_years_that_become_certain_are_a_gain() -> None:
    before = plan_with({"fonds": action("solidariteit", period="2021-2022")})
    after = plan_with({"fonds": action("solidariteit")})
    assert told(before, after) == ["OD Solidariteit: zeker in 2023-2025 erbij"]
    assert [change.is_loss for change in coverage_changes(before, after)] == [False]


def test_the_last_certain_action_that_is_lost_is_named() -> None:
    before = plan_with({"fonds": action("solidariteit")})
    after = plan_with({})
    assert told(before, after) == ['OD Solidariteit verliest haar laatste zekere actie, "Fonds"']
    (lost,) = [change for change in coverage_changes(before, after) if change.institute]
    assert [action.id for action in lost.last_certain] == ["fonds"]
    assert lost.is_loss
    assert lost.in_full[0].render("nl").startswith("Gent: OD Solidariteit verliest")


def test_a_weakened_last_action_leaves_the_goal_possible() -> None:
    before = plan_with({"fonds": action("solidariteit", period="2022-2023")})
    after = plan_with({"fonds": action(possible="solidariteit", period="2022-2023")})
    assert told(before, after) == [
        'OD Solidariteit verliest haar laatste zekere actie, "Fonds"',
        "OD Solidariteit: nu alleen nog mogelijk, in 2022-2023",
    ]


def test_years_lost_with_other_years_left_are_told_with_what_is_left() -> None:
    before = plan_with({"fonds": action("solidariteit"), "gent/twee": action(possible="solidariteit", period="2024")})
    after = plan_with(
        {
            "fonds": action("solidariteit", period="2021-2022"),
            "gent/twee": action(possible="solidariteit", period="2024"),
        }
    )
    assert told(before, after) == [
        "OD Solidariteit: niet meer zeker in 2024, alleen nog mogelijk",
        "OD Solidariteit: niet meer zeker in 2023 en 2025; er komt niets in de plaats",
    ]
    (lost,) = [change for change in coverage_changes(before, after) if change.institute]
    assert [[action.id for action in shift.actions] for shift in lost.shifts] == [["fonds"], ["fonds"]]


def test_gains_and_losses_of_one_goal_are_both_told() -> None:
    before = plan_with({"fonds": action("solidariteit", period="2021-2022")})
    after = plan_with({"fonds": action("solidariteit", period="2022-2023")})
    assert told(before, after) == [
        "OD Solidariteit: niet meer zeker in 2021; er komt niets in de plaats",
        "OD Solidariteit: zeker in 2023 erbij",
    ]


def test_what_is_merely_possible_comes_and_goes_too() -> None:
    before = plan_with({"fonds": action(possible="huurmarkt", period="2021")})
    after = plan_with({"fonds": action(possible="huurmarkt", period="2022")})
    assert told(before, after) == [
        "OD Huurmarkt: niet meer mogelijk in 2021; er komt niets in de plaats",
        "OD Huurmarkt: mogelijk in 2022 erbij",
    ]


def test_an_institute_without_data_now_has_lost_nothing() -> None:
    actions = {"fonds": action("solidariteit")}
    before, after = plan_with(actions), plan_with(actions, "status: niet-aangeleverd")
    assert coverage_changes(before, after) == ()


def test_an_institute_that_hands_in_its_data_only_gains() -> None:
    actions = {"fonds": action("solidariteit")}
    before, after = plan_with(actions, "status: niet-aangeleverd"), plan_with(actions)
    assert told(before, after) == ["OD Solidariteit: zeker in 2021-2025 erbij"]
    assert not any(change.is_loss for change in coverage_changes(before, after))


def test_a_goal_that_only_one_plan_has_is_no_change_of_coverage() -> None:
    actions = {"fonds": action("solidariteit, huurmarkt")}
    without = GOALS.replace("      - {id: huurmarkt, title: Huurmarkt}\n", "")
    assert coverage_changes(plan_with(actions), plan_with(actions, goals=without)) == ()
    assert coverage_changes(plan_with(actions, goals=without), plan_with(actions)) == ()


def test_an_internal_goal_asks_for_an_action_and_for_no_years() -> None:
    before = plan_with({"fonds": action("kwaliteit", period="2021")})
    assert told(before, plan_with({"fonds": action(possible="kwaliteit", period="2022")})) == []
    assert told(before, plan_with({})) == ['OD Kwaliteit verliest haar laatste actie, "Fonds"']
    assert told(plan_with({}), before) == ['OD Kwaliteit: heeft nu een actie, "Fonds"']


def test_a_waiver_that_comes_or_goes_is_told_with_its_reason() -> None:
    without = plan_with({})
    waived = plan_with({}, "participates: {}\nwaives: [{goal: huurmarkt, reason: geen huurders}]")
    assert told(without, waived) == ["OD Huurmarkt: voortaan overgelaten aan anderen: geen huurders"]
    assert told(waived, without) == ["OD Huurmarkt: niet langer overgelaten aan anderen"]
    assert [change.is_loss for change in coverage_changes(waived, without)] == [True]


def test_a_goal_that_comes_to_rest_on_unsure_projects_only_is_told() -> None:
    files = {
        "goals.yaml": GOALS,
        "actions/fonds.yaml": action("huurmarkt"),
        "institutes/gent/institute.yaml": "name: Gent\nparticipates: {fonds: {projects: [dam]}}\n",
    }
    sure = "projects: [{id: dam, title: Dam, period: 2021-2025}]\n"
    unsure = sure.replace("}]", ", provisional: ja}]")
    before = plan_of({**files, "institutes/gent/projects.yaml": sure})
    after = plan_of({**files, "institutes/gent/projects.yaml": unsure})
    assert told(before, after) == ["OD Huurmarkt: zeker, maar nu alleen nog met projecten die niet zeker zijn"]
    assert told(after, before) == ["OD Huurmarkt: rust niet meer alleen op projecten die niet zeker zijn"]


def test_a_goal_that_nobody_in_the_sector_carries_any_more_is_told_first() -> None:
    before, after = plan_with({"fonds": action("solidariteit")}), plan_with({})
    assert told(before, after, at="") == ["OD Solidariteit: geen enkel instituut draagt er nog zeker aan bij"]
    assert coverage_changes(before, after)[0].institute is None


def test_a_goal_below_what_the_sector_asks_is_told() -> None:
    two = {
        "goals.yaml": GOALS + "coverage: {minimum_institutes: 2}\n",
        "actions/fonds.yaml": action("solidariteit"),
        "institutes/gent/institute.yaml": "name: Gent\nparticipates: {fonds: }\n",
        "institutes/brugge/institute.yaml": "name: Brugge\nparticipates: {fonds: }\n",
    }
    one = {**two, "institutes/brugge/institute.yaml": "name: Brugge\nparticipates: {}\n"}
    silent = {**two, "institutes/brugge/institute.yaml": "name: Brugge\nstatus: niet-aangeleverd\n"}
    asked = "OD Solidariteit: nu dragen er zoveel instituten zeker aan bij als de sector vraagt"
    left = "OD Solidariteit: nog maar 1 instituut draagt er zeker aan bij; de sector vraagt er 2"
    assert told(plan_of(two), plan_of(one), at="") == [left]
    assert told(plan_of(one), plan_of(two), at="") == [asked]
    assert told(plan_of(two), plan_of(silent), at="") == []


# --- what always holds -----------------------------------------------------------------------------

ACTIONS = st.dictionaries(
    st.sampled_from(["fonds", "gent/een", "gent/twee"]),
    st.builds(
        lambda certain, possible, start, years: action(
            ", ".join(certain), ", ".join(possible), f"{start}-{start + years}"
        ),
        st.sets(st.sampled_from(["huurmarkt", "solidariteit", "kwaliteit"])),
        st.sets(st.sampled_from(["huurmarkt", "solidariteit", "kwaliteit"])),
        st.integers(2020, 2026),
        st.integers(0, 3),
    ),
)


@given(ACTIONS)
def test_a_plan_is_no_change_of_itself(actions: Mapping[str, str]) -> None:
    assert coverage_changes(plan_with(actions), plan_with(actions)) == ()


@given(ACTIONS, ACTIONS)
def test_the_shifts_make_the_old_standings_the_new_ones(old: Mapping[str, str], new: Mapping[str, str]) -> None:
    before, after = plan_with(old), plan_with(new)
    by_goal: dict[str, CoverageChange] = {
        str(change.goal.id): change for change in coverage_changes(before, after) if change.institute
    }
    for goal in ("huurmarkt", "solidariteit"):
        standings = dict(cover(before).cells[goal, "gent"].standings)
        for shift in by_goal[goal].shifts if goal in by_goal else ():
            for year in shift.years:
                assert standings[year] is shift.before
                standings[year] = shift.after
            assert shift.actions or Standing.NONE in (shift.before, shift.after)
        assert standings == dict(cover(after).cells[goal, "gent"].standings)


@given(ACTIONS, ACTIONS)
def test_what_one_way_is_a_loss_is_a_gain_the_other_way(old: Mapping[str, str], new: Mapping[str, str]) -> None:
    def shifts(changes: tuple[CoverageChange, ...], lost: bool) -> set[tuple[str, tuple[int, ...]]]:
        return {
            (str(change.goal.id), shift.years) for change in changes for shift in change.shifts if shift.is_loss is lost
        }

    before, after = plan_with(old), plan_with(new)
    there, back = coverage_changes(before, after), coverage_changes(after, before)
    assert shifts(there, lost=True) == shifts(back, lost=False)
