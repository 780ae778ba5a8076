"""The Word file and the Markdown file of a plan: two shapes of the same document, and each good of its kind."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from lxml.etree import _Element
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from plan.build import EVERYDAY, render
from plan.writers.ooxml import W
from tests.the_example import ROOT, example
from tests.word_files import xml_parts

LINT: Final = ROOT / "tests/word/node_modules/.bin/markdownlint-cli2"
INSTITUTES: Final = ("oost-vlaanderen", "brussel")


@cache
def _files(institute: str) -> tuple[dict[str, _Element], SyntaxTreeNode, str]:
    """Parts of the Word file, the tree of the Markdown file and its text: final, so that they hold the plan alone."""
    rendered = render(example().plan, institute, EVERYDAY, draft=False)
    (docx,) = (data for path, data in rendered.files.items() if path.endswith(".docx"))
    (text,) = (data.decode() for path, data in rendered.files.items() if path.endswith(".md"))
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").use(footnote_plugin, inline=False).parse(text))
    return xml_parts(docx), tree, text


def _plain(text: str) -> str:
    return " ".join(re.sub("[\u00ad\u200b]", "", text).replace("\u2011", "-").split())


# --- Word ------------------------------------------------------------------------------------------


def _style(paragraph: _Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def _names(parts: dict[str, _Element]) -> dict[str, str]:
    """The name of each style, by its id."""
    return {
        style.get(f"{W}styleId", ""): name.get(f"{W}val", "")
        for style in parts["word/styles.xml"].iter(f"{W}style")
        if (name := style.find(f"{W}name")) is not None
    }


def _words(element: _Element) -> str:
    return _plain(
        "".join(
            "-" if found.tag == f"{W}noBreakHyphen" else found.text or "" if found.tag == f"{W}t" else " "
            for found in element.iter(f"{W}t", f"{W}br", f"{W}tab", f"{W}noBreakHyphen", f"{W}p")
        )
    )


def _word_headings(parts: dict[str, _Element]) -> Iterator[tuple[int, str]]:
    names = _names(parts)
    for paragraph in parts["word/document.xml"].iter(f"{W}p"):
        name = names.get(_style(paragraph), "").lower()
        if found := re.fullmatch(r"heading (\d)", name):
            yield int(found[1]), _words(paragraph)
        elif name == "bijlagekop":
            yield 1, _words(paragraph)


def _word_captions(parts: dict[str, _Element]) -> list[str]:
    names = _names(parts)
    captions = ("caption", "bijschrift afbeelding")
    return [
        _words(paragraph)
        for paragraph in parts["word/document.xml"].iter(f"{W}p")
        if names.get(_style(paragraph), "").lower() in captions
    ]


def _word_tables(parts: dict[str, _Element]) -> list[list[list[str]]]:
    """The rows below the header of each table."""
    return [
        [[_words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr") if _is_body(row)]
        for table in parts["word/document.xml"].iter(f"{W}tbl")
    ]


def _is_body(row: _Element) -> bool:
    return row.find(f"{W}trPr/{W}tblHeader") is None


def _word_notes(parts: dict[str, _Element]) -> list[str]:
    notes = parts["word/footnotes.xml"].iter(f"{W}footnote")
    return [_words(note) for note in notes if note.get(f"{W}type") is None]


def _word_links(parts: dict[str, _Element]) -> list[str]:
    return sorted(
        relationship.get("Target", "")
        for name in ("word/_rels/document.xml.rels", "word/_rels/footnotes.xml.rels")
        if name in parts
        for relationship in parts[name]
        if relationship.get("Type", "").endswith("/hyperlink")
    )


# --- Markdown --------------------------------------------------------------------------------------


def _text(node: SyntaxTreeNode) -> str:
    return _plain(
        "".join(
            inner.content if inner.type in ("text", "code_inline", "fence") else " "
            for inner in node.walk()
            if inner.type in ("text", "code_inline", "fence", "softbreak", "hardbreak", "paragraph", "list_item")
        )
    )


def _markdown_headings(tree: SyntaxTreeNode) -> list[tuple[int, str]]:
    return [(int(node.tag[1]) - 1, _text(node)) for node in tree.walk() if node.type == "heading" and node.tag != "h1"]


def _markdown_captions(tree: SyntaxTreeNode) -> list[str]:
    texts = [_text(node) for node in tree.walk() if node.type == "paragraph"]
    return [text for text in texts if re.match(r"(Tabel|Figuur) \d+\. ", text)]


def _markdown_tables(tree: SyntaxTreeNode) -> list[list[list[str]]]:
    tables = (node for node in tree.walk() if node.type == "table")
    bodies = ([row for part in table.children if part.type == "tbody" for row in part.children] for table in tables)
    return [[[_text(cell) for cell in row.children] for row in body] for body in bodies]


def _markdown_notes(tree: SyntaxTreeNode) -> list[str]:
    return [_text(node) for node in tree.walk() if node.type == "footnote"]


def _markdown_links(tree: SyntaxTreeNode) -> list[str]:
    addresses = (str(node.attrs["href"]) for node in tree.walk() if node.type == "link")
    return sorted({address for address in addresses if not address.startswith("#")})


# --- the same --------------------------------------------------------------------------------------


@pytest.mark.parametrize("institute", INSTITUTES)
def test_both_have_the_same_headings_at_the_same_levels(institute: str) -> None:
    parts, tree, _ = _files(institute)
    names = _names(parts)
    # What stands above a list of the document itself is no heading in Word: it would list itself.
    above_lists = {
        _words(paragraph)
        for paragraph in parts["word/document.xml"].iter(f"{W}p")
        if names.get(_style(paragraph), "").lower() == "toc heading"
    }
    in_markdown = [heading for heading in _markdown_headings(tree) if heading[1] not in above_lists]
    assert in_markdown == list(_word_headings(parts))
    assert len(in_markdown) > 40


@pytest.mark.parametrize("institute", INSTITUTES)
def test_both_have_the_same_captions_and_the_same_rows_below_them(institute: str) -> None:
    parts, tree, _ = _files(institute)
    assert _markdown_captions(tree) == _word_captions(parts)
    in_word = [rows for rows in _word_tables(parts) if rows]
    in_markdown = [rows for rows in _markdown_tables(tree) if rows]
    assert in_word
    for rows in in_word:
        assert rows in in_markdown


@pytest.mark.parametrize("institute", INSTITUTES)
def test_both_have_the_same_notes_in_the_same_order(institute: str) -> None:
    parts, tree, _ = _files(institute)
    assert _markdown_notes(tree) == _word_notes(parts)


def test_both_lead_to_the_same_addresses() -> None:
    parts, tree, _ = _files("oost-vlaanderen")
    assert _markdown_links(tree) == sorted(set(_word_links(parts)))
    assert _markdown_links(tree)


def _node() -> int:
    """Which Node there is; markdownlint-cli2 stops at once in one that is older than 20."""
    program = shutil.which("node")
    if program is None:
        return 0
    told = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=True)
    return int(told.stdout.strip("v").partition(".")[0])


@pytest.mark.skipif(not LINT.exists() or _node() < 20, reason="needs what `make word-check` installs, and Node 20")
def test_markdownlint_has_nothing_to_say_but_about_long_lines(tmp_path: Path) -> None:
    for institute in INSTITUTES:
        (tmp_path / f"{institute}.md").write_text(_files(institute)[2], "utf-8")
    (tmp_path / ".markdownlint-cli2.jsonc").write_text('{"config": {"MD013": false}}', "utf-8")
    found = subprocess.run([LINT, "*.md"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "Linting: 2 files" in found.stdout
    assert [line for line in found.stderr.splitlines() if ".md:" in line] == []
