"""What `plan explain` shows: the page of a rule, or all rules on a line each.

In: the name of a rule. Out: text for a terminal. The pages are `explain/<language>/<rule>.md`: a title, paragraphs and
lists, a wrong and a right example between fences. Finds no faults and prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count, groupby
from pathlib import Path
from textwrap import fill
from typing import Final

from plan.checks import READING_RULES, rules
from plan.diagnostics import Severity
from plan.document import Block, CodeBlock, Heading, Inline, List, Paragraph, Run, plain_text
from plan.markdown_reader import read_markdown
from plan.messages import LANGUAGES, Message, _, _p, rule_name
from plan.places import Place, Prose

_PAGES: Final = Path(__file__).parent.parent / "explain"

MAKING_RULES: Final = frozenset(
    """
    chart-without-data empty-loop not-printed template-error unknown-name unprintable-value unusable-style
    waiver-not-needed
    """.split()
)
"""The names of what is found only while a document is made."""

_OTHER_SEVERITIES: Final = {
    "copy-beside": Severity.WARNING,
    "file-not-read": Severity.WARNING,
    "smart-quotes": Severity.TIP,
    "waiver-not-needed": Severity.WARNING,
}
_WORDS: Final = {
    Severity.ERROR: _p("severity", "error"),
    Severity.WARNING: _p("severity", "warning"),
    Severity.TIP: _p("severity", "tip"),
    Severity.TODO: _p("severity", "to do"),
}


def all_rules() -> tuple[str, ...]:
    """The names of all rules by which anything may be found, sorted."""
    return tuple(sorted({*rules(), *READING_RULES, *MAKING_RULES}))


def severity_of(rule: str) -> Severity:
    """How heavily a rule weighs where no workspace says otherwise."""
    known = rules().get(rule)
    return known.severity if known else _OTHER_SEVERITIES.get(rule, Severity.ERROR)


def render_page(rule: str, language: str, width: int, colour: bool) -> str | None:
    """The page of a rule (its English name), None when there is no such rule or page."""
    page = _page(rule, language) if rule in all_rules() else ""
    if not page:
        return None
    title, *rest = _in_terminal(_blocks(page), width, colour)
    others = {rule_name(rule, spoken) for spoken in LANGUAGES} - {rule_name(rule, language)}
    told = ", ".join((_WORDS[severity_of(rule)].render(language), *sorted(others)))
    return "\n\n".join((f"{title} {_painted(f'({told})', _FAINT, colour)}", *rest))


def render_rules(language: str, width: int) -> str:
    """All rules by their weight, each with the first sentence of its page."""
    by_severity = sorted(
        all_rules(), key=lambda rule: (list(Severity).index(severity_of(rule)), rule_name(rule, language))
    )
    parts = []
    for severity, names in groupby(by_severity, severity_of):
        lines = [_HEADINGS[severity].render(language)]
        for rule in names:
            lines.append(f"  {rule_name(rule, language)}")
            if summary := _summary(_page(rule, language)):
                lines.append(_filled(summary, width, " " * 6))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


_HEADINGS: Final[dict[Severity, Message]] = {
    Severity.ERROR: _("Errors"),
    Severity.WARNING: _("Warnings"),
    Severity.TIP: _("Tips"),
    Severity.TODO: _("Work still to do"),
}


@cache
def _page(rule: str, language: str) -> str:
    """The page in a language, else in another one; empty when there is none."""
    files = (_PAGES / spoken / f"{rule}.md" for spoken in (language, *LANGUAGES))
    return next((file.read_text("utf-8") for file in files if file.is_file()), "")


def _blocks(page: str) -> tuple[Block, ...]:
    return read_markdown(Prose(page, Place.of_file("explain"))).blocks


def _summary(page: str) -> str:
    """The first sentence below the title."""
    text = next((_words(block.inlines) for block in _blocks(page) if isinstance(block, Paragraph)), "")
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


# --- Markdown for a terminal -----------------------------------------------------------------------

_BOLD, _FAINT, _CODE = "1", "2", "36"


def _in_terminal(blocks: Iterable[Block], width: int, colour: bool) -> Iterator[str]:
    """Blocks one by one: headings, paragraphs, lists and examples."""
    for block in blocks:
        match block:
            case Heading():
                yield _painted(_words(block.inlines), _BOLD, colour)
            case Paragraph():
                yield _filled(_words(block.inlines), width, "")
            case List():
                signs = (f"{number}. " if block.ordered else "- " for number in count(block.start))
                yield "\n".join(
                    _filled(
                        " ".join(_words(part.inlines) for part in item.blocks if isinstance(part, Paragraph)),
                        width,
                        sign,
                    )
                    for sign, item in zip(signs, block.items, strict=False)
                )
            case CodeBlock():
                lines = (f"    {line}" if line else "" for line in block.text.split("\n"))
                yield "\n".join(_painted(line, _CODE, colour) for line in lines)


def _words(inlines: Iterable[Inline]) -> str:
    """The characters of inlines, code between the signs that its author gave it."""
    return "".join(
        f"`{inline.text}`" if isinstance(inline, Run) and inline.code else plain_text((inline,)) for inline in inlines
    )


def _filled(text: str, width: int, first: str) -> str:
    """Text on as many lines as it needs, as far in as `first` goes; ids and code stay whole."""
    blank = " " * len(first)
    return fill(
        text, width, initial_indent=first, subsequent_indent=blank, break_long_words=False, break_on_hyphens=False
    )


def _painted(text: str, how: str, colour: bool) -> str:
    return f"\x1b[{how}m{text}\x1b[0m" if colour and text else text
