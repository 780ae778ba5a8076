"""One picture of any kind -> its size, and what a document may hold of it.

In: bytes. Out: a `Size` in twips, a `Published`. Tells kinds apart by how the bytes begin, never by a file's name.
The same bytes are worked on once for each size: an institute's Word and Markdown, and its neighbours, share them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from plan.messages import _
from plan.pictures import photo
from plan.pictures.faults import SAVE_AS_PNG, Unshowable

TWIPS_PER_INCH: Final = 1440
DENSITY: Final = 220  # dots an inch: finer than an office printer shows, coarse enough to mail

Kind = Literal["png", "jpeg", "svg"]


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in twips (1/1440 inch), turned as the camera meant."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Published:
    """What a document may hold: the kind and bytes of the picture; of a drawing (svg), the same as PNG besides."""

    kind: Kind
    data: bytes
    png: bytes = b""

    @property
    def dots(self) -> tuple[Literal["png", "jpeg"], bytes]:
        """What shows the picture where drawings are not known: its kind and bytes."""
        return ("png", self.png) if self.kind == "svg" else (self.kind, self.data)


@lru_cache(maxsize=64)
def measure(data: bytes) -> Size:
    """How large a picture is by nature; raises Unshowable, for a picture that is damaged further on too."""
    if photo.is_one(data):
        return Size(*_twips(photo.size(data)))
    from plan.pictures import vector  # what reads drawings is large

    if vector.is_one(data):
        return Size(*_twips(vector.read(data).size))
    raise _foreign(data)


def is_showable(data: bytes) -> bool:
    """Whether bytes hold a picture that a document can show."""
    try:
        measure(data)
    except Unshowable:
        return False
    return True


@lru_cache(maxsize=64)
def publish(data: bytes, width: int, height: int) -> Published:
    """A picture fit to be shown at this size in twips; raises Unshowable."""
    pixels = _pixels(width), _pixels(height)
    if photo.is_one(data):
        return Published(*photo.published(data, pixels))
    from plan.pictures import vector  # as above

    if vector.is_one(data):
        drawing = vector.read(data)
        return Published("svg", drawing.data, drawing.png(pixels))
    raise _foreign(data)


def _twips(inches: tuple[float, float]) -> tuple[int, int]:
    width, height = (max(1, round(length * TWIPS_PER_INCH)) for length in inches)
    return width, height


def _pixels(twips: int) -> int:
    return max(1, round(twips * DENSITY / TWIPS_PER_INCH))


# --- what is no picture for a document -------------------------------------------------------------

_FOREIGN: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    ("PDF", lambda data: data.lstrip()[:5] == b"%PDF-"),
    ("TIFF", lambda data: data[:4] in (b"II*\0", b"MM\0*")),
    ("WebP", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    ("AVIF", lambda data: data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis")),
    ("HEIC", lambda data: data[4:8] == b"ftyp" and data[8:10] in (b"he", b"mi", b"ms")),
    ("EMF", lambda data: data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF"),
    ("WMF", lambda data: data[:4] == b"\xd7\xcd\xc6\x9a"),
    ("BMP", lambda data: data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"),
)


def _foreign(data: bytes) -> Unshowable:
    """No PNG, JPEG, GIF or SVG: named where we know it, since its author sees a picture all the same."""
    kind = next((name for name, fits in _FOREIGN if fits(data)), None)
    if kind is None:
        return Unshowable(_("this file holds no picture that we can show"), SAVE_AS_PNG)
    return Unshowable(_("this picture is a {kind}, which cannot be shown", kind=kind), SAVE_AS_PNG)
