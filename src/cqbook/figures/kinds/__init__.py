"""The kinds of chart. Each takes marks and draws exactly them, alone or in panels."""

from cqbook.figures.kinds.bars import bars
from cqbook.figures.kinds.dumbbell import dumbbell
from cqbook.figures.kinds.heat import heat
from cqbook.figures.kinds.lines import lines
from cqbook.figures.kinds.ranges import ranges
from cqbook.figures.kinds.ranking import ranking
from cqbook.figures.kinds.scatter import scatter
from cqbook.figures.kinds.stacked import stacked
from cqbook.figures.kinds.strips import strips
from cqbook.figures.kinds.tiles import tiles
from cqbook.figures.kinds.timeline import timeline

__all__ = [
    "bars",
    "dumbbell",
    "heat",
    "lines",
    "ranges",
    "ranking",
    "scatter",
    "stacked",
    "strips",
    "tiles",
    "timeline",
]
