"""Rules about numbers: figures that contradict each other or say too little, and the numbers in texts beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import Final, NamedTuple

from plan.checks.items import prose, referred, subject
from plan.checks.known_names import content_of
from plan.checks.registry import rule
from plan.checks.sentences import DIGITS, figures_in, paragraphs, shown
from plan.checks.words import words_of
from plan.coverage import printed_actions
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import COUNTS, Unreadable, print_number, read_count, read_number
from plan.messages import _, _n
from plan.model import Action, Figure, Institute, Kind, Located, OperationalGoal, Plan, StrategicGoal, Theme
from plan.places import Prose


@rule(severity=Severity.WARNING)
def contradicting_figures(plan: Plan) -> Iterator[Diagnostic]:
    """Two figures measure the same, in the same year and area, and have different values.

    What they measure is what `measures` says, else the title; small words and order do not matter. A figure without a
    year or an area is held against all others, since a reader takes it for the same.
    """
    by_measured: dict[tuple[str, ...], list[Figure]] = {}
    for figure in plan.figures:
        measured = sorted(word.folded for word in content_of(words_of(_measured(figure))))
        by_measured.setdefault(tuple(measured), []).append(figure)
    by_measured.pop((), None)
    for earlier, later in chain.from_iterable(combinations(figures, 2) for figures in by_measured.values()):
        if _same_whole(earlier, later) and not _agree(earlier, later):
            yield Diagnostic(
                rule="contradicting-figures",
                place=later.place_of("value"),
                message=_(
                    '"{figure}" is {value} and "{other}" is {other_value}, while both measure "{measured}"',
                    figure=later.id,
                    value=_printed(later),
                    other=earlier.id,
                    other_value=_printed(earlier),
                    measured=_measured(later),
                ),
                hint=_("correct one of the two, or let year, area or `measures` say in what they differ"),
                others=(Other(earlier.place_of("value"), _("the other figure")),),
                subject=str(later.id),
            )


@rule(severity=Severity.TIP)
def figure_without_year(plan: Plan) -> Iterator[Diagnostic]:
    """Figures about society stand in texts and do not say of which year they are.

    About society is a percentage, or what has an area; what a plan counts of itself needs no year. They are told
    together, at the first of them.
    """
    if lacking := [figure for figure in _about_society(plan) if figure.year is None]:
        yield Diagnostic(
            rule="figure-without-year",
            place=lacking[0].id.place,
            message=_n(
                "{count} figure does not say of which year it is: {figures}",
                "{count} figures do not say of which year they are: {figures}",
                len(lacking),
                figures=tuple(str(figure.id) for figure in lacking),
            ),
            hint=_("add a line such as `year: 2019` to each, as far as you know it"),
        )


@rule(severity=Severity.TIP)
def figure_without_source(plan: Plan) -> Iterator[Diagnostic]:
    """Figures about society, a ranking or a table of such figures stand in texts and do not say where they come from.

    Figures are told together, at the first of them. A table says so in its caption, in the paragraph above or below it,
    or in a footnote.
    """
    if lacking := [figure for figure in _about_society(plan) if figure.source is None]:
        yield Diagnostic(
            rule="figure-without-source",
            place=lacking[0].id.place,
            message=_n(
                "{count} figure does not say where it comes from: {figures}",
                "{count} figures do not say where they come from: {figures}",
                len(lacking),
                figures=tuple(str(figure.id) for figure in lacking),
            ),
            hint=_("add a line `source: ...` to each, as far as you know it"),
        )
    printed = {ranking.id for ranking in referred(plan, "ranking")}
    for ranking in plan.rankings:
        if ranking.source is None and ranking.id in printed:
            yield Diagnostic(
                rule="figure-without-source",
                place=ranking.title.place,
                message=_('ranking "{ranking}" does not say where it comes from', ranking=ranking.title),
                hint=_("add a line `source: ...`"),
                subject=str(ranking.id),
            )
    for text in prose(plan):
        for start, end in _without_source(text):
            yield Diagnostic(
                rule="figure-without-source",
                place=text.part(start, end),
                message=_('table "{table}" does not say where its numbers come from', table=text[start:end].strip()),
                hint=_("write a paragraph below it such as `Bron: ...`"),
                subject=subject(text),
            )


@rule(severity=Severity.WARNING)
def number_differs_from_figure(plan: Plan) -> Iterator[Diagnostic]:
    """A number that is typed in a text differs from the figure that seems to be meant.

    Meant is a figure with the unit that stands behind the number, whose title shares words with the sentence. What is
    rounded, and what is far from it, is left alone.
    """
    counted = tuple(_counted(plan))
    for text in prose(plan):
        seen = shown(plan, text)
        for start, end in seen.sentences_with(_NUMBERS):
            about = _content(seen[start:end])
            for found in _COUNTED.finditer(seen, start, end):
                if _in_braces(text, found.start()) or _YEAR.fullmatch(found["number"]):
                    continue
                figure = _meant(counted, found, about)
                if figure is not None and all(
                    figure.id != printed.id for printed in figures_in(plan, text, start, end)
                ):
                    yield Diagnostic(
                        rule="number-differs-from-figure",
                        place=text.part(*found.span("number")),
                        message=_(
                            'here stands {number}, and figure "{figure}" is {value}',
                            number=found["number"],
                            figure=figure.id,
                            value=_printed(figure),
                        ),
                        hint=_("write `{reference}`, or correct the figure", reference=f"{{cijfer {figure.id}}}"),
                        others=(Other(figure.place_of("value"), _("the figure")),),
                        subject=subject(text),
                    )


@rule(severity=Severity.WARNING)
def number_differs_from_plan(plan: Plan) -> Iterator[Diagnostic]:
    """A text gives a number of institutes, goals, themes or strategic actions that the plan does not have.

    More than there are cannot be right; fewer may be some of them, unless the text means them all: `de drie`.
    Frameworks are texts of others.
    """
    of_others = {item.place.file for item in (*plan.frameworks, *plan.framework_items_by_id.values())}
    for text in prose(plan):
        if text.place.file in of_others:
            continue
        seen = shown(plan, text)
        for start, end in seen.sentences_with(_PLANNED_NOUNS):
            for found in _PLANNED.finditer(seen, start, end):
                before, behind = seen[start : found.start()], seen[found.end() : end]
                if _in_braces(text, found.start()) or _SOME.search(before) or _OF_OTHERS.search(before):
                    continue
                number = read_count(found["number"]) or int(found["number"])
                kinds = _kinds(found[0], seen[start:end])
                held = _held(plan, " ".join(found["noun"].casefold().split()), kinds)
                whole = _ALL.search(before) and not _QUALIFIED.match(behind)
                if any(held) and number not in held and (number > max(held) or whole):
                    yield Diagnostic(
                        rule="number-differs-from-plan",
                        place=text.part(*found.span()),
                        message=_(
                            'here stands "{written}", and the plan holds {count}',
                            written=" ".join(found[0].split()),
                            count=held[0],
                        ),
                        hint=_("correct the number, or name them"),
                        subject=subject(text),
                    )


@rule(severity=Severity.WARNING)
def wrong_total(plan: Plan) -> Iterator[Diagnostic]:
    """The parts that a figure names as its own (`total_of`) do not add up to it.

    Shares and decimals may have been rounded by half their last digit; whole numbers are counted and add up exactly,
    unless one of them is `approximate`.
    """
    for figure in plan.figures:
        parts = [plan.figures_by_id[id] for id in figure.total_of if id in plan.figures_by_id]
        if not parts or len(parts) < len(figure.total_of):
            continue
        total = sum(part.value.value for part in parts)
        slack = _rounded_away((figure, *parts))
        if abs(total - figure.value.value) > slack:
            yield Diagnostic(
                rule="wrong-total",
                place=figure.place_of("value"),
                message=_(
                    'the parts of "{figure}" add up to {total}, and it is {value}',
                    figure=figure.id,
                    total=print_number(total),
                    value=_printed(figure),
                ),
                hint=_(
                    "correct a part or the total; add `approximate: true` to what is rounded; if parts overlap, take "
                    "`total_of` away and say so in the text"
                ),
                others=tuple(Other(part.place_of("value"), _("a part")) for part in parts),
                subject=str(figure.id),
            )


@rule(severity=Severity.TIP)
def different_denominators(plan: Plan) -> Iterator[Diagnostic]:
    """Percentages of different areas or years stand side by side, and the text does not name both.

    A reader compares them as if they were shares of the same whole.
    """
    for text in prose(plan):
        if sum(1 for _figure in figures_in(plan, text, 0, len(text))) < 2:
            continue
        seen = shown(plan, text)
        for start, end in (*seen.sentences, *(span for span in seen.paragraphs if _LISTED.match(seen, span[0]))):
            shares = [figure for figure in figures_in(plan, text, start, end) if figure.unit == "%"]
            for one, other in combinations(shares, 2):
                told = seen[start:end].casefold()
                if _differ(one.area, other.area, told) or _differ(one.year, other.year, told):
                    yield Diagnostic(
                        rule="different-denominators",
                        place=text.part(start, end),
                        message=_(
                            '"{figure}" and "{other}" stand side by side, but are of another area or year',
                            figure=one.id,
                            other=other.id,
                        ),
                        hint=_("say of each in the text where or when it holds"),
                        others=(
                            Other(one.place_of("value"), _("one figure")),
                            Other(other.place_of("value"), _("the other figure")),
                        ),
                        subject=subject(text),
                    )
                    break


@rule(severity=Severity.TIP)
def number_notation(plan: Plan) -> Iterator[Diagnostic]:
    """A number in a text is not written as Belgians do, or a percentage not as in the rest of the plan.

    Decimals stand behind a comma (`6,1`), thousands behind a point (`155.000`); `14%`, `14 %` and `14 procent` do not
    mix.
    """
    texts = [(text, seen) for text in prose(plan) if (seen := shown(plan, text)).holds(DIGITS)]
    shares = [[(_sign(text, found), found) for found in _PERCENT.finditer(seen)] for text, seen in texts]
    counts = Counter(sign for many in shares for sign, _found in many)
    common = max(_PERCENT_SIGNS, key=lambda sign: counts[sign])
    for (text, seen), many in zip(texts, shares, strict=True):
        for pattern, write in ((_DECIMAL_POINT, _comma), (_ENGLISH, _turned), (_RUN_OF_DIGITS, _points)):
            for found in pattern.finditer(seen):
                if not _in_braces(text, found.start()):
                    yield Diagnostic(
                        rule="number-notation",
                        place=text.part(*found.span()),
                        message=_("{number} is not how Belgians write a number", number=found[0]),
                        hint=_("write {number}", number=write(found[0])),
                        subject=subject(text),
                    )
        first = {sign: found for sign, found in reversed(many) if not _in_braces(text, found.start())}
        for sign, found in first.items():
            if sign != common:
                yield Diagnostic(
                    rule="number-notation",
                    place=text.part(*found.span("sign")),
                    message=_(
                        'here stands "{rare}", elsewhere in the plan "{common}"',
                        rare=f"{found['number']}{sign}",
                        common=f"{found['number']}{common}",
                    ),
                    hint=_('write "{common}" everywhere', common=f"{found['number']}{common}"),
                    subject=subject(text),
                )


# --- figures ---------------------------------------------------------------------------------------

_ROUNDED: Final = Decimal("0.1")


def _same_whole(one: Figure, other: Figure) -> bool:
    """Whether what two figures measure is of one year and one area, and is a share in both or in neither."""
    same_year = one.year is None or other.year is None or one.year == other.year
    same_area = one.area is None or other.area is None or one.area.casefold() == other.area.casefold()
    return same_year and same_area and (one.unit == "%") == (other.unit == "%")


def _agree(one: Figure, other: Figure) -> bool:
    difference = abs(one.value.value - other.value.value)
    if one.approximate or other.approximate:
        return difference <= abs(one.value.value) * _ROUNDED
    return difference == 0


def _measured(figure: Figure) -> str:
    return str(figure.measures or figure.title or "")


def _printed(figure: Figure) -> str:
    number = print_number(figure.value.value)
    return f"{number}%" if figure.unit == "%" else f"{number} {figure.unit or ''}".strip()


def _about_society(plan: Plan) -> list[Figure]:
    """The figures that texts use and that say something of the world outside."""
    used = {figure.id for figure in referred(plan, "figure")}
    return [figure for figure in plan.figures if figure.id in used and (figure.unit == "%" or figure.area)]


_SOURCE: Final = re.compile(r"\b(?:bron(?:nen)?|volgens)\b|\[\^", re.IGNORECASE)
_SOCIETY: Final = re.compile(r"%|procent|[0-9]\.[0-9]{3}\b")
_CAPTION: Final = re.compile(r"(?:tabel|table)\b[^:\n]*:\s*(?P<caption>\S.*)", re.IGNORECASE)


def _without_source(text: Prose) -> Iterator[tuple[int, int]]:
    """Where the captions stand of tables about society that hold mostly numbers, and say nowhere where they come from.

    About society are shares and thousands; what a plan counts of itself is smaller.
    """
    spans = paragraphs(text) if "|" in text else ()
    for at, (caption, table) in enumerate(pairwise(spans)):
        found = _CAPTION.match(text, *caption)
        if found is None or text[table[0]] != "|":
            continue
        typed = re.sub(r"\{[^{}]*\}", "", text[slice(*table)])
        rows = [row.strip("| \t").split("|")[1:] for row in typed.splitlines()[2:]]
        cells = [cell for row in rows for cell in row]
        around = text[spans[max(0, at - 1)][0] : spans[min(at + 2, len(spans) - 1)][1]]
        numbers = sum(re.search("[0-9]", cell) is not None for cell in cells)
        if numbers * 2 > len(cells) and _SOCIETY.search(around) and not _SOURCE.search(around):
            yield found.span("caption")


def _rounded_away(figures: tuple[Figure, ...]) -> Decimal:
    """How much figures may miss of their total by rounding alone."""
    values = [figure.value.value for figure in figures]
    slack = abs(values[0]) * _ROUNDED if any(figure.approximate for figure in figures) else Decimal(0)
    exponents = [min(0, int(value.as_tuple().exponent)) for value in values]
    if any(exponents) or any(figure.unit == "%" for figure in figures):
        slack += sum(Decimal(1).scaleb(exponent) / 2 for exponent in exponents)
    return slack


def _last_digit(value: Decimal) -> Decimal:
    """What one more in the last digit that is not a zero at the end of a whole number would add."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _differ(one: object, other: object, told: str) -> bool:
    """Whether two areas or years differ and the text does not name both."""
    if one is None or other is None or str(one).casefold() == str(other).casefold():
        return False
    return not all(any(word[:4] in told for word in _WORD.findall(str(side).casefold())) for side in (one, other))


