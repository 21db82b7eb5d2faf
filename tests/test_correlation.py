"""Rank correlation over places: against scipy, by hand, and where it refuses."""

from itertools import permutations

import numpy as np
import pytest
from plain import PLACES
from scipy import stats
from test_series import made

from cqbook.analysis import correlation

TEN = sorted(PLACES)
RNG = np.random.default_rng(0)


def series_of(values, year=2023, room=0.0):
    return made(*((place, year, value, room) for place, value in zip(TEN, values, strict=True)))


def test_it_is_spearmans_over_the_provinces_of_a_series():
    x, y = RNG.normal(size=(2, 10))
    first, second = series_of(x), series_of(y)
    for frame in (first, second):
        for place in ("CN", "US", "CN-CQ-500112"):
            frame.loc[len(frame)] = {**frame.iloc[0], "place_id": place, "value": 99.0, "inputs": ("no province",)}
    found = correlation.rank_correlation(first, second, 2023, "x and y")
    assert found.value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert "no province" not in found.inputs and len(found.inputs) == 10
    assert found.formula == "x and y, 10 places"
    assert found == correlation.rank_correlation(first, second, 2023, "x and y"), "the seed is fixed"


def test_places_can_be_chosen_and_their_order_decides_the_draws():
    x, y = RNG.normal(size=(2, 10))
    first, second = series_of(x), series_of(y)
    every, turned, less = (
        correlation.rank_correlation(first, second, 2023, "x and y", places=places)
        for places in (TEN, TEN[::-1], TEN[1:])
    )
    assert every == correlation.rank_correlation(first, second, 2023, "x and y")
    assert turned.value == pytest.approx(every.value) and turned.interval != every.interval
    assert less.value == pytest.approx(stats.spearmanr(x[1:], y[1:]).statistic) and less.formula == "x and y, 9 places"


def test_the_interval_is_that_of_scipy():
    x = np.arange(10.0)
    y = x + RNG.normal(size=10) * 3
    found = correlation.rank_correlation(series_of(x), series_of(y), 2023, "x and y")
    drawn = stats.bootstrap(
        (x, y),
        lambda a, b: stats.spearmanr(a, b).statistic,
        paired=True,
        vectorized=False,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(5),
    ).confidence_interval
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(drawn), abs=0.04)
    assert found.interval.low < found.value < found.interval.high


def test_partial_takes_out_what_goes_with_the_third():
    z, a, b = RNG.normal(size=(3, 10))
    x, y = z + 0.6 * a, z + 0.6 * b
    found = correlation.rank_correlation(series_of(x), series_of(y), 2023, "x and y", given=series_of(z))
    # By another way: the correlation of what is left of the ranks after a straight line on the ranks of z.
    ranks = [stats.rankdata(each) for each in (x, y, z)]
    left = [each - np.polyval(np.polyfit(ranks[2], each, 1), ranks[2]) for each in ranks[:2]]
    assert found.value == pytest.approx(np.corrcoef(*left)[0, 1])
    plain = correlation.rank_correlation(series_of(x), series_of(y), 2023, "x and y")
    assert abs(found.value) < plain.value
    assert found.interval.high - found.interval.low > plain.interval.high - plain.interval.low


def test_a_place_without_a_value_is_left_out_and_too_few_are_refused():
    x, y = RNG.normal(size=(2, 10))
    y[3] = np.nan
    found = correlation.rank_correlation(series_of(x), series_of(y), 2023, "x and y")
    assert found.formula.endswith("9 places") and len(found.inputs) == 9
    y[4:] = np.nan
    with pytest.raises(ValueError, match="only 3 places"):
        correlation.rank_correlation(series_of(x), series_of(y), 2023, "x and y")


def test_equal_values_have_no_order():
    with pytest.raises(ValueError, match="told apart"):
        correlation.rank_correlation(series_of(np.ones(10)), series_of(np.arange(10.0)), 2023, "x and y")


def test_without_each_leaves_one_out():
    x, y = RNG.normal(size=(2, 10))
    found = correlation.without_each(series_of(x), series_of(y), 2023)
    assert list(found.index) == TEN
    assert found.iloc[2] == pytest.approx(stats.spearmanr(np.delete(x, 2), np.delete(y, 2)).statistic)


def test_unsettled_pairs_are_those_whose_intervals_meet():
    values = np.arange(10.0) * 10
    values[1] = 1.5
    frame = series_of(values, room=1.0)
    assert correlation.unsettled(frame, 2023) == [(TEN[0], TEN[1])]
    assert correlation.unsettled(series_of(values, room=0.5), 2023) == []


@pytest.mark.parametrize("places", [4, 5, 6, 7])
def test_the_limit_of_chance_counts_all_orders(places):
    base = np.arange(places)
    sizes = np.abs([np.corrcoef(base, order)[0, 1] for order in permutations(base)]).round(12)
    limit = correlation.chance_limit(places)
    assert (sizes <= limit + 1e-9).mean() >= 0.95 > (sizes < limit - 1e-9).mean()


def test_the_limit_for_ten_is_that_of_printed_tables():
    """Tables of critical values give 0.648 for ten pairs, two-sided, five percent: the first size beyond the limit."""
    assert correlation.chance_limit(10) == pytest.approx(0.636, abs=0.001)


def test_the_limit_for_more_places_than_can_be_counted_goes_on_from_there(monkeypatch):
    exact = correlation.chance_limit(12)
    monkeypatch.setattr(correlation, "_MOST_COUNTED", 11)
    assert correlation.chance_limit.__wrapped__(12) == pytest.approx(exact, abs=0.01)
    # Tables of critical values give 0.356 for 31 pairs.
    assert correlation.chance_limit(31) == pytest.approx(0.355, abs=0.005)
