"""A figure in words, for who cannot see it: kind and axes from the drawing, the finding from its author, numbers."""

import re

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from cqbook.figures import marks as of_marks
from cqbook.quantities import formatting
from cqbook.quantities.numerals import CARDINALS, HAN

# Words that a drawing holds of its own.
PHRASES = {"no value": "No value: {names}"}
CHINESE = rf"{HAN}\u3000-\u303f\uff00-\uffef"  # letters and signs
_NUMBER = re.compile(r"[\N{MINUS SIGN}-]?[\d,.]+ ?%?")
_WORD_OF = {number: word for word, number in CARDINALS.items()}
_MOST_LISTED = 12  # marks; more are left to the table beside the figure


def one_line(text: str) -> str:
    """A text without line breaks and doubled spaces; in Chinese a line break stands for nothing."""
    text = re.sub(rf"(?<=[{CHINESE}])\s*\n\s*|\s*\n\s*(?=[{CHINESE}])", "", text)
    return " ".join(text.split())


def alternative_text(kind: str, title: str, finding: str, figure: Figure, marks: pd.DataFrame) -> str:
    """The alternative text of a figure."""
    return f"{title.rstrip('.')}. {kind}{_axes(figure.axes)}. {finding.strip()} {_numbers(marks)}".replace("\n", " ")


def _axes(axes: list[Axes]) -> str:
    # A word, because it is no number of the data.
    panels = f", {_WORD_OF[len(axes)]} panels" if len(axes) > 1 else ""
    # A panel that shares an axis with the next one has no labels of its own.
    said = [
        next(filter(None, (_axis(direction, getattr(ax, axis)) for ax in axes)), "")
        for direction, axis in (("horizontal", "xaxis"), ("vertical", "yaxis"))
    ]
    return panels + "".join(f"; {text}" for text in said if text)


def _axis(direction: str, axis: Axis) -> str:
    """One axis: its first and last label, or its categories; nothing for one without labels."""
    low, high = sorted(axis.get_view_interval())
    shown = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=False)
    labels = [one_line(label.get_text()) for place, label in shown if low <= place <= high]
    labels = [label for label in labels if label]
    if not labels:
        return ""
    if all(_NUMBER.fullmatch(label) for label in labels):
        name = " ".join([direction, "axis", axis.label.get_text()]).strip()
        return f"{name} labelled from {labels[0]} to {labels[-1]}"
    return f"{direction} axis: {'; '.join(labels)}"


def _numbers(marks: pd.DataFrame) -> str:
    """Every mark where there are few, else how many and between which ends."""
    names = of_marks.labels(marks)
    if len(marks) <= _MOST_LISTED:
        listed = (f"{_name(mark, names)}: {of_marks.in_words(mark)}" for _, mark in marks.iterrows())
        return "; ".join(listed) + "."
    how_many = f"{formatting.number(len(marks))} numbers"
    known = marks.loc[marks["value"].notna()]
    if known.empty or known["unit"].nunique() > 1:
        return f"{how_many}; the table beside the figure has them all."
    ends = (known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()])
    low, high = (f"{of_marks.in_words(end)} ({_name(end, names)})" for end in ends)
    return f"{how_many}, from {low} to {high}; the table beside the figure has them all."


def _name(mark: pd.Series, labels: list[str]) -> str:
    """What a mark is called; labels that say nothing are left out."""
    return ", ".join(text for text in (of_marks.label(mark[label]) for label in labels) if text.strip())
