"""What is found about the authors' files: values, collected, sorted by place and put into words on output.

In: rule, severity, place, message. Out: `Diagnostic`s, and their rendering as text, json and github lines.
Knows nothing of what a plan is.

What authors wrote is shown to them on a terminal: characters that would command it are shown as signs, never sent.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Final

from plan.messages import Message, _, _n, _p, rule_name
from plan.places import Place
from plan.sentences import capitalised


class Severity(StrEnum):
    """How much a finding weighs; TODO is work still to be done, which is no fault and never fails a check."""

    ERROR = "error"
    WARNING = "warning"
    TIP = "tip"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Other:
    """A second place that has to do with a finding, with what it is there."""

    place: Place
    message: Message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: the rule that found it, where, what is wrong and what to do about it.

    `subject` is the id of the item it is about, `institutes` the institutes whose plan it touches
    (empty: every institute's); `accepted` is the author's reason for living with it.
    """

    rule: str
    place: Place
    message: Message
    severity: Severity = Severity.ERROR
    hint: Message | None = None
    others: tuple[Other, ...] = ()
    subject: str = ""
    institutes: tuple[str, ...] = ()
    accepted: str | None = None


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by place, and at one place in an order that does not depend on who was first."""
    return tuple(sorted(diagnostics, key=lambda found: (found.place, found.rule, found.message.render("en"))))


def in_numbers(findings: Iterable[Diagnostic]) -> tuple[Message, ...]:
    """How many findings there are: of each weight, and accepted ones; nothing of what is not there."""
    findings = tuple(findings)
    accepted = sum(found.accepted is not None for found in findings)
    weighed = Counter(found.severity for found in findings if found.accepted is None)
    told = (
        (weighed[Severity.ERROR], _n("{count} error", "{count} errors", weighed[Severity.ERROR])),
        (weighed[Severity.WARNING], _n("{count} warning", "{count} warnings", weighed[Severity.WARNING])),
        (weighed[Severity.TIP], _n("{count} tip", "{count} tips", weighed[Severity.TIP])),
        (accepted, _n("{count} accepted", "{count} accepted", accepted)),
        (weighed[Severity.TODO], _n("{count} to do", "{count} to do", weighed[Severity.TODO])),
    )
    return tuple(message for count, message in told if count)


def count_errors(findings: Iterable[Diagnostic]) -> int:
    """How many findings are errors, accepted or not."""
    return sum(found.severity is Severity.ERROR for found in findings)


def did_you_mean(name: str, known: Iterable[str]) -> Message | None:
    """The hint that names the nearest of the known names, whatever their case; None when none is near.

    It tells where the known one stands when that is known: `known` is a mapping to things with a `place`, or its names
    have one themselves.
    """
    found = nearest(name, known)
    if found is None:
        return None
    return you_meant(found, known[found] if isinstance(known, Mapping) else found)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of the known names that is nearest to a name, whatever their case; None when none is near."""
    known_by_folded = {candidate.casefold(): candidate for candidate in known if candidate != name}
    folded = name.casefold()
    near = get_close_matches(folded, known_by_folded, n=1, cutoff=0.7)
    if not near and len(folded) >= 4:
        near = [candidate for candidate in known_by_folded if folded in candidate]
    return known_by_folded[near[0]] if len(near) == 1 else None


def you_meant(name: str, thing: object) -> Message:
    """The hint that names what was meant, with where it stands when the thing or its name tells."""
    place = getattr(thing, "place", getattr(name, "place", None))
    if isinstance(place, Place):
        return _('did you mean "{name}" ({place})?', name=name, place=f"{place.file}:{place.line}")
    return _('did you mean "{name}"?', name=name)


# --- as text ---------------------------------------------------------------------------------------

