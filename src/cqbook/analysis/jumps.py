"""Changes from one year to the next that are far above what is usual for their indicator and that nothing explains.

A list for a curator, no error: most are true, some are a column read wrongly, a tenfold value or another definition. A
break explains a change, and so does a note at one of its two values that is not the note of most values of the place.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from cqbook.analysis import series
from cqbook.dataset import Dataset

# Chosen by looking at all changes: half are above 4 % and 0.1 points, one in a hundred above 40 % and 4.5 points. With
# these, some seventy of 25,000 were listed at first; the last of them were hardly strange any more.
TIMES_USUAL = 5  # what is usual is the median distance of an indicator's changes from their median
LEAST_LOG, LEAST_POINTS = 0.3, 2.0
# An indicator with fewer changes than this has nothing usual: then a doubling or halving, or this many points.
FEWEST = 5
LEAST_LOG_OF_FEW, LEAST_POINTS_OF_FEW = 0.7, 5.0
_COUNTS = ("item", "person")  # a small count varies by its square root
_MAD_TO_DEVIATION = 1.4826
_SERIES = ["indicator_id", "place_id"]


def yearly(data: Dataset, indicator_ids: Collection[str] | None = None) -> pd.DataFrame:
    """All yearly series, or those of some indicators, one below the other, as `series.states` has them.

    Two columns more: `observation_id` and `note`.
    """
    names = data.indicators["indicator_id"] if indicator_ids is None else indicator_ids
    facts = data.of_indicators(*names)
    made = series.of_observations(facts)
    made["observation_id"] = made["inputs"].astype(object).str[0]
    return made.join(facts[["indicator_id", "note"]], on="observation_id").sort_values(
        ["indicator_id", "place_id", "year"], ignore_index=True
    )


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Each value beside the one before it of its place: the change a year, and how far it exceeds what is usual.

    Args:
        rows: as `yearly` gives them. Ranks are left out.

    Returns:
        the rows that have a value before them, with `change` (a difference where `in_points`, else a difference of
        logarithms), `excess` (above 1 it is strange) and `is_explained`.
    """
    rows = rows.loc[rows["unit"] != "rank"].sort_values([*_SERIES, "year"])
    alike = rows.groupby([*_SERIES, "note"])["year"].transform("size")
    rows["noted"] = (rows["note"] != "") & (alike <= rows.groupby(_SERIES)["year"].transform("size") / 2)
    before = rows.groupby(_SERIES)[["value", "year", "noted"]].shift().add_suffix("_before")
    found = rows.join(before).dropna(subset=["value", "value_before"])
    found["is_explained"] = found["breaks"] | found["noted"] | found["noted_before"].astype(bool)
    is_share = found["unit"].isin(["percent", "percentage-point"])
    in_points = is_share | (rows.groupby("indicator_id")["value"].min() <= 0).reindex(found["indicator_id"]).to_numpy()
    found["in_points"] = in_points
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(found["value"] / found["value_before"])
    found["change"] = np.where(in_points, found["value"] - found["value_before"], logs)
    found["change"] /= found["year"] - found["year_before"]
    own = found.groupby("indicator_id")["change"]
    few = own.transform("size") < FEWEST
    distance = (found["change"] - own.transform("median").mask(few, 0)).abs()
    usual = _MAD_TO_DEVIATION * distance.groupby(found["indicator_id"]).transform("median").mask(few, 0)
    chance = 2 * np.sqrt(1 / found["value"].clip(lower=1) + 1 / found["value_before"].clip(lower=1))
    distance -= chance.where(found["unit"].isin(_COUNTS) & ~in_points, 0)
    points, log = np.where(few, LEAST_POINTS_OF_FEW, LEAST_POINTS), np.where(few, LEAST_LOG_OF_FEW, LEAST_LOG)
    return found.assign(excess=distance / np.maximum(np.where(in_points, points, log), TIMES_USUAL * usual))


def unexplained(rows: pd.DataFrame) -> pd.DataFrame:
    """The strange changes that nothing explains, as `changes` has them, the strangest first."""
    found = changes(rows)
    return found.loc[(found["excess"] > 1) & ~found["is_explained"]].sort_values("excess", ascending=False)


def in_words(row: pd.Series) -> str:
    """One line of the list: observation, place, both years and values, by how much."""
    years = row["year"] - row["year_before"]
    size = f"{row['change'] * years:+.2f} points" if row["in_points"] else f"times {np.exp(row['change'] * years):.2f}"
    return (
        f"{row['observation_id']}: {row['place_id']}, {row['year_before']:.0f} to {row['year']}:"
        f" {row['value_before']:.12g} to {row['value']:.12g}, {size}"
    )
