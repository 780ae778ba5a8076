"""Periods, dates, numbers and lists as Dutch writes and reads them."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.dutch import (
    Boundary,
    Period,
    Unreadable,
    keep_together,
    month_year,
    print_date,
    print_list,
    print_number,
    print_period,
    print_years,
    read_count,
    read_date,
    read_number,
    read_period,
    year_spans,
)

YEARS_21_25 = Period(Boundary(2021), Boundary(2025))
DAYS_21_25 = Period(Boundary(2021, 1, 1), Boundary(2025, 12, 31))
APRIL_20_DECEMBER_22 = Period(Boundary(2020, 4), Boundary(2022, 12))


@st.composite
def boundaries(draw: st.DrawFn) -> Boundary:
    year = draw(st.integers(1900, 2099))
    month = draw(st.none() | st.integers(1, 12))
    day = None if month is None else draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1]))
    return Boundary(year, month, day)


periods = st.builds(Period, boundaries(), boundaries())
# Text that comes near to a period or number finds more than text of any characters.
typed = st.text() | st.text("0123456789 -–/.,t\xa0%vanaprilmei")


# --- reading periods -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2021-2025", YEARS_21_25),
        ("2021 – 2025", YEARS_21_25),
        ("2021- 2025", YEARS_21_25),
        ("2021—2025", YEARS_21_25),
        ("2021\xa0\u2212\xa02025", YEARS_21_25),
        (" 2021\u202f‑\u202f2025 ", YEARS_21_25),
        ("2021/2025", YEARS_21_25),
        ("van 2021 tot en met 2025", YEARS_21_25),
        ("vanaf 2021 tot 2025", YEARS_21_25),
        ("2021 t.e.m. 2025", YEARS_21_25),
        ("2021 tem 2025", YEARS_21_25),
        ("2021 t/m 2025", YEARS_21_25),
        ("2022", Period(Boundary(2022), Boundary(2022))),
        ("2020-04", Period(Boundary(2020, 4), Boundary(2020, 4))),
        ("apr. 2020", Period(Boundary(2020, 4), Boundary(2020, 4))),
        ("2020-04 / 2022-12", APRIL_20_DECEMBER_22),
        ("2020-04/2022-12", APRIL_20_DECEMBER_22),
        ("2020-04 - 2022-12", APRIL_20_DECEMBER_22),
        ("april 2020 – december 2022", APRIL_20_DECEMBER_22),
        ("April 2020 - December 2022", APRIL_20_DECEMBER_22),
        ("apr 2020 tot dec. 2022", APRIL_20_DECEMBER_22),
        ("04/2020 - 12/2022", APRIL_20_DECEMBER_22),
        ("4/2020-12/2022", APRIL_20_DECEMBER_22),
        ("april - december 2022", Period(Boundary(2022, 4), Boundary(2022, 12))),
        ("1 april - 30 juni 2022", Period(Boundary(2022, 4, 1), Boundary(2022, 6, 30))),
        ("2020 - 04/2022", Period(Boundary(2020), Boundary(2022, 4))),
        ("01/01/2021 - 31/12/2025", DAYS_21_25),
        ("01/1/2021 – 31/12/2025", DAYS_21_25),
        ("01-01-2021 - 31-12-2025", DAYS_21_25),
        ("01-01-2021-31-12-2025", DAYS_21_25),
        ("01.01.2021 - 31.12.2025", DAYS_21_25),
        ("van 1/1/2021 tot 31/12/2025", DAYS_21_25),
        ("van 01/01/2021 - 31/12/2025", DAYS_21_25),
        ("2021-01-01/2025-12-31", DAYS_21_25),
        ("1 januari 2021 tot 31 december 2025", DAYS_21_25),
        ("15 mei 2020", Period(Boundary(2020, 5, 15), Boundary(2020, 5, 15))),
        ("29/02/2024", Period(Boundary(2024, 2, 29), Boundary(2024, 2, 29))),
        ("2025-2021", Period(Boundary(2025), Boundary(2021))),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, period: Period) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("vanaf 2021", "not a period", "both when it begins and when it ends"),
        ("van 1/1/2021", "not a period", "both when it begins and when it ends"),
        ("tot 2025", "not a period", "both when it begins and when it ends"),
        ("tot en met december 2025", "not a period", "both when it begins and when it ends"),
        ("2021 -", "not a period", "both when it begins and when it ends"),
        ("– 2025", "not a period", "both when it begins and when it ends"),
        ("2021 - heden", "not a period", "both when it begins and when it ends"),
        ("2021-25", "month 25", 'write "2021-2025"'),
        ("2019/21", "month 21", 'write "2019-2021"'),
        ("2021-13 / 2022-01", "month 13", "1 to 12"),
        ("05/15/2020", "month 15", "the day before the month"),
        ("30/02/2021 - 31/12/2025", "day 30", "day 1 to day 28"),
        ("1/1/21 - 31/12/25", "not a period", "four digits"),
        ("aprl 2020 - december 2022", "not a period", 'write "april" instead of "aprl"'),
        ("2020-04/2022", "not a period", "write for example"),
        ("2021 en 2023", "not a period", "write for example"),
        ("april", "not a period", "write for example"),
        ("2021-00", "month 00", "1 to 12"),
        ("", "not a period", "write for example"),
    ],
)
def test_what_is_no_period_is_refused_with_what_to_type(text: str, message: str, hint: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_period(text)
    assert message in refusal.value.message.render("en")
    assert refusal.value.hint is not None
    assert hint in refusal.value.hint.render("en")


def test_a_refusal_shows_only_the_beginning_of_a_long_text() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_period("Dit is een hele alinea. " * 100)
    assert len(str(refusal.value)) < 120


@given(typed)
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    try:
        period = read_period(text)
    except Unreadable:
        return
    assert read_period(print_period(period)) == period


@given(periods, st.sampled_from(["nl", "en"]))
def test_a_printed_period_reads_as_itself(period: Period, language: str) -> None:
    assert read_period(print_period(period, language)) == period


# --- what a period knows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-2025", date(2021, 1, 1), date(2025, 12, 31)),
        ("2020-02 / 2022-02", date(2020, 2, 1), date(2022, 2, 28)),
        ("15/05/2020 - 16/05/2020", date(2020, 5, 15), date(2020, 5, 16)),
    ],
)
def test_a_period_runs_from_the_first_day_of_its_start_to_the_last_day_of_its_end(
    text: str, first: date, last: date
) -> None:
    assert (read_period(text).first_day, read_period(text).last_day) == (first, last)


@given(periods, st.integers(1899, 2100))
def test_a_period_runs_in_a_year_when_they_share_a_day(period: Period, year: int) -> None:
    shares_a_day = max(period.first_day, date(year, 1, 1)) <= min(period.last_day, date(year, 12, 31))
    assert period.runs_in(year) == (shares_a_day and not period.reversed)
    assert period.runs_in(year) == (year in period.years)


@given(periods, periods)
def test_what_two_periods_share_lies_within_both(one: Period, other: Period) -> None:
    shared = one.intersection(other)
    assert (shared is not None) == one.overlaps(other) == other.overlaps(one)
    if shared:
        assert shared.within(one)
        assert shared.within(other)
        assert shared.first_day in (one.first_day, other.first_day)
        assert shared.last_day in (one.last_day, other.last_day)


@given(periods, periods)
def test_a_period_within_another_shares_all_its_days_with_it(one: Period, other: Period) -> None:
    shared = one.intersection(other)
    if not one.reversed and not other.reversed:
        same = shared and (shared.first_day, shared.last_day) == (one.first_day, one.last_day)
        assert one.within(other) == bool(same)


def test_a_period_is_reversed_by_days_and_not_by_how_precise_its_ends_are() -> None:
    assert not read_period("december 2022 - 2022").reversed
    assert read_period("31/12/2022 - 30/12/2022").reversed


def test_a_reversed_period_has_no_days() -> None:
    period = read_period("december 2022 - april 2022")
    assert list(period.years) == []
    assert not period.runs_in(2022)
    assert not period.overlaps(YEARS_21_25)


# --- printing periods and dates --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2021 – 2025", "2021-2025"),
        ("2022 / 2022", "2022"),
        ("2020-04 / 2022-12", "april 2020 – december 2022"),
        ("1/1/2021 tot 31/12/2025", "1 januari 2021 – 31 december 2025"),
        ("2021 - 06/2022", "2021 – juni 2022"),
    ],
)
def test_a_period_is_printed_as_precisely_as_it_was_written(written: str, printed: str) -> None:
    assert print_period(read_period(written)) == printed


def test_years_that_follow_each_other_are_joined() -> None:
    assert print_years([2025, 2021, 2024, 2023, 2023]) == "2021 en 2023-2025"
    assert print_years([2021]) == "2021"
    assert print_years([]) == ""


@given(st.sets(st.integers(2000, 2030)))
def test_the_spans_of_years_hold_exactly_these_years(years: set[int]) -> None:
    spans = [read_period(span).years for span in year_spans(years)]
    assert [year for span in spans for year in span] == sorted(years)
    assert all(one.stop < other.start for one, other in pairwise(spans))


@pytest.mark.parametrize("text", ["2020-05-15", "15/05/2020", "15 mei 2020", "15-5-2020", "15 May 2020"])
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text) == date(2020, 5, 15)


@pytest.mark.parametrize("text", ["2020", "mei 2020", "15 mei", "31/04/2020", "vandaag", "15/05/20", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_date(text)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_printed_date_reads_as_itself(day: date) -> None:
    assert read_date(print_date(day)) == day


@given(typed)
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        day = read_date(text)
    except Unreadable:
        return
    assert read_date(print_date(day)) == day


def test_a_date_is_printed_in_words() -> None:
    assert print_date(date(2020, 5, 15)) == "15 mei 2020"
    assert month_year(date(2020, 5, 15)) == "mei 2020"


# --- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("14,05", "14.05"),
        ("14.05", "14.05"),
        ("33,7", "33.7"),
        ("37,20", "37.20"),
        ("135.500", "135500"),
        ("1.798.000", "1798000"),
        ("1 798 000", "1798000"),
        ("1\u202f798\xa0000", "1798000"),
        ("1.798.000,50", "1798000.50"),
        ("0.500", "0.500"),
        ("1,500", "1.500"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("0431", "431"),
    ],
)
def test_a_number_is_read_with_the_decimals_it_was_written_with(text: str, value: str) -> None:
    assert str(read_number(text).value) == value


def test_a_number_keeps_how_it_was_written() -> None:
    assert read_number("14,05").written == "14,05"


def test_one_point_before_three_digits_is_read_as_thousands_and_told() -> None:
    assert read_number("1.500").value == 1500
    assert read_number("1.500").ambiguous
    assert read_number("-135.500").ambiguous
    assert not any(read_number(text).ambiguous for text in ("1500", "1.798.000", "0.500", "14.05", "1 500"))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("37%", "write only 37;"),
        ("37,5 %", "write only 37,5;"),
        ("meer dan 155.000", "write only 155.000;"),
        ("veertien", "write digits"),
        ("1,500.3", "write digits"),
        ("1.50.000", "write digits"),
        ("1 op 5", "write digits"),
        ("5,", "write digits"),
        (",5", "write digits"),
        ("1e5", "write digits"),
        ("٣", "write digits"),
        ("", "write digits"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_type(text: str, hint: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_number(text)
    assert refusal.value.hint is not None
    assert hint in refusal.value.hint.render("en")


@given(typed)
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        number = read_number(text)
    except Unreadable:
        return
    assert read_number(print_number(number.value)).value == number.value


_MOST = 10**15 - 1


@given(st.decimals(-_MOST, _MOST, places=2) | st.integers(-_MOST, _MOST))
def test_a_printed_number_reads_as_itself_with_the_same_decimals(value: Decimal | int) -> None:
    assert str(read_number(print_number(value)).value) == str(value or abs(value))


def test_a_number_that_no_sheet_could_hold_is_told() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_number(str(_MOST + 1))
    assert unreadable.value.message.render("en") == '"1000000000000000" is larger than any number in a plan'


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Decimal("14.05"), "14,05"),
        (Decimal("37.20"), "37,20"),
        (135500, "135.500"),
        (Decimal(1798000), "1.798.000"),
        (Decimal("1E+5"), "100.000"),
        (Decimal("12345.678"), "12.345,678"),
        (Decimal("9" * 30), "999." * 9 + "999"),
        (1368, "1368"),
        (-3, "−3"),
        (0, "0"),
    ],
)
def test_a_number_is_printed_the_belgian_way(value: Decimal | int, printed: str) -> None:
    assert print_number(value) == printed


# --- lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "printed"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_a_list_is_printed_as_in_a_sentence(items: list[str], printed: str) -> None:
    assert print_list(items) == printed


def test_a_list_that_names_only_some_says_so() -> None:
    assert print_list(["a", "b", "c"], open_ended=True) == "onder meer a, b en c"
    assert print_list([], open_ended=True) == ""


def test_a_count_is_read_from_words_and_digits_and_een_is_no_count() -> None:
    assert [read_count(word) for word in ("twee", "Vier", "twintig", "3", "20")] == [2, 4, 20, 3, 20]
    assert [read_count(word) for word in ("een", "1", "21", "2020", "veel", "")] == [None] * 6


# --- what stays on one line ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("14,05 VTE", "14,05~VTE"),
        ("33 % van 1 000 gezinnen", "33~% van 1~000 gezinnen"),
        ("€ 5 of 2 500 000 euro", "€~5 of 2~500~000~euro"),
        ("SD 1 en artikel 5", "SD~1 en artikel~5"),
        ("Bijlage A, figuur 2", "Bijlage~A, figuur~2"),
        ("op 15 mei 2020", "op 15~mei 2020"),
        ("in 2021 155 mensen", "in 2021 155 mensen"),
        ("een nummer te veel", "een nummer te veel"),
        ("3 jaarlijkse uurroosters", "3 jaarlijkse uurroosters"),
    ],
)
def test_a_number_stays_on_one_line_with_what_it_counts(written: str, kept: str) -> None:
    assert keep_together(written) == kept.replace("~", "\u00a0")
