"""The kinds of chart. Each takes marks and draws exactly them, alone or in panels."""

from cqbook.figures.kinds.bars import bars
from cqbook.figures.kinds.lines import lines
from cqbook.figures.kinds.stacked import stacked

__all__ = ["bars", "lines", "stacked"]
