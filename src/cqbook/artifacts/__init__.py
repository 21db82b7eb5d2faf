"""What notebooks put out and store, and how they are run: tables, values, the registry of all that has a name.

May import `figures` and what stands below it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["tables", "values"],
    submod_attrs={
        "notebooks": ["NotebookError"],
        "registry": ["Registry"],
        "test_record": ["TestRun"],
    },
)
