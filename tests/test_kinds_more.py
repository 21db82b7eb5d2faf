"""More kinds of chart: what is drawn are exactly the marks, alone and in panels, whatever is missing or open."""

import math

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from test_kinds import MANY, PLACES, SHAPES, made, texts, together

from cqbook import figures
from cqbook.analysis import series
from cqbook.figures import gallery, layout, marks, style, words
from cqbook.figures.style import COLOURS
from cqbook.project.paths import NOTEBOOKS
from cqbook.quantities.intervals import Interval

GRID = pd.DataFrame(
    [(place, number // 6, number % 6, str(number)) for number, place in enumerate([*PLACES, "China"])],
    columns=["place", "row", "column", "short"],
)
KINDS = {
    "ranges": figures.ranges,
    "dumbbell": lambda found, **options: figures.dumbbell(twice(found, "year", 2012, 2024), by="year", **options),
    "ranking": figures.ranking,
    "scatter": lambda found, **options: figures.scatter(twice(found, "measure", "a", "b"), x="a", y="b", **options),
    "heat": lambda found, **options: figures.heat(twice(found, "year", 1, 2), down="place", across="year", **options),
    "timeline": lambda found, **options: figures.timeline(found.assign(year=range(2000, 2000 + len(found))), **options),
    "tiles": lambda found, **options: figures.tiles(found, grid=GRID, **options),
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def twice(found, label, *values):
    return together(*(found.assign(**{label: value}) for value in values))


def segments(ax, colour=None):
    """The straight pieces of `hlines` and `vlines`: (x, y) of both ends."""
    return [
        tuple(map(tuple, piece.tolist()))
        for group in ax.collections
        if isinstance(group, LineCollection) and (colour is None or to_hex(group.get_color()[0]) == colour.lower())
        for piece in group.get_segments()
    ]


def points(ax, marker):
    """The marks drawn with a marker: (x, y, whether it is hollow)."""
    return [
        (line.get_xdata()[0], line.get_ydata()[0], line.get_markerfacecolor() == "white")
        for line in ax.lines
        if line.get_marker() == marker
    ]


def arrows(ax):
    """From where to where arrows lead; an end without limit is the edge of the axes, at 0 or 1."""
    return [(text.xyann, text.xy) for text in ax.texts if not text.get_text() and text.arrow_patch is not None]


def numbers(ax):
    """The numbers beside marks: text, x and y of the mark, and how it is aligned."""
    return [
        (text.get_text(), *text.xy, text.get_ha()) for text in ax.texts if text.get_text() and text.get_bbox_patch()
    ]


def rows_of(ax):
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", KINDS)
def test_marks_of_all_shapes_are_drawn_without_a_text_that_overlaps_or_is_cut(name, shape):
    assert layout.clashes(KINDS[name](SHAPES[shape]).figure) == []
    chart = KINDS[name](twice(SHAPES[shape], "panel", "first", "second"), panels="panel")
    assert layout.clashes(chart.figure) == []
    assert [ax.get_title("left") for ax in chart.figure.axes] == ["first", "second"]


@pytest.mark.parametrize("name", ["dumbbell", "ranking", "scatter", "heat", "tiles"])
def test_two_marks_in_one_place_are_refused(name):
    with pytest.raises(ValueError, match="more than one mark is called 'Chongqing"):
        KINDS[name](made([1.0, 2.0], place=["Chongqing"] * 2))


def test_ranges_are_bars_from_end_to_end_with_hollow_ends_and_arrows():
    values = [
        Interval(10, 20, True, False),
        (50, Interval(40, 60, False, True)),
        Interval(30, math.inf, False, True),
        70,
        Interval(-math.inf, 25, True, True),
    ]
    found = made(values, place=["a", "b", "c", "d", "e"])
    (ax,) = figures.ranges(found).figure.axes
    assert rows_of(ax) == ["a", "b", "c", "d", "e"]
    assert segments(ax) == [((10, 0), (20, 0)), ((40, 1), (60, 1)), ((30, 2), (30, 2)), ((25, 4), (25, 4))]
    wide = found.loc[found["low"] < found["high"]]
    ends = [
        (mark[end], row, mark[f"{end}_open"])
        for row, mark in wide.iterrows()
        for end in ("low", "high")
        if math.isfinite(mark[end])
    ]
    assert points(ax, "o") == [*ends[:5], (70, 3, False), *ends[5:]]
    assert points(ax, "|") == [(50, 1, False)]
    assert arrows(ax) == [((30, 2), (1, 2)), ((25, 4), (0, 4))]
    assert numbers(ax) == [
        ("10 to 20 %", 20, 0, "left"),
        ("50 %", 60, 1, "left"),
        ("at least 30 %", 1, 2, "left"),
        ("70 %", 70, 3, "left"),
        ("less than 25 %", 25, 4, "left"),
    ]


def test_marks_within_others_are_wide_bars_in_their_row_or_dots_where_they_leave_no_room():
    found = made(
        [Interval(1, 9), Interval(4, 8), 5.0, Interval(2, 3), 2.0, 2.0],
        place=["Chongqing"] * 3 + ["Sichuan"] * 3,
        weights=["all", "most", "equal"] * 2,
    ).assign(unit="rank")
    chart = figures.ranges(found, within="weights", label="none")
    (ax,) = chart.figure.axes
    assert rows_of(ax) == ["Chongqing", "Sichuan"]
    assert ax.get_xlim()[0] > 0  # there is no rank zero
    thin = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 2]
    assert thin == [[[1, 0], [9, 0]], [[2, 1], [3, 1]]]
    assert segments(ax) == [((4, 0), (8, 0))]
    large = [line for line in ax.lines if line.get_markersize() > 5 and len(line.get_xdata()) == 1]
    assert [(*dot.get_xdata(), *dot.get_ydata()) for dot in large] == [(5, 0), (2, 1), (2, 1)]
    assert layout.clashes(chart.figure) == []


def test_a_narrow_interval_is_the_dot_of_its_value():
    (ax,) = figures.ranges(made([(2.5, Interval(2.45, 2.55)), 90], place=["a", "b"])).figure.axes
    assert segments(ax) == []
    assert points(ax, "o") == [(2.5, 0, False), (90, 1, False)]


def test_what_words_allow_beyond_a_stated_number_has_no_dot_and_the_number_stands_beside_its_own():
    found = made(
        [(50, Interval(50, 90, True, False)), (60, Interval(20, 60, True, True)), (1, Interval(1, 2, True)), 99],
        place=["more", "less", "few", "all"],
    )
    (ax,) = figures.ranges(found).figure.axes
    assert segments(ax) == [((50, 0), (90, 0)), ((20, 1), (60, 1))]
    (wide,) = (figures.ranges(made([Interval(50, 90), 99], place=["a", "b"])).figure.axes[0].collections,)
    assert ax.collections[0].get_linewidth()[0] < wide[0].get_linewidth()[0]
    assert points(ax, "o") == [(50, 0, True), (60, 1, True), (1, 2, True), (99, 3, False)]
    assert numbers(ax)[:2] == [("> 50 %", 50, 0, "right"), ("< 60 %", 60, 1, "left")]
    (ax,) = figures.lines(found.iloc[:1].assign(year=2020, said="stated"), statement=["stated"]).figure.axes
    assert points(ax, "o") == [], "an allowed end has no dot beside the diamond of a statement either"


def test_an_interval_as_short_as_its_mark_is_the_mark():
    for draw, few in ((figures.ranges, 3.5), (lambda found: figures.dumbbell(found, by="year"), 5)):
        found = made([(50, Interval(50 - few / 2, 50 + few / 2)), 100, 0], place=["a", "b", "c"])
        (ax,) = draw(together(found.iloc[:1].assign(year=2), found.iloc[1:].assign(year=1))).figure.axes
        assert [x for x, *_ in points(ax, "o")].count(50) == 1 and not {x for x, *_ in points(ax, "o")} - {0, 50, 100}


def test_panels_of_ranges_may_have_a_scale_of_their_own():
    found = made([50.0, 90.0, 1.0, 3.0], what=["now", "then"] * 2, measure=["ratio"] * 2 + ["intensity"] * 2)
    own = figures.ranges(found, panels="measure", same_scale=False).figure.axes
    assert own[0].get_xlim()[1] > 90 > 5 > own[1].get_xlim()[1] > 3
    assert len({ax.get_xlim() for ax in figures.ranges(found, panels="measure").figure.axes}) == 1


def test_ranges_have_headings_diamonds_of_statements_and_lines_of_targets():
    found = made(
        [(60, Interval(60, 70, True, False)), 30, 40, 80],
        what=["b", "a", "a", "all"],
        of=["document", "zone", "zone", "zone"],
        role=["stated", "result", "target 2025", "target 2030"],
    )
    chart = figures.ranges(found, by="of", statement=["stated"], target=["target 2025", "target 2030"])
    (ax,) = chart.figure.axes
    assert rows_of(ax) == ["document", "b", "zone", "a"]
    assert points(ax, "D") == [(60, 1, True)]
    assert points(ax, "o") == [(30, 3, False)]
    in_row, crossing = segments(ax, COLOURS["soft-ink"])
    assert [x for x, _ in in_row] == [40, 40] and 2.5 < in_row[0][1] < in_row[1][1] < 3.5
    assert [x for x, _ in crossing] == [80, 80] and crossing[0][1] < 0 and crossing[1][1] > 3
    assert texts(ax) == ["> 60 %", "30 %", "target 2025: 40 %", "target 2030: 80 %"]
    assert layout.clashes(chart.figure) == []


def test_a_label_that_tells_other_rows_apart_names_the_statement_among_them():
    found = made([16.5, 14.5, 10.2], start=["as stated", "from 2019", "from 2020"], ratio=["tertiary"] * 3)
    (ax,) = figures.ranges(found, by="ratio", statement=["as stated"]).figure.axes
    assert rows_of(ax) == ["tertiary", "as stated", "from 2019", "from 2020"]
    assert points(ax, "D") == [(16.5, 1, True)]


def test_a_dumbbell_joins_its_two_marks_in_the_order_of_the_second():
    found = together(
        made([1.0, 4.0, 3.0], place=["a", "Chongqing", "c"], year=[2012] * 3),
        made([2.0, 3.0, None, 9.0], place=["a", "Chongqing", "c", "d"], year=[2024] * 4),
    )
    (ax,) = figures.dumbbell(found.sort_values("year", ascending=False), by="year").figure.axes
    assert rows_of(ax) == ["d", "Chongqing", "a", "c"]
    quiet, own = COLOURS["quiet"], COLOURS["main"]
    assert segments(ax, own) == [((3, 1), (4, 1))] and segments(ax, quiet) == [((1, 2), (2, 2))]
    assert len(segments(ax)) == 2
    large, small = (pick(line.get_markersize() for line in ax.lines) for pick in (max, min))
    assert large > small
    assert [(*line.get_xdata(), *line.get_ydata(), line.get_markersize(), line.get_color()) for line in ax.lines] == [
        (9, 0, large, quiet),
        (3, 1, large, own),
        (4, 1, small, own),
        (1, 2, small, quiet),
        (2, 2, large, quiet),
        (3, 3, small, quiet),
    ]
    assert numbers(ax) == [
        ("9 %", 9, 0, "left"),
        ("3 %", 3, 1, "right"),
        ("4 %", 4, 1, "left"),
        ("1 %", 1, 2, "right"),
        ("2 %", 2, 2, "left"),
        ("3 %", 3, 3, "left"),
    ]
    assert [line.get_markerfacecolor() == "white" for line in ax.lines] == [False, False, True, True, False, True]
    assert ax.lines[2].get_zorder() > ax.lines[1].get_zorder(), "a hollow dot is seen on a full one"


def test_the_key_of_a_dumbbell_tells_the_hollow_dot_of_the_first_from_the_full_one_of_the_second():
    found = together(made([4.0, 1.0], place=["a", "b"], year=[2024] * 2), made([2.0], place=["a"], year=[2012]))
    (ax,) = figures.dumbbell(found, by="year").figure.axes
    key = ax.get_legend()
    assert [text.get_text() for text in key.get_texts()] == ["2012", "2024"]
    first, second = key.legend_handles
    assert first.get_markerfacecolor() == "white" and second.get_markerfacecolor() == COLOURS["main"]
    assert first.get_markersize() < second.get_markersize()
    (ax,) = figures.dumbbell(made([1.0, 4.0], place=["Chongqing", "China"]), by="place").figure.axes
    assert [(dot.get_marker(), dot.get_markerfacecolor()) for dot in ax.get_legend().legend_handles] == [
        ("o", COLOURS["main"]),
        ("D", COLOURS["accent"]),
    ]


@pytest.mark.parametrize(("lowest", "crosses"), [(-2.0, True), (2.0, False)])
def test_a_dumbbell_has_a_line_at_zero_where_its_scale_crosses_it(lowest, crosses):
    found = together(made([lowest], place=["a"], year=[2012]), made([5.0], place=["a"], year=[2024]))
    (ax,) = figures.dumbbell(found, by="year").figure.axes
    assert ([0, 0] in [list(line.get_xdata()) for line in ax.lines]) == crosses


def test_the_intervals_of_a_dumbbell_are_lines_with_open_and_closed_ends_and_arrows():
    found = together(
        made(
            [(20, Interval(10, 30, True, False)), Interval(40, math.inf, False, True)],
            place=["a", "b"],
            year=[2012] * 2,
        ),
        made([80, 90], place=["a", "b"], year=[2024] * 2),
    )
    (ax,) = figures.dumbbell(found, by="year", order="given").figure.axes
    assert segments(ax) == [((20, 0), (80, 0)), ((40, 1), (90, 1))]
    thin = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 2]
    assert thin == [[[10, 0], [30, 0]], [[40, 1], [40, 1]]]
    assert points(ax, "o") == [
        (10, 0, True),
        (30, 0, False),
        (20, 0, True),
        (80, 0, False),
        (40, 1, False),
        (40, 1, True),
        (90, 1, False),
    ]
    assert arrows(ax) == [((40, 1), (1, 1))]


def test_a_dumbbell_of_two_places_has_their_colours_and_one_of_three_is_refused():
    found = made([1.0, 4.0], place=["Chongqing", "China"], level=["primary"] * 2)
    (ax,) = figures.dumbbell(found, by="place").figure.axes
    assert [(line.get_color(), line.get_marker()) for line in ax.lines] == [
        (COLOURS["main"], "o"),
        (COLOURS["accent"], "D"),
    ]
    with pytest.raises(ValueError, match="joins two marks, and place has a, b, c: select two"):
        figures.dumbbell(made([1, 2, 3], place=["a", "b", "c"]), by="place")


def test_a_ranking_orders_bars_and_tells_ranks_ties_spans_and_what_is_missing():
    near = [(6.0, Interval(5.5, 6.5)), (5.8, Interval(5.3, 6.3))]
    found = made([2.0, 9.0, 9.0, *near, None, 7.0], place=["a", "b", "c", "d", "e", "Tibet", "China"])
    (ax,) = figures.ranking(found).figure.axes
    assert rows_of(ax) == ["b", "c", "China", "d", "e", "a"]
    assert [bar.get_width() for bar in ax.patches] == [9, 9, 7, 6, 5.8, 2]
    assert all(bar.get_x() == 0 for bar in ax.patches)
    ranks = {round(text.xy[1]): text.get_text() for text in ax.texts if text.get_ha() == "right"}
    assert {place: ranks[place] for place in (0, 1, 3, 4, 5)} == {0: "1", 1: "1", 3: "3–4", 4: "3–4", 5: "5"}
    assert 2 not in ranks, "the nation has no rank among its provinces"
    assert "No value: Tibet" in texts(ax)
    (ax,) = figures.ranking(found, descending=False, unranked=()).figure.axes
    assert rows_of(ax) == ["a", "e", "d", "China", "b", "c"]
    assert "6" not in texts(ax) and "4" in texts(ax)


def test_ranks_of_a_chart_are_those_of_the_analysis(data):
    intensity = series.states(data, "gerd-share-of-grp", "peers")
    ranked = marks.of_series(data, series.ranks(intensity)).query("year == 2024").set_index("place")
    (ax,) = figures.ranking(marks.of_series(data, intensity).query("year == 2024")).figure.axes
    drawn = {rows_of(ax)[round(text.xy[1])]: text.get_text() for text in ax.texts if text.get_ha() == "right"}
    assert drawn == {
        place: f"{row['low']:.0f}" if row["low"] == row["high"] else f"{row['low']:.0f}–{row['high']:.0f}"
        for place, row in ranked.iterrows()
    }


def test_a_scatter_has_a_point_for_each_place_with_both_measures_and_a_line_of_its_marks():
    found = together(
        made([1.0, 2.0, 3.0, None], place=["a", "Chongqing", "c", "d"], measure=["x"] * 4),
        made([10.0, 20.0, 5.0], place=["a", "Chongqing", "d"], measure=["y"] * 3),
        made([1.0, 2.0, 10.0, 20.0], place=["fit"] * 4, measure=["x", "x", "y", "y"]),
    )
    (ax,) = figures.scatter(found, x="x", y="y", line=["fit"]).figure.axes
    single = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [(line.get_xdata()[0], line.get_ydata()[0], line.get_color()) for line in single] == [
        (1, 10, COLOURS["quiet"]),
        (2, 20, COLOURS["main"]),
    ]
    (fit,) = (line for line in ax.lines if len(line.get_xdata()) > 1)
    assert fit.get_xydata().tolist() == [[1, 10], [2, 20]]
    assert sorted(texts(ax)) == ["Chongqing", "a", "fit", "y"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")


def test_each_name_among_the_lines_of_a_scatter_has_its_own():
    found = together(
        made([1.0, 2.0, 3.0, 4.0], place=["Chongqing", "Chongqing", "Sichuan", "Sichuan"], measure=["x", "y"] * 2),
        made([1.0, 5.0, 9.0, 6.0], place=[""] * 4, measure=["x", "y"] * 2, line=["all"] * 4),
        made([1.0, 4.0, 9.0, 7.0], place=["Sichuan"] * 4, measure=["x", "y"] * 2, line=["without"] * 4),
    ).fillna({"line": ""})
    (ax,) = figures.scatter(found, x="x", y="y", line=["all", "without"]).figure.axes
    drawn = [(line.get_xydata().tolist(), line.get_color()) for line in ax.lines if len(line.get_xdata()) == 2]
    assert drawn == [([[1, 5], [9, 6]], COLOURS["soft-ink"]), ([[1, 4], [9, 7]], COLOURS["quiet"])]
    assert sorted(texts(ax)) == ["Chongqing", "Sichuan", "y"]


def test_the_name_of_a_fit_stands_at_its_free_end_and_names_of_points_off_the_fit():
    places = [f"a place {number}" for number in range(8)]
    found = together(
        made([8.0 + number / 10 for number in range(8)], place=places, measure=["x"] * 8),
        made([8.0 + number / 10 for number in range(8)], place=places, measure=["y"] * 8),
        made([1.0, 9.0, 1.0, 9.0], place=["fit"] * 4, measure=["x", "x", "y", "y"]),
    )
    chart = figures.scatter(found, x="x", y="y", line=["fit"])
    (ax,) = chart.figure.axes
    (name,) = [text for text in ax.texts if text.get_text() == "fit"]
    assert name.xy == (1, 1)
    chart.figure.draw_without_rendering()
    on_fit = ax.transData.transform([(at / 100, at / 100) for at in range(100, 901)])
    named = [text for text in ax.texts if text.get_visible() and text.get_text() in {*places, "fit"}]
    assert len(named) > 3 and not any(Text.get_window_extent(text).count_contains(on_fit) for text in named)


def test_a_scatter_names_the_points_that_it_is_told_to_and_crosses_lines_through_one():
    places = ["Chongqing", "China", "Sichuan", "Hubei"]
    found = twice(made([3.0, 2.0, 1.0, 4.0], place=places), "measure", "x", "y")
    (ax,) = figures.scatter(found, x="x", y="y", label=["Sichuan"], through="China").figure.axes
    assert sorted(texts(ax)) == ["China", "Chongqing", "Sichuan", "y"]
    crossing = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 2]
    assert crossing == [[[2, 0], [2, 1]], [[0, 2], [1, 2]]]
    for options in ({"label": ["Henan"]}, {"through": "Henan"}):
        with pytest.raises(ValueError, match="no point is called 'Henan'"):
            figures.scatter(found, x="x", y="y", **options)


def test_a_scatter_is_the_same_each_time_and_logarithmic_where_asked():
    found = twice(made([1.0, 10.0, 100.0], place=["a", "b", "c"]), "measure", "x", "y")
    axes = [figures.scatter(found, x="x", y="y", log=("x",)).figure.axes[0] for _ in range(2)]
    assert axes[0].get_xscale() == "log" and axes[0].get_yscale() == "linear"
    assert len({tuple(text.get_position() for text in ax.texts) for ax in axes}) == 1


def misplaced(ax, may_have_lines=False):
    """How many points are named, and the names over a dot, the frame or each other, or nearer to the dot of another."""
    ax.figure.draw_without_rendering()
    point = ax.figure.dpi / 72
    rims = {
        tuple(line.get_xydata()[0]): (ax.transData.transform(line.get_xydata()[0]), line.get_markersize() / 2 * point)
        for line in ax.lines
        if len(line.get_xdata()) == 1
    }
    names = [text for text in ax.texts if text.get_visible() and getattr(text, "xy", None) in rims]
    boxes = [Text.get_window_extent(text) for text in names]
    found = []
    for text, box in zip(names, boxes, strict=True):
        away = {at: math.dist(middle, np.clip(middle, box.min, box.max)) - rim for at, (middle, rim) in rims.items()}
        has_line = may_have_lines and text.arrow_patch.get_visible()
        if min(away.values()) <= 0 or (min(away, key=away.get) != text.xy and not has_line):
            found.append(f"{text.get_text()}: dots")
        if (box.min < ax.bbox.min).any() or (box.max > ax.bbox.max).any() or box.count_overlaps(boxes) > 1:
            found.append(f"{text.get_text()}: frame or names")
    return len(names), found


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [(6.5, [1, 1.5, 2, 3, 4, 5, 7]), (80, [1, 2, 5, 10, 20, 50, 100]), (9e4, [1, 10, 100, 1000, 10000, 100000])],
)
def test_a_logarithmic_axis_has_as_many_plain_numbers_as_fit(largest, ticks):
    found = twice(made([1.0, 1.2, largest], place=["a", "b", "c"]), "measure", "x", "y")
    chart = figures.scatter(found, x="x", y="y", log=("x",))
    (ax,) = chart.figure.axes
    low, high = ax.get_xlim()
    shown = [label.get_text() for label in ax.get_xticklabels() if low <= label.get_position()[0] <= high]
    assert shown == [f"{tick:,} %" for tick in ticks if tick <= high]
    assert layout.clashes(chart.figure) == []


