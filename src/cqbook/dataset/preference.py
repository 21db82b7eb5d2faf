"""Which of several sources of one fact to use: the stated order, and nothing else.

The first of these that decides: a value before a missing one, the kind of publication (the statistics and plans
themselves before news, news before texts that cite others), the newest publication (a database that is kept up to date
counts as newest), the confidence, the name of the observation. A revised series is an indicator of its own, so that
this order never mixes two vintages in one line.
"""

import numpy as np
import pandas as pd

from cqbook.dataset.schema import MISSING, TIERS_BY_PREFERENCE
from cqbook.quantities import periods

_PLACE_OF_TIER = {tier: place for place, tiers in enumerate(TIERS_BY_PREFERENCE) for tier in tiers}


def numbered(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """One whole number for each combination of cells, the same for equal ones."""
    number, possible = np.zeros(len(rows), dtype=np.int64), 1
    for column in columns:
        codes, texts = rows[column].factorize()
        if possible * len(texts) >= 2**63:
            number, used = pd.factorize(number)
            possible = len(used)
        number, possible = number * len(texts) + codes, possible * len(texts)
    return pd.Series(number, index=rows.index)


def fact_numbers(observations: pd.DataFrame) -> pd.Series:
    """A number for each indicator, place, period and kind."""
    return numbered(observations, ["indicator_id", "place_id", "period", "kind"])


def first(observations: pd.DataFrame, sources: pd.DataFrame, fact: pd.Series) -> np.ndarray:
    """Whether an observation comes first among those of the same indicator, place, period and kind.

    Args:
        observations: text cells, sorted by observation_id.
        sources: text cells.
        fact: what `fact_numbers` gives for the observations.

    Returns:
        Booleans, one a row of observations.
    """
    order = _order_of_sources(sources)
    # A source that is not in the table comes last here; the validation names it.
    codes, names = observations["source_id"].factorize()
    rank = (
        np.array([order.get(name, len(order)) for name in names])[codes] * 2 if len(names) else np.zeros(0, dtype=int)
    )
    rank += (observations["confidence"] != "high").to_numpy()
    rank += (2 * len(order) + 2) * observations["value"].isin(list(MISSING)).to_numpy()
    is_first = np.ones(len(fact), dtype=bool)
    # Most facts have one source; only the others need an order.
    shared = np.flatnonzero(fact.duplicated(keep=False))
    fact, rank = fact.to_numpy()[shared], rank[shared]
    in_order = np.lexsort((rank, fact))
    is_first[shared[in_order[1:]]] = fact[in_order[1:]] != fact[in_order[:-1]]
    return is_first


def _order_of_sources(sources: pd.DataFrame) -> dict[str, int]:
    """Place of each source in the stated order; equal ones share a place."""
    keys = {
        name: (_PLACE_OF_TIER[tier], -_published(published))
        for name, tier, published in zip(sources["source_id"], sources["tier"], sources["published"], strict=True)
    }
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    return {name: places[key] for name, key in keys.items()}


def _published(text: str) -> float:
    """Last possible day of publication as a number; a living database is newest, an undated text oldest."""
    if text in MISSING:
        return np.inf if text == "not-applicable" else 0
    return periods.bounds(text)[1].toordinal()
