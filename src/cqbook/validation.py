"""Find every problem of the tables, and say it so that whoever edits a CSV file can mend it.

Cells are checked as text, whole columns at a time; what refers to another cell or table is checked after that.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from cqbook import intervals, periods
from cqbook.numbers import read_printed
from cqbook.schema import MISSING, TABLES, Column, Table

# The form of a cell, where it has one; the descriptor says the same to other programs.
FORMS = {
    "id": r"[a-z0-9]+(?:-[a-z0-9]+)*|CN(?:-[A-Z]+)*",
    "number": r"-?[0-9]+(?:\.[0-9]+)?",
    "positive": r"(?!0+(?:\.0+)?$)[0-9]+(?:\.[0-9]+)?",
    "integer": r"0|[1-9][0-9]{0,2}",
    "count": r"[1-9][0-9]{0,2}",
    "date": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "period": periods.PERIOD.pattern,
    "locator": r"p[1-9][0-9]*",
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
    "date": "a date such as 2025-02-28",
    "period": "a period such as 2021, 2025-10, 2022-03-03 or 2021/2025",
    "locator": "p and the number of the non-empty line, such as p7",
    "url": "an address that starts with https://",
    "sha256": "the 64 hexadecimal digits of the text's SHA-256",
}
_HINTS = (
    ("number", re.compile(r"(?=.*[^\x00-\x7f])-?[\d.,．，]+"), "write it with the digits 0 to 9"),
    ("number", re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?"), "write it without thousands separators"),
    ("number", re.compile(r"-?\d+(\.\d+)?\s*%"), "write it without the percent sign, the unit says percent"),
    ("number", re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+"), "a spreadsheet shortened it: write all digits"),
    (
        "date period",
        re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}|\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{2,4}|[34]\d{4}"),
        "a spreadsheet rewrote this date: write it as year-month-day",
    ),
)
_QUALIFIER_WORDS = (
    ("more-than", re.compile(r"\b(more than|over|above|exceed\w*|surpass\w*)\b|超过|多$|余", re.IGNORECASE)),
    ("nearly", re.compile(r"\b(nearly|almost|close to)\b|近", re.IGNORECASE)),
    ("about", re.compile(r"\b(about|around|approximately|roughly)\b|约", re.IGNORECASE)),
    ("at-least", re.compile(r"\b(at least|no fewer than|no less than)\b|不少于|以上", re.IGNORECASE)),
    ("at-most", re.compile(r"\b(at most|no more than|up to)\b", re.IGNORECASE)),
    ("less-than", re.compile(r"\b(less than|fewer than|below|under)\b", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what stands there, and what is expected. Rows count from 1, the header."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        found = f'"{self.value}": ' if self.value is not None else ""
        return f"{where}: {found}{self.expected}"


def read_text_table(folder: Path, table: Table) -> tuple[pd.DataFrame | None, list[Problem]]:
    """One CSV file as a frame of text cells, and what is wrong with it as a file. No frame where it cannot be read."""
    name, path = f"data/{table.file}", folder / table.file
    if not path.is_file():
        return None, [Problem(name, None, None, None, f"the file is missing in {folder}; restore it")]
    raw = path.read_bytes()
    problems = []
    if raw.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(name, 1, None, None, "starts with a byte order mark: save as UTF-8 without BOM"))
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        message = "is not UTF-8 (a spreadsheet may have saved it in another encoding): save as UTF-8"
        return None, [*problems, Problem(name, row, None, None, message)]
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        problems.append(Problem(name, row, None, None, "has Windows line ends (CRLF): save with plain LF"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := re.search(r"[\x00-\x08\x0b-\x1f]", text):
        row = text[: control.start()].count("\n") + 1
        return None, [*problems, Problem(name, row, None, None, "holds a control character: remove it")]
    header = [column.name for column in table.columns]
    found = next(csv.reader([text.partition("\n")[0]]), [])
    if found != header:
        missing = [column for column in header if column not in found]
        unknown = [column for column in found if column not in header]
        message = f"the header must be {','.join(header)}"
        message += f"; missing: {', '.join(missing)}" if missing else ""
        message += f"; unknown: {', '.join(unknown)}" if unknown else ""
        return None, [*problems, Problem(name, 1, None, None, message)]
    ragged = list(_ragged_rows(name, text, len(header)))
    if ragged:
        return None, problems + ragged
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_filter=False), problems


def _ragged_rows(name: str, text: str, width: int) -> Iterator[Problem]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num != number:
                yield Problem(name, number, None, None, "a cell holds a line break: keep each row on one line")
                return
            if len(cells) != width:
                hint = (
                    "put double quotes around a cell that holds a comma" if len(cells) > width else "a cell is missing"
                )
                yield Problem(name, number, None, None, f"has {len(cells)} cells, expected {width}: {hint}")
    except csv.Error:
        yield Problem(name, reader.line_num, None, None, "a double quote is not closed")


def check_cells(table: Table, cells: pd.DataFrame) -> list[Problem]:
    """Problems that each cell shows by itself, and duplicate or unsorted keys."""
    name = f"data/{table.file}"
    problems = []
    for column in table.columns:
        problems += _check_column(name, column, cells[column.name])
    return problems + _check_key(name, table, cells)


def _check_column(name: str, column: Column, cells: pd.Series) -> Iterator[Problem]:
    padded = cells != cells.str.strip()
    yield from _problems(name, column, cells[padded], "remove the spaces at its ends")
    cells = cells[~padded]
    if column.form == "note":
        return
    choice = f"write one of {', '.join(MISSING)}" if column.may_be_missing else f"expected {_expected(column)}"
    yield from _problems(name, column, cells[cells == ""], f"empty: {choice}")
    cells = cells[cells != ""]
    labelled = cells.isin(list(MISSING))
    if column.may_be_missing:
        cells = cells[~labelled]
    elif not column.words:
        yield from _problems(name, column, cells[labelled], "may not be missing here")
        cells = cells[~labelled]
    if column.words:
        good = cells.isin(list(column.words))
    elif column.form in FORMS:
        good = cells.str.fullmatch(FORMS[column.form])
    else:
        return
    for index, value in cells[~good].items():
        hint = next(
            (text for forms, form, text in _HINTS if column.form in forms.split() and form.fullmatch(value)), None
        )
        yield Problem(name, index + 2, column.name, value, hint or f"expected {_expected(column)}")
    if column.form in ("period", "date"):
        for index, value in cells[good].items():
            try:
                periods.bounds(value)
            except ValueError as error:
                yield Problem(name, index + 2, column.name, value, f"expected {_expected(column)}: {error}")


def _expected(column: Column) -> str:
    if column.words:
        return f"one of {', '.join(column.words)}"
    label = f", or one of {', '.join(MISSING)}" if column.may_be_missing else ""
    return _EXPECTED[column.form] + label


def _problems(name: str, column: Column, bad: pd.Series, expected: str) -> Iterator[Problem]:
    for index, value in bad.items():
        yield Problem(name, index + 2, column.name, value, expected)


def _check_key(name: str, table: Table, cells: pd.DataFrame) -> list[Problem]:
    key = list(table.key)
    joined = ",".join(key)
    repeated = cells.duplicated(key, keep="first")
    problems = [
        Problem(name, index + 2, joined, ",".join(row), "stands twice: each key may stand once")
        for index, row in cells.loc[repeated, key].iterrows()
    ]
    values = list(cells[key].itertuples(index=False, name=None))
    for index, (previous, current) in enumerate(itertools.pairwise(values)):
        if current < previous:
            message = "rows are not sorted by their key: run `make data`"
            problems.append(Problem(name, index + 3, joined, ",".join(current), message))
            break
    return problems


def check_references(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Cells that name a row of another table which is not there, and sources that nothing uses."""
    problems = []
    for table in TABLES.values():
        for column in table.columns:
            if column.refers_to:
                target = TABLES[column.refers_to]
                known = set(tables[target.name][target.key[0]]) | set(MISSING)
                cells = tables[table.name][column.name]
                message = f"no such row in data/{target.file}"
                problems += _problems(f"data/{table.file}", column, cells[~cells.isin(known)], message)
    used = {*tables["observations"]["source_id"], *tables["frameworks"]["source_id"]}
    sources = tables["sources"]["source_id"]
    column = TABLES["sources"].column("source_id")
    return problems + list(
        _problems("data/sources.csv", column, sources[~sources.isin(used)], "no row uses this source")
    )


