"""Growth in logarithms: parts add up, breaks and gaps stop it, rounding is carried along."""

import math

import pandas as pd
import pytest
from test_series import made

from cqbook.analysis import decomposition, series


def test_growth_of_the_factors_adds_up_to_that_of_the_product():
    people = made(("CN", 2010, 100, 0), ("CN", 2015, 110, 0))
    each = made(("CN", 2010, 2, 0), ("CN", 2015, 3, 0))
    product = made(("CN", 2010, 200, 0), ("CN", 2015, 330, 0))
    whole, *parts = (series.growth(states, 2010, 2015, log=True)["value"].iloc[0] for states in (product, people, each))
    assert whole == pytest.approx(sum(parts)) == pytest.approx(100 * math.log(1.65) / 5)


def test_log_growth_stops_at_a_break_and_holds_the_interval():
    states = made(("CN", 2010, 100, 1), ("CN", 2011, 120, 1), ("CN-CQ", 2010, 10, 0), ("CN-CQ", 2011, 20, 0, True))
    nation, own = series.growth(states, 2010, 2011, log=True).itertuples()
    assert (nation.low, nation.high) == pytest.approx((100 * math.log(119 / 101), 100 * math.log(121 / 99)))
    assert pd.isna(own.value) and own.gap == "break in the series"


def test_an_index_is_chained_and_a_place_with_a_missing_year_has_no_row():
    index = made(("CN", 2011, 110, 1), ("CN", 2012, 105, 1), ("CN-CQ", 2012, 105, 1))
    (row,) = decomposition.chained_growth(index, 2010, 2012).itertuples()
    assert row.place_id == "CN" and row.year == 2012 and row.inputs == ("CN-2011", "CN-2012")
    assert (row.low, row.value, row.high) == pytest.approx(
        tuple(50 * math.log(product / 1e4) for product in (109 * 104, 110 * 105, 111 * 106))
    )
    (whole,) = decomposition.whole_growth(decomposition.chained_growth(index, 2010, 2012), 2).itertuples()
    assert whole.value == pytest.approx(15.5)


def test_an_index_is_not_chained_across_a_break_nor_backwards():
    index = made(("CN", 2011, 110, 0), ("CN", 2012, 105, 0, True))
    with pytest.raises(ValueError, match="breaks"):
        decomposition.chained_growth(index, 2010, 2012)
    with pytest.raises(ValueError, match="does not come after"):
        decomposition.chained_growth(index, 2012, 2012)
    with pytest.raises(ValueError, match="positive"):
        decomposition.chained_growth(made(("CN", 2011, 0, 0)), 2010, 2011)


def test_growth_of_spending_is_that_of_volume_prices_and_intensity():
    spending = made(("CN", 2010, 10, 0), ("CN", 2012, 24.2, 0), ("CN-CQ", 2010, 1, 0), ("CN-CQ", 2012, 2, 0))
    money = made(("CN", 2010, 100, 0), ("CN", 2012, 121, 0), ("CN-CQ", 2010, 10, 0), ("CN-CQ", 2012, 10, 0))
    index = made(("CN", 2011, 110, 0), ("CN", 2012, 104, 0))
    parts = decomposition.growth_parts(spending, money, index, 2010, 2012)
    found = {name: rows.query("place_id == 'CN'")["value"].iloc[0] for name, rows in parts.items()}
    wanted = {"volume": 1.1 * 1.04, "prices": 1.21 / (1.1 * 1.04), "intensity": 2, "whole": 2.42}
    assert found == pytest.approx({name: 50 * math.log(times) for name, times in wanted.items()})
    # A place without an index has growth in money only.
    assert [len(rows) for rows in parts.values()] == [1, 1, 2, 2]
    (real,) = decomposition.real_growth(spending, money, index, 2010, 2012).itertuples()
    assert (real.place_id, real.value) == ("CN", pytest.approx(100 * (2 * 1.1 * 1.04 - 1)))
    shares = decomposition.contributions(parts, "CN", 2012)
    assert {name: each.value for name, each in shares.items()} == pytest.approx(
        {name: 100 * found[name] / found["whole"] for name in ("volume", "prices", "intensity")}
    )


def test_a_share_of_growth_needs_growth():
    parts = {"intensity": made(("CN", 2012, -1, 2)), "whole": made(("CN", 2012, 5, 0))}
    with pytest.raises(ValueError, match="needs growth"):
        decomposition.contributions(parts, "CN", 2012)


def test_prices_of_the_dataset_are_nominal_less_real_growth(data):
    """Both from one vintage: the nominal and the real growth of the older one differ, their difference hardly."""
    prices = {}
    for end in ("", "-before-2023-census-revision"):
        money = series.growth(series.states(data, f"gdp{end}", ["CN-CQ"]), 2015, 2019, log=True)
        volume = decomposition.chained_growth(series.states(data, f"gdp-volume-index{end}", ["CN-CQ"]), 2015, 2019)
        prices[end] = series.minus(money, volume)["value"].iloc[0]
    assert all(0 < each < 4 for each in prices.values())
    assert abs(prices[""] - prices["-before-2023-census-revision"]) < 0.25
