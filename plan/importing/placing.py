"""Put a text that arrived in its place: a chapter, or the parts of an action.

In: the bytes of the files that are there, and the text. Out: `Placed`: the new bytes of files, pictures among them, and
what there is to tell. Writes nothing itself. What is there already keeps its data, its title and its line ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join
from textwrap import indent
from typing import Final, Literal

from plan.document import Block, Heading, Paragraph, Role, Run, plain_text
from plan.importing.arrived import Arrived, texts_of, words_of
from plan.importing.markdown import write_source
from plan.importing.sheets import PROSE, partners_in, period_in, read_sheet
from plan.keys import key_of, names_of
from plan.markdown_reader import read_markdown
from plan.messages import Message, Refused, _
from plan.model import Action, Chapter, Status
from plan.patch import Add, Edit, Remove, Replace, patch
from plan.places import Place, Prose
from plan.yaml_layout import read_page
from plan.yaml_nodes import Entry, Scalar, front_matter
from plan.yaml_writing import written

Way = Literal["fill", "replace", "append"]
"""What to do where there is a text already: leave it be, take its place, or go on below it."""

_BOM: Final = b"\xef\xbb\xbf"


class NotPlaced(Refused):
    """The text cannot be put there."""


@dataclass(slots=True)
class Placed:
    """New bytes by path; `lost` are the words that did not get there; `replaced` are files whose words gave way."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: list[Message] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)


# --- a chapter -------------------------------------------------------------------------------------


