"""Which of the Word files that were built are no longer of the plan as it is now.

In: an opened workspace, and built files by their path in `build/`. Out: paths. Each Word file carries the fingerprint
of what it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan.review.reading import own_properties
from plan.workspace import Workspace
from plan.writers.package import Unreadable


def outdated(workspace: Workspace, outputs: Mapping[str, bytes]) -> Iterator[str]:
    """The Word files that were made before the sources became what they are."""
    for file, data in outputs.items():
        institute = file.partition("/")[0]
        if file.endswith(".docx") and institute in workspace.plan.institutes_by_id:
            try:
                made_of = own_properties(data).get("fingerprint")
            except Unreadable:
                continue
            if made_of and made_of != workspace.fingerprint(institute):
                yield file
