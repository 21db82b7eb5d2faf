"""Source lines, citations of the report's parts, and the bibliography.

May import `dataset` and what stands below it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "bibliography": ["bibtex"],
        "citing": ["FORMATS", "Work", "cite"],
        "source_lines": ["credit", "day"],
    },
)
