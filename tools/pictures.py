"""Make the pictures of the docs: pages of the built example as LibreOffice shows them, its report and the page of what
is left to do as a browser does, and the window of a double click.

In: the built plans of two institutes, one in the looks of the sector and one in looks of its own, and the sources. Out:
`docs/beelden/*.png`. Needs LibreOffice and Chromium.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from plan.commands.home import render_home
from plan.commands.report import report_files
from plan.messages import _
from plan.work import parts_of
from plan.work.page import render_work_page
from plan.workspace import Workspace, open_workspace
from tools.browser import find_browser
from tools.word_check import to_pdf

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs/beelden"
# A page is found by words that stand on no other page but those of the contents.
PAGES: Final = {
    "oost-vlaanderen": {
        "omslag": "mei 2020",
        "inhoudsopgave": "Inhoudsopgave",
        "hoofdstuk": "Welzijn stopt niet aan de deur",
        "doelstelling": "OD Sociale bescherming",
        "overzichtsschema": "Welke strategische actie draagt bij",
        "dekking": "Hoeveel operationele doelstellingen we elk jaar dragen",
        "actiefiche": "Den Botaniek (Ronse)",
    },
    "brussel": {"huisstijl-omslag": "mei 2020", "huisstijl-doelstelling": "OD Sociale bescherming"},
}
OWN: Final = "oost-vlaanderen"
FOLDER: Final = r"C:\Users\Ilse\Documents\Meerjarenplan"
WINDOW: Final = """
body { margin: 0; background: #0c0c0c; color: #e6e6e6; font: 16px/1.35 Consolas, "DejaVu Sans Mono", monospace; }
header { background: #f3f3f3; color: #1a1a1a; font: 15px/1 system-ui, sans-serif; padding: 11px 16px; }
pre { margin: 0; padding: 14px 16px; font: inherit; }
"""
WIDTH: Final = 900  # pixels
SCREEN: Final = (1440, 1000)
PHONE: Final = (390, 800)


def _below_the_head(page: Page) -> None:
    page.evaluate("scrollTo(0, document.getElementById('tabs').offsetTop)")


def _choose_what_if(page: Page) -> None:
    page.locator("input[id^=option-prolong]").first.check()
    _below_the_head(page)


# An address in the report, the screen it is seen on, and what is done there before the picture is taken.
VIEWS: Final[dict[str, tuple[str, tuple[int, int], Callable[[Page], None]]]] = {
    "verslag-overzicht": ("#/overzicht", SCREEN, lambda _page: None),
    "verslag-kaart": ("#/kaart/solidariteit/oost-vlaanderen", SCREEN, _below_the_head),
    "verslag-matrix": ("#/matrix?wie=oost-vlaanderen&jaar=2023", SCREEN, _below_the_head),
    "verslag-vergadering": ("#/vergadering/solidariteit/oost-vlaanderen", SCREEN, _choose_what_if),
    "verslag-telefoon": ("#/kaart/solidariteit/oost-vlaanderen", PHONE, lambda _page: None),
}


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        show_plans(Path(folder))
        with sync_playwright() as playwright, playwright.chromium.launch(executable_path=find_browser()) as browser:
            show_report(Path(folder), browser)
            show_work(Path(folder), browser)
            show_window(Path(folder), browser)


def show_plans(folder: Path) -> None:
    """Make the pictures of the built plans."""
    plans = {institute: next(ROOT.glob(f"build/{institute}/*.docx")) for institute in PAGES}
    for institute, pdf in zip(plans, to_pdf(list(plans.values()), folder), strict=True):
        pages = list(pypdfium2.PdfDocument(pdf))
        shown = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
        of_contents = {at for at, text in enumerate(shown) if "Inhoudsopgave" in text}
        of_contents |= {at + 1 for at in of_contents}
        for name, words in PAGES[institute].items():
            found = [at for at, text in enumerate(shown) if words in text]
            at = next((at for at in found if at not in of_contents), found[0])
            picture = PICTURES / f"{name}.png"
            pages[at].render(scale=WIDTH / pages[at].get_width()).to_pil().save(picture, optimize=True)
            print(f"{picture.relative_to(ROOT)}: page {at + 1}")


def show_report(folder: Path, browser: Browser) -> None:
    """Make the pictures of the sector's report."""
    file = folder / "dekking.html"
    file.write_bytes(report_files(open_workspace(ROOT), ["html"])["dekking.html"])
    page = browser.new_page(locale="nl-BE", reduced_motion="reduce")
    for name, (address, (width, height), act) in VIEWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")  # an address in the same file would be no new page
        page.goto(file.as_uri() + address)
        act(page)
        keep(page, name)


def show_work(folder: Path, browser: Browser) -> None:
    """Make the picture of what is left to do, once an action of the example is not finished, as in the handbook."""
    file = folder / "bevindingen.html"
    workspace = _unfinished(open_workspace(ROOT))
    institute = workspace.plan.institutes_by_id[OWN]
    file.write_text(render_work_page(workspace.plan, institute, parts_of(workspace, institute), "nl"), "utf-8")
    page = browser.new_page(viewport={"width": WIDTH, "height": 760})
    page.goto(file.as_uri())
    keep(page, "bevindingen")


def _unfinished(workspace: Workspace) -> Workspace:
    action = f"actions/{OWN}/sociaal-lokaal-beleid.yaml"
    text = workspace.sources.files[action].decode()
    text = text.replace("draagvlak groter.", "draagvlak groter. {nog een voorbeeld uit Zelzate}")
    text = text.replace("\ntitle:", "\nstatus: ontwerp\nwho: Ilse\ntitle:", 1)
    return workspace.with_files({action: text.encode()})


def show_window(folder: Path, browser: Browser) -> None:
    """Make the picture of what a double click on `Zet klaar` shows."""
    workspace = replace(open_workspace(ROOT), root=folder)  # where nothing was built yet
    home = render_home(workspace, OWN, "nl", 80).replace(str(folder), FOLDER)
    told = (_("The program is ready."), _("Press Enter to close this window."))
    ready, close = (message.render("nl") for message in told)
    words = escape(f"{ready}\n{home}\n\n{close}")
    page = browser.new_page(viewport={"width": WIDTH, "height": 440})
    page.set_content(f"<style>{WINDOW}</style><header>Zet klaar</header><pre>{words}</pre>")
    keep(page, "venster")


def keep(page: Page, name: str) -> None:
    """Keep what a page shows, in few colours, so that the picture weighs little and its text stays sharp."""
    picture = PICTURES / f"{name}.png"
    page.screenshot(path=picture)
    Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)
    print(picture.relative_to(ROOT))


if __name__ == "__main__":
    main()
