"""Charts of the plan's own data are charts of Word's own, with their numbers in a workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from lxml import etree
from lxml.etree import _Element
from openpyxl import load_workbook

from plan.build import Format, render
from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.document import Chart, Derived, Document, flat, plain_text
from plan.writers.charts import chart_part
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word
from tests.word_files import unzipped
from tests.workspaces import SMALL, plan_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
KUST = "institutes/kust/institute.yaml"
STAFF = {
    **SMALL,
    KUST: SMALL[KUST].replace('granted: "14,05"', 'granted: "14,05", requested_extra: "33,7"'),
    "chapters/missie.md": "# Missie\n\nZie {grafiek personeel}.\n\n{grafiek personeel}\n",
}


def document_of(files: dict[str, str]) -> Document:
    plan = plan_of(files)
    return compose_document(plan, plan.institutes_by_id["kust"]).document


def charts(document: Document) -> dict[str, Chart]:
    return {block.anchor.rpartition("/")[2]: block for block in document.blocks() if isinstance(block, Chart)}


def values(element: _Element) -> list[str]:
    return [point.findtext(C + "v", "") for point in element.iter(C + "pt")]


def test_coverage_counts_the_goals_of_each_strategic_goal_in_each_year() -> None:
    chart = charts(document_of(dict(SMALL)))["dekking"]
    assert chart.groups == (("SD1", 5),)
    assert chart.categories == ("2021", "2022", "2023", "2024", "2025")
    numbers = {series.name: [int(value) for value in series.values] for series in chart.series}
    assert {name: sum(count) for name, count in numbers.items()}.keys() == {
        "zeker gedragen",
        "mogelijk gedragen",
        "niet gedragen",
    }
    for year in range(5):
        assert sum(count[year] for count in numbers.values()) == 2  # Goed wonen and Waardig werk


def test_a_year_in_which_an_action_does_not_run_is_not_carried_by_it() -> None:
    files = {**SMALL, "actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace("2021-2025", "2021-2023")}
    before, after = (charts(document_of(dict(one)))["dekking"].series[0].values for one in (SMALL, files))
    assert after[:3] == before[:3]
    assert sum(after[3:]) < sum(before[3:])


def test_staff_stands_beside_the_need() -> None:
    chart = charts(document_of(STAFF))["personeel"]
    assert chart.categories == ("vandaag", "nodig")
    assert [[str(value) for value in series.values] for series in chart.series] == [["14.05", "14.05"], ["0", "33.7"]]
    assert "nodig: 14,05 toegekend, 33,7 extra gevraagd" in chart.description


def test_a_chart_in_a_sentence_is_referred_to_by_its_number() -> None:
    lines = write_markdown(document_of(STAFF))["plan.md"].decode()
    assert "Zie [figuur 1](" in lines


def test_a_chart_may_have_a_caption_of_the_authors_own() -> None:
    files = {**STAFF, "chapters/missie.md": "# Missie\n\n{grafiek personeel: Onze mensen}\n"}
    assert plain_text(charts(document_of(files))["personeel"].caption) == "Onze mensen"


def test_a_chart_without_data_is_a_gap_that_is_told() -> None:
    plan = plan_of({**SMALL, "chapters/missie.md": STAFF["chapters/missie.md"]})
    institute = plan.institutes_by_id["kust"]
    told = faults_of_making(plan, institute, compose_document(plan, institute))
    assert [(found.rule, found.place.line) for found in told] == [("chart-without-data", 5)]


def test_a_chart_is_derived_from_the_files_with_its_data() -> None:
    (section_blocks,) = [
        block
        for section in document_of(STAFF).sections
        for block in section.blocks
        if isinstance(block, Derived) and any(isinstance(inner, Chart) for inner in flat(block.blocks))
        if "institute.yaml" in block.sources
    ]
    assert section_blocks.sources == ("institute.yaml",)


# --- in Word ---------------------------------------------------------------------------------------


def test_the_part_and_the_workbook_hold_the_numbers_of_the_chart() -> None:
    document = document_of(STAFF)
    made = unzipped(write_word(document))
    for number, chart in enumerate(charts(document).values(), 1):
        drawn = etree.fromstring(made[f"word/charts/chart{number}.xml"])
        sheet = load_workbook(BytesIO(made[f"word/embeddings/grafiek{number}.xlsx"])).active
        assert sheet is not None
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [head or "" for head in rows[0]] == [*chart.heads, *(series.name for series in chart.series)]
        seen = [(at, series) for at, series in enumerate(chart.series) if any(series.values)]
        for (at, series), element in zip(seen, drawn.iter(C + "ser"), strict=True):
            known = [float(value) for value in series.values]
            numbers = element.find(f"{C}val")
            assert numbers is not None
            assert [float(value) for value in values(numbers)] == known
            assert [row[len(chart.heads) + at] for row in rows[1:]] == known


def fills(chart: Chart) -> dict[str, bytes]:
    drawn = chart_part(chart, "nl-BE", "rId1")
    return {
        values(name)[0]: etree.tostring(shape[0])
        for series in drawn.iter(C + "ser")
        if (name := series.find(C + "tx")) is not None and (shape := series.find(C + "spPr")) is not None
    }


def test_every_column_differs_by_its_fill_and_says_its_number() -> None:
    chart = charts(document_of(dict(SMALL)))["dekking"]
    everything = replace(chart, series=tuple(replace(one, values=(Decimal(1),) * 5) for one in chart.series))
    assert len(set(fills(everything).values())) == 3
    drawn = chart_part(everything, "nl-BE", "rId1")
    assert [label.get("val") for label in drawn.iter(C + "showVal")] == ["1", "1", "1"]


def test_what_is_0_everywhere_is_left_out_and_the_others_look_as_in_every_document() -> None:
    chart = charts(document_of(dict(SMALL)))["dekking"]
    full, none = (Decimal(1),) * 5, (Decimal(0),) * 5
    surely, possibly, missing = (replace(one, values=full) for one in chart.series)
    everything = fills(replace(chart, series=(surely, possibly, missing)))
    without = fills(replace(chart, series=(surely, replace(possibly, values=none), missing)))
    assert without == {name: fill for name, fill in everything.items() if name != possibly.name}


def test_a_chart_names_no_colour_and_no_font_but_those_of_the_theme() -> None:
    drawn = unzipped(write_word(document_of(dict(SMALL))))["word/charts/chart1.xml"]
    assert b"srgbClr" not in drawn
    fonts = {element.get("typeface") for element in etree.fromstring(drawn).iter("{*}latin")}
    assert fonts == {"+mn-lt"}


@pytest.mark.parametrize("draft", [True, False])
def test_the_same_plan_gives_the_same_bytes(draft: bool) -> None:
    plan = plan_of(STAFF)
    first, second = (render(plan, "kust", [Format.WORD], draft).files for _time in range(2))
    assert first == second


def test_text_in_the_workbook_is_text_whatever_it_begins_with() -> None:
    labels = "labels: {staff_today: '=1+1', staff_granted: '=2+2'}\n"
    made = unzipped(write_word(document_of({**STAFF, "goals.yaml": STAFF["goals.yaml"] + labels})))
    sheet = load_workbook(BytesIO(made["word/embeddings/grafiek1.xlsx"])).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_markdown_shows_the_numbers_of_a_chart_as_a_table() -> None:
    lines = write_markdown(document_of(STAFF))["plan.md"].decode()
    assert "| vandaag |     14,05 |              0 |" in lines
    assert "**Figuur 1.** Het personeel" in lines
