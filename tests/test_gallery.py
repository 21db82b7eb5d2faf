"""The page of kinds of chart: every kind has an example that draws well, and whose code stands for itself."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from cqbook import figures
from cqbook.analysis import composite, series
from cqbook.figures import gallery, kinds, layout, marks

NAMES = [example.__name__ for example in gallery.EXAMPLES]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_every_kind_has_one_example():
    assert sorted(NAMES) == sorted([*kinds.__all__, "panels"])


@pytest.mark.slow
@pytest.mark.parametrize("example", gallery.EXAMPLES, ids=NAMES)
def test_an_example_draws_with_the_code_that_is_shown_and_no_text_overlaps_or_is_cut(data, example):
    chart = example(data)
    assert layout.clashes(chart.figure) == []
    names = {"data": data, "pd": pd, "figures": figures, "series": series, "marks": marks, "composite": composite}
    exec(gallery.code(example), names)
    pd.testing.assert_frame_equal(names["chart"].marks, chart.marks)
