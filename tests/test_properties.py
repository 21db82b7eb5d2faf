"""What holds for every number, interval and bound sentence, tried on many that hypothesis makes."""

import json
import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cqbook.prose import binding
from cqbook.quantities import Interval, Quantity, formatting, growth, percent, read
from cqbook.quantities.numerals import read_printed

# Whole ends, and eighths between them: what floats hold exactly, so that an end that is left out stays out.
EIGHTHS = st.integers(0, 8)
DECIMALS = st.integers(0, 6)
FLOATS = st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-6)


@st.composite
def quantities(draw, least=-50, unit="person"):
    """A quantity whose value is one of its interval; some have no limit on one side or on both."""
    low, high = sorted((draw(st.integers(least, 50)), draw(st.integers(least, 50))))
    # Nothing lies in an interval of one value that is left out.
    low_open, high_open = (draw(st.booleans()) and low < high for _ in range(2))
    first, last = (1 if low_open else 0), (7 if high_open else 8)
    value = low + (high - low) * min(max(draw(EIGHTHS), first), last) / 8
    if least < 0 and draw(st.integers(0, 4)) == 0:
        low, low_open = -math.inf, True
    if draw(st.integers(0, 4)) == 0:
        high, high_open = math.inf, True
    return Quantity(Interval(low, high, low_open, high_open), unit, "made", (draw(st.sampled_from("abc")),), value)


POSITIVE = quantities(least=1)
YEARS = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: Interval(*sorted(ends)))


def holds(span, value, noise=0.0):
    """Whether a value lies in an interval; its ends may be off by a float's noise."""
    above = value > span.low - noise if span.low_open and not noise else value >= span.low - noise
    below = value < span.high + noise if span.high_open and not noise else value <= span.high + noise
    return above and below


@given(quantities(), quantities(), POSITIVE)
def test_what_is_computed_from_values_lies_in_what_is_computed_from_their_intervals(one, two, divisor):
    results = one + two, one - two, one * two, one / divisor, -one, 3 * one, percent(one, divisor, "share")
    for result in results:
        assert holds(result.interval, result.value), result
    above = one.above(two)
    assert above is None or above == (one.value > two.value)


@given(POSITIVE, quantities(least=0), YEARS)
def test_growth_lies_in_its_interval(first, last, years):
    whole = growth(first, last, "growth")
    assert holds(whole.interval, whole.value)
    for span in (years.low, years.high):
        yearly = growth(first, last, "growth", Interval(span, span)).value
        assert holds(growth(first, last, "growth", years).interval, yearly, noise=1e-9 * (1 + abs(yearly)))


@given(quantities(), quantities())
def test_an_end_that_belongs_is_reached(one, two):
    for made, operation in (
        (one + two, Interval.__add__),
        (one - two, Interval.__sub__),
        (one * two, Interval.__mul__),
    ):
        # Zero times a value within is zero, so the values within count too.
        members = [[each.value, *(end for end, is_open in each.interval.ends if not is_open)] for each in (one, two)]
        reached = {
            operation(Interval(first, first), Interval(second, second)).low
            for first in members[0]
            for second in members[1]
        }
        assert all(is_open or end in reached for end, is_open in made.interval.ends)


@given(FLOATS, DECIMALS)
def test_a_number_as_text_reads_as_the_number(value, decimals):
    text = formatting.number(value, decimals)
    assert read_printed(text).value == Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert text.startswith("\N{MINUS SIGN}") == (read_printed(text).value < 0), "nothing is not less than nothing"
    assert float(read_printed(formatting.number(value)).value) == pytest.approx(value, rel=1e-9, abs=1e-10)


