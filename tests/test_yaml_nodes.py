from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plan import yaml_nodes
from plan.diagnostics import Diagnostic
from plan.places import Place
from plan.yaml_nodes import Mapping, Node, Scalar, Sequence, read_nodes

ACTION = """\
title: De STEK
status: klaar  # nog na te lezen
period: 2020-04 / 2022-12
contributes:
  certain: [sociale-bescherming, wonen]
  possible:
    - community-building
    - belangenbehartiging
context: |
  Veel mensen in Gent vinden de weg niet. Let op: dit is geen
  uitzondering.

  - eerste punt #1
  - tweede punt
description: >-
  Een plek waar buurtbewoners
  elkaar ontmoeten.
partners: [hulpverleners, "jeugdwerkers: stad", {name: 'de ''oude'' vzw'}]
partners_note:
accepts:
- rule: missing-partners
  reason: "Nog \\
    niet bekend"
"""


def read(text: str, file: str = "actions/de-stek.yaml") -> Mapping:
    """A text that can be read without a word."""
    top, found = read_nodes(file, text)
    assert found == ()
    assert top is not None
    return top


def told(text: str, file: str = "actions/de-stek.yaml") -> Diagnostic:
    """The one thing that is said about a text."""
    _top, found = read_nodes(file, text)
    assert len(found) == 1, found
    return found[0]


def hint(diagnostic: Diagnostic) -> str:
    assert diagnostic.hint is not None
    return diagnostic.hint.render("en")


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key
            yield from nodes(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)


def values(node: Node) -> list[str]:
    return [found.text for found in nodes(node) if isinstance(found, Scalar)]


def source_at(text: str, place: Place) -> str:
    lines = text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_value_and_key_points_at_its_source(ends: str) -> None:
    text = ACTION.replace("\n", ends)
    scalars = [node for node in nodes(read(text)) if isinstance(node, Scalar)]
    assert len(scalars) == 29
    for scalar in scalars:
        assert source_at(text, scalar.place) == scalar.raw


def test_a_collection_ends_where_its_last_value_ends() -> None:
    top = read(ACTION)
    found = {entry.key.text: source_at(ACTION, entry.value.place) for entry in top.entries}
    assert found["contributes"].startswith("certain:")
    assert found["contributes"].endswith("- belangenbehartiging")
    assert found["partners"].endswith("vzw'}]")
    assert source_at(ACTION, top.place) == ACTION.removesuffix("\n")


def test_a_block_of_text_begins_at_its_sign_and_ends_with_its_last_character() -> None:
    scalar = read("context: |  # lang\n  Een.\n\n  Twee. \n\n\nstatus: klaar\n").entries[0].value
    assert isinstance(scalar, Scalar)
    assert scalar.text == "Een.\n\nTwee. \n"
    assert scalar.raw == "|  # lang\n  Een.\n\n  Twee. "
    assert scalar.place == Place("actions/de-stek.yaml", 1, 10, 4, 9)


def test_a_missing_value_stands_behind_its_colon() -> None:
    scalar = read("title:\nstatus: klaar\n").entries[0].value
    assert scalar == Scalar("", Place("actions/de-stek.yaml", 1, 7, 1, 7), "plain", "")


def test_a_character_that_nobody_sees_is_told_and_left_out_when_it_is_written_by_its_number() -> None:
    tree, (found,) = read_nodes("goals.yaml", 'title: "a\\u0000b \\u202e \\t"\n')
    assert tree is not None
    assert next(entry.value for entry in tree.entries if isinstance(entry.value, Scalar)).text == "a b   \t"
    assert (found.rule, str(found.place)) == ("control-character", "goals.yaml:1:8")


def test_columns_count_characters() -> None:
    scalar = read("{né😀: één}").entries[0].value
    assert scalar.place == Place("actions/de-stek.yaml", 1, 7, 1, 10)


@pytest.mark.parametrize("value", ["no", "0431", "1:30", "14,05", "1.500", "~", "2020-05-15", "0x1F", ".inf", "="])
def test_a_value_is_kept_as_it_was_written(value: str) -> None:
    assert values(read(f"key: {value}\n")) == ["key", value]


