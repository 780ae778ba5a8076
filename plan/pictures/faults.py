"""Why a picture cannot be shown.

In: a message and a cure. Out: an exception that carries both. Knows no pictures.
"""

from __future__ import annotations

from typing import Final

from plan.messages import Message, _


class Unshowable(ValueError):
    """A picture that no document can show; `message` is what is wrong ("it is ..."), `hint` what its author can do."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message.render("en")


SAVE_AS_PNG: Final = _("save it as PNG (a photo may be a JPEG too) and show that file here")
SAVE_SMALLER: Final = _("make it smaller in a picture program and save it as PNG; half of it is plenty for paper")


def broken() -> Unshowable:
    """What begins as a picture and does not go on as one."""
    return Unshowable(
        _("this picture is damaged: it cannot be read to its end"),
        _("open it in a picture program and save it as PNG, or ask for the file once more"),
    )


def too_large() -> Unshowable:
    """What would take more room than a computer can be asked for."""
    return Unshowable(_("this picture is too large to be worked with"), SAVE_SMALLER)
