"""Marks: the numbers that a figure draws, one row a mark, from which its table, its files and its sources are made.

A frame of marks has columns that name a mark (its labels, any number of them), and after them `value`, `low` and `high`
(the interval, in `unit`), `low_open` and `high_open` (whether the ends are left out), `unit` (as a reader sees it),
`gap` (why there is no value) and `inputs` (ids of the observations behind the value).

Beside these, marks carry what is known of them and never published: `when` (the middle of their period in years,
counted so that a whole year stands at its number: 2021, and 7 March 2022 at 2021.68), `stored_unit` (the unit of the
dataset), `factor` (how much of it one shown unit is: 1e9 for billion yuan), `formula` (how a computed value was
made) and `lang` ("zh" where the labels are Chinese).
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.names import KIND_OF_PLACE
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity

MEASURES = ["value", "low", "high", "low_open", "high_open", "unit", "gap", "inputs"]
CARRIED = ["when", "stored_unit", "factor", "formula", "lang"]
CHINESE_ENDING = "-zh"  # of the name of a figure in Chinese
# Places whose Chinese names are shortened in charts.
_SHORTENED = ("province", "municipality", "autonomous-region", "city")
BREAK = "not comparable with the year before"  # what the label `note` of a yearly series says


def stated(data: Dataset, observation_ids: Iterable[str], **labels: Sequence[str]) -> pd.DataFrame:
    """Marks of observations as they are stated, in the unit in which the report shows them; a target is one number.

    Args:
        data: the dataset.
        observation_ids: one a mark.
        labels: columns that name the marks, a text each; the name of the indicator by default.
    """
    rows = data.facts.loc[list(observation_ids)]
    # A target is a threshold: its number, whatever word stands beside it.
    is_target, factor = rows["kind"] == "target", rows["display_factor"]
    measures = {
        **{part: rows[part].astype(float).mask(is_target, rows["value"]) / factor for part in ("value", "low", "high")},
        **{part: rows[part].astype(bool) & ~is_target for part in ("low_open", "high_open")},
        "unit": [_unit(*units) for units in zip(rows["unit"], rows["display_unit"], strict=True)],
        "gap": "",
        "inputs": [(name,) for name in rows.index],
        "when": [_when(*bounds) for bounds in zip(rows["start"], rows["end"], strict=True)],
        "stored_unit": rows["unit"],
        "factor": factor.astype(float),
    }
    return _made(labels or {"indicator": list(rows["indicator"])}, _plain(measures))


def computed(values: Iterable[Quantity], **labels: Sequence[str]) -> pd.DataFrame:
    """Marks of computed values, in their units; a value of which only the interval is known has an empty `value`."""
    values = list(values)
    measures = {
        "value": [math.nan if each.value is None else each.value for each in values],
        **{
            part: [getattr(each.interval, part) for each in values] for part in ("low", "high", "low_open", "high_open")
        },
        "unit": [_unit(each.unit, each.unit) for each in values],
        "gap": "",
        "inputs": [each.inputs for each in values],
        "stored_unit": [each.unit for each in values],
        "factor": 1.0,
        "formula": [each.formula for each in values],
    }
    return _made(labels, measures)


def by_labels(values: Mapping[tuple[str, ...], Quantity], *names: str) -> pd.DataFrame:
    """Marks of computed values that are kept by their labels.

    Args:
        values: by tuples of labels.
        names: of the columns that the parts of these tuples make.
    """
    return computed(values.values(), **dict(zip(names, map(list, zip(*values, strict=True)), strict=True)))


def events(observation_ids: Iterable[str], **labels: Sequence[str]) -> pd.DataFrame:
    """Marks without a number, such as plans and phases, for a timeline; the label `year` says when, `until` how long.

    Args:
        observation_ids: one a mark, an observation of a publication that tells of it.
        labels: columns that name the marks, a text each.
    """
    inputs = [(name,) for name in observation_ids]
    nothing = [math.nan] * len(inputs)
    return _made(labels, _certain(nothing, "number", inputs))


def counted(rows: pd.DataFrame, **labels: pd.Series) -> pd.DataFrame:
    """Marks that count observations by their labels; a combination that does not occur has no mark.

    Args:
        rows: observations, indexed by observation_id.
        labels: one column of texts each, indexed as the rows are. Marks stand in the order in which they first occur.
    """
    named = pd.DataFrame(labels, index=rows.index)
    groups = [
        (keys, tuple(sorted(group.index))) for keys, group in named.groupby(list(labels), sort=False, observed=True)
    ]
    counts = [len(inputs) for _, inputs in groups]
    columns = {name: [keys[place] for keys, _ in groups] for place, name in enumerate(labels)}
    return _made(columns, _certain(counts, "number", [inputs for _, inputs in groups]))


def of_series(data: Dataset, series: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Marks of a yearly series (see `cqbook.series`): labels `place` and `year`, and `note` where the series breaks.

    They are in the unit of the series, yuan for money; `in_unit` shows them in another.

    Args:
        data: the dataset.
        series: the series.
        lang: "zh" for Chinese names of the places.
    """
    places = place_names(data, lang)
    labels = {"place": series["place_id"].map(places), "year": series["year"]}
    if series["breaks"].any():
        labels["note"] = series["breaks"].map({True: BREAK, False: ""})
    measures = {
        **{part: series[part].astype(float) for part in ("value", "low", "high")},
        **{part: series[part].astype(bool) for part in ("low_open", "high_open")},
        "unit": [_unit(unit, unit) for unit in series["unit"]],
        "gap": series["gap"],
        "inputs": series["inputs"],
        "when": series["year"].astype(float),
        "stored_unit": series["unit"],
        "factor": 1.0,
        **_language(lang),
    }
    return pd.DataFrame(labels | measures).reset_index(drop=True)


