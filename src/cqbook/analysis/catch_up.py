"""Catching up: growth between two years, years behind another place, and the way to a target that was gone early."""

import pandas as pd

from cqbook.analysis import derive, series
from cqbook.analysis.derive import Derived
from cqbook.dataset.loading import Dataset
from cqbook.quantities.intervals import Interval


def growth_between(states: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Change from one year to another in percent of the first: one row a place, dated to the last year.

    Where a break lies between them nothing is computed: the value is empty and `gap` says so.

    Raises:
        ValueError: the last year does not come after the first, or a value is not positive.
    """
    yearly = series.average_growth(states, first, last)
    whole = {part: 100 * ((1 + yearly[part] / 100) ** (last - first) - 1) for part in ("value", "low", "high")}
    return yearly.assign(**whole)


def years_behind(states: pd.DataFrame, place_id: str, other: str = series.NATION) -> pd.DataFrame:
    """How many years before each value of a place the other place had it; negative where the other has it later.

    The other's value is taken to rise evenly from one year to the next. Nothing is said, and `gap` tells why, where a
    part of the interval lies beyond the other's values, or between two of them that are not one year apart or not
    comparable.

    Raises:
        ValueError: the values of the other place do not rise from each year to the next.
    """
    curve = states.loc[(states["place_id"] == other) & states["value"].notna()].sort_values("year")
    if not (curve[["value", "low", "high"]].diff().iloc[1:] > 0).all(axis=None):
        raise ValueError(f"the values of {other} do not rise from each year to the next")
    rows = []
    for _, row in states.loc[(states["place_id"] == place_id) & states["value"].notna()].iterrows():
        # The longest lag: the place is as low as its interval allows, the other reached that as early as it may have.
        pairs = {"value": ("value", "value"), "high": ("low", "high"), "low": ("high", "low")}
        found = {part: _when(curve, of_curve, row[own]) for part, (own, of_curve) in pairs.items()}
        known = all(found.values())
        lags = {part: row["year"] - when[0] if known else float("nan") for part, when in found.items()}
        used = {name for when in found.values() if known for names in when[1] for name in names}
        gap = "" if known else f"beyond the comparable values of {other}"
        rows.append({**row, **lags, "unit": "year", "inputs": (*row["inputs"], *sorted(used)), "gap": gap})
    return pd.DataFrame(rows, columns=series.COLUMNS)


def _when(curve: pd.DataFrame, part: str, wanted: float) -> tuple[float, tuple] | None:
    """When a rising curve had a value, and the inputs of the two years around; None where that cannot be said."""
    for before, after in zip(curve.iloc[:-1].itertuples(), curve.iloc[1:].itertuples(), strict=True):
        low, high = getattr(before, part), getattr(after, part)
        if low <= wanted <= high:
            if after.year - before.year != 1 or after.breaks:
                return None
            return before.year + (wanted - low) / (high - low), (before.inputs, after.inputs)
    return None


def way_gone(data: Dataset, base: str, state: str, target: str) -> Derived:
    """How much of the way from a base to a target a state had gone, in percent; the target is its printed number.

    Raises:
        NotComparableError: the observations differ in indicator, place or unit, have the wrong kind, or the series
            breaks between base and state.
        ValueError: the state does not come after the base, or the base may already lie at or beyond the target.
    """
    gone, reached = derive.difference(data, base, state), derive.share_reached(data, base, target)
    if reached.interval.high >= 100:
        raise ValueError(f"{base} may already lie at or beyond {target}")
    aim, start, now = float(data.facts.loc[target, "value"]), data.interval(base), data.interval(state)
    ends = [100 * (high - low) / (aim - low) for high, low in ((now.low, start.high), (now.high, start.low))]
    value = None if gone.value is None else 100 * gone.value / (aim - float(data.facts.loc[base, "value"]))
    formula = derive.formula_of(data, state, "way gone from base to target")
    return Derived(Interval(*ends), "percent", formula, (base, state, target), value)
