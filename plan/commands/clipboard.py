"""Read what was copied, with its headings and lists: the HTML that Word and browsers put on the clipboard.

In: nothing. Out: the HTML, or `Refused` with what to do instead. Each system is asked by its own standard tool, so that
nothing is to be installed.
"""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import Final

from plan.messages import Refused, _

# PowerShell writes in the letters of an old code page: the text goes through it as digits.
_WINDOWS: Final = (
    "powershell.exe",
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((Get-Clipboard -TextFormatType Html -Raw)))",
)
_MACOS: Final = ("osascript", "-e", "the clipboard as «class HTML»")
_OTHERS: Final = (
    ("wl-paste", "--no-newline", "--type", "text/html"),
    ("xclip", "-selection", "clipboard", "-out", "-target", "text/html"),
)
_PATIENCE: Final = 30
# The old code page leaves five bytes without a sign; Windows takes their own numbers for them.
_OLD_CODES: Final = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(256)}
_END: Final = re.compile(r"^EndHTML:0*(\d+)", re.MULTILINE)


def read_clipboard() -> bytes:
    """The HTML on the clipboard. Raises `Refused`."""
    match sys.platform:
        case "win32":
            data = of_windows(_asked(_WINDOWS))
        case "darwin":
            data = of_macos(_asked(_MACOS))
        case _:
            tool = next((tool for tool in _OTHERS if shutil.which(tool[0])), None)
            data = _asked(tool) if tool else b""
    if not data.strip():
        raise Refused(
            _(
                "there is no text with headings and lists on the clipboard; copy it in Word (Ctrl+C) and try again, or "
                "save it as .docx and give: plan import FILE.docx --to CHAPTER"
            )
        )
    return data


def of_windows(answer: bytes) -> bytes:
    """The HTML in what PowerShell answers; some versions of it take its letters for those of an old code page."""
    try:
        data = base64.b64decode(answer, validate=False)
        text = data.decode()
    except (binascii.Error, UnicodeDecodeError):
        return b""
    end = _END.search(text)
    if end and int(end[1]) < len(data):
        with suppress(KeyError):
            return bytes(_OLD_CODES[sign] for sign in text)
    return data


def of_macos(answer: bytes) -> bytes:
    """The HTML in what AppleScript answers: «data HTML3C703E...», in hexadecimal digits."""
    found = re.search(rb"HTML([0-9A-Fa-f]*)", answer)
    return bytes.fromhex(found[1].decode()) if found and len(found[1]) % 2 == 0 else b""


def _asked(command: tuple[str, ...]) -> bytes:
    """What a tool of the system answers; nothing where it is not there, or has nothing."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
