"""What `plan import` brings in: text from Word or a clipboard, as an author would type it, with no word lost."""

from __future__ import annotations

import base64
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plan.commands.clipboard import of_macos, of_windows
from plan.commands.creating import new_item
from plan.commands.importing import import_text, read_page, read_text, render_import, write_import
from plan.document import Heading, List, ListItem, Note, Paragraph, Reference, Run
from plan.importing.arrived import texts_of, words_of
from plan.importing.html import read_html
from plan.importing.markdown import write_source
from plan.importing.placing import Way
from plan.importing.sheets import partners_in
from plan.markdown_reader import read_markdown
from plan.messages import Refused
from plan.places import Place, Prose
from plan.workspace import open_workspace
from tests.arriving import paragraph, run, word_file
from tests.command_line import typed
from tests.workspaces import SMALL, write_workspace

NOW = datetime(2026, 5, 12, 10, 30, tzinfo=UTC)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def markdown(*body: str, parts: dict[str, tuple[str, str | bytes]] | None = None) -> str:
    """The Markdown of a Word file with this body."""
    return write_source("", read_text("tekst.docx", word_file(*body, parts=parts)).blocks).text


def told(*body: str) -> str:
    """What is told about a Word file with this body."""
    return " ".join(message.render("en") for message in read_text("tekst.docx", word_file(*body)).told)


# --- Word ------------------------------------------------------------------------------------------


def test_headings_arrive_by_their_outline_level_whatever_their_style_is_called() -> None:
    text = markdown(paragraph("Wonen", style="Kop1"), paragraph("Huren", style="Huisstijlkop"), paragraph("Tekst."))
    assert text == "## Wonen\n\n### Huren\n\nTekst.\n"


def test_emphasis_arrives_from_the_words_and_from_their_style() -> None:
    strong = run("heel", '<w:rStyle w:val="Zwaar"/>')
    assert markdown(paragraph("een ", strong, " ", run("mooi", "<w:i/>"), " plan")) == "een **heel** *mooi* plan\n"


def test_a_short_bold_line_above_a_text_becomes_a_heading_and_that_is_told() -> None:
    body = (paragraph(run("Onze buurt", "<w:b/>")), paragraph("Tekst."))
    assert markdown(*body) == "## Onze buurt\n\nTekst.\n"
    assert "1 bold line became a heading" in told(*body)


def heading(words: str, name: str = "", style: str = "Kop1") -> str:
    """A heading, with a bookmark of this name around its words."""
    marks = f'<w:bookmarkStart w:id="1" w:name="{name}"/>', run(words), '<w:bookmarkEnd w:id="1"/>'
    return paragraph(*(marks if name else marks[1:2]), style=style)


def field(instruction: str, *shown: str) -> str:
    """A field as Word writes one, cut over runs."""
    kinds = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    begin, middle, end = (f"<w:r>{kind}</w:r>" for kind in kinds)
    return f"{begin}<w:r><w:instrText> {instruction} </w:instrText></w:r>{middle}{''.join(shown)}{end}"


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        ('<w:u w:val="single"/>', "a plan has no underlining; it was taken off"),
        ('<w:highlight w:val="yellow"/>', "the colour of a marker did not come along, of"),
        ('<w:vertAlign w:val="superscript"/>', "raised signs came as plain ones:"),
        ('<w:position w:val="-6"/>', "lowered signs came as plain ones:"),
        ("<w:vanish/>", "hidden text in the file is visible now; is it to stay?"),
    ],
)
def test_looks_that_a_plan_has_not_are_told_with_the_words_and_where(properties: str, sentence: str) -> None:
    body = (heading("Huren"), paragraph("Wij ", run("samen", properties), " hier."))
    assert markdown(*body) == "## Huren\n\nWij samen hier.\n"
    assert told(*body) == f'{sentence} "samen" (under "Huren")'


def test_looks_that_are_off_or_only_set_a_line_straight_are_no_news() -> None:
    looks = ('<w:u w:val="none"/>', '<w:vanish w:val="0"/>', '<w:position w:val="2"/>')
    assert not told(heading("Huren"), *(paragraph(run("samen", look), " hier.") for look in looks))


