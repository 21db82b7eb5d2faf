import math

import pytest

from cqbook import wording
from cqbook.intervals import Interval


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
    assert wording.interval(span) == expected


def test_a_negative_number_has_a_real_minus():
    assert wording.between(Interval(-0.15, -0.13), 2) == "−0.15 to −0.13"


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
    assert wording.between(Interval(low, high), decimals) == expected


def test_credit_names_each_publisher_once(data):
    line = wording.credit(data.sources, ["icq-2022-10", "icq-2022-03", "icq-plan", "icq-2022-03"])
    assert line == "iChongqing, 7 March 2022, 21 October 2022 and undated page. Calculation: this report."


def test_a_day():
    assert wording.day("2022-03-07") == "7 March 2022"
    assert wording.day("2018-05") == "May 2018"
    assert wording.day("2018") == "2018"
    assert wording.day("not-stated") == "undated page"
    assert wording.day("not-applicable") == "kept up to date"
