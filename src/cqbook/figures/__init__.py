"""Figures: marks, kinds of chart that draw exactly them, and `publish`, which makes a chart a complete, citable unit.

May import `analysis` and what stands below it.
"""

from cqbook.figures import marks
from cqbook.figures.kinds import (
    bars,
    dumbbell,
    heat,
    lines,
    ranges,
    ranking,
    scatter,
    stacked,
    strips,
    tiles,
    timeline,
)
from cqbook.figures.unit import publish

__all__ = [
    "bars",
    "dumbbell",
    "heat",
    "lines",
    "marks",
    "publish",
    "ranges",
    "ranking",
    "scatter",
    "stacked",
    "strips",
    "tiles",
    "timeline",
]
