"""Values, intervals and sources in words, the same wherever the report shows them."""

import math
from collections.abc import Iterable

import pandas as pd

from cqbook import periods
from cqbook.intervals import Interval
from cqbook.schema import MISSING

UNIT_WORDS = {
    "percent": "%",
    "percentage-point": "percentage points",
    "person": "persons",
    "person-year": "full-time equivalents",
    "item": "",
    "square-metre": "square metres",
    "per-10000-persons": "per 10,000 persons",
    "per-100000-persons": "per 100,000 persons",
    "pupils-per-teacher": "pupils per teacher",
    "index-points": "points",
    "year": "year",
}


def number(value: float, decimals: int | None = None) -> str:
    """A number with thousands separators; with all its digits (at most ten) where no decimals are given.

    >>> number(1164), number(63.5), number(2.0, 1)
    ('1,164', '63.5', '2.0')
    """
    shown = f"{value:,.10g}" if decimals is None else f"{value:,.{decimals}f}"
    return shown.replace("-", "\N{MINUS SIGN}")


def interval(span: Interval) -> str:
    """An interval in words; its ends say whether they belong to it.

    >>> interval(Interval(60, 70, low_open=True))
    'more than 60, up to 70'
    """
    low, high = number(span.low), number(span.high)
    if low == high:
        return low
    if math.isinf(span.high):
        return f"{'more than' if span.low_open else 'at least'} {low}"
    if math.isinf(span.low):
        return f"{'less than' if span.high_open else 'at most'} {high}"
    if span.low_open:
        return f"more than {low}, {'less than' if span.high_open else 'up to'} {high}"
    return f"{low} to less than {high}" if span.high_open else f"{low} to {high}"


def between(span: Interval, decimals: int) -> str:
    """A computed interval as text of a sentence or label, such as "15 to 22".

    The ends are rounded outward, so that the shown interval holds the computed one; a single value is rounded as usual.
    """
    if span.low == span.high:
        return number(span.low, decimals)
    scale = 10**decimals
    # Rounded first, so that a float's noise in the last digit does not push an end outward.
    low, high = math.floor(round(span.low * scale, 6)) / scale, math.ceil(round(span.high * scale, 6)) / scale
    return f"{number(low, decimals)} to {number(high, decimals)}"


def unit(unit_id: str, display_unit: str) -> str:
    """The unit as it follows a shown number; nothing for counted things."""
    return UNIT_WORDS.get(display_unit, display_unit) if display_unit == unit_id else display_unit


def day(date: str) -> str:
    """An ISO 8601 date in words: 7 March 2022, March 2022 or 2022; "undated page" where there is none."""
    if date in MISSING:
        return "undated page" if date != "not-applicable" else "kept up to date"
    first, _ = periods.bounds(date)
    return {4: f"{first:%Y}", 7: f"{first:%B %Y}"}.get(len(date), f"{first.day} {first:%B %Y}")


def credit(sources: pd.DataFrame, source_ids: Iterable[str]) -> str:
    """The source line of a figure: publisher and dates of publication, each publisher once."""
    rows = sources.set_index("source_id").loc[sorted(set(source_ids))]
    parts = []
    for publisher, own in rows.groupby("publisher", sort=True):
        parts.append(f"{publisher}, {_join([day(date) for date in own['published'].sort_values()])}")
    return "; ".join(parts) + ". Calculation: this report."


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
