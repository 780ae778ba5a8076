"""What `plan review` tells, as one page to mail: no other file, no script, nothing from elsewhere.

In: a `Review`. Out: HTML. Every text is put in as text, so that nothing in a file from outside can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.commands.review import Told, Words, differences, remainder, summary, tell
from plan.messages import _
from plan.review.remarks import Review
from plan.sources import Sources

_LOOKS: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1rem; margin: 0; font-family: ui-monospace, monospace; }
article { border-top: 1px solid GrayText; padding: 1rem 0; }
article > p { margin: .4rem 0; } .thread p { white-space: pre-line; margin: .4rem 0; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: .2rem solid GrayText; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; overflow-wrap: anywhere; }
del { background: #ffd7d5; color: #82071e; } ins { background: #ccffd8; color: #044f1e; }
.note::before { content: "→ " / ""; }
.read { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
"""


def render_page(review: Review, name: str, sources: Sources, language: str) -> str:
    """The review as a page of HTML."""
    html = etree.Element("html", lang=language)
    head, body = SubElement(html, "head"), SubElement(html, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    title = _("What came back in {file}", file=name).render(language)
    _add(head, "title", title)
    _add(head, "style", _LOOKS)
    main = SubElement(body, "main")
    _add(main, "h1", title)
    _add(main, "p", f"{summary(review, language)}.")
    told = remainder(review, language)
    if told:
        listed = SubElement(main, "ul")
        for line in told:
            _add(listed, "li", line)
    for number, remark in enumerate(review.remarks, 1):
        _article(main, number, tell(remark, review, sources, language), language)
    page = etree.tostring(html, method="html", encoding="unicode", pretty_print=True)
    return f"<!DOCTYPE html>\n{page}"


def _article(main: _Element, number: int, told: Told, language: str) -> None:
    article = SubElement(main, "article")
    heading = _add(article, "h2", f"{number}. {told.where}")
    heading.set("id", f"r{number}")
    article.set("aria-labelledby", f"r{number}")
    _add(article, "p", told.what)
    if told.about:
        _add(article, "blockquote", told.about)
    if told.thread:
        thread = SubElement(article, "div", {"class": "thread"})
        for signed, text in told.thread:
            line = _add(thread, "p", "")
            if signed:
                _add(line, "strong", f"{signed}: ").tail = _clean(text)
            else:
                line.text = _clean(text)
    if len(told.texts) == 2:
        _versions(article, *differences(*told.texts), language)
    else:
        for text in told.texts:
            _add(article, "blockquote", text)
    for note in told.notes:
        _add(article, "p", note).set("class", "note")


def _versions(article: _Element, old: Iterable[Words], new: Iterable[Words], language: str) -> None:
    """Two versions beside each other; what differs is told to who cannot see it, too."""
    table = SubElement(article, "table")
    heads = SubElement(SubElement(table, "thead"), "tr")
    for head in (_("was"), _("becomes")):
        _add(heads, "th", head.render(language)).set("scope", "col")
    row = SubElement(SubElement(table, "tbody"), "tr")
    for name, words, spoken in (("del", old, _("taken out:")), ("ins", new, _("put in:"))):
        cell = SubElement(row, "td")
        for part in words:
            if part.differs:
                marked = SubElement(cell, name)
                _add(marked, "span", f" {spoken.render(language)} ").set("class", "read")
                marked[0].tail = _clean(part.text)
            else:
                _add(cell, "span", part.text)


def _add(parent: _Element, name: str, text: str) -> _Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """Text without what HTML cannot hold."""
    return "".join(sign if sign.isprintable() or sign in "\n\u00a0" else " " for sign in text)
