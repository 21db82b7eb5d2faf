"""Writing files of the report."""

from pathlib import Path


def write_if_changed(path: Path, text: str) -> bool:
    """Write a text file; one that says the same keeps its date, and nobody reads it half written.

    Returns:
        Whether it was written.
    """
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)
    return True
