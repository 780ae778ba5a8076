"""How findings are weighed: by the workspace's settings, by how far things are, by what their authors accept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.checks import READING_RULES, check_plan, rules
from plan.diagnostics import Diagnostic, Severity
from plan.load import assemble, load_plan, read_part
from tests.test_cases import NAMES, case_named, dictionary_for, found_in, found_in_case, read_case
from tests.the_example import example

SETTINGS = """
--- goals.yaml
format: 1
plan: {title: Meerjarenplan, period: 2021-2025, date: 2020-05-15}
rules:
  {rules}
strategic_goals:
  - id: grondrechten
    title: Grondrechten
    statement: Rechten zijn er voor iedereen.
    explanation: Op papier is niet genoeg.
    operational_goals:
      - {id: wonen, title: Wonen, statement: Wonen wordt betaalbaar., explanation: De huur is hoog.}
"""

WITHOUT_PARTNERS = """
--- actions/huizen.yaml
title: Huizen delen
status: {status}
period: 2021-2025
contributes: {certain: [wonen]}
context: Er zijn te weinig huizen.
description: We delen huizen.
"""


def findings(text: str, folder: Path) -> dict[str, Diagnostic]:
    """What is found in a workspace, by rule."""
    _sources, found = found_in(read_case(text), folder)
    return {finding.rule: finding for finding in found}


def test_a_workspace_sets_how_heavily_a_rule_weighs_by_its_dutch_or_english_name(tmp_path: Path) -> None:
    without = WITHOUT_PARTNERS.replace("{status}", "klaar")
    for name in ("missing-partners", "ontbrekende-partners"):
        found = findings(SETTINGS.replace("{rules}", f"{name}: fout") + without, tmp_path / name)
        assert found["missing-partners"].severity is Severity.ERROR
    assert not findings(SETTINGS.replace("{rules}", "missing-partners: uit") + without, tmp_path)


def test_what_could_not_be_read_stays_an_error_whatever_the_settings_say(tmp_path: Path) -> None:
    text = "\n--- chapters/missie.md\nWe staan naast mensen.\n"
    found = findings(SETTINGS.replace("{rules}", "chapter-without-title: tip") + text, tmp_path)
    assert found["chapter-without-title"].severity is Severity.ERROR
    assert found["silenced-error"].severity is Severity.WARNING


def test_only_errors_that_leave_something_out_of_the_plan_cannot_be_made_lighter(tmp_path: Path) -> None:
    errors = [name for name, rule in rules().items() if rule.severity is Severity.ERROR]
    text = SETTINGS.replace("{rules}", "\n  ".join(f"{name}: tip" for name in errors))
    lines = text.strip().splitlines()[1:]
    _sources, found = found_in(read_case(text), tmp_path)
    stay = {lines[one.place.line - 1].strip() for one in found if one.rule == "silenced-error"}
    lasting = ("period-reversed", "unknown-action", "unknown-framework-item", "unknown-goal", "unknown-institute")
    assert stay == {f"{name}: tip" for name in lasting}


def test_a_mistyped_chapter_in_the_order_is_told_once(tmp_path: Path) -> None:
    order = "\n--- templates/plan.yaml\nchapters: [{id: misie}]\n"
    chapter = "\n--- chapters/missie.md\n# Missie\n\nWe staan naast mensen.\n"
    assert set(findings(order + chapter, tmp_path)) == {"chapter-without-text"}


def test_a_setting_holds_for_a_lighter_finding_of_reading(tmp_path: Path) -> None:
    text = "\n--- actions/los.md\n# Korte omschrijving\n\nWe delen.\n"
    found = findings(SETTINGS.replace("{rules}", "file-not-read: tip") + text, tmp_path)
    assert found["file-not-read"].severity is Severity.TIP


def test_what_is_missing_in_an_unfinished_item_is_work_to_do_whatever_the_setting(tmp_path: Path) -> None:
    without = WITHOUT_PARTNERS.replace("{status}", "ontwerp")
    found = findings(SETTINGS.replace("{rules}", "missing-partners: fout") + without, tmp_path)
    assert found["missing-partners"].severity is Severity.TODO


def test_a_wrong_name_stays_a_fault_in_an_unfinished_item(tmp_path: Path) -> None:
    without = WITHOUT_PARTNERS.replace("{status}", "te-schrijven").replace("[wonen]", "[wonne]")
    assert findings(without, tmp_path)["unknown-goal"].severity is Severity.ERROR


def test_an_institute_accepts_a_gap_by_the_name_of_the_goal(tmp_path: Path) -> None:
    text = """
--- institutes/kust/institute.yaml
name: Samenlevingsopbouw Kust
status: ingediend
participates: {}
accepts:
  - {rule: institute-without-action-in-goal, about: grondrechten, reason: We beginnen pas.}
