"""Read a Word file of anybody as blocks of the document tree.

In: the bytes of a .docx. Out: an `Arrived`: blocks, and what there is to tell about them. mammoth reads the file; what
it would leave out is first put in a form that it knows. Knows Word; knows nothing of goals, actions or YAML.

Nothing goes missing in silence. A text box comes after its paragraph; a tracked change is taken as accepted; what has
no place in a text (a chart, a formula, a remark in the margin) becomes a run that is still to be written, which says
what stood there; looks that a text cannot have are told. `words` are those of the file, to hold against what arrives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from lxml.etree import SubElement, _Element

from plan.importing.arrived import Arrived, words_of
from plan.importing.html import PAGE_OF, read_html
from plan.messages import Message, _, _n
from plan.writers.package import OFFICE, OpenedPackage, Unreadable, serialised

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = f"{{{OFFICE}}}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_PROPERTIES: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

_PROGRAM: Final = "plan"  # the author of the remarks that the program itself writes in the margin
_DEEPEST: Final = 9
_LONGEST_LABEL: Final = 100
_SEEN: Final = 4  # half points: a smaller shift only sets a line straight

# What mammoth makes of the styles that paragraphs and runs are given here.
_STYLE_MAP: Final = "\n".join(
    (
        *(f"p.PlanHeading{level} => h{level}:fresh" for level in range(1, _DEEPEST + 1)),
        "p.PlanCaption => p.caption:fresh",
        *(f"p.PlanContinue{depth} => p.continue{depth}:fresh" for depth in range(1, _DEEPEST + 1)),
        "p.PlanLabel => p.label:fresh",
        "p.PlanTitle => p.title:fresh",
        "p.PlanSubtitle => p.subtitle:fresh",
        "p.PlanQuote => blockquote > p:fresh",
        "r.PlanNote => span.note",
        "r.PlanHidden => span.hidden",
        "r.PlanRaised => span.raised",
        "r.PlanLowered => span.lowered",
        "u => u",
        "highlight => mark",
    )
)


def read_word_file(data: bytes) -> Arrived:
    """The text of a Word file. Raises `Unreadable` where it is none."""
    import mammoth  # its loading takes as long as checking a small plan

    file = _File(data)
    pictures: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:
        name = f"picture-{len(pictures) + 1}"
        with image.open() as opened:
            pictures[name] = opened.read()
        return {"src": name}

    try:
        read = mammoth.convert_to_html(
            BytesIO(file.prepared()),
            style_map=_STYLE_MAP,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(keep),
        )
    except (KeyError, ValueError, AttributeError, IndexError, OSError) as error:  # a file that breaks Word's own rules
        raise Unreadable(str(error)) from error
    blocks, told = read_html(read.value, pictures)
    return Arrived(blocks, (*file.told, *told), file.words)


class _File:
    """A Word file on its way to mammoth: each step changes the tree of a part."""

    def __init__(self, data: bytes) -> None:
        self.package = OpenedPackage(data)
        self.told: list[Message] = []
        self.words: Counter[str] = Counter()
        self.related = self.package.related(self.package.main)
        parts = {part.kind: part.target for part in self.related.values() if part.target in self.package.names}
        self.styles = _Styles(self.package.element(parts["styles"]) if "styles" in parts else None)
        self.comments = dict(self._comments(parts.get("comments", "")))
        self.texts = {
            name: self.package.element(name)
            for name in (self.package.main, parts.get("footnotes"), parts.get("endnotes"))
            if name
        }

        # What mammoth looks for and does not find would stop it.
        self.pictures = {
            id
            for name in self.texts
            for id, part in self.package.related(name).items()
            if part.kind == "image" and part.target in self.package.names
        }

    def prepared(self) -> bytes:
        """The same file in a form that mammoth knows, its XML written anew."""
        changes = boxes = contents = 0
        for element in self.texts.values():
            contents += _without_contents(element, self.styles)
            _choose(element)
            marks = _without_bookmarks(element)
            changes += _accept(element)
            _link_fields(element)
            _unwrap_fields(element)
            _without_numbers(element)
            self.words += words_of(_paragraphs(element))
            boxes += _free_boxes(element)
            self._note_what_is_no_text(element)
            self.styles.rename(element)
            _name_headings(marks)
        if changes:
            self.told.append(
                _n(
                    "{count} tracked change was taken as accepted",
                    "{count} tracked changes were taken as accepted",
                    changes,
                )
            )
        if boxes:
            self.told.append(
                _n(
                    "{count} text box: its text now follows the paragraph that it stood beside",
                    "{count} text boxes: their text now follows the paragraph that they stood beside",
                    boxes,
                )
            )
        if contents:
            self.told.append(_("the contents were left out: the program makes them itself"))
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name in sorted(self.package.names):
                if name in self.texts:
                    archive.writestr(name, serialised(self.texts[name]))
                elif name.endswith((".xml", ".rels")):
                    archive.writestr(name, serialised(self.package.element(name)))
                elif not name.endswith("/"):
                    archive.writestr(name, self.package.data(name))
        return buffer.getvalue()

    # --- what is no text

    def _note_what_is_no_text(self, element: _Element) -> None:
        for found in list(element.iter(f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_W}altChunk", f"{_W}subDoc")):
            if (words := self._drawn(found)) is not None:
                _replace(found, words)
        for formula in list(element.iter(f"{_M}oMathPara", f"{_M}oMath")):
            if formula.getparent() is not None:
                _replace(formula, f"formule overzetten: {_joined(formula, f'{_M}t')}")
        for mark in list(element.iter(f"{_W}commentReference")):
            if words := self.comments.get(mark.get(f"{_W}id", "")):
                _replace(mark, words)

    def _drawn(self, drawing: _Element) -> str | None:
        """What to say in the place of a drawing; nothing where it vanishes, None where it is a picture."""
        described = drawing.find(f".//{_PROPERTIES}")
        alt = "" if described is None else described.get("descr") or described.get("title") or ""
        if drawing.tag == f"{_W}object":
            kind = drawing.find(f"{_O}OLEObject")
            program = "" if kind is None else f" ({kind.get('ProgID', '')})"
            return f"ingesloten bestand overzetten{program}"
        if drawing.tag in (f"{_W}altChunk", f"{_W}subDoc"):
            return "ingevoegd document overzetten"
        if (chart := drawing.find(f".//{_CHART}chart")) is not None:
            return f"grafiek overzetten: {alt or self._said_in(chart.get(f'{_R}id', ''))}"
        if (diagram := drawing.find(f".//{_DIAGRAM}relIds")) is not None:
            return f"schema (SmartArt) overzetten: {self._said_in(diagram.get(f'{_R}dm', ''), alt)}"
        blips = list(drawing.iter(f"{_A}blip"))
        if drawing.tag == f"{_W}pict":
            lines = drawing.find(".//*[@{urn:schemas-microsoft-com:office:office}hr]")
            pictured = drawing.find(f".//{_V}imagedata") is not None
            return None if pictured else "" if lines is not None or _was_box(drawing) else "tekening overzetten"
        if len(blips) == 1 and blips[0].get(f"{_R}embed") in self.pictures:
            return None
        if blips:
            return f"afbeelding overzetten: {alt}"
        return "" if _was_box(drawing) else f"tekening overzetten: {alt}"

    def _said_in(self, id: str, alt: str = "") -> str:
        """The words of a chart or a diagram, which has a part of its own."""
        part = self.related.get(id)
        if part is None or part.external or part.target not in self.package.names:
            return alt
        element = self.package.element(part.target)
        return "; ".join(filter(None, (alt, _joined(element, f"{_A}t", "; "), _joined(element, f"{_CHART}v", "; "))))

    def _comments(self, name: str) -> Iterator[tuple[str, str]]:
        if not name:
            return
        for comment in self.package.element(name).iter(f"{_W}comment"):
            author = comment.get(f"{_W}author", "")
            if author != _PROGRAM:
                yield comment.get(f"{_W}id", ""), f"opmerking van {author}: {_joined(comment, f'{_W}t')}"


def _joined(element: _Element, tag: str, sign: str = "") -> str:
    return sign.join(part.text or "" for part in element.iter(tag))


def _replace(element: _Element, words: str) -> None:
    """Put a note in the place of something, or nothing where there is nothing to say."""
    parent = element.getparent()
    assert parent is not None
    note: _Element | None = None
    if words:
        # Braces would end the note that this becomes.
        said = re.sub(r"\s+", " ", words.replace("{", "(").replace("}", ")")).strip().removesuffix(":")
        note = element.makeelement(f"{_W}r")
        SubElement(SubElement(note, f"{_W}rPr"), f"{_W}rStyle").set(f"{_W}val", "PlanNote")
        SubElement(note, f"{_W}t").text = said
        note.tail = element.tail
    run = parent if parent.tag == f"{_W}r" else None
    if note is not None and run is not None:
        run.addnext(note)
    elif note is not None and parent.tag == f"{_W}body":
        paragraph = element.makeelement(f"{_W}p")
        paragraph.append(note)
        element.addprevious(paragraph)
    elif note is not None:
        element.addprevious(note)
    parent.remove(element)


# --- steps -----------------------------------------------------------------------------------------


def _choose(element: _Element) -> None:
    """Of what is there in two forms, for new and for old programs, keep the first."""
    for both in list(element.iter(f"{_MC}AlternateContent")):
        kept = both.find(f"{_MC}Choice")
        _unwrap(both, both.find(f"{_MC}Fallback") if kept is None else kept)


def _without_bookmarks(element: _Element) -> list[tuple[_Element, str]]:
    """Take out bookmarks, each with the paragraph it began in: mammoth makes links of them, also in other links."""
    marks: list[tuple[_Element, str]] = []
    for mark in list(element.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd")):
        parent = mark.getparent()
        assert parent is not None
        paragraph = next(mark.iterancestors(f"{_W}p"), None)
        if paragraph is None:
            paragraph = next(mark.itersiblings(f"{_W}p"), None)
        if paragraph is not None and (name := mark.get(f"{_W}name")):
            marks.append((paragraph, name))
        parent.remove(mark)
    return marks


def _name_headings(marks: Sequence[tuple[_Element, str]]) -> None:
    """Put the bookmarks of headings back, in front: what refers to one refers to the heading."""
    for paragraph, name in marks:
        properties = paragraph.find(f"{_W}pPr")
        if properties is not None and _value(paragraph, "pPr", "pStyle").startswith("PlanHeading"):
            mark = paragraph.makeelement(f"{_W}bookmarkStart")
            mark.set(f"{_W}name", name)
            properties.addnext(mark)


def _link_fields(element: _Element) -> None:
    """Make links of the fields that show the words, or the page, of a bookmark."""
    for field in list(element.iter(f"{_W}fldSimple")):
        if anchor := _anchor(field.get(f"{_W}instr", "")):
            field.tag = f"{_W}hyperlink"
            field.attrib.clear()
            field.set(f"{_W}anchor", anchor)
    for paragraph in element.iter(f"{_W}p", f"{_W}hyperlink"):
        parts: list[_Element] = []  # of the field that is open; one with another in it becomes no link
        for part in list(paragraph):
            state = _value_of(part, "fldChar", "fldCharType")
            if state == "begin":
                parts = [part]
            elif parts:
                parts.append(part)
            if state == "end" and parts:
                _link_field(parts)
                parts = []


def _link_field(parts: Sequence[_Element]) -> None:
    """Put what a field shows in a link, where it is about a bookmark; or in the link that it stands in."""
    anchor = _anchor("".join(_joined(part, f"{_W}instrText") for part in parts))
    states = [_value_of(part, "fldChar", "fldCharType") for part in parts]
    parent = parts[0].getparent()
    if not anchor or "separate" not in states or parent is None:
        return
    begins = states.index("separate") + 1
    shown = parts[begins:-1]
    if parent.tag == f"{_W}hyperlink":
        parent.set(f"{_W}anchor", anchor)
    else:
        link = parent.makeelement(f"{_W}hyperlink")
        link.set(f"{_W}anchor", anchor)
        parts[-1].addnext(link)
        link.extend(shown)
    for part in (*parts[:begins], parts[-1]):
        parent.remove(part)


def _anchor(instruction: str) -> str:
    """What a field refers to by a bookmark."""
    match instruction.split():
        case ["REF", name, *_switches]:
            return name
        case ["PAGEREF", name, *_switches]:
            return f"{PAGE_OF}{name}"
        case _:
            return ""


def _unwrap(outer: _Element, inner: _Element | None = None) -> None:
    """Put what something holds in its place."""
    parent = outer.getparent()
    if parent is None:
        return
    for child in list(outer if inner is None else inner):
        outer.addprevious(child)
    parent.remove(outer)


def _accept(element: _Element) -> int:
    """Take tracked changes as accepted; how many there were."""
    gone = [*element.iter(f"{_W}del", f"{_W}moveFrom")]
    come = [*element.iter(f"{_W}ins", f"{_W}moveTo")]
    for change in gone:
        parent = change.getparent()
        if parent is None or parent.tag == f"{_W}rPr":  # the end of a paragraph: mammoth joins it with the next
            continue
        if parent.tag == f"{_W}trPr":
            row = parent.getparent()
            table = None if row is None else row.getparent()
            if row is not None and table is not None:
                table.remove(row)
        else:
            parent.remove(change)
    for change in come:
        _unwrap(change)
    return len(gone) + len(come)


def _unwrap_fields(element: _Element) -> None:
    for field in list(element.iter(f"{_W}fldSimple")):
        if _is_number(field.get(f"{_W}instr", "")):
            field.set("number", "1")
        else:
            _unwrap(field)


def _is_number(instruction: str) -> bool:
    return instruction.split()[:1] == ["SEQ"]


def _without_contents(element: _Element, styles: _Styles) -> bool:
    """Take out the lists of headings and captions; whether there were any."""
    found = [
        paragraph
        for paragraph in element.iter(f"{_W}p")
        if styles.name_of(paragraph).startswith(("toc ", "contents ", "table of figures", "index heading"))
    ]
    for paragraph in found:
        parent = paragraph.getparent()
        assert parent is not None
        parent.remove(paragraph)
    return bool(found)


def _without_numbers(element: _Element) -> None:
    """Take the word and the number before a caption out ("Tabel 3. "): the program numbers them itself."""
    for paragraph in element.iter(f"{_W}p"):
        label = _numbered(paragraph)
        if not label:
            continue
        for text in label[:-1]:
            text.text = ""
        last = label[-1]
        last.text = re.sub(r"^[\s.:–—-]+", "", last.text or "")
        _set_style(paragraph, "PlanCaption")


def _numbered(paragraph: _Element) -> list[_Element]:
    """The texts of a caption up to its number, and the one behind; none where there is no number."""
    label: list[_Element] = []
    state = ""
    for part in paragraph.iter():
        if part.tag == f"{_W}instrText" and _is_number(part.text or ""):
            state = "field"
        elif part.tag == f"{_W}fldSimple" and part.get("number"):
            last = [*part.iter(f"{_W}t")][-1:]
            state = "simple"
            end = last[0] if last else part
        elif state == "field" and part.tag == f"{_W}fldChar" and part.get(f"{_W}fldCharType") == "end":
            state = "done"
        elif part.tag == f"{_W}t":
            label.append(part)
            if state == "done":
                return label
            if state == "simple" and part is end:
                state = "done"
    return label if state == "done" else []


def _paragraphs(element: _Element) -> Iterator[str]:
    """The words of each paragraph, whatever it holds; those of a box in it stand apart."""
    for paragraph in element.iter(f"{_W}p"):
        parts: list[str] = []
        for part in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
            if next(part.iterancestors(f"{_W}p")) is not paragraph:
                continue
            parts.append((part.text or "") if part.tag == f"{_W}t" else "-" if "Hyphen" in str(part.tag) else " ")
        yield "".join(parts)


def _free_boxes(element: _Element) -> int:
    """Put the text of boxes after the paragraphs that they stand beside; how many there were."""
    boxes = [*element.iter(f"{_W}txbxContent")]
    for box in reversed(boxes):  # a box in a box first
        paragraph = next(box.iterancestors(f"{_W}p"), None)
        if paragraph is not None:
            for block in reversed(list(box)):
                paragraph.addnext(block)
    return len(boxes)


def _was_box(drawing: _Element) -> bool:
    return drawing.find(f".//{_W}txbxContent") is not None


# --- styles ----------------------------------------------------------------------------------------


def _set_style(paragraph: _Element, style: str) -> None:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        properties = paragraph.makeelement(f"{_W}pPr")
        paragraph.insert(0, properties)
    for old in properties.findall(f"{_W}pStyle"):
        properties.remove(old)
    new = paragraph.makeelement(f"{_W}pStyle")
    new.set(f"{_W}val", style)
    properties.insert(0, new)


class _Styles:
    """The styles of a file: what a paragraph is by its own style or one that this is based on."""

    def __init__(self, element: _Element | None) -> None:
        found = [] if element is None else element.findall(f"{_W}style")
        self._by_id = {style.get(f"{_W}styleId", ""): style for style in found}
        self._default = next(
            (
                style.get(f"{_W}styleId", "")
                for style in found
                if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true")
            ),
            "",
        )

    def rename(self, element: _Element) -> None:
        """Give paragraphs the styles that mammoth is told about, and runs the weight of theirs."""
        for paragraph in element.iter(f"{_W}p"):
            if style := self._role(paragraph):
                _set_style(paragraph, style)
        for run in element.iter(f"{_W}r"):
            chain = self._chain(_value(run, "rPr", "rStyle"))
            properties = run.find(f"{_W}rPr")
            if properties is None:
                continue
            for mark in ("b", "i", "u"):
                if properties.find(f"{_W}{mark}") is None and _is_on(chain, mark):
                    SubElement(properties, f"{_W}{mark}").set(f"{_W}val", "single" if mark == "u" else "1")
            if look := _unshown([run, *chain]):
                for old in properties.findall(f"{_W}rStyle"):
                    properties.remove(old)
                SubElement(properties, f"{_W}rStyle").set(f"{_W}val", look)

    def name_of(self, paragraph: _Element) -> str:
        """The name of the style of a paragraph, in small letters."""
        style = self._by_id.get(_value(paragraph, "pPr", "pStyle"))
        return "" if style is None else _value(style, "name").lower()

    def _role(self, paragraph: _Element) -> str:
        id = _value(paragraph, "pPr", "pStyle")
        if id.startswith("Plan") and id not in self._by_id:
            return ""
        chain = self._chain(id or self._default)
        names = [_value(style, "name").lower() for style in chain]
        in_table = next(paragraph.iterancestors(f"{_W}tbl"), None) is not None
        level = _value(paragraph, "pPr", "outlineLvl") or next(
            filter(None, (_value(style, "pPr", "outlineLvl") for style in chain)), ""
        )
        if level.isdigit() and int(level) < _DEEPEST:
            # A heading in a cell has no place in the outline of a text.
            return "PlanLabel" if in_table else f"PlanHeading{int(level) + 1}"
        if any(name in ("caption", "bijschrift") for name in names):
            return "PlanCaption"
        if names[:1] in (["title"], ["subtitle"]):
            return f"Plan{names[0].capitalize()}"
        if any(name in ("quote", "intense quote", "citaat") for name in names):
            return "PlanQuote"
        if names and (depth := re.fullmatch(r"list continue ?(\d?)", names[0])):
            return f"PlanContinue{depth[1] or 1}"
        text = _joined(paragraph, f"{_W}t").strip()
        is_label = not in_table and 0 < len(text) <= _LONGEST_LABEL and not _has_number(paragraph)
        return "PlanLabel" if is_label and _is_on(chain, "b") else ""

    def _chain(self, id: str) -> list[_Element]:
        """A style and those that it is based on."""
        chain: list[_Element] = []
        while id in self._by_id and self._by_id[id] not in chain:
            chain.append(self._by_id[id])
            id = _value(chain[-1], "basedOn")
        return chain


def _has_number(paragraph: _Element) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}numPr") is not None


def _value_of(element: _Element, child: str, name: str) -> str:
    found = element.find(f"{_W}{child}")
    return "" if found is None else found.get(f"{_W}{name}", "")


def _value(element: _Element, *path: str) -> str:
    found = element.find("/".join(f"{_W}{name}" for name in path))
    return "" if found is None else found.get(f"{_W}val", "")


def _unshown(chain: Sequence[_Element]) -> str:
    """The style for a run that is hidden, or higher or lower than its line by a few points, as a text cannot be."""
    if _is_on(chain, "vanish"):
        return "PlanHidden"
    position = next(filter(None, (_value(style, "rPr", "position") for style in chain)), "0")
    if position.lstrip("-").isdigit() and abs(int(position)) >= _SEEN:
        return "PlanLowered" if position.startswith("-") else "PlanRaised"
    return ""


def _is_on(chain: Sequence[_Element], mark: str) -> bool:
    """Whether a mark (bold, italic) holds by the first style that speaks of it."""
    for style in chain:
        found = style.find(f"{_W}rPr/{_W}{mark}")
        if found is not None:
            return found.get(f"{_W}val", "1") not in ("0", "false", "off", "none")
    return False
