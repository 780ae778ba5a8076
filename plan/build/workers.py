"""Several plans at once: each is made by itself, so that any number of processes can share the work.

In: a workshop, tasks, and an executor: anything with the interface of `concurrent.futures.Executor` will do, such as
that of a cluster. Out: for each task, in their order, how to come by its product.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from plan.build.making import Product, Task, Workshop

if TYPE_CHECKING:  # loaded where they are used: most builds make one plan, by themselves
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

# At least so many plans for each process of our own, and at most so many that are sent anywhere at a time.
_LEAST: Final = 2
_MOST: Final = 8
_MANY: Final = 64  # processes of somebody else
_MOST_PROCESSES: Final = 61  # Windows has no more for one program


def make_here(workshop: Workshop, tasks: Sequence[Task]) -> Iterator[Callable[[], Product]]:
    """Each product is made when it is asked for."""
    return (partial(workshop.make, task) for task in tasks)


def make_there(
    executor: Executor, workshop: Workshop, tasks: Sequence[Task], processes: int = _MANY
) -> Iterator[Callable[[], Product]]:
    """The products are made by an executor, from now on; those of a process that dies are made here.

    `processes` is how many it has, as far as anybody knows.
    """
    # As few bunches as keep all of them busy, since each brings what all plans share; few plans in one that gets lost.
    bunch = min(_MOST, ceil(len(tasks) / processes))
    sent: deque[tuple[Future[list[Product | Exception]], Sequence[Task]]] = deque()
    for start in range(0, len(tasks), bunch):
        some = tasks[start : start + bunch]
        sent.append((executor.submit(_make_all, workshop.part_for(some), some), some))
    return _received(sent, workshop)


def _received(
    sent: deque[tuple[Future[list[Product | Exception]], Sequence[Task]]], workshop: Workshop
) -> Iterator[Callable[[], Product]]:
    """The products in order; what was given out is kept no longer, since there may be thousands."""
    from concurrent.futures import BrokenExecutor

    while sent:
        future, tasks = sent.popleft()
        try:
            made: Sequence[Product | Exception] = future.result()
        except BrokenExecutor:
            yield from make_here(workshop, tasks)
            continue
        del future
        yield from (partial(_product, one) for one in made)


def _product(made: Product | Exception) -> Product:
    """What was made. Raises what went wrong."""
    if isinstance(made, Exception):
        raise made
    return made


def processes_for(tasks: int, most: int) -> int:
    """How many processes are worth their start for so many plans; `most` is what somebody allows."""
    return max(1, min(most, tasks // _LEAST, _MOST_PROCESSES))


def processes(count: int) -> ProcessPoolExecutor:
    """Processes of our own, that end with this one."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A copy of this process has all that it needs. Where that is not safe, each starts from nothing.
    copied = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(count, get_context("fork" if copied else "spawn"), _serve)


def _serve() -> None:
    """Begin as a process that works for another: that one answers Ctrl-C, and when it is killed all is over."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)  # as in the program itself
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _make_all(workshop: Workshop, tasks: Sequence[Task]) -> list[Product | Exception]:
    """The products of some tasks; what goes wrong with one costs no other."""
    made: list[Product | Exception] = []
    for task in tasks:
        try:
            made.append(workshop.make(task))
        except Exception as error:  # told where the plan was asked for
            made.append(error)
    return made
