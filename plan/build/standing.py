"""Which plans stand in `build/` just as they would be made now.

In: an opened workspace, how its plans are built, and an institute. Out: the key of its plan, made of all that the plan
depends on, and the fingerprints of the files that were made under that key. Only fingerprints are remembered: what a
plan says always comes from its sources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Final

from plan.build.making import Task, Workshop
from plan.build.others import nameable, used_projects
from plan.store import Store, key_of
from plan.workspace import Workspace, concerns

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
        workspace, shop = self._workspace, self._workshop
        found = tuple(found for found in workspace.findings if concerns(found, task.institute))
        ways = (shop.formats, shop.final, task, shop.layouts.of(task.institute))
        texts = (self._files(task.institute), workspace.sources.unread, nameable(workspace.plan))
        return key_of("plan", *ways, *texts, found)

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

    def _files(self, institute: str) -> bytes:
        """The files that an institute's plan is made from: those of others only where it uses their projects."""
        plan = self._workspace.plan
        used = {project.place.file for project in used_projects(plan, plan.institutes_by_id[institute])}
        counted = [
            (file, digest)
            for file, (owner, digest) in self._digests.items()
            if owner in ("", institute) or file in used
        ]
        return json.dumps(counted).encode()

    @cached_property
    def _digests(self) -> Mapping[str, tuple[str, str]]:
        """Whose own each source is, of nobody when it counts for all, and the hash of what is in it."""
        ids = {*self._workspace.plan.institutes_by_id, *self._workspace.unreadable_institutes}
        return {
            file: (
                own["institute"] if (own := _OWN.fullmatch(file)) and own["institute"] in ids else "",
                sha256(data).hexdigest(),
            )
            for file, data in self._workspace.sources.files.items()
        }
