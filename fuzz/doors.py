"""The doors through which files from anybody come in, and what each promises of any bytes at all.

In: the bytes of an input. Out: nothing, when the door reads them or refuses them in its own way; whatever else it
raises is a fault of the program. Knows no fuzzer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from fuzz import seeds
from fuzz.seeds import YAML, small
from plan.build import EVERYDAY, render
from plan.changes.archives import BadArchive
from plan.checks import check_plan
from plan.commands.deciding import decide
from plan.commands.importing import import_text, read_page, read_text
from plan.diagnostics import render_text
from plan.importing.arrived import Arrived
from plan.load import read_part
from plan.markdown_reader import read_markdown
from plan.messages import Refused
from plan.model import Chapter
from plan.pictures.faults import Unshowable
from plan.pictures.published import measure, publish
from plan.review.reading import read_word
from plan.sharing.packs import read_pack
from plan.spreadsheets import UnreadableSheet, read_sheet
from plan.submission.verifying import verify_zip
from plan.writers.package import Unreadable
from plan.writers.style_parts import UnusableStyle
from plan.writers.styles import open_style


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: `enter` takes any bytes, `seeds` makes inputs that it takes in full.

    No input of at most `longest` bytes may cost more than `seconds` of processor time. Of a zip its files are changed:
    one whose bytes are changed is refused before anybody reads what is in it.
    """

    name: str
    enter: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    seconds: float = 5
    longest: int = 4_000
    is_zip: bool = False


def _is_one_in(count: int, data: bytes) -> bool:
    """Whether an input is one of the few that go all the way, which takes hundreds of times as long."""
    return zlib.crc32(data) % count == 0


def _make(file: str, data: bytes) -> None:
    """Check the small plan with this file in it, tell what is found, and make its documents."""
    workspace = small().with_files({file: data})
    found = check_plan(workspace.plan, workspace.read)
    render_text(found, workspace.sources.line, "nl")
    for institute in workspace.plan.institutes:
        render(workspace.plan, str(institute.id), EVERYDAY, draft=True, findings=found)


def _yaml(data: bytes) -> None:
    if data:
        file = YAML[data[0] % len(YAML)]
        read_part(file, data[1:])
        if _is_one_in(1000, data):
            _make(file, data[1:])


def _markdown(data: bytes) -> None:
    file = "chapters/missie.md"
    chapter = read_part(file, data).value
    if isinstance(chapter, Chapter):
        read_markdown(chapter.text)
    if _is_one_in(1000, data):
        _make(file, data)


def _style(data: bytes) -> None:
    with suppress(UnusableStyle):
        open_style(data)
        if _is_one_in(4, data):
            _make("templates/stijl.docx", data)


def _word(data: bytes) -> None:
    with suppress(Unreadable):
        read_word(data)
    with suppress(Refused):
        _place(read_text("stuk.docx", data))


def _page(data: bytes) -> None:
    with suppress(Refused):
        _place(read_page("stuk.html", data))


def _place(arrived: Arrived) -> None:
    """Put what arrived in a chapter, and in an action."""
    for target in ("missie", "huizen"):
        import_text(small(), arrived, target, None, way="append")


def _sheet(data: bytes) -> None:
    with suppress(UnreadableSheet):
        read_sheet("cijfers.xlsx", data)
    with suppress(Refused):
        decide(small(), "dekking-bewerken.xlsx", data)


def _table(data: bytes) -> None:
    with suppress(UnreadableSheet):
        read_sheet("cijfers.csv", data)


def _agreements(data: bytes) -> None:
    with suppress(Refused):
        decide(small(), "afspraken.json", data)


def _picture(data: bytes) -> None:
    with suppress(Unshowable):
        size = measure(data)
        publish(data, min(size.width, 3000), min(size.height, 3000))


def _zip(data: bytes) -> None:
    with suppress(BadArchive):
        read_pack(data)
    with suppress(Refused):
        verify_zip(data, "indiening-kust.zip")


DOORS: Final = {
    door.name: door
    for door in (
        Door("yaml", _yaml, seeds.yaml_files, longest=1_000),
        Door("markdown", _markdown, seeds.markdown_files, longest=1_000),
        Door("csv", _table, seeds.tables),
        Door("json", _agreements, seeds.agreements),
        Door("html", _page, seeds.pages),
        Door("picture", _picture, seeds.pictures, longest=20_000),
        Door("style", _style, seeds.word_files, longest=1_000_000, is_zip=True),
        Door("word", _word, seeds.word_files, longest=1_000_000, is_zip=True),
        Door("sheet", _sheet, seeds.sheets, longest=200_000, is_zip=True),
        Door("zip", _zip, seeds.zips, longest=1_000_000, is_zip=True),
    )
}
