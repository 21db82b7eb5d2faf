"""What the built site was made from, so that a build with nothing to do is known in a moment."""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cqbook.project.files import write_if_changed
from cqbook.project.paths import ROOT, SITE
from cqbook.project.state import state

_PAUSE = 0.2  # seconds between two looks at a lock
TEST_RUN = ROOT / "_build" / "test-run.json"  # the status page shows it


def inputs() -> str:
    """All that the pages are made from: a hash, and the record of the last test run."""
    return f"{state()} {TEST_RUN.read_text(encoding='utf-8') if TEST_RUN.is_file() else ''}"


def record(site: Path, made_from: str) -> None:
    """Note what a site was made from, and what files it has."""
    write_if_changed(_file(site), json.dumps({"inputs": made_from, "files": _files(site)}))


def is_current(site: Path = SITE) -> bool:
    """Whether a site is what a build would make, and nobody has touched it."""
    try:
        held = json.loads(_file(site).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none, or one that cannot be read
        return False
    return held.get("inputs") == inputs() and held.get("files") == _files(site)


@contextlib.contextmanager
def alone(site: Path = SITE) -> Iterator[None]:
    """Let one build at a time work on a site; another waits, and says so."""
    site.parent.mkdir(parents=True, exist_ok=True)
    with site.with_name(f"{site.name}.lock").open("ab") as lock:
        if not _takes(lock):
            print("another build is at work here: waiting for its end", flush=True)
            while not _takes(lock):
                time.sleep(_PAUSE)
        yield


def _takes(lock: IO[bytes]) -> bool:
    """Take a lock if it is free. The system gives it back when the process ends, however that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the second on Windows
        return False
    return True


def _file(site: Path) -> Path:
    return site.with_name(f"{site.name}.json")


def _files(site: Path) -> dict[str, list[int]]:
    """Size and time of each file."""
    found = {path.relative_to(site).as_posix(): path.stat() for path in sorted(site.rglob("*")) if path.is_file()}
    return {name: [about.st_size, about.st_mtime_ns] for name, about in found.items()}
