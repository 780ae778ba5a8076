"""What `plan coverage --edit` makes, and what `plan apply` does with it when it comes back, or with a meeting's list.

In: an opened workspace, and the file that somebody gave. Out: an `Outcome`, which can be told and written: what changes
in the sources, what that does to coverage, and what cannot be done. Prints nothing.

As long as one decision cannot be carried out, none is: who reads that something was refused need not find out what of
the rest came through, and can give the same file again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Final

from plan.commands.diffs import diff_lines
from plan.coverage_changes import coverage_changes
from plan.decisions.agreements import read_agreements
from plan.decisions.applying import Applied, apply_decisions
from plan.decisions.decision import Given, Refusal, Unusable
from plan.decisions.edited_sheet import read_edited
from plan.decisions.sheet import write_sheet
from plan.diagnostics import Diagnostic, Severity
from plan.journal import write
from plan.messages import Message, Refused, _, _n
from plan.model import Goals
from plan.workspace import Workspace

SHEET: Final = "dekking-bewerken.xlsx"
"""What the sheet to edit is called."""


def edit_sheet(workspace: Workspace, language: str) -> bytes:
    """The matrix of a workspace as an Excel file to edit. Raises `Refused` where there is nothing to choose."""
    _need_goals(workspace)
    if not workspace.plan.operational_goals or not workspace.plan.actions:
        raise Refused(_("there are no goals or no actions yet, so there is nothing to edit"))
    return write_sheet(workspace.plan, language)


_FROM_AGREEMENTS: Final = _(
    "in the report (dekking.html), open this file at the agreements, undo those above, save, and apply that file"
)
_FROM_SHEET: Final = _("put the cells above back as they were, save the sheet, and apply it again")


def without_sheet(workspace: Workspace) -> tuple[Message, ...]:
    """Which institutes have no sheet of their own to edit, since they could not be read."""
    plan = workspace.plan
    unread = {str(one.id) for one in plan.institutes if one.is_unread("participates")}
    unread |= {id for id in workspace.unreadable_institutes if id}
    return tuple(
        _(
            'there is no sheet for "{institute}": it cannot be read; plan check tells what is wrong with it',
            institute=id,
        )
        for id in sorted(unread)
    )


@dataclass(frozen=True)
class Outcome:
    """What comes of a file with decisions: what is refused, the files that change, and the effect of that.

    `findings` are what `plan check` newly says of the files that change; `to_take_out` tells how a decision that is
    refused can be taken out of the file.
    """

    applied: Applied
    refused: tuple[Refusal, ...]
    notes: tuple[Message, ...]
    effects: tuple[Message, ...]
    findings: tuple[Diagnostic, ...]
    to_take_out: Message

    def write(self, root: Path) -> None:
        """Write all that changes, or nothing when something is refused. Raises `Refused`."""
        if not self.refused:
            write(root, self.applied.before, self.applied.after)


def decide(workspace: Workspace, name: str, data: bytes) -> Outcome:
    """Find out what comes of a file with decisions; writes nothing. Raises `Refused` when it has none for us."""
    _need_goals(workspace)
    given = _read(name, data)
    title = workspace.plan.identity.title
    if " ".join(given.plan.split()) != " ".join(title.split()):
        raise Refused(
            _(
                '{file} is about another plan, "{other}"; this one is "{title}"',
                file=name,
                other=given.plan,
                title=title,
            )
        )
    applied = apply_decisions(workspace.plan, workspace.sources.files, given.decisions)
    refused = (*given.refused, *applied.refused)
    notes = (*given.notes, *applied.notes)
    to_take_out = _FROM_AGREEMENTS if _is_json(name, data) else _FROM_SHEET
    if refused or not applied.after:
        return Outcome(applied, refused, notes, (), (), to_take_out)
    after = workspace.with_files(applied.after)
    changes = coverage_changes(workspace.plan, after.plan)
    effects = tuple(told for change in changes for told in change.in_full)
    return Outcome(applied, (), notes, effects, _weighing(after.new_findings(workspace), applied.after), to_take_out)


def _need_goals(workspace: Workspace) -> None:
    if workspace.plan.lost(Goals, ""):
        raise Refused(_("goals.yaml cannot be read; plan check tells what is wrong"))


def _read(name: str, data: bytes) -> Given:
    try:
        return read_agreements(data) if _is_json(name, data) else read_edited(data)
    except Unusable as unusable:
        raise Refused(
            _("{file} cannot be used: {reason}; {cure}", file=name, reason=unusable.message, cure=unusable.cure)
        ) from None


def _is_json(name: str, data: bytes) -> bool:
    return name.lower().endswith(".json") or data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _weighing(findings: Iterable[Diagnostic], files: Collection[str]) -> tuple[Diagnostic, ...]:
    """Those that are more than a tip, in some files."""
    return tuple(found for found in findings if found.severity is not Severity.TIP and found.place.file in files)


# --- to show ---------------------------------------------------------------------------------------


def render_outcome(outcome: Outcome, language: str, width: int, dry_run: bool) -> str:
    """What was changed and what that does; with `dry_run` what would, as a diff too; or why nothing was."""
    applied = outcome.applied
    if outcome.refused:
        sections = _sections_of_refusal(outcome)
    else:
        files = tuple(applied.after)
        head = _("nothing changes")
        if dry_run and files:
            head = _("would change, in {files}:", files=files)
        elif files:
            head = _("changed, in {files}:", files=files)
        effects = outcome.effects or ((_("nothing: it stays as it is"),) if files else ())
        findings = (
            _("{place}: {message}", place=str(found.place), message=found.message) for found in outcome.findings
        )
        sections = [
            (head, [*applied.done]),
            (_("was so already:"), [*applied.already]),
            (_("to know:"), [*outcome.notes]),
            (_("what that does to coverage:"), [*effects]),
            (_("plan check newly says:"), [*findings]),
        ]
    lines = (
        [*diff_lines(applied.before, applied.after), ""] if dry_run and applied.after and not outcome.refused else []
    )
    for at, (title, items) in enumerate(sections):
        if at == 0 or items:
            lines += [title.render(language), *(_item(item, language, width) for item in items)]
    return "\n".join(lines)


def _sections_of_refusal(outcome: Outcome) -> list[tuple[Message, list[Message]]]:
    """What cannot be carried out, which of the rest could be, and how to take out what cannot."""
    head = _n(
        "nothing was changed, since {count} decision cannot be carried out:",
        "nothing was changed, since {count} decisions cannot be carried out:",
        len(outcome.refused),
    )
    told = [
        _(
            "{where}: {message}; {cure}",
            where=_("{where}, {about}", where=one.where, about=one.about) if one.about else one.where,
            message=one.message,
            cure=one.cure,
        )
        for one in outcome.refused
    ]
    fine = [_("{where}: {told}", where=where, told=what) for where, what in outcome.applied.fine]
    return [
        (head, told),
        (_("these could be carried out, without those above:"), fine),
        (_("to carry out only these:"), [outcome.to_take_out] if fine else []),
        (_("to know:"), [*outcome.notes]),
    ]


def _item(message: Message, language: str, width: int) -> str:
    return fill(
        message.render(language),
        width,
        initial_indent="  - ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
