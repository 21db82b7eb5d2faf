"""A figure as a unit: picture, titles, source, caption, alternative text and the numbers it was drawn from.

The notebook stores the picture as SVG, all that is said about it as JSON, and the plotted numbers as CSV; nbval
compares the last two, since it does not look at pictures. The book makes everything else from these three.
"""

import base64
import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cqbook.citations import source_lines
from cqbook.dataset import Dataset
from cqbook.figures import coverage, layout, templates
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import Chart
from cqbook.figures.style import COLOURS, MARGIN, WIDTH, house
from cqbook.figures.words import alternative_text, one_line
from cqbook.project.media_types import CSV, FIGURE, PNG, SVG
from cqbook.project.output import put_out
from cqbook.quantities.quantity import Quantity

_ID = re.compile(r"fig(?:-[a-z0-9]+)+")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_TITLE_SIZE, _SUBTITLE_SIZE, _SOURCE_SIZE = 13, 10, 8.5
_PNG_WIDTH, _PNG_COLOURS = 600, 16  # pixels; as many colours as letters with soft edges need
_LINE = 1.35 / 72  # height of a line of text, in inches a point
_BOUND = ("title", "subtitle", "finding")  # these name no place or year that the marks do not hold
_MOST_NAMED = 4  # publishers in the source line; the page of the figure has all


@house()
def publish(
    data: Dataset,
    chart: Chart,
    figure_id: str,
    *,
    title: str,
    subtitle: str,
    finding: str,
    caption: str,
    limits: str,
    numbers: Mapping[str, Quantity | str] | None = None,
    also_from: Collection[str] = (),
    lang: Literal["en", "zh"] = "en",
) -> None:
    """Complete a chart with its titles and source line, and put it out as the output of the cell.

    No text holds a digit of its own, dates and names apart: numbers stand as {name} or {name:range 1}, the forms of
    `cqbook.quantities.formatting.of`. A name is one of `numbers`, or labels of exactly one mark, joined by commas:
    {Chongqing, 2024:1 billion} is what that mark shows, in the unit of the dataset. The prose can refer to `numbers`
    as well, as `value:<words of the figure's id>-<name>`.

    Places and years come from the marks, too: {place} is their one place beside the nation, or the one that stands out,
    {places} all by name or number, {others} how many beside {place} and the nation, {of} among how many something is
    ranked, {first_year}, {last_year} and {year} their years; a mark is named with them as well, {place, last_year:1}.
    Title, subtitle and finding name in plain letters no place, year or number of ranked places that the marks do not
    hold. What is meant all the same stands in quotes: {'2035'}.

    Args:
        data: the dataset; the source line is made from the observations behind the marks.
        chart: made by a kind of chart, such as `cqbook.figures.lines`.
        figure_id: its stable name, `fig-` and words; its address and the target of cross-references.
        title: the finding, in a sentence.
        subtitle: measure, unit, place and period.
        finding: what a reader sees in the picture beyond the title, for who cannot see it.
        caption: how to read the figure.
        limits: what the figure does not show, in sentences.
        numbers: by the names that the texts use, quantities, or labels of one mark ("place, 2012") that give it a
            name. Quantities of title and finding are made from observations behind the marks.
        also_from: sources of what is drawn and is no observation, such as the names of a framework's parts; the source
            line names them too.
        lang: of all texts; "zh" for a Chinese version, whose marks are made with lang="zh" and whose name is that of
            the English figure with -zh behind it. It stands on its own page, not in the chapter.

    Raises:
        ValueError: the id has another form or ends in -zh without being Chinese, or the other way round; the marks are
            not in the language of the texts; a text is empty, holds a digit of its own or the name of no number and not
            exactly one mark, title, subtitle or finding name what the marks do not hold, a number of title or finding
            does not come from the marks, a number of the title is of another place than the title names, or a letter
            has no glyph in the font.

    Warns:
        UserWarning: texts of the figure overlap, or its edge cuts one.
    """
    if not _ID.fullmatch(figure_id):
        raise ValueError(f"figure id {figure_id!r}: expected fig- and words in lower case, such as fig-talent-targets")
    if (lang == "zh") != figure_id.endswith(of_marks.CHINESE_ENDING):
        raise ValueError(
            f"{figure_id}: lang={lang!r}: the name of a Chinese version ends in {of_marks.CHINESE_ENDING}, no other one"
        )
    figure, marks, kind = chart.figure, chart.marks, chart.kind
    texts = {"title": title, "subtitle": subtitle, "finding": finding, "caption": caption, "limits": limits}
    if empty := [name for name, text in texts.items() if not text.strip()]:
        raise ValueError(f"{figure_id}: {', '.join(empty)} may not be empty")
    if (lang == "zh") != of_marks.are_chinese(marks):
        raise ValueError(
            f"{figure_id}: lang={lang!r}, and the marks are not: make them with marks.of_series(lang={lang!r})"
        )
    if wrong := [name for name in numbers or {} if not _NAME.fullmatch(name)]:
        raise ValueError(f"{figure_id}: {', '.join(map(repr, wrong))}: expected words in lower case joined by _")
    table = of_marks.csv(data, marks)
    ranks = [each for each in (numbers or {}).values() if isinstance(each, Quantity) and each.unit == "rank"]
    covered = coverage.of(data, marks, chart.highlight, ranks, lang)
    named = {}
    for name, number in (numbers or {}).items():
        with _about(f"{figure_id}: {name}:"):
            if isinstance(number, str):
                number = templates.of_mark(data, marks, covered.in_name(number))
            named[name] = number
    for name, text in texts.items():
        with _about(f"{figure_id}: {name}"):
            texts[name] = templates.filled(data, marks, covered, text, named)
            if name in _BOUND:
                templates.require_covered(data, covered, text)
            if name == "title":
                templates.require_same_place(data, marks, covered, text, named)
    _require_from_marks(figure_id, title + finding, named, set(of_marks.inputs(marks)))
    source_ids = [*data.facts.loc[of_marks.inputs(marks), "source_id"], *also_from]
    source = source_lines.credit(data.sources_of(source_ids), source_ids, _MOST_NAMED, lang)
    alt = alternative_text(kind, texts["title"], texts.pop("finding"), figure, marks)
    about: dict[str, Any] = {"kind": kind, **texts, "source": source, "also_from": sorted(set(also_from)), "alt": alt}
    about |= {"lang": lang} if lang != "en" else {}
    drawn = [one_line(text.get_text()) for ax in figure.axes for text in ax.texts if text.get_visible()]
    _draw_titles(figure, texts["title"], texts["subtitle"], f"来源：{source}" if lang == "zh" else f"Source: {source}")
    unit = {"id": figure_id, **about, "drawn": drawn, "numbers": {name: n.as_record() for name, n in named.items()}}
    svg = _svg(chart, figure_id, about)
    figure.set_layout_engine("none")  # all stands in its place now
    outputs = {SVG: svg, PNG: _png(figure), FIGURE: unit, CSV: table}
    for clash in layout.clashes(figure):
        warnings.warn(f"{figure_id}: {clash}", stacklevel=3)
    plt.close(figure)
    put_out({**outputs, "text/plain": f"Figure {figure_id}: {texts['title']}"}, {SVG: {"alt": alt}, PNG: {"alt": alt}})


