"""Single statements compared: with their intervals and inputs, and refused where they measure different things."""

import pytest

from cqbook import analysis, quantities

MARCH = "icq-2022-03-technology-based-enterprises"
OCTOBER = "icq-2022-10-technology-based-enterprises-science-city"
TARGET = "icq-plan-technology-based-enterprises"


def test_share_reached(data):
    reached = analysis.share_reached(data, MARCH, TARGET)
    assert reached.interval.low == reached.interval.high == pytest.approx(100 * 1164 / 2000)
    assert reached.unit == "percent"
    assert reached.inputs == (MARCH, TARGET)


def test_share_reached_carries_the_interval_of_the_state(data):
    reached = analysis.share_reached(data, OCTOBER, TARGET).interval
    assert (reached.low, reached.high) == pytest.approx((65, 70))
    assert reached.low_open and reached.high_open


def test_yearly_growth_needed_spans_the_days_of_the_target_year(data):
    needed = analysis.growth_a_year(data, MARCH, TARGET).interval
    ratio = 2000 / 1164
    assert needed.low == pytest.approx(100 * (ratio ** (365.25 / 1399) - 1))  # last day of 2025
    assert needed.high == pytest.approx(100 * (ratio ** (365.25 / 1035) - 1))  # first day of 2025


def test_yearly_growth_between_two_states(data):
    seen = analysis.growth_a_year(data, MARCH, OCTOBER).interval
    years = 232 / 365.25  # 3 March to 21 October 2022
    assert seen.low == pytest.approx(100 * ((1300 / 1164) ** (1 / years) - 1))
    assert seen.high == pytest.approx(100 * ((1400 / 1164) ** (1 / years) - 1))


def test_difference_of_percentages_is_in_points(data):
    fall = analysis.change(
        data, "icq-2022-10-gross-enrolment-ratio-upper-secondary", "icq-2025-10-gross-enrolment-ratio-upper-secondary"
    )
    assert fall.unit == "percentage-point"
    assert (fall.interval.low, fall.interval.high) == pytest.approx((-0.15, -0.13))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("icq-2022-10-gerd", "more than 60 billion yuan"),
        ("rd-bulletin-2024-gerd-share-of-grp-cq-2024", "2.48 %"),
        ("cq-yearbook-2025-rd-personnel-headcount-cq-2023", "220.11 thousand persons"),
    ],
)
def test_an_observation_in_words(data, name, words):
    assert analysis.in_words(data, name, 2) == words


@pytest.mark.parametrize(
    ("function", "first", "second", "reason"),
    [
        (analysis.share_reached, "icq-2022-03-high-growth-enterprises", "icq-plan-gazelle-enterprises", "indicator_id"),
        (analysis.share_reached, "icq-2022-10-high-tech-enterprises", "icq-plan-high-tech-enterprises", "place_id"),
        (analysis.share_reached, MARCH, OCTOBER, "kind actual"),
        (analysis.growth_a_year, TARGET, MARCH, "kind target"),
        (analysis.change, "icq-2022-03-academicians", "icq-2022-10-academicians-coverage-not-stated", "indicator_id"),
    ],
)
def test_what_is_not_comparable_is_refused(data, function, first, second, reason):
    with pytest.raises(quantities.NotComparableError, match=reason):
        function(data, first, second)


def test_a_word_that_rounds_is_no_estimate(data):
    """From "nearly 1,400" only an interval can be computed, from a plain count a value too."""
    assert analysis.share_reached(data, OCTOBER, TARGET).value is None
    assert analysis.growth_a_year(data, MARCH, OCTOBER).value is None
    assert analysis.share_reached(data, MARCH, TARGET).value == pytest.approx(58.2)


def test_the_start_that_a_growth_implies(data):
    start = analysis.implied_start(data, "icq-2022-10-gerd", "icq-2022-10-gerd-growth")
    assert start.interval.low == pytest.approx(60e9 / 1.6565) and start.unit == "CNY"
    with pytest.raises(quantities.NotComparableError, match="expected change"):
        analysis.implied_start(data, "icq-2022-10-gerd", "icq-2022-10-gerd")
    with pytest.raises(quantities.NotComparableError, match="percentage-point"):
        analysis.implied_start(data, "icq-2022-10-gerd", "icq-2025-02-gross-enrolment-ratio-tertiary-change")


def test_a_state_and_a_growth_lead_to_the_next_value(data):
    state = "cns-2025-10-15-high-tech-enterprises-cq-2025-10-15"
    grown = analysis.first_value(data, state, "cqkjj-meeting-2026-03-03-high-tech-enterprises-growth-cq-2024-2025")
    assert grown.value == pytest.approx(9123 * 1.1411)
    assert grown.interval.low < grown.value < grown.interval.high
    with pytest.raises(quantities.NotComparableError, match="no growth"):
        analysis.first_value(data, state, TARGET)
