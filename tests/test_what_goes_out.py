"""Whatever stands in a field, no file that the program writes does anything with it but show it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
import yaml
from click.testing import CliRunner
from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl import load_workbook

from plan.cli import plan as program
from plan.workspace import open_workspace
from tests.workspaces import SMALL, write_workspace

HOSTILE: Final = (
    # a cell of a sheet
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1",
    '=HYPERLINK("http://x","y")', "'=1+1",
    # a page of HTML
    "</script><script>alert(1)</script>", "<!--", "--><b>", "<img src=x onerror=alert(1)>", '" onmouseover="alert(1)',
    "</style><b>", "</title><svg/onload=alert(1)>", "]]>", "&lt;script&gt;",
    # Markdown
    "| a | b |", "`code`", "[x](javascript:alert(1))", "![x](http://x/y.png)", "[^1]", "# Kop", "- punt", "1. een",
    "> citaat", "---", "***", "<http://x>", "a\\", "&#35; x", "{{ 1+1 }}", ":::titel", "~~~", "[a]: b",
    # what nobody sees
    "a\x00b", "a\x08b", "a\x1fb", "a\ufffeb", "a\x85b", "a\u2028b", "a\x1b[31mb", "a\u202egnp.exe", "a\u2066b",
    "a\u200bb", "a\u200fb", "a\ufeffb",
    # an address
    "javascript:alert(1)", "data:text/html,<b>", "vbscript:x", "file:///etc/passwd", "\\\\server\\deel",
)  # fmt: skip

CHAPTER: Final = r"""# Aanval

