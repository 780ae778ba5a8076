"""What `plan build` tells about each plan: what it wrote, how long it took and what is wrong.

In: the report of one build. Out: text. Prints nothing.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from plan.build import Report
from plan.messages import Message, _, _n
from plan.outputs import Written


def render_report(report: Report, root: Path, final: bool, language: str) -> str:
    """A few lines about one plan."""
    name = report.institute.name
    seconds = f"{report.seconds:.1f}".replace(".", "," if language == "nl" else ".")
    if report.failure:
        head = _("{institute}: this plan could not be made; the previous one is still there", institute=name)
        return "\n".join(
            [head.render(language), *(_line(told, language) for told in (report.failure, *report.notices))]
        )
    if final and report.obstacles:
        head = _("{institute}: not built, since it is not ready to be final", institute=name)
    elif report.stood:
        # Nothing was made, so there are no seconds and no files to tell of.
        head = _("{institute}: nothing changed", institute=name)
    elif report.obstacles:
        head = _("{institute}: built as a draft in {seconds} s", institute=name, seconds=seconds)
    else:
        head = _("{institute}: built in {seconds} s", institute=name, seconds=seconds)
    lines = [head.render(language), *(() if report.stood else told_files(report, root, language))]
    if report.obstacles:
        reasons = report.obstacles
        why = _("because {reasons}", reasons=reasons) if final else _("draft because {reasons}", reasons=reasons)
        lines.append(_line(why, language))
    lines += told_notices(report, language)
    return "\n".join(lines)


def told_files(report: Written, root: Path, language: str) -> list[str]:
    """Lines about what was written and what was left as it was."""
    lines = [f"  {path.relative_to(root).as_posix()}" for path in report.written]
    if report.unchanged:
        count = len(report.unchanged)
        lines.append(_line(_n("{count} file was up to date", "{count} files were up to date", count), language))
    return lines


def told_notices(report: Written, language: str) -> list[str]:
    """Lines about what became of files that could not be written over."""
    return [_line(notice, language) for notice in report.notices]


def _line(message: Message, language: str) -> str:
    return fill(message.render(language), 80, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
