"""Quantities: numbers with unit, interval and the observations behind them, and arithmetic that keeps all three.

What may be computed from two numbers is the caller's matter, but for their units: `cqbook.analysis` refuses what
differs in definition or place, or lies on two sides of a break.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval, point
from cqbook.quantities.units import unit_of_difference


class NotComparableError(ValueError):
    """Two numbers measure different things, places or units; nothing may be computed from the pair."""


@dataclass(frozen=True)
class Quantity:
    """A number with its interval.

    interval: what the value may be, in `unit`.
    unit: a unit of the dataset.
    formula: how it was made, in words.
    inputs: ids of the observations it was made from.
    value: the value that the printed numbers give; None where only the interval can be said.
    is_bound: whether the value is the number beside a word such as "nearly" or "more than": an end of the interval and
        no estimate, so that what is computed from it has an interval and no value.

    Sums and differences need one unit; a difference of percentages is in percentage points. The quotient of two
    quantities of one unit is in "times"; any other quotient or product gets its unit by `named`. A plain number counts
    as exact. As text it takes the forms of `cqbook.quantities.formatting.of`: f"{growth:range 1}".
    """

    interval: Interval
    unit: str
    formula: str
    inputs: tuple[str, ...]
    value: float | None = None
    is_bound: bool = False

    @property
    def is_open_rank(self) -> bool:
        """Whether it is a rank that the values behind it do not settle, which one number would misstate."""
        return self.unit == "rank" and self.interval.low != self.interval.high

    def __format__(self, form: str) -> str:
        if self.is_open_rank and "range" not in form:
            ranks = formatting.interval(self.interval)
            raise ValueError(f'ranks {ranks} are possible: show a range, as with the form "range 0"')
        return formatting.of(self.value, self.interval, form)

    def __add__(self, other: "Quantity | float") -> "Quantity":
        other = self._same_unit(other)
        return _made(self, other, Interval.__add__, lambda one, two: one + two, self.unit, "plus")

    __radd__ = __add__

    def __sub__(self, other: "Quantity | float") -> "Quantity":
        other = self._same_unit(other)
        unit = unit_of_difference(self.unit)
        return _made(self, other, Interval.__sub__, lambda one, two: one - two, unit, "less")

    def __rsub__(self, other: float) -> "Quantity":
        return self._same_unit(other) - self

    def __mul__(self, other: "Quantity | float") -> "Quantity":
        if not isinstance(other, Quantity):
            return self._scaled(other)
        unit = f"{self.unit} times {other.unit}"
        return _made(self, other, Interval.__mul__, lambda one, two: one * two, unit, "times")

    __rmul__ = __mul__

    def __truediv__(self, other: "Quantity | float") -> "Quantity":
        """A quotient. Raises ValueError where the divisor may be zero or negative."""
        if not isinstance(other, Quantity):
            return self._scaled(1 / other)
        unit = "times" if self.unit == other.unit else f"{self.unit} per {other.unit}"
        return _made(self, other, Interval.__truediv__, lambda one, two: one / two, unit, "divided by")

    def __neg__(self) -> "Quantity":
        """The value with its sign turned, for texts that say "fell by"."""
        value = None if self.value is None else -self.value
        return replace(self, interval=-self.interval, value=value, formula=f"size of: {self.formula}")

    def above(self, other: "Quantity | float") -> bool | None:
        """Whether it lies above the other, whatever the digits leave open; None where that cannot be told.

        Raises:
            NotComparableError: the two have different units.
        """
        return self.interval.above(self._same_unit(other).interval)

    def map(self, function: Callable[[float], float]) -> "Quantity":
        """Value and interval put through an increasing function."""
        value = None if self.value is None else function(self.value)
        return replace(self, interval=self.interval.map(function), value=value)

    def named(self, formula: str, unit: str | None = None) -> "Quantity":
        """The same quantity, with other words for how it was made and, where given, another name of its unit."""
        return replace(self, formula=formula, unit=unit or self.unit)

    def in_words(self) -> str:
        """The value with its unit and, where it leaves room, its interval."""
        return formatting.quantity(self.value, self.interval, self.unit)

    def as_record(self) -> dict:
        """The quantity as JSON holds it: numbers to ten digits, null for "no single value" and for "no limit"."""
        span = self.interval
        return {
            "value": None if self.value is None else _ten_digits(self.value),
            "low": _ten_digits(span.low),
            "high": _ten_digits(span.high),
            "low_open": bool(span.low_open),
            "high_open": bool(span.high_open),
            "unit": self.unit,
            "formula": self.formula,
            "inputs": list(self.inputs),
        }

    @classmethod
    def from_record(cls, record: Mapping) -> "Quantity":
        """The quantity that a record holds."""
        low = -math.inf if record["low"] is None else record["low"]
        high = math.inf if record["high"] is None else record["high"]
        span = Interval(low, high, record["low_open"], record["high_open"])
        return cls(span, record["unit"], record["formula"], tuple(record["inputs"]), record["value"])

    def _same_unit(self, other: "Quantity | float") -> "Quantity":
        """The other side of a sum, difference or comparison; a plain number in this unit."""
        if not isinstance(other, Quantity):
            return Quantity(point(other), self.unit, formatting.number(other), (), float(other))
        if other.unit != self.unit:
            raise NotComparableError(f"{self.formula} is in {self.unit}, {other.formula} in {other.unit}")
        return other

    def _scaled(self, factor: float) -> "Quantity":
        value = None if self.value is None else factor * self.value
        return replace(self, interval=self.interval * point(factor), value=value)


def exact(value: float, unit: str, formula: str, inputs: Iterable[str]) -> Quantity:
    """A quantity that leaves no room: a count, or a share of counts."""
    # Sorted, because inputs may come as a set, whose order differs from run to run.
    return Quantity(point(value), unit, formula, tuple(sorted(set(inputs))), float(value))


def count(observation_ids: Iterable[str], what: str) -> Quantity:
    """How many observations there are of a kind that `what` names, such as "statements without a qualifier"."""
    inputs = tuple(observation_ids)
    return exact(len(inputs), "item", f"number of {what}", inputs)


def span(quantities: Iterable[Quantity], formula: str) -> Quantity:
    """From the lowest to the highest of some quantities, as one interval.

    Raises:
        NotComparableError: they have different units.
    """
    quantities = list(quantities)
    if len(units := {each.unit for each in quantities}) != 1:
        raise NotComparableError(f"no span over values in {', '.join(sorted(units)) or 'no unit'}")
    whole = reduce(Interval.hull, (each.interval for each in quantities))
    return Quantity(whole, quantities[0].unit, formula, joined_inputs(quantities))


def total(quantities: Iterable[Quantity], formula: str) -> Quantity:
    """The sum of some quantities of one unit."""
    return reduce(Quantity.__add__, quantities).named(formula)


def percent(part: Quantity, whole: Quantity, formula: str) -> Quantity:
    """One quantity in percent of another.

    Raises:
        ValueError: the other may be zero or negative.
    """
    return (100 * (part / whole)).named(formula, "percent")


def growth(first: Quantity, last: Quantity, formula: str, years: Interval | None = None) -> Quantity:
    """Growth from one quantity to another in percent of the first.

    Args:
        first: the earlier one, positive.
        last: the later one, of the same unit.
        formula: what it is the growth of.
        years: how many years lie between; given these, it is compound growth a year.

    Raises:
        NotComparableError: the two have different units.
        ValueError: a number may be zero or negative.
    """
    if last.interval.low < 0:
        raise ValueError("growth is defined for positive numbers only")
    ratio = first._same_unit(last) / first
    if years is not None:
        # A rise and a fall are both steepest over the fewest years.
        fewest, most = years.low, years.high
        low, high = ratio.interval.low, ratio.interval.high
        ends = low ** (1 / (most if low >= 1 else fewest)), high ** (1 / (fewest if high >= 1 else most))
        value = None if ratio.value is None or fewest < most else ratio.value ** (1 / most)
        ratio = replace(ratio, interval=replace(ratio.interval, low=ends[0], high=ends[1]), value=value)
    return ratio.map(lambda times: 100 * (times - 1)).named(formula, "percent")


def joined_inputs(quantities: Iterable[Quantity]) -> tuple[str, ...]:
    """The observations behind some quantities, each once, in their order."""
    return tuple(dict.fromkeys(name for each in quantities for name in each.inputs))


def _made(
    one: Quantity,
    two: Quantity,
    on_intervals: Callable[[Interval, Interval], Interval],
    on_values: Callable[[float, float], float],
    unit: str,
    word: str,
) -> Quantity:
    value = None
    if not (one.value is None or two.value is None or one.is_bound or two.is_bound):
        value = on_values(one.value, two.value)
    formula = f"{one.formula} {word} {two.formula}"
    return Quantity(on_intervals(one.interval, two.interval), unit, formula, joined_inputs((one, two)), value)


def _ten_digits(number: float) -> float | int | None:
    if math.isinf(number):
        return None
    rounded = float(f"{number:.10g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
