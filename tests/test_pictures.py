"""Pictures as their makers save them, and what of them a plan hands on."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from random import Random
from time import process_time
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from plan.checks import check_plan
from plan.compose import compose_document
from plan.document import Document, PageBreak, Paragraph, Picture, Role, plain_text
from plan.load import assemble, read_part
from plan.model import Plan
from plan.pictures.faults import Unshowable
from plan.pictures.vector import read
from plan.writers.markdown import write_markdown
from plan.writers.word import write_word
from tests.word_files import unzipped
from tests.workspaces import SMALL

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
SECRET = b"Fatima thuis"
ONE_CHAPTER = {
    **SMALL,
    "institutes/kust/institute.yaml": "name: Kust\n",
    "templates/plan.yaml": "chapters:\n  - {id: missie}\n",
}
EMU_PER_INCH = 914_400


def planned(text: str, pictures: Mapping[str, bytes]) -> Plan:
    """A plan of one chapter with these pictures in its folder."""
    files = {name: content.encode() for name, content in ONE_CHAPTER.items()}
    files["chapters/missie.md"] = f"# Missie\n\n{text}\n".encode()
    files |= {f"chapters/beelden/{name}": data for name, data in pictures.items()}
    return assemble(read_part(file, data) for file, data in files.items())[0]


def document(text: str, pictures: Mapping[str, bytes]) -> Document:
    plan = planned(text, pictures)
    return compose_document(plan, plan.institutes_by_id["kust"]).document


def told(text: str, pictures: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Rule, message and hint of what is told about the chapter's pictures."""
    rules = ("missing-image", "unknown-reference", "file-not-read")
    findings = (found for found in check_plan(planned(text, pictures)) if found.rule in rules)
    return [(f.rule, f.message.render("en"), f.hint.render("en") if f.hint else "") for f in findings]


