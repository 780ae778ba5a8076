"""A folder with a plan in it: found, read and checked.

In: a folder. Out: a `Workspace`: its sources, its plan as far as it stands and all findings. Reads only; writes
nothing and prints nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from plan.checks import check_plan
from plan.checks.dictionary import Dictionary
from plan.diagnostics import Diagnostic
from plan.keys import are_dutch
from plan.load import load_plan
from plan.model import Goals, Institute, Plan
from plan.sources import Sources, decode, is_report, read_sources
from plan.yaml_layout import read_page
from plan.yaml_nodes import Scalar


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

    def about(self, institute: str) -> tuple[Diagnostic, ...]:
        """The findings about an institute's plan."""
        return self._by_plan.get(institute, ())

    @cached_property
    def _by_plan(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The findings about each plan: sorted out once, since there may be hundreds of plans."""
        found_of: dict[str, list[Diagnostic]] = {id: [] for id in self.plan.institutes_by_id}
        for found in self.findings:
            for id in found.institutes or found_of:
                if id in found_of and concerns(found, id):
                    found_of[id].append(found)
        return {id: tuple(found) for id, found in found_of.items()}

    @cached_property
    def has_dutch_keys(self) -> bool:
        """Whether its authors write Dutch keys rather than English ones."""
        authored = (file for file in self.sources.files if file.endswith((".yaml", ".md")))
        pages = [page for file in authored if (page := read_page(file, self.sources.files[file]))]
        keys = (spot.node for page in pages for spot in page.spots if spot.is_key)
        return are_dutch(key.text for key in keys if isinstance(key, Scalar))

    def faults_of_making(self, ids: Collection[str]) -> tuple[Diagnostic, ...]:
        """What goes wrong when the plans of these institutes are made: in templates, or with texts that none prints."""
        # Loaded here, since most questions about a workspace need no document.
        from plan.compose.counting import faults_of_trying

        if self.plan.lost(Goals, ""):
            return ()
        plan, known = self.plan, self.plan.institutes_by_id
        made = [known[id] for id in ids if id in known]
        found = [fault for one in made for fault in faults_of_trying(plan, one)]
        if plan.style_documents:
            # Loading what Word files are written with takes longer than most rules.
            from plan.looks import style_of

            found += [fault for one in made for fault in style_of(plan, one)[1]]
        return tuple(dict.fromkeys(found))

    def fingerprint(self, institute: str) -> str:
        """What an institute's plan is made from, in twelve hex digits: all files but those of other institutes.

        Line ends and byte order marks do not count, so that it is the same on every system.
        """
        digest = sha256()
        for file in self.sources_of(institute):
            for part in self._counted[file]:
                digest.update(part)
        return digest.hexdigest()[:12]

    @cached_property
    def _counted(self) -> Mapping[str, tuple[bytes, bytes]]:
        """What counts of each file for a fingerprint: its name and length, and what is in it."""
        counted = {}
        for file, data in self.sources.files.items():
            text, _told = decode(file, data)
            bare = data if text is None else text.replace("\r\n", "\n").encode()
            counted[file] = f"{file}\0{len(bare)}\0".encode(), data if bare == data else bare
        return counted

    def sources_of(self, institute: str) -> Mapping[str, bytes]:
        """The files that an institute's plan is made from: all but those of other institutes, and reports on it."""
        others = {*self.plan.institutes_by_id, *self.unreadable_institutes} - {institute}
        return {
            file: data
            for file, data in self.sources.files.items()
            if not is_report(file)
            and not (file.startswith(("institutes/", "actions/")) and file.split("/")[1] in others)
        }

    def only(self, institute: str) -> Workspace:
        """The workspace as it would be with the files of one institute and those that all share."""
        kept = self.sources_of(institute)
        return self.with_files(dict.fromkeys(self.sources.files.keys() - kept.keys()))

    def with_files(self, files: Mapping[str, bytes | None]) -> Workspace:
        """The workspace as it would be with other files; None takes one away."""
        merged = {**self.sources.files, **files}
        there = {file: data for file, data in sorted(merged.items()) if data is not None}
        sources = replace(self.sources, files=there)
        plan, read = load_plan(sources)
        return replace(self, sources=sources, plan=plan, read=read)

    def new_findings(self, before: Workspace) -> tuple[Diagnostic, ...]:
        """The findings that an earlier state had not; one whose line moved is no new one."""
        known = {(found.rule, found.place.file, found.message) for found in before.findings}
        return tuple(
            found
            for found in self.findings
            if found.accepted is None and (found.rule, found.place.file, found.message) not in known
        )

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


def open_workspace(root: Path, sources: Sources | None = None) -> Workspace:
    """Read a workspace, unless its `sources` were read already, and put its plan together."""
    sources = sources or read_sources(root)
    plan, diagnostics = load_plan(sources)
    return Workspace(root, sources, plan, diagnostics)


def concerns(diagnostic: Diagnostic, institute: str) -> bool:
    """Whether a finding is about an institute's plan: its own files, or what all share; a report is no part of it."""
    return not is_report(diagnostic.place.file) and (not diagnostic.institutes or institute in diagnostic.institutes)
