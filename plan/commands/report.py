"""What `plan report` makes and tells: the coverage of the sector's goals, for a screen, on paper and in sheets.

In: a workspace. Out: files by their path below `build/sector/`, and text about what became of them. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from plan.commands.building import told_files, told_notices
from plan.coverage import with_unread_institutes
from plan.document import Document
from plan.messages import LANGUAGES, Message, _
from plan.model import Goals, Identity, Plan
from plan.outputs import Written
from plan.standings import told_of_unread
from plan.workspace import Workspace

FOLDER: Final = "sector"

Files = dict[str, bytes]


def report_files(workspace: Workspace, forms: Iterable[str] = ()) -> Files:
    """The files of the report in these forms (of `FORMS`; without any in all), by path; the same for the same sources.

    Their language is that of the plan, whatever is spoken on the terminal.
    """
    files: Files = {}
    plan = with_unread_institutes(workspace.plan)
    for form in tuple(forms) or FORMS:
        files |= _MAKERS[form](workspace, plan, _language(workspace))
    return files


def obstacle(plan: Plan) -> Message | None:
    """Why no report is made: without goals, title or period a report would be an empty shell."""
    if plan.lost(Goals, ""):
        return _("goals.yaml cannot be read; plan check tells what is wrong")
    if plan.lost(Identity, ""):
        return _("the title, period or date of the plan cannot be read; plan check tells what is wrong")
    return None


def no_longer_made(files: Files, folder: Path, forms: Iterable[str] = ()) -> tuple[str, ...]:
    """The files of these forms that stand in a folder and were not made now, as there is nothing to show in them."""
    there = (path for form in tuple(forms) or FORMS for name in _NAMES[form] for path in sorted(folder.glob(name)))
    return tuple(name for path in there if (name := path.relative_to(folder).as_posix()) not in files)


def _language(workspace: Workspace) -> str:
    own = (workspace.plan.identity.language or "").partition("-")[0].lower()
    return own if own in LANGUAGES else LANGUAGES[0]


def _page(workspace: Workspace, plan: Plan, language: str) -> Files:
    from plan.report.data import overview, report_data
    from plan.report.page import render_page

    data = report_data(plan, workspace.sources, workspace.findings, language)
    title = _("{plan}: coverage of the goals", plan=plan.identity.title).render(language)
    return {"dekking.html": render_page(data, overview(plan, language), title, language)}


def _workbook(workspace: Workspace, plan: Plan, language: str) -> Files:
    from plan.report.workbook import coverage_workbook

    return {"dekking.xlsx": coverage_workbook(plan, workspace.findings, language)}


@lru_cache(maxsize=1)
def _document(plan: Plan, language: str) -> Document:
    """What is on paper, made once for Word and Markdown."""
    from plan.compose.coverage_report import coverage_document

    return coverage_document(plan, language)


def _word(_workspace: Workspace, plan: Plan, language: str) -> Files:
    from plan.looks import sector_style
    from plan.writers.word import write_word

    return {"dekking.docx": write_word(_document(plan, language), sector_style(plan))}


def _markdown(_workspace: Workspace, plan: Plan, language: str) -> Files:
    from plan.writers.markdown import write_markdown

    return write_markdown(_document(plan, language), "dekking.md")


def _drawings(_workspace: Workspace, plan: Plan, language: str) -> Files:
    from plan.drawings import coverage_figures

    return coverage_figures(plan, language)


_MAKERS: Final[Mapping[str, Callable[[Workspace, Plan, str], Files]]] = {
    "html": _page,
    "word": _word,
    "markdown": _markdown,
    "svg": _drawings,
    "excel": _workbook,
}
FORMS: Final = tuple(_MAKERS)
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "html": ("dekking.html",),
    "word": ("dekking.docx",),
    "markdown": ("dekking.md", "beelden/tijdlijn*.svg"),
    "svg": ("kaart.svg", "matrix.svg", "tijdlijn.svg"),
    "excel": ("dekking.xlsx",),
}


def render_written(written: Written, plan: Plan, root: Path, language: str) -> str:
    """A few lines about the files of the report, and about what could not be read for it."""
    if written.failure:
        head = _("the report could not be made; what was there is left as it is")
        return "\n".join([head.render(language), f"  {written.failure.render(language)}"])
    head = _("the coverage of the goals, as a report")
    return "\n".join(
        [
            head.render(language),
            *told_files(written, root, language),
            *told_notices(written, language),
            *(f"  {told.render(language)}" for told in told_of_unread(plan)),
        ]
    )
