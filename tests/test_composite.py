"""Profiles: positions between the ends, and the ranks that weights can give."""

import itertools

import numpy as np
import pandas as pd
import pytest
from test_series import made

from cqbook.analysis import composite


def test_a_position_is_the_way_from_the_weakest_to_the_strongest():
    states = made(("CN-CQ", 2023, 30, 1), ("CN-BJ", 2023, 50, 1), ("CN-SC", 2023, 10, 1), ("CN", 2023, 60, 1))
    found = composite.positions({"level": states}, 2023).set_index("place_id")
    assert found.loc[["CN-CQ", "CN-BJ", "CN-SC", "CN"], "value"].tolist() == [50, 100, 0, 125]
    assert found.loc["CN-CQ", ["rank", "rank_low", "rank_high"]].tolist() == [2, 2, 2] and pd.isna(
        found.loc["CN", "rank"]
    )
    ends = found.loc["CN-CQ", ["low", "high"]].tolist()
    assert ends == pytest.approx([100 * (29 - 11) / (51 - 11), 100 * (31 - 9) / (49 - 9)])
    assert found.loc["CN-SC", ["low", "high"]].tolist() == [0, 0]
    assert found.loc["CN-CQ", "inputs"] == ("CN-CQ-2023", "CN-SC-2023", "CN-BJ-2023")


def test_positions_are_those_of_provinces_and_the_nation():
    states = made(("CN-AH", 2023, 90, 1), ("CN-CQ", 2023, 50, 1), ("CN-SC", 2023, 10, 1), ("CN", 2023, 30, 1))
    others = made(("US", 2023, 900, 1), ("CN-CQ-500112", 2023, 1, 0))
    found = composite.positions({"a": pd.concat([states, others])}, 2023).set_index("place_id")
    assert found["value"].to_dict() == {"CN-AH": 100, "CN-CQ": 50, "CN-SC": 0, "CN": 25}


def test_where_less_is_better_the_lowest_is_the_strongest():
    states = made(("CN-CQ", 2023, 10, 1), ("CN-BJ", 2023, 50, 1), ("CN-SC", 2023, 20, 1))
    found = composite.positions({"ratio": states}, 2023, ["ratio"]).set_index("place_id")
    assert found.loc[["CN-CQ", "CN-BJ", "CN-SC"], "value"].tolist() == pytest.approx([100, 0, 75])
    assert found.loc["CN-CQ", "rank"] == 1
    low, value, high = found.loc["CN-SC", ["low", "value", "high"]]
    assert low < value < high
    assert found.loc["CN-SC", "measured"] == "20.0"
    assert found.loc["CN", ["gap", "inputs", "measured"]].tolist() == ["no value of 2023", (), "none"]


def test_a_missing_value_is_no_zero():
    full = made(("CN-CQ", 2023, 10, 0), ("CN-BJ", 2023, 50, 0), ("CN-SC", 2023, 20, 0))
    found = composite.positions({"full": full, "less": full[:2]}, 2023)
    with pytest.raises(ValueError, match="CN-SC"):
        composite.scores(found)
    with pytest.raises(ValueError, match="1 places"):
        composite.positions({"one": full[:1]}, 2023)


TABLE = pd.DataFrame(
    {"a": [0.2, 1.0, 0.0, 0.5], "b": [0.6, 0.0, 1.0, 0.9], "c": [0.0, 0.4, 0.3, 1.0]}, index=["us", "x", "y", "z"]
)


def by_grid(table, place, least=0.0):
    """Best and worst rank over a fine grid of weights."""
    steps = 50
    ranks = set()
    for first, second in itertools.product(range(steps + 1), repeat=2):
        weights = np.array([first, second, steps - first - second]) / steps
        if weights.min() >= least - 1e-12:
            means = table @ weights
            ranks.add(1 + int((means > means[place] + 1e-4).sum()))
    return min(ranks), max(ranks)


@pytest.mark.parametrize("place", TABLE.index)
@pytest.mark.parametrize("least", [0, 0.2])
def test_the_range_of_ranks_is_that_of_all_weights(place, least):
    found = composite.rank_range(TABLE, place, least)
    assert (found.best, found.worst) == by_grid(TABLE, place, least)
    for rank, weights in ((found.best, found.best_weights), (found.worst, found.worst_weights)):
        assert weights.sum() == pytest.approx(1) and weights.min() >= least - 1e-6
        means = TABLE @ weights
        assert rank == 1 + (means > means[place] + 5e-5).sum()


def test_the_range_does_not_depend_on_the_scale_of_a_measure():
    other = TABLE * [100, 0.1, 7] + [3, -2, 50]
    for place in TABLE.index:
        first, second = composite.rank_range(TABLE, place), composite.rank_range(other, place)
        assert (first.best, first.worst) == (second.best, second.worst)


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="3 weights of at least"):
        composite.rank_range(TABLE, "us", 0.4)


def test_random_weights_stay_within_the_range_and_repeat():
    ranks = composite.ranks_by_weight(TABLE, draws=2000)
    assert ranks.equals(composite.ranks_by_weight(TABLE, draws=2000)) and len(ranks) == 2000
    for place in TABLE.index:
        found = composite.rank_range(TABLE, place)
        assert found.best <= ranks[place].min() and ranks[place].max() <= found.worst


def test_ranks_by_weighting_hold_the_range_and_come_from_all_scores():
    found = composite.ranks_by_weighting(TABLE, ["b", "a"]).set_index(["weights", "place_id"])
    assert found.loc["equal weights"].index.tolist() == ["z", "x", "y", "us"]  # by their means
    for place in TABLE.index:
        whole, usual, equal = (
            found.loc[(words, place)] for words in ("all weights", "nine in ten random weightings", "equal weights")
        )
        widest = composite.rank_range(TABLE, place)
        assert (whole["low"], whole["high"]) == (widest.best, widest.worst)
        drawn = composite.ranks_by_weight(TABLE)[place]
        assert (drawn < usual["low"]).mean() <= 0.05 < (drawn <= usual["low"]).mean()
        assert equal["value"] == TABLE.mean(axis=1).rank(ascending=False)[place] and equal["inputs"] == ("a", "b")
    assert found["value"].isna().any() and found["value"].equals(found["low"].where(found["low"] == found["high"]))


def test_the_share_of_random_weightings_counts_ranks():
    shares = [composite.share_of_weightings(TABLE, "us", [rank], "us", ["a"]) for rank in (1, 2, 3, 4)]
    assert sum(share.value for share in shares) == pytest.approx(100)
    assert shares[3].value == 100 * (composite.ranks_by_weight(TABLE)["us"] == 4).mean() > 0


def test_the_search_writes_nothing_past_python(capfd):
    """With many places the solver tells how it mends solutions; that would become output of a notebook."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame(rng.random((31, 10)), index=[f"CN-{n}" for n in range(31)])
    for place in table.index:
        composite.rank_range(table, place)
    assert capfd.readouterr().out == ""
