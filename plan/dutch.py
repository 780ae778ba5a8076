"""Periods, dates, numbers and lists as Dutch writes and reads them.

In: what an author typed. Out: `Period`, `Number` and dates, and from those the one notation that is printed
through a whole document. What cannot be read raises `Unreadable`, which says what to type instead.
Knows nothing of files or plans, nor of which periods and numbers are sensible there.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from plan.messages import Message, _

_MONTHS: Final = {
    "nl": tuple("januari februari maart april mei juni juli augustus september oktober november december".split()),
    "en": tuple("January February March April May June July August September October November December".split()),
}
_MONTH_BY_NAME: Final = {
    name.lower()[:length]: number
    for names in _MONTHS.values()
    for number, name in enumerate(names, start=1)
    for length in (len(name), 3, 4)
    if length <= len(name)
} | {"mrt": 3}


class Unreadable(ValueError):
    """What the author typed cannot be read: `message` says why, `hint` what to type instead."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message.render("en")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a period begins or ends, as precise as its author wrote it: a year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> date:
        """The first day it covers."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day it covers."""
        if self.month is None:
            return date(self.year, 12, 31)
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])

    @property
    def iso(self) -> str:
        """As machines write it, as precise as its author did: `2021`, `2021-04`, `2021-04-30`."""
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of `start` up to and including the end of `end`.

    A reversed period ends before it begins. It is kept, for a rule to report; it has no days.
    """

    start: Boundary
    end: Boundary

    @property
    def first_day(self) -> date:
        """The first day."""
        return self.start.first_day

    @property
    def last_day(self) -> date:
        """The last day, which still belongs to it."""
        return self.end.last_day

    @property
    def reversed(self) -> bool:
        """Whether it ends before it begins."""
        return self.last_day < self.first_day

    @property
    def years(self) -> range:
        """The years it has a day in."""
        return range(0) if self.reversed else range(self.start.year, self.end.year + 1)

    def runs_in(self, year: int) -> bool:
        """Whether it has a day in that year."""
        return year in self.years

    def within(self, other: Period) -> bool:
        """Whether each of its days is a day of the other."""
        return self.reversed or (other.first_day <= self.first_day and self.last_day <= other.last_day)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.intersection(other) is not None

    def intersection(self, other: Period) -> Period | None:
        """The days the two share, each end as precise as it was written; None when there are none."""
        start = max(self.start, other.start, key=lambda boundary: boundary.first_day)
        end = min(self.end, other.end, key=lambda boundary: boundary.last_day)
        shared = Period(start, end)
        return None if self.reversed or other.reversed or shared.reversed else shared


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with how it was written."""

    value: Decimal
    written: str

    @property
    def ambiguous(self) -> bool:
        """Whether its only point may have been meant as a decimal one: `1.500` is read as 1500."""
        return re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", _tidy(self.written)) is not None


# --- periods and dates -----------------------------------------------------------------------------

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_BOUNDARY: Final = (
    re.compile(_YEAR),
    re.compile(rf"{_YEAR}[-/]{_MONTH}(?:[-/]{_DAY})?"),
    re.compile(rf"(?:{_DAY}[-/.])?{_MONTH}[-/.]{_YEAR}"),
    re.compile(rf"(?:{_DAY} )?(?P<month>[a-z]+)\.?(?: {_YEAR})?"),
)
_TO = r"tot en met|tot|t/m|t\.?e\.?m\.?"
# A sign with blanks around it parts a period before one without: `2020 - 04/2022`.
_BETWEEN: Final = (re.compile(rf" (?:{_TO}|[-/]) "), re.compile(r" ?[-/] ?"))
_FROM: Final = re.compile(r"(?:van|vanaf) ")
_OPEN: Final = re.compile(
    rf"^(?:[-/]|(?:{_TO}|sinds) )|^(?:van|vanaf) (?!.* (?:{_TO}|[-/]) )|(?:[-/]| tot| t/m|heden|nu|verder|doorlopend)$"
)
_NO_YEAR: Final = re.compile(r"\b(?!(?:19|20)[0-9]{2}\b)[0-9]{3,5}\b")
_SHORT_YEAR: Final = re.compile(r"\b[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}\b")


def read_period(text: str) -> Period:
    """Read a period in any of the ways people write one: `2021-2025`, `2020-04 / 2022-12`, `van 1/1/2021 tot ...`.

    A reversed period is read as it stands. Raises `Unreadable`; a period without an end is one of the unreadable.
    """
    tidy = _tidy(text)
    if (written := _parts(tidy)) and written["year"]:
        boundary = _boundary(written, text)
        return Period(boundary, boundary)
    for between in _BETWEEN:
        readings = {
            (_boundary(start | {"year": start["year"] or end["year"]}, text), _boundary(end, text))
            for sign in between.finditer(tidy)
            if (start := _parts(_FROM.sub("", tidy[: sign.start()], count=1)))
            and (end := _parts(tidy[sign.end() :]))
            and end["year"]
        }
        if len(readings) == 1:
            return Period(*readings.pop())
    raise Unreadable(_('"{written}" is not a period we can read', written=_shown(text)), _hint_for_period(tidy))


