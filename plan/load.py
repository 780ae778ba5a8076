"""The workspace's files -> one `Plan` as far as it stands, with diagnostics.

In: the bytes of each file, by its path in the workspace. Out: `read_part`, what one file says on its own, and
`assemble`, all parts together. A part depends on nothing but its own bytes, so it can be kept and used again.
Knows which file holds what; knows no rules about what plans should say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from plan import model as models
from plan.diagnostics import Diagnostic, Other, Severity
from plan.dutch import Boundary, Period
from plan.filings import read_filings
from plan.ids import is_id
from plan.messages import _
from plan.model import (
    ANNEXES,
    DATA_FILES,
    Action,
    Chapter,
    Damaged,
    DataTable,
    Figures,
    FilledTable,
    Framework,
    Goals,
    Identity,
    Institute,
    Labels,
    Located,
    Names,
    Outline,
    Plan,
    Projects,
    Ranking,
    Requirement,
    RuleSet,
    Submission,
    TemplateText,
)
from plan.places import Place, Prose, Text
from plan.shape import Shaped, shape
from plan.sources import Sources, decode
from plan.yaml_nodes import Mapping as MappingNode
from plan.yaml_nodes import front_matter, read_nodes

TEMPLATES: Final = Path(__file__).parent / "templates"
"""The program's own templates, used for whatever a workspace does not word itself."""


