"""Make the pictures of the docs: pages of the built example, as LibreOffice shows them.

In: the built plans of two institutes, one in the looks of the sector and one in looks of its own. Out:
`docs/beelden/*.png`. Needs LibreOffice.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2

from tools.word_check import to_pdf

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/beelden"
# A page is found by words that stand on no other page but those of the contents.
PAGES = {
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
WIDTH = 900  # pixels


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    plans = {institute: next(ROOT.glob(f"build/{institute}/*.docx")) for institute in PAGES}
    with tempfile.TemporaryDirectory() as folder:
        for institute, pdf in zip(plans, to_pdf(list(plans.values()), Path(folder)), strict=True):
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


if __name__ == "__main__":
    main()
