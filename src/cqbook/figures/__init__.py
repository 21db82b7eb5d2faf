"""Figures: marks, kinds of chart that draw exactly them, and `publish`, which makes a chart a complete, citable unit.

May import `analysis` and what stands below it. `cqbook.figures.drawing` is the old way and goes.
"""

from cqbook.figures import marks
from cqbook.figures.drawing import (
    category_looks,
    draw_bars,
    draw_interval,
    draw_lines,
    draw_target,
    heat_map,
    label_end,
    new,
    place_look,
    plain_numbers,
    stacked_bars,
)
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
from cqbook.figures.style import COLOURS
from cqbook.figures.unit import publish

__all__ = [
    "COLOURS",
    "bars",
    "category_looks",
    "draw_bars",
    "draw_interval",
    "draw_lines",
    "draw_target",
    "dumbbell",
    "heat",
    "heat_map",
    "label_end",
    "lines",
    "marks",
    "new",
    "place_look",
    "plain_numbers",
    "publish",
    "ranges",
    "ranking",
    "scatter",
    "stacked",
    "stacked_bars",
    "strips",
    "tiles",
    "timeline",
]
