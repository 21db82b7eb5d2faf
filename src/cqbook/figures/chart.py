"""A chart: a drawing that a kind makes of marks, together with the marks it draws."""

import functools
import inspect
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from cqbook.figures import layout, style
from cqbook.figures import marks as of_marks
from cqbook.figures.files import compact
from cqbook.quantities import formatting

_TRIES = 3  # to find a scale with a tick at its highest value
_GIVEN = ("ax", "rows", "whole", "panels")  # what a kind is handed and no call gives
_OF_PANELS = ("panels", "columns", "same_scale")
_NAME_LABELS = ("panels", "by", "down", "across", "aside")  # options that name a label of the marks
# What every kind takes, as its documentation says it.
_PANELS = """\
        marks: what is drawn, made with `cqbook.figures.marks`.
        panels: a label of the marks; one panel for each of its values, in their order. None for a single chart.
        columns: how many panels stand side by side.
        same_scale: whether the panels share the scale of their values.
"""


@dataclass(frozen=True)
class Chart:
    """A drawing without titles, the marks that it draws, and the name of its kind, such as "Line chart".

    highlight: labels of the marks that the call lets stand out.
    """

    figure: Figure
    marks: pd.DataFrame
    kind: str
    highlight: tuple[str, ...] = ()

    def svg(self, **about: str) -> str:
        """The drawing as a compact SVG, with what is said about it (Title, Description, Source) in its metadata."""
        text, canvas = io.StringIO(), self.figure.canvas
        with style.house():
            # `savefig` draws all twice, the first time to find a layout, which is found as well while it is drawn.
            FigureCanvasSVG(self.figure).print_svg(text, metadata={**about, "Date": None})
            self.figure.set_canvas(canvas)
        return compact(text.getvalue())


def kind(
    name: str,
    height: float | Callable[..., float],
    values: Literal["x", "y", "both", "none"] = "both",
    columns: int = 2,
) -> Callable[[Callable], Callable[..., Chart]]:
    """Turn a function that draws marks on axes into a kind of chart.

    The kind takes the marks, the function's own options, and those for panels (`_PANELS`). A function with a parameter
    `whole` is given all marks of the chart there, not only those of one panel; one with a parameter `panels` is given
    their label.

    Args:
        name: what the kind is called in alternative texts, such as "Line chart".
        height: of one panel in inches, or a function of the marks of one panel and of the options that gives it.
        values: on which axis the values stand. Years on the other one are always shared, categories never.
        columns: how many panels stand side by side where the call does not say it.
    """

    def make(draw: Callable) -> Callable[..., Chart]:
        parameters = inspect.signature(draw).parameters
        asked = {"whole", "panels"} & set(parameters)

        @functools.wraps(draw)
        def chart(
            marks: pd.DataFrame,
            *,
            panels: str | None = None,
            columns: int = columns,
            same_scale: bool = True,
            **options: Any,
        ) -> Chart:
            of_marks.require(marks)
            _require_options(draw.__name__, parameters, options)
            usual = {name: each.default for name, each in parameters.items()}
            _require_labels(marks, {**usual, "panels": panels, **options})
            marks = marks.reset_index(drop=True)
            groups = [("", marks)] if panels is None else list(marks.groupby(panels, sort=False, dropna=False))
            columns = min(columns, len(groups))
            lines = math.ceil(len(groups) / columns)
            context = {name: given for name, given in (("whole", marks), ("panels", panels)) if name in asked}
            with style.house():
                heights = [height(rows, **context, **options) if callable(height) else height for _, rows in groups]
                tallest = [max(heights[line * columns : (line + 1) * columns]) for line in range(lines)]
                figure, axes = plt.subplots(
                    lines,
                    columns,
                    figsize=(style.WIDTH, sum(tallest)),
                    height_ratios=tallest,
                    squeeze=False,
                )
                for ax in axes.flat[len(groups) :]:
                    ax.remove()
                for ax in axes.flat[1 : len(groups)]:
                    if values == "y" or (same_scale and values != "none"):
                        ax.sharex(axes[0, 0])
                    if same_scale and values in ("y", "both"):
                        ax.sharey(axes[0, 0])
                # As `publish` sets them, so that labels keep the places that are found here.
                figure.get_layout_engine().set(w_pad=style.MARGIN, h_pad=0, hspace=0.05, wspace=0.02)
                for ax, (value, rows) in zip(axes.flat, groups, strict=False):
                    draw(ax, rows, **context, **options)
                    if title := of_marks.label(value):
                        ax.set_title(title, fontsize=style.PANEL_SIZE, loc="left", fontweight="semibold")
                if values == "y":
                    for ax in axes.flat[: len(groups)]:
                        _reach_highest(ax)
                        _draw_base_line(ax)
                if of_marks.are_chinese(marks):
                    _say_in_chinese(axes.flat[: len(groups)])
                _hide_what_panels_share(axes, len(groups))
                layout.settle(figure)
                return Chart(figure, marks, name, tuple(options.get("highlight") or ()))

        _describe(chart, draw)
        return chart

    return make


