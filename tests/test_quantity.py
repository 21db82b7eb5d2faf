"""Quantities: arithmetic that keeps interval, unit and inputs, and refuses what has no meaning."""

import pytest

from cqbook import quantities
from cqbook.quantities import Quantity
from cqbook.quantities.intervals import Interval


def made(low, high, value=None, unit="person", name="a", is_bound=False, **open_ends):
    return Quantity(Interval(low, high, **open_ends), unit, "as stated", (name,), value, is_bound)


TEN, FOUR = made(9, 11, 10), made(3, 5, 4, name="b")
NO_VALUE = made(1, 2, name="c", low_open=True)
NEARLY = made(1300, 1400, 1400, name="d", is_bound=True, low_open=True, high_open=True)
SHARE = made(50, 51, 50, "percent", name="e")


@pytest.mark.parametrize(
    ("result", "low", "high", "value", "unit"),
    [
        (quantities.total([TEN, FOUR, FOUR], "sum"), 15, 21, 18, "person"),
        ((TEN - FOUR - made(1, 1, 1)).named("rest"), 3, 7, 5, "person"),
        (
            (made(50, 51, 50, "percent") - made(40, 40, 40, "percent")).named("gap"),
            10,
            11,
            10,
            "percentage-point",
        ),
        ((TEN / FOUR).named("ratio", "times"), 9 / 5, 11 / 3, 2.5, "times"),
        ((2 * (TEN / FOUR)).named("ratio", "times"), 18 / 5, 22 / 3, 5, "times"),
        (quantities.percent(FOUR, TEN, "share"), 300 / 11, 500 / 9, 40, "percent"),
        (quantities.growth(FOUR, TEN, "rise"), 80, 800 / 3, 150, "percent"),
        (quantities.growth(TEN, FOUR, "fall"), -800 / 11, -400 / 9, -60, "percent"),
        (-quantities.growth(TEN, FOUR, "fall"), 400 / 9, 800 / 11, 60, "percent"),
    ],
)
def test_arithmetic(result, low, high, value, unit):
    assert (result.interval.low, result.interval.high, result.value) == pytest.approx((low, high, value))
    assert result.unit == unit


def test_inputs_stand_once_and_open_ends_and_missing_values_travel_along():
    rest = (TEN - NO_VALUE - TEN).named("rest")
    assert rest.inputs == ("a", "c") and rest.value is None
    assert (rest.interval.low_open, rest.interval.high_open) == (False, True)
    assert quantities.total([TEN, NO_VALUE], "sum").interval.low_open
    turned = (-NO_VALUE).named("turned")
    assert (turned.interval, turned.value, turned.formula) == (Interval(-2, -1, high_open=True), None, "turned")


@pytest.mark.parametrize(
    "result", [NEARLY + TEN, TEN - NEARLY, NEARLY / TEN, NEARLY * TEN, quantities.growth(TEN, NEARLY, "x")]
)
def test_from_a_rounded_word_an_interval_is_computed_and_no_value(result):
    assert result.value is None
    assert result.interval.low_open and result.interval.high_open


@pytest.mark.parametrize(
    "operation",
    [
        lambda one, two: one + two,
        lambda one, two: one - two,
        lambda one, two: one.above(two),
        lambda one, two: quantities.growth(one, two, "x"),
        lambda one, two: quantities.span([one, two], "x"),
    ],
)
def test_units_that_differ_are_refused(operation):
    with pytest.raises(quantities.NotComparableError, match=r"in (person|percent, person)"):
        operation(TEN, SHARE)


def test_a_plain_number_counts_as_exact_and_in_the_same_unit():
    assert (12 - TEN).interval == Interval(1, 3) and (12 - TEN).inputs == ("a",)
    assert (TEN + 1).interval == Interval(10, 12) and (TEN + 1).unit == "person"
    assert (TEN.above(8), TEN.above(10), TEN.above(11)) == (True, None, False)


def test_growth_a_year_over_an_uncertain_time_keeps_its_ends_in_order():
    many, few, years = made(2000, 3000, low_open=True), made(1164, 1164, 1164), Interval(2, 4)
    fall, rise = quantities.growth(many, few, "x", years).interval, quantities.growth(few, many, "x", years).interval
    assert fall.low == pytest.approx(100 * ((1164 / 3000) ** (1 / 2) - 1))
    assert fall.high == pytest.approx(100 * ((1164 / 2000) ** (1 / 4) - 1))
    assert (fall.low_open, fall.high_open) == (False, True)
    assert rise.low == pytest.approx(100 * ((2000 / 1164) ** (1 / 4) - 1))
    assert rise.high == pytest.approx(100 * ((3000 / 1164) ** (1 / 2) - 1))
    assert quantities.growth(TEN, FOUR, "x", years).value is None, "the years leave room"
    assert quantities.growth(TEN, FOUR, "x", Interval(2, 2)).value == pytest.approx(100 * (0.4**0.5 - 1))


def test_growth_from_or_to_what_is_not_positive_is_refused():
    for first, last in ((made(0, 1), TEN), (TEN, made(-1, 1))):
        with pytest.raises(ValueError, match="positive"):
            quantities.growth(first, last, "x")


def test_a_span_reaches_from_the_lowest_to_the_highest():
    whole = quantities.span([NEARLY, TEN], "lowest to highest")
    assert whole.interval == Interval(9, 1400, high_open=True)
    assert whole.inputs == ("d", "a") and whole.value is None
    # Of two equal ends the one that belongs.
    assert quantities.span([NEARLY, made(1, 1400)], "x").interval == Interval(1, 1400)


def test_a_quantity_as_text():
    assert f"{made(60e9, 70e9, 60e9, is_bound=True):0 billion}" == "60 billion"
    assert f"{quantities.count(['a', 'b'], 'statements')}" == "2"


def test_a_rank_that_the_values_do_not_settle_is_shown_as_a_range():
    rank = quantities.Quantity(Interval(7, 8), "rank", "by value", (), 7)
    assert f"{rank:range 0}" == "7 to 8" and f"{rank.map(lambda place: 7.0):0}" == "7"
    with pytest.raises(ValueError, match="ranks 7 to 8 are possible"):
        f"{rank:0}"
