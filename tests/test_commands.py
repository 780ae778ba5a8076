"""What `plan list`, `find`, `explain`, `init`, `new` and `adapt` show and make: functions and the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plan.checks import rules
from plan.commands.creating import adapt_chapter, init_workspace, new_item
from plan.commands.explain import all_rules, render_page, render_rules, severity_of
from plan.commands.finding import find_text, render_found, render_list
from plan.compose import compose_document
from plan.diagnostics import Severity
from plan.document import Heading, Paragraph, plain_text
from plan.messages import Refused
from plan.model import Item, Status
from plan.workspace import Workspace, open_workspace
from tests.command_line import Done, typed
from tests.workspaces import SMALL, write_workspace

GOALS = """\
plan: {title: Plan, period: 2026-2030, date: 2025-10-01}
strategic_goals:
  - id: rechten
    title: Rechten
    statement: Rechten voor iedereen.
    explanation: Op papier is niet genoeg.
    operational_goals: [{id: wonen, title: Goed wonen, statement: Wonen., explanation: De huur is hoog.}]
"""


def make(root: Path, **files: str | bytes) -> Workspace:
    """A workspace with one institute and these files; `__` in a name stands for a folder."""
    everything: dict[str, str | bytes] = {
        "goals.yaml": GOALS,
        "institutes/kust/institute.yaml": "name: Kust vzw\nparticipates: {}\n",
        **{
            name.replace("__", "/").replace("_md", ".md").replace("_yaml", ".yaml"): text
            for name, text in files.items()
        },
    }
    for name, text in everything.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_workspace(root)


def errors(workspace: Workspace) -> list[str]:
    return [str(found) for found in workspace.findings if found.severity is Severity.ERROR]


def plan(*arguments: str, cwd: Path) -> Done:
    return typed(cwd, *arguments, PLAN_LANGUAGE="en", COLUMNS="80")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace that `plan init` makes; read only."""
    root = tmp_path_factory.mktemp("small") / "plan"
    init_workspace(root)
    return open_workspace(root)


# --- init ------------------------------------------------------------------------------------------


def test_a_new_workspace_has_nothing_wrong_and_builds(tmp_path: Path) -> None:
    made = plan("init", "mijn plan é", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    root = tmp_path / "mijn plan é"
    checked = plan("check", "--strict", cwd=root)
    assert (checked.returncode, checked.stdout.count("[")) == (0, 0), checked.stdout
    built = plan("build", cwd=root / "institutes" / "noord")
    assert built.returncode == 0, built.stdout
    assert list((root / "build").rglob("*.docx")) == [root / "build/noord/meerjarenplan-2026-2030-noord.docx"]


def test_a_new_workspace_has_every_kind_of_thing(small: Workspace) -> None:
    held = small.plan
    counts = [len(group) for group in (held.strategic_goals, held.operational_goals, held.institutes, held.figures)]
    assert counts == [2, 3, 2, 1]
    assert {action.owner for action in held.actions} == {"", "noord"}
    assert held.projects
    assert held.shared_chapters
    assert (small.root / "LEESMIJ.txt").is_file()


def test_a_folder_with_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("van mij")
    with pytest.raises(Refused):
        init_workspace(tmp_path)
    refused = plan("init", ".", cwd=tmp_path)
    assert refused.returncode == 2
    assert "already" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]


def test_what_systems_hide_in_a_folder_does_not_stop_a_workspace(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "desktop.ini").write_bytes(b"x")
    assert tmp_path / "goals.yaml" in init_workspace(tmp_path)


# --- new -------------------------------------------------------------------------------------------

HOSTILE = [
    'De "kans": samen #1',
    "'t Hof van Eden's",
    "- streep vooraan",
    "[haken], {accolades}: en *sterren*",
    "%procent @apenstaart `accent` | pijp > groter",
    "C#",
    "Vraag? Ja! # #",
    "ja",
    "2026",
    "1:30",
    "0431",
    "null",
    "café – “krul” …",
    "slot\\",
    "dit: is: te: veel: ",
    "ends with : colon:",
    "!!python/object:os.system a",
    "&anker *alias <<",
    "🏠 huis",
]
_visible = st.characters(exclude_categories=("C", "Z"))
titles = st.lists(st.text(_visible, min_size=1, max_size=12), max_size=6).map(lambda words: " ".join(["Titel", *words]))


