"""A first build, for the process that others are forked from: what it loads and compiles, each of them then has."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.command_line import typed
from tests.workspaces import SMALL, write_workspace

with TemporaryDirectory() as folder:
    typed(write_workspace(Path(folder), SMALL), "build", "kust")
