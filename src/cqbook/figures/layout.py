"""Where the texts of a drawing stand: labels moved apart after drawing, and a check that no text overlaps or is cut."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, IdentityTransform

from cqbook.figures.labels import apart
from cqbook.figures.style import COLOURS

_GAP = 6  # points from a mark to its label
_LONG_GAP = 14  # where a line leads to a label that had to move
_SLACK = 1.0  # points by which the boxes of two texts may overlap: they hold more than the ink
_TRIES = ((1, 0), (0, 1), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))  # sides of a mark, best first


class _Label(Annotation):
    """A label of a mark that `settle` places: in the column on one side of its axes, or wherever there is room."""

    def __init__(self, text: str, point: tuple[float, float], side: str, **look):
        line = {"arrowstyle": "-", "color": COLOURS["quiet"], "linewidth": 0.7, "relpos": (0.5, 0.5), "shrinkB": 2}
        super().__init__(text, point, (0, 0), textcoords="offset points", va="center", arrowprops=line, **look)
        self.set_transform(IdentityTransform())
        self.side = side
        self.arrow_patch.set_visible(False)
        self.shift(*{"left": (-_GAP, 0), "right": (_GAP, 0), "near": (_GAP, 0)}[side])

    def shift(self, x: float, y: float) -> None:
        """Move the label to so many points from its mark."""
        self.xyann = (x, y)
        self.set_horizontalalignment("left" if x > 0 else "right" if x < 0 else "center")


def label(ax: Axes, text: str, point: tuple[float, float], side: str = "right", **look) -> Text:
    """A label of a mark, whose place is settled when all is drawn.

    Args:
        ax: the axes of the mark.
        text: what it says.
        point: the mark, in data.
        side: "right" or "left" of the mark, moved up or down where labels would overlap; or "near", wherever there is
            room around it.
        look: of the text, as for matplotlib.
    """
    made = _Label(text, point, side, **{"fontsize": 9, "color": COLOURS["soft-ink"], "annotation_clip": False} | look)
    ax.add_artist(made)
    made.set_clip_on(False)
    return made


def settle(figure: Figure) -> None:
    """Move the labels of all axes to their places, measured as they are drawn."""
    labels = [text for ax in figure.axes for text in ax.texts if isinstance(text, _Label)]
    if not labels:
        return
    figure.draw_without_rendering()
    for ax in figure.axes:
        for side in ("left", "right"):
            _spread([text for text in labels if text.axes is ax and text.side == side])
    # The labels beside the axes have changed their width.
    figure.draw_without_rendering()
    near = [text for text in labels if text.side == "near"]
    taken = [box for text, box in _drawn_texts(figure) if text not in near]
    for text in near:
        taken.append(_put_near(text, taken))


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
    names = [" ".join(text.get_text().split()) for text, _ in texts]
    return [f"{names[one]!r} and {names[two]!r} overlap" for one, two in pairs] + [
        f"{names[one]!r} is cut by the edge of the figure" for one in cut
    ]


def _spread(labels: Sequence[_Label]) -> None:
    """Move the labels of one side up or down until none overlaps; those that stay near their marks stay in place."""
    if not labels:
        return
    ax, renderer = labels[0].axes, _renderer(labels[0].figure)
    wanted = np.array([ax.transData.transform(text.xy)[1] for text in labels])
    heights = np.array([_box(text, renderer).height for text in labels])
    moved = apart(wanted, heights, ax.bbox.y0, ax.bbox.y1) - wanted
    is_far = bool((abs(moved) > heights / 2).any())
    across = _LONG_GAP if is_far else _GAP
    for text, by in zip(labels, moved, strict=True):
        text.shift(across if text.side == "right" else -across, by * 72 / ax.figure.dpi)
        text.arrow_patch.set_visible(is_far)


def _put_near(text: _Label, taken: Sequence[Bbox]) -> Bbox:
    """Put a label on the side of its mark where it hides least of lines and texts; returns where it stands."""
    ax, renderer, drawn = text.axes, _renderer(text.figure), _points_of(text.axes)
    tried = []
    for far, (x, y) in itertools.product((1, 2.5), _TRIES):
        text.shift(far * x * _GAP, far * y * (_GAP if x else 2 * _GAP))
        box = _box(text, renderer)
        is_outside = not (
            ax.bbox.y0 <= box.y0 and box.y1 <= ax.bbox.y1 and ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1
        )
        cost = 1000 * is_outside + 100 * box.count_overlaps(taken) + box.count_contains(drawn)
        tried.append((cost, text.xyann, box))
    _, place, box = min(tried, key=lambda one: one[0])
    text.shift(*place)
    return box


def _points_of(ax: Axes) -> np.ndarray:
    """Points in pixels on all that axes draw as lines or marks, dense enough that no label fits between two."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        path = line.get_transform().transform_path(line.get_path())
        found.append(path.interpolated(8).vertices if len(path.vertices) > 1 else path.vertices)
    for group in ax.collections:
        found.append(group.get_offset_transform().transform(group.get_offsets()))
    points = np.concatenate(found)
    return points[np.isfinite(points).all(axis=1)]


def _drawn_texts(figure: Figure) -> Iterator[tuple[Text, Bbox]]:
    """The texts that a reader sees, and the boxes around them in pixels."""
    renderer = _renderer(figure)
    for text in _texts(figure):
        if not text.get_text().strip() or not text.get_visible() or text.get_alpha() == 0:
            continue
        # What matplotlib says of an annotation that it does not draw, because its mark lies outside of the axes.
        if isinstance(text, Annotation) and text.get_window_extent(renderer) == Bbox.unit():
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
