"""Break the dataset as slips, spreadsheets and full disks do, and count who notices.

Run it with `make break`. Damaged tables must be refused with a message that names the file; a changed value that looks
right must at least be shown by the review of `make data`. A sample of both runs in `make test`.
"""

import contextlib
import csv
import io
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cqbook.analysis import jumps, sums
from cqbook.artifacts import registry
from cqbook.dataset import DataError, cache, load, review
from cqbook.dataset.schema import TABLES
from cqbook.project.errors import UserError
from cqbook.project.paths import DATA
from cqbook.prose import binding, references
from cqbook.quantities.numerals import read_printed

OBSERVATIONS = DATA / TABLES["observations"].file
# What may come of a damaged table, from the best.
CELL, ROW, FILE, TAKEN, TRACEBACK = "row and column", "row", "file", "taken as it is", "traceback"
# Who notices a changed value, from the first. The review shows every one; "review" stands where nothing else does.
REFUSED, JUMP, SUM, TEXT, VALUE, REVIEW, NOBODY = (
    "refused",
    "jump",
    "sum",
    "text",
    "value of a text",
    "review",
    "nobody",
)


@dataclass(frozen=True)
class Damage:
    """One table with one thing wrong: `change` gives its new bytes, or None where the file is to be missing."""

    name: str
    file: str
    change: Callable[[bytes], bytes | None]


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda raw: b"".join(change(raw.splitlines(keepends=True)))


