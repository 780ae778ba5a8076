"""What `plan changes` tells, as one page to mail.

In: a `Report`. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml.etree import SubElement, _Element

from plan.commands.changes import Entry, Line, Report, Section, Sign, Unread
from plan.mail_page import add, add_put_in, add_taken_out, as_html, clean, new_page
from plan.messages import Message, _p
from plan.sentences import Edited

_LOOKS: Final = """
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
article { border-top: 1px solid GrayText; padding: .8rem 0; }
article ul { list-style: none; margin: .4rem 0 0; padding: 0; }
li { padding-left: 1.4rem; text-indent: -1.4rem; } li > * { text-indent: 0; }
li.more::before, li.less::before { display: inline-block; width: 1.4rem; font-weight: bold; text-indent: 0; }
li.more::before { content: "+" / ""; color: #1a7f37; } li.less::before { content: "–" / ""; color: #cf222e; }
li.plain { padding-left: 0; text-indent: 0; }
.tag { display: inline-block; border: 1px solid; border-radius: .8rem; padding: 0 .6rem; margin-right: .5rem;
       font-size: .8rem; font-weight: normal; }
.more .tag { color: #1a7f37; } .less .tag { color: #cf222e; }
.where { font: .85rem ui-monospace, monospace; color: color-mix(in srgb, CanvasText 65%, Canvas);
         overflow-wrap: anywhere; }
.words { margin: .2rem 0 .6rem; padding-left: .8rem; border-left: .2rem solid GrayText; }
.unread { border: 1px solid; padding: .5rem 1rem; margin: 1rem 0; }
@media (prefers-color-scheme: dark) {
  .more .tag, li.more::before { color: #57d279; } .less .tag, li.less::before { color: #ff8a80; }
}
"""
_CLASSES: Final = {Sign.MORE: "more", Sign.LESS: "less", Sign.OTHER: "other", Sign.NONE: "plain"}
_TAGS: Final[dict[Sign, Message]] = {
    Sign.MORE: _p("change", "new"),
    Sign.LESS: _p("change", "gone"),
    Sign.OTHER: _p("change", "changed"),
}


def render_page(report: Report, language: str) -> str:
    """The report as a page of HTML."""
    html, main = new_page(report.title, _LOOKS, language)
    add(main, "p", f"{'; '.join(report.summary)}.")
    for unread in report.unread:
        _unread(main, unread, language)
    for section in report.sections:
        _section(main, section, language)
    return as_html(html)


def _unread(main: _Element, unread: Unread, language: str) -> None:
    box = SubElement(main, "div", {"class": "unread"})
    add(box, "p", unread.told)
    listed = SubElement(box, "ul")
    for found in unread.findings:
        line = add(listed, "li", found.message.render(language), {"class": "plain"})
        add(line, "div", str(found.place), {"class": "where"})


def _section(main: _Element, section: Section, language: str) -> None:
    part = SubElement(main, "section")
    add(part, "h2", section.title)
    if section.intro:
        add(part, "p", section.intro)
    for entry in section.entries:
        _entry(part, entry, language)


def _entry(part: _Element, entry: Entry, language: str) -> None:
    article = SubElement(part, "article", {"class": _CLASSES[entry.sign]})
    head = SubElement(article, "h3")
    if entry.sign in _TAGS:
        tag = entry.tag or _TAGS[entry.sign].render(language)
        add(head, "span", tag, {"class": "tag"}).tail = clean(entry.head)
    else:
        head.text = clean(entry.head)
    if entry.where:
        add(article, "div", entry.where, {"class": "where"})
    if entry.lines:
        listed = SubElement(article, "ul")
        for line in entry.lines:
            _line(listed, line, language)


def _line(listed: _Element, line: Line, language: str) -> None:
    colon = ":" if line.edits else ""
    item = add(listed, "li", f"{line.text}{colon}", {"class": _CLASSES[line.sign]})
    if line.edits:
        _words(SubElement(item, "div", {"class": "words"}), line.edits, language)


def _words(block: _Element, edits: Iterable[Edited], language: str) -> None:
    """A text word by word; what differs is told to who cannot see it, too."""
    for edit in edits:
        if edit.old == edit.new:
            add(block, "span", edit.old)
            continue
        if edit.old:
            add_taken_out(block, edit.old, language)
        if edit.new:
            add_put_in(block, edit.new, language)