SEVERITY_WORDS: Final = {
    Severity.ERROR: _p("severity", "error"),
    Severity.WARNING: _p("severity", "warning"),
    Severity.TIP: _p("severity", "tip"),
    Severity.TODO: _p("severity", "to do"),
}
_BOLD, _FAINT = "1", "2"
_COLOURS: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.TIP: "1;36", Severity.TODO: "1;34"}
_TAB = 4


@dataclass(frozen=True, slots=True)
class _Word:
    """What a line is not broken inside of, with how a terminal shows it."""

    text: str
    colour: str = ""


def render_text(
    diagnostics: Iterable[Diagnostic],
    source_line: Callable[[str, int], str],
    language: str,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Findings for a reader, in the order given: place, message and rule, the line itself, what to do, other places.

    `source_line` gives a line of a file by its number, empty when there is none. Lines are at most `width` cells wide
    as far as their words allow. An accepted finding shows the author's reason instead of its line.
    """
    return "\n".join(_render(found, source_line, language, width, colour) for found in diagnostics)


def _render(found: Diagnostic, source_line: Callable[[str, int], str], language: str, width: int, colour: bool) -> str:
    margin = max(4, *(len(str(place.line)) for place in (found.place, *(other.place for other in found.others))))
    marked = _COLOURS[found.severity]

    def excerpt(place: Place) -> list[list[_Word]]:
        line = source_line(place.file, place.line)
        if not line.strip() or place == Place.of_file(place.file):
            return []
        end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
        shown, marks = _excerpt(line, place.column - 1, end - 1, width - margin - 3)
        return [
            [_Word(f"{place.line:>{margin}} | ", _FAINT), _Word(shown)],
            [_Word(f"{'':>{margin}} | ", _FAINT), _Word(marks, marked)],
        ]

    def note(*words: _Word) -> list[list[_Word]]:
        return _wrapped([_Word("=", _FAINT), *words], width, first=margin + 1, next_ones=margin + 3)

    severity = SEVERITY_WORDS[found.severity].render(language)
    headline = [
        _Word(f"{_printable(str(found.place))}:", _BOLD),
        _Word(f"{severity}:", marked),
        *_words(found.message.render(language)),
        _Word(f"[{_printable(rule_name(found.rule, language))}]", _FAINT),
    ]
    lines = _wrapped(headline, width, first=0, next_ones=4)
    if found.accepted is not None:
        lines += note(*_words(_("accepted: {reason}", reason=found.accepted).render(language)))
    else:
        lines += excerpt(found.place)
        if found.hint:
            lines += note(*_words(found.hint.render(language)))
        for other in found.others:
            place = _Word(f"{_printable(str(other.place))}:", _BOLD)
            lines += note(place, *_words(other.message.render(language))) + excerpt(other.place)
    return "".join(_painted(line, colour) + "\n" for line in lines)


def _words(text: str) -> list[_Word]:
    return [_Word(_printable(word)) for word in text.replace("\t", " ").replace("\n", " ").split(" ") if word]


def _wrapped(words: Sequence[_Word], width: int, first: int, next_ones: int) -> list[list[_Word]]:
    """Words on as many lines as they need, the first line indented by `first` cells, the others by `next_ones`."""
    lines = [[_Word(" " * first)]]
    used = first
    for number, word in enumerate(words):
        cells = _cells(word.text)
        if number == 0:
            used += cells
        elif used + 1 + cells <= width:
            lines[-1].append(_Word(" "))
            used += 1 + cells
        else:
            lines.append([_Word(" " * next_ones)])
            used = next_ones + cells
        lines[-1].append(word)
    return lines


def _painted(line: Sequence[_Word], colour: bool) -> str:
    if not colour:
        return "".join(word.text for word in line).rstrip()
    return "".join(f"\x1b[{word.colour}m{word.text}\x1b[0m" if word.colour else word.text for word in line)


def _excerpt(line: str, start: int, end: int, room: int) -> tuple[str, str]:
    """A line as `room` cells show it, cut around the characters from `start` up to `end`, and the carets below."""
    shown, cells = _measured(line)
    start = min(start, len(line))
    end = max(start, min(end, len(line)))
    first, last = 0, len(line)
    if cells[last] >= room:
        if cells[end] > room - 2:
            first = bisect_left(cells, cells[start] - room // 3)
        last = bisect_right(cells, cells[first] + room - 2) - 1
    before, after = "…" if first else "", "…" if last < len(line) else ""
    marks = " " * (len(before) + cells[start] - cells[first]) + "^" * max(1, cells[min(end, last)] - cells[start])
    return before + "".join(shown[first:last]) + after, marks


@lru_cache(maxsize=4)
def _measured(line: str) -> tuple[Sequence[str], Sequence[int]]:
    """How a terminal shows each character of a line, and the cells before each and after the last.

    A paragraph is often one line, with many findings in it.
    """
    shown: list[str] = []
    cells = [0]
    for character in line:
        sign = " " * (_TAB - cells[-1] % _TAB) if character == "\t" else _printable(character)
        shown.append(sign)
        cells.append(cells[-1] + _cells(sign))
    return shown, cells


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes: none for what is set upon another character, two for wide ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(character) in ("Mn", "Me") else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _printable(text: str) -> str:
    """The text with a sign for each character that is no sign itself: controls, marks of direction, half characters."""
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))  # Unicode has a picture for each of these
    kind = unicodedata.category(character)
    return "\N{REPLACEMENT CHARACTER}" if kind[0] == "C" or kind in ("Zl", "Zp") else character


# --- beside a text ---------------------------------------------------------------------------------


def render_remark(found: Diagnostic, language: str) -> tuple[str, ...]:
    """A finding as the paragraphs of a remark: what is wrong and by which rule, what to do, and where it stands."""
    severity = SEVERITY_WORDS[found.severity].render(language).capitalize()
    told = f"{severity}: {found.message.render(language)} [{rule_name(found.rule, language)}]"
    cure = found.hint.render(language) if found.hint else ""
    return tuple(filter(None, (told, capitalised(cure), f"{found.place.file}:{found.place.line}")))


# --- for machines ----------------------------------------------------------------------------------

_GITHUB_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render_json(diagnostics: Iterable[Diagnostic], language: str) -> str:
    """Findings as a JSON list of objects that always have the same keys; `rule` and `severity` are in English."""
    return json.dumps([_as_json(found, language) for found in diagnostics], indent=2) + "\n"


def render_github(diagnostics: Iterable[Diagnostic], language: str) -> str:
    """Findings as commands that GitHub shows beside the changed lines; an accepted finding is a notice.

    Format and escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "".join(_as_command(found, language) + "\n" for found in diagnostics)


def _as_json(found: Diagnostic, language: str) -> dict[str, object]:
    return {
        **_place_as_json(found.place),
        "rule": found.rule,
        "rule_name": rule_name(found.rule, language),
        "severity": found.severity.value,
        "message": found.message.render(language),
        "hint": found.hint and found.hint.render(language),
        "others": [
            {**_place_as_json(other.place), "message": other.message.render(language)} for other in found.others
        ],
        "subject": found.subject,
        "institutes": list(found.institutes),
        "accepted": found.accepted,
    }


def _place_as_json(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _as_command(found: Diagnostic, language: str) -> str:
    level = "notice" if found.accepted is not None else _GITHUB_LEVELS.get(found.severity, "notice")
    parts = [found.message.render(language)]
    if found.hint:
        parts.append(found.hint.render(language))
    properties = {
        "file": found.place.file,
        "line": str(found.place.line),
        "col": str(found.place.column),
        "title": rule_name(found.rule, language),
    }
    attributes = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{level} {attributes}::" + "%0A".join(_escaped(part) for part in parts)


def _escaped(text: str, also: str = "") -> str:
    """A text inside a GitHub command; `also` are the signs that end a property."""
    for sign in "%\r\n" + also:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return _printable(text)