# --- numbers in texts ------------------------------------------------------------------------------

_WORD: Final = re.compile(r"[^\W_]{4,}")
_LISTED: Final = re.compile(r"\s*(?:[-+]|[0-9]{1,3}[.)])\s")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_COUNTED: Final = re.compile(
    rf"(?<![\w.,/-])(?P<number>[0-9]+(?:\.[0-9]{{3}})*(?:,[0-9]+)?|(?:{'|'.join(COUNTS)})\b)"
    r"\s*(?P<unit>%|[^\W\d_][\w-]+(?: [^\W\d_][\w-]+)?)",
    re.IGNORECASE,
)
_NUMBERS: Final = DIGITS.union(COUNTS)
# Units of so many quantities that they tell nothing about which is meant.
_COMMON_UNITS: Final = frozenset("jaar jaartal keer euro dagen personen stappen".split())
_UNITS = r"%|procent\b|euro\b|miljoen\b|miljard\b|keer\b|VTE\b|personen\b|gezinnen\b"
# What may not stand before a number is asked behind its first digit: that digit is soon found.
_DECIMAL_POINT: Final = re.compile(rf"[0-9](?<![\w.,/].)[0-9]*\.[0-9]{{1,2}}(?=\s*(?:{_UNITS}))")
_RUN_OF_DIGITS: Final = re.compile(
    r"[1-9](?<![\w.,/+-].)(?<![0-9]\s.)(?:[0-9]{4,}|(?:[0-9]{1,2}|\s[0-9]{3})(?:[ \u00a0\u202f][0-9]{3})+)"
    r"(?![\w.,/-]|\s[0-9])"
)
_ENGLISH: Final = re.compile(
    r"[1-9](?<![\w.,/+-].)[0-9]{0,2}(?:(?:,[0-9]{3})++\.[0-9]++|(?:,[0-9]{3}){2,}+)(?![\w.,/-]*[0-9])"
)
_PERCENT: Final = re.compile(
    r"(?P<number>[0-9](?<![0-9].)(?<![0-9][.,].)[0-9]*(?:[.,][0-9]+)*)(?P<blank>\s?)(?P<sign>%|(?<=\s)p(?:ro|er)cent\b)"
)
_PERCENT_SIGNS: Final = ("%", " %", " procent", " percent")


