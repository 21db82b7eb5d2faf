"""The tables of `data/`: what they are, read, checked, typed, ordered and given out.

May import `project` and `quantities`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "finding": ["find"],
        "loading": ["DataError", "Dataset", "load"],
        "schema": ["MISSING", "TABLES", "TOPICS"],
        "validation": ["validate"],
    },
)