def test_names_of_a_crowd_of_points_stand_nearest_to_their_own_and_on_none():
    crowd = {
        "Chongqing": (50.7, 50.59),
        "China": (49.02, 49.13),
        "Beijing": (48.43, 47.92),
        "Tianjin": (47.08, 47.41),
        "Shanghai": (49.65, 47.52),
        "Guangdong": (51.25, 50.6),
        "Jiangsu": (50.03, 51.72),
        "Zhejiang": (50.51, 50.72),
        "Sichuan": (51.02, 50.78),
        "Shaanxi": (49.12, 49.49),
        "Hubei": (52.65, 53.06),
        "Hunan": (49.12, 49.27),
        "Henan": (50.37, 50.95),
        "Anhui": (58.74, 55.08),
    }
    across, up = (
        made([point[axis] for point in crowd.values()], place=list(crowd), measure=["xy"[axis]] * len(crowd))
        for axis in (0, 1)
    )
    chart = figures.scatter(together(across, up), x="x", y="y")
    assert misplaced(chart.figure.axes[0]) == (14, [])
    assert layout.clashes(chart.figure) == []


@pytest.mark.slow
def test_names_in_scatter_plots_of_the_book_stand_nearest_to_their_own_points_or_have_a_line(data, monkeypatch):
    charts = [gallery.scatter(data)]
    monkeypatch.setattr(figures, "publish", lambda _, chart, *args, **texts: charts.append(chart))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        code = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        names: dict = {}
        while any("figures.scatter(" in source for source in code):
            exec(code.pop(0), names)
    shown = [misplaced(chart.figure.axes[0], may_have_lines=True) for chart in charts if chart.kind == "Scatter plot"]
    assert len(shown) > 1
    assert shown == [(count, []) for count, _ in shown]


