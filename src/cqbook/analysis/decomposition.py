"""Growth taken apart: in logarithms the growth of a product is the sum of the growth of its factors."""

import numpy as np
import pandas as pd

from cqbook.analysis.series import LOG_UNIT, at, growth, in_order, minus, require_positive
from cqbook.quantities.intervals import PARTS
from cqbook.quantities.quantity import Quantity, percent


def chained_growth(index: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Growth in logarithms from an index whose year before is 100, chained from the first year to the last.

    A place with a missing year has no row. The interval adds up what rounding leaves open in each year.

    Raises:
        ValueError: the last year does not come after the first, a value is not positive, or the index breaks.
    """
    if last <= first:
        raise ValueError(f"{last} does not come after {first}")
    rows = index.loc[(index["year"] > first) & (index["year"] <= last) & index["value"].notna()]
    if rows["breaks"].any():
        raise ValueError(f"the index breaks between {first} and {last}")
    require_positive(rows)
    chained = []
    for place, years in rows.sort_values("year").groupby("place_id"):
        if len(years) < last - first:
            continue
        parts = {part: 100 * np.log(years[part] / 100).sum() / (last - first) for part in ("value", "low", "high")}
        ends = {part: years[part].any() for part in ("low_open", "high_open")}
        inputs = tuple(name for names in years["inputs"] for name in names)
        chained.append({"place_id": place, "year": last, **parts, **ends, "inputs": inputs})
    return in_order(
        pd.DataFrame(chained, columns=["place_id", "year", "value", *PARTS, "inputs"]).assign(
            unit=LOG_UNIT, breaks=False
        )
    )


def whole_growth(yearly: pd.DataFrame, years: int) -> pd.DataFrame:
    """Growth in logarithms a year as ordinary growth over all the years, in percent of the first."""
    whole = {part: 100 * np.expm1(years * yearly[part] / 100) for part in ("value", "low", "high")}
    return yearly.assign(unit="percent", **whole)


def growth_parts(
    spending: pd.DataFrame, money: pd.DataFrame, volume_index: pd.DataFrame, first: int, last: int
) -> dict[str, pd.DataFrame]:
    """Growth of spending in logarithms, and its parts by the accounts of the economy that it is a share of.

    Args:
        spending: a series at current prices, such as spending on R&D.
        money: the economy at current prices, such as GDP.
        volume_index: the same at constant prices, of one vintage with it, as an index whose year before is 100.
        first: the year from which growth is taken.
        last: the year to which it is taken.

    Returns:
        Series of growth that add up: `volume` of the economy, its `prices` (growth in money less growth at constant
        prices) and the `intensity` (spending over the economy); and `whole`, that of spending. Places without an
        index have no row in the first two.

    Raises:
        ValueError: as for `chained_growth`.
    """
    whole, nominal = (growth(series, first, last, log=True) for series in (spending, money))
    volume = chained_growth(volume_index, first, last)
    return {"volume": volume, "prices": minus(nominal, volume), "intensity": minus(whole, nominal), "whole": whole}


def real_growth(
    spending: pd.DataFrame, money: pd.DataFrame, volume_index: pd.DataFrame, first: int, last: int
) -> pd.DataFrame:
    """Growth of spending with the prices of `growth_parts` taken out, over all the years, in percent of the first."""
    parts = growth_parts(spending, money, volume_index, first, last)
    return whole_growth(minus(parts["whole"], parts["prices"]), last - first)


def contributions(parts: dict[str, pd.DataFrame], place_id: str, year: int) -> dict[str, Quantity]:
    """The parts of `growth_parts` but the whole, each in percent of it, for one place and the last year.

    Raises:
        KeyError: a part has no value there.
        ValueError: a growth may be zero or negative: a share of it would say nothing.
    """
    own = {name: at(rows, place_id, year, name) for name, rows in parts.items()}
    if min(each.interval.low for each in own.values()) <= 0:
        raise ValueError("a share of growth needs growth in the part and in the whole")
    whole = own.pop("whole")
    words = "{} in percent of the growth of the whole, in logarithms"
    return {name: percent(part, whole, words.format(name)) for name, part in own.items()}
