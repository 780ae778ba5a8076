"""The handbook cannot lie: what it tells somebody to do is done here, and what it shows is what comes out.

A director's story has one order, so the whole of docs/handleiding.md is walked once, in one copy of the example:

- a block ```console holds commands after `$ ` and what each prints. A line with only … stands for any lines, … in a
  line for any words: times, names of folders, what is not the point. A command without output must only go well;
- a block under a line such as "`goals.yaml`, regel 4 wordt:" or "`goals.yaml`, onder de regel met `rules:`:" is what
  the reader types in that file;
- files that somebody else sends, or that are made with Word, Excel or the browser, are made by `HANDS` when a command
  first names them.

All other blocks are examples, and are not run.
"""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from plan.cli import plan as command
from plan.messages import rule_name, rule_named
from tests.reviewer import Reviewer
from tests.test_edit_sheet import cell
from tests.the_example import OWN, ROOT, copy_example
from tools.messages import PO, read_catalog

pytestmark = pytest.mark.usefixtures("remembering")

GUIDE = ROOT / "docs/handleiding.md"
PAGES = (GUIDE, ROOT / "README.md", ROOT / "docs/bestanden.md", ROOT / "CONTRIBUTING.md", ROOT / "docs/maintainers.md")
BUILT = f"build/{OWN}/meerjarenplan-2021-2025-{OWN}.docx"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EDIT = re.compile(
    r"^`(?P<file>[^`]+)`, (?:regel (?P<line>\d+)|(?P<below>onder )?de regel met `(?P<words>[^`]+)`)(?: wordt)?:\n\n\Z",
    re.MULTILINE,
)


# --- what others do ---------------------------------------------------------------------------------


def page_of_word(root: Path, file: Path) -> None:
    """A page from Word with a heading, a word in bold, and a list that was typed with dashes."""
    paragraphs = (
        '<w:p><w:pPr><w:pStyle w:val="Kop1"/></w:pPr><w:r><w:t>Onze vrijwilligers</w:t></w:r></w:p>',
        '<w:p><w:r><w:t xml:space="preserve">Zestig mensen koken, openen de deur en </w:t></w:r>',
        "<w:r><w:rPr><w:b/></w:rPr><w:t>luisteren</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>- een vaste begeleider</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>- een verzekering</w:t></w:r></w:p>",
    )
    heading = (
        '<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    with ZipFile(file, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _related("officeDocument", "word/document.xml"))
        archive.writestr("word/_rels/document.xml.rels", _related("styles", "styles.xml"))
        archive.writestr("word/styles.xml", f"<w:styles {space}>{heading}</w:styles>")
        archive.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{''.join(paragraphs)}</w:body></w:document>"
        )


def _related(kind: str, target: str) -> str:
    """The relationships of a part that has one."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def read_by_the_board(root: Path, file: Path) -> None:
    """The plan came back with a comment, a tracked change, and a change that nobody tracked."""
    reviewer = Reviewer((root / BUILT).read_bytes())
    reviewer.comment("vrijwilligers", "Hoeveel zijn dat er?", ("Jan Claes", "Een veertigtal."))
    reviewer.replace("scherper", "duidelijker")
    reviewer.type_over("begin tot einde", "bij het begin")
    file.write_bytes(reviewer.saved())


def agreed_in_a_meeting(root: Path, file: Path) -> None:
    """What the page of the report saves: one contribution becomes certain."""
    raised = {"do": "raise", "institute": OWN, "action": "aandachtsbuurten-versterken", "goal": "solidariteit"}
    agreements = [{**raised, "was": "possible", "who": "Ilse", "by": "2020-06-01"}]
    told = {"format": 1, "kind": "afspraken", "plan": "Meerjarenplan 2021-2025", "agreements": agreements}
    file.write_text(json.dumps(told), "utf-8")


def chosen_in_excel(root: Path, file: Path) -> None:
    """One cell of the sheet that `plan coverage --edit` made, chosen from its list."""
    book = load_workbook(root / "build/sector/dekking-bewerken.xlsx")
    cell(book["Oost-Vlaanderen"], "waardig-wonen", "klimaat-en-milieubeleid").value = "zeker"
    book.save(file)


def mailed_by_brussels(root: Path, file: Path) -> None:
    """Brussels changed the title of a chapter of its own, and packed its files."""
    theirs = copy_example(root.parent / "brussel")
    chapter = theirs / "institutes/brussel/aanpak.md"
    chapter.write_text(chapter.read_text("utf-8").replace("# Aanpak", "# Onze aanpak"), "utf-8")
    packed = CliRunner().invoke(command, ["--workspace", str(theirs), "pack", "brussel", "--output", str(file)])
    assert packed.exit_code == 0, packed.output


HANDS: Mapping[str, Callable[[Path, Path], None]] = {
    "vrijwilligers uit Word.docx": page_of_word,
    "plan met opmerkingen.docx": read_by_the_board,
    "afspraken.json": agreed_in_a_meeting,
    "dekking met keuzes.xlsx": chosen_in_excel,
    "brussel.zip": mailed_by_brussels,
}


# --- walking the guide ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A block of the guide, with the line it begins at and what stands above it."""

    line: int
    kind: str
    text: str
    above: str

    @property
    def edit(self) -> re.Match[str] | None:
        return _EDIT.search(self.above)


