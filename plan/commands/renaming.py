"""Give a goal, an action, ... another id wherever it is named.

In: an opened workspace, what is renamed, its old id and the new one. Out: a `Renaming`: the edits, the new bytes of
the files and the files' new names; it can be shown as a diff, or written. Prints nothing.

Nothing else changes than the id: see `plan.patch`. But one thing: an own version of a shared chapter that was up to
date with it stays so, whose stamp is therefore set anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plan.commands.diffs import diff_lines
from plan.diagnostics import Severity, did_you_mean
from plan.id_fields import ANY, NAMES, may_name, references_in, spans_in_path
from plan.ids import is_device, is_id, is_no_text, slug
from plan.journal import moved_path, write
from plan.load import ActionText, Part, read_part
from plan.markdown_reader import read_inline, read_markdown
from plan.messages import Message, _, _n
from plan.model import Chapter, Located, Plan, TemplateText
from plan.patch import Edit, PatchRefused, Replace, Reword, patch
from plan.places import Place, Prose, Text
from plan.sources import decode
from plan.workspace import Workspace
from plan.yaml_layout import read_page
from plan.yaml_nodes import Scalar

_TERMS: Final[Mapping[str, Message]] = {
    "goal": _("goal"),
    "theme": _("theme"),
    "action": _("action"),
    "project": _("project"),
    "institute": _("institute"),
    "figure": _("figure"),
    "framework": _("framework"),
    "ranking": _("ranking"),
    "chapter": _("chapter"),
    "annex": _("annex"),
    "table": _("table"),
}
KINDS: Final = tuple(_TERMS)

# Where the id of each kind is the name of a file or a folder.
_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "action": (r"actions/(?:[^/]+/)?(?P<id>[^/]+)\.(?:yaml|md)\Z",),
    "institute": (r"actions/(?P<id>[^/]+)(?=/)", r"institutes/(?P<id>[^/]+)(?=/)"),
    "framework": (r"frameworks/(?P<id>[^/]+)\.yaml\Z",),
    "ranking": (r"rankings/(?P<id>[^/]+)\.yaml\Z",),
    "table": (r"(?:tables|institutes/[^/]+/tabellen)/(?P<id>[^/]+)\.yaml\Z",),
    "chapter": (r"chapters/(?P<id>[^/]+)\.md\Z", r"institutes/[^/]+/(?P<id>[^/]+)\.md\Z"),
    "annex": (r"chapters/(?P<id>[^/]+)\.md\Z", r"institutes/[^/]+/(?P<id>[^/]+)\.md\Z"),
}


@dataclass(frozen=True)
class Renaming:
    """A new id, everywhere: the edits it takes, the bytes of the files before and after, and the files' new paths.

    `left` are places where the old id still stands, in remarks and in the code of templates, for somebody to look at.
    """

    kind: str
    old: str
    new: str
    edits: tuple[Edit, ...]
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    moved: Mapping[str, str]
    left: tuple[Place, ...]

    def write(self, root: Path) -> None:
        """Write all of it, or nothing. Raises `Refused`."""
        write(root, self.before, self.after, self.moved)

    def path(self, file: str) -> str:
        """What a file is called afterwards."""
        return moved_path(file, self.moved)


def rename(workspace: Workspace, kind: str, old: str, new: str) -> Renaming:
    """Find everything that changes when an id does; writes nothing.

    Raises `PatchRefused` when the new id cannot be used, or the old one may stand where it cannot be seen.
    """
    plan, files = workspace.plan, workspace.sources.files
    parts = [read_part(file, data) for file, data in files.items()]
    _refuse_old(plan, parts, files, kind, old, new)
    _refuse_new(plan, new)
    for found in workspace.sources.diagnostics:
        if found.severity is Severity.ERROR:
            raise _mend_first(found.place)
    _refuse_unread(parts, files, old)
    mentions = tuple(place for part in parts for place in _mentions(part, files[part.file], kind, old))
    edits = _with_stamps([Reword(place, new) for place in mentions], parts, files)
    after = patch(files, edits)
    moved = _moved(files, kind, old, new)
    there = [*_moved(files, kind, new, new), *(file for file in moved.values() if (workspace.root / file).exists())]
    if there:
        raise PatchRefused(_("{file} is there already; move it away first", file=there[0]))
    left = tuple(place for part in parts for place in _left(part, files[part.file], kind, old) if place not in mentions)
    return Renaming(kind, old, new, edits, {file: files[file] for file in after}, after, moved, left)


def _with_stamps(edits: list[Reword], parts: Iterable[Part], files: Mapping[str, bytes]) -> tuple[Edit, ...]:
    """The same edits, and those that stamp own versions with what becomes of the shared chapter they answer."""
    chapters = [part.value for part in parts if isinstance(part.value, Chapter)]
    touched = {edit.place.file for edit in edits}
    stamps = {}
    for chapter in chapters:
        file = chapter.text.place.file
        if not chapter.owner and file in touched:
            changed = patch(files, (edit for edit in edits if edit.place.file == file))
            value = read_part(file, changed[file]).value
            assert isinstance(value, Chapter)
            stamps[str(chapter.id), chapter.version] = value.version
    return *edits, *(
        Replace(chapter.answers_version.place, stamp)
        for chapter in chapters
        if chapter.owner
        and chapter.answers_version
        and (stamp := stamps.get((str(chapter.id), str(chapter.answers_version))))
    )


def _moved(files: Iterable[str], kind: str, old: str, new: str) -> dict[str, str]:
    """The new path of each file or folder that is called after the id."""
    moved = {}
    for file in files:
        for pattern in _PATHS.get(kind, ()):
            found = re.match(pattern, file)
            if found and found["id"] == old:
                moved[found[0]] = found[0][: found.start("id")] + new + found[0][found.end("id") :]
    return moved


# --- what cannot be done ---------------------------------------------------------------------------


def _ids(plan: Plan) -> Iterator[tuple[str, Text]]:
    """All ids of the workspace, by kind; a chapter's may come more than once."""
    for strategic in plan.strategic_goals:
        yield "goal", strategic.id
        yield from (("theme", theme.id) for theme in strategic.themes)
        yield from (("goal", goal.id) for goal in strategic.all_operational_goals)
    yield from (("action", action.id) for action in plan.actions)
    yield from (("project", project.id) for project in plan.projects)
    yield from (("institute", institute.id) for institute in plan.institutes)
    yield from (("figure", figure.id) for figure in plan.figures)
    yield from (("annex", annex.id) for annex in plan.annexes)
    yield from (("table", table.id) for table in plan.tables)
    yield from (("framework", framework.id) for framework in plan.frameworks)
    yield from (("ranking", ranking.id) for ranking in plan.rankings)
    yield from (("chapter", slot.id) for slot in plan.slots)
    yield from (("chapter", chapter.id) for chapter in plan.chapters)


