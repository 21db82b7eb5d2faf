"""Yearly series from the dataset, and series computed from them. Nothing computed is ever stored.

A series is a frame with one row a place and year: `place_id`, `year`, `value`, the interval `low` to `high` that the
reading rules allow, `unit`, `breaks` (the value is not comparable with the year before) and `inputs` (names of the
observations it comes from). A computed series has the same columns, so that series can be computed from it in turn.
What cannot be computed has an empty value and says why in `gap`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cqbook.dataset.loading import Dataset
from cqbook.quantities import intervals

COLUMNS = ["place_id", "year", "value", "low", "high", "unit", "breaks", "inputs", "gap"]
NATION = "CN"
# The provinces and cities that the report compares, Chongqing and the nation first.
PLACES = ("CN-CQ", NATION, "CN-BJ", "CN-SH", "CN-TJ", "CN-JS", "CN-ZJ", "CN-GD", "CN-HB", "CN-SC", "CN-SN")
_BREAK = "break in the series"


def states(data: Dataset, indicator_id: str, places: Sequence[str] | None = None) -> pd.DataFrame:
    """The preferred yearly values of one indicator, as published, in its unit.

    Args:
        data: the dataset.
        indicator_id: one indicator, which is one definition and one vintage.
        places: the places wanted; all by default.

    Raises:
        KeyError: no such indicator or place.
    """
    if indicator_id not in set(data.indicators["indicator_id"]):
        raise KeyError(f"no indicator {indicator_id!r}: data/indicators.csv names them all")
    unknown = set(places or []) - set(data.places["place_id"])
    if unknown:
        raise KeyError(f"no place {', '.join(sorted(unknown))}: data/places.csv names them all")
    rows = data.facts.loc[data.facts["indicator_id"] == indicator_id]
    rows = rows.loc[is_yearly(rows)]
    if places is not None:
        rows = rows.loc[rows["place_id"].isin(places)]
    return _series(
        rows.assign(
            year=rows["period"].astype(int),
            breaks=_breaks(rows),
            inputs=[(name,) for name in rows.index],
            low=rows["low"].astype(float),
            high=rows["high"].astype(float),
        )
    )


def is_yearly(facts: pd.DataFrame) -> pd.Series:
    """Which observations belong in a yearly series: the preferred values that are about one whole year."""
    return (
        (facts["kind"] == "actual")
        & (facts["period_basis"] == "reference")
        & (facts["preferred"] == "yes")
        & facts["period"].str.fullmatch("[0-9]{4}")
        & facts["value"].notna()
    )


def _breaks(rows: pd.DataFrame) -> pd.Series:
    """Whether a value cannot be compared with the one before: it is marked so, or one of them is defined otherwise."""
    in_order = rows.sort_values(["place_id", "period"])
    before = in_order.groupby("place_id")["status"].shift()
    return (in_order["status"].isin(["B", "D"]) | (before == "D")).reindex(rows.index)


def ratio(numerator: pd.DataFrame, denominator: pd.DataFrame, unit: str, factor: float = 1) -> pd.DataFrame:
    """One series over another, place by place and year by year: per head, per pupil, shares.

    The interval holds every quotient of the two intervals. A break in either is a break of the quotient. Where only one
    of the two has a value there is no row.

    Args:
        numerator: a series of positive values.
        denominator: a series of positive values.
        unit: unit of the result.
        factor: the quotient is multiplied by it: 100 for a share in percent, 100,000 for a value per 100,000.

    Raises:
        ValueError: a value is not positive.
    """
    both = _together(numerator, denominator)
    _require_positive(both)
    return _series(
        both.assign(
            value=factor * both["value"] / both["value_of"],
            low=factor * both["low"] / both["high_of"],
            high=factor * both["high"] / both["low_of"],
            unit=unit,
            breaks=both["breaks"] | both["breaks_of"],
            inputs=both["inputs"] + both["inputs_of"],
        )
    )


def growth(series: pd.DataFrame) -> pd.DataFrame:
    """Change from one year to the next, in percent; no row where the year before has no value.

    Not computed across a break: the value is empty and `gap` says so.

    Raises:
        ValueError: a value is not positive.
    """
    both = _with_year_before(series)
    _require_positive(both)
    low, high = 100 * (both["low"] / both["high_of"] - 1), 100 * (both["high"] / both["low_of"] - 1)
    changed = both.assign(
        value=100 * (both["value"] / both["value_of"] - 1),
        low=low,
        high=high,
        unit="percent",
        inputs=both["inputs_of"] + both["inputs"],
    )
    return _series(_empty_at_breaks(changed))


def difference(series: pd.DataFrame) -> pd.DataFrame:
    """Change from one year to the next in the unit of the series; percentages give percentage points.

    Not computed across a break: the value is empty and `gap` says so.
    """
    both = _with_year_before(series)
    changed = both.assign(
        value=both["value"] - both["value_of"],
        low=both["low"] - both["high_of"],
        high=both["high"] - both["low_of"],
        unit=both["unit"].map(intervals.unit_of_difference),
        inputs=both["inputs_of"] + both["inputs"],
    )
    return _series(_empty_at_breaks(changed))


def gap_to(series: pd.DataFrame, place_id: str = NATION) -> pd.DataFrame:
    """Each place less one place in the same year; percentages give percentage points.

    Raises:
        KeyError: the series has no row of that place.
    """
    both = _together(*_others_and(series, place_id))
    return _series(
        both.assign(
            value=both["value"] - both["value_of"],
            low=both["low"] - both["high_of"],
            high=both["high"] - both["low_of"],
            unit=both["unit"].map(intervals.unit_of_difference),
            breaks=both["breaks"] | both["breaks_of"],
            inputs=both["inputs"] + both["inputs_of"],
        )
    )


def share_of(series: pd.DataFrame, place_id: str = NATION) -> pd.DataFrame:
    """Each place in percent of one place in the same year; for counts and money.

    Raises:
        KeyError: the series has no row of that place.
    """
    return ratio(*_others_and(series, place_id), "percent", 100)


def _others_and(series: pd.DataFrame, place_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of all other places, and beside each of them the row of one place in the same year."""
    one = series.loc[series["place_id"] == place_id]
    if one.empty:
        raise KeyError(f"the series has no row of {place_id}")
    others = series.loc[series["place_id"] != place_id]
    return others, others[["place_id", "year"]].merge(one.drop(columns="place_id"), on="year")


