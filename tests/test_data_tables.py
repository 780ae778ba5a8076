"""Tables whose cells stand in an Excel or CSV file are printed as their author sees them, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from plan.compose import compose_document
from plan.diagnostics import Diagnostic
from plan.document import Paragraph, Reference, Table, plain_text
from plan.load import assemble, read_part
from plan.model import Plan
from tests.workspaces import SMALL

DESCRIPTION = "title: Leden per gemeente\nfile: leden.csv\n"
CSV = "Gemeente;Leden\nGent;1.250\nRonse;12\n"


def read(files: Mapping[str, str | bytes]) -> tuple[Plan, tuple[Diagnostic, ...]]:
    data = {file: text.encode() if isinstance(text, str) else text for file, text in {**SMALL, **files}.items()}
    return assemble(read_part(file, content) for file, content in data.items())


def filled(data: str | bytes, description: str = DESCRIPTION, file: str = "leden.csv") -> list[list[str]]:
    """The rows of the table, heads first."""
    plan, told = read({"tables/leden.yaml": description, f"tables/{file}": data})
    assert not told, [found.message.render("en") for found in told]
    table = plan.tables_by_id["leden"]
    return [list(map(str, table.heads)), *map(list, table.rows)]


def faults(data: str | bytes, description: str = DESCRIPTION, file: str = "leden.csv") -> list[tuple[str, str]]:
    _plan, told = read({"tables/leden.yaml": description, f"tables/{file}": data})
    return [(found.rule, found.message.render("en")) for found in told]


def excel(fill: Callable[[Any], None], title: str = "Blad1") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    fill(sheet)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


XLSX = DESCRIPTION.replace("leden.csv", "leden.xlsx")


# --- CSV -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_file_may_be_in_utf8_or_in_windows_encoding(encoding: str, end: str) -> None:
    text = "Gemeente;Leden\nLiège;3\n".replace("\n", end)
    assert filled(text.encode(encoding)) == [["Gemeente", "Leden"], ["Liège", "3"]]


@pytest.mark.parametrize("text", [CSV, CSV.replace(";", "\t"), "sep=|\n" + CSV.replace(";", "|")])
def test_cells_may_stand_apart_by_semicolons_tabs_or_a_sign_that_the_file_names(text: str) -> None:
    assert filled(text) == [["Gemeente", "Leden"], ["Gent", "1.250"], ["Ronse", "12"]]


def test_numbers_of_a_file_with_commas_between_its_cells_get_a_decimal_comma() -> None:
    assert filled('Gemeente,Aandeel\n"Gent, centrum",12.5\n') == [["Gemeente", "Aandeel"], ["Gent, centrum", "12,5"]]


def test_a_row_with_too_many_cells_is_told_with_its_number() -> None:
    assert faults("Gemeente;Leden\nGent;12\nRonse;12;13\n") == [
        ("unreadable-data-file", 'the file "leden.csv" cannot be used: row 3 has 3 cells, row 1 has 2')
    ]


@pytest.mark.parametrize("title", ["Leden van het buurthuis\n", "Leden, per gemeente;\n;\n"])
def test_a_title_above_a_table_that_is_printed_whole_is_not_its_head(title: str) -> None:
    assert filled(title + CSV) == [["Gemeente", "Leden"], ["Gent", "1.250"], ["Ronse", "12"]]


def test_a_filled_cell_in_a_column_without_head_is_told() -> None:
    assert faults("Leden;;2020\nGemeente;Leden;Jaar\nGent;12;2020\n") == [
        ("unprintable-table", "cell B2 of leden.csv, and 1 more: its column has no head")
    ]
    assert filled("Gemeente;Leden;\nGent;12;nakijken\n", f"{DESCRIPTION}columns: [Gemeente, Leden]\n") == [
        ["Gemeente", "Leden"],
        ["Gent", "12"],
    ]


def test_numbers_below_zero_have_the_same_sign_in_csv_and_in_excel() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente", "Leden"])
        sheet.append(["Gent", -5])

    assert filled("Gemeente;Leden\nGent;-5\n") == filled(excel(fill), XLSX, "leden.xlsx")


@pytest.mark.parametrize("data", ["Gemeente;Leden".encode("utf-16"), b"", b"\n\n", b"Gemeente\x81;Leden\n"])
def test_a_csv_file_that_is_no_text_or_empty_is_told(data: bytes) -> None:
    assert [rule for rule, _message in faults(data)] == ["unreadable-data-file"]


# --- Excel -----------------------------------------------------------------------------------------


def test_numbers_of_an_excel_file_are_printed_as_it_shows_them_in_dutch() -> None:
    shown = {"0.0%": (0.1254, "12,5%"), "#,##0": (260341.4, "260.341"), "0.00": (3, "3,00"), "General": (2019, "2019")}

    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente", "Leden"])
        for row, (code, (value, _text)) in enumerate(shown.items(), 2):
            sheet.append([code, value])
            sheet.cell(row, 2).number_format = code

    assert filled(excel(fill), XLSX, "leden.xlsx")[1:] == [[code, text] for code, (_value, text) in shown.items()]


def shown(value: Any, code: str) -> str:
    """What is printed of a cell with this value and format."""

    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente", "Leden"])
        sheet.append(["Gent", value])
        sheet.cell(2, 2).number_format = code

    return filled(excel(fill), XLSX, "leden.xlsx")[1][1]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "@", "1234,5"),
        (1e-9, "General", "0,000000001"),
        (1234.5, '#,##0.00 "€"', "1234,50 €"),
        (1234.5, '"€" #,##0.00', "€ 1234,50"),
        (-1234.5, '_ "€" * #,##0.00_ ;_ "€" * -#,##0.00_ ;_ "€" * "-"??_ ;_ @_ ', "€ −1234,50"),
        (0, '_ "€" * #,##0.00_ ;_ "€" * -#,##0.00_ ;_ "€" * "-"??_ ;_ @_ ', "€ -"),
        (12, "#,##0.00 [$€-813]", "12,00 €"),
        (2.5, '0.0##" VTE; geraamd"', "2,5 VTE; geraamd"),
        (-12, "#,##0;[Red](#,##0)", "(12)"),
        (-0.2, "0", "0"),
        (900, "0000", "0900"),
        (12345, "0000000", "0012345"),
        (date(2020, 5, 1), "yyyy", "2020"),
        (date(2020, 5, 1), "mmmm yyyy", "mei 2020"),
        (date(2020, 5, 1), "[$-813]d mmmm yyyy;@", "1 mei 2020"),
    ],
)
def test_a_cell_is_printed_with_what_its_format_puts_around_the_number(value: Any, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1234567, '#,##0.0,,"M"'),
        (1234567, "#,##0,"),
        (12, "0.00E+00"),
        (0.5, "# ?/?"),
        (12, "[<100]0"),
        (1e20, "General"),
        (1e14, "0." + "0" * 20),
        (43952.5, "d/m/yyyy h:mm"),
        (0.5, "h:mm"),
        (date(2020, 5, 1), "d mmm"),
    ],
)
def test_a_format_that_would_be_printed_otherwise_is_told(value: Any, code: str) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente", "Leden"])
        sheet.append(["Gent", value])
        sheet.cell(2, 2).number_format = code

    assert faults(excel(fill), XLSX, "leden.xlsx") == [
        ("unprintable-table", f"cell B2 of leden.xlsx: the plan cannot print the number format {code}")
    ]


def hiding(sheet: Any) -> None:
    for row in (["Gemeente", "Leden", "Nota", "Adres"], ["Gent", 12, "bel", "x"], ["Ronse", 13, "mail", "y"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions.group("C", "D", hidden=True)


def test_what_excel_hides_is_not_printed() -> None:
    assert filled(excel(hiding), XLSX, "leden.xlsx") == [["Gemeente", "Leden"], ["Gent", "12"]]


@pytest.mark.parametrize("asked", ["columns: [Gemeente, Adres]\n", "class: Adres\n"])
def test_a_hidden_column_that_is_asked_for_is_told(asked: str) -> None:
    assert faults(excel(hiding), XLSX + asked, "leden.xlsx") == [
        ("unknown-column", 'the column "Adres" of "leden.xlsx" is hidden')
    ]


def test_a_sheet_with_nothing_but_hidden_columns_is_told() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente"])
        sheet.column_dimensions["A"].hidden = True

    assert [rule for rule, _message in faults(excel(fill), XLSX, "leden.xlsx")] == ["unprintable-table"]


def test_a_title_above_the_heads_may_be_merged() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Leden van het buurthuis"])
        sheet.merge_cells("A1:B1")
        sheet.append(["Gemeente", "Leden"])
        sheet.append(["Gent", 12])

    description = f"{XLSX}columns: [Leden, Gemeente]\n"
    assert filled(excel(fill), description, "leden.xlsx") == [["Leden", "Gemeente"], ["12", "Gent"]]


def test_a_merged_cell_in_the_table_is_told_by_its_name() -> None:
    def fill(sheet: Any) -> None:
        for row in (["Gemeente", "Leden"], ["Gent", 12], ["", 13]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    assert faults(excel(fill), XLSX, "leden.xlsx") == [
        ("unprintable-table", "cell A2 of leden.xlsx, and 1 more: it is merged with another")
    ]


@pytest.mark.parametrize("cells", ["A1:A1048576", "A1:XFD1048576"])
@pytest.mark.parametrize("way", ["merged", "one link"])
def test_a_whole_column_or_sheet_that_is_merged_or_one_link_is_told_before_it_is_read(way: str, cells: str) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Gemeente", "Leden"])
        if way == "merged":
            sheet.merged_cells.add(cells)
        else:
            sheet["A1"].hyperlink = "https://example.org"
            sheet["A1"].hyperlink.ref = cells

    assert faults(excel(fill), XLSX, "leden.xlsx") == [
        (
            "unreadable-data-file",
            'the file "leden.xlsx" cannot be used: a whole column or a whole sheet in it is merged, or is one link',
        )
    ]


def test_a_formula_without_value_and_an_error_are_told_by_their_cells() -> None:
    def fill(sheet: Any) -> None:
        for row in (["Gemeente", "Leden"], ["Gent", "=1+1"], ["Ronse", "#DIV/0!"]):
            sheet.append(row)

    assert faults(excel(fill), XLSX, "leden.xlsx") == [
        ("unprintable-table", "cell B2 of leden.xlsx: it holds a formula that has not been worked out"),
        ("unprintable-table", "cell B3 of leden.xlsx: it shows the error #DIV/0!"),
    ]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are() -> None:
    data = excel(lambda sheet: sheet.append(["Gemeente"]), title="Cijfers")
    assert filled(data, f"{XLSX}sheet: cijfers\n", "leden.xlsx") == [["Gemeente"]]
    assert faults(data, f"{XLSX}sheet: Leden\n", "leden.xlsx") == [
        ("unreadable-data-file", 'the file "leden.xlsx" cannot be used: it has no sheet "Leden"')
    ]


@pytest.mark.parametrize("data", [b"PK\x03\x04 geen zip", b"\xd0\xcf\x11\xe0 oud", b""])
def test_what_is_no_excel_file_is_told(data: bytes) -> None:
    assert [rule for rule, _message in faults(data, XLSX, "leden.xlsx")] == ["unreadable-data-file"]


# --- in the plan -----------------------------------------------------------------------------------


def table_of(description: str, data: str = CSV, mention: str = "{tabel leden}") -> Table:
    files = {
        "tables/leden.yaml": description,
        "tables/leden.csv": data,
        "chapters/missie.md": f"# Missie\n\n{mention}\n",
    }
    plan, _told = read(files)
    document = compose_document(plan, plan.institutes_by_id["kust"]).document
    return next(block for block in document.blocks() if isinstance(block, Table) and block.anchor == "table/leden")


def test_numbers_stand_to_the_right_unless_the_author_says_otherwise() -> None:
    assert [column.align for column in table_of(DESCRIPTION).columns] == ["left", "right"]
    aligned = f"{DESCRIPTION}kolommen: [{{kolom: Gemeente, uitlijning: midden}}, {{kolom: Leden, uitlijning: links}}]\n"
    assert [column.align for column in table_of(aligned).columns] == ["center", "left"]


def test_the_class_of_a_row_is_its_shade_and_is_printed_in_words_too() -> None:
    classes = "klasse: Klasse\nklassen:\n  - {id: laag, title: Laag}\n  - {id: hoog, title: Hoog}\n"
    data = "Gemeente;Leden;Klasse\nGent;12;hoog\nRonse;3;Laag\nAalst;4;\n"
    table = table_of(f"{DESCRIPTION}{classes}kolommen: [Gemeente, Leden]\n", data)
    assert [cell.shade for row in table.rows for cell in row.cells[:1]] == ["class-2", "class-1", ""]
    assert [plain_text(cell.inlines) for row in table.rows for cell in row.cells[2:]] == ["hoog", "Laag", ""]


def test_a_column_may_be_called_otherwise_on_paper() -> None:
    table = table_of(f"{DESCRIPTION}columns: [Gemeente, {{column: leden, title: Aantal leden}}]\n")
    assert [plain_text(cell.inlines) for cell in table.header[0].cells] == ["Gemeente", "Aantal leden"]


def test_source_and_year_stand_below_the_table() -> None:
    files = {
        "tables/leden.yaml": f"{DESCRIPTION}bron: eigen telling\njaar: 2020\n",
        "tables/leden.csv": CSV,
        "chapters/missie.md": "# Missie\n\n{tabel leden}\n",
    }
    plan, _told = read(files)
    blocks = list(compose_document(plan, plan.institutes_by_id["kust"]).document.blocks())
    (at,) = [at for at, block in enumerate(blocks) if isinstance(block, Table) and block.anchor == "table/leden"]
    below = blocks[at + 1]
    assert isinstance(below, Paragraph)
    assert plain_text(below.inlines) == "Bron: eigen telling, 2020"


def test_inside_a_sentence_a_table_is_referred_to_by_its_number() -> None:
    files = {
        "tables/leden.yaml": DESCRIPTION,
        "tables/leden.csv": CSV,
        "chapters/missie.md": "# Missie\n\nZie {tabel leden}.\n\n{tabel leden}\n",
    }
    plan, _told = read(files)
    document = compose_document(plan, plan.institutes_by_id["kust"]).document
    sentence = next(block for block in document.blocks() if isinstance(block, Paragraph) and len(block.inlines) == 3)
    assert isinstance(sentence.inlines[1], Reference)
    assert plain_text(sentence.inlines) == "Zie tabel 1."


def test_an_institute_may_have_tables_of_its_own_with_a_file_of_its_own_or_a_shared_one() -> None:
    own = "institutes/kust/tabellen/eigen.yaml"
    for place in ("institutes/kust/tabellen/leden.csv", "tables/leden.csv"):
        plan, told = read({own: DESCRIPTION, place: CSV})
        assert not told
        assert plan.tables_by_id["eigen"].rows == (("Gent", "1.250"), ("Ronse", "12"))


@pytest.mark.parametrize("file", ["../goals.yaml", "../../etc/leden.csv", "C:\\leden.csv"])
def test_no_file_outside_the_folders_for_tables_is_read(file: str) -> None:
    _plan, told = read({"tables/leden.yaml": f"title: Leden\nfile: '{file}'\n", "leden.csv": CSV})
    assert [found.rule for found in told] == ["missing-data-file"]
