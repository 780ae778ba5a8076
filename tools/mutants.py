"""Change the program a little, hundreds of times, and see whether a test notices.

In: names of modules and packages of `plan/`, and pyproject's `tool.mutants`: the operators of cosmic-ray that make the
changes, and the test files that judge them. Out, printed: of each how many of its branches the tests take, how many of
a seeded sample of changes some test noticed, and each change that went unnoticed, as a diff.

pytest collects the tests once. A copy of the process (so not on Windows) runs them all, and notes the lines that each
reaches and how long it takes. Each change is then judged by another copy: it has the changed functions in the place of
the old, and runs the tests that reach them, the cheapest first, until one fails or the time is up. What runs when a
module is imported is imported anew in such a copy. A change that takes a test ten times as long counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import hashlib
import importlib.abc
import importlib.util
import json
import math
import os
import random
import resource
import signal
import sys
import time
import tomllib
import traceback
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import coverage
import parso
import pytest
from _pytest.runner import runtestprotocol
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator
from hypothesis import Phase, settings

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = ROOT / "build" / "mutants"
CONFIG: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
NOTICED, UNNOTICED, NOT_RUN = 1, 0, 5
"""With what a copy of the process ends; 5 is pytest's own, for no tests."""
MEMORY: Final = 4 << 30
QUIETLY: Final = (
    *("-s", "-p", "no:cacheprovider", "-qq", "--no-summary"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


# --- the changes -----------------------------------------------------------------------------------


class TurnMembership(Operator):
    """`in` becomes `not in`, and the other way: what cosmic-ray leaves alone."""

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """How it looks."""
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where it may be done."""
        if node.type == "comparison" and _membership(node.children[1]):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002  # there is one way
        """Do it."""
        node.children[1] = parso.parse(" in" if node.children[1].type == "comp_op" else " not in")
        return node


class TurnFilter(Operator):
    """The condition of a comprehension turned round: what `AddNot` leaves alone."""

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """How it looks."""
        return (Example("[a for a in b if c]", "[a for a in b if not (c)]"),)

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Where it may be done."""
        if node.type in ("comp_if", "old_comp_if"):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002  # there is one way
        """Do it."""
        node.children[1] = parso.parse(f" not ({node.children[1].get_code().strip()})")
        return node


def _membership(operator: Any) -> bool:
    return bool(operator.get_code().split() in (["in"], ["not", "in"]))


@cache
def operators() -> dict[str, Operator]:
    """What makes changes, by name."""
    from_cosmic_ray = {name: get_operator(f"core/{name}")() for name in CONFIG["mutants"]["operators"]}
    return {**from_cosmic_ray, "TurnMembership": TurnMembership(), "TurnFilter": TurnFilter()}


@dataclass(frozen=True)
class Mutant:
    """One change: the `occurrence` of an operator in a file. `lines` are those of the statement it is in."""

    group: str
    path: str
    operator: str
    occurrence: int
    line: int
    column: int
    lines: tuple[int, int]

    @property
    def source(self) -> str:
        """The file without the change."""
        return (ROOT / self.path).read_text("utf-8")

    @cache  # noqa: B019  # a change lives as long as the program
    def changed(self) -> str:
        """The file with the change."""
        code = mutate_code(self.source, operators()[self.operator], self.occurrence)
        assert isinstance(code, str)
        return code

    def __str__(self) -> str:
        before, after = self.source.splitlines(), self.changed().splitlines()
        apart = ("---", "+++", "@@")
        lines = difflib.unified_diff(before, after, lineterm="", n=0)
        told = "\n".join(f"    {line}" for line in lines if not line.startswith(apart))
        return f"{self.path}:{self.line}:{self.column + 1} {self.operator} {self.occurrence}\n{told}"


def files_of(group: str) -> list[str]:
    """The files of a module or package of `plan/`, as paths from the root."""
    package = ROOT / "plan" / group
    found = sorted(package.glob("*.py")) if package.is_dir() else [package.with_suffix(".py")]
    return [path.relative_to(ROOT).as_posix() for path in found]


def mutants_of(group: str) -> list[Mutant]:
    """All changes to a module or package, but those to what says nothing at run time."""
    found = []
    for path in files_of(group):
        source = (ROOT / path).read_text("utf-8")
        nodes = list(ast_nodes(parso.parse(source)))
        tree = ast.parse(source)
        silent, statements = list(_silent(tree)), list(_statements(tree))
        for name, operator in operators().items():
            places = (start for node in nodes for start, _end in operator.mutation_positions(node))
            for occurrence, (line, column) in enumerate(places):
                if not any(start <= (line, column) < end for start, end in silent):
                    around = min((s for s in statements if s[0] <= line <= s[1]), key=lambda s: s[1] - s[0])
                    found.append(Mutant(group, path, name, occurrence, line, column, around))
    return found


def _silent(tree: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations, patterns, dataclass options and `@cache` stand: a change makes no program, or a slow one."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts = [node.annotation]
        if isinstance(node, ast.match_case):
            parts = [node.pattern]
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            parts = [part for part in node.decorator_list if "dataclass" in ast.dump(part) or "cache" in ast.dump(part)]
            parts.append(getattr(node, "returns", None))
        for part in parts:
            if isinstance(part, ast.expr | ast.pattern):
                assert part.end_lineno is not None
                assert part.end_col_offset is not None
                # A decorator begins with its sign.
                yield (part.lineno, part.col_offset - 1), (part.end_lineno, part.end_col_offset)


def _statements(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """The first and last line of each statement; of one that holds others, those before the first of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case):
            yield node.pattern.lineno, max(node.pattern.lineno, node.body[0].lineno - 1)
        if isinstance(node, ast.stmt | ast.ExceptHandler):
            body = getattr(node, "body", getattr(node, "cases", None))
            first = min((line.lineno for line in getattr(node, "decorator_list", ())), default=node.lineno)
            if body:
                inner = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
                yield first, max(node.lineno, inner.lineno - 1)
            else:
                yield first, node.end_lineno or node.lineno


# --- a change in place -----------------------------------------------------------------------------


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def put_in_place(mutant: Mutant, functions: Mapping[CodeType, Sequence[FunctionType]]) -> bool:
    """Give the functions that a change is about their new code; False where that cannot be."""
    path = str(ROOT / mutant.path)
    old, new = (list(_codes(compile(code, path, "exec"))) for code in (mutant.source, mutant.changed()))
    if len(old) != len(new):
        return False
    changed = False
    try:
        for before, after in zip(old, new, strict=True):
            for function in functions.get(before, ()) if before != after else ():
                function.__code__ = after
                changed = True
    except ValueError:  # it has other variables from around it than before
        return False
    return changed


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module with other code than its file has."""

    def __init__(self, path: Path, code: str) -> None:
        self.path, self.code = path, code
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(self, name: str, _path: object, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        inside = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self.path, loader=self, submodule_search_locations=inside)

    def get_filename(self, _fullname: str) -> str:
        return str(self.path)

    def get_data(self, _path: str | bytes) -> bytes:
        return self.code.encode()


# --- the tests -------------------------------------------------------------------------------------


@dataclass
class Tests:
    """What a run without changes tells: which tests reach a line, what each costs, which lines run at import."""

    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def at_import(self, mutant: Mutant) -> bool:
        """Whether a change is to what runs before any test, or in none."""
        lines = self.reached.get(mutant.path, {})
        return any("" in lines.get(line, ()) for line in range(mutant.lines[0], mutant.lines[1] + 1))

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that can see a change: those that reach its lines, then those like them, each the cheapest first.

        A test may use what another made, and kept: one with the same parameters in the same file.
        """
        lines = self.reached.get(mutant.path, {})
        near = {test for line in range(mutant.lines[0], mutant.lines[1] + 1) for test in lines.get(line, ())} - {""}
        like = {_family(test) for test in near}
        chosen = [test for test in self.seconds if test in near or _family(test) in like]
        return sorted(chosen, key=lambda test: (test not in near, self.seconds[test]))

    def files_for(self, mutant: Mutant) -> list[str]:
        """The test files that run a module, those first that run most of it in the least time."""
        counts: Counter[str] = Counter()
        for tests in self.reached.get(mutant.path, {}).values():
            counts.update({test.partition("::")[0] for test in tests if test})
        cost: dict[str, float] = defaultdict(float)
        for test, seconds in self.seconds.items():
            cost[test.partition("::")[0]] += seconds
        return sorted(counts, key=lambda file: cost[file] / counts[file])


def _family(test: str) -> tuple[str, str]:
    file, _, name = test.partition("::")
    return file, name.partition("[")[2]


def _in_a_copy(work: Any, *given: Any) -> int:
    """Start a copy of the process that does `work` and ends with what that gives; its number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(silence, stream)
        status = int(work(*given))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        stopped = os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM)
        return "noticed: takes too long" if stopped else "noticed: ends it"
    outcomes = {NOTICED: "noticed", UNNOTICED: "unnoticed", NOT_RUN: "unnoticed: no test runs it"}
    return outcomes.get(os.WEXITSTATUS(status), "not judged")


def _version() -> str:
    """What the measures depend on: the program, its tests and its configuration."""
    found = (path for folder in ("plan", "tests") for path in (ROOT / folder).rglob("*"))
    files = (path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", *sorted(path for path in files if path.is_file())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Judging:
    """A plugin of pytest: in the place of running the tests once it measures them, and then judges the changes."""

    def __init__(self, options: argparse.Namespace, sample: Sequence[Mutant]) -> None:
        self.options, self.sample = options, sample
        self.tests = Tests()
        self.outcomes: dict[Mutant, str] = {}
        judged = [str(ROOT / path) for group in CONFIG["mutants"]["modules"] for path in files_of(group)]
        self.cover = coverage.Coverage(str(KEPT / "coverage"), branch=True, config_file=False, include=judged)
        for pattern in CONFIG["coverage"]["report"]["exclude_also"]:
            self.cover.exclude(pattern)

    def pytest_configure(self) -> None:
        """A failing example needn't be made smaller, and each run tries the same ones."""
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings(), max_examples=20, phases=phases)
        settings.load_profile("mutants")
        self.cover.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure, then judge."""
        self.items = {item.nodeid: item for item in session.items}
        self._measure()
        gc.unfreeze()
        self.functions: dict[CodeType, list[FunctionType]] = defaultdict(list)
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__module__ and thing.__module__.startswith("plan"):
                self.functions[thing.__code__].append(thing)
        gc.freeze()
        self._judge()
        return True

    def _measure(self) -> None:
        """Run all tests once, unless that was done with the same program and the same tests."""
        results = KEPT / f"measured-{_version()}.json"
        if not results.exists():
            os.waitpid(_in_a_copy(self._run_all, results), 0)
        self.cover.stop()
        measured = json.loads(results.read_text("utf-8"))
        self.tests.seconds, self.tests.failed = measured["seconds"], measured["failed"]
        data = coverage.CoverageData(str(KEPT / "coverage"))
        data.read()
        for path in {mutant.path for mutant in self.sample}:
            self.tests.reached[path] = data.contexts_by_lineno(str(ROOT / path))

    def _run_all(self, results: Path) -> int:
        seconds, failed = {}, []
        items = list(self.items.values())
        for item, after in zip(items, [*items[1:], None], strict=True):
            self.cover.switch_context(item.nodeid)
            start = time.process_time()
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                failed.append(item.nodeid)
            seconds[item.nodeid] = time.process_time() - start
            self.cover.switch_context("")
        self.cover.stop()
        self.cover.save()
        results.write_text(json.dumps({"seconds": seconds, "failed": failed}), "utf-8")
        return 0

    def _judge(self) -> None:
        waiting, running = list(reversed(self.sample)), dict[int, Mutant]()
        while waiting or running:
            while waiting and len(running) < self.options.jobs:
                mutant = waiting.pop()
                mutant.changed()  # here, so that the copy has it too
                running[_in_a_copy(self._notice, mutant)] = mutant
            child, status = os.wait()
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # what it started
            if mutant_done := running.pop(child, None):
                self.outcomes[mutant_done] = _ended(status)
                if self.options.verbose:
                    print(f"{len(self.outcomes)}/{len(self.sample)} {_ended(status)} {mutant_done}", flush=True)

    def _notice(self, mutant: Mutant) -> int:
        """Whether a test notices a change, in a copy of the process of its own."""
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        in_place = put_in_place(mutant, self.functions)
        status = self._notice_in_place(mutant) if in_place else NOT_RUN
        anew = not in_place or (status != NOTICED and self.tests.at_import(mutant))
        return self._notice_anew(mutant) if anew else status

    def _notice_in_place(self, mutant: Mutant) -> int:
        """The same, with the tests that reach its lines while they run."""
        chosen = [test for test in self.tests.of(mutant) if test not in self.tests.failed]
        if not chosen:
            return NOT_RUN
        left = float(self.options.seconds)
        for test in chosen:
            left -= self.tests.seconds[test]
            if left < 0:
                break
            _limit(self.tests.seconds[test])
            item = self.items[test]
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=item)):
                return NOTICED
        return UNNOTICED

    def _notice_anew(self, mutant: Mutant) -> int:
        """The same, with the program and the tests imported anew."""
        files: list[str] = []
        left = float(self.options.seconds)
        cost: Counter[str] = Counter()
        for test, seconds in self.tests.seconds.items():
            cost[test.partition("::")[0]] += seconds  # type: ignore[assignment]
        for file in self.tests.files_for(mutant):
            left -= cost[file]
            if left < 0 and files:
                break
            files.append(file)
        if not files:
            return NOT_RUN
        for name in [name for name in sys.modules if name.partition(".")[0] in ("plan", "tests")]:
            del sys.modules[name]
        sys.meta_path.insert(0, _Changed(ROOT / mutant.path, mutant.changed()))
        _limit(sum(cost[file] for file in files) + 10)
        left_out = [f"--deselect={test}" for test in self.tests.failed]
        status = pytest.main([*files, *left_out, "-x", *QUIETLY])
        # Tests that cannot be read any more are noticed too.
        return NOTICED if status == pytest.ExitCode.INTERRUPTED else int(status)


def _limit(seconds: float) -> None:
    """End this process when it takes much longer than a test takes, or waits for something that never comes."""
    signal.setitimer(signal.ITIMER_PROF, 10 * seconds + 5)
    signal.alarm(600)


# --- what comes of it ------------------------------------------------------------------------------


def interval(noticed: int, judged: int) -> tuple[float, float]:
    """Between what the share of all changes that is noticed lies, with 95 % confidence (Wilson)."""
    if not judged:
        return 0.0, 1.0
    z, share = 1.96, noticed / judged
    middle = (share + z * z / (2 * judged)) / (1 + z * z / judged)
    around = z / (1 + z * z / judged) * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    return middle - around, middle + around


def branches(cover: coverage.Coverage, paths: Iterable[str]) -> str:
    """The share of the branches of some files that the tests take."""
    all_of_them = taken = 0
    for path in paths:
        numbers = cover._analyze(str(ROOT / path)).numbers
        all_of_them += numbers.n_branches
        taken += numbers.n_executed_branches
    return f"{taken / all_of_them:.1%}" if all_of_them else "none"


def main() -> int:
    """Judge, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=list(CONFIG["mutants"]["modules"]), metavar="MODULE")
    parser.add_argument("--sample", type=int, help="how many changes of each module, other than pyproject says; 0: all")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20, help="how long the tests of one change may take")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="only the changes that went unnoticed the last time")
    parser.add_argument("--verbose", action="store_true", help="tell of each change as it is judged")
    options = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    # What is imported anew is another program each time; each run tries the same examples.
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_PROFILE": "ci"}

    everything = {group: mutants_of(group) for group in options.modules}
    sample = []
    for group, mutants in everything.items():
        shuffled = random.Random(f"{options.seed} {group}").sample(mutants, len(mutants))
        wanted = CONFIG["mutants"]["modules"].get(group, 80) if options.sample is None else options.sample
        sample += shuffled[: wanted or None]
    kept = KEPT / "unnoticed.json"
    if options.again:
        last = {tuple(one) for one in json.loads(kept.read_text("utf-8"))}
        sample = [mutant for mutant in sample if (mutant.path, mutant.operator, mutant.occurrence) in last]

    judging = Judging(options, sample)
    files = [f"tests/test_{name}.py" for name in CONFIG["mutants"]["tests"]]
    os.chdir(ROOT)
    pytest.main([*files, *QUIETLY], plugins=[judging])

    tell(judging, everything)
    unnoticed = [mutant for mutant, outcome in judging.outcomes.items() if outcome.startswith("unnoticed")]
    kept.write_text(json.dumps([(one.path, one.operator, one.occurrence) for one in unnoticed]), "utf-8")
    return 0


def tell(judging: Judging, everything: Mapping[str, Collection[Mutant]]) -> None:
    """Print the score of each module, and what went unnoticed."""
    for mutant, outcome in judging.outcomes.items():
        if outcome.startswith("unnoticed"):
            print(f"{mutant}\n    {outcome}\n")
    for test in judging.tests.failed:
        print(f"left out, since it fails without any change: {test}")
    judging.cover.load()
    print(f"{'module':<12}{'branches':>10}{'changes':>9}{'judged':>8}{'noticed':>9}{'score':>8}   95 %")
    for group, mutants in everything.items():
        outcomes = [o for mutant, o in judging.outcomes.items() if mutant.group == group and o != "not judged"]
        noticed = sum(outcome.startswith("noticed") for outcome in outcomes)
        low, high = interval(noticed, len(outcomes))
        score = f"{noticed / len(outcomes):.1%}" if outcomes else ""
        taken = branches(judging.cover, files_of(group))
        print(f"{group:<12}{taken:>10}{len(mutants):>9}{len(outcomes):>8}{noticed:>9}{score:>8}   {low:.0%}-{high:.0%}")
    print(dict(Counter(judging.outcomes.values())))


if __name__ == "__main__":
    sys.exit(main())
