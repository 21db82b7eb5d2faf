"""Texts of a drawing: which overlap or are cut, and where labels find room."""

import re
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.text import Text

from cqbook.figures import layout, style, words


@pytest.fixture(autouse=True)
def house():
    """All is measured in the fonts of the report."""
    with style.house():
        yield


@pytest.fixture
def drawing(house):
    """A figure and its axes, 5 inches wide, from 0 to 10 both ways."""
    figure, ax = plt.subplots(figsize=(style.WIDTH, 3))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    yield figure, ax
    plt.close("all")


def box(text):
    return text.get_window_extent()


def test_texts_that_overlap_are_named_and_those_beside_each_other_are_not(drawing):
    figure, ax = drawing
    ax.text(2, 5, "Chongqing")
    ax.text(2.2, 5.1, "China")
    ax.text(6, 5, "Sichuan")
    assert layout.clashes(figure) == ["'Chongqing' and 'China' overlap"]


def test_a_text_over_a_tick_a_title_or_a_legend_is_found(drawing):
    figure, ax = drawing
    ax.set_title("Title", loc="left")
    ax.plot([0, 1], [0, 1], label="a line")
    ax.legend(loc="lower right")
    ax.annotate("on the tick", (0, 10), (-12, -4), textcoords="offset points")
    ax.text(8, 0.6, "on the legend")
    figure.text(0.1, 0.93, "on the title", fontsize=30)
    found = layout.clashes(figure)
    for pair in ({"on the tick", "10"}, {"on the legend", "a line"}, {"on the title", "Title"}):
        assert any(all(repr(text) in clash for text in pair) for clash in found), pair


def test_a_text_that_the_edge_cuts_is_named(drawing):
    figure, _ = drawing
    figure.text(0.9, 0.5, "Western Science City")
    assert layout.clashes(figure) == ["'Western Science City' is cut by the edge of the figure"]


def test_what_is_not_drawn_is_no_clash(drawing):
    figure, ax = drawing
    ax.text(2, 5, "seen")
    ax.text(2, 5, "hidden", visible=False)
    ax.text(2, 5, "see through", alpha=0)
    ax.text(2, 5, "  ")
    ax.text(20, 5, "outside, clipped", clip_on=True)
    ax.annotate("outside of the axes", (20, 5))
    ax.set_yticks([5, 5.05, 20], ["five", "", "twenty"])
    ax.set_ylim(0, 10)
    assert layout.clashes(figure) == []


def test_labels_beside_the_axes_keep_their_order_and_move_apart(drawing):
    figure, ax = drawing
    made = [layout.label(ax, f"name {value}", (9, value)) for value in (5.1, 5.0, 0.1, 0.0, 9.9, 10.0)]
    layout.settle(figure)
    figure.draw_without_rendering()
    in_order = sorted(made, key=lambda text: text.xy[1])
    boxes = [layout._box(text, layout._renderer(figure)) for text in in_order]
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))
    assert all(each.x0 > ax.bbox.x1 for each in boxes)
    assert boxes[0].y0 >= ax.bbox.y0 - 1 and boxes[-1].y1 <= ax.bbox.y1 + 1
    assert layout.clashes(figure) == []


def test_long_labels_beside_the_axes_have_several_lines(drawing):
    _, ax = drawing
    assert layout.label(ax, "Aim of February 2025 for 2025, above: 2.73 %", (9, 5)).get_text().count("\n") == 1


def test_lines_to_labels_beside_the_axes_cross_no_label(drawing):
    figure, ax = drawing
    made = [layout.label(ax, f"name {n}", (9.4, 5 + n / 100)) for n in range(10)]
    near = layout.label(ax, "near", (9.4, 5), "near")
    layout.settle(figure)
    renderer = layout._renderer(figure)
    boxes = {text: layout._box(text, renderer) for text in [*made, near]}
    for text in made:
        path = text.arrow_patch.get_transform().transform_path(text.arrow_patch.get_path())
        assert not any(path.intersects_bbox(box, filled=False) for other, box in boxes.items() if other is not text)


