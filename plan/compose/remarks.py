"""Put what was found about a plan beside the words in its document that it is about.

In: a document, the plan it was composed from, and findings. Out: the document with a `Remark` for each finding that
asks something of its reader: a fault, a tip, or a place where somebody still has to write. Knows no rules, no Word.

A finding stands at a place in the sources; so does every value that the document shows. Where no value that is shown
holds the place of a finding, the remark goes to the title of what it is about; where that is not in the document
either, to the title of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache

from plan.compose.homes import origins
from plan.diagnostics import Diagnostic, Severity, render_remark
from plan.document import Block, Document, Origin, Remark
from plan.model import Located, Plan
from plan.places import Place, Text

_STILL_TO_WRITE = "still-to-write"


def with_remarks(document: Document, plan: Plan, findings: Iterable[Diagnostic]) -> Document:
    """The document with a remark for each finding that nobody accepted; work to do only where a text has a gap."""
    homes = Homes(homes_in(document.blocks()), plan)
    language = document.language.partition("-")[0]
    remarks = [
        Remark(home.key, home.part, render_remark(found, language))
        for found in findings
        if found.accepted is None and (found.severity is not Severity.TODO or found.rule == _STILL_TO_WRITE)
        if (home := homes.of(found)) is not None
    ]
    return replace(document, remarks=tuple(remarks))


def homes_in(blocks: Iterable[Block]) -> Iterator[Origin]:
    """The homes of values in blocks, in printed order."""
    return (origin for block in blocks for origin in origins(block) if origin.home)


class Homes:
    """The homes of a document by file, and the items of a plan, to find what a place belongs to."""

    def __init__(self, homes: Iterable[Origin], plan: Plan) -> None:
        """Of all homes of a document, in printed order."""
        homes = tuple(homes)
        self._homes: dict[str, list[Origin]] = {}
        for home in homes:
            self._homes.setdefault(home.place.file, []).append(home)
        self._titles: Mapping[str, Origin] = {home.key: home for home in reversed(homes) if not home.part}
        self._items = _items_by_file(plan)
        self._whole = self._titles.get(plan.identity.title.key) or next(iter(homes), None)

    def of(self, found: Diagnostic) -> Origin | None:
        """Where a remark about a finding goes: the innermost value, or the title of the innermost item."""
        place = found.place
        values = [home for home in self._homes.get(place.file, ()) if home.place.holds(place)]
        if values:
            return max(values, key=lambda home: _innermost(home.place))
        about = (self._titles.get(f"{found.subject}.{name}") for name in ("title", "name"))
        items = [item for item in self._items.get(place.file, ()) if item.place.holds(place)]
        items.sort(key=lambda item: _innermost(item.place), reverse=True)
        return next((title for title in (*about, *map(self._title, items)) if title), self._whole)

    def _title(self, item: Located) -> Origin | None:
        named = (getattr(item, name, None) for name in ("title", "name"))
        return next((self._titles.get(text.key) for text in named if isinstance(text, Text)), None)


def _innermost(place: Place) -> tuple[int, int, int, int]:
    """What is larger the further inside a place lies; only among places that all hold one spot."""
    return place.line, place.column, -place.end_line, -place.end_column


@lru_cache(maxsize=2)
def _items_by_file(plan: Plan) -> Mapping[str, list[Located]]:
    by_file: dict[str, list[Located]] = {}
    for item in _located(plan):
        by_file.setdefault(item.place.file, []).append(item)
    return by_file


def _located(value: object) -> Iterator[Located]:
    """All that authors wrote as items, at every depth."""
    if isinstance(value, Located):
        yield value
        for name in type(value).model_fields:
            yield from _located(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _located(part)
    elif isinstance(value, Plan):
        for field in fields(value):
            yield from _located(getattr(value, field.name))