def of_several(
    data: Dataset, series: Mapping[str, pd.DataFrame], label: str = "what", lang: str = "en"
) -> pd.DataFrame:
    """Marks of several yearly series by their names, which are the first label of the marks."""
    made = of_series(data, pd.concat(series.values(), ignore_index=True), lang)
    made.insert(0, label, [name for name, rows in series.items() for _ in range(len(rows))])
    return made


def of_rows(data: Dataset, rows: pd.DataFrame, labels: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """Marks of rows that were computed together and have the columns of a series, such as `composite.positions`.

    Args:
        data: the dataset, which names the places.
        rows: one a mark.
        labels: the columns that name the marks; `place_id` becomes the label `place`.
        lang: "zh" for Chinese names of the places.
    """
    places = place_names(data, lang)
    named = rows[list(labels)].rename(columns={"place_id": "place"})
    if "place" in named:
        named["place"] = named["place"].map(places).fillna("")
    parts = [name for name in MEASURES if name != "unit"]
    units = {"unit": [_unit(unit, unit) for unit in rows["unit"]], "stored_unit": rows["unit"], "factor": 1.0}
    units |= _language(lang)
    return _made(_plain(dict(named)), _plain({part: rows[part] for part in parts} | units))


def in_unit(marks: pd.DataFrame, factor: float, unit: str) -> pd.DataFrame:
    """The same marks in another unit, such as a billion yuan: all numbers divided by its size."""
    shown = marks.assign(**{part: marks[part] / factor for part in ("value", "low", "high")}, unit=unit)
    return shown.assign(factor=marks["factor"] * factor) if "factor" in marks else shown


def place_names(data: Dataset, lang: str = "en") -> pd.Series:
    """What charts call the places, by their ids: in Chinese without the kind of place, and the country 全国."""
    rows = data.places.set_index("place_id")
    if lang == "en":
        return rows["name"]
    short = rows["name_zh"].str.replace(KIND_OF_PLACE, "", regex=True)
    return rows["name_zh"].mask(rows["kind"].isin(_SHORTENED), short).replace({rows.at["CN", "name_zh"]: "全国"})


def grid(data: Dataset, places: Collection[str]) -> pd.DataFrame:
    """Where the tiles of provinces or districts stand, as `figures.tiles` takes it: `place`, `row` and `column`."""
    names = {"name": "place", "tile_row": "row", "tile_column": "column"}
    rows = data.places.loc[data.places["place_id"].isin(places)].rename(columns=names)
    return rows[list(names.values())].astype({"row": int, "column": int}).reset_index(drop=True)


def are_chinese(marks: pd.DataFrame) -> bool:
    """Whether the labels of the marks are Chinese."""
    return "lang" in marks and bool((marks["lang"] == "zh").any())


def when(marks: pd.DataFrame) -> pd.Series:
    """Where marks stand in time: the middle of their period in years, or else the number of their label `year`.

    Raises:
        ValueError: nothing says when a mark is.
    """
    nothing = pd.Series(math.nan, index=marks.index)
    at = marks.get("when", nothing).fillna(pd.to_numeric(marks.get("year", nothing), errors="coerce"))
    if at.isna().any():
        raise ValueError(f"{at.isna().sum()} marks have neither a period nor a year: make them with marks.stated")
    return at


def labels(marks: pd.DataFrame) -> list[str]:
    """The columns that name the marks."""
    return [name for name in marks if name not in (*MEASURES, *CARRIED)]


def label(value: object) -> str:
    """A label as text: 2024 also where a missing year beside it has made it a float, nothing where it is missing."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    return str(value)


def inputs(marks: pd.DataFrame) -> list[str]:
    """All observations behind the marks, each once, sorted."""
    return sorted({name for names in marks["inputs"] for name in names})


def require(marks: pd.DataFrame) -> None:
    """Refuse a frame that is none of marks.

    Raises:
        ValueError: it is empty, a column is missing or stands twice, or the inputs of a mark are no tuple.
    """
    if missing := [name for name in MEASURES if name not in marks]:
        raise ValueError(f"marks need the columns {', '.join(missing)}: make them with cqbook.figures.marks")
    if marks.empty:
        raise ValueError("there are no marks: none was selected")
    if double := [name for name in MEASURES if list(marks).count(name) > 1]:
        raise ValueError(f"marks have two columns named {', '.join(double)}: give the label another name")
    if not all(isinstance(names, tuple) for names in marks["inputs"]):
        raise ValueError("the inputs of a mark must be a tuple of ids of observations")


def csv(data: Dataset, marks: pd.DataFrame) -> str:
    """The marks as the text of a CSV file: floats to ten digits, source and observation ids separated by spaces.

    Raises:
        ValueError: it is no frame of marks, or a mark names an observation that the dataset does not have.
    """
    require(marks)
    if unknown := sorted(set(inputs(marks)) - set(data.facts.unnoted.index)):
        raise ValueError(f"marks name observations that the dataset does not have: {', '.join(unknown)}")
    sources = data.facts.loc[inputs(marks), "source_id"]
    table = marks[[*labels(marks), *MEASURES[:-1]]].assign(
        source_ids=[" ".join(sorted(set(sources[list(names)]))) for names in marks["inputs"]],
        observation_ids=[" ".join(names) for names in marks["inputs"]],
    )
    return table.to_csv(index=False, float_format="%.10g", lineterminator="\n")


def in_words(mark: pd.Series) -> str:
    """Value of a mark with its unit, or its interval where there is no single value, or why there is none."""
    if mark["gap"]:
        return mark["gap"]
    text = (
        interval_in_words(mark)
        if math.isnan(mark["value"])
        else formatting.number(formatting.four_digits(mark["value"]))
    )
    return text if mark["unit"] == "number" else f"{text} {mark['unit']}"


def interval_in_words(mark: pd.Series) -> str:
    """The interval of a mark as tables show it; nothing where it has none."""
    if math.isnan(mark["low"]):
        return ""
    span = Interval(mark["low"], mark["high"], bool(mark["low_open"]), bool(mark["high_open"]))
    return formatting.interval(formatting.outward(span))


def _language(lang: str) -> dict:
    return {} if lang == "en" else {"lang": lang}


def _made(labels: dict, measures: dict) -> pd.DataFrame:
    if taken := sorted(set(labels) & {*MEASURES, *CARRIED}):
        raise ValueError(f"{', '.join(taken)} cannot be the name of a label: marks have a column of that name")
    return pd.DataFrame(labels | measures)


def _when(start: pd.Timestamp, end: pd.Timestamp) -> float:
    """The middle of a period in years; exactly the number of the year for a whole one."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return (start.year + end.year) / 2
    middle = start + (end - start) / 2
    return middle.year + (middle.day_of_year - 0.5) / 365.25 - 0.5


def _unit(unit: str, display_unit: str) -> str:
    return formatting.unit(unit, display_unit) or "number"


def _plain(measures: dict) -> dict:
    """Columns without their index, so that labels can be given as plain lists."""
    return {name: column.to_numpy() if isinstance(column, pd.Series) else column for name, column in measures.items()}


def _certain(values: Sequence[float], unit: str, inputs: Sequence[tuple[str, ...]]) -> dict:
    """Columns of marks that leave no room."""
    exact = {"value": values, "low": values, "high": values, "low_open": False, "high_open": False}
    return exact | {"unit": unit, "gap": "", "inputs": inputs, "stored_unit": "item", "factor": 1.0}