def _refuse_old(plan: Plan, parts: Iterable[Part], files: Mapping[str, bytes], kind: str, old: str, new: str) -> None:
    """The old id must be that of one thing, of this kind, in the workspace."""
    ids = [(is_of, id) for is_of, id in _ids(plan) if id == old]
    same = [id for is_of, id in ids if is_of == kind]
    if not same:
        for lost in plan.damaged:
            if lost.id == old:
                raise _mend_first(lost.place)
        term = _TERMS[kind]
        if ids:
            raise PatchRefused(
                _(
                    '"{id}" is no {term}; type: plan rename {kind} {id} {new}',
                    id=old,
                    term=term,
                    kind=ids[0][0],
                    new=new,
                )
            )
        _refuse_unread(parts, files, old)
        known = {str(id): id for is_of, id in _ids(plan) if is_of == kind}
        hint = did_you_mean(old, known) or _("the command `plan list` shows all ids")
        raise PatchRefused(_('there is no {term} "{id}": {hint}', term=term, id=old, hint=hint))
    if kind != "chapter" and len(same) > 1:
        raise PatchRefused(
            _(
                'two things have the id "{id}": {first} and {second}; give one of them another id by hand first',
                id=old,
                first=str(same[0].place),
                second=str(same[1].place),
            )
        )
    if any(place.file.startswith("plan/") for slot in plan.outline for place in _in_fields(slot, kind, old)):
        raise PatchRefused(
            _(
                '"{id}" stands in the order of chapters that comes with the program; '
                "make an order of your own in templates/plan.yaml first",
                id=old,
            )
        )


def _refuse_new(plan: Plan, new: str) -> None:
    """The new id must be a proper one that nothing has."""
    if not is_id(new):
        hint = _(
            'use small letters without accents, digits and hyphens, for example "{proper}"',
            proper=slug(new) or "de-stek",
        )
        raise PatchRefused(_('"{id}" cannot be an id: {hint}', id=new, hint=hint))
    if is_device(new):
        raise PatchRefused(_('no file can be called "{id}" in Windows; choose another id', id=new))
    if is_no_text(new):
        raise PatchRefused(
            _('other programs read "{id}" as a number, a date, a yes or a no; choose an id with a word in it', id=new)
        )
    taken = [id for _kind, id in _ids(plan)] + [Text(lost.id, lost.place) for lost in plan.damaged if lost.id]
    for id in taken:
        if id.casefold() == new:
            raise PatchRefused(_('the id "{id}" is taken ({place}); choose another', id=new, place=str(id.place)))


def _refuse_unread(parts: Iterable[Part], files: Mapping[str, bytes], old: str) -> None:
    """What could not be read of a file may name the old id: then it would keep it."""
    for part in parts:
        wrong = [found.place for found in part.diagnostics if found.severity is Severity.ERROR]
        if wrong and (naming := _lines_with(old, files[part.file].decode(errors="replace"))):
            raise _mend_first(next((place for place in wrong if place.line in naming), wrong[0]))