def word_parts(text: str, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    return unzipped(write_word(document(text, pictures)))


def own_media(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of the text, without those of the style's letterhead."""
    related = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = sorted(f"word/{rel.get('Target')}" for rel in related if str(rel.get("Type")).endswith("/image"))
    return {name: parts[name] for name in targets}


def found(parts: Mapping[str, bytes], path: str) -> list[Any]:
    answer = etree.fromstring(parts["word/document.xml"]).xpath(path, namespaces=NAMES)
    assert isinstance(answer, list)
    return answer


def printed_inches(parts: Mapping[str, bytes]) -> list[tuple[float, float]]:
    extents = found(parts, "//wp:extent")
    return [(int(one.get("cx")) / EMU_PER_INCH, int(one.get("cy")) / EMU_PER_INCH) for one in extents]


def dots(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture with a red band along its upper edge, and too many colours for a PNG to be small."""
    size = max(1, width // 4), max(1, height // 4)
    noise = Random(1).randbytes(size[0] * size[1])
    image = Image.frombytes("L", size, noise).resize((width, height)).convert("RGB")
    image.paste("#C00000", (0, 0, width, height // 5))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


@cache
def snapshot(orientation: int = 1, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A phone's photo, with all that phones write beside it."""
    about = Image.Exif()
    about[0x0112] = orientation
    about[0x010F] = SECRET.decode()
    place = about.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 13.0, 5.0), "E", (2.0, 55.0, 9.0)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + SECRET + b"</x:xmpmeta>"
    return saved(dots(*size), "JPEG", exif=about, comment=SECRET, xmp=xmp, quality=85, dpi=(72, 72))


def drawing(inside: str = "", attributes: str = 'width="80mm" height="50mm" viewBox="0 0 80 50"') -> bytes:
    shape = '<rect width="80" height="50" fill="#0B5F6F"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{shape}{inside}</svg>'.encode()


# --- what stays behind -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "GIF"])
def test_nothing_is_handed_on_but_what_is_seen(kind: str) -> None:
    about = Image.Exif()
    about[0x010E] = SECRET.decode()
    more: dict[str, Any] = {"exif": about, "comment": SECRET}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Author", SECRET.decode(), zip=False)
    if kind == "MPO":  # a second picture behind the first, as phones keep the one before they improved it
        more = {"exif": about, "save_all": True, "append_images": [dots(300, 200)]}
    data = saved(dots(300, 200), kind, **more) + SECRET
    assert SECRET in data
    text = '![Mensen](beelden/foto "x")'.replace("foto", f"foto.{kind.lower().replace('mpo', 'jpg')}")
    name = text.partition("beelden/")[2].partition(" ")[0]
    word = own_media(word_parts(text, {name: data}))
    markdown = write_markdown(document(text, {name: data}))
    pictures = [*word.values(), *(content for file, content in markdown.items() if file.startswith("beelden/"))]
    assert len(pictures) == 2
    for picture in pictures:
        assert SECRET not in picture
        assert not re.search(rb"Exif|http://ns\.adobe|Photoshop|ICC_PROFILE|iCCP|eXIf|tEXt|iTXt|zTXt|MPF", picture)
        with Image.open(BytesIO(picture)) as image:
            assert not image.getexif()
            assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert getattr(image, "n_frames", 1) == 1


def test_what_a_camera_says_wrongly_beside_a_photo_keeps_nobody_from_turning_it_upright() -> None:
    about = Image.Exif()
    about[0x0112], about[0x0213] = 6, 1
    photo = saved(dots(40, 30), "JPEG", exif=about)
    short, words = b"\x02\x13\x00\x03", b"\x02\x13\x00\x02"  # the kind of what follows
    assert photo.count(short) == 1
    parts = word_parts("![Een huis](beelden/a.jpg)", {"a.jpg": photo.replace(short, words)})
    ((width, height),) = printed_inches(parts)
    assert width < height


def test_colours_that_cannot_be_read_are_told_before_anything_is_built() -> None:
    image = Image.new("P", (9, 9))
    image.putpalette([0, 0, 0, 255, 255, 255])
    seen_through = b"tRNS" + bytes(300)
    chunk = struct.pack(">I", 300) + seen_through + struct.pack(">I", zlib.crc32(seen_through))
    whole = saved(image, "PNG")
    at = whole.index(b"IDAT") - 4
    data = whole[:at] + chunk + whole[at:]
    assert told("![Een huis](beelden/huis.png)", {"huis.png": data})


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_as_the_camera_meant(orientation: int) -> None:
    upright = dots(300, 200)
    taken = {  # how the sensor saw it, for each way the camera was held
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    about = Image.Exif()
    about[0x0112] = orientation
    parts = word_parts("![Mensen](beelden/a.jpg)", {"a.jpg": saved(taken, "JPEG", exif=about, quality=95)})
    ((width, height),) = printed_inches(parts)
    assert width / height == pytest.approx(1.5, abs=0.02)
    (data,) = own_media(parts).values()
    with Image.open(BytesIO(data)) as image:
        assert image.width > image.height
        red, green, _blue = image.convert("RGB").resize((30, 20)).getpixel((15, 1))  # type: ignore[misc]
        assert red > 150 > 60 > green


# --- how large -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (4000, 3000)), ("JPEG", (3000, 4000)), ("PNG", (1600, 1200))])
def test_a_picture_is_no_finer_than_print_shows(kind: str, size: tuple[int, int]) -> None:
    parts = word_parts("![Mensen](beelden/foto.jpg)", {"foto.jpg": saved(dots(*size), kind)})
    ((width, _height),) = printed_inches(parts)
    (data,) = own_media(parts).values()
    with Image.open(BytesIO(data)) as image:
        assert 210 < image.width / width <= 221
    assert len(data) < 700_000  # of noise: twenty real photos go in a mail


def test_a_small_picture_is_not_blown_up() -> None:
    parts = word_parts("![Een knop](beelden/knop.png)", {"knop.png": saved(dots(48, 48), "PNG")})
    ((width, height),) = printed_inches(parts)
    assert width == height == pytest.approx(0.5)


def test_a_photo_may_be_as_thin_as_a_line() -> None:
    parts = word_parts("![Een lijn](beelden/lijn.jpg)", {"lijn.jpg": saved(dots(800, 5), "JPEG")})
    ((width, height),) = printed_inches(parts)
    assert width / height == pytest.approx(160, rel=0.05)


def test_two_portraits_with_captions_fit_on_one_page() -> None:
    parts = word_parts("![Een](beelden/a.jpg)\n\n![Twee](beelden/a.jpg)", {"a.jpg": saved(dots(1500, 2000), "JPEG")})
    height, top, bottom = (
        int(found(parts, f"//w:sectPr/{name}")[-1]) for name in ("w:pgSz/@w:h", "w:pgMar/@w:top", "w:pgMar/@w:bottom")
    )
    (_width, first), (_other, second) = printed_inches(parts)
    assert (first + second) * 1440 < 0.85 * (height - top - bottom)


def test_the_same_picture_is_stored_once_however_large_it_is_shown() -> None:
    text = "![x](beelden/a.jpg)\n\n- ![x](beelden/b.jpg)\n\n![x](beelden/a.jpg) {volle bladzijde}"
    pictures = {"a.jpg": snapshot(), "b.jpg": snapshot()}
    assert len(own_media(word_parts(text, pictures))) == 1


def test_the_same_sources_make_the_same_bytes() -> None:
    text, pictures = "![x](beelden/a.jpg)\n\n![y](beelden/b.svg)", {"a.jpg": snapshot(6), "b.svg": drawing()}
    assert write_word(document(text, pictures)) == write_word(document(text, dict(pictures)))
    assert write_markdown(document(text, pictures)) == write_markdown(document(text, pictures))


# --- drawings --------------------------------------------------------------------------------------


def test_a_drawing_stands_as_svg_with_a_png_for_who_cannot_show_it() -> None:
    parts = word_parts('![Een kaart](beelden/kaart.svg "De kaart")', {"kaart.svg": drawing()})
    assert {name.rpartition(".")[2] for name in own_media(parts)} == {"png", "svg"}
    assert len(found(parts, "//a:blip/a:extLst/a:ext/asvg:svgBlip")) == 1
    assert b'Extension="svg" ContentType="image/svg+xml"' in parts["[Content_Types].xml"]
    png = next(data for name, data in own_media(parts).items() if name.endswith(".png"))
    with Image.open(BytesIO(png)) as image:
        assert image.width == pytest.approx(80 / 25.4 * 220, abs=2)
        assert image.height == pytest.approx(50 / 25.4 * 220, abs=2)
        assert image.convert("RGB").getpixel((50, 50)) == (0x0B, 0x5F, 0x6F)
    assert write_markdown(document("![Een kaart](beelden/kaart.svg)", {"kaart.svg": drawing()}))["beelden/kaart.svg"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>fetch('https://example.org')</script>",
        '<rect width="9" height="9" onclick="alert(1)"/>',
        '<image href="https://example.org/spoor.png" width="9" height="9"/>',
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<rect style="fill:url(https://example.org/x.svg#a)" width="9" height="9"/>',
        "<style>@import url(https://example.org/x.css); .a{fill:u\\72l(https://example.org)}</style>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">https://example.org</p></foreignObject>',
        '<a href="javascript:alert(1)"><text y="20">lees</text></a>',
        '<set attributeName="href" to="https://example.org"/>',
        "<metadata>example.org</metadata><desc>example.org</desc><!-- example.org --><?xml-stylesheet example.org?>",
        '<g xmlns:i="http://inkscape" i:export-filename="C:\\Users\\alert"/>',
    ],
)
def test_a_drawing_hands_on_nothing_but_what_it_draws(hostile: str) -> None:
    text, pictures = "![Een kaart](beelden/kaart.svg)", {"kaart.svg": drawing(hostile)}
    drawings = [data for name, data in own_media(word_parts(text, pictures)).items() if name.endswith(".svg")]
    drawings.append(write_markdown(document(text, pictures))["beelden/kaart.svg"])
    for data in drawings:
        assert not re.search(rb"example\.org|script|alert|passwd|file:|inkscape|foreignObject", data)
        assert b"0B5F6F" in data


def test_a_photo_inside_a_drawing_loses_what_stood_beside_it() -> None:
    from base64 import b64decode, b64encode

    inside = f'<image width="9" height="9" href="data:image/jpeg;base64,{b64encode(snapshot()).decode()}"/>'
    data = write_markdown(document("![x](beelden/a.svg)", {"a.svg": drawing(inside)}))["beelden/a.svg"]
    kept = re.search(rb"base64,([^\"]+)", data)
    assert kept is not None
    assert SECRET not in b64decode(kept[1])


def test_gradients_and_classes_of_a_drawing_stay() -> None:
    inside = (
        '<style>.a{fill:url(#verloop)}</style><defs><linearGradient id="verloop"><stop stop-color="red"/>'
        '</linearGradient></defs><rect class="a" width="80" height="50"/>'
    )
    png = own_media(word_parts("![x](beelden/a.svg)", {"a.svg": drawing(inside)}))
    with Image.open(BytesIO(next(data for name, data in png.items() if name.endswith("png")))) as image:
        assert image.convert("RGB").getpixel((50, 50)) == (255, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        drawing(f"<style>{'a' * 300_000}</style>"),
        drawing(f'<g style="{"a" * 300_000}("/>'),
        drawing(f'<g style="{"a(//" * 100_000}"/>'),
        drawing(f'<g style="fill:url({" " * 300_000}#a)"/>'),
        drawing(attributes=f'width="{"9" * 300_000}x9" viewBox="0 0 80 50"'),
    ],
    ids=["no rule", "a long name", "many openings", "blanks", "digits"],
)
def test_a_drawing_of_long_rows_of_signs_is_read_in_seconds(data: bytes) -> None:
    began = process_time()
    read(data)
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "rules",
    [
        "".join(f"*{{fill:url(#a{n})}}" for n in range(5000)),
        "".join(f".a{n}{{fill:red}}" for n in range(50_000)),
        f"*{{{'fill:red;' * 5000}}}",
        "x g g g g g g g g g {fill:red}",
    ],
    ids=["of what is not there", "many", "long", "one in the other"],
)
def test_style_sheets_that_would_take_minutes_are_refused(rules: str) -> None:
    deep = "<g>" * 100 + "</g>" * 100
    with pytest.raises(Unshowable):
        read(drawing(f"<style>{rules}</style>{'<g/>' * 5000}{deep}"))


