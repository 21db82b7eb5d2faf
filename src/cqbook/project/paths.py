"""Where the parts of the report stand."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
PACKAGE = ROOT / "src" / "cqbook"
LOCK = ROOT / "requirements.txt"
SITE = ROOT / "_build" / "html"


def shown(path: Path) -> str:
    """A path as messages name it: from the top of the report, or whole where it lies elsewhere."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