"""
    found = findings(text, tmp_path)
    assert found["institute-without-action-in-goal"].accepted == "We beginnen pas."
    assert "acceptance-not-needed" not in found
    assert "acceptance-not-needed" in findings(text.replace("about: grondrechten", "about: wonen"), tmp_path)


def test_an_acceptance_of_a_finding_that_is_switched_off_is_still_needed(tmp_path: Path) -> None:
    without = (
        WITHOUT_PARTNERS.replace("{status}", "klaar") + "accepts: [{rule: missing-partners, reason: Die volgen.}]\n"
    )
    assert not findings(SETTINGS.replace("{rules}", "missing-partners: uit") + without, tmp_path)


def test_a_finding_in_the_folder_of_an_institute_is_about_its_plan(tmp_path: Path) -> None:
    text = "\n--- institutes/kust/missie.md\n# Missie\n\nWe {nog te schrijven}.\n"
    found = findings(text, tmp_path)
    assert found["still-to-write"].institutes == ("kust",)


def test_an_action_that_cannot_be_read_gives_no_gap_as_well(tmp_path: Path) -> None:
    text = '\n--- actions/huizen.yaml\ntitle: "Huizen delen\n'
    assert set(findings(text, tmp_path)) == {"missing-quote"}


@pytest.mark.parametrize(
    "rules", ["rules: {missing-partners: uti}", "ruels: {missing-partners: uit}", "rules: missing-partners"]
)
def test_a_mistake_in_the_settings_of_the_rules_hides_no_gap(rules: str, tmp_path: Path) -> None:
    text = "--- institutes/kust/institute.yaml\nname: Kust\nstatus: ingediend\nparticipates: {}\n"
    gaps = findings(text, tmp_path / "right").keys()
    found = findings(text + rules + "\n", tmp_path / "wrong").keys()
    assert "goal-without-institute" in gaps
    assert len(found - gaps) == 1
    assert found > gaps


def test_every_rule_says_what_is_wrong() -> None:
    assert all(rule.description for rule in rules().values())
    assert not READING_RULES & rules().keys()


@given(name=st.sampled_from(NAMES), random=st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(name: str, random: Random) -> None:
    sources, found = found_in_case(name)
    files = list(sources.files.items())
    random.shuffle(files)
    plan, read = load_plan(replace(sources, files=dict(files)))
    assert check_plan(plan, read, dictionary_for(case_named(name))) == found


def test_the_example_has_just_its_true_gaps() -> None:
    found = example().findings
    told = [finding for finding in found if finding.severity is not Severity.TODO and finding.accepted is None]
    assert [(finding.rule, finding.subject, finding.institutes) for finding in told] == [
        ("goal-gap-in-years", "solidariteit", ("oost-vlaanderen",)),
        ("goal-gap-in-years", "belangenbehartiging", ("oost-vlaanderen",)),
        ("goal-without-certain-action", "discriminatie-en-racisme", ("oost-vlaanderen",)),
        ("goal-without-institute", "discriminatie-en-racisme", ()),
        ("goal-without-certain-action", "klimaat-en-milieubeleid", ("oost-vlaanderen",)),
        ("goal-without-institute", "klimaat-en-milieubeleid", ()),
    ]


# --- an institute's own settings -------------------------------------------------------------------


def test_an_institute_sets_how_heavily_a_rule_weighs_in_its_own_plan_only(tmp_path: Path) -> None:
    institute = """
--- institutes/{id}/institute.yaml
name: Samenlevingsopbouw {id}
status: ingediend
participates: {huizen: {}}
rules: {action-without-project: {level}}
--- institutes/kust/projects.yaml (absent)
"""
    text = "".join(
        institute.replace("{id}", id).replace("{level}", level) for id, level in (("kust", "uit"), ("polder", "fout"))
    )
    _sources, found = found_in(read_case(text), tmp_path)
    assert [(finding.rule, finding.institutes, finding.severity) for finding in found] == [
        ("action-without-project", ("polder",), Severity.ERROR)
    ]


def test_what_touches_every_institute_is_weighed_by_the_workspace_alone(tmp_path: Path) -> None:
    own = """
--- institutes/kust/institute.yaml
name: Samenlevingsopbouw Kust
status: ingediend
participates: {huizen: {projects: [den-dam]}}
rules: {missing-partners: uit}
"""
    found = findings(WITHOUT_PARTNERS.replace("{status}", "klaar") + own, tmp_path)
    assert found["missing-partners"].severity is Severity.WARNING


# --- whatever a text holds -------------------------------------------------------------------------

_PIECES = st.sampled_from(
    "drie;twee;12;1.5;155000;1234.567.890;%;procent;gezinnen;personen;{cijfer wachtlijst};{bijlage a};{actie huizen}"
    ";:;,;en;(;);.;...;enz.;tegen 2024;eind;#;##;####;-;1.;|;|--|;\n;\n\n;[^1];[^1]:;**;Wonen;wonen".split(";")
)


@given(st.lists(_PIECES, max_size=25))
def test_no_text_makes_a_rule_fail_and_every_finding_stands_in_the_text(pieces: list[str]) -> None:
    text = "# Missie\n\n" + " ".join(pieces) + "\n"
    files = {file: data for file, data in case_named("base").files.items() if data is not None}
    files["chapters/missie.md"] = text.encode()
    plan, read = assemble(read_part(file, data) for file, data in files.items())
    lines = text.split("\n")
    for finding in check_plan(plan, read):
        if finding.place.file == "chapters/missie.md":
            assert 1 <= finding.place.line <= len(lines)
            assert finding.place.column <= len(lines[finding.place.line - 1]) + 1