def items(workspace: Workspace, kind: str) -> dict[str, str]:
    """The titles of a kind of item, by id."""
    found = {"action": "actions", "project": "projects", "figure": "figures", "chapter": "chapters"}[kind]
    return {str(item.id): str(item.title) for item in getattr(workspace.plan, found)}


@given(kind=st.sampled_from(["action", "project", "figure", "chapter"]), title=titles, own=st.booleans())
@example(kind="chapter", title="Titel C# #", own=True)
@example(kind="project", title="Titel #1: 'x', \"y\"", own=True)
def test_a_new_item_is_the_only_change_and_has_exactly_its_title(kind: str, title: str, own: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = make(Path(folder))
        place = new_item(before, kind, title, before.plan.institutes[0] if own or kind == "project" else None)
        after = open_workspace(Path(folder))
        added = dict(items(after, kind).items() - items(before, kind).items())
        assert list(added.values()) == [title]
        assert len(items(after, kind)) == len(items(before, kind)) + 1
        others = {"action", "project", "figure", "chapter"} - {kind}
        assert all(items(after, other) == items(before, other) for other in others)
        assert after.sources.line(place.file, place.line)


@pytest.mark.parametrize("kind", ["action", "project", "figure", "chapter"])
@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_with_any_signs_is_written_so_that_it_reads_back(kind: str, title: str, tmp_path: Path) -> None:
    workspace = make(tmp_path)
    new_item(workspace, kind, title, workspace.plan.institutes[0])
    assert list(items(open_workspace(tmp_path), kind).values()) == [title.strip()]


def test_a_title_over_several_lines_becomes_one_line(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    new_item(workspace, "action", " Samen\r\n  sterk\t \x1b\u2028en\u200b wel ", None)
    assert items(open_workspace(tmp_path), "action") == {"samen-sterk-en-wel": "Samen sterk en wel"}


@pytest.mark.parametrize("kind", ["action", "project", "figure", "chapter"])
def test_a_new_item_gives_work_to_do_and_no_errors(kind: str, tmp_path: Path) -> None:
    init_workspace(tmp_path)
    workspace = open_workspace(tmp_path)
    new_item(workspace, kind, "Iets nieuws", workspace.plan.institutes_by_id["noord"])
    after = open_workspace(tmp_path)
    assert errors(after) == []
    assert after.read == ()
    assert any(found.severity is Severity.TODO and found.subject == "iets-nieuws" for found in after.findings) or (
        kind == "project"
    )
    added = next(item for item in getattr(after.plan, f"{kind}s") if item.id == "iets-nieuws")
    assert not isinstance(added, Item) or added.status is Status.TO_WRITE


def test_an_action_skeleton_names_every_key_of_an_action(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    place = new_item(workspace, "action", "Samen", workspace.plan.institutes[0])
    assert place.file == "actions/kust/samen.yaml"
    text = (tmp_path / place.file).read_text("utf-8")
    keys = set(type(open_workspace(tmp_path).plan.actions[0]).model_fields) - {
        "id",
        "owner",
        "place",
        "places",
        "accepts",
    }
    assert {key for key in keys if f"{key}:" not in text} == set()


PROJECTS = {
    "windows, with a byte order mark": b"\xef\xbb\xbfprojects:\r\n  - id: a\r\n    title: A\r\n",
    "no line end at the end": b"# onze\nprojects:\n  - id: a\n    title: A",
    "windows, no line end at the end": b"projects:\r\n  - id: a\r\n    title: A",
    "not indented, in Dutch": "projecten:\n- id: a\n  titel: \u00e9\u00e9n A\n".encode(),
    "text at the end": b"projects:\n  - id: a\n    title: A\n    description: |\n      Tekst.",
    "remarks at the end": b"projects:\n\n  - id: a\n    title: A\n\n  - title: B  # ja\n    id: b\n# einde\n\n",
    "many blank lines at the end": b"projects:\n\n  - id: a\n    title: A\n\n\n",
    "key without items": b"projects:\n",
    "braces": b"projects:\n  - {id: a, title: A}\n",
}


@pytest.mark.parametrize("data", PROJECTS.values(), ids=PROJECTS.keys())
def test_adding_a_project_touches_no_other_byte(data: bytes, tmp_path: Path) -> None:
    workspace = make(tmp_path, institutes__kust__projects_yaml=data)
    new_item(workspace, "project", "Nieuw: één", workspace.plan.institutes[0])
    changed = (tmp_path / "institutes/kust/projects.yaml").read_bytes()
    at = next(at for at in range(len(data), -1, -1) if changed.startswith(data[:at]))
    assert changed.endswith(data[at:])
    assert (b"\r\n" in data) == (b"\r\n" in changed[at : at + len(changed) - len(data)])
    assert changed.count(b"\n") == changed.count(b"\r\n") or b"\r" not in changed
    after = open_workspace(tmp_path)
    assert after.read == ()
    assert list(items(after, "project"))[:-1] == list(items(workspace, "project"))
    assert list(items(after, "project").items())[-1] == ("nieuw-een", "Nieuw: één")


def test_a_project_is_added_to_its_list_whatever_stands_below_it(tmp_path: Path) -> None:
    below = b"fout: ja\n...\n"
    data = b"projects:\n  - id: a\n    title: A\n" + below
    workspace = make(tmp_path, institutes__kust__projects_yaml=data)
    new_item(workspace, "project", "Nieuw", workspace.plan.institutes[0])
    assert (tmp_path / "institutes/kust/projects.yaml").read_bytes().endswith(below)
    assert list(items(open_workspace(tmp_path), "project")) == ["a", "nieuw"]


@pytest.mark.parametrize(
    ("data", "begin"),
    [
        (b"projects: []", b"projects:\n  - id: nieuw\n"),
        (b"projects: []   # nog geen\r\n# later\r\n", b"projects:   # nog geen\r\n  - id: nieuw\r\n"),
        (b"", b"projects:\n  - id: nieuw\n"),
        (b"# alleen uitleg", b"# alleen uitleg\nprojects:\n  - id: nieuw\n"),
    ],
)
def test_an_empty_list_of_projects_gets_its_first(data: bytes, begin: bytes, tmp_path: Path) -> None:
    workspace = make(tmp_path, institutes__kust__projects_yaml=data)
    new_item(workspace, "project", "Nieuw", workspace.plan.institutes[0])
    assert (tmp_path / "institutes/kust/projects.yaml").read_bytes().startswith(begin)
    assert items(open_workspace(tmp_path), "project") == {"nieuw": "Nieuw"}


@pytest.mark.parametrize(
    "data",
    [
        b"projects: [{id: a, title: A}]\n",
        b"projects:\n  - id: a\n   title: A\n",
        b"\xff\xfe projects",
        b"- a\n",
        b"projects: tekst\n",
        b"projects:\n  - id: a\n    title: A\n    description: 'open\n",
    ],
)
def test_a_file_that_nothing_can_be_added_to_stays_as_it_is(data: bytes, tmp_path: Path) -> None:
    workspace = make(tmp_path, institutes__kust__projects_yaml=data)
    with pytest.raises(Refused):
        new_item(workspace, "project", "Nieuw", workspace.plan.institutes[0])
    assert (tmp_path / "institutes/kust/projects.yaml").read_bytes() == data
    assert sorted(path.name for path in (tmp_path / "institutes/kust").iterdir()) == ["institute.yaml", "projects.yaml"]


@pytest.mark.parametrize("title", ["Wonen", "WONEN!", "wo nen", "De Stek", "destek", "Kust", "Oud", "???", "", "Con"])
def test_a_title_too_much_like_what_is_there_is_refused(title: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, actions__de_stek=b"", chapters__oud_md="# Oud\n")
    (tmp_path / "actions/de_stek").rename(tmp_path / "actions/de-stek.yml")  # not read, but there
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Refused) as refused:
        new_item(workspace, "action", title, None)
    assert refused.value.message.render("en")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_project_needs_an_institute(tmp_path: Path) -> None:
    make(tmp_path)
    refused = plan("new", "project", "Nieuw", cwd=tmp_path)
    assert (refused.returncode, "--institute" in refused.stderr) == (2, True)
    made = plan("new", "project", "Nieuw", cwd=tmp_path / "institutes" / "kust")
    assert (made.returncode, made.stdout.strip()) == (0, "made institutes/kust/projects.yaml:6:12")


def test_a_chapter_may_fill_a_place_in_the_order_but_not_take_a_shared_text(tmp_path: Path) -> None:
    workspace = make(
        tmp_path, chapters__missie_md="# Missie\n\nTekst.\n", institutes__berg__institute_yaml="name: Berg\n"
    )
    berg, kust = (workspace.plan.institutes_by_id[id] for id in ("berg", "kust"))
    new_item(workspace, "chapter", "Voorwoord", berg)
    place = new_item(open_workspace(tmp_path), "chapter", "Voorwoord", kust)
    assert place.file == "institutes/kust/voorwoord.md"
    with pytest.raises(Refused, match="adapt"):
        new_item(workspace, "chapter", "Missie", kust)
    assert errors(open_workspace(tmp_path)) == []


# --- adapt -----------------------------------------------------------------------------------------


def rules_of(workspace: Workspace) -> set[str]:
    return {found.rule for found in workspace.findings}


def test_an_adapted_chapter_is_a_draft_that_answers_the_shared_text(tmp_path: Path) -> None:
    workspace = make(tmp_path, chapters__missie_md=b"\xef\xbb\xbf---\r\nwho: ik\r\n---\r\n# Missie\r\n\r\nTekst.\r\n")
    place = adapt_chapter(workspace, "missie", workspace.plan.institutes[0])
    assert place.file == "institutes/kust/missie.md"
    after = open_workspace(tmp_path)
    own, shared = after.plan.own_chapters["kust", "missie"], after.plan.shared_chapters["missie"]
    assert (own.status, own.answers_version, own.title, own.text) == (Status.DRAFT, shared.version, "Missie", "Tekst.")
    assert own.who is None
    assert "shared-chapter-moved-on" not in rules_of(after)


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (b"# Missie\n\nEigen.\n", b"---\nanswers_version: NEW\n---\n# Missie\n\nEigen.\n"),
        (
            b"\xef\xbb\xbf# Missie\r\n\r\nEigen.",
            b"\xef\xbb\xbf---\r\nanswers_version: NEW\r\n---\r\n# Missie\r\n\r\nEigen.",
        ),
        (
            b"---\nstatus: klaar   # af\n---\n# Missie\n\nEigen.  \n\n",
            b"---\nstatus: klaar   # af\nanswers_version: NEW\n---\n# Missie\n\nEigen.  \n\n",
        ),
        (
            b"---\r\nwho: ik\r\nbeantwoordt_versie: '0123456789ab' # oud\r\n---\r\n# Missie\r\n",
            b"---\r\nwho: ik\r\nbeantwoordt_versie: 'NEW' # oud\r\n---\r\n# Missie\r\n",
        ),
        (b"---\n---\n# Missie\n", b"---\nanswers_version: NEW\n---\n# Missie\n"),
    ],
)
def test_stamping_an_own_version_changes_the_stamp_only(data: bytes, changed: bytes, tmp_path: Path) -> None:
    workspace = make(tmp_path, chapters__missie_md="# Missie\n\nTekst.\n", institutes__kust__missie_md=data)
    version = workspace.plan.shared_chapters["missie"].version
    adapt_chapter(workspace, "missie", workspace.plan.institutes[0])
    assert (tmp_path / "institutes/kust/missie.md").read_bytes() == changed.replace(b"NEW", version.encode())
    assert not rules_of(open_workspace(tmp_path)) & {"shared-chapter-moved-on", "version-not-stamped"}


