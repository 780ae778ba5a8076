"""What a command answered before, for whoever asks the same of a workspace in which nothing changed.

In: a desk, a command and what was typed after it. Out: the answer as it was given, as long as nothing it depends on is
different: the sources, the program, the reader's language and screen, and the files that the answer speaks of. Loads
nothing that reads or judges a plan.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import click

from plan.cli.desk import Desk
from plan.outputs import Made, all_stand
from plan.store import Store, key_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command prints, and its exit code.

    `files` are those that it says are there, by path in the workspace, with the fingerprint of each.
    """

    text: str
    code: int
    files: Mapping[str, str] = field(default_factory=dict)

    def give(self, ends: bool = True) -> None:
        """Print it and, unless the command goes on, end as it does when not all is well."""
        click.echo(self.text, nl=False)
        if ends:
            self.leave()

    def leave(self) -> None:
        """End as the command does when not all is well."""
        if self.code:
            sys.exit(self.code)

    @classmethod
    def read(cls, kept: object) -> Self | None:
        """An answer as it was kept; None when it is none."""
        match kept:
            case {"text": str(text), "code": int(code), "files": dict(files)}:
                return cls(text, code, files)
        return None


class Question:
    """A command with its options, asked in a workspace; `besides` is what else the answer depends on."""

    def __init__(self, desk: Desk, command: str, *besides: object, **options: object) -> None:
        from plan.personal import my_institute

        self._root = desk.root
        self._store = Store(self._root)
        here = Path.cwd().resolve()
        folder = here.relative_to(self._root.resolve()) if here.is_relative_to(self._root.resolve()) else None
        reader = (desk.wanted_language, os.environ.get("PLAN_LANGUAGE"), desk.width(80), desk.colour)
        self._key = key_of(
            command, sorted(options.items()), besides, reader, folder, my_institute(self._root), desk.sources.digest
        )

    def answer(self) -> Answer | None:
        """The answer that was given, if it would be the same now."""
        answer = Answer.read(self._store.recall(self._key))
        if answer is None or not all_stand(answer.files, self._root) or not Made(self._root).knows(answer.files):
            return None
        return answer

    def remember(self, answer: Answer) -> None:
        """Keep an answer for the next time."""
        self._store.remember(self._key, asdict(answer))
