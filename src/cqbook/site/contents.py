"""Settings and table of contents, checked in a moment, before minutes of work."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jupyter_book.config import get_validator
from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from cqbook.project.errors import UserError

SETTINGS, CONTENTS = "_config.yml", "_toc.yml"
_PAGES = (("notebooks", ".ipynb"), ("book", ".md"))  # folders, and the ending of the pages in each


class ContentsError(UserError):
    """Settings or table of contents cannot be used; the message names file and place and says what to do."""


def check(root: Path) -> None:
    """Refuse settings that are none, and a table of contents that does not name all pages that there are.

    Raises:
        ContentsError: with all that is wrong, one line each.
    """
    problems = [*_of_settings(root), *_of_contents(root)]
    if problems:
        raise ContentsError("\n".join(problems))


def _of_settings(root: Path) -> Iterator[str]:
    settings = _read(root, SETTINGS)
    if not isinstance(settings, dict):
        yield f"{SETTINGS}: holds no settings: expected lines such as title: ..."
        return
    for error in get_validator().iter_errors(settings):
        yield f"{SETTINGS}, {'.'.join(map(str, error.path)) or 'top'}: {error.message}"


def _of_contents(root: Path) -> Iterator[str]:
    contents = _read(root, CONTENTS)
    if not isinstance(contents, dict):
        yield f"{CONTENTS}: holds no table of contents: restore it from the last commit"
        return
    try:
        named = {str(name) for name in parse_toc_data(contents)}
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


def _read(root: Path, name: str) -> Any:
    """What a YAML file holds."""
    try:
        return yaml.safe_load((root / name).read_text(encoding="utf-8"))
    except OSError:
        raise ContentsError(f"{name}: is missing: restore it from the last commit") from None
    except UnicodeDecodeError:
        raise ContentsError(f"{name}: is not UTF-8: save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ContentsError(f"{name}{where}: is no YAML that can be read: {problem or error}") from None
