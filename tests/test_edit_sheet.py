"""The sheet to edit the matrix: what it shows, and what is read from it when it comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from plan.decisions.decision import Given, Link, TakePart, Unusable
from plan.decisions.edited_sheet import read_edited
from plan.decisions.sheet import write_sheet
from plan.model import Strength
from plan.spreadsheets import cell_name
from tests.workspaces import SMALL, plan_of

CERTAIN, POSSIBLE = Strength.CERTAIN, Strength.POSSIBLE
OPEN = "name: Bos\nstatus: in-opmaak\n"
FILES = {**SMALL, "institutes/bos/institute.yaml": OPEN}
SHEET = write_sheet(plan_of(FILES), "nl")


def cell(sheet: Worksheet, action: str, head: str) -> Any:
    """The cell of an action and a goal, or of another id at the head of a column."""
    corner = next(cell for row in sheet for cell in row if str(cell.value).startswith("@plan:"))
    top, left = corner.row, corner.column
    assert top
    assert left
    heads = sheet[top]
    column = next(one.column for one in heads if one.value == head)
    row = next(one.row for (one,) in sheet.iter_rows(min_col=left, max_col=left) if one.value == action)
    return sheet.cell(row, column)


def edited(change: Callable[[Workbook], object], data: bytes = SHEET) -> bytes:
    """The sheet after somebody changed it and saved it in another program."""
    book = load_workbook(BytesIO(data))
    change(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def reading(change: Callable[[Workbook], object], data: bytes = SHEET) -> Given:
    return read_edited(edited(change, data))


def setting(sheet: str, action: str, head: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell(book[sheet], action, head).value = value

    return change


def refusals(given: Given) -> list[str]:
    return [f"{one.where}: {one.message.render('en')}; {one.cure.render('en')}" for one in given.refused]


def notes(given: Given) -> list[str]:
    return [note.render("en") for note in given.notes]


def shown(sheet: Worksheet) -> Iterator[tuple[str, ...]]:
    for row in sheet.iter_rows(values_only=True):
        yield tuple("" if value is None else str(value) for value in row)


# --- what it shows ---------------------------------------------------------------------------------


def test_there_is_a_sheet_for_the_sector_and_for_each_institute() -> None:
    assert load_workbook(BytesIO(SHEET)).sheetnames == ["Sector", "Bos", "Kust", "plan"]
    assert load_workbook(BytesIO(write_sheet(plan_of(SMALL), "nl"))).sheetnames == ["Sector", "Bos", "Kust", "plan"]


def test_the_sheet_of_an_institute_without_data_says_that_it_does_not_count_yet() -> None:
    told = "leverde nog geen gegevens aan"
    assert told in str(load_workbook(BytesIO(write_sheet(plan_of(SMALL), "nl")))["Bos"]["B2"].value)
    assert told not in str(load_workbook(BytesIO(SHEET))["Bos"]["B2"].value)


def test_an_institute_that_cannot_be_read_has_no_sheet() -> None:
    files = {**FILES, "institutes/bos/institute.yaml": "name: Bos\nparticipates: huizen\n"}
    assert load_workbook(BytesIO(write_sheet(plan_of(files), "nl"))).sheetnames == ["Sector", "Kust", "plan"]


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert write_sheet(plan_of(FILES), "nl") == SHEET


def test_a_sheet_shows_what_each_action_carries() -> None:
    book = load_workbook(BytesIO(SHEET))
    assert [row[1:] for row in shown(book["Sector"])][2:] == [
        ("", "", "SD1 Grondrechten: …", "", "SD2 …"),
        ("", "", "SD1.1", "SD1.2", "SD2.1"),
        ("Actie", "Looptijd", "Goed wonen", "Waardig werk", "Leren van elkaar"),
        ("@title", "@period", "woonkwaliteit", "werk", "leren"),
        ("Huizen delen", "2021-2025", "zeker", "mogelijk", ""),
        ("Leerkring", "2021-2025", "", "", "zeker"),
    ]
    assert [row[1:] for row in shown(book["Kust"])][6:] == [
        ("Eigen acties", "", "", "", "", ""),
        ("Banen maken", "2021-2025", "eigen", "", "zeker", ""),
        ("Acties van de sector", "", "", "", "", ""),
        ("Huizen delen", "2021-2025", "zeker", "zeker", "mogelijk", ""),
        ("Leerkring", "2021-2025", "zeker", "", "", "zeker"),
    ]


def test_only_what_can_be_decided_on_a_sheet_can_be_changed_and_is_chosen_from_a_list() -> None:
    kust = load_workbook(BytesIO(SHEET))["Kust"]
    open_cells = {one.coordinate for row in kust for one in row if not one.protection.locked}
    assert open_cells == {"E8", "F8", "G8", "D10", "D11"}
    assert kust.protection.sheet
    lists = {(str(one.sqref), one.formula1) for one in kust.data_validations.dataValidation}
    assert lists == {("E8:G8", '"zeker,mogelijk,leeg"'), ("D10:D11", '"zeker,mogelijk,leeg"')}


def test_ids_and_the_stamp_are_hidden_and_the_heads_stay_in_sight() -> None:
    book = load_workbook(BytesIO(SHEET))
    assert book["plan"].sheet_state == "veryHidden"
    for sheet in book.worksheets[:-1]:
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[6].hidden
        assert sheet.freeze_panes == "C7"


def test_a_title_that_looks_like_a_formula_stays_text() -> None:
    files = {**FILES, "actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("Huizen delen", '"=1+1"')}
    data = write_sheet(plan_of(files), "nl")
    assert cell(load_workbook(BytesIO(data))["Sector"], "huizen", "@title").data_type == "s"
    assert read_edited(data) == Given("Meerjarenplan 2021-2025", ())


def test_tabs_have_names_that_excel_allows() -> None:
    long = "samenlevingsopbouw-in-de-brede-rand-van-"
    files = {**SMALL, **{f"institutes/{long}{end}/institute.yaml": OPEN for end in ("oost", "west")}}
    files["institutes/sector/institute.yaml"] = OPEN
    names = load_workbook(BytesIO(write_sheet(plan_of(files), "nl"))).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 7
    assert max(map(len, names)) <= 31


# --- what is read ----------------------------------------------------------------------------------


def test_an_untouched_sheet_decides_nothing() -> None:
    assert read_edited(SHEET) == reading(lambda _book: None) == Given("Meerjarenplan 2021-2025", ())


def test_each_changed_cell_is_a_decision() -> None:
    def change(book: Workbook) -> None:
        cell(book["Sector"], "huizen", "werk").value = "zeker"
        cell(book["Kust"], "banen", "werk").value = None
        cell(book["Kust"], "leerkring", "@part").value = "mogelijk"
        cell(book["Bos"], "huizen", "@part").value = "zeker"

    given = reading(change)
    assert (given.refused, given.notes) == ((), ())
    assert given.decisions == (
        Link("Sector!E7", "huizen", "werk", CERTAIN, POSSIBLE),
        TakePart("Bos!D8", "bos", "huizen", CERTAIN, None),
        Link("Kust!F8", "banen", "werk", None, CERTAIN),
        TakePart("Kust!D11", "kust", "leerkring", POSSIBLE, CERTAIN),
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zeker", CERTAIN),
        ("Zeker ", CERTAIN),
        ("\u00a0ZEKER\u200b", CERTAIN),
        ("certain", CERTAIN),
        ("mogelijk", POSSIBLE),
        ("leeg", None),
        ("", None),
        ("  ", None),
        (CellRichText("ze", TextBlock(InlineFont(b=True), "ker")), CERTAIN),
    ],
)
def test_small_differences_in_typing_are_understood(typed: object, meant: Strength | None) -> None:
    given = reading(setting("Sector", "leerkring", "werk", typed))
    assert given.refused == ()
    assert [one.strength for one in given.decisions if isinstance(one, Link)] == ([meant] if meant else [])


@pytest.mark.parametrize("typed", ["ja", "x", "zekerr", 1, True, "●", "#REF!"])
def test_anything_else_is_refused_by_its_cell(typed: object) -> None:
    (why,) = refusals(reading(setting("Sector", "leerkring", "werk", typed)))
    assert why == f'Sector!E8: "{typed}" cannot stand here; choose certain or possible, or make the cell empty'


def test_a_formula_is_refused_even_where_it_shows_a_right_word() -> None:
    (why,) = refusals(reading(setting("Sector", "leerkring", "werk", "=D7")))
    assert why.startswith("Sector!E8: a formula stands here")


def test_all_that_is_wrong_is_told_in_one_go() -> None:
    def change(book: Workbook) -> None:
        for goal in ("woonkwaliteit", "werk"):
            cell(book["Sector"], "leerkring", goal).value = "ja"
        cell(book["Kust"], "banen", "leren").value = "nee"

    assert [why.partition(":")[0] for why in refusals(reading(change))] == ["Sector!D8", "Sector!E8", "Kust!G8"]


def test_what_the_sector_does_is_not_changed_on_the_sheet_of_an_institute() -> None:
    (why,) = refusals(reading(setting("Kust", "huizen", "werk", "zeker")))
    assert why == (
        'Kust!F10: "Huizen delen" is an action of the sector; change it on the sheet Sector, and put possible back here'
    )
    assert refusals(reading(setting("Kust", "banen", "@part", "zeker")))[0].startswith(
        'Kust!D8: "Banen maken" is an own'
    )


# --- moved, sorted, copied, taken away -------------------------------------------------------------


def test_moved_columns_and_rows_are_known_by_their_ids() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Sector"]
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1, 3)
        for row in sheet.iter_rows(min_col=6, max_col=7):
            row[0].value, row[1].value = row[1].value, row[0].value
        for above, below in zip(sheet[10], sheet[11], strict=True):
            above.value, below.value = below.value, above.value
        cell(sheet, "leerkring", "woonkwaliteit").value = "mogelijk"

    given = reading(change)
    assert given.decisions == (Link("Sector!G10", "leerkring", "woonkwaliteit", POSSIBLE, None),)
    assert given.refused == ()


def test_rows_that_were_sorted_without_their_ids_are_found_out() -> None:
    def change(book: Workbook) -> None:
        for above, below in zip(book["Sector"][7][1:], book["Sector"][8][1:], strict=True):
            above.value, below.value = below.value, above.value

    given = reading(change)
    assert given.decisions == ()
    undo = "undo the sorting or moving (Ctrl+Z), or make a new sheet: plan coverage --edit"
    assert refusals(given) == [
        f'Sector!B7: "Huizen delen" stood here when the sheet was made, and now "Leerkring" does; {undo}',
        f'Sector!B8: "Leerkring" stood here when the sheet was made, and now "Huizen delen" does; {undo}',
    ]


def test_a_column_whose_head_changed_is_found_out() -> None:
    given = reading(lambda book: setattr(book["Sector"]["D5"], "value", "Waardig werk"))
    assert [why[:28] for why in refusals(given)] == ['Sector!D5: "Goed wonen" stoo']


def test_what_was_taken_away_stays_as_it_is() -> None:
    def change(book: Workbook) -> None:
        book["Sector"].delete_rows(7)
        book["Kust"].delete_cols(4, 2)
        del book["Bos"]

    given = reading(change)
    assert (given.decisions, given.refused) == ((), ())
    assert notes(given) == [
        'row 7 of the sheet Sector, "Huizen delen", is gone: nothing changes there',
        "column D of the sheet Kust, Takes part, is gone: nothing changes there",
        'column E of the sheet Kust, "Goed wonen", is gone: nothing changes there',
        "not in this file: Bos; nothing changes there",
    ]


@pytest.mark.parametrize("sheet", ["Sector", "Kust", "Bos"])
def test_each_row_and_column_that_is_gone_is_named_by_where_it_stood(sheet: str) -> None:
    stood = load_workbook(BytesIO(SHEET))[sheet]
    ids = enumerate(stood.iter_rows(min_row=7, max_col=1, values_only=True), 7)
    rows = {row for row, (id,) in ids if id not in (None, "@group")}
    heads = next(stood.iter_rows(min_row=6, max_row=6, min_col=2, values_only=True))
    columns = {cell_name(0, at)[:-1] for at, head in enumerate(heads, 1) if head not in ("@title", "@period")}
    told = notes(reading(lambda book: book[sheet].delete_rows(7, 20)))
    assert {int(note.split()[1]) for note in told} == rows
    told = notes(reading(lambda book: book[sheet].delete_cols(4 if sheet != "Sector" else 3 + 1, 20)))
    assert {note.split()[1] for note in told} == columns


def test_what_was_added_is_refused_where_it_decides_something_and_else_only_told() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Sector"]
        sheet["B9"], sheet["D9"], sheet["H7"], sheet["H8"] = "Nieuwe actie", "zeker", "mogelijk", "vraag dit aan Jan"
        book["Kust"]["E9"] = "zeker"
        book.create_sheet("Nota")["A1"] = "voor maandag"

    given = reading(change)
    assert [why.partition(":")[0] for why in refusals(given)] == ["Sector!H7", "Sector!D9", "Kust!E9"]
    assert notes(given) == [
        "Sector!H8 and Sector!B9: not read, since no action or goal stands there",
        'the sheet "Nota" is not read: it is none of ours',
    ]


def test_a_copy_must_say_what_the_other_says() -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Sector"])
        copy.title = "Sector (2)"

    assert reading(change) == Given("Meerjarenplan 2021-2025", ())
    changed = edited(change)
    (why,) = refusals(reading(setting("Sector (2)", "huizen", "werk", "zeker"), changed))
    assert why.startswith("Sector (2)!E7: this says certain, and Sector!E7, which is about the same, says possible")
    both = edited(setting("Sector (2)", "huizen", "werk", "zeker"), changed)
    assert len(reading(setting("Sector", "huizen", "werk", "zeker"), both).decisions) == 1


def test_merged_cells_are_refused() -> None:
    given = reading(lambda book: book["Sector"].merge_cells("D7:E7"))
    assert given.decisions == ()
    assert refusals(given)[0].startswith("Sector!D7:E7: these cells were merged")
    assert reading(lambda book: book["Sector"].merge_cells("B1:E1")).refused == ()


def test_a_renamed_sheet_is_still_known() -> None:
    def change(book: Workbook) -> None:
        book["Kust"].title = "Voor Jan"
        cell(book["Voor Jan"], "banen", "werk").value = "leeg"

    assert reading(change).decisions == (Link("Voor Jan!F8", "banen", "werk", None, CERTAIN),)


# --- files from anybody ----------------------------------------------------------------------------


def repacked(change: Callable[[str, str], str], data: bytes = SHEET) -> bytes:
    """The sheet with other XML in its parts."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return buffer.getvalue()


