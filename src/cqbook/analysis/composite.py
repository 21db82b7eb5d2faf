"""A place among others by several measures: its position in each, and the rank that weights can give it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from cqbook.analysis import series

_TIE = 1e-4  # of the range of all scores: two means that differ by less are equal


def positions(
    measures: Mapping[str, pd.DataFrame], year: int, lower_is_better: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Where each place stands between the weakest and the strongest of the provinces and cities, in one year.

    The position is 0 for the weakest and 100 for the strongest; the nation, which is not among them, has one too. It is
    the distance in the unit of the measure, so a single place far ahead pushes all others together.

    Args:
        measures: a series by the name of what it measures.
        year: the year wanted.
        lower_is_better: the measures in which the lowest value is the strongest.

    Returns:
        By measure, one row a place: the columns of the series, with `position`, its ends `position_low` and
        `position_high`, `position_inputs`, `rank` and its ends `rank_low` and `rank_high` (empty for the nation).

    Raises:
        ValueError: a measure has fewer than two places in that year.
    """
    return {
        name: _positions(name, states.loc[states["year"] == year], name in lower_is_better)
        for name, states in measures.items()
    }


def _positions(name: str, states: pd.DataFrame, lower_is_better: bool) -> pd.DataFrame:
    ranks = series.ranks(states, descending=not lower_is_better).set_index("place_id")
    rows = states.loc[states["value"].notna()].set_index("place_id")
    if len(ranks) < 2:
        raise ValueError(f"{name}: {len(ranks)} places with a value, too few for a position")
    ends = rows.loc[ranks.index, "value"]
    least, most = rows.loc[ends.idxmin()], rows.loc[ends.idxmax()]
    of = {
        "position": (rows["value"] - least["value"]) / (most["value"] - least["value"]),
        "position_low": (rows["low"] - least["high"]) / (most["high"] - least["high"]),
        "position_high": (rows["high"] - least["low"]) / (most["low"] - least["low"]),
    }
    of["position_low"][least.name] = of["position_high"][least.name] = 0
    of["position_low"][most.name] = of["position_high"][most.name] = 1
    if lower_is_better:
        up = dict(zip(of, ("position", "position_high", "position_low"), strict=True))
        of = {part: 1 - of[other] for part, other in up.items()}
    made = rows.assign(
        **{part: 100 * position for part, position in of.items()},
        position_inputs=[tuple(dict.fromkeys((*own, *least["inputs"], *most["inputs"]))) for own in rows["inputs"]],
        rank=ranks["value"],
        rank_low=ranks["low"],
        rank_high=ranks["high"],
    )
    return made.reset_index()


def scores(found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The positions of `positions` as a table: a row for each province or city, a column for each measure.

    Raises:
        ValueError: a place has no value in a measure; a weighted mean would hide that.
    """
    table = pd.DataFrame(
        {name: rows.loc[rows["rank"].notna()].set_index("place_id")["position"] for name, rows in found.items()}
    )
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
    found = milp(
        c=np.repeat([0, -1 if worst else 1], [measures, rivals]),
        constraints=[LinearConstraint(np.hstack(rows), ub=1 if worst else 0), LinearConstraint(sum_of_weights, 1, 1)],
        integrality=1 - sum_of_weights,
        bounds=Bounds(least * sum_of_weights, 1),
    )
    return found.x[:measures]


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
