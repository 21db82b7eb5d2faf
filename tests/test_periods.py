import datetime as dt

import pytest

from cqbook.quantities import periods


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2021", dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2022-03-03", dt.date(2022, 3, 3), dt.date(2022, 3, 3)),
        ("2021/2025-10", dt.date(2021, 1, 1), dt.date(2025, 10, 31)),
    ],
)
def test_bounds(period, start, end):
    assert periods.bounds(period) == (start, end)


@pytest.mark.parametrize("period", ["", "22", "2022-13", "2022-02-30", "2025/2021", "3/7/2022", "2021-2025"])
def test_what_is_no_period(period):
    with pytest.raises(ValueError):
        periods.bounds(period)


def test_years_between_a_day_and_a_year():
    # 3 March 2022 to 1 January 2025 are 1035 days, to 31 December 2025 1399 days.
    fewest, most = periods.years_between("2022-03-03", "2025")
    assert fewest == pytest.approx(1035 / 365.25)
    assert most == pytest.approx(1399 / 365.25)


def test_no_time_between_overlapping_periods():
    with pytest.raises(ValueError, match="does not begin after"):
        periods.years_between("2025-02", "2025")
