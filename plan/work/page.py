"""The list she works from: one page to mail, with how far each part of a plan is and what is left to do, by person.

In: the parts of an institute's document. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml.etree import SubElement, _Element

from plan.diagnostics import SEVERITY_WORDS, Diagnostic, in_numbers
from plan.mail_page import add, as_html, clean, new_page
from plan.messages import _
from plan.model import Institute, Plan, Status
from plan.sentences import capitalised
from plan.work.parts import Part, sentence_about, sentence_of, spelled_once

STATUS_WORDS: Final = {
    Status.READY: _("ready"),
    Status.DRAFT: _("draft"),
    Status.TO_WRITE: _("to be written"),
}
_SIGNS: Final = {Status.READY: "●", Status.DRAFT: "◐", Status.TO_WRITE: "○"}
_LOOKS: Final = """
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid #7a4a00; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #8884; }
th { font-weight: 600; } td { font-weight: 400; }
tbody th, article { hyphens: auto; overflow-wrap: anywhere; }
.l2 { padding-left: 1rem; } .l3 { padding-left: 2rem; } .l4 { padding-left: 3rem; }
article { border-left: .25rem solid GrayText; padding: .1rem 0 .1rem .9rem; margin: .8rem 0; }
article.error { border-color: #b3261e; } article.warning { border-color: #a15c00; }
article.tip { border-color: #0b6e69; } article.todo { border-color: #2b59c3; }
article p { margin: .25rem 0; }
.weight { font-weight: 700; }
blockquote { margin: .3rem 0; font-style: italic; } mark { font-style: normal; }
.cure::before { content: "→ " / ""; }
.where { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere; opacity: .8; }
@media print { article, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""


def render_work_page(plan: Plan, institute: Institute, parts: Iterable[Part], language: str) -> str:
    """The page of one institute; findings that were accepted are only counted."""
    parts = tuple(parts)
    title = _("{institute}: what is left to do", institute=institute.name)
    html, main = new_page(title.render(language), _LOOKS, language)
    add(main, "p", f"{plan.identity.title} · {in_short(parts, language)}")
    by_person = _by_person(parts)
    nobody = _("for nobody in particular") if len(by_person) > 1 else _("what is to be done")
    for who, work in by_person.items():
        told = nobody.render(language)
        add(main, "h2", who or capitalised(told))
        for part, findings in work:
            add(main, "h3", part.title)
            for found in findings:
                _article(main, plan, part, found, language)
    _progress(main, parts, language)
    return as_html(html)


def in_short(parts: Iterable[Part], language: str) -> str:
    """How far all parts are, and how much is found, in a line: "38 klaar, 2 ontwerp; 1 fout, 4 waarschuwingen"."""
    parts = tuple(parts)
    far = [(status, sum(part.status is status for part in parts)) for status in STATUS_WORDS]
    lists = [
        ", ".join(f"{count} {STATUS_WORDS[status].render(language)}" for status, count in far if count),
        _found([found for part in parts for found in part.findings], language),
    ]
    return "; ".join(told for told in lists if told) or _("nothing to report").render(language)


def progress(part: Part, language: str) -> tuple[str, str, str]:
    """A line about a part: its sign, how far it is and for whom, and what was found."""
    status = part.status
    words = STATUS_WORDS[status].render(language) if status else ""
    if part.item is not None and part.item.who and status is not Status.READY:
        words = f"{words} ({part.item.who})"
    return _SIGNS[status] if status else " ", words, _found(part.findings, language)


def _found(findings: Iterable[Diagnostic], language: str) -> str:
    return ", ".join(told.render(language) for told in in_numbers(findings))


def _progress(main: _Element, parts: tuple[Part, ...], language: str) -> None:
    add(main, "h2", _("How far each part is").render(language))
    table = SubElement(main, "table")
    heads = SubElement(SubElement(table, "thead"), "tr")
    for head in (_("part"), _("how far"), _("found")):
        add(heads, "th", head.render(language), {"scope": "col"})
    body = SubElement(table, "tbody")
    for part in parts:
        if part.item is None and not part.findings:
            continue
        row = SubElement(body, "tr")
        sign, far, found = progress(part, language)
        add(row, "th", part.title, {"scope": "row", "class": f"l{part.level}"})
        add(row, "td", f"{sign} {far}".strip())
        add(row, "td", found)


def _writer(part: Part) -> str:
    return str(part.item.who) if part.item is not None and part.item.who else ""


def _by_person(parts: tuple[Part, ...]) -> dict[str, list[tuple[Part, list[Diagnostic]]]]:
    """The parts with open findings by who writes them, each person's in the order of the document."""
    found: dict[str, list[tuple[Part, list[Diagnostic]]]] = {}
    spelled = spelled_once(map(_writer, parts))
    for part in parts:
        who = spelled[_writer(part).casefold()]
        open_ = [one for one in part.findings if one.accepted is None]
        if open_:
            found.setdefault(who, []).append((part, open_))
    return dict(sorted(found.items(), key=lambda one: (not one[0], one[0].casefold())))


def _article(main: _Element, plan: Plan, part: Part, found: Diagnostic, language: str) -> None:
    article = SubElement(main, "article", {"class": found.severity.value})
    told = SubElement(article, "p")
    weight = add(told, "span", SEVERITY_WORDS[found.severity].render(language), {"class": "weight"})
    weight.tail = clean(f": {found.message.render(language)}")
    if (sentence := sentence_about(plan, found.place) or sentence_of(part.item)) is not None:
        quote = add(article, "blockquote", sentence.before)
        if sentence.words:
            add(quote, "mark", sentence.words).tail = clean(sentence.after)
    if found.hint is not None:
        add(article, "p", found.hint.render(language), {"class": "cure"})
    add(article, "p", f"{found.place.file}:{found.place.line}", {"class": "where"})
    for other in found.others:
        where = f"{other.message.render(language)}: {other.place.file}:{other.place.line}"
        add(article, "p", where, {"class": "where"})
