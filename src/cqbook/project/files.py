"""Writing files of the report."""

from collections.abc import Mapping
from pathlib import Path


def write_all(texts: Mapping[Path, str]) -> list[Path]:
    """Write text files: all of them or, where one cannot be written, none. One that says the same keeps its date.

    Nobody reads one half written.

    Returns:
        Those that were written.

    Raises:
        OSError: a file cannot be written; what stood before still stands.
    """
    contents = {path: text.encode() for path, text in texts.items()}
    changed = {path: raw for path, raw in contents.items() if not (path.is_file() and path.read_bytes() == raw)}
    fresh = {path: path.with_name(f"{path.name}.new") for path in changed}
    try:
        for path, raw in changed.items():
            try:
                fresh[path].write_bytes(raw)
            except OSError as error:  # of which one at writing has no name of the file
                raise OSError(error.errno, error.strerror, str(path)) from error
        for path, new in fresh.items():
            new.replace(path)
    finally:
        for new in fresh.values():
            new.unlink(missing_ok=True)
    return list(changed)


def write_if_changed(path: Path, text: str) -> bool:
    """Write one text file as `write_all` does, and say whether it was written."""
    return bool(write_all({path: text}))
