"""A chart: a drawing that a kind makes of marks, together with the marks it draws."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from cqbook.figures import marks as of_marks
from cqbook.figures import style


@dataclass(frozen=True)
class Chart:
    """A drawing without titles, the marks that it draws, and the name of its kind, such as "Line chart"."""

    figure: Figure
    marks: pd.DataFrame
    kind: str


def kind(name: str, height: float | Callable[..., float]) -> Callable:
    """Turn a function that draws marks on axes into a kind of chart.

    The kind takes the marks and the function's own options, and besides:

    panels: a label of the marks; one panel for each of its values, in their order. None for a single chart.
    columns: how many panels stand side by side.
    same_scale: whether the panels share the scale of their values.

    Args:
        name: what the kind is called in alternative texts, such as "Line chart".
        height: of one panel in inches, or a function of the marks of one panel and of the options that gives it.
    """

    def make(draw: Callable) -> Callable[..., Chart]:
        @functools.wraps(draw)
        def chart(
            marks: pd.DataFrame,
            *,
            panels: str | None = None,
            columns: int = 2,
            same_scale: bool = True,
            **options,
        ) -> Chart:
            of_marks.require(marks)
            groups = [("", marks)] if panels is None else list(marks.groupby(panels, sort=False, observed=True))
            columns = min(columns, len(groups))
            lines = math.ceil(len(groups) / columns)
            tallest = max(height(rows, **options) if callable(height) else height for _, rows in groups)
            style.use()
            figure, axes = plt.subplots(
                lines,
                columns,
                figsize=(style.WIDTH, lines * tallest),
                sharex=same_scale,
                sharey=same_scale,
                squeeze=False,
            )
            for ax, (title, rows) in zip(axes.flat, groups, strict=False):
                draw(ax, rows, **options)
                if title:
                    ax.set_title(title, fontsize=style.PANEL_SIZE, loc="left")
            for ax in axes.flat[len(groups) :]:
                ax.set_axis_off()
            return Chart(figure, marks, name)

        return chart

    return make
