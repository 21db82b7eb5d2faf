"""Figures of the report: one house style, and one call that makes a drawing a complete, citable unit."""

from cqbook.figures.style import COLOURS, draw_interval, label_end, new, plain_numbers, stacked_bars
from cqbook.figures.unit import publish

__all__ = ["COLOURS", "draw_interval", "label_end", "new", "plain_numbers", "publish", "stacked_bars"]
