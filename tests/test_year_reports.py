"""What an institute reports of a year: read, held against the plan that was filed, and made ready from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan.build import obstacles
from plan.changes.things import things
from plan.cli import plan as command_line
from plan.diagnostics import Severity
from plan.dutch import read_number
from plan.model import Progress, Report
from plan.submission.filing import keep_filing
from plan.workspace import Workspace, open_workspace
from tests.workspaces import SMALL, diagnostics_of, plan_of, write_workspace

FILE = "institutes/kust/reports/2021.yaml"
REPORT = """\
filed: ingediend kust
actions:
  huizen:
    status: loopt
    reached: |
      Tien huizen, zoals {actie banen} vroeg.
    period: 2021-2023
    reason: het ging sneller
    indicators:
      - {title: gedeelde huizen, value: 10, target: 12, unit: huizen}
  banen: {status: niet-gestart, reached: Nog niets.}
  leerkring: {status: done, reached: Twee keer.}
projects:
  den-dam: {status: stopgezet}
staff: {fte: "13,5", source: eigen telling}
budget:
  - {title: personeel, planned: 800.000, spent: 785.000, note: een vacature bleef open}
approvals:
  - {body: algemene vergadering, date: 15/05/2022}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, SMALL)


def with_report(text: str = REPORT) -> dict[str, str]:
    return {**SMALL, FILE: text}


def the_report(text: str = REPORT) -> Report:
    (report,) = plan_of(with_report(text)).reports
    return report


def file_it(root: Path) -> None:
    keep_filing(open_workspace(root), "kust", "ingediend kust", date(2020, 5, 15), b"alles", {})


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command_line, ["--workspace", str(root), "--language", "en", *arguments])


def told(workspace: Workspace) -> list[tuple[str, int]]:
    """The rules that find something in reports, and on which lines."""
    return [(found.rule, found.place.line) for found in workspace.findings if "/reports/" in found.place.file]


# --- what it holds ---------------------------------------------------------------------------------


def test_a_report_tells_how_actions_and_projects_stand() -> None:
    report = the_report()
    assert diagnostics_of(with_report()) == ()
    assert (report.institute, report.year, report.filed) == ("kust", 2021, "ingediend kust")
    huizen = report.actions[0]
    assert [one.status for one in report.actions] == [Progress.RUNNING, Progress.NOT_STARTED, Progress.DONE]
    assert huizen.action == "huizen"
    assert huizen.period is not None
    assert huizen.period.end.iso == "2023"
    assert huizen.indicators[0].value == read_number("10")
    assert report.projects[0].status is Progress.STOPPED
    assert report.staff is not None
    assert report.staff.fte == read_number("13,5")
    assert report.budget[0].spent == read_number("785.000")
    assert report.approvals[0].date == date(2022, 5, 15)


def test_every_key_may_be_typed_in_dutch() -> None:
    dutch = {
        "filed:": "ingediend_als:",
        "actions:": "acties:",
        "reached:": "bereikt:",
        "period:": "looptijd:",
        "reason:": "reden:",
        "indicators:": "indicatoren:",
        "title:": "titel:",
        "value:": "waarde:",
        "target:": "streefcijfer:",
        "unit:": "eenheid:",
        "projects:": "projecten:",
        "staff:": "personeel:",
        "fte:": "vte:",
        "source:": "bron:",
        "budget:": "begroting:",
        "planned:": "begroot:",
        "spent:": "besteed:",
        "note:": "opmerking:",
        "approvals:": "goedkeuringen:",
        "body:": "orgaan:",
        "date:": "datum:",
    }
    text = REPORT
    for english, name in dutch.items():
        assert english in text
        text = text.replace(english, name)
    assert diagnostics_of(with_report(text)) == ()
    assert the_report(text).actions[0].indicators[0].target == read_number("12")


def test_a_value_that_cannot_be_read_is_told_at_the_value_and_takes_nothing_along() -> None:
    text = REPORT.replace("status: loopt", "status: bezig").replace("785.000", "veel")
    found = [(one.rule, one.place.line) for one in diagnostics_of(with_report(text))]
    assert found == [("unknown-choice", 4), ("malformed-number", 17)]
    assert the_report(text).actions[0].reached


def test_what_a_text_of_a_report_refers_to_is_looked_up(root: Path) -> None:
    write_workspace(
        root, {FILE: REPORT.replace("{actie banen}", "{actie bannen}").replace("filed: ingediend kust\n", "")}
    )
    assert told(open_workspace(root)) == [("unknown-action", 5)]


