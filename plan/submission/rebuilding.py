"""Whether a dossier can be made again from its own sources.

In: the files of a dossier and its manifest. Out: each file that comes out otherwise, and how, in words. Nothing is
unpacked on disk; files that a person made (finished by hand, saved by Word) are taken as they lie there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from plan.changes.archives import BadArchive, read_archive
from plan.load import load_plan
from plan.messages import Message, Refused, _
from plan.sources import Sources, is_source
from plan.submission.dossier import KEPT, SENT, Choices, Dossier, Earlier, Given, plan_alone, render_plan
from plan.submission.manifest import EARLIER, FILE, SOURCES, Manifest
from plan.submission.parts import differing
from plan.submission.verifying import Difference
from plan.workspace import Workspace
from plan.writers.targets import Pages


def rebuild(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Difference]:
    """Make a dossier again, and tell what differs. Raises `Refused` where its sources make no plan."""
    own = plan_alone(_workspace(files.get(SOURCES, b"")), manifest.institute)
    rendered = render_plan(own, manifest.institute, manifest.draft)
    name = Dossier(own, rendered, Choices()).name
    made = Dossier(own, rendered, _choices(manifest, files, f"{SENT}{name}")).files()
    for file in sorted(made):
        if not file.startswith((SENT, KEPT)) or file == FILE:
            continue
        if file not in files:
            yield Difference(file, _("is made of these sources, and is not there"))
        else:
            yield from (Difference(file, told) for told in differing(file, made[file], files[file]))


def _workspace(data: bytes) -> Workspace:
    try:
        sources = Sources(Path(), dict(sorted(read_archive(data, is_source).items())))
    except BadArchive as bad:
        raise Refused(_of_sources(bad.message)) from None
    return Workspace(sources.root, sources, *load_plan(sources))


def _choices(manifest: Manifest, files: Mapping[str, bytes], plan: str) -> Choices:
    """What was chosen when the dossier was made; `plan` is the path of the plan in it, without its suffix."""

    def given(suffix: str) -> Given:
        return Given(f"{plan}{suffix}", files.get(f"{plan}{suffix}", b""))

    numbers, accepted = manifest.page_numbers, manifest.accepted
    return Choices(
        draft=manifest.draft,
        reason=accepted.reason if accepted else "",
        points=accepted.points if accepted else (),
        document=given(".docx") if manifest.finished_by_hand is not None else None,
        pdf=given(".pdf") if manifest.given_pdf else None,
        numbering=Pages(numbers.pages, numbers.total) if numbers else Pages(),
        revision=manifest.revision,
        amends=Earlier(manifest.amends, _earlier(files)) if manifest.amends else None,
    )


def _earlier(files: Mapping[str, bytes]) -> dict[str, bytes]:
    try:
        return read_archive(files.get(EARLIER, b""), is_source)
    except BadArchive as bad:
        raise Refused(_of_sources(bad.message)) from None


def _of_sources(reason: Message) -> Message:
    return _("the sources of the dossier cannot be used: {reason}", reason=reason)
