"""What is kept of a plan that was filed: the version, a line in the register, and ids that keep their meaning."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from plan.changes.archives import read_archive
from plan.changes.kept import FOLDER, kept_versions, open_kept
from plan.changes.versions import find_version
from plan.checks.filed import ids_to_file, retired_id
from plan.cli import plan as command_line
from plan.filings import REGISTER, Filed, Filing, read_filings, with_filing
from plan.messages import Refused
from plan.submission.filing import keep_filing
from plan.workspace import open_workspace
from tests.test_properties import LESS_OFTEN, workspaces
from tests.workspaces import SMALL, plan_of, write_workspace

DAY: Final = date(2020, 5, 15)
DOSSIER: Final = b"alles"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, SMALL)


def file_it(root: Path, name: str = "ingediend kust", dossier: bytes = DOSSIER, amends: str = "") -> Filing:
    outputs = {"kust/indiening-kust.zip": dossier}
    return keep_filing(open_workspace(root), "kust", name, DAY, dossier, outputs, amends)


def findings(root: Path) -> list[tuple[str, str]]:
    found = open_workspace(root).findings
    return [(str(one.place), one.message.render("en")) for one in found if one.rule == "retired-id"]


def test_half_a_sign_in_the_register_is_read_and_written_without_it() -> None:
    filing = Filing("kust", "een", DAY, "00", {"stek": Filed("action", "De \N{SEEDLING} stek")})
    register = with_filing(b"", filing).replace(b"De ", b"D\\ud800e ").replace(b'"stek"', b'"s\\ud800tek"')
    told = replace(filing, ids={"s?tek": Filed("action", "D?e \N{SEEDLING} stek")})
    assert read_filings(register) == (told,)
    assert read_filings(with_filing(register, filing)) == (told, filing)


# --- keeping ---------------------------------------------------------------------------------------


def test_a_filing_is_kept_with_its_sources_and_its_dossier(root: Path) -> None:
    file_it(root)
    (kept,) = kept_versions(root)
    assert kept.name == "ingediend kust"
    assert kept.holds(open_workspace(root).sources.files)
    data = kept.path.read_bytes()
    assert open_kept(data)
    assert read_archive(data, lambda file: file.startswith("build/")) == {"build/kust/indiening-kust.zip": DOSSIER}


def test_the_register_tells_who_filed_what_when_with_which_hash(root: Path) -> None:
    file_it(root, amends="vorige")
    (filing,) = open_workspace(root).plan.filings
    assert (filing.institute, filing.name, filing.date, filing.amends) == ("kust", "ingediend kust", DAY, "vorige")
    assert filing.sha256 == sha256(DOSSIER).hexdigest()
    assert filing.ids["banen"] == Filed("action", "Banen maken")
    assert filing.ids["woonkwaliteit"] == Filed("operational-goal", "Goed wonen")


def test_what_is_of_another_institute_is_not_in_it(root: Path) -> None:
    write_workspace(root, {"actions/bos/paden.yaml": "title: Paden\n"})
    assert {"paden", "huizen"} & file_it(root).ids.keys() == {"huizen"}


def test_the_same_dossier_once_more_changes_nothing(root: Path) -> None:
    first = file_it(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert file_it(root, name="een andere naam") == first
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_name_is_not_given_to_another_dossier(root: Path) -> None:
    file_it(root)
    with pytest.raises(Refused, match="already"):
        file_it(root, dossier=b"anders")
    assert len(open_workspace(root).plan.filings) == 1


def test_a_register_that_is_damaged_is_never_written_over(root: Path) -> None:
    for damaged in (b"{", b"[]", b'{"format": 1}', b'{"format": 2, "filings": []}', b"\xff\xfe"):
        write_workspace(root, {REGISTER: damaged})
        with pytest.raises(Refused):
            file_it(root)
        assert (root / REGISTER).read_bytes() == damaged
        assert not list((root / FOLDER).glob("*.zip"))
        assert open_workspace(root).plan.filings == ()


def test_what_in_the_register_is_no_filing_is_passed_over_and_stays(root: Path) -> None:
    file_it(root)
    whole = json.loads((root / REGISTER).read_text("utf-8"))
    whole["filings"].insert(0, {"name": "iets anders"})
    write_workspace(root, {REGISTER: json.dumps(whole)})
    assert [filing.name for filing in open_workspace(root).plan.filings] == ["ingediend kust"]
    file_it(root, "nog eens", b"anders")
    assert json.loads((root / REGISTER).read_text("utf-8"))["filings"][0] == {"name": "iets anders"}


def test_the_register_is_no_source(root: Path) -> None:
    before = open_workspace(root)
    file_it(root)
    after = open_workspace(root)
    assert after.fingerprint("kust") == before.fingerprint("kust")
    assert after.sources.files == before.sources.files
    assert find_version(root, "ingediend kust").sources.files == before.sources.files


def test_a_register_that_is_a_link_to_elsewhere_is_not_read(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elders") / "register.json"
    elsewhere.write_bytes(with_filing(b"", Filing("kust", "vals", DAY, "0")))
    (root / REGISTER).parent.mkdir()
    try:
        (root / REGISTER).symlink_to(elsewhere)
    except OSError:
        pytest.skip("no links can be made here")
    assert open_workspace(root).plan.filings == ()


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
filings = st.builds(
    Filing, words, words, st.dates(), words, st.dictionaries(words, st.builds(Filed, words, words), max_size=3), words
)


@given(st.lists(filings, max_size=4))
def test_whatever_is_written_in_the_register_is_read_back(written: list[Filing]) -> None:
    register = b""
    for filing in written:
        register = with_filing(register, filing)
    assert list(read_filings(register)) == written


@given(st.binary(max_size=200) | words.map(str.encode))
def test_no_bytes_keep_a_workspace_from_being_read(register: bytes) -> None:
    assert read_filings(register) == () or register.startswith(b"{")


# --- what moved since ------------------------------------------------------------------------------


def test_plan_changes_tells_by_meaning_what_moved_since_a_filing(root: Path) -> None:
    file_it(root)
    write_workspace(
        root, {"actions/kust/banen.yaml": SMALL["actions/kust/banen.yaml"].replace("2021-2025", "2021-2024")}
    )
    changes = ["--workspace", str(root), "--language", "en", "changes", "ingediend kust"]
    told = CliRunner().invoke(command_line, changes).output
    assert "Banen maken" in told
    assert "2021-2024" in told
    for_bos = CliRunner().invoke(command_line, [*changes, "--institute", "bos"]).output
    assert "Banen maken" not in for_bos


# --- ids that keep their meaning -------------------------------------------------------------------


def test_nothing_is_said_of_a_plan_as_it_was_filed(root: Path) -> None:
    file_it(root)
    assert findings(root) == []


@given(workspaces())
@LESS_OFTEN
def test_no_plan_is_held_against_itself(files: dict[str, str]) -> None:
    plan = plan_of(files)
    filed = tuple(Filing(id, id, DAY, "0", ids_to_file(plan, id)) for id in plan.institutes_by_id)
    assert list(retired_id(replace(plan, filings=filed))) == []


def test_an_id_that_stands_for_something_else_since_it_was_filed_is_told_where_it_stands(root: Path) -> None:
    file_it(root)
    write_workspace(root, {"actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("Huizen delen", "Fietsen")})
    assert findings(root) == [
        ("actions/huizen.yaml:1:1", 'the id "huizen" stood for "Huizen delen" in what was filed: "ingediend kust"')
    ]


def test_a_title_that_is_only_worded_better_is_no_other_thing(root: Path) -> None:
    file_it(root)
    better = SMALL["actions/huizen.yaml"].replace("Huizen delen", "Samen huizen en tuinen delen")
    write_workspace(root, {"actions/huizen.yaml": better})
    assert findings(root) == []


def test_an_id_that_a_later_filing_gave_up_is_not_used_anew_but_what_it_stood_for_may_return(root: Path) -> None:
    file_it(root)
    leerkring = root / "actions/leerkring.yaml"
    leerkring.unlink()
    file_it(root, "aanvulling kust", b"zonder", amends="ingediend kust")
    write_workspace(root, {"actions/leerkring.yaml": SMALL["actions/leerkring.yaml"]})
    assert findings(root) == []
    write_workspace(
        root, {"actions/leerkring.yaml": SMALL["actions/leerkring.yaml"].replace("Leerkring", "Leerkring wonen")}
    )
    ((place, told),) = findings(root)
    assert place == "actions/leerkring.yaml:1:1"
    assert told.startswith('the id "leerkring" was given up: in "ingediend kust" it stood for "Leerkring"')


def test_an_id_that_was_filed_anew_is_what_it_stands_for_now(root: Path) -> None:
    file_it(root)
    write_workspace(root, {"actions/huizen.yaml": SMALL["actions/huizen.yaml"].replace("Huizen delen", "Fietsen")})
    file_it(root, "aanvulling kust", b"fietsen")
    assert findings(root) == []
