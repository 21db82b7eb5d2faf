"""Version of the report, and when it was released."""

from importlib.metadata import version

from cqbook.project.files import read_yaml
from cqbook.project.paths import ROOT

VERSION = version("cqbook")


def released() -> str | None:
    """Date on which the present version was released, by CITATION.cff; None before that."""
    citation = read_yaml(ROOT / "CITATION.cff", ROOT)
    date = citation.get("date-released")
    return str(date) if date and str(citation["version"]) == VERSION else None
