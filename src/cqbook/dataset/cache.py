"""Checked and typed tables, kept from one process to the next under a hash of all that they come from.

Where something of that has changed, the hash is another one, so that what is kept is never stale. What cannot be kept
or read again is made anew.
"""

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from cqbook.dataset.schema import TABLES
from cqbook.project.digests import digest
from cqbook.project.paths import IS_REPORT, PACKAGE, ROOT

FOLDER = ROOT / "_build" / "dataset"
_MOST = 4  # datasets that are kept: the report's own, and a few others that somebody works with
_READERS = ("dataset", "quantities")  # packages that decide what becomes of the tables
# Taken when they are imported: a session that is older than a change of the code keeps nothing for the new code.
_CODE = digest([path for name in _READERS for path in (PACKAGE / name).glob("*.py")], PACKAGE)


def kept(folder: Path, make: Callable[[], dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The frames that `make` makes from the tables of a folder, or made the last time from the same tables.

    Raises:
        DataError: as `make` does; then nothing is kept.
    """
    if not IS_REPORT:  # the package is installed without the report: what lies around it is not ours
        return make()
    place = FOLDER / f"{_name(folder)}.tables"
    with contextlib.suppress(OSError, ValueError):  # none is kept, or it is damaged
        return _read(place)
    frames = make()
    if _name(folder) == place.stem:  # else a table was changed while it was read
        with contextlib.suppress(OSError):  # a disk that is full, or may not be written to
            _keep(frames, place)
    return frames


def _name(folder: Path) -> str:
    tables = [path for table in TABLES.values() if (path := folder / table.file).is_file()]
    libraries = [library.__version__ for library in (np, pd, pa)]
    return sha256("\n".join([digest(tables, folder), _CODE, *libraries]).encode()).hexdigest()


def _read(place: Path) -> dict[str, pd.DataFrame]:
    raw = place.read_bytes()
    start = sha256().digest_size
    if sha256(raw[start:]).digest() != raw[:start]:
        raise ValueError("damaged")
    with zipfile.ZipFile(io.BytesIO(raw[start:])) as parts:
        return {name: pd.read_feather(io.BytesIO(parts.read(name))) for name in parts.namelist()}


def _keep(frames: dict[str, pd.DataFrame], place: Path) -> None:
    """Write one file, with its hash before it, beside its place and move it there: whoever reads finds all or none."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as parts:
        for name, frame in frames.items():
            part = io.BytesIO()
            frame.to_feather(part)
            parts.writestr(name, part.getvalue())
    FOLDER.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=place.suffix, dir=FOLDER)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sha256(whole.getvalue()).digest() + whole.getvalue())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    others = set(FOLDER.glob(f"*{place.suffix}")) - {place}
    for old in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - _MOST]:
        old.unlink(missing_ok=True)
