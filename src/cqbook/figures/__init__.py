"""Figures of the report: one house style, and one call that makes a drawing a complete, citable unit."""

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
    tiles,
    timeline,
)
from cqbook.figures.style import (
    COLOURS,
    category_looks,
    draw_band,
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
from cqbook.figures.unit import publish

__all__ = [
    "COLOURS",
    "bars",
    "category_looks",
    "draw_band",
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
    "tiles",
    "timeline",
]
