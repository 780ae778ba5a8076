"""What `plan init`, `plan new` and `plan adapt` make: a workspace, an item in it, an institute's version of a chapter.

In: a folder, or an opened workspace and what to make. Out: files, and where the new thing stands. Prints nothing.

In a file that is there already nothing changes but what was asked: `plan.patch` sees to it. What cannot be made is
not written, and `Refused` says why.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from string import Template
from typing import Final

from plan.diagnostics import Severity, did_you_mean
from plan.files import read_whole
from plan.ids import is_device, is_no_text, slug
from plan.journal import finish, write
from plan.keys import DUTCH, key_of, names_of
from plan.load import TEMPLATES, Part, read_part
from plan.markdown_reader import read_markdown
from plan.messages import Refused, _, system_reason
from plan.model import Action, Chapter, Figure, Figures, Institute, Item, Plan, Project, Projects
from plan.outline import planned_chapters
from plan.patch import Add, Edit, PatchRefused, Replace, patch
from plan.places import Place
from plan.schemas import modeline
from plan.workspace import Workspace
from plan.yaml_layout import read_page
from plan.yaml_nodes import Sequence, front_matter
from plan.yaml_writing import written

_BOM: Final = b"\xef\xbb\xbf"
_FILES_OF_SYSTEMS: Final = {"desktop.ini", "thumbs.db"}


# --- a workspace -----------------------------------------------------------------------------------


def init_workspace(folder: Path) -> tuple[Path, ...]:
    """Make a small working workspace in a folder that is new or empty; the files that were made. Raises `Refused`."""
    model = TEMPLATES / "werkruimte"
    paths = sorted(path for path in model.rglob("*") if path.is_file())
    fill_folder(folder, {path.relative_to(model).as_posix(): path.read_bytes() for path in paths})
    return tuple(folder / path.relative_to(model) for path in paths)


def fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in a folder that is new or empty: all of them or none. What was stopped half way can be done again.

    Raises `Refused`, also where there is anything else.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused(_("{folder} is a file; choose the name of a new folder", folder=str(folder)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = system_reason(error)
        raise Refused(_("nothing can be written in {folder}: {reason}", folder=str(folder), reason=reason)) from None
    finish(folder)
    lacking = {**files}
    for path in (path for path in folder.rglob("*") if not _is_nobodys(path, folder)):
        file = path.relative_to(folder).as_posix()
        if file not in lacking or _read(path, file) != lacking.pop(file):
            raise Refused(_("there are files in {folder} already; choose a new or empty folder", folder=str(folder)))
    write(folder, {}, lacking)


def _is_nobodys(path: Path, folder: Path) -> bool:
    """Whether something below a folder is no work of anybody: a folder, or what systems and programs leave there."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return hidden or path.name.lower() in _FILES_OF_SYSTEMS or (path.is_dir() and not path.is_symlink())


# --- an item ---------------------------------------------------------------------------------------


def new_item(workspace: Workspace, kind: str, title: str, institute: Institute | None) -> Place:
    """Make an action, project, figure or chapter of this title, with an id made from it; where its title stands."""
    title = _one_line(title)
    return _MAKERS[kind](workspace, title, institute)


def _new_action(workspace: Workspace, title: str, institute: Institute | None) -> Place:
    id = _new_id(workspace, title)
    file = f"actions/{institute.id}/{id}.yaml" if institute else f"actions/{id}.yaml"
    data = (modeline(file) + skeleton(workspace, "actie.yaml", title=written(title))).encode()
    item = _checked(workspace, file, data)
    write(workspace.root, {}, {file: data})
    return item.title.place


def _new_chapter(workspace: Workspace, title: str, institute: Institute | None) -> Place:
    file, data = new_chapter(workspace, title, institute)
    item = _checked(workspace, file, data)
    write(workspace.root, {}, {file: data})
    return item.title.place


def new_chapter(workspace: Workspace, title: str, institute: Institute | None) -> tuple[str, bytes]:
    """The file that a new chapter of this title is to have, and its skeleton. Raises `Refused`."""
    title = _one_line(title)
    id = _new_id(workspace, title, chapter_of=institute.id if institute else "")
    # Signs at the end of a Markdown heading close it, unless others do.
    heading = f"{title} #" if title.endswith("#") else title
    if institute is None:
        file, text = f"chapters/{id}.md", skeleton(workspace, "hoofdstuk.md", title=heading, id=id)
    else:
        file, owner = f"institutes/{institute.id}/{id}.md", str(institute.id)
        text = skeleton(workspace, "eigen-hoofdstuk.md", title=heading, id=id, institute=owner)
    data = text.encode()
    _checked(workspace, file, data)
    return file, data


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