def _mend_first(place: Place) -> PatchRefused:
    return PatchRefused(
        _("{place} cannot be read, and may name it too; mend that first: plan check tells how", place=str(place))
    )


# --- where an id stands ----------------------------------------------------------------------------


def _mentions(part: Part, data: bytes, kind: str, id: str) -> Iterator[Place]:
    """Where a file names a thing by its id."""
    match part.value:
        case Located() as value:
            yield from _in_fields(value, kind, id)
        case ActionText(sections=sections):
            for _title, text in sections:
                yield from _in_text(text, kind, id)
        case TemplateText():
            # What Jinja leaves of a template is not known here; braces are braces in all of it.
            whole = _whole(part.file, data)
            yield from (whole.part(*found.span("id")) for found in references_in(whole, kind, id))


def _in_fields(item: Located, kind: str, id: str) -> Iterator[Place]:
    for name in type(item).model_fields:
        value = getattr(item, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Located):
                yield from _in_fields(one, kind, id)
            elif isinstance(one, Text | Prose):
                named = NAMES.get((type(item), name))
                if named is None:
                    yield from _in_text(one, kind, id)
                elif named in (kind, ANY) and one.place.has_width:
                    yield from (one.part(*span) for span in spans_in_path(one, kind, id))


def _in_text(text: Text | Prose, kind: str, id: str) -> Iterator[Place]:
    """Where a text refers to a thing: `{actie de-stek}`."""
    if id not in text:
        return
    read = read_markdown(text) if isinstance(text, Prose) else read_inline(text)
    meant = {node.place for node in read.references if may_name(node.kind, kind) and node.target == id}
    for found in references_in(text, kind, id):
        place = text.part(*found.span())
        if place in meant:
            # A text that cannot be told apart is its own part.
            if place == text.place and found[0] != text:
                break
            meant.discard(place)
            yield text.part(*found.span("id"))
    if meant:
        raise PatchRefused(
            _('"{id}" cannot be changed by itself at {place}; do that by hand first', id=id, place=str(min(meant)))
        )


def _left(part: Part, data: bytes, kind: str, id: str) -> Iterator[Place]:
    """Where an id may stand that nobody reads: as a word in a remark or in the code of a template, between braces."""
    whole = _whole(part.file, data)
    found = {match.span("id") for match in references_in(whole, kind, id)}
    if isinstance(part.value, TemplateText):
        found.update(match.span("id") for match in re.finditer(rf"""(["'])(?P<id>{id})\1""", whole))
    elif id in whole and part.file.endswith((".yaml", ".md")) and (page := read_page(part.file, data)):
        said = [page.span(spot.node.place) for spot in page.spots if isinstance(spot.node, Scalar)]
        words = (match.span() for match in _word(id).finditer(whole, page.head_start, page.body_start))
        found.update(word for word in words if not any(start <= word[0] < end for start, end in said))
    yield from (whole.part(*span) for span in sorted(found))


def _whole(file: str, data: bytes) -> Text:
    """All that stands in a file."""
    text = decode(file, data)[0] or ""
    return Text(text, Place(file, 1, 1, text.count("\n") + 1, len(text) - text.rfind("\n")))


def _word(id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9-]){id}(?![a-z0-9-])")


def _lines_with(id: str, text: str) -> list[int]:
    """The numbers of the lines that name an id."""
    return [number for number, line in enumerate(text.split("\n"), 1) if _word(id).search(line)]


# --- to show ---------------------------------------------------------------------------------------


def render_diff(renaming: Renaming, language: str) -> str:
    """What would change: the files' new names, then each file's lines."""
    lines = [_named(file, target).render(language) for file, target in sorted(renaming.moved.items())]
    return "\n".join([*lines, *diff_lines(renaming.before, renaming.after, renaming.path)])


def render_renaming(renaming: Renaming, language: str) -> str:
    """What was changed: how often in which files, and the files' new names."""
    counts = Counter(renaming.path(edit.place.file) for edit in renaming.edits)
    told = [
        _n("{count} place in {file}", "{count} places in {file}", counts[file], file=file) for file in sorted(counts)
    ]
    told += [_named(file, target) for file, target in sorted(renaming.moved.items())]
    head = _('the {term} "{old}" is now "{new}"', term=_TERMS[renaming.kind], old=renaming.old, new=renaming.new)
    lines = [head.render(language), *(f"  {message.render(language)}" for message in told)]
    if renaming.left:
        places = tuple(map(str, renaming.left))
        left = _(
            '"{old}" still stands in remarks and the like; look whether it is meant there: {places}',
            old=renaming.old,
            places=places,
        )
        lines.append(left.render(language))
    return "\n".join(lines)


def _named(file: str, target: str) -> Message:
    return _("{file} is now called {target}", file=file, target=target)
