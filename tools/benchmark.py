"""Load and validate synthetic datasets of growing size, and compare that with a bare read of the same file.

Run it with `make benchmark`. Timings depend on the machine; the ratio of two ways in one run depends on it less.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cqbook.dataset import preference
from cqbook.dataset.loading import load
from cqbook.dataset.validation import validate
from cqbook.project.paths import DATA

SIZES = (10_000, 100_000, 1_000_000)


def make(folder: Path, size: int) -> None:
    """Write a valid dataset of about this many observations: the real one, again and again with other indicators."""
    shutil.copytree(DATA, folder)
    observations = pd.read_csv(DATA / "observations.csv", dtype=str, keep_default_na=False)
    indicators = pd.read_csv(DATA / "indicators.csv", dtype=str, keep_default_na=False)
    # A target needs its row in another table, so targets stand there once.
    again = observations.loc[observations["kind"] != "target"]
    grown, named = [observations], [indicators]
    while (missing := size - sum(map(len, grown))) > 0:
        suffix = f"-{len(grown)}"
        rows = again.head(missing)
        used = indicators.loc[indicators["indicator_id"].isin(rows["indicator_id"].unique())]
        grown.append(rows.assign(**{name: rows[name] + suffix for name in ("observation_id", "indicator_id")}))
        named.append(used.assign(indicator_id=used["indicator_id"] + suffix))
    observations = pd.concat(grown).sort_values("observation_id", ignore_index=True)
    sources = pd.read_csv(DATA / "sources.csv", dtype=str, keep_default_na=False)
    preferred = preference.first(observations, sources, preference.fact_numbers(observations))
    observations["preferred"] = pd.Series(preferred).map({True: "yes", False: "no"})
    observations.to_csv(folder / "observations.csv", index=False, lineterminator="\n")
    indicators = pd.concat(named).sort_values("indicator_id")
    indicators.to_csv(folder / "indicators.csv", index=False, lineterminator="\n")


def measure(folder: Path) -> None:
    """Print one line: rows, seconds, memory and ratio for the dataset in a folder."""
    path = folder / "observations.csv"
    pd.read_csv(DATA / "observations.csv", low_memory=False)  # what is loaded once is not counted on either side
    load()
    bare = _fastest(lambda: pd.read_csv(path, low_memory=False))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    checked = _fastest(lambda: validate(folder))
    loaded = _fastest(lambda: load(folder))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = len(load(folder).observations)
    print(
        f"{rows:>9,} rows  bare read {bare:6.2f} s  validate {checked:6.2f} s  load and validate {loaded:6.2f} s  "
        f"peak {memory / 1024:6.0f} MB (bare read {before / 1024:.0f})  ratio {loaded / bare:.1f}",
        flush=True,
    )


def _fastest(run: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs, so that a pause of the machine does not count."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    """Each size in a process of its own, so that peaks of memory do not mix."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as work:
        for size in SIZES:
            folder = Path(work) / str(size)
            make(folder, size)
            subprocess.run([sys.executable, __file__, folder], check=True)


if __name__ == "__main__":
    main()
