"""Take Word's habits out of a text that arrived.

In: blocks as they were read. Out: blocks as their author meant them, and what was changed. Knows no files of Word.

Typed lists ("- one", "2. two") become lists, and a short bold line alone becomes a heading. Soft hyphens go, blanks
that do not break become plain ones (the plan sets its own), and blanks in a row become one. Quotes stay as they were
typed. No word is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from plan.document import (
    Block,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    Paragraph,
    Quote,
    Reference,
    Role,
    Run,
    Table,
    plain_text,
    with_inlines,
)
from plan.importing.arrived import Arrived
from plan.messages import _n

_LONGEST_HEADING: Final = 100
_SIGNS: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")) | {
    ord("\u00a0"): " ",
    ord("\u2007"): " ",
    ord("\u202f"): " ",
    ord("\u2011"): "-",
    ord("\t"): " ",
}
_BULLET: Final = re.compile(r"(?P<sign>[•·▪◦‣∙\uf0b7\uf0a7])\s*|(?P<typed>[-–—*o])\s+")
_COUNTED: Final = re.compile(r"(?P<number>\d{1,2})[.)]\s+")


def tidy(arrived: Arrived) -> Arrived:
    """The text as its author meant it, with what was made of it among what is told."""
    work = _Tidy()
    blocks = tuple(work.headings(work.lists(_clean(arrived.blocks))))
    told = []
    if work.made_lists:
        told.append(_n("{count} typed list became a real one", "{count} typed lists became real ones", work.made_lists))
    if work.made_headings:
        told.append(
            _n(
                "{count} bold line became a heading; look whether that is right",
                "{count} bold lines became headings; look whether that is right",
                work.made_headings,
            )
        )
    return replace(arrived, blocks=blocks, told=(*arrived.told, *told))


# --- signs -----------------------------------------------------------------------------------------


def _clean(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        block = with_inlines(block, _clean_inlines)
        match block:
            case Paragraph():
                yield from _parts(block)
            case Heading() if not plain_text(block.inlines).strip():
                pass
            case _:
                yield block


def _clean_inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Inlines without the signs of a typesetter, and with no blank beside another."""
    cleaned: list[Inline] = []
    after_blank = True
    for inline in inlines:
        match inline:
            case Run(code=False):
                text = re.sub(" {2,}", " ", inline.text.translate(_SIGNS))
                text = text.lstrip(" ") if after_blank else text
                after_blank = text.endswith(" ") if text else after_blank
                inline = replace(inline, text=text)
            case LineBreak():
                after_blank = True
            case Link() | Reference():
                inline = replace(inline, inlines=_clean_inlines(inline.inlines))
                after_blank = False
            case Note():
                inline = replace(inline, blocks=tuple(_clean(inline.blocks)))
            case _:
                after_blank = False
        cleaned.append(inline)
    return tuple(inline for inline in cleaned if not isinstance(inline, Run) or inline.text)


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph cut where an empty line was typed in it, or where its lines are items."""
    lines: list[list[Inline]] = [[]]
    for inline in paragraph.inlines:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    first, *others = lines
    if others and all(_BULLET.match(_words(line)) or _COUNTED.match(_words(line)) for line in others):
        yield from (replace(paragraph, inlines=tuple(line)) for line in (first, *others) if _words(line).strip())
        return
    together: list[Inline] = []
    for line in lines:
        if _words(line).strip():
            together += (*((LineBreak(),) if together else ()), *line)
        elif together:
            yield replace(paragraph, inlines=tuple(together))
            together = []
    if together:
        yield replace(paragraph, inlines=tuple(together))


def _words(inlines: Sequence[Inline]) -> str:
    """The words; a note has none, but is not nothing."""
    return "".join("\u2020" if isinstance(inline, Note) else plain_text((inline,)) for inline in inlines)


# --- lists and headings ----------------------------------------------------------------------------


class _Tidy:
    def __init__(self) -> None:
        self.made_lists = 0
        self.made_headings = 0

    def lists(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Paragraphs that begin as items do as lists."""
        waiting: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Quote):
                block = replace(block, blocks=tuple(self.lists(block.blocks)))
            if isinstance(block, Paragraph) and block.role is Role.BODY and _kind(block):
                if waiting and not _follows(waiting[-1], block):
                    yield from self._made(waiting)
                    waiting = []
                waiting.append(block)
                continue
            yield from self._made(waiting)
            waiting = []
            yield block
        yield from self._made(waiting)

    def _made(self, items: Sequence[Paragraph]) -> Iterator[Block]:
        if not items or (len(items) == 1 and _kind(items[0]) != "sign"):
            yield from items
            return
        self.made_lists += 1
        counted = _COUNTED.match(plain_text(items[0].inlines))
        made = tuple(ListItem((replace(item, inlines=_without_marker(item.inlines)),)) for item in items)
        yield List(made, counted is not None, int(counted["number"]) if counted else 1)

    def headings(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Short bold lines that stand alone above a text as headings, one level below the last real one."""
        level = 0
        made = list(blocks)
        for block, after in pairwise((*made, None)):
            assert block is not None
            if isinstance(block, Heading):
                level = block.level
            elif isinstance(block, Paragraph) and (
                block.role is Role.LABEL or (_is_bold_line(block) and after is not None and not _is_heading(after))
            ):
                self.made_headings += block.role is Role.BODY
                yield Heading(level + 1, tuple(map(_in_heading, block.inlines)))
                continue
            yield block


def _kind(paragraph: Paragraph) -> str:
    text = plain_text(paragraph.inlines)
    if not isinstance(paragraph.inlines[0], Run) or paragraph.inlines[0].to_write:
        return ""
    if match := _BULLET.match(text):
        return "sign" if match["sign"] else match["typed"]
    return "number" if _COUNTED.match(text) else ""


def _follows(item: Paragraph, after: Paragraph) -> bool:
    """Whether an item is the next of the same list."""
    if _kind(item) != _kind(after):
        return False
    numbers = [_COUNTED.match(plain_text(one.inlines)) for one in (item, after)]
    if numbers[0] is None or numbers[1] is None:
        return True
    return int(numbers[1]["number"]) == int(numbers[0]["number"]) + 1


def _without_marker(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """An item without the sign typed before it, which may be cut over several runs."""
    text = plain_text(inlines)
    match = _BULLET.match(text) or _COUNTED.match(text)
    left = match.end() if match else 0
    kept: list[Inline] = []
    for inline in inlines:
        if left and isinstance(inline, Run):
            cut = min(left, len(inline.text))
            left -= cut
            inline = replace(inline, text=inline.text[cut:])
        kept.append(inline)
    return _clean_inlines(tuple(kept))


def _is_bold_line(paragraph: Paragraph) -> bool:
    text = plain_text(paragraph.inlines).strip()
    return (
        paragraph.role is Role.BODY
        and 0 < len(text) <= _LONGEST_HEADING
        and not text.endswith((".", ",", ";", "!"))
        and all(
            isinstance(inline, Run) and not inline.to_write and (inline.strong or not inline.text.strip())
            for inline in paragraph.inlines
        )
    )


def _is_heading(block: Block) -> bool:
    return isinstance(block, Heading | Table) or (
        isinstance(block, Paragraph) and (block.role is Role.LABEL or _is_bold_line(block))
    )


def _in_heading(inline: Inline) -> Inline:
    """On one line, and no bolder than the heading itself."""
    match inline:
        case LineBreak():
            return Run(" ")
        case Run():
            return replace(inline, strong=False)
        case _:
            return inline
