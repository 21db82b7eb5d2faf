"""Where the texts of a drawing stand: labels moved apart after drawing, and a check that no text overlaps or is cut."""

import functools
import itertools
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, IdentityTransform
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from cqbook.figures import placement
from cqbook.figures.style import COLOURS
from cqbook.figures.words import CHINESE, one_line

_GAP = 3  # points from the axes to the column of labels
_COLUMN = 110  # points, the widest line of a label in the column
_BELOW = -12  # points from a mark to the middle of the label below it
_SIZE = 9  # points, of labels
_LONG_GAP = 12  # where lines lead to labels that had to move
_NEAR_EDGE = 15  # points from a mark to the axes' edge that need no line to its label
_SLACK = 1.0  # points by which the boxes of two texts may overlap: they hold more than the ink
# Where a line of Chinese may end.
_CLOSING = r"，。、：；？！）》〉”’%％—…·"
_NO_END, _NO_START = r"(?<![（《〈“‘第])", rf"(?![{_CLOSING}]|百?分?点)"
_BREAK = re.compile(rf"(?<=[{CHINESE}]){_NO_END}{_NO_START}(?=.)|(?<=.)(?<!\d){_NO_END}(?=[{CHINESE}]){_NO_START}")
_SHORT = 12  # letters of the last line of a title at least
_NARROWEST = 0.7  # of the room, to which lines are made shorter for that
_HARD_SPACE = "\N{NO-BREAK SPACE}"
# Before a percent sign; behind "rank"; within "12 of 31".
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=\b[Rr]ank) (?=\d)|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)")
_DENSE = 6  # pixels at most between two points of a long line


class _Label(Annotation):
    """A label of a mark that `settle` places."""

    def __init__(self, text: str, point: tuple[float, float], side: str, until: float, is_needed: bool, **look: Any):
        # From beside a label, so that its line crosses none of its neighbours.
        relpos = (0 if side == "right" else 0.5, 0.5)
        line = {"arrowstyle": "-", "color": COLOURS["quiet"], "linewidth": 0.7, "relpos": relpos, "shrinkB": 2}
        super().__init__(text, point, (0, 0), textcoords="offset points", va="center", arrowprops=line, **look)
        self.set_transform(IdentityTransform())
        self.side, self.until, self.is_needed = side, until, is_needed
        self.arrow_patch.set_visible(False)
        self.shift(0 if side in ("above", "below") else _GAP, 0)

    def shift(self, x: float, y: float) -> None:
        """Move the label to so many points from its mark."""
        self.xyann = (x, y)
        self.set_horizontalalignment("left" if x > 0 else "right" if x < 0 else "center")


def label(
    ax: Axes,
    text: str,
    point: tuple[float, float],
    side: Literal["right", "near", "above", "below", "inside"] = "right",
    until: float = math.nan,
    is_needed: bool = True,
    **look: Any,
) -> Text:
    """A label of a mark, whose place is settled when all is drawn.

    Args:
        ax: the axes of the mark.
        text: what it says.
        point: the mark, in data.
        side: "right", in a column beside the axes, moved up or down where labels would overlap; "above" the mark, moved
            to the left or right, or "below" it within the axes, with a line from where it had to move far; "near",
            wherever there is room around the mark; or "inside" a bar that begins at the point, where it has room.
        until: where that bar ends.
        is_needed: whether a label "near" its mark stays where it finds no room; else it is left out.
        look: of the text, as for matplotlib.
    """
    text = wrapped(text, _COLUMN, _SIZE) if side == "right" else text
    default = {"fontsize": _SIZE, "color": COLOURS["soft-ink"], "annotation_clip": False}
    made = _Label(text, point, side, until, is_needed, **default | look)
    ax.add_artist(made)
    made.set_clip_on(False)
    made.set_in_layout(side in ("right", "above"))
    return made


def has_room_for(text: str, more: str) -> bool:
    """Whether a label "right" of its mark takes no further line with one more word."""
    one, longer = (wrapped(each, _COLUMN, _SIZE).count("\n") for each in (text, f"{text} {more}"))
    return longer == one


def width(text: str, size: float, weight: str = "regular") -> float:
    """How wide a line of text is in the fonts of the moment, in points."""
    return _width(text, size, weight, (*mpl.rcParams["font.family"], *mpl.rcParams["font.sans-serif"]))


@functools.lru_cache(maxsize=10_000)
def _width(text: str, size: float, weight: str, fonts: tuple[str, ...]) -> float:
    with warnings.catch_warnings():
        # A letter without a glyph is an error when the figure is written.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        return text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), ismath=False)[
            0
        ]


