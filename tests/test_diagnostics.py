"""How findings are put into words, for a reader and for machines."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.diagnostics import (
    Diagnostic,
    Other,
    Severity,
    did_you_mean,
    render_github,
    render_json,
    render_text,
    sort_diagnostics,
)
from plan.messages import Message
from plan.places import Place, Text

FILE = "actions/oost-vlaanderen/waardig-wonen.yaml"
LINE = "  certain: [woonkwaliteit, regulering-woonmark]"
UNKNOWN_GOAL = Diagnostic(
    rule="unknown-goal",
    place=Place(FILE, 7, 28, 7, 47),
    message=Message('operational goal "regulering-woonmark" does not exist'),
    hint=Message('did you mean "regulering-woonmarkt" (goals.yaml:41)?'),
)


def shown(found: Diagnostic, lines: str | Mapping[tuple[str, int], str] = LINE, width: int = 80) -> list[str]:
    """The finding in English, where its line reads so."""

    def source_line(file: str, line: int) -> str:
        return lines if isinstance(lines, str) else lines.get((file, line), "")

    return render_text([found], source_line, "en", width).splitlines()


def at(line: int, start: int, end: int, message: str = "wrong") -> Diagnostic:
    return Diagnostic("some-rule", Place("a.yaml", line, start, line, end), Message(message))


def width_of(text: str) -> int:
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


# --- text ------------------------------------------------------------------------------------------


def test_a_finding_shows_place_message_rule_line_and_hint() -> None:
    assert shown(UNKNOWN_GOAL, width=130) == [
        f'{FILE}:7:28: error: operational goal "regulering-woonmark" does not exist [unknown-goal]',
        "   7 |   certain: [woonkwaliteit, regulering-woonmark]",
        "     |                            ^^^^^^^^^^^^^^^^^^^",
        '     = did you mean "regulering-woonmarkt" (goals.yaml:41)?',
    ]


def test_a_long_message_is_wrapped_between_words_with_a_hanging_indent() -> None:
    assert shown(UNKNOWN_GOAL, width=80)[:3] == [
        f"{FILE}:7:28: error: operational goal",
        '    "regulering-woonmark" does not exist [unknown-goal]',
        "   7 |   certain: [woonkwaliteit, regulering-woonmark]",
    ]


def test_a_long_hint_is_wrapped_below_its_own_beginning() -> None:
    long = dataclasses.replace(UNKNOWN_GOAL, hint=Message("write " + "woord " * 20))
    assert shown(long, width=60)[-3:] == [
        "     = write woord woord woord woord woord woord woord woord",
        "       woord woord woord woord woord woord woord woord woord",
        "       woord woord woord",
    ]


def test_the_other_place_is_shown_with_its_line() -> None:
    clash = dataclasses.replace(
        at(3, 5, 7), others=(Other(Place("goals.yaml", 12345, 1, 12345, 3), Message("it stands here too")),)
    )
    assert shown(clash, {("a.yaml", 3): "id: ab", ("goals.yaml", 12345): "ab: 1"}) == [
        "a.yaml:3:5: error: wrong [some-rule]",
        "    3 | id: ab",
        "      |     ^^",
        "      = goals.yaml:12345:1: it stands here too",
        "12345 | ab: 1",
        "      | ^^",
    ]


def test_a_place_of_many_lines_marks_the_first_to_its_end() -> None:
    prose = dataclasses.replace(at(1, 1, 1), place=Place("a.yaml", 12, 10, 15, 3))
    assert shown(prose, "context: > folded  ")[1:] == ["  12 | context: > folded", "     |          ^^^^^^^^"]


def test_a_place_without_characters_is_one_caret() -> None:
    assert shown(at(2, 8, 8), "title:")[1:] == ["   2 | title:", "     |       ^"]


@pytest.mark.parametrize("line", ["", "   "])
def test_a_line_with_nothing_on_it_is_not_shown(line: str) -> None:
    assert shown(at(2, 1, 1), line) == ["a.yaml:2:1: error: wrong [some-rule]"]


def test_a_finding_about_a_whole_file_shows_no_line() -> None:
    found = dataclasses.replace(UNKNOWN_GOAL, place=Place.of_file("goals (1).yaml"), hint=None)
    assert len(shown(found, "format: 1", width=120)) == 1


def test_carets_stand_below_the_text_after_a_tab() -> None:
    assert shown(at(1, 4, 6), "a:\tbc")[1:] == ["   1 | a:  bc", "     |     ^^"]


def test_carets_stand_below_the_text_among_wide_and_combining_characters() -> None:
    assert shown(at(1, 6, 8), "日e\u0301: 日本")[1:] == ["   1 | 日e\u0301: 日本", "     |      ^^^^"]


def test_a_very_long_line_is_cut_around_the_carets() -> None:
    line = "context: " + "a" * 300 + " FOUT " + "z" * 300
    _headline, excerpt, carets = shown(at(1, 311, 315), line, width=60)
    assert excerpt.startswith("   1 | …aaa")
    assert excerpt.endswith("zzz…")
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "FOUT"
    assert len(excerpt) <= 60


def test_control_characters_are_shown_as_signs() -> None:
    found = dataclasses.replace(at(1, 1, 4, "\x1b]0;x\x07 and\nmore\u202e"), hint=Message("\x9b31m"))
    assert shown(found, "a\x1b[31m\u202eb") == [
        "a.yaml:1:1: error: ␛]0;x␇ and more� [some-rule]",
        "   1 | a␛[31m�b",
        "     | ^^^",
        "     = �31m",
    ]


def test_an_accepted_finding_shows_its_reason_instead_of_its_line() -> None:
    assert shown(dataclasses.replace(UNKNOWN_GOAL, accepted="komt in 2023"), width=130)[1:] == [
        "     = accepted: komt in 2023"
    ]


def test_findings_are_parted_by_an_empty_line() -> None:
    text = render_text([at(1, 1, 2), at(2, 1, 2)], lambda _file, _line: "", "en")
    assert text == "a.yaml:1:1: error: wrong [some-rule]\n\na.yaml:2:1: error: wrong [some-rule]\n"
    assert render_text([], lambda _file, _line: "", "en") == ""


@pytest.mark.parametrize(
    ("severity", "english", "dutch"),
    [
        (Severity.ERROR, "error", "fout"),
        (Severity.WARNING, "warning", "waarschuwing"),
        (Severity.TIP, "tip", "tip"),
        (Severity.TODO, "to do", "te doen"),
    ],
)
def test_each_severity_has_a_word_in_the_readers_language(severity: Severity, english: str, dutch: str) -> None:
    found = dataclasses.replace(at(1, 1, 2), severity=severity)
    for language, word in (("en", english), ("nl", dutch)):
        assert render_text([found], lambda _file, _line: "", language) == f"a.yaml:1:1: {word}: wrong [some-rule]\n"


def test_colour_changes_nothing_but_colour() -> None:
    plain, coloured = (render_text([UNKNOWN_GOAL], lambda _f, _l: LINE, "en", 80, colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert coloured.count("\x1b[0m") >= 4
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


lines_of_text = st.text(st.characters(exclude_characters="\n"), max_size=60) | st.text("ab \té日\u0301", max_size=150)


@given(lines_of_text, st.integers(1, 160), st.integers(0, 40), st.integers(30, 100))
def test_any_line_is_shown_within_the_width_and_without_control_characters(
    line: str, start: int, length: int, width: int
) -> None:
    for text in shown(at(1, start, start + length, "x"), line, width)[1:]:
        assert width_of(text) <= width
        assert not any(unicodedata.category(character).startswith("C") for character in text)


@given(st.text("ab c日e\u0301", max_size=120), st.text("wx日", min_size=1, max_size=9), st.text("yz 日", max_size=120))
def test_the_carets_stand_exactly_below_the_marked_text(before: str, marked: str, after: str) -> None:
    found = at(1, len(before) + 1, len(before + marked) + 1, "x")
    _headline, excerpt, carets = shown(found, before + marked + after, 50)
    places = [at for at in range(7, len(excerpt)) if excerpt.startswith(marked, at)]
    assert (carets.index("^"), carets.count("^")) in [(width_of(excerpt[:at]), width_of(marked)) for at in places]


# --- order -----------------------------------------------------------------------------------------


@given(st.permutations([at(2, 1, 2), at(10, 1, 2), at(2, 1, 2, "other"), at(2, 5, 9), UNKNOWN_GOAL]))
def test_findings_are_sorted_by_place_whoever_was_first(found: list[Diagnostic]) -> None:
    assert sort_diagnostics(found) == (at(2, 1, 2, "other"), at(2, 1, 2), at(2, 5, 9), at(10, 1, 2), UNKNOWN_GOAL)


# --- near misses -----------------------------------------------------------------------------------


def hint_for(name: str, *known: str) -> str | None:
    hint = did_you_mean(name, known)
    return hint.render("en") if hint else None


def test_the_nearest_known_name_is_suggested() -> None:
    assert hint_for("regulering-woonmark", "woonkwaliteit", "regulering-woonmarkt") == (
        'did you mean "regulering-woonmarkt"?'
    )


def test_case_does_not_make_a_name_far() -> None:
    assert hint_for("DE-STEK", "de-stek") == 'did you mean "de-stek"?'


def test_a_part_of_one_name_only_suggests_that_name() -> None:
    assert hint_for("woonmark", "regulering-woonmarkt", "klimaat") == 'did you mean "regulering-woonmarkt"?'
    assert hint_for("woon", "regulering-woonmarkt", "kwaliteit-woonhuizen") is None


def test_nothing_is_suggested_when_nothing_is_near() -> None:
    assert hint_for("klimaat", "armoede", "de-stek") is None
    assert hint_for("klimaat") is None


def test_a_suggestion_tells_where_the_known_name_stands() -> None:
    place = Place("goals.yaml", 41, 11, 41, 31)
    expected = 'did you mean "klimaat" (goals.yaml:41)?'
    for known in ([Text("klimaat", place)], {"klimaat": SimpleNamespace(place=place)}):
        hint = did_you_mean("klimat", known)
        assert hint is not None
        assert hint.render("en") == expected


@given(st.text(), st.lists(st.text()))
def test_a_suggestion_is_always_another_known_name(name: str, known: list[str]) -> None:
    hint = did_you_mean(name, known)
    assert hint is None or dict(hint.values)["name"] in set(known) - {name}


# --- for machines ----------------------------------------------------------------------------------


def test_json_has_the_same_keys_for_every_finding() -> None:
    full = dataclasses.replace(
        UNKNOWN_GOAL,
        severity=Severity.WARNING,
        others=(Other(Place("goals.yaml", 41, 1, 41, 5), Message("here")),),
        subject="waardig-wonen",
        institutes=("oost-vlaanderen",),
        accepted="later",
    )
    first, second = json.loads(render_json([full, at(3, 1, 2)], "en"))
    assert first == {
        "file": FILE,
        "line": 7,
        "column": 28,
        "end_line": 7,
        "end_column": 47,
        "rule": "unknown-goal",
        "rule_name": "unknown-goal",
        "severity": "warning",
        "message": 'operational goal "regulering-woonmark" does not exist',
        "hint": 'did you mean "regulering-woonmarkt" (goals.yaml:41)?',
        "others": [{"file": "goals.yaml", "line": 41, "column": 1, "end_line": 41, "end_column": 5, "message": "here"}],
        "subject": "waardig-wonen",
        "institutes": ["oost-vlaanderen"],
        "accepted": "later",
    }
    assert list(second) == list(first)
    assert second["hint"] is None
    assert second["accepted"] is None
    assert json.loads(render_json([], "en")) == []


def test_a_github_command_carries_place_rule_message_and_hint() -> None:
    assert render_github([UNKNOWN_GOAL], "en") == (
        f"::error file={FILE},line=7,col=28,title=unknown-goal::"
        'operational goal "regulering-woonmark" does not exist'
        '%0Adid you mean "regulering-woonmarkt" (goals.yaml:41)?\n'
    )


def test_signs_that_mean_something_to_github_are_escaped() -> None:
    found = dataclasses.replace(at(1, 2, 3, "100%\r\n::error::x"), place=Place("a,b:c%.yaml", 1, 2, 1, 3))
    assert render_github([found], "en") == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=some-rule::100%25%0D%0A::error::x\n"
    )


@pytest.mark.parametrize(
    ("severity", "accepted", "level"),
    [
        (Severity.ERROR, None, "error"),
        (Severity.WARNING, None, "warning"),
        (Severity.TIP, None, "notice"),
        (Severity.TODO, None, "notice"),
        (Severity.ERROR, "reason", "notice"),
    ],
)
def test_github_has_three_levels(severity: Severity, accepted: str | None, level: str) -> None:
    found = dataclasses.replace(at(1, 1, 2), severity=severity, accepted=accepted)
    assert render_github([found], "en").startswith(f"::{level} ")
