"""The state of the report: one hash of everything that its pages and tests are made from."""

from pathlib import Path

from cqbook.project.digests import digest
from cqbook.project.paths import ROOT

_INPUTS = (
    "_config.yml",
    "_toc.yml",
    "CHANGELOG.md",
    "CITATION.cff",
    "pyproject.toml",
    "requirements.txt",
    "book",
    "data",
    "notebooks",
    "src",
    "tests",
)
_LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints"}


def state(root: Path = ROOT) -> str:
    """SHA-256 of everything that the pages and the tests are made from."""
    return digest((file for name in _INPUTS for file in _files(root / name)), root)


def _files(path: Path) -> list[Path]:
    """The files of a folder, without what Python and Jupyter leave behind; or the one file that the path names."""
    found = [path] if path.is_file() else path.rglob("*")
    return [file for file in found if file.is_file() and not _LEFT_BEHIND & set(file.parts)]
