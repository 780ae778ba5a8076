"""A director who breaks many things at once gets one message for each, at its place and with the cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plan.diagnostics import Diagnostic, Severity
from plan.workspace import open_workspace
from tests.the_example import copy_example, example

OURS = "institutes/oost-vlaanderen"
ACTIONS = "actions/oost-vlaanderen"


@dataclass(frozen=True)
class Slip:
    """Other words in a file: `old` became `new`; the finding stands where `at` stands, or begins the file."""

    file: str
    old: str
    new: str
    rule: str
    at: str = ""


SLIPS = (
    Slip(
        f"{ACTIONS}/waardig-wonen.yaml", "- regulering-woonmarkt", "- regulering-woonmark", "unknown-goal", "regulering"
    ),
    Slip(
        f"{ACTIONS}/waardig-werk.yaml",
        "description: |\n",
        "description: |\n  {doel SD2.1}\n",
        "unknown-goal",
        "{doel SD2",
    ),
    Slip(f"{ACTIONS}/sociaal-lokaal-beleid.yaml", "period:", "perod:", "unknown-key", "perod"),
    Slip("goals.yaml", "date: 2020-05-15", "date: 15/13/2020", "malformed-date", "15/13"),
    Slip("actions/de-stek.yaml", "title: De STEK", 'title: "De STEK', "missing-quote", '"De STEK'),
    Slip("actions/noodkoopfonds.yaml", "  certain:", "\tcertain:", "tab-indent", "\tcertain"),
    Slip("actions/ieders-stem-telt.yaml", "\nperiod:", "\n period:", "wrong-indent", " period"),
    Slip("actions/diversiteitsbeleid.yaml", "\ncontributes:", "\nanswers: [\ncontributes:", "missing-bracket", "[\n"),
    Slip("actions/goede-praktijken.yaml", "title: ", "title: Delen: ", "unquoted-colon", ": Goede"),
    Slip(
        f"{ACTIONS}/sterk-onderwijs-voor-iedereen.yaml",
        "period: 2021-2025",
        "period: 2202 - 2024",
        "malformed-period",
        "2202",
    ),
    Slip(
        "figures.yaml",
        "- id: procesduur",
        "- id: aantal-instituten",
        "duplicate-id",
        "aantal-instituten\n    value: 1\n",
    ),
    Slip(f"{OURS}/institute.yaml", "granted: 14,05", "granted: 14,0,5", "malformed-number", "14,0,5"),
    Slip(f"{ACTIONS}/waardig-wonen.yaml", "beleid\n    - sociale-", "beleid sociale-", "unknown-goal", "klimaat"),
    Slip(f"{OURS}/institute.yaml", "add: inzet-personeel", "add: inzet-personel", "unknown-chapter", "inzet-personel"),
    Slip(
        f"{OURS}/projects.yaml", "  - id: noodkoopfonds-wetteren\n", "", "missing-dash", "title: Noodkoopfonds Wetteren"
    ),
    Slip(f"{OURS}/projects.yaml", "- id: week-van", "- iq: week-van", "unknown-key", "iq"),
    Slip("chapters/doelgroep.md", "\n\n", "\n\n{nog namen van groepen\n\n", "unknown-reference", "{nog"),
    Slip("chapters/visie.md", "\n\n", '\n\n![De wijk](beelden/kart.png "De wijk")\n\n', "missing-image", "![De"),
)

MOVES = {
    "chapters/ambitie.md": "chapters/Ambitie.md",
    "actions/strategische-communicatie.yaml": "chapters/strategische-communicatie.yaml",
}
GONE = "actions/visie-en-handelingskaders.yaml"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example in which all those things are broken at once."""
    folder = copy_example(tmp_path_factory.mktemp("broken"))
    for slip in SLIPS:
        text = (folder / slip.file).read_text("utf-8")
        assert slip.old in text, slip
        (folder / slip.file).write_text(text.replace(slip.old, slip.new, 1), "utf-8")
    for old, new in MOVES.items():
        (folder / old).rename(folder / new)
    (folder / GONE).unlink()
    return folder


def expected(folder: Path) -> Iterator[tuple[str, str, int, int]]:
    for slip in SLIPS:
        before = (folder / slip.file).read_text("utf-8").partition(slip.at)[0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        yield slip.rule, slip.file, line, column
    yield from (("file-not-read", moved, 1, 1) for moved in MOVES.values())
    text = (folder / f"{OURS}/institute.yaml").read_text("utf-8")
    yield "unknown-action", f"{OURS}/institute.yaml", text.partition("visie-en")[0].count("\n") + 1, 3


def told(folder: Path) -> tuple[Diagnostic, ...]:
    """What there is to mend, but for what the example says of itself."""
    own = {(found.rule, found.place.file, found.message) for found in example().findings}
    return tuple(
        found
        for found in open_workspace(folder).findings
        if found.severity in (Severity.ERROR, Severity.WARNING)
        and found.accepted is None
        and (found.rule, found.place.file, found.message) not in own
    )


def test_each_of_many_mistakes_gives_one_message_at_its_place(broken: Path) -> None:
    found = [(one.rule, one.place.file, one.place.line, one.place.column) for one in told(broken)]
    assert sorted(found) == sorted(expected(broken))


def test_each_of_many_mistakes_is_told_with_its_cure(broken: Path) -> None:
    assert all(found.hint for found in told(broken))


def test_the_cure_says_what_to_type(broken: Path) -> None:
    cures = "\n".join(found.hint.render("en") for found in told(broken) if found.hint)
    for typed in (
        '"regulering-woonmarkt"',
        '"period"',
        '"ambitie.md"',
        '"- id: ..."',
        "klimaat-en-milieubeleid, sociale-bescherming",
        '"inzet-personeel"',
        '"id"',
        "{nog ...}",
    ):
        assert typed in cures
