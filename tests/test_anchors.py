from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.anchors import anchor_name, block_text, fingerprint, read_anchor, reference_name
from plan.document import (
    Block,
    Cell,
    CodeBlock,
    Contents,
    Derived,
    Heading,
    List,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Row,
    Run,
    Table,
)

KEYS = st.text(min_size=1, max_size=80)


def is_hidden_bookmark(name: str) -> bool:
    return re.fullmatch("_[A-Za-z0-9_]{1,39}", name) is not None


@given(key=KEYS, part=st.integers(0, 999_999_999), text=st.text(), others=st.lists(KEYS))
def test_an_anchor_leads_back_to_key_part_and_fingerprint(key: str, part: int, text: str, others: list[str]) -> None:
    name = anchor_name(key, part, fingerprint(text))
    assert is_hidden_bookmark(name)
    assert read_anchor(name, [*others, key]) == (key, part, fingerprint(text))


def test_an_anchor_is_read_whatever_word_does_to_its_case() -> None:
    name = anchor_name("de-stek.description", 2, fingerprint("tekst"))
    assert read_anchor(name.upper(), ["de-stek.description"]) == ("de-stek.description", 2, fingerprint("tekst"))


def test_a_name_of_word_or_of_a_key_that_is_gone_leads_nowhere() -> None:
    assert read_anchor("_Toc000000001", ["de-stek.title"]) is None
    assert read_anchor(anchor_name("de-stek.title", 0, fingerprint("x")), ["de-stek.context"]) is None


@given(anchor=st.text())
def test_what_references_point_at_has_a_name_that_word_keeps(anchor: str) -> None:
    assert is_hidden_bookmark(reference_name(anchor))
    assert reference_name(anchor) == reference_name(anchor)


def test_anchors_that_look_alike_have_names_that_differ() -> None:
    names = {
        reference_name(anchor).lower() for anchor in ("a-b", "a.b", "A-b", "a_b", "é", "è", "", "x" * 60, "x" * 61)
    }
    assert len(names) == 9


@given(text=st.text(alphabet="abc é\u00a0\n\t\u2003\u00ad\x00"))
def test_a_fingerprint_does_not_see_white_space(text: str) -> None:
    assert fingerprint(text) == fingerprint(f" {'  '.join(text)}\n")


def test_a_fingerprint_sees_each_letter() -> None:
    assert fingerprint("een zin") != fingerprint("een zim")
    assert fingerprint("zes-tien") == fingerprint("zes\u2011tien")
    assert fingerprint("caf\u00e9") == fingerprint("cafe\u0301")


def test_the_text_of_a_block_is_all_that_it_shows_but_notes() -> None:
    def said(text: str) -> Paragraph:
        return Paragraph((Run(text), Note((Paragraph((Run("noot"),)),))))

    table = Table((), (Row((Cell((Run("kop"),)),)),), (Row((Cell((Run("cel"),)),)),))
    block = Quote((said("een"), List((ListItem((said("twee"), said("drie"))),)), table))
    assert block_text(block).split() == ["een", "twee", "drie", "kop", "cel"]


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Heading(2, (Run("kop"),), anchor="kop"), "kop"),
        (CodeBlock("een\n  twee"), "een\n  twee"),
        (Picture("kaart.png", b"", alt="een kaart", caption=(Run("de kaart"),)), "de kaart"),
        (Derived((Paragraph((Run("uit gegevens"),)),), ("goals.yaml",)), "uit gegevens"),
        (Contents("Inhoud"), ""),
        (PageBreak(), ""),
    ],
)
def test_of_a_block_that_is_no_paragraph_only_what_word_holds_as_text_counts(block: Block, shown: str) -> None:
    assert block_text(block) == shown
