"""Read one CSV file of the dataset as text, and say what is wrong with it as a file."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from cqbook.dataset.schema import Column, Table
from cqbook.project.files import looks_like

_TEXT = pa.large_string()
_REPEATED = pa.dictionary(pa.int32(), pa.string())


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
        found = f'"{_shortened(self.value)}": ' if self.value is not None else ""
        return f"{where}: {found}{self.expected}"


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}… ({len(text):,} letters)"


_MOST_LETTERS = 300  # of a cell
RENEW = "run `make data`"  # mends what is a matter of form only
_MOST_ROWS = 5  # in one line
_MOST_LINES = 50


def in_lines(problems: Iterable[Problem]) -> list[str]:
    """Problems in words, a line each; those that differ in their row only share one."""
    rows: dict[Problem, list[int | None]] = {}
    for problem in problems:
        rows.setdefault(replace(problem, row=None), []).append(problem.row)
    lines = []
    for problem, found in rows.items():
        line, more = str(replace(problem, row=found[0])), len(found) - _MOST_ROWS
        if len(found) > 1:
            named = ", ".join(map(str, found[:_MOST_ROWS])) + (f" and {more} more" if more > 0 else "")
            line = line.replace(f"row {found[0]}", f"rows {named}", 1)
        lines.append(line)
    more = len(lines) - _MOST_LINES
    return lines[:_MOST_LINES] + ([f"and {more} more lines: mend these first"] if more > 0 else [])


def read_text_table(folder: Path, table: Table) -> tuple[pd.DataFrame | None, list[Problem]]:
    """One CSV file as a frame of text cells, and what is wrong with it as a file. No frame where it cannot be read.

    Columns of words, references and periods are categorical, all others are strings.
    """
    name, path = f"data/{table.file}", folder / table.file
    if not path.is_file():
        return None, [Problem(name, None, None, None, f"the file is missing in {folder}; restore it")]
    raw = path.read_bytes()
    problems = []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # nothing of it reads as it should
        return None, [Problem(name, 1, None, None, f"is not UTF-8{looks_like(raw)}: save as UTF-8")]
    if raw.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(name, 1, None, None, f"starts with a byte order mark: {RENEW}"))
        raw = raw[3:]
    if b"\r" in raw:
        row = raw[: raw.index(b"\r")].count(b"\n") + 1
        problems.append(Problem(name, row, None, None, f"has Windows line ends (CRLF): {RENEW}"))
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    wrong_header = _wrong_header(name, table, raw)
    if wrong_header:
        return None, problems + wrong_header
    if not raw.endswith(b"\n"):
        row = raw.count(b"\n") + 1
        problems.append(Problem(name, row, None, None, "is the last row and has no line end: is the file cut off?"))
        raw += b"\n"
    cells = _parse(table, raw)
    if cells is not None:
        if not len(cells):
            problems.append(Problem(name, None, None, None, "holds no row: restore it"))
        return cells, problems
    # Something is wrong somewhere: look at every line, which takes longer, to say where.
    reasons = _reasons(name, table, raw) or [
        Problem(name, None, None, None, "cannot be read as a table: save it as CSV")
    ]
    return None, problems + reasons


def _wrong_header(name: str, table: Table, raw: bytes) -> list[Problem]:
    header = [column.name for column in table.columns]
    end = raw.find(b"\n")
    first = raw[: end if end >= 0 else None].decode("utf-8", "replace")
    # Looked at as text first: a file without line ends may be one line longer than the csv module takes.
    if first == ",".join(header):
        return []
    found = next(csv.reader([first[:10_000]]), [])
    if found == header:
        return []
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if set(next(csv.reader([first[:10_000]], delimiter=separator), [])) & set(header[1:]):
            return [Problem(name, 1, None, None, f"its cells are separated by {word}: save it as CSV with commas")]
    if sorted(found) == sorted(header):
        wrong = [
            f"{one} stands where {other} belongs" for one, other in zip(found, header, strict=True) if one != other
        ]
        return [Problem(name, 1, None, None, f"columns in another order: {', '.join(wrong)}")]
    missing = [column for column in header if column not in found]
    unknown = [column for column in found if column not in header]
    message = f"the header must be {','.join(header)}"
    message += f"; missing: {', '.join(missing)}" if missing else ""
    message += f"; unknown: {', '.join(name or '(without a name)' for name in unknown)}" if unknown else ""
    return [Problem(name, 1, None, None, message)]


def _parse(table: Table, raw: bytes) -> pd.DataFrame | None:
    """The cells, or None where the file is not plainly one row a line with all its cells."""
    types = {column.name: _REPEATED if _is_repeated(table, column) else _TEXT for column in table.columns}
    options = pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=False)
    try:
        cells = pyarrow.csv.read_csv(pa.BufferReader(raw), convert_options=options)
    except pa.ArrowInvalid:
        return None
    line_ends = raw.count(b"\n")
    control_characters = np.count_nonzero(np.frombuffer(raw, dtype=np.uint8) < ord(" "))
    if cells.num_rows + 1 != line_ends or control_characters != line_ends:
        return None
    return cells.to_pandas(types_mapper={_TEXT: pd.StringDtype(na_value=np.nan)}.get)


def _is_repeated(table: Table, column: Column) -> bool:
    """Whether a column holds few texts many times, so that each of them need be looked at once only."""
    return column.name not in table.key and bool(column.words or column.refers_to or column.form in ("period", "date"))


def _reasons(name: str, table: Table, raw: bytes) -> list[Problem]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        message = f"is not UTF-8{looks_like(raw)}: save as UTF-8"
        return [Problem(name, row, None, None, message)]
    if control := re.search(r"[\x00-\x09\x0b-\x1f]", text):
        row = text[: control.start()].count("\n") + 1
        return [Problem(name, row, None, None, "holds a control character: remove it")]
    return list(_ragged_rows(name, text, len(table.columns)))


def _ragged_rows(name: str, text: str, width: int) -> Iterator[Problem]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num != number:
                yield Problem(name, number, None, None, "a cell holds a line break: keep each row on one line")
                return
            if not cells:
                yield Problem(name, number, None, None, "is empty: remove the line")
            elif len(cells) != width:
                hint = (
                    "put double quotes around a cell that holds a comma" if len(cells) > width else "a cell is missing"
                )
                yield Problem(name, number, None, None, f"has {len(cells)} cells, expected {width}: {hint}")
    except csv.Error:
        yield Problem(name, reader.line_num, None, None, "a double quote is not closed")
