"""Tell an author which mistake she made in a YAML file, where she made it.

In: the lines of a file and what the reading had come to when it stumbled. Out: diagnostics in an author's words.
YAML's parser says where it could not go on, which is often lines after the slip and in words nobody types; so the
lines themselves are looked at, and the parser's own message only tells where to begin. Knows how authors slip;
knows no keys, no plans.

Lines and columns are counted from 0 here, as the parser does; `Page.place` makes places of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import yaml

from plan.diagnostics import Diagnostic, Other, Severity
from plan.messages import _, _n
from plan.places import Place, Style

_WRONG_BLANKS: Final = re.compile(r"(?:[ ]|-(?=\s))*(?P<blanks>[^\S ]\s*)")
_BULLETS: Final = re.compile(r"[ ]*(?:- +)*")
# A line that opens with a key as this program has them, and the same without the blank after the colon.
_KEY: Final = re.compile(r"[ ]*(?:- +)*(?P<key>[a-z][a-z0-9_-]*):(?=\s|$)")
_TIGHT_KEY: Final = re.compile(r"[ ]*(?:- +)*(?P<key>[a-z][a-z0-9_-]*):(?=[^\s/:\d]|\u00a0)")
# What stands before a value on its line: a bullet or more, a key.
_HEAD: Final = re.compile(
    r"[ ]*(?:(?:- +)+(?:[a-z][a-z0-9_-]*:(?:\s+|$))?|[^\s:#'\"\[{-][^:#]*:(?:\s+|$))?",
)
_REMARK: Final = re.compile(r"\s+#.*$|\s+$")
_LOST: Final = re.compile(r"[ \t]+(?P<text>#(?![\s#]).*?)\s*$")
# 's Gravenwezel, 't Kasteel, 'n beetje.
_APOSTROPHE: Final = re.compile(r"'(?:[stnkmr]|er)\b(?!')", re.IGNORECASE)
_SMART: Final = re.compile("[“”„‘’«].*[“”‘’»]", re.DOTALL)
_CLOSING: Final = {"[": "]", "{": "}"}
_OPENING: Final = {"]": "[", "}": "{", '"': '"'}


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a YAML text, and the line of the file on which it begins."""

    file: str
    lines: tuple[str, ...]
    first_line: int = 1

    def place(self, line: int, column: int, end_line: int | None = None, end_column: int | None = None) -> Place:
        """From one position to another; without the second, a place without width."""
        end_line = line if end_line is None else end_line
        end_column = column if end_column is None else end_column
        return Place(self.file, line + self.first_line, column + 1, end_line + self.first_line, end_column + 1)

    def span(self, line: int, column: int, raw: str) -> Place:
        """The place of a slice of the text that begins at a position."""
        breaks = raw.count("\n")
        end_column = len(raw) - raw.rfind("\n") if breaks else column + len(raw) + 1
        first = line + self.first_line
        return Place(self.file, first, column + 1, first + breaks, end_column)

    def rest(self, line: int, column: int) -> Place:
        """From a position to the last character of its line."""
        return self.place(line, column, line, max(column, len(self.line(line).rstrip())))

    def line(self, number: int) -> str:
        """A line without its end, empty past the last."""
        return self.lines[number].removesuffix("\r") if 0 <= number < len(self.lines) else ""

    def number(self, line: int) -> int:
        """The number by which an author knows a line."""
        return line + self.first_line

    def index(self, place: Place) -> int:
        """The line on which a place begins, as it is counted here."""
        return place.line - self.first_line


class Written(Protocol):
    """A scalar as it was written."""

    @property
    def text(self) -> str:
        """What it says, as YAML reads it."""

    @property
    def place(self) -> Place:
        """Where it stands."""

    @property
    def style(self) -> Style:
        """How it is written."""

    @property
    def raw(self) -> str:
        """Its source."""


@dataclass(slots=True)
class Trail:
    """How far the reading came: what a syntax error is told by.

    `line` and `column` are where the last thing that could be read ends; `value` is the last scalar, `block` the
    block of text after which no other value was read yet.
    """

    line: int = 0
    column: int = 0
    value: Written | None = None
    block: Written | None = None


# --- what YAML refuses ------------------------------------------------------------------------------


