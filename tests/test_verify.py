"""`plan verify`: whatever differs from what was made is named, and nobody is fooled or harmed by a zip."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from plan.changes.archives import write_archive
from plan.cli import plan as command
from plan.messages import Refused
from plan.outputs import fingerprint, fingerprints
from plan.submission.manifest import FILE, SOURCES, Manifest, is_sealed, read_manifest, write_manifest
from plan.submission.parts import differing
from plan.submission.verifying import Verdict, archive_name, verify, verify_zip

ROOT: Final = Path(__file__).parents[1]
GOALS: Final = b"format: 1\n"
PLAN: Final = write_archive({"word/document.xml": b"<w:p xmlns:w='w'><w:t>Het plan.</w:t></w:p>"})


def dossier() -> dict[str, bytes]:
    """The files of a small dossier, its manifest among them."""
    sources = {"goals.yaml": GOALS, "institutes/kust/institute.yaml": b"name: Kust\n"}
    files = {
        "verzenden/LEESMIJ.txt": b"Verstuur dit bestand.\r\n",
        "verzenden/plan.docx": PLAN,
        "archief/plan.json": b"{}\n",
        SOURCES: write_archive(sources),
    }
    manifest = Manifest(
        institute="kust",
        name="Samenlevingsopbouw Kust",
        plan="Meerjarenplan",
        date="2020-05-15",
        draft=False,
        program="0.1.0",
        fingerprint="0" * 12,
        files=fingerprints(files),
        sources=fingerprints(sources),
    )
    return {**files, FILE: write_manifest(manifest)}


FILES: Final = dossier()
ZIP: Final = write_archive(FILES, packed=False)
with zipfile.ZipFile(io.BytesIO(ZIP)) as _archive:
    STARTS: Final = [(info.header_offset, info.filename) for info in _archive.infolist()]
    LIST: Final = _archive.start_dir


def write(root: Path, files: Mapping[str, bytes]) -> Path:
    for file, data in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "indiening", {**FILES, archive_name("kust"): ZIP})


def holder_of(at: int) -> str:
    """The file that a byte of the zip is about."""
    return max(start for start in STARTS if start[0] <= at)[1]


def named(verdict: Verdict) -> set[str]:
    return {difference.file for difference in verdict.differences}


def plan(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(command, ["--language", "nl", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


# --- one byte --------------------------------------------------------------------------------------


def test_a_dossier_that_nobody_touched_is_as_it_was_made(folder: Path) -> None:
    assert not verify(folder).differences
    assert not verify(folder / archive_name("kust")).differences


@given(st.sampled_from(sorted(FILES)), st.data())
def test_one_byte_changed_in_any_file_is_named(file: str, data: st.DataObject) -> None:
    content = bytearray(FILES[file])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    changed = write_archive({**FILES, file: bytes(content)}, packed=False)
    assert file in named(verify_zip(changed, "indiening.zip"))


@given(st.integers(0, LIST - 1), st.integers(1, 255))
def test_one_byte_changed_in_the_zip_names_the_file_it_is_about(at: int, by: int) -> None:
    changed = bytearray(ZIP)
    changed[at] ^= by
    assert holder_of(at) in named(verify_zip(bytes(changed), "indiening.zip"))


@given(st.integers(LIST, len(ZIP) - 1), st.integers(1, 255))
def test_one_byte_changed_in_the_list_at_the_end_does_not_pass(at: int, by: int) -> None:
    changed = bytearray(ZIP)
    changed[at] ^= by
    try:
        verdict = verify_zip(bytes(changed), "indiening.zip")
    except Refused:
        return
    assert verdict.differences


def test_one_byte_changed_in_a_folder_is_named(folder: Path) -> None:
    for file, content in FILES.items():
        (folder / file).write_bytes(content[:-1] + b"!")
        assert file in named(verify(folder))
        (folder / file).write_bytes(content)


def test_a_changed_zip_beside_the_folders_is_named_with_the_file_in_it(folder: Path) -> None:
    (folder / archive_name("kust")).write_bytes(ZIP.replace(b"Verstuur", b"verstuur"))
    assert named(verify(folder)) == {"indiening-kust.zip: verzenden/LEESMIJ.txt"}


def test_a_source_that_was_changed_is_named_inside_its_zip(folder: Path) -> None:
    other = write_archive({"goals.yaml": b"format: 2\n", "institutes/kust/institute.yaml": b"name: Kust\n"})
    (folder / SOURCES).write_bytes(other)
    told = [difference.told.render("nl") for difference in verify(folder).differences if difference.file == SOURCES]
    assert told == ["is niet zoals het gemaakt werd: het is gewijzigd", "goals.yaml erin is niet zoals het was"]


# --- missing, too much, made anew ------------------------------------------------------------------


def test_a_missing_file_and_an_extra_one_are_named(folder: Path) -> None:
    (folder / "verzenden/plan.docx").unlink()
    (folder / "verzenden/nota.docx").write_bytes(b"nog iets")
    told = {difference.file: difference.told.render("nl") for difference in verify(folder).differences}
    assert told == {"verzenden/plan.docx": "ontbreekt", "verzenden/nota.docx": "hoort niet bij het dossier"}


def test_what_windows_and_word_leave_behind_is_no_extra_file(folder: Path) -> None:
    write(folder, {"verzenden/~$plan.docx": b"", "verzenden/desktop.ini": b"", ".DS_Store": b""})
    assert not verify(folder).differences


def test_without_its_manifest_a_dossier_is_not_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path, {"uit.zip": write_archive({file: FILES[file] for file in FILES if file != FILE})})
    assert named(verify(path / "uit.zip")) == {FILE}


def test_a_zip_made_anew_says_that_its_files_are_as_they_were(tmp_path: Path) -> None:
    verdict = verify_zip(write_archive(FILES), "indiening.zip")
    assert [difference.told.render("nl") for difference in verdict.differences] == [
        "is door een ander programma opnieuw gemaakt of aangevuld; de bestanden erin zijn zoals ze waren"
    ]


def test_a_zip_of_the_folder_with_a_folder_around_it_is_read(tmp_path: Path) -> None:
    around = write_archive({f"indiening/{file}": data for file, data in FILES.items()})
    assert not verify_zip(around, "indiening.zip").differences


def test_bytes_behind_the_end_of_the_zip_are_told() -> None:
    assert named(verify_zip(ZIP + b"nog iets", "indiening.zip")) == {"indiening.zip"}


def test_one_of_the_two_folders_is_enough_to_find_the_dossier(folder: Path) -> None:
    assert not verify(folder / "archief").differences
    assert not verify(folder.parent / "indiening").differences


# --- from anybody ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.docx", PLAN),
        ("foto.zip", b"PK\x03\x04 en verder niets"),
        ("leeg.zip", b""),
        ("tekst.txt", b"geen zip"),
    ],
)
def test_what_is_no_dossier_is_refused_by_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path, {name: content}) / name
    with pytest.raises(Refused) as refused:
        verify(path)
    assert refused.value.message.render("nl").startswith(name)
    assert plan("verify", path).exit_code == 2


def test_a_folder_that_is_no_dossier_is_refused_with_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        verify(tmp_path)
    assert "geef de map indiening die plan submit maakte" in refused.value.message.render("nl")


def test_a_zip_bomb_is_read_no_further_than_a_dossier_can_be(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file, data in FILES.items():
            archive.writestr(file, data)
        with archive.open("verzenden/bom.txt", "w", force_zip64=True) as entry:
            for _block in range(300):
                entry.write(bytes(1_000_000))
    told = {one.file: one.told.render("nl") for one in verify_zip(bomb.getvalue(), "indiening.zip").differences}
    assert "te groot" in told["verzenden/bom.txt"]


def test_a_link_in_a_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_bytes(FILES["verzenden/LEESMIJ.txt"])
    (folder / "verzenden/LEESMIJ.txt").unlink()
    (folder / "verzenden/LEESMIJ.txt").symlink_to(secret)
    told = {difference.file: difference.told.render("nl") for difference in verify(folder).differences}
    assert told == {"verzenden/LEESMIJ.txt": "is een verwijzing, geen bestand"}


def test_a_manifest_of_a_newer_program_says_to_install_that() -> None:
    newer = FILES[FILE].replace(b'"format": 1', b'"format": 2')
    verdict = verify_zip(write_archive({**FILES, FILE: newer}), "indiening.zip")
    assert [one.told.render("nl") for one in verdict.differences if one.file == FILE] == [
        "het komt van een nieuwere versie van dit programma; installeer die"
    ]


# --- the manifest ----------------------------------------------------------------------------------


def test_a_manifest_reads_back_as_it_was_and_seals_itself() -> None:
    manifest = read_manifest(FILES[FILE])
    assert write_manifest(manifest) == FILES[FILE]
    assert is_sealed(FILES[FILE])
    assert fingerprint(FILES["archief/plan.json"]) == manifest.files["archief/plan.json"]


def test_a_manifest_has_the_shape_that_plan_schema_prints() -> None:
    schema = json.loads(plan("schema", "manifest").output)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(FILES[FILE]))
    assert set(schema["properties"]) == {"format", "seal", *Manifest.model_fields}


# --- in words --------------------------------------------------------------------------------------


def test_plan_verify_says_that_all_is_as_it_was_made(folder: Path) -> None:
    result = plan("verify", folder)
    assert result.exit_code == 0
    assert result.output.startswith("indiening: alles is zoals het gemaakt werd, 5 bestanden\n")


def test_plan_verify_names_what_differs_within_80_columns(folder: Path) -> None:
    shutil.rmtree(folder / "verzenden")
    result = plan("verify", folder)
    assert result.exit_code == 1
    assert "verzenden/plan.docx: ontbreekt" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_the_words_that_differ_in_a_word_file_are_told() -> None:
    other = write_archive({"word/document.xml": b"<w:p xmlns:w='w'><w:t>Het goede plan.</w:t></w:p>"})
    told = [message.render("nl") for message in differing("plan.docx", PLAN, other)]
    assert told == ['word/document.xml: gemaakt "Het plan.", hier "Het goede plan."']


def test_a_part_that_is_missing_in_a_word_file_is_told() -> None:
    more = write_archive(
        {"word/document.xml": b"<w:p xmlns:w='w'><w:t>Het plan.</w:t></w:p>", "word/extra.xml": b"<a/>"}
    )
    assert [message.render("nl") for message in differing("plan.docx", more, PLAN)] == ["word/extra.xml ontbreekt erin"]
    assert differing("plan.docx", PLAN, PLAN) == ()


def test_of_other_files_the_first_byte_that_differs_is_told() -> None:
    told = [message.render("nl") for message in differing("plan.pdf", b"%PDF\xff 1", b"%PDF\xff 2")]
    assert told == ["het verschilt vanaf byte 7"]


def test_a_file_without_a_name_in_a_zip_is_no_reason_to_stop() -> None:
    with io.BytesIO() as written:
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr(zipfile.ZipInfo(""), b"x")
        with pytest.raises(Refused):
            verify_zip(written.getvalue(), "indiening.zip")