def _require_options(kind: str, parameters: Mapping[str, inspect.Parameter], options: Mapping[str, Any]) -> None:
    """Refuse an option that a kind does not have, and a call without one that it needs."""
    known = {name: each for name, each in parameters.items() if name not in _GIVEN}
    if unknown := sorted(set(options) - set(known)):
        raise TypeError(f"{kind} has no option {', '.join(unknown)}: it takes {', '.join([*known, *_OF_PANELS])}")
    if missing := [name for name, each in known.items() if each.default is each.empty and name not in options]:
        raise TypeError(f"{kind} needs {', '.join(f'{name}=' for name in missing)}: see help(figures.{kind})")


def _require_labels(marks: pd.DataFrame, options: Mapping[str, Any]) -> None:
    """Refuse an option that names a label which the marks do not have."""
    held = of_marks.labels(marks)
    for name in _NAME_LABELS:
        if isinstance(wanted := options.get(name), str) and wanted not in held:
            raise ValueError(f"{name}={wanted!r}: the marks have no such label, but {', '.join(held)}")


def _reach_highest(ax: Axes) -> None:
    """Extend the scale to a tick at the highest value or beyond it; the first rank is the highest."""
    locator, is_turned = ax.yaxis.get_major_locator(), ax.yaxis.get_inverted()
    ends = np.array([sibling.dataLim.intervaly for sibling in ax.get_shared_y_axes().get_siblings(ax)])
    highest = ends.min() if is_turned else ends.max()
    for _ in range(_TRIES):
        bottom, top = ax.get_ylim()
        ticks = np.asarray(locator.tick_values(*sorted((bottom, top))))
        beyond = ticks[ticks <= highest] if is_turned else ticks[ticks >= highest - 1e-9 * (top - bottom)]
        if not beyond.size:
            return
        nearest = beyond.max() if is_turned else beyond.min()
        if (nearest - top) * (top - bottom) <= 0:
            return
        # Ticks may stand farther apart on the longer scale.
        ax.set_ylim(top=nearest)


def _draw_base_line(ax: Axes) -> None:
    """A bold line is zero: where a scale begins elsewhere, the axis below is as thin as the grid."""
    low, high = sorted(ax.get_ylim())
    if low != 0:
        ax.spines["bottom"].set(color=plt.rcParams["grid.color"], linewidth=plt.rcParams["grid.linewidth"])
    if low < 0 < high and not ax.yaxis.get_inverted():
        ax.axhline(0, color=plt.rcParams["axes.edgecolor"], linewidth=plt.rcParams["axes.linewidth"], zorder=1)


def _say_in_chinese(axes: Iterable[Axes]) -> None:
    """Write numbers, ranges and units in the Chinese way; names are Chinese already."""
    for ax in axes:
        for text in (*ax.texts, ax.xaxis.label, ax.yaxis.label):
            text.set_text(formatting.in_chinese(text.get_text()))
        for axis in (ax.xaxis, ax.yaxis):
            if isinstance(shown := axis.get_major_formatter(), FuncFormatter):
                axis.set_major_formatter(functools.partial(_in_chinese, shown.func))


def _in_chinese(named: Callable[[float, int], str], value: float, place: int) -> str:
    return formatting.in_chinese(named(value, place))


def _describe(chart: Callable, draw: Callable) -> None:
    """Let `help` show how a kind is called, not the function that draws on its axes."""
    taken = list(inspect.signature(chart, follow_wrapped=False).parameters.values())[:-1]
    own = [option for name, option in inspect.signature(draw).parameters.items() if name not in _GIVEN]
    chart.__signature__ = inspect.Signature([taken[0], *own, *taken[1:]], return_annotation=Chart)  # type: ignore[attr-defined]
    text = re.sub(rf"^ {{8}}(?:{'|'.join(_GIVEN)}): .*\n(?: {{12}}.*\n)*", "", draw.__doc__ or "", flags=re.MULTILINE)
    chart.__doc__ = text.replace("Args:\n", f"Args:\n{_PANELS}")


def _hide_what_panels_share(axes: np.ndarray, used: int) -> None:
    """Keep the labels of an axis at the outer panels, where the next one has the same."""
    lines, columns = axes.shape
    hidden = []
    for place, ax in enumerate(axes.flat[:used]):
        line, column = divmod(place, columns)
        has_top = ax.xaxis.get_tick_params()["labeltop"]
        for axis, (beside, at) in (
            (ax.xaxis, (line - 1 if has_top else line + 1, column)),
            (ax.yaxis, (line, column - 1)),
        ):
            if not (0 <= beside < lines and at >= 0 and beside * columns + at < used):
                continue
            other = getattr(axes[beside, at], f"{axis.axis_name}axis")
            hidden.append((axis, _ticks(axis) == _ticks(other), axis.label.get_text() == other.label.get_text()))
    for axis, same_ticks, same_label in hidden:
        if same_ticks:
            axis.set_tick_params(labelbottom=False, labeltop=False, labelleft=False)
        if same_label:
            axis.label.set_text("")


def _ticks(axis: Axis) -> tuple:
    """Limits of an axis and the labels of its ticks."""
    at = axis.get_majorticklocs()
    return tuple(axis.get_view_interval()), tuple(at), tuple(axis.get_major_formatter().format_ticks(at))
