"""Sums of series: intervals, breaks and inputs are carried; what is missing or not comparable is refused."""

import pytest
from test_series import made

from cqbook import series


def test_sum_and_difference_carry_the_outermost_ends_breaks_and_inputs():
    whole = made(("CN-CQ", 2020, 100, 10), ("CN-CQ", 2021, 100, 0))
    part = made(("CN-CQ", 2020, 40, 5, True))
    (total,) = series.plus(whole, part).itertuples()
    assert (total.low, total.value, total.high, total.breaks) == (125, 140, 155, True)
    (rest,) = series.minus(whole, part).itertuples()
    assert (rest.low, rest.value, rest.high) == (45, 60, 75)
    assert rest.inputs == ("CN-CQ-2020", "CN-CQ-2020")


def test_different_units_are_not_added():
    with pytest.raises(ValueError, match="no sum of values in item, percent"):
        series.plus(made(("CN-CQ", 2020, 1, 0)), made(("CN-CQ", 2020, 1, 0), unit="percent"))


def test_years_are_added_up_and_a_missing_or_broken_one_is_refused():
    rows = made(("CN-CQ", 2018, 10, 1), ("CN-CQ", 2019, 20, 1), ("CN-CQ", 2021, 40, 0), ("CN-CQ", 2022, 1, 0, True))
    both = series.over_years(rows, "CN-CQ", 2018, 2019, "two years")
    assert (both.interval.low, both.value, both.interval.high) == (28, 30, 32)
    assert both.inputs == ("CN-CQ-2018", "CN-CQ-2019")
    assert series.at(rows, "CN-CQ", 2019).value == 20
    with pytest.raises(KeyError, match="no value of CN-CQ in 2020"):
        series.over_years(rows, "CN-CQ", 2018, 2021, "four years")
    with pytest.raises(ValueError, match="breaks between"):
        series.over_years(rows, "CN-CQ", 2021, 2022, "two years")


def test_a_rank_spans_what_the_digits_allow_and_comes_from_all_places_ranked():
    rows = made(("CN-CQ", 2020, 10, 1), ("CN-SC", 2020, 11, 1), ("CN-BJ", 2020, 30, 0), ("CN", 2020, 99, 0))
    rank = series.rank(rows, "CN-CQ", 2020, "rank of one")
    assert (rank.interval.low, rank.value, rank.interval.high) == (2, 3, 3)
    assert rank.inputs == ("CN-BJ-2020", "CN-CQ-2020", "CN-SC-2020")
    assert series.rank(rows, "CN-CQ", 2020, "lowest first", descending=False).value == 1
    with pytest.raises(KeyError, match="no value of CN-CQ in 2021"):
        series.rank(rows, "CN-CQ", 2021, "rank of one")
