"""Values computed from statements. Each carries its interval and the observations it was computed from.

A derived value is never stored: it is computed where it is shown, from the dataset, by these functions.
"""

from dataclasses import dataclass

import pandas as pd

from cqbook import intervals, periods
from cqbook.dataset import Dataset
from cqbook.intervals import Interval

# Kinds that a result can be: the state a document reports, not what it plans.
_STATES = ("actual", "baseline")


class NotComparableError(ValueError):
    """Two statements measure different things, places or units; nothing may be computed from the pair."""


@dataclass(frozen=True)
class Derived:
    """A computed value.

    interval: what the value may be, in `unit`.
    formula: how it was made, in words.
    inputs: ids of the observations it was made from.
    """

    interval: Interval
    unit: str
    formula: str
    inputs: tuple[str, ...]


def evidence_for_targets(data: Dataset, source_id: str) -> pd.DataFrame:
    """What the documents report beside each target of one document.

    One row a target, indexed by observation_id: the columns of `statements`, and `evidence`: "comparable" (a state of
    the same indicator and place is reported), "other definition" (a check says that the nearest number measures
    something else) or "none".
    """
    said = data.statements
    targets = said.loc[(said["source_id"] == source_id) & (said["kind"] == "target")].copy()
    states = said.loc[said["kind"].isin(_STATES)]
    has_state = set(zip(states["indicator_id"], states["place_id"], strict=True))
    checks = data.checks.loc[data.checks["verdict"] == "definition-differs"]
    differs = {*checks["observation_id"], *checks["against"]}
    targets["evidence"] = [
        "comparable" if (indicator, place) in has_state else "other definition" if target in differs else "none"
        for target, indicator, place in targets[["indicator_id", "place_id"]].itertuples(name=None)
    ]
    return targets


def share_reached(data: Dataset, state: str, target: str) -> Derived:
    """How much of a target the state had reached, in percent of the target.

    The target is its printed number, whatever the word beside it: "more than 2,000" is missed by 2,000 by one only.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, or have the wrong kind.
    """
    _require_state_and_target(data, state, target)
    aim = _value(data, target)
    share = data.interval(state).map(lambda value: 100 * value / aim)
    return Derived(share, "percent", "state divided by target", (state, target))


def yearly_growth_needed(data: Dataset, state: str, target: str) -> Derived:
    """Growth a year that leads from the state to the target, in percent.

    The interval holds what is not known: the words of the state, and the day of the target ("2025" may mean its first
    or its last day). The target is its printed number.

    Raises:
        NotComparableError: as for `share_reached`.
        ValueError: the target date does not lie after the state.
    """
    _require_state_and_target(data, state, target)
    ratio = intervals.point(_value(data, target)) / data.interval(state)
    return Derived(
        _a_year(ratio, data, state, target), "percent", "constant growth from state to target", (state, target)
    )


def yearly_growth(data: Dataset, earlier: str, later: str) -> Derived:
    """Growth a year between two states of the same thing, in percent, as if it had been constant.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, or one is no state.
        ValueError: the later period does not begin after the earlier one has ended.
    """
    _require_two_states(data, earlier, later)
    ratio = data.interval(later) / data.interval(earlier)
    return Derived(
        _a_year(ratio, data, earlier, later), "percent", "constant growth between two states", (earlier, later)
    )


def difference(data: Dataset, earlier: str, later: str) -> Derived:
    """Later state less earlier state, in the unit of the values; percentages give percentage points.

    Raises:
        NotComparableError: as for `yearly_growth`.
    """
    _require_two_states(data, earlier, later)
    unit = data.statements.loc[earlier, "unit"]
    unit = "percentage-point" if unit == "percent" else unit
    return Derived(data.interval(later) - data.interval(earlier), unit, "later less earlier state", (earlier, later))


def _a_year(ratio: Interval, data: Dataset, earlier: str, later: str) -> Interval:
    """A ratio over the time between two statements as percent a year; the time, too, may be known only as a span."""
    rows = data.statements
    fewest, most = periods.years_between(rows.loc[earlier, "period"], rows.loc[later, "period"])
    # A rise and a fall are both steepest over the fewest years.
    low = ratio.low ** (1 / (most if ratio.low >= 1 else fewest))
    high = ratio.high ** (1 / (fewest if ratio.high >= 1 else most))
    return Interval(100 * (low - 1), 100 * (high - 1), ratio.low_open, ratio.high_open)


def _value(data: Dataset, observation_id: str) -> float:
    return float(data.statements.loc[observation_id, "value"])


def _require_state_and_target(data: Dataset, state: str, target: str) -> None:
    _require_same_thing(data, state, target)
    _require_kind(data, state, _STATES)
    _require_kind(data, target, ("target",))


def _require_two_states(data: Dataset, earlier: str, later: str) -> None:
    _require_same_thing(data, earlier, later)
    _require_kind(data, earlier, _STATES)
    _require_kind(data, later, _STATES)


def _require_same_thing(data: Dataset, first: str, second: str) -> None:
    rows = data.statements
    for column in ("indicator_id", "place_id", "unit"):
        if rows.loc[first, column] != rows.loc[second, column]:
            raise NotComparableError(
                f"{first} and {second} differ in {column}: {rows.loc[first, column]}, {rows.loc[second, column]}"
            )


def _require_kind(data: Dataset, observation_id: str, kinds: tuple[str, ...]) -> None:
    kind = data.statements.loc[observation_id, "kind"]
    if kind not in kinds:
        raise NotComparableError(f"{observation_id} is of kind {kind}, expected {' or '.join(kinds)}")