def steps() -> Iterator[Step]:
    text = GUIDE.read_text("utf-8")
    for found in _FENCE.finditer(text):
        above = text[: found.start()]
        yield Step(above.count("\n") + 1, found[1], found[2], above[-200:])


def typed(step: Step, edit: re.Match[str], root: Path) -> None:
    """Do in a file what the guide tells the reader to type."""
    path = root / edit["file"]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    if edit["line"]:
        at = int(edit["line"]) - 1
    else:
        (at,) = (number for number, line in enumerate(lines) if edit["words"] in line and not line.startswith("#"))
    lines[at : at + 1] = [lines[at], step.text] if edit["below"] else [step.text]
    path.write_text("".join(lines), "utf-8")


def runs(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output that the guide shows."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    assert not parts[0], f"output before the first command: {parts[0]}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def run(line: str, root: Path) -> str:
    """What a command prints. A crash is an exception, and not part of any story."""
    program, *arguments = shlex.split(line)
    assert program == "plan"
    for name, made in HANDS.items():
        if name in arguments and not (root / name).exists():
            made(root, root / name)
    result = CliRunner().invoke(command, ["--language", "nl", *arguments])
    assert result.exit_code in (0, 1, 2), f"{line}\n{result.output}"
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def shows(shown: str, printed: str) -> bool:
    """Whether the guide's output is what was printed."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else r".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed if printed.endswith("\n") else printed + "\n") is not None


def test_whoever_does_what_the_guide_says_sees_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_example(tmp_path / "plan")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PLAN_HOME", str(tmp_path / "thuis"))
    monkeypatch.setenv("COLUMNS", "100")  # as wide as the window that the guide shows
    lies = []
    for step in steps():
        if step.edit:
            typed(step, step.edit, root)
        elif step.kind == "console":
            for line, shown in runs(step.text):
                printed = run(line, root)
                if shown and not shows(shown, printed):
                    lies.append(f"handleiding.md:{step.line}: {line}\n{printed}")
    assert not lies, "\n\n".join(lies)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("in … s\n", "in 2,1 s\n", True),
        ("in … s\n", "in 2,1 uur\n", False),
    ],
)
def test_only_an_ellipsis_stands_for_something_else(shown: str, printed: str, same: bool) -> None:
    assert shows(shown, printed) is same


# --- what the pages name ----------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """The name GitHub gives a heading."""
    kept = [c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = _FENCE.sub("", page.read_text("utf-8"))
    return {anchor(re.sub(r"[`*]", "", heading)) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page.read_text("utf-8")))
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, part = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists() or (part and part not in anchors(file)):
            dead.append(target)
    assert not dead


def test_every_file_to_double_click_is_there() -> None:
    for page in (GUIDE, ROOT / "README.md"):
        named = set(re.findall(r"`(Zet klaar|Bouw mijn plan|Controleer|Open verslag)`", page.read_text("utf-8")))
        assert named
        assert all((ROOT / f"{name}{ending}").is_file() for name in named for ending in (".cmd", ".command"))


def test_every_rule_that_the_guide_names_is_known() -> None:
    text = GUIDE.read_text("utf-8")
    named = re.findall(r"\[([a-z]+(?:-[a-z]+)+)\](?!\()", text)
    named += re.findall(r"(?:--only|explain|rule:) ([a-z]+-[a-z-]+)", text)
    assert len(named) > 10
    assert [name for name in named if rule_name(rule_named(name), "nl") != name or rule_named(name) == name] == []


def test_every_message_that_the_guide_lists_is_one_that_somebody_may_see() -> None:
    """What stands in a table before a rule, or as code in the first column below the window; values may be anything."""
    told = GUIDE.read_text("utf-8").partition("## Als er iets rood is")[2].partition("## Naslag")[0]
    in_files, in_window = told.split("En in het venster:")
    quoted = re.findall(r"\| ([^|]+?) `\[[a-z-]+\]` \|", in_files)
    quoted += re.findall(r"^\| `(?:fout: )?([^`]+)` \|", in_window, re.MULTILINE)
    assert len(quoted) > 15
    catalogue = [message.string for message in read_catalog(PO) if message.id]
    sentences = [text for one in catalogue for text in ((one,) if isinstance(one, str) else one or ())]
    patterns = [re.compile(re.sub(r"\\\{.*?\\\}", ".*", re.escape(text))) for text in sentences if text]
    scripts = "".join(
        (ROOT / name).read_text("utf-8") for name in ("tools/starten.cmd", "tools/starten.sh", "make.cmd")
    )
    unknown = [
        quote
        for quote in (one.replace("\\", "") for one in quoted)
        if quote not in scripts and not any(pattern.match(quote) for pattern in patterns)
    ]
    assert unknown == []


def test_every_command_in_a_sentence_exists_with_its_options() -> None:
    for page in (GUIDE, ROOT / "README.md", ROOT / "docs/bestanden.md"):
        text = _FENCE.sub("", page.read_text("utf-8"))
        for line in re.findall(r"`plan ([a-z][^`]*)`", text):
            words = shlex.split(line.replace("\n", " "))
            known: click.Command = command
            while isinstance(known, click.Group) and words and not words[0].startswith("-"):
                found = known.get_command(click.Context(known), words.pop(0))
                assert found, f"{page.name}: plan {line}"
                known = found
            options = {name for one in known.params for name in one.opts} | {"--help"}
            assert {word for word in words if word.startswith("--")} <= options, f"{page.name}: plan {line}"
