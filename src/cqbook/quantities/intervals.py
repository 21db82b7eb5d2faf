"""Intervals of numbers, and arithmetic that carries them, open ends too, to the end.

The functions take anything that has the four parts `low`, `high`, `low_open` and `high_open`, as one number each or as
columns: an `Interval`, or a frame of them. `Interval` has the same as operators.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

PARTS = ("low", "high", "low_open", "high_open")
Ends = tuple[Any, Any, Any, Any]  # the four parts


def added(first: Any, second: Any) -> Ends:
    """Every sum of a value of the first and one of the second."""
    return (
        first.low + second.low,
        first.high + second.high,
        first.low_open | second.low_open,
        first.high_open | second.high_open,
    )


def negated(one: Any) -> Ends:
    """Every value with its sign turned."""
    return -one.high, -one.low, one.high_open, one.low_open


def subtracted(first: Any, second: Any) -> Ends:
    """Every difference of a value of the first and one of the second."""
    return (
        first.low - second.high,
        first.high - second.low,
        first.low_open | second.high_open,
        first.high_open | second.low_open,
    )


def multiplied(first: Any, second: Any) -> Ends:
    """Every product of a value of the first and one of the second."""
    return _outermost(first, second, np.multiply)


def divided(first: Any, second: Any) -> Ends:
    """Every quotient of a value of the first and one of the second.

    Raises:
        ValueError: the divisor may be zero or negative.
    """
    if np.any(second.low <= 0):
        raise ValueError("quotients are defined for positive divisors only")
    return _outermost(first, second, np.divide)


def mapped(one: Any, function: Callable) -> Ends:
    """Every value put through an increasing function."""
    return function(one.low), function(one.high), one.low_open, one.high_open


def _outermost(first: Any, second: Any, operation: Callable) -> Ends:
    """The lowest and the highest of what an operation makes of the ends; open where no ends that belong lead there."""
    with np.errstate(invalid="ignore"):  # nothing times no limit
        made = [
            # A zero that belongs to one interval gives zero with every value of the other.
            (
                operation(one, other),
                (one_open | other_open) & ~_holds_zero(one, one_open) & ~_holds_zero(other, other_open),
            )
            for one, one_open in ((first.low, first.low_open), (first.high, first.high_open))
            for other, other_open in ((second.low, second.low_open), (second.high, second.high_open))
        ]
    low, high = np.fmin.reduce([end for end, _ in made]), np.fmax.reduce([end for end, _ in made])
    low_open = np.logical_and.reduce([(end != low) | is_open for end, is_open in made])
    high_open = np.logical_and.reduce([(end != high) | is_open for end, is_open in made])
    return low, high, low_open, high_open


def _holds_zero(end: Any, is_open: Any) -> Any:
    return (np.asarray(end) == 0) & ~np.asarray(is_open, dtype=bool)


@dataclass(frozen=True)
class Interval:
    """The values a statement allows: from low to high, each end included unless marked open.

    Ends without a limit are -inf and inf, and open.
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self):
        if not self.low <= self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")

    def __add__(self, other: "Interval") -> "Interval":
        return _interval(added(self, other))

    def __neg__(self) -> "Interval":
        return _interval(negated(self))

    def __sub__(self, other: "Interval") -> "Interval":
        return _interval(subtracted(self, other))

    def __mul__(self, other: "Interval") -> "Interval":
        return _interval(multiplied(self, other))

    def __truediv__(self, other: "Interval") -> "Interval":
        return _interval(divided(self, other))

    def map(self, function: Callable[[float], float]) -> "Interval":
        """Both ends put through an increasing function."""
        return _interval(mapped(self, function))

    @property
    def ends(self) -> tuple[tuple[float, bool], tuple[float, bool]]:
        """The low and the high end, each with whether it is left out."""
        return (self.low, self.low_open), (self.high, self.high_open)

    def overlaps(self, other: "Interval") -> bool:
        """Whether some value is allowed by both."""
        first, second = sorted((self, other), key=lambda interval: (interval.low, interval.low_open))
        if first.high == second.low:
            return not (first.high_open or second.low_open)
        return first.high > second.low

    def above(self, other: "Interval") -> bool | None:
        """Whether every value lies above every value of the other; None where that cannot be told.

        False where none lies above any of the other.
        """
        if self.low > other.high or (self.low == other.high and (self.low_open or other.high_open)):
            return True
        return False if self.high <= other.low else None

    def hull(self, other: "Interval") -> "Interval":
        """From the lower of the two low ends to the higher of the two high ends."""
        return outermost([*self.ends, *other.ends])

    def __str__(self) -> str:
        return f"{'(' if self.low_open else '['}{self.low:g}, {self.high:g}{')' if self.high_open else ']'}"


def point(value: float) -> Interval:
    """The interval of a single value."""
    return Interval(value, value)


def outermost(ends: Iterable[tuple[float, bool]]) -> Interval:
    """From the lowest to the highest of some ends, each with whether it is left out; of equal ones one that belongs."""
    ends = list(ends)
    low, low_open = min(ends)
    high, high_open = max(ends, key=lambda end: (end[0], not end[1]))
    return Interval(low, high, low_open, high_open)


def _interval(ends: Ends) -> Interval:
    low, high, low_open, high_open = ends
    return Interval(float(low), float(high), bool(low_open), bool(high_open))