def test_numbers_above_and_below_the_line_stay_there() -> None:
    low, high = '<w:vertAlign w:val="subscript"/>', '<w:vertAlign w:val="superscript"/>'
    body = paragraph("CO", run("2", low), " per m", run("2", high))
    assert markdown(body) == "CO₂ per m²\n"
    assert not told(body)


def test_a_link_to_no_address_of_the_web_is_told_with_its_address() -> None:
    link = f'<w:hyperlink r:id="r1">{run("onze nota")}</w:hyperlink>'
    arrived = read_text("a.docx", word_file(paragraph(link), parts={"file:///C:/nota.docx": ("hyperlink", "")}))
    assert write_source("", arrived.blocks).text == "onze nota\n"
    assert [message.render("en") for message in arrived.told] == [
        'the address of these links did not come along: "onze nota (file:///C:/nota.docx)"'
    ]


def test_looks_on_a_clipboard_are_told_once_each() -> None:
    page = (
        "<h1>Huren</h1><p><u>Een <b>twee</b></u> <span style='text-decoration: underline'><u>drie</u></span> "
        "<a href='../map/nota.html'><u>vier</u></a></p>"
    )
    assert [message.render("en") for message in read_page("-", page.encode()).told] == [
        'a plan has no underlining; it was taken off "Een twee" (under "Huren") and "drie" (under "Huren")',
        'the address of these links did not come along: "vier (../map/nota.html)" (under "Huren")',
    ]


def test_typed_lists_become_lists() -> None:
    body = [paragraph(line) for line in ("Dit:", "- een", "- twee", "• drie", "1. eerst", "2. dan", "- los")]
    assert markdown(*body) == "Dit:\n\n- een\n- twee\n\n* drie\n\n1. eerst\n2. dan\n\n\\- los\n"


def test_soft_hyphens_fixed_blanks_and_blanks_in_a_row_go() -> None:
    body = paragraph("samen\u00adleving", "\u00a0 in", style=""), "<w:p/>", paragraph("Vlaanderen  ")
    assert markdown(*body) == "samenleving in\n\nVlaanderen\n"


def test_tracked_changes_are_taken_as_accepted_and_that_is_told() -> None:
    gone = '<w:del w:author="An"><w:r><w:delText>oude</w:delText></w:r></w:del>'
    come = f'<w:ins w:author="An">{run("nieuwe")}</w:ins>'
    assert markdown(paragraph("de ", gone, come, " tekst")) == "de nieuwe tekst\n"
    assert "2 tracked changes were taken as accepted" in told(paragraph("de ", gone, come, " tekst"))


def test_a_text_box_follows_the_paragraph_it_stood_beside() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('In het kader.')}</w:txbxContent></v:textbox>"
    body = (paragraph("Ernaast.", f"{box}</v:shape></w:pict></w:r>"), paragraph("Erna."))
    assert markdown(*body) == "Ernaast.\n\nIn het kader.\n\nErna.\n"
    assert "1 text box" in told(*body)


def test_a_formula_stays_in_its_place_as_something_to_do() -> None:
    formula = "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>"
    assert markdown(paragraph("Dus ", formula, " telt.")) == "Dus {nog formule overzetten: x=2} telt.\n"


def test_a_remark_in_the_margin_stays_in_its_place_as_something_to_do() -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:comment w:id="1" w:author="Ilse">{paragraph("klopt dit?")}</w:comment></w:comments>'
    )
    body = paragraph("Veel", '<w:r><w:commentReference w:id="1"/></w:r>', " huurders.")
    text = markdown(body, parts={"comments.xml": ("comments", comments)})
    assert text == "Veel{nog opmerking van Ilse: klopt dit?} huurders.\n"


