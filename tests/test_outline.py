"""The order of chapters of one institute: the sector's, with the institute's own changes."""

from __future__ import annotations

import pytest

from plan.diagnostics import Diagnostic
from plan.outline import PlannedChapter, planned_chapters
from tests.workspaces import plan_of

OUTLINE = """\
chapters:
  - {id: voorwoord, optional: true}
  - id: analyse
    chapters:
      - {id: wonen}
      - {id: werk}
  - {id: slot, template: colofon, title: Het slot}
"""


def planned(changes: str = "", **texts: str) -> tuple[tuple[PlannedChapter, ...], tuple[Diagnostic, ...]]:
    chapters = "".join(f"  - {change}\n" for change in changes.split("; ") if change)
    files = {
        "templates/plan.yaml": OUTLINE,
        "institutes/kust/institute.yaml": f"name: Kust\nchapters:\n{chapters}",
        "chapters/analyse.md": "# De analyse\n",
        "chapters/wonen.md": "# Wonen\n\nGedeeld.\n",
        **{f"institutes/kust/{id}.md": text for id, text in texts.items()},
    }
    plan = plan_of(files)
    return planned_chapters(plan, plan.institutes_by_id["kust"])


def order(changes: str = "") -> list[str]:
    """The ids in order, a point before each for every level above it."""
    chapters, told = planned(changes)
    assert not told
    return ["." * (chapter.depth - 1) + chapter.id for top in chapters for chapter in top.walk()]


def test_without_changes_the_order_is_the_sectors() -> None:
    assert order() == ["voorwoord", "analyse", ".wonen", ".werk", "slot"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("{after: wonen, add: zee}", "voorwoord analyse .wonen .zee .werk slot"),
        ("{before: wonen, add: zee}", "voorwoord analyse .zee .wonen .werk slot"),
        ("{under: analyse, add: zee}", "voorwoord analyse .wonen .werk .zee slot"),
        ("{under: wonen, add: zee}", "voorwoord analyse .wonen ..zee .werk slot"),
        ("{after: analyse/wonen, add: zee}", "voorwoord analyse .wonen .zee .werk slot"),
        ("{replace: wonen, with: zee}", "voorwoord analyse .zee .werk slot"),
        ("{replace: analyse, with: zee}", "voorwoord zee .wonen .werk slot"),
        ("{drop: wonen}", "voorwoord analyse .werk slot"),
        ("{drop: analyse}", "voorwoord slot"),
        ("{move: werk, before: wonen}", "voorwoord analyse .werk .wonen slot"),
        ("{move: werk, after: slot}", "voorwoord analyse .wonen slot werk"),
        ("{move: analyse, before: voorwoord}", "analyse .wonen .werk voorwoord slot"),
        ("{move: wonen, under: slot}", "voorwoord analyse .werk slot .wonen"),
        ("{after: wonen, add: zee}; {after: zee, add: strand}", "voorwoord analyse .wonen .zee .strand .werk slot"),
        ("{drop: wonen}; {drop: werk}", "voorwoord analyse slot"),
    ],
)
def test_an_institute_changes_the_order(changes: str, expected: str) -> None:
    assert order(changes) == expected.split()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("{after: wonnen, add: zee}", 13),
        ("{drop: wonnen}", 12),
        ("{replace: wonnen, with: zee}", 15),
        ("{move: wonnen, after: werk}", 12),
        ("{move: werk, after: wonnen}", 25),
        ("{move: analyse, under: wonen}", 28),
        ("{after: werk/wonen, add: zee}", 13),
    ],
)
def test_a_change_about_a_chapter_that_is_not_there_is_told_and_not_made(change: str, column: int) -> None:
    chapters, told = planned(change)
    assert [(found.rule, str(found.place)) for found in told] == [
        ("unknown-chapter", f"institutes/kust/institute.yaml:3:{column}")
    ]
    assert [chapter.id for top in chapters for chapter in top.walk()] == [
        "voorwoord",
        "analyse",
        "wonen",
        "werk",
        "slot",
    ]


def test_a_mistyped_chapter_is_told_with_the_nearest() -> None:
    _chapters, (told,) = planned("{drop: wonnen}")
    assert told.hint is not None
    assert 'did you mean "wonen"' in told.hint.render("en")


@pytest.mark.parametrize("change", ["{add: zee}", "{after: wonen}", "{move: wonen}", "{replace: wonen}", "{with: zee}"])
def test_a_change_that_does_not_say_what_should_happen_where_is_told(change: str) -> None:
    _chapters, told = planned(change)
    assert [found.rule for found in told] == ["incomplete-change"]


def test_one_change_that_cannot_be_made_does_not_stop_the_next() -> None:
    chapters, told = planned("{drop: niets}; {drop: wonen}")
    assert len(told) == 1
    assert [chapter.id for top in chapters for chapter in top.walk()] == ["voorwoord", "analyse", "werk", "slot"]


def test_an_own_version_takes_the_place_of_the_shared_text() -> None:
    chapters, _told = planned(wonen="# Wonen aan zee\n\nEigen.\n")
    wonen = next(chapter for top in chapters for chapter in top.walk() if chapter.id == "wonen")
    assert wonen.text is not None
    assert (wonen.text.title, wonen.text.owner) == ("Wonen aan zee", "kust")


def test_an_own_version_takes_the_place_of_what_a_template_makes() -> None:
    chapters, _told = planned(slot="# Ons slot\n\nEigen.\n")
    assert chapters[-1].text is not None
    assert chapters[-1].text.title == "Ons slot"


def test_a_replaced_chapter_takes_neither_template_nor_title_of_the_old_one() -> None:
    chapters, _told = planned("{replace: slot, with: zee}", zee="# Zee\n")
    assert (chapters[-1].id, chapters[-1].slot.template, chapters[-1].slot.title) == ("zee", None, None)
    assert chapters[-1].text is not None


def test_the_shared_text_serves_a_chapter_without_template_only() -> None:
    chapters, _told = planned()
    assert chapters[0].text is None
    assert chapters[1].text is not None
    assert chapters[2].text is None
