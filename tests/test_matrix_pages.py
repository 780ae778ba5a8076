"""The matrix on paper: every name whole, everything within the margins, however many actions and goals there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plan.compose import compose_document
from plan.document import Block, Cell, Column, Derived, Document, Heading, List, Row, Run, Table, plain_text
from plan.writers.markdown import write_markdown
from plan.writers.tables import Letters, column_widths, fill_grid, turned_height
from plan.writers.word import write_word
from tests.word_files import part
from tests.workspaces import diagnostics_of, plan_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = (
    "Kwaliteitsverbetering op de private en sociale woonmarkt voor gezinnen met een laag inkomen",
    "Sociale bescherming",
    "Emanciperende activering van langdurig werkzoekenden in kwetsbare buurten",
    "Arbeidsmarktongelijkheidsbestrijdingsbeleid",
)
A4_WIDE, A3_WIDE = 14_570, 21_543  # the room between the margins, in twips


def workspace(actions: int, goals: Sequence[Sequence[int]], paper: str = "") -> dict[str, str]:
    """A plan with this many actions, and for each strategic goal this many operational goals in each theme."""
    lines = ["plan: {title: Proef, period: 2021-2025, date: 2020-05-15}", "strategic_goals:"]
    ids: list[str] = []
    for strategic, themes in enumerate(goals, 1):
        lines += [f"  - id: sd{strategic}", f"    code: SD{strategic}", f"    title: Doelstelling {strategic}"]
        lines += ["    themes:"]
        for theme, count in enumerate(themes, 1):
            lines += [f"      - id: thema-{strategic}-{theme}", f"        title: Maatschappelijk thema {theme}"]
            lines += ["        operational_goals:"]
            for _number in range(count):
                ids.append(f"od{len(ids)}")
                lines.append(f"          - {{id: {ids[-1]}, title: {NAMES[len(ids) % len(NAMES)]} {len(ids)}}}")
    files = {
        "goals.yaml": "\n".join(lines),
        "institutes/kust/institute.yaml": f"name: Kust\nparticipates: {{}}\n{paper}\n",
        "templates/plan.yaml": "chapters:\n  - {id: overzichtsschema, role: matrix, template: overzichtsschema}\n",
    }
    for number in range(actions):
        certain, possible = ids[number % len(ids)], ids[(number * 7 + 3) % len(ids)]
        files[f"actions/kust/actie-{number}.yaml"] = (
            f"title: Actie {number} met een wat langere naam\nperiod: 2021-2025\n"
            f"contributes: {{certain: [{certain}], possible: [{possible}]}}\n"
        )
    return files


def composed(files: dict[str, str]) -> Document:
    plan = plan_of(files)
    return compose_document(plan, plan.institutes_by_id["kust"]).document


def matrices(blocks: Sequence[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Derived):
            yield from matrices(block.blocks)
        elif isinstance(block, Table) and block.kind == "matrix":
            yield block


def captions(document: Document) -> list[str]:
    return [plain_text(table.caption).partition(" (")[2] for table in matrices(tuple(document.blocks()))]


def body_of(document: Document) -> Any:
    return part(write_word(document))[0]


# --- parts -----------------------------------------------------------------------------------------


def test_a_matrix_that_fits_a_page_is_one_table() -> None:
    assert captions(composed(workspace(14, [[4, 4], [6]]))) == [""]


@pytest.mark.parametrize(
    ("goals", "parts"),
    [
        ([[4, 4, 2], [6, 4], [5, 5]], ["deel 1 van 2: SD1 en SD2)", "deel 2 van 2: SD3)"]),
        ([[8, 6, 4], [12, 10]], ["deel 1 van 2: SD1)", "deel 2 van 2: SD2)"]),
        ([[20, 15], [5]], ["deel 1 van 2: SD1)", "deel 2 van 2: SD1 en SD2)"]),
        ([[50]], ["deel 1 van 3: SD1)", "deel 2 van 3: SD1)", "deel 3 van 3: SD1)"]),
    ],
)
def test_too_many_goals_are_cut_between_strategic_goals_or_else_themes(
    goals: list[list[int]], parts: list[str]
) -> None:
    assert captions(composed(workspace(3, goals))) == parts


def test_goals_with_very_long_names_take_the_room_of_more() -> None:
    files = workspace(3, [[20]])
    files["goals.yaml"] = files["goals.yaml"].replace(NAMES[1], f"{NAMES[0]} en ook {NAMES[0]}")
    tables = list(matrices(tuple(composed(files).blocks())))
    assert [len(table.columns) for table in tables] == [18, 4]


def test_every_part_has_all_actions_and_each_goal_stands_in_one_part() -> None:
    tables = list(matrices(tuple(composed(workspace(40, [[4, 4, 2], [6, 4], [5, 5]])).blocks())))
    assert {len(table.rows) for table in tables} == {40}
    turned = [plain_text(cell.inlines) for table in tables for cell in table.header[-1].cells if cell.turned]
    assert len(turned) == len(set(turned)) == 30


def test_thirty_goals_stand_on_one_a3_page_for_who_asks_it() -> None:
    for word in ("matrix: a3", "overzichtsschema: A3"):
        made = composed(workspace(40, [[4, 4, 2], [6, 4], [5, 5]], word))
        assert captions(made) == [""]
        assert [(section.landscape, section.paper) for section in made.sections] == [(True, "a3"), (False, "a4")]
        (size, *_others) = body_of(made).iter(f"{W}pgSz")
        assert (size.get(f"{W}w"), size.get(f"{W}h"), size.get(f"{W}orient")) == ("23811", "16838", "landscape")


def test_another_paper_is_told() -> None:
    told = diagnostics_of(workspace(1, [[1]], "matrix: a2"))
    assert [found.rule for found in told if found.place.file.endswith("institute.yaml")] == ["unknown-choice"]


# --- on the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "goals", "paper", "room"),
    [
        (40, [[4, 4, 2], [6, 4], [5, 5]], "", A4_WIDE),
        (60, [[8, 6, 4], [12, 10]], "", A4_WIDE),
        (60, [[8, 6, 4], [12, 10]], "matrix: a3", A3_WIDE),
        (5, [[1], [1, 1]], "", A4_WIDE),
    ],
)
def test_the_table_fills_the_page_and_no_more(actions: int, goals: list[list[int]], paper: str, room: int) -> None:
    body = body_of(composed(workspace(actions, goals, paper)))
    for table in body.iter(f"{W}tbl"):
        columns = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(columns) == pytest.approx(room, abs=5)
        rows = list(table.iter(f"{W}tr"))
        headers = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert len(headers) == 3
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        (height,) = headers[-1].iter(f"{W}trHeight")
        assert height.get(f"{W}hRule") == "exact"


words = st.text("abcdefghijklmnopqrstuvwxyzé", min_size=1, max_size=24)
titles = st.lists(words, min_size=1, max_size=11).map(" ".join)


@given(st.lists(titles, min_size=1, max_size=22).filter(lambda names: sum(len(n) // 100 + 1 for n in names) <= 22))
@example([" ".join(NAMES[:2])[:100]] * 22)
@example([" ".join(NAMES)[:200]] * 11)
@example(["regelgevingsmoeheid " * 5] * 22)
def test_every_turned_name_is_whole(names: list[str]) -> None:
    table = Table(
        (Column(), *(Column("center") for _name in names)),
        (Row((Cell((Run("Doel"),)), *(Cell((Run(name),), turned=True) for name in names))),),
        (Row((Cell((Run("Een actie met een wat langere naam"),), header=True), *(Cell(()) for _name in names))),),
        kind="matrix",
    )
    grid = fill_grid(table)
    widths = column_widths(table, grid, A4_WIDE, Letters(8), 120)
    height = turned_height(grid.header[0], widths, Letters(8), 120)
    assert sum(widths) == A4_WIDE
    assert height <= 6700
    for slot, name in zip(grid.header[0][1:], names, strict=True):
        room = max(1, int((widths[slot.column] - 120) / 200))
        assert lines_of(name, height - 240) <= room


def lines_of(name: str, length: float) -> int:
    """How many lines of this length a name takes in letters a tenth wider than those it is measured by."""
    lines, used = 1, 0.0
    for word in name.split():
        width = Letters(8).width(word) * 1.1
        if used and used + Letters(8).width(" ") + width > length:
            lines, used = lines + 1, 0.0
        used += width + (Letters(8).width(" ") if used else 0)
    return lines


# --- for who cannot see it -------------------------------------------------------------------------


def test_a_list_says_what_the_matrix_shows_in_word_and_in_markdown() -> None:
    made = composed(workspace(2, [[2, 1]]))
    portrait = made.sections[-1]
    assert not portrait.landscape
    assert isinstance(portrait.blocks[0], Heading)
    lists = [block for derived in portrait.blocks if isinstance(derived, Derived) for block in derived.blocks]
    (goals,) = (block for block in lists if isinstance(block, List))
    assert len(goals.items) == 3
    markdown = write_markdown(made)["plan.md"].decode()
    assert f"- {NAMES[1]} 1\n  - draagt zeker bij: Actie 0 met een wat langere naam\n" in markdown
    assert "geen enkele actie" in markdown


def test_the_table_is_described_and_its_signs_explained() -> None:
    (table,) = matrices(tuple(composed(workspace(2, [[2]])).blocks()))
    assert "● draagt zeker bij" in table.description
    assert "als lijst" in table.description


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("style", ["Zeker", "Mogelijk", "Tekort", "Geen gegevens", "Groep"])
def test_signs_and_names_stand_out_from_their_shade(style: str) -> None:
    root = part(write_word(composed(workspace(1, [[1]]))), "word/styles.xml")
    (made,) = (one for one in root.iter(f"{W}style") if one.find(f"{W}name").get(f"{W}val") == style)  # type: ignore[union-attr]
    (shade,), (colour,) = made.iter(f"{W}shd"), made.iter(f"{W}color")
    assert contrast(str(shade.get(f"{W}fill")), str(colour.get(f"{W}val"))) >= 4.5
