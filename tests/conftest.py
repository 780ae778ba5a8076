"""What every test may use: Hypothesis profiles, and golden files with the option that rewrites them."""

from __future__ import annotations

import difflib
import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

    from plan.diagnostics import Diagnostic
    from plan.model import Plan
    from plan.sources import Sources

GOLDEN = Path(__file__).parent / "golden"

# What takes longest, the longest first, so that what is left for the end is short: then no process works on alone.
# One process has all tests of a file, since many use what one of them makes; and those of a browser, which is started.
LONGEST: Final = (
    "tests/browser/",
    "tests/test_review.py",
    "tests/test_bounds.py",
    "tests/test_handbook.py",
    "tests/test_pdf.py",
    "tests/test_schemas.py",
    "tests/test_import_workspace.py",
    "tests/test_submit.py",
    "tests/test_styles.py",
    "tests/test_requirements.py",
    "tests/test_pages.py",
    "tests/test_apply.py",
    "tests/test_build.py",
    "tests/test_faults.py",
    "tests/test_workers.py",
    "tests/test_coverage.py",
    "tests/test_store.py",
    "tests/test_what_goes_out.py",
    "tests/test_cli.py",
    "tests/test_hostile_templates.py",
    "tests/test_edit_sheet.py",
    "tests/test_pictures.py",
    "tests/test_names.py",
    "tests/test_home.py",
    "tests/test_commands.py",
    "tests/test_cases.py",
)

# As the program has it: what is read is kept, so looking for what may go takes long and finds little.
gc.set_threshold(100_000)

# jsonschema would make parsers of all internationalised addresses as it is imported: two seconds in each process, for
# formats that our schemas don't ask for.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# openpyxl reads otherwise where defusedxml is, which only the tools of `make audit` bring along.
os.environ["OPENPYXL_DEFUSEDXML"] = "False"

# Tests share the processors by themselves.
os.environ["PLAN_JOBS"] = "1"

# `dev` tries other examples on every run, so that few at a time become many; `ci` tries the same ones, so that a
# failure is due to the change; `thorough` is for a long look. None of them minds how long an example takes to make: the
# machine may have other work.
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _UNHURRIED, max_examples=15)
settings.register_profile("ci", _UNHURRIED, max_examples=15, derandomize=True, database=None, print_blob=True)
settings.register_profile("thorough", _UNHURRIED, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is the user's own is not whoever runs the tests'."""
    os.environ["PLAN_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def remembering() -> Iterator[None]:
    """To the end of the module, what was read and checked once is not read and checked again.

    For tests that give many commands between which little changes; not for those of reading, checking and remembering.
    """
    from plan import load, workspace
    from plan.checks import check_plan

    known: dict[str, tuple[Plan, tuple[Diagnostic, ...]]] = {}

    def load_plan(sources: Sources) -> tuple[Plan, tuple[Diagnostic, ...]]:
        if sources.digest not in known:
            known[sources.digest] = load.load_plan(sources)
        return known[sources.digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_part", cache(load.read_part))
        patch.setattr(workspace, "load_plan", load_plan)
        patch.setattr(workspace, "check_plan", cache(check_plan))
        yield


def _group(nodeid: str) -> str:
    """The tests that one process has all of."""
    file = nodeid.partition("::")[0]
    return next((long for long in LONGEST if file.startswith(long)), file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {group: number for number, group in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(_group(item.nodeid), len(order)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Hand out the groups in their order, each to the first process that has nothing left.

    The marks that pytest-xdist has for this say nothing to pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Division(LoadScopeScheduling):  # type: ignore[misc]  # it ships no types
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid)

    config.option.loadscopereorder = False  # by how many tests they have
    return Division(config, log)


def pytest_collection_finish() -> None:
    gc.freeze()  # the tests themselves stay until the end


class Golden(Protocol):
    """Compare content with `tests/golden/<path>`, or write it there under `--update-golden`."""

    def __call__(self, path: str, content: str | bytes) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the program makes now to tests/golden; read the diff before you commit it",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The comparison with an expected file; text is compared as UTF-8, byte for byte."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(path: str, content: str | bytes) -> None:
        assert not {"/", ".."} & set(PurePosixPath(path).parts), f"not a path below tests/golden: {path}"
        expected_file = GOLDEN / path
        made = content.encode() if isinstance(content, str) else content
        if update:
            expected_file.parent.mkdir(parents=True, exist_ok=True)
            expected_file.write_bytes(made)
            return
        if not expected_file.exists():
            pytest.fail(f"tests/golden/{path} does not exist; `make golden` writes it", pytrace=False)
        expected = expected_file.read_bytes()
        if made != expected:
            message = f"{_difference(path, expected, made)}\n`make golden` accepts it: read the diff first"
            pytest.fail(message, pytrace=False)

    return compare


def _difference(path: str, expected: bytes, made: bytes) -> str:
    """Tell how two contents differ: line by line for text, from the first differing byte otherwise."""
    try:
        before, after = expected.decode().splitlines(), made.decode().splitlines()
    except UnicodeDecodeError:
        before = after = []
    lines = list(difflib.unified_diff(before, after, f"tests/golden/{path}", "made now", lineterm=""))
    if lines:
        return "\n".join(lines)
    shared = min(len(expected), len(made))
    first = next((at for at in range(shared) if expected[at] != made[at]), shared)
    return f"tests/golden/{path}: {len(expected)} bytes expected, {len(made)} made; they differ from byte {first} on"
