"""Values computed from statements. Each carries its interval and the observations it was computed from.

A derived value is never stored: it is computed where it is shown, from the dataset, by these functions.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from cqbook.dataset.loading import Dataset
from cqbook.dataset.schema import MISSING
from cqbook.quantities import formatting, intervals, periods
from cqbook.quantities.intervals import Interval

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
    value: the value that the printed numbers give; None where only the interval can be said, as from "nearly 1,400",
        which is no estimate of what it stands for. A stated value keeps the number it prints.

    As text it takes the forms of `cqbook.quantities.formatting.of`: f"{growth:range 1}".
    """

    interval: Interval
    unit: str
    formula: str
    inputs: tuple[str, ...]
    value: float | None = None

    def __format__(self, form: str) -> str:
        return formatting.of(self.value, self.interval, form)


def stated(data: Dataset, observation_id: str) -> Derived:
    """One observation as it is stated, in the unit of its indicator.

    Raises:
        KeyError, ValueError: there is no such observation, or it has no value.
    """
    span, row = data.interval(observation_id), data.facts.loc[observation_id]
    formula = f"{row['indicator']}, {row['place']}, {row['period']}, as stated"
    return Derived(span, row["unit"], formula, (observation_id,), float(row["value"]))


def formula_of(data: Dataset, observation_id: str, how: str) -> str:
    """How a value was made from an observation and others of the same thing: what it is, where and when, and how."""
    row = data.facts.loc[observation_id]
    return f"{row['indicator']}, {row['place']}, {row['period']}: {how}"


def count(observation_ids: Iterable[str], what: str) -> Derived:
    """How many observations there are of a kind that `what` names, such as "statements without a qualifier"."""
    inputs = tuple(observation_ids)
    return exact(len(inputs), "item", f"number of {what}", inputs)


def span(values: Iterable[Derived], formula: str) -> Derived:
    """From the lowest to the highest of some values, as one interval.

    Raises:
        NotComparableError: the values have different units.
    """
    values = list(values)
    if len(units := {each.unit for each in values}) != 1:
        raise NotComparableError(f"no span over values in {', '.join(sorted(units)) or 'no unit'}")
    lowest = min(values, key=lambda each: (each.interval.low, each.interval.low_open)).interval
    highest = max(values, key=lambda each: (each.interval.high, not each.interval.high_open)).interval
    whole = Interval(lowest.low, highest.high, lowest.low_open, highest.high_open)
    inputs = tuple(dict.fromkeys(name for each in values for name in each.inputs))
    return Derived(whole, values[0].unit, formula, inputs)


def exact(value: float, unit: str, formula: str, inputs: Iterable[str]) -> Derived:
    """A value that leaves no room: a count, or a share of counts."""
    # Sorted, because inputs may come as a set, whose order differs from run to run.
    return Derived(intervals.point(value), unit, formula, tuple(sorted(set(inputs))), float(value))


def share_reached(data: Dataset, state: str, target: str) -> Derived:
    """How much of a target the state had reached, in percent of the target.

    The target is its printed number, whatever the word beside it: "more than 2,000" is missed by 2,000 by one only.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, or have the wrong kind.
    """
    _require_state_and_target(data, state, target)
    aim = _value(data, target)
    share = data.interval(state).map(lambda value: 100 * value / aim)
    value = 100 * _value(data, state) / aim
    return Derived(
        share,
        "percent",
        formula_of(data, state, "state divided by target"),
        (state, target),
        _if_points(data, [state], value),
    )


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
    return _growth_a_year(data, ratio, formula_of(data, state, "constant growth from state to target"), state, target)


def yearly_growth(data: Dataset, earlier: str, later: str) -> Derived:
    """Growth a year between two states of the same thing, in percent, as if it had been constant.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, one is no state, or the series
            breaks between them.
        ValueError: the later period does not begin after the earlier one has ended.
    """
    _require_two_states(data, earlier, later)
    ratio = data.interval(later) / data.interval(earlier)
    return _growth_a_year(data, ratio, formula_of(data, later, "constant growth between two states"), earlier, later)


def difference(data: Dataset, earlier: str, later: str) -> Derived:
    """Later state less earlier state, in the unit of the values; percentages give percentage points.

    Raises:
        NotComparableError, ValueError: as for `yearly_growth`.
    """
    _require_two_states(data, earlier, later)
    periods.years_between(data.facts.loc[earlier, "period"], data.facts.loc[later, "period"])
    unit = intervals.unit_of_difference(data.facts.loc[earlier, "unit"])
    change, value = data.interval(later) - data.interval(earlier), _value(data, later) - _value(data, earlier)
    inputs = (earlier, later)
    return Derived(
        change, unit, formula_of(data, later, "later less earlier state"), inputs, _if_points(data, inputs, value)
    )


