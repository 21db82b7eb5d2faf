"""Other readings of targets, and dates at which a pace would reach them."""

import math

import pandas as pd
import pytest

from cqbook import analysis, quantities
from cqbook.quantities.intervals import Interval

HIGH_TECH = "xinhua-2023-03-31-high-tech-enterprises-cq-2027-target"
STATE = "cns-2025-10-15-high-tech-enterprises-cq-2025-10-15"
GROWTH = "cqkjj-meeting-2026-03-03-high-tech-enterprises-growth-cq-2024-2025"
UPPER = "public-service-plan-14fyp-gross-enrolment-ratio-upper-secondary-cn-2025-target"
SCHOOLING = "public-service-plan-14fyp-mean-years-of-schooling-working-age-cn-2025-target"


def test_the_rules_of_the_report_change_nothing_and_leave_the_dataset_as_it_was(data):
    own = analysis.targets(data)
    assert analysis.under(data, analysis.THE_RULES)["verdict"].equals(own["verdict"])
    before = data.facts.copy()
    for name in analysis.READINGS:
        analysis.reread(data, name)
    pd.testing.assert_frame_equal(data.facts, before)


@pytest.mark.parametrize(
    ("reading", "target", "verdict"),
    [
        ("as printed", UPPER, "not met"),  # 92.0 is not more than 92
        ("as printed", SCHOOLING, "met"),
        ("more than means at least", UPPER, "within the reading"),  # 92.0 may be 91.95
        ("rounding meets a target", SCHOOLING, "met"),
        ("due on the first day", SCHOOLING, "no result at the date"),
        ("twice the room", SCHOOLING, "within the reading"),
    ],
)
def test_a_reading_changes_a_verdict(data, reading, target, verdict):
    assert analysis.progress(data, target).verdict == "within the reading"
    assert analysis.under(data, reading).loc[target, "verdict"] == verdict


def test_intervals_of_other_readings(data):
    rounded = "nbs-communique-2025-mean-years-of-schooling-working-age-cn-2025"
    for reading, low, high in (("as printed", 11.3, 11.3), ("twice the room", 11.2, 11.4)):
        span = analysis.reread(data, reading).interval(rounded)
        assert (span.low, span.high) == pytest.approx((low, high))


def test_a_state_as_of_now_may_be_of_the_year_before(data):
    read = analysis.reread(data, "now means the year before")
    assert read.facts.loc[STATE, "period"] == "2024"
    stand = analysis.progress(read, HIGH_TECH)
    assert stand.pace == "on pace" and analysis.progress(data, HIGH_TECH).pace == "behind"
    assert stand.yearly_reached.low == pytest.approx((9123 - 6348) / 2)
    assert stand.yearly_needed.high == pytest.approx((12800 - 9123) / 3)


def test_whole_years_may_count_as_their_last_day(data):
    before = data.facts.copy()
    read = analysis.at_year_ends(data)
    pd.testing.assert_frame_equal(data.facts, before)
    stand = analysis.progress(read, HIGH_TECH)
    since, until = (
        abs((pd.Timestamp("2025-10-15") - pd.Timestamp(day)).days) / 365.25 for day in ("2022-12-31", "2027-12-31")
    )
    assert (stand.yearly_reached.low, stand.yearly_reached.high) == pytest.approx([(9123 - 6348) / since] * 2)
    assert (stand.yearly_needed.low, stand.yearly_needed.high) == pytest.approx([(12800 - 9123) / until] * 2)
    changes = data.facts["kind"] == "change"
    assert read.facts.loc[changes, "period"].equals(data.facts.loc[changes, "period"])


def test_speed_is_the_difference_over_the_years(data):
    earlier, later = (f"rd-bulletin-{year}-gerd-share-of-grp-cq-{year}" for year in (2019, 2023))
    speed = analysis.speed(data, earlier, later)
    assert (speed.low, speed.high) == pytest.approx((0.48 / 4, 0.50 / 4))
    with pytest.raises(quantities.NotComparableError, match="breaks"):
        analysis.speed(data, later, "rd-bulletin-2024-gerd-share-of-grp-cq-2024")


def test_arrival_is_a_span_of_dates(data):
    read = analysis.reread(data, "now means the year before")
    found = analysis.arrival(read, STATE, HIGH_TECH, Interval(1000, 2000))
    rest = 12800 - 9123
    assert (found.interval.low, found.interval.high) == pytest.approx((2025 + rest / 2000, 2025 + rest / 1000))
    assert analysis.arrival(data, STATE, HIGH_TECH, Interval(-20, -10)) is None
    assert math.isinf(analysis.arrival(data, STATE, HIGH_TECH, Interval(-20, 10)).interval.high)
    with pytest.raises(ValueError, match="already lie"):
        analysis.arrival(
            data, STATE, "cq-districts-st-opinion-2022-high-tech-enterprises-cq-2025-target", Interval(1, 2)
        )
    with pytest.raises(quantities.NotComparableError):
        analysis.arrival(data, STATE, UPPER, Interval(1, 2))


def test_a_day_as_a_year_is_at_its_end():
    assert analysis.decimal_year(pd.Timestamp("2024-12-31")) == 2025
    assert analysis.decimal_year(pd.Timestamp("2025-07-02")) == pytest.approx(2025.5, abs=0.002)


def test_a_state_and_a_growth_lead_to_the_next_value(data):
    grown = analysis.first_value(data, STATE, GROWTH)
    assert grown.value == pytest.approx(9123 * 1.1411)
    assert grown.interval.low < grown.value < grown.interval.high
    with pytest.raises(quantities.NotComparableError, match="no growth"):
        analysis.first_value(data, STATE, HIGH_TECH)
