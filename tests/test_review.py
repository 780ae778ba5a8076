"""Reading back a Word file: what somebody said and changed in it is told at the line it belongs to."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from check_jsonschema import main as check_jsonschema  # type: ignore[import-untyped]  # it ships no types
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plan.anchors import fingerprint, read_anchor
from plan.build import Format, render
from plan.commands.review import render_review, review_as_json, review_file
from plan.commands.review_page import render_page
from plan.commands.schema import PRINTED
from plan.compose import Composed, compose_document
from plan.document import Document, Origin
from plan.messages import Refused
from plan.model import Institute, Plan
from plan.places import Place
from plan.review.comparing import Sent, as_sent
from plan.review.reading import read_word
from plan.review.remarks import Kind, Remark, Review
from plan.workspace import Workspace, open_workspace
from tests import the_example
from tests.command_line import typed
from tests.reviewer import DATE, MAIN, W15, Reviewer, W, saved_by_word
from tests.workspaces import SMALL, write_workspace

NOTES = "word/footnotes.xml"
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module", autouse=True)
def composed_once() -> Iterator[None]:
    """Most files are held against the same plan, which need not be composed and written again for each."""
    known: dict[tuple[object, ...], Composed] = {}
    written: dict[int, tuple[Document, Sent]] = {}

    def compose(plan: Plan, institute: Institute, *how: Any) -> Composed:
        key = (plan, institute.id, *how)
        if key not in known:
            known[key] = compose_document(plan, institute, *how)
        return known[key]

    def sent_once(document: Document) -> Sent:
        if id(document) not in written:
            written[id(document)] = document, as_sent(document)
        return written[id(document)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plan.commands.review.compose_document", compose)
        patch.setattr("plan.review.comparing.as_sent", sent_once)
        yield


@cache
def built(workspace: Workspace, institute: str = "kust", draft: bool = True) -> bytes:
    """The Word file of an institute."""
    made_from = workspace.fingerprint(institute)
    made = render(workspace.plan, institute, [Format.WORD], draft, "proef", made_from, workspace.findings)
    return next(data for name, data in made.files.items() if name.endswith(".docx"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small workspace; nobody writes in it."""
    return open_workspace(write_workspace(tmp_path_factory.mktemp("plan"), SMALL))


@pytest.fixture(scope="module")
def sent(small: Workspace) -> bytes:
    """The plan of the coast, as it was sent around."""
    return built(small)


@pytest.fixture
def sector() -> Workspace:
    return the_example.example()


@pytest.fixture
def reviewer(sent: bytes) -> Reviewer:
    return Reviewer(sent)


