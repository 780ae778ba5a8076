"""Hold small workspaces in `tests/cases/` against all rules; each case marks the findings it expects in place.

A case is a text file named after its rule. It gives files over those of `base.txt`, each below a line with its path:

    --- actions/huizen.yaml
    contributes:
      certain: [wonne]
    #           ^ unknown-goal

A line that marks a finding belongs to no file; its caret stands below the column where the finding begins, or alone
at the beginning of a line for the first column. Behind the name may stand how the finding was weighed, such as
`(todo)` or `(accepted)`. Behind a path may stand in brackets how the file is written: `bom`, `crlf`, `cp1252`,
`x 1000` (so many times over), or that it is `absent`. `␉`, `⍽` and `␇` stand for a tab, a non-breaking space and a
bell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from plan.checks import READING_RULES, check_plan, rules
from plan.checks.dictionary import Dictionary, dutch_dictionary
from plan.diagnostics import Diagnostic, render_text
from plan.load import load_plan
from plan.sources import Sources, read_sources
from tests.conftest import Golden

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.txt") if path.stem != "base")

# What a text cannot say: a link in the file system, a file that may not be opened. test_sources.py has them.
NO_TEXT = {"link-to-outside", "unreadable-file"}

Expected = tuple[str, int, int, str]

_FILE = re.compile(r"--- (?P<path>.+?)(?: \((?P<how>[a-z0-9 ]+)\))?")
_MARK = re.compile(r"[ #]*\^ (?P<label>[a-z0-9-]+(?: \([a-z]+\))?)")
_SIGNS = str.maketrans({"␉": "\t", "⍽": "\N{NO-BREAK SPACE}", "␇": "\a"})


@dataclass(frozen=True)
class Case:
    """The files of a workspace (None: absent), and the findings marked in them."""

    files: dict[str, bytes | None]
    expected: list[Expected]


def read_case(text: str) -> Case:
    lines: dict[str, list[str]] = {}
    how: dict[str, str] = {}
    expected: list[Expected] = []
    file = ""
    for line in text.splitlines():
        if head := _FILE.fullmatch(line):
            file = head["path"]
            lines[file], how[file] = [], head["how"] or ""
        elif mark := _MARK.fullmatch(line):
            expected.append((file, max(1, len(lines[file])), line.index("^") + 1, mark["label"]))
        elif file:
            lines[file].append(line)
    return Case({file: _written("\n".join([*lines[file], ""]), how[file]) for file in lines}, expected)


def _written(text: str, how: str) -> bytes | None:
    text = text.strip("\n") and text.rstrip("\n").translate(_SIGNS) + "\n"
    if how == "absent":
        return None
    if how.startswith("x "):
        text *= int(how.removeprefix("x "))
    if how == "crlf":
        text = text.replace("\n", "\r\n")
    if how == "bom":
        text = "\ufeff" + text
    return text.encode("cp1252" if how == "cp1252" else "utf-8")


def case_named(name: str) -> Case:
    return read_case((CASES / f"{name}.txt").read_text("utf-8"))


def found_in(case: Case, folder: Path) -> tuple[Sources, tuple[Diagnostic, ...]]:
    for file, data in (case_named("base").files | case.files).items():
        if data is not None:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    sources = read_sources(folder)
    plan, read = load_plan(sources)
    return sources, check_plan(plan, read, dictionary_for(case))


@cache
def found_in_case(name: str) -> tuple[Sources, tuple[Diagnostic, ...]]:
    """What is found in a case, worked out once for all that is asked about it."""
    with TemporaryDirectory() as folder:
        return found_in(case_named(name), Path(folder))


def dictionary_for(case: Case) -> Dictionary | None:
    """The dictionary, for a case that expects misspelled words: they are looked for on request only."""
    return dutch_dictionary() if any("misspelled" in label for *_place, label in case.expected) else None


def as_marked(found: tuple[Diagnostic, ...]) -> Iterator[Expected]:
    known = rules()
    for finding in found:
        label = finding.rule
        if finding.accepted is not None:
            label += " (accepted)"
        elif finding.rule in known and finding.severity is not known[finding.rule].severity:
            label += f" ({finding.severity})"
        yield finding.place.file, finding.place.line, finding.place.column, label


def test_the_base_of_all_cases_has_nothing_wrong(tmp_path: Path) -> None:
    assert not list(as_marked(found_in(Case({}, []), tmp_path)[1]))


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_points_at_a_line_that_is_there(name: str) -> None:
    sources, found = found_in_case(name)
    for place in (place for finding in found for place in (finding.place, *(other.place for other in finding.others))):
        assert place.column <= len(sources.line(place.file, place.line)) + 1
        assert (place.line, place.column) <= (place.end_line, place.end_column)


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_marked_findings_occur(name: str) -> None:
    assert sorted(as_marked(found_in_case(name)[1])) == sorted(case_named(name).expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_says_what_to_do_about_it(name: str) -> None:
    # What is still to be written says so itself.
    found = found_in_case(name)[1]
    assert not [str(finding.place) for finding in found if finding.hint is None and finding.rule != "still-to-write"]


def test_every_rule_has_a_case_that_finds_it() -> None:
    for rule in (*rules(), *(READING_RULES - NO_TEXT)):
        name = rule.replace("-", "_")
        assert name in NAMES, f"write tests/cases/{name}.txt"
        assert rule in {label.partition(" ")[0] for *_place, label in case_named(name).expected}


def test_every_case_is_named_after_a_rule() -> None:
    assert {name.replace("_", "-") for name in NAMES} <= rules().keys() | READING_RULES


def test_the_rules_of_reading_are_those_that_reading_can_report() -> None:
    assert set(_reported_while_reading()) == READING_RULES


def _reported_while_reading() -> Iterator[str]:
    """The names that the modules of reading give to diagnostics and faults."""
    for module in ("controls", "data_tables", "load", "model", "shape", "sources", "yaml_mistakes", "yaml_nodes"):
        tree = ast.parse((Path(__file__).parents[1] / "plan" / f"{module}.py").read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called in ("Diagnostic", "Fault", "_Unfillable", "_say", "_read_with"):
                for part in ast.walk(call.args[1 if called == "_read_with" else 0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def test_all_cases_read_well(golden: Golden) -> None:
    told = []
    # How many words Hunspell suggests depends on how fast the machine is: it stops looking after a while.
    for name in (name for name in NAMES if name != "misspelled"):
        sources, found = found_in_case(name)
        told.append(f"=== {name}\n{render_text(found, sources.line, 'nl')}")
    golden("diagnostics.txt", "\n".join(told))