# What is counted of the plan itself, and the words that make it a part, another's, or all of it.
_PLANNED: Final = re.compile(
    rf"(?<![\w.,/-])(?P<number>{'|'.join(COUNTS)}|[2-9]|[1-9][0-9]{{1,2}})\s+(?:(?:interne|externe|regionale)\s+)?"
    r"(?P<noun>instituten|strategische\s+doelstellingen|operationele\s+doelstellingen|strategische\s+acties|thema['’]s)\b",
    re.IGNORECASE,
)
_PLANNED_NOUNS: Final = frozenset("instituten doelstellingen acties thema".split())
_SOME: Final = re.compile(
    r"\b(?:van\s+(?:de|onze)|minstens|ten\s+minste|minder\s+dan|meer\s+dan|enkele|hoogstens|ongeveer|zowat|bijna|deze|die)"
    r"\s+$",
    re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(r"nota\b|\b(?:decreet|ministers?|vorige?|vroegere?|toen|destijds)\b", re.IGNORECASE)
_ALL: Final = re.compile(
    r"\b(?:de|onze|alle|telt|omvat|bevat|kent|bestaat\s+uit|(?:kie[sz]\w*|kozen|koos|keuze)\s+voor)\s+$", re.IGNORECASE
)
_QUALIFIED: Final = re.compile(
    r"\s+(?!(?:in|uit|van)\s+(?:dit|het|ons)\s+(?:meerjaren)?plan\b)"
    r"(?:bij|binnen|die|in|met|onder|op|over|rond|uit|van|voor|waar\w*|hier\w+)\b"
)


def _kinds(counted: str, sentence: str) -> tuple[Kind, ...]:
    """Which goals a number may count: the internal ones where it says so itself, perhaps where its sentence does."""
    if "interne" in counted.casefold():
        return (Kind.INTERNAL,)
    return (Kind.EXTERNAL, Kind.INTERNAL) if "interne" in sentence.casefold() else (Kind.EXTERNAL,)


def _held(plan: Plan, noun: str, kinds: tuple[Kind, ...]) -> tuple[int, ...]:
    """The numbers that a text may give of what the plan holds, the likeliest first; none where something was lost."""
    model: type[Located]
    goals = plan.strategic_goals
    if noun == "instituten":
        model, held = Institute, [len(plan.institutes)]
    elif noun == "strategische doelstellingen":
        model, held = StrategicGoal, [*(sum(goal.kind is kind for goal in goals) for kind in kinds), len(goals)]
    elif noun == "operationele doelstellingen":
        below = [(goal.kind, len(goal.all_operational_goals)) for goal in goals]
        model, held = OperationalGoal, [sum(count for of, count in below if of is kind) for kind in kinds]
        held += [len(plan.operational_goals), *(count for _kind, count in below)]
        held += [len(theme.operational_goals) for goal in goals for theme in goal.themes]
    elif noun == "strategische acties":
        printed = [tuple(one.action for one in printed_actions(plan, institute)) for institute in plan.institutes]
        model, held = Action, []
        for actions in (plan.actions, *printed):
            internal = sum(map(plan.is_internal, actions))
            held += [internal if kind is Kind.INTERNAL else len(actions) - internal for kind in kinds]
            held.append(len(actions))
    else:
        themes = [len(goal.themes) for goal in goals]
        model, held = Theme, [sum(themes), *themes]
    return () if any(damaged.model is model for damaged in plan.damaged) else tuple(held)


def _in_braces(text: Prose, offset: int) -> bool:
    return text.rfind("{", 0, offset + 1) > text.rfind("}", 0, offset)


def _sign(text: Prose, found: re.Match[str]) -> str:
    """How a percentage is written; a figure prints its sign without a blank."""
    printed = found["sign"] == "%" and _in_braces(text, found.start())
    return found["sign"] if printed or not found["blank"] else f" {found['sign']}"


def _turned(number: str) -> str:
    return number.translate(str.maketrans(",.", ".,"))


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _points(number: str) -> str:
    return print_number(Decimal("".join(number.split())))


def _content(words: str) -> frozenset[str]:
    """The words that tell what something is about; plurals and inflections count as one by their first letters."""
    return frozenset(word[:7].casefold() for word in _WORD.findall(words))


class _Counted(NamedTuple):
    """A figure with its unit in small letters, and what it is about."""

    figure: Figure
    unit: str
    about: frozenset[str]


def _counted(plan: Plan) -> Iterator[_Counted]:
    """The figures that a number in a text may mean: those with a unit of their own."""
    for figure in plan.figures:
        unit = (figure.unit or "").casefold()
        if unit and unit not in _COMMON_UNITS:
            yield _Counted(figure, unit, _content(_measured(figure)) - _content(unit))


def _meant(counted: Iterable[_Counted], found: re.Match[str], words: frozenset[str]) -> Figure | None:
    """The figure from which a number seems to differ; None when it agrees with a figure, or none seems to be meant."""
    unit = "%" if found["unit"].casefold().startswith("procent") else found["unit"].casefold()
    units = {unit, *unit.split()}
    try:
        number = Decimal(read_count(found["number"]) or read_number(found["number"]).value)
    except Unreadable:
        return None
    near: list[tuple[int, Figure]] = []
    for figure, own, about in (one for one in counted if one.unit in units):
        shared = len(about & words)
        if shared * 2 < len(about) or shared < (2 if own == "%" else 1):
            continue
        if abs(number - figure.value.value) < _last_digit(number):
            return None
        if figure.value.value / 2 <= number <= figure.value.value * 2:
            near.append((shared, figure))
    return max(near, key=lambda one: one[0])[1] if near else None