@pytest.fixture(scope="module")
def saved_by_libreoffice(sent: bytes, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Files that LibreOffice opened and saved, all at once, since it takes long to start."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    remarked, typed_over = Reviewer(sent), Reviewer(sent)
    six(remarked)
    three_with_tracking_off(typed_over)
    files = {
        "untouched": built(the_example.example(), "oost-vlaanderen"),
        "six": remarked.saved(),
        "tracking off": typed_over.saved(),
    }
    folder = tmp_path_factory.mktemp("libreoffice")
    into = write_workspace(folder / "in", {f"{name}.docx": data for name, data in files.items()})
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        *map(str, into.iterdir()),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return {name: (folder / f"{name}.docx").read_bytes() for name in files}


def review(workspace: Workspace, data: bytes | Reviewer) -> Review:
    return review_file(workspace, "terug.docx", data.saved() if isinstance(data, Reviewer) else data)


def at(remark: Remark) -> str:
    """File and line."""
    place = remark.spot.place
    return f"{place.file}:{place.line}" if place else ""


def told(found: Review) -> list[tuple[str, str, str | None, str]]:
    """Kind, place, what it was and what it is."""
    return [(remark.kind.value, at(remark), remark.old, remark.new) for remark in found.remarks]


def later(tmp_path: Path, **changes: tuple[str, str, str]) -> Workspace:
    """The small workspace after some changes: (file, old, new)."""
    files = dict(SMALL)
    for file, old, new in changes.values():
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    return open_workspace(write_workspace(tmp_path / "later", files))


# --- a file that nobody touched --------------------------------------------------------------------


def homes(node: object) -> Iterator[Origin]:
    """Where each authored value lives in a document."""
    if isinstance(node, Origin):
        if node.home:
            yield node
    elif isinstance(node, tuple):
        for inner in node:
            yield from homes(inner)
    elif is_dataclass(node) and not isinstance(node, Place):
        for part in fields(node):
            yield from homes(getattr(node, part.name))


def assert_all_texts_are_found(data: bytes, document: Document) -> None:
    """Each text stands on the lines of its anchor, as the fingerprint in the anchor's name says it was."""
    returned = read_word(data)
    keys = {origin.key for origin in homes(document.sections)}
    found = set()
    for span in returned.anchors:
        anchor = read_anchor(span.name, keys)
        assert anchor is not None, span
        key, part, print_ = anchor
        rest = [line for line in returned.lines if line.end >= span.start]
        own = [line for line in rest if line.start < max(span.end, span.start + 1)]
        tables = {line.setting.table for line in rest[: len(own) + 1]} - {0}
        texts = (
            returned.before(span.start, span.end),
            "".join(line.text for line in own),
            "".join(line.text for line in returned.lines if line.setting.table in tables),
        )
        if print_ in map(fingerprint, texts):
            found.add((key, part))
    printed = {(origin.key, origin.part) for origin in homes(document.sections)}
    assert len(printed) > 30
    assert not printed - found


@pytest.mark.parametrize("institute", ["oost-vlaanderen", "brussel"])
def test_every_authored_text_of_the_example_is_found_under_its_key(sector: Workspace, institute: str) -> None:
    plan = sector.plan
    document = compose_document(plan, plan.institutes_by_id[institute], True, "proef").document
    assert_all_texts_are_found(built(sector, institute), document)


@pytest.mark.parametrize(("institute", "draft"), [("oost-vlaanderen", True), ("gent", False)])
def test_nothing_is_told_of_a_file_that_nobody_touched(sector: Workspace, institute: str, draft: bool) -> None:
    found = review(sector, built(sector, institute, draft))
    assert (told(found), found.moved_on, found.unknown, found.missing) == ([], False, 0, ())
    assert found.institute == institute
    assert found.version == "proef"


def test_saving_with_word_is_no_change(sector: Workspace) -> None:
    assert not review(sector, saved_by_word(built(sector, "brussel"))).remarks


def test_saving_with_libreoffice_is_no_change(sector: Workspace, saved_by_libreoffice: Mapping[str, bytes]) -> None:
    found = review(sector, saved_by_libreoffice["untouched"])
    assert (told(found), found.moved_on) == ([], False)


@given(st.text(min_size=1), st.text(min_size=1))
@example("]]>&amp;<b>'\"\u00ad\u2011 \u202e", "één 👩‍👩‍👧 e\u0301")
@settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_nothing_is_told_of_an_untouched_file_whatever_was_typed(
    tmp_path_factory: pytest.TempPathFactory, one: str, other: str
) -> None:
    files = dict(SMALL)
    files["actions/huizen.md"] = f"# Korte omschrijving\n\n{one}\n\n- {other}\n"
    files["goals.yaml"] = SMALL["goals.yaml"].replace("Wonen wordt beter.", json.dumps(other))
    workspace = open_workspace(write_workspace(tmp_path_factory.mktemp("typed"), files))
    if "kust" in workspace.plan.institutes_by_id and workspace.plan.operational_goals:
        assert not review(workspace, built(workspace)).remarks


# --- what somebody does ----------------------------------------------------------------------------


def six(reviewer: Reviewer) -> None:
    """Three comments, two tracked changes and one silent edit."""
    reviewer.comment("te weinig huizen", "Hoeveel?")
    reviewer.comment("Een eigen", "Kort.")
    reviewer.comment("Werk staat", "Mooi.")
    reviewer.replace("recht op", "nood aan")
    reviewer.insert("We leren", " elke dag")
    reviewer.type_over("beter", "slechter")


SIX = [
    ("comment", "institutes/kust/zee.md:6", "", ""),
    ("replaced", "goals.yaml:7", "Iedereen heeft er recht op.", "Iedereen heeft er nood aan."),
    ("edited", "goals.yaml:20", "Wonen wordt beter.", "Wonen wordt slechter."),
    ("comment", "goals.yaml:27", "", ""),
    ("comment", "actions/huizen.md:3", "", ""),
    ("inserted", "goals.yaml:38", "We leren.", "We leren elke dag."),
]


def test_three_comments_two_changes_and_one_silent_edit_are_listed_at_their_lines(
    small: Workspace, reviewer: Reviewer
) -> None:
    six(reviewer)
    found = review(small, reviewer)
    assert told(found) == SIX
    assert [(remark.author, remark.date) for remark in found.remarks if remark.kind is not Kind.EDITED] == [
        ("An Peeters", DATE)
    ] * 5


LINES = (
    "chapters/missie.md",
    "We staan **naast** mensen.",
    "We staan **naast** mensen.\nWe wonen in de stad. We\nwerken in het *dorp* en we\nleren van elkaar.",
)


def test_each_change_in_a_paragraph_is_told_at_its_own_line(tmp_path: Path) -> None:
    workspace = later(tmp_path, lines=LINES)
    back = Reviewer(built(workspace))
    back.replace("mensen", "hen")
    back.comment("leren van", "Echt?")
    back.type_over("dorp", "gehucht")
    places = [remark.spot.place for remark in review(workspace, back).remarks]
    assert {(place.line, place.column) for place in places if place} == {(3, 20), (5, 16), (6, 1)}


def test_the_six_are_listed_of_a_file_that_libreoffice_saved_again(
    small: Workspace, saved_by_libreoffice: Mapping[str, bytes]
) -> None:
    found = review(small, saved_by_libreoffice["six"])
    # LibreOffice 7 loses the text of footnotes where there are comments; that is told, too.
    assert [remark for remark in told(found) if remark[0] != "removed"] == SIX


def test_a_comment_comes_with_its_answers_and_the_words_it_is_about(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.comment("te weinig huizen", "Hoeveel?", ("Jan", "Veel."), ("An Peeters", "Dank u."))
    reviewer.comment("Een eigen", "Kort.", done=True)
    resolved, asked = review(small, reviewer).remarks
    assert asked.words == "te weinig huizen"
    assert [(said.author, said.text) for said in asked.thread] == [
        ("An Peeters", "Hoeveel?"),
        ("Jan", "Veel."),
        ("An Peeters", "Dank u."),
    ]
    assert (asked.done, resolved.done) == (False, True)
    assert "     Jan, 3 maart 2020, 10:11: Veel.\n" in shown(review(small, reviewer), small)


def test_the_programs_own_comments_are_told_only_where_somebody_answered(small: Workspace, sent: bytes) -> None:
    program = Reviewer(sent, author="plan")
    program.comment("Een eigen", "Te kort.")
    program.comment("Werk staat", "Nog na te gaan.", ("Jan", "Gedaan."))
    (remark,) = review(small, program).remarks
    assert [said.text for said in remark.thread] == ["Nog na te gaan.", "Gedaan."]


TRACKED: Mapping[str, tuple[Callable[[Reviewer], object], list[tuple[str, str, str | None, str]]]] = {
    "words are deleted": (
        lambda reviewer: reviewer.delete("te weinig "),
        [("deleted", "actions/kust/banen.yaml:5", "Er zijn te weinig banen.", "Er zijn banen.")],
    ),
    "a paragraph is split": (
        lambda reviewer: reviewer.press_enter("Op papier"),
        [("inserted", "goals.yaml:9", "Op papier is niet genoeg.", "Op papier ¶ is niet genoeg.")],
    ),
    "paragraphs are joined": (
        lambda reviewer: reviewer.delete_enter("Een eigen hoofdstuk"),
        [
            (
                "deleted",
                "institutes/kust/zee.md:6",
                "Een eigen hoofdstuk. ¶ Het strand",
                "Een eigen hoofdstuk.Het strand",
            )
        ],
    ),
    "words are moved": (
        lambda reviewer: reviewer.move("te weinig ", "We staan "),
        [("moved", "actions/kust/banen.yaml:5", "", "te weinig")],
    ),
    "a paragraph is moved": (
        lambda reviewer: reviewer.move_paragraph("Een eigen hoofdstuk", "Wonen wordt beter"),
        [("moved", "institutes/kust/zee.md:6", "", "Een eigen hoofdstuk.")],
    ),
    "a row is deleted": (
        lambda reviewer: reviewer.delete_row("Brugge"),
        [("deleted", "rankings/gemeenten.yaml:8", "2 | Brugge | Hoog |", "")],
    ),
    "a row is inserted": (
        lambda reviewer: reviewer.insert_row("Brugge", "3", "Gent", "Laag"),
        [("inserted", "rankings/gemeenten.yaml:8", "", "3 | Gent | Laag |")],
    ),
}


@pytest.mark.parametrize("what", TRACKED)
def test_what_was_tracked_is_told_once_and_nothing_else(small: Workspace, reviewer: Reviewer, what: str) -> None:
    act, expected = TRACKED[what]
    act(reviewer)
    assert told(review(small, reviewer)) == expected


def test_moved_words_tell_where_they_went(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.move("te weinig ", "We staan ")
    (remark,) = review(small, reviewer).remarks
    assert remark.to
    assert remark.to.place
    assert remark.to.place.file == "chapters/missie.md"


def test_two_people_in_one_sentence_are_told_apart(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.delete("te weinig ")
    reviewer.author = "Jan"
    reviewer.insert("Er zijn ", "veel ")
    found = review(small, reviewer).remarks
    assert [(remark.author, remark.new) for remark in found] == [
        ("Jan", "Er zijn veel banen."),
        ("An Peeters", "Er zijn veel banen."),
    ]
    assert [remark.old for remark in found] == ["Er zijn banen.", "Er zijn veel te weinig banen."]


def test_changes_of_looks_are_counted_by_author(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.embolden("te weinig")
    reviewer.embolden("Een eigen")
    found = review(small, reviewer)
    assert (found.formatting, found.remarks) == ((("An Peeters", 2),), ())


ZEE, STRAND = "institutes/kust/zee.md:6", "institutes/kust/zee.md:8"
SILENT: Mapping[str, tuple[Callable[[Reviewer], object], list[tuple[str, str, str | None, str]]]] = {
    "words are typed over": (
        lambda reviewer: reviewer.type_over("eigen", "nieuw"),
        [("edited", ZEE, "Een eigen hoofdstuk.", "Een nieuw hoofdstuk.")],
    ),
    "a footnote is typed over": (
        lambda reviewer: reviewer.type_over("Echte", "Valse", NOTES),
        [("edited", "actions/kust/banen.yaml:9", "Echte banen.", "Valse banen.")],
    ),
    "a cell is typed over": (
        lambda reviewer: reviewer.type_over("Brugge", "Gent"),
        [("edited", "rankings/gemeenten.yaml:8", "Brugge", "Gent")],
    ),
    "a paragraph is added": (
        lambda reviewer: reviewer.add_paragraph("Een eigen hoofdstuk", "Met zand."),
        [("added", ZEE, "", "Met zand.")],
    ),
    "a paragraph is taken out": (
        lambda reviewer: reviewer.remove("Een eigen hoofdstuk"),
        [("removed", ZEE, "Een eigen hoofdstuk.", "")],
    ),
    "a paragraph is carried elsewhere": (
        lambda reviewer: reviewer.carry("Een eigen hoofdstuk", "Wonen wordt beter"),
        [("shifted", ZEE, "", "Een eigen hoofdstuk.")],
    ),
    "a paragraph is split": (
        lambda reviewer: reviewer.type_enter("Een eigen"),
        [("split", ZEE, "Een eigen hoofdstuk.", "Een eigen ¶ hoofdstuk.")],
    ),
    "two paragraphs are joined": (
        lambda reviewer: reviewer.join("Een eigen hoofdstuk"),
        [("joined", ZEE, "Een eigen hoofdstuk. ¶ Het strand", "Een eigen hoofdstuk.Het strand")],
    ),
    "a paragraph is doubled, marks and all": (
        lambda reviewer: reviewer.copy("Een eigen hoofdstuk", "Wonen wordt beter", marks=True),
        [("doubled", ZEE, "", "Een eigen hoofdstuk.")],
    ),
    "a paragraph is doubled": (
        lambda reviewer: reviewer.copy("Een eigen hoofdstuk", "Wonen wordt beter", marks=False),
        [("doubled", ZEE, "", "Een eigen hoofdstuk.")],
    ),
    "marks are lost": (
        lambda reviewer: reviewer.lose_marks("Een eigen hoofdstuk"),
        [("unmarked", ZEE, "", "Een eigen hoofdstuk.")],
    ),
    "marks are lost, and words typed over": (
        lambda reviewer: reviewer.type_over_without_marks("eigen", "nieuw"),
        [("edited", ZEE, "Een eigen hoofdstuk.", "Een nieuw hoofdstuk.")],
    ),
    "an empty paragraph is added": (lambda reviewer: reviewer.add_paragraph("Een eigen hoofdstuk", " "), []),
}


@pytest.mark.parametrize("what", SILENT)
def test_what_was_done_with_tracking_off_is_told_once_and_nothing_else(
    small: Workspace, reviewer: Reviewer, what: str
) -> None:
    act, expected = SILENT[what]
    act(reviewer)
    assert told(review(small, reviewer)) == expected
    assert told(review(small, saved_by_word(reviewer.saved()))) == expected


def three_with_tracking_off(reviewer: Reviewer) -> None:
    """Words typed over, a paragraph added and one taken out."""
    reviewer.type_over("te weinig", "geen")
    reviewer.add_paragraph("Een eigen hoofdstuk", "Met zand.")
    reviewer.remove("Wonen wordt beter")


def test_what_was_done_with_tracking_off_is_told_after_libreoffice_too(
    small: Workspace, saved_by_libreoffice: Mapping[str, bytes]
) -> None:
    found = review(small, saved_by_libreoffice["tracking off"])
    assert told(found) == [
        ("added", ZEE, "", "Met zand."),
        ("removed", "goals.yaml:20", "Wonen wordt beter.", ""),
        ("edited", "actions/kust/banen.yaml:5", "Er zijn te weinig banen.", "Er zijn geen banen."),
    ]


def test_who_saved_a_file_last_is_told_unless_nobody_did(small: Workspace, reviewer: Reviewer) -> None:
    assert review(small, reviewer).saved_by == ""
    core = reviewer.tree("docProps/core.xml")
    for element in core:
        if str(element.tag).endswith("lastModifiedBy"):
            element.text = "Jan"
    reviewer.type_over("eigen", "nieuw")
    found = review(small, reviewer)
    assert found.saved_by == "Jan"
    assert "gewijzigd zonder bijhouden (laatst bewaard: Jan" in shown(found, small)


def test_an_edit_in_what_the_program_makes_says_where_it_comes_from(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.type_over("mei 2020", "juni 2020")
    (remark,) = review(small, reviewer).remarks
    assert remark.kind is Kind.EDITED
    assert "plan find" in shown(review(small, reviewer), small)


def test_a_line_of_the_program_that_is_typed_over_as_a_whole_is_one_edit(small: Workspace, reviewer: Reviewer) -> None:
    words = next(text for text in reviewer.tree().iter(f"{W}t") if text.text == "2021-2025")
    words.text = "vanaf mei"
    found = review(small, reviewer)
    (remark,) = found.remarks
    assert (remark.kind, remark.old, remark.new) == (Kind.EDITED, "2021-2025", "vanaf mei")
    assert "plan find" in shown(found, small)


@pytest.mark.parametrize("change", [Reviewer.comment, Reviewer.replace, Reviewer.type_over])
def test_whatever_is_done_in_a_line_of_the_program_says_so(
    small: Workspace, reviewer: Reviewer, change: Callable[[Reviewer, str, str], None]
) -> None:
    change(reviewer, "mei 2020", "juni 2020")
    found = review(small, reviewer)
    assert len(found.remarks) == 1
    assert "plan find" in shown(found, small)


def test_a_change_in_a_value_that_a_list_prints_stands_at_the_value(small: Workspace) -> None:
    spots = []
    for change in (Reviewer.type_over, Reviewer.replace, Reviewer.comment):
        reviewer = Reviewer(built(small))
        change(reviewer, "als er geld is", "als er tijd is")
        (remark,) = review(small, reviewer).remarks
        spots.append((remark.spot.key, str(remark.spot.place).partition(":")[0], remark.spot.exact))
    assert set(spots) == {(spots[0][0], "institutes/kust/institute.yaml", True)}
    assert spots[0][0].endswith("condition")


def test_a_paragraph_that_a_reviewer_wrote_is_not_said_to_be_of_the_program(
    small: Workspace, reviewer: Reviewer
) -> None:
    reviewer.add_paragraph("Er zijn te weinig huizen", "Dat zeggen wij ook.")
    found = review(small, reviewer)
    assert [remark.kind for remark in found.remarks] == [Kind.ADDED]
    assert "plan find" not in shown(found, small)


def test_an_edit_in_a_control_says_what_its_title_says(small: Workspace, reviewer: Reviewer) -> None:
    for control in reviewer.tree().iter(f"{W}sdt"):
        title = control.find(f"{W}sdtPr/{W}alias")
        words = next((text for text in control.iter(f"{W}t") if text.text == "als er geld is"), None)
        if title is not None and words is not None:
            break
    assert title is not None
    assert words is not None
    words.text = "als er tijd is"
    (remark,) = review(small, reviewer).remarks
    assert remark.spot.derived == title.get(f"{W}val")
    assert remark.new.endswith("als er tijd is")


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_behind_an_authored_paragraph_is_told_at_its_line(
    small: Workspace, sent: bytes, data: st.DataObject
) -> None:
    reviewer = Reviewer(sent)
    texts = ["Een eigen hoofdstuk.", "Wonen wordt beter.", "Er zijn te weinig banen.", "We leren.", "werken"]
    text = data.draw(st.sampled_from(texts))
    more = data.draw(st.text(alphabet="abc é.", min_size=1).filter(str.strip))
    reviewer.type_over(text, f"{text}{more}")
    (remark,) = review(small, reviewer).remarks
    assert remark.kind is Kind.EDITED
    assert remark.spot.exact
    assert at(remark).partition(":")[0] in SMALL
    assert "".join(more.split()) in "".join(remark.new.split())


@pytest.mark.parametrize("where", ["before", "behind"])
def test_what_is_typed_at_the_edge_of_a_paragraph_belongs_to_it_though_it_is_outside_the_mark(
    small: Workspace, reviewer: Reviewer, where: str
) -> None:
    paragraph = reviewer.paragraph("Een eigen hoofdstuk.")
    run = deepcopy(reviewer.run("Een eigen hoofdstuk."))
    text = run.find(f"{W}t")
    assert text is not None
    text.text = " Zo is het. "
    paragraph.insert(1 if where == "before" else len(paragraph), run)
    new = {"before": "Zo is het. Een eigen hoofdstuk.", "behind": "Een eigen hoofdstuk. Zo is het."}[where]
    (remark,) = told(review(small, reviewer))
    assert remark[:2] == ("edited", ZEE)
    assert remark[3] in (new, "Zo is het.")


# --- when the sources have moved on ----------------------------------------------------------------


@pytest.fixture
def moved_on(tmp_path: Path) -> Workspace:
    """Somebody wrote a paragraph before the first one, and a word in that."""
    before = "Een eigen hoofdstuk."
    return later(tmp_path, zee=("institutes/kust/zee.md", before, "Eerst dit.\n\nEen heel eigen hoofdstuk."))


def test_sources_that_moved_on_are_no_remark(moved_on: Workspace, reviewer: Reviewer) -> None:
    found = review(moved_on, reviewer)
    assert (found.remarks, found.moved_on, found.unknown) == ((), True, 0)
    assert [str(spot.place) for spot in found.missing] == ["institutes/kust/zee.md:6:1"]


def test_a_change_is_told_at_the_line_where_its_text_stands_now(moved_on: Workspace, reviewer: Reviewer) -> None:
    reviewer.delete("eigen ")
    (remark,) = review(moved_on, reviewer).remarks
    assert (at(remark), remark.old, remark.new) == (
        "institutes/kust/zee.md:8",
        "Een eigen hoofdstuk.",
        "Een hoofdstuk.",
    )
    assert (remark.spot.source, remark.spot.now) == ("moved-on", "Een heel eigen hoofdstuk.")


def test_a_silent_edit_of_a_text_that_moved_on_is_told_without_what_it_was(
    moved_on: Workspace, reviewer: Reviewer
) -> None:
    reviewer.type_over("eigen", "nieuw")
    (remark,) = review(moved_on, reviewer).remarks
    assert (remark.kind, at(remark), remark.old, remark.new) == (
        Kind.EDITED,
        "institutes/kust/zee.md:8",
        None,
        "Een nieuw hoofdstuk.",
    )


def test_a_silent_edit_of_a_text_that_did_not_move_on_is_told_with_what_it_was(
    moved_on: Workspace, reviewer: Reviewer
) -> None:
    reviewer.type_over("beter", "slechter")
    assert told(review(moved_on, reviewer)) == [
        ("edited", "goals.yaml:20", "Wonen wordt beter.", "Wonen wordt slechter.")
    ]


def test_a_remark_on_a_text_that_left_the_plan_is_told_so(tmp_path: Path, reviewer: Reviewer) -> None:
    workspace = later(
        tmp_path, out=("institutes/kust/institute.yaml", "chapters:\n  - after: missie\n    add: zee\n", "")
    )
    reviewer.comment("Een eigen", "Waarom?")
    reviewer.delete("hoofdstuk")
    found = review(workspace, reviewer)
    assert [(remark.kind.value, remark.spot.source) for remark in found.remarks] == [
        ("comment", "gone"),
        ("deleted", "gone"),
    ]


def test_a_text_that_has_another_id_now_is_found_by_its_words(tmp_path: Path, reviewer: Reviewer) -> None:
    workspace = later(
        tmp_path,
        renamed=("goals.yaml", "id: leren", "id: samen-leren"),
        followed=("actions/leerkring.yaml", "[leren]", "[samen-leren]"),
    )
    assert not review(workspace, reviewer).remarks
    reviewer.insert("We leren", " elke dag")
    (remark,) = review(workspace, reviewer).remarks
    assert (at(remark), remark.spot.key) == ("goals.yaml:38", "samen-leren.statement")


# --- files from anybody ----------------------------------------------------------------------------


def zipped(**parts: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    reviewer = Reviewer(data)
    reviewer.parts[part] = content
    return reviewer.saved()


def refused(workspace: Workspace, data: bytes) -> str:
    with pytest.raises(Refused) as raised:
        review(workspace, data)
    return raised.value.message.render("nl")


def test_an_old_word_file_is_answered_with_what_to_do(small: Workspace) -> None:
    assert "bewaar het als .docx" in refused(small, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize("data", [b"", b"geen Word", zipped(), zipped(mimetype="application/vnd.oasis")])
def test_what_is_no_word_file_is_refused(small: Workspace, data: bytes) -> None:
    assert "niet te lezen als Word-bestand" in refused(small, data)


def test_half_a_file_is_refused(small: Workspace, sent: bytes) -> None:
    assert "niet te lezen" in refused(small, sent[: len(sent) // 2])


def test_a_bomb_is_not_unfolded(small: Workspace, sent: bytes) -> None:
    assert "niet te lezen" in refused(small, with_part(sent, MAIN, bytes(80_000_000)))


def test_a_part_that_lies_about_its_size_is_refused(small: Workspace, sent: bytes) -> None:
    broken = sent.replace(struct.pack("<L", zlib.crc32(Reviewer(sent).parts[MAIN])), b"\0\0\0\0")
    assert "niet te lezen" in refused(small, broken)


def test_entities_are_refused_and_never_read(small: Workspace, sent: bytes, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim")
    xml = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{W[1:-1]}">&e;</w:document>'
    assert "niet te lezen" in refused(small, with_part(sent, MAIN, xml.encode()))


def test_a_file_of_another_plan_is_refused_with_the_institutes_that_are_known(small: Workspace, sent: bytes) -> None:
    custom = Reviewer(sent).parts["docProps/custom.xml"].replace(b">kust<", b">gent<")
    assert "kust" in refused(small, with_part(sent, "docProps/custom.xml", custom))


def test_whose_plan_it_is_can_be_told_where_the_file_does_not(small: Workspace, sent: bytes) -> None:
    data = with_part(sent, "docProps/custom.xml", b"<Properties/>")
    assert "--institute" in refused(small, data)
    assert review_file(small, "terug.docx", data, "kust").institute == "kust"


def test_answers_that_answer_each_other_come_to_an_end(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.comment("Een eigen", "Kip?", ("Jan", "Ei!"))
    one, other = reviewer.tree("word/commentsExtended.xml")
    for entry, parent in ((one, other), (other, one)):
        entry.set(f"{W15}paraIdParent", parent.attrib[f"{W15}paraId"])
    said = [part.text for remark in review(small, reviewer).remarks for part in remark.thread]
    assert sorted(set(said)) == ["Ei!", "Kip?"]


def test_a_field_that_never_ends_and_a_mark_that_never_closes_do_no_harm(small: Workspace, reviewer: Reviewer) -> None:
    for tag in ("bookmarkEnd", "commentRangeEnd"):
        reviewer.each(lambda element, tag=tag: element.tag == f"{W}{tag}", reviewer.tree())  # type: ignore[misc]
    assert review(small, reviewer).anchors > 30


def test_a_file_without_any_mark_is_still_compared_by_its_words(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.each(lambda element: str(element.tag).startswith(f"{W}bookmark"), reviewer.tree())
    reviewer.type_over("eigen", "nieuw")
    found = review(small, reviewer)
    assert ("edited", ZEE, "Een eigen hoofdstuk.", "Een nieuw hoofdstuk.") in told(found)
    assert {remark.kind for remark in found.remarks} == {Kind.EDITED, Kind.UNMARKED}


# --- how it is told --------------------------------------------------------------------------------


def shown(found: Review, workspace: Workspace, language: str = "nl") -> str:
    return render_review(found, "terug.docx", workspace.sources, language, 80, colour=False)


def test_on_a_terminal_each_remark_has_its_line_and_both_texts_beside_each_other(
    small: Workspace, reviewer: Reviewer
) -> None:
    six(reviewer)
    text = shown(review(small, reviewer), small)
    assert text.startswith("terug.docx: 3 opmerkingen, 2 bijgehouden wijzigingen en 1 wijziging zonder\n   bijhouden\n")
    assert "2. goals.yaml:7:16: vervangen (An Peeters, 3 maart 2020, 10:11)\n" in text
    assert "   Iedereen heeft er [-recht op-].        Iedereen heeft er {+nood aan+}.\n" in text
    assert max(map(len, text.split("\n"))) <= 80


def test_in_colour_the_columns_stay_where_they_are(small: Workspace, reviewer: Reviewer) -> None:
    six(reviewer)
    found = review(small, reviewer)
    painted = render_review(found, "terug.docx", small.sources, "nl", 80, colour=True)
    (line,) = [line for line in painted.split("\n") if "Iedereen" in line]
    assert "[-" not in line
    assert "\x1b[31;9mr\x1b[0m" in line


def test_nothing_in_a_file_commands_the_terminal_or_the_page(small: Workspace, reviewer: Reviewer) -> None:
    reviewer.comment("Een eigen", "<script>\u009b2J\u202e</script>", ("<img>", "&amp;"))
    found = review(small, reviewer)
    assert "\u009b" not in shown(found, small)
    page = render_page(found, "<terug>.docx", small.sources, "nl")
    assert "<script" not in page
    assert "<img" not in page
    assert "\u202e" not in page


def test_the_page_stands_alone_and_says_its_language(small: Workspace, reviewer: Reviewer) -> None:
    six(reviewer)
    page = render_page(review(small, reviewer), "terug.docx", small.sources, "nl")
    assert page.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert "://" not in page
    assert "src=" not in page
    assert page.count("<article") == page.count("aria-labelledby") == 6
    assert '<del><span class="read"> weg: </span>recht op</del>' in page
    assert '<th scope="col">was</th>' in page


def test_as_json_it_has_the_shape_that_plan_schema_tells(
    small: Workspace, moved_on: Workspace, reviewer: Reviewer, tmp_path: Path
) -> None:
    six(reviewer)
    reviewer.move("te weinig ", "We staan ")
    reviewer.embolden("mensen")
    for number, workspace in enumerate((small, moved_on)):
        file = tmp_path / f"{number}.json"
        file.write_text(review_as_json(review(workspace, reviewer), "terug.docx"), "utf-8")
        result = CliRunner().invoke(check_jsonschema, ["--schemafile", str(PRINTED["review"]), str(file)])
        assert result.exit_code == 0, result.output


# --- the command -----------------------------------------------------------------------------------


def test_the_command_lists_and_changes_nothing(tmp_path: Path, reviewer: Reviewer) -> None:
    six(reviewer)
    root = write_workspace(tmp_path, {**SMALL, "teruggekomen/terug.docx": reviewer.saved()})
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in root.rglob("*") if path.is_file()}
    done = typed(root, "review", "teruggekomen/terug.docx")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("terug.docx: 3 opmerkingen")
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in root.rglob("*") if path.is_file()} == before


def test_the_command_writes_a_page_where_it_is_asked_to_and_over_no_work(tmp_path: Path, sent: bytes) -> None:
    root = write_workspace(tmp_path, {**SMALL, "terug.docx": sent})
    done = typed(root, "review", "terug.docx", "--format", "html", "--output", "terug.html")
    assert (done.returncode, done.stdout) == (0, "gemaakt: terug.html\n")
    assert "er is niets opgemerkt of gewijzigd" in (root / "terug.html").read_text("utf-8")
    done = typed(root, "review", "terug.docx", "--output", "terug.docx")
    assert done.returncode == 2
    assert (root / "terug.docx").read_bytes() == sent


def test_the_command_says_what_is_wrong_with_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {**SMALL, "oud.doc": b"\xd0\xcf\x11\xe0"})
    done = typed(root, "review", "oud.doc")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fout: oud.doc is een oud .doc-bestand")
    assert typed(root, "review", "weg.docx").returncode == 2