def test_front_matter_knows_its_line_in_the_file_and_may_be_empty() -> None:
    top, _found = read_nodes("chapters/missie.md", "status: klaar\n", first_line=2)
    assert top is not None
    assert str(top.entries[0].value.place) == "chapters/missie.md:2:9"
    top, found = read_nodes("chapters/missie.md", "\n", first_line=2)
    assert top is not None
    assert (top.entries, found) == ((), ())


# What an author typed, the rule that answers it, and where.
MISTAKES = [
    # blanks
    ("contributes:\n\tcertain: [a]\n", "tab-indent", "2:1"),
    ("title: De STEK\n\tstatus: klaar\n", "tab-indent", "2:1"),
    ("context: |\n  Een\n\tTwee\n", "tab-indent", "3:1"),
    ("partners:\n  -\t- a\n", "tab-indent", "2:4"),
    ("contributes:\n\u00a0\u00a0certain: [a]\n", "non-breaking-space", "2:1"),
    ("context: |\n\u00a0 Tekst\n", "non-breaking-space", "2:1"),
    ("title:\u00a0De STEK\nstatus: klaar\n", "non-breaking-space", "1:7"),
    # indent
    ("title: De STEK\n status: klaar\n", "wrong-indent", "2:1"),
    (" title: De STEK\nstatus: klaar\n", "wrong-indent", "1:1"),
    ("contributes:\n  certain: [a]\n possible: [b]\n", "wrong-indent", "3:1"),
    ("waives:\n  - goal: wonen\n   reason: te klein\n", "wrong-indent", "3:1"),
    ("partners:\n  - a\n - b\n", "wrong-indent", "3:1"),
    ("partners:\n  - a\n    - b\n", "wrong-indent", "3:5"),
    ("partners:\n  - a\n  b\nstatus: klaar\n", "missing-dash", "3:3"),
    # quotes
    ('title: "De STEK\nstatus: klaar\n', "missing-quote", "1:8"),
    ('title: "De STEK\nshort_title: "STEK"\n', "missing-quote", "1:8"),
    ('title: "De STEK\nshort_title: STEK"\n', "missing-quote", "1:8"),
    ("partners: [a, 'b]\nprojects: ['c']\n", "missing-quote", "1:15"),
    ('title: De STEK"\n', "missing-quote", "1:15"),
    ("title: 's Gravenwezel\n", "unquoted-value", "1:8"),
    ('title: "Samen" sterk\n', "unquoted-value", "1:8"),
    ("title: 'Foto's'\n", "unquoted-value", "1:8"),
    ('title: "C:\\map"\n', "unknown-escape", "1:11"),
    ("title: “Samen”\n", "smart-quotes", "1:8"),
    # a paragraph below a block of text
    ("context: |\n  Een.\n\nTwee zonder spaties.\nstatus: klaar\n", "text-outside-block", "4:1"),
    ("context: |\n  Een.\n\nLet op: dit is belangrijk.\nstatus: klaar\n", "text-outside-block", "4:1"),
    ("context: |\n  Een.\nLet op: dit is belangrijk.\nEn dit ook.\nx: y\n", "text-outside-block", "3:1"),
    ("context: |\n  Een.\n- punt een\n- punt twee\nstatus: klaar\n", "text-outside-block", "3:1"),
    ("context: |\n  Een.\n* punt een\nstatus: klaar\n", "text-outside-block", "3:1"),
    ("context: |\n    Een.\n  Twee.\nstatus: klaar\n", "text-outside-block", "3:3"),
    ("goals:\n- id: a\n  explanation: |\n    Een.\n- punt een\n- punt twee\n", "text-outside-block", "5:1"),
    ("goals:\n- id: a\n  explanation: |\n    Een.\n- Let op: dit is zo\n", "text-outside-block", "5:1"),
    # signs in a value
    ("title: Project #1 Ronse\n", "text-after-hash", "1:16"),
    ("title: #1 Ronse\n", "text-after-hash", "1:8"),
    ("title: Samen: sterk\n", "unquoted-colon", "1:13"),
    ("partners:\n  - Noodkoop: Gent: zuid\n", "unquoted-colon", "2:19"),
    ("projects:\n  - {title: Ninove, Denderleeuw}\n", "unquoted-comma", "2:21"),
    ("title: {cijfer wachtlijst} gezinnen\n", "unquoted-value", "1:8"),
    ("title: {cijfer wachtlijst: meer dan 155}\n", "unquoted-value", "1:8"),
    ("title: {nog te schrijven}\n", "unquoted-value", "1:8"),
    ("title: [Nieuw] project\n", "unquoted-value", "1:8"),
    ("title: % van de huurders\n", "unquoted-value", "1:8"),
    ("title: @home\n", "unquoted-value", "1:8"),
    ("title: `code`\n", "unquoted-value", "1:8"),
    ("title: *Belangrijk* project\n", "unquoted-value", "1:8"),
    ("title: & meer\n", "unquoted-value", "1:8"),
    ("title: - punt\n", "unquoted-value", "1:8"),
    ("title: > 5 jaar\n", "text-after-sign", "1:8"),
    ("context: | Veel mensen\n  vinden de weg niet.\n", "text-after-sign", "1:10"),
    # colons, dashes, brackets
    ("title:De STEK\nstatus: klaar\n", "missing-space", "1:6"),
    ("status: klaar\ntitle:De STEK\n", "missing-space", "2:6"),
    ("partners:\n  -a\n  -b\n", "missing-space", "2:3"),
    ("status: klaar\ntitle De STEK\nperiod: 2022\n", "missing-colon", "2:1"),
    ("contributes\n  certain: [a]\n", "missing-colon", "1:1"),
    (": De STEK\n", "missing-key", "1:1"),
    ("certain: [a, b\npossible: [c]\n", "missing-bracket", "1:10"),
    ("certain: a, b]\npossible: [c]\n", "missing-bracket", "1:14"),
    ("certain: [a, b}\n", "missing-bracket", "1:10"),
    ('certain: ["a" b]\n', "missing-comma", "1:15"),
    # what YAML has and we do not
    ("title: De STEK\nstatus: klaar\ntitle: STEK\n", "duplicate-key", "3:1"),
    ("title: !Belangrijk project\n", "yaml-tag", "1:8"),
    ("title: &naam De STEK\n", "yaml-anchor", "1:8"),
    ("title: *naam\n", "yaml-alias", "1:8"),
    ("<<: *naam\ntitle: De STEK\n", "merge-key", "1:1"),
    ("[a, b]: c\n", "key-not-text", "1:1"),
    ("title: De STEK\n---\ntitle: STEK\n", "two-documents", "2:1"),
    ("title: De STEK\n...\nstatus: klaar\n", "two-documents", "2:1"),
    ("", "empty-file", "1:1"),
    ("# alleen een opmerking\n", "empty-file", "1:1"),
    ("- a\n- b\n", "list-at-top", "1:1"),
    ("De STEK\n", "text-at-top", "1:1"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("text", "rule", "position"), MISTAKES)
def test_a_mistake_is_told_once_where_it_was_made_and_with_a_cure(
    text: str, rule: str, position: str, ends: str
) -> None:
    found = told(text.replace("\n", ends))
    assert (found.rule, f"{found.place.line}:{found.place.column}") == (rule, position)
    assert hint(found)


@pytest.mark.parametrize(("text", "rule", "position"), MISTAKES)
def test_a_mistake_is_told_alike_where_the_fast_parser_is_missing(
    text: str, rule: str, position: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_nodes, "_Parser", yaml.SafeLoader)
    found = told(text)
    assert (found.rule, f"{found.place.line}:{found.place.column}") == (rule, position)


def test_a_pasted_paragraph_is_told_with_the_line_of_its_block_and_the_file_it_may_go_to() -> None:
    found = told("title: De STEK\ncontext: |\n   Een.\nTwee.\nstatus: klaar\n")
    assert found.message.render("en") == "this paragraph falls outside the block of text of line 2"
    assert hint(found) == "let each of its lines begin with 3 spaces, or put the text in de-stek.md"
    assert "de-stek" not in hint(told("context: |\n  Een.\nTwee.\nstatus: klaar\n", file="goals.yaml"))


def test_what_was_pasted_is_left_out_and_the_rest_is_read() -> None:
    top, _found = read_nodes("x.yaml", "context: |\n  Een.\nLet op: dit is belangrijk.\nstatus: klaar\n")
    assert top is not None
    assert values(top) == ["context", "Een.\n", "status", "klaar"]
    top, _found = read_nodes("x.yaml", "goals:\n- context: |\n    Een.\n- Let op: dit is zo\n- nog een\n- id: b\n")
    assert top is not None
    assert values(top) == ["goals", "context", "Een.\n", "id", "b"]
    goals = top.entries[0].value
    assert isinstance(goals, Sequence)
    assert len(goals.items) == 2


def test_an_unknown_key_after_a_block_of_text_is_no_paragraph() -> None:
    assert values(read("context: |\n  Een.\nStatus: klaar\n")) == ["context", "Een.\n", "Status", "klaar"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("title: Samen: sterk # nog na te lezen\n", '"Samen: sterk"'),
        ("title: Project #1 Ronse\n", '"Project #1 Ronse"'),
        ("title: 's Gravenwezel\n", '''"'s Gravenwezel"'''),
        ('title: "Samen" sterk\n', """'"Samen" sterk'"""),
        ("partners:\n  - Noodkoop: Gent: zuid\n", '"Noodkoop: Gent: zuid"'),
    ],
)
def test_the_cure_shows_what_to_type(text: str, quoted: str) -> None:
    assert f"quotes around the whole value: {quoted}" in hint(told(text))