def test_a_label_finds_room_beside_its_mark(drawing):
    figure, ax = drawing
    ax.plot([5, 10], [5, 5])
    ax.text(5, 5.4, "taken", ha="center")
    label = layout.label(ax, "free", (5, 5), "near")
    layout.settle(figure)
    x, y = label.xyann
    assert (x, y) != (0, 0) and not (x > 0 and y == 0), "not on the line to its right"
    assert layout.clashes(figure) == []


def test_a_label_far_from_its_dot_stands_on_no_other(drawing):
    figure, ax = drawing
    dots = [(5 + x / 3, 5 + y / 2) for x in range(-3, 4) for y in range(-3, 4)]
    for dot in dots:
        ax.plot(*dot, "o", markersize=5)
    text = layout.label(ax, "Chongqing", (5, 5), "near")
    layout.settle(figure)
    assert text.arrow_patch.get_visible()
    assert not Text.get_window_extent(text).padded(4).count_contains(ax.transData.transform(dots))


def test_a_label_that_finds_no_room_is_left_out_if_it_is_not_needed(drawing):
    figure, ax = drawing
    long = "a name that is as long as the axes are wide, more or less"
    made = [layout.label(ax, long, (5, 5), "near", is_needed=number < 7) for number in range(9)]
    layout.settle(figure)
    assert [text.get_visible() for text in made] == [True] * 7 + [False] * 2


def test_a_label_that_could_only_lie_on_a_line_is_left_out_if_it_is_not_needed(drawing):
    figure, ax = drawing
    for y in range(21):
        ax.plot([0, 10], [y / 2, y / 2], linewidth=1)
    made = [layout.label(ax, "14", (5, 5), "near", is_needed=is_needed) for is_needed in (True, False)]
    layout.settle(figure)
    assert [text.get_visible() for text in made] == [True, False]


def test_a_label_keeps_off_a_line_of_two_points(drawing):
    figure, ax = drawing
    ax.plot([0, 10], [4, 6])
    text = layout.label(ax, "Chongqing", (5, 5), "near")
    layout.settle(figure)
    on_line = ax.transData.transform([(x / 100, 4 + x / 500) for x in range(1001)])
    assert not Text.get_window_extent(text).count_contains(on_line)


def test_a_label_inside_a_bar_is_left_out_where_it_does_not_fit(drawing):
    figure, ax = drawing
    wide = layout.label(ax, "1,234", (0, 5), "inside", until=4)
    narrow = layout.label(ax, "1,234", (4, 5), "inside", until=4.2)
    layout.settle(figure)
    assert wide.get_visible() and not narrow.get_visible()
    middle = (layout._box(wide, layout._renderer(figure)).intervalx).mean()
    assert middle == pytest.approx(ax.transData.transform((2, 5))[0], abs=2)


def test_names_above_a_bar_move_to_the_side(drawing):
    figure, ax = drawing
    made = [layout.label(ax, f"a long name {n}", (5 + n / 10, 5), "above") for n in range(3)]
    layout.settle(figure)
    boxes = [layout._box(text, layout._renderer(figure)) for text in made]
    assert all(left.x1 <= right.x0 + 1 for left, right in pairwise(boxes))
    gap = (boxes[0].y0 - ax.transData.transform((5, 5))[1]) * 72 / figure.dpi
    assert gap == pytest.approx(3, abs=0.1), "as far as names beside the axes"


def test_a_width_is_that_of_the_fonts_of_the_moment():
    with mpl.rc_context({"font.family": ["DejaVu Sans"]}):
        other = layout.width("measured", 10)
    assert layout.width("measured", 10) < other


