"""Rules about what stands in authored texts: braces, footnotes, pictures, links and signs that would print wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final

from plan.checks.items import items, markdown, readings, subject
from plan.checks.registry import rule
from plan.diagnostics import Diagnostic, Other, Severity, did_you_mean
from plan.dutch import Unreadable, print_number, read_number
from plan.markdown_reader import is_word_of_picture
from plan.messages import Message, _
from plan.model import Figure, Plan

if TYPE_CHECKING:
    from plan.pictures import Unshowable

_WORDS_OF_PICTURES: Final = ("{foto: ...}", "{bron: ...}", "{volle bladzijde}")


@rule(severity=Severity.ERROR)
def unknown_reference(plan: Plan) -> Iterator[Diagnostic]:
    """Braces in a text hold something that is no reference; they would be printed as they stand."""
    for written, part in markdown(plan):
        for spot in part.unknown_of_pictures:
            yield Diagnostic(
                rule="unknown-reference",
                place=spot.place,
                message=_("{braces} says nothing about the picture before it", braces=spot.text),
                hint=_("behind a picture can stand {words}", words=_WORDS_OF_PICTURES),
                subject=subject(written),
            )
    for text, reading in readings(plan):
        for spot in reading.unknown:
            yield Diagnostic(
                rule="unknown-reference",
                place=spot.place,
                message=_("nothing can be made of {braces}", braces=spot.text),
                hint=_("write this right behind the picture that it is about, without a blank line between")
                if is_word_of_picture(spot.text)
                else _(
                    "write {forms} with an id, or {to_write} for what is still to be written",
                    forms=(
                        "{cijfer ...}",
                        "{actie ...}",
                        "{doel ...}",
                        "{hoofdstuk ...}",
                        "{rangschikking ...}",
                        "{bijlage ...}",
                        "{tabel ...}",
                        "{figuur ...}",
                        "{pagina ...}",
                        "{taal en: ...}",
                    ),
                    to_write="{nog ...}",
                )
                if spot.text.endswith("}")
                else _("close it with a brace: {braces}", braces=f"{spot.text} ...}}"),
                subject=subject(text),
            )


@rule(severity=Severity.WARNING)
def worded_otherwise(plan: Plan) -> Iterator[Diagnostic]:
    """A text words a figure with a number that is far from it, or on the wrong side: `meer dan 155.000` for less.

    What is rounded, and what is worded without a number or as `1 op de 5`, is left to the author.
    """
    for text, reading in readings(plan):
        for reference in reading.references:
            figure = plan.figures_by_id.get(reference.target) if reference.kind == "figure" else None
            if figure is None or reference.wording is None or _ratio(reference.wording):
                continue
            value = figure.value.value
            numbers = list(_numbers(reference.wording))
            if numbers and not any(_words(number, side, figure) for number, side in numbers):
                yield Diagnostic(
                    rule="worded-otherwise",
                    place=reference.place,
                    message=_(
                        'figure "{figure}" is {value}; here stands "{wording}"',
                        figure=figure.id,
                        value=print_number(value),
                        wording=reference.wording,
                    ),
                    hint=_("change the wording, or the figure"),
                    others=(Other(figure.place_of("value"), _("the figure")),),
                    subject=subject(text),
                )


_ROUNDED: Final = Decimal("0.1")
_NUMBER: Final = re.compile(
    r"(?:\b(?:(?P<above>(?<!niet )meer dan|niet minder dan|ruim|minstens|(?:ten|op zijn) minste?|minimaal|boven de)"
    r"|(?P<below>(?<!niet )minder dan|niet meer dan|bijna|hoogstens|(?:ten|op zijn) hoogste?|maximaal|n(?:et|og) geen"
    r"|onder de)) +)?(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?: (?P<times>duizend|miljoen|miljard))?",
    re.IGNORECASE,
)
_TIMES: Final = {"": 1, "duizend": 10**3, "miljoen": 10**6, "miljard": 10**9}


def _numbers(wording: str) -> Iterator[tuple[Decimal, int]]:
    """The numbers in a wording, but for what may well be a year; behind `meer dan` with 1, behind `bijna` with -1."""
    for found in _NUMBER.finditer(wording):
        try:
            number = read_number(found["digits"]).value * _TIMES[(found["times"] or "").lower()]
        except Unreadable:
            continue
        if not 1900 <= number <= 2100:
            yield number, (found["above"] is not None) - (found["below"] is not None)


def _words(number: Decimal, side: int, figure: Figure) -> bool:
    """Whether a number may stand for a figure, which lies on that side of it."""
    value = figure.value.value
    return abs(number - value) <= abs(value) * _ROUNDED and (figure.approximate or (value - number) * side >= 0)


def _ratio(wording: str) -> bool:
    return re.search(r"[0-9] (?:op|van) (?:de |elke )?[0-9]", wording) is not None


# What authors type behind `nog`, and the message itself says.
_SAID_ALREADY: Final = re.compile(r"\Ate schrijven\b[\s:.]*", re.IGNORECASE)


@rule(severity=Severity.TODO)
def still_to_write(plan: Plan) -> Iterator[Diagnostic]:
    """A text says itself, with `{nog ...}`, what is still to be written."""
    for text, reading in readings(plan):
        for spot in reading.to_write:
            yield Diagnostic(
                rule="still-to-write",
                place=spot.place,
                message=_("still to write: {what}", what=_SAID_ALREADY.sub("", spot.text) or "..."),
                subject=subject(text),
            )


@rule(severity=Severity.TODO)
def unfinished_item(plan: Plan) -> Iterator[Diagnostic]:
    """An item or chapter whose author does not call it finished.

    It is no fault, but a plan that prints it is a draft.
    """
    for name, item in items(plan):
        if not item.ready:
            yield Diagnostic(
                rule="unfinished-item",
                place=item.place_of("status"),
                message=_('"{title}" is still "{status}"', title=item.title, status=str(item.status)),
                hint=_("make it `status: klaar` as soon as it is finished"),
                subject=name,
            )


@rule(severity=Severity.ERROR)
def undefined_footnote(plan: Plan) -> Iterator[Diagnostic]:
    """A text mentions a footnote that does not stand below it."""
    for text, part in markdown(plan):
        for spot in part.undefined_footnotes:
            yield Diagnostic(
                rule="undefined-footnote",
                place=spot.place,
                message=_("footnote {label} does not exist in this text", label=spot.text),
                hint=_("write it on a line of its own below the text: `[^{label}]: ...`", label=spot.text),
                subject=subject(text),
            )


@rule(severity=Severity.TIP)
def unused_footnote(plan: Plan) -> Iterator[Diagnostic]:
    """A footnote stands below a text that does not mention it, so it is not printed."""
    for text, part in markdown(plan):
        for spot in part.unused_footnotes:
            yield Diagnostic(
                rule="unused-footnote",
                place=spot.place,
                message=_("footnote {label} is not printed: no text mentions it, or it stands twice", label=spot.text),
                hint=_("put `[^{label}]` in the text where it belongs, or take the footnote away", label=spot.text),
                subject=subject(text),
            )


@rule(severity=Severity.ERROR)
def nested_footnote(plan: Plan) -> Iterator[Diagnostic]:
    """A footnote is mentioned inside another footnote, which Word cannot print."""
    for text, part in markdown(plan):
        for spot in part.nested_footnotes:
            yield Diagnostic(
                rule="nested-footnote",
                place=spot.place,
                message=_("footnote {label} is mentioned inside a footnote", label=spot.text),
                hint=_("mention it in the text itself, or make it part of this footnote"),
                subject=subject(text),
            )


@rule(severity=Severity.ERROR)
def cell_too_many(plan: Plan) -> Iterator[Diagnostic]:
    """A row of a table has more cells than the table has columns; the last ones would not be printed."""
    for text, part in markdown(plan):
        for spot in part.lost_cells:
            yield Diagnostic(
                rule="cell-too-many",
                place=spot.place,
                message=_("this stands beyond the last column of the table and would not be printed"),
                hint=_("give the heading of the table a column more, or write `\\|` where no new cell is meant"),
                subject=subject(text),
            )


@rule(severity=Severity.ERROR)
def missing_image(plan: Plan) -> Iterator[Diagnostic]:
    """A text shows a picture that is not in the workspace, or is none inside."""
    for text, part in markdown(plan):
        for picture in part.pictures:
            folder = dirname(text.place.file)
            path = normpath(join(folder, picture.name))
            message: Message | None = None
            if _ADDRESS.match(picture.name) or picture.name.startswith("/") or path.startswith("../"):
                message = _('picture "{name}" stands outside the plan\'s folder', name=picture.name)
                hint: Message | None = _(
                    'put the file in the folder "beelden" beside this text; write `beelden/...` here'
                )
            elif path not in plan.pictures:
                message = _('picture "{file}" does not exist', file=path)
                hint = did_you_mean(path, plan.pictures) or _("put the file there, or write its name as it is")
            elif fault := _fault(plan.pictures[path]):
                message, hint = fault.message, fault.hint
            if message is not None:
                yield Diagnostic("missing-image", picture.place, message, hint=hint, subject=subject(text))


def _fault(picture: bytes) -> Unshowable | None:
    # Loaded here: many a plan shows no picture.
    from plan.pictures import Unshowable, measure

    try:
        measure(picture)
    except Unshowable as fault:
        return fault
    return None


_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@rule(severity=Severity.WARNING)
def missing_alt_text(plan: Plan) -> Iterator[Diagnostic]:
    """A picture has no text that tells what it shows to who cannot see it."""
    for text, part in markdown(plan):
        for picture in part.pictures:
            if not picture.alt.strip():
                yield Diagnostic(
                    rule="missing-alt-text",
                    place=picture.place,
                    message=_("this picture has no text for who cannot see it"),
                    hint=_("say between the square brackets what it shows: `![...]({name})`", name=picture.name),
                    subject=subject(text),
                )


@rule(severity=Severity.WARNING)
def html_in_text(plan: Plan) -> Iterator[Diagnostic]:
    """A text holds HTML, which is printed as it stands."""
    for text, part in markdown(plan):
        for spot in part.html:
            if spot.text.startswith("</"):
                continue  # told with the tag that it closes
            yield Diagnostic(
                rule="html-in-text",
                place=spot.place,
                message=_("{html} is HTML and would be printed as it stands", html=spot.text),
                hint=_("take it away, or use Markdown: `**bold**`, `*italic*`"),
                subject=subject(text),
            )


@rule(severity=Severity.ERROR)
def unreadable_link(plan: Plan) -> Iterator[Diagnostic]:
    """A link leads to something that is neither a page, nor an e-mail address, nor a telephone number.

    Some links Markdown itself refuses, to files and to scripts: those would be printed as they stand.
    """
    for text, part in markdown(plan):
        links = [(spot.text, spot.place) for spot in part.links if not _LINKED.match(spot.text)]
        links += [(found["address"], text.part(*found.span())) for found in _REFUSED.finditer(text)]
        for address, place in links:
            yield Diagnostic(
                rule="unreadable-link",
                place=place,
                message=_('the link to "{address}" leads nowhere for a reader', address=address),
                hint=_("begin the address with https:// or mailto:"),
                subject=subject(text),
            )


_REFUSED: Final = re.compile(
    r"\[[^\[\]]*\]\(\s*<?(?P<address>(?:javascript|vbscript|file|data):[^\s)>]*)[^)]*\)", re.IGNORECASE
)
_LINKED: Final = re.compile(r"(?:https?|mailto|tel):[^\s]", re.IGNORECASE)
