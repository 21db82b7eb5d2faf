"""Kinds of chart: what is drawn are exactly the marks, alone and in panels, whatever is missing or open."""

import inspect
import math

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from cqbook import figures
from cqbook.analysis import series
from cqbook.figures import layout, marks, style
from cqbook.figures.kinds import scales
from cqbook.figures.style import CATEGORIES, COLOURS
from cqbook.quantities.intervals import Interval
from cqbook.quantities.quantity import Quantity

OBSERVATION = "icq-2022-03-technology-based-enterprises"


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def made(values, **labels):
    """Marks of numbers, of intervals, of (number, interval), or of None where there is a gap."""
    quantities = []
    for each in values:
        value, span = each if isinstance(each, tuple) else (None, each) if isinstance(each, Interval) else (each, None)
        span = span or Interval(value or 0, value or 0)
        quantities.append(Quantity(span, "percent", "made up", (OBSERVATION,), value))
    found = marks.computed(quantities, **labels)
    gaps = [each is None for each in values]
    found.loc[gaps, ["value", "low", "high"]] = math.nan
    found.loc[gaps, "gap"] = "not published"
    return found


def over_years(values, place="Chongqing", first=2020):
    return made(values, place=[place] * len(values), year=list(range(first, first + len(values))))


def together(*frames):
    return pd.concat(frames, ignore_index=True)


def drawn_lines(ax, colour):
    """The points of the lines of one colour, as lists of (year, value)."""
    found = [line for line in ax.lines if line.get_color() == colour and line.get_linestyle() != "None"]
    return [list(zip(line.get_xdata().tolist(), line.get_ydata().tolist(), strict=True)) for line in found]


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_visible() and text.get_text()]


def bar_ends(ax):
    """Start and length of the bars, from the top."""
    bars = sorted((bar for bar in ax.patches if bar.get_facecolor() != (1, 1, 1, 1)), key=lambda bar: bar.get_y())
    return [(round(bar.get_x(), 9), round(bar.get_width(), 9)) for bar in bars]


def rows_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