def wrapped(text: str, room: float, size: float, weight: str = "regular") -> str:
    """A text broken into lines that fit some room, by the measured width of its words.

    Chinese, which has no spaces, is broken between any two letters, but not before a comma or within a number and what
    it counts.

    Args:
        text: one or more words.
        room: how wide a line may be, in points.
        size: of the letters, in points.
        weight: of the letters.
    """
    space = width("n n", size, weight) - width("nn", size, weight)
    lines: list[str] = []
    used = math.inf
    for word in _joined(text).split(" "):
        before = " "
        for part in _BREAK.split(word):
            longer = used + (space if before else 0) + width(part, size, weight)
            if longer <= room:
                lines[-1] += before + part
                used = longer
            else:
                lines.append(part)
                used = width(part, size, weight)
            before = ""
    return "\n".join(lines).replace(_HARD_SPACE, " ")


def balanced(text: str, room: float, size: float, weight: str = "regular") -> str:
    """The same in as many lines, of which the last is no single short word if that can be helped."""
    lines = wrapped(text, room, size, weight)
    narrower = room
    while len(lines.split("\n")[-1]) < _SHORT < len(text) and "\n" in lines and narrower > room * _NARROWEST:
        narrower -= size / 2
        tried = wrapped(text, narrower, size, weight)
        if tried.count("\n") > lines.count("\n"):
            break
        lines = tried
    return lines


def _joined(text: str) -> str:
    """A text with spaces that no line ends at: before a sign or "of" and number, behind "rank"."""
    return _TOGETHER.sub(_HARD_SPACE, " ".join(text.split()))


def settle(figure: Figure) -> None:
    """Break the titles of panels and move the labels of all axes to their places, measured as they are drawn."""
    labels = [text for ax in figure.axes for text in ax.texts if isinstance(text, _Label)]
    _lay_out(figure)
    are_broken = False
    for ax in figure.axes:
        for text in ax.get_children():
            if isinstance(text, Text) and (title := text.get_text()) and title == ax.get_title("left"):
                room = ax.bbox.width * 72 / figure.dpi
                text.set_text(wrapped(title, room, text.get_fontsize(), text.get_weight()))
                are_broken |= text.get_text() != title
    # Twice where labels move, because those in the column change the width of the axes.
    for _ in range(2 if {text.side for text in labels} - {"near"} else int(are_broken)):
        for ax in figure.axes:
            own = [text for text in labels if text.axes is ax]
            _spread([text for text in own if text.side == "right"])
            _spread_above([text for text in own if text.side == "above"])
            for row in {text.xy[1] for text in own if text.side == "below"}:
                _spread_below([text for text in own if text.side == "below" and text.xy[1] == row])
            _fit([text for text in own if text.side == "inside"])
        _lay_out(figure)
    if not (near := [text for text in labels if text.side == "near"]):
        return
    taken = [box.extents for text, box in _drawn_texts(figure) if text not in near]
    for ax in figure.axes:
        if own := [text for text in near if text.axes is ax]:
            taken += _put_near(own, np.reshape(taken, (-1, 4)))


def _lay_out(figure: Figure) -> None:
    """Find the places of all axes, as it is done before they are drawn."""
    if engine := figure.get_layout_engine():
        engine.execute(figure)


def apart(wanted: ArrayLike, step: ArrayLike, low: float = -np.inf, high: float = np.inf) -> np.ndarray:
    """Places at least a step from each other, in the same order, moved as little as possible (least squares).

    Args:
        wanted: the places wanted.
        step: from one to the next; or the size of each, so that neighbours are half of both sizes apart.
        low: where the lowest may begin.
        high: where the highest may end; where all do not fit, they begin at `low`.
    """
    places = np.asarray(wanted, dtype=float)
    sizes = np.broadcast_to(np.asarray(step, dtype=float), places.shape)
    order = np.argsort(places, kind="stable")
    sizes, placed = sizes[order], np.empty(len(places))
    offsets = np.cumsum(sizes) - sizes / 2
    free = isotonic_regression(places[order] - offsets).x
    placed[order] = np.maximum(np.minimum(free, high - sizes.sum()), low) + offsets
    return placed


