"""Sums, differences, quotients and growth of computed values, with their intervals and the observations behind them.

What may be computed from two numbers is the caller's matter: `cqbook.analysis.derive` and `cqbook.series` refuse what is not
comparable, these functions do not. The value is None where one of the parts has none. Numbers are positive where a
quotient is taken.
"""

from dataclasses import replace

from cqbook.analysis.derive import Derived
from cqbook.quantities import intervals
from cqbook.quantities.intervals import Interval


def total(*parts: Derived, formula: str) -> Derived:
    """The sum of values of one unit."""
    low, high = (sum(getattr(part.interval, end) for part in parts) for end in ("low", "high"))
    low_open, high_open = (any(getattr(part.interval, end) for part in parts) for end in ("low_open", "high_open"))
    span = Interval(low, high, low_open, high_open)
    return _made(parts, span, parts[0].unit, formula, lambda *values: sum(values))


def less(value: Derived, *others: Derived, formula: str) -> Derived:
    """A value less others of its unit, in the unit that differences of it have: percentages give percentage points."""
    span = value.interval
    for other in others:
        span = span - other.interval
    unit = intervals.unit_of_difference(value.unit)
    return _made((value, *others), span, unit, formula, lambda first, *rest: first - sum(rest))


def over(top: Derived, bottom: Derived, unit: str, formula: str, factor: float = 1) -> Derived:
    """One value divided by another, times a positive factor.

    Raises:
        ValueError: a number is negative, or the lower one may be zero.
    """
    span = (top.interval / bottom.interval).map(lambda quotient: factor * quotient)
    return _made((top, bottom), span, unit, formula, lambda one, other: factor * one / other)


def percent(part: Derived, whole: Derived, formula: str) -> Derived:
    """One value in percent of another. Raises ValueError as `over` does."""
    return over(part, whole, "percent", formula, 100)


def growth(first: Derived, last: Derived, formula: str) -> Derived:
    """Growth from one value to another in percent of the first. Raises ValueError as `over` does."""
    ratio = percent(last, first, formula)
    return replace(
        ratio,
        interval=ratio.interval.map(lambda share: share - 100),
        value=None if ratio.value is None else ratio.value - 100,
    )


def size(change: Derived, formula: str | None = None) -> Derived:
    """How far a negative value lies below zero, as a positive number, for texts that say "fell by"."""
    span = change.interval
    turned = Interval(-span.high, -span.low, span.high_open, span.low_open)
    value = None if change.value is None else -change.value
    return replace(change, interval=turned, value=value, formula=formula or f"size of: {change.formula}")


def _made(parts, span: Interval, unit: str, formula: str, compute) -> Derived:
    values = [part.value for part in parts]
    inputs = tuple(dict.fromkeys(name for part in parts for name in part.inputs))
    return Derived(span, unit, formula, inputs, None if None in values else compute(*values))