def syntax(page: Page, trail: Trail, error: yaml.YAMLError) -> Diagnostic:
    """The one diagnostic for a text the parser cannot read."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return _by_line(page, trail, trail.line)
    context = error.context_mark or mark
    return (
        _open_quote(page, trail, error, context.line, context.column)
        or _wrong_blanks(page, trail, mark.line)
        or _beside_block(page, trail, mark.line)
        or _missing_space(page, trail.line, mark.line)
        or _by_problem(page, trail, error.problem or "", (mark.line, mark.column), (context.line, context.column))
    )


# --- what YAML takes, but not as it was meant ---------------------------------------------------------


def swallowed(page: Page, value: Written) -> Diagnostic | None:
    """A value that took in lines or signs that were meant otherwise: what stands around it cannot be trusted."""
    start, end = page.index(value.place), value.place.end_line - page.first_line
    column = value.place.column - 1
    text = page.line(start)
    following = range(start + 1, end + 1)
    if value.style in ("single", "double"):
        if any(_KEY.match(page.line(line)) and _indent(page.line(line)) <= _indent(text) for line in following):
            return missing_quote(page, start, column)
        return None
    if value.style != "plain" or not value.raw:
        return None
    if _start(text) == column:
        if tight := _TIGHT_KEY.match(text):
            return missing_space(page, start, tight.end() - 1, tight["key"])
        if re.match(r"-[^\W\d]|-\u00a0", value.raw):
            return _missing_space_after_dash(page, start, column)
    for line in following:
        if item := re.match(r" *-(?= |[^\W\d])", page.line(line)):
            return _item_in_value(page, line, item.end() - 1, page.number(start))
        if tight := _TIGHT_KEY.match(page.line(line)):
            return missing_space(page, line, tight.end() - 1, tight["key"])
    closing = value.raw[-1]
    opening = _OPENING.get(closing)
    if opening is None or re.search(r"\d\"$", value.raw):  # inches
        return None
    if value.raw.count(opening) == (opening == closing):
        return _missing_opening(page, value.place, opening, closing)
    return None


def remarks(page: Page, value: Written) -> Iterator[Diagnostic]:
    """What is odd about a value that can be read for what it is."""
    if value.style != "plain":
        return
    line, column = value.place.end_line - page.first_line, value.place.end_column - 1
    if lost := _LOST.match(page.line(line), column):
        whole = f"{value.raw} {lost['text']}".strip()
        yield Diagnostic(
            "text-after-hash",
            page.place(line, lost.start("text"), line, lost.end("text")),
            _("everything from the # on is lost: a # after a space begins a remark"),
            hint=_(
                "put quotes around the whole value: {quoted}; in a real remark, type a space after #",
                quoted=quoted(whole),
            ),
        )
    if _SMART.fullmatch(value.text):
        yield Diagnostic(
            "smart-quotes",
            value.place,
            _("these curly quotes are printed along with the value"),
            Severity.TIP,
            hint=_("delete them, or type straight quotes"),
        )


def in_key(page: Page, key: Written) -> Diagnostic | None:
    """What is so wrong with a key that nothing below it can be trusted."""
    line, column = page.index(key.place), key.place.column - 1
    if key.text[:1].isspace():
        return wrong_blanks(page, line)
    if not key.raw:
        return _missing_key(page, line, column)
    return swallowed(page, key) if key.style in ("single", "double") else None


def is_pasted(key: Written, value: Written | None) -> bool:
    """Whether a line after a block of text is a paragraph that happens to have a colon, rather than a key."""
    if key.style != "plain" or re.match(r"[a-z]\S*$|[*&!]", key.raw):
        return False
    words = len(key.text.split())
    return words > 3 or (value is not None and len(value.text.split()) >= 3)


def in_braces(page: Page, start: Place, keys: Sequence[Written]) -> Diagnostic | None:
    """Text in braces that is no row of keys with values."""
    for key in keys:
        line, column = key.place.end_line - page.first_line, key.place.end_column - 1
        colon = page.line(line)[column:].lstrip().startswith(":")
        if key is keys[0] and (not colon or " " in key.text):
            return _unquoted(page, page.index(start), start.column - 1)
        if not colon:
            return Diagnostic(
                "unquoted-comma",
                key.place,
                _("between braces a comma begins a new key, and this is none"),
                hint=_("put quotes around a value that has a comma in it"),
            )
    return None


def _missing_space_after_dash(page: Page, line: int, column: int) -> Diagnostic:
    return Diagnostic(
        "missing-space",
        page.place(line, column, line, column + 1),
        _("after the dash of a list a space is missing"),
        hint=_('type "- " and then the item'),
    )


def _item_in_value(page: Page, line: int, column: int, value_line: int) -> Diagnostic:
    return Diagnostic(
        "wrong-indent",
        page.rest(line, column),
        _("this item of a list is read as part of the text of line {line}", line=value_line),
        hint=_("let the dashes of a list stand right below each other, and nothing after the key of the list"),
    )


def _missing_opening(page: Page, value: Place, opening: str, closing: str) -> Diagnostic:
    line, column = value.end_line - page.first_line, value.end_column - 2
    return Diagnostic(
        "missing-quote" if opening == closing else "missing-bracket",
        page.place(line, column, line, column + 1),
        _("this {closing} closes what was never opened", closing=closing),
        hint=_("type {opening} where the value begins, or delete this {closing}", opening=opening, closing=closing),
    )


def missing_quote(page: Page, line: int, column: int) -> Diagnostic:
    """A value that was opened with a quote and never closed, or that merely begins with an apostrophe."""
    text = page.line(line)
    if _APOSTROPHE.match(text, column) and _value_start(text) == column:
        return _unquoted(page, line, column)
    sign = text[column : column + 1]
    return Diagnostic(
        "missing-quote",
        page.place(line, column, line, column + 1),
        _("this {sign} is never closed", sign=sign),
        hint=_(
            "type {sign} at the end of the value; if it belongs to the text, put other quotes around all of it",
            sign=sign,
        ),
    )


# --- what YAML has and we do not ----------------------------------------------------------------------


def empty_file(page: Page) -> Diagnostic:
    """No key, only blanks and remarks."""
    return Diagnostic(
        "empty-file",
        Place.of_file(page.file),
        _("this file is empty"),
        hint=_("fill it in, or delete it")
        if any(page.lines)
        else _("fill it in, or delete it; if OneDrive is still fetching it, wait until that is done"),
    )


def not_keys_at_top(place: Place, is_list: bool) -> Diagnostic:
    """The file holds something else than keys with values."""
    message = _("this file begins with a list") if is_list else _("this file has only text, no keys with a colon")
    hint = _("begin with a key and a colon, such as: title: ...")
    return Diagnostic("list-at-top" if is_list else "text-at-top", place, message, hint=hint)


def two_documents(place: Place) -> Diagnostic:
    """A second document in one file."""
    return Diagnostic(
        "two-documents",
        place,
        _("--- or ... on a line of its own ends this file before its end"),
        hint=_("delete the line; if it belongs to a text, let it begin with as many spaces as that text"),
    )


def alias(place: Place) -> Diagnostic:
    """`*name`."""
    return Diagnostic(
        "yaml-alias",
        place,
        _("a value may not begin with *, which refers to another value"),
        hint=_("put quotes around it if the * belongs to the text; otherwise write the value itself"),
    )


def anchor(place: Place) -> Diagnostic:
    """`&name value`."""
    return Diagnostic(
        "yaml-anchor",
        place,
        _("a value may not begin with &, which gives it a name"),
        hint=_("put quotes around it if the & belongs to the text; otherwise delete the name"),
    )


def tag(place: Place) -> Diagnostic:
    """`!kind value`."""
    return Diagnostic(
        "yaml-tag",
        place,
        _("a value may not begin with !, which says what kind of value it is"),
        hint=_("put quotes around it if the ! belongs to the text; otherwise delete the word that begins with !"),
    )


def merge_key(place: Place) -> Diagnostic:
    """`<<: *name`."""
    return Diagnostic(
        "merge-key",
        place,
        _("<< takes over the keys of another item, which may not be done here"),
        hint=_("write out those keys"),
    )


def key_not_text(place: Place) -> Diagnostic:
    """A list or a mapping before the colon."""
    return Diagnostic(
        "key-not-text",
        place,
        _("what stands before a colon must be one word"),
        hint=_("put quotes around it if it is a text"),
    )


def duplicate_key(key: str, place: Place, first: Place) -> Diagnostic:
    """The same key twice at one item."""
    return Diagnostic(
        "duplicate-key",
        place,
        _('"{key}" stands here for the second time', key=key),
        hint=_("keep one of the two; only the first is used now"),
        others=(Other(first, _("the first time")),),
    )


def item_without_dash(page: Page, place: Place, first: Written) -> Diagnostic:
    """Keys that an item has already: another item begins here, without the line or the dash it should begin with."""
    line = page.index(place)
    hint = _('put a line "- {key}: ..." above it', key=first.text)
    if page.line(line)[place.column - 1 :].startswith(first.raw):
        hint = _('let this line begin with "- ", right below the one of the item above it')
    return Diagnostic(
        "missing-dash",
        page.rest(line, place.column - 1),
        _("a new item of the list seems to begin here, without a dash"),
        hint=hint,
        others=(Other(first.place, _("the item above it")),),
    )


def too_deep(place: Place, depth: int) -> Diagnostic:
    """Lists in lists in lists."""
    return Diagnostic(
        "too-deep",
        place,
        _("items stand inside items more than {depth} deep here", depth=depth),
        hint=_("check the brackets and the spaces at the start of the lines"),
    )


# --- the parser's problems ----------------------------------------------------------------------------


def _open_quote(page: Page, trail: Trail, error: yaml.MarkedYAMLError, line: int, column: int) -> Diagnostic | None:
    """A quote without its other half: the parser took the lines after it, up to the next quote or the end."""
    value = trail.value
    if value is not None and value.style in ("single", "double"):
        begun = page.index(value.place)
        if any(
            _KEY.match(page.line(number)) for number in range(begun + 1, value.place.end_line - page.first_line + 1)
        ):
            return missing_quote(page, begun, value.place.column - 1)
    if "quoted scalar" not in (error.context or ""):
        return None
    if "unexpected" in (error.problem or ""):
        return missing_quote(page, line, column)
    mark = error.problem_mark
    line, column = (mark.line, mark.column) if mark else (line, column)
    column = max(0, page.line(line).rfind("\\", 0, column + 1))
    return Diagnostic(
        "unknown-escape",
        page.place(line, column, line, column + 2),
        _("between double quotes a backslash has a meaning of its own, and this is none it has"),
        hint=_("type two backslashes for one, or put single quotes around the value"),
    )


def _wrong_blanks(page: Page, trail: Trail, last: int) -> Diagnostic | None:
    for line in range(trail.line, last + 1):
        found = _WRONG_BLANKS.match(page.line(line))
        if found and (line > trail.line or found.end() > trail.column):
            return wrong_blanks(page, line)
    return None


def wrong_blanks(page: Page, line: int) -> Diagnostic | None:
    """A tab or a non-breaking space before the text of a line."""
    found = _WRONG_BLANKS.match(page.line(line))
    if found is None:
        return None
    place = page.place(line, found.start("blanks"), line, found.end("blanks"))
    if "\t" in found["blanks"]:
        return Diagnostic(
            "tab-indent",
            place,
            _("a tab stands here; before the text of a line only spaces may stand"),
            hint=_("delete the tab and type spaces, two for each step"),
        )
    return Diagnostic(
        "non-breaking-space",
        place,
        _("a non-breaking space stands here, which came along with pasted text and only looks like a space"),
        hint=_("delete what stands before the first letter and type ordinary spaces"),
    )


def _beside_block(page: Page, trail: Trail, last: int) -> Diagnostic | None:
    """Text after a block of text that stands too far to the left to belong to it."""
    if trail.block is None:
        return None
    for line in range(trail.block.place.end_line - page.first_line + 1, last + 1):
        text = page.line(line)
        if re.match(r" *(?:- +)*[a-z]\S*:(?:\s|$)", text) or _TIGHT_KEY.match(text):
            return None
        if text.strip():
            return text_outside_block(page, trail.block, line)
    return None


def text_outside_block(page: Page, block: Written, line: int) -> Diagnostic:
    """A paragraph that was meant for a block of text does not stand in it."""
    start = page.index(block.place)
    inside = [text for text in page.lines[start + 1 : block.place.end_line - page.first_line + 1] if text.strip()]
    spaces = _indent(inside[0]) if inside else _start(page.line(start)) + 2
    message = _("this paragraph falls outside the block of text of line {line}", line=page.number(start))
    hint = _n(
        "let each of its lines begin with {count} space",
        "let each of its lines begin with {count} spaces",
        spaces,
    )
    if page.file.startswith("actions/") and page.file.endswith(".yaml"):
        hint = _n(
            "let each of its lines begin with {count} space, or put the text in {file}",
            "let each of its lines begin with {count} spaces, or put the text in {file}",
            spaces,
            file=page.file.rpartition("/")[2].removesuffix("yaml") + "md",
        )
    return Diagnostic("text-outside-block", page.rest(line, _indent(page.line(line))), message, hint=hint)


def _missing_space(page: Page, first: int, last: int) -> Diagnostic | None:
    for line in range(first, last + 1):
        if tight := _TIGHT_KEY.match(page.line(line)):
            return missing_space(page, line, tight.end() - 1, tight["key"])
        if dash := re.match(r" *-(?=[^\s\d-])", page.line(line)):
            return _missing_space_after_dash(page, line, dash.end() - 1)
    return None


def missing_space(page: Page, line: int, column: int, key: str) -> Diagnostic:
    """`title:De STEK`."""
    if page.line(line)[column + 1 : column + 2] == "\u00a0":
        return Diagnostic(
            "non-breaking-space",
            page.place(line, column + 1, line, column + 2),
            _("a non-breaking space stands after the colon, which only looks like a space"),
            hint=_("delete it and type an ordinary space"),
        )
    return Diagnostic(
        "missing-space",
        page.place(line, column, line, column + 1),
        _('after the colon of "{key}" a space is missing', key=key),
        hint=_('type "{key}: " and then the value', key=key),
    )


def _by_problem(page: Page, trail: Trail, problem: str, at: tuple[int, int], since: tuple[int, int]) -> Diagnostic:
    """Which mistake stands behind what the parser says; `at` is where it stopped, `since` where that part began."""
    line, column = at
    text = page.line(line)
    sign = text[column : column + 1]
    value = trail.value
    if "mapping values" in problem:
        begun = page.index(value.place) if value is not None else line
        if value is None or begun == line or value.place.end_line != page.number(line):
            return _colon_in_value(page, line, column)
        head = page.line(begun)[: value.place.column - 1]
        return _missing_colon(page, begun) if not head.strip(" -") else _wrong_indent(page, line)
    if "expected ':'" in problem:
        return _missing_colon(page, since[0])
    if "expected ',' or" in problem or (not sign and page.line(since[0])[since[1] : since[1] + 1] in _CLOSING):
        return _in_brackets(page, at, since)
    if sign in ("]", "}") and text[:column].strip(" -"):
        opening = "[" if sign == "]" else "{"
        return _missing_opening(page, page.place(line, column, line, column + 1), opening, sign)
    if "line break" in problem or "indentation indicator" in problem:
        return _text_after_sign(page, *since)
    if sign == ":" and not text[:column].strip(" -"):
        return _missing_key(page, line, column)
    if sign and sign in "@`%,]}?|>*&!" and _at_first(text, column):
        return _unquoted(page, line, column)
    if _is_item(text) and (headless := _headless_item(page, line)):
        return headless
    if _at_first(text, column) and ("expected key" in problem or "<block end>" in problem):
        return _wrong_indent(page, line)
    if "'-' indicator" in problem:
        if _is_item(text) or (_KEY.match(text) and _KEY.match(page.line(since[0]))):
            return _wrong_indent(page, line)
        return _missing_dash(page, line, column, since[0])
    if "document start" in problem:
        return _after_the_end(page, line)
    if page.line(since[0])[since[1] : since[1] + 1] in ("*", "&", "!", "%"):
        return _unquoted(page, *since)
    if sign and sign in "@`%,]}?-|>*&!":
        return _unquoted(page, line, column)
    if value is not None and value.style in ("single", "double") and value.place.end_line == page.number(line):
        return _unquoted(page, page.index(value.place), value.place.column - 1)
    return _by_line(page, trail, line)


def _by_line(page: Page, trail: Trail, line: int) -> Diagnostic:
    """What is odd about the line itself, when the parser's problem says nothing."""
    text = page.line(line)
    start, column = _start(text), _value_start(text)
    if text[column : column + 1] in ("[", "{", "*", "&", "!"):
        return _unquoted(page, line, column)
    if text[start : start + 1] == ":":
        return _missing_key(page, line, start)
    if text[start : start + 1] in ("'", '"'):
        return missing_quote(page, line, start)
    for number in range(line, trail.line - 1, -1):
        written = _REMARK.sub("", page.line(number))
        for opening, closing in _CLOSING.items():
            if written.count(opening) > written.count(closing):
                return _missing_closing(page, number, written.rindex(opening))
    return Diagnostic(
        "unreadable-yaml",
        page.rest(line, 0),
        _("this line, or one just above it, cannot be read"),
        hint=_("compare it with the lines around it: spaces at the start, the colon, quotes and brackets"),
    )


