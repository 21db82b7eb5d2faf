"""Rows of a chart with horizontal bars: each has a lane for each of its marks, and its name on the left."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from cqbook.figures import layout
from cqbook.figures.kinds import looks

LANE = 0.21  # inches, the height of a lane
BAR = 0.85  # of its lane
LINE = 0.17  # inches, of a line of text
_GAP, _SMALL_GAP = 0.5, 0.2  # lanes between two rows; where there are many
_MANY = 15  # rows
_NAME = 130  # points, the widest name of a row
_AXIS = 0.45  # inches, for the axis of values


def placed(lanes: pd.DataFrame, values: pd.Series, order: str | Sequence[str]) -> pd.DataFrame:
    """Lanes with their place `y`, counted in lanes from the top, in that order.

    Args:
        lanes: one row a lane; its column `row` names the row.
        values: the values of the lanes; the first of a row gives its place in order of value.
        order: "given", "value" (largest on top), or names in their order, all others behind them.
    """
    names = list(dict.fromkeys(lanes["row"]))
    if order == "value":
        first = values[lanes.drop_duplicates("row").index].sort_values(ascending=False, kind="stable")
        names = lanes.loc[first.index, "row"].tolist()
    elif order != "given":
        names = [*(name for name in order if name in names), *(name for name in names if name not in order)]
    lanes, top = lanes.assign(y=0.0), 0.0
    for name in names:
        own = lanes.index[lanes["row"] == name]
        room = max(len(own), (layout.wrapped(name, _NAME, 10).count("\n") + 1) * LINE / LANE)
        lanes.loc[own, "y"] = [top + (room - len(own) + 1) / 2 + lane for lane in range(len(own))]
        top += room + (_GAP if len(names) <= _MANY else _SMALL_GAP)
    return lanes.sort_values("y", kind="stable")


def height(lanes: pd.DataFrame, above: float = 0) -> float:
    """Inches of a panel with these lanes, and with some room above them."""
    return (lanes["y"].max() + 1) * LANE + above + _AXIS


def name_rows(ax: Axes, lanes: pd.DataFrame, above: float = 0) -> None:
    """Write the names of the rows beside their lanes; leave some inches free above them."""
    middles = lanes.groupby("row", sort=False)["y"].agg(lambda y: (y.min() + y.max()) / 2)
    ax.set_yticks(middles, [layout.wrapped(row, _NAME, 10) for row in middles.index])
    ax.set_ylim(lanes["y"].max() + 0.5 + _GAP / 2, -_GAP / 2 - above / LANE)
    for tick in ax.get_yticklabels():
        tick.set_fontweight("semibold" if tick.get_text() in looks.HOMES else "regular")