@contextmanager
def _about(where: str) -> Iterator[None]:
    """Say of an error where it stands."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{where} {error}") from None


def _require_from_marks(figure_id: str, text: str, numbers: Mapping[str, Quantity], plotted: set[str]) -> None:
    for name in set(templates.fields(text)) & set(numbers):
        if foreign := sorted(set(numbers[name].inputs) - plotted):
            raise ValueError(f"{figure_id}: {name} is not made from the marks: {', '.join(foreign)}")


def _draw_titles(figure: Figure, title: str, subtitle: str, source: str) -> None:
    """Make room above and below the drawing and write title, subtitle and source line there."""
    width, drawing = figure.get_size_inches()
    room = (width - 2 * MARGIN) * 72
    title, subtitle, source = (
        layout.balanced(text, room, size, weight)
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
    top, bottom = title_height + subtitle_height + 3 * MARGIN, source_height + 2.5 * MARGIN
    height = top + drawing + bottom
    figure.set_size_inches(width, height)
    figure.get_layout_engine().set(rect=(0, bottom / height, 1, drawing / height), w_pad=MARGIN, h_pad=0)
    common = {"x": MARGIN / width, "linespacing": 1.2}
    soft = {"color": COLOURS["soft-ink"], **common}
    under_title = 1 - (1.5 * MARGIN + title_height) / height
    figure.text(y=1 - MARGIN / height, s=title, va="top", fontsize=_TITLE_SIZE, fontweight="semibold", **common)
    figure.text(y=under_title, s=subtitle, va="top", fontsize=_SUBTITLE_SIZE, **soft)
    figure.text(y=MARGIN / height, s=source, va="bottom", fontsize=_SOURCE_SIZE, **soft)


def _svg(chart: Chart, figure_id: str, texts: dict[str, str]) -> str:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            return chart.svg(Title=texts["title"], Description=texts["alt"], Source=texts["source"])
        except UserWarning as warning:
            own = 'name a font that has it, plt.rcParams["font.family"] = ["Noto Sans CJK SC"]'
            widen = "in the report's own figures a Chinese letter comes into the fonts with tools/chinese_font.py"
            raise ValueError(f"{figure_id}: {warning}: {own}; {widen}") from None


def _png(figure: Figure) -> str:
    """A small picture in base64, for who shows no SVG of a notebook that is not trusted."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    figure.dpi = _PNG_WIDTH / WIDTH
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture.quantize(_PNG_COLOURS).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()