def _colon_in_value(page: Page, line: int, column: int) -> Diagnostic:
    value = _REMARK.sub("", page.line(line)[_value_start(page.line(line)) :])
    return Diagnostic(
        "unquoted-colon",
        page.place(line, column, line, column + 1),
        _("a colon with a space after it may not stand in a value without quotes"),
        hint=_("put quotes around the whole value: {quoted}", quoted=quoted(value)),
    )


_GLUED_KEY: Final = re.compile(r"[ ]*(?:- )?(?P<key>[^\W\d][\w-]*):[^\s:/]")


def _missing_colon(page: Page, line: int) -> Diagnostic:
    text = page.line(line)
    indent = _indent(text)
    sign = text[indent : indent + 1]
    if sign in _CLOSING:
        return _unquoted(page, line, indent)
    if sign in ("'", '"'):
        return missing_quote(page, line, indent)
    if glued := _GLUED_KEY.match(text):
        return missing_space(page, line, glued.end("key"), glued["key"])
    above = next((number for number in range(line - 1, -1, -1) if page.line(number).strip()), line)
    if _is_item(page.line(above)) and _indent(page.line(above)) == indent:
        return _missing_dash(page, line, indent, above)
    return Diagnostic(
        "missing-colon",
        page.rest(line, indent),
        _("in this line a colon is missing"),
        hint=_(
            'after a key stand a colon and a space: "{word}: ..."; '
            "if this line goes on from the one above it, let it begin with more spaces than that one",
            word=next((word for word in text.split() if word != "-"), ""),  # an item begins with a dash
        ),
    )


