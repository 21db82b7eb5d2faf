"""One hash for some files, by which a state of the report is known."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cqbook.project.paths import DATA


def digest(paths: Iterable[Path], root: Path) -> str:
    """SHA-256 of files: of the name of each below the root, and of its hash, in the order of the names."""
    made = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(root).as_posix().encode()
        # A hash of each file has one length: bytes moved from one file into the next make another whole.
        made.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


def dataset_digest() -> str:
    """SHA-256 of all tables of the dataset, by which a figure names the data it was drawn from."""
    return digest(DATA.glob("*.csv"), DATA)
