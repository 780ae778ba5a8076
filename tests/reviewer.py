"""Somebody who goes through a built Word file: comments and changes, in the XML that Word writes for them.

In: the bytes of a built .docx. Out: the bytes of one that came back. Words are looked for in one run of one paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN, RELATIONSHIPS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
DATE = "2020-03-03T10:11:00Z"


class Reviewer:
    """A Word file being gone through by `author`; with `tracking` off nobody can see who did what."""

    def __init__(self, data: bytes, author: str = "An Peeters") -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.author = author
        self.trees: dict[str, _Element] = {}
        self.ids = 9000

    def tree(self, part: str = MAIN) -> _Element:
        """A part as XML; what is done to it is saved."""
        if part not in self.trees:
            self.trees[part] = etree.fromstring(self.parts[part])
        return self.trees[part]

    def saved(self) -> bytes:
        """The file as it comes back."""
        parts = self.parts | {part: etree.tostring(tree, encoding="UTF-8") for part, tree in self.trees.items()}
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    # --- what is where

    def paragraphs(self, text: str, part: str = MAIN) -> list[_Element]:
        """The paragraphs that hold a text, whatever runs it is cut in."""
        return [paragraph for paragraph in self.tree(part).iter(f"{W}p") if text in said(paragraph)]

    def paragraph(self, text: str, part: str = MAIN) -> _Element:
        """The last paragraph that holds a text: the first may be an entry of the contents."""
        return self.paragraphs(text, part)[-1]

    def run(self, words: str, part: str = MAIN) -> _Element:
        """A run of exactly these words, cut out of the run in which they stand."""
        for run in reversed(list(self.tree(part).iter(f"{W}r"))):
            text = run.find(f"{W}t")
            if text is not None and text.text and words in text.text:
                before, after = text.text.split(words, 1)
                for piece, place in ((before, run.addprevious), (after, run.addnext)):
                    if piece:
                        place(_with_text(deepcopy(run), piece))
                return _with_text(run, words)
        raise AssertionError(f"no run holds {words!r}")

    # --- comments

    def comment(self, words: str, text: str, *answers: tuple[str, str], done: bool = False) -> None:
        """Comment on some words; answers are (author, text)."""
        run = self.run(words)
        for author, said_text in ((self.author, text), *answers):
            number = self._comment(author, said_text, parent="" if said_text is text else self._paragraph_id, done=done)
            start = _made("commentRangeStart", id=number)
            run.addprevious(start)
            mark = etree.Element(f"{W}r")
            mark.append(_made("commentReference", id=number))
            run.addnext(mark)
            run.addnext(_made("commentRangeEnd", id=number))

    def _comment(self, author: str, text: str, parent: str, done: bool) -> str:
        comments = self._part("comments", "comments", "comments+xml", W)
        extended = self._part("commentsExtended", "commentsEx", "commentsExtended+xml", W15)
        self.ids += 1
        comment = etree.SubElement(comments, f"{W}comment", _named(id=self.ids, author=author, date=DATE, initials="X"))
        paragraph = etree.SubElement(comment, f"{W}p", {f"{W14}paraId": f"{self.ids:08X}"})
        paragraph.append(_with_text(etree.Element(f"{W}r"), text))
        entry = etree.SubElement(extended, f"{W15}commentEx", {f"{W15}paraId": f"{self.ids:08X}"})
        if parent:
            entry.set(f"{W15}paraIdParent", parent)
        else:
            self._paragraph_id = f"{self.ids:08X}"
        entry.set(f"{W15}done", str(int(done)))
        return str(self.ids)

    def _part(self, name: str, root: str, content_type: str, namespace: str) -> _Element:
        part = f"word/{name}.xml"
        if part not in self.parts:
            self.parts[part] = f'<x:{root} xmlns:x="{namespace[1:-1]}" xmlns:w14="{W14[1:-1]}"/>'.encode()
            office = "http://schemas.openxmlformats.org/officeDocument/2006"
            kind = f"{office if namespace == W else 'http://schemas.microsoft.com/office/2011'}/relationships/{name}"
            relationship = {"Id": f"rId{name}", "Type": kind, "Target": f"{name}.xml"}
            etree.SubElement(self.tree(RELATIONSHIPS), f"{{{_RELATED}}}Relationship", relationship)
            type_ = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{content_type}"
            etree.SubElement(self.tree(TYPES), f"{{{_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": type_})
        return self.tree(part)

    # --- with tracking on

    def delete(self, words: str) -> _Element:
        """Delete some words."""
        run = self.run(words)
        around = self._change("del")
        run.addprevious(around)
        around.append(run)
        for text in run.iter(f"{W}t"):
            text.tag = f"{W}delText"
        return around

    def insert(self, after: str, text: str) -> None:
        """Insert a text behind some words."""
        around = self._change("ins")
        around.append(_with_text(etree.Element(f"{W}r"), text))
        self.run(after).addnext(around)

    def replace(self, words: str, text: str) -> None:
        """Type over some words."""
        around = self._change("ins")
        around.append(_with_text(etree.Element(f"{W}r"), text))
        self.delete(words).addnext(around)

    def move(self, words: str, after: str) -> None:
        """Drag some words to behind others."""
        name = f"move{self.ids}"
        target, source = self.run(after), self.run(words)
        there = deepcopy(source)
        for kind, place, run in (("moveTo", target.addnext, there), ("moveFrom", source.addprevious, source)):
            around = self._change(kind)
            start = _made(f"{kind}RangeStart", id=self.ids, name=name, author=self.author, date=DATE)
            end = _made(f"{kind}RangeEnd", id=self.ids)
            place(around)
            around.append(run)
            around.addprevious(start)
            around.addnext(end)

    def move_paragraph(self, text: str, below: str) -> None:
        """Drag the paragraph that holds a text to below another; its bookmarks go along."""
        name = f"move{self.ids}"
        source = self.paragraph(text)
        target = deepcopy(source)
        self.paragraph(below).addnext(target)
        self.each(lambda element: element.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"), source)
        for kind, paragraph in (("moveFrom", source), ("moveTo", target)):
            runs = paragraph.findall(f"{W}r")
            around = self._change(kind)
            runs[0].addprevious(around)
            around.extend(runs)
            around.addprevious(_made(f"{kind}RangeStart", id=self.ids, name=name, author=self.author, date=DATE))
            etree.SubElement(self._properties(paragraph), f"{W}{kind}", self._signed())
            paragraph.addnext(_made(f"{kind}RangeEnd", id=self.ids))

    def press_enter(self, after: str) -> None:
        """Make two paragraphs of one."""
        mark = self._properties(self.type_enter(after))
        etree.SubElement(mark, f"{W}ins", self._signed())

    def delete_enter(self, text: str) -> None:
        """Delete the end of the paragraph that holds a text."""
        etree.SubElement(self._properties(self.paragraph(text)), f"{W}del", self._signed())

    def delete_row(self, text: str) -> None:
        """Delete the row of a table that holds a text."""
        etree.SubElement(_properties_of(self.row(text)), f"{W}del", self._signed())

    def insert_row(self, below: str, *texts: str) -> None:
        """Insert a row in a table below the one that holds a text."""
        above = self.row(below)
        row = deepcopy(above)
        self.each(lambda element: element.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"), row)
        for run, text in zip(list(row.iter(f"{W}r")), texts, strict=True):
            _with_text(run, text)
        etree.SubElement(_properties_of(row), f"{W}ins", self._signed())
        above.addnext(row)

    def row(self, text: str) -> _Element:
        """The first row of a table that holds a text."""
        return next(row for row in self.tree().iter(f"{W}tr") if text in said(row))

    def embolden(self, words: str) -> None:
        """Give some words another look."""
        run = self.run(words)
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        etree.SubElement(properties, f"{W}rPrChange", self._signed())

    def _change(self, kind: str) -> _Element:
        return etree.Element(f"{W}{kind}", self._signed())

    def _signed(self) -> dict[str, str]:
        self.ids += 1
        return _named(id=self.ids, author=self.author, date=DATE)

    def _properties(self, paragraph: _Element) -> _Element:
        """The properties of the mark that ends a paragraph."""
        properties = paragraph.find(f"{W}pPr")
        assert properties is not None
        found = properties.find(f"{W}rPr")
        return etree.SubElement(properties, f"{W}rPr") if found is None else found

    # --- with tracking off

    def type_over(self, words: str, text: str, part: str = MAIN) -> None:
        """Type over some words."""
        _with_text(self.run(words, part), text)

    def type_enter(self, after: str) -> _Element:
        """Make two paragraphs of one; the first is given back."""
        run = self.run(after)
        first = run.getparent()
        assert first is not None
        second = etree.Element(f"{W}p")
        properties = first.find(f"{W}pPr")
        if properties is not None:
            second.append(deepcopy(properties))
        second.extend(list(run.itersiblings()))
        first.addnext(second)
        return first

    def join(self, text: str) -> None:
        """Take away the end of the paragraph that holds a text."""
        paragraph = self.paragraph(text)
        following = paragraph.getnext()
        assert following is not None
        paragraph.extend([child for child in following if child.tag != f"{W}pPr"])
        _remove(following)

    def add_paragraph(self, after: str, text: str) -> None:
        """Type a new paragraph below the one that holds a text."""
        paragraph = etree.Element(f"{W}p")
        paragraph.append(_with_text(etree.Element(f"{W}r"), text))
        self.paragraph(after).addnext(paragraph)

    def remove(self, text: str) -> None:
        """Take away the paragraph that holds a text."""
        _remove(self.paragraph(text))

    def carry(self, text: str, below: str) -> None:
        """Cut the paragraph that holds a text, and paste it below another."""
        self.paragraph(below).addnext(self.paragraph(text))

    def copy(self, text: str, below: str, marks: bool) -> None:
        """Copy a paragraph below another, with its bookmarks or without, as Word does."""
        copied = deepcopy(self.paragraph(text))
        for mark in list(copied.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            if marks:
                mark.set(f"{W}id", f"{mark.get(f'{W}id')}9")
            else:
                _remove(mark)
        self.paragraph(below).addnext(copied)

    def lose_marks(self, text: str) -> None:
        """Take the bookmarks out of the paragraph that holds a text."""
        self.each(lambda element: element.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"), self.paragraph(text))

    def type_over_without_marks(self, words: str, text: str) -> None:
        """Type over some words in a paragraph whose bookmarks are gone."""
        self.lose_marks(words)
        self.type_over(words, text)

    def each(self, unwanted: Callable[[_Element], bool], within: _Element) -> None:
        """Take away every element of a kind."""
        for element in [element for element in within.iter() if unwanted(element)]:
            _remove(element)


def said(element: _Element) -> str:
    """All text in an element."""
    return "".join(text.text or "" for text in element.iter(f"{W}t", f"{W}delText"))


def saved_by_word(data: bytes) -> bytes:
    """The same file as Word saves it: revision ids, spelling marks, runs cut and joined, nothing else."""
    reviewer = Reviewer(data)
    for part in (MAIN, "word/footnotes.xml"):
        if part not in reviewer.parts:
            continue
        for number, paragraph in enumerate(reviewer.tree(part).iter(f"{W}p")):
            paragraph.set(f"{W}rsidR", f"{number:08X}")
            runs: Sequence[_Element] = paragraph.findall(f"{W}r")
            for run in runs:
                text = run.find(f"{W}t")
                if text is not None and text.text and len(text.text) > 6:
                    run.addprevious(_with_text(deepcopy(run), text.text[:3]))
                    run.addprevious(_made("proofErr", type="spellStart"))
                    _with_text(run, text.text[3:])
                    run.addnext(_made("proofErr", type="spellEnd"))
    return reviewer.saved()


def _remove(element: _Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _properties_of(row: _Element) -> _Element:
    found = row.find(f"{W}trPr")
    assert found is not None
    return found


def _made(name: str, /, **attributes: object) -> _Element:
    return etree.Element(f"{W}{name}", _named(**attributes))


def _named(**attributes: object) -> dict[str, str]:
    return {f"{W}{name}": str(value) for name, value in attributes.items()}


def _with_text(run: _Element, text: str) -> _Element:
    for old in run.findall(f"{W}t"):
        run.remove(old)
    new = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
    new.text = text
    return run
