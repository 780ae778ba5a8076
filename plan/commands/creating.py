"""What `plan init`, `plan new` and `plan adapt` make: a workspace, an item in it, an institute's version of a chapter.

In: a folder, or an opened workspace and what to make. Out: files, and where the new thing stands. Prints nothing.

In a file that is there already nothing changes but what was asked. The result is read before it is written: it must
say what the file said, plus the new; else nothing is written and `Refused` says why.
"""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import normpath
from string import Template
from typing import Final

import yaml

from plan.build import write_whole
from plan.diagnostics import Severity, did_you_mean
from plan.keys import names_of
from plan.load import TEMPLATES, Part, read_part
from plan.markdown_reader import read_markdown
from plan.messages import Message, _
from plan.model import Action, Chapter, Figure, Figures, Institute, Item, Located, Plan, Project, Projects, Slot
from plan.places import Place
from plan.sources import decode
from plan.workspace import Workspace
from plan.yaml_nodes import Scalar, Sequence, read_nodes

_BOM: Final = b"\xef\xbb\xbf"
_FILES_OF_SYSTEMS: Final = {"desktop.ini", "thumbs.db"}


class Refused(Exception):
    """What was asked cannot be made; the message says why and what to do instead. Nothing was written."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


# --- a workspace -----------------------------------------------------------------------------------


def init_workspace(folder: Path) -> tuple[Path, ...]:
    """Make a small working workspace in a folder that is new or empty; the files that were made."""
    if folder.exists() and not folder.is_dir():
        raise Refused(_("{folder} is a file; choose the name of a new folder", folder=str(folder)))
    if folder.is_dir() and any(not _is_of_system(path) for path in folder.iterdir()):
        raise Refused(_("there are files in {folder} already; choose a new or empty folder", folder=str(folder)))
    model = TEMPLATES / "werkruimte"
    made = []
    for path in sorted(path for path in model.rglob("*") if path.is_file()):
        target = folder / path.relative_to(model)
        _write(target, path.read_bytes())
        made.append(target)
    return tuple(made)


def _is_of_system(path: Path) -> bool:
    return path.name.startswith(".") or path.name.lower() in _FILES_OF_SYSTEMS


# --- an item ---------------------------------------------------------------------------------------


def new_item(workspace: Workspace, kind: str, title: str, institute: Institute | None) -> Place:
    """Make an action, project, figure or chapter of this title, with an id made from it; where its title stands."""
    title = _one_line(title)
    return _MAKERS[kind](workspace, title, institute)


def _new_action(workspace: Workspace, title: str, institute: Institute | None) -> Place:
    id = _new_id(workspace, title)
    folder = f"actions/{institute.id}" if institute else "actions"
    return _new_file(workspace, f"{folder}/{id}.yaml", "actie.yaml", title=_quoted(title)).title.place


def _new_chapter(workspace: Workspace, title: str, institute: Institute | None) -> Place:
    id = _new_id(workspace, title, chapter_of=institute.id if institute else "")
    # Signs at the end of a Markdown heading close it, unless others do.
    heading = f"{title} #" if title.endswith("#") else title
    if institute is None:
        return _new_file(workspace, f"chapters/{id}.md", "hoofdstuk.md", title=heading, id=id).title.place
    file = f"institutes/{institute.id}/{id}.md"
    return _new_file(
        workspace, file, "eigen-hoofdstuk.md", title=heading, id=id, institute=str(institute.id)
    ).title.place


def _new_project(workspace: Workspace, title: str, institute: Institute | None) -> Place:
    if institute is None:
        raise Refused(_("a project is of an institute: say which with --institute NAME, or go to its folder"))
    return _added(
        workspace, f"institutes/{institute.id}/projects.yaml", "projects", "projecten.yaml", "project.yaml", title
    )


def _new_figure(workspace: Workspace, title: str, _institute: Institute | None) -> Place:
    return _added(workspace, "figures.yaml", "figures", "cijfers.yaml", "cijfer.yaml", title)


_MAKERS: Final[dict[str, Callable[[Workspace, str, Institute | None], Place]]] = {
    "action": _new_action,
    "project": _new_project,
    "figure": _new_figure,
    "chapter": _new_chapter,
}


def _new_file(workspace: Workspace, file: str, skeleton: str, **values: str) -> Item:
    """Make a file after a skeleton; the item it holds."""
    path = workspace.root / file
    if path.exists():
        raise Refused(_("{file} is there already; open it, or choose another title", file=file))
    data = _skeleton(skeleton, **values).encode()
    part = read_part(file, data)
    if not isinstance(part.value, Action | Chapter) or _has_errors(part):
        raise Refused(_("this title cannot be written down; choose a simpler one"))
    _write(path, data)
    return part.value


def _skeleton(name: str, **values: str) -> str:
    text = (TEMPLATES / "nieuw" / name).read_text("utf-8")
    return Template(text).substitute(values)


def _one_line(title: str) -> str:
    """A title as it can stand in a plan: on one line, without signs that nobody sees."""
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in title
        if unicodedata.category(sign) not in ("Cf", "Cn", "Co", "Cs")
    )
    return re.sub(" +", " ", "".join(kept)).strip()


def _quoted(text: str) -> str:
    """A text as a YAML value on one line: plain where that reads as nothing but this text, else in quotes."""
    for style in (None, '"'):
        written = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=sys.maxsize)
        written = written.removesuffix("...\n").rstrip("\n")
        node, found = read_nodes("", f"title: {written}\n")
        if node and not found and isinstance(value := node.entries[0].value, Scalar) and value.text == text:
            break
    return written


# --- an id -----------------------------------------------------------------------------------------

_LONGEST_ID: Final = 60
# Windows keeps these names for devices: no file can have them.
_DEVICES: Final = re.compile(r"con|prn|aux|nul|(com|lpt)\d")


def _new_id(workspace: Workspace, title: str, chapter_of: str | None = None) -> str:
    """An id for a title, unlike all others; that of a chapter (of an institute, or "": shared) may be in the order."""
    plain = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    id = "-".join(re.findall("[a-z0-9]+", plain.lower()))
    if len(id) > _LONGEST_ID:
        id = id[: _LONGEST_ID + 1].rpartition("-")[0] or id[:_LONGEST_ID]
    if not id or _DEVICES.fullmatch(id):
        raise Refused(_('no id can be made of the title "{title}"; choose one with more words', title=title))
    if chapter_of and id in workspace.plan.shared_chapters:
        raise Refused(_('there is a shared chapter "{id}"; for your own version of it: plan adapt {id}', id=id))
    for known, where in _known_ids(workspace, chapter_of):
        if _bare(known) == _bare(id) and not (chapter_of is not None and known == id and where == _ORDER):
            raise Refused(
                _(
                    '"{id}" looks too much like "{known}" ({place}); choose another title',
                    id=id,
                    known=known,
                    place=where,
                )
                if known != id
                else _('the id "{id}" is taken ({place}); choose another title', id=id, place=where)
            )
    return id


_ORDER: Final = "templates/plan.yaml"


def _bare(id: str) -> str:
    """What is left of an id for whoever reads over hyphens and capitals."""
    return re.sub("[^a-z0-9]", "", id.casefold())


def _known_ids(workspace: Workspace, chapter_of: str | None) -> Iterator[tuple[str, str]]:
    """All ids in the workspace with where each stands; chapters of other institutes are no concern of a chapter."""
    plan = workspace.plan
    themes = [theme for goal in plan.strategic_goals for theme in goal.themes]
    groups = (
        *(plan.strategic_goals, themes, plan.operational_goals, plan.actions, plan.projects),
        *(plan.institutes, plan.figures, plan.frameworks, plan.rankings),
    )
    for group in groups:
        yield from ((str(item.id), str(item.place)) for item in group)
    for chapter in plan.chapters:
        if chapter_of is None or chapter.owner in ("", chapter_of):
            yield str(chapter.id), chapter.place.file
    yield from ((slot.id, _ORDER) for slot in _slots(plan.outline))
    yield from ((lost.id, str(lost.place)) for lost in plan.damaged if lost.id)
    for path in sorted(path for folder in _FOLDERS for path in (workspace.root / folder).rglob("*.*")):
        parts = path.relative_to(workspace.root).parts
        others_chapter = chapter_of is not None and parts[0] == "institutes" and parts[1] != chapter_of
        if not others_chapter and path.name not in _FIXED and path.parent.name != "beelden":
            yield path.name.partition(".")[0], "/".join(parts)


_FOLDERS: Final = ("actions", "chapters", "frameworks", "institutes", "rankings")
_FIXED: Final = ("institute.yaml", "projects.yaml")


def _slots(slots: tuple[Slot, ...]) -> Iterator[Slot]:
    for slot in slots:
        yield slot
        yield from _slots(slot.chapters)


# --- at the end of a file --------------------------------------------------------------------------


def _added(workspace: Workspace, file: str, key: str, header: str, skeleton: str, title: str) -> Place:
    """Add an item to the list under a key, at the end of its file; `header` begins the file where there is none."""
    id = _new_id(workspace, title)
    item = _skeleton(skeleton, id=id, title=_quoted(title))
    path = workspace.root / file
    data = _read(path, file) if path.exists() else _skeleton(header).encode()
    changed = _appended(file, data, key, item)
    before, after = read_part(file, data), read_part(file, changed)
    items = _items(after)
    known = all(found in before.diagnostics for found in after.diagnostics)
    same = [_said(one) for one in items[:-1]] == [_said(one) for one in _items(before)]
    if not (known and same and items and items[-1].id == id and items[-1].title == title):
        raise _not_in_order(file)
    _write(path, changed)
    return items[-1].place_of("title")


def _appended(file: str, data: bytes, key: str, item: str) -> bytes:
    """A file with an item added to the list under a key, all else as it was."""
    bom = _BOM if data.startswith(_BOM) else b""
    readable, _found = decode(file, data)
    if readable is None:
        raise _not_in_order(file)
    text = data.removeprefix(_BOM).decode()
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n")):
        text = _with_line(text, f"{key}:")
        readable = text
    node, _found = read_nodes(file, readable)
    entry = next((entry for entry in node.entries if entry.key.text in names_of(key)), None) if node else None
    indent, spaced = 2, False
    match entry.value if entry else None:
        case Scalar(raw=""):
            pass
        case Sequence(items=(), flow=True, place=place) if place.line == place.end_line:
            lines = text.split("\n")
            line = lines[place.line - 1]
            lines[place.line - 1] = line[: place.column - 1].removesuffix(" ") + line[place.end_column - 1 :]
            text = "\n".join(lines)
        case Sequence(items=items, flow=False, place=place):
            indent = place.column - 1
            spaced = not text.split("\n")[items[-1].place.line - 2].strip()
        case Sequence(flow=True):
            raise Refused(
                _(
                    "{file} has its list between square brackets; put each item on lines of its own, behind a hyphen",
                    file=file,
                )
            )
        case _:
            raise _not_in_order(file)
    block = textwrap.indent(item, " " * indent)
    return bom + _with_line(_with_line(text, "") if spaced else text, block.removesuffix("\n")).encode()


def _with_line(text: str, lines: str) -> str:
    """A text with lines added to its end, with line ends like its own; one empty line is enough."""
    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    if not lines and text.endswith(end * 2):
        return text
    return text + lines.replace("\n", end) + end


def _items(part: Part) -> tuple[Project | Figure, ...]:
    match part.value:
        case Projects():
            return part.value.projects
        case Figures():
            return part.value.figures
        case _:
            return ()


def _said(value: object) -> object:
    """What a value says, wherever it stands; a text at the end of a file may lack its last line end."""
    match value:
        case Located():
            names = (name for name in type(value).model_fields if name not in ("place", "places"))
            return {name: _said(getattr(value, name)) for name in names}
        case tuple():
            return tuple(_said(part) for part in value)
        case str():
            return str.rstrip(value, "\n")
        case _:
            return value


def _not_in_order(file: str) -> Refused:
    return Refused(_("nothing can be added to {file} as it is; plan check tells what is wrong with it", file=file))


# --- a version of a chapter ------------------------------------------------------------------------


def adapt_chapter(workspace: Workspace, chapter: str, institute: Institute) -> Place:
    """Copy a shared chapter (its id or path) for an institute, or stamp the version it has; where its title stands.

    The stamp says which text of the shared chapter the version answers.
    """
    shared = _shared_chapter(workspace.plan, chapter, institute)
    file = f"institutes/{institute.id}/{shared.id}.md"
    path = workspace.root / file
    if path.exists():
        data = _read(path, file)
        before = _chapter(file, data)
        changed = _stamped(before, data, shared.version)
        after = _chapter(file, changed)
        if _said(after) != _said(before.model_copy(update={"answers_version": shared.version})):
            raise _not_in_order(file)
    else:
        changed = _as_draft(workspace.sources.files[shared.place.file], shared.version)
        after = _chapter(file, changed)
        if (after.version, after.answers_version) != (shared.version, shared.version):
            raise _not_in_order(shared.place.file)
        _copy_pictures(workspace, shared, institute)
    _write(path, changed)
    return after.title.place


def _chapter(file: str, data: bytes) -> Chapter:
    value = read_part(file, data).value
    if not isinstance(value, Chapter):
        raise _not_in_order(file)
    return value


def _shared_chapter(plan: Plan, name: str, institute: Institute) -> Chapter:
    id = name.rpartition("/")[2]
    if id in plan.shared_chapters:
        return plan.shared_chapters[id]
    slot = next((slot for slot in _slots(plan.outline) if slot.id == id), None)
    if slot is not None:
        raise Refused(
            _(
                'the program makes chapter "{id}" itself; a text of your own would take the place of all of it: '
                'plan new chapter "{title}" --institute {institute}',
                id=id,
                title=id.replace("-", " ").capitalize(),
                institute=institute.id,
            )
            if slot.template
            else _(
                'chapter "{id}" has no shared text; write your own: plan new chapter "{title}" --institute {institute}',
                id=id,
                title=id.replace("-", " ").capitalize(),
                institute=institute.id,
            )
        )
    hint = did_you_mean(id, plan.shared_chapters) or _("plan list chapters shows all of them")
    raise Refused(_('there is no shared chapter "{name}": {hint}', name=name, hint=hint))


_FRONT: Final = re.compile(r"---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def _as_draft(data: bytes, version: str) -> bytes:
    """A shared chapter's text as a draft version of it, with front matter of its own."""
    text = data.removeprefix(_BOM).decode()
    front = _FRONT.match(text)
    end = "\r\n" if "\r\n" in text else "\n"
    head = ("---", "status: ontwerp", f"answers_version: {version}", "---", "")
    return (end.join(head) + text[front.end() if front else 0 :]).encode()