@given(FLOATS, FLOATS, st.booleans(), st.booleans(), st.one_of(st.none(), FLOATS))
def test_a_record_gives_the_quantity_back(first, second, low_open, high_open, value):
    low, high = sorted((first, second))
    low, high = (-math.inf if low_open and low < -1e11 else low), (math.inf if high_open and high > 1e11 else high)
    made = Quantity(Interval(low, high, low_open, high_open), "CNY", "made", ("a", "b"), value)
    record = json.loads(json.dumps(made.as_record(), allow_nan=False))
    back = Quantity.from_record(record)
    assert back.as_record() == record
    assert (back.interval.low, back.interval.high) == pytest.approx((low, high), rel=1e-9)
    assert (back.interval.low_open, back.interval.high_open, back.unit) == (low_open, high_open, "CNY")


@given(FLOATS, FLOATS, DECIMALS)
def test_a_shown_interval_holds_the_computed_one(first, second, decimals):
    assume(first != second)  # a single value is rounded as usual
    low, high = sorted((first, second))
    span, noise = formatting.outward(Interval(low, high)), 1e-9 * max(abs(low), abs(high))
    assert span.low <= low + noise and span.high >= high - noise
    assert span.low < span.high or high - low <= noise
    shown = formatting.between(Interval(low, high), decimals).split(" to ")
    ends = [float(read_printed(text).value) for text in (shown[0], shown[-1])]
    assert ends[0] <= low + noise + 1e-6 and ends[1] >= high - noise - 1e-6


@st.composite
def printed_numbers(draw):
    """A number as a source prints it: separators, decimals, a scale word."""
    decimals = draw(st.integers(0, 3))
    digits = f"{draw(st.integers(1, 10**7)) / 10**decimals:,.{decimals}f}"
    assume(float(digits.replace(",", "")))
    return digits + draw(st.sampled_from(["", " thousand", " million", " billion", "万", " 亿元", "%"]))


@given(printed_numbers(), st.sampled_from(["item", "CNY", "percent", "square-metre"]))
def test_a_reading_holds_its_number_or_begins_beside_it(printed, unit):
    value = float(read_printed(printed).value)
    for qualifier in ("exact", "about", "at-least", "at-most"):
        assert holds(read(value, qualifier, printed, unit), value), qualifier
    for qualifier in ("more-than", "less-than", "nearly"):
        span = read(value, qualifier, printed, unit)
        assert span.low < span.high and not holds(span, value)
        assert (span.low if qualifier == "more-than" else span.high) == value
    # What rounds to the printed number is at most half of its last digit away.
    span = read(value, "exact", printed, unit)
    assert float(read_printed(printed).last_significant) / 2 >= (span.high - span.low) / 2 - 1e-6 * value


SHAPES = st.sampled_from(
    [
        *("0", "1,000", "1000", "0.0", "−0.00", "+2", "-2", "seven", "Seven", "3 thousand", "about 2.5 million"),
        *("one\nmillion", "1 to 2", "0.1–0.2", "1 to 2 million", "between three and 14", "900 thousand to 1 million"),
        *("2.50万", "约1,000人", "3亿元", "第二", "两所", "十二", "1至2%", "1%—2%", "0.5万至1.0亿", "−0.1个百分点"),
    ]
)
LINKS = st.tuples(SHAPES, st.sampled_from(["one", "two", "gone"]), st.sampled_from(["", "", "?low", "?high"]))
WORDS = st.sampled_from(["It rose to ", "- in 2022 ", ", *then* ", " more than `1` ", ".\n\n", "| ", " %. So "])


@given(st.lists(st.tuples(WORDS, LINKS), max_size=4), quantities(), FLOATS, FLOATS)
def test_renewed_prose_is_right_and_stays(pieces, small, first, second):
    span = Interval(*sorted((first, second)))
    known = {"obs:one": small, "obs:two": Quantity(span, "item", "made", (), first)}
    text = "".join(f"{words}[{shape}](obs:{name}{end})" for words, (shape, name, end) in pieces)
    renewed, changes = binding.rewrite(text, known.__getitem__)
    assert binding.rewrite(renewed, known.__getitem__) == (renewed, [])
    assert (renewed == text) == (changes == [])
    assert not [problem for problem in binding.problems(renewed, known.__getitem__) if "should read" in problem.message]
