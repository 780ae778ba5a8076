"""What `plan import` does: bring a text from Word or a web page into a chapter or an action.

In: an opened workspace, the text and where it is to go. Out: an `Import`: the new bytes of files, and all there is to
tell. Prints nothing; `write_import` writes, and first keeps what gives way in `bewaard/`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from textwrap import fill, indent, wrap
from typing import Final

from plan.commands.creating import fill_folder, new_chapter, order_lines, own_version, put_in_order
from plan.commands.diffs import diff_lines
from plan.diagnostics import did_you_mean
from plan.ids import is_id, slug
from plan.importing.arrived import Arrived, texts_of, to_write_in, words_of
from plan.importing.html import from_clipboard, read_html
from plan.importing.losses import without_references
from plan.importing.placing import Placed, Way, place_in_action, place_in_chapter
from plan.importing.tidy import tidy
from plan.importing.word import read_word_file
from plan.importing.workspace import make_workspace
from plan.journal import write
from plan.keys import key_of
from plan.load import assemble, read_part
from plan.messages import Message, Refused, _
from plan.model import Action, Chapter, Institute, Plan
from plan.outline import planned_chapters
from plan.workspace import Workspace
from plan.writers.package import Unreadable

KEPT: Final = "bewaard"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Order:
    """What is left to type for a chapter to stand in a plan, and where."""

    told: Message
    lines: str


@dataclass(frozen=True, slots=True)
class Import:
    """A text on its way in: new files and those they replace, by path, and what there is to tell."""

    files: dict[str, bytes]
    before: dict[str, bytes]
    kept: tuple[str, ...]
    told: tuple[Message, ...]
    notes: tuple[str, ...]
    lost: Counter[str]
    order: Order | None = None


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
        arrived = tidy(read_word_file(data))
    except Unreadable:
        raise Refused(
            _("{file} cannot be read as a Word file; open it in Word and save it as .docx", file=name)
        ) from None
    except RecursionError:
        raise _too_deep(name) from None
    return _filled(name, arrived)


def read_page(name: str, data: bytes) -> Arrived:
    """The text of a web page, or of what a clipboard holds. Raises `Refused`."""
    try:
        blocks, told = read_html(from_clipboard(data))
        arrived = tidy(Arrived(blocks, told, words_of(texts_of(blocks))))
    except RecursionError:
        raise _too_deep(name) from None
    return _filled(name, arrived)


def _too_deep(name: str) -> Refused:
    return Refused(_("the lists or tables in {file} stand too deep inside each other", file=name))


def _filled(name: str, arrived: Arrived) -> Arrived:
    if not arrived.blocks:
        raise Refused(_("there is no text in {file}", file=name))
    return arrived


# --- where it goes ---------------------------------------------------------------------------------


def import_text(
    workspace: Workspace,
    arrived: Arrived,
    target: str,
    institute: Institute | None,
    way: Way = "fill",
    after: str = "",
) -> Import:
    """Put a text in the chapter or action of this id, file or title; a title that nothing has makes a new chapter.

    `after` names the chapter behind which one of an institute is to stand in its plan. Raises `Refused`.
    """
    blocks, losses = without_references(arrived.blocks)
    arrived = replace(arrived, blocks=blocks, told=(*arrived.told, *losses.told()))
    files = workspace.sources.files
    plan = workspace.plan
    name = _named(plan, target.replace("\\", "/").removeprefix("./"), institute)
    action = next((one for one in plan.actions if name in _names_of_action(one)), None)
    if action is not None:
        if after:
            raise Refused(_("--after is for chapters; {name} is an action", name=str(action.id)))
        labels = {key: str(label) for key, label in plan.labels.items()}
        placed = place_in_action(files, action, labels, arrived, way, workspace.has_dutch_keys)
        return _import(placed, arrived, files)
    chapter = _chapter(workspace, name, institute)
    if chapter is not None:
        placed = place_in_chapter(files, chapter, arrived, way)
    else:
        placed, chapter = _in_new_chapter(workspace, name, institute, arrived, way)
    if after:
        placed.files |= _put_after(workspace, chapter, institute, after)
    order = None if after else _not_in_order(workspace, chapter, institute)
    return _import(placed, arrived, files, order)


def _import(placed: Placed, arrived: Arrived, before: Mapping[str, bytes], order: Order | None = None) -> Import:
    return Import(
        placed.files,
        {file: before[file] for file in placed.files if file in before},
        tuple(file for file in placed.replaced if file in before),
        (*placed.told, *arrived.told),
        tuple(to_write_in(arrived.blocks)),
        placed.lost,
        order,
    )


def _named(plan: Plan, name: str, institute: Institute | None) -> str:
    """The id that this title makes or, else, of what has this title; the name itself where nothing is called so."""
    if is_id(name) or "/" in name:
        return name
    owners = ("", str(institute.id) if institute else "")
    titled: tuple[Action | Chapter, ...] = (*plan.actions, *plan.chapters)
    ids = {str(one.id): one.title.casefold() for one in titled if one.owner in owners}
    if slug(name) in ids:
        return slug(name)
    return next((id for id, title in ids.items() if title == name.casefold()), name)


def _names_of_action(action: Action) -> tuple[str, ...]:
    file = action.place.file
    return (str(action.id), file, f"{file.removesuffix('.yaml')}.md")


def _chapter(workspace: Workspace, name: str, institute: Institute | None) -> Chapter | None:
    """The chapter that is there under this name or path."""
    plan = workspace.plan
    if found := next((chapter for chapter in plan.chapters if chapter.place.file == name), None):
        return found
    if re.search(r"/|\.\w+$", name):
        known = [chapter.place.file for chapter in plan.chapters] + [action.place.file for action in plan.actions]
        hint = did_you_mean(name, known) or _("plan list chapters shows all of them")
        raise Refused(_('there is no chapter or action "{name}": {hint}', name=name, hint=hint))
    if institute is not None:
        return plan.own_chapters.get((str(institute.id), name))
    return plan.shared_chapters.get(name)


def _in_new_chapter(
    workspace: Workspace, name: str, institute: Institute | None, arrived: Arrived, way: Way
) -> tuple[Placed, Chapter]:
    """The text in a chapter that is not there yet: an institute's version of a shared one, or one of this name."""
    plan = workspace.plan
    shared = plan.shared_chapters.get(name)
    if shared is not None and institute is not None:
        file, made = own_version(workspace, shared, institute)
    else:
        _refuse_misspelled(plan, name)
        file, data = new_chapter(workspace, name.replace("-", " ").capitalize() if is_id(name) else name, institute)
        made = {file: data}
    chapter = read_part(file, made[file]).value
    assert isinstance(chapter, Chapter)
    files = {**workspace.sources.files, **made}
    if shared is None or institute is None:
        # Who gives an id leaves the title to the text itself.
        return place_in_chapter(files, chapter, arrived, "replace", takes_title=is_id(name)), chapter
    placed = place_in_chapter(files, chapter, arrived, "append" if way == "append" else "replace")
    if way == "append":
        placed.files = made | placed.files
    placed.told.append(
        _(
            '{institute} has a version of its own of the sector\'s chapter "{title}" from now on: in its plan {file} '
            "takes the place of {shared}; take that file away to have the sector's text again",
            institute=institute.name,
            title=shared.title,
            file=file,
            shared=shared.place.file,
        )
    )
    return placed, chapter


