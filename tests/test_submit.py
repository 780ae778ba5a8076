"""`plan submit`: the dossier with which a plan is filed, what stands in its way, and what of it is kept."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

from plan.changes.archives import read_archive
from plan.changes.kept import open_kept
from plan.changes.versions import revision_of
from plan.cli import plan as command
from plan.filings import REGISTER, read_filings
from plan.outputs import fingerprint
from plan.submission.manifest import FILE, SOURCES, Manifest, read_manifest, write_manifest
from plan.submission.pdf_pages import NoPdf, pages_of
from plan.submission.verifying import archive_name, verify, verify_zip
from plan.workspace import open_workspace
from tests.reviewer import Reviewer
from tests.the_example import OWN, copy_example
from tests.word_files import part
from tests.workspaces import SMALL, write_workspace

pytestmark = pytest.mark.usefixtures("remembering")

PLAN: Final = "verzenden/meerjarenplan-2021-2025"
RULES: Final = """\
title: Kleine instituten
version: 2020-01
to_read: [het decreet over kleine instituten]
requirements:
  - id: missie
    title: Het plan zegt wat de missie is.
    basis: wet-gelezen
    source: het decreet, art. 1
    chapter: mission
  - id: toelichting-od
    title: Elke OD heeft een toelichting.
    basis: praktijk
    each: od
    has: explanation
  - id: ondertekenaars
    title: Het plan is ondertekend.
    basis: afgeleid
    severity: waarschuwing
    institute: [signatories]
  - id: effect
    title: De doelen zijn effecten.
    basis: praktijk
    ask: Zegt elke effectzin wat er verandert?