[a](javascript:alert(1)) [b](data:text/html;base64,AAAA) [c](vbscript:x) [d](file:///etc/passwd) [e](\\\\server\\deel)
[f](//server/deel) <javascript:alert(1)> [g](JAVASCRIPT:alert(1)) [h](java&#9;script:alert(1)) [i](&#106;avascript:x)
[j](C:/x.exe) [k](ms-word:ofe|u|http://x) [l](\x) [goed](https://voorbeeld.be)

<script>alert(1)</script> <b onclick="x">vet</b> <!-- weg --> &#0; &#x1; &#12; &#xfffe; &#xd800; &#x202e; &lt;script&gt;

![a](../../../../etc/passwd) ![b](/etc/passwd) ![c](http://x/y.png) ![d](file:///etc/passwd) ![e](\\\\server\\x.png)
![f](C:/x.png) ![g](..\\..\\x.png) ![h](data:image/png;base64,AAAA)
"""

UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
LEADS_SOMEWHERE: Final = re.compile(r"https?://|mailto:|#|beelden/|java%09script:")
FORMULA: Final = re.compile(r"[=+@\t\r]|-(?![\d.,]+$)")
COMMANDS: Final = ("build kust", "report", "coverage --edit", "submit kust --draft")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one of them in each field of an action, and all that the program makes of it."""
    files = {**SMALL, "institutes/kust/aanval.md": CHAPTER}
    files["institutes/kust/institute.yaml"] += "  - {after: missie, add: aanval}\n"
    for number, text in enumerate(HOSTILE):
        action: dict[str, object] = {"title": text, "context": text, "description": text, "partners": [text]}
        action |= {"period": "2021-2025", "contributes": {"certain": ["werk"]}}
        files[f"actions/kust/aanval-{number:02}.yaml"] = yaml.safe_dump(action, width=10_000)
    root = write_workspace(tmp_path_factory.mktemp("plan"), files)
    for command in COMMANDS:
        said = CliRunner().invoke(program, ["--workspace", str(root), *command.split()])
        assert said.exception is None or isinstance(said.exception, SystemExit), command
    return root


@pytest.fixture(scope="module")
def made(root: Path) -> Mapping[str, bytes]:
    """All files that were made, by path below `build/`."""
    build = root / "build"
    files = {path.relative_to(build).as_posix(): path.read_bytes() for path in build.rglob("*") if path.is_file()}
    return {name: data for name, data in files.items() if not name.startswith(".")}


def of_kind(made: Mapping[str, bytes], suffix: str, count: int) -> dict[str, bytes]:
    found = {name: data for name, data in made.items() if name.endswith(suffix)}
    assert len(found) >= count, sorted(made)
    return found


# --- sheets ----------------------------------------------------------------------------------------


def test_no_cell_of_a_workbook_is_a_formula_or_leads_away(made: Mapping[str, bytes]) -> None:
    for name, data in of_kind(made, ".xlsx", 3).items():
        book = load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert sum(isinstance(cell.value, str) and cell.value.startswith("=1+1") for cell in cells) > 0, name
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], name
        assert [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target] == [], name


def test_no_field_of_a_csv_file_is_a_formula(root: Path) -> None:
    for arguments in (["kust"], ["kust", "--by-year"], ["--sector"]):
        said = CliRunner().invoke(program, ["--workspace", str(root), "coverage", *arguments, "--format", "csv"])
        fields = [field for row in csv.reader(io.StringIO(said.stdout), delimiter=";") for field in row]
        assert len(fields) > 5
        assert [field for field in fields if FORMULA.match(field)] == []


# --- HTML ------------------------------------------------------------------------------------------


def judge_page(page: bytes | str) -> None:
    """A page runs only the scripts that its policy names, and goes nowhere."""
    tree = html.document_fromstring(page)
    (policy,) = tree.xpath("/html/head/meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert {word for name in rules if name.startswith(("script", "style")) for word in rules[name].split()} <= set(
        re.findall(r"'sha256-[^']{44}'", policy)
    )
    assert tree.xpath("//@*[starts-with(name(), 'on')] | //img | //iframe | //object | //embed | //link | //base") == []
    assert tree.xpath("//svg | //*[@style] | //a[not(starts-with(@href, '#'))] | //form | //meta[@http-equiv][2]") == []
    assert len(tree.xpath("//script")) in (0, 2)
    assert not UNSEEN.search(tree.text_content())


def test_every_page_has_a_strict_policy_and_no_markup_of_an_author(made: Mapping[str, bytes]) -> None:
    pages = of_kind(made, ".html", 2)
    assert sorted(pages) == ["kust/bevindingen.html", "sector/dekking.html"]
    for page in pages.values():
        judge_page(page)


def test_the_page_of_changes_and_that_of_a_review_have_one_too(root: Path, tmp_path: Path) -> None:
    docx = next((root / "build/kust").glob("*.docx"))
    older = write_workspace(tmp_path / "ouder", SMALL)
    for command in (["changes", str(older)], ["review", str(docx)]):
        page = tmp_path / f"{command[0]}.html"
        asked = [*command, "--format", "html", "--output", str(page)]
        said = CliRunner().invoke(program, ["--workspace", str(root), *asked])
        assert page.exists(), said.output
        judge_page(page.read_bytes())


def test_drawings_hold_no_script_and_fetch_nothing(made: Mapping[str, bytes]) -> None:
    for name, data in of_kind(made, ".svg", 3).items():
        tree = etree.fromstring(data)
        assert tree.xpath("//*[local-name() = 'script' or local-name() = 'foreignObject']") == [], name
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == [], name
        assert [where for where in tree.xpath("//@*[local-name() = 'href']") if not where.startswith("#")] == [], name


# --- Word ------------------------------------------------------------------------------------------


def test_no_word_file_runs_or_fetches_anything(made: Mapping[str, bytes]) -> None:
    for name, data in of_kind(made, ".docx", 4).items():
        with ZipFile(io.BytesIO(data)) as archive:
            parts = {part: etree.fromstring(archive.read(part)) for part in archive.namelist() if _is_xml(part)}
        outward = [
            (relation.get("Type", "").rpartition("/")[2], relation.get("Target", ""))
            for part in parts.values()
            for relation in part.iter("{*}Relationship")
            if relation.get("TargetMode") == "External"
        ]
        assert {kind for kind, _target in outward} <= {"hyperlink"}, name
        assert [target for _kind, target in outward if not LEADS_SOMEWHERE.match(target)] == [], name
        assert not any(UNSEEN.search("".join(part.itertext())) for part in parts.values()), name
        fields = [field.text or "" for part in parts.values() for field in part.iter("{*}instrText")]
        assert [text for text in fields if re.search(r'INCLUDE|DDE|LINK "|MACRO|AUTOTEXT', text)] == [], name


def _is_xml(part: str) -> bool:
    return part.endswith((".xml", ".rels"))


# --- Markdown --------------------------------------------------------------------------------------


def _tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])


def test_markdown_holds_no_html_and_leads_nowhere_but_to_the_web(made: Mapping[str, bytes]) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name, data in of_kind(made, ".md", 2).items():
        text = data.decode()
        tokens = [*_tokens(parser.parse(text))]
        addresses = [str(token.attrs.get("href", token.attrs.get("src", ""))) for token in tokens]
        assert [address for address in addresses if address and not LEADS_SOMEWHERE.match(address)] == [], name
        marks = [token.content for token in tokens if token.type.startswith("html")]
        assert [mark for mark in marks if "markdownlint" not in mark] == [], name
        assert not UNSEEN.search(text), name


def test_every_title_reads_back_from_markdown_as_it_was_typed(root: Path, made: Mapping[str, bytes]) -> None:
    (text,) = (data.decode() for name, data in made.items() if name.startswith("kust/tekst/"))
    tokens = MarkdownIt("commonmark").parse(text)
    heads = [
        "".join(child.content for child in token.children or [])
        for before, token in pairwise(tokens)
        if before.type == "heading_open"
    ]
    titles = [" ".join(action.title.split()) for action in open_workspace(root).plan.actions if action.owner == "kust"]
    assert len(titles) > 50
    assert [title for title in titles if not any(head.endswith(title) for head in heads)] == []


# --- data ------------------------------------------------------------------------------------------


def _texts(data: Any) -> Iterator[str]:
    match data:
        case dict():
            for value in data.values():
                yield from _texts(value)
        case list():
            for value in data:
                yield from _texts(value)
        case str():
            yield data


def test_data_are_data(made: Mapping[str, bytes]) -> None:
    read = [json.loads(data) for data in of_kind(made, ".json", 2).values()]
    read += ["".join(etree.fromstring(data).itertext()) for data in of_kind(made, ".xml", 1).values()]
    texts = [*_texts(read)]
    assert any("=1+1" in text for text in texts)
    assert [text for text in texts if UNSEEN.search(text)] == []


# --- what is told of it ----------------------------------------------------------------------------


def test_what_is_refused_is_told_where_it_stands(root: Path) -> None:
    told = {(found.place.file, found.rule) for found in open_workspace(root).findings}
    for number, text in enumerate(HOSTILE):
        if UNSEEN.search(text):
            assert (f"actions/kust/aanval-{number:02}.yaml", "control-character") in told, repr(text)
    rules = [found.rule for found in open_workspace(root).findings if found.place.file.endswith("aanval.md")]
    pictures = CHAPTER.count("![") - 1  # file: makes no picture
    assert rules.count("missing-image") == pictures
    assert rules.count("unreadable-link") == CHAPTER.count("](") - pictures - 1  # one is good
    assert rules.count("html-in-text") == 3
