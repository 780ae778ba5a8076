"""Drawings (SVG) of the plan's coverage: who carries which goal, which action serves which, and when actions run.

In: a `Plan` and, for the matrix and the timeline, one of its institutes. Out: `Drawn`: the drawing as bytes, whole or
in parts that fit a page, with its title and the words for who cannot see it. What is certain, possible or lacking is
worked out in `plan.coverage`. Knows no Word and no page of the web.
"""

from plan.drawings.coverage import coverage_figures, heat_map, matrix_drawing, timeline
from plan.drawings.drawn import Drawn, Part

__all__ = ["Drawn", "Part", "coverage_figures", "heat_map", "matrix_drawing", "timeline"]
