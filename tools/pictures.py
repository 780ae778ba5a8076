"""Make the pictures of the README: pages of the built example, as LibreOffice shows them.

In: the built plan of Oost-Vlaanderen. Out: `docs/beelden/*.png`. Needs soffice, pdftotext and pdftoppm.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

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
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, PLAN], check=True, capture_output=True
        )
        pdf = Path(folder, f"{PLAN.stem}.pdf")
        command = ["pdftotext", "-layout", pdf, "-"]
        pages = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.split("\f")
        for name, words in PAGES.items():
            number = next(at for at, page in enumerate(pages, start=1) if words in page and "....." not in page)
            picture = PICTURES / name
            command = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
            subprocess.run([*command, "-f", str(number), pdf, picture], check=True)
            print(f"{picture.relative_to(ROOT)}.png: page {number}")


if __name__ == "__main__":
    main()