def _checked(workspace: Workspace, file: str, data: bytes) -> Item:
    """The item that a new file will hold. Raises `Refused` where it is there already, or holds none."""
    if (workspace.root / file).exists():
        raise Refused(_("{file} is there already; open it, or choose another title", file=file))
    part = read_part(file, data)
    if not isinstance(part.value, Action | Chapter) or _has_errors(part):
        raise Refused(_("this title cannot be written down; choose a simpler one"))
    return part.value


def skeleton(workspace: Workspace, name: str, **values: str) -> str:
    """What a new file or item says before anybody filled it in, with the keys that this workspace uses."""
    text = (TEMPLATES / "nieuw" / name).read_text("utf-8")
    if workspace.has_dutch_keys:
        text = _KEY.sub(lambda found: key_of(found[0], dutch=True), text)
    return Template(text).substitute(values)


# A word of a skeleton that is a key with a Dutch name; in a path or a command it is none.
_KEY: Final = re.compile(
    rf"(?<![\w/.$-])(?<!list )(?:{'|'.join(name for name, dutch in DUTCH.items() if dutch)})(?![\w/-]|\.\w)"
)


def _one_line(title: str) -> str:
    """A title as it can stand in a plan: on one line, without signs that nobody sees."""
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in title
        if unicodedata.category(sign) not in ("Cf", "Cn", "Co", "Cs")
    )
    return re.sub(" +", " ", "".join(kept)).strip()


# --- an id -----------------------------------------------------------------------------------------

_LONGEST_ID: Final = 60


def _new_id(workspace: Workspace, title: str, chapter_of: str | None = None) -> str:
    """An id for a title, unlike all others; that of a chapter (of an institute, or "": shared) may be in the order."""
    id = slug(title)
    if len(id) > _LONGEST_ID:
        id = id[: _LONGEST_ID + 1].rpartition("-")[0] or id[:_LONGEST_ID]
    if not id or is_device(id):
        raise Refused(_('no id can be made of the title "{title}"; choose one with more words', title=title))
    if is_no_text(id):
        id = f"de-{id}"
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
        *(plan.institutes, plan.figures, plan.frameworks, plan.rankings, [filled.table for filled in plan.tables]),
    )
    for group in groups:
        yield from ((str(item.id), str(item.place)) for item in group)
    for chapter in plan.chapters:
        if chapter_of is None or chapter.owner in ("", chapter_of):
            yield str(chapter.id), chapter.place.file
    yield from ((slot.id, _ORDER) for slot in plan.slots)
    yield from ((lost.id, str(lost.place)) for lost in plan.damaged if lost.id)
    for path in sorted(path for folder in _FOLDERS for path in (workspace.root / folder).rglob("*.*")):
        parts = path.relative_to(workspace.root).parts
        others_chapter = chapter_of is not None and parts[0] == "institutes" and parts[1] != chapter_of
        if not others_chapter and path.name not in _FIXED and path.parent.name not in _OF_FILES:
            yield path.name.partition(".")[0], "/".join(parts)


_FOLDERS: Final = ("actions", "chapters", "frameworks", "institutes", "rankings")
_FIXED: Final = ("institute.yaml", "projects.yaml", "submission.yaml")
_OF_FILES: Final = ("beelden", "bijlagen")


# --- at the end of a file --------------------------------------------------------------------------


def _added(workspace: Workspace, file: str, key: str, header: str, model: str, title: str) -> Place:
    """Add an item to the list under a key, at its end; `header` begins the file where there is none."""
    id = _new_id(workspace, title)
    item = skeleton(workspace, model, id=id, title=written(title))
    path, there = workspace.root / file, {}
    if path.exists():
        data = there[file] = _read(path, file)
        changed = _patched(file, data, _addition(file, data, key, item, workspace.has_dutch_keys))
    else:
        changed = (modeline(file) + skeleton(workspace, header) + textwrap.indent(item, "  ")).encode()
    items = _items(read_part(file, changed))
    if not (items and items[-1].id == id and items[-1].title == title):
        raise _not_in_order(file)
    write(workspace.root, there, {file: changed})
    return items[-1].place_of("title")


def _addition(file: str, data: bytes, key: str, item: str, dutch: bool) -> Edit:
    """The edit that adds an item to the list under a key, or the key with its first item."""
    page = read_page(file, data)
    if page is None:
        raise _not_in_order(file)
    value = next((entry.value for entry in page.keys.entries if entry.key.text in names_of(key)), None)
    if value is None:
        return Add(Place.of_file(file), f"{key_of(key, dutch)}:\n{textwrap.indent(item, '  ')}")
    if isinstance(value, Sequence) and value.flow and value.items:
        raise Refused(
            _(
                "{file} has its list between square brackets; put each item on lines of its own, behind a hyphen",
                file=file,
            )
        )
    return Add(value.place, item)


