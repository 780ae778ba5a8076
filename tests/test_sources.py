from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from plan.diagnostics import Severity
from plan.sources import MAX_BYTES, decode, read_sources

WORKSPACE = {
    "goals.yaml": "format: 1\n",
    "figures.yaml": "figures: []\n",
    "actions/de-stek.yaml": "title: De STEK\n",
    "actions/de-stek.md": "# Samenwerking\n",
    "actions/brussel/samen-wonen.yaml": "title: Samen wonen\n",
    "institutes/brussel/institute.yaml": "name: Brussel\n",
    "institutes/brussel/projects.yaml": "projects: []\n",
    "institutes/brussel/voorwoord.md": "# Voorwoord\n",
    "institutes/brussel/beelden/plein.PNG": "",
    "chapters/missie.md": "# Missie\n",
    "chapters/beelden/kaart 1.jpg": "",
    "frameworks/minister.yaml": "title: Minister\n",
    "rankings/armoede.yaml": "title: Armoede\n",
    "templates/plan.yaml": "chapters: []\n",
    "templates/omslag.md": "\n",
}


def write(root: Path, *files: str, **contents: str) -> None:
    for file, text in {**dict.fromkeys(files, ""), **contents}.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(root: Path, *files: str) -> dict[str, str]:
    """What is said, by file, about files that stand in a workspace without being read."""
    write(root, *files)
    sources = read_sources(root)
    for diagnostic in sources.diagnostics:
        assert diagnostic.rule in ("file-not-read", "copy-beside")
        assert diagnostic.severity is Severity.WARNING
        assert diagnostic.hint is not None
        assert diagnostic.place.file not in sources.files
    return {
        finding.place.file: f"{finding.message.render('en')}; {finding.hint.render('en') if finding.hint else ''}"
        for finding in sources.diagnostics
    }


def test_the_files_of_a_workspace_are_read_and_nothing_is_told(tmp_path: Path) -> None:
    write(tmp_path, **WORKSPACE)
    sources = read_sources(tmp_path)
    assert list(sources.files) == sorted(WORKSPACE)
    assert sources.text("goals.yaml") == "format: 1\n"
    assert sources.text("missing.yaml") is None
    assert sources.diagnostics == ()


def test_folders_that_are_no_part_of_a_workspace_are_not_looked_into(tmp_path: Path) -> None:
    others = ("build/goals.yml", "plan/templates/x.yml", "docs/goals.yaml", ".venv/actions/x.yml", "notities.docx")
    assert told(tmp_path, *others) == {}
    assert read_sources(tmp_path).files == {}


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("actions/de-stek.yaml.txt", "de-stek.yaml"),
        ("actions/de-stek.yml", "de-stek.yaml"),
        ("actions/De Stek.yaml", "de-stek.yaml"),
        ("actions/de_stek.YAML", "de-stek.yaml"),
        ("actions/Kopie van de-stek.yaml", "de-stek.yaml"),
        ("actions/de-stek - kopie (2).yaml", "de-stek.yaml"),
        ("actions/café.md", "cafe.md"),
        ("chapters/Missie.markdown", "missie.md"),
        ("institutes/brussel/institut.yaml", "institute.yaml"),
        ("goals (1).yaml", "goals.yaml"),
        ("Goals.yml", "goals.yaml"),
    ],
)
def test_a_file_with_a_wrong_name_is_told_with_the_right_one(tmp_path: Path, name: str, right: str) -> None:
    assert f'call it "{right}"' in told(tmp_path, name)[name]


def test_a_file_of_another_kind_is_told_with_what_belongs_in_its_folder(tmp_path: Path) -> None:
    found = told(tmp_path, "chapters/missie.docx", "chapters/beelden/kaart.mp4", "institutes/brussel.yaml")
    assert found["chapters/missie.docx"].endswith("what belongs in this folder: *.md and beelden/")
    assert found["chapters/beelden/kaart.mp4"].endswith("*.png, *.jpg, *.jpeg, *.gif and *.svg")
    assert "institutes/brussel.yaml" in found


