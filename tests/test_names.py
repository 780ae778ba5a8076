"""Names, abbreviations and words: what is one name, what is told once, and what a dictionary is asked."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.checks import check_plan
from plan.checks.dictionary import dutch_dictionary
from plan.checks.known_names import Nearby
from plan.checks.words import words_of
from plan.diagnostics import Diagnostic
from tests.command_line import typed
from tests.test_compose import printed
from tests.workspaces import SMALL, assembled, write_workspace

NAMES = """\
partners:
  - {name: Bond Zonder Naam}
  - {name: Vlaams Energieagentschap, abbreviation: VEA}
  - {name: SAM vzw, full_name: "SAM, steunpunt Mens en Samenleving", also: [SAM]}
others:
  - {name: De STEK, also: [STEK]}
locations:
  - {name: Sint-Niklaas}
  - {name: Rupelmonde}
"""
KNOWN = ["Bond Zonder Naam", "VEA", "SAM vzw", "SAM", "De STEK", "STEK", "Sint-Niklaas", "Rupelmonde"]
LANGUAGE = {
    "name-written-otherwise", "names-alike", "unexplained-abbreviation", "repeated-sentence", "mixed-dashes",
    "mixed-quotes", "word-out-of-use", "word-written-two-ways",
}  # fmt: skip


def found_in(files: Mapping[str, str]) -> list[Diagnostic]:
    """What the rules about language find in the small workspace with these files."""
    plan, read = assembled({**SMALL, **files})
    return [finding for finding in check_plan(plan, read) if finding.rule in LANGUAGE]


def told(text: str, names: str = NAMES) -> list[tuple[str, str]]:
    """The rules that find something in a chapter, each with the characters it points at."""
    lines = f"# Missie\n\n{text}\n".split("\n")
    return [
        (finding.rule, lines[finding.place.line - 1][finding.place.column - 1 : finding.place.end_column - 1])
        for finding in found_in({"names.yaml": names, "chapters/missie.md": "\n".join(lines)})
        if finding.place.file == "chapters/missie.md"
    ]


ordinary = st.lists(st.sampled_from("de het met wij in voor wonen huren delen straat".split()), max_size=6).map(
    " ".join
)


# --- names -----------------------------------------------------------------------------------------


@given(before=ordinary, name=st.sampled_from(KNOWN), after=ordinary, mark=st.sampled_from(["", "*", "**", '"']))
def test_a_name_that_is_written_well_is_never_reported(before: str, name: str, after: str, mark: str) -> None:
    assert not [rule for rule, _text in told(f"{before} {mark}{name}{mark} {after}.") if rule != "repeated-sentence"]


@given(before=ordinary, after=ordinary)
def test_a_name_is_found_anywhere_and_pointed_at(before: str, after: str) -> None:
    assert told(f"Dus {before} Bond zonder naam {after}.") == [("name-written-otherwise", "Bond zonder naam")]


@pytest.mark.parametrize(
    "text", ["Samen zonder Naam of bond.", "Wie in Sint gelooft.", "Een stek van een plant.", "SAM."]
)
def test_words_of_a_name_are_ordinary_words_too(text: str) -> None:
    assert not told(text)


@pytest.mark.parametrize("between", [". ", "\n\n", "\n- ", ": ", " {nog iets} "])
def test_no_name_goes_on_over_the_end_of_a_phrase(between: str) -> None:
    assert not [rule for rule, _text in told(f"Wij zijn een Bond{between}zonder naam") if rule.startswith("name")]


def test_what_may_be_written_as_well_is_no_fault() -> None:
    names = NAMES.replace("{name: Bond Zonder Naam}", "{name: Bond Zonder Naam, also: [Bond zonder naam]}")
    assert not told("Met Bond zonder naam.", names)


def test_the_register_may_be_written_in_dutch() -> None:
    names = "partners:\n  - {naam: Vlaams Energieagentschap, afkorting: VEA, ook: [het Agentschap]}\nlocaties: []\n"
    names += "andere: []\nafkortingen:\n  - {naam: GBO, volledige_naam: geïntegreerd breed onthaal}\n"
    names += "woorden:\n  - {vermijd: allochtoon, gebruik: nieuwkomer}\n"
    assert told("De VEA en het GBO.", names) == []
    assert told("Een allochtoon.", names) == [("word-out-of-use", "allochtoon")]


letters = st.text(string.ascii_lowercase, min_size=6, max_size=12)


@given(word=letters, at=st.integers(1, 4), letter=st.sampled_from(string.ascii_lowercase))
def test_a_word_is_found_by_what_is_a_letter_away_and_by_no_other(word: str, at: int, letter: str) -> None:
    nearby = Nearby([word])
    for other in (word[:at] + letter + word[at:], word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :]):
        found = nearby.find(other)
        # Another last letter makes another form of a word.
        shorter = min(len(word), len(other))
        is_form = word[: shorter - 1] == other[: shorter - 1] and word[-1] != other[-1]
        assert found == (None if is_form or other == word else word)
    assert nearby.find(word) is None
    assert nearby.find(f"{word}xyz") is None


@given(text=st.text("ab Cé'-.\n{}*(1", max_size=60))
def test_every_word_stands_where_it_says(text: str) -> None:
    for word in words_of(text):
        assert text[word.start : word.end] == word.text


# --- abbreviations ---------------------------------------------------------------------------------


def test_an_abbreviation_is_told_once() -> None:
    files = {"chapters/missie.md": "# Missie\n\nHet GBO en het GBO.\n", "chapters/visie.md": "# Visie\n\nHet GBO.\n"}
    assert [finding.rule for finding in found_in(files)] == ["unexplained-abbreviation"]


@pytest.mark.parametrize(
    "text",
    [
        "Het geïntegreerd breed onthaal (GBO) en de GBO's.",
        "Het GBO (geïntegreerd breed onthaal) helpt.",
        "Het GBO, geïntegreerd breed onthaal, helpt.",
    ],
)
def test_an_abbreviation_may_be_explained_beside_it(text: str) -> None:
    assert not told(text)
    assert told(text.replace("onthaal", "huis")) == [("unexplained-abbreviation", "GBO")]


def test_a_register_that_cannot_be_read_leaves_no_abbreviation_unexplained() -> None:
    assert not told("Het GBO helpt.", 'abbreviations: [{name: "GBO')


def test_an_institute_adds_the_list_of_abbreviations_to_its_plan() -> None:
    institute = SMALL["institutes/kust/institute.yaml"].partition("chapters:")[0]
    files = {
        **SMALL,
        "names.yaml": NAMES,
        "institutes/kust/institute.yaml": f"{institute}chapters:\n  - {{after: missie, add: afkortingen}}\n",
    }
    text = "\n".join(printed(files))
    assert "VEA" in text[text.index("Afkortingen") :]
    assert not [finding for finding in check_plan(*assembled(files)) if finding.rule == "unknown-chapter"]


# --- spelling --------------------------------------------------------------------------------------


def misspelled(text: str, own: str = "") -> list[str]:
    """The words that are reported in a chapter."""
    files = {**SMALL, "names.yaml": NAMES, "woordenlijst.txt": own, "chapters/missie.md": f"# Missie\n\n{text}\n"}
    plan, read = assembled(files)
    found = check_plan(plan, read, dutch_dictionary())
    return [str(dict(finding.message.values)["word"]) for finding in found if finding.rule == "misspelled"]


def test_compounds_names_and_other_languages_are_not_misspelled() -> None:
    assert not misspelled("Buurtopbouwwerkers uit Rupelmonde lezen Geldhof en *well-being* bij het VEA.")


def test_a_word_is_reported_once_with_what_may_have_been_meant() -> None:
    assert misspelled("Een preciaire woning. Preciaire woningen.") == ["preciaire"]


def test_words_of_the_own_list_are_right_in_every_form() -> None:
    text = "Kortgeschoolden en een kortgeschoolde: outreachend."
    dictionary = dutch_dictionary()
    assert dictionary
    assert not any(dictionary.knows(word) for word in ("Kortgeschoolden", "kortgeschoolde", "outreachend"))
    assert not misspelled(text, "# van ons\nkortgeschoold\n\nOutreachend # ook\n")


def test_a_misspelled_word_that_was_accepted_is_not_called_unneeded_without_a_dictionary() -> None:
    chapter = "---\naccepts: [{rule: misspelled, reason: Zo schreef zij.}]\n---\n# Missie\n\nPreciair.\n"
    plan, read = assembled({**SMALL, "chapters/missie.md": chapter})
    assert "acceptance-not-needed" not in {finding.rule for finding in check_plan(plan, read)}


def test_the_command_looks_words_up_when_it_is_asked_to(tmp_path: Path) -> None:
    write_workspace(tmp_path, {**SMALL, "chapters/missie.md": "# Missie\n\nEen preciaire woning.\n"})
    asked, not_asked = typed(tmp_path, "check", "--spelling"), typed(tmp_path, "check")
    assert '"preciaire"' in asked.stdout
    assert "preciaire" not in not_asked.stdout


def test_a_name_in_a_template_of_the_workspace_is_held_against_the_register() -> None:
    template = "# {{ plan.title }}\n\n{% if institute %}\nSamen met Sam vzw.\n{% endif %}\n"
    found = found_in({"names.yaml": NAMES, "templates/inleiding.md": template})
    assert [(finding.rule, str(finding.place)) for finding in found] == [
        ("name-written-otherwise", "templates/inleiding.md:4:11")
    ]