# Each kind with marks of all shapes.
PLACES = [f"Place number {number}" for number in range(30)] + ["Chongqing"]
MANY = [float(number % 11 + 1) for number in range(31)]
KINDS = {
    "lines": lambda found, **options: figures.lines(found.assign(year=2020), **options),
    "bars": figures.bars,
    "stacked": lambda found, **options: figures.stacked(
        together(found.assign(part="a"), found.assign(part="b")), by="part", **options
    ),
}
SHAPES = {
    "one row": made([5.0], place=["Chongqing"]),
    "many rows": made(MANY, place=PLACES),
    "a gap": made([5.0, None], place=["Chongqing", "China"]),
    "open ends": made([(5.0, Interval(5, 6, True)), (4.0, Interval(3, 4, False, True))], place=["Chongqing", "China"]),
    "no limit": made([(5.0, Interval(5, math.inf, False, True)), 2.0], place=["Chongqing", "China"]),
    "below zero": made([-5.0, 4.0], place=["Chongqing", "China"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", KINDS)
def test_marks_of_all_shapes_are_drawn_without_a_text_that_overlaps_or_is_cut(name, shape):
    assert layout.clashes(KINDS[name](SHAPES[shape]).figure) == []
    twice = together(SHAPES[shape].assign(panel="first"), SHAPES[shape].assign(panel="second"))
    chart = KINDS[name](twice, panels="panel")
    assert layout.clashes(chart.figure) == []
    assert [ax.get_title("left") for ax in chart.figure.axes] == ["first", "second"]


@pytest.mark.slow
def test_all_lines_of_31_places_are_named_without_overlap():
    found = together(*(over_years([value, value + 1], place) for place, value in zip(PLACES, MANY, strict=True)))
    chart = figures.lines(found, label="all")
    # Chongqing stands out, so its last number stands beside its name.
    names = ["Chongqing 10 %" if place == "Chongqing" else place for place in PLACES]
    assert sorted(texts(chart.figure.axes[0])) == sorted(names)
    assert layout.clashes(chart.figure) == []


def test_lines_are_their_marks_and_stop_at_missing_years_and_breaks():
    found = over_years([1.0, 2.0, None, 4.0, 5.0, 6.0]).assign(note=["", "", "", "", marks.BREAK, ""])
    chart = figures.lines(together(found, over_years([3.0, 3.5], "Sichuan")))
    (ax,) = chart.figure.axes
    pieces = [[(2020, 1), (2021, 2)], [(2023, 4)], [(2024, 5), (2025, 6)]]
    assert drawn_lines(ax, COLOURS["main"]) == pieces
    assert drawn_lines(ax, COLOURS["quiet"]) == [[(2020, 3), (2021, 3.5)]]
    assert texts(ax) == ["Chongqing 6.0 %"]
    assert len(chart.marks) == 8


def test_lines_of_the_dataset_have_all_its_values(data):
    found = marks.of_series(data, series.states(data, "gerd", ["CN-CQ", "CN-SC"]))
    (ax,) = figures.lines(found).figure.axes
    for place, colour in {"Chongqing": COLOURS["main"], "Sichuan": COLOURS["quiet"]}.items():
        points = [point for line in drawn_lines(ax, colour) for point in line]
        own = found.loc[(found["place"] == place) & found["value"].notna()]
        assert sorted(points) == list(zip(own["year"], own["value"], strict=True))
    assert ax.get_ylabel() == "yuan"


@pytest.mark.parametrize(("lowest", "starts_at_zero"), [(4.4, True), (4.6, False), (-1.0, False)])
def test_a_scale_starts_at_zero_unless_that_takes_almost_half_of_it(lowest, starts_at_zero):
    (ax,) = figures.lines(over_years([lowest, 10.0])).figure.axes
    assert (ax.get_ylim()[0] == 0) == starts_at_zero


@pytest.mark.parametrize(
    ("values", "highest", "is_bold"), [([4.0, 26.0], 30, True), ([72.0, 103.0], 110, False), ([-3.0, 13.0], 15, False)]
)
def test_a_line_below_is_bold_at_zero_only_and_a_tick_reaches_the_highest_value(values, highest, is_bold):
    found = over_years(values)
    (ax,) = figures.lines(found).figure.axes
    low, high = ax.get_ylim()
    assert max(tick for tick in ax.get_yticks() if low <= tick <= high) == highest
    with style.house():
        grid, edge = plt.rcParams["grid.color"], plt.rcParams["axes.edgecolor"]
    assert (ax.spines["bottom"].get_edgecolor() != to_rgba(grid)) == is_bold
    zero = [line for line in ax.lines if line.get_color() == edge]
    assert [set(line.get_ydata()) for line in zero] == ([{0}] if min(values) < 0 else [])


def test_panels_reach_the_highest_value_of_all():
    found = together(over_years([1.0, 9.0]).assign(what="a"), over_years([1.0, 26.0]).assign(what="b"))
    assert {ax.get_ylim() for ax in figures.lines(found, panels="what").figure.axes} == {(0, 30)}


def test_up_to_three_lines_have_their_last_number_beside_the_name_where_no_line_is_added():
    found = together(over_years([1.0, 2.5]), over_years([2.0, 4.5], "China"), over_years([3.0, 3.0], "Hubei"))
    (ax,) = figures.lines(found, label="all").figure.axes
    assert set(texts(ax)) == {"China 4.5 %", "Chongqing 2.5 %", "Hubei"}
    four = together(*(over_years([1.0, 2.0]).assign(what=name) for name in "abcd"))
    assert set(texts(figures.lines(four).figure.axes[0])) == set("abcd")
    long = over_years([1.0, 2.0]).assign(place="Vocational colleges (all)")
    assert texts(figures.lines(long).figure.axes[0]) == ["Vocational colleges (all)"]


def test_the_name_of_an_aim_has_its_year_where_it_fits():
    aim = over_years([7.0], first=2027).assign(what="aim")
    line = over_years([1.0, 2.0]).assign(what="line")
    for name, told in {"aim": "aim for 2027: 7 %", "aim of 2022": "aim of 2022: 7 %"}.items():
        (ax,) = figures.lines(together(line, aim.assign(what=name)), target=[name]).figure.axes
        assert told in texts(ax)


def test_lines_that_stand_out_among_others_are_cased_in_the_colour_of_the_page():
    found = together(over_years([1.0, 2.0]), over_years([2.0, 1.0], "Hubei"))
    (ax,) = figures.lines(found).figure.axes
    (casing,) = [line for line in ax.lines if line.get_color() == "#FFFFFF"]
    own = next(line for line in ax.lines if line.get_color() == COLOURS["main"])
    other = next(line for line in ax.lines if line.get_color() == COLOURS["quiet"])
    assert other.zorder < casing.zorder < own.zorder and casing.get_linewidth() > own.get_linewidth()
    (ax,) = figures.lines(over_years([1.0, 2.0])).figure.axes
    assert not drawn_lines(ax, "#FFFFFF")


def test_an_end_that_a_reading_rule_merely_allows_has_no_dot():
    found = together(over_years([1.0, 2.0]), over_years([(3.0, Interval(3, 5, True))]).assign(place="said"))
    (ax,) = figures.lines(found, statement=["said"]).figure.axes
    assert 5 not in [line.get_ydata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert [3, 5] in [list(line.get_ydata()) for line in ax.lines]


def test_the_band_of_a_line_is_its_intervals():
    found = over_years([(2.0, Interval(1, 3)), (3.0, Interval(2.5, 4)), (4.0, Interval(4, 4))])
    (ax,) = figures.lines(found).figure.axes
    (band,) = ax.collections
    (path,) = band.get_paths()
    corners = {tuple(point) for point in path.vertices.round(9).tolist()}
    assert corners == {(2020, 1), (2020, 3), (2021, 2.5), (2021, 4), (2022, 4)}


def test_the_gap_between_two_lines_is_shaded_in_the_colour_of_the_upper_one():
    found = together(over_years([1.0, 2.0, 4.0]), over_years([2.0, 2.5, 3.0, 3.5], "China"))
    (ax,) = figures.lines(found, between=["Chongqing", "China"]).figure.axes
    crossing = 2021 + 0.5 / 1.5
    spans = {"main": (crossing, 2022), "accent": (2020, crossing)}
    for area, (colour, years) in zip(ax.collections, spans.items(), strict=True):
        assert tuple(area.get_facecolor()[0]) == to_rgba(COLOURS[colour], 0.25)
        assert [path.get_extents().intervalx.tolist() for path in area.get_paths()] == [pytest.approx(years)]
    with pytest.raises(ValueError, match="two lines, of Chongqing, China"):
        figures.lines(found, between=["Chongqing", "Sichuan"])


def test_a_value_known_only_as_an_interval_is_a_line_with_open_and_closed_ends():
    found = over_years([1.0, Interval(2, 3, True), 4.0])
    (ax,) = figures.lines(found).figure.axes
    assert [(2021, 2), (2021, 3)] in drawn_lines(ax, COLOURS["main"])
    ends = {line.get_ydata()[0]: line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"}
    assert (ends[2], ends[3]) == ("white", COLOURS["main"])


def test_statements_and_targets_stand_in_their_time(data):
    line = marks.in_unit(marks.of_series(data, series.states(data, "gerd", ["CN-CQ"])), 1e9, "billion yuan")
    said = marks.stated(data, ["icq-2022-10-gerd"], place=["Chongqing"], year=["said in October"])
    aim = said.assign(year="target 2026", when=2026.0, value=90.0, low=90.0, high=90.0, low_open=False)
    chart = figures.lines(together(line, said, aim), statement=["said in October"], target=["target 2026"])
    (ax,) = chart.figure.axes
    (diamond,) = [mark for mark in ax.lines if mark.get_marker() == "D"]
    assert (diamond.get_xdata().tolist(), diamond.get_ydata().tolist()) == ([2021], [60])
    assert diamond.get_markerfacecolor() == "white"
    (dashes,) = ax.collections[-1].get_segments()
    assert dashes[1].tolist() == [2026, 90] and dashes[0][1] == 90
    assert set(texts(ax)) == {"Chongqing 79.7", "said in October: > 60", "target 2026: 90"}
    assert layout.clashes(chart.figure) == []


def test_statements_are_named_beside_their_marks_with_all_their_digits(data):
    names = "indicator_id == 'esi-top-one-percent-subjects' and place_id == 'CN-CQ'"
    rows = data.facts.query(names).sort_values("start")
    dates = rows["start"].dt.strftime("%B %Y")
    chart = figures.lines(marks.stated(data, rows.index, date=dates.tolist()), statement=dates)
    (ax,) = chart.figure.axes
    assert set(texts(ax)) == {f"{date}: {value:.0f}" for date, value in zip(dates, rows["value"], strict=True)}
    assert layout.clashes(chart.figure) == []
    diamonds = [mark.get_window_extent() for mark in ax.lines if mark.get_marker() == "D"]
    assert len(diamonds) == len(rows)
    assert not any(Text.get_window_extent(text).overlaps(diamond) for text in ax.texts for diamond in diamonds)
    ratio = marks.stated(data, ["icq-2025-10-gross-enrolment-ratio-tertiary"], date=["said"])
    for chart in (figures.lines(ratio, statement=["said"]), figures.bars(ratio, statement=["said"])):
        assert texts(chart.figure.axes[0]) == ["said: 64.25 %"]


def test_several_targets_are_short_lines_up_to_their_years():
    aims = together(*(over_years([value]).assign(year=year) for year, value in ((2022, 5.0), (2026, 7.0))))
    found = together(over_years([1.0, 2.0, 3.0, 4.0]).assign(what="line"), aims.assign(what="aim"))
    (ax,) = figures.lines(found, target=["aim"]).figure.axes
    lines = [lines.get_segments()[0].tolist() for lines in ax.collections]
    assert [end for _, end in lines] == [[2022, 5], [2026, 7]]
    assert all(1 < end[0] - start[0] < 2 for start, end in lines)


def test_points_are_hollow_dots_apart_from_lines_with_the_room_that_their_interval_leaves():
    printed = over_years([1.5, (3.0, Interval(2, 3))]).assign(base="first")
    chart = figures.lines(together(over_years([1.0, 2.0]).assign(base="new"), printed), by="place", points=["first"])
    (ax,) = chart.figure.axes
    assert drawn_lines(ax, COLOURS["main"]) == [[(2020, 1), (2021, 2)]]
    dots = [line for line in ax.lines if line.get_markerfacecolor() == "white"]
    assert [dot.get_xydata().tolist() for dot in dots] == [[[2020, 1.5], [2021, 3]]]
    assert {dot.get_color() for dot in dots} == {COLOURS["main"]}
    assert [bar.get_segments()[0].tolist() for bar in ax.collections] == [[[2021, 2], [2021, 3]]]


def test_panels_show_the_lines_of_all_others_behind_their_own():
    first, second = over_years([1.0, None, 3.0], "Sichuan"), over_years([4.0, 5.0])
    chart = figures.lines(together(first, second), by="place", panels="place", behind="all", label="none")
    left, right = chart.figure.axes
    assert drawn_lines(left, "#E3E3E3")[0][:2] == [(2020, 4), (2021, 5)]
    behind = drawn_lines(right, "#E3E3E3")[0]
    assert [point for point in behind if not math.isnan(point[1])] == [(2020, 1), (2022, 3)]
    assert math.isnan(behind[1][1])  # no line over the missing year
    assert drawn_lines(right, COLOURS["main"]) == [[(2020, 4), (2021, 5)]]
    assert drawn_lines(left, COLOURS["soft-ink"]) == [[(2020, 1)], [(2022, 3)]]


def test_the_first_rank_is_on_top_and_each_or_every_fifth_has_its_tick():
    found = together(over_years([1.0, 1.0]), over_years([3.0, 2.0], "Sichuan")).assign(unit="rank")
    (ax,) = figures.lines(found, label="all").figure.axes
    low, high = ax.get_ylim()
    assert low > 3 and 0 < high < 1
    assert [tick for tick in ax.get_yticks() if high <= tick <= low] == [1, 2, 3]
    (ax,) = figures.lines(over_years([14.0, 2.0]).assign(unit="rank"), label="ends").figure.axes
    assert list(ax.get_yticks()) == [1, 5, 10, 15]
    (ax,) = figures.lines(over_years([14.0, 9.0]).assign(unit="rank")).figure.axes
    assert list(ax.get_yticks()) == [9, 10, 11, 12, 13, 14]


def test_categories_are_told_apart_by_more_than_colour():
    found = together(*(over_years([float(n), 9.0 - n]).assign(what=f"kind {n}") for n in range(4)))
    (ax,) = figures.lines(found).figure.axes
    shown = [line for line in ax.lines if line.get_linestyle() != "None"]
    assert {line.get_color() for line in shown} == set(CATEGORIES)
    assert len({line.get_linestyle() + str(line._unscaled_dash_pattern) for line in shown}) == 4
    with pytest.raises(ValueError, match="only 4 can be told apart, not 5"):
        figures.lines(together(found, over_years([1.0, 2.0]).assign(what="kind 5")))


def test_lines_of_panels_are_named_once_and_say_their_ends_everywhere():
    one = together(over_years([1.0, 2.5]), over_years([2.0, 4.5], "China"))
    found = together(one.assign(what="a"), one.assign(what="b"))
    names = figures.lines(found, panels="what").figure.axes
    assert [sorted(texts(ax)) for ax in names] == [["China", "Chongqing"], []]
    numbers = figures.lines(found, panels="what", label="ends").figure.axes[1]
    assert sorted(texts(numbers)) == ["1.0 %", "2.0 %", "2.5 %", "4.5 %"]


def test_two_marks_of_a_line_in_one_year_are_refused():
    found = together(over_years([1.0]).assign(what="a"), over_years([2.0]).assign(what="b"))
    with pytest.raises(ValueError, match="two marks of 'Chongqing' in one year"):
        figures.lines(found, by="place")


def test_a_kind_says_how_it_is_called():
    options = inspect.signature(figures.lines).parameters
    assert list(options)[:5] == ["marks", "by", "highlight", "statement", "target"]
    assert {"panels", "columns", "same_scale"} < set(options) and not {"ax", "rows", "whole"} & set(options)
    assert "panels: a label of the marks" in figures.lines.__doc__ and "ax:" not in figures.lines.__doc__


@pytest.mark.parametrize("option", ["highlight", "statement", "target"])
def test_an_option_that_names_no_mark_is_refused(option):
    for draw in (figures.lines, figures.bars):
        with pytest.raises(ValueError, match="no mark has the label 'Chonqing'"):
            draw(over_years([1.0, 2.0]), **{option: ["Chonqing"]})


def test_bars_are_their_marks_largest_on_top():
    found = made([2.0, None, 5.5, -1.0], place=["Chongqing", "Hubei", "Sichuan", "China"])
    (ax,) = figures.bars(found, order="value").figure.axes
    assert rows_of(ax) == ["Sichuan", "Chongqing", "China", "Hubei"]
    assert bar_ends(ax) == [(0, 5.5), (0, 2), (0, -1)]
    assert texts(ax) == ["5.5 %", "2.0 %", "\N{MINUS SIGN}1.0 %"]
    colours = [plt.matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches]
    assert colours == [COLOURS["quiet"], COLOURS["main"], COLOURS["accent"]]
    (ax,) = figures.bars(found, order=["China", "Hubei"]).figure.axes
    assert rows_of(ax) == ["China", "Hubei", "Chongqing", "Sichuan"]


def test_the_interval_of_a_bar_is_a_line_over_it():
    found = made([(5.0, Interval(4, 7)), Interval(2, 3, True), Interval(-3, -1)], what=["a", "b", "c"])
    (ax,) = figures.bars(found).figure.axes
    assert bar_ends(ax) == [(0, 5), (0, 2), (0, -1)], "up to the nearer end where only the interval is known"
    ends = [
        tuple(line.get_xdata())
        for line in ax.lines
        if line.get_color() == COLOURS["ink"] and len(line.get_xdata()) == 2
    ]
    assert ends == [(4, 7), (2, 3), (-3, -1)]
    hollow = [
        line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o" and line.get_markerfacecolor() == "white"
    ]
    assert hollow == [2]
    assert texts(ax) == ["5 %", "2 to 3 %", "\N{MINUS SIGN}3 to \N{MINUS SIGN}1 %"]


def test_bars_of_a_row_are_told_apart_by_a_label_and_named_once():
    found = made([1.0, 2.0, 3.0, 4.0], place=["Hubei", "Hubei", "Sichuan", "Sichuan"], year=["2010", "2020"] * 2)
    (ax,) = figures.bars(found, by="year").figure.axes
    assert rows_of(ax) == ["Hubei", "Sichuan"]
    assert [width for _, width in bar_ends(ax)] == [1, 2, 3, 4]
    assert texts(ax) == ["1 %  2010", "2 %  2020", "3 %", "4 %"]
    with pytest.raises(ValueError, match="two bars are both called 'Hubei', 'Sichuan'"):
        figures.bars(together(found, found), by="year")


def test_statements_and_targets_stand_in_the_row_of_their_bar(data):
    names = [OBSERVATION, "icq-2022-03-high-tech-enterprises", "icq-plan-technology-based-enterprises"]
    firms = ["technology-based", "high-tech", "technology-based"]
    found = marks.stated(data, names, firm=firms, what=["March", "March", "target 2025"])
    (ax,) = figures.bars(found, target=["target 2025"]).figure.axes
    assert rows_of(ax) == ["technology-based", "high-tech"]
    (dashes,) = ax.collections[0].get_segments()
    assert set(dashes[:, 0]) == {2000}
    assert texts(ax) == ["1,164", "target 2025: 2,000", "241"]
    (ax,) = figures.bars(found, statement=["target 2025"]).figure.axes
    (diamond,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert diamond.get_xdata().tolist() == [2000]


def stack(**changed):
    values = {"economy": [3.0, 2.0], "prices": [1.0, None], "intensity": [2.0, -1.5], "all": [6.0, 0.5]} | changed
    return together(*(made(own, place=["Chongqing", "Tianjin"]).assign(part=part) for part, own in values.items()))


def test_parts_lie_one_after_the_other_and_left_of_zero_where_negative():
    (ax,) = figures.stacked(stack(), by="part", total="all").figure.axes
    assert rows_of(ax) == ["Chongqing", "Tianjin"]
    assert bar_ends(ax) == [(0, 3), (3, 1), (4, 2), (0, 2), (0, -1.5)]
    said = texts(ax)
    assert {"6.0 %  all", "0.5 %"} <= set(said)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["economy", "prices", "intensity"]
    assert "3.0 %" in said, "a part that has room carries its number"


def test_a_number_that_does_not_fit_its_part_is_left_out():
    (ax,) = figures.stacked(stack(prices=[0.05, 0.05]), by="part", total="all").figure.axes
    assert "0.05 %" not in texts(ax) and "0.1 %" not in texts(ax)


def test_parts_that_the_first_bar_lacks_are_named_in_a_legend():
    (ax,) = figures.stacked(stack(prices=[None, 1.0]), by="part", total="all").figure.axes
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["economy", "prices", "intensity"]


def test_parts_whose_names_have_no_room_above_them_are_named_in_a_legend_in_their_order_above_all_lines():
    wide = together(*(made([9.0], place=["Chongqing"]).assign(part=part) for part in ("one", "two", "three")))
    (ax,) = figures.stacked(wide, by="part").figure.axes
    assert ax.get_legend() is None and {"one", "two", "three"} < set(texts(ax))
    narrow = stack(economy=[0.5, 0.5], prices=[0.5, 0.5], intensity=[30.0, 30.0])
    chart = figures.stacked(narrow.query("part != 'all'"), by="part")
    (ax,) = chart.figure.axes
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["economy", "prices", "intensity"]
    chart.figure.draw_without_rendering()
    places = [text.get_window_extent() for text in legend.get_texts()]
    assert len({round(box.y0) for box in places}) == 1, "in one row"
    (cover,) = [patch for patch in ax.patches if patch.get_facecolor() == (1, 1, 1, 1)]
    assert cover.get_zorder() > 0.5, "over the grid"
    assert all(cover.get_window_extent().y0 <= box.y0 < cover.get_window_extent().y1 for box in places)
    many = together(*(made([9.0], place=["Chongqing"]).assign(part=f"part with a long name {n}") for n in range(4)))
    many.loc[0, "value"] = math.nan
    chart = figures.stacked(many, by="part")
    chart.figure.draw_without_rendering()
    legend = chart.figure.axes[0].get_legend()
    in_lines = sorted(legend.get_texts(), key=lambda text: (-text.get_window_extent().y0, text.get_window_extent().x0))
    assert [text.get_text()[-1] for text in in_lines] == list("0123")


def test_a_part_that_stands_twice_in_a_bar_is_refused():
    with pytest.raises(ValueError, match="Chongqing has the part economy twice"):
        figures.stacked(together(stack(), stack().iloc[:1]), by="part", total="all")


def test_panels_share_their_scale_and_label_their_outer_axes():
    found = together(
        *(over_years([1.0, scale]).assign(what=name) for name, scale in (("a", 9.0), ("b", 2.0), ("c", 3.0)))
    )
    axes = figures.lines(found, panels="what").figure.axes
    assert len({ax.get_ylim() for ax in axes}) == 1
    is_labelled = [(bool(ax.get_xticklabels()), bool(ax.get_yticklabels())) for ax in axes]
    assert is_labelled == [(False, True), (True, False), (True, True)]
    own = figures.lines(found, panels="what", same_scale=False).figure.axes
    assert len({ax.get_ylim() for ax in own}) == 3
    assert all(ax.get_yticklabels() for ax in own)


def test_three_panels_side_by_side_have_room_for_the_labels_of_their_axes():
    chart = figures.bars(
        together(*(made([80.0, 116.0], place=["Hubei", "Hunan"]).assign(what=name) for name in "abc")),
        panels="what",
        columns=3,
    )
    assert layout.clashes(chart.figure) == []


def test_rows_that_differ_from_panel_to_panel_keep_their_names():
    found = together(
        made([1.0, 2.0], place=["Hubei", "Hunan"], panel=["a", "b"]), made([3.0], place=["Henan"], panel=["a"])
    )
    axes = figures.bars(found, panels="panel").figure.axes
    assert [rows_of(ax) for ax in axes] == [["Hubei", "Henan"], ["Hunan"]]
    assert [[width for _, width in bar_ends(ax)] for ax in axes] == [[1, 3], [2]]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1, 20], 0), ([63.5, 7], 1), ([2.4837, 0.2], 2), ([12.34, 5], 1), ([123.456, 1], 0), ([math.nan, 4.5], 1)],
)
def test_numbers_are_printed_with_as_few_decimals_as_show_them(values, decimals):
    assert scales.decimals(values) == decimals


def test_options_that_a_kind_does_not_have_or_that_name_no_label_are_told():
    found = over_years([1, 2])
    with pytest.raises(TypeError, match=r"lines has no option colour: it takes by, highlight, .*panels"):
        figures.lines(found, colour="red")
    with pytest.raises(TypeError, match=r"^heat needs down=, across=: see help"):
        figures.heat(found)
    for option in ("by", "panels"):
        with pytest.raises(ValueError, match=f"{option}='nothing': the marks have no such label, but .*year"):
            figures.lines(found, **{option: "nothing"})
    both = pd.concat([found.assign(measure=name) for name in ("a", "b")])
    with pytest.raises(ValueError, match=r"no mark has the measure 'c': x= and y= name"):
        figures.scatter(both, x="a", y="c")
