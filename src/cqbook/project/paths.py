"""Where the parts of the report stand."""

from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]
ROOT = _HERE.parents[1]
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
PACKAGE = ROOT / "src" / "cqbook"
IS_REPORT = PACKAGE == _HERE and (ROOT / "data").is_dir()  # else the package is installed, and carries the tables
DATA = ROOT / "data" if IS_REPORT else _HERE / "data"
LOCK = ROOT / "requirements.txt"
SITE = ROOT / "_build" / "html"


def shown(path: Path) -> str:
    """A path as messages name it: from the top of the report, or whole where it lies elsewhere."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
