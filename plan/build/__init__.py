"""Plans as files.

In: an opened workspace. Out: below `build/`, the plan of each institute in Word, in Markdown and, when asked, as PDF, a
page with what is left to do on it, and a report of what was written and what was kept. `render` is pure and can run
anywhere; only `build` writes.
"""

from plan.build.building import Report, build, obstacles
from plan.build.making import EVERYDAY, Format, Rendered, render

__all__ = ["EVERYDAY", "Format", "Rendered", "Report", "build", "obstacles", "render"]
