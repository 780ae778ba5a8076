"""A whole plan that comes back from Word: the workspace made of it builds the same plan."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from plan.commands.importing import Import, import_workspace, read_text
from plan.compose import compose_document
from plan.document import Block, Derived, Heading, List, Paragraph, Quote, Table, plain_text
from plan.importing.arrived import texts_of, words_of
from plan.messages import Refused
from plan.model import Kind
from plan.workspace import Workspace, open_workspace
from plan.writers.word import write_word
from tests import the_example
from tests.arriving import paragraph, run, word_file
from tests.test_import import field, heading
from tests.the_example import OWN, example

OFFICE = shutil.which("soffice")


def said(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """What a document says, each piece with what it is."""
    for block in blocks:
        match block:
            case Heading():
                yield f"heading {block.level}", _plain(block)
            case Paragraph() if plain_text(block.inlines).strip():
                yield "paragraph", _plain(block)
            case List():
                for item in block.items:
                    yield from ((f"item {kind}", text) for kind, text in said(item.blocks))
            case Quote() | Derived():
                yield from said(block.blocks)
            case Table():
                for row in (*block.header, *block.rows):
                    yield from (("cell", " ".join(plain_text(cell.inlines).split())) for cell in row.cells)
            case _:
                pass


def _plain(block: Heading | Paragraph) -> str:
    return " ".join(plain_text(block.inlines).split())


def composed(workspace: Workspace) -> Counter[tuple[str, str]]:
    plan = workspace.plan
    document = compose_document(plan, plan.institutes_by_id[OWN], False, "", "").document
    return Counter(said(document.blocks()))


@pytest.fixture
def original() -> Workspace:
    return example()


@pytest.fixture(scope="module")
def built() -> bytes:
    """The plan as a Word file."""
    return write_word(the_example.composed(OWN).document)


@pytest.fixture(scope="module")
def again(built: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Import, Workspace]:
    """What was told of the import, and the workspace that it made."""
    folder = tmp_path_factory.mktemp("oud") / "plan"
    imported = import_workspace(read_text("plan.docx", built), folder, date(2026, 1, 1))
    return imported, open_workspace(folder)


def test_the_built_plan_arrives_without_losing_a_word(again: tuple[Import, Workspace]) -> None:
    assert not again[0].lost


def test_a_plan_imported_and_built_again_says_all_that_it_said(
    original: Workspace, again: tuple[Import, Workspace]
) -> None:
    before, after = composed(original), composed(again[1])
    assert not before - after
    # A chart is a picture of numbers in Word: what stood there is told, and its caption is a paragraph.
    assert all(kind == "paragraph" for kind, _text in after - before)
    assert (after - before).total() <= 2


def facts(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Goals, actions and projects, as far as a document on paper tells them."""
    plan = workspace.plan
    titles = {str(goal.id): str(goal.title) for goal in plan.operational_goals}
    inside = {
        str(goal.title)
        for top in plan.strategic_goals
        if top.kind is Kind.INTERNAL
        for goal in top.all_operational_goals
    }
    told: dict[str, list[tuple[object, ...]]] = {"goals": [(str(goal.title),) for goal in plan.operational_goals]}
    for action in plan.actions:
        certain, possible = (sorted(titles[id] for id in ids) for ids in (action.certain, action.possible))
        # Only the matrix tells whose an action is, and internal ones are not in it; a name may hold a comma.
        owner = "" if inside & {*certain} else action.owner
        told.setdefault("actions", []).append(
            (str(action.title), owner, action.period, certain, possible, ", ".join(action.partners))
        )
    own = [project for project in plan.projects if project.owner == OWN]
    told["projects"] = [(str(project.title), str(project.location), project.provisional) for project in own]
    return {subject: sorted(rows, key=str) for subject, rows in told.items()}


def test_goals_actions_and_projects_are_those_of_the_plan(original: Workspace, again: tuple[Import, Workspace]) -> None:
    assert facts(again[1]) == facts(original)


def test_what_is_sure_is_no_draft_and_what_is_not_is_to_be_looked_at(again: tuple[Import, Workspace]) -> None:
    actions = again[1].plan.actions
    unsure = [action for action in actions if not action.ready]
    assert all(action.period is None or not action.partners for action in unsure)
    assert 0 < len(unsure) < len(actions)


def old_plan() -> bytes:
    """A small plan of another make: sheets that name no goals, and a matrix that does."""

    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"

    def sheet(title: str, period: str) -> tuple[str, ...]:
        parts = [("Context", "Het tocht."), ("Beschrijving", "We doen iets."), ("Partners", "VEA en OCMW")]
        told = (text for name, words in (*parts, ("Looptijd", period)) for text in (label(name), paragraph(words)))
        return (paragraph(title, style="Kop2"), *told)

    def label(words: str) -> str:
        return paragraph(run(words, "<w:b/>"))

    return word_file(
        paragraph("Plan van vzw De Brug, 2020-2024"),
        paragraph("Inleiding", style="Kop1"),
        paragraph("Vooraf."),
        paragraph("Onze doelen", style="Kop1"),
        paragraph("SD1: Goed wonen", style="Kop2"),
        paragraph("Iedereen woont goed."),
        *(
            text
            for title in ("OD Warme huizen", "OD Betaalbare huur")
            for text in (paragraph(title, style="Kop3"), paragraph(f"Effect van {title}."))
        ),
        paragraph("Onze acties", style="Kop1"),
        *sheet("Isoleren", "2020-2022"),
        *sheet("Huurders verenigen", "zolang het nodig is"),
        paragraph("Matrix", style="Kop1"),
        table(("Actie", "Warme huizen", "Huur"), ("Isoleren", "X", ""), ("Verenigen", "", "mogelijk")),
    )


