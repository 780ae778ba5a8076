"""Every authored value has one home in a document, which carries its anchor in Word: a block, or words inside one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from plan.anchors import fingerprint, read_anchor
from plan.compose import compose_document
from plan.document import (
    Block,
    Cell,
    Column,
    Document,
    Link,
    Note,
    Origin,
    Paragraph,
    Reference,
    Row,
    Run,
    Section,
    Table,
    values_shown,
)
from plan.model import Plan
from plan.places import Place, Sourced
from plan.writers.word import write_word
from tests.test_properties import sourced_in
from tests.the_example import composed, example
from tests.workspaces import SMALL, plan_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACE = Place("actions/de-stek.yaml", 1, 1, 1, 5)


def anchored(docx: bytes, keys: Iterator[str] | frozenset[str]) -> Iterator[tuple[str, int, str, str]]:
    """Key, part and fingerprint of each anchor in a Word file, and the words that its bookmark is around."""
    known = tuple(keys)
    with ZipFile(BytesIO(docx)) as archive:
        for part in ("word/document.xml", "word/footnotes.xml"):
            if part not in archive.namelist():
                continue
            open_: dict[str, tuple[tuple[str, int, str], list[str]]] = {}
            for element in etree.fromstring(archive.read(part)).iter():
                if element.tag == W + "bookmarkStart":
                    if found := read_anchor(element.get(W + "name", ""), known):
                        open_[element.get(W + "id", "")] = (found, [])
                elif element.tag == W + "bookmarkEnd" and element.get(W + "id", "") in open_:
                    found, words = open_.pop(element.get(W + "id", ""))
                    yield *found, "".join(words)
                elif element.tag == W + "t":
                    for _found, words in open_.values():
                        words.append(element.text or "")


def texts_by_key(plan: Plan) -> Mapping[str, list[Sourced]]:
    texts: dict[str, list[Sourced]] = {}
    for text in sourced_in(plan):
        texts.setdefault(text.key, []).append(text)
    return texts


@cache
def anchored_in(institute: str) -> tuple[tuple[str, int, str, str], ...]:
    """The anchors in the Word file of an institute of the example."""
    made = composed(institute, draft=True)
    return tuple(anchored(write_word(made.document), made.printed))


@pytest.mark.parametrize("institute", ["oost-vlaanderen", "brussel"])
def test_every_authored_text_of_the_example_is_found_under_its_key(institute: str) -> None:
    plan = example().plan
    made = composed(institute, draft=True)
    found = {key for key, *_rest in anchored_in(institute)}
    texts = texts_by_key(plan)
    shown = {key for key in made.printed - {""} if any(text.strip() for text in texts.get(key, ()))}
    assert len(shown) > 200
    assert shown - found == set()


def test_what_an_anchor_is_around_has_the_fingerprint_of_its_name() -> None:
    made = composed("oost-vlaanderen", draft=True)
    tables = {
        (block.origin.key, block.origin.part)
        for block in made.document.blocks()
        if isinstance(block, Table) and block.origin
    }
    anchors = anchored_in("oost-vlaanderen")
    assert len(anchors) > 500
    for key, part, print_, words in anchors:
        assert (key, part) in tables or fingerprint(words) == print_, (key, words)


def test_no_two_anchors_have_the_same_key_and_part() -> None:
    counted = Counter((key, part) for key, part, *_rest in anchored_in("oost-vlaanderen"))
    assert set(counted.values()) == {1}


def words_by_part(key: str) -> dict[int, str]:
    plan = plan_of(SMALL)
    made = compose_document(plan, plan.institutes_by_id["kust"], draft=True)
    anchors = anchored(write_word(made.document), made.printed)
    return {part: words for found, part, _print, words in anchors if found == key}


def test_each_partner_in_a_sentence_has_an_anchor_of_its_own() -> None:
    assert words_by_part("huizen.partners") == {0: "huurders", 1: "verhuurders"}


def test_an_anchor_is_around_the_words_as_they_are_printed_also_where_they_begin_with_a_capital() -> None:
    assert words_by_part("banen.partners") == {0: "Werkgevers"}


# --- from the tree to Word -------------------------------------------------------------------------


def anchors_of(*blocks: Block) -> list[tuple[str, int, str]]:
    document = Document("Plan", "Kust", "nl-BE", (2020, 5, 15), (Section(blocks),))
    found = anchored(write_word(document), frozenset({"a", "b"}))
    return [(key, part, words) for key, part, _print, words in found]


def test_an_anchor_is_around_all_words_of_its_value_also_a_link_and_a_note_among_them() -> None:
    origin = Origin("a", PLACE)
    note = Note((Paragraph((Run("de noot"),)),))
    link = Link("https://example.org", (Run("een link", origin=origin),))
    words = (Run("Zie "), Run("voor", origin=origin), note, link, Run(" na", origin=origin), Run("."))
    assert anchors_of(Paragraph(words)) == [("a", 0, "vooreen link na")]


def test_words_inside_a_link_may_have_an_anchor_of_their_own() -> None:
    link = Link("https://kust.be", (Run("Website: "), Run("kust.be", origin=Origin("a", PLACE))))
    assert anchors_of(Paragraph((link,))) == [("a", 0, "kust.be")]


def test_a_value_in_a_cell_is_anchored_there() -> None:
    row = Row((Cell((Run("Ronse", origin=Origin("a", PLACE)),)), Cell((Run("12"),))))
    assert anchors_of(Table((Column(), Column()), (), (row,))) == [("a", 0, "Ronse")]


def test_words_in_a_note_are_anchored_in_the_note() -> None:
    note = Note((Paragraph((Run("Bron: "), Run("VMM", origin=Origin("a", PLACE)))),))
    assert anchors_of(Paragraph((Run("Water"), note))) == [("a", 0, "VMM")]


def test_what_has_no_words_goes_with_the_words_around_it() -> None:
    one, other = Origin("a", PLACE), Origin("b", PLACE)
    pending = Reference("missie", ())
    first, second, third = Run("een", origin=one), Run("twee", origin=one), Run("drie", origin=other)
    pieces = list(values_shown((first, pending, second, pending, third)))
    assert pieces == [(one, (first, pending, second)), (None, (pending,)), (other, (third,))]