"""
KUST: Final[Mapping[str, str | bytes]] = {
    **SMALL,
    "templates/plan.yaml": SMALL["templates/plan.yaml"].replace("{id: missie}", "{id: missie, role: mission}"),
    "requirements/klein.yaml": RULES,
}


def plan(root: Path, *arguments: str | Path) -> Result:
    result = CliRunner().invoke(command, ["--workspace", str(root), "--language", "nl", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def files_of(root: Path, institute: str) -> dict[str, bytes]:
    """The dossier of an institute, by path."""
    folder = root / f"build/{institute}/indiening"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def manifest_of(files: Mapping[str, bytes]) -> Manifest:
    return read_manifest(files[FILE])


def words_of(data: bytes) -> str:
    """The words of a Word file, tables among them."""
    words = "\n".join("".join(paragraph.itertext("{*}t")) for paragraph in part(data).iter("{*}p"))
    return words.replace("\u00a0", " ")


# --- the example -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_example(tmp_path_factory.mktemp("voorbeeld"))
    (root / "institutes/gent/institute.yaml").write_text("name: [kapot\n")
    result = plan(root, "submit", OWN)
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture(scope="module")
def made(example: Path) -> dict[str, bytes]:
    return files_of(example, OWN)


def test_the_example_makes_a_whole_dossier_beside_a_broken_institute(made: Mapping[str, bytes]) -> None:
    assert [*made] == [
        "archief/bewijsblad.docx",
        "archief/bewijsblad.pdf",
        SOURCES,
        "archief/dekking.xlsx",
        FILE,
        "archief/plan.json",
        "archief/plan.stratml.xml",
        archive_name(OWN),
        "verzenden/LEESMIJ.txt",
        "verzenden/begeleidende-brief.docx",
        f"{PLAN}-{OWN}.docx",
        f"{PLAN}-{OWN}.pdf",
    ]


def test_the_zip_holds_every_file_of_the_folder(made: Mapping[str, bytes]) -> None:
    zipped = read_archive(made[archive_name(OWN)], lambda _file: True)
    assert zipped == {file: data for file, data in made.items() if file != archive_name(OWN)}


def test_its_own_sources_go_along_and_no_other_institutes(made: Mapping[str, bytes]) -> None:
    sources = read_archive(made[SOURCES], lambda _file: True)
    assert f"institutes/{OWN}/institute.yaml" in sources
    assert not [file for file in sources if "gent" in file.split("/")[:2]]
    assert {file: fingerprint(data) for file, data in sources.items()} == manifest_of(made).sources


def test_one_byte_changed_anywhere_in_its_zip_does_not_pass(made: Mapping[str, bytes]) -> None:
    archive, chance = made[archive_name(OWN)], random.Random(5)
    with ZipFile(io.BytesIO(archive)) as opened:
        starts = [(info.header_offset, info.filename) for info in opened.infolist()]
        behind = opened.start_dir
    for _try in range(20):
        at = chance.randrange(behind)
        changed = bytearray(archive)
        changed[at] ^= chance.randrange(1, 256)
        file = max(start for start in starts if start[0] <= at)[1]
        assert file in {one.file for one in verify_zip(bytes(changed), "indiening.zip").differences}


def test_the_proof_sheet_gives_chapter_heading_and_page_of_the_pdf_that_was_sent(made: Mapping[str, bytes]) -> None:
    rows = [
        ["".join(cell.itertext("{*}t")) for cell in row.iter("{*}tc")]
        for row in part(made["archief/bewijsblad.docx"]).iter("{*}tr")
    ]
    mission = next(row for row in rows if "Het plan zegt wat de missie is." in row[1])
    assert mission[3] == "Missie en krachtlijnen › Missie"
    page = PdfReader(io.BytesIO(made[f"{PLAN}-{OWN}.pdf"])).pages[int(mission[4]) - 1]
    assert "Missie" in page.extract_text()


def test_the_proof_sheet_claims_no_compliance_and_names_the_texts_to_read(made: Mapping[str, bytes]) -> None:
    words = words_of(made["archief/bewijsblad.docx"])
    assert "Het zegt niet dat het plan aan de wet voldoet" in words
    assert "decreet van 26 juni 1991" in words


def test_the_note_says_how_many_files_to_send_and_which(made: Mapping[str, bytes]) -> None:
    note = made["verzenden/LEESMIJ.txt"].decode()
    assert note.startswith("Verstuur deze drie bestanden.\r\n")
    assert f"meerjarenplan-2021-2025-{OWN}.pdf" in note


def test_a_filed_plan_is_kept_and_stands_in_the_register(example: Path, made: Mapping[str, bytes]) -> None:
    filed = read_filings((example / REGISTER).read_bytes())
    assert [(one.institute, one.name, one.sha256) for one in filed] == [
        (OWN, f"ingediend {OWN} 2020-05-15", fingerprint(made[archive_name(OWN)]))
    ]
    kept = open_kept((example / f"bewaard/versies/ingediend-{OWN}-2020-05-15.zip").read_bytes())
    assert kept is not None
    assert kept[1] == open_workspace(example).sources.files


def test_plan_verify_knows_in_its_workspace_what_was_filed(example: Path) -> None:
    result = plan(example, "verify", example / f"build/{OWN}/indiening/{archive_name(OWN)}")
    assert f'werd ingediend als "ingediend {OWN} 2020-05-15"' in " ".join(result.output.split())


# --- a small plan ----------------------------------------------------------------------------------


@pytest.fixture
def kust(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "kust", KUST)


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small plan that was filed, where nobody writes, and what was printed then."""
    root = write_workspace(tmp_path_factory.mktemp("ingediend") / "kust", KUST)
    result = plan(root, "submit", "kust")
    assert result.exit_code == 0, result.output
    return root, result.output


