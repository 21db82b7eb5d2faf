"""Whether places come closer to one another: growth by starting level (beta), and how far apart they lie (sigma).

A few places chosen by hand are no sample. The intervals here say how much a result hangs on single places, and nothing
on places that are not among them. The rounding of the inputs is far smaller and is left out.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cqbook.analysis import series
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity
from cqbook.quantities.units import unit_of_difference

_DRAWS, _SEED = 9_999, 0  # of the bootstrap


@dataclass(frozen=True)
class Beta:
    """How much slower the places grew that started higher.

    points: one row a place, indexed by place_id: `start` (the level), `growth` (percent a year), `inputs`.
    slope: growth in percentage points a year that goes with twice the starting level, by least squares.
    at_one: growth by the fitted line where the level is one.
    left_out: the slope without each place, by place_id.
    bootstrap: interval that holds 95 percent of the slopes when the places are drawn anew, with a fixed seed.
    """

    points: pd.DataFrame
    slope: float
    at_one: float
    left_out: dict[str, float]
    bootstrap: Interval

    def fits(self) -> pd.DataFrame:
        """The line by least squares over all places, and the one without each place, by the two ends of each.

        Columns: `place_id` (left out; "" for the line of all), `line` ("all places" or "without the place"), `measure`
        ("level" or "growth"), `value`, its interval (which leaves no room), `unit`, `gap` and `inputs`.
        """
        rows = []
        for place in ("", *self.points.index):
            kept = self.points.drop(index=place, errors="ignore")
            slope, at_one = _line(np.log2(kept["start"].to_numpy()), kept["growth"].to_numpy())
            for level in self.points["start"].agg(["min", "max"]):
                ends = {"level": level, "growth": at_one + slope * np.log2(level)}
                rows += [(place, measure, end, _all_inputs(kept["inputs"])) for measure, end in ends.items()]
        made = pd.DataFrame(rows, columns=["place_id", "measure", "value", "inputs"])
        made["line"] = np.where(made["place_id"] == "", "all places", "without the place")
        certain = {"low": made["value"], "high": made["value"], "low_open": False, "high_open": False}
        return made.assign(**certain, unit="percent", gap="")

    def derived(self, formula: str, by_leaving_out: bool = False) -> Quantity:
        """The slope as a computed value; its interval is the bootstrap's, or the range when one place is left out."""
        without = self.left_out.values()
        span = Interval(min(without), max(without)) if by_leaving_out else self.bootstrap
        return Quantity(span, "percentage-point", formula, _all_inputs(self.points["inputs"]), self.slope)


def beta(states: pd.DataFrame, first: int, last: int, level_year: int | None = None) -> Beta:
    """Average growth of the provinces and cities from one year to another, set against their level.

    Args:
        states: a series of positive values; the nation is left out, because it is made of the others.
        first: the year from which growth is taken.
        last: the year to which it is taken.
        level_year: the year of the level, the first by default. An earlier one keeps what is odd about the first year
            out of both sides: a value too low by chance makes the level low and the growth high.

    Raises:
        ValueError: the series of a place breaks between the years, or fewer than four places have all values.
    """
    states, level_year = series.of_provinces(states), level_year or first
    growth = series.growth(states, first, last, a_year=True).set_index("place_id")
    broken = states.loc[states["breaks"] & states["year"].between(level_year + 1, last), "place_id"]
    if len(broken):
        raise ValueError(f"{', '.join(sorted(set(broken)))}: the series breaks between {level_year} and {last}")
    level = states.loc[states["year"] == level_year].set_index("place_id")
    points = pd.DataFrame({"start": level["value"], "growth": growth["value"]}).dropna()
    if len(points) < 4:
        raise ValueError(f"{len(points)} places have a level and a growth: too few for a slope")
    points["inputs"] = [(*level["inputs"][place], *growth["inputs"][place]) for place in points.index]
    x, y = np.log2(points["start"].to_numpy()), points["growth"].to_numpy()
    how = {"paired": True, "vectorized": True, "method": "percentile", "n_resamples": _DRAWS}
    with warnings.catch_warnings():
        # A draw of one and the same place has no slope and is left out below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap((x, y), _slope, rng=np.random.default_rng(_SEED), **how).bootstrap_distribution
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    left_out = {place: float(_slope(np.delete(x, at), np.delete(y, at))) for at, place in enumerate(points.index)}
    return Beta(points, *_line(x, y), left_out, Interval(float(low), float(high)))


def sigma(states: pd.DataFrame, relative: bool = True) -> dict[int, Quantity]:
    """How far apart the provinces and cities lie in each year in which every one of the series has a value.

    By year, the standard deviation over the places, of natural logarithms or of the values; its interval goes from the
    lowest to the highest when one place is left out.

    Args:
        states: a series of positive values; the nation is left out.
        relative: logarithms, so that equal ratios count as equal distances; else the values in their unit.

    Raises:
        ValueError: there are fewer than three places.
    """
    states = series.of_provinces(states)
    everybody = states["place_id"].nunique()
    if everybody < 3:
        raise ValueError(f"{everybody} places: too few for a dispersion")
    found = {}
    for year, here in states.groupby("year"):
        if len(here) < everybody:
            continue
        values = np.log(here["value"].to_numpy()) if relative else here["value"].to_numpy()
        left = [float(np.delete(values, at).std(ddof=1)) for at in range(everybody)]
        unit = "natural logarithm" if relative else unit_of_difference(here["unit"].iloc[0])
        formula = f"standard deviation over {everybody} places, {unit}, {year}"
        span = Interval(min(left), max(left))
        found[int(year)] = Quantity(span, unit, formula, _all_inputs(here["inputs"]), float(values.std(ddof=1)))
    return found


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope of the line by least squares, and its height at zero."""
    slope = float(_slope(x, y))
    return slope, float(y.mean() - slope * x.mean())


def _slope(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """Slope by least squares along an axis; nan where all places are the same."""
    from_mean = x - x.mean(axis=axis, keepdims=True)
    with np.errstate(invalid="ignore"):
        return (from_mean * y).sum(axis=axis) / (from_mean**2).sum(axis=axis)


def _all_inputs(inputs: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in inputs for name in names))
