"""Sums and differences of yearly series, and single values taken from a series for a text."""

import pandas as pd

from cqbook.analysis.derive import Derived
from cqbook.analysis.series import COLUMNS, ranks
from cqbook.quantities.intervals import Interval


def plus(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """One series plus another, place by place and year by year; no row where only one of the two has a value.

    The interval holds every sum of the two intervals. A break in either is a break of the sum.

    Raises:
        ValueError: the series have different units.
    """
    both = _together(first, second)
    return both.assign(
        value=both["value"] + both["value_of"],
        low=both["low"] + both["low_of"],
        high=both["high"] + both["high_of"],
    )[COLUMNS]


def minus(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """One series less another: the rest of a whole when a part of it is taken away; otherwise as `plus`."""
    both = _together(first, second)
    return both.assign(
        value=both["value"] - both["value_of"],
        low=both["low"] - both["high_of"],
        high=both["high"] - both["low_of"],
    )[COLUMNS]


def at(series: pd.DataFrame, place_id: str, year: int, formula: str = "as published") -> Derived:
    """The value of one place and year, with its interval and inputs.

    Raises:
        KeyError: the series has no value there.
    """
    row = _rows(series, place_id, [year]).iloc[0]
    return Derived(Interval(row["low"], row["high"]), row["unit"], formula, tuple(row["inputs"]), float(row["value"]))


def rank(series: pd.DataFrame, place_id: str, year: int, formula: str, descending: bool = True) -> Derived:
    """The rank of one place in one year among those of `series.PLACES` but the nation that have a value.

    The interval holds every rank that the printed digits allow; the inputs are those of all places ranked.

    Raises:
        KeyError: the series has no value there.
    """
    ranked = ranks(series, descending)
    row = _rows(ranked, place_id, [year]).iloc[0]
    inputs = tuple(sorted({name for names in ranked.loc[ranked["year"] == year, "inputs"] for name in names}))
    return Derived(Interval(row["low"], row["high"]), "rank", formula, inputs, float(row["value"]))


def over_years(series: pd.DataFrame, place_id: str, first: int, last: int, formula: str) -> Derived:
    """The sum of one place over all years from the first to the last.

    Raises:
        KeyError: a year has no value.
        ValueError: the series breaks after the first year.
    """
    rows = _rows(series, place_id, range(first, last + 1))
    if rows["breaks"].iloc[1:].any():
        raise ValueError(f"the series of {place_id} breaks between {first} and {last}: nothing is added up across it")
    inputs = tuple(name for names in rows["inputs"] for name in names)
    span = Interval(rows["low"].sum(), rows["high"].sum())
    return Derived(span, rows["unit"].iloc[0], formula, inputs, float(rows["value"].sum()))


def _rows(series: pd.DataFrame, place_id: str, years) -> pd.DataFrame:
    rows = series.loc[(series["place_id"] == place_id) & series["year"].isin(years) & series["value"].notna()]
    if missing := sorted(set(years) - set(rows["year"])):
        raise KeyError(f"the series has no value of {place_id} in {', '.join(map(str, missing))}")
    return rows.sort_values("year")


def _together(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    if len(units := {*first["unit"], *second["unit"]}) > 1:
        raise ValueError(f"no sum of values in {', '.join(sorted(units))}")
    both = first.merge(second, on=["place_id", "year"], suffixes=("", "_of"), validate="one_to_one")
    return both.assign(
        breaks=both["breaks"] | both["breaks_of"],
        inputs=both["inputs"] + both["inputs_of"],
        gap=both["gap"].where(both["gap"] != "", both["gap_of"]),
    )
