"""Chapters worded by templates and authored texts -> one document tree.

Every authored value has one home in the document: the first block that shows it and nothing else. There it
carries its key and place; wherever else it shows, it is derived.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from plan.compose.tables import matrix_table, ranking_source, ranking_table
from plan.compose.views import Views
from plan.compose.wording import PLACEHOLDER, Mention, Nodes, Value, WebLink, wording_of
from plan.coverage import matrix
from plan.diagnostics import Diagnostic
from plan.document import (
    Block,
    Contents,
    Document,
    Heading,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Note,
    Origin,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Run,
    Section,
    Table,
    Words,
    plain_text,
    with_inlines,
    with_origin,
)
from plan.dutch import Number, Period, print_number, print_period
from plan.markdown_reader import (
    PictureNode,
    ReferenceNode,
    read_inline,
    read_markdown,
    resolve,
    resolve_inlines,
    shift_headings,
)
from plan.messages import _
from plan.model import Figure, Institute, Plan
from plan.outline import PlannedChapter, planned_chapters
from plan.places import Place, Prose, Sourced, Text

_ROLES: Final = {
    "titel": Role.TITLE,
    "ondertitel": Role.SUBTITLE,
    "omslag": Role.COVER,
    "ontwerp": Role.DRAFT,
    "effectzin": Role.STATEMENT,
    "kopje": Role.LABEL,
    "feit": Role.FACT,
    "bron": Role.SOURCE,
    "legende": Role.LEGEND,
    "leemte": Role.GAP,
    "colofon": Role.COLOPHON,
}
_QUOTE: Final = "citaat"


@dataclass(frozen=True, slots=True)
class Composed:
    """An institute's document, what is wrong with its making, and the keys of all authored values it prints."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]
    printed: frozenset[str]


def compose_document(plan: Plan, institute: Institute, draft: bool = False, label: str = "") -> Composed:
    """Compose the document of one institute; `draft` marks it as unfinished, `label` names this version of it."""
    return _Composer(plan, institute, draft, label).compose()


