"""Write values as YAML, in the way their author wrote the old ones.

In: a text, and where it is to stand: as a key, as a value in lines of its own or between brackets. Out: its source.
Each writing is read before it is chosen: it must say the text and nothing else. Knows how values are quoted; knows no
files and no places in them.
"""

from __future__ import annotations

import json
import re
from typing import Final, Literal

from plan.places import Place, Style
from plan.yaml_nodes import Mapping, Node, Scalar, Sequence, read_nodes

Context = Literal["key", "block", "flow"]
"""Where a value stands: before a colon, in lines of its own, or between brackets."""

_FRAMES: Final[dict[Context, str]] = {"key": "{}: x\n", "block": "x: {}\n", "flow": "x: [{}]\n"}
# How to write a text in the place of an old one, the nearest way first.
_WAYS: Final[dict[Style, tuple[Style, ...]]] = {
    "plain": ("plain", "double"),
    "single": ("single", "double"),
    "double": ("double",),
    "literal": ("literal", "double"),
    "folded": ("folded", "literal", "double"),
}
_NOWHERE: Final = Place.of_file("")
# What may only stand in a file as an escape: YAML, or reading, would take it for something else.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SIGN: Final = re.compile(r"[|>][-+\d]*(?P<remark>[^\r\n]*)")


def written(text: str, context: Context = "block") -> str:
    """A text as a value on one line: plain where that reads as nothing but this text, else in quotes."""
    return rewritten(Scalar(text, _NOWHERE, "plain", ""), text, context)


def rewritten(old: Scalar, text: str, context: Context, end: str = "\n") -> str:
    """The source of a text in the place of an old value: quoted or laid out like it where the text allows that.

    `end` is the line end of the file.
    """
    sources = (_write(old, text, style, end) for style in _WAYS[old.style])
    return next((source for source in sources if reads_as(source, text, context)), in_quotes(text))


def reads_as(source: str, text: str, context: Context) -> bool:
    """Whether a source, where it is to stand, says this text and nothing else."""
    if _UNSAFE.search(source.replace("\r\n", "\n")):
        return False
    if context == "key" and source.startswith("-"):
        return False  # above a list it looks like an item whose dash lacks its blank
    node, found = read_nodes("", _FRAMES[context].format(source))
    if node is None or found or len(node.entries) != 1:
        return False
    entry = node.entries[0]
    read: Node | None = entry.key if context == "key" else entry.value
    if isinstance(read, Sequence):
        read = read.items[0] if len(read.items) == 1 else None
    return isinstance(read, Scalar) and read.text == text and bool(read.raw)


def in_words(text: str, old: Scalar, end: str = "\n") -> str:
    """The source of words inside an old value: what its quotes ask to be written otherwise is."""
    match old.style:
        case "single":
            return text.replace("'", "''")
        case "double":
            return in_quotes(text)[1:-1]
        case "literal":
            return text.replace("\n", end + _indent(old))
        case _:
            return text


def in_quotes(text: str) -> str:
    """A text between double quotes, on one line."""
    # What JSON escapes, YAML does too.
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def in_brackets(node: Node) -> str:
    """A value on one line, as it can stand between brackets."""
    match node:
        case Scalar():
            return written(node.text, "flow") if node.raw else ""
        case Sequence():
            return f"[{', '.join(map(in_brackets, node.items))}]"
        case Mapping():
            return f"{{{', '.join(entries_in_brackets(node))}}}"


def entries_in_brackets(node: Mapping) -> list[str]:
    """The entries of a mapping as they can stand between braces."""
    return [f"{written(entry.key.text, 'key')}: {in_brackets(entry.value)}".rstrip() for entry in node.entries]


def _write(old: Scalar, text: str, style: Style, end: str) -> str:
    match style:
        case "plain":
            return text
        case "single":
            return "'" + text.replace("'", "''") + "'"
        case "double":
            return in_quotes(text)
        case _:
            return _block(old, text, style, end)


def _block(old: Scalar, text: str, style: Style, end: str) -> str:
    """A text in lines of its own below its sign; a remark behind the old sign stays there."""
    body = text.rstrip("\n")
    blanks = len(text) - len(body)
    sign = ("|" if style == "literal" else ">") + ("-" if blanks == 0 else "" if blanks == 1 else "+")
    known = _SIGN.match(old.raw)
    lines = (body if style == "literal" else body.replace("\n", "\n\n")).split("\n") + [""] * (blanks - 1)
    indent = _indent(old)
    return end.join([sign + (known["remark"] if known else ""), *(line and indent + line for line in lines)])


def _indent(old: Scalar) -> str:
    """The blanks before the lines of an old block of text."""
    lines = old.raw.replace("\r\n", "\n").split("\n")[1:]
    return next((line[: len(line) - len(line.lstrip(" "))] for line in lines if line.strip(" ")), "  ")