@pytest.fixture
def filed(filing: tuple[Path, str], tmp_path: Path) -> Path:
    """The small plan after it was filed."""
    return Path(shutil.copytree(filing[0], tmp_path / "kust"))


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def test_a_missing_chapter_is_one_finding_and_a_refusal(kust: Path) -> None:
    edit(kust, "templates/plan.yaml", "  - {id: missie, role: mission}\n", "")
    edit(kust, "institutes/kust/institute.yaml", "  - after: missie\n", "  - after: doelstellingen\n")
    edit(kust, "institutes/kust/zee.md", "Zie {hoofdstuk missie}.", "Zie verder.")
    result = plan(kust, "submit", "kust")
    assert result.exit_code == 1
    assert "niet ingediend, want er staat 1 punt open" in result.output
    assert result.output.count("vereiste niet voldaan") == 1
    assert "Het plan zegt wat de missie is. [missie]" in " ".join(result.output.split())
    assert not (kust / "build").exists()


def test_a_missing_explanation_is_one_finding_and_a_refusal(kust: Path) -> None:
    edit(kust, "goals.yaml", "        explanation: Elk jaar.\n", "")
    result = plan(kust, "submit", "kust")
    assert result.exit_code == 1
    assert "niet ingediend" in result.output
    assert not (kust / "build").exists()


def test_an_error_in_what_the_plan_prints_is_a_refusal_that_shows_the_line(kust: Path) -> None:
    edit(kust, "actions/huizen.yaml", "possible: [werk]", "possible: [werken]")
    result = plan(kust, "submit", "kust")
    assert result.exit_code == 1
    assert "actions/huizen.yaml:5" in result.output
    assert "plan submit kust --accept-open" in result.output


def test_another_institute_and_the_coverage_of_the_sector_never_block(kust: Path) -> None:
    (kust / "institutes/bos/institute.yaml").write_text("naam: {\n")
    edit(kust, "goals.yaml", "strategic_goals:\n", "coverage: {minimum_institutes: 2}\nstrategic_goals:\n")
    assert plan(kust, "submit", "kust").exit_code == 0


def test_what_is_accepted_open_stands_on_the_proof_sheet_with_its_reason(kust: Path) -> None:
    edit(kust, "goals.yaml", "        explanation: Elk jaar.\n", "")
    result = plan(kust, "submit", "kust", "--accept-open", "de raad vergadert pas morgen")
    assert result.exit_code == 0, result.output
    files = files_of(kust, "kust")
    accepted = manifest_of(files).accepted
    assert accepted is not None
    assert accepted.reason == "de raad vergadert pas morgen"
    assert any("Elke OD heeft een toelichting: " in point for point in accepted.points)
    words = words_of(files["archief/bewijsblad.docx"])
    assert "de raad vergadert pas morgen" in words
    assert "Ontwerp" not in words_of(files[f"{PLAN}-kust.docx"])
    assert plan(kust, "verify", kust / "build/kust/indiening", "--rebuild").exit_code == 0


def test_a_draft_is_marked_everywhere_and_filed_nowhere(kust: Path) -> None:
    edit(kust, "goals.yaml", "        explanation: Elk jaar.\n", "")
    result = plan(kust, "submit", "kust", "--draft")
    assert result.exit_code == 0, result.output
    files = files_of(kust, "kust")
    for file in ("verzenden/begeleidende-brief.docx", f"{PLAN}-kust.docx", "archief/bewijsblad.docx"):
        with ZipFile(io.BytesIO(files[file])) as parts:
            assert any(b"Ontwerp" in parts.read(name) for name in parts.namelist()), file
    assert files["verzenden/LEESMIJ.txt"].startswith(b"Dit is een ontwerp")
    assert manifest_of(files).draft
    note = files["verzenden/LEESMIJ.txt"].decode()
    assert "nog niet" in note
    assert "Onderteken" not in note
    assert not (kust / "bewaard").exists()


