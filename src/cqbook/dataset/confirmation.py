"""Which values of medium confidence become high: those that another publication, seen elsewhere, confirms.

Most statistics were read in one copy in a public repository and are of medium confidence for that reason alone. Another
publication that states the same indicator, place, period and kind takes the doubt away where it was read in another
repository, at its publisher or at a news organisation and prints a number that fits. Where one prints a number that
does not fit, nothing is raised. A period that only follows from the date of a statement is our reading, which no number
confirms.
"""

import numpy as np
import pandas as pd

from cqbook.dataset.schema import MISSING
from cqbook.quantities.numerals import PrintedNumber, read_printed
from cqbook.quantities.reading_rules import read

_LEAST_DIGITS = 3  # fewer may agree by chance
# Holds interpolated series beside published ones, so it vouches for no other copy.
_NO_WITNESSES = ("copy-resilience",)


def confirmed(observations: pd.DataFrame, sources: pd.DataFrame, copies: pd.DataFrame, fact: pd.Series) -> np.ndarray:
    """Whether an observation of medium confidence is confirmed by another one.

    Args:
        observations: text cells; those that make an interval have their form.
        sources: text cells.
        copies: text cells.
        fact: what `preference.fact_numbers` gives for the observations.

    Returns:
        Booleans, one a row of observations.
    """
    # No source states a fact twice, so other rows of a fact are other publications.
    rows = observations.assign(fact=fact).loc[fact.duplicated(keep=False)]
    # What is defined otherwise says nothing for or against.
    rows = rows.loc[(rows["kind"] == "actual") & (rows["status"] != "D") & ~rows["value"].isin(list(MISSING))]
    repository_of = dict(zip(copies["copy_id"], copies["repository"], strict=True))
    seen_as = dict(zip(sources["source_id"], sources["seen_as"], strict=True))
    rows = rows.assign(
        repository=[repository_of.get(name, "") for name in rows["copy_id"]],
        seen_as=[seen_as.get(name, "") for name in rows["source_id"]],
        number=[read_printed(printed) for printed in rows["printed"]],
    )
    rows = rows.loc[rows["number"].notna()]
    is_plain = (rows["qualifier"] == "exact") & (rows["period_basis"] == "reference")
    was_copied = (rows["repository"] != "") | (rows["seen_as"] == "mirror")
    may_rise = is_plain & was_copied & (rows["confidence"] == "medium")
    is_known = rows["seen_as"].isin(["official", "news"]) | (rows["repository"] != "")
    may_confirm = is_plain & is_known & ~rows["copy_id"].isin(_NO_WITNESSES) & rows["number"].map(_has_digits)

    found: list[int] = []
    for _, same in rows.loc[rows["fact"].isin(rows.loc[may_rise, "fact"])].groupby("fact"):
        if _all_fit(same):
            witnesses = same.loc[may_confirm[same.index]]
            for index, own in same.loc[may_rise[same.index], "repository"].items():
                # A row outside of all repositories that may rise is no witness itself.
                found += [index] if ((witnesses["repository"] != own) | (own == "")).any() else []
    return observations.index.isin(found)


def _all_fit(rows: pd.DataFrame) -> bool:
    """Whether every two of the printed numbers allow a common value."""
    cells = rows[["value", "qualifier", "printed", "unit"]].itertuples(index=False, name=None)
    ranges = [read(float(value), *others) for value, *others in cells]
    return all(one.overlaps(other) for place, one in enumerate(ranges) for other in ranges[:place])


def _has_digits(number: PrintedNumber) -> bool:
    return abs(number.value) >= number.last_significant * 10 ** (_LEAST_DIGITS - 1)