def test_a_line_with_a_wrong_indent_is_told_where_to_begin() -> None:
    found = told("waives:\n  - goal: wonen\n     reason: te klein\n")
    assert hint(found) == 'let it begin right below "goal:" of line 2 (spaces before it: 4, now 5)'


def test_a_duplicate_key_names_the_first_and_the_first_counts() -> None:
    top, (found,) = read_nodes("x.yaml", "title: een\ntitle: twee\n")
    assert [str(other.place) for other in found.others] == ["x.yaml:1:1"]
    assert top is not None
    assert values(top) == ["title", "een"]


def test_a_refused_sign_leaves_what_the_author_typed() -> None:
    top, found = read_nodes("x.yaml", "a: !Belangrijk project\nb: *naam\nc: {nog te doen}\n")
    assert top is not None
    assert values(top) == ["a", "!Belangrijk project", "b", "*naam", "c", "{nog te doen}"]
    assert [diagnostic.place.line for diagnostic in found] == [1, 2, 3]


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{b: " * 100_000, "- " * 100_000])
def test_deep_nesting_is_refused_before_it_costs_anything(text: str) -> None:
    assert told(text).rule == "too-deep"


def test_many_aliases_cost_nothing() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{key}: &{key} [{', '.join([f'*{last}'] * 9)}]\n" for last, key in pairwise("abcdefghi")
    )
    top, found = read_nodes("x.yaml", bomb)
    assert top is not None
    assert {diagnostic.rule for diagnostic in found} == {"yaml-anchor", "yaml-alias"}


