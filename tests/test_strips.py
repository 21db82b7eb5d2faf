"""Strips: dots are the marks, Chongqing and the ends are told, and nothing overlaps."""

import math

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text
from test_kinds import made, texts, together

from cqbook import figures
from cqbook.figures import layout
from cqbook.figures.style import COLOURS

PLACES = ["Chongqing", "China", "Beijing", "Hubei"]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def strip(values, measure="R&D", places=PLACES):
    return made(values, measure=[measure] * len(values), place=places)


def dots(ax):
    """Place on the axis and row of every dot, by its colour."""
    found = [line for line in ax.lines if line.get_marker() in ("o", "D")]
    return sorted((line.get_color(), line.get_xdata()[0], line.get_ydata()[0]) for line in found)


def test_dots_are_their_marks_and_a_gap_is_no_dot():
    found = together(strip([20.0, 50.0, 100.0, 0.0]), strip([0.0, None, 100.0, 30.0], "students"))
    (ax,) = figures.strips(found, down="measure").figure.axes
    of = {"Chongqing": COLOURS["main"], "China": COLOURS["accent"]}
    assert dots(ax) == sorted(
        (of.get(mark["place"], COLOURS["quiet"]), mark["value"], ["R&D", "students"].index(mark["measure"]))
        for _, mark in found.dropna(subset="value").iterrows()
    )


def test_chongqing_and_the_ends_are_told_in_the_words_of_a_label_and_the_nation_is_no_end():
    found = strip([20.0, -5.0, 100.0, 0.0]).assign(measured=["2.4", "1.9", "6.2", "2.2"], rank=[3, math.nan, 1, 4])
    chart = figures.strips(found, down="measure", told="measured", aside="rank")
    assert texts(chart.figure.axes[0]) == ["R&D", "Chongqing 2.4", "3", "Hubei 2.2", "Beijing 6.2", "China", "rank"]
    (ax,) = figures.strips(found, down="measure").figure.axes
    assert texts(ax) == ["R&D", "Chongqing 20 %", "Hubei 0 %", "Beijing 100 %", "China"]


def test_strips_of_one_scale_have_an_axis_and_names_under_their_dots_within_it():
    places = ["Chongqing", "Beijing", "Hubei", "Guangxi Zhuang Autonomous Region"]
    found = together(strip([50.0, 100.0, 30.0, 40.0], places=places), strip([60.0, 90.0, 65.0, 20.0], "b", places))
    chart = figures.strips(found, down="measure")
    (ax,) = chart.figure.axes
    near = together(found, strip([60.0, 70.0, 65.0, 58.0], "c", places))  # with no room for both below their dots
    assert layout.clashes(figures.strips(near, down="measure").figure) == []
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == ["0 %", "20 %"]
    boxes = {text.get_text(): Text.get_window_extent(text) for text in ax.texts}
    for name, value in {"Hubei 30 %": 30, "Beijing 90 %": 90, f"{places[-1]} 20 %": 20, "Beijing 100 %": 100}.items():
        at = ax.transData.transform((value, 0))[0]
        assert ax.bbox.x0 - 5 <= boxes[name].x0 and boxes[name].x1 <= ax.bbox.x1 + 5
        assert boxes[name].x0 - 5 < at < boxes[name].x1 + 5, name
    (ax,) = figures.strips(found.assign(said="x"), down="measure", told="said").figure.axes
    assert not len(ax.get_xticks())


def test_the_nation_is_named_once():
    found = together(strip([20.0, None, 100.0, 0.0]), *(strip([20.0, 50.0, 100.0, 0.0], name) for name in "ab"))
    (ax,) = figures.strips(found, down="measure").figure.axes
    assert [text.xy for text in ax.texts if text.get_text() == "China"] == [(50, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("columns", [1, 2])
def test_strips_of_many_places_in_panels_have_no_text_that_overlaps_or_is_cut(columns):
    places = ["Chongqing", *(f"Place number {number}" for number in range(30))]
    found = together(*(strip([float(n * n % 31) for n in range(31)], f"measure {m}", places) for m in range(6)))
    assert layout.clashes(figures.strips(found, down="measure").figure) == []
    twice = pd.concat([found.assign(panel="first"), found.assign(panel="second")], ignore_index=True)
    assert layout.clashes(figures.strips(twice, down="measure", panels="panel", columns=columns).figure) == []
