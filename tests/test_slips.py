"""The plan as printed: the slips in it that a machine can see are seen, and those that a program can prevent are."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from plan.build import EVERYDAY, render
from plan.checks import READING_RULES
from plan.checks.dictionary import dutch_dictionary
from plan.compose import compose_document
from plan.coverage import carried_actions
from plan.document import Block, Contents, Heading, List, Paragraph, Role, Table, plain_text
from plan.model import Kind, Plan
from plan.workspace import open_workspace
from tools.slips import REAL_PLAN, Finding, Recall, Sign, Slip, findings_in, read_slips, unexplained

LIST = Path(__file__).parents[2] / "shared/example/inconsistencies.md"
SLIPS, UNLISTED = read_slips()
AIMS = {"M": 0.95, "T": 0.70}


def without_dictionary() -> bool:
    return dutch_dictionary() is None


# The words of F-01 and F-02 are held against a dictionary, which is an extra, and loaded when they are asked for.
needs_dictionary = pytest.mark.skipif("without_dictionary()", reason="the dictionary is not installed")


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    return findings_in(REAL_PLAN, spelling=True)


# --- the table of slips ----------------------------------------------------------------------------


@pytest.mark.skipif(not LIST.exists(), reason="the list of slips lies beside the repository")
def test_every_slip_of_the_list_has_its_row_and_its_kind() -> None:
    rows = re.findall(r"^\| ([A-F]-\d\d) \|.*\| ([MTL]) \|$", LIST.read_text("utf-8"), re.MULTILINE)
    assert [(slip.number, slip.kind) for slip in SLIPS] == rows


def test_a_slip_is_told_of_in_one_way_only() -> None:
    outcomes = [bool(slip.reported) + bool(slip.made) + bool(slip.silent) + bool(slip.missed) for slip in SLIPS]
    assert set(outcomes) == {1}


def test_a_finding_elsewhere_does_not_count_for_a_slip(findings: tuple[Finding, ...]) -> None:
    (drie,) = [sign for slip in SLIPS if slip.number == "E-02" for sign in slip.reported]
    assert any(map(drie.fits, findings))
    moved = Sign(drie.rule, "goals.yaml", drie.text)
    assert not any(map(moved.fits, findings))


# --- what the rules find ---------------------------------------------------------------------------


def test_the_plan_as_printed_can_be_read(findings: tuple[Finding, ...]) -> None:
    assert not [str(found) for found in findings if found.diagnostic.rule in READING_RULES]


def _promised(slip: Slip) -> object:
    misspelled = any(sign.rule == "misspelled" for sign in slip.reported)
    return pytest.param(slip, marks=[needs_dictionary] if misspelled else [], id=slip.number)


@pytest.mark.parametrize("slip", [_promised(slip) for slip in SLIPS if slip.reported or slip.silent])
def test_what_is_promised_about_a_slip_is_said_at_its_place(slip: Slip, findings: tuple[Finding, ...]) -> None:
    assert not list(slip.unseen(findings))
    assert slip.is_found(findings)


@needs_dictionary
@pytest.mark.parametrize("kind", list(AIMS))
def test_most_slips_are_found_or_cannot_be_made(kind: str, findings: tuple[Finding, ...]) -> None:
    recall = Recall.of((slip for slip in SLIPS if slip.kind == kind), findings)
    assert recall.share >= AIMS[kind], str(recall)


def test_no_finding_is_a_false_alarm_but_for_words_that_no_dictionary_has(findings: tuple[Finding, ...]) -> None:
    alarms = unexplained(SLIPS, UNLISTED, findings)
    assert not [str(found) for found in alarms if found.diagnostic.rule != "misspelled"]


def test_whatever_is_said_to_be_true_besides_the_slips_is_found(findings: tuple[Finding, ...]) -> None:
    assert not [sign for sign in UNLISTED if not any(map(sign.fits, findings))]


# --- what the program makes ------------------------------------------------------------------------
# The slips that `slips.yaml` calls `made`: whatever an author types, the document does not have them.


@pytest.fixture(scope="module")
def plan() -> Plan:
    return open_workspace(REAL_PLAN).plan


@pytest.fixture(scope="module")
def blocks(plan: Plan) -> list[Block]:
    return list(compose_document(plan, plan.institutes[0]).document.blocks())


@pytest.fixture(scope="module")
def sheets(plan: Plan, blocks: list[Block]) -> dict[str, list[Block]]:
    """The blocks of each action sheet, by the action's id."""
    sheets: dict[str, list[Block]] = {}
    sheet: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            sheet = sheets.setdefault(block.anchor, []) if block.anchor in plan.actions_by_id else []
        sheet.append(block)
    return sheets


