"""Reading files as a plan: what authors may write, what is told when it does not fit, and what then still stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from plan.checks import check_plan
from plan.coverage import printed_actions
from plan.diagnostics import Diagnostic, Severity
from plan.keys import DUTCH, written
from plan.load import assemble, chapter_version, load_plan, read_part
from plan.messages import Message
from plan.model import Action, Identity, Kind, Located, OperationalGoal, Plan, StrategicGoal
from plan.places import Place
from plan.sources import Sources, read_sources
from tests.workspaces import SMALL, diagnostics_of, plan_of, write_workspace

ACTION = "actions/huizen.yaml"
KUST = "institutes/kust/institute.yaml"
PARTICIPATES = SMALL[KUST][SMALL[KUST].index("participates:") : SMALL[KUST].index("chapters:")].rstrip()


def findings_of(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What is told about these files, by reading and by the rules, and not about the small workspace as it is."""
    return tuple(found for found in all_findings(files) if (found.rule, found.message) not in always_found())


@cache
def always_found() -> set[tuple[str, Message]]:
    return {(found.rule, found.message) for found in all_findings(SMALL)}


def all_findings(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    plan, read = assemble(read_part(file, text.encode()) for file, text in files.items())
    return check_plan(plan, read)


def edited(file: str, old: str, new: str) -> dict[str, str]:
    """The small workspace with one spot changed."""
    assert SMALL[file].count(old) == 1, f"{old!r} is not one spot in {file}"
    return {**SMALL, file: SMALL[file].replace(old, new)}


def told(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(found.rule, f"{found.place}") for found in diagnostics]


def words(diagnostic: Diagnostic) -> str:
    hint = diagnostic.hint.render("en") if diagnostic.hint else ""
    return f"{diagnostic.message.render('en')} / {hint}"


# --- keys ------------------------------------------------------------------------------------------


def in_dutch(text: str) -> str:
    """A YAML file with each key under its Dutch name."""
    dutch = {written(name): names[0] for name, names in DUTCH.items() if names}
    return re.sub(r"(?<![\w-])([a-z_]+)(?=:(?: |$))", lambda key: dutch.get(key[1], key[1]), text, flags=re.MULTILINE)


def values_of(value: object) -> object:
    """A model as plain values without places, which differ with the length of a key."""
    if isinstance(value, tuple):
        return [values_of(part) for part in value]
    if isinstance(value, Located):
        return {
            name: values_of(getattr(value, name))
            for name in type(value).model_fields
            if name not in ("place", "places")
        }
    return value


def test_dutch_keys_give_the_same_plan_as_english_ones() -> None:
    dutch = {file: in_dutch(text) if file.endswith(".yaml") else text for file, text in SMALL.items()}
    assert "strategische_doelstellingen:" in dutch["goals.yaml"]
    assert "draagt_bij:" in dutch[ACTION]
    assert not diagnostics_of(dutch)
    english, plan = plan_of(SMALL), plan_of(dutch)
    for name in ("identity", "strategic_goals", "actions", "institutes", "projects", "figures", "frameworks"):
        assert values_of(getattr(plan, name)) == values_of(getattr(english, name))


def test_both_names_of_one_key_are_a_duplicate_at_the_second() -> None:
    (found,) = diagnostics_of(edited(ACTION, "period: 2021-2025\n", "period: 2021-2025\nlooptijd: 2021-2024\n"))
    assert (found.rule, str(found.place)) == ("duplicate-key", f"{ACTION}:3:1")
    assert str(found.others[0].place) == f"{ACTION}:2:1"


def test_a_mistyped_key_is_told_once_with_the_nearest_known_one() -> None:
    for typed, meant in (("contribute", "contributes"), ("draagt_by", "draagt_bij"), ("Period", "period")):
        key = "contributes" if meant in ("contributes", "draagt_bij") else "period"
        (found,) = findings_of(edited(ACTION, f"{key}:", f"{typed}:"))
        assert found.rule == "unknown-key"
        assert f'did you mean "{meant}"' in words(found)


def test_a_key_like_no_other_is_told_with_those_that_are_known() -> None:
    (found,) = diagnostics_of(edited(ACTION, "period:", "xyzzy:"))
    assert found.rule == "unknown-key"
    assert "contributes" in words(found)


def test_a_mistyped_key_that_must_be_there_is_one_mistake() -> None:
    assert [found.rule for found in findings_of(edited(ACTION, "title:", "titl:"))] == ["unknown-key"]


def test_a_key_that_follows_from_the_files_name_may_not_be_typed() -> None:
    (found,) = diagnostics_of(edited(ACTION, "period:", "id: huizen\nperiod:"))
    assert found.rule == "unknown-key"
    assert "name of the file" in words(found)


def test_a_missing_key_is_told_where_it_should_be_added() -> None:
    (found,) = findings_of(edited("institutes/kust/projects.yaml", "    title: Den Dam\n", ""))
    assert (found.rule, str(found.place)) == ("missing-key", "institutes/kust/projects.yaml:2:5")
    assert "title" in words(found)


def test_a_key_without_a_value_is_told_at_the_empty_spot() -> None:
    (found,) = findings_of(edited("institutes/kust/projects.yaml", "title: Den Dam", "title:"))
    assert (found.rule, found.place.line) == ("missing-key", 3)


def test_an_empty_plan_is_told_as_one_that_is_not_begun() -> None:
    for text in ("format: 1\n", "plan:\n", "plan:\nformat: 1\n"):
        (found,) = diagnostics_of({"goals.yaml": text})
        assert found.rule == "missing-key"
        assert "title" in words(found)


# --- kinds of values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(ACTION, "title: Huizen delen", "title: [Huizen delen]", id="a list for one value"),
        pytest.param(ACTION, "title: Huizen delen", "title:\n  a: b\n  c: d", id="a mapping for one value"),
        pytest.param(ACTION, "[huurders, verhuurders]", "huurders", id="one value for a list"),
        pytest.param(ACTION, "[huurders, verhuurders]", "{a: b}", id="a mapping for a list"),
        pytest.param(ACTION, "\n  certain: [woonkwaliteit]\n  possible: [werk]", " woonkwaliteit", id="one for keys"),
        pytest.param(ACTION, "\n  certain: [woonkwaliteit]\n  possible: [werk]", " [werk]", id="a list for keys"),
        pytest.param(KUST, PARTICIPATES, "participates: huizen", id="one value for named things"),
        pytest.param(KUST, PARTICIPATES, "participates: [huizen, leerkring]", id="a list for named things"),
        pytest.param(KUST, "  leerkring:", "  leerkring: ja", id="one value under a name"),
        pytest.param(ACTION, "[huurders, verhuurders]", "[huurders, [a, b]]", id="a list in a list"),
        pytest.param(ACTION, "partners_open: true", "partners_open: misschien", id="neither yes nor no"),
        pytest.param("goals.yaml", "kind: internal", "kind: binnen", id="no such choice"),
        pytest.param("goals.yaml", "title: Leren van elkaar", "title: |\n          Leren\n          van", id="lines"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_once_where_it_stands(file: str, old: str, new: str) -> None:
    files = edited(file, old, new)
    errors = [found for found in findings_of(files) if found.severity is Severity.ERROR]
    assert [found.rule for found in errors] in (
        ["wrong-type"],
        ["unknown-choice"],
        ["colon-in-value"],
        ["needs-quotes"],
    )
    first_line = SMALL[file][: SMALL[file].index(old)].count("\n") + 1
    assert errors[0].place.file == file
    assert first_line <= errors[0].place.line <= first_line + new.count("\n")
    assert errors[0].hint is not None


def test_what_is_refused_while_reading_is_not_told_again_for_its_kind() -> None:
    for file, old, new in (
        ("goals.yaml", "{title: Meerjarenplan 2021-2025, ", "{title: Ninove, Denderleeuw, "),
        (ACTION, "period: 2021-2025", "period: *looptijd"),
        (ACTION, "[huurders, verhuurders]", "*partners"),
        (KUST, '{granted: "14,05", year', "{granted: 14,05, year"),
        ("institutes/kust/projects.yaml", "id: den-dam", "id: !dam den-dam"),
    ):
        assert len(diagnostics_of(edited(file, old, new))) == 1, new


def test_the_short_form_of_a_project_means_the_same_as_its_long_form() -> None:
    short = edited("actions/kust/banen.yaml", "[den-dam]", "\n  - den-dam")
    long = edited("actions/kust/banen.yaml", "[den-dam]", "\n  - project: den-dam")
    for files in (short, long):
        assert not diagnostics_of(files)
        (use,) = plan_of(files).actions_by_id["banen"].projects
        assert use.project == "den-dam"
        assert files["actions/kust/banen.yaml"].splitlines()[use.project.place.line - 1].endswith(use.project)


def test_participation_is_a_mapping_by_action_whose_values_may_be_empty() -> None:
    taking_part = plan_of(SMALL).institutes_by_id["kust"].participates
    assert taking_part is not None
    assert [(str(one.action), [str(use.project) for use in one.projects]) for one in taking_part] == [
        ("huizen", ["den-dam"]),
        ("leerkring", []),
    ]
    assert plan_of(SMALL).institutes_by_id["bos"].participates is None


def test_numbers_and_periods_read_as_belgians_write_them() -> None:
    plan = plan_of(SMALL)
    fte = plan.institutes_by_id["kust"].fte
    assert fte is not None
    assert fte.granted is not None
    assert float(fte.granted.value) == 14.05
    assert int(plan.figures_by_id["wachtlijst"].value.value) == 155000
    assert plan.strategic_goals_by_id["interne-werking"].kind is Kind.INTERNAL


@pytest.mark.parametrize(
    ("word", "meant"),
    [("ja", True), ("Ja", True), ("yes", True), ("true", True), ("nee", False), ("no", False), ("false", False)],
)
def test_yes_and_no_are_understood_in_both_languages(word: str, meant: bool) -> None:
    files = edited(ACTION, "partners_open: true", f"partners_open: {word}")
    assert plan_of(files).actions_by_id["huizen"].partners_open is meant


def test_nobody_says_or_asks_more_than_is_typed() -> None:
    required = (
        "requirements:\n  - {id: antwoord, title: Elk doel antwoordt., basis: afgeleid, each: goal, has: answers}\n"
    )
    plan = plan_of({**SMALL, "requirements/zelf.yaml": f"title: Eigen regels\nversion: 1\n{required}"})
    dam, (requirement,) = plan.projects_by_id["den-dam"], plan.rule_sets["zelf"].requirements
    assert (plan.actions_by_id["banen"].partners_open, dam.partners_open, dam.provisional) == (False, False, False)
    assert (requirement.from_actions, requirement.annexes) == (False, False)
    assert plan.institutes_by_id["kust"].print_waivers is False
    assert plan.figures_by_id["wachtlijst"].approximate is False
    assert [slot.id for slot in plan.slots if slot.optional] == ["voorwoord"]
    for files in (SMALL, {}, edited("goals.yaml", "format: 1", "format: 1\ncoverage: {}")):
        assert plan_of(files).minimum_institutes == 1


def test_a_title_is_one_line() -> None:
    files = edited("actions/leerkring.yaml", "title: Leerkring", "title: |\n  Leren\n  van elkaar")
    assert told(diagnostics_of(files)) == [("wrong-type", "actions/leerkring.yaml:1:8")]


def test_each_value_has_the_key_of_its_item_and_field() -> None:
    plan = plan_of(SMALL)
    huizen = plan.actions_by_id["huizen"]
    assert huizen.description is not None
    assert huizen.description.key == "huizen.description"
    assert huizen.title.key == "huizen.title"
    assert plan.operational_goals_by_id["werk"].title.key == "werk.title"
    assert plan.projects_by_id["den-dam"].location is not None
    assert plan.projects_by_id["den-dam"].location.key == "den-dam.location"
    assert plan.framework_items_by_id["minister/zorg"].answer is not None
    assert plan.framework_items_by_id["minister/zorg"].answer.key == "minister/zorg.answer"
    assert plan.rankings_by_id["gemeenten"].rows[0].title.key == "gemeenten/oostende.title"
    assert plan.shared_chapters["missie"].text.key == "missie.text"
    assert plan.shared_chapters["missie"].title.key == "missie.title"
    assert plan.institutes_by_id["kust"].name.key == "kust.name"


# --- what is lost, and what stands ------------------------------------------------------------------


def lost(plan: Plan) -> set[tuple[str, str]]:
    return {(damaged.model.__name__, damaged.id) for damaged in plan.damaged}


def test_a_goal_without_title_is_lost_with_all_below_it_and_told_once() -> None:
    files = edited("goals.yaml", '    title: "Grondrechten: voor iedereen"\n', "")
    plan = plan_of(files)
    assert [goal.id for goal in plan.strategic_goals] == ["interne-werking"]
    assert lost(plan) == {
        ("StrategicGoal", "grondrechten"),
        ("Theme", "wonen"),
        ("OperationalGoal", "woonkwaliteit"),
        ("OperationalGoal", "werk"),
    }
    assert told(findings_of(files)) == [("missing-key", "goals.yaml:4:5")]


def test_a_goal_with_a_malformed_id_does_not_take_its_neighbours_along() -> None:
    files = edited("goals.yaml", "id: woonkwaliteit", "id: Woonkwaliteit!")
    plan = plan_of(files)
    assert [str(goal.id) for goal in plan.operational_goals] == ["werk", "leren"]
    errors = [found for found in findings_of(files) if found.severity is Severity.ERROR]
    assert [found.rule for found in errors] == ["malformed-id"]


def test_all_mistakes_of_an_item_that_cannot_stand_are_told_in_one_run() -> None:
    files = edited(
        "institutes/kust/projects.yaml", "title: Den Dam\n    location: Oostende\n    period: 2021-2025", "period: ooit"
    )
    assert sorted(found.rule for found in diagnostics_of(files)) == ["malformed-period", "missing-key"]


@pytest.mark.parametrize("broken", ["plan: [", "- a\n- b\n", "", "plan:\n\ttitle: x\n"])
def test_goals_that_cannot_be_read_leave_the_rest_standing(broken: str) -> None:
    files = {**SMALL, "goals.yaml": broken}
    plan = plan_of(files)
    assert plan.lost(StrategicGoal, "grondrechten")
    assert plan.lost(OperationalGoal, "werk")
    assert plan.lost(Identity, "")
    assert {str(action.id) for action in plan.actions} == {"huizen", "banen", "leerkring"}
    assert [found.place.file for found in findings_of(files)] == ["goals.yaml"]


def test_an_action_that_cannot_be_read_is_lost_and_nothing_else_is_told() -> None:
    for broken in ("title: [", "title: 'Huizen\n", "partners: [huurders]\n"):
        files = {**SMALL, ACTION: broken}
        plan = plan_of(files)
        assert plan.lost(Action, "huizen")
        assert {str(action.id) for action in plan.actions} == {"banen", "leerkring"}
        assert [found.place.file for found in findings_of(files)] == [ACTION]


def test_a_file_that_is_not_utf8_is_lost_like_one_that_cannot_be_read() -> None:
    plan, diagnostics = assemble([read_part(ACTION, "title: Privé".encode("cp1252"))])
    assert [found.rule for found in diagnostics] == ["not-utf8"]
    assert plan.lost(Action, "huizen")


@pytest.mark.parametrize(
    ("file", "held"),
    [
        ("goals.yaml", {(kind, "") for kind in ("Goals", "Identity", "StrategicGoal", "OperationalGoal", "Theme")}),
        ("figures.yaml", {("Figure", "")}),
        ("institutes/kust/institute.yaml", {("Institute", "kust")}),
        ("institutes/kust/projects.yaml", {("Project", "")}),
        ("institutes/kust/submission.yaml", {("Submission", "kust")}),
        ("institutes/kust/zee.md", {("Chapter", "zee")}),
        ("actions/huizen.yaml", {("Action", "huizen")}),
        ("frameworks/minister.yaml", {("Framework", "minister"), ("FrameworkItem", "")}),
        ("requirements/decreet.yaml", {("RuleSet", "decreet"), ("Requirement", "")}),
        ("bijlagen/kaart.pdf", {("Annex", "")}),
        ("elders/huizen.yaml", {("Action", "huizen"), ("Framework", "huizen"), ("Ranking", "huizen")}),
        ("elders/kaart.pdf", set()),
    ],
)
def test_what_a_file_that_cannot_be_read_holds_is_lost_not_absent(file: str, held: set[tuple[str, str]]) -> None:
    small = {name: text.encode() for name, text in SMALL.items() if name != file}
    assert lost(load_plan(Sources(Path(), small, unread=(file,)))[0]) == held


def test_files_that_are_no_text_are_kept_as_they_are_by_what_they_serve() -> None:
    files = {"templates/stijl.docx": b"PK", "pictures/huis.png": b"\x89", "tables/x.csv": b"1", "bijlagen/a.pdf": b"%"}
    plan, _told = assemble(read_part(file, data) for file, data in files.items())
    assert plan.style_documents == {"templates/stijl.docx": b"PK"}
    assert plan.pictures == {"pictures/huis.png": b"\x89"}
    assert plan.annex_files == {"bijlagen/a.pdf": b"%"}


def test_a_file_that_holds_nothing_of_a_plan_is_left_alone() -> None:
    plan, found = assemble([read_part("elders/iets.yaml", b"x: [")])
    assert (plan.actions, [one for one in found if one.place.file]) == ((), [])


def test_a_workspace_without_goals_is_no_avalanche() -> None:
    files = {file: text for file, text in SMALL.items() if file != "goals.yaml"}
    plan = plan_of(files)
    assert plan.lost(OperationalGoal, "werk")
    assert not findings_of(files)


# --- long texts beside an action --------------------------------------------------------------------


def test_the_texts_beside_an_action_become_its_own_with_key_and_place() -> None:
    huizen = plan_of(SMALL).actions_by_id["huizen"]
    assert huizen.context == "Er zijn te weinig huizen."
    assert huizen.context is not None
    assert huizen.context.place == Place("actions/huizen.md", 3, 1, 3, 26)
    assert huizen.place_of("context") == huizen.context.place
    assert huizen.place_of("title").file == ACTION


def test_sections_go_by_the_labels_of_the_workspace() -> None:
    files = edited("goals.yaml", "format: 1\n", "format: 1\nlabels: {context: Waarom}\n")
    files["actions/huizen.md"] = files["actions/huizen.md"].replace("# Maatschappelijke context", "# Waarom")
    assert not diagnostics_of(files)
    assert plan_of(files).actions_by_id["huizen"].context == "Er zijn te weinig huizen."


def test_a_section_with_a_mistyped_heading_is_told_with_those_that_are_known() -> None:
    files = edited("actions/huizen.md", "# Maatschappelijke context", "# Maatschapelijke context")
    (found,) = findings_of(files)
    assert told((found,)) == [("unknown-section", "actions/huizen.md:1:3")]
    assert "Maatschappelijke context" in words(found)


def test_a_text_that_stands_both_beside_and_in_an_action_is_told_at_the_second() -> None:
    (found,) = diagnostics_of(edited(ACTION, "partners_open: true", "partners_open: true\ncontext: Te weinig."))
    assert told((found,)) == [("text-twice", "actions/huizen.md:1:3")]
    assert str(found.others[0].place) == f"{ACTION}:8:10"


def test_a_section_that_stands_twice_in_one_file_is_told() -> None:
    files = {**SMALL, "actions/huizen.md": SMALL["actions/huizen.md"] + "\n# Korte omschrijving\n\nNog eens.\n"}
    assert told(diagnostics_of(files)) == [("text-twice", "actions/huizen.md:9:3")]


def test_text_before_the_first_heading_of_a_section_file_is_told() -> None:
    files = {**SMALL, "actions/huizen.md": "Zomaar een zin.\n\n" + SMALL["actions/huizen.md"]}
    assert told(diagnostics_of(files)) == [("text-outside-section", "actions/huizen.md:1:1")]


def test_data_in_the_text_beside_an_action_are_told() -> None:
    files = {**SMALL, "actions/huizen.md": "---\nstatus: klaar\n---\n" + SMALL["actions/huizen.md"]}
    (found,) = diagnostics_of(files)
    assert (found.rule, found.place.line) == ("unknown-key", 2)
    assert ACTION in words(found)


def test_a_heading_inside_a_fence_begins_no_section() -> None:
    text = "# Maatschappelijke context\n\n```\n# Korte omschrijving\n```\n"
    files = {**SMALL, "actions/huizen.md": text}
    assert not diagnostics_of(files)
    huizen = plan_of(files).actions_by_id["huizen"]
    assert huizen.description is None
    assert huizen.context == "```\n# Korte omschrijving\n```"


def test_an_empty_text_beside_an_action_is_no_mistake() -> None:
    for text in ("", "\n", "# Korte omschrijving\n"):
        files = {**SMALL, "actions/huizen.md": text}
        assert not diagnostics_of(files)
        assert plan_of(files).actions_by_id["huizen"].description is None


def test_a_text_beside_no_action_is_told() -> None:
    files = {**SMALL, "actions/huisen.md": SMALL["actions/huizen.md"]}
    (found,) = diagnostics_of(files)
    assert (found.rule, found.place.file, found.severity) == ("file-not-read", "actions/huisen.md", Severity.WARNING)


# --- chapters ---------------------------------------------------------------------------------------


def test_the_front_matter_of_a_chapter_is_data_and_its_places_are_those_of_the_file() -> None:
    files = edited("institutes/kust/zee.md", "status: klaar", "status: klaar\nstatuss: x")
    (found,) = diagnostics_of(files)
    assert told((found,)) == [("unknown-key", "institutes/kust/zee.md:3:1")]
    chapter = plan_of(SMALL).own_chapters["kust", "zee"]
    assert chapter.title == "De zee"
    assert chapter.title.place == Place("institutes/kust/zee.md", 4, 3, 4, 9)
    assert chapter.text.place == Place("institutes/kust/zee.md", 6, 1, 10, 24)


def test_broken_front_matter_is_told_and_the_chapter_stands() -> None:
    files = edited("institutes/kust/zee.md", "status: klaar", "status: [")
    assert len(diagnostics_of(files)) == 1
    assert plan_of(files).own_chapters["kust", "zee"].title == "De zee"


def test_a_chapter_without_a_title_is_told_and_keeps_its_text() -> None:
    for text in ("We staan naast mensen.\n", "Eerst dit.\n\n# Missie\n", "# \n\nTekst.\n"):
        files = {**SMALL, "chapters/missie.md": text}
        assert told(diagnostics_of(files)) == [("chapter-without-title", "chapters/missie.md:1:1")]
        chapter = plan_of(files).shared_chapters["missie"]
        assert chapter.title == "Missie"
        assert chapter.text == text.strip()


def test_the_title_that_a_chapter_gets_points_at_all_of_its_text_and_its_data_at_their_beginning() -> None:
    chapter = plan_of({**SMALL, "chapters/missie.md": "We staan\nnaast mensen"}).shared_chapters["missie"]
    assert chapter.title.place == Place("chapters/missie.md", 1, 1, 2, 13)
    assert chapter.place == Place("chapters/missie.md", 1, 1, 1, 1)


def test_empty_front_matter_says_nothing() -> None:
    files = {"chapters/missie.md": "---\n---\n# Missie\n\nTekst.\n"}
    assert diagnostics_of({**SMALL, **files}) == ()
    assert plan_of(files).shared_chapters["missie"].text == "Tekst."


def test_a_title_keeps_its_signs_and_loses_a_closing_row_of_hashes() -> None:
    for written_title, title in (
        ("# Leren in C#", "Leren in C#"),
        ("# Missie ##", "Missie"),
        ("#  Missie  ", "Missie"),
    ):
        chapter = plan_of({"chapters/missie.md": f"{written_title}\n\nTekst.\n"}).shared_chapters["missie"]
        assert chapter.title == title
        assert chapter.text == "Tekst."


def test_the_version_of_a_chapter_ignores_how_its_file_is_written_but_no_word_of_it() -> None:
    def version(data: bytes) -> str:
        plan, _told = assemble([read_part("chapters/missie.md", data)])
        return plan.shared_chapters["missie"].version

    plain = b"# Missie\n\nEen zin.\nNog een.\n"
    same = version(plain)
    assert len(same) == 12
    assert version(plain.replace(b"\n", b"\r\n")) == same
    assert version(b"\xef\xbb\xbf" + plain) == same
    assert version(b"# Missie  \n\n\nEen zin. \t\nNog een.\n\n\n") == same
    assert version(b"---\nstatus: ontwerp\n---\n" + plain) == same
    assert version(plain.replace(b"zin", b"woord")) != same
    assert version(plain.replace(b"Missie", b"Visie")) != same
    assert chapter_version("Missie", "Een zin.\nNog een.") == same


# --- how files are written -------------------------------------------------------------------------


def test_windows_line_ends_and_a_byte_order_mark_change_neither_plan_nor_places() -> None:
    expected = plan_of(SMALL)
    for start, end in (("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")):
        plan, diagnostics = assemble(
            read_part(file, (start + text.replace("\n", end)).encode()) for file, text in SMALL.items()
        )
        assert not diagnostics
        for name in ("identity", "strategic_goals", "actions", "institutes", "projects", "frameworks", "chapters"):
            assert getattr(plan, name) == getattr(expected, name)


def test_the_places_of_mistakes_are_the_same_with_windows_line_ends_and_a_byte_order_mark() -> None:
    files = edited("goals.yaml", "title: Waardig werk", "titel: Waardig werk\n        titl: x")
    files["institutes/kust/zee.md"] = files["institutes/kust/zee.md"].replace("klaar", "klaarr")
    expected = told(diagnostics_of(files))
    assert len(expected) == 2
    windows = (read_part(file, ("\ufeff" + text.replace("\n", "\r\n")).encode()) for file, text in files.items())
    assert told(assemble(windows)[1]) == expected


def test_reading_from_disk_gives_what_reading_the_texts_gives(tmp_path: Path) -> None:
    plan, diagnostics = load_plan(read_sources(write_workspace(tmp_path, SMALL)))
    assert not diagnostics
    assert plan.actions == plan_of(SMALL).actions


def test_the_programs_own_order_and_labels_serve_where_a_workspace_has_none() -> None:
    files = {file: text for file, text in SMALL.items() if file != "templates/plan.yaml"}
    plan = plan_of(files)
    assert "colofon" in [str(slot.id) for slot in plan.outline]
    assert plan.outline[0].place.file == "plan/templates/plan.yaml"
    assert plan.labels["strategic_goal_short"] == "SD"


def test_a_label_that_names_nothing_is_told() -> None:
    files = edited("goals.yaml", "format: 1\n", "format: 1\nlabels: {operational_goal: actieplan, projet: x}\n")
    assert told(diagnostics_of(files)) == [("unknown-key", "goals.yaml:2:39")]
    assert plan_of(files).labels["operational_goal"] == "actieplan"


def test_the_small_workspace_holds_no_mistakes() -> None:
    assert not diagnostics_of(SMALL)
    assert not [found for found in all_findings(SMALL) if found.severity is Severity.ERROR]
    plan = plan_of(SMALL)
    assert len(printed_actions(plan, plan.institutes_by_id["kust"])) == 3