@pytest.mark.parametrize(
    "data", [b"---\n{status: klaar}\n---\n# M\n", b"---\nstatus: |\n---\n# M\n", b"\xff\xfe", b"---\n- a\n---\n# M\n"]
)
def test_an_own_version_that_cannot_be_stamped_stays_as_it_is(data: bytes, tmp_path: Path) -> None:
    workspace = make(tmp_path, chapters__missie_md="# Missie\n\nTekst.\n", institutes__kust__missie_md=data)
    try:
        adapt_chapter(workspace, "missie", workspace.plan.institutes[0])
    except Refused:
        assert (tmp_path / "institutes/kust/missie.md").read_bytes() == data
    else:  # what could be stamped after all says the same as before
        after = open_workspace(tmp_path).plan.own_chapters["kust", "missie"]
        assert after.text == workspace.plan.own_chapters["kust", "missie"].text


def test_an_institute_is_told_that_a_shared_chapter_moved_on_until_it_adapts(tmp_path: Path) -> None:
    workspace = make(tmp_path, chapters__missie_md="# Missie\n\nTekst.\n")
    adapt_chapter(workspace, "missie", workspace.plan.institutes[0])
    (tmp_path / "chapters/missie.md").write_text("# Missie\n\nAndere tekst.\n")
    moved = open_workspace(tmp_path)
    assert "shared-chapter-moved-on" in rules_of(moved)
    adapt_chapter(moved, "missie", moved.plan.institutes[0])
    after = open_workspace(tmp_path)
    assert "shared-chapter-moved-on" not in rules_of(after)
    assert after.plan.own_chapters["kust", "missie"].text == "Tekst."