def print_period(period: Period, language: str = "nl") -> str:
    """Print a period as precisely as it was written: `2021-2025`, `2022`, `april 2020 – december 2022`.

    Years are joined by a hyphen; ends that hold blanks themselves by an en dash between blanks, as Taaladvies has it.
    """
    start, end = (_print_boundary(boundary, language) for boundary in (period.start, period.end))
    if start == end:
        return start
    return f"{start} – {end}" if " " in start + end else f"{start}-{end}"


def year_spans(years: Iterable[int]) -> tuple[str, ...]:
    """Years with those that follow each other joined: 2021, 2023, 2024 are `("2021", "2023-2024")`."""
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return tuple(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)


def print_years(years: Iterable[int]) -> str:
    """Print years in a sentence: `2021 en 2023-2025`; none prints as nothing."""
    return print_list(year_spans(years))


def read_date(text: str) -> date:
    """Read one day: `2020-05-15`, `15/05/2020`, `15 mei 2020`. Raises `Unreadable`."""
    written = _parts(_tidy(text))
    if written is None or written["year"] is None or written["day"] is None:
        raise Unreadable(
            _('"{written}" is not a date we can read', written=_shown(text)),
            _("write day, month and year, for example 15/05/2020 or 15 mei 2020"),
        )
    return _boundary(written, text).first_day


def print_day(day: date) -> str:
    """A day in digits, the same in each language: `22/11/2026`."""
    return f"{day:%d/%m/%Y}"


def print_date(day: date, language: str = "nl") -> str:
    """Print a day: `15 mei 2020`."""
    return _print_boundary(Boundary(day.year, day.month, day.day), language)


def month_year(day: date, language: str = "nl") -> str:
    """Print the month of a day: `mei 2020`."""
    return _print_boundary(Boundary(day.year, day.month), language)


def _parts(written: str) -> dict[str, str | None] | None:
    """Year, month and day as written, where this looks like one boundary; it need not exist."""
    for pattern in _BOUNDARY:
        if found := pattern.fullmatch(written):
            parts = {"month": None, "day": None} | found.groupdict()
            month = parts["month"]
            return parts if month is None or month.isdigit() or month in _MONTH_BY_NAME else None
    return None


def _boundary(written: Mapping[str, str | None], text: str) -> Boundary:
    """The boundary of these parts; `Unreadable` names a month or day that does not exist."""
    year, month, day = (written[part] for part in ("year", "month", "day"))
    assert year is not None
    if month is None:
        return Boundary(int(year))
    number = int(month) if month.isdigit() else _MONTH_BY_NAME[month]
    if not 1 <= number <= 12:
        later = f"{year[:2]}{month:0>2}"
        if day is not None:
            hint = _("write the day before the month, for example 15/05/2020")
        elif later > year:
            hint = _('write "{period}"', period=f"{year}-{later}")
        else:
            hint = _("months run from 1 to 12")
        raise Unreadable(
            _('"{written}" names month {month}, which does not exist', written=_shown(text), month=month), hint
        )
    last = calendar.monthrange(int(year), number)[1]
    if day is not None and not 1 <= int(day) <= last:
        raise Unreadable(
            _('"{written}" names day {day}, which does not exist', written=_shown(text), day=day),
            _("that month runs from day 1 to day {last}", last=last),
        )
    return Boundary(int(year), number, None if day is None else int(day))


def _hint_for_period(tidy: str) -> Message:
    if _OPEN.search(tidy):
        return _("write both when it begins and when it ends, for example 2021-2025")
    if _SHORT_YEAR.search(tidy):
        return _("write the year in four digits, for example 01/01/2021 - 31/12/2025")
    if slip := _NO_YEAR.search(tidy):
        return _('check "{year}": a year has four digits and begins with 19 or 20', year=slip.group())
    for word in re.findall(r"[a-z]{4,}", tidy):
        if word not in _MONTH_BY_NAME and (near := get_close_matches(word, _MONTHS["nl"], n=1, cutoff=0.75)):
            return _('write "{month}" instead of "{word}"', month=near[0], word=word)
    return _("write for example 2021-2025, april 2020 - december 2022 or 01/01/2021 - 31/12/2025")


def _print_boundary(boundary: Boundary, language: str) -> str:
    day = None if boundary.day is None else str(boundary.day)
    month = None if boundary.month is None else _MONTHS[language][boundary.month - 1]
    return " ".join(part for part in (day, month, str(boundary.year)) if part)


# --- numbers and lists -----------------------------------------------------------------------------

