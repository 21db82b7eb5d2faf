"""Axes of values, and numbers as they are printed in a chart."""

import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, MaxNLocator

from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval

_SIGN = "%"  # the unit that stands beside its numbers
_WIDE = 2  # panels side by side: where there are more, an axis below them has room for few ticks
_MANY = 10  # ranks, of which each has its tick
RANK = "rank"  # the unit whose first is on top


def decimals(values: Iterable[float], most: int = 1) -> int:
    """As few decimals as show some numbers: up to the most where that is all they have, else three digits in all."""
    known = [value for value in values if math.isfinite(value)]
    for places in range(most + 1):
        if all(math.isclose(value, round(value, places), abs_tol=1e-9) for value in known):
            return places
    largest = max(map(abs, known))
    return max(0, 2 - math.floor(math.log10(largest)))


def text(mark: pd.Series, places: int) -> str:
    """The number of a mark as a chart prints it, or its interval where there is no single value.

    A number has no more decimals than its source prints, whatever those beside it have.
    """
    if math.isnan(mark["value"]):
        number = formatting.between(_span(mark), places)
    else:
        number = formatting.number(mark["value"], formatting.at_most_printed(places, mark["value"], _span(mark)))
    return f"{number} {_SIGN}" if mark["unit"] == _SIGN else number


def number(mark: pd.Series, places: int) -> str:
    """The same with a sign where the value is an end of its interval and no estimate, as in "> 60"."""
    if math.isnan(mark["value"]) or not mark["low"] < mark["high"]:
        return text(mark, places)
    sign = ""
    if mark["value"] == mark["low"]:
        sign = "> " if mark["low_open"] else "≥ "
    elif mark["value"] == mark["high"]:
        sign = "< " if mark["high_open"] else "≤ "
    return sign + text(mark, places)


def own_decimals(mark: pd.Series) -> int:
    """The decimals of a number as a document states it: 64.25 is not shortened."""
    return decimals([mark["low"] if math.isnan(mark["value"]) else mark["value"]], most=2)


def of_values(axis: Axis, marks: pd.DataFrame) -> None:
    """An axis on which values are read: few ticks with their unit beside them (40 %), or as label of the axis.

    The first rank is on top or on the left; each has its tick, or every fifth where there are many.
    """
    units = set(marks.loc[marks["gap"] == "", "unit"])
    unit = units.pop() if len(units) == 1 else ""
    is_narrow = axis.axis_name == "x" and axis.axes.get_subplotspec().get_gridspec().ncols > _WIDE
    axis.set_major_locator(MaxNLocator(2 if is_narrow else 5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(lambda value, _: f"{formatting.number(value)}{f' {_SIGN}' if unit == _SIGN else ''}")
    axis.set_label_text("" if unit in (_SIGN, "number") else unit)
    if unit == RANK:
        best, last = math.floor(marks["value"].min()), math.ceil(marks["value"].max())
        first = 1 if last <= _MANY else best
        axis.set_major_locator(
            FixedLocator(range(first, last + 1) if last - first < _MANY else [1, *range(5, last + 5, 5)])
        )
        if axis.axis_name == "y":
            axis.set_inverted(True)
    axis.axes.grid(axis=axis.axis_name, visible=True)
    axis.axes.grid(axis="y" if axis.axis_name == "x" else "x", visible=False)


def _span(mark: pd.Series) -> Interval:
    return Interval(mark["low"], mark["high"], bool(mark["low_open"]), bool(mark["high_open"]))