@dataclass(frozen=True, slots=True)
class ActionText:
    """The long texts of an action, in a Markdown file beside it: each section's heading and text."""

    action: str
    owner: str
    sections: tuple[tuple[Text, Prose], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class WordList:
    """Words that are right although no dictionary has them, one on a line of `woordenlijst.txt`."""

    words: tuple[str, ...]


PartValue = Located | ActionText | TemplateText | WordList | bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says: its value as far as it stands, what was lost from it and what there is to say."""

    file: str
    value: PartValue | None
    damaged: tuple[Damaged, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


# --- one file --------------------------------------------------------------------------------------


class _Where(NamedTuple):
    """A path's parts: the folder's id (an institute, often) and the file's own id."""

    folder: str
    name: str


_Reader = Callable[[str, str, _Where], Part]


def read_part(file: str, data: bytes) -> Part:
    """Read one file of the workspace; `file` is its path there, which tells what it holds.

    Raises nothing about the file's contents: whatever is wrong with them is among the part's diagnostics.
    """
    if not file.endswith((".yaml", ".md", ".txt")):
        return Part(file, data)
    known = _reader_of(file)
    if known is None:
        return Part(file, None)
    reader, where = known
    text, diagnostics = decode(file, data)
    if text is None:
        return replace(_unread(file, where, reader), diagnostics=diagnostics)
    part = reader(file, text, where)
    return replace(part, diagnostics=(*diagnostics, *part.diagnostics)) if diagnostics else part


def _yaml(model: type[Located], given: Callable[[_Where], dict[str, object]] = lambda _where: {}) -> _Reader:
    """A reader of YAML files that hold one `model`; `given` is what the path tells about it."""

    def read(file: str, text: str, where: _Where) -> Part:
        node, diagnostics = read_nodes(file, text)
        if node is None:
            return Part(file, None, _lost(model, file, where), diagnostics)
        known = given(where)
        key = str(known.get("id", ""))
        if "id" in known:
            known["id"] = Text(key, Place.of_file(file))
        shaped: Shaped[Located] = shape(node, model, key, known)
        value = _owned(shaped.value, where.folder) if isinstance(shaped.value, Projects) else shaped.value
        return Part(file, value, shaped.damaged, (*diagnostics, *shaped.diagnostics))

    _MODELS[read] = model
    return read


_MODELS: Final[dict[_Reader, type[Located]]] = {}


def _lost(model: type[Located], file: str, where: _Where) -> tuple[Damaged, ...]:
    """What is lost with a file that cannot be read at all: its item, or items of its kinds with unknown ids."""
    place = Place.of_file(file)
    if model is Goals:
        kinds: tuple[type[Located], ...] = (Goals, models.StrategicGoal, models.OperationalGoal, models.Theme)
        return tuple(Damaged(kind, "", place) for kind in kinds)
    if model is Figures:
        return (Damaged(models.Figure, "", place),)
    if model is Projects:
        return (Damaged(models.Project, "", place),)
    if model is Framework:
        return (Damaged(Framework, where.name, place), Damaged(models.FrameworkItem, "", place))
    if model is RuleSet:
        return (Damaged(RuleSet, where.name, place), Damaged(Requirement, "", place))
    return (Damaged(model, where.folder if model in (Institute, Submission) else where.name, place),)


def _unread(file: str, where: _Where, reader: _Reader) -> Part:
    model = _MODELS.get(reader)
    return Part(
        file, None, _lost(model, file, where) if model else (Damaged(Chapter, where.name, Place.of_file(file)),)
    )


def _owned(projects: Projects, institute: str) -> Projects:
    return projects.model_copy(
        update={"projects": tuple(p.model_copy(update={"owner": institute}) for p in projects.projects)}
    )


def _read_chapter(file: str, text: str, where: _Where) -> Part:
    head, body = _front_matter(file, text)
    diagnostics: list[Diagnostic] = list(head.diagnostics)
    title, prose = _title(body, where.name)
    if title is None and _OPENED.match(text):
        diagnostics.append(
            Diagnostic(
                "unclosed-data",
                Place(file, 1, 1, 1, 4),
                _("the data that begin with --- at the top are not closed"),
                hint=_("put a line with just --- below them, before the line `# Title`"),
            )
        )
    elif title is None:
        diagnostics.append(
            Diagnostic(
                "chapter-without-title",
                Place(file, body.place.line, 1, body.place.line, 2),
                _("this chapter does not begin with its title"),
                hint=_("begin the text with a line `# Title`"),
            )
        )
    title = title or Text(where.name.replace("-", " ").capitalize(), body.place)
    given: dict[str, object] = {
        "id": Text(where.name, Place.of_file(file)),
        "title": title,
        "owner": where.folder,
        "text": Text(prose, prose.place, prose.raw, prose.style, prose.key),
        "version": chapter_version(title, prose),
    }
    node = head.node or MappingNode((), Place(file, body.place.line, 1, body.place.line, 1), False)
    shaped = shape(node, Chapter, where.name, given)
    return Part(file, shaped.value, shaped.damaged, (*diagnostics, *shaped.diagnostics))


def chapter_version(title: str, text: str) -> str:
    """The fingerprint of a chapter's title and text: SHA-256 with LF ends and no trailing blanks, 12 hex digits."""
    lines = f"# {title}\n\n{text}".replace("\r\n", "\n").split("\n")
    plain = "\n".join(line.rstrip() for line in lines).strip() + "\n"
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _read_action_text(file: str, text: str, where: _Where) -> Part:
    head, body = _front_matter(file, text)
    sections = tuple(_sections(body))
    diagnostics = [*head.diagnostics]
    if head.node is not None:
        diagnostics.append(
            Diagnostic(
                "unknown-key",
                head.node.place,
                _("data of an action do not stand in its text"),
                hint=_("move these lines to {file}", file=file.removesuffix(".md") + ".yaml"),
            )
        )
    before = body[: _heading_at(body)].strip()
    if before:
        at = body.index(before)
        diagnostics.append(
            Diagnostic(
                "text-outside-section",
                body.part(at, at + len(before)),
                _("this text stands before the first heading and would not be printed"),
                hint=_("put it under a heading, such as `# Maatschappelijke context`"),
            )
        )
    return Part(file, ActionText(where.name, where.folder, sections, Place.of_file(file)), (), tuple(diagnostics))


def _read_template(file: str, text: str, where: _Where) -> Part:
    return Part(file, TemplateText(where.name, file, text.replace("\r\n", "\n")))


def _read_word_list(file: str, text: str, _where: _Where) -> Part:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return Part(file, WordList(tuple(line for line in lines if line)))


class _Head(NamedTuple):
    node: MappingNode | None
    diagnostics: tuple[Diagnostic, ...]


_OPENED: Final = re.compile(r"---[ \t]*\r?\n[ \t]*[\w-]+:")
_HEADING: Final = re.compile(r"^#[ \t]+(?P<title>[^\r\n]*?)(?:[ \t]+#+)?[ \t]*\r?$", re.MULTILINE)
_FENCE: Final = re.compile(r"^ {0,3}(?P<fence>```+|~~~+).*?(?:^ {0,3}(?P=fence)|\Z)", re.DOTALL | re.MULTILINE)


def _front_matter(file: str, text: str) -> tuple[_Head, Prose]:
    """Split the data between `---` lines from a Markdown file's text."""
    front = front_matter(text)
    if front is None:
        return _Head(None, ()), _prose(file, text, 1)
    body = _prose(file, text[front.end :], text.count("\n", 0, front.end) + 1)
    if not front.source.strip():
        return _Head(None, ()), body
    return _Head(*read_nodes(file, front.source, first_line=2)), body


def _prose(file: str, raw: str, line: int) -> Prose:
    lines = raw.split("\n")
    end = Place(file, line, 1, line + len(lines) - 1, len(lines[-1]) + 1)
    return Prose(raw.replace("\r\n", "\n"), end, raw, "file")


def _slice(text: Prose, start: int, end: int, key: str = "") -> Prose:
    """A part of a file's text as a text of its own, blank lines around it left out."""
    part = text[start:end]
    start += len(part) - len(part.lstrip("\n"))
    part = text[start:end].rstrip()
    place = text.part(start, start + len(part))
    return Prose(part, place, _raw(text, start, start + len(part)), "file", key)


def _raw(text: Prose, start: int, end: int) -> str:
    """The source of a part of a file's text, with the line ends that stand there."""
    if len(text.raw) == len(text):
        return text[start:end]
    return "".join(re.findall(r"\r\n|[\s\S]", text.raw)[start:end])


def _title(body: Prose, id: str) -> tuple[Text | None, Prose]:
    """A chapter's title (its first line, `# Title`) and the text below it."""
    found = _HEADING.search(body)
    if found is None or body[: found.start()].strip() or not found["title"]:
        return None, _slice(body, 0, len(body), f"{id}.text")
    title = Text(found["title"], body.part(*found.span("title")), found["title"], "file", f"{id}.title")
    return title, _slice(body, found.end(), len(body), f"{id}.text")


def _headings(text: str) -> list[re.Match[str]]:
    fences = [found.span() for found in _FENCE.finditer(text)]
    return [found for found in _HEADING.finditer(text) if not any(a <= found.start() < b for a, b in fences)]


def _heading_at(text: str) -> int:
    headings = _headings(text)
    return headings[0].start() if headings else len(text)


def _sections(body: Prose) -> Iterable[tuple[Text, Prose]]:
    headings = _headings(body)
    ends = [*(heading.start() for heading in headings), len(body)][1:]
    for heading, end in zip(headings, ends, strict=True):
        title = Text(heading["title"], body.part(*heading.span("title")), heading["title"], "file")
        yield title, _slice(body, heading.end(), end)


_NAME: Final = r"(?P<name>[^/]+)"
_FOLDER: Final = r"(?P<folder>[^/]+)"
_READERS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"goals\.yaml", _yaml(Goals)),
        (r"figures\.yaml", _yaml(Figures)),
        (r"names\.yaml", _yaml(Names)),
        (r"woordenlijst\.txt", _read_word_list),
        (
            rf"actions/(?:{_FOLDER}/)?{_NAME}\.yaml",
            _yaml(Action, lambda where: {"id": where.name, "owner": where.folder}),
        ),
        (rf"actions/(?:{_FOLDER}/)?{_NAME}\.md", _read_action_text),
        (rf"institutes/{_FOLDER}/institute\.yaml", _yaml(Institute, lambda where: {"id": where.folder})),
        (rf"institutes/{_FOLDER}/projects\.yaml", _yaml(Projects)),
        (rf"institutes/{_FOLDER}/submission\.yaml", _yaml(Submission, lambda where: {"institute": where.folder})),
        (
            rf"institutes/{_FOLDER}/reports/{_NAME}\.yaml",
            _yaml(models.Report, lambda where: {"id": f"{where.folder}-{where.name}", "institute": where.folder}),
        ),
        (rf"institutes/{_FOLDER}/{_NAME}\.md", _read_chapter),
        (rf"chapters/{_NAME}\.md", _read_chapter),
        (rf"frameworks/{_NAME}\.yaml", _yaml(Framework, lambda where: {"id": where.name})),
        (rf"requirements/{_NAME}\.yaml", _yaml(RuleSet, lambda where: {"id": where.name})),
        (rf"rankings/{_NAME}\.yaml", _yaml(Ranking, lambda where: {"id": where.name})),
        (
            rf"(?:tables|institutes/{_FOLDER}/tabellen)/{_NAME}\.yaml",
            _yaml(DataTable, lambda where: {"id": where.name, "owner": where.folder}),
        ),
        (r"templates/plan\.yaml", _yaml(Outline)),
        (r"templates/labels\.yaml", _yaml(Labels)),
        (rf"templates/{_NAME}\.md", _read_template),
    )
)