# --- what cannot be shown --------------------------------------------------------------------------

_BOXES = "".join(f'<g id="a{n}">{f"<use href=%#a{n - 1}%/>" * 10}</g>' for n in range(1, 12)).replace("%", '"')
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.mark.parametrize(
    ("name", "data", "says", "cure"),
    [
        ("foto.heic", HEIC, "HEIC", "save it as PNG"),
        ("foto.jpg", HEIC, "HEIC", "save it as PNG"),
        ("plan.pdf", b"%PDF-1.4\n", "PDF", "save it as PNG"),
        ("kaart.emf", b"\1\0\0\0" + b"\0" * 36 + b" EMF", "EMF", "save it as PNG"),
        ("kaart.wmf", b"\xd7\xcd\xc6\x9a\0\0", "WMF", "save it as PNG"),
        ("kaart.tif", b"II*\0\0\0\0\0", "TIFF", "save it as PNG"),
        ("foto.webp", b"RIFF\0\0\0\0WEBPVP8 ", "WebP", "save it as PNG"),
        ("brief.png", b"Dit is tekst", "no picture", "save it as PNG"),
        ("half.jpg", snapshot()[:9000], "damaged", "save it as PNG"),
        ("half.png", saved(dots(300, 300), "PNG")[:5000], "damaged", "save it as PNG"),
        ("leeg.png", b"", "no picture", "save it as PNG"),
        ("vlak.png", saved(Image.new("1", (15_000, 15_000)), "PNG", compress_level=1), "too large", "save it as PNG"),
        ("lus.svg", drawing('<g id="a0"/>' + _BOXES), "too large", "save it as PNG"),
        ("kring.svg", drawing('<g id="a"><use href="#a"/></g>'), "too large", "save it as PNG"),
        ("maat.svg", drawing(attributes=""), "how large", "save it as PNG"),
        ("half.svg", drawing()[:60], "damaged", "save it as PNG"),
        ("bom.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing("<text>&a;</text>"), "entities", "PNG"),
        ("lek.svg", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("&a;"), "entities", "PNG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_shown_is_told_once_at_its_place_with_its_cure(
    name: str, data: bytes, says: str, cure: str
) -> None:
    text = f'![Iets](beelden/{name} "Iets")'
    ((rule, message, hint),) = told(text, {name: data})
    assert rule == "missing-image"
    assert says in message
    assert cure in hint
    (_heading, gap) = document(text, {name: data}).blocks()
    assert isinstance(gap, Paragraph)
    assert gap.role is Role.GAP


# --- what an author says of a picture --------------------------------------------------------------


def shown(text: str) -> Picture:
    (picture,) = (block for block in document(text, {"a.jpg": snapshot()}).blocks() if isinstance(block, Picture))
    return picture


def test_behind_a_picture_stands_who_made_it_and_where_it_comes_from() -> None:
    picture = shown('![Mensen](beelden/a.jpg "De tafel") {foto: Jan Peeters}\n{bron: archief}')
    assert plain_text(picture.credit) == "Foto: Jan Peeters · Bron: archief"
    assert plain_text(shown("![x](beelden/a.jpg){photo: An} {source: b}").credit) == "Foto: An · Bron: b"


def test_the_credit_stands_below_the_caption_in_word_and_in_markdown() -> None:
    text = '![Mensen](beelden/a.jpg "De tafel") {foto: Jan Peeters}'
    parts = word_parts(text, {"a.jpg": snapshot()})
    lines = ["".join(t.text or "" for t in one.iter(f"{{{NAMES['w']}}}t")) for one in found(parts, "//w:p")]
    assert [line for line in lines if line][-2:] == ["Figuur 1. De tafel", "Foto: Jan Peeters"]
    markdown = write_markdown(document(text, {"a.jpg": snapshot()}))["plan.md"].decode()
    assert markdown.endswith("**Figuur 1.** De tafel\n\nFoto: Jan Peeters\n")


def test_alternative_text_is_not_the_caption() -> None:
    parts = word_parts('![Mensen aan tafel](beelden/a.jpg "De Langste Tafel")', {"a.jpg": snapshot()})
    assert [one.get("descr") for one in found(parts, "//wp:docPr")] == ["Mensen aan tafel"]


def test_what_says_nothing_about_the_picture_is_told() -> None:
    pictures = {"a.jpg": snapshot()}
    ((rule, message, hint),) = told("![x](beelden/a.jpg) {fotograaf: Jan}", pictures)
    assert (rule, message) == ("unknown-reference", "{fotograaf: Jan} says nothing about the picture before it")
    assert "{volle bladzijde}" in hint
    ((_rule, _message, hint),) = told("![x](beelden/a.jpg)\n\n{volle bladzijde}", pictures)
    assert "right behind the picture" in hint
    assert told("![x](beelden/a.jpg) {foto: Jan} {volle bladzijde}", pictures) == []


def test_a_wide_picture_gets_a_landscape_page_with_the_heading_above_it() -> None:
    made = document(
        "Voor.\n\n## De kaart\n\n![x](beelden/a.jpg) {volle bladzijde}\n\nNa.", {"a.jpg": snapshot(size=(900, 300))}
    )
    assert [section.landscape for section in made.sections] == [False, True, False]
    assert [type(block).__name__ for block in made.sections[1].blocks] == ["Heading", "Picture"]


def test_a_tall_picture_gets_an_upright_page_of_its_own() -> None:
    made = document("Voor.\n\n![x](beelden/a.jpg) {full page}\n\nNa.", {"a.jpg": snapshot(size=(300, 900))})
    (section,) = made.sections
    kinds = [type(block) for block in section.blocks]
    assert kinds[2:5] == [PageBreak, Picture, PageBreak]


def test_a_full_page_picture_fills_its_page() -> None:
    parts = word_parts("![x](beelden/a.png) {volle bladzijde}", {"a.png": saved(dots(400, 200), "PNG")})
    ((width, height),) = printed_inches(parts)
    assert width > 9
    assert height < 6.7


def test_every_mode_that_a_program_saves_in_can_be_shown() -> None:
    for mode, kind in (("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("CMYK", "JPEG"), ("P", "GIF")):
        data = saved(Image.new(mode, (60, 40)), kind)
        assert len(own_media(word_parts("![x](beelden/a.png)", {"a.png": data}))) == 1, mode
