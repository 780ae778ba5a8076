"""Whatever somebody types in a source, each command answers, and none says that the program is at fault.

What is wrong is told by `plan check`; here stands what once stopped a command although it was told, or was right.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.command_line import typed
from tests.workspaces import SMALL, write_workspace

COMMANDS: Final = (
    ("check",),
    ("todo",),
    ("requirements",),
    ("build", "kust", "--format", "word", "--format", "markdown", "--format", "pdf"),
    ("report",),
    ("submit", "kust", "--draft"),
)
MISSION: Final = SMALL["chapters/missie.md"]
TURNED: Final = SMALL["goals.yaml"].replace("2021-2025", "2025-2021")
LARGE: Final = f"\nfte: {{granted: {'9' * 400}, requested_extra: 1, year: 2020, source: x}}\n"
MEMBERS: Final = {"tables/leden.csv": "Gemeente;Leden;Grootte\nGent;120;groot\nRonse;3;klein\n"}

TYPED: Final[Mapping[str, Mapping[str, str]]] = {
    "classes that a table does not name": {
        **MEMBERS,
        "tables/leden.yaml": "titel: Leden\nbestand: leden.csv\nklasse: Grootte\n",
        "chapters/missie.md": f"{MISSION}\n{{tabel leden}}\n",
    },
    "a period of the plan that is turned around": {
        "goals.yaml": TURNED,
        "chapters/missie.md": f"{MISSION}\n{{grafiek tijdlijn}}\n\n{{grafiek dekking}}\n",
    },
    "a note that shows its own table": {
        **MEMBERS,
        "tables/leden.yaml": 'titel: Leden\nbestand: leden.csv\nnote: "{tabel leden}"\n',
        "chapters/missie.md": f"{MISSION}\n{{tabel leden}}\n",
    },
    "notes that show each other's tables": {
        **MEMBERS,
        "tables/leden.yaml": 'titel: Leden\nbestand: leden.csv\nnote: "{tabel anderen}"\n',
        "tables/anderen.yaml": 'titel: Anderen\nbestand: leden.csv\nnote: "{tabel leden}"\n',
        "chapters/missie.md": f"{MISSION}\n{{tabel leden}}\n",
    },
    "a table in a note in a table": {
        "chapters/missie.md": "# Missie\n\n| a[^1] |\n|-|\n| b |\n\n[^1]: een\n\n    | t |\n    |-|\n    | u |\n"
    },
    "a chart in what a framework states": {
        "frameworks/minister.yaml": SMALL["frameworks/minister.yaml"].replace("Er is zorg.", '"{grafiek tijdlijn}"'),
        "chapters/missie.md": MISSION + "\n{grafiek dekking}\n" * 5,  # from so many on the contents list them
    },
    "deep lists": {"chapters/missie.md": "# Missie\n\n" + "".join(f"{'  ' * at}- a\n" for at in range(36))},
    "deep quotations": {"chapters/missie.md": f"# Missie\n\n{'> ' * 39}a\n"},
    "a number of 400 digits": {
        "institutes/kust/institute.yaml": SMALL["institutes/kust/institute.yaml"] + LARGE,
        "chapters/missie.md": f"{MISSION}\n{{grafiek personeel}}\n",
    },
}


@pytest.mark.parametrize("case", TYPED)
def test_every_command_answers(case: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {**SMALL, **TYPED[case]})
    for command in COMMANDS:
        done = typed(root, *command, PLAN_LANGUAGE="en")
        assert done.returncode in (0, 1, 2), (command, done.stderr)
        assert "fault of the program" not in done.stdout + done.stderr


def test_the_data_of_a_plan_name_the_classes_that_a_table_does_not_name_by_its_cells(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {**SMALL, **TYPED["classes that a table does not name"]})
    typed(root, "submit", "kust", "--draft")
    (data,) = root.rglob("plan.json")
    assert '"class": "groot"' in data.read_text("utf-8")


def test_an_institute_that_is_called_plan_has_a_sheet_to_edit(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {file.replace("/kust/", "/plan/"): text for file, text in SMALL.items()})
    assert typed(root, "coverage", "--edit").returncode == 0
    assert "er verandert niets" in typed(root, "apply", "build/sector/dekking-bewerken.xlsx").stdout