def test_remarks_and_signs_inside_words_are_no_mistakes() -> None:
    text = "a: één # twee\nb: C#\nc: http://x.be/#y\nd: 12:30\ne: it's\nf: a, b\ng: x [y]\nh: -5\ni: (a & b)\nj: 24\"\n"
    assert len(values(read(text))) == 20


# Anything an author's fingers can do to one line: take out, put in, replace.
SLIPS = st.tuples(
    st.integers(0, len(ACTION)), st.integers(0, 3), st.text("\t \u00a0'\"[]{}:,#-*&!|>%@`\n\\“é", max_size=3)
)


@given(st.lists(SLIPS, min_size=1, max_size=2), st.sampled_from(["\n", "\r\n"]))
def test_no_slip_goes_without_a_tree_or_one_finding_with_a_cure(slips: list[tuple[int, int, str]], ends: str) -> None:
    text = ACTION
    for at, width, typed in slips:
        text = text[:at] + typed + text[at + width :]
    text = text.replace("\n", ends)
    top, found = read_nodes("actions/de-stek.yaml", text)
    lines = text.split("\n")
    assert top is not None or len(found) == 1
    for diagnostic in found:
        place = diagnostic.place
        assert diagnostic.hint is not None
        assert (1, 1) <= (place.line, place.column) <= (place.end_line, place.end_column)
        assert place.end_line <= len(lines)
        assert place.end_column <= len(lines[place.end_line - 1]) + 1
        diagnostic.message.render("en")
    for node in nodes(top) if top is not None else ():
        if isinstance(node, Scalar):
            assert source_at(text, node.place) == node.raw
