"""Which parts of the dataset a program reads: what it made is stale when one of them changes, and only then.

A part is named after its table, "facts" (all observations with what stands beside them), "facts:<indicator>" (those of
one indicator), "statements" (those of the five documents), "sources:<source>" (one row) or "observations:<name>"
(whether there is one of this name).
"""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cqbook.dataset import named_numbers, names
from cqbook.dataset.reading import read_text_table
from cqbook.dataset.schema import TABLES

# The parts that this process has read.
NOTED: set[str] = set()
# The tables behind `Dataset.facts`, and by which column of an observation their rows belong to it.
_BESIDE = {"observations": "observation_id", "indicators": "indicator_id", "places": "place_id", "sources": "source_id"}
_SEPARATOR = "\x1f"


class Facts(pd.DataFrame):
    """A frame of observations that notes what is read of it: rows that are chosen by their names, or else all."""

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "Facts":
        """The same rows, which are indexed by observation_id and have the column indicator_id."""
        made = cls(rows)
        made.__dict__["_loc"] = _Loc(rows)
        made.__dict__["_rows"] = rows
        return made

    @property
    def _mgr(self) -> Any:
        # Whatever pandas does with a frame, it gets the cells through its manager.
        if "_rows" in self.__dict__:
            NOTED.add("facts")
        return self.__dict__["_manager"]

    @_mgr.setter
    def _mgr(self, manager: Any) -> None:
        self.__dict__["_manager"] = manager

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    @property
    def unnoted(self) -> pd.DataFrame:
        """The plain frame. Who reads it notes by itself what of it was read."""
        return self.__dict__["_rows"]

    @property
    def loc(self) -> Any:
        """Rows and columns by name or in any other way, as of every frame."""
        return self.__dict__["_loc"]

    def has(self, name: str) -> bool:
        """Whether there is an observation of this name."""
        NOTED.add(f"observations:{name}")
        return name in self.unnoted.index

    def of_indicators(self, indicator_ids: Iterable[str]) -> pd.DataFrame:
        """All observations of some indicators, as a plain frame."""
        wanted = set(indicator_ids)
        NOTED.update(f"facts:{name}" for name in wanted)
        if "_places" not in self.__dict__:
            self.__dict__["_places"] = self.unnoted.groupby("indicator_id").indices
        places = [self.__dict__["_places"].get(name, []) for name in wanted]
        return self.unnoted.take(np.sort(np.concatenate([[], *places]).astype(int)))


class Named(dict):
    """Things by their names, under the name of all; what is read of them is noted as of `Facts`."""

    def __init__(self, name: str, things: Mapping[str, Any]):
        super().__init__(things)
        self.name = name

    def __getitem__(self, key: str) -> Any:
        NOTED.add(f"{self.name}:{key}")
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        NOTED.add(f"{self.name}:{key}")
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The thing of this name, or else the default."""
        NOTED.add(f"{self.name}:{key}")
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        NOTED.add(self.name)
        return super().__iter__()

    def __len__(self) -> int:
        NOTED.add(self.name)
        return super().__len__()

    def keys(self) -> Any:
        """All names."""
        NOTED.add(self.name)
        return super().keys()

    def values(self) -> Any:
        """All things."""
        NOTED.add(self.name)
        return super().values()

    def items(self) -> Any:
        """All names and things."""
        NOTED.add(self.name)
        return super().items()


class _Loc:
    def __init__(self, rows: pd.DataFrame):
        self._rows = rows
        self._indicators = rows["indicator_id"]

    def __getitem__(self, key: Any) -> Any:
        wanted = key[0] if isinstance(key, tuple) else key
        named = [wanted] if isinstance(wanted, str) else list(wanted) if isinstance(wanted, Iterable) else [None]
        try:
            chosen = self._rows.loc[key]
        except KeyError:
            names.require("observation", map(str, named), self._rows["indicator"], "data/observations.csv")
            raise
        found = self._indicators.reindex(named).unique()
        NOTED.update(f"facts:{indicator}" if isinstance(indicator, str) else "facts" for indicator in found)
        return chosen


def noted() -> list[str]:
    """The parts that this process has read, without those that another of them holds."""
    held = set(_BESIDE) if "facts" in NOTED else set()
    return sorted(
        name
        for name in NOTED - held
        if not ("facts" in NOTED and name.startswith(("facts:", "observations:", "sources:", "statements")))
        and not ("sources" in NOTED and name.startswith("sources:"))
    )


def states(folder: Path) -> dict[str, str]:
    """A hash of each part of the dataset as it stands, by the name of the part; of no table that cannot be read."""
    abouts = [path.stat() if (path := folder / table.file).is_file() else None for table in TABLES.values()]
    return dict(_states(folder, tuple(about and (about.st_mtime_ns, about.st_size) for about in abouts)))


@functools.lru_cache(maxsize=2)
def _states(folder: Path, _: tuple) -> dict[str, str]:
    tables = {
        table.name: cells for table in TABLES.values() if (cells := read_text_table(folder, table)[0]) is not None
    }
    tables = named_numbers.filled(tables)  # a number that a text names belongs to its part
    rows = {name: _rows(cells) for name, cells in tables.items()}
    made = {name: _hash(map(_SEPARATOR.join, found)) for name, found in rows.items()}
    if not set(_BESIDE) <= set(rows):
        return made
    made["facts"] = _hash(made[name] for name in _BESIDE)
    lines = {name: {row[0]: _SEPARATOR.join(row) for row in rows[name]} for name in _BESIDE}
    made |= {f"sources:{name}": _hash([line]) for name, line in lines["sources"].items()}
    made |= {f"observations:{name}": "there" for name in lines["observations"]}
    documents = {
        name for name, tier in tables["sources"][["source_id", "tier"]].itertuples(index=False) if tier == "document"
    }
    parts: dict[str, set[str]] = {"statements": set()}
    for row in _rows(tables["observations"][list(_BESIDE.values())]):
        held = {lines[table].get(name, name) for table, name in zip(_BESIDE, row, strict=True)}
        parts.setdefault(f"facts:{row[1]}", set()).update(held)
        if row[3] in documents:
            parts["statements"] |= held
    return made | {name: _hash(sorted(held)) for name, held in parts.items()}


def _rows(cells: pd.DataFrame) -> list[tuple[str, ...]]:
    # A third of the time of itertuples, which asks pyarrow for each cell.
    return list(zip(*(cells[name].to_numpy(dtype=object) for name in cells), strict=True))


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