def test_annexes_and_minutes_are_copied_lettered_and_listed(kust: Path) -> None:
    edit(
        kust,
        "goals.yaml",
        "strategic_goals:\n",
        "annexes: [{id: analyse, title: Analyse van de kust, file: analyse.pdf}]\nstrategic_goals:\n",
    )
    edit(kust, "institutes/kust/zee.md", "Een eigen hoofdstuk.", "Zie {bijlage analyse}.")
    write_workspace(
        kust,
        {
            "institutes/kust/submission.yaml": (
                "addressee: {name: Departement Zorg, city: Brussel}\n"
                "annexes: [{id: kaart, title: Kaart, file: kaart.png}]\n"
                "approvals: [{body: algemene vergadering, date: 2020-05-12, minutes: verslag.docx}]\n"
            ),
            "institutes/kust/bijlagen/analyse.pdf": b"%PDF-1.4 analyse",
            "institutes/kust/bijlagen/kaart.png": b"\x89PNG kaart",
            "institutes/kust/bijlagen/verslag.docx": b"PK verslag",
        },
    )
    result = plan(kust, "submit", "kust")
    assert result.exit_code == 0, result.output
    files = files_of(kust, "kust")
    assert files["verzenden/bijlage-A-analyse-van-de-kust.pdf"] == b"%PDF-1.4 analyse"
    assert files["verzenden/bijlage-B-kaart.png"] == b"\x89PNG kaart"
    assert files["verzenden/bijlage-C-verslag-van-de-algemene-vergadering-12-mei-2020.docx"] == b"PK verslag"
    letter = words_of(files["verzenden/begeleidende-brief.docx"])
    for words in ("Departement Zorg", "Analyse van de kust", "Kaart", "keurde het plan goed op"):
        assert words in letter.replace("\n", "")
    assert files["verzenden/LEESMIJ.txt"].startswith(b"Verstuur deze zes bestanden.")
    assert [one.model_dump() for one in manifest_of(files).approvals] == [
        {"body": "algemene vergadering", "date": "2020-05-12", "minutes": "verslag.docx"}
    ]


def test_the_sector_words_its_own_letter(kust: Path) -> None:
    (kust / "templates/begeleidende-brief.md").write_text("Beste, hier is {{ plan.title }}.\n")
    assert plan(kust, "submit", "kust", "--draft").exit_code == 0
    letter = words_of(files_of(kust, "kust")["verzenden/begeleidende-brief.docx"])
    assert "Beste, hier is " in letter


def test_a_mistake_in_the_template_of_the_letter_is_a_refusal(kust: Path) -> None:
    (kust / "templates/begeleidende-brief.md").write_text("Beste {{ wie_dan_ook }}.\n")
    result = plan(kust, "submit", "kust")
    assert result.exit_code == 1
    assert "templates/begeleidende-brief.md:1" in result.output


