import xml.etree.ElementTree as ET
from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from cqbook import figures
from cqbook.figures import unit
from cqbook.figures.style import COLOURS, SEQUENCE
from cqbook.intervals import Interval

TEXTS = {
    "title": "Two of three are larger",
    "subtitle": "Number; Chongqing, 2022",
    "source": "iChongqing",
    "caption": "How to read it.",
    "alt": "Bar chart: 1 and 2.",
}
DATA = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2 / 3]})


def drawing():
    figure, ax = figures.new(2)
    ax.barh(DATA["name"], DATA["value"])
    return figure


@pytest.fixture
def published(monkeypatch):
    """What publish puts out, as (outputs, metadata)."""
    calls = []
    monkeypatch.setattr(unit, "display", lambda outputs, raw, metadata: calls.append((outputs, metadata)))
    return calls


def test_a_figure_puts_out_picture_text_and_metadata(published):
    figures.publish(drawing(), "fig-test", **TEXTS, data=DATA)
    ((outputs, metadata),) = published
    ET.fromstring(outputs["image/svg+xml"])
    assert metadata["image/svg+xml"]["cqbook"] == {"id": "fig-test", **TEXTS}
    assert outputs["text/plain"].splitlines() == [
        "Figure fig-test",
        "title: Two of three are larger",
        "subtitle: Number; Chongqing, 2022",
        "source: iChongqing",
        "caption: How to read it.",
        "alt: Bar chart: 1 and 2.",
        "data:",
        "name,value",
        "a,1",
        "b,0.6666666667",
    ]


def test_same_figure_same_bytes(published):
    figures.publish(drawing(), "fig-test", **TEXTS, data=DATA)
    figures.publish(drawing(), "fig-test", **TEXTS, data=DATA)
    assert published[0] == published[1]


def test_the_picture_carries_its_titles_in_its_metadata(published):
    figures.publish(drawing(), "fig-test", **TEXTS, data=DATA)
    svg = published[0][0]["image/svg+xml"]
    for text in ("title", "alt", "source"):
        assert TEXTS[text] in svg
    assert "<dc:date>" not in svg


@pytest.mark.parametrize("missing", list(TEXTS))
def test_an_empty_text_is_refused(missing):
    with pytest.raises(ValueError, match=f"fig-test: {missing} may not be empty"):
        figures.publish(drawing(), "fig-test", **{**TEXTS, missing: " "}, data=DATA)


def test_empty_data_and_bad_names_are_refused():
    with pytest.raises(ValueError, match="data may not be empty"):
        figures.publish(drawing(), "fig-test", **TEXTS, data=DATA.iloc[:0])
    for name in ("test", "fig_test", "fig-Test", "fig-"):
        with pytest.raises(ValueError, match="expected fig-"):
            figures.publish(drawing(), name, **TEXTS, data=DATA)


def test_a_letter_without_glyph_is_refused():
    with pytest.raises(ValueError, match="Glyph"):
        figures.publish(drawing(), "fig-test", **{**TEXTS, "title": "科学城"}, data=DATA)


def test_titles_fit_the_width(published):
    figure = drawing()
    figures.publish(figure, "fig-test", **{**TEXTS, "title": "word " * 40, "source": "long " * 60}, data=DATA)
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in figure.texts:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    plot = figure.axes[0].get_tightbbox(renderer)
    assert boxes[0].y0 >= boxes[1].y1 >= boxes[1].y0 >= plot.y1 > plot.y0 >= boxes[2].y1


def test_an_open_end_is_a_hollow_dot():
    _, ax = figures.new(2)
    figures.draw_interval(ax, Interval(1, 2, low_open=True), 0)
    low, high = ax.lines[1:]
    assert low.get_markerfacecolor() == "white"
    assert high.get_markerfacecolor() == COLOURS["main"]


def test_an_interval_without_limit_is_not_drawn_as_a_bar():
    _, ax = figures.new(2)
    with pytest.raises(ValueError, match="without a limit"):
        figures.draw_interval(ax, Interval(1, float("inf"), high_open=True), 0)


def lightness(colour):
    """CIE lightness, 0 to 100: how light a colour is in grey."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.mark.parametrize("colours", [(COLOURS["main"], COLOURS["accent"], COLOURS["quiet"]), SEQUENCE])
def test_colours_differ_in_grey(colours):
    values = sorted(map(lightness, colours))
    assert all(second - first >= 8 for first, second in pairwise(values)), values


def test_bars_are_labelled_with_their_totals():
    _, ax = figures.new(2)
    figures.stacked_bars(ax, pd.DataFrame({"x": [1, 20], "y": [1000, 3]}, index=["a", "b"]))
    assert [text.get_text() for text in ax.texts] == ["1,001", "23"]
    assert [patch.get_width() for patch in ax.patches] == [1, 20, 1000, 3]
