"""Hold an institute's plan against what it must have before it is filed: rule sets as data, judged on the document."""

from plan.requirements.judgement import Judgement, Spot, Standing
from plan.requirements.judging import judge, needless_waivers

__all__ = ["Judgement", "Spot", "Standing", "judge", "needless_waivers"]
