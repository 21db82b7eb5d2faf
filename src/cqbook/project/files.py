"""Writing files of the report."""

from pathlib import Path


def write_if_changed(path: Path, text: str) -> None:
    """Write a text file; one that says the same keeps its date, and nobody reads it half written."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