@pytest.mark.slow
def test_names_of_points_that_find_no_room_are_left_out_but_never_those_that_stand_out():
    values = [*(50 + number / 100 for number in range(19)), 60]
    found = made(values, place=[*PLACES[:9], "Chongqing", *PLACES[9:19]])
    chart = figures.scatter(twice(found, "measure", "x", "y"), x="x", y="y")
    (ax,) = chart.figure.axes
    assert layout.clashes(chart.figure) == []
    assert "Chongqing" in texts(ax) and 1 < len(texts(ax)) < 20
    assert all(Text.get_window_extent(text).y0 > ax.bbox.y0 for text in ax.texts if text.get_visible())


def test_a_heat_map_has_a_number_in_each_cell_that_has_one():
    found = made([1.0, 2.0, 3.0, None], place=["a", "a", "b", "b"], year=[2024, 2012, 2012, 2024])
    (ax,) = figures.heat(found, down="place", across="year").figure.axes
    (mesh,) = (each for each in ax.collections if isinstance(each, QuadMesh))
    assert mesh.get_array().filled(math.nan).ravel().tolist()[:3] == [2, 1, 3]
    assert bool(mesh.get_array().mask.ravel()[3])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2012", "2024"]
    cells = {(x, y): text.get_text() for text in ax.texts[:-1] for x, y in [text.get_position()]}
    assert cells == {(0.5, 0.5): "2", (1.5, 0.5): "1", (0.5, 1.5): "3"}
    assert ax.texts[-1].get_text() == "%"
    (ax,) = figures.heat(found, down="place", across="year", order="value").figure.axes
    assert rows_of(ax) == ["b", "a"]


