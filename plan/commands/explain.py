"""What `plan explain` shows: the page of a rule, or all rules on a line each.

In: the name of a rule. Out: text for a terminal. The pages are `explain/<language>/<rule>.md`: the rule's name and how
heavily it weighs where no workspace says otherwise, paragraphs and lists of plain words, a wrong and a right example
between fences. Whatever finds anything has a page, so nothing else is asked: neither the rules themselves, nor what
reads the Markdown of authors. Finds no faults and prints nothing.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Final

from plan.diagnostics import Severity
from plan.messages import LANGUAGES, Message, _, _p, rule_name

_PAGES: Final = Path(__file__).parent.parent / "explain"
_WORDS: Final = {
    Severity.ERROR: _p("severity", "error"),
    Severity.WARNING: _p("severity", "warning"),
    Severity.TIP: _p("severity", "tip"),
    Severity.TODO: _p("severity", "to do"),
}


@cache
def all_rules() -> tuple[str, ...]:
    """The names of all rules by which anything may be found, sorted."""
    return tuple(sorted(page.stem for page in (_PAGES / LANGUAGES[0]).glob("*.md")))


def severity_of(rule: str, language: str = LANGUAGES[0]) -> Severity:
    """How heavily a rule weighs where no workspace says otherwise."""
    title, *_rest = _blocks(rule, language)
    word = title[title.index("(") + 1 : -1]
    return next(severity for severity, words in _WORDS.items() if words.render(language) == word)


def render_page(rule: str, language: str, width: int, colour: bool) -> str | None:
    """The page of a rule (its English name), None when there is no such rule."""
    if rule not in all_rules():
        return None
    title, *rest = _blocks(rule, language)
    name, _blank, weight = title.lstrip("# ").partition(" ")
    others = {rule_name(rule, spoken) for spoken in LANGUAGES} - {rule_name(rule, language)}
    told = ", ".join((weight.strip("()"), *sorted(others)))
    headed = f"{_painted(name, _BOLD, colour)} {_painted(f'({told})', _FAINT, colour)}"
    return "\n\n".join((headed, *(_in_terminal(block, width, colour) for block in rest)))


def render_rules(language: str, width: int) -> str:
    """All rules by their weight, each with the first sentence of its page."""
    by_severity = sorted(
        all_rules(), key=lambda rule: (list(Severity).index(severity_of(rule, language)), rule_name(rule, language))
    )
    parts = []
    for severity, names in groupby(by_severity, lambda rule: severity_of(rule, language)):
        lines = [_HEADINGS[severity].render(language)]
        for rule in names:
            lines.append(f"  {rule_name(rule, language)}")
            lines.append(_filled(_summary(rule, language), width, " " * 6))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


_HEADINGS: Final[dict[Severity, Message]] = {
    Severity.ERROR: _("Errors"),
    Severity.WARNING: _("Warnings"),
    Severity.TIP: _("Tips"),
    Severity.TODO: _("Work still to do"),
}


# Something between fences, or else lines without a blank one between them.
_BLOCK: Final = re.compile(r"^```.*?^```$|^[^\n](?:(?!\n\n).)*", re.DOTALL | re.MULTILINE)


@cache
def _blocks(rule: str, language: str) -> tuple[str, ...]:
    """The page of a rule in parts, its title first."""
    return tuple(_BLOCK.findall((_PAGES / language / f"{rule}.md").read_text("utf-8").strip()))


def _summary(rule: str, language: str) -> str:
    """The first sentence below the title."""
    return re.split(r"(?<=[.!?])\s", _blocks(rule, language)[1], maxsplit=1)[0]


# --- a page on a terminal -----------------------------------------------------------------------------

_BOLD, _FAINT, _CODE = "1", "2", "36"


def _in_terminal(block: str, width: int, colour: bool) -> str:
    """A heading, an example, a list or a paragraph."""
    if block.startswith("#"):
        return _painted(block.lstrip("# "), _BOLD, colour)
    if block.startswith("```"):
        lines = (f"    {line}" if line else "" for line in block.split("\n")[1:-1])
        return "\n".join(_painted(line, _CODE, colour) for line in lines)
    return "\n".join(
        _filled(item[len(sign) :], width, sign) for item in _ITEM.split(block) for sign in _SIGN.findall(item)
    )


_SIGN: Final = re.compile(r"\A(?:- |\d+\. |)")
_ITEM: Final = re.compile(r"\n(?=- |\d+\. )")


def _filled(text: str, width: int, first: str) -> str:
    """Text on as many lines as it needs, as far in as `first` goes; ids and code stay whole."""
    blank = " " * len(first)
    return fill(
        re.sub(r"\n *", " ", text),
        width,
        initial_indent=first,
        subsequent_indent=blank,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _painted(text: str, how: str, colour: bool) -> str:
    return f"\x1b[{how}m{text}\x1b[0m" if colour and text else text
