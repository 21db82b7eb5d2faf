"""What the report uses of the dataset: the observations behind its figures, and those that its text names."""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from cqbook.artifacts import notebooks
from cqbook.artifacts.registry import Figure
from cqbook.dataset import Dataset, reads
from cqbook.prose.references import OBSERVATION
from cqbook.site.numbering import number_and_address
from cqbook.site.shared import dataset, english_figures, registry

_MOST_OF_FIGURE = 40  # indicators; a figure of more is about the dataset as a whole
_BOUND = re.compile(rf"\({OBSERVATION}([a-z0-9-]+)")


@dataclass
class Uses:
    """What uses an indicator.

    figures: number, address on a page one level below the top, and title of each figure.
    chapters: heading and address of each chapter whose text names a number of it.
    """

    figures: list[tuple[str, str, str]] = field(default_factory=list)
    chapters: list[tuple[str, str]] = field(default_factory=list)


def of_indicators() -> reads.Named:
    """What uses each indicator, by its id; what is read of it is noted."""
    return reads.Named("uses", all_of_indicators())


@functools.cache
def all_of_indicators() -> dict[str, Uses]:
    """The same, found once a build. Who calls this first notes what all of it rests on."""
    made: dict[str, Uses] = defaultdict(Uses)
    for figure, rows in of_figures(dataset()):
        for name in rows["indicator_id"].unique():
            made[name].figures.append((*number_and_address(figure.id), figure.about["title"]))
    headings = {unit.chapter: unit.heading for unit in [*registry().tables.values(), *registry().figures.values()]}
    for chapter, rows in of_texts(dataset()).items():
        for name in rows["indicator_id"].unique():
            made[name].chapters.append((headings.get(chapter, chapter), f"../notebooks/{chapter}.html"))
    return dict(made)


def of_figures(data: Dataset) -> list[tuple[Figure, pd.DataFrame]]:
    """Each figure with indicator and source of its observations, but for those about the dataset as a whole.

    Who calls this notes by itself what it reads of the observations.
    """
    rows = _behind(data)
    drawn = [(figure, rows.loc[figure.observation_ids]) for figure in english_figures().values()]
    return [(figure, rows) for figure, rows in drawn if rows["indicator_id"].nunique() <= _MOST_OF_FIGURE]


def of_texts(data: Dataset) -> dict[str, pd.DataFrame]:
    """The same of the observations that the text of each chapter names, by its notebook."""
    reads.NOTED.add("named")
    rows = _behind(data)
    # A name that nothing has is told when its page is made.
    return {chapter: rows.loc[rows.index.intersection(names)] for chapter, names in named().items()}


def named() -> dict[str, list[str]]:
    """The observations that the text of each chapter names, by its notebook."""
    return {path.stem: sorted(set(_BOUND.findall(path.read_text(encoding="utf-8")))) for path in notebooks.paths()}


def _behind(data: Dataset) -> pd.DataFrame:
    """Indicator and source of each observation, in a form from which rows are quickly taken."""
    return data.facts.unnoted[["indicator_id", "source_id"]].astype(object)
