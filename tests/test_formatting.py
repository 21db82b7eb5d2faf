import math

import pytest

from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Interval(1164, 1164), "1,164"),
        (Interval(63.45, 63.55), "63.45 to 63.55"),
        (Interval(60, 70, low_open=True), "more than 60, up to 70"),
        (Interval(1300, 1400, True, True), "more than 1,300, less than 1,400"),
        (Interval(1, math.inf, high_open=True), "at least 1"),
        (Interval(1, math.inf, True, True), "more than 1"),
        (Interval(-math.inf, 20, True, True), "less than 20"),
        (Interval(-math.inf, 20, low_open=True), "at most 20"),
    ],
)
def test_interval_in_words(span, expected):
    assert formatting.interval(span) == expected


def test_a_negative_number_has_a_real_minus():
    assert formatting.between(Interval(-0.15, -0.13), 2) == "−0.15 to −0.13"


@pytest.mark.parametrize(
    ("low", "high", "decimals", "expected"),
    [
        (58.2, 58.2, 0, "58"),
        (15.18, 29.38, 0, "15 to 30"),
        (2.4350000000000023, 2.5449999999999875, 2, "2.43 to 2.55"),
        (65.00000000000001, 69.99999999999999, 0, "65 to 70"),
    ],
)
def test_a_shown_interval_holds_the_computed_one(low, high, decimals, expected):
    assert formatting.between(Interval(low, high), decimals) == expected


def test_a_computed_value_in_all_its_forms():
    span = Interval(79.72e9, 79.83e9)
    assert formatting.of(79.73e9, span, "1 billion") == "79.7 billion"
    assert formatting.of(79.73e9, span, "range 1 billion") == "79.7 to 79.9 billion"
    assert formatting.of(1164, Interval(1164, 1164), "") == "1,164"
    with pytest.raises(ValueError, match="write it as a range"):
        formatting.of(None, span, "1")
    with pytest.raises(ValueError, match="expected decimals"):
        formatting.of(1, span, ".1f")


@pytest.mark.parametrize(
    ("value", "span", "unit", "expected"),
    [
        (60e9, Interval(60e9, 70e9, low_open=True), "CNY", "60 billion yuan, interval more than 60, up to 70"),
        (None, Interval(15.17912, 29.37556), "percent", "15.17 to 29.38 %"),
        (99997.5, Interval(99995.5, 99999.5), "person", "99,998 persons, interval 99,995 to 100,000"),
        (12347.7, Interval(12347.5, 12348), "item", "12,348, interval 12,347 to 12,348"),
        (3, Interval(2, math.inf, high_open=True), "item", "3, interval at least 2"),
        (56, Interval(56, 56), "item", "56"),
    ],
)
def test_a_quantity_shows_an_interval_that_holds_the_computed_one(value, span, unit, expected):
    assert formatting.quantity(value, span, unit) == expected


def test_large_numbers_have_all_their_digits():
    assert formatting.number(79.73e9) == "79,730,000,000"
    assert formatting.number(0.1 + 0.2) == "0.3"
