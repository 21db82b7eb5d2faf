"""The kinds of chart. Each takes marks and draws exactly them, alone or in panels."""

from cqbook.figures.kinds.lines import lines

__all__ = ["lines"]
