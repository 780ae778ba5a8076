"""The list a director works from: how far each part of her plan is, and what is left to do, by person."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from plan.diagnostics import Severity
from plan.model import Status
from plan.places import Place
from plan.work import Part, parts_of
from plan.work.page import render_work_page
from plan.work.parts import sentence_about
from plan.workspace import Workspace, open_workspace
from tests.the_example import example
from tests.workspaces import SMALL, write_workspace


def small(tmp_path: Path, **changes: str) -> Workspace:
    """The small workspace with other texts in it, by file."""
    return open_workspace(write_workspace(tmp_path / "plan", {**SMALL, **changes}))


def parts_by_title(workspace: Workspace, institute: str = "kust") -> dict[str, Part]:
    return {part.title: part for part in parts_of(workspace, workspace.plan.institutes_by_id[institute])}


def page(workspace: Workspace, institute: str = "kust") -> html.HtmlElement:
    about = workspace.plan.institutes_by_id[institute]
    return html.fromstring(render_work_page(workspace.plan, about, parts_of(workspace, about), "nl"))


MISSION = "---\nwho: Ilse\n---\n# Missie\n\nWij staan naast mensen. Wij doen dat {nog met wie?} samen. Altijd.\n"


def test_parts_come_in_the_order_of_the_document(tmp_path: Path) -> None:
    titles = list(parts_by_title(small(tmp_path)))
    assert titles[0].startswith("Meerjarenplan")
    assert titles.index("Missie") < len(titles) - 1


def test_a_part_that_is_called_ready_with_a_gap_in_it_is_a_draft(tmp_path: Path) -> None:
    part = parts_by_title(small(tmp_path, **{"chapters/missie.md": MISSION}))["Missie"]
    assert part.status is Status.DRAFT
    assert [found.severity for found in part.findings] == [Severity.TODO]


def test_a_version_that_another_institute_has_of_a_chapter_says_nothing_about_this_one(tmp_path: Path) -> None:
    theirs = SMALL["chapters/missie.md"].replace("# Missie", "---\nstatus: ontwerp\n---\n# Missie")
    workspace = small(tmp_path, **{"institutes/bos/missie.md": theirs})
    assert parts_by_title(workspace)["Missie"].status is Status.READY
    assert parts_by_title(workspace, "bos")["Missie"].status is Status.DRAFT


def test_each_finding_stands_in_one_part(tmp_path: Path) -> None:
    workspace = example()
    for institute in workspace.plan.institutes:
        shown = [found for part in parts_of(workspace, institute) for found in part.findings]
        own = [found for found in workspace.findings if not found.institutes or institute.id in found.institutes]
        assert sorted(shown, key=repr) == sorted(own, key=repr)


def test_a_finding_is_shown_in_the_sentence_it_is_about(tmp_path: Path) -> None:
    shown = page(small(tmp_path, **{"chapters/missie.md": MISSION}))
    (quote,) = shown.xpath("//blockquote[mark]")
    assert quote.text_content() == "Wij doen dat {nog met wie?} samen."
    assert quote.xpath("mark/text()") == ["{nog met wie?}"]


def test_of_a_sentence_without_end_only_what_is_near_a_finding_is_shown(tmp_path: Path) -> None:
    far = "woord " * 2_000
    shown = page(small(tmp_path, **{"chapters/missie.md": f"# Missie\n\n{far}{{nog dit}} {far}\n"}))
    (quote,) = (quote.text_content() for quote in shown.xpath("//blockquote[mark='{nog dit}']"))
    assert "woord {nog dit} woord" in quote
    assert (quote[0], quote[-1]) == ("…", "…")
    assert len(quote) < 1_100


def test_a_finding_about_a_goal_is_shown_with_what_the_goal_says(tmp_path: Path) -> None:
    shown = page(
        small(tmp_path, **{"actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace("certain", "possible")})
    )
    quoted = {article.xpath("string(p)"): article.xpath("string(blockquote)") for article in shown.xpath("//article")}
    (said,) = (quote for told, quote in quoted.items() if "alleen mogelijk bij" in told)
    assert said == "Werk is er voor iedereen."


def test_work_stands_under_who_does_it(tmp_path: Path) -> None:
    shown = page(small(tmp_path, **{"chapters/missie.md": MISSION}))
    (heading,) = shown.xpath("//h2[.='Ilse']")
    assert heading.getnext().text == "Missie"
    assert "Ontwerp (Ilse)".casefold() in shown.xpath("string(//tr[th='Missie'])").casefold()


def test_every_finding_that_is_open_is_told_with_its_cure_and_place(tmp_path: Path) -> None:
    workspace = example()
    shown = page(workspace, "oost-vlaanderen")
    about = workspace.plan.institutes_by_id["oost-vlaanderen"]
    open_ = [found for part in parts_of(workspace, about) for found in part.findings if found.accepted is None]
    assert len(shown.xpath("//article")) == len(open_)
    text = shown.text_content()
    for found in open_:
        assert found.message.render("nl") in text
        assert found.hint is None or found.hint.render("nl") in text
        assert f"{found.place.file}:{found.place.line}" in text


@pytest.mark.parametrize("said", ["<script>alert(1)</script>", "</style><b>"])
def test_what_an_author_wrote_is_never_markup(tmp_path: Path, said: str) -> None:
    files = {"chapters/missie.md": f"---\nwho: '{said}'\n---\n# Missie\n\nIets {{nog {said}}} meer.\n"}
    shown = page(small(tmp_path, **files))
    assert not shown.xpath("//script | //b")
    assert said in shown.text_content()


def test_a_place_that_is_no_text_has_no_sentence(tmp_path: Path) -> None:
    plan = small(tmp_path).plan
    assert sentence_about(plan, Place("goals.yaml", 1, 1, 1, 2)) is None
    assert sentence_about(plan, Place("nergens.md", 1, 1, 1, 2)) is None
