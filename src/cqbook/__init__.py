"""The report on Chongqing's education modernization and sci-tech innovation: data, analysis, figures, book.

A notebook imports from here; ARCHITECTURE.md has the packages and their order.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["analysis", "figures", "quantities"],
    submod_attrs={
        "analysis": ["series"],
        "artifacts": ["claims", "tables", "values"],
        "dataset": ["DataError", "Dataset", "find", "load"],
    },
)