def _refuse_misspelled(plan: Plan, name: str) -> None:
    """Raise `Refused` for the id of what the program makes itself, or one that looks like another."""
    slot = next((slot for slot in plan.slots if slot.id == name), None)
    if slot is not None and slot.template:
        raise Refused(
            _('the program makes chapter "{id}" itself of your data; choose another place for this text', id=name)
        )
    known = [*(str(action.id) for action in plan.actions), *(str(chapter.id) for chapter in plan.chapters)]
    if slot is None and is_id(name) and (hint := did_you_mean(name, known)):
        raise Refused(
            _(
                'there is no chapter or action "{name}": {hint} For a new chapter, type its title in quotes, '
                "with a capital",
                name=name,
                hint=hint,
            )
        )


# --- the order of chapters -------------------------------------------------------------------------


def _put_after(workspace: Workspace, chapter: Chapter, institute: Institute | None, after: str) -> dict[str, bytes]:
    if institute is None or chapter.owner != institute.id:
        raise Refused(
            _("--after is for a chapter of an institute; the order of the sector stands in templates/plan.yaml")
        )
    return put_in_order(workspace, institute, str(chapter.id), after)


def _not_in_order(workspace: Workspace, chapter: Chapter, institute: Institute | None) -> Order | None:
    """What to type where, for a chapter that stands in no plan yet."""
    id, plan, dutch = str(chapter.id), workspace.plan, workspace.has_dutch_keys
    if not chapter.owner:
        if any(slot.id == id for slot in plan.slots):
            return None
        told = _("it stands in no plan yet: type this line in templates/plan.yaml, where it is to come")
        return Order(told, f"- {{id: {id}}}\n")
    if institute is None or institute.id != chapter.owner:
        return None
    order = [planned for top in planned_chapters(plan, institute)[0] for planned in top.walk()]
    if any(planned.id == id for planned in order):
        return None
    key = key_of("chapters", dutch)
    example = next((planned.id for planned in order if planned.text), "missie")
    lines = indent(order_lines(id, example, dutch), "  ")
    file = institute.place.file
    there = _(
        'it does not stand in your plan yet: type this in {file}, under the line "{key}:"; instead of {example} any '
        "chapter that plan list chapters shows",
        file=file,
        key=key,
        example=example,
    )
    below = _(
        "it does not stand in your plan yet: type this at the end of {file}; instead of {example} any chapter that "
        "plan list chapters shows",
        file=file,
        example=example,
    )
    return Order(there, lines) if institute.chapters else Order(below, f"{key}:\n{lines}")


