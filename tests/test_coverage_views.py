"""What `plan coverage` and `plan why` show: tables that fit, signs that are explained, files for machines."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest

from plan.commands.coverage import render_coverage, render_why
from plan.model import Plan
from tests.workspaces import plan_of

WORKSPACE = {
    "goals.yaml": """\
format: 1
plan: {title: Plan, period: 2021-2025, date: 2020-05-15}
strategic_goals:
  - id: rechten
    code: SD1
    title: Rechten
    operational_goals:
      - {id: wonen, title: Recht op wonen, short_title: Wonen}
      - {id: onderwijs, title: Onderwijs}
  - id: buurten
    code: SD2
    title: Buurten
    operational_goals:
      - {id: ruimte, title: Ruimte}
      - {id: klimaat, title: Klimaat}
      - {id: water, title: Water}
  - id: intern
    code: SD3
    kind: internal
    title: Eigen werking
    operational_goals:
      - {id: kwaliteit, title: Kwaliteit}
""",
    "actions/fonds.yaml": """\
title: Het fonds voor noodkopers
short_title: Noodkoopfonds
period: 2021-2023
contributes: {certain: [wonen], possible: [klimaat]}
""",
    "actions/handboek.yaml": "title: Handboek\ncontributes: {certain: [kwaliteit]}\n",
    "actions/oost/lessen.yaml": """\
title: '=SOM(A1) [vet] | "les"'
period: april 2022 – december 2025
contributes: {certain: [onderwijs], possible: [wonen]}
projects: [{project: ronse, condition: als de stad meedoet}]
""",
    "actions/oost/ooit.yaml": "title: Ooit\ncontributes: {possible: [ruimte]}\n",
    "institutes/oost/institute.yaml": """\
