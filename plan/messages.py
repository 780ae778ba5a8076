"""Sentences for readers: kept as an English template with its values, put into words on output.

In: a msgid (the English sentence) and named values. Out: a `Message`, and on output a string in the
reader's language. Knows the gettext catalogues in `plan/locale`; knows nothing of plans or rules.

A message is never put into words early: a language chosen while checking would freeze into caches.
"""

from __future__ import annotations

import errno
import gettext as _gettext
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("nl", "en")
_LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in waiting: the English template (the msgid), its values by name and, for a count, its plural."""

    msgid: str
    values: tuple[tuple[str, Value], ...] = ()
    plural: str | None = None
    count: int | None = None
    context: str | None = None

    def render(self, language: str) -> str:
        """Put the sentence into words; `language` is one of `LANGUAGES`, anything else reads as English."""
        catalogue = _catalogue(language)
        if self.plural is not None and self.count is not None:
            template = catalogue.ngettext(self.msgid, self.plural, self.count)
        elif self.context is not None:
            template = catalogue.pgettext(self.context, self.msgid)
        else:
            template = catalogue.gettext(self.msgid)
        if not self.values:
            return template
        return template.format_map({name: _in_words(value, language) for name, value in self.values})


class Refused(Exception):
    """What was asked cannot be done; the message says why and what to do instead. Nothing was written."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


class Declined(OSError):
    """What the system would open or write and we do not, such as a device or a link; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


Value = str | int | Message | tuple["str | Message", ...]


def _(msgid: str, /, **values: Value) -> Message:
    """Keep a sentence with its values: `_('goal "{goal}" does not exist', goal=goal)`."""
    return Message(msgid, tuple(values.items()))


def _n(singular: str, plural: str, count: int, /, **values: Value) -> Message:
    """Keep a sentence that depends on a count, which it can use as `{count}`."""
    return Message(singular, (("count", count), *values.items()), plural=plural, count=count)


def _p(context: str, msgid: str, /) -> Message:
    """Keep a word whose translation depends on its context, such as a rule's name."""
    return Message(msgid, context=context)


_REASONS: Final = {
    errno.ENOENT: _("it is not there"),
    errno.EEXIST: _("something of that name is there already"),
    errno.EISDIR: _("that is a folder, not a file"),
    errno.ENOTDIR: _("what should be a folder in its path is a file"),
    errno.EACCES: _("you have no right to it, or another program holds it"),
    errno.EPERM: _("you have no right to it, or another program holds it"),
    errno.EROFS: _("that disk can only be read"),
    errno.ENOSPC: _("the disk is full"),
    errno.ENAMETOOLONG: _("its name is too long"),
}


def system_reason(error: OSError) -> Message | str:
    """Why something could not be opened or written: in our words where it is common, else in the system's."""
    if isinstance(error, Declined):
        return error.reason
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def rule_name(rule: str, language: str) -> str:
    """The name by which a reader knows a rule: `unknown-goal` is `onbekende-doelstelling` in Dutch."""
    return _p("rule", rule).render(language)


def rule_named(name: str) -> str:
    """The English name of a rule, given in any language; a name no catalogue has comes back unchanged."""
    return _rules_by_translation().get(name, name)


def choose_language(option: str | None, workspace: str | None) -> str:
    """Which language to speak: the option, else `PLAN_LANGUAGE`, else the workspace's own, else Dutch."""
    for wish in (option, os.environ.get("PLAN_LANGUAGE"), workspace):
        if wish and (language := wish.replace("_", "-").split("-")[0].lower()) in LANGUAGES:
            return language
    return LANGUAGES[0]


def in_words(told: Message | str, language: str) -> str:
    """Put a sentence into words; what is in words already, as an author's own, stays as it is."""
    return str(_in_words(told, language))


def _in_words(value: Value, language: str) -> str | int:
    if isinstance(value, Message):
        return value.render(language)
    if isinstance(value, tuple):
        return _series([str(_in_words(item, language)) for item in value], language)
    # str() because a template must never reach the attributes of a value that knows its place.
    return value if isinstance(value, int) else str.__str__(value)


def _series(items: list[str], language: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {_p('list', 'and').render(language)} " + items[-1]


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("plan", localedir=_LOCALE, languages=[language], fallback=True)


@cache
def _rules_by_translation() -> dict[str, str]:
    catalogue = _catalogue("nl")
    names = getattr(catalogue, "_catalog", {})
    prefix = "rule\x04"
    return {
        text: key.removeprefix(prefix) for key, text in names.items() if isinstance(key, str) and key.startswith(prefix)
    }
