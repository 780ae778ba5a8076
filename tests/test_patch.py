"""Changing bytes in files: what was asked changes, every other byte stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plan.controls import CONTROL
from plan.patch import Add, Edit, PatchRefused, Remove, Replace, Reword, patch
from plan.places import Place, Style, Text
from plan.yaml_nodes import Mapping, Node, Scalar, Sequence, read_nodes

FILE = "x.yaml"


def patched(text: str, *edits: Edit, file: str = FILE) -> str:
    return patch({file: text.encode()}, edits)[file].decode()


def value(text: str, *way: str | int) -> Node:
    """The node that one comes to by these keys and numbers."""
    top, found = read_nodes(FILE, text.removeprefix("\ufeff"))
    assert top is not None
    assert not found
    node: Node = top
    for step in way:
        if isinstance(node, Mapping):
            node = next(entry.value for entry in node.entries if entry.key.text == step)
        else:
            assert isinstance(node, Sequence)
            assert isinstance(step, int)
            node = node.items[step]
    return node


def at(text: str, *way: str | int) -> Place:
    return value(text, *way).place


def key_at(text: str, *way: str | int) -> Place:
    *above, key = way
    mapping = value(text, *above)
    assert isinstance(mapping, Mapping)
    return next(entry.key.place for entry in mapping.entries if entry.key.text == key)


def part_of(text: str, words: str, *way: str | int) -> Place:
    """Where some words of a value stand."""
    node = value(text, *way)
    assert isinstance(node, Scalar)
    start = node.text.index(words)
    return Text(node.text, node.place, node.raw, node.style).part(start, start + len(words))


def said(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [said(item) for item in node.items]
        case Mapping():
            return {entry.key.text: said(entry.value) for entry in node.entries}


# --- a value ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("wonen", "werk", "werk"),
        ("'wonen'", "werk", "'werk'"),
        ('"wonen"', "werk", '"werk"'),
        ("wonen", "wonen: beter", '"wonen: beter"'),
        ("wonen", "#1", '"#1"'),
        ("wonen", "", '""'),
        ("'wonen'", "'t werk", "'''t werk'"),
        ('"wonen"', 'het "werk"', '"het \\"werk\\""'),
        ("wonen", "een\ntwee", '"een\\ntwee"'),
        ("wonen\n  en werk", "een", "een"),
        ("|\n  een\n  twee", "drie\n\nvier\n", "|\n  drie\n\n  vier"),
        ("| # zo\n     een", "drie\n", "| # zo\n     drie"),
        ("|-\n  een", "twee", "|-\n  twee"),
        ("|\n  een", "twee", "|-\n  twee"),
        (">\n  een\n  twee", "drie\nvier\n", ">\n  drie\n\n  vier"),
        (">\n  een", "drie\n  vier\n", "|\n  drie\n    vier"),
        ("|\n  een", "  ingesprongen\n", '"  ingesprongen\\n"'),
    ],
)
def test_a_value_is_written_as_the_old_one_was_or_in_quotes(old: str, new: str, written: str) -> None:
    text = f"# eerst\na: {old}\nb: x # dan\n"
    assert patched(text, Replace(at(text, "a"), new)) == f"# eerst\na: {written}\nb: x # dan\n"


def test_a_value_between_brackets_is_quoted_for_its_commas() -> None:
    text = "a: [x, y] # z\n"
    assert patched(text, Replace(at(text, "a", 0), "p, q")) == 'a: ["p, q", y] # z\n'


def test_an_empty_value_is_filled_in_behind_its_key() -> None:
    text = "a:  # leeg\nb:\n"
    edits = Replace(at(text, "a"), "x"), Replace(at(text, "b"), "y")
    assert patched(text, *edits) == "a: x  # leeg\nb: y\n"


@pytest.mark.parametrize(("old", "way"), [("a: 1\nb:", ("b",)), ("l:\n  - a\n  -", ("l", 1))])
def test_an_empty_value_is_filled_in_at_the_end_of_a_file_without_a_last_line_end(
    old: str, way: tuple[str | int, ...]
) -> None:
    assert patched(old, Replace(at(old, *way), "x")) == f"{old} x"


def test_a_key_can_be_another() -> None:
    text = "a: {x: 1, y: 2}\nb:\n"
    assert (
        patched(text, Replace(key_at(text, "a", "x"), "z"), Replace(key_at(text, "b"), "c")) == "a: {z: 1, y: 2}\nc:\n"
    )


def test_words_inside_a_value_are_written_as_its_quotes_ask() -> None:
    text = "a: 'de x: y'\nb: \"de x\"\nc: de x\nd: |\n  de x\n  en\n"
    edits = [Reword(part_of(text, "x", key), "d'\"e") for key in "abcd"]
    assert patched(text, *edits) == "a: 'de d''\"e: y'\nb: \"de d'\\\"e\"\nc: de d'\"e\nd: |\n  de d'\"e\n  en\n"


def test_words_that_a_plain_value_cannot_hold_put_it_in_quotes() -> None:
    text = "a: de x # z\n"
    assert patched(text, Reword(part_of(text, "x", "a"), "stad: Gent")) == 'a: "de stad: Gent" # z\n'


def test_a_line_more_in_a_block_of_text_is_indented_like_it() -> None:
    text = "a:\r\n    b: |\r\n        de x\r\n        en\r\n"
    changed = patched(text, Reword(part_of(text, "x", "a", "b"), "y\nz"))
    assert changed == "a:\r\n    b: |\r\n        de y\r\n        z\r\n        en\r\n"


def test_the_text_of_a_markdown_file_and_its_front_matter_change_each_in_their_own_way() -> None:
    text = "---\nwho: An\n---\n# Titel\n\nEen zin: met.\n"
    edits = Replace(Place("x.md", 2, 6, 2, 8), "An: zij"), Reword(Place("x.md", 6, 5, 6, 8), "woord")
    assert patched(text, *edits, file="x.md") == '---\nwho: "An: zij"\n---\n# Titel\n\nEen woord: met.\n'


def test_words_that_would_make_front_matter_of_a_text_are_refused() -> None:
    with pytest.raises(PatchRefused):
        patched("x\na: b\n---\n", Reword(Place("x.md", 1, 1, 1, 2), "---"), file="x.md")


# --- taking away -----------------------------------------------------------------------------------

LISTS = """\
# kop
a:
  # over x
  - x  # bij x
    # van x
  # over y
  - y

  - id: z
    # bij t
    t: |
      # tekst
  # van niemand

