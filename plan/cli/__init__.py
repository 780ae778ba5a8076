"""The command line: `plan check`, `plan build`, ...

In: what somebody types. Out: what they read, and an exit code: 0 nothing wrong, 1 findings that weigh as errors (with
`--strict` also warnings), 2 wrong use. It prints and exits; the work is done by the modules it loads on use, so that
`plan --help` answers at once.
"""

import gc

# What a run makes it keeps to its end: looking for what may go takes a tenth of its time, so look seldom.
gc.set_threshold(100_000)

from plan.cli.program import main, plan  # noqa: E402 - to load it is part of the run

__all__ = ["main", "plan"]
