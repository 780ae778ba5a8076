"""What `plan schema` makes: schemas by which an editor completes and explains keys and ids, and the editor's settings.

In: an opened workspace and the language to speak. Out: files below `.vscode/`, and the settings that could not be laid
because somebody has settings there. Prints nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from plan.commands.explain import all_rules
from plan.files import read_whole, refuse_outside
from plan.messages import Refused, _, system_reason
from plan.outputs import write_whole
from plan.schemas import FOLDER, SETTINGS, render_schemas, render_settings
from plan.workspace import Workspace

PRINTED: Final = {
    kind: Path(__file__).parent.parent / f"{kind}.schema.json"
    for kind in ("changes", "coverage", "findings", "manifest", "plan", "requirements", "review")
}
"""The schemas of what `plan changes`, `plan coverage`, `plan check`, `plan requirements` and `plan review` print as
json, and of `plan.json` and `manifest.json` in a submission."""


def write_schemas(workspace: Workspace, language: str) -> str:
    """Write the schemas of a workspace, and the editor's settings beside them where nobody has his own.

    Out: the settings that somebody's own file lacks, as they are to be typed in it; mostly none. Raises `Refused`.
    """
    schemas = render_schemas(workspace.plan, language, workspace.has_dutch_keys, all_rules())
    try:
        refuse_outside(workspace.root / FOLDER, workspace.root)
        for file, schema in schemas.items():
            _write(workspace.root / file, schema)
        for file, wanted in render_settings().items():
            if not (workspace.root / file).exists():
                _write(workspace.root / file, wanted)
        return _to_add(workspace.root / SETTINGS)
    except OSError as error:
        reason = system_reason(error)
        raise Refused(_("nothing can be written in {folder}: {reason}", folder=FOLDER, reason=reason)) from None


def _to_add(path: Path) -> str:
    """The settings that a file lacks, as they are to be typed; a file that holds nothing but ours is renewed."""
    wanted = render_settings()[SETTINGS]
    settings = json.loads(wanted)
    there = read_whole(path).decode("utf-8-sig", "replace")
    try:
        own = json.loads(there)
    except (ValueError, RecursionError):
        own = None
    if not isinstance(own, dict):  # VS Code takes remarks in its settings, JSON does not
        lacking = {name: value for name, value in settings.items() if f'"{name}"' not in there}
    elif own.keys() <= settings.keys():
        _write(path, wanted)
        return ""
    else:
        lacking = {name: value for name, value in settings.items() if own.get(name) != value}
    return json.dumps(lacking, indent=2)[2:-2] if lacking else ""


def _write(path: Path, text: str) -> None:
    """Write a file, unless it says this already: an editor reads a schema again when its file changes."""
    if not path.exists() or read_whole(path) != text.encode():
        write_whole(path, text.encode())
