from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plan.places import Place, Prose, Sourced, Style, Text
from plan.yaml_nodes import Mapping, Node, Scalar, read_nodes

STYLES: dict[Style, str] = {"plain": "", "single": "'", "double": '"', "literal": "|", "folded": ">"}


def sourced(source: str) -> tuple[Sourced, str]:
    """The first value in a YAML text, and that text."""
    top, found = read_nodes("de-stek.yaml", source)
    assert not found
    assert top is not None
    scalar = next(scalars(top.entries[0].value))
    return Prose(scalar.text, scalar.place, scalar.raw, scalar.style), source


def scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from scalars(entry.value)
    else:
        for item in node.items:
            yield from scalars(item)


def source_at(source: str, place: Place) -> str:
    """What stands in a text at a place."""
    lines = source.split("\n")
    taken = lines[place.line - 1 : place.end_line]
    taken[-1] = taken[-1][: place.end_column - 1]
    taken[0] = taken[0][place.column - 1 :]
    return "\n".join(taken)


def found(source: str, word: str) -> str:
    """What stands where a word of the first value is said to stand."""
    text, source = sourced(source)
    start = text.index(word)
    return source_at(source, text.part(start, start + len(word)))


@pytest.mark.parametrize(
    "source",
    [
        "title: De STEK in Gent\n",
        "title: De\n  STEK\n  in Gent\n",
        "title: 'De ''oude'' STEK in Gent'\n",
        'title: "De \\"oude\\" \\u00e9\\n STEK in Gent"\n',
        'title: "De oude \\\n    STEK in Gent"\n',
        'title: "De oude\n\n\n    STEK in Gent"\n',
        "title: |\n  De oude\n\n    STEK in Gent\n\n",
        "title: |2-\n    De oude\n  STEK in Gent\n",
        "title: >\n  De oude\n  en\n\n    nieuwe\n\n  STEK in Gent\n",
        "title: >1+\n   De oude\n STEK in Gent\n\n\n",
        "title: [De STEK in Gent]\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_word_is_found_at_its_place_in_every_style(source: str, ends: str) -> None:
    assert found(source.replace("\n", ends), "STEK") == "STEK"


def test_an_escaped_character_is_found_with_its_escape() -> None:
    assert found('title: "caf\\u00e9"\n', "é") == "\\u00e9"
    assert found("title: 't ''s Gravenhof'\n", "'s") == "''s"


def test_a_word_that_goes_on_over_a_folded_line_ends_on_its_last_line() -> None:
    assert found("title: De oude\n  STEK\n", "oude STEK") == "oude\n  STEK"


def test_a_place_without_width_stands_before_its_character() -> None:
    text, _source = sourced("title: De STEK\n")
    assert text.part(3, 3) == Place("de-stek.yaml", 1, 11, 1, 11)
    assert text.part(7, 7) == Place("de-stek.yaml", 1, 15, 1, 15)


def test_text_of_a_file_is_found_where_it_stands_though_its_line_ends_were_made_equal() -> None:
    raw = "Een\r\ntwee drie\r\n"
    text = Prose(raw.replace("\r\n", "\n"), Place("missie.md", 3, 1, 5, 1), raw)
    assert text.part(4, 8) == Place("missie.md", 4, 1, 4, 5)


def test_a_string_that_its_source_does_not_give_is_placed_as_a_whole() -> None:
    place = Place("goals.yaml", 1, 8, 1, 12)
    assert Text("iets anders", place, "kort", "plain").part(2, 4) == place
    assert Text("kort", place).part(2, 9) == place


# Line ends, blanks, quotes, escapes, signs of YAML, and characters of two, three and four bytes.
CHARACTERS = st.text(st.sampled_from(list("ab \n'\"\\:#-|é€\N{WOMAN}\u00a0\t")), min_size=1, max_size=60)


@given(CHARACTERS, st.sampled_from(sorted(STYLES)), st.sampled_from(["\n", "\r\n"]), st.integers(1, 4))
@example("a\n\n  b\nc\n", "folded", "\r\n", 2)
@example("  a\n b", "literal", "\n", 3)
def test_each_character_is_found_at_its_place(value: str, style: Style, ends: str, indent: int) -> None:
    source = yaml.dump(
        {"x": {"y": [value]}}, default_style=None, indent=indent, width=20, allow_unicode=True, Dumper=styled(style)
    )
    source = source.replace("\n", ends)
    # What reads like a slip, such as a quote at the end of a plain value, is not read.
    assume(read_nodes("de-stek.yaml", source)[1] == ())
    text, source = sourced(source)
    assert text == value
    for offset, character in enumerate(value):
        written = source_at(source, text.part(offset, offset + 1))
        if text.style == "double" and written.startswith("\\"):
            assert yaml.safe_load(f'"{written}"') == character
        elif text.style == "single" and character == "'":
            assert written == "''"
        elif written == "":
            # A folded line end, or a blank line behind the text.
            assert character in " \n\t"
        elif character == "\n":
            assert written == ends
        else:
            assert written == character


def styled(style: Style) -> type[yaml.SafeDumper]:
    """A dumper that writes values, and no keys, in a style where YAML can."""

    class Dumper(yaml.SafeDumper):
        pass

    sign = STYLES[style]
    Dumper.add_representer(
        str,
        lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, sign if len(value) > 1 else ""),
    )
    return Dumper
