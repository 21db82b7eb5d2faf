"""A place among others by several measures: its position in each, and the rank that weights can give it."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from cqbook.analysis import series
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity, exact

_TIE = 1e-4  # of the range of all scores: two means that differ by less are equal


def positions(measures: Mapping[str, pd.DataFrame], year: int, lower_is_better: Collection[str] = ()) -> pd.DataFrame:
    """Where each place stands between the weakest and the strongest of the provinces and cities, in one year.

    The position is 0 for the weakest and 100 for the strongest; the nation, which is not among them, has one too. It is
    the distance in the unit of the measure, so a single place far ahead pushes all others together.

    Args:
        measures: a series by the name of what it measures.
        year: the year wanted.
        lower_is_better: the measures in which the lowest value is the strongest.

    Returns:
        One row a measure and place: `measure`, `place_id`, `measured` (the value of the measure as text), `value` (the
        position), its interval, `unit`, `gap`, `inputs`, and `rank` with its ends `rank_low` and `rank_high` (empty for
        the nation). The nation has a row without position where it has no value.

    Raises:
        ValueError: a measure has fewer than two places in that year.
    """
    of_year = {name: rows.loc[(rows["year"] == year) & rows["value"].notna()] for name, rows in measures.items()}
    made = [_positions(name, rows, year, name in lower_is_better) for name, rows in of_year.items()]
    return pd.concat(made, ignore_index=True)


def _positions(name: str, series_of_year: pd.DataFrame, year: int, lower_is_better: bool) -> pd.DataFrame:
    ranks = series.ranks(series_of_year, descending=not lower_is_better).set_index("place_id")
    is_placed = series_of_year["place_id"].isin([*ranks.index, series.NATION])
    rows = series_of_year.loc[is_placed].set_index("place_id")
    if len(ranks) < 2:
        raise ValueError(f"{name}: {len(ranks)} places with a value, too few for a position")
    ends = rows.loc[ranks.index, "value"]
    least, most = rows.loc[ends.idxmin()], rows.loc[ends.idxmax()]
    of = {
        "value": (rows["value"] - least["value"]) / (most["value"] - least["value"]),
        "low": (rows["low"] - least["high"]) / (most["high"] - least["high"]),
        "high": (rows["high"] - least["low"]) / (most["low"] - least["low"]),
    }
    of["low"][least.name] = of["high"][least.name] = 0
    of["low"][most.name] = of["high"][most.name] = 1
    if lower_is_better:
        up = dict(zip(of, ("value", "high", "low"), strict=True))
        of = {part: 1 - of[other] for part, other in up.items()}
    made = pd.DataFrame({part: 100 * position for part, position in of.items()}).assign(
        measured=formatting.alike(rows["value"], map(Interval, rows["low"], rows["high"])),
        gap="",
        inputs=[tuple(dict.fromkeys((*own, *least["inputs"], *most["inputs"]))) for own in rows["inputs"]],
        rank=ranks["value"],
        rank_low=ranks["low"],
        rank_high=ranks["high"],
    )
    if series.NATION not in made.index:
        made.loc[series.NATION, ["measured", "gap", "inputs"]] = ["none", f"no value of {year}", ()]
    return made.reset_index().assign(measure=name, low_open=False, high_open=False, unit="of 100")


def scores(found: pd.DataFrame) -> pd.DataFrame:
    """The positions of `positions` as a table: a row for each province or city, a column for each measure.

    Raises:
        ValueError: a place has no value in a measure; a weighted mean would hide that.
    """
    ranked = found.loc[found["rank"].notna()]
    table = ranked.pivot(index="place_id", columns="measure", values="value")[list(ranked["measure"].unique())]
    if table.isna().any(axis=None):
        raise ValueError(f"no score without a value: {', '.join(table.index[table.isna().any(axis=1)])} lack one")
    return table


@dataclass(frozen=True)
class RankRange:
    """The best and the worst rank that weights can give a place, and weights that do so (there may be others)."""

    best: int
    worst: int
    best_weights: pd.Series
    worst_weights: pd.Series


def rank_range(table: pd.DataFrame, place_id: str, least: float = 0) -> RankRange:
    """The best and the worst rank of a place by a weighted mean of its scores, over all weights: exact, by a search.

    Weights are at least `least` and add up to one. With `least` zero the result is the same for every scale on which a
    measure may be scored by a straight line, because a scale is a weight.

    Args:
        table: scores, a row a place and a column a measure, higher is better.
        place_id: the place.
        least: the smallest weight of a measure.

    Raises:
        ValueError: the smallest weights alone add up to more than one.
    """
    if least * table.shape[1] > 1:
        raise ValueError(f"{table.shape[1]} weights of at least {least} add up to more than one")
    # All scores between 0 and 1, so that no two differ by more than one.
    scaled = (table - table.min(axis=None)) / (table.max(axis=None) - table.min(axis=None))
    ahead = (scaled.drop(index=place_id) - scaled.loc[place_id]).to_numpy()
    found = [_weights(ahead, least, worst) for worst in (False, True)]
    ranks = [1 + int((ahead @ weights > _TIE / 2).sum()) for weights in found]
    return RankRange(*ranks, *(pd.Series(weights, index=table.columns) for weights in found))


def _weights(ahead: np.ndarray, least: float, worst: bool) -> np.ndarray:
    """Weights that put as few rivals as possible ahead, or as many.

    Beside the weights the search has a mark for each rival, 0 or 1. For the best rank a rival without a mark must not
    be ahead, and marks are costly; for the worst a rival with a mark must be ahead, and marks are sought.
    """
    rivals, measures = ahead.shape
    rows = [-ahead, (1 + _TIE) * np.eye(rivals)] if worst else [ahead, -np.eye(rivals)]
    sum_of_weights = np.repeat([1, 0], [measures, rivals])
    with _unheard():
        found = milp(
            c=np.repeat([0, -1 if worst else 1], [measures, rivals]),
            constraints=[
                LinearConstraint(np.hstack(rows), ub=1 if worst else 0),
                LinearConstraint(sum_of_weights, 1, 1),
            ],
            integrality=1 - sum_of_weights,
            bounds=Bounds(least * sum_of_weights, 1),
        )
    return found.x[:measures]


@contextmanager
def _unheard() -> Iterator[None]:
    """Nothing that a solver writes past Python, such as how it mends a solution, becomes output of a notebook."""
    heard, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(heard, 1)
        os.close(heard)
        os.close(nowhere)


def ranks_by_weight(table: pd.DataFrame, draws: int = 10_000, seed: int = 0) -> pd.DataFrame:
    """Ranks of all places by weighted means with weights drawn at random: a row a draw, a column a place.

    Every set of weights that adds up to one is as likely as every other. The result depends on how the measures are
    scored; equal places share the better rank.

    Args:
        table: scores, a row a place and a column a measure, higher is better.
        draws: how many sets of weights.
        seed: of the random numbers, so that a second run gives the same.
    """
    weights = np.random.default_rng(seed).dirichlet(np.ones(table.shape[1]), draws)
    means = pd.DataFrame(weights @ table.to_numpy().T, columns=table.index)
    return means.rank(axis=1, ascending=False, method="min").astype(int)


def share_of_weightings(
    table: pd.DataFrame, place_id: str, ranks: Collection[int], formula: str, inputs: Iterable[str]
) -> Quantity:
    """In how many percent of the random weightings of `ranks_by_weight` a place has one of some ranks."""
    chosen = ranks_by_weight(table)[place_id].isin(ranks)
    return exact(100 * chosen.mean(), "percent", f"share of random weightings: {formula}", inputs)


def ranks_by_weighting(table: pd.DataFrame, inputs: Iterable[str]) -> pd.DataFrame:
    """The ranks that weights give each place: over all weights, in nine of ten random weightings, with equal weights.

    Args:
        table: scores, a row a place and a column a measure, higher is better.
        inputs: the observations behind the scores.

    Returns:
        One row a place and weighting, the places in the order of their rank with equal weights: `place_id`, `weights`,
        `value` (empty where there are several ranks), its interval, `unit`, `gap` and `inputs`.
    """
    equal = table.mean(axis=1).rank(ascending=False).sort_values()
    widest = {place: rank_range(table, place) for place in equal.index}
    random = ranks_by_weight(table).quantile([0.05, 0.95], interpolation="nearest")
    ends = {
        "all weights": {place: (found.best, found.worst) for place, found in widest.items()},
        "nine in ten random weightings": {place: tuple(random[place]) for place in equal.index},
        "equal weights": {place: (rank, rank) for place, rank in equal.items()},
    }
    rows = [(place, weights, *map(float, of[place])) for weights, of in ends.items() for place in equal.index]
    made = pd.DataFrame(rows, columns=["place_id", "weights", "low", "high"])
    made["value"] = made["low"].where(made["low"] == made["high"])
    inputs = tuple(sorted(set(inputs)))
    return made.assign(low_open=False, high_open=False, unit="rank", gap="", inputs=[inputs] * len(made))
