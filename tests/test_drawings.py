"""The drawings of coverage: readable with and without colour, in words too, and on any scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from plan.checks import check_plan
from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.coverage import Standing
from plan.document import Derived, Document, PageBreak, Picture, plain_text
from plan.drawings import Drawn, coverage_figures, heat_map, matrix_drawing, timeline
from plan.drawings.bars import Bar, Timeline
from plan.drawings.canvas import LOOKS, width_of, wrapped
from plan.drawings.drawn import portions
from plan.model import Plan
from plan.pictures import measure, publish
from plan.standings import SIGNS, WAIVED
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word
from tests.word_files import unzipped
from tests.workspaces import SMALL, plan_of

SVG: Final = "{http://www.w3.org/2000/svg}"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BANEN: Final = "actions/kust/banen.yaml"
KUST: Final = "institutes/kust/institute.yaml"
PIXEL: Final = 15  # twips
LEAST_POINTS: Final = 6.0


def shown(drawn: Drawn | None) -> _Element:
    assert drawn is not None
    return etree.fromstring(drawn.whole())


def texts(root: _Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def told(root: _Element) -> list[str]:
    """What a reader who points at the squares sees."""
    return [
        group.findtext(f"{SVG}title", "") for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None
    ]


def of_kust(files: Mapping[str, str], kind: str) -> Drawn | None:
    plan = plan_of(files)
    make = matrix_drawing if kind == "matrix" else timeline
    return make(plan, plan.institutes_by_id["kust"], "nl")


def large_files(institutes: int = 30, goals: int = 40, actions: int = 60) -> dict[str, str]:
    names = ("Kwaliteitsverbetering op de private en sociale woonmarkt voor gezinnen", "Sociale bescherming", "Werk")
    lines = ["plan: {title: Groot, period: 2021-2026, date: 2020-05-15}", "strategic_goals:"]
    for strategic in range(5):
        lines += [f"  - id: sd{strategic}", f"    code: SD{strategic + 1}", "    title: Een doelstelling met een naam"]
        lines += ["    operational_goals:"]
        for number in range(strategic, goals, 5):
            lines.append(f"      - {{id: od{number}, title: {names[number % 3]} {number}}}")
    files = {"goals.yaml": "\n".join(lines)}
    for number in range(actions):
        files[f"actions/actie-{number}.yaml"] = (
            f"title: Strategische actie nummer {number} van de sector\n"
            f"period: {2020 + number % 4}-{2023 + number % 5}\n"
            f"contributes: {{certain: [od{number % goals}], possible: [od{(number * 7 + 3) % goals}]}}\n"
        )
    for number in range(institutes):
        joined = "".join(f"  actie-{action}: {{}}\n" for action in range(actions) if (action + number) % 3)
        files[f"institutes/huis{number}/institute.yaml"] = f"name: Huis {number}\nparticipates:\n{joined}"
    return files


def large(institutes: int = 30, actions: int = 60) -> Plan:
    return plan_of(large_files(institutes, actions=actions))


# --- what is drawn ---------------------------------------------------------------------------------


def test_the_heat_map_tells_of_each_square_how_the_goal_stands_there() -> None:
    squares = told(shown(heat_map(plan_of(SMALL), "nl")))
    assert "SD1.2 Waardig werk, SO Kust: zeker, elk jaar" in squares
    assert "SD1.2 Waardig werk, Samenlevingsopbouw Bos: geen gegevens" in squares


def test_the_matrix_has_a_square_for_each_contribution_and_one_for_each_goal_below() -> None:
    squares = told(shown(of_kust(SMALL, "matrix")))
    assert squares[:3] == [
        "Huizen delen, SD1.1 Goed wonen: zeker",
        "Huizen delen, SD1.2 Waardig werk: mogelijk",
        "Banen maken, SD1.2 Waardig werk: zeker",
    ]
    assert len(squares[3:]) == 2


def test_a_bar_is_as_long_as_its_action_runs() -> None:
    def bar(period: str) -> float:
        root = shown(of_kust({**SMALL, BANEN: SMALL[BANEN].replace("2021-2025", period)}, "tijdlijn"))
        return float(
            max((one for one in root.iter(f"{SVG}rect") if one.get("height") == "15"), key=_top).get("width", "")
        )

    assert bar("2021-2022") * 2 == pytest.approx(bar("2021-2024"), abs=2)


def _top(bar: _Element) -> float:
    return float(bar.get("y", ""))


def test_an_action_that_goes_on_outside_the_plan_has_an_arrow() -> None:
    before, after = (
        shown(of_kust({**SMALL, BANEN: SMALL[BANEN].replace("2021-2025", period)}, "tijdlijn"))
        for period in ("2021-2025", "2020-2027")
    )
    assert (len(list(before.iter(f"{SVG}polygon"))), len(list(after.iter(f"{SVG}polygon")))) == (0, 2)


def test_an_action_without_a_period_says_so_and_has_no_bar() -> None:
    root = shown(of_kust({**SMALL, BANEN: SMALL[BANEN].replace("period: 2021-2025\n", "")}, "tijdlijn"))
    assert "zonder looptijd" in texts(root)


def test_years_below_the_timeline_tell_how_many_goals_are_carried_certainly() -> None:
    root = shown(of_kust({**SMALL, BANEN: SMALL[BANEN].replace("2021-2025", "2021-2022")}, "tijdlijn"))
    assert [text for text in texts(root) if " van 2" in text] == ["2 van 2", "2 van 2", "1 van 2", "1 van 2", "1 van 2"]


def test_an_institute_that_has_yet_to_decide_has_no_matrix_and_no_timeline() -> None:
    undecided = {**SMALL, KUST: "name: Kust\n"}
    assert of_kust(undecided, "matrix") is None
    assert of_kust(undecided, "tijdlijn") is None


def test_a_plan_without_institutes_has_no_drawings() -> None:
    assert coverage_figures(plan_of({"goals.yaml": SMALL["goals.yaml"]}), "nl") == {}


# --- for every reader ------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sign", LOOKS)
def test_each_sign_stands_out_from_its_ground(sign: str) -> None:
    assert contrast(LOOKS[sign].sign, LOOKS[sign].ground) >= 4.5


def test_the_words_of_a_drawing_are_text_with_a_title_and_a_description() -> None:
    for name, data in coverage_figures(plan_of(SMALL), "nl").items():
        root = etree.fromstring(data)
        assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"], name
        assert root.findtext(f"{SVG}title", "") in " ".join(texts(root))
        assert root.findtext(f"{SVG}desc")


def test_the_description_of_the_heat_map_says_what_matters() -> None:
    lacking = {**SMALL, BANEN: SMALL[BANEN].replace("certain: [werk]", "possible: [werk]")}
    drawn = heat_map(plan_of(lacking), "nl")
    assert drawn is not None
    assert drawn.description == (
        "2 van de 3 operationele doelstellingen worden door minstens één instituut zeker gedragen. "
        "Geen enkel instituut draagt zeker: Waardig werk. Geen gegevens: Samenlevingsopbouw Bos."
    )


def test_the_description_of_the_timeline_names_what_ends_early() -> None:
    drawn = of_kust({**SMALL, BANEN: SMALL[BANEN].replace("2021-2025", "2021-2022")}, "tijdlijn")
    assert drawn is not None
    assert drawn.description == "1 van de 2 acties loopt tot in 2025. Eerder gedaan: Banen maken (2022)."


def test_of_many_names_a_description_tells_the_first() -> None:
    drawn = timeline(large(institutes=1), None, "nl")
    assert drawn is not None
    assert re.search(r"Eerder gedaan: (Strat[^,]*, ){4}Strat[^,]* en nog \d+ andere\.", drawn.description)


def test_a_goal_left_to_others_has_a_sign_of_its_own() -> None:
    waived = {
        **SMALL,
        BANEN: SMALL[BANEN].replace("certain: [werk]", "possible: []"),
        "actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("  possible: [werk]\n", ""),
        KUST: SMALL[KUST] + "waives:\n  - {goal: werk, reason: anderen doen het}\n",
    }
    drawn = heat_map(plan_of(waived), "nl")
    assert "SD1.2 Waardig werk, SO Kust: aan anderen overgelaten: anderen doen het" in told(shown(drawn))
    assert WAIVED in texts(shown(drawn))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_drawings_speak_the_language_that_is_asked(language: str) -> None:
    drawn = matrix_drawing(plan_of(SMALL), None, language)
    assert ("zeker" if language == "nl" else "certain") in texts(shown(drawn))


# --- as files --------------------------------------------------------------------------------------


def test_the_files_of_the_sector_are_the_same_each_time_and_can_be_printed() -> None:
    first, second = coverage_figures(plan_of(SMALL), "nl"), coverage_figures(plan_of(SMALL), "nl")
    assert list(first) == ["kaart.svg", "matrix.svg", "tijdlijn.svg"]
    assert first == second
    for data in first.values():
        size = measure(data)
        assert publish(data, size.width, size.height).png


def test_what_is_written_in_a_title_is_never_markup() -> None:
    hostile = {**SMALL, BANEN: SMALL[BANEN].replace("Banen maken", '"<script>alert(1)</script> & co"')}
    root = shown(of_kust(hostile, "matrix"))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert(1)</script> & co" in " ".join(texts(root))


# --- on any scale ----------------------------------------------------------------------------------


@given(st.text(st.characters(categories=["L", "Nd", "Zs", "Pd"]), max_size=120), st.floats(30, 300))
def test_names_are_whole_however_little_room_there_is(name: str, room: float) -> None:
    lines = wrapped(name, room)
    assert "".join("".join(lines).split()) == "".join(name.split())
    assert all(width_of(line) <= room for line in lines if len(line) > 1)


@given(st.lists(st.floats(1, 50), min_size=1, max_size=60), st.floats(50, 200))
def test_portions_keep_the_order_and_are_no_larger_than_allowed(sizes: list[float], most: float) -> None:
    made = portions(tuple(enumerate(sizes)), tuple(sizes), most)
    assert [item for portion in made for item in portion] == list(enumerate(sizes))
    assert all(sum(size for _at, size in portion) <= most + 1e-6 for portion in made)


def test_a_large_drawing_is_cut_into_parts_that_are_readable_on_a_page() -> None:
    plan = large()
    drawings = (heat_map(plan, "nl"), matrix_drawing(plan, None, "nl"), timeline(plan, None, "nl"))
    for drawn in drawings:
        assert drawn is not None
        parts = drawn.parts()
        assert len(parts) > 1
        for part in parts:
            size = measure(part.data)
            width, height = size.width / PIXEL, size.height / PIXEL
            # As printed: upright or on its side, with room for a heading and a caption.
            across, down = (605, 780) if width <= height else (971, 500)
            scale = min(1, across / width, down / height)
            letters = {float(text.get("font-size", "")) for text in etree.fromstring(part.data).iter(f"{SVG}text")}
            assert min(letters) * 0.75 * scale >= LEAST_POINTS, drawn.name


def test_the_names_of_groups_take_room_on_the_page_on_which_they_stand() -> None:
    bars = tuple(Bar(f"Actie {at}", None, "geen looptijd", group=f"Groep {at // 2}") for at in range(60))
    sheet = Timeline((2021, 2022), bars)
    room = (sheet.size()[0], 600.0)
    parts = sheet.cut(room)
    assert tuple(bar for part in parts for bar in part.bars) == bars
    assert all(part.size()[1] <= room[1] for part in parts)
    assert len(parts) <= sheet.size()[1] / room[1] + 2


def test_no_line_and_no_square_is_lost_between_the_parts() -> None:
    drawn = matrix_drawing(large(institutes=3), None, "nl")
    assert drawn is not None
    parts = [square for part in drawn.parts() for square in told(etree.fromstring(part.data))]
    whole = told(shown(drawn))
    assert sorted(parts) == sorted(whole)


# --- in a plan -------------------------------------------------------------------------------------


def document_of(text: str, files: Mapping[str, str] = SMALL) -> Document:
    plan = plan_of({**files, "chapters/missie.md": f"# Missie\n\n{text}\n"})
    return compose_document(plan, plan.institutes_by_id["kust"]).document


def pictures(document: Document) -> list[Picture]:
    return [block for block in document.blocks() if isinstance(block, Picture)]


@pytest.mark.parametrize(
    ("name", "caption"),
    [
        ("kaart", "Dekking van de doelstellingen in 2021-2025, per instituut"),
        ("matrix", "De acties van SO Kust en de doelstellingen die ze dienen in 2021-2025"),
        ("tijdlijn", "Wanneer de acties van SO Kust lopen in 2021-2025"),
    ],
)
def test_a_text_shows_a_drawing_by_its_name(name: str, caption: str) -> None:
    (picture,) = pictures(document_of(f"{{grafiek {name}}}"))
    assert plain_text(picture.caption) == caption
    assert picture.alt.startswith(f"{caption}. ")
    assert picture.alt.endswith(".")


def test_a_drawing_may_have_a_caption_of_the_authors_own() -> None:
    (picture,) = pictures(document_of("{grafiek matrix: Wat wij doen}"))
    assert plain_text(picture.caption) == "Wat wij doen"


def test_a_drawing_has_a_number_to_refer_to() -> None:
    lines = write_markdown(document_of("Zie {figuur tijdlijn}.\n\n{grafiek kaart}\n\n{grafiek tijdlijn}"))
    assert "Zie [figuur 2](#missie)." in lines["plan.md"].decode()
    assert {"beelden/kaart.svg", "beelden/tijdlijn.svg"} <= set(lines)


def test_word_has_the_drawing_and_the_same_as_dots_with_its_words() -> None:
    document = document_of("{grafiek kaart}")
    parts = unzipped(write_word(document))
    assert {name.rpartition(".")[2] for name in parts if name.startswith("word/media/")} >= {"svg", "png"}
    assert f'descr="{pictures(document)[0].alt}"'.encode() in parts["word/document.xml"]


def test_a_large_drawing_has_pages_to_itself_with_the_number_of_each_part() -> None:
    files = {
        **large_files(institutes=2),
        "institutes/kust/institute.yaml": large_files(1)["institutes/huis0/institute.yaml"],
        "templates/plan.yaml": "chapters:\n  - {id: missie}\n",
    }
    document = document_of("{grafiek tijdlijn}", files)
    shown = pictures(document)
    assert [plain_text(picture.caption).partition("(")[2] for picture in shown] == ["deel 1 van 2)", "deel 2 van 2)"]
    assert all(picture.full_page for picture in shown)
    between = [block for section in document.sections for block in section.blocks]
    assert any(isinstance(block, PageBreak) for block in between) or len(document.sections) > 2


def test_a_drawing_that_is_not_known_is_told_with_those_that_are() -> None:
    plan = plan_of({**SMALL, "chapters/missie.md": "# Missie\n\n{grafiek landkaarten}\n"})
    (found,) = [found for found in check_plan(plan) if found.rule == "unknown-target"]
    assert found.hint is not None
    assert "matrix" in found.hint.render("nl")


def test_a_drawing_without_data_is_a_gap_that_is_told() -> None:
    plan = plan_of({**SMALL, KUST: "name: Kust\n", "chapters/missie.md": "# Missie\n\n{grafiek matrix}\n"})
    institute = plan.institutes_by_id["kust"]
    composed = compose_document(plan, institute)
    assert "chart-without-data" in {found.rule for found in faults_of_making(plan, institute, composed)}


def test_a_drawing_says_what_it_is_made_from() -> None:
    document = document_of("{grafiek kaart}")
    (derived,) = [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Derived) and isinstance(block.blocks[0], Picture)
    ]
    assert derived.sources == ("actions/", "goals.yaml", "institutes/")


def test_the_signs_are_those_of_every_other_view() -> None:
    assert set(SIGNS.values()) <= set(LOOKS)
    assert len(Standing) == len(SIGNS)