def ranks(series: pd.DataFrame, descending: bool = True) -> pd.DataFrame:
    """Place of each of PLACES but the nation among those with a value in the same year; equal values share a place.

    `low` and `high` are the best and the worst place that the intervals allow: two places whose printed values do not
    settle the order share a span. The column `of` counts the places that have a value, `missing` names those that have
    none in that year but in another.
    """
    provinces = [place for place in PLACES if place != NATION]
    rows = series.loc[series["place_id"].isin(provinces) & series["value"].notna()]
    everybody = set(rows["place_id"])
    ranked = []
    for _, year in rows.groupby("year"):
        sign = -1 if descending else 1
        value = sign * year["value"].to_numpy()
        best, worst = (sign * year["high"], sign * year["low"]) if descending else (year["low"], year["high"])
        best, worst = best.to_numpy(), worst.to_numpy()
        ranked.append(
            year.assign(
                value=(value[:, None] > value[None, :]).sum(axis=1) + 1.0,
                low=(best[:, None] > worst[None, :]).sum(axis=1) + 1.0,
                high=len(year) - (worst[:, None] < best[None, :]).sum(axis=1) * 1.0,
                unit="rank",
                of=len(year),
                missing=", ".join(sorted(everybody - set(year["place_id"]))),
            )
        )
    made = pd.concat(ranked) if ranked else rows.assign(of=0, missing="")
    return made.sort_values(["place_id", "year"], ignore_index=True)[[*COLUMNS, "of", "missing"]]


def average_growth(series: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Constant growth a year that leads from one year to another, in percent: one row a place, dated to the last year.

    Where a break lies between them nothing is computed: the value is empty and `gap` says so.

    Raises:
        ValueError: the last year does not come after the first, or a value is not positive.
    """
    if last <= first:
        raise ValueError(f"{last} does not come after {first}")
    start, end = (series.loc[series["year"] == year] for year in (first, last))
    between = series.loc[(series["year"] > first) & (series["year"] <= last)]
    broken = set(between.loc[between["breaks"], "place_id"])
    both = _together(end, start.assign(year=last))
    _require_positive(both)
    years = last - first
    made = both.assign(
        value=100 * ((both["value"] / both["value_of"]) ** (1 / years) - 1),
        low=100 * ((both["low"] / both["high_of"]) ** (1 / years) - 1),
        high=100 * ((both["high"] / both["low_of"]) ** (1 / years) - 1),
        unit="percent",
        breaks=both["place_id"].isin(broken),
        inputs=both["inputs_of"] + both["inputs"],
    )
    return _series(_empty_at_breaks(made))


def _together(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two series side by side; what one of them could not compute, neither can what is computed from both."""
    both = first.merge(second, on=["place_id", "year"], suffixes=("", "_of"), validate="one_to_one")
    return both.assign(gap=both["gap"].where(both["gap"] != "", both["gap_of"]))


def _require_positive(both: pd.DataFrame) -> None:
    if (both[["low", "low_of"]] <= 0).any(axis=None):
        raise ValueError("quotients are defined for positive values only")


def _with_year_before(series: pd.DataFrame) -> pd.DataFrame:
    return _together(series, series.assign(year=series["year"] + 1))


def _empty_at_breaks(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.copy()
    rows.loc[rows["breaks"], ["value", "low", "high"]] = np.nan
    rows.loc[rows["breaks"], "gap"] = _BREAK
    return rows


def _series(rows: pd.DataFrame) -> pd.DataFrame:
    made = rows.assign(gap=rows.get("gap", ""))
    return made.sort_values(["place_id", "year"], ignore_index=True)[COLUMNS]
