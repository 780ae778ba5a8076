"""How large a picture is printed.

In: a picture of the document tree and the room there is for it. Out: a size in twips. Knows no format.
"""

from __future__ import annotations

from typing import Final

from plan.document import Picture
from plan.pictures import Size, measure

_SHARE_OF_HEIGHT: Final = 0.4  # how much of a page's height a picture may take: two with captions share a page
_SHARE_OF_PAGE: Final = 0.86  # and one on a page of its own
_SHARE_OF_HEADING: Final = 0.12  # of which each heading above it takes its part


def printed_size(picture: Picture, width: int, height: int, headings: int = 0) -> Size:
    """The size in a room of this width and height: no larger than it is or, on a page of its own, as large as it can.

    A few lines are left for the headings above it on its page, and for its caption.
    """
    natural = measure(picture.data)
    share = _SHARE_OF_PAGE - headings * _SHARE_OF_HEADING if picture.full_page else _SHARE_OF_HEIGHT
    scale = min(width / natural.width, share * height / natural.height)
    if not picture.full_page:
        scale = min(scale, 1.0)
    return Size(max(1, round(natural.width * scale)), max(1, round(natural.height * scale)))