def _wrong_indent(page: Page, line: int, outward: bool = False) -> Diagnostic:
    """The line begins neither as the lines above it nor as those around them."""
    text = page.line(line)
    here = _indent(text)
    # Where it should begin: below the dash or key of a line that begins nearly there, the nearest above, else below.
    begins = _indent if _is_item(text) else _start
    others = [
        (begins(page.line(other)), other)
        for other in (*range(line - 1, -1, -1), *range(line + 1, len(page.lines)))
        if (_is_item(page.line(other)) if _is_item(text) else _KEY.match(page.line(other)))
    ]
    hint = _("check the number of spaces at the start of the line")
    if others := [(wanted, other) for wanted, other in others if wanted < here or (wanted > here and not outward)]:
        wanted, nearest = min(others, key=lambda found: abs(found[0] - here))
        hint = _(
            'let it begin right below "{word}" of line {line} (spaces before it: {wanted}, now {count})',
            word=page.line(nearest)[wanted:].split()[0],
            line=page.number(nearest),
            wanted=wanted,
            count=here,
        )
    return Diagnostic(
        "wrong-indent",
        page.place(line, 0, line, max(here, 1)),
        _("this line does not begin at the same distance from the margin as the lines it belongs with"),
        hint=hint,
    )


def _after_the_end(page: Page, line: int) -> Diagnostic:
    """Something follows what was taken for all: after three dots, or because the first line is indented."""
    first = next(number for number in range(line + 1) if page.line(number).strip())
    for number in range(first, line):
        if page.line(number).strip() == "...":
            return two_documents(page.rest(number, 0))
    return _wrong_indent(page, first, outward=True) if _indent(page.line(first)) else _wrong_indent(page, line)