@pytest.mark.parametrize("name", ["heat", "tiles"])
def test_letters_on_cells_have_contrast(name):
    (ax,) = KINDS[name](made(MANY, place=PLACES)).figure.axes
    ax.figure.draw_without_rendering()
    for mesh in (each for each in ax.collections if isinstance(each, QuadMesh)):
        colours, corners = mesh.get_facecolors(), mesh.get_coordinates()
        for text in ax.texts:
            x, y = text.get_position()
            column, row = (
                next((k for k in range(len(edges) - 1) if edges[k] < at < edges[k + 1]), None)
                for at, edges in ((x, corners[0, :, 0]), (y, corners[:, 0, 1]))
            )
            if column is None or row is None or np.ma.getmaskarray(mesh.get_array())[row, column]:
                continue
            pair = style.luminance(colours[row * (corners.shape[1] - 1) + column]), style.luminance(text.get_color())
            assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5, text.get_text()


def test_tiles_stand_where_the_grid_says_shaded_by_class():
    found = made([1.0, 2.0, 50.0, None], place=["a", "Chongqing", "c", "d"])
    grid = pd.DataFrame(
        [("a", 1, 1), ("Chongqing", 1, 2), ("c", 2, 2), ("d", 2, 1), ("e", 3, 1)], columns=["place", "row", "column"]
    )
    (ax,) = figures.tiles(found, grid=grid, classes=2).figure.axes
    tiles, key = (each for each in ax.collections if isinstance(each, QuadMesh))
    assert tiles.get_array().filled(-1).tolist() == [[0, 0], [-1, 1], [-1, -1]]
    assert key.get_array().ravel().tolist() == [0, 1]
    at = {
        text.get_text(): (math.floor(text.get_position()[0]), math.floor(text.get_position()[1])) for text in ax.texts
    }
    assert {name: at[name] for name in ("a", "Chongqing", "c", "d", "e")} == {
        "a": (0, 0),
        "Chongqing": (1, 0),
        "c": (1, 1),
        "d": (0, 1),
        "e": (0, 2),
    }
    assert {"1 to 2 %", "50 %"} <= set(at)
    frames = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert sorted(patch.get_xy() for patch in frames if patch.get_width() == 1) == [(1, 0)]
    assert sorted(math.floor(patch.get_y()) for patch in frames if patch.get_width() < 1) == [1, 2]
    with pytest.raises(ValueError, match="does not say where c, d stand"):
        figures.tiles(found, grid=grid.iloc[:2])


