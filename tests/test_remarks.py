"""A draft tells its reader what was found about it, and where what was made from data comes from."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from lxml.etree import _Element

from plan.build import Format, render
from plan.checks import check_plan
from plan.document import (
    Block,
    Cell,
    Column,
    Derived,
    Document,
    Note,
    Origin,
    Paragraph,
    Remark,
    Row,
    Run,
    Section,
    Table,
)
from plan.places import Place
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word
from tests.word_files import xml_parts
from tests.workspaces import SMALL, assembled

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
PLACE = Place("actions/de-stek.yaml", 1, 1, 1, 5)


def part(docx: bytes, name: str) -> _Element | None:
    return xml_parts(docx).get(f"word/{name}.xml")


def text(element: _Element) -> str:
    return "".join(found.text or "" for found in element.iter(W + "t"))


def comments(docx: bytes) -> list[tuple[str, str]]:
    """The words of each commented paragraph, and those of the comment."""
    main, found = part(docx, "document"), part(docx, "comments")
    assert main is not None
    if found is None:
        return []
    starts = {mark.get(W + "id"): mark for mark in main.iter(W + "commentRangeStart")}
    told = []
    for comment in found:
        number = comment.get(W + "id")
        (paragraph,) = (parent for parent in starts[number].iterancestors(W + "p"))
        for name in ("commentRangeEnd", "commentReference"):
            assert len([mark for mark in paragraph.iter(W + name) if mark.get(W + "id") == number]) == 1
        told.append((text(paragraph), "\n".join(map(text, comment))))
    return told


def drafted(files: Mapping[str, str], draft: bool = True, institute: str = "kust") -> bytes:
    plan, read = assembled(files)
    findings = check_plan(plan, read)
    (docx,) = render(plan, institute, [Format.WORD], draft, findings=findings).files.values()
    return docx


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in SMALL[file]
    return {**SMALL, file: SMALL[file].replace(old, new)}


def told(files: Mapping[str, str], rule: str) -> list[tuple[str, str]]:
    return [(paragraph, words) for paragraph, words in comments(drafted(files)) if f"[{rule}]" in words]


def test_what_is_still_to_be_written_is_a_comment_on_its_paragraph() -> None:
    files = changed("actions/kust/banen.yaml", "We maken banen", "We maken {nog hoeveel?} banen")
    ((paragraph, words),) = told(files, "nog-te-schrijven")
    assert paragraph.startswith("We maken hoeveel? banen")
    assert words.splitlines()[-1] == "actions/kust/banen.yaml:7"


def test_a_finding_about_no_text_stands_at_the_title_of_its_item() -> None:
    files = changed("actions/kust/banen.yaml", "period: 2021-2025", "period: 2019-2025")
    ((paragraph, words),) = told(files, "actie-voor-plan")
    assert paragraph == "Banen maken"
    assert words.startswith("Tip: ")


def test_a_finding_about_nothing_in_the_document_stands_at_the_title_of_the_plan() -> None:
    files = {**SMALL, "goals.yaml": SMALL["goals.yaml"] + "rules: {bestaat-niet: uit}\n"}
    assert [paragraph for paragraph, _words in told(files, "onbekende-regel")] == ["Meerjarenplan 2021-2025"]


def test_an_accepted_finding_is_no_comment_and_a_rule_that_is_off_neither() -> None:
    files = changed("actions/kust/banen.yaml", "period: 2021-2025", "period: 2019-2025")
    accepts = "accepts:\n  - {rule: actie-voor-plan, reason: Zo is het.}\n"
    accepted = {**files, "actions/kust/banen.yaml": files["actions/kust/banen.yaml"] + accepts}
    assert not told(accepted, "actie-voor-plan")
    off = {**files, "goals.yaml": files["goals.yaml"] + "rules: {actie-voor-plan: uit}\n"}
    assert not told(off, "actie-voor-plan")


def test_a_final_document_has_no_comments_and_no_controls() -> None:
    files = changed("actions/kust/banen.yaml", "period: 2021-2025", "period: 2019-2025")
    final = drafted(files, draft=False)
    main = part(final, "document")
    assert main is not None
    assert part(final, "comments") is None
    assert not list(main.iter(W + "alias"))


def test_comments_are_the_programs_and_name_nobody() -> None:
    files = changed("actions/kust/banen.yaml", "period: 2021-2025", "period: 2019-2025")
    found = part(drafted(files), "comments")
    assert found is not None
    assert {comment.get(W + "author") for comment in found} == {"plan"}
    assert {comment.get(W + "initials") for comment in found} == {"p"}
    assert {comment.get(W + "date") for comment in found} == {"2020-05-15T00:00:00Z"}


# --- from the tree to Word -------------------------------------------------------------------------


def document(*blocks: Block, remarks: tuple[Remark, ...] = (), draft: str = "Ontwerp") -> Document:
    return Document("Plan", "Kust", "nl-BE", (2020, 5, 15), (Section(blocks),), draft=draft, remarks=remarks)


def test_a_remark_about_words_in_a_note_stands_at_the_paragraph_with_its_mark() -> None:
    note = Note((Paragraph((Run("Bron: "), Run("VMM", origin=Origin("a", PLACE)))),))
    docx = write_word(document(Paragraph((Run("Water"), note)), remarks=(Remark("a", 0, ("Welk jaar?",)),)))
    assert comments(docx) == [("Water", "Welk jaar?")]


def test_a_remark_about_a_value_in_a_cell_stands_in_that_cell() -> None:
    row = Row((Cell((Run("Gent"),)), Cell((Run("Ronse", origin=Origin("a", PLACE)),))))
    table = Table((Column(), Column()), (), (row,))
    assert comments(write_word(document(table, remarks=(Remark("a", 0, ("Klopt dat?",)),)))) == [
        ("Ronse", "Klopt dat?")
    ]


def test_remarks_without_a_home_stand_at_the_first_paragraph() -> None:
    docx = write_word(document(Paragraph((Run("Eerst"),)), remarks=(Remark("weg", 0, ("Waar is dit?",)),)))
    assert comments(docx) == [("Eerst", "Waar is dit?")]


def controls(docx: bytes) -> list[tuple[str, str]]:
    """The title of each control around derived blocks, and what it holds."""
    main = part(docx, "document")
    assert main is not None
    found = []
    for control in main.iter(W + "sdt"):
        alias = control.find(f"{W}sdtPr/{W}alias")
        if alias is not None:
            appearance = control.find(f"{W}sdtPr/{W15}appearance")
            assert appearance is not None
            assert appearance.get(W15 + "val") == "hidden"
            found.append((alias.get(W + "val", ""), text(control)))
    return found


DERIVED = Derived((Paragraph((Run("draagt bij tot wonen"),)),), ("actions/de-stek.yaml",))


def test_derived_blocks_stand_in_a_control_that_tells_where_they_come_from() -> None:
    assert controls(write_word(document(DERIVED))) == [
        ("Komt uit actions/de-stek.yaml. Pas daar aan.", "draagt bij tot wonen")
    ]


def test_a_final_document_holds_derived_blocks_without_a_control() -> None:
    docx = write_word(document(DERIVED, draft=""))
    main = part(docx, "document")
    assert main is not None
    assert not controls(docx)
    assert "draagt bij tot wonen" in text(main)


@pytest.mark.parametrize("name", ["waardig-wonen", "x" * 90])
def test_the_title_of_a_control_is_never_longer_than_word_takes(name: str) -> None:
    long = Derived(DERIVED.blocks, (f"actions/oost-vlaanderen/{name}-en-nog-veel-meer-tegelijk.yaml",))
    ((title, _held),) = controls(write_word(document(long)))
    assert len(title) <= 64
    assert title.startswith("Komt uit …")
    assert title.endswith("tegelijk.yaml")


def test_the_title_of_a_control_keeps_the_folders_of_each_file() -> None:
    folder = "institutes/oost-vlaanderen"
    titles = [
        controls(write_word(document(Derived(DERIVED.blocks, sources))))[0][0]
        for sources in ((f"{folder}/institute.yaml",), (f"{folder}/institute.yaml", f"{folder}/projects.yaml"))
    ]
    assert titles == [
        "Komt uit institutes/oost-vlaanderen/institute.yaml",
        "Komt uit …vlaanderen/institute.yaml, …-vlaanderen/projects.yaml",
    ]


def test_a_list_of_projects_is_derived_from_where_they_are_named_and_described() -> None:
    (title,) = {title for title, held in controls(drafted(SMALL)) if "als er geld is" in held}
    assert "kust/institute.yaml, " in title
    assert title.endswith("kust/projects.yaml")


def test_a_table_in_a_control_and_one_after_it_stay_two() -> None:
    table = Table((Column(),), (), (Row((Cell((Run("een"),)),)),))
    docx = write_word(document(Derived((table,), ("goals.yaml",)), table))
    main = part(docx, "document")
    assert main is not None
    assert [child.tag for child in main[0]] == [W + name for name in ("sdt", "p", "tbl", "p", "sectPr")]


def test_markdown_holds_derived_blocks_like_any_other() -> None:
    files = write_markdown(document(Paragraph((Run("Voor"),)), DERIVED))
    assert files["plan.md"].decode().endswith("Voor\n\ndraagt bij tot wonen\n")


def test_the_goals_and_projects_of_an_action_sheet_are_derived() -> None:
    sources = {title for title, _held in controls(drafted(SMALL))}
    assert "Komt uit actions/kust/banen.yaml. Pas daar aan." in sources
    assert "Komt uit actions/, goals.yaml. Pas daar aan." in sources
