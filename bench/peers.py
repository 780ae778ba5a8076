"""How does the program compare with pandoc, and how does it grow?

In: nothing, or how often to measure. Out, printed as Markdown, for `docs/speed.md`: what each command takes of the time
in which pandoc (of the package pypandoc_binary) makes the same .docx and .md, on eight plans of some 30,000 words; what
a plan takes, in time and in memory, in workspaces of 1 to 300 plans; and what a check takes of 1,000 to 5,000 actions.

All are whole processes, in turn: one round measures pandoc and every command once, so that a busy machine is busy for
all. A share is the median of the shares of each round. Seconds are there to be doubted: other machines have others.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bench.generate import STANDARD, Size, generate, write
from bench.processes import Cost, cost, middle, plan

ROUNDS: Final = 5
ACTION: Final = "actions/instituut-1/instituut-1-actie-1.yaml"
AIMS: Final[Mapping[str, float]] = {
    "`plan build`, cold, Word and Markdown": 0.10,
    "`plan build` after one edited action of one institute": 0.03,
    "`plan build`, nothing changed": 0.015,
    "`plan check`, cold": 0.045,
    "`plan check`, one file changed": 0.02,
    "`plan check`, nothing changed": 0.02,
    "`plan --help`": 0.012,
    "`plan explain`": 0.012,
}
MARGIN: Final = "bench"  # what an edit puts in a text; it counts up, so that no edit is one that was there before


# --- beside pandoc ---------------------------------------------------------------------------------


def find_pandoc() -> Path:
    """The pandoc that pypandoc_binary brings."""
    import pypandoc

    return Path(pypandoc.get_pandoc_path())


def pandoc(program: Path, texts: Sequence[Path], folder: Path) -> Cost:
    """Make Word and Markdown of some texts, one after the other."""
    targets = ("peer.docx", "peer.gfm.md")
    made = [cost([program, text, "-o", folder / target], folder) for text in texts for target in targets]
    return sum(made[1:], made[0])


def edit(workspace: Path, numbers: Iterator[int]) -> None:
    """Change a word in the description of one action of one institute."""
    path = workspace / ACTION
    text = path.read_text("utf-8")
    head, sign, rest = text.partition("description: ")
    if rest.startswith(MARGIN):
        rest = rest.split(" ", 1)[1]
    path.write_text(f"{head}{sign}{MARGIN}{next(numbers)} {rest}", "utf-8")


def forget(workspace: Path) -> None:
    """Take away all that was made."""
    shutil.rmtree(workspace / "build", ignore_errors=True)
    for memory in (".gebouwd.json", ".bladzijden.json"):
        (workspace / memory).unlink(missing_ok=True)


def one_round(workspace: Path, program: Path, texts: Sequence[Path], numbers: Iterator[int]) -> dict[str, Cost]:
    """Each measured once, pandoc first."""
    costs = {"": pandoc(program, texts, workspace.parent)}
    names = iter(AIMS)
    forms = ("--format", "word", "--format", "markdown")
    forget(workspace)
    costs[next(names)] = plan(workspace, "build", *forms)
    edit(workspace, numbers)
    costs[next(names)] = plan(workspace, "build", *forms)
    costs[next(names)] = plan(workspace, "build", *forms)
    forget(workspace)
    costs[next(names)] = plan(workspace, "check")
    edit(workspace, numbers)
    costs[next(names)] = plan(workspace, "check")
    costs[next(names)] = plan(workspace, "check")
    costs[next(names)] = plan(workspace, "--help")
    costs[next(names)] = plan(workspace, "explain")
    return costs


def beside_pandoc(folder: Path, rounds: int) -> Iterator[str]:
    """The table of shares."""
    workspace, numbers = write(folder / "plan", generate(STANDARD)), count()
    plan(workspace, "build")
    texts = []
    for text in sorted(workspace.glob("build/*/tekst/*.md")):
        texts.append(folder / text.name)
        shutil.copy(text, texts[-1])
    program = find_pandoc()
    measured = [one_round(workspace, program, texts, numbers) for _round in range(rounds)]
    peer = middle([costs[""] for costs in measured])
    words = sum(len(text.read_text("utf-8").split()) for text in texts)
    yield (
        f"{len(texts)} plans, {words:,} words; pandoc takes {peer.clock:.1f} s by the clock, "
        f"{peer.processors:.1f} s of a processor ({rounds} rounds)."
    )
    yield ""
    yield "| command, eight plans | share of pandoc's time | aim | of its processor time | seconds | MiB |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, aim in AIMS.items():
        share = median(costs[name].clock / costs[""].clock for costs in measured)
        processors = median(costs[name].processors / costs[""].processors for costs in measured)
        took = middle([costs[name] for costs in measured])
        met = "" if share <= aim else " (not met)"
        yield f"| {name} | {share:.3f}{met} | {aim:g} | {processors:.3f} | {took.clock:.2f} | {mib(took)} |"


def mib(took: Cost) -> int:
    """The most memory that one of its processes had, in MiB."""
    return round(took.memory / 2**20)


# --- growth ----------------------------------------------------------------------------------------


def growth(folder: Path, sizes: Mapping[int, Size], command: Callable[[Path], Cost], unit: str) -> Iterator[str]:
    """What a command takes in larger and larger workspaces."""
    yield f"| {unit} | seconds | processor | milliseconds each | MiB |"
    yield "|---:|---:|---:|---:|---:|"
    for number, size in sizes.items():
        workspace = write(folder / f"{unit}-{number}", generate(size))
        took = command(workspace)
        each = 1000 * took.processors / number
        yield f"| {number:,} | {took.clock:.1f} | {took.processors:.1f} | {each:.1f} | {mib(took)} |"
        shutil.rmtree(workspace)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--plans", type=int, nargs="*", default=[1, 8, 64, 300])
    parser.add_argument("--actions", type=int, nargs="*", default=[1_000, 2_500, 5_000])
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    print(f"{datetime.now().astimezone():%Y-%m-%d}, {machine}\n")
    with TemporaryDirectory() as name:
        folder = Path(name)
        parts = [beside_pandoc(folder, options.rounds)] if options.rounds else []
        plans = {number: replace(STANDARD, institutes=number) for number in options.plans}
        parts.append(growth(folder, plans, lambda workspace: plan(workspace, "build", "--jobs", "1"), "plans"))
        actions = {number: Size(actions=number, institutes=8) for number in options.actions}
        parts.append(growth(folder, actions, lambda workspace: plan(workspace, "check"), "actions"))
        for part in parts:
            for line in part:
                print(line, flush=True)
            print()


if __name__ == "__main__":
    main()