def test_a_table_arrives_with_the_words_of_merged_cells_once() -> None:
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph("Wie") + "</w:tc>"
    cells = "".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in ("a|b", "c"))
    text = markdown(f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{cells}</w:tr></w:tbl>")
    assert text.split() == "| Wie | | | ---- | --- | | a\\|b | c |".split()


def test_a_picture_comes_with_what_it_shows() -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Het buurthuis"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        '<a:blip r:embed="r1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    arrived = read_text("a.docx", word_file(paragraph("Zie:", drawing), parts={"media/a.png": ("image", PIXEL)}))
    source = write_source("", arrived.blocks)
    assert source.text == "Zie:\n\n![Het buurthuis](beelden/het-buurthuis.png)\n"
    assert source.pictures == {"beelden/het-buurthuis.png": PIXEL}


def test_a_picture_that_is_not_there_or_cannot_be_shown_stays_as_something_to_do() -> None:
    graphic = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Een foto"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        '<a:blip r:embed="{}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    parts: dict[str, tuple[str, str | bytes]] = {"media/a.emf": ("image", b"EMF")}
    body = (paragraph("Zie", graphic.format("r1")), paragraph("en", graphic.format("r99")))
    assert markdown(*body, parts=parts).count("{nog afbeelding overzetten: Een foto}") == 2


def test_a_link_with_a_bookmark_in_it_stays_whole() -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="hier"/>'
    link = f'<w:hyperlink r:id="r1">{run("Zie ")}{mark}{run("onze site")}<w:bookmarkEnd w:id="1"/></w:hyperlink>'
    text = markdown(paragraph(link, "."), parts={"https://www.voorbeeld.be": ("hyperlink", "")})
    assert text == "[Zie onze site](https://www.voorbeeld.be).\n"


def test_a_caption_goes_with_its_table_and_leaves_its_number_to_the_plan() -> None:
    number = f'<w:fldSimple w:instr=" SEQ Tabel ">{run("3")}</w:fldSimple>'
    cells = "".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in "ab")
    table = f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
    text = markdown(paragraph("Tabel ", number, ": Leden"), table)
    assert text == "Tabel: Leden\n\n| a   | b   |\n| --- | --- |\n| a   | b   |\n"


def test_braces_that_were_typed_do_not_become_references() -> None:
    text = markdown(paragraph("Vul {doel wonen} in."))
    part = read_markdown(Prose(text, Place.of_file("a.md")))
    assert not part.references
    assert "Vul {doel wonen} in." in list(texts_of(part.blocks))


def test_a_file_that_is_no_word_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        read_text("brief.docx", b"dit is geen zip")
    assert "save it as .docx" in refused.value.message.render("en")


def test_a_part_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><w:footnotes xmlns:w="w"/>'
    with pytest.raises(Refused):
        read_text("a.docx", word_file(paragraph("x"), parts={"footnotes.xml": ("footnotes", bomb)}))


def test_tables_too_deep_in_each_other_are_refused_in_words() -> None:
    table, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    with pytest.raises(Refused, match="too deep inside each other"):
        read_text("a.docx", word_file(table * 60 + paragraph("x") + end * 60))


def test_of_fields_in_fields_the_innermost_becomes_a_link_within_seconds() -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = f"{sign('begin')}<w:r><w:instrText>REF _a</w:instrText></w:r>{sign('separate')}{run('Hier')}{sign('end')}"
    fields = f"<w:p>{sign('begin') * 4000}{inner}{sign('end') * 4000}</w:p>"
    heading = paragraph('<w:bookmarkStart w:id="1" w:name="_a"/>', run("Wonen"), style="Kop1")
    began = process_time()
    _heading, shown = read_text("a.docx", word_file(heading, fields)).blocks
    assert process_time() - began < 10
    assert shown == Paragraph((Reference("_a", (Run("Hier"),)),))


texts = st.text(st.sampled_from("ab1 {}[]()<>*_#-+.|\\`~!&;:/\u00ad\u00a0"), max_size=20)
blocks = st.recursive(
    texts.map(lambda text: Paragraph((Run(text),))),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda found: List(tuple(ListItem((one,)) for one in found))
    ),
    max_leaves=6,
)


