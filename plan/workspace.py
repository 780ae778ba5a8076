"""A folder with a plan in it: found, read and checked.

In: a folder. Out: a `Workspace`: its sources, its plan as far as it stands and all findings. Reads only; writes
nothing and prints nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plan.checks import check_plan
from plan.checks.dictionary import Dictionary
from plan.diagnostics import Diagnostic
from plan.load import load_plan
from plan.model import Goals, Institute, Plan
from plan.sources import Sources, read_sources

GOALS = "goals.yaml"


@dataclass(frozen=True, eq=False)
class Workspace:
    """A workspace as it was when it was opened."""

    root: Path
    sources: Sources
    plan: Plan
    read: tuple[Diagnostic, ...]
    dictionary: Dictionary | None = None

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All findings, those of reading among them, sorted by place; with a `dictionary` words are checked too."""
        return check_plan(self.plan, self.read, self.dictionary)

    def faults_of_making(self, ids: Collection[str]) -> tuple[Diagnostic, ...]:
        """What goes wrong when the plans of these institutes are made: in templates, or with texts that none prints."""
        # Loaded here, since most questions about a workspace need no document.
        from plan.compose import compose_document
        from plan.compose.counting import faults_of_making

        if self.plan.lost(Goals, ""):
            return ()
        plan, known = self.plan, self.plan.institutes_by_id
        found = [
            fault
            for id in ids
            if id in known
            for fault in faults_of_making(plan, known[id], compose_document(plan, known[id]))
        ]
        return tuple(dict.fromkeys(found))

    @property
    def unreadable_institutes(self) -> tuple[str, ...]:
        """The ids of the institutes whose own file holds a mistake that hides who they are."""
        return tuple(lost.id for lost in self.plan.damaged if lost.model is Institute)

    def institute_at(self, folder: Path) -> str | None:
        """The id of the institute whose folder this is, or whose folder it lies in; of an unreadable one too."""
        try:
            parts = folder.resolve().relative_to(self.root.resolve()).parts
        except ValueError:
            return None
        known = {*self.plan.institutes_by_id, *self.unreadable_institutes}
        return parts[1] if parts[:1] in (("institutes",), ("actions",)) and parts[1:2] and parts[1] in known else None


def find_workspace(start: Path) -> Path | None:
    """The nearest folder with a `goals.yaml`, from `start` upward."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / GOALS).is_file()), None)


def open_workspace(root: Path) -> Workspace:
    """Read a workspace and put its plan together."""
    sources = read_sources(root)
    plan, diagnostics = load_plan(sources)
    return Workspace(root, sources, plan, diagnostics)


def concerns(diagnostic: Diagnostic, institute: str) -> bool:
    """Whether a finding is about an institute's plan: its own files, or what all share."""
    return not diagnostic.institutes or institute in diagnostic.institutes
