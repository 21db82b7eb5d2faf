"""Catching up: whole growth, years behind a curve, and the way to a target."""

import pandas as pd
import pytest
from test_series import made

from cqbook import analysis, quantities
from cqbook.analysis import series


def test_growth_between_is_the_whole_change_and_stops_at_a_break():
    states = made(("CN-CQ", 2010, 100, 1), ("CN-CQ", 2012, 150, 1), ("CN", 2010, 10, 0), ("CN", 2012, 20, 0, True))
    china, own = series.growth(states, 2010, 2012).itertuples()
    assert (own.value, own.low, own.high) == pytest.approx((50, 100 * (149 / 101 - 1), 100 * (151 / 99 - 1)))
    assert own.inputs == ("CN-CQ-2010", "CN-CQ-2012") and own.year == 2012
    assert pd.isna(china.value) and china.gap == "break in the series"


def test_years_behind_reads_the_other_curve_backwards():
    nation = [("CN", year, value, 0) for year, value in ((2018, 40), (2019, 50), (2020, 60))]
    found = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 1), ("CN-CQ", 2020, 58, 0)), "CN-CQ")
    first, second = found.itertuples()
    assert (first.value, first.low, first.high) == pytest.approx((0.5, 0.4, 0.6))
    assert first.inputs == ("CN-CQ-2019", "CN-2018", "CN-2019") and first.unit == "year"
    assert second.value == pytest.approx(0.2)
    ahead = series.years_behind(made(*nation, ("CN-CQ", 2018, 55, 0)), "CN-CQ")
    assert ahead["value"].tolist() == pytest.approx([-1.5])


def test_years_behind_takes_the_interval_of_the_other_curve_too():
    nation = [("CN", year, value, 1) for year, value in ((2018, 40), (2019, 50), (2020, 60))]
    (row,) = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 0)), "CN-CQ").itertuples()
    assert (row.low, row.value, row.high) == pytest.approx((0.4, 0.5, 0.6))


@pytest.mark.parametrize(
    "nation",
    [
        [("CN", 2018, 40, 0), ("CN", 2019, 44, 0)],  # never as high
        [("CN", 2018, 40, 0), ("CN", 2020, 60, 0)],  # two years apart
        [("CN", 2018, 40, 0), ("CN", 2019, 60, 0, True)],  # not comparable
    ],
)
def test_years_behind_says_nothing_where_the_curve_does_not_carry_it(nation):
    (row,) = series.years_behind(made(*nation, ("CN-CQ", 2019, 45, 0)), "CN-CQ").itertuples()
    assert pd.isna(row.value) and row.gap == "beyond the comparable values of CN"
    assert list(row.inputs) == ["CN-CQ-2019"]


def test_years_behind_needs_a_rising_curve():
    nation = [("CN", 2018, 40, 0), ("CN", 2019, 39, 0)]
    with pytest.raises(ValueError, match="do not rise"):
        series.years_behind(made(*nation, ("CN-CQ", 2019, 39.5, 0)), "CN-CQ")


def test_years_behind_of_the_enrolment_ratio(data):
    states = series.states(data, "gross-enrolment-ratio-tertiary", ["CN-CQ", "CN"])
    found = series.years_behind(states, "CN-CQ").set_index("year")
    assert found.loc[1997, "gap"]
    # 53.3 lies between 51.6 of 2019 and 54.4 of 2020.
    assert found.loc[2020, "value"] == pytest.approx(2020 - (2019 + (53.3 - 51.6) / (54.4 - 51.6)))
    assert found.loc[2021, "low"] < 0 < found.loc[2021, "high"]


BASE, STATE, TARGET = (
    "cq-he-plan-14fyp-gross-enrolment-ratio-tertiary-cq-2020",
    "cqedu-2022-1159-gross-enrolment-ratio-tertiary-cq-2021",
    "cqedu-2021-12-28-gross-enrolment-ratio-tertiary-cq-2025-target",
)


def test_way_gone_holds_all_that_the_digits_allow(data):
    way = analysis.way_gone(data, BASE, STATE, TARGET)
    assert way.value == pytest.approx(100 * (58 - 53.3) / (60 - 53.3))
    assert way.interval.low == pytest.approx(100 * (57.5 - 53.35) / (60 - 53.35))
    assert way.interval.high == pytest.approx(100 * (58.5 - 53.25) / (60 - 53.25))
    assert way.inputs == (BASE, STATE, TARGET) and way.unit == "percent"


def test_way_gone_refuses_what_is_not_comparable(data):
    with pytest.raises(quantities.NotComparableError):
        analysis.way_gone(data, BASE, STATE, "cqedu-2021-12-28-tertiary-students-cq-2025-target")
    with pytest.raises(ValueError, match="at or beyond"):
        late = "cns-2025-10-20-gross-enrolment-ratio-tertiary-cq-2025-10-20"
        early = "cq-press-2025-02-27-gross-enrolment-ratio-tertiary-cq-2025-02-27"
        analysis.way_gone(data, early, late, TARGET)