def test_names_too_wide_for_a_tile_are_broken_between_syllables():
    places = ["Shapingba", "Nan'an", "Zhong County", "Yongchuan", "Fengjie", "Heilongjiang", "Wuxi"]
    grid = pd.DataFrame({"place": places, "row": 0, "column": [0, 1, 2, 3, 4, 5, 8]})
    (ax,) = figures.tiles(made([1.0] * 7, place=places), grid=grid).figure.axes
    shown = ["Sha-\npingba", "Nan'an", "Zhong\nCounty", "Yong-\nchuan", "Fengjie", "Hei-\nlong-\njiang", "Wuxi"]
    assert [text for text in texts(ax) if text[0].isalpha()] == shown


@pytest.mark.parametrize("values", [[-7.0, -6, -3, -1, 0, 2, 3, 5], [-0.5, 0.5, 1, 1.5, 2, 3, 4, 5]])
def test_zero_is_a_border_of_the_shades_of_tiles_and_what_is_below_it_has_another_colour(values):
    grid = pd.DataFrame({"place": list("abcdefgh"), "row": 0, "column": range(8)})
    (ax,) = figures.tiles(made(values, place=list(grid["place"])), grid=grid, decimals=1).figure.axes
    tiles, key = (each for each in ax.collections if isinstance(each, QuadMesh))
    classes = tiles.get_array().ravel()
    below = {group for group, value in zip(classes, values, strict=True) if value < 0}
    assert not below & {group for group, value in zip(classes, values, strict=True) if value >= 0}
    ax.figure.draw_without_rendering()
    assert [red > blue for red, _, blue, _ in key.get_facecolors()] == [place in below for place in range(5)]
    # In grey only the sign tells them apart.
    signs = {text[0] for text in texts(ax) if text[1:2].isdigit() and "to" not in text and not text.startswith("0")}
    assert signs == {"+", "\N{MINUS SIGN}"}


