import math

import pytest

from cqbook.quantities.intervals import Interval
from cqbook.quantities.reading_rules import read


# Worked by hand from the reading rules.
@pytest.mark.parametrize(
    ("value", "qualifier", "printed", "unit", "expected"),
    [
        (1164, "exact", "1,164", "item", Interval(1164, 1164)),
        (116400, "exact", "116,400", "person", Interval(116400, 116400)),
        (3, "exact", "three", "item", Interval(3, 3)),
        (1, "exact", "one", "year", Interval(1, 1)),
        (63.5, "exact", "63.5%", "percent", Interval(63.45, 63.55)),
        (90, "exact", "90%", "percent", Interval(89.5, 90.5)),
        (1_380_000, "exact", "1.38 million", "person", Interval(1_375_000, 1_385_000)),
        (30e9, "exact", "30 billion", "CNY", Interval(29.5e9, 30.5e9)),
        (138_000, "exact", "138,000", "square-metre", Interval(137_500, 138_500)),
        (90, "about", "about 90%", "percent", Interval(85.5, 94.5)),
        (1400, "nearly", "nearly 1,400", "item", Interval(1300, 1400, True, True)),
        (60e9, "more-than", "more than 60 billion", "CNY", Interval(60e9, 70e9, low_open=True)),
        (40_000, "more-than", "exceeded 40,000", "item", Interval(40_000, 50_000, low_open=True)),
        (1500, "more-than", "more than 1,500", "person", Interval(1500, 2500, low_open=True)),
        (15, "more-than", "more than 15%", "percent", Interval(15, 16, low_open=True)),
        (5.5, "more-than", "more than 5.5%", "percent", Interval(5.5, 5.6, low_open=True)),
        (70, "more-than", "surpassed 70%", "percent", Interval(70, 80, low_open=True)),
        (3e6, "more-than", "more than three million", "person", Interval(3e6, 4e6, low_open=True)),
        (1, "at-least", "one to two", "item", Interval(1, math.inf, high_open=True)),
        (20, "at-most", "20", "item", Interval(-math.inf, 20, low_open=True)),
        (20, "less-than", "20", "item", Interval(-math.inf, 20, True, True)),
    ],
)
def test_reading_rules(value, qualifier, printed, unit, expected):
    found = read(value, qualifier, printed, unit)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert (found.low_open, found.high_open) == (expected.low_open, expected.high_open)


def test_unknown_qualifier_and_unreadable_number():
    with pytest.raises(ValueError, match="unknown qualifier"):
        read(1, "roughly", "1", "item")
    with pytest.raises(ValueError, match="no number"):
        read(1, "exact", "many", "item")
