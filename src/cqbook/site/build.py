"""Build the book as HTML: strictly, from the stored outputs; the last good build stands until the new one is done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from cqbook.project.errors import UserError
from cqbook.project.paths import ROOT, SITE


class BuildError(UserError):
    """The book could not be built; the message holds Sphinx's warnings and errors. The last build still stands."""


def build(target: Path = SITE) -> Path:
    """Build all pages and put them in place of what stands in target. Returns the page to open.

    Raises:
        BuildError: Sphinx gave a warning or an error.
    """
    _require_readable_settings()
    work = target.parent / f"{target.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    # --all: a page that is not read again repeats no warning, and would pass the second time.
    options = ["--path-output", str(work), "--all", "-W", "-n", "--keep-going"]
    tool = Path(sys.executable).with_name("jupyter-book")
    environment = {**os.environ, "NO_COLOR": "1"}
    result = subprocess.run(
        [tool, "build", ROOT, *options], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        lines = (result.stdout + result.stderr).splitlines()
        reasons = [
            line
            for line in lines
            if any(word in line for word in ("WARNING", "ERROR", "rror:")) and "build finished" not in line
        ]
        raise BuildError("\n".join(reasons or lines[-20:]))
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(work / "_build" / "html", target)
    shutil.rmtree(work)
    return target / "index.html"


def _require_readable_settings() -> None:
    for name in ("_config.yml", "_toc.yml"):
        try:
            yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise BuildError(f"{name}, line {line}: is no YAML that can be read: {error.problem}") from None
