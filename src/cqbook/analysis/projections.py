"""Past rates carried on from a last value, and tested on years that came since. Arithmetic, no forecast.

A rate is fitted by least squares to the values of an unbroken piece of a series, from each start year that leaves three
values or more up to the end of the piece. The linear rate is in units a year. The logistic rate is the yearly change of
the log-odds of value over ceiling: it slows down near a ceiling that the caller states.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cqbook.analysis.series import no_value
from cqbook.quantities.intervals import PARTS, Interval, point
from cqbook.quantities.quantity import Quantity
from cqbook.quantities.units import unit_of_difference

FEWEST = 3  # values that a rate is fitted to


@dataclass(frozen=True)
class Rate:
    """A fitted rate: its model, the first and last year of the values it was fitted to, and their observations."""

    model: str
    first: int
    last: int
    rate: float
    inputs: tuple[str, ...]


def rates(states: pd.DataFrame, place_id: str, ceiling: float, last: int | None = None) -> list[Rate]:
    """All rates of one place, both models, from every start year of every unbroken piece.

    Args:
        states: a yearly series (see `cqbook.series`). A missing year is left out of a fit and no break.
        place_id: the place.
        ceiling: the value that the logistic curve does not pass.
        last: values after this year are left out, as if they were not known yet; all are used by default.

    Raises:
        ValueError: no piece has enough values, or a value does not lie between zero and the ceiling.
    """
    rows = states.loc[(states["place_id"] == place_id) & states["value"].notna()].sort_values("year")
    if last is not None:
        rows = rows.loc[rows["year"] <= last]
    if not rows["value"].between(0, ceiling, inclusive="neither").all():
        raise ValueError(f"values of {place_id} do not lie between 0 and {ceiling:g}")
    found = []
    for _, piece in rows.groupby(rows["breaks"].cumsum()):
        for start in range(len(piece) - FEWEST + 1):
            used = piece.iloc[start:]
            years, values = used["year"].to_numpy(float), used["value"].to_numpy(float)
            inputs = tuple(name for names in used["inputs"] for name in names)
            ends = int(years[0]), int(years[-1])
            found.append(Rate("linear", *ends, _slope(years, values), inputs))
            found.append(Rate("logistic", *ends, _slope(years, np.log(values / (ceiling - values))), inputs))
    if not found:
        raise ValueError(f"no unbroken piece of {place_id} has {FEWEST} values")
    return found


def carried(value: float, rate: Rate, years: float, ceiling: float) -> float:
    """A value after some years at a rate.

    >>> carried(50, Rate("linear", 2012, 2019, 3, ()), 5, 100)
    65
    """
    if rate.model == "linear":
        return min(value + rate.rate * years, ceiling)
    odds = math.log(value / (ceiling - value)) + rate.rate * years
    return ceiling / (1 + math.exp(-odds))


def spread(
    state: Interval, inputs: tuple[str, ...], unit: str, rates: Iterable[Rate], years: Interval, ceiling: float
) -> Quantity:
    """From the lowest to the highest value that any of the rates leads to.

    Args:
        state: the last value, which all rates set out from.
        inputs: observations of the state.
        unit: unit of the state.
        rates: made with `rates`; none of them is preferred.
        years: fewest and most years from the state on.
        ceiling: as for `rates`.
    """
    rates = list(rates)
    ends = [
        carried(value, rate, span, ceiling)
        for value in (state.low, state.high)
        for span in (years.low, years.high)
        for rate in rates
    ]
    used = tuple(dict.fromkeys([*inputs, *(name for rate in rates for name in rate.inputs)]))
    formula = f"last value carried on at each of {len(rates)} fitted rates, lowest to highest"
    return Quantity(Interval(min(ends), max(ends)), unit, formula, used)


def back_test(states: pd.DataFrame, place_id: str, ceiling: float, last: int) -> pd.DataFrame:
    """What the same arithmetic, made at the end of one year, said of the years that came.

    One row a later year, up to the first break after `last`: `year`, `actual`, the spread `low` to `high`, `unit`,
    `miss` (how far the actual value lies outside of the spread, positive where it lies above it, zero inside) and
    `inputs`. The intervals of rounding are left aside: the misses are those of the printed values.

    Raises:
        ValueError: there is no value of the year `last`, or as for `rates`.
    """
    own = states.loc[(states["place_id"] == place_id) & states["value"].notna()].sort_values("year")
    start, later = own.loc[own["year"] == last], own.loc[own["year"] > last]
    if start.empty:
        raise ValueError(f"{place_id} has no value of {last}")
    known = rates(own, place_id, ceiling, last)
    begin = point(float(start["value"].iloc[0]))
    rows = []
    for row in later.loc[~later["breaks"].cummax()].itertuples():
        ahead = Interval(row.year - last, row.year - last)
        said = spread(begin, start["inputs"].iloc[0], row.unit, known, ahead, ceiling)
        above, below = row.value - said.interval.high, said.interval.low - row.value
        miss = above if above > 0 else -below if below > 0 else 0.0
        ends = {"low": said.interval.low, "high": said.interval.high}
        inputs = tuple(dict.fromkeys([*said.inputs, *row.inputs]))
        rows.append({"year": row.year, "actual": row.value, **ends, "unit": row.unit, "miss": miss, "inputs": inputs})
    return pd.DataFrame(rows)


def back_tests(states: pd.DataFrame, place_id: str, ceiling: float) -> dict[int, pd.DataFrame]:
    """A `back_test` from every last year with a value that a rate can be fitted up to and that a value can test.

    Raises:
        ValueError: a value does not lie between zero and the ceiling.
    """
    own = states.loc[(states["place_id"] == place_id) & states["value"].notna()].sort_values("year")
    if not own["value"].between(0, ceiling, inclusive="neither").all():
        raise ValueError(f"values of {place_id} do not lie between 0 and {ceiling:g}")
    found = {}
    for last in own["year"].astype(int):
        known = own.loc[own["year"] <= last]
        if known.groupby(known["breaks"].cumsum()).size().max() < FEWEST:
            continue
        if not (test := back_test(own, place_id, ceiling, last)).empty:
            found[last] = test
    return found


def too_high(states: pd.DataFrame, place_id: str, ceiling: float, last: int, year: int) -> Quantity:
    """What the fits to a last year said of a later year, less what was published; negative where they were too low.

    Raises:
        KeyError: nothing published can test that year.
        ValueError: as for `back_test`.
    """
    test = back_test(states, place_id, ceiling, last).set_index("year")
    if year not in test.index:
        raise KeyError(f"no value of {place_id} tests {year}")
    row = test.loc[year]
    span = Interval(row["low"] - row["actual"], row["high"] - row["actual"])
    formula = f"what the fits to {last} said of {year}, less what was published"
    return Quantity(span, unit_of_difference(row["unit"]), formula, row["inputs"])


def largest_miss_a_year(test: pd.DataFrame, last: int) -> float:
    """The largest miss of a back-test for each year ahead: a miss of 4 after two years and of 6 after five makes 2."""
    return float((test["miss"].abs() / (test["year"] - last)).max())


def widened(said: Quantity, miss_a_year: float, years: Interval, ceiling: float, inputs: Iterable[str]) -> Quantity:
    """A spread with the miss of a back-test added on both sides, as large for each year ahead as it was there."""
    room = miss_a_year * years.high
    span = Interval(max(said.interval.low - room, 0), min(said.interval.high + room, ceiling))
    used = tuple(dict.fromkeys([*said.inputs, *inputs]))
    return Quantity(
        span, said.unit, f"{said.formula}, and the largest miss a year ahead of the test on both sides", used
    )


def ahead(
    states: pd.DataFrame, place_id: str, ceiling: float, years: Iterable[int], start: pd.Series | None = None
) -> dict[int, tuple[Quantity, Quantity]]:
    """For each year the spread of all fits, and the same widened by the largest miss of all back-tests.

    Args:
        states: as for `rates`.
        place_id: the place whose values are fitted and tested.
        ceiling: as for `rates`.
        years: those wanted, after the last value.
        start: a row of a series to set out from, such as that of a place with too few values of its own; the last value
            of the place by default.

    Raises:
        KeyError: the series has no value of the place.
        ValueError: as for `rates` and `back_tests`, or no year can be tested.
    """
    own = states.loc[(states["place_id"] == place_id) & states["value"].notna()].sort_values("year")
    if own.empty:
        raise no_value(states, place_id)
    begin = own.iloc[-1] if start is None else start
    fits, tests = rates(own, place_id, ceiling), back_tests(own, place_id, ceiling)
    if not tests:
        raise ValueError(f"{place_id} has no year that a rate up to it could be tested by")
    miss = max(largest_miss_a_year(test, last) for last, test in tests.items())
    tested = {name for test in tests.values() for names in test["inputs"] for name in names}
    state, found = Interval(*(begin[part] for part in PARTS)), {}
    for year in years:
        span = point(year - begin["year"])
        said = spread(state, begin["inputs"], begin["unit"], fits, span, ceiling)
        found[year] = said, widened(said, miss, span, ceiling, sorted(tested))
    return found


def _slope(years: np.ndarray, values: np.ndarray) -> float:
    """Least squares slope of values over years."""
    centred = years - years.mean()
    return float((centred @ values) / (centred @ centred))
