"""What `plan import` does: bring a text from Word or a web page into a chapter or an action.

In: an opened workspace, the text and where it is to go. Out: an `Import`: the new bytes of files, and all there is to
tell. Prints nothing; `write_import` writes, and first keeps what gives way in `bewaard/`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Final

from plan.commands.creating import adapt_chapter, new_item
from plan.commands.diffs import diff_lines
from plan.diagnostics import did_you_mean
from plan.ids import is_id, slug
from plan.importing.arrived import Arrived, texts_of, to_write_in, words_of
from plan.importing.html import from_clipboard, read_html
from plan.importing.placing import Placed, Way, place_in_action, place_in_chapter
from plan.importing.tidy import tidy
from plan.importing.word import read_word_file
from plan.importing.workspace import make_workspace
from plan.load import assemble, read_part
from plan.messages import Message, Refused, _, system_reason
from plan.model import Action, Chapter, Institute
from plan.outputs import write_whole
from plan.patch import write
from plan.workspace import Workspace
from plan.writers.package import Unreadable

KEPT: Final = "bewaard"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Import:
    """A text on its way in: new files and those they replace, by path, and what there is to tell."""

    files: dict[str, bytes]
    before: dict[str, bytes]
    kept: tuple[str, ...]
    told: tuple[Message, ...]
    notes: tuple[str, ...]
    lost: Counter[str]


# --- reading ---------------------------------------------------------------------------------------


def read_text(name: str, data: bytes) -> Arrived:
    """The text of a Word file, as its author meant it. Raises `Refused`."""
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            _(
                "{file} is an old .doc file or has a password; open it in Word and save it as .docx without one",
                file=name,
            )
        )
    try:
        arrived = read_word_file(data)
    except Unreadable:
        raise Refused(
            _("{file} cannot be read as a Word file; open it in Word and save it as .docx", file=name)
        ) from None
    return _filled(name, tidy(arrived))


def read_page(name: str, data: bytes) -> Arrived:
    """The text of a web page, or of what a clipboard holds. Raises `Refused`."""
    blocks = read_html(from_clipboard(data))
    return _filled(name, tidy(Arrived(blocks, (), words_of(texts_of(blocks)))))


def _filled(name: str, arrived: Arrived) -> Arrived:
    if not arrived.blocks:
        raise Refused(_("there is no text in {file}", file=name))
    return arrived


# --- where it goes ---------------------------------------------------------------------------------


def import_text(
    workspace: Workspace, arrived: Arrived, target: str, institute: Institute | None, way: Way, dry_run: bool = False
) -> Import:
    """Put a text in the chapter or action that is called so; one that is not there yet is a new chapter.

    With `dry_run` nothing is made; else a new chapter, or an institute's version of a shared one, is there when this
    returns, to be filled. Raises `Refused`.
    """
    name = target.replace("\\", "/").removeprefix("./")
    files = dict(workspace.sources.files)
    before = dict(files)
    plan = workspace.plan
    labels = {key: str(label) for key, label in plan.labels.items()}
    action = next((one for one in plan.actions if name in _names_of_action(one)), None)
    if action is not None:
        placed = place_in_action(files, action, labels, arrived, way, workspace.has_dutch_keys)
    else:
        chapter, is_new = _chapter(workspace, name, institute), False
        if chapter is None:
            chapter, made = _made(workspace, name, institute, dry_run)
            files |= made
            is_new = True
            if not dry_run:
                before |= made
        # Who writes a version of a shared chapter keeps its title.
        has_title = str(chapter.id) in plan.shared_chapters or not is_new
        placed = place_in_chapter(files, chapter, arrived, "replace" if is_new else way, is_new=not has_title)
        if is_new:
            placed.replaced.clear()
    return _import(placed, arrived, before)


def _import(placed: Placed, arrived: Arrived, before: dict[str, bytes]) -> Import:
    return Import(
        placed.files,
        {file: before[file] for file in placed.files if file in before},
        tuple(file for file in placed.replaced if file in before),
        (*arrived.told, *placed.told),
        tuple(to_write_in(arrived.blocks)),
        placed.lost,
    )


def _names_of_action(action: Action) -> tuple[str, ...]:
    file = action.place.file
    return (str(action.id), file, f"{file.removesuffix('.yaml')}.md")


def _chapter(workspace: Workspace, name: str, institute: Institute | None) -> Chapter | None:
    """The chapter that is there under this name or path."""
    plan = workspace.plan
    if found := next((chapter for chapter in plan.chapters if chapter.place.file == name), None):
        return found
    if re.search(r"[/.]", name):
        known = [chapter.place.file for chapter in plan.chapters] + [action.place.file for action in plan.actions]
        hint = did_you_mean(name, known) or _("plan list chapters shows all of them")
        raise Refused(_('there is no chapter or action "{name}": {hint}', name=name, hint=hint))
    if institute is not None:
        return plan.own_chapters.get((str(institute.id), name))
    return plan.shared_chapters.get(name)


def _made(
    workspace: Workspace, name: str, institute: Institute | None, dry_run: bool
) -> tuple[Chapter, dict[str, bytes]]:
    """A chapter that is made for the text, with the file that holds it; with `dry_run` as it would be."""
    plan = workspace.plan
    shared = plan.shared_chapters.get(name)
    slot = next((slot for slot in plan.slots if slot.id == name), None)
    if slot is not None and slot.template:
        raise Refused(
            _('the program makes chapter "{id}" itself of your data; choose another place for this text', id=name)
        )
    if shared is None and slot is None:
        known = [*(str(action.id) for action in plan.actions), *(str(chapter.id) for chapter in plan.chapters)]
        if is_id(name) and (hint := did_you_mean(name, known)):
            raise Refused(
                _(
                    'there is no chapter or action "{name}": {hint} For a new chapter, type its title in quotes, '
                    "with a capital",
                    name=name,
                    hint=hint,
                )
            )
    title = str(shared.title) if shared else name.replace("-", " ").capitalize() if is_id(name) else name
    folder = f"institutes/{institute.id}" if institute else "chapters"
    if dry_run:
        file = f"{folder}/{name if is_id(name) else slug(name)}.md"
        data = f"---\nstatus: te-schrijven\n---\n# {title}\n".encode()
    else:
        if shared is not None and institute is not None:
            file = adapt_chapter(workspace, name, institute).file
        else:
            file = new_item(workspace, "chapter", title, institute).file
        data = (workspace.root / file).read_bytes()
    chapter = read_part(file, data).value
    assert isinstance(chapter, Chapter)
    return chapter, {file: data}


# --- a whole plan ----------------------------------------------------------------------------------


def import_workspace(arrived: Arrived, folder: Path, today: date) -> Import:
    """Make a workspace of a whole plan in a folder that is new or empty. Raises `Refused`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(_("there are files in {folder} already; choose a new or empty folder", folder=str(folder)))
    labels = {name: str(label) for name, label in assemble(())[0].labels.items()}  # those of the program itself
    draft = make_workspace(arrived, labels, today)
    notes = tuple(to_write_in(arrived.blocks))
    for file, data in draft.files.items():
        try:
            write_whole(folder / file, data)
        except OSError as error:
            reason = system_reason(error)
            raise Refused(_("{file} cannot be written: {reason}", file=str(folder / file), reason=reason)) from None
    return Import(draft.files, {}, (), tuple(draft.told), notes, draft.lost)


