"""The dossier with which one institute files its plan.

In: a workspace, one of its institutes and what somebody chose. Out: every file of the dossier by its path, the same
bytes for the same sources and choices. It is made of the sources that go into its own `bronnen.zip`, and of nothing
else: so other institutes never stand in its way, and it can be made again years later. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from plan import __version__
from plan.build import Format, Rendered, render
from plan.changes.archives import write_archive
from plan.compose import Composed
from plan.diagnostics import Diagnostic, Severity
from plan.document import Document, Heading, plain_text
from plan.exchange.plan_data import plan_as_json
from plan.exchange.stratml import plan_as_stratml
from plan.load import load_plan
from plan.messages import LANGUAGES, Message, Refused, _, in_words
from plan.model import Goals, Identity, Institute, Plan
from plan.outputs import fingerprint, fingerprints
from plan.report.workbook import coverage_workbook
from plan.requirements import Judgement, judge
from plan.sources import Sources
from plan.submission.amendments import Amendment, amend
from plan.submission.annexes import GoingAlong, annexes_of
from plan.submission.finished import Finished, read_finished
from plan.submission.letter import covering_letter, what_to_send
from plan.submission.manifest import (
    EARLIER,
    FILE,
    SOURCES,
    Accepted,
    Approval,
    Manifest,
    PageNumbers,
    RuleSet,
    write_manifest,
)
from plan.submission.pdf_pages import NoPdf, Pages, pages_of
from plan.submission.proof import Evidence, pages_by_anchor, proof_sheet
from plan.submission.verifying import archive_name
from plan.workspace import Workspace, concerns
from plan.writers.pdf import write_pdf
from plan.writers.targets import Pages as Numbering
from plan.writers.word import write_word

SENT: Final = "verzenden/"
KEPT: Final = "archief/"
NOTE: Final = f"{SENT}LEESMIJ.txt"
_OF_ALL: Final = frozenset(
    {"acceptance-not-needed", "annex-not-named", "goal-without-institute", "number-differs-from-plan"}
)
"""Rules that look at all institutes together: with one they say something else."""


_NOT_LAID_OUT: Final = Numbering()


@dataclass(frozen=True, slots=True)
class Given:
    """A file that somebody made, and what it is called."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that was filed before, which this one amends."""

    name: str
    sources: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How somebody wants a dossier. `reason` and `points` are why it is filed with something open, and what that is."""

    draft: bool = False
    reason: str = ""
    points: tuple[str, ...] = ()
    document: Given | None = None
    pdf: Given | None = None
    numbering: Numbering = _NOT_LAID_OUT
    revision: str = ""
    amends: Earlier | None = None


def plan_alone(workspace: Workspace, institute: str) -> Workspace:
    """The workspace with the sources of one institute's plan only. Raises `Refused` where they make no plan."""
    own = workspace.only(institute)
    if own.plan.lost(Goals, ""):
        raise Refused(_("goals.yaml cannot be read; plan check tells what is wrong"))
    if own.plan.lost(Identity, ""):
        raise Refused(_("the title, period or date of the plan cannot be read; plan check tells what is wrong"))
    if institute not in own.plan.institutes_by_id:
        raise Refused(_("{name} cannot be read: plan check {name} tells what is wrong", name=institute))
    return own


def render_plan(own: Workspace, institute: str, draft: bool) -> Rendered:
    """The plan itself, as it is sent."""
    return render(own.plan, institute, (Format.WORD,), draft, fingerprint=own.fingerprint(institute))


