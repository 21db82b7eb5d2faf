"""Figures in Chinese: names of places, numbers and units, source line and alternative text."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from cqbook import figures
from cqbook.analysis import series
from cqbook.figures import marks, unit
from cqbook.project import media_types

TEXTS = {
    "title": "{place}研发经费{last_year}年为{place, 2024:1 亿}元，是{first_year}年的近五倍",
    "subtitle": """研究与试验发展经费，亿元，{places}，
        {first_year}—{last_year}年""",
    "finding": "增量为{rise:range 0 亿}元。",
    "caption": "按当年价格计算。",
    "limits": "未扣除价格因素。",
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def gerd(data):
    """Spending of a city and a province in Chinese, in 亿."""
    rows = series.states(data, "gerd", ["CN-CQ", "CN-SC"]).query("year >= 2012")
    return marks.in_unit(marks.of_series(data, rows, lang="zh"), 1e8, "亿元")


@pytest.fixture
def publish(data, gerd, monkeypatch):
    """Publish lines of these, with some arguments replaced; returns what is put out."""
    calls = []
    monkeypatch.setattr(unit, "put_out", lambda outputs, *_: calls.append(outputs))

    def call(figure_id="fig-test-zh", chart=None, **changed):
        rise = series.states(data, "gerd", ["CN-CQ"])
        numbers = {"rise": series.at(rise, "CN-CQ", 2024, "now") - series.at(rise, "CN-CQ", 2012, "then")}
        arguments = TEXTS | {"numbers": numbers, "lang": "zh"} | changed
        figures.publish(data, chart or figures.lines(gerd), figure_id, **arguments)
        return calls[-1]

    return call


def test_a_chinese_figure_has_chinese_names_numbers_and_texts(publish):
    about = publish()[media_types.FIGURE]
    assert about["lang"] == "zh" and about["title"] == "重庆研发经费2024年为797.3亿元，是2012年的近五倍"
    assert about["subtitle"] == "研究与试验发展经费，亿元，重庆和四川，2012—2024年"
    assert re.match(r"国家统计局、科学技术部、财政部，2013至2025年，13份资料；.*。本报告计算。$", about["source"])
    assert "重庆 797" in about["drawn"]
    assert about["alt"] == (
        "重庆研发经费2024年为797.3亿元，是2012年的近五倍。折线图；横轴：2012至2024；纵轴（亿元）：0至1500。"
        "增量为637至638亿元。共26个数值，从159.8亿元（重庆，2012）到1499亿元（四川，2024），全部数值见图旁的表格。"
    )
    assert not re.search(r"[a-z]{4}", "".join(about[name] for name in ("title", "alt", "source")))


def test_numbers_of_a_chinese_drawing_have_no_space_and_no_separator(data, publish):
    rows = series.states(data, "gerd-share-of-grp").query("year == 2024 and place_id.str.len() <= 5")
    chart = figures.ranking(marks.of_series(data, rows, lang="zh"))
    shown = publish(chart=chart, title="{place}居{of}个省份之列", finding="见图。", numbers={})[media_types.FIGURE]
    assert {"2.48%", "6.58%"} <= set(shown["drawn"]) and shown["title"] == "重庆居31个省份之列"
    assert "31" in shown["drawn"] and "32" not in shown["drawn"], "the nation has no rank"
    assert "重庆，2024" not in shown["alt"] and "（西藏，2024，与上年不可比）" in shown["alt"]
    assert "纵轴：北京、上海、" in shown["alt"] and "排名条形图" in shown["alt"]


def test_places_without_a_value_are_named_in_chinese(data, gerd):
    last = gerd.query("year == 2024").copy()
    last.loc[last["place"] == "四川", ["value", "low", "high"]] = float("nan")
    chart = figures.ranking(last.assign(gap=["" if place == "重庆" else "not found" for place in last["place"]]))
    assert "暂无数据：四川" in [text.get_text() for text in chart.figure.axes[0].texts]


def test_home_and_nation_look_the_same_in_both_languages(data):
    rows = series.states(data, "gerd", ["CN-CQ", "CN", "CN-SC"]).query("year >= 2012")
    charts = [figures.lines(marks.of_series(data, rows, lang=lang)).figure.axes[0] for lang in ("en", "zh")]
    looks = [[(line.get_color(), line.get_marker(), line.get_linewidth()) for line in ax.lines] for ax in charts]
    assert looks[0] == looks[1] and len(set(looks[0])) > 2
    ranked = rows.query("year == 2024")
    bars = [figures.ranking(marks.of_series(data, ranked, lang=lang)).figure.axes[0].patches for lang in ("en", "zh")]
    colours = [[bar.get_facecolor() for bar in each] for each in bars]
    assert colours[0] == colours[1] and len(set(colours[0])) == 3
    weights = [{text.get_text().split()[0]: text.get_fontweight() for text in ax.texts} for ax in charts]
    assert weights[0]["Chongqing"] == weights[1]["重庆"] == "semibold" != weights[1]["全国"]


def test_names_of_places_are_short_and_differ(data):
    names = marks.place_names(data, "zh")
    assert names[["CN", "CN-CQ", "CN-NM", "CN-XJ", "CN-SC-CDU"]].to_list() == ["全国", "重庆", "内蒙古", "新疆", "成都"]
    assert names["CN-CQ-WSC"] == "西部（重庆）科学城"
    assert not names[names.duplicated()].any()


def test_only_a_chinese_figure_has_a_name_that_says_so(publish, data):
    with pytest.raises(ValueError, match="ends in -zh"):
        publish("fig-test")
    with pytest.raises(ValueError, match="ends in -zh"):
        publish(lang="en")
    english = figures.lines(marks.of_series(data, series.states(data, "gerd", ["CN-CQ"])))
    with pytest.raises(ValueError, match="the marks are not"):
        publish(chart=english)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("北京研发经费增长", "names Beijing"),
        ("全国研发经费增长", "names China"),
        ("2035年研发经费", "names 2035"),
        ("研发经费797.3亿元", "holds 797.3"),
        ("{北京, 2024:1 亿}元", "names no mark"),
    ],
)
def test_a_chinese_text_names_only_what_the_marks_hold(publish, text, message):
    with pytest.raises(ValueError, match=message):
        publish(title=text)


def test_several_series_and_rows_can_be_chinese(data):
    rows = series.states(data, "gerd", ["CN-CQ", "CN-SC"]).query("year == 2024")
    several = marks.of_several(data, {"研发经费": rows}, label="指标", lang="zh")
    made = marks.of_rows(data, rows, ["place_id"], lang="zh")
    assert list(several["place"]) == list(made["place"]) == ["重庆", "四川"]
    assert marks.are_chinese(several) and marks.are_chinese(made) and marks.labels(several) == ["指标", "place", "year"]
    assert not marks.are_chinese(marks.of_series(data, rows))
    both = pd.concat([several, marks.of_several(data, {"R&D": rows})])
    assert marks.are_chinese(both)