def without_dimension(name: str, text: str) -> str:
    return re.sub("<dimension [^>]*/>", "", text)


def with_absolute_targets(name: str, text: str) -> str:
    return re.sub('Target="(worksheets|styles|theme|sharedStrings)', r'Target="/xl/\1', text)


def with_inline_strings(name: str, text: str) -> str:
    """Each shared string where it is used, as some programs write them."""
    if not name.startswith("xl/worksheets/sheet"):
        return text
    with ZipFile(BytesIO(SHEET)) as archive:
        shared = re.findall("<si>(.*?)</si>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL)
    return re.sub(r't="s"><v>(\d+)</v>', lambda found: f't="inlineStr"><is>{shared[int(found[1])]}</is>', text)


@pytest.mark.parametrize("change", [without_dimension, with_absolute_targets, with_inline_strings])
def test_the_ways_of_other_programs_are_understood(change: Callable[[str, str], str]) -> None:
    data = repacked(change)
    assert data != repacked(lambda _name, text: text)
    assert read_edited(data) == Given("Meerjarenplan 2021-2025", ())


def damaged_stamp(book: Workbook) -> None:
    book["plan"]["C4"] = "iets anders"


def newer_stamp(book: Workbook) -> None:
    book["plan"]["B1"] = "2"


def no_stamp(book: Workbook) -> None:
    del book["plan"]


@pytest.mark.parametrize("change", [damaged_stamp, newer_stamp, no_stamp])
def test_a_sheet_that_does_not_say_what_it_was_made_from_is_not_used(change: Callable[[Workbook], None]) -> None:
    with pytest.raises(Unusable) as unusable:
        reading(change)
    assert "plan coverage --edit" in unusable.value.cure.render("en")


def a_bomb() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 61_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"actie;doel\nx;y\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0rest", SHEET[:-200]],
    ids=["empty", "csv", "cut", "xls", "half"],
)
def test_a_file_that_is_no_sheet_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(Unusable) as unusable:
        read_edited(data)
    assert unusable.value.cure.render("nl")


