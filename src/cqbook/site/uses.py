"""What the report uses of the dataset: observations behind figures and computed values, and those that others name."""

import functools
import re
from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from cqbook.artifacts import notebooks
from cqbook.artifacts.registry import Figure
from cqbook.dataset import Dataset, reads
from cqbook.dataset.schema import TABLES
from cqbook.prose.references import OBSERVATION
from cqbook.site.numbering import number_and_address
from cqbook.site.shared import dataset, english_figures, registry

_MOST = 40  # indicators; a figure or value of more is about the dataset as a whole
# What the tables that name observations are about.
_TABLES = {"checks": "checks of statements", "targets": "targets and their results", "frameworks": "parts of plans"}
_BOUND = re.compile(rf"\({OBSERVATION}([a-z0-9-]+)")


@dataclass
class Uses:
    """What uses an indicator.

    figures: number, address on a page one level below the top, and title of each figure.
    chapters: heading and address of each chapter whose text or computed values hold a number of it.
    tables: what the tables that name a number of it are about.
    """

    figures: list[tuple[str, str, str]] = field(default_factory=list)
    chapters: list[tuple[str, str]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


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
    texts, values = of_texts(dataset()), of_values(dataset())
    for chapter in sorted({*texts, *values}):
        held = [rows["indicator_id"] for rows in (texts.get(chapter), values.get(chapter)) if rows is not None]
        for name in pd.concat(held).unique():
            made[name].chapters.append((headings.get(chapter, chapter), f"../notebooks/{chapter}.html"))
    for words, rows in of_tables(dataset()).items():
        for name in rows["indicator_id"].unique():
            made[name].tables.append(words)
    return dict(made)


def of_figures(data: Dataset) -> list[tuple[Figure, pd.DataFrame]]:
    """Each figure with indicator and source of its observations, but for those about the dataset as a whole.

    Who calls this notes by itself what it reads of the observations.
    """
    rows = _behind(data)
    drawn = [(figure, rows.loc[figure.observation_ids]) for figure in english_figures().values()]
    return [(figure, rows) for figure, rows in drawn if _is_of_some(rows)]


def of_values(data: Dataset) -> dict[str, pd.DataFrame]:
    """The same of the computed values of each chapter, by its notebook."""
    rows = _behind(data)
    made: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for value in registry().values.values():
        found = rows.loc[list(value.quantity.inputs)]
        if _is_of_some(found):
            made[value.chapter].append(found)
    return {chapter: pd.concat(found) for chapter, found in made.items()}


def of_tables(data: Dataset) -> dict[str, pd.DataFrame]:
    """The same of the observations that checks, targets and frameworks name, by what these are about."""
    rows = _behind(data)
    named = {
        words: {
            name
            for column in TABLES[table].columns
            if column.refers_to == "observations"
            for name in getattr(data, table)[column.name]
        }
        for table, words in _TABLES.items()
    }
    return {words: rows.loc[rows.index.intersection(list(names))] for words, names in named.items()}


def counts(data: Dataset) -> tuple[int, int, int]:
    """How many observations figures and computed values use, how many others something names, how many are left.

    What is left is shown by the pages of indicators and by Explore only. Who calls this notes the observations.
    """
    drawn = [rows for _, rows in of_figures(data)] + list(of_values(data).values())
    used = set(pd.concat(drawn).index)
    named = set(pd.concat([*of_texts(data).values(), *of_tables(data).values()]).index) - used
    return len(used), len(named), len(data.facts.unnoted) - len(used) - len(named)


def of_texts(data: Dataset) -> dict[str, pd.DataFrame]:
    """The same of the observations that the text of each chapter names, by its notebook."""
    reads.NOTED.add("named")
    rows = _behind(data)
    # A name that nothing has is told when its page is made.
    return {chapter: rows.loc[rows.index.intersection(names)] for chapter, names in named().items()}


def named() -> dict[str, list[str]]:
    """The observations that the text of each chapter names, by its notebook."""
    return {path.stem: sorted(set(_BOUND.findall(path.read_text(encoding="utf-8")))) for path in notebooks.paths()}


def _is_of_some(rows: pd.DataFrame) -> bool:
    return rows["indicator_id"].nunique() <= _MOST


def _behind(data: Dataset) -> pd.DataFrame:
    """Indicator and source of each observation, in a form from which rows are quickly taken."""
    return data.facts.unnoted[["indicator_id", "source_id"]].astype(object)
