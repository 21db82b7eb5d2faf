"""Numbers with unit, interval and provenance: read from print, computed with, written out.

May import `project`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "intervals": ["Interval", "point"],
        "quantity": ["NotComparableError", "Quantity", "count", "exact", "growth", "percent", "span", "total"],
        "reading_rules": ["QUALIFIERS", "RULES_VERSION", "read"],
        "units": ["UNITS", "unit_of_difference"],
    },
)
