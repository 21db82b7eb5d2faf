"""Work in processes beside the one that makes the pages, each of which begins with what that one has loaded.

What such a process reads of the dataset is noted by the one that asks for the result.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from cqbook.dataset import reads
from cqbook.project import processes
from cqbook.site import incremental

_POOL = "cqbook_processes"  # name of these in the application
FEW = 8  # pieces of work for which no further process is worth its start


class Jobs:
    """The same work for several names: begun at once beside the pages where there are many, else done when asked for.

    Args:
        app: the application.
        names: what to do it for, in the order in which it is needed.
        work: what to do with a name; a function of a module, or a partial one, so that it can be named to a process.
        few: how many are done here.
    """

    def __init__(self, app: Sphinx, names: Iterable[str], work: Callable[[str], Any], few: int = FEW):
        self.names, self._work = list(names), work
        self._begun = {}
        if len(self.names) > few:
            self._begun = {name: _processes(app).submit(_noting, work, name) for name in self.names}

    def result(self, name: str) -> Any:
        """What the work gives for a name; what it raises is raised here."""
        if name not in self._begun:
            return self._work(name)
        try:
            result, noted = self._begun.pop(name).result()
        except BrokenProcessPool:
            words = (
                "a process that made pages and files was stopped from outside, perhaps for want of memory: run again"
            )
            raise ExtensionError(words) from None
        reads.NOTED.update(noted)
        return result


class Files(Jobs):
    """Files beside the pages: made again are those of which something has changed, which is noted at the end.

    Args:
        called: what is noted of a name, with {} in its place.
    """

    def __init__(self, app: Sphinx, names: Iterable[str], called: str, work: Callable[[str], Any], few: int = FEW):
        self._pages, self._called = incremental.pages(app), called
        changed = (name for name in names if not self._pages.is_current(called.format(name)))
        super().__init__(app, changed, work, few)

    def end(self) -> None:
        """Wait for them."""
        for name in self.names:
            reads.NOTED.clear()
            self.result(name)
            self._pages.note("written", self._called.format(name))


def _noting(work: Callable[[str], Any], name: str) -> tuple[Any, list[str]]:
    reads.NOTED.clear()
    return work(name), reads.noted()


def _processes(app: Sphinx) -> ProcessPoolExecutor:
    if not hasattr(app, _POOL):
        setattr(app, _POOL, processes.pool(os.cpu_count() or 1))
    return getattr(app, _POOL)


def end(app: Sphinx, exception: Exception | None) -> None:
    """Let the processes go; what they have not begun is wanted no more."""
    if hasattr(app, _POOL):
        _processes(app).shutdown(cancel_futures=True)
        delattr(app, _POOL)
