"""Write blocks that arrived as the Markdown that an author types.

In: blocks. Out: the text of a file of the workspace, and its pictures. The words are the Markdown writer's work; what
only sources have is put in here: `{nog ...}`, references, a caption with its table or picture, a line break in a cell.
Knows no goals, no Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plan.document import (
    Block,
    Cell,
    Document,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Row,
    Run,
    Section,
    Table,
    plain_text,
)
from plan.markdown_reader import without_leaps
from plan.writers.markdown import write_markdown
from plan.writers.markdown_inlines import clean, destination, marked

FOLDER: Final = "beelden"
DEEPEST: Final = 3  # below the title of a chapter

# Signs for private use hold the place of what the writer has no words for.
_NOTE, _NOTE_END, _SHOWN, _BREAK = "\ue000", "\ue001", "\ue002", "\ue003"
_PRIVATE: Final = re.compile("[\ue000-\ue003]")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference can name: its kind and id, as texts type them ("hoofdstuk wonen"), and what it then shows."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown, and the pictures that it shows by their paths beside it."""

    text: str
    pictures: dict[str, bytes]


def write_source(
    title: str, blocks: Sequence[Block], taken: Iterable[str] = (), names: Mapping[str, Target] | None = None
) -> Written:
    """Markdown that begins with a title, or without one where that is "".

    No picture takes a path in `taken`. What `names` holds by its anchor is referred to; the rest are plain words.
    """
    writer = _Source({path.casefold() for path in taken}, names or {})
    ready = writer.blocks(_shallow(blocks))
    document = Document(title or "-", "", "nl-BE", (1980, 1, 1), (Section(tuple(ready)),))
    text = write_markdown(document)["plan.md"].decode()
    text = re.sub("<!-- markdownlint-disable MD024 -->\n+", "", text)
    if not title:
        text = text.partition("\n")[2].lstrip("\n")
    text = re.sub(f"{_NOTE}([^{_NOTE_END}]*){_NOTE_END}", lambda note: f"{{nog {_as_typed(note[1])}}}", text)
    text = re.sub(f"{_SHOWN}(\\d+){_SHOWN}", lambda sign: writer.shown[int(sign[1])], text)
    return Written(text.replace(_BREAK, "<br>"), writer.pictures)


def _as_typed(words: str) -> str:
    """The words of a note, which are Markdown no more: without the signs that protect it."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words)


def _shallow(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Headings from the first level on, without leaps; what is deeper than a chapter can go becomes a bold line."""
    top = min((block.level for block in blocks if isinstance(block, Heading)), default=1)
    raised = (replace(block, level=block.level - top + 1) if isinstance(block, Heading) else block for block in blocks)
    return tuple(
        Paragraph(marked(block.inlines, strong=True)) if isinstance(block, Heading) and block.level > DEEPEST else block
        for block in without_leaps(tuple(raised), 0)
    )


class _Source:
    def __init__(self, taken: set[str], names: Mapping[str, Target]) -> None:
        self.taken = taken
        self.names = names
        self.pictures: dict[str, bytes] = {}
        self.shown: list[str] = []

    def blocks(self, blocks: Iterable[Block]) -> list[Block]:
        made: list[Block] = []
        for block in blocks:
            made += self.block(block)
        return made

    def block(self, block: Block) -> Sequence[Block]:
        match block:
            case Heading():
                return [replace(block, inlines=self.inlines(block.inlines), anchor="")]
            case Paragraph():
                # What a paragraph was in Word has no place in Markdown, but for being one.
                return [Paragraph(self.inlines(block.inlines))]
            case List():
                items = tuple(ListItem(tuple(self.blocks(item.blocks))) for item in block.items)
                return [replace(block, items=items)]
            case Quote():
                return [replace(block, blocks=tuple(self.blocks(block.blocks)))]
            case Table():
                caption = [Paragraph((Run("Tabel: "), *self.inlines(block.caption)))] if block.caption else []
                # Cells that were one cell: its words stand in the first of them, once.
                groups = (block.header, block.rows) if len(block.header) > 1 else map(_cut, (block.header, block.rows))
                header, rows = (tuple(map(self.row, group)) for group in groups)
                return [*caption, replace(block, caption=(), header=header, rows=rows)]
            case Picture():
                return [Paragraph((self.show(self.picture(block)),))]
            case _:
                return [block]

    def row(self, row: Row) -> Row:
        return Row(tuple(self.cell(cell) for cell in row.cells))

    def cell(self, cell: Cell) -> Cell:
        broken = (Run(_BREAK) if isinstance(inline, LineBreak) else inline for inline in cell.inlines)
        return replace(cell, inlines=self.inlines(tuple(broken), keep=_BREAK))

    def inlines(self, inlines: Sequence[Inline], keep: str = "") -> tuple[Inline, ...]:
        made: list[Inline] = []
        for inline in inlines:
            match inline:
                case Run(to_write=True):
                    words = re.sub("[{}]", "", _PRIVATE.sub("", inline.text)).strip()
                    made.append(Run(f"{_NOTE}{words}{_NOTE_END}"))
                case Run() if inline.text != keep:
                    made.append(replace(inline, text=_PRIVATE.sub("", inline.text)))
                case Reference() if inline.anchor in self.names:
                    made.append(self.show(_typed(self.names[inline.anchor], inline)))
                    made += (inside for inside in self.inlines(inline.inlines) if isinstance(inside, Note))
                case Link() | Reference():
                    made.append(replace(inline, inlines=self.inlines(inline.inlines)))
                case Note():
                    made.append(replace(inline, blocks=tuple(self.blocks(inline.blocks))))
                case _:
                    made.append(inline)
        return tuple(made)

    def show(self, markdown: str) -> Run:
        """The sign that holds the place of what the writer has no words for."""
        self.shown.append(markdown)
        return Run(f"{_SHOWN}{len(self.shown) - 1}{_SHOWN}")

    def picture(self, block: Picture) -> str:
        """Keep a picture under a name of its own; what shows it."""
        stem, _dot, suffix = block.name.rpartition(".")
        number = 1
        while True:
            path = f"{FOLDER}/{stem}{'' if number == 1 else f'-{number}'}.{suffix}"
            if self.pictures.get(path) == block.data:
                break
            if path not in self.pictures and path.casefold() not in self.taken:
                self.pictures[path] = block.data
                break
            number += 1
        alt = re.sub(r"([\\\[\]])", r"\\\1", clean(block.alt))
        caption = clean(plain_text(block.caption)).replace("\\", "\\\\").replace('"', '\\"')
        title = f' "{caption}"' if caption else ""
        return f"![{alt}]({destination(path)}{title})"


def _typed(target: Target, reference: Reference) -> str:
    """A reference as its author types it, with words of its own where these are not what it is called."""
    if reference.shows == "page":
        return f"{{pagina {target.id}}}"
    words = re.sub("[{}]", "", clean(plain_text(reference.inlines))).strip()
    own = "" if words in ("", target.title) else f": {words}"
    return f"{{{target.kind} {target.id}{own}}}"


def _cut(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows in which a cell that spans columns is followed by empty ones."""
    return tuple(
        Row(
            tuple(
                piece
                for cell in row.cells
                for piece in (replace(cell, span=1), *(Cell((), rows=cell.rows) for _at in range(cell.span - 1)))
            )
        )
        for row in rows
    )
