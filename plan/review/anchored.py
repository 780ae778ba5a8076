"""Which lines of a Word file stand under which anchor.

In: a file as `Returned`. Out: `AnchoredLines`. Knows how programs lay bookmarks around text; knows no keys.
"""

from __future__ import annotations

from bisect import bisect_right

from plan.anchors import fingerprint
from plan.review.reading import Returned, Span


class AnchoredLines:
    """One of the two files: on which of its lines each anchor stands.

    `owners` are the anchors that a line is known by: the narrowest around it, since an anchor around a list leaves its
    items to their own. `around` has all of them, narrowest first; for the cells of an anchored table the table's too.
    `cells_as_sent` are the lines of tables that nobody changed.
    """

    def __init__(self, file: Returned) -> None:
        self.file = file
        self.lines = file.lines
        self.starts = [line.start for line in self.lines]
        self.stretches: dict[str, list[tuple[Span, range]]] = {}
        self.owners: dict[int, list[str]] = {}
        self.around: dict[int, list[str]] = {}
        self._tables: dict[int, tuple[range, str]] = {}
        found = sorted(((span, self._stretch(span)) for span in file.anchors), key=lambda pair: len(pair[1]))
        narrowest: dict[int, int] = {}
        for span, stretch in found:
            self.stretches.setdefault(span.name, []).append((span, stretch))
            for at in stretch:
                self.around.setdefault(at, []).append(span.name)
                if narrowest.setdefault(at, len(stretch)) == len(stretch):
                    self.owners.setdefault(at, []).append(span.name)
        self.cells_as_sent: set[int] = set()
        for span, stretch in found:
            cells, print_ = self._table(stretch)
            if print_of(span.name) == print_:
                self.cells_as_sent.update(cells)
                for at in cells:
                    self.around.setdefault(at, []).append(span.name)

    def line_at(self, piece: int) -> int:
        """The line that a piece stands in, else the last one before it; -1 before the first."""
        return bisect_right(self.starts, piece) - 1

    def _stretch(self, span: Span) -> range:
        """The lines on which an anchor has letters; where it has none at all, the line that it stands in.

        Around letters that were not there before, as where a paragraph was moved to, it stands on no line.
        """
        letters = [
            (at, piece.inserted is None)
            for at, piece in enumerate(self.file.pieces[span.start : span.end], span.start)
            if piece.ends is None and piece.text.strip()
        ]
        shown = [at for at, was_there in letters if was_there]
        first = self.line_at(shown[0] if shown else span.start)
        if not shown and (letters or first < 0 or self.lines[first].end < span.start):
            return range(0)
        return range(first, self.line_at(shown[-1]) + 1 if shown else first + 1)

    def _table(self, stretch: range) -> tuple[range, str]:
        """The lines of the table that an anchor stands in or captions, and the fingerprint of all its text."""
        if not stretch:
            return range(0), ""
        at = stretch[0]
        if not self.lines[at].setting.table and at + 1 < len(self.lines):
            at += 1
        number = self.lines[at].setting.table
        if not number:
            return range(0), ""
        if number not in self._tables:
            of_table = [index for index, line in enumerate(self.lines) if line.setting.table == number]
            cells = range(of_table[0], of_table[-1] + 1)
            self._tables[number] = cells, fingerprint("".join(self.lines[cell].text for cell in of_table))
        return self._tables[number]

    def text(self, name: str) -> str:
        """The text of the lines of an anchor."""
        return "\n".join(self.lines[at].text for _span, stretch in self.stretches[name][:1] for at in stretch)

    def is_as_sent(self, name: str) -> bool:
        """Whether the text of an anchor is what its name says; where fields fill in a part, that is believed."""
        for span, stretch in self.stretches.get(name, ()):
            lines = [self.lines[at] for at in stretch]
            prints = (
                fingerprint(self.file.before(span.start, span.end)),
                fingerprint("".join(line.text for line in lines)),
                self._table(stretch)[1],
            )
            if any(line.computed for line in lines) or print_of(name) in prints:
                return True
        return False


def print_of(name: str) -> str:
    """The fingerprint in an anchor's name: of the text that it stood around when the file was made."""
    return name.rpartition("_")[2]