@given(st.lists(st.one_of(blocks, texts.map(lambda text: Heading(1, (Run(text),)))), max_size=5))
@example([Heading(1, (Run("\u00a0"),)), Heading(1, (Run("\u00a0"),))])
def test_what_is_written_says_the_words_that_arrived(made: list[Paragraph | List | Heading]) -> None:
    text = write_source("Titel", made).text
    read = read_markdown(Prose(text, Place.of_file("a.md")))
    assert words_of(texts_of(read.blocks)) == words_of(("Titel", *texts_of(made)))
    assert not read.references


# --- a clipboard -----------------------------------------------------------------------------------


def test_the_clipboard_of_word_arrives_with_its_lists_and_notes() -> None:
    item = "<p class=MsoListParagraph style='mso-list:l0 level{0} lfo1'><span style='mso-list:Ignore'>·</span>{1}</p>"
    page = (
        "Version:0.9\r\nStartHTML:0000000105\r\n<html><body><!--StartFragment--><h1>Kop</h1>"
        "<p class=MsoNormal>Een <b>vet</b> woord<a href='#_ftn1'><sup>[1]</sup></a>.<o:p></o:p></p>"
        + item.format(1, "een")
        + item.format(2, "dieper")
        + "<div id=ftn1><p><a href='#_ftnref1'>[1]</a> De noot.</p></div></body></html>"
    )
    text = write_source("", read_page("-", page.encode()).blocks).text
    assert text == "## Kop\n\nEen **vet** woord[^1].\n\n- een\n  - dieper\n\n[^1]: De noot.\n"


def test_a_row_in_a_cell_of_its_own_table_is_read_once() -> None:
    page = "<table>" + "<tr><td>woord<x><ul><li>" * 12
    assert read_page("-", page.encode()).words == {"woord": 12}


def test_a_page_of_many_notes_is_read_in_seconds() -> None:
    page = "".join(f"<p id=ftn{number}>noot" for number in range(50_000)) + "<p>Een<a href=#ftn7>7</a>"
    began = process_time()
    blocks, _told = read_html(page)
    assert process_time() - began < 10
    assert blocks == (Paragraph((Run("Een"), Note((Paragraph((Run("noot"),)),), "ftn7"))),)


def test_a_page_that_says_bold_by_its_looks_alone_keeps_that() -> None:
    page = '<b style="font-weight:normal"><p>Gewoon en <span style="font-weight:700">vet</span></p></b>'
    assert write_source("", read_page("-", page.encode()).blocks).text == "Gewoon en **vet**\n"


def on_windows(page: bytes) -> bytes:
    """What a clipboard of Windows holds: in front, where the page begins and ends, in bytes."""
    head = "Version:0.9\r\nStartHTML:{:010}\r\nEndHTML:{:010}\r\n"
    start = len(head.format(0, 0))
    return head.format(start, start + len(page)).encode() + page


@given(st.text(st.characters(codec="cp1252"), min_size=1))
def test_what_powershell_answers_is_read_whichever_letters_it_took_it_for(words: str) -> None:
    data = on_windows(f"<p>{words}</p>".encode())
    assert of_windows(base64.b64encode(data) + b"\r\n") == data


def test_letters_that_powershell_took_for_those_of_an_old_code_page_are_mended() -> None:
    data = on_windows("<p>één café in Álava</p>".encode())
    taken = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in data)
    assert of_windows(base64.b64encode(taken.encode())) == data