def test_pictures_come_along_with_an_adapted_chapter(tmp_path: Path) -> None:
    text = "# Missie\n\n![een huis](beelden/huis.png)\n\n![weg](../goals.yaml)\n"
    workspace = make(tmp_path, chapters__missie_md=text, **{"chapters/beelden/huis.png": b"\x89PNG"})
    adapt_chapter(workspace, "missie", workspace.plan.institutes[0])
    assert (tmp_path / "institutes/kust/beelden/huis.png").read_bytes() == b"\x89PNG"
    assert not (tmp_path / "institutes/goals.yaml").exists()


def test_a_chapter_that_does_not_exist_is_answered_with_the_nearest(tmp_path: Path) -> None:
    make(tmp_path, chapters__missie_md="# Missie\n\nTekst.\n")
    refused = plan("adapt", "mise", "--institute", "kust", cwd=tmp_path)
    assert (refused.returncode, '"missie" (chapters/missie.md:1)' in refused.stderr) == (2, True)
    refused = plan("adapt", "voorwoord", "--institute", "kust", cwd=tmp_path)
    assert (refused.returncode, "plan new chapter" in refused.stderr) == (2, True)


# --- find ------------------------------------------------------------------------------------------

MISSIE = """\
# Onze missie

Iedereen heeft recht op een **waardig** leven, ook wie
"alleen" staat - dat is [de kern](https://x.be).

- In 2020 wachtten {cijfer wachtlijst} op een woning[^1].
- Daarom: {actie huizen}.

> Citaat met één woord.

| Wat | Hoeveel |
| --- | ---: |
| Nieuwe huizen | 12 |

[^1]: Volgens de cijfers van het fonds.
"""


