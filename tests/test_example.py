"""The example at the root of the repository: the plan of a sector of eight institutes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml

from plan.build import EVERYDAY, Rendered, render
from plan.compose import Composed, compose_document
from plan.diagnostics import Severity, render_text
from plan.document import Contents, Heading, Paragraph, Role, plain_text
from plan.places import Prose, Text
from plan.workspace import Workspace
from tests import the_example
from tests.conftest import Golden
from tests.structure import all_blocks, homes, structure
from tests.the_example import INSTITUTES, ROOT
from tests.workspaces import SMALL, plan_of

FACTS = ROOT.parent / "shared/example"
OUTLINE = FACTS / "outline.yaml"


@pytest.fixture
def example() -> Workspace:
    return the_example.example()


@pytest.fixture
def documents() -> dict[str, Composed]:
    return {institute: the_example.composed(institute) for institute in INSTITUTES}


@pytest.fixture(scope="module")
def made() -> dict[str, Rendered]:
    """All plans, as drafts: the mark must not be in the way of comparing them."""
    plan = the_example.example().plan
    return {id: render(plan, id, EVERYDAY, draft=True) for id in plan.institutes_by_id}


def text_of(rendered: Rendered) -> str:
    """The plan in Markdown."""
    (path,) = [path for path in rendered.files if path.endswith(".md")]
    return rendered.files[path].decode()


def test_the_findings_are_those_that_a_committed_list_names(example: Workspace, golden: Golden) -> None:
    assert not [found for found in example.findings if found.severity is Severity.ERROR]
    golden("voorbeeld-bevindingen.txt", render_text(example.findings, example.sources.line, "nl"))


def test_every_institute_gets_its_plan_and_nothing_is_wrong_with_its_making(made: dict[str, Rendered]) -> None:
    assert len(INSTITUTES) == 8
    assert sorted(made) == [*INSTITUTES]
    for rendered in made.values():
        assert not rendered.diagnostics
        assert any(data.startswith(b"PK") for path, data in rendered.files.items() if path.endswith(".docx"))


@pytest.mark.parametrize("institute", ["oost-vlaanderen", "brussel", "limburg"])
def test_the_plan_in_markdown_is_the_committed_one(made: dict[str, Rendered], golden: Golden, institute: str) -> None:
    golden(f"{institute}.md", text_of(made[institute]))


def test_the_structure_of_a_small_plan_is_the_committed_one(golden: Golden) -> None:
    plan = plan_of(SMALL)
    for institute in plan.institutes:
        composed = compose_document(plan, institute, draft=institute.id == "bos", label="proef")
        golden(f"klein-{institute.id}.txt", structure(composed.document))


@pytest.mark.skipif(not OUTLINE.exists(), reason="the outline of the real plan lies beside the repository")
def test_the_headings_of_oost_vlaanderen_are_those_of_the_real_plan_in_order(documents: dict[str, Composed]) -> None:
    sections = yaml.safe_load(OUTLINE.read_text("utf-8"))["sections"]
    expected = [_bare(str(section.get("title_corrected") or section["title"])) for section in sections]
    printed = []
    for block in documents["oost-vlaanderen"].document.blocks():
        match block:
            case Heading() | Paragraph(role=Role.TITLE):
                printed.append(_bare(plain_text(block.inlines)))
            case Contents():
                printed.append(_bare(block.title))
            case _:
                pass
    rest = iter(printed)
    missing = [title for title in expected if title not in rest]
    assert not missing


def _bare(title: str) -> str:
    """A heading without the code before it, which the real plan prints now and then."""
    return re.sub(r"^(SD ?\d+: |OD )", "", title).casefold()


def test_oost_vlaanderen_is_complete(documents: dict[str, Composed]) -> None:
    blocks = list(all_blocks(tuple(documents["oost-vlaanderen"].document.blocks())))
    assert not [block for block in blocks if isinstance(block, Paragraph) and block.role is Role.GAP]


def test_every_authored_text_of_the_example_has_one_home(example: Workspace, documents: dict[str, Composed]) -> None:
    for composed in documents.values():
        counted = Counter(homes(composed.document))
        assert set(counted.values()) == {1}
        keys = {key for key, _part in counted}
        for goal in example.plan.operational_goals:
            for value in (goal.title, goal.statement, goal.explanation):
                if isinstance(value, Text | Prose):
                    assert value.key in keys


def test_each_home_block_stands_in_a_file_of_the_example(example: Workspace, documents: dict[str, Composed]) -> None:
    for composed in documents.values():
        for block in all_blocks(tuple(composed.document.blocks())):
            origin = getattr(block, "origin", None)
            if origin is not None and origin.home:
                file = origin.place.file
                assert file in example.sources.files or (ROOT / file).is_file(), file


def test_what_has_not_been_delivered_is_the_shared_plan(made: dict[str, Rendered], example: Workspace) -> None:
    limburg, gent = (
        text_of(made[id]).replace(str(example.plan.institutes_by_id[id].name), "X") for id in ("limburg", "gent")
    )
    assert _without_colophon(limburg) == _without_colophon(gent)


def _without_colophon(text: str) -> str:
    """All before the last chapter, which gives the address; the table of contents leads to it by name."""
    text = text[: text.rindex("\n## ")]
    return re.sub(r"^- \[X\].*$", "", text, flags=re.MULTILINE)


def test_the_plan_of_oost_vlaanderen_is_a_whole_book(made: dict[str, Rendered]) -> None:
    assert len(re.findall(r"\w+", text_of(made["oost-vlaanderen"]))) > 7_000


NAME_FIELDS = {"title", "title_corrected", "name", "partners", "items", "source"}
"""What of the facts is a name: the example may give it as it is."""
WRITTEN = ("goals.yaml", "actions/**/*", "chapters/*.md", "frameworks/*.yaml", "institutes/**/*", "templates/*.md")
RUN = 8


@pytest.mark.skipif(not FACTS.exists(), reason="the facts of the real plan lie beside the repository")
def test_no_sentence_is_taken_over_from_the_facts() -> None:
    names: set[tuple[str, ...]] = set()
    prose: set[tuple[str, ...]] = set()
    for path in FACTS.glob("*.yaml"):
        for field, value in _strings(yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
            words = _words(value)
            if field in NAME_FIELDS:
                names.add(words)
            else:
                prose.update(run for _at, run in _runs(words))
    assert len(prose) > 1_000
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        if len(name) > 1:
            by_first.setdefault(name[0], []).append(name)
    files = {path for pattern in WRITTEN for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".docx"}
    taken = []
    for path in sorted(files):
        words = _words(path.read_text("utf-8"))
        of_a_name = {
            at + offset
            for at, word in enumerate(words)
            for name in by_first.get(word, ())
            if words[at : at + len(name)] == name
            for offset in range(len(name))
        }
        for at, run in _runs(words):
            if run in prose and len(of_a_name.intersection(range(at, at + RUN))) <= RUN // 2:
                taken.append(f"{path.relative_to(ROOT)}: {' '.join(run)}")
    assert not taken, "\n".join(taken)


def _strings(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a loaded file, with the key it stands under."""
    match value:
        case dict():
            for key, below in value.items():
                yield from _strings(below, str(key))
        case list():
            for below in value:
                yield from _strings(below, field)
        case str():
            yield field, value
        case _:
            pass


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((at, words[at : at + RUN]) for at in range(len(words) - RUN + 1))
