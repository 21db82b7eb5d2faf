"""Bring edited tables into order: rows sorted by their keys, confirmed values raised, preferred ones marked."""

from pathlib import Path

import pandas as pd

from cqbook.dataset import confirmation, preference
from cqbook.dataset.loading import DataError
from cqbook.dataset.reading import read_text_table
from cqbook.dataset.schema import TABLES
from cqbook.dataset.validation import check_cells
from cqbook.project.files import write_if_changed
from cqbook.project.paths import DATA

# What must be right before confidence and the order of sources can be told.
_READ_FROM_SOURCES = ("tier", "published", "seen_as")
_READ_FROM_OBSERVATIONS = ("period_basis", "kind", "value", "qualifier", "unit", "status", "confidence")


def renew(folder: Path = DATA) -> list[Path]:
    """Sort the tables of a folder, raise what is confirmed, mark what is preferred, and write what has changed.

    Returns:
        The files that were written.

    Raises:
        DataError: a table cannot be read, or a cell that decides on confidence or preference is wrong.
    """
    tables, problems = {}, []
    for table in TABLES.values():
        cells, found = read_text_table(folder, table)
        problems += found
        if cells is not None:
            problems += [
                p for p in check_cells(table, cells) if p.column in _READ_FROM_SOURCES + _READ_FROM_OBSERVATIONS
            ]
            tables[table.name] = cells.sort_values(list(table.key), kind="stable", ignore_index=True)
    if problems:
        raise DataError(problems)
    observations, sources = tables["observations"], tables["sources"]
    fact = preference.fact_numbers(observations)
    is_confirmed = confirmation.confirmed(observations, sources, tables["copies"], fact)
    observations["confidence"] = observations["confidence"].astype("str").mask(is_confirmed, "high")
    is_first = preference.first(observations, sources, fact)
    observations["preferred"] = pd.Series(is_first).map({True: "yes", False: "no"})
    texts = {
        folder / table.file: tables[table.name].to_csv(index=False, lineterminator="\n") for table in TABLES.values()
    }
    return [path for path, text in texts.items() if write_if_changed(path, text)]