@pytest.fixture
def searched(tmp_path: Path) -> Workspace:
    """A workspace with text in every kind of place."""
    return make(
        tmp_path,
        chapters__missie_md=MISSIE,
        figures_yaml='figures:\n  - {id: wachtlijst, value: 155.000, unit: gezinnen, year: 2020, title: "de lijst"}\n',
        actions__huizen_yaml=(
            "title: 'Huizen voor Jan''s buurt'\nperiod: april 2026 – mei 2027\ncontributes: {certain: [wonen]}\n"
            "context: >\n  De huur\n  stijgt snel.\n"
        ),
        templates__colofon_md="# Colofon\n\nOpgemaakt door {{ institute.name }} voor de Vlaamse overheid.\n",
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('recht op een waardig leven, ook wie "alleen" staat', ["chapters/missie.md:3:16"]),
        ("RECHT OP EEN\n  waardig LEVEN", ["chapters/missie.md:3:16"]),
        ("ook wie “alleen” staat – dat is de kern.", ["chapters/missie.md:3:48"]),
        ('ook\u00a0wie "al\u00adleen" staat', ["chapters/missie.md:3:48"]),
        ("wie „alleen” staat", ["chapters/missie.md:3:52"]),
        ("Citaat met e\u0301e\u0301n woord", ["chapters/missie.md:9:3"]),
        ("Nieuwe huizen 12", ["chapters/missie.md:13:3"]),
        ("volgens de cijfers van het fonds", ["chapters/missie.md:15:7"]),
        ("Jan’s buurt", ["actions/huizen.yaml:1:21"]),
        ("de huur stijgt snel", ["actions/huizen.yaml:5:3"]),
        ("april 2026 - mei 2027", ["actions/huizen.yaml:2:9"]),
        ("155.000", ["figures.yaml:2:29"]),
        ("155.000 gezinnen op een woning", ["chapters/missie.md:6:20"]),
        ("Daarom: Huizen voor Jan's buurt.", ["chapters/missie.md:7:3"]),
        ("in 2020 wachtten 155.000", ["chapters/missie.md:6:3"]),
        ("voor de Vlaamse overheid", ["templates/colofon.md:3:37"]),
        ("Opgemaakt door Kust vzw voor de Vlaamse overheid", ["templates/colofon.md:3:37"]),
        ("Op papier is niet genoeg", ["goals.yaml:6:18"]),
        ("dit staat nergens", []),
        ("** – **", []),
        ("", []),
    ],
)
def test_a_text_is_found_where_it_was_written(text: str, places: list[str], searched: Workspace) -> None:
    assert [str(found.place) for found in find_text(searched, text)] == places