@dataclass(slots=True)
class _Composer:
    plan: Plan
    institute: Institute
    draft: bool
    label: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    homes: set[tuple[str, int]] = field(default_factory=set)
    anchors: dict[str, tuple[Inline, ...]] = field(default_factory=dict)

    def compose(self) -> Composed:
        chapters, _told = planned_chapters(self.plan, self.institute)
        sections = _sections([part for chapter in chapters for part in self._chapter(chapter)])
        linked = tuple(replace(section, blocks=self._linked(section.blocks)) for section in sections)
        identity, labels = self.plan.identity, self.plan.labels
        document = Document(
            title=f"{identity.title} – {self.institute.name}",
            author=str(self.institute.name),
            language=str(identity.language or "nl-BE"),
            date=(identity.date.year, identity.date.month, identity.date.day),
            sections=linked,
            subject=str(identity.title),
            draft=str(labels["draft"]) if self.draft else "",
            words=Words(*(str(labels[name]) for name in ("table", "picture", "page", "of"))),
            properties=tuple(
                (name, value)
                for name, value in (
                    ("plan", str(identity.title)),
                    ("institute", str(self.institute.id)),
                    ("version", self.label),
                )
                if value
            ),
        )
        return Composed(document, tuple(self.diagnostics), frozenset(self.printed))

    # --- chapters ---

    def _chapter(self, chapter: PlannedChapter) -> Iterator[tuple[str, tuple[Block, ...]]]:
        """The blocks of a chapter and of those below it, each with the role of its chapter."""
        yield str(chapter.slot.role or ""), tuple(self._own_blocks(chapter))
        for below in chapter.chapters:
            yield from self._chapter(below)

    def _own_blocks(self, chapter: PlannedChapter) -> list[Block]:
        if chapter.text is not None:
            text = chapter.text
            anchor = "" if chapter.id in self.anchors else chapter.id
            heading = Heading(chapter.depth, self._text(text.title), anchor, self._home(text.title))
            self.anchors.setdefault(chapter.id, heading.inlines)
            return [heading, *self._prose(text.text, chapter.depth - 1)]
        template = str(chapter.slot.template or "")
        if template in self.plan.templates:
            return self._worded(template, chapter)
        if chapter.slot.optional and not template:
            return []
        title = str(chapter.slot.title or "…")
        self.anchors.setdefault(chapter.id, (Run(title),))
        return [Heading(chapter.depth, (Run(title),), chapter.id), Paragraph((Run("…", to_write=True),), Role.GAP)]

    def _worded(self, template: str, chapter: PlannedChapter) -> list[Block]:
        views = Views(self.plan, self.institute)
        worded = wording_of(self.plan).word(
            template,
            {
                **views.names(framework=str(chapter.slot.framework or "")),
                "draft": self.draft,
                "version_label": Text(self.label, Place.of_file("")) if self.label else None,
                "new_page": Nodes((PageBreak(),)),
                "contents": lambda title, depth=3: Nodes((Contents(str(title), int(depth)),)),
                "matrix": lambda caption: Nodes(
                    (matrix_table(matrix(self.plan, self.institute), self.plan.labels, str(caption)),)
                ),
            },
        )
        self.diagnostics += worded.diagnostics
        file = self.plan.templates[template].file
        blocks: list[Block] = []
        level = chapter.depth
        for role, markdown in _parts(worded.markdown):
            if role and role != _QUOTE and role not in _ROLES:
                self.diagnostics.append(_unknown_role(role, file))
            part = read_markdown(Prose(markdown, Place.of_file(file)))
            filler = _Filler(self, worded.values, level)
            filled = filler.blocks(
                shift_headings(
                    # A template's own blocks are no author's: they have no origin.
                    [with_origin(block, lambda _origin: None) for block in part.blocks],
                    chapter.depth - 1,
                )
            )
            resolved = resolve(filled, reference=self._reference, picture=self._picture)
            blocks += _in_role(resolved, role)
            level = next((block.level for block in reversed(blocks) if isinstance(block, Heading)), chapter.depth)
        return self._anchored(blocks, chapter.id)

    def _anchored(self, blocks: list[Block], id: str) -> list[Block]:
        """Give the first heading of a worded chapter the chapter's own name, where it has no other."""
        for at, block in enumerate(blocks):
            if isinstance(block, Heading):
                if not block.anchor and id not in self.anchors:
                    blocks[at] = replace(block, anchor=id)
                    self.anchors[id] = block.inlines
                break
        return blocks

    # --- authored values ---

    def _home(self, value: Sourced, part: int = 0) -> Origin | None:
        """The origin of a block that shows a value and nothing else; the first one is its home."""
        self.printed.add(value.key)
        if not value.key:
            return None
        home = (value.key, part) not in self.homes
        self.homes.add((value.key, part))
        return Origin(value.key, value.place, part, home)

    def _text(self, text: Text) -> tuple[Inline, ...]:
        self.printed.add(text.key)
        return resolve_inlines(read_inline(text).inlines, self._reference_in_line)

    def _prose(self, prose: Prose, lower: int) -> tuple[Block, ...]:
        """The blocks of an authored Markdown value, its headings `lower` levels deeper than written."""
        self.printed.add(prose.key)
        own = (with_origin(block, self._homed) for block in shift_headings(read_markdown(prose).blocks, lower))
        return tuple(self._with_sources(resolve(tuple(own), reference=self._reference, picture=self._picture)))

    def _homed(self, origin: Origin | None) -> Origin | None:
        """The origin of a block of authored Markdown: its home, unless it was shown before."""
        if origin is None or not origin.key:
            return None
        known = (origin.key, origin.part) in self.homes
        self.homes.add((origin.key, origin.part))
        return replace(origin, home=not known)

    def _with_sources(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Add the line with its source below each ranking."""
        for block in blocks:
            yield block
            if isinstance(block, Table) and (ranking := self.plan.rankings_by_id.get(block.anchor)):
                source = ranking_source(ranking, self.plan.labels)
                if source:
                    yield source
                if ranking.note:
                    yield from self._prose(ranking.note, 0)

    # --- references ---

    def _reference(self, node: ReferenceNode) -> tuple[Inline, ...] | Block:
        if node.kind == "ranking" and (ranking := self.plan.rankings_by_id.get(node.target)):
            return replace(ranking_table(ranking, self.plan.labels), origin=self._home(ranking.title))
        return self._reference_in_line(node)

    def _reference_in_line(self, node: ReferenceNode) -> tuple[Inline, ...]:
        wording = (Run(node.wording),) if node.wording else None
        match node.kind:
            case "figure" if figure := self.plan.figures_by_id.get(node.target):
                return (*(wording or (Run(_printed(figure)),)), *self._source_note(figure))
            case "goal" if goal := (
                self.plan.operational_goals_by_id.get(node.target) or self.plan.strategic_goals_by_id.get(node.target)
            ):
                return (Reference(str(goal.id), wording or (Run(goal.title),)),)
            case "action" if action := self.plan.actions_by_id.get(node.target):
                return (Reference(str(action.id), wording or (Run(action.title),)),)
            case "annex" if annex := self.plan.annexes_by_id.get(node.target):
                return wording or (Run(f"{self.plan.labels['annex']} {self.plan.annex_letter(annex)}, {annex.title}"),)
            case "chapter" if chapter := self._chapter_named(node.target):
                title = (Run(chapter.text.title),) if chapter.text else ()
                return (Reference(chapter.id, wording or title),)
            case "chapter" if shared := self.plan.shared_chapters.get(node.target.rpartition("/")[2]):
                return (Run(shared.title),)
            case _:
                return tuple(replace(run, to_write=True) if isinstance(run, Run) else run for run in node.inlines)

    def _chapter_named(self, name: str) -> PlannedChapter | None:
        chapters, _told = planned_chapters(self.plan, self.institute)
        id = name.rpartition("/")[2]
        return next((chapter for top in chapters for chapter in top.walk() if chapter.id == id), None)

    def _source_note(self, figure: Figure) -> tuple[Note, ...]:
        about = ", ".join(str(part) for part in (figure.title, figure.area, figure.year) if part)
        parts = [
            about,
            f"{self.plan.labels['source']}: {figure.source}" if figure.source else "",
            str(figure.note or ""),
        ]
        text = ". ".join(part.rstrip(".") for part in parts if part)
        if not (figure.source or figure.year):
            return ()
        return (Note((Paragraph((Run(f"{text[:1].upper()}{text[1:]}."),)),), name=f"figure:{figure.id}"),)

    def _picture(self, node: PictureNode) -> Block:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(node.place.file), node.name))
        data = self.plan.pictures.get(path)
        if data is None:
            return Paragraph((Run(f"{self.plan.labels['missing_picture']}: {node.name}", to_write=True),), Role.GAP)
        return Picture(path, data, node.alt, node.caption, node.anchor, node.origin)

    # --- links inside the document ---

    def _linked(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Fill in references that take the words of their target; what has no target in this document is plain text."""

        def inlines(items: tuple[Inline, ...]) -> tuple[Inline, ...]:
            out: list[Inline] = []
            for item in items:
                match item:
                    case Reference():
                        words = item.inlines or self.anchors.get(item.anchor, (Run(item.anchor),))
                        out += [Reference(item.anchor, words)] if item.anchor in self.anchors else words
                    case Link():
                        out.append(replace(item, inlines=inlines(item.inlines)))
                    case Note():
                        out.append(replace(item, blocks=self._linked(item.blocks)))
                    case _:
                        out.append(item)
            return tuple(out)

        return tuple(with_inlines(block, inlines) for block in blocks)


def _printed(figure: Figure) -> str:
    number = print_number(figure.value.value)
    if figure.unit is None:
        return number
    return f"{number}%" if figure.unit == "%" else f"{number}\u00a0{figure.unit}"


# --- values in a worded chapter --------------------------------------------------------------------


@dataclass(slots=True)
class _Filler:
    """Puts the values of one worded chapter in the place of their placeholders."""

    composer: _Composer
    values: tuple[Value, ...]
    level: int

    def blocks(self, blocks: Sequence[Block]) -> list[Block]:
        """Fill blocks; a value that is blocks itself takes the place of the paragraph it stands alone in."""
        return [filled for block in blocks for filled in self._block(block)]

    def _block(self, block: Block) -> Iterator[Block]:
        match block:
            case Paragraph():
                value = self._alone(block.inlines)
                if isinstance(value, Prose):
                    yield from self._prose(value)
                elif isinstance(value, Nodes):
                    yield from value.blocks
                else:
                    origin = self.composer._home(value) if isinstance(value, Text) else None
                    yield replace(block, inlines=self._inlines(block.inlines), origin=origin)
            case Heading():
                inlines = self._inlines(block.inlines)
                title = next((v for v in self._texts(block.inlines) if v.key.endswith(".title")), None)
                anchor = title.key.removesuffix(".title").rpartition("/")[2] if title else ""
                if anchor in self.composer.anchors:
                    anchor = ""
                if anchor:
                    self.composer.anchors[anchor] = self.composer._text(title) if title else inlines
                yield replace(
                    block, inlines=inlines, anchor=anchor, origin=self.composer._home(title) if title else None
                )
                self.level = block.level
            case List():
                yield replace(block, items=tuple(ListItem(tuple(self.blocks(item.blocks))) for item in block.items))
            case Quote():
                yield replace(block, blocks=tuple(self.blocks(block.blocks)))
            case _:
                yield with_inlines(block, self._inlines)

    def _alone(self, inlines: tuple[Inline, ...]) -> Value | None:
        if (
            len(inlines) == 1
            and isinstance(inlines[0], Run)
            and (found := PLACEHOLDER.fullmatch(inlines[0].text.strip()))
        ):
            return self.values[int(found[1])]
        return None

    def _texts(self, inlines: Iterable[Inline]) -> Iterator[Text]:
        for found in PLACEHOLDER.finditer("".join(run.text for run in inlines if isinstance(run, Run))):
            if isinstance(value := self.values[int(found[1])], Text):
                yield value

    def _inlines(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        out: list[Inline] = []
        for inline in inlines:
            match inline:
                case Run():
                    out += self._run(inline)
                case Link() | Reference():
                    out.append(replace(inline, inlines=self._inlines(inline.inlines)))
                case Note():
                    out.append(replace(inline, blocks=tuple(self.blocks(inline.blocks))))
                case _:
                    out.append(inline)
        return tuple(out)

    def _run(self, run: Run) -> Iterator[Inline]:
        for at, piece in enumerate(PLACEHOLDER.split(run.text)):
            if at % 2:
                yield from self._value(self.values[int(piece)], run)
            elif piece:
                yield replace(run, text=piece)

    def _value(self, value: Value, run: Run) -> Iterator[Inline]:
        match value:
            case Prose():
                yield from self._prose_in_line(value)
            case Text():
                origin = Origin(value.key, value.place, home=False) if value.key else None
                for inline in self.composer._text(value):
                    yield (
                        replace(run, text=inline.text, to_write=inline.to_write, origin=origin)
                        if isinstance(inline, Run)
                        else inline
                    )
            case Mention():
                yield Reference(value.anchor, self.composer._text(value.title))
            case WebLink():
                yield Link(value.address, (replace(run, text=value.words),))
            case Number():
                yield replace(run, text=print_number(value.value))
            case Period():
                yield replace(run, text=print_period(value))
            case Nodes():
                yield from (
                    inline for block in value.blocks if isinstance(block, Paragraph) for inline in block.inlines
                )
            case _:
                yield replace(run, text=str(value))

    def _prose(self, prose: Prose) -> tuple[Block, ...]:
        """The blocks of a Markdown value, its highest heading just below the heading it stands under."""
        highest = min((heading.level for heading in read_markdown(prose).headings), default=1)
        return self.composer._prose(prose, self.level + 1 - highest)

    def _prose_in_line(self, prose: Prose) -> Iterator[Inline]:
        """A Markdown value inside a sentence: its paragraphs one after the other, a break between them."""
        for at, block in enumerate(self._prose(prose)):
            if at:
                yield LineBreak()
            yield from getattr(block, "inlines", (Run(plain_text(getattr(block, "inlines", ()))),))


# --- parts of a worded chapter ---------------------------------------------------------------------

_MARK: Final = re.compile(r"^:::[ \t]*(?P<role>[a-z]+)[ \t]*(?P<line>.*)$")


def _parts(markdown: str) -> Iterator[tuple[str, str]]:
    """Cut a template's Markdown where a role begins: `:::kopje one line`, or `:::colofon` ... `:::`."""
    role, lines = "", list[str]()
    for line in markdown.split("\n"):
        found = _MARK.match(line)
        if found and (found["line"] or not role):
            if any(map(str.strip, lines)):
                yield role, "\n".join(lines)
            lines = []
            if found["line"]:
                yield found["role"], found["line"]
                role = ""
            else:
                role = found["role"]
        elif line.strip() == ":::":
            yield role, "\n".join(lines)
            role, lines = "", []
        else:
            lines.append(line)
    if any(map(str.strip, lines)):
        yield role, "\n".join(lines)


def _unknown_role(role: str, file: str) -> Diagnostic:
    return Diagnostic(
        "template-error",
        Place(file, 1, 1, 1, 2),
        _('":::{role}" means nothing here', role=role),
        hint=_("known are {names}", names=(*_ROLES, _QUOTE)),
    )


def _in_role(blocks: tuple[Block, ...], role: str) -> list[Block]:
    if role == _QUOTE:
        return [Quote(blocks)]
    known = _ROLES.get(role)
    if known is None:
        return list(blocks)
    return [replace(block, role=known) if isinstance(block, Paragraph) else block for block in blocks]


_KINDS: Final[Mapping[str, str]] = {"cover": "cover", "contents": "front"}


def _sections(parts: Iterable[tuple[str, tuple[Block, ...]]]) -> tuple[Section, ...]:
    """Chapters one after the other, in runs of pages of one shape.

    A heading that would stay alone before a page of another shape goes along to that page.
    """
    sections: list[Section] = []
    for role, blocks in parts:
        if not blocks:
            continue
        kind, landscape = _KINDS.get(role, "body"), role == "matrix"
        last = sections[-1] if sections else None
        if last and (last.kind, last.landscape) == (kind, landscape):
            sections[-1] = replace(last, blocks=last.blocks + blocks)
            continue
        if last and last.kind == kind:
            kept = len(last.blocks)
            while kept and isinstance(last.blocks[kept - 1], Heading):
                kept -= 1
            blocks = last.blocks[kept:] + blocks
            sections[-1] = replace(last, blocks=last.blocks[:kept])
        if isinstance(blocks[0], PageBreak):  # a section begins on a new page as it is
            blocks = blocks[1:]
        sections.append(Section(blocks, kind, landscape))  # type: ignore[arg-type]
    return tuple(section for section in sections if section.blocks)
