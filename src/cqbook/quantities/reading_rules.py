"""Reading rules: from a printed number and the word beside it to the interval that it may mean.

The rules stand in words on the page "Reading rules" of the book. They are a hypothesis, not a finding. A change of a
rule changes RULES_VERSION, so that a cited interval can be traced to the rule that made it.
"""

import math

from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import PrintedNumber, read_printed
from cqbook.quantities.units import UNITS

RULES_VERSION = "1"

QUALIFIERS = ("exact", "about", "nearly", "at-least", "more-than", "at-most", "less-than")
ABOUT = 0.05


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
    number, digits = _number(printed), UNITS[unit].digits
    if digits == "counted" and not number.scaled:
        return 0.0
    digit = number.last_digit if digits == "each" or number.scaled else number.last_significant
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
