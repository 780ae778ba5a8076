"""The browser of this machine: a Chromium, Chrome or Edge that is there already, without a window where it comes so.

Out: where it is; nothing where there is none. None is ever downloaded. And how to wait for what a page of ours says.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The first is the same Chromium without what surrounds a page: that starts sooner and does with a third less work.
_NAMES: Final = (
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"),
)


def find_browser() -> str | None:
    """The program that `PLAN_BROWSER` names, or the first one found."""
    return os.environ.get("PLAN_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)


# Looked at in the page itself: what Playwright looks at again and again it evaluates as text, which our pages forbid.
_UNTIL: Final = """([words, patience]) => new Promise((resolve, reject) => {
  const end = performance.now() + patience;
  const look = async () => {
    if (await (CONDITION)) resolve();
    else if (performance.now() > end) reject(new Error("waited too long"));
    else setTimeout(look, 20);
  };
  look();
})"""


def wait_until(page: Page, condition: str, words: str = "", patience: int = 20_000) -> None:
    """Wait until a condition in the page's own script holds, in which `words` may be named; `patience` in milliseconds.

    Raises Playwright's `Error` when it does not come to hold.
    """
    page.evaluate(_UNTIL.replace("CONDITION", condition), [words, patience])