b: # lijst
- 1
c: einde"""


def test_an_item_goes_with_the_remarks_above_behind_and_below_it() -> None:
    changed = patched(LISTS, Remove(at(LISTS, "a", 0)))
    assert changed == LISTS.replace("  # over x\n  - x  # bij x\n    # van x\n", "")


def test_a_remark_above_the_next_item_stays() -> None:
    changed = patched(LISTS, Remove(at(LISTS, "a", 1)))
    assert changed == LISTS.replace("  # over y\n  - y\n", "")


def test_an_item_of_several_lines_goes_whole_and_what_it_does_not_own_stays() -> None:
    changed = patched(LISTS, Remove(at(LISTS, "a", 2)))
    assert changed == LISTS.replace("  - id: z\n    # bij t\n    t: |\n      # tekst\n", "")


def test_the_last_item_of_a_list_leaves_brackets() -> None:
    assert patched(LISTS, Remove(at(LISTS, "b", 0))) == LISTS.replace("b: # lijst\n- 1", "b: [] # lijst")
    gone = patched(LISTS, *(Remove(at(LISTS, "a", number)) for number in range(3)))
    assert gone == LISTS[: LISTS.index("a:")] + "a: []\n  # van niemand\n" + LISTS[LISTS.index("\nb: #") :]


def test_a_file_without_a_last_line_end_keeps_none() -> None:
    assert patched(LISTS, Remove(key_at(LISTS, "c"))) == LISTS.removesuffix("\nc: einde")


def test_what_opens_a_file_stays_when_its_first_entry_goes() -> None:
    text = "# over dit bestand\na: 1\nb: 2\n"
    assert patched(text, Remove(key_at(text, "a"))) == "# over dit bestand\nb: 2\n"


def test_the_empty_lines_around_an_item_become_those_around_one() -> None:
    text = "- a\n\n- b\n\n- c\n".replace("-", "  -")
    text = f"l:\n{text}"
    assert patched(text, Remove(at(text, "l", 1))) == "l:\n  - a\n\n  - c\n"


@pytest.mark.parametrize(
    ("old", "way", "new"),
    [
        ("- id: a\n  t: b", (0, "id"), "- t: b"),
        ("- id: a # bij id\n  # over t\n  t: b", (0, "id"), "-\n  # over t\n  t: b"),
        ("- id: a\n  # over t\n  t: b # bij t", (0, "t"), "- id: a"),
        ("- id: a # bij id", (0, "id"), "- {} # bij id"),
    ],
)
def test_an_entry_beside_the_dash_of_its_item_goes_alone(old: str, way: tuple[int | str, ...], new: str) -> None:
    text = f"l:\n{old}\n"
    assert patched(text, Remove(key_at(text, "l", *way))) == f"l:\n{new}\n"


def test_a_list_in_a_list_is_empty_when_its_last_item_is_taken_away() -> None:
    for inner, left in (("- - x", "- []"), ("-\n    - x", "- []"), ("-\n    k: x", "- {}")):
        text = f"l:\n  {inner}\n  - y\n"
        edit = Remove(key_at(text, "l", 0, "k") if "k" in inner else at(text, "l", 0, 0))
        assert patched(text, edit) == f"l:\n  {left}\n  - y\n"


@pytest.mark.parametrize(
    ("old", "away", "new"),
    [
        ("[a, b, c]", [0], "[b, c]"),
        ("[a, b, c]", [1], "[a, c]"),
        ("[a, b, c]", [2], "[a, b]"),
        ("[a, b, c]", [1, 2], "[a]"),
        ("[a, b, c]", [0, 2], "[b]"),
        ("[a, b, c]", [0, 1, 2], "[]"),
        ("[ a ]  # x", [0], "[]  # x"),
        ("[a, b,]", [1], "[a,]"),
        ("[a,\n  b]", [1], "[a]"),
        ("[a, # bij a\n  b]", [1], "[a, # bij a\n  ]"),
        ("[a, # bij a\n  b]", [0], "[ # bij a\n  b]"),
        ("[\n  a,  # bij a\n  # over b\n  b,\n  c\n]", [0], "[\n  # over b\n  b,\n  c\n]"),
        ("[\n  a,  # bij a\n  # over b\n  b,\n  c\n]", [1], "[\n  a,  # bij a\n  c\n]"),
        ("[\n  a,  # bij a\n  # over b\n  b,\n  c\n]", [2], "[\n  a,  # bij a\n  # over b\n  b,\n]"),
        ("[{a: b}, [c]]", [0], "[[c]]"),
        ("['a,b', \"c]\"]", [0], '["c]"]'),
    ],
)
def test_an_item_goes_from_between_brackets_with_its_comma(old: str, away: list[int], new: str) -> None:
    text = f"l: {old}\n"
    assert patched(text, *(Remove(at(text, "l", number)) for number in away)) == f"l: {new}\n"


def test_an_entry_goes_from_between_braces() -> None:
    text = "m: {a: 1, b: [x], c: }\n"
    assert patched(text, Remove(key_at(text, "m", "b"))) == "m: {a: 1, c: }\n"
    assert patched(text, *(Remove(key_at(text, "m", key)) for key in "abc")) == "m: {}\n"
    text = "l: [a: 1, b]\n"
    assert patched(text, Remove(key_at(text, "l", 0, "a"))) == "l: [{}, b]\n"


@pytest.mark.parametrize(
    ("old", "away", "new"),
    [
        ("a:\n  # over b en c\n  - b # b\n  - c\n", [0], "a:\n  # over b en c\n  - c\n"),
        ("a:\n  - b\n  # over c\n  - c\n", [0, 1], "a: []\n  # over c\n"),
        ("a:\n  - b\n\n  # over c\n  - c\n\n  - d\n", [1, 2], "a:\n  - b\n\n  # over c\n"),
        ("a:\n  - b\n  - c\n  - d # d", [1, 2], "a:\n  - b"),
    ],
)
def test_remarks_above_an_item_stay_when_asked(old: str, away: list[int], new: str) -> None:
    assert patched(old, *(Remove(at(old, "a", index), keep_above=True) for index in away)) == new


def test_remarks_above_entries_stay_when_asked() -> None:
    text = "a:\n  # over b en c\n  b: {}\n  c: {}\n"
    assert patched(text, Remove(key_at(text, "a", "b"), keep_above=True)) == "a:\n  # over b en c\n  c: {}\n"


# --- adding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "source", "new"),
    [
        ("l:\n  - a # x\n", "- b", "l:\n  - a # x\n  - b\n"),
        ("l:\n  - a\n    # van a\n  # niemand\n", "- b", "l:\n  - a\n    # van a\n  - b\n  # niemand\n"),
        ("l:\n  - a\n\n  - b\n", "- k: 1\n  # bij\n  t: 2\n", "l:\n  - a\n\n  - b\n\n  - k: 1\n    # bij\n    t: 2\n"),
        ("l:\n- a", "- b", "l:\n- a\n- b"),
        ("l:\n- |\n  a", "- b", "l:\n- |\n  a\n- b"),
        ("l:\r\n  - a\r\n", "- k: |\n    b\n\n    c\n", "l:\r\n  - a\r\n  - k: |\r\n      b\r\n\r\n      c\r\n"),
        ("l: [a]\n", "- b", "l: [a, b]\n"),
        ("l: [a] # x\n", "- 'b, c'\n- k: [v]", 'l: [a, "b, c", {k: [v]}] # x\n'),
        ("l: [a,]\n", "- b", "l: [a, b,]\n"),
        ("l: []\n", "- b", "l: [b]\n"),
        ("l: [] # x\nm: 1\n", "- k: v\n  t: w", "l: # x\n  - k: v\n    t: w\nm: 1\n"),
        ("l: # x\nm: 1\n", "- b", "l: # x\n  - b\nm: 1\n"),
        ("l:\n  k: v\nm: 1\n", "t: w", "l:\n  k: v\n  t: w\nm: 1\n"),
        ("l: {k: v}\n", "t: 'w, x'", 'l: {k: v, t: "w, x"}\n'),
        ("l: {}\n", "t: w", "l: {t: w}\n"),
        ("l:\n", "t: w", "l:\n  t: w\n"),
    ],
)
def test_what_is_added_comes_last_and_is_laid_out_like_the_rest(old: str, source: str, new: str) -> None:
    assert patched(old, Add(at(old, "l"), source)) == new


def test_an_empty_value_between_braces_gets_its_items_between_brackets() -> None:
    text = "m: {a: , b: 1}\n"
    assert patched(text, Add(at(text, "m", "a"), "- x\n- y")) == "m: {a: [x, y], b: 1}\n"
    assert patched(text, Add(at(text, "m", "a"), "k: x")) == "m: {a: {k: x}, b: 1}\n"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("x.yaml", "a: 1\n", "a: 1\nb: 2\n"),
        ("x.yaml", "", "b: 2\n"),
        ("x.yaml", "# nog leeg", "# nog leeg\nb: 2\n"),
        ("x.yaml", "# nog leeg\r\n", "# nog leeg\r\nb: 2\r\n"),
        ("x.md", "# Titel\r\n", "---\r\nb: 2\r\n---\r\n# Titel\r\n"),
        ("x.md", "---\n---\n# Titel\n", "---\nb: 2\n---\n# Titel\n"),
        ("x.md", "\ufeff---\na: 1 # x\n---\n# Titel", "\ufeff---\na: 1 # x\nb: 2\n---\n# Titel"),
    ],
)
def test_a_file_gets_an_entry_among_its_own(file: str, old: str, new: str) -> None:
    assert patched(old, Add(Place.of_file(file), "b: 2"), file=file) == new


# --- the law ---------------------------------------------------------------------------------------


def test_what_would_say_something_else_is_refused() -> None:
    text = "a: {x: 1}\n"
    with pytest.raises(PatchRefused):  # the key would stand there twice
        patched(text, Add(at(text, "a"), "x: 2"))
    text = "a: |+\n  x\n\n"
    with pytest.raises(PatchRefused):  # the empty line belongs to the value above
        patched(text, Add(Place.of_file(FILE), "b: 2"))


def test_a_place_where_nothing_stands_is_refused() -> None:
    for edit in (Replace, Reword):
        with pytest.raises(PatchRefused):
            patched("a: b\n", edit(Place(FILE, 1, 2, 1, 3), "x"))
    with pytest.raises(PatchRefused):
        patched("a: b\n", Remove(Place(FILE, 1, 4, 1, 5)))


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(PatchRefused):
        patched("a: [b\n", Replace(Place(FILE, 1, 5, 1, 6), "x"))


def test_two_edits_of_the_same_characters_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="same characters"):
        patched("a: b\n", Replace(Place(FILE, 1, 4, 1, 5), "x"), Replace(Place(FILE, 1, 4, 1, 5), "y"))


# --- for all files ---------------------------------------------------------------------------------

STYLES: dict[Style, Callable[[str], str]] = {
    "plain": lambda text: text,
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "double": lambda text: '"' + text.replace('"', '\\"') + '"',
    "literal": lambda text: f"|\n      {text}\n      en meer",
    "folded": lambda text: f">-\n      {text}\n      en meer",
}
words = st.text("abcé'\"😀 ", min_size=1, max_size=6)
remarks = st.sampled_from(["", "  # bij", " # 'x: [y]'"])
above = st.sampled_from(["", "# over\n", "\n# over\n", "\n"])
anything = st.text(
    st.one_of(st.sampled_from(" #:-[]{}',\"\\|>&*!%@`?~\n\t\u00a0\u2028\x85\x07é😀"), st.characters(codec="utf-8")),
    max_size=12,
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[tuple[str | int, ...]], list[tuple[str | int, ...]]]:
    """A YAML text, the ways to its values and the ways to its items."""
    lines, values, items = draw(above), list[tuple[str | int, ...]](), list[tuple[str | int, ...]]()
    for number in range(draw(st.integers(1, 3))):
        key = f"k{number}"
        flow, count = draw(st.booleans()), draw(st.integers(1, 3))
        styles = st.sampled_from([*STYLES][: 3 if flow else 5])
        row = [STYLES[draw(styles)](f"w{draw(words)}w") for _ in range(count)]
        items += [(key, at) for at in range(count)]
        values += items[-count:]
        if flow:
            lines += f"{key}: [{', '.join(row)}]{draw(remarks)}\n"
        else:
            lines += f"{key}:{draw(remarks)}\n"
            for one in row:
                lines += draw(above).replace("#", "  #") + f"  - {one}"
                lines += "\n" if "\n" in one else f"{draw(remarks)}\n"
    lines = draw(st.sampled_from(["", "\ufeff"])) + lines
    lines = lines.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    if draw(st.booleans()):
        lines = lines.rstrip("\r\n")
    return lines, values, items


@given(files(), st.data())
def test_only_the_words_asked_for_change(
    made: tuple[str, list[tuple[str | int, ...]], object], data: st.DataObject
) -> None:
    text, values, _items = made
    chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    places = [part_of(text, "w", *way) for way in chosen]
    changed = patched(text, *(Reword(place, "nieuw") for place in places))
    lines = text.removeprefix("\ufeff").split("\n")
    for place in sorted(places, reverse=True):
        line = lines[place.line - 1]
        lines[place.line - 1] = line[: place.column - 1] + "nieuw" + line[place.end_column - 1 :]
    assert changed.removeprefix("\ufeff") == "\n".join(lines)
    assert changed.startswith("\ufeff") == text.startswith("\ufeff")


@given(files(), st.data(), anything)
@example(("a: b\n", [("a",)], []), None, "x\n")
def test_any_text_can_take_the_place_of_any_value(
    made: tuple[str, list[tuple[str | int, ...]], object], data: st.DataObject | None, new: str
) -> None:
    assume(not CONTROL.search(new))
    text, values, _items = made
    way = data.draw(st.sampled_from(values)) if data else values[0]
    changed = patched(text, Replace(at(text, *way), new))
    assert said(value(changed, *way)) == new
    for other in values:
        if other != way:
            before, after = value(text, *other), value(changed, *other)
            assert isinstance(before, Scalar)
            assert isinstance(after, Scalar)
            assert (before.raw, before.style) == (after.raw, after.style)


@given(files(), st.data())
def test_items_that_are_taken_away_take_only_their_own_lines(
    made: tuple[str, object, list[tuple[str | int, ...]]], data: st.DataObject
) -> None:
    text, _values, items = made
    chosen = data.draw(st.lists(st.sampled_from(items), min_size=1, unique=True))
    changed = patched(text, *(Remove(at(text, *way)) for way in chosen))
    for key in {key for key, _at in items}:
        left = value(changed, key)
        assert isinstance(left, Sequence)
        kept = [said(value(text, *way)) for way in items if way[0] == key and way not in chosen]
        # A block of text that is now the last thing in a file without last line end has none itself.
        assert [str(said(item)).rstrip("\n") for item in left.items] == [str(one).rstrip("\n") for one in kept]
    # Nothing is new but brackets; what is left stands in the old order.
    rest = iter(text.replace("[", "").replace("]", ""))
    assert all(sign in rest for sign in changed.replace(" []", "").replace("[]", "").replace("[", "").replace("]", ""))


# --- what an edit cannot be about ------------------------------------------------------------------


def test_entries_are_not_added_to_a_list_nor_items_to_a_mapping() -> None:
    text = "doelen: [wonen]\nplan: {titel: Plan}\n"
    with pytest.raises(PatchRefused):
        patched(text, Add(at(text, "doelen"), "titel: Wonen"))
    with pytest.raises(PatchRefused):
        patched(text, Add(at(text, "plan"), "- wonen"))


def test_nothing_is_added_to_a_value_that_says_something() -> None:
    text = "titel: Plan\n"
    with pytest.raises(PatchRefused):
        patched(text, Add(at(text, "titel"), "- wonen"))


def test_what_is_added_is_items_or_entries() -> None:
    text = "doelen: [wonen]\n"
    with pytest.raises(ValueError, match="neither items nor entries"):
        patched(text, Add(at(text, "doelen"), "wonen"))


def test_a_file_may_lose_its_last_key() -> None:
    text = "# Wat hier staat\ntitel: Plan\n"
    assert patched(text, Remove(key_at(text, "titel"))).strip() in ("# Wat hier staat", "")


def test_half_a_sign_is_not_reworded() -> None:
    text = 'titel: "a\\u00e9b"\n'
    start = at(text, "titel")
    inside = Place(FILE, start.line, start.column + 3, start.line, start.column + 5)
    with pytest.raises(PatchRefused):
        patched(text, Reword(inside, "x"))


def test_a_key_that_begins_with_a_dash_is_quoted() -> None:
    text = "doelen:\n  - wonen\n"
    assert patched(text, Replace(key_at(text, "doelen"), "-A")) == '"-A":\n  - wonen\n'
