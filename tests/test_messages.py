"""Sentences in the reader's language, and the catalogue that translates each of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
from babel.messages.catalog import Catalog

from plan.commands.explain import all_rules
from plan.messages import _, _n, _p, choose_language, rule_name, rule_named
from plan.places import Place, Text
from tools.messages import PO, Found, collect, merge, missing, mo_bytes, po_bytes, read_catalog, read_sources


@cache
def found() -> Found:
    """What the program says."""
    return collect(read_sources())


# --- the catalogue of the program ------------------------------------------------------------------


def test_every_sentence_and_rule_name_can_be_translated() -> None:
    assert found().faults == []


def test_every_sentence_has_a_dutch_translation_with_the_same_fields() -> None:
    assert missing(merge(found(), [read_catalog(PO)])) == []


def test_the_catalogue_is_what_the_code_asks_for() -> None:
    assert PO.read_bytes() == po_bytes(merge(found(), [read_catalog(PO)]))


def test_the_program_speaks_from_the_catalogue_that_translators_see() -> None:
    assert PO.with_suffix(".mo").read_bytes() == mo_bytes(merge(found(), [read_catalog(PO)]))


@pytest.mark.parametrize("rule", all_rules())
def test_the_dutch_name_of_a_rule_leads_back_to_it(rule: str) -> None:
    assert rule_named(rule_name(rule, "nl")) == rule
    assert rule_named(rule) == rule


def test_every_rule_that_the_program_can_name_is_explained() -> None:
    assert set(all_rules()) == set(found().rules)


def test_no_rule_has_a_dutch_name_that_is_the_english_name_of_another() -> None:
    rules = found().rules
    dutch = {rule_name(rule, "nl"): rule for rule in rules}
    assert [name for name in dutch if name in rules and dutch[name] != name] == []


# --- sentences -------------------------------------------------------------------------------------


def test_a_message_puts_its_values_into_words() -> None:
    inner = _("below {name}", name="x")
    assert _("{a} and {b}: {c}", a=3, b=("p", "q", "r"), c=inner).render("en") == "3 and p, q and r: below x"


def test_a_value_is_never_read_as_a_template() -> None:
    place = Place("a.yaml", 1, 1, 1, 2)
    assert _("{a}{b}", a=Text("{b.place}", place), b=Text("{", place)).render("en") == "{b.place}{"


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert _("write {nog ...}").render("en") == "write {nog ...}"


def test_a_count_chooses_between_one_and_many() -> None:
    assert [_n("{count} thing", "{count} things", count).render("en") for count in (0, 1, 2)] == [
        "0 things",
        "1 thing",
        "2 things",
    ]


def test_an_unknown_language_reads_as_english() -> None:
    assert _p("severity", "error").render("fr") == "error"


@pytest.mark.parametrize(
    ("option", "variable", "workspace", "language"),
    [
        ("en", "nl", "nl-BE", "en"),
        (None, "en_GB.UTF-8", "nl-BE", "en"),
        (None, None, "en-GB", "en"),
        (None, "fr", None, "nl"),
        (None, None, None, "nl"),
    ],
)
def test_the_first_wish_that_we_speak_decides_the_language(
    monkeypatch: pytest.MonkeyPatch, option: str | None, variable: str | None, workspace: str | None, language: str
) -> None:
    monkeypatch.delenv("PLAN_LANGUAGE", raising=False)
    if variable:
        monkeypatch.setenv("PLAN_LANGUAGE", variable)
    assert choose_language(option, workspace) == language


# --- what the tool finds in code -------------------------------------------------------------------


def found_in(**modules: str) -> list[tuple[str | None, str, str | None]]:
    seen = collect({f"plan/{name}.py": dedent(source) for name, source in modules.items()})
    assert seen.faults == []
    return [(sentence.context, sentence.msgid, sentence.plural) for sentence in seen.files_by_sentence]


def test_sentences_are_found_with_their_plural_and_context() -> None:
    source = """
        _("one"
          " line", a=1)
        _n("{count} goal", "{count} goals", 3)
        _p("severity", "error")
        _p("rule", name)
        other("not a sentence")
    """
    assert found_in(a=source) == [
        (None, "one line", None),
        (None, "{count} goal", "{count} goals"),
        ("severity", "error", None),
    ]


def test_rule_names_are_found_where_they_are_written() -> None:
    diagnostics = """
        class Diagnostic:
            rule: str
            place: Place
    """
    checks = """
        @rule(severity=Severity.ERROR)
        def unknown_goal(plan):
            yield Diagnostic(rule="unknown-goal", place=place)

        class Reader:
            def _say(self, place: Place, rule: str) -> None:
                self.diagnostics.append(Diagnostic(rule, place))

            def read(self):
                self._say(place, "duplicate-key")
                self._say(place, rule="merge-key" if merge else "yaml-tag")
    """
    elsewhere = """
        def _say(text): ...
        def declare(rule: Rule): ...
        _say(f"{a}"), _say("no rule"), declare("no name")
        Diagnostic("too-deep", place)
    """
    names = [name for context, name, _plural in found_in(a=diagnostics, b=checks, c=elsewhere) if context == "rule"]
    assert names == ["unknown-goal", "duplicate-key", "merge-key", "yaml-tag", "too-deep"]


@pytest.mark.parametrize("call", ['_(f"goal {name}")', "_(text)", '_n("goal", goals, 2)', 'D(rule="a" + kind)'])
def test_what_is_no_literal_is_told_with_its_line(call: str) -> None:
    seen = collect({"plan/a.py": f"class D:\n    rule: str\n{call}\n"})
    assert [fault.split(": ")[0] for fault in seen.faults] == ["plan/a.py:3"]


# --- what the tool does with translations ----------------------------------------------------------


def po(tmp_path: Path, *entries: str) -> Catalog:
    path = tmp_path / "words.po"
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text("\n\n".join([header, *entries]) + "\n", "utf-8")
    return read_catalog(path)


SOURCE = collect({"plan/a.py": '_("the goal {goal}", goal=1)\n_n("{count} goal", "{count} goals", 2)'})
GOAL = 'msgid "the goal {goal}"\nmsgstr "het doel {goal}"'
GOALS = 'msgid "{count} goal"\nmsgid_plural "{count} goals"\nmsgstr[0] "één doel"\nmsgstr[1] "{count} doelen"'


def test_a_translated_catalogue_misses_nothing(tmp_path: Path) -> None:
    assert missing(merge(SOURCE, [po(tmp_path, GOAL, GOALS)])) == []


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ([GOALS], "not translated: the goal {goal}"),
        ([GOAL], "not translated: {count} goal"),
        ([GOAL.replace('"het doel {goal}"', '""'), GOALS], "not translated: the goal {goal}"),
        ([GOAL, GOALS.replace("{count} doelen", "")], "not translated: {count} goal"),
        ([GOAL.replace("doel {goal}", "doel {doel}"), GOALS], "other fields (doel, goal): the goal {goal}"),
        ([GOAL, GOALS.replace("{count} doelen", "doelen")], "other fields (count): {count} goal"),
        ([f"#, fuzzy\n{GOAL}", GOALS], "uncertain (fuzzy): the goal {goal}"),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(tmp_path: Path, entries: list[str], complaint: str) -> None:
    assert missing(merge(SOURCE, [po(tmp_path, *entries)])) == [complaint]


def test_the_first_catalogue_with_words_goes_before_the_others(tmp_path: Path) -> None:
    empty, newer, older = (
        po(tmp_path, GOAL.replace("het doel {goal}", words)) for words in ("", "de doelstelling {goal}", "oud {goal}")
    )
    merged = merge(SOURCE, [empty, newer, older])
    assert [entry.string for entry in merged if entry.id == "the goal {goal}"] == ["de doelstelling {goal}"]


def test_a_translation_nobody_asks_for_is_kept_until_somebody_does(tmp_path: Path) -> None:
    kept = po_bytes(merge(collect({}), [po(tmp_path, GOAL, GOALS, 'msgctxt "rule"\nmsgid "x-y"\nmsgstr "ij"')]))
    assert '#~ msgstr "het doel {goal}"' in kept.decode()
    assert b"het doel" not in mo_bytes(merge(collect({}), [po(tmp_path, GOAL)]))
    (tmp_path / "kept.po").write_bytes(kept)
    again = merge(SOURCE, [read_catalog(tmp_path / "kept.po")])
    assert missing(again) == []
    assert '#~ msgctxt "rule"\n#~ msgid "x-y"\n#~ msgstr "ij"' in po_bytes(again).decode()


def test_a_written_catalogue_reads_as_itself_and_holds_no_dates(tmp_path: Path) -> None:
    written = po_bytes(merge(SOURCE, [po(tmp_path, GOAL, GOALS)]))
    (tmp_path / "plan.po").write_bytes(written)
    read_again = merge(SOURCE, [read_catalog(tmp_path / "plan.po")])
    assert po_bytes(read_again) == written
    assert mo_bytes(read_again) == mo_bytes(merge(SOURCE, [po(tmp_path, GOAL, GOALS)]))
    assert b"Date" not in written + mo_bytes(read_again)