# --- all files -------------------------------------------------------------------------------------


def load_plan(sources: Sources) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Read all files of a workspace and put them together."""
    parts = [read_part(file, data) for file, data in sources.files.items()]
    parts += [_unreadable(file) for file in sources.unread]
    plan, diagnostics = assemble(parts)
    plan = replace(plan, filings=read_filings(sources.register))
    return plan, (*sources.diagnostics, *diagnostics)


def _unreadable(file: str) -> Part:
    """A file that could not be read: what it holds only seems absent."""
    if known := _reader_of(file):
        reader, where = known
        return _unread(file, where, reader)
    name, place = Path(file).stem, Place.of_file(file)
    if _goes_along(file):
        return Part(file, None, (Damaged(models.Annex, "", place),))
    # In the wrong folder it may be anything whose id is the name of its file.
    kinds = (Action, Framework, Ranking) if file.endswith(".yaml") and is_id(name) else ()
    return Part(file, None, tuple(Damaged(kind, name, place) for kind in kinds))


def _reader_of(file: str) -> tuple[_Reader, _Where] | None:
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(file):
            return reader, _Where(found.groupdict().get("folder") or "", found.groupdict().get("name") or "")
    return None


def assemble(parts: Iterable[Part]) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Put the parts of a workspace together, over the program's own templates; their order does not matter."""
    ordered = sorted(parts, key=lambda part: part.file)
    found = _Found(ordered)
    goals = found.one(Goals)
    labels = dict(_own_labels())
    diagnostics = [diagnostic for part in ordered for diagnostic in part.diagnostics]
    for label in goals.labels if goals else ():
        if label.name in labels:
            labels[label.name] = label.text
        else:
            diagnostics.append(
                Diagnostic(
                    "unknown-key",
                    label.place_of("name"),
                    _('there is nothing that is called "{name}"', name=label.name),
                    hint=_("known here are {keys}", keys=tuple(labels)),
                )
            )
    damaged = tuple(damaged for part in ordered for damaged in part.damaged)
    actions, told = _with_texts(found.values(Action), found.values(ActionText), labels, damaged)
    diagnostics += told
    if goals is None and not any(lost.model is Goals for lost in damaged):
        damaged += _lost(Goals, "goals.yaml", _Where("", ""))
    identity = goals.plan if goals else None
    if goals and identity is None and not goals.is_unread("plan"):
        diagnostics.append(
            Diagnostic(
                "missing-key",
                goals.places.get("plan", _NOWHERE),
                _("the plan has no title, period and date"),
                hint=_("add `plan:` with below it `title: ...`, `period: 2021-2025` and `date: 2020-05-15`"),
            )
        )
    if identity is None:
        damaged += (Damaged(Identity, "", _NOWHERE),)
    outline = found.one(Outline) or _own_outline()
    everything = {part.file: part.value for part in ordered if isinstance(part.value, bytes)}
    kept = {file: data for file, data in everything.items() if not _goes_along(file)}
    tables, told = _filled_tables(found.values(DataTable), kept)
    diagnostics += told
    plan = Plan(
        identity=identity or _UNKNOWN,
        labels=labels,
        strategic_goals=goals.strategic_goals if goals else (),
        actions=actions,
        institutes=found.values(Institute),
        projects=tuple(project for projects in found.values(Projects) for project in projects.projects),
        figures=tuple(figure for figures in found.values(Figures) for figure in figures.figures),
        names=found.one(Names),
        word_list=tuple(word for words in found.values(WordList) for word in words.words),
        rankings=found.values(Ranking),
        frameworks=found.values(Framework),
        chapters=found.values(Chapter),
        outline=outline.chapters,
        templates=_own_templates() | {template.name: template for template in found.values(TemplateText)},
        tables=tables,
        pictures={file: data for file, data in kept.items() if not file.endswith((".docx", *DATA_FILES))},
        style_documents={file: data for file, data in kept.items() if file.endswith(".docx")},
        minimum_institutes=goals.coverage.minimum_institutes if goals and goals.coverage else 1,
        rule_settings=goals.rules if goals else (),
        required=goals.required if goals else None,
        settings=tuple(_settings((goals, *found.values(Institute)))),
        annexes=goals.annexes if goals else (),
        accepts=goals.accepts if goals else (),
        rule_sets={str(rules.id): rules for rules in found.values(RuleSet)},
        submissions={submission.institute: submission for submission in found.values(Submission)},
        reports=found.values(models.Report),
        annex_files={file: data for file, data in everything.items() if _goes_along(file)},
        damaged=damaged,
    )
    return plan, tuple(diagnostics)


