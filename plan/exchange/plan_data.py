"""All that one institute's plan says, as JSON that `plan/plan.schema.json` tells about.

In: a `Plan` and one of its institutes. Out: bytes, the same for the same plan, whoever reads them and in whatever order
its files were read. Prose is the Markdown of its author; what it names by id stands in the same data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from plan.coverage import Carried, goal_codes, printed_actions
from plan.dutch import Number, Period
from plan.model import (
    Chapter,
    DataTable,
    Figure,
    FilledTable,
    Framework,
    Institute,
    Item,
    OperationalGoal,
    Plan,
    Project,
    ProjectUse,
    Ranking,
    Staff,
    StrategicGoal,
)
from plan.outline import PlannedChapter, planned_chapters

Data = Mapping[str, object]

VERSION: Final = 1
"""Goes up when a program that reads the data would have to change."""

_EXACT: Final = 2**53
"""From here on a JSON number has no room for decimals."""


def plan_as_json(plan: Plan, institute: Institute) -> bytes:
    """The data of an institute's plan as one JSON object that always has the same keys."""
    return (json.dumps(_plan(plan, institute), indent=1, ensure_ascii=False) + "\n").encode()


def _plan(plan: Plan, institute: Institute) -> Data:
    identity, id = plan.identity, str(institute.id)
    chapters, _told = planned_chapters(plan, institute)
    submission = plan.submissions.get(id)
    return {
        "version": VERSION,
        "plan": {
            "title": identity.title,
            "organisation": identity.organisation,
            "period": _period(identity.period),
            "date": identity.date.isoformat(),
            "language": identity.language,
        },
        "institute": _institute(institute),
        "strategic_goals": list(_goals(plan)),
        "actions": [_action(carried) for carried in printed_actions(plan, institute)],
        "projects": [_project(project) for project in plan.projects if project.owner == id],
        "figures": [_figure(figure) for figure in plan.figures],
        "frameworks": [_framework(framework) for framework in plan.frameworks],
        "rankings": [_ranking(ranking) for ranking in plan.rankings],
        "tables": [_table(table) for table in plan.tables if table.table.owner in ("", id)],
        "abbreviations": [
            {"name": known.name, "full_name": known.full_name} for known in (plan.names.explained if plan.names else ())
        ],
        "chapters": [_chapter(chapter) for top in chapters for chapter in top.walk()],
        "annexes": [
            {
                "id": annex.id,
                "letter": plan.annex_letter(annex),
                "title": plan.annex_title(annex, institute),
                "file": annex.file,
                "text": _text(plan.annex_text(annex, institute)),
            }
            for annex in plan.annexes
        ],
        "own_annexes": [
            {"id": annex.id, "title": annex.title, "file": annex.file}
            for annex in (submission.annexes if submission else ())
        ],
        "approvals": [
            {"body": one.body, "date": one.date and one.date.isoformat(), "minutes": one.minutes}
            for one in (submission.approvals if submission else ())
        ],
        "unread": sorted({lost.place.file for lost in plan.damaged if _concerns(lost.place.file, id)}),
    }


def _concerns(file: str, institute: str) -> bool:
    """Whether a file is an institute's own or one that all share."""
    folder, _sign, rest = file.partition("/")
    owner, below, _name = rest.partition("/")
    return folder not in ("institutes", "actions") or not below or owner == institute


# --- who -------------------------------------------------------------------------------------------


def _institute(institute: Institute) -> Data:
    address = institute.address
    return {
        "id": institute.id,
        "name": institute.name,
        "short_name": institute.short_name,
        "status": institute.status.name.lower().replace("_", "-"),
        "as_of": institute.as_of and institute.as_of.isoformat(),
        "area": institute.area,
        "address": address and {"street": address.street, "postcode": address.postcode, "city": address.city},
        "phone": institute.phone,
        "fax": institute.fax,
        "email": institute.email,
        "website": institute.website,
        "enterprise_number": institute.enterprise_number,
        "register": institute.register_,
        "fte": institute.fte and _staff(institute.fte),
        "signatories": [{"name": one.name, "role": one.role} for one in institute.signatories],
        "decided": institute.participates is not None,
        "waives": [{"goal": waiver.goal, "reason": waiver.reason} for waiver in institute.waives],
    }


def _staff(staff: Staff) -> Data:
    return {
        "granted": _number(staff.granted),
        "requested_extra": _number(staff.requested_extra),
        "year": staff.year,
        "source": staff.source,
    }


# --- what for --------------------------------------------------------------------------------------


