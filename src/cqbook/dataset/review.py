"""What an edit has done to the observations, beside those of the last commit: to be read before it is committed."""

import subprocess
from io import StringIO
from pathlib import Path

import pandas as pd

from cqbook.dataset.schema import TABLES

_FILE = TABLES["observations"].file
# What a reader would see differently; the rest says where a number is from.
_SEEN = ["indicator_id", "place_id", "period", "kind", "value", "qualifier", "unit", "status", "printed", "preferred"]
_MOST = 100  # lines of one kind


def of_last_commit(folder: Path) -> str | None:
    """The table of observations as it was last committed; None where there is no commit to compare with."""
    command = ["git", "-C", str(folder), "show", f"HEAD:./{_FILE}"]
    try:
        found = subprocess.run(command, capture_output=True, check=False)
    except OSError:  # git is not there
        return None
    return found.stdout.decode("utf-8", "replace") if found.returncode == 0 else None


def in_lines(before: str, after: str) -> list[str]:
    """Each changed, added and removed observation in a line, of two tables as CSV."""
    old, new = (
        pd.read_csv(StringIO(text), dtype="str", keep_default_na=False).set_index("observation_id")
        for text in (before, after)
    )
    both = old.index.intersection(new.index)
    seen = [name for name in _SEEN if name in old and name in new]
    differs = old.loc[both, seen] != new.loc[both, seen]
    changed = [
        f"changed: {name} ({_about(new.loc[name])}): "
        + ", ".join(f"{column} {old.at[name, column]} to {new.at[name, column]}" for column in row.index[row])
        for name, row in differs.loc[differs.any(axis=1)].iterrows()
    ]
    added, removed = (
        [f"{word}: {name} ({_about(row)}): {row['value']}" for name, row in rows.iterrows()]
        for word, rows in (
            ("added", new.loc[new.index.difference(old.index)]),
            ("removed", old.loc[old.index.difference(new.index)]),
        )
    )
    return [*_cut(changed), *_cut(added), *_cut(removed)]


def _about(row: pd.Series) -> str:
    return ", ".join(row[["indicator_id", "place_id", "period"]])


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST
    return lines[:_MOST] + ([f"and {more} more {lines[0].partition(':')[0]}"] if more > 0 else [])