def _items(part: Part) -> tuple[Project | Figure, ...]:
    match part.value:
        case Projects():
            return part.value.projects
        case Figures():
            return part.value.figures
        case _:
            return ()


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
    stamped = f"{key_of('answers_version', workspace.has_dutch_keys)}: {shared.version}"
    if path.exists():
        data = _read(path, file)
        stamp = _chapter(file, data).answers_version
        added = Add(Place.of_file(file), f"{stamped}\n")
        changed = _patched(file, data, Replace(stamp.place, shared.version) if stamp else added)
        if _chapter(file, changed).answers_version != shared.version:
            raise _not_in_order(file)
        write(workspace.root, {file: data}, {file: changed})
    else:
        file, files = own_version(workspace, shared, institute)
        changed = files[file]
        write(workspace.root, {}, files)
    return _chapter(file, changed).title.place


def own_version(workspace: Workspace, shared: Chapter, institute: Institute) -> tuple[str, dict[str, bytes]]:
    """The file of an institute's version of a shared chapter, and what is to be made: its text and its pictures.

    Raises `Refused`.
    """
    file = f"institutes/{institute.id}/{shared.id}.md"
    stamped = f"{key_of('answers_version', workspace.has_dutch_keys)}: {shared.version}"
    data = _as_draft(workspace.sources.files[shared.place.file], stamped)
    made = _chapter(file, data)
    if made.version != shared.version or made.answers_version != shared.version:
        raise _not_in_order(shared.place.file)
    return file, {**dict(_pictures_of(workspace, shared, institute)), file: data}


def put_in_order(workspace: Workspace, institute: Institute, chapter: str, after: str) -> dict[str, bytes]:
    """The institute's file with a chapter of its own put behind another one. Raises `Refused`."""
    order = [planned.id for top in planned_chapters(workspace.plan, institute)[0] for planned in top.walk()]
    if chapter in order:
        raise Refused(_('chapter "{id}" stands in the order of chapters already; leave out --after', id=chapter))
    if after not in order:
        hint = did_you_mean(after, order) or _("plan list chapters shows all of them")
        raise Refused(
            _('chapter "{chapter}" does not stand in the order of chapters: {hint}', chapter=after, hint=hint)
        )
    file, dutch = f"institutes/{institute.id}/institute.yaml", workspace.has_dutch_keys
    data = workspace.sources.files[file]
    return {file: _patched(file, data, _addition(file, data, "chapters", order_lines(chapter, after, dutch), dutch))}


def order_lines(chapter: str, after: str, dutch: bool) -> str:
    """What stands under `chapters:` for a chapter behind another one."""
    return f"- {key_of('after', dutch)}: {after}\n  {key_of('add', dutch)}: {chapter}\n"


def _chapter(file: str, data: bytes) -> Chapter:
    value = read_part(file, data).value
    if not isinstance(value, Chapter):
        raise _not_in_order(file)
    return value


def _shared_chapter(plan: Plan, name: str, institute: Institute) -> Chapter:
    id = name.rpartition("/")[2]
    if id in plan.shared_chapters:
        return plan.shared_chapters[id]
    slot = next((slot for slot in plan.slots if slot.id == id), None)
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


def _as_draft(data: bytes, stamp: str) -> bytes:
    """A shared chapter's text as a draft version of it, with front matter of its own."""
    text = data.removeprefix(_BOM).decode()
    front = front_matter(text)
    end = "\r\n" if "\r\n" in text else "\n"
    head = ("---", "status: ontwerp", stamp, "---", "")
    return (end.join(head) + text[front.end if front else 0 :]).encode()


def _pictures_of(workspace: Workspace, shared: Chapter, institute: Institute) -> Iterator[tuple[str, bytes]]:
    """The pictures of a shared chapter, as they are to stand beside a version of it: it names them from where it is."""
    for picture in read_markdown(shared.text).pictures:
        name = normpath(f"chapters/{picture.name}")
        data = workspace.plan.pictures.get(name)
        if data is None or not name.startswith("chapters/"):
            continue
        file = f"institutes/{institute.id}/{name.removeprefix('chapters/')}"
        path = workspace.root / file
        if not path.exists():
            yield file, data
        elif _read(path, file) != data:
            raise Refused(
                _("{file} is another picture than that of the shared chapter; give it another name first", file=file)
            )


# --- files -----------------------------------------------------------------------------------------


def _has_errors(part: Part) -> bool:
    return any(found.severity is Severity.ERROR for found in part.diagnostics)


def _read(path: Path, file: str) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise Refused(_("{file} cannot be read: {reason}", file=file, reason=system_reason(error))) from None


def _patched(file: str, data: bytes, edit: Edit) -> bytes:
    try:
        return patch({file: data}, [edit])[file]
    except PatchRefused:
        raise _not_in_order(file) from None