def _goals(plan: Plan) -> Iterator[Data]:
    codes = goal_codes(plan)
    for strategic in plan.strategic_goals:
        themes = {str(goal.id): theme.id for theme in strategic.themes for goal in theme.operational_goals}
        yield {
            **_goal(strategic, codes),
            "kind": strategic.kind,
            "legal_basis": list(strategic.legal_basis),
            "themes": [
                {"id": theme.id, "title": theme.title, "short_title": theme.short_title} for theme in strategic.themes
            ],
            "operational_goals": [
                {**_goal(goal, codes), "short_title": goal.short_title, "theme": themes.get(goal.id)}
                for goal in strategic.all_operational_goals
            ],
        }


def _goal(goal: StrategicGoal | OperationalGoal, codes: Mapping[str, str]) -> Data:
    return {
        "id": goal.id,
        "code": codes[goal.id],
        "title": goal.title,
        "status": _status(goal),
        "statement": goal.statement,
        "explanation": goal.explanation,
        "answers": list(goal.answers),
    }


# --- what is done ----------------------------------------------------------------------------------


def _action(carried: Carried) -> Data:
    action, joined = carried.action, carried.participation
    return {
        "id": action.id,
        "title": action.title,
        "short_title": action.short_title,
        "owner": action.owner or None,
        "status": _status(action),
        **_promise(action.period, action.certain, action.possible),
        "carried": {
            **_promise(carried.period, carried.certain, carried.possible),
            "reason": joined and joined.reason,
            "projects": [_use(use) for use in carried.uses],
        },
        "answers": list(action.answers),
        "context": action.context,
        "description": action.description,
        "partners": list(action.partners),
        "partners_open": action.partners_open,
        "partners_note": action.partners_note,
        "collaboration": action.collaboration,
    }


def _promise(period: Period | None, certain: Iterable[str], possible: Iterable[str]) -> Data:
    return {"period": period and _period(period), "certain": list(certain), "possible": list(possible)}


def _use(use: ProjectUse) -> Data:
    return {"id": use.project, "condition": use.condition, "period": use.period and _period(use.period)}


def _project(project: Project) -> Data:
    return {
        "id": project.id,
        "title": project.title,
        "status": _status(project),
        "location": project.location,
        "period": project.period and _period(project.period),
        "condition": project.condition,
        "provisional": project.provisional,
        "description": project.description,
        "partners": list(project.partners),
        "partners_open": project.partners_open,
    }


# --- what it rests on ------------------------------------------------------------------------------


def _figure(figure: Figure) -> Data:
    return {
        "id": figure.id,
        "value": _number(figure.value),
        "unit": figure.unit,
        "title": figure.title,
        "year": figure.year,
        "area": figure.area,
        "source": figure.source,
        "note": figure.note,
        "approximate": figure.approximate,
        "measures": figure.measures,
        "total_of": list(figure.total_of),
    }


def _framework(framework: Framework) -> Data:
    return {
        "id": framework.id,
        "title": framework.title,
        "source": framework.source,
        "period": framework.period and _period(framework.period),
        "in_plan": framework.in_plan,
        "introduction": framework.introduction,
        "items": [
            {
                "id": item.id,
                "title": item.title,
                "status": _status(item),
                "statement": item.statement,
                "source": item.source,
                "answer": item.answer,
                "framework": item.framework,
            }
            for item in framework.items
        ],
    }


def _ranking(ranking: Ranking) -> Data:
    return {
        **_table_head(ranking),
        "column": ranking.column,
        "rows": [{"id": row.id, "title": row.title, "class": row.class_} for row in ranking.rows],
    }


def _table(filled: FilledTable) -> Data:
    return {
        **_table_head(filled.table),
        "heads": list(filled.heads),
        "rows": [
            {"cells": list(row), "class": None if at is None else filled.class_names[at]}
            for row, at in zip(filled.rows, filled.classes, strict=True)
        ],
    }


def _table_head(table: Ranking | DataTable) -> Data:
    return {
        "id": table.id,
        "title": table.title,
        "source": table.source,
        "year": table.year,
        "note": table.note,
        "classes": [{"id": one.id, "title": one.title} for one in table.classes],
    }


def _chapter(chapter: PlannedChapter) -> Data:
    written = chapter.text
    return {
        "id": chapter.id,
        "depth": chapter.depth,
        "role": chapter.slot.role,
        "title": written.title if written else chapter.slot.title,
        "template": None if written else chapter.slot.template,
        "text": _text(written),
    }


def _text(chapter: Chapter | None) -> Data | None:
    if chapter is None:
        return None
    return {
        "owner": chapter.owner or None,
        "status": _status(chapter),
        "version": chapter.version,
        "markdown": chapter.text,
    }


# --- values ----------------------------------------------------------------------------------------


def _status(item: Item) -> str:
    return item.status.name.lower().replace("_", "-")


def _period(period: Period) -> Data:
    return {"from": period.start.iso, "to": period.end.iso}


def _number(number: Number | None) -> int | float | None:
    if number is None:
        return None
    value = number.value
    return int(value) if value == int(value) or abs(value) > _EXACT else float(value)