def render_workspace(imported: Import, folder: Path, language: str, width: int) -> str:
    """What was recognised in the plan, and what is left to do."""
    made = _("made {folder}; next: go to that folder, and give: plan check", folder=str(folder))
    told = render_import(replace(imported, files={}), (), language, width)
    return f"{told}\n\n{made.render(language)}"


# --- writing and telling ---------------------------------------------------------------------------


def write_import(root: Path, imported: Import, now: datetime) -> tuple[Message, ...]:
    """Write the files; what gives way is kept first. What there is to tell about that. Raises `Refused`."""
    folder = f"{KEPT}/{now:%Y-%m-%d %H.%M.%S}"
    try:
        for file in imported.kept:
            write_whole(root / folder / file, imported.before[file])
        write(root, imported.before, imported.files)
    except OSError as error:
        raise Refused(_("{file} cannot be written: {reason}", file=folder, reason=system_reason(error))) from None
    return tuple(_("the old text is kept in {file}", file=f"{folder}/{file}") for file in imported.kept)


def render_import(imported: Import, more: tuple[Message, ...], language: str, width: int) -> str:
    """What came in, where it stands now and what is left to do."""
    lines: list[str] = []
    for file in imported.files:
        word = _("changed {file}", file=file) if file in imported.before else _("made {place}", place=file)
        lines.append(word.render(language))
    for message in (*more, *imported.told):
        lines += wrap(message.render(language), width, initial_indent="  ", subsequent_indent="    ")
    if imported.notes:
        lines += [
            "",
            _("to do by hand, marked in the text:").render(language),
        ]
        for note in imported.notes:
            lines += wrap(f"- {note}", width, initial_indent="  ", subsequent_indent="    ")
    if imported.lost:
        words = ", ".join(imported.lost)
        told = _("these words of the file did not come along, look for them there: {words}", words=words)
        lines += ["", *wrap(told.render(language), width, subsequent_indent="  ")]
    return "\n".join(lines)


def render_diff(imported: Import, language: str, width: int) -> str:
    """What would change, line by line, and what there is to tell."""
    texts = {file: data for file, data in imported.files.items() if file.endswith((".md", ".yaml"))}
    before = {file: imported.before.get(file, b"") for file in texts}
    told = render_import(imported, (), language, width)
    return "\n".join((*diff_lines(before, texts), "", told))
