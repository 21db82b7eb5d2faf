"""Colours and looks by what they mean, the same in every kind of chart."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from cqbook.figures import marks as of_marks
from cqbook.figures.style import CATEGORIES, COLOURS

HOME, NATION = "Chongqing", "China"


@dataclass(frozen=True)
class Look:
    """How the marks of one place or category are drawn.

    colour: of lines, bars and points.
    ink: of its name, dark enough for text.
    dash, marker: of lines, so that colour is never alone.
    width: of lines, in points.
    layer: what lies above what.
    stands_out: whether it is told from the others.
    """

    colour: str
    ink: str
    dash: str | tuple = "-"
    marker: str = "o"
    width: float = 2.0
    layer: int = 3
    stands_out: bool = True


# The statement of a document, as arguments of matplotlib.
STATEMENT = {"marker": "D", "markerfacecolor": "white", "markeredgewidth": 1.5, "markersize": 6, "zorder": 6}
# A target, as arguments of matplotlib.
TARGET = {"color": COLOURS["soft-ink"], "linewidth": 1.4, "linestyle": (0, (4, 1.5)), "zorder": 2.5}

_HOME = Look(COLOURS["main"], COLOURS["main"], width=2.6, layer=5)
_NATION = Look(COLOURS["accent"], COLOURS["accent-ink"], marker="D", layer=4)
_OTHER = Look(COLOURS["quiet"], COLOURS["soft-ink"], width=1.2, layer=2, stands_out=False)
_CATEGORIES = tuple(
    Look(colour, colour, dash, marker)
    for colour, dash, marker in zip(
        CATEGORIES, ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5))), ("s", "^", "v", "P"), strict=True
    )
)


def of(names: pd.Series, marks: pd.DataFrame, highlight: Collection[str] | None) -> dict[str, Look]:
    """The looks of places or categories that stand side by side, by their names.

    Chongqing and the nation keep their colours. Others are grey beside a highlighted one, and have a colour of the
    sequence of categories where they are highlighted themselves, or where there is nothing to highlight.

    Args:
        names: what each mark is called.
        marks: all marks of the chart.
        highlight: labels of the marks that stand out; Chongqing and China by default, where they occur.

    Raises:
        ValueError: a highlighted label does not occur, or more categories stand out than can be told apart.
    """
    if highlight is None:
        labels = set(marks[of_marks.labels(marks)].astype(str).to_numpy().ravel())
        highlight = [name for name in (HOME, NATION) if name in labels]
    every = list(dict.fromkeys(names))
    meant = set(names[which(marks, highlight) != ""]) if highlight else set(every)
    coloured = [name for name in every if name in meant and name not in (HOME, NATION)]
    if len(coloured) > len(_CATEGORIES):
        raise ValueError(
            f"only {len(_CATEGORIES)} can be told apart, not {len(coloured)}: name some in highlight=, or use panels"
        )
    own = {HOME: _HOME, NATION: _NATION, **dict(zip(coloured, _CATEGORIES, strict=False))}
    return {name: own[name] if name in meant else _OTHER for name in every}


def which(marks: pd.DataFrame, values: Collection[str]) -> pd.Series:
    """The value by which one of its labels names each mark, "" for marks that none names.

    Raises:
        ValueError: a value is no label of any mark.
    """
    named = marks[of_marks.labels(marks)].map(of_marks.label)
    found = pd.Series("", index=marks.index)
    for value in values:
        has_it = (named == value).any(axis=1)
        if not has_it.any():
            raise ValueError(f"no mark has the label {value!r}")
        found[has_it] = value
    return found


def names(marks: pd.DataFrame, by: str | None, apart_from: Collection[str | None] = ()) -> pd.Series:
    """What each mark is called among others: its label `by`, or all labels that are not the same in all marks.

    Args:
        marks: all marks of the chart.
        by: a label, or None.
        apart_from: labels that are said elsewhere, as a year on its axis and the title of a panel.
    """
    if by is not None:
        return marks[by].map(of_marks.label)
    labels = [name for name in of_marks.labels(marks) if name not in (*apart_from, "note")]
    named = marks[labels].map(of_marks.label)
    telling = [name for name in labels if named[name].nunique() > 1] or labels[:1]
    return named[telling].agg(lambda parts: ", ".join(part for part in parts if part), axis=1).astype(str)


def first_in(rows: pd.DataFrame, names: pd.Series) -> set[str]:
    """The names that occur in these rows first, so that a thing that stands in several panels is named once."""
    return set(names[~names.duplicated()].reindex(rows.index).dropna())
