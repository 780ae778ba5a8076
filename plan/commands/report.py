"""What `plan report` makes and tells: the coverage of the sector's goals, for a screen, on paper and in sheets.

In: a workspace. Out: files by their path below `build/sector/`, and text about what became of them. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from plan.commands.building import told_files, told_notices
from plan.messages import LANGUAGES, _
from plan.outputs import Written
from plan.workspace import Workspace

FOLDER: Final = "sector"

Files = dict[str, bytes]


def report_files(workspace: Workspace, forms: Iterable[str] = ()) -> Files:
    """The files of the report in these forms (of `FORMS`; without any in all), by path; the same for the same sources.

    Their language is that of the plan, whatever is spoken on the terminal.
    """
    files: Files = {}
    for form in tuple(forms) or FORMS:
        files |= _MAKERS[form](workspace, _language(workspace))
    return files


def _language(workspace: Workspace) -> str:
    own = (workspace.plan.identity.language or "").partition("-")[0].lower()
    return own if own in LANGUAGES else LANGUAGES[0]


def _page(workspace: Workspace, language: str) -> Files:
    from plan.report.data import overview, report_data
    from plan.report.page import render_page

    plan = workspace.plan
    data = report_data(plan, workspace.sources, workspace.findings, language)
    title = _("{plan}: coverage of the goals", plan=plan.identity.title).render(language)
    return {"dekking.html": render_page(data, overview(plan, language), title, language)}


def _workbook(workspace: Workspace, language: str) -> Files:
    from plan.report.workbook import coverage_workbook

    return {"dekking.xlsx": coverage_workbook(workspace.plan, workspace.findings, language)}


def _word(workspace: Workspace, language: str) -> Files:
    from plan.compose.coverage_report import coverage_document
    from plan.looks import sector_style
    from plan.writers.word import write_word

    document = coverage_document(workspace.plan, workspace.findings, language)
    return {"dekking.docx": write_word(document, sector_style(workspace.plan))}


def _markdown(workspace: Workspace, language: str) -> Files:
    from plan.compose.coverage_report import coverage_document
    from plan.writers.markdown import write_markdown

    return write_markdown(coverage_document(workspace.plan, workspace.findings, language), "dekking.md")


def _drawings(workspace: Workspace, language: str) -> Files:
    from plan.drawings import coverage_figures

    return coverage_figures(workspace.plan, language)


_MAKERS: Final[Mapping[str, Callable[[Workspace, str], Files]]] = {
    "html": _page,
    "word": _word,
    "markdown": _markdown,
    "svg": _drawings,
    "excel": _workbook,
}
FORMS: Final = tuple(_MAKERS)


def render_written(written: Written, root: Path, language: str) -> str:
    """A few lines about the files of the report."""
    if written.failure:
        head = _("the report could not be written; the previous one is still there")
        return "\n".join([head.render(language), f"  {written.failure.render(language)}"])
    head = _("the coverage of the goals, as a report")
    return "\n".join([head.render(language), *told_files(written, root, language), *told_notices(written, language)])
