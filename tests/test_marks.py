"""A text of nothing but marks costs as much as it is long: brackets without end are what they look like."""

from __future__ import annotations

from time import process_time

import pytest

from plan.document import Link, List, Paragraph
from plan.markdown_reader import MarkdownPart, read_markdown, words
from plan.places import Place, Prose

LENGTH = 10_000


def read(source: str) -> MarkdownPart:
    return read_markdown(Prose(source, Place.of_file("tekst.md"), source, "file", "tekst"))


def cost(source: str) -> float:
    start = process_time()
    read(source)
    return process_time() - start


@pytest.fixture(scope="module")
def of_others() -> float:
    """What so many other marks cost."""
    return cost(("*a* " * LENGTH)[:LENGTH])


@pytest.mark.parametrize("marks", ["[", "![", "[^", "[a][", "[\n", "[`]`"])
def test_brackets_without_end_cost_little_more_than_other_marks(marks: str, of_others: float) -> None:
    assert cost((marks * LENGTH)[:LENGTH]) < 5 * of_others


def test_brackets_that_are_never_closed_are_printed_as_typed() -> None:
    (block,) = read("a " + "[" * 500 + " b").blocks
    assert isinstance(block, Paragraph)
    assert words(block) == "a " + "[" * 500 + " b"


def test_a_link_in_brackets_in_brackets_stays_a_link() -> None:
    (block,) = read("[[[zie [hier](https://example.org)]]]").blocks
    assert isinstance(block, Paragraph)
    (link,) = (inline for inline in block.inlines if isinstance(inline, Link))
    assert link.address == "https://example.org"


def test_a_list_that_is_deeper_than_brackets_may_be_is_whole() -> None:
    (block,) = read("".join(f"{'  ' * depth}- {depth}\n" for depth in range(30))).blocks
    depth = 0
    while isinstance(block, List):
        first, *below = block.items[0].blocks
        assert isinstance(first, Paragraph)
        assert words(first) == str(depth)
        depth += 1
        block = below[0] if below else first
    assert depth == 30


def test_a_footnote_with_a_name_without_end_is_none() -> None:
    name = "x" * 10_000
    part = read(f"Zie[^{name}] en[^b].\n\n[^b]: Daar.\n")
    assert not part.undefined_footnotes
    assert not part.unused_footnotes