def _growth_a_year(data: Dataset, ratio: Interval, formula: str, earlier: str, later: str) -> Derived:
    """A ratio over the time between two statements as percent a year; the time, too, may be known only as a span."""
    rows = data.facts
    fewest, most = periods.years_between(rows.loc[earlier, "period"], rows.loc[later, "period"])
    # A rise and a fall are both steepest over the fewest years.
    low = ratio.low ** (1 / (most if ratio.low >= 1 else fewest))
    high = ratio.high ** (1 / (fewest if ratio.high >= 1 else most))
    growth = Interval(100 * (low - 1), 100 * (high - 1), ratio.low_open, ratio.high_open)
    value = 100 * ((_value(data, later) / _value(data, earlier)) ** (1 / most) - 1)
    states = [name for name in (earlier, later) if rows.loc[name, "kind"] != "target"]
    known = _if_points(data, states, value) if fewest == most else None
    return Derived(growth, "percent", formula, (earlier, later), known)


def _value(data: Dataset, observation_id: str) -> float:
    return float(data.facts.loc[observation_id, "value"])


def _if_points(data: Dataset, observation_ids: Iterable[str], value: float) -> float | None:
    """The value, if the printed numbers it is made from stand for themselves and are no ends of an interval."""
    return value if data.facts.loc[list(observation_ids), "qualifier"].isin(["exact", "about"]).all() else None


def _require_state_and_target(data: Dataset, state: str, target: str) -> None:
    _require_same_thing(data, state, target)
    _require_kind(data, state, _STATES)
    _require_kind(data, target, ("target",))


def _require_two_states(data: Dataset, earlier: str, later: str) -> None:
    _require_same_thing(data, earlier, later)
    _require_kind(data, earlier, _STATES)
    _require_kind(data, later, _STATES)
    if crosses_break(data, earlier, later):
        raise NotComparableError(f"the series breaks between {earlier} and {later}")


def crosses_break(data: Dataset, earlier: str, later: str) -> bool:
    """Whether a value after the first and up to the second is not comparable with the one before it."""
    facts = data.facts
    first, last = facts.loc[earlier], facts.loc[later]
    between = facts.loc[
        (facts["indicator_id"] == first["indicator_id"])
        & (facts["place_id"] == first["place_id"])
        & facts["kind"].isin(_STATES)
        & (facts["start"] > first["start"])
        & (facts["start"] <= last["start"])
    ]
    return first["status"] == "D" or bool(between["status"].isin(["B", "D"]).any())


def _require_same_thing(data: Dataset, first: str, second: str) -> None:
    rows = data.facts
    for column in ("indicator_id", "place_id", "unit"):
        if rows.loc[first, column] != rows.loc[second, column]:
            raise NotComparableError(
                f"{first} and {second} differ in {column}: {rows.loc[first, column]}, {rows.loc[second, column]}"
            )


def _require_kind(data: Dataset, observation_id: str, kinds: tuple[str, ...]) -> None:
    kind = data.facts.loc[observation_id, "kind"]
    if kind not in kinds:
        raise NotComparableError(f"{observation_id} is of kind {kind}, expected {' or '.join(kinds)}")


@dataclass(frozen=True)
class Progress:
    """How a target stands.

    target_id, base_id, result_id: observations; base and result are None where none is known.
    verdict: one of VERDICTS.
    share_of_way: how much of the way from base to target the result has gone, in percent; None where it cannot be said.
    yearly_reached, yearly_needed: change a year from base to result, and from result to target, in the unit of the
        target (percentage points for percentages); None where it cannot be said. The needed change is given where
        the target is open.
    gap: why way and pace cannot be said although there are a base and a result; empty otherwise.
    pace: one of PACES where the target is open and both changes a year are known; empty otherwise.
    """

    target_id: str
    base_id: str | None
    result_id: str | None
    verdict: str
    share_of_way: Interval | None
    yearly_reached: Interval | None
    yearly_needed: Interval | None
    gap: str = ""
    pace: str = ""


VERDICTS = {
    "met": "the whole interval of the result lies on the right side of the target, at its date or before",
    "not met": "the whole interval of the result at the target's date lies on the wrong side",
    "within the reading": "the interval of the result at the target's date holds the target: its digits do not decide",
    "open": "not reached by the latest result, and the target's date has not passed",
    "no result at the date": "not reached by the latest result, and no value of the target's date is known",
    "not comparable": "what is reported measures something else",
    "nothing found": "no result is known",
}
PACES = {
    "on pace": "the change a year so far is at least the one still needed, over both whole intervals",
    "behind": "the change a year so far is smaller than the one still needed, over both whole intervals",
    "pace within the reading": "the two intervals overlap: the digits do not decide",
}


