"""The report as a project: where its parts stand, its version, one way to hash files.

Imports nothing of the report.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "digests": ["dataset_digest", "digest"],
        "errors": ["UserError"],
        "files": ["write_if_changed"],
        "paths": ["BOOK", "DATA", "IS_REPORT", "LOCK", "NOTEBOOKS", "PACKAGE", "ROOT", "SITE", "shown"],
        "version": ["VERSION", "released"],
    },
)