def test_a_folder_with_a_wrong_name_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "Actions/x.yaml", "institutes/West Vlaanderen/institute.yaml", "chapters/oud/missie.md")
    assert 'call the folder "actions"' in found["Actions"]
    assert 'call the folder "west-vlaanderen"' in found["institutes/West Vlaanderen"]
    assert "chapters/oud" in found


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are no text")
def test_a_name_that_is_no_text_is_told_with_a_sign_for_what_cannot_be_shown(tmp_path: Path) -> None:
    names = ("actions/{}.yaml", "chapters/missie{}.md", "chapters/beelden/{}.png", "institutes/{}/institute.yaml")
    found = told(tmp_path, *(name.format(os.fsdecode(b"\xff")) for name in (*names, "{}.docx")))
    assert {file: said.partition("; ")[2] for file, said in found.items()} == {
        "actions/\ufffd.yaml": "give it a name of letters and digits: what it has now is no text",
        "chapters/missie\ufffd.md": 'call it "missie.md"',
        "chapters/beelden/\ufffd.png": "give it a name of letters and digits: what it has now is no text",
        "institutes/\ufffd": "give it a name of letters and digits: what it has now is no text",
    }
    assert "institutes/\ufffd/institute.yaml" in read_sources(tmp_path).unread


def test_what_systems_and_programs_leave_behind_is_left_alone(tmp_path: Path) -> None:
    names = ("~$missie.docx", ".DS_Store", "Thumbs.db", "desktop.ini", "README.md", "LEESMIJ.txt", "Lees mij.docx")
    assert told(tmp_path, *(f"chapters/{name}" for name in names)) == {}


def test_no_link_is_followed_out_of_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/geheim.yaml", "plan/actions/de-stek.yaml")
    root = tmp_path / "plan"
    (root / "actions/geheim.yaml").symlink_to(tmp_path / "elsewhere/geheim.yaml")
    (root / "chapters").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (root / "actions/ook-de-stek.yaml").symlink_to(root / "actions/de-stek.yaml")
    sources = read_sources(root)
    assert list(sources.files) == ["actions/de-stek.yaml", "actions/ook-de-stek.yaml"]
    assert [(found.rule, found.place.file) for found in sources.diagnostics] == [
        ("link-to-outside", "actions/geheim.yaml"),
        ("link-to-outside", "chapters"),
    ]


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    write(tmp_path, "actions/de-stek.yaml")
    (tmp_path / "actions/weg.yaml").symlink_to(tmp_path / "actions/er-niet.yaml")
    assert [found.rule for found in read_sources(tmp_path).diagnostics] == ["unreadable-file"]


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    write(tmp_path, **{"goals.yaml": "\ufeffeen\x0bnog\r\ntwee\u2028nog\n"})
    sources = read_sources(tmp_path)
    assert sources.line("goals.yaml", 1) == "een\x0bnog"
    assert sources.line("goals.yaml", 2) == "twee\u2028nog"
    assert sources.line("goals.yaml", 9) == sources.line("er-niet.yaml", 1) == ""


def test_a_byte_order_mark_is_no_part_of_the_text_and_line_ends_are() -> None:
    assert decode("goals.yaml", b"\xef\xbb\xbftitle: x\r\n") == ("title: x\r\n", ())


def test_a_file_that_is_not_utf8_is_told_at_the_letter() -> None:
    text, (found,) = decode("goals.yaml", "a: b\ntitle: één café\n".encode("cp1252"))
    assert text is None
    assert (found.rule, str(found.place)) == ("not-utf8", "goals.yaml:2:8")
    assert '"één"' in found.message.render("en")


def test_the_word_with_that_letter_is_told_without_what_cannot_be_shown_and_no_longer_than_a_word() -> None:
    _text, (found,) = decode("goals.yaml", b"a" * 500 + b"\x0eb\xff" + b"c" * 500)
    assert f'"b\xff{"c" * 39}"' in found.message.render("en")


@pytest.mark.parametrize("data", ["title: x".encode("utf-16"), b"PK\x03\x04\x00\xff"])
def test_a_file_that_is_no_text_is_told_once(data: bytes) -> None:
    text, found = decode("goals.yaml", data)
    assert text is None
    assert [diagnostic.rule for diagnostic in found] == ["not-utf8"]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x0c", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "\r"])
def test_a_control_character_is_told_and_leaves_the_columns_as_they_are(sign: str) -> None:
    text, (found,) = decode("goals.yaml", f"a: b\ntitle: De{sign}STEK\n".encode())
    assert text == "a: b\ntitle: De STEK\n"
    assert (found.rule, str(found.place)) == ("control-character", "goals.yaml:2:10")


def test_a_line_full_of_control_characters_is_told_once() -> None:
    _text, found = decode("goals.yaml", b"a: \x0b\x0b\nb: \x0b\n")
    assert [diagnostic.place.line for diagnostic in found] == [1, 2]


def test_a_file_that_is_too_large_is_told() -> None:
    text, (found,) = decode("goals.yaml", b" " * (MAX_BYTES + 1))
    assert (text, found.rule) == (None, "file-too-large")
