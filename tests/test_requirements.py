"""What a plan must have before it is filed: the first rule set on the example, and each way of being met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from plan.checks import check_plan
from plan.cli.program import plan as program
from plan.commands.schema import PRINTED
from plan.compose import compose_document
from plan.document import Document, Heading, Paragraph, Role, Run, Section
from plan.load import assemble, read_part
from plan.model import Basis
from plan.places import Place
from plan.requirements import Judgement, Standing, judge, needless_waivers
from plan.requirements.shown import Shown, pattern_of, saying
from plan.sources import read_sources
from plan.workspace import Workspace, open_workspace
from tests import the_example
from tests.conftest import Golden
from tests.the_example import OWN, ROOT
from tests.workspaces import SMALL, assembled, write_workspace

# Most tests change one file of the example.
pytestmark = pytest.mark.usefixtures("remembering")

RULE_SET = "requirements/maatschappelijk-opbouwwerk.yaml"
REQUEST = "templates/formele-vraag.md"
SUBMISSION = "institutes/kust/submission.yaml"


# --- the first rule set, on the example ------------------------------------------------------------


@pytest.fixture
def example() -> Workspace:
    return the_example.example()


@cache
def judged(workspace: Workspace) -> tuple[Judgement, ...]:
    """How the plan of an institute stands to what is required of it."""
    institute = workspace.plan.institutes_by_id[OWN]
    document = compose_document(workspace.plan, institute).document
    return judge(workspace.plan, institute, document, workspace.findings)


def opened(judgements: Iterable[Judgement]) -> list[str]:
    return [str(one.requirement.id) for one in judgements if one.is_open]


def without(workspace: Workspace, file: str, old: str, new: str = "") -> Workspace:
    text = workspace.sources.files[file].decode()
    assert text.count(old) == 1
    return workspace.with_files({file: text.replace(old, new).encode()})


def test_nothing_stands_in_the_way_of_filing_the_example(example: Workspace) -> None:
    judgements = judged(example)
    assert not opened(judgements)
    assert {str(one.requirement.id) for one in judgements if one.standing is Standing.WAIVED} == {
        "toelichting-interne-od",
        "goedkeuring-algemene-vergadering",
    }
    assert {str(one.requirement.id) for one in judgements if one.standing is Standing.NOT_MET} == {
        "od-timing",
        "od-zeker-gedragen",
        "ondertekenaars",
        "personeel",
        "bijlagen",
    }


def test_the_list_of_the_example_reads_well(golden: Golden) -> None:
    shown = CliRunner().invoke(program, ["--workspace", str(ROOT), "requirements", OWN])
    assert shown.exit_code == 0
    assert max(map(len, shown.output.splitlines())) <= 80
    golden("vereisten.txt", shown.output)


def test_each_thing_that_is_met_is_met_where_a_reader_finds_it(example: Workspace) -> None:
    document = the_example.composed(OWN).document
    anchors = {block.anchor for block in document.blocks() if isinstance(block, Heading)}
    for one in judged(example):
        if one.standing is Standing.MET:
            assert one.spots or one.told, one.requirement.id
        assert {spot.anchor for spot in one.spots} <= anchors


def test_of_each_required_chapter_that_is_not_there_one_requirement_is_open(example: Workspace) -> None:
    chapters = {
        "chapters/missie.md": "missie",
        "institutes/oost-vlaanderen/accenten-werkgebied.md": "eigen-werkgebied",
    }
    judgements = judged(example.with_files(dict.fromkeys(chapters)))
    assert sorted(opened(judgements)) == sorted(chapters.values())


def test_a_missing_chapter_is_told_with_the_file_its_text_belongs_in(example: Workspace) -> None:
    judgements = judged(example.with_files({"chapters/missie.md": None}))
    (found,) = [one for one in judgements if one.is_open]
    assert not isinstance(found.told, str)
    assert found.told.render("en") == (
        'the chapter "missie" is not written yet: its text belongs in chapters/missie.md'
    )
    assert str(found.place) == "chapters/missie.md:1:1"


def test_without_the_explanation_of_a_goal_one_requirement_is_open(example: Workspace) -> None:
    text = example.sources.files["goals.yaml"].decode()
    start = text.index("explanation:", text.index("- id: solidariteit"))
    end = text.index("answers:", start)
    judgements = judged(example.with_files({"goals.yaml": (text[:start] + text[end:]).encode()}))
    (found,) = [one for one in judgements if one.is_open]
    assert found.requirement.id == "toelichting-od"
    assert not isinstance(found.told, str)
    assert found.told.render("en") == '"Solidariteit" has no "explanation": add it there'
    assert found.place
    assert found.place.file == "goals.yaml"


def test_without_the_second_statement_of_the_request_one_requirement_is_open(example: Workspace) -> None:
    changed = without(example, REQUEST, "2. Het aanvaardt de controle door de administratie.\n")
    (found,) = [one for one in judged(changed) if one.is_open]
    assert found.requirement.id == "vraag-controle"
    assert not isinstance(found.told, str)
    assert found.told.render("en") == (
        'no sentence of "Een formele vraag voor subsidies" says "aanvaard…", "controle" and "administratie": '
        f"write one in {REQUEST}"
    )


def test_each_statement_of_the_request_is_a_requirement_of_its_own(example: Workspace) -> None:
    statements = {
        "1. Het vraagt de Vlaamse overheid om dit meerjarenplan goed te keuren.\n": "vraag-goedkeuring",
        "3. Het verbindt zich ertoe drie": "vraag-besluit",
        "{{ plan.period }}": "vraag-instituut-periode",
    }
    changed = example
    for statement in statements:
        changed = without(changed, REQUEST, statement)
    assert sorted(opened(judged(changed))) == sorted(statements.values())


def test_mistakes_of_other_institutes_are_in_nobodys_way(example: Workspace) -> None:
    files = {
        "institutes/gent/institute.yaml": b"name: [\n",
        "institutes/brussel/submission.yaml": b"waives: &\n",
        "actions/gent/nieuw.yaml": b"titel: Nieuw\ncontributes: {certain: [bestaat-niet]}\n",
        "institutes/brussel/projects.yaml": b"projects:\n  - id: de-palaver\n    title: Nog eens\n",
    }
    changed = example.with_files(files)
    new = {found.rule for found in changed.findings} - {found.rule for found in example.findings}
    assert {"missing-bracket", "unquoted-value", "unknown-goal", "duplicate-id"} <= new
    assert [(one.requirement.id, one.standing) for one in judged(changed)] == [
        (one.requirement.id, one.standing) for one in judged(example)
    ]


def test_an_action_that_reaches_no_goal_is_told_as_plan_check_tells_it(example: Workspace) -> None:
    action = b"title: Los\nperiod: 2021-2025\ncontext: Er is iets.\ndescription: We doen iets.\npartners: [iemand]\n"
    (found,) = [one for one in judged(example.with_files({"actions/oost-vlaanderen/los.yaml": action})) if one.is_open]
    assert found.requirement.id == "acties-bereiken-doelen"
    assert not isinstance(found.told, str)
    assert found.told.render("en") == 'action "Los" contributes to no operational goal'


def test_no_basis_is_claimed_without_its_source_but_where_none_is_known(example: Workspace) -> None:
    by_law = [one for one in example.plan.requirements.values() if one.basis in (Basis.LAW, Basis.ANALOGY)]
    assert {str(one.id) for one in by_law if one.source is None} == {"goedkeuring-algemene-vergadering"}
    assert {str(one.source) for one in by_law if one.source} == {
        "besluit van de Vlaamse Regering van 17 juli 2000, art. 1, 5°",
        "besluit van de Vlaamse Regering van 21 april 2017, art. 1, 4° en 7°",
    }


def test_a_new_workspace_has_the_same_rule_set() -> None:
    assert (ROOT / "plan/templates/werkruimte" / RULE_SET).read_bytes() == (ROOT / RULE_SET).read_bytes()


def test_every_requirement_tells_how_a_reader_checks_it(example: Workspace) -> None:
    assert [one.id for one in example.plan.requirements.values() if not one.how] == []


# --- each way of being met -------------------------------------------------------------------------


def case(way: str, files: dict[str, str] | None = None, id: str = "kust") -> Judgement:
    """How the small plan stands to a requirement that is met in this way."""
    rules = "title: Regels\nrequirements:\n  - id: iets\n    title: Er is iets.\n    basis: praktijk\n"
    rules += "".join(f"    {line}\n" for line in way.splitlines())
    held = {**SMALL, "requirements/regels.yaml": rules, **(files or {})}
    plan, read = assembled(held)
    assert not read
    institute = plan.institutes_by_id[id]
    document = compose_document(plan, institute).document
    (found,) = judge(plan, institute, document, check_plan(plan, read))
    return found


def roles(order: str = SMALL["templates/plan.yaml"]) -> dict[str, str]:
    return {"templates/plan.yaml": order.replace("{id: missie}", "{id: missie, role: mission}")}


def told(found: Judgement) -> str:
    return found.told if isinstance(found.told, str) else found.told.render("en")


def test_a_chapter_of_a_role_is_met_where_it_is_written() -> None:
    found = case("chapter: mission", roles())
    assert found.standing is Standing.MET
    (spot,) = found.spots
    assert (spot.chapter, spot.heading, spot.anchor, spot.key) == ("Missie", "Missie", "missie", "missie.title")


@pytest.mark.parametrize("text", ["# Missie\n", "# Missie\n\n## Kop\n"])
def test_a_chapter_that_holds_nothing_but_headings_is_not_written(text: str) -> None:
    found = case("chapter: mission", {**roles(), "chapters/missie.md": text})
    assert told(found) == 'the chapter "Missie" is not written yet: its text belongs in chapters/missie.md'


def test_a_role_that_no_chapter_has_is_answered_with_the_nearest() -> None:
    assert "did you mean" in told(case("chapter: missions", roles()))
    assert "add `role: values`" in told(case("chapter: values", roles()))


def test_a_chapter_that_the_institute_leaves_out_is_not_met() -> None:
    institute = SMALL["institutes/kust/institute.yaml"].replace("- after: missie\n    add: zee", "- drop: missie")
    found = case("chapter: mission", {**roles(), "institutes/kust/institute.yaml": institute})
    assert told(found) == 'the plan leaves out the chapter "missie": see `chapters` in institute.yaml'


def test_words_must_stand_in_one_sentence() -> None:
    words = "chapter: mission\nsays: [naast*, mens*]"
    text = "# Missie\n\nWe staan naast {}. En {}.\n"
    apart = {**roles(), "chapters/missie.md": text.format("elkaar", "er zijn mensen")}
    together = {**roles(), "chapters/missie.md": text.format("de mensen", "dat is goed")}
    assert case(words, apart).standing is Standing.NOT_MET
    assert case(words, together).standing is Standing.MET


def test_words_may_be_those_of_the_institute_and_the_plan() -> None:
    words = 'chapter: mission\nsays: ["{institute}", "{periode}"]'.replace("periode", "period")
    text = "# Missie\n\nSamenlevingsopbouw Kust werkt in 2021-2025 verder.\n"
    assert case(words, {**roles(), "chapters/missie.md": text}).standing is Standing.MET
    assert case(words, roles()).standing is Standing.NOT_MET


def test_a_chapter_may_have_to_be_the_institutes_own_or_everybodys() -> None:
    own = {**roles(), "institutes/kust/missie.md": "# Missie\n\nDe onze.\n"}
    assert case("chapter: mission\nown: ja", own).standing is Standing.MET
    assert case("chapter: mission\nown: ja", roles()).standing is Standing.NOT_MET
    assert case("chapter: mission\nown: nee", roles()).standing is Standing.MET
    found = case("chapter: mission\nown: nee", own)
    assert told(found).startswith('"Missie" is a version of the institute itself')


def test_each_item_must_have_a_field() -> None:
    found = case("each: externe-od\nhas: toelichting")
    assert [spot.key for spot in found.spots] == ["woonkwaliteit.explanation", "werk.explanation"]
    goals = SMALL["goals.yaml"].replace("explanation: 'De huur is hoog: {cijfer wachtlijst}.'\n", "\n")
    found = case("each: externe-od\nhas: toelichting", {"goals.yaml": goals})
    assert told(found) == '"Goed wonen" has no "explanation": add it there'
    assert [spot.key for spot in found.spots] == ["werk.explanation"]


def test_of_many_items_that_lack_something_a_few_are_named() -> None:
    goals = "".join(f"      - {{id: doel-{n}, title: Doel {n}, statement: Iets.}}\n" for n in range(9))
    goals = SMALL["goals.yaml"].replace(
        "    operational_goals:\n      - id: leren", f"    operational_goals:\n{goals}      - id: leren"
    )
    found = case("each: interne-od\nhas: toelichting", {"goals.yaml": goals})
    assert told(found).startswith('"Doel 0", "Doel 1", "Doel 2", "Doel 3" and 5 others have no')


def test_a_kind_without_items_is_not_met() -> None:
    start = SMALL["goals.yaml"].index("  - id: interne-werking")
    leering = {
        "goals.yaml": SMALL["goals.yaml"][:start],
        "actions/leerkring.yaml": SMALL["actions/huizen.yaml"].replace("Huizen", "Kamers"),
    }
    found = case("each: interne-sd", leering)
    assert told(found) == "there are no strategic goals of the own organisation yet"
    assert case("each: interne-sd").standing is Standing.MET


def test_a_goal_has_its_timing_from_its_actions() -> None:
    found = case("each: od\nhas: looptijd\nfrom_actions: ja")
    assert found.standing is Standing.MET
    assert told(found).startswith("derived from the actions")
    assert [spot.heading for spot in found.spots] == ["Huizen delen", "Huizen delen", "OD Leren van elkaar"]
    leerkring = SMALL["actions/leerkring.yaml"].replace("period: 2021-2025\n", "")
    found = case("each: od\nhas: looptijd\nfrom_actions: ja", {"actions/leerkring.yaml": leerkring})
    assert (
        told(found)
        == '"Leren van elkaar" has no "period", and no action for it tells: fill in "period" at such an action'
    )


def test_a_note_about_partners_is_as_good_as_partners() -> None:
    noted = SMALL["actions/kust/banen.yaml"].replace("partners: [werkgevers]", "partners_note: Nog te bespreken.")
    assert case("each: externe-actie\nhas: partners", {"actions/kust/banen.yaml": noted}).standing is Standing.MET
    silent = SMALL["actions/kust/banen.yaml"].replace("partners: [werkgevers]\n", "")
    assert case("each: externe-actie\nhas: partners", {"actions/kust/banen.yaml": silent}).standing is Standing.NOT_MET


def test_an_action_of_another_institute_need_not_have_anything() -> None:
    others = {"actions/bos/kaal.yaml": "title: Kaal\nperiod: 2021-2025\ncontributes: {certain: [werk]}\n"}
    assert case("each: externe-actie\nhas: context", others).standing is Standing.MET


def test_rules_of_the_checker_must_find_nothing() -> None:
    assert case("rules: [ontbrekende-context, unknown-goal]").standing is Standing.MET
    silent = SMALL["actions/kust/banen.yaml"].replace("context: Er zijn te weinig banen.\n", "")
    found = case("rules: [ontbrekende-context]", {"actions/kust/banen.yaml": silent})
    assert told(found) == 'action "Banen maken" has no context'
    assert found.place
    assert found.place.file == "actions/kust/banen.yaml"


def test_rules_may_be_asked_about_one_kind_of_item() -> None:
    silent = SMALL["actions/kust/banen.yaml"].replace("context: Er zijn te weinig banen.\n", "")
    files = {"actions/kust/banen.yaml": silent}
    assert case("rules: [ontbrekende-context]\nabout: actie", files).standing is Standing.NOT_MET
    assert case("rules: [ontbrekende-context]\nabout: od", files).standing is Standing.MET
    assert case("rules: [ontbrekende-context]\nabout: actie", files, id="bos").standing is Standing.MET


def test_a_finding_that_its_author_accepted_is_not_open() -> None:
    silent = SMALL["actions/kust/banen.yaml"].replace("context: Er zijn te weinig banen.\n", "")
    silent += "accepts: [{rule: missing-context, reason: De context is bekend.}]\n"
    found = case("rules: [ontbrekende-context]", {"actions/kust/banen.yaml": silent})
    assert found.standing is Standing.MET


def test_a_rule_that_the_program_does_not_have_is_never_met() -> None:
    assert "this program has no such rule" in told(case("rules: [onbestaand]"))


def test_every_item_of_a_framework_must_be_answered() -> None:
    assert case("framework: minister").standing is Standing.MET
    more = SMALL["frameworks/minister.yaml"] + "  - {id: wonen, title: Wonen, answer: Ja.}\n"
    found = case("framework: minister", {"frameworks/minister.yaml": more})
    assert told(found) == 'no goal or action of this plan answers "Wonen": add it to `answers` there'
    assert 'did you mean "minister"' in told(case("framework: ministers"))


def test_an_answer_of_another_institutes_action_does_not_count() -> None:
    more = SMALL["frameworks/minister.yaml"] + "  - {id: wonen, title: Wonen, answer: Ja.}\n"
    action = "title: Bos\nperiod: 2021-2025\ncontributes: {certain: [werk]}\nanswers: [minister/wonen]\n"
    found = case("framework: minister", {"frameworks/minister.yaml": more, "actions/bos/bos.yaml": action})
    assert found.standing is Standing.NOT_MET


def test_keys_of_the_institute_must_be_filled_in() -> None:
    assert case("institute: [fte.granted, fte.year]").standing is Standing.MET
    found = case("institute: [fte.toegekend, ondertekenaars, address.city]")
    assert told(found) == '"ondertekenaars" is not filled in: add it in institutes/kust/institute.yaml'
    found = case("institute: [fte.granted]", id="bos")
    assert told(found) == '"fte.granted" is not filled in: add it in institutes/bos/institute.yaml'


@pytest.mark.parametrize(
    ("approval", "reported"),
    [
        ("{body: raad van bestuur, date: 2020-05-12, minutes: av.pdf}", "no approval by algemene vergadering is noted"),
        ("{body: algemene vergadering}", 'the approval by algemene vergadering has no "date" and "minutes"'),
        ("{body: algemene vergadering, minutes: av.pdf}", 'the approval by algemene vergadering has no "date"'),
        ("{body: algemene vergadering, date: 2020-05-12, minutes: ander.pdf}", 'the file "ander.pdf" is not there'),
    ],
)
def test_an_approval_needs_its_date_and_its_minutes(approval: str, reported: str) -> None:
    files = {SUBMISSION: f"approvals: [{approval}]\n", "institutes/kust/bijlagen/av.pdf": "%PDF"}
    found = case("approved_by: algemene vergadering", files)
    assert found.standing is Standing.NOT_MET
    assert told(found).startswith(reported)


def test_an_approval_with_its_minutes_is_met() -> None:
    approval = "{body: Algemene Vergadering, date: 12 mei 2020, minutes: av.pdf}"
    files = {SUBMISSION: f"approvals: [{approval}]\n", "bijlagen/av.pdf": "%PDF"}
    found = case("approved_by: algemene vergadering", files)
    assert told(found) == "approved by algemene vergadering on 12/05/2020; minutes: av.pdf"


def test_an_annex_goes_along_as_a_file_or_as_a_text() -> None:
    listed = SMALL["goals.yaml"].replace(
        "strategic_goals:", "annexes: [{id: gebied, title: Gebiedsanalyse}]\nstrategic_goals:"
    )
    assert told(case("annexes: ja", {"goals.yaml": listed})).startswith('"Gebiedsanalyse" does not go along')
    with_file = listed.replace("title: Gebiedsanalyse", "title: Gebiedsanalyse, file: gebied.pdf")
    assert case("annexes: ja", {"goals.yaml": with_file, "bijlagen/gebied.pdf": "%PDF"}).standing is Standing.MET
    text = {"goals.yaml": listed, "chapters/gebied.md": "# Het gebied\n\nZo is het.\n"}
    assert case("annexes: ja", text).standing is Standing.MET
    own = {SUBMISSION: "annexes: [{id: cijfers, title: Cijfers}]\n"}
    assert told(case("annexes: ja", own)).startswith('"Cijfers" does not go along')


def test_words_must_be_cited_somewhere() -> None:
    found = case("cites: [strand / zand*, hoofdstuk*]")
    assert [spot.heading for spot in found.spots] == ["De zee"]
    assert (
        told(case("cites: [zorgaspect*, hoofdstuk, woestijn]"))
        == 'nowhere in the plan stands "zorgaspect…" and "woestijn"'
    )


def test_a_question_is_for_a_person_until_somebody_answered_it() -> None:
    found = case("ask: Is het een effect?\nsee: matrix")
    assert (found.standing, told(found)) == (Standing.TO_JUDGE, "Is het een effect?")
    assert [spot.anchor for spot in found.spots] == ["overzichtsschema"]
    answer = "judged: [{requirement: iets, by: Ilse, date: 2020-05-12, note: 'Ja, elk.'}]\n"
    found = case("ask: Is het een effect?", {SUBMISSION: answer})
    assert (found.standing, told(found)) == (Standing.MET, "judged by Ilse on 12/05/2020: Ja, elk.")
    assert found.place
    assert found.place.file == SUBMISSION


@pytest.mark.parametrize(("severity", "is_open"), [("fout", True), ("waarschuwing", False), ("tip", False)])
def test_only_an_error_stands_in_the_way_of_filing(severity: str, is_open: bool) -> None:
    assert case(f"severity: {severity}\nchapter: values").is_open is is_open


# --- waivers ---------------------------------------------------------------------------------------

WAIVES = {SUBMISSION: "waives: [{requirement: iets, reason: Dat komt later.}]\n"}


def test_a_waiver_gives_its_reason_in_the_place_of_what_to_do() -> None:
    found = case("chapter: values", WAIVES)
    assert (found.standing, told(found), found.is_open) == (Standing.WAIVED, "Dat komt later.", False)
    assert str(found.place) == f"{SUBMISSION}:1:38"


def test_a_waiver_holds_for_its_own_institute_only() -> None:
    assert case("chapter: values", WAIVES, id="bos").is_open


def test_a_waiver_of_what_is_met_is_told() -> None:
    held = {**SMALL, **roles(), **WAIVES}
    held["requirements/regels.yaml"] = (
        "title: Regels\nrequirements: [{id: iets, title: Er is iets., basis: praktijk, chapter: mission}]\n"
    )
    plan, read = assembled(held)
    institute = plan.institutes_by_id["kust"]
    judgements = judge(plan, institute, compose_document(plan, institute).document, check_plan(plan, read))
    assert [one.standing for one in judgements] == [Standing.MET]
    (found,) = needless_waivers(plan, institute, judgements)
    assert (found.rule, str(found.place)) == ("waiver-not-needed", f"{SUBMISSION}:1:24")


# --- words and headings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("controle", "De Controle gaat door.", True),
        ("controle", "De controleur komt.", False),
        ("controle*", "De controleur komt.", True),
        ("goed te keuren / goedkeur*", "om dit goed\u00a0te keuren", True),
        ("goed te keuren / goedkeur*", "om goedkeuring", True),
        ("art. 5", "artikel 5", False),
    ],
)
def test_a_term_finds_whole_words_a_stem_or_one_of_several(term: str, text: str, found: bool) -> None:
    assert bool(pattern_of(term).search(text)) is found


def test_a_gap_says_nothing() -> None:
    gap = Paragraph((Run("De missie is nog te schrijven."),), Role.GAP)
    document = Document(
        "Plan", "Wij", "nl-BE", (2020, 5, 15), (Section((Heading(1, (Run("Missie"),), "missie"), gap)),)
    )
    assert saying(["missie"], Shown(document).lines) is None
    assert [line.is_written for line in Shown(document).chapter(["missie"])] == [False, False]


def test_a_value_that_is_not_printed_stands_below_no_heading() -> None:
    document = Document("Plan", "Wij", "nl-BE", (2020, 5, 15), ())
    spot = Shown(document).value("de-stek.period", Place.of_file("actions/de-stek.yaml"))
    assert (spot.chapter, spot.heading, spot.anchor, spot.key) == ("", "", "", "de-stek.period")


# --- the files -------------------------------------------------------------------------------------


def test_a_file_that_goes_along_is_read_as_it_is_and_no_picture(tmp_path: Path) -> None:
    data = b"%PDF-1.7\r\n\x00\xff"
    files: dict[str, str | bytes] = {
        **SMALL,
        "bijlagen/gebied.pdf": data,
        "institutes/kust/bijlagen/verslag av.DOCX": b"PK",
    }
    workspace = open_workspace(write_workspace(tmp_path, files))
    assert not workspace.read
    assert workspace.plan.annex_files["bijlagen/gebied.pdf"] == data
    assert not workspace.plan.pictures
    assert not workspace.plan.style_documents
    assert workspace.plan.annex_path("gebied.pdf", "kust") == "bijlagen/gebied.pdf"
    assert workspace.plan.annex_path("verslag av.DOCX", "bos") is None


def test_a_file_that_goes_along_has_a_bounded_size_and_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plan.sources.MAX_FILE_BYTES", 10)
    write_workspace(tmp_path, {"goals.yaml": "", "bijlagen/groot.pdf": b"%PDF" * 4, "bijlagen/macro.docm": b"PK"})
    sources = read_sources(tmp_path)
    assert [found.rule for found in sources.diagnostics] == ["file-too-large", "file-not-read"]
    assert "bijlagen/groot.pdf" not in sources.files
    assert sources.unread[0] == "bijlagen/groot.pdf"


def test_a_link_out_of_the_workspace_does_not_go_along(tmp_path: Path) -> None:
    outside = tmp_path / "geheim.pdf"
    outside.write_bytes(b"%PDF")
    root = write_workspace(tmp_path / "plan", {"goals.yaml": "", "bijlagen/leesmij.txt": ""})
    (root / "bijlagen/gebied.pdf").symlink_to(outside)
    sources = read_sources(root)
    assert [found.rule for found in sources.diagnostics] == ["link-to-outside"]
    assert "bijlagen/gebied.pdf" not in sources.files


def test_dutch_keys_say_the_same_as_english_ones() -> None:
    dutch = (
        "titel: Regels\nvereisten: [{id: iets, titel: Er is iets., basis: praktijk, hoofdstuk: mission, eigen: ja}]\n"
    )
    english = (
        "title: Regels\nrequirements: [{id: iets, title: Er is iets., basis: practice, chapter: mission, own: yes}]\n"
    )
    read = [read_part("requirements/regels.yaml", text.encode()) for text in (dutch, english)]
    one, other = (assemble([part])[0].requirements["iets"] for part in read)
    names = [name for name in type(one).typed_fields() if getattr(one, name)]
    assert names == [name for name in type(other).typed_fields() if getattr(other, name)]
    assert [str(getattr(one, name)) for name in names] == [str(getattr(other, name)) for name in names]


def test_a_mistyped_key_of_a_requirement_is_told_once_with_what_was_meant() -> None:
    text = "title: Regels\nrequirements:\n  - {id: iets, title: Er is iets., bassis: praktijk, ask: Is het zo?}\n"
    part = read_part("requirements/regels.yaml", text.encode())
    (found,) = part.diagnostics
    assert (found.rule, str(found.place)) == ("unknown-key", "requirements/regels.yaml:3:36")
    assert found.hint
    assert '"basis"' in found.hint.render("en")


# --- plan requirements -----------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(program, ["--workspace", str(folder), *arguments], standalone_mode=False)
    code = getattr(result.exception, "exit_code", getattr(result.exception, "code", result.return_value))
    return code or 0, result.output or str(getattr(getattr(result.exception, "told", ""), "msgid", ""))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    rules = "title: Regels\nrequirements:\n"
    rules += "  - {id: missie, title: Er is een missie., basis: praktijk, chapter: mission}\n"
    rules += "  - {id: waarden, title: Er zijn waarden., basis: afgeleid, chapter: values, how: Zoek ze.}\n"
    return write_workspace(tmp_path, {**SMALL, **roles(), "requirements/regels.yaml": rules})


def test_what_is_not_met_comes_first(small: Path) -> None:
    code, shown = run(small, "requirements", "kust")
    assert code == 1
    assert shown.index("Er zijn waarden.") < shown.index("Er is een missie.")
    assert "fout: Er zijn waarden. [waarden]" in shown


def test_without_an_institute_each_has_a_line(small: Path) -> None:
    code, shown = run(small, "requirements")
    assert code == 1
    assert [line.partition(":")[0] for line in shown.splitlines()] == [
        "Samenlevingsopbouw Bos",
        "Samenlevingsopbouw Kust",
    ]


def test_without_a_rule_set_it_says_so(tmp_path: Path) -> None:
    code, shown = run(write_workspace(tmp_path, SMALL), "requirements", "kust")
    assert code == 2
    assert "put a rule set in the folder requirements/" in shown


def test_what_could_not_be_read_is_told(small: Path) -> None:
    write_workspace(small, {SUBMISSION: "waives: &\n"})
    assert f"{SUBMISSION} kon niet helemaal gelezen worden" in run(small, "requirements", "kust")[1]


def test_the_data_are_as_their_published_schema_says(small: Path) -> None:
    data = json.loads(run(small, "requirements", "--format", "json")[1])
    Draft202012Validator(json.loads(PRINTED["requirements"].read_text("utf-8"))).validate(data)
    kust = next(one for one in data["institutes"] if one["id"] == "kust")
    assert [(one["id"], one["standing"], one["open"]) for one in kust["requirements"]] == [
        ("missie", "met", False),
        ("waarden", "not-met", True),
    ]
    assert kust["open"]


def test_the_same_plan_gives_the_same_judgements(example: Workspace) -> None:
    def texts(workspace: Workspace) -> Iterator[str]:
        for one in judged(workspace):
            yield f"{one.requirement.id} {one.standing} {told(one)} {[spot.anchor for spot in one.spots]}"

    assert list(texts(open_workspace(ROOT))) == list(texts(example))
