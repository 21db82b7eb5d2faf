"""Numbers, intervals and units in words, the same wherever the report shows them."""

import math
import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal

from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import SCALES
from cqbook.quantities.units import CHINESE_WORDS, unit_word

_CHINESE = {
    r"(?<=[\d%]) to (?=[\d\N{MINUS SIGN}])": "至",
    "more than ": "超过",
    "at least ": "不低于",
    "less than ": "低于",
    "at most ": "不高于",
    "up to ": "至多",
    r"(?<=\d), ": "，",
    **{rf"(?:^|(?<=\d) ){word}$": chinese for word, chinese in CHINESE_WORDS.items()},
}
_FORM = re.compile(r"(?P<range>range ?)?(?P<decimals>\d*) ?(?P<scale>thousand|million|billion|trillion|万亿|万|亿)?")


def number(value: float, decimals: int | None = None) -> str:
    """A number with thousands separators; with all its digits (at most ten) where no decimals are given.

    What rounds to nothing has no minus sign.

    >>> number(1164), number(63.5), number(2.0, 1), number(17.65, 1)
    ('1,164', '63.5', '2.0', '17.7')
    """
    if decimals is not None:
        return f"{_half_up(value, decimals):z,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
    return f"{float(f'{value:.10g}'):z,.10f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")


def rounded(value: float, decimals: int) -> float:
    """A number to some decimals as people round it: the half of its decimal writing away from zero.

    The nearest float to 17.65 lies below it, and Python would make 17.6 of it.

    >>> rounded(17.65, 1), rounded(-2.5, 0), rounded(1250, -2)
    (17.7, -3.0, 1300.0)
    """
    return float(_half_up(value, decimals))


def _half_up(value: float, decimals: int) -> Decimal:
    written = Decimal(repr(float(value)))
    return written.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if written.is_finite() else written


def printed_decimals(value: float, span: Interval) -> int | None:
    """How many decimals the source prints of a number called exact, as its interval tells: half a unit on either side.

    None where it does not: the number is a full count, a bound or computed.

    >>> printed_decimals(58, Interval(57.5, 58.5)), printed_decimals(64.25, Interval(64.245, 64.255))
    (0, 2)
    """
    below, above = value - span.low, span.high - value
    if not 0 < above < math.inf or not math.isclose(below, above, rel_tol=1e-4):
        return None
    exponent = math.log10(below + above)
    return max(0, -round(exponent)) if abs(exponent - round(exponent)) < 1e-4 else None


def at_most_printed(decimals: int, value: float, span: Interval) -> int:
    """The decimals wanted, but no more than the source prints: 58 % is never 58.0 %."""
    known = printed_decimals(value, span)
    return decimals if known is None else min(decimals, known)


def alike(values: Collection[float], spans: Iterable[Interval]) -> list[str]:
    """Numbers that stand together, with the decimals that show three digits of the smallest: two or as printed at most.

    >>> alike([126.04, 14.91], [Interval(126, 126.1), Interval(14.9, 15)])
    ['126.0', '14.9']
    >>> alike([2.2, 18], [Interval(2.15, 2.25), Interval(17.5, 18.5)])
    ['2.2', '18']
    """
    smallest = min(map(abs, values))
    decimals = 0 if smallest >= 100 else 1 if smallest >= 10 else 2
    return [number(value, at_most_printed(decimals, value, span)) for value, span in zip(values, spans, strict=True)]


def four_digits(value: float) -> float:
    """A number as tables show it: a whole number as it is, any other rounded to four digits."""
    if not math.isfinite(value) or float(value).is_integer():
        return value
    return rounded(value, 0 if abs(value) >= 1000 else 3 - math.floor(math.log10(abs(value))))


def outward(span: Interval) -> Interval:
    """An interval as tables show it: whole ends as they are, others to four digits, low ends down and high ones up.

    So a shown interval holds the computed one, and one that leaves room never looks like a single value.
    """
    ends = [end for end in (span.low, span.high) if not math.isinf(end)]
    if all(float(end).is_integer() for end in ends):
        return span
    if span.low == span.high:
        return span.map(four_digits)
    scale = 10 ** max(0, 3 - math.floor(math.log10(max(map(abs, ends)) or 1)))
    # Rounded first, so that a float's noise in the last digit does not push an end outward.
    low = span.low if math.isinf(span.low) else math.floor(round(span.low * scale, 6)) / scale
    high = span.high if math.isinf(span.high) else math.ceil(round(span.high * scale, 6)) / scale
    return Interval(low, high, span.low_open, span.high_open)