def _goes_along(file: str) -> bool:
    """Whether a file stands in a folder of files that go along with a plan as they are."""
    return file.split("/")[-2:-1] == [ANNEXES]


def _settings(holders: Iterable[Goals | Institute | None]) -> Iterator[Place]:
    """Where the rules are set."""
    for holder in holders:
        places = holder.places if holder else {}
        yield from (places[name] for name in ("rules", "required") if name in places)


def _filled_tables(
    tables: Iterable[DataTable], files: Mapping[str, bytes]
) -> tuple[tuple[FilledTable, ...], list[Diagnostic]]:
    """The tables whose cells could be read."""
    filled, diagnostics = [], list[Diagnostic]()
    for table in tables:
        # Loaded here: many a plan has no tables of data.
        from plan.data_tables import fill_table

        with_cells, told = fill_table(table, files)
        diagnostics += told
        filled += [with_cells] if with_cells else []
    return tuple(filled), diagnostics


V = TypeVar("V")


class _Found:
    """What the parts hold, by kind."""

    def __init__(self, parts: list[Part]) -> None:
        self._values = [part.value for part in parts if part.value is not None]

    def values(self, kind: type[V]) -> tuple[V, ...]:
        return tuple(value for value in self._values if isinstance(value, kind))

    def one(self, kind: type[V]) -> V | None:
        return next(iter(self.values(kind)), None)


