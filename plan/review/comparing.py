"""Lay a Word file that came back beside what the program writes of the sources now.

In: the file as `Returned`, and the composed document of its institute. Out: a `Review`: remarks, each with the place in
the sources that it belongs to. Knows anchors and documents; knows no files and no rules, and changes nothing.

A paragraph is known by its anchors, whose names also tell what their text was when the file was made. So what
somebody changed without tracking shows even where the source has moved on since; only, what it said before is then
known by its fingerprint alone. What has no anchor is known by its words and by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from plan.anchors import fingerprint, read_anchor
from plan.document import Document, Inline, Link, Origin, Reference, Run, plain_text
from plan.places import Place
from plan.review.anchored import AnchoredLines, print_of
from plan.review.reading import Change, Line, Piece, Returned, Setting, read_word
from plan.review.remarks import Kind, Remark, Review, Spot
from plan.sentences import PARAGRAPH, begin_of, end_of, shared_start, shown, side_by_side
from plan.writers.word import write_word

SOURCES: Final = "fingerprint"
"""The property of a document that tells what it was made from."""


def compare(returned: Returned, document: Document) -> Review:
    """Find what was said and changed in a file since the program wrote it, from a document as it is composed now."""
    return _Comparison(returned, as_sent(document)).review()


@dataclass(frozen=True, slots=True)
class Sent:
    """What the program writes now: its lines, where each authored value lives, and the values inside each line."""

    lines: AnchoredLines
    places: Mapping[tuple[str, int], Place]
    values: Mapping[str, tuple[Value, ...]]


def as_sent(document: Document) -> Sent:
    """Write a document and read it back, as whoever it is sent to has it."""
    return Sent(AnchoredLines(read_word(write_word(document))), dict(_origins(document.sections)), _values(document))


def _origins(node: object) -> Iterator[tuple[tuple[str, int], Place]]:
    """The places of all authored values that a document shows, by key and part, at whatever depth."""
    if isinstance(node, Origin):
        yield (node.key, node.part), node.place
    elif isinstance(node, tuple):
        for inner in node:
            yield from _origins(inner)
    elif is_dataclass(node) and not isinstance(node, Place):
        for part in fields(node):
            yield from _origins(getattr(node, part.name))


@dataclass(frozen=True, slots=True)
class Value:
    """Where in a line an authored value is printed."""

    start: int
    end: int
    key: str
    place: Place


def _values(document: Document) -> dict[str, tuple[Value, ...]]:
    """The authored values inside each line, by its fingerprint; those that all equal lines share."""
    found: dict[str, tuple[Value, ...]] = {}
    for inlines in _lines_of_inlines(document.sections):
        print_, at, values = fingerprint(plain_text(inlines)), 0, []
        for run in _flat(inlines):
            end = at + len(plain_text((run,)))
            if isinstance(run, Run) and run.origin:
                values.append(Value(at, end, run.origin.key, run.origin.place))
            at = end
        found[print_] = tuple(value for value in values if value in found.get(print_, values))
    return found


def _lines_of_inlines(node: object) -> Iterator[tuple[Inline, ...]]:
    if isinstance(node, tuple):
        for inner in node:
            yield from _lines_of_inlines(inner)
    elif is_dataclass(node) and not isinstance(node, Place):
        if not isinstance(node, Link | Reference) and hasattr(node, "inlines"):
            yield node.inlines
        for part in fields(node):
            yield from _lines_of_inlines(getattr(node, part.name))


def _flat(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    for inline in inlines:
        if isinstance(inline, Link | Reference):
            yield from _flat(inline.inlines)
        else:
            yield inline


def _same(one: str, other: str) -> bool:
    return fingerprint(one) == fingerprint(other)


# --- the comparison --------------------------------------------------------------------------------

_ALIKE: Final = 0.5
"""How much of their words two lines without anchors must share to be one line, edited."""
_NEAR: Final = 20
"""How many lines further it may stand."""


class _Comparison:
    def __init__(self, returned: Returned, sent: Sent) -> None:
        self.places, self.values = sent.places, sent.values
        self.back, self.sent = AnchoredLines(returned), sent.lines
        self.file = returned
        self.keys = sorted({key for key, _part in sent.places})
        self.known = {name: anchor for name in self.sent.stretches if (anchor := read_anchor(name, self.keys))}
        self.now = self._settled()
        self.is_moved_on = self._has_moved_on()
        self.missing: list[Spot] = []
        self.unknown = 0
        self.pairs: dict[int, int] = {}  # lines of the file that came back -> lines of the one sent

    def review(self) -> Review:
        edits = [*self._edits()]  # first, since it pairs the lines
        tracked, comments = self._tracked(), self._comments()
        remarks = [remark for _at, remark in sorted([*edits, *tracked, *comments], key=lambda found: found[0])]
        properties, last_saved = self.sent.file.properties, (self.file.saved_by, self.file.saved)
        if last_saved == (self.sent.file.saved_by, self.sent.file.saved):
            last_saved = "", ""  # the program's own
        return Review(
            institute=properties.get("institute", ""),
            version=properties.get("version", ""),
            saved_by=last_saved[0],
            saved=last_saved[1],
            moved_on=self.is_moved_on,
            remarks=tuple(remarks),
            formatting=self.file.formatting,
            missing=tuple(self.missing) if self.is_moved_on else (),
            unknown=self.unknown,
            anchors=len(self.back.stretches),
        )

    # --- which anchor is which

    def _settled(self) -> dict[str, str]:
        """For each anchor of the file the one that its text has now: that of the same text, else of the most like it.

        Where a paragraph was put before others, the parts of those count on: the fingerprint tells which is which.
        """
        by_text = {(key, print_): name for name, (key, _part, print_) in reversed(self.known.items())}
        read = {name: anchor for name in self.back.stretches if (anchor := read_anchor(name, self.keys))}
        settled = {name: name for name in read if name in self.known}
        for name, (key, _part, print_) in read.items():
            if name not in settled and (same := by_text.get((key, print_))) and same not in settled.values():
                settled[name] = same
        free: dict[str, list[str]] = {}
        for name, (key, _part, _print) in self.known.items():
            if name not in settled.values():
                free.setdefault(key, []).append(name)
        for name, (key, part, _print) in read.items():
            if name not in settled and key in free:
                settled[name] = self._most_alike(self.back.text(name), part, free[key])
        return settled

    def _most_alike(self, text: str, part: int, names: Sequence[str]) -> str:
        """The anchor whose text has most words in common with a text; of equals the one of the same part."""
        words = text.split()

        def likeness(name: str) -> tuple[float, bool]:
            return _share(words, self.sent.text(name).split()), self.known[name][1] == part

        return max(names, key=likeness)

    def _has_moved_on(self) -> bool:
        then, now = (side.file.properties.get(SOURCES, "") for side in (self.back, self.sent))
        return bool(then and now and then != now) or any(name not in self.known for name in self.back.stretches)

    # --- where something belongs

    def spot(self, piece: int) -> Spot:
        """Where a piece of the file belongs: by the narrowest anchor around it, by its line, or by what precedes."""
        at = self.back.line_at(piece)
        line = self.back.lines[at] if at >= 0 else None
        if line is None or piece > line.end:
            return self._before(at)
        if self._is_in_new_paragraph(piece, line):
            return self._before(at - 1)
        around = [
            span
            for name in self.back.around.get(at, ())
            for span, stretch in self.back.stretches[name]
            if span.start <= piece < max(span.end, span.start + 1) and len(stretch) == 1
        ]
        narrowest = [span.name for span in sorted(around, key=lambda span: span.end - span.start)]
        spot = self.spot_of_line(at, [*narrowest, *self.back.around.get(at, ())])
        return self._spot_of_value(spot, line.text, len(self.file.before(line.start, piece)))

    def _spot_of_value(self, spot: Spot, line: str, at: int) -> Spot:
        """Where the words at a spot in a line that the program makes come from, where they are a value's."""
        values = self.values.get(fingerprint(line), ()) if spot.composed else ()
        value = next((value for value in values if value.start <= at < value.end), None)
        if value is None:
            return spot
        return replace(spot, place=value.place, key=value.key, exact=True, source="same", composed=False)

    def _is_in_new_paragraph(self, piece: int, line: Line) -> bool:
        """Whether a piece stands in a paragraph that was inserted as a whole, before the line it is counted with."""
        pieces = self.file.pieces
        following = next((at for at in range(piece, line.end) if pieces[at].inserted is None), line.end)
        ends = any(pieces[at].ends for at in range(piece, following))
        return ends and not self.file.before(line.start, piece).strip()

    def spot_of_line(self, at: int, names: Sequence[str] = ()) -> Spot:
        """Where a line of the file belongs, by the first of some anchors that leads anywhere."""
        derived = self.back.lines[at].setting.derived
        if not derived and at in self.pairs:  # LibreOffice keeps no controls
            derived = self.sent.lines[self.pairs[at]].setting.derived
        found = [self._spot_of_anchor(name) for name in names or self.back.around.get(at, ())]
        # An anchor whose key is gone may stand around a text that has another key now.
        found += [self._spot_of_anchor(name) for name in self.sent.around.get(self.pairs.get(at, -1), ())]
        spots = sorted((spot for spot in found if spot), key=lambda spot: spot.place is None)
        spot = spots[0] if spots else replace(self._before(at - 1), composed=at in self.pairs)
        return replace(spot, derived=derived)

    def _spot_of_anchor(self, name: str) -> Spot | None:
        now = self.now.get(name, name)
        if now in self.known:
            key, part, print_ = self.known[now]
            is_same = print_ == print_of(name)
            text = "" if is_same else self.sent.text(now)
            return Spot(self.places.get((key, part)), key, True, "same" if is_same else "moved-on", text)
        found = read_anchor(name, self.keys)
        if found is None:
            return Spot(source="gone") if name in self.back.stretches else None
        key = found[0]
        first = min(part for other, part in self.places if other == key)
        return Spot(self.places[key, first], key, False, "gone")

    def _before(self, at: int) -> Spot:
        """The nearest anchored line before a line that has none, as the place after which something stands."""
        while at >= 0:
            names = [*self.back.around.get(at, ()), *self.sent.around.get(self.pairs.get(at, -1), ())]
            for name in names:
                spot = self._spot_of_anchor(name)
                # A label is the same in every plan: what stands below it belongs to what stands above it.
                if spot and spot.place and not spot.key.startswith("labels."):
                    return Spot(spot.place, spot.key)
            at -= 1
        return Spot()

    # --- with tracking off

    def _edits(self) -> Iterator[tuple[int, Remark]]:
        """What was changed without tracking, each with the piece of the file where it shows."""
        back, sent = self.back.lines, self.sent.lines
        groups, doubles = self._anchored_lines()
        of_back = {at: number for number, (ours, _theirs) in enumerate(groups) for at in ours}
        of_sent = {at: number for number, (_ours, theirs) in enumerate(groups) for at in theirs}
        matcher = SequenceMatcher(
            None,
            [of_back.get(at, fingerprint(line.text)) for at, line in enumerate(back)],
            [of_sent.get(at, fingerprint(line.text)) for at, line in enumerate(sent)],
            autojunk=False,
        )
        kept: set[int] = set()
        for how, start, end, sent_start, sent_end in matcher.get_opcodes():
            if how == "equal":
                kept.update(range(start, end))
                self.pairs.update(zip(range(start, end), range(sent_start, sent_end), strict=True))
            else:
                left = (at for at in range(start, end) if at not in of_back and at not in doubles)
                ours = [at for at in left if not self._has_lost_key(at)]
                theirs = [at for at in range(sent_start, sent_end) if at not in of_sent]
                self.pairs.update(_alike(ours, back, theirs, sent))
        for ours, theirs in groups:
            self.pairs.update((at, theirs[0]) for at in ours)
        paired = {*self.pairs.values(), *of_sent}
        self._pair_the_rest([at for at in range(len(sent)) if at not in paired], doubles)
        if not self.is_moved_on:
            paired = {*self.pairs.values(), *of_sent}
            self._pair_by_place([at for at in range(len(sent)) if at not in paired], doubles)

        for ours, theirs in groups:
            yield from self._edited(ours, theirs)
        if not self.is_moved_on:
            yield from self._shifted([ours for ours, _theirs in groups if kept.isdisjoint(ours)])
        for at in sorted(doubles):
            yield back[at].start, Remark(Kind.DOUBLED, self.spot_of_line(at), new=shown(back[at].text))
        for at, there in sorted(self.pairs.items()):
            if at not in of_back:
                yield from self._edited_without_anchor(at, there)
        yield from self._added([at for at in range(len(back)) if at not in self.pairs and at not in doubles])
        paired = {*self.pairs.values(), *of_sent}
        yield from self._removed([at for at in range(len(sent)) if at not in paired])

    def _anchored_lines(self) -> tuple[list[tuple[list[int], list[int]]], set[int]]:
        """The lines of the file, and those that were sent, that are known by the same anchors; and the copies.

        One line for two is a paragraph that was split or joined. Anchors around a list hold no lines of their own.
        """
        links: dict[int, set[int]] = {}
        copies: set[int] = set()
        occurrences: dict[str, list[tuple[str, range]]] = {}
        for name, found in self.back.stretches.items():
            occurrences.setdefault(self.now.get(name, ""), []).extend((name, stretch) for _span, stretch in found)
        for now, places in occurrences.items():
            if now not in self.known:
                continue
            theirs = {
                at
                for _span, stretch in self.sent.stretches[now]
                for at in stretch
                if now in self.sent.owners.get(at, ()) and len(stretch) == 1
            }
            if not theirs:
                continue
            places = sorted(places, key=lambda place: place[0] != now)
            for number, (name, stretch) in enumerate(places):
                own = [at for at in stretch if name in self.back.owners.get(at, ())]
                if number and places[0][1] != stretch:
                    copies.update(own)
                else:
                    for at in own:
                        links.setdefault(at, set()).update(theirs)
        copies -= set(links)
        groups: dict[int, tuple[set[int], set[int]]] = {}
        group_of: dict[int, int] = {}
        for at, theirs in sorted(links.items()):
            ours = {at}
            for number in {group_of[there] for there in theirs if there in group_of}:
                others, more = groups.pop(number)
                ours, theirs = ours | others, theirs | more
            groups[at] = ours, theirs
            group_of.update(dict.fromkeys(theirs, at))
        return [(sorted(ours), sorted(theirs)) for ours, theirs in groups.values()], copies

    def _pair_the_rest(self, missing: Iterable[int], copies: set[int]) -> None:
        """Pair what stands elsewhere in the file without its anchor."""
        alone = {
            fingerprint(line.text): at
            for at, line in reversed(list(enumerate(self.back.lines)))
            if at not in self.pairs and at not in copies
        }
        for at in missing:
            if (here := alone.pop(fingerprint(self.sent.lines[at].text), None)) is not None:
                self.pairs[here] = at

    def _pair_by_place(self, missing: Sequence[int], copies: set[int]) -> None:
        """Pair lines that share no words, where as many stand between the same neighbours."""
        here = {there: at for at, there in reversed(self.pairs.items())}
        here |= {-1: -1, len(self.sent.lines): len(self.back.lines)}
        prints = {fingerprint(self.sent.lines[at].text) for at in self.sent.owners}
        for run in _runs(missing, lambda _at, _after: True):
            if run[0] - 1 not in here or run[-1] + 1 not in here:
                continue
            between = range(here[run[0] - 1] + 1, here[run[-1] + 1])
            free = [at for at in between if at not in self.pairs and at not in copies and at not in self.back.owners]
            is_new = all(fingerprint(self.back.lines[at].text) not in prints for at in free)
            if len(between) == len(run) == len(free) and is_new:
                self.pairs.update(zip(between, run, strict=True))

    def _edited(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, Remark]]:
        """A paragraph that has its anchors, compared with what it was."""
        new = "\n".join(self.back.lines[at].text for at in ours)
        old = "\n".join(self.sent.lines[at].text for at in theirs)
        names = [name for at in ours for name in self.back.owners.get(at, ())]
        kind = Kind.EDITED
        if len(ours) > len(theirs):
            kind = Kind.SPLIT
        elif len(ours) < len(theirs):
            kind = Kind.JOINED
        if kind is Kind.EDITED and _same(old, new):
            return
        start = self.back.lines[ours[0]].start
        changed = [name for name in names if not self.back.is_as_sent(name)]
        if kind is not Kind.EDITED or not self.is_moved_on:
            known = all(name in self.known for name in names)
            spot = self.spot_of_line(ours[0], changed or names)
            if kind is Kind.EDITED and not changed:  # what stands around the values
                spot = Spot(spot.place, spot.key, derived=spot.derived, composed=True)
            yield start, self._remark(kind, spot, old if known else None, new)
        elif changed:
            spot = self.spot_of_line(ours[0], changed)
            yield start, self._remark(kind, spot, old if changed[0] in self.known else None, new)

    def _edited_without_anchor(self, at: int, there: int) -> Iterator[tuple[int, Remark]]:
        line, old = self.back.lines[at], self.sent.lines[there].text
        was_anchored = any(name in self.known for name in self.sent.owners.get(there, ()))
        if _same(line.text, old):
            is_known = at in self.back.owners or set(self.now.values()) & set(self.sent.owners.get(there, ()))
            if was_anchored and not is_known:
                yield line.start, Remark(Kind.UNMARKED, self.spot_of_line(at), new=shown(line.text))
        elif was_anchored or not self.is_moved_on:
            changed = len(shared_start(old, line.text))
            spot = self._spot_of_value(self.spot_of_line(at), old, changed)
            yield line.start, self._remark(Kind.EDITED, spot, old, line.text)
        elif at not in self.back.cells_as_sent:
            self.unknown += 1

    def _shifted(self, groups: Iterable[Sequence[int]]) -> Iterator[tuple[int, Remark]]:
        """Paragraphs that stand elsewhere than they were sent; those that went together are one remark."""
        moved = sorted(at for group in groups for at in group)
        for run in _runs(moved, lambda at, after: self.pairs[after] == self.pairs[at] + 1):
            text = "\n".join(self.back.lines[at].text for at in run)
            remark = Remark(Kind.SHIFTED, self.spot_of_line(run[0]), new=shown(text), to=self._before(run[0] - 1))
            yield self.back.lines[run[0]].start, remark

    def _added(self, lines: Sequence[int]) -> Iterator[tuple[int, Remark]]:
        """Text that was not sent, outside any anchor or under one that this plan no longer has."""
        prints = {fingerprint(self.sent.lines[at].text): at for at in self.sent.owners}
        unanchored: list[int] = []
        for at in lines:
            line, names = self.back.lines[at], self.back.owners.get(at, ())
            if self._has_lost_key(at):
                if not all(map(self.back.is_as_sent, names)):
                    yield line.start, self._remark(Kind.EDITED, self.spot_of_line(at), None, line.text)
            elif (there := prints.get(fingerprint(line.text))) is not None:
                spot = self._spot_of_anchor(self.sent.owners[there][0]) or Spot()
                yield line.start, Remark(Kind.DOUBLED, spot, new=shown(line.text))
            elif self.is_moved_on and (line.setting.derived or line.setting.table):
                self.unknown += at not in self.back.cells_as_sent
            else:
                unanchored.append(at)
        for run in _runs(unanchored, lambda at, after: self._setting(at) == self._setting(after)):
            text = "\n".join(self.back.lines[at].text for at in run)
            # Where the sources moved on, it may be what the program itself wrote then.
            old = None if self.is_moved_on else ""
            remark = Remark(Kind.ADDED, self.spot_of_line(run[0]), old=old, new=shown(text))
            yield self.back.lines[run[0]].start, remark

    def _has_lost_key(self, at: int) -> bool:
        """Whether a line is known by an anchor that this plan has no more."""
        names = self.back.owners.get(at, ())
        return any(name not in self.now and len(self.back.stretches[name][0][1]) == 1 for name in names)

    def _setting(self, at: int) -> Setting:
        return self.back.lines[at].setting

    def _removed(self, lines: Sequence[int]) -> Iterator[tuple[int, Remark]]:
        """What was sent and is not there."""
        around = self.sent.around
        if self.is_moved_on:
            spots = (self._spot_of_anchor(name) for at in lines for name in around.get(at, ())[:1])
            self.missing = list({spot.place: spot for spot in spots if spot and spot.place}.values())
            return
        here = {there: at for at, there in reversed(self.pairs.items())}
        for run in _runs(lines, lambda at, after: around.get(at, ())[-1:] == around.get(after, ())[-1:]):
            before = next((at for at in range(run[0], -1, -1) if at in here), None)
            at = here[before] if before is not None else -1
            spot = next(filter(None, map(self._spot_of_anchor, around.get(run[0], ()))), None)
            spot = spot or replace(self._before(at), composed=True)
            spot = replace(spot, derived=self.sent.lines[run[0]].setting.derived)
            text = "\n".join(self.sent.lines[gone].text for gone in run)
            yield self.back.lines[at].end if at >= 0 else 0, Remark(Kind.REMOVED, spot, old=shown(text))

    def _remark(self, kind: Kind, spot: Spot, old: str | None, new: str) -> Remark:
        if old is None:
            return Remark(kind, spot, old=None, new=shown(new))
        old, new = side_by_side(shown(old), shown(new))
        return Remark(kind, spot, old=old, new=new)

    # --- with tracking on

    def _tracked(self) -> Iterator[tuple[int, Remark]]:
        """Each stretch that one person inserted, deleted or moved, with the sentences around it."""
        moves: dict[str, tuple[int, Remark]] = {}
        for start, end, change in self._changes():
            if change.move:
                at, first = moves.pop(change.move, (0, None))
                spot = self.spot(start)
                if first is None:
                    is_origin = self.file.pieces[start].deleted is not None
                    text = self._words(range(start, end)).removesuffix(PARAGRAPH).strip()
                    remark = Remark(Kind.MOVED, spot, change.author, change.date, new=text)
                    moves[change.move] = start, remark if is_origin else replace(remark, spot=Spot(), to=spot)
                else:
                    yield at, replace(first, to=spot) if first.to is None else replace(first, spot=spot)
            else:
                yield start, self._change(start, end, change)
        yield from moves.values()  # one end of the move is gone

    def _changes(self) -> Iterator[tuple[int, int, Change]]:
        at, pieces = 0, self.file.pieces
        while at < len(pieces):
            change = pieces[at].deleted or pieces[at].inserted
            start, at = at, at + 1
            if change is None:
                continue
            while at < len(pieces):
                following = pieces[at].deleted or pieces[at].inserted
                is_end = bool(change.move) and (pieces[at - 1].deleted is None) != (pieces[at].deleted is None)
                if following is None or (following.author, following.move) != (change.author, change.move) or is_end:
                    break
                at += 1
            yield start, at, change

    def _change(self, start: int, end: int, change: Change) -> Remark:
        pieces = self.file.pieces
        inside = range(start, end)
        old = self._words(inside, lambda piece: piece.deleted is not None)
        new = self._words(inside, lambda piece: piece.deleted is None)
        first, last = start, end
        while first and pieces[first - 1].ends is None:
            first -= 1
        is_only_a_mark = all(pieces[at].ends for at in inside)
        while last < len(pieces) and (pieces[last - 1].ends is None or is_only_a_mark) and pieces[last].ends is None:
            is_only_a_mark, last = False, last + 1
        head = self._words(range(first, start), lambda piece: piece.deleted is None)
        tail = self._words(range(end, last), lambda piece: piece.deleted is None)
        kind = Kind.REPLACED if old and new else Kind.DELETED if old else Kind.INSERTED
        head, tail = end_of(head), begin_of(tail)
        old, new = (" ".join(f"{head}{text}{tail}".split()) for text in (old, new))
        return Remark(kind, self._spot_of(inside), change.author, change.date, old=old, new=new)

    def _spot_of(self, stretch: range) -> Spot:
        """Where a stretch belongs: of a row, by the first of its cells that an author wrote."""
        spots = [self.spot(at) for at in stretch[:_NEAR]]
        return next((spot for spot in spots if spot.exact), spots[0])

    def _words(self, stretch: range, chosen: Callable[[Piece], bool] = lambda _piece: True) -> str:
        """The text of some pieces, with a sign where a paragraph or a cell ends."""
        shown = (
            piece.text if piece.ends is None else " | " if piece.ends.table else PARAGRAPH
            for piece in self.file.pieces[stretch.start : stretch.stop]
            if chosen(piece)
        )
        return re.sub(r"\s+", " ", "".join(shown))

    def _comments(self) -> Iterator[tuple[int, Remark]]:
        for comment in self.file.comments:
            said, start, end = comment.said, comment.start, comment.end
            remark = Remark(
                Kind.COMMENT, Spot(), said.author, said.date, thread=(said, *comment.replies), done=comment.done
            )
            if start is None or end is None:
                yield len(self.file.pieces), remark
                continue
            while start < end and self.file.pieces[start].ends is not None:
                start += 1
            words = self._words(range(start, end), lambda piece: piece.deleted is None)
            words = words or self._words(range(start, end))
            yield start, replace(remark, spot=self.spot(start), words=words.removesuffix(PARAGRAPH).strip())


def _alike(
    ours: Sequence[int], back: Sequence[Line], theirs: Sequence[int], sent: Sequence[Line]
) -> Iterator[tuple[int, int]]:
    """Pair lines that have most of their words in common, in order."""
    left = list(theirs)
    for at in ours:
        words = back[at].text.split()
        for there in left[:_NEAR]:
            if _share(words, sent[there].text.split()) >= _ALIKE:
                yield at, there
                left = left[left.index(there) + 1 :]
                break


def _share(one: list[str], other: list[str]) -> float:
    """How much of their words two texts have in common, from 0 to 1."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE / 2 else 0


def _runs(numbers: Sequence[int], together: Callable[[int, int], bool]) -> Iterator[list[int]]:
    """Cut a sorted row of numbers into runs of neighbours that belong together."""
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] + 1 or not together(run[-1], number)):
            yield run
            run = []
        run.append(number)
    if run:
        yield run