_THOUSANDS = r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)"
_WITH_COMMA: Final = re.compile(rf"(?P<whole>-?(?:{_THOUSANDS}|[0-9]+))(?:,(?P<decimals>[0-9]+))?")
COUNTS: Final = tuple(
    "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig".split()
)
_BEYOND: Final = Decimal(10) ** 15  # sheets and charts count no further without losing digits
_WITH_POINT: Final = re.compile(r"(?P<whole>-?[0-9]+)\.(?P<decimals>[0-9]+)")


def read_number(text: str) -> Number:
    """Read a number with a decimal comma or point, thousands parted by points or blanks: `14,05`, `14.05`, `1.798.000`.

    A single point before exactly three digits parts thousands; `Number.ambiguous` tells. Raises `Unreadable`.
    """
    if (value := _decimal(_tidy(text))) is not None:
        if abs(value) >= _BEYOND:
            message = _('"{written}" is larger than any number in a plan', written=_shown(text))
            raise Unreadable(message, _("write a number of at most fifteen digits"))
        return Number(value, text)
    among_words = [part for part in re.split(r"[^0-9.,-]+", _tidy(text)) if _decimal(part) is not None]
    if len(among_words) == 1:
        message = _('"{written}" holds more than a number', written=_shown(text))
        hint = _("write only {number}; what it counts (%, people, euro) has its own place", number=among_words[0])
    else:
        message = _('"{written}" is not a number we can read', written=_shown(text))
        hint = _("write digits, with a comma before decimals, for example 14,05 or 135.500")
    raise Unreadable(message, hint)


def read_count(word: str) -> int | None:
    """The number that a word or digits up to twenty stand for, from two on: `een` is an article more often than not."""
    folded = word.casefold()
    if folded in COUNTS:
        return COUNTS.index(folded) + 2
    return int(folded) if re.fullmatch(r"[2-9]|1[0-9]|20", folded) else None


def print_number(value: Decimal | int) -> str:
    """Print a number the Belgian way, with the decimals it has: `14,05`, `37,20`, `135.500`.

    Four digits stand without a point (`1368`), as Taaladvies has it for running text.
    """
    number = Decimal(value)
    digits = f"{number.copy_abs():{',f' if abs(number) >= 10_000 else 'f'}}"
    return ("−" if number < 0 else "") + digits.translate(str.maketrans(",.", ".,"))


def print_list(items: Sequence[str], open_ended: bool = False) -> str:
    """Print a list in a sentence: `a, b en c`, and where it names only some `onder meer a, b en c`."""
    joined = " en ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)
    return f"onder meer {joined}" if open_ended and joined else joined


def _decimal(tidy: str) -> Decimal | None:
    found = _WITH_COMMA.fullmatch(tidy) or _WITH_POINT.fullmatch(tidy)
    return found and Decimal(f"{re.sub('[. ]', '', found['whole'])}.{found['decimals'] or ''}")


# --- what was typed --------------------------------------------------------------------------------


def _tidy(text: str) -> str:
    """The text in small letters, each run of blanks one space, each run of dashes one hyphen, nothing invisible."""
    plain = "".join("-" if _is_dash(character) else character for character in text if _is_seen(character))
    return " ".join(re.sub(r"-+", "-", plain).lower().split())


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == "\N{MINUS SIGN}"


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


def _shown(text: str) -> str:
    """The text as a message shows it: an author who put a whole paragraph here needs to see only its beginning."""
    return text if len(text) <= 60 else text[:59] + "…"


# --- what stays on one line ------------------------------------------------------------------------

_MONTH_NAMES: Final = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_UNITS: Final = "%|‰|€|°|euro|VTE|km²?|m²|ha|kg|uur|jaar|miljoen|miljard"
_CALLED: Final = r"SD OD artikel art\. paragraaf nr\. nummer tabel figuur bijlage pagina p\. blz\.".split()
_AFTER_CALLED: Final = "|".join(rf"(?<=(?<!\w){word}[ ])" for word in _CALLED)
_AFTER_THOUSANDS: Final = "|".join(rf"(?<=(?<![\d.,])\d{{{count}}}[ ])" for count in (1, 2, 3))
# A space that is found first, since that is quick, and then what stands before it and behind it.
_TOGETHER: Final = re.compile(
    rf"""[ ](?:
    (?<=\d[ ])(?=(?:{_UNITS}|{_MONTH_NAMES})(?!\w))  # 14,05 VTE
    | (?=\d{{3}}(?!\d))(?:{_AFTER_THOUSANDS})  # 1 000
    | (?=\d|[A-Z](?!\w))(?:{_AFTER_CALLED})  # SD 1
    | (?<=[€§][ ])(?=\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_BREAK: Final = "\u00a0"


@lru_cache(maxsize=4096)
def keep_together(text: str) -> str:
    """The text with spaces that no line breaks at between a number and what it counts, or what it is the number of."""
    return _TOGETHER.sub(_NO_BREAK, text)