def title_of(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """The title that a text gives itself, and the text below it; "" where it begins otherwise."""
    match blocks:
        case [Paragraph(role=Role.TITLE) as title, *below]:
            return plain_text(title.inlines).strip(), tuple(below)
        case [Heading() as title, *below] if all(
            block.level > title.level for block in below if isinstance(block, Heading)
        ):
            return plain_text(title.inlines).strip(), tuple(below)
        case _:
            return "", tuple(blocks)


def place_in_chapter(
    files: Mapping[str, bytes], chapter: Chapter, arrived: Arrived, way: Way, takes_title: bool = False
) -> Placed:
    """Put a text in a chapter that is there, which keeps its title unless it `takes_title`. Raises `NotPlaced`."""
    file = chapter.place.file
    if way == "fill" and not is_empty(chapter):
        raise NotPlaced(
            _(
                "there is a text in {file} already; add --append to go on below it, or --replace to take its place "
                "(the old text is kept)",
                file=file,
            )
        )
    title, below = title_of(arrived.blocks)
    same_title = title.casefold() == chapter.title.casefold() or (takes_title and title != "")
    blocks = below if same_title else arrived.blocks
    placed = Placed(replaced=[] if way == "append" or is_empty(chapter) else [file])
    data = files[file]
    # A chapter that was still to be written is a draft from now on.
    if chapter.status is Status.TO_WRITE:
        data = patch({file: data}, [Replace(chapter.place_of("status"), Status.DRAFT.value)])[file]
    text = data.removeprefix(_BOM).decode()
    front = front_matter(text)
    head, body = (text[: front.end], text[front.end :]) if front else ("", text)
    source = write_source("", blocks, taken=_pictures_beside(files, file))
    if way == "append":
        body = body.replace("\r\n", "\n").rstrip("\n") + "\n\n" + _renumbered(source.text, _last_note(body))
    else:
        found = re.search(r"^#[ \t]+[^\r\n]*", body, re.MULTILINE)
        heading = f"# {title}" if takes_title and title else found[0] if found else f"# {chapter.title}"
        body = f"{heading}\n\n{source.text}"
    end = "\r\n" if "\r\n" in text else "\n"
    bom = _BOM if data.startswith(_BOM) else b""
    placed.files[file] = bom + (head + body.replace("\n", end)).encode()
    placed.files |= {join(dirname(file), path): picture for path, picture in source.pictures.items()}
    placed.lost = _lost(arrived, [title] if same_title else [], [Prose(source.text, Place.of_file(file))])
    return placed


def is_empty(chapter: Chapter) -> bool:
    """Whether a chapter is still to be written: by its status, or because it says nothing but what is to come."""
    return chapter.status is Status.TO_WRITE or not _says_something(chapter.text)


def _says_something(text: Prose) -> bool:
    return any(words_of(texts_of(_without_notes(read_markdown(text).blocks))))


def _without_notes(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            kept = (inline for inline in block.inlines if not (isinstance(inline, Run) and inline.to_write))
            yield Paragraph(tuple(kept))
        else:
            yield block


def _renumbered(text: str, by: int) -> str:
    """Markdown with the numbers of its footnotes raised, so that they stay apart from those that are there."""
    return re.sub(r"(?<!\\)\[\^(\d+)\]", lambda note: f"[^{int(note[1]) + by}]", text)


def _last_note(text: str) -> int:
    """The highest number of a footnote in a text."""
    return max(map(int, re.findall(r"(?<!\\)\[\^(\d+)\]", text)), default=0)


def _pictures_beside(files: Mapping[str, bytes], file: str) -> list[str]:
    folder = dirname(file)
    return [path.removeprefix(f"{folder}/") for path in files if path.startswith(f"{folder}/beelden/")]


def _lost(arrived: Arrived, said: Sequence[str], texts: Sequence[Prose]) -> Counter[str]:
    """The words that arrived and stand in none of the texts, nor in what is said elsewhere."""
    here = words_of(said)
    for text in texts:
        here += words_of(texts_of(read_markdown(text).blocks))
    return arrived.words - here


# --- an action -------------------------------------------------------------------------------------


def place_in_action(
    files: Mapping[str, bytes],
    action: Action,
    labels: Mapping[str, str],
    arrived: Arrived,
    way: Way,
    dutch: bool = False,
) -> Placed:
    """Put the parts of a text in an action: long ones in the `.md` beside it, partners and period among its data."""
    file = action.place.file
    beside = f"{file.removesuffix('.yaml')}.md"
    title, below = title_of(arrived.blocks)
    same_title = title.casefold() in (action.title.casefold(), action.name.casefold())
    sheet = read_sheet(below if same_title else arrived.blocks, labels)
    parts = {name: sheet.parts[name] for name in PROSE if name in sheet.parts}
    if sheet.before:
        parts["description"] = (*sheet.before, *parts.get("description", ()))
    placed = Placed()
    edits: list[Edit] = []
    said = [title] if same_title else []
    said += sheet.headings
    for name, blocks in sheet.parts.items():
        if name in PROSE or not blocks:
            continue
        if _as_data(files[file], action, name, blocks, edits, dutch):
            said += texts_of(blocks)
            continue
        # What the data hold already, or cannot hold, stays for the author to compare.
        note = Run(f"nakijken: {labels[name]}, zoals in het ingevoerde bestand", to_write=True)
        parts["description"] = (*parts.get("description", ()), Paragraph((note,)), *blocks)
        placed.told.append(
            _(
                'what stands under "{part}" was put at the end of "{text}", marked: compare it with {file}',
                part=labels[name],
                text=labels["description"],
                file=file,
            )
        )
    texts = {name: text for name in PROSE if (text := getattr(action, name)) is not None and text.place.file == beside}
    written_now = []
    for name, blocks in parts.items():
        old = getattr(action, name)
        standing = old is not None and action.status is not Status.TO_WRITE and _says_something(old)
        if standing and way == "fill":
            raise NotPlaced(
                _(
                    '"{part}" of {file} has a text already; add --append to go on below it, or --replace to take its '
                    "place (the old text is kept)",
                    part=labels[name],
                    file=old.place.file,
                )
            )
        source = write_source("", blocks, taken=_pictures_beside(files, file))
        written_now.append(source.text)
        text = source.text
        if old is not None and old.place.file == file and (entry := _entry(files[file], file, name)):
            edits.append(Remove(entry.key.place))
        if standing and way == "append":
            text = f"{old.rstrip()}\n\n{_renumbered(text, _last_note(old))}"
        elif old is not None and _says_something(old):
            placed.replaced.append(old.place.file)
        texts[name] = text.strip("\n")
        placed.files |= {join(dirname(file), path): picture for path, picture in source.pictures.items()}
    if action.status is Status.TO_WRITE:
        edits.append(Replace(action.place_of("status"), Status.DRAFT.value))
    if edits:
        placed.files[file] = patch({file: files[file]}, edits)[file]
    if parts:
        end = "\r\n" if b"\r\n" in files.get(beside, files[file]) else "\n"
        whole = "\n".join(f"# {labels[name]}\n\n{texts[name]}\n" for name in PROSE if name in texts)
        placed.files[beside] = whole.replace("\n", end).encode()
    placed.lost = _lost(arrived, said, [Prose(text, Place.of_file(beside)) for text in written_now])
    placed.replaced = list(dict.fromkeys(placed.replaced))
    return placed


def _as_data(data: bytes, action: Action, name: str, blocks: Sequence[Block], edits: list[Edit], dutch: bool) -> bool:
    """Put what a part says among the data of an action, where that is possible and nothing stands there yet."""
    file = action.place.file
    if name == "period" and action.period is None and (period := period_in(blocks)):
        edits.append(_filled(data, file, "period", period, dutch))
        return True
    partners = partners_in(blocks) if name == "partners" and not action.partners and not action.partners_note else None
    if partners is None:
        return False
    if partners.names:
        edits.append(_listed(data, file, "partners", partners.names, dutch))
    if partners.open_ended:
        edits.append(_filled(data, file, "partners_open", "ja", dutch))
    if partners.note:
        edits.append(_filled(data, file, "partners_note", partners.note, dutch))
    return True


def _filled(data: bytes, file: str, key: str, value: str, dutch: bool) -> Edit:
    """The edit that gives a key a value, whether it is there already or not."""
    entry = _entry(data, file, key)
    if entry is None or not isinstance(entry.value, Scalar):
        return Add(Place.of_file(file), f"{key_of(key, dutch)}: {written(value)}\n")
    return Replace(entry.value.place, value)


def _listed(data: bytes, file: str, key: str, values: Sequence[str], dutch: bool) -> Edit:
    """The edit that puts values in a list that is empty or not there yet."""
    items = "".join(f"- {written(value)}\n" for value in values)
    entry = _entry(data, file, key)
    if entry is None:
        return Add(Place.of_file(file), f"{key_of(key, dutch)}:\n{indent(items, '  ')}")
    return Add(entry.value.place, items)


def _entry(data: bytes, file: str, key: str) -> Entry | None:
    page = read_page(file, data)
    if page is None:
        raise NotPlaced(_("nothing can be added to {file} as it is; plan check tells what is wrong with it", file=file))
    return next((entry for entry in page.keys.entries if entry.key.text in names_of(key)), None)