@dataclass(frozen=True)
class Dossier:
    """A dossier on its way: the plan and what is judged of it first, then every file."""

    own: Workspace
    rendered: Rendered
    choices: Choices

    # --- what is known of the plan ---

    @property
    def plan(self) -> Plan:
        """The plan, of its own sources only."""
        return self.own.plan

    @property
    def institute(self) -> Institute:
        """Whose plan it is."""
        return self.plan.institutes_by_id[self.rendered.institute]

    @property
    def document(self) -> Document:
        """The plan as the program composes it."""
        return self.rendered.document

    @cached_property
    def language(self) -> str:
        """The language of the plan, which all that is sent speaks."""
        own = self.document.language.partition("-")[0].lower()
        return own if own in LANGUAGES else LANGUAGES[0]

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What was found in this plan, and in its making."""
        id = self.rendered.institute
        own = (found for found in self.own.findings if concerns(found, id) and found.rule not in _OF_ALL)
        return tuple(dict.fromkeys((*own, *self.faults_of_making)))

    @property
    def faults_of_making(self) -> tuple[Diagnostic, ...]:
        """What went wrong in the making of the plan and of the letter."""
        return (*self.rendered.diagnostics, *self._letter.diagnostics)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """How the plan stands to each requirement."""
        return judge(self.plan, self.institute, self.document, self.findings)

    @cached_property
    def finished(self) -> Finished | None:
        """How the file that somebody finished by hand differs; None where the program's own is sent."""
        given = self.choices.document
        return read_finished(given.name, given.data, self.document, self.choices.draft) if given else None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What is wrong or still to be written in what this plan prints."""
        heavy = (Severity.ERROR, Severity.TODO)
        return tuple(found for found in self.findings if found.severity in heavy and found.accepted is None)

    @cached_property
    def amendment(self) -> Amendment | None:
        """What changed since the filing that this one amends; None where it amends none."""
        earlier = self.choices.amends
        if earlier is None:
            return None
        before, _told = load_plan(Sources(self.own.root, earlier.sources))
        return amend(before, self.plan, self._id, self.document, earlier.name, self.language)

    # --- its files ---

    @property
    def name(self) -> str:
        """What the plan is called as a file, without its suffix."""
        return next(iter(self.rendered.files)).removesuffix(".docx")

    @cached_property
    def word(self) -> bytes:
        """The Word file that is sent."""
        if self.choices.document:
            return self.choices.document.data
        marked = self.amendment.marked if self.amendment else self.document
        return write_word(marked, self.rendered.style, self.choices.numbering)

    @cached_property
    def pdf(self) -> bytes:
        """The PDF that is sent. Raises `Refused` where none says what a file finished by hand says."""
        if self.choices.pdf:
            return self.choices.pdf.data
        if self.choices.document:
            raise Refused(
                _(
                    "the pdf that the program makes would not say what {file} says: save that as PDF in Word too, and "
                    "add: --pdf FILE.pdf",
                    file=self.choices.document.name,
                )
            )
        return write_pdf(self.document, self.rendered.style)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the plan, in printed order."""
        return tuple(block for block in self.document.blocks() if isinstance(block, Heading))

    @cached_property
    def pages(self) -> Pages:
        """On which page of the PDF each heading stands. Raises `Refused` for what is no PDF of this plan."""
        given = self.choices.pdf
        try:
            found = pages_of(self.pdf, [plain_text(heading.inlines) for heading in self.headings])
        except NoPdf:
            assert given is not None
            raise Refused(_("{file} cannot be read as a PDF; save it anew in Word", file=given.name)) from None
        if given and self.headings and not found.found:
            raise Refused(_("{file} is no PDF of this plan: none of its headings is in it", file=given.name))
        return found

    @cached_property
    def annexes(self) -> tuple[GoingAlong, ...]:
        """The annexes that are sent."""
        return annexes_of(self.plan, self.institute, self.language)

    @cached_property
    def _letter(self) -> Composed:
        amends = self.choices.amends is not None
        return covering_letter(self.plan, self.institute, self.annexes, self.language, self._draft, amends)

    def sent(self) -> dict[str, tuple[bytes, Message | str]]:
        """What is sent, by name: its bytes, and what it is."""
        style = self.rendered.style
        files: dict[str, tuple[bytes, Message | str]] = {
            "begeleidende-brief.docx": (write_word(self._letter.document, style), _("the covering letter, to sign")),
            f"{self.name}.docx": (self.word, _("the plan, in Word")),
            f"{self.name}.pdf": (self.pdf, _("the plan, as pdf")),
        }
        if self.amendment:
            changes = write_word(self.amendment.changes, style)
            files["lijst-van-wijzigingen.docx"] = (changes, _("the list of changes"))
        for annex in self.annexes:
            label = str(self.plan.labels["annex"])
            files[annex.file] = (annex.data, f"{label} {annex.letter}: {annex.title}")
        return files

    def files(self) -> dict[str, bytes]:
        """Every file of the dossier by its path, the zip of all of them too."""
        sent = self.sent()
        files = {f"{SENT}{name}": data for name, (data, _told) in sent.items()}
        note = what_to_send({name: told for name, (_data, told) in sent.items()}, self._id, self.language, self._draft)
        files[NOTE] = note.encode()
        files |= {f"{KEPT}{name}": data for name, data in self._archive(sent)}
        files[FILE] = write_manifest(self._manifest(files))
        return {**files, archive_name(self._id): write_archive(files, packed=False)}

    def _archive(self, sent: Mapping[str, tuple[bytes, Message | str]]) -> Iterator[tuple[str, bytes]]:
        """What is kept beside what is sent, all but the manifest."""
        proof = proof_sheet(self._evidence(sent), self.language)
        style = self.rendered.style
        yield "bewijsblad.docx", write_word(proof, style)
        yield "bewijsblad.pdf", write_pdf(proof, style)
        yield "dekking.xlsx", coverage_workbook(self.plan, self.findings, self.language)
        yield "plan.json", plan_as_json(self.plan, self.institute)
        yield "plan.stratml.xml", plan_as_stratml(self.plan, self.institute, self.document)
        yield SOURCES.removeprefix(KEPT), write_archive(self.own.sources.files)
        if self.choices.amends:
            yield EARLIER.removeprefix(KEPT), write_archive(self.choices.amends.sources)

    def _evidence(self, sent: Mapping[str, tuple[bytes, Message | str]]) -> Evidence:
        return Evidence(
            plan=self.plan,
            institute=self.institute,
            rule_sets=tuple(self.plan.rule_sets.values()),
            judgements=self.judgements,
            pages=pages_by_anchor(self.headings, self.pages.of_headings),
            files=tuple(
                (name, in_words(words, self.language), fingerprint(data)) for name, (data, words) in sent.items()
            ),
            accepted=self._accepted,
            by_hand=self.finished.differences if self.finished else None,
            draft=self._draft,
        )

    def _manifest(self, files: Mapping[str, bytes]) -> Manifest:
        identity, choices = self.plan.identity, self.choices
        submission = self.plan.submissions.get(self._id)
        numbering = choices.numbering
        return Manifest(
            institute=self._id,
            name=str(self.institute.name),
            plan=str(identity.title),
            date=identity.date.isoformat(),
            draft=self._draft,
            program=__version__,
            rule_sets=tuple(
                RuleSet(id=str(one.id), version=str(one.version or "")) for one in self.plan.rule_sets.values()
            ),
            revision=choices.revision,
            fingerprint=self.own.fingerprint(self._id),
            page_numbers=PageNumbers(total=numbering.total, pages=dict(numbering.by_bookmark))
            if numbering.total
            else None,
            approvals=tuple(
                Approval(
                    body=str(one.body), date=one.date.isoformat() if one.date else "", minutes=str(one.minutes or "")
                )
                for one in (submission.approvals if submission else ())
            ),
            accepted=self._accepted,
            finished_by_hand=self.finished.differences if self.finished else None,
            given_pdf=choices.pdf is not None,
            amends=choices.amends.name if choices.amends else "",
            files=fingerprints(files),
            sources=fingerprints(self.own.sources.files),
        )

    @property
    def _id(self) -> str:
        return self.rendered.institute

    @property
    def _draft(self) -> bool:
        return self.choices.draft

    @property
    def _accepted(self) -> Accepted | None:
        choices = self.choices
        return Accepted(reason=choices.reason, points=choices.points) if choices.points else None


def with_open_points(dossier: Dossier, reason: str, points: tuple[str, ...]) -> Dossier:
    """The same dossier, filed with something open."""
    return replace(dossier, choices=replace(dossier.choices, reason=reason, points=points))
