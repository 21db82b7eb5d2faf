"""Rank correlation over the provinces and cities of a series: what goes together, never why.

The places are few and were chosen, not drawn, so every result carries an interval: the middle 95 percent of the results
over many draws of as many places with replacement (bootstrap, with a fixed seed). It tells how much a result hangs on
which places are compared. Rounding of the printed digits is not in it; `unsettled` tells where it could matter.
"""

import warnings
from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from cqbook.analysis.series import of_provinces
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity

DRAWS = 9_999
SEED = 12
LEVEL = 0.95
_FEWEST = 5
_MOST_COUNTED = 12  # places of which all orders are counted


def rank_correlation(
    first: pd.DataFrame,
    second: pd.DataFrame,
    year: int,
    formula: str,
    given: pd.DataFrame | None = None,
    places: Sequence[str] | None = None,
) -> Quantity:
    """Spearman's rank correlation of two series over the provinces and cities that they hold, in one year.

    Args:
        first: a series (see `cqbook.series`).
        second: a series.
        year: the year of the values; growth between two years is dated to the last.
        formula: what is correlated, in words.
        given: a third series; if given, the partial rank correlation, which takes out what goes along with its ranks.
        places: those compared, all by default. With the seed their order decides the draws, so that another order
            gives an interval a little different.

    Raises:
        ValueError: fewer than five places have a value in each series, or all values of a series are equal.
    """
    frames = [first, second] if given is None else [first, second, given]
    rows = [_of_year(frame, year) for frame in frames]
    places = _with_all(rows, places)
    if len(places) < _FEWEST:
        raise ValueError(f"{formula}: only {len(places)} places have all values of {year}")
    samples = [each.loc[places, "value"].to_numpy(dtype=float) for each in rows]
    value = float(_correlation(*samples))
    if np.isnan(value):
        raise ValueError(f"{formula}: ranks that cannot be told apart")
    how = {"paired": True, "vectorized": True, "method": "percentile", "n_resamples": DRAWS}
    with warnings.catch_warnings():
        # A draw may hold too few different places for a correlation: it is nan and left out below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(samples, _correlation, rng=np.random.default_rng(SEED), **how).bootstrap_distribution
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    inputs = tuple(sorted({name for each in rows for names in each.loc[places, "inputs"] for name in names}))
    return Quantity(Interval(float(low), float(high)), "", f"{formula}, {len(places)} places", inputs, value)


def without_each(first: pd.DataFrame, second: pd.DataFrame, year: int) -> pd.Series:
    """Spearman's rank correlation with each place left out in turn, by the place left out."""
    rows = [_of_year(frame, year)["value"].astype(float) for frame in (first, second)]
    places = _with_all(rows)
    kept = {place: [other for other in places if other != place] for place in places}
    return pd.Series({out: float(_correlation(*(each[stay] for each in rows))) for out, stay in kept.items()})


def unsettled(frame: pd.DataFrame, year: int) -> list[tuple[str, str]]:
    """Pairs of places whose order the printed digits leave open: their intervals meet."""
    rows = _of_year(frame, year)
    return [
        (one, other)
        for one, other in combinations(rows.index, 2)
        if rows.loc[one, "low"] <= rows.loc[other, "high"] and rows.loc[other, "low"] <= rows.loc[one, "high"]
    ]


@cache
def chance_limit(places: int) -> float:
    """Size that Spearman's rank correlation does not exceed in at least 95 percent of all orders of so many places.

    All orders count the same, as if two rankings had nothing to do with each other and no two places shared one. Exact
    up to twelve places, beyond them by Student's t, which is then within 0.01.
    """
    if places > _MOST_COUNTED:
        t = stats.t.ppf((1 + LEVEL) / 2, places - 2)
        return float(t / np.sqrt(places - 2 + t**2))
    # Number of orders by the sum of squared differences of ranks, built up place by place over the ranks already used.
    most = places * (places**2 - 1) // 3
    orders = {0: np.eye(1, most + 1, dtype=np.int64)[0]}
    for mask in range(1, 2**places):
        at = mask.bit_count() - 1
        orders[mask] = np.zeros(most + 1, dtype=np.int64)
        for rank in range(places):
            if mask >> rank & 1:
                step = (at - rank) ** 2
                orders[mask][step:] += orders[mask ^ (1 << rank)][: most + 1 - step]
    counts = orders[2**places - 1]
    sizes = np.abs(1 - 2 * np.arange(most + 1) / most)
    by_size = pd.Series(counts).groupby(sizes.round(12)).sum().cumsum() / counts.sum()
    return float(by_size.index[by_size >= LEVEL][0])


def _of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return of_provinces(frame.loc[frame["year"] == year]).set_index("place_id")


def _with_all(rows: Sequence[pd.DataFrame | pd.Series], places: Sequence[str] | None = None) -> list[str]:
    """The places that have a value in each series."""
    return [place for place in (rows[0].index if places is None else places) if all(place in row.index for row in rows)]


def _correlation(first, second, given=None, axis=-1):
    """Spearman's rank correlation along an axis, partial where a third sample is given; nan where it has no meaning."""
    if given is None:
        return _pearson(stats.rankdata(first, axis=axis), stats.rankdata(second, axis=axis), axis)
    plain, one, other = (_correlation(*pair, axis=axis) for pair in ((first, second), (first, given), (second, given)))
    with np.errstate(divide="ignore", invalid="ignore"):
        partial = (plain - one * other) / np.sqrt((1 - one**2) * (1 - other**2))
    return np.where(np.maximum(np.abs(one), np.abs(other)) > 1 - 1e-9, np.nan, np.clip(partial, -1, 1))


def _pearson(first, second, axis):
    first, second = (each - each.mean(axis=axis, keepdims=True) for each in (first, second))
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.sqrt((first**2).sum(axis=axis) * (second**2).sum(axis=axis))
        return (first * second).sum(axis=axis) / sizes
