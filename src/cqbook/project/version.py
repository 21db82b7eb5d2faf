"""Version of the report, and when it was released."""

import functools
from importlib.metadata import version
from pathlib import Path

from cqbook.project.files import read_yaml
from cqbook.project.paths import ROOT

VERSION = version("cqbook")


def released() -> str | None:
    """Date on which the present version was released, by CITATION.cff; None before that."""
    path = ROOT / "CITATION.cff"
    return _released(path, path.stat().st_mtime_ns if path.is_file() else 0)


@functools.lru_cache(maxsize=4)  # each page says it
def _released(path: Path, _: int) -> str | None:
    citation = read_yaml(path, ROOT)
    date = citation.get("date-released")
    return str(date) if date and str(citation["version"]) == VERSION else None
