"""From words to intervals: what a printed number may mean, and arithmetic that carries it to the end.

The rules stand in words on the page "Reading rules" of the book. They are a hypothesis, not a finding. A change of a
rule changes RULES_VERSION, so that a cited interval can be traced to the rule that made it.
"""

import math
from dataclasses import dataclass

from cqbook.quantities.numerals import PrintedNumber, read_printed

RULES_VERSION = "1"

QUALIFIERS = ("exact", "about", "nearly", "at-least", "more-than", "at-most", "less-than")
ABOUT = 0.05
# Units in which things are counted one by one: an exact count is that number and nothing beside it.
COUNTED_UNITS = frozenset({"item", "person", "year", "rank"})
# In these every printed digit counts, so that "90 %" is read to the percent and not to the ten.
RATIO_UNITS = frozenset(
    {
        "percent",
        "percentage-point",
        "person-year",
        "per-10000-persons",
        "per-100000-persons",
        "pupils-per-teacher",
        "times",
        "index-points",
    }
)


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
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")

    def overlaps(self, other: "Interval") -> bool:
        """Whether some value is allowed by both."""
        first, second = sorted((self, other), key=lambda interval: (interval.low, interval.low_open))
        if first.high == second.low:
            return not (first.high_open or second.low_open)
        return first.high > second.low

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low - other.high,
            self.high - other.low,
            self.low_open or other.high_open,
            self.high_open or other.low_open,
        )

    def __truediv__(self, other: "Interval") -> "Interval":
        """Quotient of two intervals of positive numbers (counts, money, shares).

        Raises:
            ValueError: an interval reaches below zero, or the divisor touches it.
        """
        if self.low < 0 or other.low <= 0:
            raise ValueError("quotients are defined for positive intervals only")
        return Interval(
            self.low / other.high,
            self.high / other.low,
            self.low_open or other.high_open,
            self.high_open or other.low_open,
        )

    def map(self, function) -> "Interval":
        """Both ends put through an increasing function."""
        return Interval(function(self.low), function(self.high), self.low_open, self.high_open)

    def __str__(self) -> str:
        return f"{'(' if self.low_open else '['}{self.low:g}, {self.high:g}{')' if self.high_open else ']'}"


def point(value: float) -> Interval:
    """The interval of a single value."""
    return Interval(value, value)


def unit_of_difference(unit: str) -> str:
    """The unit in which two values of a unit differ: percentages differ by percentage points."""
    return "percentage-point" if unit == "percent" else unit


def growth(earlier: Interval, later: Interval) -> Interval:
    """Change from one state to another, in percent of the earlier."""
    return (later / earlier).map(lambda ratio: 100 * (ratio - 1))


def read(value: float, qualifier: str, printed: str, unit: str) -> Interval:
    """The interval that one statement allows, by the reading rules.

    Args:
        value: the number in base units (yuan, persons, percent).
        qualifier: one of QUALIFIERS.
        printed: the number as the source prints it; its digits give the unit u of the rules.
        unit: the unit of the value; it tells a full count from a measured quantity.

    Raises:
        ValueError: the qualifier is unknown, or the printed number cannot be read where the rule needs it.
    """
    if qualifier == "exact":
        half = _half_unit(printed, unit)
        return Interval(value - half, value + half)
    if qualifier == "about":
        return Interval(value - abs(value) * ABOUT, value + abs(value) * ABOUT)
    if qualifier == "nearly":
        return Interval(value - float(_number(printed).last_significant), value, low_open=True, high_open=True)
    if qualifier == "more-than":
        return Interval(value, value + _room_above(printed), low_open=True)
    if qualifier == "at-least":
        return Interval(value, math.inf, high_open=True)
    if qualifier == "at-most":
        return Interval(-math.inf, value, low_open=True)
    if qualifier == "less-than":
        return Interval(-math.inf, value, low_open=True, high_open=True)
    raise ValueError(f"unknown qualifier {qualifier!r}")


def _half_unit(printed: str, unit: str) -> float:
    """Half a unit of the last digit that counts; zero for a full count."""
    number = _number(printed)
    if unit in COUNTED_UNITS and not number.scaled:
        return 0.0
    digit = number.last_digit if unit in RATIO_UNITS or number.scaled else number.last_significant
    return float(digit) / 2


def _room_above(printed: str) -> float:
    """How far "more than" may reach: a unit of the leading digit of a round number, else of the last digit."""
    number = _number(printed)
    is_round = number.last_significant > number.last_digit
    return float(number.leading if is_round else number.last_digit)


def _number(printed: str) -> PrintedNumber:
    number = read_printed(printed)
    if number is None:
        raise ValueError(f"no number can be read in {printed!r}")
    return number
