"""Write a document tree as a PDF that can be kept for ever and read by everybody: PDF/A-2a and PDF/UA-1.

In: a `Document` and the bytes of a style document. Out: the bytes of a .pdf, the same bytes for the same tree. Knows
the looks of Word's styles and Typst, which sets the pages; knows nothing of goals, actions or YAML.

The template (`template.typ`) is fixed and what is to be set reaches it as data: no letter that an author types can
become markup.
"""

from __future__ import annotations

from plan.writers.pdf.typesetting import write_pdf

__all__ = ["write_pdf"]
