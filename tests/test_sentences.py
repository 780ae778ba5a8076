"""Texts as rules about wording see them: every character keeps its place, marks and braces are out of the way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plan.checks.sentences import figures_in, shown
from plan.model import Plan
from plan.places import Place, Prose, Text
from tests.workspaces import SMALL, plan_of

PLAN: Plan = plan_of({**SMALL, "figures.yaml": "figures:\n  - {id: wachtlijst, value: 135.500, unit: gezinnen}\n"})


def prose(text: str) -> Prose:
    return Prose(text, Place.of_file("chapters/missie.md"))


def told(text: str) -> list[str]:
    seen = shown(PLAN, prose(text))
    return [" ".join(seen[start:end].split()) for start, end in seen.sentences]


@given(st.text(alphabet='ab {}:*[]()|#-.!?12\n"', max_size=60))
def test_a_shown_text_is_as_long_as_the_text_and_its_sentences_follow_each_other(text: str) -> None:
    seen = shown(PLAN, prose(text))
    assert len(seen) == len(text)
    edges = [edge for span in seen.sentences for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in seen.paragraphs)


def test_figures_are_shown_by_their_number_or_the_authors_words_and_marks_are_not_shown() -> None:
    text = "**Nu** zijn er {cijfer wachtlijst}, of {cijfer wachtlijst: ruim 135.000}[^1], zie [hier](https://a.be)."
    assert told(text) == ["Nu zijn er 135.500 gezinnen , of ruim 135.000 , zie hier ."]


def test_a_one_line_text_without_braces_is_shown_as_it_stands() -> None:
    assert shown(PLAN, Text("een * ster", Place.of_file("a.yaml"))) == "een * ster"


def test_a_sentence_ends_at_its_sign_at_a_blank_line_and_at_the_next_item_of_a_list() -> None:
    assert told("Eén zin. En nog een?\nDan 6.1 of d.w.z. zo\n\n# Kop\nwe doen:\n- dit\n- dat\n") == [
        "Eén zin.",
        "En nog een?",
        "Dan 6.1 of d.w.z. zo",
        "# Kop we doen:",
        "- dit",
        "- dat",
    ]


def test_the_figures_of_a_stretch_are_those_that_it_names() -> None:
    text = prose("Er zijn {cijfer wachtlijst}. En {actie de-stek}, {cijfer onbekend}.")
    assert [figure.id for figure in figures_in(PLAN, text, 0, len(text))] == ["wachtlijst"]
    assert not list(figures_in(PLAN, text, 30, len(text)))
