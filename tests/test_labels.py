"""Names beside lines: in order, a step apart, and no further from their lines than need be."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cqbook import figures
from cqbook.figures import labels


def test_places_that_are_far_apart_stay_where_they_are():
    assert labels.apart([1, 5, 3], 1).tolist() == pytest.approx([1, 5, 3])


def test_places_too_near_move_apart_evenly_around_their_middle():
    assert labels.apart([2.0, 2.0, 2.0], 1).tolist() == pytest.approx([1, 2, 3])
    placed = labels.apart([2.48, 2.32, 2.56, 6.58, 2.61], 0.25)
    assert placed.argsort().tolist() == [1, 0, 2, 4, 3]
    assert np.diff(np.sort(placed)).min() >= 0.25 - 1e-9
    assert placed[3] == 6.58 and placed[[0, 1, 2, 4]].mean() == pytest.approx((2.48 + 2.32 + 2.56 + 2.61) / 4)


def test_names_stand_in_a_column_in_the_order_of_their_lines():
    _, ax = figures.new(4)
    ax.set(xlim=(2012, 2026), ylim=(0, 7))
    labels.name_ends(ax, {"Chongqing": 2.48, "China": 2.5, "Beijing": 6.6}, 2024)
    at = {text.get_text(): text.get_position() for text in ax.texts}
    plt.close()
    assert len({x for x, _ in at.values()}) == 1 and at["Chongqing"][0] > 2024
    assert at["Chongqing"][1] < at["China"][1] < at["Beijing"][1]
