"""An amendment: the list of what changed in a plan that was filed, and the marks beside it in the plan itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given

from plan.compose import compose_document
from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Document,
    Heading,
    Inline,
    LineBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
    plain_text,
)
from plan.messages import Refused
from plan.submission.amendments import Amendment, amend
from plan.submission.marks import with_marks
from plan.writers.shown import all_shown
from plan.writers.word import write_word
from tests.test_properties import LESS_OFTEN, workspaces
from tests.word_files import xml_parts
from tests.workspaces import SMALL, plan_of

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document_of(files: Mapping[str, str], institute: str = "kust") -> Document:
    plan = plan_of(files)
    return compose_document(plan, plan.institutes_by_id[institute]).document


def amended(files: Mapping[str, str], institute: str = "kust", before: Mapping[str, str] = SMALL) -> Amendment:
    document = document_of(files, institute)
    return amend(plan_of(before), plan_of(files), institute, document, "ingediend kust", "en")


def with_file(file: str, old: str, new: str) -> dict[str, str]:
    assert old in SMALL[file]
    return {**SMALL, file: SMALL[file].replace(old, new)}


def words(inlines: tuple[Inline, ...]) -> str:
    """Inlines with a sign around what is struck out and what is bold."""
    said = ""
    for inline in inlines:
        match inline:
            case Run():
                sign = "[-{}-]" if inline.strike else "{{+{}+}}" if inline.strong else "{}"
                said += sign.format(inline.text)
            case LineBreak():
                said += " / "
    return said


Listed = dict[str, list[tuple[str, str, str]]]


def listed(amendment: Amendment) -> Listed:
    """By the name of each thing, what of it differs: what, as it was, as it is."""
    found: Listed = {}
    for block in amendment.changes.blocks():
        if isinstance(block, Table):
            sides = ([words(cell.inlines) for cell in row.cells] for row in block.rows)
            found[plain_text(block.caption)] = [(what, old, new) for what, old, new in sides]
    return found


def marks(document: Document) -> list[str]:
    """All that is marked, in printed order."""
    return list(_marked(all_shown(document.blocks())))


def _marked(blocks: Iterator[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading() | Paragraph() if block.changed:
                yield plain_text(block.inlines)
            case CodeBlock() | Picture() if block.changed:
                yield type(block).__name__
            case Table():
                cells = (cell for row in (*block.header, *block.rows) for cell in row.cells if cell.changed)
                yield from (f"| {plain_text(cell.inlines)}" for cell in cells)


# --- the list --------------------------------------------------------------------------------------


def test_old_and_new_stand_side_by_side_with_what_differs_marked_in_both() -> None:
    files = with_file("goals.yaml", "Wonen wordt beter.", "Wonen wordt betaalbaar.")
    assert listed(amended(files)) == {
        "SD1.1 Goed wonen": [("Statement", "Wonen wordt [-beter-].", "Wonen wordt {+betaalbaar+}.")]
    }


def test_an_action_tells_its_period_and_to_what_it_contributes() -> None:
    files = with_file("actions/huizen.yaml", "2021-2025", "2021-2023")
    files["actions/huizen.yaml"] = files["actions/huizen.yaml"].replace("possible: [werk]", "possible: [leren]")
    assert listed(amended(files))["Huizen delen"] == [
        ("Timing", "2021-[-2025-]", "2021-{+2023+}"),
        ('Contributes to "Leren van elkaar"', "–", "possible"),
        ('Contributes to "Waardig werk"', "possible", "–"),
    ]


def test_texts_are_told_as_they_are_printed() -> None:
    files = with_file(
        "chapters/missie.md", "We staan **naast** mensen.", "We staan **naast** {cijfer wachtlijst}, *altijd*."
    )
    assert listed(amended(files))["Missie"] == [
        ("Text", "We staan naast [-mensen-].", "We staan naast {+155+}.{+000 gezinnen, altijd.+}")
    ]


def test_what_came_is_told_with_all_it_says_and_what_went_with_all_it_said() -> None:
    tuinen = """\
title: Tuinen
period: 2022-2023
contributes: {certain: [werk]}
description: |
  We spitten.

  - samen
  - vaak
