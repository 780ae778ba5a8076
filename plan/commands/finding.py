"""What `plan list` and `plan find` show: what there is with its ids, and where a sentence of the plan stands.

In: a `Plan`, or an opened workspace and some text. Out: text for a terminal, and places. Prints nothing.

A sentence is looked for as its reader saw it: capitals, line ends, Markdown's signs and the quotes and dashes that
Word makes of what was typed are no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from textwrap import fill, shorten
from typing import Final

from plan.compose import compose_document
from plan.coverage import goal_codes
from plan.document import (
    Block,
    Chart,
    CodeBlock,
    Heading,
    Inline,
    Link,
    List,
    Note,
    Origin,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Run,
    Table,
    plain_text,
)
from plan.dutch import Number, Period, month_year, print_number, print_period
from plan.messages import Message, _
from plan.model import Located, Plan, Slot
from plan.places import Place, Prose, Sourced, Text
from plan.sources import Sources
from plan.workspace import Workspace

# --- what there is ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a list: its id, what it is called with a few facts, and how deep it stands in a tree."""

    id: str
    text: str
    depth: int = 0


def render_list(plan: Plan, kind: str | None, language: str, width: int) -> str:
    """What the plan holds of a kind (of all kinds when None), each with the id by which texts and files name it."""
    kinds = [kind] if kind else list(_LISTS)
    return "\n\n".join("\n".join(_listed(plan, kind, language, width)) for kind in kinds)


