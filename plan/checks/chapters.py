"""Rules about chapters: those named exist, those written are used, and own versions keep up with the shared text."""

from __future__ import annotations

from collections.abc import Iterator

from plan.checks.items import meant, referred
from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.ids import slug
from plan.markdown_reader import DEEPEST_HEADING, has_marks, read_markdown
from plan.messages import _
from plan.model import Chapter, Institute, Plan
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Text


@rule(severity=Severity.ERROR, supplied_by=("templates/plan.yaml",))
def unknown_chapter(plan: Plan) -> Iterator[Diagnostic]:
    """A text or a change in the order of chapters names a chapter that does not exist."""
    yield from _told_by_changes(plan, "unknown-chapter")
    without_text = list(_without_text(plan))
    for institute, added in without_text:
        own = {str(chapter.id): chapter for chapter in plan.chapters if chapter.owner == institute.id}
        yield Diagnostic(
            rule="unknown-chapter",
            place=added.place,
            message=_('there is no text for chapter "{chapter}"', chapter=added),
            hint=meant(added, own) or _("make {file}", file=f"institutes/{institute.id}/{slug(added)}.md"),
            subject=institute.id,
        )
    known = {str(slot.id): slot for slot in plan.slots} | {str(chapter.id): chapter for chapter in plan.chapters}
    told = {str(added) for _institute, added in without_text}
    for chapter in referred(plan, "chapter"):
        if chapter.id not in known.keys() | told and not plan.lost(Chapter, chapter.id):
            yield Diagnostic(
                rule="unknown-chapter",
                place=chapter.place,
                message=_('chapter "{chapter}" does not exist', chapter=chapter.id),
                hint=meant(chapter.id, known) or _("the order of chapters stands in templates/plan.yaml"),
                subject=chapter.subject,
            )


@rule(severity=Severity.ERROR)
def incomplete_change(plan: Plan) -> Iterator[Diagnostic]:
    """A change in the order of chapters does not say what should happen where, and is not made."""
    return _told_by_changes(plan, "incomplete-change")


@rule(severity=Severity.ERROR)
def unknown_template(plan: Plan) -> Iterator[Diagnostic]:
    """The order of chapters names a template that neither the workspace nor the program has."""
    for slot in plan.slots:
        if slot.template is not None and slot.template not in plan.templates:
            yield Diagnostic(
                rule="unknown-template",
                place=slot.template.place,
                message=_('template "{template}" does not exist', template=slot.template),
                hint=did_you_mean(slot.template, plan.templates)
                or _("make {file}", file=f"templates/{slot.template}.md"),
                subject=slot.id,
            )


@rule(severity=Severity.WARNING, supplied_by=("templates/plan.yaml", "institutes/*/institute.yaml"))
def chapter_not_used(plan: Plan) -> Iterator[Diagnostic]:
    """A chapter was written that no plan prints."""
    printed = {id(chapter.text) for institute in plan.institutes for chapter in _planned(plan, institute)}
    # A change that could not be made is told as such.
    wanted = {
        (institute.id, change.add or change.with_) for institute in plan.institutes for change in institute.chapters
    }
    # Where the text of a change is not found, this may be the chapter that was meant.
    unsure = {str(institute.id) for institute, _added in _without_text(plan)}
    open_slots = {str(slot.id) for slot in plan.slots if slot.template is None}
    annexed = any(slot.role == "annexes" for slot in plan.slots)
    for chapter in plan.chapters:
        if id(chapter) in printed or (not chapter.owner and chapter.id in open_slots):
            continue
        if chapter.owner and (chapter.owner not in plan.institutes_by_id or (chapter.owner, chapter.id) in wanted):
            continue
        if chapter.owner in unsure or (annexed and chapter.id in plan.annexes_by_id):
            continue
        yield Diagnostic(
            rule="chapter-not-used",
            place=chapter.title.place,
            message=_('chapter "{chapter}" stands nowhere in the order of chapters', chapter=chapter.id),
            hint=_(
                'add it to "chapters" in {file}: `after: ...` and below it `add: {chapter}`',
                file=f"institutes/{chapter.owner}/institute.yaml",
                chapter=chapter.id,
            )
            if chapter.owner
            else _("add it to templates/plan.yaml"),
            subject=chapter.id,
        )