def clashes(figure: Figure) -> list[str]:
    """Each pair of texts that overlap and each text that the edge of the figure cuts, in words; none if all is well."""
    figure.draw_without_rendering()
    texts = list(_drawn_texts(figure))
    if not texts:
        return []
    slack = _SLACK * figure.dpi / 72
    boxes = np.array([box.extents for _, box in texts])
    low, high = boxes[:, :2] + slack, boxes[:, 2:]
    together = (low[:, None] < high[None]).all(axis=2)
    pairs = np.argwhere(np.triu(together & together.T, 1))
    cut = np.flatnonzero((low < 0).any(axis=1) | (high - slack > figure.bbox.size).any(axis=1))
    names = [one_line(text.get_text()) for text, _ in texts]
    return [f"{names[one]!r} and {names[two]!r} overlap" for one, two in pairs] + [
        f"{names[one]!r} is cut by the edge of the figure" for one in cut
    ]


def _spread(labels: Sequence[_Label]) -> None:
    """Put labels in the column beside their axes, as near to their marks as they fit one above the other."""
    if not labels:
        return
    ax, renderer, points = labels[0].axes, _renderer(labels[0].figure), 72 / labels[0].figure.dpi
    marks = np.array([ax.transData.transform(text.xy) for text in labels])
    heights = np.array([_box(text, renderer).height for text in labels])
    up = apart(marks[:, 1], heights, ax.bbox.y0, ax.bbox.y1) - marks[:, 1]
    across = (ax.bbox.x1 - marks[:, 0]) * points
    has_line = (abs(up) > heights / 2) | (across > _NEAR_EDGE)
    for text, x, y, is_far in zip(labels, across, up * points, has_line, strict=True):
        text.shift(x + (_LONG_GAP if has_line.any() else _GAP), y)
        text.arrow_patch.set_visible(bool(is_far))


def _spread_above(labels: Sequence[_Label]) -> None:
    """Put labels side by side above their marks, as near to them as they fit."""
    if not labels:
        return
    for text, (x, _) in zip(labels, _side_by_side(labels, labels[0].figure.bbox.x1), strict=True):
        text.set(va="bottom")
        text.shift(x, _GAP)
        text.set_horizontalalignment("center")


def _spread_below(labels: Sequence[_Label]) -> None:
    """Put labels side by side below the marks of a row, between the edges of their axes."""
    for text, (x, wide) in zip(labels, _side_by_side(labels, labels[0].axes.bbox.x1), strict=True):
        text.shift(x, _BELOW)
        text.set_horizontalalignment("center")
        text.arrow_patch.set_visible(bool(abs(x) > wide / 2 + _GAP))


def _side_by_side(labels: Sequence[_Label], right: float) -> np.ndarray:
    """How far labels are from their marks where they do not overlap, and how wide they are, in points.

    They end at `right`, in pixels, and begin where their axes do.
    """
    ax, renderer, points = labels[0].axes, _renderer(labels[0].figure), 72 / labels[0].figure.dpi
    wanted = np.array([ax.transData.transform(text.xy)[0] for text in labels])
    widths = np.array([_box(text, renderer).width for text in labels])
    gap = _GAP / points
    return np.column_stack([apart(wanted, widths + gap, ax.bbox.x0, right) - wanted, widths]) * points


def _fit(labels: Sequence[_Label]) -> None:
    """Put labels into the middle of their bars, and hide those that are wider."""
    for text in labels:
        start, end = (text.axes.transData.transform((x, text.xy[1]))[0] for x in (text.xy[0], text.until))
        room = (end - start) * 72 / text.figure.dpi
        text.shift(room / 2, 0)
        is_fit = width(text.get_text(), text.get_fontsize(), text.get_fontweight()) + _GAP < abs(room)
        text.set(ha="center", visible=bool(is_fit))


def _put_near(labels: Sequence[_Label], taken: np.ndarray) -> list[np.ndarray]:
    """Put labels around their marks in the same axes, off all that is taken; returns the boxes where they stand."""
    ax, figure, point = labels[0].axes, labels[0].figure, labels[0].figure.dpi / 72
    around = placement.Surroundings(
        figure.bbox.extents, ax.bbox.extents, taken, _points_of(ax), _dots_of(ax, point), point
    )
    marks = [ax.transData.transform(text.xy) for text in labels]
    sizes = [np.array(_box(text, _renderer(figure)).size) for text in labels]
    found = [placement.of_name(mark, size, around) for mark, size in zip(marks, sizes, strict=True)]
    chosen = placement.choose(found, [text.is_needed for text in labels], _GAP * point).set_index("name")
    for number, (text, mark, size) in enumerate(zip(labels, marks, sizes, strict=True)):
        text.set_visible(number in chosen.index)
        if text.get_visible():
            corner = chosen.loc[number, placement.BOX[:2]].to_numpy(float)
            text.shift(*(corner + size / 2 - mark) / point)
            text.set_horizontalalignment("center")
            text.arrow_patch.set_visible(bool(chosen.loc[number, "has_line"]))
    return list(chosen[placement.BOX].to_numpy())


