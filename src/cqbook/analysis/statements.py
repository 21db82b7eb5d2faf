"""Quantities computed from single observations, which refuse what measures another thing, place or unit.

A value is known only where the printed numbers stand for themselves: from "nearly 1,400" there is an interval alone. A
target is its printed number, whatever the word beside it: "more than 2,000" is missed by 2,000 by one only.
"""

from dataclasses import replace

from cqbook.dataset import Dataset
from cqbook.dataset.schema import STATE_KINDS
from cqbook.quantities import formatting, periods
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import NotComparableError, Quantity, exact, growth, percent
from cqbook.quantities.units import unit_of_difference


def stated(data: Dataset, observation_id: str) -> Quantity:
    """One observation as it is stated, in the unit of its indicator.

    Raises:
        KeyError, ValueError: there is no such observation, or it has no value.
    """
    interval, row = data.interval(observation_id), data.facts.loc[observation_id]
    formula = formula_of(data, observation_id, "as stated", ", ")
    is_bound = row["qualifier"] not in ("exact", "about")
    return Quantity(interval, row["unit"], formula, (observation_id,), float(row["value"]), is_bound)


def in_words(data: Dataset, observation_id: str, decimals: int = 10) -> str:
    """One observation as the report shows it: the word beside it, its number, its unit; "more than 60 billion yuan".

    Args:
        data: the dataset.
        observation_id: the observation.
        decimals: at most so many are shown.
    """
    row = data.facts.loc[observation_id]
    word = "" if row["qualifier"] == "exact" else f"{row['qualifier'].replace('-', ' ')} "
    number = formatting.number(formatting.rounded(row["value"] / row["display_factor"], decimals))
    return f"{word}{number} {formatting.unit(row['unit'], row['display_unit'])}".strip()


def formula_of(data: Dataset, observation_id: str, how: str, before: str = ": ") -> str:
    """How a value was made from an observation and others of the same thing: what it is, where and when, and how."""
    row = data.facts.loc[observation_id]
    return f"{row['indicator']}, {row['place']}, {row['period']}{before}{how}"


def threshold(data: Dataset, target: str) -> Quantity:
    """A target as the one number that it prints."""
    row = data.facts.loc[target]
    return exact(row["value"], row["unit"], formula_of(data, target, "as printed"), [target])


def share_reached(data: Dataset, state: str, target: str) -> Quantity:
    """How much of a target the state had reached, in percent of the target.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, or have the wrong kind.
    """
    _require_state_and_target(data, state, target)
    formula = formula_of(data, state, "state divided by target")
    return percent(stated(data, state), threshold(data, target), formula)


def growth_a_year(data: Dataset, earlier: str, later: str) -> Quantity:
    """Growth a year between two states of the same thing, or that leads from a state to a target, in percent.

    The interval holds what is not known: the words of a state, and the day of a date ("2025" may mean its first or its
    last day). Between two states it is as if growth had been constant.

    Raises:
        NotComparableError: the two observations differ in indicator, place or unit, one has the wrong kind, or the
            series breaks between two states.
        ValueError: the later period does not begin after the earlier one has ended.
    """
    if data.facts.loc[later, "kind"] == "target":
        _require_state_and_target(data, earlier, later)
        last, how = threshold(data, later), "constant growth from state to target"
        formula = formula_of(data, earlier, how)
    else:
        _require_two_states(data, earlier, later)
        last, formula = stated(data, later), formula_of(data, later, "constant growth between two states")
    made = growth(stated(data, earlier), last, formula, years_between(data, earlier, later))
    return replace(made, inputs=(earlier, later))


def change(data: Dataset, earlier: str, later: str) -> Quantity:
    """Later state less earlier state, in the unit of the values; percentages give percentage points.

    Raises:
        NotComparableError, ValueError: as for `growth_a_year`.
    """
    _require_two_states(data, earlier, later)
    years_between(data, earlier, later)
    made = stated(data, later) - stated(data, earlier)
    return replace(made, formula=formula_of(data, later, "later less earlier state"), inputs=(earlier, later))


def first_value(data: Dataset, state: str, growth: str) -> Quantity:
    """The value that a state and a stated growth after it lead to, in the unit of the state.

    Raises:
        NotComparableError: the second observation is no change in percent.
    """
    row = data.facts.loc[growth]
    if row["kind"] != "change" or row["unit"] != "percent":
        raise NotComparableError(f"{growth} is no growth in percent")
    factor = stated(data, growth).map(lambda percent: 1 + percent / 100)
    return (stated(data, state) * factor).named(
        formula_of(data, state, "state times one plus growth"), data.facts.loc[state, "unit"]
    )


def implied_start(data: Dataset, state: str, change: str) -> Quantity:
    """The starting value that a state and a stated change imply: "63.5, up 16.5 points" implies 47.0.

    Raises:
        NotComparableError: the change is no change, or is not in the unit that differences of the state have.
    """
    _require_kind(data, state, STATE_KINDS)
    _require_kind(data, change, ("change",))
    now, by = stated(data, state), stated(data, change)
    if by.unit == "percent" and now.unit != "percent":
        factor = by.map(lambda growth: 1 + growth / 100)
        return (now / factor).named(formula_of(data, state, "state divided by one plus growth"), now.unit)
    if by.unit != unit_of_difference(now.unit):
        raise NotComparableError(f"{state} is in {now.unit}, {change} in {by.unit}")
    return (now - by.named(by.formula, now.unit)).named(formula_of(data, state, "state less change"), now.unit)


def years_between(data: Dataset, earlier: str, later: str) -> Interval:
    """How many years lie between two observations: fewest and most, where a date is no single day.

    Raises:
        ValueError: the later period does not begin after the earlier one has ended.
    """
    return Interval(*periods.years_between(data.facts.loc[earlier, "period"], data.facts.loc[later, "period"]))


def crosses_break(data: Dataset, earlier: str, later: str) -> bool:
    """Whether a value after the first and up to the second is not comparable with the one before it."""
    first, last = data.facts.loc[earlier], data.facts.loc[later]
    facts = data.of_indicators(first["indicator_id"])
    between = facts.loc[
        (facts["place_id"] == first["place_id"])
        & facts["kind"].isin(STATE_KINDS)
        & (facts["start"] > first["start"])
        & (facts["start"] <= last["start"])
    ]
    return first["status"] == "D" or bool(between["status"].isin(["B", "D"]).any())


def _require_state_and_target(data: Dataset, state: str, target: str) -> None:
    _require_same_thing(data, state, target)
    _require_kind(data, state, STATE_KINDS)
    _require_kind(data, target, ("target",))


def _require_two_states(data: Dataset, earlier: str, later: str) -> None:
    _require_same_thing(data, earlier, later)
    _require_kind(data, earlier, STATE_KINDS)
    _require_kind(data, later, STATE_KINDS)
    if crosses_break(data, earlier, later):
        raise NotComparableError(f"the series breaks between {earlier} and {later}")


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
