"""Bring edited tables into order: rows sorted, files in their form, confirmed values raised, preferred ones marked."""

from pathlib import Path

import pandas as pd

from cqbook.dataset import confirmation, preference
from cqbook.dataset.loading import DataError
from cqbook.dataset.reading import RENEW
from cqbook.dataset.schema import TABLES
from cqbook.dataset.validation import check_cells, check_tables, read_tables
from cqbook.project.files import write_all
from cqbook.project.paths import DATA


def renew(folder: Path = DATA) -> list[Path]:
    """Sort the tables of a folder, raise what is confirmed, mark what is preferred, and write what has changed.

    Returns:
        The files that were written.

    Raises:
        DataError: the tables have a mistake; rows are named as they stand in the files, of which none is touched.
    """
    tables, problems = read_tables(folder)
    # Each row keeps its place in the file as its name, by which a problem names it.
    tables = {name: cells.sort_values(list(TABLES[name].key), kind="stable") for name, cells in tables.items()}
    for name, cells in tables.items():
        problems += [problem for problem in check_cells(TABLES[name], cells) if problem.column != "preferred"]
    if problems := [problem for problem in problems if not problem.expected.endswith(RENEW)]:
        raise DataError(problems)
    observations, sources = tables["observations"], tables["sources"]
    fact = preference.fact_numbers(observations)
    is_confirmed = confirmation.confirmed(observations, sources, tables["copies"], fact)
    observations["confidence"] = observations["confidence"].astype("str").mask(is_confirmed, "high")
    is_first = preference.first(observations, sources, fact)
    observations["preferred"] = pd.Series(is_first, observations.index).map({True: "yes", False: "no"})
    if problems := check_tables(tables):
        raise DataError(problems)
    return write_all(
        {folder / TABLES[name].file: cells.to_csv(index=False, lineterminator="\n") for name, cells in tables.items()}
    )
