"""How verdicts on targets hang on the reading rules, and when a target would be reached at a pace."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from cqbook.analysis import derive
from cqbook.dataset.loading import Dataset
from cqbook.quantities import periods
from cqbook.quantities.intervals import Interval

THE_RULES = "the rules"
_DECIDED = ("met", "not met", "within the reading")


def under(data: Dataset, reading: str) -> pd.DataFrame:
    """All targets with how they stand, as `derive.targets` gives them, if numbers and dates are read in another way.

    A result from after the day on which a reading makes a target due says nothing about that day: its verdict is
    "no result at the date".

    Args:
        data: the dataset.
        reading: one of READINGS.

    Raises:
        KeyError: there is no such reading.
    """
    read = reread(data, reading)
    rows = derive.targets(read)
    ends = read.facts["end"]
    late = rows["verdict"].isin(_DECIDED) & (rows["result_id"].map(ends) > rows["end"])
    rows.loc[late, "verdict"] = "no result at the date"
    return rows


def reread(data: Dataset, reading: str) -> Dataset:
    """The same tables, with the intervals and dates of `facts` read in another way.

    Raises:
        KeyError: there is no such reading.
    """
    _, change = READINGS[reading]
    read = dataclasses.replace(data)
    read.__dict__["facts"] = change(data.facts.copy())  # fills the cache of the property, in this copy only
    return read


def at_year_ends(data: Dataset) -> Dataset:
    """The same tables, with every state and target of a whole year dated to the last day of that year.

    So a stock "of 2022" counts as that of 31 December 2022, and "by 2027" as due on 31 December 2027, also where the
    other value has a day.
    """
    facts = data.facts.copy()
    whole = facts["kind"].isin(["actual", "baseline", "target"]) & facts["period"].str.fullmatch("[0-9]{4}")
    facts.loc[whole, "start"] = facts.loc[whole, "end"]
    facts.loc[whole, "period"] = facts.loc[whole, "period"] + "-12-31"
    dated = dataclasses.replace(data)
    dated.__dict__["facts"] = facts
    return dated


def speed(data: Dataset, earlier: str, later: str) -> Interval:
    """Change a year between two states, in the unit of their difference.

    Raises:
        NotComparableError, ValueError: as for `derive.difference`.
    """
    change = derive.difference(data, earlier, later).interval
    years = periods.years_between(data.facts.loc[earlier, "period"], data.facts.loc[later, "period"])
    ends = [end / span for end in (change.low, change.high) for span in years]
    return Interval(min(ends), max(ends), change.low_open, change.high_open)


def arrival(data: Dataset, state: str, target: str, pace: Interval) -> derive.Derived | None:
    """When a target would be reached if the pace held from a state on, as a year with decimals: 2027.5 is mid-2027.

    A value of a whole year is placed at the end of that year. The last end is infinite where the pace may be nothing;
    None where it leads away from the target, or may do so from the start on.

    Args:
        data: the dataset.
        state: an observation of the same thing that lies below the target.
        target: the target, read at its printed number; more counts as better.
        pace: change a year in the unit of the target.

    Raises:
        NotComparableError: state and target differ in indicator, place or unit.
        ValueError: the state may already lie at the target.
    """
    derive.share_reached(data, state, target)
    rows, aim = data.facts, float(data.facts.loc[target, "value"])
    rest = Interval(aim - rows.loc[state, "high"], aim - rows.loc[state, "low"])
    if rest.low <= 0:
        raise ValueError(f"{state} may already lie at or beyond {target}")
    if pace.high <= 0:
        return None
    first, last = (decimal_year(rows.loc[state, end]) for end in ("start", "end"))
    first = last if str(rows.loc[state, "period"]).isdigit() else first
    slowest = math.inf if pace.low <= 0 else last + rest.high / pace.low
    span = Interval(first + rest.low / pace.high, slowest, high_open=math.isinf(slowest))
    return derive.Derived(span, "year", "date of the state plus the rest of the way over the pace", (state, target))


def decimal_year(day: pd.Timestamp) -> float:
    """A day as a year with decimals, at its end: 31 December 2024 is 2025.0."""
    start = pd.Timestamp(day.year, 1, 1)
    return day.year + ((day - start).days + 1) / (366 if day.is_leap_year else 365)


def first_value(data: Dataset, state: str, growth: str) -> derive.Derived:
    """The value that a state and a stated growth after it lead to, in the unit of the state.

    Raises:
        NotComparableError: the second observation is no change in percent.
    """
    row = data.facts.loc[growth]
    if row["kind"] != "change" or row["unit"] != "percent":
        raise derive.NotComparableError(f"{growth} is no growth in percent")
    now, by = data.interval(state), data.interval(growth)
    span = Interval(now.low * (1 + by.low / 100), now.high * (1 + by.high / 100))
    value = float(data.facts.loc[state, "value"]) * (1 + float(row["value"]) / 100)
    formula = derive.formula_of(data, state, "state times one plus growth")
    return derive.Derived(span, data.facts.loc[state, "unit"], formula, (state, growth), value)


def _unchanged(facts: pd.DataFrame) -> pd.DataFrame:
    return facts


def _as_printed(facts: pd.DataFrame) -> pd.DataFrame:
    known = facts["value"].notna()
    for part in ("low", "high"):
        facts.loc[known, part] = facts.loc[known, "value"]
    facts.loc[known, ["low_open", "high_open"]] = False
    return facts


def _twice_the_room(facts: pd.DataFrame) -> pd.DataFrame:
    known = facts["value"].notna()
    for part in ("low", "high"):
        end = facts.loc[known, part].astype(float)
        facts.loc[known, part] = end + (end - facts.loc[known, "value"])
    return facts


def _met_by_the_number(facts: pd.DataFrame) -> pd.DataFrame:
    target = facts["kind"] == "target"
    weaker = {"more-than": "at-least", "less-than": "at-most"}
    facts.loc[target, "qualifier"] = facts.loc[target, "qualifier"].replace(weaker)
    return facts


def _met_by_rounding(facts: pd.DataFrame) -> pd.DataFrame:
    target = (facts["kind"] == "target") & facts["qualifier"].isin(["exact", "about"])
    target &= facts["direction"] != "lower-is-better"
    facts.loc[target, "value"] = facts.loc[target, "low"].astype(float)
    facts.loc[target, "qualifier"] = np.where(facts.loc[target, "low_open"].astype(bool), "more-than", "at-least")
    return facts


def _due_on_first_day(facts: pd.DataFrame) -> pd.DataFrame:
    target = (facts["kind"] == "target") & facts["period"].str.fullmatch("[0-9]{4}")
    facts.loc[target, "end"] = facts.loc[target, "start"]
    facts.loc[target, "period"] = facts.loc[target, "period"] + "-01-01"
    return facts


def _of_the_year_before(facts: pd.DataFrame) -> pd.DataFrame:
    now = (facts["kind"] == "actual") & (facts["period_basis"] == "stated")
    year = facts.loc[now, "start"].dt.year - 1
    facts.loc[now, "period"] = year.astype(str)
    facts.loc[now, "start"] = pd.to_datetime(year.astype(str) + "-01-01")
    facts.loc[now, "end"] = pd.to_datetime(year.astype(str) + "-12-31")
    return facts


# Name of a reading: what it says, and what it makes of `facts`.
READINGS: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    THE_RULES: ("the reading rules of this report", _unchanged),
    "as printed": ("every number is what is printed, whatever its word or rounding", _as_printed),
    "twice the room": ("every interval is twice as wide", _twice_the_room),
    "more than means at least": ("a target of more than a number is met by the number", _met_by_the_number),
    "rounding meets a target": ("a target is met by what rounds to it", _met_by_rounding),
    "due on the first day": ("a target is due on the first day of its year", _due_on_first_day),
    "now means the year before": ("a state as of now is that of the end of the year before", _of_the_year_before),
}
