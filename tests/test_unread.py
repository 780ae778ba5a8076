"""What the report and `plan coverage` tell when something could not be read: never an invented gap, never an old page."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from plan.cli import main
from plan.commands.coverage import render_coverage
from plan.commands.report import report_files
from plan.coverage import cover
from plan.workspace import open_workspace
from tests.workspaces import SMALL, write_workspace

GENT = "institutes/gent/institute.yaml"


def plan(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], env={"PLAN_LANGUAGE": "nl"})
