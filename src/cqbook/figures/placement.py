"""Places of names around their marks: near their own, and on no other name, dot or line where that can be helped."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

BOX = ["left", "bottom", "right", "top"]
# Where a name may stand, best first: points from the rim of its mark, and the side.
_DISTANCES = (4.5, 8.5, 13, 18, 25, 33, 42)
_SIDES: list[tuple[float, float]] = [(1, 0), (0, 1), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]
_SIDES += [(0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1), (1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5)]
_PART = 2.5  # points, half the width of a mark that is part of a line
_HALF = 1.5  # points, half the width of a line
_ROOM = 2  # points between a name and the dot of another
_STEPS = 20  # points on a line to a name
_MOST = 16  # places of a name that are compared with those of others
_OVER_LINE = 150  # what it costs that a name lies on a line: as much as leaving it out
_LEFT_OUT, _NEEDED = 150, 5000  # what it costs to give a name no place; for what places cost see `of_name`


@dataclass(frozen=True)
class Surroundings:
    """What lies around names, in pixels.

    figure, axes: their boxes: left, bottom, right, top.
    texts: boxes of other texts, one a row.
    points: x and y of points on lines, so dense that no name fits between two.
    dots: x, y and radius of marks that stand alone.
    point: the size of a point (1/72 inch).
    """

    figure: np.ndarray
    axes: np.ndarray
    texts: np.ndarray
    points: np.ndarray
    dots: np.ndarray
    point: float


def of_name(mark: np.ndarray, size: np.ndarray, around: Surroundings) -> pd.DataFrame:
    """The best places of a name, best first.

    Args:
        mark: x and y of its mark, in pixels.
        size: width and height of the name, in pixels.
        around: all else that is drawn.

    Returns:
        One row a place: its box (`left`, `bottom`, `right`, `top`), the mark (`x`, `y`), whether a
        line leads to it (`has_line`), and how bad it is (`cost`).
    """
    is_own = np.hypot(*(around.dots[:, :2] - mark).T) < 1
    others = around.dots[~is_own]
    rim = around.dots[is_own, 2].max(initial=_PART * around.point)
    far, side = (np.array(each) for each in zip(*itertools.product(_DISTANCES, _SIDES), strict=True))
    middle = mark + side * (rim + far[:, None] * around.point + size / 2)
    boxes = np.hstack([middle - size / 2, middle + size / 2])
    gaps = _gaps(boxes, others)
    is_nearer = gaps.min(axis=1, initial=np.inf) <= _gaps(boxes, np.array([[*mark, rim]]))[:, 0]
    has_line = (far > _DISTANCES[0]) | is_nearer
    is_over = (_gaps(_lines(np.tile(mark, (len(far), 1)), middle), others) < 0).any(axis=2)
    over_dots = is_over.mean(axis=1) * np.hypot(*(middle - mark).T) / around.point
    half = _HALF * around.point
    on_lines = _overlap(boxes, np.hstack([around.points - half, around.points + half]))
    cost = (
        1000 * ~_lies_in(boxes, around.figure)
        + 500 * _overlap(boxes, around.texts).sum(axis=1)
        + 300 * (gaps < _ROOM * around.point).any(axis=1)
        + 200 * ~_lies_in(boxes, around.axes)
        + 8 * over_dots * has_line
        + np.where(far > _DISTANCES[0], 40, 80) * is_nearer  # a line tells whose it is, if it is long enough to be seen
        + _OVER_LINE * on_lines.any(axis=1)
        + 8 * on_lines.sum(axis=1)
        + 0.6 * far
        + np.tile(np.arange(len(_SIDES)), len(_DISTANCES)) / 2
    )
    found = pd.DataFrame(boxes, columns=BOX).assign(x=mark[0], y=mark[1], has_line=has_line, cost=cost)
    return found.sort_values("cost", kind="stable").head(_MOST)


def choose(places: Sequence[pd.DataFrame], is_needed: Sequence[bool], room: float) -> pd.DataFrame:
    """One place for each name, together of the least cost, none on another or on the line that leads to another.

    Args:
        places: those of each name, as from `of_name`.
        is_needed: of each name, whether it keeps its best place where none is free, and is not left out.
        room: between two names, in pixels.

    Returns:
        The rows of the places, with the number of the name (`name`); a name that is left out has none.
    """
    found = [each.assign(name=number) for number, each in enumerate(places)]
    nowhere = pd.DataFrame({"name": range(len(found)), "cost": np.where(is_needed, _NEEDED, _LEFT_OUT)})
    options = pd.concat([*found, nowhere], ignore_index=True)  # to be nowhere has no box, and meets none
    name, boxes = options["name"].to_numpy(), options[BOX].to_numpy()
    lines = _lines(options[["x", "y"]].to_numpy(), (boxes[:, :2] + boxes[:, 2:]) / 2)
    is_crossed = np.any(_overlap(lines.reshape(-1, 4), boxes).reshape(*lines.shape[:2], -1), axis=1)
    is_crossed &= options[["has_line"]].eq(True).to_numpy()
    meets = _overlap(boxes + np.array([-room, 0, room, 0]), boxes) | is_crossed
    meets = (meets | meets.T) & (name[:, None] != name)
    of_name = name == np.arange(len(found))[:, None]
    limits = [LinearConstraint(sparse.csr_array(of_name, dtype=float), 1, 1)]
    for own in of_name:
        # With a place goes none of those of this name that it meets.
        excluded = meets & own
        rows = (excluded | np.eye(len(name), dtype=bool))[excluded.any(axis=1)]
        limits.append(LinearConstraint(sparse.csr_array(rows, dtype=float), -np.inf, 1))
    is_best = milp(options["cost"], integrality=1, bounds=Bounds(0, 1), constraints=limits).x > 0.5
    chosen = options.loc[is_best]
    without = chosen.loc[chosen["left"].isna(), "name"]
    return pd.concat(
        [chosen.dropna(subset="left"), *(found[number].head(1) for number in without if is_needed[number])]
    )


def _lines(marks: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Points on the lines from marks to the middle of their names, as boxes without extent: names, points, box."""
    points = marks[:, None] + np.linspace(0, 1, _STEPS)[:, None] * (middles - marks)[:, None]
    return np.concatenate([points, points], axis=2)


def _gaps(boxes: np.ndarray, dots: np.ndarray) -> np.ndarray:
    """How far each box is from the rim of each dot; below zero where it lies over it."""
    low, high, middle = boxes[..., None, :2], boxes[..., None, 2:], dots[:, :2]
    away = np.maximum(np.maximum(low - middle, middle - high), 0)
    return np.hypot(away[..., 0], away[..., 1]) - dots[:, 2]


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether each box lies over each other box."""
    low = boxes[:, None, :2] < others[:, 2:]
    return np.all(low & (others[:, :2] < boxes[:, None, 2:]), axis=2)


def _lies_in(boxes: np.ndarray, frame: np.ndarray) -> np.ndarray:
    return np.all((boxes[:, :2] >= frame[:2]) & (boxes[:, 2:] <= frame[2:]), axis=1)
