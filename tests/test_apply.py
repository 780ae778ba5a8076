"""`plan coverage --edit` and `plan apply`: from the example to a sheet or a meeting and back."""

from __future__ import annotations

import difflib
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from plan.commands.deciding import decide, edit_sheet, render_outcome
from plan.messages import Refused
from plan.model import Strength
from plan.pages import find_libreoffice
from plan.workspace import Workspace, open_workspace
from tests.command_line import typed
from tests.test_edit_sheet import FILES, PLACES, WORDS, cell, edited
from tests.the_example import copy_example
from tests.workspaces import SMALL, write_workspace

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("remembering")

LIBREOFFICE = find_libreoffice()
STEK, WERK = "actions/de-stek.yaml", "actions/oost-vlaanderen/waardig-werk.yaml"
KUST = "institutes/kust/institute.yaml"
BEELD, OWN = "actions/solidariteit-in-beeld.yaml", "institutes/oost-vlaanderen/institute.yaml"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


def sources(root: Path) -> dict[str, bytes]:
    return dict(open_workspace(root).sources.files)


def changed_lines(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The lines that went and came, by file."""
    changed = {}
    assert before.keys() == after.keys()
    for file, data in before.items():
        if data != after[file]:
            lines = difflib.unified_diff(data.decode().split("\n"), after[file].decode().split("\n"), n=0, lineterm="")
            changed[file] = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return changed


def plan(folder: Path, *arguments: str) -> tuple[int, str]:
    """What a command gives back, and what it says."""
    done = typed(folder, *arguments, PLAN_LANGUAGE="nl", COLUMNS="100")
    return done.returncode, done.stdout + done.stderr


def as_it_is(file: Path) -> Path:
    return file


def saved_by_libreoffice(file: Path) -> Path:
    """The file as LibreOffice saves it."""
    assert LIBREOFFICE is not None
    folder = file.parent / "opnieuw"
    command = [str(LIBREOFFICE), f"-env:UserInstallation={(file.parent / 'profiel').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(folder), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / file.name


needs_libreoffice = pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("saved", [as_it_is, pytest.param(saved_by_libreoffice, marks=needs_libreoffice)])
def test_three_cells_that_somebody_changed_are_three_entries(
    example: Path, tmp_path_factory: pytest.TempPathFactory, saved: Callable[[Path], Path]
) -> None:
    before = sources(example)
    code, said = plan(example, "coverage", "--edit")
    assert (code, "build/sector/dekking-bewerken.xlsx" in said) == (0, True)
    book = load_workbook(example / "build/sector/dekking-bewerken.xlsx")
    cell(book["Sector"], "de-stek", "solidariteit").value = "Zeker"
    cell(book["Oost-Vlaanderen"], "waardig-werk", "solidariteit").value = "mogelijk"
    cell(book["Oost-Vlaanderen"], "goede-praktijken", "@part").value = "leeg"
    file = tmp_path_factory.mktemp("mail") / "dekking van Jan.xlsx"
    book.save(file)
    file = saved(file)

    code, shown = plan(example, "apply", str(file), "--dry-run")
    assert code == 0
    assert "+    - solidariteit" in shown.splitlines()
    assert sources(example) == before

    code, said = plan(example, "apply", str(file))
    assert code == 0
    assert changed_lines(before, sources(example)) == {
        STEK: ["+    - solidariteit", "-    - solidariteit"],
        WERK: ["+    - solidariteit"],
        OWN: ["-  goede-praktijken: {}"],
    }
    assert shown.endswith(said.partition("\n")[2])

    code, said = plan(example, "apply", str(file))
    assert (code, said.splitlines()) == (
        0,
        [
            "er verandert niets",
            "was al zo:",
            "  - STEK, Solidariteit: zeker",
            "  - Waardig werk, Solidariteit: mogelijk",
            "  - SO O-VL doet mee aan Goede praktijken uitwisselen: leeg",
        ],
    )


AGREEMENTS = {
    "format": 1,
    "kind": "afspraken",
    "plan": "Meerjarenplan 2021-2025",
    "agreements": [
        {
            "do": "prolong",
            "institute": "oost-vlaanderen",
            "action": "solidariteit-in-beeld",
            "goal": "solidariteit",
            "from": None,
            "to": 2025,
            "was": "2021-2022",
            "who": "Jan",
            "by": "2026-12-01",
        },
        {"do": "raise", "institute": "oost-vlaanderen", "action": "de-stek", "goal": "solidariteit", "was": "possible"},
        {"do": "join", "institute": "gent", "action": "de-stek", "goal": "sociale-bescherming", "was": None},
    ],
}


def test_three_decisions_of_a_meeting_are_three_entries(example: Path) -> None:
    before = sources(example)
    (example / "afspraken.json").write_text(json.dumps(AGREEMENTS), "utf-8")
    code, said = plan(example, "apply", "afspraken.json")
    assert code == 0
    assert changed_lines(before, sources(example)) == {
        BEELD: ["-period: 2021-2022", "+period: 2021-2025"],
        STEK: ["+    - solidariteit", "-    - solidariteit"],
        "institutes/gent/institute.yaml": ["+participates:", "+  de-stek: {}"],
    }
    assert "SO O-VL: OD Solidariteit: zeker in 2023-2025 erbij" in said
    assert "telt nergens mee zolang zijn status niet-aangeleverd is" in said
    assert plan(example, "apply", "afspraken.json")[1].startswith("er verandert niets\n")


def test_nothing_is_written_as_long_as_one_decision_cannot_be_carried_out(example: Path) -> None:
    (example / BEELD).write_bytes((example / BEELD).read_bytes().replace(b"2021-2022", b"2021-2023"))
    before = sources(example)
    (example / "afspraken.json").write_text(json.dumps(AGREEMENTS), "utf-8")
    code, said = plan(example, "apply", "afspraken.json")
    assert code == 1
    told = " ".join(said.split())
    assert told.startswith(
        "er is niets gewijzigd, want 1 beslissing kan niet uitgevoerd worden: "
        "- afspraak 1, SO O-VL, Solidariteit in beeld: een andere looptijd: dit is intussen veranderd: "
        'het was "2021-2022", en nu is het "2021-2023"; bekijk het'
    )
    _refused, fine = told.split("deze kunnen wel uitgevoerd worden, zonder wat hierboven staat: ")
    assert [f"afspraak {number}:" in fine for number in (1, 2, 3)] == [False, True, True]
    assert "om alleen deze uit te voeren: - open dit bestand in het verslag (dekking.html)" in fine
    assert sources(example) == before


# --- without a screen ------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    return open_workspace(write_workspace(tmp_path, SMALL))


def agreements(*decided: object, title: str = "Meerjarenplan 2021-2025") -> bytes:
    return json.dumps({"format": 1, "kind": "afspraken", "plan": title, "agreements": decided}).encode()


def test_an_untouched_sheet_changes_no_byte(small: Workspace) -> None:
    outcome = decide(small, "x.xlsx", edit_sheet(small, "en"))
    assert (outcome.applied.after, outcome.refused, outcome.notes) == ({}, (), ())
    outcome.write(small.root)
    assert sources(small.root) == small.sources.files
    assert render_outcome(outcome, "en", 80, dry_run=True) == "nothing changes"


def carried(workspace: Workspace) -> dict[tuple[str, str], Strength]:
    """How surely each action contributes to each goal, and each institute takes part in each action."""
    plan = workspace.plan
    links = {
        (str(action.id), str(goal)): strength
        for action in plan.actions
        for strength, goals in ((Strength.POSSIBLE, action.possible), (Strength.CERTAIN, action.certain))
        for goal in goals
    }
    parts = {
        (str(institute.id), str(part.action)): part.strength
        for institute in plan.institutes
        for part in institute.participates or ()
    }
    return links | parts


@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(list(WORDS))))
@settings(max_examples=settings().max_examples // 3)
def test_the_plan_afterwards_is_what_the_cells_say(changes: dict[tuple[str, str, str], str | None]) -> None:
    def change(book: Workbook) -> None:
        for place, word in changes.items():
            cell(book[place[0]], *place[1:]).value = word

    with TemporaryDirectory() as folder:
        # Nothing but its name stands where the institute takes part, so that it can also leave.
        files = {**FILES, KUST: "name: Kust\nparticipates:\n  huizen: {} # x\n  leerkring:\n"}
        before = open_workspace(write_workspace(Path(folder), files))
        outcome = decide(before, "x.xlsx", edited(change, edit_sheet(before, "nl")))
        assert outcome.refused == ()
        outcome.write(before.root)
        after = open_workspace(before.root)
        wanted: dict[tuple[str, str], Strength | None] = {**carried(before)}
        for (sheet, action, head), word in changes.items():
            wanted[(sheet.lower(), action) if head == "@part" else (action, head)] = WORDS[word]
        assert carried(after) == {key: strength for key, strength in wanted.items() if strength}
        if carried(after) == carried(before):
            assert after.sources.files == before.sources.files


def test_a_file_about_another_plan_is_refused(small: Workspace) -> None:
    with pytest.raises(Refused) as refused:
        decide(small, "a.json", agreements(title="Meerjarenplan 2026-2030"))
    assert '"Meerjarenplan 2026-2030"; this one is "Meerjarenplan 2021-2025"' in refused.value.message.render("en")
    assert decide(small, "a.json", agreements(title="Meerjarenplan  2021-2025 ")).refused == ()


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b"x;y"), ("a.json", b"{"), ("a.txt", b"tekst"), ("b", b"{}")])
def test_a_file_that_holds_no_decisions_is_refused_with_its_name(small: Workspace, name: str, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decide(small, name, data)
    assert refused.value.message.render("en").startswith(f"{name} cannot be used: ")


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x85", "\u202e", "\ufeff", "\uffff", "\ud800"], ids=ascii)
def test_of_what_a_meeting_says_no_unseen_character_comes_into_a_source(small: Workspace, sign: str) -> None:
    waive = {"do": "waive", "institute": "bos", "goal": "werk", "reason": f"Anderen{sign}doen het."}
    outcome = decide(small, "afspraken.json", agreements(waive))
    outcome.write(small.root)
    assert (small.root / "institutes/bos/institute.yaml").read_text("utf-8").endswith("reason: Anderen doen het.\n")
    unknown = {**waive, "goal": f"we{sign}rk"}
    told = render_outcome(decide(small, "afspraken.json", agreements(unknown)), "en", 80, dry_run=True)
    assert 'there is no\n    operational goal "we rk"' in told


def test_what_plan_check_newly_says_is_told(small: Workspace) -> None:
    join = {"do": "join", "institute": "bos", "action": "huizen", "goal": "werk", "from": 2023}
    (small.root / "institutes/bos/institute.yaml").write_text("name: Bos\nstatus: ingediend\n", "utf-8")
    outcome = decide(open_workspace(small.root), "a.json", agreements(join))
    assert "participation-without-reason" in [found.rule for found in outcome.findings]
    assert {found.place.file for found in outcome.findings} == {"institutes/bos/institute.yaml"}
    told = render_outcome(outcome, "en", 200, dry_run=False)
    assert "plan check newly says:\n" in told
    assert "  - institutes/bos/institute.yaml:5:13: no reason says why" in told


def test_a_file_that_somebody_changed_meanwhile_is_not_written(small: Workspace) -> None:
    waive = {"do": "waive", "institute": "bos", "goal": "werk", "reason": "x"}
    outcome = decide(small, "a.json", agreements(waive))
    (small.root / "institutes/bos/institute.yaml").write_text("name: Anders\n", "utf-8")
    with pytest.raises(Refused):
        outcome.write(small.root)


def test_a_sheet_never_takes_the_place_of_another_file(small: Workspace) -> None:
    root = small.root
    (root / "van mij.xlsx").write_bytes(b"x")
    code, said = plan(root, "coverage", "--edit", "--output", "van mij.xlsx")
    assert (code, said) == (2, "fout: van mij.xlsx bestaat al; kies een andere naam\n")
    assert plan(root, "coverage", "--edit", "--output", "nieuw.xlsx")[0] == 0
    assert plan(root, "coverage", "--output", "nieuw.xlsx")[0] == 2
    assert plan(root, "apply", "nieuw.xlsx") == (0, "er verandert niets\n")


def test_an_institute_that_cannot_be_read_is_named_when_the_sheet_is_made(small: Workspace) -> None:
    (small.root / "institutes/bos/institute.yaml").write_text("name: [\n", "utf-8")
    code, said = plan(small.root, "coverage", "--edit", "--output", "x.xlsx")
    assert code == 0
    assert 'er is geen blad voor "bos": het is niet leesbaar' in said


def test_a_plan_without_goals_has_nothing_to_edit(tmp_path: Path) -> None:
    files = {"goals.yaml": "plan: {title: Plan, period: 2026-2030, date: 2025-10-01}\n"}
    with pytest.raises(Refused):
        edit_sheet(open_workspace(write_workspace(tmp_path, files)), "nl")