def progress(data: Dataset, target_id: str) -> Progress:
    """How far and how fast a target was approached, and whether it was met, by the links of `targets`.

    A target is a threshold at its printed number. More counts as better unless the indicator or the words of the target
    say that less does.

    Raises:
        KeyError: there is no such target.
    """
    link = data.targets.set_index("target_id").loc[target_id]
    base, result = (None if link[column] in MISSING else link[column] for column in ("base_id", "result_id"))
    if link["comparable"] != "yes":
        verdict = "not comparable" if link["comparable"] == "no" else "nothing found"
        return Progress(target_id, base, result, verdict, None, None, None)
    aim, reached = data.facts.loc[target_id], data.interval(result)
    lower_is_better = aim["direction"] == "lower-is-better" or aim["qualifier"] in ("at-most", "less-than")
    verdict = _side(reached, aim, lower_is_better)
    if verdict != "met" and aim["end"] > data.facts.loc[result, "end"]:
        verdict = "open" if aim["end"] > _newest(data) else "no result at the date"
    way = pace = needed = None
    gap = "break in the series" if base is not None and crosses_break(data, base, result) else ""
    if base is not None and not gap:
        start = data.interval(base)
        way = _share_of_way(start, reached, aim["value"], lower_is_better)
        pace = _per_year(reached - start, data, base, result)
    if verdict == "open":
        needed = _per_year(intervals.point(aim["value"]) - reached, data, result, target_id)
    return Progress(target_id, base, result, verdict, way, pace, needed, gap, _pace(pace, needed, lower_is_better))


def targets(data: Dataset) -> pd.DataFrame:
    """All targets with how they stand, one row each, indexed by target_id.

    Two texts may state one target: count those that are `preferred`.

    Columns: those of `facts`; `base_id`, `result_id`, `verdict`, `share_of_way`, `yearly_reached`, `yearly_needed`,
    `gap` and `pace` of `Progress`; and `target_note`.
    """
    rows = data.facts.loc[data.targets["target_id"]].copy()
    rows.index.name = "target_id"
    stands = [progress(data, name) for name in rows.index]
    for name in ("base_id", "result_id", "verdict", "share_of_way", "yearly_reached", "yearly_needed", "gap", "pace"):
        rows[name] = pd.Series([getattr(stand, name) for stand in stands], index=rows.index, dtype=object)
    rows["target_note"] = data.targets["note"].to_numpy()
    return rows


def implied_start(data: Dataset, state: str, change: str) -> Derived:
    """The starting value that a state and a stated change imply: "63.5, up 16.5 points" implies 47.0.

    Raises:
        NotComparableError: the change is no change, or is not in the unit that differences of the state have.
    """
    _require_kind(data, state, _STATES)
    _require_kind(data, change, ("change",))
    unit, unit_of_change = data.facts.loc[state, "unit"], data.facts.loc[change, "unit"]
    now, by, inputs = _value(data, state), _value(data, change), (state, change)
    if unit_of_change == "percent" and unit != "percent":
        start = data.interval(state) / data.interval(change).map(lambda growth: 1 + growth / 100)
        value = _if_points(data, inputs, now / (1 + by / 100))
        return Derived(start, unit, formula_of(data, state, "state divided by one plus growth"), inputs, value)
    if unit_of_change != intervals.unit_of_difference(unit):
        raise NotComparableError(f"{state} is in {unit}, {change} in {unit_of_change}")
    start = data.interval(state) - data.interval(change)
    return Derived(
        start, unit, formula_of(data, state, "state less change"), inputs, _if_points(data, inputs, now - by)
    )


def _side(reached: Interval, aim: pd.Series, lower_is_better: bool) -> str:
    """On which side of the target's printed number the result lies."""
    value, strict = aim["value"], aim["qualifier"] in ("more-than", "less-than")
    if lower_is_better:
        reached, value = Interval(-reached.high, -reached.low, reached.high_open, reached.low_open), -value
    if reached.low > value or (reached.low == value and (not strict or reached.low_open)):
        return "met"
    below = reached.high < value or (reached.high == value and (strict or reached.high_open))
    return "not met" if below else "within the reading"


def _pace(reached: Interval | None, needed: Interval | None, lower_is_better: bool) -> str:
    """One of PACES; empty where one of the two changes a year is not known."""
    if reached is None or needed is None:
        return ""
    if lower_is_better:
        reached, needed = Interval(-reached.high, -reached.low), Interval(-needed.high, -needed.low)
    if reached.low >= needed.high:
        return "on pace"
    return "behind" if reached.high < needed.low else "pace within the reading"


def _newest(data: Dataset) -> pd.Timestamp:
    """The day on which a source was last read: what lies after it the dataset cannot know."""
    return pd.Timestamp(data.sources["accessed"].max())


def _share_of_way(start: Interval, reached: Interval, aim: float, lower_is_better: bool) -> Interval | None:
    """Percent of the way from start to aim; None where the start may already lie at or beyond the aim."""
    if not (start.low > aim if lower_is_better else start.high < aim):
        return None
    ends = [
        100 * (now - then) / (aim - then) for now in (reached.low, reached.high) for then in (start.low, start.high)
    ]
    return Interval(min(ends), max(ends)) if all(map(math.isfinite, ends)) else None


def _per_year(change: Interval, data: Dataset, earlier: str, later: str) -> Interval | None:
    """A change over the years between two observations; None where their periods overlap."""
    rows = data.facts
    try:
        fewest, most = periods.years_between(rows.loc[earlier, "period"], rows.loc[later, "period"])
    except ValueError:
        return None
    ends = [end / years for end in (change.low, change.high) for years in (fewest, most)]
    return Interval(min(ends), max(ends), math.isinf(min(ends)), math.isinf(max(ends)))
