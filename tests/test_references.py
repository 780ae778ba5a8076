"""References to numbers and pages, annexes, lists and properties, from the author's text to the tree and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from plan.commands.renaming import rename
from plan.compose import compose_document
from plan.compose.counting import faults_of_making
from plan.document import Contents, Document, Reference
from plan.workspace import open_workspace
from plan.writers.markdown import write_markdown
from tests.structure import structure
from tests.word_sample import picture_bytes
from tests.workspaces import SMALL, plan_of, write_workspace

PLAN_WITH_ANNEXES = SMALL["templates/plan.yaml"].replace(
    "  - {id: colofon", "  - {id: bijlagen, role: annexes, template: bijlagen}\n  - {id: colofon"
)
GOALS_WITH_ANNEXES = SMALL["goals.yaml"].replace(
    "strategic_goals:",
    "annexes:\n  - {id: analyse, title: Omgevingsanalyse}\n  - {id: begroting, title: Begroting}\nstrategic_goals:",
    1,
)
TABLE = "\n\nTabel {{#{id}}}: Leden {id}\n\n| gemeente | leden |\n|---|---|\n| Gent | 12 |\n"


def of(files: Mapping[str, str], label: str = "", fingerprint: str = "") -> Document:
    plan = plan_of({**SMALL, **files})
    composed = compose_document(plan, plan.institutes_by_id["kust"], label=label, fingerprint=fingerprint)
    assert not faults_of_making(plan, plan.institutes_by_id["kust"], composed)
    return composed.document


def lines(mission: str, **files: str) -> list[str]:
    return structure(of({"chapters/missie.md": f"# Missie\n\n{mission}\n", **files})).split("\n")


def paragraph(mission: str, **files: str) -> str:
    return next(line for line in lines(mission, **files) if line.startswith("body: ")).partition("  <-")[0]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("zie {tabel leden}", "zie <tabel 2|table/leden>"),
        ("{Tabel leden} toont", "<Tabel 2|table/leden> toont"),
        ("zie {tabel gemeenten}", "zie <tabel 1|gemeenten>"),
        ("zie {tabel leden: hieronder}", "zie <hieronder|table/leden>"),
        ("zie {tabel weg}", "zie tabel !weg!"),
        ("zie {pagina leden}", "zie <tabel 2|table/leden>"),
        ("zie {pagina woonkwaliteit}", "zie <Goed wonen|woonkwaliteit>"),
        ("zie {pagina woonkwaliteit: verderop}", "zie <verderop|woonkwaliteit>"),
        ("zie {pagina weg}", "zie !weg!"),
    ],
)
def test_a_text_refers_to_a_number_or_a_page_by_an_id(typed: str, printed: str) -> None:
    mission = f"{typed}.\n\n{{rangschikking gemeenten}}{TABLE.format(id='leden')}"
    assert paragraph(mission) == f"body: {printed}."


def test_a_picture_is_called_as_its_file_is() -> None:
    plan = plan_of(
        {**SMALL, "chapters/missie.md": '# Missie\n\nZie {figuur kaart}.\n\n![x](beelden/Kaart.png "Kaart")\n'}
    )
    object.__setattr__(plan, "pictures", {"chapters/beelden/Kaart.png": picture_bytes()})
    document = compose_document(plan, plan.institutes_by_id["kust"]).document
    assert "body: Zie <figuur 1|picture/kaart>." in structure(document)


def test_a_page_reference_knows_what_it_shows() -> None:
    document = of({"chapters/missie.md": "# Missie\n\n{pagina woonkwaliteit}\n"})
    (shown,) = (
        inline.shows
        for block in document.blocks()
        for inline in getattr(block, "inlines", ())
        if isinstance(inline, Reference) and inline.shows != "words"
    )
    assert shown == "page"


def test_words_in_another_language_are_marked_where_the_author_says_so() -> None:
    document = of({"chapters/missie.md": "# Missie\n\nWe doen {taal en: housing first}.\n"})
    runs = [run for block in document.blocks() for run in getattr(block, "inlines", ()) if getattr(run, "language", "")]
    assert [(run.text, run.language) for run in runs] == [("housing first", "en")]


# --- lists of tables and pictures ------------------------------------------------------------------


@pytest.mark.parametrize(("tables", "listed"), [(3, False), (4, True)])
def test_tables_are_listed_from_five_on(tables: int, listed: bool) -> None:
    """The matrix is one of them."""
    mission = "# Missie\n" + "".join(TABLE.format(id=f"t{number}") for number in range(tables))
    document = of({"chapters/missie.md": mission})
    kinds = [block.of for block in document.blocks() if isinstance(block, Contents)]
    assert kinds == (["headings", "tables"] if listed else ["headings"])
    text = write_markdown(document)["plan.md"].decode()
    assert ("\n## Lijst van tabellen\n\n- [Tabel 1: Leden t0](#missie)\n" in text) is listed


# --- annexes ---------------------------------------------------------------------------------------


def test_an_annex_without_a_text_is_a_document_of_its_own_and_one_with_a_text_is_printed() -> None:
    found = structure(
        of(
            {
                "goals.yaml": GOALS_WITH_ANNEXES,
                "templates/plan.yaml": PLAN_WITH_ANNEXES,
                "chapters/analyse.md": "# De hele analyse\n\nEen lange tekst.\n\n## Armoede\n\nVeel.\n",
                "chapters/missie.md": "# Missie\n\nZie {bijlage analyse} en {bijlage begroting: de begroting}.\n",
            }
        )
    )
    after = found.partition("=== annex\n")[2].partition("===")[0].split("\n")
    assert [line.partition("  <-")[0] for line in after] == [
        "# Bijlagen (bijlagen)",
        "## Bijlage A: De hele analyse (analyse)",
        "body: Een lange tekst.",
        "### Armoede",
        "body: Veel.",
        "## Bijlage B: Begroting (begroting)",
        "body: Deze bijlage is een afzonderlijk document.",
        "",
    ]
    assert "Zie <bijlage A, De hele analyse|analyse> en <de begroting|begroting>." in found


def test_an_institutes_own_text_of_an_annex_comes_before_the_shared_one() -> None:
    files = {
        "goals.yaml": GOALS_WITH_ANNEXES,
        "templates/plan.yaml": PLAN_WITH_ANNEXES,
        "chapters/analyse.md": "# Van de sector\n\nGedeeld.\n",
        "institutes/kust/analyse.md": "# Van de kust\n\nEigen.\n",
    }
    assert "## Bijlage A: Van de kust (analyse)" in structure(of(files))


def test_without_annexes_there_is_no_chapter_for_them() -> None:
    assert "Bijlagen" not in structure(of({"templates/plan.yaml": PLAN_WITH_ANNEXES}))


# --- the colophon ----------------------------------------------------------------------------------


def test_the_colophon_names_the_version_and_the_sources_as_properties_do() -> None:
    document = of({}, label="voor het bestuur", fingerprint="0123456789ab")
    assert dict(document.properties) == {
        "plan": "Meerjarenplan 2021-2025",
        "institute": "kust",
        "version": "voor het bestuur",
        "fingerprint": "0123456789ab",
    }
    shown = {
        run.property: run.text
        for block in document.blocks()
        for run in getattr(block, "inlines", ())
        if getattr(run, "property", "")
    }
    assert shown == {"version": "voor het bestuur", "fingerprint": "0123456789ab"}


def test_who_signs_is_named_with_a_role() -> None:
    institute = SMALL["institutes/kust/institute.yaml"] + "signatories:\n  - {name: An Jansen, role: voorzitter}\n"
    assert "signature: **An Jansen** / voorzitter" in structure(of({"institutes/kust/institute.yaml": institute}))


# --- another id ------------------------------------------------------------------------------------


def test_another_id_is_followed_by_references_to_pages_and_tables_and_by_the_text_of_an_annex(tmp_path: Path) -> None:
    mission = "# Missie\n\nZie {pagina werk}, {tabel gemeenten}.\n"
    files = {
        **SMALL,
        "goals.yaml": GOALS_WITH_ANNEXES,
        "chapters/missie.md": mission,
        "chapters/analyse.md": "# Analyse\n\nLang.\n",
    }
    root = write_workspace(tmp_path, files)
    for kind, old, new in (
        ("goal", "werk", "arbeid"),
        ("ranking", "gemeenten", "steden"),
        ("annex", "analyse", "doorlichting"),
    ):
        rename(open_workspace(root), kind, old, new).write(root)
    assert (root / "chapters/missie.md").read_text("utf-8") == "# Missie\n\nZie {pagina arbeid}, {tabel steden}.\n"
    assert (root / "chapters/doorlichting.md").exists()
