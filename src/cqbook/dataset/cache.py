"""Checked and typed tables, kept from one process to the next under a hash of all that they come from.

Where something of that has changed, the hash is another one, so that what is kept is never stale. What cannot be kept
or read again is made anew.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from cqbook.dataset.schema import TABLES
from cqbook.project.digests import digest
from cqbook.project.paths import PACKAGE, ROOT

FOLDER = ROOT / "_build" / "dataset"
_MOST = 4  # datasets that are kept: the report's own, and a few others that somebody works with
_READERS = ("dataset", "quantities")  # packages that decide what becomes of the tables


def kept(folder: Path, make: Callable[[], dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The frames that `make` makes from the tables of a folder, or made the last time from the same tables.

    Raises:
        DataError: as `make` does; then nothing is kept.
    """
    place = FOLDER / _name(folder)
    with contextlib.suppress(OSError, ValueError):  # none is kept, or it is damaged
        return {path.stem: pd.read_feather(path) for path in sorted(place.iterdir())}
    frames = make()
    with contextlib.suppress(OSError):  # a disk that is full, or may not be written to
        _keep(frames, place)
    return frames


def _name(folder: Path) -> str:
    tables = [path for table in TABLES.values() if (path := folder / table.file).is_file()]
    code = [path for name in _READERS for path in (PACKAGE / name).glob("*.py")]
    libraries = [version(name) for name in ("numpy", "pandas", "pyarrow")]
    return sha256("\n".join([digest(tables, folder), digest(code, PACKAGE), *libraries]).encode()).hexdigest()


def _keep(frames: dict[str, pd.DataFrame], place: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=FOLDER))
    for name, frame in frames.items():
        frame.to_feather(fresh / f"{name}.feather")
    shutil.rmtree(place, ignore_errors=True)  # it is damaged
    fresh.rename(place)
    for old in sorted(FOLDER.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST]:
        shutil.rmtree(old, ignore_errors=True)