def _missing_key(page: Page, line: int, column: int) -> Diagnostic:
    return Diagnostic(
        "missing-key",
        page.rest(line, column),
        _("before this colon a key is missing"),
        hint=_("type the key before the colon, such as: title: ..."),
    )


def _missing_dash(page: Page, line: int, column: int, list_line: int) -> Diagnostic:
    return Diagnostic(
        "missing-dash",
        page.rest(line, column),
        _("this line stands in the list of line {line} and does not begin with a dash", line=page.number(list_line)),
        hint=_('begin it with "- "; if it is no part of the list, check the number of spaces it begins with'),
    )


def _headless_item(page: Page, line: int) -> Diagnostic | None:
    """The first item of a list lacks the line with its dash: then its keys stand deeper than the dashes below them."""
    key = _KEY.match(page.line(line))
    written = [number for number in range(line) if page.line(number).strip(" ")]
    outer = next((number for number in reversed(written) if _indent(page.line(number)) <= _indent(page.line(line))), -1)
    above = next((number for number in written if number > outer), line)
    first = page.line(above)
    if key is None or above == line or _is_item(first) or not _KEY.match(first) or _is_item(page.line(outer)):
        return None
    return Diagnostic(
        "missing-dash",
        page.rest(above, _indent(first)),
        _("the list of line {line} seems to begin here, without a dash", line=page.number(line)),
        hint=_('put a line "- {key}: ..." above it', key=key["key"]),
    )


