"""The report as one page of HTML that needs nothing else: no network, no server, no other file.

In: the data of the page. Out: the bytes of an HTML file, the same for the same data. Knows the assets in `page/` and in
which order they go; what the data mean, only the scripts know.

The page may run its own script and looks and nothing else: its policy names them by their hashes, so that markup in a
title, should it ever get through, could do nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree
from lxml.etree import SubElement, _Element

from plan.mail_page import hash_of

_FOLDER: Final = Path(__file__).parent / "page"
_LOOKS: Final = ("page.css", "views.css", "matrix.css", "meeting.css", "print.css")
_SCRIPTS: Final = (
    "shell.js",
    "head.js",
    "coverage.js",
    "standing.js",
    "overview.js",
    "heatmap.js",
    "why.js",
    "matrix.js",
    "frameworks.js",
    "institutes.js",
    "meeting.js",
    "agreements.js",
    "start.js",
)
_SIGNS: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What would end a script, or begin markup in it, as JSON may write it too."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text, with a note above it; the first column heads the rows."""

    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render_page(data: Mapping[str, object], overview: Table, title: str, language: str) -> bytes:
    """The page for these data; `overview` is all there is to see where no script may run."""
    script, looks = _asset(_SCRIPTS), _asset(_LOOKS)
    policy = (
        f"default-src 'none'; script-src {hash_of(script)}; style-src {hash_of(looks)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    html = etree.Element("html", lang=language)
    head, body = SubElement(html, "head"), SubElement(html, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "meta", name="color-scheme", content="light dark")
    _add(head, "title", title)
    _add(head, "style", looks)
    _put_overview(SubElement(body, "noscript"), overview, title)
    held = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SIGNS)
    _add(body, "script", held, id="data", type="application/json")
    _add(body, "script", script)
    return etree.tostring(html, method="html", encoding="utf-8", doctype="<!doctype html>") + b"\n"


def _put_overview(parent: _Element, overview: Table, title: str) -> None:
    main = SubElement(parent, "main")
    _add(main, "h1", title)
    _add(main, "p", overview.note)
    table = SubElement(SubElement(main, "div", {"class": "scroll"}), "table", {"class": "plain"})
    row = SubElement(SubElement(table, "thead"), "tr")
    for head in overview.heads:
        _add(row, "th", head, scope="col")
    body = SubElement(table, "tbody")
    for first, *others in overview.rows:
        row = SubElement(body, "tr")
        _add(row, "th", first, scope="row")
        for text in others:
            _add(row, "td", text)


@cache
def _asset(names: tuple[str, ...]) -> str:
    return "\n".join(["", *((_FOLDER / name).read_text("utf-8").strip() for name in names), ""])


def _add(parent: _Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
