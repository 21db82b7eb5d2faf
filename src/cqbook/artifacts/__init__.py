"""What notebooks put out and store, and how they are run: tables, values, the registry of all that has a name.

May import `figures` and what stands below it.
"""

import sys

import lazy_loader

# nbformat imports jsonschema, and that, to check addresses that no notebook holds, a grammar which takes as long to set
# up as all other imports of a command. Without it jsonschema leaves such addresses unchecked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["claims", "tables", "values"],
    submod_attrs={
        "notebooks": ["NotebookError"],
        "registry": ["Registry"],
        "test_record": ["TestRun"],
    },
)
