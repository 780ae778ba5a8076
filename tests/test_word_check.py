"""The tool that measures pages: what it finds on pages made by hand."""

from __future__ import annotations

from tools.word_check import Letter, Page, Shape, Written, faults_of_pages

SHAPE = Shape(width=595, height=842, left=70, right=70, top=70, bottom=70, header=34, footer=34)


def _line(text: str, *, left: float = 70, bottom: float = 400, size: float = 10) -> tuple[Letter, ...]:
    return tuple(
        Letter(letter, left + at * 5, bottom, left + at * 5 + 4, bottom + size, size, False)
        for at, letter in enumerate(text)
    )


def _turned(text: str, *, left: float, size: float = 8) -> tuple[Letter, ...]:
    return tuple(
        Letter(letter, left, 300 + at * 5, left + size, 300 + at * 5 + 4, size, True) for at, letter in enumerate(text)
    )


def _faults(
    *letters: tuple[Letter, ...], kept: frozenset[tuple[str, float]] = frozenset(), turned: tuple[str, ...] = ()
) -> list[str]:
    page = Page(1, 595, 842, tuple(letter for group in letters for letter in group))
    return list(faults_of_pages(Written((SHAPE,), kept, turned), [page]))


def test_a_page_with_text_inside_its_margins_has_no_faults() -> None:
    assert _faults(_line("Missie", bottom=750), _line("Wij werken samen.", bottom=70)) == []


def test_letters_beyond_the_right_margin_are_told() -> None:
    assert _faults(_line("rand", left=514)) == ['page 1: 2 letters outside the margins, "nd"']


def test_a_page_of_a_shape_that_no_section_has_is_told() -> None:
    page = Page(3, 842, 1190, ())
    assert list(faults_of_pages(Written((SHAPE,), frozenset(), ()), [page])) == [
        "page 3: is 842 x 1190 points, which no section has"
    ]


def test_a_heading_at_the_foot_of_a_page_is_told() -> None:
    kept = frozenset({("Onzemissie", 16.0)})
    assert _faults(_line("Tekst", bottom=200), _line("missie", bottom=80, size=16), kept=kept) == [
        'page 1: "missie" stands alone at the foot'
    ]


def test_a_heading_with_its_text_below_it_is_not_told() -> None:
    kept = frozenset({("Onzemissie", 16.0)})
    assert _faults(_line("missie", bottom=120, size=16), _line("Tekst", bottom=90), kept=kept) == []


def test_a_heading_with_a_picture_below_it_is_not_told() -> None:
    written = Written((SHAPE,), frozenset({("Onzemissie", 16.0)}), ())
    heading = _line("missie", bottom=700, size=16)
    below, above = (Page(1, 595, 842, heading, pictures=(top,)) for top in (680, 800))
    assert list(faults_of_pages(written, [below])) == []
    assert len(list(faults_of_pages(written, [above]))) == 1


def test_a_page_number_below_a_heading_is_no_text() -> None:
    kept = frozenset({("Onzemissie", 16.0)})
    assert len(_faults(_line("missie", bottom=80, size=16), _line("12", bottom=40), kept=kept)) == 1


def test_words_like_a_heading_in_another_size_are_no_heading() -> None:
    assert _faults(_line("missie", bottom=80, size=10), kept=frozenset({("Onzemissie", 16.0)})) == []


def test_a_turned_name_of_two_lines_is_whole() -> None:
    assert _faults(_turned("Woon", left=200), _turned("kwaliteit", left=210), turned=("Woonkwaliteit",)) == []


def test_a_turned_name_that_lost_letters_is_told() -> None:
    assert _faults(_turned("Woonkwal", left=200), turned=("Woonkwaliteit",)) == [
        'the turned name "Woonkwaliteit" is nowhere whole'
    ]


def test_turned_lines_that_touch_are_told() -> None:
    assert _faults(_turned("Woon", left=200), _turned("Werk", left=206)) == [
        "page 1: turned lines touch each other, 206 points from the left"
    ]