def _with_texts(
    actions: tuple[Action, ...],
    texts: tuple[ActionText, ...],
    labels: Mapping[str, Text],
    damaged: Iterable[Damaged],
) -> tuple[tuple[Action, ...], list[Diagnostic]]:
    """Give actions the texts that stand beside them; beside a damaged one its text waits in silence."""
    diagnostics: list[Diagnostic] = []
    unread = {lost.place.file for lost in damaged if lost.model is Action}
    by_action = {(text.owner, text.action): text for text in texts}
    fields = {labels[name].casefold(): name for name in ("context", "description", "collaboration")}
    complete = []
    for action in actions:
        text = by_action.pop((action.owner, str(action.id)), None)
        added: dict[str, Prose] = {}
        for title, prose in text.sections if text else ():
            name = fields.get(title.casefold())
            if name is None:
                diagnostics.append(
                    Diagnostic(
                        "unknown-section",
                        title.place,
                        _('"{title}" is no part of an action sheet', title=title),
                        hint=_("known here are {keys}", keys=tuple(labels[field] for field in fields.values())),
                        subject=action.id,
                    )
                )
            elif getattr(action, name) is not None or name in added:
                first = added.get(name) or getattr(action, name)
                diagnostics.append(
                    Diagnostic(
                        "text-twice",
                        title.place,
                        _('"{title}" has been written twice', title=title),
                        hint=_("keep one of the two"),
                        others=(Other(first.place, _("the first time")),),
                        subject=action.id,
                    )
                )
            elif prose:
                added[name] = prose.keyed(f"{action.id}.{name}")
        places = {**action.places, **{name: prose.place for name, prose in added.items()}}
        complete.append(action.model_copy(update={**added, "places": places}) if added else action)
    diagnostics += [
        Diagnostic(
            "file-not-read",
            text.place,
            _("there is no action beside this text"),
            Severity.WARNING,
            _(
                "make {file}, or give this file the name of its action",
                file=text.place.file.removesuffix(".md") + ".yaml",
            ),
        )
        for text in by_action.values()
        if text.place.file.removesuffix(".md") + ".yaml" not in unread
    ]
    return tuple(complete), diagnostics


# What stands in for an identity that could not be read; `Plan.lost(Identity, "")` tells rules to hold their tongue.
_NOWHERE: Final = Place.of_file("goals.yaml")
_UNKNOWN: Final = Identity(
    place=_NOWHERE,
    places={},
    title=Text("…", _NOWHERE),
    period=Period(Boundary(2000), Boundary(2000)),
    date=date(2000, 1, 1),
)


@cache
def _own_part(name: str, model: type[Located]) -> PartValue | None:
    return _yaml(model)(f"plan/templates/{name}", (TEMPLATES / name).read_text("utf-8"), _Where("", "")).value


def _own_labels() -> Mapping[str, Text]:
    labels = _own_part("labels.yaml", Labels)
    assert isinstance(labels, Labels)
    return {str(label.name): label.text for label in labels.labels}


def _own_outline() -> Outline:
    outline = _own_part("plan.yaml", Outline)
    assert isinstance(outline, Outline)
    return outline


@cache
def _own_templates_cached() -> tuple[tuple[str, TemplateText], ...]:
    return tuple(
        (path.stem, TemplateText(path.stem, f"plan/templates/{path.name}", path.read_text("utf-8")))
        for path in sorted(TEMPLATES.glob("*.md"))
    )


def _own_templates() -> dict[str, TemplateText]:
    return dict(_own_templates_cached())