def quantity(value: float | None, span: Interval, unit: str) -> str:
    """A computed value with its unit and, where it leaves room, its interval; money in millions or billions.

    Args:
        value: the single value, or None where only the interval is known.
        span: its interval.
        unit: a unit of the dataset.
    """
    word = "" if unit == "rank" else unit_word(unit)
    largest = max(abs(end) for end in (span.low, span.high, value or 0) if not math.isinf(end))
    if unit == "CNY" and largest >= SCALES["million"]:
        scale = "billion" if largest >= SCALES["billion"] else "million"
        word, factor = f"{scale} {word}", SCALES[scale]
        value, span = value and value / factor, span.map(lambda end: end / factor)
    if value is None or span.low == span.high:
        return f"{interval(outward(span))} {word}".strip()
    return f"{number(four_digits(value))} {word}".strip() + f", interval {interval(outward(span))}"


def interval(span: Interval) -> str:
    """An interval in words; its ends say whether they belong to it.

    >>> interval(Interval(60, 70, low_open=True))
    'more than 60, up to 70'
    """
    low, high = number(span.low), number(span.high)
    if low == high:
        return low
    if math.isinf(span.high):
        return f"{'more than' if span.low_open else 'at least'} {low}"
    if math.isinf(span.low):
        return f"{'less than' if span.high_open else 'at most'} {high}"
    if span.low_open:
        return f"more than {low}, {'less than' if span.high_open else 'up to'} {high}"
    return f"{low} to less than {high}" if span.high_open else f"{low} to {high}"


def between(span: Interval, decimals: int) -> str:
    """A computed interval as text of a sentence or label, such as "15 to 22".

    The ends are rounded outward, so that the shown interval holds the computed one; a single value is rounded as usual.
    """
    if math.isinf(span.low) or math.isinf(span.high):
        return interval(span)
    if span.low == span.high:
        return number(span.low, decimals)
    scale = 10**decimals
    # Rounded first, so that a float's noise in the last digit does not push an end outward.
    low, high = math.floor(round(span.low * scale, 6)) / scale, math.ceil(round(span.high * scale, 6)) / scale
    return f"{number(low, decimals)} to {number(high, decimals)}"


def of(value: float | None, span: Interval, form: str) -> str:
    """A computed value as text of a title or sentence.

    Args:
        value: the single value, or None where only the interval can be said.
        span: its interval.
        form: "" (all digits), decimals ("1", no more than the source prints), "range" and decimals ("range 0"), each
            with a scale word behind it if wanted ("1 billion", "1 亿").

    >>> of(79.73e9, Interval(79.725e9, 79.735e9), "1 billion")
    '79.7 billion'
    >>> of(79.73e9, Interval(79.725e9, 79.735e9), "1 亿")
    '797.3亿'

    Raises:
        ValueError: the form is none of these, or a single value is asked for where there is none.
    """
    found = _FORM.fullmatch(form)
    if not found:
        raise ValueError(f'{form!r}: expected decimals such as "1", "range 1" or "1 billion"')
    factor = SCALES[found["scale"]] if found["scale"] else 1
    decimals = int(found["decimals"]) if found["decimals"] else None
    if found["range"]:
        text = between(span.map(lambda end: end / factor), decimals or 0)
    elif value is None:
        raise ValueError("only the interval of this value is known: write it as a range")
    else:
        if decimals is not None:
            decimals = at_most_printed(decimals, value / factor, span.map(lambda end: end / factor))
        text = number(value / factor, decimals)
    scale = found["scale"] or ""
    return f"{text} {scale}" if scale.isascii() and scale else text + scale


def in_chinese(text: str) -> str:
    """A number, range or unit in the words of these functions as a Chinese text has it.

    >>> in_chinese("15 to 1,230 %"), in_chinese("more than 60, up to 70"), in_chinese("3.4 percentage points")
    ('15至1230%', '超过60，至多70', '3.4个百分点')
    """
    for english, chinese in _CHINESE.items():
        text = re.sub(english, chinese, text)
    return re.sub(r"(?<=\d),(?=\d{3})| (?=%)", "", text)


def unit(unit_id: str, display_unit: str) -> str:
    """The unit as it follows a shown number; nothing for counted things."""
    return unit_word(unit_id) if display_unit == unit_id else display_unit
