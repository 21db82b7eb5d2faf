"""A figure as a unit: picture, titles, source, caption, alternative text and the numbers it was drawn from.

The notebook stores the picture as SVG, and as plain text all that is said about it together with the plotted data:
nbval compares that text, since it does not look at pictures. The titles, caption and alternative text also stand in
the output's metadata, where the book's renderer finds them.
"""

import io
import re
import warnings

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from cqbook.figures.style import COLOURS
from cqbook.mime import METADATA_KEY, SVG

_ID = re.compile(r"fig(?:-[a-z0-9]+)+")
_TITLE_SIZE, _SUBTITLE_SIZE, _SOURCE_SIZE = 13, 10, 8.5
_LINE = 1.35 / 72  # height of a line of text, in inches a point
_MARGIN = 0.08  # inches


def publish(
    figure: Figure,
    figure_id: str,
    *,
    title: str,
    subtitle: str,
    source: str,
    caption: str,
    alt: str,
    data: pd.DataFrame,
) -> None:
    """Complete a drawing with its titles and source line, and put it out as the output of the cell.

    Args:
        figure: the drawing, made with `cqbook.figures.new`.
        figure_id: its stable name, `fig-` and words; its address and the target of cross-references.
        title: the finding, in a sentence.
        subtitle: measure, unit, place and period.
        source: the source line, without the word "Source".
        caption: how to read the figure and what it does not show.
        alt: the figure in words for who cannot see it: kind of chart, axes, finding; its numbers come from the data.
        data: the plotted numbers, one row a mark; float columns are put out to ten digits.

    Raises:
        ValueError: the id has another form, a text is empty, or a letter has no glyph in the font.
    """
    if not _ID.fullmatch(figure_id):
        raise ValueError(f"figure id {figure_id!r}: expected fig- and words in lower case, such as fig-talent-targets")
    texts = {"title": title, "subtitle": subtitle, "source": source, "caption": caption, "alt": alt}
    empty = [name for name, text in texts.items() if not text.strip()]
    if empty or data.empty:
        raise ValueError(f"{figure_id}: {', '.join(empty) or 'data'} may not be empty")
    _draw_titles(figure, title, subtitle, f"Source: {source}")
    outputs = {SVG: _svg(figure, figure_id, texts), "text/plain": _as_text(figure_id, texts, data)}
    plt.close(figure)
    display(outputs, raw=True, metadata={SVG: {METADATA_KEY: {"id": figure_id, **texts}}})


def _draw_titles(figure: Figure, title: str, subtitle: str, source: str) -> None:
    """Make room above and below the drawing and write title, subtitle and source line there."""
    width, drawing = figure.get_size_inches()
    title, subtitle, source = (
        _wrap(text, size, width, weight)
        for text, size, weight in (
            (title, _TITLE_SIZE, "semibold"),
            (subtitle, _SUBTITLE_SIZE, "regular"),
            (source, _SOURCE_SIZE, "regular"),
        )
    )
    title_height, subtitle_height, source_height = (
        (text.count("\n") + 1) * size * _LINE
        for text, size in ((title, _TITLE_SIZE), (subtitle, _SUBTITLE_SIZE), (source, _SOURCE_SIZE))
    )
    top, bottom = title_height + subtitle_height + 3 * _MARGIN, source_height + 2.5 * _MARGIN
    height = top + drawing + bottom
    figure.set_size_inches(width, height)
    figure.get_layout_engine().set(rect=(0, bottom / height, 1, drawing / height), w_pad=_MARGIN, h_pad=0)
    common = {"x": _MARGIN / width, "linespacing": 1.2}
    soft = {"color": COLOURS["soft-ink"], **common}
    under_title = 1 - (1.5 * _MARGIN + title_height) / height
    figure.text(y=1 - _MARGIN / height, s=title, va="top", fontsize=_TITLE_SIZE, fontweight="semibold", **common)
    figure.text(y=under_title, s=subtitle, va="top", fontsize=_SUBTITLE_SIZE, **soft)
    figure.text(y=_MARGIN / height, s=source, va="bottom", fontsize=_SOURCE_SIZE, **soft)


def _wrap(text: str, size: float, width: float, weight: str) -> str:
    """Break a text into lines that fit the width of the figure, by the measured width of its letters."""
    room = (width - 2 * _MARGIN) * 72
    font = FontProperties(size=size, weight=weight)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if TextPath((0, 0), longer, prop=font).get_extents().width <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(line for line in lines if line)


def _svg(figure: Figure, figure_id: str, texts: dict[str, str]) -> str:
    buffer = io.StringIO()
    about = {"Title": texts["title"], "Description": texts["alt"], "Source": texts["source"], "Date": None}
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            figure.savefig(buffer, format="svg", metadata=about)
        except UserWarning as warning:
            raise ValueError(f"{figure_id}: {warning}") from None
    return buffer.getvalue()


def _as_text(figure_id: str, texts: dict[str, str], data: pd.DataFrame) -> str:
    lines = [f"Figure {figure_id}", *(f"{name}: {text}" for name, text in texts.items()), "data:"]
    return "\n".join([*lines, data.to_csv(index=False, float_format="%.10g", lineterminator="\n").rstrip()])
