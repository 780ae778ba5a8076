"""Decisions of a meeting or a sheet come into the sources: those entries change, and every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.decisions.agreements import read_agreements
from plan.decisions.applying import Applied, apply_decisions, prolonged
from plan.decisions.decision import Decision, Join, Link, Prolong, Raise, TakePart, Unusable, Waive
from plan.load import assemble, read_part
from plan.model import Plan, Strength
from tests.workspaces import SMALL

CERTAIN, POSSIBLE = Strength.CERTAIN, Strength.POSSIBLE
HUIZEN, BANEN, KUST, BOS = (
    "actions/huizen.yaml",
    "actions/kust/banen.yaml",
    "institutes/kust/institute.yaml",
    "institutes/bos/institute.yaml",
)


def files_of(files: Mapping[str, str]) -> dict[str, bytes]:
    return {file: text.encode() for file, text in files.items()}


def plan_of(files: Mapping[str, bytes]) -> Plan:
    return assemble(read_part(file, data) for file, data in files.items())[0]


def applied(files: Mapping[str, str], *decisions: Decision) -> Applied:
    data = files_of(files)
    return apply_decisions(plan_of(data), data, decisions)


def after(files: Mapping[str, str], file: str, *decisions: Decision) -> str:
    """What a file says afterwards; no other file has changed, and nothing was refused."""
    found = applied(files, *decisions)
    assert found.refused == ()
    assert set(found.after) <= {file}
    return found.after.get(file, files[file].encode()).decode()


def refusals(files: Mapping[str, str], *decisions: Decision) -> list[str]:
    """Why decisions cannot be carried out; none of them has an effect on a file."""
    return [f"{one.message.render('en')}; {one.cure.render('en')}" for one in applied(files, *decisions).refused]


def notes(found: Applied) -> list[str]:
    return [note.render("en") for note in found.notes]


def with_links(contributes: str) -> dict[str, str]:
    """The small plan, in which one action contributes so."""
    text = f"title: Huizen delen\nperiod: 2021-2025\n{contributes}partners: [huurders]\n"
    return {**SMALL, HUIZEN: text}


def link(goal: str, strength: Strength | None, was: Strength | None, action: str = "huizen") -> Link:
    return Link("A1", action, goal, strength, was)


def part(strength: Strength | None, was: Strength | None, institute: str = "kust", action: str = "huizen") -> TakePart:
    return TakePart("A1", institute, action, strength, was)


# --- what an action contributes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "contributes: {certain: [woonkwaliteit], possible: [werk]}\n",
            "contributes: {certain: [woonkwaliteit, werk], possible: []}\n",
        ),
        (
            "contributes: # wat\n  certain:\n    - woonkwaliteit # a\n  possible:\n    - leren # b\n    - werk\n",
            "contributes: # wat\n  certain:\n    - woonkwaliteit # a\n    - werk\n  possible:\n    - leren # b\n",
        ),
        ("contributes:\n  possible:\n    - werk\n", "contributes:\n  possible: []\n  certain:\n    - werk\n"),
        ("contributes:\n  possible: [werk, leren]\n", "contributes:\n  possible: [leren]\n  certain: [werk]\n"),
        (
            "contributes:\n  certain:\n  possible: ['werk']\n",
            "contributes:\n  certain:\n    - 'werk'\n  possible: []\n",
        ),
        ("contributes:\n  certain: []\n  possible: [werk]\n", "contributes:\n  certain: [werk]\n  possible: []\n"),
        (
            "draagt_bij:\n  mogelijk:\n    - werk\nlooptijd: 2021\nkorte_titel: x\n",
            "draagt_bij:\n  mogelijk: []\n  zeker:\n    - werk\nlooptijd: 2021\nkorte_titel: x\n",
        ),
    ],
)
def test_a_goal_moves_to_the_other_list(old: str, new: str) -> None:
    files = with_links(old)
    if "looptijd" in old:
        files[HUIZEN] = files[HUIZEN].replace("period: 2021-2025\n", "")
    assert after(files, HUIZEN, link("werk", CERTAIN, POSSIBLE)) == files[HUIZEN].replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "contributes:\n  certain:\n    - werk\n"),
        ("contributes:\n", "contributes:\n  certain:\n    - werk\n"),
        ("contributes: {}\n", "contributes: {certain: [werk]}\n"),
        ("contributes: {possible: [leren]}\n", "contributes: {possible: [leren], certain: [werk]}\n"),
    ],
)
def test_a_goal_finds_its_list_wherever_that_is_missing(old: str, new: str) -> None:
    files = with_links(old)
    found = after(files, HUIZEN, link("werk", CERTAIN, None))
    plan = plan_of(files_of({**files, HUIZEN: found}))
    assert plan.actions_by_id["huizen"].certain == ("werk",)
    if old:
        assert "".join(found.split()) == "".join(files[HUIZEN].replace(old, new).split()) or "- werk" in found
    assert [line for line in found.splitlines() if line in files[HUIZEN].splitlines()] == [
        line for line in files[HUIZEN].splitlines() if line in found.splitlines()
    ]


def test_a_goal_that_no_longer_counts_leaves_the_remarks_above_it() -> None:
    files = with_links("contributes:\n  certain:\n    # wonen en werken\n    - werk # nu\n    - woonkwaliteit\n")
    new = files[HUIZEN].replace("    - werk # nu\n", "")
    assert after(files, HUIZEN, link("werk", None, CERTAIN)) == new


def test_a_goal_takes_along_what_is_said_behind_it() -> None:
    possible = "  possible:\n    # sinds maart\n    - werk # met Jan\n        # en Piet\n    - leren\n"
    old = f"contributes:\n  certain:\n    - woonkwaliteit\n{possible}"
    new = (
        "contributes:\n  certain:\n    - woonkwaliteit\n    - werk # met Jan\n        # en Piet\n"
        "  possible:\n    # sinds maart\n    - leren\n"
    )
    files = with_links(old)
    assert after(files, HUIZEN, link("werk", CERTAIN, POSSIBLE)) == files[HUIZEN].replace(old, new)


def test_a_remark_that_cannot_go_along_is_not_lost() -> None:
    files = with_links("contributes:\n  certain: [woonkwaliteit]\n  possible:\n    - werk # met Jan\n")
    (why,) = refusals(files, link("werk", CERTAIN, POSSIBLE))
    assert "actions/huizen.yaml:6:7" in why


def test_a_goal_in_both_lists_stays_in_one() -> None:
    files = with_links("contributes: {certain: [werk], possible: [werk]}\n")
    new = files[HUIZEN].replace("certain: [werk]", "certain: []")
    assert after(files, HUIZEN, link("werk", POSSIBLE, CERTAIN)) == new


def test_two_goals_can_change_places() -> None:
    files = with_links("contributes:\n  certain:\n    - werk\n  possible:\n    - leren\n")
    decisions = link("werk", POSSIBLE, CERTAIN), link("leren", CERTAIN, POSSIBLE)
    action = plan_of(files_of({**files, HUIZEN: after(files, HUIZEN, *decisions)})).actions_by_id["huizen"]
    assert (action.certain, action.possible) == (("leren",), ("werk",))


def test_line_ends_a_byte_order_mark_and_a_last_line_without_end_stay() -> None:
    old = "\ufefftitle: Huizen\r\ncontributes:\r\n  certain:\r\n    - werk\r\n    - leren # x"
    files = {**SMALL, HUIZEN: old}
    assert after(files, HUIZEN, link("werk", None, CERTAIN)) == old.replace("    - werk\r\n", "")
    assert after(files, HUIZEN, link("woonkwaliteit", CERTAIN, None)) == f"{old}\r\n    - woonkwaliteit"


def test_what_is_so_already_changes_nothing() -> None:
    found = applied(SMALL, link("werk", POSSIBLE, CERTAIN))
    assert (found.after, found.refused, len(found.already)) == ({}, (), 1)


def test_a_decision_on_what_has_changed_since_is_refused() -> None:
    (why,) = refusals(SMALL, link("werk", CERTAIN, None))
    assert why.startswith("it has changed since: it was empty, and now it is possible")


def test_an_unknown_id_is_refused_with_what_was_meant() -> None:
    decisions = link("wek", CERTAIN, None), link("werk", CERTAIN, POSSIBLE, "huisen"), part(CERTAIN, None, "kusst")
    assert refusals(SMALL, *decisions) == [
        'there is no operational goal "wek"; did you mean "werk" (goals.yaml:23)?',
        'there is no action "huisen"; did you mean "huizen" (actions/huizen.yaml:1)?',
        'there is no institute "kusst"; did you mean "kust" (institutes/kust/institute.yaml:1)?',
    ]


@pytest.mark.parametrize(
    "contributes", ["contributes: werk\n", "contributes: [werk]\n", "contributes: {certain: werk}\n"]
)
def test_what_cannot_be_read_is_refused_with_its_place(contributes: str) -> None:
    (why,) = refusals(with_links(contributes), link("werk", CERTAIN, None))
    assert "actions/huizen.yaml:3:" in why


def test_an_action_that_cannot_be_read_is_no_unknown_one() -> None:
    (why,) = refusals({**SMALL, HUIZEN: "contributes: [\n"}, link("werk", CERTAIN, None))
    assert why == '"huizen" cannot be read; plan check tells what is wrong with it; mend that first'


# --- who takes part --------------------------------------------------------------------------------

BOS_OPEN = "name: Bos\nstatus: in-opmaak\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "participates:\n  huizen: {}\n"),
        ("participates:\n", "participates:\n  huizen: {}\n"),
        ("participates: # nog te beslissen\n", "participates: # nog te beslissen\n  huizen: {}\n"),
        ("participates: {}\n", "participates: {huizen: {}}\n"),
        ("participates:\n    leerkring: # x\n", "participates:\n    leerkring: # x\n    huizen: {}\n"),
        ("participates: {leerkring: {}}\n", "participates: {leerkring: {}, huizen: {}}\n"),
    ],
)
def test_joining_is_one_entry_wherever_the_others_are(old: str, new: str) -> None:
    files = {**SMALL, BOS: BOS_OPEN + old}
    assert after(files, BOS, Join("1", "bos", "huizen")) == BOS_OPEN + new


def test_a_part_in_some_years_is_written_with_its_reason_in_the_authors_language() -> None:
    files = {**SMALL, BOS: "naam: Bos\nstatus: in-opmaak\n"}
    decision = Join("1", "bos", "huizen", POSSIBLE, 2023, 2025, "vanaf 2023: eerst werven")
    assert after(files, BOS, decision) == (
        "naam: Bos\nstatus: in-opmaak\nneemt_deel:\n  huizen:\n    looptijd: 2023-2025\n    sterkte: mogelijk\n"
        '    reden: "vanaf 2023: eerst werven"\n'
    )


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (None, None, ""),
        (2020, 2022, ""),
        (2022, None, "januari 2022 – december 2022"),
        (2019, 2021, "april 2020 – december 2021"),
    ],
)
def test_a_part_goes_no_further_than_its_action(first: int | None, last: int | None, written: str) -> None:
    files = {**SMALL, BOS: BOS_OPEN, HUIZEN: "title: Huizen\nperiod: april 2020 – december 2022\n"}
    found = after(files, BOS, Join("1", "bos", "huizen", first=first, last=last))
    assert re.findall("period: (.*)", found) == ([written] if written else [])
    assert [line.message for line in assemble([read_part(BOS, found.encode())])[1] if line.place.file == BOS] == []


def test_a_part_outside_its_action_is_refused() -> None:
    assert "2021-2025" in refusals(SMALL, Join("1", "bos", "huizen", first=2026))[0]
    assert "of kust alone" in refusals(SMALL, Join("1", "bos", "banen"))[0]


def test_who_had_yet_to_decide_hears_what_the_first_part_means() -> None:
    files = {**SMALL, BOS: BOS_OPEN}
    found = applied(files, Join("1", "bos", "huizen"), Join("2", "bos", "leerkring"))
    assert notes(found) == [
        "Samenlevingsopbouw Bos had yet to decide: it now takes no part in the other actions of the sector".replace(
            "Samenlevingsopbouw Bos", "Bos"
        )
    ]
    assert "counts nowhere" in notes(applied(SMALL, Join("1", "bos", "huizen")))[0]


def test_leaving_takes_one_line_and_no_remark_about_the_others() -> None:
    old = "participates:\n  # intern: we doen aan alle mee\n  leerkring: {}\n  huizen:\n"
    files = {**SMALL, BOS: BOS_OPEN + old}
    new = old.replace("  leerkring: {}\n", "")
    assert after(files, BOS, part(None, CERTAIN, "bos", "leerkring")) == BOS_OPEN + new


def test_leaving_never_throws_away_what_somebody_typed() -> None:
    (why,) = refusals(SMALL, part(None, CERTAIN))
    assert why.startswith("more stands there, which would be lost: institutes/kust/institute.yaml:8:5")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("leerkring:\n", "leerkring:\n    strength: possible\n"),
        ("leerkring: {}\n", "leerkring: {strength: possible}\n"),
        ("leerkring:\n    reason: x # y\n", "leerkring:\n    reason: x # y\n    strength: possible\n"),
        ("leerkring: {strength: zeker}\n", "leerkring: {strength: possible}\n"),
    ],
)
def test_a_part_becomes_weaker_and_as_it_was(old: str, new: str) -> None:
    files = {**SMALL, BOS: f"{BOS_OPEN}participates:\n  {old}"}
    weaker = after(files, BOS, part(POSSIBLE, CERTAIN, "bos", "leerkring"))
    assert weaker == f"{BOS_OPEN}participates:\n  {new}"
    back = after({**SMALL, BOS: weaker}, BOS, part(CERTAIN, POSSIBLE, "bos", "leerkring"))
    if "zeker" not in old and old != "leerkring:\n":
        assert back == files[BOS]


# --- raising ---------------------------------------------------------------------------------------


def test_raising_moves_the_goal_and_tells_whom_else_it_concerns() -> None:
    found = applied(SMALL, Raise("1", "kust", "huizen", "werk"))
    assert found.after[HUIZEN].decode() == SMALL[HUIZEN].replace(
        "certain: [woonkwaliteit]\n  possible: [werk]", "certain: [woonkwaliteit, werk]\n  possible: []"
    )
    assert notes(found) == ['"Huizen delen" is an action of the sector: this holds for all that take part (SO Kust)']


def test_raising_takes_away_what_weakens_it() -> None:
    weak = SMALL[KUST].replace("  huizen:\n", "  huizen:\n    strength: possible # nog\n    reason: te klein\n")
    files = {**SMALL, KUST: weak}
    new = weak.replace("    strength: possible # nog\n", "")
    assert after(files, KUST, Raise("1", "kust", "huizen", "woonkwaliteit")) == new
    both = applied(files, Raise("1", "kust", "huizen", "werk"))
    assert set(both.after) == {HUIZEN, KUST}
    assert any("institutes/kust/institute.yaml:9:13" in note for note in notes(both))


def test_who_does_not_take_part_has_nothing_to_raise() -> None:
    assert "takes no part" in refusals(SMALL, Raise("1", "bos", "huizen", "werk"))[0]
    assert "it was possible, and now it is empty" in refusals(SMALL, Raise("1", "kust", "huizen", "leren"))[0]
    joined = applied(SMALL, Join("1", "bos", "huizen"), Raise("2", "bos", "huizen", "werk"))
    assert joined.refused == ()


# --- prolonging ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last", "new"),
    [
        ("2021-2022", None, 2025, "2021-2025"),
        ("2021 – 2022", None, 2025, "2021 – 2025"),
        ("2022", None, 2025, "2022-2025"),
        ("2020-04 / 2022-12", None, 2025, "2020-04 / 2025-12"),
        ("april 2020 – december 2022", None, 2025, "april 2020 – december 2025"),
        ("van 1/1/2021 tot en met 31/12/2022", None, 2025, "van 1/1/2021 tot en met 31/12/2025"),
        ("01/01/2022 - 31/12/2022", 2021, 2025, "01/01/2021 - 31/12/2025"),
        ("april tot juni 2022", None, 2023, "april 2022 – juni 2023"),
        ("1/1/2021 - 29/02/2024", None, 2025, "1 januari 2021 – 28 februari 2025"),
        ("2023-2024", 2021, None, "2021-2024"),
        ("2021-2025", 2022, 2024, "2021-2025"),
    ],
)
def test_a_period_is_prolonged_in_its_authors_words(written: str, first: int, last: int, new: str) -> None:
    assert prolonged(written, first, last) == new


def test_prolonging_changes_the_action_or_the_part_in_it() -> None:
    files = {**SMALL, HUIZEN: SMALL[HUIZEN].replace("2021-2025", '"2021-2022" # eerst')}
    new = files[HUIZEN].replace("2022", "2025")
    assert after(files, HUIZEN, Prolong("1", "kust", "huizen", None, 2025, "2021-2022")) == new
    files = {**SMALL, KUST: SMALL[KUST].replace("  huizen:\n", "  huizen: # x\n    period: 2021 tot 2022\n")}
    new = files[KUST].replace("tot 2022", "tot 2024")
    assert after(files, KUST, Prolong("1", "kust", "huizen", None, 2024, "2021 tot 2022")) == new
    assert "itself runs in 2021-2025" in refusals(files, Prolong("1", "kust", "huizen", None, 2026, "2021 tot 2022"))[0]


@pytest.mark.parametrize(("old", "new"), [("", "period: 2022-2025\n"), ("period:\n", "period: 2022-2025\n")])
def test_what_had_no_period_gets_one(old: str, new: str) -> None:
    files = {**SMALL, BANEN: f"title: Banen\n{old}"}
    assert after(files, BANEN, Prolong("1", "kust", "banen", 2022, None, None)) == f"title: Banen\n{new}"


def test_prolonging_another_period_than_was_agreed_on_is_refused() -> None:
    (why,) = refusals(SMALL, Prolong("1", "kust", "banen", None, 2027, "2021-2026"))
    assert 'it was "2021-2026", and now it is "2021-2025"' in why
    assert applied(SMALL, Prolong("1", "kust", "banen", None, 2024, "2021-2022")).already


def test_who_joins_what_is_prolonged_joins_all_of_it() -> None:
    files = {**SMALL, HUIZEN: SMALL[HUIZEN].replace("2021-2025", "2021-2022")}
    meeting = Join("1", "bos", "huizen", first=2022), Prolong("2", "kust", "huizen", None, 2025, "2021-2022")
    found = applied(files, *meeting)
    assert b"period: 2022-2025" in found.after[BOS]
    again = {**files, **{file: data.decode() for file, data in found.after.items()}}
    assert (applied(again, *meeting).after, len(applied(again, *meeting).already)) == ({}, 2)


# --- leaving to others -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "waives:\n  - goal: werk\n    reason: x y\n"),
        ("waives: []\n", "waives:\n  - goal: werk\n    reason: x y\n"),
        ("waives: [{goal: leren, reason: x}]\n", "waives: [{goal: leren, reason: x}, {goal: werk, reason: x y}]\n"),
        (
            "waives:\n- goal: leren\n  reason: x # y\n",
            "waives:\n- goal: leren\n  reason: x # y\n- goal: werk\n  reason: x y\n",
        ),
    ],
)
def test_a_goal_is_left_to_others(old: str, new: str) -> None:
    files = {**SMALL, BOS: BOS_OPEN + old}
    assert after(files, BOS, Waive("1", "bos", "werk", " x\ny ")) == BOS_OPEN + new


def test_a_goal_is_not_left_to_others_without_a_reason() -> None:
    assert "no reason" in refusals(SMALL, Waive("1", "bos", "werk", " "))[0]


WAIVED = {**SMALL, BOS: BOS_OPEN + "waives:\n- goal: werk # w\n  reason: oude reden # r\n"}


def test_a_goal_that_is_left_to_others_for_another_reason_has_changed_since() -> None:
    assert refusals(WAIVED, Waive("1", "bos", "werk", "nieuwe reden")) == [
        (
            'it has changed since: it was not left to others, and now it is "oude reden" '
            "(institutes/bos/institute.yaml:5:11); look at it again: make a new sheet with plan coverage --edit, "
            "or open the report anew"
        )
    ]
    assert "and now it is not left to others" in refusals(SMALL, Waive("1", "bos", "werk", "nieuw", "oud"))[0]
    assert len(applied(WAIVED, Waive("1", "bos", "werk", "oude  reden")).already) == 1


def test_the_reason_that_a_decision_was_taken_upon_makes_way_for_the_new_one() -> None:
    new = WAIVED[BOS].replace("oude reden", "nieuwe reden")
    assert after(WAIVED, BOS, Waive("1", "bos", "werk", "nieuwe reden", "oude reden")) == new


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Waive("1", "bos", "werk", "a"), Waive("2", "bos", "werk", "b")),
        (Join("1", "bos", "huizen"), Join("2", "bos", "huizen", first=2023)),
        (Join("1", "bos", "huizen", last=2024), Join("2", "bos", "huizen", first=2023)),
        (Join("1", "bos", "huizen", POSSIBLE, reason="a"), Join("2", "bos", "huizen", POSSIBLE, reason="b")),
        (Join("1", "bos", "huizen"), Join("2", "bos", "huizen", POSSIBLE)),
    ],
)
def test_two_decisions_that_contradict_each_other_are_refused_by_both_their_names(
    one: Decision, other: Decision
) -> None:
    (refused,) = applied({**SMALL, BOS: BOS_OPEN}, one, other).refused
    assert (refused.where, refused.message.render("en")) == ("2", "1 decides something else about the same")
    assert applied({**SMALL, BOS: BOS_OPEN}, one, one).refused == ()


@pytest.mark.parametrize(
    ("part", "decision"),
    [
        ("{period: 2023-2025}", Join("1", "bos", "huizen", last=2025)),
        ("{period: 2023-2024}", Join("1", "bos", "huizen", last=2024)),
        ("{period: 2023-2025, reason: a}", Join("1", "bos", "huizen", first=2023, reason="b")),
        ("{strength: possible, reason: a}", Join("1", "bos", "huizen", POSSIBLE, reason="b")),
    ],
)
def test_taking_part_in_other_years_or_for_another_reason_is_not_so_already(part: str, decision: Join) -> None:
    files = {**SMALL, BOS: f"{BOS_OPEN}participates:\n  huizen: {part}\n"}
    assert "already, in another way: institutes/bos/institute.yaml:4" in refusals(files, decision)[0]


def test_taking_part_in_all_years_is_so_already_however_that_was_written() -> None:
    files = {**SMALL, BOS: f"{BOS_OPEN}participates:\n  huizen: {{period: 2021-2025}}\n"}
    assert len(applied(files, Join("1", "bos", "huizen")).already) == 1


def test_what_could_be_carried_out_is_told_in_the_order_it_was_given() -> None:
    wrong, right = Raise("2", "bos", "huizen", "werk"), Prolong("3", "kust", "banen", None, 2027, "2021-2025")
    found = applied({**SMALL, BOS: BOS_OPEN}, Join("1", "bos", "leerkring"), wrong, right)
    assert [where for where, _told in found.fine] == ["1", "3"]
    (refused,) = found.refused
    assert refused.about is not None
    assert refused.about.render("en") == "Bos, Huizen delen, Waardig werk: certain"


# --- for all plans ---------------------------------------------------------------------------------

ACTIONS, GOALS = ("huizen", "banen", "leerkring"), ("woonkwaliteit", "werk", "leren")
LAYOUTS = (
    "contributes: {{certain: [{certain}], possible: [{possible}]}}\n",
    "contributes:\n  certain: [{certain}] # c\n  possible: [{possible}]\n",
    "draagt_bij: # c\n  zeker:{certain_lines}\n  mogelijk:{possible_lines}\n",
)


def model(plan: Plan) -> dict[tuple[str, str], Strength]:
    """How surely each action contributes to each goal."""
    return {
        (str(action.id), str(goal)): strength
        for action in plan.actions
        for strength, goals in ((POSSIBLE, action.possible), (CERTAIN, action.certain))
        for goal in goals
    }


strengths = st.sampled_from([CERTAIN, POSSIBLE, None])


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, str]:
    """The small plan in which actions contribute at random, written in some way."""
    files = dict(SMALL)
    for file in (HUIZEN, BANEN, "actions/leerkring.yaml"):
        lists: dict[Strength | None, list[str]] = {CERTAIN: [], POSSIBLE: [], None: []}
        for goal in draw(st.permutations(GOALS)):
            lists[draw(strengths)].append(goal)
        certain, possible = lists[CERTAIN], lists[POSSIBLE]
        files[file] = "titel: X\nlooptijd: 2021-2025\n" + draw(st.sampled_from(LAYOUTS)).format(
            certain=", ".join(certain),
            possible=", ".join(possible),
            certain_lines="".join(f"\n    - {goal}" for goal in certain),
            possible_lines="".join(f"\n    - {goal}" for goal in possible),
        )
    return files


@given(workspaces(), st.dictionaries(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(GOALS)), strengths))
def test_the_plan_afterwards_is_the_plan_with_what_was_decided(
    files: dict[str, str], wanted: dict[tuple[str, str], Strength | None]
) -> None:
    before = model(plan_of(files_of(files)))
    decisions = [Link("A1", *key, strength, before.get(key)) for key, strength in wanted.items()]
    found = applied(files, *decisions)
    assert found.refused == ()
    expected = {key: strength for key, strength in {**before, **wanted}.items() if strength}
    assert model(plan_of({**files_of(files), **found.after})) == expected
    same = [key for key, strength in wanted.items() if before.get(key) is strength]
    assert len(found.already) == len(same)
    changed = {key[0] for key, strength in wanted.items() if before.get(key) is not strength}
    assert {file.rpartition("/")[2].removesuffix(".yaml") for file in found.after} == changed


# --- what a meeting saves --------------------------------------------------------------------------


def saved(*agreements: object, **other: object) -> bytes:
    head = {"format": 1, "kind": "afspraken", "plan": "Meerjarenplan 2021-2025"}
    return json.dumps({**head, "agreements": list(agreements), **other}).encode()


def test_agreements_are_read() -> None:
    given = read_agreements(
        b"\xef\xbb\xbf"
        + saved(
            {
                "do": "join",
                "institute": "bos",
                "action": "huizen",
                "goal": "werk",
                "from": 2023,
                "to": None,
                "was": None,
            },
            {"do": "raise", "institute": "kust", "action": "huizen", "goal": "werk", "was": "possible", "who": "Jan"},
            {"do": "prolong", "institute": "kust", "action": "huizen", "to": 2026, "was": "2021-2025"},
            {"do": "waive", "institute": "bos", "goal": "werk", "reason": "x"},
        )
    )
    assert (given.plan, given.refused) == ("Meerjarenplan 2021-2025", ())
    decisions: Iterable[Decision] = given.decisions
    assert [type(one).__name__ for one in decisions] == ["Join", "Raise", "Prolong", "Waive"]
    assert isinstance(given.decisions[0].where, object)


@pytest.mark.parametrize(
    ("agreement", "key"),
    [
        ({"do": "fly", "institute": "bos"}, "do"),
        ("x", "do"),
        ({"do": "raise", "institute": "bos", "action": 3, "goal": "werk"}, "action"),
        ({"do": "raise", "institute": "bos", "action": "huizen", "goal": " "}, "goal"),
        ({"do": "prolong", "institute": "bos", "action": "huizen"}, "to"),
        ({"do": "prolong", "institute": "bos", "action": "huizen", "to": True}, "to"),
        ({"do": "prolong", "institute": "bos", "action": "huizen", "from": 2024, "to": 2023}, "to"),
        ({"do": "join", "institute": "bos", "action": "huizen", "from": 20230}, "from"),
        ({"do": "join", "institute": "bos", "action": "huizen", "strength": "x"}, "strength"),
    ],
)
def test_an_agreement_that_says_too_little_is_refused_by_its_number(agreement: object, key: str) -> None:
    whole = {"do": "waive", "institute": "bos", "goal": "werk", "reason": "x"}
    given = read_agreements(saved(whole, agreement, whole))
    assert len(given.decisions) == 2
    (refused,) = given.refused
    assert not isinstance(refused.where, str)
    assert refused.where.render("en") == "agreement 2"
    assert refused.message.render("en").startswith(f'"{key}"')


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe{", b"[" * 100_000, saved(kind="iets"), saved(format=2), saved(agreements={})],
)
def test_what_holds_no_agreements_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(Unusable):
        read_agreements(data)
