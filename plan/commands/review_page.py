"""What `plan review` tells, as one page to mail.

In: a `Review`. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml.etree import SubElement, _Element

from plan.commands.review import Told, remainder, summary, tell
from plan.mail_page import add, add_put_in, add_taken_out, as_html, clean, new_page
from plan.messages import _
from plan.review.remarks import Review
from plan.sentences import Words, differences
from plan.sources import Sources

_LOOKS: Final = """
h2 { font-size: 1rem; margin: 0; font-family: ui-monospace, monospace; }
article { border-top: 1px solid GrayText; padding: 1rem 0; }
article > p { margin: .4rem 0; } .thread p { white-space: pre-line; margin: .4rem 0; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: .2rem solid GrayText; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; overflow-wrap: anywhere; }
.note::before { content: "→ " / ""; }
"""


def render_page(review: Review, name: str, sources: Sources, language: str) -> str:
    """The review as a page of HTML."""
    html, main = new_page(_("What came back in {file}", file=name).render(language), _LOOKS, language)
    add(main, "p", f"{summary(review, language)}.")
    told = remainder(review, language)
    if told:
        listed = SubElement(main, "ul")
        for line in told:
            add(listed, "li", line)
    for number, remark in enumerate(review.remarks, 1):
        _article(main, number, tell(remark, review, sources, language), language)
    return as_html(html)


def _article(main: _Element, number: int, told: Told, language: str) -> None:
    article = SubElement(main, "article", {"aria-labelledby": f"r{number}"})
    add(article, "h2", f"{number}. {told.where}", {"id": f"r{number}"})
    add(article, "p", told.what)
    if told.about:
        add(article, "blockquote", told.about)
    if told.thread:
        thread = SubElement(article, "div", {"class": "thread"})
        for signed, text in told.thread:
            line = add(thread, "p")
            if signed:
                add(line, "strong", f"{signed}: ").tail = clean(text)
            else:
                line.text = clean(text)
    if len(told.texts) == 2:
        _versions(article, *differences(*told.texts), language)
    else:
        for text in told.texts:
            add(article, "blockquote", text)
    for note in told.notes:
        add(article, "p", note, {"class": "note"})


def _versions(article: _Element, old: Iterable[Words], new: Iterable[Words], language: str) -> None:
    """Two versions beside each other; what differs is told to who cannot see it, too."""
    table = SubElement(article, "table")
    heads = SubElement(SubElement(table, "thead"), "tr")
    for head in (_("was"), _("becomes")):
        add(heads, "th", head.render(language), {"scope": "col"})
    row = SubElement(SubElement(table, "tbody"), "tr")
    for add_marked, words in ((add_taken_out, old), (add_put_in, new)):
        cell = SubElement(row, "td")
        for part in words:
            if part.differs:
                add_marked(cell, part.text, language)
            else:
                add(cell, "span", part.text)
