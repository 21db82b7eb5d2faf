"""Charts that a reader changes: Vega-Lite specifications in the house style, without data.

The page "Explore" (`book/_static/explore.js`) fills them. A text such as "$x" stands for one that is filled in; the
rows are the data sets `rows`, `labels`, `empty` and `picked`. What these have is told at each function. `labels` and
`picked` stand where `px` and `py` say, in pixels of the drawing.
"""

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
from matplotlib.colors import to_hex

from cqbook.figures.kinds.cells import shades
from cqbook.figures.style import COLOURS

ROLES = ("home", "nation", "other")  # Chongqing, China, every other place
_COLOURS = (COLOURS["main"], COLOURS["accent"], COLOURS["quiet"])
_INKS = (COLOURS["main"], COLOURS["accent-ink"], COLOURS["soft-ink"])
_AXIS = "#3D3D3D"
_SHADES = 5  # from which the scale of tiles is mixed
_PALEST = 0.1
_LETTERS = "letters"  # parameter of tiles: the size of their texts, which a narrow page has smaller
_FONT = '"Open Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'


def lines() -> dict[str, Any]:
    """A line a place over years. Rows: `year`, `value`, `low`, `high`, `role`, and `line`, which ends at a break."""
    rows = _chart("rows").encode(
        x=alt.X("year:Q", title=None)
        .axis(format="d", tickMinStep=1, grid=False)
        .scale(nice=False, zero=False, padding=10),
        y=alt.Y("value:Q", title=None).scale(zero=False),
        color=_by_role(_COLOURS),
        detail="line:N",
    )
    width = alt.StrokeWidth("role:O", legend=None).scale(domain=ROLES, range=[2.6, 2, 1.2])
    return _whole(
        _span(rows, y="low:Q", y2="high:Q"),
        rows.mark_line().encode(strokeWidth=width),
        rows.mark_circle(opacity=1).encode(size=_size(30, 24, 14)),
        _labels(),
        _picked(),
    )


def ranking() -> dict[str, Any]:
    """A bar a place in the order of the rows: `name`, `value`, `low`, `high`, `shown`, `role`."""
    rows = _chart("rows").encode(
        x=alt.X("value:Q", title=None).axis(tickCount=4), y=alt.Y("name:N", title=None, sort=None).axis(labelLimit=140)
    )
    is_negative = "isValid(datum.value) && datum.value < 0"
    return _whole(
        rows.mark_bar(height={"band": 0.72}).encode(color=_by_role(_COLOURS)),
        _span(rows, x="low:Q", x2="high:Q"),
        rows.mark_text(
            align={"expr": f"{is_negative} ? 'right' : 'left'"}, dx={"expr": f"{is_negative} ? -4 : 4"}
        ).encode(text="shown:N", color=alt.value(COLOURS["ink"])),
        _picked(),
    )


def tiles(*, signed: bool = False) -> dict[str, Any]:
    """A tile a place on a grid. Rows: `row`, `column`, `value`, `words`, `shown`, `is_dark`; `empty` has no value.

    Args:
        signed: whether some values lie below zero: these have another colour.
    """
    at: dict[str, Any] = {"x": alt.X("column:O", axis=None), "y": alt.Y("row:O", axis=None)}
    above, below = _range(), _range(is_below_zero=True)
    scale = alt.Scale(range=[*below[::-1], *above], domainMid=0) if signed else alt.Scale(range=above, zero=False)
    legend = alt.Legend(title=None, orient="top", gradientLength=180, gradientThickness=8, tickCount=3)
    rows = _chart("rows").encode(**at)
    ink = alt.condition("datum.is_dark", alt.value("#ffffff"), alt.value("#000000"))
    empty = _chart("empty").encode(**at)
    # The first line of a text stands at its place, the others below it.
    line = f"({_LETTERS} + 1)"
    name: dict[str, Any] = {"fontSize": {"expr": _LETTERS}, "lineHeight": {"expr": line}}
    lines_above = "(isArray(datum.words) ? length(datum.words) - 1 : 0)"
    inset: dict[str, Any] = {"width": {"band": 0.94}, "height": {"band": 0.94}}
    return _whole(
        rows.mark_rect(**inset).encode(color=alt.Color("value:Q", scale=scale, legend=legend)),
        empty.mark_rect(**inset, filled=False, stroke=COLOURS["quiet"]),
        empty.mark_text(
            **name, baseline="middle", color=COLOURS["soft-ink"], dy={"expr": f"-0.5 * {line} * {lines_above}"}
        ).encode(text="words:N"),
        rows.transform_filter("datum.role === 'home'").mark_rect(
            **inset, filled=False, stroke=COLOURS["ink"], strokeWidth=2.5
        ),
        rows.mark_text(**name, baseline="bottom", dy={"expr": f"1 - {line} * {lines_above}"}).encode(
            text="words:N", color=ink
        ),
        rows.mark_text(fontSize={"expr": line}, fontWeight=600, baseline="top", dy=3).encode(text="shown:N", color=ink),
        _picked(),
        **{_LETTERS: 9},
    )


