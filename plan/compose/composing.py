"""Chapters worded by templates and authored texts -> one document tree.

Whatever shows an authored value, a block or words inside one, carries its key and place; `homes` says which of them is
its home.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final

from plan.anchors import block_text
from plan.compose.charts import chart_of
from plan.compose.homes import origin_of, shown, with_homes, with_run_origins
from plan.compose.matrix_tables import matrix_tables
from plan.compose.sections import in_sections
from plan.compose.tables import data_table, ranking_table, source_line
from plan.compose.values import PLACEHOLDER, Mention, Nodes, Property, SourceFiles, Value, WebLink, placeholder_of
from plan.compose.views import Views
from plan.coverage import matrix
from plan.diagnostics import Diagnostic
from plan.document import (
    Block,
    Contents,
    Derived,
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
    Paper,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Role,
    Run,
    Section,
    Table,
    Words,
    altered,
    caption_kind,
    captioned,
    kept,
    plain_text,
    with_inlines,
    with_origin,
)
from plan.dutch import Number, Period, print_number, print_period
from plan.markdown_reader import (
    CHARTS,
    PictureNode,
    ReferenceNode,
    read_inline,
    read_markdown,
    resolve,
    resolve_inlines,
    shift_headings,
    without_leaps,
)
from plan.messages import _
from plan.model import DataTable, Figure, Institute, MatrixPaper, Plan, Ranking
from plan.outline import PlannedChapter, planned_chapters
from plan.pictures import is_showable
from plan.places import Place, Prose, Sourced, Text
from plan.sentences import capitalised

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
    "handtekening": Role.SIGNATURE,
}
_QUOTE: Final = "citaat"
_DERIVED: Final = "afgeleid"


@dataclass(frozen=True, slots=True)
class Trial:
    """What is wrong with the making of an institute's document, and the keys of all authored values it prints."""

    diagnostics: tuple[Diagnostic, ...]
    printed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Composed(Trial):
    """An institute's document, with what its making told."""

    document: Document


def try_composing(
    plan: Plan, institute: Institute, chapters: Iterable[PlannedChapter], texts: Iterable[Prose] = ()
) -> Trial:
    """Word some chapters of an institute's document, and read texts of others, to know what goes wrong in them."""
    composer = _Composer(plan, institute, draft=False, label="", fingerprint="")
    for chapter in chapters:
        composer._own_blocks(chapter)
    for text in texts:
        composer._prose(text, 1)
    return composer.trial()


def compose_document(
    plan: Plan, institute: Institute, draft: bool = False, label: str = "", fingerprint: str = ""
) -> Composed:
    """Compose the document of one institute.

    `draft` marks it as unfinished, `label` names this version of it, `fingerprint` the sources it is made from.
    """
    return _Composer(plan, institute, draft, label, fingerprint).compose()


def compose_letter(
    plan: Plan, institute: Institute, template: str, names: Mapping[str, object], title: str, draft: bool = False
) -> Composed:
    """Compose a document of one template, that stands beside the plan; `names` are what it may name besides."""
    return _Composer(plan, institute, draft, label="", fingerprint="").letter(template, names, title)