def test_words_are_broken_into_lines_that_fit():
    lines = layout.wrapped("gross enrolment ratio of the age group " * 4, 120, 10).split("\n")
    assert len(lines) > 5 and " ".join(lines).split() == ("gross enrolment ratio of the age group " * 4).split()
    assert max(layout.width(line, 10) for line in lines) <= 120
    assert layout.wrapped("Pneumonoultramicroscopicsilicovolcanoconiosis", 20, 10).count("\n") == 0


def test_no_line_ends_between_a_number_and_what_belongs_to_it():
    text = "a share of 69 % gives rank 10 for place 12 of 31"
    for room in range(1, 300):
        lines = layout.wrapped(text, room, 10)
        assert not re.search(r"69\n|rank\n|12\n|of\n31", lines) and lines.split() == text.split()


def test_a_title_does_not_end_in_a_line_of_one_short_word():
    text = "Researchers rose from rank 14 to rank 10 and patents fell from rank 9 to 12"
    room = next(room for room in range(250, 600) if len(layout.wrapped(text, room, 13).split("\n")[-1]) < 4)
    plain, even = layout.wrapped(text, room, 13).split("\n"), layout.balanced(text, room, 13).split("\n")
    assert len(even) == len(plain) and len(even[-1]) >= 12 > len(plain[-1])
    assert layout.balanced("rank 9", 400, 13) == "rank 9"


def test_chinese_is_broken_between_letters_but_not_before_a_comma_or_within_a_number(drawing):
    text = "2024年重庆高等教育毛入学率达64.25%，比全国（60.8%）高3.45个百分点，研发经费797.3亿元、居第12位“前列”。"
    for room in range(75, 400, 7):
        lines = layout.wrapped(text, room, 10).split("\n")
        assert "".join(lines) == text
        assert max(layout.width(line, 10) for line in lines) <= room
        assert not [line for line in lines if line[0] in "，。、）％%”年亿个位" or line[-1] in "（“第"]
    assert layout.wrapped("重庆 Chongqing 市", 55, 10) == "重庆\nChongqing\n市"
    assert words.one_line("重庆\n  市，\n2024 年\nin China") == "重庆市，2024 年in China"


def test_the_fonts_have_the_letters_of_the_chinese_names(data):
    paths = [font_manager.findfont("cqbook Noto Sans SC:weight=" + weight) for weight in ("regular", "semibold")]
    assert [Path(path).name for path in paths] == ["NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"]
    names = "".join([*data.places["name_zh"], *data.indicators["name_zh"], *data.sources["publisher_zh"]])
    for path in paths:
        letters = set(font_manager.get_font(path).get_charmap())
        assert not {letter for letter in names if re.match(f"[{words.CHINESE}]", letter)} - set(map(chr, letters))
    assert sum(Path(path).stat().st_size for path in paths) < 600_000


def test_letters_are_as_wide_on_the_screen_as_in_the_svg(drawing):
    figure, _ = drawing
    text = figure.text(0, 0.5, "Gross enrolment ratios and retention rate, percent; Chongqing", fontsize=10)
    measured = box(text).width * 72 / figure.dpi
    assert measured == pytest.approx(layout.width(text.get_text(), 10), rel=0.003)


def test_places_that_are_far_apart_stay_where_they_are():
    assert layout.apart([1, 5, 3], 1).tolist() == pytest.approx([1, 5, 3])


def test_places_too_near_move_apart_evenly_around_their_middle():
    assert layout.apart([2.0, 2.0, 2.0], 1).tolist() == pytest.approx([1, 2, 3])
    placed = layout.apart([2.48, 2.32, 2.56, 6.58, 2.61], 0.25)
    assert placed.argsort().tolist() == [1, 0, 2, 4, 3]
    assert np.diff(np.sort(placed)).min() >= 0.25 - 1e-9
    assert placed[3] == 6.58 and placed[[0, 1, 2, 4]].mean() == pytest.approx((2.48 + 2.32 + 2.56 + 2.61) / 4)