def _dots_of(ax: Axes, point: float) -> np.ndarray:
    """Middle and radius, in pixels, of the marks in axes that no line joins."""
    found = [np.empty((0, 3))]
    for line in filter(_is_dots, ax.lines):
        marker = MarkerStyle(line.get_marker())
        shape = marker.get_path().transformed(marker.get_transform()).vertices
        middles = line.get_transform().transform(line.get_xydata())
        radius = np.full((len(middles), 1), abs(shape).max(initial=0) * line.get_markersize() * point)
        found.append(np.hstack([middles, radius]))
    dots = np.concatenate(found)
    return dots[np.isfinite(dots).all(axis=1) & (dots[:, 2] > 0)]


def _is_dots(line: Line2D) -> bool:
    return len(line.get_xdata()) == 1 or line.get_linestyle() == "None"


def _points_of(ax: Axes) -> np.ndarray:
    """Points in pixels on all that axes draw as lines, dense enough that no label fits between two."""
    found = [np.empty((0, 2))]
    for line in itertools.filterfalse(_is_dots, ax.lines):
        path = line.get_transform().transform_path(line.get_path())
        longest = np.nanmax(np.linalg.norm(np.diff(path.vertices, axis=0), axis=1), initial=0)
        steps = max(8, math.ceil(longest / _DENSE))
        found.append(path.interpolated(steps).vertices)
    for group in ax.collections:
        if isinstance(group, LineCollection):
            found += [
                group.get_transform().transform_path(path).interpolated(20).vertices for path in group.get_paths()
            ]
        found.append(group.get_offset_transform().transform(group.get_offsets()))
    for text in ax.texts:
        if isinstance(text, _Label) and text.side == "right" and text.arrow_patch.get_visible():
            box = _box(text, _renderer(ax.figure))
            found.append(np.linspace(ax.transData.transform(text.xy), (box.x0, (box.y0 + box.y1) / 2), 8))
    points = np.concatenate(found)
    return points[np.isfinite(points).all(axis=1)]


def _drawn_texts(figure: Figure) -> Iterator[tuple[Text, Bbox]]:
    """The texts that a reader sees, and the boxes around them in pixels."""
    renderer = _renderer(figure)
    for text in _texts(figure):
        if not text.get_text().strip() or text.get_alpha() == 0:
            continue
        # What matplotlib says of a text that it does not draw: it is invisible, or its mark lies outside of the axes.
        if text.get_window_extent(renderer).bounds == (0, 0, 1, 1):
            continue
        box = _box(text, renderer)
        if text.get_clip_on() and text.get_clip_box() is not None:
            box = Bbox.intersection(box, text.get_clip_box())
        if box is not None:
            yield text, box


def _texts(figure: Figure) -> Iterator[Text]:
    yield from figure.texts
    for legend in figure.legends:
        yield from _of_legend(legend)
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        yield from (child for child in ax.get_children() if isinstance(child, Text))
        for table in ax.tables:
            yield from (cell.get_text() for cell in table.get_celld().values())
        if ax.get_legend() is not None:
            yield from _of_legend(ax.get_legend())
        if ax.axison:
            yield from _of_axis(ax.xaxis)
            yield from _of_axis(ax.yaxis)


def _of_legend(legend: Artist) -> Iterator[Text]:
    if legend.get_visible():
        yield from legend.get_texts()
        yield legend.get_title()


def _of_axis(axis: Axis) -> Iterator[Text]:
    """The labels of an axis, and those of its ticks that lie in view."""
    if not axis.get_visible():
        return
    yield axis.label
    yield axis.offsetText
    low, high = sorted(axis.get_view_interval())
    room = 1e-9 * (high - low)
    for ticks in (axis.get_major_ticks(), axis.get_minor_ticks()):
        for tick in ticks:
            if low - room <= tick.get_loc() <= high + room:
                yield from (tick.label1, tick.label2)


def _renderer(figure: Figure) -> RendererAgg:
    """What measures texts, whatever the figure is drawn with."""
    return RendererAgg(*figure.bbox.size, figure.dpi)


def _box(text: Text, renderer: RendererAgg) -> Bbox:
    """The box around the letters, without the line that leads to them."""
    if isinstance(text, Annotation):
        text.update_positions(renderer)
    return Text.get_window_extent(text, renderer)