def test_what_is_found_is_shown_as_file_line_column_and_words(searched: Workspace) -> None:
    shown = render_found(find_text(searched, "waardig leven"), searched, "en", 80)
    assert shown.startswith("chapters/missie.md:3:31: Iedereen heeft recht op een **waardig** leven")
    own = render_found(find_text(searched, "draagt zeker bij"), searched, "en", 80)
    assert own.startswith("plan/templates/labels.yaml:")
    assert "goals.yaml" in own
    assert max(map(len, (shown + "\n" + own).split("\n"))) <= 80


def test_every_paragraph_of_a_document_is_found_where_it_comes_from(small: Workspace) -> None:
    document = compose_document(small.plan, small.plan.institutes_by_id["noord"]).document
    blocks = [block for block in document.blocks() if isinstance(block, Heading | Paragraph) and block.origin]
    assert len(blocks) > 15
    for block in blocks:
        assert block.origin
        place = block.origin.place
        found = [one.place for one in find_text(small, plain_text(block.inlines))]
        assert any(one.file == place.file and place.line <= one.line <= place.end_line for one in found), (
            f"{plain_text(block.inlines)} stands at {place}, found at {found}"
        )


def test_a_text_that_is_nowhere_ends_with_exit_code_1(tmp_path: Path) -> None:
    make(tmp_path)
    assert plan("find", "dit staat nergens", cwd=tmp_path).returncode == 1
    found = plan("find", "op papier", cwd=tmp_path)
    assert (found.returncode, found.stdout.strip()) == (0, "goals.yaml:6:18: Op papier is niet genoeg.")


# --- list ------------------------------------------------------------------------------------------


def ids(workspace: Workspace) -> Iterator[str]:
    held = workspace.plan
    for group in (
        held.strategic_goals,
        held.operational_goals,
        held.actions,
        held.projects,
        held.figures,
        held.institutes,
    ):
        yield from (str(item.id) for item in group)
    yield from (str(slot.id) for slot in held.outline)