# --- a whole plan ----------------------------------------------------------------------------------


def import_workspace(arrived: Arrived, folder: Path, today: date) -> Import:
    """Make a workspace of a whole plan in a folder that is new or empty. Raises `Refused`."""
    labels = {name: str(label) for name, label in assemble(())[0].labels.items()}  # those of the program itself
    draft = make_workspace(arrived, labels, today)
    notes = tuple(to_write_in(arrived.blocks))
    fill_folder(folder, draft.files)
    return Import(draft.files, {}, (), tuple(draft.told), notes, draft.lost)


def render_workspace(imported: Import, folder: Path, language: str, width: int) -> str:
    """What was recognised in the plan, and what is left to do."""
    made = _("made {folder}; next: go to that folder, and give: plan check", folder=str(folder))
    told = render_import(replace(imported, files={}), (), language, width)
    return f"{told}\n\n{made.render(language)}"


# --- writing and telling ---------------------------------------------------------------------------


def write_import(root: Path, imported: Import, now: datetime) -> tuple[Message, ...]:
    """Write the files, and what gives way beside them. What there is to tell about that. Raises `Refused`."""
    kept = {f"{KEPT}/{now:%Y-%m-%d %H.%M.%S}/{file}": imported.before[file] for file in imported.kept}
    write(root, imported.before, {**kept, **imported.files})
    return tuple(_("the old text is kept in {file}", file=file) for file in kept)


def render_import(imported: Import, more: tuple[Message, ...], language: str, width: int, is_done: bool = True) -> str:
    """What came in, or would while nothing `is_done`; where it stands and what is left to do."""
    lines: list[str] = []
    for file in imported.files:
        changed = _("changed {file}", file=file) if is_done else _("would change {file}", file=file)
        made = _("made {place}", place=file) if is_done else _("would make {file}", file=file)
        lines.append((changed if file in imported.before else made).render(language))
    for message in (*more, *imported.told):
        lines += _wrapped(message.render(language), width)
    if imported.order:
        lines += ["", fill(imported.order.told.render(language), width, break_on_hyphens=False)]
        lines.append(indent(imported.order.lines.rstrip(), "    "))
    if imported.notes:
        lines += [
            "",
            _("to do by hand, marked in the text:").render(language),
        ]
        for note in imported.notes:
            lines += _wrapped(f"- {note}", width)
    if imported.lost:
        words = ", ".join(imported.lost)
        told = _("these words of the file did not come along, look for them there: {words}", words=words)
        lines += ["", *wrap(told.render(language), width, subsequent_indent="  ")]
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines that leave the names of files whole."""
    return wrap(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def render_diff(imported: Import, language: str, width: int) -> str:
    """What would change, line by line, and what there is to tell."""
    texts = {file: data for file, data in imported.files.items() if file.endswith((".md", ".yaml"))}
    before = {file: imported.before.get(file, b"") for file in texts}
    told = render_import(imported, (), language, width, is_done=False)
    return "\n".join((*diff_lines(before, texts), "", told))
