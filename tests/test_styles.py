"""Style documents: the looks of plans, made by a script, edited in Word, and perhaps sent by a stranger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element
from PIL import Image

from plan.build import Format, build, render
from plan.commands.styling import new_style, render_style_report
from plan.messages import Refused
from plan.workspace import open_workspace
from plan.writers.ooxml import NAMESPACES, W
from plan.writers.style_parts import UnusableStyle
from plan.writers.style_report import report_on_style
from plan.writers.styles import open_style
from plan.writers.word import ROLE_STYLES, SHADE_STYLES, TABLE_LOOKS, write_word
from tests import word_sample
from tests.command_line import typed
from tests.word_files import unzipped
from tests.word_judge import found_wrong, needs_judge
from tests.word_sample import picture_bytes
from tests.workspaces import SMALL, write_workspace
from tools.style_document import MADE, described, style_document

ROOT = Path(__file__).parent.parent
STYLE = ROOT / "plan/templates/stijl.docx"
OTHER = ROOT / "institutes/brussel/stijl.docx"
WP, A, R = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("wp", "a", "r"))
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# It takes long to make, and nothing changes it.
sample = cache(word_sample.sample)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(part: str, change: Callable[[_Element], object], style: Path = STYLE) -> bytes:
    """A style document with one of its parts changed."""
    parts = unzipped(style.read_bytes())
    root = etree.fromstring(parts[part])
    change(root)
    return zipped(parts | {part: etree.tostring(root)})


def replaced(part: str, old: str, new: str, style: Path = STYLE) -> bytes:
    """A style document with some words of one of its parts changed."""
    parts = unzipped(style.read_bytes())
    assert old.encode() in parts[part]
    return zipped(parts | {part: parts[part].replace(old.encode(), new.encode())})


def texts(docx: bytes) -> list[str]:
    """The words of a document, without the marks of its looks."""
    body = etree.fromstring(unzipped(docx)["word/document.xml"])
    return ["".join(text.text or "" for text in line.iter(W + "t")) for line in body.iter(W + "p")]


def names_of_styles(docx: bytes) -> dict[str, str]:
    root = etree.fromstring(unzipped(docx)["word/styles.xml"])
    return {style.get(W + "styleId", ""): name_of(style) for style in root.iter(W + "style")}


def name_of(style: _Element) -> str:
    return next(name.get(W + "val", "") for name in style.iter(W + "name"))


def remarks(data: bytes) -> str:
    """All that is said about a style document, in English."""
    report = report_on_style(data)
    assert report.unusable is None, report.unusable
    return "\n".join(remark.render("en") for remark in report.remarks)


# --- made by a script ------------------------------------------------------------------------------


@pytest.mark.parametrize("description", MADE, ids=lambda path: path.stem)
def test_each_style_document_is_the_one_that_is_described(description: Path) -> None:
    made, there = unzipped(style_document(described(description))), unzipped(MADE[description].read_bytes())
    assert list(made) == list(there)
    for name in made:
        if name.endswith(".png"):  # the same pixels; how they are packed is Pillow's business
            one, other = (Image.open(BytesIO(parts[name])).convert("RGB") for parts in (made, there))
            assert one.tobytes() == other.tobytes()
        else:
            assert made[name] == there[name], "run: python tools/style_document.py"


def test_every_style_that_the_writer_names_is_in_the_style_document() -> None:
    look = open_style(None)
    tables = [style for kind in TABLE_LOOKS.values() for style in (kind.style, kind.header, kind.text)]
    for name in (*ROLE_STYLES.values(), *SHADE_STYLES.values(), *tables):
        assert look.id(name)


@pytest.mark.parametrize("style", [STYLE, OTHER], ids=["neutral", "other"])
def test_both_brands_lack_nothing_and_can_be_read(style: Path) -> None:
    assert remarks(style.read_bytes()) == ""


@needs_judge
@pytest.mark.parametrize("style", [STYLE, OTHER], ids=["neutral", "other"])
def test_both_brands_pass_the_checks(style: Path) -> None:
    assert found_wrong(write_word(sample(), style=style.read_bytes())) == ""


def test_another_brand_changes_everything_visible_and_no_words() -> None:
    ours, theirs = write_word(sample()), write_word(sample(), style=OTHER.read_bytes())
    without_numbers = [[re.sub(r"^[\d.]+", "", line) for line in texts(docx)] for docx in (ours, theirs)]
    assert without_numbers[0] == without_numbers[1], "only the contents differ, since they show the numbers of headings"
    one, other = unzipped(ours), unzipped(theirs)
    for part in ("styles", "theme/theme1", "fontTable", "numbering", "header_cover"):
        assert one[f"word/{part}.xml"] != other[f"word/{part}.xml"]
    look = open_style(OTHER.read_bytes())
    assert look.fonts == {"Arial", "Georgia", "Courier New"}
    assert look.list_place("heading 1")
    assert not open_style(None).list_place("heading 1")


def test_a_logo_stands_on_the_cover_and_on_every_page_with_a_text_for_who_cannot_see_it() -> None:
    parts = unzipped(write_word(sample(), style=OTHER.read_bytes()))
    headers = [name for name in parts if name.startswith("word/header")]
    assert len(headers) > 2
    for name in headers:
        header = etree.fromstring(parts[name])
        assert "Beeldmerk van Samenlevingsopbouw Brussel" in [about.get("descr") for about in header.iter(WP + "docPr")]
        assert not list(header.iter(W + "txbxContent"))
    logos = [name for name in parts if name.startswith("word/media/")]
    assert len({parts[name] for name in logos}) == len(logos), "a logo is stored once"


def test_what_only_adorns_the_cover_lies_behind_the_text_and_is_marked_as_such() -> None:
    cover = etree.fromstring(unzipped(write_word(sample()))["word/header_cover.xml"])
    (anchor,) = cover.iter(WP + "anchor")
    assert anchor.get("behindDoc") == "1"
    assert [mark.get("val") for mark in anchor.iter("{*}decorative")] == ["1"]


# --- saved by Word or another program --------------------------------------------------------------


def saved_elsewhere(*, without: tuple[str, ...] = ()) -> bytes:
    """The style document as Word in Dutch may save it: other ids, other margins, fewer styles."""
    parts = unzipped(STYLE.read_bytes())
    styles = etree.fromstring(parts["word/styles.xml"])
    ids = {style.get(W + "styleId", ""): f"Stijl{number}" for number, style in enumerate(styles.iter(W + "style"))}
    for name in ("word/styles.xml", "word/numbering.xml"):
        root = etree.fromstring(parts[name])
        for element in root.iter(W + "style", W + "basedOn", W + "next", W + "link", W + "pStyle"):
            for attribute in (W + "styleId", W + "val"):
                if element.get(attribute) in ids:
                    element.set(attribute, ids[element.get(attribute, "")])
        for style in root.findall(W + "style"):
            if name_of(style) in without:
                root.remove(style)
        parts[name] = etree.tostring(root)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b'w:left="1417"', b'w:left="2000"')
    return zipped(parts)


@needs_judge
@pytest.mark.parametrize("without", [(), ("Stelling", "heading 2", "Zeker", "toc 2"), ("List Number", "List Bullet")])
def test_a_style_document_saved_elsewhere_is_used_by_the_names_of_its_styles(without: tuple[str, ...]) -> None:
    docx = write_word(sample(), style=saved_elsewhere(without=without))
    assert found_wrong(docx) == ""
    body = etree.fromstring(unzipped(docx)["word/document.xml"])[0]
    assert "2000" in [margin.get(W + "left") for margin in body.iter(W + "pgMar")]
    names = names_of_styles(docx)
    cover = [names[style.get(W + "val", "")] for style in body.iter(W + "pStyle")][:4]
    assert cover[1:] == ["Title", "Subtitle", "Omslag"]


def test_styles_that_are_added_come_in_one_order() -> None:
    missing = ("heading 2", "Stelling", "Bron", "Zeker", "toc 2", "Plantabel", "Strong")
    added = list(names_of_styles(write_word(sample(), style=saved_elsewhere(without=missing))).values())
    assert added[-len(missing) :] == [name for name in open_style(None).names if name in missing]


def test_a_document_of_ours_is_a_style_document_that_changes_nothing() -> None:
    docx = write_word(sample())
    again = write_word(sample(), style=docx)
    assert texts(again) == texts(docx)
    for part in ("styles", "theme/theme1", "fontTable", "header_cover"):
        one, other = (etree.fromstring(unzipped(made)[f"word/{part}.xml"]) for made in (docx, again))
        assert [etree.tostring(element) for element in one.iter(W + "style", W + "font", W + "p", A + "clrScheme")] == [
            etree.tostring(element) for element in other.iter(W + "style", W + "font", W + "p", A + "clrScheme")
        ]


def test_one_tab_leads_to_the_right_margin_however_wide_the_pages_are() -> None:
    look = open_style(saved_elsewhere())
    assert look.tab_stops("header") == look.tab_stops("toc 1") == {11906 - 2000 - 1417: "right"}


def test_the_numbers_of_another_program_are_read_as_word_means_them() -> None:
    def as_libreoffice(root: _Element) -> None:
        for indent in root.iter(W + "ind"):
            indent.set(W + "start", indent.attrib.pop(W + "left"))
        for side in root.iter(W + "lvlJc"):
            side.set(W + "val", "start")
        for level in root.iter(W + "lvl"):
            level.append(level.find(W + "numFmt"))  # type: ignore[arg-type]

    numbering = unzipped(write_word(sample(), style=changed("word/numbering.xml", as_libreoffice)))[
        "word/numbering.xml"
    ]
    assert b"w:start=" not in numbering
    assert b'"start"' not in numbering
    level = next(etree.fromstring(numbering).iter(W + "lvl"))
    assert [str(child.tag).removeprefix(W) for child in level][:2] == ["start", "numFmt"]


# --- whose style it is -----------------------------------------------------------------------------


def test_an_institute_has_its_own_style_and_the_others_that_of_the_workspace(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    sector = replaced("word/theme/theme1.xml", "0B5F6F", "11406B")
    for file, data in {"templates/stijl.docx": sector, "institutes/kust/stijl.docx": OTHER.read_bytes()}.items():
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_bytes(data)
    workspace = open_workspace(root)
    assert not workspace.read

    def theme(institute: str) -> bytes:
        rendered = render(workspace.plan, institute, [Format.WORD], draft=True)
        assert not [found for found in rendered.diagnostics if found.rule == "unusable-style"]
        return unzipped(next(iter(rendered.files.values())))["word/theme/theme1.xml"]

    other = next(id for id in workspace.plan.institutes_by_id if id != "kust")
    assert b"7A2A6B" in theme("kust")
    assert b"11406B" in theme(other)


def test_an_unusable_style_is_told_and_the_plan_is_built_in_the_looks_of_the_program(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    (root / "institutes/kust/stijl.docx").write_bytes(b"\xd0\xcf\x11\xe0 met een wachtwoord")
    workspace = open_workspace(root)
    (found,) = (found for found in workspace.faults_of_making(["kust"]) if found.rule == "unusable-style")
    assert (found.place.file, found.institutes) == ("institutes/kust/stijl.docx", ("kust",))
    assert "without password" in found.message.render("en")
    assert workspace.sources.line("institutes/kust/stijl.docx", 1) != ""  # no zero bytes: shown as it is
    (report,) = build(workspace, [workspace.plan.institutes_by_id["kust"]], [Format.WORD])
    assert found in report.diagnostics
    plain = unzipped(write_word(sample()))["word/theme/theme1.xml"]
    assert unzipped(report.written[0].read_bytes())["word/theme/theme1.xml"] == plain
    (final,) = build(workspace, [workspace.plan.institutes_by_id["kust"]], [Format.WORD], final=True)
    assert not final.written


def test_a_new_style_document_shows_the_looks_plans_have_now_and_never_replaces_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    made = new_style(open_workspace(root), None)
    assert made == root / "templates/stijl.docx"
    assert made.read_bytes() == STYLE.read_bytes()
    made.write_bytes(OTHER.read_bytes())
    own = new_style(open_workspace(root), "kust")
    assert own == root / "institutes/kust/stijl.docx"
    assert own.read_bytes() == OTHER.read_bytes()
    with pytest.raises(Refused):
        new_style(open_workspace(root), "kust")


# --- what is said about one ------------------------------------------------------------------------


def test_missing_styles_are_named_as_word_names_them() -> None:
    said = remarks(saved_elsewhere(without=("heading 2", "Stelling", "List Continue 2")))
    assert "Kop 2, Stelling and Lijstvoortzetting 2" in said


def test_text_that_is_hard_to_read_on_its_shade_is_told_with_its_contrast() -> None:
    said = remarks(replaced("word/theme/theme1.xml", "0B5F6F", "F2C500"))
    assert 'the text of the style "Zeker" is hard to read: its contrast is 1,6' in said
    assert 'the text of the style "Kop 2"' in said
    assert '"Standaard"' not in said


def test_a_header_row_is_read_on_the_shade_of_its_table() -> None:
    def darken(root: _Element) -> None:
        table = next(style for style in root.iter(W + "style") if style.get(W + "styleId") == "Plantabel")
        for shade in table.iter(W + "shd"):
            shade.set(W + "fill", "222222")
            shade.attrib.pop(W + "themeFill", None)

    assert '"Tabelkop" is hard to read' in remarks(changed("word/styles.xml", darken))


def test_styles_with_the_colour_of_the_style_they_are_based_on_are_told_with_it() -> None:
    def pale(root: _Element) -> None:
        normal = next(style for style in root.iter(W + "style") if style.get(W + "styleId") == "Normal")
        for colour in normal.iter(W + "color"):
            colour.attrib.clear()
            colour.set(W + "val", "C0C0C0")

    said = remarks(changed("word/styles.xml", pale))
    told = [line for line in said.splitlines() if '"Standaard"' in line]
    assert len(told) == 1
    assert re.search(r"and of \d\d styles based on it, is hard to read: its contrast is 1,8", told[0])
    assert '"Lijst opsom.teken"' not in said


def test_a_font_that_few_computers_have_is_told() -> None:
    assert "not every computer has Museo Sans" in remarks(replaced("word/theme/theme1.xml", "Calibri", "Museo Sans"))


def test_pages_that_are_missing_are_told() -> None:
    def one_page(root: _Element) -> None:
        for mark in [*root.iter(W + "titlePg")]:
            mark.getparent().remove(mark)  # type: ignore[union-attr]
        for size in root.iter(W + "pgSz"):
            if size.get(W + "orient") == "landscape":
                size.set(W + "w", "11906")
                size.set(W + "h", "16838")

    said = remarks(changed("word/document.xml", one_page))
    assert "no section has a different first page" in said
    assert "it has no wide page" in said


def test_a_report_is_a_line_and_its_remarks(tmp_path: Path) -> None:
    report = report_on_style(replaced("word/theme/theme1.xml", "Calibri", "Museo Sans"))
    head, *rest = render_style_report("stijl.docx", report, "en", 60).splitlines()
    assert head == "stijl.docx: can be used, with 1 remark"
    assert rest[0].startswith("  - not every computer")
    assert all(len(line) <= 60 for line in rest)
    refused = render_style_report("x.docx", report_on_style(b"geen zip"), "nl", 80)
    assert refused.splitlines()[0] == "x.docx: niet bruikbaar als stijldocument"


# --- from a stranger -------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x05\x06" + b"\0" * 18, STYLE.read_bytes()[:5000]])
def test_what_is_no_word_document_is_told_to_its_owner(data: bytes) -> None:
    with pytest.raises(UnusableStyle, match="save it with Word"):
        write_word(sample(), style=data)


def test_a_style_document_without_an_upright_page_is_refused() -> None:
    def turn(root: _Element) -> None:
        for size in root.iter(W + "pgSz"):
            size.set(W + "w", "20000")

    with pytest.raises(UnusableStyle, match="no upright page"):
        open_style(changed("word/document.xml", turn))


@pytest.mark.parametrize(
    ("wide", "values", "reason"),
    [
        (False, {"left": 5200, "right": 5200}, "the upright page leave too little room for text: 2,7 by"),
        (False, {"gutter": 4000}, "the upright page"),
        (False, {"left": 20000}, "the upright page leave too little room for text: 0,0 by"),
        (False, {"top": -6000, "bottom": 6000}, "the upright page"),
        (True, {"left": 4000, "right": 4000}, "the wide page"),
        (True, {"top": 5000, "bottom": 4000}, "the wide page"),
    ],
)
def test_a_page_with_too_little_room_for_text_is_refused(wide: bool, values: dict[str, int], reason: str) -> None:
    def cramp(root: _Element) -> None:
        for section in root.iter(W + "sectPr"):
            size, margins = (next(section.iter(W + name)) for name in ("pgSz", "pgMar"))
            if section.find(W + "titlePg") is None and (size.get(W + "orient") == "landscape") is wide:
                for side, value in values.items():
                    margins.set(W + side, str(value))

    unusable = report_on_style(changed("word/document.xml", cramp)).unusable
    assert unusable is not None
    assert reason in unusable.render("en")


def test_paper_that_is_not_a4_is_told() -> None:
    def letter(root: _Element) -> None:
        for size in root.iter(W + "pgSz"):
            for side, value in (("w", "12240"), ("h", "15840")):
                if size.get(W + "orient") != "landscape":
                    size.set(W + side, value)

    assert "the paper is 21,6 by 27,9 cm, which is not A4" in remarks(changed("word/document.xml", letter))


def test_entities_are_refused() -> None:
    parts = unzipped(STYLE.read_bytes())
    for entity in (b'SYSTEM "file:///etc/passwd"', b'"' + b"a" * 1000 + b'"'):
        doctype = b"<!DOCTYPE x [<!ENTITY e " + entity + b">]>"
        styles = doctype + parts["word/styles.xml"].split(b"?>", 1)[1]
        with pytest.raises(UnusableStyle):
            open_style(zipped(parts | {"word/styles.xml": styles}))


def test_a_bomb_is_not_unfolded() -> None:
    parts = unzipped(STYLE.read_bytes())
    bomb = parts["word/styles.xml"].replace(b"</w:styles>", b" " * 30_000_000 + b"</w:styles>")
    data = zipped(parts | {"word/styles.xml": bomb})
    assert len(data) < 1_000_000
    with pytest.raises(UnusableStyle):
        open_style(data)


def test_a_target_outside_the_file_leads_nowhere() -> None:
    with pytest.raises(UnusableStyle):
        open_style(replaced("word/_rels/document.xml.rels", "styles.xml", "../../../../etc/passwd"))


HOSTILE_HEADER = f"""
<w:p xmlns:w="{NAMESPACES["w"]}" xmlns:r="{NAMESPACES["r"]}">
  <w:r><w:t>Onze letterhead</w:t></w:r>
  <w:hyperlink r:id="rId66"><w:r><w:t> met een link</w:t></w:r></w:hyperlink>
  <w:r><w:fldChar w:fldCharType="begin"/></w:r>
  <w:r><w:instrText>INCLUDETEXT "C:\\\\geheim.txt"</w:instrText></w:r>
  <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>geheim</w:t></w:r>
  <w:r><w:fldChar w:fldCharType="end"/></w:r>
  <w:r><w:pict><w:txbxContent><w:p><w:r><w:t>in een kader</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>
  <w:r><w:object r:id="rId67"/></w:r>
