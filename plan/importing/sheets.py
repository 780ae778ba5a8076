"""Recognise the parts of an action sheet in a text.

In: blocks, and what the parts are called in the plan. Out: a `Sheet`: the blocks of each part, and what is said as data
(partners, period). Knows how sheets are written; knows no files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plan.document import Block, Heading, List, Paragraph, plain_text
from plan.dutch import Unreadable, read_period
from plan.importing.arrived import texts_of

PROSE: Final = ("context", "description", "collaboration")

# What people call a part, beside what it is called in the plan.
_ALSO: Final = {
    "context": "context|maatschappelijke context|probleemstelling|situering|aanleiding",
    "description": "korte omschrijving|omschrijving|beschrijving|korte beschrijving|inhoud",
    "partners": "partners|samenwerkingspartners|samenwerkende partners|met wie",
    "collaboration": "samenwerking|samenwerkingsverband|rolverdeling|wie doet wat",
    "period": "timing|looptijd|periode|planning|duur",
    "goals": "doelstellingen|doelen|draagt bij tot|bijdrage aan de doelstellingen",
    "projects": r"projecten|lokale projecten|projecten en acties.*",
}
_OPEN: Final = re.compile(r"(?:onder meer|onder andere|o\.?\s?a\.?)[:,]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet cut in parts: `parts` by name, in the order of the text; what stands before the first is `before`.

    `headings` are the words that announced the parts.
    """

    before: tuple[Block, ...]
    parts: dict[str, tuple[Block, ...]]
    headings: tuple[str, ...]


def part_named(title: str, labels: Mapping[str, str]) -> str:
    """Which part of a sheet a heading announces; "" for none."""
    plain = " ".join(title.split()).rstrip(" :.").casefold()
    for name, also in _ALSO.items():
        if plain == labels.get(name, "").casefold() or re.fullmatch(also, plain):
            return name
    return ""


def read_sheet(blocks: Sequence[Block], labels: Mapping[str, str]) -> Sheet:
    """Cut blocks at the headings that announce a part; other headings belong to the part they stand in."""
    before: list[Block] = []
    parts: dict[str, list[Block]] = {}
    headings: list[str] = []
    current = before
    for block in blocks:
        title = plain_text(block.inlines) if isinstance(block, Heading) else ""
        if name := part_named(title, labels):
            headings.append(title)
            current = parts.setdefault(name, [])
        else:
            current.append(block)
    return Sheet(tuple(before), {name: tuple(found) for name, found in parts.items()}, tuple(headings))


def period_in(blocks: Sequence[Block]) -> str:
    """The period that blocks tell and nothing else; "" where it cannot be read."""
    text = " ".join(filter(None, texts_of(blocks))).strip().rstrip(".")
    try:
        read_period(text)
    except Unreadable:
        return ""
    return text


@dataclass(frozen=True, slots=True)
class Partners:
    """Names of partners; `open_ended` where they are only some."""

    names: tuple[str, ...] = ()
    open_ended: bool = False
    note: str = ""


def partners_in(blocks: Sequence[Block]) -> Partners | None:
    """The partners that a list or a line of names tells, and a note below it; None where it is no such thing."""
    match blocks:
        case [List() as items]:
            names = tuple(" ".join(filter(None, texts_of(item.blocks))).strip(" ;.") for item in items.items)
            return Partners(tuple(filter(None, names)))
        case [Paragraph() as line, *below] if len(below) < 2 and all(isinstance(block, Paragraph) for block in below):
            text = plain_text(line.inlines).strip()
            note = "".join(plain_text(block.inlines) for block in below if isinstance(block, Paragraph))
            opened = _OPEN.match(text)
            names = _names(text[opened.end() :] if opened else text)
            if len(names) == 1 and not note and len(names[0].split()) > 6:
                return Partners(note=text)
            if any(len(re.sub(r"\(.*\)", "", name)) > 80 or re.search(r"[.;:]\s", name) for name in names):
                return None
            return Partners(names, opened is not None, note)
        case _:
            return None


def _names(text: str) -> tuple[str, ...]:
    """The names in a line: commas between them, and "en" before the last; one between brackets parts nothing."""
    parts = re.split(r",\s+(?![^()]*\))", text.strip())
    last = re.split(r"\s+en\s+(?![^()]*\))", parts[-1])
    if len(last) > 1:
        parts[-1:] = [" en ".join(last[:-1]), last[-1]]
    return tuple(filter(None, (part.strip() for part in parts)))
