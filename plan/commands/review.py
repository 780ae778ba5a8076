"""What `plan review` tells about a Word file that came back: on a terminal and as json.

In: an opened workspace and the bytes of a .docx. Out: a `Review`, and text. Prints nothing, writes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Final

from plan.commands.finding import narrowed
from plan.compose import compose_document
from plan.diagnostics import did_you_mean
from plan.dutch import print_date
from plan.messages import Message, Refused, _, _n
from plan.model import Goals
from plan.places import Place
from plan.review.comparing import compare
from plan.review.reading import Said, read_word
from plan.review.remarks import Kind, Remark, Review, Spot
from plan.sentences import Words, differences, readable, shared_start
from plan.sources import Sources
from plan.workspace import Workspace
from plan.writers.package import Unreadable

# What stands for the rest of a long sentence.
_CUT_OFF: Final = re.compile(r"\A… | …\Z")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"


def review_file(workspace: Workspace, name: str, data: bytes, whose: str = "") -> Review:
    """Read a file that came back and compare it with the plan as it is now.

    `name` is what the file is called in messages, `whose` the institute it is of where the file itself does not tell.
    Raises `Refused`.
    """
    plan = workspace.plan
    if plan.lost(Goals, ""):
        raise Refused(_("goals.yaml cannot be read; plan check tells what is wrong"))
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            _(
                "{file} is an old .doc file or has a password; open it in Word and save it as .docx without one",
                file=name,
            )
        )
    try:
        returned = read_word(data)
    except Unreadable:
        raise Refused(
            _("{file} cannot be read as a Word file; open it in Word and save it as .docx", file=name)
        ) from None
    id = whose or returned.properties.get("institute", "")
    if not id:
        raise Refused(_("{file} does not tell whose plan it is; add: --institute NAME", file=name))
    if id not in plan.institutes_by_id:
        hint = did_you_mean(id, plan.institutes_by_id) or _("known are {names}", names=tuple(plan.institutes_by_id))
        raise Refused(_('{file} is the plan of "{name}", which is not here: {hint}', file=name, name=id, hint=hint))
    label = returned.properties.get("version", "")
    institute = plan.institutes_by_id[id]
    composed = compose_document(plan, institute, returned.is_draft, label, workspace.fingerprint(id))
    return _at_their_lines(compare(returned, composed.document), workspace)


def _at_their_lines(review: Review, workspace: Workspace) -> Review:
    """The same review with what was changed, or remarked, at its own line of a paragraph that has more of them."""
    about: dict[int, tuple[Place, str, int]] = {}
    for number, remark in enumerate(review.remarks):
        spot, text = remark.spot, remark.old or remark.words
        if text and spot.exact and spot.place and spot.source == "same" and spot.place.end_line > spot.place.line:
            whole = _CUT_OFF.sub("", text)
            same = len(shared_start(whole, _CUT_OFF.sub("", remark.new))) if remark.old else 0
            about[number] = spot.place, whole, same
    places = dict(zip(about, narrowed(workspace, about.values()), strict=True))
    return replace(
        review,
        remarks=tuple(
            replace(remark, spot=replace(remark.spot, place=places[number])) if number in places else remark
            for number, remark in enumerate(review.remarks)
        ),
    )


# --- in words --------------------------------------------------------------------------------------

_DID: Final = {
    Kind.INSERTED: _("inserted"),
    Kind.DELETED: _("deleted"),
    Kind.REPLACED: _("replaced"),
    Kind.MOVED: _("moved"),
    Kind.EDITED: _("changed without tracking"),
    Kind.ADDED: _("added without tracking"),
    Kind.REMOVED: _("taken out without tracking"),
    Kind.SHIFTED: _("moved without tracking"),
    Kind.SPLIT: _("split in two without tracking"),
    Kind.JOINED: _("joined with what follows, without tracking"),
    Kind.DOUBLED: _("stands in the file once more"),
    Kind.UNMARKED: _("is unchanged, but its hidden mark is gone"),
    Kind.COMMENT: _("comment"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One remark in words. `texts` are the two versions, or the one there is; `notes` what else must be known."""

    where: str
    what: str
    about: str
    thread: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    notes: tuple[str, ...]


def tell(remark: Remark, review: Review, sources: Sources, language: str) -> Told:
    """Put one remark into words."""
    thread = remark.thread
    texts = tuple(text for text in (remark.old, remark.new) if text)
    return Told(
        where=_where(remark.spot, language),
        what=_what(remark, review, language),
        about=remark.words,
        thread=tuple((_signed(said, language) if number else "", said.text) for number, said in enumerate(thread)),
        texts=texts,
        notes=tuple(note.render(language) for note in _notes(remark, sources)),
    )


