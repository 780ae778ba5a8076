"""What goes wrong in a zip file that somebody else made.

Out: the errors with which `zipfile` tells that it is damaged, locked, or packed in a way that it does not know. Knows
nothing of what is inside.
"""

from __future__ import annotations

import struct
import zlib
from lzma import LZMAError
from typing import Final
from zipfile import BadZipFile

# A RuntimeError is a lock or, as NotImplementedError, another version of the format; the libraries of the ways to pack
# have errors of their own.
DAMAGED: Final = (
    BadZipFile,
    EOFError,
    KeyError,
    LZMAError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""The errors of reading a zip file, or a file in it."""
