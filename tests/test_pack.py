"""`plan pack` and `plan unpack`: the files of one owner go by mail, and nothing that was typed is lost on the way."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from plan.changes.archives import BadArchive, read_archive, write_archive
from plan.cli import plan as command
from plan.commands.sharing import objection, receive
from plan.personal import choose_institute
from plan.sharing.history import (
    FILE,
    Standing,
    as_changes,
    from_changes,
    merged,
    read_known,
    standing,
    state_of,
    write_known,
)
from plan.sharing.owning import SECTOR, owner_of
from plan.sharing.packs import MANIFEST, Pack, read_pack, write_pack
from plan.sources import read_sources
from plan.workspace import open_workspace
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.usefixtures("remembering")

DAM = "institutes/kust/projects.yaml"
MISSION = "chapters/missie.md"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAN_HOME", str(tmp_path / "thuis"))
    monkeypatch.setenv("PLAN_LANGUAGE", "nl")


@pytest.fixture
def kust(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "kust", SMALL)


@pytest.fixture
def group(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "werkgroep", SMALL)


def plan(root: Path, *arguments: str | Path) -> Result:
    result = CliRunner().invoke(command, ["--workspace", str(root), *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    told = getattr(result.exception, "told", None)
    assert told is None
    return result


def packed(root: Path, owner: str, name: str = "") -> Path:
    """A pack that was made and mailed: out of reach of the next one."""
    path = root.parent / f"{name or owner}.zip"
    path.unlink(missing_ok=True)
    result = plan(root, "pack", owner, "--output", path)
    assert result.exit_code == 0, result.output
    return path


def write(root: Path, file: str, text: str) -> None:
    write_workspace(root, {file: text})


def state(root: Path) -> dict[str, bytes]:
    return dict(read_sources(root).files)


def words(result: Result) -> str:
    """What was said, whatever the width of the screen."""
    return " ".join((result.output + result.stderr).split())


# --- packing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        ("institutes/kust/projects.yaml", "kust"),
        ("institutes/kust/beelden/zee.png", "kust"),
        ("actions/kust/banen.yaml", "kust"),
        ("actions/huizen.yaml", SECTOR),
        ("actions/beelden/huis.png", SECTOR),
        ("chapters/missie.md", SECTOR),
        ("goals.yaml", SECTOR),
    ],
)
def test_the_folder_of_a_file_says_whose_it_is(file: str, owner: str) -> None:
    assert owner_of(file) == owner


def test_a_pack_of_an_institute_holds_its_files_and_no_others(kust: Path) -> None:
    result = plan(kust, "pack", "kust")
    assert result.exit_code == 0
    path = kust / "build/kust/meerjarenplan-2021-2025-kust.zip"
    assert "build/kust/meerjarenplan-2021-2025-kust.zip" in words(result)
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {file for file in SMALL if "/kust/" in file} | {MANIFEST}


def test_a_pack_of_the_sector_holds_all_that_is_no_institutes(kust: Path) -> None:
    pack = read_pack(packed(kust, "sector").read_bytes())
    assert set(pack.files) == {file for file in SMALL if "/kust/" not in file and "/bos/" not in file}


def test_the_same_files_are_packed_as_the_same_bytes(kust: Path) -> None:
    assert packed(kust, "kust", "een").read_bytes() == packed(kust, "kust", "twee").read_bytes()


def test_whoever_chose_an_institute_need_not_name_it(kust: Path) -> None:
    assert plan(kust, "pack").exit_code == 2
    choose_institute(kust, "kust")
    assert plan(kust, "pack").exit_code == 0
    assert (kust / "build/kust/meerjarenplan-2021-2025-kust.zip").is_file()


def test_the_working_group_packs_the_shared_files(kust: Path) -> None:
    choose_institute(kust, "")
    assert plan(kust, "pack").exit_code == 0
    assert (kust / "build/sector/meerjarenplan-2021-2025-sector.zip").is_file()


def test_somebodys_document_is_never_written_over(kust: Path) -> None:
    write(kust, "brief.zip", "van mij")
    assert plan(kust, "pack", "kust", "--output", kust / "brief.zip").exit_code == 2
    assert (kust / "brief.zip").read_text() == "van mij"


def test_a_file_that_is_not_read_is_named_since_it_is_not_in_the_pack(kust: Path) -> None:
    write(kust, "institutes/kust/projects (1).yaml", "projects: []\n")
    assert "institutes/kust/projects (1).yaml" in words(plan(kust, "pack", "kust"))


# --- taking in -------------------------------------------------------------------------------------


def test_what_an_institute_changed_arrives_and_what_was_there_is_kept(kust: Path, group: Path) -> None:
    before = state(group)
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "De Grote Dam"))
    write(kust, "institutes/kust/strand.md", "# Het strand\n\nNieuw.\n")
    (kust / "institutes/kust/zee.md").unlink()
    result = plan(group, "unpack", packed(kust, "kust"))
    assert result.exit_code == 0
    assert state(group) == state(kust)
    assert 'titel: "Den Dam" → "De Grote Dam"' in words(result)
    assert "institutes/kust/zee.md verdwijnt" in words(result)
    assert plan(group, "restore", "voor het pakket van kust").exit_code == 0
    assert state(group) == before


def test_a_dry_run_tells_all_of_it_and_changes_nothing(kust: Path, group: Path) -> None:
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "De Grote Dam"))
    result = plan(group, "unpack", packed(kust, "kust"), "--dry-run")
    assert result.exit_code == 0
    assert "De Grote Dam" in result.output
    assert state(group) == {file: text.encode() for file, text in sorted(SMALL.items())}
    assert not (group / "bewaard").exists()


def test_what_arrived_already_changes_nothing(kust: Path, group: Path) -> None:
    pack = packed(kust, "kust")
    assert "er verandert niets" in words(plan(group, "unpack", pack))
    assert not (group / "bewaard/versies").exists()


def test_an_older_pack_is_refused_after_a_newer_one(kust: Path, group: Path) -> None:
    packs: list[Path] = []
    for number in (1, 2, 3):
        write(kust, DAM, SMALL[DAM].replace("Den Dam", f"Dam {number}"))
        packs.append(packed(kust, "kust", f"pak-{number}"))
    assert plan(group, "unpack", packs[0]).exit_code == 0
    assert plan(group, "unpack", packs[2]).exit_code == 0
    newest = state(group)
    for pack in packs[:2]:
        result = plan(group, "unpack", pack)
        assert result.exit_code == 2
        assert state(group) == newest
    assert plan(group, "unpack", packs[1], "--anyway").exit_code == 0
    assert b"Dam 2" in state(group)[DAM]


def test_who_goes_back_to_what_once_was_sends_a_newer_version(kust: Path, group: Path) -> None:
    packs: list[Path] = []
    for name in ("A", "B", "A"):
        write(kust, DAM, SMALL[DAM].replace("Den Dam", name))
        packs.append(packed(kust, "kust", f"pak-{len(packs)}"))
        assert plan(group, "unpack", packs[-1]).exit_code == 0
    assert plan(group, "unpack", packs[1]).exit_code == 2
    assert state(group) == state(kust)


def test_what_changed_on_both_sides_is_refused_file_by_file(kust: Path, group: Path) -> None:
    assert plan(group, "unpack", packed(kust, "kust")).exit_code == 0
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "Dam van Kust"))
    write(kust, "institutes/kust/zee.md", "# De zee\n\nVan Kust.\n")
    write(group, DAM, SMALL[DAM].replace("Den Dam", "Dam van de werkgroep"))
    before, pack = state(group), packed(kust, "kust")
    result = plan(group, "unpack", pack)
    assert result.exit_code == 2
    assert state(group) == before
    refusal = _refusal(group, pack)
    assert DAM in refusal
    assert "zee.md" not in refusal
    assert plan(group, "unpack", pack, "--anyway").exit_code == 0
    assert state(group) == state(kust)
    assert plan(group, "restore", "voor het pakket van kust").exit_code == 0
    assert state(group) == before


def _refusal(root: Path, pack: Path) -> str:
    return objection(receive(open_workspace(root), pack, pack.read_bytes(), "nl")).render("nl")


def test_two_computers_of_one_institute_that_both_wrote_are_told(kust: Path, group: Path, tmp_path: Path) -> None:
    home = write_workspace(tmp_path / "thuis-kust", SMALL)
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "Op kantoor"))
    write(home, DAM, SMALL[DAM].replace("Den Dam", "Thuis"))
    assert plan(group, "unpack", packed(kust, "kust", "kantoor")).exit_code == 0
    assert plan(group, "unpack", packed(home, "kust", "thuis")).exit_code == 2
    assert b"Op kantoor" in state(group)[DAM]


def test_the_institute_itself_never_loses_its_own_work_to_a_first_pack(kust: Path, group: Path) -> None:
    choose_institute(group, "kust")
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "Daar"))
    write(group, DAM, SMALL[DAM].replace("Den Dam", "Hier"))
    assert plan(group, "unpack", packed(kust, "kust")).exit_code == 2
    assert b"Hier" in state(group)[DAM]


def test_the_working_group_may_send_back_what_it_read_over(kust: Path, group: Path) -> None:
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "De Damn"))
    assert plan(group, "unpack", packed(kust, "kust")).exit_code == 0
    write(group, DAM, SMALL[DAM].replace("Den Dam", "De Dam"))
    choose_institute(kust, "kust")
    assert plan(kust, "unpack", packed(group, "kust", "terug")).exit_code == 0
    assert b"De Dam\n" in state(kust)[DAM]


# --- the shared files ------------------------------------------------------------------------------


def test_an_institute_takes_the_shared_files_and_keeps_what_it_had_changed_in_them(kust: Path, group: Path) -> None:
    choose_institute(kust, "kust")
    write(kust, MISSION, "# Missie\n\nHier getypt.\n")
    write(group, MISSION, "# Missie\n\nVan de werkgroep.\n")
    write(group, "goals.yaml", SMALL["goals.yaml"].replace("Goed wonen", "Beter wonen"))
    result = plan(kust, "unpack", packed(group, "sector"))
    assert result.exit_code == 0
    assert state(kust) == state(group)
    with zipfile.ZipFile(kust / "bewaard/versies/voor-het-pakket-van-de-werkgroep.zip") as kept:
        assert b"Hier getypt." in kept.read(f"bronnen/{MISSION}")
    assert f"typte u er zelf in? {MISSION} en goals.yaml" in words(result)


def test_an_own_file_among_the_shared_ones_stays_and_is_told(kust: Path, group: Path) -> None:
    choose_institute(kust, "kust")
    write(kust, "actions/zwerver.yaml", "title: Zwerver\n")
    write(group, MISSION, "# Missie\n\nNieuw.\n")
    result = plan(kust, "unpack", packed(group, "sector"))
    assert result.exit_code == 0
    assert (kust / "actions/zwerver.yaml").is_file()
    assert "alleen hier, en ze blijven staan: actions/zwerver.yaml" in words(result)


def test_a_shared_file_that_the_sector_once_had_goes_away(kust: Path, group: Path) -> None:
    assert plan(kust, "unpack", packed(group, "sector")).exit_code == 0
    (group / "rankings/gemeenten.yaml").unlink()
    write(group, MISSION, "# Missie\n\nZonder.\n")
    assert plan(kust, "unpack", packed(group, "sector")).exit_code == 0
    assert state(kust) == state(group)


def test_a_sender_with_other_shared_files_is_told_file_by_file(kust: Path, group: Path) -> None:
    packed(group, "sector")
    write(group, "figures.yaml", SMALL["figures.yaml"].replace("155.000", "160.000"))
    packed(group, "sector")
    write(group, "chapters/visie.md", "# Visie\n\nNieuw.\n")
    write(kust, MISSION, "# Missie\n\nHier getypt.\n")
    write(kust, "chapters/extra.md", "# Extra\n\nHier getypt.\n")
    told = words(plan(group, "unpack", packed(kust, "kust")))
    assert "figures.yaml: een oudere versie" in told
    assert "chapters/missie.md: een andere tekst dan hier" in told
    assert "chapters/visie.md: ontbreekt daar" in told
    assert "chapters/extra.md: staat alleen daar" in told
    assert "goals.yaml:" not in told


# --- surprises -------------------------------------------------------------------------------------


def refused(data: bytes) -> str:
    with pytest.raises(BadArchive) as refusal:
        read_pack(data)
    return refusal.value.message.render("nl")


def tampered(kust: Path, change: Mapping[str, bytes]) -> bytes:
    """A pack of which somebody changed files, and the manifest along with them."""
    pack = read_pack(packed(kust, "kust").read_bytes())
    files = {**pack.files, **change}
    return write_pack(Pack(pack.owner, files, pack.period, shared=pack.shared, versions=(state_of(files),)))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("goals.yaml", "is van de werkgroep"),
        ("institutes/bos/institute.yaml", "is van bos"),
        ("plan/cli.py", "hoort niet bij een plan"),
        ("institutes/kust/beelden/a:b.png", "kan heten"),
        ("institutes/kust/beelden/con.png", "kan heten"),
        ("institutes/kust/beelden/\x1b[31m.png", "kan heten"),
        ("../buiten.yaml", "buiten zijn map"),
        ("/etc/passwd", "buiten zijn map"),
        ("C:/x.yaml", "buiten zijn map"),
    ],
)
def test_a_pack_with_a_surprise_is_refused_whole(kust: Path, group: Path, file: str, told: str) -> None:
    data = tampered(kust, {file: b"x"})
    reason = refused(data)
    assert told in reason or file in reason
    path = kust.parent / "vreemd.zip"
    path.write_bytes(data)
    assert plan(group, "unpack", path, "--anyway").exit_code == 2
    assert state(group) == {file: text.encode() for file, text in sorted(SMALL.items())}


def test_a_file_that_was_changed_in_the_zip_is_refused(kust: Path) -> None:
    with zipfile.ZipFile(packed(kust, "kust")) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert DAM in refused(write_archive({**files, DAM: b"projects: []\n"}))
    assert DAM in refused(write_archive({name: data for name, data in files.items() if name != DAM}))
    assert MANIFEST in refused(write_archive({**files, MANIFEST: b"{}"}))
    newer = json.loads(files[MANIFEST]) | {"format": 2}
    assert "nieuwere versie" in refused(write_archive({**files, MANIFEST: json.dumps(newer).encode()}))


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04 half"])
def test_what_is_no_zip_is_told(group: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    assert plan(group, "unpack", tmp_path / "x.zip").exit_code == 2
    assert plan(group, "unpack", tmp_path).exit_code == 2
    assert plan(group, "unpack", tmp_path / "er-niet.zip").exit_code == 2


def test_a_pack_that_safari_unpacked_and_somebody_zipped_again_is_read(kust: Path) -> None:
    with zipfile.ZipFile(packed(kust, "kust")) as archive:
        files = {f"kust-pak/{name}": archive.read(name) for name in archive.namelist()}
    again = read_pack(write_archive({**files, "__MACOSX/kust-pak/._x": b"x", "kust-pak/.DS_Store": b"x"}))
    assert again.owner == "kust"
    assert again.versions


@pytest.mark.parametrize(("top", "below"), [("kust/", "institutes/kust/"), ("institutes/kust/", "institutes/kust/")])
def test_a_zip_made_by_hand_is_told_and_taken_when_asked(group: Path, tmp_path: Path, top: str, below: str) -> None:
    mine = {file: text.encode() for file, text in SMALL.items() if file.startswith(below)}
    mine[DAM] = mine[DAM].replace(b"Den Dam", b"De Grote Dam")
    del mine["institutes/kust/zee.md"]
    files = {top + file.removeprefix(below): data for file, data in mine.items()}
    path = tmp_path / "kust.zip"
    path.write_bytes(write_archive({**files, f"{top}~$brief.docx": b"x", f"{top}brief.docx": b"x"}))
    result = plan(group, "unpack", path)
    assert result.exit_code == 2
    assert "De Grote Dam" in result.output
    assert "met de hand gemaakt" in _refusal(group, path)
    result = plan(group, "unpack", path, "--anyway")
    assert result.exit_code == 0
    assert f"{top}brief.docx" in words(result)
    assert b"De Grote Dam" in state(group)[DAM]
    assert "institutes/kust/zee.md" in state(group)


def test_a_zip_made_by_hand_of_more_than_one_institute_is_refused() -> None:
    whole = {file: text.encode() for file, text in SMALL.items()}
    assert "een heel plan" in refused(write_archive(whole))
    both = {file: data for file, data in whole.items() if file.startswith("institutes/")}
    assert "bos en kust" in refused(write_archive(both))
    assert "van wie" in refused(write_archive({"foto.png": b"x"}))


def test_a_pack_of_another_plan_is_refused(kust: Path, group: Path) -> None:
    write(kust, "goals.yaml", SMALL["goals.yaml"].replace("period: 2021-2025", "period: 2026-2030"))
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "Dam"))
    pack = packed(kust, "kust")
    assert plan(group, "unpack", pack).exit_code == 2
    assert "2026-2030" in _refusal(group, pack)


def test_new_errors_are_told_and_do_not_stop_it(kust: Path, group: Path) -> None:
    write(kust, "actions/kust/banen.yaml", SMALL["actions/kust/banen.yaml"].replace("[werk]", "[wreck]"))
    result = plan(group, "unpack", packed(kust, "kust"))
    assert result.exit_code == 0
    assert "1 fout meer" in words(result)
    assert re.search(r'actions/kust/banen.yaml:3:\d+: .*"wreck" bestaat niet', words(result))


def test_shared_files_with_which_nothing_can_be_built_are_refused(kust: Path, group: Path) -> None:
    write(group, "goals.yaml", "plan: [\n")
    assert plan(kust, "unpack", packed(group, "sector")).exit_code == 2
    assert state(kust)["goals.yaml"] == SMALL["goals.yaml"].encode()


def test_a_file_that_cannot_be_replaced_leaves_all_as_it_was(kust: Path, group: Path) -> None:
    write(kust, DAM, SMALL[DAM].replace("Den Dam", "Dam"))
    write(kust, "institutes/kust/strand.md", "# Strand\n\nNieuw.\n")
    (group / "institutes/kust/strand.md").mkdir()
    before = state(group)
    assert plan(group, "unpack", packed(kust, "kust")).exit_code == 2
    assert state(group) == before


# --- what is known ---------------------------------------------------------------------------------

STATES = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["1", "2"]), max_size=3)


def chains(least: int) -> st.SearchStrategy[tuple[dict[str, str], ...]]:
    return st.lists(STATES, min_size=least, max_size=5).map(tuple)


@given(chains(0))
def test_versions_are_written_down_and_read_again(versions: tuple[dict[str, str], ...]) -> None:
    assert from_changes(as_changes(versions)) == versions
    assert read_known(write_known({"kust": versions})) == {"kust": versions}


@given(chains(2))
def test_what_was_sent_later_is_newer_and_the_other_way_round_older(versions: tuple[dict[str, str], ...]) -> None:
    earlier, last = versions[:-1], versions[-1]
    known = merged((), earlier)
    assert standing(earlier[-1], known, versions) in (Standing.NEWER, Standing.SAME)
    if last != earlier[-1]:
        assert standing(last, merged(known, versions), earlier) is Standing.OLDER


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"versions": {"x": [1]}}', b'{"versions": {"x": [{"a": 1}]}}'])
def test_a_damaged_memory_is_as_good_as_none(kust: Path, data: bytes) -> None:
    write_workspace(kust, {FILE: data})
    assert read_known(data) == {}
    assert plan(kust, "pack", "kust").exit_code == 0


def with_manifest(kust: Path, **otherwise: object) -> bytes:
    """A pack of which somebody changed what it tells of itself."""
    files = dict(read_archive(packed(kust, "kust").read_bytes(), lambda _name: True))
    files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), **otherwise}).encode()
    return write_archive(files)


@pytest.mark.parametrize("shared", [[], "", 0, False, {"goals.yaml": None}, {"\ud800": "x"}])
def test_shared_files_that_are_no_files_are_damage(kust: Path, shared: object) -> None:
    assert "beschadigd" in refused(with_manifest(kust, shared=shared))


def test_half_a_sign_among_the_versions_is_damage(kust: Path) -> None:
    versions = as_changes(read_pack(packed(kust, "kust").read_bytes()).versions)
    assert "beschadigd" in refused(with_manifest(kust, versions=[*versions, {"\ud800": "x"}, {"\ud800": None}]))


@pytest.mark.parametrize(("files", "more"), [(1, 60_000), (4_000, 2_000)])
def test_more_versions_than_anybody_sends_are_damage(kust: Path, files: int, more: int) -> None:
    state = {f"institutes/kust/f{number}.md": "x" for number in range(files)}
    versions = as_changes(read_pack(packed(kust, "kust").read_bytes()).versions)
    many = [state, *[{}] * more, dict.fromkeys(state), *versions]
    assert "beschadigd" in refused(with_manifest(kust, versions=many))


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_refuse(data: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(MANIFEST, data)
    for candidate in (data, buffer.getvalue()):
        with pytest.raises(BadArchive):
            read_pack(candidate)
