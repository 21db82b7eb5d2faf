import math

import pytest

from cqbook import quantities
from cqbook.quantities.intervals import Interval


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Interval(1, 2), Interval(2, 3), True),
        (Interval(1, 2, high_open=True), Interval(2, 3), False),
        (Interval(1, 2), Interval(2, 3, low_open=True), False),
        (Interval(1, 5), Interval(2, 3), True),
        (Interval(1, 2), Interval(3, 4), False),
        (Interval(2, 2), Interval(2, 3, low_open=True), False),
        (Interval(2, 2), Interval(2, 2), True),
    ],
)
def test_overlap(first, second, expected):
    assert first.overlaps(second) is expected
    assert second.overlaps(first) is expected


def test_difference_and_quotient():
    nearly_1400, exact_1164 = Interval(1300, 1400, True, True), quantities.point(1164)
    assert nearly_1400 - exact_1164 == Interval(136, 236, True, True)
    ratio = nearly_1400 / exact_1164
    assert (ratio.low, ratio.high) == pytest.approx((1300 / 1164, 1400 / 1164))
    assert ratio.low_open and ratio.high_open


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Interval(3, 4), Interval(1, 2), True),
        (Interval(2, 4), Interval(1, 2), None),
        (Interval(2, 4, low_open=True), Interval(1, 2), True),
        (Interval(2, 4), Interval(1, 2, high_open=True), True),
        (Interval(1, 3), Interval(2, 4), None),
        (Interval(1, 2), Interval(2, 4), False),
        (Interval(1, 2), Interval(3, 4), False),
        (Interval(2, 2), Interval(2, 2), False),
        (Interval(5, math.inf, high_open=True), Interval(1, 2), True),
        (Interval(1, math.inf, high_open=True), Interval(1, 2), None),
    ],
)
def test_above(first, second, expected):
    assert first.above(second) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Interval(2, 3), Interval(4, 5), Interval(8, 15)),
        (Interval(-3, 2), Interval(4, 5), Interval(-15, 10)),
        (Interval(-3, -2), Interval(-5, -4), Interval(8, 15)),
        (Interval(-3, 2), Interval(-5, 4), Interval(-12, 15)),
        # An end that is left out makes a product that is.
        (Interval(-3, 2, low_open=True), Interval(-5, 4), Interval(-12, 15, True, True)),
        # Of two ways to an end one belongs.
        (Interval(-2, 2, low_open=True), Interval(-2, 2), Interval(-4, 4)),
        # Zero times any number is zero, whether or not that number belongs.
        (Interval(0, 2), Interval(1, 3, low_open=True), Interval(0, 6)),
        (Interval(0, 2, low_open=True), Interval(1, 3), Interval(0, 6, low_open=True)),
        (Interval(0, 0), Interval(1, math.inf, high_open=True), Interval(0, 0)),
        (Interval(0, 2), Interval(1, math.inf, high_open=True), Interval(0, math.inf, high_open=True)),
    ],
)
def test_product(first, second, expected):
    assert first * second == expected
    assert second * first == expected


def test_quotient_by_zero_is_refused():
    with pytest.raises(ValueError, match="positive"):
        quantities.point(1) / Interval(0, 1)


def test_an_interval_cannot_run_backwards():
    with pytest.raises(ValueError, match="no interval"):
        Interval(2, 1)
    with pytest.raises(ValueError, match="no interval"):
        Interval(math.nan, 1)
