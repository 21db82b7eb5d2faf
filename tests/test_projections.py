"""Past rates carried on: fits are exact where the truth is known, and a test looks at no later value."""

import math

import pytest
from test_series import made

from cqbook.analysis import projections
from cqbook.quantities.intervals import Interval, point


def line(*years, breaks=()):
    rows = [("CN", year, 10.0 + 2.0 * (year - years[0]), 0) for year in years]
    return made(*((*row, True) if row[1] in breaks else row for row in rows), unit="percent")


def logistic(year):
    return 100 / (1 + math.exp(-0.1 * (year - 2020)))


def test_a_line_and_a_logistic_curve_are_found_again():
    found = projections.rates(line(2010, 2011, 2013, 2014), "CN", 100)
    assert [rate.rate for rate in found if rate.model == "linear"] == pytest.approx([2.0, 2.0])
    curve = made(*(("CN", year, logistic(year), 0) for year in range(2010, 2016)), unit="percent")
    fits = [rate for rate in projections.rates(curve, "CN", 100) if rate.model == "logistic"]
    assert [rate.rate for rate in fits] == pytest.approx([0.1] * 4)
    assert projections.carried(logistic(2015), fits[0], 20, 100) == pytest.approx(logistic(2035))


def test_fits_cross_no_break_and_need_three_values():
    found = projections.rates(line(*range(2010, 2016), breaks=(2013,)), "CN", 100)
    assert {(rate.first, rate.last) for rate in found} == {(2010, 2012), (2013, 2015)}
    assert found[0].inputs == ("CN-2010", "CN-2011", "CN-2012")
    with pytest.raises(ValueError, match="has 3 values"):
        projections.rates(line(2010, 2011), "CN", 100)
    with pytest.raises(ValueError, match="between 0 and 12"):
        projections.rates(line(2010, 2011, 2012), "CN", 12)


def test_no_value_passes_the_ceiling():
    steep = projections.Rate("linear", 2010, 2012, 30, ())
    assert projections.carried(90, steep, 5, 100) == 100


def test_the_spread_goes_from_the_lowest_to_the_highest():
    rates = [projections.Rate("linear", 2010, 2012, slope, ("a",)) for slope in (1, 3)]
    said = projections.spread(Interval(49, 51), ("b",), "percent", rates, Interval(2, 4), 100)
    assert (said.interval.low, said.interval.high, said.inputs) == (51, 63, ("b", "a"))
    wide = projections.widened(said, 0.5, point(4), 100, ("c",))
    assert (wide.interval.low, wide.interval.high, wide.inputs) == (49, 65, ("b", "a", "c"))
    assert projections.widened(said, 50, point(4), 100, ()).interval == Interval(0, 100)


def test_a_back_test_knows_nothing_of_later_years_and_stops_at_a_break():
    rows = [*line(2010, 2011, 2012).itertuples(index=False)]
    known = [("CN", row.year, row.value, 0) for row in rows]
    later = made(*known, ("CN", 2013, 30, 0), ("CN", 2014, 10, 0), ("CN", 2015, 20, 0, True), unit="percent")
    test = projections.back_test(later, "CN", 100, 2012)
    assert test["year"].tolist() == [2013, 2014]
    assert test["low"].iloc[0] == pytest.approx(16)
    assert test["miss"].iloc[0] == pytest.approx(30 - test["high"].iloc[0])
    assert test["miss"].iloc[1] == pytest.approx(10 - 18)
    assert projections.largest_miss_a_year(test, 2012) == pytest.approx(test["miss"].iloc[0])
    with pytest.raises(ValueError, match="no value of 2009"):
        projections.back_test(later, "CN", 100, 2009)


def test_back_tests_start_from_every_year_that_three_values_lead_to():
    rows = [("CN", 2010 + n, value, 0) for n, value in enumerate((10, 12, 14, 17, 19, 20, 40, 41))]
    tests = projections.back_tests(made(*rows[:6], (*rows[6], True), rows[7], unit="percent"), "CN", 100)
    # What follows 2015 lies behind a break; from 2016 on the rates are those of the years before it.
    assert list(tests) == [2012, 2013, 2014, 2016]
    assert [test["year"].tolist() for test in tests.values()] == [[2013, 2014, 2015], [2014, 2015], [2015], [2017]]
    assert projections.back_tests(line(2010, 2011, 2012), "CN", 100) == {}
    with pytest.raises(ValueError, match="between 0 and 12"):
        projections.back_tests(line(2010, 2011, 2012), "CN", 12)


def test_what_lies_ahead_has_the_spread_of_the_fits_and_the_error_of_the_tests():
    """Two points a year to 2013, then four: the fits to 2012 and to 2013 are two points too low for each year ahead."""
    values = [("CN", year, 10.0 + 2 * (year - 2010) + 2 * max(0, year - 2013), 0) for year in range(2010, 2016)]
    states = made(*values, ("CN-CQ", 2014, 40, 0), unit="percent")
    found = projections.ahead(states, "CN", 1000, [2017, 2020])
    tests = projections.back_tests(states, "CN", 1000)
    miss = max(projections.largest_miss_a_year(test, last) for last, test in tests.items())
    said, wide = found[2017]
    fits = projections.rates(states, "CN", 1000)
    ends = [projections.carried(24, fit, 2, 1000) for fit in fits]
    assert (said.interval.low, said.interval.high) == pytest.approx((min(ends), max(ends)))
    assert wide.interval.low == pytest.approx(min(ends) - 2 * miss) and wide.interval.high == pytest.approx(
        max(ends) + 2 * miss
    )
    (other, _) = projections.ahead(states, "CN", 1000, [2017], states.query("place_id == 'CN-CQ'").iloc[0])[2017]
    assert other.interval.low == pytest.approx(min(projections.carried(40, fit, 3, 1000) for fit in fits))
    with pytest.raises(ValueError, match="no year"):
        projections.ahead(states.query("year <= 2012"), "CN", 1000, [2017])


def test_how_much_too_high_a_year_was_said():
    states = made(*(("CN", year, value, 0) for year, value in enumerate((10, 12, 14, 15), 2010)), unit="percent")
    missed = projections.too_high(states, "CN", 1000, 2012, 2013)
    assert missed.interval.low == pytest.approx(1) and missed.unit == "percentage-point"
    assert missed.interval.high > 1  # the logistic fit still speeds up
    with pytest.raises(KeyError, match="2014"):
        projections.too_high(states, "CN", 1000, 2012, 2014)