@rule(severity=Severity.WARNING, absence=True, supplied_by=("chapters/*",), hides=True)
def chapter_without_text(plan: Plan) -> Iterator[Diagnostic]:
    """A chapter in the sector's order has neither a template nor a text.

    Left alone, its heading would be missing from the plan.
    """
    for slot in plan.slots:
        if (
            slot.template
            or slot.title
            or slot.optional
            or slot.id in plan.shared_chapters
            or slot.id in plan.templates
            or plan.lost(Chapter, slot.id)
        ):
            continue
        yield Diagnostic(
            rule="chapter-without-text",
            place=slot.id.place,
            message=_('chapter "{chapter}" has no text', chapter=slot.id),
            hint=_("make {file}, or write `optional: true` here", file=f"chapters/{slot.id}.md"),
            subject=slot.id,
        )


@rule(severity=Severity.WARNING)
def shared_chapter_moved_on(plan: Plan) -> Iterator[Diagnostic]:
    """A shared chapter has changed since an institute wrote its own version of it.

    Left alone, what the sector decided since would be missing from that institute's plan.
    """
    for own, shared in _versions(plan):
        if own.answers_version is not None and own.answers_version != shared.version:
            yield Diagnostic(
                rule="shared-chapter-moved-on",
                place=own.answers_version.place,
                message=_(
                    'the shared chapter "{chapter}" has changed since this version of it was written', chapter=own.id
                ),
                hint=_(
                    "compare the two; then, in the institute's folder, the command `plan adapt {chapter}` "
                    "writes it down",
                    chapter=own.id,
                ),
                others=(Other(shared.title.place, _("the shared chapter")),),
                subject=own.id,
            )


@rule(severity=Severity.TIP, absence=True)
def version_not_stamped(plan: Plan) -> Iterator[Diagnostic]:
    """An institute's own version of a shared chapter does not say which text it answers.

    Left alone, nobody would be told when the shared chapter changes.
    """
    for own, shared in _versions(plan):
        if own.answers_version is None:
            yield Diagnostic(
                rule="version-not-stamped",
                place=own.title.place,
                message=_(
                    'this version of the shared chapter "{chapter}" does not say which text it answers', chapter=own.id
                ),
                hint=_("in the institute's folder the command `plan adapt {chapter}` writes it down", chapter=own.id),
                others=(Other(shared.title.place, _("the shared chapter")),),
                subject=own.id,
            )


@rule(severity=Severity.WARNING)
def heading_too_deep(plan: Plan) -> Iterator[Diagnostic]:
    """A heading in a chapter would be deeper than the four levels that a plan has."""
    depths = {
        id(chapter.text): (chapter.text, chapter.depth)
        for institute in plan.institutes
        for chapter in _planned(plan, institute)
        if chapter.text is not None
    }
    for chapter, depth in depths.values():
        # In its file a chapter's own heading is of level 1.
        deepest = DEEPEST_HEADING - depth + 1
        for heading in read_markdown(chapter.text).headings if has_marks(chapter.text) else ():
            if heading.level > deepest and heading.origin is not None:
                yield Diagnostic(
                    rule="heading-too-deep",
                    place=heading.origin.place,
                    message=_("this heading stands too deep for its place in the plan"),
                    hint=_(
                        "begin it with `{sign}` at most, or make it the first words of a paragraph", sign="#" * deepest
                    )
                    if deepest > 1
                    else _("make it the first words of a paragraph: this chapter has no room for headings"),
                    subject=chapter.id,
                )


# --- helpers ---------------------------------------------------------------------------------------


def _told_by_changes(plan: Plan, name: str) -> Iterator[Diagnostic]:
    for institute in plan.institutes:
        _chapters, told = planned_chapters(plan, institute)
        yield from (finding for finding in told if finding.rule == name)


def _without_text(plan: Plan) -> Iterator[tuple[Institute, Text]]:
    """The chapters that institutes put in the order and that nobody wrote."""
    for institute in plan.institutes:
        for change in institute.chapters:
            added = change.add or change.with_
            if added and not (_text(plan, institute, added) or added in plan.templates or plan.lost(Chapter, added)):
                yield institute, added


def _planned(plan: Plan, institute: Institute) -> Iterator[PlannedChapter]:
    chapters, _told = planned_chapters(plan, institute)
    for chapter in chapters:
        yield from chapter.walk()


def _text(plan: Plan, institute: Institute, id: str) -> Chapter | None:
    return plan.own_chapters.get((str(institute.id), id)) or plan.shared_chapters.get(id)


def _versions(plan: Plan) -> Iterator[tuple[Chapter, Chapter]]:
    """Institutes' own versions, each with the shared chapter it replaces."""
    for own in plan.own_chapters.values():
        if shared := plan.shared_chapters.get(str(own.id)):
            yield own, shared
