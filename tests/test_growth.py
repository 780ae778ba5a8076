"""What it takes to check a plan and to tell of it grows with what its authors wrote, not with the square of that."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import islice, product
from time import process_time
from types import FrameType

import pytest

from plan.checks import check_plan
from plan.diagnostics import Diagnostic, render_text
from tests.workspaces import SMALL, assembled

ACTION = "actions/huizen.yaml"


def with_chapter(text: str) -> Mapping[str, str]:
    """The small workspace with this text in a chapter."""
    return {**SMALL, "chapters/missie.md": f"# Missie\n\n{text}\n"}


def with_title(words: list[str]) -> Mapping[str, str]:
    """The small workspace with these words as the title of an action."""
    return {**SMALL, ACTION: SMALL[ACTION].replace("Huizen delen", f'"{" ".join(words)}"')}


def found_in(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What a check finds."""
    return check_plan(*assembled(files))


def calls_of(act: Callable[[], object]) -> int:
    """How many functions are called: what something takes, however busy the machine is."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def calls_of_checking(files: Mapping[str, str]) -> int:
    """How many functions a check calls, without what it takes to read these files."""
    plan, read = assembled(files)
    return calls_of(lambda: check_plan(plan, read))


def cost(files: Mapping[str, str]) -> float:
    """What a check takes of the processor inside one call, where no calls can be counted."""
    plan, read = assembled(files)
    start = process_time()
    check_plan(plan, read)
    return process_time() - start


def abbreviations(count: int) -> str:
    """So many different abbreviations, on one line."""
    return " ".join(islice(map("".join, product("BDFGHJKNPQRSTWZ", repeat=3)), count))


@pytest.mark.parametrize("words", [["AB"] * 400, [f"Woord{at}" for at in range(800)]])
def test_what_a_long_title_takes_grows_with_its_words(words: list[str]) -> None:
    half, whole = (calls_of_checking(with_title(words[:count])) for count in (len(words) // 2, len(words)))
    assert whole < 2.5 * half


def test_what_unknown_ids_take_grows_with_their_number() -> None:
    def naming(count: int) -> Mapping[str, str]:
        ids = ", ".join(f"x{at}" for at in range(count))
        return {**SMALL, ACTION: SMALL[ACTION].replace("[werk]", f"[{ids}]")}

    assert calls_of_checking(naming(400)) < 2.5 * calls_of_checking(naming(200))


def test_what_telling_of_a_long_line_takes_grows_with_what_is_found_in_it() -> None:
    def calls_of_telling(count: int) -> int:
        text = abbreviations(count)
        found = found_in(with_chapter(text))
        return calls_of(lambda: render_text(found, lambda _file, _line: text, "nl"))

    assert calls_of_telling(400) < 2.5 * calls_of_telling(200)


@pytest.fixture(scope="module")
def of_figures() -> float:
    """What a long text of ordinary numbers takes."""
    return cost(with_chapter("155.000 gezinnen, 14,5% " * 400))


@pytest.mark.parametrize("number", ["9", "1.", "1,", ".111", ",111", " 111"])
def test_a_number_without_end_takes_little_more_than_many_numbers(number: str, of_figures: float) -> None:
    assert cost(with_chapter("1" + (number * 20_000)[:20_000])) < 5 * of_figures


def test_a_number_of_thousands_of_digits_is_told_like_any_other() -> None:
    (found,) = (one for one in found_in(with_chapter("9" * 6_000)) if one.rule == "number-notation")
    assert found.hint
    assert found.hint.render("en") == f"write {'.'.join(['999'] * 2_000)}"


def test_a_word_without_end_that_is_out_of_use_takes_little_more_than_numbers(of_figures: float) -> None:
    words = f"words: [{{avoid: {'x' * 50_000}, use: y}}]\n"
    assert cost({**SMALL, "names.yaml": words}) < 5 * of_figures
