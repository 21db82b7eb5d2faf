"""The shared dataset: one call gives its tables, typed and checked."""

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cqbook import intervals, periods
from cqbook.paths import DATA
from cqbook.schema import MISSING, TABLES, TOPICS, Table
from cqbook.validation import Problem, validate


class DataError(Exception):
    """The tables have problems; `problems` lists them all, each with file, row, column, value and what is expected."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the dataset"
        super().__init__("\n".join([count, *map(str, problems)]))

    def _render_traceback_(self) -> list[str]:
        """In a notebook, show the problems and no traceback: they are in the data, not in the code."""
        return str(self).splitlines()


@dataclass(frozen=True)
class Dataset:
    """The tables of `data/`, one row each as the data model says.

    Numbers are float64 or int64, dates datetime64, everything else text. Where a number or date is missing by a
    label, the cell is empty and the column `<name>_missing` holds the label.
    """

    sources: pd.DataFrame
    places: pd.DataFrame
    indicators: pd.DataFrame
    observations: pd.DataFrame
    frameworks: pd.DataFrame
    checks: pd.DataFrame
    other_numbers: pd.DataFrame

    @functools.cached_property
    def statements(self) -> pd.DataFrame:
        """The observations of the five documents with what a chapter needs beside them.

        One row an observation, indexed by observation_id, ordered by source and paragraph. Beside the columns of
        `observations`: `indicator` (name), `indicator_zh`, `topic` (label), `place`, `source` (title), `published`,
        `paragraph` (whole number), `start` and `end` of the period (dates), and the interval of the reading rules as
        `low`, `high` (in `unit`), `low_open`, `high_open`. Source: the five documents.
        """
        indicators = self.indicators.rename(columns={"name": "indicator", "name_zh": "indicator_zh"})
        indicators["topic"] = indicators["topic"].map(TOPICS)
        places = self.places.rename(columns={"name": "place"})[["place_id", "place"]]
        documents = self.sources.loc[self.sources["tier"] == "document"].rename(columns={"title": "source"})
        rows = (
            self.observations.merge(indicators.drop(columns="unit"), on="indicator_id")
            .merge(places, on="place_id")
            .merge(documents[["source_id", "source", "published"]], on="source_id")
        )
        rows["paragraph"] = rows["locator"].str[1:].astype(int)
        spans = rows["period"].map(periods.bounds)
        rows["start"], rows["end"] = pd.to_datetime(spans.str[0]), pd.to_datetime(spans.str[1])
        read = [
            intervals.read(*cells)
            for cells in rows[["value", "qualifier", "printed", "unit"]].itertuples(index=False, name=None)
        ]
        for part in ("low", "high", "low_open", "high_open"):
            rows[part] = [getattr(interval, part) for interval in read]
        return rows.sort_values(["source_id", "paragraph", "observation_id"]).set_index("observation_id")

    def interval(self, observation_id: str) -> intervals.Interval:
        """The interval of one statement of the documents, in the indicator's unit.

        Raises:
            KeyError: no document states an observation of this name.
        """
        row = self.statements.loc[observation_id]
        return intervals.Interval(row["low"], row["high"], bool(row["low_open"]), bool(row["high_open"]))

    def parts(self, node_id: str) -> pd.DataFrame:
        """The parts of a framework directly below a node, in their order."""
        return self.frameworks.loc[self.frameworks["parent_id"] == node_id].sort_values("order")


def load(folder: Path = DATA) -> Dataset:
    """Read, check and type the dataset.

    Args:
        folder: the folder that holds the tables; the report's own `data/` by default.

    Raises:
        DataError: a table is missing or holds a mistake; all mistakes are listed.
    """
    cells, problems = validate(folder)
    if problems:
        raise DataError(problems)
    return Dataset(**{name: _typed(TABLES[name], cells[name]) for name in TABLES})


def _typed(table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    typed = {}
    for column in table.columns:
        values = cells[column.name]
        if column.form in ("number", "positive", "integer", "count", "date"):
            labelled = values.isin(list(MISSING))
            present = values.mask(labelled)
            typed[column.name] = pd.to_datetime(present) if column.form == "date" else pd.to_numeric(present)
            if column.form in ("number", "positive"):
                typed[column.name] = typed[column.name].astype(float)
            if column.may_be_missing:
                typed[f"{column.name}_missing"] = values.where(labelled, "")
        else:
            typed[column.name] = values
    return pd.DataFrame(typed)
