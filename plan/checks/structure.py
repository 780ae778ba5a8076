"""Rules about the build of texts: lists, headings, tables, pictures and annexes, and announcements that come true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from plan.checks.items import goals, markdown, named, prose, referred, subject
from plan.checks.known_names import register_of
from plan.checks.registry import rule
from plan.checks.sentences import Shown, shown
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.dutch import COUNTS, read_count
from plan.markdown_reader import MarkdownPart, words
from plan.messages import _, _n
from plan.model import Chapter, Goals, Institute, Plan
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Place, Prose, Sourced, Text

# --- lists -----------------------------------------------------------------------------------------


@rule(severity=Severity.WARNING)
def repeated_item(plan: Plan) -> Iterator[Diagnostic]:
    """An item stands twice in a list, capitals and the sign at its end apart."""
    for items in _all_lists(plan):
        first: dict[str, _Line] = {}
        for item in items:
            known = first.setdefault(_folded(item.text), item)
            if known is not item and _folded(item.text):
                yield Diagnostic(
                    rule="repeated-item",
                    place=item.place,
                    message=_('"{item}" stands twice in this list', item=_shortened(item.text)),
                    hint=_("take one of the two away, or write what was meant there"),
                    others=(Other(known.place, _("the first time")),),
                    subject=item.subject,
                )


@rule(severity=Severity.WARNING)
def dots_item(plan: Plan) -> Iterator[Diagnostic]:
    """An item of a list is empty or breaks off in dots, or a heading ends in them: something was to follow."""
    lines = [line for items in _all_lists(plan) for line in items]
    lines += _titles(plan)
    lines += (
        _Line("", text.part(*found.span("mark")), subject(text))
        for text in prose(plan)
        for found in _EMPTY_ITEM.finditer(text)
    )
    for line in lines:
        if not line.text or _DOTS.search(line.text):
            yield Diagnostic(
                rule="dots-item",
                place=line.place,
                message=_('"{item}" breaks off in dots', item=_shortened(line.text))
                if line.text
                else _("this item of the list is empty"),
                hint=_(
                    "write what belongs here, or take the line away; of partners, `partners_open: true` says: and more"
                ),
                subject=line.subject,
            )


@rule(severity=Severity.TIP)
def open_list(plan: Plan) -> Iterator[Diagnostic]:
    """A list ends with `enz.` or `...`, or an item begins with `zoals`: nobody can tell what else belongs to it."""
    for items in _partner_lists(plan):
        for item in items:
            if _OPEN_ITEM.search(item.text):
                yield Diagnostic(
                    rule="open-list",
                    place=item.place,
                    message=_('"{item}" leaves the list open', item=_shortened(item.text)),
                    hint=_('name the partners only, and add `partners_open: true`, which prints "onder meer"'),
                    subject=item.subject,
                )
    for text in prose(plan):
        seen = shown(plan, text)
        open_ends = seen.sentences if "..." in seen or "…" in seen else seen.sentences_with(_OPENING)
        for start, end in open_ends:
            for found in _OPEN_END.finditer(seen, start, end):
                sign = "sign" if found["sign"] else "dots"
                yield Diagnostic(
                    rule="open-list",
                    place=text.part(*found.span(sign)),
                    message=_('"{sign}" leaves this list open', sign=found[sign]),
                    hint=_('name all, or begin the list with "onder meer" and end it with the last that you name'),
                    subject=subject(text),
                )


@rule(severity=Severity.WARNING)
def announced_number(plan: Plan) -> Iterator[Diagnostic]:
    """A text announces a number of things and names another number of them, or leaves out one of its headings."""
    for text in prose(plan):
        seen = shown(plan, text)
        for announced in (*_announced_lists(seen), *_announced_in_line(seen)):
            counts = [
                (found, number)
                for found in _COUNT.finditer(seen, max(announced.start, announced.end - _NEAR), announced.end)
                if (number := read_count(found["count"]))
                and not _MEASURE.match(found["noun"])
                and not _SHARE.search(seen, announced.start, found.start())
            ]
            if counts and all(number not in announced.numbers for _found, number in counts):
                found = counts[-1][0]
                words = " ".join(seen[found.start() : announced.end].split()).rstrip(" :")
                yield Diagnostic(
                    rule="announced-number",
                    place=text.part(*found.span()),
                    message=_n(
                        'here stands "{announced}", and {count} follows',
                        'here stands "{announced}", and {count} follow',
                        announced.numbers[0],
                        announced=_shortened(words),
                    ),
                    hint=_("correct the number, or what follows"),
                    subject=subject(text),
                )
    for text, headings in _headings(plan):
        for introduction in _introductions(text, headings, shown(plan, text)):
            for heading in introduction.left_out:
                yield Diagnostic(
                    rule="announced-number",
                    place=text.part(introduction.start, introduction.end),
                    message=_('this announces what follows, but not "{heading}"', heading=heading.text),
                    hint=_("announce it too, or take the other headings out of this sentence"),
                    others=(Other(heading.place, _("the heading")),),
                    subject=subject(text),
                )


@rule(severity=Severity.TIP)
def order_differs(plan: Plan) -> Iterator[Diagnostic]:
    """Things are named in another order than they stand in: themes and headings in a text, actions in a plan.

    Actions stand by the first goal they serve certainly, unless `action_order` says otherwise.
    """
    for text, headings in _headings(plan):
        for introduction in _introductions(text, headings, shown(plan, text)):
            if introduction.turned:
                yield _order_differs(text, introduction.start, introduction.end)
    for strategic in plan.strategic_goals:
        names = [str(theme.name) for theme in strategic.themes]
        for text in filter(None, (strategic.statement, strategic.explanation)):
            seen = shown(plan, text)
            for start, end in seen.sentences:
                offsets = [offset for name in names if (offset := _mention(name, seen[start:end])) is not None]
                if len(offsets) >= 3 and offsets != sorted(offsets):
                    yield _order_differs(text, start, end)
    positions = {goal: position for position, goal in enumerate(plan.operational_goals_by_id)}
    for institute in plan.institutes:
        ordered = [(id, plan.actions_by_id[id]) for id in institute.action_order if id in plan.actions_by_id]
        served = [
            (id, min(positions[goal] for goal in action.certain if goal in positions))
            for id, action in ordered
            if any(goal in positions for goal in action.certain)
        ]
        late = next((id for (_before, first), (id, then) in pairwise(served) if then < first), None)
        if late is not None:
            yield Diagnostic(
                rule="order-differs",
                place=late.place,
                message=_('"{action}" stands after actions for later goals', action=plan.actions_by_id[late].name),
                hint=_("put the actions in the order of the goals; when it is meant so, accept this and say why"),
                subject=str(institute.id),
            )


def _order_differs(text: Sourced, start: int, end: int) -> Diagnostic:
    return Diagnostic(
        rule="order-differs",
        place=text.part(start, end),
        message=_("this names things in another order than they stand in"),
        hint=_("name them in the order in which they follow"),
        subject=subject(text),
    )


# --- headings --------------------------------------------------------------------------------------


@rule(severity=Severity.TIP)
def repeated_heading(plan: Plan) -> Iterator[Diagnostic]:
    """The same heading stands twice at one level under one heading, or two chapters of a plan have the same title."""
    for text, headings in _headings(plan):
        first: dict[tuple[str, ...], _Heading] = {}
        for path, heading in _outlined(headings):
            known = first.setdefault(path, heading)
            if known is not heading:
                yield Diagnostic(
                    rule="repeated-heading",
                    place=heading.place,
                    message=_('the heading "{heading}" stands here twice', heading=heading.text),
                    hint=_("give one of the two a heading of its own"),
                    others=(Other(known.place, _("the first time")),),
                    subject=subject(text),
                )
    told: set[Place] = set()
    for institute in plan.institutes:
        titles: dict[str, Text] = {}
        for title in _chapter_titles(plan, institute):
            known_title = titles.setdefault(_folded(title), title)
            if known_title is not title and title.place not in told:
                told.add(title.place)
                yield Diagnostic(
                    rule="repeated-heading",
                    place=title.place,
                    message=_('two chapters have the title "{title}"', title=title),
                    hint=_("give one of the two a title of its own"),
                    others=(Other(known_title.place, _("the first one")),),
                    subject=subject(title),
                )


@rule(severity=Severity.WARNING)
def heading_out_of_order(plan: Plan) -> Iterator[Diagnostic]:
    """A heading skips a level: `####` right under `##`."""
    for text, headings in _headings(plan):
        for above, heading in pairwise(headings):
            if heading.level > above.level + 1:
                yield Diagnostic(
                    rule="heading-out-of-order",
                    place=heading.place,
                    message=_("this heading skips a level"),
                    hint=_("begin it with `{sign}`", sign="#" * (above.level + 1)),
                    others=(Other(above.place, _("the heading above it")),),
                    subject=subject(text),
                )


@rule(severity=Severity.WARNING)
def mixed_capitals(plan: Plan) -> Iterator[Diagnostic]:
    """A title or heading has a word half in capitals, or a capital where the plan itself writes a small letter.

    Names keep their capitals, such as those of actions, projects and frameworks: a word counts as ordinary when the
    texts write it small, and never with a capital inside a sentence. Words such as `en` and `voor` always do, where
    all others have a capital too, and so do two words or more that are all in capitals.
    """
    named = [item.title for item in (*plan.actions, *plan.projects, *plan.framework_items_by_id.values())]
    names = {title.place for title in (*named, *(framework.title for framework in plan.frameworks))}
    registered = {name.text for same in register_of(plan).by_words.values() for name in same if name.registered}
    lines = [(line, _capitals(line)) for line in _titles(plan) if line.text not in registered]
    doubtful = (word for _line, capitals in lines for word, begins in capitals if word.isupper() or not begins)
    small = _small_words(plan, frozenset(map(str.casefold, doubtful)))
    for line, capitals in lines:
        found_words = _WORD.findall(line.text) if capitals else []
        in_capitals = line.text.isupper() and len(found_words) > 1 and max(map(len, found_words)) > _ACRONYM
        each_begins = len(found_words) > 2 and all(word[0].isupper() for word in found_words)
        for word, begins in capitals:
            ordinary = word.casefold() in small or in_capitals or (each_begins and word.casefold() in _JOINING)
            styled = ordinary and word.istitle() and not begins and line.place not in names
            shouted = ordinary and word.isupper() and (in_capitals or len(word) > 5)
            if _HALF_CAPITALS.fullmatch(word) or shouted or styled:
                yield Diagnostic(
                    rule="mixed-capitals",
                    place=line.place,
                    message=_('"{word}" in this title has capitals where they do not belong', word=word),
                    hint=_('write "{word}"', word=word.casefold().capitalize() if begins else word.casefold()),
                    subject=line.subject,
                )
                break


# --- tables, pictures, annexes ---------------------------------------------------------------------


@rule(severity=Severity.TIP)
def table_without_caption(plan: Plan) -> Iterator[Diagnostic]:
    """A table in a text has no caption, so it gets no number and no text can name it."""
    for text, part in markdown(plan):
        for table in part.tables:
            if not table.caption and table.origin is not None:
                yield Diagnostic(
                    rule="table-without-caption",
                    place=table.origin.place,
                    message=_("this table has no caption"),
                    hint=_("put a paragraph above it that begins with `Tabel:`, such as `Tabel: Leden per gemeente`"),
                    subject=subject(text),
                )


@rule(severity=Severity.TIP)
def picture_without_caption(plan: Plan) -> Iterator[Diagnostic]:
    """A picture in a text has no caption, so it gets no number and no text can name it."""
    for text, part in markdown(plan):
        for picture in part.pictures:
            if not picture.caption:
                yield Diagnostic(
                    rule="picture-without-caption",
                    place=picture.place,
                    message=_("this picture has no caption"),
                    hint=_('put it in quotes behind the name of the file: `![...]({name} "...")`', name=picture.name),
                    subject=subject(text),
                )


@rule(severity=Severity.TIP)
def typed_number(plan: Plan) -> Iterator[Diagnostic]:
    """A text types the number of a table or a picture: `zie tabel 3`.

    The program numbers them itself, over the whole plan: the number may be of another, or of none.
    """
    for text in prose(plan):
        for found in _TYPED_NUMBER.finditer(text):
            yield Diagnostic(
                rule="typed-number",
                place=text.part(*found.span()),
                message=_('the number in "{named}" is typed', named=" ".join(found[0].split())),
                hint=_(
                    "write `{reference}` with its id, which prints the right number",
                    reference=f"{{{found['kind'].casefold()} ...}}",
                ),
                subject=subject(text),
            )


@rule(severity=Severity.ERROR)
def unknown_annex(plan: Plan) -> Iterator[Diagnostic]:
    """A text refers to an annex that does not stand in the list of annexes in `goals.yaml`."""
    for annex in referred(plan, "annex"):
        if annex.id not in plan.annexes_by_id and not plan.lost(Goals, ""):
            yield Diagnostic(
                rule="unknown-annex",
                place=annex.place,
                message=_('annex "{annex}" does not exist', annex=annex.id),
                hint=did_you_mean(annex.id, plan.annexes_by_id)
                or _('add it to goals.yaml, under "annexes", with an id and a title'),
                subject=annex.subject,
            )
    letters = {plan.annex_letter(annex) for annex in plan.annexes}
    letters |= {str(number) for number in range(1, len(plan.annexes) + 1)}
    for text in prose(plan):
        for found in _TYPED_ANNEX.finditer(text):
            if found["letter"] not in letters:
                yield Diagnostic(
                    rule="unknown-annex",
                    place=text.part(*found.span()),
                    message=_('"{annex}" does not stand in the list of annexes', annex=" ".join(found[0].split())),
                    hint=_(
                        'add it to goals.yaml, under "annexes", and write `{reference}` here', reference="{bijlage ...}"
                    ),
                    subject=subject(text),
                )


@rule(severity=Severity.TIP, supplied_by=("*.md", "*.yaml"))
def annex_not_named(plan: Plan) -> Iterator[Diagnostic]:
    """An annex stands in the list, and no text refers to it."""
    used = {annex.id for annex in referred(plan, "annex")}
    for annex in named(annex.id for annex in plan.annexes):
        if annex.id not in used:
            yield Diagnostic(
                rule="annex-not-named",
                place=annex.place,
                message=_('no text refers to annex "{annex}"', annex=annex.id),
                hint=_("write `{reference}` where it belongs, or take it away", reference=f"{{bijlage {annex.id}}}"),
                subject=annex.id,
            )


# --- what lists and headings hold ------------------------------------------------------------------


class _Line(NamedTuple):
    """One line of a list or a title, where it stands and the item it belongs to."""

    text: str
    place: Place
    subject: str


_DOTS: Final = re.compile(r"(?:\.{2,}|…)\s*$")
_EMPTY_ITEM: Final = re.compile(r"^[ \t]*(?P<mark>[-*+]|[0-9]{1,3}[.)])[ \t]*$", re.MULTILINE)
_OPEN_ITEM: Final = re.compile(
    r"^(?:zoals|onder andere|onder meer|waaronder|bijvoorbeeld)(?!\w)|^(?:o\.a|b\.?v|v\.?b)\.\s"
    r"|(?<![\w.])(?:zoals|bijvoorbeeld|o\.a\.|b\.?v\.|v\.?b\.)\s(?-i:[A-Z])"
    r"|(?<!\w)(?<!\w\.)(?:enz\.?|enzovoorts?|etc\.?|e\.a\.|e\.d\.|en zo (?:verder|voort)|en andere(?:n|s)?)\)?$",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(
    r"(?<!\w)(?<!\w\.)(?P<sign>enz\.|enzovoorts?(?!\w)|etc\.|e\.a\.|e\.d\.|o\.a\."
    r"|(?:zoals|bijvoorbeeld|waaronder)\s*(?:\.{3}|…)|(?:zoals|waaronder)(?=[.,;]?$))|,[^,.]*,[^.…]*?(?P<dots>\.{3}|…)"
)
_OPENING: Final = frozenset("enz enzovoort enzovoorts etc e o zoals bijvoorbeeld waaronder".split())
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEGINS: Final = re.compile(r"(?:^|[:.!?–/(]\s*|\s-\s)$")
_ACRONYM: Final = 4
# Small words that stand in no name with a capital; articles do: `Uit De Marge`.
_JOINING: Final = frozenset("en of in op aan bij met voor van tot naar door over".split())
_HALF_CAPITALS: Final = re.compile(r"[A-ZÀ-Þ]{3,}[a-zß-ÿ]{3,}")
_TYPED_ANNEX: Final = re.compile(r"[Bb](?<!\w.)ijlage\s+(?P<letter>[0-9]{1,2}|[A-Z])\b")
# That of a publication is no table of this plan: `tabel 3 van het rapport`.
_TYPED_NUMBER: Final = re.compile(
    r"\b(?P<kind>[Tt]abel|[Ff]iguur)\s+[0-9]{1,2}\b(?!\s+(?:van|in|uit|bij)\b|[.,]?[0-9])"
)


def _all_lists(plan: Plan) -> Iterator[list[_Line]]:
    """Every list, in texts and in data, with a line for each item that is not empty."""
    yield from _partner_lists(plan)
    for goal in plan.strategic_goals:
        yield _lines(goal.legal_basis)
    for text, part in markdown(plan):
        for items in part.lists:
            yield [_Line(item.text.strip(), item.place, subject(text)) for item in items]


def _partner_lists(plan: Plan) -> Iterator[list[_Line]]:
    yield from (_lines(action.partners) for action in plan.actions)
    yield from (_lines(project.partners) for project in plan.projects)


def _lines(texts: Iterable[Text]) -> list[_Line]:
    return [_Line(str.__str__(text), text.place, subject(text)) for text in texts]


def _titles(plan: Plan) -> list[_Line]:
    """All titles and headings that authors wrote."""
    items = (*goals(plan), *plan.actions, *plan.projects, *plan.chapters, *plan.rankings, *plan.frameworks)
    titles = [item.title for item in items]
    titles += [theme.title for strategic in plan.strategic_goals for theme in strategic.themes]
    titles += [item.title for item in plan.framework_items_by_id.values()]
    return _lines(titles) + [
        _Line(heading.text, heading.place, subject(text)) for text, headings in _headings(plan) for heading in headings
    ]


def _capitals(line: _Line) -> list[tuple[str, bool]]:
    """The words of a line that have a capital, each with whether something begins there."""
    if line.text[1:].islower():
        return []
    found = (found for found in _WORD.finditer(line.text) if not found[0].islower())
    return [(one[0], _BEGINS.search(line.text[: one.start()]) is not None) for one in found]


def _small_words(plan: Plan, words: frozenset[str]) -> frozenset[str]:
    """Those of some words that texts write with a small letter, and never with a capital after another word."""
    small: Counter[str] = Counter()
    names: set[str] = set()
    for text in prose(plan):
        seen = shown(plan, text)
        for start, end in seen.sentences_with(words):
            if seen[start] != "#":
                found = _WORD.findall(seen, start, end)
                small.update(word for word in found if word in words)
                names.update(word.casefold() for word in found[1:] if not word.islower())
    return frozenset(word for word, count in small.items() if count > 1 and word not in names)


class _Heading(NamedTuple):
    """A heading in a text."""

    level: int
    text: str
    place: Place


@lru_cache(maxsize=2)
def _headings(plan: Plan) -> tuple[tuple[Prose, tuple[_Heading, ...]], ...]:
    """Every piece of Markdown in the plan that holds marks, with its headings."""
    return tuple((text, tuple(_headings_of(part))) for text, part in markdown(plan))


def _headings_of(part: MarkdownPart) -> Iterator[_Heading]:
    for heading in part.headings:
        if heading.origin is not None:
            yield _Heading(heading.level, words(heading), heading.origin.place)


def _outlined(headings: Iterable[_Heading]) -> Iterator[tuple[tuple[str, ...], _Heading]]:
    """The headings of a text, each with the words of the headings above it and its own."""
    above: list[_Heading] = []
    for heading in headings:
        above = [*(one for one in above if one.level < heading.level), heading]
        yield tuple(_folded(one.text) for one in above), heading


def _chapter_titles(plan: Plan, institute: Institute) -> Iterator[Text]:
    chapters, _told = planned_chapters(plan, institute)
    for chapter in (one for top in chapters for one in top.walk()):
        if (title := _chapter_title(plan, chapter)) is not None:
            yield title


def _chapter_title(plan: Plan, chapter: PlannedChapter) -> Text | None:
    """The title of an authored chapter, or that which its template begins with."""
    if isinstance(chapter.text, Chapter):
        return chapter.text.title
    template = plan.templates.get(str(chapter.slot.template or ""))
    found = re.match(r"# (?P<title>[^{}\n]+)\n", template.source) if template else None
    if template is None or found is None:
        return None
    return Text(found["title"].strip(), Place(template.file, 1, 3, 1, found.end("title") + 1))


def _folded(text: str) -> str:
    return " ".join(text.casefold().strip(" .;,:").split())


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


# --- announcements ---------------------------------------------------------------------------------

_COUNT: Final = re.compile(
    rf"(?<![\w.,])(?P<count>{'|'.join(COUNTS)}|[2-9]|1[0-9]|20)(?:(?<!tien)(?<!twaalf)(?<!twintig)tal)?"
    r"\s+(?:[a-zë]+\s+){0,2}?(?P<noun>[a-zë]{3,})",
    re.IGNORECASE,
)
# What is measured is not counted out; a share (`twee van de drie`) neither.
_MEASURE: Final = re.compile(
    r"(?:jaar|jaren|maand|week|weken|dagen|uur|keer|maal|euro|procent|miljoen|duizend|tot|van|op)\b"
)
_SHARE: Final = re.compile(
    rf"\b(?:{'|'.join(COUNTS)}|[eé][eé]n|[0-9]+)\s+(?:op|van)\s+(?:(?:de|elke|die|onze)\s+)?$", re.IGNORECASE
)
_ITEM: Final = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|[0-9]{1,3}[.)])(?:[ \t]|$)", re.MULTILINE)
_IN_LINE: Final = re.compile(r"(?<=\w)(?:\s\((?P<inner>[^:()]*[,;][^:()]*)|:(?P<list>(?:[^:()]|\([^()]*\))*))")
# What is said of a thing and is none itself: `OCMW (welzijn, zorg)`, `Zelzate en, vanaf 2022, Wetteren`.
_SAID_OF_IT: Final = re.compile(r"\([^()]*\)|(?<=\b(?:en|of)),[^,;]*,")
_ASIDE: Final = re.compile(
    r"\s*(?:en\s+)?(?:ook|vooral|telkens|eventueel|mogelijk|bijvoorbeeld|samen|waar\w*|zoals|onder\s+(?:wie|meer|andere)"
    r"|met|vanaf|sinds|tot|als|die|dat|wat|naast)\b",
    re.IGNORECASE,
)
_JOIN: Final = re.compile(r"(?<=\w)\s+(?:en|of)\b")
_COLON_AT_END: Final = re.compile(r":\s*\n")
_LONG_PART: Final = 8
_NEAR: Final = 60


class _Announced(NamedTuple):
    """A stretch that announces something, and how many things follow: several numbers where `en` may join two."""

    start: int
    end: int
    numbers: tuple[int, ...]


def _announced_lists(seen: Shown) -> Iterator[_Announced]:
    """Sentences that end in a colon with a list below, and the number of its items."""
    for colon in _COLON_AT_END.finditer(seen):
        if first := _ITEM.match(seen, colon.end()):
            start = max(start for start, _end in seen.sentences if start <= colon.start())
            yield _Announced(
                start, colon.start() + 1, (_items_below(seen[colon.end() :].split("\n"), first["indent"]),)
            )


def _items_below(lines: list[str], indent: str) -> int:
    """How many items a list has that begins at the first of these lines."""
    count = 0
    for line in lines:
        item = _ITEM.match(line)
        if item and item["indent"] == indent:
            count += 1
        elif line.strip() and len(line) - len(line.lstrip()) <= len(indent):
            break
    return count


def _announced_in_line(seen: Shown) -> Iterator[_Announced]:
    """Sentences with a colon or brackets and an enumeration behind it, and how many things that names."""
    for start, end in seen.sentences if ":" in seen or "(" in seen else ():
        if seen.find(":", start, end) < 0 and seen.find("(", start, end) < 0:
            continue
        for found in _IN_LINE.finditer(seen, start, end):
            told = _SAID_OF_IT.sub(" ", found["inner"] or found["list"] or "")
            sign = ";" if ";" in told else ","
            parts = [part for part in told.strip(" .\n").split(sign) if part.strip()]
            if len(parts) < 2 or any(len(part.split()) > _LONG_PART for part in parts):
                continue
            # The last `en` joins the last two things; an earlier one may stand within a thing: `water en energie`.
            inner = sum(len(_JOIN.findall(part)) for part in parts)
            last = 1 if _JOIN.search(parts[-1]) and parts[-1].split()[0] not in ("en", "of") else 0
            named = len(parts) + last
            few = named - sum(_ASIDE.match(part) is not None for part in parts)
            counted = sum(_things(part) for part in parts) + last
            yield _Announced(start, found.start(), (named, *range(few, len(parts) + inner + 1), counted))


def _things(part: str) -> int:
    """How many things a part of an enumeration names: `twee directeurs` are two."""
    return read_count(part.split()[0]) or 1


class _Introduction(NamedTuple):
    """A sentence that names most of the headings that follow it."""

    start: int
    end: int
    left_out: tuple[_Heading, ...]
    turned: bool


def _introductions(text: Prose, headings: Iterable[_Heading], seen: Shown) -> Iterator[_Introduction]:
    top = [heading for heading in headings if heading.level == min(one.level for one in headings)]
    if len(top) < 3:
        return
    before = re.search(r"^#", text, re.MULTILINE)
    for start, end in Shown(seen[: before.start() if before else 0]).sentences:
        told = seen[start:end]
        offsets = [_mention(heading.text, told) for heading in top]
        known = [offset for offset in offsets if offset is not None]
        if len(known) >= 3 and len(known) * 5 >= len(top) * 3:
            left_out = tuple(heading for heading, offset in zip(top, offsets, strict=True) if offset is None)
            yield _Introduction(start, end, left_out, known != sorted(known))


def _mention(name: str, sentence: str) -> int | None:
    """Where a sentence names something: where the first of its words stands, if all longer ones do."""
    words = [word for word in _WORD.findall(name.casefold()) if len(word) > 3]
    if not words:
        found = re.search(rf"\b{re.escape(name.casefold())}\b", sentence.casefold())
        return found.start() if found else None
    offsets = {found[0]: found.start() for found in reversed([*_WHOLE_WORD.finditer(sentence.casefold())])}
    return min(offsets[word] for word in words) if offsets.keys() >= set(words) else None


_WHOLE_WORD: Final = re.compile(r"\w+")
