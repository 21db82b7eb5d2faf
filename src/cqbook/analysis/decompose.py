"""Growth taken apart: in logarithms the growth of a product is the sum of the growth of its factors.

Growth here is 100 times the difference of natural logarithms, over the years between: percent a year with growth
compounded all the time. Of two factors' growth it is the sum, which ordinary percentages are not.
"""

import math

import numpy as np
import pandas as pd

from cqbook.analysis import series
from cqbook.analysis.derive import Derived
from cqbook.quantities import arithmetic

UNIT = "percent a year"


def log_growth(states: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Growth a year from one year to another, in logarithms: one row a place, dated to the last year.

    Where a break lies between them nothing is computed: the value is empty and `gap` says so.

    Raises:
        ValueError: the last year does not come after the first, or a value is not positive.
    """
    yearly = series.average_growth(states, first, last)
    return yearly.assign(unit=UNIT, **{part: 100 * np.log1p(yearly[part] / 100) for part in ("value", "low", "high")})


def chained_growth(index: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The same from an index whose year before is 100, chained over all years after the first, up to the last.

    A place with a missing year has no row. The interval adds up what rounding leaves open in each year.

    Raises:
        ValueError: the last year does not come after the first, a value is not positive, or the index breaks.
    """
    if last <= first:
        raise ValueError(f"{last} does not come after {first}")
    rows = index.loc[(index["year"] > first) & (index["year"] <= last) & index["value"].notna()]
    if rows["breaks"].any():
        raise ValueError(f"the index breaks between {first} and {last}")
    if (rows["low"] <= 0).any():
        raise ValueError("logarithms are defined for positive values only")
    chained = []
    for place, years in rows.sort_values("year").groupby("place_id"):
        if len(years) < last - first:
            continue
        parts = {part: 100 * np.log(years[part] / 100).sum() / (last - first) for part in ("value", "low", "high")}
        inputs = tuple(name for names in years["inputs"] for name in names)
        chained.append({"place_id": place, "year": last, **parts, "unit": UNIT, "breaks": False, "inputs": inputs})
    return pd.DataFrame(chained, columns=series.COLUMNS).assign(gap="")


def whole_growth(yearly: pd.DataFrame, years: int) -> pd.DataFrame:
    """Growth in logarithms a year as ordinary growth over all the years, in percent of the first."""
    whole = {part: 100 * np.expm1(years * yearly[part] / 100) for part in ("value", "low", "high")}
    return yearly.assign(unit="percent", **whole)


def share(part: Derived, whole: Derived, formula: str) -> Derived:
    """The growth of a factor in percent of the growth of the whole, both in logarithms.

    Raises:
        ValueError: a growth may be zero or negative: a share of it would say nothing.
    """
    if min(part.interval.low, whole.interval.low) <= 0:
        raise ValueError("a share of growth needs growth in the part and in the whole")
    return arithmetic.percent(part, whole, formula)


def as_logarithm(growth: Derived) -> Derived:
    """Ordinary growth in percent as growth in logarithms, over the same time."""
    span = growth.interval.map(lambda percent: 100 * math.log1p(percent / 100))
    value = None if growth.value is None else 100 * math.log1p(growth.value / 100)
    return Derived(span, "percent", f"in logarithms: {growth.formula}", growth.inputs, value)
