"""Settings and table of contents, checked in a moment, before minutes of work."""

from collections.abc import Iterator
from pathlib import Path

from jupyter_book.config import get_validator
from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from cqbook.project.errors import UserError
from cqbook.project.files import read_text, read_yaml

SETTINGS, CONTENTS = "_config.yml", "_toc.yml"
_CITATION = "CITATION.cff"
_PAGES = (("notebooks", ".ipynb"), ("book", ".md"))  # folders, and the ending of the pages in each


def check(root: Path) -> None:
    """Refuse settings that are none, pages that cannot be read, and a table of contents that does not name them all.

    Raises:
        UserError: with all that is wrong, one line each.
    """
    read_yaml(root / _CITATION, root)
    for path in (root / "book").glob("*.*"):
        read_text(path, root)
    problems = [*_of_settings(root), *_of_contents(root)]
    if problems:
        raise UserError("\n".join(problems))


def _of_settings(root: Path) -> Iterator[str]:
    for error in get_validator().iter_errors(read_yaml(root / SETTINGS, root)):
        yield f"{SETTINGS}, {'.'.join(map(str, error.path)) or 'top'}: {error.message}"


def _of_contents(root: Path) -> Iterator[str]:
    try:
        named = {str(name) for name in parse_toc_data(read_yaml(root / CONTENTS, root))}
    except MalformedError as error:
        yield f"{CONTENTS}: {error}"
        return
    pages = {
        path.relative_to(root).with_suffix("").as_posix()
        for folder, ending in _PAGES
        for path in (root / folder).glob(f"*{ending}")
    }
    for name in sorted(named - pages):
        yield f"{CONTENTS}: there is no page {name}: write the name of a file in notebooks/ or book/"
    for name in sorted(pages - named):
        yield f"{CONTENTS}: does not name {name}: add it, or remove the file"