def _where(spot: Spot, language: str) -> str:
    if spot.place is None:
        return _("no place in the sources").render(language)
    return str(spot.place) if spot.exact else _("after {place}", place=str(spot.place)).render(language)


def _what(remark: Remark, review: Review, language: str) -> str:
    did = _DID[remark.kind].render(language)
    by = ", ".join(filter(None, (remark.author, print_moment(remark.date, language))))
    if remark.done:
        did = _("comment that is marked as resolved").render(language)
    if by:
        return _("{did} ({by})", did=did, by=by).render(language)
    if remark.kind is Kind.COMMENT or remark.kind.tracked:
        return did
    saved = ", ".join(filter(None, (review.saved_by, print_moment(review.saved, language))))
    return _("{did} (last saved: {by})", did=did, by=saved).render(language) if saved else did


def _signed(said: Said, language: str) -> str:
    return ", ".join(filter(None, (said.author, print_moment(said.date, language))))


def _notes(remark: Remark, sources: Sources) -> Iterator[Message]:
    spot, to = remark.spot, remark.to
    if to is not None and to.place is not None:
        place = str(to.place)
        yield (
            _("it went to {place}", place=place) if to.exact else _("it went to what stands after {place}", place=place)
        )
    if spot.derived:
        yield Message("{title}", (("title", spot.derived),))
    elif spot.exact and spot.place and spot.place.file not in sources.files:
        yield _("these are words of the program; give: plan find, and the words")
    elif spot.composed:
        yield _("the program makes this of other data; to see of which, give: plan find, and the words")
    if remark.kind is Kind.ADDED and remark.old is None:
        yield _("the sources have changed since: this may be what the program itself wrote then")
    elif remark.old is None:
        yield _("what was sent is not known any more, only that it was something else")
    if spot.source == "moved-on":
        yield _("the source has changed since; it now says: {text}", text=spot.now)
    elif spot.source == "gone":
        yield _("this text is no longer in the plan")


def print_moment(moment: str, language: str) -> str:
    """A moment as Word writes it, by the writer's own clock (`2020-03-03T10:11:00Z`), in words; else as it is."""
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{print_date(read.date(), language)}, {read:%H:%M}"


def summary(review: Review, language: str) -> str:
    """How much there is: comments, changes by tracking and without."""
    kinds = [remark.kind for remark in review.remarks]
    comments = sum(kind is Kind.COMMENT for kind in kinds)
    tracked = sum(kind.tracked for kind in kinds)
    silent = len(kinds) - comments - tracked
    counts = [
        _n("{count} comment", "{count} comments", comments),
        _n("{count} tracked change", "{count} tracked changes", tracked),
        _n("{count} change without tracking", "{count} changes without tracking", silent),
    ]
    told = tuple(count for count in counts if count.count)
    if not told:
        return _("nothing was said or changed").render(language)
    return Message("{counts}", (("counts", told),)).render(language)


def remainder(review: Review, language: str) -> tuple[str, ...]:
    """What concerns the file as a whole."""
    told: list[Message] = []
    if not review.anchors:
        told.append(
            _("there is no hidden mark in this file: it was not made by plan build, or another program took them out")
        )
    if review.moved_on:
        told.append(_("the sources have changed since this file was made"))
    for author, count in review.formatting:
        told.append(_n("{count} change of looks: {author}", "{count} changes of looks: {author}", count, author=author))
    if review.unknown:
        told.append(
            _n(
                "{count} line that the program makes of other data is not what it would be now",
                "{count} lines that the program makes of other data are not what they would be now",
                review.unknown,
            )
        )
    if review.missing:
        places = tuple(str(spot.place) for spot in review.missing)
        told.append(_("not in this file, so either taken out there or written since: {places}", places=places))
    return tuple(message.render(language) for message in told)


# --- on a terminal ---------------------------------------------------------------------------------

_GAP: Final = 2
_INDENT: Final = "   "
_OLD, _NEW = ("[-", "-]", "31;9"), ("{+", "+}", "32;4")