def _middle(lines: list[bytes]) -> int:
    return max(1, len(lines) // 2)


def _at_middle(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change the line in the middle."""
    return _lines(
        lambda lines: [
            *lines[: _middle(lines)],
            change(lines[_middle(lines)]),
            *lines[_middle(lines) + 1 :],
        ]
    )


def _header(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return _lines(lambda lines: [b",".join(change(lines[0].rstrip().split(b","))) + b"\n", *lines[1:]])


def _table_again(**options: str | int) -> Callable[[bytes], bytes]:
    """As another program would write it."""

    def change(raw: bytes) -> bytes:
        to = io.StringIO()
        rows = csv.reader(io.StringIO(raw.decode()))
        csv.writer(to, **{"lineterminator": "\n"} | options).writerows(rows)  # type: ignore[arg-type]
        return to.getvalue().encode()

    return change


OF_FILES: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "empty": lambda _: b"",
    "header alone": _lines(lambda lines: lines[:1]),
    "cut in a line": lambda raw: raw[: raw.rindex(b"\n", 0, len(raw) // 2) - 3],
    "cut before the last line end": lambda raw: raw[:-1],
    "disk error, zeros": lambda raw: raw[: len(raw) // 2] + bytes(64) + raw[len(raw) // 2 :],
    "UTF-16": lambda raw: raw.decode().encode("utf-16"),
    "GBK": lambda raw: raw.decode().encode("gbk", "replace") + "重庆".encode("gbk"),
    "latin-1": lambda raw: raw + "é".encode("latin-1"),
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "Windows line ends": lambda raw: raw.replace(b"\n", b"\r\n"),
    "semicolons": _table_again(delimiter=";"),
    "tabs": _table_again(delimiter="\t"),
    "web page": lambda _: b"<!DOCTYPE html>\n<html><body>Not found</body></html>\n",
    "JSON": lambda _: b'{"rows": []}\n',
    "header lost": _lines(lambda lines: lines[1:]),
    "header twice": _lines(lambda lines: lines[:1] * 2 + lines[1:]),
    "column renamed": _header(lambda names: [names[0] + b"x", *names[1:]]),
    "columns swapped": _header(lambda names: [names[1], names[0], *names[2:]]),
    "column dropped": _header(lambda names: names[:-1]),
    "row twice": _at_middle(lambda line: line * 2),
    "rows swapped": _lines(
        lambda lines: [
            *lines[: _middle(lines)],
            *lines[_middle(lines) : _middle(lines) + 2][::-1],
            *lines[_middle(lines) + 2 :],
        ]
    ),
    "empty row": _at_middle(lambda line: line + b"\n"),
    "empty cells": _at_middle(lambda line: b"," * line.count(b",") + b"\n"),
    "cell more": _at_middle(lambda line: line.rstrip(b"\n") + b",x\n"),
    "cell less": _at_middle(lambda line: line.rpartition(b",")[0] + b"\n"),
    "quote never closed": _at_middle(lambda line: line.replace(b",", b',"', 1)),
    "line break in a cell": _at_middle(lambda line: line.replace(b",", b',"a\nb",', 1)),
    "merge conflict": _at_middle(lambda line: b"<<<<<<< HEAD\n" + line + b"=======\n" + line + b">>>>>>> other\n"),
    "absurdly long cell": _at_middle(lambda line: b"9" * 200_000 + line),
}
# What stands in a cell instead.
OF_CELLS: dict[str, str] = {
    "error of a spreadsheet": "#REF!",
    "letters lost": "???",
    "replacement character": "�",
    "letter nobody sees": "x​",
    "writing turned round": "‮x",
    "tab": "a\tb",
    "spaces": "  ",
    "400 digits": "9" * 400,
    "not a number": "nan",
}


def damages() -> Iterator[Damage]:
    """All damages of all tables: each of OF_FILES, and each of OF_CELLS in each column."""
    for table in TABLES.values():
        for name, change in OF_FILES.items():
            yield Damage(name, table.file, change)
        for place, column in enumerate(table.columns):
            for name, text in OF_CELLS.items():
                yield Damage(f"{name} in a cell", table.file, _in_cell(place, text, column.name))


def _in_cell(place: int, text: str, seed: str) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        lines = raw.decode().splitlines(keepends=True)
        number = random.Random(seed).randrange(1, len(lines))
        cells = next(csv.reader([lines[number]]))
        cells[place] = text
        return "".join([*lines[:number], _line(cells), *lines[number + 1 :]]).encode()

    return change


def _line(cells: list[str]) -> str:
    to = io.StringIO()
    csv.writer(to, lineterminator="\n").writerow(cells)
    return to.getvalue()


def come_of(damage: Damage, folder: Path) -> tuple[str, str]:
    """What comes of a damaged table, and the message or the traceback; the folder is as before afterwards."""
    path = folder / damage.file
    raw = path.read_bytes()
    spoilt = damage.change(raw)
    assert spoilt != raw, f"{damage} changes nothing"
    path.unlink() if spoilt is None else path.write_bytes(spoilt)
    try:
        load(folder)
    except DataError as error:
        first = next((one for one in error.problems if one.file == f"data/{damage.file}"), None)
        if first is None:
            return TAKEN, f"told of another file: {error}"
        return (FILE if first.row is None else ROW if first.column is None else CELL), str(first)
    except Exception:  # whatever else comes is what is looked for
        return TRACEBACK, traceback.format_exc()
    finally:
        path.write_bytes(raw)
    return TAKEN, ""


@dataclass(frozen=True)
class Slip:
    """One observation that a figure draws, with another number, its printed words in line with it."""

    name: str
    observation_id: str
    value: str
    printed: str


def _swapped(digits: str) -> str | None:
    at = next(
        (at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and digits[at : at + 2].isdigit()), None
    )
    return None if at is None else digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _last(digits: str) -> str:
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def _tenfold(digits: str) -> str:
    whole, _, decimals = digits.partition(".")
    return whole + decimals[:1] + (f".{decimals[1:]}" if decimals[1:] else "") if decimals else whole + "0"


def _tenth(digits: str) -> str | None:
    whole, _, decimals = digits.partition(".")
    return f"{whole[:-1]}.{whole[-1]}{decimals}" if len(whole) > 1 else None


DIGITS: dict[str, Callable[[str], str | None]] = {
    "last digit one more": _last,
    "two digits swapped": _swapped,
    "tenfold": _tenfold,
    "a tenth": _tenth,
}
WORDS = {"万 for 亿": ("亿", "万"), "亿 for 万": ("万", "亿")}


def slips(names: list[str], rows: pd.DataFrame) -> Iterator[Slip]:
    """Each kind of slip in each of some observations, where its printed number allows it."""
    before = {}
    for row in rows.loc[rows["kind"] == "actual"].itertuples():
        before[row.indicator_id, row.place_id, row.period] = row
    for name in names:
        row = rows.loc[name]
        for kind, change in DIGITS.items():
            number = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", row["printed"])
            digits = change(number[0].replace(",", "")) if number else None
            if number and digits:
                yield from _slip(kind, name, row, row["printed"].replace(number[0], digits, 1))
        for kind, (word, other) in WORDS.items():
            if re.search(rf"\d ?{word}", row["printed"]):
                yield from _slip(kind, name, row, row["printed"].replace(word, other, 1))
        if row["period"].isdecimal():
            other_row = before.get((row["indicator_id"], row["place_id"], str(int(row["period"]) - 1)))
            if other_row is not None:
                yield from _slip("value of the year before", name, row, other_row.printed)
        if row["place_id"].startswith("CN-"):
            other_row = before.get((row["indicator_id"], "CN-SC", row["period"]))
            if other_row is not None:
                yield from _slip("value of Sichuan", name, row, other_row.printed)


def _slip(kind: str, name: str, row: pd.Series, printed: str) -> Iterator[Slip]:
    number = read_printed(printed)
    if number is not None and printed != row["printed"] and f"{number.value:f}" != row["value"]:
        yield Slip(kind, name, f"{number.value.normalize():f}", printed)


class Watch:
    """Who looks at a changed value: the report as it stands."""

    def __init__(self) -> None:
        self.raw = OBSERVATIONS.read_text(encoding="utf-8")
        self.rows = pd.read_csv(io.StringIO(self.raw), dtype=str, keep_default_na=False, index_col="observation_id")
        self.found, self.texts = registry.read(), binding.texts()
        said = "\n".join(path.read_text(encoding="utf-8") for path in self.texts)
        self.bound = set(re.findall(r"\((obs:[\w-]+|value:[\w-]+)", said))

    def drawn(self) -> list[str]:
        """The observations that figures draw, sorted."""
        return sorted({name for figure in self.found.figures.values() for name in figure.observation_ids})

    def noticed_by(self, slip: Slip, folder: Path) -> str:
        """Who notices first, once the slip stands in the tables of a folder."""
        start = self.raw.index(f"\n{slip.observation_id},") + 1
        end = self.raw.index("\n", start) + 1
        names = ["observation_id", *self.rows.columns]
        cells = dict(zip(names, next(csv.reader([self.raw[start:end]])), strict=True))
        cells |= {"value": slip.value, "printed": slip.printed}
        text = self.raw[:start] + _line(list(cells.values())) + self.raw[end:]
        (folder / OBSERVATIONS.name).write_text(text, encoding="utf-8", newline="\n")
        try:
            data = load(folder)
        except DataError:
            return REFUSED
        if len(jumps.unexplained(jumps.yearly(data, [cells["indicator_id"]]))):
            return JUMP
        if sums.wrong(data):
            return SUM
        if f"obs:{slip.observation_id}" in self.bound and binding.check(
            self.texts,
            references.resolver(data, self.found),
            references.names(data, self.found),
            only_bound=True,
        ):
            return TEXT
        if any(
            f"value:{name}" in self.bound and slip.observation_id in value.quantity.inputs
            for name, value in self.found.values.items()
        ):
            return VALUE
        shown = review.in_lines(self.raw, text)
        return REVIEW if any(line.startswith(f"changed: {slip.observation_id} ") for line in shown) else NOBODY


@contextlib.contextmanager
def copy_of_data() -> Iterator[Path]:
    """A copy of the tables to break; what is kept of datasets is not pushed out by broken ones."""
    with tempfile.TemporaryDirectory() as place:
        kept, cache.FOLDER = cache.FOLDER, Path(place) / "kept"
        try:
            yield Path(shutil.copytree(DATA, Path(place) / "data"))
        finally:
            cache.FOLDER = kept


def _table(counted: list[tuple[str, str]], outcomes: list[str]) -> str:
    frame = pd.DataFrame(counted, columns=["kind", "outcome"])
    table = pd.crosstab(frame["kind"], frame["outcome"], margins=True, margins_name="all")
    return table.reindex(columns=[name for name in [*outcomes, "all"] if name in table]).to_string()


def main() -> int:
    """All damages, and all slips in every 100th observation that a figure draws: tables, and what went through."""
    wrong = []
    with copy_of_data() as folder:
        counted = []
        for damage in damages():
            outcome, told = come_of(damage, folder)
            counted.append((damage.name, outcome))
            if outcome in (TAKEN, TRACEBACK):
                wrong.append(f"{damage.file}: {damage.name}: {outcome} {told}")
        print(
            "Damaged tables: what the message names", _table(counted, [CELL, ROW, FILE, TAKEN, TRACEBACK]), "", sep="\n"
        )
        watch = Watch()
        counted = [(slip.name, watch.noticed_by(slip, folder)) for slip in slips(watch.drawn()[::100], watch.rows)]
        outcomes = [REFUSED, JUMP, SUM, TEXT, VALUE, REVIEW, NOBODY]
        print("Changed values: who notices first, beside the review", _table(counted, outcomes), "", sep="\n")
        wrong += [f"{kind}: nobody noticed" for kind, outcome in counted if outcome == NOBODY]
    print("\n".join(wrong) or "nothing went through")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(str(error))