def test_two_runs_give_the_same_bytes_anywhere_and_anytime(
    kust: Path, filing: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert plan(kust, "submit", "kust").exit_code == 0
    finally:
        monkeypatch.undo()
        time.tzset()
    assert files_of(kust, "kust") == files_of(filing[0], "kust")


def test_a_dossier_can_be_made_again_from_itself(filing: tuple[Path, str]) -> None:
    result = plan(filing[0], "verify", filing[0] / "build/kust/indiening", "--rebuild")
    assert result.exit_code == 0, result.output
    assert "opnieuw gemaakt uit zijn bronnen komt alles er hetzelfde uit" in " ".join(result.output.split())


# --- finished by hand ------------------------------------------------------------------------------


@pytest.fixture
def finished(filed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The Word file that was made, with a sentence changed by hand, and a PDF of it."""
    files = files_of(filed, "kust")
    reviewer = Reviewer(files[f"{PLAN}-kust.docx"])
    reviewer.type_over("Een eigen hoofdstuk.", "Een heel eigen hoofdstuk.")
    word, pdf = tmp_path / "EIND.docx", tmp_path / "EIND.pdf"
    word.write_bytes(reviewer.saved())
    pdf.write_bytes(files[f"{PLAN}-kust.pdf"])
    return word, pdf


def test_a_word_file_finished_by_hand_is_sent_as_it_is_with_its_differences_on_record(
    filed: Path, finished: tuple[Path, Path]
) -> None:
    word, pdf = finished
    result = plan(filed, "submit", "kust", "--document", word, "--pdf", pdf, "--name", "met de hand")
    assert result.exit_code == 0, result.output
    files = files_of(filed, "kust")
    assert files[f"{PLAN}-kust.docx"] == word.read_bytes()
    assert files[f"{PLAN}-kust.pdf"] == pdf.read_bytes()
    differences = manifest_of(files).finished_by_hand
    assert differences is not None
    assert [one.model_dump() for one in differences] == [
        {"where": "institutes/kust/zee.md:6", "made": "Een eigen hoofdstuk.", "sent": "Een heel eigen hoofdstuk."}
    ]
    assert "Een heel eigen hoofdstuk." in words_of(files["archief/bewijsblad.docx"])
    assert plan(filed, "verify", filed / "build/kust/indiening", "--rebuild").exit_code == 0


def test_a_word_file_finished_by_hand_asks_for_its_own_pdf(filed: Path, finished: tuple[Path, Path]) -> None:
    result = plan(filed, "submit", "kust", "--document", finished[0], "--name", "met de hand")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)


def test_a_comment_left_in_a_finished_file_is_an_open_point(filed: Path, finished: tuple[Path, Path]) -> None:
    word, pdf = finished
    reviewer = Reviewer(word.read_bytes())
    reviewer.comment("eigen hoofdstuk", "Klopt dit?")
    word.write_bytes(reviewer.saved())
    result = plan(filed, "submit", "kust", "--document", word, "--pdf", pdf, "--name", "met de hand")
    assert result.exit_code == 1
    assert "nog 1 opmerking" in " ".join(result.output.split())


def test_a_pdf_of_something_else_is_refused(kust: Path, tmp_path: Path) -> None:
    other = tmp_path / "ander.pdf"
    other.write_bytes(b"geen pdf")
    assert plan(kust, "submit", "kust", "--pdf", other).exit_code == 2
    assert not (kust / "build").exists()


# --- once more -------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(filed: Path) -> None:
    before, register = files_of(filed, "kust"), (filed / REGISTER).read_bytes()
    assert plan(filed, "submit", "kust").exit_code == 0
    assert files_of(filed, "kust") == before
    assert (filed / REGISTER).read_bytes() == register


def test_a_later_filing_needs_a_name_of_its_own(filed: Path) -> None:
    first = files_of(filed, "kust")
    edit(filed, "chapters/missie.md", "We staan **naast** mensen.", "We staan naast alle mensen.")
    assert plan(filed, "submit", "kust").exit_code == 2
    assert files_of(filed, "kust") == first
    assert plan(filed, "submit", "kust", "--name", "tweede keer").exit_code == 0
    assert [one.name for one in read_filings((filed / REGISTER).read_bytes())] == [
        "ingediend kust 2020-05-15",
        "tweede keer",
    ]


def test_an_amendment_sends_a_list_of_changes(filed: Path) -> None:
    edit(filed, "chapters/missie.md", "We staan **naast** mensen.", "We staan naast alle mensen.")
    result = plan(filed, "submit", "kust", "--amends", "ingediend kust 2020-05-15")
    assert result.exit_code == 0, result.output
    files = files_of(filed, "kust")
    assert "We staan naast alle mensen." in words_of(files["verzenden/lijst-van-wijzigingen.docx"]).replace("\n", "")
    assert manifest_of(files).amends == "ingediend kust 2020-05-15"
    assert plan(filed, "verify", filed / "build/kust/indiening", "--rebuild").exit_code == 0


def test_an_annex_that_no_longer_goes_along_is_taken_away(kust: Path) -> None:
    submission = kust / "institutes/kust/submission.yaml"
    submission.write_text("annexes: [{id: kaart, title: Kaart, file: kaart.png}]\n")
    write_workspace(kust, {"institutes/kust/bijlagen/kaart.png": b"\x89PNG kaart"})
    assert plan(kust, "submit", "kust", "--draft").exit_code == 0
    assert "verzenden/bijlage-A-kaart.png" in files_of(kust, "kust")
    submission.unlink()
    shutil.rmtree(kust / "institutes/kust/bijlagen")
    assert plan(kust, "submit", "kust", "--draft").exit_code == 0
    assert "verzenden/bijlage-A-kaart.png" not in files_of(kust, "kust")
    assert not verify(kust / "build/kust/indiening").differences


def test_a_word_file_that_somebody_edited_in_the_dossier_is_not_lost(kust: Path) -> None:
    assert plan(kust, "submit", "kust", "--draft").exit_code == 0
    letter = kust / "build/kust/indiening/verzenden/begeleidende-brief.docx"
    edited = Reviewer(letter.read_bytes())
    edited.type_over("Hoogachtend", "Met vriendelijke groeten")
    saved = edited.saved()
    letter.write_bytes(saved)
    assert "begeleidende-brief.docx" in plan(kust, "verify", letter.parents[1]).output
    assert plan(kust, "submit", "kust", "--draft").exit_code == 0
    returned = list((kust / "teruggekomen").rglob("*.docx"))
    assert [path.read_bytes() for path in returned] == [saved]


def test_a_dossier_of_another_version_of_the_program_says_so_when_it_is_made_again(filed: Path) -> None:
    folder = filed / "build/kust/indiening"
    manifest = manifest_of(files_of(filed, "kust"))
    (folder / FILE).write_bytes(write_manifest(manifest.model_copy(update={"program": "0.0.1"})))
    (folder / archive_name("kust")).unlink()
    output = " ".join(plan(filed, "verify", folder, "--rebuild").output.split())
    assert "het werd gemaakt met versie 0.0.1 van het programma, en nu met" in output


def test_the_revision_in_git_stands_in_the_manifest_while_the_sources_are_as_it_has_them(kust: Path) -> None:
    git = ["git", "-C", str(kust), "-c", "user.name=An", "-c", "user.email=an@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Ons plan"]):
        subprocess.run([*git, *arguments], check=True)
    revision = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    files = open_workspace(kust).sources_of("kust")
    assert revision_of(kust, files) == revision
    assert revision_of(kust, {**files, "goals.yaml": b"anders"}) == ""


def test_what_is_printed_fits_80_columns(filing: tuple[Path, str]) -> None:
    assert max(map(len, filing[1].splitlines())) <= 80


# --- pages of a pdf --------------------------------------------------------------------------------


def titles_in(outline: Iterable[object]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from titles_in(entry)
        elif isinstance(entry, Destination):
            yield str(entry.title)


def test_a_pdf_without_bookmarks_is_searched_for_its_headings(filing: tuple[Path, str]) -> None:
    pdf = files_of(filing[0], "kust")[f"{PLAN}-kust.pdf"]
    reader = PdfReader(io.BytesIO(pdf))
    titles = list(titles_in(reader.outline))[1:]  # the first is that of the contents, which are passed over
    plain = PdfWriter()
    for page in reader.pages:
        plain.add_page(page)
    without = io.BytesIO()
    plain.write(without)
    known, searched = pages_of(pdf, titles), pages_of(without.getvalue(), titles)
    assert known.found == len(titles)
    assert searched == known


def test_what_is_no_pdf_has_no_pages() -> None:
    locked = PdfWriter()
    locked.add_blank_page(9, 9)
    with io.BytesIO() as made:
        locked.write(made)
        # As programs lock a PDF today, and pypdf by itself cannot read: AES of 256 bits.
        key = b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -44 /O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s> "
        key %= (b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16)
        crypt = b"/CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
        aes = made.getvalue().replace(b"/Size", b"/ID [<00> <00>] /Encrypt %s%s /Size" % (key, crypt))
    for data in (b"", b"%PDF-1.7", b"geen pdf", aes):
        with pytest.raises(NoPdf):
            pages_of(data, ["Missie"])
