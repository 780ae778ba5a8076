"""What `plan style` does: look a style document over, and make one to edit.

In: the bytes of a style document, or an opened workspace. Out: text, or a new file. Prints nothing.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from plan.journal import write
from plan.looks import SECTOR_STYLE, institute_style
from plan.messages import Message, Refused, _, _n
from plan.workspace import Workspace
from plan.writers.style_parts import DEFAULT_STYLE
from plan.writers.style_report import StyleReport


def render_style_report(file: str, report: StyleReport, language: str, width: int) -> str:
    """Whether a style document can be used, and what it lacks."""
    if report.unusable:
        lines = [_("{file}: cannot be used as a style document", file=file), report.unusable]
    elif report.remarks:
        count = len(report.remarks)
        told = _n(
            "{file}: can be used, with {count} remark", "{file}: can be used, with {count} remarks", count, file=file
        )
        lines = [told, *report.remarks]
    else:
        lines = [_("{file}: can be used, and lacks nothing", file=file)]
    head, *rest = (line.render(language) for line in lines)
    return "\n".join([head, *(_item(text, width) for text in rest)])


def _item(text: str, width: int) -> str:
    return fill(text, width, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def new_style(workspace: Workspace, institute: str | None) -> Path:
    """Make a style document to edit, of an institute or of all; it has the looks that plans have now.

    Raises Refused where there is one already.
    """
    file = institute_style(institute) if institute else SECTOR_STYLE
    if (workspace.root / file).exists():
        raise Refused(_("{file} is there already; open it in Word and edit it", file=file))
    data = workspace.plan.style_documents.get(SECTOR_STYLE) or DEFAULT_STYLE.read_bytes()
    write(workspace.root, {}, {file: data})
    return workspace.root / file


def next_step(path: Path, root: Path) -> Message:
    """What to do with a new style document."""
    return _(
        "made {file}: open it in Word, change its styles and save it; then give: plan style check {file}",
        file=path.relative_to(root).as_posix(),
    )
