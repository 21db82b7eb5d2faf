"""Build the book as HTML: strictly, from the stored outputs; the last good build stands until the new one is done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from cqbook.artifacts import registry
from cqbook.dataset import load
from cqbook.project.errors import UserError
from cqbook.project.paths import BOOK, NOTEBOOKS, ROOT, SITE
from cqbook.site import incremental

_NAMES = "names.txt"


class BuildError(UserError):
    """The book could not be built; the message holds Sphinx's warnings and errors. The last build still stands."""


def build(target: Path = SITE, *, afresh: bool = False) -> Path:
    """Build the pages that something has changed for and put the whole in place of what stands in target.

    Args:
        target: folder of the pages; what a build needs of the one before stands beside it.
        afresh: whether to build all pages, whatever stands.

    Returns:
        The page to open.

    Raises:
        BuildError: Sphinx gave a warning or an error.
    """
    _require_readable_settings()
    work = target.parent / f"{target.name}.work"
    names = _names()
    if afresh or not (work / _NAMES).is_file() or (work / _NAMES).read_text(encoding="utf-8") != names:
        # Nothing of a page that is gone may stay.
        shutil.rmtree(work, ignore_errors=True)
    tool = Path(sys.executable).with_name("jupyter-book")
    result = subprocess.run(
        [tool, "build", ROOT, "--path-output", str(work), "-W", "-n", "--keep-going"],
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        # A page that is not made again repeats no warning.
        shutil.rmtree(work, ignore_errors=True)
        lines = (result.stdout + result.stderr).splitlines()
        reasons = [
            line
            for line in lines
            if any(word in line for word in ("WARNING", "ERROR", "rror:")) and "build finished" not in line
        ]
        raise BuildError("\n".join(reasons or lines[-20:]))
    (work / _NAMES).write_text(names, encoding="utf-8")
    fresh = target.parent / f"{target.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(work / "_build" / "html", fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return target / "index.html"


def _names() -> str:
    """What all pages are made with, and the names of pages and figures, with which files of the site come and go."""
    found = registry.read()
    sources = [path.relative_to(ROOT).as_posix() for folder in (BOOK, NOTEBOOKS) for path in folder.rglob("*.*")]
    names = [*sorted(sources), *load().indicators["indicator_id"], *found.figures, *found.tables]
    return "\n".join([incremental.made_by(), *names])


def _require_readable_settings() -> None:
    for name in ("_config.yml", "_toc.yml"):
        try:
            yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise BuildError(f"{name}, line {line}: is no YAML that can be read: {error.problem}") from None