@pytest.fixture(scope="module")
def matrix(blocks: list[Block]) -> Table:
    (matrix,) = [block for block in blocks if isinstance(block, Table) and block.kind == "matrix"]
    return matrix


def words(block: Block) -> str:
    return plain_text(block.inlines) if isinstance(block, Heading | Paragraph) else ""


def below(sheet: list[Block], label: str) -> Block:
    """What stands under a label."""
    return sheet[[words(block) for block in sheet].index(label) + 1]


def test_the_matrix_has_the_order_of_the_sheets(plan: Plan, matrix: Table, sheets: dict[str, list[Block]]) -> None:
    rows = [plain_text(row.cells[0].inlines).partition(" (")[0] for row in matrix.rows]
    assert rows == [plan.actions_by_id[action].name for action in sheets]


def test_the_matrix_says_certain_and_possible_by_sign(matrix: Table) -> None:
    shades = {(plain_text(cell.inlines), cell.shade) for row in matrix.rows for cell in row.cells[1:]}
    assert shades == {("●", "certain"), ("○", "possible"), ("", "")}


def test_every_sheet_names_the_goals_that_its_action_serves(plan: Plan, sheets: dict[str, list[Block]]) -> None:
    for action, sheet in sheets.items():
        goals = below(sheet, "Doelstellingen")
        assert isinstance(goals, List)
        told = " ".join(words(block) for item in goals.items for block in item.blocks)
        for goal in (*plan.actions_by_id[action].certain, *plan.actions_by_id[action].possible):
            assert plan.operational_goals_by_id[goal].title in told


def test_the_contents_reach_down_to_the_internal_goals(plan: Plan, blocks: list[Block]) -> None:
    (contents,) = [block for block in blocks if isinstance(block, Contents)]
    levels = {block.anchor: block.level for block in blocks if isinstance(block, Heading)}
    internal = [goal for goal in plan.strategic_goals if goal.kind is Kind.INTERNAL]
    assert all(
        levels[goal.id] <= contents.depth
        for strategic in internal
        for goal in (strategic, *strategic.all_operational_goals)
    )


def test_the_contents_have_no_rows_of_dots(plan: Plan, blocks: list[Block]) -> None:
    assert not [words(block) for block in blocks if isinstance(block, Heading) and ".." in words(block)]


def test_all_sheets_have_the_same_labels(sheets: dict[str, list[Block]]) -> None:
    labels = {
        tuple(
            words(block)
            for block in sheet
            if isinstance(block, Paragraph) and block.role is Role.LABEL and block.origin and not block.origin.home
        )
        for sheet in list(sheets.values())[1:]
    }
    assert len({label for row in labels for label in row}) == 6


def test_each_project_stands_in_a_point_of_its_own(plan: Plan, sheets: dict[str, list[Block]]) -> None:
    for carried in carried_actions(plan, plan.institutes[0]):
        if carried.uses:
            projects = below(
                sheets[str(carried.action.id)], "Projecten en acties die bijdragen tot deze strategische actie"
            )
            assert isinstance(projects, List)
            assert len(projects.items) == len(carried.uses)


def test_periods_are_printed_in_one_way(plan: Plan, sheets: dict[str, list[Block]]) -> None:
    printed = {words(below(sheet, "Timing")) for sheet in sheets.values()}
    assert printed == {
        *("2020-2025", "2021-2022", "2021-2023", "2021-2025", "2022-2024"),
        "april 2020 – december 2022",
        "1 januari 2021 – 31 december 2025",
    }


def test_internal_actions_are_printed_in_one_way(plan: Plan, blocks: list[Block]) -> None:
    titles = {str(action.title) for action in plan.actions if plan.is_internal(action)}
    printed = [block for block in blocks if isinstance(block, Paragraph) and words(block) in titles]
    assert {block.role for block in printed} == {Role.LABEL}
    assert {words(block) for block in printed} == titles


def test_word_numbers_each_level_in_its_own_way_and_repeats_the_heads_of_tables(plan: Plan) -> None:
    (data,) = [
        data
        for path, data in render(plan, str(plan.institutes[0].id), EVERYDAY, draft=False).files.items()
        if path.endswith(".docx")
    ]
    parts = ZipFile(BytesIO(data))
    levels = re.findall(
        r'<w:numFmt w:val="(decimal|lowerLetter|lowerRoman)"', parts.read("word/numbering.xml").decode()
    )
    assert levels[:3] == ["decimal", "lowerLetter", "lowerRoman"]
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", parts.read("word/document.xml").decode(), re.DOTALL)
    assert len(tables) == 3
    assert all("<w:tblHeader" in table for table in tables)