@dataclass
class _Composer:
    plan: Plan
    institute: Institute
    draft: bool
    label: str
    fingerprint: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    noting: set[str] = field(default_factory=set)  # the notes that are being read
    anchors: dict[str, tuple[Inline, ...]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # of the captions, by anchor

    def compose(self) -> Composed:
        sections = in_sections(self.parts(), self._paper)
        captions = captioned(block for section in sections for block in section.blocks)
        self.numbers = {block.anchor: number for block, number in reversed(captions) if block.anchor}
        sections = _without_short_lists(sections, Counter(caption_kind(block) for block, _number in captions))
        linked = with_homes([replace(section, blocks=self._linked(section.blocks)) for section in sections])
        identity = self.plan.identity
        document = replace(
            self._document(f"{identity.title} – {self.institute.name}", linked),
            properties=tuple((name, value) for name, value in self._properties().items() if value),
            keywords=tuple(
                str(word)
                for word in (identity.organisation, self.institute.area, *(g.title for g in self.plan.strategic_goals))
                if word
            ),
        )
        trial = self.trial()
        return Composed(trial.diagnostics, trial.printed, document)

    def letter(self, template: str, names: Mapping[str, object], title: str) -> Composed:
        """A document of one template."""
        blocks = self._linked(self._worded(template, template, 1, {**self._names(), **names}))
        trial = self.trial()
        return Composed(trial.diagnostics, trial.printed, self._document(title, (Section(blocks),)))

    def _document(self, title: str, sections: tuple[Section, ...]) -> Document:
        identity, labels = self.plan.identity, self.plan.labels
        return Document(
            title=title,
            author=str(self.institute.name),
            language=str(identity.language or "nl-BE"),
            date=(identity.date.year, identity.date.month, identity.date.day),
            sections=sections,
            subject=str(identity.title),
            draft=str(labels["draft"]) if self.draft else "",
            words=Words.from_labels(labels),
        )

    def trial(self) -> Trial:
        """What the chapters worded so far told."""
        return Trial(tuple(self.diagnostics), frozenset(self.printed))

    def parts(self) -> list[tuple[str, tuple[Block, ...]]]:
        """All chapters in printed order: the role and the blocks of each."""
        chapters, _told = planned_chapters(self.plan, self.institute)
        return [part for chapter in chapters for part in self._chapter(chapter)]

    def _properties(self) -> dict[str, str]:
        """What the document says of itself, apart from its text; parts of it are shown on the colophon."""
        return {
            "plan": str(self.plan.identity.title),
            "institute": str(self.institute.id),
            "version": self.label,
            "fingerprint": self.fingerprint,
        }

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
            heading = Heading(chapter.depth, self._text(text.title), anchor, self._origin(text.title))
            self.anchors.setdefault(chapter.id, heading.inlines)
            return [heading, *self._prose(text.text, chapter.depth)]
        template = str(chapter.slot.template or "")
        if template in self.plan.templates:
            return self._worded(template, chapter.id, chapter.depth, self._names(str(chapter.slot.framework or "")))
        if chapter.slot.optional and not template:
            return []
        title = str(chapter.slot.title or "…")
        self.anchors.setdefault(chapter.id, (Run(title),))
        return [Heading(chapter.depth, (Run(title),), chapter.id), Paragraph((Run("…", to_write=True),), Role.GAP)]

    def _names(self, framework: str = "") -> Mapping[str, object]:
        """What every template may name; `framework` is the one that its chapter is about."""
        return self._views.names(framework)

    @cached_property
    def _views(self) -> Views:
        return Views(self.plan, self.institute)

    def _worded(self, template: str, id: str, depth: int, names: Mapping[str, object]) -> list[Block]:
        """The blocks of a chapter that a template words with these names, and with what the composer itself makes."""
        from plan.compose.wording import wording_of  # Jinja2 is large, and a check mostly does without

        worded = wording_of(self.plan).word(
            template,
            {
                **names,
                "draft": self.draft,
                "version_label": Text(self.label, Place.of_file("")) if self.label else None,
                "chart_coverage": lambda caption: self._chart("dekking", str(caption)),
                "chart_staff": lambda caption: self._chart("personeel", str(caption)),
                "new_page": Nodes((PageBreak(),)),
                "properties": {
                    name: Property(name, value) if value else None for name, value in self._properties().items()
                },
                "contents": lambda title, depth=3: Nodes((Contents(str(title), int(depth)),)),
                "list_of_tables": lambda title: Nodes((Contents(str(title), of="tables"),)),
                "list_of_pictures": lambda title: Nodes((Contents(str(title), of="pictures"),)),
                "matrix": self._matrix,
                "from_actions": SourceFiles(("actions/",)),
            },
        )
        self.diagnostics += worded.diagnostics
        file = self.plan.templates[template].file
        blocks: list[Block] = []
        level = depth
        for role, markdown in _parts(worded.markdown):
            if role and role not in (_QUOTE, _DERIVED, *_ROLES):
                self.diagnostics.append(_unknown_role(role, file))
            typed, values = _counted_anew(markdown, worded.values)
            filled = _Filler(self, values, level).blocks(_typed_blocks(typed, file, depth - 1))
            resolved = resolve(filled, reference=self._reference, picture=self._picture)
            blocks += _in_role(resolved, role)
            level = next((block.level for block in reversed(blocks) if isinstance(block, Heading)), depth)
        return self._anchored(blocks, id)

    def _anchored(self, blocks: list[Block], id: str) -> list[Block]:
        """Give the first heading of a worded chapter the chapter's own name, where it has no other."""
        for at, block in enumerate(blocks):
            if isinstance(block, Heading):
                if not block.anchor and id not in self.anchors:
                    blocks[at] = replace(block, anchor=id)
                    self.anchors[id] = block.inlines
                break
        return blocks

    @property
    def _paper(self) -> Paper:
        return "a3" if self.institute.matrix is MatrixPaper.A3 else "a4"

    def _matrix(self, caption: object, description: object = "") -> Nodes:
        shown = matrix(self.plan, self.institute)
        tables = matrix_tables(shown, self.plan.labels, str(caption), str(description), self._paper)
        return Nodes((Derived(tables, ("actions/", "goals.yaml")),))

    # --- authored values ---

    def _origin(self, value: Sourced) -> Origin | None:
        """The origin of what shows a value and nothing else."""
        self.printed.add(value.key)
        return origin_of(value)

    def _text(self, text: Text) -> tuple[Inline, ...]:
        self.printed.add(text.key)
        return resolve_inlines(read_inline(text).inlines, self._reference_in_line)

    def _shown(self, text: Text) -> tuple[Inline, ...]:
        """The words of a value inside a sentence, which know whose they are."""
        if "{" not in text:
            self.printed.add(text.key)
            return (shown(text),) if text else ()
        return with_run_origins(self._text(text), origin_of(text))

    def _prose(self, prose: Prose, level: int, written: int = 1) -> tuple[Block, ...]:
        """The blocks of an authored value under a heading of this level, which its author takes for level `written`."""
        self.printed.add(prose.key)
        blocks = shift_headings(without_leaps(read_markdown(prose).blocks, written), level - written)
        return tuple(self._with_sources(resolve(blocks, reference=self._reference, picture=self._picture)))

    def _with_sources(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Add what there is to say below each table of data: its source and its note."""
        for block in blocks:
            yield block
            table = self._table_of(block)
            if table and (source := source_line(table, self.plan.labels)):
                yield source
            # A note may show another table; that it shows the very one that it stands below says nothing more.
            if table and table.note and table.note.key not in self.noting:
                self.noting.add(table.note.key)
                yield from self._prose(table.note, 1)
                self.noting.remove(table.note.key)

    def _table_of(self, block: Block) -> Ranking | DataTable | None:
        """What a block was made of, where that is a ranking or a table of data."""
        if not isinstance(block, Table):
            return None
        filled = self.plan.tables_by_id.get(block.anchor.removeprefix("table/"))
        return filled.table if filled else self.plan.rankings_by_id.get(block.anchor)

    def _chart(self, name: str, caption: str) -> Nodes | None:
        chart = chart_of(name, self.plan, self.institute, caption)
        return Nodes((chart,)) if chart else None

    # --- references ---

    def _reference(self, node: ReferenceNode) -> tuple[Inline, ...] | Block:
        if node.kind == "ranking" and (ranking := self.plan.rankings_by_id.get(node.target)):
            self.printed.add(ranking.title.key)
            return ranking_table(ranking, self.plan.labels)
        if node.kind == "chart" and node.alone and node.target in CHARTS:
            if chart := chart_of(node.target, self.plan, self.institute, node.wording):
                return chart
            self.diagnostics.append(_without_data(node))
        if node.kind == "table" and node.alone and (table := self.plan.tables_by_id.get(node.target)):
            self.printed.add(table.title.key)
            return data_table(table)
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
                letter = Run(f"{self.plan.labels['annex']} {self.plan.annex_letter(annex)}, ")
                name = shown(self.plan.annex_title(annex, self.institute))
                return (Reference(str(annex.id), wording or (letter, name)),)
            case "chapter" if chapter := self._chapter_named(node.target):
                title = (Run(chapter.text.title),) if chapter.text else ()
                return (Reference(chapter.id, wording or title),)
            case "chapter" if shared := self.plan.shared_chapters.get(node.target.rpartition("/")[2]):
                return (Run(shared.title),)
            case "chart" if node.target in CHARTS and not node.alone:
                return self._reference_in_line(replace(node, kind="picture"))
            case "table" | "picture" if wording:
                return (Reference(f"{node.kind}/{node.target.casefold()}", wording),)
            case "table" | "picture":
                capital = plain_text(node.inlines).lstrip("{ ")[:1].isupper()
                word = str(self.plan.labels[node.kind])
                word = word.capitalize() if capital else word.lower()
                return (Reference(f"{node.kind}/{node.target.casefold()}", (Run(f"{word} "),), "number"),)
            case "page":
                chapter = self._chapter_named(node.target)
                anchor = chapter.id if chapter else node.target
                return (Reference(anchor, wording or self._title(node.target), "words" if wording else "page"),)
            case _:
                return tuple(replace(run, to_write=True) if isinstance(run, Run) else run for run in node.inlines)

    def _title(self, id: str) -> tuple[Inline, ...]:
        """The title of a goal, an action or a shared chapter; nothing for what has none that all documents share."""
        plan = self.plan
        titled = (plan.operational_goals_by_id, plan.strategic_goals_by_id, plan.actions_by_id, plan.shared_chapters)
        return next(((Run(known[id].title),) for known in titled if id in known), ())

    def _chapter_named(self, name: str) -> PlannedChapter | None:
        chapters, _told = planned_chapters(self.plan, self.institute)
        id = name.rpartition("/")[2]
        return next((chapter for top in chapters for chapter in top.walk() if chapter.id == id), None)

    def _source_note(self, figure: Figure) -> tuple[Note, ...]:
        if not (figure.source or figure.year):
            return ()
        inlines = tuple(_source_words(figure, str(self.plan.labels["source"])))
        return (Note((Paragraph(inlines),), name=f"figure:{figure.id}"),)

    def _picture(self, node: PictureNode) -> Block:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(node.place.file), node.name))
        data = self.plan.pictures.get(path)
        if data is None or not is_showable(data):
            return Paragraph((Run(f"{self.plan.labels['missing_picture']}: {node.name}", to_write=True),), Role.GAP)
        anchor = f"picture/{posixpath.splitext(posixpath.basename(path))[0].casefold()}"
        credit: list[Inline] = []
        for word, inlines in node.credits:
            credit += [Run(f"{' · ' if credit else ''}{self.plan.labels[word]}: "), *inlines]
        return Picture(path, data, node.alt, node.caption, tuple(credit), node.full_page, anchor, node.origin)

    # --- links inside the document ---

    def _linked(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Fill in references that take the words of their target; what has no target in this document is plain text."""

        def inlines(items: tuple[Inline, ...]) -> tuple[Inline, ...]:
            if all(isinstance(item, Run) for item in items):
                return items
            out: list[Inline] = []
            for item in items:
                match item:
                    case Reference(shows="number"):
                        out += self._numbered(item)
                    case Reference(shows="page"):
                        out += self._paged(item)
                    case Reference():
                        words = item.inlines or self.anchors.get(item.anchor, (Run(item.anchor),))
                        anchor = item.anchor if item.anchor in self.anchors else self._captioned(item.anchor)
                        out += [altered(item, anchor=anchor, inlines=words)] if anchor else words
                    case Link():
                        out.append(altered(item, inlines=inlines(item.inlines)))
                    case Note():
                        out.append(replace(item, blocks=self._linked(item.blocks)))
                    case _:
                        out.append(item)
            return kept(out, items)

        return tuple(with_inlines(block, inlines) for block in blocks)

    def _numbered(self, reference: Reference) -> tuple[Inline, ...]:
        """The reference with the number of the caption it leads to; without such a caption a visible gap."""
        anchor = self._captioned(reference.anchor)
        if not anchor:
            return (*reference.inlines, Run(reference.anchor.partition("/")[2], to_write=True))
        return (replace(reference, anchor=anchor, inlines=(*reference.inlines, Run(str(self.numbers[anchor])))),)

    def _captioned(self, anchor: str) -> str:
        """The anchor of a table or picture with a caption; a table made from data is called by its id alone."""
        return next((known for known in (anchor, anchor.removeprefix("table/")) if known in self.numbers), "")

    def _paged(self, reference: Reference) -> tuple[Inline, ...]:
        """The reference with what is read as long as its page is not known: a title, or the name of a caption."""
        of = reference.anchor
        for anchor in (of, f"table/{of}", f"picture/{of}"):
            if anchor in self.anchors:
                return (replace(reference, inlines=self.anchors[anchor]),)
            if anchor in self.numbers:
                word = self.plan.labels["picture" if anchor.startswith("picture/") else "table"].lower()
                return (replace(reference, anchor=anchor, inlines=(Run(f"{word} {self.numbers[anchor]}"),)),)
        return reference.inlines or (Run(of, to_write=True),)


def _printed(figure: Figure) -> str:
    number = print_number(figure.value.value)
    if figure.unit is None:
        return number
    return f"{number}%" if figure.unit == "%" else f"{number}\u00a0{figure.unit}"


def _source_words(figure: Figure, label: str) -> Iterator[Inline]:
    """What a figure says, where and when, where that comes from, and what is to be noted: sentence after sentence."""
    about = [shown(part) for part in (figure.title, figure.area) if part]
    about += [Run(str(figure.year))] if figure.year else []
    sentences = [[piece for part in about for piece in (Run(", "), part)][1:]]
    sentences += [[Run(f"{label}: "), shown(figure.source)]] if figure.source else []
    sentences += [[shown(figure.note)]] if figure.note else []
    begun = False
    for first, *others in filter(None, sentences):
        yield Run(" ") if begun else Run("")
        yield replace(first, text=capitalised(first.text))
        yield from others
        yield Run("" if (others or [first])[-1].text.endswith(".") else ".")
        begun = True


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
                elif isinstance(value, SourceFiles):
                    yield Derived((), value.files)
                else:
                    origin = self.composer._origin(value) if isinstance(value, Text) else None
                    yield altered(block, inlines=self._inlines(block.inlines), origin=origin)
            case Heading():
                inlines = self._inlines(block.inlines)
                title = next((v for v in self._texts(block.inlines) if v.key.endswith(".title")), None)
                anchor = title.key.removesuffix(".title").rpartition("/")[2] if title else ""
                if anchor in self.composer.anchors:
                    anchor = ""
                if anchor:
                    self.composer.anchors[anchor] = self.composer._text(title) if title else inlines
                alone = self._alone(block.inlines)
                origin = self.composer._origin(alone) if isinstance(alone, Text) else None
                name = plain_text(self.composer.anchors[anchor]) if anchor else ""
                yield replace(block, inlines=inlines, anchor=anchor, origin=origin, name=name)
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
        pieces = PLACEHOLDER.split(run.text)
        if pieces == [run.text]:
            yield run
            return
        for at, piece in enumerate(pieces):
            if at % 2:
                yield from self._value(self.values[int(piece)], run)
            elif piece:
                yield replace(run, text=piece)

    def _value(self, value: Value, run: Run) -> Iterator[Inline]:
        match value:
            case Prose():
                yield from self._prose_in_line(value)
            case Text():
                for inline in self.composer._shown(value):
                    yield (
                        replace(run, text=inline.text, to_write=inline.to_write, origin=inline.origin)
                        if isinstance(inline, Run)
                        else inline
                    )
            case Mention():
                yield Reference(value.anchor, self.composer._shown(value.title))
            case Property():
                yield replace(run, text=value.value, property=value.name)
            case SourceFiles():
                yield replace(run, text=", ".join(value.files))
            case WebLink():
                words = replace(run, text=f"{value.words}: "), *self.composer._shown(value.text)
                yield Link(value.address, words)
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
        return self.composer._prose(prose, self.level, highest - 1)

    def _prose_in_line(self, prose: Prose) -> Iterator[Inline]:
        """A Markdown value inside a sentence: its paragraphs one after the other, a break between them."""
        for at, block in enumerate(self._prose(prose)):
            if at:
                yield LineBreak()
            shown = block.inlines if isinstance(block, Heading | Paragraph) else (Run(block_text(block)),)
            yield from with_run_origins(shown, getattr(block, "origin", None))


# --- parts of a worded chapter ---------------------------------------------------------------------

_MARK: Final = re.compile(r"^:::[ \t]*(?P<role>[a-z]+)[ \t]*(?P<line>.*)$")


def _parts(markdown: str) -> Iterator[tuple[str, str]]:
    """Cut a template's Markdown where a role begins: `:::kopje one line`, or `:::colofon` ... `:::`.

    What is derived names on its first line what from, and always goes on to `:::`.
    """
    role, lines = "", list[str]()
    for line in markdown.split("\n"):
        found = _MARK.match(line)
        if found and (found["line"] or not role):
            if any(map(str.strip, lines)):
                yield role, "\n".join(lines)
            lines = []
            if found["role"] == _DERIVED:
                role, lines = _DERIVED, [found["line"], ""]
            elif found["line"]:
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


def _counted_anew(part: str, values: Sequence[Value]) -> tuple[str, tuple[Value, ...]]:
    """A part of a worded chapter with its placeholders counted from 0, and their values.

    So that parts which differ in nothing but their values, as the same line of each sheet, are read once.
    """
    own: list[Value] = []

    def placeholder(found: re.Match[str]) -> str:
        own.append(values[int(found[1])])
        return placeholder_of(len(own) - 1)

    return PLACEHOLDER.sub(placeholder, part), tuple(own)


@lru_cache(maxsize=1024)
def _typed_blocks(typed: str, file: str, lower: int) -> tuple[Block, ...]:
    """What a template itself says in some part; these blocks are no author's, so they have no origin."""
    blocks = read_markdown(Prose(typed, Place.of_file(file))).blocks
    return shift_headings([with_origin(block, lambda _origin: None) for block in blocks], lower)


def _without_data(node: ReferenceNode) -> Diagnostic:
    return Diagnostic(
        "chart-without-data",
        node.place,
        _('there are no data yet for the chart "{chart}"', chart=node.target),
        hint=_("the staff stands under `fte` in institute.yaml, with both its numbers")
        if node.target == "personeel"
        else _("say in institute.yaml under `participates` what the institute takes part in"),
    )


def _unknown_role(role: str, file: str) -> Diagnostic:
    return Diagnostic(
        "template-error",
        Place(file, 1, 1, 1, 2),
        _('":::{role}" means nothing here', role=role),
        hint=_("known are {names}", names=(*_ROLES, _QUOTE, _DERIVED)),
    )


def _in_role(blocks: tuple[Block, ...], role: str) -> list[Block]:
    if role == _QUOTE:
        return [Quote(blocks)]
    if role == _DERIVED and blocks and isinstance(blocks[0], Derived):
        return [replace(blocks[0], blocks=blocks[1:])]
    known = _ROLES.get(role)
    if known is None:
        return list(blocks)
    return [replace(block, role=known) if isinstance(block, Paragraph) else block for block in blocks]


_SHORTEST_LIST: Final = 5


def _without_short_lists(sections: Iterable[Section], captions: Mapping[str, int]) -> tuple[Section, ...]:
    """The sections without lists of tables or pictures that nobody needs: of a few, the text itself tells enough."""
    return tuple(
        replace(
            section,
            blocks=tuple(
                block
                for block in section.blocks
                if not isinstance(block, Contents)
                or block.of == "headings"
                or captions.get(block.of, 0) >= _SHORTEST_LIST
            ),
        )
        for section in sections
    )