def test_a_period_that_ends_before_it_begins_is_told(root: Path) -> None:
    write_workspace(root, {FILE: REPORT.replace("2021-2023", "2023-2021").replace("filed: ingediend kust\n", "")})
    assert told(open_workspace(root)) == [("period-reversed", 6)]


# --- beside the plan, not in it --------------------------------------------------------------------


def test_a_report_is_held_against_the_plan_as_it_was_filed(root: Path) -> None:
    file_it(root)
    (root / "actions/kust/banen.yaml").unlink()
    write_workspace(root, {FILE: REPORT.replace("{actie banen}", "iedereen"), "actions/later.yaml": "title: Later\n"})
    assert told(open_workspace(root)) == []
    write_workspace(root, {FILE: REPORT.replace("  banen:", "  later:").replace("{actie banen}", "iedereen")})
    assert told(open_workspace(root)) == [("not-in-filed-plan", 11)]


def test_work_on_a_report_does_not_keep_the_plan_back(root: Path) -> None:
    write_workspace(root, {FILE: "actions: {wie-weet: {}}\n"})
    workspace = open_workspace(root)
    kust = workspace.plan.institutes_by_id["kust"]
    assert {found.severity for found in workspace.findings if found.place.file == FILE} == {
        Severity.ERROR,
        Severity.TODO,
    }
    assert obstacles(kust, workspace.findings) == ()


def test_a_report_changes_neither_the_plan_nor_its_fingerprint(root: Path) -> None:
    before = open_workspace(root)
    write_workspace(root, {FILE: REPORT})
    after = open_workspace(root)
    assert after.fingerprint("kust") == before.fingerprint("kust")
    assert [thing.key for thing in things(after.plan)] == [thing.key for thing in things(before.plan)]
    assert FILE in after.sources.files


def test_who_asks_about_one_institute_hears_of_its_report(root: Path) -> None:
    write_workspace(root, {FILE: "actions: {wie-weet: {}}\n"})
    assert "wie-weet" in run(root, "check", "kust").output
    assert "wie-weet" not in run(root, "check", "bos").output


# --- made ready ------------------------------------------------------------------------------------


def test_a_new_report_has_all_that_was_filed_and_ran_in_that_year(root: Path) -> None:
    file_it(root)
    (root / "actions/kust/banen.yaml").unlink()
    shorter = SMALL["actions/huizen.yaml"].replace("2021-2025", "2023-2025")
    write_workspace(root, {"actions/huizen.yaml": shorter})
    made = run(root, "new", "report", "2021", "--institute", "kust")
    assert made.exit_code == 0, made.output
    assert 'filled in from what was filed as "ingediend kust"' in " ".join(made.output.split())
    (report,) = open_workspace(root).plan.reports
    assert report.filed == "ingediend kust"
    assert {str(one.action) for one in report.actions} == {"huizen", "banen", "leerkring"}
    assert [str(one.project) for one in report.projects] == ["den-dam"]


def test_what_did_not_run_in_that_year_is_not_in_it(root: Path) -> None:
    write_workspace(root, {"actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("2021-2025", "2023-2025")})
    made = run(root, "new", "report", "2021", "--institute", "kust")
    assert "from the plan as it is" in made.output
    (report,) = open_workspace(root).plan.reports
    assert {str(one.action) for one in report.actions} == {"banen", "leerkring"}


def test_a_new_report_has_nothing_wrong_and_all_to_do(root: Path) -> None:
    file_it(root)
    run(root, "new", "report", "2021", "--institute", "kust")
    assert [rule for rule, _line in told(open_workspace(root))] == ["action-without-report"] * 3


def test_a_version_that_is_no_longer_kept_is_told(root: Path) -> None:
    file_it(root)
    for path in root.glob("bewaard/versies/*.zip"):
        path.unlink()
    made = run(root, "new", "report", "2021", "--institute", "kust")
    assert "is not kept any more" in " ".join(made.output.split())


def test_a_report_is_never_written_over(root: Path) -> None:
    write_workspace(root, {FILE: REPORT})
    made = run(root, "new", "report", "2021", "--institute", "kust")
    assert made.exit_code == 2
    assert (root / FILE).read_text("utf-8") == REPORT


@pytest.mark.parametrize("arguments", [("2031", "--institute", "kust"), ("lente", "--institute", "kust"), ("2021",)])
def test_a_year_of_the_plan_and_an_institute_are_asked(root: Path, arguments: tuple[str, ...]) -> None:
    assert run(root, "new", "report", *arguments).exit_code == 2
    assert not (root / FILE).exists()