def _stamped(chapter: Chapter, data: bytes, version: str) -> bytes:
    """A chapter's file with the version it answers in its front matter, all else as it was."""
    bom = _BOM if data.startswith(_BOM) else b""
    text = data.removeprefix(_BOM).decode()
    end = "\r\n" if "\r\n" in text else "\n"
    if chapter.answers_version is not None:
        place = chapter.answers_version.place
        lines = text.split("\n")
        line = lines[place.line - 1]
        lines[place.line - 1] = line[: place.column - 1] + version + line[place.end_column - 1 :]
        text = "\n".join(lines)
    elif front := _FRONT.match(text):
        at = front.start("head")
        text = f"{text[:at]}answers_version: {version}{end}{text[at:]}"
    else:
        text = f"---{end}answers_version: {version}{end}---{end}{text}"
    return bom + text.encode()


def _copy_pictures(workspace: Workspace, shared: Chapter, institute: Institute) -> None:
    """Put the pictures of a shared chapter beside the institute's version: it names them relative to itself."""
    for picture in read_markdown(shared.text).pictures:
        name = normpath(f"chapters/{picture.name}")
        data = workspace.plan.pictures.get(name)
        if data is None or not name.startswith("chapters/"):
            continue
        file = f"institutes/{institute.id}/{name.removeprefix('chapters/')}"
        path = workspace.root / file
        if path.exists() and _read(path, file) != data:
            raise Refused(
                _("{file} is another picture than that of the shared chapter; give it another name first", file=file)
            )
        _write(path, data)


# --- files -----------------------------------------------------------------------------------------


def _has_errors(part: Part) -> bool:
    return any(found.severity is Severity.ERROR for found in part.diagnostics)


def _read(path: Path, file: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(_("{file} cannot be read: {reason}", file=file, reason=error.strerror or str(error))) from None


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(_("{file} cannot be written: {reason}", file=str(path), reason=reason)) from None
