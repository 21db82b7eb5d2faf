"""Names beside the ends of many lines: as near to them as they fit, and told apart from each other."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from cqbook.figures.style import COLOURS

_LINE = 0.165  # inches from one name to the next
_LOOKS = {
    "Chongqing": {"color": COLOURS["main"], "fontweight": "semibold"},
    "China": {"color": COLOURS["accent-ink"]},
}


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


def name_ends(ax: Axes, ends: dict[str, float], at: float) -> None:
    """Names in a column right of the lines, each with a thin line to the end that it names. Set the limits first.

    Args:
        ax: the axes, whose horizontal limits leave room for the names.
        ends: the value at the end of each line, by the name of its place.
        at: where the lines end; shorter lines are named by hand.
    """
    low, high = ax.get_ylim()
    step = (high - low) * _LINE / (ax.figure.get_size_inches()[1] * ax.get_position().height)
    across = 0.02 * (ax.get_xlim()[1] - ax.get_xlim()[0])
    for (name, value), place in zip(ends.items(), apart(list(ends.values()), step), strict=True):
        look = _LOOKS.get(name, {"color": COLOURS["soft-ink"]})
        ax.plot(
            [at + 0.6 * across, at + 2.6 * across], [value, place], color=COLOURS["quiet"], linewidth=0.7, clip_on=False
        )
        ax.text(at + 3 * across, place, name, va="center", fontsize=9, **look)
