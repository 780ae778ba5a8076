"""The example at the root of the repository, read and composed once in each process.

Out: its workspace and its documents, which no test can change; and a copy of its files, which a test may.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Final

from plan.compose import Composed, compose_document
from plan.workspace import Workspace, open_workspace

ROOT: Final = Path(__file__).parents[1]
OWN: Final = "oost-vlaanderen"
INSTITUTES: Final = tuple(folder.name for folder in sorted((ROOT / "institutes").iterdir()) if folder.is_dir())


@cache
def example() -> Workspace:
    """The example as a workspace."""
    return open_workspace(ROOT)


@cache
def composed(institute: str, draft: bool = False) -> Composed:
    """The plan of an institute of the example."""
    plan = example().plan
    return compose_document(plan, plan.institutes_by_id[institute], draft)


def copy_example(folder: Path) -> Path:
    """The example, where it can be changed."""
    for name in ("actions", "chapters", "frameworks", "institutes", "rankings", "requirements", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("goals.yaml", "figures.yaml", "names.yaml", "woordenlijst.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder
