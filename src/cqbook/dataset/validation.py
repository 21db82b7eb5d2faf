"""Find every problem of the tables, and say it so that whoever edits a CSV file can mend it.

Cells are checked as text, whole columns at a time; what refers to another cell or table is checked after that.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cqbook.dataset import relations
from cqbook.dataset.reading import RENEW, Problem, read_text_table
from cqbook.dataset.schema import MISSING, TABLES, Column, Table
from cqbook.quantities import numerals, periods

# The form of a cell, where it has one; the descriptor says the same to other programs.
FORMS = {
    "id": r"[a-z0-9]+(?:-[a-z0-9]+)*|[A-Z]{2}(?:-[A-Z0-9]+)*",
    "number": r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?",
    "positive": r"[1-9][0-9]{0,17}(?:\.[0-9]{1,12})?|0\.0{0,11}[1-9][0-9]{0,11}",
    "integer": r"0|[1-9][0-9]{0,2}",
    "count": r"[1-9][0-9]{0,2}",
    "date": periods.ONE,
    "period": periods.PERIOD.pattern,
    "url": r"https?://[^\s\"'<>]+",
    "sha256": r"[0-9a-f]{64}",
}
_EXPECTED = {
    "id": "lower-case words joined by hyphens, or a place code such as CN-CQ",
    "text": "some text",
    "number": "a plain number such as 1380000 or 63.5",
    "positive": "a plain number above zero",
    "integer": "a whole number from 0 to 999",
    "count": "a whole number from 1 to 999",
    "date": "a date such as 2025-02-28, or its month or year",
    "period": "a period such as 2021, 2025-10, 2022-03-03 or 2021/2025",
    "url": "an address that starts with https://",
    "sha256": "the 64 hexadecimal digits of the text's SHA-256",
}
_HINTS = (
    ("number", re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+"), "a spreadsheet shortened it: write all digits"),
    (
        "number positive",
        re.compile(r"-?\d{19,}(\.\d+)?|-?\d+\.\d{13,}"),
        "at most 18 digits before the point and 12 after it",
    ),
    (
        "date period",
        re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}|\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{2,4}|[34]\d{4}"),
        "a spreadsheet rewrote this date: write it as year-month-day",
    ),
    ("date period", re.compile(r"[0-9]{4}([-/].*)?"), "expected years from 1900 to 2099"),
)
# Letters that nobody sees or that turn the writing round, and what stands for letters that were lost.
_UNSEEN = re.compile(r"[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff]")
# What a program writes where it has nothing, or a key that was held down.
_NOTHING = r"^(?:#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|nan|NaN|None|NULL|null|<NA>)$"
_TOO_MANY_DIGITS = r"(?<![0-9a-f])[0-9]{25}"
_STRANGE = re.compile(rf"{_UNSEEN.pattern}|\ufffd|\?\?|{_NOTHING}")


def check_cells(table: Table, cells: pd.DataFrame) -> list[Problem]:
    """Problems that each cell shows by itself, and duplicate or unsorted keys."""
    name = f"data/{table.file}"
    problems: list[Problem] = []
    for column in table.columns:
        problems += _check_column(name, column, cells[column.name])
    return problems + _check_key(name, table, cells)


def _check_column(name: str, column: Column, cells: pd.Series) -> Iterator[Problem]:
    is_repeated = isinstance(cells.dtype, pd.CategoricalDtype)
    # What stands in many cells is looked at once.
    texts = pd.Series(cells.cat.categories, dtype="str") if is_repeated else cells
    padded = texts != texts.str.strip()
    good = _has_form(column, texts)
    bad = dict.fromkeys(texts[padded], "remove the spaces at its ends")
    bad |= {text: _wrong_form(column, text) for text in texts[~good & ~padded]}
    bad |= {text: _wrong_letters(text) for text in texts[texts.str.contains(_STRANGE)]}
    bad |= dict.fromkeys(
        texts[good & texts.str.contains(_TOO_MANY_DIGITS)], "more digits than any number has: correct it"
    )
    if column.form in ("period", "date"):
        bad |= _not_in_calendar(column, texts[good & ~padded])
    if bad:
        for index, text in cells[cells.isin(list(bad))].items():
            yield Problem(name, index + 2, column.name, text, bad[text])


def _has_form(column: Column, cells: pd.Series) -> pd.Series:
    """Which cells have the form of their column, or carry a label where one is allowed."""
    if column.form == "note":
        return pd.Series(True, index=cells.index)
    if column.words:
        return cells.isin(list(column.words))
    labelled = cells.isin(list(MISSING))
    good = cells.str.fullmatch(FORMS[column.form]) if column.form in FORMS else cells != ""
    return good | labelled if column.may_be_missing else good & ~labelled


def _wrong_form(column: Column, value: str) -> str:
    if value == "":
        choice = f"write one of {', '.join(MISSING)}" if column.may_be_missing else f"expected {_expected(column)}"
        return f"empty: {choice}"
    if value in MISSING and not column.words:
        return "may not be missing here"
    if column.form == "number" and numerals.is_no_number(value):
        choice = f"write one of {', '.join(MISSING)}" if column.may_be_missing else f"expected {_expected(column)}"
        return f"states no number: leave the row out, or {choice}"
    hints = (text for forms, form, text in _HINTS if column.form in forms.split() and form.fullmatch(value))
    if hint := next(hints, None):
        return hint
    if column.form == "number" and (plain := numerals.in_base_units(value)) not in (None, value):
        return f"write {plain}: digits alone, in base units"
    return f"expected {_expected(column)}"


def _wrong_letters(text: str) -> str:
    if unseen := _UNSEEN.search(text):
        return f"holds U+{ord(unseen[0]):04X}, which nobody sees: remove it"
    if re.search(_NOTHING, text):
        return "was written by a program that had no value: write the value"
    return "letters were lost when it was saved: write them again"


def _not_in_calendar(column: Column, texts: pd.Series) -> dict[str, str]:
    """Dates that do not exist, and periods that end before they start, with what is expected instead."""
    wrong = {}
    for text in texts[~texts.isin(list(MISSING))].unique():
        try:
            periods.bounds(text)
        except ValueError as error:
            wrong[text] = f"expected {_expected(column)}: {error}"
    return wrong


def _expected(column: Column) -> str:
    if column.words:
        more = "; a new unit is a line in quantities/units.py" if column.name == "unit" else ""
        return f"one of {', '.join(column.words)}{more}"
    label = f", or one of {', '.join(MISSING)}" if column.may_be_missing else ""
    return _EXPECTED[column.form] + label


def _problems(name: str, column: Column, bad: pd.Series, expected: str) -> Iterator[Problem]:
    for index, value in bad.items():
        yield Problem(name, index + 2, column.name, value, expected)


def _check_key(name: str, table: Table, cells: pd.DataFrame) -> list[Problem]:
    """Rows whose key stands twice, and the first row that comes before the one above it."""
    keys = cells[list(table.key)]
    above = keys.shift()
    smaller, equal = pd.Series(False, index=keys.index), pd.Series(True, index=keys.index)
    for column in keys:
        smaller |= equal & (keys[column] < above[column]).fillna(False)
        equal &= keys[column] == above[column]
    if not (smaller | equal).any():
        return []
    joined = ",".join(keys)
    known: dict[tuple[str, ...], int] = {}
    problems = []
    for index, *row in keys.loc[keys.duplicated(keep=False)].sort_index().itertuples(name=None):
        if (other := known.setdefault(tuple(row), index)) != index:
            message = f"stands in row {other + 2}, too: each key may stand once"
            problems.append(Problem(name, index + 2, joined, ",".join(row), message))
    if smaller.any():
        first = smaller.idxmax()
        message = f"rows are not sorted by their key: {RENEW}"
        problems.append(Problem(name, first + 2, joined, ",".join(keys.loc[first]), message))
    return problems


def check_references(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Cells that name a row of another table which is not there, and sources or copies that nothing uses."""
    problems: list[Problem] = []
    for table in TABLES.values():
        for column in table.columns:
            if column.refers_to:
                target = TABLES[column.refers_to]
                cells = tables[table.name][column.name]
                unknown = _not_among(set(cells.unique()), tables[target.name][target.key[0]]) - set(MISSING)
                message = f"no such row in data/{target.file}"
                if unknown:
                    problems += _problems(f"data/{table.file}", column, cells[cells.isin(list(unknown))], message)
    observations, frameworks = tables["observations"], tables["frameworks"]
    problems += _unused(tables, "sources", {*observations["source_id"].unique(), *frameworks["source_id"]})
    problems += _unused(tables, "indicators", set(observations["indicator_id"].unique()))
    return problems + _unused(tables, "copies", set(observations["copy_id"].unique()))


def _not_among(texts: set[str], keys: pd.Series) -> set[str]:
    """The texts that are no key. The keys may be a million and the texts are few, so the keys are looked up in them."""
    known = pa.array(keys)
    found = pc.filter(known, pc.is_in(known, value_set=pa.array(sorted(texts), type=known.type)))
    return texts - set(found.to_pylist())


def _unused(tables: dict[str, pd.DataFrame], name: str, used: set[str]) -> list[Problem]:
    table = TABLES[name]
    column = table.column(table.key[0])
    keys = tables[name][column.name]
    message = f"no row uses this {column.name.removesuffix('_id')}: use it or remove the row"
    unused = np.array([key not in used for key in keys.to_numpy()], dtype=bool)
    return list(_problems(f"data/{table.file}", column, keys[unused], message))


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables of a folder that can be read, as text, and what is wrong with them as files."""
    tables, problems = {}, []
    for table in TABLES.values():
        cells, found = read_text_table(folder, table)
        problems += found
        if cells is not None:
            tables[table.name] = cells
    return tables, problems


def check_tables(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Problems between cells and between tables, whose cells have their form."""
    return check_references(tables) or relations.check(tables)


def validate(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """All tables of a folder as text, and all their problems.

    Cells are judged first; relations between cells and tables only where every cell has its form, so that one mistake
    is not reported twice.
    """
    tables, problems = read_tables(folder)
    for name, cells in tables.items():
        problems += check_cells(TABLES[name], cells)
    return tables, problems or check_tables(tables)
