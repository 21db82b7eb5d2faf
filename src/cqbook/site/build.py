"""Build the book as HTML from the stored outputs, strictly; the last good site stands until the new one is whole.

Beside the site stand the folder in which Sphinx works from one build to the next, and what the site was made from. A
build that is killed leaves the folder without its mark, and the next one begins it anew.
"""

import contextlib
import functools
import io
import os
import re
import shutil
import tempfile
from pathlib import Path

from jupyter_book.sphinx import build_sphinx

from cqbook.project import built
from cqbook.project.errors import UserError
from cqbook.project.paths import BOOK, NOTEBOOKS, ROOT, SITE
from cqbook.site import contents, incremental, shared

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MARK = "whole.txt"  # in the working folder, while it holds a whole build


class BuildError(UserError):
    """The book could not be built; the message holds Sphinx's warnings and errors. The last build still stands."""


def build(target: Path = SITE, *, afresh: bool = False) -> Path:
    """Make the pages again that something has changed for, and put the whole in place of what stands in target.

    Args:
        target: where the site is to stand: a link to the folder that holds it.
        afresh: whether to make all pages again.

    Returns:
        The page to open.

    Raises:
        BuildError: Sphinx gave a warning or an error.
    """
    work = target.with_name(f"{target.name}.work")
    mark, made_from = work / _MARK, _made_from()
    if afresh or not mark.is_file() or mark.read_text(encoding="utf-8") != made_from:
        # Nothing of a page that is gone, or of a build that was killed, may stay.
        shutil.rmtree(work, ignore_errors=True)
    mark.unlink(missing_ok=True)
    state = built.inputs()
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        failed = build_sphinx(
            ROOT,
            work / "html",
            noconfig=True,
            path_config=ROOT / contents.SETTINGS,
            confoverrides={
                "external_toc_path": (ROOT / contents.CONTENTS).as_posix(),
                "latex_individualpages": False,
                "nitpicky": True,
            },
            warningiserror=True,
            keep_going=True,
        )
    if failed:
        if isinstance(failed, Exception):
            told.write(f"{failed}\n")
        lines = _COLOUR.sub("", told.getvalue()).replace(f"{ROOT}{os.sep}", "").splitlines()
        reasons = [
            line
            for line in lines
            if any(word in line for word in ("WARNING", "ERROR", "rror:")) and "build finished" not in line
        ]
        raise BuildError("\n".join(reasons or lines[-20:]))
    mark.write_text(made_from, encoding="utf-8")
    _put_in_place(work / "html", target)
    built.record(target, state)
    return target / "index.html"


def _made_from() -> str:
    """What all pages are made with, and the names of pages and figures, with which files of the site come and go."""
    found = shared.registry()
    sources = [path.relative_to(ROOT).as_posix() for folder in (BOOK, NOTEBOOKS) for path in folder.rglob("*.*")]
    names = [*sorted(sources), *shared.dataset().indicators["indicator_id"], *found.figures, *found.tables]
    return "\n".join([incremental.made_by(), *names])


def _put_in_place(whole: Path, target: Path) -> None:
    """Copy a site and let the link to it change in one step; sites that no link leads to are removed.

    Where there can be no link the folder itself takes the place of the one before, which takes a moment.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    place.chmod(0o755)
    folder, before = place / "site", place / "before"
    shutil.copytree(whole, folder, copy_function=functools.partial(_copy, whole, target))
    if target.is_dir() and not target.is_symlink():  # a site of a version that knew no links
        target.rename(before)
    link = target.with_name(f"{target.name}.link")
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(folder.relative_to(target.parent), target_is_directory=True)
        link.replace(target)
    except OSError:  # Windows lets few people make a link, and replaces none; other disks have no links
        link.unlink(missing_ok=True)
        _move(folder, target, before)
    shutil.rmtree(before, ignore_errors=True)
    for other in target.parent.glob(f"{target.name}.*/site"):
        if other != folder:
            shutil.rmtree(other.parent, ignore_errors=True)
    if not folder.exists():
        shutil.rmtree(place, ignore_errors=True)


def _copy(whole: Path, target: Path, source: str, copy: str) -> None:
    """Copy one file, or let the site have the one that it had before, which nobody writes into: that takes no room."""
    made = Path(source)
    had = target / made.relative_to(whole)
    with contextlib.suppress(OSError):  # there was none, or the disk knows no second name of a file
        old, new = had.stat(), made.stat()
        if (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns):
            os.link(had, copy)
            return
    shutil.copy2(source, copy)


def _move(folder: Path, target: Path, before: Path) -> None:
    """Put a folder in place of another or of a link; if it cannot be, what stood there is put back."""
    if target.is_symlink():
        target.rename(before)
    try:
        folder.rename(target)
    except OSError:
        if before.exists() or before.is_symlink():
            before.rename(target)
        raise