def _listed(plan: Plan, kind: str, language: str, width: int) -> Iterator[str]:
    title, entries_of = _LISTS[kind]
    entries = list(entries_of(plan, language))
    yield title.render(language)
    if not entries:
        yield f"  {_('none yet').render(language)}"
    column = min(max((len(entry.id) for entry in entries), default=0) + 4, width // 2)
    for entry in entries:
        margin = column + 2 * entry.depth
        first = f"  {entry.id}".ljust(margin)
        if first[-1] != " ":  # an id that leaves no room beside it
            yield first
            first = " " * margin
        # So does the path of a file: it goes where it fits.
        widest = max(map(len, entry.text.split()), default=0)
        yield _filled(first, entry.text, width, margin if margin + widest <= width else 6)


def _goals(plan: Plan, _language: str) -> Iterator[Entry]:
    codes = goal_codes(plan)
    for strategic in plan.strategic_goals:
        yield Entry(strategic.id, f"{codes[strategic.id]} {strategic.title}")
        for theme in strategic.themes:
            yield Entry(theme.id, f"{theme.title} ({plan.labels['theme']})", 1)
            yield from (Entry(goal.id, f"{codes[goal.id]} {goal.title}", 2) for goal in theme.operational_goals)
        yield from (Entry(goal.id, f"{codes[goal.id]} {goal.title}", 1) for goal in strategic.operational_goals)


def _actions(plan: Plan, language: str) -> Iterator[Entry]:
    for action in sorted(plan.actions, key=lambda action: action.owner):
        period = f", {print_period(action.period, language)}" if action.period else ""
        yield Entry(action.id, f"{action.title} ({_owner(plan, action.owner)}{period})")


def _projects(plan: Plan, _language: str) -> Iterator[Entry]:
    return (Entry(project.id, f"{project.title} ({_owner(plan, project.owner)})") for project in plan.projects)


def _institutes(plan: Plan, _language: str) -> Iterator[Entry]:
    return (Entry(institute.id, f"{institute.name} ({institute.status})") for institute in plan.institutes)


def _figures(plan: Plan, _language: str) -> Iterator[Entry]:
    for figure in plan.figures:
        unit = "" if figure.unit is None else "%" if figure.unit == "%" else f" {figure.unit}"
        facts = ", ".join(str(fact) for fact in (figure.title, figure.area, figure.year) if fact)
        yield Entry(figure.id, f"{print_number(figure.value.value)}{unit}" + (f" ({facts})" if facts else ""))


def _chapters(plan: Plan, _language: str) -> Iterator[Entry]:
    """The sector's order with the file that the text of each comes from, then the institutes' own chapters."""

    def below(slots: Iterable[Slot], depth: int) -> Iterator[Entry]:
        for slot in slots:
            shared = plan.shared_chapters.get(slot.id)
            template = plan.templates.get(slot.template or "")
            title = shared.title if shared else slot.title or slot.id.replace("-", " ").capitalize()
            source = template or (shared and shared.place)
            yield Entry(slot.id, f"{title} ({source.file})" if source else title, depth)
            yield from below(slot.chapters, depth + 1)

    yield from below(plan.outline, 0)
    yield from (Entry(own.id, f"{own.title} ({own.place.file})") for own in plan.own_chapters.values())


def _owner(plan: Plan, owner: str) -> str:
    institute = plan.institutes_by_id.get(owner)
    return institute.short if institute else owner or plan.labels["sector"]


_LISTS: Final[Mapping[str, tuple[Message, Callable[[Plan, str], Iterator[Entry]]]]] = {
    "goals": (_("Goals"), _goals),
    "actions": (_("Actions"), _actions),
    "projects": (_("Projects"), _projects),
    "institutes": (_("Institutes"), _institutes),
    "figures": (_("Figures"), _figures),
    "chapters": (_("Chapters"), _chapters),
}

# --- where a sentence stands -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A spot where a text stands, with the words around it."""

    place: Place
    excerpt: str


def find_text(workspace: Workspace, text: str) -> tuple[Found, ...]:
    """Every place where a text stands: as somebody wrote it, or else where what a document prints comes from."""
    sought = _plain(text).text.strip()
    if not any(map(str.isalnum, sought)):
        return ()
    written = [(value, _plain(value)) for value in _written(workspace)]
    found = list(_occurrences(sought, written)) or list(_in_documents(workspace, sought, written))
    return tuple(sorted({one.place: one for one in reversed(found)}.values(), key=lambda one: one.place))


def narrowed(workspace: Workspace, sought: Iterable[tuple[Place, str, int]]) -> Iterator[Place]:
    """For each place of a paragraph and a text in it, where the text stands, from one of its characters on.

    It is the place of the paragraph where the text does not stand there, or more than once.
    """
    by_file: dict[str, list[Sourced]] = {}
    for value in _written(workspace):
        by_file.setdefault(value.place.file, []).append(value)
    for place, text, at in sought:
        plain, skipped = _plain(text).text.strip(), len(_plain(text[:at]).text)
        exact = [
            value.part(start, end)
            for value in by_file.get(place.file, ())
            if value.place.holds(place)
            for start, end in _plain(value).matches(plain, skipped)
        ]
        within = [one for one in exact if place.holds(one)] if plain else []
        yield within[0] if len(within) == 1 else place


def render_found(found: Iterable[Found], workspace: Workspace, language: str, width: int) -> str:
    """A few lines for each: `file:line:column: excerpt`, and a word about what the workspace does not hold itself."""
    lines = []
    for one in found:
        excerpt = one.excerpt
        if one.place.file not in workspace.sources.files:
            name = one.place.file.rpartition("/")[2]
            note = (
                _("the program's own; to change it, put it under `labels:` in goals.yaml")
                if name == "labels.yaml"
                else _("the program's own; to change it, put a copy in {file}", file=f"templates/{name}")
            )
            excerpt += f" [{note.render(language)}]"
        lines.append(_filled(f"{one.place}: ", excerpt, width, 4))
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text as its reader saw it, and for each of its characters from where to where it stands in the text itself."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def matches(self, sought: str, skipped: int = 0) -> Iterator[tuple[int, int]]:
        """Where it holds something, from one of its characters on, as offsets in the text itself."""
        skipped = min(skipped, len(sought) - 1)
        at = self.text.find(sought)
        while at >= 0:
            after = at + len(sought)
            yield self.spans[at + skipped][0], self.spans[after - 1][1]
            at = self.text.find(sought, after)


_TOKENS: Final = re.compile(
    r"""
      (?P<blank> ^[ \t]* (?: (?:\#{1,6}|[-*+>•]|\d{1,2}[.)]) [ \t]+ )+   # what opens a heading, an item, a quote
               | ^[ \t]*\|?[ \t]*:?-{3,}[ \t:|-]*$                       # the line below the head of a table
               | <br\s*/?> | [\s|]+ )
    | (?P<mark>  \[\^[^\]\s]+\]:? | \]\([^()\n]*\) | !\[ | [\[\]*_~`\\] )  # footnotes, addresses, emphasis
    | (?P<sign>  . )
    """,
    re.VERBOSE | re.MULTILINE,
)
_SAME: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4\u2032\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


def _plain(text: str) -> _Plain:
    signs: list[str] = []
    spans: list[tuple[int, int]] = []
    for token in _TOKENS.finditer(text):
        folded = {"blank": " ", "mark": ""}.get(token.lastgroup or "")
        for sign in _folded(token[0]) if folded is None else folded:
            if sign != " " or (signs and signs[-1] != " "):
                signs.append(sign)
                spans.append(token.span())
    return _Plain("".join(signs), tuple(spans))


@cache
def _folded(character: str) -> str:
    """A character as what it looks like: small, straight, taken apart; nothing for one that nobody sees."""
    if unicodedata.category(character) == "Cf":
        return ""
    return unicodedata.normalize("NFKD", character.translate(_SAME)).casefold()


def _occurrences(sought: str, written: Iterable[tuple[Sourced, _Plain]]) -> Iterator[Found]:
    for value, plain in written:
        for start, end in plain.matches(sought):
            yield Found(value.part(start, end), _excerpt(value, start, end))


_AROUND: Final = 40


def _excerpt(text: str, start: int, end: int) -> str:
    """The characters from `start` to `end` with a few words around them, on one line."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = "… " + before.partition(" ")[2]
    if len(text) > end + _AROUND:
        after = after.rpartition(" ")[0] + " …"
    return shorten(str.__str__(before + text[start:end] + after), 240, placeholder=" …")


def _filled(first: str, text: str, width: int, indent: int) -> str:
    """Text on as many lines as it needs, behind `first`; ids and names of files stay whole."""
    blank = " " * indent
    words = _readable(text)
    return fill(
        words, width, initial_indent=first, subsequent_indent=blank, break_long_words=False, break_on_hyphens=False
    )


def _readable(text: str) -> str:
    """Text without what would command a terminal."""
    return "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)


# --- what was written ------------------------------------------------------------------------------

_CODE: Final = re.compile(r"\{[{%#].*?[}%#]\}|^:::[ \t]*[a-z]*", re.DOTALL | re.MULTILINE)


def _written(workspace: Workspace) -> Iterator[Sourced]:
    """All that somebody typed: texts, numbers and dates in the plan, and the fixed words of templates."""
    for part in fields(workspace.plan):
        for value in _values(getattr(workspace.plan, part.name), workspace.sources):
            # What follows from the name of a file has no width: nobody typed it there.
            if (value.place.line, value.place.column) != (value.place.end_line, value.place.end_column):
                yield value
    yield from _fixed_words(workspace.plan)


def _fixed_words(plan: Plan) -> Iterator[Prose]:
    """What templates say themselves, with a sign where they print a value."""
    for template in plan.templates.values():
        words = _CODE.sub(lambda code: "…" + re.sub(r"[^\n]", " ", code[0][1:]), template.source)
        end = Place(template.file, 1, 1, words.count("\n") + 1, len(words) - words.rfind("\n"))
        yield Prose(words, end)


def _values(value: object, sources: Sources) -> Iterator[Sourced]:
    if isinstance(value, Sourced):
        yield value
    elif isinstance(value, Located):
        for name in type(value).model_fields:
            field = getattr(value, name)
            if (printed := _printed(field)) and name in value.places:
                place = value.places[name]
                yield _slice(sources, place)
                yield Text(printed, place, raw="")
            else:
                yield from _values(field, sources)
    elif isinstance(value, tuple):
        for part in value:
            yield from _values(part, sources)
    elif isinstance(value, Mapping):
        yield from _values(tuple(value.values()), sources)


def _printed(value: object) -> str:
    """A number, a period or a date as documents print it; empty for anything else."""
    match value:
        case Number():
            return print_number(value.value)
        case Period():
            return print_period(value)
        case date():
            return month_year(value)
        case _:
            return ""


def _slice(sources: Sources, place: Place) -> Text:
    """The source from a place's start to its end, signs and all."""
    lines = (sources.text(place.file) or "").split("\n")[place.line - 1 : place.end_line]
    text = "\n".join(lines)
    end = len(text) - len(lines[-1]) + place.end_column - 1 if lines else 0
    return Text(text[place.column - 1 : end], place)


# --- what only a document says ---------------------------------------------------------------------


def _in_documents(workspace: Workspace, sought: str, written: list[tuple[Sourced, _Plain]]) -> Iterator[Found]:
    """Where what the documents print, with figures and titles filled in, comes from."""
    documents = (compose_document(workspace.plan, institute).document for institute in workspace.plan.institutes)
    passages = dict.fromkeys(passage for document in documents for passage in _passages(document.blocks()))
    for words, origin in passages:
        plain = _plain(words)
        at = plain.text.find(sought)
        if at < 0:
            continue
        start, end = next(plain.matches(sought))
        if origin is None:
            # A template and its data make one sentence; of the two the template is less easily found.
            fixed = [(value, _plain(value)) for value in _fixed_words(workspace.plan)]
            yield from _in_parts(sought, fixed) or _in_parts(sought, written)
        else:
            source = _slice(workspace.sources, origin.place)
            yield Found(_counterpart(source, plain.text, at, at + len(sought)), _excerpt(words, start, end))


def _passages(blocks: Iterable[Block], above: Origin | None = None) -> Iterator[tuple[str, Origin | None]]:
    """The words of each paragraph, row or caption, with the origin of the nearest block around that has one."""
    for block in blocks:
        origin = getattr(block, "origin", None) or above
        groups: tuple[tuple[Inline, ...], ...] = ()
        match block:
            case Heading() | Paragraph():
                groups = (block.inlines,)
            case List():
                yield from _passages((inner for item in block.items for inner in item.blocks), origin)
            case Quote():
                yield from _passages(block.blocks, origin)
            case Table():
                rows = (*block.header, *block.rows)
                cells = tuple(tuple(part for cell in row.cells for part in (*cell.inlines, Run(" "))) for row in rows)
                groups = (block.caption, *cells)
            case Picture():
                groups = (block.caption, block.credit)
            case Chart():
                groups = (block.caption,)
            case CodeBlock():
                yield block.text, origin
        for inlines in groups:
            yield plain_text(inlines), origin
            yield from _passages(_notes(inlines), origin)


def _notes(inlines: Iterable[Inline]) -> Iterator[Block]:
    """The blocks of the footnotes in a passage."""
    for inline in inlines:
        match inline:
            case Note():
                yield from inline.blocks
            case Link() | Reference():
                yield from _notes(inline.inlines)


_SURE: Final = 4


def _counterpart(source: Text, words: str, start: int, end: int) -> Place:
    """The part of a source that the characters `start` to `end` of the words made from it come from.

    What source and words share lies side by side; what stands between in the words, a number or a title, comes
    from what stands between in the source.
    """
    plain = _plain(source)
    shared = SequenceMatcher(None, words, plain.text, autojunk=False).get_matching_blocks()
    first, last = 0, len(plain.text)
    for words_at, source_at, size in shared:
        if size < _SURE:
            continue
        if words_at <= start:
            first = source_at + min(start - words_at, size)
        if words_at + size >= end:
            last = source_at + max(end - words_at, 0)
            break
    if first >= last:
        return source.place
    return source.part(plain.spans[first][0], plain.spans[last - 1][1])


def _in_parts(sought: str, written: Sequence[tuple[Sourced, _Plain]]) -> list[Found]:
    """Where the longest part of a sentence stands."""
    words = sought.split()
    for count in range(len(words) - 1, 0, -1):
        for first in range(len(words) - count + 1):
            if found := list(_occurrences(" ".join(words[first : first + count]), written)):
                return found
    return []
