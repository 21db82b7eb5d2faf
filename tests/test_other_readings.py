"""Other readings of targets."""

import pandas as pd
import pytest

from cqbook import analysis

BASED = "xinhua-2023-03-31-technology-based-enterprises-cq-2027-target"
STATE = "cns-2025-10-15-technology-based-enterprises-cq-2025-10-15"
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
    stand = analysis.progress(read, BASED)
    assert stand.pace == "on pace" and analysis.progress(data, BASED).pace == "pace within the reading"
    assert stand.yearly_reached.low == pytest.approx((75_600 - 42_989) / 2, rel=0.01)
    assert stand.yearly_needed.high == pytest.approx((100_000 - 75_600) / 3, rel=0.01)


def test_whole_years_may_count_as_their_last_day(data):
    before = data.facts.copy()
    read = analysis.at_year_ends(data)
    pd.testing.assert_frame_equal(data.facts, before)
    stand = analysis.progress(read, BASED)
    since, until = (
        abs((pd.Timestamp("2025-10-15") - pd.Timestamp(day)).days) / 365.25 for day in ("2022-12-31", "2027-12-31")
    )
    assert (stand.yearly_reached.low, stand.yearly_reached.high) == pytest.approx(
        [(75_600 - 42_989) / since] * 2, rel=0.01
    )
    assert (stand.yearly_needed.low, stand.yearly_needed.high) == pytest.approx(
        [(100_000 - 75_600) / until] * 2, rel=0.01
    )
    changes = data.facts["kind"] == "change"
    assert read.facts.loc[changes, "period"].equals(data.facts.loc[changes, "period"])
