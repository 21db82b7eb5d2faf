"""Colours and looks by what they mean, the same in every kind of chart."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from cqbook.figures import marks as of_marks
from cqbook.figures import style
from cqbook.figures.style import CATEGORIES, CATEGORY_INKS, COLOURS

_MIDDLE = 0.18  # a luminance about as far from white as from ink
HOME, NATION = "Chongqing", "China"
HOMES, NATIONS = (HOME, "重庆"), (NATION, "全国")  # with their names in Chinese charts


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
_DASHES: tuple[str | tuple, ...] = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)))
_MARKERS = ("s", "^", "v", "P")
_CATEGORIES = tuple(
    Look(colour, ink, dash, marker)
    for colour, ink, dash, marker in zip(CATEGORIES, CATEGORY_INKS, _DASHES, _MARKERS, strict=True)
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
        highlight = [name for name in (*HOMES, *NATIONS) if name in labels]
    every = list(dict.fromkeys(names))
    meant = set(names[which(marks, highlight) != ""]) if highlight else set(every)
    coloured = [name for name in every if name in meant and name not in (*HOMES, *NATIONS)]
    if len(coloured) > len(_CATEGORIES):
        raise ValueError(
            f"only {len(_CATEGORIES)} can be told apart, not {len(coloured)}: name some in highlight=, or use panels"
        )
    own = {**dict.fromkeys(HOMES, _HOME), **dict.fromkeys(NATIONS, _NATION)}
    own |= dict(zip(coloured, _CATEGORIES, strict=False))
    return {name: own[name] if name in meant else _OTHER for name in every}


def of_each(marks: pd.DataFrame, highlight: Collection[str] | None) -> pd.Series:
    """The look of each mark where one series of marks stands alone: dark blue, the nation orange.

    All are grey beside those that stand out. Beside Chongqing another place stands out in a colour of the categories.

    Raises:
        ValueError: no mark has a highlighted label.
    """
    named = marks[of_marks.labels(marks)].map(of_marks.label)
    is_home, is_nation = named.isin(HOMES).any(axis=1), named.isin(NATIONS).any(axis=1)
    meant = is_home | is_nation if highlight is None else which(marks, highlight) != ""
    if not meant.any():
        meant = ~meant
    is_other_place = meant & ~is_home & ~is_nation & (is_home.any() and not is_home.all())
    found = pd.Series([_HOME if each else _OTHER for each in meant], index=marks.index, dtype=object)
    found[meant & is_nation & ~is_home] = _NATION
    found[is_other_place] = _CATEGORIES[0]
    return found


def ink_on(colour: str) -> str:
    """The colour of a text on a bar or cell of some colour: white or ink."""
    return "#FFFFFF" if style.luminance(colour) < _MIDDLE else COLOURS["ink"]


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


def names(
    marks: pd.DataFrame,
    by: str | None,
    apart_from: Collection[str | None] = (),
    among: pd.DataFrame | None = None,
) -> pd.Series:
    """What each mark is called among others: its label `by`, or all labels that are not the same in all marks.

    Args:
        marks: all marks of the chart.
        by: a label, or None.
        apart_from: labels that are said elsewhere, as a year on its axis and the title of a panel.
        among: the marks whose labels are compared; all by default.
    """
    if by is not None:
        return marks[by].map(of_marks.label)
    labels = [name for name in of_marks.labels(marks) if name not in (*apart_from, "note")]
    among = marks if among is None or among.empty else among
    telling = [name for name in labels if among[name].map(of_marks.label).nunique() > 1] or labels[:1]
    parts = marks[telling].map(of_marks.label)
    return parts.agg(lambda row: ", ".join(part for part in row if part), axis=1).astype(str)


def first_in(rows: pd.DataFrame, names: pd.Series) -> set[str]:
    """The names that occur in these rows first, so that a thing that stands in several panels is named once."""
    return set(names[~names.duplicated()].reindex(rows.index).dropna())
