"""Make the pictures of the docs: pages of the built example, as LibreOffice shows them.

In: the built plan of Oost-Vlaanderen. Out: `docs/beelden/*.png`. Needs soffice.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2

from tools.word_check import to_pdf

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "build/oost-vlaanderen/meerjarenplan-2021-2025-oost-vlaanderen.docx"
PICTURES = ROOT / "docs/beelden"
# A page is found by words that stand on no other page.
PAGES = {
    "omslag": "mei 2020",
    "actiefiche": "Den Botaniek (Ronse)",
    "overzichtsschema": "Welke strategische actie draagt bij",
    "doelstelling": "OD Sociale bescherming",
}
WIDTH = 900  # pixels


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        [pdf] = to_pdf([PLAN], Path(folder))
        pages = list(pypdfium2.PdfDocument(pdf))
        shown = [page.get_textpage().get_text_range() for page in pages]
        for name, words in PAGES.items():
            at = next(at for at, text in enumerate(shown) if words in text and "....." not in text)
            picture = PICTURES / f"{name}.png"
            pages[at].render(scale=WIDTH / pages[at].get_width()).to_pil().save(picture)
            print(f"{picture.relative_to(ROOT)}: page {at + 1}")


if __name__ == "__main__":
    main()
