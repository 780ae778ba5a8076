"""No file outside the workspace is ever read, whatever a text, a field or a link names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from plan.cli import plan as program
from plan.workspace import open_workspace
from tests.word_sample import picture_bytes
from tests.workspaces import SMALL, write_workspace

SECRET: Final = "Niemand mag dit lezen"

PATHS: Final = (
    "../geheim{0}", "../../geheim{0}", "../../../../../../etc/passwd", "{1}/geheim{0}", "file://{1}/geheim{0}",
    "..\\geheim{0}", "..\\..\\geheim{0}", "C:\\geheim{0}", "C:/geheim{0}", "\\\\server\\deel\\geheim{0}",
    "//server/deel/geheim{0}", "http://127.0.0.1/geheim{0}", "beelden/../../geheim{0}", "~/geheim{0}",
    "%2e%2e/geheim{0}", "/proc/self/environ", "/dev/zero", "geheim{0}",
)  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder with a file of each kind, in which a workspace lies."""
    csv = f"Naam;Getal\r\n{SECRET};1\r\n".encode()
    text = f"# {SECRET}\n\n{SECRET}\n"
    yaml = f"title: {SECRET}\nperiod: 2021-2025\ncontributes: {{certain: [werk]}}\n"
    files: dict[str, str | bytes] = {"geheim.csv": csv, "geheim.md": text, "geheim.yaml": yaml}
    files |= {"geheim.png": picture_bytes("PNG", (40, 30)), "geheim.pdf": b"%PDF-1.7"}
    write_workspace(tmp_path / "buiten", files)
    return write_workspace(tmp_path, files)


def _nothing_of_it(root: Path) -> None:
    said = CliRunner().invoke(program, ["--workspace", str(root), "build"])
    assert said.exception is None or isinstance(said.exception, SystemExit), said.output
    assert SECRET not in said.output
    made = [path for path in (root / "build").rglob("*") if path.is_file()]
    assert any(path.suffix == ".docx" for path in made)
    assert [path for path in made if path.suffix in (".md", ".html") and SECRET in path.read_text("utf-8")] == []
    assert [path for path in made if path.suffix == ".png"] == []


def test_a_name_in_a_text_or_a_field_leads_to_no_file_outside(outside: Path) -> None:
    files: dict[str, str] = {**SMALL}
    pictures = "\n\n".join(f"![Beeld]({path.format('.png', outside)})" for path in PATHS)
    files["chapters/missie.md"] += f"\n{pictures}\n"
    annexes = [
        f"  - {{id: b{at}, title: B{at}, file: '{path.format('.pdf', outside)}'}}" for at, path in enumerate(PATHS)
    ]
    files["institutes/kust/submission.yaml"] = "annexes:\n" + "\n".join(annexes) + "\n"
    for at, path in enumerate(PATHS):
        files[f"tables/tabel{at}.yaml"] = f"title: Tabel\nfile: '{path.format('.csv', outside)}'\n"
        files["chapters/missie.md"] += f"\n{{tabel tabel{at}}}\n\n{{hoofdstuk {path.format('.md', outside)}}}\n"
    root = write_workspace(outside / "plan", files)
    _nothing_of_it(root)
    told = [found.rule for found in open_workspace(root).findings]
    assert told.count("missing-image") == len(PATHS) - 1  # file: makes no picture
    assert told.count("unreadable-link") == 1
    assert told.count("missing-data-file") == len(PATHS)
    assert told.count("missing-annex-file") == len(PATHS)


def test_a_link_leads_to_no_file_or_folder_outside(outside: Path) -> None:
    root = write_workspace(
        outside / "plan", {**SMALL, "chapters/missie.md": "# Missie\n\n![Beeld](beelden/geheim.png)\n"}
    )
    links = {
        "actions/geheim.yaml": "geheim.yaml",
        "institutes/kust/geheim.md": "geheim.md",
        "chapters/geheim.md": "geheim.md",
        "chapters/beelden": "buiten",
        "tables": "buiten",
        "templates/colofon.md": "geheim.md",
        "templates/stijl.docx": "geheim.pdf",
        "institutes/elders": "buiten",
        "frameworks/elders.yaml": "geheim.yaml",
    }
    for link, target in links.items():
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(outside / target)
    (root / "rankings/rond.yaml").symlink_to(root / "rankings/rond.yaml")
    (root / "institutes/kust/beelden").symlink_to(root / "institutes/kust")
    _nothing_of_it(root)
    told = {found.place.file for found in open_workspace(root).findings if found.rule == "link-to-outside"}
    assert told >= links.keys()