def test_a_bomb_is_refused_with_what_to_do() -> None:
    test_a_file_that_is_no_sheet_is_refused_with_what_to_do(a_bomb())


def test_a_file_that_reads_other_files_or_grows_without_end_gives_nothing_away() -> None:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    def change(name: str, text: str) -> str:
        if name != "xl/sharedStrings.xml":
            return text
        return text.replace("<sst", f"{entity}<sst", 1).replace("Huizen delen", "&a;")

    try:
        given = read_edited(repacked(change))
    except Unusable:
        return
    assert "root:" not in repr(given)


def test_a_mark_in_a_cell_far_away_costs_nothing() -> None:
    given = reading(lambda book: setattr(book["Sector"]["XFD1048576"], "value", "x"))
    assert (given.decisions, given.refused) == ((), ())


# --- for all changes -------------------------------------------------------------------------------

PLACES = [
    (sheet, action, head)
    for sheet, action, heads in (
        ("Sector", "huizen", ("woonkwaliteit", "werk", "leren")),
        ("Sector", "leerkring", ("woonkwaliteit", "werk", "leren")),
        ("Kust", "banen", ("woonkwaliteit", "werk", "leren")),
        ("Kust", "huizen", ("@part",)),
        ("Bos", "leerkring", ("@part",)),
    )
    for head in heads
]
WORDS = {"zeker": CERTAIN, "mogelijk": POSSIBLE, "leeg": None, None: None}


@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(list(WORDS))))
@settings(max_examples=settings().max_examples // 3)
def test_the_decisions_are_the_cells_that_say_something_else(
    changes: dict[tuple[str, str, str], str | None],
) -> None:
    was = {}

    def change(book: Workbook) -> None:
        for place, word in changes.items():
            one = cell(book[place[0]], *place[1:])
            was[place] = WORDS[one.value]
            one.value = word

    given = reading(change)
    assert (given.refused, given.notes) == ((), ())
    decided = {
        (one.action, one.goal if isinstance(one, Link) else "@part"): (one.was, one.strength)
        for one in given.decisions
        if isinstance(one, Link | TakePart)
    }
    assert decided == {
        place[1:]: (was[place], WORDS[word]) for place, word in changes.items() if was[place] is not WORDS[word]
    }
