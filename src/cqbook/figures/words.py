"""A figure in words, for who cannot see it: kind and axes from the drawing, the finding from its author, numbers."""

import re
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from cqbook.figures import marks as of_marks
from cqbook.quantities import formatting
from cqbook.quantities.numerals import CARDINALS, CHINESE_CARDINALS, HAN

_CHINESE_KINDS = {
    "Bar chart": "条形图",
    "Dot chart with intervals": "区间点图",
    "Dumbbell chart": "哑铃图",
    "Heat map": "热力图",
    "Line chart": "折线图",
    "Ranking as bars": "排名条形图",
    "Scatter plot": "散点图",
    "Stacked bar chart": "堆积条形图",
    "Strip chart": "带状点图",
    "Tile map": "方格地图",
    "Timeline": "时间线图",
}
CHINESE = rf"{HAN}\u3000-\u303f\uff00-\uffef"  # letters and signs
_NUMBER = re.compile(r"[\N{MINUS SIGN}-]?[\d,.]+ ?%?")
_WORD_OF = {number: word for word, number in CARDINALS.items()}
_CHINESE_WORD_OF = {number: word for word, number in CHINESE_CARDINALS.items()} | {2: "两"}
_MOST_LISTED = 12  # marks; more are left to the table beside the figure


def one_line(text: str) -> str:
    """A text without line breaks and doubled spaces; in Chinese a line break stands for nothing."""
    text = re.sub(rf"(?<=[{CHINESE}])\s*\n\s*|\s*\n\s*(?=[{CHINESE}])", "", text)
    return " ".join(text.split())


def no_value(names: Iterable[str], is_chinese: bool = False) -> str:
    """What a drawing says of places without a value."""
    return f"暂无数据：{'、'.join(names)}" if is_chinese else f"No value: {', '.join(names)}"


def alternative_text(kind: str, title: str, finding: str, figure: Figure, marks: pd.DataFrame) -> str:
    """The alternative text of a figure, in Chinese where the labels of its marks are."""
    if of_marks.are_chinese(marks):
        axes = _axes(figure.axes, is_chinese=True)
        return f"{title.rstrip('。')}。{_CHINESE_KINDS[kind]}{axes}。{finding.strip()}{_numbers_in_chinese(marks)}"
    return f"{title.rstrip('.')}. {kind}{_axes(figure.axes)}. {finding.strip()} {_numbers(marks)}".replace("\n", " ")


def _axes(axes: list[Axes], is_chinese: bool = False) -> str:
    # A word, because it is no number of the data.
    count = _WORD_OF.get(len(axes), len(axes)) if not is_chinese else _CHINESE_WORD_OF.get(len(axes), len(axes))
    panels = (f"，{count}个分图" if is_chinese else f", {count} panels") if len(axes) > 1 else ""
    # A panel that shares an axis with the next one has no labels of its own.
    said = [
        next(filter(None, (_axis(direction, getattr(ax, axis), is_chinese) for ax in axes)), "")
        for direction, axis in zip(
            ("横轴", "纵轴") if is_chinese else ("horizontal", "vertical"), ("xaxis", "yaxis"), strict=True
        )
    ]
    return panels + "".join(f"；{text}" if is_chinese else f"; {text}" for text in said if text)


def _axis(direction: str, axis: Axis, is_chinese: bool) -> str:
    """One axis: its first and last label, or its categories; nothing for one without labels."""
    low, high = sorted(axis.get_view_interval())
    shown = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=False)
    labels = [one_line(label.get_text()) for place, label in shown if low <= place <= high]
    labels = [label for label in labels if label]
    if not labels:
        return ""
    if is_chinese:
        is_number = all(_NUMBER.fullmatch(label) for label in labels)
        told = f"{labels[0]}至{labels[-1]}" if is_number else "、".join(labels)
        unit = f"（{axis.label.get_text()}）" if axis.label.get_text() else ""
        return f"{direction}{unit}：{told}"
    if all(_NUMBER.fullmatch(label) for label in labels):
        name = " ".join([direction, "axis", axis.label.get_text()]).strip()
        return f"{name} labelled from {labels[0]} to {labels[-1]}"
    return f"{direction} axis: {'; '.join(labels)}"


def _numbers(marks: pd.DataFrame) -> str:
    """Every mark where there are few, else how many and between which ends."""
    names = of_marks.labels(marks)
    if len(marks) <= _MOST_LISTED:
        each = ((_name(mark, names), of_marks.in_words(mark)) for _, mark in marks.iterrows())
        return "; ".join(": ".join(filter(None, texts)) for texts in each) + "."
    is_event = marks["low"].isna() & (marks["gap"] == "")
    how_many = f"{formatting.number((~is_event).sum())} numbers"
    if not (ends := _lowest_and_highest(marks)):
        return f"{how_many}; the table beside the figure has them all."
    low, high = (f"{of_marks.in_words(end)} ({_name(end, names)})" for end in ends)
    return f"{how_many}, from {low} to {high}; the table beside the figure has them all."


def _numbers_in_chinese(marks: pd.DataFrame) -> str:
    """The same in Chinese."""
    names, more = of_marks.labels(marks), "全部数值见图旁的表格。"
    marks = marks.replace(of_marks.BREAK, "与上年不可比")

    def told(mark: pd.Series) -> str:
        return formatting.in_chinese(of_marks.in_words(mark)).replace(" ", "")

    if len(marks) <= _MOST_LISTED:
        return "；".join(f"{_name(mark, names, '，')}：{told(mark)}" for _, mark in marks.iterrows()) + "。"
    if not (ends := _lowest_and_highest(marks)):
        return f"共{len(marks)}个数值，{more}"
    low, high = (f"{told(end)}（{_name(end, names, '，')}）" for end in ends)
    return f"共{len(marks)}个数值，从{low}到{high}，{more}"


def _lowest_and_highest(marks: pd.DataFrame) -> list[pd.Series]:
    """The marks of the lowest and the highest value; none where there is no value or the units differ."""
    known = marks.loc[marks["value"].notna()]
    if known.empty or known["unit"].nunique() > 1:
        return []
    return [known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]]


def _name(mark: pd.Series, labels: list[str], comma: str = ", ") -> str:
    """What a mark is called; labels that say nothing are left out."""
    return comma.join(text for text in (of_marks.label(mark[label]) for label in labels) if text.strip())
