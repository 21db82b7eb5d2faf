"""Figures: marks, kinds of chart that draw exactly them, and `publish`, which makes a chart a complete, citable unit.

May import `analysis` and what stands below it.
"""

import lazy_loader

from cqbook.figures.kinds import __all__ as _kinds

# matplotlib and seaborn are loaded when something is drawn: to make one page of the book again draws nothing.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submodules=["marks"], submod_attrs={"kinds": _kinds, "unit": ["publish"]}
)
