"""Rules about references to tables, pictures and pages: what they lead to must be there.

In: a `Plan`. Out: diagnostics at the references. Knows what can be referred to, not in which document it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from plan.checks.items import markdown, referred
from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Severity, did_you_mean
from plan.markdown_reader import CHARTS, Kind
from plan.messages import Message, _
from plan.model import Plan


@rule(severity=Severity.ERROR)
def unknown_target(plan: Plan) -> Iterator[Diagnostic]:
    """A text refers to a table, a picture or a page by an id that nothing has."""
    tables, pictures = set(_tables(plan)), set(_pictures(plan))
    anything = {*tables, *pictures, *_titled(plan)}
    kinds: tuple[tuple[Kind, Collection[str], Message], ...] = (
        ("table", tables, _("write the id above the table, in its caption: {form}", form="`Tabel {#id}: ...`")),
        ("picture", pictures, _("a picture is called as its file is, without what stands behind the dot")),
        ("chart", CHARTS, _("there are {charts}", charts=CHARTS)),
        ("page", anything, _("plan list shows the ids of goals, actions and chapters")),
    )
    for kind, known, cure in kinds:
        for name in referred(plan, kind):
            id = name.id.rpartition("/")[2].casefold() if kind == "page" else name.id.casefold()
            if id not in known and not any(lost.id in ("", id) for lost in plan.damaged):
                yield Diagnostic(
                    rule="unknown-target",
                    place=name.place,
                    message=_told(kind, name.id),
                    hint=did_you_mean(id, known) or cure,
                    subject=name.subject,
                )


def _told(kind: Kind, id: str) -> Message:
    match kind:
        case "table":
            return _('no table is called "{id}"', id=id)
        case "picture":
            return _('no picture is called "{id}"', id=id)
        case "chart":
            return _('no chart is called "{id}"', id=id)
        case _:
            return _('nothing in the plan is called "{id}"', id=id)


def _tables(plan: Plan) -> Iterator[str]:
    yield from (*plan.rankings_by_id, *plan.tables_by_id)
    yield from ("matrix" for slot in plan.slots if slot.role == "matrix")
    for _text, part in markdown(plan):
        for table in part.tables:
            if table.anchor:
                yield table.anchor.rpartition("/")[2]


def _pictures(plan: Plan) -> Iterator[str]:
    yield from (path.rpartition("/")[2].rpartition(".")[0].casefold() for path in plan.pictures)
    yield from CHARTS


def _titled(plan: Plan) -> Iterator[str]:
    yield from (*plan.operational_goals_by_id, *plan.strategic_goals_by_id, *plan.actions_by_id, *plan.annexes_by_id)
    yield from (str(chapter.id) for chapter in plan.chapters)
    yield from (str(slot.id) for slot in plan.slots)