def _in_brackets(page: Page, at: tuple[int, int], since: tuple[int, int]) -> Diagnostic:
    opening = page.line(since[0])[since[1] : since[1] + 1]
    closing = _CLOSING.get(opening, "]")
    line, column = at
    sign = page.line(line)[column : column + 1]
    between = range(since[0] + 1, line + 1)
    if (
        sign in ("]", "}")
        or not page.line(line)[column:].strip()
        or any(_KEY.match(page.line(number)) for number in between)
    ):
        return _missing_closing(page, *since)
    text = page.line(line)
    if opening == "{" and _value_start(text) == since[1] and not re.match(r"\{ *[a-z][\w-]*:\s", text[since[1] :]):
        return _unquoted(page, *since)
    return Diagnostic(
        "missing-comma",
        page.rest(line, column),
        _("between {opening} and {closing} a comma is missing before this", opening=opening, closing=closing),
        hint=_(
            "put a comma between two items, and quotes around an item that has a comma, colon, bracket or quote in it"
        ),
    )


def _missing_closing(page: Page, line: int, column: int) -> Diagnostic:
    opening = page.line(line)[column : column + 1]
    return Diagnostic(
        "missing-bracket",
        page.place(line, column, line, column + 1),
        _("this {opening} is never closed", opening=opening),
        hint=_("type {closing} after the last item", closing=_CLOSING.get(opening, "]")),
    )


