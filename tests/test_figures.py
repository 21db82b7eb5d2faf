import base64
import io
import xml.etree.ElementTree as ET

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from cqbook import analysis, figures
from cqbook.analysis import series, statements
from cqbook.figures import marks, templates, unit
from cqbook.project import media_types

FIRMS = ["icq-2022-03-technology-based-enterprises", "icq-2022-03-high-tech-enterprises"]
TEXTS = {
    "title": "The larger of the two has {most} enterprises",
    "subtitle": "Enterprises, number; Science City, March 2022",
    "finding": "The other one is smaller.",
    "caption": "How to read it.",
    "limits": "The chart does not show their size.",
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def firms(data):
    """Two marks."""
    return marks.stated(data, FIRMS, firm=["a", "b"])


@pytest.fixture
def publish(data, firms, monkeypatch):
    """Publish bars of two marks, with some arguments replaced; returns what is put out."""
    calls = []
    monkeypatch.setattr(unit, "put_out", lambda outputs, *_: calls.append(outputs))

    def call(figure_id="fig-test", chart=None, **changed):
        arguments = TEXTS | {"numbers": {"most": analysis.stated(data, FIRMS[0])}} | changed
        figures.publish(data, chart or figures.bars(firms), figure_id, **arguments)
        return calls[-1]

    return call


def test_a_notebook_that_nobody_trusts_has_a_small_picture_and_each_picture_its_words(data, firms, monkeypatch):
    calls = []
    monkeypatch.setattr(unit, "put_out", lambda *both: calls.append(both))
    figures.publish(data, figures.bars(firms), "fig-test", **TEXTS, numbers={"most": analysis.stated(data, FIRMS[0])})
    ((held, about),) = calls
    picture = Image.open(io.BytesIO(base64.b64decode(held[media_types.PNG])))
    assert picture.width == 600 and picture.mode == "P"
    alt = held[media_types.FIGURE]["alt"]
    assert about == {media_types.PNG: {"alt": alt}, media_types.SVG: {"alt": alt}}


def test_outside_of_a_notebook_a_figure_prints_one_line(data, firms, capsys):
    figures.publish(data, figures.bars(firms), "fig-test", **TEXTS, numbers={"most": analysis.stated(data, FIRMS[0])})
    assert capsys.readouterr().out == "Figure fig-test: The larger of the two has 1,164 enterprises\n"


def test_the_settings_of_a_reader_hold_after_a_chart_and_their_fonts_serve_in_it(publish, data, firms):
    own = {"font.family": ["sans-serif"], "font.sans-serif": ["cmr10", *mpl.rcParamsDefault["font.sans-serif"]]}
    with mpl.rc_context(own):
        before = dict(mpl.rcParams)
        chart = figures.bars(firms)
        publish(chart=chart)
        assert dict(mpl.rcParams) == before
    fonts = {tuple(text.get_fontfamily()) for text in chart.figure.axes[0].texts}
    assert fonts == {("Open Sans", "cqbook Noto Sans SC", "cmr10")}


def test_a_figure_puts_out_picture_texts_and_data(publish):
    outputs = publish()
    ET.fromstring(outputs[media_types.SVG])
    about = outputs[media_types.FIGURE]
    assert about["id"] == "fig-test"
    assert about["title"] == "The larger of the two has 1,164 enterprises"
    assert about["source"].startswith("iChongqing, 7 March 2022. Calculation")
    assert about["numbers"]["most"] | {"formula": ""} == {
        "value": 1164,
        "low": 1164,
        "high": 1164,
        "low_open": False,
        "high_open": False,
        "unit": "item",
        "formula": "",
        "inputs": [FIRMS[0]],
    }
    assert outputs[media_types.CSV].splitlines() == [
        "firm,value,low,high,low_open,high_open,unit,gap,source_ids,observation_ids",
        f"a,1164,1164,1164,False,False,enterprises,,icq-2022-03,{FIRMS[0]}",
        f"b,241,241,241,False,False,enterprises,,icq-2022-03,{FIRMS[1]}",
    ]


def test_the_source_line_names_also_the_sources_of_what_is_no_observation(publish):
    about = publish(also_from=["icq-2022-10", "icq-2022-10"])[media_types.FIGURE]
    assert about["source"].startswith("iChongqing, 7 March 2022 and 21 October 2022. Calc")
    assert about["also_from"] == ["icq-2022-10"]


def test_the_alternative_text_says_kind_axes_finding_and_numbers(publish):
    assert publish()[media_types.FIGURE]["alt"] == (
        "The larger of the two has 1,164 enterprises. Bar chart; horizontal axis enterprises labelled from 0 to 1,000; "
        "vertical axis: a; b. "
        "The other one is smaller. a: 1,164 enterprises; b: 241 enterprises."
    )


def test_the_alternative_text_of_many_marks_names_their_ends(publish, data):
    many = [*FIRMS, "icq-2022-10-high-tech-enterprises"] * 5
    chart = figures.bars(marks.stated(data, many, n=[str(n) for n in range(15)]))
    alt = publish(chart=chart)[media_types.FIGURE]["alt"]
    assert "15 numbers, from 241 enterprises (1) to 5,000 enterprises (2); the table beside the figure has" in alt
    mixed = [*many[:14], "icq-2022-10-gerd"]
    chart = figures.bars(marks.stated(data, mixed, n=[str(n) for n in range(15)]))
    alt = publish(chart=chart)[media_types.FIGURE]["alt"]
    assert "15 numbers; the table" in alt, "numbers of different units have no order"


def test_same_figure_same_bytes(publish):
    assert publish() == publish()


def test_the_picture_carries_its_titles_in_its_metadata(publish):
    outputs = publish()
    for text in ("title", "alt", "source"):
        assert outputs[media_types.FIGURE][text] in outputs[media_types.SVG]
    assert "<dc:date>" not in outputs[media_types.SVG]


@pytest.mark.parametrize("missing", list(TEXTS))
def test_an_empty_text_is_refused(publish, missing):
    with pytest.raises(ValueError, match=f"fig-test: {missing} may not be empty"):
        publish(**{missing: " "})


def test_a_text_may_break_its_lines_anywhere(publish):
    assert (
        publish(caption="In {most:0\n        thousand}\n   lines.")[media_types.FIGURE]["caption"]
        == "In 1 thousand lines."
    )


def test_bad_names_are_refused(publish):
    for name in ("test", "fig_test", "fig-Test", "fig-"):
        with pytest.raises(ValueError, match="expected fig-"):
            publish(name)


@pytest.mark.parametrize("text", ["title", "subtitle", "finding", "caption", "limits"])
def test_a_typed_number_is_refused(publish, text):
    with pytest.raises(ValueError, match=f"{text} holds 241: give numbers a name"):
        publish(**{text: "In 2022 it was {most}, not 241."})


def test_a_number_without_a_name_or_form_is_refused(publish, data):
    with pytest.raises(ValueError, match="title uses least, not among its numbers most"):
        publish(title="It was {least}.")
    with pytest.raises(ValueError, match="expected decimals"):
        publish(title="It was {most:.0f}.")
    with pytest.raises(ValueError, match=r"title uses most\.value"):
        publish(title="It was {most.value}.")
    with pytest.raises(ValueError, match="'Most': expected words in lower case"):
        publish(title="It was.", numbers={"Most": analysis.stated(data, FIRMS[0])})


def test_a_frame_that_is_none_of_marks_is_refused(data, firms):
    with pytest.raises(ValueError, match="there are no marks"):
        figures.bars(firms.iloc[:0])
    with pytest.raises(ValueError, match="marks need the columns value"):
        figures.bars(pd.DataFrame({"low": [1]}))
    with pytest.raises(ValueError, match="inputs of a mark must be a tuple"):
        figures.bars(firms.assign(inputs=FIRMS))
    with pytest.raises(ValueError, match="value cannot be the name of a label"):
        marks.stated(data, FIRMS, value=["a", "b"])


def test_a_number_of_the_title_comes_from_the_marks(publish, data):
    foreign = {"most": analysis.stated(data, "icq-2022-10-gerd")}
    with pytest.raises(ValueError, match="most is not made from the marks: icq-2022-10-gerd"):
        publish(numbers=foreign)
    assert (
        "60 billion"
        in publish(title="A", caption="Of {most:0 billion}.", numbers=foreign)[media_types.FIGURE]["caption"]
    )


def test_a_letter_without_glyph_is_refused(publish):
    with pytest.raises(ValueError, match=r"Glyph .* tools/chinese_font\.py"):
        publish(title="Of the 饕餮")


def test_titles_fit_the_width(publish, firms):
    chart = figures.bars(firms)
    publish(chart=chart, title="word " * 40, subtitle="long " * 60)
    figure = chart.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in figure.texts:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    plot = figure.axes[0].get_tightbbox(renderer)
    assert boxes[0].y0 >= boxes[1].y1 >= boxes[1].y0 >= plot.y1 > plot.y0 >= boxes[2].y1


def test_panels_are_counted_in_words_and_need_no_labels_of_their_own(publish, firms):
    alt = publish(chart=figures.bars(firms.assign(year=2022), panels="firm", columns=1))[media_types.FIGURE]["alt"]
    assert "Bar chart, two panels; horizontal axis enterprises labelled from 0 to 1,000; vertical axis" in alt


@pytest.fixture
def published(data, monkeypatch):
    """Publish a line chart of R&D spending, with some texts replaced; returns what is said about it."""
    calls = []
    monkeypatch.setattr(unit, "put_out", lambda outputs, *_: calls.append(outputs[media_types.FIGURE]))
    spending = marks.of_series(data, series.states(data, "gerd", ["CN-CQ", "CN"]))
    said = marks.stated(data, ["icq-2022-10-gerd"], place=["Chongqing"], year=["said in October, 2022"])
    found = pd.concat([marks.in_unit(spending, 1e9, "billion yuan"), said], ignore_index=True)

    def call(**changed):
        texts = TEXTS | {"title": "A title"} | changed
        chart = figures.lines(found, statement=["said in October, 2022"])
        figures.publish(data, chart, "fig-gerd-amount", **texts)
        return calls[-1]

    return call


def test_a_chart_brings_its_kind_and_marks(published):
    about = published()
    assert about["kind"] == "Line chart" and "National Bureau of Statistics" in about["source"]


def test_a_text_names_a_mark_by_its_labels(published):
    about = published(
        title="{Chongqing, 2024:1 billion} yuan, {CN-CQ, 2012:0 billion} before",
        caption="{said in October, 2022:range 0 billion}; {2024,\n  China:1 trillion}.",
    )
    assert about["title"] == "79.7 billion yuan, 16 billion before"
    assert about["caption"] == "60 to 70 billion; 3.6 trillion."
    assert about["numbers"] == {}


def test_a_mark_gets_a_name_for_the_prose(published, data):
    about = published(title="{first:0 billion}", numbers={"first": "Chongqing, 2012", "said": "said in October, 2022"})
    (first,) = series.states(data, "gerd", ["CN-CQ"]).query("year == 2012")["inputs"].iloc[0]
    assert about["title"] == "16 billion"
    for name, observation in {"first": first, "said": "icq-2022-10-gerd"}.items():
        assert about["numbers"][name] == statements.stated(data, observation).as_record()


def test_a_computed_mark_says_by_its_labels_what_it_is(data):
    share = series.share_of(series.states(data, "gerd", ["CN-CQ", "CN"]))
    found = templates.of_mark(data, marks.of_series(data, share), "2024, Chongqing")
    assert (found.formula, found.unit, len(found.inputs)) == ("Chongqing, 2024, as plotted", "percent", 2)


def test_places_and_years_of_the_texts_come_from_the_marks(published):
    about = published(
        title="{place}: {first:0 billion} in {first_year}", subtitle="{places}", numbers={"first": "place, first_year"}
    )
    assert (about["title"], about["subtitle"]) == ("Chongqing: 16 billion in 2012", "Chongqing and China")
    assert published(caption="Not in Sichuan, nor in 1999.")["caption"] == "Not in Sichuan, nor in 1999."
    for name in ("title", "subtitle", "finding"):
        with pytest.raises(ValueError, match=f"fig-gerd-amount: {name} names Sichuan, and the marks are of China"):
            published(**{name: "R&D in Sichuan"})


def test_the_highlighted_place_of_a_chart_is_that_of_its_title(data, monkeypatch):
    calls = []
    monkeypatch.setattr(unit, "put_out", lambda outputs, *_: calls.append(outputs[media_types.FIGURE]))
    spending = marks.of_series(data, series.states(data, "gerd", ["CN-CQ", "CN-SC", "CN-HB"]))
    texts = TEXTS | {"title": "{place}: {own:1 billion}", "subtitle": "2021", "numbers": {"own": "place, 2021"}}
    chart = figures.lines(spending, highlight=["Sichuan"])
    figures.publish(data, chart, "fig-test", **texts)
    assert calls[-1]["title"] == "Sichuan: 121.5 billion"
    with pytest.raises(ValueError, match="fig-test: title names Hubei, and its number own is of Sichuan"):
        figures.publish(data, chart, "fig-test", **texts | {"title": "Hubei: {own:1 billion}"})


def test_a_name_that_fits_no_mark_or_several_is_refused(published):
    with pytest.raises(ValueError, match="title uses 2024: '2024' names 2 marks: China, 2024; Chongqing, 2024"):
        published(title="{2024:1}")
    with pytest.raises(ValueError, match="title uses China, 1999: 'China, 1999' names no mark by its place, year"):
        published(title="{China, 1999:1}")
    with pytest.raises(ValueError, match="fig-gerd-amount: first: 'Chonqing' names no mark"):
        published(numbers={"first": "Chonqing"})
    with pytest.raises(ValueError, match="a brace without its twin"):
        published(title="{Chongqing, 2024")


def test_texts_that_overlap_are_a_warning_that_names_the_figure(publish, firms):
    chart = figures.bars(firms)
    chart.figure.axes[0].text(500, 0, "one")
    chart.figure.axes[0].text(500, 0, "two")
    with pytest.warns(UserWarning, match="^fig-test: 'one' and 'two' overlap$"):
        publish(chart=chart)
