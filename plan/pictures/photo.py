"""Pictures made of dots: PNG, JPEG and GIF.

In: bytes. Out: their size in inches, and new bytes with nothing in them but the dots. Knows Pillow, no drawings.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from plan.pictures.faults import Unshowable, broken, too_large

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

_BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_FORMATS: Final = ("PNG", "JPEG", "GIF")
_MOST_DOTS: Final = 120_000_000  # more than phones take, less than fills a computer
_QUALITY: Final = 86
_LARGE: Final = 300_000  # bytes from which a PNG may be a photo in disguise
_SCREEN: Final = 96  # dots an inch where a file says nothing that can be meant
_ORIENTATION: Final = 0x0112


def is_one(data: bytes) -> bool:
    """Whether bytes begin as a picture made of dots."""
    return data.startswith(_BEGINNINGS)


def size(data: bytes) -> tuple[float, float]:
    """Width and height in inches, turned as the camera meant; raises Unshowable. All of the picture is read."""
    with _opened(data) as image:
        across, down = image.info.get("dpi", (0, 0))
        width, height = image.width / _density(across), image.height / _density(down)
        if _lies_down(image):
            width, height = height, width
        # A JPEG is read to its end at a tenth of the cost.
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
        _seen(image.crop((0, 0, 1, 1)))  # whether its colours can be read
        return width, height


def published(data: bytes, most: tuple[int, int]) -> tuple[Literal["png", "jpeg"], bytes]:
    """The dots alone, at most as many as asked, and the kind they are written as; raises Unshowable."""
    with _opened(data) as image:
        is_photo = image.format not in ("PNG", "GIF")
        made = _drawn_anew(image, most)
    if is_photo:
        return "jpeg", _jpeg(made)
    png = _png(made)
    # What somebody saved as PNG for us may be a photo, and then takes ten times the room.
    if len(png) > _LARGE and made.mode in ("L", "RGB") and len(jpeg := _jpeg(made)) * 3 < len(png):
        return "jpeg", jpeg
    return "png", png


@contextmanager
def _opened(data: bytes) -> Iterator[PilImage]:
    from PIL import Image  # only plans with pictures need it

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_DOTS:
                raise too_large()
            yield image
    except Unshowable:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise too_large() from error
    except Exception as error:  # a file from anybody: Pillow raises whatever it stumbles over
        raise broken() from error


def _density(given: float) -> float:
    """Dots an inch; what nobody prints or draws in is no density."""
    return given if 36 <= given <= 1200 else _SCREEN


# How a camera says that it was held, and what makes that upright (Exif 2.32, 4.6.4.A).
_TURNS: Final[Mapping[int, str]] = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def _lies_down(image: PilImage) -> bool:
    return image.getexif().get(_ORIENTATION) in (5, 6, 7, 8)


def _drawn_anew(image: PilImage, most: tuple[int, int]) -> PilImage:
    """The dots as they are seen: of one moment, upright, in the colours that every screen knows."""
    from PIL import Image

    if _lies_down(image):
        most = most[1], most[0]
    profile = image.info.get("icc_profile")
    image.draft("RGB", most)
    seen = _seen(image)
    seen.thumbnail(most, Image.Resampling.LANCZOS, reducing_gap=3)
    if profile:
        seen = _in_common_colours(seen, profile)
    if seen.mode == "CMYK":
        seen = seen.convert("RGB")
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    if turn:
        seen = seen.transpose(Image.Transpose[turn])
    seen.info = {}
    return seen


def _seen(image: PilImage) -> PilImage:
    """The picture in a mode that can be scaled, where dots can be seen through only if the picture says so."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # sixteen bits a dot, of which no printer shows more than eight
        return image.point(lambda value: value * (1 / 256)).convert("L")
    return image.copy() if image.mode in ("L", "RGB", "CMYK") else image.convert("L" if image.mode == "1" else "RGB")


def _in_common_colours(image: PilImage, profile: bytes) -> PilImage:
    """In sRGB: the camera's own colours would stay in the file, with the name of who made them."""
    from PIL import ImageCms

    if image.mode == "L":
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):  # a profile that is none: then the colours are meant as they are
        return image
    return made or image


def _jpeg(image: PilImage) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return buffer.getvalue()


def _png(image: PilImage) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