@pytest.mark.parametrize("width", [80, 100])
def test_a_list_shows_every_id_as_a_word_of_its_own(width: int, small: Workspace) -> None:
    shown = render_list(small.plan, None, "en", width)
    firsts = {line.split()[0] for line in shown.split("\n") if line.startswith("  ") and line[2:3] != " "}
    assert set(ids(small)) - firsts == set()
    assert max(map(len, shown.split("\n"))) <= width


def test_goals_are_listed_as_a_tree_with_their_codes(small: Workspace) -> None:
    assert render_list(small.plan, "goals", "en", 80).split("\n")[1:] == [
        "  grondrechten     SD1 Grondrechten voor iedereen",
        "  wonen              SD1.1 Betaalbaar wonen",
        "  bescherming        SD1.2 Sociale bescherming",
        "  interne-werking  SD2 Een sterke organisatie",
        "  kwaliteit          SD2.1 Kwaliteit",
    ]


def test_a_long_id_or_path_leaves_no_line_of_a_list_too_long(tmp_path: Path) -> None:
    name = "een-hoofdstuk-met-een-heel-lange-naam"
    files = {
        f"institutes/kust/{name}.md": "# Een lange titel\n",
        f"actions/{name}-die-nog-langer-is.yaml": "title: X\n",
    }
    shown = render_list(open_workspace(write_workspace(tmp_path, {**SMALL, **files})).plan, None, "nl", 80)
    assert f"  {name}-die-nog-langer-is\n" in shown
    assert f"(institutes/kust/{name}.md)" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    shown = plan("list", "figures", cwd=make(tmp_path).root)
    assert (shown.returncode, shown.stdout) == (0, "Figures\n  none yet\n")


# --- explain ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_reads_well_on_a_terminal(language: str) -> None:
    page = render_page("unknown-goal", language, 80, colour=False)
    assert page
    assert not any(line.startswith(("#", "```")) for line in page.split("\n"))
    assert max(map(len, page.split("\n"))) <= 80
    assert "\x1b[1m" in (render_page("unknown-goal", language, 80, colour=True) or "")


@pytest.mark.parametrize("rule", ["no-such-rule", "../nl/unknown-goal", ""])
def test_what_is_no_rule_has_no_page(rule: str) -> None:
    assert render_page(rule, "nl", 80, colour=False) is None


def test_all_rules_are_listed_by_weight_with_a_summary() -> None:
    shown = render_rules("en", 80)
    assert max(map(len, shown.split("\n"))) <= 80
    names = [line.strip() for line in shown.split("\n") if line.startswith("  ") and line[2:3] != " "]
    assert sorted(names) == sorted(all_rules())
    assert shown.index("unknown-goal") < shown.index("missing-partners")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_says_how_heavily_its_rule_weighs(language: str) -> None:
    said = {rule: severity_of(rule, language) for rule in all_rules()}
    assert {rule: severity for rule, severity in said.items() if rule in rules()} == {
        name: rule.severity for name, rule in rules().items()
    }
    assert said == {rule: severity_of(rule, "nl") for rule in all_rules()}


@pytest.mark.parametrize(
    "goals",
    [
        GOALS.replace("plan: {", "plan: {language: en, "),
        "# Opmerkingen\nplan:\n  titel: Plan\n\n# er is nog meer\n  taal: en-GB  # Brits\nstrategic_goals: [\n",
    ],
)
def test_a_rule_is_explained_in_the_language_of_the_workspace_even_if_that_is_broken(
    goals: str, tmp_path: Path
) -> None:
    (tmp_path / "goals.yaml").write_text(goals, "utf-8")
    assert "unknown-goal (error, " in typed(tmp_path, "explain", "onbekende-doelstelling").stdout


def test_an_unknown_rule_is_answered_with_the_nearest(tmp_path: Path) -> None:
    refused = plan("explain", "unknown-gaol", cwd=tmp_path)
    assert (refused.returncode, '"unknown-goal"' in refused.stderr) == (2, True)
