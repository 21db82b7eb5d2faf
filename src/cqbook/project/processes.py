"""Processes that work beside this one and end with it, also where it is killed: they would keep its lock."""

import gc
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor

_PAUSE = 0.5  # seconds


def pool(count: int) -> ProcessPoolExecutor:
    """A pool of so many processes."""
    return ProcessPoolExecutor(count, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    gc.freeze()  # what they have from their parent stays: to look through it for cycles takes long

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PAUSE)
        os._exit(1)

    if os.name == "posix":  # elsewhere the number of the parent stays when it is gone
        threading.Thread(target=watch, daemon=True).start()