def render_review(review: Review, name: str, sources: Sources, language: str, width: int, colour: bool) -> str:
    """The review in lines of `width` characters."""
    lines = wrap(f"{name}: {summary(review, language)}", width, break_on_hyphens=False, subsequent_indent=_INDENT)
    for told in remainder(review, language):
        lines += wrap(told, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    for number, remark in enumerate(review.remarks, 1):
        lines.append("")
        lines += _rendered(tell(remark, review, sources, language), number, language, width, colour)
    return "\n".join(lines)


def _rendered(told: Told, number: int, language: str, width: int, colour: bool) -> Iterator[str]:
    first = f"{number}. "
    yield from wrap(
        f"{first}{told.where}: {told.what}",
        width,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    )
    if told.about:
        yield from _block(_('about "{words}"', words=_short(told.about)).render(language), width)
    for signed, text in told.thread:
        for line in text.split("\n"):
            yield from _block(f"{signed}: {line}" if signed else line, width, _INDENT + ("  " if signed else ""))
    if len(told.texts) == 2:
        yield from _columns(*told.texts, language, width, colour)
    for text in told.texts if len(told.texts) == 1 else ():
        yield from _block(f'"{_short(text)}"', width)
    for note in told.notes:
        yield from _block(f"= {note}", width)


def _columns(old: str, new: str, language: str, width: int, colour: bool) -> Iterator[str]:
    """Two versions beside each other, what differs between brackets or in colour."""
    room = (width - len(_INDENT) - _GAP) // 2
    heads = [_("was"), _("becomes")]
    yield _INDENT + "".join(head.render(language).ljust(room + _GAP) for head in heads).rstrip()
    sides = [
        _wrapped(words, marks, room, colour) for words, marks in zip(differences(old, new), (_OLD, _NEW), strict=True)
    ]
    for left, right in zip_longest(*sides, fillvalue=("", 0)):
        yield f"{_INDENT}{left[0]}{' ' * (room - left[1] + _GAP)}{right[0]}".rstrip()


def _wrapped(words: Sequence[Words], marks: tuple[str, str, str], room: int, colour: bool) -> list[tuple[str, int]]:
    """Lines of at most `room` characters, each with how many it shows."""
    opening, closing, paint = marks
    signs: list[tuple[str, bool]] = []
    for part in words:
        text = readable(part.text)
        if part.differs and not colour:
            text = f"{opening}{text}{closing}"
        signs += [(sign, part.differs) for sign in text]
    lines: list[list[tuple[str, bool]]] = []
    text = "".join(sign for sign, _differs in signs)
    at = 0
    for line in wrap(text, room, break_on_hyphens=False, replace_whitespace=False, drop_whitespace=True):
        at = text.index(line, at)
        lines.append(signs[at : at + len(line)])
        at += len(line)
    return [("".join(_painted(line, paint if colour else "")), len(line)) for line in lines]


def _painted(line: Iterable[tuple[str, bool]], paint: str) -> Iterator[str]:
    for sign, differs in line:
        yield f"\x1b[{paint}m{sign}\x1b[0m" if differs and paint else sign


def _block(text: str, width: int, indent: str = _INDENT) -> list[str]:
    return wrap(readable(text), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


# --- as json ---------------------------------------------------------------------------------------


def review_as_json(review: Review, name: str) -> str:
    """The review as one JSON object that always has the same keys; its shape is told in `plan/review.schema.json`."""
    whole = {
        "file": name,
        "institute": review.institute,
        "version": review.version,
        "saved_by": review.saved_by,
        "saved": review.saved,
        "moved_on": review.moved_on,
        "remarks": [_remark_as_json(remark) for remark in review.remarks],
        "formatting": [{"author": author, "count": count} for author, count in review.formatting],
        "missing": [_spot_as_json(spot) for spot in review.missing],
        "unknown": review.unknown,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _remark_as_json(remark: Remark) -> dict[str, object]:
    return {
        "kind": remark.kind.value,
        "tracked": remark.kind.tracked,
        "author": remark.author,
        "date": remark.date,
        "where": _spot_as_json(remark.spot),
        "to": remark.to and _spot_as_json(remark.to),
        "old": remark.old,
        "new": remark.new,
        "about": remark.words,
        "thread": [{"author": said.author, "date": said.date, "text": said.text} for said in remark.thread],
        "done": remark.done,
    }


def _spot_as_json(spot: Spot) -> dict[str, object]:
    return {
        "place": spot.place and _place_as_json(spot.place),
        "key": spot.key,
        "exact": spot.exact,
        "source": spot.source,
        "now": spot.now,
        "derived": spot.derived,
    }


def _place_as_json(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}
