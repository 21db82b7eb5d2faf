import pytest

from cqbook import derive

MARCH = "icq-2022-03-technology-based-enterprises"
OCTOBER = "icq-2022-10-technology-based-enterprises-science-city"
TARGET = "icq-plan-technology-based-enterprises"


def test_share_reached(data):
    reached = derive.share_reached(data, MARCH, TARGET)
    assert reached.interval.low == reached.interval.high == pytest.approx(100 * 1164 / 2000)
    assert reached.unit == "percent"
    assert reached.inputs == (MARCH, TARGET)


def test_share_reached_carries_the_interval_of_the_state(data):
    reached = derive.share_reached(data, OCTOBER, TARGET).interval
    assert (reached.low, reached.high) == pytest.approx((65, 70))
    assert reached.low_open and reached.high_open


def test_yearly_growth_needed_spans_the_days_of_the_target_year(data):
    needed = derive.yearly_growth_needed(data, MARCH, TARGET).interval
    ratio = 2000 / 1164
    assert needed.low == pytest.approx(100 * (ratio ** (365.25 / 1399) - 1))  # last day of 2025
    assert needed.high == pytest.approx(100 * (ratio ** (365.25 / 1035) - 1))  # first day of 2025


def test_yearly_growth_between_two_states(data):
    seen = derive.yearly_growth(data, MARCH, OCTOBER).interval
    years = 232 / 365.25  # 3 March to 21 October 2022
    assert seen.low == pytest.approx(100 * ((1300 / 1164) ** (1 / years) - 1))
    assert seen.high == pytest.approx(100 * ((1400 / 1164) ** (1 / years) - 1))


def test_a_fall_over_an_uncertain_time_keeps_its_ends_in_order(data):
    # Backwards in the ratio only: from the target's size to the state's.
    ratio = data.interval(MARCH) / data.interval(TARGET)
    fall = derive._a_year(ratio, data, MARCH, TARGET)
    assert fall.low < fall.high < 0
    assert fall.low == pytest.approx(100 * ((1164 / 3000) ** (365.25 / 1035) - 1))
    assert fall.high == pytest.approx(100 * ((1164 / 2000) ** (365.25 / 1399) - 1))


def test_difference_of_percentages_is_in_points(data):
    fall = derive.difference(
        data, "icq-2022-10-gross-enrolment-ratio-upper-secondary", "icq-2025-10-gross-enrolment-ratio-upper-secondary"
    )
    assert fall.unit == "percentage-point"
    assert (fall.interval.low, fall.interval.high) == pytest.approx((-0.15, -0.13))


@pytest.mark.parametrize(
    ("function", "first", "second", "reason"),
    [
        (derive.share_reached, "icq-2022-03-high-growth-enterprises", "icq-plan-gazelle-enterprises", "indicator_id"),
        (derive.share_reached, "icq-2022-10-high-tech-enterprises", "icq-plan-high-tech-enterprises", "place_id"),
        (derive.share_reached, MARCH, OCTOBER, "kind actual"),
        (derive.yearly_growth, MARCH, TARGET, "kind target"),
        (derive.difference, "icq-2022-03-academicians", "icq-2022-10-academicians-coverage-not-stated", "indicator_id"),
    ],
)
def test_what_is_not_comparable_is_refused(data, function, first, second, reason):
    with pytest.raises(derive.NotComparableError, match=reason):
        function(data, first, second)


def test_evidence_for_the_targets_of_the_science_city(data):
    evidence = derive.evidence_for_targets(data, "icq-plan")["evidence"]
    assert len(evidence) == 18
    assert set(evidence.index[evidence == "comparable"]) == {
        "icq-plan-technology-based-enterprises",
        "icq-plan-high-tech-enterprises",
        "icq-plan-total-human-resources",
    }
    assert set(evidence.index[evidence == "other definition"]) == {
        "icq-plan-rd-institutions",
        "icq-plan-gazelle-enterprises",
        "icq-plan-strategic-emerging-share",
    }