name: Opbouw Oost
participates: {fonds: {period: 2021-2022, reason: later gestopt}, handboek: {}}
waives: [{goal: klimaat, reason: nog te klein}, {goal: water, reason: geen kennis in huis}]
""",
    "institutes/oost/projects.yaml": "projects: [{id: ronse, title: Klas in Ronse}]\n",
    "institutes/west/institute.yaml": "name: Opbouw West\n",
    "institutes/gent-stad/institute.yaml": "name: Opbouw Gent\nstatus: niet-aangeleverd\n",
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(WORKSPACE)


def shown(plan: Plan, institute: str | None, by_year: bool = False, form: str = "text", width: int = 100) -> str:
    about = plan.institutes_by_id[institute] if institute else None
    return render_coverage(plan, about, by_year, form, "en", width)


def line_with(text: str, output: str) -> str:
    return next(line for line in output.splitlines() if text in line)


def signs(line: str) -> list[str]:
    return [word for word in line.split() if word[0] in "●○–w?·"]


# --- terminal --------------------------------------------------------------------------------------


def test_each_action_shows_how_surely_it_serves_each_goal(plan: Plan) -> None:
    output = shown(plan, "oost")
    columns = line_with("action", output)
    goals = columns[columns.index("years") :]
    row = line_with("Noodkoopfonds", output)[columns.index("years") :].ljust(len(goals))
    assert [sign for head, sign in zip(goals, row, strict=True) if head.isdigit()] == ["●", " ", " ", "○", " "]
    assert signs(line_with("standing", output)) == ["●", "●*", "–", "○w", "w"]


def test_below_the_matrix_each_code_is_told_with_its_standing(plan: Plan) -> None:
    output = shown(plan, "oost")
    assert line_with("SD1.1", output).endswith("  certain, not in 2023-2025; without a project")
    assert line_with("SD1.2", output).endswith("  certain, not in 2021; only with projects that are not sure yet")
    assert line_with("SD2.1", output).endswith("  nothing")
    assert line_with("SD2.2", output).endswith(
        "  possible, not in 2023-2025, and yet left to others; without a project"
    )
    assert line_with("SD2.3", output).endswith("  left to others: geen kennis in huis")
    assert line_with("SD3.1", output).endswith("has an action")


def test_every_sign_that_occurs_is_explained_and_no_other(plan: Plan) -> None:
    legend = next(line for line in shown(plan, "oost").splitlines() if line.startswith("● certain"))
    assert [part.split()[0] for part in legend.split("   ")] == ["●", "○", "–", "w", "*"]


def test_an_action_without_period_is_said_to_count_in_no_year(plan: Plan) -> None:
    assert "Without a period, so that they count in no year: Ooit." in shown(plan, "oost")


def test_an_institute_that_decided_nothing_is_told_so_instead_of_blamed(plan: Plan) -> None:
    output = shown(plan, "west")
    assert "has yet to say in which actions of the sector it takes part" in output
    assert set(signs(line_with("standing", output))) == {"?"}
    assert set(signs(line_with("Wonen", shown(plan, "west", by_year=True)))) == {"?"}


def test_an_institute_that_delivered_nothing_has_no_data(plan: Plan) -> None:
    assert set(signs(line_with("standing", shown(plan, "gent-stad")))) == {"·"}


def test_by_year_a_goal_shows_its_standing_in_each(plan: Plan) -> None:
    output = shown(plan, "oost", by_year=True)
    assert signs(line_with("Wonen", output)) == ["●", "●", "○", "○", "○", "●"]
    assert "Kwaliteit" not in output


def test_the_sector_shows_goals_by_institute_and_counts_them(plan: Plan) -> None:
    output = shown(plan, None)
    assert line_with("code", output).split() == ["code", "goal", "GS", "OOS", "WES", "●", "○", "–"]
    assert line_with("SD1.1", output).split() == ["SD1.1", "Wonen", "·", "●", "?", "1", "0", "0"]
    assert line_with("SD2.1", output).split() == ["SD2.1", "Ruimte", "·", "–", "?", "0", "0", "1"]
    assert line_with("GS ", output.partition("● certain")[2]).split("  ") == ["GS", " Opbouw Gent", "no data"]


def test_by_year_the_sector_counts_the_institutes_with_the_best_standing(plan: Plan) -> None:
    assert signs(line_with("Wonen", shown(plan, None, by_year=True))) == ["●1", "●1", "○1", "○1", "○1"]


@pytest.mark.parametrize("institute", ["oost", "west", None])
@pytest.mark.parametrize("by_year", [False, True])
@pytest.mark.parametrize("width", [100, 60])
def test_a_table_fits_its_width(plan: Plan, institute: str | None, by_year: bool, width: int) -> None:
    assert max(map(len, shown(plan, institute, by_year, width=width).splitlines())) <= width


def test_a_matrix_of_many_goals_is_cut_into_tables_that_fit() -> None:
    goals = "".join(f"      - {{id: doel-{number}, title: Doel {number}}}\n" for number in range(1, 31))
    wide = plan_of(
        {
            "goals.yaml": "format: 1\nplan: {title: Plan, period: 2021, date: 2020-05-15}\nstrategic_goals:\n"
            f"  - id: veel\n    code: SD1\n    title: Veel\n    operational_goals:\n{goals}",
            "actions/oost/alles.yaml": "title: Alles\nperiod: 2021\ncontributes: {certain: [doel-1, doel-30]}\n",
            "institutes/oost/institute.yaml": "name: Oost\nparticipates: {}\n",
        }
    )
    output = shown(wide, "oost")
    rows = [line for line in output.splitlines() if line.startswith("Alles")]
    assert len(rows) == 2
    assert [row.count("●") for row in rows] == [1, 1]
    assert max(map(len, output.splitlines())) <= 100


def test_colour_only_adds_to_the_signs(plan: Plan) -> None:
    coloured = render_coverage(plan, plan.institutes_by_id["oost"], language="en", colour=True)
    assert "\x1b[32m" in coloured
    plain = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines())
    assert plain == shown(plan, "oost")


def test_what_an_author_wrote_cannot_command_the_terminal() -> None:
    escaping = plan_of(
        {**WORKSPACE, "actions/oost/ooit.yaml": 'title: "Rood \\e[31m"\ncontributes: {possible: [ruimte]}\n'}
    )
    assert "Rood" in shown(escaping, "oost")
    assert "\x1b" not in shown(escaping, "oost") + render_why(escaping, "ruimte", "oost", "en")


def test_a_plan_without_goals_says_so() -> None:
    assert shown(plan_of({}), None) == "This plan has no operational goals yet."


# --- for machines ----------------------------------------------------------------------------------


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_csv_holds_all_goals_in_words_and_no_formula(plan: Plan) -> None:
    heads, *rows = rows_of(shown(plan, "oost", form="csv"))
    assert heads == [
        "action",
        "owner",
        "years",
        "SD1.1 Wonen",
        "SD1.2 Onderwijs",
        "SD2.1 Ruimte",
        "SD2.2 Klimaat",
        "SD2.3 Water",
        "SD3.1 Kwaliteit",
    ]
    assert rows[0] == ["Noodkoopfonds", "sector", "2021-2022", "certain", "", "", "possible", "", ""]
    assert rows[1][0] == '\'=SOM(A1) [vet] | "les"'
    assert rows[-1] == ["standing", "", "", "certain", "certain", "nothing", "possible", "left to others", "certain"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_of_a_spreadsheet_is_a_formula(sign: str) -> None:
    plan = plan_of({**WORKSPACE, "actions/oost/ooit.yaml": f"title: '{sign}1'\nperiod: 2021\n"})
    cells = [cell for row in rows_of(shown(plan, "oost", form="csv")) for cell in row]
    assert f"'{sign}1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_csv_of_the_sector_by_year_keeps_the_counts(plan: Plan) -> None:
    heads, wonen, *_rest = rows_of(shown(plan, None, by_year=True, form="csv"))
    assert heads == ["code", "goal", "2021", "2022", "2023", "2024", "2025"]
    assert wonen == ["SD1.1", "Wonen", "certain (1)", "certain (1)", "possible (1)", "possible (1)", "possible (1)"]


def test_markdown_shows_what_authors_wrote_literally(plan: Plan) -> None:
    output = shown(plan, "oost", form="markdown")
    row = line_with("SOM", output)
    assert row.startswith(r'| =SOM(A1) \[vet\] \| "les" | own | 2022-2025 | ○ | ● |')
    assert line_with("**standing**", output) == r"| **standing** |  |  | **●** | **●\*** | **–** | **○w** | **w** |"


# --- why -------------------------------------------------------------------------------------------


def test_why_names_actions_projects_lines_and_repairs(plan: Plan) -> None:
    assert render_why(plan, "wonen", "oost", "en").splitlines() == [
        "SD1.1 Recht op wonen",
        "",
        "Opbouw Oost: certain, not in 2023-2025; without a project",
        "  2021 ●   2022 ●   2023 ○   2024 ○   2025 ○",
        "  ● Noodkoopfonds (sector): certain, 2021-2022 (later gestopt)",
        "    actions/fonds.yaml:4:25",
        '  ○ =SOM(A1) [vet] | "les" (own): possible, April 2022 – December 2025',
        "    actions/oost/lessen.yaml:3:48",
        "    - Klas in Ronse, not sure yet: als de stad meedoet",
        "  What would repair this, the cheapest first:",
        '    1. move "wonen" from "possible" to "certain" in "=SOM(A1) [vet] | "les"":',
        "       that covers 2023-2025",
        "       actions/oost/lessen.yaml:3:48",
        '    2. let "Noodkoopfonds" run in 2023 too',
        "       institutes/oost/institute.yaml:2:32",
    ]


def test_why_a_waived_goal_gives_the_reason_and_no_repair(plan: Plan) -> None:
    output = render_why(plan, "klimaat", "oost", "en")
    assert "Opbouw Oost: possible, not in 2023-2025, and yet left to others" in output
    assert "repair" not in output


def test_why_for_the_sector_tells_of_each_institute_with_data(plan: Plan) -> None:
    output = render_why(plan, "wonen", None, "en")
    assert "Opbouw Oost: certain" in output
    assert "Opbouw West: still to decide" in output
    assert 'take part in "Noodkoopfonds" of the sector: that covers 2021-2023' in output
    assert output.endswith("No data: Opbouw Gent")


@pytest.mark.parametrize("goal", ["wonen", "onderwijs", "ruimte", "klimaat", "kwaliteit"])
def test_why_fits_its_width(plan: Plan, goal: str) -> None:
    for width in (80, 60):
        assert max(map(len, render_why(plan, goal, None, "en", width).splitlines())) <= width
