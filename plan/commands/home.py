"""What `plan` alone shows: where you are, what is next, and the commands that matter most.

In: an opened workspace and whom it is about. Out: text. Prints nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from textwrap import fill
from typing import Final

from plan.commands.built import outdated
from plan.commands.check import findings_for
from plan.commands.todo import work_to_do
from plan.diagnostics import Severity, in_numbers
from plan.dutch import print_date
from plan.files import read_whole
from plan.messages import Message, _, _n
from plan.outputs import OUTPUT
from plan.workspace import Workspace

# The day of a director, in five commands.
_MATTER: Final = (
    ("plan check", _("what is wrong, and how to mend it")),
    ("plan todo", _("what is still to be written, and by whom")),
    ("plan build", _("make the plan, in Word")),
    ("plan coverage", _("which goals are carried, and when")),
    ("plan review", _("read a Word file that came back with remarks")),
)


def render_home(workspace: Workspace, institute: str | None, language: str, width: int) -> str:
    """A few lines; `institute` is the id of the one that the user works on, None where it is all of them."""
    plan = workspace.plan
    ids = [institute] if institute else []
    about = plan.institutes_by_id.get(institute or "")
    findings = findings_for(workspace, ids)
    state: list[tuple[Message, Message | tuple[Message, ...]]] = [
        (
            _("Findings"),
            in_numbers(found for found in findings if found.severity is not Severity.TODO) or _("nothing to report"),
        ),
        (_("To do"), _to_do(len(work_to_do(findings)))),
        (_("Last built"), _last_build(workspace, institute, language)),
    ]
    name = about.name if about else institute or _("all institutes")
    lines = [
        fill(_("{plan}: {institute}", plan=plan.identity.title, institute=name).render(language), width),
        str(workspace.root),
        "",
        *_table([(head.render(language), _words(told, language)) for head, told in state], width),
        "",
        *_table([(command, told.render(language)) for command, told in _MATTER], width),
        "",
        fill(_("All commands: plan --help. Another institute: plan institute").render(language), width),
    ]
    return "\n".join(lines)


def _to_do(count: int) -> Message:
    return _n("{count} thing", "{count} things", count) if count else _("nothing is left to do")


def _last_build(workspace: Workspace, institute: str | None, language: str) -> Message:
    """When the plan was last built, and whether it is still what it was built from."""
    folders = [institute] if institute else [*workspace.plan.institutes_by_id]
    root = workspace.root / OUTPUT
    built: dict[str, bytes] = {}
    made = 0.0
    for path in (path for id in folders for path in root.glob(f"{id}/*.docx")):
        with suppress(OSError):  # gone meanwhile, or not to be read now
            built[path.relative_to(root).as_posix()] = read_whole(path)
            made = max(made, path.stat().st_mtime)
    if not made:
        return _("not built yet: give plan build")
    moment = datetime.fromtimestamp(made).astimezone()
    day, time = print_date(moment.date(), language), f"{moment:%H:%M}"
    if any(outdated(workspace, built)):
        return _("{day}, {time}; the plan was changed since: give plan build", day=day, time=time)
    return _("{day}, {time}; nothing was changed since", day=day, time=time)


def _words(told: Message | tuple[Message, ...], language: str) -> str:
    return told.render(language) if isinstance(told, Message) else ", ".join(one.render(language) for one in told)


def _table(rows: list[tuple[str, str]], width: int) -> list[str]:
    """Rows of two columns, the second one folded."""
    column = max(len(head) for head, _told in rows) + 4
    return [
        fill(
            told,
            width,
            initial_indent=f"  {head:{column - 2}}",
            subsequent_indent=" " * column,
            break_on_hyphens=False,
        )
        for head, told in rows
    ]