"""
    came = listed(amended({**SMALL, "actions/kust/tuinen.yaml": tuinen}))
    assert came == {
        "Tuinen (new)": [
            ("Timing", "–", "2022-2023"),
            ('Contributes to "Waardig werk"', "–", "certain"),
            ("Korte omschrijving", "–", "We spitten. / samen / vaak"),
        ]
    }
    without = {file: text for file, text in SMALL.items() if file != "actions/kust/banen.yaml"}
    (gone,) = listed(amended(without))
    assert gone == "Banen maken (gone)"


def test_taking_part_goes_with_the_action() -> None:
    files = with_file("institutes/kust/institute.yaml", "  leerkring:\n", "")
    assert listed(amended(files)) == {"Leerkring (gone)": [("Taking part", "we take part", "–")]}


def test_a_thing_that_only_has_another_id_did_not_change() -> None:
    files = {file: text.replace("woonkwaliteit", "goed-wonen") for file, text in SMALL.items()}
    amendment = amended(files)
    assert listed(amendment) == {}
    assert marks(amendment.marked) == []


def test_nothing_is_told_of_what_the_institute_does_not_print() -> None:
    others = {
        "actions/bos/paden.yaml": "title: Paden\n",
        "institutes/bos/missie.md": "# Missie\n\nBomen.\n",
        "chapters/los.md": "# Los\n\nNergens afgedrukt.\n",
        "actions/van-iedereen.yaml": "title: Van iedereen\n",
        "figures.yaml": SMALL["figures.yaml"] + "  - {id: elders, value: 3}\n",
    }
    assert listed(amended({**SMALL, **others})) == {}


def test_fixed_words_and_pictures_are_told_without_their_insides() -> None:
    own = "# Externe werking\n\n{{ plan.title }}\n"
    files = {**SMALL, "templates/strategische-acties.md": own, "templates/begeleidende-brief.md": "# Brief\n"}
    before = {**files, "templates/strategische-acties.md": own.replace("Externe", "Interne")}
    assert listed(amended(files, before=before)) == {"Strategische acties": [("Fixed words", "–", "worded otherwise")]}


def test_how_the_work_stands_is_nobody_elses_matter() -> None:
    files = with_file("actions/huizen.yaml", "title:", "status: ontwerp\nwho: Ilse\ntitle:")
    assert listed(amended(files)) == {}


def test_goals_stand_in_printed_order_before_actions_and_texts() -> None:
    files = with_file("goals.yaml", "We leren.", "We leren veel.")
    files["goals.yaml"] = files["goals.yaml"].replace("Werk is er voor iedereen.", "Werk is er altijd.")
    files["actions/leerkring.yaml"] = SMALL["actions/leerkring.yaml"].replace("We komen", "Wij komen")
    files["chapters/missie.md"] = SMALL["chapters/missie.md"].replace("We staan", "Wij staan")
    assert list(listed(amended(files))) == ["SD1.2 Waardig werk", "SD2.1 Leren van elkaar", "Leerkring", "Missie"]


def test_a_plan_that_says_the_same_has_an_empty_list_and_no_marks() -> None:
    amendment = amended(SMALL)
    said = [plain_text(block.inlines) for block in amendment.changes.blocks() if isinstance(block, Paragraph)]
    assert said[-1] == "Nothing changed in what this plan says."
    assert amendment.marked == document_of(SMALL)


def test_a_version_without_the_institute_is_refused() -> None:
    before = {file: text for file, text in SMALL.items() if "kust" not in file}
    with pytest.raises(Refused):
        amended(SMALL, before=before)


# --- the marks -------------------------------------------------------------------------------------


def test_only_the_paragraph_that_changed_is_marked() -> None:
    files = with_file("institutes/kust/zee.md", "Een eigen hoofdstuk.", "Een eigen hoofdstuk.\n\nMet een alinea erbij.")
    assert marks(amended(files).marked) == ["Met een alinea erbij."]


def test_what_stands_in_other_words_of_a_template_is_marked_too() -> None:
    found = marks(amended(with_file("actions/huizen.yaml", "2021-2025", "2021-2023")).marked)
    assert "2021-2023" in found


def test_the_same_words_elsewhere_are_not_marked() -> None:
    files = with_file(
        "actions/leerkring.yaml", "We komen samen.", "We delen huizen, zoals in {actie banen} ook gebeurt."
    )
    assert marks(amended(files).marked).count("We delen huizen, zoals in Banen maken ook gebeurt.") == 1


def test_a_cell_of_the_matrix_is_marked_where_a_contribution_changed() -> None:
    files = with_file("actions/huizen.yaml", "possible: [werk]", "possible: []")
    files["actions/huizen.yaml"] = files["actions/huizen.yaml"].replace("[woonkwaliteit]", "[woonkwaliteit, werk]")
    found = [mark for mark in marks(amended(files).marked) if mark.startswith("|")]
    assert found.count("| ●") == 1


def test_a_changed_footnote_marks_the_paragraph_that_mentions_it() -> None:
    files = with_file("actions/kust/banen.yaml", "Echte banen.", "Vaste banen.")
    assert marks(amended(files).marked) == ["We maken banen."]


def test_word_shows_each_mark_as_a_border_from_the_style_document() -> None:
    marked = amended(with_file("goals.yaml", "Wonen wordt beter.", "Wonen wordt betaalbaar.")).marked
    main = xml_parts(write_word(marked))["word/document.xml"]
    bordered = [element for element in main.iter(f"{W}p") if element.find(f"{W}pPr/{W}pBdr/{W}right") is not None]
    assert ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in bordered] == ["Wonen wordt betaalbaar."]


def test_word_shows_a_marked_cell_by_a_border_of_the_cell() -> None:
    plain = document_of(SMALL)
    table = Table((), (), (Row((Cell((Run("a"),)), Cell((Run("b"),), changed=True))),))
    document = replace(plain, sections=(replace(plain.sections[-1], blocks=(table,)),))
    main = xml_parts(write_word(document))["word/document.xml"]
    bordered = [cell for cell in main.iter(f"{W}tc") if cell.find(f"{W}tcPr/{W}tcBorders/{W}right") is not None]
    assert ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in bordered] == ["b"]


@given(workspaces())
@LESS_OFTEN
def test_no_plan_differs_from_itself(files: dict[str, str]) -> None:
    plan = plan_of(files)
    for institute in plan.institutes:
        document = compose_document(plan, institute).document
        assert with_marks(document, document) == document


@given(workspaces(), workspaces())
@LESS_OFTEN
def test_any_two_plans_can_be_held_against_each_other(files: dict[str, str], others: dict[str, str]) -> None:
    before, after = plan_of(files), plan_of(others)
    for id in before.institutes_by_id.keys() & after.institutes_by_id.keys():
        document = compose_document(after, after.institutes_by_id[id]).document
        amendment = amend(before, after, id, document, "vorige", "nl")
        assert write_word(amendment.changes)
