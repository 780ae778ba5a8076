"""Draw the mosaics of a style description: square tiles, each with a ground, a form and the form's colour.

In: rows of tiles such as "d●s d□d", and the colours that their letters stand for. Out: the bytes of a PNG.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

_PIXELS: Final = 200  # of a tile's side
_FINER: Final = 4  # drawn so much larger, for smooth edges
_COLOURS: Final = 64

# Where the centre of a quarter or half of a disc lies, and the corners of triangles.
_QUARTERS: Final = {"◜": (1, 1), "◝": (0, 1), "◞": (0, 0), "◟": (1, 0)}
_HALVES: Final = {"◖": (1, 0.5), "◗": (0, 0.5)}
_TRIANGLES: Final = {
    "◢": ((1, 0), (1, 1), (0, 1)),
    "◣": ((0, 0), (1, 1), (0, 1)),
    "◤": ((0, 0), (1, 0), (0, 1)),
    "◥": ((0, 0), (1, 0), (1, 1)),
}


def mosaic(rows: list[str], letters: Mapping[str, str]) -> bytes:
    """The picture of a mosaic; `letters` gives each letter its colour (six hexadecimal digits)."""
    tiles = [row.split() for row in rows]
    side = _PIXELS * _FINER
    image = Image.new("RGB", (side * len(tiles[0]), side * len(tiles)))
    for down, row in enumerate(tiles):
        for across, signs in enumerate(row):
            tile = _tile(side, f"#{letters[signs[0]]}", signs[1], f"#{letters[signs[2]]}")
            image.paste(tile, (across * side, down * side))
    smooth = image.resize((image.width // _FINER, image.height // _FINER), Image.Resampling.BOX)
    buffer = BytesIO()
    smooth.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _tile(side: int, ground: str, form: str, colour: str) -> Image.Image:
    tile = Image.new("RGB", (side, side), ground)
    draw = ImageDraw.Draw(tile)
    if form in _QUARTERS:
        _disc(draw, _QUARTERS[form], side, side, colour)
    elif form in _HALVES:
        _disc(draw, _HALVES[form], side / 2, side, colour)
    elif form in _TRIANGLES:
        draw.polygon([(x * side, y * side) for x, y in _TRIANGLES[form]], colour)
    elif form == "●":
        _disc(draw, (0.5, 0.5), 0.36 * side, side, colour)
    elif form == "■":
        draw.rectangle((0, 0, side, side), colour)
    elif form != "□":
        raise ValueError(f"a mosaic has no form {form!r}")
    return tile


def _disc(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, side: int, colour: str) -> None:
    x, y = centre[0] * side, centre[1] * side
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