def test_the_matrix_tells_what_sheets_do_not(tmp_path: Path) -> None:
    imported = import_workspace(read_text("oud.docx", old_plan()), tmp_path / "nieuw", date(2026, 1, 1))
    plan = open_workspace(tmp_path / "nieuw").plan
    carried = {str(one.title): ([*map(str, one.certain)], [*map(str, one.possible)]) for one in plan.actions}
    assert not any(chapter.id == "matrix" for chapter in plan.chapters)
    assert "Verenigen" in (tmp_path / "nieuw/bewaard/ingevoerd/matrix.md").read_text("utf-8")
    assert carried == {"Isoleren": (["warme-huizen"], []), "Huurders verenigen": ([], ["betaalbare-huur"])}
    assert not imported.lost


def test_a_period_that_cannot_be_read_makes_a_draft_and_stays_in_the_text(tmp_path: Path) -> None:
    import_workspace(read_text("oud.docx", old_plan()), tmp_path / "nieuw", date(2026, 1, 1))
    by_title = {str(one.title): one for one in open_workspace(tmp_path / "nieuw").plan.actions}
    assert by_title["Isoleren"].ready
    unsure = by_title["Huurders verenigen"]
    assert not unsure.ready
    assert unsure.description is not None
    assert "zolang het nodig is" in unsure.description


def test_the_legal_basis_of_a_goal_arrives_however_long_it_is(tmp_path: Path) -> None:
    said = "artikel 23 van de Belgische Grondwet over menswaardig wonen"
    plan = word_file(
        paragraph("Doelen", style="Kop1"),
        paragraph("SD 1: Wonen", style="Kop2"),
        paragraph("Iedereen woont goed."),
        paragraph(f"Rechtsgrond: {said}"),
        paragraph("OD Warme huizen", style="Kop3"),
        paragraph("De huizen zijn warm."),
    )
    imported = import_workspace(read_text("oud.docx", plan), tmp_path / "nieuw", date(2026, 1, 1))
    (goal,) = open_workspace(tmp_path / "nieuw").plan.strategic_goals
    assert [str(basis) for basis in goal.legal_basis] == [said]
    assert not imported.lost


def test_cross_references_of_an_old_plan_name_what_became_of_their_headings(tmp_path: Path) -> None:
    simple = f'<w:fldSimple w:instr="REF _Ref3 \\h">{run("Vooraf")}</w:fldSimple>'
    link = f'<w:hyperlink w:anchor="_Ref2">{run("warm wonen")}</w:hyperlink>'
    lost = f'<w:hyperlink w:anchor="_Ref9">{run("die alinea")}</w:hyperlink>'
    plan = word_file(
        heading("Inleiding", "_Ref1"),
        paragraph("Zie ", link, " en ", field("REF _Ref2 \\h", run("Warme huizen")), ", ", lost, "."),
        paragraph("Op bladzijde ", field("PAGEREF _Ref2 \\h", run("12")), ". Lees ", simple, "."),
        heading("Doelen"),
        heading("SD1: Goed wonen", "_Ref4", style="Kop2"),
        heading("OD Warme huizen", "_Ref2", style="Kop3"),
        paragraph("Zie ", field("REF _Ref1 \\h", run("Inleiding")), "."),
        heading("Slot"),
        heading("Vooraf", "_Ref3", style="Kop2"),
        paragraph('<w:bookmarkStart w:id="9" w:name="_Ref9"/>', "Einde."),
    )
    imported = import_workspace(read_text("oud.docx", plan), tmp_path / "nieuw", date(2026, 1, 1))
    assert (tmp_path / "nieuw/chapters/inleiding.md").read_text("utf-8") == (
        "# Inleiding\n\nZie {doel warme-huizen: warm wonen} en {doel warme-huizen}, die alinea.\n\n"
        "Op bladzijde {pagina warme-huizen}. Lees {hoofdstuk slot: Vooraf}.\n"
    )
    assert "Zie {hoofdstuk inleiding}." in (tmp_path / "nieuw/goals.yaml").read_text("utf-8")
    (told,) = (message.render("en") for message in imported.told if "cross" in message.render("en"))
    assert told.endswith('"die alinea" (under "Inleiding")')
    assert not imported.lost
    assert not [found for found in open_workspace(tmp_path / "nieuw").findings if found.rule.startswith("unknown")]


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("van mij", "utf-8")
    with pytest.raises(Refused):
        import_workspace(read_text("oud.docx", old_plan()), tmp_path, date(2026, 1, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here")
def test_the_plan_saved_by_libreoffice_arrives_without_losing_a_word(
    built: bytes, original: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "plan.docx").write_bytes(built)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE or "", profile, "--headless", "--convert-to", "docx", "--outdir", "saved", "plan.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    arrived = read_text("plan.docx", (tmp_path / "saved/plan.docx").read_bytes())
    assert not arrived.words - words_of(texts_of(arrived.blocks))
    imported = import_workspace(arrived, tmp_path / "nieuw", date(2026, 1, 1))
    assert not imported.lost
    assert not composed(original) - composed(open_workspace(tmp_path / "nieuw"))