@given(st.text())
def test_what_applescript_answers_is_read(words: str) -> None:
    data = f"<p>{words}</p>".encode()
    assert of_macos(f"«data HTML{data.hex().upper()}»\n".encode()) == data


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="another clipboard")
def test_what_was_copied_goes_to_a_chapter(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tools = tmp_path_factory.mktemp("tools")
    (tools / "wl-paste").write_text("#!/bin/sh\necho '<h1>Missie</h1><p>Ons <b>doel</b>.</p>'\n", "utf-8")
    (tools / "wl-paste").chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = typed(root, "import", "--clipboard", "--to", "missie-hier", PATH=path)
    assert done.returncode == 0, done.stderr
    assert (root / "chapters/missie-hier.md").read_text("utf-8").endswith("# Missie\n\nOns **doel**.\n")
    (tools / "wl-paste").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    done = typed(root, "import", "--clipboard", "--to", "missie-hier", "--append", PATH=path)
    assert done.returncode == 2
    assert "kopieer hem in Word" in done.stderr


# --- where it goes ---------------------------------------------------------------------------------

CHAPTER = b"---\r\nstatus: te-schrijven\r\n---\r\n# Missie\r\n\r\n{nog alles}\r\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {**SMALL, "chapters/missie-hier.md": CHAPTER})


def bring(root: Path, target: str, *body: str, way: Way = "fill", institute: str = "", after: str = "") -> str:
    """Import a Word file with this body and tell what is told."""
    arrived = read_text("a.docx", word_file(*body))
    workspace = open_workspace(root)
    found = import_text(workspace, arrived, target, workspace.plan.institutes_by_id.get(institute), way, after)
    return render_import(found, write_import(root, found, NOW), "en", 200)


def test_a_chapter_still_to_be_written_takes_the_text_and_becomes_a_draft(root: Path) -> None:
    bring(root, "missie-hier", paragraph("Ons doel."))
    assert (root / "chapters/missie-hier.md").read_bytes() == (
        b"---\r\nstatus: ontwerp\r\n---\r\n# Missie\r\n\r\nOns doel.\r\n"
    )


def test_a_chapter_with_a_text_is_left_alone_unless_asked(root: Path) -> None:
    bring(root, "missie-hier", paragraph("Ons doel."))
    before = (root / "chapters/missie-hier.md").read_bytes()
    with pytest.raises(Refused) as refused:
        bring(root, "missie-hier", paragraph("Iets anders."))
    assert "--replace" in refused.value.message.render("en")
    assert (root / "chapters/missie-hier.md").read_bytes() == before


def test_a_text_that_gives_way_is_kept(root: Path) -> None:
    bring(root, "missie-hier", paragraph("Ons doel."))
    before = (root / "chapters/missie-hier.md").read_bytes()
    assert "the old text is kept in" in bring(root, "missie-hier", paragraph("Iets anders."), way="replace")
    assert (root / "bewaard/2026-05-12 10.30.00/chapters/missie-hier.md").read_bytes() == before
    assert b"Iets anders." in (root / "chapters/missie-hier.md").read_bytes()


def test_a_text_below_another_keeps_its_footnotes_apart(root: Path) -> None:
    (root / "chapters/missie-hier.md").write_text("# Missie\n\nEerst.[^1]\n\n[^1]: Noot een.\n", "utf-8")
    page = b"<p>Dan.<a href='#_ftn1'>1</a></p><div id=ftn1><p>Noot twee.</p></div>"
    found = import_text(open_workspace(root), read_page("-", page), "missie-hier", None, "append")
    write_import(root, found, NOW)
    text = (root / "chapters/missie-hier.md").read_text("utf-8")
    assert text == "# Missie\n\nEerst.[^1]\n\n[^1]: Noot een.\n\nDan.[^2]\n\n[^2]: Noot twee.\n"


def test_a_new_title_makes_a_chapter_that_bears_it(root: Path) -> None:
    bring(root, "Onze buurten", paragraph("Onze buurten nu", style="Kop1"), paragraph("Tekst."))
    text = (root / "chapters/onze-buurten.md").read_text("utf-8")
    assert text.endswith("---\n# Onze buurten\n\n## Onze buurten nu\n\nTekst.\n")
    assert "status: ontwerp" in text


def test_a_chapter_that_is_named_by_an_id_takes_the_title_of_the_text(root: Path) -> None:
    bring(root, "buurten", paragraph("Onze buurten nu", style="Kop1"), paragraph("Tekst."))
    assert (root / "chapters/buurten.md").read_text("utf-8").endswith("---\n# Onze buurten nu\n\nTekst.\n")


def test_the_title_of_what_is_there_names_it_again(root: Path) -> None:
    bring(root, "Onze buurten", paragraph("Tekst."))
    with pytest.raises(Refused) as refused:
        bring(root, "onze Buurten", paragraph("Anders."))
    assert "--append" in refused.value.message.render("en")
    bring(root, "Onze buurten", paragraph("Meer."), way="append")
    assert (root / "chapters/onze-buurten.md").read_text("utf-8").endswith("Tekst.\n\nMeer.\n")
    new_item(open_workspace(root), "action", "Warm wonen", None)
    assert "actions/warm-wonen.md" in bring(root, "Warm wonen", paragraph("We isoleren."))


def test_a_new_chapter_of_the_sector_tells_which_line_puts_it_in_the_order(root: Path) -> None:
    shown = bring(root, "Onze buurten", paragraph("Tekst."))
    assert shown.endswith("type this line in templates/plan.yaml, where it is to come\n    - {id: onze-buurten}")
    assert "stands in no plan" not in bring(root, "missie", paragraph("Tekst."), way="append")


def test_a_new_chapter_of_an_institute_tells_what_puts_it_in_the_order(root: Path) -> None:
    shown = bring(root, "Onze buurten", paragraph("Tekst."), institute="kust")
    assert 'type this in institutes/kust/institute.yaml, under the line "chapters:"' in shown
    assert shown.endswith("\n      - after: missie\n        add: onze-buurten")
    lines = shown.partition("shows\n")[2].replace("    ", "", 1).replace("\n    ", "\n")
    file = root / "institutes/kust/institute.yaml"
    file.write_text(file.read_text("utf-8").replace("chapters:\n", f"chapters:\n{lines}\n"), "utf-8")
    assert "institute.yaml" not in bring(root, "onze-buurten", paragraph("Meer."), way="append", institute="kust")
    shown = bring(root, "Ons bos", paragraph("Tekst."), institute="bos")
    assert "type this at the end of institutes/bos/institute.yaml" in shown
    assert shown.endswith("\n    chapters:\n      - after: missie\n        add: ons-bos")


def test_a_chapter_can_be_put_behind_another_right_away(root: Path) -> None:
    file = root / "institutes/kust/institute.yaml"
    before = file.read_text("utf-8")
    shown = bring(root, "Onze buurten", paragraph("Tekst."), institute="kust", after="missie")
    assert file.read_text("utf-8") == f"{before}  - after: missie\n    add: onze-buurten\n"
    assert "plan list" not in shown
    with pytest.raises(Refused) as refused:
        bring(root, "Onze straten", paragraph("Tekst."), institute="kust", after="misie")
    assert "missie" in refused.value.message.render("en")
    assert not (root / "institutes/kust/onze-straten.md").exists()


def test_a_version_of_a_shared_chapter_says_whose_place_it_takes(root: Path) -> None:
    shown = bring(root, "missie", paragraph("Van ons."), institute="kust")
    assert "institutes/kust/missie.md takes the place of chapters/missie.md" in shown
    text = (root / "institutes/kust/missie.md").read_text("utf-8")
    assert text.endswith("---\n# Missie\n\nVan ons.\n")
    assert "answers_version: " in text


def test_a_text_below_a_shared_chapter_goes_on_below_that_of_the_sector(root: Path) -> None:
    bring(root, "Missie", paragraph("Van ons."), institute="kust", way="append")
    text = (root / "institutes/kust/missie.md").read_text("utf-8")
    assert text.endswith("{rangschikking gemeenten}\n\nVan ons.\n")


def test_a_cross_reference_in_a_page_of_a_plan_becomes_plain_words_and_that_is_told(root: Path) -> None:
    shown = bring(
        root, "missie-hier", paragraph("Zie ", field("REF _Ref1 \\h", run("Wonen")), "."), heading("Wonen", "_Ref1")
    )
    assert "Zie Wonen.\n\n## Wonen\n" in (root / "chapters/missie-hier.md").read_text("utf-8")
    assert 'these cross references are plain words now (type {hoofdstuk id} where one is to stay): "Wonen"' in shown


def test_a_mistyped_name_makes_nothing(root: Path) -> None:
    with pytest.raises(Refused) as refused:
        bring(root, "misie-hier", paragraph("Tekst."))
    assert "missie-hier" in refused.value.message.render("en")
    assert not (root / "chapters/misie-hier.md").exists()


def test_a_sheet_goes_to_the_parts_of_its_action(root: Path) -> None:
    new_item(open_workspace(root), "action", "Warm wonen", None)
    bring(
        root,
        "warm-wonen",
        paragraph("Warm wonen", style="Kop1"),
        paragraph(run("Maatschappelijke context", "<w:b/>")),
        paragraph("Het tocht."),
        paragraph("Beschrijving", style="Kop2"),
        paragraph("We isoleren."),
        paragraph("Partners", style="Kop2"),
        paragraph("onder meer VEA, OCMW en SVK (huur, koop)"),
        paragraph("Timing", style="Kop2"),
        paragraph("april 2021 – december 2022"),
    )
    action = next(action for action in open_workspace(root).plan.actions if action.id == "warm-wonen")
    assert action.context == "Het tocht."
    assert action.description == "We isoleren."
    assert action.partners == ("VEA", "OCMW", "SVK (huur, koop)")
    assert action.partners_open
    assert str(action.status) == "ontwerp"
    assert action.period is not None


def test_what_an_action_says_already_is_never_lost(root: Path) -> None:
    new_item(open_workspace(root), "action", "Warm wonen", None)
    sheet = (paragraph("Korte omschrijving", style="Kop1"), paragraph("Nieuw."), paragraph("Timing", style="Kop1"))
    bring(root, "warm-wonen", *sheet, paragraph("2021-2025"))
    with pytest.raises(Refused):
        bring(root, "warm-wonen", *sheet, paragraph("2022-2023"))
    shown = bring(root, "warm-wonen", *sheet, paragraph("2022-2023"), way="append")
    action = next(action for action in open_workspace(root).plan.actions if action.id == "warm-wonen")
    assert action.description is not None
    assert action.description.count("Nieuw.") == 2
    assert "2022-2023" in action.description
    assert "compare it with actions/warm-wonen.yaml" in shown


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("VDAB, OCMW en SVK", ("VDAB", "OCMW", "SVK")),
        ("VDAB", ("VDAB",)),
        ("SVK (huur, koop en meer) en CAW", ("SVK (huur, koop en meer)", "CAW")),
    ],
)
def test_partners_are_read_from_a_line(line: str, names: tuple[str, ...]) -> None:
    found = partners_in([Paragraph((Run(line),))])
    assert found is not None
    assert found.names == names


# --- the command -----------------------------------------------------------------------------------


def test_the_command_shows_first_and_then_does(root: Path) -> None:
    (root / "tekst.docx").write_bytes(word_file(paragraph("Ons doel.")))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    shown = typed(root, "import", "tekst.docx", "--to", "missie-hier", "--dry-run")
    assert shown.returncode == 0
    assert "+Ons doel." in shown.stdout
    assert "zou wijzigen: chapters/missie-hier.md" in shown.stdout
    shown = typed(root, "import", "tekst.docx", "--to", "Onze buurten", "--dry-run")
    assert "+# Een hoofdstuk van de sector" in shown.stdout
    assert "zou maken: chapters/onze-buurten.md" in shown.stdout
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    done = typed(root, "import", "tekst.docx", "--to", "chapters/missie-hier.md")
    assert done.returncode == 0
    assert "Ons doel." in (root / "chapters/missie-hier.md").read_text("utf-8")


def test_the_command_says_what_is_missing_on_the_line(root: Path) -> None:
    for line in (["import"], ["import", "a.docx"], ["import", "a.docx", "--to", "x", "--append", "--replace"]):
        done = typed(root, *line)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
