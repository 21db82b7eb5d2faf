import pytest

from cqbook import quantities
from cqbook.quantities import Quantity
from cqbook.quantities.intervals import Interval


def made(low, high, value=None, unit="person", name="a", **open_ends):
    return Quantity(Interval(low, high, **open_ends), unit, "as stated", (name,), value)


TEN, FOUR = made(9, 11, 10), made(3, 5, 4, name="b")
NO_VALUE = made(1, 2, name="c", low_open=True)


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


def test_a_quotient_needs_positive_numbers():
    with pytest.raises(ValueError, match="positive"):
        (TEN / made(0, 1, 1)).named("ratio", "times")
