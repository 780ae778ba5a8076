"""On which pages everything stood when documents were last laid out: `.bladzijden.json`, beside the sources.

In: a Word document as it is written without page numbers. Out: its pages, when it was that very document that was laid
out. Knows no plans.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plan.files import read_kept
from plan.outputs import PAGES, fingerprint, write_whole
from plan.writers.targets import Pages


class Layouts:
    """The pages of documents when they were last laid out, by path; good for the very document that was laid out."""

    def __init__(self, root: Path) -> None:
        self._file = root / PAGES
        self._known: dict[str, dict[str, Any]] = {
            path: layout for path, layout in read_kept(self._file).items() if isinstance(layout, dict)
        }

    def pages(self, path: str, docx: bytes) -> Pages:
        """The pages of a document as it is written without page numbers; none when it was another that was laid out."""
        return self.last(path) if self._known.get(path, {}).get("document") == fingerprint(docx) else Pages()

    def last(self, path: str) -> Pages:
        """The pages that a document had when it was last laid out, whatever it held then."""
        layout = self._known.get(path, {})
        pages, total = layout.get("pages"), layout.get("total")
        if not isinstance(pages, dict) or not isinstance(total, int):
            return Pages()
        return Pages({str(name): page for name, page in pages.items() if isinstance(page, int)}, total)

    def of(self, folder: str) -> Mapping[str, object]:
        """All that is known of the documents in a folder."""
        return {path: layout for path, layout in self._known.items() if path.startswith(f"{folder}/")}

    def remember(self, path: str, docx: bytes, pages: Pages) -> None:
        """Write down the pages of a document that was just laid out."""
        layout = {"document": fingerprint(docx), "total": pages.total, "pages": dict(pages.by_bookmark)}
        self._known[path] = layout
        text = json.dumps(self._known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        write_whole(self._file, text.encode())
