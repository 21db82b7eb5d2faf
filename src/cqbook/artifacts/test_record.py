"""The record of the last full test run, by which the status page can say what was checked, and of which state.

`make test` leaves it beside the built book; it is no part of the project. A record of another state proves nothing
about this one, and is not shown.
"""

import json
import platform
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cqbook.project.built import TEST_RUN
from cqbook.project.state import state

PATH = TEST_RUN
OUTCOMES = ("passed", "failed", "error", "skipped")


@dataclass(frozen=True)
class TestRun:
    """One run of all tests.

    day: when it ended (ISO 8601, UTC). python: version. state: hash of what was tested. counts: for each file, such as
    "tests/test_site.py" or "notebooks/13-documents.ipynb", how many tests had each of OUTCOMES.
    """

    __test__ = False  # no test, although its name begins like one

    day: str
    python: str
    state: str
    counts: dict[str, dict[str, int]]

    def total(self, outcome: str) -> int:
        """How many tests had an outcome."""
        return sum(counts.get(outcome, 0) for counts in self.counts.values())


def record(outcomes: Iterable[tuple[str, str]], path: Path = PATH) -> None:
    """Write down a full test run.

    Args:
        outcomes: for each test its file and one of OUTCOMES.
        path: the file to write.
    """
    counts: dict[str, Counter] = {}
    for file, outcome in outcomes:
        counts.setdefault(file, Counter())[outcome] += 1
    run = {
        "day": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "state": state(),
        "counts": {file: dict(sorted(counts[file].items())) for file in sorted(counts)},
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def last(path: Path = PATH) -> TestRun | None:
    """The last full test run, if it was of the present state; None otherwise."""
    try:
        run = TestRun(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # none, or of an older form: there is no proof then
        return None
    return run if run.state == state() else None
