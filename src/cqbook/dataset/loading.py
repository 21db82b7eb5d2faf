"""The shared dataset: one call gives its tables, typed and checked."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cqbook.dataset import named_numbers, names
from cqbook.dataset.cache import kept
from cqbook.dataset.reading import Problem, in_lines
from cqbook.dataset.reads import NOTED, Facts
from cqbook.dataset.schema import MISSING, PLACE_GROUPS, PROVINCE_KINDS, TABLES, TOPICS, Table
from cqbook.dataset.validation import validate
from cqbook.project.errors import UserError
from cqbook.project.paths import DATA
from cqbook.quantities import periods
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import as_float
from cqbook.quantities.reading_rules import read


class DataError(UserError):
    """The tables have problems; `problems` lists them all, each with file, row, column, value and what is expected."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the dataset"
        super().__init__("\n".join([count, *in_lines(problems)]))


@dataclass(frozen=True)
class Dataset:
    """The tables of `data/`, one row each as the data model says.

    Numbers are float64 or int64, everything else is text, dates in ISO 8601. Where a number is missing by a label, the
    cell is empty and the column `<name>_missing` holds the label; in a column of text the label stands in the cell.
    What is read is noted (`cqbook.dataset.reads`): a chapter runs again when that has changed.
    """

    sources: pd.DataFrame
    places: pd.DataFrame
    indicators: pd.DataFrame
    observations: pd.DataFrame
    targets: pd.DataFrame
    frameworks: pd.DataFrame
    checks: pd.DataFrame
    copies: pd.DataFrame
    left_out: pd.DataFrame
    other_numbers: pd.DataFrame

    def __getattribute__(self, name: str) -> Any:
        if name in TABLES or name == "statements":
            NOTED.add(name)
        return super().__getattribute__(name)

    @functools.cached_property
    def facts(self) -> Facts:
        """All observations with what a chapter needs beside them, indexed by observation_id.

        Beside the columns of `observations`: `indicator` (name), `indicator_zh`, `topic` (label) and the other columns
        of the indicator, `place` (name), `source` (title), `tier`, `published`, `start` and `end` of the period
        (dates), and the interval of the reading rules as `low`, `high` (in `unit`), `low_open`, `high_open`; these
        four are empty where the value is missing.
        """
        return Facts.of(_facts(vars(self)))  # each part of them is noted when it is read

    @functools.cached_property
    def statements(self) -> pd.DataFrame:
        """The observations of the five documents, as in `facts`, ordered by source and paragraph.

        `paragraph` is the number of the paragraph. Source: the five documents.
        """
        rows = self.facts.unnoted.loc[self.facts.unnoted["tier"] == "document"]
        rows = rows.assign(paragraph=rows["locator"].str[1:].astype(int))
        return rows.sort_values(["source_id", "paragraph", "observation_id"])

    def interval(self, observation_id: str) -> Interval:
        """The interval of one observation, in the indicator's unit.

        Raises:
            KeyError: there is no observation of this name.
            ValueError: it has no value.
        """
        row = self.facts.loc[observation_id]
        if pd.isna(row["value"]):
            raise ValueError(f"{observation_id} has no value: {row['value_missing']}")
        return Interval(row["low"], row["high"], bool(row["low_open"]), bool(row["high_open"]))

    def of_indicators(self, *indicator_ids: str) -> pd.DataFrame:
        """All observations of some indicators, as in `facts`.

        Raises:
            KeyError: no such indicator.
        """
        rows = self._by_indicator
        if set(indicator_ids) - set(rows.index):
            called = [rows["name_zh"], rows["name"].str.casefold()]
            known = {name: found for column in called for found, name in column.items()}
            names.require("indicator", indicator_ids, rows["name"], 'cqbook.find("...")', known)
        return self.facts.of_indicators(indicator_ids)

    @functools.cached_property
    def _by_indicator(self) -> pd.DataFrame:
        return vars(self)["indicators"].set_index("indicator_id")

    @functools.cached_property
    def _by_source(self) -> pd.DataFrame:
        return vars(self)["sources"].set_index("source_id")

    def indicators_of(self, indicator_ids: Iterable[str]) -> pd.DataFrame:
        """The rows of some indicators, indexed by indicator_id; they belong to the observations of these."""
        wanted = list(indicator_ids)
        NOTED.update(f"facts:{name}" for name in wanted)
        return self._by_indicator.loc[wanted]

    def sources_of(self, source_ids: Iterable[str]) -> pd.DataFrame:
        """The rows of some sources, each once."""
        wanted = sorted(set(source_ids))
        names.require("source", wanted, self._by_source["title"], "data/sources.csv")
        NOTED.update(f"sources:{name}" for name in wanted)
        return self._by_source.loc[wanted].reset_index()

    def place_ids(self, wanted: Iterable[str]) -> list[str]:
        """The ids of places that are named by id or by name, English or Chinese, in their order.

        Raises:
            KeyError: no such place; the message names those that are like it.
        """
        return names.place_ids(self.places, wanted)

    def group(self, name: str) -> list[str]:
        """The places of a group (column `group` of places.csv), Chongqing first, then by place_id.

        Raises:
            KeyError: no such group.
        """
        if name not in PLACE_GROUPS:
            raise KeyError(f"no group {name}: expected one of {', '.join(PLACE_GROUPS)}")
        return _home_first(self.places.loc[self.places["group"] == name, "place_id"])

    @property
    def provinces(self) -> list[str]:
        """The provinces and all of their rank (by kind and parent in places.csv), Chongqing first, then by place_id."""
        rows = self.places
        return _home_first(rows.loc[rows["kind"].isin(PROVINCE_KINDS) & (rows["parent_id"] == "CN"), "place_id"])

    def parts(self, node_id: str) -> pd.DataFrame:
        """The parts of a framework directly below a node, in their order."""
        return self.frameworks.loc[self.frameworks["parent_id"] == node_id].sort_values("order")


