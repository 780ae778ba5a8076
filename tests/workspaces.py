"""Small workspaces for tests, written as the text of their files.

In: text by path in the workspace. Out: the `Plan` it makes, or what reading it reports. Nothing touches the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from plan.diagnostics import Diagnostic
from plan.load import Part, assemble, read_part
from plan.model import Plan


# Most tests change a file or two of the same small workspace, and nothing changes what was read.
@lru_cache(maxsize=4096)
def _part(file: str, text: str) -> Part:
    return read_part(file, text.encode())


def assembled(files: Mapping[str, str]) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan as far as these files make one, and what reading them reports."""
    return assemble(_part(file, text) for file, text in files.items())


def plan_of(files: Mapping[str, str]) -> Plan:
    """The plan as far as these files make one."""
    return assembled(files)[0]


def diagnostics_of(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What reading these files reports."""
    return assembled(files)[1]


def write_workspace(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write these files in a folder, and give the folder back."""
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


SMALL: Final[Mapping[str, str]] = {
    "goals.yaml": """\
format: 1
plan: {title: Meerjarenplan 2021-2025, period: 2021-2025, date: 2020-05-15, language: nl-BE}
strategic_goals:
  - id: grondrechten
    code: SD1
    title: "Grondrechten: voor iedereen"
    statement: Iedereen heeft er recht op.
    explanation: |
      Op papier is niet genoeg.

      - wonen
      - werken
    legal_basis: [artikel 23 van de Grondwet]
    themes:
      - id: wonen
        title: Wonen
        operational_goals:
          - id: woonkwaliteit
            title: Goed wonen
            statement: Wonen wordt beter.
            explanation: 'De huur is hoog: {cijfer wachtlijst}.'
    operational_goals:
      - id: werk
        title: Waardig werk
        statement: Werk is er voor iedereen.
        explanation: >
          Werk staat
          nergens alleen.
        answers: [minister/zorg]
  - id: interne-werking
    kind: internal
    title: Interne werking
    statement: We werken goed samen.
    explanation: Van de sector, door de sector.
    operational_goals:
      - id: leren
        title: Leren van elkaar
        statement: We leren.
        explanation: Elk jaar.
""",
    "actions/huizen.yaml": """\
title: Huizen delen
period: 2021-2025
contributes:
  certain: [woonkwaliteit]
  possible: [werk]
partners: [huurders, verhuurders]
partners_open: true
""",
    "actions/huizen.md": """\
# Maatschappelijke context

Er zijn te weinig huizen.

# Korte omschrijving

We delen huizen, zoals in {actie banen} ook gebeurt.
""",
    "actions/kust/banen.yaml": """\
title: Banen maken
period: 2021-2025
contributes: {certain: [werk]}
answers: [minister/zorg]
context: Er zijn te weinig banen.
description: |
  We maken banen[^1].

  [^1]: Echte banen.
partners: [werkgevers]
projects: [den-dam]
""",
    "actions/leerkring.yaml": """\
title: Leerkring
period: 2021-2025
contributes: {certain: [leren]}
description: We komen samen.
partners: [de instituten]
""",
    "institutes/kust/institute.yaml": """\
name: Samenlevingsopbouw Kust
short_name: SO Kust
status: ingediend
address: {street: Zeedijk 1, postcode: "8400", city: Oostende}
fte: {granted: "14,05", year: 2020, source: eigen telling}
participates:
  huizen:
    projects:
      - {project: den-dam, condition: als er geld is}
  leerkring:
chapters:
  - after: missie
    add: zee
""",
    "institutes/kust/projects.yaml": """\
projects:
  - id: den-dam
    title: Den Dam
    location: Oostende
    period: 2021-2025
""",
    "institutes/kust/zee.md": """\
---
status: klaar
---
# De zee

Een eigen hoofdstuk.

## Het strand

Zie {hoofdstuk missie}.
""",
    "institutes/bos/institute.yaml": """\
name: Samenlevingsopbouw Bos
status: niet-aangeleverd
""",
    "figures.yaml": """\
figures:
  - {id: wachtlijst, value: "155.000", unit: gezinnen, title: wachtenden, year: 2020, source: de huurmaatschappijen}
""",
    "frameworks/minister.yaml": """\
title: Prioriteiten van de minister
items:
  - id: zorg
    title: Zorg
    statement: Er is zorg.
    answer: Wij zorgen mee.
""",
    "rankings/gemeenten.yaml": """\
title: Gemeenten
source: de provincie
year: 2019
column: Gemeente
classes: [{id: hoog, title: Hoog}]
rows:
  - {id: oostende, title: Oostende, class: hoog}
  - {id: brugge, title: Brugge, class: hoog}
""",
    "chapters/missie.md": """\
# Missie

We staan **naast** mensen.

{rangschikking gemeenten}
""",
    "templates/plan.yaml": """\
chapters:
  - {id: omslag, role: cover, template: omslag}
  - {id: inhoudsopgave, role: contents, template: inhoudsopgave}
  - {id: voorwoord, optional: true}
  - {id: missie}
  - {id: doelstellingen, template: doelstellingen}
  - id: strategische-acties
    template: strategische-acties
    chapters:
      - {id: overzichtsschema, role: matrix, template: overzichtsschema}
      - {id: actiefiches, template: actiefiches}
  - {id: interne-doelstellingen, template: interne-doelstellingen}
  - {id: bijdrage-minister, template: kader, framework: minister}
  - {id: colofon, template: colofon}
""",
}
"""A small plan of two institutes that uses most of what a plan can hold, without a mistake in it."""


def built_files(root: Path) -> dict[str, bytes]:
    """All that was built in a workspace, by path; what a build remembers to be quick the next time is no output."""
    files = (path for path in (root / "build").rglob("*") if path.is_file() and ".opslag" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
