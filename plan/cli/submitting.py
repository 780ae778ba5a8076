"""`plan submit` and `plan verify`: filing a plan, and proving what was filed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from plan.cli.desk import Desk, WrongUse
from plan.cli.speech import command, option, pass_desk
from plan.messages import _


@command(
    "submit",
    _(
        "Make the dossier with which a plan is filed: what is sent, and the proof that nothing required is missing. "
        "Below build/INSTITUTE/indiening/."
    ),
)
@click.argument("institute", required=False, metavar="[INSTITUUT]")
@option("--draft", is_flag=True, told=_("Make all of it marked as a draft, whatever is open; nothing is filed."))
@option(
    "--accept-open",
    "reason",
    metavar="REDEN",
    told=_("File it with something open; the proof sheet lists that with this reason."),
)
@option(
    "--document",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    told=_("Send this Word file, finished by hand; the proof sheet tells how it differs. Asks for --pdf too."),
)
@option("--pdf", type=click.Path(path_type=Path), metavar="BESTAND", told=_("Send this PDF, saved by Word."))
@option("--amends", metavar="NAAM", told=_("File it as an amendment of what was filed under this name."))
@option("--name", default="", metavar="NAAM", told=_("The name under which it is kept."))
@option(
    "--page-numbers",
    "numbered",
    is_flag=True,
    told=_("Let LibreOffice lay out the Word file, and put the page numbers in its contents."),
)
@pass_desk
def submit(
    desk: Desk,
    institute: str | None,
    draft: bool,
    reason: str | None,
    document: Path | None,
    pdf: Path | None,
    amends: str | None,
    name: str,
    numbered: bool,
) -> None:
    """Make a dossier; what keeps it from being filed is listed."""
    from plan.changes.versions import revision_of
    from plan.commands import submitting
    from plan.pages import find_libreoffice
    from plan.submission.dossier import Choices, Given

    about = desk.institute(institute)
    if about is None:
        raise WrongUse(_("say whose plan: plan submit INSTITUTE"))
    if reason is not None and not reason.strip():
        raise WrongUse(_('say why it is filed with something open: --accept-open "why"'))
    libreoffice = find_libreoffice() if numbered else None
    if numbered and libreoffice is None:
        raise WrongUse(_("LibreOffice is not found; it is free: {address}", address="https://nl.libreoffice.org"))
    choices = Choices(
        draft=draft,
        reason=" ".join((reason or "").split()),
        document=Given(document.name, desk.read(document)) if document else None,
        pdf=Given(pdf.name, desk.read(pdf)) if pdf else None,
        revision=revision_of(desk.root, desk.workspace.sources_of(str(about.id))),
    )
    today = datetime.now().astimezone().date()
    done = submitting.submit(desk.workspace, about, choices, name, amends or "", today, libreoffice)
    click.echo(submitting.render_submitted(done, desk.workspace, desk.language, desk.width(80), desk.colour), nl=False)
    if done.written is None or done.written.failure:
        sys.exit(1)


@command(
    "verify",
    _("Show whether a dossier is still what was made: every file in it, folder or zip. Changes nothing."),
)
@click.argument("path", metavar="MAP|ZIP", type=click.Path(path_type=Path))
@option(
    "--rebuild",
    "again",
    is_flag=True,
    told=_("Make it again from its own sources too, and tell what comes out otherwise."),
)
@pass_desk
def verify(desk: Desk, path: Path, again: bool) -> None:
    """Verify a dossier; what differs is told, and is the exit code."""
    from plan.commands import submitting
    from plan.submission import verifying

    verdict = verifying.verify(path)
    rebuilt = submitting.made_again(verdict) if again else None
    register = desk.workspace.sources.register if desk.has_workspace else None
    text = submitting.render_verdict(verdict, path.name or str(path), rebuilt, register, desk.language, desk.width(80))
    click.echo(text, nl=False)
    if verdict.differences or rebuilt:
        sys.exit(1)
