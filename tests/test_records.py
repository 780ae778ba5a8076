"""Records: named values that never change, and what there is to know of their fields."""

from __future__ import annotations

import pickle
from typing import Annotated, ClassVar

import pytest

from plan.records import Field, Reads, Record

Length = Annotated[int, Reads(len)]


class Part(Record):
    title: str


class Thing(Record):
    kind: ClassVar[str] = "thing"

    size: Length
    sizes: tuple[Length, ...] = ()
    part: Part | None = None


class Larger(Thing):
    things: tuple[Thing, ...] | None = None


def test_a_field_is_known_by_its_type_and_may_be_missing_where_it_has_a_default() -> None:
    assert Larger.model_fields == {
        "size": Field("size", Length, many=False, required=True, read=len, record=None),
        "sizes": Field("sizes", Length, many=True, required=False, read=len, record=None),
        "part": Field("part", Part, many=False, required=False, read=None, record=Part),
        "things": Field("things", Thing, many=True, required=False, read=None, record=Thing),
    }
    assert list(Part.model_fields) == ["title"]


def test_what_is_not_given_is_the_default() -> None:
    assert (Larger(size=1).sizes, Larger(size=1).things) == ((), None)
    assert Thing(size=1) == Thing(size=1, sizes=(), part=None)


def test_records_are_equal_when_they_are_of_one_kind_and_hold_the_same() -> None:
    assert Thing(size=1, part=Part(title="x")) == Thing(size=1, part=Part(title="x"))
    assert Thing(size=1, part=Part(title="x")) != Thing(size=1, part=Part(title="y"))
    assert Thing(size=1) != Larger(size=1)


def test_a_record_never_changes_and_a_copy_may_differ() -> None:
    one = Thing(size=1, sizes=(2,))
    with pytest.raises(AttributeError, match="size never changes"):
        one.size = 2  # type: ignore[misc]
    assert one.model_copy(update={"size": 3, "part": None}) == Thing(size=3, sizes=(2,))
    assert one == Thing(size=1, sizes=(2,))


def test_a_record_goes_to_another_process_whole() -> None:
    one = Larger(size=1, things=(Thing(size=2),))
    assert pickle.loads(pickle.dumps(one)) == one