</w:p>"""


def test_nothing_but_words_and_pictures_of_a_letterhead_gets_through() -> None:
    parts = unzipped(STYLE.read_bytes())
    header = etree.fromstring(parts["word/header_cover.xml"])
    header.append(etree.fromstring(HOSTILE_HEADER))
    links = etree.fromstring(parts["word/_rels/header_cover.xml.rels"])
    for id, kind in (("rId66", "hyperlink"), ("rId67", "oleObject")):
        attributes = {"Id": id, "Type": f"{RELATIONSHIPS}/{kind}", "Target": "file:///C:/x", "TargetMode": "External"}
        etree.SubElement(links, f"{{{links.nsmap[None]}}}Relationship", attributes)
    hostile = zipped(
        parts
        | {
            "word/header_cover.xml": etree.tostring(header),
            "word/_rels/header_cover.xml.rels": etree.tostring(links),
            "word/vbaProject.bin": b"macro",
        }
    )
    made = unzipped(write_word(sample(), style=hostile))
    cover = etree.fromstring(made["word/header_cover.xml"])
    assert "".join(cover.itertext()) == "00Onze letterhead met een link"  # the zeros: where the picture lies
    assert not any(name.endswith(".bin") for name in made)
    assert b"file:///" not in b"".join(made.values())
    told = remarks(hostile)
    assert "it has macros" in told
    assert "a drawing or text box" in told
    assert "files elsewhere" in told


def test_a_picture_from_elsewhere_or_of_another_kind_is_left_out() -> None:
    for old, new in (('Target="media/image1.png"', 'Target="http://x/y.png" TargetMode="External"'),):
        made = unzipped(write_word(sample(), style=replaced("word/_rels/header_cover.xml.rels", old, new)))
        assert "word/header_cover.xml" not in made
    parts = unzipped(STYLE.read_bytes())
    emf = parts | {"word/media/image1.png": b"\x01\0\0\0 geen png"}
    assert "word/header_cover.xml" not in unzipped(write_word(sample(), style=zipped(emf)))


def test_a_logo_without_a_text_has_the_name_of_the_institute() -> None:
    alt = "Beeldmerk van Samenlevingsopbouw Brussel"
    style = replaced("word/header_cover.xml", alt, "", OTHER)
    cover = etree.fromstring(unzipped(write_word(sample(), style=style))["word/header_cover.xml"])
    assert sample().author in [about.get("descr") for about in cover.iter(WP + "docPr")]
    assert "no alternative text" in remarks(style)


ATTRIBUTE_VALUES = ["", "abc", "-1", "0", "1", "99999999999999", "rId1", "../../x", "heading 1"]


@settings(max_examples=settings().max_examples // 2)
@given(st.data())
def test_a_damaged_style_document_is_refused_or_gives_a_sound_file(data: st.DataObject) -> None:
    parts = unzipped(OTHER.read_bytes())
    for _change in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(name for name in parts if name.endswith((".xml", ".rels")))))
        root = etree.fromstring(parts[name])
        element = data.draw(st.sampled_from(list(root.iter())))
        parent = element.getparent()
        if parent is not None and data.draw(st.booleans()):
            parent.remove(element)
        elif element.attrib:
            attribute = data.draw(st.sampled_from(sorted(map(str, element.attrib))))
            element.set(attribute, data.draw(st.sampled_from(ATTRIBUTE_VALUES)))
        parts[name] = etree.tostring(root)
    damaged = zipped(parts)
    try:
        docx = write_word(sample(actions=2, sheets=1), style=damaged)
    except UnusableStyle:
        assert report_on_style(damaged).unusable
        return
    assert report_on_style(damaged).unusable is None
    made = unzipped(docx)
    for name, content in made.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(content)
            targets = {element.get("Id") for element in relationships_of(name, made)}
            assert {
                value for element in root.iter() for key, value in element.items() if str(key).startswith(R)
            } <= targets


def relationships_of(name: str, parts: Mapping[str, bytes]) -> list[_Element]:
    folder, _slash, file = name.rpartition("/")
    return list(etree.fromstring(parts.get(f"{folder}/_rels/{file}.rels", b"<none/>")))


def test_a_picture_is_only_taken_over_when_it_is_one() -> None:
    from plan.writers.letterhead import kind_of_picture

    assert kind_of_picture(picture_bytes()) == "png"
    assert kind_of_picture(b"<svg/>") is None


# --- on the command line ---------------------------------------------------------------------------


def test_a_style_document_is_made_checked_and_not_made_again(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    made = typed(root, "style", "new", "kust")
    assert made.returncode == 0, made.stderr
    assert "plan style check institutes/kust/stijl.docx" in made.stdout
    looked = typed(root, "style", "check", "institutes/kust/stijl.docx")
    assert (looked.returncode, looked.stdout) == (0, "institutes/kust/stijl.docx: bruikbaar, en er ontbreekt niets\n")
    again = typed(root, "style", "new", "kust")
    assert again.returncode == 2
    assert "bestaat al" in again.stderr


def test_what_cannot_be_used_or_read_is_told_by_the_exit_code(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", SMALL)
    assert typed(root, "style", "check", "goals.yaml").returncode == 1
    missing = typed(root, "style", "check", "stijl.docx")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "stijl.docx" in missing.stderr
    (root / "templates").mkdir(exist_ok=True)
    (root / "templates/stijl.docx").write_bytes(STYLE.read_bytes()[:2000])
    checked = typed(root, "check")
    assert "[onbruikbare-stijl]" in checked.stdout
    assert "PK" not in checked.stdout, "a file that is no text is not shown"
