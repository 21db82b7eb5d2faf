"""The reading rules put to the test: does the interval of a number hold what others publish of the same thing?"""

import itertools

import pandas as pd

from cqbook.dataset import Dataset
from cqbook.dataset.schema import MISSING, STATE_KINDS
from cqbook.quantities import periods

# How far back the last published value may lie that a rounded statement can rest on.
_AT_MOST_DAYS = 366


def rounded_beside_published(data: Dataset) -> pd.DataFrame:
    """Rounded statements beside the value without such a word that was published of the same thing and place.

    A statement on a period is set beside the value of that period. A statement of how things stand now is set beside
    the last value that had been published by then, if its period ended within a year before. Numbers of the five
    documents serve as no yardstick.

    Returns:
        One row a pair, indexed by the observation_id of the statement: `against` (observation_id), `word` (qualifier),
        `same_period` (bool), `share` (the value in percent of the printed number), `holds` (bool).
    """
    facts = data.facts.loc[data.facts["kind"].isin(STATE_KINDS) & data.facts["value"].notna()]
    exact = facts.loc[(facts["qualifier"] == "exact") & (facts["tier"] != "document")]
    rounded, rows = facts.loc[facts["qualifier"] != "exact"], {}
    fact = ["indicator_id", "place_id"]
    exact = exact.loc[pd.MultiIndex.from_frame(exact[fact]).isin(pd.MultiIndex.from_frame(rounded[fact]))]
    known = dict(list(exact.groupby(fact)))
    for name, said in rounded.iterrows():
        found = _yardstick(said, known.get((said["indicator_id"], said["place_id"])))
        if found is not None:
            held = data.interval(name).overlaps(data.interval(found.name))
            same_period = found["period"] == said["period"]
            rows[name] = (found.name, said["qualifier"], same_period, 100 * found["value"] / said["value"], held)
    columns = ["against", "word", "same_period", "share", "holds"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("observation_id")


def _yardstick(said: pd.Series, known: pd.DataFrame | None) -> pd.Series | None:
    """The published value to set beside one statement; None where there is none."""
    if known is None:
        return None
    others = known.loc[known["source_id"] != said["source_id"]]
    if said["period_basis"] == "reference":
        fits = others.loc[(others["period"] == said["period"]) & (others["preferred"] == "yes")]
        return fits.iloc[0] if len(fits) else None
    published = others["published"].map(_last_day)
    age = (said["start"] - others["end"]).dt.days
    fits = others.loc[(published <= said["start"]) & (age >= 0) & (age <= _AT_MOST_DAYS)]
    return fits.loc[published.loc[fits.index].idxmax()] if len(fits) else None


def _last_day(published: str) -> pd.Timestamp:
    """Last day that a date of publication may mean; none for a database that is kept up to date."""
    return pd.NaT if published in MISSING else pd.Timestamp(periods.bounds(published)[1])


def pairs_of_publications(data: Dataset) -> pd.DataFrame:
    """Numbers without a rounding word that two publications print of the same fact.

    Returns:
        One row a pair: `first`, `second` (observation_ids) and `result`: "same number", "within the rounding" (the
        intervals of both share a value) or "apart".
    """
    facts = data.facts
    states = facts.loc[(facts["qualifier"] == "exact") & facts["kind"].isin([*STATE_KINDS, "change"])]
    states = states.loc[states["value"].notna()]
    rows, fact = [], ["indicator_id", "place_id", "period", "kind"]
    for _, same in states.loc[states.duplicated(fact, keep=False)].groupby(fact):
        for first, second in itertools.combinations(same.index, 2):
            if same.loc[first, "source_id"] != same.loc[second, "source_id"]:
                rows.append((first, second, _compared(data, first, second)))
    return pd.DataFrame(rows, columns=["first", "second", "result"])


def _compared(data: Dataset, first: str, second: str) -> str:
    if data.facts.loc[first, "value"] == data.facts.loc[second, "value"]:
        return "same number"
    return "within the rounding" if data.interval(first).overlaps(data.interval(second)) else "apart"
