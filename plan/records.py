"""Frozen records whose fields say how their values are read.

In: classes that declare their fields by type, as dataclasses do. Out: `Record`, which they derive from, and what there
is to know of each `Field`. Reads nothing itself, and knows no terms of a plan, no files and no YAML.

What a field holds is read off its type: `Annotated[Text, Reads(function)]` is one value that somebody typed, another
record is a mapping, `tuple[..., ...]` a list of either; one with a default may be missing. The types are looked at
when a class is first used: each run of the program loads all of them, and uses some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import get_annotations
from types import NoneType
from typing import Any, ClassVar, NamedTuple, NoReturn, Self, dataclass_transform, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Reads:
    """How a value is read from what was typed."""

    read: Callable[[Any], object]


class Field(NamedTuple):
    """A field of a record: values of a `kind`, or a list of them (`many`).

    Each is made by `read` of what somebody typed, or is a `record` itself; neither where the program gives it.
    """

    name: str
    kind: Any
    many: bool
    required: bool
    read: Callable[[Any], object] | None
    record: type[Any] | None


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Kind(type):
    """The class of records, which knows their fields."""

    @property
    def model_fields(cls) -> Mapping[str, Field]:
        """The fields of a record, each under its name, those of what it derives from first."""
        return _fields(cls)


class Record(metaclass=_Kind):
    """Named values that never change; equal to another of its kind with the same in each field, and in no set."""

    def __init__(self, **values: Any) -> None:
        # A field that is missing here has its default, which is that of the class.
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} never changes")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _fields(type(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def model_copy(self, update: Mapping[str, object]) -> Self:
        """The same with other values in some fields."""
        return type(self)(**{**vars(self), **update})


@cache
def _fields(kind: _Kind) -> Mapping[str, Field]:
    own = {
        name: _field(name, annotation, required=not hasattr(kind, name))
        for name, annotation in get_annotations(kind, eval_str=True).items()
        if ClassVar not in (annotation, get_origin(annotation))
    }
    (base,) = kind.__bases__
    return {**_fields(base), **own} if isinstance(base, _Kind) else own


def _field(name: str, kind: Any, required: bool) -> Field:
    if NoneType in get_args(kind):
        kind = next(part for part in get_args(kind) if part is not NoneType)
    many = get_origin(kind) is tuple
    if many:
        kind = get_args(kind)[0]
    read = next((part.read for part in get_args(kind) if isinstance(part, Reads)), None)
    return Field(
        name, kind, many, required, read, kind if isinstance(kind, type) and issubclass(kind, Record) else None
    )