def test_no_two_shades_of_tiles_have_a_printed_number_in_common():
    values = [0.9, 1.05, 1.1, 1.14, 1.4, 1.5]
    grid = pd.DataFrame({"place": list("abcdef"), "row": 0, "column": range(6)})
    for classes in (2, 3, 4):
        (ax,) = figures.tiles(made(values, place=list("abcdef")), grid=grid, decimals=1, classes=classes).figure.axes
        key = [end for text in texts(ax)[-classes:] for end in {*text.removesuffix(" %").split(" to ")}]
        assert len(key) == len(set(key))


def test_panels_of_tiles_share_their_shades():
    found = made([1.0, 2.0, 10.0, 20.0], place=["a", "b"] * 2, year=[2012, 2012, 2024, 2024])
    grid = pd.DataFrame([("a", 0, 0), ("b", 0, 1)], columns=["place", "row", "column"])
    axes = figures.tiles(found, grid=grid, panels="year").figure.axes
    shown = [[int(each) for each in ax.collections[0].get_array().ravel()] for ax in axes]
    assert shown == [[0, 1], [2, 3]]
    assert [texts(ax)[-4:] for ax in axes] == [["1 %", "2 %", "10 %", "20 %"]] * 2


def test_a_timeline_has_results_above_and_targets_below_each_at_its_time():
    found = made(
        [1.0, 2.0, (3.0, Interval(3, 4, True)), 5.0],
        what=["spending"] * 4,
        year=[2012, 2018, 2021, 2025],
        role=["result", "result", "stated", "target"],
    )
    (ax,) = figures.timeline(found, statement=["stated"], target=["target"]).figure.axes
    dots, diamonds, stems = points(ax, "o"), points(ax, "D"), segments(ax)
    assert [x for x, _, _ in dots] == [2012, 2018] and all(y > 0 for _, y, _ in dots)
    assert [(x, hollow) for x, _, hollow in diamonds] == [(2021, True)]
    assert [start[0] for start, _ in stems] == [2012, 2018, 2021, 2025]
    assert [start[1] > 0 for start, _ in stems] == [True, True, True, False]
    assert [text for text in texts(ax) if ":" in text] == ["2012: 1 %", "2018: 2 %", "2021: > 3 %", "2025: 5 %"]


