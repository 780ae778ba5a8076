"""The proof sheet: where in the plan that was sent each requirement is met, and what nobody has looked at.

In: the judgements on a plan, the pages of its PDF and what was sent. Out: a `Document`. Whoever looks for a requirement
finds chapter, heading and page in one table, in the order of the plan. It claims no compliance with any law.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from plan.diagnostics import SEVERITY_WORDS
from plan.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Inline,
    LineBreak,
    List,
    ListItem,
    Paragraph,
    Role,
    Row,
    Run,
    Section,
    Table,
    Words,
)
from plan.messages import Message, _, _n, in_words
from plan.model import Basis, Institute, Plan, RuleSet
from plan.requirements import Judgement, Spot, Standing
from plan.requirements.words import BASES, counted
from plan.sentences import capitalised
from plan.submission.manifest import Accepted, Difference

_SIGNS: Final = {Standing.MET: "●", Standing.NOT_MET: "–", Standing.WAIVED: "w", Standing.TO_JUDGE: "?"}
_SHADES: Final = {
    Standing.MET: "",
    Standing.NOT_MET: "lacking",
    Standing.WAIVED: "no-data",
    Standing.TO_JUDGE: "possible",
}
_STANDINGS: Final = {
    Standing.MET: _("met"),
    Standing.NOT_MET: _("not met"),
    Standing.WAIVED: _("waived, see the reason"),
    Standing.TO_JUDGE: _("for a person to judge"),
}
_BASES_TOLD: Final = {
    Basis.LAW: _("stands in a text of law that was read when the list was made"),
    Basis.ANALOGY: _("stands in a text of law for another kind of organisation"),
    Basis.PRACTICE: _("what earlier plans had and the administration expects"),
    Basis.INFERRED: _("follows from the rest, and stands nowhere"),
}
_MOST_SPOTS: Final = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a proof sheet tells of. `files` are what was sent, with what each is and its hash."""

    plan: Plan
    institute: Institute
    rule_sets: tuple[RuleSet, ...]
    judgements: tuple[Judgement, ...]
    pages: Mapping[str, int]
    """By the anchor of a heading."""
    files: tuple[tuple[str, str, str], ...]
    accepted: Accepted | None = None
    by_hand: tuple[Difference, ...] | None = None
    draft: bool = False


def proof_sheet(evidence: Evidence, language: str) -> Document:
    """The sheet, lying on its side."""
    return _Sheet(evidence, language).document()


