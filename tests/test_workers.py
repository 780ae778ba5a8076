"""Several plans at once: by processes of our own, and by whatever executor somebody has."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bench.generate import Size, generate
from plan.build import Report, build
from plan.workspace import open_workspace
from tests.command_line import environment, typed
from tests.workspaces import built_files, write_workspace

MADE_UP = generate(Size(goals=8, actions=8, institutes=4, words=20))
CURIOUS = "actions/instituut-1/instituut-1-actie-1.yaml"
# One institute names an action of another, and uses a project of a third.
FILES = MADE_UP | {
    CURIOUS: re.sub("projects:\n(- .*\n)+", "projects: [instituut-3-project-1]\n", MADE_UP[CURIOUS])
    + "collaboration: Zoals in {actie instituut-2-actie-1}.\n"
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "plan", FILES)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process makes of it."""
    root = write_workspace(tmp_path_factory.mktemp("een"), FILES)
    reports(root)
    made = built_files(root)
    plan = made["build/instituut-1/tekst/meerjarenplan-2021-2026-instituut-1.md"].decode()
    others = open_workspace(root).plan
    assert others.actions_by_id["instituut-2-actie-1"].title in plan
    assert others.projects_by_id["instituut-3-project-1"].title in plan
    return made


def reports(root: Path, **options: Any) -> list[Report]:
    workspace = open_workspace(root)
    return list(build(workspace, workspace.plan.institutes, **options))


def test_more_processes_make_the_same_in_the_same_order(root: Path, expected: dict[str, bytes]) -> None:
    made = reports(root, jobs=2)
    assert [report.institute.id for report in made] == sorted(report.institute.id for report in made)
    assert not any(report.failure or report.stood for report in made)
    assert built_files(root) == expected


def test_an_executor_of_somebody_else_makes_the_same(root: Path, expected: dict[str, bytes]) -> None:
    with ThreadPoolExecutor(2) as threads:
        reports(root, executor=threads)
    assert built_files(root) == expected


def test_a_cluster_makes_the_same(root: Path, expected: dict[str, bytes]) -> None:
    # Loaded here, since that takes a second and no other test has use for it.
    distributed: Any = import_module("distributed")
    made = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
    with made as cluster, distributed.Client(cluster) as client:
        reports(root, executor=client.get_executor())
    assert built_files(root) == expected


class Dying(Executor):
    """An executor whose processes die."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002 - nothing is done with it
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("gone"))
        return future


def test_what_a_dead_process_had_to_make_is_made_here(root: Path, expected: dict[str, bytes]) -> None:
    assert not any(report.failure for report in reports(root, executor=Dying()))
    assert built_files(root) == expected


def test_a_fault_in_one_plan_costs_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Patched, since no workspace is known that makes our own code fail: such a one would be a bug, soon gone.
    from plan.build import making

    render = making.render

    def broken(plan: Any, institute: str, *args: Any) -> Any:
        if institute == "instituut-2":
            raise RuntimeError("kapot")
        return render(plan, institute, *args)

    monkeypatch.setattr(making, "render", broken)
    with ThreadPoolExecutor(1) as threads:
        failed = [str(report.institute.id) for report in reports(root, executor=threads) if report.failure]
    assert failed == ["instituut-2"]


def test_a_number_of_jobs_that_is_none_is_refused(root: Path) -> None:
    done = typed(root, "build", "--jobs", "0")
    assert done.returncode == 2
    assert "geef na --jobs een geheel getal, vanaf 1" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the processes in /proc")
def test_who_is_killed_leaves_no_process_behind(root: Path) -> None:
    command = [sys.executable, "-m", "plan", "build", "--jobs", "3"]
    started = subprocess.Popen(command, cwd=root, env=environment(), stdout=subprocess.PIPE)

    def children() -> list[int]:
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and f"\nPPid:\t{started.pid}\n" in _status(entry)
        ]

    while not (born := children()):
        assert started.poll() is None
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    for _wait in range(3_000):
        if not any(_is_alive(child) for child in born):
            break
        time.sleep(0.01)
    else:
        pytest.fail("they are still there")


def _status(entry: Path) -> str:
    try:
        return (entry / "status").read_text()
    except OSError:
        return ""


def _is_alive(process: int) -> bool:
    status = _status(Path(f"/proc/{process}"))
    return bool(status) and "State:\tZ" not in status
