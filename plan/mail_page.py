"""One page to mail: no other file, no script, nothing from elsewhere.

In: texts. Out: HTML. Every text is put in as text, so that nothing in a file from outside can become markup; should it
ever, the page's own policy forbids it to do anything.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.messages import _

_LOOKS: Final = """
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
del { background: #ffd7d5; color: #82071e; } ins { background: #ccffd8; color: #044f1e; }
.read { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
"""


def new_page(title: str, looks: str, language: str) -> tuple[_Element, _Element]:
    """A page with its title as heading, and the element that its text goes in; `looks` are its own, as CSS."""
    html = etree.Element("html", lang=language)
    head, body = SubElement(html, "head"), SubElement(html, "body")
    SubElement(head, "meta", charset="utf-8")
    style = clean(_LOOKS + looks)
    policy = f"default-src 'none'; style-src {hash_of(style)}; base-uri 'none'; form-action 'none'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    add(head, "title", title)
    add(head, "style", style)
    main = SubElement(body, "main")
    add(main, "h1", title)
    return html, main


def as_html(html: _Element) -> str:
    """The page as text."""
    page = etree.tostring(html, method="html", encoding="unicode", pretty_print=True)
    return f"<!DOCTYPE html>\n{page}"


def add(parent: _Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> _Element:
    """A new element at the end of another, with a text in it."""
    element = SubElement(parent, name, attributes or {})
    element.text = clean(text)
    return element


def add_taken_out(parent: _Element, text: str, language: str) -> None:
    """Words that were taken out, also for who cannot see that they are crossed out."""
    _add_spoken(add(parent, "del"), _("taken out:").render(language), text)


def add_put_in(parent: _Element, text: str, language: str) -> None:
    """Words that were put in, also for who cannot see that they are marked."""
    _add_spoken(add(parent, "ins"), _("put in:").render(language), text)


def _add_spoken(marked: _Element, spoken: str, text: str) -> None:
    add(marked, "span", f" {spoken} ", {"class": "read"}).tail = clean(text)


def hash_of(text: str) -> str:
    """A script or looks of a page, as its policy names what it allows."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def clean(text: str) -> str:
    """Text without what HTML cannot hold."""
    return "".join(sign if sign.isprintable() or sign in "\n\u00a0" else " " for sign in text)
