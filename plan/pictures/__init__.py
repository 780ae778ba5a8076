"""Pictures as they come from cameras and programs, made fit to hand on.

In: the bytes of a picture file from anybody. Out: how large it is by nature, and the bytes that a document may hold:
turned as the camera meant, no finer than print shows, with nothing left in them but what is seen. Knows no document
and no files.

Whoever is in a photo did not agree to be found: a picture is always drawn anew, so that places, names, comments and
thumbnails stay behind, also those of a kind that nobody has thought of yet.
"""

from __future__ import annotations

from plan.pictures.faults import Unshowable
from plan.pictures.published import Published, Size, is_showable, measure, publish

__all__ = ["Published", "Size", "Unshowable", "is_showable", "measure", "publish"]
