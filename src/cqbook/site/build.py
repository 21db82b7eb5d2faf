"""Build the book as HTML: strictly, from the stored outputs; the last good build stands until the new one is done."""

import shutil
import subprocess
import sys
from pathlib import Path

from cqbook.paths import ROOT, SITE


class BuildError(Exception):
    """The book could not be built; the message holds Sphinx's warnings and errors. The last build still stands."""


def build(target: Path = SITE) -> Path:
    """Build all pages and put them in place of what stands in target. Returns the page to open.

    Raises:
        BuildError: Sphinx gave a warning or an error.
    """
    work = target.parent / f"{target.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    # --all: a page that is not read again repeats no warning, and would pass the second time.
    options = ["--path-output", str(work), "--all", "-W", "-n", "--keep-going"]
    tool = Path(sys.executable).with_name("jupyter-book")
    result = subprocess.run([tool, "build", ROOT, *options], capture_output=True, text=True, check=False)
    if result.returncode:
        lines = (result.stdout + result.stderr).splitlines()
        reasons = [line for line in lines if any(word in line for word in ("WARNING", "ERROR", "rror:", "problem"))]
        raise BuildError("\n".join(reasons or lines[-20:]))
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(work / "_build" / "html", target)
    shutil.rmtree(work)
    return target / "index.html"
