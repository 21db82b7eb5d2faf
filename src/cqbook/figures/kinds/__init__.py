"""The kinds of chart. Each takes marks and draws exactly them, alone or in panels.

Each is loaded when it is first used, with the libraries that it draws with.
"""

import lazy_loader

_NAMES = [
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
__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs={name: [name] for name in _NAMES})