def test_a_timeline_shows_events_and_how_long_they_last():
    found = made([None, None], what=["plan", "visit"], year=["2016", "2018"], until=["2020", ""])
    (ax,) = figures.timeline(found).figure.axes
    assert [(start[0], end[0]) for start, end in segments(ax) if start[1] == end[1]] == [(2016, 2020)]
    assert texts(ax) == ["2016–2020", "plan", "2018", "visit"]
    events = marks.events(["x", "y"], **found[["what", "year", "until"]])
    assert words.alternative_text("Timeline", "x", "y.", ax.figure, events).endswith("plan, 2016, 2020; visit, 2018.")


def test_a_year_of_a_timeline_goes_from_tick_to_tick_with_its_name_in_the_middle():
    (ax,) = figures.timeline(made([1.0, 2.0], what=["then", "now"], year=[2020, 2022])).figure.axes
    ticks = [line.get_xdata() for line in ax.lines if line.get_color() == "#8C8C8C"]
    assert [sorted(set(x[~np.isnan(x)])) for x in ticks] == [[2019.5, 2020.5, 2021.5, 2022.5]] * 2
    assert {2020, 2021, 2022} <= set(ax.get_xticks())


def test_texts_of_a_timeline_end_at_their_lines_together_where_the_last_must():
    found = made([1.0, 2.0, 3.0], what=["a", "b", "a name of some length"], year=[2015, 2020, 2024], role=["aim"] * 3)
    found = together(found, made([1.0], what=["start"], year=[2010], role=["result"]))
    (ax,) = figures.timeline(found, target=["aim"]).figure.axes
    sides = {text.get_ha() for text in ax.texts if text.get_text()[:4] in ("2015", "2020", "2024")}
    assert sides == {"right"}