def _text_after_sign(page: Page, line: int, column: int) -> Diagnostic:
    value = _REMARK.sub("", page.line(line)[column:])
    return Diagnostic(
        "text-after-sign",
        page.rest(line, column),
        _("after {sign} nothing more may stand on the line", sign=value[:1]),
        hint=_(
            "begin the text on the next line, with two spaces more than this one; "
            "if {sign} is part of the text, put quotes around all of it: {quoted}",
            sign=value[:1],
            quoted=quoted(value),
        ),
    )


def _unquoted(page: Page, line: int, column: int) -> Diagnostic:
    """A value that begins with a sign that means something to YAML."""
    text = page.line(line)
    sign = text[column : column + 1]
    if _value_start(text) != column or _at_first(text, column):
        return Diagnostic(
            "unquoted-value",
            page.place(line, column, line, column + 1),
            _("{sign} may not stand here", sign=sign),
            hint=_("delete it; if it is part of a text, put quotes around that text"),
        )
    message = _("a value that begins with {sign} must stand in quotes", sign=sign)
    if sign in ("'", '"') and not _APOSTROPHE.match(text, column):
        message = _("after the closing quote more text follows")
    return Diagnostic(
        "unquoted-value",
        page.rest(line, column),
        message,
        hint=_("put quotes around the whole value: {quoted}", quoted=quoted(_REMARK.sub("", text[column:]))),
    )


def quoted(value: str) -> str:
    """A value between quotes, as an author could type it."""
    shown = value if len(value) <= 70 else f"{value[:40].rstrip()} ... {value[-15:].lstrip()}"
    if '"' not in shown and "\\" not in shown:
        return f'"{shown}"'
    return "'" + shown.replace("'", "''") + "'"


def _at_first(text: str, column: int) -> bool:
    return not text[:column].strip()


def _start(text: str) -> int:
    """Where the text of a line begins, after the dashes of a list."""
    bullets = _BULLETS.match(text)
    return bullets.end() if bullets else 0


def _value_start(text: str) -> int:
    """Where the value on a line begins, after its key."""
    head = _HEAD.match(text)
    return head.end() if head else 0


def _is_item(text: str) -> bool:
    return text.lstrip(" ").startswith("- ")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
