"""The command line: `plan check`, `plan build`, ...

In: what somebody types. Out: what they read, and an exit code: 0 nothing wrong, 1 findings that weigh as errors (with
`--strict` also warnings), 2 wrong use. It prints and exits; the work is done by the modules it loads on use, so that
`plan --help` answers at once.
"""

from plan.cli.program import main, plan

__all__ = ["main", "plan"]
