"""The judge of Word files that stands outside the project: what it finds wrong.

In: the bytes of a .docx. Out: a line for each thing that is wrong: none for a file as it should be, nor where the judge
is not. With OOXML_XSD_DIR set, the schemas of ECMA-376 are among what it judges by. It is a program of its own, which
this process loads once: to start it for each file would take longer than to judge.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Final

import pytest

_JUDGE: Final = Path(__file__).parents[2] / "shared/checks/docx_check.py"

needs_judge = pytest.mark.skipif(not _JUDGE.exists(), reason="the checks stand outside the project")


@cache
def _judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location(_JUDGE.stem, _JUDGE)
    assert spec
    assert spec.loader
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


def found_wrong(docx: bytes, *groups: str) -> str:
    """What is wrong with a Word file; by all checks, or by those of these groups."""
    if not _JUDGE.exists():
        return ""
    said = io.StringIO()
    with TemporaryDirectory() as folder, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        file = Path(folder, "plan.docx")
        file.write_bytes(docx)
        code = _judge().main([*(["--only", ",".join(groups)] if groups else []), str(file)])
    assert bool(code) == bool(said.getvalue()), f"exit code {code}: {said.getvalue()}"
    return said.getvalue()
