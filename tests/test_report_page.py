"""The page of the report as a file: one, whole, that runs nothing but its own script, and the same each time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from lxml import html

from plan.cli import plan as program
from plan.messages import LANGUAGES
from plan.report import page as page_module
from plan.report.page import Table, render_page
from plan.report.words import words
from tests.workspaces import SMALL, write_workspace

SCRIPTS: Final = Path(page_module.__file__).parent / "page"
NOTHING: Final = Table("", ("doelstelling",), ())

# What a browser would go to fetch, or would run although it is not ours.
OUTWARD: Final = (
    "//*[@src or @srcset or @srcdoc or @onclick or @onerror or @onload or self::link or self::iframe or self::object]"
)


def parsed(data: dict[str, Any], title: str = "Plan") -> html.HtmlElement:
    return html.document_fromstring(render_page(data, NOTHING, title, "nl"))


def report(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(program, ["--workspace", str(folder), "report", *options], catch_exceptions=False)


# --- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ['</script><script>alert(1)</script>', "<!--<script>", '<img src=x onerror="alert(1)">', "]]> & \u2028 \\u003c"],
)  # fmt: skip
def test_what_an_author_wrote_can_neither_end_the_data_nor_become_markup(title: str) -> None:
    page = parsed({"title": title}, title)
    data, script = page.findall(".//script")
    assert json.loads(data.text_content()) == {"title": title}
    assert data.get("type") == "application/json"
    assert "JSON.parse" in script.text_content()
    assert page.findtext(".//title") == title
    assert not page.xpath(OUTWARD)


def test_the_policy_names_the_script_and_the_looks_that_are_there_and_nothing_else() -> None:
    made = render_page({}, NOTHING, "Plan", "nl").decode()
    policy = html.document_fromstring(made.encode()).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    script = made.rpartition("<script>")[2].partition("</script>")[0]
    looks = made.partition("<style>")[2].partition("</style>")[0]
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (script, looks)]
    assert policy.split("; ")[:3] == ["default-src 'none'", f"script-src {hashes[0]}", f"style-src {hashes[1]}"]
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_script_and_sheet_of_looks_is_in_the_page() -> None:
    made = render_page({}, NOTHING, "Plan", "nl").decode()
    assets = [file for file in SCRIPTS.iterdir() if file.suffix in (".js", ".css")]
    assert len(assets) > 10
    for file in assets:
        assert file.read_text("utf-8").strip() in made, file.name


def test_the_scripts_take_no_text_for_markup() -> None:
    for file in SCRIPTS.glob("*.js"):
        text = file.read_text("utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc", text), (
            file.name
        )


# --- its words -------------------------------------------------------------------------------------


def asked_for() -> tuple[set[str], tuple[str, ...]]:
    """The keys of words that the scripts ask for, and how those begin that they put together."""
    scripts = "\n".join(file.read_text("utf-8") for file in sorted(SCRIPTS.glob("*.js")))
    known = set(words("en"))
    literal = {text for text in re.findall(r'"([\w-]+\.[\w.-]+)"', scripts) if text in known}
    called = set(re.findall(r'\btn?\(\s*"([\w.-]+)"', scripts))
    return literal | called, tuple(re.findall(r"`([\w-]+\.[\w.-]*)\$\{", scripts))


def test_every_word_that_the_scripts_ask_for_is_there() -> None:
    asked, _begun = asked_for()
    assert asked - set(words("nl")) == set()


def test_no_word_is_kept_that_no_script_asks_for() -> None:
    asked, begun = asked_for()
    left = {key for key in words("nl") if key not in asked and key.removesuffix(".one") not in asked}
    assert {key for key in left if not key.startswith(begun)} == set()


def test_a_word_has_the_same_fields_in_each_language() -> None:
    for key, text in words("en").items():
        fields = {language: set(re.findall(r"\{(\w+)\}", words(language)[key])) for language in LANGUAGES}
        assert fields["nl"] == fields["en"], f"{key}: {text}"


# --- the command -----------------------------------------------------------------------------------


def test_the_report_is_written_below_build_and_said(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "plan", SMALL)
    result = report(folder, "--format", "html")
    assert result.exit_code == 0
    assert "build/sector/dekking.html" in result.output
    assert (folder / "build/sector/dekking.html").read_bytes().startswith(b"<!doctype html>")


def test_the_same_sources_make_the_same_page(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = write_workspace(tmp_path / name, SMALL)
        report(folder, "--format", "html")
        made.append((folder / "build/sector/dekking.html").read_bytes())
    assert made[0] == made[1]


def test_the_page_speaks_the_language_of_the_plan_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "plan", SMALL)
    CliRunner().invoke(program, ["--workspace", str(folder), "--language", "en", "report", "--format", "html"])
    page = html.document_fromstring((folder / "build/sector/dekking.html").read_bytes())
    assert page.get("lang") == "nl"
    assert page.findtext(".//title") == "Meerjarenplan 2021-2025: dekking van de doelstellingen"


def test_a_page_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "plan", SMALL)
    report(folder, "--format", "html")
    page = folder / "build/sector/dekking.html"
    page.write_bytes(page.read_bytes() + b"<!-- van mij -->")
    assert "is niet verloren" in report(folder, "--format", "html").output.replace("\n    ", " ")
    (kept,) = (folder / "teruggekomen").iterdir()
    assert kept.read_bytes().endswith(b"<!-- van mij -->")


def test_a_plan_without_goals_is_told_that_there_is_nothing_to_report(tmp_path: Path) -> None:
    identity = SMALL["goals.yaml"].partition("strategic_goals:")[0]
    folder = write_workspace(tmp_path / "plan", {"goals.yaml": identity})
    assert report(folder, "--format", "html").exit_code == 0
    assert not (folder / "build").exists()