def check_sources(sources: pd.DataFrame) -> Iterator[Problem]:
    """A document has a SHA-256 of its text, nothing else has, and no two have the same."""
    repeated = sources["sha256"].duplicated() & ~sources["sha256"].isin(list(MISSING))
    for index in sources.index[repeated]:
        yield Problem(
            "data/sources.csv", index + 2, "sha256", sources["sha256"][index], "another document has this text"
        )
    is_document = sources["tier"] == "document"
    has_hash = ~sources["sha256"].isin(list(MISSING))
    for index in sources.index[is_document & ~has_hash]:
        yield Problem(
            "data/sources.csv",
            index + 2,
            "sha256",
            sources["sha256"][index],
            "a document needs the SHA-256 of its text",
        )
    for index in sources.index[~is_document & has_hash]:
        yield Problem(
            "data/sources.csv", index + 2, "sha256", sources["sha256"][index], "expected not-applicable: no document"
        )


def check_places(places: pd.DataFrame) -> Iterator[Problem]:
    """A place lies in another one, not in itself."""
    yield from _circles("data/places.csv", places["place_id"], places["parent_id"])


def check_observations(
    observations: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[Problem]:
    """What the cells of one observation say must fit together, and no fact stands twice."""
    file = "data/observations.csv"
    units = observations["indicator_id"].map(indicators.set_index("indicator_id")["unit"])
    for index in observations.index[observations["unit"] != units]:
        message = f"the unit of this indicator is {units[index]}"
        yield Problem(file, index + 2, "unit", observations["unit"][index], message)
    documents = set(sources.loc[sources["tier"] == "document", "source_id"])
    without = observations["source_id"].isin(documents) & observations["locator"].isin(list(MISSING))
    for index in observations.index[without]:
        yield Problem(
            file, index + 2, "locator", observations["locator"][index], "a document's number needs its paragraph"
        )
    fact = ["indicator_id", "place_id", "period", "kind", "source_id"]
    first_rows = observations.reset_index().groupby(fact)["index"].transform("first")
    for index in observations.index[observations.duplicated(fact)]:
        message = f"states the same indicator, place, period, kind and source as row {first_rows[index] + 2}"
        yield Problem(file, index + 2, "observation_id", observations["observation_id"][index], message)
    for index in observations.index[
        observations["source_id"].isin(documents) & observations["value"].isin(list(MISSING))
    ]:
        yield Problem(file, index + 2, "value", observations["value"][index], "a document's number needs its value")
    columns = ["period", "kind", "value", "qualifier", "printed"]
    for index, period, kind, value, qualifier, printed in observations[columns].itertuples(name=None):
        row = index + 2
        if kind == "change" and not periods.is_interval(period):
            yield Problem(
                file, row, "period", period, "a change needs the two dates it runs between, such as 2017/2021"
            )
        if value in MISSING:
            continue
        number = read_printed(printed)
        if number is None:
            yield Problem(
                file, row, "printed", printed, "no number can be read in it: write the number as the source prints it"
            )
        elif number.value != Decimal(value):
            message = f"does not fit the printed number, which reads {number.value:f}"
            yield Problem(file, row, "value", value, message)
        stated = next((word for word, form in _QUALIFIER_WORDS if form.search(printed)), None)
        if stated and stated != qualifier:
            yield Problem(file, row, "qualifier", qualifier, f'the printed number says {stated} ("{printed}")')


def check_frameworks(frameworks: pd.DataFrame) -> Iterator[Problem]:
    """A part stands in the framework of its parent, under no part of itself, and has a place of its own."""
    file = "data/frameworks.csv"
    yield from _circles(file, frameworks["node_id"], frameworks["parent_id"])
    framework_of = dict(zip(frameworks["node_id"], frameworks["framework"], strict=True))
    for index, parent, framework in frameworks[["parent_id", "framework"]].itertuples(name=None):
        if parent in MISSING:
            continue
        if framework_of.get(parent, framework) != framework:
            yield Problem(file, index + 2, "framework", framework, f"its parent belongs to {framework_of[parent]}")
    for index in frameworks.index[frameworks.duplicated(["framework", "parent_id", "order"])]:
        yield Problem(file, index + 2, "order", frameworks["order"][index], "another part has this place already")


def _circles(file: str, keys: pd.Series, parents: pd.Series) -> Iterator[Problem]:
    """Rows that stand below themselves."""
    parent_of = dict(zip(keys, parents, strict=True))
    for index, key, parent in zip(keys.index, keys, parents, strict=True):
        seen, above = {key}, parent
        while above in parent_of and above not in seen:
            seen.add(above)
            above = parent_of[above]
        if above in seen:
            yield Problem(file, index + 2, "parent_id", parent, "a row cannot stand below itself")


def check_checks(checks: pd.DataFrame, observations: pd.DataFrame) -> Iterator[Problem]:
    """The guard of a check holds, and its verdict follows from the intervals of both sides."""
    file = "data/checks.csv"
    rows = observations.set_index("observation_id")
    columns = ["observation_id", "against", "verdict", "guard_statement", "guard"]
    for index, own_id, other_id, verdict, *guards in checks[columns].itertuples(name=None):
        own, other = rows.loc[own_id], rows.loc[other_id]
        if own_id == other_id:
            yield Problem(file, index + 2, "against", other_id, "a statement cannot be checked against itself")
            continue
        without_value = [side for side, row in ((own_id, own), (other_id, other)) if row["value"] in MISSING]
        if without_value:
            yield Problem(file, index + 2, "against", other_id, f"{without_value[0]} has no value to compare")
            continue
        for column, guard, side, row in zip(columns[3:], guards, (own_id, other_id), (own, other), strict=True):
            if Decimal(guard) != Decimal(row["value"]):
                message = f"{side} now says {row['value']}: judge the pair again, then set the guard to it"
                yield Problem(file, index + 2, column, guard, message)
        meet = _interval(own).overlaps(_interval(other))
        if verdict == "agrees" and not meet:
            yield Problem(file, index + 2, "verdict", verdict, "the intervals of the two statements share no value")
        if verdict == "contradicted" and meet:
            yield Problem(file, index + 2, "verdict", verdict, "the intervals of the two statements share values")


def _interval(row: pd.Series) -> intervals.Interval:
    return intervals.read(float(row["value"]), row["qualifier"], row["printed"], row["unit"])


def validate(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """All tables of a folder as text, and all their problems.

    Cells are judged first; relations between cells and tables only where every cell has its form, so that one mistake
    is not reported twice.
    """
    tables, problems = {}, []
    for table in TABLES.values():
        cells, found = read_text_table(folder, table)
        problems += found
        if cells is not None:
            tables[table.name] = cells
            problems += check_cells(table, cells)
    if problems:
        return tables, problems
    problems = check_references(tables)
    if problems:
        return tables, problems
    problems += check_sources(tables["sources"])
    problems += check_places(tables["places"])
    problems += check_observations(tables["observations"], tables["indicators"], tables["sources"])
    problems += check_frameworks(tables["frameworks"])
    if not problems:
        problems += check_checks(tables["checks"], tables["observations"])
    return tables, problems
