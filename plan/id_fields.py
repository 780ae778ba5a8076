"""Which fields and which words of a text name a thing by its id.

In: the models, and texts. Out: `NAMES`, what each field that holds an id names; where in a path of ids or in a text an
id of one kind stands. Knows no plan: whether there is such a thing, rules tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from plan import model as models
from plan.markdown_reader import REFERENCE_WORDS
from plan.model import Located

LOCAL: Final = "local"
"""What is named by an id that holds within one file only, or by the name of a template: no matter of ours."""
ANY: Final = "any"
"""An id of any kind."""

NAMES: Final[Mapping[tuple[type[Located], str], str]] = {
    (models.StrategicGoal, "id"): "goal",
    (models.OperationalGoal, "id"): "goal",
    (models.Contributions, "certain"): "goal",
    (models.Contributions, "possible"): "goal",
    (models.Waiver, "goal"): "goal",
    (models.Theme, "id"): "theme",
    (models.Action, "id"): "action",
    (models.Participation, "action"): "action",
    (models.Institute, "action_order"): "action",
    (models.Project, "id"): "project",
    (models.ProjectUse, "project"): "project",
    (models.Institute, "id"): "institute",
    (models.Figure, "id"): "figure",
    (models.Figure, "total_of"): "figure",
    (models.Framework, "id"): "framework",
    (models.FrameworkItem, "framework"): "framework",
    (models.Slot, "framework"): "framework",
    # `minister/wonen`: the framework, then its item.
    (models.StrategicGoal, "answers"): "framework",
    (models.OperationalGoal, "answers"): "framework",
    (models.Action, "answers"): "framework",
    (models.Ranking, "id"): "ranking",
    (models.Chapter, "id"): "chapter",
    (models.Slot, "id"): "chapter",
    (models.ChapterChange, "add"): "chapter",
    (models.ChapterChange, "with_"): "chapter",
    # `omgevingsanalyse/vertegenwoordiging`: each a chapter.
    (models.ChapterChange, "after"): "chapter",
    (models.ChapterChange, "before"): "chapter",
    (models.ChapterChange, "under"): "chapter",
    (models.ChapterChange, "replace"): "chapter",
    (models.ChapterChange, "drop"): "chapter",
    (models.ChapterChange, "move"): "chapter",
    (models.Annex, "id"): "annex",
    (models.DataTable, "id"): "table",
    (models.Acceptance, "about"): ANY,
    (models.Requirement, "framework"): "framework",
    (models.FrameworkItem, "id"): LOCAL,
    (models.RankingRow, "id"): LOCAL,
    (models.RankingRow, "class_"): LOCAL,
    (models.RankingClass, "id"): LOCAL,
    (models.Slot, "template"): LOCAL,
    # A report names what was filed, whatever that is called since.
    (models.ReportedAction, "action"): LOCAL,
    (models.ReportedProject, "project"): LOCAL,
    (models.Report, "id"): LOCAL,
    (models.RuleSet, "id"): LOCAL,
    (models.Requirement, "id"): LOCAL,
    (models.RequirementWaiver, "requirement"): LOCAL,
    (models.PersonalJudgement, "requirement"): LOCAL,
}
"""What each field that holds an id names."""


def spans_in_path(path: str, kind: str, id: str) -> Iterator[tuple[int, int]]:
    """Where an id stands in one, or in a path of ids: of chapters all are chapters, else the first is a framework."""
    at = 0
    for number, name in enumerate(path.split("/")):
        if name == id and (kind == "chapter" or (number == 0 and (kind == "framework" or name == path))):
            yield at, at + len(name)
        at += len(name) + 1


def references_in(text: str, kind: str, id: str) -> Iterator[re.Match[str]]:
    """Where a text refers to a thing by its id, the group `id` of each: `{actie de-stek}`."""
    words = "|".join(word for word, of in REFERENCE_WORDS.items() if may_name(of, kind))
    pattern = rf"\{{\s*(?:{words})\s+(?P<id>{id})\s*(?::[^{{}}]*)?\}}"
    return re.finditer(pattern, text, re.IGNORECASE) if words else iter(())


def may_name(reference: str, kind: str) -> bool:
    """Whether a reference can lead to a thing of a kind: a page is that of anything, a table may be a ranking."""
    return reference in (kind, "page") or (reference, kind) == ("table", "ranking")