def load(folder: str | Path = DATA) -> Dataset:
    """Read, check and type the dataset.

    Args:
        folder: the folder that holds the tables; by default the report's own `data/`, or where the package is
            installed without the report, the tables that it carries.

    Raises:
        UserError: there is no such folder.
        DataError: a table is missing or holds a mistake; all mistakes are listed.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise UserError(f"{folder}: is no folder: load() without one reads the report's own tables")
    frames = kept(folder, lambda: _made(folder))
    facts = frames.pop("facts").set_index("observation_id")
    data = Dataset(**frames)
    vars(data)["facts"] = Facts.of(facts)
    return data


def _made(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a folder, read, checked and typed, and the facts."""
    cells, problems = validate(folder)
    if problems:
        raise DataError(problems)
    tables = {name: _typed(TABLES[name], texts) for name, texts in named_numbers.filled(cells).items()}
    return {**tables, "facts": _facts(tables).reset_index()}


def _facts(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All observations with what stands beside them, as `Dataset.facts` tells."""
    indicators = tables["indicators"].rename(columns={"name": "indicator", "name_zh": "indicator_zh"})
    indicators["topic"] = indicators["topic"].map(TOPICS)
    places = tables["places"].rename(columns={"name": "place"})[["place_id", "place"]]
    sources = tables["sources"].rename(columns={"title": "source"})[["source_id", "source", "tier", "published"]]
    rows = (
        tables["observations"]
        .merge(indicators.drop(columns="unit"), on="indicator_id", how="left")
        .merge(places, on="place_id", how="left")
        .merge(sources, on="source_id", how="left")
    )
    bounds = rows["period"].map({period: periods.bounds(period) for period in rows["period"].unique()})
    rows["start"], rows["end"] = pd.to_datetime(bounds.str[0]), pd.to_datetime(bounds.str[1])
    columns = ["value", "qualifier", "printed", "unit"]
    spans = [None if pd.isna(cells[0]) else read(*cells) for cells in rows[columns].itertuples(index=False, name=None)]
    for part in ("low", "high", "low_open", "high_open"):
        rows[part] = [interval and getattr(interval, part) for interval in spans]
    return rows.set_index("observation_id")


def _home_first(places: Iterable[str]) -> list[str]:
    return sorted(places, key=lambda place: (place != "CN-CQ", place))


def _typed(table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    typed = {}
    for column in table.columns:
        values = cells[column.name]
        if column.form in ("number", "positive", "integer", "count"):
            labelled = values.isin(list(MISSING))
            whole = column.form in ("integer", "count") and not column.may_be_missing
            typed[column.name] = as_float(values.mask(labelled)).astype("int64" if whole else "float64")
            if column.may_be_missing:
                typed[f"{column.name}_missing"] = values.where(labelled, "")
        else:
            typed[column.name] = _as_text(values)
    return pd.DataFrame(typed)


def _as_text(values: pd.Series) -> pd.Series:
    """Categories as plain text: a selection then knows nothing of the texts that are not in it."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    return pd.Series(pd.array(values.cat.categories, dtype="str").take(values.cat.codes), index=values.index)
