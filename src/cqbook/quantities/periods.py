"""Periods in ISO 8601 as the dataset writes them: a year, a month, a day, or two of these joined by a slash."""

import calendar
import datetime as dt
import re

ONE = r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
PERIOD = re.compile(rf"{ONE}(?:/{ONE})?")
DAYS_IN_YEAR = 365.25


def bounds(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period.

    >>> bounds("2021/2025-10")
    (datetime.date(2021, 1, 1), datetime.date(2025, 10, 31))

    Raises:
        ValueError: the text is no period, names a day that does not exist, or ends before it starts.
    """
    if not PERIOD.fullmatch(period):
        raise ValueError(f"{period!r} is no period")
    first, _, last = period.partition("/")
    start, end = _one(first)[0], _one(last or first)[1]
    if end < start:
        raise ValueError(f"{period!r} ends before it starts")
    return start, end


def is_interval(period: str) -> bool:
    """Whether a period runs from one date to another ("2017/2021"), as the period of a change does."""
    return "/" in period


def _one(text: str) -> tuple[dt.date, dt.date]:
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last_month = month or 12
    return dt.date(year, month or 1, 1), dt.date(year, last_month, calendar.monthrange(year, last_month)[1])


def years_between(earlier: str, later: str) -> tuple[float, float]:
    """Fewest and most years from a date in one period to a date in a later one.

    "By 2025" does not say on which day of 2025; from 2022-03-03 it is 2.83 to 3.83 years away. Two whole years are
    taken at the same point of each: from 2020 to 2025 it is five years.

    Raises:
        ValueError: the periods overlap, so that no time may have passed at all.
    """
    earlier_start, earlier_end = bounds(earlier)
    later_start, later_end = bounds(later)
    if later_start <= earlier_end:
        raise ValueError(f"{later} does not begin after {earlier} has ended")
    if earlier.isdigit() and later.isdigit():
        return float(int(later) - int(earlier)), float(int(later) - int(earlier))
    return (later_start - earlier_end).days / DAYS_IN_YEAR, (later_end - earlier_start).days / DAYS_IN_YEAR
