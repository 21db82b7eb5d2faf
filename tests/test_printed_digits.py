"""No number that one source states is shown with more digits than the source prints, whatever shows it."""

import re
from decimal import Decimal

import pandas as pd
import pytest

from cqbook.dataset import load
from cqbook.figures.kinds import scales
from cqbook.prose import binding
from cqbook.quantities import formatting
from cqbook.quantities.intervals import Interval
from cqbook.quantities.numerals import read_printed
from cqbook.quantities.quantity import Quantity

MANY = 5  # more decimals than any source prints of a number in its shown unit


@pytest.fixture(scope="module")
def stated() -> pd.DataFrame:
    """All observations called exact, with what their sources print, in shown units."""
    rows = load().facts.unnoted
    rows = rows.loc[(rows["qualifier"] == "exact") & rows["value"].notna()]
    factor = rows["display_factor"]
    return rows.assign(**{part: rows[part].astype(float) / factor for part in ("value", "low", "high")}, gap="")


def decimals(text: str) -> int:
    """Decimals of the number in a text."""
    return len(re.search(r"\d(?:\.(\d+))?(?!.*\d)", text)[1] or "")


def known(row) -> int:
    """Decimals of a number in its shown unit, as it is printed; a number without an interval counts one by one."""
    number = read_printed(row.printed)
    smallest = Decimal(1) if row.low == row.high else number.last_digit
    return max(0, -(smallest / Decimal(str(row.display_factor))).normalize().as_tuple().exponent)


def too_long(rows: pd.DataFrame, show) -> list[str]:
    texts = ((row.Index, known(row), show(row)) for row in rows.itertuples())
    return [f"{name}: {text}" for name, most, text in texts if decimals(text) > most]


def spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Those with an interval: of a full count all digits are known."""
    return rows.loc[rows["low"] < rows["high"]]


def test_numbers_of_texts_and_charts(stated):
    rows = spread(stated)
    assert len(rows) > 10_000
    assert not too_long(rows, lambda row: formatting.of(row.value, Interval(row.low, row.high), f"{MANY}"))
    assert not too_long(rows, lambda row: formatting.alike([row.value], [Interval(row.low, row.high)])[0])
    assert not too_long(rows.drop_duplicates(["printed", "unit"]), lambda row: scales.text(mark(row), MANY))


def test_numbers_of_the_prose(stated):
    number = binding._numbers(f"1.{'0' * MANY}")[0]

    def show(row) -> str:
        span = Interval(row.low, row.high)
        return binding._of_single(number, Quantity(span, "percent", "", (row.Index,), row.value), None)

    assert not too_long(spread(stated), show)


@pytest.mark.slow  # Sphinx is imported
def test_numbers_of_the_dictionary(stated):
    from cqbook.site import indicator_page

    factors = dict(zip(stated.index, stated["display_factor"], strict=True))

    def show(row) -> str:
        about = pd.Series({"display_factor": factors[row.Index], "decimals": MANY})
        return formatting.number(row.value, indicator_page._decimals(about, row.printed, factors[row.Index]))

    assert not too_long(spread(stated), show)


def mark(row) -> pd.Series:
    parts = {name: getattr(row, name) for name in ("value", "low", "high", "low_open", "high_open", "unit", "gap")}
    return pd.Series(parts)


@pytest.mark.parametrize(
    ("value", "span", "shown"),
    [
        (58.0, Interval(57.5, 58.5), "58"),
        (64.25, Interval(64.245, 64.255), "64.25"),
        (60.38, Interval(60.375, 60.385), "60.38"),
        (1.0, Interval(1.0, 1.0), "1.00000"),  # a full count in another unit, or a computed value, has no limit
        (65.6, Interval(65.3, 65.8), "65.60000"),
    ],
)
def test_the_interval_tells_what_is_printed(value, span, shown):
    assert formatting.of(value, span, f"{MANY}") == shown