def scatter() -> dict[str, Any]:
    """A dot a place at two indicators. Rows: `x`, `y`, `role`."""
    rows = _chart("rows").encode(
        x=alt.X("x:Q", title="$x").scale(zero=False, nice=False, padding=12).axis(tickCount=5),
        y=alt.Y("y:Q", title="$y")
        .scale(zero=False, nice=False, padding=12)
        .axis(titleAngle=0, titleAlign="left", titleY=-10),
        color=_by_role(_COLOURS),
    )
    return _whole(rows.mark_circle(opacity=1).encode(size=_size(110, 90, 55)), _labels(), _picked())


SPECIFICATIONS: dict[str, Callable[[], dict[str, Any]]] = {
    "lines": lines,
    "ranking": ranking,
    "tiles": tiles,
    "gains": lambda: tiles(signed=True),
    "scatter": scatter,
}


def _chart(rows: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=rows))


def _by_role(colours: tuple[str, ...]) -> alt.Color:
    return alt.Color("role:N", legend=None).scale(domain=ROLES, range=colours)


def _size(*areas: float) -> alt.Size:
    return alt.Size("role:O", legend=None).scale(domain=ROLES, range=areas)


def _span(rows: alt.Chart, **ends: str) -> alt.Chart:
    """What the reading rules allow, where both ends are known."""
    known = "isValid(datum.low) && isValid(datum.high)"
    return rows.transform_filter(known).mark_rule(color=_AXIS, opacity=0.5).encode(**ends, color=alt.value(_AXIS))


def _range(*, is_below_zero: bool = False) -> list[str]:
    """Shades in small letters: on a dark page colours in capitals are changed, and tiles stay as they are."""
    return [to_hex(shade) for shade in shades(is_below_zero)(np.linspace(_PALEST, 1, _SHADES))]


def _at_pixels(rows: str) -> alt.Chart:
    return _chart(rows).encode(x=alt.X("px:Q", scale=None, axis=None), y=alt.Y("py:Q", scale=None, axis=None))


def _labels() -> alt.Chart:
    """Names: `name`, `role`, and whether they stand `before` their place."""
    return (
        _at_pixels("labels")
        .mark_text(
            align={"expr": "isValid(datum.before) && datum.before ? 'right' : 'left'"},
            dx={"expr": "isValid(datum.before) && datum.before ? -7 : 7"},
            baseline="middle",
            fontSize=12,
        )
        .encode(text="name:N", color=_by_role(_INKS))
    )


def _picked() -> alt.Chart:
    """A ring around the value that is told."""
    return _at_pixels("picked").mark_point(size=170, stroke=COLOURS["ink"], strokeWidth=2, filled=False, opacity=1)


def _whole(*layers: alt.Chart, **sizes: float) -> dict[str, Any]:
    """Layers in the house style, each with its own scale of colour: names are darker than marks. Sizes: parameters."""
    chart = (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .configure(font=_FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_AXIS,
            titleColor=_AXIS,
            domainColor="#8C8C8C",
            gridColor="#E3E3E3",
            ticks=False,
            labelPadding=6,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_axisY(domain=False)
        .configure_axisBand(domain=False, grid=False)
        .configure_legend(labelColor=_AXIS, labelFontSize=11)
        .configure_title(color=COLOURS["ink"], subtitleColor=COLOURS["soft-ink"], anchor="start", fontSize=16)
    )
    return chart.add_params(*(alt.param(name=name, value=size) for name, size in sizes.items())).to_dict()
