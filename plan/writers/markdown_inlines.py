"""Put inlines into Markdown that reads back as the same inlines.

In: inlines of the document tree, the address of each anchor, the mark of each footnote. Out: one string of
GitHub-flavoured Markdown, with a backslash only where a reader of Markdown would otherwise see something else.
Knows no blocks; what a line may not begin with is told by `protect_line`.

The rules are CommonMark's (spec 0.31, "Emphasis and strong emphasis"): a delimiter opens or closes by the
characters on both sides of it. Two tricks keep styles true whatever they touch: delimiters that meet alternate
between `*` and `_`, and a letter that would keep a delimiter from working is written as its number (`&#101;`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from plan.document import Inline, LineBreak, Link, Note, Reference, Run, plain_text
from plan.writers.addresses import leads_astray

Mark = Literal["strike", "strong", "emphasis"]
_NO_MARKS: Final[frozenset[Mark]] = frozenset()

# White space that ends a line or that editors show as one, and characters that no text file should hold.
_NOT_IN_A_LINE: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Each way begins with its own sign, not with what stands before it: so a text is searched for the signs alone.
_SPECIAL: Final = r"""\\ | ` | \* | ~           # always means something
    | _(?:(?<![^\W_]_) | (?![^\W_]))            # not inside_a_word
    | <(?=[A-Za-z/!?])                          # a tag
    | &(?=\#?\w+;)                              # an entity
    | \{(?=\s*[^\W\d_])                         # a reference of ours
    """
_IN_TEXT: Final = re.compile(rf"{_SPECIAL} | \[(?![^\^\[\]][^\[\]]*\](?![(\[:]))  # but not [sic]", re.VERBOSE)
_IN_LINK: Final = re.compile(rf"{_SPECIAL} | \[ | \]", re.VERBOSE)
_LINE_START: Final = re.compile(
    r"""^\d{1,9}(?=[.)](?:\s|$))                               # 1. a numbered item
    | ^\[(?:[^\[\]\\]|\\.)*\](?=:)                          # [x]: a definition
    | ^(?=\#{1,6}(?:\s|$) | > | [-+](?:\s|$) | \[[ xX]\]\s)    # heading, quote, item, task
    | ^(?==+\s*$ | [|:-][|:\s-]*$)                             # the line under a heading, or under a table's
    """,
    re.VERBOSE,
)
_AUTOLINK: Final = re.compile(r"(?:https?|mailto):(?!.*xn--)[!-;=?-\[\]^_a-z~]+")


def clean(text: str) -> str:
    """The text on one line, with a space for each character that Markdown cannot hold."""
    return _NOT_IN_A_LINE.sub(" ", text)


def protect_line(line: str) -> str:
    """A paragraph's line that no reader takes for a heading, an item, a quote, a table or a definition."""
    return _LINE_START.sub(lambda match: f"{match.group()}\\", line, count=1)


def destination(address: str) -> str:
    """An address as it stands between the parentheses of a link."""
    address = re.sub(r"&(?=#?\w+;)|\\", _with_backslash, clean(address).replace("`", "%60"))
    if address and not re.search(r"[\s<>()]", address):
        return address
    return "<" + re.sub("[<>]", _with_backslash, address) + ">"


def marked(inlines: Iterable[Inline], *, strong: bool = False, emphasis: bool = False) -> tuple[Inline, ...]:
    """The same inlines, all of them strong or emphasised."""
    styled: list[Inline] = []
    for inline in inlines:
        match inline:
            case Run():
                inline = replace(inline, strong=inline.strong or strong, emphasis=inline.emphasis or emphasis)
            case Link() | Reference():
                inline = replace(inline, inlines=marked(inline.inlines, strong=strong, emphasis=emphasis))
        styled.append(inline)
    return tuple(styled)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markdown of one kind; `marks` is None for what goes with its neighbours (blanks, breaks, notes)."""

    raw: str
    marks: frozenset[Mark] | None


@dataclass(slots=True)
class _Token:
    raw: str
    delimiter: Literal["", "opens", "closes"] = ""


class InlineWriter:
    """Writes inlines; `address` tells where an anchor is in the file, if it is, and `note` a footnote's mark."""

    def __init__(self, address: Callable[[str], str | None], note: Callable[[Note], str]) -> None:
        self._address = address
        self._note = note

    def write(self, inlines: Sequence[Inline], line_break: str = "\\\n") -> str:
        """Markdown for inlines; lines end only where `line_break` ends them."""
        match inlines:
            case [Run(emphasis=False, strong=False, code=False, strike=False, to_write=False) as only]:  # as most are
                return _plain(only.text)
        return _rendered(_nested(self._pieces(inlines, line_break), ""))

    def _pieces(self, inlines: Sequence[Inline], line_break: str, in_link: bool = False) -> list[_Piece]:
        pieces: list[_Piece] = []
        for inline in _merged(inlines):
            match inline:
                case Run(code=True):
                    pieces.append(_Piece(_code(inline.text), _marks(inline)))
                case Run():
                    core = inline.text.strip()
                    start = inline.text.index(core)
                    pieces.append(_Piece(inline.text[:start], None))
                    pieces.append(_Piece(_escaped(core, in_link), _marks(inline)))
                    pieces.append(_Piece(inline.text[start + len(core) :], None))
                case LineBreak():
                    pieces.append(_Piece(line_break, None))
                case Note():
                    pieces.append(_Piece(self._note(inline), None))
                case Link() if leads_astray(inline.address):
                    pieces += self._pieces(inline.inlines, line_break, in_link)
                case Link():
                    pieces.append(self._link(inline.inlines, inline.address, line_break))
                case Reference():
                    address = self._address(inline.anchor)
                    if address is None or in_link:
                        pieces += self._pieces(inline.inlines, line_break, in_link)
                    else:
                        pieces.append(self._link(inline.inlines, address, line_break))
        return [piece for piece in pieces if piece.raw]

    def _link(self, inlines: Sequence[Inline], address: str, line_break: str) -> _Piece:
        pieces = self._pieces(inlines, line_break, in_link=True)
        known = [piece.marks for piece in pieces if piece.marks is not None]
        shared = frozenset.intersection(*known) if known else _NO_MARKS
        text = plain_text(tuple(inlines))
        if text in (address, address.removeprefix("mailto:")) and _AUTOLINK.fullmatch(address):
            return _Piece(f"<{text}>", shared)
        inside = [replace(piece, marks=piece.marks - shared) if piece.marks else piece for piece in pieces]
        return _Piece(f"[{_rendered(_nested(inside, ''))}]({destination(address)})", shared)


