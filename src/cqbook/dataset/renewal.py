"""Bring edited tables into order: rows sorted by their keys, preferred values marked."""

from pathlib import Path

import pandas as pd

from cqbook.dataset import preference
from cqbook.dataset.loading import DataError
from cqbook.dataset.reading import read_text_table
from cqbook.dataset.schema import TABLES
from cqbook.dataset.validation import check_cells
from cqbook.project.files import write_if_changed
from cqbook.project.paths import DATA

# What must be right before the order of sources can be told.
_DECIDES_PREFERENCE = ("tier", "published", "confidence")


def renew(folder: Path = DATA) -> list[Path]:
    """Sort the tables of a folder by their keys, mark preferred values, and write what has changed.

    Returns:
        The files that were written.

    Raises:
        DataError: a table cannot be read, or a cell that decides on preference is wrong.
    """
    tables, problems = {}, []
    for table in TABLES.values():
        cells, found = read_text_table(folder, table)
        problems += found
        if cells is not None:
            problems += [p for p in check_cells(table, cells) if p.column in _DECIDES_PREFERENCE]
            tables[table.name] = cells.sort_values(list(table.key), kind="stable", ignore_index=True)
    if problems:
        raise DataError(problems)
    observations, sources = tables["observations"], tables["sources"]
    is_first = preference.first(observations, sources, preference.fact_numbers(observations))
    observations["preferred"] = pd.Series(is_first).map({True: "yes", False: "no"})
    texts = {
        folder / table.file: tables[table.name].to_csv(index=False, lineterminator="\n") for table in TABLES.values()
    }
    return [path for path, text in texts.items() if write_if_changed(path, text)]
