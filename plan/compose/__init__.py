"""A plan and one of its institutes -> the document tree of that institute's plan.

In: `Plan`, its coverage and templates. Out: a `Document` and diagnostics: what a template did wrong, and what was
read but not printed. Templates decide order and wording; this decides neither. Knows no Word and no Markdown files.
"""

from plan.compose.composing import Composed, Trial, compose_document, compose_letter

__all__ = ["Composed", "Trial", "compose_document", "compose_letter"]