def test_a_number_on_a_timeline_is_not_shortened():
    (ax,) = figures.timeline(made([64.25, 60.0], what=["then", "now"], year=[2024, 2025])).figure.axes
    assert [text for text in texts(ax) if ":" in text] == ["2024: 64.25 %", "2025: 60 %"]


@pytest.mark.parametrize("years", [[2010, 2011, 2012, 2013], [2010, 2020, 2021, 2035, 2035]])
def test_no_line_of_a_timeline_crosses_a_text(years):
    names = [f"something that takes two lines of text {number}" for number in range(len(years))]
    chart = figures.timeline(made([float(year) for year in years], year=years, what=names))
    chart.figure.draw_without_rendering()
    (ax,) = chart.figure.axes
    assert layout.clashes(chart.figure) == []
    for start, end in segments(ax):
        (x, low), (_, high) = ax.transData.transform([start, end])
        for text in (each for each in ax.texts if each.get_text()):
            box = text.get_window_extent()
            is_beside = x <= box.x0 or x >= box.x1 or max(low, high) <= box.y0 or min(low, high) >= box.y1
            assert is_beside, text.get_text()


def test_texts_are_measured_in_the_font_of_the_report_from_the_first_chart_on():
    found = made([5.0], what=["a name of some length is broken into lines that are as long as fit"], year=[2020])
    plt.rcdefaults()
    layout._width.cache_clear()
    first = texts(figures.timeline(found).figure.axes[0])
    layout._width.cache_clear()
    assert texts(figures.timeline(found).figure.axes[0]) == first