def _merged(inlines: Sequence[Inline]) -> list[Inline]:
    """The inlines with clean text, marks to write spelled out, and neighbouring runs of one kind made one."""
    merged: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Run):
            text = clean(inline.text)
            if inline.to_write:
                inline = replace(inline, text=f"[{text}]", strong=True, to_write=False)
            elif text != inline.text:
                inline = replace(inline, text=text)
            last = merged[-1] if merged else None
            if isinstance(last, Run) and (last.code, _marks(last)) == (inline.code, _marks(inline)):
                merged[-1] = replace(last, text=last.text + inline.text)
                continue
        merged.append(inline)
    return merged


def _marks(run: Run) -> frozenset[Mark]:
    marks: dict[Mark, bool] = {"strike": run.strike, "strong": run.strong, "emphasis": run.emphasis}
    return frozenset(mark for mark, on in marks.items() if on)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Words without marks, of which many stand in the documents of all institutes."""
    return _escaped(clean(text), in_link=False)


def _escaped(text: str, in_link: bool) -> str:
    return (_IN_LINK if in_link else _IN_TEXT).sub(_with_backslash, text)


def _with_backslash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    padded = text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " " and text.strip(" "))
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def _nested(pieces: Sequence[_Piece], around: str) -> list[_Token]:
    """The tokens of pieces, the mark that goes on longest outermost; `around` is the delimiter that holds them all."""
    tokens: list[_Token] = []
    start = 0
    while start < len(pieces):
        marks = pieces[start].marks
        if not marks:
            tokens.append(_Token(pieces[start].raw))
            start += 1
            continue
        ends = {mark: _end(pieces, start, mark) for mark in sorted(marks, reverse=True)}
        mark, end = max(ends.items(), key=lambda stretch: stretch[1])
        both = ends.get("strong") == ends.get("emphasis") == end
        written: frozenset[Mark] = frozenset({"strong", "emphasis"} if both else {mark})
        before = tokens[-1].raw if tokens and tokens[-1].delimiter else around if start == 0 else ""
        after = around if end == len(pieces) else ""
        delimiter = _delimiter(written, avoid=before + after)
        inside = [replace(piece, marks=piece.marks - written) if piece.marks else piece for piece in pieces[start:end]]
        tokens += [_Token(delimiter, "opens"), *_nested(inside, delimiter), _Token(delimiter, "closes")]
        start = end
    return tokens


def _end(pieces: Sequence[_Piece], start: int, mark: Mark) -> int:
    """Where a mark ends that is on at `start`: after the last piece that has it, for no blank may stand at its end."""
    end = start
    for index in range(start, len(pieces)):
        marks = pieces[index].marks
        if marks is not None:
            if mark not in marks:
                break
            end = index + 1
    return end


def _delimiter(marks: frozenset[Mark], avoid: str) -> str:
    if "strike" in marks:
        return "~~"
    return ("_" if "*" in avoid else "*") * (2 * ("strong" in marks) + ("emphasis" in marks))


def _rendered(tokens: list[_Token]) -> str:
    for before, after in pairwise(tokens):
        if before.raw.endswith("!") and after.raw.startswith("["):  # "!" and a link would be a picture
            before.raw = f"{before.raw[:-1]}\\!"
    # A letter written as its number begins and ends with punctuation, which can hinder the delimiter on its other side.
    while any(_helped(*around) for around in zip(tokens, tokens[1:], tokens[2:], strict=False)):
        pass
    return "".join(token.raw for token in tokens)


def _helped(before: _Token, token: _Token, after: _Token) -> bool:
    """Whether a delimiter needed help to be one: the character outside it is then written as its number."""
    if token.delimiter == "opens" and _hinders(before.raw[-1], token, after.raw[0]):
        before.raw = f"{before.raw[:-1]}&#{ord(before.raw[-1])};"
    elif token.delimiter == "closes" and _hinders(after.raw[0], token, before.raw[-1]):
        after.raw = f"&#{ord(after.raw[0])};{after.raw[1:]}"
    else:
        return False
    return True


def _hinders(outer: str, delimiter: _Token, inner: str) -> bool:
    """Whether a character before an opening or after a closing delimiter keeps it from being one."""
    if outer.isspace() or unicodedata.category(outer)[0] == "P" or outer in "$+<=>^`|~":
        return False
    return delimiter.raw[0] == "_" or not inner.isalnum()
