"""Which plans stand in `build/` just as they would be made now.

In: an opened workspace, how its plans are built, and an institute. Out: the key of its plan, made of all that the plan
depends on, and the fingerprints of the files that were made under that key. Only fingerprints are remembered: what a
plan says always comes from its sources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from plan.build.making import Task, Workshop
from plan.build.others import nameable, used_projects
from plan.outputs import fingerprint
from plan.store import Store, key_of
from plan.workspace import Workspace

# What is an institute's own and can be in another's plan by its name only, or not at all.
_OWN: Final = re.compile(r"(institutes|actions)/(?P<institute>[^/]+)/([^/]+\.(yaml|md)|reports/.*)")


class Standing:
    """What is known of the plans that were built from a workspace before, in the same way."""

    def __init__(self, workspace: Workspace, workshop: Workshop) -> None:
        self._workspace = workspace
        self._workshop = workshop
        self._store = Store(workspace.root)

    def key(self, task: Task) -> str:
        """The key of an institute's plan."""
        shop = self._workshop
        ways = (shop.formats, shop.final, task, shop.layouts.of(task.institute))
        return key_of("plan", *ways, self._shared, self._own(task.institute), self._workspace.about(task.institute))

    def files(self, key: str) -> Mapping[str, str] | None:
        """The fingerprints of the files of a plan, by path; None when it was never made."""
        known = self._store.recall(key)
        return known if isinstance(known, dict) else None

    def remember(self, key: str, prints: Mapping[str, str]) -> None:
        """Remember the fingerprints of the files that were made under a key."""
        self._store.remember(key, prints)

    def done(self) -> None:
        """Let go of what was remembered longest ago."""
        self._store.tidy()

    @cached_property
    def _shared(self) -> str:
        """What counts for every plan: the files of nobody in particular, what is not read, and what can be named."""
        return key_of(self._digests[""], self._workspace.sources.unread, nameable(self._workspace.plan))

    def _own(self, institute: str) -> tuple[Mapping[str, str], ...]:
        """The files of an institute, and those of others whose projects its plan uses."""
        plan = self._workspace.plan
        used = {project.place.file for project in used_projects(plan, plan.institutes_by_id[institute])}
        elsewhere = {file: self._digest(file) for file in sorted(used)}
        return self._digests.get(institute, {}), elsewhere

    @cached_property
    def _digests(self) -> Mapping[str, Mapping[str, str]]:
        """The hash of what is in each source, by whose own it is: nobody's when it counts for all."""
        ids = {*self._workspace.plan.institutes_by_id, *self._workspace.unreadable_institutes}
        digests: dict[str, dict[str, str]] = {"": {}}
        for file in self._workspace.sources.files:
            own = _OWN.fullmatch(file)
            owner = own["institute"] if own and own["institute"] in ids else ""
            digests.setdefault(owner, {})[file] = self._digest(file)
        return digests

    def _digest(self, file: str) -> str:
        return fingerprint(self._workspace.sources.files[file])
