"""The language in which a workspace asks to be spoken to, found without reading its plan.

In: the bytes of its `goals.yaml`. Out: what its author wrote there as the language of the plan. Knows no models, which
take longer to load than a question takes to answer.
"""

from __future__ import annotations

import re
from typing import Final

from plan.keys import names_of
from plan.yaml_nodes import Mapping, Scalar, read_nodes

# Its key, and the lines below it as long as they are indented.
_PLAN: Final = re.compile(rf"^(?:{'|'.join(names_of('plan'))}):.*(?:\n(?:[ \t\r#].*)?)*", re.MULTILINE)


def spoken_language(goals: bytes) -> str | None:
    """The language of the plan as it was written; None where it says nothing of it that can be read."""
    found = _PLAN.search(goals.decode("utf-8-sig", "replace"))
    top, _told = read_nodes("goals.yaml", found[0]) if found else (None, ())
    for plan in top.entries if top else ():
        for entry in plan.value.entries if isinstance(plan.value, Mapping) else ():
            if entry.key.text in names_of("language") and isinstance(entry.value, Scalar):
                return entry.value.text
    return None