@dataclass(frozen=True)
class _Sheet:
    evidence: Evidence
    language: str

    def document(self) -> Document:
        plan, institute = self.evidence.plan, self.evidence.institute
        identity, labels = plan.identity, plan.labels
        return Document(
            title=self.told(_("Proof sheet, {plan}", plan=f"{identity.title} – {institute.name}")),
            author=str(institute.name),
            language=str(identity.language or "nl-BE"),
            date=(identity.date.year, identity.date.month, identity.date.day),
            sections=(Section(tuple(self.blocks()), "annex", landscape=True),),
            subject=self.told(_("Proof sheet, {plan}", plan=identity.title)),
            draft=str(labels["draft"]) if self.evidence.draft else "",
            words=Words.from_labels(labels),
        )

    def blocks(self) -> Iterator[Block]:
        yield self.heading(1, _("Proof sheet"))
        yield self.about()
        yield Paragraph((Run(" ".join(map(self.told, self.headline()))),), Role.STATEMENT)
        yield self.paragraph(
            _(
                "This sheet tells what the program looked for, on which ground, and where it stands in the plan. It "
                "does not say that the plan complies with the law: that is for a person to judge, who reads the texts "
                "named below."
            )
        )
        yield self.requirements()
        yield Paragraph((Run(self.legend()),), Role.LEGEND)
        yield from self.accepted()
        yield from self.by_hand()
        yield from self.questions()
        yield from self.not_checked()
        yield self.heading(2, _("What was sent"))
        yield self.sent()

    def about(self) -> Paragraph:
        evidence = self.evidence
        parts = [str(evidence.institute.name), str(evidence.plan.identity.title)]
        parts += [
            self.told(_("requirements: {title}, version {version}", title=one.title, version=one.version or "–"))
            for one in evidence.rule_sets
        ]
        return Paragraph((Run(" · ".join(parts)),), Role.FACT)

    def headline(self) -> Iterator[Message]:
        counts = Counter(judgement.standing for judgement in self.evidence.judgements)
        told = tuple(counted(standing, counts[standing]) for standing in reversed(Standing) if counts[standing])
        total = sum(counts.values())
        yield _n("{count} requirement: {standings}.", "{count} requirements: {standings}.", total, standings=told)

    # --- the table ---

    def requirements(self) -> Table:
        heads = (
            _("no."),
            _("what the plan must have"),
            _("how it stands"),
            _("where in the plan: chapter › heading"),
            _("page"),
        )
        caption = _("Each requirement, in the order of the plan; pages are those of the pdf that was sent")
        return Table(
            columns=(
                Column("right", 0.5),
                Column("left", 5.6),
                Column("left", 1.9),
                Column("left", 5.9),
                Column("right", 1.1),
            ),
            header=(self.header(heads),),
            rows=tuple(self.row(number, judgement) for number, judgement in enumerate(self.in_order, 1)),
            caption=(Run(self.told(caption)),),
            description=self.told(caption),
        )

    @cached_property
    def in_order(self) -> tuple[Judgement, ...]:
        """The judgements as the plan has them: by page, those without a place behind them."""

        def page(judgement: Judgement) -> float:
            return min(filter(None, map(self.page, judgement.spots)), default=float("inf"))

        return tuple(sorted(self.evidence.judgements, key=page))

    def row(self, number: int, judgement: Judgement) -> Row:
        requirement, standing = judgement.requirement, judgement.standing
        basis = self.told(BASES[requirement.basis])
        ground = f"{basis}: {requirement.source}" if requirement.source else basis
        title = (Run(str(requirement.title), strong=True), LineBreak(), Run(capitalised(ground)))
        sign = [f"{_SIGNS[standing]}\u00a0{self.told(_STANDINGS[standing])}"]
        if standing is Standing.NOT_MET:
            sign.append(f"({self.told(SEVERITY_WORDS[requirement.severity])})")
        where, pages = self.where(judgement)
        return Row(
            (
                Cell((Run(str(number)),)),
                Cell(title, header=True),
                Cell(_lines(sign), shade=_SHADES[standing]),
                Cell(where),
                Cell((Run(pages, strong=True),)),
            )
        )

    def where(self, judgement: Judgement) -> tuple[tuple[Inline, ...], str]:
        """The headings by chapter, of many the first ones, and their pages; then what there is to say."""
        spots = list(dict.fromkeys((spot.chapter, spot.heading, self.page(spot)) for spot in judgement.spots))
        shown = spots if len(spots) <= _MOST_SPOTS else spots[: _MOST_SPOTS - 1]
        lines = []
        for chapter, below in groupby(shown, key=lambda spot: spot[0]):
            headings = "; ".join(heading for _chapter, heading, _page in below if heading not in ("", chapter))
            lines.append(f"{chapter} › {headings}" if headings else chapter)
        if left := len(spots) - len(shown):
            more = self.told(_n("and {count} more place", "and {count} more places", left))
            lines[-1] = f"{lines[-1]} {more}"
        if judgement.told and (judgement.standing is not Standing.MET or not lines):
            lines.append(self.told(judgement.told))
        pages = sorted({page for _chapter, _heading, page in spots if page})
        return _lines(lines), _ranges(pages)

    def page(self, spot: Spot) -> int | None:
        return self.evidence.pages.get(spot.anchor)

    def legend(self) -> str:
        used = {judgement.requirement.basis for judgement in self.evidence.judgements}
        told = (f"{self.told(BASES[basis])}: {self.told(_BASES_TOLD[basis])}" for basis in BASES if basis in used)
        return capitalised("; ".join(told))

    # --- what is open, and what nobody looked at ---

    def accepted(self) -> Iterator[Block]:
        accepted = self.evidence.accepted
        if accepted is None:
            return
        yield self.heading(2, _("Open when the plan was filed"))
        yield self.paragraph(_("Filed all the same, for this reason: {reason}", reason=accepted.reason))
        yield _list(accepted.points)

    def by_hand(self) -> Iterator[Block]:
        differences = self.evidence.by_hand
        if differences is None:
            return
        yield self.heading(2, _("The Word file was finished by hand"))
        if not differences:
            yield self.paragraph(_("Its words are those that the program made; only its looks may differ."))
            return
        yield self.table(
            (_("where it comes from"), _("as the program made it"), _("as it was sent")),
            ((difference.where, difference.made or "–", difference.sent or "–") for difference in differences),
            (2, 4, 4),
            _n(
                "{count} change in words that is not in the sources",
                "{count} changes in words that are not in the sources",
                len(differences),
            ),
        )

    def questions(self) -> Iterator[Block]:
        judged = [one for one in self.evidence.judgements if one.standing is Standing.TO_JUDGE]
        if judged:
            yield self.heading(2, _("What a person still has to judge"))
            yield _list(f"{one.requirement.title} {self.told(one.told)}" for one in judged)

    def not_checked(self) -> Iterator[Block]:
        yield self.heading(2, _("What the program did not check"))
        yield _list(
            map(
                self.told,
                (
                    _("whether what the plan says is true, and whether its figures are right"),
                    _("whether those who sign and those who approved may do so"),
                    _("what stands in the annexes, and in pictures"),
                    _("whether the plan complies with the law, in whole or in part"),
                ),
            )
        )
        texts = [str(text) for one in self.evidence.rule_sets for text in one.to_read]
        if texts:
            yield self.paragraph(_("These texts must be read by a person, each as it holds today:"))
            yield _list(texts)

    def sent(self) -> Table:
        caption = _("The files that were sent; a file with another SHA-256 is another file")
        return self.table(
            (_("file"), _("what it is"), "SHA-256"), self.evidence.files, (3.4, 2.4, 6.2), caption, code=2
        )

    # --- words ---

    def told(self, words: Message | str) -> str:
        return in_words(words, self.language)

    def heading(self, level: int, words: Message) -> Heading:
        return Heading(level, (Run(self.told(words)),))

    def paragraph(self, words: Message) -> Paragraph:
        return Paragraph((Run(self.told(words)),))

    def header(self, heads: Iterable[Message | str]) -> Row:
        words = map(self.told, heads)
        return Row(tuple(Cell((Run(capitalised(word)),)) for word in words))

    def table(
        self,
        heads: Sequence[Message | str],
        rows: Iterable[Sequence[str]],
        shares: Sequence[float],
        caption: Message,
        code: int | None = None,
    ) -> Table:
        """A table of words, each row named by its first; column `code` holds what nobody reads as words."""
        return Table(
            columns=tuple(Column("left", share) for share in shares),
            header=(self.header(heads),),
            rows=tuple(
                Row(tuple(Cell((Run(text, code=at == code),), header=at == 0) for at, text in enumerate(row)))
                for row in rows
            ),
            caption=(Run(self.told(caption)),),
            description=self.told(caption),
        )


def pages_by_anchor(headings: Iterable[Heading], pages: Iterable[int | None]) -> dict[str, int]:
    """The page of each heading that has a name."""
    found: dict[str, int] = {}
    for heading, page in zip(headings, pages, strict=True):
        if heading.anchor and page is not None:
            found.setdefault(heading.anchor, page)
    return found


def _lines(texts: Iterable[str]) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for text in texts:
        inlines += [LineBreak(), Run(text)] if inlines else [Run(text)]
    return tuple(inlines)


def _list(texts: Iterable[str]) -> List:
    return List(tuple(ListItem((Paragraph((Run(text),)),)) for text in texts))


def _ranges(pages: Sequence[int]) -> str:
    """Pages in a cell: each of a few, of many the first and the last."""
    return ", ".join(map(str, pages)) if len(pages) <= _MOST_SPOTS else f"{pages[0]}–{pages[-1]}"
