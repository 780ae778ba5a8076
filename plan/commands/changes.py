"""What `plan changes` tells: what differs between two versions of a plan, in words.

In: two `Version`s. Out: a `Report`: sections of entries of lines, which every form of it shows; as text for a terminal
and as Markdown. Prints nothing, writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from textwrap import wrap
from typing import Final

from plan.changes.comparing import (
    Change,
    Comparison,
    Did,
    Difference,
    ListChange,
    TextChange,
    ToConfirm,
    ValueChange,
    compare_plans,
)
from plan.changes.things import Kind
from plan.changes.versions import Origin, Version
from plan.changes.wording import KINDS, STRENGTHS, Wording
from plan.coverage_changes import CoverageChange
from plan.diagnostics import Diagnostic, render_text
from plan.messages import Message, _, _n, _p
from plan.model import Action
from plan.sentences import Edited, legible, readable, word_by_word
from plan.workspace import Workspace


class Sign(StrEnum):
    """What a line is about at a glance: more, less, or neither."""

    MORE = "+"
    LESS = "–"
    OTHER = "~"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know; with `edits` a text word by word, of which `text` says what it is."""

    text: str
    sign: Sign = Sign.NONE
    edits: tuple[Edited, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told about one thing, what became of it where the head does not say so, and the line where it stands."""

    head: str
    lines: tuple[Line, ...] = ()
    sign: Sign = Sign.NONE
    tag: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries that belong together."""

    title: str
    entries: tuple[Entry, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read of a version, which is therefore not compared."""

    told: str
    findings: tuple[Diagnostic, ...]
    source_line: Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to tell."""

    title: str
    summary: tuple[str, ...]
    unread: tuple[Unread, ...]
    sections: tuple[Section, ...]


def version_now(workspace: Workspace) -> Version:
    """The workspace as it is."""
    return Version(Origin.WORKSPACE, None, workspace.sources, workspace.plan, workspace.read)


def compare_versions(before: Version, after: Version, institute: str | None = None) -> Comparison:
    """What differs between two versions, of all or for one institute."""
    found = compare_plans(before.plan, after.plan)
    return found.of(institute) if institute else found


def tell_changes(before: Version, after: Version, found: Comparison, language: str) -> Report:
    """Put what differs into words."""
    teller = _Teller(found, language)
    coverage, confirm, changes = teller.coverage(), teller.to_confirm(), teller.changes()
    names = [name_of(version).render(language) for version in (before, after)]
    return Report(
        title=_("What changed from {before} to {after}", before=names[0], after=names[1]).render(language),
        summary=tuple(message.render(language) for message in _summary(before, after, found)),
        unread=tuple(_unread((before, after), language)),
        sections=tuple(section for section in (*teller.left(), *coverage, *confirm, *changes) if section.entries),
    )


def name_of(version: Version) -> Message:
    """What a version is called in a sentence."""
    if version.origin is Origin.WORKSPACE or version.name is None:
        return _("the plan as it is now")
    return _('"{name}"', name=version.name)


def _summary(before: Version, after: Version, found: Comparison) -> Iterator[Message]:
    if not found.changes:
        same = before.sources.files == after.sources.files
        yield _("nothing changed") if same else _("nothing changed: the files differ, but say the same")
    else:
        yield _n("{count} thing changed", "{count} things changed", len(found.changes))
    if losses := sum(change.is_loss for change in found.coverage):
        yield _n("coverage: {count} loss", "coverage: {count} losses", losses)
    if gains := sum(change.is_gain for change in found.coverage):
        yield _n("coverage: {count} gain", "coverage: {count} gains", gains)
    if count := len(found.left):
        yield _n("{count} reference leads nowhere", "{count} references lead nowhere", count)
    if count := len(found.to_confirm):
        yield _n("{count} goal has contributions to confirm", "{count} goals have contributions to confirm", count)


def _unread(versions: Iterable[Version], language: str) -> Iterator[Unread]:
    for version in versions:
        if version.unread:
            told = _("not all of {name} could be read; what follows leaves that out:", name=name_of(version))
            yield Unread(told.render(language), version.unread, version.sources.line)


# --- in words --------------------------------------------------------------------------------------

_SIGNS: Final = {Did.ADDED: Sign.MORE, Did.REMOVED: Sign.LESS, Did.RENAMED: Sign.OTHER, Did.CHANGED: Sign.OTHER}
_TAGS: Final = {Did.ADDED: _p("change", "new"), Did.REMOVED: _p("change", "gone"), Did.RENAMED: _("another id")}


class _Teller:
    """Words for one comparison, in one language."""

    def __init__(self, found: Comparison, language: str) -> None:
        self._found = found
        self._plans = (found.after, found.before)
        self._words = Wording(self._plans, language)
        self._say = self._words.say

    def coverage(self) -> Iterator[Section]:
        """What became of coverage, by institute, the sector first."""
        by_institute: dict[str, list[CoverageChange]] = {}
        for change in self._found.coverage:
            name = change.institute.name if change.institute else self._say(_("The whole sector"))
            by_institute.setdefault(name, []).append(change)
        entries = (Entry(name, tuple(self._of_coverage(changes))) for name, changes in by_institute.items())
        yield Section(self._say(_("Coverage")), tuple(entries))

    def _of_coverage(self, changes: Iterable[CoverageChange]) -> Iterator[Line]:
        for change in sorted(changes, key=lambda change: not change.is_loss):
            sign = Sign.LESS if change.is_loss else Sign.MORE if change.is_gain else Sign.OTHER
            yield from (Line(self._say(told), sign) for told in change.told)

    def left(self) -> Iterator[Section]:
        """What leads nowhere, since what it names has another id."""
        intro = _("These still name what has another id now, and lead nowhere. Put the new id there.")
        by_id: dict[tuple[str, str], list[Line]] = {}
        for one in self._found.left:
            by_id.setdefault((one.old, one.new), []).append(Line(f"{one.place.file}:{one.place.line}"))
        entries = (
            Entry(self._say(_('id: "{was}" → "{id}"', was=old, id=new)), tuple(dict.fromkeys(lines)), Sign.LESS)
            for (old, new), lines in by_id.items()
        )
        yield Section(self._say(_("References that lead nowhere")), tuple(entries), self._say(intro))

    def to_confirm(self) -> Iterator[Section]:
        """The goals that say something else now, with who said to contribute to them."""
        intro = _(
            "These goals say something else now. Do the actions that contribute to them still do so, and as surely?"
        )
        entries = tuple(map(self._confirmed, self._found.to_confirm))
        yield Section(self._say(_("To confirm")), entries, self._say(intro))

    def _confirmed(self, one: ToConfirm) -> Entry:
        goal = one.goal
        lines = []
        for strength in ("certain", "possible"):
            actions = tuple(self._owned(action) for action in one.actions if goal.id in getattr(action, strength))
            if actions:
                named = _("{strength}: {actions}", strength=STRENGTHS[strength], actions=actions)
                lines.append(Line(self._say(named)))
        return Entry(goal.title, tuple(lines), where=f"{goal.place.file}:{goal.place.line}")

    def _owned(self, action: Action) -> str:
        return f"{action.name} ({self._words.name(action.owner, 'institute')})" if action.owner else str(action.name)

    def changes(self) -> Iterator[Section]:
        """What came, went and changed: the sector's first, then each institute's."""
        institutes = {id: plan.institutes_by_id[id].name for plan in self._plans for id in plan.institutes_by_id}
        for id in ("", *sorted({change.institute for change in self._found.changes if change.institute})):
            entries = tuple(self._entry(change) for change in self._found.changes if change.institute == id)
            title = institutes.get(id, id) if id else self._say(_("What all share"))
            yield Section(str(title), entries)

    def _entry(self, change: Change) -> Entry:
        lines = [line for difference in change.differences for line in self._lines(difference)]
        if change.did is Did.RENAMED:
            lines.insert(0, Line(self._say(_('id: "{was}" → "{id}"', was=change.was, id=change.id))))
        place = f"{change.place.file}:{change.place.line}"
        where = change.id if change.kind in (Kind.TEMPLATE, Kind.FILE) else place
        head, sign = self._say(self._head(change)), _SIGNS[change.did]
        says_so = change.kind in (Kind.PARTICIPATION, Kind.WAIVER) or change.did is Did.CHANGED
        tag = "" if says_so else self._say(_TAGS[change.did])
        return Entry(head, tuple(lines), sign, tag, where)

    def _head(self, change: Change) -> Message:
        match change.kind:
            case Kind.PARTICIPATION:
                return self._of_participation(change)
            case Kind.WAIVER:
                return self._of_waiver(change)
            case Kind.PLAN:
                return KINDS[change.kind]
        return _('{kind} "{name}"', kind=KINDS[change.kind], name=change.name)

    def _of_participation(self, change: Change) -> Message:
        action = self._words.name(change.id, "action")
        match change.did:
            case Did.ADDED:
                return _('takes part in "{action}"', action=action)
            case Did.REMOVED:
                return _('does not take part in "{action}" any more', action=action)
        return _('takes part in "{action}" in another way', action=action)

    def _of_waiver(self, change: Change) -> Message:
        goal = self._words.name(change.id, "goal")
        match change.did:
            case Did.ADDED:
                return _('leaves "{goal}" to others', goal=goal)
            case Did.REMOVED:
                return _('does not leave "{goal}" to others any more', goal=goal)
        return _('leaves "{goal}" to others, for another reason', goal=goal)

    # --- fields

    def _lines(self, difference: Difference) -> Iterator[Line]:
        match difference:
            case TextChange():
                yield from self._of_text(difference)
            case ListChange():
                yield Line(self._say(self._of_list(difference)))
            case ValueChange(field="contributes"):
                yield self._of_contribution(difference)
            case ValueChange():
                field = self._words.field(difference.field, self._words.name(difference.about, difference.about_names))
                before, after = (
                    self._words.value(value, difference.names) for value in (difference.before, difference.after)
                )
                yield Line(self._say(_("{field}: {before} → {after}", field=field, before=before, after=after)))

    def _of_contribution(self, change: ValueChange) -> Line:
        goal = self._words.name(change.about, "goal")
        if change.before is None:
            strength = self._words.value(change.after, "")
            told = _('contributes to "{goal}" now: {strength}', goal=goal, strength=strength)
            return Line(self._say(told), Sign.MORE)
        strength = self._words.value(change.before, "")
        if change.after is None:
            told = _('does not contribute to "{goal}" any more; it was {strength}', goal=goal, strength=strength)
            return Line(self._say(told), Sign.LESS)
        told = _(
            'contribution to "{goal}": {before} → {after}',
            goal=goal,
            before=strength,
            after=self._words.value(change.after, ""),
        )
        return Line(self._say(told), Sign.LESS if change.after == "possible" else Sign.MORE)

    def _of_list(self, change: ListChange) -> Message:
        parts = []
        if change.added:
            parts.append(_("more: {items}", items=self._names(change.added, change.names)))
        if change.removed:
            parts.append(_("gone: {items}", items=self._names(change.removed, change.names)))
        if change.reordered:
            parts.append(_("in another order"))
        return _("{field}, {what}", field=self._words.field(change.field), what="; ".join(map(self._say, parts)))

    def _names(self, ids: Iterable[str], names: str) -> tuple[str, ...]:
        return tuple(self._words.name(id, names) for id in ids)

    def _of_text(self, change: TextChange) -> Iterator[Line]:
        field = self._words.field(change.field)
        for passage in change.passages:
            if passage.moved:
                yield Line(self._say(_("{field}: stands elsewhere now", field=field)), edits=_same(passage.after))
            elif not passage.before:
                yield Line(self._say(_("{field}: put in", field=field)), edits=(Edited("", passage.after),))
            elif not passage.after:
                yield Line(self._say(_("{field}: taken out", field=field)), edits=(Edited(passage.before, ""),))
            else:
                yield Line(field, edits=legible(word_by_word(passage.before, passage.after)))


def _same(text: str) -> tuple[Edited, ...]:
    return (Edited(text, text),)


# --- on a terminal ---------------------------------------------------------------------------------

_INDENT: Final = "    "
_BOLD: Final = "1"
_COLOURS: Final = {Sign.MORE: "32", Sign.LESS: "31", Sign.OTHER: "1", Sign.NONE: ""}
_OLD: Final = ("[-", "-]", "31;9")
_NEW: Final = ("{+", "+}", "32;4")


def render_changes(report: Report, language: str, width: int, colour: bool) -> str:
    """The report in lines of `width` characters."""
    lines = [_painted(line, _BOLD, colour) for line in _wrapped(report.title, width)]
    lines += _wrapped("; ".join(report.summary), width)
    for unread in report.unread:
        shown = render_text(unread.findings, unread.source_line, language, width, colour)
        lines += ["", *_wrapped(unread.told, width), *shown.splitlines()]
    for section in report.sections:
        lines += ["", "", _painted(section.title.upper(), _BOLD, colour), *_wrapped(section.intro, width)]
        for entry in section.entries:
            lines += ["", *_entry(entry, width, colour)]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry, width: int, colour: bool) -> Iterator[str]:
    sign = f"{entry.sign} " if entry.sign else ""
    tag = f"{entry.tag}: " if entry.tag else ""
    where = f" ({entry.where})" if entry.where else ""
    for line in _wrapped(f"{sign}{tag}{entry.head}{where}", width, rest="  "):
        yield _painted(line, _COLOURS[entry.sign] or _BOLD, colour)
    for told in entry.lines:
        mark = f"{told.sign} " if told.sign else ""
        colon = ":" if told.edits else ""
        for line in _wrapped(f"{mark}{told.text}{colon}", width, _INDENT, _INDENT + " " * len(mark)):
            yield _painted(line, _COLOURS[told.sign], colour)
        yield from _edited(told.edits, width, colour)


def _edited(edits: Iterable[Edited], width: int, colour: bool) -> Iterator[str]:
    """A text word by word, what was taken out and what was put in between brackets or in colour."""
    signs: list[tuple[str, str]] = []
    for edit in edits:
        if edit.old == edit.new:
            signs += [(sign, "") for sign in readable(edit.old)]
            continue
        for text, (opening, closing, paint) in ((edit.old, _OLD), (edit.new, _NEW)):
            shown = readable(text) if colour or not text else f"{opening}{readable(text)}{closing}"
            signs += [(sign, paint) for sign in shown]
    text = "".join(sign for sign, _paint in signs)
    indent = _INDENT + "  "
    at = 0
    for line in wrap(text, width - len(indent), break_on_hyphens=False, break_long_words=False):
        at = text.index(line, at)
        runs = groupby(signs[at : at + len(line)], key=lambda sign: sign[1])
        at += len(line)
        yield indent + "".join(_painted("".join(sign for sign, _paint in run), paint, colour) for paint, run in runs)


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"\x1b[{paint}m{text}\x1b[0m" if colour and paint else text


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return wrap(
        readable(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


# --- as Markdown -----------------------------------------------------------------------------------

_MARKED: Final = re.compile(r"([\\`*_{}\[\]<>#|~+])")


def render_markdown(report: Report) -> str:
    """The report as Markdown: what was taken out is struck through, what was put in is bold."""
    lines = [f"# {_literal(report.title)}", "", f"{_literal('; '.join(report.summary))}."]
    for unread in report.unread:
        lines += ["", _literal(unread.told), ""]
        lines += [f"- {found.place.file}:{found.place.line}" for found in unread.findings]
    for section in report.sections:
        lines += ["", f"## {_literal(section.title)}", ""]
        lines += [_literal(section.intro), ""] if section.intro else []
        for entry in section.entries:
            sign = f"{_literal(entry.sign)} " if entry.sign else ""
            tag = f"{_literal(entry.tag)}: " if entry.tag else ""
            where = f" ({_literal(entry.where)})" if entry.where else ""
            lines.append(f"- {sign}{tag}**{_literal(entry.head)}**{where}")
            for line in entry.lines:
                mark = f"{_literal(line.sign)} " if line.sign else ""
                edited = f": {_marked(line.edits)}" if line.edits else ""
                lines.append(f"  - {mark}{_literal(line.text)}{edited}")
    return "\n".join(lines) + "\n"


def _marked(edits: Iterable[Edited]) -> str:
    parts = []
    for edit in edits:
        if edit.old == edit.new:
            parts.append(_literal(edit.old))
        else:
            parts += [_around(edit.old, "~~"), _around(edit.new, "**")]
    return "".join(parts)


def _around(text: str, mark: str) -> str:
    """Marks around words, the blanks at the ends outside of them: else they would be no marks."""
    words = text.strip()
    before, _words, after = text.partition(words) if words else (text, "", "")
    return f"{before}{mark}{_literal(words)}{mark}{after}" if words else text


def _literal(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return _MARKED.sub(r"\\\1", " ".join(text.split("\n")))
